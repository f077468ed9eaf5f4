"""All libraries at work in one world, each in its own process, asked in turn.

The processes live side by side, so that rounds alternate as they would in one: a slow
minute slows everybody. One works at a time. Who dies (out of memory) or takes too long
is left out of that world, and the page says why.
"""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter as clock
from typing import Any

from benchmarks import agenda

OURS = "linkgraph"
_LEAST_ROUNDS, _MOST_ROUNDS = 3, 30
_FAR_FORM, _FAR_PEER = 3.0, 8.0  # how much slower than the best is not worth another round


class LeftOut(Exception):
    """A library does not take part in this world, and why."""


class Hand:
    """One library's process."""

    def __init__(self, name: str, folder: Path, patience: float) -> None:
        self.name, self._patience = name, patience
        # a pipe would fill; it is open for as long as the process writes to it
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 -- as just said
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", name, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(self._process.stdout, selectors.EVENT_READ)

    def ask(self, name: str, *arguments: Any) -> Any:
        process = self._process
        try:
            process.stdin.write(json.dumps([name, *arguments]) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise LeftOut(self._end()) from None
        if not self._waiting.select(self._patience):
            self.leave()
            raise LeftOut(f"`{name}` took over {self._patience:.0f} s")
        line = process.stdout.readline()
        if not line:
            raise LeftOut(self._end())
        found = json.loads(line)
        if "problem" in found:
            self.leave()
            raise LeftOut(found["problem"])
        return found["answer"]

    def _end(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().strip().splitlines()[-1:] or [f"ended with {code}"]
        return said[0]

    def leave(self) -> None:
        self._process.kill()
        self._process.communicate()


def work(
    tasks: list[agenda.Task],
    names: list[str],
    folder: Path,
    *,
    seconds: float,
    patience: float,
    save: Callable[[dict[str, Any]], None],
) -> None:
    """Hand the builds, the answers' times, and who was left out to `save` as they come."""
    agenda.write(tasks, folder / "tasks.json")
    hands: dict[str, Hand] = {}
    found: dict[str, Any] = {"build": {}, "left out": {}, "results": [], "own": {}}
    try:
        for name in names:
            hand = Hand(name, folder, patience)
            try:
                found["build"][name] = built = hand.ask("build")
                hands[name] = hand
                say(f"  {name} built in {min(built['seconds']):.2f} s")
            except LeftOut as reason:
                _leave(name, reason, hands, found)
        for at, task in enumerate(tasks):
            begin = clock()
            times = _asked(at, task, hands, found, seconds)
            entry = {name: getattr(task, name) for name in ("key", "text", "size", "target")}
            found["results"].append(entry | {"connections": task.connections, "found": times})
            say(f"  {task}: {clock() - begin:.1f} s")
            save(found)
        for name in hands.keys() - {OURS}:  # their room is wanted
            hands.pop(name).leave()
        found["own"] = hands[OURS].ask("own")
        save(found)
    finally:
        for hand in hands.values():
            hand.leave()


def _asked(
    at: int, task: agenda.Task, hands: dict[str, Hand], found: dict[str, Any], seconds: float
) -> dict[str, dict[str, list[float]]]:
    """Put one question to everybody: answers compared, then times in turn."""
    times: dict[str, dict[str, list[float]]] = {}
    right = None
    for name, hand in list(hands.items()):
        try:
            answers = hand.ask("try_out", at)
        except LeftOut as reason:
            _leave(name, reason, hands, found)
            continue
        for form, answer in answers.items():
            right = right or answer["digest"]
            if answer["digest"] != right:
                raise AssertionError(f"{name} answers `{form}` differently: {task}")
            times.setdefault(name, {})[form] = [answer["seconds"]]
    running = _worth_running(times)
    begin, rounds = clock(), 1
    while rounds < _MOST_ROUNDS and (rounds < _LEAST_ROUNDS or clock() - begin < seconds):
        for name, form in running:
            try:
                if name in hands:
                    times[name][form].append(hands[name].ask("time", at, form))
            except LeftOut as reason:
                _leave(name, reason, hands, found)
        rounds += 1
        if clock() - begin > 4 * seconds:
            break
    return times


def _worth_running(times: dict[str, dict[str, list[float]]]) -> list[tuple[str, str]]:
    """Return the forms that a first try does not show to be far slower than others."""
    peers = [took[0] for name, forms in times.items() if name != OURS for took in forms.values()]
    least_peer = min(peers, default=0.0)
    found = []
    for name, forms in times.items():
        least = min(took[0] for took in forms.values())
        for form, took in forms.items():
            near = name == OURS or took[0] <= least_peer * _FAR_PEER
            if near and took[0] <= least * _FAR_FORM:
                found.append((name, form))
    return found


def _leave(name: str, reason: LeftOut, hands: dict[str, Hand], found: dict[str, Any]) -> None:
    hands.pop(name, None)
    found["left out"][name] = str(reason)
    say(f"  {name} left out: {reason}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
