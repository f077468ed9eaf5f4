"""The way in: `conformance`, one line in a test."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.errors import Flaky
from hypothesis.reporting import with_reporter
from hypothesis.stateful import run_state_machine_as_test

from linkgraph.errors import InvalidInput
from linkgraph.rules.policy import CURRENT, Policy
from linkgraph.testing.adapter import Backend
from linkgraph.testing.machine import machine_of
from linkgraph.testing.prepared import PREPARED, Prepared
from linkgraph.testing.stories import Nonconformance
from linkgraph.testing.trial import Report, Trial


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
        For what is no adapter, or one whose `lacks` or `refusals` are none, and for `examples`,
        `steps` or `prepared` that are none.

    Examples
    --------
    >>> from examples.sqlite_backend import SqliteBackend
    >>> report = conformance(SqliteBackend, examples=0, prepared=PREPARED[:3], say=str)
    >>> report.skipped
    ()
    """
    _whole(examples, 0, "number of random histories")
    _whole(steps, 1, "number of actions")
    trial = Trial(make_backend, policy, prepared)
    if all(trial.attempt(each.stage, each.steps) is None for each in trial.prepared) and examples:
        _random(trial, examples, steps, seed)
    found = trial.smallest()
    if found is not None:
        raise found from found.__cause__
    report = trial.report()
    say(str(report))
    return report


def _whole(value: object, least: int, what: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise InvalidInput(value, f"is no {what}", f"use a whole number from {least}")


def _random(trial: Trial, examples: int, steps: int, seed: int | None) -> None:
    """Let Hypothesis look for a failure, which the trial notes, and shorten it."""
    kind = machine_of(trial)
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
        suppress_health_check=(
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
            HealthCheck.large_base_example,
        ),
    )
    with with_reporter(lambda _: None):  # the story says it all
        try:
            run_state_machine_as_test(kind, settings=chosen)
        except Nonconformance:
            pass
        except Flaky:
            if trial.failure is None:
                raise
            trial.steady = False
