"""How an archive comes, what it may hold, and that nothing in it reaches outside."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path
from random import Random

import pytest

import linkgraph as lg
from linkgraph.archive import FileRead, Limits, Note, Problem, export_format, unpacking
from linkgraph.archive.export_format import kind_of
from tests.archive.exports import (
    CONNECTIONS,
    INVITATIONS,
    ME,
    SITE,
    account,
    facts,
    lines,
    lost,
    nameless,
    noted,
    read,
    read_bytes,
    unpacked,
    zipped,
)

BO = "Bo,Li,https://www.linkedin.com/in/bo-li,bo@example.com,Acme,Engineer,22 Feb 2021"
CY = "Cy,Ode,https://www.linkedin.com/in/cy-ode,,Bolt,Nurse,23 Feb 2021"
BARE = BO.replace("https://www.linkedin.com/in/bo-li", "")
BASIC = {"Connections.csv": lines(CONNECTIONS, BO)}
TWO = {
    "Connections.csv": lines(CONNECTIONS, BO, CY),
    "Invitations.csv": lines(
        INVITATIONS, f'Ada,Bo Li,"2/20/21, 8:41 AM",Hi,OUTGOING,{ME},{SITE}bo-li'
    ),
}


# -- the ways it comes --------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "Basic_LinkedInDataExport/"])
def test_a_zip_a_zip_in_a_zip_and_a_folder_say_the_same(tmp_path, prefix):
    content = {f"{prefix}{name}": text for name, text in TWO.items()}
    expected = facts(read(content))
    within = zipped({"Complete_LinkedInDataExport_06-01-2026.zip": zipped(content)})
    assert expected == facts(read_bytes(within))
    assert expected == facts(read_bytes(zipped({"outer.ZIP": within})))
    folder = unpacked(content, tmp_path / "Basic_LinkedInDataExport.zip")  # named like a zip
    assert expected == facts(lg.read_archive(folder))
    assert expected == facts(lg.read_archive(str(folder)))
    unpacked({"both.zip": zipped(content)}, tmp_path / "downloads")
    assert expected == facts(lg.read_archive(tmp_path / "downloads"))


@pytest.mark.parametrize("name", ["Connections.csv", "Connections_7.CSV"])
def test_one_csv_is_an_archive(tmp_path, name):
    path = unpacked({name: BASIC["Connections.csv"]}, tmp_path) / name
    archive = lg.read_archive(path)
    assert facts(read(BASIC)) == facts(archive)
    assert 1 == account(archive, name).read


def test_files_are_named_by_their_way_and_come_in_order(tmp_path):
    """Of a folder, those that lie in it come before those that lie deeper."""
    inner = zipped({"b/Connections.csv": "", "a/Shares.csv": "", "c.txt": ""})
    letters = "hcgbfaed"
    for letter in letters:
        unpacked({f"{letter}/Shares.csv": ""}, tmp_path)
    unpacked({"z.zip": zipped({"in.zip": inner, "Profile.csv": ""}), "y.txt": ""}, tmp_path)
    expected = [
        "y.txt", "z.zip/Profile.csv", "z.zip/in.zip/a/Shares.csv", "z.zip/in.zip/b/Connections.csv",
        "z.zip/in.zip/c.txt", *(f"{letter}/Shares.csv" for letter in sorted(letters)),
    ]  # fmt: skip
    opened = [*unpacking.open_tables(str(tmp_path), Limits())]
    assert expected == [entry.file for entry in opened]
    assert ["y.txt", "z.zip/in.zip/c.txt"] == [
        entry.file
        for entry in opened
        if isinstance(entry, Note) and entry.problem is Problem.UNKNOWN_FILE
    ]


def test_a_folder_in_a_zip_is_no_file():
    archive = read({"a/": "", "b/Connections.csv": BASIC["Connections.csv"]})
    assert ["b/Connections.csv"] == [file.name for file in archive.account.files]


def test_basic_and_complete_are_merged_and_not_added():
    """What both hold is read once, from the fuller of the two."""
    old = lines(CONNECTIONS.replace("URL,", ""), "Bo,Li,bo@example.com,Acme,Engineer,22 Feb 2021")
    archive = read({"basic/Connections.csv": old, **{f"c/{n}": t for n, t in TWO.items()}})
    assert facts(read(TWO)) == facts(archive)
    assert (1, 0, 1) == (
        account(archive, "basic/Connections.csv").rows,
        account(archive, "basic/Connections.csv").read,
        account(archive, "basic/Connections.csv").repeated,
    )
    twice = zipped({"basic.zip": zipped(TWO), "complete.zip": zipped(TWO)})
    assert facts(read(TWO)) == facts(read_bytes(twice))


def test_two_files_of_one_name_in_a_zip_are_counted_apart():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Connections.csv", lines(CONNECTIONS, BO, CY))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("Connections.csv", lines(CONNECTIONS, BO, ",,,,,,"))
    files = read_bytes(packed.getvalue()).account.files
    assert [(2, 2, 0), (1, 0, 1)] == [(file.rows, file.read, file.repeated) for file in files]


def test_an_address_that_only_the_other_archive_has_is_kept():
    for names in (("a", "b"), ("b", "a")):
        archive = read(
            {
                f"{names[0]}/Connections.csv": lines(CONNECTIONS, BARE),
                f"{names[1]}/Connections.csv": lines(CONNECTIONS, BO),
            }
        )
        assert ["in/bo-li"] == [person.id for person in archive.people]


@pytest.mark.parametrize(
    ("row", "other", "repeated"),
    [
        (BO, BO, (0, 1)),
        (BARE, BARE, (0, 1)),
        (BO, BARE, (0, 1)),
        (BARE, BO, (1, 0)),
        (BO, BO.replace("22 Feb 2021", "22-Feb-21").replace("bo-li,", "BO-LI/,"), (0, 1)),
        (BO, BO.replace("bo-li", "bo-li-7"), (0, 0)),
        (BO.replace("linkedin", "example"), BO.replace("linkedin", "example"), (0, 1)),
        (BO.replace("linkedin", "example"), BO.replace("linkedin", "instance"), (0, 0)),
        (BO.replace("22 Feb 2021", "soon"), BO.replace("22 Feb 2021", "later"), (0, 0)),
        (BO.replace("2021", "1970"), BO.replace("2021", "1971"), (0, 0)),
    ],
)  # fmt: skip
def test_of_a_row_that_two_files_have_the_one_with_an_address_counts(row, other, repeated):
    """Or else the first; however its date and its address are written."""
    rows = {"a/Connections.csv": row, "b/Connections.csv": other}
    archive = read({name: lines(CONNECTIONS, each) for name, each in rows.items()})
    assert repeated == tuple(account(archive, name).repeated for name in rows)


def test_who_has_another_address_in_the_other_archive_is_somebody_else():
    other = BO.replace("bo-li", "bo-li-7")
    archive = read(
        {"a/Connections.csv": BASIC["Connections.csv"],
         "b/Connections.csv": lines(CONNECTIONS, other)}
    )  # fmt: skip
    assert {"in/bo-li", "in/bo-li-7"} == {person.id for person in archive.people}


def test_a_new_name_at_one_address_with_one_date_is_one_person():
    """Told apart in one file, taken together across two: people marry."""
    archive = read(
        {"a/Connections.csv": BASIC["Connections.csv"],
         "b/Connections.csv": lines(CONNECTIONS, BO.replace("Li,", "Lindqvist,"))}
    )  # fmt: skip
    assert ["in/bo-li"] == [person.id for person in archive.people]
    assert Problem.RENAMED in [problem for _, problem in noted(archive)]


def test_a_new_name_at_one_address_with_another_date_is_somebody_else():
    later = BO.replace("Li,", "Lindqvist,").replace("2021", "2022")
    archive = read(
        {"a/Connections.csv": BASIC["Connections.csv"],
         "b/Connections.csv": lines(CONNECTIONS, later)}
    )  # fmt: skip
    assert ["in/bo-li/bo li", "in/bo-li/bo lindqvist"] == [each.id for each in archive.people]
    assert Problem.SHARED_ADDRESS in [problem for _, problem in noted(archive)]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Company Follows.csv", "Company Follows"),
        ("x/Company_Follows.csv", "Company Follows"),
        ("COMPANYFOLLOWS.CSV", "Company Follows"),
        ("a\\Member_Follows_77.csv", "Member Follows"),
        ("Shares_123456.csv", "Shares"),
        ("Connections (1).csv", "Connections"),
        ("messages.csv", "messages"),
        ("guide_messages.csv", None),
        ("My Connections.csv", None),
        ("Connections.csv.txt", None),
        ("Connections", None),
        ("._Connections.csv", None),
        ("Connections_x.csv", None),
    ],
)
def test_names_match_but_for_case_blanks_underscores_and_a_number(path, name):
    found = kind_of(path)
    assert name == (found and found.name)


def test_unknown_files_are_listed_and_not_unpacked():
    bomb = b"\0" * 2**22
    archive = read({**BASIC, "Articles/Post.html": "x", "media.jpg": bomb}, limits=Limits(ratio=1))
    assert ["Articles/Post.html", "media.jpg"] == [
        file.name for file in archive.account.files if file.kind is None
    ]
    assert [(None, Problem.UNKNOWN_FILE)] * 2 == [
        note for note in noted(archive) if note[1] is Problem.UNKNOWN_FILE
    ]
    assert [] == lost(archive)


# -- what costs a file --------------------------------------------------------------------------


def spoilt(name: str, **changes: object) -> bytes:
    """Return a zip of two files, in which what a header says of one is changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Profile.csv", "First Name,Last Name\nAda,Example\n")
        archive.writestr(name, BASIC["Connections.csv"])
        for key, value in changes.items():
            setattr(archive.getinfo(name), key, value)
    return packed.getvalue()


