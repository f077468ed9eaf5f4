"""The ties of a view as CSR arrays, the graph's own where possible, and triangles among them.

All indices are in member order; `backend` turns them into ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, final

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.csr import Adjacency
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.sorted_arrays import Keys, symmetric_difference

Counts = NDArray[np.int64]

# Working memory for counting triangles, in bytes, and about how much a pair of ties takes.
_BYTES = 1 << 24
_BYTES_PER_PAIR = 32


@final
@attrs.frozen(eq=False)
class TieArrays:
    """The ties of a view: a row `out` of and `into` each member, in the same arrays if equal."""

    member_index: MemberIndex
    out: Adjacency
    into: Adjacency
    directed: bool

    @classmethod
    def of(cls, graph: LinkGraph[Any], kind: str) -> TieArrays:
        """Return the ties of a kind of `AdjacencyMapping`.

        O(1) for connections if the graph was not edited, and for follows if they equal the
        connections; otherwise O(ties).
        """
        facts = graph._facts.compact()
        size = facts.member_index.size
        out = into = facts.connections
        if out.rows < size:  # the members that joined last have no row yet
            out = into = Adjacency.from_keys(size, out.keys())
        exceptions = facts.exceptions
        if kind != "connections" and exceptions.out.entries:
            keys = out.keys()
            out, into = (
                Adjacency.from_keys(size, symmetric_difference(keys, one.keys()))
                for one in (exceptions.out, exceptions.into)
            )
        if kind == "followers":
            out, into = into, out
        return cls(facts.member_index, out, into, directed=kind != "connections")

    def __len__(self) -> int:
        return self.member_index.size

    @property
    def degrees(self) -> Counts:
        """The number of ties of each member, in both directions."""
        out = self.out.counts(len(self))
        return out + self.into.counts(len(self)) if self.directed else out

    def matrix(self, dtype: Any) -> Any:
        """Return the adjacency matrix as a SciPy array in CSR form."""
        from scipy import sparse  # type: ignore[import-untyped]  # it has no types

        base, size = self.out.base, len(self)
        ones = np.ones(len(base.neighbours), dtype)
        # Copied, since SciPy may sort or sum in place, and the arrays belong to the graph.
        parts = ones, base.neighbours.copy(), base.offsets.copy()
        return sparse.csr_array(parts, shape=(size, size))


def count_triangles(ties: TieArrays) -> Counts:
    """Return the number of triangles that each member is part of.

    Members are ranked by degree, and every tie points to the member of higher rank. So hubs
    have few ties that leave them, and no row is long. A triangle is then a first member, a
    second that the first points to, and a third that both point to. It is found once, by
    looking up the third member in a mask of the first member's row. The masks of a batch of
    first members are filled together.
    """
    size = len(ties)
    degrees = ties.degrees
    order = np.argsort(degrees)
    rank = np.empty(size, np.int64)
    rank[order] = np.arange(size)
    sources = rank.repeat(degrees)
    targets = rank[ties.out.base.neighbours]
    upwards = sources < targets
    keys: Keys = sources[upwards] << 32
    keys |= targets[upwards]
    keys.sort()
    upward_ties = Adjacency.from_keys(size, keys)
    counts = np.zeros(size, np.int64)
    for first, last in _batches(upward_ties, size):
        _count_batch(upward_ties, size, first, last, counts)
    return counts[rank]


def _batches(ties: Adjacency, size: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of members; the masks and pairs of ties of a range fit into memory."""
    offsets, neighbours = ties.base.offsets, ties.base.neighbours
    pairs = np.concatenate(([0], np.diff(offsets)[neighbours].cumsum()))[offsets]
    needed = np.arange(size + 1) * size + pairs * _BYTES_PER_PAIR
    first = 0
    while first < size:
        last = int(needed.searchsorted(needed[first] + _BYTES, side="right")) - 1
        last = max(last, first + 1)
        yield first, last
        first = last


def _count_batch(ties: Adjacency, size: int, first: int, last: int, counts: Counts) -> None:
    """Add the triangles of a range of first members to `counts`."""
    offsets, neighbours = ties.base.offsets, ties.base.neighbours
    seconds = neighbours[offsets[first] : offsets[last]]
    row = np.repeat(np.arange(last - first), np.diff(offsets[first : last + 1]))
    mask = np.zeros((last - first) * size, bool)
    mask[row * size + seconds] = True
    starts = offsets[seconds]
    lengths = offsets[seconds + 1] - starts
    positions = np.repeat(starts - (lengths.cumsum() - lengths), lengths)
    positions += np.arange(len(positions))
    thirds = neighbours[positions]
    closed = np.flatnonzero(mask[np.repeat(row * size, lengths) + thirds])
    tie = np.repeat(np.arange(len(seconds)), lengths)[closed]
    for corner in (row[tie] + first, seconds[tie], thirds[closed]):
        counts += np.bincount(corner, minlength=size)
