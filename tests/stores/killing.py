"""Ends `save` at each of its steps: a process that dies, or an error of the system.

Run as a command, `python -m tests.stores.killing FOLDER STEPS…` saves the new graph over
copies of an old store, in a process for each step that ends there as if it was killed.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import linkgraph as lg
from linkgraph.graph import files
from linkgraph.stores import store as saving

STEPS = ("mkdir", "open", "fsync", "replace", "unlink")  # of `os`, with "create" and "write"
OLD = lg.LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])
NEW = OLD.connect("bo", "cy").with_profile("ana", lg.Profile(influencer=True))
KILLED = 99


class Ending:
    """Ends at the step with a number, before it is done or, of a write, in its midst."""

    def __init__(self, number: int, end: Callable[[], Any], *, after: bool = False) -> None:
        self.number, self.end, self.after = number, end, after
        self.taken: list[str] = []

    def __call__(self, name: str, really: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **options: Any) -> Any:
            self.taken.append(name)
            now = len(self.taken) - 1 == self.number
            if now and not self.after:
                if name == "write":
                    (content,) = arguments
                    really(bytes(content)[: len(content) // 2])
                self.end()
            try:
                return really(*arguments, **options)
            finally:
                if now:
                    self.end()

        return step

    def _create(self, path: Path, mode: str, opener: Any) -> SteppedFile:
        def create() -> None:
            really = partial(os.open, **opener.keywords)
            created.append(open(path, mode, buffering=0, opener=really))  # noqa: SIM115

        created: list[Any] = []
        try:
            self("create", create)()
        except BaseException:
            for file in created:
                file.close()
            raise
        return SteppedFile(self, *created)

    def save(self, graph: lg.LinkGraph[Any], folder: Path) -> None:
        """Save, and end there."""
        steps = {name: self(name, getattr(os, name)) for name in STEPS}
        stepped = SimpleNamespace(**{**vars(os), **steps})
        # Creating a file is one step, not also that of its opener.
        with (
            mock.patch.object(saving, "os", stepped),
            mock.patch.object(files, "os", stepped),
            mock.patch.object(files, "open", self._create, create=True),
        ):
            lg.save(graph, folder)


class SteppedFile:
    """A new file whose writes are steps."""

    def __init__(self, ending: Ending, file: Any) -> None:
        self.file = file
        self.write = ending("write", file.write)
        self.flush, self.fileno = file.flush, file.fileno

    def __enter__(self) -> SteppedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


def steps_of(graph: lg.LinkGraph[Any], folder: Path) -> list[str]:
    """Save; return the names of the steps that it took."""
    ending = Ending(-1, lambda: None)
    ending.save(graph, folder)
    return ending.taken


def main(old: str, target: str, steps: int) -> None:
    """Make a folder for each step at which a save was killed."""
    for number in range(steps):
        for after in (False, True):
            folder = Path(target, f"{number}-{after:d}")
            if old:
                shutil.copytree(old, folder)
            child = os.fork()
            if not child:
                Ending(number, lambda: os._exit(KILLED), after=after).save(NEW, folder)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            assert KILLED == os.waitstatus_to_exitcode(status), (number, after)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
