"""The shared part of reading rows: the owner of the archive, and all that was met so far.

Each file of an export has a function that reads one of its rows. `ExportReader.read_rows` calls
it for every row. The function asks the reader for dates, addresses and people; one that cannot
make sense of its row raises `SkipRow`, and the row is counted as skipped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

import attrs

from linkgraph.archive.account import Note, Problem
from linkgraph.archive.csv_rows import CsvRow
from linkgraph.archive.export_format import ExportDate, parse_date
from linkgraph.archive.ids import cleaned, folded, name_id, profile_id, quoted
from linkgraph.archive.results import Event, EventKind, Person
from linkgraph.rules.posts import Engagement, EngagementKind

T = TypeVar("T")

# This stands in place of the name of a former member.
_FORMER_MEMBER = "linkedin member"

# For each direction of an invitation, the columns with the name and the address of the owner, and
# those of the other member.
SIDES = {
    "OUTGOING": (("From", "inviterProfileUrl"), ("To", "inviteeProfileUrl")),
    "INCOMING": (("To", "inviteeProfileUrl"), ("From", "inviterProfileUrl")),
}


@attrs.define
class SkipRow(Exception):
    """Raised for a row that cannot be read: the problem, and the cell that causes it."""

    problem: Problem
    column: str | None = None
    value: str = ""


@attrs.frozen
class ArchiveOwner:
    """The owner of an archive: member id, all known addresses, and name (may be empty)."""

    id: str
    addresses: frozenset[str] = frozenset()
    name: str = ""


@attrs.frozen
class ExportReader:
    """Reads rows, and collects the people, the events and the engagements in them."""

    owner: ArchiveOwner
    # Everybody met so far by id, in the order in which they were met.
    people: dict[str, Person] = attrs.field(factory=dict)
    # Addresses that several people have.
    shared_addresses: set[str] = attrs.field(factory=set)
    events: list[Event] = attrs.field(factory=list)
    engagements: list[Engagement[str]] = attrs.field(factory=list)
    _ids_by_name: defaultdict[str, list[str]] = attrs.field(factory=lambda: defaultdict(list))

    def read_rows(
        self, rows: Iterable[CsvRow], read_row: Callable[[ExportReader, CsvRow], T]
    ) -> list[T]:
        """Return the result of `read_row` for each row that it does not skip."""
        results = []
        for row in rows:
            try:
                results.append(read_row(self, row))
            except SkipRow as skip:
                row.skip(skip.problem, skip.column, skip.value)
            else:
                row.table.counts["read"] += 1
        return results

    def add_event(
        self, kind: EventKind, subject: str, date: ExportDate | None, detail: str = ""
    ) -> None:
        """Add an event, unless it has no date."""
        if date is not None:
            self.events.append(Event(date.at, kind, subject, detail, date.day_only))

    def add_engagement(self, kind: EngagementKind, post: str, date: ExportDate | None) -> None:
        """Add an engagement of the owner."""
        at = date.at if date else None
        self.engagements.append(Engagement(self.owner.id, post, kind, at=at))

    def date(self, row: CsvRow, column: str) -> ExportDate | None:
        """Return the date in a cell, or `None` if it is blank; skip the row of any other text."""
        text, kind = cleaned(row[column]), row.table.kind
        if not text:
            return None
        date = parse_date(kind.dates[column], text)
        if date is None:
            raise SkipRow(Problem.UNREADABLE_DATE, column, row[column])
        if date.at < kind.earliest:
            raise SkipRow(Problem.TOO_EARLY, column, row[column])
        return date

    def date_or_note(self, row: CsvRow, column: str) -> ExportDate | None:
        """Return the date in a cell; note a blank one."""
        date = self.date(row, column)
        if date is None:
            row.note(Problem.NO_DATE, column)
        return date

    def address(self, row: CsvRow, column: str) -> str | None:
        """Return the address in a cell, or `None` if there is none; note any other text."""
        text = cleaned(row[column])
        address = profile_id(text)
        if text and address is None:
            row.note(Problem.BAD_ADDRESS, column, row[column])
        return address

    def add_person(self, person: Person) -> None:
        """Add a person, unless their id is known."""
        if person.id not in self.people:
            self.people[person.id] = person
            if person.name:
                self._ids_by_name[folded(person.name)].append(person.id)

    def ids_named(self, name: str) -> list[str]:
        """Return the ids of all people with this name."""
        return self._ids_by_name.get(folded(name), [])

    def member_id(self, name: str, address: str | None, column: str) -> str:
        """Return the id that an address gives, or else the id of the only person of this name."""
        if address in self.shared_addresses:
            return f"{address}/{quoted(folded(name))}"
        if address is not None:
            return address
        if not name or folded(name) == _FORMER_MEMBER:
            raise SkipRow(Problem.NOBODY, column, name)
        ids = self.ids_named(name)
        if len(ids) > 1:
            raise SkipRow(Problem.SEVERAL_SO_NAMED, column, name)
        return ids[0] if ids else name_id(name)

    def other_member(self, row: CsvRow, column: str, address: str | None) -> str:
        """Return the id of the member that a row names in a column, and add them if new."""
        name = cleaned(row[column])
        member = self.member_id(name, address, column)
        known = self.people.get(member)
        if known is not None and folded(known.name) != folded(name):
            row.note(Problem.OTHER_NAME, column, row[column])
        elif known is None and address is None:
            row.note(Problem.BY_NAME_ALONE, column, row[column])
        if member == self.owner.id or address in self.owner.addresses:
            raise SkipRow(Problem.OWNER, column, row[column])
        self.add_person(Person(member, name, address))
        return member

    def is_owner(self, name: str, address: str | None) -> bool:
        """Return whether a name and an address are the owner's."""
        if address in self.owner.addresses:
            return True
        if address in self.people:  # a namesake of the owner
            return False
        return bool(self.owner.name) and folded(name) == folded(self.owner.name)


