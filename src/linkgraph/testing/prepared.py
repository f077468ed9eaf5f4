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
from itertools import combinations, permutations
from typing import Any, TypeAlias

import attrs

from linkgraph.graph.field_types import typed
from linkgraph.graph.profiles import Button, FollowAudience, InvitationsFrom, NameShown, Tier
from linkgraph.rules.actions import (
    Action,
    Expire,
    Ignore,
    Invite,
    Join,
    Leave,
    UpdateProfile,
    Withdraw,
)
from linkgraph.rules.policy import CURRENT, WEEK, Policy, known_policy
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.testing.questions import Moment
from linkgraph.testing.stories import START, Step

CAST = ("ana", "bo", "cy", "di", "ed")
# Ids are equal only if they are the same text: these differ from names of the cast, or from each
# other, in case, in a space, in a leading zero, or in how Unicode writes the same letter.
LOOKALIKES = ("Ana", "ana ", "jos\u00e9", "jose\u0301", "7", "07")
LARGEST_CROWD = 1_000
PAGE = 120  # members and posts of an answer that is longer than any page
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
        alike = [name for name in LOOKALIKES if name in names]
        return (*CAST[: last + 2], *alike)

    def steps(self, policy: Policy) -> tuple[Step, ...]:
        """Return the steps under a policy."""
        acts = self.acts(known_policy(policy))
        return tuple(act if isinstance(act, Step) else Step.of(act) for act in acts)


def _nobody(_: Policy) -> int:
    return 0


def extras(number: int) -> tuple[str, ...]:
    """Return the names of a crowd of so many members."""
    return tuple(f"m{place}" for place in range(1, number + 1))


def between(pair: tuple[str, ...], at: datetime) -> Iterator[Action[str]]:
    """Return every action between two members, without a note or an e-mail address."""
    for members in permutations(pair, 2):
        kinds: Any = (kind for kind in REQUIREMENTS if len(kind.named) == 2)
        for kind in kinds:
            yield kind(*members, at=at)
        yield Ignore(*members, at=at, unknown=True)
        yield Withdraw(*members, at=at, unfollow=True)


STRANGER = "nobody"  # an id that is never a member's


def attempts(now: Moment) -> Iterator[Action[str]]:
    """Return every action that the cast could try now, with every option, on anybody.

    Some of them name a member who has left, or an id that nobody has ever had (F6).
    """
    at = now.at
    too_long = "é" * (now.policy.note_length_premium + 1)
    for pair in combinations(now.here, 2):
        yield from between(pair, at)
        for sender, recipient in permutations(pair):
            yield Invite(sender, recipient, at=at, note="Hi")
            yield Invite(sender, recipient, at=at, note=too_long, knows_email=True)
            yield Invite(sender, recipient, at=at, knows_email=True)
    gone = [member for member in now.cast if member not in now.graph]
    for stranger in (*gone, STRANGER):
        for member in now.here[:1]:
            yield from between((member, stranger), at)
            yield Invite(member, stranger, at=at, knows_email=True)
        yield UpdateProfile(stranger, at=at, hibernated=True)
        yield Leave(stranger, at=at)
    for member in now.here:
        yield Join(member, at=at)
        profile = now.graph.profile(member)
        yield UpdateProfile(member, at=at, **attrs.asdict(profile, recurse=False))
    yield Expire(at=at)


# the first words of kinds of action: "invites", "removes" …; "flags" is "I don't know this person"
_VERBS: dict[str, Callable[..., Action[str]]] = {
    **{re.findall("[A-Z][a-z]+", kind.__name__)[0].lower() + "s": kind for kind in REQUIREMENTS},
    "flags": partial(Ignore, unknown=True),
}


_WORD = re.compile(r"\S+(?: (?= ))?")  # of two spaces in a row the first belongs to the name


def _acts(script: str, at: datetime = START) -> Iterator[Action[str]]:
    """Return the actions of a script, all at one time; "meets" invites and accepts."""
    for line in script.split(", "):
        subject, verb, *objects = _WORD.findall(line)
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


def _crowd(names: tuple[str, ...], script: str, text: str, at: datetime = START) -> Acts:
    """Return the script of each of many members, as one step under one sentence."""
    acts = [act for name in names for act in _acts(script.format(name), at)]
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


