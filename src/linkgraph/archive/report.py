"""The account of a reading: which file gave what, and what each note says.

`SAYINGS` is the table of all that can be wrong or odd, and what it costs: the file, the row,
or nothing. Rows are counted in a `Ledger`, so that read, repeated and skipped add up.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import auto

import attrs

from linkgraph.archive.csv_rows import Row
from linkgraph.errors import shown
from linkgraph.graph.validation import Term


class Cost(Term):
    """What a note is about: a file or a row that was not read, or something odd that was."""

    FILE = auto()
    ROW = auto()
    NOTHING = auto()


class Problem(Term):
    """What can be wrong or odd in an archive; `SAYINGS` has the sentences."""

    UNKNOWN_FILE = auto()
    ENCRYPTED = auto()
    CORRUPT = auto()
    ODDLY_PACKED = auto()
    NOT_A_ZIP = auto()
    LINK = auto()
    NOT_A_FILE = auto()
    UNREADABLE = auto()
    NOT_UTF8_FILE = auto()
    NO_HEADER = auto()

    NOT_UTF8 = auto()
    BROKEN_QUOTES = auto()
    WRONG_CELLS = auto()
    UNREADABLE_DATE = auto()
    TOO_EARLY = auto()
    DATE_MISSING = auto()
    NOBODY = auto()
    OWNER = auto()
    SEVERAL_SO_NAMED = auto()
    UNKNOWN_DIRECTION = auto()
    NOT_THE_OWNER = auto()
    UNKNOWN_STATUS = auto()
    NO_LINK = auto()
    DRAFT = auto()
    OWNER_UNKNOWN = auto()

    UNKNOWN_COLUMN = auto()
    COLUMN_MISSING = auto()
    COLUMN_TWICE = auto()
    CELLS_DIFFER = auto()
    NO_DATE = auto()
    BAD_ADDRESS = auto()
    SHARED_ADDRESS = auto()
    RENAMED = auto()
    OTHER_NAME = auto()
    NAMESAKE = auto()
    TWICE = auto()
    BY_NAME_ALONE = auto()
    UNNAMED_RECIPIENT = auto()
    ANOTHER_ADDRESS = auto()
    EARLIER_INVITATION = auto()
    LATER_INVITATION = auto()
    UNKNOWN_VISIBILITY = auto()
    OWNER_ASSUMED = auto()


@attrs.frozen
class Saying:
    """One row of the table: what a problem costs, and what is said of it."""

    cost: Cost
    sentence: str


_F, _R, _N = Cost.FILE, Cost.ROW, Cost.NOTHING

SAYINGS: dict[Problem, Saying] = {
    Problem.UNKNOWN_FILE: Saying(_N, "no file that this reader knows: left aside"),
    Problem.ENCRYPTED: Saying(_F, "locked with a password: unpack it first"),
    Problem.CORRUPT: Saying(_F, "damaged: download the archive again"),
    Problem.ODDLY_PACKED: Saying(_F, "packed in a way that no export uses"),
    Problem.NOT_A_ZIP: Saying(_F, "named like a zip, but none"),
    Problem.LINK: Saying(_F, "a link, and links are not followed"),
    Problem.NOT_A_FILE: Saying(_F, "no regular file"),
    Problem.UNREADABLE: Saying(_F, "cannot be opened"),
    Problem.NOT_UTF8_FILE: Saying(_F, "not in UTF-8: save it again as CSV in UTF-8"),
    Problem.NO_HEADER: Saying(_F, "no row that names the columns; the nearest one is shown"),
    Problem.NOT_UTF8: Saying(_R, "not in UTF-8"),
    Problem.BROKEN_QUOTES: Saying(_R, "quotes that do not pair up, or an endless cell"),
    Problem.WRONG_CELLS: Saying(_R, "more or fewer cells than the header has"),
    Problem.UNREADABLE_DATE: Saying(_R, "a date in no known format"),
    Problem.TOO_EARLY: Saying(_R, "a date before the network began"),
    Problem.DATE_MISSING: Saying(_R, "no date, and it needs one"),
    Problem.NOBODY: Saying(_R, "names nobody: who left or hid has only a date"),
    Problem.OWNER: Saying(_R, "a tie of the owner with themself"),
    Problem.SEVERAL_SO_NAMED: Saying(_R, "only a name, and several people have it"),
    Problem.UNKNOWN_DIRECTION: Saying(_R, "neither OUTGOING nor INCOMING"),
    Problem.NOT_THE_OWNER: Saying(_R, "stands where the owner should, and is somebody else"),
    Problem.UNKNOWN_STATUS: Saying(_R, "neither Active nor Unfollow"),
    Problem.NO_LINK: Saying(_R, "no link, so the post is unknown"),
    Problem.DRAFT: Saying(_R, "a draft, never sent"),
    Problem.OWNER_UNKNOWN: Saying(_R, "sent or received? say who owns the archive with `owner`"),
    Problem.UNKNOWN_COLUMN: Saying(_N, "an unknown column, left aside"),
    Problem.COLUMN_MISSING: Saying(_N, "a column that newer exports have is missing"),
    Problem.COLUMN_TWICE: Saying(_N, "a column that comes twice: the first that is filled counts"),
    Problem.CELLS_DIFFER: Saying(_N, "left aside: a column that comes twice says two things"),
    Problem.NO_DATE: Saying(_N, "no date: kept, but not on the timeline"),
    Problem.BAD_ADDRESS: Saying(_N, "no address of a profile: known by name instead"),
    Problem.SHARED_ADDRESS: Saying(_N, "an address that several people have: kept apart by name"),
    Problem.RENAMED: Saying(_N, "the same address and date under another name: one person"),
    Problem.OTHER_NAME: Saying(_N, "another name than the connection at this address has"),
    Problem.NAMESAKE: Saying(_N, "a name that several people have: kept apart"),
    Problem.TWICE: Saying(_N, "somebody who is there already: taken together"),
    Problem.BY_NAME_ALONE: Saying(_N, "known by name alone: namesakes would be one"),
    Problem.UNNAMED_RECIPIENT: Saying(_N, "a recipient who cannot be told from the names"),
    Problem.ANOTHER_ADDRESS: Saying(_N, "another address of the owner"),
    Problem.EARLIER_INVITATION: Saying(_N, "a newer invitation stands for the two"),
    Problem.LATER_INVITATION: Saying(_N, "sent when the two were connected: not in the history"),
    Problem.UNKNOWN_VISIBILITY: Saying(_N, "an unknown visibility: taken for connections only"),
    Problem.OWNER_ASSUMED: Saying(_N, "nothing says whose archive this is: called by this id"),
}

_FORMULA = re.compile(r" *[=+\-@\t\r\n]")


def spreadsheet_cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and does not run.

    Names and companies are what other people typed; one may begin a formula. It gets a ``'``.

    Examples
    --------
    >>> spreadsheet_cell("=HYPERLINK(...)"), spreadsheet_cell("Ana"), spreadsheet_cell(None)
    ("'=HYPERLINK(...)", 'Ana', '')
    """
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


