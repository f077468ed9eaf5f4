"""Two members who stand in a given relation, drawn without throwing draws away.

Blocked members or members three steps apart are rare in random graphs. So the events that relate
the two are planted: they happen first in the graph, before all that is drawn. `RELATIONS` has these
events for each relation, and a function that finds the related members of any graph.

Each strategy draws ``(graph, one, other)``, or ``(one, other)`` where a graph is given. Nothing
can be planted in graphs that come from a strategy of the user: graphs without related members are
drawn again, a few times.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Protocol, TypeAlias, TypedDict, TypeVar, Unpack, cast, overload

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
    DatedEvent,
    Pair,
    PairEvent,
    Plan,
    checked_bounds,
    plans,
)
from linkgraph.strategies.times import DAY

M = TypeVar("M", bound=Hashable)
Partners: TypeAlias = Callable[[LinkGraph[Any], Any], Iterable[Any]]


class GraphOptions(TypedDict, total=False):
    """The options of `graphs`, but for the ids."""

    min_size: int
    max_size: int | None
    profiles: SearchStrategy[Profile] | None
    past: bool


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
        self, *, members: SearchStrategy[M], **options: Unpack[GraphOptions]
    ) -> SearchStrategy[tuple[LinkGraph[M], M, M]]:
        raise NotImplementedError

    @overload
    def __call__(
        self, **options: Unpack[GraphOptions]
    ) -> SearchStrategy[tuple[LinkGraph[str], str, str]]:
        raise NotImplementedError


@attrs.frozen
class PairRelation:
    """A relation between two members.

    Attributes
    ----------
    description
        The two members, in words.
    partners
        The members who stand in this relation to a member of a graph.
    planted
        Events that bring two members into this relation: members 0 and `last`.
    last
        The index of the second member.
    """

    description: str
    partners: Partners
    planted: tuple[DatedEvent, ...] = ()
    last: int = 1

    def pairs(self, graph: LinkGraph[Any]) -> list[tuple[Any, Any]]:
        """Return all pairs of a graph that stand in this relation."""
        return [(member, other) for member in graph for other in self.partners(graph, member)]


def _at(degree: Degree) -> Partners:
    return lambda graph, member: network(graph, member, degree)


def _plant(kind: PairEvent, *pairs: Pair) -> tuple[DatedEvent, ...]:
    return tuple((kind, pair, DAY) for pair in pairs)


RELATIONS = {
    "pairs": PairRelation(
        "two different members",
        lambda graph, member: (other for other in graph if other != member),
    ),
    "connected_pairs": PairRelation(
        "two connected members (F1)",
        lambda graph, member: graph.connections_of(member),
        _plant(CONNECT, (0, 1)),
    ),
    "second_degree_pairs": PairRelation(
        "a viewer and a member at the second degree (D1)",
        _at(Degree.SECOND),
        _plant(CONNECT, (0, 1), (1, 2)),
        last=2,
    ),
    "third_degree_pairs": PairRelation(
        "a viewer and a member at the third degree (D1)",
        _at(Degree.THIRD),
        _plant(CONNECT, (0, 1), (1, 2), (2, 3)),
        last=3,
    ),
    "out_of_network_pairs": PairRelation(
        "a viewer and a member beyond the third degree (D1)",
        _at(Degree.OUT_OF_NETWORK),
    ),
    "following_pairs": PairRelation(
        "a follower and a member whom they follow, connected or not (F2)",
        lambda graph, member: graph.following(member),
        _plant(FOLLOW, (0, 1)),
    ),
    "pending_pairs": PairRelation(
        "a sender and the recipient of their pending invitation (F4)",
        lambda graph, member: (sent.recipient for sent in graph.invitations_from(member)),
        _plant(INVITE, (0, 1)),
    ),
    "blocked_pairs": PairRelation(
        "a member and another whom they have blocked (F5)",
        lambda graph, member: (other for other in graph if graph.has_blocked(member, other)),
        _plant(BLOCK, (0, 1)),
    ),
}

# Graphs of a strategy to look at in one draw. Third-degree pairs, the rarest, are in one of nine
# graphs of `graphs`; Hypothesis gives up where five of six draws come to nothing.
_TRIES = 20
_GRAPH = f"{GRAPH_OR_STRATEGY}, as `graph`"


def _strategy(name: str) -> PairStrategy:
    relation = RELATIONS[name]

    def related(
        draw: st.DrawFn,
        graph: Any = None,
        *,
        members: SearchStrategy[Any] | None = None,
        min_size: int = 0,
        max_size: int | None = None,
        profiles: SearchStrategy[Profile] | None = None,
        past: bool = True,
    ) -> Any:
        if graph is None:
            smallest = max(relation.last + 1, count(min_size, "min_size"))
            bounds = checked_bounds(members, smallest, max_size, profiles, past)
            return draw(
                _planted(
                    relation,
                    plans(
                        members,
                        bounds,
                        profiles,
                        past=past,
                        planted=relation.planted,
                        reserved=relation.last + 1,
                    ),
                )
            )
        if (members, min_size, max_size, profiles, past) != (None, 0, None, None, True):
            expected = "no `graph` together with arguments that say how to draw one"
            raise wrong(graph, expected, "leave out one of the two")
        if isinstance(graph, LinkGraph):
            pairs = relation.pairs(graph)
            if not pairs:
                raise wrong(
                    graph, f"a graph with {relation.description}", "leave it out to draw one"
                )
            return draw(st.sampled_from(pairs))
        drawn, pairs = draw(_found(relation, instance(graph, SearchStrategy, _GRAPH)))
        return (drawn, *draw(st.sampled_from(pairs)))

    related.__name__ = related.__qualname__ = name
    related.__doc__ = f"""Draw {relation.description}.

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
        When drawn from: for an argument of the wrong kind, for a `graph` without related
        members, and for a `max_size` below {relation.last + 1}.
    """
    return cast("PairStrategy", st.composite(related))


@st.composite
def _found(
    draw: st.DrawFn, relation: PairRelation, graphs: SearchStrategy[LinkGraph[Any]]
) -> tuple[LinkGraph[Any], list[tuple[Any, Any]]]:
    """Draw a graph in which the relation stands, and return all its pairs.

    Graphs that were drawn in vain are left out as failures shrink.
    """
    for _ in range(_TRIES):
        drawn = instance(draw(graphs), LinkGraph, _GRAPH)
        if pairs := relation.pairs(drawn):
            return drawn, pairs
    return reject()


@st.composite
def _planted(
    draw: st.DrawFn, relation: PairRelation, plans: SearchStrategy[Plan]
) -> tuple[LinkGraph[Any], Any, Any]:
    """Draw a graph around the two, who have the numbers 0 and `last`, and any place in the order.

    They shrink together with the members between them, since all other events can be left out.
    """
    plan = draw(plans)
    ids = list(plan.members)
    for index in (0, relation.last):
        place = (index + draw(st.integers(0, len(ids) - 1))) % len(ids)
        ids[index], ids[place] = ids[place], ids[index]
    plan = attrs.evolve(plan, members=ids)
    one, other = ids[0], ids[relation.last]
    graph = plan.graph()
    if other not in relation.partners(graph, one):  # drawn connections have made a shorter chain
        graph = plan.without(CONNECT).graph()
    return graph, one, other


pairs: PairStrategy = _strategy("pairs")
connected_pairs: PairStrategy = _strategy("connected_pairs")
second_degree_pairs: PairStrategy = _strategy("second_degree_pairs")
third_degree_pairs: PairStrategy = _strategy("third_degree_pairs")
out_of_network_pairs: PairStrategy = _strategy("out_of_network_pairs")
following_pairs: PairStrategy = _strategy("following_pairs")
pending_pairs: PairStrategy = _strategy("pending_pairs")
blocked_pairs: PairStrategy = _strategy("blocked_pairs")
