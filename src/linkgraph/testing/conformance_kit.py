"""The entry points of the kit: `conformance` for one line in a test, and `machine`.

Both let a Hypothesis state machine (`Conformance`) draw random histories and search for a failure.
The machine acts on a `Trial`, which keeps every failure. Hypothesis shortens it by its own means;
then `Trial.shortest` leaves out further steps, and that story is raised.

Random actions on random members seldom form a story. So most draws of the machine are about the
two members of the last action (`between`). Often it tries an action that the rules refuse, since a
backend that is too lax shows itself there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from itertools import product
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.reporting import with_reporter
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from linkgraph.errors import InvalidInput
from linkgraph.graph.validation import count
from linkgraph.rules.actions import Accept, Block, Follow, Invite
from linkgraph.rules.check_and_apply import check
from linkgraph.rules.policy import CURRENT, Policy
from linkgraph.strategies import actions, moments
from linkgraph.testing.adapter import Backend
from linkgraph.testing.prepared import CAST, PREPARED, Prepared, between
from linkgraph.testing.stories import Nonconformance, Step
from linkgraph.testing.trial import Report, Run, Trial

PHASES = tuple(phase for phase in Phase if phase is not Phase.explain)


class Conformance(RuleBasedStateMachine):
    """Random actions on a backend and on the library; each trial has a subclass of its own."""

    trial: ClassVar[Trial]
    run: Run

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Act out a prepared history, or start with a few members without any tie."""
        beginnings = self.trial.beginnings
        place = data.draw(st.integers(0, len(beginnings)))
        if place:
            stage, steps = beginnings[place - 1]
        else:
            stage, steps = (CAST[: data.draw(st.integers(2, 4))], ()), ()
        self.run = Run(self.trial, stage)
        self.trial.stories += 1
        for left, step in enumerate(steps, 1 - len(steps)):  # from below zero up to the last
            self.run.take(step, compare=left == 0 or not self.trial.acted_out)

    @rule(data=st.data())
    def anybody_acts(self, data: st.DataObject) -> None:
        """Do any action that a member could try."""
        now = self.run.now
        action = data.draw(actions(now.graph, policy=now.policy, at=self.time(data)))
        self.run.take(Step.of(action))

    @rule(data=st.data())
    def two_go_on(self, data: st.DataObject) -> None:
        """Do an allowed action between the two of the story; now and then a third connects."""
        if data.draw(st.integers(0, 3)) < 3:
            self.take_one_of(data, allowed=True)
        else:
            self.a_third_connects(data)

    @rule(data=st.data())
    def one_of_them_is_refused(self, data: st.DataObject) -> None:
        """Try an action between the two of the story that the rules refuse."""
        self.take_one_of(data, allowed=False)

    def time(self, data: st.DataObject) -> datetime:
        """Draw a time: mostly now, sometimes the beginning or the end of a window."""
        now = self.run.now
        if data.draw(st.integers(0, 3)) < 3:
            return now.at
        # `moments` draws ends of windows to the microsecond; backends keep whole seconds
        later = data.draw(moments(now.graph, policy=now.policy, since=now.at))
        return later.replace(microsecond=0)

    def a_third_connects(self, data: st.DataObject) -> None:
        """Connect one of the two with another member: chance alone seldom ties three together."""
        now, at = self.run.now, self.run.now.at
        strangers = [member for member in now.here if member not in now.pair]
        invitations = [Invite(*members, at=at) for members in product(now.pair, strangers)]
        allowed = [invite for invite in invitations if check(now.graph, invite, now.policy)]
        if allowed:
            invite = data.draw(st.sampled_from(allowed))
            self.run.take(Step.of(invite))
            self.run.take(Step.of(Accept(invite.recipient, invite.sender, at=at)))

    def take_one_of(self, data: st.DataObject, *, allowed: bool) -> None:
        """Draw one of the actions between the two of the story, if there is one."""
        now, at = self.run.now, self.time(data)
        options = [
            action
            for action in between(now.pair, at)
            if check(now.graph, action, now.policy).allowed is allowed
        ]
        if not allowed:  # backends that are too lax allow these
            options = [act for act in options if isinstance(act, (Invite, Follow, Block))]
        if options:
            self.run.take(Step.of(data.draw(st.sampled_from(options))))


def machine_of(trial: Trial) -> type[RuleBasedStateMachine]:
    """Return the machine of a trial."""
    return type("Conformance", (Conformance,), {"trial": trial, "__doc__": Conformance.__doc__})


# -- the entry points ---------------------------------------------------------------------------


