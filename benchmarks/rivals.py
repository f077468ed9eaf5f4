"""The peers that keep a graph of objects: rustworkx, NetworKit, and again networkx and igraph.

As in `players.py` every class offers the forms in which it can be asked, the fastest
counts, and what a peer lacks is the shortest composition of what it has. Forms of one
question take the same arguments; `answers.py` compares what they give.

rustworkx: its documentation recommends calls that run in Rust (`neighbors`,
`bfs_layers`) on node indices, and adding edges in one call; payloads are `None`.

NetworKit: its notebooks recommend `GraphFromCoo` on two arrays, and algorithms from its
modules (`linkprediction`, `distance`) over loops in Python; `iterNeighbors` where a loop it is.

Follows: in the generated networks everybody still follows their connections, so peers keep only
what goes beyond, as two arrays (`Beyond`): less to build and to join than a second graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import numpy as np

from benchmarks.players import FAR, Engaged, Forms, Igraph, Networkx, Plain, Reach
from benchmarks.worlds import World

_CHUNK = 1_000_000


class Beyond:
    """Who follows a member without being connected to them."""

    def __init__(self, world: World) -> None:
        pairs = np.concatenate((world.follows, world.invitations))
        pairs = pairs[np.argsort(pairs[:, 1], kind="stable")]
        self._sources = pairs[:, 0].astype(np.int32)
        self._offsets = pairs[:, 1].searchsorted(np.arange(world.members + 1))

    def __call__(self, member: int) -> Any:
        return self._sources[self._offsets[member] : self._offsets[member + 1]]


class OfSets(Plain):
    """A peer whose neighbours come as Python objects, put together as sets."""

    def __init__(self, world: World, engaged: dict[int, Engaged], ties: Any) -> None:
        Plain.__init__(self, world, engaged)
        self.ties, self.members = ties, world.members
        self.beyond = Beyond(world)

    def neighbours(self, member: int) -> Iterable[int]:
        raise NotImplementedError

    def joined(self, viewer: int) -> set[int]:
        """Return the second degree as the union of the neighbours' neighbours."""
        first = set(self.neighbours(viewer))
        found = set().union(*map(self.neighbours, first))
        found -= first
        found.discard(viewer)
        return found

    def degrees_sets(self, viewer: int, members: list[int]) -> list[int]:
        first, second = set(self.neighbours(viewer)), self.joined(viewer)
        return [
            0
            if member == viewer
            else 1
            if member in first
            else 2
            if member in second
            else FAR
            if second.isdisjoint(self.neighbours(member))
            else 3
            for member in members
        ]

    def people(self, viewer: int) -> list[Any]:
        near = list(self.neighbours(viewer))
        return self.best(chain.from_iterable(map(self.neighbours, near)), near, viewer)

    def audience(self, author: int) -> set[int]:
        return set(range(self.members)).difference(self.blocked.get(author, ()))

    def reach(self, author: int) -> Reach:
        """Split the readers of a public post by W1 to W5; connections follow each other."""
        engaged, blocked = self.engaged[author], self.blocked
        second: Callable[[int], set[int]] = self.second
        hidden = blocked.get(author, set())
        first = set(self.neighbours(author))
        split: Reach = {"W1": first, "W2": set(self.beyond(author).tolist()) - first}
        done = {author} | hidden | first | split["W2"]
        counting = [m for m in engaged.anybody if m != author and m not in hidden]
        split["W3"] = set().union(*map(self.neighbours, counting)) - done
        done |= split["W3"]
        split["W4"] = second(author) - done
        done |= split["W4"]
        commenters = set(engaged.commenters).intersection(counting)
        near = (second(member) - blocked.get(member, set()) for member in commenters)
        split["W5"] = set().union(*near) - done
        return split

    def second(self, viewer: int) -> set[int]:
        return self.joined(viewer)


class NetworkxTies(OfSets, Networkx):
    """networkx with the connections alone; its forms are those of `players.py`."""

    @staticmethod
    def build(world: World) -> Any:
        return Networkx.build_connections(world)

    second, degrees_sets, people = Networkx.second, Networkx.degrees_sets, Networkx.people
    audience = Networkx.audience

    def neighbours(self, member: int) -> Iterable[int]:
        return self.ties.neighbors(member)

    def forms(self) -> dict[str, Forms]:
        forms = Networkx.forms(self)
        forms["reach"] = {"sets of `G.neighbors`": self.reach}
        forms["edit"] = {"G.copy().add_edge(a, b)": self.edit}
        return forms

    def edit(self, a: int, b: int) -> list[int]:
        ties = self.ties.copy()
        ties.add_edge(a, b)
        return list(ties[a])


class IgraphTies(OfSets, Igraph):
    """igraph with the connections alone; its forms are those of `players.py`."""

    @staticmethod
    def build(world: World) -> Any:
        return Igraph.build_connections(world)

    second, degrees_sets, people = Igraph.second, Igraph.degrees_sets, Igraph.people
    audience = Igraph.audience

    def neighbours(self, member: int) -> Iterable[int]:
        return self.ties.neighbors(member)

    def forms(self) -> dict[str, Forms]:
        forms = Igraph.forms(self)
        forms["reach"] = {"sets of `neighborhood` and `neighbors`": self.reach}
        return forms


