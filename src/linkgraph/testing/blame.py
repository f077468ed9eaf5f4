"""Finds the rule at stake where a backend disagrees with the library.

The shortest story holds only the steps that are needed, so the steps in it point to the rule. For
each kind of question there is a function that looks at the story and at both answers (`BLAME`).
Most of them try an explanation: does the wrong answer come out if follows are counted as
connections, or hibernated members as active ones? The first explanation that fits names the rule.

The result is a guess. It is right for every bug that `examples/sqlite_backend` collects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import attrs

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import FollowAudience, Profile
from linkgraph.rules.actions import (
    Action,
    Block,
    Expire,
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
from linkgraph.rules.posts import EngagementKind, Post, can_see
from linkgraph.rules.profile_view import LABELS
from linkgraph.rules.verdicts import Code, Verdict
from linkgraph.testing.adapter import answer
from linkgraph.testing.questions import Difference, Moment, Shown, first, press

Past: TypeAlias = tuple[Action[str], ...]


def rule_of(difference: Difference) -> str:
    """Return the id of the rule at stake."""
    find_rule = BLAME.get(difference.question.method)
    return find_rule(difference) if find_rule else difference.question.rule


def _tie(it: Difference) -> str:
    """Return a rule that the tie itself breaks; otherwise that of the last action."""
    graph, method, last = it.now.graph, it.question.method, it.now.last
    one, other = it.arguments[0], it.item
    if other in graph and method != "blocked_by":
        if graph.has_blocked(one, other) or graph.has_blocked(other, one):
            return "F5"
        if method.startswith("invitations"):
            # an invitation cannot be pending between connections, or in both directions
            crossing = (one, other) if method == "invitations_to" else (other, one)
            if graph.is_connected(one, other) or graph.invitation(*crossing) is not None:
                return "F4"
        if method == "connections_of" and _is_one_sided(it):
            return "F1"
    # settings end no stored follow: a backend that deletes one confuses "stored" and "in force"
    if isinstance(last, UpdateProfile) and method == "following":
        return "F8"
    return last.rule if last else it.question.rule


def _is_one_sided(it: Difference) -> bool:
    """Return whether the backend shows a connection to one of the two members alone."""
    try:
        shown = it.question.ask(it.backend, it.now, (it.item,))
    except Exception:  # the other question fails by itself, and has a story of its own
        return False
    return (it.arguments[0] in shown) != (it.item in it.got)


def _degree(it: Difference) -> str:
    """Return D2 if the wrong degree comes out when other ties are counted as connections."""
    graph = it.now.graph
    ties = [(one, other) for one in graph for other in graph.connections_of(one)]
    follows = ((one, other) for one in graph for other in graph.following(one))
    invitations = (
        (sent.sender, sent.recipient) for one in graph for sent in graph.invitations_to(one)
    )
    # blocks come from the past: a degree may count a tie that a block has ended
    blocks = (action.members for action in it.now.past if isinstance(action, Block))
    for pairs in (follows, invitations, blocks):
        known = [(one, other) for one, other in pairs if one in graph and other in graph]
        wrong = LinkGraph.from_edges(connections=[*ties, *known], members=graph.members)
        if LABELS[degree(wrong, *it.arguments)] == it.got:
            return "D2"
    return "D1"


def _count(it: Difference) -> str:
    """Return the rule for members that were counted wrongly, or for the form of the number."""
    viewer, owner = it.arguments
    if it.expected is None:
        return "F5"
    if it.got is None:
        return it.question.rule
    awake = it.now.graph
    for member in awake:
        profile = attrs.evolve(awake.profile(member), hibernated=False)
        awake = awake.with_profile(member, profile)
    if _comes_out_on(it, awake):
        return "P3"
    if it.question.method == "follower_count":
        open_to_all = it.now.graph.with_profile(owner, Profile())
        return "F8" if _comes_out_on(it, open_to_all) else "P2"
    rounded = it.expected.endswith("+") != it.got.endswith("+")
    return "L6" if rounded and viewer != owner else "P1"


def _comes_out_on(it: Difference, graph: LinkGraph[str]) -> bool:
    """Return whether the wrong answer is the right one on another graph."""
    now = attrs.evolve(it.now, graph=graph, views={})
    return bool(it.question.plain_answer(now, it.arguments) == it.got)


def _sight(it: Difference) -> str:
    viewer, post = it.arguments
    return can_see(it.now.graph, viewer, it.now.posts[post]).reasons[0].rule


def _feed(it: Difference) -> str:
    """Return the first reason of the verdict, or a rule about what the feed must ignore."""
    now, viewer = it.now, it.arguments[0]
    if it.item not in now.posts:  # its author has left
        return "A14"
    post = now.posts[it.item]
    verdict = feed_verdict(now.graph, viewer, post, now.engagements, policy=now.policy)
    reason = verdict.reasons[0]
    if verdict:
        return _why_not_fed(now, viewer, post, reason.rule)
    if reason.rule != "V2":
        unblocked = _without_blocks(now)
        again = feed_verdict(unblocked, viewer, post, now.engagements, policy=now.policy)
        if again:  # the post is fed by a tie that a block should have ended
            return again.reasons[0].rule
    # a tie holds but does not carry this kind of post: the likeliest rule to be overlooked
    for other in verdict.reasons:
        if other.code is Code.KIND_NOT_CARRIED:
            return other.rule
    if reason.rule != "W1":
        return reason.rule
    # the post is fed by an engagement of somebody who has left, or of another kind
    for rule, kind in (
        ("A14", None),
        ("W3", EngagementKind.REPOST),
        ("W5", EngagementKind.COMMENT),
    ):
        engagements = [attrs.evolve(done, kind=kind or done.kind) for done in now.board]
        done = [each for each in engagements if each.member in now.graph]
        if feed_verdict(now.graph, viewer, post, done, policy=now.policy):
            return rule
    is_stranger = not now.graph.is_connected(post.author, viewer)
    return "W10" if is_stranger and now.graph.is_following(post.author, viewer) else "W1"


def _why_not_fed(now: Moment, viewer: str, post: Post[str], rule: str) -> str:
    """Return the rule at stake where a post is missing that a tie of this rule brings."""
    closed = now.graph.profile(post.author).follow_audience is FollowAudience.CONNECTIONS
    return "F8" if closed and now.graph.is_following(viewer, post.author) else rule


def _suggested(it: Difference) -> str:
    """Invite the member: a wrong suggestion may come from a wrong rule of invitations."""
    now, viewer = it.now, it.arguments[0]
    shown, correct = frozenset().union(*it.got), frozenset().union(*it.expected)
    if shown != correct and (member := first(correct, shown)) in now.graph and member != viewer:
        for pair in ((viewer, member), (member, viewer)):
            invite = Invite(*pair, at=now.at)
            verdict = check(now.graph, invite, now.policy)
            try:
                done, _ = answer(it.backend, invite)
            except Exception:  # a crash tells nothing about suggestions
                break
            if done is not verdict.allowed:
                return rule_of_verdict(invite, verdict, now.past)
            if done:  # the backend has changed, so that another invitation proves nothing
                break
    return it.question.rule


def _without_blocks(now: Moment) -> LinkGraph[str]:
    """Return the graph after every block has been lifted; the ties that blocks ended stay ended."""
    graph = now.graph
    for block in {action.members for action in now.past if isinstance(action, Block)}:
        unblock = Unblock(*block, at=now.at)
        if all(member in graph for member in block) and check(graph, unblock, now.policy):
            graph = apply(graph, unblock, now.policy)
    return graph


def _button(it: Difference) -> str:
    """Press the buttons that differ: a wrong button may come from a wrong rule of its action.

    The first of these explanations that fits names the rule: the backend judges the action of a
    button wrongly; a button does nothing (B12); the wrong row of the table was chosen.
    """
    now, (viewer, owner) = it.now, it.arguments
    row = profile_actions(now.graph, viewer, owner, at=now.at, policy=now.policy).row
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


def _presses(it: Difference, buttons: Shown) -> list[Action[str]]:
    """Return the actions of buttons, in order: two names may stand for one action."""
    primary, secondary, menu = buttons
    actions = (press(it.now, it.arguments, name) for name in (primary, secondary, *menu))
    return [action for action in actions if action is not None]


BLAME: dict[str, Callable[[Difference], str]] = {
    "connections_of": _tie,
    "following": _tie,
    "invitations_from": _tie,
    "invitations_to": _tie,
    "blocked_by": _tie,
    "degree": _degree,
    "people_you_may_know": _suggested,
    "people_in_groups": _suggested,
    "connection_count": _count,
    "follower_count": _count,
    "can_see": _sight,
    "feed": _feed,
    "buttons": _button,
}


def rule_of_verdict(action: Action[str], verdict: Verdict[str], past: Past) -> str:
    """Return the rule at stake if the backend refuses an action that is allowed, or the reverse."""
    if not verdict:
        return verdict.reasons[0].rule
    if isinstance(action, Invite):
        return next((rule for rule, fits in mistaken(action, past) if fits), action.rule)
    return action.rule


def mistaken(invite: Invite[str], past: Past) -> list[tuple[str, bool]]:
    """Return the rules that may seem to refuse an allowed invitation, and whether the past fits.

    The rules go from reasons between the two members to reasons of the sender alone.
    """
    between = [action for action in past if {*action.members} == {*invite.members}]
    sent = [a for a in past if isinstance(a, Invite) and a.sender == invite.sender]
    ignored = [action for action in past if isinstance(action, Ignore)]
    expired = [action for action in past if isinstance(action, Expire)]
    updates = [a for a in past if isinstance(a, UpdateProfile) and a.member == invite.recipient]
    settings = [change for update in updates for change in update.changes]
    return [
        ("A5", any(isinstance(action, Withdraw) for action in between)),
        ("A4", any(action.unknown for action in ignored if action in between)),
        ("A3", any(action in between for action in ignored)),
        ("A6", bool(expired) and any(isinstance(action, Invite) for action in between)),
        ("P6", any(name == "name_shown" for name, _ in settings)),
        ("L5", bool(invite.note) and any(earlier.note for earlier in sent)),
        ("L4", invite.note is not None),
        ("L3", any(action.unknown for action in ignored)),
        ("L2", bool(sent)),
    ]
