"""Relations between members as rows of sorted indices: CSR arrays with a persistent overlay.

A relation has a row for each member: the indices of the other members in a pair with them. CSR
("compressed sparse row") keeps all rows in two arrays. `neighbours` holds the rows one after the
other, each sorted, and row ``i`` is ``neighbours[offsets[i]:offsets[i + 1]]``::

    row 0: 1 2        offsets     0 2 3 4
    row 1: 0          neighbours  1 2 0 0
    row 2: 0

That takes four bytes an entry and eight a row, and reading a row is a slice, without a copy.

The two arrays are the base of an `Adjacency`. Older graphs go on using them, so an edit never
writes to them. It puts the whole new row into the overlay (`changed`), a persistent map from
indices to rows, and every read looks there first. When many rows have been edited, `compact` copies
base and overlay into a new base: the relation is "flat" again.

A symmetric relation is one `Adjacency` that has each pair in both rows. `Directed` holds a relation
that may go one way: the pairs by their source and once more by their target. Edits "flip" pairs: a
pair that is there is removed, and one that is absent is added. Many pairs at once are passed as
sorted arrays of packed keys (see `sorted_arrays`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any, final

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.persistent_map import EMPTY_MAP, PersistentMap
from linkgraph.graph.sorted_arrays import (
    NO_INDICES,
    Indices,
    Keys,
    Mask,
    contains,
    distinct,
    isin,
    pack,
    read_only,
    refuse_repeats,
    reversed_pairs,
    symmetric_difference,
    toggled,
    unpack,
)

# Up to this many rows are read one by one, which saves five NumPy calls. Without it, `degree` and
# `network` take 30 to 45 % longer for members with up to 30 connections.
_FEW_ROWS = 32
# Rows are joined as bytes if they have more entries than this on average; the entries of shorter
# rows are taken one by one. Without it, `network`, `degrees` and suggestions take half as long
# again where members have hundreds of connections.
_LONG_ROW = 64
# Up to this many pairs, and up to one for 512 entries, are looked up or flipped row by row; more
# in one merge of all keys. A pair in its row takes 5 µs and an entry in a merge 10 ns, so many
# pairs at once cost in proportion to their number, however large the graph is.
_FEW_PAIRS = 512


def is_outgrown(waiting: int, rows: int) -> bool:
    """Return whether so many edited or unused rows are worth the cost of a new base."""
    return waiting > 1024 + rows // 8


@final
class Csr:
    """The two arrays: `offsets`, int64, shape (rows + 1,), and `neighbours`, int32.

    `bounds` and `cells` are the same two as memoryviews. Their items are plain integers, so that
    reading a single number is three times as fast as in NumPy.
    """

    __slots__ = ("bounds", "cells", "neighbours", "offsets", "rows")

    def __init__(self, offsets: NDArray[np.int64], neighbours: Indices) -> None:
        self.offsets: NDArray[np.int64] = read_only(offsets)
        self.neighbours: Indices = read_only(neighbours)
        self.bounds: memoryview[int] = offsets.data
        self.cells: memoryview[int] = neighbours.data
        self.rows: int = len(offsets) - 1


_EMPTY = Csr(np.zeros(1, np.int64), NO_INDICES)


@final
@attrs.frozen(eq=False, repr=False)
class Adjacency:
    """For each index a row of sorted, distinct indices; rows beyond the base are empty."""

    base: Csr = _EMPTY
    # The overlay. `None` stands for an empty one and is quicker to check.
    changed: PersistentMap[int, Indices] | None = None
    entries: int = 0  # of all rows together, edits included

    # -- building ---------------------------------------------------------------------------

    @classmethod
    def from_keys(cls, rows: int, keys: Keys) -> Adjacency:
        """Build from packed pairs that are sorted and distinct. O(rows + pairs)."""
        refuse_repeats(keys)
        first_keys = np.arange(rows + 1, dtype=np.int64) << 32
        neighbours = keys.astype(np.int32)  # keeps the lower half of each key, the target
        return cls.from_arrays(keys.searchsorted(first_keys), neighbours)

    @classmethod
    def from_arrays(cls, offsets: NDArray[np.int64], neighbours: Indices) -> Adjacency:
        """Take over two finished arrays; they become read-only."""
        return cls(Csr(offsets, neighbours), entries=len(neighbours))

    # -- reading one row --------------------------------------------------------------------

    def row(self, index: int) -> Indices:
        """Return the sorted neighbours of `index`, read-only. O(1), no copy."""
        edited = None if self.changed is None else self.changed.get(index)
        if edited is not None:
            return edited
        base = self.base
        if index >= base.rows:
            return NO_INDICES
        return base.neighbours[base.bounds[index] : base.bounds[index + 1]]

    def has(self, index: int, neighbour: int) -> bool:
        """Return whether `neighbour` is in the row of `index`. O(log row)."""
        edited = None if self.changed is None else self.changed.get(index)
        if edited is not None:
            return contains(edited, neighbour)
        base = self.base
        if index >= base.rows:
            return False
        end = base.bounds[index + 1]
        at = bisect_left(base.cells, neighbour, base.bounds[index], end)
        return bool(at < end and base.cells[at] == neighbour)

    def count(self, index: int) -> int:
        """Return the length of the row of `index`. O(1)."""
        edited = None if self.changed is None else self.changed.get(index)
        if edited is not None:
            return len(edited)
        bounds = self.base.bounds  # without a slice, this takes three quarters of the time
        return bounds[index + 1] - bounds[index] if index < self.base.rows else 0

    def mentions(self, index: int) -> bool:
        """Return whether the row of `index` has an entry. O(1)."""
        return self.count(index) > 0

    # -- reading many rows ------------------------------------------------------------------

    @property
    def rows(self) -> int:
        """The number of rows in the base."""
        return self.base.rows

    def counts(self, size: int) -> NDArray[np.int64]:
        """Return the lengths of the first `size` rows, int64. O(size)."""
        counts = np.zeros(max(size, self.rows), np.int64)
        counts[: self.rows] = np.diff(self.base.offsets)
        for index, row in self._edits():
            if index < size:
                counts[index] = len(row)
        return counts[:size]

    def lengths(self, indices: Indices) -> NDArray[np.int64]:
        """Return the lengths of the rows of `indices`, int64. O(indices)."""
        starts, ends = self._base_bounds(indices)
        ends -= starts
        edited = self._edited(indices)
        if edited is not None:
            ends[edited] = [self.count(index) for index in indices[edited].tolist()]
        return ends

    def gather(self, indices: Indices) -> Indices:
        """Return the rows of `indices` joined, in no promised order. O(their lengths)."""
        if len(indices) <= _FEW_ROWS:
            bounds, cells, rows = self.base.bounds, self.base.cells, self.base.rows
            if self.changed is None:
                pieces = [cells[bounds[i] : bounds[i + 1]] for i in indices.tolist() if i < rows]
            else:
                pieces = [self.row(index).data for index in indices.tolist()]
            # Joining them as bytes takes half the time of joining them as arrays.
            return np.frombuffer(b"".join(pieces), np.int32)
        parts = [neighbours for _, neighbours, _ in self._parts(indices)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def any_neighbour(self, indices: Indices, condition: Callable[[Indices], NDArray[Any]]) -> Mask:
        """Return for each of `indices` whether `condition` holds for any of its neighbours.

        `condition` is called once or twice, each time with many neighbours. O(the rows' lengths).
        """
        holds = np.zeros(len(indices), bool)
        for part, neighbours, lengths in self._parts(indices):
            holds[part] = _any_in_each(condition(neighbours), lengths)
        return holds

    def _parts(self, indices: Indices) -> Iterator[tuple[Any, Indices, NDArray[np.int64]]]:
        """Yield which of `indices`, their rows joined, and their lengths; unedited rows first."""
        edited = self._edited(indices)
        if edited is None:
            yield slice(None), *self._base_rows(indices)
            return
        yield ~edited, *self._base_rows(indices[~edited])
        rows = [self.row(index) for index in indices[edited].tolist()]
        yield edited, np.concatenate(rows), np.fromiter(map(len, rows), np.int64, len(rows))

    def _base_bounds(self, indices: Indices) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where base rows begin and end; rows beyond the base are empty, at its end."""
        offsets = self.base.offsets
        return offsets.take(indices, mode="clip"), offsets.take(indices + 1, mode="clip")

    def _base_rows(self, indices: Indices) -> tuple[Indices, NDArray[np.int64]]:
        """Return base rows joined, and their lengths."""
        starts, ends = self._base_bounds(indices)
        lengths = ends - starts
        total = int(lengths.sum())
        if total > _LONG_ROW * len(indices):
            bounds = zip(starts.tolist(), ends.tolist(), strict=True)
            rows = b"".join([self.base.cells[start:end] for start, end in bounds])
            return np.frombuffer(rows, np.int32), lengths
        # Entry number k of the result stands in its row, which begins in the result where the rows
        # before it end. So its place in the base is k plus the difference of the two beginnings.
        starts -= np.cumsum(lengths)
        starts += lengths
        places = np.repeat(starts, lengths)
        places += np.arange(total)
        return self.base.neighbours.take(places), lengths

    def _edited(self, indices: Indices) -> Mask | None:
        """Return which of `indices` have a row in the overlay; `None` if none has."""
        changed = self.changed
        if changed is None:
            return None
        if changed.size_bound < len(indices):
            touched = np.sort(np.fromiter((index for index, _ in changed.items()), np.int32))
            edited = isin(indices, touched)
        else:
            in_overlay = (changed.get(index) is not None for index in indices.tolist())
            edited = np.fromiter(in_overlay, bool, len(indices))
        return edited if edited.any() else None

    def _edits(self) -> list[tuple[int, Indices]]:
        """Return the edited rows in the order of their indices."""
        return [] if self.changed is None else sorted(self.changed.items())

    # -- reading pairs ----------------------------------------------------------------------

    def keys(self, rows: Indices | None = None) -> Keys:
        """Return every pair packed, sorted. O(rows + entries), or O(answer) for certain rows."""
        if rows is not None:
            pieces = [self.row(index) for index in rows.tolist()]
            sources = np.repeat(rows, [len(piece) for piece in pieces])
            return pack(sources, np.concatenate((NO_INDICES, *pieces)))
        flat = self.compact()
        sources = np.repeat(np.arange(flat.rows, dtype=np.int64), np.diff(flat.base.offsets))
        return pack(sources, flat.base.neighbours)

    def has_keys(self, keys: Keys) -> Mask:
        """Return which packed pairs are there. O(pairs · log row), or O(entries) if less."""
        if self._are_many(len(keys)):
            return isin(keys, self.keys())
        pairs = zip(*(end.tolist() for end in unpack(keys)), strict=True)
        return np.fromiter((self.has(s, t) for s, t in pairs), bool, len(keys))

    # -- comparing --------------------------------------------------------------------------

    def changed_rows(self, other: Adjacency) -> Indices | None:
        """Return the rows in which two relations may differ, or `None` for unrelated ones.

        Versions that share their base differ in edited rows alone. O(edited rows).
        """
        if self.base is not other.base:
            return None
        here, there = (EMPTY_MAP if a.changed is None else a.changed for a in (self, other))
        changed = [i for i in here.changed_keys(there) if here.get(i) is not there.get(i)]
        return np.array(sorted(changed), np.int32)

    def same_as(self, other: Adjacency) -> bool:
        """Return whether two relations are equal. O(edited rows), or O(rows + entries)."""
        rows = self.changed_rows(other)
        if rows is not None:
            return all(np.array_equal(self.row(i), other.row(i)) for i in rows.tolist())
        here, there = self.compact().base, other.compact().base
        # Rows beyond the base are empty, so bases of different lengths can be equal.
        shared = min(here.rows, there.rows) + 1
        return np.array_equal(here.neighbours, there.neighbours) and np.array_equal(
            here.offsets[:shared], there.offsets[:shared]
        )

    # -- editing ----------------------------------------------------------------------------

    def flip(self, *pairs: tuple[int, int]) -> Adjacency:
        """Return a version in which each pair is flipped; no two may be in the same row."""
        return self._with_rows([(index, toggled(self.row(index), other)) for index, other in pairs])

    def flip_many(self, sources: Indices, targets: Indices) -> Adjacency:
        """Return a version in which each of these distinct pairs is flipped."""
        if not len(sources):
            return self
        keys = pack(sources, targets)
        keys.sort()
        refuse_repeats(keys)
        if self._are_many(len(keys)):
            merged = symmetric_difference(self.keys(), keys)
            # The last row may be one of the overlay, beyond both the base and the flipped pairs.
            last = int(merged[-1] >> 32) if len(merged) else -1
            return Adjacency.from_keys(max(self.rows, last + 1), merged)
        sources, targets = unpack(keys)
        touched, starts = np.unique(sources, return_index=True)
        changes = zip(touched.tolist(), np.split(targets, starts[1:]), strict=True)
        return self._with_rows(
            [
                (index, read_only(symmetric_difference(self.row(index), row)))
                for index, row in changes
            ]
        )

    def _are_many(self, pairs: int) -> bool:
        """Return whether one merge of all keys costs less than going through rows."""
        return pairs > max(_FEW_PAIRS, self.entries // 512)

    def _with_rows(self, rows: list[tuple[int, Indices]]) -> Adjacency:
        """Return a version in which these rows have this content."""
        entries = self.entries
        for index, row in rows:
            entries += len(row) - self.count(index)
        changed = (EMPTY_MAP if self.changed is None else self.changed).set_many(rows)
        new = Adjacency(self.base, changed, entries)
        return new.compact() if is_outgrown(changed.size_bound, self.rows) else new

    def without(self, index: int) -> Adjacency:
        """Return a version of a symmetric relation without the pairs of `index`."""
        row = self.row(index)
        own = np.full_like(row, index)
        return self.flip_many(np.concatenate((own, row)), np.concatenate((row, own)))

    def compact(self) -> Adjacency:
        """Return the same rows without an overlay; itself if it has none. O(rows + entries)."""
        edits = self._edits()
        if not edits:
            return self
        rows = max(self.rows, edits[-1][0] + 1)
        offsets = np.zeros(rows + 1, np.int64)
        np.cumsum(self.counts(rows), out=offsets[1:])
        pieces: list[Indices] = []
        copied = 0  # entries of the base before the next piece
        for index, row in edits:
            start, end = (self.base.bounds[min(place, self.rows)] for place in (index, index + 1))
            pieces += (self.base.neighbours[copied:start], row)
            copied = end
        pieces.append(self.base.neighbours[copied:])
        return Adjacency.from_arrays(offsets, np.concatenate(pieces))

    def renumbered(self, new_index: NDArray[np.int64], rows: int) -> Adjacency:
        """Return the pairs with each index looked up in `new_index`, in so many rows."""
        sources, targets = unpack(self.keys())
        keys = pack(new_index[sources], new_index[targets])
        keys.sort()
        return Adjacency.from_keys(rows, keys)


def _any_in_each(holds: NDArray[Any], lengths: NDArray[np.int64]) -> Mask:
    """Return for each run of so many entries whether any of them holds."""
    result: Mask = lengths != 0  # `reduceat` would give an empty run the entry after it
    starts = np.cumsum(lengths)
    starts -= lengths
    result[result] = np.logical_or.reduceat(holds, starts[result]) if len(holds) else False
    return result


@final
@attrs.frozen(eq=False, repr=False)
class Directed:
    """Pairs that may go one way, readable from both ends."""

    out: Adjacency = Adjacency()  # the targets of each source
    into: Adjacency = Adjacency()  # the sources of each target

    @classmethod
    def from_keys(cls, rows: int, keys: Keys) -> Directed:
        """Build both directions from packed pairs that are sorted and distinct."""
        into = Adjacency.from_keys(rows, reversed_pairs(keys))
        return cls(Adjacency.from_keys(rows, keys), into)

    def has(self, source: int, target: int) -> bool:
        """Return whether source → target is there. O(log row)."""
        return self.out.has(source, target)

    def either(self, index: int) -> Indices:
        """Return the members in a pair with `index`, in either direction, sorted."""
        out, into = self.out.row(index), self.into.row(index)
        if len(out) and len(into):
            return distinct(np.concatenate((out, into)))
        return out if len(out) else into

    def mentions(self, index: int) -> bool:
        """Return whether any pair has `index` in it. O(1)."""
        return self.out.mentions(index) or self.into.mentions(index)

    def same_as(self, other: Directed) -> bool:
        """Return whether two relations are equal; as of `Adjacency`."""
        return self.out.same_as(other.out)

    def flip(self, *pairs: tuple[int, int]) -> Directed:
        """Return a version in which each pair is flipped; no two may share a source or target."""
        reverse = [(target, source) for source, target in pairs]
        return Directed(self.out.flip(*pairs), self.into.flip(*reverse))

    def flip_many(self, sources: Indices, targets: Indices) -> Directed:
        """Return a version in which each of these distinct pairs is flipped."""
        return Directed(self.out.flip_many(sources, targets), self.into.flip_many(targets, sources))

    def without(self, index: int) -> Directed:
        """Return a version without the pairs that have `index` in them."""
        out, into = self.out.row(index), self.into.row(index)
        sources = np.concatenate((np.full_like(out, index), into))
        return self.flip_many(sources, np.concatenate((out, np.full_like(into, index))))

    def compact(self) -> Directed:
        """Return the same pairs without overlays."""
        return Directed(self.out.compact(), self.into.compact())

    def renumbered(self, new_index: NDArray[np.int64], rows: int) -> Directed:
        """Return the pairs with each index looked up in `new_index`, in so many rows."""
        return Directed(self.out.renumbered(new_index, rows), self.into.renumbered(new_index, rows))
