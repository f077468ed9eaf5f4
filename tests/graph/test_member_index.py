"""A `MemberIndex` is a list of ids that finds their indices; a leaver leaves a gap (F6, F10)."""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph.member_index import MemberIndex
from tests.graph.drawing import HUGE, IDS, NAMES, WHOLE, fewer, rosters

pytestmark = pytest.mark.usefixtures("thresholds")

INT64 = st.integers(-(2**63), 2**63 - 1)
ABSENT = [99, -99, 2**70, -(2**70), 2**63 - 2, "zoe", ("zoe", 1), b"zoe"]


@st.composite
def changed_rosters(draw: st.DrawFn) -> tuple[list[Any], MemberIndex]:
    """Draw a member_index after some joined and left, and its ids by index, `None` for who left."""
    ids: list[Any] = draw(rosters())
    member_index = MemberIndex.of(range(ids[0], ids[-1] + 1) if _is_run(ids) else ids)
    ids = list(ids)
    for _ in range(draw(st.integers(0, 4))):
        here = [index for index, member in enumerate(ids) if member is not None]
        if here and draw(st.booleans()):
            removed = draw(st.sampled_from(here))
            member_index, ids[removed] = member_index.without(removed), None
        else:
            drawn = draw(st.lists(draw(st.sampled_from([WHOLE, HUGE, NAMES, IDS])), max_size=2))
            new = [member for member in dict.fromkeys(drawn) if member not in ids]
            member_index = member_index.with_members(new)
            ids += new
    return ids, member_index


def _is_run(ids: list[Any]) -> bool:
    complete = bool(ids) and all(type(item) is int for item in ids)
    return complete and ids == list(range(ids[0], ids[0] + len(ids)))


def _all_int64(ids: list[Any]) -> bool:
    return all(isinstance(item, int) and -(2**63) <= item < 2**63 for item in ids)


@fewer
@given(changed=changed_rosters())
def test_places_are_found_whoever_joined_and_left(changed: tuple[list[Any], MemberIndex]):
    """F6, F10."""
    ids, member_index = changed
    here = {member: index for index, member in enumerate(ids) if member is not None}
    assert list(here) == list(member_index)
    assert len(here) == len(member_index)
    assert len(ids) == member_index.size
    assert len(ids) - len(here) == member_index.gaps
    assert sorted(here.values()) == member_index.active.tolist()
    assert [
        index in here.values() for index in range(member_index.size)
    ] == member_index.mask().tolist()
    assert np.dtype(np.int32) == member_index.active.dtype
    assert not member_index.active.flags.writeable
    for member, index in here.items():
        assert index == member_index.find(member) == member_index.index(member)
        assert member == member_index[index]
    for member in ABSENT:
        if member not in here:
            assert -1 == member_index.find(member)
            with pytest.raises(lg.UnknownMember) as caught:
                member_index.index(member)
            assert lg.UnknownMember(member) == caught.value


@fewer
@given(changed=changed_rosters(), data=st.data())
def test_many_are_found_as_one_by_one(changed: tuple[list[Any], MemberIndex], data: st.DataObject):
    """Bulk equals single."""
    ids, member_index = changed
    here = [member for member in ids if member is not None]
    asked: list[Hashable] = data.draw(st.lists(st.sampled_from([*here, *ABSENT]), max_size=8))
    actual = member_index.find_many(asked)
    assert [member_index.find(member) for member in asked] == actual.tolist()
    assert np.dtype(np.int32) == actual.dtype


ROSTERS = {
    "a run": MemberIndex.of(range(5, 9)),
    "a run from below zero": MemberIndex.of(range(-2, 3)),
    "a run and a joiner": MemberIndex.of(range(5, 9)).with_members([77]),
    "a run and a leaver": MemberIndex.of(range(5, 9)).without(1),
    "close together": MemberIndex.of([7, 3, 12]),
    "far apart": MemberIndex.of([10**12, -(10**12), 4]),
    "far apart, and a leaver": MemberIndex.of([10**12, -(10**12), 4]).without(0),
    "one": MemberIndex.of([6]).with_members([3]).without(0),
    "nobody": MemberIndex.of([]),
    "names among them": MemberIndex.of(["ana", 7, 2**70, 4]),
}


@pytest.mark.parametrize("member_index", ROSTERS.values(), ids=ROSTERS)
def test_every_number_beside_a_member_is_found_as_one_by_one(member_index: MemberIndex):
    """Bulk equals single: as an array, and as a list of them and of names."""
    numbers = [item for item in member_index if isinstance(item, int) and _all_int64([item])]
    edges = [-(2**63), -1, 0, 1, 2**63 - 1]
    asked = sorted({item + step for item in numbers for step in (-1, 0, 1)} | {*edges})
    expected = [member_index.find(number) for number in asked]
    assert len(numbers) == sum(place >= 0 for place in expected)
    assert expected == member_index.find_many(np.array(asked)).tolist()
    assert [
        *expected,
        member_index.find("ana"),
        member_index.find("zoe"),
    ] == member_index.find_many([*asked, "ana", "zoe"]).tolist()


