"""The context of a rule: two members, a time and a policy, and the facts about them.

A `PairContext` stands for a viewer and another member. In actions the viewer is the member that
acts; on a profile the other member is its owner; before a post the other member is its author.
Each method marked as a `PairFact` is one named fact. It is looked up when it is first read and
then kept, so rules that share a context never look the same fact up twice.

The names of the facts are the vocabulary of all rule tables: their conditions name them with `Is`.
Facts about a post or about signals are defined in subclasses, beside the tables that read them.

Two kinds of fact do not depend on the pair: a `ViewerFact` is the same for every other member,
and a `PolicyFact` depends on the policy alone. Bulk questions look these up once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from typing import Any

import attrs

from linkgraph.graph import profiles
from linkgraph.graph.fact_kinds import BARS, FLAGS, INVITED, NOTED, UNBLOCKED, WITHDRAWN, Times
from linkgraph.graph.facts import Facts
from linkgraph.graph.persistent_map import Pair
from linkgraph.graph.sorted_arrays import Indices
from linkgraph.rules.conditions import PairFact, PolicyFact, ViewerFact
from linkgraph.rules.degree_search import mutual
from linkgraph.rules.policy import WEEK, Policy, SecondDegreeFeed, Who


class PairContext:
    """A viewer and another member, with a policy, a time and maybe an action.

    `viewer` and `other` are indices, -1 for a member that an action does not name. Facts about
    cool-downs and limits need the time. Facts about a note or an e-mail read the action; without
    one, an invitation is taken to have neither.
    """

    def __init__(
        self,
        facts: Facts,
        viewer: int,
        other: int,
        policy: Policy,
        *,
        at: datetime | None = None,
        action: Any = None,
    ) -> None:
        self.facts = facts
        self.viewer = viewer
        self.other = other
        self.policy = policy
        self.at: Any = at  # a datetime, without which facts about cool-downs cannot be read
        self.action = action

    # -- the two members and their ties -----------------------------------------------------

    @PairFact
    def same_member(self) -> bool:
        """The viewer is the other member."""
        return self.viewer == self.other

    @PairFact
    def connected(self) -> bool:
        """The two are connected (F1)."""
        return self.facts.connections.has(self.viewer, self.other)

    @PairFact
    def viewer_follows(self) -> bool:
        """The viewer follows the other member; the follow may be out of force (F2)."""
        return self.connected != self.facts.exceptions.out.has(self.viewer, self.other)

    @PairFact
    def other_follows(self) -> bool:
        """The other member follows the viewer; the follow may be out of force (F2)."""
        return self.connected != self.facts.exceptions.out.has(self.other, self.viewer)

    @PairFact
    def connected_and_following(self) -> bool:
        """The two are connected, and the viewer follows the other member."""
        return self.connected and self.viewer_follows

    @PairFact
    def follow_in_force(self) -> bool:
        """The viewer follows the other member, and the follow is in force (F8)."""
        return self.viewer_follows and self.follow_admitted

    @PairFact
    def follow_admitted(self) -> bool:
        """The other member's audience admits a follow by the viewer (F8)."""
        audience = self.other_profile.follow_audience
        return audience is profiles.FollowAudience.EVERYONE or self.connected

    @PairFact
    def viewer_has_blocked(self) -> bool:
        """The viewer has blocked the other member (F5)."""
        return self.facts.blocks.out.has(self.viewer, self.other)

    @PairFact
    def blocked(self) -> bool:
        """One of the two has blocked the other (F5)."""
        has_blocked = self.facts.blocks.out.has
        return has_blocked(self.viewer, self.other) or has_blocked(self.other, self.viewer)

    @PairFact
    def invitation_sent(self) -> bool:
        """An invitation of the viewer to the other member is pending (F4)."""
        return self.facts.pending.out.has(self.viewer, self.other)

    @PairFact
    def invitation_received(self) -> bool:
        """An invitation of the other member to the viewer is pending (F4)."""
        return self.facts.pending.out.has(self.other, self.viewer)

    @PairFact
    def mutual_connections(self) -> Indices:
        """The members connected to both, as sorted indices (D3)."""
        return mutual(self.facts, self.viewer, self.other)

    @PairFact
    def second_degree(self) -> bool:
        """The two are not connected, but have a mutual connection (D1)."""
        return not self.same_member and not self.connected and len(self.mutual_connections) > 0

    # -- remembered facts --------------------------------------------------------------------

    @PairFact
    def sender_barred(self) -> bool:
        """The other member has said that they do not know the viewer (A4)."""
        return self.facts.memory[BARS].has(self.other, self.viewer)

    @PairFact
    def cooling_down(self) -> bool:
        """The viewer withdrew an invitation to the other member too recently (A5)."""
        times = self.facts.memory[WITHDRAWN].get((self.viewer, self.other))
        return self._within(times, self.policy.withdraw_cooldown) > 0

    @PairFact
    def unblocked_recently(self) -> bool:
        """The viewer unblocked the other member too recently to block again (A11)."""
        times = self.facts.memory[UNBLOCKED].get((self.viewer, self.other))
        return self._within(times, self.policy.reblock_cooldown) > 0

    # -- limits -----------------------------------------------------------------------------

    @PairFact
    def connection_limit_reached(self) -> bool:
        """One of the two has as many connections as a member may have (L1)."""
        count = self.facts.connections.count
        cap = self.policy.connection_cap
        return count(self.viewer) >= cap or count(self.other) >= cap

    @ViewerFact
    def weekly_limit_reached(self) -> bool:
        """The viewer has sent as many invitations as a week allows (L2)."""
        limit = self.policy.weekly_invitations
        times = self.facts.memory[INVITED].get(self.viewer)
        return limit is not None and self._within(times, WEEK) >= limit

    @ViewerFact
    def flag_limit_reached(self) -> bool:
        """The viewer has so many flags that they must know the e-mail (L3)."""
        return (self.facts.memory[FLAGS].get(self.viewer) or 0) >= self.policy.flag_limit

    @ViewerFact
    def knows_email(self) -> bool:
        """The viewer knows the e-mail of the other member."""
        return self.action is not None and self.action.knows_email

    @ViewerFact
    def note_too_long(self) -> bool:
        """The note is longer than the viewer's tier allows (L4)."""
        note: str | None = None if self.action is None else self.action.note
        policy = self.policy
        longest = policy.note_length_premium if self.viewer_is_premium else policy.note_length_free
        return note is not None and len(note) > longest

    @ViewerFact
    def notes_used_up(self) -> bool:
        """There is a note, and the viewer has attached as many as a month allows (L5)."""
        return self.action is not None and self.action.note is not None and self.notes_left == 0

    @ViewerFact
    def notes_left(self) -> int | None:
        """How many notes the viewer may still attach this month; `None`: no limit (L5)."""
        if self.viewer_is_premium:
            return None
        month = self.at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        times = self.facts.memory[NOTED].get(self.viewer) or ()
        sent = bisect_right(times, self.at) - bisect_left(times, month)
        return max(0, self.policy.free_notes_per_month - sent)

    # -- settings ---------------------------------------------------------------------------

    @ViewerFact
    def viewer_profile(self) -> profiles.Profile:
        """The settings of the viewer (F7)."""
        return self.facts.profiles.get(self.viewer)

    @PairFact
    def other_profile(self) -> profiles.Profile:
        """The settings of the other member (F7)."""
        return self.facts.profiles.get(self.other)

    @ViewerFact
    def viewer_is_premium(self) -> bool:
        """The viewer has the PREMIUM tier (F7)."""
        return self.viewer_profile.tier is profiles.Tier.PREMIUM

    @PairFact
    def open_profile(self) -> bool:
        """The other member has the PREMIUM tier and an open profile (M1)."""
        return self.other_profile.tier is profiles.Tier.PREMIUM and self.other_profile.open_profile

    @PairFact
    def invitations_from_known_only(self) -> bool:
        """The other member accepts invitations only from people with their e-mail (F7)."""
        return self.other_profile.invitations_from is profiles.InvitationsFrom.KNOWN

    @PairFact
    def name_hidden(self) -> bool:
        """The other member's last name is hidden from the viewer (P6)."""
        if self.other_profile.name_shown is profiles.NameShown.FULL:
            return False
        return not (self.same_member or self.connected or self.second_degree)

    @PairFact
    def other_is_influencer(self) -> bool:
        """The other member is an influencer (E2)."""
        return self.other_profile.influencer

    @PairFact
    def other_prefers_follow(self) -> bool:
        """FOLLOW is the other member's primary button, by choice or by era (E2 to E4)."""
        match self.policy.primary_choice:
            case Who.EVERYONE:
                return self.other_profile.primary_button is profiles.Button.FOLLOW
            case Who.INFLUENCERS:
                return self.other_is_influencer
        return False

    @PairFact
    def shared_group(self) -> bool:
        """The two are in the same group (F7)."""
        return not self.viewer_profile.groups.isdisjoint(self.other_profile.groups)

    @PairFact
    def same_employer(self) -> bool:
        """The two have the same employer (F7)."""
        employer = self.viewer_profile.employer
        return employer is not None and employer == self.other_profile.employer

    # -- the policy -------------------------------------------------------------------------

    @PolicyFact
    def nobody_can_be_followed(self) -> bool:
        """The era has no follows (E1)."""
        return self.policy.followable is Who.NOBODY

    @PolicyFact
    def only_influencers_can_be_followed(self) -> bool:
        """The era lets only influencers be followed (E2)."""
        return self.policy.followable is Who.INFLUENCERS

    @PolicyFact
    def connection_feeds(self) -> bool:
        """A connection brings posts into the feed without a follow (before E3)."""
        return self.policy.connection_feeds

    @PolicyFact
    def reposts_reach_followers(self) -> bool:
        """A repost brings a post to the followers of its member (W3, from E3 on)."""
        return self.policy.reposts_reach_followers

    @PolicyFact
    def second_degree_feeds(self) -> bool:
        """The 2nd degree brings posts into the feed directly (W4, W5)."""
        return self.policy.second_degree_feed is SecondDegreeFeed.DIRECT

    @PolicyFact
    def second_degree_feed_off(self) -> bool:
        """Posts by the 2nd degree reach only members who follow the author (W4)."""
        return self.policy.second_degree_feed is SecondDegreeFeed.OFF

    # -- actions that are not about two members ---------------------------------------------

    @PairFact
    def member_exists(self) -> bool:
        """The acting member is in the graph (A14)."""
        return self.viewer >= 0

    @PairFact
    def expired_invitations(self) -> list[Pair]:
        """The pending invitations that are old enough to expire, sorted (A6)."""
        oldest, at = self.policy.expire_after, self.at
        pending = self.facts.invitation_details.items()
        return sorted(pair for pair, details in pending if at - details.sent_at >= oldest)

    @PairFact
    def any_invitation_expired(self) -> bool:
        """At least one pending invitation is old enough to expire (A6)."""
        return bool(self.expired_invitations)

    @PairFact
    def new_profile(self) -> profiles.Profile:
        """The viewer's settings after the action (A13)."""
        return attrs.evolve(self.viewer_profile, **dict(self.action.changes))

    @PairFact
    def profile_changes(self) -> bool:
        """The action changes the viewer's settings (A13)."""
        return self.new_profile != self.viewer_profile

    # -- time -------------------------------------------------------------------------------

    def _within(self, times: Times | None, window: timedelta) -> int:
        return count_within(times, self.at, window) if times else 0


def count_within(times: Times, at: datetime, window: timedelta) -> int:
    """Return how many of the ascending `times` have `at` in [time, time + window).

    Differences are compared, not sums: a sum could leave the calendar.
    """
    begun = bisect_right(times, at)
    ended = bisect_left(times, True, key=lambda time: at - time < window)
    return begun - ended