def test_a_locked_file_costs_that_file():
    archive = read_bytes(spoilt("Connections.csv", flag_bits=1))
    assert [(None, Problem.ENCRYPTED)] == lost(archive)
    expected = FileRead("Connections.csv", "Connections", Problem.ENCRYPTED)
    assert expected == account(archive, "Connections.csv")
    assert "Ada" == archive.profile.first_name


def test_a_link_in_a_zip_is_not_followed():
    archive = read_bytes(spoilt("Connections.csv", external_attr=0o120777 << 16))
    assert [(None, Problem.LINK)] == lost(archive)


def test_a_damaged_file_costs_that_file():
    content = spoilt("Connections.csv").replace(b"22 Feb", b"23 Feb")  # against its checksum
    assert [(None, Problem.CORRUPT)] == lost(read_bytes(content))


@pytest.mark.parametrize(
    "error",
    [zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError,
     NotImplementedError, ValueError, OverflowError, LookupError],
)  # fmt: skip
def test_whatever_unpacking_meets_costs_that_file(monkeypatch, error):
    """And where the list of files is damaged, it is no zip."""

    def damaged(*_: object) -> None:
        raise error("damaged")

    with monkeypatch.context() as patch:
        patch.setattr(zipfile.ZipExtFile, "read", damaged)
        assert [(None, Problem.CORRUPT)] * 2 == lost(read(TWO))
    inner = zipped(TWO)
    monkeypatch.setattr(zipfile, "ZipFile", damaged)
    with pytest.raises(lg.ArchiveError) as caught:
        read_bytes(inner)
    assert "is not a zip, a folder or a CSV file" == caught.value.problem