class Rustworkx(OfSets):
    name = "rustworkx"

    def __init__(self, world: World, engaged: dict[int, Engaged], ties: Any) -> None:
        import rustworkx

        super().__init__(world, engaged, ties)
        self.package, self.version = rustworkx, rustworkx.__version__

    @staticmethod
    def build(world: World) -> Any:
        from rustworkx import PyGraph

        graph = PyGraph(  # `multigraph`, for nothing is there twice, and looking would cost
            multigraph=True,
            node_count_hint=world.members,
            edge_count_hint=len(world.connections),
        )
        graph.add_nodes_from([None] * world.members)
        for begin in range(0, len(world.connections), _CHUNK):
            some = world.connections[begin : begin + _CHUNK]
            graph.extend_from_edge_list(list(zip(*some.T.tolist(), strict=True)))
        return graph

    def neighbours(self, member: int) -> Iterable[int]:
        return self.ties.neighbors(member)

    def forms(self) -> dict[str, Forms]:
        ties, layers = self.ties, self.package.bfs_layers
        return {
            "second": {
                "rx.bfs_layers(G, [v])[2]": lambda v: [*layers(ties, [v]), [], []][2],
                "set().union(*map(G.neighbors, G.neighbors(v))) - first": self.joined,
                "np.unique(np.concatenate([G.neighbors(m), …])), less the first": self.second_array,
            },
            "degrees": {"second-degree set, then `isdisjoint(G.neighbors(t))`": self.degrees_sets},
            "mutual": {
                "set(G.neighbors(a)).intersection(G.neighbors(b))": lambda a, b: set(
                    ties.neighbors(a)
                ).intersection(ties.neighbors(b)),
                "np.intersect1d(G.neighbors(a), G.neighbors(b))": lambda a, b: np.intersect1d(
                    ties.neighbors(a), ties.neighbors(b), assume_unique=True
                ),
            },
            "people": {"Counter(chain.from_iterable(map(G.neighbors, …)))": self.people},
            "audience": {"set(range(G.num_nodes())) - blocked": self.audience},
            "narrow audience": {"{v, *G.neighbors(v)}": lambda a: {a, *ties.neighbors(a)}},
            "reach": {"sets of `G.neighbors`": self.reach},
        }

    def second_array(self, viewer: int) -> Any:
        first = np.asarray(self.ties.neighbors(viewer))
        if not len(first):
            return first
        rows = [np.asarray(self.ties.neighbors(member)) for member in first.tolist()]
        return np.setdiff1d(np.unique(np.concatenate(rows)), np.append(first, viewer))


class Networkit(OfSets):
    name = "NetworKit"

    def __init__(self, world: World, engaged: dict[int, Engaged], ties: Any) -> None:
        import networkit

        super().__init__(world, engaged, ties)
        self.package, self.version = networkit, networkit.__version__
        self.predict = networkit.linkprediction
        self.missing = self.predict.MissingLinksFinder(self.ties)

    @staticmethod
    def build(world: World) -> Any:
        from networkit import GraphFromCoo

        ends = tuple(np.ascontiguousarray(world.connections[:, at]) for at in (0, 1))
        return GraphFromCoo(ends, n=world.members)

    def neighbours(self, member: int) -> Iterable[int]:
        return self.ties.iterNeighbors(member)

    def forms(self) -> dict[str, Forms]:
        ties, common = self.ties, self.predict.NeighborhoodUtility.getCommonNeighbors
        return {
            "second": {
                "MissingLinksFinder(G).findFromNode(v, 2)": lambda v: [
                    pair[1] for pair in self.missing.findFromNode(v, 2)
                ],
                "set().union(*map(G.iterNeighbors, G.iterNeighbors(v))) - first": self.joined,
            },
            "degrees": {
                "distance.MultiTargetBFS(G, v, members)": self.degrees_search,
                "second-degree set, then `isdisjoint(G.iterNeighbors(t))`": self.degrees_sets,
            },
            "mutual": {
                "NeighborhoodUtility.getCommonNeighbors(G, a, b)": lambda a, b: common(ties, a, b),
                "set(G.iterNeighbors(a)).intersection(G.iterNeighbors(b))": lambda a, b: set(
                    ties.iterNeighbors(a)
                ).intersection(ties.iterNeighbors(b)),
            },
            "people": {
                "CommonNeighborsIndex(G).runOn(findFromNode(v, 2))": self.people_predicted,
                "Counter(chain.from_iterable(map(G.iterNeighbors, …)))": self.people,
            },
            "audience": {"set(range(G.numberOfNodes())) - blocked": self.audience},
            "narrow audience": {"{v, *G.iterNeighbors(v)}": lambda a: {a, *ties.iterNeighbors(a)}},
            "reach": {"sets of `G.iterNeighbors`": self.reach},
        }

    def degrees_search(self, viewer: int, members: list[int]) -> list[int]:
        search = self.package.distance.MultiTargetBFS(self.ties, viewer, members)
        search.run()
        return [int(min(distance, FAR)) for distance in search.getDistances()]

    def people_predicted(self, viewer: int) -> list[Any]:
        index = self.predict.CommonNeighborsIndex(self.ties)
        apart = self.apart.get(viewer, ())
        counts = [
            (int(count), member)
            for (_, member), count in index.runOn(self.missing.findFromNode(viewer, 2))
            if member not in apart
        ]
        counts.sort(key=lambda entry: (-entry[0], entry[1]))
        return [(member, count) for count, member in counts[:10]]
