"""A graph that was saved and loaded gives the same answers, and the same results when edited."""

from __future__ import annotations

import copy
import pickle
from collections import namedtuple
from collections.abc import Hashable
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from mmap import mmap
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.member_index import MemberIndex
from linkgraph.stores import id_codec as stored_by
from linkgraph.stores import store as saving
from tests.graph.drawing import IDS, WHOLE, edits, fewer, rosters, twins
from tests.graph.plain import Twin, answers
from tests.stable.values import ODD, RANGE, TEXT
from tests.stores.altered import contents_of, new_folder, round_trip

KEPT = {"range": RANGE, "text": TEXT, "coded": ODD, "nobody": lg.LinkGraph()}


def assert_same(one: lg.LinkGraph[Any], other: lg.LinkGraph[Any]) -> None:
    assert one == other
    assert other == one
    assert hash(one) == hash(other)
    assert list(one) == list(other)
    assert answers(one) == answers(other)
    assert one == pickle.loads(pickle.dumps(other))


# -- the law ------------------------------------------------------------------------------------


@fewer
@given(twin=twins())
def test_what_is_loaded_is_what_was_saved(twin: Twin):
    """F9, F10: ids of any kind, every fact, whatever its past."""
    loaded = round_trip(twin.graph, verify=True)
    assert_same(twin.graph.compact(), loaded)
    Twin(loaded, twin.plain).check()


@fewer
@given(graph=lgst.graphs())
def test_any_graph_that_is_drawn_can_be_stored(graph: lg.LinkGraph[Any]):
    """F9."""
    loaded = round_trip(graph)
    assert graph == loaded
    assert hash(graph) == hash(loaded)
    assert answers(graph) == answers(loaded)
    assert not lg.diff(graph, loaded)


@fewer
@given(twin=twins(least=2), data=st.data())
def test_a_loaded_graph_goes_on_like_the_first(twin: Twin, data: st.DataObject):
    """F9: edits go on top of the file; saved again, it is the edited one."""
    loaded = Twin(round_trip(twin.graph), copy.deepcopy(twin.plain))
    for _ in range(3):
        name, given_, options = data.draw(edits(twin.plain))
        for item in (twin, loaded):
            getattr(item, name)(*given_, **options)
    loaded.check()
    assert twin.graph == loaded.graph
    assert answers(twin.graph) == answers(loaded.graph)
    assert twin.graph == round_trip(loaded.graph, verify=True)


@pytest.mark.parametrize("graph", KEPT.values(), ids=KEPT)
def test_saved_again_it_is_stored_alike(graph: lg.LinkGraph[Any]):
    """F9: also from the file into its own folder, over what it is read from."""
    with new_folder() as folder:
        lg.save(graph, folder)
        contents = contents_of(folder)
        loaded = lg.load(folder)
        lg.save(loaded, folder)
        assert contents == contents_of(folder)
        assert_same(graph.compact(), loaded)
        assert_same(graph.compact(), lg.load(folder, verify=True))


@pytest.mark.parametrize("graph", KEPT.values(), ids=KEPT)
def test_a_loaded_graph_is_pickled_and_compared_as_any_other(graph: lg.LinkGraph[Any]):
    """F9: the pickle holds the facts, not where they were."""
    loaded = round_trip(graph)
    packed = pickle.dumps(loaded)
    assert graph == pickle.loads(packed)
    assert b".npy" not in packed
    assert loaded == round_trip(graph)
    assert loaded is copy.deepcopy(loaded)
    changed = loaded.with_members("zoe")
    assert graph != changed
    assert graph.with_members("zoe") == changed


def test_an_invitation_is_kept_with_its_note_and_time():
    """F4."""
    loaded = round_trip(TEXT)
    assert TEXT.invitation("di", "ana") == loaded.invitation("di", "ana")
    assert "again" == loaded.invitation("di", "ana").note


# -- ids ----------------------------------------------------------------------------------------


class Colour(StrEnum):
    RED = "red"


class Number(IntEnum):
    SEVEN = 7


class Uuid(UUID):
    pass


Point = namedtuple("Point", "x y")
NOON = datetime(2020, 2, 29, tzinfo=UTC)

