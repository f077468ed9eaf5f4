"""The ties of a network: communities, blocks, connections, closure, invitations and follows.

Members belong to communities: a team of an employer, and one year of a school. Most
connections are drawn within them. Each member has an activity, a weight by which they are
drawn, so some have far more connections than others. Closure then connects members to
connections of their connections, which makes the triangles of real networks.

Pairs of members are packed into one 64-bit integer (`pack`) and kept as sorted arrays without
duplicates, so that set operations are merges. `undirected` pairs have the lower member first.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.csr import Adjacency
from linkgraph.graph.fact_kinds import Times
from linkgraph.graph.persistent_map import MemberMap, Pair
from linkgraph.graph.profiles import InvitationDetails
from linkgraph.graph.sorted_arrays import Indices, Keys, Mask, difference, distinct, pack, unpack
from linkgraph.rules.policy import CURRENT
from linkgraph.synthetic.assumptions import NOW, Assumptions
from linkgraph.synthetic.draws import Draws, Integers

Details: TypeAlias = dict[Pair, InvitationDetails]

# In a small community most draws repeat an existing pair, so missing pairs are drawn again.
_ATTEMPTS = 4
# Closure goes in rounds, since a closed triangle opens the way to others. The extra rounds
# make up for rounds that found too few new pairs.
_ROUNDS = 5
_EXTRA_ROUNDS = 5
_SECOND = timedelta(seconds=1)
_TO_ANYBODY = 4  # one in four invitations
_NOTES = (
    "We met at the fair last week, and I would like to stay in touch.",
    "I liked your talk. Shall we connect?",
    "We have worked with the same people for years.",
    "Your article helped me a lot, thank you.",
)

# -- communities --------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class Communities:
    """A partition of the members into communities."""

    of: Integers  # the community of each member
    members: Integers  # sorted by community
    bounds: Integers  # where each community starts and ends in `members`

    @classmethod
    def from_labels(cls, of: Integers) -> Communities:
        """Sort the members by their community."""
        members = np.argsort(of, kind="stable")
        numbers = np.arange(int(of.max(initial=-1)) + 2)
        return cls(of, members, of[members].searchsorted(numbers))


def settle(
    size: int, assume: Assumptions, draws: Draws
) -> tuple[Communities, Communities, Communities]:
    """Return the employers, the teams within them, and the years of schools."""
    employer = scattered(size, assume.employer_size, draws)
    employers = Communities.from_labels(employer)
    team_counts = np.ceil(np.diff(employers.bounds) / assume.team_size).astype(np.int64)
    first_team = np.cumsum(team_counts) - team_counts
    team = first_team[employer] + draws.below(team_counts[employer], size)
    school = scattered(size, assume.school_size, draws)
    years = int(assume.school_years)
    class_ = school * years + draws.below(years, size)
    return employers, Communities.from_labels(team), Communities.from_labels(class_)


def scattered(size: int, mean: float, draws: Draws) -> Integers:
    """Return a community for each member; sizes have this mean and a heavy tail."""
    sums = np.cumsum(draws.tailed(max(1, round(size / mean))))
    return draws.weighted(sums, size)


# -- blocks and connections ---------------------------------------------------------------------


def block(size: int, employers: Communities, assume: Assumptions, draws: Draws) -> Keys:
    """Return (blocker, blocked) pairs of colleagues (F5); blocks are never mutual."""
    equal_weights = np.ones(size, np.int64)
    pairs = within(employers, equal_weights, round(size * assume.mean_blocks), draws)
    turned = draws.chance(0.5, len(pairs))
    return distinct(np.concatenate((pairs[~turned], reverse(pairs[turned]))))


def meet(  # noqa: PLR0917  # every step ends in the assumptions and its draws
    size: int,
    employers: Communities,
    teams: Communities,
    classes: Communities,
    barred: Keys,
    assume: Assumptions,
    draws: Draws,
) -> tuple[Keys, Integers]:
    """Return the connections within communities except `barred`, and each member's activity."""
    activity = draws.spread(assume.activity_spread, size)
    goal = connection_goal(size, assume)
    shares = assume.team_share, assume.colleague_share, assume.schoolmate_share
    by_chance = max(0.0, 1 - sum(shares) - assume.closure_share)
    everybody = Communities.from_labels(np.zeros(size, np.int64))
    layers = zip((*shares, by_chance), (teams, employers, classes, everybody), strict=True)
    connections = np.empty(0, np.int64)
    for share, communities in layers:
        pairs = np.empty(0, np.int64)
        for _ in range(_ATTEMPTS):
            more = within(communities, activity, round(share * goal) - len(pairs), draws)
            pairs = distinct(np.concatenate((pairs, more)))
        connections = distinct(np.concatenate((connections, difference(pairs, barred))))
    return connections, activity


