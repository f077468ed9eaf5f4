"""Connections.csv and Invitations.csv: people, invitations, and a history that replays.

The address of a connection makes the id. Two names with one address are two people, unless two
archives agree on the date: then the person was renamed. Without an address, the name and the date
make the id; if rows agree on both and differ in anything else, a number is added.

The export does not say how an invitation ended. One from or to a connection was accepted; of the
others between the owner and a member, the newest is taken for pending (F4).

Dates need care. A connection has a day and an invitation a minute, each in a zone that the export
does not name, so an invitation may seem to be sent after it was accepted. If it is less than two
days late it still counts as the one that was accepted, and the acceptance gets its time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from operator import attrgetter
from typing import TypeAlias

import attrs

from linkgraph.archive.account import Problem
from linkgraph.archive.csv_rows import CsvRow
from linkgraph.archive.export_format import ExportDate
from linkgraph.archive.ids import cleaned, folded, name_id, profile_id
from linkgraph.archive.reader import SIDES, ExportReader, SkipRow
from linkgraph.archive.results import ArchivedInvitation, EventKind, Outcome, Person
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.actions import Accept, Action, Invite
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, Policy

# -- connections --------------------------------------------------------------------------------

_ConnectionRow: TypeAlias = tuple[Person, CsvRow, ExportDate | None]
_details = attrgetter("company", "position", "email")


def read_connections(reader: ExportReader, rows: list[CsvRow]) -> None:
    """Add the owner's connections to the people of the reader, and the days to its events."""
    groups = defaultdict[str, list[_ConnectionRow]](list)
    for connection in reader.read_rows(rows, _read_connection):
        groups[connection[0].id].append(connection)
    connections = [row for group in groups.values() for row in _with_ids(reader, group)]
    connections.sort(key=lambda row: (row[2] is None, row[0].connected_on, row[0].id))
    first_rows: dict[str, CsvRow] = {}
    for person, row, date in connections:
        if person.id in first_rows:
            row.note(Problem.TWICE, None, f"{person.name}, {row['Connected On']}")
            continue
        first_rows[person.id] = row
        reader.add_person(person)
        reader.add_event(EventKind.CONNECTED, person.id, date)
    for member, row in first_rows.items():
        name = reader.people[member].name
        if len(reader.ids_named(name)) > 1:
            row.note(Problem.NAMESAKE, None, name)


def _read_connection(reader: ExportReader, row: CsvRow) -> _ConnectionRow:
    """Return a connection with the id that the row alone gives it; others may have the same."""
    name = cleaned(f"{row['First Name']} {row['Last Name']}")
    address = reader.address(row, "URL")
    if not name and address is None:
        raise SkipRow(Problem.NOBODY, None, cleaned(row["Connected On"]))
    if address in reader.owner.addresses:
        raise SkipRow(Problem.OWNER, "URL", address or "")
    if address is None and name_id(name) == reader.owner.id:
        raise SkipRow(Problem.OWNER, None, name)
    date = reader.date_or_note(row, "Connected On")
    day = date.at.date() if date else None
    member = address or name_id(name, *([str(day)] if day else []))
    company, position = cleaned(row["Company"]), cleaned(row["Position"])
    email = cleaned(row["Email Address"])
    return Person(member, name, address, company, position, email, True, day), row, date


def _with_ids(reader: ExportReader, group: list[_ConnectionRow]) -> Iterator[_ConnectionRow]:
    """Yield the connections of one address, or of one name and day, each with their own id."""
    people = [person for person, _, _ in group]
    address = people[0].address
    if address is not None and len({folded(person.name) for person in people}) > 1:
        # One row in each archive, and all of the same date: the same person under a new name.
        one_date = len({date for _, _, date in group}) == 1
        one_each = len({row.table for _, row, _ in group}) == len(group)
        problem = Problem.RENAMED if one_date and one_each else Problem.SHARED_ADDRESS
        if problem is Problem.SHARED_ADDRESS:
            reader.shared_addresses.add(address)
        for person, row, _ in group:
            row.note(problem, "URL", f"{address}: {person.name}")
    details = sorted(set(map(_details, people)))
    for person, row, date in group:
        member = person.id
        if address is not None:
            member = reader.member_id(person.name, address, "URL")
        elif len(details) > 1:
            member = f"{member}/{details.index(_details(person)) + 1}"
        yield attrs.evolve(person, id=member), row, date


