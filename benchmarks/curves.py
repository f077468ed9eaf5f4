"""How cost grows: time and memory against members, connections, edits and versions.

python -m benchmarks.curves --write docs/cost_curves.md   # some four minutes; pictures and table
python -m benchmarks.curves --quick                       # small networks; prints the table

Everything runs on one thread, so the clock is the processor time of the process, as in
`timing.py`. The slope is that of a straight line through the logarithms: 1 is growth in
proportion, 0 is none, 0.5 that of the square root.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks.compare import processor
from benchmarks.crew import say
from benchmarks.edits import Step, fold, plan
from benchmarks.own import arrays_bytes
from benchmarks.players import NOW
from benchmarks.tables import duration, put, table
from benchmarks.timing import clock
from benchmarks.worlds import World, generate

BEGIN, END = "<!-- curves: begin -->", "<!-- curves: end -->"
_MEMBERS = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
_NUMBERS = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
_HELD = 7  # of these numbers of versions are held at once: up to 10,000
_VIEWERS = 100  # connections of the members who are asked about
_MEAN = 20  # connections for each member where members are the axis
_ENOUGH, _ROUNDS = 0.2, 15  # seconds and rounds after which the best time stands
_SAMPLE = 2e-3  # seconds that one sample should take


@dataclass
class Curve:
    """One cost along one axis; `expected` says how it should grow."""

    axis: str
    text: str
    memory: bool
    expected: str
    points: list[tuple[float, float]] = field(default_factory=list)

    @property
    def slope(self) -> float:
        xs, ys = np.log(np.array(self.points, float)).T
        return float(np.polyfit(xs, ys, 1)[0])

    @property
    def slope_shown(self) -> str:
        return f"{round(self.slope, 2) or 0.0:.2f}"  # there is no -0.00


class Curves:
    """All curves, by what they show, in the order of their first points."""

    def __init__(self) -> None:
        self.all: dict[tuple[str, str, bool], Curve] = {}

    def add(
        self, axis: str, text: str, x: float, y: float, expected: str, *, memory: bool = False
    ) -> None:
        key = (axis, text, memory)
        self.all.setdefault(key, Curve(axis, text, memory, expected)).points.append((x, y))


# -- the four axes ----------------------------------------------------------------------------


def with_members(curves: Curves, members: int) -> None:
    """Build a network of so many members, with the same mean number of connections."""
    world = generate(members, _MEAN * members, seed=1)
    graph = _built(curves, "members", world, members)
    viewer = world.planted[_VIEWERS][0]
    buttons = best(lambda: lg.profile_buttons(graph, viewer, at=NOW).values())
    curves.add("members", "everybody's buttons", members, buttons, "1")


def with_connections(curves: Curves, members: int, connections: int) -> None:
    """Build a network of so many connections among the same members."""
    _built(curves, "connections", generate(members, connections, seed=1), connections)


def with_edits(curves: Curves, world: World, steps: list[Step]) -> None:
    """Make so many edits in a row, a version each, of which the last is kept."""
    axis, number, graph = "edits in a row", len(steps), _graph(world)
    took = best(lambda: fold(graph, steps))
    curves.add(axis, "all of them", number, took, "1")
    curves.add(axis, "each", number, took / number, "0")
    edited, size = weighed(lambda: fold(graph, steps))
    curves.add(axis, "beside the first graph", number, size, "≤ 1", memory=True)
    _still_asked(curves, axis, number, world, edited)


def with_versions(curves: Curves, world: World, steps: list[Step]) -> None:
    """Hold so many versions at once."""
    axis, number, graph = "versions held", len(steps), _graph(world)
    kept, size = weighed(lambda: list(versions(graph, steps)))
    curves.add(axis, "all of them", number, size, "1", memory=True)
    curves.add(axis, "each", number, size / number, "0", memory=True)
    _still_asked(curves, axis, number, world, kept[number // 2])


def _still_asked(
    curves: Curves, axis: str, number: int, world: World, graph: lg.LinkGraph[int]
) -> None:
    """Add what one more edit costs, and a question."""
    pairs = _strangers(graph, world)
    again = best(lambda: [graph.connect(a, b) for a, b in pairs]) / len(pairs)
    curves.add(axis, "one more", number, again, "0")
    some = world.planted[_VIEWERS]
    second = best(lambda: [lg.network(graph, v, lg.Degree.SECOND).to_numpy() for v in some])
    curves.add(axis, "second degree", number, second / len(some), "0")


def versions(graph: lg.LinkGraph[int], steps: list[Step]) -> Iterator[lg.LinkGraph[int]]:
    """Yield every version on the way."""
    for kind, a, b in steps:
        graph = getattr(graph, kind)(a, b)
        yield graph


def _built(curves: Curves, axis: str, world: World, x: int) -> lg.LinkGraph[int]:
    """Add what building costs and what the questions cost that look at few members."""
    say(f"{axis}: {world}")
    curves.add(axis, "build", x, best(lambda: _graph(world)), "1")
    graph = _graph(world)
    size = arrays_bytes(graph)
    curves.add(axis, "the graph", x, size, "1" if axis == "members" else "≤ 1", memory=True)
    some = world.planted[_VIEWERS]
    second = best(lambda: [lg.network(graph, v, lg.Degree.SECOND).to_numpy() for v in some])
    curves.add(axis, "second degree", x, second / len(some), "≤ 1")
    mutual = best(lambda: [lg.mutual_connections(graph, a, b) for a, b in pairwise(some)])
    curves.add(axis, "mutual connections", x, mutual / (len(some) - 1), "0")
    pairs = _strangers(graph, world)
    edit = best(lambda: [graph.connect(a, b) for a, b in pairs]) / len(pairs)
    curves.add(axis, "one edit", x, edit, "0")
    return graph


def _graph(world: World) -> lg.LinkGraph[int]:
    return lg.LinkGraph.from_edges(connections=world.connections, members=range(world.members))


def _strangers(graph: lg.LinkGraph[int], world: World) -> list[tuple[int, int]]:
    some = world.planted[_VIEWERS]
    return [(a, b) for a in some for b in some if a < b and not graph.is_connected(a, b)]


# -- clock and scales -------------------------------------------------------------------------


def best(function: Callable[[], Any]) -> float:
    """Return the least time of a call, over rounds, samples of quick calls made longer."""
    begin = clock()
    function()
    repeats = max(1, int(_SAMPLE / max(clock() - begin, 1e-7)))
    took: list[float] = []
    gc.disable()
    while not took or (sum(took) * repeats < _ENOUGH and len(took) < _ROUNDS):
        begin = clock()
        for _ in range(repeats):
            function()
        took.append((clock() - begin) / repeats)
    gc.enable()
    return min(took)


def weighed(function: Callable[[], Any]) -> tuple[Any, int]:
    """Return an answer and the memory that it takes beside what was there."""
    function()  # what is loaded on first use is not the answer's
    gc.collect()
    tracemalloc.start()
    answer = function()
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return answer, size


# -- the page ---------------------------------------------------------------------------------


def report(curves: Curves, command: str) -> str:
    """Return the slopes as Markdown."""
    rows = []
    for curve in curves.all.values():
        show = _size if curve.memory else duration
        (first, least), (last, most) = curve.points[0], curve.points[-1]
        rows.append(
            [
                curve.axis,
                f"{'memory' if curve.memory else 'time'}: {curve.text}",
                f"{first:,.0f} to {last:,.0f}",
                f"{show(least)} to {show(most)}",
                curve.slope_shown,
                curve.expected,
            ]
        )
    axes = [curve.axis for curve in curves.all.values()]
    rows.sort(key=lambda row: axes.index(row[0]))
    setting = (
        f"Printed by `{command}` on {processor()}, {os.cpu_count()} cores, {platform.system()};"
        f" CPython {platform.python_version()}, linkgraph {lg.__version__}, NumPy {np.__version__}."
    )
    head = ["against", "what", "from … to", "costs", "slope", "expected"]
    return f"{setting}\n\n{table(head, rows, left=2)}"


def _size(size: float) -> str:
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size:.0f} B"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small networks, for a smoke test")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="a page with the two markers")
    parser.add_argument("--images", type=Path, metavar="FOLDER", help="where pictures go")
    asked = parser.parse_args()
    begin = clock()
    curves = Curves()
    small = asked.quick
    for members in (1_000, 3_000, 10_000) if small else _MEMBERS:
        with_members(curves, members)
    fixed, factors = (10_000, (2, 5, 10)) if small else (100_000, (2, 5, 10, 20, 50, 100))
    for factor in factors:
        with_connections(curves, fixed, factor * fixed)
    world = generate(fixed, _MEAN * fixed, seed=1)
    numbers = _NUMBERS[:5] if small else _NUMBERS
    steps = plan(world, numbers[-1], seed=5)
    for number in numbers:
        say(f"{number:,} edits")
        with_edits(curves, world, steps[:number])
    for number in numbers[:_HELD]:
        say(f"{number:,} versions")
        with_versions(curves, world, steps[:number])
    text = report(curves, "python -m benchmarks.curves" + (" --quick" if small else ""))
    print(text)
    folder = asked.images or (asked.write.parent / "images" if asked.write else None)
    if folder:
        from benchmarks.curves_drawing import draw

        draw(list(curves.all.values()), folder)
    if asked.write:
        put(asked.write, BEGIN, END, text)
    say(f"took {clock() - begin:.0f} s of the processor")


if __name__ == "__main__":
    main()
