"""The contestants: one class each, with the forms in which it can be asked.

A form is a short piece of code under the words that the report prints. Where a library
has several ways, all are measured and its fastest counts; a form of plain sets over a
peer's public adjacency stands beside its public function for the same reason. Forms of
one question take the same arguments and give answers that `questions.py` compares.

networkx: its tutorial and the docstring of `Graph` recommend `G[u]`, `G.adj` and
`G.neighbors` for looking at neighbours; iterating them and joining sets is what fast user
code does. Follows are a `DiGraph`, blocks and invitations plain sets. `_adj` is private;
it is used in one form where it is faster than anything public.

igraph: its manual recommends whole-vertex calls that run in C (`neighborhood`,
`distances`, `neighbors`) on integer ids, and adding edges in one call. No names, no
attributes, nothing that would slow it down. Its lists become sets only where a set is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import nlargest
from itertools import chain
from typing import Any

import igraph
import networkx as nx
import numpy as np

import linkgraph as lg
from benchmarks.worlds import Pairs, World

Forms = dict[str, Callable[..., Any]]
Reach = dict[str, set[int]]

NOW = datetime(2026, 1, 5, tzinfo=UTC)
FAR = 4  # D1: beyond three steps, or no way at all


@dataclass(frozen=True)
class Engaged:
    """What peers keep of engagements with one author's post."""

    anybody: list[int]
    commenters: list[int]


class Linkgraph:
    """This library, asked through its public functions alone."""

    name = "linkgraph"
    version = lg.__version__

    def __init__(self, world: World, engaged: dict[int, Engaged]) -> None:
        graph = self.build(world)
        for blocker, blocked in world.blocks.tolist():
            graph = lg.apply(graph, lg.Block(blocker, blocked, at=NOW))
        for sender, recipient in world.invitations.tolist():
            graph = lg.apply(graph, lg.Invite(sender, recipient, at=NOW))
        self.graph = graph.compact()
        self._public, self._narrow, self._engaged = {}, {}, {}
        for author, found in engaged.items():
            self._public[author] = lg.Post(author, author)
            self._narrow[author] = lg.Post(author, author, audience=lg.Audience.CONNECTIONS)
            comments = set(found.commenters)
            self._engaged[author] = [
                lg.Engagement(
                    member,
                    author,
                    lg.EngagementKind.COMMENT if member in comments else lg.EngagementKind.REACTION,
                )
                for member in found.anybody
            ]

    @staticmethod
    def build(world: World) -> lg.LinkGraph[int]:
        return lg.LinkGraph.from_edges(
            connections=world.connections, follows=world.follows, members=range(world.members)
        )

    def forms(self) -> dict[str, Forms]:
        graph = self.graph
        return {
            "second": {"network(g, v, SECOND)": lambda v: lg.network(graph, v, lg.Degree.SECOND)},
            "second list": {
                "list(network(g, v, SECOND))": lambda v: list(
                    lg.network(graph, v, lg.Degree.SECOND)
                )
            },
            "degree": {"degree(g, a, b)": lambda a, b: lg.degree(graph, a, b)},
            "degrees": {"degrees(g, v, members)": lambda v, some: lg.degrees(graph, v, some)},
            "mutual": {
                "mutual_connections(g, a, b)": lambda a, b: lg.mutual_connections(graph, a, b)
            },
            "people": {"people_you_may_know(g, v)": lambda v: lg.people_you_may_know(graph, v)},
            "audience": {"audience(g, post)": lambda a: lg.audience(graph, self._public[a])},
            "narrow audience": {"audience(g, post)": lambda a: lg.audience(graph, self._narrow[a])},
            "reach": {
                "reach(g, post, engagements)": lambda a: lg.reach(
                    graph, self._public[a], self._engaged[a]
                )
            },
        }


class Plain:
    """What both peers lack and get as plain sets: blocks and invitations, both ways."""

    def __init__(self, world: World, engaged: dict[int, Engaged]) -> None:
        self.engaged = engaged
        self.blocked = _either_way(world.blocks.tolist())
        self.apart = _either_way(np.concatenate((world.blocks, world.invitations)).tolist())

    def best(self, beyond: Iterable[int], near: Iterable[int], viewer: int) -> list[Any]:
        """Return the ten with most mutual connections, ties by id."""
        counts = Counter(beyond)
        for member in chain(near, (viewer,), self.apart.get(viewer, ())):
            counts.pop(member, None)
        least = min(nlargest(10, counts.values()), default=0)
        leading = [(member, count) for member, count in counts.items() if count >= least]
        return sorted(leading, key=lambda entry: (-entry[1], entry[0]))[:10]


