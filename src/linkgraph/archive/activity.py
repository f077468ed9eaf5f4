"""The other files: follows, companies, reactions, comments, shares, messages, profile, positions.

Messages are the hard ones. A message counts for its sender if the owner received it, and for each
recipient if the owner sent it; its content is not kept. Recipients are identified by their
addresses. Without addresses, there are only names joined by commas. A name may contain a comma
itself, as in "Doe, Ph.D.", so the longest name that somebody has is taken.
"""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from linkgraph.archive.csv_rows import CsvRow
from linkgraph.archive.export_format import ExportDate
from linkgraph.archive.people import cleaned, is_post, post_id, profile_id
from linkgraph.archive.problems import Problem
from linkgraph.archive.reader import ExportReader, SkipRow
from linkgraph.archive.results import Correspondence, EventKind, OwnProfile, Position
from linkgraph.rules.posts import Audience, Engagement, EngagementKind, Post

_FOLLOWS = {"active": True, "unfollow": False}
# Older files have no visibility; then the product's default is assumed. MEMBER_NETWORK is not
# explained anywhere, so the narrower reading is taken.
_AUDIENCES = {
    "": Audience.ANYONE,
    "PUBLIC": Audience.ANYONE,
    "MEMBER_NETWORK": Audience.CONNECTIONS,
    "CONNECTIONS": Audience.CONNECTIONS,
}
_YES = {"yes", "true", "1"}  # how a row says that it is a draft
_FIRST = datetime.min.replace(tzinfo=UTC)

# -- follows ------------------------------------------------------------------------------------


def read_follows(reader: ExportReader, rows: list[CsvRow]) -> dict[str, bool]:
    """Return the members of Member_Follows, and whether the owner follows them by the newest row.

    The file gives names without addresses, so a row is about the connection of that name if there
    is exactly one.
    """
    # In an order that does not depend on the file: the first spelling of a name is kept.
    rows = sorted(rows, key=lambda row: [*row.cells.values()])
    follows: dict[str, bool] = {}
    for date, active, member in sorted(reader.read_rows(rows, _read_follow), key=_by_time):
        follows[member] = active
        reader.add_event(EventKind.FOLLOWED if active else EventKind.UNFOLLOWED, member, date)
    return follows


def _read_follow(reader: ExportReader, row: CsvRow) -> tuple[ExportDate | None, bool, str]:
    active = _FOLLOWS.get(cleaned(row["Status"]).casefold())
    if active is None:
        raise SkipRow(Problem.UNKNOWN_STATUS, "Status", row["Status"])
    date = reader.date_or_note(row, "Date")
    return date, active, reader.other_member(row, "FullName", None)


def _by_time(follow: tuple[ExportDate | None, bool, str]) -> tuple[datetime, bool]:
    date, active, _ = follow
    return date.at if date else _FIRST, active


def read_company(reader: ExportReader, row: CsvRow) -> str:
    """Return the name of a company that the owner follows."""
    name = cleaned(row["Organization"])
    if not name:
        raise SkipRow(Problem.NOBODY, "Organization")
    reader.add_event(EventKind.FOLLOWED_COMPANY, name, reader.date_or_note(row, "Followed On"))
    return name


# -- posts and engagement -----------------------------------------------------------------------


def read_reaction(reader: ExportReader, row: CsvRow) -> Engagement[str]:
    """Return a reaction of the owner."""
    post, date = _linked_post(reader, row, "Link")
    reader.add_event(EventKind.REACTED, post, date, cleaned(row["Type"]))
    return _engagement(reader, post, EngagementKind.REACTION, date)


def read_comment(reader: ExportReader, row: CsvRow) -> Engagement[str]:
    """Return a comment of the owner."""
    post, date = _linked_post(reader, row, "Link")
    reader.add_event(EventKind.COMMENTED, post, date)
    return _engagement(reader, post, EngagementKind.COMMENT, date)


def read_share(reader: ExportReader, row: CsvRow) -> tuple[Post[str], list[Engagement[str]]]:
    """Return a post of the owner, and a repost if it shares a post of the network."""
    visibility = cleaned(row["Visibility"]).upper()
    if visibility not in _AUDIENCES:
        reader.log.note(row, Problem.UNKNOWN_VISIBILITY, "Visibility", row["Visibility"])
    audience = _AUDIENCES.get(visibility, Audience.CONNECTIONS)
    post, date = _linked_post(reader, row, "ShareLink")
    reader.add_event(EventKind.SHARED, post, date)
    at, shared = date.at if date else None, row["SharedUrl"]
    reposts = (
        [_engagement(reader, post_id(shared), EngagementKind.REPOST, date)]
        if is_post(shared)
        else []
    )
    return Post(post, reader.owner.id, audience=audience, at=at), reposts


def _linked_post(reader: ExportReader, row: CsvRow, column: str) -> tuple[str, ExportDate | None]:
    if not cleaned(row[column]):
        raise SkipRow(Problem.NO_LINK, column)
    return post_id(row[column]), reader.date_or_note(row, "Date")


