"""`read_archive`, and the `Archive` that it returns."""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import datetime
from typing import Any

import attrs

from linkgraph.archive.activity import (
    read_comments,
    read_companies,
    read_follows,
    read_messages,
    read_positions,
    read_profile,
    read_reactions,
    read_shares,
)
from linkgraph.archive.connections import read_connections
from linkgraph.archive.csv_rows import Row, Table, read_table, undecoded
from linkgraph.archive.export_format import KINDS, FileKind, folded, kind_of
from linkgraph.archive.invitations import Sent, read_invitations
from linkgraph.archive.merge import merged
from linkgraph.archive.people import profile_id
from linkgraph.archive.reader import Desk, find_owner
from linkgraph.archive.report import Ledger, Problem, Report
from linkgraph.archive.results import (
    ArchivedInvitation,
    Correspondence,
    Event,
    Limits,
    OwnProfile,
    Person,
    Position,
)
from linkgraph.archive.unpacking import open_archive
from linkgraph.errors import ArchiveError, InvalidInput
from linkgraph.graph.diff import Diff, Fact
from linkgraph.graph.fact_kinds import FactKind
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Profile
from linkgraph.rules.history import History
from linkgraph.rules.posts import Engagement, Post

ASSUMPTIONS = (
    "times without a zone are UTC; where only a day is given, its midnight stands for it",
    "connected members follow each other (A2), but whom the owner stopped following",
    "an invitation to or from a connection was accepted; the newest of others stands as pending",
    "a member of the same name is meant by a row that has only a name, if there is just one",
    "connections whose companies are spelled alike have one employer",
    "a post for MEMBER_NETWORK is for connections; one without a visibility is for anyone",
)


@attrs.frozen(repr=False)
class Archive:
    """What a member's own data export tells: a star of ties round its owner, and when.

    It cannot tell who follows the owner, what became of an open invitation, or whom the
    connections know.

    Attributes
    ----------
    owner
        The owner's member id.
    graph
        The owner's connections, pending invitations and follows (F1 to F4). Member ids are
        described at `Person`; employers (F7) are folded company names.
    people
        Everybody in the graph but the owner: connections by date, then the others by id.
    invitations
        Every invitation, by time sent.
    history
        Invitations and acceptances of the ties whose invitation is in the archive (H1);
        replays under `AS_IT_HAPPENED` without a refusal.
    timeline
        Dated facts, by time.
    engagements, posts
        The owner's reactions, comments, reposts and posts, by time, undated ones first.
    messages
        How many messages went to and from whom, the most first; no content.
    companies
        Companies that the owner follows.
    profile, positions
        The owner's profile, or `None`, and jobs.
    report
        What was read, skipped and why.
    """

    owner: str
    graph: LinkGraph[str]
    people: tuple[Person, ...]
    invitations: tuple[ArchivedInvitation, ...]
    history: History[str]
    timeline: tuple[Event, ...]
    engagements: tuple[Engagement[str], ...]
    posts: tuple[Post[str], ...]
    messages: tuple[Correspondence, ...]
    companies: tuple[str, ...]
    profile: OwnProfile | None
    positions: tuple[Position, ...]
    report: Report

    @property
    def ends_at(self) -> datetime | None:
        """The latest moment in the archive, or `None`: a stand-in for when it was made."""
        last = [event.at for event in self.timeline[-1:]]
        last += [each.last for each in self.messages if each.last is not None]
        return max(last, default=None)

    def __repr__(self) -> str:
        connections = self.graph.connection_count(self.owner)
        parts = [
            f"{connections:,} connection{'' if connections == 1 else 's'}",
            f"{len(self.invitations):,} invitation{'' if len(self.invitations) == 1 else 's'}",
            f"{len(self.report.skipped):,} skipped",
        ]
        return f"Archive({self.owner!r}, {', '.join(parts)})"


