"""`Assumptions`: a table of figures, each with a unit and a range."""

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
def test_a_figure_within_its_range_is_accepted_and_shown(field, data):
    value = data.draw(st.floats(field.metadata["low"], field.metadata["high"]))
    remaining = dict.fromkeys(OF_CONNECTIONS, 0) if field.name in OF_CONNECTIONS else {}
    assumed = lg.Assumptions(**{**remaining, field.name: value})
    assert value == getattr(assumed, field.name)
    assert assumed == eval(repr(assumed), {"Assumptions": lg.Assumptions})
    assert assumed == pickle.loads(pickle.dumps(assumed))
    assert hash(assumed) == hash(pickle.loads(pickle.dumps(assumed)))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@pytest.mark.parametrize("end", ["low", "high"])
def test_both_ends_of_a_range_are_accepted(field, end):
    value = field.metadata[end]
    remaining = dict.fromkeys(OF_CONNECTIONS, 0) if field.name in OF_CONNECTIONS else {}
    assert value == getattr(lg.Assumptions(**{**remaining, field.name: value}), field.name)


@given(ANY, st.booleans(), st.floats(0.001, 10))
def test_a_figure_out_of_its_range_is_refused(field, above, by):
    low, high = field.metadata["low"], field.metadata["high"]
    value = high + by if above else low - by
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Assumptions(**{field.name: value})
    expected = f"a number from {low:,} to {high:,} for `{field.name}`"
    assert lg.InvalidInput(value, expected) == caught.value


@pytest.mark.parametrize("value", [True, "3", None, math.nan, math.inf, -math.inf, 10**400, 1 + 0j])
@pytest.mark.parametrize("name", ["mean_follows", "note_share"])
def test_only_numbers_are_accepted(name, value):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Assumptions(**{name: value})
    high = getattr(FIELDS, name).metadata["high"]
    assert lg.InvalidInput(value, f"a number from 0 to {high} for `{name}`") == caught.value


def test_an_assumption_is_given_by_its_name():
    with pytest.raises(TypeError):
        lg.Assumptions(40)  # type: ignore[misc]  # to see it refused


def test_numpy_floats_are_floats():
    assert lg.Assumptions(note_share=0.5) == lg.Assumptions(note_share=np.float64(0.5))


def test_shares_of_connections_add_up_to_one_at_most():
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Assumptions(team_share=0.9)
    default = lg.Assumptions()
    shares = {name: getattr(default, name) for name in OF_CONNECTIONS} | {"team_share": 0.9}
    names = ", ".join(f"`{name}`" for name in OF_CONNECTIONS)
    expected = f"shares of connections ({names}) that add up to 1 at most"
    assert lg.InvalidInput(shares, expected) == caught.value
    assert list(OF_CONNECTIONS) == list(caught.value.value)


def test_tenths_that_add_up_to_one_are_accepted():
    """Their sum as floats is a little more."""
    for shares in ((0.7, 0.1, 0.1, 0.1), (1, 0, 0, 1e-9)):
        lg.Assumptions(**dict(zip(OF_CONNECTIONS, shares, strict=True)))


def test_every_assumption_is_documented_with_its_unit_and_range():
    text = lg.Assumptions.__doc__ or ""
    for field in FIELDS:
        low, high = field.metadata["low"], field.metadata["high"]
        figures = f"(default {field.default:,}, from {low:,} to {high:,})"
        line = f"{field.metadata['unit']}: {field.metadata['description']} {figures}.\n"
        assert f"\n{field.name}\n    {line}" in text
        assert field.metadata["low"] <= field.default <= field.metadata["high"]
    assert "{" not in text


def test_default_assumptions_are_not_repeated_in_the_repr():
    default = lg.Assumptions()
    assert "Assumptions()" == repr(default)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        default.note_share = 1
