"""Limits and switches of the rules as data, and the five eras of the network (L1 to L6, E1 to E6).

A `Policy` holds every number and switch that the rules read. Its defaults are today's, `CURRENT`.
Each older era is the era after it with a few fields changed, so the code below says how they
differ. Where sources conflict about the real product, the default is a choice, and the field
says so.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import auto
from math import isfinite
from typing import Any, cast

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.rendering import html_of
from linkgraph.graph.validation import Term, differences, one_of, print_repr, utc


class Who(Term):
    """The members that a switch of an era covers."""

    NOBODY = auto()
    INFLUENCERS = auto()
    EVERYONE = auto()


class SecondDegreeFeed(Term):
    """How second-degree members bring posts into a feed (W4; sources conflict)."""

    DIRECT = auto()
    VIA_ENGAGEMENT = auto()
    OFF = auto()


def at_least_zero(_: Any, field: Any, value: Any) -> None:
    """Refuse a negative number or time (an attrs validator); `None` passes."""
    zero: Any = timedelta(0) if isinstance(value, timedelta) else 0
    if value is not None and value < zero:
        raise InvalidInput(value, f"zero or more for `{field.name}`")


def _finite_number(_: object, field: attrs.Attribute[Any], value: object) -> None:
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    if not is_integer and not (isinstance(value, float) and isfinite(value)):
        raise InvalidInput(value, f"a finite number for `{field.name}`")


def _count(default: int) -> Any:
    return attrs.field(default=default, validator=[one_of(int), at_least_zero])


def _duration(**units: int) -> Any:
    return attrs.field(default=timedelta(**units), validator=[one_of(timedelta), at_least_zero])


def _switch(default: Any) -> Any:
    return attrs.field(default=default, validator=one_of(type(default)))


@attrs.frozen(kw_only=True)
class Policy:
    """Every limit and switch of the rules; the defaults are today's (`CURRENT`).

    Policies compare and hash by their fields, and print the fields that differ from `CURRENT`.
    Derive one with ``attrs.evolve(lg.CURRENT, weekly_invitations=200)``. Raises `InvalidInput` if
    a limit is negative, or a value is of the wrong kind.

    Attributes
    ----------
    connection_cap : int
        Connections a member may have (L1; researched).
    weekly_invitations : int or None
        Invitations a member may send in any 7 days; `None` means no limit (L2; researched).
    flag_limit : int
        Number of "I don't know" flags from which the sender must know the e-mail (L3). Sources
        conflict: the guide says that flags "limit your ability"; the number is a report.
    note_length_free, note_length_premium : int
        Longest note, in code points (L4; researched).
    free_notes_per_month : int
        Notes a FREE member may attach in a calendar month, UTC (L5). Sources conflict
        between none, 3, 5 and 10 a month.
    count_shown_up_to : int
        From this many connections on, the public figure is "500+" (L6, P1; guide).
    withdraw_cooldown : timedelta
        How long after a withdrawal the same invitation is refused (A5; researched).
    reblock_cooldown : timedelta
        How long after an unblock the same block is refused (A11; researched).
    expire_after : timedelta
        Age from which a pending invitation can expire (A6). Sources conflict: 6 months, or never.
    follow_on_invite : bool
        Whether inviting follows (A1). Sources conflict on when this began.
    follow_on_accept : bool
        Whether connecting follows both ways (A2; guide).
    unfollow_on_disconnect : bool
        Whether both follows end with a connection (A10). Sources conflict: both end, or only the
        follow of the member who disconnects.
    followable : Who
        Members who can be followed in the era (A7, E1 to E3; researched).
    primary_choice : Who
        Members whose primary button may be FOLLOW: nobody, influencers, or everyone who chose it
        (E2 to E4).
    connection_feeds : bool
        Whether a connection feeds without a follow (W1, before E3).
    reposts_reach_followers : bool
        Whether a repost brings a post to the followers of the member who reposted it (W3; from E3
        on; researched, and the guide says that followers spread the word).
    second_degree_feed : SecondDegreeFeed
        How second-degree members bring posts into a feed (W4, W5). The guide says that their posts
        reach the feed; others report that only the engagement of a connection brings them.
    advice_ratio : float
        Followers per connection from which the advice is to follow (G7).
    advice_engagements, advice_mutuals : int
        Engagements and mutual connections from which the advice is to connect (G8).

    Examples
    --------
    >>> Policy(weekly_invitations=200)
    Policy(weekly_invitations=200)
    >>> FOLLOW_FIRST
    Policy(weekly_invitations=None, follow_on_invite=False)
    """

    connection_cap: int = _count(30_000)
    weekly_invitations: int | None = attrs.field(
        default=100, validator=[one_of(int, optional=True), at_least_zero]
    )
    flag_limit: int = _count(5)
    note_length_free: int = _count(200)
    note_length_premium: int = _count(300)
    free_notes_per_month: int = _count(5)
    count_shown_up_to: int = _count(500)
    withdraw_cooldown: timedelta = _duration(days=21)
    reblock_cooldown: timedelta = _duration(hours=48)
    expire_after: timedelta = _duration(days=180)
    follow_on_invite: bool = _switch(True)
    follow_on_accept: bool = _switch(True)
    unfollow_on_disconnect: bool = _switch(True)
    followable: Who = _switch(Who.EVERYONE)
    primary_choice: Who = _switch(Who.EVERYONE)
    connection_feeds: bool = _switch(False)
    reposts_reach_followers: bool = _switch(True)
    second_degree_feed: SecondDegreeFeed = _switch(SecondDegreeFeed.DIRECT)
    advice_ratio: float = attrs.field(default=10, validator=[_finite_number, at_least_zero])
    advice_engagements: int = _count(3)
    advice_mutuals: int = _count(5)

    def __repr__(self) -> str:
        return f"Policy({', '.join(differences(self, CURRENT))})"

    _repr_pretty_ = print_repr
    _repr_html_ = html_of


CURRENT = Policy()
FOLLOW_FIRST = attrs.evolve(CURRENT, weekly_invitations=None, follow_on_invite=False)
OPEN_FOLLOW = attrs.evolve(FOLLOW_FIRST, primary_choice=Who.INFLUENCERS)
INFLUENCERS = attrs.evolve(
    OPEN_FOLLOW,
    followable=Who.INFLUENCERS,
    follow_on_accept=False,
    connection_feeds=True,
    reposts_reach_followers=False,
)
CONNECT_ONLY = attrs.evolve(INFLUENCERS, followable=Who.NOBODY, primary_choice=Who.NOBODY)

WEEK = timedelta(days=7)


@attrs.frozen
class Era:
    """One row of the table of eras: a policy and the day from which it held."""

    rule: str
    name: str
    since: date
    policy: Policy
    differs_by: str


ERAS = (
    Era("E1", "CONNECT_ONLY", date(2003, 5, 1), CONNECT_ONLY,
        "nobody can be followed; no auto-follow; a connection alone feeds both ways; reposts reach "
        "connections alone"),
    Era("E2", "INFLUENCERS", date(2012, 10, 1), INFLUENCERS,
        "influencers can be followed, and FOLLOW is their primary button"),
    Era("E3", "OPEN_FOLLOW", date(2014, 2, 1), OPEN_FOLLOW,
        "everyone can be followed; connecting follows both ways; reposts reach followers"),
    Era("E4", "FOLLOW_FIRST", date(2018, 10, 1), FOLLOW_FIRST,
        "members may choose FOLLOW as their primary button"),
    Era("E5", "CURRENT", date(2021, 4, 1), CURRENT,
        "follow on invite; weekly limit"),
)  # fmt: skip


def policy_on(day: date) -> Policy:
    """Return the policy that held on a day (E6); of an aware datetime, the date in UTC counts.

    Raises `InvalidInput` if `day` is not a date, or is before 2003-05-01.

    Examples
    --------
    >>> policy_on(date(2013, 1, 1)) == INFLUENCERS
    True
    """
    if not isinstance(day, date) or day != day:  # noqa: PLR0124  # pandas' NaT differs from itself
        raise InvalidInput(day, "a date as `day`", "use a `datetime.date`")
    if isinstance(day, datetime):
        day = (day if day.tzinfo is None else utc(day, "day")).date()
    policies = [era.policy for era in ERAS if era.since <= day]
    if not policies:
        expected = f"a date from {ERAS[0].since} on as `day`"
        raise InvalidInput(day, expected, "the network began on that day")
    return policies[-1]


def known_policy(policy: object) -> Policy:
    """Return `policy` if it is a `Policy`, or raise `InvalidInput`."""
    if not issubclass(type(policy), Policy):
        expected = "a `Policy` as `policy`"
        raise InvalidInput(policy, expected, "use one such as `linkgraph.CURRENT`")
    return cast(Policy, policy)
