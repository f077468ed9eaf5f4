"""What is asked, of which members, and the target each answer has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.players import Engaged
from benchmarks.worlds import World

Call = tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """A question in one size.

    `key` finds the forms of each player. `target` is how many times the speed of the best
    peer, or of the best form named in `against`, this library is held to; `None` for a
    figure that is only shown. `against` is for targets that name a peer's public function;
    whatever beats that function stands in the table all the same.
    """

    key: str
    text: str
    size: str
    calls: list[Call]
    plain: Callable[[Any], Any]  # makes answers of all players comparable
    target: float | None = None
    against: tuple[str, ...] = ()


_ASKED = 4  # of the planted members of one size

COMMON = ("nx.common_neighbors(G, a, b)",)
FARTHER = ("nx.descendants_at_distance(G, v, 2)",)
PATH = ("nx.shortest_path_length(G, a, b)",)


def engagements(world: World, *, seed: int) -> dict[int, Engaged]:
    """Give each planted member's post 25 engagements, 5 of them comments.

    Most are by connections, as in life; the rest by anybody.
    """
    rng = np.random.default_rng(seed)
    neighbours: dict[int, list[int]] = {
        member: [] for some in world.planted.values() for member in some
    }
    ends = np.isin(world.connections, list(neighbours)).any(axis=1)
    for one, other in world.connections[ends].tolist():
        for member, neighbour in ((one, other), (other, one)):
            if member in neighbours:
                neighbours[member].append(neighbour)
    found = {}
    for author, near in neighbours.items():
        some = rng.choice(near, min(20, len(near)), replace=False)
        anybody = np.concatenate((some, rng.integers(world.members, size=25 - len(some))))
        members = rng.permutation(anybody).tolist()
        found[author] = Engaged(members, members[:5])
    return found


def keep_engagements(world: World, folder: Path) -> None:
    """Write the engagements into a folder, for other processes."""
    found = [(author, some.anybody) for author, some in engagements(world, seed=2).items()]
    (folder / "engagements.json").write_text(json.dumps(found), encoding="utf-8")


def kept_engagements(folder: Path) -> dict[int, Engaged]:
    """Read the engagements from a folder."""
    found = json.loads((folder / "engagements.json").read_text(encoding="utf-8"))
    return {author: Engaged(anybody, anybody[:5]) for author, anybody in found}


def on_a_large_network(world: World, *, seed: int) -> Iterator[Question]:
    """Yield the questions that are asked of planted members."""
    rng = np.random.default_rng(seed)
    planted = {size: some[:_ASKED] for size, some in world.planted.items()}

    def alone(size: int) -> list[Call]:
        return [(member,) for member in planted[size]]

    for size in planted:
        target = {100: 4.0, 2_000: 2.5}.get(size)
        yield Question("second", "second-degree set", _of(size), alone(size), set, target)
    middle = 2_000 if 2_000 in planted else max(planted)
    yield Question("second list", "… read out as a list", _of(middle), alone(middle), set)
    for one, other in _pairs_of_sizes(list(planted)):
        lefts, rights = planted[one], planted[other]
        if one == other:
            lefts, rights = lefts[:-1], rights[1:]
        pairs = list(zip(lefts, rights, strict=True))
        size = f"{one:,} and {other:,}"
        yield Question("mutual", "mutual connections", size, pairs, set, 0.5, COMMON)
    for size in (size for size in (100, 500, 2_000) if size in planted):
        targets = [rng.choice(world.members, 100, replace=False).tolist() for _ in planted[size]]
        calls = list(zip(planted[size], targets, strict=True))
        yield Question("degrees", "degrees to 100 members", _of(size), calls, list, 10.0)
    for size in (size for size in (20, 500, 10_000) if size in planted):
        text = "audience: connections only"
        yield Question("narrow audience", text, _of(size), alone(size), set, 5.0)
    size = min(planted)
    yield Question("audience", "audience: anyone", "all members", alone(size), set, 5.0)
    for size in (size for size in (20, 500, 10_000) if size in planted):
        text = "reach, 25 engagements"
        yield Question("reach", text, _of(size), alone(size), _filled)
    for size in planted:
        yield Question("people", "people you may know", _of(size), alone(size), list)


def on_ten_members(world: World) -> Iterator[Question]:
    """Yield the questions for which NumPy would be too slow a start."""
    pairs = [(a, b) for a in range(world.members) for b in range(world.members) if a != b]
    viewers = [(v,) for v in range(world.members)]
    size = "10 members"
    yield Question("degree", "degree", size, pairs, lambda found: min(found, 4), 0.5, PATH)
    yield Question("second", "second-degree set", size, viewers, set, 0.5, FARTHER)
    yield Question("mutual", "mutual connections", size, pairs, set, 0.5, COMMON)


def _filled(split: dict[str, Any]) -> dict[str, set[Any]]:
    return {rule: set(found) for rule, found in split.items() if found}


def _pairs_of_sizes(sizes: list[int]) -> Iterator[tuple[int, int]]:
    yield from zip(sizes, sizes, strict=True)
    yield sizes[0], sizes[-1]
    yield sizes[-1], sizes[0]


def _of(size: int) -> str:
    return f"{size:,} connections"
