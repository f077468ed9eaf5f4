"""The kit finds realistic faults of many kinds, and names their rules."""

from __future__ import annotations

import pytest

from linkgraph.testing import PREPARED, Nonconformance, conformance
from tests.conformance.faults import FAULTS, Fault

HISTORIES = {prepared.name: prepared for prepared in PREPARED}
BY_NAME = {fault.name: fault for fault in FAULTS}

# Faults that were once missed, the history that shows each, and the steps of its shortest story.
SHOWN_BY = {
    "a post for connections is fed to a colleague of a liker": ("crossing invitations", 2),
    "the 4th degree is shown as the 3rd": ("a long chain", 8),
    "notes sent while PREMIUM are not counted": ("notes while premium", 8),
    "a cool-down a member outlives Leave and Join": ("coming back", 4),
    "cool-downs in local time, Europe/Berlin": ("cool-downs and a change of clocks", 3),
    "weeks in local time, America/New_York": ("weeks and a change of clocks", 2),
    "the blocked member lifts the block": ("blocked while pending", 2),
    "the recipient withdraws": ("crossing invitations", 2),
    "withdrawing gives a note back": ("notes used up", 7),
    "the month of notes is compared without its year": ("notes of other months", 6),
    "follows compares ids without case": ("names in capitals", None),
    "only the first 20 posts are returned": ("more than a page", None),
    "only 10 suggestions are returned": ("more than a page", None),
    "a reaction reaches followers": ("blocked while connected", None),
    "engagements of a member who left stay": ("leaving", None),
    "expiry starts a cool-down": ("expiring", 2),
    "inviting back clears a bar": ("unknown", 4),
    "a refused block starts the wait again": ("blocks and a change of clocks", None),
    "a refused invitation counts for the week": ("week full", 3),
    "actions on unknown ids are done": ("nobody has done anything", 1),
}


def found(fault: Fault, history: str | None = None) -> Nonconformance:
    """Return the failure that the kit raises, in one prepared history or in a default run."""
    options = {} if history is None else {"prepared": [HISTORIES[history]], "examples": 0}
    with pytest.raises(Nonconformance) as caught:
        conformance(fault.backend, policy=fault.policy, report_to=str, **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("name", SHOWN_BY)
def test_a_fault_is_found_in_its_history_and_blamed_on_its_rule(name: str) -> None:
    history, steps = SHOWN_BY[name]
    failure = found(BY_NAME[name], history)
    rules = BY_NAME[name].rules.split()
    assert failure.rule in (rules or [failure.rule])
    assert failure.steady
    assert len(failure.story) == (steps if steps is not None else len(failure.story))


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_NAME)
def test_every_fault_is_found_in_a_default_run(name: str) -> None:
    failure = found(BY_NAME[name])
    rules = BY_NAME[name].rules.split()
    assert failure.rule in (rules or [failure.rule])
    assert failure.steady


def test_every_fault_has_a_name_of_its_own() -> None:
    assert len(FAULTS) == len(BY_NAME)
