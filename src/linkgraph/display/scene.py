"""The members and ties that a picture shows: a member, the nearest others, and their ties.

A `Scene` has all facts between its members. A picture of a crowd draws only some of them, which
`selection` chooses: lines that would cover each other say nothing. The others are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.display.communities import communities
from linkgraph.display.text import counted, labels
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph, facts_of
from linkgraph.graph.sorted_arrays import Indices, isin
from linkgraph.graph.validation import count
from linkgraph.rules.degree_search import Degree, levels

Pairs: TypeAlias = tuple[tuple[int, int], ...]

RINGS = {
    Degree.FIRST: "1st degree",
    Degree.SECOND: "2nd degree",
    Degree.THIRD: "3rd degree",
    Degree.OUT_OF_NETWORK: "out of network",
}
# With more connections than this, the lines from the ego to each of them would be a solid disc,
# and bars at their ends could not be told apart.
CROWD = 80
# With more ties than this, those between members beyond the 1st degree are left out.
_MANY_TIES = 600
# With more ties than this within the 1st degree, only the strongest are drawn, about as many as
# the second number.
_MANY_WITHIN, _STRONGEST = 2000, 1500
_MAX_LENGTH = 24  # characters of a name beside a member, unless names look alike


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
    mutual: tuple[int, ...]  # the connections in common with the ego, of each member
    totals: dict[Degree, int]  # of members at each degree, including those that are left out

    @property
    def ego(self) -> Any:
        """The member in the middle."""
        return self.members[0]

    @cached_property
    def labels(self) -> list[str]:
        """The names of the members, which all look different."""
        return labels(self.members)

    @cached_property
    def short_labels(self) -> list[str]:
        """The names beside the members, where there is less room."""
        return labels(self.members, _MAX_LENGTH)

    @cached_property
    def groups(self) -> list[int]:
        """The number of each member's community; the ego, who is in all of them, has number 0."""
        ends = np.array([(a, b) for a, b in self.connections if a], np.int64).reshape(-1, 2)
        return communities(len(self.members), ends).tolist()  # type: ignore[no-any-return]  # of ints

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


@attrs.frozen
class Selection:
    """The ties that a picture draws, and what it leaves out.

    Attributes
    ----------
    own
        Connections of the ego.
    line
        Connections between others.
    stop
        Connected members; the first does not follow the second.
    follow, wait, block
        Follows, pending invitations and blocks.
    left_out
        Texts such as "139 connections further out".
    """

    own: Pairs
    line: Pairs
    stop: Pairs
    follow: Pairs
    wait: Pairs
    block: Pairs
    left_out: tuple[str, ...]

    @property
    def lines(self) -> tuple[tuple[str, int, int], ...]:
        """The kind and the ends of each tie with a line, from the back to the front."""
        return tuple(
            (kind, a, b)
            for kind in ("line", "own", "follow", "wait", "block")
            for a, b in getattr(self, kind)
        )


def everything(scene: Scene) -> Selection:
    """Return all ties of a scene."""
    return Selection(
        own=tuple(pair for pair in scene.connections if pair[0] == 0),
        line=tuple(pair for pair in scene.connections if pair[0] != 0),
        stop=scene.stopped,
        follow=scene.follows,
        wait=scene.pending,
        block=scene.blocks,
        left_out=(),
    )


