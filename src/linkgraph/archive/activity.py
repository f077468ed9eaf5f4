"""The other files: follows, messages, reactions, comments, shares, profile and positions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TypeAlias

import attrs

from linkgraph.archive.csv_rows import Row
from linkgraph.archive.dates import Moment
from linkgraph.archive.people import cleaned, is_post, post_id, profile_id
from linkgraph.archive.reader import Desk, Skip
from linkgraph.archive.report import Problem
from linkgraph.archive.results import Correspondence, Event, EventKind, OwnProfile, Position
from linkgraph.rules.posts import Audience, Engagement, EngagementKind, Post

_Found: TypeAlias = tuple[list[Event], list[Engagement[str]], list[Post[str]]]

_STATUS = {"active": True, "unfollow": False}
# older files say nothing: the product's default. MEMBER_NETWORK is read as the narrower one
_VISIBILITY = {
    "": Audience.ANYONE,
    "PUBLIC": Audience.ANYONE,
    "MEMBER_NETWORK": Audience.CONNECTIONS,
    "CONNECTIONS": Audience.CONNECTIONS,
}
_YES = {"yes", "true", "1"}
_ALWAYS = datetime.min.replace(tzinfo=UTC)


def _events(kind: EventKind, subject: str, when: Moment | None, detail: str = "") -> list[Event]:
    if when is None:
        return []
    return [Event(when.at, kind, subject, detail, when.day_only)]


# -- follows ------------------------------------------------------------------------------------


def read_follows(desk: Desk, rows: list[Row]) -> tuple[dict[str, bool], list[Event]]:
    """Return whom the owner follows or stopped following, by the newest row, and when."""
    newest: dict[str, bool] = {}
    events: list[Event] = []
    rows = sorted(rows, key=lambda row: [*row.cells.values()])  # in whatever order they came
    for member, active, when in sorted(desk.each(rows, _follow), key=_oldest_first):
        newest[member] = active
        events += _events(EventKind.FOLLOWED if active else EventKind.UNFOLLOWED, member, when)
    return newest, events


def _oldest_first(follow: tuple[str, bool, Moment | None]) -> tuple[datetime, bool]:
    _, active, when = follow
    return when.at if when else _ALWAYS, active


def _follow(desk: Desk, row: Row) -> tuple[str, bool, Moment | None]:
    status = _STATUS.get(cleaned(row["Status"]).casefold())
    if status is None:
        raise Skip(Problem.UNKNOWN_STATUS, "Status", row["Status"])
    when = desk.when_if_told(row, "Member Follows", "Date")
    return desk.member(row, "FullName", row["FullName"], None), status, when


def read_companies(desk: Desk, rows: list[Row]) -> tuple[list[str], list[Event]]:
    """Return the companies that the owner follows, and since when."""
    found = desk.each(rows, _company)
    events = [each for name, when in found for each in _events(_COMPANY, name, when)]
    return sorted({name for name, _ in found}), events


_COMPANY = EventKind.FOLLOWED_COMPANY


def _company(desk: Desk, row: Row) -> tuple[str, Moment | None]:
    name = cleaned(row["Organization"])
    if not name:
        raise Skip(Problem.NOBODY, "Organization")
    return name, desk.when_if_told(row, "Company Follows", "Followed On")


# -- posts and engagement -----------------------------------------------------------------------


def read_reactions(desk: Desk, rows: list[Row]) -> _Found:
    """Return the owner's reactions."""

    def reader(desk: Desk, row: Row) -> tuple[str, Moment | None, str]:
        return *_linked(desk, row, "Reactions", "Link"), cleaned(row["Type"])

    events, engagements = list[Event](), list[Engagement[str]]()
    for post, when, kind in desk.each(rows, reader):
        events += _events(EventKind.REACTED, post, when, kind)
        engagements.append(_engaged(desk, post, EngagementKind.REACTION, when))
    return events, engagements, []


def read_comments(desk: Desk, rows: list[Row]) -> _Found:
    """Return the owner's comments."""
    events, engagements = list[Event](), list[Engagement[str]]()
    for post, when in desk.each(rows, lambda desk, row: _linked(desk, row, "Comments", "Link")):
        events += _events(EventKind.COMMENTED, post, when)
        engagements.append(_engaged(desk, post, EngagementKind.COMMENT, when))
    return events, engagements, []


def read_shares(desk: Desk, rows: list[Row]) -> _Found:
    """Return the owner's posts, and what they repost."""
    events, engagements, posts = list[Event](), list[Engagement[str]](), list[Post[str]]()
    for post, when, audience, shared in desk.each(rows, _share):
        events += _events(EventKind.SHARED, post, when)
        posts.append(Post(post, desk.owner.id, audience=audience, at=when.at if when else None))
        if is_post(shared):
            engagements.append(_engaged(desk, post_id(shared), EngagementKind.REPOST, when))
    return events, engagements, posts


def _linked(desk: Desk, row: Row, file: str, column: str) -> tuple[str, Moment | None]:
    if not cleaned(row[column]):
        raise Skip(Problem.NO_LINK, column)
    return post_id(row[column]), desk.when_if_told(row, file, "Date")


def _engaged(desk: Desk, post: str, kind: EngagementKind, when: Moment | None) -> Engagement[str]:
    return Engagement(desk.owner.id, post, kind, at=when.at if when else None)


