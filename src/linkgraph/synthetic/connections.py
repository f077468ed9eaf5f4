"""Steps 2 to 4: blocks, connections within communities, then to connections of connections."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.csr import Adjacency
from linkgraph.graph.sorted_arrays import Indices, Keys, difference, distinct, pack, unpack
from linkgraph.synthetic.assumptions import Assumptions
from linkgraph.synthetic.communities import Communities, Places
from linkgraph.synthetic.draws import Draws, Whole

# in a small community most draws find what is there: so often they are made up for
_TRIES = 4
# closing is a process: upon what one round closed, the next may close
_ROUNDS = 5
_MORE_ROUNDS = 5  # where those found too few that are new


def block(size: int, places: Places, assume: Assumptions, draws: Draws) -> Keys:
    """Return who has blocked whom, sorted: of two at one employer at most one the other (F5)."""
    alike = np.ones(size, np.int64)
    pairs = within(places.employers, alike, round(size * assume.mean_blocks), draws)
    other_way = draws.chance(0.5, len(pairs))
    return distinct(np.concatenate((pairs[~other_way], turned(pairs[other_way]))))


def meet(
    size: int, places: Places, barred: Keys, assume: Assumptions, draws: Draws
) -> tuple[Keys, Whole]:
    """Return the connections within communities, and how active each member is in making ties.

    `barred` are the pairs that nothing may connect; all pairs are as `undirected` gives them.
    """
    activity = draws.spread(assume.activity_spread, size)
    wanted = _wanted(size, assume)
    by_layer = (
        (assume.team_share, places.teams),
        (assume.colleague_share, places.employers),
        (assume.schoolmate_share, places.classes),
    )
    by_chance = max(0.0, 1 - sum(share for share, _ in by_layer) - assume.closure_share)
    found = np.empty(0, np.int64)
    for share, communities in (*by_layer, (by_chance, places.anywhere)):
        part = np.empty(0, np.int64)
        for _ in range(_TRIES):
            more = within(communities, activity, round(share * wanted) - len(part), draws)
            part = distinct(np.concatenate((part, more)))
        found = distinct(np.concatenate((found, difference(part, barred))))
    return found, activity


def within(communities: Communities, activity: Whole, number: int, draws: Draws) -> Keys:
    """Return up to so many pairs of members of one community, both drawn by activity."""
    sums = np.cumsum(activity[communities.members])
    one = draws.weighted(sums, number)
    own = communities.of[communities.members[one]]
    starts, ends = communities.bounds[own], communities.bounds[own + 1]
    other = draws.weighted_within(sums, starts, ends)
    return undirected(communities.members[one], communities.members[other])


def close(found: Keys, barred: Keys, activity: Whole, assume: Assumptions, draws: Draws) -> Keys:
    """Return `found` and what closing triangles adds to the number that is assumed."""
    size = len(activity)
    sums = np.cumsum(activity)
    for turn in range(_ROUNDS + _MORE_ROUNDS):
        left = max(0, _wanted(size, assume) - len(found))
        part = left // max(1, _ROUNDS - turn)
        one = draws.weighted(sums, 2 * part)  # half of them may find what is there
        ends = walk(Adjacency.from_keys(size, both(found)), one, draws)
        met = difference(difference(undirected(*ends), barred), found)
        kept = met[draws.some(part, len(met))]
        found = distinct(np.concatenate((found, kept)))
    return found


def _wanted(size: int, assume: Assumptions) -> int:
    """Return how many connections there should be."""
    return min(round(size * assume.mean_connections / 2), size * (size - 1) // 2)


def walk(ties: Adjacency, members: Whole, draws: Draws) -> tuple[Whole, Indices]:
    """Return whom each member reaches over two random ties; without those who have none."""
    offsets, neighbours = ties.base.offsets, ties.base.neighbours
    counts = np.diff(offsets)
    members = members[counts[members] > 0]
    middle = neighbours[offsets[members] + draws.below(counts[members], len(members))]
    reached = neighbours[offsets[middle] + draws.below(counts[middle], len(members))]
    return members, reached


def undirected(one: NDArray[Any], other: NDArray[Any]) -> Keys:
    """Return each pair once, the lower member first; packed and sorted, nobody with themself."""
    keys = distinct(pack(np.minimum(one, other), np.maximum(one, other)))
    low, high = unpack(keys)
    found: Keys = keys[low != high]
    return found


def turned(keys: Keys) -> Keys:
    """Return the pairs the other way round, unsorted."""
    sources, targets = unpack(keys)
    return pack(targets, sources)


def both(keys: Keys) -> Keys:
    """Return each pair and its reverse, sorted."""
    return distinct(np.concatenate((keys, turned(keys))))


def at_most(most: int, keys: Keys) -> Keys:
    """Return sorted pairs without what is beyond so many of one source."""
    sources = keys >> 32
    place = np.arange(len(keys)) - sources.searchsorted(sources)
    return keys[place < most]


def capped(keys: Keys, cap: int) -> Keys:
    """Return the pairs without what is beyond so many of either member (L1)."""
    ties = both(keys)
    beyond = difference(ties, at_most(cap, ties))
    return difference(keys, undirected(*unpack(beyond)))
