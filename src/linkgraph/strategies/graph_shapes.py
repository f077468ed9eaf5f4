"""Graphs of a given shape: members, components, density, follows (F1, F2).

What can be is worked out first, so that a draw never fails: `shapes_of` lists the sizes of
graph that the arguments leave, and each later choice is among those that can be completed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterator
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor
from random import Random
from typing import Any, TypeAlias, TypeVar, overload

import attrs
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.strategies.arguments import (
    MEMBERS,
    Bounds,
    count,
    interval,
    share,
    sizes,
    strategy,
    wrong,
)
from linkgraph.strategies.drawing_graphs import rosters
from linkgraph.strategies.events import Pair, pair_at

M = TypeVar("M", bound=Hashable)
Whole: TypeAlias = int | tuple[int, int]
Share: TypeAlias = float | tuple[float, float]
Ties: TypeAlias = tuple[int, Callable[[int], Pair]]  # how many there are, and each by its place

_ONE_BY_ONE = 20  # members; in larger graphs all ties come from one seed


# -- what the arguments leave -------------------------------------------------------------------


@attrs.frozen
class Wanted:
    """The arguments, as bounds; `None` where there is no bound."""

    members: Bounds
    components: Bounds | None
    component_size: Bounds | None
    connections: Bounds | None
    density: tuple[Fraction, Fraction] | None
    follows: Bounds | None
    follow_share: tuple[Fraction, Fraction] | None

    def __str__(self) -> str:
        given = attrs.asdict(self, recurse=False, filter=lambda _, value: value is not None)
        return ", ".join(
            f"{name} {least}" if least == most else f"{name} {least} to {most}"
            for name, (least, most) in given.items()
        )


@attrs.frozen
class Shape:
    """A number of members, and what can go with it."""

    members: int
    components: Bounds
    part: Bounds  # members of one component
    connections: Bounds
    follows: Bounds | None


def shapes_of(wanted: Wanted) -> list[Shape]:
    """Return every number of members for which there is such a graph."""
    least, most = wanted.members
    return [shape for size in range(least, most + 1) for shape in _shape(wanted, size)]


def _shape(wanted: Wanted, size: int) -> Iterator[Shape]:
    """Return the shape of graphs of this size, if there are any."""
    ways = size * (size - 1)
    fewest, most = _both(wanted.connections, wanted.density, ways // 2)
    any_follows = wanted.follows is None and wanted.follow_share is None
    follows = None if any_follows else _both(wanted.follows, wanted.follow_share, ways)
    part = _within(wanted.component_size, (1, size))
    if size and part[0] > part[1]:
        return
    parts = _within(wanted.components, (0, size))
    # a component of k members takes k - 1 connections, so few connections need many components
    first = max(parts[0], -(-size // max(1, part[1])), size - most)
    last = min(parts[1], size // max(1, part[0]))
    # the more components there are, the fewer connections find room
    last = (
        first
        + bisect_left(
            range(first, last + 1), True, key=lambda number: room(size, number, part) < fewest
        )
        - 1
    )
    if first <= last and fewest <= most and (follows is None or follows[0] <= follows[1]):
        yield Shape(size, (first, last), part, (fewest, most), follows)


def _within(wanted: Bounds | None, possible: Bounds) -> Bounds:
    least, most = wanted or possible
    return max(least, possible[0]), min(most, possible[1])


def _both(number: Bounds | None, share: tuple[Fraction, Fraction] | None, all_: int) -> Bounds:
    """Return the bounds of a number of ties by what is wanted of it, and of its share."""
    least, most = _within(number, (0, all_))
    if share is None:
        return least, most
    if share[0] == share[1]:
        nearest = floor(share[0] * all_ + Fraction(1, 2))
        return max(least, nearest), min(most, nearest)
    return max(least, ceil(share[0] * all_)), min(most, floor(share[1] * all_))


def room(size: int, parts: int, part: Bounds) -> int:
    """Return the most connections among so many members in so many components."""
    least, most = part
    if not parts:
        return 0
    spare = size - parts * least
    full, rest = divmod(spare, most - least) if most > least else (0, 0)
    if full == parts:
        return full * _clique(most)
    return full * _clique(most) + _clique(least + rest) + (parts - full - 1) * _clique(least)


def _clique(size: int) -> int:
    return size * (size - 1) // 2


# -- one graph of a shape -----------------------------------------------------------------------


@attrs.frozen
class Choices:
    """How to choose: one draw for each tie, or all from a seed where they would be too many."""

    draw: st.DrawFn
    random: Random | None

    def number(self, least: int, most: int) -> int:
        """Choose a number, which always is a draw of its own."""
        return self.draw(st.integers(least, most))

    def below(self, limit: int) -> int:
        """Choose a whole number below another."""
        return self.number(0, limit - 1) if self.random is None else self.random.randrange(limit)

    def some(self, items: list[Any], number: int) -> list[Any]:
        """Choose so many of the items."""
        if self.random is not None:
            return self.random.sample(items, number)
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(number)]

    def others(self, ties: Ties, but: Collection[Pair], number: int) -> list[Pair]:
        """Choose so many of the ties which are not among these; from a seed without a list of all.

        O(number + len(but)) from a seed.
        """
        all_, at = ties
        if self.random is None:
            return self.some([tie for tie in map(at, range(all_)) if tie not in but], number)
        places = self.random.sample(range(all_), min(all_, number + len(but)))
        return [tie for tie in map(at, places) if tie not in but][:number]


def _parts(shape: Shape, choices: Choices) -> list[int]:
    """Choose the sizes of the components, so that all connections find room; the large first."""
    fewest, number = shape.components
    number -= choices.number(0, number - fewest)  # shrinks to as few connections as there can be
    least, most = shape.part
    left, connections, chosen = shape.members, shape.connections[0], list[int]()
    for others in reversed(range(number)):
        largest, smallest = min(most, left - others * least), max(least, left - others * most)
        fits = [
            size
            for size in range(largest, smallest - 1, -1)
            if _clique(size) + room(left - size, others, shape.part) >= connections
        ]
        size = fits[choices.below(len(fits))]
        chosen.append(size)
        left, connections = left - size, connections - _clique(size)
    return chosen


def _connections(shape: Shape, choices: Choices) -> list[Pair]:
    """Choose connections: a tree for each component, then as many more as are wanted."""
    parts = _parts(shape, choices)
    starts = [0, *accumulate(parts)]
    tree = [
        (start + later - 1 - choices.below(later), start + later)
        for start, part in zip(starts, parts, strict=False)
        for later in range(1, part)
    ]
    within = _within_parts(parts, starts)
    fewest, most = shape.connections
    number = choices.number(max(0, fewest - len(tree)), min(most, within[0]) - len(tree))
    return tree + choices.others(within, frozenset(tree), number)


def _within_parts(parts: list[int], starts: list[int]) -> Ties:
    """Return the pairs in the same component; of each, what makes a chain a ring comes first."""
    firsts = [0, *accumulate(map(_clique, parts))]

    def at(place: int) -> Pair:
        part = bisect_right(firsts, place) - 1
        one, other = pair_at(2 * (firsts[part + 1] - 1 - place))
        return starts[part] + one, starts[part] + other

    return firsts[-1], at


def _follows(shape: Shape, connections: list[Pair], choices: Choices) -> list[Pair]:
    """Choose follows: as many as are wanted, or those that connections bring, give or take."""
    brought = [way for a, b in connections for way in ((a, b), (b, a))]
    known, ways = frozenset(brought), shape.members * (shape.members - 1)
    if shape.follows is not None:
        number = choices.number(*shape.follows)
        if choices.random is not None:
            return choices.others((ways, pair_at), (), number)
        others = [way for way in map(pair_at, range(ways)) if way not in known]
        return choices.some(brought + others, number)
    most = min(len(brought), shape.members)
    stopped = frozenset(choices.some(brought, choices.number(0, most)))
    number = choices.number(0, min(ways - len(known), shape.members))
    begun = choices.others((ways, pair_at), known, number)
    return [way for way in brought if way not in stopped] + begun


def _drawable(members: SearchStrategy[Any], shapes: list[Shape]) -> int:
    """Return for how many shapes there are ids, as far as Hypothesis knows; at least for one."""

    def too_large(shape: Shape) -> bool:
        size = shape.members
        try:
            st.lists(members, min_size=size, unique=True).validate()
        except InvalidArgument:
            return True
        return False

    if not too_large(shapes[-1]):
        return len(shapes)
    return max(1, bisect_left(shapes, True, key=too_large))


# -- the strategy -------------------------------------------------------------------------------


@overload
def mixed_graphs(
    members: None = None,
    *,
    min_size: int = 0,
    max_size: int | None = None,
    components: Whole | None = None,
    component_size: Whole | None = None,
    connections: Whole | None = None,
    density: Share | None = None,
    follows: Whole | None = None,
    follow_share: Share | None = None,
) -> SearchStrategy[LinkGraph[str]]:
    raise NotImplementedError


@overload
def mixed_graphs(
    members: SearchStrategy[M],
    *,
    min_size: int = 0,
    max_size: int | None = None,
    components: Whole | None = None,
    component_size: Whole | None = None,
    connections: Whole | None = None,
    density: Share | None = None,
    follows: Whole | None = None,
    follow_share: Share | None = None,
) -> SearchStrategy[LinkGraph[M]]:
    raise NotImplementedError


@st.composite
def mixed_graphs(
    draw: st.DrawFn,
    members: SearchStrategy[Any] | None = None,
    *,
    min_size: int = 0,
    max_size: int | None = None,
    components: Whole | None = None,
    component_size: Whole | None = None,
    connections: Whole | None = None,
    density: Share | None = None,
    follows: Whole | None = None,
    follow_share: Share | None = None,
) -> Any:
    """Draw a graph of connections and follows whose shape is as asked.

    Everything asked for holds exactly. Whole numbers and shares are given as one value, or
    as a tuple of the least and the most.

    Up to 20 members every tie is a draw of its own and shrinks; beyond, the ties come from
    one drawn seed, and only the numbers shrink; time and memory go with members and ties.
    Shrinks to few connections: those who must be connected make chains, then rings, and
    follow each other.

    Parameters
    ----------
    members
        A strategy for ids; by default short names.
    min_size, max_size
        How many members; without a `max_size` up to 6 more than the least.
    components
        How many connected components the connections make; who has no connection is one too.
    component_size
        How many members each component has.
    connections, density
        How many connections there are, and what share of all pairs that is. One share stands
        for the whole number of connections that is nearest to it, of two the larger.
    follows, follow_share
        How many follows there are, and what share of all ordered pairs; likewise. Without
        either, connected members follow each other, give or take a few.

    Raises
    ------
    InvalidArgument
        When drawn from: for an argument of the wrong kind, and where no graph is as asked.

    Examples
    --------
    >>> from hypothesis import find
    >>> five = {"min_size": 5, "max_size": 5}
    >>> find(mixed_graphs(**five, components=2, density=0.4), lambda _: True)
    LinkGraph(5 members, 4 connections, 8 follows)
    >>> find(mixed_graphs(max_size=3, connections=0, follow_share=1), lambda graph: len(graph) == 3)
    LinkGraph(3 members, 0 connections, 6 follows)
    """
    wanted = Wanted(
        sizes(min_size, max_size, MEMBERS),
        interval(components, "components", count),
        interval(component_size, "component_size", count),
        interval(connections, "connections", count),
        interval(density, "density", share),
        interval(follows, "follows", count),
        interval(follow_share, "follow_share", share),
    )
    shapes = shapes_of(wanted)
    if not shapes:
        raise wrong(str(wanted), "is no shape that a graph can have", "loosen one of these")
    if members is not None:
        strategy(members, "members")
        shapes = shapes[: _drawable(members, shapes)]
    shape = draw(st.sampled_from(shapes))
    ids = draw(rosters(members, (shape.members, shape.members)))
    large = len(ids) > _ONE_BY_ONE
    choices = Choices(draw, Random(draw(st.integers(0, 2**32 - 1))) if large else None)
    pairs = _connections(shape, choices)
    followed = _follows(shape, pairs, choices)
    named = choices.some(ids, len(ids)).__getitem__  # components may lie anywhere in the order
    return LinkGraph.from_edges(
        connections=[(named(a), named(b)) for a, b in pairs],
        follows=[(named(a), named(b)) for a, b in followed],
        members=ids,
        auto_follow=False,
    )
