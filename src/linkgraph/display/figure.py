"""A scene with a place for everything: members, the curves of ties with their marks, and names.

`picture` writes a figure as SVG, and the explorer sends one to the browser, so the two look alike.
Points are complex numbers here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import cos, pi, sin

import attrs
import numpy as np

from linkgraph.display.canvas import Canvas, Points, curve, route
from linkgraph.display.labels import Name, names
from linkgraph.display.layout import Layout, place
from linkgraph.display.scene import Pairs, Scene, everything, selection
from linkgraph.display.text import text_width
from linkgraph.rules.degrees import Degree

KINDS = ("line", "own", "stop", "follow", "wait", "block")  # from the back to the front
_SHARES = np.linspace(0.0, 1.0, 65)
_SIDES = {"follow": 0.1, "wait": -0.2}  # the bends of ties between the same two members
# Up to this many lines: their width, and the opacity of the ego's.
_PENS = ((60, 1.4, 0.85), (300, 1.1, 0.6), (10**9, 0.8, 0.4))


@attrs.frozen
class Stroke:
    """A tie as it is drawn.

    Attributes
    ----------
    kind
        One of `KINDS`.
    ends
        The positions of its members in the scene.
    path
        The line as the data of an SVG path; of "stop", the bar.
    tip
        The arrow head of a follow or an invitation, the cross of a block, or "".
    """

    kind: str
    ends: tuple[int, int]
    path: str
    tip: str = ""


@attrs.frozen
class Ground:
    """A ring or a group of people, behind the members.

    Attributes
    ----------
    kind
        "ring", "outside" (the ring of members out of network), "band" (a ring of several rows) or
        "group".
    path, width
        The data of an SVG path, and the width of its stroke.
    """

    kind: str
    path: str
    width: float


@attrs.frozen
class Figure:
    """A scene with a place for everything.

    Attributes
    ----------
    grounds, strokes
        The rings and groups, and the ties that a picture draws.
    hidden
        The ties that it leaves out, if they were asked for.
    box
        The left, top, right and bottom edge of members, ties and names.
    width, opacity
        The width of lines, and the opacity of "line" and "own".
    """

    scene: Scene
    left_out: tuple[str, ...]
    layout: Layout
    grounds: tuple[Ground, ...]
    strokes: tuple[Stroke, ...]
    hidden: tuple[Stroke, ...]
    names: dict[int, Name]
    box: tuple[float, float, float, float]
    width: float
    opacity: dict[str, float]

    @property
    def caption(self) -> str:
        """One line about the members and ties that are shown and left out."""
        left_out = f"; not drawn: {', '.join(self.left_out)}" if self.left_out else ""
        return self.scene.summary() + left_out


def figure_of(scene: Scene, *, with_hidden: bool = False) -> Figure:
    """Return the figure of a scene; `hidden` is empty unless asked for."""
    ties = selection(scene)
    layout = place(scene, ties)
    points = np.array([complex(*point) for point in layout.points])
    longest = max(text_width(name, layout.font) for name in scene.short_labels)
    edge = max((ring.outer for ring in layout.rings), default=0.0)
    canvas, crossed = (Canvas(edge + longest + 80) for _ in range(2))
    canvas.paint_members(points, layout.radii)
    lines = ties.lines
    controls = _controls(canvas, points, lines)
    ends = np.array([line[1:] for line in lines], np.int64).reshape(-1, 2)
    along = curve(points[ends[:, 0]], controls, points[ends[:, 1]], _SHARES)
    crossed.paint(along, 1)
    counts = np.bincount(ends.ravel(), minlength=len(points)).tolist()
    order = sorted(range(len(points)), key=lambda one: (one != 0, -counts[one], one))
    named = names(scene, layout, canvas, crossed, order)
    strokes = _strokes(layout, lines, controls, ties.stop)
    hidden: tuple[Stroke, ...] = ()
    if with_hidden:
        every = everything(scene)
        rest = tuple(line for line in every.lines if line not in {*lines})
        bends = np.concatenate((_controls(canvas, points, rest), controls))
        hidden = _strokes(layout, (*rest, *lines), bends, every.stop)
        drawn = {(stroke.kind, stroke.ends) for stroke in strokes}
        hidden = tuple(one for one in hidden if (one.kind, one.ends) not in drawn)
    radii = np.array(layout.radii) * (1 + 1j)
    corners = [*(edge * np.array([1 + 1j, -1 - 1j])), *(points - radii), *(points + radii)]
    extent: Points = np.array(
        [*corners, *along.ravel(), *(one for name in named.values() for one in name.corners)]
    )
    width, own = next(pen[1:] for pen in _PENS if len(lines) <= pen[0])
    share = min(max(9 / max(len(lines), 1) ** 0.5, 0.25), 0.9)
    return Figure(
        scene=scene,
        left_out=ties.left_out,
        layout=layout,
        grounds=tuple(_grounds(layout)),
        strokes=strokes,
        hidden=hidden,
        names=named,
        box=(extent.real.min(), extent.imag.min(), extent.real.max(), extent.imag.max()),
        width=width,
        opacity={"line": round(share, 2), "own": own},
    )


def _grounds(layout: Layout) -> Iterator[Ground]:
    for ring in layout.rings:
        rows = ring.outer - ring.inner
        kind = "outside" if ring.degree is Degree.OUT_OF_NETWORK else "ring"
        half = _arc(ring.middle, -pi, 0) + _arc(ring.middle, 0, pi)
        if rows:
            yield Ground("band", half, rows + 3.2 * layout.dot)
        elif ring.degree is not Degree.FIRST or not layout.arcs:
            yield Ground(kind, half, 1.0)
    for start, end in layout.arcs:
        ring = layout.rings[0]
        width = ring.outer - ring.inner + 3.6 * layout.dot
        yield Ground("group", _arc(ring.middle, start, end), width)


def _arc(radius: float, start: float, end: float) -> str:
    ends = [radius * complex(cos(angle), sin(angle)) for angle in (start, end)]
    r = round(radius, 1)
    return f"M{_point(ends[0])}A{r} {r} 0 {int(end - start > pi)} 1 {_point(ends[1])}"


def _controls(canvas: Canvas, points: Points, lines: tuple[tuple[str, int, int], ...]) -> Points:
    """Return the control point of the curve of each line."""
    between = Counter(frozenset(line[1:]) for line in lines)
    # Ties between the same two members go side by side: opposite follows on opposite sides, and an
    # invitation opposite to the follow of its sender.
    first = [
        _SIDES.get(kind, 0.0) * (1 if a < b else -1) * (between[frozenset((a, b))] > 1)
        for kind, a, b in lines
    ]
    ends = np.array([line[1:] for line in lines], np.int64).reshape(-1, 2)
    return route(canvas, points, ends, np.array(first))


def _strokes(
    layout: Layout, lines: tuple[tuple[str, int, int], ...], controls: Points, stopped: Pairs
) -> tuple[Stroke, ...]:
    """Return ties as they are drawn, in the order of `KINDS`."""
    points = [complex(*point) for point in layout.points]
    strokes: list[Stroke] = []
    bends: dict[tuple[int, int], complex] = {}
    for (kind, a, b), bend in zip(lines, controls.tolist(), strict=True):
        if kind in {"line", "own"}:
            bends[a, b] = bends[b, a] = bend
            strokes.append(Stroke(kind, (a, b), curve_path(points[a], bend, points[b])))
        else:
            strokes.append(
                Stroke(kind, (a, b), *arrow(kind, points[a], bend, points[b], layout.radii[b]))
            )
    for a, b in stopped:
        path = bar(points[a], bends[a, b], points[b], layout.radii[b])
        strokes.append(Stroke("stop", (a, b), path))
    return tuple(sorted(strokes, key=lambda stroke: KINDS.index(stroke.kind)))


# -- lines and marks as SVG paths ---------------------------------------------------------------


def curve_path(start: complex, bend: complex, end: complex) -> str:
    """Return a curve, or a straight line where the control point is in the middle."""
    if abs(bend - (start + end) / 2) < 0.05:
        return f"M{_point(start)}L{_point(end)}"
    return f"M{_point(start)}Q{_point(bend)} {_point(end)}"


def arrow(kind: str, start: complex, bend: complex, end: complex, radius: float) -> tuple[str, str]:
    """Return the line and the mark of a follow, an invitation or a block."""
    if kind == "block":
        bend, middle, _ = _without_end(start, bend, end, radius + 8)
        half = complex(1, 1) * (3 + radius * 0.15)
        cross = (f"M{_point(middle - one)}L{_point(middle + one)}" for one in (half, half * 1j))
        return curve_path(start, bend, middle), "".join(cross)
    length = 3.5 + 0.35 * radius
    bend, base, direction = _without_end(start, bend, end, radius + 1.5 + length)
    tip, half = base + direction * length, 1j * direction * length * 0.45
    head = f"M{_point(tip)}L{_point(base + half)}L{_point(base - half)}z"
    return curve_path(start, bend, base), head


def bar(start: complex, bend: complex, end: complex, radius: float) -> str:
    """Return the bar before a member who is not followed by the other end."""
    _, middle, direction = _without_end(start, bend, end, radius + 6)
    half = 1j * direction * (radius * 0.4 + 2.5)
    return f"M{_point(middle + half)}L{_point(middle - half)}"


def _without_end(
    start: complex, bend: complex, end: complex, length: float
) -> tuple[complex, complex, complex]:
    """Return the control point and the end of a shorter curve, and the direction there.

    De Casteljau's algorithm cuts a curve at a share, which is approximated in a few steps.
    """
    share = 1.0
    new_bend, new_end = bend, end
    for _ in range(4):  # Newton's method: the distance from the end is to be `length`
        missing = length - abs(end - new_end)
        share = max(share - missing / max(2 * abs(end - bend), 1.0), 0.1)
        new_bend, next_bend = start + share * (bend - start), bend + share * (end - bend)
        new_end = new_bend + share * (next_bend - new_bend)
    return new_bend, new_end, (end - new_end) / abs(end - new_end)


def _point(point: complex) -> str:
    # Adding zero removes a negative zero.
    return f"{round(point.real, 1) + 0.0} {round(point.imag, 1) + 0.0}"
