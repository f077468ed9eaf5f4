"""The kit catches every classic bug, names its rule, and tells a story that a person can follow."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import fill

import pytest

import linkgraph as lg
from examples.sqlite_backend.known_bugs import KNOWN_BUGS
from examples.sqlite_backend.pages import Pages
from linkgraph.testing import PREPARED, SMALL, Nonconformance, conformance

HISTORIES = {prepared.name: prepared for prepared in PREPARED}
STORIES = Path(__file__).with_name("known_bugs.txt")


def row(name):
    return next(fault for fault in KNOWN_BUGS if fault.name == name)


def found(fault, **options):
    with pytest.raises(Nonconformance) as caught:
        conformance(fault.backend, policy=fault.policy, report_to=str, **options)
    return caught.value


@cache
def met(name):
    """The failure in the prepared history that shows it soonest."""
    fault = row(name)
    return found(fault, examples=0, prepared=[HISTORIES[fault.shown_by]])


def head(fault):
    """What users saw, and how the app is broken."""
    changed = ", ".join(f"{name} by {by.__name__}" for name, by in fault.replaces.items())
    small = ", under small limits" if fault.policy == SMALL else ""
    return (
        f"{fault.name} ({fault.rule}): {fault.report}\n  In “{fault.shown_by}”, {changed}{small}."
    )


def paragraph(name):
    """The head, the shortest story that the kit tells of it, and both answers."""
    failure = met(name)
    story = [f"{number}. {line}" for number, line in enumerate(failure.story, 1)]
    answers = f"{failure.question}: not {plain(failure.got)} but {plain(failure.expected)}"
    lines = (head(row(name)), *story, failure.difference, answers)
    return "\n  ".join(lines)


def plain(answer):
    """Return an answer as it is printed, sets in order."""
    return ", ".join(sorted(answer)) or "none" if isinstance(answer, frozenset) else answer


TOLD = {told.split(" (")[0]: told for told in STORIES.read_text("utf-8").rstrip("\n").split("\n\n")}


@pytest.mark.parametrize("name", TOLD)
def test_every_fault_is_caught_blamed_on_its_rule_and_told_as_if_by_a_person(name):
    """A change of `known_bugs.txt` is to be read: is the story minimal, and does it convince?"""
    assert TOLD[name] == paragraph(name)
    assert row(name).rule == met(name).rule
    assert met(name).expected != met(name).got


@pytest.mark.slow
@pytest.mark.parametrize("name", TOLD)
def test_every_fault_is_caught_by_the_kit_as_it_comes(name):
    fault = row(name)
    assert fault.rule == found(fault).rule


def test_each_fault_has_a_name_a_rule_and_what_people_saw():
    heads = ["\n".join(told.splitlines()[:2]) for told in TOLD.values()]
    assert heads == [head(fault) for fault in KNOWN_BUGS]
    assert len(KNOWN_BUGS) == len(TOLD) == len({fault.report for fault in KNOWN_BUGS})
    assert {fault.rule for fault in KNOWN_BUGS} <= lg.RULES.keys()
    assert {fault.shown_by for fault in KNOWN_BUGS} <= HISTORIES.keys()


def test_a_faulty_app_is_the_correct_one_but_for_what_is_replaced():
    fault = row("only the sender's cap")
    app = fault.backend().app
    assert ("Faulty", (Pages,), SMALL) == (type(app).__name__, type(app).__bases__, app.limits)
    assert fault.replaces.items() <= vars(type(app)).items()
    assert {fault.policy for fault in KNOWN_BUGS if fault is not row("only the sender's cap")} == {
        lg.CURRENT
    }


def test_the_shortest_story_holds_nothing_that_is_not_needed():
    failure = met("unblock reconnects")
    kinds = [type(action) for action in failure.actions]
    assert [lg.Invite, lg.Accept, lg.Block, lg.Unblock] == kinds


RULE = fill(f"  rule      F5: {lg.RULES['F5'].sentence}", 88, subsequent_indent=" " * 12)
PRINTED = f"""\
the backend disagrees with the rules

  1. ana invites bo.
  2. bo blocks ana.
  The backend still shows a pending invitation from ana to bo.

{RULE}
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
    first, second = failure.actions
    graph = lg.apply(lg.LinkGraph.from_edges(members=["ana", "bo"]), first)
    (reason,) = lg.check(graph, second).reasons
    assert (f"refused – {reason}", "done") == (failure.expected, failure.got)
    assert lg.Invite("ana", "bo", at=first.at) == first
    assert lg.Invite("bo", "ana", at=second.at) == second


def test_chance_alone_finds_a_fault_and_shortens_its_story():
    """Without the prepared histories: two members, and no step too many."""
    failure = found(row("unfollow disconnects"), examples=50, prepared=PREPARED[:1])
    kinds = [type(action) for action in failure.actions]
    assert ("A8", [lg.Invite, lg.Accept, lg.Unfollow]) == (failure.rule, kinds)
    assert 2 == len({member for action in failure.actions for member in action.members})