KINDS: dict[str, list[Any]] = {
    "run": [3, 4, 5],
    "integers": [7, -3, 2**63 - 1, -(2**63), 12],
    "two integers": [7, 9],
    "beyond": [2**63, 2**63 + 1, 7],
    "below": [-(2**63) - 1, 7],
    "text": ["ana", "", "é", "\ud800", "\udfff\ud800", "\U0001f600", "a\0b", '"', "7", "red"],
    "empty text": [""],
    "coded": [
        7, "7", ("7",), (7,), (), ("eu", (7, None)), b"7", b"", UUID(int=7), date(2020, 2, 29),
        frozenset({7, "7"}), frozenset(), 10**5000, -(10**30), "red", (1, 2), '"', "\ud83d\ude00",
        -8, 95,
    ],
}  # fmt: skip
ASKED: list[Hashable] = [
    *(item for ids in KINDS.values() for item in ids), 8, -(2**64), "zoe", b"zoe", UUID(int=8),
    ("zoe", 1), date(2021, 1, 1), NOON, frozenset({8}), Ellipsis,
    Colour.RED, Number.SEVEN, Uuid(int=7), Point(1, 2), (Number.SEVEN,), (Ellipsis,),
]  # fmt: skip
NUMBERS: list[Any] = [7.0, True, ("eu", (7.0, None)), 1 + 0j, 7.5, frozenset({7.0, "7"})]


def _stored(ids: list[Any]) -> MemberIndex:
    return round_trip(lg.LinkGraph.from_edges(members=ids), verify=True)._facts.member_index


@pytest.mark.parametrize("ids", KINDS.values(), ids=KINDS)
def test_ids_are_found_in_the_file_as_in_a_dictionary(ids: list[Any]):
    """F6: a value that is equal to an id is that id."""
    plain, stored = MemberIndex.of(ids), _stored(ids)
    assert ids == list(stored) == [stored[place] for place in range(len(ids))]
    assert list(map(type, ids)) == list(map(type, stored))
    keys = {member: place for place, member in enumerate(ids)}
    for item in [*ASKED, *NUMBERS]:
        assert keys.get(item, -1) == plain.find_equal(item) == stored.find_equal(item)
    asked = [plain_id(item) for item in ASKED]
    assert plain.find_many(asked).tolist() == stored.find_many(asked).tolist()
    numbers = np.array([7, 8, 3, -3, 2**63 - 1, -(2**63)])
    assert plain.find_many(numbers).tolist() == stored.find_many(numbers).tolist()
    assert plain.non_int64_count == stored.non_int64_count
    assert plain.to_numpy(plain.active).dtype == stored.to_numpy(stored.active).dtype


@pytest.mark.parametrize("ids", [KINDS["text"], KINDS["coded"], list("abcde")])
def test_ids_whose_hashes_are_alike_are_told_apart(ids: list[Any], monkeypatch: pytest.MonkeyPatch):
    """F6."""
    monkeypatch.setattr(stored_by, "hash_bytes", lambda _: bytes(8))
    stored = _stored(ids)
    assert [*range(len(ids))] == list(map(stored.find, ids))
    assert -1 == stored.find("zoe")


def test_ids_whose_hashes_are_alike_are_written_in_their_order(monkeypatch: pytest.MonkeyPatch):
    """F10: so that the same graph makes the same file on every machine."""
    ids = [*map(str, range(300))]
    monkeypatch.setattr(stored_by, "hash_bytes", lambda content: content[:1].ljust(8))
    places = sorted(range(300), key=lambda place: ids[place][0])
    assert places == _stored(ids)._base._places.tolist()


def _maps(graph: lg.LinkGraph[Any]) -> dict[str, str]:
    _, _, contents = saving.contents_of(graph.compact()._facts)
    actual = {name.removesuffix(".json"): b"".join(pieces) for name, pieces in contents.items()}
    return {name: content.decode() for name, content in actual.items() if "." not in name}


def test_settings_and_memories_are_written_as_json_of_values_and_members():
    """F4, F7, F9: later releases read the files of this one."""
    usual = (
        '{"primary_button":"FOLLOW","follow_audience":"CONNECTIONS","invitations_from":"KNOWN",'
        '"tier":"PREMIUM","open_profile":true,"influencer":true,"hibernated":true,'
        '"name_shown":"INITIAL","connections_shown":false,"contact_shown":false,"groups":["chess",'
        '"go","tea",7,{"date":"2020-02-29"},{"tuple":["eu",7]},'
        '{"uuid":"00000000-0000-0000-0000-000000000007"}],"employer":{"tuple":["acme",1]},'
        '"joined":"2012-01-01"}'
    )
    times = ['"2026-03-02T09:00:00+00:00"', '"2026-03-03T09:00:00+00:00"']
    assert _maps(TEXT) == {
        "invitation_details": f'[[[{times[0]},"again"],[[3,0]]],[[{times[1]},null],[[5,3]]]]',
        "profiles": f'[[{usual},[0]],[{{"groups":["chess","tea"]}},[2]]]',
        "flags": "[[1,[2]]]",
        "withdrawn": f"[[[{times[0]}],[[1,4]]]]",
        "unblocked": f"[[[{times[0]}],[[5,1]]]]",
        "invited": f"[[[{times[0]}],[1,2,3]],[[{times[1]}],[5]]]",
        "noted": f"[[[{times[0]}],[1,3]]]",
    }
    graph = lg.LinkGraph.from_edges(members=["ana", "bo", "cy"])
    for member in ("cy", "ana"):
        graph = graph.with_profile(member, lg.Profile(influencer=True))
    assert {"profiles": '[[{"influencer":true},[0,2]]]'} == _maps(graph)