# -- invitations --------------------------------------------------------------------------------

# The invitations of an archive were allowed when they were sent. Which limits the owner had is not
# in the archive, so the history replays under today's rules without any.
AS_IT_HAPPENED: Policy = attrs.evolve(
    CURRENT,
    weekly_invitations=None,
    connection_cap=10**9,
    free_notes_per_month=10**9,
    note_length_free=10**9,
)
_DATES_DIFFER_BY = timedelta(days=2)
_SentRow: TypeAlias = tuple[Invite[str], CsvRow]


def read_invitations(
    reader: ExportReader, rows: list[CsvRow]
) -> tuple[tuple[ArchivedInvitation, ...], list[Invite[str]], History[str]]:
    """Return all invitations, the pending ones, and the history of pending and accepted ones."""
    owner, groups = reader.owner.id, defaultdict[str, list[_SentRow]](list)
    # Members with an address come first, so that rows with only a name can refer to them.
    rows = sorted(rows, key=lambda row: (not _has_addresses(row), *row.cells.values()))
    for invite, row in sorted(
        reader.read_rows(rows, _read_invitation),
        key=lambda sent: (sent[0].at, sent[0].sender == owner, sent[0].note or ""),
    ):
        other = invite.recipient if invite.sender == owner else invite.sender
        groups[other].append((invite, row))
    invitations: list[ArchivedInvitation] = []
    pending: list[Invite[str]] = []
    actions: list[Action[str]] = []
    for other, group in groups.items():
        person = reader.people[other]
        outcome = Outcome.ACCEPTED if person.connected else Outcome.UNKNOWN
        invitations += [
            ArchivedInvitation(invite.sender, invite.recipient, invite.at, invite.note, outcome)
            for invite, _ in group
        ]
        if person.connected:
            actions += _accepted(group, person)
        else:
            _note_each(group[:-1], Problem.EARLIER_INVITATION)
            pending.append(group[-1][0])
    invitations.sort(key=lambda row: (row.sent_at, row.sender, row.recipient))
    # An Invite and its Accept may have the same time; their rule ids, A1 and A2, order them.
    actions = sorted(
        [*actions, *pending], key=lambda action: (action.at, action.rule, action.members)
    )
    members = dict.fromkeys(member for action in actions for member in action.members)
    start: LinkGraph[str] = LinkGraph.from_edges(members=[owner, *members])
    return tuple(invitations), pending, History(actions, start=start)


def _read_invitation(reader: ExportReader, row: CsvRow) -> _SentRow:
    date = reader.date(row, "Sent At")
    if date is None:
        raise SkipRow(Problem.DATE_MISSING, "Sent At")
    direction = cleaned(row["Direction"]).upper()
    if direction not in SIDES:
        raise SkipRow(Problem.UNKNOWN_DIRECTION, "Direction", row["Direction"])
    (_, own_address), (other_name, other_address) = SIDES[direction]
    address = reader.address(row, own_address)
    if address is not None and address not in reader.owner.addresses:
        raise SkipRow(Problem.NOT_THE_OWNER, own_address, row[own_address])
    other = reader.other_member(row, other_name, reader.address(row, other_address))
    kind, members = EventKind.INVITED, (reader.owner.id, other)
    if direction == "INCOMING":
        kind, members = EventKind.WAS_INVITED, members[::-1]
    reader.add_event(kind, other, date)
    note = row["Message"] if row["Message"].strip() else None
    return Invite(*members, at=date.at, note=note), row


def _has_addresses(row: CsvRow) -> bool:
    return all(profile_id(row[column]) for column in row.table.kind.address)


def _accepted(group: list[_SentRow], person: Person) -> list[Action[str]]:
    """Return the newest invitation from before the connection, and its acceptance, if any."""
    if person.connected_on is None:
        return []
    day = datetime.combine(person.connected_on, time(), UTC)
    before = [sent for sent in group if sent[0].at - day < _DATES_DIFFER_BY]
    _note_each(group[len(before) :], Problem.LATER_INVITATION)
    _note_each(before[:-1], Problem.EARLIER_INVITATION)
    if not before:
        return []
    invite = before[-1][0]
    return [invite, Accept(invite.recipient, invite.sender, at=max(day, invite.at))]


def _note_each(group: list[_SentRow], problem: Problem) -> None:
    for _, row in group:
        row.note(problem, "Sent At", row["Sent At"])