def test_a_packing_that_unpacks_without_bound_costs_that_file():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("Connections.csv", BASIC["Connections.csv"])
    assert [(None, Problem.ODDLY_PACKED)] == lost(read_bytes(packed.getvalue()))


def test_what_is_named_zip_and_is_none_costs_that_file():
    archive = read({**BASIC, "more.zip": b"PK\3\4 no"})
    assert [(None, Problem.NOT_A_ZIP)] == lost(archive)


def test_a_file_without_a_name_is_left_aside():
    archive = read_bytes(nameless(BASIC))
    assert [("", Problem.UNKNOWN_FILE, 0), ("Connections.csv", None, 1)] == [
        (file.name, file.problem, file.read) for file in archive.account.files
    ]
    assert [] == lost(archive)


def test_names_in_a_zip_lead_nowhere(tmp_path):
    """Nothing is written: a path is a name, wherever it points."""
    before = set(tmp_path.rglob("*"))
    path = tmp_path / "export.zip"
    path.write_bytes(zipped({"../../Connections.csv": lines(CONNECTIONS, BO), "/a/b/": ""}))
    archive = lg.read_archive(path)
    assert ["in/bo-li"] == [person.id for person in archive.people]
    assert {path} == set(tmp_path.rglob("*")) - before


def test_links_and_devices_in_a_folder_are_not_read(tmp_path):
    outside = unpacked(TWO, tmp_path / "outside")
    folder = unpacked(BASIC, tmp_path / "folder")
    (folder / "Invitations.csv").symlink_to(outside / "Invitations.csv")
    (folder / "more").symlink_to(outside)
    os.mkfifo(folder / "Shares.csv")
    archive = lg.read_archive(folder)
    assert {(None, Problem.LINK), (None, Problem.NOT_A_FILE)} == set(lost(archive))
    assert {"Connections.csv": None, "Invitations.csv": Problem.LINK, "Shares.csv":
            Problem.NOT_A_FILE, "more": Problem.LINK} == {
        file.name: file.problem for file in archive.account.files
    }  # fmt: skip
    assert () == archive.invitations


