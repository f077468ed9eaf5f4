"""Settings of members and of networks: profiles (F7) and policies (L1 to L6, E1 to E5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.profiles import Profile
from linkgraph.rules.policy import ERAS, Policy, SecondDegreeFeed, Who
from linkgraph.strategies.arguments import count, listed, strategy, wrong

_OTHER_SETTINGS: dict[str, tuple[Any, ...]] = {
    "groups": tuple(map(frozenset, ((), ("chess",), ("go",), ("chess", "go")))),
    "employer": (None, "acme", "umbra"),
    "joined": (None, date(2012, 9, 30), date(2012, 10, 1)),  # the last day before E2, and its first
}


def _values(field: str, default: Any) -> tuple[Any, ...]:
    """Return the values of a setting that some rule distinguishes, the default first."""
    if field in _OTHER_SETTINGS:
        return _OTHER_SETTINGS[field]
    switch_or_enum: Any = type(default)
    return (default, not default) if switch_or_enum is bool else tuple(switch_or_enum)


SETTINGS = {
    field: _values(field, default)
    for field, default in attrs.asdict(Profile(), recurse=False).items()
}
CHANGES = [(field, value) for field, values in SETTINGS.items() for value in values[1:]]

_SHORT = (timedelta(days=1), timedelta(0))
# limits so small that a few members reach them, and switches
LIMITS: dict[str, tuple[Any, ...]] = {
    "connection_cap": (2, 1, 3, 0),
    "weekly_invitations": (1, 2, 0, None),
    "flag_limit": (1, 2, 0),
    "note_length_free": (5, 1, 0),
    "note_length_premium": (6, 2, 0),
    "free_notes_per_month": (1, 2, 0),
    "count_shown_up_to": (2, 1, 3),
    **dict.fromkeys(["withdraw_cooldown", "reblock_cooldown", "expire_after"], _SHORT),
    **dict.fromkeys(["follow_on_invite", "follow_on_accept"], (False, True)),
    "unfollow_on_disconnect": (False, True),
    "followable": tuple(Who),
    "primary_choice": tuple(Who),
    "connection_feeds": (True, False),
    "reposts_reach_followers": (False, True),
    "second_degree_feed": tuple(SecondDegreeFeed)[1:],
    **dict.fromkeys(["advice_ratio", "advice_engagements", "advice_mutuals"], (1, 2)),
}
_changes = st.lists(st.sampled_from(CHANGES), max_size=8)
_limits = st.sampled_from([(field, value) for field, values in LIMITS.items() for value in values])


@st.composite
def profiles(draw: st.DrawFn, /, **fields: SearchStrategy[Any]) -> Profile:
    """Draw a profile: each field has the default or another value that matters to a rule (F7).

    Shrinks to the default profile.

    Parameters
    ----------
    **fields
        Strategies for single fields, which are then always drawn:
        ``profiles(tier=st.just(Tier.PREMIUM))``.

    Raises
    ------
    InvalidArgument
        When drawn from: for an unknown field.

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
        When drawn from: for an empty list.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(policies(), lambda policy: policy.weekly_invitations is None)
    Policy(weekly_invitations=None, follow_on_invite=False)
    >>> find(policies(), lambda policy: policy.connection_cap < 9)
    Policy(connection_cap=2)
    """
    latest_first = [era.policy for era in reversed(ERAS)]
    choices = latest_first if eras is None else listed(eras, Policy, "eras")
    most = min(count(max_changes, "max_changes"), 99)
    fewest = draw(st.integers(0, min(most, 2)))  # with a minimum of 0, limits would be rare
    changes = draw(st.lists(_limits, min_size=fewest, max_size=most))
    return attrs.evolve(draw(st.sampled_from(choices)), **dict(changes))
