"""Messages: which members can message each other, and by which route (M1).

`ROUTES` lists the routes in order; the first row that matches decides. A connection opens the
direct route; other routes depend on settings of the two members. A follow opens none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.conditions import ALWAYS, Is
from linkgraph.rules.pair_context import PairContext, look_ups
from linkgraph.rules.policy import CURRENT
from linkgraph.rules.verdicts import Code, Verdict, VerdictRow, first_verdict

M = TypeVar("M", bound=Hashable)

ROUTES = (
    VerdictRow("M1", "the sender is the recipient", Is("same_member"), False, Code.ONESELF),
    VerdictRow("M1", "one of the two has blocked the other", Is("blocked"), False, Code.BLOCKED),
    VerdictRow("M1", "the two are connected", Is("connected"), True, Code.DIRECT),
    VerdictRow(
        "M1", "the recipient has an open profile", Is("open_profile"), True, Code.OPEN_PROFILE
    ),
    VerdictRow("M1", "the two share a group", Is("shared_group"), True, Code.GROUP_REQUEST),
    VerdictRow(
        "M1", "the two have the same employer", Is("same_employer"), True, Code.COWORKER_REQUEST
    ),
    VerdictRow("M1", "the sender is a premium member", Is("viewer_is_premium"), True, Code.INMAIL),
    VerdictRow("M1", "in any other case", ALWAYS, False, Code.NO_ROUTE),
)

# Of a `PairContext`; the second is for a context that is used once.
message_verdict: Callable[[PairContext], Verdict[Any]] = first_verdict(ROUTES)
_message_verdict_once = first_verdict(ROUTES, look_ups(row.condition for row in ROUTES))


def can_message(graph: LinkGraph[M], sender: M, recipient: M) -> Verdict[M]:
    """Return whether `sender` can message `recipient`; the code of the reason is the route.

    Raises
    ------
    UnknownMember
        If either member is not in the graph.

    Notes
    -----
    Rule M1 (guide, researched). The first open route counts. O(log connections).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")])
    >>> can_message(g, "ana", "bo").reasons[0].code
    Code.DIRECT
    >>> can_message(g, "cy", "ana").reasons[0].code
    Code.NO_ROUTE
    """
    facts = graph._facts
    viewer, other = facts.member_index.index(sender), facts.member_index.index(recipient)
    return _message_verdict_once(PairContext(facts, viewer, other, CURRENT))
