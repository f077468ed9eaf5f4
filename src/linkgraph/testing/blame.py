"""Finds the rule at stake where a backend disagrees with the library.

The shortest story holds only the steps that are needed, so the steps in it point to the rule. For
each kind of question there is a function that looks at the story and at both answers (`BLAME`).
Most of them try an explanation: does the wrong answer come out if follows are counted as
connections, or hibernated members as active ones? The first explanation that fits names the rule.

The result is a guess. It is right for every bug that `examples/sqlite_backend` collects.
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
from linkgraph.rules.verdicts import Code, Verdict
from linkgraph.testing.adapter import Backend, answer, repeated
from linkgraph.testing.questions import Arguments, Comparison, Moment, Shown, first, press


@attrs.frozen(eq=False)
class Difference:
    """A question, and the two answers to it: of the library and of the backend."""

    now: Moment
    question: Comparison
    arguments: Arguments
    expected: Any
    got: Any
    backend: Backend

    @property
    def graph(self) -> LinkGraph[str]:
        """The library's graph."""
        return self.now.graph

    @property
    def pair(self) -> tuple[str, str]:
        """The member asked about, and an element that is repeated, or in one answer alone."""
        return self.arguments[0], repeated(self.got) or first(self.expected, self.got)


def rule_of(difference: Difference) -> str:
    """Return the id of the rule at stake."""
    find_rule = BLAME.get(difference.question.method)
    return find_rule(difference) if find_rule else difference.question.rule


# -- stored ties --------------------------------------------------------------------------------


def _tie(it: Difference) -> str:
    """Return a rule that the tie itself breaks; otherwise that of the last action."""
    one, other = it.pair
    method, last = it.question.method, it.now.last
    if other in it.graph and method != "blocked_by":
        if it.graph.has_blocked(one, other) or it.graph.has_blocked(other, one):
            return "F5"
        if method.startswith("invitations") and _cannot_be_pending(it, one, other):
            return "F4"
        if method == "connections_of" and _is_one_sided(it, one, other):
            return "F1"
    # settings end no stored follow: a backend that deletes one confuses "stored" and "in force"
    if isinstance(last, UpdateProfile) and method == "following":
        return "F8"
    return last.rule if last else it.question.rule


def _is_one_sided(it: Difference, one: str, other: str) -> bool:
    """Return whether the backend shows a connection to one of the two members alone."""
    try:
        answer = it.question.ask(it.backend, it.now, (other,))
        shown = it.question.plain(it.now, (other,), answer)
    except Exception:  # the other question fails by itself, and has a story of its own
        return False
    return (one in shown) != (other in it.got)


def _cannot_be_pending(it: Difference, one: str, other: str) -> bool:
    """Return whether the two are connected, or an invitation is pending the other way."""
    crossing = (one, other) if it.question.method == "invitations_to" else (other, one)
    return it.graph.is_connected(one, other) or it.graph.invitation(*crossing) is not None


# -- degrees ------------------------------------------------------------------------------------


def _degree(it: Difference) -> str:
    """Return D2 if the wrong degree comes out when other ties are counted as connections."""
    graph = it.graph
    ties = [(one, other) for one in graph for other in graph.connections_of(one)]
    follows = ((one, other) for one in graph for other in graph.following(one))
    invitations = (
        (sent.sender, sent.recipient) for one in graph for sent in graph.invitations_to(one)
    )
    blocks = ((a.member, a.other) for a in it.now.past if isinstance(a, Block))
    # blocks come from the past: a degree may count a tie that a block has ended
    for pairs in (follows, invitations, blocks):
        known = [pair for pair in pairs if pair[0] in graph and pair[1] in graph]
        wrong = LinkGraph.from_edges(connections=[*ties, *known], members=graph.members)
        if LABELS[degree(wrong, *it.arguments)] == it.got:
            return "D2"
    return "D1"


# -- counts -------------------------------------------------------------------------------------


def _count(it: Difference) -> str:
    """Return the rule for members who were counted wrongly, or for how the number is written."""
    viewer, owner = it.arguments
    if it.expected is None:
        return "F5"
    if it.got is None:
        return it.question.rule
    if _comes_out_on(it, _all_awake(it.graph)):
        return "P3"
    if it.question.method == "follower_count":
        open_to_all = it.graph.with_profile(owner, Profile())
        return "F8" if _comes_out_on(it, open_to_all) else "P2"
    rounded = it.expected.endswith("+") != it.got.endswith("+")
    return "L6" if rounded and viewer != owner else "P1"


def _comes_out_on(it: Difference, graph: LinkGraph[str]) -> bool:
    """Return whether the wrong answer is the right one on another graph."""
    now = attrs.evolve(it.now, graph=graph)
    return bool(
        it.question.plain(now, it.arguments, it.question.expected(now, *it.arguments)) == it.got
    )


