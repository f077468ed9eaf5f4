"""The entry points of the kit: `conformance` for one line in a test, and `machine`.

Both let a Hypothesis state machine (`Conformance`) draw random histories and search for a failure.
The machine acts on a `Trial`, which notes every failure. Hypothesis shortens it by its own means;
then `Trial.shortest` leaves out further steps, and that story is raised.

Random actions on random members seldom form a story. So most of what the machine draws is about
the two members of the last action (`between`), and it often tries what is refused, since a backend
that is too lax shows itself there.
"""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from itertools import permutations, product
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, reject, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.reporting import with_reporter
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from linkgraph.errors import InvalidInput
from linkgraph.rules.actions import (
    Accept,
    Action,
    Block,
    Disconnect,
    Follow,
    Ignore,
    Invite,
    RemoveFollower,
    Unblock,
    Unfollow,
    Withdraw,
)
from linkgraph.rules.check_and_apply import check
from linkgraph.rules.policy import CURRENT, Policy
from linkgraph.strategies import actions, moments
from linkgraph.testing.adapter import Backend, is_supported
from linkgraph.testing.prepared import CAST, PREPARED, Prepared
from linkgraph.testing.questions import Moment
from linkgraph.testing.stories import Nonconformance, Step
from linkgraph.testing.trial import OtherFailure, Report, Stage, Trial

PHASES = tuple(phase for phase in Phase if phase is not Phase.explain)

# -- the state machine --------------------------------------------------------------------------

_WORTH_REFUSING = (Invite, Follow, Block)  # backends that are too lax allow these


def between(pair: tuple[str, ...], at: datetime) -> Iterator[Action[str]]:
    """Return every action between two members, without a note or an e-mail address."""
    for members in permutations(pair, 2):
        yield Invite(*members, at=at)
        yield Accept(*members, at=at)
        yield Ignore(*members, at=at)
        yield Ignore(*members, at=at, unknown=True)
        yield Withdraw(*members, at=at)
        yield Withdraw(*members, at=at, unfollow=True)
        for kind in (Follow, Unfollow, RemoveFollower, Disconnect, Block, Unblock):
            yield kind(*members, at=at)


