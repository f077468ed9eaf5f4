"""How distances are found: searches over connections, on the indices of members.

`degrees.py` answers the questions of users; this module does the searching. A search starts at one
member, the viewer, and goes outwards a step at a time. Three steps are enough, because nobody asks
beyond the third degree (D1).

- **A step merges rows.** The first degree is the viewer's own row of connections. The second degree
  is found by gathering the rows of the first into one array and leaving out the viewer and the
  first degree. If the array is short beside the graph, it is sorted and its repeats are dropped.
  Otherwise its entries are marked in a mask over all members, which takes no sorting.
- **A step can be taken from the other side.** A member is at the second degree if their own row
  holds a connection of the viewer. If a viewer with many connections is asked about few members,
  it is cheaper to read the rows of those few ("looking back") than to read the rows of all
  connections of the viewer. The third degree is then found from that side too.
- **Popular viewers** are searched for from both sides, see `_marked_from_both_sides`.

Three constants decide which way a search goes. They never change an answer: tests set them to their
extremes. The times beside them were measured on generated networks and on published ones of up to
200,000 members.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.csr import Adjacency
from linkgraph.graph.fact_kinds import BARS
from linkgraph.graph.facts import Facts
from linkgraph.graph.sorted_arrays import (
    NO_INDICES,
    Indices,
    Mask,
    as_intp,
    contains,
    difference,
    distinct,
    intersection,
    isin,
    isin_sorted,
    mask_of,
)
from linkgraph.graph.validation import Terms
from linkgraph.rules.followers import awake

# Rows are sorted if they hold fewer entries than one for every `_SPARSE` members, else marked. This
# matters in large graphs. Without it, most members of graphs of 100,000 and more wait 2 to 3 times
# as long for their second degree, and 4 to 11 times as long for suggestions. If rows were always
# sorted, members with hundreds of connections would wait 3 to 15 times as long.
_SPARSE = 16

# Members look back if the viewer has at least this many connections for each of them. This matters
# for viewers with hundreds of connections and more: without it, the degrees of ten members take 2
# to 20 times as long. With fewer connections it makes little difference (at most 40 µs a call).
_LOOK_BACK_FROM = 10

# A viewer is popular if their rows, were they of mean length, would name each member `_POPULAR`
# times over. This happens in dense graphs. Without it, members connected to a fifth of 10,000, in a
# graph with 65 connections a member, wait 3.5 times as long; no other case was faster or slower.
_POPULAR = 10


# Members with a number each, and a function that ranks them for a viewer, up to a limit and
# without some of them.
Ranked: TypeAlias = tuple[Indices, NDArray[np.int64]]
Ranking: TypeAlias = Callable[[Facts, int, int | None, Indices], Ranked]


class Degree(IntEnum, metaclass=Terms):
    """Degree of connection: the shortest distance over connections (D1)."""

    SELF = 0
    FIRST = 1
    SECOND = 2
    THIRD = 3
    OUT_OF_NETWORK = 4

    def __repr__(self) -> str:
        return f"Degree.{self.name}"


# Distances are marked as steps that remain, so that a fresh array of zeros means out of network.
_FARTHEST = int(Degree.OUT_OF_NETWORK)
_ONE_STEP, _TWO_STEPS, _THREE_STEPS = _FARTHEST - 1, _FARTHEST - 2, _FARTHEST - 3


# -- two members --------------------------------------------------------------------------------


def degree_between(facts: Facts, one: int, other: int) -> Degree:
    """Return the degree between two indices. O(connections of the connections of either)."""
    if one == other:
        return Degree.SELF
    connections = facts.connections
    if connections.has(one, other):
        return Degree.FIRST
    if connections.count(one) > connections.count(other):
        one, other = other, one
    if len(mutual(facts, one, other)):
        return Degree.SECOND
    two_steps, row = connections.gather(connections.row(one)), connections.row(other)
    return Degree.THIRD if len(row) and bool(isin(two_steps, row).any()) else Degree.OUT_OF_NETWORK


def mutual(facts: Facts, one: int, other: int) -> Indices:
    """Return the mutual connections of two indices, sorted (D3)."""
    row = facts.connections.row(one)
    return row if one == other else intersection(row, facts.connections.row(other))


# -- the second degree --------------------------------------------------------------------------


def second_as_found(facts: Facts, index: int) -> Indices | Mask:
    """Return everybody at the second degree: few as sorted indices, many as a mask over all.

    O(connections of the connections); a mask takes O(members) as well.
    """
    connections, size = facts.connections, facts.member_index.size
    first = connections.row(index)
    if len(first) * connections.entries > _POPULAR * size**2:
        mask = _marked_from_both_sides(connections, size, first)
    else:
        entries = connections.gather(first)
        if len(entries) < size // _SPARSE:
            return distinct(entries.copy(), but=np.append(first, np.int32(index)))
        mask = mask_of(entries, size)
    mask[first] = False
    mask[index] = False
    return mask


def _marked_from_both_sides(connections: Adjacency, size: int, first: Indices) -> Mask:
    """Return a mask of everybody with a connection in `first`, for a popular viewer.

    The rows of the viewer's connections hold far more entries than there are members, so most
    entries are repeats. Only the longest rows are marked, as many as could name every member once.
    The few members that are still unmarked then look back: their own rows are searched for a
    connection of the viewer. (Members of `first` may or may not be marked.)
    """
    lengths = connections.lengths(first)
    number = min(len(first), size * len(first) // int(lengths.sum()))
    longest = first[np.argpartition(lengths, -number)[-number:]]
    is_first = mask_of(first, size)
    mask = is_first | mask_of(connections.gather(longest), size)
    unmarked = np.flatnonzero(~mask).astype(np.int32)
    mask[unmarked] = connections.any_neighbour(unmarked, is_first.take)
    return mask


# -- many members -------------------------------------------------------------------------------


def levels(facts: Facts, viewer: int, targets: Indices) -> NDArray[np.int8]:
    """Return the degree of each of `targets` as seen by `viewer`, int8.

    The viewer, the first degree and the second degree are marked with the steps that remain. A
    target without a mark is at the third degree if their row holds a member at the second. If
    the viewer has many connections for each target, the second degree is marked by looking back:
    among the targets, and then among the connections of the targets that are still unmarked.
    """
    connections = facts.connections
    first = connections.row(viewer)
    steps = np.zeros(facts.member_index.size, np.int8)
    looks_back = len(first) >= _LOOK_BACK_FROM * len(targets)
    if not looks_back:
        steps[as_intp(connections.gather(first))] = _TWO_STEPS
    steps[first] = _ONE_STEP
    steps[viewer] = _FARTHEST
    if looks_back:
        is_first = mask_of(first, facts.member_index.size)
        unmarked = targets[steps.take(targets) == 0]
        are = connections.any_neighbour(unmarked, is_first.take)
        steps[unmarked[are]] = _TWO_STEPS
        if not are.all():
            between = distinct(connections.gather(unmarked[~are]).copy())
            steps[between[connections.any_neighbour(between, is_first.take)]] = _TWO_STEPS
    remaining = steps.take(targets)
    unmarked = np.flatnonzero(remaining == 0)
    are_third = connections.any_neighbour(targets[unmarked], steps.take)
    remaining[unmarked[are_third]] = _THREE_STEPS
    return np.subtract(_FARTHEST, remaining, out=remaining)


# -- introductions ------------------------------------------------------------------------------


def introduction_chains(facts: Facts, start: int, end: int) -> list[tuple[int, ...]]:
    """Return the shortest chains from one index to another that can be asked along, sorted (D4).

    Neighbours in a chain are connected, so that no block stands between them (F5). What remains to
    be looked at are the pairs further apart, each with `start` or `end` on one side.
    """
    distance = degree_between(facts, start, end)
    if distance == Degree.FIRST:
        return [(start, end)]
    blocked_by_start = facts.blocks.either(start)
    if distance in (Degree.SELF, Degree.OUT_OF_NETWORK) or contains(blocked_by_start, end):
        return []
    if distance == Degree.SECOND:
        return [(start, middle, end) for middle in awake(facts, mutual(facts, start, end)).tolist()]
    row = facts.connections.row(end)
    before_end = awake(facts, row[levels(facts, start, row) == Degree.SECOND])
    blocked_by_end = facts.blocks.either(end)
    return sorted(
        (start, first, last, end)
        for last in difference(before_end, blocked_by_start).tolist()
        for first in difference(awake(facts, mutual(facts, start, last)), blocked_by_end).tolist()
    )


# -- suggestions --------------------------------------------------------------------------------


def suggestions(facts: Facts, viewer: int, limit: int | None, exclude: Indices) -> Ranked:
    """Return people the viewer may know, best first, and their numbers of mutual connections (D5).

    A member at the second degree stands in as many rows of the first as they have mutual
    connections with the viewer. So entries are counted instead of marked: short rows are sorted,
    and the entries of long ones are tallied for all members. A tally knows how many members have
    each number, so members with too few mutual connections for `limit` are never sorted.
    """
    first, size = facts.connections.row(viewer), facts.member_index.size
    entries = facts.connections.gather(first)
    if len(entries) < size // _SPARSE:
        members, counts = _suggestable(facts, viewer, entries, exclude)
    else:
        tally = np.bincount(entries, minlength=size)
        tally[_standing_apart(facts, viewer, exclude)] = 0
        tally[facts.profiles.having("hibernated", True)] = 0
        minimum = 1 if limit is None else max(1, _least_of(min(limit, size), tally))
        members = np.flatnonzero(tally >= minimum).astype(np.int32)
        counts = tally[members]
    order = np.argsort(-counts, kind="stable")[:limit]
    return members[order], counts[order]


def people_by_shared_groups(
    facts: Facts, viewer: int, limit: int | None, exclude: Indices
) -> Ranked:
    """Return people in the viewer's groups, best first, and their numbers of shared groups (D7)."""
    groups = facts.profiles.get(viewer).groups
    rows = [facts.profiles.having("groups", group) for group in groups]
    entries = np.concatenate((NO_INDICES, *rows))
    members, counts = _suggestable(facts, viewer, entries, exclude)
    entries = facts.connections.gather(facts.connections.row(viewer))
    mutual_counts = np.bincount(entries, minlength=facts.member_index.size)[members]
    order = np.lexsort((-mutual_counts, -counts))[:limit]
    return members[order], counts[order]


def _suggestable(facts: Facts, viewer: int, entries: Indices, exclude: Indices) -> Ranked:
    """Return the members in `entries` that may be suggested, and how often each is there."""
    members, counts = np.unique(entries, return_counts=True)
    keep = ~isin_sorted(members, distinct(_standing_apart(facts, viewer, exclude)))
    keep &= ~facts.profiles.has(members, "hibernated", True)
    return members[keep], counts[keep]


def _standing_apart(facts: Facts, viewer: int, exclude: Indices) -> Indices:
    """Return the members whose ties to a viewer rule out a suggestion, unsorted (D5, D7)."""
    left_out = [exclude, facts.connections.row(viewer), np.array([viewer], np.int32)]
    for relation in (facts.blocks, facts.pending, facts.memory[BARS]):
        if relation.out.entries:
            left_out.append(relation.either(viewer))
    return np.concatenate(left_out)


def _least_of(number: int, counts: NDArray[np.int64]) -> int:
    """Return the least of the `number` largest counts; `number` is 1 to the length of `counts`."""
    at_least = np.bincount(counts)[::-1].cumsum()[::-1]  # how many counts are this large or larger
    return int(np.flatnonzero(at_least >= number)[-1])
