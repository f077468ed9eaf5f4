"""Which rule is at stake where a backend and the library part ways.

A minimal story holds nothing that is not needed, so what stands in it says what went
wrong. Each table is read from the top; the first row that fits names the rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Profile
from linkgraph.rules.actions import (
    Action,
    Block,
    Ignore,
    Invite,
    Unblock,
    UpdateProfile,
    Withdraw,
)
from linkgraph.rules.buttons import profile_actions
from linkgraph.rules.check_and_apply import apply, check
from linkgraph.rules.degrees import degree
from linkgraph.rules.feed import feed_verdict
from linkgraph.rules.posts import can_see
from linkgraph.rules.profile_view import LABELS
from linkgraph.rules.verdicts import Code, Reason, Verdict
from linkgraph.testing.adapter import Backend, answer
from linkgraph.testing.answers import repeated
from linkgraph.testing.questions import Asked, Now, Question, Shown, first, press


@attrs.frozen(eq=False)
class Difference:
    """What was asked of the backend, what it should have said, and what it said."""

    now: Now
    question: Question
    asked: Asked
    expected: Any
    got: Any
    backend: Backend

    @property
    def method(self) -> str:
        """The adapter's method."""
        return self.question.method

    @property
    def graph(self) -> LinkGraph[str]:
        """The library's graph."""
        return self.now.graph

    @property
    def pair(self) -> tuple[str, str]:
        """Who was asked about, and what is there twice, or in one of the two sets alone."""
        return self.asked[0], repeated(self.got) or first(self.expected, self.got)


def rule_of(difference: Difference) -> str:
    """Return the id of the rule at stake."""
    by = BLAME.get(difference.method)
    return by(difference) if by else difference.question.rule


# -- stored ties: what stands across a block, else the action that should have done otherwise ---


def _tie(it: Difference) -> str:
    one, other = it.pair
    stranger = other not in it.graph
    if not stranger and it.method != "blocked_by":
        if it.graph.has_blocked(one, other) or it.graph.has_blocked(other, one):
            return "F5"
        if it.method.startswith("invitations") and _settled(it, one, other):
            return "F4"
        if it.method == "connections_of" and _one_sided(it, one, other):
            return "F1"
    last = it.now.last
    if isinstance(last, UpdateProfile) and it.method == "following":
        return "F8"
    return last.rule if last else it.question.rule


def _one_sided(it: Difference, one: str, other: str) -> bool:
    """Whether one of the two is told that they are connected, and the other that they are not."""
    try:
        said = it.question.ask(it.backend, it.now, (other,))
        shown = it.question.plain(it.now, (other,), said)
    except Exception:  # the question is the other one's story
        return False
    return (one in shown) != (other in it.got)


def _settled(it: Difference, one: str, other: str) -> bool:
    """Whether no invitation can stand between the two this way."""
    crossing = (one, other) if it.method == "invitations_to" else (other, one)
    return it.graph.is_connected(one, other) or it.graph.invitation(*crossing) is not None


# -- degrees: does the answer come out when other ties are counted as connections? ---------------


def _degree(it: Difference) -> str:
    graph = it.graph
    ties = [(one, other) for one in graph for other in graph.connections_of(one)]
    follows = ((one, other) for one in graph for other in graph.following(one))
    invitations = (
        (sent.sender, sent.recipient) for one in graph for sent in graph.invitations_to(one)
    )
    blocks = ((a.member, a.other) for a in it.now.past if isinstance(a, Block))
    for pairs in (follows, invitations, blocks):
        known = [pair for pair in pairs if pair[0] in graph and pair[1] in graph]
        wrong = LinkGraph.from_edges(connections=[*ties, *known], members=graph.members)
        if LABELS[degree(wrong, *it.asked)] == it.got:
            return "D2"
    return "D1"


# -- counts: who was counted, or how the number was written -------------------------------------


def _all_awake(graph: LinkGraph[str]) -> LinkGraph[str]:
    for member in graph:
        profile = attrs.evolve(graph.profile(member), hibernated=False)
        graph = graph.with_profile(member, profile)
    return graph


def _recounted(it: Difference, graph: LinkGraph[str]) -> bool:
    """Whether the answer comes out on another graph."""
    now = attrs.evolve(it.now, graph=graph)
    return bool(it.question.plain(now, it.asked, it.question.expected(now, *it.asked)) == it.got)


def _count(it: Difference) -> str:
    viewer, owner = it.asked
    if it.expected is None:
        return "F5"
    if it.got is None:
        return it.question.rule
    if _recounted(it, _all_awake(it.graph)):
        return "P3"
    if it.method == "follower_count":
        anybody = it.graph.with_profile(owner, Profile())
        return "F8" if _recounted(it, anybody) else "P2"
    rounded = it.expected.endswith("+") != it.got.endswith("+")
    return "L6" if rounded and viewer != owner else "P1"


