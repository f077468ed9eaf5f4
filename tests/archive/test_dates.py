"""Dates, spelled out: each format of each column, and what is none."""

from __future__ import annotations

import pytest

from linkgraph.archive.dates import FORMATS, Moment, TooEarly, moment
from tests.archive.exports import at

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
        text: Moment(when, day_only=":" not in text) if text in COLUMNS[column] else None
        for text, when in SHAPES.items()
    } == {text: moment(*column, text) for text in SHAPES}


def test_no_column_of_dates_is_left_out():
    assert [*COLUMNS] == [*FORMATS]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("12:05 AM", 0), ("1:05 AM", 1), ("11:05 AM", 11), ("12:05 PM", 12), ("1:05 PM", 13),
        ("11:05 PM", 23), ("8:05 a.m.", 8), ("8:05 p.m.", 20), ("8:05\u202fPM", 20),
        ("0:05 AM", None), ("13:05 PM", None), ("8:05", None),
    ],
)  # fmt: skip
def test_midnight_is_twelve_in_the_morning(text, hour):
    expected = None if hour is None else Moment(at(2025, 9, 27, hour, 5), day_only=False)
    assert expected == moment("Invitations", "Sent At", f"9/27/25, {text}")


@pytest.mark.parametrize(
    "text",
    [
        "4. Apr. 2021", "4º de abril de 2021", "4 d'abril 2021", "4 of April 2021",
        "1er avr. 2021", "1st april 2021", "4° apr 2021", "\uff14 Apr 2021", " 4  Apr\t2021 ",
    ],
)  # fmt: skip
def test_what_languages_fill_a_date_with_does_not_count(text):
    """But only what is known to: a word more is no date."""
    day = 1 if text[0] == "1" else 4
    expected = None if "'" in text else Moment(at(2021, 4, day), day_only=True)
    assert expected == moment("Connections", "Connected On", text)


@pytest.mark.parametrize(
    "text",
    ["31 Feb 2021", "0 Feb 2021", "22 Foo 2021", "22 Feb", "Feb 2021", "22 Feb 2021 x", "x",
     "22_Feb_2021", "22 Feb 021", "22 . Feb 2021", "22 Feb 0000"],
)  # fmt: skip
def test_what_is_no_day_is_no_date(text):
    assert None is moment("Connections", "Connected On", text)


def test_a_tie_cannot_be_older_than_the_network_but_a_job_can():
    """The network opened on 5 May 2003; the month is enough."""
    first = moment("Connections", "Connected On", "1 May 2003")
    assert Moment(at(2003, 5, 1), day_only=True) == first
    with pytest.raises(TooEarly):
        moment("Connections", "Connected On", "30 Apr 2003")
    assert Moment(at(2003, 4, 30), day_only=True) == moment(
        "Positions", "Started On", "30 Apr 2003"
    )
