"""The algorithms of the backend, on indices and arrays and without networkx.

`TieArrays` holds the ties of a view as CSR arrays, which are the graph's own arrays where
possible. The functions below it take and return indices in member order, from 0 to n - 1;
`backend` turns them into ids.
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
from linkgraph.graph.sorted_arrays import Indices, Keys, distinct, symmetric_difference

Counts = NDArray[np.int64]

# Working memory for counting triangles, in bytes, and about how much a pair of ties takes.
_BYTES = 1 << 24
_BYTES_PER_PAIR = 32


@final
@attrs.frozen(eq=False)
class TieArrays:
    """The ties of a view: the rows `out` of each member and `into` each member.

    The two are the same object if the view is undirected, or if follows equal connections.
    """

    member_index: MemberIndex
    out: Adjacency
    into: Adjacency
    directed: bool

    @classmethod
    def of_connections(cls, graph: LinkGraph[Any]) -> TieArrays:
        """Return the connections. O(1) if the graph was not edited."""
        facts = graph._facts.compact()
        ties = _padded(facts.connections, facts.member_index.size)
        return cls(facts.member_index, ties, ties, directed=False)

    @classmethod
    def of_follows(cls, graph: LinkGraph[Any]) -> TieArrays:
        """Return the follows. O(ties), or as the connections if only these are followed."""
        facts = graph._facts.compact()
        size = facts.member_index.size
        ties = _padded(facts.connections, size)
        if not facts.exceptions.out.entries:
            return cls(facts.member_index, ties, ties, directed=True)
        keys = ties.keys()
        out, into = (
            Adjacency.from_keys(size, symmetric_difference(keys, exceptions.keys()))
            for exceptions in (facts.exceptions.out, facts.exceptions.into)
        )
        return cls(facts.member_index, out, into, directed=True)

    @classmethod
    def of_followers(cls, graph: LinkGraph[Any]) -> TieArrays:
        """Return the follows with their direction reversed."""
        follows = cls.of_follows(graph)
        return attrs.evolve(follows, out=follows.into, into=follows.out)

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


def _padded(ties: Adjacency, size: int) -> Adjacency:
    """Return the ties with a row for every member, also for those who joined last."""
    if ties.rows == size:
        return ties
    offsets = ties.base.offsets
    missing = np.full(size - ties.rows, offsets[-1])
    return Adjacency.from_arrays(np.concatenate((offsets, missing)), ties.base.neighbours)


def distances(ties: Adjacency, size: int, source: int, cutoff: float) -> Iterator[Indices]:
    """Yield the members 0, 1, 2 … ties away from `source`, up to `cutoff`. O(ties reached)."""
    seen = np.zeros(size, bool)
    level = np.array([source], np.int32)
    seen[level] = True
    steps = 0
    while len(level):
        yield level
        if steps >= cutoff:
            return
        steps += 1
        neighbours = ties.gather(level)
        level = distinct(neighbours[~seen[neighbours]])
        seen[level] = True


def components(ties: TieArrays) -> tuple[int, Indices]:
    """Return the number of (weak) components, and the component of each member."""
    from scipy.sparse import csgraph  # type: ignore[import-untyped]  # it has no types

    number, labels = csgraph.connected_components(ties.matrix(np.int8))
    return int(number), labels


def triangles(ties: TieArrays) -> Counts:
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
        _count_triangles(upward_ties, size, first, last, counts)
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


def _count_triangles(ties: Adjacency, size: int, first: int, last: int, counts: Counts) -> None:
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


def pagerank(
    ties: TieArrays, alpha: float, max_iter: int, tolerance: float
) -> NDArray[np.float64] | None:
    """Return the rank of each member by networkx's iteration, or `None` without convergence."""
    size = len(ties)
    matrix = ties.matrix(float)
    sums = matrix.sum(axis=1)
    has_ties = sums != 0
    sums[has_ties] = 1.0 / sums[has_ties]
    matrix.data *= np.repeat(sums, np.diff(matrix.indptr))
    transposed = matrix.T.tocsr()
    uniform = np.full(size, 1.0 / size)
    ranks: NDArray[np.float64] = uniform
    for _ in range(max_iter):
        previous = ranks
        lost = previous[~has_ties].sum()
        ranks = alpha * (transposed @ previous + lost * uniform) + (1 - alpha) * uniform
        if np.absolute(ranks - previous).sum() < size * tolerance:
            return ranks
    return None
