"""The actions of members, each a frozen value (A1 to A14).

An action names members, a time, and perhaps options. It knows no graph: it refuses ids and times
that no graph could take, and `check` and `apply` decide about the rest.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Generic

import attrs

from linkgraph.errors import InvalidInput, SelfTie, safe_repr
from linkgraph.graph.field_types import shown_safely
from linkgraph.graph.linkgraph import M
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.profiles import Profile
from linkgraph.graph.validation import in_words, one_of, print_repr, steady, utc


@attrs.frozen(field_transformer=shown_safely)
class Action(Generic[M]):
    """Base class of actions: the rule, the members that are named, and the time.

    Raises `InvalidInput` if a member, the time or an option is of the wrong type, or the time has
    no zone (F6), and `SelfTie` if both members are the same (F1, F2).

    Attributes
    ----------
    rule, named
        The id of the rule that the action follows, such as ``"A1"``, and the fields that hold
        members, in the order of the arguments.
    at
        When it happens: a datetime with a time zone, converted to UTC.
    """

    rule: ClassVar[str]
    named: ClassVar[tuple[str, ...]] = ()
    at: datetime = attrs.field(kw_only=True, converter=utc)

    def __attrs_post_init__(self) -> None:
        for name in self.named:
            object.__setattr__(self, name, plain_id(getattr(self, name), name=name))
        if len(self.named) > 1 and getattr(self, self.named[0]) == getattr(self, self.named[1]):
            raise SelfTie(getattr(self, self.named[0]))

    @property
    def members(self) -> tuple[M, ...]:
        """The members that the action names, in the order of its arguments."""
        return tuple(getattr(self, name) for name in self.named)


def _time_after_members(
    cls: type, fields: list[attrs.Attribute[Any]]
) -> list[attrs.Attribute[Any]]:
    """Put the inherited time between the members and the options, as actions are printed."""
    return sorted(shown_safely(cls, fields), key=lambda field: (field.kw_only, field.name != "at"))


def _none_if_empty(note: str | None) -> str | None:
    return None if isinstance(note, str) and not note else note


@attrs.frozen(field_transformer=_time_after_members)
class Invite(Action[M]):
    """A1: `sender` asks `recipient` to connect, perhaps with a note (guide, researched)."""

    rule = "A1"
    named: ClassVar[tuple[str, ...]] = ("sender", "recipient")
    sender: M
    recipient: M
    note: str | None = attrs.field(
        default=None, kw_only=True, converter=_none_if_empty, validator=one_of(str, optional=True)
    )
    knows_email: bool = attrs.field(default=False, kw_only=True, validator=one_of(bool))


@attrs.frozen(field_transformer=_time_after_members)
class Accept(Action[M]):
    """A2: `recipient` accepts the invitation of `sender` (guide)."""

    rule = "A2"
    named: ClassVar[tuple[str, ...]] = ("recipient", "sender")
    recipient: M
    sender: M


@attrs.frozen(field_transformer=_time_after_members)
class Ignore(Action[M]):
    """A3: `recipient` ignores an invitation; with `unknown`, A4: "I don't know this person"."""

    named: ClassVar[tuple[str, ...]] = ("recipient", "sender")
    recipient: M
    sender: M
    unknown: bool = attrs.field(default=False, kw_only=True, validator=one_of(bool))

    @property
    def rule(self) -> str:  # type: ignore[override]  # one class, two rules
        """``"A4"`` with `unknown`, else ``"A3"``."""
        return "A4" if self.unknown else "A3"


@attrs.frozen(field_transformer=_time_after_members)
class Withdraw(Action[M]):
    """A5: `sender` withdraws an invitation, and with `unfollow` their follow too (researched)."""

    rule = "A5"
    named: ClassVar[tuple[str, ...]] = ("sender", "recipient")
    sender: M
    recipient: M
    unfollow: bool = attrs.field(default=False, kw_only=True, validator=one_of(bool))


@attrs.frozen(field_transformer=_time_after_members)
class Expire(Action[M]):
    """A6: every pending invitation that is old enough ends (sources conflict)."""

    rule = "A6"


@attrs.frozen(field_transformer=_time_after_members)
class Follow(Action[M]):
    """A7: `follower` follows `followee`, at once and without consent (guide)."""

    rule = "A7"
    named: ClassVar[tuple[str, ...]] = ("follower", "followee")
    follower: M
    followee: M


@attrs.frozen(field_transformer=_time_after_members)
class Unfollow(Action[M]):
    """A8: `follower` stops following `followee` (researched)."""

    rule = "A8"
    named: ClassVar[tuple[str, ...]] = ("follower", "followee")
    follower: M
    followee: M


@attrs.frozen(field_transformer=_time_after_members)
class RemoveFollower(Action[M]):
    """A9: `followee` ends the follow of `follower` (researched)."""

    rule = "A9"
    named: ClassVar[tuple[str, ...]] = ("followee", "follower")
    followee: M
    follower: M


@attrs.frozen(field_transformer=_time_after_members)
class Disconnect(Action[M]):
    """A10: `member` ends the connection with `other` (sources conflict on the follows)."""

    rule = "A10"
    named: ClassVar[tuple[str, ...]] = ("member", "other")
    member: M
    other: M


@attrs.frozen(field_transformer=_time_after_members)
class Block(Action[M]):
    """A11: `member` blocks `other`, and every tie between the two ends (researched)."""

    rule = "A11"
    named: ClassVar[tuple[str, ...]] = ("member", "other")
    member: M
    other: M


@attrs.frozen(field_transformer=_time_after_members)
class Unblock(Action[M]):
    """A12: `member` lifts the block of `other`; nothing else comes back (researched)."""

    rule = "A12"
    named: ClassVar[tuple[str, ...]] = ("member", "other")
    member: M
    other: M


@attrs.frozen(init=False, repr=False)
class UpdateProfile(Action[M]):
    """A13: `member` changes settings of their profile (guide).

    ``UpdateProfile("ana", at=time, tier=Tier.PREMIUM)`` changes one setting. `changes` holds names
    and values, sorted by name. Raises `InvalidInput` for an unknown setting or a wrong value.
    """

    rule = "A13"
    named: ClassVar[tuple[str, ...]] = ("member",)
    member: M
    changes: tuple[tuple[str, Any], ...]

    def __init__(self, member: M, *, at: datetime, **changes: Any) -> None:
        settings = attrs.fields_dict(Profile)
        for name in changes:
            if name not in settings:
                remedy = f"use one of {', '.join(settings)}"
                raise InvalidInput(name, "a setting of a profile", remedy)
        profile = Profile(**changes)  # refuses values of the wrong type
        in_order = tuple((name, getattr(profile, name)) for name in sorted(changes))
        for field, value in (("member", member), ("changes", in_order), ("at", utc(at))):
            object.__setattr__(self, field, value)
        self.__attrs_post_init__()

    def __repr__(self) -> str:
        changes = "".join(f", {name}={in_words(value)}" for name, value in self.changes)
        return f"UpdateProfile({safe_repr(self.member)}, at={self.at!r}{changes})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.member, self.at, steady(dict(self.changes)))

    _repr_pretty_ = print_repr


@attrs.frozen(field_transformer=_time_after_members)
class Join(Action[M]):
    """A14: `member` joins the network."""

    rule = "A14"
    named: ClassVar[tuple[str, ...]] = ("member",)
    member: M


@attrs.frozen(field_transformer=_time_after_members)
class Leave(Action[M]):
    """A14: `member` leaves the network, and every tie of theirs ends."""

    rule = "A14"
    named: ClassVar[tuple[str, ...]] = ("member",)
    member: M


def _restored(member: M, at: datetime, changes: dict[str, Any]) -> UpdateProfile[M]:
    return UpdateProfile(member, at=at, **changes)
