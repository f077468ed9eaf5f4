"""How cost grows: time and memory against members, connections, edits and versions.

The slope is that of the straight line through the logarithms of the points: 1 is growth in
proportion, 0 is none, 0.5 is that of the square root. The pictures have no background, and colours
of middle lightness, so they can be read on a light page and on a dark one.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks.edits import edited, plan, strangers, versions
from benchmarks.graph_libraries import NOW
from benchmarks.networks import Network, generate
from benchmarks.runner import Call, say, time_of, traced
from benchmarks.tables import duration, size, table

NUMBERS = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
MOST_HELD = 10_000  # versions at once
ASKED = 100  # connections of the members in the questions
MEAN = 20  # connections for each member where members are the axis
MEMBERS, CONNECTIONS = "members", "connections"
EDITS, VERSIONS = "edits in a row", "versions held"


@dataclass
class Curve:
    """One cost along one axis; `expected` is the slope that it should have."""

    axis: str
    text: str
    is_memory: bool
    expected: str
    points: list[tuple[float, float]] = field(default_factory=list)

    @property
    def slope_text(self) -> str:
        xs, ys = np.log(np.array(self.points, float)).T
        return f"{round(float(np.polyfit(xs, ys, 1)[0]), 2) or 0.0:.2f}"  # never -0.00


class Curves:
    """All curves, and the measuring of one point of each."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.curves: dict[tuple[str, str, bool], Curve] = {}

    def add(self, curve: Curve, x: float, y: float) -> None:
        key = (curve.axis, curve.text, curve.is_memory)
        self.curves.setdefault(key, curve).points.append((x, y))

    def time(self, axis: str, text: str, expected: str, x: float, call: Call) -> None:
        took = time_of(f"{axis}, {text}", call, seconds=self.seconds)
        self.add(Curve(axis, text, False, expected), x, took)

    def build(self, axis: str, network: Network, x: float) -> lg.LinkGraph[int]:
        """Add the cost of building, and of the questions that look at few members."""
        network = Network(network.members, network.connections, planted=network.planted)
        say(f"{axis}: {network}")
        self.time(axis, "build", "1", x, Call(network.graph))
        graph, memory = traced(network.graph)
        expected = "1" if axis == MEMBERS else "≤ 1"
        self.add(Curve(axis, "the graph", True, expected), x, memory)
        self.questions(axis, network, graph, x, second="≤ 1", edit="one edit")
        viewers = network.planted[ASKED]
        call = Call(lambda a, b: lg.mutual_connections(graph, a, b), list(pairwise(viewers)))
        self.time(axis, "mutual connections", "0", x, call)
        return graph

    def questions(
        self, axis: str, network: Network, graph: Any, x: float, *, second: str, edit: str
    ) -> None:
        viewers, degree = network.planted[ASKED], lg.Degree.SECOND
        call = Call(lambda v: lg.network(graph, v, degree).to_numpy(), [(v,) for v in viewers])
        self.time(axis, "second degree", second, x, call)
        pairs = [pair for pair in strangers(network, viewers) if not graph.is_connected(*pair)]
        self.time(axis, edit, "0", x, Call(graph.connect, pairs))


