"""A name stays text: one line, short, visible, and harmless in HTML and XML."""

from __future__ import annotations

from datetime import date
from html import unescape
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.display.text import counted, label, line, markup
from tests.display.pages import hostile_names


@given(hostile_names)
def test_a_label_is_one_visible_line_that_can_be_saved(name):
    found = label(name)
    assert found.strip()
    assert found.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert found == found.encode().decode()


@given(hostile_names, st.integers(2, 50))
def test_a_label_is_no_longer_than_asked_before_its_escapes(name, longest):
    assert len(label(name, longest)) <= 10 * longest


@given(hostile_names)
def test_markup_says_what_was_said_and_nothing_else(name):
    found = markup(name)
    assert name == unescape(found) or "&" in name or "\x00" in name or not name.isprintable()
    assert not {*"<>\"'"} & {*found}


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
def test_an_id_is_shown_as_people_write_it(member, shown):
    assert shown == label(member)


def test_a_line_that_fits_is_left_alone():
    assert "abc" == line("abc", 3)
    assert "ab…" == line("abcd", 3)


def test_numbers_stand_with_their_noun():
    assert ["1 reply", "2 replies", "1,000 ties"] == [
        counted(1, "reply"),
        counted(2, "reply"),
        counted(1000, "tie"),
    ]
