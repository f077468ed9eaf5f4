"""From the bytes of a CSV file to its rows: encoding, quotes, header and cells.

Real exports break the rules of CSV in several ways, and a reader that skips a fixed number of
lines or stops at a bad one loses rows silently. So the header is searched for, and a row that
cannot be read costs only that row.

Quotes are the hard part. A quote that is never closed would swallow all rows after it. A record
that spans several lines is therefore accepted only if it has as many cells as the header;
otherwise its first line alone is given up, and reading goes on with the next. Some files double a
quote inside a cell and others put a backslash before it, so a file with broken rows is read both
ways, and the way that breaks fewer rows wins.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import attrs

from linkgraph.archive.export_format import FileKind, columns_of
from linkgraph.archive.problems import Problem

# A byte that is not UTF-8 is decoded to one of these, so that it costs only its row.
_UNDECODED = re.compile(r"[\udc80-\udcff]")


@attrs.frozen(eq=False)
class CsvRow:
    """A row: the kind and path of its file, its first line, and its cells by column."""

    kind: FileKind
    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@attrs.define(eq=False)
class CsvTable:
    """A file as a table."""

    kind: FileKind
    file: str
    # Without a header, the cells of the row that is most similar to one.
    header: list[str] = attrs.field(factory=list)
    # The column that each cell of the header names; empty without a header.
    columns: list[str | None] = attrs.field(factory=list)
    # The number of lines above the header.
    lines_before: int = 0
    rows: list[CsvRow] = attrs.field(factory=list)
    # The rows that cannot be read, with the problem, the column and the value.
    broken: list[tuple[CsvRow, Problem, str | None, str]] = attrs.field(factory=list)
    # Where a column occurs twice and its cells differ: the row, the column, the second cell.
    conflicts: list[tuple[CsvRow, str, str]] = attrs.field(factory=list)


def read_table(kind: FileKind, file: str, data: bytes) -> CsvTable | None:
    """Return the table in a file, or `None` if the file is in UTF-16."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    text = data.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff")
    lines = list(io.StringIO(text, newline=""))
    table = _read(CsvTable(kind, file), lines, escape=None)
    if table.broken:
        other = _read(CsvTable(kind, file), lines, escape="\\")
        if other.columns and len(other.broken) < len(table.broken):
            table = other
    _remove_undecoded(table)
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
        return least <= len(cells) and not any(map(str.strip, cells[len(columns) :]))

    for line, _, cells in _records(lines, start, escape, fits):
        row = CsvRow(kind, table.file, line, {})
        if cells is None:
            table.broken.append((row, Problem.BROKEN_QUOTES, None, ""))
        elif not any(map(str.strip, cells)):
            continue
        elif not fits(cells):
            table.broken.append((row, Problem.WRONG_CELLS, None, ", ".join(cells)))
        else:
            _fill(table, row, zip(columns, cells, strict=False))
            table.rows.append(row)
    return table


def _fill(table: CsvTable, row: CsvRow, cells: Iterable[tuple[str | None, str]]) -> None:
    """Fill a row; if a column occurs twice, the first cell that is not blank counts."""
    for column, cell in cells:
        if column is None:
            continue
        if not row[column].strip():
            row.cells[column] = cell
        elif cell.strip() and cell != row[column]:
            table.conflicts.append((row, column, cell))


def _read_header(table: CsvTable, lines: list[str], escape: str | None) -> int:
    """Fill in the header, and return the number of the line after it.

    Without a header, the row that names most columns is remembered instead, so that the account
    can show it.
    """
    kind, known = table.kind, 0

    def is_header(cells: list[str]) -> bool:
        return set(kind.required) <= set(columns_of(kind, cells))

    for line, end, cells in _records(lines, 0, escape, is_header):
        if cells is None:
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
    fit counts as one of those, too.
    """
    while start < len(lines):
        cells: list[str] | None = None
        end = start + 1
        with suppress(csv.Error):
            rest = map(lines.__getitem__, range(start, len(lines)))
            reader = csv.reader(rest, strict=True, escapechar=escape)
            record = next(reader)
            if reader.line_num == 1 or fits(record):
                cells, end = record, start + reader.line_num
        yield start + 1, end, cells
        start = end


def _remove_undecoded(table: CsvTable) -> None:
    """Move the rows with bytes that are not UTF-8 to the broken ones."""
    rows, table.rows = table.rows, []
    for row in rows:
        columns = [column for column, cell in row.cells.items() if _UNDECODED.search(cell)]
        if columns:
            table.broken.append((row, Problem.NOT_UTF8, columns[0], row[columns[0]]))
        else:
            table.rows.append(row)