@attrs.frozen
class Note:
    """One thing that was skipped, or is odd.

    Attributes
    ----------
    file
        Path inside the archive; empty for the archive as a whole.
    row
        The line of the file on which the row begins, from 1 on; `None` for the whole file.
    column
        Its name, or `None`.
    problem
        What it is; `SAYINGS` says what it costs.
    value
        The cell, as it stands there; empty where there is none.
    """

    file: str
    row: int | None
    column: str | None
    problem: Problem
    value: str = ""

    @property
    def cost(self) -> Cost:
        """Whether the file or the row is lost, or nothing."""
        return SAYINGS[self.problem].cost

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row}"
        column = "" if self.column is None else f", {shown(self.column)}"
        value = f" – {shown(self.value)}" if self.value else ""
        return f"{shown(self.file)}{row}{column}: {SAYINGS[self.problem].sentence}{value}"


@attrs.frozen
class FileRead:
    """What came of one file: ``rows == read + repeated + skipped``, blank lines aside.

    Attributes
    ----------
    name
        Path inside the archive.
    kind
        The file of an export that it is, such as ``"Connections"``, or `None`.
    problem
        Why the whole file was not read, or `None`.
    rows, read, repeated, skipped
        Rows of data; those read; those that another file of the kind has too; those skipped.
    before
        Lines before the header.
    """

    name: str
    kind: str | None
    problem: Problem | None = None
    rows: int = 0
    read: int = 0
    repeated: int = 0
    skipped: int = 0
    before: int = 0


