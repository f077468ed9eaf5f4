"""What a backend may answer, and what is said of an answer that is none."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum, StrEnum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.testing.adapter import (
    WrongAnswer,
    button,
    buttons,
    degree_of,
    in_order,
    number,
    repeated,
    texts,
)

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(),
    st.lists(st.one_of(st.text(), st.integers(), st.none())), st.dictionaries(st.text(), st.none()),
    st.just(object()), st.sampled_from(lg.ProfileButton), st.sampled_from(lg.Degree),
)  # fmt: skip
READERS = [button, buttons, degree_of, in_order, number, lambda it: texts(it, "one", "reset")]


@given(ANYTHING)
def test_whatever_is_answered_is_read_or_refused_in_a_sentence(value):
    for read in READERS:
        assert remedy(read, value).startswith(("return", "use"))


def remedy(read, value):
    try:
        read(value)
    except WrongAnswer as error:
        return error.remedy
    return "return it"


@given(st.lists(st.text()))
def test_texts_are_taken_from_any_collection(values):
    for found in (values, tuple(values), iter(values)):
        assert values == texts(found, "member", "reset")
    assert values == in_order(iter(values))
    assert {*values} == {*texts({*values}, "member", "reset")}
    assert {*values} == {*texts(dict.fromkeys(values, 7), "member", "reset")}
    assert texts({}, "member", "reset") == []


@given(st.lists(st.sampled_from("abc")))
def test_what_is_there_twice_is_found(items):
    assert min((each for each in items if items.count(each) > 1), default=None) == repeated(items)


def refused(read, value):
    with pytest.raises(WrongAnswer) as caught:
        read(value)
    return caught.value


def test_an_answer_in_keys_of_ones_own_is_refused_by_name():
    def members(value):
        return texts(value, "member", "reset")

    keys = "use the texts of `reset`"
    assert WrongAnswer(1, "a member", keys) == refused(members, ["ana", 1, 2])
    assert WrongAnswer(1, "a member", keys) == refused(in_order, (1,))
    none = "a collection of members", "return a list or a set, empty for none"
    for odd in (None, 3, "ana", b"ana"):
        assert WrongAnswer(odd, *none) == refused(members, odd)
    for odd in ({"ana"}, frozenset()):
        assert WrongAnswer(odd, "members in order", "return a list") == refused(in_order, odd)
    assert isinstance(refused(members, 3), lg.InvalidInput)


def test_an_error_of_the_backend_on_the_way_is_its_own():
    """An answer may be lazy, and the backend may be written with this library."""
    own = lg.InvalidInput("ana", "another", "do otherwise")

    class Lazy:
        def __iter__(self):
            raise own

    with pytest.raises(lg.InvalidInput) as caught:
        texts(Lazy(), "member", "reset")
    assert own is caught.value


def test_degrees_are_numbers_or_none():
    far = "out of network"
    assert ["you", "1st", "2nd", "3rd", far, far] == [*map(degree_of, (0, 1, 2, 3, 4, None))]
    assert ["1st", "2nd"] == [degree_of(lg.Degree.FIRST), degree_of(np.int64(2))]
    remedy = "return 0 to 3, and `None` or 4 beyond"
    for odd in ("1st", 7, -1, [], "1"):
        assert WrongAnswer(odd, "a degree", remedy) == refused(degree_of, odd)


def test_counts_are_numbers_of_any_type():
    for value in (None, 0, 7, np.int64(7), Decimal(7), 7.0):
        assert value == number(value)
    assert [int, Decimal, float] == [type(number(each)) for each in (np.int64(7), Decimal(7), 7.0)]
    remedy = "return an integer, or `None` across a block"
    for odd in ("0", [], "500+", 7j):
        assert WrongAnswer(odd, "a number", remedy) == refused(number, odd)


class Ours(Enum):
    CONNECT = 7
    WAVE = "wave"


class Written(StrEnum):
    FOLLOW = "follow"
    connect = "CONNECT"


def test_a_button_goes_by_its_name():
    """A text, or a member of an enumeration: the library's, or the team's."""
    named = (lg.ProfileButton.CONNECT, Ours.CONNECT, Ours.WAVE, Written.FOLLOW, Written.connect)
    assert ["CONNECT", "CONNECT", "WAVE", "FOLLOW", "CONNECT"] == [*map(button, named)]
    assert ["CONNECT", "", None] == [*map(button, ("CONNECT", "", None))]
    remedy = "return its name, such as 'CONNECT', or `None` for no button"
    for odd in (3, b"CONNECT", ["CONNECT"]):
        assert WrongAnswer(odd, "a button", remedy) == refused(button, odd)


def test_a_profile_shows_two_buttons_and_a_menu():
    shown = ("MESSAGE", None, ["BLOCK", None])
    assert shown == buttons(shown) == buttons([lg.ProfileButton.MESSAGE, None, ("BLOCK", None)])
    remedy = "return the primary button, the secondary one, and a list for the menu"
    for odd in (None, "abc", {1: 2}, ("CONNECT", None), {"a", "b", "c"}):
        assert WrongAnswer(odd, "the three parts of a profile's buttons", remedy) == refused(
            buttons, odd
        )
    empty = "return a list of names, empty for none"
    for odd in (None, "BLOCK"):
        menu = "CONNECT", None, odd
        assert WrongAnswer(odd, "the menu of a profile", empty) == refused(buttons, menu)
    assert 3 == refused(buttons, (3, None, [])).value == refused(buttons, (None, 3, [])).value
    assert 3 == refused(buttons, (None, None, [3])).value
