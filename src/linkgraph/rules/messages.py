"""Messages: which members can message each other, and by which route (M1).

`ROUTES` lists the routes in order; the first row that matches decides. A connection opens the
direct route; other routes depend on settings of the two members. A follow opens none.
"""

from __future__ import annotations

from collections.abc import Callable

from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.rules.conditions import ALWAYS, Is, first_match
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.policy import CURRENT
from linkgraph.rules.verdicts import Code, Verdict, VerdictRow

ROUTES = (
    VerdictRow("M1", "the sender is the recipient", Is("same_member"), False, Code.ONESELF),
    VerdictRow("M1", "one of the two has blocked the other", Is("blocked"), False, Code.BLOCKED),
    VerdictRow("M1", "the two are connected", Is("connected"), True, Code.DIRECT),
    VerdictRow("M1", "the recipient has an open profile",
        Is("open_profile"), True, Code.OPEN_PROFILE),
    VerdictRow("M1", "the two share a group", Is("shared_group"), True, Code.GROUP_REQUEST),
    VerdictRow("M1", "the two have the same employer",
        Is("same_employer"), True, Code.COWORKER_REQUEST),
    VerdictRow("M1", "the sender is a premium member", Is("viewer_is_premium"), True, Code.INMAIL),
    VerdictRow("M1", "in any other case", ALWAYS, False, Code.NO_ROUTE),
)  # fmt: skip

route: Callable[[PairContext], VerdictRow] = first_match(ROUTES)


def can_message(graph: LinkGraph[M], sender: M, recipient: M) -> Verdict[M]:
    """Return whether `sender` can message `recipient`; the code of the reason is the route.

    The first open route counts. Raises `UnknownMember` if either member is not in the graph.
    Rule M1 (guide, researched). O(log connections).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")])
    >>> can_message(g, "ana", "bo").reasons[0].code
    Code.DIRECT
    >>> can_message(g, "cy", "ana").reasons[0].code
    Code.NO_ROUTE
    """
    facts = facts_of(graph)
    index = facts.member_index.index
    viewer, other = index(sender, "sender"), index(recipient, "recipient")
    return route(PairContext(facts, viewer, other, CURRENT)).verdict
