"""A sample of what `python -m tests.fuzz` looks for, the same on every run."""

from __future__ import annotations

from random import Random

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.stores import HistoryFileError
from tests.fuzz.findings import FINDINGS
from tests.fuzz.targets import TARGETS, Target, check

SEEDS = {name: target.seeds() for name, target in TARGETS.items()}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_the_seeds_are_accepted_or_refused_as_documented(target: Target):
    """F6, H1: and enough of them are accepted for a search to begin."""
    accepted = [check(target, data) for data in SEEDS[target.name]]
    assert sum(accepted) >= 10


@pytest.mark.parametrize(
    ("name", "data"), [(name, data) for name, rows in FINDINGS.items() for data in rows]
)
def test_a_finding_stays_fixed(name: str, data: bytes):
    """F6, H1."""
    check(TARGETS[name], data)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@settings(max_examples=5 * settings.default.max_examples)
@given(number=st.integers(0, 2**32 - 1))
def test_bytes_changed_at_random_are_accepted_or_refused_as_documented(target: Target, number: int):
    """F6, H1: an accepted value can be saved and loaded; a refusal is a sentence."""
    random = Random(number)
    check(target, target.mutate(random.choice(SEEDS[target.name]), random))


def _refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(HistoryFileError) as caught:
        TARGETS["history"].parse(data)
    return caught.value.field, caught.value.problem


def test_a_field_named_twice_is_refused():
    """H1: JSON would drop the first silently."""
    assert ("member", "is named twice") == _refusal(FINDINGS["history"][6])


def test_half_a_surrogate_pair_is_read_and_can_be_written_again():
    """F6."""
    assert all(check(TARGETS["history"], data) for data in FINDINGS["history"][:2])


def test_a_tuple_is_read_up_to_a_fixed_depth():
    """F6: the depth does not depend on the stack."""
    at_limit, too_deep, _ = FINDINGS["history"][-3:]
    assert check(TARGETS["history"], at_limit)
    field, _ = _refusal(too_deep)
    assert "member" == field


def test_bytes_that_are_not_characters_are_refused():
    """F6."""
    for data in FINDINGS["edges"]:
        with pytest.raises(lg.InvalidInput):
            TARGETS["edges"].parse(data)


def test_the_law_sees_a_leak_a_loss_and_a_message_in_two_lines():
    """The check can fail."""
    row = TARGETS["history"]

    def leaks(data: bytes) -> None:
        raise KeyError(data)

    def refuses(data: bytes) -> None:
        raise ValueError(f"two\nlines: {data!r}")

    data = SEEDS["history"][0]
    with pytest.raises(KeyError):
        check(attrs.evolve(row, parse=leaks), data)
    with pytest.raises(AssertionError, match="one line"):
        check(attrs.evolve(row, parse=refuses, refusals=(ValueError,)), data)
    with pytest.raises(AssertionError, match="is another"):
        check(attrs.evolve(row, again=lambda value: None), data)
