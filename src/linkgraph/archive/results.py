"""What an archive comes to, as small frozen values."""

from __future__ import annotations

from datetime import date, datetime
from enum import auto

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.validation import Term, one_of


def _at_least_one(_: object, field: attrs.Attribute[int], value: int) -> None:
    if value < 1:
        raise InvalidInput(value, f"is no value for `{field.name}`", "use 1 or more")


def _limit(default: int) -> int:
    field: int = attrs.field(default=default, validator=[one_of(int), _at_least_one])
    return field


@attrs.frozen(kw_only=True)
class Limits:
    """How much an archive may hold before it is refused; whatever a file says of itself.

    Attributes
    ----------
    unpacked_bytes
        Of all files that are read, together.
    file_bytes
        Of one file.
    ratio
        Unpacked bytes to packed ones, of a file beyond 1 MiB. Exports stay below 20.
    depth
        Zips within zips, the outermost counted.
    files
        Files and folders, read or not.

    Raises
    ------
    InvalidInput
        For what is no whole number from 1 on.

    Examples
    --------
    >>> Limits(files=100).depth
    3
    """

    unpacked_bytes: int = _limit(512 * 2**20)
    file_bytes: int = _limit(256 * 2**20)
    ratio: int = _limit(200)
    depth: int = _limit(3)
    files: int = _limit(10_000)


@attrs.frozen
class Person:
    """Somebody in the archive.

    Attributes
    ----------
    id
        The member id: ``in/name`` from the address of the profile. Without an address
        ``name/…`` and, for a connection, the date; ``in/name/…`` where two people share one.
    name
        As the archive writes it.
    address
        The id of the address, or `None`.
    company, position, email
        As in Connections.csv; empty where it has none.
    connected
        Whether they are a connection of the owner's.
    connected_on
        Since when, or `None` where no date is given.
    """

    id: str
    name: str
    address: str | None = None
    company: str = ""
    position: str = ""
    email: str = ""
    connected: bool = False
    connected_on: date | None = None


class Outcome(Term):
    """What became of an invitation, as far as an archive can tell."""

    ACCEPTED = auto()
    UNKNOWN = auto()


@attrs.frozen
class ArchivedInvitation:
    """An invitation that was sent; ACCEPTED if the other party is a connection now."""

    sender: str
    recipient: str
    sent_at: datetime
    note: str | None
    outcome: Outcome


class EventKind(Term):
    """What a dated fact is."""

    INVITED = auto()
    WAS_INVITED = auto()
    CONNECTED = auto()
    FOLLOWED = auto()
    UNFOLLOWED = auto()
    FOLLOWED_COMPANY = auto()
    SHARED = auto()
    REACTED = auto()
    COMMENTED = auto()


@attrs.frozen
class Event:
    """A dated fact about the owner.

    Attributes
    ----------
    at
        When, in UTC; midnight where only the day is known.
    kind
        What happened.
    subject
        The other member's id, the company, or the post's id.
    detail
        The type of a reaction; else empty.
    day_only
        Whether only the day is known.
    """

    at: datetime
    kind: EventKind
    subject: str
    detail: str = ""
    day_only: bool = False


@attrs.frozen
class Correspondence:
    """How many messages went to and came from somebody, and when the first and last did."""

    member: str
    name: str
    sent: int
    received: int
    first: datetime | None
    last: datetime | None


@attrs.frozen
class OwnProfile:
    """The owner's profile; see Profile.csv for what is not here."""

    first_name: str
    last_name: str
    headline: str = ""
    industry: str = ""
    location: str = ""


@attrs.frozen
class Position:
    """A job of the owner's; a month stands for its first day, a year for its first."""

    company: str
    title: str
    location: str
    started_on: date | None
    finished_on: date | None
