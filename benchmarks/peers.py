"""This library beside six peers, in generated and real networks.

A network is measured as follows: every library builds its graph in a process of its own, then all
answer the questions of `questions.py` in turn. The results of each network are kept in a file, and
the tables show all of them, so a network can be measured again, or added later, on its own.
"""

from __future__ import annotations

import argparse
import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.networks import GENERATED, Network, generate, real_network, ten_members
from benchmarks.processes import Library, RemoteCall
from benchmarks.questions import Question, questions_of
from benchmarks.runner import OURS, LeftOut, Result, run, say
from benchmarks.tables import NOTHING, figure, mark, table, time, times

SCIPY = "SciPy"  # an array library and no graph library: NumPy over the same two arrays
PEERS = ("networkx", "igraph", "rustworkx", "NetworKit", "GraphBLAS", SCIPY)
# networkx holds 180 bytes a connection, so it is left out of networks with more connections.
MOST_CONNECTIONS = {"networkx": 50_000_000}
LARGE = 10_000_000  # connections
BUILD = "build from an array"
BUILD_GOALS = {SCIPY: 0.8, "igraph": 5.0}  # parts of their speed


@dataclass
class Measured:
    """The figures of one network."""

    name: str
    title: str
    connections: int
    is_real: bool
    memory: dict[str, int] = field(default_factory=dict)  # bytes, by library
    results: list[tuple[Question, Result]] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def report(options: argparse.Namespace) -> str:
    """Measure the networks that are asked for; return the tables of all that are in the file."""
    file: Path = options.results
    measured: dict[str, Measured] = pickle.loads(file.read_bytes()) if file.exists() else {}
    say(f"results are kept in {file}")
    for name, make in _networks(options):
        if figures := _measure(name, make, seconds=options.seconds):
            measured[name] = figures
            file.write_bytes(pickle.dumps(measured))
    return "\n\n".join(_tables(measured))


def _networks(options: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Network | None]]]:
    """Yield the names of the networks that are asked for, and functions that make them."""
    names = options.networks
    if names is None:
        names = ["ten", "5k"] if options.quick else ["ten", "100k", "1M", "real", "5M"]
    for name in names:
        if name == "ten":
            yield name, ten_members
        elif name in GENERATED:
            yield name, partial(generate, *GENERATED[name])
        elif options.data is None:
            say(f"left out: {name}, because LINKGRAPH_DATA names no folder")
        else:
            for file in sorted(options.data.glob("*.txt.gz")):
                title = file.name.partition(".")[0]
                if name in {"real", title}:
                    yield title, partial(real_network, file)


def _measure(name: str, make: Callable[[], Network | None], *, seconds: float) -> Measured | None:
    network = make()
    if network is None:
        return None
    is_real = name not in {"ten", *GENERATED}
    title = name if is_real else f"{name}: {network}"
    measured = Measured(name, title, len(network.connections), is_real)
    questions = list(questions_of(network, with_posts=not is_real))
    libraries: dict[str, Library] = {}
    patience = 600 if measured.connections > LARGE else 180
    say(title)
    with ExitStack() as stack:
        file = Path(stack.enter_context(tempfile.TemporaryDirectory()), "network")
        with file.open("wb") as stored:
            pickle.dump(network, stored)
        del network  # the libraries need its memory
        building = Result([BUILD])
        for library in (OURS, *PEERS):
            try:
                if measured.connections > MOST_CONNECTIONS.get(library, measured.connections):
                    raise LeftOut("would need too much memory")
                process = libraries[library] = Library(library, file, patience)
                stack.callback(process.end)
                building.seconds[library] = {"": process.build["seconds"]}
                measured.memory[library] = process.build["bytes"]
            except LeftOut as reason:
                measured.left_out[library] = str(reason)
        if name != "ten":
            measured.results.append((Question("build", BUILD, "", []), building))
        for question in questions:
            ways = {
                library: {
                    form: RemoteCall(process, question.key, form, question.calls)
                    for key, form in process.build["forms"]
                    if key == question.key
                }
                for library, process in libraries.items()
                if library not in measured.left_out
            }
            words = [", ".join(filter(None, (question.text, question.size)))]
            result = run(words, ways, seconds=seconds, left_out=measured.left_out)
            measured.results.append((question, result))
    return measured


# -- the tables -----------------------------------------------------------------------------------

HEAD = ["question", "linkgraph (µs)", "best peer (µs)", "speed", "graph libraries", "target"]


