"""The account of a reading: the rows read from each file, the rows skipped, and the reasons.

A `Note` is one occurrence of a problem. While an export is read, a `ReadingLog` collects the notes
and counts the rows; a `ReadingAccount` is the result. In it, the rows read, repeated and skipped
add up to the rows of the file.

Cells come from other people, so the account is careful with them: nothing in it can control a
terminal (`_printable`), and nothing in its CSV is run by a spreadsheet (`spreadsheet_cell`).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import attrs

from linkgraph.archive.csv_rows import CsvRow, CsvTable
from linkgraph.archive.export_format import FileKind
from linkgraph.archive.problems import Cost, Problem
from linkgraph.errors import shown


@attrs.frozen
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
        row = "" if self.row is None else f", row {self.row}"
        column = "" if self.column is None else f", {shown(self.column)}"
        value = f" – {shown(self.value)}" if self.value else ""
        return f"{shown(self.file)}{row}{column}: {self.problem.sentence}{value}"


@attrs.frozen
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
        The number of rows: those that were read, repeated and skipped.
    read, repeated, skipped
        The number of rows that were read, that repeat a row of another file, and that were
        skipped.
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


@attrs.frozen(repr=False)
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
            cells = note.file, note.row, note.column, note.cost.name, problem, note.value
            writer.writerow(_printable(spreadsheet_cell(cell)) for cell in cells)
        return text.getvalue()

    def __repr__(self) -> str:
        read, skipped = sum(file.read for file in self.files), len(self.skipped)
        return f"ReadingAccount({len(self.files)} files, {read:,} rows read, {skipped} skipped)"

    def __str__(self) -> str:
        header = ("file", "rows", "read", "repeated", "skipped", "")
        rows = [
            (
                file.name,
                *(f"{number:,}" for number in (file.rows, file.read, file.repeated, file.skipped)),
                file.problem.sentence if file.problem else "",
            )
            for file in self.files
            if file.kind is not None
        ]
        parts = [_text_table(header, rows)]
        unusual = [note for note in self.notes if note.cost is Cost.NOTHING]
        for title, notes in (("Not read", self.skipped), ("Read, but unusual", unusual)):
            if notes:
                table = _text_table(("number", "problem", "example"), _by_problem(notes))
                parts.append(f"{title}:\n\n{table}")
        parts.append("Assumptions:\n\n" + "\n".join(f"- {text}" for text in self.assumptions))
        return "\n\n".join(parts)


def _by_problem(notes: Iterable[Note]) -> list[tuple[str, str, str]]:
    """Return how often each problem occurs, its sentence and its first note; most often first."""
    groups: dict[Problem, list[Note]] = {}
    for note in notes:
        groups.setdefault(note.problem, []).append(note)
    rows = []
    for problem, group in sorted(groups.items(), key=lambda item: -len(item[1])):
        first = group[0]
        place = _printable(first.file if first.row is None else f"{first.file}:{first.row}")
        value = shown(first.value) if first.value else ""
        rows.append((f"{len(group):,}", problem.sentence, f"{place} {value}".strip()))
    return rows


def _text_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(header), *([_printable(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _printable(text: str) -> str:
    """Return the text with a replacement character for each one that cannot be printed."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


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
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


class ReadingLog:
    """The account of a reading while it is written; every row is counted exactly once."""

    def __init__(self) -> None:
        self._files: dict[str, FileRead] = {}
        self._notes: list[Note] = []
        self._counts: Counter[tuple[str, str]] = Counter()

    def unread_file(
        self, file: str, kind: FileKind | None, problem: Problem, value: str = ""
    ) -> None:
        """Record a file that was not read, and why."""
        self._files[file] = FileRead(file, kind.name if kind else None, problem)
        self.note_file(file, problem, value=value)

    def table(self, table: CsvTable) -> None:
        """Record a file that was read, its unusual columns and its broken rows."""
        self._files[table.file] = FileRead(
            table.file,
            table.kind.name,
            rows=len(table.rows) + len(table.broken),
            before=table.lines_before,
        )
        columns: set[str] = set()
        for column, cell in zip(table.columns, table.header, strict=True):
            if column in columns:
                self.note_file(table.file, Problem.COLUMN_TWICE, column)
            elif column is not None:
                columns.add(column)
            elif cell.strip():
                self.note_file(table.file, Problem.UNKNOWN_COLUMN, cell)
        for column in table.kind.address:
            if column not in columns:
                self.note_file(table.file, Problem.COLUMN_MISSING, column)
        for row, problem, broken_column, value in table.broken:
            self.skip(row, problem, broken_column, value)
        for row, column, value in table.conflicts:
            self.note(row, Problem.CELLS_DIFFER, column, value)

    def note_file(
        self, file: str, problem: Problem, column: str | None = None, value: str = ""
    ) -> None:
        """Note a problem of a whole file, or of the whole archive if `file` is empty."""
        self._notes.append(Note(file, None, column, problem, value))

    def note(
        self, row: CsvRow, problem: Problem, column: str | None = None, value: str = ""
    ) -> None:
        """Note a problem of a row."""
        self._notes.append(Note(row.file, row.line, column, problem, value))

    def skip(self, row: CsvRow, problem: Problem, column: str | None, value: str) -> None:
        """Count a row as skipped, and note why."""
        self.count(row, "skipped")
        self.note(row, problem, column, value)

    def count(self, row: CsvRow, fate: str) -> None:
        """Count a row as ``read``, ``repeated`` or ``skipped``."""
        self._counts[row.file, fate] += 1

    def account(self, assumptions: tuple[str, ...]) -> ReadingAccount:
        """Return the account of everything that was recorded."""
        files = [
            attrs.evolve(
                file,
                read=self._counts[name, "read"],
                repeated=self._counts[name, "repeated"],
                skipped=self._counts[name, "skipped"],
            )
            for name, file in sorted(self._files.items())
        ]
        notes = sorted(self._notes, key=lambda note: (note.file, note.row or 0))
        return ReadingAccount(tuple(files), tuple(notes), assumptions)
