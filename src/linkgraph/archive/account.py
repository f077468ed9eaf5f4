"""Everything that can be wrong in an export, and the account of a reading.

`Problem` lists each way in which information is lost or assumed, so nothing is lost silently. A
`Note` is one occurrence of a problem. A `ReadingAccount` holds all notes, and counts the rows of
each file: those read, repeated and skipped add up to all.

Cells come from other people, so the account is careful with them: nothing in it can control a
terminal (`printable`), and nothing in its CSV is run by a spreadsheet (`spreadsheet_cell`).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from linkgraph.errors import printable, safe_repr, shown
from linkgraph.graph.field_types import typed
from linkgraph.graph.validation import Term


class Cost(Term):
    """The loss that a problem causes."""

    FILE = "the file was not read"
    ROW = "the row was not read"
    NOTHING = "nothing was lost"


_FILE, _ROW, _NOTHING = Cost.FILE, Cost.ROW, Cost.NOTHING


class Problem(Term):
    """Something that is wrong or unusual in an export: its `cost`, and a `sentence` about it."""

    UNKNOWN_FILE = _NOTHING, "the file is not one that this library reads"
    ENCRYPTED = _FILE, "the file is locked with a password: unpack it first"
    CORRUPT = _FILE, "the file is damaged: download the archive again"
    ODDLY_PACKED = _FILE, "the file is compressed by a method that exports do not use"
    NOT_A_ZIP = _FILE, "the file has the name of a zip but is not one"
    LINK = _FILE, "the file is a link, and links are not followed"
    NOT_A_FILE = _FILE, "the file is not a regular file"
    UNREADABLE = _FILE, "the file cannot be opened"
    NOT_UTF8_FILE = _FILE, "the file is not in UTF-8: save it as CSV in UTF-8"
    NO_HEADER = _FILE, "no English header was found: set the language to English and export again"

    NOT_UTF8 = _ROW, "the cell is not in UTF-8"
    BROKEN_QUOTES = _ROW, "the quotes do not pair up, or a cell is too long"
    WRONG_CELLS = _ROW, "the row has more or fewer cells than the header"
    UNREADABLE_DATE = _ROW, "the date has an unknown format"
    TOO_EARLY = _ROW, "the date is before the network opened"
    DATE_MISSING = _ROW, "the date is missing and cannot be left out"
    NOBODY = _ROW, "the row names nobody (the member may have left)"
    OWNER = _ROW, "the row is a tie of the owner with themselves"
    SEVERAL_SO_NAMED = _ROW, "the row gives only a name, and several people have it"
    UNKNOWN_DIRECTION = _ROW, "the direction is neither OUTGOING nor INCOMING"
    NOT_THE_OWNER = _ROW, "the row has another member where the owner should be"
    UNKNOWN_STATUS = _ROW, "the status is neither Active nor Unfollow"
    NO_LINK = _ROW, "the link is missing, so the post is unknown"
    DRAFT = _ROW, "the message is a draft and was not sent"
    OWNER_UNKNOWN = _ROW, "it is unknown whether the owner sent the message: pass `owner`"

    UNKNOWN_COLUMN = _NOTHING, "the column is unknown and was ignored"
    COLUMN_MISSING = _NOTHING, "a column of newer exports is missing"
    COLUMN_TWICE = _NOTHING, "the column occurs twice: the first filled cell counts"
    CELLS_DIFFER = _NOTHING, "the second cell of a column that occurs twice was ignored"
    NO_DATE = _NOTHING, "the date is missing: the row is not on the timeline"
    BAD_ADDRESS = _NOTHING, "this is not the address of a profile: the name is used instead"
    SHARED_ADDRESS = _NOTHING, "several people have this address: they are told apart by name"
    RENAMED = _NOTHING, "two names have the same address and date: they are one person"
    OTHER_NAME = _NOTHING, "another row gives the member with this address another name"
    NAMESAKE = _NOTHING, "several people have this name: they are kept apart"
    TWICE = _NOTHING, "another row is about the same person and is used instead"
    BY_NAME_ALONE = _NOTHING, "the person is known by name only: namesakes would be one person"
    UNNAMED_RECIPIENT = _NOTHING, "a recipient cannot be identified by name"
    ANOTHER_ADDRESS = _NOTHING, "the owner has this address as well"
    EARLIER_INVITATION = _NOTHING, "a newer invitation between the two replaces this one"
    LATER_INVITATION = _NOTHING, "the connection is older: the invitation is not in the history"
    UNKNOWN_VISIBILITY = _NOTHING, "the visibility is unknown: the post counts as for connections"
    OWNER_ASSUMED = _NOTHING, "the owner is unknown and gets this id"

    def __init__(self, cost: Cost, sentence: str) -> None:
        self.cost = cost
        self.sentence = sentence


@attrs.frozen(field_transformer=typed)
class Note:
    """One occurrence of a problem.

    Attributes
    ----------
    file
        The path inside the archive; empty for a problem of the whole archive.
    row
        The line of the file on which the row begins, from 1; `None` for the whole file.
    column
        The name of the column, or `None`.
    problem
        The problem.
    value
        The cell as it stands in the file; may be empty.
    """

    file: str
    row: int | None
    column: str | None
    problem: Problem
    value: str = ""

    @property
    def cost(self) -> Cost:
        """The loss that the problem causes."""
        return self.problem.cost

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {safe_repr(self.row)}"
        column = "" if self.column is None else f", {shown(self.column)}"
        value = f" – {shown(self.value)}" if self.value else ""
        return f"{shown(self.file)}{row}{column}: {self.problem.sentence}{value}"


@attrs.frozen(field_transformer=typed)
class FileRead:
    """The account of one file: ``rows == read + repeated + skipped``, without blank lines.

    Attributes
    ----------
    name
        The path inside the archive.
    kind
        Which file of an export it is, such as ``"Connections"``, or `None`.
    problem
        The reason why the file was not read, or `None`.
    rows
        The number of rows.
    read, repeated, skipped
        The number of those that were read, that repeat a row of another file, and the others.
    before
        The number of lines above the header.
    """

    name: str
    kind: str | None
    problem: Problem | None = None
    rows: int = 0
    read: int = 0
    repeated: int = 0
    skipped: int = 0
    before: int = 0


@attrs.frozen(repr=False, field_transformer=typed)
class ReadingAccount:
    """The account of a reading, file by file and row by row. Print it to see it.

    Attributes
    ----------
    files
        Every file of the archive, by name.
    notes
        Every problem, by file and row.
    assumptions
        Assumptions about things that an export does not say, as sentences.
    """

    files: tuple[FileRead, ...]
    notes: tuple[Note, ...]
    assumptions: tuple[str, ...]

    @property
    def skipped(self) -> tuple[Note, ...]:
        """The notes on files and rows that were not read."""
        return tuple(note for note in self.notes if note.cost is not Cost.NOTHING)

    def to_csv(self) -> str:
        """Return the notes as CSV that is safe to open in a spreadsheet."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["File", "Row", "Column", "Cost", "Problem", "Value"])
        for note in self.notes:
            problem = note.problem.sentence
            values = note.file, note.row, note.column, note.cost.name, problem, note.value
            cells = map(spreadsheet_cell, values)
            writer.writerow(printable(cell, len(cell)) for cell in cells)
        return text.getvalue()

    def __repr__(self) -> str:
        read, skipped = sum(file.read for file in self.files), len(self.skipped)
        return f"ReadingAccount({len(self.files)} files, {read:,} rows read, {skipped} skipped)"

    def __str__(self) -> str:
        rows: list[tuple[str, ...]] = [("file", "rows", "read", "repeated", "skipped", "")]
        for file in self.files:
            if file.kind is not None:
                numbers = (file.rows, file.read, file.repeated, file.skipped)
                problem = file.problem.sentence if file.problem else ""
                rows.append((file.name, *map("{:,}".format, numbers), problem))
        parts = [_text_table(*rows)]
        unusual = [note for note in self.notes if note.cost is Cost.NOTHING]
        for title, notes in (("Not read", self.skipped), ("Read, but unusual", unusual)):
            if notes:
                table = _text_table(("number", "problem", "example"), *_by_problem(notes))
                parts.append(f"{title}:\n\n{table}")
        parts.append("Assumptions:\n\n" + "\n".join(f"- {text}" for text in self.assumptions))
        return "\n\n".join(parts)


