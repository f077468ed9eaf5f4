"""The names in a picture: as many as fit, and where each one stands.

Names are placed one after the other, those of well-connected members first. A name has four
possible places around its member and takes the first one that no member or other name covers.
In a picture of few members, it also avoids lines. A name without a free place is left out, and
shown only when the pointer rests on the member.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, cast
from unicodedata import east_asian_width

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.display.layout import Layout
from linkgraph.display.scene import Scene
from linkgraph.display.text import label

_NAME_ALL = 24  # up to this many members, all are named, even across a line or another name
_AVOID_LINES = 60  # up to this many members, names avoid lines
_MAX_LENGTH = 18  # characters of a name
_SPACE = 4.0  # between two names on a line, which would otherwise read as one
_LEFT_OF_ANCHOR = {"start": 0.0, "middle": 0.5, "end": 1.0}  # the share of a name

Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom


@attrs.frozen
class Name:
    """A name in a picture: the text, its position and `text-anchor` in SVG, and its box."""

    text: str
    x: float
    y: float
    anchor: str
    box: Box


def font_size(dot: float) -> float:
    """Return the size of names beside members of this radius."""
    return 13.0 if dot > 8 else 11.0 if dot > 5 else 9.5


def names(scene: Scene, layout: Layout, ties: Sequence[int]) -> dict[int, Name]:
    """Return the names that are shown, by position of the member. O(members · names)."""
    centers = np.array(layout.points)
    radius = layout.dot + 1.5
    covered = np.concatenate((centers - radius, centers + radius), axis=1)
    lines = _points_on_lines(scene, layout)
    order = sorted(range(1, len(ties)), key=lambda member: (-ties[member], member))
    result: dict[int, Name] = {}
    for member in (0, *order):
        text = label(scene.members[member], _MAX_LENGTH)
        candidates = _candidates(layout, member, text)
        free = [name for name in candidates if not _overlaps(name.box, covered, member)]
        if free or len(layout.points) <= _NAME_ALL:
            name = min(free or candidates, key=lambda name: _count_inside(name.box, lines))
            result[member] = name
            left, top, right, bottom = name.box
            covered = np.concatenate((covered, [(left - _SPACE, top, right + _SPACE, bottom)]))
    return result


def reach(layout: Layout, named: dict[int, Name]) -> tuple[float, float]:
    """Return how far members and names extend from the middle, to the side and up or down."""
    wide = high = layout.radius + layout.dot
    for name in named.values():
        left, top, right, bottom = name.box
        wide = max(wide, -left, right)
        high = max(high, -top, bottom)
    return wide, high


def width(text: str, size: float) -> float:
    """Return the approximate width of a text in a common sans-serif font."""
    return size * sum(1.0 if east_asian_width(sign) in {"W", "F"} else 0.58 for sign in text)


def _candidates(layout: Layout, member: int, text: str) -> list[Name]:
    """Return a name at each of its four places, the best one first."""
    size = font_size(layout.dot)
    x, y = layout.points[member]
    offset = layout.dot * (1.35 if member == 0 else 1.0) + 3
    wide = width(text, size)

    def name(anchor: str, dx: float, top: float) -> Name:
        left = x + dx - wide * _LEFT_OF_ANCHOR[anchor]
        box = (left, y + top, left + wide, y + (top + 1.2 * size))
        return Name(text, x + dx, y + top + 0.95 * size, anchor, box)

    right, left = name("start", offset, -0.6 * size), name("end", -offset, -0.6 * size)
    below, above = name("middle", 0, offset - 0.2 * size), name("middle", 0, -offset - size)
    outward, inward = (right, left) if x >= 0 else (left, right)
    if abs(y) > 1.5 * abs(x):  # near the top or the bottom
        return [*((below, above) if y >= 0 else (above, below)), outward, inward]
    return [outward, below, above, inward]


def _points_on_lines(scene: Scene, layout: Layout) -> NDArray[np.float64]:
    """Return points along the lines to avoid, shape (points, 2); curves count as straight."""
    centers = np.array(layout.points)
    pairs = scene.lines if len(centers) <= _AVOID_LINES else ()
    ends = np.array(pairs, np.int64).reshape(len(pairs), 2)
    shares = np.linspace(0.08, 0.92, 33)[:, None, None]
    points = centers[ends[:, 0]] * (1 - shares) + centers[ends[:, 1]] * shares
    return cast("NDArray[np.float64]", points.reshape(-1, 2))


def _count_inside(box: Box, points: NDArray[np.float64]) -> int:
    x, y = points[:, 0], points[:, 1]
    left, top, right, bottom = box
    return int(np.count_nonzero((x > left) & (x < right) & (y > top) & (y < bottom)))


def _overlaps(box: Box, covered: NDArray[np.float64], own: int) -> bool:
    """Return whether a box overlaps one of the `covered` boxes other than its own member."""
    left, top, right, bottom = box
    other_left, other_top, other_right, other_bottom = covered.T
    hits = (other_left < right) & (other_right > left) & (other_top < bottom) & (other_bottom > top)
    hits[own] = False
    return bool(hits.any())
