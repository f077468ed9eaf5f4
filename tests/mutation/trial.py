"""One trial: some tests against one text of a module, in a process of its own.

The text is handed to the import system and never written to a file, so that nothing can be
left behind and the files under test are those of the checkout.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import Any

import attrs
import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "linkgraph"
MEMORY = 6 << 30  # bytes; what a trial may map, NumPy's idle threads included


def path_of(module: str) -> Path:
    """Return the file of a module that is named without its package."""
    return SOURCE / (module.replace(".", "/") + ".py")


@attrs.frozen
class Trial:
    """What came of it: `killed`, `survived` or `timeout`, and the test that saw it."""

    outcome: str
    by: str
    seconds: float
    durations: dict[str, float]  # of each test that passed


def try_out(
    module: str,
    text: str,
    tests: Sequence[str],
    first: Sequence[str],
    seconds: int,
    *,
    few: bool = False,
) -> Trial:
    """Run `tests` until one fails, those in `first` before the others, in that order.

    `seconds` is the processor time that the trial may take; `few` asks Hypothesis for few
    examples.
    """
    watch = Watch(first, few=few)
    return forked(watch, seconds, lambda: _import_and_run(module, text, tests, watch))


def forked(watch: Watch, seconds: int, run: Callable[[], None]) -> Trial:
    """Run tests in a process of its own, and gather what `watch` says there."""
    sys.stdout.flush()
    began = time.monotonic()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        watch.pipe = write
        try:
            _limit(seconds)
            run()
        except BaseException as error:
            watch.say(f"failed with {type(error).__name__}")
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        lines = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    took = time.monotonic() - began
    passed: dict[str, float] = {}
    by = "while importing"
    for line in lines:
        kind, _, rest = line.partition(" ")
        if kind == "passed":
            duration, _, test = rest.partition(" ")
            passed[test] = passed.get(test, 0) + float(duration)
        elif kind == "failed":
            return Trial("killed", rest, took, passed)
        elif kind == "end":
            return Trial("survived", "", took, passed)
        else:
            by = rest
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGALRM}:
        return Trial("timeout", by, took, passed)
    return Trial("killed", by, took, passed)  # by MemoryError, or it died


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(10 * seconds)  # for one that waits and uses no time of its own


class Watch:
    """Reports each test to the parent through a pipe, a line for each."""

    pipe = -1  # in the process that runs the tests

    def __init__(self, first: Sequence[str] = (), *, few: bool) -> None:
        self.few = few
        self.rank = {test: i for i, test in enumerate(first)}

    def say(self, line: str) -> None:
        if self.pipe >= 0:
            os.write(self.pipe, f"{line}\n".encode())

    def pytest_collection(self) -> None:
        """Spare the search for a smaller example: that one fails is all there is to know."""
        from hypothesis import Phase, settings

        whole = settings.get_profile("quick") if self.few else settings.default
        assert whole is not None
        settings.register_profile(
            "mutation", whole, phases=[Phase.explicit, Phase.generate], report_multiple_bugs=False
        )
        settings.load_profile("mutation")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [item for item in items if not _starts_process(item)]
        items.sort(key=lambda item: self.rank.get(item.nodeid, len(self.rank)))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.say(f"running {nodeid}")

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.say(f"failed {report.nodeid}")
        elif report.passed:
            self.say(f"passed {report.duration:.3f} {report.nodeid}")

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.say(f"failed while collecting {report.nodeid}")


def _starts_process(item: Any) -> bool:
    """Return whether a test starts a process: slow, and no mutant is in there."""
    code = getattr(getattr(item, "function", None), "__code__", None)
    return code is not None and "subprocess" in code.co_names


class _Mutated(SourceFileLoader):
    text: str

    def get_code(self, fullname: str) -> Any:
        sys.modules[__name__].__dict__["imported"] = fullname
        return compile(self.text, self.path, "exec", dont_inherit=True)


imported = ""


class _Finder:
    def __init__(self, module: str, text: str) -> None:
        self.name, self.path = f"linkgraph.{module}", str(path_of(module))
        self.loader = _Mutated(self.name, self.path)
        self.loader.text = text

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        if name != self.name:
            return None
        return spec_from_file_location(name, self.path, loader=self.loader)


def run_pytest(tests: Sequence[str], plugin: Watch) -> int:
    """Run pytest with nothing printed, and return its code."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return pytest.main(
        ["-xq", "-p", "no:cacheprovider", "--rootdir", str(ROOT), *tests], plugins=[plugin]
    )


def _import_and_run(module: str, text: str, tests: Sequence[str], watch: Watch) -> None:
    gc.freeze()
    assert not any(name.startswith("linkgraph") for name in sys.modules)
    sys.meta_path.insert(0, _Finder(module, text))  # type: ignore[arg-type]
    code = run_pytest(tests, watch)
    if code == pytest.ExitCode.OK:
        assert imported, "the module was never imported: these tests are not its own"
        watch.say("end")
    else:
        watch.say(f"failed with {code!r}")