# -- posts: the row of the table that decides ---------------------------------------------------


def _sight(it: Difference) -> str:
    viewer, post = it.asked
    return can_see(it.graph, viewer, it.now.posts[post]).reasons[0].rule


def _fed(it: Difference) -> str:
    viewer, wrong = it.pair
    if wrong not in it.now.posts:  # its author has left
        return "A14"
    now, post = it.now, it.now.posts[wrong]
    verdict = feed_verdict(now.graph, viewer, post, now.engagements, policy=now.policy)
    if not verdict and verdict.reasons[0].rule != "V2":
        again = feed_verdict(_unblocked(now), viewer, post, now.engagements, policy=now.policy)
        if again:  # fed by what a block should have kept out
            return again.reasons[0].rule
    carried = [reason for reason in verdict.reasons if reason.code is Code.KIND_NOT_CARRIED]
    if carried:
        return carried[0].rule
    back = now.graph.is_following(post.author, viewer)
    if not verdict and verdict.reasons[0].rule == "W1" and back:
        return "W10"
    return verdict.reasons[0].rule


def _unblocked(now: Now) -> LinkGraph[str]:
    """Return the graph without its blocks; what they ended stays so."""
    graph = now.graph
    for pair in {each.members for each in now.past if isinstance(each, Block)}:
        unblock = Unblock(*pair, at=now.at)
        if all(member in graph for member in pair) and check(graph, unblock, now.policy):
            graph = apply(graph, unblock, now.policy)
    return graph


def _button(it: Difference) -> str:
    """Press the buttons that differ: a wrong button may come from a rule that is wrong.

    The rule of the action where the backend judges it wrongly, too; B12 for a button that
    does nothing; else the row that should have decided.
    """
    now, row = it.now, _row(it)
    shown, wanted = _presses(it, it.got), _presses(it, it.expected)
    for action in (*shown, *wanted):
        if action in shown and action in wanted:
            continue
        verdict = check(now.graph, action, now.policy)
        try:
            done, _ = answer(it.backend, action)
        except Exception:  # as bad as a wrong verdict
            return action.rule
        if done is not verdict.allowed:
            return rule_of_verdict(action, verdict, now.past)
        if done:  # the backend has moved on
            return row
        row = "B12"
    return row


def _presses(it: Difference, shown: Shown) -> list[Action[str]]:
    """Return what the buttons do, in order: two names may stand for one action."""
    primary, secondary, menu = shown
    acts = (press(it.now, it.asked, name) for name in (primary, secondary, *menu))
    return [act for act in acts if act is not None]


def _row(it: Difference) -> str:
    viewer, owner = it.asked
    return profile_actions(it.graph, viewer, owner, at=it.now.at, policy=it.now.policy).row


BLAME: dict[str, Callable[[Difference], str]] = {
    "connections_of": _tie,
    "following": _tie,
    "invitations_from": _tie,
    "invitations_to": _tie,
    "blocked_by": _tie,
    "degree": _degree,
    "connection_count": _count,
    "follower_count": _count,
    "can_see": _sight,
    "feed": _fed,
    "buttons": _button,
}


# -- an action that the backend judges otherwise -------------------------------------------------


def _between(action: Any, past: Action[str], kind: type[Action[Any]]) -> bool:
    return isinstance(past, kind) and {*past.members} == {*action.members}


def _unknown(action: Any, past: Any) -> bool:
    return _between(action, past, Ignore) and bool(past.unknown)


def _notes(action: Any, past: tuple[Action[str], ...]) -> int:
    return sum(
        isinstance(a, Invite) and a.sender == action.sender and a.note is not None for a in past
    )


# an invitation is refused that the rules allow: what in its past could be taken for a reason
MISTAKEN: tuple[tuple[str, Callable[[Any, tuple[Action[str], ...]], bool]], ...] = (
    ("A5", lambda action, past: any(_between(action, each, Withdraw) for each in past)),
    ("A4", lambda action, past: any(_unknown(action, each) for each in past)),
    ("A3", lambda action, past: any(_between(action, each, Ignore) for each in past)),
    ("L5", lambda action, past: action.note is not None and _notes(action, past) > 0),
    ("L4", lambda action, _: action.note is not None),
    ("L3", lambda _, past: any(isinstance(each, Ignore) and each.unknown for each in past)),
    (
        "L2",
        lambda action, past: any(
            isinstance(each, Invite) and each.sender == action.sender for each in past
        ),
    ),
)


def rule_of_verdict(
    action: Action[str], verdict: Verdict[str], past: tuple[Action[str], ...]
) -> str:
    """Return the rule at stake where the backend refuses what is allowed, or the reverse."""
    if not verdict:
        reason: Reason[str] = verdict.reasons[0]
        return reason.rule
    if isinstance(action, Invite):
        return next((rule for rule, fits in MISTAKEN if fits(action, past)), action.rule)
    return action.rule
