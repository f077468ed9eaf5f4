"""Connections.csv: from rows to people, each with an id.

The address makes the id. Two names with one address are two people, unless two archives agree on
the date: then the person was renamed. Without an address, the name and the date make the id; if
rows agree on both and differ in anything else, a number is added.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import attrs

from linkgraph.archive.csv_rows import CsvRow
from linkgraph.archive.export_format import ExportDate
from linkgraph.archive.people import cleaned, folded, name_id
from linkgraph.archive.problems import Problem
from linkgraph.archive.reader import ExportReader, SkipRow
from linkgraph.archive.results import EventKind, Person


@attrs.frozen(eq=False)
class ConnectionRow:
    """A row of Connections.csv."""

    row: CsvRow
    name: str
    address: str | None
    date: ExportDate | None

    @property
    def details(self) -> tuple[str, str, str]:
        """The company, the position and the e-mail address; each may be empty."""
        row = self.row
        return cleaned(row["Company"]), cleaned(row["Position"]), cleaned(row["Email Address"])


def read_connections(reader: ExportReader, rows: list[CsvRow]) -> None:
    """Add the owner's connections to the people of the reader, and the days to its events."""
    connections = reader.read_rows(rows, _read_connection)
    _find_shared_addresses(reader, connections)
    first_rows: dict[str, CsvRow] = {}
    for member, connection in sorted(_with_ids(reader, connections), key=_by_date):
        row, name, date = connection.row, connection.name, connection.date
        if member in first_rows:
            reader.log.note(row, Problem.TWICE, None, f"{name}, {row['Connected On']}")
            continue
        first_rows[member] = row
        day = date.at.date() if date else None
        person = Person(member, name, connection.address, *connection.details, True, day)
        reader.people.add(person)
        reader.add_event(EventKind.CONNECTED, member, date)
    for group in reader.people.namesakes():
        for member in group:
            name = reader.people.by_id[member].name
            reader.log.note(first_rows[member], Problem.NAMESAKE, None, name)


def _read_connection(reader: ExportReader, row: CsvRow) -> ConnectionRow:
    name = cleaned(f"{row['First Name']} {row['Last Name']}")
    address = reader.address(row, "URL")
    if not name and address is None:
        raise SkipRow(Problem.NOBODY, None, cleaned(row["Connected On"]))
    if address in reader.owner.addresses:
        raise SkipRow(Problem.OWNER, "URL", address or "")
    if address is None and name_id(name) == reader.owner.id:
        raise SkipRow(Problem.OWNER, None, name)
    return ConnectionRow(row, name, address, reader.date_or_note(row, "Connected On"))


def _find_shared_addresses(reader: ExportReader, connections: list[ConnectionRow]) -> None:
    """Find the addresses that several people have, and note each of their rows."""
    groups: defaultdict[str, list[ConnectionRow]] = defaultdict(list)
    for connection in connections:
        if connection.address is not None:
            groups[connection.address].append(connection)
    for address, group in groups.items():
        if len({folded(connection.name) for connection in group}) == 1:
            continue
        # One row in each archive, and all of the same date: the same person under a new name.
        one_date = len({connection.date for connection in group}) == 1
        one_each = len({connection.row.file for connection in group}) == len(group)
        problem = Problem.RENAMED if one_date and one_each else Problem.SHARED_ADDRESS
        if problem is Problem.SHARED_ADDRESS:
            reader.people.shared_addresses.add(address)
        for connection in group:
            reader.log.note(connection.row, problem, "URL", f"{address}: {connection.name}")


def _with_ids(
    reader: ExportReader, connections: list[ConnectionRow]
) -> list[tuple[str, ConnectionRow]]:
    """Return the connections with their member ids."""
    groups: defaultdict[str, list[ConnectionRow]] = defaultdict(list)
    pairs = []
    for connection in connections:
        if connection.address is not None:
            member = reader.people.id_at(connection.address, connection.name)
            pairs.append((member, connection))
        else:
            day = [connection.date.at.date().isoformat()] if connection.date else []
            groups[name_id(connection.name, *day)].append(connection)
    for member, group in groups.items():
        details = sorted({connection.details for connection in group})
        for connection in group:
            number = f"/{details.index(connection.details) + 1}" if len(details) > 1 else ""
            pairs.append((f"{member}{number}", connection))
    return pairs


def _by_date(pair: tuple[str, ConnectionRow]) -> tuple[bool, datetime | None, str]:
    """Order connections by date, those without a date last, then by id."""
    member, connection = pair
    date = connection.date
    return date is None, date.at if date else None, member
