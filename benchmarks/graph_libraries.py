"""This library, and the peers that give neighbours as Python objects.

Each class keeps one network and offers forms of asking each question. The forms are those that the
documentation of the library recommends, and compositions of sets over its neighbours. All forms are
measured, and the fastest counts.

- networkx: its tutorial recommends `G[u]` and `G.neighbors`. `_adj` is private; one form uses it
  because it is faster than anything public.
- igraph: its manual recommends calls on integer ids that run in C, such as `neighborhood`.
- rustworkx: its documentation recommends calls that run in Rust, and adding edges in one call.
- NetworKit: its notebooks recommend `GraphFromCoo` and algorithms from its modules.

Forms that were never the fastest are left out, such as `g.distances`, `MultiTargetBFS` and
`single_source_shortest_path_length`, which search farther than the question needs.

Peers get blocks and invitations as plain sets. In these networks all members still follow their
connections, so peers keep only the other follows, as two arrays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from heapq import nlargest
from itertools import chain
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks.networks import Network, Pairs

# The key of a question, the words in which the page prints the form, and the form itself.
Forms = list[tuple[str, str, Callable[..., Any]]]

NOW = datetime(2026, 1, 5, tzinfo=UTC)
FAR = 4  # the degree of members more than three steps away (D1)
CHUNK = 1_000_000  # edges that rustworkx gets at a time


class Linkgraph:
    """This library, through its public functions."""

    def __init__(self, network: Network, engagements: dict[int, list[int]], _: Any) -> None:
        graph = network.graph()
        for blocker, blocked in network.blocks.tolist():
            graph = lg.apply(graph, lg.Block(blocker, blocked, at=NOW))
        for sender, recipient in network.invitations.tolist():
            graph = lg.apply(graph, lg.Invite(sender, recipient, at=NOW))
        self.graph = graph.compact()
        narrow = lg.Audience.CONNECTIONS
        self.public = {author: lg.Post(author, author) for author in engagements}
        self.narrow = {author: lg.Post(author, author, audience=narrow) for author in engagements}
        kinds = [lg.EngagementKind.COMMENT] * 5 + [lg.EngagementKind.REACTION] * 20
        self.engagements = {
            author: [lg.Engagement(m, author, kind) for m, kind in zip(members, kinds, strict=True)]
            for author, members in engagements.items()
        }

    @staticmethod
    def build(network: Network) -> lg.LinkGraph[int]:
        return network.graph()

    def forms(self) -> Forms:
        g, second, suggest = self.graph, lg.Degree.SECOND, lg.people_you_may_know
        public, narrow, engagements = self.public, self.narrow, self.engagements
        return [
            ("second", "network(g, v, SECOND).to_numpy()",
             lambda v: lg.network(g, v, second).to_numpy()),
            ("degree", "degree(g, a, b)", lambda a, b: lg.degree(g, a, b)),
            ("degrees", "degrees(g, v, members)", lambda v, members: lg.degrees(g, v, members)),
            ("mutual", "mutual_connections(g, a, b)", lambda a, b: lg.mutual_connections(g, a, b)),
            ("people", "people_you_may_know(g, v)", lambda v: suggest(g, v)),
            ("audience", "audience(g, post)", lambda a: lg.audience(g, public[a])),
            ("narrow audience", "audience(g, post)", lambda a: lg.audience(g, narrow[a])),
            ("reach", "reach(g, post, engagements)",
             lambda a: lg.reach(g, public[a], engagements[a])),
        ]  # fmt: skip


class Peer:
    """The facts that no peer keeps in its graph: blocks, invitations and other follows."""

    def __init__(self, network: Network, engagements: dict[int, list[int]], graph: Any) -> None:
        self.graph, self.members, self.engagements = graph, network.members, engagements
        self.blocked = _both_directions(network.blocks)
        self.not_suggested = _both_directions(np.concatenate((network.blocks, network.invitations)))
        follows = np.concatenate((network.follows, network.invitations))
        follows = follows[np.argsort(follows[:, 1], kind="stable")]
        self.sources = follows[:, 0].astype(np.int32)
        self.offsets = follows[:, 1].searchsorted(np.arange(network.members + 1))

    def other_followers(self, member: int) -> np.ndarray:
        """Return the followers that are not connections."""
        return self.sources[self.offsets[member] : self.offsets[member + 1]]

    def counting(self, author: int) -> list[int]:
        """Return the members whose engagements carry a post: all but the author and the blocked."""
        hidden = self.blocked.get(author, ())
        return [m for m in self.engagements[author] if m != author and m not in hidden]

    def commenters(self, author: int) -> set[int]:
        return set(self.engagements[author][:5]).intersection(self.counting(author))


class SetPeer(Peer):
    """A peer that gives neighbours as Python objects, combined as sets."""

    call = "G.neighbors"  # as the page prints it

    def neighbors(self, member: int) -> Iterable[int]:
        return self.graph.neighbors(member)

    def second(self, viewer: int) -> set[int]:
        first = set(self.neighbors(viewer))
        members = set().union(*map(self.neighbors, first))
        members -= first
        members.discard(viewer)
        return members

    def forms(self) -> Forms:
        call, neighbors = self.call, self.neighbors
        return [
            ("second", f"set().union(*map({call}, {call}(v))) - first", self.second),
            ("degrees", f"second-degree set, then `isdisjoint({call}(t))`", self.degrees),
            ("mutual", f"set({call}(a)).intersection({call}(b))",
             lambda a, b: set(neighbors(a)).intersection(neighbors(b))),
            ("people", f"Counter(chain.from_iterable(map({call}, {call}(v))))", self.people),
            ("audience", "set(range(n)) - blocked",
             lambda a: self.audience(range(self.members), a)),
            ("narrow audience", f"{{v, *{call}(v)}}", lambda a: {a, *neighbors(a)}),
            ("reach", f"sets of `{call}`", self.reach),
        ]  # fmt: skip

    def degrees(self, viewer: int, members: list[int]) -> list[int]:
        first, second = set(self.neighbors(viewer)), self.second(viewer)

        def degree(member: int) -> int:
            if member == viewer:
                return 0
            if member in first or member in second:
                return 1 if member in first else 2
            return FAR if second.isdisjoint(self.neighbors(member)) else 3

        return list(map(degree, members))

    def people(self, viewer: int) -> list[tuple[int, int]]:
        """Return the ten with the most mutual connections; ties are broken by id."""
        first = list(self.neighbors(viewer))
        return self.leading(viewer, first, chain.from_iterable(map(self.neighbors, first)))

    def leading(
        self, viewer: int, first: list[int], second: Iterable[int]
    ) -> list[tuple[int, int]]:
        counts = Counter(second)
        for member in chain(first, (viewer,), self.not_suggested.get(viewer, ())):
            counts.pop(member, None)
        tenth = min(nlargest(10, counts.values()), default=0)
        pairs = [(member, count) for member, count in counts.items() if count >= tenth]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:10]

    def audience(self, everybody: Iterable[int], author: int) -> set[int]:
        return set(everybody).difference(self.blocked.get(author, ()))

    def reach(self, author: int) -> dict[str, set[int]]:
        """Split the readers of a public post by W1 to W5; the first tie of a reader counts."""
        first = set(self.neighbors(author))
        split = {"W1": first, "W2": set(self.other_followers(author).tolist()) - first}
        seen = {author, *self.blocked.get(author, ())} | first | split["W2"]
        split["W3"] = set().union(*map(self.neighbors, self.counting(author))) - seen
        seen |= split["W3"]
        split["W4"] = self.second(author) - seen
        seen |= split["W4"]
        rows = (self.second(m) - self.blocked.get(m, set()) for m in self.commenters(author))
        split["W5"] = set().union(*rows) - seen
        return split


class Networkx(SetPeer):
    @staticmethod
    def build(network: Network) -> Any:
        import networkx as nx

        graph = nx.Graph()
        ids = list(range(network.members))
        graph.add_nodes_from(ids)
        # A member is the same `int` object in every pair, which saves memory.
        columns = (map(ids.__getitem__, column.tolist()) for column in network.connections.T)
        graph.add_edges_from(zip(*columns, strict=True))
        return graph

    def forms(self) -> Forms:
        import networkx as nx

        G = self.graph  # noqa: N806  # networkx's own name
        return [
            *super().forms(),
            ("degree", "nx.shortest_path_length(G, a, b)",
             lambda a, b: nx.shortest_path_length(G, a, b)),
            ("second", "nx.descendants_at_distance(G, v, 2)",
             lambda v: nx.descendants_at_distance(G, v, 2)),
            ("mutual", "nx.common_neighbors(G, a, b)", lambda a, b: nx.common_neighbors(G, a, b)),
            ("mutual", "G._adj[a].keys() & G._adj[b].keys()",
             lambda a, b: G._adj[a].keys() & G._adj[b].keys()),
            ("audience", "set(G) - blocked", lambda a: self.audience(G, a)),
        ]  # fmt: skip


class Igraph(SetPeer):
    call = "g.neighbors"

    @staticmethod
    def build(network: Network) -> Any:
        import igraph

        return igraph.Graph(network.members, network.connections)

    def forms(self) -> Forms:
        g = self.graph

        def people(viewer: int) -> list[tuple[int, int]]:
            first = g.neighbors(viewer)
            rows = g.neighborhood(first, order=1, mindist=1)
            return self.leading(viewer, first, chain.from_iterable(rows))

        slower = {"second", "people"}  # set by set
        return [form for form in super().forms() if form[0] not in slower] + [
            ("second", "g.neighborhood(v, order=2, mindist=2)",
             lambda v: g.neighborhood(v, order=2, mindist=2)),
            ("people", "Counter(chain.from_iterable(g.neighborhood(g.neighbors(v))))", people),
        ]  # fmt: skip

    def second(self, viewer: int) -> set[int]:
        return set(self.graph.neighborhood(viewer, order=2, mindist=2))


class Rustworkx(SetPeer):
    @staticmethod
    def build(network: Network) -> Any:
        from rustworkx import PyGraph

        # A multigraph, because looking for repeated edges would cost time.
        count, edges = network.members, len(network.connections)
        graph = PyGraph(multigraph=True, node_count_hint=count, edge_count_hint=edges)
        graph.add_nodes_from([None] * count)
        for begin in range(0, edges, CHUNK):
            columns = network.connections[begin : begin + CHUNK].T.tolist()
            graph.extend_from_edge_list(list(zip(*columns, strict=True)))
        return graph

    def forms(self) -> Forms:
        from rustworkx import bfs_layers

        G = self.graph  # noqa: N806  # as in its documentation
        return [
            *super().forms(),
            ("second", "rx.bfs_layers(G, [v])[2]",
             lambda v: [*bfs_layers(G, [v]), [], []][2]),
            ("mutual", "np.intersect1d(G.neighbors(a), G.neighbors(b))",
             lambda a, b: np.intersect1d(G.neighbors(a), G.neighbors(b), assume_unique=True)),
        ]  # fmt: skip


class Networkit(SetPeer):
    call = "G.iterNeighbors"

    @staticmethod
    def build(network: Network) -> Any:
        from networkit import GraphFromCoo

        ends = tuple(np.ascontiguousarray(network.connections[:, end]) for end in (0, 1))
        return GraphFromCoo(ends, n=network.members)

    def neighbors(self, member: int) -> Iterable[int]:
        return self.graph.iterNeighbors(member)

    def forms(self) -> Forms:
        from networkit.linkprediction import MissingLinksFinder, NeighborhoodUtility

        find, common = MissingLinksFinder(self.graph).findFromNode, NeighborhoodUtility
        return [
            *super().forms(),
            ("second", "MissingLinksFinder(G).findFromNode(v, 2)",
             lambda v: [member for _, member in find(v, 2)]),
            ("mutual", "NeighborhoodUtility.getCommonNeighbors(G, a, b)",
             lambda a, b: common.getCommonNeighbors(self.graph, a, b)),
        ]  # fmt: skip


def _both_directions(*kinds: Pairs) -> dict[int, set[int]]:
    partners: dict[int, set[int]] = {}
    for one, other in np.concatenate(kinds).tolist():
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    return partners


GRAPH_LIBRARIES: dict[str, Any] = {
    "linkgraph": Linkgraph,
    "networkx": Networkx,
    "igraph": Igraph,
    "rustworkx": Rustworkx,
    "NetworKit": Networkit,
}