def _all_awake(graph: LinkGraph[str]) -> LinkGraph[str]:
    for member in graph:
        profile = attrs.evolve(graph.profile(member), hibernated=False)
        graph = graph.with_profile(member, profile)
    return graph


# -- posts --------------------------------------------------------------------------------------


def _sight(it: Difference) -> str:
    viewer, post = it.arguments
    return can_see(it.graph, viewer, it.now.posts[post]).reasons[0].rule


def _feed(it: Difference) -> str:
    """Return the first reason of the verdict, or a rule about what the feed must ignore."""
    viewer, post_id = it.pair
    if post_id not in it.now.posts:  # its author has left
        return "A14"
    now, post = it.now, it.now.posts[post_id]
    verdict = feed_verdict(now.graph, viewer, post, now.engagements, policy=now.policy)
    reason = verdict.reasons[0]
    if not verdict and reason.rule != "V2":
        unblocked = _without_blocks(now)
        again = feed_verdict(unblocked, viewer, post, now.engagements, policy=now.policy)
        if again:  # the post is fed by a tie that a block should have ended
            return again.reasons[0].rule
    # a tie holds but does not carry this kind of post: the likeliest rule to be overlooked
    for other in verdict.reasons:
        if other.code is Code.KIND_NOT_CARRIED:
            return other.rule
    if not verdict and reason.rule == "W1" and now.graph.is_following(post.author, viewer):
        return "W10"
    return reason.rule


def _without_blocks(now: Moment) -> LinkGraph[str]:
    """Return the graph after every block has been lifted; the ties that blocks ended stay ended."""
    graph = now.graph
    for pair in {action.members for action in now.past if isinstance(action, Block)}:
        unblock = Unblock(*pair, at=now.at)
        if all(member in graph for member in pair) and check(graph, unblock, now.policy):
            graph = apply(graph, unblock, now.policy)
    return graph


# -- buttons ------------------------------------------------------------------------------------


def _button(it: Difference) -> str:
    """Press the buttons that differ: a wrong button may come from a wrong rule of its action.

    The first of these explanations that fits names the rule: the backend judges the action of a
    button wrongly; a button does nothing (B12); the wrong row of the table was chosen.
    """
    now, row = it.now, _row(it)
    shown, correct = _presses(it, it.got), _presses(it, it.expected)
    for action in (*shown, *correct):
        if action in shown and action in correct:
            continue
        verdict = check(now.graph, action, now.policy)
        try:
            done, _ = answer(it.backend, action)
        except Exception:  # a crash is as bad as a wrong verdict
            return action.rule
        if done is not verdict.allowed:
            return rule_of_verdict(action, verdict, now.past)
        if done:  # the backend has changed, so that further buttons prove nothing
            return row
        row = "B12"
    return row


def _presses(it: Difference, shown: Shown) -> list[Action[str]]:
    """Return the actions of buttons, in order: two names may stand for one action."""
    primary, secondary, menu = shown
    actions = (press(it.now, it.arguments, name) for name in (primary, secondary, *menu))
    return [action for action in actions if action is not None]


def _row(it: Difference) -> str:
    viewer, owner = it.arguments
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
    "feed": _feed,
    "buttons": _button,
}


# -- an action that the backend judges wrongly --------------------------------------------------

Past = tuple[Action[str], ...]


def _between(action: Any, past: Past, kind: type[Action[Any]], *, unknown: bool = False) -> bool:
    """Return whether an earlier action of a kind names the same two members."""
    return any(
        isinstance(earlier, kind)
        and {*earlier.members} == {*action.members}
        and (not unknown or getattr(earlier, "unknown", False))
        for earlier in past
    )


def _sent(action: Any, past: Past) -> list[Invite[str]]:
    return [e for e in past if isinstance(e, Invite) and e.sender == action.sender]


# Reasons that a backend may have seen in the past of an invitation which the rules allow. They go
# from reasons between the two members to reasons of the sender alone.
MISTAKEN: tuple[tuple[str, Callable[[Any, Past], bool]], ...] = (
    ("A5", lambda action, past: _between(action, past, Withdraw)),
    ("A4", lambda action, past: _between(action, past, Ignore, unknown=True)),
    ("A3", lambda action, past: _between(action, past, Ignore)),
    ("L5", lambda action, past: bool(action.note and any(e.note for e in _sent(action, past)))),
    ("L4", lambda action, _: action.note is not None),
    ("L3", lambda _, past: any(isinstance(e, Ignore) and e.unknown for e in past)),
    ("L2", lambda action, past: bool(_sent(action, past))),
)


def rule_of_verdict(action: Action[str], verdict: Verdict[str], past: Past) -> str:
    """Return the rule at stake if the backend refuses an action that is allowed, or the reverse."""
    if not verdict:
        return verdict.reasons[0].rule
    if isinstance(action, Invite):
        return next((rule for rule, fits in MISTAKEN if fits(action, past)), action.rule)
    return action.rule
