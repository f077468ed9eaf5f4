"""Profiles: the settings of every member (F7), and the moment of the network.

The moment is fixed, because a clock would change the network. Every member joined so early that
no pending invitation is older than its sender.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np

from linkgraph.graph.profiles import (
    Button,
    FollowAudience,
    InvitationsFrom,
    NameShown,
    Profile,
    Tier,
)
from linkgraph.graph.sorted_arrays import Mask
from linkgraph.graph.validation import Term
from linkgraph.rules.policy import CURRENT
from linkgraph.synthetic.assumptions import Assumptions
from linkgraph.synthetic.connections import Communities, scattered
from linkgraph.synthetic.draws import Draws, Integers

#: The moment of the network; nothing in it is later.
NOW = datetime(2026, 1, 1, tzinfo=UTC)

_FIRST_JOINED = date(2003, 5, 5)
# Older invitations than this have expired (A6).
_LAST_JOINED = (NOW - CURRENT.expire_after).date()


def choose(
    size: int, employers: Communities, assume: Assumptions, draws: Draws
) -> tuple[list[Profile], Integers, Mask]:
    """Return the profile of every member, and two settings that the follows depend on.

    These are the influencers, in random order, and a mask of the members that only connections
    may follow (F8).
    """
    influencers = draws.some(round(size * assume.influencer_share), size)
    influencer = np.zeros(size, bool)
    influencer[influencers] = True
    follow_first = np.where(
        influencer,
        draws.chance(assume.influencer_follow_first_share, size),
        draws.chance(assume.follow_first_share, size),
    )
    closed = draws.chance(assume.closed_share, size) & ~influencer
    premium = draws.chance(assume.premium_share, size)
    # The dictionary is filled in the order of drawing, which decides the network.
    columns = {
        "primary_button": _terms(follow_first, Button.CONNECT, Button.FOLLOW),
        "follow_audience": _terms(closed, FollowAudience.EVERYONE, FollowAudience.CONNECTIONS),
        "invitations_from": _terms(
            draws.chance(assume.known_only_share, size),
            InvitationsFrom.EVERYONE,
            InvitationsFrom.KNOWN,
        ),
        "tier": _terms(premium, Tier.FREE, Tier.PREMIUM),
        "open_profile": (premium & draws.chance(assume.open_profile_share, size)).tolist(),
        "influencer": influencer.tolist(),
        "hibernated": draws.chance(assume.hibernated_share, size).tolist(),
        "name_shown": _terms(
            draws.chance(assume.initial_share, size), NameShown.FULL, NameShown.INITIAL
        ),
        "connections_shown": (~draws.chance(assume.hidden_connections_share, size)).tolist(),
        "contact_shown": (~draws.chance(assume.hidden_contact_share, size)).tolist(),
        "groups": _groups(size, assume, draws),
        "employer": _employers(size, employers, assume, draws),
        "joined": _join_dates(size, draws),
    }
    rows = zip(*columns.values(), strict=True)
    profiles = [Profile(**dict(zip(columns, row, strict=True))) for row in rows]
    return profiles, influencers, closed


def _terms(chosen: Mask, default: Term, other: Term) -> list[Term]:
    return [other if each else default for each in chosen.tolist()]


def _groups(size: int, assume: Assumptions, draws: Draws) -> list[frozenset[str]]:
    number = round(size * assume.mean_groups)
    members = draws.below(size, number)
    groups = scattered(number, assume.group_size, draws)
    groups_of: list[set[str]] = [set() for _ in range(size)]
    for member, group in zip(members.tolist(), groups.tolist(), strict=True):
        groups_of[member].add(f"group {group}")
    return list(map(frozenset, groups_of))


def _employers(
    size: int, employers: Communities, assume: Assumptions, draws: Draws
) -> list[str | None]:
    unemployed = draws.chance(assume.unemployed_share, size).tolist()
    return [
        None if without else f"employer {number}"
        for without, number in zip(unemployed, employers.of.tolist(), strict=True)
    ]


def _join_dates(size: int, draws: Draws) -> list[date]:
    """Return when each member joined; a square root lets more join each year."""
    days = (_LAST_JOINED - _FIRST_JOINED).days
    day_numbers = (np.sqrt(draws.units(size)) * days).astype(np.int64)
    return [_FIRST_JOINED + timedelta(day) for day in day_numbers.tolist()]
