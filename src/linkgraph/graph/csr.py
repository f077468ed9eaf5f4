"""Rows of sorted neighbours: one flat base (CSR) and an overlay of edited rows.

The base is two arrays, row offsets and sorted int32 neighbours ("CSR"). An edit
never touches it: the new row goes into a persistent overlay which a read looks at
first, and once the overlay outgrows its share the rows are laid flat again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
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
    first_keys,
    isin,
    pack,
    read_only,
    symmetric_difference,
    toggled,
    unpack,
)

# up to this many rows a loop over slices beats one vectorised gather (measured)
_FEW_ROWS = 32
# from this mean length on rows are joined as bytes, shorter ones taken entry by entry (measured)
_LONG_ROW = 64
# up to this many flips are made row by row, more by one merge of the whole
_FEW_FLIPS = 512
# edited rows that may wait in the overlay: this many, and one in `_SHARE` of all rows
_WAITING = 1024
_SHARE = 8


@final
class Csr:
    """The flat base: for each row a slice of sorted neighbours.

    Attributes
    ----------
    offsets
        int64, shape (rows + 1,): where each row starts and ends.
    neighbours
        int32, shape (entries,): the rows, one after the other, each sorted.
    bounds, flat
        The same two as memoryviews, whose items are plain ints: a third of the cost of
        NumPy's scalars where one number is wanted.
    """

    __slots__ = ("bounds", "flat", "neighbours", "offsets", "rows")

    def __init__(self, offsets: NDArray[np.int64], neighbours: Indices) -> None:
        self.offsets: NDArray[np.int64] = read_only(offsets)
        self.neighbours: Indices = read_only(neighbours)
        self.bounds: memoryview[int] = offsets.data
        self.flat: memoryview[int] = neighbours.data
        self.rows: int = len(offsets) - 1


_EMPTY = Csr(np.zeros(1, np.int64), NO_INDICES)


@final
@attrs.frozen(eq=False, repr=False)
class Adjacency:
    """For each index a row of sorted, distinct int32 indices; rows beyond the base are empty.

    Attributes
    ----------
    base
        The rows as last laid flat.
    changed
        The rows that edits have replaced since; `None` where there are none.
    entries
        How many entries all rows have together, edits included.
    """

    base: Csr = _EMPTY
    changed: PersistentMap[int, Indices] | None = None
    entries: int = 0

    # -- building ---------------------------------------------------------------------------

    @classmethod
    def from_keys(cls, rows: int, keys: Keys) -> Adjacency:
        """Build from packed pairs that are sorted and distinct. O(rows + pairs)."""
        targets = keys.astype(np.int32)  # the low half
        return cls.from_arrays(keys.searchsorted(first_keys(rows)), targets)

    @classmethod
    def from_arrays(cls, offsets: NDArray[np.int64], neighbours: Indices) -> Adjacency:
        """Take over two finished arrays; they become read-only."""
        return cls(Csr(offsets, neighbours), entries=len(neighbours))

    # -- reading ----------------------------------------------------------------------------

    @property
    def rows(self) -> int:
        """How many rows the base has."""
        return self.base.rows

    def row(self, index: int) -> Indices:
        """Return the sorted neighbours of `index`, read-only. O(1), no copy."""
        if self.changed is not None:
            edited = self.changed.get(index)
            if edited is not None:
                return edited
        base = self.base
        if index >= base.rows:
            return NO_INDICES
        return base.neighbours[base.bounds[index] : base.bounds[index + 1]]

    def short_row(self, index: int, most: int) -> list[int] | None:
        """Return the row as plain ints, which is quicker for a short one; `None` if longer."""
        edited = None if self.changed is None else self.changed.get(index)
        if edited is not None:
            return edited.tolist() if len(edited) <= most else None
        base = self.base
        if index >= base.rows:
            return []
        start, end = base.bounds[index], base.bounds[index + 1]
        return base.flat[start:end].tolist() if end - start <= most else None

    def has(self, index: int, neighbour: int) -> bool:
        """Return whether `neighbour` stands in the row of `index`. O(log row)."""
        edited = None if self.changed is None else self.changed.get(index)
        if edited is not None:
            return contains(edited, neighbour)
        base = self.base
        if index >= base.rows:
            return False
        end = base.bounds[index + 1]
        at = bisect_left(base.flat, neighbour, base.bounds[index], end)
        return bool(at < end and base.flat[at] == neighbour)

    def count(self, index: int) -> int:
        """Return the length of the row of `index`. O(1)."""
        edited = None if self.changed is None else self.changed.get(index)
        if edited is not None:
            return len(edited)
        base = self.base
        if index >= base.rows:
            return 0
        return int(base.bounds[index + 1] - base.bounds[index])

    def counts(self, size: int) -> NDArray[np.int64]:
        """Return the lengths of the first `size` rows, int64. O(size)."""
        found = np.zeros(max(size, self.rows), np.int64)
        np.subtract(self.base.offsets[1:], self.base.offsets[:-1], out=found[: self.rows])
        for index, row in self._edits():
            if index < size:
                found[index] = len(row)
        return found[:size]

    def lengths(self, indices: Indices) -> NDArray[np.int64]:
        """Return the lengths of the rows of `indices`. O(indices)."""
        starts, ends = self._base_bounds(indices)
        ends -= starts
        edited = self._edited(indices)
        if edited is not None:
            ends[edited] = [self.count(index) for index in indices[edited].tolist()]
        return ends

    def gather(self, indices: Indices) -> Indices:
        """Return the rows of `indices` together, in no promised order. O(their lengths)."""
        if len(indices) <= _FEW_ROWS:
            if self.changed is None:
                return self._few_base_rows(indices.tolist())
            return self._joined([self.row(index) for index in indices.tolist()])
        edited = self._edited(indices)
        if edited is None:
            return self._base_rows(indices)[0]
        rows = [self.row(index) for index in indices[edited].tolist()]
        return self._joined([self._base_rows(indices[~edited])[0], *rows])

    def any_neighbour(
        self,
        indices: Indices,
        wanted: Callable[[Indices], NDArray[Any]],
        begin: int = 0,
        most: int | None = None,
    ) -> Mask:
        """Return for each of `indices` whether `wanted` holds for any neighbour of theirs.

        `wanted` is asked once or twice, about many neighbours together. With `begin` and
        `most` only that part of each row counts. O(the rows' lengths).
        """
        edited = self._edited(indices)
        if edited is None:
            neighbours, lengths = self._base_rows(indices, begin, most)
            return _any_of_each(wanted(neighbours), lengths)
        found = np.zeros(len(indices), bool)
        neighbours, lengths = self._base_rows(indices[~edited], begin, most)
        found[~edited] = _any_of_each(wanted(neighbours), lengths)
        end = None if most is None else begin + most
        rows = [self.row(index)[begin:end] for index in indices[edited].tolist()]
        lengths = np.fromiter(map(len, rows), np.int64, len(rows))
        found[edited] = _any_of_each(wanted(self._joined(rows)), lengths)
        return found

    @staticmethod
    def _joined(rows: list[Indices]) -> Indices:
        return np.concatenate(rows) if rows else NO_INDICES

    def _few_base_rows(self, indices: list[int]) -> Indices:
        """Return base rows together as bytes: half the time of joining them as arrays."""
        bounds, flat, rows = self.base.bounds, self.base.flat, self.base.rows
        pieces = [flat[bounds[index] : bounds[index + 1]] for index in indices if index < rows]
        return np.frombuffer(b"".join(pieces), np.int32)

    def _base_bounds(self, indices: Indices) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where base rows start and end; rows beyond the base are empty, at its end."""
        offsets = self.base.offsets
        return offsets.take(indices, mode="clip"), offsets.take(indices + 1, mode="clip")

    def _base_rows(
        self, indices: Indices, begin: int = 0, most: int | None = None
    ) -> tuple[Indices, NDArray[np.int64]]:
        """Return base rows, or that part of each, one after the other, and their lengths."""
        starts, ends = self._base_bounds(indices)
        if most is not None:
            starts += begin
            np.minimum(ends, starts + most, out=ends)
            np.minimum(starts, ends, out=starts)
        lengths = ends - starts
        total = int(lengths.sum())
        if total > _LONG_ROW * len(indices):
            flat = self.base.flat
            bounds = zip(starts.tolist(), ends.tolist(), strict=True)
            rows = b"".join([flat[start:end] for start, end in bounds])
            return np.frombuffer(rows, np.int32), lengths
        starts -= np.cumsum(lengths)
        starts += lengths
        places = np.repeat(starts, lengths)
        places += np.arange(total)
        return self.base.neighbours.take(places), lengths

    def _edited(self, indices: Indices) -> Mask | None:
        """Return which of `indices` have a row in the overlay; `None` where none has."""
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

    def keys(self) -> Keys:
        """Return every pair packed, sorted. O(rows + entries)."""
        flat = self.compact()
        sources = np.repeat(np.arange(flat.rows, dtype=np.int64), np.diff(flat.base.offsets))
        return pack(sources, flat.base.neighbours)

    def has_keys(self, keys: Keys) -> Mask:
        """Return which packed pairs are there. O(pairs · log row), or O(entries) if many."""
        if len(keys) > _FEW_FLIPS:
            return isin(keys, self.keys())
        pairs = zip(*(end.tolist() for end in unpack(keys)), strict=True)
        return np.fromiter((self.has(s, t) for s, t in pairs), bool, len(keys))

    # -- editing ----------------------------------------------------------------------------

    def flip(self, *pairs: tuple[int, int]) -> Adjacency:
        """Return a version in which each pair is there if it was not, and gone if it was.

        The pairs are of different rows; each row is copied. O(their rows).
        """
        edited: list[tuple[int, Indices]] = []
        gained = 0
        for index, neighbour in pairs:
            old = self.row(index)
            new = toggled(old, neighbour)
            edited.append((index, new))
            gained += len(new) - len(old)
        return self._with_rows(edited, gained)

    def flip_many(self, sources: Indices, targets: Indices) -> Adjacency:
        """Return a version in which each of these distinct pairs is flipped."""
        if not len(sources):
            return self
        keys = pack(sources, targets)
        keys.sort()
        if len(keys) > _FEW_FLIPS:
            merged = symmetric_difference(self.keys(), keys)
            # the last row may be one of the overlay, beyond base and flips
            last = int(merged[-1] >> 32) if len(merged) else -1
            rows = max(self.rows, last + 1)
            return Adjacency.from_keys(rows, merged)
        sources, targets = unpack(keys)
        touched, starts = np.unique(sources, return_index=True)
        changes = np.split(targets, starts[1:])
        edited: list[tuple[int, Indices]] = []
        gained = 0
        for index, change in zip(touched.tolist(), changes, strict=True):
            old = self.row(index)
            new = read_only(symmetric_difference(old, change))
            edited.append((index, new))
            gained += len(new) - len(old)
        return self._with_rows(edited, gained)

    def _with_rows(self, edited: Iterable[tuple[int, Indices]], gained: int) -> Adjacency:
        changed = (EMPTY_MAP if self.changed is None else self.changed).set_many(edited)
        new = Adjacency(self.base, changed, self.entries + gained)
        if changed.size_bound > _WAITING + self.rows // _SHARE:
            return new.compact()
        return new

    def compact(self) -> Adjacency:
        """Return the same rows laid flat; itself where nothing was edited. O(rows + entries)."""
        edited = self._edits()
        if not edited:
            return self
        rows = max(self.rows, edited[-1][0] + 1)
        offsets = np.zeros(rows + 1, np.int64)
        np.cumsum(self.counts(rows), out=offsets[1:])
        pieces: list[Indices] = []
        done = 0
        for index, row in edited:
            if index < self.rows:
                pieces += (self.base.neighbours[done : self.base.bounds[index]], row)
                done = self.base.bounds[index + 1]
            else:
                pieces += (self.base.neighbours[done:], row)
                done = len(self.base.neighbours)
        pieces.append(self.base.neighbours[done:])
        return Adjacency.from_arrays(offsets, np.concatenate(pieces))

    def mentions(self, index: int) -> bool:
        """Return whether the row of `index` has an entry. O(1)."""
        return self.count(index) > 0

    def without(self, index: int) -> Adjacency:
        """Return a version of a symmetric relation without the pairs of `index`."""
        row = self.row(index)
        own = np.full_like(row, index)
        return self.flip_many(np.concatenate((own, row)), np.concatenate((row, own)))

    def renumbered(self, new_index: NDArray[np.int64], rows: int) -> Adjacency:
        """Return the pairs under new indices, each pair's ends looked up in `new_index`."""
        sources, targets = unpack(self.keys())
        keys = pack(new_index[sources], new_index[targets])
        keys.sort()
        return Adjacency.from_keys(rows, keys)


def _any_of_each(holds: NDArray[Any], lengths: NDArray[np.int64]) -> Mask:
    """Return for each run of so many entries whether any of them holds."""
    found: Mask = lengths != 0  # an empty run would give its successor's first entry
    starts = np.cumsum(lengths)
    starts -= lengths
    found[found] = np.logical_or.reduceat(holds, starts[found]) if len(holds) else False
    return found


@final
@attrs.frozen(eq=False, repr=False)
class Directed:
    """One-way pairs, readable from both ends: `out` by source, `into` by target."""

    out: Adjacency = Adjacency()
    into: Adjacency = Adjacency()

    @classmethod
    def from_keys(cls, rows: int, keys: Keys) -> Directed:
        """Build both directions from packed pairs that are sorted and distinct."""
        sources, targets = unpack(keys)
        back = pack(targets, sources)
        back.sort()
        return cls(Adjacency.from_keys(rows, keys), Adjacency.from_keys(rows, back))

    def has(self, source: int, target: int) -> bool:
        """Return whether source → target is there."""
        return self.out.has(source, target)

    def either(self, index: int) -> Indices:
        """Return everybody tied to `index` in either direction, sorted."""
        out, into = self.out.row(index), self.into.row(index)
        if not len(into):
            return out
        if not len(out):
            return into
        return distinct(np.concatenate((out, into)))

    def flip(self, *pairs: tuple[int, int]) -> Directed:
        """Return a version in which each pair, no two alike at either end, is flipped."""
        back = [(target, source) for source, target in pairs]
        return Directed(self.out.flip(*pairs), self.into.flip(*back))

    def flip_many(self, sources: Indices, targets: Indices) -> Directed:
        """Return a version in which each of these distinct pairs is flipped."""
        if not len(sources):
            return self
        return Directed(self.out.flip_many(sources, targets), self.into.flip_many(targets, sources))

    def mentions(self, index: int) -> bool:
        """Return whether any pair has `index` in it. O(1)."""
        return self.out.count(index) > 0 or self.into.count(index) > 0

    def without(self, index: int) -> Directed:
        """Return a version without the pairs that have `index` in them."""
        out, into = self.out.row(index), self.into.row(index)
        sources = np.concatenate((np.full_like(out, index), into))
        return self.flip_many(sources, np.concatenate((out, np.full_like(into, index))))

    def compact(self) -> Directed:
        """Return the same pairs laid flat."""
        return Directed(self.out.compact(), self.into.compact())

    def renumbered(self, new_index: NDArray[np.int64], rows: int) -> Directed:
        """Return the pairs under new indices."""
        return Directed(self.out.renumbered(new_index, rows), self.into.renumbered(new_index, rows))
