"""Rows of neighbours are a dict of sets, laid flat or edited (F1, F2)."""

from __future__ import annotations

from itertools import chain, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.graph import csr as adjacency
from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.sorted_arrays import pack, unpack
from tests.graph.drawing import fewer, some_of

pytestmark = pytest.mark.usefixtures("thresholds")

N = 7
PAIRS = some_of(list(product(range(N), range(N))))
BEYOND = some_of(list(product(range(N + 3), range(N + 3))))
# 600 pairs cross the shipped threshold of bulk edits
MANY = st.just([(a, b) for a in range(30) for b in range(20)])


def _keys(pairs: Any) -> Any:
    sources, targets = _ends(pairs)
    return np.sort(pack(sources, targets))


def _ends(pairs: Any) -> tuple[Any, Any]:
    columns = np.array(list(pairs), np.int32).reshape(-1, 2)
    return columns[:, 0].copy(), columns[:, 1].copy()


def _edited(start: Any, flips: list[Any]) -> tuple[set[Any], Adjacency]:
    """Return pairs and an adjacency after flips, of which each is a list of distinct pairs."""
    pairs, rows = set(start), Adjacency.from_keys(N, _keys(start))
    for item in flips:
        pairs ^= set(item)
        rows = rows.flip_many(*_ends(item))
    return pairs, rows


EDITED = st.builds(_edited, PAIRS, st.lists(st.one_of(BEYOND, PAIRS, MANY), max_size=3))
FEW_EDITS = st.builds(_edited, PAIRS, st.lists(BEYOND, max_size=2))


def _rows(pairs: set[Any], size: int) -> list[list[int]]:
    return [sorted(b for a, b in pairs if a == index) for index in range(size)]


def _check(pairs: set[Any], actual: Adjacency, size: int = 32) -> None:
    expected = _rows(pairs, size)
    assert expected == [actual.row(index).tolist() for index in range(size)]
    assert [len(row) for row in expected] == [actual.count(index) for index in range(size)]
    for few in (0, 3, N, N + 1, size):
        assert [len(row) for row in expected[:few]] == actual.counts(few).tolist()
    assert len(pairs) == actual.entries
    assert _keys(sorted(pairs)).tolist() == actual.keys().tolist()
    assert not any(actual.row(index).flags.writeable for index in range(size))


# -- rows -----------------------------------------------------------------------------------


@fewer
@given(edited=EDITED)
def test_rows_are_a_dict_of_sets_however_edited(edited: tuple[set[Any], Adjacency]):
    pairs, rows = edited
    _check(pairs, rows)
    _check(pairs, rows.compact())
    flat = rows.compact()
    assert flat is flat.compact()


@fewer
@given(edited=FEW_EDITS)
def test_each_pair_is_found(edited: tuple[set[Any], Adjacency]):
    pairs, rows = edited
    for pair in product(range(N + 4), range(N + 4)):
        assert (pair in pairs) == rows.has(*pair)


@fewer
@given(edited=FEW_EDITS, asked=st.one_of(BEYOND, MANY))
def test_many_pairs_are_found_as_one_by_one(edited: tuple[set[Any], Adjacency], asked: Any):
    """Bulk equals single."""
    _, rows = edited
    keys = _keys(asked)
    expected = [rows.has(a, b) for a, b in sorted(asked)]
    assert expected == rows.has_keys(keys).tolist()


@fewer
@given(
    edited=FEW_EDITS,
    asked=st.one_of(
        st.lists(st.integers(0, N + 4), max_size=5),
        st.lists(st.integers(0, N + 4), min_size=33, max_size=40),
        st.lists(st.integers(0, N - 1), min_size=2, max_size=3),
    ),
)
def test_gathering_rows_is_the_same_as_reading_each(
    edited: tuple[set[Any], Adjacency], asked: list[int]
):
    """Bulk equals single; in which order rows come is nobody's business."""
    _, rows = edited
    for item in (rows, rows.compact()):
        indices = np.array(asked, np.int32)
        rowed = [item.row(index).tolist() for index in asked]
        assert sorted(chain.from_iterable(rowed)) == sorted(item.gather(indices).tolist())
        assert list(map(len, rowed)) == item.lengths(indices).tolist()
        assert np.dtype(np.int32) == item.gather(indices).dtype
        assert asked == indices.tolist()


@fewer
@given(
    edited=FEW_EDITS,
    asked=st.lists(st.integers(0, N + 4), max_size=40),
    wanted=st.sets(st.integers(0, N + 4), max_size=6),
)
def test_whether_any_neighbour_is_wanted_is_the_same_as_asking_each_row(
    edited: tuple[set[Any], Adjacency], asked: list[int], wanted: set[int]
):
    """Bulk equals single."""
    _, rows = edited
    mask = np.isin(np.arange(N + 5), list(wanted))
    for item in (rows, rows.compact()):
        expected = [bool(wanted.intersection(item.row(index).tolist())) for index in asked]
        indices = np.array(asked, np.int32)
        assert expected == item.any_neighbour(indices, mask.take).tolist()
    assert [] == rows.gather(indices[:0]).tolist()


