"""A member id becomes one short, visible line."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.display.text import counted, label, line
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
        ("x" * 41, "x" * 39 + "…"),
    ],
)
def test_ids_are_shown_in_their_usual_form(member, shown):
    assert shown == label(member)


def test_a_line_that_fits_is_unchanged():
    assert "abc" == line("abc", 3)
    assert "ab…" == line("abcd", 3)


def test_numbers_stand_with_their_noun():
    assert ["1 tie", "0 ties", "1,000 ties"] == [counted(n, "tie") for n in (1, 0, 1000)]