class Networkx(Plain):
    name = "networkx"
    version = nx.__version__

    def __init__(self, world: World, engaged: dict[int, Engaged]) -> None:
        super().__init__(world, engaged)
        self.ties = self.build_connections(world)
        self.follows = self.build_follows(world)

    @staticmethod
    def build_connections(world: World) -> nx.Graph:
        graph, ids = nx.Graph(), list(range(world.members))
        graph.add_nodes_from(ids)
        graph.add_edges_from(_shared(ids, world.connections))
        return graph

    @staticmethod
    def build_follows(world: World) -> nx.DiGraph:
        graph, ids = nx.DiGraph(), list(range(world.members))
        graph.add_nodes_from(ids)
        graph.add_edges_from(_shared(ids, world.all_follows))
        return graph

    def forms(self) -> dict[str, Forms]:
        ties = self.ties
        return {
            "second": {
                "nx.descendants_at_distance(G, v, 2)": lambda v: nx.descendants_at_distance(
                    ties, v, 2
                ),
                "set().union(*map(G.neighbors, G[v])) - first": self.second,
            },
            "second list": {
                "list(set().union(*map(G.neighbors, G[v])) - first)": lambda v: list(self.second(v))
            },
            "degree": {
                "nx.shortest_path_length(G, a, b)": lambda a, b: nx.shortest_path_length(ties, a, b)
            },
            "degrees": {
                "nx.single_source_shortest_path_length(G, v, cutoff=3)": self.degrees_search,
                "second-degree set, then `isdisjoint(G[t])` for each": self.degrees_sets,
            },
            "mutual": {
                "nx.common_neighbors(G, a, b)": lambda a, b: nx.common_neighbors(ties, a, b),
                "set(G[a]).intersection(G[b])": lambda a, b: set(ties[a]).intersection(ties[b]),
                "G._adj[a].keys() & G._adj[b].keys()": lambda a, b: (
                    ties._adj[a].keys() & ties._adj[b].keys()
                ),
            },
            "people": {"Counter(chain.from_iterable(map(G.neighbors, G[v])))": self.people},
            "audience": {"set(G) - blocked": self.audience},
            "narrow audience": {"{v, *G[v]}": lambda a: {a, *ties[a]}},
            "reach": {"sets of `G[m]` and `D.pred[m]`": self.reach},
        }

    def second(self, viewer: int) -> set[int]:
        ties = self.ties
        found = set().union(*map(ties.neighbors, ties[viewer]))
        found.difference_update(ties[viewer])
        found.discard(viewer)
        return found

    def degrees_search(self, viewer: int, members: list[int]) -> list[int]:
        found = nx.single_source_shortest_path_length(self.ties, viewer, cutoff=3)
        return [found.get(member, FAR) for member in members]

    def degrees_sets(self, viewer: int, members: list[int]) -> list[int]:
        ties = self.ties
        first, second = ties[viewer], self.second(viewer)
        return [
            0
            if member == viewer
            else 1
            if member in first
            else 2
            if member in second
            else FAR
            if second.isdisjoint(ties[member])
            else 3
            for member in members
        ]

    def people(self, viewer: int) -> list[Any]:
        ties = self.ties
        near = ties[viewer]
        return self.best(chain.from_iterable(map(ties.neighbors, near)), near, viewer)

    def audience(self, author: int) -> set[int]:
        seen = set(self.ties)
        seen.difference_update(self.blocked.get(author, ()))
        return seen

    def reach(self, author: int) -> Reach:
        ties, follows = self.ties, self.follows
        return _reach(
            author,
            engaged=self.engaged[author],
            blocked=self.blocked,
            connections=lambda member: set(ties[member]),
            followers=lambda member: set(follows.pred[member]),
            second=self.second,
        )


