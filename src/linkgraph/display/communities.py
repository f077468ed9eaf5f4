"""Groups of people who know each other: the Louvain method of Blondel and others (2008).

Members start in groups of their own. Each one moves to the group that adds most modularity, until
nobody moves; then each group counts as one member, and so on. Modularity is multiplied by the
number of ties, which makes every gain a whole number. So the groups are the same on every
machine, unlike those of `networkx.community.louvain_communities`, which compares sums of floats
and visits members in an order that depends on its version.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 20  # moves stop long before; this bounds the work


def communities(size: int, ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the group of each of `size` members, numbered by first appearance.

    `ends` holds the ties once each, shape (ties, 2). O(size · (size + ties)) at worst. Members
    without ties stay alone.
    """
    group = np.arange(size)
    ends = np.concatenate((ends, ends[:, ::-1]))  # each tie from both sides
    weights = np.ones(len(ends), np.int64)
    while True:
        count = int(group.max(initial=-1)) + 1
        joined = _moved(count, ends, weights)
        _, first, numbers = np.unique(joined, return_index=True, return_inverse=True)
        numbers = np.argsort(np.argsort(first))[numbers]
        group = numbers[group]
        if len(first) == count:
            return group
        # Ties between the same two groups become one, and ties within a group a loop.
        ends = numbers[ends]
        codes, which = np.unique(ends[:, 0] * count + ends[:, 1], return_inverse=True)
        weights = np.bincount(which, weights, len(codes)).astype(np.int64)
        ends = np.stack((codes // count, codes % count), axis=1)


def _moved(size: int, ends: NDArray[np.int64], weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the group of each member after moves that each add modularity."""
    order = np.argsort(ends[:, 0], kind="stable")
    starts = np.searchsorted(ends[order, 0], np.arange(1, size))
    others, ties = np.split(ends[order, 1], starts), np.split(weights[order], starts)
    degrees = np.bincount(ends[:, 0], weights, size).astype(np.int64)
    total = int(degrees.sum())
    group, totals = np.arange(size), degrees.copy()
    for _ in range(_ROUNDS):
        before = group.copy()
        for member in range(size):
            apart = others[member] != member
            near = group[others[member][apart]]
            if len(near):
                own = group[member]
                totals[own] -= degrees[member]
                shared = np.bincount(near, ties[member][apart], size).astype(np.int64)
                gains = shared * total - degrees[member] * totals
                gains[shared == 0] = -(2**62)
                gains[own] = shared[own] * total - degrees[member] * totals[own]
                best = int(gains.argmax())  # the lowest number of equal ones
                if gains[best] == gains[own]:
                    best = own
                totals[best] += degrees[member]
                group[member] = best
        if (group == before).all():
            break
    return group
