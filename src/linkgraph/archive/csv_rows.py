"""From the bytes of a CSV file to its rows: encoding, quotes, header, cells.

A row that cannot be read costs that row. Where quotes do not pair up, reading goes on with the
next line, so that a stray quote cannot swallow the rows after it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

import attrs

from linkgraph.archive.export_format import FileKind, columns_of

# how a quote inside a cell is written: doubled, or after a backslash, too
_DOUBLED: dict[str, Any] = {}
_BACKSLASH: dict[str, Any] = {"escapechar": "\\"}

_Cells: TypeAlias = list[str]
_Fits: TypeAlias = Callable[[_Cells], bool]
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@attrs.frozen(eq=False)
class Row:
    """A row: its file, the line on which it begins, and its cells by column."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@attrs.define(eq=False)
class Table:
    """What a file holds: rows, and records that are none.

    Attributes
    ----------
    columns
        The column that each cell of the header names; empty where there is no header.
    header
        The header as it stands, or what is most like one.
    before
        Lines above the header.
    rows, broken
        What is a row; and the rest, with its cells or `None`.
    twice
        Rows in which a column that comes twice says two things: column and what was left.
    """

    columns: list[str | None] = attrs.field(factory=list)
    header: _Cells = attrs.field(factory=list)
    before: int = 0
    rows: list[Row] = attrs.field(factory=list)
    broken: list[tuple[Row, _Cells | None]] = attrs.field(factory=list)
    twice: list[tuple[Row, str, str]] = attrs.field(factory=list)


def read_table(name: str, data: bytes, kind: FileKind) -> Table | None:
    """Return the rows of a file, or `None` where it is not in UTF-8 at all.

    Bytes that are no UTF-8 stay in the cells as half surrogate pairs; see `undecoded`.
    """
    if data.startswith(_UTF16):
        return None
    text = data.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff")
    lines = list(io.StringIO(text, newline=""))
    table = _read(name, lines, kind, _DOUBLED)
    if table.broken:  # written the other way, as Comments.csv is?
        other = _read(name, lines, kind, _BACKSLASH)
        if other.columns and len(other.broken) < len(table.broken):
            return other
    return table


def undecoded(text: str) -> bool:
    """Return whether bytes of a text were no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _read(name: str, lines: list[str], kind: FileKind, quoting: dict[str, Any]) -> Table:
    table, start = _headed(lines, kind, quoting)
    if not table.columns:
        return table
    columns: list[str | None] = [*table.columns]
    columns += [column for column in kind.after if column not in columns]
    least = 1 + max(columns.index(column) for column in kind.required)

    def fits(cells: _Cells) -> bool:
        return least <= len(cells) and not any(map(str.strip, cells[len(columns) :]))

    for number, cells in _records(lines, start, quoting, fits):
        if cells is not None and not any(map(str.strip, cells)):
            continue
        row = Row(name, number, {})
        if cells is None or not fits(cells):
            table.broken.append((row, cells))
            continue
        for column, cell in zip(columns, cells, strict=False):
            if column is not None:
                _fill(table, row, column, cell)
        table.rows.append(row)
    return table


def _fill(table: Table, row: Row, column: str, cell: str) -> None:
    """Fill a cell; of a column that comes twice, the first that says anything counts."""
    if not row[column].strip():
        row.cells[column] = cell
    elif cell.strip() and cell != row[column]:
        table.twice.append((row, column, cell))


def _headed(lines: list[str], kind: FileKind, quoting: dict[str, Any]) -> tuple[Table, int]:
    """Return a table without rows, and the line after its header; else the likeliest line."""

    def is_header(cells: _Cells) -> bool:
        return set(kind.required) <= set(columns_of(kind, cells))

    known, likeliest = 0, list[str]()
    for number, cells in _records(lines, 0, quoting, is_header):
        if cells is None:
            continue
        if is_header(cells):
            after = _extent(lines, number - 1, quoting)[1]
            return Table(columns_of(kind, cells), cells, number - 1), after
        named = sum(column is not None for column in columns_of(kind, cells))
        if (named, len(cells)) > (known, len(likeliest)):
            known, likeliest = named, cells
    return Table(header=likeliest), len(lines)


def _extent(lines: list[str], start: int, quoting: dict[str, Any]) -> tuple[_Cells, int]:
    """Return the record that begins on a line, and the line after it."""
    reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), strict=True, **quoting)
    cells = next(reader)
    return cells, start + reader.line_num


def _records(
    lines: list[str], start: int, quoting: dict[str, Any], fits: _Fits
) -> Iterator[tuple[int, _Cells | None]]:
    """Yield the number of each record's first line, with its cells; `None` for no record.

    A record of several lines that does not fit is taken for a stray quote, too: only its
    first line is given up.
    """
    while start < len(lines):
        cells: _Cells | None = None
        after = start + 1
        with suppress(csv.Error):
            found, end = _extent(lines, start, quoting)
            if end == start + 1 or fits(found):
                cells, after = found, end
        yield start + 1, cells
        start = after
