"""From the bytes of a CSV file to its rows: encoding, quotes, header and cells.

Real exports break the rules of CSV in several ways, and a reader that skips a fixed number of
lines or stops at a bad one loses rows silently. So the header is searched for, and a row that
cannot be read costs only that row.

Quotes are the hard part. A quote that is never closed would swallow all rows after it. A record
that spans several lines is therefore accepted only if it has as many cells as the header;
otherwise its first line alone is given up, and reading goes on with the next. Some files double a
quote inside a cell and others put a backslash before it, so a file with broken rows is read both
ways, and the way that breaks fewer rows wins.

A file may also be made to exhaust its reader. So cells, rows and lines have a greatest length, and
the lines that are read for a record which is then given up are counted: they may be read again for
the next record, and without a limit the time would grow with the square of the file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import attrs

from linkgraph.archive.account import FileRead, Note, Problem
from linkgraph.archive.export_format import FileKind, columns_of

# A byte that is not UTF-8 is decoded to one of these, so that it costs only its row.
_LONGEST_LINE = 2**20  # characters; a cell of an export has at most some 10,000
_LONGEST_CELL = 2**17  # characters; also the limit that `csv` has by default
_MOST_CELLS = 1_000  # exports have up to 30
# Characters that may be read in vain for each character of a file, and for any file.
_IN_VAIN, _IN_VAIN_ANYWAY = 4, 2**18
_PER_LINE = 16  # characters that could be read in the time that a line takes besides its own

_UNDECODED = re.compile(r"[\udc80-\udcff]")


@attrs.frozen(eq=False)
class CsvRow:
    """A row: the table that it belongs to, its first line, and its cells by column."""

    table: CsvTable
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def note(self, problem: Problem, column: str | None = None, value: str = "") -> None:
        """Note a problem of this row."""
        self.table.notes.append(Note(self.table.file, self.line, column, problem, value))

    def skip(self, problem: Problem, column: str | None = None, value: str = "") -> None:
        """Count this row as skipped, and note why."""
        self.table.counts["skipped"] += 1
        self.note(problem, column, value)


@attrs.define(eq=False)
class CsvTable:
    """A file as a table, and the account of it."""

    kind: FileKind
    file: str
    # Without a header, the cells of the row that is most similar to one.
    header: list[str] = attrs.field(factory=list)
    # The column that each cell of the header names; empty without a header.
    columns: list[str | None] = attrs.field(factory=list)
    # The number of lines above the header.
    lines_before: int = 0
    # The rows that can be read.
    rows: list[CsvRow] = attrs.field(factory=list)
    notes: list[Note] = attrs.field(factory=list)
    # The numbers of rows "read", "repeated" and "skipped"; each row is counted once.
    counts: Counter[str] = attrs.field(factory=Counter)

    def file_read(self) -> FileRead:
        """Return the account of this file, after all its rows are counted."""
        rows, before = self.counts.total(), self.lines_before
        return FileRead(self.file, self.kind.name, None, rows, before=before, **self.counts)


def read_table(kind: FileKind, file: str, data: bytes) -> CsvTable | Note:
    """Return the table in a file, or the reason why there is none."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Note(file, None, None, Problem.NOT_UTF8_FILE)
    text = data.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff")
    lines = list(io.StringIO(text, newline=""))
    table = _read(CsvTable(kind, file), lines, escape=None)
    if table.counts["skipped"]:
        other = _read(CsvTable(kind, file), lines, escape="\\")
        if other.columns and other.counts["skipped"] < table.counts["skipped"]:
            table = other
    if not table.columns:
        return Note(file, None, None, Problem.NO_HEADER, ", ".join(table.header))
    _note_columns(table)
    _skip_undecoded(table)
    return table