@fewer
@given(edited=FEW_EDITS, pair=st.tuples(st.integers(0, N + 3), st.integers(0, N + 3)))
def test_a_flip_puts_in_or_takes_out_and_leaves_the_old_rows(
    edited: tuple[set[Any], Adjacency], pair: tuple[int, int]
):
    pairs, rows = edited
    _check(pairs ^ {pair}, rows.flip(pair))
    _check(pairs, rows)
    other = (pair[0] + 1, pair[1])
    _check(pairs ^ {pair, other}, rows.flip(pair, other))


@fewer
@given(edited=FEW_EDITS)
def test_no_flips_give_the_same_rows_back(edited: tuple[set[Any], Adjacency]):
    _, rows = edited
    assert rows is rows.flip_many(*_ends([]))


@fewer
@given(edited=FEW_EDITS, numbers=st.permutations(range(N + 3)))
def test_renumbering_moves_both_ends(edited: tuple[set[Any], Adjacency], numbers: list[int]):
    pairs, rows = edited
    moved = {(numbers[a], numbers[b]) for a, b in pairs}
    _check(moved, rows.renumbered(np.array(numbers, np.int64), N + 3))


@fewer
@given(edited=EDITED, size=st.integers(0, 40))
def test_counts_are_of_as_many_rows_as_asked_for(edited: tuple[set[Any], Adjacency], size: int):
    pairs, rows = edited
    assert [len(row) for row in _rows(pairs, size)] == rows.counts(size).tolist()


def test_no_rows_at_all_are_empty_rows():
    _check(set(), Adjacency())
    assert [] == Adjacency().gather(np.arange(40, dtype=np.int32)).tolist()
    assert [] == Adjacency().gather(np.arange(0, dtype=np.int32)).tolist()


# -- one-way pairs --------------------------------------------------------------------------


@fewer
@given(start=PAIRS, flips=st.lists(st.one_of(BEYOND, MANY), max_size=2))
def test_one_way_pairs_are_read_from_both_ends(start: Any, flips: list[Any]):
    """F2."""
    pairs, directed = set(start), Directed.from_keys(N, _keys(start))
    for item in flips:
        pairs ^= set(item)
        directed = directed.flip_many(*_ends(item))
    for actual in (directed, directed.compact()):
        _check(pairs, actual.out)
        _check({(b, a) for a, b in pairs}, actual.into)
        for index in range(N + 4):
            near = {b for a, b in pairs if a == index} | {a for a, b in pairs if b == index}
            assert sorted(near) == actual.either(index).tolist()


@fewer
@given(start=PAIRS, pair=st.tuples(st.integers(0, N + 3), st.integers(0, N + 3)))
def test_a_one_way_pair_flips_alone(start: Any, pair: tuple[int, int]):
    """F2."""
    directed = Directed.from_keys(N, _keys(start))
    other = (pair[0] + 1, pair[1] + 1)
    flipped = directed.flip(pair)
    assert (other in start) != directed.flip(pair, other).has(*other)
    pairs = set(start) ^ {pair}
    assert (pair in pairs) == flipped.has(*pair)
    _check(pairs, flipped.out)
    _check({(b, a) for a, b in pairs}, flipped.into)
    assert directed.out is directed.flip_many(*_ends([])).out


@fewer
@given(start=PAIRS, numbers=st.permutations(range(N)))
def test_renumbering_one_way_pairs_keeps_both_ends_alike(start: Any, numbers: list[int]):
    """F2."""
    moved = {(numbers[a], numbers[b]) for a, b in start}
    actual = Directed.from_keys(N, _keys(start)).renumbered(np.array(numbers, np.int64), N)
    _check(moved, actual.out)
    _check({(b, a) for a, b in moved}, actual.into)


def test_flipping_every_one_of_many_pairs_leaves_none():
    """600 pairs are made and unmade by one merge."""
    ends = _ends((a, b) for a in range(30) for b in range(20))
    full = Adjacency.from_keys(0, _keys([])).flip_many(*ends)
    assert 600 == full.entries
    _check(set(), full.flip_many(*ends))


def test_many_flips_keep_an_edited_row_that_lies_beyond_the_base(monkeypatch):
    """F10: a joiner's row waits in the overlay, with a higher index than any flip has."""
    monkeypatch.setattr(adjacency, "_FEW_PAIRS", 0)
    rows = Adjacency().flip((5, 1)).flip_many(*unpack(np.array([2], np.int64)))
    assert [[5, 1], [0, 2]] == [[5, *rows.row(5)], [0, *rows.row(0)]]
