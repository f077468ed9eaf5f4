"""The other way in: the kit as a Hypothesis state machine, for its `TestCase` and settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import permutations

from hypothesis import reject
from hypothesis import strategies as st
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
from linkgraph.rules.changes import check
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
        def anybody_acts(self, data: st.DataObject) -> None:
            at = data.draw(self.moment())
            self.attempt(data.draw(actions(self.run.now.graph, policy=trial.policy, at=at)))

        @rule(data=st.data())
        def two_go_on(self, data: st.DataObject) -> None:
            self.attempt_one_of(data, allowed=True)

        @rule(data=st.data())
        def one_of_them_is_refused(self, data: st.DataObject) -> None:
            self.attempt_one_of(data, allowed=False)

        def attempt_one_of(self, data: st.DataObject, *, allowed: bool) -> None:
            now = self.run.now
            at = data.draw(self.moment())
            options = [
                action
                for action in between(now.two, at)
                if bool(check(now.graph, action, trial.policy)) is allowed
                and (allowed or isinstance(action, WORTH_REFUSING))
            ]
            if options:
                self.attempt(data.draw(st.sampled_from(options)))

        def moment(self) -> st.SearchStrategy[datetime]:
            now = self.run.now
            later = moments(now.graph, policy=trial.policy, since=now.at)
            whole = later.map(lambda at: at.replace(microsecond=0))
            return st.integers(0, 3).flatmap(lambda many: whole if many == 3 else st.just(now.at))

        def attempt(self, action: Action[str]) -> None:
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
