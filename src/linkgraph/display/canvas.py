"""A grid of pixels that knows where members and names are, and curves that avoid them.

Members are painted into the grid as discs, with a small margin. A tie is a quadratic curve whose
control point is tried in a fixed order: first on the straight line, then with more and more bend
to both sides. The first curve that meets no third member is taken; if there is none, the one that
meets fewest. All ties are looked up at once. Names find their places in the same grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.complex128]  # turning one is a multiplication

FREE = -1  # the number of a pixel without a member

_MARGIN = 1.5  # pixels around a member that a curve keeps free
_STEP = 4.0  # pixels between two points of a curve that are looked up, at most


def _control_points(bends: range, shares: range) -> list[tuple[float, float]]:
    """Return control points to try, the shortest curves first.

    A control point is a share of the way from one end to the other, in tenths, and a bend: a
    twentieth of its length to the side, towards the middle if positive. Curves around the outside
    come later.
    """
    order = [
        (bend * (1.0 if side > 0 else 1.6) + 0.6 * abs(share - 5), share, side * bend)
        for bend in bends
        for share in shares
        for side in (1, -1)
    ]
    return [(share / 10, bend / 20) for _, share, bend in sorted(order)]


# Few ties get to the last ones, in dense pictures of some dozen members.
_CONTROLS = (
    (0.5, 0.0),
    *_control_points(range(1, 8), range(5, 6)),
    *_control_points(range(2, 18, 2), range(1, 10, 2)),
    *_control_points(range(1, 41), range(-4, 15, 2)),
)
# Points of curves that are looked up at most for a picture. The budget matters in pictures of
# hundreds of members, where a few ties have no free curve; without it they take seconds.
_BUDGET = 20_000_000


class Canvas:
    """The pixels within `half` of the middle, each with the number of the member there."""

    def __init__(self, half: float) -> None:
        self._half = int(half) + 1
        self._width = 2 * self._half + 1
        self._cells = np.full(self._width**2, FREE, np.int32)

    def paint(self, points: Points, number: int) -> None:
        """Give the pixels at some points to a member."""
        self._cells[self._where(points)] = number

    def paint_members(self, points: Points, radii: Sequence[float]) -> None:
        """Paint all members as discs."""
        for number, (point, radius) in enumerate(zip(points, radii, strict=True)):
            widest = int(radius + _MARGIN) + 1
            side = np.arange(-widest, widest + 1)
            cells = np.rint(point) + side + 1j * side[:, None]
            self.paint(cells[_length(cells - point) <= radius + _MARGIN], number)

    def at(self, points: Points) -> NDArray[np.int32]:
        """Return the number at each point, or FREE."""
        return self._cells[self._where(points)]

    def _where(self, points: Points) -> NDArray[np.int64]:
        columns, rows = (
            np.clip(np.rint(part), -self._half, self._half) + self._half
            for part in (points.real, points.imag)
        )
        cells: NDArray[np.int64] = (rows * self._width + columns).astype(np.int64)
        return cells


def curve(start: Points, control: Points, end: Points, shares: NDArray[np.float64]) -> Points:
    """Return points of quadratic curves, shape (curves, shares)."""
    start, control, end = start[:, None], control[:, None], end[:, None]
    return start + shares * (2 * (control - start) + shares * (start - 2 * control + end))


def route(
    canvas: Canvas, points: Points, pairs: NDArray[np.int64], first: NDArray[np.float64]
) -> Points:
    """Return the control point of each tie.

    `pairs` are the positions of both ends, shape (ties, 2). `first` is the bend that is tried
    first. It is 0 for a straight line. Otherwise the tie stays on one side, because there are
    others between the same members: towards the middle, or away from it if negative.
    """
    starts, ends = points[pairs].T
    ways = ends - starts
    sides = ways * 1j
    # Towards the middle. Machines differ in the last bits of a product of complex numbers.
    sides[((starts + ends) * sides.conj()).real.round(3) > 0] *= -1
    sides[first < 0] *= -1
    first = abs(first)
    best = np.zeros(len(pairs), complex)
    fewest = np.full(len(pairs), 1 << 30)
    waiting = np.arange(len(pairs))
    budget = _BUDGET
    for number, (share, bend) in enumerate(_CONTROLS):
        if not len(waiting) or budget < 0:
            break
        bends = first[waiting]
        if number:
            bends = np.where(bends > 0, abs(bend), bend)
        start, end, own = starts[waiting], ends[waiting], pairs[waiting]
        control = start + share * ways[waiting] + bends * sides[waiting]
        # A curve is fastest at one of its ends.
        fastest = 2 * _length(np.stack((control - start, end - control))).max()
        shares = np.linspace(0.0, 1.0, int(fastest / _STEP) + 2)
        there = canvas.at(curve(start, control, end, shares))
        budget -= there.size
        hits = ((there != FREE) & (there != own[:, :1]) & (there != own[:, 1:])).sum(1)
        better = hits < fewest[waiting]
        best[waiting[better]] = control[better]
        fewest[waiting[better]] = hits[better]
        waiting = waiting[fewest[waiting] > 0]
    return best


def _length(vectors: Points) -> NDArray[np.float64]:
    # Unlike `abs`, a square root is rounded in the same way on every machine.
    length: NDArray[np.float64] = np.sqrt(vectors.real**2 + vectors.imag**2)
    return length
