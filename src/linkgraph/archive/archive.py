"""Reading an export from file to graph: `read_archive`, and the `Archive` that it returns.

The reading has three stages. `unpacking` opens the archive and yields its files, `csv_rows` turns
each known file into rows, and `_merged` drops the rows that a second archive repeats. Then the
owner is determined, and the rows of each kind of file become facts: connections first, because
the other files refer to them, often by name only. Last, the facts become a graph.
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import date, datetime
from typing import Any

import attrs

from linkgraph.archive.account import ReadingAccount, ReadingLog
from linkgraph.archive.activity import (
    read_comment,
    read_company,
    read_follows,
    read_messages,
    read_position,
    read_profile,
    read_reaction,
    read_share,
)
from linkgraph.archive.connections import read_connections
from linkgraph.archive.csv_rows import CsvRow, CsvTable, read_table
from linkgraph.archive.export_format import KINDS, FileKind, kind_of, parse_date
from linkgraph.archive.invitations import read_invitations
from linkgraph.archive.people import cleaned, folded, profile_id
from linkgraph.archive.problems import Problem
from linkgraph.archive.reader import ExportReader, find_owner
from linkgraph.archive.results import (
    ArchivedInvitation,
    Correspondence,
    Event,
    Limits,
    OwnProfile,
    Person,
    Position,
)
from linkgraph.archive.unpacking import UnreadFile, open_archive
from linkgraph.errors import ArchiveError, InvalidInput
from linkgraph.graph.diff import Diff, Fact
from linkgraph.graph.fact_kinds import FactKind
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Profile
from linkgraph.rules.actions import Invite
from linkgraph.rules.history import History
from linkgraph.rules.posts import Engagement, Post

ASSUMPTIONS = (
    "times are in UTC if they have no zone; a date alone means its midnight",
    "connected members follow each other (A2), except those the owner stopped following",
    "an invitation from or to a connection was accepted; of the others the newest is pending",
    "a row with only a name is about the member of that name, if there is exactly one",
    "companies with the same spelling are the same employer",
    "a post for MEMBER_NETWORK is for connections; a post without a visibility is for anyone",
)


@attrs.frozen(repr=False)
class Archive:
    """The contents of a member's own data export.

    An export does not list the followers of the owner, the answers to invitations, or the ties
    between other members. The graph is therefore a star with the owner in its center.

    Attributes
    ----------
    owner
        The owner's member id.
    graph
        The owner's connections, pending invitations and follows (F1 to F4). `Person` describes
        the member ids. Employers (F7) are names of companies in lower case, without accents.
    people
        Everybody in the graph except the owner: connections by date, then the others by id.
    invitations
        All invitations, by time.
    history
        The invitations and acceptances of all ties whose invitation is in the archive (H1). It
        replays under `AS_IT_HAPPENED` without a refusal.
    timeline
        All dated facts, by time.
    engagements, posts
        The owner's reactions, comments and reposts, and the owner's posts; those without a date
        first, the others by time.
    messages
        The number of messages to and from each person, most first. Contents are not kept.
    companies
        Names of the companies that the owner follows.
    profile, positions
        The owner's profile, or `None`, and the owner's jobs, by date.
    account
        The account of the reading: the rows read and skipped, and the reasons.
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
    account: ReadingAccount

    @property
    def ends_at(self) -> datetime | None:
        """The latest time in the archive, or `None`; use it as the time of the export."""
        times = [event.at for event in self.timeline[-1:]]
        times += [messages.last for messages in self.messages if messages.last is not None]
        return max(times, default=None)

    def __repr__(self) -> str:
        connections, invitations = self.graph.connection_count(self.owner), len(self.invitations)
        return (
            f"Archive({self.owner!r}, {connections:,} connection{'s' * (connections != 1)}, "
            f"{invitations:,} invitation{'s' * (invitations != 1)}, "
            f"{len(self.account.skipped):,} skipped)"
        )


