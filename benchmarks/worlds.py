"""The generated networks that everybody is asked about.

A world is plain arrays: every contestant builds its own structure from them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

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
    special = _planted_ties(rng, planted, weights / weights.sum())
    ordinary = _pairs(rng, weights, connections - len(special), directed=False)
    ties = np.concatenate((special, ordinary))[rng.permutation(connections)]
    swapped = rng.random(len(ties)) < 0.5
    ties[swapped] = ties[swapped, ::-1]

    taken = np.sort(_keys(np.sort(ties, axis=1), members))
    follows = _pairs(rng, weights, connections // 10, directed=True)
    follows = _apart(follows, taken, members)
    # planted members block and invite a few strangers each, and so do as many others
    busy = np.concatenate((chosen, rng.choice(members, len(chosen), replace=False)))
    strangers = np.column_stack((np.repeat(busy, 6), rng.integers(members, size=6 * len(busy))))
    strangers = strangers[strangers[:, 0] != strangers[:, 1]]
    strangers = _apart(strangers[_first_of_each(strangers, members)], taken, members)
    strangers = _apart(strangers, np.sort(_keys(np.sort(follows, axis=1), members)), members)
    return World(members, ties, follows, strangers[::2], strangers[1::2], planted)


def _planted_ties(
    rng: np.random.Generator, planted: dict[int, list[int]], chances: NDArray[np.float64]
) -> Pairs:
    """Draw the connections of the planted members, some shared with the one before."""
    steps = chances.cumsum()
    rows: list[Pairs] = []
    for size, some in planted.items():
        before = np.empty(0, np.int64)
        for member in some:
            drawn = before[: int(_SHARED * size)]
            while len(drawn) < size:  # again for what was drawn twice
                more = steps.searchsorted(rng.random(size), side="right").clip(max=len(steps) - 1)
                drawn = np.concatenate((drawn, more))
                drawn = drawn[np.sort(np.unique(drawn, return_index=True)[1])]
            before = rng.permutation(drawn[:size])
            rows.append(np.column_stack((np.full(size, member), before)))
    return np.concatenate(rows)


def ten_members() -> World:
    """Return a small connected network with members at every degree up to THIRD."""
    ties = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 4), (3, 4), (3, 5), (4, 5), (5, 6), (6, 7)]
    ties += [(5, 7), (7, 8), (6, 9), (8, 9), (2, 3)]
    none = np.empty((0, 2), np.int64)
    return World(10, np.array(ties, np.int64), none, none, none, {})


def _pairs(
    rng: np.random.Generator, weights: NDArray[np.float64], wanted: int, *, directed: bool
) -> Pairs:
    """Draw distinct pairs of two members each, ends by weight.

    How often each member is drawn comes first, then the order: a tenth of the time of looking
    every end up among the weights, where there are millions of members.
    """
    members = len(weights)
    chances = weights / weights.sum()
    found = np.empty(0, np.int64)
    while len(found) < wanted:
        more = wanted - len(found) + wanted // 10 + 16
        ends = np.repeat(np.arange(members), rng.multinomial(2 * more, chances))
        rng.shuffle(ends)
        pairs = ends.reshape(more, 2)
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        if not directed:
            pairs.sort(axis=1)
        found = _distinct(np.concatenate((found, _keys(pairs, members))))
    rng.shuffle(found)
    found = found[:wanted]
    return np.column_stack((found // members, found % members))


def _keys(pairs: Pairs, members: int) -> NDArray[np.int64]:
    return pairs[:, 0] * members + pairs[:, 1]


def _apart(pairs: Pairs, taken: NDArray[np.int64], members: int) -> Pairs:
    """Return the pairs that are not among the sorted keys `taken`, whichever way round."""
    keys = _keys(np.sort(pairs, axis=1), members)
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


# -- kept in a folder, where every process reads the same pages -------------------------------

_ARRAYS = ("connections", "follows", "blocks", "invitations")


def keep(world: World, folder: Path) -> None:
    """Write a world into `folder`."""
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(world, name))
    rest = {"members": world.members, "planted": list(world.planted.items())}
    (folder / "world.json").write_text(json.dumps(rest), encoding="utf-8")


def kept(folder: Path) -> World:
    """Read a world from `folder`, its arrays mapped and brought into memory."""
    rest = json.loads((folder / "world.json").read_text(encoding="utf-8"))
    arrays = []
    for name in _ARRAYS:
        file = folder / f"{name}.npy"
        mapped = (
            np.load(file, mmap_mode="r") if np.load(file, mmap_mode="r").size else np.load(file)
        )
        mapped.sum()  # reading it the first time is nobody's work
        arrays.append(np.asarray(mapped))
    return World(rest["members"], *arrays, planted=dict(rest["planted"]))
