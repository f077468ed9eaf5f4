"""A roster is a list of ids that finds their places; who leaves leaves a gap (F6, F10)."""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.facts.roster import Roster
from tests.facts.drawing import HUGE, IDS, NAMES, WHOLE, fewer, rosters

pytestmark = pytest.mark.usefixtures("thresholds")

INT64 = st.integers(-(2**63), 2**63 - 1)
ABSENT = [99, -99, 2**70, -(2**70), 2**63 - 2, "zoe", ("zoe", 1), b"zoe"]


@st.composite
def changed_rosters(draw: st.DrawFn) -> tuple[list[Any], Roster]:
    """Draw a roster after some joined and left, and its ids by index, `None` for who left."""
    ids: list[Any] = draw(rosters())
    roster = Roster.of(range(ids[0], ids[-1] + 1) if _is_run(ids) else ids)
    ids = list(ids)
    for _ in range(draw(st.integers(0, 4))):
        here = [index for index, member in enumerate(ids) if member is not None]
        if here and draw(st.booleans()):
            gone = draw(st.sampled_from(here))
            roster, ids[gone] = roster.without(gone), None
        else:
            drawn = draw(st.lists(draw(st.sampled_from([WHOLE, HUGE, NAMES, IDS])), max_size=2))
            new = [member for member in dict.fromkeys(drawn) if member not in ids]
            roster = roster.with_members(new)
            ids += new
    return ids, roster


def _is_run(ids: list[Any]) -> bool:
    whole = bool(ids) and all(type(each) is int for each in ids)
    return whole and ids == list(range(ids[0], ids[0] + len(ids)))


def _all_int64(ids: list[Any]) -> bool:
    return all(isinstance(each, int) and -(2**63) <= each < 2**63 for each in ids)


@fewer
@given(changed=changed_rosters())
def test_places_are_found_whoever_joined_and_left(changed: tuple[list[Any], Roster]):
    """F6, F10."""
    ids, roster = changed
    here = {member: index for index, member in enumerate(ids) if member is not None}
    assert list(here) == list(roster)
    assert len(here) == len(roster)
    assert len(ids) == roster.size
    assert len(ids) - len(here) == roster.gaps
    assert sorted(here.values()) == roster.live.tolist()
    assert [index in here.values() for index in range(roster.size)] == roster.mask().tolist()
    assert np.dtype(np.int32) == roster.live.dtype
    assert not roster.live.flags.writeable
    for member, index in here.items():
        assert index == roster.find(member) == roster.index(member)
        assert member == roster[index]
    for member in ABSENT:
        if member not in here:
            assert -1 == roster.find(member)
            with pytest.raises(lg.UnknownMember) as caught:
                roster.index(member)
            assert lg.UnknownMember(member) == caught.value


@fewer
@given(changed=changed_rosters(), data=st.data())
def test_many_are_found_as_one_by_one(changed: tuple[list[Any], Roster], data: st.DataObject):
    """Bulk equals single."""
    ids, roster = changed
    here = [member for member in ids if member is not None]
    asked: list[Hashable] = data.draw(st.lists(st.sampled_from([*here, *ABSENT]), max_size=8))
    found = roster.find_many(asked)
    assert [roster.find(member) for member in asked] == found.tolist()
    assert np.dtype(np.int32) == found.dtype


ROSTERS = {
    "a run": Roster.of(range(5, 9)),
    "a run from below zero": Roster.of(range(-2, 3)),
    "a run and a joiner": Roster.of(range(5, 9)).with_members([77]),
    "a run and a leaver": Roster.of(range(5, 9)).without(1),
    "close together": Roster.of([7, 3, 12]),
    "far apart": Roster.of([10**12, -(10**12), 4]),
    "far apart, and a leaver": Roster.of([10**12, -(10**12), 4]).without(0),
    "one": Roster.of([6]).with_members([3]).without(0),
    "nobody": Roster.of([]),
    "names among them": Roster.of(["ana", 7, 2**70, 4]),
}


@pytest.mark.parametrize("roster", ROSTERS.values(), ids=ROSTERS)
def test_every_number_beside_a_member_is_found_as_one_by_one(roster: Roster):
    """Bulk equals single: as an array, and as a list of them and of names."""
    numbers = [each for each in roster if isinstance(each, int) and _all_int64([each])]
    edges = [-(2**63), -1, 0, 1, 2**63 - 1]
    asked = sorted({each + step for each in numbers for step in (-1, 0, 1)} | {*edges})
    expected = [roster.find(number) for number in asked]
    assert len(numbers) == sum(place >= 0 for place in expected)
    assert expected == roster.find_many(np.array(asked)).tolist()
    assert [*expected, roster.find("ana"), roster.find("zoe")] == roster.find_many(
        [*asked, "ana", "zoe"]
    ).tolist()


