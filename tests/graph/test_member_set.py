"""A `MemberSet` is a `frozenset` that knows member order (F10)."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable, Set
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph.member_index import MemberIndex
from tests.graph.drawing import fewer, rosters, some_of, twins
from tests.graph.plain import Twin

OPERATORS = [operator.and_, operator.or_, operator.sub, operator.xor]
COMPARISONS = [operator.eq, operator.ne, operator.le, operator.lt, operator.ge, operator.gt]


def _set(member_index: MemberIndex, ids: list[Any]) -> lg.MemberSet[Any]:
    indices = np.array(sorted(map(member_index.find, ids)), np.int32)
    return lg.MemberSet(member_index, indices)


@st.composite
def pairs_of_sets(draw: st.DrawFn) -> tuple[lg.MemberSet[Any], lg.MemberSet[Any]]:
    """Draw two sets of one graph's members, small ones often."""
    ids = draw(rosters())
    member_index = MemberIndex.of(ids)
    return _set(member_index, draw(some_of(ids))), _set(member_index, draw(some_of(ids)))


def _elsewhere(members: lg.MemberSet[Any]) -> lg.MemberSet[Any]:
    """Return the same ids as a set of another graph's members, in the reverse order."""
    ids = list(members)[::-1]
    return _set(MemberIndex.of(["another", *ids]), ids)


ALIKE: dict[str, Callable[[lg.MemberSet[Any]], Set[Any]]] = {
    "the same graph": lambda members: members,
    "another graph": _elsewhere,
    "frozenset": frozenset,
    "set": set,
    "dict keys": lambda members: dict.fromkeys(members).keys(),
}
alike = pytest.mark.parametrize("form", ALIKE.values(), ids=ALIKE)


@alike
@given(sets=pairs_of_sets())
def test_operations_are_those_of_frozensets(
    sets: tuple[lg.MemberSet[Any], lg.MemberSet[Any]], form: Callable[[Any], Set[Any]]
):
    """With any kind of set on either side."""
    left, right = sets
    other = form(right)
    for operation in OPERATORS:
        expected = operation(frozenset(left), frozenset(right))
        assert expected == operation(left, other)
        assert operation(frozenset(right), frozenset(left)) == operation(other, left)
        assert hash(expected) == hash(operation(left, frozenset(other)))
    for comparison in COMPARISONS:
        assert comparison(frozenset(left), frozenset(right)) == comparison(left, other)
        assert comparison(frozenset(right), frozenset(left)) == comparison(other, left)
    assert frozenset(left).isdisjoint(right) == left.isdisjoint(other)


@given(sets=pairs_of_sets())
def test_sets_of_one_graph_stay_sets_of_its_members_in_order(
    sets: tuple[lg.MemberSet[Any], lg.MemberSet[Any]],
):
    """F10."""
    left, right = sets
    order = list(left | right)
    for operation in OPERATORS:
        actual = operation(left, right)
        assert lg.MemberSet is type(actual)
        assert [member for member in order if member in actual] == list(actual)
        assert [member for member in order if member in frozenset(actual)] == list(actual)


@given(sets=pairs_of_sets())
def test_with_any_other_set_the_answer_is_a_frozenset(
    sets: tuple[lg.MemberSet[Any], lg.MemberSet[Any]],
):
    left, right = sets
    for other in (_elsewhere(right), frozenset(right), set(right)):
        for operation in OPERATORS:
            assert frozenset is type(operation(left, other))
            assert isinstance(operation(other, left), (set, frozenset))


@given(sets=pairs_of_sets())
def test_equal_to_a_frozenset_and_so_is_the_hash(
    sets: tuple[lg.MemberSet[Any], lg.MemberSet[Any]],
):
    left, _ = sets
    assert frozenset(left) == left
    assert left == frozenset(left)
    assert hash(frozenset(left)) == hash(left) == hash(_elsewhere(left))
    assert {left: 1} == {frozenset(left): 1} == {_elsewhere(left): 1}


