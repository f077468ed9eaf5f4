"""The two ways in: `conformance` in one line of a test, and `machine` for Hypothesis' own tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

import attrs
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.reporting import with_reporter
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from linkgraph.errors import InvalidInput, UnknownMember
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.strategies import actions, moments
from linkgraph.testing.adapter import Backend, within_reach
from linkgraph.testing.prepared import CAST, LARGEST_CROWD, PREPARED, Prepared, extras
from linkgraph.testing.running import Run, Scope, smallest
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


class _Trial:
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
        self.last: tuple[Sequence[Step], tuple[str, ...]] = (), ()

    def begin(self, crowd: Sequence[str] = ()) -> Run:
        """Start a story."""
        return Run(self.backend, self.scope, self.policy, CAST, crowd)

    def steps(self, prepared: Prepared) -> list[Step]:
        """Return the steps of a prepared history that the backend can take."""
        return self.scope.reach(prepared.steps(self.policy))

    def count(self, run: Run) -> None:
        """Add a story to the report."""
        self.actions += sum(len(step.actions) for step in run.steps)
        self.asked += run.asked

    def attempt(self, crowd: Sequence[str], steps: Sequence[Step]) -> Nonconformance | None:
        """Act out a story, and return where it fails, if it does."""
        run = None
        try:
            run = self.begin(crowd)
            for step in steps:
                run.take(step)
        except Nonconformance as found:
            return found
        except UnknownMember:  # who joined in a step that was left out
            return None
        self.count(run)
        return None

    def smallest(self, crowd: Sequence[str], steps: Sequence[Step]) -> Nonconformance | None:
        """Return the failure with the shortest story."""
        return smallest(steps, lambda fewer: self.attempt(crowd, fewer))


def conformance(
    make_backend: Callable[[], Backend],
    *,
    policy: Policy = CURRENT,
    examples: int = 50,
    steps: int = 20,
    seed: int | None = None,
    prepared: Sequence[Prepared] = PREPARED,
    say: Callable[[str], object] = print,
) -> Report:
    """Compare a backend with this library, action by action: one line in a test of yours.

    First the prepared histories, then random ones that go on from where those end. After
    every action all that the adapter answers is compared.

    Parameters
    ----------
    make_backend
        Returns the adapter; called once, as `Backend.reset` starts anew.
    policy
        The limits and switches that the backend keeps. One whose limits can be set is also
        worth a run with small ones, such as `SMALL`.
    examples, steps
        How many random histories, and how many actions each may add; 0 examples for none.
    seed
        Draws other histories; without one they are the same on every run.
    prepared
        The histories to begin with.
    say
        Is given the report as text; by default it is printed, which pytest shows with ``-s``.

    Returns
    -------
    Report
        What was compared, and what was not.

    Raises
    ------
    Nonconformance
        Where the two part ways: an `AssertionError` with the shortest story found.
    InvalidInput
        For what is no adapter, or one that lacks what nobody knows.

    Examples
    --------
    >>> from linkgraph.testing.sqlite import SqliteBackend
    >>> report = conformance(SqliteBackend, examples=0, prepared=PREPARED[:3], say=str)
    >>> report.skipped
    ()
    """
    trial = _Trial(make_backend, policy, prepared)
    found = _prepared(trial)
    if found is None and examples:
        found = _random(trial, examples, steps, seed)
    if found is not None:
        raise found from found.__cause__
    report = Report(
        tuple(row.what for row in trial.scope.questions),
        trial.scope.skipped,
        trial.scope.lacks,
        tuple(each.name for each in trial.crowds),
        trial.left_out,
        trial.stories,
        trial.actions,
        trial.asked,
    )
    say(str(report))
    return report


def _prepared(trial: _Trial) -> Nonconformance | None:
    for each, size in trial.crowds.items():
        crowd, steps = extras(size), trial.steps(each)
        if trial.attempt(crowd, steps) is not None:
            return trial.smallest(crowd, steps)
    return None


def _random(trial: _Trial, examples: int, steps: int, seed: int | None) -> Nonconformance | None:
    kind = _machine(trial)
    if seed is not None:
        kind = seeded(seed)(kind)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=seed is None,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    try:
        with with_reporter(lambda _: None):  # the story says it all
            run_state_machine_as_test(kind, settings=chosen)  # type: ignore[no-untyped-call]  # Hypothesis' own
    except Nonconformance as found:
        told, crowd = trial.last
        return trial.smallest(crowd, told) or found
    return None


def machine(
    make_backend: Callable[[], Backend],
    *,
    policy: Policy = CURRENT,
    prepared: Sequence[Prepared] = PREPARED,
) -> type[RuleBasedStateMachine]:
    """Return the kit as a Hypothesis state machine, for its `TestCase` and settings.

    Its histories begin with a prepared one, too. Use `conformance` unless you need this: it
    also goes through every prepared history and shortens what Hypothesis finds.

    Examples
    --------
    >>> from hypothesis import settings
    >>> from linkgraph.testing.sqlite import SqliteBackend
    >>> TestFollows = machine(SqliteBackend).TestCase
    >>> TestFollows.settings = settings(max_examples=500, stateful_step_count=30)
    """
    return _machine(_Trial(make_backend, policy, prepared))


def _machine(trial: _Trial) -> type[RuleBasedStateMachine]:
    beginnings = list(trial.crowds) or [PREPARED[0]]

    class Conformance(RuleBasedStateMachine):
        """Random actions on a backend and on the library."""

        run_: Run
        crowd: tuple[str, ...]

        @initialize(beginning=st.sampled_from(beginnings))
        def begin(self, beginning: Prepared) -> None:
            self.crowd = extras(trial.crowds.get(beginning, 0))
            self.run_ = trial.begin(self.crowd)
            for step in trial.steps(beginning):
                self.take(step)

        @rule(data=st.data())
        def act(self, data: st.DataObject) -> None:
            now = self.run_.now
            later = moments(now.graph, policy=trial.policy, since=now.at)
            at = data.draw(st.just(now.at) | later.map(lambda at: at.replace(microsecond=0)))
            drawn = data.draw(actions(now.graph, policy=trial.policy, at=at))
            if within_reach(drawn, trial.scope.lacks):
                self.take(Step.of(drawn))

        def take(self, step: Step) -> None:
            try:
                self.run_.take(step)
            except Nonconformance:
                trial.last = [*self.run_.steps], self.crowd
                raise

        def teardown(self) -> None:
            with suppress(AttributeError):  # a story that did not begin
                trial.stories += 1
                trial.count(self.run_)

    return Conformance
