"""The named facts of pairs, for one member and everybody else at once.

A `PairContext` answers for one pair. In `FactSets` one side is fixed, and each fact is the set of
members on the other side with that fact: sorted indices, a mask over all members, or a bool where
the fact is the same for everybody. `conditions.set_reader` reads these sets, so that bulk
questions evaluate the same conditions as single ones.

- `OF_OTHERS` is for a fixed viewer: "which members are connected to me, which do I follow". The
  bulk form of the buttons and feeds of many posts read it.
- `OF_VIEWERS` is for a fixed other member: "which viewers follow me". `reach` reads it.

Most sets are rows of the adjacency or entries of the index of settings, so they cost little.
Tests compare every set with the fact of each single pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from operator import attrgetter
from typing import Any, TypeAlias, cast

import numpy as np

from linkgraph.graph.fact_kinds import BARS, UNBLOCKED, WITHDRAWN, FactKind, Times
from linkgraph.graph.facts import Facts
from linkgraph.graph.persistent_map import PairMap
from linkgraph.graph.profiles import Button, FollowAudience, InvitationsFrom, NameShown, Tier
from linkgraph.graph.sorted_arrays import (
    NO_INDICES,
    Indices,
    Mask,
    difference,
    distinct,
    intersection,
    mask_of,
)
from linkgraph.rules.conditions import FACTS, Members, PolicyFact, ViewerFact, as_indices, is_mask
from linkgraph.rules.degree_search import second_as_found
from linkgraph.rules.followers import followers_in_force, following_in_force
from linkgraph.rules.pair_context import PairContext, count_within
from linkgraph.rules.policy import Who
from linkgraph.rules.posts import EngagementKind, Group, PostContext

Table: TypeAlias = Mapping[str, Callable[[Any], Members]]


class FactSets(dict[str, Any]):
    """The facts of one member and everybody else by name, each looked up when it is first read.

    `own` is a context with the policy, the time and the post; of `member` alone for `OF_OTHERS`.
    """

    def __init__(self, table: Table, member: int, own: PairContext) -> None:
        self.table = table
        self.facts: Facts = own.facts
        self.member = member
        self.own = own

    def __missing__(self, name: str) -> Any:
        members = self[name] = self.table[name](self)
        return members

    def among(self, indices: Indices, members: Members) -> Mask:
        """Return which of `indices` (in any order, repeats allowed) are among some members."""
        if isinstance(members, bool):
            return np.full(len(indices), members)
        size = self.facts.member_index.size
        mask = members if is_mask(members) else mask_of(as_indices(members), size)
        return mask[indices]

    def having(self, setting: str, value: Any) -> Indices:
        """Return the members with a setting of this value."""
        return self.facts.profiles.having(setting, value)


def engagement_sets(table: Table, member: int, own: PairContext, kind: EngagementKind) -> FactSets:
    """Return the facts of a member, or of everybody, with an engagement of one kind (W3, W5)."""
    sets = FactSets(table, member, own)
    sets.update(reposted=kind is EngagementKind.REPOST, commented=kind is EngagementKind.COMMENT)
    return sets


def _same_for_all(kind: type[ViewerFact[Any]]) -> Table:
    names = [name for name, fact in FACTS.items() if isinstance(fact, kind)]
    return {name: attrgetter(f"own.{name}") for name in names}


_SYMMETRIC: Table = {
    "same_member": lambda sets: np.array([sets.member], np.int32),
    "connected": lambda sets: sets.facts.connections.row(sets.member),
    "blocked": lambda sets: sets.facts.blocks.either(sets.member),
    "second_degree": lambda sets: second_as_found(sets.facts, sets.member),
}

# -- the viewers with each fact, given the other member and a post ------------------------------


def _viewers_in_group(sets: FactSets) -> Indices:
    audience = cast(PostContext, sets.own).post.audience
    return sets.having("groups", audience.id) if isinstance(audience, Group) else NO_INDICES


OF_VIEWERS: Table = {
    **_same_for_all(PolicyFact),
    **_SYMMETRIC,
    "connected_and_following": lambda sets: sets.facts.following_connections(sets.member),
    "follow_in_force": lambda sets: followers_in_force(sets.facts, sets.member),
    "viewer_in_group": _viewers_in_group,
}

# -- the others with each fact, given the viewer ------------------------------------------------


def _follow_admitted(sets: FactSets) -> Mask:
    restricted = sets.having("follow_audience", FollowAudience.CONNECTIONS)
    refusing = difference(restricted, sets["connected"])
    return ~mask_of(refusing, sets.facts.member_index.size)


def _recent(sets: FactSets, kind: FactKind[PairMap[Times]], window: timedelta) -> Indices:
    """Return the other member of each pair of the viewer with a time within the window."""
    remembered = sets.facts.memory[kind]
    others = [
        other
        for viewer, other in remembered.pairs_of(sets.member)
        if viewer == sets.member
        and count_within(remembered.get((viewer, other)) or (), sets.own.at, window)
    ]
    return np.array(others, np.int32)


def _connection_limit_reached(sets: FactSets) -> Members:
    if sets.own.connection_limit_reached:
        return True
    counts = sets.facts.connections.counts(sets.facts.member_index.size)
    return np.asarray(counts >= sets.own.policy.connection_cap)


def _name_hidden(sets: FactSets) -> Indices:
    hidden = sets.having("name_shown", NameShown.INITIAL)
    for visible in (sets["same_member"], sets["connected"], sets["second_degree"]):
        hidden = difference(hidden, as_indices(visible))
    return hidden


def _prefers_follow(sets: FactSets) -> Members:
    match sets.own.policy.primary_choice:
        case Who.EVERYONE:
            return sets.having("primary_button", Button.FOLLOW)
        case Who.INFLUENCERS:
            return sets.having("influencer", True)
    return False


def _shared_group(sets: FactSets) -> Indices:
    rows = [sets.having("groups", group) for group in sets.own.viewer_profile.groups]
    return distinct(np.concatenate((NO_INDICES, *rows)))


def _same_employer(sets: FactSets) -> Indices:
    employer = sets.own.viewer_profile.employer
    return NO_INDICES if employer is None else sets.having("employer", employer)


OF_OTHERS: Table = {
    **_same_for_all(ViewerFact),
    **_SYMMETRIC,
    "viewer_follows": lambda sets: sets.facts.following(sets.member),
    "connected_and_following": lambda sets: intersection(sets["connected"], sets["viewer_follows"]),
    "follow_in_force": lambda sets: following_in_force(sets.facts, sets.member),
    "follow_admitted": _follow_admitted,
    "viewer_has_blocked": lambda sets: sets.facts.blocks.out.row(sets.member),
    "invitation_sent": lambda sets: sets.facts.pending.out.row(sets.member),
    "invitation_received": lambda sets: sets.facts.pending.into.row(sets.member),
    "sender_barred": lambda sets: sets.facts.memory[BARS].into.row(sets.member),
    "cooling_down": lambda sets: _recent(sets, WITHDRAWN, sets.own.policy.withdraw_cooldown),
    "unblocked_recently": lambda sets: _recent(sets, UNBLOCKED, sets.own.policy.reblock_cooldown),
    "connection_limit_reached": _connection_limit_reached,
    "open_profile": lambda sets: intersection(
        sets.having("tier", Tier.PREMIUM), sets.having("open_profile", True)
    ),
    "invitations_from_known_only": lambda sets: sets.having(
        "invitations_from", InvitationsFrom.KNOWN
    ),
    "name_hidden": _name_hidden,
    "other_is_influencer": lambda sets: sets.having("influencer", True),
    "other_prefers_follow": _prefers_follow,
    "shared_group": _shared_group,
    "same_employer": _same_employer,
}
