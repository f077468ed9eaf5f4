"""What holds for every archive: facts survive any dialect, rows are counted, bytes never leak.

Networks are drawn with invented people and written as exports were seen to be written.
"""

from __future__ import annotations

import csv
import io
import pickle
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import attrs
from hypothesis import example, given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.archive import (
    AS_IT_HAPPENED,
    Archive,
    Cost,
    EventKind,
    Outcome,
    Problem,
    profile_id,
    spreadsheet_cell,
)
from linkgraph.archive.export_format import KINDS, ExportDate, parse_date
from linkgraph.archive.ids import cleaned, folded
from tests.archive.exports import (
    COMMENTS,
    COMPANIES,
    CONNECTIONS,
    FOLLOWS,
    INVITATIONS,
    ME,
    MESSAGES,
    OWNER,
    POSITIONS,
    PREAMBLE,
    PROFILE,
    REACTIONS,
    SHARES,
    SITE,
    facts,
    lines,
    read,
    read_bytes,
    unpacked,
    zipped,
)

FEW = settings(max_examples=max(5, settings.default.max_examples // 3))


# -- a network as drawn -------------------------------------------------------------------------


@attrs.frozen
class Someone:
    """An invented person, and what stands between them and the owner."""

    first: str
    last: str
    slug: str
    company: str
    connected: date | None  # None: not connected
    invited: datetime | None
    outgoing: bool
    note: str
    follows: bool | None  # what Member_Follows says last

    @property
    def id(self) -> str:
        return f"in/{self.slug}"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


_LETTERS = st.sampled_from(list("abcdeéñø \u2019\"',-.=\nßΩ山"))
_NAMES = st.text(_LETTERS, min_size=1, max_size=6).filter(lambda text: bool(cleaned(text)))
_DAYS = st.dates(date(2004, 1, 1), date(2026, 6, 1))
_MINUTES = st.datetimes(datetime(2004, 1, 1), datetime(2026, 6, 1)).map(  # noqa: DTZ001  # made UTC
    lambda time: time.replace(second=0, microsecond=0, tzinfo=UTC)
)
_PEOPLE = st.lists(
    st.builds(
        Someone, _NAMES, _NAMES, st.text(st.sampled_from("abcdé-1"), min_size=1, max_size=4),
        st.sampled_from(["", "Acme", "Bolt, Inc.", 'The "Co"']), _DAYS | st.none(),
        _MINUTES | st.none(), st.booleans(), st.sampled_from(["", "Hello, you", "=1+1"]),
        st.sampled_from([None, None, True, False]),
    ),
    max_size=6,
    unique_by=(lambda each: each.slug, lambda each: folded(cleaned(each.name))),
)  # fmt: skip


@attrs.frozen
class Dialect:
    """How an export is written."""

    before: str
    end: str
    quoting: int
    spelling: int
    when: int
    container: int


_DIALECTS = st.builds(
    Dialect, st.sampled_from(["", "\ufeff", PREAMBLE]), st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.integers(0, 3), st.integers(0, 2), st.integers(0, 3),
)  # fmt: skip


def address(dialect: Dialect, someone: Someone) -> str:
    """Spell an address in one of four ways."""
    spelled = [
        SITE + someone.slug,
        f"{SITE}{quote(someone.slug)}/",
        f"http://WWW.LinkedIn.com/in/{someone.slug.upper()}?trk=1",
        f"nl.linkedin.com/in/{quote(someone.slug).lower()}",
    ]
    return spelled[dialect.spelling]


def written(dialect: Dialect, header: list[str], rows: list[list[str]], before: str = "") -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=dialect.end, quoting=dialect.quoting)
    writer.writerows([header, *rows])
    return before + text.getvalue()


def day(dialect: Dialect, on: date) -> str:
    """Write the date of a connection in one of three formats."""
    return (f"{on:%d %b %Y}", f"{on.day}-{on:%b}-{on:%y}", f"{on:%B} {on.day}, {on.year}")[
        dialect.when
    ]


def export(people: list[Someone], dialect: Dialect) -> dict[str, str | bytes]:
    """Write what is known of these people as an export."""
    connections = [
        [each.first, each.last, address(dialect, each), "", each.company, "",
         day(dialect, each.connected)]
        for each in people if each.connected
    ]  # fmt: skip
    invitations = []
    for each in people:
        if each.invited:
            sent = f"{each.invited:%m/%d/%y, %I:%M %p}".lstrip("0")
            mine, theirs = ("Ada", ME), (each.name, address(dialect, each))
            (a, a_url), (b, b_url) = (mine, theirs) if each.outgoing else (theirs, mine)
            direction = "OUTGOING" if each.outgoing else "INCOMING"
            invitations.append([a, b, sent, each.note, direction, a_url, b_url])
    follows = [
        ["2025-06-14 23:19:14", "Active" if each.follows else "Unfollow", each.name]
        for each in people if each.follows is not None
    ]  # fmt: skip
    return {
        "Connections.csv": written(dialect, CONNECTIONS.split(","), connections, dialect.before),
        "Invitations.csv": written(dialect, INVITATIONS.split(","), invitations),
        "Member_Follows.csv": written(dialect, FOLLOWS.split(","), follows),
    }


def delivered(files: dict[str, str | bytes], dialect: Dialect) -> Archive:
    """Read an export from one of the ways it comes."""
    if dialect.container == 0:
        return read(files, owner=ME)
    if dialect.container == 1:
        return read_bytes(zipped({"Basic.zip": zipped(files)}), owner=ME)
    with TemporaryDirectory() as folder:
        place = unpacked(files, Path(folder, "export.zip", "deep" * (dialect.container == 2)))
        return lg.read_archive(place.parent if dialect.container == 2 else place, owner=ME)


# -- the laws -----------------------------------------------------------------------------------


@given(people=_PEOPLE, dialect=_DIALECTS)
def test_what_is_written_in_any_dialect_is_read(people: list[Someone], dialect: Dialect):
    """F1 to F4: ties, dates and names, whatever the quoting, spelling or container."""
    archive = delivered(export(people, dialect), dialect)
    assert () == archive.account.skipped
    assert OWNER == archive.owner
    graph, met = archive.graph, {person.id: person for person in archive.people}
    for each in people:
        if not (each.connected or each.invited):
            continue  # known, if at all, by the name of a follow
        assert cleaned(each.name) == met[each.id].name
        assert each.connected == met[each.id].connected_on
        assert bool(each.connected) == graph.is_connected(OWNER, each.id)
        default = bool(each.connected)
        follows = default if each.follows is None else each.follows
        assert follows == graph.is_following(OWNER, each.id)
        ends = (OWNER, each.id) if each.outgoing else (each.id, OWNER)
        open_one = each.invited is not None and not each.connected
        letter = lg.Invitation(*ends, each.invited, each.note or None) if open_one else None
        assert letter == graph.invitation(*ends)
        assert None is graph.invitation(*reversed(ends))
    strangers = {each.id for each in people if each.connected or each.invited}
    by_name = {member for member in graph if member.startswith("name/")}
    assert {OWNER} | strangers | by_name == set(graph)
    assert len(by_name) == sum(
        each.follows is not None and not (each.connected or each.invited) for each in people
    )
    told = sum(bool(each.connected) + bool(each.invited) for each in people)
    told += sum(each.follows is not None for each in people)
    assert told == len(archive.timeline)
    assert sorted(event.at for event in archive.timeline) == [e.at for e in archive.timeline]


@FEW
@given(people=_PEOPLE, dialect=_DIALECTS, seed=st.integers(0, 99))
def test_the_order_of_rows_and_the_number_of_archives_do_not_matter(people, dialect, seed):
    """Merged, not added: the same rows in another order, in two files, or twice."""
    files = export(people, dialect)
    expected = facts(read(files, owner=ME))
    shuffled = [*people]
    Random(seed).shuffle(shuffled)
    assert expected == facts(read(export(shuffled, dialect), owner=ME))
    half = export(shuffled[: seed % 7], dialect)
    both = {**{f"a/{n}": t for n, t in half.items()}, **{f"b/{n}": t for n, t in files.items()}}
    archive = read(both, owner=ME)
    assert expected == facts(archive)
    repeated = sum(file.repeated for file in archive.account.files)
    assert sum(file.rows for file in archive.account.files if file.name[0] == "a") == repeated


@given(people=_PEOPLE, dialect=_DIALECTS)
def test_the_history_replays_to_the_ties_that_the_graph_has(people: list[Someone], dialect):
    """H1: under its stated policy, with no refusal; a connection that is left out is older."""
    archive = delivered(export(people, dialect), dialect)
    graph = lg.replay(archive.history, AS_IT_HAPPENED)
    for member in set(graph) - {OWNER}:
        assert archive.graph.is_connected(OWNER, member) == graph.is_connected(OWNER, member)
        for pair in ((OWNER, member), (member, OWNER)):
            assert archive.graph.invitation(*pair) == graph.invitation(*pair)
    for each in people:
        if each.invited and each.connected:
            before = each.invited.date() <= each.connected + timedelta(days=1)
            assert before == (each.id in graph)
        elif each.invited:
            assert each.id in graph
    outcomes = {each.outcome for each in archive.invitations}
    assert outcomes <= {Outcome.ACCEPTED, Outcome.UNKNOWN}


# -- the account --------------------------------------------------------------------------------

WHOLE: dict[str, str | bytes] = {
    "Connections.csv": PREAMBLE
    + lines(
        CONNECTIONS,
        f'Bo,"Li, Ph.D.",{SITE}bo-li,,Acme,"a\nb",22 Feb 2021',
        f"Cy,Ode,{SITE}cy-ode,,,,23 Feb 2021",
        ",,,,,,07 Jun 2026",
    ),
    "Invitations.csv": lines(
        INVITATIONS,
        f'Ada,Bo Li,"2/20/21, 8:41 AM",Hi,OUTGOING,{ME},{SITE}bo-li',
        f'Eve,Ada,"2/21/21, 8:41 PM",,INCOMING,{SITE}eve,{ME}',
    ),
    "Member_Follows.csv": lines(FOLLOWS, "2025-06-14 23:19:14,Active,Eve"),
    "Company Follows.csv": lines(COMPANIES, "Acme,Wed Oct 01 16:02:32 UTC 2025"),
    "messages.csv": lines(
        MESSAGES, f'c,,Ada,{ME},Bo,{SITE}bo-li,2025-10-06 23:49:02 UTC,,"a\n""b""",INBOX,,No'
    ),
    "Reactions.csv": lines(REACTIONS, f"2025-10-06 23:04:46,LIKE,{SITE}x"),
    "Comments.csv": lines(COMMENTS, f'2026-06-10 18:53:49,{SITE}x,"a \\"b\\", c"'),
    "Shares.csv": lines(SHARES, f'2025-09-22 21:06:44,{SITE}x,"a ""b""\n",,,PUBLIC'),
    "Profile.csv": lines(PROFILE, "Ada,Example,,,,,,,,,,,"),
    "Positions.csv": lines(POSITIONS, "Acme,Maker,,,Aug 2023,"),
}
_NOISE = st.sampled_from(
    [b'"', b",", b"\n", b"\r", b"\\", b"\0", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"1970", b"",
     b'""', b"https://[", b"%FF", b"Date", b" de ", b"x" * 300, b"LinkedIn Member"]
)  # fmt: skip


@st.composite
def spoilt(draw: Any) -> bytes:
    """Draw an export whose files, or whose zip, had pieces knocked out and put in."""

    def knocked(content: bytes) -> bytes:
        for _ in range(draw(st.integers(0, 4))):
            start = draw(st.integers(0, len(content)))
            stop = start + draw(st.sampled_from([0, 0, 1, 2, 9, 60]))
            content = content[:start] + draw(_NOISE) + content[stop:]
        return content

    names = draw(st.lists(st.sampled_from(sorted(WHOLE)), min_size=1, max_size=3, unique=True))
    files: dict[str, str | bytes] = {**WHOLE}
    for name in names:
        content = WHOLE[name]
        assert isinstance(content, str)
        files[name] = knocked(content.encode())
        if draw(st.booleans()):
            files[f"again/{name}"] = knocked(content.encode())
    packed = zipped(files)
    return knocked(packed) if draw(st.booleans()) else packed


def read_or_refused(content: bytes, name: str) -> Archive | None:
    """Read an archive; or `None`, refused in one line."""
    try:
        return read_bytes(content, name)
    except lg.ArchiveError as error:
        message = str(error)
    assert [message] == message.splitlines()
    message.encode()
    return None


def well_accounted(archive: Archive) -> None:
    """Assert that every row of every file was read, repeated or skipped, and says so."""
    report = archive.account
    for file in report.files:
        assert file.rows == file.read + file.repeated + file.skipped
        notes = [note for note in report.notes if note.file == file.name]
        assert file.skipped == sum(note.cost is Cost.ROW for note in notes)
        if file.problem is not None:
            assert file.problem in [note.problem for note in notes]
            assert 0 == file.rows
    assert set(report.skipped) <= set(report.notes)
    for text in (*map(str, report.notes), *str(report).splitlines(), repr(archive), repr(report)):
        assert text.isprintable() or not text
    table = list(csv.reader(io.StringIO(report.to_csv(), newline="")))
    assert 1 + len(report.notes) == len(table)
    for row in table[1:]:
        assert all(cell == spreadsheet_cell(cell) for cell in row)
    report.to_csv().encode()


@given(content=spoilt())
def test_spoilt_archives_are_read_or_refused_and_every_row_is_accounted_for(content: bytes):
    """Nothing is lost silently, nothing but `ArchiveError` is raised, and the history replays."""
    archive = read_or_refused(content, "export.zip")
    if archive is None:
        return
    well_accounted(archive)
    lg.replay(archive.history, AS_IT_HAPPENED)
    assert archive == pickle.loads(pickle.dumps(archive))
    assert hash(archive) == hash(pickle.loads(pickle.dumps(archive)))


@given(content=st.binary(max_size=300), name=st.sampled_from(["a.zip", "Connections.csv", "x"]))
@example(b"PK\5\6" + b"\0" * 18, "a.zip")
@example(b"", "a.zip")
@example(b"", "Connections.csv")
def test_any_bytes_are_an_archive_or_a_refusal(content: bytes, name: str):
    archive = read_or_refused(content, name)
    if archive is not None:
        well_accounted(archive)


def test_the_whole_export_is_read():
    """The seed of the search has a row of every kind, and only who left is lost."""
    archive = read(WHOLE)
    well_accounted(archive)
    assert ["NOBODY"] == [note.problem.name for note in archive.account.skipped]
    kinds = {event.kind for event in archive.timeline}
    assert set(EventKind) - {EventKind.UNFOLLOWED} == kinds
    assert 3 == len(archive.engagements) + len(archive.posts)
    assert 1 == len(archive.messages) == len(archive.positions) == len(archive.companies)


def test_every_problem_has_a_sentence_of_its_own():
    """Without a stop: a value may follow."""
    sentences = [problem.sentence for problem in Problem]
    assert all(isinstance(problem.cost, Cost) for problem in Problem)
    assert len(sentences) == len(set(sentences))
    assert not [each for each in sentences if each.endswith(".")]


# -- dates, addresses, cells --------------------------------------------------------------------

_FORMATS = sorted({formats for kind in KINDS.values() for formats in kind.dates.values()})
_MONTHS = (
    "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|"
    "sep sept september|oct october|nov november|dec december"
).split("|")


@given(formats=st.sampled_from(_FORMATS), data=st.data())
def test_a_date_written_in_any_format_of_its_column_is_read_back(formats, data):
    """To the minute or the day that the format holds."""
    template = data.draw(st.sampled_from(formats.split(" | ")))
    time = data.draw(st.datetimes(datetime(2004, 1, 1), datetime(2068, 1, 1)))  # noqa: DTZ001  # as written
    word = data.draw(st.sampled_from(_MONTHS[time.month - 1].split()))
    text = template
    for part, value in (
        ("YYYY", f"{time:%Y}"), ("YY", f"{time:%y}"), ("Mon", "\1"), ("Wdy", "\2"),
        ("MM", f"{time:%m}"), ("DD", f"{time:%d}"), ("hh", f"{time:%H}"), ("mm", f"{time:%M}"),
        ("ss", f"{time:%S}"), ("AM", "\3"), ("h", str((time.hour + 11) % 12 + 1)),
        ("M", str(time.month)), ("D", str(time.day)),
    ):  # fmt: skip
        text = text.replace(part, value)
    half = "am" if time.hour < 12 else "PM"
    text = text.replace("\1", word).replace("\2", "Wed").replace("\3", half)
    clock = {
        "hour": time.hour if "h" in template else 0,
        "minute": time.minute if "mm" in template else 0,
        "second": time.second if "ss" in template else 0,
    }
    calendar = {
        "month": time.month if "M" in template else 1,
        "day": time.day if "D" in template else 1,
    }
    expected = time.replace(**clock, **calendar, microsecond=0, tzinfo=UTC)
    assert ExportDate(expected, day_only="h" not in template) == parse_date(formats, text)


@given(text=st.text(max_size=30), formats=st.sampled_from(_FORMATS))
@example("31 Feb 2021", KINDS["Connections"].dates["Connected On"])
@example("22 Foo 2021", KINDS["Connections"].dates["Connected On"])
@example("٢٢ Feb 2021", KINDS["Connections"].dates["Connected On"])
@example("22 Feb 2021", KINDS["Reactions"].dates["Date"])
@example("2025-10-06 23:04:46 PST", KINDS["Reactions"].dates["Date"])
def test_what_is_in_no_format_of_its_column_is_no_date(text, formats):
    """Rather unread than guessed."""
    assert None is parse_date(formats, text)


_SLUGS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8)