def within(communities: Communities, activity: Integers, number: int, draws: Draws) -> Keys:
    """Return up to `number` pairs within communities; both members are drawn by activity."""
    sums = np.cumsum(activity[communities.members])
    one = draws.weighted(sums, number)
    community = communities.of[communities.members[one]]
    starts, ends = communities.bounds[community], communities.bounds[community + 1]
    other = draws.weighted_within(sums, starts, ends)
    return undirected(communities.members[one], communities.members[other])


def close(
    connections: Keys, barred: Keys, activity: Integers, assume: Assumptions, draws: Draws
) -> Keys:
    """Return the connections and those that close triangles, up to the cap of each member (L1).

    In each round, members drawn by activity walk over two random connections and connect to the
    member that they reach. Twice as many walk as there are connections to make, because about
    half of the pairs exist already.
    """
    size = len(activity)
    sums = np.cumsum(activity)
    for number in range(_ROUNDS + _EXTRA_ROUNDS):
        missing = max(0, connection_goal(size, assume) - len(connections))
        share = missing // max(1, _ROUNDS - number)
        starts = draws.weighted(sums, 2 * share)
        ends = walk(Adjacency.from_keys(size, both(connections)), starts, draws)
        new = difference(difference(undirected(*ends), barred), connections)
        chosen = new[draws.some(share, len(new))]
        connections = distinct(np.concatenate((connections, chosen)))
    return capped(connections, CURRENT.connection_cap)


