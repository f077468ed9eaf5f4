"""Prepared histories: the states that chance would take long to reach.

Each row walks to a limit or the end of a window and one step past it; `conformance` does
them all, and random histories go on from where they end. They follow the policy: under
another limit the crowd is larger or smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import attrs

from linkgraph.graph.profiles import Button, FollowAudience, InvitationsFrom, NameShown, Tier
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
from linkgraph.rules.policy import CURRENT, WEEK, Policy
from linkgraph.testing.stories import START, Step

CAST = ("ana", "bo", "cy", "di", "ed")
LARGEST_CROWD = 1_000
TICK = timedelta(seconds=1)
DAY = timedelta(days=1)
MONTH_END = START.replace(day=31, hour=23, minute=59, second=59)

Acts: TypeAlias = Iterator[Action[str] | Step]


@attrs.frozen(eq=False)
class Prepared:
    """One row: what it leads to, why it is there, and how many it needs beside the cast.

    `crowd` answers `None` where the policy has no such limit.
    """

    name: str
    why: str
    acts: Callable[[Policy], Acts]
    crowd: Callable[[Policy], int | None] = lambda _: 0

    def cast(self, policy: Policy) -> tuple[str, ...]:
        """Return those of `CAST` who act, and one who looks on."""
        named = {
            name for step in self.steps(policy) for act in step.actions for name in act.members
        }
        last = max((CAST.index(name) for name in named.intersection(CAST)), default=0)
        return CAST[: last + 2]

    def steps(self, policy: Policy) -> tuple[Step, ...]:
        """Return the steps under a policy."""
        return tuple(
            each if isinstance(each, Step) else Step.of(each) for each in self.acts(policy)
        )


def extras(number: int) -> tuple[str, ...]:
    """Return the names of a crowd."""
    return tuple(f"m{place}" for place in range(1, number + 1))


def _tied(one: str, other: str, at: datetime = START) -> Iterator[Action[str]]:
    yield Invite(one, other, at=at)
    yield Accept(other, one, at=at)


def _sets(member: str, **changes: Any) -> Action[str]:
    return UpdateProfile(member, at=START, **changes)


def _together(names: tuple[str, ...], text: str, acts: Iterator[Action[str]]) -> Acts:
    """Return the acts as one step of a crowd, under one sentence."""
    if len(names) < 3:
        yield from acts
    else:
        crowd = f"{len(names):,} members ({names[0]} to {names[-1]})"
        yield Step(tuple(acts), text.format(crowd))


def _all_connect(names: tuple[str, ...]) -> Acts:
    acts = (act for name in names for act in _tied(name, "ana"))
    return _together(names, "{} connect with ana", acts)


# -- small ones ---------------------------------------------------------------------------------


def _nothing(_: Policy) -> Acts:
    yield from ()


def _crossing(_: Policy) -> Acts:
    yield Invite("ana", "bo", at=START)
    yield Invite("bo", "ana", at=START)
    yield Accept("bo", "ana", at=START)


def _blocked_while_pending(policy: Policy) -> Acts:
    lifted = START + DAY
    end = lifted + policy.reblock_cooldown
    yield Invite("ana", "bo", at=START)
    yield Block("bo", "ana", at=START)
    yield Follow("ana", "bo", at=START)
    yield Invite("ana", "bo", at=START)
    yield Unblock("bo", "ana", at=lifted)
    yield Block("bo", "ana", at=end - TICK)
    yield Block("bo", "ana", at=end)
    yield Unblock("bo", "ana", at=end)
    yield Invite("ana", "bo", at=end)
    yield Block("ana", "bo", at=end)


def _blocked_while_connected(_: Policy) -> Acts:
    yield from _tied("ana", "bo")
    yield from _tied("bo", "cy")
    yield Block("ana", "bo", at=START)
    yield Unblock("ana", "bo", at=START)
    yield Invite("bo", "ana", at=START)


def _blocked_while_followed(_: Policy) -> Acts:
    yield Follow("ana", "bo", at=START)
    yield Block("bo", "ana", at=START)
    yield Follow("bo", "ana", at=START)


def _withdrawn(policy: Policy) -> Acts:
    end = START + policy.withdraw_cooldown
    yield Invite("ana", "bo", at=START)
    yield Withdraw("ana", "bo", at=START)
    yield Accept("bo", "ana", at=START)
    yield Invite("ana", "bo", at=START)
    yield Invite("bo", "ana", at=START)
    yield Ignore("ana", "bo", at=START)
    yield Invite("ana", "bo", at=end - TICK)
    yield Invite("ana", "bo", at=end)
    yield Withdraw("ana", "bo", at=end, unfollow=True)
    yield Invite("ana", "bo", at=end)


def _unknown(_: Policy) -> Acts:
    yield Invite("ana", "bo", at=START)
    yield Ignore("bo", "ana", at=START, unknown=True)
    yield Invite("ana", "bo", at=START)
    yield Block("bo", "ana", at=START)
    yield Unblock("bo", "ana", at=START)
    yield Invite("ana", "bo", at=START + timedelta(days=365))
    yield Invite("bo", "ana", at=START + timedelta(days=365))


def _ignored(_: Policy) -> Acts:
    yield Invite("ana", "bo", at=START)
    yield Ignore("bo", "ana", at=START)
    yield Invite("ana", "bo", at=START)


def _follows_alone(_: Policy) -> Acts:
    yield Follow("ana", "bo", at=START)
    yield Follow("bo", "ana", at=START)
    yield RemoveFollower("ana", "bo", at=START)
    yield Follow("bo", "ana", at=START)
    yield Unfollow("ana", "bo", at=START)


def _parting(_: Policy) -> Acts:
    yield from _tied("ana", "bo")
    yield Unfollow("bo", "ana", at=START)
    yield Disconnect("ana", "bo", at=START)
    yield from _tied("bo", "ana")
    yield Disconnect("ana", "bo", at=START)
    yield Disconnect("bo", "ana", at=START)


def _audience(_: Policy) -> Acts:
    yield Follow("ana", "bo", at=START)
    yield _sets("bo", follow_audience=FollowAudience.CONNECTIONS)
    yield Follow("cy", "bo", at=START)
    yield Invite("di", "bo", at=START)
    yield _sets("bo", follow_audience=FollowAudience.EVERYONE)


def _chain(_: Policy) -> Acts:
    yield from _tied("ana", "bo")
    yield from _tied("bo", "cy")
    yield from _tied("cy", "di")
    yield Invite("di", "ana", at=START)
    yield Disconnect("bo", "cy", at=START)
    yield from _tied("cy", "bo")
    yield Block("cy", "bo", at=START)


def _second_degree(_: Policy) -> Acts:
    yield from _tied("ana", "bo")
    yield from _tied("bo", "cy")
    yield _sets("bo", hibernated=True)
    yield Block("cy", "ana", at=START)
    yield Unblock("cy", "ana", at=START)
    yield Invite("cy", "ana", at=START)
    yield Ignore("ana", "cy", at=START)
    yield Invite("ana", "cy", at=START)
    yield Ignore("cy", "ana", at=START, unknown=True)


def _ranked(_: Policy) -> Acts:
    yield from _tied("ana", "bo")
    yield from _tied("ana", "cy")
    yield from _tied("bo", "di")
    yield from _tied("bo", "ed")
    yield from _tied("cy", "ed")


def _blocked_commenter(_: Policy) -> Acts:
    yield from _tied("ana", "bo")
    yield from _tied("bo", "di")
    yield Block("ana", "di", at=START)
    yield Unblock("ana", "di", at=START)
    yield Block("di", "ana", at=START)


def _hibernated(_: Policy) -> Acts:
    yield from _tied("ana", "bo")
    yield Follow("cy", "ana", at=START)
    yield _sets("bo", hibernated=True)
    yield _sets("cy", hibernated=True)
    yield _sets("cy", hibernated=False)


def _settings(_: Policy) -> Acts:
    yield from _tied("ana", "bo")
    yield _sets("bo", groups={"chess"})
    yield _sets("bo", groups={"chess"})
    yield _sets("cy", groups={"chess"})
    yield _sets("bo", groups=())
    yield _sets("di", primary_button=Button.FOLLOW)
    yield _sets("di", invitations_from=InvitationsFrom.KNOWN)
    yield Invite("ana", "di", at=START)
    yield Invite("ana", "di", at=START, knows_email=True)
    yield _sets("cy", name_shown=NameShown.INITIAL)
    yield Invite("ana", "cy", at=START)
    yield _sets("cy", name_shown=NameShown.INITIAL)


def _leaving(_: Policy) -> Acts:
    yield from _tied("ana", "bo")
    yield from _tied("bo", "cy")
    yield Invite("di", "bo", at=START)
    yield Leave("bo", at=START)
    yield Join("bo", at=START)
    yield Invite("di", "bo", at=START)
    yield Block("ana", "cy", at=START)
    yield Block("cy", "di", at=START)
    yield Leave("cy", at=START)
    yield Join("cy", at=START)


def _expiring(policy: Policy) -> Acts:
    end = START + policy.expire_after
    yield Invite("ana", "bo", at=START)
    yield Expire(at=end - TICK)
    yield Invite("cy", "bo", at=end)
    yield Expire(at=end)
    yield Invite("ana", "bo", at=end)
    yield Ignore("bo", "cy", at=end)
    yield Ignore("bo", "ana", at=end)
    yield Invite("ana", "bo", at=end + DAY)
    yield Expire(at=end + policy.expire_after)
    yield Expire(at=end + policy.expire_after + DAY)


# -- at the limits ------------------------------------------------------------------------------


def _week_full(policy: Policy) -> Acts:
    limit = policy.weekly_invitations or 0
    crowd, last = extras(limit - 1), extras(limit)[-1]
    invited: Iterator[Action[str]] = (Invite("ana", name, at=START) for name in crowd)
    yield from _together(crowd, "ana invites {}", invited)
    yield Invite("ana", last, at=START)
    for name in crowd[:1]:
        yield Ignore(name, "ana", at=START)
    for name in crowd[1:2]:
        yield Accept(name, "ana", at=START)
    yield Withdraw("ana", last, at=START)
    yield Invite("ana", "bo", at=START)
    yield Invite("ana", "bo", at=START + WEEK - TICK)
    yield Invite("ana", "bo", at=START + WEEK)


def _flagged(policy: Policy) -> Acts:
    for name in extras(policy.flag_limit):
        yield Invite("ana", name, at=START)
        yield Ignore(name, "ana", at=START, unknown=True)
    yield Invite("ana", "bo", at=START)
    for name in extras(policy.flag_limit)[:1]:
        yield Leave(name, at=START)
        yield Invite("ana", "bo", at=START)
    yield Invite("ana", "bo", at=START, knows_email=True)


def _long_notes(policy: Policy) -> Acts:
    yield Invite("ana", "bo", at=START, note="é" * (policy.note_length_free + 1))
    yield Invite("ana", "bo", at=START, note="é" * policy.note_length_free)
    yield _sets("cy", tier=Tier.PREMIUM)
    yield Invite("cy", "bo", at=START, note="é" * (policy.note_length_premium + 1))
    yield Invite("cy", "bo", at=START, note="é" * policy.note_length_premium)


def _notes_used_up(policy: Policy) -> Acts:
    for name in extras(policy.free_notes_per_month):
        yield Invite("ana", name, at=START, note="Hi")
    yield Invite("ana", "bo", at=START, note="Hi")
    yield Invite("ana", "bo", at=MONTH_END, note="Hi")
    yield Invite("ana", "bo", at=MONTH_END + TICK, note="Hi")


def _many_connections(policy: Policy) -> Acts:
    names = extras(policy.count_shown_up_to + 1)
    yield from _all_connect(names[:-2])
    for name in names[-2:]:
        yield from _tied(name, "ana")


def _at_the_cap(policy: Policy) -> Acts:
    names = extras(policy.connection_cap)
    yield from _all_connect(names[:-1])
    yield Invite("bo", "ana", at=START)
    yield from _tied(names[-1], "ana")
    yield Accept("ana", "bo", at=START)
    yield Invite("ana", "cy", at=START)
    yield Invite("cy", "ana", at=START)
    yield Follow("cy", "ana", at=START)


def _shown_crowd(policy: Policy) -> int | None:
    size = policy.count_shown_up_to + 1
    return size if 1 < size <= policy.connection_cap else None


PREPARED = (
    Prepared("nobody has done anything", "where most random histories begin", _nothing),
    Prepared("crossing invitations", "A1: the second is refused, the first accepted", _crossing),
    Prepared("blocked while pending", "F5, A11: nothing stands across a block; 48 hours after "
             "unblocking it can come back", _blocked_while_pending),
    Prepared("blocked while connected", "A12: unblocking brings nothing back",
             _blocked_while_connected),
    Prepared("blocked while followed", "F5: nor does a follow", _blocked_while_followed),
    Prepared("withdrawn", "A5: nobody accepts what is withdrawn; it cools down, to the last second",
             _withdrawn),
    Prepared("unknown", "A4: “I don't know this person” outlives a block, and bars one way alone",
             _unknown),
    Prepared("ignored", "A3: the follow stays, and the sender may try again", _ignored),
    Prepared("follows alone", "A7 to A9: each direction for itself", _follows_alone),
    Prepared("parting", "A8, A10: what unfollowing and disconnecting leave", _parting),
    Prepared("audience", "F8: a follow rests and comes back", _audience),
    Prepared("chain", "D1, D2: degrees as the chain grows and breaks", _chain),
    Prepared("second degree", "D3, D5: what stands between two who have a connection in common",
             _second_degree),
    Prepared("ranked", "D5: who has more connections in common comes first, whatever the name",
             _ranked),
    Prepared("blocked commenter", "W5: across a block a comment brings nothing",
             _blocked_commenter),
    Prepared("hibernated", "P3: who is hibernated does not count", _hibernated),
    Prepared("settings", "V5, W6, P6: groups joined and left, and who may be invited", _settings),
    Prepared("leaving", "A14: nothing is left of who left, not even for who comes back", _leaving),
    Prepared("expiring", "A6: at the age, not before, and from the last invitation on", _expiring),
    Prepared("week full", "L2: whatever came of them, to the second a week later", _week_full,
             lambda policy: policy.weekly_invitations or None),
    Prepared("flagged", "L3: flags up to the limit, for good", _flagged,
             lambda policy: policy.flag_limit),
    Prepared("long notes", "L4: the limit counts code points", _long_notes),
    Prepared("notes used up", "L5: a calendar month in UTC", _notes_used_up,
             lambda policy: policy.free_notes_per_month),
    Prepared("many connections", "L6, P1: just below, at and above the public figure",
             _many_connections, _shown_crowd),
    Prepared("at the cap", "L1: nobody can add to a full member", _at_the_cap,
             lambda policy: policy.connection_cap or None),
)  # fmt: skip

# limits that three or four members reach by chance, for a backend that can be configured
SMALL = attrs.evolve(
    CURRENT,
    connection_cap=3,
    weekly_invitations=3,
    flag_limit=2,
    note_length_free=4,
    note_length_premium=6,
    free_notes_per_month=2,
    count_shown_up_to=2,
)
