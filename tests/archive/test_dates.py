"""Dates, spelled out: each format of each column, and what is none."""

from __future__ import annotations

import pytest

from linkgraph.archive import Problem
from linkgraph.archive.export_format import KINDS, ExportDate, parse_date
from tests.archive.exports import CONNECTIONS, POSITIONS, at, lines, lost, read


def parsed(kind: str, column: str, text: str) -> ExportDate | None:
    """Return the date that a cell of this column has."""
    return parse_date(KINDS[kind].dates[column], text)


# a date of each shape, and the shapes of each column
SHAPES = {
    "22 Feb 2021": at(2021, 2, 22),
    "4 Apr 21": at(2021, 4, 4),
    "4-Apr-21": at(2021, 4, 4),
    "04-April-2021": at(2021, 4, 4),
    "Feb 22, 2021": at(2021, 2, 22),
    "2021-02-22": at(2021, 2, 22),
    "2025-06-14 23:19:07": at(2025, 6, 14, 23, 19, 7),
    "2025-06-14 23:19:07 UTC": at(2025, 6, 14, 23, 19, 7),
    "9/27/25, 8:41 AM": at(2025, 9, 27, 8, 41),
    "11/7/2025, 10:09 PM": at(2025, 11, 7, 22, 9),
    "Sep 27 2025 8:41 pm": at(2025, 9, 27, 20, 41),
    "Wed Oct 1 16:02:32 UTC 2025": at(2025, 10, 1, 16, 2, 32),
    "Aug 2023": at(2023, 8, 1),
    "1999": at(1999, 1, 1),
}
_DAY = ("2021-02-22",)
_ISO = (*_DAY, "2025-06-14 23:19:07", "2025-06-14 23:19:07 UTC")
_MONTHLY = ("Aug 2023", "1999", "22 Feb 2021")
COLUMNS: dict[tuple[str, str], tuple[str, ...]] = {
    ("Connections", "Connected On"): (
        "22 Feb 2021", "4 Apr 21", "4-Apr-21", "04-April-2021", "Feb 22, 2021", *_DAY,
    ),
    ("Invitations", "Sent At"): (
        "9/27/25, 8:41 AM", "11/7/2025, 10:09 PM", "Sep 27 2025 8:41 pm", *_ISO,
    ),
    ("Member Follows", "Date"): _ISO,
    ("Company Follows", "Followed On"): ("Wed Oct 1 16:02:32 UTC 2025", *_ISO),
    ("messages", "DATE"): _ISO,
    ("Reactions", "Date"): _ISO,
    ("Comments", "Date"): _ISO,
    ("Shares", "Date"): _ISO,
    ("Positions", "Started On"): _MONTHLY,
    ("Positions", "Finished On"): _MONTHLY,
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS, ids=" ".join)
def test_each_column_has_its_shapes_and_no_other(column):
    """A date is read to the second, or known to be a day alone."""
    assert {
        text: ExportDate(when, day_only=":" not in text) if text in COLUMNS[column] else None
        for text, when in SHAPES.items()
    } == {text: parsed(*column, text) for text in SHAPES}


def test_no_column_of_dates_is_left_out():
    assert [*COLUMNS] == [(kind.name, column) for kind in KINDS.values() for column in kind.dates]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("12:05 AM", 0), ("1:05 AM", 1), ("11:05 AM", 11), ("12:05 PM", 12), ("1:05 PM", 13),
        ("11:05 PM", 23), ("8:05 a.m.", None), ("8:05\u202fPM", 20),
        ("0:05 AM", None), ("13:05 PM", None), ("8:05", None),
    ],
)  # fmt: skip
def test_midnight_is_twelve_in_the_morning(text, hour):
    expected = None if hour is None else ExportDate(at(2025, 9, 27, hour, 5), day_only=False)
    assert expected == parsed("Invitations", "Sent At", f"9/27/25, {text}")


@pytest.mark.parametrize("text", ["\uff14 Apr 2021", " 4  Apr\t2021 ", "4 APRIL 2021"])
def test_case_blanks_and_the_width_of_digits_are_ignored(text):
    assert ExportDate(at(2021, 4, 4), day_only=True) == parsed("Connections", "Connected On", text)


@pytest.mark.parametrize(
    ("text", "month"),
    [("Jan", 1), ("January", 1), ("Sept", 9), ("Dec", 12), ("Ja", None), ("März", None),
     ("Janx", None), ("Januaryx", None), ("okt", None), ("mai", None)],
)  # fmt: skip
def test_months_are_in_english_in_full_or_abbreviated(text, month):
    expected = None if month is None else ExportDate(at(2021, month, 4), day_only=True)
    assert expected == parsed("Connections", "Connected On", f"4 {text} 2021")


@pytest.mark.parametrize(
    "text",
    ["31 Feb 2021", "0 Feb 2021", "22 Foo 2021", "22 Feb", "Feb 2021", "22 Feb 2021 x", "x",
     "22_Feb_2021", "22 Feb 021", "4. Apr. 2021", "4 de abril de 2021", "1st April 2021",
     "22 . Feb 2021", "22 Feb 0000"],
)  # fmt: skip
def test_what_is_no_day_is_no_date(text):
    assert None is parsed("Connections", "Connected On", text)


def test_a_connection_cannot_be_older_than_the_network_but_a_position_can():
    """The network opened on 5 May 2003; the month is enough."""
    days = "30 Apr 2003", "1 May 2003"
    rows = [f"P{number},,,,,,{day}" for number, day in enumerate(days)]
    jobs = [f"P{number},Maker,,,{day}," for number, day in enumerate(days)]
    archive = read({"Connections.csv": lines(CONNECTIONS, *rows),
                    "Positions.csv": lines(POSITIONS, *jobs)})  # fmt: skip
    assert [(2, Problem.TOO_EARLY)] == lost(archive)
    assert ["P1"] == [person.name for person in archive.people]
    assert 2 == len(archive.positions)
