"""Persistent maps: what the overlay of edited rows stands on.

An edit of a graph is one or two new rows under integer keys in such a map, and every
read of a graph with edits is a `get` first.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from benchmarks.tables import duration, table
from benchmarks.timing import once, race
from linkgraph.graph.persistent_map import PersistentMap

try:
    import immutables
except ImportError:  # no wheel for every Python
    immutables = None

KEYS = 10_000
_SETS = 1_000


def report(*, seconds: float) -> str:
    """Measure reads and chained edits of maps of 10,000 integers."""
    rng = random.Random(7)
    full = {rng.randrange(1_000_000): object() for _ in range(KEYS)}
    keys = rng.sample(list(full), len(full))
    new = rng.sample(keys, _SETS // 2) + [rng.randrange(1_000_000) for _ in range(_SETS // 2)]
    rng.shuffle(new)
    maps: dict[str, tuple[Any, Callable[..., Any]]] = {
        "`PersistentMap` (two dicts)": (PersistentMap(dict(full)), _set),
        "plain dict, copied": (full, _copied),
    }
    if immutables is not None:
        maps["`immutables.Map` (HAMT)"] = (immutables.Map(full), _set)
    measures, expected = {}, {**full, **dict.fromkeys(new, True)}
    for name, (start, with_one) in maps.items():
        done = _fold(start, with_one, new)
        if dict(done.items()) != expected:
            raise AssertionError(f"{name} answers differently")
        part = _fold(start, with_one, new[:60])  # some edits behind: not at its best
        measures[f"{name} get"] = once(lambda part=part: _gets(part, keys), KEYS)
        some = new if with_one is _set else new[:50]
        measures[f"{name} set"] = once(
            lambda start=start, with_one=with_one, some=some: _fold(start, with_one, some),
            len(some),
        )
    took = race(measures, seconds=seconds)
    rows = [
        [name, duration(took[f"{name} get"].best), duration(took[f"{name} set"].best)]
        for name in maps
    ]
    return table([f"map of {KEYS:,} integers", "get", "set, mean of a run"], rows)


def _set(current: Any, key: int) -> Any:
    return current.set(key, True)


def _copied(current: dict[int, Any], key: int) -> dict[int, Any]:
    new = current.copy()
    new[key] = True
    return new


def _fold(current: Any, with_one: Callable[..., Any], keys: list[int]) -> Any:
    for key in keys:
        current = with_one(current, key)
    return current


def _gets(current: Any, keys: list[int]) -> None:
    get = current.get
    for key in keys:
        get(key)