def connection_goal(size: int, assume: Assumptions) -> int:
    """Return the number of connections to make."""
    return min(round(size * assume.mean_connections / 2), size * (size - 1) // 2)


def walk(ties: Adjacency, members: Integers, draws: Draws) -> tuple[Integers, Indices]:
    """Return the members that have ties, and the member each reaches over two random ties."""
    offsets, neighbours = ties.base.offsets, ties.base.neighbours
    counts = np.diff(offsets)
    members = members[counts[members] > 0]
    middle = neighbours[offsets[members] + draws.below(counts[members], len(members))]
    ends = neighbours[offsets[middle] + draws.below(counts[middle], len(members))]
    return members, ends


# -- invitations and follows --------------------------------------------------------------------


def invite(
    connections: Keys, barred: Keys, activity: Integers, assume: Assumptions, draws: Draws
) -> tuple[Keys, Details]:
    """Return the pending invitations as (sender, recipient) pairs, and their details.

    Senders are drawn by activity. Nobody exceeds the weekly invitations (L2) or the monthly
    notes (L5).
    """
    size = len(activity)
    senders = draws.weighted(np.cumsum(activity), round(size * assume.mean_pending))
    to_anybody = len(senders) // _TO_ANYBODY
    ties = both(connections)
    starts, ends = walk(Adjacency.from_keys(size, ties), senders[to_anybody:], draws)
    sources = np.concatenate((senders[:to_anybody], starts))
    targets = np.concatenate((draws.below(size, to_anybody), ends))
    keys = distinct(pack(sources, targets)[sources != targets])
    # If two members invited each other, only one of the two invitations is pending.
    upwards = keys[(keys >> 32) < (keys & 0xFFFFFFFF)]
    keys = difference(keys, np.sort(reverse(upwards)))
    keys = difference(difference(keys, ties), both(barred))
    keys = at_most(CURRENT.weekly_invitations or 0, keys)
    number = len(keys)
    ages = draws.below(CURRENT.expire_after // _SECOND, number).tolist()
    texts = draws.below(len(_NOTES), number).tolist()
    noted = at_most(CURRENT.free_notes_per_month, keys[draws.chance(assume.note_share, number)])
    has_note = np.isin(keys, noted).tolist()
    pairs = zip(*(ends.tolist() for ends in unpack(keys)), strict=True)
    details = {
        pair: InvitationDetails(NOW - _SECOND * age, _NOTES[text] if note else None)
        for pair, age, text, note in zip(pairs, ages, texts, has_note, strict=True)
    }
    return keys, details


def sending_times(details: Details, *, with_note: bool = False) -> MemberMap[Times]:
    """Return the times at which each sender sent invitations, or only those with a note (F9)."""
    times: dict[int, list[datetime]] = {}
    for (sender, _), invitation in details.items():
        if invitation.note or not with_note:
            times.setdefault(sender, []).append(invitation.sent_at)
    return MemberMap({sender: tuple(sorted(own)) for sender, own in times.items()})


def follow(  # noqa: PLR0917  # every step ends in the assumptions and its draws
    connections: Keys,
    barred: Keys,
    invited: Keys,
    activity: Integers,
    influencers: Integers,
    closed: Mask,
    assume: Assumptions,
    draws: Draws,
) -> Keys:
    """Return all follows (F2) as (follower, followee) pairs.

    They are the follows that connecting and inviting create, follows of influencers, and
    follows of connections of connections. A `closed` member has only connections as followers
    (A7, F8), and a block forbids follows between its two members (F5).
    """
    size = len(activity)
    ties = both(connections)
    continued = ties[~draws.chance(assume.unfollowed_share, len(ties))]
    sums = np.cumsum(activity)
    number = round(size * assume.mean_follows)
    to_influencers = round(number * assume.to_influencers_share) if len(influencers) else 0
    fame = np.cumsum(draws.tailed(len(influencers)))
    famous = influencers[draws.weighted(fame, to_influencers)]
    of_famous = pack(draws.weighted(sums, to_influencers), famous)
    starts = draws.weighted(sums, number - to_influencers)
    of_second_degree = pack(*walk(Adjacency.from_keys(size, ties), starts, draws))
    returned = draws.chance(assume.follow_back_share, len(of_second_degree))
    back = reverse(of_second_degree[returned])
    new = distinct(np.concatenate((of_famous, of_second_degree, back, invited)))
    sources, targets = unpack(new)
    new = difference(new[(sources != targets) & ~closed[targets]], ties)
    return distinct(np.concatenate((continued, difference(new, both(barred)))))


# -- pairs --------------------------------------------------------------------------------------


def undirected(one: NDArray[Any], other: NDArray[Any]) -> Keys:
    """Return each pair of two different members once, the lower member first; sorted."""
    keys = distinct(pack(np.minimum(one, other), np.maximum(one, other)))
    low, high = unpack(keys)
    pairs: Keys = keys[low != high]
    return pairs


def reverse(keys: Keys) -> Keys:
    """Return each pair with its members exchanged, unsorted."""
    sources, targets = unpack(keys)
    return pack(targets, sources)


def both(keys: Keys) -> Keys:
    """Return each pair and its reverse, sorted."""
    return distinct(np.concatenate((keys, reverse(keys))))


def at_most(limit: int, keys: Keys) -> Keys:
    """Return the first `limit` pairs of each source, of sorted pairs."""
    sources = keys >> 32
    position = np.arange(len(keys)) - sources.searchsorted(sources)
    return keys[position < limit]


def capped(keys: Keys, cap: int) -> Keys:
    """Return undirected pairs of which no member has more than `cap` (L1)."""
    ties = both(keys)
    excess = difference(ties, at_most(cap, ties))
    return difference(keys, undirected(*unpack(excess)))
