"""The account: what a person, a program and a spreadsheet read of it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

import linkgraph as lg
from linkgraph.archive import (
    Cost,
    FileRead,
    Limits,
    Note,
    Problem,
    ReadingAccount,
    spreadsheet_cell,
)
from tests.archive.exports import (
    CONNECTIONS,
    INVITATIONS,
    ME,
    SITE,
    at,
    lines,
    read,
    zipped,
)

BO = f"Bo,Li,{SITE}bo-li,,Acme,Engineer,22 Feb 2021"
FILES: dict[str, str | bytes] = {
    "Connections.csv": lines(CONNECTIONS, BO, ",,,,,,07 Jun 2026", "Cy,Ode,,,,,soon"),
    "Invitations.csv": b"\xff\xfe",
    "Skills.csv": "Name\nJuggling\n",
    "evil\x1b[2J.txt": "",
}


def test_a_note_is_data_and_one_sentence():
    archive = read(FILES)
    note = Note("Connections.csv", 4, "Connected On", Problem.UNREADABLE_DATE, "soon")
    assert note == archive.account.skipped[1]
    assert (
        "`'Connections.csv'`, row 4, `'Connected On'`: the date has an unknown format – `'soon'`"
        == str(note)
    )
    assert "`'x.csv'`: the file is damaged: download the archive again" == str(
        Note("x.csv", None, None, Problem.CORRUPT)
    )
    assert (Cost.ROW, Cost.FILE, Cost.NOTHING) == tuple(
        Note("x", None, None, problem).cost
        for problem in (Problem.NOBODY, Problem.CORRUPT, Problem.NAMESAKE)
    )


def test_the_account_is_a_page_that_can_be_printed():
    account = read(FILES).account
    text = str(account)
    assert (
        """\
file             rows  read  repeated  skipped
Connections.csv  3     1     0         2
Invitations.csv  0     0     0         0        the file is not in UTF-8: save it as CSV in UTF-8

Not read:

number  problem"""
        in text
    )
    assert "1       the row names nobody (the member may have left)" in text
    assert "Connections.csv:4 `'soon'`" in text
    assert "2       the file is not one that this library reads" in text
    assert "\n- times are in UTC if they have no zone;" in text
    assert "\x1b" not in text
    assert "ReadingAccount(4 files, 1 rows read, 3 skipped)" == repr(account)


@pytest.mark.parametrize(
    ("problem", "cost", "word"),
    [
        (Problem.ENCRYPTED, Cost.FILE, "password"),
        (Problem.CORRUPT, Cost.FILE, "damaged"),
        (Problem.ODDLY_PACKED, Cost.FILE, "compressed"),
        (Problem.NOT_A_ZIP, Cost.FILE, "zip"),
        (Problem.LINK, Cost.FILE, "link"),
        (Problem.NOT_A_FILE, Cost.FILE, "regular"),
        (Problem.UNREADABLE, Cost.FILE, "opened"),
        (Problem.OWNER_UNKNOWN, Cost.ROW, "`owner`"),
        (Problem.RENAMED, Cost.NOTHING, "two names"),
        (Problem.OWNER_ASSUMED, Cost.NOTHING, "unknown"),
    ],
)
def test_what_is_rare_says_what_it_is_and_costs(problem, cost, word):
    """`test_whole.py` has what is common."""
    assert cost is problem.cost
    assert word in problem.sentence


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((f"{blanks}{first}1", f"'{blanks}{first}1")
          for first in "=+-@\t\r\n" for blanks in ("", "  ")),
        ("a=1", "a=1"), (" a", " a"), ("", ""), (None, ""), (7, "7"), (-7, "'-7"),
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(value, expected):
    assert expected == spreadsheet_cell(value)


def test_an_account_without_notes_is_short():
    text = str(ReadingAccount((), (), ("nothing is assumed",)))
    assert "file  rows  read  repeated  skipped\n\nAssumptions:\n\n- nothing is assumed" == text


def test_a_spreadsheet_of_the_notes():
    rows = list(csv.reader(io.StringIO(read(FILES).account.to_csv(), newline="")))
    assert ["File", "Row", "Column", "Cost", "Problem", "Value"] == rows[0]
    assert [
        "Connections.csv",
        "4",
        "Connected On",
        "ROW",
        "the date has an unknown format",
        "soon",
    ] in (rows)


def test_lines_of_the_spreadsheet_end_as_spreadsheets_end_them():
    text = ReadingAccount((), (Note("x", 2, "C", Problem.NOBODY, "a\nb"),), ()).to_csv()
    assert (
        "File,Row,Column,Cost,Problem,Value\r\n"
        "x,2,C,ROW,the row names nobody (the member may have left),a\\nb\r\n"
    ) == text


def test_a_file_that_was_not_read_has_no_rows():
    assert FileRead("x", None, None, 0, 0, 0, 0, 0) == FileRead("x", None)


def test_an_archive_is_one_line_and_a_value():
    invitation = f'Ada,Cy,"2/20/21, 8:41 AM",Hi,OUTGOING,{ME},{SITE}cy'
    files: dict[str, str | bytes] = {
        "Connections.csv": lines(CONNECTIONS, BO, BO.replace("bo-li", "bo")),
        "Invitations.csv": lines(INVITATIONS, invitation),
    }
    archive = read(files)
    assert "Archive('in/ada-example', 2 connections, 1 invitation, 0 skipped)" == repr(archive)
    assert archive == read(files)
    assert hash(archive) == hash(read(files))
    assert at(2021, 2, 22) == archive.ends_at
    assert at(2021, 2, 22) == read({"Connections.csv": lines(CONNECTIONS, BO)}).ends_at
    assert None is read({"Skills.csv": "", "Shares.csv": ""}).ends_at


def test_the_door_opens_when_somebody_asks(tmp_path):
    """And a name that is none is refused as Python does."""
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(FILES))
    from linkgraph.archive import Archive, read_archive

    assert (Archive, read_archive) == (lg.Archive, lg.read_archive)
    with pytest.raises(AttributeError):
        _ = lg.no_such_name  # type: ignore[attr-defined]


def test_what_was_read_answers_the_questions_of_the_rules():
    """A2, G2, W3: an archive's graph is a graph like any other."""
    asked = f'Eve,Ada,"2/21/21, 8:41 PM",,INCOMING,{SITE}eve,{ME}'
    archive = read(
        {
            "Connections.csv": lines(CONNECTIONS, BO),
            "Invitations.csv": lines(INVITATIONS, asked),
        },
        limits=Limits(),
    )
    now = datetime(2026, 1, 1, tzinfo=UTC)
    advice = lg.follow_or_connect(archive.graph, archive.owner, "in/eve", at=now)
    assert lg.Recommendation.ACCEPT is advice.recommendation
    after = lg.apply(archive.graph, lg.Accept(archive.owner, "in/eve", at=now))
    assert 2 == after.connection_count(archive.owner)
