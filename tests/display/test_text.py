"""A member id becomes one short, visible line."""

from __future__ import annotations

import unicodedata
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.display.text import counted, label, labels, line, text_width
from tests.display.pages import hostile_names


@given(hostile_names)
def test_a_label_is_one_visible_line_that_can_be_saved(name):
    text = label(name)
    assert text.strip()
    assert text.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert text == text.encode().decode()


@given(hostile_names, st.integers(2, 50))
def test_a_label_has_a_maximum_length_without_its_escapes(name, max_length):
    assert len(label(name, max_length)) <= 10 * max_length


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        ("ana", "ana"),
        (7, "7"),
        (("eu", 7), "('eu', 7)"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (date(2020, 2, 29), "2020-02-29"),
        (b"\xff", r"b'\xff'"),
        ("", "''"),
        (" ", "' '"),
        ("a\nb", r"a\nb"),
        ("\u202eevil", r"\u202eevil"),
        ("\ud800", r"\ud800"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("שלום", "שלום"),
        ("x" * 41, "x" * 20 + "…" + "x" * 19),
    ],
)
def test_ids_are_shown_in_their_usual_form(member, shown):
    assert shown == label(member)


def test_a_line_that_fits_is_unchanged():
    assert "abc" == line("abc", 3)
    assert "ab…" == line("abcd", 3)


ids = st.one_of(
    hostile_names,
    st.integers(0, 3),
    st.integers(0, 3).map(str),
    st.uuids(),
    st.builds(str, st.uuids()),
    st.dates(),
    st.tuples(st.integers(0, 3)),
    st.sampled_from(["e\u0301", "é", "a b", "a  b", "a ", "a\u200db", "ab", "1", "'1'", "1 (1)"]),
    st.text("ab", min_size=30, max_size=60),
)


@given(st.lists(ids, max_size=12, unique=True), st.sampled_from([4, 24, 40]))
def test_labels_tell_apart_what_differs(members, max_length):
    actual = labels(members, max_length)
    assert len(members) == len(actual)
    looks = {
        " ".join(unicodedata.normalize("NFC", text).replace("\u200d", "").split())
        for text in actual
    }
    assert len(members) == len(looks)
    for member, text in zip(members, actual, strict=True):
        assert text == labels([member], max_length)[0] or len(members) > 1


class Same:
    def __repr__(self):
        return "the same"


class Broken:
    def __repr__(self):
        raise ValueError


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([1, "1"], ["1", "'1'"]),
        (
            [UUID(int=1), str(UUID(int=1))],
            ["00000000-0000-0000-0000-000000000001", "'00000000-0000-0000-0000-000000000001'"],
        ),
        (
            [f"Maximilian von {name}" for name in ("Au", "Bo")],
            ["Maximilian von Au", "Maximilian von Bo"],
        ),
        (["a\nb", r"a\nb"], [r"'a\nb'", r"'a\\nb'"]),
        (["a b", "a  b"], ["'a b'", r"'a\x20\x20b'"]),
        (["x" * 30 + "a" + "y" * 40, "x" * 30 + "b" + "y" * 40], None),
        ([Same(), Same()], ["the same (1)", "the same (2)"]),
        ([Broken()], ["<Broken that…t be shown>"]),
    ],
    ids=range(8),
)
def test_labels_that_look_alike_are_made_longer(members, expected):
    actual = labels(members, 24)
    assert (expected or members) == actual


def test_a_label_that_differs_in_the_middle_is_no_longer_than_it_must_be():
    actual = labels(["x" * 40 + sign + "x" * 400 for sign in "ab"], 24)
    assert 96 == max(len(text) for text in actual)
    assert len({*actual}) == 2


def test_wide_characters_are_nearly_twice_as_wide():
    assert [5.8, 10.0, 10.0] == [text_width(sign, 10.0) for sign in ("a", "林", "\uff21")]


def test_numbers_stand_with_their_noun():
    assert ["1 tie", "0 ties", "1,000 ties"] == [counted(n, "tie") for n in (1, 0, 1000)]
