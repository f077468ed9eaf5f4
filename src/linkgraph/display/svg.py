"""A scene as SVG: one string, no script, nothing fetched, the same on every run.

Colours stand in one style sheet with a light and a dark half. It works inside an `<img>`
too, where a page's own styles and scripts do not reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

import attrs

from linkgraph.display.labels import Name, font_size, names, width
from linkgraph.display.layout import Layout, place
from linkgraph.display.scene import RINGS, Scene
from linkgraph.display.text import counted, label, markup
from linkgraph.rules.degrees import Degree

_MARGIN = 34.0
_LEGEND = 20.0  # height of a row
_LEAST_WIDTH = 600.0

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

# what a legend explains, where the picture holds it: class, the sentence, and how it is drawn
LEGEND = {
    "line": "connected, each following the other",
    "stop": "connected, but who is behind the bar is not followed",
    "follow": "follows, not connected",
    "wait": "invitation pending",
    "block": "blocked",
}


@attrs.frozen
class _Pen:
    """How thick lines are in a picture of so many members."""

    line: float
    opacity: float
    own: float
    tie: float

    @classmethod
    def of(cls, size: int) -> _Pen:
        if size <= 24:
            return cls(1.4, 0.9, 1.8, 1.6)
        if size <= 60:
            return cls(1.1, 0.7, 1.4, 1.3)
        if size <= 200:
            return cls(0.8, 0.45, 1.0, 0.9)
        return cls(0.6, 0.28, 0.8, 0.7)


def svg_of(scene: Scene, title: str | None = None) -> str:
    """Return the picture of a scene as an SVG document, UTF-8 when it is encoded."""
    layout = place(scene)
    ties = tie_counts(scene)
    legend = [kind for kind in LEGEND if _has(scene, kind)]
    shown = names(scene, layout, ties)
    caption = scene.summary()
    half = _half_width(layout, shown)
    top = layout.radius + layout.dot + _MARGIN + (24 if title else 0)
    bottom = layout.radius + layout.dot + _MARGIN
    height = top + bottom + _LEGEND * (max(len(legend), len(layout.rings)) + 1) + 10
    box = f"{-half:.1f} {-top:.1f} {2 * half:.1f} {height:.1f}"
    spoken = f"The network of {label(scene.ego)}, {caption}"
    wide, tall = 2 * half, height
    head = f'viewBox="{box}" width="{wide:.0f}" height="{tall:.0f}" aria-label="{markup(spoken)}"'
    frame = f'x="{-half:.1f}" y="{-top:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="lg-picture" role="img" {head}>',
        f"<style>{STYLE}</style>",
        f'<rect class="page" {frame} rx="8"/>',
        *_rings(layout),
        *_edges(scene, layout),
        *_dots(scene, layout, ties),
        *_names(layout, shown),
    ]
    if title:
        where = f'x="0" y="{24 - top:.1f}" text-anchor="middle" font-size="15"'
        lines.append(f'<text class="name ego" {where}>{markup(label(title, 90))}</text>')
    lines += _legend(legend, caption, half, bottom)
    lines += _key(scene, layout, half, bottom)
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


# -- parts, from the back to the front ----------------------------------------------------------


def _rings(layout: Layout) -> Iterator[str]:
    for ring in layout.rings:
        middle = (ring.inner + ring.outer) / 2
        dashed = ' stroke-dasharray="3 4"' if ring.degree is Degree.OUT_OF_NETWORK else ""
        if ring.outer > ring.inner:
            thick = ring.outer - ring.inner + 3.2 * layout.dot
            yield f'<circle class="band" r="{middle:.1f}" stroke-width="{thick:.1f}"/>'
        else:
            yield f'<circle class="ring" r="{middle:.1f}"{dashed}/>'


def _edges(scene: Scene, layout: Layout) -> Iterator[str]:
    pen = _Pen.of(len(scene.members))
    points = layout.points
    for own in (False, True):
        path = "".join(
            f"M{_at(points[a])}L{_at(points[b])}" for a, b in scene.connections if (a == 0) is own
        )
        if path:
            kind, thick = ("own", pen.own) if own else ("line", pen.line)
            yield (
                f'<path class="{kind}" stroke-width="{thick}" stroke-opacity="{pen.opacity}" '
                f'd="{path}"/>'
            )
    for a, b in scene.stopped:
        yield f'<path class="stop" stroke-width="{pen.tie + 0.8:.1f}" d="{_bar(layout, a, b)}"/>'
    for kind, pairs in (("follow", scene.follows), ("wait", scene.pending)):
        for a, b in pairs:
            curve, tip = _arrow(layout, a, b, 0.12 if kind == "follow" else -0.12)
            yield f'<path class="{kind}" stroke-width="{pen.tie}" d="{curve}"/>'
            yield f'<path class="{kind}-tip" d="{tip}"/>'
    for a, b in scene.blocks:
        curve, cross = _crossed(layout, a, b)
        yield f'<path class="block" stroke-width="{pen.tie + 0.4:.1f}" d="{curve}"/>'
        yield f'<path class="block-tip" stroke-width="{pen.tie + 0.8:.1f}" d="{cross}"/>'


def _dots(scene: Scene, layout: Layout, ties: list[int]) -> Iterator[str]:
    for one, ((x, y), degree) in enumerate(zip(layout.points, scene.degrees, strict=True)):
        radius = layout.dot * (1.35 if one == 0 else 1.0)
        said = "in the middle" if one == 0 else RINGS[degree]
        about = f"{label(scene.members[one])}: {said}, {counted(ties[one], 'tie')} shown"
        yield (
            f'<circle class="dot d{int(degree)}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" '
            f'stroke-width="1.2"><title>{markup(about)}</title></circle>'
        )


def _names(layout: Layout, shown: dict[int, Name]) -> Iterator[str]:
    size = font_size(layout.dot)
    for one, name in sorted(shown.items()):
        kind = "name ego" if one == 0 else "name"
        yield (
            f'<text class="{kind}" x="{name.x:.1f}" y="{name.y:.1f}" font-size="{size}" '
            f'text-anchor="{name.anchor}">{markup(name.text)}</text>'
        )


def _legend(kinds: list[str], caption: str, half: float, top: float) -> Iterator[str]:
    left, y = 16 - half, top + 4
    yield f'<text class="soft" x="{left:.1f}" y="{y:.1f}">{markup(caption)}</text>'
    for kind in kinds:
        y += _LEGEND
        yield _sample(kind, left, y - 4)
        yield f'<text class="soft" x="{left + 44:.1f}" y="{y:.1f}">{LEGEND[kind]}</text>'


def _key(scene: Scene, layout: Layout, half: float, top: float) -> Iterator[str]:
    """Yield which colour is which degree, at the right."""
    x, y = half - 170, top + 4
    for ring in layout.rings:
        y += _LEGEND
        yield (
            f'<circle class="dot d{int(ring.degree)}" cx="{x:.1f}" cy="{y - 4:.1f}" r="5.5" '
            f'stroke-width="1.2"/>'
        )
        shown, total = scene.shown(ring.degree), scene.totals[ring.degree]
        count = f"{total:,}" if shown == total else f"{shown:,} of {total:,}"
        text = f"{RINGS[ring.degree]} · {count}"
        yield f'<text class="soft" x="{x + 14:.1f}" y="{y:.1f}">{text}</text>'


def _sample(kind: str, x: float, y: float) -> str:
    end = x + 32
    line = f'<path class="{kind}" stroke-width="1.6" d="M{x:.1f} {y:.1f}H{end:.1f}"/>'
    if kind == "line":
        return line
    if kind == "stop":
        plain = f'<path class="line" stroke-width="1.6" d="M{x:.1f} {y:.1f}H{end:.1f}"/>'
        bar = f'<path class="stop" stroke-width="2.4" d="M{end - 6:.1f} {y - 5:.1f}V{y + 5:.1f}"/>'
        return plain + bar
    if kind == "block":
        return line + (
            f'<path class="block-tip" stroke-width="2.2" d="M{end - 12:.1f} {y - 4:.1f}l8 8'
            f'm0 -8l-8 8"/>'
        )
    return line + f'<path class="{kind}-tip" d="M{end:.1f} {y:.1f}l-9 -4v8z"/>'


# -- geometry -----------------------------------------------------------------------------------


def tie_counts(scene: Scene) -> list[int]:
    """Return how many ties of each member the picture shows."""
    found = [0] * len(scene.members)
    for pairs in (scene.connections, scene.follows, scene.pending, scene.blocks):
        for a, b in pairs:
            found[a] += 1
            found[b] += 1
    return found


def _has(scene: Scene, kind: str) -> bool:
    return bool(
        {
            "line": scene.connections,
            "stop": scene.stopped,
            "follow": scene.follows,
            "wait": scene.pending,
            "block": scene.blocks,
        }[kind]
    )


def _half_width(layout: Layout, shown: dict[int, Name]) -> float:
    """Return half the width that rings, names and legend need."""
    size = font_size(layout.dot)
    reach = layout.radius + layout.dot
    for name in shown.values():
        share = 0.5 if name.anchor == "middle" else 1.0
        reach = max(reach, abs(name.x) + share * width(name.text, size))
    return max(reach + _MARGIN, _LEAST_WIDTH / 2)


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _ends(layout: Layout, a: int, b: int) -> tuple[float, float, float, float, float]:
    """Return a's point, the unit vector to b, and how far b is."""
    (ax, ay), (bx, by) = layout.points[a], layout.points[b]
    far = hypot(bx - ax, by - ay)
    return ax, ay, (bx - ax) / far, (by - ay) / far, far