def measure(options: argparse.Namespace) -> list[Curve]:
    """Return all curves."""
    curves = Curves(options.seconds / 5)
    small = options.quick
    for members in [1_000, 3_000, 10_000] + [30_000, 100_000, 300_000, 1_000_000] * (not small):
        network = generate(members, MEAN * members)
        graph = curves.build(MEMBERS, network, members)
        viewer = network.planted[ASKED][0]
        buttons = Call(lambda g=graph, v=viewer: lg.profile_buttons(g, v, at=NOW).values())
        curves.time(MEMBERS, "everybody's buttons", "1", members, buttons)
    members = 10_000 if small else 100_000
    for factor in [2, 5, 10] + [20, 50, 100] * (not small):
        connections = factor * members
        curves.build(CONNECTIONS, generate(members, connections), connections)
    network = generate(members, MEAN * members)
    graph = network.graph()
    numbers = NUMBERS[:5] if small else NUMBERS
    plans = {number: plan(network, numbers[-1])[:number] for number in numbers}
    for number, steps in plans.items():
        curves.time(EDITS, "all of them", "1", number, Call(edited, [(graph, steps)]))
        curves.time(EDITS, "each", "0", number, Call(edited, [(graph, steps)], number))
        last, memory = traced(lambda steps=steps: edited(graph, steps))
        curves.add(Curve(EDITS, "beside the first graph", True, "≤ 1"), number, memory)
        curves.questions(EDITS, network, last, number, second="0", edit="one more")
    for number, steps in plans.items():
        if number <= MOST_HELD:
            graphs, memory = traced(lambda steps=steps: list(versions(graph, steps)))
            curves.add(Curve(VERSIONS, "all of them", True, "1"), number, memory)
            curves.add(Curve(VERSIONS, "each", True, "0"), number, memory / number)
            middle = graphs[number // 2]
            curves.questions(VERSIONS, network, middle, number, second="0", edit="one more")
    return list(curves.curves.values())


def report(options: argparse.Namespace) -> str:
    """Return the table of slopes; with `--write`, draw the pictures as well."""
    curves = measure(options)
    if options.write:
        draw(curves, Path(__file__).parents[1] / "docs" / "images")
    axes = (MEMBERS, CONNECTIONS, EDITS, VERSIONS)
    rows = []
    for curve in sorted(curves, key=lambda curve: axes.index(curve.axis)):
        show: Callable[[float], str] = size if curve.is_memory else duration
        (first, lowest), (last, highest) = curve.points[0], curve.points[-1]
        text = f"{'memory' if curve.is_memory else 'time'}: {curve.text}"
        costs = f"{show(lowest)} to {show(highest)}"
        span = f"{first:,.0f} to {last:,.0f}"
        rows.append([curve.axis, text, span, costs, curve.slope_text, curve.expected])
    head = ["against", "cost of", "from … to", "costs", "slope", "expected"]
    return table(head, rows, words=2)


# -- the pictures ---------------------------------------------------------------------------------

INK = "#7d8590"
BUILD = "#2f81c9"  # for building, and everything together
COLOURS = {
    "second degree": "#d1602b", "mutual connections": "#1f9d72", "one edit": "#b765c2",
    "one more": "#b765c2", "each": "#c2496b", "everybody's buttons": "#a98a1d",
}  # fmt: skip
STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "linkgraph", "font.family": "sans-serif",
    "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": INK, "axes.labelcolor": INK, "axes.titlecolor": INK, "text.color": INK,
    "xtick.color": INK, "ytick.color": INK,
}  # fmt: skip


def draw(curves: list[Curve], folder: Path) -> None:
    """Write both pictures into a folder."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    for is_memory, name, height in ((False, "time", 6.6), (True, "memory", 5.4)):
        chosen = [curve for curve in curves if curve.is_memory == is_memory]
        axes = list(dict.fromkeys(curve.axis for curve in chosen))
        with mpl.rc_context(STYLE):
            figure = Figure(figsize=(9.0, height), layout="constrained")
            for panel, axis in zip(figure.subplots(2, 2).ravel(), axes, strict=True):
                panel.set_title(f"{name} against {axis}", loc="left", fontsize=10)
                _draw(panel, [curve for curve in chosen if curve.axis == axis])
            file = folder / f"cost_{name}.svg"
            figure.savefig(file, transparent=True, metadata={"Date": None})


def _draw(panel: Any, curves: list[Curve]) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    panel.set_xscale("log")
    panel.set_yscale("log")
    for curve in curves:
        xs, ys = zip(*curve.points, strict=True)
        colour = COLOURS.get(curve.text, BUILD)
        panel.plot(xs, ys, color=colour, linewidth=1.6, marker="o", markersize=3.2)
    show = size if curves[0].is_memory else duration
    panel.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _number(x)))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda y, _: show(y).replace(".0 ", " ")))
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_minor_formatter(NullFormatter())
        axis.set_major_locator(LogLocator(base=10, numticks=8))
    _name(panel, curves)
    panel.grid(visible=True, which="major", color=INK, alpha=0.25, linewidth=0.6)
    panel.tick_params(which="both", length=0)


def _name(panel: Any, curves: list[Curve]) -> None:
    """Write the name and slope of each curve at its end, moved where two would overlap."""
    xs, ys = zip(*(point for curve in curves for point in curve.points), strict=True)
    low, high = min(ys) / 2, max(ys) * 2
    limits = min(xs) / 1.3, max(xs) * (max(xs) / min(xs)) ** 0.52
    panel.set_ylim(low, high)
    panel.set_xlim(*limits)
    panel.set_xticks([tick for tick in panel.get_xticks() if limits[0] <= tick <= max(xs)])
    panel.set_xlim(*limits)  # setting the ticks widens the axis
    step = (high / low) ** 0.075
    previous = low / step
    for curve in sorted(curves, key=lambda curve: curve.points[-1][1]):
        x, y = curve.points[-1]
        previous = max(y, previous * step)
        panel.annotate(
            f"{curve.text}: slope {curve.slope_text}", (x, previous), xytext=(6, 0), va="center",
            textcoords="offset points", fontsize=8, color=COLOURS.get(curve.text, BUILD),
        )  # fmt: skip


def _number(value: float) -> str:
    unit, name = (1e6, " M") if value >= 1e6 else (1e3, " k") if value >= 1e3 else (1, "")
    return f"{value / unit:g}{name}"
