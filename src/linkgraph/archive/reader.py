"""What the readers of all files share: the people met so far, the owner, and the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

import attrs

from linkgraph.archive.csv_rows import Row
from linkgraph.archive.dates import Moment, TooEarly, moment
from linkgraph.archive.export_format import folded
from linkgraph.archive.people import People, cleaned, name_id, profile_id
from linkgraph.archive.report import Ledger, Problem
from linkgraph.archive.results import Person

T = TypeVar("T")

# what stands for the name of somebody who left
_NAMELESS = {"linkedin member", "linkedin-mitglied", "membre de linkedin", "miembro de linkedin"}
# direction -> the owner's side of an invitation, and the other's: columns of name and address
SIDES = {
    "OUTGOING": (("From", "inviterProfileUrl"), ("To", "inviteeProfileUrl")),
    "INCOMING": (("To", "inviteeProfileUrl"), ("From", "inviterProfileUrl")),
}


@attrs.define
class Skip(Exception):
    """Raised by a reader for a row that it cannot take: why, and which cell is at fault."""

    problem: Problem
    column: str | None = None
    value: str = ""


@attrs.frozen
class Owner:
    """Whose archive it is: the member id, every address, and the name (empty: unknown)."""

    id: str
    addresses: frozenset[str] = frozenset()
    name: str = ""


@attrs.frozen
class Desk:
    """Where rows are read."""

    ledger: Ledger
    owner: Owner
    people: People = attrs.field(factory=People)

    def each(self, rows: Iterable[Row], reader: Callable[[Desk, Row], T]) -> list[T]:
        """Return what a reader makes of every row that it does not skip."""
        found = []
        for row in rows:
            try:
                value = reader(self, row)
            except Skip as skip:
                self.ledger.skip(row, skip.problem, skip.column, skip.value)
            else:
                self.ledger.count(row, "read")
                found.append(value)
        return found

    def when(self, row: Row, file: str, column: str) -> Moment | None:
        """Return when a cell says, `None` if it is blank; a date that cannot be read skips."""
        text = cleaned(row[column])
        if not text:
            return None
        try:
            read = moment(file, column, text)
        except TooEarly:
            raise Skip(Problem.TOO_EARLY, column, row[column]) from None
        if read is None:
            raise Skip(Problem.UNREADABLE_DATE, column, row[column])
        return read

    def when_if_told(self, row: Row, file: str, column: str) -> Moment | None:
        """Return when a cell says; a blank one is noted."""
        read = self.when(row, file, column)
        if read is None:
            self.ledger.note(row, Problem.NO_DATE, column)
        return read

    def address(self, row: Row, column: str) -> str | None:
        """Return the address in a cell, `None` if it is blank; anything else is noted."""
        text = cleaned(row[column])
        found = profile_id(text)
        if text and found is None:
            self.ledger.note(row, Problem.BAD_ADDRESS, column, row[column])
        return found

    def member(self, row: Row, column: str, name: str, address: str | None) -> str:
        """Return the id of whom a row names: at the address, else the only one of this name.

        Somebody new is added; who is the owner, or cannot be told, skips the row.
        """
        name = cleaned(name)
        if address is not None:
            member = self.people.id_at(address, name)
            known = self.people.by_id.get(member)
            if known is not None and folded(known.name) != folded(name):
                self.ledger.note(row, Problem.OTHER_NAME, column, row[column])
        else:
            member = self.by_name(name, column)
            if member not in self.people.by_id:
                self.ledger.note(row, Problem.BY_NAME_ALONE, column, row[column])
        if member == self.owner.id or address in self.owner.addresses:
            raise Skip(Problem.OWNER, column, row[column])
        return self.people.add(Person(member, name, address))

    def by_name(self, name: str, column: str) -> str:
        """Return the id of the only one of this name, or one made of it."""
        if not name or folded(name) in _NAMELESS:
            raise Skip(Problem.NOBODY, column, name)
        found = self.people.named(name)
        if len(found) > 1:
            raise Skip(Problem.SEVERAL_SO_NAMED, column, name)
        return found[0] if found else name_id(name)

    def is_owner(self, name: str, address: str | None) -> bool:
        """Return whether a name and an address are the owner's."""
        if address in self.owner.addresses:
            return True
        if address in self.people.by_id:  # a namesake
            return False
        return bool(self.owner.name) and folded(name) == folded(self.owner.name)


def find_owner(
    given: str | None,
    invitations: Iterable[Row],
    profiles: Iterable[Row],
    others: set[str],
    ledger: Ledger,
) -> Owner:
    """Return whose archive it is: as given, else as its invitations and profile say.

    An address on the owner's side of an invitation is the owner's, unless it is one of
    `others`, the addresses of connections.
    """
    profiled = (cleaned(f"{row['First Name']} {row['Last Name']}") for row in profiles)
    sides = [(row, _own_side(row)) for row in invitations]
    named = _most_often(cleaned(row[side[0]]) for row, side in sides if side)
    found = _most_often(profile_id(row[side[1]]) for row, side in sides if side)
    name = next((each for each in (*profiled, *named) if each), "")
    addresses = [each for each in found if each not in others]
    if given is not None:
        chosen = profile_id(given) or given
    elif addresses:
        chosen = addresses[0]
    elif name:
        chosen = name_id(name)
    else:
        ledger.about("", Problem.OWNER_ASSUMED, value="owner")
        return Owner("owner")
    for address in sorted({*addresses} - {chosen}):
        ledger.about("", Problem.ANOTHER_ADDRESS, value=address)
    own = [chosen] if profile_id(chosen) == chosen else []
    return Owner(chosen, frozenset([*own, *addresses]), name)


def _own_side(row: Row) -> tuple[str, str] | None:
    """Return the columns of the owner's name and address in an invitation, if it tells."""
    sides = SIDES.get(cleaned(row["Direction"]).upper())
    return sides and sides[0]


def _most_often(texts: Iterable[str | None]) -> list[str]:
    """Return the texts that say something, the most frequent first, then by the alphabet."""
    counts = Counter(filter(None, texts))
    return sorted(counts, key=lambda each: (-counts[each], each))