class Igraph(Plain):
    name = "igraph"
    version = igraph.__version__

    def __init__(self, world: World, engaged: dict[int, Engaged]) -> None:
        super().__init__(world, engaged)
        self.ties = self.build_connections(world)
        self.follows = self.build_follows(world)

    @staticmethod
    def build_connections(world: World) -> igraph.Graph:
        return igraph.Graph(world.members, world.connections)

    @staticmethod
    def build_follows(world: World) -> igraph.Graph:
        return igraph.Graph(world.members, world.all_follows, directed=True)

    def forms(self) -> dict[str, Forms]:
        ties = self.ties
        return {
            "second": {
                "g.neighborhood(v, order=2, mindist=2)": lambda v: ties.neighborhood(
                    v, order=2, mindist=2
                )
            },
            "second list": {
                "g.neighborhood(v, order=2, mindist=2)": lambda v: ties.neighborhood(
                    v, order=2, mindist=2
                )
            },
            "degrees": {
                "g.distances([v], members)": self.degrees_search,
                "`neighborhood` as a set, then `isdisjoint(g.neighbors(t))`": self.degrees_sets,
            },
            "mutual": {
                "set(g.neighbors(a)).intersection(g.neighbors(b))": lambda a, b: set(
                    ties.neighbors(a)
                ).intersection(ties.neighbors(b))
            },
            "people": {"Counter(chain.from_iterable(g.neighborhood(g.neighbors(v))))": self.people},
            "audience": {"set(range(g.vcount())) - blocked": self.audience},
            "narrow audience": {"{v, *g.neighbors(v)}": lambda a: {a, *ties.neighbors(a)}},
            "reach": {"sets of `neighborhood` and `d.predecessors`": self.reach},
        }

    def second(self, viewer: int) -> set[int]:
        return set(self.ties.neighborhood(viewer, order=2, mindist=2))

    def degrees_search(self, viewer: int, members: list[int]) -> list[int]:
        (found,) = self.ties.distances([viewer], members)
        return [int(min(distance, FAR)) for distance in found]

    def degrees_sets(self, viewer: int, members: list[int]) -> list[int]:
        ties = self.ties
        first, second = set(ties.neighbors(viewer)), self.second(viewer)
        return [
            0
            if member == viewer
            else 1
            if member in first
            else 2
            if member in second
            else FAR
            if second.isdisjoint(ties.neighbors(member))
            else 3
            for member in members
        ]

    def people(self, viewer: int) -> list[Any]:
        near = self.ties.neighbors(viewer)
        beyond = self.ties.neighborhood(near, order=1, mindist=1)
        return self.best(chain.from_iterable(beyond), near, viewer)

    def audience(self, author: int) -> set[int]:
        seen = set(range(self.ties.vcount()))
        seen.difference_update(self.blocked.get(author, ()))
        return seen

    def reach(self, author: int) -> Reach:
        ties, follows = self.ties, self.follows
        return _reach(
            author,
            engaged=self.engaged[author],
            blocked=self.blocked,
            connections=lambda member: set(ties.neighbors(member)),
            followers=lambda member: set(follows.predecessors(member)),
            second=self.second,
        )


def _reach(
    author: int,
    *,
    engaged: Engaged,
    blocked: dict[int, set[int]],
    connections: Callable[[int], set[int]],
    followers: Callable[[int], set[int]],
    second: Callable[[int], set[int]],
) -> Reach:
    """Split the readers of a public post by W1 to W5, first tie first, on plain sets."""
    hidden: set[int] = blocked.get(author, set())
    first, following = connections(author), followers(author)
    split: Reach = {"W1": first & following, "W2": following - first}
    done = {author} | hidden | following
    counting = [member for member in engaged.anybody if member != author and member not in hidden]
    found = (connections(member) & followers(member) for member in counting)
    split["W3"] = set().union(*found) - done
    done |= split["W3"]
    split["W4"] = second(author) - done
    done |= split["W4"]
    commenters = set(engaged.commenters).intersection(counting)
    near = (second(member) - blocked.get(member, set()) for member in commenters)
    split["W5"] = set().union(*near) - done
    return split


def _shared(ids: list[int], pairs: Pairs) -> Iterator[tuple[int, int]]:
    """Return pairs in which a member is one `int`, not one for each tie: less to keep."""
    first, second = (map(ids.__getitem__, column.tolist()) for column in pairs.T)
    return zip(first, second, strict=True)


def _either_way(pairs: Iterable[list[int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found
