"""The names in a picture: as many as fit, and where each one stands.

Names are placed one after the other, those of well-connected members first. On a crowded
ring, names run along the radius. Other names stand beside their member, where they cross
the fewest ties. A name that would cover a member or another name is left out, and is shown when
the pointer rests on the member. In a small picture all members are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import atan2, degrees

import attrs
import numpy as np

from linkgraph.display.canvas import FREE, Canvas, Points
from linkgraph.display.layout import Layout
from linkgraph.display.scene import CROWD, Scene
from linkgraph.display.text import text_width

_NAME_ALL = 24  # up to this many members, all are named, even across another name
_RADIAL = 20  # with more members on the outermost ring, their names run along the radius
_NAMED = -2  # in the canvas: a pixel of a name
_PREFERENCE = 8  # pixels of ties that a name may cross for each step towards its best place
_LEFT_OF_ANCHOR = {"start": 0.0, "middle": 0.5, "end": 1.0}  # the share of a name


@attrs.frozen
class Name:
    """A name in a picture: the text, its position and `text-anchor` in SVG, and its box."""

    text: str
    x: float
    y: float
    anchor: str
    turn: float  # degrees, clockwise around (x, y)
    corners: tuple[complex, ...]  # of its box; the first two stand along the name


def names(
    scene: Scene, layout: Layout, canvas: Canvas, crossed: Canvas, order: Sequence[int]
) -> dict[int, Name]:
    """Return the names that are shown, by position of the member.

    `canvas` has the members, and `crossed` the ties that names avoid. `order` has all members.
    """
    counts = Counter(scene.degrees)
    radial = {degree for degree, count in counts.items() if count > CROWD}
    radial |= {degree for degree in (max(counts),) if counts[degree] > _RADIAL}
    result: dict[int, Name] = {}
    for member in order:
        text = scene.short_labels[member]
        if scene.degrees[member] in radial:
            candidates = [_along_radius(layout, member, text)]
        else:
            candidates = _beside(layout, member, text)
        costs: list[tuple[int, int, int]] = []
        for number, name in enumerate(candidates):
            pixels = _pixels(name)
            there = canvas.at(pixels)
            covered = int(np.count_nonzero((there != FREE) & (there != member)))
            crossings = int(np.count_nonzero(crossed.at(pixels) != FREE))
            costs.append((covered, crossings + _PREFERENCE * number, number))
        covered, _, best = min(costs)
        if not covered or len(scene.members) <= _NAME_ALL:
            result[member] = candidates[best]
            canvas.paint(_pixels(candidates[best]), _NAMED)
    return result


def _beside(layout: Layout, member: int, text: str) -> list[Name]:
    """Return a name at each of its places, the best one first."""
    size = layout.font
    x, y = layout.points[member]
    offset = layout.radii[member] + 3
    wide = text_width(text, size)

    def name(anchor: str, dx: float, top: float) -> Name:
        corner = complex(x + dx - wide * _LEFT_OF_ANCHOR[anchor], y + top)
        corners = _corners(corner, wide, 1.2j * size)
        return Name(text, x + dx, y + top + 0.95 * size, anchor, 0.0, corners)

    middle, slant = -0.6 * size, 0.75 * offset
    right, left = name("start", offset, middle), name("end", -offset, middle)
    below, above = name("middle", 0, offset - 0.2 * size), name("middle", 0, -offset - size)
    corners = [
        name(anchor, dx, dy + middle)
        for anchor, dx in (("start", slant), ("end", -slant))
        for dy in (-slant, slant)
    ]
    outward, inward = (right, left) if x >= 0 else (left, right)
    if abs(y) > 1.5 * abs(x):  # near the top or the bottom
        vertical = (below, above) if y >= 0 else (above, below)
        return [*vertical, outward, inward, *corners]
    return [outward, below, above, inward, *corners]


def _along_radius(layout: Layout, member: int, text: str) -> Name:
    """Return a name that begins outside of its member and runs away from the middle."""
    size = layout.font
    middle = complex(*layout.points[member])
    outward = middle / abs(middle)
    is_left = middle.real < 0
    reading = -outward if is_left else outward  # so that no name is upside down
    start = middle + outward * (layout.radii[member] + 4)
    # The baseline is below the middle of the name, as seen by a reader.
    base = start + 0.35j * size * reading
    corners = _corners(
        start - 0.58j * size * outward, text_width(text, size) * outward, 1.16j * size * outward
    )
    turn = round(degrees(atan2(reading.imag, reading.real)), 1)
    return Name(text, base.real, base.imag, "end" if is_left else "start", turn, corners)


def _corners(first: complex, along: complex, across: complex) -> tuple[complex, ...]:
    return (first, first + along, first + along + across, first + across)


def _pixels(name: Name) -> Points:
    """Return the pixels of a name's box."""
    first, second, _, last = name.corners
    columns = np.linspace(0.0, 1.0, int(abs(second - first)) + 2)
    rows = np.linspace(0.0, 1.0, int(abs(last - first)) + 2)[:, None]
    return (first + columns * (second - first) + rows * (last - first)).ravel()