@fewer
@given(changed=changed_rosters(), data=st.data())
def test_whole_numbers_are_found_as_one_by_one(
    changed: tuple[list[Any], MemberIndex], data: st.DataObject
):
    """Bulk equals single, where `find_many` is given an array."""
    ids, member_index = changed
    likely = [member for member in ids if isinstance(member, int) and _all_int64([member])]
    near = [item + step for item in likely for step in (-1, 1) if _all_int64([item + step])]
    asked = data.draw(st.lists(st.sampled_from([*likely, *near, 0, 5]) | INT64, max_size=8))
    array = np.array(asked, np.int64)
    actual = member_index.find_many(array)
    assert [member_index.find(number) for number in asked] == actual.tolist()
    assert np.dtype(np.int32) == actual.dtype
    assert asked == array.tolist()


@fewer
@given(changed=changed_rosters(), data=st.data())
def test_ids_as_an_array_are_integers_if_all_members_are(
    changed: tuple[list[Any], MemberIndex], data: st.DataObject
):
    """The members of today decide, not those of the past."""
    ids, member_index = changed
    live = member_index.active.tolist()
    some = data.draw(st.lists(st.sampled_from(live), unique=True)) if live else []
    actual = member_index.to_numpy(np.array(sorted(some), np.int32))
    expected = [ids[index] for index in sorted(some)]
    assert expected == actual.tolist()
    assert expected == member_index.ids(np.array(sorted(some), np.int32))
    kind = np.int64 if _all_int64([ids[index] for index in live]) else object
    assert np.dtype(kind) == actual.dtype
    assert (len(some),) == actual.shape
    flat = member_index.compact()
    assert member_index.to_numpy(member_index.active).dtype == flat.to_numpy(flat.active).dtype


@fewer
@given(changed=changed_rosters())
def test_compacting_closes_the_gaps_and_keeps_the_order(changed: tuple[list[Any], MemberIndex]):
    """F10."""
    _, member_index = changed
    flat = member_index.compact()
    assert list(member_index) == list(flat)
    assert (0, len(member_index), True) == (flat.gaps, flat.size, flat.is_compact)
    assert flat is flat.compact()
    assert [flat.find(member) for member in member_index] == list(range(len(member_index)))


@fewer
@given(changed=changed_rosters())
def test_joiners_and_leavers_change_no_older_roster(changed: tuple[list[Any], MemberIndex]):
    ids, member_index = changed
    before = list(member_index)
    joined = member_index.with_members(["newcomer", 12345])
    assert [*before, "newcomer", 12345] == list(joined)
    for index in member_index.active.tolist():
        removed = joined.without(index)
        assert [*before[: before.index(ids[index])]] == list(removed)[: before.index(ids[index])]
        assert -1 == removed.find(ids[index])
        assert index != removed.with_members([ids[index]]).find(ids[index])
    assert before == list(member_index)
    assert member_index is member_index.with_members([])


@fewer
@given(start=st.integers(-5, 5), length=st.integers(0, 6))
def test_consecutive_integers_are_a_run_in_a_list_or_a_range(start: int, length: int):
    """F6: no dictionary for 0 to n."""
    run = range(start, start + length)
    assert run == MemberIndex.of(run).id_range
    assert (run or None) == MemberIndex.of(list(run)).id_range
    if length > 1:
        assert MemberIndex.of(run[::-1]).id_range is None
        assert MemberIndex.of([*run, start]).id_range is None
        assert MemberIndex.of([*run[:-1], "ana"]).id_range is None
        assert MemberIndex.of(["ana", *run]).id_range is None
    assert MemberIndex.of(run).with_members(["ana"]).id_range is None
    assert list(run[::-1]) == list(MemberIndex.of(run[::-1]))


@pytest.mark.parametrize("ids", [range(2**63 - 1, 2**63 + 1), range(-(2**63) - 1, -(2**63) + 1)])
def test_a_run_beyond_int64_stays_exact(ids: range):
    """F6: any integer may be an id."""
    member_index = MemberIndex.of(ids)
    assert list(ids) == member_index.to_numpy(member_index.active).tolist()
    assert [0, 1] == member_index.find_many(list(ids)).tolist()
    inside = [item for item in ids if _all_int64([item])]
    assert [ids.index(item) for item in inside] == member_index.find_many(np.array(inside)).tolist()


def test_an_enum_of_integers_stays_one():
    """F6: it equals the next of the run, and is another kind of id."""
    ids = [5, IntEnum("Cast", {"ANA": 6})(6)]
    member_index = MemberIndex.of(ids)
    assert member_index.id_range is None
    assert list(map(type, ids)) == list(map(type, member_index))


@pytest.mark.parametrize(
    ("member", "kind"),
    [(-1000, np.int64), (-(2**63), np.int64), (-(2**63) - 1, object),
     (2**63 - 1, np.int64), (2**63, object)],
)  # fmt: skip
def test_members_are_an_array_of_integers_where_int64_holds_them(member: int, kind: Any):
    """F6."""
    member_index = MemberIndex.of([3, member])
    assert np.dtype(kind) == member_index.to_numpy(member_index.active).dtype
    assert [3, member] == member_index.to_numpy(member_index.active).tolist()


def test_a_million_integers_take_no_more_room_than_three():
    """F6: integers 0 to n without a dictionary."""
    assert range(10**6) == MemberIndex.of(range(10**6)).id_range
    assert 999_999 == MemberIndex.of(range(10**6)).find(999_999)


def test_tuple_ids_stay_tuples_in_an_array():
    """F6."""
    member_index = MemberIndex.of([("eu", 7), ("us", 8)])
    assert [("eu", 7), ("us", 8)] == member_index.to_numpy(member_index.active).tolist()
    assert (2,) == member_index.to_numpy(member_index.active).shape
