"""What networks are compared by: statistics of ties that are plain arrays of pairs.

Pairs number the members 0 … size - 1; nothing stands twice and nobody is tied to themself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64]
Whole = NDArray[np.int64]

_SOURCES = 32  # members whose distances to everybody are taken
_AT_ONCE = 4_000_000  # open triangles looked up together
_TAIL = 20  # the tail is the members with most ties: one in so many


@dataclass(frozen=True)
class OfConnections:
    """Statistics of symmetric ties; members without one are left out."""

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
class OfFollows:
    """Statistics of asymmetric ties; members without one are left out."""

    members: int
    mean: float  # followers of a member
    top: float  # share of all follows that go to the top 1 % of members
    exponent: float  # of the tail of the number of followers
    reciprocity: float  # share of follows that are returned


def of_connections(size: int, pairs: Pairs) -> OfConnections:
    """Take the statistics; O(pairs ** 1.5) at worst."""
    sources = np.concatenate((pairs[:, 0], pairs[:, 1]))
    targets = np.concatenate((pairs[:, 1], pairs[:, 0]))
    order = np.argsort(sources * size + targets)
    sources, targets = sources[order], targets[order]
    degree = np.bincount(sources, minlength=size)
    here = degree > 0
    members = int(here.sum())
    triangles = _triangles(size, pairs, degree)
    possible = degree * (degree - 1) / 2
    several = degree > 1
    offsets = np.concatenate(([0], np.cumsum(degree)))
    largest, distance = _component(offsets, targets)
    return OfConnections(
        members=members,
        mean=len(targets) / members,
        top=_top(degree[here]),
        exponent=_exponent(degree[here]),
        local=float((triangles[several] / possible[several]).mean()),
        transitivity=float(triangles.sum() / possible.sum()),
        assortativity=float(np.corrcoef(degree[sources], degree[targets])[0, 1]),
        largest=largest / members,
        distance=distance,
    )


def of_follows(size: int, pairs: Pairs) -> OfFollows:
    """Take the statistics of (follower, followee)."""
    followers = np.bincount(pairs[:, 1], minlength=size)
    here = np.bincount(pairs.ravel(), minlength=size) > 0
    keys = np.sort(pairs[:, 0] * size + pairs[:, 1])
    back = np.sort(pairs[:, 1] * size + pairs[:, 0])
    returned = len(keys) + len(back) - len(np.unique(np.concatenate((keys, back))))
    return OfFollows(
        members=int(here.sum()),
        mean=float(followers[here].mean()),
        top=_top(followers[here]),
        exponent=_exponent(followers[here]),
        reciprocity=returned / len(pairs),
    )


def _top(counts: Whole) -> float:
    """Return which share of all the top 1 % have."""
    most = np.sort(counts)[::-1]
    return float(most[: max(1, len(most) // 100)].sum() / most.sum())


def _exponent(counts: Whole) -> float:
    """Return the exponent of the density in the tail, by Hill's estimator."""
    most = np.sort(counts)[::-1][: max(2, len(counts) // _TAIL)]
    return float(1 + 1 / np.log((most - 0.5) / (most[-1] - 0.5)).mean())


def _triangles(size: int, pairs: Pairs, degree: Whole) -> Whole:
    """Return how many triangles each member is in."""
    # each tie from its end of fewer connections: no row is then long
    rank = np.empty(size, np.int64)
    rank[np.argsort(degree, kind="stable")] = np.arange(size)
    ends = np.sort(rank[pairs], axis=1)
    keys = np.sort(ends[:, 0] * size + ends[:, 1])
    sources, targets = keys // size, keys % size
    counts = np.bincount(sources, minlength=size)
    starts = np.concatenate(([0], np.cumsum(counts)))
    found = np.zeros(size, np.int64)
    lengths = counts[targets]
    ends_at = np.cumsum(lengths)
    begin = 0
    while begin < len(keys):
        done = ends_at[begin - 1] if begin else 0
        end = max(begin + 1, int(ends_at.searchsorted(done + _AT_ONCE, side="right")))
        some = slice(begin, end)
        third = targets[_spans(starts[targets[some]], lengths[some])]
        first, second = (np.repeat(each[some], lengths[some]) for each in (sources, targets))
        wanted = first * size + third
        closed = keys[keys.searchsorted(wanted).clip(max=len(keys) - 1)] == wanted
        for corner in (first, second, third):
            found += np.bincount(corner[closed], minlength=size)
        begin = end
    return found[rank]


def _component(offsets: Whole, targets: Whole) -> tuple[int, float]:
    """Return the size of the largest component and the mean distance in it."""
    component = np.zeros(len(offsets) - 1, bool)
    unseen = np.diff(offsets) > 0
    best = 0
    while int(unseen.sum()) > best:
        steps = _steps(offsets, targets, int(unseen.argmax()))
        reached = steps >= 0
        unseen &= ~reached
        if reached.sum() > best:
            component, best = reached, int(reached.sum())
    inside = np.flatnonzero(component)
    chosen = inside[:: max(1, best // _SOURCES)][:_SOURCES]
    total = sum(int(_steps(offsets, targets, int(each))[inside].sum()) for each in chosen)
    return best, total / (len(chosen) * (best - 1))


def _steps(offsets: Whole, targets: Whole, source: int) -> Whole:
    """Return the distance of everybody from one member; -1 for who is not reached."""
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


def _spans(starts: Whole, lengths: Whole) -> Whole:
    """Return the places of runs, one after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
