"""The work and the memory that a CSV file takes grow with its length, whatever is in it."""

from __future__ import annotations

from typing import Any

import pytest

from linkgraph.archive import Note, Problem, csv_rows
from linkgraph.archive.csv_rows import CsvTable, read_table
from linkgraph.archive.export_format import KINDS
from tests.archive.exports import CONNECTIONS

KIND = KINDS["Connections"]
ROW = "Bo,Li,https://www.linkedin.com/in/bo-li,,Acme,Engineer,22 Feb 2021\n"
HEADER = CONNECTIONS + "\n"


def read(text: str) -> CsvTable:
    table = read_table(KIND, "Connections.csv", text.encode())
    assert isinstance(table, CsvTable)
    return table


class Counted(list[str]):
    """Lines that count how often one of them is taken."""

    taken = 0

    def __getitem__(self, index: Any) -> Any:
        self.taken += 1 if isinstance(index, int) else len(range(*index.indices(len(self))))
        return super().__getitem__(index)


LINES = ['a",b,"\n', '"a\n', '"a","b\n', 'a,"\\"\n', '",\n', '"' + "x" * 500 + "\n", '"\n', "\n"]


@pytest.mark.parametrize("escape", [None, "\\"], ids=["doubled", "escaped"])
@pytest.mark.parametrize("end", ["", '"\n', '",,,,\n', '"x\n'], ids=ascii)
@pytest.mark.parametrize("line", LINES, ids=lambda line: ascii(line)[:10])
def test_each_line_is_taken_a_bounded_number_of_times(
    line: str, end: str, escape: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record is given up after its first line, and the next may end where it ended."""
    monkeypatch.setattr(csv_rows, "_IN_VAIN_ANYWAY", 0)
    for number in (500, 2_000):
        lines = Counted([HEADER, *[line] * number, end])
        for _ in csv_rows._records(lines, 0, escape, lambda cells: len(cells) == 7):
            pass
        assert lines.taken <= 20 * len(lines)


def test_rows_of_many_lines_are_read_in_a_file_of_broken_ones() -> None:
    """Some reading in vain is no reason to give up a record."""
    long = f'Bo,"Li{chr(10) * 500}",https://www.linkedin.com/in/bo-li,,Acme,Engineer,22 Feb 2021\n'
    table = read(HEADER + ('a"b",c,"\n' + ROW + long) * 20)
    assert 40 == len(table.rows)
    assert 20 == table.counts["skipped"]


def test_a_row_with_too_many_cells_is_skipped() -> None:
    just = "," * (csv_rows._MOST_CELLS - len(CONNECTIONS.split(",")))
    assert 2 == len(read(HEADER + ROW + ROW.strip() + just + "\n").rows)
    table = read(HEADER + ROW + ROW.strip() + just + ",\n")
    assert (1, [Problem.WRONG_CELLS]) == (len(table.rows), [note.problem for note in table.notes])
    just = "," * (csv_rows._MOST_CELLS - len(CONNECTIONS.split(",")))
    assert 1 == len(read(CONNECTIONS + just + "\n" + ROW).rows)
    note = read_table(KIND, "Connections.csv", f"{CONNECTIONS}{just},\n{ROW}".encode())
    assert isinstance(note, Note)
    assert Problem.NO_HEADER is note.problem


@pytest.mark.parametrize("length", [csv_rows._LONGEST_CELL, csv_rows._LONGEST_LINE])
@pytest.mark.parametrize("quote", ["", '"'], ids=["plain", "quoted"])
def test_a_row_that_is_too_long_is_skipped(length: int, quote: str) -> None:
    text = HEADER + ROW.replace("Acme", f"{quote}{'x' * (length + 1)}{quote}") + ROW
    table = read(text)
    assert (1, 1) == (len(table.rows), table.counts["skipped"])


def test_the_longest_cell_is_read_whatever_limit_another_library_has_set() -> None:
    longest = "x" * csv_rows._LONGEST_CELL
    limit = csv_rows.csv.field_size_limit(2**30)
    try:
        table = read(HEADER + ROW.replace("Acme", longest) + ROW.replace("Acme", longest + "x"))
    finally:
        csv_rows.csv.field_size_limit(limit)
    assert [longest] == [row["Company"] for row in table.rows]
    assert [Problem.WRONG_CELLS] == [note.problem for note in table.notes]
