"""Many trials for the price of one collection: a process that has collected the tests, and forks.

In a fork, the code of the functions that a mutant changes is replaced, or the tables that it
changes are bound anew, and the tests that reach them run. Whatever this cannot show – the body
of a class, a default, what runs while importing – and whatever survives it gets a `trial` of its
own, from the import on.
"""

from __future__ import annotations

import ast
import gc
import marshal
import os
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import FrameType, FunctionType, ModuleType
from typing import Any

import pytest

from tests.mutation.functions import Key, all_inner, changed_functions, key_of
from tests.mutation.tables import changed_tables, reads_at_once, target
from tests.mutation.trial import ROOT, Trial, Watch, forked, path_of, run_pytest

Reached = dict[str, set[Key]]  # for each test, the functions of the module that it runs


class Stand:
    """A group of test files that has been collected once, for one module."""

    def __init__(self, module: str, text: str, files: Sequence[str], *, few: bool) -> None:
        self.code = compile(text, "mutant", "exec", dont_inherit=True)
        self.tree = ast.parse(text)
        self.requests, theirs = Pipe()
        sys.stdout.flush()
        self.process = os.fork()
        if not self.process:
            try:
                run_pytest(files, _Server(module, theirs, few=few))
            finally:
                os._exit(0)
        theirs.close()
        self.reached: Reached = {}
        try:
            found = self._ask("nothing", None, (), 600)
            if isinstance(found, dict):
                self.reached = found
                found = self.requests.recv()
        except EOFError:
            found = Trial("killed", "while collecting", 0, {})
        self.measured: Trial = found
        self.kills: dict[object, Counter[str]] = defaultdict(Counter)
        self.sound: dict[tuple[str, str], bool] = {}

    def try_out(self, text: str) -> Trial | None:
        """Try a mutant, or return `None` if a stand cannot tell."""
        pairs = changed_functions(self.code, compile(text, "mutant", "exec", dont_inherit=True))
        if pairs:
            keys = [key_of(old) for old, _ in pairs]
            codes = [(key, marshal.dumps(new)) for key, (_, new) in zip(keys, pairs, strict=True)]
            return self._attempt("functions", codes, self._tests_of(keys), keys[0])
        tree = ast.parse(text)
        tables = changed_tables(self.tree, tree)
        return self._try_tables(tables) if tables else None

    def _try_tables(self, tables: list[ast.stmt]) -> Trial | None:
        names = [name for table in tables if (name := target(table))]
        tests = self._tests_of(self._readers(set(names)))
        change = names, ast.unparse(ast.Module(tables, []))
        trial = self._attempt("tables", change, tests, names[0])
        if trial and trial.outcome == "killed" and trial.by in self.reached:
            # not because the tables were made anew?
            if (names[0], trial.by) not in self.sound:
                same = [each for each in self.tree.body if target(each) in names]
                as_is = names, ast.unparse(ast.Module(same, []))
                again = self._attempt("tables", as_is, [trial.by], None)
                self.sound[names[0], trial.by] = bool(again and again.outcome == "survived")
            if not self.sound[names[0], trial.by]:
                return None
        return trial

    def _readers(self, names: set[str]) -> set[Key]:
        return {
            key_of(code)
            for code in all_inner(self.code)
            if any(not names.isdisjoint(inner.co_names) for inner in all_inner(code))
        }

    def _tests_of(self, keys: Sequence[Key] | set[Key]) -> list[str]:
        return [test for test, found in self.reached.items() if not found.isdisjoint(keys)]

    def _attempt(self, kind: str, change: object, tests: list[str], place: object) -> Trial | None:
        """Run tests, those first that may be expected to kill soonest."""
        if not tests:
            return None
        took, here, anywhere = self.measured.durations, self.kills[place], self.kills["all"]

        def cost(test: str) -> float:
            return (took[test] + 0.002) / (0.1 + 5 * here[test] + 0.2 * anywhere[test])

        tests.sort(key=cost)
        seconds = 5 + round(3 * sum(took[test] for test in tests))
        trial: Trial | None = self._ask(kind, change, tests, seconds)
        if trial and trial.by in took:
            here[trial.by] += 1
            anywhere[trial.by] += 1
        return trial

    def _ask(self, kind: str, change: object, tests: Sequence[str], seconds: int) -> Any:
        self.requests.send((kind, change, tests, seconds))
        return self.requests.recv()

    def close(self) -> None:
        """End the process."""
        self.requests.send(None)
        self.requests.close()
        os.waitpid(self.process, 0)


