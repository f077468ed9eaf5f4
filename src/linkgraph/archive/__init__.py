"""A member's own data export: `read_archive` turns it into an `Archive`.

A reading goes from bytes to facts, one module for each step: `unpacking` opens the files,
`csv_rows` splits them into rows, `connections`, `invitations` and `activity` read the rows, and
`archive` makes a graph of the facts. The format is a table in `export_format`. Everything that can
be wrong is listed in `problems`, and `account` counts every row.
"""

from linkgraph.archive.account import FileRead, Note, ReadingAccount, spreadsheet_cell
from linkgraph.archive.archive import ASSUMPTIONS, Archive, read_archive
from linkgraph.archive.invitations import AS_IT_HAPPENED
from linkgraph.archive.people import profile_id
from linkgraph.archive.problems import Cost, Problem
from linkgraph.archive.results import (
    ArchivedInvitation,
    Correspondence,
    Event,
    EventKind,
    Limits,
    Outcome,
    OwnProfile,
    Person,
    Position,
)

__all__ = [
    "ASSUMPTIONS",
    "AS_IT_HAPPENED",
    "Archive",
    "ArchivedInvitation",
    "Correspondence",
    "Cost",
    "Event",
    "EventKind",
    "FileRead",
    "Limits",
    "Note",
    "Outcome",
    "OwnProfile",
    "Person",
    "Position",
    "Problem",
    "ReadingAccount",
    "profile_id",
    "read_archive",
    "spreadsheet_cell",
]