def _share(desk: Desk, row: Row) -> tuple[str, Moment | None, Audience, str]:
    visibility = cleaned(row["Visibility"]).upper()
    if visibility not in _VISIBILITY:
        desk.ledger.note(row, Problem.UNKNOWN_VISIBILITY, "Visibility", row["Visibility"])
    audience = _VISIBILITY.get(visibility, Audience.CONNECTIONS)
    return *_linked(desk, row, "Shares", "ShareLink"), audience, row["SharedUrl"]


# -- messages -----------------------------------------------------------------------------------


@attrs.define
class _Letters:
    """Messages with one person, counted."""

    name: str
    sent: int = 0
    received: int = 0
    dates: list[datetime] = attrs.field(factory=list)


def read_messages(desk: Desk, rows: list[Row]) -> tuple[Correspondence, ...]:
    """Return how many messages went to and came from whom, the most first."""
    letters: dict[str, _Letters] = {}
    for others, sent, when in desk.each(rows, _message):
        for member, name in others.items():
            each = letters.setdefault(member, _Letters(name))
            each.sent += sent
            each.received += not sent
            each.dates += [when.at] if when else []
    found = [
        Correspondence(
            member,
            each.name,
            each.sent,
            each.received,
            min(each.dates, default=None),
            max(each.dates, default=None),
        )
        for member, each in letters.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.sent - each.received, each.member)))


def _message(desk: Desk, row: Row) -> tuple[dict[str, str], bool, Moment | None]:
    """Return the other people of a message by id, whether the owner sent it, and when."""
    for column in ("IS MESSAGE DRAFT", "IS CONVERSATION DRAFT"):
        if cleaned(row[column]).casefold() in _YES:
            raise Skip(Problem.DRAFT, column)
    if not desk.owner.name and not desk.owner.addresses:
        raise Skip(Problem.OWNER_UNKNOWN)
    when = desk.when_if_told(row, "messages", "DATE")
    sender, address = cleaned(row["FROM"]), desk.address(row, "SENDER PROFILE URL")
    if desk.is_owner(sender, address):
        return _recipients(desk, row), True, when
    member = desk.people.id_at(address, sender) if address else desk.by_name(sender, "FROM")
    return {member: _name(desk, member, sender)}, False, when


def _recipients(desk: Desk, row: Row) -> dict[str, str]:
    """Return to whom a message went: by address, else by name as far as names tell."""
    written = cleaned(row["TO"])
    cells = [each for each in map(cleaned, row["RECIPIENT PROFILE URLS"].split(",")) if each]
    found: dict[str, str] = {}
    if cells:
        names = [written] if len(cells) == 1 else written.split(", ")
        names = names if len(names) == len(cells) else [""] * len(cells)
        for cell, name in zip(cells, names, strict=True):
            address = profile_id(cell)
            if address is None:
                desk.ledger.note(row, Problem.BAD_ADDRESS, "RECIPIENT PROFILE URLS", cell)
            elif not desk.is_owner(name, address):
                member = desk.people.id_at(address, name)
                found[member] = _name(desk, member, name)
    else:
        for name in _told_apart(desk, written):
            if not desk.is_owner(name, None):
                try:
                    member = desk.by_name(name, "TO")
                except Skip:
                    desk.ledger.note(row, Problem.UNNAMED_RECIPIENT, "TO", name)
                else:
                    found[member] = _name(desk, member, name)
    if not found:
        raise Skip(Problem.NOBODY, "TO", written)
    return found


def _told_apart(desk: Desk, written: str) -> list[str]:
    """Return the names that ``", "`` joins; one may hold it, as in "Doe, Ph.D."."""
    parts, names = written.strip(", ").split(", "), list[str]()
    while parts:
        # the longest run of parts that is somebody's name, else one part
        ends = range(len(parts), 1, -1)
        end = next((end for end in ends if desk.people.named(", ".join(parts[:end]))), 1)
        names.append(", ".join(parts[:end]))
        parts = parts[end:]
    return names


def _name(desk: Desk, member: str, name: str) -> str:
    known = desk.people.by_id.get(member)
    return known.name if known is not None else name


# -- the owner ----------------------------------------------------------------------------------


def read_profile(desk: Desk, rows: list[Row]) -> OwnProfile | None:
    """Return what the owner says of themself."""
    columns = ("First Name", "Last Name", "Headline", "Industry", "Geo Location")
    found = desk.each(rows, lambda _, row: OwnProfile(*(cleaned(row[each]) for each in columns)))
    for row in rows[1:]:
        desk.ledger.note(row, Problem.TWICE, None, cleaned(row["First Name"]))
    return found[0] if found else None


def read_positions(desk: Desk, rows: list[Row]) -> tuple[Position, ...]:
    """Return the owner's jobs, the first one first."""
    found = desk.each(rows, _position)
    return tuple(sorted(found, key=lambda each: (each.started_on or date.max, each.company)))


def _position(desk: Desk, row: Row) -> Position:
    began = desk.when(row, "Positions", "Started On")
    ended = desk.when(row, "Positions", "Finished On")
    return Position(
        cleaned(row["Company Name"]),
        cleaned(row["Title"]),
        cleaned(row["Location"]),
        began.at.date() if began else None,
        ended.at.date() if ended else None,
    )
