"""What a generated network assumes, as a table: one field for each figure."""

from __future__ import annotations

from inspect import cleandoc
from math import isfinite
from typing import Any

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.validation import differences, print_repr


def _within(assumed: Assumptions, field: attrs.Attribute[Any], value: object) -> None:  # noqa: ARG001  # attrs' signature
    low, high = field.metadata["low"], field.metadata["high"]
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole and not (isinstance(value, float) and isfinite(value)):
        remedy = f"use a number from {low:,} to {high:,}"
        raise InvalidInput(value, f"is no value for `{field.name}`", remedy)
    if not low <= value <= high:
        remedy = f"use {low:,} to {high:,}"
        raise InvalidInput(value, f"is out of range for `{field.name}`", remedy)


def _number(default: float, low: float, high: float, unit: str, says: str) -> Any:
    metadata = {"low": low, "high": high, "unit": unit, "says": says}
    return attrs.field(default=default, validator=_within, metadata=metadata)


def _share(default: float, of: str, says: str) -> Any:
    return _number(default, 0, 1, f"share of {of}", says)


@attrs.frozen(kw_only=True)
class Assumptions:
    """What a generated network assumes; the defaults are guesses that were held against real ones.

    None of it is a figure of the real product. Derive others by naming what differs; they
    compare, hash and print as that. The four shares of connections add up to 1 at most: what
    they leave is people who met by chance.

    Attributes
    ----------
    {attributes}

    Raises
    ------
    InvalidInput
        For what is no number or out of its range, and for shares of connections above 1 in all.

    Examples
    --------
    >>> Assumptions(mean_connections=12, premium_share=0.5)
    Assumptions(mean_connections=12, premium_share=0.5)
    """

    # communities
    employer_size: float = _number(
        40, 1, 1_000_000, "members", "mean size of an employer; the sizes have a heavy tail"
    )
    team_size: float = _number(
        20, 1, 1_000_000, "members", "mean size of a team of a large employer"
    )
    unemployed_share: float = _share(0.1, "members", "who name no employer in their profile")
    school_size: float = _number(
        400, 1, 10_000_000, "members", "mean size of a school, all its years together"
    )
    school_years: int = _number(
        30, 1, 100, "years", "over how many years the members of a school are spread"
    )
    # connections
    mean_connections: float = _number(
        25, 0, 500, "connections", "of a member; fewer where members are too few for it"
    )
    activity_spread: float = _number(
        1.4,
        0,
        2,
        "standard deviations of the logarithm",
        "how unequal members are in making ties: 0 is all alike",
    )
    team_share: float = _share(0.55, "connections", "made within a team")
    colleague_share: float = _share(0.03, "connections", "made within an employer")
    schoolmate_share: float = _share(0.15, "connections", "made within one year of a school")
    closure_share: float = _share(0.25, "connections", "made to a connection of a connection")
    # follows
    unfollowed_share: float = _share(
        0.05, "follows", "that connecting brought and the follower ended since"
    )
    mean_follows: float = _number(10, 0, 500, "follows", "that a member began without a connection")
    influencer_share: float = _share(0.005, "members", "who are influencers")
    to_influencers_share: float = _share(
        0.5, "follows begun", "that go to influencers; the others to connections of connections"
    )
    follow_back_share: float = _share(0.1, "the other follows begun", "that are returned")
    # invitations and blocks
    mean_pending: float = _number(0.6, 0, 50, "invitations", "of a member that are pending")
    note_share: float = _share(0.3, "pending invitations", "that came with a note")
    mean_blocks: float = _number(0.02, 0, 10, "blocks", "that a member has put up")
    # settings
    premium_share: float = _share(0.15, "members", "who pay")
    open_profile_share: float = _share(0.2, "members who pay", "whom anybody may write to")
    follow_first_share: float = _share(
        0.06, "members", "whose primary button is FOLLOW, influencers aside"
    )
    influencer_follow_first_share: float = _share(
        0.9, "influencers", "whose primary button is FOLLOW"
    )
    closed_share: float = _share(
        0.05, "members", "whom connections alone may follow, influencers aside"
    )
    known_only_share: float = _share(
        0.03, "members", "who are invited by those alone who know their e-mail"
    )
    hibernated_share: float = _share(0.02, "members", "who are hibernated")
    initial_share: float = _share(0.04, "members", "who show an initial of their last name")
    hidden_connections_share: float = _share(0.2, "members", "who hide their list of connections")
    hidden_contact_share: float = _share(0.1, "members", "who hide their contact details")
    group_size: float = _number(
        60, 1, 1_000_000, "members", "mean size of a group; the sizes have a heavy tail"
    )
    mean_groups: float = _number(1.5, 0, 50, "groups", "of a member")

    def __attrs_post_init__(self) -> None:
        shares = {name: getattr(self, name) for name in _OF_CONNECTIONS}
        if sum(shares.values()) > 1 + _ROUNDING:
            problem = "are shares of the connections that add up to more than 1"
            raise InvalidInput(shares, problem, "lower one of them")

    def __repr__(self) -> str:
        return f"Assumptions({', '.join(differences(self, USUAL))})"

    def __reduce__(self) -> tuple[Any, ...]:
        # by name: a field that a later release adds has its default
        return _restored, (attrs.asdict(self),)

    _repr_pretty_ = print_repr


_OF_CONNECTIONS = ("team_share", "colleague_share", "schoolmate_share", "closure_share")
_ROUNDING = 1e-9  # tenths add up to a little more than they should

USUAL = Assumptions()


def _restored(fields: dict[str, Any]) -> Assumptions:
    return Assumptions(**fields)


def _attributes() -> str:
    """Return the lines of the docstring that the table stands for."""
    return "\n".join(
        f"{field.name}\n    {field.metadata['unit']}: {field.metadata['says']} "
        f"(default {field.default:,}, from {field.metadata['low']:,} "
        f"to {field.metadata['high']:,})."
        for field in attrs.fields(Assumptions)
    )


# laid flush first: Python 3.13 does so by itself, the ones before do not
Assumptions.__doc__ = cleandoc(Assumptions.__doc__ or "").format(attributes=_attributes())
