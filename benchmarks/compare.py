"""Measure this library beside networkx and igraph, and print the tables.

python -m benchmarks.compare                              # about six minutes
python -m benchmarks.compare --quick                      # a small network, for a smoke test
python -m benchmarks.compare --write docs/performance.md  # and put the tables there
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import sys
from pathlib import Path
from time import perf_counter

import attrs
import igraph
import networkx as nx
import numpy as np

import linkgraph as lg
from benchmarks import building, contest, edits, maps, questions
from benchmarks.players import NOW, Igraph, Linkgraph, Networkx
from benchmarks.tables import duration, put, table, times
from benchmarks.timing import once, race
from benchmarks.worlds import World, generate, ten_members

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
_SAMPLE = 1_000  # owners whom the single function is asked about


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="5 k members, 100 k connections")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="a page with the two markers")
    asked = parser.parse_args()
    command = "python -m benchmarks.compare" + (" --quick" if asked.quick else "")
    begin = perf_counter()
    size, seconds = ((5_000, 100_000), 0.4) if asked.quick else ((100_000, 2_000_000), 2.5)
    text = measure(generate(*size, seed=1), command, seconds=seconds)
    print(text)
    print(f"took {perf_counter() - begin:.0f} s; load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    if asked.write:
        put(asked.write, BEGIN, END, text)


def measure(world: World, command: str, *, seconds: float) -> str:
    """Run everything and return it as Markdown."""
    print("building", file=sys.stderr)
    built, missed = building.report(world, seconds=4 * seconds)
    taken, more = building.memory_report(world)
    missed += more
    engaged = questions.engagements(world, seed=2)
    gc.disable()  # millions of small dicts on their way in are not garbage
    players = [kind(world, engaged) for kind in (Linkgraph, Networkx, Igraph)]
    small_world = generate(1_000, 20_000, seed=4)
    few = [kind(small_world, {}) for kind in (Linkgraph, Networkx, Igraph)]
    tiny = [kind(ten_members(), {}) for kind in (Linkgraph, Networkx, Igraph)]
    gc.freeze()
    gc.enable()
    results = contest.ask(questions.on_a_large_network(world, seed=3), players, seconds=seconds)
    on_ten = contest.ask(questions.on_ten_members(ten_members()), tiny, seconds=seconds)
    print("edits", file=sys.stderr)
    edited, more = edits.report(_ground(world, players), _ground(small_world, few), seconds=seconds)
    missed += [
        f"{result.question.text}, {result.question.size}:"
        f" {times(result.ratio(result.measured_against))}"
        for result in (*results, *on_ten)
        if result.met is False
    ]
    missed += more
    sections = (
        _setting(command, world),
        contest.report(results, players),
        "On ten members, where starting NumPy costs more than the work:",
        contest.report(on_ten, tiny),
        "Edits; `linkgraph` gives a new version and keeps the old one:",
        edited,
        built,
        taken,
        _buttons(world, players[0].graph, seconds=seconds),
        maps.report(seconds=seconds),
        "How each was asked; of several forms the fastest counts, size by size:",
        contest.forms_report([*results, *on_ten]),
        _verdict(missed),
    )
    return "\n\n".join(sections)


def _setting(command: str, world: World) -> str:
    versions = {
        "CPython": platform.python_version(),
        "linkgraph": lg.__version__,
        "NumPy": np.__version__,
        "networkx": nx.__version__,
        "igraph": igraph.__version__,
        "attrs": attrs.__version__,
    }
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        f"Printed by `{command}` on {processor()}, {os.cpu_count()} cores, {platform.system()};"
        f" {listed}.\n\nThe network: {world}, {len(world.follows):,} follows beyond the default"
        f" ones, {len(world.blocks):,} blocks, {len(world.invitations):,} invitations."
    )


def processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _ground(world: World, players: list[Linkgraph | Networkx | Igraph]) -> edits.Ground:
    ours, plain, packed = players
    return edits.Ground(world, ours.graph, plain.ties, plain.follows, packed.ties, packed.follows)


def _buttons(world: World, graph: lg.LinkGraph[int], *, seconds: float) -> str:
    """Measure the buttons of all owners against the single function in a loop."""
    viewer = world.planted[500][0]
    owners = random.Random(6).sample(range(world.members), min(_SAMPLE, world.members))
    bulk = lg.profile_buttons(graph, viewer, at=NOW)
    at_once = dict(bulk.items())
    if any(at_once[o] != lg.profile_actions(graph, viewer, o, at=NOW) for o in owners):
        raise AssertionError("bulk and single answer differently")
    took = race(
        {
            "bulk": once(lambda: lg.profile_buttons(graph, viewer, at=NOW).values()),
            "single": once(
                lambda: [lg.profile_actions(graph, viewer, o, at=NOW) for o in owners], len(owners)
            ),
        },
        seconds=seconds,
    )
    whole = took["single"].best * world.members
    head = [
        "profile buttons for one viewer",
        "owners",
        "`profile_buttons`",
        "`profile_actions`, each",
        f"… for all, from {len(owners):,} sampled",
        "ratio",
    ]
    row = [
        "all owners",
        f"{world.members:,}",
        f"**{duration(took['bulk'].best)}**",
        duration(took["single"].best),
        duration(whole),
        times(whole / took["bulk"].best),
    ]
    return table(head, [row])


def _verdict(missed: list[str]) -> str:
    if not missed:
        return "Every target is met."
    return "\n".join(["Targets missed:\n", *(f"- {miss}" for miss in missed)])


if __name__ == "__main__":
    main()