class _Server(Watch):
    """Collects the tests of a group, then tries what the pipe brings, each in a fork."""

    def __init__(self, module: str, requests: Connection, *, few: bool) -> None:
        super().__init__(few=few)
        self.module, self.path = f"linkgraph.{module}", str(path_of(module))
        self.requests = requests
        self.live: dict[Key, list[FunctionType]] = defaultdict(list)
        self.items: dict[str, Any] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Answer until the pipe brings `None`."""
        self.items = {item.nodeid: item for item in session.items}
        gc.unfreeze()  # what conftest.py froze: frozen objects are in no list
        gc.collect()
        for found in gc.get_objects():
            if type(found) is FunctionType and found.__code__.co_filename == self.path:
                self.live[key_of(found.__code__)].append(found)
        gc.freeze()
        while (request := self.requests.recv()) is not None:
            kind, change, tests, seconds = request
            if kind == "tables" and not self.can_bind(change[0]):
                self.requests.send(None)
            else:
                attempt = partial(getattr(self, f"try_{kind}"), change, tests)
                self.requests.send(forked(self, seconds, attempt))
        return True

    def try_nothing(self, _: None, __: Sequence[str]) -> None:
        """Run all tests on the module as it is, and send which functions each reaches."""
        outermost = {
            id(inner): key
            for key, functions in self.live.items()
            for function in functions
            for inner in all_inner(function.__code__)
        }
        found: set[Key] = set()

        def note(frame: FrameType, *_: object) -> None:
            if id(frame.f_code) in outermost:
                found.add(outermost[id(frame.f_code)])

        threading.settrace(note)
        sys.settrace(note)
        reached: Reached = {}
        for test, after in self.in_order(list(self.items)):
            self.run(test, after)
            reached[test] = set(found)
            found.clear()
        sys.settrace(None)
        self.requests.send(reached)
        self.say("end")

    def try_functions(self, codes: list[tuple[Key, bytes]], tests: Sequence[str]) -> None:
        """Run tests on functions whose code is another."""
        for key, code in codes:
            for function in self.live[key]:
                function.__code__ = marshal.loads(code)
        self.run_all(tests)

    def can_bind(self, names: Sequence[str]) -> bool:
        """Return whether all who may hold one of some tables read it when they are called."""
        held = vars(sys.modules[self.module])
        holders = [
            (module, [each for each in names if vars(module).get(each, self) is held[each]])
            for module in self.others()
        ]
        public = {each for module, mine in holders if "." not in module.__name__ for each in mine}
        return not any(
            reads_at_once(str(module.__file__), frozenset({*mine, *public}))
            for module, mine in holders
            if module.__file__ and (mine or public)
        )

    def others(self) -> Iterator[ModuleType]:
        """Yield the modules of this project, but for the one that is mutated."""
        for name, module in list(sys.modules.items()):
            ours = str(getattr(module, "__file__", None)).startswith(str(ROOT / "src"))
            if name != self.module and (ours or name.startswith("tests.")):
                yield module

    def try_tables(self, change: tuple[Sequence[str], str], tests: Sequence[str]) -> None:
        """Run tests with some names of the module bound anew, wherever they were imported."""
        names, text = change
        held = vars(sys.modules[self.module])
        old = {name: held[name] for name in names}
        exec(compile(text, self.path, "exec", dont_inherit=True), held)
        for module in self.others():
            for each in names:
                if vars(module).get(each, self) is old[each]:
                    setattr(module, each, held[each])
        self.run_all(tests)

    @staticmethod
    def in_order(tests: Sequence[str]) -> Iterator[tuple[str, str | None]]:
        return iter(zip(tests, [*tests[1:], None], strict=True))

    def run_all(self, tests: Sequence[str]) -> None:
        for test, after in self.in_order(tests):
            self.run(test, after)
        self.say("end")

    def run(self, test: str, after: str | None) -> None:
        item = self.items[test]
        item.ihook.pytest_runtest_protocol(item=item, nextitem=self.items.get(after))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Leave the fork at the first failure."""
        super().pytest_runtest_logreport(report)
        if report.failed:
            os._exit(0)
