"""The prepared histories, told in full: what is tried, and which of it the rules refuse."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import attrs
import pytest

import linkgraph as lg
from linkgraph.testing import PREPARED, SMALL, Prepared, Step
from linkgraph.testing.prepared import LARGEST_CROWD, MONTH_END, extras
from linkgraph.testing.stories import START, story_of

HISTORIES = {prepared.name: prepared for prepared in PREPARED}
STORIES = Path(__file__).with_name("histories.txt")


def acted(prepared, policy):
    """Return what the rules make of a history: its steps, and whether each is refused."""
    members = (*prepared.cast(policy), *extras(prepared.crowd(policy)))
    graph, refused = lg.LinkGraph.from_edges(members=members), []
    steps = prepared.steps(policy)
    for step in steps:
        verdicts = []
        for action in step.actions:
            verdict = lg.check(graph, action, policy)
            verdicts.append(bool(verdict))
            graph = lg.apply(graph, action, policy) if verdict else graph
        assert len(set(verdicts)) == 1, "a crowd fares alike"
        refused.append(not verdicts[0])
    return steps, refused


def paragraph(prepared, policy):
    crowd = prepared.crowd(policy)
    lines = [f"{prepared.name} ({prepared.why})"]
    if crowd is None or crowd > LARGEST_CROWD:
        return "\n  ".join((*lines, f"left out: a crowd of {crowd}"))
    lines.append(f"{', '.join(prepared.cast(policy))}, and {crowd} more")
    story = story_of(*acted(prepared, policy))
    return "\n  ".join((*lines, *(f"{number}. {line}" for number, line in enumerate(story, 1))))


TODAY, SMALLER = (
    {told.split(" (")[0]: told for told in part.strip("\n").split("\n\n")}
    for part in STORIES.read_text("utf-8").split("small limits\n")
)


@pytest.mark.parametrize("name", TODAY)
def test_a_history_is_told_as_it_was_read_and_found_right(name):
    """A change of `histories.txt` is to be read as one reads a change of the rules."""
    assert TODAY[name] == paragraph(HISTORIES[name], lg.CURRENT)
    assert SMALLER.get(name, TODAY[name]) == paragraph(HISTORIES[name], SMALL)


def test_every_history_is_told():
    assert [each.name for each in PREPARED] == [*TODAY]
    assert [
        "weeks and a change of clocks", "week full", "a week left behind", "flagged", "long notes",
        "notes used up", "notes of other months", "notes of a whole month", "notes while premium",
        "more than a page", "many connections", "at the cap",
    ] == [*SMALLER]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "policy", "place", "crowd", "per"),
    [
        ("week full", lg.CURRENT, 0, 99, 1),
        ("many connections", lg.CURRENT, 0, 499, 2),
        ("at the cap", attrs.evolve(SMALL, connection_cap=4), 0, 3, 2),
    ],
)
def test_a_crowd_does_one_thing_after_the_other(name, policy, place, crowd, per):
    """One sentence stands for an action, or for an invitation accepted, of each of them."""
    step = HISTORIES[name].steps(policy)[place]
    members = extras(crowd)
    if per == 1:
        expected = [lg.Invite("ana", each, at=START) for each in members]
    else:
        expected = [
            act for each in members
            for act in (lg.Invite(each, "ana", at=START), lg.Accept("ana", each, at=START))
        ]  # fmt: skip
    assert expected == [*step.actions]
    assert f"{crowd} members (m1 to m{crowd})" in step.crowd


def test_a_crowd_follows_the_policy_or_there_is_none():
    """L1 to L6: where a policy has no such limit, or none that can be met, nobody can meet it."""

    def crowds(**changes):
        policy = attrs.evolve(SMALL, **changes)
        return {each.name: each.crowd(policy) for each in PREPARED if each.crowd(policy) != 0}

    assert {
        "weeks and a change of clocks": 6, "week full": 3, "a week left behind": 3, "flagged": 2,
        "notes used up": 2, "notes of other months": 4, "notes of a whole month": 2,
        "notes while premium": 2, "more than a page": 120, "many connections": 3, "at the cap": 3,
    } == crowds()  # fmt: skip
    unlimited = crowds(weekly_invitations=None)
    assert unlimited["week full"] is None
    none = crowds(weekly_invitations=0, connection_cap=0)
    assert (None, None) == (none["week full"], none["at the cap"])
    assert crowds(connection_cap=2)["many connections"] is None
    assert 3 == crowds(connection_cap=3)["many connections"]
    assert 2 == crowds(count_shown_up_to=1)["many connections"]
    assert crowds(count_shown_up_to=0)["many connections"] is None
    assert 30_000 == HISTORIES["at the cap"].crowd(lg.CURRENT)
    assert (1_000, ("m1", "m2")) == (LARGEST_CROWD, extras(2))
    assert timedelta(seconds=1) == MONTH_END.replace(month=2, day=1, hour=0, minute=0, second=0) - (
        MONTH_END
    )


@pytest.mark.parametrize(
    ("limit", "after"),
    [
        (1, ["ana withdraws the invitation to m1."]),
        (2, ["m1 ignores the invitation of ana.", "ana withdraws the invitation to m2."]),
        (3, ["m1 ignores the invitation of ana.", "m2 accepts the invitation of ana.",
             "ana withdraws the invitation to m3."]),
    ],
)  # fmt: skip
def test_in_a_full_week_as_much_comes_of_invitations_as_there_is_room_for(limit, after):
    """L2: whatever comes of them, the next one is refused."""
    policy = attrs.evolve(SMALL, weekly_invitations=limit)
    invited = [f"ana invites {name}." for name in extras(limit)]
    story = story_of(*acted(HISTORIES["week full"], policy))
    assert [*invited, *after, "ana invites bo, which is refused."] == [*story[:-2]]


def test_without_a_flag_to_give_nobody_leaves():
    """L3: a limit of none asks everybody for the e-mail."""
    steps, refused = acted(HISTORIES["flagged"], attrs.evolve(SMALL, flag_limit=0))
    email = lg.Invite("ana", "bo", at=START, knows_email=True)
    assert [Step.of(lg.Invite("ana", "bo", at=START)), Step.of(email)] == [*steps[:2]]
    assert [True, False] == refused[:2]


def test_the_cast_is_who_acts_and_one_who_looks_on():
    def cast(*names):
        steps = tuple(Step.of(lg.Join(name, at=START)) for name in names)
        return Prepared("named", "why", lambda _: iter(steps)).cast(lg.CURRENT)

    assert ("ana", "bo") == cast() == cast("ana") == cast("m1")
    assert ("ana", "bo", "cy", "di") == cast("cy", "ana", "m7")
    assert ("ana", "bo", "cy", "di", "ed") == cast("ed")
    steps = Prepared("acts", "why", lambda _: iter([lg.Join("ana", at=START)])).steps(SMALL)
    assert (Step((lg.Join("ana", at=START),)),) == steps
    assert 0 == Prepared("acts", "why", iter).crowd(SMALL)