def read_archive(
    path: str | os.PathLike[str], *, owner: str | None = None, limits: Limits | None = None
) -> Archive:
    """Read a member's own data export: connections, invitations, follows and activity (F1 to F4).

    Parameters
    ----------
    path
        A zip, a zip of zips, an unpacked folder, or one CSV file. Basic and Complete
        archives may lie in one folder: what both hold is read once.
    owner
        The address of the owner's profile, or a member id for them, where Invitations.csv
        does not tell or is not to be asked.
    limits
        How much it may hold; the defaults are ample for a real one.

    Returns
    -------
    Archive
        With a `report` of every file and row that was skipped, and why.

    Raises
    ------
    ArchiveError
        When nothing can be read: no such path, no archive, none of its files known, or more
        in it than `limits` allows. Whatever else is wrong costs one file or row.
    InvalidInput
        For a `path`, an `owner` or `limits` of the wrong kind.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> rows = '''First Name,Last Name,URL,Email Address,Company,Position,Connected On
    ... Bo,Li,https://www.linkedin.com/in/bo-li/,,Acme,Engineer,22 Feb 2021
    ... ,,,,,,07 Jun 2026'''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "Connections.csv")
    ...     _ = file.write_text(rows, "utf-8")
    ...     archive = read_archive(file, owner="ana")
    >>> archive
    Archive('ana', 1 connection, 0 invitations, 1 skipped)
    >>> archive.graph.connections_of("ana")
    MemberSet({'in/bo-li'})
    >>> print(archive.report.skipped[0])
    `'Connections.csv'`, row 3: names nobody: who left or hid has only a date – `'07 Jun 2026'`
    """
    given = _owner(owner)
    ledger = Ledger()
    tables = _tables(_path(path), _given(limits), ledger)
    rows = {name: _rows(kind, tables[name], ledger) for name, kind in KINDS.items()}
    addresses = {profile_id(row["URL"]) for row in rows["Connections"]} - {None}
    others = {*map(str, addresses)}
    found = find_owner(given, rows["Invitations"], rows["Profile"], others, ledger)
    return _archive(Desk(ledger, found), rows)


# -- what is given ------------------------------------------------------------------------------


def _path(path: Any) -> str:
    try:
        return os.fsdecode(path)
    except TypeError:
        raise InvalidInput(path, "is no path", "give text or a `Path`") from None


def _owner(owner: Any) -> str | None:
    if owner is None or (isinstance(owner, str) and owner.strip()):
        return owner
    raise InvalidInput(owner, "is no owner", "give the address of a profile, or a member id")


def _given(limits: Any) -> Limits:
    if limits is None:
        return Limits()
    if not isinstance(limits, Limits):
        raise InvalidInput(limits, "is no limits", "give `Limits(…)`")
    return limits


# -- files to rows ------------------------------------------------------------------------------


def _tables(path: str, limits: Limits, ledger: Ledger) -> dict[str, list[Table]]:
    """Return the tables of each kind of file, and enter every file in the ledger."""
    tables: defaultdict[str, list[Table]] = defaultdict(list)
    known = False
    for found in open_archive(path, limits):
        kind = kind_of(found.name)
        known = known or kind is not None
        if kind is None or found.data is None:
            ledger.file(found.name, kind.name if kind else None, found.problem)
            continue
        table = read_table(found.name, found.data, kind)
        if table is None:
            ledger.file(found.name, kind.name, Problem.NOT_UTF8_FILE)
        elif not table.columns:
            ledger.file(found.name, kind.name, Problem.NO_HEADER, value=", ".join(table.header))
        else:
            tables[kind.name].append(table)
            _enter(found.name, kind, table, ledger)
    if not known:
        raise ArchiveError(path, "holds no file of a data export", "look for Connections.csv")
    return tables


def _enter(name: str, kind: FileKind, table: Table, ledger: Ledger) -> None:
    """Enter a table in the ledger, with what is odd about its header and its broken rows."""
    number = len(table.rows) + len(table.broken)
    ledger.file(name, kind.name, rows=number, before=table.before)
    seen: set[str] = set()
    for column, cell in zip(table.columns, table.header, strict=True):
        if column in seen:
            ledger.about(name, Problem.COLUMN_TWICE, column)
        elif column is not None:
            seen.add(column)
        elif cell.strip():
            ledger.about(name, Problem.UNKNOWN_COLUMN, cell)
    for column in kind.apart:
        if column not in seen:
            ledger.about(name, Problem.COLUMN_MISSING, column)
    for row, cells in table.broken:
        problem = Problem.BROKEN_QUOTES if cells is None else Problem.WRONG_CELLS
        ledger.skip(row, problem, None, ", ".join(cells or ()))
    for row, column, cell in table.twice:
        ledger.note(row, Problem.CELLS_DIFFER, column, cell)


