"""What every peer is asked in which world, of whom, and the target."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.worlds import World

_ASKED, _FEWER = 4, 2  # of the planted members of one size; the fewer in larger networks
_LARGER = 10_000_000  # connections; from here on the second degree has to be 4 times as fast
_COPIED = 3_000_000  # connections; copying a larger graph for one edit takes minutes
EDITED = 500  # connections of the members of an edit


@dataclass(frozen=True)
class Task:
    """A question in one size; `target` is how many times the best peer's speed is aimed at."""

    key: str
    text: str
    size: str
    calls: list[Any]
    target: float | None = None
    connections: int = field(default=0)

    def __str__(self) -> str:
        return f"{self.text}, {self.size}"


def write(tasks: list[Task], file: Path) -> None:
    file.write_text(json.dumps([asdict(task) for task in tasks]), encoding="utf-8")


def read(file: Path) -> list[Task]:
    return [Task(**entry) for entry in json.loads(file.read_text(encoding="utf-8"))]


def of_generated(world: World, *, seed: int) -> Iterator[Task]:
    """Yield what is asked in a generated world."""
    second = 4.0 if len(world.connections) >= _LARGER else 1.0
    yield from _degrees_and_paths(world, seed=seed, second=second)
    planted = _some(world)
    for size in _of(planted, 20, 500, 10_000):
        yield Task("narrow audience", "audience: connections only", *_alone(planted, size), 5.0)
    size = min(planted)
    _, calls = _alone(planted, size)
    yield Task("audience", "audience: anyone", "all members", calls, 5.0)
    for size in _of(planted, 20, 500, 10_000):
        yield Task("reach", "reach, 25 engagements", *_alone(planted, size), 5.0)
    if len(world.connections) <= _COPIED and EDITED in planted:
        pair = _strangers(world, world.planted[EDITED])
        yield Task("edit", "connect, the old version kept", _size(EDITED), [pair])


def of_real(world: World, *, seed: int) -> Iterator[Task]:
    """Yield what is asked in a real network."""
    if world.planted:
        yield from _degrees_and_paths(world, seed=seed, second=1.0)


def _degrees_and_paths(world: World, *, seed: int, second: float) -> Iterator[Task]:
    rng = np.random.default_rng(seed)
    planted = _some(world)
    for size in planted:
        yield Task("second", "second-degree set", *_alone(planted, size), second, size)
    ends = [(size, size) for size in _of(planted, 20, 500, 10_000)]
    for one, other in [*ends, (min(planted), max(planted))]:
        lefts, rights = planted[one], planted[other]
        if one == other:
            lefts, rights = lefts[:-1], rights[1:]
        pairs = list(map(list, zip(lefts, rights, strict=False)))
        yield Task("mutual", "mutual connections", f"{one:,} and {other:,}", pairs, 1.0)
    for size in _of(planted, 100, 500, 2_000):
        few = min(100, world.members)
        calls = [[m, rng.choice(world.members, few, replace=False).tolist()] for m in planted[size]]
        yield Task("degrees", "degrees to 100 members", _size(size), calls, 10.0)
    for size in planted:
        yield Task("people", "people you may know", *_alone(planted, size), 10.0)


def _strangers(world: World, some: list[int]) -> list[int]:
    """Return two of `some` between whom nothing stands."""
    ties = np.concatenate((world.connections, world.blocks, world.invitations))
    ties = ties[np.isin(ties, some).all(axis=1)]
    tied = set(map(tuple, np.sort(ties).tolist()))
    return next([a, b] for a in some for b in some if a < b and (a, b) not in tied)


def _some(world: World) -> dict[int, list[int]]:
    number = _FEWER if len(world.connections) >= _LARGER else _ASKED
    return {size: some[:number] for size, some in world.planted.items()}


def _of(planted: dict[int, list[int]], *sizes: int) -> list[int]:
    return [size for size in sizes if size in planted]


def _alone(planted: dict[int, list[int]], size: int) -> tuple[str, list[Any]]:
    return _size(size), [[member] for member in planted[size]]


def _size(size: int) -> str:
    return f"{size:,} connections"
