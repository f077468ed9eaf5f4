"""A store that is truncated, foreign, newer or altered is refused in words, and runs nothing."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph.csr import Adjacency
from linkgraph.stores import verifying
from linkgraph.stores.id_codec import dumped
from linkgraph.stores.manifest import MANIFEST, read_manifest
from linkgraph.stores.manifest import PARTS as ITEMS
from linkgraph.stores.maps import maps_of
from tests.graph.plain import with_block
from tests.stable.values import ODD, RANGE, TEXT
from tests.stores.altered import (
    AGAIN,
    AT,
    altered,
    asked_everything,
    data_of,
    new_folder,
    overwrite,
    refusal,
    resign,
)

WHOLE = lg.LinkGraph.from_edges(connections=[(5, 100), (100, -7), (8, 5)], follows=[(8, 100)])
GRAPHS = {"run": RANGE, "text": TEXT, "coded": ODD, "whole": WHOLE}
VERIFIED = "take it from where it was saved, or save the graph again"


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
    ("text", "ends", put(-1, 14), "the ids of its members have no ends"),
    ("text", "ends", put(0, 1), "the ids of its members have no ends"),
    ("text", "ends", put(1, 10**9), "the ids of its members have no ends"),
    ("text", "sorted", put(-1, -1), "not all of its members can be found by their ids"),
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
    ("run", "exceptions.neighbours", put(0, 9), "its follows name whom there is not"),
    ("run", "blocks.neighbours", put(0, 9), "its blocks name whom there is not"),
    ("run", "bars.into.neighbours", put(0, 9), "its bars name whom there is not"),
    ("run", "exceptions.neighbours", put(0, 5), "its follows are not the same from both ends"),
    ("run", "pending.neighbours", put(0, 5), "its invitations are not the same from both ends"),
    ("run", "bars.neighbours", put(0, 5), "its bars are not the same from both ends"),
]


@pytest.mark.parametrize(("name", "part", "change", "problem"), PARTS)
def test_parts_that_make_no_graph_are_refused(name: str, part: str, change: Any, problem: str):
    """F1 to F6: whatever their checksums say."""
    found = changed(GRAPHS[name], part, change)
    assert isinstance(found, lg.StoreError)
    assert f"was altered: {problem}" == found.problem


NO_IDS = [
    b" 7", b'{"int":"0x7"}', b"true", b"null", b"{", b"1.5", b"", b"9223372036854775808",
    b'{"uuid":[7]}', b'{"tuple":"ab"}', b'{"uuid":7}', b'{"eval":"1"}', b'{"tuple":[],"int":"0"}',
    b'{"tuple":[' * 33 + b'{"bytes":""}' + b"]}" * 33, b"[7]",
]  # fmt: skip


@pytest.mark.parametrize("content", NO_IDS)
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
        assert -1 == loaded._facts.member_index.find(7)
        assert 2 == loaded._facts.member_index.non_int64_count
        with pytest.raises(lg.StoreError):
            list(loaded)


def test_a_last_member_without_an_id_is_refused_when_asked_for():
    """F6."""
    with new_folder() as folder:
        lg.save(lg.LinkGraph.from_edges(members=[b"a", 7]), folder)
        _replace_part(Path(folder), "text", b"7")
        _replace_part(Path(folder), "ends", np.array([0, 1, 1], "<i8").tobytes())
        with pytest.raises(lg.StoreError):
            list(lg.load(folder))


def test_ends_of_more_members_than_there_are_are_refused(store: Path):
    """F6."""
    size = sum(map(len, TEXT))
    _replace_part(store, "ends", np.array([0, *[size] * (len(TEXT) + 1)], "<i8").tobytes())
    problem = "was altered: the ids of its members have no ends"
    assert lg.StoreError(str(data_of(store)), problem, AGAIN) == refusal(store)


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


def rows(offsets: list[int], neighbours: list[int]) -> Adjacency:
    return Adjacency.from_arrays(np.array(offsets, np.int64), np.array(neighbours, np.int32))


def _contradictory() -> dict[str, tuple[lg.LinkGraph[Any], str]]:
    """Return graphs that no edit can make, and what is wrong with them."""
    bare = lg.LinkGraph.from_edges(members=["ana", "bo", "cy"])
    connected, followed = bare.connect("ana", "bo"), bare.follow("bo", "ana")
    invited = lg.apply(bare, lg.Invite("ana", "bo", at=AT))
    blocked = with_block(bare, "ana", "bo")._facts.blocks
    across = "it has ties across a block"
    crossing = "it has invitations between people who have ties"
    back = lg.apply(bare, lg.Invite("bo", "ana", at=AT))._facts
    both = with_block(with_block(bare, "ana", "bo"), "ana", "cy").compact()._facts.blocks
    unsorted = attrs.evolve(both, out=rows([0, 2, 2, 2], [2, 1]))
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
                invitation_details=invited._facts.invitation_details.set_many(
                    back.invitation_details.items()
                ),
            ),
            crossing,
        ),
        "connected to oneself": (
            with_facts(bare, connections=rows([0, 1, 1, 1], [0]), follow_total=1),
            "its connections are none",
        ),
        "connected twice": (
            with_facts(bare, connections=rows([0, 1, 4, 6], [1, 0, 2, 2, 1, 1]), follow_total=6),
            "its connections are none",
        ),
        "blocks out of order": (
            with_facts(bare, blocks=unsorted),
            "its blocks are not the same from both ends",
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


def test_room_for_what_is_verified_is_asked_for_first(store: Path, monkeypatch: pytest.MonkeyPatch):
    """80 bytes a connection, 40 a follow that differs from them."""
    asked: list[tuple[int, str]] = []
    monkeypatch.setattr(verifying, "demand_room", lambda *each: asked.append(each))
    lg.load(store, verify=True)
    lg.save(lg.LinkGraph.from_edges(follows=[("ana", "bo"), ("bo", "cy")]), store)
    lg.load(store, verify=True)
    assert [(3 * 80, "verifying this store"), (2 * 40, "verifying this store")] == asked


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
    ("profiles", [[{"more": 1}, [0]]]), ("profiles", [[[], [0]]]), ("profiles", [[{}, [0]]]),
    ("profiles", [[{"tier": 1}, [0]]]),
    ("profiles", [[{"tier": "GOLD"}, [0]]]), ("profiles", [[{"influencer": 1}, [0]]]),
    ("profiles", [[{"influencer": True}, [6]]]), ("profiles", [[{"influencer": True}, 0]]),
    ("profiles", [[{"groups": "ab"}, [0]]]), ("profiles", [[{"groups": [None]}, [0]]]),
    ("profiles", [[{"groups": [{"tuple": "ab"}]}, [0]]]), ("profiles", [[{"employer": 1.5}, [0]]]),
    ("profiles", [[{"employer": 2**63}, [0]]]), ("profiles", [[{"employer": {"uuid": 7}}, [0]]]),
    ("profiles", [[{"employer": {"eval": "1"}}, [0]]]),
    ("profiles", [[{"employer": {"int": "seven"}}, [0]]]),
    ("profiles", [[{"joined": "today"}, [0]]]),
    ("profiles", [[{"joined": 7}, [0]]]),
    ("invited", [[0, []]]), ("invited", [[0, [DAY, 0]]]), ("invited", [[0, [0.5]]]),
    ("noted", [[9, [0]]]), ("withdrawn", [[0, 0, [0]]]), ("unblocked", [[0, 9, [0]]]),
]  # fmt: skip


WORDS = {
    "letters": "invitations",
    "profiles": "profiles",
    "flags": "memory of flags",
    "withdrawn": "memory of withdrawals",
    "unblocked": "memory of blocks",
    "invited": "memory of invitations",
    "noted": "memory of notes",
}


@pytest.mark.parametrize(("name", "told"), [("flags", [[0, 2**31 - 1]]), ("noted", [[0, [7, 7]]])])
def test_memories_at_their_bounds_are_read(store: Path, name: str, told: Any):
    """L3, F9: the most flags, and two notes at one time."""
    _replace_part(store, name, dumped(told))
    assert told == json.loads(maps_of(lg.load(store)._facts)[name])


@pytest.mark.parametrize(("name", "told"), ODD_MAPS)
def test_memories_that_no_graph_has_are_refused_when_they_are_asked_for(name: str, told: Any):
    """F4, F7, F9: strictly, since the rules rely on them."""
    with new_folder() as folder:
        lg.save(TEXT, folder)
        _replace_part(Path(folder), name, dumped(told))
        loaded = lg.load(folder)
        with pytest.raises(lg.StoreError) as caught:
            hash(loaded)
        problem = f"was altered: its {WORDS[name]} cannot be read"
        assert lg.StoreError(str(data_of(folder)), problem, AGAIN) == caught.value
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


def test_rows_of_more_members_than_there_are_are_refused(store: Path):
    """F1."""
    begin, end = read_manifest(store).places()["connections.offsets"]
    offsets = data_of(store).read_bytes()[begin:end]
    _replace_part(store, "connections.offsets", offsets + offsets[-8:])
    problem = "was altered: its connections name whom there is not"
    assert lg.StoreError(str(data_of(store)), problem, AGAIN) == refusal(store)


@pytest.mark.parametrize("part", ["connections.offsets", "connections.neighbours"])
def test_rows_without_ends_or_neighbours_are_refused(store: Path, part: str):
    """F1."""
    _replace_part(store, part, b"")
    assert "was altered: its connections name whom there is not" == refusal(store).problem


def test_rows_of_nobody_are_refused(store: Path):
    """F1: where there are no connections there are no rows either."""
    _replace_part(store, "connections.neighbours", b"")
    _replace_part(store, "connections.offsets", bytes(8 * (len(TEXT) + 1)))
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