def test_what_may_not_be_opened_in_a_folder_costs_that_file(tmp_path, monkeypatch):
    folder = unpacked({**BASIC, "Shares.csv": "x", "deep/Invitations.csv": "x"}, tmp_path / "f")
    opened, scanned = Path.open, os.scandir

    def refused(path, *args, **kwargs):
        if Path(path).name in ("Shares.csv", "deep"):
            raise PermissionError(13, "Permission denied", str(path))
        return (scanned if kwargs.get("scan") else opened)(path, *args)

    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(os, "scandir", lambda path: refused(path, scan=True))
    archive = lg.read_archive(folder)
    assert [("Shares.csv", Problem.UNREADABLE), ("deep", Problem.UNREADABLE)] == [
        (note.file, note.problem) for note in archive.account.skipped
    ]


# -- what costs the archive ---------------------------------------------------------------------


def refusal(path, **options) -> lg.ArchiveError:
    with pytest.raises(lg.ArchiveError) as caught:
        lg.read_archive(path, **options)
    return caught.value


def test_what_is_no_archive_is_refused_in_words(tmp_path):
    nothing = tmp_path / "nothing.zip"
    remedy = "use a zip, a folder or a CSV file of a data export"
    assert lg.ArchiveError(str(nothing), "does not exist", "use the path of an archive") == (
        refusal(nothing)
    )
    text = tmp_path / "letter.txt"
    text.write_text("Dear Ada")
    assert lg.ArchiveError(str(text), "is not a zip, a folder or a CSV file", remedy) == refusal(
        text
    )
    other = tmp_path / "other.csv"
    other.write_text("Dear Ada")
    assert "does not have the name of a file of an export" == refusal(other).problem
    fifo = tmp_path / "fifo.csv"
    os.mkfifo(fifo)
    assert "is not a regular file" == refusal(fifo).problem
    (tmp_path / "empty").mkdir()
    for empty in (tmp_path / "empty", unpacked({"e.zip": zipped({"a.txt": "a"})}, tmp_path)):
        assert "holds no file of a data export" == refusal(empty).problem
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert refusal(loop).problem.startswith("cannot be opened (")


@pytest.mark.parametrize("name", ["export.zip", "Connections.csv", "folder"])
def test_what_may_not_be_opened_is_refused_in_words(tmp_path, monkeypatch, name):
    path = tmp_path / name
    path.mkdir() if name == "folder" else path.write_bytes(b"")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(os, "scandir", refused)
    assert "cannot be opened (permission denied)" == refusal(path).problem


@pytest.mark.parametrize(
    ("options", "value"),
    [
        ({"owner": 5}, 5),
        ({"owner": ""}, ""),
        ({"owner": "  "}, "  "),
        ({"limits": 5}, 5),
    ],
)
def test_arguments_of_the_wrong_kind_are_refused(tmp_path, options, value):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.read_archive(tmp_path, **options)
    assert value == caught.value.value


def test_a_path_that_is_none_is_refused():
    with pytest.raises(lg.InvalidInput) as caught:
        lg.read_archive(5)
    assert 5 == caught.value.value


# -- bounds -------------------------------------------------------------------------------------


def exceeded(content: bytes, **limits: int) -> str:
    """Return the limit that an archive exceeds, as the error names it."""
    with pytest.raises(lg.ArchiveError) as caught:
        read_bytes(content, limits=Limits(**limits))
    return caught.value.remedy.split("`")[-2].removeprefix("Limits.")


ROWS = lines(CONNECTIONS, *[BO.replace("bo-li", f"bo-{number}") for number in range(100)])


