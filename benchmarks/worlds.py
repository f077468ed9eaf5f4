"""The generated networks that everybody is asked about.

A world is plain arrays: every contestant builds its own structure from them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64]

SIZES = (20, 100, 500, 2_000, 10_000)
_COPIES = 8  # planted members of each size; questions go round them
_SHARED = 0.3  # of a planted member's connections, with the one planted before


@dataclass(frozen=True, eq=False)
class World:
    """Ties as arrays, each row a pair; nothing twice, nobody tied to themself.

    `follows` are those beyond the default ones, which every connection brings both ways.
    `planted` names the members who have exactly so many connections.
    """

    members: int
    connections: Pairs
    follows: Pairs
    blocks: Pairs
    invitations: Pairs
    planted: dict[int, list[int]]

    def __str__(self) -> str:
        return f"{_short(self.members)} members / {_short(len(self.connections))} connections"

    @property
    def default_follows(self) -> Pairs:
        """Both directions of every connection."""
        return np.concatenate((self.connections, self.connections[:, ::-1]))

    @property
    def all_follows(self) -> Pairs:
        """Default follows, those beyond, and those that inviting brought."""
        return np.concatenate((self.default_follows, self.follows, self.invitations))


def generate(members: int, connections: int, *, seed: int) -> World:
    """Draw a network with a long tail of degrees, and plant members of known size.

    The ends of a connection are drawn with log-normal weights, so the mean degree
    hides members of a few connections and of a thousand; ids carry no locality.
    """
    rng = np.random.default_rng(seed)
    sizes = [size for size in SIZES if size <= members // 2]
    chosen = rng.choice(members, _COPIES * len(sizes), replace=False)
    planted = {
        size: chosen[at * _COPIES : (at + 1) * _COPIES].tolist() for at, size in enumerate(sizes)
    }
    weights = rng.lognormal(sigma=1.0, size=members)
    weights[chosen] = 0.0
    weights /= weights.sum()
    rows: list[Pairs] = []
    for size, some in planted.items():
        before = np.empty(0, np.int64)
        for member in some:
            kept = before[: int(_SHARED * size)]
            free = weights.copy()
            free[kept] = 0.0
            new = rng.choice(members, size - len(kept), replace=False, p=free / free.sum())
            before = rng.permutation(np.concatenate((kept, new)))
            rows.append(np.column_stack((np.full(size, member), before)))
    special = np.concatenate(rows)
    ordinary = _pairs(rng, weights, connections - len(special), directed=False)
    ties = np.concatenate((special, ordinary))
    ties = rng.permutation(ties)
    swapped = rng.random(len(ties)) < 0.5
    ties[swapped] = ties[swapped, ::-1]

    taken = _keys(np.concatenate((ties, ties[:, ::-1])), members)
    follows = _apart(_pairs(rng, weights, connections // 10, directed=True), taken, members)
    taken = np.concatenate((taken, _keys(follows, members), _keys(follows[:, ::-1], members)))
    # planted members block and invite a few strangers each, and so do as many others
    busy = np.concatenate((chosen, rng.choice(members, len(chosen), replace=False)))
    strangers = np.column_stack((np.repeat(busy, 6), rng.integers(members, size=6 * len(busy))))
    strangers = _apart(strangers[_first_of_each(strangers, members)], taken, members)
    strangers = strangers[strangers[:, 0] != strangers[:, 1]]
    return World(members, ties, follows, strangers[::2], strangers[1::2], planted)


def ten_members() -> World:
    """Return a small connected network with members at every degree up to THIRD."""
    ties = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 4), (3, 4), (3, 5), (4, 5), (5, 6), (6, 7)]
    ties += [(5, 7), (7, 8), (6, 9), (8, 9), (2, 3)]
    none = np.empty((0, 2), np.int64)
    return World(10, np.array(ties, np.int64), none, none, none, {})


def _pairs(
    rng: np.random.Generator, weights: NDArray[np.float64], wanted: int, *, directed: bool
) -> Pairs:
    """Draw distinct pairs of two members each, ends by weight."""
    steps = weights.cumsum()
    members = len(weights)
    found = np.empty(0, np.int64)
    while len(found) < wanted:
        more = wanted - len(found) + wanted // 10 + 16
        pairs = steps.searchsorted(rng.random((more, 2)), side="right").clip(max=members - 1)
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        if not directed:
            pairs.sort(axis=1)
        found = _distinct(np.concatenate((found, _keys(pairs, members))))
    found = rng.permutation(found)[:wanted]
    return np.column_stack((found // members, found % members))


def _keys(pairs: Pairs, members: int) -> NDArray[np.int64]:
    return pairs[:, 0] * members + pairs[:, 1]


def _apart(pairs: Pairs, taken: NDArray[np.int64], members: int) -> Pairs:
    """Return the pairs whose keys are not among `taken`."""
    keys = _keys(pairs, members)
    taken = np.sort(taken)
    return pairs[taken[taken.searchsorted(keys).clip(max=len(taken) - 1)] != keys]


def _distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    keys = np.sort(keys)  # `np.unique` hashes whole numbers, which takes ten times as long
    return keys[np.append(True, keys[1:] != keys[:-1])]


def _first_of_each(pairs: Pairs, members: int) -> NDArray[np.intp]:
    """Return one row for each two members, whichever way round they stand."""
    return np.unique(_keys(np.sort(pairs, axis=1), members), return_index=True)[1]


def _short(number: int) -> str:
    """Return 100 k for 100,000 and the like."""
    for unit, name in ((10**6, "M"), (10**3, "k")):
        if number >= unit:
            return f"{number / unit:.3g} {name}"
    return str(number)
