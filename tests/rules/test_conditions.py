"""Conditions: one tree, evaluated on a pair, on sets and on masks, with the same answer."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.rules.conditions import (
    ALWAYS,
    NEVER,
    AllOf,
    AnyOf,
    Constant,
    Is,
    Negation,
    as_indices,
    compiled,
    fact_names,
    first_match,
    set_reader,
)

NAMES = ("connected", "blocked", "follows", "invited")
SIZE = 9

leaves = st.sampled_from([*map(Is, NAMES), ALWAYS, NEVER])
conditions = st.recursive(
    leaves,
    lambda part: st.one_of(
        part.map(Negation),
        st.tuples(part, part).map(lambda pair: pair[0] & pair[1]),
        st.tuples(part, part).map(lambda pair: pair[0] | pair[1]),
    ),
    max_leaves=8,
)
# Conditions that can be listed: a negation stands only beside a fact.
listable = st.recursive(
    st.sampled_from(list(map(Is, NAMES))),
    lambda part: st.one_of(
        st.tuples(part, conditions_of_all := st.sampled_from([ALWAYS, NEVER])).map(
            lambda pair: pair[0] & pair[1]
        ),
        st.tuples(part, part).map(lambda pair: pair[0] & pair[1]),
        st.tuples(part, part).map(lambda pair: pair[0] & ~pair[1]),
        st.tuples(part, part).map(lambda pair: pair[0] | pair[1]),
        st.tuples(part, conditions_of_all).map(lambda pair: (pair[0] & pair[1]) | pair[0]),
    ),
    max_leaves=8,
)
# Each fact holds for some members, given in one of the three forms, or for all or none.
members = st.sets(st.integers(0, SIZE - 1)).map(lambda ids: np.array(sorted(ids), np.int32))


def as_mask(indices: np.ndarray) -> np.ndarray:
    mask = np.zeros(SIZE, bool)
    mask[indices] = True
    return mask


facts_of_members = st.fixed_dictionaries(
    {name: st.one_of(members, members.map(as_mask), st.booleans()) for name in NAMES}
)


def expected(condition, facts) -> np.ndarray:
    """Evaluate the condition for each member alone."""
    holds = compiled(condition)
    masks_of = {
        name: np.full(SIZE, value) if isinstance(value, bool) else value
        for name, value in facts.items()
    }
    masks_of = {
        name: value if value.dtype == bool else as_mask(value) for name, value in masks_of.items()
    }
    return np.array(
        [
            holds(SimpleNamespace(**{name: bool(mask[i]) for name, mask in masks_of.items()}))
            for i in range(SIZE)
        ]
    )


@given(conditions, facts_of_members)
def test_masks_agree_with_each_member_alone(condition, facts):
    columns = {
        name: value if isinstance(value, bool) or value.dtype == bool else as_mask(value)
        for name, value in facts.items()
    }
    assert np.array_equal(
        np.broadcast_to(set_reader(condition)(columns), SIZE), expected(condition, facts)
    )


@given(listable, facts_of_members)
def test_sets_agree_with_each_member_alone(condition, facts):
    before = {name: np.copy(value) for name, value in facts.items()}
    found = set_reader(condition)(facts)
    mask = np.full(SIZE, found) if isinstance(found, bool) else as_mask(as_indices(found))
    wanted = expected(condition, facts)
    if found is True or any(value is True for value in facts.values()):
        # "All but some" cannot be listed; it can arise only where a fact holds for all.
        assert (mask | wanted)[wanted].all()
    else:
        assert np.array_equal(mask, wanted)
    assert all(np.array_equal(value, before[name]) for name, value in facts.items())


def test_all_members_cannot_be_listed():
    with pytest.raises(ValueError, match="some members"):
        as_indices(True)


@given(conditions)
def test_a_pair_reads_only_the_facts_that_the_condition_names(condition):
    read = set()

    class Facts:
        def __getattr__(self, name):
            read.add(name)
            return False

    compiled(condition)(Facts())
    assert read <= fact_names(condition) <= set(NAMES)


def test_a_pair_stops_at_the_first_fact_that_decides():
    assert compiled(Is("connected") | Is("blocked"))(SimpleNamespace(connected=True))
    assert not compiled(Is("connected") & Is("blocked"))(SimpleNamespace(connected=False))


@given(st.lists(conditions, max_size=5), facts_of_members)
def test_the_first_row_that_matches_decides(rows, facts):
    every = [SimpleNamespace(condition=condition) for condition in [*rows, ALWAYS]]
    pick = first_match(every, keep=True)
    pair = SimpleNamespace(**{name: value is True for name, value in facts.items()})
    assert next(row for row in every if compiled(row.condition)(pair)) is pick(pair)


def test_nodes_of_one_kind_are_joined():
    one, two, three = map(Is, NAMES[:3])
    assert AllOf((one, two, three)) == one & two & three
    assert AnyOf((one, two, three)) == one | (two | three)
    assert Negation(one) == ~one
    assert Constant(True) == ALWAYS != NEVER


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Is("viewer_follows"), "viewer follows"),
        (~Is("blocked") & Is("connected"), "not blocked and connected"),
        ((Is("blocked") | Is("connected")) & ~(Is("follows") & Is("invited")),
         "(blocked or connected) and not (follows and invited)"),
        ((Is("blocked") & Is("connected")) | NEVER, "(blocked and connected) or never"),
        (~Is("blocked") | Is("connected"), "(not blocked) or connected"),
        (~AllOf((Is("blocked"),), label="Block is allowed"), "not (Block is allowed)"),
        (ALWAYS, "always"),
    ],
)  # fmt: skip
def test_a_condition_prints_in_words(condition, text):
    assert text == str(condition)


@pytest.mark.parametrize("name", ["", "a b", "__import__('os')", "x; y", "Upper"])
def test_a_fact_has_a_plain_name(name):
    with pytest.raises(ValueError, match="regex"):
        Is(name)