def _week_left_behind(policy: Policy) -> Acts:
    crowd = extras(policy.weekly_invitations or 0)
    yield from _crowd(crowd, "ana invites {}", "ana invites {}")
    yield from _acts("ana invites bo, ana leaves, ana joins, ana invites bo")


# Clocks go forward in North America on 8 March 2026 and in Europe on 29 March; they go back in
# Australia and New Zealand on 5 April. A backend that keeps local times is an hour wrong then.
CHANGES_OF_CLOCKS = (START.replace(month=3, day=7), START.replace(month=3, day=28, hour=18))


def _weeks_with_a_change(policy: Policy) -> Acts:
    limit = policy.weekly_invitations or 0
    names = extras(2 * limit)
    for crowd, at in zip((names[:limit], names[limit:]), CHANGES_OF_CLOCKS, strict=True):
        yield from _crowd(crowd, "ana invites {}", "ana invites {}", at)
        yield from _acts("ana invites bo", at + WEEK - TICK)
        yield from _acts("ana invites bo, bo ignores ana", at + WEEK)


def _cooldowns_with_a_change(policy: Policy) -> Acts:
    at = START.replace(month=3, day=1)
    for _ in range(2):
        yield from _acts("ana invites bo, ana withdraws bo", at)
        at += policy.withdraw_cooldown
        yield from _acts("ana invites bo", at - TICK)
        yield from _acts("ana invites bo, bo ignores ana", at)


def _blocks_with_a_change(policy: Policy) -> Acts:
    for at in (*CHANGES_OF_CLOCKS, START.replace(month=4, day=4)):
        end = at + policy.reblock_cooldown
        yield from _acts("ana blocks bo, ana unblocks bo", at)
        yield from _acts("ana blocks bo", end - TICK)
        yield from _acts("ana blocks bo, ana unblocks bo", end)


def _flagged(policy: Policy) -> Acts:
    for name in extras(policy.flag_limit):
        yield from _acts(f"ana invites {name}, {name} flags ana")
    yield from _acts("ana invites bo")
    for name in extras(policy.flag_limit)[:1]:
        yield from _acts(f"{name} leaves, ana invites bo")
    yield Invite("ana", "bo", at=START, knows_email=True)
    yield from _acts("bo ignores ana, ana leaves, ana joins, ana invites bo")


# letters that other counts take for two or more, or for one with the next: bytes, UTF-16, marks
LETTERS = ("\u00e9", "\U0001f642", "e\u0301")


def _long_notes(policy: Policy) -> Acts:
    yield _sets("cy", tier=Tier.PREMIUM)
    for sender, limit in (("ana", policy.note_length_free), ("cy", policy.note_length_premium)):
        for letter in LETTERS:
            note = letter * (limit + 1)
            yield Invite(sender, "bo", at=START, note=note[: limit + 1])
            yield Invite(sender, "bo", at=START, note=note[:limit])
            yield from _acts(f"bo ignores {sender}")


def _notes(names: tuple[str, ...], at: datetime = START) -> Acts:
    """Return an invitation with a note from ana to each of these members."""
    for name in names:
        yield Invite("ana", name, at=at, note="Hi")


def _notes_used_up(policy: Policy) -> Acts:
    names = extras(policy.free_notes_per_month)
    yield from _notes((*names, "bo"))
    for name, verb in zip(names, ("withdraws", "ignores", "accepts"), strict=False):
        yield from _acts(f"ana {verb} {name}" if verb == "withdraws" else f"{name} {verb} ana")
        yield from _notes(("bo",))
    yield Invite("ana", "bo", at=START, note="")
    yield from _acts("ana withdraws bo")
    for at in (MONTH_END, MONTH_END + TICK):
        yield from _notes(("cy",), at)


def _notes_of_other_months(policy: Policy) -> Acts:
    limit = policy.free_notes_per_month
    names = extras(2 * limit)
    yield from _notes(names[:limit])
    december = MONTH_END.replace(month=12)
    yield from _notes((*names[limit:], "bo"), december)
    yield from _notes(("bo",), december + TICK)
    yield from _acts("bo ignores ana", december + TICK)
    yield from _notes(("cy",), START.replace(year=2027))


def _notes_of_a_whole_month(policy: Policy) -> Acts:
    names = extras(policy.free_notes_per_month)
    yield from _notes(names, MONTH_END + TICK)
    yield from _notes(("bo",), START.replace(month=2, day=28, hour=23, minute=59, second=59))
    yield from _notes(("bo",), START.replace(month=3, day=1, hour=0))


