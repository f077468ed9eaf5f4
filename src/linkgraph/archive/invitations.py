"""Invitations.csv: all invitations, the pending ones, and a history that replays.

The file does not say how an invitation ended. One from or to a connection was accepted; of the
others between the owner and a member, the newest is taken for pending (F4).

Dates need care. A connection has a day and an invitation a minute, each in a zone that the export
does not name, so an invitation may seem to be sent after it was accepted. If it is less than two
days late it still counts as the one that was accepted, and the acceptance gets its time.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

import attrs

from linkgraph.archive.csv_rows import CsvRow
from linkgraph.archive.people import cleaned, profile_id
from linkgraph.archive.problems import Problem
from linkgraph.archive.reader import SIDES, ExportReader, SkipRow
from linkgraph.archive.results import ArchivedInvitation, Event, EventKind, Outcome
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.actions import Accept, Action, Invite
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, Policy

_UNLIMITED = 10**9

# The invitations of an archive were allowed when they were sent. Which limits the owner had is not
# in the archive, so the history replays under today's rules without any.
AS_IT_HAPPENED: Policy = attrs.evolve(
    CURRENT,
    weekly_invitations=None,
    connection_cap=_UNLIMITED,
    free_notes_per_month=_UNLIMITED,
    note_length_free=_UNLIMITED,
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
        person = reader.people.by_id[other]
        outcome = Outcome.ACCEPTED if person.connected else Outcome.UNKNOWN
        invitations += [
            ArchivedInvitation(invite.sender, invite.recipient, invite.at, invite.note, outcome)
            for invite, _ in group
        ]
        if person.connected:
            actions += _accepted(reader, group, person.connected_on)
        else:
            _note_each(reader, group[:-1], Problem.EARLIER_INVITATION)
            pending.append(group[-1][0])
    invitations.sort(key=lambda row: (row.sent_at, row.sender, row.recipient))
    return tuple(invitations), pending, _history(owner, [*actions, *pending])


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
    note = row["Message"] if row["Message"].strip() else None
    if direction == "OUTGOING":
        reader.events.append(Event(date.at, EventKind.INVITED, other))
        return Invite(reader.owner.id, other, at=date.at, note=note), row
    reader.events.append(Event(date.at, EventKind.WAS_INVITED, other))
    return Invite(other, reader.owner.id, at=date.at, note=note), row


def _has_addresses(row: CsvRow) -> bool:
    return all(profile_id(row[column]) for column in row.kind.address)


def _accepted(
    reader: ExportReader, group: list[_SentRow], connected_on: date | None
) -> list[Action[str]]:
    """Return the newest invitation from before the connection, and its acceptance, if any."""
    if connected_on is None:
        return []
    day = datetime.combine(connected_on, time(), UTC)
    before = [sent for sent in group if sent[0].at - day < _DATES_DIFFER_BY]
    _note_each(reader, group[len(before) :], Problem.LATER_INVITATION)
    _note_each(reader, before[:-1], Problem.EARLIER_INVITATION)
    if not before:
        return []
    invite = before[-1][0]
    return [invite, Accept(invite.recipient, invite.sender, at=max(day, invite.at))]


def _note_each(reader: ExportReader, group: list[_SentRow], problem: Problem) -> None:
    for _, row in group:
        reader.log.note(row, problem, "Sent At", row["Sent At"])


def _history(owner: str, actions: list[Action[str]]) -> History[str]:
    """Return the actions in order of time, an invitation before its acceptance."""
    # An Invite and its Accept may have the same time; their rule ids, A1 and A2, order them.
    ordered = sorted(actions, key=lambda action: (action.at, action.rule, action.members))
    members = dict.fromkeys(member for action in ordered for member in action.members)
    start: LinkGraph[str] = LinkGraph.from_edges(members=[owner, *members])
    return History(ordered, start=start)
