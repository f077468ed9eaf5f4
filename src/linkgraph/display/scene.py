"""The members and ties that a picture shows: a member, the nearest others, and their ties."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeAlias

import attrs
import numpy as np

from linkgraph.display.text import counted
from linkgraph.errors import InvalidInput
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.sorted_arrays import Indices, isin
from linkgraph.rules.degree_search import Degree, levels

Pairs: TypeAlias = tuple[tuple[int, int], ...]

RINGS = {
    Degree.FIRST: "1st degree",
    Degree.SECOND: "2nd degree",
    Degree.THIRD: "3rd degree",
    Degree.OUT_OF_NETWORK: "out of network",
}


@attrs.frozen
class Scene:
    """The members and ties of a picture; ties are pairs of positions in `members`."""

    # Ids: the ego first, then by degree, and within a degree in member order.
    members: tuple[Any, ...]
    degrees: tuple[Degree, ...]
    connections: Pairs
    follows: Pairs  # without a connection, since connections imply follows
    stopped: Pairs  # the first is connected to the second, but does not follow them (F3)
    pending: Pairs
    blocks: Pairs
    totals: dict[Degree, int]  # of members at each degree, including those that are left out

    @property
    def ego(self) -> Any:
        """The member in the middle."""
        return self.members[0]

    @property
    def lines(self) -> Pairs:
        """The pairs that are joined by a line; a stopped follow is a mark on one."""
        return (*self.connections, *self.follows, *self.pending, *self.blocks)

    def summary(self) -> str:
        """Return one line about the members that are shown and left out."""
        total = sum(self.totals.values())
        if len(self.members) == total:
            return f"showing all {counted(total, 'member')}"
        parts: list[str] = []
        for degree, name in RINGS.items():
            shown, number = self.degrees.count(degree), self.totals[degree]
            share = f"{shown:,} of" if 0 < shown < number else "all" if shown else "none of"
            place = name if degree is Degree.OUT_OF_NETWORK else f"at {name}"
            parts += [f"{share} {number:,} {place}"] if number else []
        return f"showing {len(self.members):,} of {counted(total, 'member')}: {', '.join(parts)}"

    def tie_counts(self) -> list[int]:
        """Return the number of ties that are shown for each member."""
        ends = np.array(self.lines, np.int64).ravel()
        return np.bincount(ends, minlength=len(self.members)).tolist()  # type: ignore[no-any-return]  # of ints


def scene_of(graph: LinkGraph[Any], ego: Hashable, limit: int) -> Scene:
    """Return the scene around `ego` with at most `limit` members, the nearest first.

    Within a degree, members with a follow, an invitation or a block between them and the ego
    come first, then those with more mutual connections, then by member order. O(members) once,
    then O(limit).
    """
    if not isinstance(graph, LinkGraph):
        raise InvalidInput(graph, "a `LinkGraph`")
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise InvalidInput(limit, "a positive integer as the limit of members")
    facts = graph._facts
    center = facts.member_index.index(ego)
    everyone = facts.member_index.active
    degrees = levels(facts, center, everyone)
    chosen = [np.array([center], np.int32)]
    remaining = limit - 1
    for degree in RINGS:
        members = everyone[degrees == degree]
        if len(members) > remaining:
            members = np.sort(members[_nearest_first(facts, center, members)[:remaining]])
        remaining -= len(members)
        chosen.append(members)
    indices = np.concatenate(chosen)
    positions = {index: position for position, index in enumerate(indices.tolist())}
    inside = np.sort(indices)

    def pairs(row_of: Callable[[int], Indices]) -> Pairs:
        """Return the pairs of a relation of which both members are shown."""
        rows = {position: row_of(index) for index, position in positions.items()}
        return tuple(
            (position, other)
            for position, row in rows.items()
            for other in sorted(positions[index] for index in row[isin(row, inside)].tolist())
        )

    connected = set(pairs(facts.connections.row))
    exceptions = pairs(facts.exceptions.out.row)
    return Scene(
        members=tuple(facts.member_index.ids(indices)),
        degrees=tuple(map(Degree, levels(facts, center, indices).tolist())),
        connections=tuple(sorted((a, b) for a, b in connected if a < b)),
        follows=tuple(pair for pair in exceptions if pair not in connected),
        stopped=tuple(pair for pair in exceptions if pair in connected),
        pending=pairs(facts.pending.out.row),
        blocks=pairs(facts.blocks.out.row),
        totals={degree: int(np.count_nonzero(degrees == degree)) for degree in Degree},
    )


def _nearest_first(facts: Facts, ego: int, members: Indices) -> Any:
    """Return the order in which members of one degree are chosen."""
    reached = facts.connections.gather(facts.connections.row(ego))
    mutual = np.bincount(reached, minlength=facts.member_index.size)
    relations = (facts.exceptions, facts.pending, facts.blocks)
    tied = isin(members, np.unique(np.concatenate([one.either(ego) for one in relations])))
    return np.lexsort((-mutual[members], ~tied))  # stable: equal members keep their order