def _read(table: CsvTable, lines: list[str], escape: str | None) -> CsvTable:
    """Fill a table from lines in which quotes are escaped by this character, or doubled."""
    start = _read_header(table, lines, escape)
    if not table.columns:
        return table
    kind, columns = table.kind, [*table.columns]
    columns += [column for column in kind.trailing if column not in columns]
    least = 1 + max(columns.index(column) for column in kind.required)

    def fits(cells: list[str]) -> bool:
        return (
            least <= len(cells) <= _MOST_CELLS
            and max(map(len, cells)) <= _LONGEST_CELL
            and not any(map(str.strip, cells[len(columns) :]))
        )

    for line, _, cells in _records(lines, start, escape, fits):
        row = CsvRow(table, line, {})
        if cells is None:
            row.skip(Problem.BROKEN_QUOTES)
        elif not any(map(str.strip, cells)):
            continue
        elif not fits(cells):
            row.skip(Problem.WRONG_CELLS, None, ", ".join(cells))
        else:
            _fill(row, zip(columns, cells, strict=False))
            table.rows.append(row)
    return table


def _fill(row: CsvRow, cells: Iterable[tuple[str | None, str]]) -> None:
    """Fill a row; if a column occurs twice, the first cell that is not blank counts."""
    for column, cell in cells:
        if column is None:
            continue
        if not row[column].strip():
            row.cells[column] = cell
        elif cell.strip() and cell != row[column]:
            row.note(Problem.CELLS_DIFFER, column, cell)


def _read_header(table: CsvTable, lines: list[str], escape: str | None) -> int:
    """Fill in the header, and return the number of the line after it.

    Without one, the row that names most columns is remembered, for the account to show.
    """
    kind, known = table.kind, 0

    def is_header(cells: list[str]) -> bool:
        return len(cells) <= _MOST_CELLS and set(kind.required) <= set(columns_of(kind, cells))

    for line, end, cells in _records(lines, 0, escape, is_header):
        if cells is None or len(cells) > _MOST_CELLS:
            continue
        columns = columns_of(kind, cells)
        if is_header(cells):
            table.header, table.columns, table.lines_before = cells, columns, line - 1
            return end
        number = sum(column is not None for column in columns)
        if (number, len(cells)) > (known, len(table.header)):
            known, table.header = number, cells
    return len(lines)


def _records(
    lines: list[str], start: int, escape: str | None, fits: Callable[[list[str]], bool]
) -> Iterator[tuple[int, int, list[str] | None]]:
    """Yield the number of each record's first line (from 1) and of its last, and its cells.

    The cells are `None` where the quotes do not pair up. A record of several lines that does not
    fit counts as one of those, too. A line that is too long is one cell, which fits nowhere.
    """
    spare = _IN_VAIN_ANYWAY + _IN_VAIN * sum(map(_cost, lines))
    while start < len(lines):
        cells: list[str] | None = None
        end = start + 1
        if len(lines[start]) > _LONGEST_LINE:
            cells = [lines[start]]
        else:
            following = _following(lines, start, spare)
            reader = csv.reader(following, strict=True, escapechar=escape)
            with suppress(csv.Error):
                record = next(reader)
                if reader.line_num == 1 or fits(record):
                    cells, end = record, start + reader.line_num
            if cells is None:
                spare -= sum(map(_cost, lines[end : start + reader.line_num]))
        yield start + 1, end, cells
        start = end


def _following(lines: list[str], start: int, spare: int) -> Iterator[str]:
    """Yield a line, and those after it as far as `spare` characters reach."""
    yield lines[start]
    for number in range(start + 1, len(lines)):
        spare -= _cost(lines[number])
        if spare < 0:
            return
        yield lines[number]


def _cost(line: str) -> int:
    return len(line) + _PER_LINE


def _note_columns(table: CsvTable) -> None:
    """Note each column that is unknown, missing, or there twice."""
    columns: set[str] = set()
    for column, cell in zip(table.columns, table.header, strict=True):
        if column in columns:
            table.notes.append(Note(table.file, None, column, Problem.COLUMN_TWICE))
        elif column is not None:
            columns.add(column)
        elif cell.strip():
            table.notes.append(Note(table.file, None, cell, Problem.UNKNOWN_COLUMN))
    for column in table.kind.address:
        if column not in columns:
            table.notes.append(Note(table.file, None, column, Problem.COLUMN_MISSING))


def _skip_undecoded(table: CsvTable) -> None:
    """Skip the rows with bytes that are not UTF-8."""
    rows, table.rows = table.rows, []
    for row in rows:
        columns = [column for column, cell in row.cells.items() if _UNDECODED.search(cell)]
        if columns:
            row.skip(Problem.NOT_UTF8, columns[0], row[columns[0]])
        else:
            table.rows.append(row)
