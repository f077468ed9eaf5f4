"""The types of actions, policies and verdicts, as a type checker infers them."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, assert_type

import attrs
import pytest

import linkgraph as lg

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def graph_of_text() -> lg.LinkGraph[str]:
    return lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])


def test_check_gives_a_verdict_and_apply_a_graph_of_the_same_ids() -> None:
    """A1."""
    graph = graph_of_text()
    action = lg.Invite("ana", "cy", at=NOW, note="Hello", knows_email=True)
    assert_type(action, lg.Invite[str])
    assert_type(lg.check(graph, action), lg.Verdict[str])
    assert_type(lg.check(graph, action, lg.OPEN_FOLLOW), lg.Verdict[str])
    assert_type(lg.apply(graph, action, policy=lg.CURRENT), lg.LinkGraph[str])
    assert lg.apply(graph, action).invitation("ana", "cy") is not None


def test_all_actions_fit_one_list() -> None:
    """A1 to A14."""
    actions: list[lg.Action[str]] = [
        lg.Invite("ana", "cy", at=NOW),
        lg.Withdraw("ana", "cy", at=NOW, unfollow=True),
        lg.Invite("cy", "ana", at=NOW),
        lg.Ignore("ana", "cy", at=NOW, unknown=False),
        lg.Invite("cy", "ana", at=NOW),
        lg.Accept("ana", "cy", at=NOW),
        lg.Unfollow("ana", "cy", at=NOW),
        lg.Follow("ana", "cy", at=NOW),
        lg.RemoveFollower("ana", "cy", at=NOW),
        lg.Disconnect("ana", "cy", at=NOW),
        lg.Block("ana", "cy", at=NOW),
        lg.Unblock("ana", "cy", at=NOW),
        lg.UpdateProfile("ana", at=NOW, tier=lg.Tier.PREMIUM),
        lg.Join("di", at=NOW),
        lg.Invite("di", "ana", at=NOW),
        lg.Expire(at=NOW + timedelta(days=180)),
        lg.Leave("di", at=NOW),
    ]
    graph = graph_of_text()
    for action in actions:
        graph = lg.apply(graph, action)
    assert ["ana", "bo", "cy"] == list(graph)
    assert lg.Tier.PREMIUM == graph.profile("ana").tier


def test_an_action_without_members_fits_any_graph() -> None:
    """A6."""
    assert not lg.check(graph_of_text(), lg.Expire(at=NOW))
    assert not lg.check(lg.LinkGraph[int](), lg.Expire(at=NOW))


def test_a_verdict_has_reasons_with_rule_code_and_members() -> None:
    verdict = lg.check(graph_of_text(), lg.Accept("ana", "cy", at=NOW))
    assert_type(verdict.allowed, bool)
    assert_type(verdict.reasons, tuple[lg.Reason[str], ...])
    for reason in verdict.reasons:
        assert_type(reason.rule, str)
        assert_type(reason.code, lg.Code)
        assert_type(reason.members, tuple[str, ...])
    assert lg.Code.NOT_PENDING in {reason.code for reason in verdict.reasons}


def test_a_refusal_carries_the_action_and_the_verdict() -> None:
    action = lg.Disconnect("ana", "cy", at=NOW)
    with pytest.raises(lg.Refused) as caught:
        lg.apply(graph_of_text(), action)
    assert_type(caught.value.action, lg.Action[Any])
    assert_type(caught.value.verdict, lg.Verdict[Any])
    assert action == caught.value.action


def test_a_policy_is_changed_with_attrs_and_chosen_by_date() -> None:
    """L2, E6."""
    policy = attrs.evolve(lg.CURRENT, weekly_invitations=None, withdraw_cooldown=timedelta(days=7))
    assert_type(policy, lg.Policy)
    assert_type(policy.weekly_invitations, int | None)
    assert_type(policy.withdraw_cooldown, timedelta)
    assert_type(policy.followable, lg.Who)
    assert_type(lg.policy_on(date(2015, 1, 1)), lg.Policy)
    assert lg.OPEN_FOLLOW == lg.policy_on(date(2015, 1, 1))


def test_errors_are_builtin_errors_with_typed_attributes() -> None:
    graph = graph_of_text()
    with pytest.raises(KeyError):
        graph.connections_of("zoe")
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Join("zoe", at=datetime(2026, 3, 2))  # noqa: DTZ001  # naive on purpose
    assert isinstance(caught.value, ValueError)
    assert_type(caught.value.value, object)
    assert_type(caught.value.row, int | None)
    assert_type(caught.value.message, str)
    assert caught.value.row is None


def test_a_type_checker_requires_the_time_by_name() -> None:
    """If a call were allowed, mypy would report an unused `type: ignore`."""
    with pytest.raises(TypeError):
        lg.Join("zoe")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        lg.Follow("ana", "bo", NOW)  # type: ignore[call-arg]
