"""A view laid flat, and what is computed on it: indices and arrays, no networkx.

Everything here speaks of indices in member order, 0 to n - 1; `backend` turns them into ids.
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

# up to this many cells of a mask, and this many pairs of ties, are looked at together; measured
_CELLS = 1 << 23
_WEDGES = 1 << 20


@final
@attrs.frozen(eq=False)
class Flat:
    """The ties of one view: `out` of each member, and `into` each, the same if undirected."""

    member_index: MemberIndex
    out: Adjacency
    into: Adjacency
    directed: bool

    @classmethod
    def of_connections(cls, graph: LinkGraph[Any]) -> Flat:
        """Lay the connections flat: O(1) where nothing was edited."""
        facts = graph._facts.compact()
        ties = _padded(facts.connections, facts.member_index.size)
        return cls(facts.member_index, ties, ties, directed=False)

    @classmethod
    def of_follows(cls, graph: LinkGraph[Any]) -> Flat:
        """Lay the follows flat: O(ties) where they are not just those of connected members."""
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
    def of_followers(cls, graph: LinkGraph[Any]) -> Flat:
        """Lay the follows flat, each turned round."""
        follows = cls.of_follows(graph)
        return attrs.evolve(follows, out=follows.into, into=follows.out)

    def __len__(self) -> int:
        return self.member_index.size

    @property
    def degrees(self) -> Counts:
        """How many ties each member has, in either direction."""
        out = self.out.counts(len(self))
        return out + self.into.counts(len(self)) if self.directed else out

    def matrix(self, dtype: Any) -> Any:
        """Return the ties as a SciPy array in CSR form, a one for each."""
        from scipy import sparse  # type: ignore[import-untyped]  # it has no types

        base, size = self.out.base, len(self)
        ones = np.ones(len(base.neighbours), dtype)
        # SciPy may sort or sum in place, and these arrays are the graph's own
        parts = ones, base.neighbours.copy(), base.offsets.copy()
        return sparse.csr_array(parts, shape=(size, size))


def _padded(ties: Adjacency, size: int) -> Adjacency:
    """Return the ties with a row for every member: who joined last may have none yet."""
    if ties.rows == size:
        return ties
    offsets = ties.base.offsets
    more = np.full(size - ties.rows, offsets[-1])
    return Adjacency.from_arrays(np.concatenate((offsets, more)), ties.base.neighbours)


def distances(ties: Adjacency, size: int, source: int, cutoff: float) -> Iterator[Indices]:
    """Yield who is 0, 1, 2 … ties away from `source`, up to `cutoff`. O(ties reached)."""
    seen = np.zeros(size, bool)
    level = np.array([source], np.int32)
    seen[level] = True
    steps = 0
    while len(level):
        yield level
        if steps >= cutoff:
            return
        steps += 1
        reached = ties.gather(level)
        level = distinct(reached[~seen[reached]])
        seen[level] = True


def components(flat: Flat) -> tuple[int, Indices]:
    """Return how many (weak) components there are, and the number of each member's."""
    from scipy.sparse import csgraph  # type: ignore[import-untyped]  # it has no types

    number, labels = csgraph.connected_components(flat.matrix(np.int8))
    return int(number), labels


def triangles(flat: Flat) -> Counts:
    """Return of how many triangles each member is a part.

    Every tie is turned towards the end with more ties, so that hubs have few ties left. A
    triangle then is a member, a second that they point to, and a third that both point to; each
    is found once, in the mask of the first.
    """
    size = len(flat)
    degrees = flat.degrees
    order = np.argsort(degrees)
    rank = np.empty(size, np.int64)
    rank[order] = np.arange(size)
    sources = rank.repeat(degrees)
    targets = rank[flat.out.base.neighbours]
    forward = sources < targets
    keys: Keys = sources[forward] << 32
    keys |= targets[forward]
    keys.sort()
    ahead = Adjacency.from_keys(size, keys)
    found = np.zeros(size, np.int64)
    for first, last in _batches(ahead, size):
        _count(ahead, size, first, last, found)
    return found[rank]


def _batches(ahead: Adjacency, size: int) -> Iterator[tuple[int, int]]:
    """Yield runs of members whose masks and pairs of ties fit into memory together."""
    offsets, neighbours = ahead.base.offsets, ahead.base.neighbours
    wedges = np.zeros(len(neighbours) + 1, np.int64)
    np.cumsum(np.diff(offsets)[neighbours], out=wedges[1:])
    before = wedges[offsets]  # so many pairs of ties start with an earlier member
    most = max(1, _CELLS // max(1, size))
    first = 0
    while first < size:
        last = int(before.searchsorted(before[first] + _WEDGES, side="right")) - 1
        last = min(max(last, first + 1), first + most, size)
        yield first, last
        first = last


def _count(ahead: Adjacency, size: int, first: int, last: int, found: Counts) -> None:
    """Add to `found` the triangles whose first member is from `first` on and before `last`."""
    offsets, neighbours = ahead.base.offsets, ahead.base.neighbours
    start, end = int(offsets[first]), int(offsets[last])
    seconds = neighbours[start:end]
    row = np.repeat(np.arange(last - first), np.diff(offsets[first : last + 1]))
    mask = np.zeros((last - first) * size, bool)
    mask[row * size + seconds] = True
    starts = offsets[seconds]
    lengths = offsets[seconds + 1] - starts
    total = int(lengths.sum())
    places = np.repeat(starts - (lengths.cumsum() - lengths), lengths)
    places += np.arange(total)
    thirds = neighbours[places]
    hit = np.flatnonzero(mask[np.repeat(row * size, lengths) + thirds])
    tie = np.repeat(np.arange(len(seconds)), lengths)[hit]
    for corner in (row[tie] + first, seconds[tie], thirds[hit]):
        found += np.bincount(corner, minlength=size)


def pagerank(flat: Flat, alpha: float, most: int, tolerance: float) -> NDArray[np.float64] | None:
    """Return the rank of each member as networkx iterates it; `None` where it does not settle."""
    size = len(flat)
    ties = flat.matrix(float)
    sums = ties.sum(axis=1)
    leading = sums != 0
    sums[leading] = 1.0 / sums[leading]
    ties.data *= np.repeat(sums, np.diff(ties.indptr))
    back = ties.T.tocsr()  # its product with a vector is the faster one
    nowhere = np.flatnonzero(~leading)
    evenly = np.repeat(1.0 / size, size)
    ranks: NDArray[np.float64] = evenly
    for _ in range(most):
        last = ranks
        ranks = alpha * (back @ last + last[nowhere].sum() * evenly) + (1 - alpha) * evenly
        if np.absolute(ranks - last).sum() < size * tolerance:
            return ranks
    return None
