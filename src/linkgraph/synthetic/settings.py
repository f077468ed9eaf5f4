"""Step 5: what members set in their profiles (F7)."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
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
from linkgraph.synthetic.assumptions import Assumptions
from linkgraph.synthetic.communities import Places, scattered
from linkgraph.synthetic.draws import Draws, Whole
from linkgraph.synthetic.moment import FIRST_JOINED, LAST_JOINED

_NO_GROUP: frozenset[str] = frozenset()


@attrs.frozen(eq=False)
class Settings:
    """The settings that others than their member ask for, and all profiles.

    Attributes
    ----------
    influencers
        int64: who they are, in no order.
    closed
        bool, shape (members,): whom connections alone may follow (F8).
    premium
        bool, shape (members,): who pays.
    profiles
        One for each member.
    """

    influencers: Whole
    closed: Mask
    premium: Mask
    profiles: list[Profile]


def choose(size: int, places: Places, assume: Assumptions, draws: Draws) -> Settings:
    """Let every member choose."""
    influencers = draws.some(round(size * assume.influencer_share), size)
    influencer = np.zeros(size, bool)
    influencer[influencers] = True
    first = np.where(
        influencer,
        draws.chance(assume.influencer_follow_first_share, size),
        draws.chance(assume.follow_first_share, size),
    )
    closed = draws.chance(assume.closed_share, size) & ~influencer
    premium = draws.chance(assume.premium_share, size)
    chosen = {
        "primary_button": _terms(first, Button.CONNECT, Button.FOLLOW),
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
        "employer": _employers(size, places, assume, draws),
        "joined": _joined(size, draws),
    }
    rows = zip(*chosen.values(), strict=True)
    profiles = [Profile(**dict(zip(chosen, row, strict=True))) for row in rows]
    return Settings(influencers, closed, premium, profiles)


def _terms(chosen: Mask, usual: Term, other: Term) -> list[Term]:
    return [other if each else usual for each in chosen.tolist()]


def _groups(size: int, assume: Assumptions, draws: Draws) -> list[frozenset[str]]:
    number = round(size * assume.mean_groups)
    joined = draws.below(size, number)
    groups = scattered(number, assume.group_size, draws)
    found: list[set[str]] = [set() for _ in range(size)]
    names = [f"group {group}" for group in range(int(groups.max(initial=-1)) + 1)]
    for member, group in zip(joined.tolist(), groups.tolist(), strict=True):
        found[member].add(names[group])
    return [frozenset(some) if some else _NO_GROUP for some in found]


def _employers(size: int, places: Places, assume: Assumptions, draws: Draws) -> list[str | None]:
    names = [f"employer {employer}" for employer in range(len(places.employers.sizes))]
    without = draws.chance(assume.unemployed_share, size).tolist()
    own = places.employers.of.tolist()
    return [None if none else names[each] for none, each in zip(without, own, strict=True)]


def _joined(size: int, draws: Draws) -> list[date]:
    """Return when each joined: more and more each year, as the square root of chance has it."""
    days = (LAST_JOINED - FIRST_JOINED).days
    after = (np.sqrt(draws.units(size)) * days).astype(np.int64)
    calendar = [FIRST_JOINED + timedelta(day) for day in range(days)]
    return [calendar[day] for day in after.tolist()]