@attrs.frozen(repr=False)
class Report:
    """The account of a reading, file by file and row by row; `print` shows it.

    Attributes
    ----------
    files
        Every file there is, in order of name.
    notes
        Every row that was skipped, and whatever is odd, file by file.
    assumptions
        What the archive does not say and was taken for granted, as sentences.
    """

    files: tuple[FileRead, ...]
    notes: tuple[Note, ...]
    assumptions: tuple[str, ...]

    @property
    def skipped(self) -> tuple[Note, ...]:
        """The notes on files and rows that were not read."""
        return tuple(note for note in self.notes if note.cost is not Cost.NOTHING)

    def to_csv(self) -> str:
        """Return the notes as CSV for a spreadsheet, formulas in cells disarmed."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["File", "Row", "Column", "Cost", "Problem", "Value"])
        for note in self.notes:
            said = SAYINGS[note.problem].sentence
            cells = note.file, note.row, note.column, note.cost.name, said, note.value
            writer.writerow(_plain(spreadsheet_cell(cell)) for cell in cells)
        return text.getvalue()

    def __repr__(self) -> str:
        read = sum(file.read for file in self.files)
        return f"Report({len(self.files)} files, {read:,} rows read, {len(self.skipped)} skipped)"

    def __str__(self) -> str:
        known = [file for file in self.files if file.kind is not None]
        parts = [
            _table(
                ("file", "rows", "read", "repeated", "skipped", ""),
                (
                    (file.name, f"{file.rows:,}", f"{file.read:,}", f"{file.repeated:,}",
                     f"{file.skipped:,}", SAYINGS[file.problem].sentence if file.problem else "")
                    for file in known
                ),
            )
        ]  # fmt: skip
        for title, wanted in (("Not read", (_F, _R)), ("Read, but note", (_N,))):
            groups = _grouped(note for note in self.notes if note.cost in wanted)
            if groups:
                parts.append(f"{title}:\n\n{_table(('how often', 'what', 'such as'), groups)}")
        parts += ["Taken for granted:\n\n" + "\n".join(f"- {each}" for each in self.assumptions)]
        return "\n\n".join(parts)


def _grouped(notes: Iterable[Note]) -> list[tuple[str, str, str]]:
    """Return problems by how often they come, with their first note."""
    first: dict[Problem, Note] = {}
    counts: Counter[Problem] = Counter()
    for note in notes:
        first.setdefault(note.problem, note)
        counts[note.problem] += 1
    rows = []
    for problem, number in counts.most_common():
        note = first[problem]
        where = note.file if note.row is None else f"{note.file}:{note.row}"
        example = [_plain(where), *([shown(note.value)] if note.value else [])]
        rows.append((f"{number:,}", SAYINGS[problem].sentence, " ".join(example).lstrip()))
    return rows


def _plain(text: str) -> str:
    """Return a text that can be printed, on one line."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(head), *([_plain(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


class Ledger:
    """Where notes are taken while an archive is read, and every row is counted once."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._files: dict[str, FileRead] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def file(
        self,
        name: str,
        kind: str | None,
        problem: Problem | None = None,
        *,
        value: str = "",
        rows: int = 0,
        before: int = 0,
    ) -> None:
        """Enter a file and how many rows it has; with a `problem`, that it was not read."""
        self._files[name] = FileRead(name, kind, problem, rows, before=before)
        if problem is not None:
            self.notes.append(Note(name, None, None, problem, value))

    def about(
        self, name: str, problem: Problem, column: str | None = None, value: str = ""
    ) -> None:
        """Note what is odd about a file that is read, or about the archive."""
        self.notes.append(Note(name, None, column, problem, value))

    def note(self, row: Row, problem: Problem, column: str | None = None, value: str = "") -> None:
        """Note what is odd about a row."""
        self.notes.append(Note(row.file, row.number, column, problem, value))

    def count(self, row: Row, what: str) -> None:
        """Count a row as ``read``, ``repeated`` or ``skipped``."""
        self._counts[row.file, what] += 1

    def skip(self, row: Row, problem: Problem, column: str | None, value: str) -> None:
        """Count a row as skipped, and say why."""
        self.count(row, "skipped")
        self.note(row, problem, column, value)

    def report(self, assumptions: Iterable[str]) -> Report:
        """Return the account."""
        files = []
        for name in sorted(self._files):
            read, repeated, skipped = (
                self._counts[name, what] for what in ("read", "repeated", "skipped")
            )
            file = self._files[name]
            files.append(attrs.evolve(file, read=read, repeated=repeated, skipped=skipped))
        notes = sorted(self.notes, key=lambda note: (note.file, note.row or 0))
        return Report(tuple(files), tuple(notes), tuple(assumptions))
