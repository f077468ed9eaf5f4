"""The curves as two pictures, `cost_time.svg` and `cost_memory.svg`.

Nothing stands behind the panels and every ink is of middle lightness, so that the
pictures can be read on a light page and on a dark one. Text stays text: files are small.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from benchmarks.tables import duration

if TYPE_CHECKING:
    from benchmarks.curves import Curve

_INK = "#7d8590"
_WHOLE = "#2f81c9"  # building, everything together
_COLOURS = {
    "second degree": "#d1602b",
    "mutual connections": "#1f9d72",
    "one edit": "#b765c2",
    "one more": "#b765c2",
    "each": "#c2496b",
    "everybody's buttons": "#a98a1d",
}
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "linkgraph",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "axes.titlecolor": _INK,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw(curves: list[Curve], folder: Path) -> None:
    """Write both pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for memory, name in ((False, "cost_time.svg"), (True, "cost_memory.svg")):
        some = [curve for curve in curves if curve.memory == memory]
        with mpl.rc_context(_STYLE):
            figure = _figure(some, memory=memory)
            figure.savefig(folder / name, transparent=True, metadata={"Date": None})


def _figure(curves: list[Curve], *, memory: bool) -> Figure:
    axes = list(dict.fromkeys(curve.axis for curve in curves))
    figure = Figure(figsize=(9.0, 6.6 if not memory else 5.4), layout="constrained")
    panels = figure.subplots(2, 2).ravel()
    for panel, axis in zip(panels, axes, strict=True):
        some = [curve for curve in curves if curve.axis == axis]
        _panel(panel, axis, some, memory=memory)
    return figure


def _panel(panel: Any, axis: str, curves: list[Curve], *, memory: bool) -> None:
    panel.set_xscale("log")
    panel.set_yscale("log")
    for curve in curves:
        xs, ys = zip(*curve.points, strict=True)
        panel.plot(
            xs,
            ys,
            color=_COLOURS.get(curve.text, _WHOLE),
            linewidth=1.6,
            marker="o",
            markersize=3.2,
        )
    panel.set_title(f"{'memory' if memory else 'time'} against {axis}", loc="left", fontsize=10)
    panel.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _number(x)))
    panel.yaxis.set_major_formatter(
        FuncFormatter(lambda y, _: _bytes(y) if memory else _seconds(y))
    )
    for each in (panel.xaxis, panel.yaxis):
        each.set_minor_formatter(NullFormatter())
        each.set_major_locator(LogLocator(base=10, numticks=8))
    _name(panel, curves)
    last = max(x for curve in curves for x, _ in curve.points)
    least, most = panel.get_xlim()
    panel.set_xticks([tick for tick in panel.get_xticks() if least <= tick <= last])
    panel.set_xlim(least, most)
    panel.grid(visible=True, which="major", color=_INK, alpha=0.25, linewidth=0.6)
    panel.tick_params(which="both", length=0)


def _name(panel: Any, curves: list[Curve]) -> None:
    """Write each curve's name and slope at its end, moved apart where they would overlap."""
    xs = [x for curve in curves for x, _ in curve.points]
    ys = [y for curve in curves for _, y in curve.points]
    panel.set_xlim(min(xs) / 1.3, max(xs) * (max(xs) / min(xs)) ** 0.52)
    low, high = min(ys) / 2, max(ys) * 2
    panel.set_ylim(low, high)
    step = (high / low) ** 0.075
    ends = sorted(curves, key=lambda curve: curve.points[-1][1])
    before = low / step
    for curve in ends:
        place = max(curve.points[-1][1], before * step)
        before = place
        panel.annotate(
            f"{curve.text}: slope {curve.slope_shown}",
            (curve.points[-1][0], place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=_COLOURS.get(curve.text, _WHOLE),
        )


def _seconds(value: float) -> str:
    """Return a power of ten of a second: 10 ms."""
    return duration(value).replace(".00", "").replace(".0 ", " ")


def _number(value: float) -> str:
    for unit, name in ((1e6, " M"), (1e3, " k")):
        if value >= unit:
            return f"{value / unit:g}{name}"
    return f"{value:g}"


def _bytes(value: float) -> str:
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if value >= unit:
            return f"{value / unit:g} {name}"
    return f"{value:g} B"
