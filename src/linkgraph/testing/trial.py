"""A backend under test: what is asked of it, how much was, and the shortest story that fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs

from linkgraph.errors import InvalidInput, UnknownMember
from linkgraph.graph.validation import listed
from linkgraph.rules.policy import Policy, known_policy
from linkgraph.testing.adapter import Backend
from linkgraph.testing.prepared import LARGEST_CROWD, Prepared, extras
from linkgraph.testing.running import Elsewhere, Run, Scope, Stage, smallest
from linkgraph.testing.stories import Nonconformance, Step


@attrs.frozen
class Report:
    """What was compared, and what was not.

    Attributes
    ----------
    compared, skipped
        What was asked of the backend after every step, and what it does not answer.
    lacks
        What the backend says it does not know, so that nobody did it.
    prepared, left_out
        The prepared histories that were acted out, and those that the policy or the size of
        their crowd ruled out.
    stories, actions, asked
        How many random histories there were, and how many actions and questions in all.
    """

    compared: tuple[str, ...]
    skipped: tuple[str, ...]
    lacks: tuple[str, ...]
    prepared: tuple[str, ...]
    left_out: tuple[str, ...]
    stories: int
    actions: int
    asked: int

    def __str__(self) -> str:
        rows = (
            ("compared", ("what is refused", *self.compared)),
            ("not compared", self.skipped),
            ("never done", self.lacks),
            ("histories left out", self.left_out),
        )
        did = (
            f"{len(self.prepared)} prepared and {self.stories:,} random histories, "
            f"{self.actions:,} actions, {self.asked:,} questions"
        )
        return "\n".join((did, *(f"{name}: {', '.join(said) or 'nothing'}" for name, said in rows)))


@attrs.frozen(eq=False)
class Beginning:
    """A prepared history as one backend can act it out under one policy."""

    name: str
    stage: Stage
    steps: tuple[Step, ...]


@attrs.frozen(eq=False)
class Failure:
    """What was found, and the story that it was found in."""

    found: Nonconformance
    stage: Stage
    steps: tuple[Step, ...]


def _made(make_backend: Any) -> Backend:
    if not callable(make_backend):
        remedy = "give the adapter's class, or a function that returns one"
        raise InvalidInput(make_backend, "makes no adapter", remedy)
    backend = make_backend()
    if not isinstance(backend, Backend):
        raise InvalidInput(backend, "is no adapter", "derive it from `Backend`")
    return backend


def _histories(prepared: Any) -> list[Prepared]:
    remedy = "give a list of `Prepared`"
    found = listed(prepared, "is no collection of prepared histories", remedy)
    for row, each in enumerate(found):
        if not isinstance(each, Prepared):
            raise InvalidInput(each, "is no prepared history", remedy, row)
    return found


class Trial:
    """One backend under test: what is asked of it, how much was, and what failed."""

    def __init__(
        self, make_backend: Callable[[], Backend], policy: Policy, prepared: Sequence[Prepared]
    ) -> None:
        self.policy: Policy = known_policy(policy)
        self.backend: Backend = _made(make_backend)
        self.scope: Scope = Scope.of(self.backend)
        self.prepared: list[Beginning] = []
        self.left_out: list[str] = []
        for each in _histories(prepared):
            crowd = each.crowd(policy)
            if crowd is None or crowd > LARGEST_CROWD:
                self.left_out.append(each.name)
            else:
                stage = each.cast(policy), extras(crowd)
                steps = self.scope.reach(each.steps(policy))
                self.prepared.append(Beginning(each.name, stage, tuple(steps)))
        # a random history starts from nothing, or where it does not take long to get to
        self.beginnings: list[Beginning] = [
            NOTHING,
            *(each for each in self.prepared if len(each.steps) > 0 and len(each.stage[1]) < 20),
        ]
        self.failure: Failure | None = None
        self.steady: bool = True  # whether what failed failed again
        self.stories: int = 0
        self.actions: int = 0
        self.asked: int = 0

    def begin(self, stage: Stage) -> Run:
        """Start a story; once one has failed, all others are about the same question."""
        focus = self.failure.found.question if self.failure else None
        return Run(self.backend, self.scope, self.policy, stage, focus)

    def note(self, found: Nonconformance, stage: Stage, steps: Sequence[Step]) -> None:
        """Keep a failure."""
        self.failure = Failure(found, stage, tuple(steps))

    def count(self, run: Run) -> None:
        """Add a story to the report."""
        self.actions += sum(len(step.actions) for step in run.steps)
        self.asked += run.asked

    def attempt(self, stage: Stage, steps: Sequence[Step]) -> Nonconformance | None:
        """Act out a story, and return where it fails, if it does."""
        try:
            run = self.begin(stage)
            for step in steps:
                run.take(step)
        except Nonconformance as found:
            self.note(found, stage, steps)
            return found
        except (Elsewhere, UnknownMember):  # who joined in a step that was left out
            return None
        self.count(run)
        return None

    def smallest(self) -> Nonconformance | None:
        """Return what failed with the shortest story, if anything did; do that story once more."""
        failure = self.failure
        if failure is None:
            return None
        found = smallest(failure.steps, lambda fewer: self.attempt(failure.stage, fewer))
        again = None
        if found is not None:
            again = self.attempt(failure.stage, (self.failure or failure).steps)
        found = found or failure.found
        found.steady = self.steady and _told(again) == _told(found)
        return found

    def report(self) -> Report:
        """Return what was done so far."""
        return Report(
            tuple(row.what for row in self.scope.questions),
            self.scope.skipped,
            self.scope.lacks,
            tuple(each.name for each in self.prepared),
            tuple(self.left_out),
            self.stories,
            self.actions,
            self.asked,
        )


def _told(found: Nonconformance | None) -> tuple[object, ...]:
    """Return what makes two failures the same: an exception may name another address each time."""
    return () if found is None else (found.story, found.difference, found.question, found.asked)


NOTHING = Beginning("nobody has done anything", ((), ()), ())
