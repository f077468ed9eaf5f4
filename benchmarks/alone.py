"""Figures of this library alone, or beside other ways in Python to do the same."""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial, reduce
from itertools import islice
from time import perf_counter
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks.edits import EDITED, IN_A_ROW, edited, plan, strangers, versions
from benchmarks.graph_libraries import NOW
from benchmarks.networks import GENERATED, generate
from benchmarks.runner import Call, Result, run, time_of, traced
from benchmarks.tables import duration, figure, mark, table, time, times

HELD = 1_000  # versions that are held at once


def alone(options: argparse.Namespace) -> str:
    """Return a table with a column for each network."""
    names = ["5k"] if options.quick else options.networks or ["100k", "1M", "5M"]
    columns = [_alone(*GENERATED[name], options.seconds) for name in names]
    rows = []
    for (text, target), *figures in zip(columns[0], *map(dict.values, columns), strict=True):
        met = mark(target, all(met for _, met in figures)) if target else ""
        rows.append([text, *(shown for shown, _ in figures), met])
    head = ["", *(f"{name} members" for name in names), "target"]
    return table(head, rows)


Figures = dict[tuple[str, str], tuple[str, bool]]  # text and target: figure, whether it is met


def _alone(members: int, connections: int, seconds: float) -> Figures:
    network = generate(members, connections)
    graph, viewer = network.graph(), network.planted[EDITED][0]
    owners = random.Random(6).sample(range(members), 500)
    at_once, single = lg.profile_buttons, lg.profile_actions
    buttons = at_once(graph, viewer, at=NOW)
    if any(buttons[owner] != single(graph, viewer, owner, at=NOW) for owner in owners):
        raise AssertionError("the bulk function disagrees with the single one")
    pairs, steps = strangers(network, network.planted[EDITED]), plan(network, IN_A_ROW)
    calls = [
        Call(lambda: at_once(graph, viewer, at=NOW).values()),
        Call(lambda owner: single(graph, viewer, owner, at=NOW), [(owner,) for owner in owners]),
        Call(graph.connect, pairs),
        Call(edited, [(graph, steps)], len(steps)),
    ]
    bulk, one, edit, in_a_row = (time_of(str(network), call, seconds=seconds) for call in calls)
    kept_versions, size_of_all = traced(lambda: list(islice(versions(graph, steps), HELD)))
    # A row in a graph has 4 bytes a connection. A follow changes only rows of exceptions.
    changed = sum(
        4 * (version.connection_count(a) + version.connection_count(b))
        if kind in {"connect", "disconnect"}
        else 8
        for (kind, a, b), version in zip(steps, kept_versions, strict=False)
    )
    ties = partial(lg.LinkGraph.from_edges, members=range(members))
    _, of_connections = traced(lambda: ties(connections=network.connections))
    _, of_both = traced(network.graph)
    connection = of_connections / connections
    follow = (of_both - of_connections) / len(network.follows)
    rows, size = changed / HELD, size_of_all / HELD
    speed = one * members / bulk
    # Targets for edits are "about 20 µs": half of it more is the noise of two runs.
    return {
        ("`profile_buttons`, all owners", ""): (duration(bulk), True),
        ("`profile_actions`, one owner", ""): (duration(one), True),
        ("… speed for all owners, one by one = 1", "≥ 50×"): (times(speed), speed >= 50),
        ("one edit, members of 500", "about 20 µs"): (duration(edit), edit <= 30e-6),
        ("10,000 edits in a row, each", "about 20 µs"): (duration(in_a_row), in_a_row <= 30e-6),
        ("a version, bytes of the rows that it changed", ""): (figure(rows), True),
        ("… bytes that it does not share", "8 kB beside rows"): (figure(size), size <= rows + 8e3),
        ("bytes a connection and its two follows", "≤ 12"): (figure(connection), connection <= 12),
        ("bytes of any other follow", "≤ 8"): (figure(follow), round(follow, 1) <= 8),
    }


# -- persistent maps ------------------------------------------------------------------------------

ENTRIES = 10_000