def selection(scene: Scene) -> Selection:
    """Return the ties that a picture draws.

    Ties of the ego, blocks, and ties within the 1st degree come first. The others follow while
    the picture is not crowded, from the inside out.
    """
    ties = everything(scene)
    crowded = scene.degrees.count(Degree.FIRST) > CROWD
    own = () if crowded else ties.own

    # Ties within the 1st degree have ring 0, those from there to the 2nd ring 1, others ring 2.
    degrees = np.array(scene.degrees)
    low, high = np.sort(degrees[np.array(ties.line, np.int64).reshape(-1, 2)]).T
    rings = np.where(low == Degree.FIRST, high - low, 2).tolist()
    within, outward, further = (
        [pair for pair, ring in zip(ties.line, rings, strict=True) if ring == number]
        for number in range(3)
    )
    line = within if len(within) <= _MANY_WITHIN else _strongest(scene, within)
    left_out = _count(len(within) - len(line), "connection", "within the 1st degree")
    if len(line) + len(outward) > _MANY_TIES:
        # One contact of each, the one with most mutual connections.
        best = {b: (a, b) for a, b in sorted(outward, key=lambda tie: scene.mutual[tie[0]])}
        left_out += _count(len(outward) - len(best), "connection", "to the 2nd degree")
        outward = [*best.values()]
    line = line + outward
    if len(line) + len(further) > _MANY_TIES:
        left_out += _count(len(further), "connection", "further out")
        further = []
    line = line + further
    arrows = [pair for pair in (*ties.follow, *ties.wait) if 0 not in pair]
    if len(line) + len(arrows) > _MANY_TIES:
        left_out += _count(len(arrows), "arrow", "among others")
        arrows = []
    shown = {*own, *line}
    stop = () if len(scene.members) > CROWD else ties.stop
    stop = tuple(pair for pair in stop if (min(pair), max(pair)) in shown)
    left_out += _count(len(ties.stop) - len(stop), "bar", "for connections without a follow")
    among = {*arrows}
    return Selection(
        own=own,
        line=tuple(sorted(line)),
        stop=stop,
        follow=tuple(pair for pair in ties.follow if 0 in pair or pair in among),
        wait=tuple(pair for pair in ties.wait if 0 in pair or pair in among),
        block=ties.block,
        left_out=tuple(left_out),
    )


def _count(number: int, noun: str, where: str) -> list[str]:
    """Return the text of what is left out, or nothing for 0."""
    return [f"{counted(number, noun)} {where}"] if number else []


def _strongest(scene: Scene, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the strongest ties of each member, and the strongest between any two groups.

    The strength of a tie is the number of connections that its ends have in common.
    """
    size = max(b for _, b in pairs) + 1
    ends = np.array(pairs).T
    connected = np.zeros((size, size), np.float32)  # a product of floats is fast, and exact here
    connected[ends[0], ends[1]] = connected[ends[1], ends[0]] = 1
    strength = (connected @ connected)[ends[0], ends[1]]
    share = max(1, _STRONGEST // size)
    counts = [0] * size
    joined: set[tuple[int, int]] = set()
    result: list[tuple[int, int]] = []
    for number in np.argsort(-strength, kind="stable").tolist():
        a, b = pair = pairs[number]
        groups = (scene.groups[a], scene.groups[b])
        if min(counts[a], counts[b]) < share or groups not in joined:
            result.append(pair)
            joined |= {groups, groups[::-1]}
            counts[a] += 1
            counts[b] += 1
    return result


def scene_of(graph: LinkGraph[Any], ego: Hashable, limit: int) -> Scene:
    """Return the scene around `ego` with at most `limit` members, the nearest first.

    Within a degree, members with a follow, an invitation or a block between them and the ego
    come first, then those with more mutual connections, then by member order. O(members) once,
    then O(limit).
    """
    facts = facts_of(graph)
    limit = count(limit, "limit", least=1)
    center = facts.member_index.index(ego, "ego")
    everyone = facts.member_index.active
    degrees = levels(facts, center, everyone)
    mutual = _mutual_counts(facts, center)
    chosen = [np.array([center], np.int32)]
    remaining = limit - 1
    for degree in RINGS:
        members = everyone[degrees == degree]
        if len(members) > remaining:
            members = np.sort(members[_nearest_first(facts, center, members, mutual)[:remaining]])
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
        mutual=tuple(mutual[indices].tolist()),
        totals={degree: int(np.count_nonzero(degrees == degree)) for degree in Degree},
    )


def _mutual_counts(facts: Facts, ego: int) -> NDArray[np.int64]:
    """Return the number of connections in common with the ego, of every member (D3)."""
    reached = facts.connections.gather(facts.connections.row(ego))
    return np.bincount(reached, minlength=facts.member_index.size)


def _nearest_first(
    facts: Facts, ego: int, members: Indices, mutual: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the order in which members of one degree are chosen."""
    relations = (facts.exceptions, facts.pending, facts.blocks)
    tied = isin(members, np.unique(np.concatenate([one.either(ego) for one in relations])))
    return np.lexsort((-mutual[members], ~tied))  # stable: equal members keep their order
