"""Sorted arrays are sets, and packed pairs are pairs."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph import sorted_arrays
from linkgraph.graph.csr import Adjacency
from linkgraph.graph.sorted_arrays import (
    NO_INDICES,
    both_directions,
    contains,
    difference,
    distinct,
    indices_of,
    intersection,
    isin,
    isin_sorted,
    keys_of,
    mask_of,
    pack,
    read_only,
    symmetric_difference,
    toggled,
    unpack,
)
from tests.graph.drawing import some_of

SORTED = st.lists(st.integers(0, 30), unique=True, max_size=12).map(sorted)
LONG = st.integers(1, 3_000)
PAIRS = some_of(list(product(range(7), range(7))))


def _ends(pairs: Any) -> tuple[Any, Any]:
    columns = np.array(list(pairs), np.int32).reshape(-1, 2)
    return columns[:, 0].copy(), columns[:, 1].copy()


@given(left=SORTED, right=SORTED)
def test_operations_are_those_of_sets(left: list[int], right: list[int]):
    arrays = np.array(left, np.int32), np.array(right, np.int32)
    for actual, expected in (
        (symmetric_difference(*arrays), set(left) ^ set(right)),
        (intersection(*arrays), set(left) & set(right)),
        (difference(*arrays), set(left) - set(right)),
    ):
        assert sorted(expected) == actual.tolist()
        assert np.dtype(np.int32) == actual.dtype
    assert (left, right) == tuple(array.tolist() for array in arrays)


@given(row=SORTED, index=st.integers(0, 2**31 - 1) | st.integers(0, 30))
def test_one_index_is_held_or_not_and_toggles(row: list[int], index: int):
    array = np.array(row, np.int32)
    assert (index in row) == contains(array, index)
    actual = toggled(array, index)
    assert sorted({*row} ^ {index}) == actual.tolist()
    assert row == toggled(actual, index).tolist() == array.tolist()
    assert np.dtype(np.int32) == actual.dtype
    assert not actual.flags.writeable


@given(values=st.lists(st.integers(-5, 40)), row=SORTED)
def test_in_sorted_is_membership(values: list[int], row: list[int]):
    actual = isin(np.array(values, np.int64), np.array(row, np.int64))
    assert [value in row for value in values] == actual.tolist()
    assert np.dtype(bool) == actual.dtype


@given(values=st.lists(st.integers(0, 9)))
def test_distinct_sorts_and_drops_repeats(values: list[int]):
    assert sorted(set(values)) == distinct(np.array(values, np.int64)).tolist()


@given(values=st.lists(st.integers(0, 9)), but=SORTED)
def test_distinct_drops_what_is_unwanted(values: list[int], but: list[int]):
    actual = distinct(np.array(values, np.int32), but=np.array(but, np.int32))
    assert sorted(set(values) - set(but)) == actual.tolist()


@given(seed=st.integers(0, 99), lengths=st.tuples(LONG, LONG), share=st.floats(0, 1))
def test_what_is_common_to_long_arrays_is_that_of_sets(
    seed: int, lengths: tuple[int, int], share: float
):
    rng = np.random.default_rng(seed)
    limit = int(max(lengths) * (1 + 2 * share))
    left, right = (
        np.append(np.sort(rng.choice(limit, length, replace=False)), limit).astype(np.int32)
        for length in lengths
    )
    actual = intersection(left, right)
    assert sorted(set(left.tolist()) & set(right.tolist())) == actual.tolist()
    assert np.dtype(np.int32) == actual.dtype


@given(members=SORTED, more=st.integers(0, 20))
def test_a_mask_is_set_for_members(members: list[int], more: int):
    size = max(members, default=0) + 1 + more
    actual = mask_of(np.array(members, np.int32), size)
    assert [index in members for index in range(size)] == actual.tolist()


@given(members=st.sets(st.integers(0, 200)), more=st.integers(1, 90))
def test_where_a_mask_is_set_are_its_members(members: set[int], more: int):
    mask = mask_of(np.array(sorted(members), np.int32), max(members, default=0) + more)
    assert sorted(members) == indices_of(mask).tolist()
    assert np.dtype(np.int32) == indices_of(mask).dtype


@given(left=SORTED, right=SORTED)
def test_among_is_membership_whichever_is_longer(left: list[int], right: list[int]):
    actual = isin_sorted(np.array(left, np.int32), np.array(right, np.int32))
    assert [value in right for value in left] == actual.tolist()


def test_two_that_are_equal_are_one():
    for values in ([], [5], [5, 5], [5, 5, 5], [5, 4]):
        assert sorted(set(values)) == distinct(np.array(values, np.int64)).tolist()


def test_the_end_of_a_symmetric_difference_is_no_matter_of_what_lay_in_memory():
    for value, first in product((0, 1, 2), (True, False)):
        left, right = np.array([value], np.int32), np.array([1], np.int32)
        before = np.full(3, first)  # freed at once, so that its place is taken next
        del before
        assert sorted({value} ^ {1}) == symmetric_difference(left, right).tolist()


def test_nobody_is_an_empty_row_that_cannot_be_written():
    assert (0, np.dtype(np.int32)) == (len(NO_INDICES), NO_INDICES.dtype)
    for array in (NO_INDICES, read_only(np.arange(3, dtype=np.int32))):
        assert not array.flags.writeable


ENDS = st.integers(0, 2**31 - 1)


@given(pairs=st.lists(st.tuples(ENDS, ENDS), max_size=6))
def test_packed_pairs_come_back_and_sort_like_pairs(pairs: list[tuple[int, int]]):
    keys = pack(*_ends(pairs))
    assert pairs == list(zip(*(end.tolist() for end in unpack(keys)), strict=True))
    assert sorted(pairs) == list(zip(*(end.tolist() for end in unpack(np.sort(keys))), strict=True))


@given(pairs=PAIRS)
def test_both_ways_holds_each_pair_and_its_reverse_once(pairs: list[tuple[int, int]]):
    expected = sorted({*pairs, *((b, a) for a, b in pairs)})
    actual = unpack(both_directions(*_ends(pairs)))
    assert expected == list(zip(*(end.tolist() for end in actual), strict=True))


@given(pairs=st.lists(st.sampled_from([(a, b) for a in range(4) for b in range(4)])))
def test_keys_hold_each_pair_once(pairs: list[tuple[int, int]]):
    actual = unpack(keys_of(*_ends(pairs)))
    assert sorted({*pairs}) == list(zip(*(end.tolist() for end in actual), strict=True))


@pytest.mark.parametrize("length", [0, 1, 400, 5000])
def test_repeats_are_refused_wherever_they_would_give_a_wrong_answer(
    length: int, monkeypatch: pytest.MonkeyPatch
):
    """As shipped, in long arrays; in the tests, in arrays of every length."""
    plain = np.arange(length + 2, dtype=np.int64)
    repeated = np.sort(np.append(plain, 1))
    for checked_from, is_refused in ((4096, length == 5000), (0, True)):
        monkeypatch.setattr(sorted_arrays, "_CHECKED_FROM", checked_from)
        for operation in (
            lambda: symmetric_difference(plain, repeated),
            lambda: symmetric_difference(repeated, plain),
            lambda: difference(repeated, plain[:1]),
            lambda: Adjacency.from_keys(1, repeated),
            lambda: Adjacency().flip_many(np.zeros(len(repeated), np.int32), repeated),
        ):
            if is_refused:
                with pytest.raises(lg.InvalidInput):
                    operation()
        assert [1] == distinct(intersection(repeated, plain[1:2])).tolist()