def _by_problem(notes: Sequence[Note]) -> Iterator[tuple[str, str, str]]:
    """Yield the number of notes on each problem, its sentence and its first note; most first."""
    examples = {note.problem: note for note in reversed(notes)}
    for problem, number in Counter(note.problem for note in notes).most_common():
        note = examples[problem]
        place = note.file if note.row is None else f"{note.file}:{note.row}"
        value = shown(note.value) if note.value else ""
        yield f"{number:,}", problem.sentence, f"{place} {value}".strip()


def _text_table(*rows: Sequence[str]) -> str:
    """Return rows as lines with aligned columns."""
    lines = [[printable(cell, len(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


_FORMULA = re.compile(r" *[=+\-@\t\r\n]")


def spreadsheet_cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and does not run.

    Names and companies are typed by other people, and a cell that begins like a formula would be
    run. It gets a ``'`` in front.

    Examples
    --------
    >>> spreadsheet_cell("=HYPERLINK(...)"), spreadsheet_cell("Ana"), spreadsheet_cell(None)
    ("'=HYPERLINK(...)", 'Ana', '')
    """
    text = ""
    if value is not None:
        try:
            text = str(value)
        except Exception:  # of its class
            text = safe_repr(value)
    return f"'{text}" if _FORMULA.match(text) else text
