"""Where everybody stands: the ego in the middle, one ring for each degree.

Who is connected to each other stands near each other: a ring is ordered by the mean angle of
its members' neighbours. Nothing is drawn by lot, so that the same scene always looks the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, ceil, cos, pi, sin

import attrs

from linkgraph.display.scene import RINGS, Scene
from linkgraph.rules.degrees import Degree

_PASSES = 4
_EVEN = 0.6  # of the space of an even ring that members keep at least
_RECENT = 6  # members at the end of a growing ring whom the next one is compared with

# for so many members: the radius of a member, from one to the next, and between rings
_SIZES = (
    (8, 14.0, 52.0, 80.0),
    (24, 11.0, 36.0, 86.0),
    (60, 9.0, 28.0, 88.0),
    (200, 6.5, 18.0, 88.0),
)
_SMALL = (5.0, 13.5, 84.0)


@attrs.frozen
class Ring:
    """A circle of members: its degree, and its inner and outer radius."""

    degree: Degree
    inner: float
    outer: float


@attrs.frozen
class Layout:
    """Positions of a scene's members around (0, 0), in pixels.

    Attributes
    ----------
    points
        (x, y) of each member, the ego's first; y grows downwards.
    dot
        The radius of a member.
    rings
        From the inside out; a degree nobody stands at has none.
    """

    points: tuple[tuple[float, float], ...]
    dot: float
    rings: tuple[Ring, ...]

    @property
    def radius(self) -> float:
        """How far the outermost member stands from the middle."""
        return self.rings[-1].outer if self.rings else 0.0


def place(scene: Scene) -> Layout:
    """Return where everybody stands. O(members² ) at worst, for a few hundred of them."""
    size = len(scene.members)
    dot, step, gap = next((sizes for most, *sizes in _SIZES if size <= most), _SMALL)
    near = _neighbours(scene)
    groups = {degree: _at(scene, degree) for degree in RINGS}
    angle = [0.0] * size
    order = {degree: _chain(group, near) for degree, group in groups.items()}
    rings: list[Ring] = []
    inner = 0.0
    rows: dict[Degree, int] = {}
    for degree, group in groups.items():
        if group:
            inner += gap
            rows[degree] = _rows(len(group), inner, step)
            rings.append(Ring(degree, inner, inner + (rows[degree] - 1) * step))
            inner = rings[-1].outer
    for ring in rings:
        _spread(order[ring.degree], angle)
    for turn in range(_PASSES):
        for ring in rings if turn % 2 == 0 else rings[::-1]:
            apart = step / ((ring.inner + ring.outer) / 2) / rows[ring.degree]
            apart = max(apart, _EVEN * 2 * pi / len(order[ring.degree]))
            inward = ring is not rings[0]
            wanted = {one: _mean_angle(one, near[one], angle) for one in order[ring.degree]}
            ordered = sorted(wanted, key=lambda one: (wanted[one], one))  # used at once
            order[ring.degree] = ordered
            if not inward or not _settle(ordered, wanted, apart, angle):
                _spread(ordered, angle)
    radius = dict.fromkeys(range(size), 0.0)
    for ring in rings:
        for number, one in enumerate(order[ring.degree]):
            radius[one] = ring.inner + number % rows[ring.degree] * step
    points = tuple(
        (_rounded(radius[one] * cos(angle[one])), _rounded(radius[one] * sin(angle[one])))
        for one in range(size)
    )
    return Layout(points, dot, tuple(rings))


def _rounded(length: float) -> float:
    return round(length, 1) + 0.0  # no negative zero: its sign is a matter of last bits


def _at(scene: Scene, degree: Degree) -> list[int]:
    return [one for one, its in enumerate(scene.degrees) if its is degree]


def _neighbours(scene: Scene) -> list[list[int]]:
    """Return who pulls whom: all who have a tie, but the ego, who is equally far from all."""
    near: list[list[int]] = [[] for _ in scene.members]
    for pairs in (scene.connections, scene.follows, scene.pending, scene.blocks):
        for a, b in pairs:
            if a and b:
                near[a].append(b)
                near[b].append(a)
    return near


def _chain(group: Sequence[int], near: Sequence[Sequence[int]]) -> list[int]:
    """Return a ring in an order that keeps friends together, by adding the nearest to its end."""
    left = dict.fromkeys(group)
    chain: list[int] = []
    pull = dict.fromkeys(group, 0.0)
    while left:
        one = max(left, key=lambda each: (pull[each], len(near[each]), -each))
        del left[one]
        chain.append(one)
        for other in near[one]:
            if other in left:
                pull[other] += 1.0
        if len(chain) > _RECENT:
            for other in near[chain[-1 - _RECENT]]:
                if other in left:
                    pull[other] -= 0.9
    return chain


def _rows(count: int, inner: float, step: float) -> int:
    """Return how many circles, `step` apart, a ring needs so that nobody overlaps."""
    return ceil(count / int(2 * pi * inner / step))


def _spread(order: Sequence[int], angle: list[float]) -> None:
    """Space a ring evenly from the top on; two members stand left and right."""
    turn = -pi / 2 + (pi / len(order) if len(order) == 2 else 0.0)
    for number, one in enumerate(order):
        angle[one] = turn + 2 * pi * number / len(order)


def _mean_angle(one: int, near: Sequence[int], angle: Sequence[float]) -> float:
    """Return the direction in which a member's neighbours lie, from -π/2 around.

    Rounded before the turn: last bits, which differ between machines, put nobody on the other
    side of the top.
    """
    x = sum(cos(angle[other]) for other in near) + 0.5 * cos(angle[one])
    y = sum(sin(angle[other]) for other in near) + 0.5 * sin(angle[one])
    return round(atan2(y, x) + pi / 2, 9) % (2 * pi) - pi / 2


def _settle(order: list[int], wanted: dict[int, float], apart: float, angle: list[float]) -> bool:
    """Place a ring as near as can be to where each is drawn to, but `apart` from the next.

    The circle is cut where it is emptiest; the least squares are those of isotonic regression.
    Returns whether there was room all around.
    """
    cut = _emptiest(order, wanted)
    order[:] = order[cut:] + order[:cut]
    start = wanted[order[0]]
    goals = [
        start + (wanted[one] - start) % (2 * pi) - number * apart
        for number, one in enumerate(order)
    ]
    blocks: list[tuple[float, int]] = []
    for goal in goals:
        total, count = goal, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            before, some = blocks.pop()
            total, count = total + before, count + some
        blocks.append((total, count))
    number = 0
    for total, count in blocks:
        for _ in range(count):
            angle[order[number]] = total / count + number * apart
            number += 1
    return angle[order[-1]] - angle[order[0]] <= 2 * pi - apart


def _emptiest(order: Sequence[int], wanted: dict[int, float]) -> int:
    gaps = [wanted[b] - wanted[a] for a, b in pairwise(order)]
    gaps.append(wanted[order[0]] + 2 * pi - wanted[order[-1]])
    return (max(range(len(gaps)), key=gaps.__getitem__) + 1) % len(order)
