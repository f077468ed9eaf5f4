"""One trial: some test files against one text of a module, in a forked process.

The parent has imported the libraries that all tests need, but not linkgraph. The child imports
linkgraph, and an import hook gives it the text of the mutant. So the change is there from the first
line on, and a table or a default can be mutated like a function. No file is written.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import attrs
import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "linkgraph"
MEMORY = 6 << 30  # bytes of address space that a trial may use, NumPy's idle threads included
IMPORTING = "while importing"


def path_of(module: str) -> Path:
    """Return the file of a module that is named without its package: `rules.feed`."""
    return SOURCE / (module.replace(".", "/") + ".py")


@attrs.frozen
class Trial:
    """The outcome of a trial, and how long each test took that passed."""

    killed_by: str | None  # the test that failed or ran too long; `None` if all passed
    seconds: dict[str, float]


def try_out(
    module: str, text: str, files: Sequence[Path], first: Sequence[str], limit: int, *, few: bool
) -> Trial:
    """Run the tests of some files until one fails; those in `first` come first, in that order.

    `limit` is the processor time in seconds. With `few`, Hypothesis draws few examples.
    """
    sys.stdout.flush()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(read)
            _run(module, text, files, _Watch(write, first, few=few), limit)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        lines = pipe.read().splitlines()
    os.waitpid(child, 0)
    seconds: dict[str, float] = {}
    running = IMPORTING
    for line in lines:
        kind, _, test = line.partition(" ")
        if kind == "passed":
            took, _, test = test.partition(" ")
            seconds[test] = seconds.get(test, 0) + float(took)
        elif kind == "failed":
            return Trial(test, seconds)
        elif kind == "end":
            return Trial(None, seconds)
        running = test
    return Trial(running, seconds)  # the process was ended: by a limit, or it crashed


def _run(module: str, text: str, files: Sequence[Path], watch: _Watch, limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(10 * limit)  # for a test that waits and uses no time of the processor
    # networkx may have loaded the list of functions of its backend.
    for name in [name for name in sys.modules if name.partition(".")[0] == "linkgraph"]:
        del sys.modules[name]
    imported: list[str] = []
    load_code = SourceFileLoader.get_code

    def load_mutant(loader: SourceFileLoader, name: str) -> Any:
        if name != f"linkgraph.{module}":
            return load_code(loader, name)
        imported.append(name)
        return compile(text, loader.path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = load_mutant  # type: ignore[method-assign]
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    # `-n0`: pyproject.toml asks for several processes.
    arguments = ["-xq", "-p", "xdist", "-n0", "-p", "no:cacheprovider", *map(str, files)]
    code = pytest.main(arguments, plugins=[watch])
    if code == pytest.ExitCode.OK and imported:
        watch.report("end")
    else:
        watch.report(f"failed {IMPORTING if imported else 'because no test imports it'}")


class _Watch:
    """A plugin of pytest that reports each test through a pipe, a line for each."""

    def __init__(self, pipe: int, first: Sequence[str], *, few: bool) -> None:
        self.pipe, self.few = pipe, few
        self.rank = {test: place for place, test in enumerate(first)}

    def report(self, line: str) -> None:
        os.write(self.pipe, f"{line}\n".encode())

    def pytest_collection(self) -> None:
        """Spare the search for a smaller example: that a test fails is all there is to know."""
        from hypothesis import Phase, settings

        profile = settings.get_profile("quick") if self.few else settings.default
        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutation", profile, phases=phases, report_multiple_bugs=False)
        settings.load_profile("mutation")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        # A test that starts a process is slow, and the process does not run the mutant.
        items[:] = [item for item in items if not _starts_process(item)]
        items.sort(key=lambda item: self.rank.get(item.nodeid, len(self.rank)))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.report(f"running {nodeid}")

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.report(f"failed {report.nodeid}")
        elif report.passed:
            self.report(f"passed {report.duration:.3f} {report.nodeid}")


def _starts_process(item: Any) -> bool:
    code = getattr(getattr(item, "function", None), "__code__", None)
    return code is not None and "subprocess" in code.co_names
