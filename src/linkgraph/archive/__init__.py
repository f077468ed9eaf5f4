"""A member's own data export: `read_archive` turns it into an `Archive`.

A reading goes from bytes to facts, one module for each step: `unpacking` opens the files,
`csv_rows` splits them into rows, `ties` and `activity` read the rows, and `archive` makes a graph
of the facts. The format is a table in `export_format`. Everything that can be wrong is a table in
`account`, which counts every row.
"""

from linkgraph.archive.account import (
    Cost,
    FileRead,
    Note,
    Problem,
    ReadingAccount,
    spreadsheet_cell,
)
from linkgraph.archive.archive import ASSUMPTIONS, read_archive
from linkgraph.archive.ids import profile_id
from linkgraph.archive.results import (
    Archive,
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
from linkgraph.archive.ties import AS_IT_HAPPENED

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
