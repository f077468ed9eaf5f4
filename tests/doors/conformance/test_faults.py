"""The kit catches every classic bug, names its rule, and tells a story that a person can follow."""

from __future__ import annotations

from functools import cache
from textwrap import dedent

import pytest

import linkgraph as lg
from linkgraph.testing import PREPARED, Nonconformance, conformance
from linkgraph.testing.faults import FAULTS

ROWS = {fault.name: fault for fault in FAULTS}
HISTORIES = {prepared.name: prepared for prepared in PREPARED}


def found(fault, **options):
    with pytest.raises(Nonconformance) as caught:
        conformance(fault.backend, policy=fault.policy, say=str, **options)
    return caught.value


@cache
def met(name):
    """The failure in the prepared history that shows it soonest."""
    fault = ROWS[name]
    return found(fault, examples=0, prepared=[HISTORIES[fault.met_in]])


@pytest.mark.parametrize("name", ROWS)
def test_every_fault_is_caught_and_blamed_on_its_rule(name):
    failure = met(name)
    assert ROWS[name].rule == failure.rule
    assert failure.expected != failure.got


@pytest.mark.slow
@pytest.mark.parametrize("name", ROWS)
def test_every_fault_is_caught_by_the_kit_as_it_comes(name):
    fault = ROWS[name]
    assert fault.rule == found(fault).rule


def test_each_fault_has_a_name_a_rule_and_what_people_saw():
    assert len(FAULTS) == len(ROWS) == len({fault.seen for fault in FAULTS})
    assert {fault.rule for fault in FAULTS} <= lg.RULES.keys()
    assert {fault.met_in for fault in FAULTS} <= HISTORIES.keys()


def test_the_shortest_story_holds_nothing_that_is_not_needed():
    failure = met("unblock reconnects")
    kinds = [type(action) for action in failure.actions]
    assert [lg.Invite, lg.Accept, lg.Block, lg.Unblock] == kinds


GOLDEN = {
    "crossing invitations": """\
        ana invites bo.
        bo invites ana.
        The backend allows the last step, although the other has invited: accept instead.""",
    "dead request after a block": """\
        ana invites bo.
        bo blocks ana.
        The backend still shows a pending invitation from ana to bo.""",
    "half a friendship": """\
        ana invites bo.
        bo accepts the invitation of ana.
        The backend does not show bo among the connections of ana.""",
    "cool-down a second longer": """\
        ana invites bo.
        ana withdraws the invitation to bo.
        21 days later (10 February 2026, 12:00:00), ana invites bo.
        The backend refuses the last step, which the rules allow.""",
    "resting follow forgotten": """\
        ana follows bo.
        bo sets follow_audience to CONNECTIONS.
        The backend no longer shows that ana follows bo.""",
    "500 shown as 500": """\
        499 members (m1 to m499) connect with ana.
        m500 invites ana.
        ana accepts the invitation of m500.
        The backend shows bo “500” as ana's number of connections.""",
    "note counted in bytes": """\
        ana invites bo with a note of 200 × “é”.
        The backend refuses the last step, which the rules allow.""",
    "oneself suggested": """\
        ana invites bo.
        bo accepts the invitation of ana.
        The backend suggests to ana that they may know themself.""",
    "followers see posts for connections": """\
        ana follows bo.
        The backend lets ana see bo's post for connections.""",
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_shortest_story_reads_as_if_a_person_had_written_it(name):
    told = (*met(name).story, met(name).difference)
    assert dedent(GOLDEN[name]) == "\n".join(told)


PRINTED = """\
the backend and the rules part ways

  1. ana invites bo.
  2. bo blocks ana.
  The backend still shows a pending invitation from ana to bo.

  rule      F5: A block is asymmetric; while either has blocked the other, no
            connection, follow or invitation stands between the two.
  asked     invitations_from('ana')
  expected  none
  got       bo"""


def test_a_failure_prints_the_story_the_rule_and_both_answers():
    assert PRINTED == str(met("dead request after a block"))


def test_a_failure_is_data():
    failure = met("crossing invitations")
    assert isinstance(failure, AssertionError)
    assert isinstance(failure, lg.LinkGraphError)
    assert ("ana invites bo.", "bo invites ana.") == failure.story
    assert ("A1", "act", ()) == (failure.rule, failure.question, failure.asked)
    assert ("refused – A1: the other has invited: accept instead", "done") == (
        failure.expected,
        failure.got,
    )
    first, second = failure.actions
    assert lg.Invite("ana", "bo", at=first.at) == first
    assert lg.Invite("bo", "ana", at=second.at) == second


def test_chance_alone_finds_a_fault_and_shortens_its_story():
    """Without the prepared histories: two members, and no step too many."""
    failure = found(ROWS["unfollow disconnects"], examples=50, prepared=PREPARED[:1])
    kinds = [type(action) for action in failure.actions]
    assert ("A8", [lg.Invite, lg.Accept, lg.Unfollow]) == (failure.rule, kinds)
    assert 2 == len({member for action in failure.actions for member in action.members})
