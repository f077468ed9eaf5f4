"""The other files: follows, companies, reactions, comments, shares, messages, profile, positions.

Messages are the hard ones. A message counts for its sender if the owner received it, and for each
recipient if the owner sent it; its content is not kept. Recipients are identified by their
addresses. Without addresses, there are only names joined by commas. A name may contain a comma
itself, as in "Doe, Ph.D.", so the longest name that somebody has is taken.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from linkgraph.archive.account import Problem
from linkgraph.archive.csv_rows import CsvRow
from linkgraph.archive.export_format import ExportDate
from linkgraph.archive.ids import cleaned, is_post, post_id, profile_id
from linkgraph.archive.reader import ExportReader, SkipRow
from linkgraph.archive.results import Correspondence, EventKind, OwnProfile, Position
from linkgraph.rules.posts import Audience, EngagementKind, Post

_FOLLOWS = {"active": True, "unfollow": False}
# Older files have no visibility; then the product's default is assumed. MEMBER_NETWORK is not
# explained anywhere, so the narrower reading is taken.
_AUDIENCES = {
    "": Audience.ANYONE,
    "PUBLIC": Audience.ANYONE,
    "MEMBER_NETWORK": Audience.CONNECTIONS,
    "CONNECTIONS": Audience.CONNECTIONS,
}
_ENGAGEMENTS = {
    "Reactions": (EventKind.REACTED, EngagementKind.REACTION),
    "Comments": (EventKind.COMMENTED, EngagementKind.COMMENT),
}
_UNDATED = datetime.min.replace(tzinfo=UTC)


def read_follows(reader: ExportReader, rows: list[CsvRow]) -> dict[str, bool]:
    """Return the members of Member_Follows, and whether the owner follows them by the newest row.

    The file gives names without addresses, so a row is about the connection of that name if there
    is exactly one.
    """
    # In an order that does not depend on the file: the first spelling of a name is kept.
    rows = sorted(rows, key=lambda row: [*row.cells.values()])
    follows = sorted(reader.read_rows(rows, _read_follow))
    return {member: active for _, active, member in follows}


def _read_follow(reader: ExportReader, row: CsvRow) -> tuple[datetime, bool, str]:
    active = _FOLLOWS.get(cleaned(row["Status"]).casefold())
    if active is None:
        raise SkipRow(Problem.UNKNOWN_STATUS, "Status", row["Status"])
    date = reader.date_or_note(row, "Date")
    member = reader.other_member(row, "FullName", None)
    reader.add_event(EventKind.FOLLOWED if active else EventKind.UNFOLLOWED, member, date)
    return date.at if date else _UNDATED, active, member


def read_company(reader: ExportReader, row: CsvRow) -> str:
    """Return the name of a company that the owner follows."""
    name = cleaned(row["Organization"])
    if not name:
        raise SkipRow(Problem.NOBODY, "Organization")
    reader.add_event(EventKind.FOLLOWED_COMPANY, name, reader.date_or_note(row, "Followed On"))
    return name


def read_engagement(reader: ExportReader, row: CsvRow) -> None:
    """Add a reaction or a comment of the owner to the events and engagements."""
    event, engagement = _ENGAGEMENTS[row.table.kind.name]
    post, date = _linked_post(reader, row, "Link")
    reader.add_event(event, post, date, cleaned(row["Type"]))  # comments have no type
    reader.add_engagement(engagement, post, date)


def read_share(reader: ExportReader, row: CsvRow) -> Post[str]:
    """Return a post of the owner; add a repost if it shares a post of the network."""
    visibility = cleaned(row["Visibility"]).upper()
    if visibility not in _AUDIENCES:
        row.note(Problem.UNKNOWN_VISIBILITY, "Visibility", row["Visibility"])
    audience = _AUDIENCES.get(visibility, Audience.CONNECTIONS)
    post, date = _linked_post(reader, row, "ShareLink")
    reader.add_event(EventKind.SHARED, post, date)
    if is_post(row["SharedUrl"]):
        reader.add_engagement(EngagementKind.REPOST, post_id(row["SharedUrl"]), date)
    return Post(post, reader.owner.id, audience=audience, at=date.at if date else None)


def _linked_post(reader: ExportReader, row: CsvRow, column: str) -> tuple[str, ExportDate | None]:
    if not cleaned(row[column]):
        raise SkipRow(Problem.NO_LINK, column)
    return post_id(row[column]), reader.date_or_note(row, "Date")


def read_messages(reader: ExportReader, rows: list[CsvRow]) -> tuple[Correspondence, ...]:
    """Return how many messages went to and came from each person, most first."""
    names: dict[str, str] = {}
    messages = defaultdict[str, list[tuple[bool, ExportDate | None]]](list)
    for people, sent, date in reader.read_rows(rows, _read_message):
        for member, name in people.items():
            names.setdefault(member, name)
            messages[member].append((sent, date))
    correspondences = []
    for member, exchanged in messages.items():
        known = reader.people.get(member)
        name = known.name if known else names[member]
        dates = [date.at for _, date in exchanged if date]
        first, last = min(dates, default=None), max(dates, default=None)
        number = sum(sent for sent, _ in exchanged)
        received = len(exchanged) - number
        correspondences.append(Correspondence(member, name, number, received, first, last))
    return tuple(sorted(correspondences, key=lambda row: (-row.sent - row.received, row.member)))


def _read_message(
    reader: ExportReader, row: CsvRow
) -> tuple[dict[str, str], bool, ExportDate | None]:
    """Return the names of the other people by id, whether the owner sent it, and the date."""
    for column in ("IS MESSAGE DRAFT", "IS CONVERSATION DRAFT"):
        if cleaned(row[column]).casefold() in ("yes", "true", "1"):
            raise SkipRow(Problem.DRAFT, column)
    if not reader.owner.name and not reader.owner.addresses:
        raise SkipRow(Problem.OWNER_UNKNOWN)
    date = reader.date_or_note(row, "DATE")
    sender, address = cleaned(row["FROM"]), reader.address(row, "SENDER PROFILE URL")
    if reader.is_owner(sender, address):
        return _recipients(reader, row), True, date
    return {reader.member_id(sender, address, "FROM"): sender}, False, date


def _recipients(reader: ExportReader, row: CsvRow) -> dict[str, str]:
    """Return the names of the recipients by id, without the owner."""
    written = cleaned(row["TO"])
    cells = [*filter(None, map(cleaned, row["RECIPIENT PROFILE URLS"].split(",")))]
    if not cells:
        names = _separate_names(reader, written)
        cells = [""] * len(names)
    elif len(cells) == 1:
        names = [written]
    else:
        names = written.split(", ")
        if len(names) != len(cells):  # nobody can say which name has which address
            names = [""] * len(cells)
    recipients: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=True):
        address = profile_id(cell)
        if cell and address is None:
            row.note(Problem.BAD_ADDRESS, "RECIPIENT PROFILE URLS", cell)
        elif not reader.is_owner(name, address):
            try:
                recipients[reader.member_id(name, address, "TO")] = name
            except SkipRow:
                row.note(Problem.UNNAMED_RECIPIENT, "TO", name)
    if not recipients:
        raise SkipRow(Problem.NOBODY, "TO", written)
    return recipients


def _separate_names(reader: ExportReader, written: str) -> list[str]:
    """Return the names in a list: at each place the longest that somebody has, or one part."""
    parts, names = written.strip(", ").split(", "), list[str]()
    while parts:
        lengths = range(len(parts), 1, -1)
        known = (n for n in lengths if reader.ids_named(", ".join(parts[:n])))
        length = next(known, 1)
        names.append(", ".join(parts[:length]))
        parts = parts[length:]
    return names


def read_profile(reader: ExportReader, rows: list[CsvRow]) -> OwnProfile | None:
    """Return the owner's profile: the first one, if archives differ."""
    columns = ("First Name", "Last Name", "Headline", "Industry", "Geo Location")
    profiles = reader.read_rows(
        rows, lambda _, row: OwnProfile(*(cleaned(row[column]) for column in columns))
    )
    for row in rows[1:]:
        row.note(Problem.TWICE, None, cleaned(row["First Name"]))
    return profiles[0] if profiles else None


def read_position(reader: ExportReader, row: CsvRow) -> Position:
    """Return a job of the owner."""
    company, title = cleaned(row["Company Name"]), cleaned(row["Title"])
    started, finished = (
        date.at.date() if (date := reader.date(row, column)) else None
        for column in ("Started On", "Finished On")
    )
    return Position(company, title, cleaned(row["Location"]), started, finished)