def conformance(
    make_backend: Callable[[], Backend],
    *,
    policy: Policy = CURRENT,
    examples: int = 50,
    steps: int = 20,
    seed: int | None = None,
    prepared: Sequence[Prepared] | None = None,
    report_to: Callable[[str], object] = print,
) -> Report:
    """Compare a backend with the library, action by action; return a report of what was compared.

    Prepared histories come first, then random ones that go on from where those end. After every
    action all questions are compared that the adapter answers. After each step of a prepared
    history, every action is tried that must be refused, and nothing may have changed.

    Parameters
    ----------
    make_backend
        Returns the adapter, such as its class; called once, since `Backend.reset` starts again.
        After a failure it is called again, to see whether `reset` has kept something.
    policy
        The limits and switches of the backend. If its limits can be set, run the kit also with
        small ones, such as `SMALL`.
    examples, steps
        The number of random histories, and of the actions that each may add; 0 examples for none.
    seed
        A non-negative integer, to draw other histories; without it they are the same on every run.
    prepared
        The histories to begin with; `PREPARED` by default.
    report_to
        Is called with the report as text. By default it is printed; pytest shows it with ``-s``.
        Use `str` to print nothing.

    Raises
    ------
    Nonconformance
        If the backend disagrees with the rules: an `AssertionError` with the shortest story found.
    InvalidInput
        If an argument is of the wrong kind, or if `unsupported` or `refusals` of the adapter are
        invalid.

    Examples
    --------
    >>> from linkgraph.testing import Backend
    >>> class Silent(Backend):
    ...     def reset(self, members):
    ...         pass
    ...
    ...     def act(self, action):
    ...         return True
    >>> conformance(Silent, report_to=str)
    Traceback (most recent call last):
    linkgraph.testing.stories.Nonconformance: the backend disagrees with the rules
    ...
    """
    examples, steps = count(examples, "examples"), count(steps, "steps", least=1)
    seed = None if seed is None else count(seed, "seed")
    if not callable(report_to):
        raise InvalidInput(report_to, "a function of a text as `report_to`", "or leave it out")
    trial = Trial(make_backend, policy, PREPARED if prepared is None else prepared)
    trial.acted_out = all(
        trial.attempt(stage, acts, thorough=True) is None for _, stage, acts in trial.prepared
    )
    if trial.acted_out and examples:
        _search(trial, examples, steps, seed)
    error = trial.shortest()
    if error is not None:
        raise error from error.__cause__
    report = trial.report()
    report_to(str(report))
    return report


def _search(trial: Trial, examples: int, steps: int, seed: int | None) -> None:
    """Let Hypothesis search for a failure and shorten it; the trial keeps it."""
    kind = machine_of(trial)
    if seed is not None:
        kind = seeded(seed)(kind)
    # The project may have loaded any profile. Here the story is the message, so runs keep no data
    # and have no deadline. A history of many steps is large and slow to draw, and rightly so.
    search = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=seed is None,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list[Any](HealthCheck),
    )
    with with_reporter(lambda _: None):  # Hypothesis would print the draws
        try:
            run_state_machine_as_test(kind, settings=search)
        except (Nonconformance, Flaky) as error:
            # `Flaky` if Hypothesis did not see a failure again: ours is raised if there was one
            trial.steady = not isinstance(error, Flaky)
            if trial.failure is None:
                raise


def machine(
    make_backend: Callable[[], Backend],
    *,
    policy: Policy = CURRENT,
    prepared: Sequence[Prepared] | None = None,
) -> type[RuleBasedStateMachine]:
    """Return the kit as a Hypothesis state machine, for its `TestCase` and settings.

    Use `conformance` unless you need this: `conformance` acts out every prepared history, while
    the machine begins its random histories with them. `TestCase` raises the shortest story, from
    the failure that Hypothesis found. `PHASES` are all phases of Hypothesis except
    `Phase.explain`, which takes minutes here and explains nothing.

    Examples
    --------
    >>> from hypothesis import settings
    >>> from linkgraph.testing import Backend
    >>> TestFollows = machine(Backend).TestCase
    >>> TestFollows.settings = settings(max_examples=500, phases=PHASES)
    """
    trial = Trial(make_backend, policy, PREPARED if prepared is None else prepared)
    kind = machine_of(trial)
    base: Any = kind.TestCase

    @wraps(base.runTest)
    def run(case: Any) -> None:
        trial.failure = None
        try:
            base.runTest(case)
        except (Nonconformance, Flaky) as error:
            trial.steady = not isinstance(error, Flaky)
            shortest = trial.shortest()
            if shortest is None or shortest == error:
                raise
            raise shortest from error

    own: dict[str, Any] = {"runTest": run, "settings": settings(base.settings, phases=PHASES)}
    # type checkers take the property for a constant
    setattr(kind, "TestCase", type("TestCase", (base,), own))  # noqa: B010
    return kind
