"""Two archives, one account: a row that several files of a kind have is read once.

A Basic and a Complete archive both hold Connections.csv. A row counts as often as the file
holds it that holds it most often, so that two equal rows of one file stay two.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import Any

from linkgraph.archive.csv_rows import Row
from linkgraph.archive.dates import FORMATS, TooEarly, moment
from linkgraph.archive.export_format import FileKind
from linkgraph.archive.people import cleaned, profile_id
from linkgraph.archive.report import Ledger

_Apart = tuple[str, ...]


def merged(kind: FileKind, files: list[list[Row]], ledger: Ledger) -> list[Row]:
    """Return the rows of several files of one kind, repeats counted and left out.

    Of a row that two files have, the fuller is kept: give the fullest file first.
    """
    kept: list[Row] = []
    places: defaultdict[Any, defaultdict[_Apart, list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for rows in files:
        free = {key: {apart: [*at] for apart, at in found.items()} for key, found in places.items()}
        for row in rows:
            key, apart = _key(kind, row), _apart(kind, row)
            place = _taken(free.get(key, {}), apart)
            if place is None:
                places[key][apart].append(len(kept))
                kept.append(row)
            elif any(apart) and not any(_apart(kind, kept[place])):
                ledger.count(kept[place], "repeated")
                kept[place] = row
            else:
                ledger.count(row, "repeated")
    return kept


def _taken(free: dict[_Apart, list[int]], apart: _Apart) -> int | None:
    """Take the place of a row that an earlier file has and nothing tells apart, if any."""
    blank = ("",) * len(apart)
    likely = [apart, *(free if apart == blank else [blank])]
    for each in likely:
        if free.get(each):
            return free[each].pop(0)
    return None


def _key(kind: FileKind, row: Row) -> tuple[Any, ...]:
    return tuple(_same(kind, column, row[column]) for column in kind.same)


def _same(kind: FileKind, column: str, cell: str) -> Any:
    """Return a cell as rows are compared: of a date, when it is and not how it is written."""
    if (kind.name, column) in FORMATS:
        with suppress(TooEarly):
            return moment(kind.name, column, cell) or cleaned(cell)
    return cleaned(cell)


def _apart(kind: FileKind, row: Row) -> _Apart:
    return tuple(profile_id(row[column]) or cleaned(row[column]) for column in kind.apart)
