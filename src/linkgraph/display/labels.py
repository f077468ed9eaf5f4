"""Which names stand in a picture, and where: as many as can be read, none across another."""

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

_ALWAYS = 24  # in a picture of so few everybody is named, across a line if need be
_AVOIDING = 60  # in a picture of so few a name stands where the fewest lines run
_SHOWN = 18  # characters of a name
_APART = 4.0  # between two names in a line, which would read as one
_WIDE = {"W", "F"}

Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom


@attrs.frozen
class Name:
    """A name in a picture: the text, where its baseline begins or ends, and its `text-anchor`."""

    text: str
    x: float
    y: float
    anchor: str


def font_size(dot: float) -> float:
    """Return the size of names beside members of this radius."""
    return 13.0 if dot > 8 else 11.0 if dot > 5 else 9.5


def names(scene: Scene, layout: Layout, ties: Sequence[int]) -> dict[int, Name]:
    """Return the names that find room, by place in the scene.

    The ego comes first, then who has most ties in the picture. Where there are few members
    a name avoids lines, too. O(members · names).
    """
    size = font_size(layout.dot)
    circles = np.array([[x, y] for x, y in layout.points])
    reach = layout.dot + 1.5
    taken = np.concatenate((circles - reach, circles + reach), axis=1)
    lines = _along(scene, layout)
    order = sorted(range(1, len(ties)), key=lambda one: (-ties[one], one))
    found: dict[int, Name] = {}
    for one in (0, *order):
        text = label(scene.members[one], _SHOWN)
        spots = _spots(layout, one, text, size)
        free = [spot for spot in spots if not _overlaps(spot[1], taken, one)]
        if free or len(layout.points) <= _ALWAYS:
            # the first of those that the fewest lines cross
            name, box = min(free or spots, key=lambda spot: _inside(spot[1], lines))
            found[one] = name
            left, top, right, bottom = box
            taken = np.concatenate((taken, [(left - _APART, top, right + _APART, bottom)]))
    return found


def _along(scene: Scene, layout: Layout) -> NDArray[np.float64]:
    """Return points along the ties to avoid, shape (points, 2); a curve is taken for its chord."""
    points = np.array(layout.points)
    kinds = (scene.connections, scene.follows, scene.pending, scene.blocks)
    pairs = [pair for pairs in kinds for pair in pairs if len(points) <= _AVOIDING]
    ends = np.array(pairs, np.int64).reshape(len(pairs), 2)
    shares = np.linspace(0.08, 0.92, 33)[:, None, None]
    steps = points[ends[:, 0]] * (1 - shares) + points[ends[:, 1]] * shares
    return cast("NDArray[np.float64]", steps.reshape(-1, 2))


def _inside(box: Box, points: NDArray[np.float64]) -> int:
    x, y = points[:, 0], points[:, 1]
    left, top, right, bottom = box
    return int(np.count_nonzero((x > left) & (x < right) & (y > top) & (y < bottom)))


def width(text: str, size: float) -> float:
    """Return about how wide a text is, in a common sans-serif."""
    return size * sum(1.0 if east_asian_width(sign) in _WIDE else 0.58 for sign in text)


def _spots(layout: Layout, one: int, text: str, size: float) -> list[tuple[Name, Box]]:
    """Return where the name may stand, the best place first, each with its box."""
    x, y = layout.points[one]
    off = layout.dot * (1.35 if one == 0 else 1.0) + 3
    wide = width(text, size)
    right = (
        Name(text, x + off, y + size * 0.35, "start"),
        (x + off, y - size * 0.6, x + off + wide, y + size * 0.6),
    )
    left = (
        Name(text, x - off, y + size * 0.35, "end"),
        (x - off - wide, y - size * 0.6, x - off, y + size * 0.6),
    )
    below = (
        Name(text, x, y + off + size * 0.8, "middle"),
        (x - wide / 2, y + off - size * 0.2, x + wide / 2, y + off + size),
    )
    above = (
        Name(text, x, y - off - size * 0.1, "middle"),
        (x - wide / 2, y - off - size, x + wide / 2, y - off + size * 0.2),
    )
    outward = (right, left) if x >= 0 else (left, right)
    if abs(y) > 1.5 * abs(x):  # near the top or the bottom
        upright = (below, above) if y >= 0 else (above, below)
        return [*upright, *outward]
    return [outward[0], below, above, outward[1]]


def _overlaps(box: Box, taken: NDArray[np.float64], own: int) -> bool:
    left, top, right, bottom = box
    hits = (
        (taken[:, 0] < right) & (taken[:, 2] > left) & (taken[:, 1] < bottom) & (taken[:, 3] > top)
    )
    hits[own] = False
    return bool(hits.any())
