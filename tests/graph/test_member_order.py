"""In which order members stand (F10)."""

from __future__ import annotations

import random
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from tests.graph.drawing import IDS, edges, fewer, twins
from tests.graph.plain import Twin

PAIRS = st.lists(
    st.tuples(st.integers(-3, 9), st.integers(-3, 9)).filter(lambda pair: pair[0] != pair[1]),
    max_size=8,
)
MEMBERS = st.lists(st.integers(-5, 12), unique=True, max_size=6)


@given(connections=PAIRS, follows=PAIRS, members=MEMBERS, name=st.sampled_from([int, str]))
def test_members_given_come_first_then_by_first_appearance(
    connections: Any, follows: Any, members: Any, name: Any
):
    """F10: first in connections, then in follows."""
    connections, follows = (
        [tuple(map(name, pair)) for pair in pairs] for pairs in (connections, follows)
    )
    members = list(map(name, members))
    expected = dict.fromkeys(chain(members, *connections, *follows))
    actual = lg.LinkGraph.from_edges(connections=connections, follows=follows, members=members)
    assert list(expected) == list(actual)
    assert list(expected) == list(actual.members)


@given(
    connections=PAIRS,
    follows=PAIRS,
    members=st.one_of(MEMBERS, st.tuples(st.integers(-5, 5), st.integers(-5, 12))),
    kind=st.sampled_from([np.int8, np.int32, np.int64, object]),
)
def test_integer_arrays_add_their_ids_ascending(
    connections: Any, follows: Any, members: Any, kind: Any
):
    """F10: those of connections, then those of follows that are new; object arrays as pairs."""
    members = range(*members) if isinstance(members, tuple) else members

    def added(pairs: Any) -> Any:
        ids = list(chain(*pairs))
        return ids if kind is object else sorted(ids)

    expected = dict.fromkeys([*members, *added(connections), *added(follows)])
    connections, follows = (np.array(item, kind).reshape(-1, 2) for item in (connections, follows))
    actual = lg.LinkGraph.from_edges(connections=connections, follows=follows, members=members)
    assert list(expected) == list(actual)


@given(pairs=PAIRS, others=PAIRS)
def test_an_array_beside_pairs_keeps_each_ones_order(pairs: Any, others: Any):
    """F10."""
    array = np.array(pairs, np.int64).reshape(-1, 2)
    named = [(f"m{a}", f"m{b}") for a, b in others]
    after = dict.fromkeys([*sorted(chain(*pairs)), *chain(*named)])
    assert list(after) == list(lg.LinkGraph.from_edges(connections=array, follows=named))
    before = dict.fromkeys([*chain(*named), *sorted(chain(*pairs))])
    assert list(before) == list(lg.LinkGraph.from_edges(connections=named, follows=array))
    mixed = dict.fromkeys([*sorted(chain(*pairs)), *chain(*others)])
    assert list(mixed) == list(lg.LinkGraph.from_edges(connections=array, follows=others))


@given(
    ids=st.lists(st.integers(2**63 - 3, 2**63 + 3), min_size=2, max_size=6, unique=True),
)
def test_arrays_beyond_int64_add_their_ids_ascending_too(ids: Any):
    """F10."""
    array = np.array([ids[:2], ids[-2:]], np.uint64)
    assert sorted({*ids[:2], *ids[-2:]}) == list(lg.LinkGraph.from_edges(connections=array))


@pytest.mark.parametrize("pair", [(5, 2**63), (2**63, 5), (2**64 - 1, 2**63)])
def test_beyond_int64_in_one_column_or_both_they_ascend(pair: tuple[int, int]):
    """F10."""
    array = np.array([pair], np.uint64)
    assert sorted(pair) == list(lg.LinkGraph.from_edges(connections=array))
    assert sorted(pair) == list(lg.LinkGraph.from_edges(follows=array))


def test_spread_out_whole_numbers_add_their_ids_ascending():
    """F10."""
    array = np.array([[2**62, -(2**62)], [5, -(2**62)]])
    assert [-(2**62), 5, 2**62] == list(lg.LinkGraph.from_edges(connections=array))


@fewer
@given(twin=twins(), ids=st.lists(IDS, max_size=4))
@pytest.mark.usefixtures("thresholds")
def test_joiners_come_last(twin: Twin, ids: list[Any]):
    """F10."""
    expected = list(dict.fromkeys([*twin.graph, *ids]))
    joined = twin.graph.with_members(*ids)
    assert expected == list(joined)
    assert expected == list(joined.compact())


@fewer
@given(twin=twins(least=1), data=st.data())
@pytest.mark.usefixtures("thresholds")
def test_who_leaves_and_joins_again_comes_last(twin: Twin, data: st.DataObject):
    """F10."""
    members = list(twin.graph)
    member = data.draw(st.sampled_from(members))
    members.remove(member)
    removed = twin.graph.without_member(member)
    assert members == list(removed)
    assert [*members, member] == list(removed.with_members(member))
    assert [*members, member] == list(removed.compact().with_members(member))


@fewer
@given(twin=twins())
@pytest.mark.usefixtures("thresholds")
def test_every_answer_lists_members_in_their_order(twin: Twin):
    """F10."""
    place = {member: index for index, member in enumerate(twin.graph)}
    for member in twin.graph:
        for answer in (
            twin.graph.connections_of(member),
            twin.graph.following(member),
            twin.graph.followers(member),
        ):
            places = [place[other] for other in answer]
            assert sorted(places) == places


@given(given=edges(), seed=st.integers(0, 9))
def test_the_order_is_no_part_of_equality_or_hash(given: dict[str, Any], seed: int):
    """F10."""
    graph = lg.LinkGraph.from_edges(**given)
    members = list(graph)
    random.Random(seed).shuffle(members)
    other = lg.LinkGraph.from_edges(**{**given, "members": members})
    assert members == list(other)
    assert graph == other
    assert hash(graph) == hash(other)
