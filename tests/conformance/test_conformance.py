"""The one line in a test: what it passes on, how hard Hypothesis looks, and what it raises."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.database import InMemoryExampleDatabase
from hypothesis.errors import Flaky
from hypothesis.reporting import report as hypothesis_says

import linkgraph as lg
from linkgraph.testing import (
    SMALL,
    Nonconformance,
    Prepared,
    Step,
    conformance,
)
from linkgraph.testing import (
    conformance_kit as kit,
)
from tests.conformance.mirror import Mirror
from tests.conformance.moments import acts

FOLLOWS, UNFOLLOWS = acts("ana follows bo, ana unfollows bo")


def history(*actions):
    return Prepared("prepared", "why", lambda _: iter(actions))


@pytest.fixture
def runs(monkeypatch):
    """Keep what Hypothesis is asked to run, instead of running it."""
    kept = []

    def keep(kind, settings):
        hypothesis_says("nobody reads this")
        kept.append((kind, settings))

    monkeypatch.setattr(kit, "run_state_machine_as_test", keep)
    return kept


class Small(Mirror):
    policy = SMALL


def test_first_the_prepared_histories_then_chance(runs):
    said = []
    report = conformance(Small, policy=SMALL, prepared=[history(FOLLOWS)], report_to=said.append)
    ((kind, _),) = runs
    assert ([str(report)], ("prepared",)) == (said, report.prepared)
    trial = kind.trial
    assert (SMALL, 1, trial.actions) == (trial.policy, len(trial.prepared), report.actions)
    assert trial.acted_out
    assert report == trial.report()


def test_chance_is_given_time_and_repeats_exactly(runs, capsys):
    conformance(Mirror, prepared=(), examples=7, steps=3, report_to=str)
    ((kind, chosen),) = runs
    assert (7, 3, True) == (chosen.max_examples, chosen.stateful_step_count, chosen.derandomize)
    assert (None, None, False, False) == (
        chosen.database, chosen.deadline, chosen.report_multiple_bugs, chosen.print_blob,
    )  # fmt: skip
    assert (Phase.generate, Phase.shrink) == chosen.phases
    assert {*HealthCheck} == {*chosen.suppress_health_check}
    assert not hasattr(kind, "_hypothesis_internal_use_seed")
    assert "" == capsys.readouterr().out


def test_nothing_is_kept_of_what_chance_finds(runs):
    """Whatever a project's own profile keeps: the story is the message."""
    settings.register_profile("before", settings.default)
    settings.register_profile(
        "keeps", derandomize=False, database=InMemoryExampleDatabase(), deadline=9,
        print_blob=True, report_multiple_bugs=True,
    )  # fmt: skip
    settings.load_profile("keeps")
    try:
        conformance(Mirror, prepared=(), seed=1, report_to=str)
    finally:
        settings.load_profile("before")
    ((_, chosen),) = runs
    assert (None, None, False, False) == (
        chosen.database, chosen.deadline, chosen.print_blob, chosen.report_multiple_bugs,
    )  # fmt: skip


def test_by_default_fifty_histories_of_twenty_actions_each(runs):
    conformance(Mirror, prepared=(), report_to=str)
    ((_, chosen),) = runs
    assert (50, 20) == (chosen.max_examples, chosen.stateful_step_count)


def test_another_seed_draws_other_histories(runs):
    conformance(Mirror, prepared=(), seed=0, report_to=str)
    ((kind, chosen),) = runs
    assert (0, False) == (kind._hypothesis_internal_use_seed, chosen.derandomize)


def test_without_examples_nothing_is_left_to_chance(runs):
    conformance(Mirror, prepared=[history(FOLLOWS)], examples=0, report_to=str)
    assert [] == runs
    conformance(Mirror, prepared=[history(FOLLOWS)], examples=1, steps=1, report_to=str)
    assert 1 == len(runs)


class Sticky(Mirror):
    def act(self, action):
        if not isinstance(action, lg.Unfollow):
            super().act(action)


def test_after_a_prepared_history_has_failed_nothing_else_is_tried(runs):
    """Nor is anything said."""
    late = history(lg.Join("zoe", at=FOLLOWS.at))
    rows = [history(FOLLOWS, *acts("bo follows ana"), UNFOLLOWS), late]
    with pytest.raises(Nonconformance) as caught:
        conformance(Sticky, prepared=rows, report_to=pytest.fail)
    assert ("A8", (UNFOLLOWS,), []) == (caught.value.rule, caught.value.actions, runs)
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None


def test_what_chance_finds_is_shortened_and_raised(monkeypatch):
    def finds(kind, **_):
        story = kind()
        story.begin(Script(0, 2))
        for action in (FOLLOWS, *acts("bo follows ana"), UNFOLLOWS):
            story.run.take(Step.of(action))

    monkeypatch.setattr(kit, "run_state_machine_as_test", finds)
    with pytest.raises(Nonconformance) as caught:
        conformance(Sticky, prepared=(), report_to=pytest.fail)
    assert (FOLLOWS, UNFOLLOWS) == caught.value.actions


def test_what_chance_finds_and_does_not_find_again_is_told_so(monkeypatch):
    """Hypothesis calls it flaky; without a failure that was noted it is no story of ours."""
    found = []

    def finds(kind, **_):
        if found:
            kind.trial.attempt((("ana", "bo"), ()), [Step.of(FOLLOWS), Step.of(UNFOLLOWS)])
        raise Flaky("not again")

    monkeypatch.setattr(kit, "run_state_machine_as_test", finds)
    with pytest.raises(Flaky):
        conformance(Sticky, prepared=(), report_to=pytest.fail)
    found.append("one")
    with pytest.raises(Nonconformance) as caught:
        conformance(Sticky, prepared=(), report_to=pytest.fail)
    assert ((FOLLOWS, UNFOLLOWS), False) == (caught.value.actions, caught.value.steady)


class Script:
    """Draws what it is told to."""

    def __init__(self, *values):
        self.values = [*values]

    def draw(self, _):
        return self.values.pop(0)


def test_a_crash_keeps_its_cause():
    class Crashes(Mirror):
        def act(self, _):
            raise ZeroDivisionError("by zero")

    with pytest.raises(Nonconformance) as caught:
        conformance(Crashes, prepared=[history(FOLLOWS)], examples=0, report_to=pytest.fail)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize(
    ("name", "least"),
    [("examples", 0), ("steps", 1)],
)
@pytest.mark.parametrize("odd", [None, -1, 1.5, "x", True])
def test_how_much_is_a_whole_number(runs, name, least, odd):
    with pytest.raises(lg.InvalidInput) as caught:
        conformance(Mirror, prepared=(), report_to=str, **{name: odd})
    kind = ("non-negative", "positive")[least]
    assert lg.InvalidInput(odd, f"a {kind} integer as `{name}`") == caught.value
    with pytest.raises(lg.InvalidInput):
        conformance(Mirror, prepared=(), report_to=str, **{name: least - 1})
    conformance(Mirror, prepared=(), report_to=str, **{name: least})
    assert bool(least) == bool(runs)
