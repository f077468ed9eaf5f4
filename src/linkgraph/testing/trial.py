"""A backend under test: what is asked of it, how much was, and the shortest story that fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import attrs

from linkgraph.errors import InvalidInput, UnknownMember
from linkgraph.rules.policy import Policy, known_policy
from linkgraph.testing.adapter import Backend
from linkgraph.testing.prepared import LARGEST_CROWD, Prepared, extras
from linkgraph.testing.running import Elsewhere, Run, Scope, smallest
from linkgraph.testing.stories import Nonconformance, Step

Stage: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # the cast, and the crowd


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


class Trial:
    """One backend under test: what is asked of it, and how much was."""

    def __init__(
        self, make_backend: Callable[[], Backend], policy: Policy, prepared: Sequence[Prepared]
    ) -> None:
        self.policy: Policy = known_policy(policy)
        self.backend: Backend = make_backend()
        if not isinstance(self.backend, Backend):
            raise InvalidInput(self.backend, "is no adapter", "derive it from `Backend`")
        self.scope: Scope = Scope.of(self.backend)
        sizes = {each: each.crowd(policy) for each in prepared}
        self.crowds: dict[Prepared, int] = {
            each: size for each, size in sizes.items() if size is not None and size <= LARGEST_CROWD
        }
        self.left_out: tuple[str, ...] = tuple(
            each.name for each in prepared if each not in self.crowds
        )
        self.stories: int = 0
        self.actions: int = 0
        self.asked: int = 0
        self.focus: str | None = None

    def stage(self, prepared: Prepared) -> Stage:
        """Return who is there in a prepared history."""
        return prepared.cast(self.policy), extras(self.crowds[prepared])

    def begin(self, stage: Stage) -> Run:
        """Start a story."""
        return Run(self.backend, self.scope, self.policy, *stage, self.focus)

    def steps(self, prepared: Prepared) -> list[Step]:
        """Return the steps of a prepared history that the backend can take."""
        return self.scope.reach(prepared.steps(self.policy))

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
            return found
        except (Elsewhere, UnknownMember):  # who joined in a step that was left out
            return None
        self.count(run)
        return None

    def smallest(
        self, found: Nonconformance, stage: Stage, steps: Sequence[Step]
    ) -> Nonconformance:
        """Return the failure with the shortest story."""
        self.focus = found.question
        return smallest(steps, lambda fewer: self.attempt(stage, fewer)) or found

    def report(self) -> Report:
        """Return what was done so far."""
        return Report(
            tuple(row.what for row in self.scope.questions),
            self.scope.skipped,
            self.scope.lacks,
            tuple(each.name for each in self.crowds),
            self.left_out,
            self.stories,
            self.actions,
            self.asked,
        )
