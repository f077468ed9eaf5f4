"""Settings of members and of networks: profiles (F7) and policies (L1 to L6, E1 to E5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.profiles import (
    Button,
    FollowAudience,
    InvitationsFrom,
    NameShown,
    Profile,
    Tier,
)
from linkgraph.rules.policy import ERAS, Policy, SecondDegreeFeed, Who
from linkgraph.strategies.arguments import count, listed, strategy, wrong

SWITCH = (False, True)

# the values that some rule distinguishes, the default first
SETTINGS: dict[str, tuple[Any, ...]] = {
    "primary_button": tuple(Button),
    "follow_audience": tuple(FollowAudience),
    "invitations_from": tuple(InvitationsFrom),
    "tier": tuple(Tier),
    "open_profile": SWITCH,
    "influencer": SWITCH,
    "hibernated": SWITCH,
    "name_shown": tuple(NameShown),
    "connections_shown": (True, False),
    "contact_shown": (True, False),
    "groups": tuple(map(frozenset, ((), ("chess",), ("go",), ("chess", "go")))),
    "employer": (None, "acme", "umbra"),
    "joined": (None, date(2012, 9, 30), date(2012, 10, 1)),  # the last day before E2, and its first
}
CHANGES = [(field, value) for field, values in SETTINGS.items() for value in values[1:]]

# limits so small that a few members reach them, and switches the other way
LIMITS: dict[str, tuple[Any, ...]] = {
    "connection_cap": (2, 1, 3, 0),
    "weekly_invitations": (1, 2, 0, None),
    "flag_limit": (1, 2, 0),
    "note_length_free": (5, 1, 0),
    "note_length_premium": (6, 2, 0),
    "free_notes_per_month": (1, 2, 0),
    "count_shown_up_to": (2, 1, 3),
    "withdraw_cooldown": (timedelta(days=1), timedelta(0)),
    "reblock_cooldown": (timedelta(days=1), timedelta(0)),
    "expire_after": (timedelta(days=1), timedelta(0)),
    "follow_on_invite": SWITCH,
    "follow_on_accept": SWITCH,
    "unfollow_on_disconnect": SWITCH,
    "followable": tuple(Who),
    "primary_choice": tuple(Who),
    "connection_feeds": (True, False),
    "second_degree_feed": tuple(SecondDegreeFeed)[1:],
    "advice_ratio": (1, 2),
    "advice_engagements": (1, 2),
    "advice_mutuals": (1, 2),
}


@st.composite
def profiles(draw: st.DrawFn, /, **fields: SearchStrategy[Any]) -> Profile:
    """Draw a profile whose fields are the default or another value that matters to a rule (F7).

    Shrinks to the default profile.

    Parameters
    ----------
    **fields
        Strategies for single fields, which are then always drawn:
        ``profiles(tier=st.just(Tier.PREMIUM))``.

    Raises
    ------
    InvalidArgument
        When drawn from: for an unknown field, or a value that is not a strategy.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(profiles(), lambda profile: profile.groups)
    Profile(groups={'chess'})
    """
    for field in fields:
        if field not in SETTINGS:
            raise wrong(field, "a field of a profile", f"use one of {', '.join(SETTINGS)}")
    values = {name: draw(strategy(field, name, "st.just(…)")) for name, field in fields.items()}
    return Profile(**dict(draw(_changes)) | values)


_changes = st.lists(st.sampled_from(CHANGES), max_size=8)


@st.composite
def policies(
    draw: st.DrawFn, eras: Sequence[Policy] | None = None, *, max_changes: int = 3
) -> Policy:
    """Draw a policy: an era, perhaps with limits so small that a few members reach them.

    Shrinks to the first era, unchanged; by default that is `CURRENT`.

    Parameters
    ----------
    eras
        Policies to start from; by default E5 to E1, the latest first.
    max_changes
        The most limits and switches that differ from the era; 0 for eras alone.

    Raises
    ------
    InvalidArgument
        When drawn from: for an argument of the wrong kind, or an empty list.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(policies(), lambda policy: policy.weekly_invitations is None)
    Policy(weekly_invitations=None, follow_on_invite=False)
    >>> find(policies(), lambda policy: policy.connection_cap < 9)
    Policy(connection_cap=2)
    """
    latest_first = [era.policy for era in reversed(ERAS)]
    choices = latest_first if eras is None else listed(eras, Policy, "a list of `Policy` as `eras`")
    if not choices:
        raise wrong(eras, "at least one policy")
    changes = draw(st.lists(_limits, max_size=count(max_changes, "max_changes")))
    return attrs.evolve(draw(st.sampled_from(choices)), **dict(changes))


_limits = st.sampled_from([(field, value) for field, values in LIMITS.items() for value in values])
