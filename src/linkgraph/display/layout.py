"""The positions of members: the ego in the middle, and a ring for each degree.

Connected members should be near each other. Each ring is first ordered by adding the member
with most ties to the latest ones. Then a few passes over the rings move every member towards
the mean angle of their neighbours, with a minimum space between two members.

The layout uses no random numbers, and angles are rounded where the last bits could change the
order. So the same scene looks the same on every run and every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, ceil, cos, inf, pi, sin

import attrs

from linkgraph.display.scene import RINGS, Scene
from linkgraph.rules.degrees import Degree

_PASSES = 4
_MIN_SPACE = 0.6  # the least share of the space of an even ring between two members
_RECENT = 6  # members at the end of a growing ring that the next one is compared with

# Up to this many members: the radius of a member, the space for one, and between rings.
_SIZES = (
    (8, 14.0, 52.0, 80.0),
    (24, 11.0, 36.0, 86.0),
    (60, 9.0, 28.0, 88.0),
    (200, 6.5, 18.0, 88.0),
    (inf, 5.0, 13.5, 84.0),
)


@attrs.frozen
class Ring:
    """The members of one degree, on one or more circles."""

    degree: Degree
    inner: float  # radius of the innermost circle
    outer: float
    circles: int  # neighbours in the order stand on different circles
    order: list[int]  # positions of members in the scene, clockwise

    @property
    def middle(self) -> float:
        """The mean radius."""
        return (self.inner + self.outer) / 2


@attrs.frozen
class Layout:
    """Positions of a scene's members around (0, 0), in pixels; y grows downwards."""

    points: tuple[tuple[float, float], ...]
    dot: float  # the radius of a member
    rings: tuple[Ring, ...]  # from the inside out; each has members

    @property
    def radius(self) -> float:
        """The distance of the outermost member from the middle."""
        return self.rings[-1].outer if self.rings else 0.0


def place(scene: Scene) -> Layout:
    """Return the layout of a scene. O(members²) at worst, for a few hundred members."""
    size = len(scene.members)
    dot, step, gap = next(sizes for limit, *sizes in _SIZES if size <= limit)
    neighbours = _neighbours(scene)
    angles = [0.0] * size
    rings: list[Ring] = []
    inner = 0.0
    for degree in RINGS:
        group = [member for member, own in enumerate(scene.degrees) if own is degree]
        if group:
            inner += gap
            circles = ceil(len(group) / int(2 * pi * inner / step))
            outer = inner + (circles - 1) * step
            rings.append(Ring(degree, inner, outer, circles, _chain(group, neighbours)))
            inner = outer
            _spread(rings[-1].order, angles)
    for number in range(_PASSES):
        for ring in rings if number % 2 == 0 else rings[::-1]:
            even = 2 * pi / len(ring.order)
            space = max(step / ring.middle / ring.circles, _MIN_SPACE * even)
            goals = {
                member: _mean_angle(member, neighbours[member], angles) for member in ring.order
            }
            ring.order[:] = [member for _, member in sorted((goals[m], m) for m in goals)]
            if ring is rings[0] or not _settle(ring.order, goals, space, angles):
                _spread(ring.order, angles)
    points = [(0.0, 0.0)] * size
    for ring in rings:
        for number, member in enumerate(ring.order):
            radius, angle = ring.inner + number % ring.circles * step, angles[member]
            points[member] = (_rounded(radius * cos(angle)), _rounded(radius * sin(angle)))
    return Layout(tuple(points), dot, tuple(rings))


def _rounded(length: float) -> float:
    # Adding zero removes a negative zero, whose sign depends on the last bits.
    return round(length, 1) + 0.0


def _neighbours(scene: Scene) -> list[list[int]]:
    """Return the ties of each member, without the ego, which is equally far from all."""
    neighbours: list[list[int]] = [[] for _ in scene.members]
    for a, b in scene.lines:
        if a and b:
            neighbours[a].append(b)
            neighbours[b].append(a)
    return neighbours


def _chain(group: Sequence[int], neighbours: Sequence[Sequence[int]]) -> list[int]:
    """Return a ring in an order: next is the member with most ties to the latest ones."""
    pull = dict.fromkeys(group, 0.0)  # of the members that are not in the chain yet
    chain: list[int] = []

    def add_pull(member: int, amount: float) -> None:
        for other in neighbours[member]:
            if other in pull:
                pull[other] += amount

    while pull:
        member = max(pull, key=lambda one: (pull[one], len(neighbours[one]), -one))
        del pull[member]
        chain.append(member)
        add_pull(member, 1.0)
        if len(chain) > _RECENT:
            add_pull(chain[-1 - _RECENT], -0.9)
    return chain


def _spread(order: Sequence[int], angles: list[float]) -> None:
    """Space a ring evenly, starting at the top; two members stand left and right."""
    start = -pi / 2 + (pi / len(order) if len(order) == 2 else 0.0)
    for number, member in enumerate(order):
        angles[member] = start + 2 * pi * number / len(order)


def _mean_angle(member: int, neighbours: Sequence[int], angles: Sequence[float]) -> float:
    """Return the direction of a member's neighbours, from -π/2 on clockwise."""
    x = sum(cos(angles[other]) for other in neighbours) + 0.5 * cos(angles[member])
    y = sum(sin(angles[other]) for other in neighbours) + 0.5 * sin(angles[member])
    # Rounded before the modulo. Otherwise the last bits, which differ between machines, could
    # move a member from one side of the top to the other.
    return round(atan2(y, x) + pi / 2, 9) % (2 * pi) - pi / 2


def _settle(order: list[int], goals: dict[int, float], space: float, angles: list[float]) -> bool:
    """Place each member as near to their goal as a minimum space between two members allows.

    The circle is cut at its largest gap, which makes it a line. Subtracting the space that the
    members before need leaves an isotonic regression, whose least-squares solution replaces
    members in the wrong order by their mean. Returns whether the ends of the line keep their
    space, too.
    """
    gaps = [goals[b] - goals[a] for a, b in pairwise(order)]
    gaps.append(goals[order[0]] + 2 * pi - goals[order[-1]])
    cut = (max(range(len(gaps)), key=gaps.__getitem__) + 1) % len(order)
    order[:] = order[cut:] + order[:cut]
    start = goals[order[0]]
    blocks: list[tuple[float, int]] = []  # the sum of goals, and their number
    for number, member in enumerate(order):
        total, count = start + (goals[member] - start) % (2 * pi) - number * space, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            earlier_total, earlier_count = blocks.pop()
            total, count = total + earlier_total, count + earlier_count
        blocks.append((total, count))
    means = [total / count for total, count in blocks for _ in range(count)]
    for number, (member, mean) in enumerate(zip(order, means, strict=True)):
        angles[member] = mean + number * space
    return angles[order[-1]] - angles[order[0]] <= 2 * pi - space
