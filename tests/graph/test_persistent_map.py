"""The persistent map is a dict of which every version stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.graph.persistent_map import Deferred, PersistentMap
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
