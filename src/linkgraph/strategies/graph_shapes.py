"""Graphs of a given shape: members, components, density, follows (F1, F2).

A shape is worked out before anything is drawn, so that no draw is thrown away. `shapes_of` lists
every number of members for which the arguments leave a graph, with bounds for the rest. Then the
sizes of the components are chosen, a tree of connections in each component, further connections,
and follows; each step chooses only from what can still be completed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterator
from fractions import Fraction
from itertools import accumulate
from math import ceil, comb, floor
from random import Random
from typing import Any, TypeAlias, TypeVar, overload

import attrs
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.strategies.arguments import (
    MORE_MEMBERS,
    Bounds,
    count,
    interval,
    share,
    sizes,
    strategy,
    wrong,
)
from linkgraph.strategies.drawing_graphs import Pair, pair_at, rosters

M = TypeVar("M", bound=Hashable)
Number: TypeAlias = int | tuple[int, int]
Share: TypeAlias = float | tuple[float, float]
ShareBounds: TypeAlias = tuple[Fraction, Fraction]
Ties: TypeAlias = tuple[int, Callable[[int], Pair]]  # how many there are, and each by its place

# In larger graphs all ties come from one seed: a draw for each of them would exceed the number of
# choices that Hypothesis allows, and take seconds.
_LARGEST_TO_SHRINK = 20


# -- which shapes there are ---------------------------------------------------------------------


@attrs.frozen
class ShapeBounds:
    """The bounds that the arguments give; `None` for an argument that was left out."""

    members: Bounds
    components: Bounds | None
    component_size: Bounds | None
    connections: Bounds | None
    density: ShareBounds | None
    follows: Bounds | None
    follow_share: ShareBounds | None

    def __str__(self) -> str:
        bounds = attrs.asdict(self, recurse=False, filter=lambda _, value: value is not None)
        return ", ".join(
            f"{name} {low}" if low == high else f"{name} {low} to {high}"
            for name, (low, high) in bounds.items()
        )


@attrs.frozen
class Shape:
    """A number of members, and bounds that some graph of so many members keeps."""

    members: int
    components: Bounds
    component_size: Bounds
    connections: Bounds
    follows: Bounds | None


def shapes_of(bounds: ShapeBounds) -> list[Shape]:
    """Return the shapes that graphs can have, at most one for each number of members."""
    low, high = bounds.members
    return [shape for size in range(low, high + 1) for shape in _shape(bounds, size)]


def _shape(bounds: ShapeBounds, size: int) -> Iterator[Shape]:
    """Yield the shape of graphs of this size, if there are any."""
    ways = size * (size - 1)
    connections = _both(bounds.connections, bounds.density, ways // 2)
    any_follows = bounds.follows is None and bounds.follow_share is None
    follows = None if any_follows else _both(bounds.follows, bounds.follow_share, ways)
    part = _within(bounds.component_size, (1, size))
    if size and part[0] > part[1]:
        return
    components = _within(bounds.components, (0, size))
    # a component of k members takes k - 1 connections, so few connections need many components
    fewest = max(components[0], -(-size // max(1, part[1])), size - connections[1])
    # and the more components there are, the fewer connections have room in them
    numbers = range(fewest, min(components[1], size // max(1, part[0])) + 1)
    fitting = bisect_left(
        numbers, True, key=lambda number: room(size, number, part) < connections[0]
    )
    components = fewest, fewest + fitting - 1
    if all(low <= high for low, high in (components, connections, follows or (0, 0))):
        yield Shape(size, components, part, connections, follows)


def _within(bounds: Bounds | None, possible: Bounds) -> Bounds:
    low, high = bounds or possible
    return max(low, possible[0]), min(high, possible[1])


def _both(number: Bounds | None, share: ShareBounds | None, pairs: int) -> Bounds:
    """Return the bounds of a number of ties, by its own bounds and by those of its share."""
    low, high = _within(number, (0, pairs))
    if share is None:
        return low, high
    if share[0] == share[1]:
        nearest = floor(share[0] * pairs + Fraction(1, 2))
        return max(low, nearest), min(high, nearest)
    return max(low, ceil(share[0] * pairs)), min(high, floor(share[1] * pairs))


def room(size: int, components: int, part: Bounds) -> int:
    """Return the most connections among so many members in so many components.

    There are most if the components are as unequal as their bounds allow: full ones, at most one
    of a size between the bounds, and the smallest.
    """
    low, high = part
    if not components:
        return 0
    spare = size - components * low
    full, surplus = divmod(spare, high - low) if high > low else (0, 0)
    if full == components:
        return full * comb(high, 2)
    return full * comb(high, 2) + comb(low + surplus, 2) + (components - full - 1) * comb(low, 2)


# -- one graph of a shape -----------------------------------------------------------------------


@attrs.frozen
class Choices:
    """How to choose: one draw for each tie, or all ties from a seed in a large graph."""

    draw: st.DrawFn
    random: Random | None

    def number(self, low: int, high: int) -> int:
        """Choose a number, which is a draw of its own in graphs of any size."""
        return self.draw(st.integers(low, high))

    def below(self, limit: int) -> int:
        """Choose a non-negative integer below a limit."""
        return self.number(0, limit - 1) if self.random is None else self.random.randrange(limit)

    def sample(self, items: list[Any], number: int) -> list[Any]:
        """Choose so many of the items."""
        if self.random is not None:
            return self.random.sample(items, number)
        remaining = list(items)
        return [remaining.pop(self.below(len(remaining))) for _ in range(number)]

    def ties(self, ties: Ties, excluded: Collection[Pair], number: int) -> list[Pair]:
        """Choose so many ties that are not excluded.

        From a seed in O(number + excluded), since a list of all pairs of thousands of members
        would not fit into memory.
        """
        total, at = ties
        if self.random is None:
            return self.sample(
                [tie for tie in map(at, range(total)) if tie not in excluded], number
            )
        places = self.random.sample(range(total), min(total, number + len(excluded)))
        return [tie for tie in map(at, places) if tie not in excluded][:number]


def _component_sizes(shape: Shape, choices: Choices) -> list[int]:
    """Choose the sizes of the components, so that all connections have room; large ones first."""
    fewest, number = shape.components
    number -= choices.number(0, number - fewest)  # shrinks to as few connections as there can be
    low, high = shape.component_size
    members, connections, chosen = shape.members, shape.connections[0], list[int]()
    for remaining in reversed(range(number)):
        largest, smallest = (
            min(high, members - remaining * low),
            max(low, members - remaining * high),
        )
        fits = [
            size
            for size in range(largest, smallest - 1, -1)
            if comb(size, 2) + room(members - size, remaining, shape.component_size) >= connections
        ]
        size = fits[choices.below(len(fits))]
        chosen.append(size)
        members, connections = members - size, connections - comb(size, 2)
    return chosen


def _connections(shape: Shape, choices: Choices) -> list[Pair]:
    """Choose connections: a tree for each component, then further ones within components."""
    parts = _component_sizes(shape, choices)
    starts = [0, *accumulate(parts)]
    tree = [
        (start + later - 1 - choices.below(later), start + later)
        for start, part in zip(starts, parts, strict=False)
        for later in range(1, part)
    ]
    within = _pairs_within(parts, starts)
    fewest, high = shape.connections
    number = choices.number(max(0, fewest - len(tree)), min(high, within[0]) - len(tree))
    return tree + choices.ties(within, frozenset(tree), number)


def _pairs_within(parts: list[int], starts: list[int]) -> Ties:
    """Return the pairs within components; first the pair that makes a chain of them a ring."""
    firsts = [0, *accumulate(comb(part, 2) for part in parts)]

    def at(place: int) -> Pair:
        part = bisect_right(firsts, place) - 1
        one, other = pair_at(2 * (firsts[part + 1] - 1 - place))
        return starts[part] + one, starts[part] + other

    return firsts[-1], at


def _follows(shape: Shape, connections: list[Pair], choices: Choices) -> list[Pair]:
    """Choose as many follows as wanted; by default those that connections bring, give or take."""
    brought = [way for a, b in connections for way in ((a, b), (b, a))]
    ways = shape.members * (shape.members - 1), pair_at
    if shape.follows is not None:
        number = choices.number(*shape.follows)
        if choices.random is not None:
            return choices.ties(ways, (), number)
        known = frozenset(brought)
        unknown = [way for way in map(pair_at, range(ways[0])) if way not in known]
        return choices.sample(brought + unknown, number)
    number = choices.number(0, min(len(brought), shape.members))
    unfollowed = frozenset(choices.sample(brought, number))
    number = choices.number(0, min(ways[0] - len(brought), shape.members))
    added = choices.ties(ways, frozenset(brought), number)
    return [way for way in brought if way not in unfollowed] + added


def _drawable(members: SearchStrategy[Any], shapes: list[Shape]) -> list[Shape]:
    """Return the shapes with enough ids, as far as Hypothesis knows; at least one."""

    def too_large(shape: Shape) -> bool:
        try:
            st.lists(members, min_size=shape.members, unique=True).validate()
        except InvalidArgument:
            return True
        return False

    if not too_large(shapes[-1]):
        return shapes
    return shapes[: max(1, bisect_left(shapes, True, key=too_large))]


# -- the strategy -------------------------------------------------------------------------------


@overload
def mixed_graphs(
    members: None = None,
    *,
    min_size: int = 0,
    max_size: int | None = None,
    components: Number | None = None,
    component_size: Number | None = None,
    connections: Number | None = None,
    density: Share | None = None,
    follows: Number | None = None,
    follow_share: Share | None = None,
) -> SearchStrategy[LinkGraph[str]]:
    raise NotImplementedError


@overload
def mixed_graphs(
    members: SearchStrategy[M],
    *,
    min_size: int = 0,
    max_size: int | None = None,
    components: Number | None = None,
    component_size: Number | None = None,
    connections: Number | None = None,
    density: Share | None = None,
    follows: Number | None = None,
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
    components: Number | None = None,
    component_size: Number | None = None,
    connections: Number | None = None,
    density: Share | None = None,
    follows: Number | None = None,
    follow_share: Share | None = None,
) -> Any:
    """Draw a graph of connections and follows that has the shape you ask for.

    Numbers and shares are one value, or a tuple of the least and the most; all of them hold
    exactly. Up to 20 members every tie is a draw of its own and shrinks. In larger graphs the ties
    come from one drawn seed, and only the numbers shrink; time and memory grow with members and
    ties. Shrinks to few connections: members who must be connected make chains, then rings, and
    follow each other.

    Parameters
    ----------
    members
        A strategy for ids; by default short names.
    min_size, max_size
        The number of members; without a `max_size` up to 6 more than `min_size`.
    components
        The number of connected components; a member without connections is one, too.
    component_size
        The number of members of each component.
    connections, density
        The number of connections, and their share of all pairs. A single share stands for the
        integer that is nearest to it; the larger one of two.
    follows, follow_share
        The number of follows, and their share of all ordered pairs; likewise. Without either,
        connected members follow each other, give or take a few.

    Raises
    ------
    InvalidArgument
        When drawn from: for an argument of the wrong kind, and where no graph has this shape.

    Examples
    --------
    >>> from hypothesis import find
    >>> five = {"min_size": 5, "max_size": 5}
    >>> find(mixed_graphs(**five, components=2, density=0.4), lambda _: True)
    LinkGraph(5 members, 4 connections, 8 follows)
    >>> find(mixed_graphs(max_size=3, connections=0, follow_share=1), lambda graph: len(graph) == 3)
    LinkGraph(3 members, 0 connections, 6 follows)
    """
    bounds = ShapeBounds(
        sizes(min_size, max_size, MORE_MEMBERS),
        interval(components, "components", count),
        interval(component_size, "component_size", count),
        interval(connections, "connections", count),
        interval(density, "density", share),
        interval(follows, "follows", count),
        interval(follow_share, "follow_share", share),
    )
    shapes = shapes_of(bounds)
    if not shapes:
        raise wrong(str(bounds), "a shape that a graph can have", "loosen one of these")
    if members is not None:
        shapes = _drawable(strategy(members, "members"), shapes)
    shape = draw(st.sampled_from(shapes))
    ids = draw(rosters(members, (shape.members, shape.members)))
    large = len(ids) > _LARGEST_TO_SHRINK
    choices = Choices(draw, Random(draw(st.integers(0, 2**32 - 1))) if large else None)
    pairs = _connections(shape, choices)
    followed = _follows(shape, pairs, choices)
    order = choices.sample(ids, len(ids))  # components may lie anywhere in the member order
    return LinkGraph.from_edges(
        connections=[(order[a], order[b]) for a, b in pairs],
        follows=[(order[a], order[b]) for a, b in followed],
        members=ids,
        auto_follow=False,
    )
