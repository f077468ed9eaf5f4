"""The statistics by which networks are compared, computed from arrays of pairs.

Members are the integers from 0. Each tie occurs once, and there are no self-ties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64]
Integers = NDArray[np.int64]

_SOURCES = 32  # members from which distances are measured
_BATCH = 4_000_000  # open triangles that are looked up together
_TAIL = 20  # the tail is the twentieth of the members with most ties


@dataclass(frozen=True)
class ConnectionStatistics:
    """Statistics of symmetric ties, of the members that have one."""

    members: int
    mean: float  # connections of a member
    top: float  # share of all ends of connections that the top 1 % of members hold
    exponent: float  # of the tail of the number of connections
    local: float  # clustering: mean share of a member's pairs of connections that are connected
    transitivity: float  # share of all pairs of connections of one member that are connected
    assortativity: float  # correlation of the connections of the two ends
    largest: float  # share of members in the largest component
    distance: float  # mean between two members of it


@dataclass(frozen=True)
class FollowStatistics:
    """Statistics of asymmetric ties, of the members that have one."""

    members: int
    mean: float  # followers of a member
    top: float  # share of all follows that go to the top 1 % of members
    exponent: float  # of the tail of the number of followers
    reciprocity: float  # share of follows that are returned


def connection_statistics(size: int, pairs: Pairs) -> ConnectionStatistics:
    """Return the statistics of undirected pairs. O(pairs ** 1.5) at worst."""
    sources = np.concatenate((pairs[:, 0], pairs[:, 1]))
    targets = np.concatenate((pairs[:, 1], pairs[:, 0]))
    order = np.argsort(sources * size + targets)
    sources, targets = sources[order], targets[order]
    degree = np.bincount(sources, minlength=size)
    tied = degree > 0
    members = int(tied.sum())
    triangles = _triangles(size, pairs, degree)
    possible = degree * (degree - 1) / 2
    several = degree > 1
    offsets = np.concatenate(([0], np.cumsum(degree)))
    largest, distance = _component(offsets, targets)
    return ConnectionStatistics(
        members=members,
        mean=len(targets) / members,
        top=_top(degree[tied]),
        exponent=_exponent(degree[tied]),
        local=float((triangles[several] / possible[several]).mean()),
        transitivity=float(triangles.sum() / possible.sum()),
        assortativity=float(np.corrcoef(degree[sources], degree[targets])[0, 1]),
        largest=largest / members,
        distance=distance,
    )


def follow_statistics(size: int, pairs: Pairs) -> FollowStatistics:
    """Return the statistics of (follower, followee) pairs."""
    followers = np.bincount(pairs[:, 1], minlength=size)
    tied = np.bincount(pairs.ravel(), minlength=size) > 0
    keys = np.sort(pairs[:, 0] * size + pairs[:, 1])
    back = np.sort(pairs[:, 1] * size + pairs[:, 0])
    returned = len(keys) + len(back) - len(np.unique(np.concatenate((keys, back))))
    return FollowStatistics(
        members=int(tied.sum()),
        mean=float(followers[tied].mean()),
        top=_top(followers[tied]),
        exponent=_exponent(followers[tied]),
        reciprocity=returned / len(pairs),
    )


def _top(counts: Integers) -> float:
    """Return the share of all ties that the top 1 % of members have."""
    largest = np.sort(counts)[::-1]
    return float(largest[: max(1, len(largest) // 100)].sum() / largest.sum())


def _exponent(counts: Integers) -> float:
    """Return the exponent of the density in the tail, by Hill's estimator."""
    tail = np.sort(counts)[::-1][: max(2, len(counts) // _TAIL)]
    return float(1 + 1 / np.log((tail - 0.5) / (tail[-1] - 0.5)).mean())


def _triangles(size: int, pairs: Pairs, degree: Integers) -> Integers:
    """Return the number of triangles of each member."""
    # Each tie points from the member with fewer connections, which keeps every row short.
    rank = np.empty(size, np.int64)
    rank[np.argsort(degree, kind="stable")] = np.arange(size)
    ends = np.sort(rank[pairs], axis=1)
    keys = np.sort(ends[:, 0] * size + ends[:, 1])
    sources, targets = keys // size, keys % size
    counts = np.bincount(sources, minlength=size)
    starts = np.concatenate(([0], np.cumsum(counts)))
    triangles = np.zeros(size, np.int64)
    lengths = counts[targets]
    ends_at = np.cumsum(lengths)
    begin = 0
    while begin < len(keys):
        done = ends_at[begin - 1] if begin else 0
        end = max(begin + 1, int(ends_at.searchsorted(done + _BATCH, side="right")))
        batch = slice(begin, end)
        third = targets[_spans(starts[targets[batch]], lengths[batch])]
        first, second = (np.repeat(column[batch], lengths[batch]) for column in (sources, targets))
        closing = first * size + third
        closed = keys[keys.searchsorted(closing).clip(max=len(keys) - 1)] == closing
        for corner in (first, second, third):
            triangles += np.bincount(corner[closed], minlength=size)
        begin = end
    return triangles[rank]


def _component(offsets: Integers, targets: Integers) -> tuple[int, float]:
    """Return the size of the largest component and the mean distance in it."""
    component = np.zeros(len(offsets) - 1, bool)
    unseen = np.diff(offsets) > 0
    best = 0
    while int(unseen.sum()) > best:
        steps = _steps(offsets, targets, int(unseen.argmax()))
        members = steps >= 0
        unseen &= ~members
        if members.sum() > best:
            component, best = members, int(members.sum())
    inside = np.flatnonzero(component)
    chosen = inside[:: max(1, best // _SOURCES)][:_SOURCES]
    total = sum(int(_steps(offsets, targets, int(source))[inside].sum()) for source in chosen)
    return best, total / (len(chosen) * (best - 1))


def _steps(offsets: Integers, targets: Integers, source: int) -> Integers:
    """Return the distance of every member from `source`; -1 for the members out of reach."""
    steps = np.full(len(offsets) - 1, -1, np.int64)
    steps[source] = 0
    edge, step = np.array([source]), 0
    while len(edge):
        step += 1
        next_to = targets[_spans(offsets[edge], offsets[edge + 1] - offsets[edge])]
        edge = np.zeros(len(steps), bool)
        edge[next_to] = True
        edge = np.flatnonzero(edge & (steps < 0))
        steps[edge] = step
    return steps


def _spans(starts: Integers, lengths: Integers) -> Integers:
    """Return the positions of all spans, one span after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
