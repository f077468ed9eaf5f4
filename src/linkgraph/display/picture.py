"""`draw`, the `Picture` that it returns, and how a scene is drawn as SVG.

The SVG is one string, which runs and loads nothing. All colours stand in one style sheet, once
for light and once for dark. It also works inside an `<img>`, which the styles and scripts of a
page do not reach.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Hashable, Iterator
from html import escape
from itertools import groupby
from operator import attrgetter
from os import PathLike
from pathlib import Path
from textwrap import wrap
from typing import Any, TypeVar, final

import attrs

from linkgraph.display.figure import Figure, Stroke, arrow, bar, curve_path, figure_of
from linkgraph.display.layout import Layout
from linkgraph.display.scene import CROWD, RINGS, Scene, scene_of
from linkgraph.display.text import NO_MATH, counted, line, text_width
from linkgraph.errors import InvalidInput
from linkgraph.graph.field_types import typed
from linkgraph.graph.files import replace_file
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import path_of
from linkgraph.rules.degrees import Degree

M = TypeVar("M", bound=Hashable)

_MARGIN = 34.0
_LEAST_WIDTH = 300.0
_LEGEND = 20.0  # height of a row
_LINE = 16.0  # height of a line of the caption
_SMALL = 11.0  # the size of these texts
_LEGEND_DOT = 5.5  # radius of a member in the legend

STYLE = """
.lg-picture{--page:#ffffff;--ink:#1f2328;--soft:#656d76;--ring:#d8dee4;--line:#8c959f;--own:#0a66c2;
--ego:#0a3069;--d1:#0a66c2;--d2:#54a3e6;--d3:#a8c7e8;--d4:#ffffff;--edge:#57606a;--follow:#bc4c00;
--wait:#1a7f37;--block:#cf222e}
@media (prefers-color-scheme:dark){.lg-picture{--page:#0d1117;--ink:#e6edf3;--soft:#9198a1;
--ring:#2a313c;--line:#656d76;--own:#58a6ff;--ego:#f0f6fc;--d1:#58a6ff;--d2:#2f6fb8;--d3:#264a73;
--d4:#0d1117;--edge:#9198a1;--follow:#f0883e;--wait:#3fb950;--block:#ff7b72}}
.lg-picture{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
.page{fill:var(--page)}.ring,.outside{fill:none;stroke:var(--ring)}.outside{stroke-dasharray:3 4}
.band{fill:none;stroke:var(--ring);stroke-opacity:.35}.soft{fill:var(--soft);font-size:11px}
.line{stroke:var(--line);fill:none}.own{stroke:var(--own);fill:none}
.follow{stroke:var(--follow);fill:none}.wait{stroke:var(--wait);fill:none;stroke-dasharray:2 3}
.block{stroke:var(--block);fill:none;stroke-dasharray:7 4}.stop{stroke:var(--follow);fill:none}
.group{fill:none;stroke:var(--d1);stroke-opacity:.1}.follow-tip{fill:var(--follow)}.wait-tip{fill:var(--wait)}.block-tip{stroke:var(--block);fill:none}
.dot{stroke:var(--page)}.d0{fill:var(--ego)}.d1{fill:var(--d1)}.d2{fill:var(--d2)}
.d3{fill:var(--d3)}.d4{fill:var(--d4);stroke:var(--edge)}
.name{fill:var(--ink);stroke:var(--page);stroke-width:3px;stroke-linejoin:round;paint-order:stroke;
unicode-bidi:isolate}.ego{font-weight:600}.note{fill:var(--soft);font-size:11px}
"""

# The kinds of tie in the legend; connected members follow each other unless there is a bar.
LEGEND = {
    "own": "",  # names the ego
    "line": "connected to each other",
    "stop": "connected, and does not follow the member at the bar",
    "follow": "follows, not connected",
    "wait": "pending invitation",
    "block": "blocked",
}


@final
@attrs.frozen(repr=False, field_transformer=typed)
class Picture:
    """A finished picture, which shows itself in a notebook and can be saved to a file.

    Attributes
    ----------
    svg
        The SVG document.
    about
        One line: the member in the middle, and what is shown and left out.
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
            raise InvalidInput(str(path), "a file name that ends in `.svg` as `path`")
        replace_file(target, [self.svg.encode()])
        return target

    def __repr__(self) -> str:
        return f"Picture({self.about})"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # Jupyter removes drawings and their styles from a notebook that is reopened and not
        # trusted. An image with its data in the address stays. It fills the cell, up to a width at
        # which names are a quarter larger than in the file.
        width = self.svg.partition(' width="')[2].partition('"')[0]
        address = b64encode(self.svg.encode()).decode()
        return {
            "text/html": (
                f'<img class="{NO_MATH}" alt="{escape(self.about)}" '
                f'style="width:100%;max-width:calc(1.25 * {width}px);height:auto" '
                f'src="data:image/svg+xml;base64,{address}">'
            ),
            "image/svg+xml": self.svg,
            "text/plain": repr(self),
        }


def draw(graph: LinkGraph[M], ego: M, *, limit: int = 150, title: str | None = None) -> Picture:
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
    O(members) to find the degrees, then O(limit²) at worst. 500 members take less than a second.

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
        raise InvalidInput(title, "text or `None` as `title`")
    figure = figure_of(scene_of(graph, ego, limit))
    return Picture(_svg_of(figure, title), f"{figure.scene.labels[0]}, {figure.caption}")


# -- the document and its parts, from the back to the front --------------------------------------


def _svg_of(figure: Figure, title: str | None) -> str:
    """Return a figure as an SVG document."""
    scene, layout = figure.scene, figure.layout
    left, top, right, bottom = figure.box
    legend, sizes = legend_of(figure), degrees_of(scene, layout)
    widths = [
        max((text_width(text, _SMALL) for text in texts), default=0.0)
        for texts in (legend.values(), sizes)
    ]
    half = max((right - left) / 2 + _MARGIN, sum(widths) / 2 + 65, _LEAST_WIDTH / 2)
    middle = (left + right) / 2
    top -= _MARGIN + (24 if title else 0)
    captions = wrap(figure.caption, int((2 * half - 32) / text_width("x", _SMALL)))
    legend_top = bottom + _MARGIN
    caption_height = _LINE * len(captions)
    height = legend_top + caption_height + _LEGEND * max(len(legend), len(sizes)) + 6 - top
    frame = f"{middle - half:.0f} {top:.0f} {2 * half:.0f} {height:.0f}"
    x, y, width, high = frame.split()
    spoken = escape(f"The network of {scene.labels[0]}, {figure.caption}")
    size = f'viewBox="{frame}" width="{width}" height="{high}" style="max-width:100%;height:auto"'
    head = f'xmlns="http://www.w3.org/2000/svg" class="lg-picture {NO_MATH}" role="img"'
    lines = [
        f'<svg {head} aria-label="{spoken}" {size}>',
        f"<style>{STYLE}</style>",
        f'<rect class="page" x="{x}" y="{y}" width="{width}" height="{high}" rx="8"/>',
        *_grounds(figure),
        *_ties(figure),
        *_dots(figure),
        *_names(figure),
    ]
    if title:
        where = f'x="{middle:.1f}" y="{top + 24:.1f}" text-anchor="middle" font-size="15"'
        lines.append(f'<text class="name ego" {where}>{escape(line(title, 90))}</text>')
    x_left = middle - half + 16
    for number, text in enumerate(captions):
        lines.append(_text(text, x_left, legend_top + _LINE * number))
    legend_top += caption_height + 6
    lines += _legend(legend, x_left, legend_top)
    lines += _sizes(sizes, middle + half - widths[1] - 30, legend_top)
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def legend_of(figure: Figure) -> dict[str, str]:
    """Return the kinds of tie in a figure, each with a text."""
    kinds = {stroke.kind for stroke in (*figure.strokes, *figure.hidden)}
    texts = {**LEGEND, "own": f"connected to {figure.scene.labels[0]}"}
    return {kind: text for kind, text in texts.items() if kind in kinds}


def _grounds(figure: Figure) -> Iterator[str]:
    for ground in figure.grounds:
        yield _path(ground.kind, ground.width, ground.path)


def _ties(figure: Figure) -> Iterator[str]:
    for kind, strokes in groupby(figure.strokes, attrgetter("kind")):
        if kind in figure.opacity:
            # One path, so that lines are not darker where they cross.
            path = "".join(stroke.path for stroke in strokes)
            yield _path(kind, figure.width, path, f' stroke-opacity="{figure.opacity[kind]}"')
        else:
            for stroke in strokes:
                yield from _marked(stroke, figure.width)


def _dots(figure: Figure) -> Iterator[str]:
    scene, layout = figure.scene, figure.layout
    for member, ((x, y), degree) in enumerate(zip(layout.points, scene.degrees, strict=True)):
        about = f"{scene.labels[member]}: {standing(scene, member)}"
        yield (
            f'<circle class="dot d{int(degree)}" cx="{x:.1f}" cy="{y:.1f}" '
            f'r="{layout.radii[member]:.1f}" stroke-width="1.2">'
            f"<title>{escape(about)}</title></circle>"
        )


def standing(scene: Scene, member: int) -> str:
    """Return how a member stands to the ego: the degree, and the number of mutual connections."""
    if member == 0:
        return "in the middle"
    mutual = scene.mutual[member]
    return RINGS[scene.degrees[member]] + (
        f", {counted(mutual, 'mutual connection')}" if mutual else ""
    )


def _names(figure: Figure) -> Iterator[str]:
    for member, name in sorted(figure.names.items()):
        kind = "name ego" if member == 0 else "name"
        turn = f' transform="rotate({name.turn} {name.x:.1f} {name.y:.1f})"' if name.turn else ""
        yield (
            f'<text class="{kind}" x="{name.x:.1f}" y="{name.y:.1f}"{turn} '
            f'font-size="{figure.layout.font}" text-anchor="{name.anchor}">'
            f"{escape(name.text)}</text>"
        )
    connected = figure.scene.degrees.count(Degree.FIRST)
    if connected > CROWD:
        y = figure.layout.radii[0] + 22
        text = f"connected to all {connected:,}"
        yield f'<text class="name note" y="{y:.1f}" text-anchor="middle">{text}</text>'


def _legend(legend: dict[str, str], x: float, y: float) -> Iterator[str]:
    """Yield a sample of each kind of tie with its text."""
    for kind, text in legend.items():
        left = complex(x, y - 4)
        middle, right = left + 16, left + 32
        end = right + _LEGEND_DOT
        if kind in {"line", "own", "stop"}:
            yield _path("own" if kind == "own" else "line", 1.6, curve_path(left, middle, right))
        if kind == "stop":
            yield _path(kind, 2.4, bar(left, (left + end) / 2, end, _LEGEND_DOT))
        elif kind not in {"line", "own"}:
            yield from _marked(
                Stroke(kind, (0, 0), *arrow(kind, left, (left + end) / 2, end, _LEGEND_DOT)), 1.6
            )
        yield _text(text, x + 44, y)
        y += _LEGEND


def degrees_of(scene: Scene, layout: Layout) -> dict[str, tuple[int, float]]:
    """Return the texts about members in the legend, each with a degree and a radius."""
    texts: dict[str, tuple[int, float]] = {}
    for ring in layout.rings:
        shown, total = scene.degrees.count(ring.degree), scene.totals[ring.degree]
        count = f"{total:,}" if shown == total else f"{shown:,} of {total:,}"
        texts[f"{RINGS[ring.degree]} · {count}"] = (int(ring.degree), _LEGEND_DOT)
    if any(scene.mutual[1:]):
        texts["larger: more mutual connections"] = (1, _LEGEND_DOT * 1.3)
    return texts


def _sizes(sizes: dict[str, tuple[int, float]], x: float, y: float) -> Iterator[str]:
    """Yield a dot of each colour and size with its text."""
    for text, (degree, radius) in sizes.items():
        where = f'cx="{x:.1f}" cy="{y - 4:.1f}" r="{radius:.1f}"'
        yield f'<circle class="dot d{degree}" {where} stroke-width="1.2"/>'
        yield _text(text, x + 14, y)
        y += _LEGEND


def _text(text: str, x: float, y: float) -> str:
    return f'<text class="soft" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _marked(stroke: Stroke, width: float) -> Iterator[str]:
    """Yield a tie with a mark."""
    if stroke.kind == "stop":
        yield _path("stop", width + 0.8, stroke.path)
    else:
        yield _path(stroke.kind, width, stroke.path)
        yield _path(f"{stroke.kind}-tip", width + 0.4, stroke.tip)


def _path(kind: str, width: float, path: str, more: str = "") -> str:
    return f'<path class="{kind}" stroke-width="{round(width, 1)}"{more} d="{path}"/>'
