"""E1 to E5: how the eras differ; E7: everything else is the same in each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import ProfileButton as B
from tests.rules.drawing import ERAS, PAIRWISE, SINGLE, SOME, T0, acted, of, worlds

GRAPH = of(
    "ana", "bo", "cy", "star", "host",
    connections="ana-cy",
    star={"influencer": True},
    host={"primary_button": lg.Button.FOLLOW},
)  # fmt: skip
UNFOLLOWED = GRAPH.unfollow("ana", "cy")
COMMENT = lg.Engagement("cy", 1, lg.EngagementKind.COMMENT)


def can_follow(member: str) -> Callable[[lg.Policy], bool]:
    return lambda policy: lg.check(GRAPH, lg.Follow("ana", member, at=T0), policy).allowed


def primary_buttons(owner: str) -> Callable[[lg.Policy], Any]:
    return lambda policy: lg.profile_actions(GRAPH, "ana", owner, at=T0, policy=policy).primary


def accepted(policy: lg.Policy) -> int:
    """The number of follows between two after an invitation, an unfollow and an acceptance."""
    story = [lg.Invite("ana", "bo", at=T0), lg.Accept("bo", "ana", at=T0)]
    graph = acted(GRAPH, story[0], policy=policy).unfollow("ana", "bo")
    graph = acted(graph, story[1], policy=policy)
    return graph.is_following("ana", "bo") + graph.is_following("bo", "ana")


def invited(policy: lg.Policy) -> bool:
    return acted(GRAPH, lg.Invite("ana", "bo", at=T0), policy=policy).is_following("ana", "bo")


def feeding_rules(
    post: lg.Post[str], *engagements: lg.Engagement[str]
) -> Callable[[lg.Policy], Any]:
    def rules(policy: lg.Policy) -> list[str]:
        verdict = lg.feed_verdict(UNFOLLOWED, "ana", post, engagements, policy=policy)
        return [reason.rule for reason in verdict.reasons if verdict]

    return rules


def sent_in_a_week(policy: lg.Policy) -> int:
    """The number of 102 invitations that are allowed."""
    graph = of("ana", *range(102))
    for number in range(102):
        action = lg.Invite("ana", number, at=T0 + timedelta(hours=number))
        graph = lg.apply(graph, action, policy) if lg.check(graph, action, policy) else graph
    return len(graph.invitations_from("ana"))


# One line for each way in which the eras differ; the answers are those of E1, E2, E3, E4, E5.
NO, YES = False, True
DIFFERENCES: dict[str, tuple[Callable[[lg.Policy], Any], list[Any]]] = {
    "anybody can be followed": (can_follow("bo"), [NO, NO, YES, YES, YES]),
    "an influencer can be followed": (can_follow("star"), [NO, YES, YES, YES, YES]),
    "inviting follows": (invited, [NO, NO, NO, NO, YES]),
    "accepting makes two follow": (accepted, [0, 0, 2, 2, 2]),
    "a connection alone feeds": (feeding_rules(lg.Post(1, "cy")), [["W1"], ["W1"], [], [], []]),
    "engagement of a connection alone feeds": (
        feeding_rules(lg.Post(1, "bo"), COMMENT),
        [["W3"], ["W3"], [], [], []],
    ),
    "the primary button of anybody": (primary_buttons("bo"), [B.CONNECT] * 5),
    "the primary button of an influencer": (
        primary_buttons("star"),
        [B.CONNECT, B.FOLLOW, B.FOLLOW, B.CONNECT, B.CONNECT],
    ),
    "the primary button of a member who chose FOLLOW": (
        primary_buttons("host"),
        [B.CONNECT, B.CONNECT, B.CONNECT, B.FOLLOW, B.FOLLOW],
    ),
    "invitations in a week": (sent_in_a_week, [102, 102, 102, 102, 100]),
}


@pytest.mark.parametrize(("question", "expected"), DIFFERENCES.values(), ids=list(DIFFERENCES))
def test_the_eras_differ_in_these_answers(question, expected):
    """E1 to E5, A1, A2, A7, W1, W3, L2."""
    assert expected == [question(policy) for policy in ERAS.values()]


ACTS = [*PAIRWISE, *SINGLE]
BY_ERA = {
    "E1": {("E1", lg.Code.NOT_FOLLOWABLE)},
    "E2": {("E2", lg.Code.NOT_FOLLOWABLE)},
    "E3": set(),
    "E4": set(),
    "E5": {("L2", lg.Code.WEEKLY_LIMIT)},
}


@SOME
@given(worlds(policies=st.just(lg.CURRENT)), st.data())
def test_eras_differ_in_who_can_be_followed_and_in_the_weekly_limit(world, data):
    """E1 to E5: every other condition of every action is the same in all."""
    act, flag = data.draw(st.sampled_from(ACTS)), data.draw(st.booleans())
    one, other = data.draw(st.sampled_from(world.pairs))
    action = act(one, other, world.at, flag)
    shared = set()
    for era, policy in ERAS.items():
        verdict = lg.check(world.graph, action, policy)
        failed = {(reason.rule, reason.code) for reason in verdict.reasons if not verdict}
        shared.add(frozenset(failed - BY_ERA[era]))
    assert 1 == len(shared)


@SOME
@given(worlds(), st.data())
def test_answers_that_read_no_policy_are_the_same_in_every_era(world, data):
    """E7: the settings alone decide about the view of a profile."""
    one, other = data.draw(st.sampled_from(world.pairs))
    views = {lg.profile_view(world.graph, one, other, policy=era) for era in ERAS.values()}
    assert 1 == len(views)


def test_a_choice_made_before_its_era_is_stored_and_then_counts():
    """E4: the stored choice is ignored in earlier eras."""
    chose = lg.UpdateProfile("bo", at=T0, primary_button=lg.Button.FOLLOW)
    history = lg.History([chose], start=GRAPH)
    ends = [lg.replay(history, policy) for policy in ERAS.values()]
    assert 1 == len(set(ends))
    primary = [
        lg.profile_actions(ends[0], "ana", "bo", at=T0, policy=policy).primary
        for policy in ERAS.values()
    ]
    assert [B.CONNECT, B.CONNECT, B.CONNECT, B.FOLLOW, B.FOLLOW] == primary
