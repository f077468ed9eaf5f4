"""`draw`, the `Picture` that it returns, and how a scene is drawn as SVG.

The SVG is one string, which runs and loads nothing. All colours stand in one style sheet, once
for light and once for dark. It also works inside an `<img>`, which the styles and scripts of a
page do not reach.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Hashable, Iterator
from html import escape
from math import inf
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar, final

import attrs

from linkgraph.display.labels import Name, font_size, names, reach
from linkgraph.display.layout import Layout, place
from linkgraph.display.scene import RINGS, Scene, scene_of
from linkgraph.display.text import counted, label
from linkgraph.errors import InvalidInput
from linkgraph.graph.files import replace_file
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import path_of
from linkgraph.rules.degrees import Degree

M = TypeVar("M", bound=Hashable)

_MARGIN = 34.0
_LEGEND = 20.0  # height of a row
_LEGEND_DOT = 5.5  # radius of a member in the legend
_MIN_WIDTH = 600.0

STYLE = """
.lg-picture{--page:#ffffff;--ink:#1f2328;--soft:#656d76;--ring:#d8dee4;--line:#8c959f;--own:#0a66c2;
--ego:#0a3069;--d1:#0a66c2;--d2:#54a3e6;--d3:#a8c7e8;--d4:#ffffff;--edge:#57606a;--follow:#bc4c00;
--wait:#1a7f37;--block:#cf222e}
@media (prefers-color-scheme:dark){.lg-picture{--page:#0d1117;--ink:#e6edf3;--soft:#9198a1;
--ring:#2a313c;--line:#656d76;--own:#58a6ff;--ego:#f0f6fc;--d1:#58a6ff;--d2:#2f6fb8;--d3:#264a73;
--d4:#0d1117;--edge:#9198a1;--follow:#f0883e;--wait:#3fb950;--block:#ff7b72}}
.lg-picture{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
.page{fill:var(--page)}.ring{fill:none;stroke:var(--ring)}.band{fill:none;stroke:var(--ring);
stroke-opacity:.35}.soft{fill:var(--soft);font-size:11px}
.line{stroke:var(--line);fill:none}.own{stroke:var(--own);fill:none}
.follow{stroke:var(--follow);fill:none}.wait{stroke:var(--wait);fill:none;stroke-dasharray:2 3}
.block{stroke:var(--block);fill:none;stroke-dasharray:7 4}.stop{stroke:var(--follow);fill:none}
.follow-tip{fill:var(--follow)}.wait-tip{fill:var(--wait)}.block-tip{stroke:var(--block);fill:none}
.dot{stroke:var(--page)}.d0{fill:var(--ego)}.d1{fill:var(--d1)}.d2{fill:var(--d2)}
.d3{fill:var(--d3)}.d4{fill:var(--d4);stroke:var(--edge)}
.name{fill:var(--ink);stroke:var(--page);stroke-width:3px;stroke-linejoin:round;paint-order:stroke;
unicode-bidi:isolate}.ego{font-weight:600}
"""

# The kinds of line, each with the ties of a scene that it shows and its text in the legend.
LEGEND = {
    "line": ("connections", "connected and following each other"),
    "stop": ("stopped", "connected, and does not follow the member at the bar"),
    "follow": ("follows", "follows without a connection"),
    "wait": ("pending", "pending invitation"),
    "block": ("blocks", "blocked"),
}
# Up to this many members: width and opacity of lines, width of the ego's lines and of other ties.
_PENS = (
    (24, 1.4, 0.9, 1.8, 1.6),
    (60, 1.1, 0.7, 1.4, 1.3),
    (200, 0.8, 0.45, 1.0, 0.9),
    (inf, 0.6, 0.28, 0.8, 0.7),
)


@final
@attrs.frozen(repr=False)
class Picture:
    """A finished picture, which shows itself in a notebook and can be saved to a file.

    Attributes
    ----------
    svg
        The SVG document.
    about
        One line: the member in the middle, and which members are shown and left out.
    """

    svg: str
    about: str

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the SVG document to a file whose name ends in ``.svg``; return its path.

        It is written all or nothing. A file that is replaced keeps its mode, and a symbolic link
        is followed.

        Raises
        ------
        InvalidInput
            If `path` is not a path, has another ending, or is not that of a regular file or of a
            new one.
        OSError
            If the file cannot be written.
        """
        target = path_of(path, "name a file that ends in `.svg`")
        if target.suffix.lower() != ".svg":
            raise InvalidInput(str(path), "a file name that ends in `.svg`")
        replace_file(target, [self.svg.encode()])
        return target

    def __repr__(self) -> str:
        return f"Picture({self.about})"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # Jupyter removes drawings and their styles from a notebook that is reopened and not
        # trusted. An image with its data in the address stays.
        address = b64encode(self.svg.encode()).decode()
        return {
            "text/html": (
                f'<img alt="{escape(self.about)}" style="max-width:100%" '
                f'src="data:image/svg+xml;base64,{address}">'
            ),
            "image/svg+xml": self.svg,
            "text/plain": repr(self),
        }


def draw(graph: LinkGraph[M], ego: M, *, limit: int = 500, title: str | None = None) -> Picture:
    """Return a picture of the network around a member.

    The ego stands in the middle, and each degree (D1) is a ring. Connections are plain lines,
    and imply that the two members follow each other. A bar shows where one of them does not.
    Other follows are arrows; pending invitations and blocks have lines of their own. The same
    graph gives the same bytes on every run.

    Parameters
    ----------
    graph, ego
        The graph, and the member in the middle.
    limit
        The maximum number of members to show. The nearest are chosen, and within a degree those
        with most connections in common with the ego. The picture says how many are left out.
    title
        A line above the picture.

    Returns
    -------
    Picture
        It shows itself in a notebook, also in one that is not trusted; `save` writes a file.

    Raises
    ------
    UnknownMember
        If `ego` is not in the graph.
    InvalidInput
        If `limit` is not a positive integer, or `title` has the wrong type.

    Notes
    -----
    O(members) to find the degrees, then O(limit²) at worst.

    Examples
    --------
    >>> import linkgraph as lg
    >>> g = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> draw(g, "ana")
    Picture(ana, showing all 3 members)
    >>> draw(g, "ana", limit=2)
    Picture(ana, showing 2 of 3 members: all 1 at 1st degree, none of 1 at 2nd degree)
    """
    if title is not None and not isinstance(title, str):
        raise InvalidInput(title, "a title as text or `None`")
    scene = scene_of(graph, ego, limit)
    return Picture(_svg_of(scene, title), f"{label(scene.ego)}, {scene.summary()}")


# -- the document and its parts, from the back to the front --------------------------------------


def _svg_of(scene: Scene, title: str | None = None) -> str:
    """Return the picture of a scene as an SVG document."""
    layout = place(scene)
    ties = scene.tie_counts()
    legend = {kind: text for kind, (pairs, text) in LEGEND.items() if getattr(scene, pairs)}
    named = names(scene, layout, ties)
    caption = scene.summary()
    half = max(reach(layout, named)[0] + _MARGIN, _MIN_WIDTH / 2)
    bottom = layout.radius + layout.dot + _MARGIN
    top = bottom + (24 if title else 0)
    width = 2 * half
    height = top + bottom + _LEGEND * (max(len(legend), len(layout.rings)) + 1) + 10
    box = f"{-half:.1f} {-top:.1f} {width:.1f} {height:.1f}"
    spoken = escape(f"The network of {label(scene.ego)}, {caption}")
    head = f'viewBox="{box}" width="{width:.0f}" height="{height:.0f}" aria-label="{spoken}"'
    frame = f'x="{-half:.1f}" y="{-top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="lg-picture" role="img" {head}>',
        f"<style>{STYLE}</style>",
        f'<rect class="page" {frame} rx="8"/>',
        *_rings(layout),
        *_ties(scene, layout),
        *_dots(scene, layout, ties),
        *_names(layout, named),
    ]
    if title:
        where = f'x="0" y="{24 - top:.1f}" text-anchor="middle" font-size="15"'
        lines.append(f'<text class="name ego" {where}>{escape(label(title, 90))}</text>')
    lines += _legend(legend, caption, 16 - half, bottom + 4)
    lines += _degrees(scene, layout, half - 170, bottom + 4)
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _rings(layout: Layout) -> Iterator[str]:
    for ring in layout.rings:
        if ring.circles > 1:
            width = ring.outer - ring.inner + 3.2 * layout.dot
            yield f'<circle class="band" r="{ring.middle:.1f}" stroke-width="{width:.1f}"/>'
        else:
            outside = ring.degree is Degree.OUT_OF_NETWORK
            dashed = ' stroke-dasharray="3 4"' if outside else ""
            yield f'<circle class="ring" r="{ring.middle:.1f}"{dashed}/>'


def _ties(scene: Scene, layout: Layout) -> Iterator[str]:
    points = [complex(*point) for point in layout.points]
    line, opacity, own, other = next(pen for limit, *pen in _PENS if len(points) <= limit)
    for kind, width in (("line", line), ("own", own)):
        path = "".join(
            f"M{_point(points[a])}L{_point(points[b])}"
            for a, b in scene.connections
            if (a == 0) is (kind == "own")
        )
        if path:
            yield _path(kind, width, path, f'stroke-opacity="{opacity}" ')
    for kind in ("stop", "follow", "wait", "block"):
        for a, b in getattr(scene, LEGEND[kind][0]):
            rim = _radius(layout, b)
            yield from _tie(kind, other, points[a], points[b], dot=layout.dot, rim=rim)


def _dots(scene: Scene, layout: Layout, ties: list[int]) -> Iterator[str]:
    for member, ((x, y), degree) in enumerate(zip(layout.points, scene.degrees, strict=True)):
        where = "in the middle" if member == 0 else RINGS[degree]
        about = f"{label(scene.members[member])}: {where}, {counted(ties[member], 'tie')} shown"
        yield (
            f'<circle class="dot d{int(degree)}" cx="{x:.1f}" cy="{y:.1f}" '
            f'r="{_radius(layout, member):.1f}" stroke-width="1.2">'
            f"<title>{escape(about)}</title></circle>"
        )


def _names(layout: Layout, named: dict[int, Name]) -> Iterator[str]:
    size = font_size(layout.dot)
    for member, name in sorted(named.items()):
        kind = "name ego" if member == 0 else "name"
        yield (
            f'<text class="{kind}" x="{name.x:.1f}" y="{name.y:.1f}" font-size="{size}" '
            f'text-anchor="{name.anchor}">{escape(name.text)}</text>'
        )


def _legend(legend: dict[str, str], caption: str, x: float, y: float) -> Iterator[str]:
    """Yield the caption, and a sample of each kind of line with its text."""
    yield f'<text class="soft" x="{x:.1f}" y="{y:.1f}">{escape(caption)}</text>'
    for kind, text in legend.items():
        y += _LEGEND
        left = complex(x, y - 4)
        if kind in {"line", "stop"}:
            yield _path("line", 1.6, f"M{_point(left)}h32")
        if kind != "line":
            yield from _tie(kind, 1.6, left, left + 37, dot=_LEGEND_DOT, rim=_LEGEND_DOT)
        yield f'<text class="soft" x="{x + 44:.1f}" y="{y:.1f}">{text}</text>'


def _degrees(scene: Scene, layout: Layout, x: float, y: float) -> Iterator[str]:
    """Yield the colour of each degree, with the number of members."""
    for ring in layout.rings:
        y += _LEGEND
        where = f'cx="{x:.1f}" cy="{y - 4:.1f}" r="{_LEGEND_DOT}"'
        yield f'<circle class="dot d{int(ring.degree)}" {where} stroke-width="1.2"/>'
        shown, total = len(ring.order), scene.totals[ring.degree]
        count = f"{total:,}" if shown == total else f"{shown:,} of {total:,}"
        text = f"{RINGS[ring.degree]} · {count}"
        yield f'<text class="soft" x="{x + 14:.1f}" y="{y:.1f}">{text}</text>'


# -- ties, drawn with complex numbers as points -------------------------------------------------


def _tie(
    kind: str, width: float, start: complex, end: complex, *, dot: float, rim: float
) -> Iterator[str]:
    """Yield any tie but a connection: its line, and the mark before the member at its end."""
    direction = (end - start) / abs(end - start)
    if kind == "stop":
        middle = end - direction * (dot + 6)
        half = 1j * direction * (dot * 0.4 + 2.5)
        yield _path(kind, width + 0.8, f"M{_point(middle + half)}L{_point(middle - half)}")
    elif kind == "block":
        middle = end - direction * (dot + 8)
        half = complex(1, 1) * (3 + dot * 0.15)
        yield _path(kind, width + 0.4, f"M{_point(start)}L{_point(middle)}")
        strokes = (f"M{_point(middle - one)}L{_point(middle + one)}" for one in (half, half * 1j))
        yield _path("block-tip", width + 0.8, "".join(strokes))
    else:
        bend = 0.12 if kind == "follow" else -0.12
        control = (start + end) / 2 + 1j * (end - start) * bend
        direction = (end - control) / abs(end - control)
        tip = end - direction * (rim + 1.5)
        length = 4.5 + dot * 0.35
        base, half = tip - direction * length, 1j * direction * length * 0.45
        yield _path(kind, width, f"M{_point(start)}Q{_point(control)} {_point(base)}")
        corners = f"M{_point(tip)}L{_point(base + half)}L{_point(base - half)}z"
        yield f'<path class="{kind}-tip" d="{corners}"/>'


def _path(kind: str, width: float, path: str, more: str = "") -> str:
    return f'<path class="{kind}" stroke-width="{round(width, 1)}" {more}d="{path}"/>'


def _point(point: complex) -> str:
    return f"{point.real:.1f} {point.imag:.1f}"


def _radius(layout: Layout, member: int) -> float:
    return layout.dot * (1.35 if member == 0 else 1.0)
