"""The small values that a graph holds about members and pairs: profiles and invitations."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable
from datetime import UTC, date, datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.facts.ids import in_steady_order, plain_id

M = TypeVar("M", bound=Hashable)


class Term(Enum):
    """An enum whose members are shown as ``Class.MEMBER``, and pickled by that name.

    By name, since a value may be a sentence, and sentences are reworded.
    """

    @staticmethod
    def _generate_next_value_(  # the signature is the enum module's
        name: str,
        start: int,  # noqa: ARG004
        count: int,  # noqa: ARG004
        last_values: list[Any],  # noqa: ARG004
    ) -> str:
        return name

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return getattr, (type(self), self.name)


def utc(value: object, what: str = "at") -> datetime:
    """Return an aware `value` in UTC, or raise `InvalidInput`."""
    if not isinstance(value, datetime):
        raise InvalidInput(value, f"is no `{what}`", "give a datetime with a time zone")
    if value != value:  # noqa: PLR0124  # pandas' NaT is a datetime and unlike itself
        raise InvalidInput(value, f"is null and no `{what}`", "give a datetime with a time zone")
    if value.utcoffset() is None:
        raise InvalidInput(
            value, f"is a naive `{what}`", "give it a time zone, such as `tzinfo=datetime.UTC`"
        )
    try:
        moment = value.astimezone(UTC)
        if type(moment) is datetime:
            return moment
        # a subclass, such as pandas' Timestamp, has no business in a graph or its pickle
        return datetime.combine(moment.date(), moment.time(), UTC)
    except OverflowError:
        problem = f"is a `{what}` that UTC cannot express"
        raise InvalidInput(value, problem, "stay between the years 1 and 9999") from None


def listed(values: object, problem: str, remedy: str) -> list[Any]:
    """Return the items of an iterable that is no text, or raise `InvalidInput`."""
    if not isinstance(values, (str, bytes)):
        try:
            items = iter(cast("Iterable[Any]", values))  # whether it is one is the question
        except TypeError:
            raise InvalidInput(values, problem, remedy) from None
        return list(items)
    raise InvalidInput(values, problem, remedy)


def path_of(value: Any, remedy: str) -> Path:
    """Return the file or folder that a caller named, or raise `InvalidInput`."""
    try:
        path = Path(value)
        os.fsencode(path)
    except (TypeError, ValueError):
        path = None
    if path is None or "\0" in str(path):
        raise InvalidInput(value, "is no path", remedy)
    return path


def one_of(kind: type[Any], *, optional: bool = False) -> Any:
    """Return an attrs validator: the value is a `kind` (or `None`)."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if optional and value is None:
            return
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            if issubclass(kind, Enum):
                names = ", ".join(f"`{member!r}`" for member in kind)
                remedy = f"use one of {names}"
            else:
                remedy = f"use a {kind.__name__}" + (" or `None`" if optional else "")
            raise InvalidInput(value, f"is no value for `{field.name}`", remedy)

    return check


def _group_ids(value: object) -> frozenset[Hashable]:
    groups = listed(value, "is no collection of group ids", "give a set such as {'chess'}")
    return frozenset(plain_id(group, "group") for group in groups)


def _optional_id(value: object) -> Hashable | None:
    return None if value is None else plain_id(value, "employer")