def _rows(kind: FileKind, tables: list[Table], ledger: Ledger) -> list[Row]:
    """Return the rows of all files of a kind, each once."""
    files = []
    for table in sorted(tables, key=lambda table: -len(set(table.columns))):
        readable = []
        for row in table.rows:
            bad = next((column for column, cell in row.cells.items() if undecoded(cell)), None)
            if bad is None:
                readable.append(row)
            else:
                ledger.skip(row, Problem.NOT_UTF8, bad, row[bad])
        files.append(readable)
    return merged(kind, files, ledger)


# -- rows to facts ------------------------------------------------------------------------------


def _archive(desk: Desk, rows: dict[str, list[Row]]) -> Archive:
    connected = read_connections(desk, rows["Connections"])
    connections = dict(desk.people.by_id)
    ties = read_invitations(desk, rows["Invitations"], connections)
    follows, followed = read_follows(desk, rows["Member Follows"])
    companies, company_events = read_companies(desk, rows["Company Follows"])
    activity = [
        read_reactions(desk, rows["Reactions"]),
        read_comments(desk, rows["Comments"]),
        read_shares(desk, rows["Shares"]),
    ]
    others = sorted(set(desk.people.by_id) - set(connections))
    people = (*connections.values(), *(desk.people.by_id[member] for member in others))
    messages = read_messages(desk, rows["messages"])
    profile = read_profile(desk, rows["Profile"])
    positions = read_positions(desk, rows["Positions"])
    events = [connected, ties.events, followed, company_events, *(found[0] for found in activity)]
    engagements = [each for found in activity for each in found[1]]
    posts = [each for found in activity for each in found[2]]
    return Archive(
        desk.owner.id,
        _graph(desk.owner.id, people, follows, ties.pending, _employer(positions)),
        people,
        ties.invitations,
        ties.history,
        tuple(sorted((each for group in events for each in group), key=_in_time)),
        tuple(sorted(engagements, key=lambda each: (*_dated(each.at), str(each.post_id)))),
        tuple(sorted(posts, key=lambda each: (*_dated(each.at), str(each.id)))),
        messages,
        tuple(companies),
        profile,
        positions,
        desk.ledger.report(ASSUMPTIONS),
    )


def _in_time(event: Event) -> tuple[datetime, str, str, str]:
    return event.at, event.kind.name, event.subject, event.detail


def _dated(at: datetime | None) -> tuple[bool, datetime | None]:
    return at is not None, at


def _graph(
    owner: str,
    people: tuple[Person, ...],
    follows: dict[str, bool],
    pending: tuple[Sent, ...],
    employer: str,
) -> LinkGraph[str]:
    graph: LinkGraph[str] = LinkGraph.from_edges(
        members=[owner, *(person.id for person in people)],
        connections=[(owner, person.id) for person in people if person.connected],
        follows=[(owner, member) for member, active in follows.items() if active],
    )
    stopped = [(owner, member) for member, active in follows.items() if not active]
    graph = graph.update(unfollow=stopped)
    employers = [(owner, employer), *((person.id, person.company) for person in people)]
    facts = [
        Fact(FactKind.PROFILE, (member,), Profile(employer=folded(company)))
        for member, company in employers
        if company
    ]
    letters = [
        Fact(FactKind.INVITATION, sent.ends(owner), (sent.at, sent.note)) for sent in pending
    ]
    return Diff((*facts, *letters)).apply(graph)


def _employer(positions: tuple[Position, ...]) -> str:
    """Return where the owner works: the newest position that has not ended."""
    return next((each.company for each in reversed(positions) if each.finished_on is None), "")
