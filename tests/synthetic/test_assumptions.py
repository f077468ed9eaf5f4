"""`Assumptions`: a table of figures, each with a unit and a range that is kept."""

from __future__ import annotations

import math
import pickle

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg

FIELDS = attrs.fields(lg.Assumptions)
OF_CONNECTIONS = ("team_share", "colleague_share", "schoolmate_share", "closure_share")
ANY = st.sampled_from(FIELDS)


@given(ANY, st.data())
def test_what_is_in_its_range_is_taken_and_shown(field, data):
    value = data.draw(st.floats(field.metadata["low"], field.metadata["high"]))
    others = dict.fromkeys(OF_CONNECTIONS, 0) if field.name in OF_CONNECTIONS else {}
    assumed = lg.Assumptions(**{**others, field.name: value})
    assert value == getattr(assumed, field.name)
    assert assumed == eval(repr(assumed), {"Assumptions": lg.Assumptions})
    assert assumed == pickle.loads(pickle.dumps(assumed))
    assert hash(assumed) == hash(pickle.loads(pickle.dumps(assumed)))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@pytest.mark.parametrize("end", ["low", "high"])
def test_both_ends_of_a_range_are_in_it(field, end):
    value = field.metadata[end]
    others = dict.fromkeys(OF_CONNECTIONS, 0) if field.name in OF_CONNECTIONS else {}
    assert value == getattr(lg.Assumptions(**{**others, field.name: value}), field.name)


@given(ANY, st.booleans(), st.floats(0.001, 10))
def test_what_is_out_of_its_range_is_refused(field, above, by):
    low, high = field.metadata["low"], field.metadata["high"]
    value = high + by if above else low - by
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Assumptions(**{field.name: value})
    problem = f"is out of range for `{field.name}`"
    assert lg.InvalidInput(value, problem, f"use {low:,} to {high:,}") == caught.value


@pytest.mark.parametrize("value", [True, "3", None, math.nan, math.inf, 1 + 0j])
@pytest.mark.parametrize("name", ["mean_follows", "note_share"])
def test_what_is_no_number_is_refused(name, value):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Assumptions(**{name: value})
    high = getattr(FIELDS, name).metadata["high"]
    problem = f"is no value for `{name}`"
    assert lg.InvalidInput(value, problem, f"use a number from 0 to {high}") == caught.value


def test_an_assumption_is_given_by_its_name():
    with pytest.raises(TypeError):
        lg.Assumptions(40)  # type: ignore[misc]  # to see it refused


def test_numpy_floats_are_floats():
    assert lg.Assumptions(note_share=0.5) == lg.Assumptions(note_share=np.float64(0.5))


def test_shares_of_connections_above_one_in_all_are_refused():
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Assumptions(team_share=0.9)
    usual = lg.Assumptions()
    shares = {name: getattr(usual, name) for name in OF_CONNECTIONS} | {"team_share": 0.9}
    problem = "are shares of the connections that add up to more than 1"
    assert lg.InvalidInput(shares, problem, "lower one of them") == caught.value
    assert list(OF_CONNECTIONS) == list(caught.value.value)


def test_tenths_that_add_up_to_one_are_taken():
    """Though as floats they are a little more."""
    for each in ((0.7, 0.1, 0.1, 0.1), (1, 0, 0, 1e-9)):
        lg.Assumptions(**dict(zip(OF_CONNECTIONS, each, strict=True)))


def test_every_assumption_is_documented_with_its_unit_and_range():
    told = lg.Assumptions.__doc__ or ""
    for field in FIELDS:
        low, high = field.metadata["low"], field.metadata["high"]
        kept = f"(default {field.default:,}, from {low:,} to {high:,})"
        line = f"{field.metadata['unit']}: {field.metadata['says']} {kept}.\n"
        assert f"\n{field.name}\n    {line}" in told
        assert field.metadata["low"] <= field.default <= field.metadata["high"]
    assert "{" not in told


def test_usual_assumptions_are_shown_as_such_and_frozen():
    usual = lg.Assumptions()
    assert "Assumptions()" == repr(usual)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        usual.note_share = 1
