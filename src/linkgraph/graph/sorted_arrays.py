"""Sets as sorted arrays without repeats, and pairs of indices packed into one integer.

The rows of a graph are sorted int32 arrays (`Indices`), so the set operations below run on them
without conversion. A pair (source, target) packs into one int64, a "key": the source in the upper
half, the target in the lower. Sorted keys are pairs sorted by source and then by target, so the
same operations work on whole relations.

Most operations would give a wrong answer for an array with repeats: a merge takes two equal entries
for one entry of each array. `keys_of` and `distinct` make arrays without. Long arrays are checked
wherever it matters, at a small part of the cost of the operation, so repeats cannot pass unnoticed.
The tests check arrays of every length.
"""

from __future__ import annotations

from bisect import bisect_left
from sys import byteorder
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput

Indices: TypeAlias = NDArray[np.int32]
Keys: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
A = TypeVar("A", bound=NDArray[Any])

_SHIFT = 32
_LOW = (1 << _SHIFT) - 1
# Two sorted arrays are merged if the shorter has this many entries and the longer is at most so
# many times as long; otherwise the shorter is searched for in the longer. Without it,
# `mutual_connections` of two members with 1,000 connections takes half as long again.
_MERGED_FROM, _LENGTH_RATIO = 256, 10
# Arrays of at least this length are checked for repeats. The check of a shorter one would take more
# than a tenth of the time of the operation, and half of it for a row of 30 members.
_CHECKED_FROM = 4096


def read_only(array: A) -> A:
    """Return `array` itself, made read-only."""
    array.flags.writeable = False
    return array


NO_INDICES: Indices = read_only(np.empty(0, np.int32))


def as_intp(indices: Indices) -> NDArray[np.intp]:
    """Return indices in the type of NumPy's own, in which it writes to places twice as fast."""
    return indices.astype(np.intp)


def mask_of(members: Indices, size: int) -> Mask:
    """Return a mask of this size, set for `members`."""
    mask = np.zeros(size, bool)
    mask[as_intp(members)] = True
    return mask


def indices_of(mask: Mask) -> Indices:
    """Return where a mask is set, ascending, int32."""
    return np.flatnonzero(mask).astype(np.int32)


def pack(sources: NDArray[Any], targets: NDArray[Any]) -> Keys:
    """Return one int64 key for each pair; keys sort by source, then target."""
    keys: Keys = np.left_shift(sources, _SHIFT, dtype=np.int64)
    keys |= targets
    return keys


def keys_of(sources: NDArray[Any], targets: NDArray[Any]) -> Keys:
    """Return pairs as packed keys, sorted and distinct."""
    return distinct(pack(sources, targets))


def refuse_repeats(*arrays: NDArray[Any]) -> None:
    """Raise `InvalidInput` if a long array is not strictly ascending."""
    for array in arrays:
        if len(array) >= _CHECKED_FROM and not (array[1:] > array[:-1]).all():
            expected, remedy = "a sorted array without repeats", "verify the stored graph"
            raise InvalidInput(array, expected, remedy)


def unpack(keys: Keys) -> tuple[Indices, Indices]:
    """Return the sources and targets of packed pairs."""
    return (keys >> _SHIFT).astype(np.int32), (keys & _LOW).astype(np.int32)


def reversed_pairs(keys: Keys) -> Keys:
    """Return packed pairs with source and target exchanged, sorted."""
    sources, targets = unpack(keys)
    keys = pack(targets, sources)
    keys.sort()
    return keys


def distinct(values: A, but: A | None = None) -> A:
    """Sort `values` in place; return them once each, except those that are in `but`."""
    values.sort()
    if not len(values):
        return values
    keep = np.empty(len(values), bool)
    keep[0] = True
    np.not_equal(values[1:], values[:-1], out=keep[1:])
    if but is not None:
        at = values.searchsorted(but)
        keep[at[values.take(at, mode="clip") == but]] = False
    # Indexing by an irregular mask takes up to five times as long as `compress`.
    return values if keep.all() else values.compress(keep)  # type: ignore[return-value]  # same dtype


def both_directions(sources: NDArray[Any], targets: NDArray[Any]) -> Keys:
    """Return the pairs and their reverses as packed keys, sorted and distinct."""
    return distinct(np.concatenate((pack(sources, targets), pack(targets, sources))))


def symmetric_difference(left: A, right: A) -> A:
    """Return the sorted symmetric difference of two sorted arrays without repeats."""
    if not len(right):
        return left
    if not len(left):
        return right
    both = _merged(left, right)
    edge = np.empty(len(both) + 1, bool)
    edge[0] = edge[-1] = True
    np.not_equal(both[1:], both[:-1], out=edge[1:-1])
    return both[edge[1:] & edge[:-1]]  # type: ignore[return-value]  # same dtype


def _merged(left: A, right: A) -> A:
    """Return the entries of two sorted arrays, sorted; an entry of both is there twice."""
    refuse_repeats(left, right)
    both = np.concatenate((left, right))
    both.sort(kind="stable")  # which merges two sorted runs in one pass
    return both  # type: ignore[return-value]  # same dtype


def isin(values: NDArray[Any], row: NDArray[Any]) -> Mask:
    """Return which of `values` are in the sorted `row`."""
    if not len(row):
        return np.zeros(len(values), bool)
    # The place of a value beyond the last entry is clipped to that entry, which is smaller.
    is_in: Mask = row.take(row.searchsorted(values), mode="clip") == values
    return is_in


def intersection(left: A, right: A) -> A:
    """Return the entries that two sorted arrays without repeats have in common."""
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    if len(short) >= _MERGED_FROM and len(long) <= _LENGTH_RATIO * len(short):
        both = _merged(short, long)
        return both[:-1].compress(both[1:] == both[:-1])  # type: ignore[return-value]  # same dtype
    return short[isin(short, long)]  # type: ignore[return-value]  # same dtype


def isin_sorted(left: NDArray[Any], right: NDArray[Any]) -> Mask:
    """Return which entries of one sorted array are in another, looking up the shorter array."""
    if len(left) <= len(right):
        return isin(left, right)
    refuse_repeats(left)
    is_in = np.zeros(len(left), bool)
    is_in[left.searchsorted(right[isin(right, left)])] = True
    return is_in


def difference(left: A, right: A) -> A:
    """Return the entries of the first of two sorted arrays that are not in the second."""
    if not len(right):
        return left
    return left[~isin_sorted(left, right)]  # type: ignore[return-value]  # same dtype


def contains(row: Indices, index: int) -> bool:
    """Return whether `index` is in a sorted row."""
    cells = row.data  # a memoryview, with plain integers as items
    at = bisect_left(cells, index)
    return at < len(cells) and cells[at] == index


def toggled(row: Indices, index: int) -> Indices:
    """Return a read-only copy of a sorted row with `index` added, or removed if it is there."""
    # Pieces are joined as bytes. Assignments to slices would make edits a quarter slower.
    cells = row.data
    at = bisect_left(cells, index)
    if at < len(cells) and cells[at] == index:
        pieces: tuple[Any, ...] = (cells[:at], cells[at + 1 :])
    else:
        pieces = (cells[:at], index.to_bytes(4, byteorder), cells[at:])
    return np.frombuffer(b"".join(pieces), np.int32)