def _date_only(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
        raise InvalidInput(value, f"is no value for `{field.name}`", "use a date or `None`")


def print_repr(value: object, printer: Any, cycle: bool) -> None:  # noqa: ARG001  # IPython's hook
    """Print a value by its repr; Hypothesis would list the fields of an attrs class instead."""
    printer.text(repr(value))


def html_of(value: object) -> str:
    """Return a value as an HTML table, Jupyter's hook `_repr_html_`.

    Facts and rules know no HTML: the door that does is imported once a notebook asks.
    """
    from linkgraph.display.tables import table_of

    return table_of(value)


class Button(Term):
    """Which button a member asks to have in front (F7, E4)."""

    CONNECT = auto()
    FOLLOW = auto()


class FollowAudience(Term):
    """Who may follow a member (F7, F8)."""

    EVERYONE = auto()
    CONNECTIONS = auto()


class InvitationsFrom(Term):
    """Who may invite a member (F7): everyone, or who knows their e-mail."""

    EVERYONE = auto()
    KNOWN = auto()


class Tier(Term):
    """What a member pays for (F7)."""

    FREE = auto()
    PREMIUM = auto()


class NameShown(Term):
    """What people beyond the second degree see of a last name (F7, P6)."""

    FULL = auto()
    INITIAL = auto()


@attrs.frozen(kw_only=True)
class Profile:
    """A member's settings; every field has a default (F7; source: guide and researched).

    Attributes
    ----------
    primary_button
        The button in front, where the era lets members choose (E4).
    follow_audience
        Who may follow; a stored follow outside it stays but is not in force (F8).
    invitations_from
        KNOWN asks the sender for the member's e-mail (A1).
    tier
        FREE or PREMIUM: note length (L4), notes a month (L5), InMail (M1).
    open_profile
        With PREMIUM: anybody may write to the member (M1).
    influencer
        Could be followed before everybody could (E2).
    hibernated
        Left out of both public counts (P3).
    name_shown
        INITIAL hides the last name beyond the second degree (P6).
    connections_shown, contact_shown
        Whether connections see the list of connections and the contact details (P4, P5).
    groups
        Ids of the member's groups (V5, W6, M1).
    employer
        Id of the employer, or `None` (M1, G4).
    joined
        The date the member joined, or `None` (G10).

    Raises
    ------
    InvalidInput
        When a field has a value of the wrong kind.

    Examples
    --------
    >>> Profile(tier=Tier.PREMIUM, groups={"chess"})
    Profile(tier=Tier.PREMIUM, groups={'chess'})
    """

    primary_button: Button = attrs.field(default=Button.CONNECT, validator=one_of(Button))
    follow_audience: FollowAudience = attrs.field(
        default=FollowAudience.EVERYONE, validator=one_of(FollowAudience)
    )
    invitations_from: InvitationsFrom = attrs.field(
        default=InvitationsFrom.EVERYONE, validator=one_of(InvitationsFrom)
    )
    tier: Tier = attrs.field(default=Tier.FREE, validator=one_of(Tier))
    open_profile: bool = attrs.field(default=False, validator=one_of(bool))
    influencer: bool = attrs.field(default=False, validator=one_of(bool))
    hibernated: bool = attrs.field(default=False, validator=one_of(bool))
    name_shown: NameShown = attrs.field(default=NameShown.FULL, validator=one_of(NameShown))
    connections_shown: bool = attrs.field(default=True, validator=one_of(bool))
    contact_shown: bool = attrs.field(default=True, validator=one_of(bool))
    groups: frozenset[Hashable] = attrs.field(default=frozenset(), converter=_group_ids)
    employer: Hashable | None = attrs.field(default=None, converter=_optional_id)
    joined: date | None = attrs.field(default=None, validator=_date_only)

    def __repr__(self) -> str:
        return f"Profile({', '.join(differences(self, DEFAULT_PROFILE))})"

    def __reduce__(self) -> tuple[Any, ...]:
        # by name: a field that a later release adds has its default
        return _restored, (steady(attrs.asdict(self, recurse=False)),)

    _repr_pretty_ = print_repr


def differences(value: Any, usual: Any) -> list[str]:
    """Return ``field=value`` for each field of an attrs `value` that is not as `usual`."""
    found: list[str] = []
    for field in attrs.fields(type(value)):
        own = getattr(value, field.name)
        if own != getattr(usual, field.name):
            found.append(f"{field.name}={in_words(own)}")
    return found


def in_words(value: object) -> str:
    """Return the `repr` of a value, of a set in an order that no hash seed changes."""
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(repr, value))) + "}"
    return repr(value)


def steady(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields for a pickle, sets as lists: its bytes are the same on every run."""
    return {
        name: in_steady_order(value) if isinstance(value, frozenset) else value
        for name, value in fields.items()
    }


def _restored(fields: dict[str, Any]) -> Profile:
    return Profile(**fields)


DEFAULT_PROFILE = Profile()


@attrs.frozen
class Invitation(Generic[M]):
    """A pending invitation (F4).

    Attributes
    ----------
    sender, recipient
        Who asks, and who may accept.
    sent_at
        When, in UTC.
    note
        The note that went with it, or `None`.
    """

    sender: M
    recipient: M
    sent_at: datetime
    note: str | None = None
