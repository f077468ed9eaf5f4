"""The signature of every public callable: short, with real types that can be looked up."""

from __future__ import annotations

import inspect
import typing
from enum import Enum
from typing import Any

import pytest

import linkgraph as lg
from tests.test_arguments import TARGETS, _hints

# A signature that fits on a screen. `Archive` has 13 fields and `Policy` 20, with their types.
LONGEST = 1_200
CALLABLES = {
    name: target
    for name, target in TARGETS.items()
    if name.rpartition(".")[2][:2] != "__"
    and not (inspect.isclass(target.function) and issubclass(target.function, Enum))
    and target.function.__module__.startswith("linkgraph")
}


@pytest.mark.parametrize("name", CALLABLES)
def test_a_signature_is_short_and_holds_no_address(name: str) -> None:
    text = str(inspect.signature(CALLABLES[name].function))
    assert len(text) < LONGEST
    assert " at 0x" not in text


@pytest.mark.parametrize("name", CALLABLES)
def test_every_annotation_can_be_looked_up(name: str) -> None:
    assert isinstance(_hints(CALLABLES[name]), dict)


# What takes any value, and says so: the offending value of an error, a cell of a table, an answer.
ANYTHING = {
    *("Fact.value", "UnknownMember.member", "SelfTie.member", "Blocked.blocker", "Blocked.blocked"),
    *("InvalidInput.value", "Nonconformance.expected", "Nonconformance.got"),
    *("spreadsheet_cell.value", "center_on.member", "FactKind.empty", "UpdateProfile.changes"),
}


@pytest.mark.parametrize("name", CALLABLES)
def test_a_parameter_that_has_a_type_shows_it(name: str) -> None:
    """Such as `at: datetime`, and not the `object` that a converter would take."""
    shown = {
        f"{name.rpartition('.')[2]}.{one.name}"
        for one in inspect.signature(CALLABLES[name].function).parameters.values()
        if one.annotation in ("Any", "object", Any, object)
    }
    assert shown <= ANYTHING


def test_the_time_of_an_action_is_shown_as_a_time() -> None:
    assert "at: 'datetime'" in str(inspect.signature(lg.Invite))
    assert typing.get_type_hints(lg.Invite)["note"] == str | None


def test_pictures_are_at_the_top() -> None:
    assert lg.draw is lg.display.draw
    assert lg.explore is lg.display.explore
