"""The positions of members: the ego in the middle, and a ring for each degree.

1. Every ring has slots at equal angles. The 1st degree has as many as it has members, in arcs of
   people who know each other, with a gap between two arcs. Outer rings have as many as fit.
   A ring with too many members for one circle has several rows, and neighbours stand in
   different rows.
2. Members take slots: the 1st degree in chains of people who know each other, outer members as
   near to their contacts as they can.
3. Members swap slots while that makes ties shorter, and in small pictures also while it makes
   fewer ties cross.

Slots are whole tenths of a pixel, and all comparisons are of whole numbers. So the same scene
looks the same on every machine, although the last bits of a cosine differ. The number of swaps
that are tried is bounded, by a budget and not by time.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, cos, inf, pi, sin, sqrt

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.display.scene import RINGS, Scene, Selection
from linkgraph.display.text import text_width
from linkgraph.rules.degrees import Degree

Integers = NDArray[np.int64]

# Up to this many members: the radius of a member, the space for one on a circle, and the size of
# a name beside them.
_SIZES = (
    (8, 14.0, 52.0, 13.0),
    (16, 12.0, 44.0, 13.0),
    (24, 10.0, 38.0, 13.0),
    (48, 8.5, 32.0, 11.0),
    (80, 7.0, 20.0, 11.0),
    (160, 5.2, 15.0, 9.5),
    (330, 4.4, 13.5, 9.5),
    (inf, 3.7, 12.0, 9.5),
)
_FIRST_RADIUS = 84  # the least radius of the 1st degree
_ONE_ROW = 390  # a ring of one row has no greater radius; one with more members has more rows
_GROUPED = 16  # with more connections, the 1st degree is divided into groups
_SMALLEST_GROUP = 3
_GROUP_GAP = 2  # slots between two groups
# The rows of the 1st degree, the rows of its members whose only tie is the ego, and the greatest
# radius with so many. Rows beyond the third are for thousands of members: a picture of them shows
# little, but its size stays bounded.
_ROWS = (
    (1, 1, _ONE_ROW),
    (1, 4, _ONE_ROW),
    (2, 4, _ONE_ROW),
    (3, 4, 700),
    *((rows, rows + 4, 700) for rows in (6, 12, 24, 48, 96)),
    (192, 192, inf),
)
_RECENT = 6  # members at the end of a chain that the next one is compared with
_SMALLEST, _LARGEST = 0.75, 1.15  # radius of members with no or most mutual connections
_SPACE = 3.0  # pixels between two members, at least
# Slots that are compared while ties are made shorter, and the greatest number of rounds. Most
# pictures settle in four rounds.
_SHORTEN_BUDGET, _SHORTEN_ROUNDS = 1_500_000, 10
# Up to so many members and ties, swaps that uncross ties are tried, at most so many.
_UNTANGLE_MEMBERS, _UNTANGLE_TIES, _UNTANGLE_BUDGET = 70, 260, 150
_UNTANGLE_TRIES = 3  # slots for a member
# The costs of a crossing and of a tie under a member, in tenths of a pixel of longer ties.
_CROSSING, _UNDER = 1600, 3600


@attrs.frozen
class Ring:
    """The members of one degree, on one or more circles."""

    degree: Degree
    inner: float  # radius of the innermost circle
    outer: float

    @property
    def middle(self) -> float:
        """The mean radius."""
        return (self.inner + self.outer) / 2


@attrs.frozen
class Layout:
    """Positions of a scene's members around (0, 0), in pixels; y grows downwards."""

    points: tuple[tuple[float, float], ...]
    radii: tuple[float, ...]  # of the members
    dot: float  # the radius of a member of medium size
    font: float  # the size of names
    rings: tuple[Ring, ...]  # from the inside out; each has members
    arcs: tuple[tuple[float, float], ...]  # the groups at 1st degree, as angles from the right


@attrs.frozen
class _Slots:
    """The places for members."""

    points: Integers  # shape (slots, 2), in tenths of a pixel
    pool: Integers  # a member may take another slot of the same pool: a group or an outer ring
    holder: Integers  # the member in each slot, or -1
    slot: Integers  # of each member

    def swap(self, one: int, other: int) -> None:
        """Exchange the holders of two slots, one of which may be empty."""
        holders = self.holder[[other, one]]
        self.holder[[one, other]] = holders
        for slot, holder in zip((one, other), holders.tolist(), strict=True):
            if holder >= 0:
                self.slot[holder] = slot