@given(sets=pairs_of_sets())
def test_its_ids_come_as_an_array_in_order(
    sets: tuple[lg.MemberSet[Any], lg.MemberSet[Any]],
):
    """F10."""
    left, _ = sets
    actual = left.to_numpy()
    assert list(left) == actual.tolist()
    assert (len(left),) == actual.shape
    assert actual.dtype in (np.dtype(np.int64), np.dtype(object))


@given(sets=pairs_of_sets(), protocol=st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_pickles_and_copies_hold_the_ids_in_order(
    sets: tuple[lg.MemberSet[Any], lg.MemberSet[Any]], protocol: int
):
    """F10."""
    left, right = sets
    pickled = pickle.loads(pickle.dumps(left, protocol))
    for back in (pickled, copy.copy(left), copy.deepcopy(left)):
        assert left == back
        assert list(left) == list(back)
        assert frozenset(left) & frozenset(right) == back & right
        assert lg.MemberSet is type(back)


def test_a_pickle_leaves_the_graph_behind():
    graph = lg.LinkGraph.from_edges(connections=[(0, 1)], members=[f"m{n}" for n in range(1000)])
    assert 1000 > len(pickle.dumps(graph.connections_of(0)))


@fewer
@given(twin=twins(least=1), data=st.data())
def test_a_set_outlives_edits_of_its_graph(twin: Twin, data: st.DataObject):
    member = data.draw(st.sampled_from(list(twin.graph)))
    answers = (twin.graph.members, twin.graph.followers(member), twin.graph.following(member))
    before = [list(answer) for answer in answers]
    later = twin.graph.without_member(member).with_members("newcomer", member).compact()
    assert before == [list(answer) for answer in answers]
    assert frozenset(before[0]) | {"newcomer", member} == later.members | twin.graph.members
    assert frozenset() == twin.graph.members - later.members


def test_ids_are_integers_where_all_members_of_the_graph_are():
    """F6."""
    complete = lg.LinkGraph.from_edges(connections=[(1, 5), (5, 9)])
    assert np.dtype(np.int64) == complete.connections_of(5).to_numpy().dtype
    assert np.dtype(np.int64) == lg.LinkGraph().members.to_numpy().dtype
    mixed = complete.with_members("ana")
    assert np.dtype(object) == mixed.connections_of(5).to_numpy().dtype
    assert [1, 9] == mixed.connections_of(5).to_numpy().tolist()
    assert np.dtype(np.int64) == mixed.without_member("ana").members.to_numpy().dtype
    assert np.dtype(object) == complete.with_members(2**63).members.to_numpy().dtype


def test_what_equals_no_id_is_not_in():
    """F6."""
    members = lg.LinkGraph.from_edges(connections=[(1, 2)]).members
    assert 1 in members
    assert np.int16(1) in members
    for value in (1.5, None, [1], "1", 3, float("nan"), float("inf"), np.datetime64(1, "s")):
        assert value not in members
        assert frozenset() == members & iter([value])


FOREIGN = st.sampled_from(
    [1.0, 1.5, True, None, np.float64(2), np.int8(2), Decimal(2), "1", np.str_("ana"), (1.0, "x"),
     (np.int64(1), "x"), float("inf"), 1 + 0j, np.True_, Fraction(1, 2), ...]
)  # fmt: skip


def can_be_a_set(items: list[Any]) -> bool:
    """Whether the items can be compared: a decimal and an equal scalar of NumPy cannot."""
    return not {Decimal, np.int8} <= set(map(type, items))


@given(
    ids=st.lists(st.sampled_from([1, 2, 7, "ana", (1, "x"), 2**70]), unique=True),
    others=st.lists(FOREIGN | st.sampled_from([1, 2, 7, "ana", (1, "x"), 2**70])).filter(
        can_be_a_set
    ),
)
def test_the_laws_of_sets_hold_for_items_that_are_no_ids(ids: list[Any], others: list[Any]):
    """A set answers as the frozenset of its ids, to which 1.0 and True are 1."""
    stored = lg.LinkGraph.from_edges(members=ids).members
    plain, other = frozenset(ids), frozenset(others)
    for operation in OPERATORS:
        assert operation(plain, other) == operation(stored, other)
        assert operation(other, plain) == operation(other, stored)
        assert not any(isinstance(item, np.str_ | np.integer) for item in operation(stored, other))
    for comparison in COMPARISONS:
        assert comparison(plain, other) == comparison(stored, other)
        assert comparison(other, plain) == comparison(other, stored)
    assert [item in plain for item in others] == [item in stored for item in others]
    assert plain.isdisjoint(other) == stored.isdisjoint(other)
    assert (hash(other) == hash(stored)) or other != stored


@given(sets=pairs_of_sets())
def test_numpy_reads_the_ids(sets: tuple[lg.MemberSet[Any], lg.MemberSet[Any]]):
    """F10."""
    left, _ = sets
    for actual in (np.asarray(left), np.array(left), left.__array__()):
        assert left.to_numpy().dtype == actual.dtype
        assert list(left) == actual.tolist()
        assert (len(left),) == actual.shape
    assert np.dtype(object) == np.asarray(left, object).dtype
    assert list(left) == np.asarray(left, object).tolist()
    with pytest.raises(lg.InvalidInput):
        left.__array__(copy=False)


def test_functions_of_numpy_take_sets():
    graph = lg.LinkGraph.from_edges(connections=[(1, 2), (2, 9)])
    assert [True, True] == np.isin([1, 9], graph.connections_of(2)).tolist()
    assert [2] == np.setdiff1d(graph.members, graph.connections_of(2)).tolist()
    assert np.dtype(np.float32) == np.asarray(graph.members, np.float32).dtype
    tuples = lg.LinkGraph.from_edges(members=[("eu", 1), ("eu", 2)]).members
    assert [("eu", 1), ("eu", 2)] == np.array(tuples).tolist()


def test_other_things_are_no_sets():
    members = lg.LinkGraph.from_edges(connections=[(1, 2)]).members
    assert members != [1, 2]
    assert NotImplemented is members.__eq__((1, 2))
    for operation in OPERATORS:
        with pytest.raises(TypeError):
            operation(members, 5)
        with pytest.raises(TypeError):
            operation(5, members)


def test_sets_of_one_size_are_equal_only_if_their_ids_are():
    """As with frozensets, whichever graph or kind of set the other is of."""
    members = lg.LinkGraph.from_edges(connections=[(1, 2)]).members
    others = lg.LinkGraph.from_edges(connections=[(2, 3)]).members
    for other in (others, {2, 3}, frozenset({2, 3}), {1: "a", 3: "b"}.keys(), {1}, set()):
        assert members != other
        assert other != members
    for same in ({1, 2}, {1: "a", 2: "b"}.keys(), pickle.loads(pickle.dumps(members))):
        assert members == same
        assert same == members


@pytest.mark.parametrize(
    "indices",
    [np.array([0, 2], np.int32), np.array([True, False, True])],
    ids=["array", "mask"],
)
def test_the_length_is_the_same_before_and_after_the_ids_are_looked_up(indices: Any):
    members = lg.MemberSet(MemberIndex.of(["ana", "bo", "cy"]), indices)
    assert 2 == len(members)
    assert ["ana", "cy"] == list(members)
    assert 2 == len(members)


def test_any_iterable_of_ids_may_stand_beside():
    """As the mixins of `collections.abc.Set` allow."""
    members = lg.LinkGraph.from_edges(connections=[(1, 2)]).members
    assert {1, 2, 3} == members | [3]
    assert {1} == members & iter([1, 7])


def test_repr_shows_six_at_most():
    def shown(number: int) -> str:
        return repr(lg.LinkGraph.from_edges(members=range(number)).members)

    assert ["MemberSet()", "MemberSet({0})"] == [shown(0), shown(1)]
    assert "MemberSet({0, 1, 2, 3, 4, 5})" == shown(6)
    assert "MemberSet({0, 1, 2, 3, 4, 5, … 1 more})" == shown(7)
    assert "MemberSet({0, 1, 2, 3, 4, 5, … 1,228 more})" == shown(1234)


def test_it_is_a_set_to_everybody():
    members = lg.LinkGraph.from_edges(connections=[(1, 2)]).members
    assert isinstance(members, Set)
    assert (2, True) == (len(members), bool(members))
    assert not lg.LinkGraph().members
    with pytest.raises(AttributeError):
        members.anything = 1
