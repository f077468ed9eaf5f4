"""Profiles: the settings of every member (F7).

Every member joined so early that no pending invitation is older than its sender.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from linkgraph.graph.profiles import (
    DEFAULT_PROFILE,
    Button,
    FollowAudience,
    InvitationsFrom,
    NameShown,
    Profile,
    Tier,
)
from linkgraph.graph.sorted_arrays import Mask
from linkgraph.rules.policy import CURRENT
from linkgraph.synthetic.assumptions import NOW, Assumptions
from linkgraph.synthetic.draws import Draws, Integers
from linkgraph.synthetic.ties import Communities, scattered

_FIRST_JOINED = date(2003, 5, 5)
# Older invitations than this have expired (A6).
_LAST_JOINED = (NOW - CURRENT.expire_after).date()


def choose(
    size: int, employers: Communities, assume: Assumptions, draws: Draws
) -> tuple[list[Profile], Integers, Mask]:
    """Return all profiles, the influencers in random order, and a mask of closed members.

    Only connections may follow a closed member (F8).
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
    # Settings are drawn in this order, which decides the network.
    settings: dict[str, tuple[Mask, Any]] = {
        "primary_button": (follow_first, Button.FOLLOW),
        "follow_audience": (closed, FollowAudience.CONNECTIONS),
        "invitations_from": (draws.chance(assume.known_only_share, size), InvitationsFrom.KNOWN),
        "tier": (premium, Tier.PREMIUM),
        "open_profile": (premium & draws.chance(assume.open_profile_share, size), True),
        "influencer": (influencer, True),
        "hibernated": (draws.chance(assume.hibernated_share, size), True),
        "name_shown": (draws.chance(assume.initial_share, size), NameShown.INITIAL),
        "connections_shown": (draws.chance(assume.hidden_connections_share, size), False),
        "contact_shown": (draws.chance(assume.hidden_contact_share, size), False),
    }
    columns: dict[str, list[Any]] = {
        name: np.where(mask, value, getattr(DEFAULT_PROFILE, name)).tolist()
        for name, (mask, value) in settings.items()
    }
    columns["groups"] = _groups(size, assume, draws)
    names = [f"employer {number}" for number in employers.of.tolist()]
    unemployed = draws.chance(assume.unemployed_share, size).tolist()
    columns["employer"] = [
        None if without else name for without, name in zip(unemployed, names, strict=True)
    ]
    columns["joined"] = _join_dates(size, draws)
    rows = zip(*columns.values(), strict=True)
    profiles = [Profile(**dict(zip(columns, row, strict=True))) for row in rows]
    return profiles, influencers, closed


def _groups(size: int, assume: Assumptions, draws: Draws) -> list[frozenset[str]]:
    number = round(size * assume.mean_groups)
    members = draws.below(size, number)
    groups = scattered(number, assume.group_size, draws)
    groups_of: list[set[str]] = [set() for _ in range(size)]
    for member, group in zip(members.tolist(), groups.tolist(), strict=True):
        groups_of[member].add(f"group {group}")
    return list(map(frozenset, groups_of))


def _join_dates(size: int, draws: Draws) -> list[date]:
    """Return when each member joined; a square root lets more join each year."""
    days = np.sqrt(draws.units(size)) * (_LAST_JOINED - _FIRST_JOINED).days
    return [_FIRST_JOINED + timedelta(day) for day in days.astype(np.int64).tolist()]
