"""Time the same work done in several ways.

A case is one row of a table: the words in front, and the ways to do its work, by column. A column
may have several forms of asking the same, and the fastest form counts.

`run` lets every way answer once, compares the answers, and then times the ways in turn: every way
in every round, so that a slow minute slows all of them. The best round counts, because noise only
ever adds. A way that the first try shows to be far slower than the others is not run again.

The clock is the processor time of this process: every way here uses one thread, and on a busy
machine the processor time leaves out the waiting. Libraries with several threads run in processes
of their own (`processes.py`), and their clock is the one on the wall.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Any

OURS = "linkgraph"
SAMPLE = 0.01  # seconds that one sample of a quick function should take
WARM = 0.5  # seconds; a call that is quicker is made once more before its time counts
LEAST_ROUNDS, MOST_ROUNDS = 3, 30
FAR_FORM, FAR_COLUMN = 3.0, 8.0  # how much slower than the best is not worth another round


class LeftOut(Exception):
    """A column cannot take part: its process crashed, takes too long, or lacks a package."""


@dataclass
class Call:
    """A way to do some work: a function, called once for each tuple of arguments.

    `per` is the number of items that one call handles; times are for one item. `plain` turns an
    answer into a value for comparisons, and is left out where there is nothing to compare.
    """

    function: Callable[..., Any]
    arguments: Sequence[tuple[Any, ...]] = ((),)
    per: int = 1
    plain: Callable[[Any], Any] | None = None
    clock: Callable[[], float] = process_time
    repeats: int = 1

    def try_out(self) -> tuple[float, Any]:
        """Return the seconds of a call, and a value that is equal for equal answers."""
        begin = self.clock()
        answers = [self.function(*arguments) for arguments in self.arguments]
        took = self.clock() - begin
        plain = [self.plain(answer) for answer in answers] if self.plain else None
        del answers
        if took < WARM:
            took = self.sample() * self.per * len(self.arguments)
            self.repeats = max(1, int(SAMPLE / took))
        return took / self.per / len(self.arguments), plain

    def sample(self) -> float:
        """Return the seconds of a call, over one sample."""
        gc.disable()
        begin = self.clock()
        for _ in range(self.repeats):
            for arguments in self.arguments:
                # The last answer is kept until the clock stops: tearing down is not building.
                answer = self.function(*arguments)
        took = self.clock() - begin
        gc.enable()
        del answer
        return took / self.repeats / self.per / len(self.arguments)


@dataclass
class Result:
    """One row of a table: for each column and form the seconds of its best round."""

    words: Sequence[str]
    seconds: dict[str, dict[str, float]] = field(default_factory=dict)

    def best(self, column: str) -> float | None:
        """Return the time of the fastest form of a column."""
        return min(self.seconds[column].values()) if self.seconds.get(column) else None

    def best_of(self, columns: Sequence[str]) -> tuple[str, float] | None:
        """Return the fastest of some columns, and its time."""
        times = {column: time for column in columns if (time := self.best(column))}
        return min(times.items(), key=lambda item: item[1]) if times else None


def run(
    words: Sequence[str],
    columns: Mapping[str, Any],
    *,
    seconds: float,
    slowest: float = FAR_COLUMN,
    left_out: dict[str, str] | None = None,
) -> Result:
    """Measure one case, in about so many seconds.

    A column is a way, such as a `Call`, or several ways by form. One that takes `slowest` times as
    long as the best peer is tried once. `left_out` gets the columns that cannot take part.
    """
    say(f"  {', '.join(words)}")
    left_out = {} if left_out is None else left_out
    ways = {c: forms if isinstance(forms, dict) else {"": forms} for c, forms in columns.items()}
    times: dict[str, dict[str, list[float]]] = {}
    expected: Any = None
    for column, forms in ways.items():
        for form, way in forms.items():
            try:
                took, answer = way.try_out()
            except LeftOut as reason:
                left_out[column] = str(reason)
                break
            expected = answer if expected is None else expected
            if answer is not None and answer != expected:
                raise AssertionError(f"{column} {form}: another answer to {words}")
            times.setdefault(column, {})[form] = [took]
    fastest = {column: min(took for (took,) in forms.values()) for column, forms in times.items()}
    peer = min((took for column, took in fastest.items() if column != OURS), default=0.0)
    running = [
        (column, form, took)
        for column, forms in times.items()
        for form, took in forms.items()
        if took[0] <= FAR_FORM * fastest[column] and (column == OURS or took[0] <= slowest * peer)
    ]
    begin, rounds = perf_counter(), 1
    while rounds < MOST_ROUNDS and (rounds < LEAST_ROUNDS or perf_counter() - begin < seconds):
        for column, form, took in running:
            try:
                if column not in left_out:
                    took.append(ways[column][form].sample())
            except LeftOut as reason:
                left_out[column] = str(reason)
        rounds += 1
        if perf_counter() - begin > 4 * seconds:
            break
    return Result(list(words), {c: {f: min(t) for f, t in times[c].items()} for c in times})


def time_of(words: str, call: Call, *, seconds: float) -> float:
    """Measure a single way."""
    return run([words], {OURS: call}, seconds=seconds).best(OURS) or 0.0


def traced(function: Callable[[], Any]) -> tuple[Any, int]:
    """Return an answer, and the bytes of memory that it takes."""
    function()  # modules and caches that are loaded on first use are not part of the answer
    gc.collect()
    tracemalloc.start()
    answer = function()
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return answer, size


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
