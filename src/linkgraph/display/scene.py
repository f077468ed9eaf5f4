"""What a picture shows: the members nearest to one of them, and the ties among those."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, TypeAlias

import attrs
import numpy as np

from linkgraph.display.text import counted
from linkgraph.errors import InvalidInput
from linkgraph.graph.csr import Directed
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.sorted_arrays import Indices, isin
from linkgraph.rules.degrees import Degree, levels

Pairs: TypeAlias = tuple[tuple[int, int], ...]

RINGS = {
    Degree.FIRST: "1st degree",
    Degree.SECOND: "2nd degree",
    Degree.THIRD: "3rd degree",
    Degree.OUT_OF_NETWORK: "out of network",
}
_WHERE = {
    degree: name if degree is Degree.OUT_OF_NETWORK else f"at {name}"
    for degree, name in RINGS.items()
}


@attrs.frozen
class Scene:
    """Who is in a picture, and what stands between them, by place in `members`.

    Attributes
    ----------
    members
        Ids; the ego first, then by degree, within one in member order.
    degrees
        Each member's `Degree` as seen by the ego.
    connections
        Pairs, each once (F1).
    follows
        (follower, followee) who are not connected: connections bring their follows along.
    stopped
        (member, other) who are connected, the first not following the second (F3).
    pending, blocks
        (sender, recipient) and (blocker, blocked) (F4, F5).
    totals
        How many members there are at each degree, shown or not.
    """

    members: tuple[Any, ...]
    degrees: tuple[Degree, ...]
    connections: Pairs
    follows: Pairs
    stopped: Pairs
    pending: Pairs
    blocks: Pairs
    totals: dict[Degree, int]

    @property
    def ego(self) -> Any:
        """Who stands in the middle."""
        return self.members[0]

    @property
    def total(self) -> int:
        """How many members the graph has."""
        return sum(self.totals.values())

    def shown(self, degree: Degree) -> int:
        """Return how many members at a degree are shown."""
        return self.degrees.count(degree)

    def summary(self) -> str:
        """Return a line that says what is shown, and what is left out."""
        if len(self.members) == self.total:
            return f"showing all {counted(self.total, 'member')}"
        parts = (
            f"{_share(self.shown(degree), self.totals[degree])} {_WHERE[degree]}"
            for degree in RINGS
            if self.totals[degree]
        )
        return (
            f"showing {len(self.members):,} of {counted(self.total, 'member')}: {', '.join(parts)}"
        )


def _share(shown: int, total: int) -> str:
    if shown == total:
        return f"all {total:,}"
    return f"{shown:,} of {total:,}" if shown else f"none of {total:,}"


def look(graph: LinkGraph[Any], ego: Hashable, limit: int) -> Scene:
    """Return the scene around `ego`: at most `limit` members, the nearest first.

    By degree; within one who has a tie with the ego beside a connection, then who has more
    connections in common with them, then in member order. O(members) once, then O(limit).
    """
    if not isinstance(graph, LinkGraph):
        raise InvalidInput(graph, "is no graph to draw", "give a `LinkGraph`")
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise InvalidInput(limit, "is no number of members to show", "use a positive integer")
    facts = graph._facts
    center = facts.member_index.index(ego)
    everyone = facts.member_index.active
    found = levels(facts, center, everyone)
    totals = {degree: int(np.count_nonzero(found == degree)) for degree in Degree}
    chosen = [np.array([center], np.int32)]
    room = limit - 1
    for degree in RINGS:
        tier = everyone[found == degree]
        if len(tier) > room:
            tier = np.sort(tier[_nearest(facts, center, tier)[:room]])
        room -= len(tier)
        chosen.append(tier)
    indices = np.concatenate(chosen)
    ties = _Ties(facts, indices)
    exceptions = ties.among(facts.exceptions)
    connected = set(ties.connections())
    return Scene(
        members=tuple(facts.member_index.ids(indices)),
        degrees=tuple(map(Degree, levels(facts, center, indices).tolist())),
        connections=tuple(sorted((a, b) for a, b in connected if a < b)),
        follows=tuple(pair for pair in exceptions if pair not in connected),
        stopped=tuple(pair for pair in exceptions if pair in connected),
        pending=ties.among(facts.pending),
        blocks=ties.among(facts.blocks),
        totals=totals,
    )


def _nearest(facts: Facts, ego: int, members: Indices) -> Any:
    """Return the order in which members of one degree come to be shown."""
    tally = np.bincount(
        facts.connections.gather(facts.connections.row(ego)), minlength=facts.member_index.size
    )
    beside = [each.either(ego) for each in (facts.exceptions, facts.pending, facts.blocks)]
    tied = isin(members, np.unique(np.concatenate(beside)))
    return np.lexsort((-tally[members], ~tied))  # stable: ties go by member order


class _Ties:
    """The ties among a few members, by their place among them."""

    def __init__(self, facts: Facts, indices: Indices) -> None:
        self._facts = facts
        self._indices = indices.tolist()
        self._place = {index: place for place, index in enumerate(self._indices)}
        self._sorted = np.sort(indices)

    def _of(self, row_of: Any) -> Iterator[tuple[int, int]]:
        for place, index in enumerate(self._indices):
            row = row_of(index)
            inside = row[isin(row, self._sorted)]
            for other in sorted(self._place[each] for each in inside.tolist()):
                yield place, other

    def connections(self) -> Pairs:
        """Return every connection, both ways round."""
        return tuple(self._of(self._facts.connections.row))

    def among(self, relation: Directed) -> Pairs:
        """Return the pairs of a directed relation."""
        return tuple(self._of(relation.out.row))