def maps(options: argparse.Namespace) -> str:
    """Return a table of the map under the edits: a small dict that is copied over a large one."""
    from linkgraph.graph.persistent_map import PersistentMap

    rng = random.Random(7)
    full = {rng.randrange(1_000_000): object() for _ in range(ENTRIES)}
    keys = rng.sample(list(full), len(full))
    new = rng.sample(keys, 500) + [rng.randrange(1_000_000) for _ in range(500)]
    rng.shuffle(new)
    kinds: dict[str, tuple[Any, Callable[[Any, int], Any]]] = {
        "`PersistentMap` (two dicts)": (PersistentMap(dict(full)), lambda m, key: m.set(key, True)),
        "plain dict, copied": (full, lambda m, key: {**m, key: True}),
    }
    with suppress(ImportError):  # it has no wheel for the newest Python
        import immutables

        kinds["`immutables.Map` (HAMT)"] = immutables.Map(full), lambda m, key: m.set(key, True)
    gets, sets = {}, {}
    for name, (start, with_key) in kinds.items():
        changed = reduce(with_key, new[:60], start)  # some edits behind, so not at its best
        gets[name] = Call(lambda get=changed.get: [get(key) for key in keys], per=len(keys))
        sets[name] = Call(lambda f=with_key, s=start: reduce(f, new, s), per=len(new))
    results = [_fair(text, calls, options) for text, calls in (("get", gets), ("set", sets))]
    rows = [[name, *(time(result.best(name), "ns") for result in results)] for name in kinds]
    head = [f"map of {ENTRIES:,} integers", "get (ns)", "set, mean of a run (ns)"]
    return table(head, rows)


# -- a feed from data frames ----------------------------------------------------------------------


def feeds(options: argparse.Namespace) -> str:
    """Return a table of a viewer's feed when posts and engagements are data frames."""
    import attrs
    import polars as pl

    network = generate(*GENERATED["5k" if options.quick else "100k"])
    graph, viewer = network.graph(), network.planted[20][0]
    by_engagement = lg.SecondDegreeFeed.VIA_ENGAGEMENT
    policies = {
        "by engagement alone": attrs.evolve(lg.CURRENT, second_degree_feed=by_engagement),
        "as today": lg.CURRENT,
    }
    rows = []
    for count in (10_000,) if options.quick else (10_000, 100_000, 1_000_000):
        rng = np.random.default_rng(count)
        posts = pl.DataFrame({
            "id": np.arange(count),
            "author": rng.integers(network.members, size=count),
            "kind": rng.choice(["POST", "ARTICLE", "JOB_CHANGE"], count),
        })  # fmt: skip
        engagements = pl.DataFrame({
            "member": rng.integers(network.members, size=count),
            "post_id": rng.integers(count, size=count),
            "kind": rng.choice(["REACTION", "COMMENT", "REPOST"], count),
        })  # fmt: skip
        for name, policy in policies.items():
            feed = partial(lg.feed, graph, viewer, posts, engagements, policy=policy)
            took, fed = time_of(f"{count:,}", Call(feed), seconds=options.seconds), len(feed())
            cells = [f"{fed:,}", time(took, "ms"), time(took / max(fed, 1), "µs")]
            rows.append([f"{count:,}", name, *cells])
    head = ["posts, and as many engagements", "second degree", "fed", "ms", "µs for each fed"]
    return table(head, rows, words=2)


# -- start-up -------------------------------------------------------------------------------------

BUILD = 'import linkgraph as lg; g = lg.LinkGraph.from_edges(connections=[("ana", "bo")])'
STARTS = {
    "Python alone": "pass",
    "`import numpy`": "import numpy",
    "`import linkgraph`": "import linkgraph",
    "… and build a graph": BUILD,
    "… and ask for a degree": f'{BUILD}; lg.degree(g, "ana", "bo")',
    "… and load every public name": "from linkgraph import *",
    "`import networkx`": "import networkx",
}


def startup(options: argparse.Namespace) -> str:
    """Return a table of fresh processes, Python's own start included."""

    def start(code: str) -> None:
        subprocess.run([sys.executable, "-c", code], check=True)

    calls = {name: Call(start, [(code,)], clock=perf_counter) for name, code in STARTS.items()}
    result = _fair("start-up", calls, options)
    took = {name: result.best(name) or 0.0 for name in STARTS}
    numpy = took["`import numpy`"]
    rows = [[name, time(seconds, "ms"), times(seconds / numpy)] for name, seconds in took.items()]
    return table(["a fresh process", "ms", "`import numpy` = 1"], rows)


def _fair(text: str, calls: dict[str, Call], options: argparse.Namespace) -> Result:
    """Measure ways of which even the slowest takes part in every round."""
    return run([text], calls, seconds=20 * options.seconds, slowest=float("inf"))
