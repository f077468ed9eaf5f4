"""Prepared histories: states that random histories would take long to reach.

Each row of `PREPARED` goes to a limit or to the end of a window, and one step past it.
`conformance` acts out all of them, and random histories go on from their ends. The histories
follow the policy: under another limit the crowd is larger or smaller.

Most histories are written as scripts, such as ``"ana invites bo, bo accepts ana"`` (`_script`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

import attrs

from linkgraph.graph.field_types import typed
from linkgraph.graph.profiles import Button, FollowAudience, InvitationsFrom, NameShown, Tier
from linkgraph.rules.actions import Action, Expire, Ignore, Invite, UpdateProfile, Withdraw
from linkgraph.rules.policy import CURRENT, WEEK, Policy, known_policy
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.testing.stories import START, Step

CAST = ("ana", "bo", "cy", "di", "ed")
LARGEST_CROWD = 1_000
TICK = timedelta(seconds=1)
DAY = timedelta(days=1)
MONTH_END = START.replace(day=31, hour=23, minute=59, second=59)

Acts: TypeAlias = Iterator[Action[str] | Step]


@attrs.frozen(eq=False, field_transformer=typed)
class Prepared:
    """A history that leads to one state.

    Attributes
    ----------
    name
        The state in a few words.
    why
        The rules that are easily broken there.
    acts
        Returns the actions under a policy.
    crowd
        Returns the number of members beside the cast; `None` if the policy does not have the limit
        that the history is about.
    """

    name: str
    why: str
    acts: Callable[[Policy], Acts]
    crowd: Callable[[Policy], int | None] = attrs.field(factory=lambda: _nobody)

    def cast(self, policy: Policy) -> tuple[str, ...]:
        """Return as much of `CAST` as the history names, and one more member, to look on."""
        names = {
            name for step in self.steps(policy) for act in step.actions for name in act.members
        }
        last = max((CAST.index(name) for name in names.intersection(CAST)), default=0)
        return CAST[: last + 2]

    def steps(self, policy: Policy) -> tuple[Step, ...]:
        """Return the steps under a policy."""
        acts = self.acts(known_policy(policy))
        return tuple(act if isinstance(act, Step) else Step.of(act) for act in acts)


def _nobody(_: Policy) -> int:
    return 0


def extras(number: int) -> tuple[str, ...]:
    """Return the names of a crowd of so many members."""
    return tuple(f"m{place}" for place in range(1, number + 1))


# the first words of kinds of action: "invites", "removes" …; "flags" is "I don't know this person"
_VERBS: dict[str, Callable[..., Action[str]]] = {
    **{re.findall("[A-Z][a-z]+", kind.__name__)[0].lower() + "s": kind for kind in REQUIREMENTS},
    "flags": partial(Ignore, unknown=True),
}


def _acts(script: str, at: datetime = START) -> Iterator[Action[str]]:
    """Return the actions of a script, all at one time; "meets" invites and accepts."""
    for line in script.split(", "):
        subject, verb, *objects = line.split()
        if verb == "meets":
            yield from _acts(f"{subject} invites {objects[0]}, {objects[0]} accepts {subject}", at)
        else:
            yield _VERBS[verb](subject, *objects, at=at)


def _sets(member: str, **changes: Any) -> Action[str]:
    return UpdateProfile(member, at=START, **changes)


def _script(*parts: str | datetime | Action[str]) -> Callable[[Policy], Acts]:
    """Return a history that is the same under every policy; a time is that of the next script."""

    def acts(_: Policy) -> Acts:
        at = START
        for part in parts:
            if isinstance(part, datetime):
                at = part
            else:
                yield from _acts(part, at) if isinstance(part, str) else (part,)

    return acts


def _crowd(names: tuple[str, ...], script: str, text: str) -> Acts:
    """Return the script of each of many members, as one step under one sentence."""
    acts = [act for name in names for act in _acts(script.format(name))]
    if len(names) < 3:
        yield from acts
    else:
        crowd = f"{len(names):,} members ({names[0]} to {names[-1]})"
        yield Step(tuple(acts), text.format(crowd))


def _blocked_while_pending(policy: Policy) -> Acts:
    lifted = START + DAY
    end = lifted + policy.reblock_cooldown
    yield from _acts("ana invites bo, bo blocks ana, ana follows bo, ana invites bo")
    yield from _acts("bo unblocks ana", lifted)
    yield from _acts("bo blocks ana", end - TICK)
    yield from _acts("bo blocks ana, bo unblocks ana, ana invites bo, ana blocks bo", end)


def _withdrawn(policy: Policy) -> Acts:
    end = START + policy.withdraw_cooldown
    yield from _acts("ana invites bo, ana withdraws bo, bo accepts ana, ana invites bo")
    yield from _acts("bo invites ana, ana ignores bo")
    yield from _acts("ana invites bo", end - TICK)
    yield from _acts("ana invites bo", end)
    yield Withdraw("ana", "bo", at=end, unfollow=True)
    yield from _acts("ana invites bo", end)


def _expiring(policy: Policy) -> Acts:
    end = START + policy.expire_after
    yield from _acts("ana invites bo")
    yield Expire(at=end - TICK)
    yield from _acts("cy invites bo", end)
    yield Expire(at=end)
    yield from _acts("ana invites bo, bo ignores cy, bo ignores ana", end)
    yield from _acts("ana invites bo", end + DAY)
    yield Expire(at=end + policy.expire_after)
    yield Expire(at=end + policy.expire_after + DAY)


def _week_full(policy: Policy) -> Acts:
    limit = policy.weekly_invitations or 0
    crowd, last = extras(limit - 1), extras(limit)[-1]
    yield from _crowd(crowd, "ana invites {}", "ana invites {}")
    yield from _acts(f"ana invites {last}")
    for name, verb in zip(crowd, ("ignores", "accepts"), strict=False):
        yield from _acts(f"{name} {verb} ana")
    yield from _acts(f"ana withdraws {last}, ana invites bo")
    yield from _acts("ana invites bo", START + WEEK - TICK)
    yield from _acts("ana invites bo", START + WEEK)


def _flagged(policy: Policy) -> Acts:
    for name in extras(policy.flag_limit):
        yield from _acts(f"ana invites {name}, {name} flags ana")
    yield from _acts("ana invites bo")
    for name in extras(policy.flag_limit)[:1]:
        yield from _acts(f"{name} leaves, ana invites bo")
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
    for at in (START, MONTH_END, MONTH_END + TICK):
        yield Invite("ana", "bo", at=at, note="Hi")


def _many_connections(policy: Policy) -> Acts:
    names = extras(policy.count_shown_up_to + 1)
    yield from _crowd(names[:-2], "{} meets ana", "{} connect with ana")
    yield from _crowd(names[-2:], "{} meets ana", "")


def _at_the_cap(policy: Policy) -> Acts:
    names = extras(policy.connection_cap)
    yield from _crowd(names[:-1], "{} meets ana", "{} connect with ana")
    yield from _acts(f"bo invites ana, {names[-1]} meets ana, ana accepts bo")
    yield from _acts("ana invites cy, cy invites ana, cy follows ana")


def _shown_crowd(policy: Policy) -> int | None:
    size = policy.count_shown_up_to + 1
    return size if 1 < size <= policy.connection_cap else None


# -- the table ----------------------------------------------------------------------------------

PREPARED = (
    Prepared("nobody has done anything", "most random histories begin here", _script()),
    Prepared("crossing invitations", "A1: the second is refused, the first accepted",
             _script("ana invites bo, bo invites ana, bo accepts ana")),
    Prepared("blocked while pending", "F5, A11: no tie stands across a block; 48 hours after "
             "unblocking, the block can come back", _blocked_while_pending),
    Prepared("blocked while connected", "A12: unblocking brings nothing back",
             _script("ana meets bo, bo meets cy, ana blocks bo, ana unblocks bo, bo invites ana")),
    Prepared("blocked while followed", "F5: a follow does not stand across a block, either",
             _script("ana follows bo, bo blocks ana, bo follows ana")),
    Prepared("withdrawn", "A5: a withdrawn invitation cannot be accepted, and cools down to the "
             "last second", _withdrawn),
    Prepared("unknown", "A4: “I don't know this person” outlives a block, and bars one way only",
             _script("ana invites bo, bo flags ana, ana invites bo, bo blocks ana, bo unblocks ana",
                     START + timedelta(days=365), "ana invites bo, bo invites ana")),
    Prepared("ignored", "A3: the follow stays, and the sender may try again",
             _script("ana invites bo, bo ignores ana, ana invites bo")),
    Prepared("follows alone", "A7 to A9: each direction is independent",
             _script("ana follows bo, bo follows ana, ana removes bo, bo follows ana, "
                     "ana unfollows bo")),
    Prepared("parting", "A8, A10: unfollowing keeps the connection, disconnecting ends the follows",
             _script("ana meets bo, bo unfollows ana, ana disconnects bo, bo meets ana, "
                     "ana disconnects bo, bo disconnects ana")),
    Prepared("audience", "F8: a follow is out of force and comes back into force",
             _script("ana follows bo", _sets("bo", follow_audience=FollowAudience.CONNECTIONS),
                     "cy follows bo, di invites bo",
                     _sets("bo", follow_audience=FollowAudience.EVERYONE))),
    Prepared("chain", "D1, D2: degrees as the chain grows and breaks",
             _script("ana meets bo, bo meets cy, cy meets di, di invites ana, bo disconnects cy, "
                     "cy meets bo, cy blocks bo")),
    Prepared("second degree", "D3, D5: two members with a mutual connection",
             _script("ana meets bo, bo meets cy", _sets("bo", hibernated=True),
                     "cy blocks ana, cy unblocks ana, cy invites ana, ana ignores cy, "
                     "ana invites cy, cy flags ana")),
    Prepared("ranked", "D5: more mutual connections come first, whatever the names",
             _script("ana meets bo, ana meets cy, bo meets di, bo meets ed, cy meets ed")),
    Prepared("blocked commenter", "W5: a comment across a block brings nothing",
             _script("ana meets bo, bo meets di, ana blocks di, ana unblocks di, di blocks ana")),
    Prepared("hibernated", "P3: hibernated members do not count",
             _script("ana meets bo, cy follows ana", _sets("bo", hibernated=True),
                     _sets("cy", hibernated=True), _sets("cy", hibernated=False))),
    Prepared("settings", "V5, W6, P6: groups are joined and left, invitations restricted",
             _script("ana meets bo", _sets("bo", groups={"chess"}), _sets("bo", groups={"chess"}),
                     _sets("cy", groups={"chess"}), _sets("bo", groups=()),
                     _sets("di", primary_button=Button.FOLLOW),
                     _sets("di", invitations_from=InvitationsFrom.KNOWN), "ana invites di",
                     Invite("ana", "di", at=START, knows_email=True),
                     _sets("cy", name_shown=NameShown.INITIAL), "ana invites cy",
                     _sets("cy", name_shown=NameShown.INITIAL))),
    Prepared("leaving", "A14: nothing of a member remains, even if they come back",
             _script("ana meets bo, bo meets cy, di invites bo, bo leaves, bo joins, "
                     "di invites bo, ana blocks cy, cy blocks di, cy leaves, cy joins")),
    Prepared("expiring", "A6: at the exact age, and counted from the last invitation", _expiring),
    Prepared("week full", "L2: an invitation counts for exactly a week, whatever came of it",
             _week_full, lambda policy: policy.weekly_invitations or None),
    Prepared("flagged", "L3: flags up to the limit, for good", _flagged,
             lambda policy: policy.flag_limit),
    Prepared("long notes", "L4: the limit counts code points", _long_notes),
    Prepared("notes used up", "L5: a calendar month in UTC", _notes_used_up,
             lambda policy: policy.free_notes_per_month),
    Prepared("many connections", "L6, P1: just below, at and above the public figure",
             _many_connections, _shown_crowd),
    Prepared("at the cap", "L1: a member at the cap gets no more connections", _at_the_cap,
             lambda policy: policy.connection_cap or None),
)  # fmt: skip

# limits that three or four members reach by chance, for a backend whose limits can be set
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