def _bar(layout: Layout, a: int, b: int) -> str:
    """Return a bar across the line from a to b, near b, whom a does not follow."""
    x, y, dx, dy, far = _ends(layout, a, b)
    along, half = far - layout.dot - 6, layout.dot * 0.4 + 2.5
    px, py = x + dx * along, y + dy * along
    return f"M{px - dy * half:.1f} {py + dx * half:.1f}L{px + dy * half:.1f} {py - dx * half:.1f}"


def _arrow(layout: Layout, a: int, b: int, bend: float) -> tuple[str, str]:
    """Return a curve from a to the rim of b, and its tip."""
    x, y, dx, dy, far = _ends(layout, a, b)
    cx = x + dx * far / 2 - dy * far * bend
    cy = y + dy * far / 2 + dx * far * bend
    bx, by = layout.points[b]
    steep = hypot(bx - cx, by - cy)
    ux, uy = (bx - cx) / steep, (by - cy) / steep
    rim = layout.dot * (1.35 if b == 0 else 1.0) + 1.5
    long = 4.5 + layout.dot * 0.35
    tx, ty = bx - ux * rim, by - uy * rim
    sx, sy = tx - ux * long, ty - uy * long
    wide = long * 0.45
    curve = f"M{x:.1f} {y:.1f}Q{cx:.1f} {cy:.1f} {sx:.1f} {sy:.1f}"
    tip = (
        f"M{tx:.1f} {ty:.1f}L{sx - uy * wide:.1f} {sy + ux * wide:.1f}"
        f"L{sx + uy * wide:.1f} {sy - ux * wide:.1f}z"
    )
    return curve, tip


def _crossed(layout: Layout, a: int, b: int) -> tuple[str, str]:
    """Return a line from a to b, and a cross before b, whom a has blocked."""
    x, y, dx, dy, far = _ends(layout, a, b)
    along, arm = far - layout.dot - 8, 3 + layout.dot * 0.15
    px, py = x + dx * along, y + dy * along
    line = f"M{x:.1f} {y:.1f}L{px:.1f} {py:.1f}"
    cross = (
        f"M{px - arm:.1f} {py - arm:.1f}l{2 * arm:.1f} {2 * arm:.1f}"
        f"m0 {-2 * arm:.1f}l{-2 * arm:.1f} {2 * arm:.1f}"
    )
    return line, cross