class Conformance(RuleBasedStateMachine):
    """Random actions on a backend and on the library; each trial has a subclass of its own."""

    trial: ClassVar[Trial]

    def __init__(self) -> None:
        super().__init__()
        self.run: Any = None  # a `Run`, once the story has begun
        self.stage: Stage = (), ()
        self.taken: list[Step] = []

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Act out a prepared history, or start with a few members without any tie."""
        place = data.draw(st.integers(0, len(self.trial.beginnings) - 1))
        beginning = self.trial.beginnings[place]
        self.stage = beginning.stage
        if not beginning.steps:
            self.stage = CAST[: data.draw(st.integers(2, 4))], ()
        with self.watched():
            self.run = self.trial.begin(self.stage)
        for step in beginning.steps:
            self.take(step)

    @rule(data=st.data())
    def anybody_acts(self, data: st.DataObject) -> None:
        """Do any action that a member could try."""
        now = self.now
        self.attempt(data.draw(actions(now.graph, policy=now.policy, at=self.time(data))))

    @rule(data=st.data())
    def two_go_on(self, data: st.DataObject) -> None:
        """Do an allowed action between the two of the story; now and then a third connects."""
        if data.draw(st.integers(0, 3)) < 3:
            self.attempt_one_of(data, allowed=True)
        else:
            self.a_third_connects(data)

    @rule(data=st.data())
    def one_of_them_is_refused(self, data: st.DataObject) -> None:
        """Try an action between the two of the story that the rules refuse."""
        self.attempt_one_of(data, allowed=False)

    @property
    def now(self) -> Moment:
        """The moment that the story has come to."""
        now: Moment = self.run.now
        return now

    def time(self, data: st.DataObject) -> datetime:
        """Draw a time: mostly now, sometimes the beginning or the end of a window."""
        now = self.now
        if data.draw(st.integers(0, 3)) < 3:
            return now.at
        # `moments` draws ends of windows to the microsecond; backends keep whole seconds
        later = data.draw(moments(now.graph, policy=now.policy, since=now.at))
        return later.replace(microsecond=0)

    def a_third_connects(self, data: st.DataObject) -> None:
        """Connect one of the two with another member: chance alone seldom ties three together."""
        now, at = self.now, self.now.at
        strangers = [member for member in now.here if member not in now.pair]
        invitations = [Invite(*members, at=at) for members in product(now.pair, strangers)]
        allowed = [invite for invite in invitations if check(now.graph, invite, now.policy)]
        if allowed:
            invite = data.draw(st.sampled_from(allowed))
            self.attempt(invite)
            self.attempt(Accept(invite.recipient, invite.sender, at=at))

    def attempt_one_of(self, data: st.DataObject, *, allowed: bool) -> None:
        """Draw one of the actions between the two of the story, if there is one."""
        now, at = self.now, self.time(data)
        options = [
            action
            for action in between(now.pair, at)
            if check(now.graph, action, now.policy).allowed is allowed
            and (allowed or isinstance(action, _WORTH_REFUSING))
        ]
        if options:
            self.attempt(data.draw(st.sampled_from(options)))

    def attempt(self, action: Action[str]) -> None:
        """Do an action, unless the backend does not support it."""
        if is_supported(action, self.now.unsupported):
            self.take(Step.of(action))

    def take(self, step: Step) -> None:
        """Do a step on both sides."""
        self.taken.append(step)
        with self.watched():
            self.run.take(step)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note a failure for the trial; reject a story that fails in another question."""
        try:
            yield
        except OtherFailure:
            reject()
        except Nonconformance as error:
            self.trial.note(error, self.stage, self.taken)
            raise

    def teardown(self) -> None:
        """Count the story."""
        if self.run is not None:
            self.trial.stories += 1
            self.trial.count(self.run)


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
    prepared: Sequence[Prepared] = PREPARED,
    report_to: Callable[[str], object] = print,
) -> Report:
    """Compare a backend with the library, action by action; return a report of what was compared.

    Prepared histories come first, then random ones that go on from where those end. After every
    action all questions are compared that the adapter answers.

    Parameters
    ----------
    make_backend
        Returns the adapter, such as its class. It is called once, since `Backend.reset` starts
        again.
    policy
        The limits and switches of the backend. A backend whose limits can be set is also worth a
        run with small limits, such as `SMALL`.
    examples, steps
        The number of random histories, and of the actions that each may add; 0 examples for none.
    seed
        Draws other histories; without a seed they are the same on every run.
    prepared
        The histories to begin with.
    report_to
        Is called with the report as text. By default the report is printed, and pytest shows it
        with ``-s``.

    Returns
    -------
    Report
        The account of what was compared, and of what was not.

    Raises
    ------
    Nonconformance
        If the backend disagrees with the rules: an `AssertionError` with the shortest story found.
    InvalidInput
        If `make_backend` does not return an adapter, if the adapter declares an unknown feature as
        unsupported or a refusal that is not a class of exceptions, and for other arguments of the
        wrong kind.

    Examples
    --------
    >>> from linkgraph.testing import Backend
    >>> class Silent(Backend):
    ...     unsupported = ("Follow",)
    ...
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
    _check_number(examples, 0, "examples")
    _check_number(steps, 1, "steps")
    trial = Trial(make_backend, policy, prepared)
    if all(trial.attempt(row.stage, row.steps) is None for row in trial.prepared) and examples:
        _search(trial, examples, steps, seed)
    error = trial.shortest()
    if error is not None:
        raise error from error.__cause__
    report = trial.report()
    report_to(str(report))
    return report


def _check_number(value: object, lowest: int, name: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
        raise InvalidInput(value, f"an integer of at least {lowest} as `{name}`")


def _search(trial: Trial, examples: int, steps: int, seed: int | None) -> None:
    """Let Hypothesis search for a failure, which the trial notes, and shorten it."""
    kind = machine_of(trial)
    if seed is not None:
        kind = seeded(seed)(kind)
    # Nothing is kept between runs and no time is measured, whatever profile the project has loaded:
    # the story is the message. A history of many steps is large and slow to draw, and rightly so.
    search = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=seed is None,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=(
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
            HealthCheck.large_base_example,
        ),
    )
    with with_reporter(lambda _: None):  # Hypothesis would print the draws
        try:
            run_state_machine_as_test(kind, settings=search)
        except Nonconformance:
            pass
        except Flaky:
            # Hypothesis did not see a failure again: ours is raised if there was one
            if trial.failure is None:
                raise
            trial.steady = False


def machine(
    make_backend: Callable[[], Backend],
    *,
    policy: Policy = CURRENT,
    prepared: Sequence[Prepared] = PREPARED,
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
    trial = Trial(make_backend, policy, prepared)
    kind = machine_of(trial)

    def start(_: unittest.TestCase) -> None:
        trial.failure, trial.steady = None, True

    base: Any = kind.TestCase

    @wraps(base.runTest)
    def run(case: unittest.TestCase) -> None:
        try:
            base.runTest(case)
        except (Nonconformance, Flaky) as error:
            trial.steady = not isinstance(error, Flaky)
            shortest = trial.shortest()
            if shortest is None or shortest == error:
                raise
            raise shortest from error

    chosen = settings(base.settings, phases=PHASES)
    case = type("TestCase", (base,), {"setUp": start, "runTest": run, "settings": chosen})
    setattr(kind, "TestCase", case)  # noqa: B010  # type checkers take the property for a constant
    return kind