@fewer
@given(changed=changed_rosters(), data=st.data())
def test_whole_numbers_are_found_as_one_by_one(
    changed: tuple[list[Any], Roster], data: st.DataObject
):
    """Bulk equals single, where `find_many` is given an array."""
    ids, roster = changed
    likely = [member for member in ids if isinstance(member, int) and _all_int64([member])]
    near = [each + step for each in likely for step in (-1, 1) if _all_int64([each + step])]
    asked = data.draw(st.lists(st.sampled_from([*likely, *near, 0, 5]) | INT64, max_size=8))
    array = np.array(asked, np.int64)
    found = roster.find_many(array)
    assert [roster.find(number) for number in asked] == found.tolist()
    assert np.dtype(np.int32) == found.dtype
    assert asked == array.tolist()


@fewer
@given(changed=changed_rosters(), data=st.data())
def test_ids_as_an_array_are_integers_if_all_members_are(
    changed: tuple[list[Any], Roster], data: st.DataObject
):
    """Whatever the past: by who is a member now."""
    ids, roster = changed
    live = roster.live.tolist()
    some = data.draw(st.lists(st.sampled_from(live), unique=True)) if live else []
    found = roster.to_numpy(np.array(sorted(some), np.int32))
    expected = [ids[index] for index in sorted(some)]
    assert expected == found.tolist()
    assert expected == roster.ids(np.array(sorted(some), np.int32))
    kind = np.int64 if _all_int64([ids[index] for index in live]) else object
    assert np.dtype(kind) == found.dtype
    assert (len(some),) == found.shape
    flat = roster.compact()
    assert roster.to_numpy(roster.live).dtype == flat.to_numpy(flat.live).dtype


@fewer
@given(changed=changed_rosters())
def test_compacting_closes_the_gaps_and_keeps_the_order(changed: tuple[list[Any], Roster]):
    """F10."""
    _, roster = changed
    flat = roster.compact()
    assert list(roster) == list(flat)
    assert (0, len(roster), True) == (flat.gaps, flat.size, flat.whole)
    assert flat is flat.compact()
    assert [flat.find(member) for member in roster] == list(range(len(roster)))


@fewer
@given(changed=changed_rosters())
def test_joiners_and_leavers_change_no_older_roster(changed: tuple[list[Any], Roster]):
    ids, roster = changed
    before = list(roster)
    joined = roster.with_members(["newcomer", 12345])
    assert [*before, "newcomer", 12345] == list(joined)
    for index in roster.live.tolist():
        gone = joined.without(index)
        assert [*before[: before.index(ids[index])]] == list(gone)[: before.index(ids[index])]
        assert -1 == gone.find(ids[index])
        assert index != gone.with_members([ids[index]]).find(ids[index])
    assert before == list(roster)
    assert roster is roster.with_members([])


@fewer
@given(start=st.integers(-5, 5), length=st.integers(0, 6))
def test_consecutive_integers_are_a_run_in_a_list_or_a_range(start: int, length: int):
    """F6: no dictionary for 0 to n."""
    run = range(start, start + length)
    assert run == Roster.of(run).run
    assert (run or None) == Roster.of(list(run)).run
    if length > 1:
        assert Roster.of(run[::-1]).run is None
        assert Roster.of([*run, start]).run is None
        assert Roster.of([*run[:-1], "ana"]).run is None
        assert Roster.of(["ana", *run]).run is None
    assert Roster.of(run).with_members(["ana"]).run is None
    assert list(run[::-1]) == list(Roster.of(run[::-1]))


@pytest.mark.parametrize("ids", [range(2**63 - 1, 2**63 + 1), range(-(2**63) - 1, -(2**63) + 1)])
def test_a_run_beyond_int64_stays_exact(ids: range):
    """F6: any integer may be an id."""
    roster = Roster.of(ids)
    assert list(ids) == roster.to_numpy(roster.live).tolist()
    assert [0, 1] == roster.find_many(list(ids)).tolist()
    inside = [each for each in ids if _all_int64([each])]
    assert [ids.index(each) for each in inside] == roster.find_many(np.array(inside)).tolist()


def test_an_enum_of_integers_stays_one():
    """F6: it equals the next of the run, and is another kind of id."""
    ids = [5, IntEnum("Cast", {"ANA": 6})(6)]
    roster = Roster.of(ids)
    assert roster.run is None
    assert list(map(type, ids)) == list(map(type, roster))


@pytest.mark.parametrize(
    ("member", "kind"),
    [(-1000, np.int64), (-(2**63), np.int64), (-(2**63) - 1, object),
     (2**63 - 1, np.int64), (2**63, object)],
)  # fmt: skip
def test_members_are_an_array_of_integers_where_int64_holds_them(member: int, kind: Any):
    """F6."""
    roster = Roster.of([3, member])
    assert np.dtype(kind) == roster.to_numpy(roster.live).dtype
    assert [3, member] == roster.to_numpy(roster.live).tolist()


def test_a_million_integers_take_no_more_room_than_three():
    """F6: integers 0 to n without a dictionary."""
    assert range(10**6) == Roster.of(range(10**6)).run
    assert 999_999 == Roster.of(range(10**6)).find(999_999)


def test_tuple_ids_stay_tuples_in_an_array():
    """F6."""
    roster = Roster.of([("eu", 7), ("us", 8)])
    assert [("eu", 7), ("us", 8)] == roster.to_numpy(roster.live).tolist()
    assert (2,) == roster.to_numpy(roster.live).shape