def test_each_limit_is_the_last_that_passes():
    content = zipped({"Connections.csv": ROWS, "Shares.csv": "x" * 10})
    size = len(ROWS)
    just = {"unpacked_bytes": size + 10, "file_bytes": size, "files": 2, "depth": 1}
    assert 100 == len(read_bytes(content, limits=Limits(**just)).people)
    for limit, value in just.items():
        if value > 1:
            assert limit == exceeded(content, **{limit: value - 1})
    nested = zipped({"inner.zip": content})
    assert 100 == len(read_bytes(nested, limits=Limits(depth=2)).people)
    assert "depth" == exceeded(nested, depth=1)


def test_a_file_that_unpacks_to_much_more_than_it_is_gets_refused():
    """From 1 MiB on: a short file may repeat itself."""
    assert "ratio" == exceeded(zipped({"Connections.csv": b"a" * (2**20 + 1)}))
    among_others = {"media.jpg": Random(7).randbytes(2**14), "Connections.csv": b"a" * (2**20 + 1)}
    assert "ratio" == exceeded(zipped(among_others))
    archive = read({"Connections.csv": b"a" * 2**20})
    assert [(None, Problem.NO_HEADER)] == lost(archive)


def test_what_a_zip_says_of_its_sizes_is_not_believed():
    """A header that claims a large packed size does not buy a large unpacked one."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Connections.csv", b"a" * 2**21)
    lying = bytearray(content.getvalue())
    entry = lying.rindex(b"PK\1\2")
    lying[entry + 20 : entry + 24] = (2**30).to_bytes(4, "little")  # the packed size
    with pytest.raises(lg.ArchiveError) as caught:
        read_bytes(bytes(lying))
    assert "is a zip whose entries overlap" == caught.value.problem


def test_zips_in_zips_count_together():
    """Many small bombs are one."""
    inner = zipped({"Connections.csv": b"a" * 2**19})
    content = zipped({f"{number}.zip": inner for number in range(9)})
    assert "ratio" == exceeded(content)
    assert "unpacked_bytes" == exceeded(content, unpacked_bytes=2**22, ratio=10_000)


def test_many_short_files_that_repeat_themselves_are_refused_before_they_are_read(monkeypatch):
    """The ratio holds for the archive as a whole."""
    names = [f"{number}/Connections.csv" for number in range(3)]
    content = zipped(dict.fromkeys(names, b"a" * 2**19))
    unread = zipped(dict.fromkeys(["a.jpg", "b.jpg"], b"a" * 2**20))
    assert 3 == len(read_bytes(content, limits=Limits(ratio=1_000)).account.files)

    def drained(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(unpacking._Opener, "_drained", drained)
    assert "ratio" == exceeded(content)
    assert "unpacked_bytes" == exceeded(content, unpacked_bytes=2**20)
    with pytest.raises(lg.ArchiveError) as caught:
        read_bytes(unread, limits=Limits(ratio=1))
    assert "holds no file of a data export" == caught.value.problem


def test_the_files_of_a_folder_are_packed_as_they_are(tmp_path):
    content = b"a" * (2**20 + 1)
    folder = unpacked({f"{number}/Shares.csv": content for number in range(2)}, tmp_path)
    assert 2 == len(lg.read_archive(folder, limits=Limits(ratio=1)).account.files)


def overlapping(number: int, content: bytes, *, quoted: bool) -> bytes:
    """Return a zip of so many entries with the same bytes; else each holds the next ones, too."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in range(number):
            archive.writestr(f"{entry}/Connections.csv", content if entry == number - 1 else b"")
        last = archive.infolist()[-1]
        for info in archive.infolist()[:-1]:
            if not quoted:
                info.header_offset = last.header_offset
            info.file_size, info.CRC = last.file_size, last.CRC
            info.compress_size = last.header_offset + last.compress_size - info.header_offset
    return packed.getvalue()


@pytest.mark.parametrize("is_nested", [False, True])
@pytest.mark.parametrize("quoted", [False, True])
def test_entries_that_overlap_are_refused_before_they_are_read(quoted, is_nested):
    """A few bytes could be unpacked any number of times, below every ratio of one file."""
    content = overlapping(20, lines(CONNECTIONS, BO).encode(), quoted=quoted)
    content = zipped({"inner.zip": content}) if is_nested else content
    with pytest.raises(lg.ArchiveError) as caught:
        read_bytes(content)
    assert "is a zip whose entries overlap" == caught.value.problem


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
def test_lines_are_counted_before_they_are_objects(end):
    content = {name: end.join([CONNECTIONS, BO, CY, ""]) for name in ("a/Connections.csv",)}
    assert 2 == len(read(content, limits=Limits(lines=3)).people)
    assert "lines" == exceeded(zipped(content), lines=2)
    twice = {f"{number}/Connections.csv": content["a/Connections.csv"] for number in range(2)}
    assert "lines" == exceeded(zipped(twice), lines=5)