def place(scene: Scene, ties: Selection) -> Layout:
    """Return the layout of a scene of which a picture draws these ties.

    O(members² + ties) for each of a bounded number of rounds.
    """
    size = len(scene.members)
    dot, pitch, font = next(sizes for limit, *sizes in _SIZES if size <= limit)
    neighbours = _neighbours(scene)
    rings: list[Ring] = []
    arcs: list[tuple[float, float]] = []
    parts = [(np.zeros((1, 2), np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64))]
    for degree in RINGS:
        members = [member for member, own in enumerate(scene.degrees) if own is degree]
        if not members:
            continue
        if degree is Degree.FIRST:
            ring, points, pool, holder, arcs = _first_ring(scene, members, neighbours, dot, pitch)
        else:
            least = float(_FIRST_RADIUS)
            if rings:
                least = rings[-1].outer + _gap(scene, rings[-1].degree, font, dot)
            ring, points = _outer_ring(degree, len(members), least, dot, pitch)
            pool, holder = np.full(len(points), int(degree)), np.full(len(points), -1)
        rings.append(ring)
        parts.append((points, pool, holder))
    points, pool, holder = (np.concatenate(part) for part in zip(*parts, strict=True))
    slots = _Slots(points, pool, holder, slot=np.zeros(size, np.int64))
    held = np.flatnonzero(slots.holder >= 0)
    slots.slot[slots.holder[held]] = held
    _seat(scene, slots, neighbours)
    _shorten(slots, neighbours)
    lines = np.array([(a, b) for _, a, b in ties.lines], np.int64).reshape(-1, 2)
    if size <= _UNTANGLE_MEMBERS and len(lines) <= _UNTANGLE_TIES:
        _untangle(slots, lines, round(10 * _LARGEST * dot))
    return Layout(
        points=tuple((x / 10, y / 10) for x, y in slots.points[slots.slot].tolist()),
        radii=_radii(scene, dot),
        dot=dot,
        font=font,
        rings=tuple(rings),
        arcs=tuple(arcs),
    )


def _radii(scene: Scene, dot: float) -> tuple[float, ...]:
    """Return the radius of each member: an area that grows with mutual connections (D3)."""
    most = max(scene.mutual[1:], default=0)
    if not most:
        sizes = [1.0] * len(scene.members)
    else:
        sizes = [_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(one / most) for one in scene.mutual]
    return tuple(round(dot * size, 1) for size in [1.35, *sizes[1:]])


def _neighbours(scene: Scene) -> list[list[int]]:
    """Return the ties of each member, without the ego, which is equally far from all."""
    neighbours: list[set[int]] = [set() for _ in scene.members]
    for a, b in scene.lines:
        if a and b:
            neighbours[a].add(b)
            neighbours[b].add(a)
    return [sorted(one) for one in neighbours]


# -- slots --------------------------------------------------------------------------------------


