"""The persistent map is a dict of which every version stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.graph.persistent_map import Deferred, PairMap, PersistentMap
from tests.graph.drawing import fewer

pytestmark = pytest.mark.usefixtures("thresholds")

KEYS = st.integers(0, 60)
VALUES = st.none() | st.integers(0, 3)
ITEMS = st.lists(st.tuples(KEYS, VALUES), max_size=12)
# a start and then versions: batches long enough to cross the shipped threshold, too
LARGE = st.dictionaries(KEYS, st.integers(0, 3), max_size=20)
BATCHES = st.lists(st.one_of(ITEMS, st.just([(key, 7) for key in range(40)])), max_size=6)


def _set(plain: dict[int, int], items: list[tuple[int, int | None]]) -> dict[int, int]:
    plain = dict(plain)
    for key, value in items:
        if value is None:
            plain.pop(key, None)
        else:
            plain[key] = value
    return plain


def _check(expected: dict[int, int], actual: PersistentMap[int, int]) -> None:
    assert expected == actual.to_dict()
    assert sorted(expected.items()) == sorted(actual.items())
    assert len(expected) == len(actual)
    assert bool(expected) == bool(actual)
    assert len(expected) <= actual.size_bound
    for key in range(-1, 62):
        assert expected.get(key) == actual.get(key)


@fewer
@given(large=LARGE, batches=BATCHES)
def test_every_version_is_the_dict_of_its_day(
    large: dict[int, int], batches: list[list[tuple[int, int | None]]]
):
    versions = [(large, PersistentMap(dict(large)))]
    for items in batches:
        plain, mapped = versions[-1]
        versions.append((_set(plain, items), mapped.set_many(items)))
    for plain, mapped in versions:
        _check(plain, mapped)


@fewer
@given(large=LARGE, items=ITEMS)
def test_one_by_one_is_the_same_as_many_at_once(
    large: dict[int, int], items: list[tuple[int, int | None]]
):
    """Bulk equals single."""
    mapped = PersistentMap(dict(large))
    one_by_one = mapped
    for key, value in items:
        one_by_one = one_by_one.set(key, value)
    assert mapped.set_many(iter(items)).to_dict() == one_by_one.to_dict()


@fewer
@given(large=LARGE, items=ITEMS)
def test_a_plain_dict_of_it_is_the_callers_own(
    large: dict[int, int], items: list[tuple[int, int | None]]
):
    mapped = PersistentMap(dict(large)).set_many(items)
    expected = mapped.to_dict()
    mapped.to_dict().clear()
    assert expected == mapped.to_dict()


def test_an_empty_map_holds_nothing():
    _check({}, PersistentMap())
    _check({}, PersistentMap[int, int]().set(1, 2).set(1, None))


@fewer
@given(large=LARGE, batches=BATCHES)
def test_entries_that_are_read_late_are_entries_like_others(
    large: dict[int, int], batches: list[list[tuple[int, int | None]]]
):
    """Such as those of a stored graph; they are read once, by whatever asks first."""
    reads: list[int] = []

    def read() -> dict[int, int]:
        reads.append(1)
        return dict(large)

    plain, actual = large, PersistentMap(Deferred(read))
    assert [] == reads
    _check(plain, actual)
    for batch in batches:
        plain, actual = _set(plain, batch), actual.set_many(batch)
        _check(plain, actual)
    assert plain == actual.to_dict()
    assert [1] == reads


@fewer
@given(large=LARGE, first=BATCHES, second=BATCHES, unrelated=st.booleans())
def test_two_versions_differ_at_most_under_the_keys_that_changed(
    large: dict[int, int],
    first: list[list[tuple[int, int | None]]],
    second: list[list[tuple[int, int | None]]],
    unrelated: bool,
) -> None:
    """They are the same exactly if their dicts are."""
    start = PersistentMap(dict(large))
    one, other = start, PersistentMap(dict(large)) if unrelated else start
    for batch in first:
        one = one.set_many(batch)
    for batch in second:
        other = other.set_many(batch)
    here, there = one.to_dict(), other.to_dict()
    different = {key for key in {*here, *there} if here.get(key) != there.get(key)}
    assert different <= one.changed_keys(other)
    assert one.changed_keys(other) == other.changed_keys(one)
    assert one.same_as(other) is (here == there)


PAIRS = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1])
PAIR_ITEMS = st.lists(st.tuples(PAIRS, VALUES), max_size=5)


@fewer
@given(
    large=st.dictionaries(PAIRS, st.integers(0, 3)),
    batches=st.lists(st.tuples(st.booleans(), PAIR_ITEMS), max_size=8),
)
def test_the_pairs_of_a_member_are_found(
    large: dict[tuple[int, int], int],
    batches: list[tuple[bool, list[tuple[tuple[int, int], int | None]]]],
) -> None:
    """Asked early or late, in each version."""
    versions = [PairMap(dict(large))]
    for asked, items in batches:
        if asked:
            versions[-1].pairs_of(0)
        versions.append(versions[-1].set_many(items))
    for version in versions:
        for index in range(6):
            pairs = sorted(pair for pair in version.to_dict() if index in pair)
            assert pairs == version.pairs_of(index)
            assert bool(pairs) == version.mentions(index)
            others = {p: v for p, v in version.to_dict().items() if index not in p}
            assert others == version.without(index).to_dict()