def _engagement(
    reader: ExportReader, post: str, kind: EngagementKind, date: ExportDate | None
) -> Engagement[str]:
    return Engagement(reader.owner.id, post, kind, at=date.at if date else None)


# -- messages -----------------------------------------------------------------------------------


@attrs.define
class MessageCounts:
    """The messages exchanged with one person."""

    name: str
    sent: int = 0
    received: int = 0
    dates: list[datetime] = attrs.field(factory=list)


def read_messages(reader: ExportReader, rows: list[CsvRow]) -> tuple[Correspondence, ...]:
    """Return how many messages went to and came from each person, most first."""
    counts: dict[str, MessageCounts] = {}
    for names, sent, date in reader.read_rows(rows, _read_message):
        for member, name in names.items():
            known = reader.people.by_id.get(member)
            person = counts.setdefault(member, MessageCounts(known.name if known else name))
            person.sent += sent
            person.received += not sent
            person.dates += [date.at] if date else []
    messages = [
        Correspondence(
            member,
            person.name,
            person.sent,
            person.received,
            min(person.dates, default=None),
            max(person.dates, default=None),
        )
        for member, person in counts.items()
    ]
    return tuple(sorted(messages, key=lambda row: (-row.sent - row.received, row.member)))


def _read_message(
    reader: ExportReader, row: CsvRow
) -> tuple[dict[str, str], bool, ExportDate | None]:
    """Return the names of the other people by id, whether the owner sent it, and the date."""
    for column in ("IS MESSAGE DRAFT", "IS CONVERSATION DRAFT"):
        if cleaned(row[column]).casefold() in _YES:
            raise SkipRow(Problem.DRAFT, column)
    if not reader.owner.name and not reader.owner.addresses:
        raise SkipRow(Problem.OWNER_UNKNOWN)
    date = reader.date_or_note(row, "DATE")
    sender, address = cleaned(row["FROM"]), reader.address(row, "SENDER PROFILE URL")
    if reader.is_owner(sender, address):
        return _recipients(reader, row), True, date
    if address is None:
        return {reader.id_by_name(sender, "FROM"): sender}, False, date
    return {reader.people.id_at(address, sender): sender}, False, date


def _recipients(reader: ExportReader, row: CsvRow) -> dict[str, str]:
    """Return the names of the recipients by id, without the owner."""
    written = cleaned(row["TO"])
    cells = map(cleaned, row["RECIPIENT PROFILE URLS"].split(","))
    addresses = [cell for cell in cells if cell]
    recipients: dict[str, str] = {}
    if addresses:
        names = [written] if len(addresses) == 1 else written.split(", ")
        if len(names) != len(addresses):  # nobody can say which name has which address
            names = [""] * len(addresses)
        for name, cell in zip(names, addresses, strict=True):
            address = profile_id(cell)
            if address is None:
                reader.log.note(row, Problem.BAD_ADDRESS, "RECIPIENT PROFILE URLS", cell)
            elif not reader.is_owner(name, address):
                recipients[reader.people.id_at(address, name)] = name
    else:
        for name in _separate_names(reader, written):
            if reader.is_owner(name, None):
                continue
            try:
                recipients[reader.id_by_name(name, "TO")] = name
            except SkipRow:
                reader.log.note(row, Problem.UNNAMED_RECIPIENT, "TO", name)
    if not recipients:
        raise SkipRow(Problem.NOBODY, "TO", written)
    return recipients


def _separate_names(reader: ExportReader, written: str) -> list[str]:
    """Return the names in a list: at each place the longest that somebody has, or one part."""
    parts, names = written.strip(", ").split(", "), list[str]()
    while parts:
        lengths = range(len(parts), 1, -1)
        known = (n for n in lengths if reader.people.ids_named(", ".join(parts[:n])))
        length = next(known, 1)
        names.append(", ".join(parts[:length]))
        parts = parts[length:]
    return names


# -- the owner ----------------------------------------------------------------------------------


def read_profile(reader: ExportReader, rows: list[CsvRow]) -> OwnProfile | None:
    """Return the owner's profile: the first one, if archives differ."""
    columns = ("First Name", "Last Name", "Headline", "Industry", "Geo Location")
    profiles = reader.read_rows(
        rows, lambda _, row: OwnProfile(*(cleaned(row[column]) for column in columns))
    )
    for row in rows[1:]:
        reader.log.note(row, Problem.TWICE, None, cleaned(row["First Name"]))
    return profiles[0] if profiles else None


def read_position(reader: ExportReader, row: CsvRow) -> Position:
    """Return a job of the owner."""
    started, finished = (reader.date(row, column) for column in ("Started On", "Finished On"))
    return Position(
        cleaned(row["Company Name"]),
        cleaned(row["Title"]),
        cleaned(row["Location"]),
        started.at.date() if started else None,
        finished.at.date() if finished else None,
    )
