"""The one door through which a graph changes: `check` and `apply` (A1 to A14, L1 to L5).

`NEEDS` lists what each action needs, in the order of the rule book; `check` walks it and
reports whatever fails. `EFFECTS` says what an allowed action does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.facts import Facts, InvitationDetails, Times, with_time
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import InvitationsFrom, Profile, Tier
from linkgraph.rules.actions import (
    Accept,
    Action,
    Block,
    Disconnect,
    Expire,
    Follow,
    Ignore,
    Invite,
    Join,
    Leave,
    RemoveFollower,
    Unblock,
    Unfollow,
    UpdateProfile,
    Withdraw,
)
from linkgraph.rules.followers import admits
from linkgraph.rules.invitations import OUTCOMES, settle
from linkgraph.rules.names import name_is_shown
from linkgraph.rules.policy import CURRENT, WEEK, Policy, Who, known_policy
from linkgraph.rules.verdicts import Code, Reason, Refused, Verdict

M = TypeVar("M", bound=Hashable)


@attrs.frozen(eq=False)
class Case:
    """An action on facts under a policy, its two members as indices (-1 where it names none)."""

    facts: Facts
    action: Any
    policy: Policy
    one: int
    other: int

    @property
    def at(self) -> datetime:
        """When it happens."""
        at: datetime = self.action.at
        return at


Fails: TypeAlias = Callable[[Case], bool]


@attrs.frozen
class Need:
    """One condition of an action: what must not be so, and what is said if it is.

    `rule` is the id bracketed in the rule book; without one the action's own is cited.
    """

    fails: Fails
    code: Code
    rule: str = ""


# -- what a condition looks at ------------------------------------------------------------------


def _blocked(case: Case) -> bool:
    return case.facts.blocked(case.one, case.other)


def _connected(case: Case) -> bool:
    return case.facts.connections.has(case.one, case.other)


def _sent(case: Case) -> bool:
    return case.facts.pending.has(case.one, case.other)


def _received(case: Case) -> bool:
    return case.facts.pending.has(case.other, case.one)


def _following(case: Case) -> bool:
    return case.facts.follows(case.one, case.other)


def _followed(case: Case) -> bool:
    return case.facts.follows(case.other, case.one)


def _barred(case: Case) -> bool:
    return case.facts.memory.bars.has(case.other, case.one)


def _cooling_down(case: Case) -> bool:
    withdrawn = case.facts.memory.withdrawn.get((case.one, case.other))
    return in_window(withdrawn, case.at, case.policy.withdraw_cooldown) > 0


def _unblocked_recently(case: Case) -> bool:
    unblocked = case.facts.memory.unblocked.get((case.one, case.other))
    return in_window(unblocked, case.at, case.policy.reblock_cooldown) > 0


def _at_cap(case: Case) -> bool:
    return either_at_cap(case.facts, case.policy, case.one, case.other)


def _weekly_limit(case: Case) -> bool:
    limit = case.policy.weekly_invitations
    invited = case.facts.memory.invited.get(case.one)
    return limit is not None and in_window(invited, case.at, WEEK) >= limit


def _flagged(case: Case) -> bool:
    flags = case.facts.memory.flags.get(case.one) or 0
    return flags >= case.policy.flag_limit and not case.action.knows_email


def _note_too_long(case: Case) -> bool:
    note: str = case.action.note or ""
    premium = case.facts.profiles.get(case.one).tier is Tier.PREMIUM
    policy = case.policy
    return len(note) > (policy.note_length_premium if premium else policy.note_length_free)


def _notes_used_up(case: Case) -> bool:
    return (
        case.action.note is not None and notes_left(case.facts, case.one, case.at, case.policy) == 0
    )


def _only_if_known(case: Case) -> bool:
    setting = case.facts.profiles.get(case.other).invitations_from
    return setting is InvitationsFrom.KNOWN and not case.action.knows_email


def _name_hidden(case: Case) -> bool:
    return not case.action.knows_email and not name_is_shown(case.facts, case.one, case.other)


def _closed_by_era(who: Who) -> Fails:
    def fails(case: Case) -> bool:
        if case.policy.followable is not who:
            return False
        return who is Who.NOBODY or not case.facts.profiles.get(case.other).influencer

    return fails


def _not_admitted(case: Case) -> bool:
    return not admits(case.facts, case.other, case.one)


def _none_expired(case: Case) -> bool:
    return not _expired(case)


def _blocked_by_member(case: Case) -> bool:
    return case.facts.blocks.has(case.one, case.other)


def _profile_same(case: Case) -> bool:
    return case.facts.profiles.get(case.one) == _updated(case)


def _not(holds: Fails) -> Fails:
    return lambda case: not holds(case)


# -- the table ----------------------------------------------------------------------------------

NEEDS: dict[type[Action[Any]], tuple[Need, ...]] = {
    Invite: (
        Need(_blocked, Code.BLOCKED),
        Need(_connected, Code.ALREADY_CONNECTED),
        Need(_sent, Code.ALREADY_PENDING),
        Need(_received, Code.ACCEPT_INSTEAD),
        Need(_barred, Code.BARRED, "A4"),
        Need(_cooling_down, Code.COOLING_DOWN, "A5"),
        Need(_at_cap, Code.CONNECTION_CAP, "L1"),
        Need(_weekly_limit, Code.WEEKLY_LIMIT, "L2"),
        Need(_flagged, Code.EMAIL_NEEDED, "L3"),
        Need(_note_too_long, Code.NOTE_TOO_LONG, "L4"),
        Need(_notes_used_up, Code.NOTES_USED_UP, "L5"),
        Need(_only_if_known, Code.KNOWN_ONLY),
        Need(_name_hidden, Code.NAME_HIDDEN, "P6"),
    ),
    Accept: (Need(_not(_received), Code.NOT_PENDING), Need(_at_cap, Code.CONNECTION_CAP)),
    Ignore: (Need(_not(_received), Code.NOT_PENDING),),
    Withdraw: (Need(_not(_sent), Code.NOT_PENDING),),
    Expire: (Need(_none_expired, Code.NONE_EXPIRED),),
    Follow: (
        Need(_following, Code.ALREADY_FOLLOWING),
        Need(_blocked, Code.BLOCKED),
        Need(_closed_by_era(Who.NOBODY), Code.NOT_FOLLOWABLE, "E1"),
        Need(_closed_by_era(Who.INFLUENCERS), Code.NOT_FOLLOWABLE, "E2"),
        Need(_not_admitted, Code.CONNECTIONS_ONLY),
    ),
    Unfollow: (Need(_not(_following), Code.NOT_FOLLOWING),),
    RemoveFollower: (Need(_not(_followed), Code.NOT_FOLLOWING),),
    Disconnect: (Need(_not(_connected), Code.NOT_CONNECTED),),
    Block: (
        Need(_blocked, Code.BLOCKED),
        Need(_unblocked_recently, Code.UNBLOCKED_RECENTLY),
    ),
    Unblock: (Need(_not(_blocked_by_member), Code.NOT_BLOCKED),),
    UpdateProfile: (Need(_profile_same, Code.NOTHING_CHANGES),),
    Join: (Need(lambda case: case.one >= 0, Code.ALREADY_MEMBER),),
    Leave: (Need(lambda case: case.one < 0, Code.NOT_A_MEMBER),),
}


def check(graph: LinkGraph[M], action: Action[M], policy: Policy = CURRENT) -> Verdict[M]:
    """Return whether the rules allow an action now, and why (A1 to A14, L1 to L5).

    Parameters
    ----------
    graph
        The graph as it stands.
    action
        What somebody wants to do; an action that would change nothing is refused.
    policy
        The limits and switches in force.

    Returns
    -------
    Verdict
        Refused: every failed condition, in the order of the rule book. Allowed: the
        action's id.

    Raises
    ------
    UnknownMember
        When the action names who is no member, except Join and Leave, which are refused.
    InvalidInput
        For what is no action or no policy.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], members=["cy"])
    >>> print(check(g, Invite("ana", "bo", at=now)))
    no – A1: the two are connected already
    >>> print(check(g, Invite("ana", "cy", at=now)))
    yes – A1: every condition of the action holds
    """
    return _verdict(_case(graph, action, policy))


def apply(graph: LinkGraph[M], action: Action[M], policy: Policy = CURRENT) -> LinkGraph[M]:
    """Return the graph after an action (A1 to A14), or raise `Refused` with `check`'s verdict.

    The graph given is never changed. O(rows of the two members).

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> g = LinkGraph.from_edges(members=["ana", "bo"])
    >>> g = apply(g, Invite("ana", "bo", at=now))
    >>> g
    LinkGraph(2 members, 0 connections, 1 follow, 1 invitation)
    >>> apply(g, Accept("bo", "ana", at=now))
    LinkGraph(2 members, 1 connection, 2 follows)
    """
    case = _case(graph, action, policy)
    verdict: Verdict[M] = _verdict(case)
    if not verdict:
        raise Refused(action, verdict)
    return graph._with(EFFECTS[type(action)](case))


def _case(graph: LinkGraph[Any], action: Any, policy: Policy) -> Case:
    if type(action) not in NEEDS:
        raise InvalidInput(action, "is no action", "give one such as `Invite` or `Follow`")
    facts = graph._facts
    member_index = facts.member_index
    find = member_index.find if isinstance(action, (Join, Leave)) else member_index.index
    indices = [find(member) for member in action.members]
    one, other = (*indices, -1, -1)[:2]
    return Case(facts, action, known_policy(policy), one, other)


def _verdict(case: Case) -> Verdict[Any]:
    rule = case.action.rule
    failed: tuple[Reason[Any], ...] = tuple(
        Reason(need.rule or rule, need.code)
        for need in NEEDS[type(case.action)]
        if need.fails(case)
    )
    return Verdict(False, failed) if failed else Verdict(True, (Reason(rule, Code.ALLOWED),))


# -- figures that other rules read too ----------------------------------------------------------


def either_at_cap(facts: Facts, policy: Policy, one: int, other: int) -> bool:
    """Return whether either of two members has all the connections there may be (L1)."""
    counts = facts.connections.count(one), facts.connections.count(other)
    return max(counts) >= policy.connection_cap


def notes_left(facts: Facts, sender: int, at: datetime, policy: Policy) -> int | None:
    """Return how many notes the sender may still attach this month; `None`: no limit (L5)."""
    if facts.profiles.get(sender).tier is Tier.PREMIUM:
        return None
    month = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    times = facts.memory.noted.get(sender) or ()
    sent = bisect_right(times, at) - bisect_left(times, month)
    return max(0, policy.free_notes_per_month - sent)


def in_window(times: Times | None, at: datetime, window: timedelta) -> int:
    """Return how many of the ascending `times` have `at` in [time, time + window)."""
    if not times:
        return 0
    # differences, not sums: a sum could leave the calendar
    begun = bisect_right(times, at)
    ended = bisect_left(times, True, key=lambda time: at - time < window)
    return begun - ended


# -- what an allowed action does ----------------------------------------------------------------


def _invite(case: Case) -> Facts:
    facts, action, sender, recipient = case.facts, case.action, case.one, case.other
    facts = facts.with_invitation(sender, recipient, InvitationDetails(case.at, action.note))
    if case.policy.follow_on_invite and admits(facts, recipient, sender):
        facts = facts.with_ties(sender, recipient, follows=True)
    memory = facts.memory
    invited = memory.invited.set(sender, with_time(memory.invited.get(sender), case.at))
    noted = memory.noted
    if action.note is not None:
        noted = noted.set(sender, with_time(noted.get(sender), case.at))
    return attrs.evolve(facts, memory=attrs.evolve(memory, invited=invited, noted=noted))


def _answer(case: Case) -> Facts:
    """Accept or ignore: the other has invited."""
    ended = case.other, case.one
    return settle(case.facts, ended, OUTCOMES[case.action.rule], case.at, case.policy)


def _withdraw(case: Case) -> Facts:
    ended = case.one, case.other
    facts = settle(case.facts, ended, OUTCOMES[case.action.rule], case.at, case.policy)
    return facts.with_ties(*ended, follows=False) if case.action.unfollow else facts


def _expired(case: Case) -> list[tuple[int, int]]:
    age = case.policy.expire_after
    letters = case.facts.invitation_details.items()
    return sorted(pair for pair, letter in letters if case.at - letter.sent_at >= age)


def _expire(case: Case) -> Facts:
    facts = case.facts
    for ended in _expired(case):
        facts = settle(facts, ended, OUTCOMES[case.action.rule], case.at, case.policy)
    return facts


def _follow(case: Case) -> Facts:
    return case.facts.with_ties(case.one, case.other, follows=True)


def _unfollow(case: Case) -> Facts:
    return case.facts.with_ties(case.one, case.other, follows=False)


def _remove_follower(case: Case) -> Facts:
    return case.facts.with_ties(case.one, case.other, followed=False)


def _disconnect(case: Case) -> Facts:
    follow = False if case.policy.unfollow_on_disconnect else None
    return case.facts.with_ties(
        case.one, case.other, connected=False, follows=follow, followed=follow
    )


def _block(case: Case) -> Facts:
    facts = case.facts.without_ties(case.one, case.other)
    return attrs.evolve(facts, blocks=facts.blocks.flip((case.one, case.other)))


def _unblock(case: Case) -> Facts:
    facts, pair = case.facts, (case.one, case.other)
    times = with_time(facts.memory.unblocked.get(pair), case.at)
    return attrs.evolve(
        facts,
        blocks=facts.blocks.flip(pair),
        memory=attrs.evolve(facts.memory, unblocked=facts.memory.unblocked.set(pair, times)),
    )


def _updated(case: Case) -> Profile:
    return attrs.evolve(case.facts.profiles.get(case.one), **dict(case.action.changes))


def _update_profile(case: Case) -> Facts:
    return case.facts.with_profile(case.one, _updated(case))


def _join(case: Case) -> Facts:
    return attrs.evolve(
        case.facts, member_index=case.facts.member_index.with_members(case.action.members)
    )


def _leave(case: Case) -> Facts:
    return case.facts.without_member(case.one)


EFFECTS: dict[type[Action[Any]], Callable[[Case], Facts]] = {
    Invite: _invite,
    Accept: _answer,
    Ignore: _answer,
    Withdraw: _withdraw,
    Expire: _expire,
    Follow: _follow,
    Unfollow: _unfollow,
    RemoveFollower: _remove_follower,
    Disconnect: _disconnect,
    Block: _block,
    Unblock: _unblock,
    UpdateProfile: _update_profile,
    Join: _join,
    Leave: _leave,
}
