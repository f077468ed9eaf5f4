"""A member's own data export: read it with `read_archive`, get an `Archive`.

Files, columns and words are tables (`tables`), dates too (`dates`); everything that can be
wrong has a row in `SAYINGS`. From the bytes to the graph: `files` opens, `rows` reads,
`merge` takes repeats together, `connections`, `invitations` and `activity` make facts.
"""

from linkgraph.archive.archive import ASSUMPTIONS, Archive, read_archive
from linkgraph.archive.invitations import AS_IT_HAPPENED
from linkgraph.archive.people import profile_id
from linkgraph.archive.report import (
    SAYINGS,
    Cost,
    FileRead,
    Note,
    Problem,
    Report,
    Saying,
    spreadsheet_cell,
)
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
    "SAYINGS",
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
    "Report",
    "Saying",
    "profile_id",
    "read_archive",
    "spreadsheet_cell",
]