@pytest.mark.parametrize(
    "name",
    [
        " " * 65_000 + "x.csv",
        "Connections" + " " * 65_000 + "x.csv",
        "Connections" + "_1" * 30_000 + "x.csv",
        "Connections" + "(1" * 30_000 + ").csv",
        "(" * 60_000 + ").csv",
    ],
    ids=lambda name: name.strip()[:14],
)
def test_a_name_of_any_length_is_matched_from_few_places(name):
    """A pattern that begins with any number of blanks would be tried at each of them."""
    assert kind_of(name) is None
    assert r"\s" not in export_format._SUFFIX.pattern
    assert "Connections" == kind_of(f"Connections{' ' * 65_000}(1).csv").name


def test_a_list_of_files_without_end_is_not_read():
    """The list is refused while it is still bytes, not after it became objects."""
    crowd = zipped({f"{'x' * 200}{number}": b"" for number in range(3000)})
    assert "files" == exceeded(crowd, files=100)
    assert "files" == exceeded(zipped({"crowd.zip": crowd}), files=100)
    few = zipped({**BASIC, **{f"{'x' * 200}{number}": b"" for number in range(400)}})
    assert 1 == len(read_bytes(few, limits=Limits(files=401)).people)


def test_a_zip_may_end_with_the_longest_comment():
    packed = io.BytesIO(zipped(BASIC))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.comment = b"x" * 65_535
    assert 1 == len(read_bytes(packed.getvalue(), limits=Limits(files=1)).people)


def test_a_zip_in_a_folder_is_one_zip_deep(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    unpacked({"a.zip": zipped(BASIC)}, one)
    unpacked({"a.zip": zipped({"b.zip": zipped(BASIC)})}, two)
    assert 1 == len(lg.read_archive(one, limits=Limits(depth=1)).people)
    assert 1 == len(lg.read_archive(two, limits=Limits(depth=2)).people)
    assert "exceeds the limit of 1 for `depth`" == refusal(two, limits=Limits(depth=1)).problem


def test_a_link_to_a_folder_counts_once(tmp_path):
    folder = unpacked(BASIC, tmp_path / "folder")
    (tmp_path / "outside").mkdir()
    for number in range(2):
        (folder / f"{number}").symlink_to(tmp_path / "outside")
    (folder / "more").mkdir()
    assert 1 == len(lg.read_archive(folder, limits=Limits(files=4)).people)
    assert "exceeds the limit of 3 for `files`" == refusal(folder, limits=Limits(files=3)).problem


def test_a_folder_without_end_is_not_walked(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}").mkdir()
    unpacked(BASIC, tmp_path)
    assert 1 == len(lg.read_archive(tmp_path, limits=Limits(files=6)).people)
    assert refusal(tmp_path, limits=Limits(files=5)).remedy.endswith("`Limits.files`")


def test_a_file_of_many_pieces_is_one():
    names = [f"P{'x' * 5000}{number}" for number in range(30)]
    rows = lines(CONNECTIONS, *(f"{name},,,,,,22 Feb 2021" for name in names))
    assert len(rows) > 2**17
    assert {*names} == {person.name for person in read({"Connections.csv": rows}).people}


def test_a_file_gives_no_more_than_was_agreed():
    """And asks for no more than a byte beyond."""

    class Asked(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 <= size <= 4
            return super().read(size)

    error = lg.ArchiveError("a.zip", "holds more than 1 files", "")
    file = unpacking._BoundedFile(Asked(b"abcdef"), 3, error)
    assert (b"abc", 3, True) == (file.read(3), file.tell(), file.seekable())
    file.seek(3)
    assert b"def" == file.read()
    file.seek(0)
    assert b"" == file.read(0)
    file.seek(0)
    for size in (-1, 4, 2**40):
        file.seek(0)
        with pytest.raises(lg.ArchiveError) as caught:
            file.read(size)
        assert error is caught.value
