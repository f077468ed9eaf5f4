"""Reading an export from file to graph: `read_archive`.

The reading has three stages. `unpacking` opens the archive and yields its files, `csv_rows` turns
each known file into rows, and `_merged` drops the rows that a second archive repeats. Then the
owner is determined, and the rows of each kind of file become facts: connections first, because
the other files refer to them, often by name only. Last, the facts become a graph.
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import date
from typing import Any

from linkgraph.archive import activity, ties
from linkgraph.archive.account import FileRead, Note, ReadingAccount
from linkgraph.archive.csv_rows import CsvRow, CsvTable
from linkgraph.archive.export_format import KINDS, kind_of, parse_date
from linkgraph.archive.ids import cleaned, folded, profile_id
from linkgraph.archive.reader import ExportReader, find_owner
from linkgraph.archive.results import Archive, Limits, Person, Position
from linkgraph.archive.unpacking import open_tables
from linkgraph.errors import ArchiveError, InvalidInput
from linkgraph.graph.diff import Diff, Fact
from linkgraph.graph.fact_kinds import FactKind
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Profile
from linkgraph.graph.validation import instance_of, path_of
from linkgraph.rules.actions import Invite

ASSUMPTIONS = (
    "times are in UTC if they have no zone; a date alone means its midnight",
    "connected members follow each other (A2), except those the owner stopped following",
    "an invitation from or to a connection was accepted; of the others the newest is pending",
    "a row with only a name is about the member of that name, if there is exactly one",
    "companies with the same spelling are the same employer",
    "a post for MEMBER_NETWORK is for connections; a post without a visibility is for anyone",
)


def read_archive(
    path: str | os.PathLike[str], *, owner: str | None = None, limits: Limits | None = None
) -> Archive:
    """Read a member's own data export: connections, invitations, follows and activity (F1 to F4).

    The `account` of the archive lists all files and rows that were skipped, and why.

    Parameters
    ----------
    path
        A zip, a zip of zips, an unpacked folder, or one CSV file. A folder may hold a Basic and a
        Complete archive: rows that both contain are read once.
    owner
        The address of the owner's profile, or any member id for them. By default the owner is
        determined from Invitations.csv, or else from Profile.csv.
    limits
        How much the archive may hold. The defaults are ample for a real one.

    Raises
    ------
    ArchiveError
        If the path does not exist, holds no file of an export, or exceeds `limits`. Any other
        problem costs one file or one row.
    InvalidInput
        If `path`, `owner` or `limits` is of the wrong kind.

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
    >>> print(archive.account.skipped[0])
    `'Connections.csv'`, row 3: the row names nobody (the member may have left) – `'07 Jun 2026'`
    """
    path_text = str(path_of(path, "name a zip, a folder or a CSV file"))
    if owner is not None and (type(owner) is not str or not owner.strip()):
        raise InvalidInput(owner, "the address of a profile, a member id or `None` as `owner`")
    instance_of(limits, Limits, "limits", optional=True)
    files = [*open_tables(path_text, limits or Limits())]
    tables = [file for file in files if isinstance(file, CsvTable)]
    unread = [file for file in files if isinstance(file, Note)]
    if not tables and not any(kind_of(note.file) for note in unread):
        raise ArchiveError(path_text, "holds no file of a data export", "look for Connections.csv")
    rows = {name: _merged([table for table in tables if table.kind.name == name]) for name in KINDS}
    notes = [*unread]
    reader = ExportReader(find_owner(owner, rows, notes))
    ties.read_connections(reader, rows["Connections"])
    invitations, pending, history = ties.read_invitations(reader, rows["Invitations"])
    follows = activity.read_follows(reader, rows["Member Follows"])
    companies = reader.read_rows(rows["Company Follows"], activity.read_company)
    reader.read_rows([*rows["Reactions"], *rows["Comments"]], activity.read_engagement)
    posts = reader.read_rows(rows["Shares"], activity.read_share)
    messages = activity.read_messages(reader, rows["messages"])
    profile = activity.read_profile(reader, rows["Profile"])
    positions = reader.read_rows(rows["Positions"], activity.read_position)
    positions.sort(key=lambda position: (position.started_on or date.max, position.company))
    # Connections stay in the order of their dates, before all others.
    people = sorted(
        reader.people.values(), key=lambda person: "" if person.connected else person.id
    )
    # Those without a date come first.
    posts.sort(key=lambda post: (post.at is not None, post.at, str(post.id)))
    reader.engagements.sort(key=lambda row: (row.at is not None, row.at, str(row.post_id)))
    reader.events.sort(key=lambda row: (row.at, row.kind.name, row.subject, row.detail))
    return Archive(
        owner=reader.owner.id,
        graph=_graph(reader.owner.id, people, follows, pending, positions),
        people=tuple(people),
        invitations=invitations,
        history=history,
        timeline=tuple(reader.events),
        engagements=tuple(reader.engagements),
        posts=tuple(posts),
        messages=messages,
        companies=tuple(sorted(set(companies))),
        profile=profile,
        positions=tuple(positions),
        account=_account(tables, unread, notes),
    )


def _merged(tables: list[CsvTable]) -> list[CsvRow]:
    """Return the rows of several files of a kind, without those that a later file repeats.

    A row of one file repeats at most one row of another, so two equal rows of one file stay two.
    Two rows are the same if their identity is, unless both have an address and the addresses
    differ. Of the two, the one with an address is kept, or else the one from the file with more
    columns.
    """
    if len(tables) == 1:
        return tables[0].rows
    merged: list[CsvRow] = []
    # The positions in `merged` of the rows with an identity and an address.
    positions: defaultdict[Any, defaultdict[Any, list[int]]]
    positions = defaultdict(lambda: defaultdict(list))
    for table in sorted(tables, key=lambda table: -len(set(table.columns))):
        # Those that no row of this file repeats yet.
        unmatched = {
            identity: {address: iter([*numbers]) for address, numbers in group.items()}
            for identity, group in positions.items()
        }
        for row in table.rows:
            identity, address = _identity(row), _address(row)
            group = unmatched.get(identity, {})
            # The same address, or where one of the two rows has none.
            candidates = [address, *([("",) * len(address)] if any(address) else group)]
            matches = (number for other in candidates for number in group.get(other, ()))
            position = next(matches, None)
            if position is None:
                positions[identity][address].append(len(merged))
                merged.append(row)
                continue
            repeated = row
            if any(address) and not any(_address(merged[position])):
                repeated, merged[position] = merged[position], row
            repeated.table.counts["repeated"] += 1
    return merged


def _identity(row: CsvRow) -> tuple[Any, ...]:
    """Return the cells that identify a row; a date counts in whatever format it is written."""
    kind = row.table.kind
    return tuple(
        (column in kind.dates and parse_date(kind.dates[column], row[column]))
        or cleaned(row[column])
        for column in kind.identity
    )


def _address(row: CsvRow) -> tuple[str, ...]:
    columns = row.table.kind.address
    return tuple(profile_id(row[column]) or cleaned(row[column]) for column in columns)


def _graph(
    owner: str,
    people: list[Person],
    follows: dict[str, bool],
    pending: list[Invite[str]],
    positions: list[Position],
) -> LinkGraph[str]:
    """Return the graph of the owner's ties."""
    graph: LinkGraph[str] = LinkGraph.from_edges(
        members=[owner, *(person.id for person in people)],
        connections=[(owner, person.id) for person in people if person.connected],
        follows=[(owner, member) for member, active in follows.items() if active],
    )
    # Connected members follow each other, so a stopped follow must be removed.
    graph = graph.update(
        unfollow=[(owner, member) for member, active in follows.items() if not active]
    )
    # The owner works at the newest position that has no end.
    current = [position.company for position in positions if position.finished_on is None]
    employers = {person.id: person.company for person in people} | {owner: "".join(current[-1:])}
    facts = [
        Fact(FactKind.PROFILE, (member,), Profile(employer=folded(company)))
        for member, company in employers.items()
        if company
    ]
    facts += [Fact(FactKind.INVITATION, sent.members, (sent.at, sent.note)) for sent in pending]
    return Diff(tuple(facts)).apply(graph)


def _account(tables: list[CsvTable], unread: list[Note], notes: list[Note]) -> ReadingAccount:
    """Return the account of the reading, after all rows are counted."""
    files = [
        FileRead(note.file, getattr(kind_of(note.file), "name", None), note.problem)
        for note in unread
    ]
    files += [table.file_read() for table in tables]
    files.sort(key=lambda file: file.name)
    notes += [note for table in tables for note in table.notes]
    notes.sort(key=lambda note: (note.file, note.row or 0))
    return ReadingAccount(tuple(files), tuple(notes), ASSUMPTIONS)
