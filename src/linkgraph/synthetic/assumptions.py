"""The assumptions behind a synthetic network: a table with one field for each figure.

Each field has a default, a range, a unit and a description. The docstring of `Assumptions` and
the page about synthetic networks are made from them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from inspect import cleandoc
from typing import Any

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.validation import differences, print_repr

#: The moment of the network; nothing in it is later. It is fixed: a clock would change the network.
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _check_range(_: Assumptions, field: attrs.Attribute[Any], value: object) -> None:
    low, high = field.metadata["low"], field.metadata["high"]
    is_number = issubclass(type(value), (int, float)) and type(value) is not bool
    if not (is_number and low <= value <= high):
        raise InvalidInput(value, f"a number from {low:,} to {high:,} for `{field.name}`")


def _number(default: float, low: float, high: float, unit: str, description: str) -> Any:
    metadata = {"low": low, "high": high, "unit": unit, "description": description}
    return attrs.field(default=default, validator=_check_range, metadata=metadata)


def _share(default: float, of: str, description: str) -> Any:
    return _number(default, 0, 1, f"share of {of}", description)


_FOLLOW_FIRST = "have FOLLOW as their primary button"


@attrs.frozen(kw_only=True)
class Assumptions:
    """The figures that a synthetic network is made with.

    The defaults are guesses that were compared with real networks. None of them is a figure of
    the real product. The four shares of connections add up to 1 at most; the remaining
    connections are between people who met by chance.

    Attributes
    ----------
    {attributes}

    Raises
    ------
    InvalidInput
        If a figure is not a number or out of its range, or if the shares of connections add up
        to more than 1.

    Examples
    --------
    >>> Assumptions(mean_connections=12, premium_share=0.5)
    Assumptions(mean_connections=12, premium_share=0.5)
    """

    # communities
    employer_size: float = _number(40, 1, 1_000_000, "members", "mean; sizes have a heavy tail")
    team_size: float = _number(20, 1, 1_000_000, "members", "mean size in a large employer")
    unemployed_share: float = _share(0.1, "members", "profiles without an employer")
    school_size: float = _number(400, 1, 10_000_000, "members", "mean size of all years together")
    school_years: float = _number(30, 1, 100, "years", "number of years of a school")
    # connections
    mean_connections: float = _number(25, 0, 500, "connections", "mean; less if members are few")
    activity_spread: float = _number(
        1.4, 0, 2, "standard deviations of the logarithm", "inequality of the activity of members"
    )
    team_share: float = _share(0.55, "connections", "made within a team")
    colleague_share: float = _share(0.03, "connections", "made within an employer")
    schoolmate_share: float = _share(0.15, "connections", "made within one year of a school")
    closure_share: float = _share(0.25, "connections", "made to a connection of a connection")
    # follows
    unfollowed_share: float = _share(0.05, "follows of connections", "ended by the follower")
    mean_follows: float = _number(10, 0, 500, "follows", "mean started beyond connections")
    influencer_share: float = _share(0.005, "members", "influencers")
    to_influencers_share: float = _share(
        0.5, "follows beyond connections", "of influencers; the others are of the 2nd degree"
    )
    follow_back_share: float = _share(0.1, "follows of the 2nd degree", "returned")
    # invitations and blocks
    mean_pending: float = _number(0.6, 0, 50, "invitations", "mean that a member has pending")
    note_share: float = _share(0.3, "pending invitations", "sent with a note")
    mean_blocks: float = _number(0.02, 0, 10, "blocks", "mean that a member has made")
    # settings
    premium_share: float = _share(0.15, "members", "premium members")
    open_profile_share: float = _share(0.2, "premium members", "open to messages from everybody")
    follow_first_share: float = _share(0.06, "members except influencers", _FOLLOW_FIRST)
    influencer_follow_first_share: float = _share(0.9, "influencers", _FOLLOW_FIRST)
    closed_share: float = _share(0.05, "members except influencers", "let only connections follow")
    known_only_share: float = _share(0.03, "members", "require an e-mail address in invitations")
    hibernated_share: float = _share(0.02, "members", "hibernated")
    initial_share: float = _share(0.04, "members", "show only the initial of their last name")
    hidden_connections_share: float = _share(0.2, "members", "hide their list of connections")
    hidden_contact_share: float = _share(0.1, "members", "hide their contact details")
    group_size: float = _number(60, 1, 1_000_000, "members", "mean; sizes have a heavy tail")
    mean_groups: float = _number(1.5, 0, 50, "groups", "mean that a member is in")

    def __attrs_post_init__(self) -> None:
        shares = {name: getattr(self, name) for name in _CONNECTION_SHARES}
        names = ", ".join(f"`{name}`" for name in shares)
        if sum(shares.values()) > 1 + _ROUNDING:
            raise InvalidInput(shares, f"shares of connections ({names}) that add up to 1 at most")

    def __repr__(self) -> str:
        return f"Assumptions({', '.join(differences(self, DEFAULT_ASSUMPTIONS))})"

    def __reduce__(self) -> tuple[Any, ...]:
        # Pickled by name, so that a field that a later release adds gets its default.
        return _restored, (attrs.asdict(self),)

    _repr_pretty_ = print_repr


_CONNECTION_SHARES = ("team_share", "colleague_share", "schoolmate_share", "closure_share")
_ROUNDING = 1e-9  # ten times 0.1 can be a little more than 1

DEFAULT_ASSUMPTIONS = Assumptions()


def _restored(fields: dict[str, Any]) -> Assumptions:
    return Assumptions(**fields)


_lines = "\n".join(
    f"{field.name}\n    {field.metadata['unit']}: {field.metadata['description']} "
    f"(default {field.default:,}, from {field.metadata['low']:,} to {field.metadata['high']:,})."
    for field in attrs.fields(Assumptions)
)
# Python 3.13 removes the indentation of docstrings by itself; older versions need `cleandoc`.
Assumptions.__doc__ = cleandoc(Assumptions.__doc__ or "").format(attributes=_lines)
