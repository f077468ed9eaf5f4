"""Connections.csv: from rows to people, each with an id of their own.

The address makes the id. Two names at one address are two people, unless two archives tell of
one date: then somebody was renamed. Without an address, name and date make the id.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import attrs

from linkgraph.archive.csv_rows import Row
from linkgraph.archive.dates import Moment
from linkgraph.archive.export_format import folded
from linkgraph.archive.people import cleaned, name_id
from linkgraph.archive.reader import Desk, Skip
from linkgraph.archive.report import Problem
from linkgraph.archive.results import Event, EventKind, Person

_FILE = "Connections"


@attrs.frozen(eq=False)
class _Met:
    """A row of Connections.csv, read."""

    row: Row
    name: str
    address: str | None
    on: Moment | None

    @property
    def details(self) -> tuple[str, str, str]:
        columns = ("Company", "Position", "Email Address")
        company, position, email = (cleaned(self.row[column]) for column in columns)
        return company, position, email


def read_connections(desk: Desk, rows: list[Row]) -> list[Event]:
    """Add the owner's connections to the people, and return when they connected."""
    met = desk.each(rows, _met)
    _find_shared(desk, met)
    ids = [_id(desk, each) for each in met]
    for number, same in _indistinct(met, ids).items():
        ids[number] = same
    events, lines = list[Event](), dict[str, Row]()
    for each, member in sorted(zip(met, ids, strict=True), key=_by_date):
        if member in desk.people.by_id:
            desk.ledger.note(
                each.row, Problem.TWICE, None, f"{each.name}, {each.row['Connected On']}"
            )
            continue
        on, lines[member] = each.on, each.row
        day = on.at.date() if on else None
        desk.people.add(Person(member, each.name, each.address, *each.details, True, day))
        if on is not None:
            events.append(Event(on.at, EventKind.CONNECTED, member, day_only=on.day_only))
    for group in desk.people.namesakes():
        for member in group:
            desk.ledger.note(lines[member], Problem.NAMESAKE, None, desk.people.by_id[member].name)
    return events


def _met(desk: Desk, row: Row) -> _Met:
    name = cleaned(f"{row['First Name']} {row['Last Name']}")
    address = desk.address(row, "URL")
    if not name and address is None:
        raise Skip(Problem.NOBODY, None, cleaned(row["Connected On"]))
    if address in desk.owner.addresses or (address is None and name_id(name) == desk.owner.id):
        raise Skip(Problem.OWNER, "URL" if address else None, address or name)
    return _Met(row, name, address, desk.when_if_told(row, _FILE, "Connected On"))


def _find_shared(desk: Desk, met: list[_Met]) -> None:
    """Find the addresses that several people have, and say so for each row."""
    at: defaultdict[str, list[_Met]] = defaultdict(list)
    for each in met:
        if each.address is not None:
            at[each.address].append(each)
    for address, group in at.items():
        names = {folded(each.name) for each in group}
        if len(names) == 1:
            continue
        dates = {each.on for each in group}
        files = {each.row.file for each in group}
        renamed = len(dates) == 1 and len(files) == len(group)
        if not renamed:
            desk.people.shared.add(address)
        problem = Problem.RENAMED if renamed else Problem.SHARED_ADDRESS
        for each in group:
            desk.ledger.note(each.row, problem, "URL", f"{address}: {each.name}")


def _id(desk: Desk, met: _Met) -> str:
    if met.address is not None:
        return desk.people.id_at(met.address, met.name)
    return name_id(met.name, *([met.on.at.date().isoformat()] if met.on else []))


def _indistinct(met: list[_Met], ids: list[str]) -> dict[int, str]:
    """Return other ids for people whose name and date are the same and whose details differ."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(met):
        if each.address is None:
            groups[ids[number]].append(number)
    changed = {}
    for member, numbers in groups.items():
        kinds = sorted({met[number].details for number in numbers})
        if len(kinds) > 1:
            for number in numbers:
                changed[number] = f"{member}/{kinds.index(met[number].details) + 1}"
    return changed


def _by_date(pair: tuple[_Met, str]) -> tuple[bool, datetime | None, str]:
    """Order people by date, those without one last, then by id."""
    met, member = pair
    return met.on is None, met.on.at if met.on else None, member
