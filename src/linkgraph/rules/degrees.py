"""How far apart two members are, over connections alone (D1 to D6)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput, UnknownMember
from linkgraph.graph.csr import Adjacency
from linkgraph.graph.fact_kinds import BARS
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_ids import plain_id, whole_numbers
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.sorted_arrays import (
    Indices,
    Mask,
    as_intp,
    distinct,
    indices_of,
    intersection,
    isin,
    isin_sorted,
    mask_of,
    value_counts,
)
from linkgraph.graph.validation import listed
from linkgraph.rules.followers import effective_followers

M = TypeVar("M")

# up to so many rows, none longer than this, are put together as Python sets (measured)
_FEW, _SHORT = 12, 48
# the SECOND degree is marked unless there are this many connections to one member asked about
# (measured), who then look for it themselves, by so many of their connections at first
_MANY = 10
_AT_FIRST = 2
# the SECOND degree is found by sorting if less than one in `_SPARSE` members is reached, else by a
# mask, and so always among no more than `_SMALL` members (measured)
_SPARSE, _SMALL = 10, 1 << 15
# as many values as one in `_SOUGHT` members are searched for, more looked up in a mask (measured)
_SOUGHT = 12
# a viewer connected to one in `_POPULAR` members may reach everybody `_OFTEN` times over; then
# who is left early on looks for those connections, at `_DEARER` times the cost an entry (measured)
_POPULAR, _OFTEN, _DEARER = 64, 12, 4


class Degree(IntEnum):
    """Degree of connection: the shortest distance over connections (D1)."""

    SELF = 0
    FIRST = 1
    SECOND = 2
    THIRD = 3
    OUT_OF_NETWORK = 4

    def __repr__(self) -> str:
        return f"Degree.{self.name}"


_DEGREES = frozenset(Degree)
# degrees are marked from the far end, so that 0 is who is not marked
_FAR = int(Degree.OUT_OF_NETWORK)
_ONE_STEP, _TWO_STEPS, _THREE_STEPS = _FAR - 1, _FAR - 2, _FAR - 3


def degree(graph: LinkGraph[M], viewer: M, member: M) -> Degree:
    """Return the degree of connection between two members (D1, D2; guide).

    Raises `UnknownMember` for who is not in the graph. O(connections of the connections
    of whichever of the two has fewer).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> degree(g, "ana", "cy")
    Degree.SECOND
    """
    facts = graph._facts
    return degree_between(facts, facts.member_index.index(viewer), facts.member_index.index(member))


def degrees(graph: LinkGraph[M], viewer: M, members: Iterable[M] | None = None) -> NDArray[np.int8]:
    """Return the degrees of many members as seen by `viewer` (D1; guide).

    Parameters
    ----------
    graph, viewer
        The graph, and the member it is seen from.
    members
        Ids in any order, repeats allowed; `None` for everybody in member order.

    Returns
    -------
    numpy.ndarray
        int8, shape (number of members,): values of `Degree`.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")], members=["ana"])
    >>> degrees(g, "ana", ["cy", "ana"])
    array([2, 0], dtype=int8)
    """
    facts = graph._facts
    index = facts.member_index.index(viewer)
    targets = facts.member_index.active if members is None else _indices_of(graph, members)
    return levels(facts, index, targets)


def network(graph: LinkGraph[M], viewer: M, degree: Degree) -> MemberSet[M]:
    """Return everybody at one degree from `viewer` (D1; guide).

    SELF is the viewer alone, OUT_OF_NETWORK everybody beyond THIRD.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> network(g, "ana", Degree.SECOND)
    MemberSet({'cy'})
    """
    facts = graph._facts
    index = facts.member_index.index(viewer)
    if type(degree) is not Degree and (type(degree) is not int or degree not in _DEGREES):
        raise InvalidInput(degree, "is no degree", "use a `Degree` such as `Degree.SECOND`")
    if degree == Degree.SECOND:
        return graph._set(second_as_found(facts, index))
    if degree == Degree.FIRST:
        return graph._set(facts.connections.row(index))
    if degree == Degree.SELF:
        return graph._set([index])
    everyone = facts.member_index.active
    return graph._set(everyone.compress(levels(facts, index, everyone) == degree))


def mutual_connections(graph: LinkGraph[M], a: M, b: M) -> MemberSet[M]:
    """Return who is connected to both; of one member, their connections (D3; guide).

    O(connections of the one with fewer · log of the other's).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> mutual_connections(g, "ana", "cy")
    MemberSet({'bo'})
    """
    facts = graph._facts
    member_index = facts.member_index
    one, other = member_index.index(a), member_index.index(b)
    few = facts.connections.short_row(one, _SHORT)
    if few is not None:
        more = facts.connections.short_row(other, _SHORT)
        if more is not None:
            return MemberSet(member_index, list(filter(set(more).__contains__, few)))
    return MemberSet(member_index, mutual(facts, one, other))


def introductions(graph: LinkGraph[M], viewer: M, member: M) -> list[tuple[M, ...]]:
    """Return every shortest chain of connections to `member`, up to THIRD (D4; guide).

    Returns
    -------
    list of tuple
        Chains from viewer to member, both included, in member order; empty for oneself
        and for members out of network. As many as there are: O(chains).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy"), ("cy", "di")])
    >>> introductions(g, "ana", "di")
    [('ana', 'bo', 'cy', 'di')]
    """
    facts = graph._facts
    member_index = facts.member_index
    start, end = member_index.index(viewer), member_index.index(member)
    found = degree_between(facts, start, end)
    chains: list[tuple[int, ...]] = []
    if found == Degree.FIRST:
        chains = [(start, end)]
    elif found == Degree.SECOND:
        chains = [(start, between, end) for between in mutual(facts, start, end).tolist()]
    elif found == Degree.THIRD:
        row = facts.connections.row(end)
        near_end = row[levels(facts, start, row) == Degree.SECOND]
        chains = sorted(
            (start, first, last, end)
            for last in near_end.tolist()
            for first in mutual(facts, start, last).tolist()
        )
    return [tuple(cast(M, member_index[index]) for index in chain) for chain in chains]


def people_you_may_know(
    graph: LinkGraph[M], viewer: M, limit: int | None = 10
) -> list[tuple[M, int]]:
    """Return SECOND-degree members by number of mutual connections (D5; researched).

    Ties go by member order. Left out: who is blocked, pending or barred (A4) either way.

    Parameters
    ----------
    graph, viewer
        The graph, and the member whom to suggest people to.
    limit
        How many at most; `None` for all.

    Returns
    -------
    list of (member, int)
        Each with the number of mutual connections.

    Examples
    --------
    >>> ties = [("ana", "bo"), ("ana", "cy"), ("bo", "di"), ("cy", "di"), ("bo", "ed")]
    >>> people_you_may_know(LinkGraph.from_edges(connections=ties), "ana")
    [('di', 2), ('ed', 1)]
    """
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 0):
        raise InvalidInput(limit, "is no limit", "use 0, a positive integer or `None`")
    facts = graph._facts
    index = facts.member_index.index(viewer)
    if limit == 0:
        return []
    found, counts = _suggestions(facts, index, limit)
    if limit is not None and limit < len(found):
        enough = counts >= _least_of(limit, counts)
        found, counts = found[enough], counts[enough]
    order = np.argsort(-counts, kind="stable")[:limit]
    members = cast("list[M]", facts.member_index.ids(found[order]))
    return list(zip(members, counts[order].tolist(), strict=True))


def followed_by_connections(graph: LinkGraph[M], viewer: M, member: M) -> MemberSet[M]:
    """Return the viewer's connections who are effective followers of `member` (D6; researched).

    Examples
    --------
    >>> ties = {"connections": [("ana", "bo")], "follows": [("bo", "cy")]}
    >>> followed_by_connections(LinkGraph.from_edges(**ties), "ana", "cy")
    MemberSet({'bo'})
    """
    facts = graph._facts
    index, other = facts.member_index.index(viewer), facts.member_index.index(member)
    if index == other:
        return graph._set([])
    connections = facts.connections.row(index)
    return graph._set(intersection(connections, effective_followers(facts, other)))


# -- on indices ---------------------------------------------------------------------------------


def degree_between(facts: Facts, one: int, other: int) -> Degree:
    """Return the degree between two indices."""
    if one == other:
        return Degree.SELF
    connections = facts.connections
    if connections.has(one, other):
        return Degree.FIRST
    if connections.count(one) > connections.count(other):
        one, other = other, one
    if len(mutual(facts, one, other)):
        return Degree.SECOND
    near, far = connections.gather(connections.row(one)), connections.row(other)
    return Degree.THIRD if len(far) and bool(isin(near, far).any()) else Degree.OUT_OF_NETWORK


def mutual(facts: Facts, one: int, other: int) -> Indices:
    """Return the mutual connections of two indices, sorted (D3)."""
    row = facts.connections.row(one)
    return row if one == other else intersection(row, facts.connections.row(other))


def second(facts: Facts, index: int) -> Indices:
    """Return everybody at the SECOND degree, sorted. O(connections of the connections)."""
    found = second_as_found(facts, index)
    if found.dtype == bool:
        return indices_of(cast("Mask", found))
    return cast("Indices", found)


def second_mask(facts: Facts, index: int) -> Mask:
    """Return a mask over all of who is at the SECOND degree."""
    connections, size = facts.connections, facts.member_index.size
    first = connections.row(index)
    if len(first) * _POPULAR > size:
        lengths = connections.lengths(first)
        if int(lengths.sum()) > _OFTEN * size:
            return _marked_from_both_ends(connections, size, first, lengths, index)
    return _marked(size, connections.gather(first), first, index)


def second_as_found(facts: Facts, index: int) -> Indices | Mask:
    """Return everybody at the SECOND degree: few as sorted indices, many as a mask over all."""
    connections, size = facts.connections, facts.member_index.size
    near = connections.short_row(index, _FEW)
    if near is not None:
        rows = [connections.short_row(each, _SHORT) or () for each in near]
        if all(rows):  # nobody is connected to nobody here
            return np.array(sorted(set().union(*rows).difference(near, (index,))), np.int32)
    first = connections.row(index)
    if size <= _SMALL or len(first) * _POPULAR > size:
        return second_mask(facts, index)
    reached = connections.gather(first)
    if len(reached) < size // _SPARSE:
        return distinct(reached.copy(), but=np.append(first, np.int32(index)))
    return _marked(size, reached, first, index)


def _marked(size: int, reached: Indices, first: Indices, index: int) -> Mask:
    """Return a mask of whom the rows of `first` reach beyond `first` and `index`."""
    mask = mask_of(reached, size)
    mask[first] = False
    mask[index] = False
    return mask


def _marked_from_both_ends(
    connections: Adjacency, size: int, first: Indices, lengths: NDArray[np.int64], index: int
) -> Mask:
    """Return the mask of `_marked` where `first` reaches everybody many times over.

    The longest rows are marked. Who is left looks for one of `first` among their own
    connections, unless that is dearer than to mark the other rows too. A third to two
    thirds of the time of marking all where a fifth of 10,000 members are connected to the viewer.
    """
    few = size * len(first) // int(lengths.sum())  # so many rows of mean length hold all once
    order = np.argpartition(lengths, -few)
    longest, rest = order[-few:], order[:-few]
    near = mask_of(first, size)
    mask = near.copy()
    mask[index] = True
    mask[as_intp(connections.gather(first[longest]))] = True
    unseen = np.flatnonzero(~mask).astype(np.int32)
    if _DEARER * int(connections.lengths(unseen).sum()) < int(lengths[rest].sum()):
        mask[unseen] = connections.any_neighbour(unseen, near.take)
    else:
        mask[as_intp(connections.gather(first[rest]))] = True
    mask[first] = False
    mask[index] = False
    return mask


def levels(facts: Facts, viewer: int, targets: Indices) -> NDArray[np.int8]:
    """Return the degree of each target as seen by `viewer`, int8.

    The SECOND degree is marked from the viewer's side, or, where the targets are few beside
    the viewer's connections, looked for from theirs.
    """
    connections = facts.connections
    first = connections.row(viewer)
    marked = len(first) < _MANY * len(targets)
    near = np.zeros(facts.member_index.size, np.int8)
    if marked:
        near[as_intp(connections.gather(first))] = _TWO_STEPS
    near[first] = _ONE_STEP
    near[viewer] = _FAR
    found = near.take(targets)
    rest = np.flatnonzero(found == 0)
    beside = connections.any_neighbour(targets[rest], near.take)
    if marked:
        found[rest[beside]] = _THREE_STEPS
    else:
        found[rest[beside]] = _TWO_STEPS
        rest = rest[~beside]
        found[rest[_are_third(facts, targets[rest], first, near)]] = _THREE_STEPS
    return np.subtract(_FAR, found, out=found)


def _are_third(facts: Facts, members: Indices, first: Indices, near: NDArray[np.int8]) -> Mask:
    """Return which of `members`, all beyond SECOND, are at the THIRD degree.

    A few of their neighbours at a time, for most have one at the SECOND degree among the
    first; once that has cost what marking the SECOND degree costs, that is done instead.
    """
    connections = facts.connections
    credit = int(connections.lengths(first).sum())

    def reach_first(between: Indices) -> Mask:
        nonlocal credit
        credit -= int(connections.lengths(between).sum())
        return connections.any_neighbour(between, near.take)

    found = np.zeros(len(members), bool)
    unsure = np.arange(len(members))
    begin, most = 0, _AT_FIRST
    while len(unsure) and credit > 0:
        found[unsure] = connections.any_neighbour(members[unsure], reach_first, begin, most)
        begin, most = begin + most, 2 * most
        unsure = np.flatnonzero(~found & (connections.lengths(members) > begin))
    if len(unsure):
        near[as_intp(connections.gather(first))] = _TWO_STEPS
        found[unsure] = connections.any_neighbour(members[unsure], near.take)
    return found


def are_second(facts: Facts, viewer: int, others: Indices) -> Mask:
    """Return which of `others` are at the SECOND degree from `viewer`.

    Looks from whichever side has fewer rows to read.
    """
    first = facts.connections.row(viewer)
    if len(others) >= len(first):
        return _stand_in(facts, others, second(facts, viewer))
    apart: Mask = (others != viewer) & ~isin(others, first)
    apart[apart] = facts.connections.any_neighbour(
        others[apart], lambda those: _stand_in(facts, those, first)
    )
    return apart


def _stand_in(facts: Facts, values: Indices, members: Indices) -> Mask:
    """Return which of `values` stand in the sorted `members`: by search, or many by a mask."""
    if len(values) < facts.member_index.size // _SOUGHT:
        return isin(values, members)
    return mask_of(members, facts.member_index.size).take(values)


def _suggestions(facts: Facts, index: int, limit: int | None) -> tuple[Indices, NDArray[np.int64]]:
    """Return whom to suggest to a member, sorted, and how many connections are mutual (D5).

    Those with many mutual connections, and at least `limit` of them if there are so many.
    """
    first, size = facts.connections.row(index), facts.member_index.size
    hidden = [first, np.array([index], np.int32)]
    for relation in (facts.blocks, facts.pending, facts.memory[BARS]):
        if relation.out.entries:
            hidden.append(relation.either(index))
    reached = facts.connections.gather(first)
    if len(reached) < size:
        apart = distinct(np.concatenate(hidden))
        found, counts = value_counts(reached, None if limit is None else limit + len(apart))
        keep = ~isin_sorted(found, apart)
        return found[keep], counts[keep]
    tally = np.bincount(reached, minlength=size)
    for those in hidden:
        tally[those] = 0
    least = 1 if limit is None or limit > size else max(1, _least_of(limit, tally))
    found = np.flatnonzero(tally >= least).astype(np.int32)
    return found, tally[found]


def _least_of(number: int, counts: NDArray[np.int64]) -> int:
    """Return the least of the `number` largest of at least so many counts."""
    with_more = np.bincount(counts)[::-1].cumsum()[::-1]  # how many have so many, or more
    return int(np.flatnonzero(with_more >= number)[-1])


def _indices_of(graph: LinkGraph[M], members: Any) -> Indices:
    ids = listed(members, "is no collection of members", "give a list of ids")
    kinds = set(map(type, ids))
    if not kinds <= {int, str}:
        ids = [plain_id(member) for member in ids]
    member_index = graph._facts.member_index
    found = member_index.find_many(whole_numbers(ids) if kinds == {int} else ids)
    if len(found) and int(found.min()) < 0:
        raise UnknownMember(ids[int(found.argmin())])
    return found
