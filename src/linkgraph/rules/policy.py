"""Limits and switches as data: one `Policy`, five eras of it (L1 to L6, E1 to E6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import auto
from math import isfinite
from typing import Any

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.rendering import html_of
from linkgraph.graph.validation import Term, differences, one_of, print_repr, utc


class Who(Term):
    """Whom a switch of the era covers."""

    NOBODY = auto()
    INFLUENCERS = auto()
    EVERYONE = auto()


class SecondDegreeFeed(Term):
    """What second-degree members bring into a feed (W4; sources conflict)."""

    DIRECT = auto()
    VIA_ENGAGEMENT = auto()
    OFF = auto()


def at_least_zero(_: Any, field: Any, value: Any) -> None:
    """Refuse a negative number or time (an attrs validator); `None` passes."""
    zero: Any = timedelta(0) if isinstance(value, timedelta) else 0
    if value is not None and value < zero:
        raise InvalidInput(value, f"is negative, which `{field.name}` cannot be", "use 0 or more")


def _ratio(_: object, field: attrs.Attribute[Any], value: object) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole and not (isinstance(value, float) and isfinite(value)):
        raise InvalidInput(value, f"is no value for `{field.name}`", "use a finite number")


def _count(default: int) -> Any:
    return attrs.field(default=default, validator=[one_of(int), at_least_zero])


def _span(**duration: int) -> Any:
    return attrs.field(default=timedelta(**duration), validator=[one_of(timedelta), at_least_zero])


def _switch(default: Any) -> Any:
    return attrs.field(default=default, validator=one_of(type(default)))


@attrs.frozen(kw_only=True)
class Policy:
    """Every limit and switch of the rules; the defaults are today's (`CURRENT`).

    Policies compare, hash and print as what they change. Derive one with
    ``attrs.evolve(lg.CURRENT, weekly_invitations=200)``.

    Attributes
    ----------
    connection_cap : int
        Connections a member may have (L1; researched).
    weekly_invitations : int or None
        Invitations a member may send in any 7 days; `None` is no limit (L2; researched).
    flag_limit : int
        "I don't know" flags from which the sender must know the e-mail (L3). Sources
        conflict: the guide says only that flags "limit your ability"; the number is a report.
    note_length_free, note_length_premium : int
        Longest note, in code points (L4; researched).
    free_notes_per_month : int
        Notes a FREE member may attach in a calendar month, UTC (L5). Sources conflict
        between none, 3, 5 and 10 a month.
    count_shown_up_to : int
        From this many connections on the public figure is "500+" (L6, P1; guide).
    withdraw_cooldown : timedelta
        How long after a withdrawal the same invitation is refused (A5; researched).
    reblock_cooldown : timedelta
        How long after an unblock the same block is refused (A11; researched).
    expire_after : timedelta
        Age at which a pending invitation can expire (A6). Sources conflict: 6 months, or never.
    follow_on_invite : bool
        Whether inviting follows (A1). Sources conflict on when this began.
    follow_on_accept : bool
        Whether connecting follows both ways (A2; guide).
    unfollow_on_disconnect : bool
        Whether both follows go with a connection (A10). Sources conflict: both
        go, or only one's own.
    followable : Who
        Who can be followed in the era (A7, E1 to E3; researched).
    primary_choice : Who
        Whose primary button may be FOLLOW: nobody's, influencers', or whoever chose it (E2 to E4).
    connection_feeds : bool
        Whether a connection feeds without a follow (W1, before E3).
    second_degree_feed : SecondDegreeFeed
        What second-degree members feed (W4, W5). The guide says their posts reach the feed;
        others report that only engagement of a connection brings them.
    advice_ratio : float
        Followers per connection from which advice is to follow (G7).
    advice_engagements, advice_mutuals : int
        Engagements and mutual connections from which advice is to connect (G8).

    Raises
    ------
    InvalidInput
        When a limit is negative or a value of the wrong kind.

    Examples
    --------
    >>> Policy(weekly_invitations=200)
    Policy(weekly_invitations=200)
    >>> FOLLOW_FIRST
    Policy(weekly_invitations=None, follow_on_invite=False)
    """

    connection_cap: int = _count(30_000)
    weekly_invitations: int | None = attrs.field(
        default=100,
        validator=[one_of(int, optional=True), at_least_zero],
    )
    flag_limit: int = _count(5)
    note_length_free: int = _count(200)
    note_length_premium: int = _count(300)
    free_notes_per_month: int = _count(5)
    count_shown_up_to: int = _count(500)
    withdraw_cooldown: timedelta = _span(days=21)
    reblock_cooldown: timedelta = _span(hours=48)
    expire_after: timedelta = _span(days=180)
    follow_on_invite: bool = _switch(True)
    follow_on_accept: bool = _switch(True)
    unfollow_on_disconnect: bool = _switch(True)
    followable: Who = _switch(Who.EVERYONE)
    primary_choice: Who = _switch(Who.EVERYONE)
    connection_feeds: bool = _switch(False)
    second_degree_feed: SecondDegreeFeed = _switch(SecondDegreeFeed.DIRECT)
    advice_ratio: float = attrs.field(default=10, validator=[_ratio, at_least_zero])
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
    OPEN_FOLLOW, followable=Who.INFLUENCERS, follow_on_accept=False, connection_feeds=True
)
CONNECT_ONLY = attrs.evolve(INFLUENCERS, followable=Who.NOBODY, primary_choice=Who.NOBODY)

WEEK = timedelta(days=7)


@attrs.frozen
class Era:
    """One row of the era table: which policy held from when."""

    rule: str
    name: str
    since: date
    policy: Policy
    differs_by: str


ERAS = (
    Era("E1", "CONNECT_ONLY", date(2003, 5, 1), CONNECT_ONLY,
        "nobody can be followed; no auto-follow; a connection alone feeds both ways"),
    Era("E2", "INFLUENCERS", date(2012, 10, 1), INFLUENCERS,
        "influencers can be followed, and FOLLOW is their primary button"),
    Era("E3", "OPEN_FOLLOW", date(2014, 2, 1), OPEN_FOLLOW,
        "everyone can be followed; connecting follows both ways"),
    Era("E4", "FOLLOW_FIRST", date(2018, 10, 1), FOLLOW_FIRST,
        "members may choose FOLLOW as their primary button"),
    Era("E5", "CURRENT", date(2021, 4, 1), CURRENT,
        "follow on invite; weekly limit"),
)  # fmt: skip


def policy_on(day: date) -> Policy:
    """Return the policy that held on a day (E6).

    Parameters
    ----------
    day
        A date; of an aware datetime, its date in UTC.

    Raises
    ------
    InvalidInput
        For what is no date, and for a day before 2003-05-01.

    Examples
    --------
    >>> policy_on(date(2013, 1, 1)) == INFLUENCERS
    True
    """
    if not isinstance(day, date) or day != day:  # noqa: PLR0124  # pandas' NaT is unlike itself
        raise InvalidInput(day, "is no date", "give a `datetime.date`")
    if isinstance(day, datetime):
        day = (day if day.tzinfo is None else utc(day)).date()
    held = [era.policy for era in ERAS if era.since <= day]
    if not held:
        raise InvalidInput(day, "is before the network began", f"start at {ERAS[0].since}")
    return held[-1]


def known_policy(policy: object) -> Policy:
    """Return `policy` if it is one, or raise `InvalidInput`."""
    if not isinstance(policy, Policy):
        raise InvalidInput(policy, "is no policy", "give a `Policy` such as `linkgraph.CURRENT`")
    return policy
