"""The two functions by which a graph changes: `check` and `apply` (A1 to A14, L1 to L5).

`requirements.py` lists the requirements of each action, and `effects.py` its effects.
This module puts an action into a `PairContext` and walks the two tables.
"""

from __future__ import annotations

from typing import Any

from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.rules.actions import Action, Join, Leave
from linkgraph.rules.effects import EFFECTS
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.requirements import CHECKS
from linkgraph.rules.verdicts import Refused, Verdict


def check(graph: LinkGraph[M], action: Action[M], policy: Policy = CURRENT) -> Verdict[M]:
    """Return whether the rules allow an action, with the reasons.

    An action that would change nothing is refused. Rules A1 to A14 and L1 to L5 (guide,
    researched). O(log connections), and O(connections) where the recipient shows only an initial of
    the last name (P6).

    Parameters
    ----------
    graph, action
        The network before the action, and the action that a member wants to take.
    policy
        Limits and era. Defaults to today's rules.

    Returns
    -------
    Verdict
        If allowed, with one reason that names the action's rule. If refused, with one reason for
        each requirement that does not hold, in the order of the rule book.

    Raises
    ------
    UnknownMember
        If the action names a member that is not in the graph. Join and Leave are refused instead.
    InvalidInput
        If an argument is of the wrong kind.

    Examples
    --------
    >>> import linkgraph as lg
    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> g = lg.LinkGraph.from_edges(connections=[("ana", "bo")], members=["cy"])
    >>> print(lg.check(g, lg.Invite("ana", "bo", at=now)))
    not allowed: the two are already connected (A1)
    >>> print(lg.check(g, lg.Invite("ana", "cy", at=now)))
    allowed: all requirements of the action hold (A1)
    """
    context = _context(graph, action, policy)
    return CHECKS[type(action), action.rule].verdict(context)


def apply(graph: LinkGraph[M], action: Action[M], policy: Policy = CURRENT) -> LinkGraph[M]:
    """Return the graph after an action; the given graph is never changed.

    Raises `Refused` with the verdict of `check` if the rules do not allow the action. Parameters
    and other errors are those of `check`. Rules A1 to A14 (guide, researched). O(connections of
    the two members).

    Examples
    --------
    >>> import linkgraph as lg
    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> g = lg.LinkGraph.from_edges(members=["ana", "bo"])
    >>> g = lg.apply(g, lg.Invite("ana", "bo", at=now))
    >>> g
    LinkGraph(2 members, 0 connections, 1 follow, 1 invitation)
    >>> lg.apply(g, lg.Accept("bo", "ana", at=now))
    LinkGraph(2 members, 1 connection, 2 follows)
    """
    context = _context(graph, action, policy)
    verdict: Verdict[M] = CHECKS[type(action), action.rule].verdict(context)
    if not verdict:
        raise Refused(action, verdict)
    return graph._with(EFFECTS[type(action)](context))


def _context(graph: LinkGraph[Any], action: Any, policy: Policy) -> PairContext:
    """Return the context of an action: its first member views, its second is the other."""
    facts = facts_of(graph)
    if type(action) not in EFFECTS:
        raise InvalidInput(action, "an action such as `Invite` or `Follow` as `action`")
    members = facts.member_index
    index_of = members.find if isinstance(action, (Join, Leave)) else members.index
    indices = [index_of(getattr(action, name)) for name in action.named]
    viewer, other = indices if len(indices) == 2 else (*indices, -1, -1)[:2]
    return PairContext(facts, viewer, other, known_policy(policy), at=action.at, action=action)
