"""How far apart two members are, over connections alone (D1 to D6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput, UnknownMember
from linkgraph.facts.arrays import Indices, Mask, common, distinct, in_sorted, minus
from linkgraph.facts.graph import LinkGraph
from linkgraph.facts.ids import plain_id
from linkgraph.facts.memberset import MemberSet
from linkgraph.facts.state import Facts
from linkgraph.facts.values import listed
from linkgraph.rules.followers import effective_followers

M = TypeVar("M")

# rows up to this long are met as Python sets, longer ones as arrays (measured)
_SHORT = 48
# up to this many such rows are put together the same way
_FEW = 12
# a set of fewer members than one in this many is found by sorting, a larger one by a mask
_SPARSE = 12


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
    return degree_between(facts, facts.roster.index(viewer), facts.roster.index(member))


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
    index = facts.roster.index(viewer)
    targets = facts.roster.live if members is None else _indices_of(graph, members)
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
    index = facts.roster.index(viewer)
    if type(degree) is not Degree and (type(degree) is not int or degree not in _DEGREES):
        raise InvalidInput(degree, "is no degree", "use a `Degree` such as `Degree.SECOND`")
    if degree == Degree.SECOND:
        return graph._set(_second(facts, index))
    if degree == Degree.FIRST:
        return graph._set(facts.connections.row(index))
    if degree == Degree.SELF:
        return graph._set([index])
    everyone = facts.roster.live
    return graph._set(everyone[levels(facts, index, everyone) == degree])


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
    roster = facts.roster
    return MemberSet(roster, mutual(facts, roster.index(a), roster.index(b)))


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
    roster = facts.roster
    start, end = roster.index(viewer), roster.index(member)
    found = degree_between(facts, start, end)
    chains: list[tuple[int, ...]] = []
    if found == Degree.FIRST:
        chains = [(start, end)]
    elif found == Degree.SECOND:
        chains = [(start, between, end) for between in _ints(mutual(facts, start, end))]
    elif found == Degree.THIRD:
        row = facts.connections.row(end)
        near_end = row[levels(facts, start, row) == Degree.SECOND]
        chains = sorted(
            (start, first, last, end)
            for last in near_end.tolist()
            for first in _ints(mutual(facts, start, last))
        )
    return [tuple(cast(M, roster[index]) for index in chain) for chain in chains]


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
    index = facts.roster.index(viewer)
    found, counts = _mutual_counts(facts, index)
    for relation in (facts.blocks, facts.pending, facts.memory.bars):
        if relation.out.entries:
            keep = ~in_sorted(found, relation.either(index))
            found, counts = found[keep], counts[keep]
    if limit is not None and limit < len(found):
        if limit == 0:
            return []
        least = np.partition(counts, -limit)[-limit]  # fewer cannot be among the first
        found, counts = found[counts >= least], counts[counts >= least]
    order = np.argsort(-counts, kind="stable")[:limit]
    members = cast("list[M]", facts.roster.ids(found[order]))
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
    index, other = facts.roster.index(viewer), facts.roster.index(member)
    if index == other:
        return graph._set([])
    connections = facts.connections.row(index)
    return graph._set(common(connections, effective_followers(facts, other)))


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
    return Degree.THIRD if len(far) and bool(in_sorted(near, far).any()) else Degree.OUT_OF_NETWORK


def mutual(facts: Facts, one: int, other: int) -> Indices | list[int]:
    """Return the mutual connections of two indices, sorted (D3)."""
    connections = facts.connections
    if one == other:
        return connections.row(one)
    few = connections.short_row(one, _SHORT)
    if few is not None:
        more = connections.short_row(other, _SHORT)
        if more is not None:
            return sorted(set(few).intersection(more))
    return common(connections.row(one), connections.row(other))


def second(facts: Facts, index: int) -> Indices:
    """Return everybody at the SECOND degree, sorted. O(connections of the connections)."""
    found = _second(facts, index)
    if found.dtype == bool:
        return np.flatnonzero(found).astype(np.int32)
    return cast("Indices", found)


def _second(facts: Facts, index: int) -> Indices | Mask:
    """Return everybody at the SECOND degree: few as sorted indices, many as a mask over all."""
    connections, size = facts.connections, facts.roster.size
    near = connections.short_row(index, _FEW)
    if near is not None:
        rows = [connections.short_row(each, _SHORT) or () for each in near]
        if all(rows):  # nobody is connected to nobody here
            return np.array(sorted(set().union(*rows).difference(near, (index,))), np.int32)
    first = connections.row(index)
    reached = connections.gather(first)
    if len(reached) < size // _SPARSE:
        found = distinct(reached.copy())
        return minus(minus(found, first), np.array([index], np.int32))
    return _marked(size, reached, first, index)


def _marked(size: int, reached: Indices, first: Indices, index: int) -> Mask:
    """Return a mask of whom the rows of `first` reach beyond `first` and `index`."""
    mask = np.zeros(size, bool)
    mask[reached.astype(np.intp)] = True  # twice as quick as by int32
    mask[first] = False
    mask[index] = False
    return mask


def levels(facts: Facts, viewer: int, targets: Indices) -> NDArray[np.int8]:
    """Return the degree of each target as seen by `viewer`, int8."""
    first = facts.connections.row(viewer)
    near = _marked(facts.roster.size, facts.connections.gather(first), first, viewer)
    found = np.full(len(targets), Degree.OUT_OF_NETWORK, np.int8)
    found[near.take(targets)] = Degree.SECOND
    found[_among(facts, targets, first)] = Degree.FIRST
    found[targets == viewer] = Degree.SELF
    # beyond: THIRD if any of their own connections is at the SECOND degree
    beyond = np.flatnonzero(found == Degree.OUT_OF_NETWORK)
    found[beyond[_any_neighbour(facts, targets[beyond], near.take)]] = Degree.THIRD
    return found


def are_second(facts: Facts, viewer: int, others: Indices) -> Mask:
    """Return which of `others` are at the SECOND degree from `viewer`.

    Looks from whichever side has fewer rows to read.
    """
    first = facts.connections.row(viewer)
    if len(others) >= len(first):
        return _among(facts, others, second(facts, viewer))
    apart: Mask = (others != viewer) & ~in_sorted(others, first)
    apart[apart] = _any_neighbour(facts, others[apart], lambda those: _among(facts, those, first))
    return apart


def _any_neighbour(facts: Facts, members: Indices, wanted: Callable[[Indices], Mask]) -> Mask:
    """Return which of `members` have a connection that is wanted."""
    neighbours, places = facts.connections.gather_with_places(members)
    found = np.zeros(len(members), bool)
    found[places[wanted(neighbours)]] = True
    return found


def _among(facts: Facts, values: Indices, members: Indices) -> Mask:
    """Return which of `values` stand in the sorted `members`: by search, or many by a mask."""
    if len(values) < facts.roster.size // _SPARSE:
        return in_sorted(values, members)
    mask = np.zeros(facts.roster.size, bool)
    mask[members] = True
    return mask.take(values)


def _mutual_counts(facts: Facts, index: int) -> tuple[Indices, NDArray[np.int64]]:
    """Return everybody at the SECOND degree, sorted, and how many connections are mutual."""
    first = facts.connections.row(index)
    reached = facts.connections.gather(first)
    if len(reached) < facts.roster.size // _SPARSE:
        found, counts = np.unique(reached, return_counts=True)
        keep = ~in_sorted(found, first) & (found != index)
        return found[keep], counts[keep]
    tally = np.bincount(reached, minlength=facts.roster.size)
    tally[first] = 0
    tally[index] = 0
    found = np.flatnonzero(tally != 0).astype(np.int32)  # a mask is searched faster
    return found, tally[found]


def _ints(indices: Indices | list[int]) -> list[int]:
    return indices if isinstance(indices, list) else indices.tolist()


def _indices_of(graph: LinkGraph[M], members: Any) -> Indices:
    ids = listed(members, "is no collection of members", "give a list of ids")
    if not set(map(type, ids)) <= {int, str}:
        ids = [plain_id(member) for member in ids]
    found = graph._facts.roster.find_many(ids)
    if len(found) and int(found.min()) < 0:
        raise UnknownMember(ids[int(found.argmin())])
    return found
