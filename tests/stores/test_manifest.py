"""A manifest or a file that is foreign, newer, truncated or altered is refused in words."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

import linkgraph as lg
from linkgraph.graph import memory_check
from linkgraph.stores.manifest import MANIFEST, file_names, npy_header, read_manifest
from tests.stable.values import TEXT
from tests.stores.altered import (
    AGAIN,
    NAME_ONE,
    contents_of,
    file_of,
    free_handles,
    new_folder,
    refusal,
    replace_file,
    resign,
)

LONGEST = 65_536  # bytes of a manifest


def nested(depth: int) -> bytes:
    """Return a manifest with a field of so many lists in lists, which JSON may just read."""
    return b'{"linkgraph": "store", "version": 1, "x": ' + b"[" * depth + b"]" * depth + b"}"


# -- the manifest -------------------------------------------------------------------------------


def test_a_folder_without_a_store_is_refused(store: Path):
    for path in (store / "nothing", store / "empty"):
        (store / "empty").mkdir(exist_ok=True)
        problem = "is not a store, because `linkgraph.json` is missing"
        assert lg.StoreError(str(path), problem, NAME_ONE) == refusal(path)
    assert "cannot be opened (not a directory)" == refusal(store / MANIFEST).problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 50_000, "is not JSON"),
        # Newer versions of Python read deeper JSON, and then the checksum is missing.
        *((nested(depth), "is not JSON|was altered") for depth in (990, 3_000)),
        (b"[]", "is not the manifest of a store"),
        (b'{"name": "another", "version": 1}', "is not the manifest of a store"),
        (b'{"linkgraph": "history", "version": 1}', "is not the manifest of a store"),
        (b" " * (LONGEST + 1), "is too long for a manifest"),
    ],
)
def test_a_foreign_manifest_is_refused(store: Path, content: bytes, problem: str):
    (store / MANIFEST).write_bytes(content)
    actual = refusal(store)
    assert str(store / MANIFEST) == actual.path
    assert actual.problem.startswith(tuple(problem.split("|")))


@pytest.mark.parametrize("version", [0, 2, "1", None, True, [1]])
def test_a_store_of_another_format_is_refused(store: Path, version: Any):
    """Such as that of a later release."""
    told = json.loads((store / MANIFEST).read_bytes())
    resign(store / MANIFEST, {**told, "version": version})
    problem = f"has format {json.dumps(version)}, and this release reads 1"
    remedy = "load it with the release that saved it, or a later one"
    assert lg.StoreError(str(store / MANIFEST), problem, remedy) == refusal(store)


ODD_FIELDS: list[tuple[str, Any]] = [
    *(("token", token) for token in ("../secret", "/etc/passwd", "0123456789abcdef\n", "", 7)),
    *(("ids", kind) for kind in ("pickle", [], None)),
    *(("members", number) for number in (-1, 2**31, True, 1.0)),
    *(("first", number) for number in (2**63 - 2, -(2**63) - 1, "0")),
    ("follow_total", None),
    *(("files", files) for files in ([], {"code.py": [1, 0]}, {"../connections.json": [1, 0]})),
    *(("files", {"ids.bytes.npy": entry}) for entry in ([1], 1, [2**62, 0], [True, 0], None)),
]


@pytest.mark.parametrize(("name", "value"), ODD_FIELDS)
def test_an_altered_manifest_is_refused(store: Path, name: str, value: Any):
    """Whether or not its checksum was made to fit; nothing outside the folder is opened."""
    path = store / MANIFEST
    told = {**json.loads(path.read_bytes()), name: value}
    resign(path, dict(told))
    problem = f"was altered: `{name}` has a value that no store has"
    assert lg.StoreError(str(path), problem, AGAIN) == refusal(store)
    path.write_text(json.dumps(told))
    problem = "was altered: it does not have its checksum"
    assert lg.StoreError(str(path), problem, AGAIN) == refusal(store)


WITHIN: list[dict[str, Any]] = [
    {"members": 2**31 - 1},
    {"members": 0},
    {"first": -(2**63)},
    {"first": 2**63 - len(TEXT)},
    {"first": 2**63 - 1, "members": 0},
    {"follow_total": 0},
    {"follow_total": 2**62 - 1},
    {"files": {}},
    {"files": {"ids.bytes.npy": [1, 0]}},
    {"files": {name: [2**62 - 1] * 2 for name in file_names()}},
]


@pytest.mark.parametrize("change", WITHIN)
def test_a_manifest_at_its_bounds_is_read(store: Path, change: dict[str, Any]):
    """Whether its files exist is checked later."""
    path = store / MANIFEST
    told = {**json.loads(path.read_bytes()), **change}
    resign(path, dict(told))
    actual = attrs.asdict(read_manifest(store))
    files = actual.pop("files")
    assert told["files"] == {name: list(entry) for name, entry in files.items()}
    assert {name: told[name] for name in actual} == actual


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
    problem = "was altered: it has other fields than a manifest"
    assert problem == refusal(store).problem
    resign(path, {**told, "first": 0, "more": 1})
    assert problem == refusal(store).problem


def test_members_of_another_kind_than_there_are_are_refused():
    """F6: such as text, of which there is none."""
    with new_folder() as folder:
        lg.save(lg.LinkGraph(), folder)
        told = json.loads(Path(folder, MANIFEST).read_bytes())
        assert ("range", 0, 0) == (told["ids"], told["members"], told["first"])
        resign(Path(folder, MANIFEST), {**told, "ids": "text"})
        assert "was altered: its members cannot be found" == refusal(Path(folder)).problem


@pytest.mark.parametrize("members", [len(TEXT) - 1, len(TEXT) + 1])
def test_more_or_fewer_members_than_ids_are_refused(store: Path, members: int):
    """F6."""
    path = store / MANIFEST
    resign(path, {**json.loads(path.read_bytes()), "members": members})
    problem = "was altered: its members cannot be found"
    path = file_of(store, "ids.places.npy")
    actual = refusal(store)
    expected = lg.StoreError(str(path), problem, AGAIN)
    assert actual == expected if members > len(TEXT) else actual.problem.startswith("was altered: ")


def test_a_manifest_says_what_there_is(store: Path):
    actual = read_manifest(store)
    follows = sum(len(TEXT.following(member)) for member in TEXT)
    expected = ("text", len(TEXT), 0, follows)
    assert expected == (actual.ids, actual.members, actual.first, actual.follow_total)
    names = {path.name for path in store.iterdir()} - {MANIFEST}
    assert {file_of(store, name).name for name in actual.files} == names
    assert sum(map(len, contents_of(store).values())) == actual.total_bytes


def test_the_files_are_those_of_the_format():
    """Another name would lose a part of every store."""
    rows = ["connections", *(f"{name}.{way}" for name in ("exceptions", "pending", "blocks", "bar")
                             for way in ("out", "into"))]  # fmt: skip
    maps = "profiles invitation_details flags withdrawn unblocked invited noted"
    assert {*file_names()} == {
        *(f"ids.{part}.npy" for part in ("bytes", "ends", "hashes", "places")),
        *(f"{name}.{part}.npy" for name in rows for part in ("offsets", "neighbours")),
        *(f"{name}.json" for name in maps.split()),
    }


# -- the files ----------------------------------------------------------------------------------


def test_a_truncated_store_is_refused(store: Path):
    """Before it is mapped: reading beyond the end of a file ends the process."""
    path = file_of(store, "connections.neighbours.npy")
    content = path.read_bytes()
    for length in (0, 1, 127, 128, len(content) - 1):
        path.write_bytes(content[:length])
        problem = f"is truncated: {length:,} bytes instead of {len(content):,}"
        assert lg.StoreError(str(path), problem, AGAIN) == refusal(store)
    path.write_bytes(content + b"\0")
    assert refusal(store).problem.startswith("is too long")
    path.unlink()
    problem = "is missing, and the manifest names it"
    assert lg.StoreError(str(path), problem, AGAIN) == refusal(store)


ARRAYS = {
    "another type": np.arange(4, dtype=np.int64),
    "other bytes first": np.arange(4, dtype=">i4"),
    "a table": np.zeros((2, 2), np.int32),
    "a table by columns": np.zeros((2, 2), np.int32, order="F"),
    "a number": np.array(7, np.int32),
    "nothing": np.array([], np.int32),
    "objects": np.array([print, None]),
}


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_an_array_of_another_type_or_shape_is_refused(store: Path, array: Any):
    """Nothing in it is unpickled."""
    file = io.BytesIO()
    np.save(file, array)
    replace_file(store, "connections.neighbours.npy", file.getvalue())
    path = file_of(store, "connections.neighbours.npy")
    problem = "is not a one-dimensional array of `int32`"
    assert lg.StoreError(str(path), problem, AGAIN) == refusal(store)


@pytest.mark.parametrize(
    "content", [b"", b"\x93NUMPY", npy_header("<i4", 0), b"PK" * 100, b"x" * 130]
)
def test_a_file_without_an_array_is_refused(store: Path, content: bytes):
    replace_file(store, "connections.neighbours.npy", content)
    assert refusal(store).problem.startswith("is ")


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="the system cannot refuse links")
@pytest.mark.parametrize("name", ["data", "manifest"])
def test_a_link_or_a_pipe_is_no_part_of_a_store(
    store: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    """A link could name any file, and opening a pipe would wait for a writer."""
    path = file_of(store, "ids.ends.npy") if name == "data" else store / MANIFEST
    path.rename(store / "elsewhere")
    path.symlink_to(store / "elsewhere")
    assert "is not a plain file" == refusal(store).problem
    path.unlink()
    os.mkfifo(path)
    free = free_handles()
    plain_open = os.open

    def open_at_once(path: Path, flags: int) -> int:
        assert flags & os.O_NONBLOCK  # rather than wait here for ever
        return plain_open(path, flags)

    monkeypatch.setattr(os, "open", open_at_once)
    assert lg.StoreError(str(path), "is not a plain file", NAME_ONE) == refusal(store)
    monkeypatch.undo()
    assert free == free_handles()


def test_an_error_of_the_system_without_words_is_refused_too(
    store: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: Any) -> int:
        raise OSError

    monkeypatch.setattr(os, "open", fail)
    assert "cannot be opened (an error of the system)" == refusal(store).problem


@pytest.mark.parametrize("depth", range(900, 1000, 7))
@pytest.mark.parametrize("field", ["version", "crc32", "ids", "members", "files", "token"])
def test_a_field_of_any_depth_is_refused(store: Path, field: str, depth: int) -> None:
    """Whether the stack ends while it is read, while it is written, or not at all."""
    fields = json.loads((store / MANIFEST).read_bytes())
    fields[field] = "HERE"
    text = json.dumps(fields).replace('"HERE"', "[" * depth + "]" * depth)
    (store / MANIFEST).write_text(text)
    assert str(store / MANIFEST) == refusal(store).path


def test_more_members_than_fit_into_memory_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A range of any length takes no bytes of a store."""
    lg.save(lg.LinkGraph.from_edges(members=range(3)), tmp_path)
    fields = json.loads((tmp_path / MANIFEST).read_bytes())
    resign(tmp_path / MANIFEST, {**fields, "members": 2**31 - 1})
    monkeypatch.setattr(memory_check, "available", lambda: 2**36)
    problem = "declares 2,147,483,647 members, more than fit into memory"
    remedy = "free memory, or use a larger machine"
    assert lg.StoreError(str(tmp_path / MANIFEST), problem, remedy) == refusal(tmp_path)
    monkeypatch.setattr(memory_check, "available", lambda: 2**37)
    assert 2**31 - 1 == len(lg.load(tmp_path))