def test_numpy_reads_the_arrays_of_a_store():
    """Without this library, as plain arrays."""
    with new_folder() as folder:
        lg.save(TEXT, folder)
        arrays = {
            path.name.split("-")[2]: np.load(path, allow_pickle=False, mmap_mode="r")
            for path in Path(folder).glob("*.npy")
        }
        base = TEXT.compact()._facts.connections.base
        for part in ("offsets", "neighbours"):
            actual = arrays[f"connections.{part}.npy"]
            assert getattr(base, part).tolist() == actual.tolist()
            assert getattr(base, part).dtype == actual.dtype


@fewer
@given(ids=rosters(least=1), asked=st.lists(IDS | WHOLE, max_size=8))
def test_drawn_ids_are_found_in_the_file(ids: list[Any], asked: list[Any]):
    """F6."""
    plain, stored = MemberIndex.of(ids), _stored(ids)
    assert ids == list(stored)
    assert [plain.find(item) for item in asked] == [stored.find(item) for item in asked]
    assert plain.non_int64_count == stored.non_int64_count


def test_ids_wait_in_the_file_until_somebody_asks():
    """F6: a million of them would take a second."""
    base = round_trip(TEXT)._facts.member_index._base
    assert not isinstance(base, list)
    assert ("bo", "ana") == (base[1], base[0])


def test_rows_stay_in_the_file(monkeypatch: pytest.MonkeyPatch):
    """F1: a copy of hundreds of megabytes would take its time, and be shared with nobody."""
    monkeypatch.setattr(saving, "_SMALLEST_MAPPED", 0)
    base = round_trip(TEXT)._facts.connections.base
    for array in (base.offsets, base.neighbours):
        held: Any = array
        while isinstance(held, np.ndarray):
            held = held.base
        assert mmap is type(held.obj)


def test_ids_that_would_not_come_back_are_refused():
    """F6: named, and nothing is written."""
    expected = "an id that a file can hold"
    remedy = "use text, integers, bytes, UUIDs, dates, or tuples and frozensets of these"
    for odd in (Ellipsis, NOON, (Ellipsis,)):
        with new_folder() as folder, pytest.raises(lg.InvalidInput) as caught:
            lg.save(lg.LinkGraph.from_edges(members=["ana", odd]), f"{folder}/new")
        assert lg.InvalidInput(odd, expected, remedy) == caught.value
        with pytest.raises(lg.StoreError):
            lg.load(f"{folder}/new")


def test_groups_are_ids_too():
    """F7."""
    groups = {"chess", 7, ("eu", None), UUID(int=7), date(2020, 2, 29), b"x", 10**30, "\ud800"}
    graph = lg.LinkGraph.from_edges(members=["ana", "bo"])
    profile = lg.Profile(groups=groups, employer=("acme", 1), joined=date(2012, 1, 1))
    graph = graph.with_profile("bo", profile).with_profile("ana", lg.Profile(groups={"chess"}))
    assert_same(graph.compact(), round_trip(graph, verify=True))
    for settings in ({"groups": {Ellipsis}}, {"employer": Ellipsis}):
        with new_folder() as folder, pytest.raises(lg.InvalidInput) as caught:
            lg.save(graph.with_profile("bo", lg.Profile(**settings)), folder)
        assert caught.value.value is Ellipsis


def _nested(depth: int) -> Any:
    actual: Any = UUID(int=7)
    for _ in range(depth):
        actual = (actual,)
    return actual


def test_the_deepest_tuple_that_is_kept_can_be_read():
    """F6: however little stack is left."""
    assert [_nested(32)] == list(_stored([_nested(32)]))


# -- arguments ----------------------------------------------------------------------------------


def test_what_is_no_graph_or_no_path_is_refused():
    with new_folder() as folder, pytest.raises(lg.InvalidInput) as caught:
        lg.save({"ana": "bo"}, folder)  # type: ignore[arg-type]  # what is tested
    expected = lg.InvalidInput({"ana": "bo"}, "a `LinkGraph` as `graph`")
    assert expected == caught.value
    for odd in (7, None, True, b"folder", "", "a\0b", "\ud800"):
        for use in (lg.load, lambda path: lg.save(TEXT, path)):
            with pytest.raises(lg.InvalidInput) as caught:
                use(odd)
            assert lg.InvalidInput(odd, "a path as `path`", "name a folder") == caught.value
