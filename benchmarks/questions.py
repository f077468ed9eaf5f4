"""The questions that every library is asked: about which members, and with which target.

A target says how many times as fast as the best peer this library should be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.networks import ASKED, Network

ASKED_IN_LARGE = 2  # members of one size, in large networks
LARGE = 10_000_000  # connections; from here on the second degree should be 4 times as fast


@dataclass(frozen=True)
class Question:
    """A question about members of one size; `key` finds its forms."""

    key: str
    text: str
    size: str
    calls: list[tuple[Any, ...]]
    target: float | None = None


# key, text, sizes of the viewers (all, if there are none), target, and whether it is about posts
ABOUT_ONE = (
    ("second", "second degree", (), 1.0, False),
    ("people", "people you may know", (), 10.0, False),
    ("degrees", "degrees to 100 members", (100, 500, 2_000), 10.0, False),
    ("narrow audience", "audience: connections", (20, 500, 10_000), 5.0, True),
    ("reach", "reach, 25 engagements", (20, 500, 10_000), 5.0, True),
)


def questions_of(network: Network, *, with_posts: bool) -> Iterator[Question]:
    """Yield the questions for a network: about planted members, or about everybody among ten."""
    if network.members == 10:
        viewers = [(viewer,) for viewer in range(network.members)]
        pairs = [(a, b) for (a,) in viewers for (b,) in viewers if a != b]
        yield Question("degree", "degree", "", pairs)
        yield Question("second", "second degree", "", viewers)
        yield Question("mutual", "mutual connections", "", pairs)
        return
    rng = np.random.default_rng(3)
    is_large = len(network.connections) >= LARGE
    count = ASKED_IN_LARGE if is_large else ASKED
    members = {size: planted[:count] for size, planted in network.planted.items()}
    for key, text, chosen, target, about_posts in ABOUT_ONE:
        for size in [size for size in chosen or members if size in members]:
            calls: list[tuple[Any, ...]] = [(viewer,) for viewer in members[size]]
            if key == "degrees":
                some = min(100, network.members)
                calls = [(v, rng.choice(network.members, some, False).tolist()) for (v,) in calls]
            if with_posts or not about_posts:
                goal = 4.0 if key == "second" and is_large else target
                yield Question(key, text, f"{size:,} connections", calls, goal)
    sizes = [(size, size) for size in members]
    if len(members) > 1:
        sizes += [(min(members), max(members)), (max(members), min(members))]
    for one, other in sizes:
        skipped = int(one == other)  # nobody is asked about themselves
        calls = list(zip(members[one], members[other][skipped:], strict=False))
        yield Question("mutual", "mutual connections", f"{one:,} and {other:,}", calls, 1.0)
    if with_posts:
        calls = [(author,) for author in members[min(members)]]
        yield Question("audience", "audience: anyone", "all members", calls, 5.0)


def engagements_of(network: Network) -> dict[int, list[int]]:
    """Return, for a post of each planted member, 25 members that engage with it.

    Up to 20 of them are connections of the author. The first five comment, the others react.
    """
    rng = np.random.default_rng(2)
    authors = [author for planted in network.planted.values() for author in planted]
    rows = network.connections[np.isin(network.connections, authors).any(axis=1)]
    engagements = {}
    for author in authors:
        connections = rows[(rows == author).any(axis=1)].sum(axis=1) - author
        drawn = rng.choice(connections, min(20, len(connections)), replace=False)
        anybody = rng.integers(network.members, size=25 - len(drawn))
        engagements[author] = rng.permutation(np.concatenate((drawn, anybody))).tolist()
    return engagements


def digest(key: str, answer: Any) -> str:
    """Return a digest that is equal for equal answers, however a library represents them."""
    if key == "degree":
        plain: Any = min(int(answer), 4)
    elif key == "degrees":
        plain = [int(degree) for degree in answer]
    elif key == "people":
        plain = [(int(member), int(count)) for member, count in answer]
    elif key == "reach":
        parts = {rule: _sorted_ids(ids).tobytes() for rule, ids in sorted(answer.items())}
        plain = [part for part in parts.items() if part[1]]
    else:
        plain = _sorted_ids(answer).tobytes()
    return hashlib.sha256(repr(plain).encode()).hexdigest()


def _sorted_ids(answer: Any) -> np.ndarray:
    if hasattr(answer, "to_coo"):  # a vector of GraphBLAS
        answer = answer.to_coo(values=False)[0]
    elif hasattr(answer, "to_numpy"):  # a `MemberSet`
        answer = answer.to_numpy()
    elif not isinstance(answer, (np.ndarray, list)):
        answer = list(answer)
    ids = np.sort(np.asarray(answer, dtype=np.int64))
    if len(ids) > 1 and not (ids[1:] > ids[:-1]).all():
        raise AssertionError("an answer names a member twice")
    return ids
