"""The named facts of pairs, for one member and everybody else at once.

A `PairContext` answers for one pair. Here one side is fixed, and each fact is the set of members
on the other side for whom it holds: sorted indices, a mask over all members, or a bool where the
fact is the same for everybody. `conditions.set_reader` and `conditions.masks` read these sets, so
that bulk questions evaluate the same conditions as single ones.

- `FactsOfViewer` fixes the viewer: "which members are connected to me, which do I follow". The
  bulk form of the buttons and the scan of posts read it.
- `FactsOfOther` fixes the other member: "which viewers follow me". `reach` reads it.

Most sets are rows of the adjacency or entries of the index of settings, so they cost little.
Tests compare every set with the fact of each single pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

import numpy as np

from linkgraph.graph.fact_kinds import BARS, UNBLOCKED, WITHDRAWN, Times
from linkgraph.graph.facts import Facts
from linkgraph.graph.persistent_map import Pair, PersistentMap
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
from linkgraph.rules.conditions import Members, as_indices, is_mask
from linkgraph.rules.degree_search import second_as_found
from linkgraph.rules.followers import followers_in_force, following_in_force
from linkgraph.rules.pair_context import (
    FACTS,
    LookedUpOnce,
    PairContext,
    PairFact,
    PolicyFact,
    ViewerFact,
    count_within,
)
from linkgraph.rules.policy import Policy, Who
from linkgraph.rules.posts import Group, Post


def _names_of(kind: type[PairFact[Any]]) -> frozenset[str]:
    return frozenset(name for name, fact in FACTS.items() if isinstance(fact, kind))


class FactSets:
    """The facts that both directions share: the symmetric ones, and those of the policy.

    Parameters
    ----------
    member
        Index of the member on the fixed side.
    own
        A context with the policy and the time. For a viewer, it is that of the viewer alone.
    """

    # the facts that are the same for everybody
    shared_facts: ClassVar[frozenset[str]] = _names_of(PolicyFact)

    def __init__(self, member: int, own: PairContext) -> None:
        self.facts: Facts = own.facts
        self.member: int = member
        self.own: PairContext = own

    def __getattr__(self, name: str) -> bool:
        """Return a fact that is the same for everybody."""
        if name not in self.shared_facts:
            raise AttributeError(f"{type(self).__name__} has no fact {name!r}")
        value: bool = getattr(self.own, name)
        return value

    @LookedUpOnce
    def same_member(self) -> Indices:
        """The member alone."""
        return np.array([self.member], np.int32)

    @LookedUpOnce
    def connected(self) -> Indices:
        """The connections of the member."""
        return self.facts.connections.row(self.member)

    @LookedUpOnce
    def blocked(self) -> Indices:
        """Everybody with a block from or to the member."""
        return self.facts.blocks.either(self.member)

    @LookedUpOnce
    def second_degree(self) -> Members:
        """The member's 2nd degree; a mask if it is large."""
        return second_as_found(self.facts, self.member)


class FactsOfOther(FactSets):
    """The viewers with each fact, given the other member and a post."""

    def __init__(self, other: int, own: PairContext, post: Post[Any]) -> None:
        super().__init__(other, own)
        self.post = post

    @LookedUpOnce
    def connected_and_following(self) -> Indices:
        """The connections that follow the member."""
        return self.facts.following_connections(self.member)

    @LookedUpOnce
    def follow_in_force(self) -> Indices:
        """Everybody with a follow of the member in force."""
        return followers_in_force(self.facts, self.member)

    @LookedUpOnce
    def viewer_in_group(self) -> Indices:
        """The members of the group that the post is for."""
        audience = self.post.audience
        if not isinstance(audience, Group):
            return NO_INDICES
        return self.facts.profiles.having("groups", audience.id)