def _first_ring(
    scene: Scene, members: list[int], neighbours: list[list[int]], dot: float, pitch: float
) -> tuple[Ring, Integers, Integers, Integers, list[tuple[float, float]]]:
    """Return the ring of the 1st degree, and its slots with their pools and holders."""
    groups, loose = _groups(scene, members, neighbours)
    options = iter(_ROWS)
    while True:
        rows, deep, most = next(options)
        # Slots of a row are whole rounds of all rows apart, also from the last to the first, and
        # from a group to the members whose only tie is the ego.
        gap = max(_GROUP_GAP, rows - 1) if len(groups) + bool(loose) > 1 else 0
        first_loose = _round_up(sum(len(group) + gap for group in groups), rows)
        steps = first_loose + (_round_up(len(loose), deep) // deep * rows + gap if loose else 0)
        steps = max(_round_up(steps, rows), 3 if len(members) == 2 else 1)
        # In two or three rows, each member keeps a free lane to the middle.
        lane = _LARGEST * dot + 2.5 if rows in {2, 3} else 0.0
        space = pitch if rows == 1 else max(lane, _apart(dot) / rows)
        inner = max(_FIRST_RADIUS, ceil(steps * space / 6.28))
        if inner <= most:
            break
    if rows > 1:
        inner = max(inner, _ONE_ROW)
    # Of two members' three slots the one at the top is empty: the ego is not between the two.
    index = 1 if len(members) == 2 else 0
    places: list[tuple[int, int]] = []  # index and row
    arcs: list[tuple[float, float]] = []
    for group in groups:
        places += [(number, number % rows) for number in range(index, index + len(group))]
        if gap and len(group) >= _SMALLEST_GROUP:
            start, end = ((2 * edge - 1) * pi / steps for edge in (index, index + len(group)))
            arcs.append((start - pi / 2, end - pi / 2))
        index += len(group) + gap
    places += [(first_loose + number // deep * rows, number % deep) for number in range(len(loose))]
    outer = inner + max(row for _, row in places) * _apart(dot)
    # The numbers below are the pools of outer rings.
    pool = [number for number, group in enumerate((*groups, loose), 5) for _ in group]
    holder = [member for group in (*groups, loose) for member in group]
    ring = Ring(Degree.FIRST, inner, outer)
    return ring, _points(places, steps, inner, dot), np.array(pool), np.array(holder), arcs


def _outer_ring(
    degree: Degree, size: int, least: float, dot: float, pitch: float
) -> tuple[Ring, Integers]:
    """Return a ring outside of others, and its slots, of which some may stay empty."""
    inner, rows = max(ceil(least), ceil(size * pitch / 6.28)), 1
    steps = max(size, int(6.28 * inner / pitch))
    if size <= 4:
        steps = 12
    if inner > max(least, _ONE_ROW):
        inner = max(ceil(least), _ONE_ROW)
        while rows * 6.28 * inner < _round_up(size, rows) * _apart(dot):
            rows += 1
        steps = _round_up(size, rows)
    places = [(number, number % rows) for number in range(steps)]
    outer = inner + (rows - 1) * _apart(dot)
    return Ring(degree, inner, outer), _points(places, steps, inner, dot)


def _points(places: list[tuple[int, int]], steps: int, inner: float, dot: float) -> Integers:
    """Return places, given as (index, row), as points in tenths of a pixel, from the top on."""
    angles = [2 * pi * index / steps - pi / 2 for index, _ in places]
    radii = [10 * (inner + row * _apart(dot)) for _, row in places]
    return np.array(
        [
            (round(radius * cos(angle)), round(radius * sin(angle)))
            for radius, angle in zip(radii, angles, strict=True)
        ]
    )


def _apart(dot: float) -> float:
    """Return the least distance between two members."""
    return 2 * _LARGEST * dot + _SPACE


def _round_up(number: int, factor: int) -> int:
    return -(-number // factor) * factor


def _gap(scene: Scene, degree: Degree, font: float, dot: float) -> float:
    """Return the space outside a ring, where its names stand."""
    if degree is not Degree.FIRST or len(scene.members) <= 8:
        return 62.0
    names = (
        name for name, own in zip(scene.short_labels, scene.degrees, strict=True) if own is degree
    )
    return min(max(84.0, max(text_width(name, font) for name in names) + 3 * dot), 132.0)


# -- members and their slots --------------------------------------------------------------------


def _groups(
    scene: Scene, members: list[int], neighbours: list[list[int]]
) -> tuple[list[list[int]], list[int]]:
    """Return the groups of the 1st degree in order, and its members who are tied to the ego alone.

    Groups of one or two are put together.
    """
    if len(members) <= _GROUPED:
        return [_chain(members, neighbours)], []
    loose = [member for member in members if not neighbours[member]]
    by_number: dict[int, list[int]] = {}
    for member in members:
        if neighbours[member]:
            by_number.setdefault(scene.groups[member], []).append(member)
    groups = [group for group in by_number.values() if len(group) >= _SMALLEST_GROUP]
    small = [m for group in by_number.values() if len(group) < _SMALLEST_GROUP for m in group]
    own = {member: number for number, group in enumerate(groups) for member in group}
    near = [
        [own[other] for member in group for other in neighbours[member] if other in own]
        for group in groups
    ]
    ordered = [groups[number] for number in _chain(range(len(groups)), near)]
    return [_chain(group, neighbours) for group in (*ordered, small) if group], loose


def _chain(group: Sequence[int], neighbours: Sequence[Sequence[int]]) -> list[int]:
    """Return a group in an order: next is the member with most ties to the latest ones."""
    pull = dict.fromkeys(group, 0)  # of the members that are not in the chain yet
    chain: list[int] = []

    def add_pull(member: int, amount: int) -> None:
        for other in neighbours[member]:
            if other in pull:
                pull[other] += amount

    while pull:
        member = max(pull, key=lambda one: (pull[one], len(neighbours[one]), -one))
        del pull[member]
        chain.append(member)
        add_pull(member, 10)
        if len(chain) > _RECENT:
            add_pull(chain[-1 - _RECENT], -9)
    return chain


def _seat(scene: Scene, slots: _Slots, neighbours: list[list[int]]) -> None:
    """Give slots to outer members, those with most ties to seated members first.

    They take the free slot that is nearest to their contacts. Members without contacts take the
    emptiest direction.
    """
    seated = np.array([own <= Degree.FIRST for own in scene.degrees])
    for degree in (Degree.SECOND, Degree.THIRD, Degree.OUT_OF_NETWORK):
        members = [member for member, own in enumerate(scene.degrees) if own is degree]
        free = np.flatnonzero(slots.pool == degree)
        points = slots.points[free]
        nearest = np.full(len(free), 2**62)  # squared distance to a member of the ring
        is_free = np.ones(len(free), bool)
        waiting = np.array(members)
        contacts = np.array([int(seated[neighbours[member]].sum()) for member in members])
        ties = np.array([len(neighbours[member]) for member in members])
        for _ in members:
            which = int(np.argmax(contacts * (len(seated) + 1) + ties))
            member = int(waiting[which])
            near = [other for other in neighbours[member] if seated[other]]
            if near:
                there = slots.points[slots.slot[near]]
                distance = len(near) * (points**2).sum(1) - 2 * (points * there.sum(0)).sum(1)
            else:
                distance = -nearest
            distance = np.where(is_free, distance, 2**62)
            best = int(distance.argmin())
            is_free[best] = False
            slots.holder[free[best]], slots.slot[member] = member, free[best]
            seated[member] = True
            contacts[which] = -1
            ties[which] = 0
            contacts[np.isin(waiting, neighbours[member]) & (contacts >= 0)] += 1
            nearest = np.minimum(nearest, ((points - points[best]) ** 2).sum(1))


def _shorten(slots: _Slots, neighbours: list[list[int]]) -> None:
    """Let members swap slots while that makes the sum of the squared lengths of ties smaller.

    A member at s with the sum X of their contacts' positions adds |s|²·contacts - 2 s·X to the sum.
    So the change by every swap of a member follows from two sums for each slot.
    """
    points = slots.points
    norms = (points**2).sum(1)
    contacts = np.array([*map(len, neighbours), 0])  # the last is for empty slots
    sums = np.zeros((len(contacts), 2), np.int64)
    for member, near in enumerate(neighbours):
        sums[member] = points[slots.slot[near]].sum(0)
    pools = [np.flatnonzero(slots.pool == pool) for pool in range(int(slots.pool.max()) + 1)]
    tied = [member for member, near in enumerate(neighbours) if near]
    work = sum(len(pools[slots.pool[slots.slot[member]]]) for member in tied)
    is_contact = np.zeros(len(contacts), bool)
    for _ in range(min(_SHORTEN_ROUNDS, _SHORTEN_BUDGET // max(work, 1))):
        settled = True
        for member in tied:
            here = int(slots.slot[member])
            there = pools[slots.pool[here]]
            others = slots.holder[there]
            move = points[there] - points[here]
            change = (norms[there] - norms[here]) * (contacts[member] - contacts[others])
            change -= 2 * (move * (sums[member] - sums[others])).sum(1)
            # The tie between two who swap keeps its length.
            is_contact[neighbours[member]] = True
            change += 2 * (move**2).sum(1) * is_contact[others]
            is_contact[neighbours[member]] = False
            best = int(change.argmin())
            if change[best] < 0:
                settled = False
                slots.swap(here, int(there[best]))
                sums[neighbours[member]] += move[best]
                if others[best] >= 0:
                    sums[neighbours[others[best]]] -= move[best]
        if settled:
            break


def _untangle(slots: _Slots, lines: Integers, radius: int) -> None:
    """Let members swap slots while fewer ties cross each other or pass under other members.

    For each member, all slots are compared as if nobody else moved. The most promising ones are
    then tried: with the ties of the other member, too.
    """
    budget = _UNTANGLE_BUDGET
    lines_of = [np.flatnonzero((lines == member).any(1)) for member in range(len(slots.slot))]
    settled = False
    while not settled:
        settled = True
        for member in range(1, len(slots.slot)):
            here = int(slots.slot[member])
            pool = np.flatnonzero(slots.pool == slots.pool[here])
            costs = _costs(slots, lines, member, pool, radius)
            best = np.argsort(costs, kind="stable")[:_UNTANGLE_TRIES]
            for slot in pool[best[costs[best] < costs[pool == here]]].tolist():
                if budget == 0:
                    return
                budget -= 1
                other = int(slots.holder[slot])
                movers = [member] if other < 0 else [member, other]
                moved = np.unique(np.concatenate([lines_of[mover] for mover in movers]))
                before = _cost(slots, lines, moved, movers, radius)
                slots.swap(here, slot)
                if _cost(slots, lines, moved, movers, radius) < before:
                    settled = False
                    break
                slots.swap(here, slot)


def _costs(slots: _Slots, lines: Integers, member: int, pool: Integers, radius: int) -> Integers:
    """Return the cost of a member's ties for each slot, if all others stay."""
    points = slots.points[slots.slot]
    is_own = (lines == member).any(1)
    start = slots.points[pool, None]
    way = points[lines[is_own].sum(1) - member] - start
    rest = points[lines[~is_own]]
    crossings = _crossings(start[:, :, None], way[:, :, None], rest[:, 0], rest[:, 1] - rest[:, 0])
    others = np.delete(points, member, 0)
    under = _are_under(start[:, :, None], way[:, :, None], others, radius)
    costs: Integers = _CROSSING * crossings.sum((1, 2)) + _UNDER * under.sum((1, 2))
    costs += _length(way).sum(1)
    return costs


def _cost(slots: _Slots, lines: Integers, moved: Integers, movers: list[int], radius: int) -> int:
    """Return the cost of the ties that have moved, and of ties under the members who have."""
    points = slots.points[slots.slot]
    starts, ways = points[lines[:, 0]], points[lines[:, 1]] - points[lines[:, 0]]
    start, way = starts[moved, None], ways[moved, None]
    crossings = _crossings(start, way, starts, ways)
    # Two ties that have both moved are counted twice.
    both = crossings[:, moved].sum() / 2
    under = _are_under(start, way, points, radius).sum()
    under += _are_under(starts[:, None], ways[:, None], points[movers], radius).sum()
    return int(_CROSSING * (crossings.sum() - both) + _UNDER * under + _length(way).sum())


def _crossings(
    start: Integers, way: Integers, starts: Integers, ways: Integers
) -> NDArray[np.bool_]:
    """Return which of some ties cross which of others; ties with a common end do not cross."""
    # Two ties cross if each has its ends on both sides of the other.
    sides = _cross(way, starts - start) * _cross(way, starts + ways - start)
    others = _cross(ways, start - starts) * _cross(ways, start + way - starts)
    return (sides < 0) & (others < 0)


def _are_under(start: Integers, way: Integers, points: Integers, radius: int) -> NDArray[np.bool_]:
    """Return which of some ties pass under which members, but those at their ends."""
    squares = (way**2).sum(-1)
    along = ((points - start) * way).sum(-1)
    near = _cross(way, points - start) ** 2 < radius**2 * squares
    result: NDArray[np.bool_] = near & (along > 0) & (along < squares)
    return result


def _length(way: Integers) -> Integers:
    # The square root is rounded in the same way on every machine.
    length: Integers = np.sqrt((way**2).sum(-1)).astype(np.int64)
    return length


def _cross(one: Integers, other: Integers) -> Integers:
    product: Integers = one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]
    return product
