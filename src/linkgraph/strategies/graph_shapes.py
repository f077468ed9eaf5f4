"""Graphs of a given shape: members, components, density, follows (F1, F2).

A shape is worked out before anything is drawn, so that no draw is thrown away. `shape_of` says for
a number of members whether the arguments leave a graph, and in which bounds. Then a shape and the
sizes of the components are chosen, a tree of connections in each component, further connections,
and follows; each step chooses only among options that can still be completed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from itertools import accumulate
from math import ceil, comb, floor
from random import Random
from typing import Any, TypeAlias

import attrs
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from linkgraph.errors import safe_repr
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.strategies.arguments import Bounds, count, interval, share, sizes, strategy, wrong
from linkgraph.strategies.drawing_graphs import Pair, pair_at
from linkgraph.strategies.member_ids import M, different_ids

Number: TypeAlias = int | tuple[int, int]
Share: TypeAlias = float | Fraction | tuple[float | Fraction, float | Fraction]
Choose: TypeAlias = Callable[[int], int]  # returns a non-negative integer below a limit
Ties: TypeAlias = tuple[int, Callable[[int], Pair]]  # how many there are, and each by its place

# In larger graphs all ties come from one seed: a draw for each of them would exceed the number of
# choices that Hypothesis allows, and take seconds.
_LARGEST_TO_SHRINK = 20
_FEW = _LARGEST_TO_SHRINK * (_LARGEST_TO_SHRINK - 1)  # follows of so many members


# -- which shapes there are ---------------------------------------------------------------------


@attrs.frozen
class Shape:
    """A number of members, and bounds that some graph of so many members keeps."""

    members: int
    components: Bounds
    component_size: Bounds
    connections: Bounds
    follows: Bounds | None


def shape_of(size: int, bounds: Mapping[str, Any]) -> Shape | None:
    """Return the shape of graphs of this size with these bounds, if there are any."""
    ways = size * (size - 1)
    ties = _both(bounds["connections"], bounds["density"], ways // 2)
    follows, follow_share = bounds["follows"], bounds["follow_share"]
    any_follows = follows is None and follow_share is None
    followed = None if any_follows else _both(follows, follow_share, ways)
    part = _within(bounds["component_size"], (1, size)) if size else (0, 0)
    lower, upper = _within(bounds["components"], (0, size))
    # a component of k members takes k - 1 connections, so few connections need many components
    fewest = max(lower, -(-size // max(1, part[1])), size - ties[1])
    # and the more components there are, the fewer connections have room in them
    numbers = range(fewest, min(upper, size // max(1, part[0])) + 1)
    fitting = bisect_left(numbers, True, key=lambda number: room(size, number, part) < ties[0])
    possible = (fewest, fewest + fitting - 1), part, ties, followed
    return Shape(size, *possible) if all(b is None or b[0] <= b[1] for b in possible) else None


def _within(bounds: Bounds | None, possible: Bounds) -> Bounds:
    low, high = bounds or possible
    return max(low, possible[0]), min(high, possible[1])


def _both(number: Bounds | None, share: tuple[Fraction, Fraction] | None, pairs: int) -> Bounds:
    """Return the bounds of a number of ties, by its own bounds and by those of its share."""
    low, high = share or (Fraction(0), Fraction(1))
    if low == high:
        nearest = floor(low * pairs + Fraction(1, 2))
        return _within(number, (nearest, nearest))
    return _within(number, (ceil(low * pairs), floor(high * pairs)))


def room(size: int, components: int, part: Bounds) -> int:
    """Return the most connections among so many members in so many components.

    There are most if the components are as unequal as their bounds allow: full ones, at most one
    of a size between the bounds, and the smallest.
    """
    low, high = part
    if not components:
        return 0
    full, surplus = divmod(size - components * low, high - low) if high > low else (0, 0)
    if full == components:
        return full * comb(high, 2)
    return full * comb(high, 2) + comb(low + surplus, 2) + (components - full - 1) * comb(low, 2)


# -- one graph of a shape -----------------------------------------------------------------------
# `choose` makes each choice a draw that shrinks, or takes it from a seed in a large graph. Numbers
# of components and of ties are draws in graphs of any size.


def _sample(choose: Choose, items: list[Any], number: int) -> list[Any]:
    """Choose so many of the items; if they are few, this shrinks to the first ones in order."""
    if len(items) > _FEW:
        return Random(choose(2**32)).sample(items, number)
    remaining = list(items)
    return [remaining.pop(choose(len(remaining))) for _ in range(number)]


def _ties(choose: Choose, ties: Ties, excluded: Collection[Pair], number: int) -> list[Pair]:
    """Choose so many ties that are not excluded. O(number + excluded) where there are many."""
    total, at = ties
    if total <= _FEW:
        possible = [tie for tie in map(at, range(total)) if tie not in excluded]
        return _sample(choose, possible, number)
    # a list of all pairs of thousands of members would not fit into memory
    places = Random(choose(2**32)).sample(range(total), min(total, number + len(excluded)))
    return [tie for tie in map(at, places) if tie not in excluded][:number]


def _component_sizes(draw: st.DrawFn, choose: Choose, shape: Shape) -> list[int]:
    """Choose the sizes of the components, so that all connections have room; large ones first."""
    fewest, limit = shape.components
    # shrinks to as few connections as there can be
    number = limit - draw(st.integers(0, limit - fewest))
    low, high = shape.component_size
    members, connections, chosen = shape.members, shape.connections[0], list[int]()
    for remaining in reversed(range(number)):
        largest = min(high, members - remaining * low)
        smallest = max(low, members - remaining * high)
        fits = [
            size
            for size in range(largest, smallest - 1, -1)
            if comb(size, 2) + room(members - size, remaining, shape.component_size) >= connections
        ]
        size = fits[choose(len(fits))]
        chosen.append(size)
        members, connections = members - size, connections - comb(size, 2)
    return chosen


def _connections(draw: st.DrawFn, choose: Choose, shape: Shape) -> list[Pair]:
    """Choose connections: a tree for each component, then further ones within components."""
    parts = _component_sizes(draw, choose, shape)
    starts = [0, *accumulate(parts)]
    tree = [
        (start + later - 1 - choose(later), start + later)
        for start, part in zip(starts, parts, strict=False)
        for later in range(1, part)
    ]
    within = _pairs_within(parts, starts)
    fewest, limit = shape.connections
    number = draw(st.integers(max(0, fewest - len(tree)), min(limit, within[0]) - len(tree)))
    return tree + _ties(choose, within, frozenset(tree), number)


def _pairs_within(parts: list[int], starts: list[int]) -> Ties:
    """Return the pairs within components; first the pair that makes a chain of them a ring."""
    firsts = [0, *accumulate(comb(part, 2) for part in parts)]

    def at(place: int) -> Pair:
        part = bisect_right(firsts, place) - 1
        one, other = pair_at(2 * (firsts[part + 1] - 1 - place))
        return starts[part] + one, starts[part] + other

    return firsts[-1], at


def _follows(draw: st.DrawFn, choose: Choose, shape: Shape, connections: list[Pair]) -> list[Pair]:
    """Choose as many follows as wanted; by default those that connections bring, give or take."""
    brought = [way for a, b in connections for way in ((a, b), (b, a))]
    ways = shape.members * (shape.members - 1)
    further = ways - len(brought)
    if shape.follows is None:
        fewer = draw(st.integers(0, min(len(brought), shape.members)))
        unfollowed = frozenset(_sample(choose, brought, fewer))
        follows = [way for way in brought if way not in unfollowed]
        more = draw(st.integers(0, min(further, shape.members)))
    else:
        number = draw(st.integers(*shape.follows))
        lower, upper = max(0, number - further), min(number, len(brought))
        follows = _sample(choose, brought, upper - draw(st.integers(0, upper - lower)))
        more = number - len(follows)
    return follows + _ties(choose, (ways, pair_at), frozenset(brought), more)


def _drawable(members: SearchStrategy[Any], shapes: list[Shape]) -> list[Shape]:
    """Return the shapes with enough ids, as far as Hypothesis knows; at least one."""

    def is_too_large(shape: Shape) -> bool:
        try:
            st.lists(members, min_size=shape.members, unique=True).validate()
        except InvalidArgument:
            return True
        return False

    return shapes[: max(1, bisect_left(shapes, True, key=is_too_large))]


def _short(number: int | Fraction) -> str:
    return safe_repr(number) if isinstance(number, int) else str(number)


@st.composite
def mixed_graphs(
    draw: st.DrawFn,
    members: SearchStrategy[M] | None = None,
    *,
    min_size: int = 0,
    max_size: int | None = None,
    components: Number | None = None,
    component_size: Number | None = None,
    connections: Number | None = None,
    density: Share | None = None,
    follows: Number | None = None,
    follow_share: Share | None = None,
) -> LinkGraph[M]:
    """Draw a graph of connections and follows that has the shape you ask for.

    Numbers and shares are one value, or a tuple of the least and the most; all of them hold
    exactly. Up to 20 members every tie is a draw of its own and shrinks. In larger graphs the ties
    come from one drawn seed, and only the numbers shrink; time and memory grow with members and
    ties. Shrinks to few connections: members that must be connected make chains, then rings, and
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
        When drawn from, where no graph has this shape.

    Examples
    --------
    >>> from hypothesis import find
    >>> five = {"min_size": 5, "max_size": 5}
    >>> find(mixed_graphs(**five, components=2, density=0.4), lambda _: True)
    LinkGraph(5 members, 4 connections, 8 follows)
    >>> find(mixed_graphs(max_size=3, connections=0, follow_share=1), lambda graph: len(graph) == 3)
    LinkGraph(3 members, 0 connections, 6 follows)
    """
    lowest, highest = sizes(min_size, max_size)
    bounds: dict[str, Any] = {
        "components": interval(components, "components", count),
        "component_size": interval(component_size, "component_size", count),
        "connections": interval(connections, "connections", count),
        "density": interval(density, "density", share),
        "follows": interval(follows, "follows", count),
        "follow_share": interval(follow_share, "follow_share", share),
    }
    shapes = [shape for size in range(lowest, highest + 1) if (shape := shape_of(size, bounds))]
    if not shapes:
        all_bounds = {"members": (lowest, highest)} | bounds
        listed = [(name, *ends) for name, ends in all_bounds.items() if ends]
        texts = [
            f"`{name}` {_short(low)}" + f" to {_short(high)}" * (low < high)
            for name, low, high in listed
        ]
        raise wrong(", ".join(texts), "a shape that a graph can have", "loosen one of these")
    if members is not None:
        shapes = _drawable(strategy(members, "members"), shapes)
    shape = draw(st.sampled_from(shapes))
    ids = different_ids(draw, members, (shape.members, shape.members))

    def drawn_below(limit: int) -> int:
        return draw(st.integers(0, limit - 1))

    is_large = len(ids) > _LARGEST_TO_SHRINK
    choose = Random(drawn_below(2**32)).randrange if is_large else drawn_below
    pairs = _connections(draw, choose, shape)
    followed = _follows(draw, choose, shape, pairs)
    order = _sample(choose, ids, len(ids))  # components may lie anywhere in the member order
    return LinkGraph.from_edges(
        connections=[(order[a], order[b]) for a, b in pairs],
        follows=[(order[a], order[b]) for a, b in followed],
        members=ids,
        auto_follow=False,
    )
