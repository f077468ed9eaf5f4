"""Each library in a process of its own, so that memory can be told apart and a crash does no harm.

The processes of one network live side by side and one of them works at a time, so the rounds of a
case alternate as they would in one process. The clock is the one on the wall, because some
libraries use several threads: figures mean something only on a machine with nothing else to do.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.networks import Network
from benchmarks.questions import digest, engagements_of
from benchmarks.runner import Call, LeftOut

REPEAT_BELOW, BUILDS = 3.0, 3  # builds of fewer seconds in all are repeated


class Library:
    """One library and the network that it works on, in a process of its own."""

    def __init__(self, name: str, file: Path, patience: float) -> None:
        self.patience = patience
        self.executor = ProcessPoolExecutor(1, get_context("spawn"))
        self.pid = self.ask(os.getpid)
        self.build = self.ask(build, name, file)

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return the result of a function that is called in the process."""
        try:
            return self.executor.submit(function, *arguments).result(self.patience)
        except (TimeoutError, BrokenExecutor, ImportError, MemoryError) as problem:
            self.end()
            took = f" after {self.patience:.0f} s" if isinstance(problem, TimeoutError) else ""
            raise LeftOut(f"{type(problem).__name__}{took} {problem}".strip()) from None

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.executor.shutdown()


@dataclass
class RemoteCall:
    """A form of a question, asked in the process of a library; a way of a case."""

    process: Library
    key: str
    form: str
    calls: list[tuple[Any, ...]]

    def try_out(self) -> tuple[float, Any]:
        return self.process.ask(try_out, self.key, self.form, self.calls)

    def sample(self) -> float:
        return self.process.ask(sample, self.key, self.form)


# -- in the process -------------------------------------------------------------------------------

FORMS: dict[tuple[str, str], Callable[..., Any]] = {}  # of the library of this process
CALLS: dict[tuple[str, str], Call] = {}


def build(name: str, file: Path) -> dict[str, Any]:
    """Build a graph of the connections of a network, several times if it is quick.

    Returns the seconds of the best time, the bytes of memory, and the forms.
    """
    from benchmarks.array_libraries import ARRAY_LIBRARIES
    from benchmarks.graph_libraries import GRAPH_LIBRARIES

    os.dup2(2, 1)  # some libraries print
    kind = (GRAPH_LIBRARIES | ARRAY_LIBRARIES)[name]
    with file.open("rb") as stored:
        network: Network = pickle.load(stored)
    connections = Network(network.members, network.connections)
    kind.build(Network(2, np.array([[0, 1]])))  # imports modules on first use
    gc.disable()  # millions of small objects on their way in are not garbage
    took: list[float] = []
    before, graph = 0, None
    while len(took) < BUILDS and sum(took) < REPEAT_BELOW:
        del graph
        before = resident()
        begin = perf_counter()
        graph = kind.build(connections)
        took.append(perf_counter() - begin)
    memory = resident() - before
    for key, form, function in kind(network, engagements_of(network), graph).forms():
        FORMS[key, form] = function
    gc.collect()
    gc.freeze()
    gc.enable()
    return {"seconds": min(took), "bytes": memory, "forms": list(FORMS)}


def try_out(key: str, form: str, calls: list[tuple[Any, ...]]) -> tuple[float, Any]:
    plain = partial(digest, key)
    CALLS[key, form] = Call(FORMS[key, form], calls, plain=plain, clock=perf_counter)
    return CALLS[key, form].try_out()


def sample(key: str, form: str) -> float:
    return CALLS[key, form].sample()


def resident() -> int:
    """Return the bytes of memory that are this process's own; 0 where Linux does not tell."""
    gc.collect()
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    ctypes.CDLL(None).malloc_trim(0)  # hand freed memory back first
    line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon"))
    return 1024 * int(line.split()[1])
