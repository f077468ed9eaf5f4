"""The other way in: the kit as a Hypothesis state machine, for its `TestCase` and settings."""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from itertools import permutations, product
from typing import Any, ClassVar

from hypothesis import Phase, reject, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

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
from linkgraph.testing.adapter import Backend, within_reach
from linkgraph.testing.prepared import CAST, PREPARED, Prepared
from linkgraph.testing.questions import Now
from linkgraph.testing.running import Elsewhere, Stage
from linkgraph.testing.stories import Nonconformance, Step
from linkgraph.testing.trial import Trial

PHASES = tuple(phase for phase in Phase if phase is not Phase.explain)

# what a lax backend lets through
WORTH_REFUSING = (Invite, Follow, Block)


def between(two: tuple[str, ...], at: datetime) -> Iterator[Action[str]]:
    """Return all that two members can do to each other, without a note or an e-mail."""
    for pair in permutations(two, 2):
        yield Invite(*pair, at=at)
        yield Accept(*pair, at=at)
        yield Ignore(*pair, at=at)
        yield Ignore(*pair, at=at, unknown=True)
        yield Withdraw(*pair, at=at)
        yield Withdraw(*pair, at=at, unfollow=True)
        yield Follow(*pair, at=at)
        yield Unfollow(*pair, at=at)
        yield RemoveFollower(*pair, at=at)
        yield Disconnect(*pair, at=at)
        yield Block(*pair, at=at)
        yield Unblock(*pair, at=at)


class Conformance(RuleBasedStateMachine):
    """Random actions on a backend and on the library; a class of its own for each trial."""

    trial: ClassVar[Trial]

    def __init__(self) -> None:
        super().__init__()
        self.run: Any = None  # a `Run`, once the story has begun
        self.stage: Stage = (), ()
        self.taken: list[Step] = []

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Act out a prepared history, or start with a few members and nothing between them."""
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
        """Do whatever somebody could try."""
        now = self.now
        drawn = actions(now.graph, policy=now.policy, at=self.moment(data))
        self.attempt(data.draw(drawn))

    @rule(data=st.data())
    def two_go_on(self, data: st.DataObject) -> None:
        """Do what the rules allow the two of whom the story is; now and then a third connects."""
        if data.draw(st.integers(0, 3)) < 3:
            self.attempt_one_of(data, allowed=True)
        else:
            self.a_third_connects(data)

    @rule(data=st.data())
    def one_of_them_is_refused(self, data: st.DataObject) -> None:
        """Try what the rules refuse them."""
        self.attempt_one_of(data, allowed=False)

    @property
    def now(self) -> Now:
        """The moment that the story has come to."""
        now: Now = self.run.now
        return now

    def moment(self, data: st.DataObject) -> datetime:
        """Draw when: mostly now, else where something starts or stops to count."""
        now = self.now
        if data.draw(st.integers(0, 3)) < 3:
            return now.at
        later = data.draw(moments(now.graph, policy=now.policy, since=now.at))
        return later.replace(microsecond=0)

    def a_third_connects(self, data: st.DataObject) -> None:
        """Connect one of the two with somebody else: chance alone seldom ties three together."""
        now, at = self.now, self.now.at
        others = [member for member in now.here if member not in now.two]
        invitations = [Invite(*pair, at=at) for pair in product(now.two, others)]
        allowed = [each for each in invitations if check(now.graph, each, now.policy)]
        if allowed:
            invitation = data.draw(st.sampled_from(allowed))
            self.attempt(invitation)
            self.attempt(Accept(invitation.recipient, invitation.sender, at=at))

    def attempt_one_of(self, data: st.DataObject, *, allowed: bool) -> None:
        """Draw one of the actions between the two, if there is one."""
        now, at = self.now, self.moment(data)
        options = [
            action
            for action in between(now.two, at)
            if check(now.graph, action, now.policy).allowed is allowed
            and (allowed or isinstance(action, WORTH_REFUSING))
        ]
        if options:
            self.attempt(data.draw(st.sampled_from(options)))

    def attempt(self, action: Action[str]) -> None:
        """Do an action, unless the backend lacks it."""
        if within_reach(action, self.now.lacks):
            self.take(Step.of(action))

    def take(self, step: Step) -> None:
        """Do a step on both sides."""
        self.taken.append(step)
        with self.watched():
            self.run.take(step)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note what fails, for the trial; leave a story that fails elsewhere."""
        try:
            yield
        except Elsewhere:
            reject()
        except Nonconformance as found:
            self.trial.note(found, self.stage, self.taken)
            raise

    def teardown(self) -> None:
        """Count the story."""
        if self.run is not None:
            self.trial.stories += 1
            self.trial.count(self.run)


def machine(
    make_backend: Callable[[], Backend],
    *,
    policy: Policy = CURRENT,
    prepared: Sequence[Prepared] = PREPARED,
) -> type[RuleBasedStateMachine]:
    """Return the kit as a Hypothesis state machine, for its `TestCase` and settings.

    Its histories begin with a prepared one, too. Use `conformance` unless you need this: it
    also goes through every prepared history. `PHASES` are all but `Phase.explain`, which takes
    minutes and explains nothing here. `TestCase` raises the shortest story, from the failure
    that Hypothesis found; elsewhere it is Hypothesis that shortens, which is longer.

    Examples
    --------
    >>> from hypothesis import settings
    >>> from examples.sqlite_backend import SqliteBackend
    >>> TestFollows = machine(SqliteBackend).TestCase
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
            found = trial.smallest()
            if found is None or found == error:
                raise
            raise found from error

    chosen = settings(base.settings, phases=PHASES)
    case = type("TestCase", (base,), {"setUp": start, "runTest": run, "settings": chosen})
    setattr(kind, "TestCase", case)  # noqa: B010  # type checkers take the property for a constant
    return kind


def machine_of(trial: Trial) -> type[RuleBasedStateMachine]:
    """Return the machine of a trial."""
    return type("Conformance", (Conformance,), {"trial": trial, "__doc__": Conformance.__doc__})
