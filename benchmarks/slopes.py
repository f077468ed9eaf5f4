"""Costs at a size and at eight times that size, for work that once cost more than it need.

The ratio of the two costs is what counts: 1 where the cost should not depend on the size, 8 where
it should be in proportion. Both sizes are measured in one run, so a slow machine slows both.
"""

from __future__ import annotations

import argparse
import gc
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks.curves import MEAN
from benchmarks.graph_libraries import NOW
from benchmarks.networks import generate
from benchmarks.runner import Call, time_of
from benchmarks.tables import duration, size, table, times

FACTOR = 8
Row = tuple[str, int, str, float]  # the work, the size, the expected ratio, and the cost


def posts(number: int, seconds: float) -> Iterator[Row]:
    """Yield the cost of a feed of posts, each by another connection."""
    graph = lg.LinkGraph.from_edges(connections=[(0, other) for other in range(1, number + 1)])
    written = [lg.Post(other, other) for other in range(1, number + 1)]
    text = "feed of N posts by N connections"
    call = Call(partial(lg.feed, graph, 0, written))
    yield text, number, str(FACTOR), time_of(f"{text}, {number:,}", call, seconds=seconds)


def edits(members: int, seconds: float) -> Iterator[Row]:
    """Yield the costs of an edit and a question in a graph of members with profiles."""
    network = generate(members, MEAN * members)
    graph = network.graph()
    profiles = {
        member: lg.Profile(groups={member % 100}, hibernated=member % 7 == 0)
        for member in range(members)
    }
    facts = [lg.Fact(lg.FactKind.PROFILE, (member,), own) for member, own in profiles.items()]
    graph = lg.Diff(gained=tuple(facts)).apply(graph)
    viewer, owner = network.planted[100][:2]
    changed = lg.Profile(hibernated=True)
    ways = {
        "with_profile": lambda: graph.with_profile(viewer, changed),
        "follow": lambda: graph.follow(viewer, owner).unfollow(owner, viewer),
        "Join": lambda: graph.with_members("new"),
    }
    written = [lg.Post(number, owner) for number in range(20)]
    questions: dict[str, Callable[[Any], Any]] = {
        "`profile_view`": lambda after: lg.profile_view(after, viewer, owner),
        "`feed`": lambda after: lg.feed(after, viewer, written),
        "`diff`": lambda after: lg.diff(graph, after),
        "`==`": lambda after: graph == after,
    }
    for edit, make in ways.items():
        for question, ask in questions.items():
            text = f"`{edit}`, then {question}, N members"
            call = Call(lambda make=make, ask=ask: ask(make()))
            yield text, members, "1", time_of(f"{text}, {members:,}", call, seconds=seconds)


def replays(number: int, seconds: float) -> Iterator[Row]:
    """Yield the costs of a replay: its time, and its memory at the peak."""
    rng = np.random.default_rng(3)
    members = 1_000 + number // 10
    pairs = rng.integers(members, size=(2 * number, 2)).tolist()
    follows = list(dict.fromkeys((a, b) for a, b in pairs if a != b))[:number]
    actions = [
        lg.Follow(a, b, at=NOW + timedelta(seconds=place)) for place, (a, b) in enumerate(follows)
    ]
    start = lg.LinkGraph.from_edges(members=range(members))

    def replay() -> lg.History[int]:
        history = lg.History(actions, start=start)
        lg.replay(history)
        return history

    text = "`replay` of N actions"
    took = time_of(f"{text}, {number:,}", Call(replay), seconds=seconds)
    yield f"{text}, time", number, str(FACTOR), took
    gc.collect()
    tracemalloc.start()
    history = replay()
    yield f"{text}, memory", number, f"≤ {FACTOR}", tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    (kept,) = history._snapshots.values()
    yield f"{text}, graphs kept", number, "≤ 2 log2 N", len(kept)


def report(options: argparse.Namespace) -> str:
    """Return the table of costs and their ratios."""
    sizes = (
        (posts, 200 if options.quick else 1_000),
        (edits, 1_000 if options.quick else 12_500),
        (replays, 500 if options.quick else 12_500),
    )
    rows = []
    for measure, number in sizes:
        small = measure(number, options.seconds / 5)
        large = measure(FACTOR * number, options.seconds / 5)
        for (text, _, expected, cost), (*_, more) in zip(small, large, strict=True):
            show = _shown(text)
            cells = [f"{number:,}", show(cost), show(more), times(more / cost), expected]
            rows.append([text, *cells])
    return table(["cost of", "N", "at N", f"at {FACTOR}N", "ratio", "expected"], rows)


def _shown(text: str) -> Callable[[float], str]:
    if text.endswith("memory"):
        return size
    return str if text.endswith("kept") else duration
