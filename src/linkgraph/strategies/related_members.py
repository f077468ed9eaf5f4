"""Two members in a given relation, drawn without throwing draws away.

Blocked members or members three steps apart are rare in random graphs. So the events that relate
the two are planted: they happen first in the graph, before all that is drawn.

Each strategy draws ``(graph, one, other)``, or ``(one, other)`` where a graph is given. Nothing
can be planted in graphs that come from a strategy of the user: graphs without related members are
drawn again, a few times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, Protocol, TypeAlias, cast, overload

import attrs
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Profile
from linkgraph.rules.degrees import Degree, network
from linkgraph.strategies.arguments import GRAPH_OR_STRATEGY, count, instance, wrong
from linkgraph.strategies.drawing_graphs import (
    BLOCK,
    CONNECT,
    FOLLOW,
    INVITE,
    PairEvent,
    drawn_plan,
)
from linkgraph.strategies.member_ids import M
from linkgraph.strategies.times import DAY

Partners: TypeAlias = Callable[[LinkGraph[Any], Any], Iterable[Any]]

# Graphs of a strategy to look at in one draw. Third-degree pairs, the rarest, are in one of nine
# graphs of `graphs`; Hypothesis gives up where five of six draws come to nothing.
_TRIES = 20


class PairStrategy(Protocol):
    """A strategy for two members: of a graph, or together with one."""

    @overload
    def __call__(self, graph: LinkGraph[M]) -> SearchStrategy[tuple[M, M]]:
        raise NotImplementedError

    @overload
    def __call__(
        self, graph: SearchStrategy[LinkGraph[M]]
    ) -> SearchStrategy[tuple[LinkGraph[M], M, M]]:
        raise NotImplementedError

    @overload
    def __call__(
        self,
        *,
        members: SearchStrategy[M] | None = None,
        min_size: int = 0,
        max_size: int | None = None,
        profiles: SearchStrategy[Profile] | None = None,
        past: bool = True,
    ) -> SearchStrategy[tuple[LinkGraph[M], M, M]]:
        raise NotImplementedError


def _strategy(
    name: str,
    description: str,
    partners: Partners,
    event: PairEvent | None = None,
    *,
    last: int = 1,
) -> PairStrategy:
    """Return the strategy for pairs in a relation.

    `partners` returns the members in this relation to one member of a graph. To bring members 0
    and `last` into the relation, the `event` is planted between members 0 and 1, 1 and 2, ….
    """
    planted = tuple((event, pair, DAY) for pair in pairwise(range(last + 1)) if event)

    def pairs_of(graph: LinkGraph[Any]) -> list[tuple[Any, Any]]:
        return [(member, partner) for member in graph for partner in partners(graph, member)]

    def related(
        draw: st.DrawFn,
        graph: LinkGraph[Any] | SearchStrategy[LinkGraph[Any]] | None = None,
        *,
        members: SearchStrategy[Any] | None = None,
        min_size: int = 0,
        max_size: int | None = None,
        profiles: SearchStrategy[Profile] | None = None,
        past: bool = True,
    ) -> Any:
        if graph is None:
            smallest = max(last + 1, count(min_size, "min_size"))
            options: Any = {"past": past, "planted": planted, "reserved": last + 1}
            plan = drawn_plan(draw, members, smallest, max_size, profiles, **options)
            one, other = plan.members[0], plan.members[last]
            drawn = plan.graph()
            if other not in partners(drawn, one):  # drawn connections have made a shorter chain
                drawn_events = [event for event in plan.events if not event[0].connects]
                drawn = attrs.evolve(plan, events=[*planted, *drawn_events]).graph()
            return drawn, one, other
        if (members, min_size, max_size, profiles, past) != (None, 0, None, None, True):
            expected = "no `graph` together with arguments that say how to draw one"
            raise wrong(graph, expected, "leave out one of the two")
        if type(graph) is LinkGraph:
            if pairs := pairs_of(graph):
                return draw(st.sampled_from(pairs))
            raise wrong(graph, f"a graph with {description} as `graph`", "leave it out to draw one")
        graphs = instance(graph, SearchStrategy, "graph", GRAPH_OR_STRATEGY)
        for _ in range(_TRIES):  # a failure shrinks without the graphs that were drawn in vain
            drawn = instance(draw(graphs), LinkGraph, "graph", GRAPH_OR_STRATEGY)
            if pairs := pairs_of(drawn):
                return (drawn, *draw(st.sampled_from(pairs)))
        return reject()

    related.__name__ = related.__qualname__ = name
    related.__doc__ = f"""Draw {description}.

    Without a `graph` every draw succeeds, and the two shrink to the first members.

    Parameters
    ----------
    graph
        A graph: draws ``(one, other)``. Or a strategy for graphs: draws ``(graph, one, other)``;
        graphs without related members are drawn again, a few times, so use a strategy in which
        they are not too rare. By default graphs are drawn for the purpose.
    members, min_size, max_size, profiles, past
        How to draw the graph, as in `graphs`; not together with `graph`.

    Raises
    ------
    InvalidArgument
        When drawn from: for a `graph` without related members, and a `max_size` below {last + 1}.
    """
    return cast("PairStrategy", st.composite(related))


pairs: PairStrategy = _strategy(
    "pairs",
    "two different members",
    lambda graph, member: (other for other in graph if other != member),
)
connected_pairs: PairStrategy = _strategy(
    "connected_pairs", "two connected members (F1)", LinkGraph.connections_of, CONNECT
)
second_degree_pairs: PairStrategy = _strategy(
    "second_degree_pairs",
    "a viewer and a member at the second degree (D1)",
    lambda graph, member: network(graph, member, Degree.SECOND),
    CONNECT,
    last=2,
)
third_degree_pairs: PairStrategy = _strategy(
    "third_degree_pairs",
    "a viewer and a member at the third degree (D1)",
    lambda graph, member: network(graph, member, Degree.THIRD),
    CONNECT,
    last=3,
)
out_of_network_pairs: PairStrategy = _strategy(
    "out_of_network_pairs",
    "a viewer and a member beyond the third degree (D1)",
    lambda graph, member: network(graph, member, Degree.OUT_OF_NETWORK),
)
following_pairs: PairStrategy = _strategy(
    "following_pairs",
    "a follower and a member that they follow, connected or not (F2)",
    LinkGraph.following,
    FOLLOW,
)
pending_pairs: PairStrategy = _strategy(
    "pending_pairs",
    "a sender and the recipient of their pending invitation (F4)",
    lambda graph, member: (sent.recipient for sent in graph.invitations_from(member)),
    INVITE,
)
blocked_pairs: PairStrategy = _strategy(
    "blocked_pairs",
    "a member and another that they have blocked (F5)",
    lambda graph, member: (other for other in graph if graph.has_blocked(member, other)),
    BLOCK,
)
