"""A store that is altered is refused in words, or found to be wrong, and runs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph.csr import Adjacency
from linkgraph.stores import verifying
from linkgraph.stores.id_codec import to_bytes
from linkgraph.stores.manifest import HEADER_BYTES
from tests.graph.plain import with_block
from tests.stable.values import ODD, RANGE, TEXT
from tests.stores.altered import (
    AGAIN,
    AT,
    alter,
    asked_everything,
    contents_of,
    file_of,
    new_folder,
    refusal,
    replace_array,
    replace_file,
)

WHOLE = lg.LinkGraph.from_edges(connections=[(5, 100), (100, -7), (8, 5)], follows=[(8, 100)])
GRAPHS = {"range": RANGE, "text": TEXT, "json": ODD, "integers": WHOLE}
VERIFIED = "take it from where it was saved, or save the graph again"


# -- the laws -----------------------------------------------------------------------------------


@settings(max_examples=2 * settings.default.max_examples)
@given(name=st.sampled_from(sorted(GRAPHS)), number=st.integers(0, 2**32 - 1))
def test_an_altered_store_answers_or_raises_an_error_of_the_library(name: str, number: int):
    """Unverified, an answer may be wrong, but every question ends in one or in a known error."""
    with new_folder() as folder:
        lg.save(GRAPHS[name], folder)
        alter(folder, number, sign=False)
        try:
            loaded = lg.load(folder)
        except lg.StoreError:
            return
        asked_everything(loaded)


@given(name=st.sampled_from(sorted(GRAPHS)), number=st.integers(0, 2**32 - 1))
def test_under_verify_any_other_byte_is_found(name: str, number: int):
    with new_folder() as folder:
        lg.save(GRAPHS[name], folder)
        if alter(folder, number, sign=False):
            refusal(Path(folder), verify=True)
        else:
            assert GRAPHS[name] == lg.load(folder, verify=True)


@settings(max_examples=2 * settings.default.max_examples)
@given(name=st.sampled_from(sorted(GRAPHS)), number=st.integers(0, 2**32 - 1))
def test_under_verify_right_checksums_do_not_excuse_what_is_no_graph(name: str, number: int):
    """F1 to F6: a store that is accepted is a graph that can be saved and loaded again."""
    with new_folder() as folder:
        lg.save(GRAPHS[name], folder)
        alter(folder, number, sign=True)
        try:
            loaded = lg.load(folder, verify=True)
        except lg.StoreError:
            return
        empty = lg.LinkGraph()
        assert loaded == lg.diff(empty, loaded).apply(empty)
        lg.save(loaded, folder)
        assert loaded == lg.load(folder, verify=True)


# -- the parts ----------------------------------------------------------------------------------


def dtype_of(name: str) -> str:
    kinds = {"ids.bytes": "|u1", "ids.ends": "<i8", "ids.places": "<i4", "ids.hashes": "<u8"}
    return kinds.get(name) or ("<i8" if name.endswith("offsets") else "<i4")


def changed(graph: lg.LinkGraph[Any], name: str, change: Any) -> lg.StoreError | lg.LinkGraph[Any]:
    """Change an array, with a right checksum, and load the store, verified or refused."""
    with new_folder() as folder:
        lg.save(graph, folder)
        content = contents_of(folder)[f"{name}.npy"][HEADER_BYTES:]
        array = np.frombuffer(content, dtype_of(name)).copy()
        change(array)
        replace_array(folder, name, array.tobytes(), dtype_of(name))
        try:
            return lg.load(folder, verify=True)
        except lg.StoreError as error:
            return error


def put(place: int, value: int) -> Any:
    return lambda array: array.__setitem__(place, value)


def add(value: int) -> Any:
    return lambda array: np.add(array, value, out=array)


LOST, UNFOUND = "its members cannot be found", "a member cannot be found by the id"
ROWS = "its rows are not those of members"
PARTS = [
    ("text", "ids.places", put(0, 6), LOST),
    ("text", "ids.places", put(0, -1), LOST),
    ("integers", "ids.places", put(0, 4), LOST),
    ("text", "ids.ends", put(-1, 0), LOST),
    ("text", "ids.ends", put(-1, 14), LOST),
    ("text", "ids.ends", put(0, 1), LOST),
    ("text", "ids.ends", put(1, 10**9), LOST),
    ("text", "ids.hashes", put(-1, 2**64 - 1), UNFOUND),
    ("text", "ids.hashes", put(0, 0), UNFOUND),
    ("integers", "ids.bytes", put(0, 100), UNFOUND),
    ("range", "connections.offsets", put(0, 1), ROWS),
    ("range", "connections.offsets", put(1, -1), ROWS),
    ("range", "connections.offsets", put(-1, 99), ROWS),
    ("range", "connections.offsets", put(2, 99), ROWS),
    ("range", "connections.neighbours", put(0, 6), ROWS),
    ("range", "connections.neighbours", put(0, -1), ROWS),
    ("range", "connections.neighbours", put(0, 3), "`connections` is not symmetric"),
    ("range", "connections.neighbours", put(0, 0), "`connections` is not symmetric"),
    ("range", "pending.into.neighbours", put(0, 9), ROWS),
    ("range", "exceptions.out.neighbours", put(0, 9), ROWS),
    ("range", "blocks.out.neighbours", put(0, 9), ROWS),
    ("range", "bar.into.neighbours", put(0, 9), ROWS),
    *(
        ("range", f"{name}.out.neighbours", put(0, 5), f"`{name}` is not the same from both ends")
        for name in ("blocks", "exceptions", "pending", "bar")
    ),
]


@pytest.mark.parametrize(("name", "part", "change", "problem"), PARTS)
def test_parts_that_make_no_graph_are_refused(name: str, part: str, change: Any, problem: str):
    """F1 to F6: even if the checksums fit."""
    actual = changed(GRAPHS[name], part, change)
    assert isinstance(actual, lg.StoreError)
    assert f"was altered: {problem}" == actual.problem


NO_IDS = [
    b" 7", b'{"int":"0x7"}', b"true", b"null", b"{", b"1.5", b"", b"9223372036854775808",
    b'{"uuid":[7]}', b'{"tuple":"ab"}', b'{"uuid":7}', b'{"eval":"1"}', b'{"tuple":[],"int":"0"}',
    b'{"tuple":[' * 33 + b'{"bytes":""}' + b"]}" * 33, b"[7]",
]  # fmt: skip


def _with_ids(folder: str, graph: lg.LinkGraph[Any], content: bytes, ends: list[int]) -> None:
    lg.save(graph, folder)
    replace_array(folder, "ids.bytes", content, "|u1")
    replace_array(folder, "ids.ends", np.array(ends, "<i8").tobytes(), "<i8")


NO_ID = "was altered: it holds bytes that are not a member id"


@pytest.mark.parametrize("content", NO_IDS)
def test_bytes_that_are_no_id_are_refused_when_they_are_asked_for(content: bytes):
    """F6: bytes that look like an integer must be one, so that arrays of ids have one type."""
    graph = lg.LinkGraph.from_edges(members=["ana", 7])
    with new_folder() as folder:
        _with_ids(folder, graph, content + b"7", [0, len(content), len(content) + 1])
        loaded = lg.load(folder)
        with pytest.raises(lg.StoreError) as caught:
            loaded.members.to_numpy()
        expected = lg.StoreError(str(file_of(folder, "ids.bytes.npy")), NO_ID, AGAIN)
        assert expected == caught.value


def test_members_without_ids_are_refused_when_they_are_asked_for():
    """F6."""
    with new_folder() as folder:
        _with_ids(folder, lg.LinkGraph.from_edges(members=[b"a", 7]), b"", [0, 0, 0])
        loaded = lg.load(folder)
        assert -1 == loaded._facts.member_index.find(7)
        assert 2 == loaded._facts.member_index.non_int64_count
        with pytest.raises(lg.StoreError):
            list(loaded)


def test_a_last_member_without_an_id_is_refused_when_asked_for():
    """F6."""
    with new_folder() as folder:
        _with_ids(folder, lg.LinkGraph.from_edges(members=[b"a", 7]), b"7", [0, 1, 1])
        with pytest.raises(lg.StoreError):
            list(lg.load(folder))


def test_ends_of_more_members_than_there_are_are_refused(store: Path):
    """F6."""
    size = sum(map(len, TEXT))
    ends = np.array([0, *[size] * (len(TEXT) + 1)], "<i8")
    replace_array(store, "ids.ends", ends.tobytes(), "<i8")
    assert f"was altered: {LOST}" == refusal(store).problem


def test_bytes_that_are_no_text_are_refused_when_they_are_asked_for(store: Path):
    """F6: nobody has decoded them before."""
    path = file_of(store, "ids.bytes.npy")
    content = bytearray(path.read_bytes())
    content[HEADER_BYTES] = 0xFF
    path.write_bytes(bytes(content))
    loaded = lg.load(store)
    assert TEXT.connections_of("cy") == loaded.connections_of("cy") | set()
    with pytest.raises(lg.StoreError) as caught:
        list(loaded)
    assert NO_ID == caught.value.problem


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
    crossing = "it has an invitation between members that have a tie"
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
            "`connections` is not symmetric",
        ),
        "connected twice": (
            with_facts(bare, connections=rows([0, 1, 4, 6], [1, 0, 2, 2, 1, 1]), follow_total=6),
            "`connections` is not symmetric",
        ),
        "blocks out of order": (
            with_facts(bare, blocks=unsorted),
            "`blocks` is not the same from both ends",
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


def test_mutual_blocks_are_no_alteration(tmp_path: Path):
    """F5: among so many that arrays are merged."""
    pairs = [(500 + number, 800 + number) for number in range(200)]
    graph = lg.LinkGraph.from_edges(members=range(1000), connections=pairs)
    for blocked in range(1, 128):
        graph = with_block(graph, 0, blocked)
    graph = with_block(graph, 1, 0)
    lg.save(graph, tmp_path)
    assert graph == lg.load(tmp_path, verify=True)


def test_room_for_what_is_verified_is_asked_for_first(store: Path, monkeypatch: pytest.MonkeyPatch):
    """80 bytes a connection, 40 a follow that differs from them."""
    asked: list[tuple[int, str]] = []
    monkeypatch.setattr(verifying, "demand_room", lambda *item: asked.append(item))
    lg.load(store, verify=True)
    lg.save(lg.LinkGraph.from_edges(follows=[("ana", "bo"), ("bo", "cy")]), store)
    lg.load(store, verify=True)
    assert [(3 * 80, "verifying this store"), (2 * 40, "verifying this store")] == asked


# -- settings and memories ----------------------------------------------------------------------

DAY, LATER = "1970-01-02T00:00:00+00:00", "1970-01-03T00:00:00+00:00"
ODD_MAPS: list[tuple[str, Any]] = [
    *((name, content)
      for name in ("flags", "invitation_details", "profiles", "invited", "withdrawn")
      for content in (7, {}, [7], [[]], [[0]], [[0, 1, 2, 3]], [["0", 1]], [[None, None]])),
    ("flags", [[0, [0]]]), ("flags", [[1, [6]]]), ("flags", [[1, [-1]]]), ("flags", [[1, [True]]]),
    ("flags", [[True, [0]]]), ("flags", [[1, [0, 0]]]), ("flags", [[1, [[0]]]]),
    ("flags", [[1, 0]]), ("flags", [[1, [0]], [2, [0]]]),
    ("invitation_details", []), ("invitation_details", [[[DAY, "hi"], [[3, 0]]]]),
    ("invitation_details", [[[DAY, "hi"], [[3, 0], [3, 5]]]]),
    *(("invitation_details", [[value, [[3, 0], [5, 3]]]]) for value in (
        [DAY, 7], ["1", None], [10**30, None], [DAY], [DAY, None, None], "ab",
        ["1970-01-02T00:00:00", None], ["1970-01-02T00:00:00+01:00", None])),
    *(("profiles", [[settings, [0]]]) for settings in (
        {"more": 1}, [], {}, {"tier": 1}, {"tier": "GOLD"}, {"influencer": 1}, {"groups": "ab"},
        {"groups": [None]}, {"groups": [{"tuple": "ab"}]}, {"employer": 1.5},
        {"employer": 2**63}, {"employer": {"uuid": 7}}, {"employer": {"eval": "1"}},
        {"employer": {"int": "seven"}}, {"joined": "today"}, {"joined": 7})),
    ("profiles", [[{"influencer": True}, [6]]]), ("profiles", [[{"influencer": True}, 0]]),
    ("invited", [[[], [0]]]), ("invited", [[[LATER, DAY], [0]]]), ("invited", [[[0.5], [0]]]),
    ("noted", [[[DAY], [9]]]), ("withdrawn", [[[DAY], [[0, 0]]]]),
    ("unblocked", [[[DAY], [[0, 9]]]]), ("unblocked", [[[DAY], [0]]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"), [("flags", [[2**40, [0]]]), ("noted", [[[DAY, DAY], [0]]])]
)
def test_memories_at_their_bounds_are_read(store: Path, name: str, content: Any):
    """L3, F9: many flags, and two notes at one time."""
    replace_file(store, f"{name}.json", to_bytes(content))
    lg.save(lg.load(store, verify=True), store)
    assert to_bytes(content) == contents_of(store)[f"{name}.json"]


@pytest.mark.parametrize(("name", "content"), ODD_MAPS)
def test_memories_that_no_graph_has_are_refused_when_they_are_asked_for(
    store: Path, name: str, content: Any
):
    """F4, F7, F9: strictly, since the rules rely on them."""
    replace_file(store, f"{name}.json", to_bytes(content))
    loaded = lg.load(store)
    with pytest.raises(lg.StoreError) as caught:
        hash(loaded)
    problem = "was altered: it holds entries that no graph has"
    assert lg.StoreError(str(file_of(store, f"{name}.json")), problem, AGAIN) == caught.value
    assert caught.value == refusal(store, verify=True)


def test_invitations_without_details_are_refused(store: Path):
    """F4."""
    replace_file(store, "invitation_details.json", None)
    problem = "was altered: its keys are not those of `invitation_details`"
    assert problem == refusal(store).problem


@pytest.mark.parametrize("name", ["places", "hashes", "bytes", "ends"])
def test_members_without_their_places_are_refused(name: str):
    """F6."""
    with new_folder() as folder:
        lg.save(WHOLE, folder)
        replace_file(folder, f"ids.{name}.npy", None)
        assert f"was altered: {LOST}" == refusal(Path(folder)).problem


def test_rows_of_more_members_than_there_are_are_refused(store: Path):
    """F1."""
    offsets = contents_of(store)["connections.offsets.npy"][HEADER_BYTES:]
    replace_array(store, "connections.offsets", offsets + offsets[-8:], "<i8")
    path = file_of(store, "connections.offsets.npy")
    assert lg.StoreError(str(path), f"was altered: {ROWS}", AGAIN) == refusal(store)


@pytest.mark.parametrize("name", ["connections.offsets", "connections.neighbours"])
def test_rows_without_ends_or_neighbours_are_refused(store: Path, name: str):
    """F1."""
    replace_file(store, f"{name}.npy", None)
    assert f"was altered: {ROWS}" == refusal(store).problem


def test_rows_of_nobody_are_refused(store: Path):
    """F1: a store without connections has no rows."""
    replace_file(store, "connections.neighbours.npy", None)
    replace_array(store, "connections.offsets", bytes(8 * (len(TEXT) + 1)), "<i8")
    assert f"was altered: {ROWS}" == refusal(store).problem
