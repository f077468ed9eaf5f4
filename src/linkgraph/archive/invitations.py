"""Invitations.csv: who asked whom, what stands pending, and a history that replays.

The file does not say what became of an invitation. One to or from a connection was accepted;
the newest of the others between two members stands as pending (F4).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

import attrs

from linkgraph.archive.csv_rows import Row
from linkgraph.archive.people import cleaned, profile_id
from linkgraph.archive.reader import SIDES, Desk, Skip
from linkgraph.archive.report import Problem
from linkgraph.archive.results import ArchivedInvitation, Event, EventKind, Outcome, Person
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.actions import Accept, Action, Invite
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, Policy

_FILE = "Invitations"
_WITHOUT = 10**9

# what happened was allowed when it did: an archive does not say which limits its owner had
AS_IT_HAPPENED: Policy = attrs.evolve(
    CURRENT,
    weekly_invitations=None,
    connection_cap=_WITHOUT,
    free_notes_per_month=_WITHOUT,
    note_length_free=_WITHOUT,
)
# a connection's date is a day in a zone nobody knows, an invitation's is a minute in another
_DOUBT = timedelta(days=2)


@attrs.frozen(eq=False)
class Sent:
    """A row of Invitations.csv, read: the other member, and whether the owner sent it."""

    row: Row
    other: str
    outgoing: bool
    at: datetime
    note: str | None

    def ends(self, owner: str) -> tuple[str, str]:
        """Return sender and recipient."""
        return (owner, self.other) if self.outgoing else (self.other, owner)


@attrs.frozen(eq=False)
class Ties:
    """What the invitations come to."""

    invitations: tuple[ArchivedInvitation, ...]
    pending: tuple[Sent, ...]
    history: History[str]
    events: list[Event]


def read_invitations(desk: Desk, rows: list[Row], connections: dict[str, Person]) -> Ties:
    """Return all invitations, those that stand pending, and the history of their ties."""
    # who has an address is met first, so that a bare name may find them
    rows = sorted(rows, key=lambda row: (not _addressed(row), *row.cells.values()))
    between: defaultdict[str, list[Sent]] = defaultdict(list)
    for sent in sorted(desk.each(rows, _sent), key=_order):
        between[sent.other].append(sent)
    pending, actions = [], list[Action[str]]()
    for other, group in between.items():
        if other in connections:
            actions += _accepted(desk, group, connections[other])
        else:
            pending.append(group[-1])
            actions.append(_invite(desk, group[-1]))
            _note_earlier(desk, group[:-1])
    told = sorted(
        (_archived(desk, sent, connections) for group in between.values() for sent in group),
        key=lambda each: (each.sent_at, each.sender, each.recipient),
    )
    events = [
        Event(each.sent_at, EventKind.INVITED, each.recipient)
        if each.sender == desk.owner.id
        else Event(each.sent_at, EventKind.WAS_INVITED, each.sender)
        for each in told
    ]
    return Ties(tuple(told), tuple(pending), _history(desk, actions), events)


def _addressed(row: Row) -> bool:
    return all(profile_id(row[column]) for column in ("inviterProfileUrl", "inviteeProfileUrl"))


def _sent(desk: Desk, row: Row) -> Sent:
    moment = desk.when(row, _FILE, "Sent At")
    if moment is None:
        raise Skip(Problem.DATE_MISSING, "Sent At")
    direction = cleaned(row["Direction"]).upper()
    if direction not in SIDES:
        raise Skip(Problem.UNKNOWN_DIRECTION, "Direction", row["Direction"])
    (_, own_column), (name_column, column) = SIDES[direction]
    own = desk.address(row, own_column)
    if own is not None and own not in desk.owner.addresses:
        raise Skip(Problem.NOT_THE_OWNER, own_column, row[own_column])
    other = desk.member(row, name_column, row[name_column], desk.address(row, column))
    note = row["Message"] if row["Message"].strip() else None
    return Sent(row, other, direction == "OUTGOING", moment.at, note)


def _order(sent: Sent) -> tuple[datetime, bool, str]:
    return sent.at, sent.outgoing, sent.note or ""


def _archived(desk: Desk, sent: Sent, connections: dict[str, Person]) -> ArchivedInvitation:
    outcome = Outcome.ACCEPTED if sent.other in connections else Outcome.UNKNOWN
    return ArchivedInvitation(*sent.ends(desk.owner.id), sent.at, sent.note, outcome)


def _accepted(desk: Desk, group: list[Sent], person: Person) -> list[Action[str]]:
    """Return the two actions that made a connection, as far as dates allow."""
    if person.connected_on is None:
        return []
    day = datetime.combine(person.connected_on, time(), UTC)
    before = [sent for sent in group if sent.at - day < _DOUBT]
    for sent in group[len(before) :]:
        desk.ledger.note(sent.row, Problem.LATER_INVITATION, "Sent At", sent.row["Sent At"])
    if not before:
        return []
    _note_earlier(desk, before[:-1])
    sender, recipient = before[-1].ends(desk.owner.id)
    accept = Accept(recipient, sender, at=max(day, before[-1].at))
    return [_invite(desk, before[-1]), accept]


def _invite(desk: Desk, sent: Sent) -> Invite[str]:
    sender, recipient = sent.ends(desk.owner.id)
    return Invite(sender, recipient, at=sent.at, note=sent.note)


def _note_earlier(desk: Desk, group: list[Sent]) -> None:
    for sent in group:
        desk.ledger.note(sent.row, Problem.EARLIER_INVITATION, "Sent At", sent.row["Sent At"])


def _history(desk: Desk, actions: list[Action[str]]) -> History[str]:
    """Return the actions in order of time, an invitation before its acceptance."""
    ordered = sorted(actions, key=lambda each: (each.at, each.rule, each.members))
    members = dict.fromkeys(member for action in ordered for member in action.members)
    start: LinkGraph[str] = LinkGraph.from_edges(members=[desk.owner.id, *members])
    return History(ordered, start=start)
