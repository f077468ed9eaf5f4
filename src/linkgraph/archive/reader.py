"""The shared part of reading rows: the owner of the archive, the people met so far, and the log.

Each file of an export has a function that reads one of its rows. `ExportReader.read_rows` calls
it for every row. The function asks the reader for dates, addresses and people; one that cannot
make sense of its row raises `SkipRow`, and the row is logged as skipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

import attrs

from linkgraph.archive.account import ReadingLog
from linkgraph.archive.csv_rows import CsvRow
from linkgraph.archive.export_format import ExportDate, parse_date
from linkgraph.archive.people import People, cleaned, folded, name_id, profile_id
from linkgraph.archive.problems import Problem
from linkgraph.archive.results import Event, EventKind, Person

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
    """Reads rows; the people and the events in them are collected on the way."""

    log: ReadingLog
    owner: ArchiveOwner
    people: People = attrs.field(factory=People)
    events: list[Event] = attrs.field(factory=list)

    def read_rows(
        self, rows: Iterable[CsvRow], read_row: Callable[[ExportReader, CsvRow], T]
    ) -> list[T]:
        """Return the result of `read_row` for each row that it does not skip."""
        results = []
        for row in rows:
            try:
                results.append(read_row(self, row))
            except SkipRow as skip:
                self.log.skip(row, skip.problem, skip.column, skip.value)
            else:
                self.log.count(row, "read")
        return results

    def add_event(
        self, kind: EventKind, subject: str, date: ExportDate | None, detail: str = ""
    ) -> None:
        """Add an event, unless it has no date."""
        if date is not None:
            self.events.append(Event(date.at, kind, subject, detail, date.day_only))

    # -- cells ----------------------------------------------------------------------------------

    def date(self, row: CsvRow, column: str) -> ExportDate | None:
        """Return the date in a cell, or `None` if it is blank; skip the row of any other text."""
        text = cleaned(row[column])
        if not text:
            return None
        date = parse_date(row.kind.dates[column], text)
        if date is None:
            raise SkipRow(Problem.UNREADABLE_DATE, column, row[column])
        if date.at < row.kind.earliest:
            raise SkipRow(Problem.TOO_EARLY, column, row[column])
        return date

    def date_or_note(self, row: CsvRow, column: str) -> ExportDate | None:
        """Return the date in a cell; note a blank one."""
        date = self.date(row, column)
        if date is None:
            self.log.note(row, Problem.NO_DATE, column)
        return date

    def address(self, row: CsvRow, column: str) -> str | None:
        """Return the address in a cell, or `None` if there is none; note any other text."""
        text = cleaned(row[column])
        address = profile_id(text)
        if text and address is None:
            self.log.note(row, Problem.BAD_ADDRESS, column, row[column])
        return address

    # -- people ---------------------------------------------------------------------------------

    def other_member(self, row: CsvRow, column: str, address: str | None) -> str:
        """Return the id of the member that a row names in a column, and add them if new.

        Without an address, the only known person of that name is meant.
        """
        name = cleaned(row[column])
        if address is not None:
            member = self.people.id_at(address, name)
            known = self.people.by_id.get(member)
            if known is not None and folded(known.name) != folded(name):
                self.log.note(row, Problem.OTHER_NAME, column, row[column])
        else:
            member = self.id_by_name(name, column)
            if member not in self.people.by_id:
                self.log.note(row, Problem.BY_NAME_ALONE, column, row[column])
        if member == self.owner.id or address in self.owner.addresses:
            raise SkipRow(Problem.OWNER, column, row[column])
        self.people.add(Person(member, name, address))
        return member

    def id_by_name(self, name: str, column: str) -> str:
        """Return the id of the only person with this name, or a new id made from the name."""
        if not name or folded(name) == _FORMER_MEMBER:
            raise SkipRow(Problem.NOBODY, column, name)
        ids = self.people.ids_named(name)
        if len(ids) > 1:
            raise SkipRow(Problem.SEVERAL_SO_NAMED, column, name)
        return ids[0] if ids else name_id(name)

    def is_owner(self, name: str, address: str | None) -> bool:
        """Return whether a name and an address are the owner's."""
        if address in self.owner.addresses:
            return True
        if address in self.people.by_id:  # a namesake of the owner
            return False
        return bool(self.owner.name) and folded(name) == folded(self.owner.name)


# -- the owner ----------------------------------------------------------------------------------


def find_owner(
    owner: str | None,
    invitations: Iterable[CsvRow],
    profiles: Iterable[CsvRow],
    connected_addresses: set[str | None],
    log: ReadingLog,
) -> ArchiveOwner:
    """Return the owner of the archive: as given by the caller, or else as the files say.

    No file gives the address of the owner, but every invitation has the owner on one side. The
    address that is most often on that side is the owner's, unless a connection has it. Without
    addresses, the name in Profile.csv, or the most frequent name on that side, makes the id.
    """
    sides = [(row, SIDES.get(cleaned(row["Direction"]).upper())) for row in invitations]
    own_cells = [(row[side[0][0]], row[side[0][1]]) for row, side in sides if side]
    profile_names = [cleaned(f"{row['First Name']} {row['Last Name']}") for row in profiles]
    names = [*filter(None, profile_names), *_by_frequency(cleaned(name) for name, _ in own_cells)]
    name = names[0] if names else ""
    own_addresses = _by_frequency(profile_id(address) for _, address in own_cells)
    addresses = [address for address in own_addresses if address not in connected_addresses]
    if owner is not None:
        member = profile_id(owner) or owner
    elif addresses:
        member = addresses[0]
    elif name:
        member = name_id(name)
    else:
        log.note_file("", Problem.OWNER_ASSUMED, value="owner")
        return ArchiveOwner("owner")
    for address in sorted({*addresses} - {member}):
        log.note_file("", Problem.ANOTHER_ADDRESS, value=address)
    if profile_id(member) == member:
        addresses.append(member)
    return ArchiveOwner(member, frozenset(addresses), name)


def _by_frequency(texts: Iterable[str | None]) -> list[str]:
    """Return the texts that are not empty, most frequent first, then in alphabetical order."""
    counts = Counter(filter(None, texts))
    return sorted(counts, key=lambda text: (-counts[text], text))
