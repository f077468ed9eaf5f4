"""A store that is truncated, foreign, newer or altered is refused in words, and runs nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.stores.ids import dumped
from linkgraph.stores.layout import LONGEST, MANIFEST, read_manifest
from linkgraph.stores.layout import PARTS as ITEMS
from tests.doors.stores.altered import (
    AT,
    altered,
    asked_everything,
    data_of,
    new_folder,
    overwrite,
    resign,
)
from tests.facts.plain import with_block
from tests.stable.values import ODD, RANGE, TEXT

WHOLE = lg.LinkGraph.from_edges(connections=[(5, 100), (100, -7), (8, 5)], follows=[(8, 100)])
GRAPHS = {"run": RANGE, "text": TEXT, "coded": ODD, "whole": WHOLE}
AGAIN = "save the graph again"
NAME_ONE = "name a folder that `save` wrote"
VERIFIED = "take it from where it was saved, or save the graph again"


@pytest.fixture
def store() -> Iterator[Path]:
    with new_folder() as folder:
        lg.save(TEXT, folder)
        yield Path(folder)


def refusal(folder: Path, **options: Any) -> lg.StoreError:
    with pytest.raises(lg.StoreError) as caught:
        lg.load(folder, **options)
    return caught.value


# -- the laws -----------------------------------------------------------------------------------


@settings(max_examples=2 * settings.default.max_examples)
@given(name=st.sampled_from(sorted(GRAPHS)), number=st.integers(0, 2**32 - 1))
def test_an_altered_store_answers_or_raises_an_error_of_the_library(name: str, number: int):
    """Unverified it may be wrong; no other error, and no answer that never comes."""
    with new_folder() as folder:
        lg.save(GRAPHS[name], folder)
        content = altered(data_of(folder).read_bytes(), Random(number))
        overwrite(folder, content)
        try:
            loaded = lg.load(folder)
        except lg.StoreError:
            return
        asked_everything(loaded)


@given(name=st.sampled_from(sorted(GRAPHS)), number=st.integers(0, 2**32 - 1))
def test_under_verify_any_other_byte_is_found(name: str, number: int):
    with new_folder() as folder:
        lg.save(GRAPHS[name], folder)
        content = data_of(folder).read_bytes()
        other = altered(content, Random(number))
        overwrite(folder, other)
        if content == other:
            assert GRAPHS[name] == lg.load(folder, verify=True)
        else:
            refusal(Path(folder), verify=True)


@settings(max_examples=2 * settings.default.max_examples)
@given(name=st.sampled_from(sorted(GRAPHS)), number=st.integers(0, 2**32 - 1))
def test_under_verify_right_checksums_do_not_excuse_what_is_no_graph(name: str, number: int):
    """F1 to F6: what is taken is a graph, which can be saved and is the same again."""
    with new_folder() as folder:
        lg.save(GRAPHS[name], folder)
        overwrite(folder, altered(data_of(folder).read_bytes(), Random(number)), sign=True)
        try:
            loaded = lg.load(folder, verify=True)
        except lg.StoreError:
            return
        empty = lg.LinkGraph()
        assert loaded == lg.diff(empty, loaded).apply(empty)
        lg.save(loaded, folder)
        assert loaded == lg.load(folder, verify=True)


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


def test_a_field_too_few_is_refused(store: Path):
    path = store / MANIFEST
    told = json.loads(path.read_bytes())
    del told["first"]
    resign(path, told)
    assert "was altered: it has other fields" == refusal(store).problem


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
def test_a_link_or_a_pipe_is_no_part_of_a_store(store: Path, name: str):
    """A link could name anything, and a pipe would never end."""
    path = data_of(store) if name == "data" else store / MANIFEST
    path.rename(store / "elsewhere")
    path.symlink_to(store / "elsewhere")
    assert refusal(store).problem.startswith("cannot be opened (")
    path.unlink()
    os.mkfifo(path)
    assert lg.StoreError(str(path), "is no plain file", NAME_ONE) == refusal(store)


def test_an_error_of_the_system_without_words_is_refused_too(
    store: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: Any) -> int:
        raise OSError

    monkeypatch.setattr(os, "open", fail)
    assert "cannot be opened (an error of the system)" == refusal(store).problem


# -- the parts ----------------------------------------------------------------------------------


def changed(graph: lg.LinkGraph[Any], part: str, change: Any) -> lg.StoreError | lg.LinkGraph[Any]:
    """Change a part as an array, with a right checksum, and load it, verified or refused."""
    types = {"text": "u1", "ends": "<i8", "ids": "<i8", "places": "<i4", "sorted": "<i8"}
    kind = types.get(part) or ("<i8" if part.endswith("offsets") else "<i4")
    with new_folder() as folder:
        lg.save(graph, folder)
        begin, end = read_manifest(Path(folder)).places()[part]
        content = data_of(folder).read_bytes()
        array = np.frombuffer(content[begin:end], kind).copy()
        change(array)
        overwrite(folder, content[:begin] + array.tobytes() + content[end:], sign=True)
        try:
            return lg.load(folder, verify=True)
        except lg.StoreError as error:
            return error


def put(place: int, value: int) -> Any:
    return lambda array: array.__setitem__(place, value)


def add(value: int) -> Any:
    return lambda array: np.add(array, value, out=array)


PARTS = [
    ("text", "places", put(0, 6), "its members cannot be found"),
    ("text", "places", put(0, -1), "its members cannot be found"),
    ("whole", "places", put(0, 4), "its members cannot be found"),
    ("text", "ends", put(-1, 0), "the ids of its members have no ends"),
    ("text", "ends", put(0, 1), "the ids of its members have no ends"),
    ("text", "ends", put(1, 10**9), "the ids of its members have no ends"),
    ("text", "sorted", put(0, 0), "not all of its members can be found by their ids"),
    ("whole", "ids", put(0, 100), "not all of its members can be found by their ids"),
    ("run", "connections.offsets", put(0, 1), "its connections name whom there is not"),
    ("run", "connections.offsets", put(1, -1), "its connections name whom there is not"),
    ("run", "connections.offsets", put(-1, 99), "its connections name whom there is not"),
    ("run", "connections.offsets", put(2, 99), "its connections name whom there is not"),
    ("run", "connections.neighbours", put(0, 6), "its connections name whom there is not"),
    ("run", "connections.neighbours", put(0, -1), "its connections name whom there is not"),
    ("run", "connections.neighbours", put(0, 3), "its connections are none"),
    ("run", "connections.neighbours", put(0, 0), "its connections are none"),
    ("run", "blocks.neighbours", put(0, 5), "its blocks are not the same from both ends"),
    ("run", "pending.into.neighbours", put(0, 9), "its invitations name whom there is not"),
]


@pytest.mark.parametrize(("name", "part", "change", "problem"), PARTS)
def test_parts_that_make_no_graph_are_refused(name: str, part: str, change: Any, problem: str):
    """F1 to F6: whatever their checksums say."""
    found = changed(GRAPHS[name], part, change)
    assert isinstance(found, lg.StoreError)
    assert f"was altered: {problem}" == found.problem


@pytest.mark.parametrize("content", [b" 7", b'{"int":"0x7"}', b"true", b"null", b"{", b"1.5", b""])
def test_bytes_that_are_no_id_are_refused_when_they_are_asked_for(content: bytes):
    """F6: what looks like a whole number is one, so that arrays of ids have one type."""
    graph = lg.LinkGraph.from_edges(members=["ana", 7])
    ends = np.array([0, len(content), len(content) + 1], "<i8").tobytes()
    with new_folder() as folder:
        lg.save(graph, folder)
        _replace_part(Path(folder), "text", content + b"7")
        _replace_part(Path(folder), "ends", ends)
        loaded = lg.load(folder)
        with pytest.raises(lg.StoreError) as caught:
            loaded.members.to_numpy()
        assert "was altered: it has bytes for a member that are no id" == caught.value.problem


def test_members_without_ids_are_refused_when_they_are_asked_for():
    """F6."""
    with new_folder() as folder:
        lg.save(lg.LinkGraph.from_edges(members=[b"a", 7]), folder)
        _replace_part(Path(folder), "text", b"")
        _replace_part(Path(folder), "ends", bytes(24))
        loaded = lg.load(folder)
        assert -1 == loaded._facts.roster.find(7)
        with pytest.raises(lg.StoreError):
            list(loaded)


def test_bytes_that_are_no_text_are_refused_when_they_are_asked_for():
    """F6: nobody has decoded them before."""
    with new_folder() as folder:
        lg.save(TEXT, folder)
        begin, _ = read_manifest(Path(folder)).places()["text"]
        content = bytearray(data_of(folder).read_bytes())
        content[begin] = 0xFF
        overwrite(folder, bytes(content))
        loaded = lg.load(folder)
        assert TEXT.connections_of("cy") == loaded.connections_of("cy") | set()
        with pytest.raises(lg.StoreError) as caught:
            list(loaded)
        problem = "was altered: it has bytes for a member that are no id"
        assert lg.StoreError(str(data_of(folder)), problem, AGAIN) == caught.value


def with_facts(graph: lg.LinkGraph[Any], **changes: Any) -> lg.LinkGraph[Any]:
    return lg.LinkGraph(facts=attrs.evolve(graph._facts, **changes))


def _contradictory() -> dict[str, tuple[lg.LinkGraph[Any], str]]:
    """Return graphs that no edit can make, and what is wrong with them."""
    bare = lg.LinkGraph.from_edges(members=["ana", "bo", "cy"])
    connected, followed = bare.connect("ana", "bo"), bare.follow("bo", "ana")
    invited = lg.apply(bare, lg.Invite("ana", "bo", at=AT))
    blocked = with_block(bare, "ana", "bo")._facts.blocks
    across = "it has ties across a block"
    crossing = "it has invitations between people who have ties"
    back = lg.apply(bare, lg.Invite("bo", "ana", at=AT))._facts
    return {
        "connected across": (with_facts(connected, blocks=blocked), across),
        "followed across": (with_facts(followed, blocks=blocked), across),
        "invited across": (with_facts(invited.unfollow("ana", "bo"), blocks=blocked), across),
        "invited, connected": (
            with_facts(invited, connections=connected._facts.connections, follow_total=1),
            crossing,
        ),
        "invited both ways": (
            with_facts(
                invited,
                pending=invited._facts.pending.flip((1, 0)),
                letters=invited._facts.letters.set_many(back.letters.items()),
            ),
            crossing,
        ),
        "another number": (
            with_facts(connected, follow_total=3),
            "it has another number of follows",
        ),
    }


@pytest.mark.parametrize("name", _contradictory())
def test_facts_that_contradict_each_other_are_refused_under_verify(name: str):
    """F3 to F5."""
    graph, problem = _contradictory()[name]
    with new_folder() as folder:
        lg.save(graph, folder)
        assert f"was altered: {problem}" == refusal(Path(folder), verify=True).problem
        lg.load(folder)


# -- settings and memories ----------------------------------------------------------------------

DAY = 86_400_000_000
ODD_MAPS: list[tuple[str, Any]] = [
    *((name, told) for name in ("flags", "letters", "profiles", "invited", "withdrawn")
      for told in (7, {}, [7], [[]], [[0]], [[0, 1, 2, 3]], [["0", 1]], [[None, None]])),
    ("flags", [[0, 0]]), ("flags", [[6, 1]]), ("flags", [[-1, 1]]), ("flags", [[True, 1]]),
    ("flags", [[0, True]]), ("flags", [[0, 2**31]]), ("flags", [[[0], 1]]),
    ("letters", []), ("letters", [[DAY, "hi"]] * 3), ("letters", [[DAY, 7]] * 2),
    ("letters", [["1", None]] * 2), ("letters", [[10**30, None]] * 2),
    ("letters", [[2**62, None]] * 2),
    ("profiles", [[{"more": 1}, [0]]]), ("profiles", [[{}, [0]]]),
    ("profiles", [[{"tier": 1}, [0]]]),
    ("profiles", [[{"tier": "GOLD"}, [0]]]), ("profiles", [[{"influencer": 1}, [0]]]),
    ("profiles", [[{"influencer": True}, [6]]]), ("profiles", [[{"influencer": True}, 0]]),
    ("profiles", [[{"groups": "ab"}, [0]]]), ("profiles", [[{"groups": [None]}, [0]]]),
    ("profiles", [[{"groups": [{"tuple": "ab"}]}, [0]]]), ("profiles", [[{"employer": 1.5}, [0]]]),
    ("profiles", [[{"employer": {"uuid": 7}}, [0]]]),
    ("profiles", [[{"employer": {"eval": "1"}}, [0]]]),
    ("profiles", [[{"employer": {"int": "seven"}}, [0]]]),
    ("profiles", [[{"joined": "today"}, [0]]]),
    ("profiles", [[{"joined": 7}, [0]]]),
    ("invited", [[0, []]]), ("invited", [[0, [DAY, 0]]]), ("invited", [[0, [0.5]]]),
    ("noted", [[9, [0]]]), ("withdrawn", [[0, 0, [0]]]), ("unblocked", [[0, 9, [0]]]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "told"), ODD_MAPS)
def test_memories_that_no_graph_has_are_refused_when_they_are_asked_for(name: str, told: Any):
    """F4, F7, F9: strictly, since the rules rely on them."""
    with new_folder() as folder:
        lg.save(TEXT, folder)
        _replace_part(Path(folder), name, dumped(told))
        loaded = lg.load(folder)
        with pytest.raises(lg.StoreError) as caught:
            hash(loaded)
        assert caught.value.problem.startswith("was altered: its ")
        assert caught.value.problem.endswith(" cannot be read")
        assert caught.value == refusal(Path(folder), verify=True)


def test_invitations_without_letters_are_refused(store: Path):
    """F4."""
    _replace_part(store, "letters", b"")
    problem = "was altered: its invitations are not those that are pending"
    assert lg.StoreError(str(data_of(store)), problem, AGAIN) == refusal(store)


@pytest.mark.parametrize("part", ["places", "sorted", "ids"])
def test_members_without_their_places_are_refused(part: str):
    """F6."""
    with new_folder() as folder:
        lg.save(WHOLE, folder)
        _replace_part(Path(folder), part, b"")
        assert "was altered: its members cannot be found" == refusal(Path(folder)).problem


@pytest.mark.parametrize("part", ["connections.offsets", "connections.neighbours"])
def test_rows_without_ends_or_neighbours_are_refused(store: Path, part: str):
    """F1."""
    _replace_part(store, part, b"")
    assert "was altered: its connections name whom there is not" == refusal(store).problem


def _replace_part(folder: Path, part: str, content: bytes) -> None:
    """Give a store another part, of another length, with a manifest that fits."""
    manifest = read_manifest(folder)
    data = data_of(folder)
    whole = data.read_bytes()
    told = json.loads((folder / MANIFEST).read_bytes())
    pieces = {name: whole[begin:end] for name, (begin, end) in manifest.places().items()}
    pieces[part] = content
    told["parts"][part][0] = len(content) // ITEMS[part]
    if not content:
        del told["parts"][part], pieces[part]
    resign(folder / MANIFEST, told)
    found = whole[:64]
    for name, (begin, _) in read_manifest(folder).places().items():
        found = found.ljust(begin, b"\0") + pieces[name]
    data.write_bytes(found)
    overwrite(folder, found, sign=True)
