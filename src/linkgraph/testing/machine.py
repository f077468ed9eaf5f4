"""The other way in: the kit as a Hypothesis state machine, for its `TestCase` and settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from linkgraph.rules.policy import CURRENT, Policy
from linkgraph.strategies import actions, moments
from linkgraph.testing.adapter import Backend, within_reach
from linkgraph.testing.prepared import CAST, PREPARED, Prepared
from linkgraph.testing.running import Elsewhere, Run
from linkgraph.testing.stories import Nonconformance, Step
from linkgraph.testing.trial import Stage, Trial


def machine(
    make_backend: Callable[[], Backend],
    *,
    policy: Policy = CURRENT,
    prepared: Sequence[Prepared] = PREPARED,
) -> type[RuleBasedStateMachine]:
    """Return the kit as a Hypothesis state machine, for its `TestCase` and settings.

    Its histories begin with a prepared one, too. Use `conformance` unless you need this: it
    also goes through every prepared history, and shortens what Hypothesis finds.

    Examples
    --------
    >>> from hypothesis import settings
    >>> from linkgraph.testing.sqlite import SqliteBackend
    >>> TestFollows = machine(SqliteBackend).TestCase
    >>> TestFollows.settings = settings(max_examples=500, stateful_step_count=30)
    """
    return machine_of(Trial(make_backend, policy, prepared))


def machine_of(
    trial: Trial, noted: Callable[[Nonconformance, Stage, Sequence[Step]], None] | None = None
) -> type[RuleBasedStateMachine]:
    """Return the machine of a trial; `noted` is told of each failure and how it came about."""
    beginnings = list(trial.crowds) or [PREPARED[0]]

    class Conformance(RuleBasedStateMachine):
        """Random actions on a backend and on the library."""

        run: Run

        @initialize(beginning=st.sampled_from(beginnings), members=st.integers(2, 4))
        def begin(self, beginning: Prepared, members: int) -> None:
            steps = trial.steps(beginning)
            self.stage = trial.stage(beginning) if steps else (CAST[:members], ())
            self.taken: list[Step] = []
            with self.watched():
                self.run = trial.begin(self.stage)
            for step in steps:
                self.take(step)

        @rule(data=st.data())
        def act(self, data: st.DataObject) -> None:
            graph, now = self.run.now.graph, self.run.now.at
            later = moments(graph, policy=trial.policy, since=now)
            at = data.draw(st.just(now) | later.map(lambda at: at.replace(microsecond=0)))
            action = data.draw(actions(graph, policy=trial.policy, at=at))
            if within_reach(action, trial.scope.lacks):
                self.take(Step.of(action))

        def take(self, step: Step) -> None:
            self.taken.append(step)
            with self.watched():
                self.run.take(step)

        @contextmanager
        def watched(self) -> Iterator[None]:
            try:
                yield
            except Elsewhere:
                reject()
            except Nonconformance as found:
                if noted is not None:
                    noted(found, self.stage, tuple(self.taken))
                raise

        def teardown(self) -> None:
            if self.taken:
                trial.stories += 1
                trial.count(self.run)

    return Conformance