def read_archive(
    path: str | os.PathLike[str], *, owner: str | None = None, limits: Limits | None = None
) -> Archive:
    """Read a member's own data export: connections, invitations, follows and activity (F1 to F4).

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

    Returns
    -------
    Archive
        Its `account` lists all files and rows that were skipped, and why.

    Raises
    ------
    ArchiveError
        If the path does not exist, if it is not an archive or has none of the known files, or if it
        exceeds `limits`. Any other problem costs one file or one row.
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
    try:
        path_text = os.fsdecode(path)
    except TypeError:
        raise InvalidInput(path, "the path of an archive", "use a `str` or a `Path`") from None
    if owner is not None and (not isinstance(owner, str) or not owner.strip()):
        raise InvalidInput(owner, "the address of a profile, a member id or `None` for `owner`")
    if limits is not None and not isinstance(limits, Limits):
        raise InvalidInput(limits, "`Limits` or `None` for `limits`")
    log = ReadingLog()
    rows = _read_rows(path_text, limits or Limits(), log)
    connected = {profile_id(row["URL"]) for row in rows["Connections"]}
    archive_owner = find_owner(owner, rows["Invitations"], rows["Profile"], connected, log)
    return _archive(ExportReader(log, archive_owner), rows)


# -- from files to rows -------------------------------------------------------------------------


def _read_rows(path: str, limits: Limits, log: ReadingLog) -> dict[str, list[CsvRow]]:
    """Return the rows of each kind of file, and record every file in the log."""
    tables: dict[str, list[CsvTable]] = {name: [] for name in KINDS}
    any_known = False
    for file in open_archive(path, limits):
        kind = kind_of(file.name)
        any_known = any_known or kind is not None
        if isinstance(file, UnreadFile):
            log.unread_file(file.name, kind, file.problem)
            continue
        table = read_table(file.kind, file.name, file.data)
        if table is None:
            log.unread_file(file.name, kind, Problem.NOT_UTF8_FILE)
        elif not table.columns:
            log.unread_file(file.name, kind, Problem.NO_HEADER, ", ".join(table.header))
        else:
            tables[file.kind.name].append(table)
            log.table(table)
    if not any_known:
        raise ArchiveError(path, "holds no file of a data export", "look for Connections.csv")
    return {name: _merged(kind, tables[name], log) for name, kind in KINDS.items()}


def _merged(kind: FileKind, tables: list[CsvTable], log: ReadingLog) -> list[CsvRow]:
    """Return the rows of several files of a kind, without those that a later file repeats.

    A row of one file repeats at most one row of another, so two equal rows of one file stay two.
    Two rows are the same if their identity is, unless both have an address and the addresses
    differ. Of the two, the one with an address is kept, or else the one from the file with more
    columns.
    """
    merged: list[CsvRow] = []
    # The positions in `merged` of the rows with an identity and an address.
    positions: defaultdict[Any, defaultdict[Any, list[int]]]
    positions = defaultdict(lambda: defaultdict(list))
    for table in sorted(tables, key=lambda table: -len(set(table.columns))):
        # Those that no row of this file repeats yet.
        unmatched = {
            identity: {address: [*numbers] for address, numbers in group.items()}
            for identity, group in positions.items()
        }
        for row in table.rows:
            identity, address = _identity(kind, row), _address(kind, row)
            position = _take_match(unmatched.get(identity, {}), address)
            if position is None:
                positions[identity][address].append(len(merged))
                merged.append(row)
                continue
            if any(address) and not any(_address(kind, merged[position])):
                row, merged[position] = merged[position], row  # noqa: PLW2901  # swap
            log.count(row, "repeated")
    return merged


def _take_match(group: dict[tuple[str, ...], list[int]], address: tuple[str, ...]) -> int | None:
    """Take out the position of a row with the same address, or where one of the two has none."""
    no_address = ("",) * len(address)
    others = group if address == no_address else [no_address]
    for candidate in (address, *others):
        if group.get(candidate):
            return group[candidate].pop(0)
    return None


def _identity(kind: FileKind, row: CsvRow) -> tuple[Any, ...]:
    """Return the cells that identify a row; a date counts in whatever format it is written."""
    return tuple(
        (column in kind.dates and parse_date(kind.dates[column], row[column]))
        or cleaned(row[column])
        for column in kind.identity
    )


def _address(kind: FileKind, row: CsvRow) -> tuple[str, ...]:
    return tuple(profile_id(row[column]) or cleaned(row[column]) for column in kind.address)


# -- from rows to facts -------------------------------------------------------------------------


def _archive(reader: ExportReader, rows: dict[str, list[CsvRow]]) -> Archive:
    """Return the archive with these rows. Later files refer to the people of earlier ones."""
    read_connections(reader, rows["Connections"])
    invitations, pending, history = read_invitations(reader, rows["Invitations"])
    follows = read_follows(reader, rows["Member Follows"])
    companies = reader.read_rows(rows["Company Follows"], read_company)
    engagements = reader.read_rows(rows["Reactions"], read_reaction)
    engagements += reader.read_rows(rows["Comments"], read_comment)
    shares = reader.read_rows(rows["Shares"], read_share)
    posts = [post for post, _ in shares]
    engagements += [repost for _, reposts in shares for repost in reposts]
    messages = read_messages(reader, rows["messages"])
    profile = read_profile(reader, rows["Profile"])
    positions = reader.read_rows(rows["Positions"], read_position)
    positions.sort(key=lambda position: (position.started_on or date.max, position.company))
    # Connections stay in the order of their dates, before all others.
    people = sorted(
        reader.people.by_id.values(), key=lambda person: "" if person.connected else person.id
    )
    return Archive(
        owner=reader.owner.id,
        graph=_graph(reader.owner.id, people, follows, pending, positions),
        people=tuple(people),
        invitations=invitations,
        history=history,
        timeline=tuple(sorted(reader.events, key=_by_time)),
        # Those without a date come first.
        engagements=tuple(
            sorted(engagements, key=lambda row: (row.at is not None, row.at, str(row.post_id)))
        ),
        posts=tuple(sorted(posts, key=lambda post: (post.at is not None, post.at, str(post.id)))),
        messages=messages,
        companies=tuple(sorted(set(companies))),
        profile=profile,
        positions=tuple(positions),
        account=reader.log.account(ASSUMPTIONS),
    )


def _by_time(event: Event) -> tuple[datetime, str, str, str]:
    return event.at, event.kind.name, event.subject, event.detail


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
    profiles = [
        Fact(FactKind.PROFILE, (member,), Profile(employer=folded(company)))
        for member, company in employers.items()
        if company
    ]
    invitations = [
        Fact(FactKind.INVITATION, invite.members, (invite.at, invite.note)) for invite in pending
    ]
    return Diff((*profiles, *invitations)).apply(graph)
