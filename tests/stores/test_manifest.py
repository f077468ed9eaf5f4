"""A manifest or a data file that is foreign, newer, truncated or altered is refused in words."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import attrs
import pytest

import linkgraph as lg
from linkgraph.stores.manifest import MANIFEST, read_manifest
from linkgraph.stores.manifest import PARTS as ITEMS
from tests.stable.values import TEXT
from tests.stores.altered import (
    AGAIN,
    NAME_ONE,
    data_of,
    free_handles,
    new_folder,
    overwrite,
    refusal,
    resign,
)

SIZES = (("offsets", 8), ("neighbours", 4))
LONGEST = 65_536  # bytes of a manifest


# -- the manifest -------------------------------------------------------------------------------


def test_a_folder_without_a_store_is_refused(store: Path):
    for path in (store / "nothing", store / "empty"):
        (store / "empty").mkdir(exist_ok=True)
        problem = "is no store: it has no `linkgraph.json`"
        assert lg.StoreError(str(path), problem, NAME_ONE) == refusal(path)
    assert "cannot be opened (not a directory)" == refusal(data_of(store)).problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is no JSON"),
        (b"\xff", "is no JSON"),
        (b"[" * 50_000, "is no JSON"),
        (b"[]", "is not the manifest of a store"),
        (b'{"name": "another", "version": 1}', "is not the manifest of a store"),
        (b'{"linkgraph": "history", "version": 1}', "is not the manifest of a store"),
        (b" " * (LONGEST + 1), "is too long for a manifest"),
    ],
)
def test_a_foreign_manifest_is_refused(store: Path, content: bytes, problem: str):
    (store / MANIFEST).write_bytes(content)
    found = refusal(store)
    assert (str(store / MANIFEST), problem) == (found.path, found.problem)


@pytest.mark.parametrize("version", [0, 2, "1", None, True, [1]])
def test_a_store_of_another_format_is_refused(store: Path, version: Any):
    """Such as that of a later release."""
    told = json.loads((store / MANIFEST).read_bytes())
    resign(store / MANIFEST, {**told, "version": version})
    problem = f"is of format {json.dumps(version)}, and this release reads 1"
    remedy = "load it with the release that saved it, or a later one"
    assert lg.StoreError(str(store / MANIFEST), problem, remedy) == refusal(store)


ODD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"data": "../secret.data"}, "`data` is no file name"),
    ({"data": "/etc/passwd"}, "`data` is no file name"),
    ({"data": "linkgraph-0123456789abcdef.data\n"}, "`data` is no file name"),
    ({"data": "sub/linkgraph-0123456789abcdef.data"}, "`data` is no file name"),
    ({"data": 7}, "`data` is no file name"),
    ({"kind": "pickle"}, "`kind` is none of member ids"),
    ({"kind": []}, "`kind` is none of member ids"),
    ({"members": -1}, "`members` is no count"),
    ({"members": 2**31}, "`members` is no count"),
    ({"members": True}, "`members` is no count"),
    ({"members": 1.0}, "`members` is no count"),
    ({"first": 2**63 - 2}, "`first` starts no run of whole numbers"),
    ({"first": -(2**63) - 1}, "`first` starts no run of whole numbers"),
    ({"first": "0"}, "`first` starts no run of whole numbers"),
    ({"follow_total": None}, "`follow_total` is no count"),
    ({"parts": []}, "`parts` names what is no part"),
    ({"parts": {"code": [1, 0]}}, "`parts` names what is no part"),
    ({"parts": {"text": [0, 0]}}, "`text` is no count and checksum"),
    ({"parts": {"text": [1]}}, "`text` is no count and checksum"),
    ({"parts": {"text": 1}}, "`text` is no count and checksum"),
    ({"parts": {"text": [2**62, 0]}}, "`text` is no count and checksum"),
    ({"more": 1}, "it has other fields"),
]


@pytest.mark.parametrize(("change", "problem"), ODD_FIELDS)
def test_an_altered_manifest_is_refused(store: Path, change: dict[str, Any], problem: str):
    """Whether or not its checksum was made to fit; nothing outside the folder is opened."""
    path = store / MANIFEST
    told = {**json.loads(path.read_bytes()), **change}
    resign(path, dict(told))
    assert lg.StoreError(str(path), f"was altered: {problem}", AGAIN) == refusal(store)
    path.write_text(json.dumps(told))
    first = "it has other fields" if "more" in change else "its checksum is another"
    assert lg.StoreError(str(path), f"was altered: {first}", AGAIN) == refusal(store)


WITHIN: list[dict[str, Any]] = [
    {"members": 2**31 - 1},
    {"members": 0},
    {"first": -(2**63)},
    {"first": 2**63 - len(TEXT)},
    {"first": 2**63 - 1, "members": 0},
    {"follow_total": 0},
    {"follow_total": 2**62 - 1},
    {"parts": {}},
    {"parts": {"text": [1, 0]}},
    {"parts": {name: [2**62 - 1] * 2 for name in ITEMS}},
]


@pytest.mark.parametrize("change", WITHIN)
def test_a_manifest_at_its_bounds_is_read(store: Path, change: dict[str, Any]):
    """What it names may be missing, which is found next."""
    path = store / MANIFEST
    told = {**json.loads(path.read_bytes()), **change}
    resign(path, dict(told))
    found = attrs.asdict(read_manifest(store))
    parts = found.pop("parts")
    assert told["parts"] == {name: list(part.values()) for name, part in parts.items()}
    assert {name: told[name] for name in found} == found


def test_a_manifest_is_lines_for_people_and_fields_in_any_order(store: Path):
    path = store / MANIFEST
    content = path.read_text()
    told = json.loads(content)
    assert json.dumps(told, indent=1) + "\n" == content
    again = json.dumps(dict(reversed(told.items())))
    path.write_text(again.ljust(LONGEST))  # the longest that is read
    assert TEXT == lg.load(store)


def test_a_field_too_few_is_refused(store: Path):
    path = store / MANIFEST
    told = json.loads(path.read_bytes())
    del told["first"]
    resign(path, told)
    assert "was altered: it has other fields" == refusal(store).problem


def test_members_of_another_kind_than_there_are_are_refused():
    """F6: such as text, of which there is none."""
    with new_folder() as folder:
        lg.save(lg.LinkGraph(), folder)
        told = json.loads(Path(folder, MANIFEST).read_bytes())
        assert ("run", 0, 0) == (told["kind"], told["members"], told["first"])
        resign(Path(folder, MANIFEST), {**told, "kind": "text"})
        assert "was altered: its members cannot be found" == refusal(Path(folder)).problem


@pytest.mark.parametrize("members", [len(TEXT) - 1, len(TEXT) + 1])
def test_more_or_fewer_members_than_ids_are_refused(store: Path, members: int):
    """F6."""
    path = store / MANIFEST
    resign(path, {**json.loads(path.read_bytes()), "members": members})
    problem = "was altered: its members cannot be found"
    assert lg.StoreError(str(data_of(store)), problem, AGAIN) == refusal(store)


def test_a_manifest_says_what_there_is(store: Path):
    found = read_manifest(store)
    follows = sum(len(TEXT.following(member)) for member in TEXT)
    expected = ("text", len(TEXT), 0, follows)
    assert expected == (found.kind, found.members, found.first, found.follow_total)
    assert b"linkgraph data 1".ljust(64, b"\n") == data_of(store).read_bytes()[:64]


def test_parts_and_their_order_are_those_of_the_format():
    """Where each stands follows from the ones before: another order would misread every store."""
    relations = ("connections", "exceptions", "pending", "blocks", "bars")
    ways = [f"{name}{way}" for name in relations for way in ("", ".into")]
    ways.remove("connections.into")
    maps = "letters profiles flags withdrawn unblocked invited noted"
    assert [*ITEMS.items()] == [
        *zip("ids text ends sorted places".split(), (8, 1, 8, 8, 4), strict=True),
        *((f"{way}.{what}", size) for way in ways for what, size in SIZES),
        *((name, 1) for name in maps.split()),
    ]


# -- the files ----------------------------------------------------------------------------------


def test_a_truncated_store_is_refused(store: Path):
    """Before it is mapped: reading beyond the end of a file ends the process."""
    data = data_of(store)
    content = data.read_bytes()
    for length in (0, 1, 63, 64, len(content) - 1):
        data.write_bytes(content[:length])
        problem = f"is truncated: {length:,} bytes instead of {len(content):,}"
        assert lg.StoreError(str(data), problem, AGAIN) == refusal(store)
    data.write_bytes(content + b"\0")
    assert refusal(store).problem.startswith("is too long")
    data.unlink()
    problem = "is missing, and the manifest names it"
    assert lg.StoreError(str(data), problem, AGAIN) == refusal(store)


def test_data_of_another_kind_is_refused(store: Path):
    content = data_of(store).read_bytes()
    overwrite(store, b"PK\3\4" + content[4:])
    assert lg.StoreError(str(data_of(store)), "is not the data of a store", AGAIN) == refusal(store)


def test_what_stands_between_parts_is_verified_too(store: Path):
    """Every byte."""
    content = bytearray(data_of(store).read_bytes())
    (first, end), *_ = read_manifest(store).places().values()
    assert 64 == first
    content[end] = 1
    overwrite(store, bytes(content))
    assert TEXT == lg.load(store)
    assert refusal(store, verify=True).problem.startswith("was altered: the bytes of")


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="the system has no such links")
@pytest.mark.parametrize("name", ["data", "manifest"])
def test_a_link_or_a_pipe_is_no_part_of_a_store(
    store: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    """A link could name anything, and who opens a pipe would wait for somebody to write."""
    path = data_of(store) if name == "data" else store / MANIFEST
    path.rename(store / "elsewhere")
    path.symlink_to(store / "elsewhere")
    assert refusal(store).problem.startswith("cannot be opened (")
    path.unlink()
    os.mkfifo(path)
    free = free_handles()
    plain_open = os.open

    def open_at_once(path: Path, flags: int) -> int:
        assert flags & os.O_NONBLOCK  # rather than wait here for ever
        return plain_open(path, flags)

    monkeypatch.setattr(os, "open", open_at_once)
    assert lg.StoreError(str(path), "is no plain file", NAME_ONE) == refusal(store)
    monkeypatch.undo()
    assert free == free_handles()


def test_an_error_of_the_system_without_words_is_refused_too(
    store: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: Any) -> int:
        raise OSError

    monkeypatch.setattr(os, "open", fail)
    assert "cannot be opened (an error of the system)" == refusal(store).problem