@dataclass(frozen=True)
class Check:
    """One target, compared with one figure; `share` is the part of the target that is reached."""

    topic: str
    target: str
    figure: str
    share: float
    peer: str
    place: str


def _tables(measured: dict[str, Measured]) -> Iterator[str]:
    checks: list[Check] = []
    for network in measured.values():
        yield f"### {network.title}"
        yield table(HEAD, [_row(network, *pair, checks) for pair in network.results])
        if network.left_out:
            reasons = (f"{library} ({reason})" for library, reason in network.left_out.items())
            yield f"Left out: {'; '.join(reasons)}."
        if not network.is_real:
            results = [result for _, result in network.results]
            rows = [[*r.words, *(time(r.best(peer), "µs") for peer in PEERS)] for r in results]
            yield table(["µs", *PEERS], rows)
    large = [network for network in measured.values() if network.connections >= 1_000_000]
    if large:  # in small networks the noise of a process weighs more than the graph
        yield "### Memory of the graph, bytes a connection"
        yield table(["library", *(network.name for network in large)], _memory(large))
    yield "### How each library was asked"
    yield _forms(measured)
    yield "### Targets"
    yield _summary(checks)


def _row(network: Measured, question: Question, result: Result, checks: list[Check]) -> list[str]:
    """Return the cells of a question; a comparison with a target is added to `checks`."""
    ours, best = result.best(OURS) or 0.0, result.best_of(PEERS)
    cells = [*result.words, f"**{time(ours, 'µs')}**"]
    if best is None or not ours:
        return [*cells, *[NOTHING] * 3, ""]
    graph_libraries = result.best_of([name for name in PEERS if name != SCIPY]) or best
    speeds = [f"{times(took / ours)} {peer}" for peer, took in (best, graph_libraries)]
    goals = {best[0]: question.target} if question.target else {}
    if question.key == "build":
        goals = {peer: goal for peer, goal in BUILD_GOALS.items() if result.best(peer)}
    targets, met = [], True
    for peer, goal in goals.items():
        speed = (result.best(peer) or 0.0) / ours
        target = f"≥ {goal:g}×" + (f" {peer}" if question.key == "build" else "")
        place = ", ".join(filter(None, (network.name, question.size)))
        checks.append(Check(question.text, target, times(speed), speed / goal, peer, place))
        targets, met = [*targets, target], met and speed >= goal
    target = mark(", ".join(targets), met) if targets else ""
    return [*cells, time(best[1], "µs"), *speeds, target]


def _memory(measured: list[Measured]) -> Iterator[list[str]]:
    for library in (OURS, *PEERS):
        sizes = [(network.memory.get(library), network.connections) for network in measured]
        yield [library, *(figure(size and size / count) for size, count in sizes)]


def _forms(measured: dict[str, Measured]) -> str:
    """Return how each library was asked, and how often each form was the fastest."""
    wins: Counter[tuple[str, str, str]] = Counter()
    for question, result in (pair for network in measured.values() for pair in network.results):
        for library, forms in result.seconds.items():
            for form in forms:
                wins[question.key, library, form] += forms[form] == min(forms.values())
    keys = list(dict.fromkeys(key for key, _, _ in wins))
    ordered = sorted(wins.items(), key=lambda item: (keys.index(item[0][0]), item[0][1].lower()))
    rows = [
        [key, library, form if "`" in form else f"`{form}`", str(count)]
        for (key, library, form), count in ordered
        if form
    ]
    return table(["question", "library", "asked as", "fastest in"], rows, words=3)


def _summary(checks: list[Check]) -> str:
    """Return a row for each target, from the one that is missed most often."""
    groups: dict[tuple[str, str], list[Check]] = {}
    for check in checks:
        groups.setdefault((check.topic, check.target), []).append(check)
    rows = []
    for words, group in groups.items():
        missed = Counter(check.peer for check in group if check.share < 1)
        met, worst = len(group) - missed.total(), min(group, key=lambda check: check.share)
        against = ", ".join(f"{peer} {count}" for peer, count in missed.most_common())
        cells = [f"{met} of {len(group)}", against, f"{worst.figure} ({worst.place})"]
        rows.append((met / len(group), [*words, *cells]))
    head = ["topic", "target", "met", "missed against", "furthest off"]
    return table(head, (cells for _, cells in sorted(rows, key=lambda row: row[0])), words=2)
