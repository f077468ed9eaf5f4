"""What a feed costs whose posts and engagements come in data frames.

python -m benchmarks.feeds                              # a million posts, about a minute
python -m benchmarks.feeds --write docs/performance.md  # and put the table there
"""

from __future__ import annotations

import argparse
from pathlib import Path

import attrs
import numpy as np
import polars as pl

import linkgraph as lg
from benchmarks.tables import duration, put, table
from benchmarks.timing import once, race
from benchmarks.worlds import World, generate

BEGIN, END = "<!-- feeds: begin -->", "<!-- feeds: end -->"
VIA = attrs.evolve(lg.CURRENT, second_degree_feed=lg.SecondDegreeFeed.VIA_ENGAGEMENT)
_SIZES = (10_000, 100_000, 1_000_000)
_POSTS = ["POST", "ARTICLE", "JOB_CHANGE"]
_DOINGS = ["REACTION", "COMMENT", "REPOST"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", type=Path, metavar="PAGE", help="a page with the two markers")
    asked = parser.parse_args()
    text = report(generate(100_000, 2_000_000, seed=1))
    print(text)
    if asked.write:
        put(asked.write, BEGIN, END, text)


def report(world: World) -> str:
    graph = lg.LinkGraph.from_edges(
        connections=world.connections, follows=world.follows, members=range(world.members)
    )
    rows = []
    for posts in _SIZES:
        rng = np.random.default_rng(posts)
        wall = pl.DataFrame(
            {
                "id": np.arange(posts),
                "author": rng.integers(world.members, size=posts),
                "kind": rng.choice(_POSTS, posts),
            }
        )
        done = pl.DataFrame(
            {
                "member": rng.integers(world.members, size=posts),
                "post_id": rng.integers(posts, size=posts),
                "kind": rng.choice(_DOINGS, posts),
            }
        )
        for policy, name in ((VIA, "by engagement alone"), (lg.CURRENT, "as today")):
            viewer = world.planted[20][0]
            found = lg.feed(graph, viewer, wall, done, policy=policy)
            took = race(
                {"ours": once(lambda: lg.feed(graph, viewer, wall, done, policy=policy))},  # noqa: B023  # run at once
                seconds=3.0,
            )["ours"].best
            fed = len(found)
            rows.append([f"{posts:,}", name, f"{fed:,}", duration(took), duration(took / fed)])
    head = ["posts, and as many engagements", "second degree", "fed", "time", "for each fed"]
    return table(head, rows)


if __name__ == "__main__":
    main()
