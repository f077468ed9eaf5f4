"""Interleaved timing: every contestant in every round, the best of each counts.

Noise only ever adds, so the least of several rounds is the steadiest figure; rounds
alternate so that a slow minute slows everybody. As in `timeit`, the garbage collector is
off while the clock runs. The clock is the processor time of this process: every
contestant runs on one thread, so on an idle machine it is the time on the wall, and on a
busy one it leaves out the waiting. A contestant of several threads needs `perf_counter`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time as clock
from typing import Any

Measure = Callable[[], float]  # runs once, returns seconds per call

_SAMPLE = 0.01  # seconds that one sample of a quick function should take
_MOST_ROUNDS, _LEAST_ROUNDS = 30, 3
_SLOW = 2.0  # seconds; who takes longer runs once: noise is small beside that


@dataclass(frozen=True)
class Times:
    """What one contestant took, in seconds per call, one entry for each round."""

    rounds: tuple[float, ...]

    @property
    def best(self) -> float:
        return min(self.rounds)

    @property
    def middle(self) -> float:
        return median(self.rounds)


def timed(function: Callable[..., Any], calls: Sequence[tuple[Any, ...]]) -> Measure:
    """Return a measure that makes all of `calls`, as often as a fair sample needs."""
    repeats = 0

    def measure() -> float:
        nonlocal repeats
        if not repeats:  # the first run warms up and tells how long a sample is
            start = clock()
            for arguments in calls:
                function(*arguments)
            repeats = max(1, int(_SAMPLE / (clock() - start)))
        begin = clock()
        for _ in range(repeats):
            for arguments in calls:
                function(*arguments)
        return (clock() - begin) / (repeats * len(calls))

    return measure


def once(function: Callable[[], Any], per: int = 1) -> Measure:
    """Return a measure that runs `function` once and divides by `per`."""

    def measure() -> float:
        begin = clock()
        kept = function()
        elapsed = clock() - begin
        del kept  # tearing a structure down is not building it
        return elapsed / per

    return measure


def race(measures: Mapping[str, Measure], *, seconds: float) -> dict[str, Times]:
    """Run all measures in turn, three to thirty rounds as `seconds` allows."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    waiting = dict(measures)
    gc.disable()
    try:
        rounds, spent = 0, 0.0
        while waiting and (rounds < _LEAST_ROUNDS or spent < seconds) and rounds < _MOST_ROUNDS:
            for name, measure in list(waiting.items()):
                begin = clock()
                found[name].append(measure())
                took = clock() - begin
                if took > _SLOW:
                    del waiting[name]
                else:
                    spent += took
            rounds += 1
    finally:
        gc.enable()
    return {name: Times(tuple(rounds)) for name, rounds in found.items()}