class FactsOfViewer(FactSets):
    """The other members with each fact, given the viewer."""

    shared_facts: ClassVar[frozenset[str]] = _names_of(ViewerFact)

    @classmethod
    def of(
        cls, facts: Facts, viewer: int, policy: Policy, at: datetime | None = None
    ) -> FactsOfViewer:
        """Return the facts of a viewer under a policy, at a time if one is needed."""
        return cls(viewer, PairContext(facts, viewer, viewer, policy, at=at))

    @LookedUpOnce
    def viewer_follows(self) -> Indices:
        """Everybody that the viewer follows, in force or not."""
        return self.facts.following(self.member)

    @LookedUpOnce
    def connected_and_following(self) -> Indices:
        """The connections that the viewer follows."""
        return intersection(self.connected, self.viewer_follows)

    @LookedUpOnce
    def follow_in_force(self) -> Indices:
        """Everybody that the viewer follows in force."""
        return following_in_force(self.facts, self.member)

    @LookedUpOnce
    def follow_admitted(self) -> Mask:
        """Everybody with an audience that admits a follow by the viewer."""
        restricted = self.facts.profiles.having("follow_audience", FollowAudience.CONNECTIONS)
        return self._except(difference(restricted, self.connected))

    @LookedUpOnce
    def viewer_has_blocked(self) -> Indices:
        """Everybody that the viewer has blocked."""
        return self.facts.blocks.out.row(self.member)

    @LookedUpOnce
    def invitation_sent(self) -> Indices:
        """Everybody with a pending invitation of the viewer."""
        return self.facts.pending.out.row(self.member)

    @LookedUpOnce
    def invitation_received(self) -> Indices:
        """Everybody with a pending invitation to the viewer."""
        return self.facts.pending.into.row(self.member)

    @LookedUpOnce
    def sender_barred(self) -> Indices:
        """Everybody with a bar against the viewer."""
        return self.facts.memory[BARS].into.row(self.member)

    @LookedUpOnce
    def cooling_down(self) -> Indices:
        """Everybody in a cool-down after a withdrawn invitation of the viewer."""
        return self._recent(self.facts.memory[WITHDRAWN], self.own.policy.withdraw_cooldown)

    @LookedUpOnce
    def unblocked_recently(self) -> Indices:
        """Everybody that the viewer unblocked too recently."""
        return self._recent(self.facts.memory[UNBLOCKED], self.own.policy.reblock_cooldown)

    @LookedUpOnce
    def connection_limit_reached(self) -> Members:
        """Everybody at the connection limit, or all if the viewer is."""
        if self.own.connection_limit_reached:
            return True
        counts = self.facts.connections.counts(self.facts.member_index.size)
        return np.asarray(counts >= self.own.policy.connection_cap)

    @LookedUpOnce
    def open_profile(self) -> Indices:
        """Every premium member with an open profile."""
        having = self.facts.profiles.having
        return intersection(having("tier", Tier.PREMIUM), having("open_profile", True))

    @LookedUpOnce
    def invitations_from_known_only(self) -> Indices:
        """Everybody with invitations from known people only."""
        return self.facts.profiles.having("invitations_from", InvitationsFrom.KNOWN)

    @LookedUpOnce
    def name_hidden(self) -> Indices:
        """Everybody with a last name that is hidden from the viewer."""
        hidden = self.facts.profiles.having("name_shown", NameShown.INITIAL)
        for visible in (self.same_member, self.connected, self.second_degree):
            hidden = difference(hidden, as_indices(visible))
        return hidden

    @LookedUpOnce
    def other_is_influencer(self) -> Indices:
        """Every influencer."""
        return self.facts.profiles.having("influencer", True)

    @LookedUpOnce
    def other_prefers_follow(self) -> Members:
        """Everybody with FOLLOW as the primary button."""
        match self.own.policy.primary_choice:
            case Who.EVERYONE:
                return self.facts.profiles.having("primary_button", Button.FOLLOW)
            case Who.INFLUENCERS:
                return self.other_is_influencer
        return False

    @LookedUpOnce
    def shared_group(self) -> Indices:
        """Everybody in a group of the viewer."""
        groups = self.own.viewer_profile.groups
        rows = [self.facts.profiles.having("groups", group) for group in groups]
        return distinct(np.concatenate((NO_INDICES, *rows)))

    @LookedUpOnce
    def same_employer(self) -> Indices:
        """Everybody with the viewer's employer."""
        employer = self.own.viewer_profile.employer
        return NO_INDICES if employer is None else self.facts.profiles.having("employer", employer)

    def _except(self, members: Indices) -> Mask:
        mask = np.ones(self.facts.member_index.size, bool)
        mask[members] = False
        return mask

    def _recent(self, pairs: PersistentMap[Pair, Times], window: Any) -> Indices:
        """Return the other member of each pair of the viewer with a time within the window."""

        def others() -> Iterator[int]:
            for (viewer, other), times in pairs.items():
                if viewer == self.member and count_within(times, self.own.time, window):
                    yield other

        return distinct(np.fromiter(others(), np.int32))


class FactColumns:
    """The facts of one viewer and many members as boolean columns, one entry per member.

    Parameters
    ----------
    sets
        The facts of the viewer.
    members
        Indices of the members, in any order, repeats allowed.
    """

    def __init__(self, sets: FactsOfViewer, members: Indices) -> None:
        self._sets = sets
        self._members = members

    def __getattr__(self, name: str) -> Mask | bool:
        """Return the column of a fact; a bool if the fact is the same for everybody."""
        holders = getattr(self._sets, name)
        if not isinstance(holders, bool):
            size = self._sets.facts.member_index.size
            mask = holders if is_mask(holders) else mask_of(holders, size)
            holders = mask[self._members]
        setattr(self, name, holders)  # looked up once
        column: Mask | bool = holders
        return column
