"""Verdicts, reasons and refusals as values."""

from __future__ import annotations

import pickle

import attrs
import pytest
from hypothesis import given

import linkgraph as lg
from linkgraph import Code
from tests.rules.drawing import SOME, STEPS, T0, Step, World, no, of, worlds, yes

FOLLOW = lg.Follow("ana", "bo", at=T0)
REFUSAL = no(("A7", Code.BLOCKED), ("A7", Code.CONNECTIONS_ONLY))


def test_a_verdict_is_true_when_it_allows():
    assert yes("A7")
    assert not REFUSAL


def test_a_verdict_is_a_value():
    assert (REFUSAL, hash(REFUSAL)) == (attrs.evolve(REFUSAL), hash(attrs.evolve(REFUSAL)))
    assert REFUSAL == pickle.loads(pickle.dumps(REFUSAL))
    assert REFUSAL != no(("A7", Code.CONNECTIONS_ONLY), ("A7", Code.BLOCKED))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        REFUSAL.allowed = True


def test_a_verdict_prints_as_sentences():
    told = lg.Reason("W5", Code.SECOND_DEGREE_COMMENTED, ("bo", "cy", 7))
    assert f"{Code.SECOND_DEGREE_COMMENTED.value}: bo, cy and 7 (W5)" == str(told)
    assert f"allowed: {Code.ALLOWED.value} (A7)" == str(yes("A7"))
    expected = f"not allowed: {Code.BLOCKED.value} (A7); {Code.CONNECTIONS_ONLY.value} (A7)"
    assert expected == str(REFUSAL)
    assert "not allowed: " == str(lg.Verdict(False, ()))


@pytest.mark.parametrize(
    ("rule", "beginnings"),
    [
        ("V4", ("visible: ", "not visible: ")),
        ("W1", ("in the feed: ", "not in the feed: ")),
        ("W8", ("allowed: ", "not allowed: ")),
        ("P4", ("shown: ", "not shown: ")),
        ("M1", ("allowed: ", "not allowed: ")),
    ],
)
def test_a_verdict_begins_with_what_was_asked(rule, beginnings):
    reasons = (lg.Reason(rule, Code.CONNECTED),)
    for allowed, beginning in zip((True, False), beginnings, strict=True):
        assert str(lg.Verdict(allowed, reasons)).startswith(beginning)


def test_every_code_has_a_sentence_of_its_own():
    """No two codes are one by accident: an enum makes aliases of equal values."""
    assert len(Code.__members__) == len(Code)
    assert [] == [code for code in Code if not str(code.value).strip()]
    assert [f"Code.{code.name}" for code in Code] == [repr(code) for code in Code]
    assert [*Code] == pickle.loads(pickle.dumps([*Code]))


def test_a_refusal_is_data():
    """`Refused` carries the action and the verdict, and a history adds the position."""
    refused = lg.Refused(FOLLOW, REFUSAL)
    assert (FOLLOW, REFUSAL, None) == (refused.action, refused.verdict, refused.position)
    assert refused == pickle.loads(pickle.dumps(refused))
    assert refused != lg.Refused(FOLLOW, REFUSAL, 3)
    assert refused != lg.Refused(lg.Unfollow("ana", "bo", at=T0), REFUSAL)
    assert isinstance(refused, lg.LinkGraphError)
    assert 1 == len(str(refused).splitlines())
    for told in ("Follow(", "'ana'", Code.BLOCKED.value, Code.CONNECTIONS_ONLY.value):
        assert told in str(refused)
    assert str(refused) != str(lg.Refused(FOLLOW, REFUSAL, 3))


@SOME
@given(worlds(), STEPS)
def test_a_verdict_of_an_action_always_has_reasons_and_needs_no_evidence(world: World, step: Step):
    for action in step.acts(world.graph, world.at):
        verdict = lg.check(world.graph, action, world.policy)
        assert {()} == {reason.members for reason in verdict.reasons}
        assert len(set(verdict.reasons)) == len(verdict.reasons) > 0
        assert verdict.allowed == (Code.ALLOWED in {reason.code for reason in verdict.reasons})


def test_a_verdict_that_allows_has_one_reason():
    assert yes("A7") == lg.check(of("ana", "bo"), FOLLOW)
