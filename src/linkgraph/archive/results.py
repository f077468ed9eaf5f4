"""The values that a reading gives: an `Archive` and all that it holds; and its `Limits`."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from linkgraph.archive.account import ReadingAccount
from linkgraph.errors import InvalidInput
from linkgraph.graph.field_types import shown_safely, typed
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import Term
from linkgraph.rules.history import History
from linkgraph.rules.posts import Engagement, Post


def _positive(_: object, field: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int or value < 1:
        raise InvalidInput(value, f"a positive integer for `{field.name}`")


@attrs.frozen(kw_only=True, field_transformer=shown_safely)
class Limits:
    """How much an archive may hold. One that holds more is refused, whatever its headers say.

    Attributes
    ----------
    unpacked_bytes
        Bytes of all files that are read, together.
    file_bytes
        Bytes of one file.
    ratio
        Unpacked bytes for each packed byte, of a file and of the archive as a whole, if it has
        more than 1 MiB. Exports stay below 20.
    depth
        Zips inside zips, counting the outermost.
    files
        Files and folders, read or not.
    lines
        Lines of all files that are read, together.

    Raises
    ------
    InvalidInput
        If a limit is not a positive integer.

    Examples
    --------
    >>> Limits(files=100).depth
    3
    """

    unpacked_bytes: int = attrs.field(default=512 * 2**20, validator=_positive)
    file_bytes: int = attrs.field(default=256 * 2**20, validator=_positive)
    ratio: int = attrs.field(default=200, validator=_positive)
    depth: int = attrs.field(default=3, validator=_positive)
    files: int = attrs.field(default=10_000, validator=_positive)
    lines: int = attrs.field(default=2_000_000, validator=_positive)

    # By name, so that a field that a later release adds gets its default.
    def __getstate__(self) -> dict[str, int]:
        return attrs.asdict(self)

    def __setstate__(self, state: dict[str, int]) -> None:
        Limits.__init__(self, **state)


@attrs.frozen(field_transformer=typed)
class Person:
    """A person in the archive other than its owner.

    Attributes
    ----------
    id
        The member id: ``in/name`` from the address of the profile. Without an address it is
        ``name/…`` and, for a connection, the date; it is ``in/name/…`` if two people share one.
    name
        The name as the archive writes it.
    address
        The id that the address gives, or `None`.
    company, position, email
        The cells of Connections.csv; may be empty.
    connected
        Whether the person is a connection of the owner.
    connected_on
        The day on which the two connected, or `None` if it is not given.
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
    """How an invitation ended, as far as an archive can tell."""

    ACCEPTED = "the other member is a connection now"
    UNKNOWN = "the archive does not say"


@attrs.frozen(field_transformer=typed)
class ArchivedInvitation:
    """An invitation from or to the owner."""

    sender: str
    recipient: str
    sent_at: datetime
    note: str | None
    outcome: Outcome


class EventKind(Term):
    """The kind of an event; the owner is one side of all of them."""

    INVITED = "the owner invited a member"
    WAS_INVITED = "a member invited the owner"
    CONNECTED = "the owner and a member connected"
    FOLLOWED = "the owner followed a member"
    UNFOLLOWED = "the owner stopped following a member"
    FOLLOWED_COMPANY = "the owner followed a company"
    SHARED = "the owner posted or reposted"
    REACTED = "the owner reacted to a post"
    COMMENTED = "the owner commented on a post"


@attrs.frozen(field_transformer=typed)
class Event:
    """A dated fact about the owner.

    Attributes
    ----------
    at
        The time in UTC; midnight if only the day is known.
    kind
        The kind of event.
    subject
        The id of the other member or of the post, or the name of the company.
    detail
        The type of a reaction; otherwise empty.
    day_only
        Whether only the day is known.
    """

    at: datetime
    kind: EventKind
    subject: str
    detail: str = ""
    day_only: bool = False


@attrs.frozen(field_transformer=typed)
class Correspondence:
    """The number of messages to and from a person, and the times of the first and the last."""

    member: str
    name: str
    sent: int
    received: int
    first: datetime | None
    last: datetime | None


@attrs.frozen(field_transformer=typed)
class OwnProfile:
    """The owner's profile: the cells of Profile.csv that describe their work."""

    first_name: str
    last_name: str
    headline: str = ""
    industry: str = ""
    location: str = ""


@attrs.frozen(field_transformer=typed)
class Position:
    """A job of the owner. A date without a day or month stands for the first day or month."""

    company: str
    title: str
    location: str
    started_on: date | None
    finished_on: date | None


@attrs.frozen(repr=False, field_transformer=typed)
class Archive:
    """The contents of a member's own data export.

    An export does not list the followers of the owner, the answers to invitations, or the ties
    between other members. The graph is therefore a star with the owner in its center.

    Attributes
    ----------
    owner
        The owner's member id.
    graph
        The owner's connections, pending invitations and follows (F1 to F4). Employers (F7) are
        names of companies in lower case, without accents.
    people
        Everybody in the graph except the owner: connections by date, then the others by id.
    invitations
        All invitations, by time.
    history
        The invitations and acceptances of all ties whose invitation is in the archive (H1). It
        replays under `AS_IT_HAPPENED` without a refusal.
    timeline
        All dated facts, by time.
    engagements, posts
        The owner's reactions, comments and reposts, and the owner's posts; those without a date
        first, the others by time.
    messages
        The number of messages to and from each person, most first.
    companies
        Names of the companies that the owner follows.
    profile, positions
        The owner's profile, or `None`, and the owner's jobs, by date.
    account
        The account of the reading: the rows read and skipped, and the reasons.
    """

    owner: str
    graph: LinkGraph[str]
    people: tuple[Person, ...]
    invitations: tuple[ArchivedInvitation, ...]
    history: History[str]
    timeline: tuple[Event, ...]
    engagements: tuple[Engagement[str], ...]
    posts: tuple[Post[str], ...]
    messages: tuple[Correspondence, ...]
    companies: tuple[str, ...]
    profile: OwnProfile | None
    positions: tuple[Position, ...]
    account: ReadingAccount

    def __attrs_post_init__(self) -> None:
        if self.owner not in self.graph:
            raise InvalidInput(self.owner, "a member of `graph` as `owner`")

    @property
    def ends_at(self) -> datetime | None:
        """The latest time in the archive, or `None`; use it as the time of the export."""
        times = [event.at for event in self.timeline[-1:]]
        times += [messages.last for messages in self.messages if messages.last is not None]
        return max(times, default=None)

    def __repr__(self) -> str:
        connections, invitations = self.graph.connection_count(self.owner), len(self.invitations)
        return (
            f"Archive({self.owner!r}, {connections:,} connection{'s' * (connections != 1)}, "
            f"{invitations:,} invitation{'s' * (invitations != 1)}, "
            f"{len(self.account.skipped):,} skipped)"
        )
