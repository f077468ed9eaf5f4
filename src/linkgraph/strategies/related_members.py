"""Two members who stand in a given way to each other, drawn without throwing draws away.

`RELATIONS` says for each way who stands so, and what to plant in a graph so that somebody does.

Each strategy takes what the pair is wanted in. Without it, or with a strategy for graphs, it
draws ``(graph, one, other)``, which is what a test mostly needs; with a graph that is there
already, ``(one, other)``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Protocol, TypeAlias, TypeVar, cast, overload

import attrs
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.degrees import Degree, network
from linkgraph.strategies.arguments import GRAPH, MEMBERS, instance, strategy, wrong
from linkgraph.strategies.drawing_graphs import Planted, plans, planting
from linkgraph.strategies.events import Event, Told
from linkgraph.strategies.times import DAY

M = TypeVar("M", bound=Hashable)
Partners: TypeAlias = Callable[[LinkGraph[Any], Any], Iterable[Any]]


class PairsIn(Protocol):
    """A strategy for two members: of a graph, or together with one."""

    @overload
    def __call__(self, graph: LinkGraph[M], *, members: None = None) -> SearchStrategy[tuple[M, M]]:
        raise NotImplementedError

    @overload
    def __call__(
        self, graph: SearchStrategy[LinkGraph[M]], *, members: None = None
    ) -> SearchStrategy[tuple[LinkGraph[M], M, M]]:
        raise NotImplementedError

    @overload
    def __call__(
        self, graph: None = None, *, members: SearchStrategy[M]
    ) -> SearchStrategy[tuple[LinkGraph[M], M, M]]:
        raise NotImplementedError

    @overload
    def __call__(
        self, graph: None = None, *, members: None = None
    ) -> SearchStrategy[tuple[LinkGraph[str], str, str]]:
        raise NotImplementedError


@attrs.frozen
class Relation:
    """How two stand to each other.

    Attributes
    ----------
    says
        What is drawn.
    partners
        Whom a member so stands to.
    events
        What happens first in a graph drawn for the purpose, so that there are such two.
    last
        The index of the other of the two; the first has 0.
    """

    says: str
    partners: Partners
    events: tuple[Event, ...] = ()
    last: int = 1

    @property
    def planted(self) -> Planted:
        """What must be there."""
        return Planted(self.events, self.last + 1)


def _at(degree: Degree) -> Partners:
    return lambda graph, member: network(graph, member, degree)


def _happens(what: Callable[..., None], *pairs: tuple[int, int]) -> tuple[Event, ...]:
    return tuple((what, pair, DAY) for pair in pairs)


RELATIONS = {
    "pairs": Relation(
        "two different members",
        lambda graph, member: (other for other in graph if other != member),
    ),
    "connected_pairs": Relation(
        "two who are connected (F1)",
        lambda graph, member: graph.connections_of(member),
        _happens(Told.connects, (0, 1)),
    ),
    "second_degree_pairs": Relation(
        "a viewer and a member at the second degree (D1)",
        _at(Degree.SECOND), _happens(Told.connects, (0, 1), (1, 2)), 2,
    ),
    "third_degree_pairs": Relation(
        "a viewer and a member at the third degree (D1)",
        _at(Degree.THIRD), _happens(Told.connects, (0, 1), (1, 2), (2, 3)), 3,
    ),
    "out_of_network_pairs": Relation(
        "a viewer and a member beyond the third degree (D1)",
        _at(Degree.OUT_OF_NETWORK),
    ),
    "following_pairs": Relation(
        "a follower and whom they follow, connected or not (F2)",
        lambda graph, member: graph.following(member),
        _happens(Told.follow, (0, 1)),
    ),
    "pending_pairs": Relation(
        "a sender and the recipient of their pending invitation (F4)",
        lambda graph, member: (letter.recipient for letter in graph.invitations_from(member)),
        _happens(Told.invites, (0, 1)),
    ),
    "blocked_pairs": Relation(
        "a member and whom they have blocked (F5)",
        lambda graph, member: (other for other in graph if graph.has_blocked(member, other)),
        _happens(Told.block, (0, 1)),
    ),
}  # fmt: skip


_TRIES = 4  # graphs to look at in one draw; Hypothesis gives up where 5 of 6 come to nothing


def _standing(relation: Relation, graph: LinkGraph[Any]) -> list[tuple[Any, Any]]:
    return [(member, other) for member in graph for other in relation.partners(graph, member)]


def _strategy(name: str) -> PairsIn:
    relation = RELATIONS[name]

    def related(
        draw: st.DrawFn, graph: Any = None, *, members: SearchStrategy[Any] | None = None
    ) -> Any:
        if members is not None:
            strategy(members, "members")
            if graph is not None:
                raise wrong(members, "for `members` goes with no `graph`", "give one of the two")
        if graph is None:
            return draw(_with_such_two(relation, members))
        if isinstance(graph, LinkGraph):
            return draw(st.sampled_from(_those(relation, graph)))
        drawn, ends = draw(_in_one_of(relation, strategy(graph, "graph", GRAPH)))
        return (drawn, *draw(st.sampled_from(ends)))

    related.__name__ = related.__qualname__ = name
    related.__doc__ = f"""Draw {relation.says}.

    Parameters
    ----------
    graph
        A strategy for graphs: draws ``(graph, one, other)``. By default any graph in which
        there are such two, and in which they shrink to the first members. What comes of
        `graphs` has such two if its arguments allow; of other strategies, graphs without are
        drawn again, a few times, so give one in which such two are not too rare.
        Or a graph: draws ``(one, other)``.
    members
        A strategy for ids instead: as by default no draw is lost, whatever the ids are.

    Raises
    ------
    InvalidArgument
        When drawn from: for an argument of the wrong kind, and where `graph` is a graph
        without such two.
    """
    return cast("PairsIn", st.composite(related))


def _those(relation: Relation, graph: LinkGraph[Any]) -> list[tuple[Any, Any]]:
    """Return the pairs of a graph that is there already."""
    ends = _standing(relation, graph)
    if not ends:
        raise wrong(graph, f"is a graph without {relation.says}", "leave it out to draw one")
    return ends


@st.composite
def _in_one_of(
    draw: st.DrawFn, relation: Relation, graphs: SearchStrategy[LinkGraph[Any]]
) -> tuple[LinkGraph[Any], list[tuple[Any, Any]]]:
    """Draw a graph with such two, and return all of them.

    Graphs without are left out as failures shrink.
    """
    for _ in range(_TRIES):
        with planting(relation.planted):
            drawn = draw(graphs)
        instance(drawn, LinkGraph, "graph", GRAPH)
        if ends := _standing(relation, drawn):
            return drawn, ends
    return reject()


@st.composite
def _with_such_two(
    draw: st.DrawFn, relation: Relation, ids: SearchStrategy[Any] | None
) -> tuple[LinkGraph[Any], Any, Any]:
    """Draw a graph around the two: indices 0 and `last`, who may be anywhere in the order.

    Nothing is lost, since the rest is as it may be, and they shrink with what is between them.
    """
    first = relation.planted
    bounds = first.members, first.members + MEMBERS
    plan = draw(plans(ids, bounds, reserved=first.members))
    members = list(plan.members)
    for index in (0, relation.last):
        place = (index + draw(st.integers(0, len(members) - 1))) % len(members)
        members[index], members[place] = members[place], members[index]
    plan = attrs.evolve(plan, members=members)
    one, other = members[0], members[relation.last]
    graph = plan.graph(first.events)
    if other not in relation.partners(graph, one):  # what else was drawn has brought them nearer
        graph = plan.without(Told.connects).graph(first.events)
    return graph, one, other


pairs: PairsIn = _strategy("pairs")
connected_pairs: PairsIn = _strategy("connected_pairs")
second_degree_pairs: PairsIn = _strategy("second_degree_pairs")
third_degree_pairs: PairsIn = _strategy("third_degree_pairs")
out_of_network_pairs: PairsIn = _strategy("out_of_network_pairs")
following_pairs: PairsIn = _strategy("following_pairs")
pending_pairs: PairsIn = _strategy("pending_pairs")
blocked_pairs: PairsIn = _strategy("blocked_pairs")