def find_owner(owner: str | None, rows: dict[str, list[CsvRow]], notes: list[Note]) -> ArchiveOwner:
    """Return the owner of the archive: as given by the caller, or else as the files say.

    No file gives the address of the owner, but every invitation has the owner on one side. The
    address that is most often on that side is the owner's, unless a connection has it. Without
    addresses, the name in Profile.csv, or the most frequent name on that side, makes the id.
    """
    sides = [(row, SIDES.get(cleaned(row["Direction"]).upper())) for row in rows["Invitations"]]
    own_cells = [(row[side[0][0]], row[side[0][1]]) for row, side in sides if side]
    profile_names = [cleaned(f"{row['First Name']} {row['Last Name']}") for row in rows["Profile"]]
    names = [*filter(None, profile_names), *_by_frequency(cleaned(name) for name, _ in own_cells)]
    name = names[0] if names else ""
    connected = {profile_id(row["URL"]) for row in rows["Connections"]}
    own_addresses = _by_frequency(profile_id(address) for _, address in own_cells)
    addresses = [address for address in own_addresses if address not in connected]
    if owner is not None:
        member = profile_id(owner) or owner
    elif addresses:
        member = addresses[0]
    elif name:
        member = name_id(name)
    else:
        notes.append(Note("", None, None, Problem.OWNER_ASSUMED, "owner"))
        return ArchiveOwner("owner")
    for address in sorted({*addresses} - {member}):
        notes.append(Note("", None, None, Problem.ANOTHER_ADDRESS, address))
    if profile_id(member) == member:
        addresses.append(member)
    return ArchiveOwner(member, frozenset(addresses), name)


def _by_frequency(texts: Iterable[str | None]) -> list[str]:
    """Return the texts that are not empty, most frequent first, then in alphabetical order."""
    counts = Counter(filter(None, texts))
    return sorted(counts, key=lambda text: (-counts[text], text))