@given(slug=_SLUGS)
@example("%FF")
@example("a%2Fb")
@example("ﬁ?x")
@example("İ")
def test_an_address_is_its_own_address(slug: str):
    """An id read as an address again is the same id, encoded or not, in any case."""
    member = profile_id(f"{SITE}{quote(slug, safe='')}")
    if member is not None:
        assert member == profile_id(member)
        assert member == profile_id(f"linkedin.com/{member}/?x#y")


def test_an_address_that_is_encoded_in_another_way_is_left_as_it_is():
    assert "in/%25ff" == profile_id(f"{SITE}%FF") == profile_id("in/%25ff")


@given(text=st.text(max_size=40))
@example("https://[linkedin.com/in/x")
@example("javascript://linkedin.com/in/x")
@example("https://linkedin.com.example.com/in/x")
@example("https://www.linkedin.com/company/acme")
@example("https://www.linkedin.com/in/")
def test_what_is_no_address_of_a_profile_is_none(text: str):
    if "in/" not in text.casefold() or "example" in text or "://" in text:
        assert None is profile_id(text) or text.casefold().startswith(("in/", "pub/", "/pub/"))


def test_the_oldest_addresses_have_numbers():
    assert "pub/bo-li/1/2/3a" == profile_id("http://www.linkedin.com/pub/bo-li/1/2/3A?x")


@given(value=st.text(max_size=5))
@example("\t=1")
@example("  -1")
def test_no_cell_begins_a_formula(value: str):
    cell = spreadsheet_cell(value)
    assert cell.removeprefix("'") == value.removeprefix("'")
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell == spreadsheet_cell(cell)