def test_a_file_that_does_not_fit_into_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its length may be nothing but a hole in the file, which takes no disk."""
    lg.save(lg.LinkGraph.from_edges(members=["ana"]), tmp_path)
    replace_file(tmp_path, "flags.json", b"[]")
    path, length = file_of(tmp_path, "flags.json"), 2**40
    with path.open("r+b") as file:
        file.truncate(length)
    fields = json.loads((tmp_path / MANIFEST).read_bytes())
    resign(tmp_path / MANIFEST, {**fields, "files": {**fields["files"], "flags.json": [length, 0]}})
    monkeypatch.setattr(memory_check, "available", lambda: 2**36)
    graph = lg.load(tmp_path)
    with pytest.raises(lg.StoreError) as caught:
        graph == lg.LinkGraph.from_edges(members=["ana"])  # noqa: B015
    assert (str(path), "is too large to be read into memory") == (
        caught.value.path,
        caught.value.problem,
    )


FEW_HANDLES = """
import os, resource, sys
import linkgraph as lg

folder, free = sys.argv[1], int(sys.argv[2])
lg.load(folder)  # imports need handles too
used = [os.dup(0) for _ in range(3)]
for handle in used:
    os.close(handle)
resource.setrlimit(resource.RLIMIT_NOFILE, (used[0] + free, used[0] + free))
try:
    lg.load(folder)
    print("loaded")
except lg.StoreError as error:
    print("refused", len(str(error).splitlines()))
"""


def test_a_process_without_free_handles_refuses_in_words(tmp_path: Path) -> None:
    """A mapping takes a second handle, next to that of its file."""
    pytest.importorskip("resource")
    pairs = np.stack((np.arange(20_000), np.arange(20_000) + 1), axis=1)  # more than is mapped
    lg.save(lg.LinkGraph.from_edges(connections=pairs), tmp_path)
    actual = []
    for free in (0, 1, 8):
        command = [sys.executable, "-c", FEW_HANDLES, str(tmp_path), str(free)]
        root = Path(__file__).resolve().parents[2]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        assert "" == done.stderr
        actual.append(done.stdout.strip())
    assert ["refused 1", "refused 1", "loaded"] == actual


def test_a_file_that_cannot_be_read_is_refused(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    plain_fdopen = os.fdopen

    def fdopen(handle: int, mode: str) -> Any:
        plain_fdopen(handle, mode).close()
        return Broken()

    monkeypatch.setattr(os, "fdopen", fdopen)
    assert "cannot be read (input/output error)" == refusal(store).problem
