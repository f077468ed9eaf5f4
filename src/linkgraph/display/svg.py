"""Draws a scene as SVG: one string without scripts, which loads nothing and is always the same.

All colours stand in one style sheet, once for light and once for dark. It also works inside an
`<img>`, which a page's own styles and scripts do not reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import hypot, inf

from linkgraph.display.labels import Name, font_size, names, reach
from linkgraph.display.layout import Layout, place
from linkgraph.display.scene import RINGS, Scene
from linkgraph.display.text import counted, label
from linkgraph.rules.degrees import Degree

_MARGIN = 34.0
_LEGEND = 20.0  # height of a row
_MIN_WIDTH = 600.0

STYLE = """
.lg-picture{--page:#ffffff;--ink:#1f2328;--soft:#656d76;--ring:#d8dee4;--line:#8c959f;--own:#0a66c2;
--ego:#0a3069;--d1:#0a66c2;--d2:#54a3e6;--d3:#a8c7e8;--d4:#ffffff;--edge:#57606a;--follow:#bc4c00;
--stop:#bc4c00;--wait:#1a7f37;--block:#cf222e}
@media (prefers-color-scheme:dark){.lg-picture{--page:#0d1117;--ink:#e6edf3;--soft:#9198a1;
--ring:#2a313c;--line:#656d76;--own:#58a6ff;--ego:#f0f6fc;--d1:#58a6ff;--d2:#2f6fb8;--d3:#264a73;
--d4:#0d1117;--edge:#9198a1;--follow:#f0883e;--stop:#f0883e;--wait:#3fb950;--block:#ff7b72}}
.lg-picture{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
.page{fill:var(--page)}.ring{fill:none;stroke:var(--ring)}.band{fill:none;stroke:var(--ring);
stroke-opacity:.35}.soft{fill:var(--soft);font-size:11px}
.line{stroke:var(--line);fill:none}.own{stroke:var(--own);fill:none}
.follow{stroke:var(--follow);fill:none}.wait{stroke:var(--wait);fill:none;stroke-dasharray:2 3}
.block{stroke:var(--block);fill:none;stroke-dasharray:7 4}.stop{stroke:var(--stop);fill:none}
.follow-tip{fill:var(--follow)}.wait-tip{fill:var(--wait)}.block-tip{stroke:var(--block);fill:none}
.dot{stroke:var(--page)}.d0{fill:var(--ego)}.d1{fill:var(--d1)}.d2{fill:var(--d2)}
.d3{fill:var(--d3)}.d4{fill:var(--d4);stroke:var(--edge)}
.name{fill:var(--ink);stroke:var(--page);stroke-width:3px;stroke-linejoin:round;paint-order:stroke;
unicode-bidi:isolate}.ego{font-weight:600}
"""

# The kinds of line, each with the ties of a scene that it shows and its text in the legend.
LEGEND = {
    "line": ("connections", "connected and following each other"),
    "stop": ("stopped", "connected, but the person behind the bar is not followed"),
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


def svg_of(scene: Scene, title: str | None = None) -> str:
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


# -- parts, from the back to the front ----------------------------------------------------------


def _rings(layout: Layout) -> Iterator[str]:
    for ring in layout.rings:
        middle = (ring.inner + ring.outer) / 2
        if ring.circles > 1:
            width = ring.outer - ring.inner + 3.2 * layout.dot
            yield f'<circle class="band" r="{middle:.1f}" stroke-width="{width:.1f}"/>'
        else:
            outside = ring.degree is Degree.OUT_OF_NETWORK
            dashed = ' stroke-dasharray="3 4"' if outside else ""
            yield f'<circle class="ring" r="{middle:.1f}"{dashed}/>'


def _ties(scene: Scene, layout: Layout) -> Iterator[str]:
    size, points = len(scene.members), layout.points
    line, opacity, own, other = next(pen for limit, *pen in _PENS if size <= limit)
    for kind, width in (("line", line), ("own", own)):
        of_ego = kind == "own"
        path = "".join(
            f"M{_point(*points[a])}L{_point(*points[b])}"
            for a, b in scene.connections
            if (a == 0) is of_ego
        )
        if path:
            yield _path(kind, width, path, f'stroke-opacity="{opacity}" ')
    for a, b in scene.stopped:
        yield _path("stop", f"{other + 0.8:.1f}", _bar(layout, a, b))
    for kind, pairs, bend in (("follow", scene.follows, 0.12), ("wait", scene.pending, -0.12)):
        for a, b in pairs:
            curve, tip = _arrow(layout, a, b, bend)
            yield _path(kind, other, curve)
            yield f'<path class="{kind}-tip" d="{tip}"/>'
    for a, b in scene.blocks:
        straight, cross = _crossed(layout, a, b)
        yield _path("block", f"{other + 0.4:.1f}", straight)
        yield _path("block-tip", f"{other + 0.8:.1f}", cross)


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
        yield _sample(kind, x, y - 4)
        yield f'<text class="soft" x="{x + 44:.1f}" y="{y:.1f}">{text}</text>'


def _degrees(scene: Scene, layout: Layout, x: float, y: float) -> Iterator[str]:
    """Yield the colour of each degree, with the number of members."""
    for ring in layout.rings:
        y += _LEGEND
        yield (
            f'<circle class="dot d{int(ring.degree)}" cx="{x:.1f}" cy="{y - 4:.1f}" r="5.5" '
            f'stroke-width="1.2"/>'
        )
        shown, total = len(ring.order), scene.totals[ring.degree]
        count = f"{total:,}" if shown == total else f"{shown:,} of {total:,}"
        text = f"{RINGS[ring.degree]} · {count}"
        yield f'<text class="soft" x="{x + 14:.1f}" y="{y:.1f}">{text}</text>'


def _sample(kind: str, x: float, y: float) -> str:
    """Return a line of 32 pixels as it looks in the picture."""
    end = x + 32
    across = f"M{x:.1f} {y:.1f}H{end:.1f}"
    line = _path(kind, 1.6, across)
    if kind == "line":
        return line
    if kind == "stop":
        bar = f"M{end - 6:.1f} {y - 5:.1f}V{y + 5:.1f}"
        return _path("line", 1.6, across) + _path("stop", 2.4, bar)
    if kind == "block":
        return line + _path("block-tip", 2.2, f"M{end - 12:.1f} {y - 4:.1f}l8 8m0 -8l-8 8")
    return line + f'<path class="{kind}-tip" d="M{end:.1f} {y:.1f}l-9 -4v8z"/>'


def _path(kind: str, width: float | str, path: str, more: str = "") -> str:
    return f'<path class="{kind}" stroke-width="{width}" {more}d="{path}"/>'


# -- geometry -----------------------------------------------------------------------------------


def _point(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"


def _radius(layout: Layout, member: int) -> float:
    return layout.dot * (1.35 if member == 0 else 1.0)


def _direction(layout: Layout, a: int, b: int) -> tuple[float, float, float, float, float]:
    """Return a's point, the unit vector to b, and the distance to b."""
    (ax, ay), (bx, by) = layout.points[a], layout.points[b]
    distance = hypot(bx - ax, by - ay)
    return ax, ay, (bx - ax) / distance, (by - ay) / distance, distance


def _bar(layout: Layout, a: int, b: int) -> str:
    """Return a bar across the line from a to b, near b, whom a does not follow."""
    x, y, dx, dy, distance = _direction(layout, a, b)
    along, half = distance - layout.dot - 6, layout.dot * 0.4 + 2.5
    px, py = x + dx * along, y + dy * along
    return f"M{_point(px - dy * half, py + dx * half)}L{_point(px + dy * half, py - dx * half)}"


def _arrow(layout: Layout, a: int, b: int, bend: float) -> tuple[str, str]:
    """Return a curve from a to the rim of b, and its tip."""
    x, y, dx, dy, distance = _direction(layout, a, b)
    # The control point of the curve, and the unit vector from there to b.
    cx = x + dx * distance / 2 - dy * distance * bend
    cy = y + dy * distance / 2 + dx * distance * bend
    bx, by = layout.points[b]
    length = hypot(bx - cx, by - cy)
    ux, uy = (bx - cx) / length, (by - cy) / length
    rim = _radius(layout, b) + 1.5
    tip_length = 4.5 + layout.dot * 0.35
    tx, ty = bx - ux * rim, by - uy * rim
    sx, sy = tx - ux * tip_length, ty - uy * tip_length
    half = tip_length * 0.45
    curve = f"M{_point(x, y)}Q{_point(cx, cy)} {_point(sx, sy)}"
    sides = f"L{_point(sx - uy * half, sy + ux * half)}L{_point(sx + uy * half, sy - ux * half)}"
    return curve, f"M{_point(tx, ty)}{sides}z"


def _crossed(layout: Layout, a: int, b: int) -> tuple[str, str]:
    """Return a line from a to b, and a cross before b, whom a has blocked."""
    x, y, dx, dy, distance = _direction(layout, a, b)
    along, arm = distance - layout.dot - 8, 3 + layout.dot * 0.15
    px, py = x + dx * along, y + dy * along
    down, up = _point(2 * arm, 2 * arm), _point(-2 * arm, 2 * arm)
    cross = f"M{_point(px - arm, py - arm)}l{down}m0 {-2 * arm:.1f}l{up}"
    return f"M{_point(x, y)}L{_point(px, py)}", cross
