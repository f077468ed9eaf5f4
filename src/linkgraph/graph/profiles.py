"""Profiles and invitations: the values a graph holds about a member or a pair (F4, F7).

`Profile` is one member's settings and `Invitation` one pending invitation. `Profiles` keeps the
settings of all members, and an index of the members with each setting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Set
from datetime import date, datetime
from enum import auto
from typing import Any, Generic, TypeAlias, TypeVar, final

import attrs
import numpy as np

from linkgraph.errors import InvalidInput
from linkgraph.graph.field_types import typed
from linkgraph.graph.id_columns import ids_in
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.persistent_map import Large, MemberMap, PersistentMap
from linkgraph.graph.sorted_arrays import (
    NO_INDICES,
    Indices,
    Mask,
    isin,
    read_only,
    symmetric_difference,
)
from linkgraph.graph.validation import Term, differences, naming, one_of, print_repr, steady, utc

M = TypeVar("M", bound=Hashable)
Setting: TypeAlias = tuple[str, Hashable]


def _group_ids(value: Iterable[Hashable]) -> frozenset[Hashable]:
    with naming("groups"):
        remedy = "give a set such as {'chess'}"
        return frozenset(ids_in(value, "group", "a collection of group ids", remedy))


def _optional_id(value: Hashable | None) -> Hashable | None:
    return None if value is None else plain_id(value, "employer", "employer")


def _date_only(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
        raise InvalidInput(value, f"a date without a time, or `None`, as `{field.name}`")


class Button(Term):
    """The primary button that a member chooses for the own profile (F7, E4)."""

    CONNECT = auto()
    FOLLOW = auto()


class FollowAudience(Term):
    """The members that may follow a member (F7, F8)."""

    EVERYONE = auto()
    CONNECTIONS = auto()


class InvitationsFrom(Term):
    """The members that may invite a member (F7): all, or those that know the e-mail address."""

    EVERYONE = auto()
    KNOWN = auto()


class Tier(Term):
    """The plan of a member (F7)."""

    FREE = auto()
    PREMIUM = auto()


class NameShown(Term):
    """How much of a last name members beyond the second degree see (F7, P6)."""

    FULL = auto()
    INITIAL = auto()


@attrs.frozen(kw_only=True)
class Profile:
    """A member's settings; every field has a default (F7; source: guide and researched).

    Attributes
    ----------
    primary_button
        The primary button, in eras that let members choose (E4).
    follow_audience
        The members that may follow. A stored follow by another member stays, but is not in force
        (F8).
    invitations_from
        KNOWN requires that the sender knows the member's e-mail address (A1).
    tier
        FREE or PREMIUM: note length (L4), notes a month (L5), InMail (M1).
    open_profile
        With PREMIUM: every member may write to this one (M1).
    influencer
        Could be followed in the era when other members could not (E2).
    hibernated
        Not counted in the public numbers of others (P3).
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
        If a field has a value of the wrong type.

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
        # By name, so that a field that a later release adds gets its default.
        return _restored, (steady(attrs.asdict(self, recurse=False)),)

    _repr_pretty_ = print_repr


def _restored(fields: dict[str, Any]) -> Profile:
    return Profile(**fields)


DEFAULT_PROFILE = Profile()
_SINGLE_DEFAULTS = [
    (field.name, getattr(DEFAULT_PROFILE, field.name))
    for field in attrs.fields(Profile)
    if field.name != "groups"
]


def _sent_at(value: datetime) -> datetime:
    return utc(value, "sent_at")


@attrs.frozen(field_transformer=typed)
class Invitation(Generic[M]):
    """A pending invitation (F4).

    Attributes
    ----------
    sender, recipient
        The member that invites, and the member that may accept.
    sent_at
        The time, in UTC.
    note
        The note that was sent with it, or `None`.
    """

    sender: M
    recipient: M
    sent_at: datetime = attrs.field(converter=_sent_at)
    note: str | None = None


@final
@attrs.frozen
class InvitationDetails:
    """The time and the note of a pending invitation."""

    sent_at: datetime
    note: str | None


Change: TypeAlias = tuple[int, Profile | None, Profile | None]  # a member, before and after


@final
class Profiles(MemberMap[Profile]):
    """The profiles by index; a default profile has no entry.

    The index of the large dict has, for each setting, the members with it.
    """

    __slots__ = ()

    def get(self, key: int) -> Profile:
        """Return the profile of a member. O(1)."""
        return PersistentMap.get(self, key) or DEFAULT_PROFILE

    def set(self, key: int, value: Profile | None) -> Profiles:
        """Return profiles in which a member has this one; `None` for the default."""
        return super().set(key, None if value == DEFAULT_PROFILE else value)

    def having(self, field: str, value: Hashable) -> Indices:
        """Return the members with this value, not the default, in a field; a group for `groups`.

        The first question about a graph or any version of it scans all stored profiles. Later ones
        cost O(1), or O(answer + edits) if profiles have been edited since.
        """
        members = self._in_large(field, value)
        if not self._small:
            return members
        toggled = [
            member
            for member, profile in self._small.items()
            if _has(self._large.get(member), field, value) != _has(profile, field, value)
        ]
        return read_only(symmetric_difference(members, _sorted(toggled)))

    def has(self, members: Indices, field: str, value: Hashable) -> Mask:
        """Return which of `members` `having` returns. O(members · log n)."""
        mask = isin(members, self._in_large(field, value))
        if self._small:
            edited = np.flatnonzero(isin(members, _sorted(self._small)))
            for place, member in zip(edited.tolist(), members[edited].tolist(), strict=True):
                mask[place] = _has(self.get(member), field, value)
        return mask

    def _in_large(self, field: str, value: Hashable) -> Indices:
        """Return the members with a setting in the large dict."""
        large = self._large
        if large.index is None:
            large.index = _index({}, [(key, None, value) for key, value in large.items()])
        members: Indices = large.index.get((field, value), NO_INDICES)
        return members

    def _merged(self) -> Large[int, Profile]:
        merged, large = super()._merged(), self._large
        if large.index is not None:  # carried over: an edit never costs another scan
            changes = [(key, large.get(key), value) for key, value in self._small.items()]
            merged.index = _index(large.index, changes)
        return merged


def _index(index: dict[Setting, Indices], changes: Iterable[Change]) -> dict[Setting, Indices]:
    """Return an index of settings after changes of profiles."""
    toggled: dict[Setting, list[int]] = defaultdict(list)
    for member, old, new in changes:
        for setting in _settings(old) ^ _settings(new):
            toggled[setting].append(member)
    index = index.copy()
    for setting, members in toggled.items():
        having = symmetric_difference(index.pop(setting, NO_INDICES), _sorted(members))
        if len(having):
            index[setting] = read_only(having)
    return index


def _settings(profile: Profile | None) -> Set[Setting]:
    """Return the settings of a profile that are not the default; one for each group."""
    if profile is None:
        return set()
    settings: set[Setting] = {("groups", group) for group in profile.groups}
    for name, default in _SINGLE_DEFAULTS:
        value = getattr(profile, name)
        if value is not default and value != default:
            settings.add((name, value))
    return settings


def _has(profile: Profile | None, field: str, value: Hashable) -> bool:
    """Return whether a profile has a setting that is not the default."""
    own = getattr(profile or DEFAULT_PROFILE, field)
    return bool(value in own if field == "groups" else own == value)


def _sorted(members: Iterable[int]) -> Indices:
    return np.sort(np.fromiter(members, np.int32))