def _notes_while_premium(policy: Policy) -> Acts:
    yield _sets("ana", tier=Tier.PREMIUM)
    yield from _notes((*extras(policy.free_notes_per_month), "bo"))
    yield _sets("ana", tier=Tier.FREE)
    yield from _notes(("cy",))
    yield from _acts("ana leaves, ana joins")
    yield from _notes(("cy",))


def _more_than_a_page(policy: Policy) -> Acts:
    names = extras(PAGE)
    yield from _crowd(names, "ana follows {}", "ana follows {}")
    yield from _crowd(names, "{} follows ana", "{} follow ana")
    grouped = [UpdateProfile(name, at=START, groups={"chess"}) for name in ("bo", *names)]
    yield Step(tuple(grouped), f"bo and {PAGE} members join the group chess")
    limit = policy.weekly_invitations
    yield from _crowd(names[: 50 if limit is None else limit], "cy invites {}", "cy invites {}")
    yield from _crowd(names, "cy blocks {}", "cy blocks {}")
    yield from _crowd(names, "{} invites bo", "{} invite bo")
    if policy.connection_cap > PAGE:
        yield from _crowd(names, "bo accepts {}", "bo accepts the invitations of {}")
        yield from _acts("bo meets ana")


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
                     START + timedelta(days=365), "ana invites bo, bo invites ana, ana ignores bo, "
                     "bo invites ana, bo withdraws ana, bo follows ana, ana invites bo")),
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
                     "cy follows bo, di invites bo, bo meets ana, bo meets cy, bo disconnects ana",
                     _sets("bo", follow_audience=FollowAudience.EVERYONE))),
    Prepared("chain", "D1, D2: degrees as the chain grows and breaks",
             _script("ana meets bo, bo meets cy, cy meets di, di invites ana, bo disconnects cy, "
                     "cy meets bo, cy blocks bo")),
    Prepared("second degree", "D3, D5: two members with a mutual connection",
             _script("ana meets bo, bo meets cy", _sets("bo", hibernated=True),
                     _sets("cy", hibernated=True), _sets("cy", hibernated=False),
                     "cy blocks ana, cy unblocks ana, cy invites ana, ana ignores cy, "
                     "ana invites cy, cy flags ana")),
    Prepared("ranked", "D5: more mutual connections come first, whatever the names",
             _script("ana meets bo, ana meets cy, bo meets di, bo meets ed, cy meets ed")),
    Prepared("a long chain", "D1: the 4th degree is out of the network, until a tie is closer",
             _script("ana meets bo, bo meets cy, cy meets di, di meets ed, ana meets ed, "
                     "ana disconnects ed, cy disconnects bo")),
    Prepared("hidden names", "P6: a name is shown up to the 2nd degree",
             _script("ana meets bo, bo meets cy, cy meets di",
                     _sets("cy", name_shown=NameShown.INITIAL),
                     _sets("di", name_shown=NameShown.INITIAL),
                     "ana invites cy, ana invites di, bo invites di",
                     Invite("ana", "di", at=START, knows_email=True))),
    Prepared("reposts", "W3: a repost reaches followers, other engagements connections alone",
             _script("ana meets bo, cy follows ana, cy follows bo, di follows cy, cy removes di, "
                     "ana unfollows bo, cy unfollows bo")),
    Prepared("in one group", "D7: those who share most groups, less those who are not suggested",
             _script(_sets("ana", groups={"chess", "go"}), _sets("bo", groups={"chess"}),
                     _sets("cy", groups={"chess", "go"}), _sets("di", groups={"go"}),
                     "ana meets bo, bo meets di, cy follows ana", _sets("di", hibernated=True),
                     _sets("di", hibernated=False), "cy invites ana, ana ignores cy, "
                     "ana invites cy, cy flags ana, di blocks ana")),
    Prepared("names in capitals", "F6: ids are equal only if they are the same text",
             _script("ana follows Ana, bo follows ana, Ana blocks bo, ana  invites bo, "
                     "ana meets bo, ana invites Ana, Ana leaves, Ana joins, ana  blocks bo, "
                     "ana  leaves")),
    Prepared("names alike", "F6: no matter how they are written or read",
             _script("jos\u00e9 follows jose\u0301, jos\u00e9 meets bo, jose\u0301 invites bo, "
                     "jos\u00e9 blocks bo, 7 meets bo, 07 follows 7, 7 blocks 07, 7 leaves")),
    Prepared("blocked commenter", "W5: a comment across a block brings nothing",
             _script("ana meets bo, bo meets di, ana blocks di, ana unblocks di, di blocks ana")),
    Prepared("hibernated", "P3: hibernated members do not count",
             _script("ana meets bo, cy follows ana", _sets("bo", hibernated=True),
                     _sets("cy", hibernated=True), _sets("cy", hibernated=False))),
    Prepared("settings", "V5, W6, P6: groups are joined and left, invitations restricted",
             _script("ana meets bo", _sets("bo", groups={"chess"}), _sets("bo", groups={"chess"}),
                     _sets("cy", groups={"chess"}), _sets("cy", groups={"Chess"}),
                     _sets("bo", groups=()),
                     _sets("di", primary_button=Button.FOLLOW),
                     _sets("di", invitations_from=InvitationsFrom.KNOWN), "ana invites di",
                     Invite("ana", "di", at=START, knows_email=True),
                     _sets("cy", name_shown=NameShown.INITIAL), "ana invites cy",
                     _sets("cy", name_shown=NameShown.INITIAL))),
    Prepared("leaving", "A14: nothing of a member remains, even if they come back",
             _script("ana meets bo, bo meets cy, di invites bo, bo leaves, bo joins, "
                     "di invites bo, ana blocks cy, cy blocks di, cy leaves, cy joins")),
    Prepared("coming back", "A14, F9: nobody remembers who has left, on either side",
             _script("ana invites bo, ana withdraws bo, ana leaves, ana joins, ana invites bo, "
                     "ana withdraws bo, bo leaves, bo joins, ana invites bo, bo flags ana, "
                     "bo leaves, bo joins, ana invites bo, bo flags ana, ana leaves, ana joins, "
                     "ana invites bo, bo ignores ana, ana blocks bo, ana unblocks bo, bo leaves, "
                     "bo joins, ana blocks bo, ana unblocks bo, ana leaves, ana joins, "
                     "ana blocks bo, ana unblocks bo",
                     _sets("bo", hibernated=True, groups={"chess"}, tier=Tier.PREMIUM,
                           follow_audience=FollowAudience.CONNECTIONS,
                           invitations_from=InvitationsFrom.KNOWN, name_shown=NameShown.INITIAL),
                     "bo leaves, bo joins, ana follows bo, ana invites bo")),
    Prepared("cool-downs and a change of clocks", "A5: 21 days are as long in every time zone",
             _cooldowns_with_a_change),
    Prepared("blocks and a change of clocks", "A11: 48 hours are 48 hours everywhere",
             _blocks_with_a_change),
    Prepared("weeks and a change of clocks", "L2: a week is as long in every time zone",
             _weeks_with_a_change, lambda policy: 2 * (policy.weekly_invitations or 0) or None),
    Prepared("expiring", "A6: at the exact age, and counted from the last invitation", _expiring),
    Prepared("week full", "L2: an invitation counts for exactly a week, whatever came of it",
             _week_full, lambda policy: policy.weekly_invitations or None),
    Prepared("a week left behind", "L2, F9: a member who comes back begins a new week",
             _week_left_behind, lambda policy: policy.weekly_invitations or None),
    Prepared("flagged", "L3: flags up to the limit, for good", _flagged,
             lambda policy: policy.flag_limit),
    Prepared("long notes", "L4: the limit counts code points", _long_notes),
    Prepared("notes used up", "L5: a calendar month in UTC", _notes_used_up,
             lambda policy: policy.free_notes_per_month),
    Prepared("notes of other months", "L5: of another year, too, and of its last second",
             _notes_of_other_months, lambda policy: 2 * policy.free_notes_per_month),
    Prepared("notes of a whole month", "L5: from its first second to its last",
             _notes_of_a_whole_month, lambda policy: policy.free_notes_per_month),
    Prepared("notes while premium", "L5: they count, though they were free of limits",
             _notes_while_premium, lambda policy: policy.free_notes_per_month),
    Prepared("more than a page", "F1 to F5, D5, D7: an answer is never cut",
             _more_than_a_page, lambda _: PAGE),
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
