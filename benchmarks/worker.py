"""One library in a process of its own: builds a world, answers, times itself when told to.

`python -m benchmarks.worker NAME FOLDER` reads one command a line and writes one answer
a line, both JSON; `crew.py` is on the other side. The clock is that on the wall, because some
libraries use several threads: a figure is worth something on an idle machine only.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter as clock
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks import agenda, own, rivals, sparse
from benchmarks.answers import digest
from benchmarks.players import Engaged, Forms, Linkgraph
from benchmarks.questions import kept_engagements
from benchmarks.worlds import World, kept

_SAMPLE = 0.01  # seconds that one sample of a quick function should take
_WARM = 0.5  # seconds; what answers faster is asked twice before its first time counts
_AGAIN, _BUILDS = 3.0, 3  # a build that takes less is repeated
# a form that takes so many seconds and is so many times slower than another of the same library is
# given up in this world: sizes ascend, and it would take minutes
_LONG, _FAR_BEHIND = 1.0, 20.0


class Ours(Linkgraph):
    """This library, with its second degree read out as an array of ids, sorted."""

    def __init__(self, world: World, engaged: dict[int, Engaged], _: Any) -> None:
        super().__init__(world, engaged)

    @staticmethod
    def build(world: World) -> lg.LinkGraph[int]:
        return lg.LinkGraph.from_edges(
            connections=world.connections, follows=world.follows, members=range(world.members)
        )

    def forms(self) -> dict[str, Forms]:
        graph = self.graph
        forms = super().forms()
        forms["second"] = {
            "network(g, v, SECOND).to_numpy()": lambda v: lg.network(
                graph, v, lg.Degree.SECOND
            ).to_numpy()
        }
        forms["edit"] = {"g.connect(a, b)": graph.connect}
        return forms


PLAYERS: dict[str, Any] = {
    "linkgraph": Ours,
    "networkx": rivals.NetworkxTies,
    "igraph": rivals.IgraphTies,
    "rustworkx": rivals.Rustworkx,
    "NetworKit": rivals.Networkit,
    "GraphBLAS": sparse.Graphblas,
    "SciPy": sparse.Scipy,
    "Numba": sparse.Numba,
}


class Desk:
    """What one process knows: a world, the questions, one library's graph."""

    def __init__(self, name: str, folder: Path) -> None:
        self.kind = PLAYERS[name]
        self.world = kept(folder)
        self.tasks = agenda.read(folder / "tasks.json")
        self.engaged = kept_engagements(folder)
        self.player: Any = None
        self._repeats: dict[tuple[int, str], int] = {}
        self._given_up: set[tuple[str, str]] = set()

    def build(self) -> dict[str, Any]:
        """Build from the connections alone, a few times if it is quick; keep the last."""
        none = np.empty((0, 2), np.int64)
        bare = World(self.world.members, self.world.connections, none, none, none, {})
        tiny = World(2, np.array([[0, 1]]), none, none, none, {})
        self.kind.build(tiny)  # what is loaded on first use is not the graph's
        gc.disable()  # millions of small objects on their way in are not garbage
        took: list[float] = []
        before, ties = resident(), None
        while len(took) < _BUILDS and sum(took) < _AGAIN:
            del ties
            before = resident()
            begin = clock()
            ties = self.kind.build(bare)
            took.append(clock() - begin)
        size = resident() - before
        self.player = self.kind(self.world, self.engaged, ties)
        del ties
        gc.collect()
        gc.freeze()
        gc.enable()
        return {"seconds": took, "bytes": size, "version": self.player.version}

    def forms(self, at: int) -> dict[str, Callable[..., Any]]:
        key = self.tasks[at].key
        offered = self.player.forms().get(key, {})
        return {form: offered[form] for form in offered if (key, form) not in self._given_up}

    def try_out(self, at: int) -> dict[str, Any]:
        """Answer a question in every form; return what a call took, and digests of the answers."""
        task = self.tasks[at]
        found = {}
        for form, function in self.forms(at).items():
            begin = clock()
            answers = [function(*call) for call in task.calls]
            took = clock() - begin
            if task.key == "edit":
                (a, _) = task.calls[0]
                answers = [_connections(answer, a) for answer in answers]
            sum_of_answers = digest(task.key, answers)
            del answers
            if took < _WARM:
                begin = clock()
                for call in task.calls:
                    function(*call)
                took = clock() - begin
            self._repeats[at, form] = max(1, int(_SAMPLE / took))
            found[form] = {"seconds": took / len(task.calls), "digest": sum_of_answers}
        least = min((form["seconds"] for form in found.values()), default=0.0)
        for form, answered in found.items():
            if answered["seconds"] > max(_LONG, _FAR_BEHIND * least):
                self._given_up.add((task.key, form))
        return found

    def time(self, at: int, form: str) -> float:
        """Return the seconds of one call, over one sample."""
        function, calls = self.forms(at)[form], self.tasks[at].calls
        repeats = range(self._repeats[at, form])
        gc.disable()
        begin = clock()
        for _ in repeats:
            for call in calls:
                function(*call)
        took = clock() - begin
        gc.enable()
        return took / (len(repeats) * len(calls))

    def own(self) -> dict[str, Any]:
        """Measure what only this library has."""
        return own.measure(self.world, self.player.graph)


def _connections(answer: Any, member: int) -> Any:
    return answer if isinstance(answer, list) else answer.connections_of(member)


def resident() -> int:
    """Return the bytes of memory that are this process's own, mapped files left out."""
    gc.collect()
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    own.trim()
    line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon"))
    return 1024 * int(line.split()[1])


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    desk = Desk(sys.argv[1], Path(sys.argv[2]))
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            answer = {"answer": getattr(desk, name)(*arguments)}
        except (ImportError, MemoryError) as problem:
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
