"""Sorted arrays without repeats, used as sets; and pairs of indices packed into one number."""

from __future__ import annotations

from bisect import bisect_left
from sys import byteorder
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Indices: TypeAlias = NDArray[np.int32]
Keys: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
A = TypeVar("A", bound=NDArray[Any])

# a pair (source, target) packs into one int64: source above, target below
_SHIFT = 32
_LOW = (1 << _SHIFT) - 1
# two sorted arrays are merged rather than searched if the shorter has so many entries, and the
# longer no more than so many times those (measured)
_WORTH_MERGING, _ALIKE = 256, 10
# a mask of so many entries is read by words if no more than one in `_THIN` is set (measured)
_LONG_MASK, _THIN = 1 << 15, 10


def read_only(array: A) -> A:
    """Return `array` itself, made read-only."""
    array.flags.writeable = False
    return array


NO_INDICES: Indices = read_only(np.empty(0, np.int32))


def as_intp(indices: Indices) -> NDArray[np.intp]:
    """Return indices as what NumPy scatters by twice as quickly as by int32."""
    return indices.astype(np.intp)


def mask_of(members: Indices, size: int) -> Mask:
    """Return a mask of this size, set for `members`."""
    mask = np.zeros(size, bool)
    mask[as_intp(members)] = True
    return mask


def indices_of(mask: Mask) -> Indices:
    """Return where a mask is set, ascending; `np.flatnonzero`, and up to twice as fast.

    Where few are set NumPy looks for one after the other. So of a long mask the words of eight
    entries that are not zero are found first, and what is set is looked for in those.
    """
    size = len(mask)
    if size < _LONG_MASK or _THIN * int(np.count_nonzero(mask)) > size:
        return np.flatnonzero(mask).astype(np.int32)
    whole = size // 8 * 8
    words = mask[:whole].view(np.uint64)
    filled = np.flatnonzero(words != 0)
    inside = np.flatnonzero(words[filled].view(bool)).astype(np.int32)
    found = filled.astype(np.int32).take(inside >> 3)
    found <<= 3
    found += inside & 7
    rest = np.flatnonzero(mask[whole:]).astype(np.int32)
    return np.concatenate((found, rest + np.int32(whole)))


def first_keys(rows: int) -> Keys:
    """Return the least key of each row, and one beyond the last."""
    return np.arange(rows + 1, dtype=np.int64) << _SHIFT


def pack(sources: NDArray[Any], targets: NDArray[Any]) -> Keys:
    """Return one int64 key for each pair; keys sort by source, then target."""
    keys: Keys = np.left_shift(sources, _SHIFT, dtype=np.int64)
    keys |= targets
    return keys


def unpack(keys: Keys) -> tuple[Indices, Indices]:
    """Return the sources and targets of packed pairs."""
    return (keys >> _SHIFT).astype(np.int32), (keys & _LOW).astype(np.int32)


def distinct(values: A, but: A | None = None) -> A:
    """Sort `values` in place and return them without repeats, and without those of `but`."""
    values.sort()
    if not len(values):
        return values
    keep = np.empty(len(values), bool)
    keep[0] = True
    np.not_equal(values[1:], values[:-1], out=keep[1:])
    if but is not None:
        at = values.searchsorted(but)
        keep[at[values.take(at, mode="clip") == but]] = False
    # `compress`, for an array indexed by a mask of no order takes up to five times as long
    return values if keep.all() else values.compress(keep)  # type: ignore[return-value]  # same dtype


def value_counts(values: Indices, enough: int | None = None) -> tuple[Indices, NDArray[np.int64]]:
    """Return what stands in `values`, ascending, and how often each; `np.unique`, and faster.

    With `enough` only what stands there oftenest, at least so many if there are: one of each
    is left out, then two, then four, while enough remain, for a few are counted faster than all.
    """
    if not len(values):
        return values, np.zeros(0, np.int64)
    ordered: Indices = np.sort(values)
    gone = 0
    while enough is not None:
        step = gone + 1
        more = ordered[step:].compress(ordered[step:] == ordered[:-step])
        if len(more) < max(1, enough) or np.count_nonzero(more[1:] != more[:-1]) + 1 < enough:
            break
        ordered, gone = more, gone + step
    last = np.append(np.flatnonzero(ordered[1:] != ordered[:-1]), len(ordered) - 1)
    return ordered[last], np.diff(last, prepend=-1) + gone


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
    """Return the entries of two sorted arrays, sorted; what stands in both is there twice."""
    both = np.concatenate((left, right))
    both.sort(kind="stable")  # two sorted runs: one merge
    return both  # type: ignore[return-value]  # same dtype


def isin(values: NDArray[Any], row: NDArray[Any]) -> Mask:
    """Return which of `values` stand in the sorted `row`."""
    if not len(row):
        return np.zeros(len(values), bool)
    # one beyond the end is clipped to the last, which is less than the value
    found: Mask = row.take(row.searchsorted(values), mode="clip") == values
    return found


def intersection(left: A, right: A) -> A:
    """Return what stands in both of two sorted arrays without repeats.

    Merges two long ones of like length; else searches for the shorter in the longer.
    """
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    if len(few) >= _WORTH_MERGING and len(many) <= _ALIKE * len(few):
        both = _merged(few, many)
        return both[:-1].compress(both[1:] == both[:-1])  # type: ignore[return-value]  # same dtype
    return few[isin(few, many)]  # type: ignore[return-value]  # same dtype


def isin_sorted(left: NDArray[Any], right: NDArray[Any]) -> Mask:
    """Return which entries of one sorted array stand in another; searches the shorter's."""
    if len(left) <= len(right):
        return isin(left, right)
    found = np.zeros(len(left), bool)
    found[left.searchsorted(right[isin(right, left)])] = True
    return found


def difference(left: A, right: A) -> A:
    """Return what stands in the first of two sorted arrays and not in the second."""
    if not len(right):
        return left
    return left[~isin_sorted(left, right)]  # type: ignore[return-value]  # same dtype


def contains(row: Indices, index: int) -> bool:
    """Return whether `index` stands in a sorted row."""
    cells = row.data  # its items are plain ints
    at = bisect_left(cells, index)
    return at < len(cells) and cells[at] == index


def toggled(row: Indices, index: int) -> Indices:
    """Return a read-only copy of a sorted row with `index` put in, or taken out if there."""
    cells = row.data
    at = bisect_left(cells, index)
    if at < len(cells) and cells[at] == index:
        pieces: tuple[Any, ...] = (cells[:at], cells[at + 1 :])
    else:
        pieces = (cells[:at], index.to_bytes(4, byteorder), cells[at:])
    return np.frombuffer(b"".join(pieces), np.int32)  # a third of the cost of slice assignment
