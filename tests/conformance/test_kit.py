"""What the kit does with a backend: what it asks, what it leaves out and says so, how it fails."""

from __future__ import annotations

import importlib.util
import sys
from datetime import timedelta

import attrs
import pytest
from hypothesis import settings

import linkgraph as lg
import linkgraph.testing
from examples.sqlite_backend.adapter import SqliteBackend
from linkgraph.testing import (
    PHASES,
    PREPARED,
    SMALL,
    Backend,
    Nonconformance,
    Prepared,
    Report,
    conformance,
    machine,
)
from linkgraph.testing.adapter import OPTIONS
from linkgraph.testing.questions import QUESTIONS
from linkgraph.testing.stories import START
from tests.conformance.mirror import Mirror

FEW = PREPARED[:4]
HISTORIES = {prepared.name: prepared for prepared in PREPARED}


def quietly(backend, **options):
    return conformance(backend, report_to=str, **options)


def failing(backend, **options):
    with pytest.raises(Nonconformance) as caught:
        quietly(backend, **options)
    return caught.value


# -- correct backends pass ----------------------------------------------------------------------


def test_the_app_over_sqlite_passes():
    late = PREPARED[-6:]  # at the limits; test_sqlite.py acts out all
    report = quietly(SqliteBackend, prepared=late, examples=3, steps=8)
    assert (("at the cap",), ()) == (report.left_out, report.skipped)
    assert report.stories >= 3


def test_the_app_passes_with_small_limits():
    late = PREPARED[-2:]
    report = quietly(lambda: SqliteBackend(SMALL), policy=SMALL, prepared=late, examples=3, steps=8)
    assert () == report.left_out


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("policy", [lg.CURRENT, SMALL, lg.FOLLOW_FIRST])
def test_the_app_passes_many_histories(policy, seed):
    quietly(lambda: SqliteBackend(policy), policy=policy, examples=40, steps=30, seed=seed)


def test_the_library_conforms_to_itself():
    quietly(Mirror, examples=2, steps=8, prepared=FEW)


def test_another_era_is_another_policy():
    """E1: nobody can be followed."""

    class Early(Mirror):
        policy = lg.CONNECT_ONLY

    quietly(Early, policy=lg.CONNECT_ONLY, examples=0, prepared=FEW)
    assert "E1" == failing(Mirror, policy=lg.CONNECT_ONLY, examples=0, prepared=FEW).rule


# -- what is compared, and what is not ----------------------------------------------------------


class Bare(Backend):
    """Nothing but what is required."""

    refusals = (lg.Refused,)
    reset, act = Mirror.reset, Mirror.act
    policy = lg.CURRENT


def test_the_report_names_what_a_backend_does_not_answer():
    report = quietly(Bare, examples=0, prepared=FEW)
    everything = tuple(row.topic for row in QUESTIONS)
    assert ((), everything) == (report.compared, report.skipped)
    assert ((), 0) == (report.unsupported, report.asked)


def test_posts_are_compared_only_where_they_can_be_published():
    class Sees(Bare):
        can_see, feed = Mirror.can_see, Mirror.feed

    assert () == quietly(Sees, examples=0, prepared=FEW).compared


def test_what_a_backend_lacks_is_never_done():
    done = set()

    class Plain(Mirror):
        unsupported = ("Expire", "Ignore", "note", "unfollow", "hibernated", "Block")

        def act(self, action):
            done.add(type(action).__name__)
            options = [option for option in OPTIONS if option in self.unsupported]
            assert not any(getattr(action, option, None) for option in options)
            assert "hibernated" not in dict(getattr(action, "changes", ()))
            super().act(action)

        def buttons(self, viewer, owner, at):
            primary, secondary, menu = super().buttons(viewer, owner, at)
            lost = {"IGNORE", "I_DONT_KNOW", "BLOCK"}
            return primary, None if secondary in lost else secondary, [*{*menu} - lost]

    class Sorted(Plain):
        def buttons(self, viewer, owner, at):
            primary, secondary, menu = super().buttons(viewer, owner, at)
            order = [each.name for each in lg.ProfileButton]
            return primary, secondary, sorted(menu, key=order.index)

    report = quietly(Sorted, examples=3, steps=8, prepared=PREPARED[:8])
    assert done
    assert done.isdisjoint(Plain.unsupported)
    assert tuple(sorted(Plain.unsupported)) == report.unsupported


def test_a_report_says_what_was_left_out():
    said = []
    report = conformance(Bare, examples=0, prepared=PREPARED[-2:], report_to=said.append)
    assert [str(report)] == said
    assert "histories left out: at the cap" in said[0].splitlines()
    assert "compared: refusals" in said[0].splitlines()


def test_by_default_the_report_is_printed(capsys):
    report = conformance(Bare, examples=0, prepared=FEW)
    assert f"{report}\n" == capsys.readouterr().out


def test_a_limit_that_a_policy_does_not_have_is_left_out():
    """L2: without a weekly limit no week is full; L6: nor does a figure beyond the cap show."""

    class Limited(Bare):
        pass

    Limited.policy = attrs.evolve(SMALL, weekly_invitations=None, connection_cap=1)
    report = quietly(Limited, policy=Limited.policy, examples=0)
    assert (
        "weeks and a change of clocks", "week full", "a week left behind", "many connections",
    ) == report.left_out  # fmt: skip


def test_the_same_seed_draws_the_same_histories():
    def report(seed):
        return quietly(Mirror, examples=3, steps=5, prepared=PREPARED[:1], seed=seed)

    assert report(1) == report(1)
    assert isinstance(report(2), Report)


# -- how it fails -------------------------------------------------------------------------------


def test_a_crash_is_a_failure_with_its_story():
    class Crashes(Mirror):
        def act(self, action):
            if isinstance(action, lg.Accept):
                raise ZeroDivisionError("by zero")
            super().act(action)

    failure = failing(Crashes, examples=0)
    assert ("ana accepts the invitation of bo.",) == failure.story
    assert ("A2", "The backend raises an exception.", "ZeroDivisionError: by zero") == (
        failure.rule,
        failure.difference,
        failure.got,
    )
    assert isinstance(failure.__cause__, ZeroDivisionError)


def test_a_question_that_crashes_is_a_failure():
    class Crashes(Mirror):
        def degree(self, *_):
            raise KeyError(7)

    failure = failing(Crashes, examples=0)
    assert ((), "D1", "degree") == (failure.story, failure.rule, failure.question)
    assert ("The backend raises an exception.", "you") == (failure.difference, failure.expected)


def test_a_reset_that_does_not_forget_is_a_failure():
    class Remembers(Mirror):
        def reset(self, members):
            super().reset({*members, "zoe"})

    failure = failing(Remembers, examples=0)
    assert ((), "A14", "members") == (failure.story, failure.rule, failure.question)
    assert "The backend shows zoe as a member." == failure.difference


def test_a_failure_that_does_not_come_back_is_still_one():
    class Flaky(Mirror):
        asked = 0

        def degree(self, viewer, member):
            self.asked += 1
            return 0 if self.asked == 40 else super().degree(viewer, member)

    failure = failing(Flaky, examples=0)
    assert ("degree", "you") == (failure.question, failure.got)


def test_a_story_is_about_one_failure_however_many_there_are():
    """Left out the wrong step, this backend would fail otherwise: it never refuses anything."""

    class Lax(Mirror):
        refusals = ()

        def act(self, action):
            if lg.check(self.graph, action) and not isinstance(action, lg.Unfollow):
                super().act(action)

    failure = failing(Lax, examples=0, prepared=[HISTORIES["follows alone"]])
    assert ("A2", "act") == (failure.rule, failure.question)
    random = failing(Lax, prepared=())
    assert random.question in {"act", "following"}


def test_refusals_are_false_or_an_exception_that_was_announced():
    class Refuses(Bare):
        refusals = ()

        def act(self, action):
            try:
                super().act(action)
            except lg.Refused:
                return False

    quietly(Refuses, examples=0, prepared=FEW)
    Refuses.act = Bare.act
    assert "Refused" in failing(Refuses, examples=0, prepared=FEW).got


def test_a_refusal_says_why():
    class Strict(Bare):
        refusals = (PermissionError,)

        def act(self, _):
            raise PermissionError("not today")

    failure = failing(Strict, examples=0, prepared=FEW)
    assert ("done", "refused (not today)") == (failure.expected, failure.got)


@pytest.mark.parametrize("odd", [None, 5, Mirror()])
def test_what_makes_no_adapter_is_refused(odd):
    for use in (conformance, machine):
        with pytest.raises(lg.InvalidInput) as caught:
            use(odd)
        expected = (
            "the class of an adapter, or a function that returns an adapter, as `make_backend`"
        )
        assert lg.InvalidInput(odd, expected) == caught.value


def test_lacking_what_nobody_knows_is_refused():
    class Typo(Bare):
        unsupported = ("Expires",)

    with pytest.raises(lg.InvalidInput) as caught:
        conformance(Typo)
    assert "Expires" == caught.value.value


def test_what_is_required_must_be_written():
    """Without `act` every step crashes."""

    class Nothing(Backend):
        def reset(self, members):
            pass

    assert "NotImplementedError: " == failing(Nothing, examples=0).got


def test_who_joined_is_compared_too():
    class Forgets(Mirror):
        def following(self, member):
            return () if member == "zoe" else super().following(member)

    def acts(_):
        yield lg.Join("zoe", at=START)
        yield lg.Follow("zoe", "ana", at=START)

    failure = failing(Forgets, examples=0, prepared=[Prepared("joining", "A14", acts)])
    assert ("zoe joins.", "zoe follows ana.") == failure.story
    assert "The backend does not show that zoe follows ana." == failure.difference


# -- the state machine --------------------------------------------------------------------------


def test_the_machine_runs_under_hypothesis_own_settings():
    kind = machine(Mirror, prepared=FEW)
    kind.TestCase.settings = settings(kind.TestCase.settings, max_examples=3, stateful_step_count=5)
    kind.TestCase("runTest").debug()


def test_the_machine_raises_the_same_failures():
    class Sticky(Mirror):
        def act(self, action):
            if not isinstance(action, lg.Unfollow):
                super().act(action)

    kind = machine(Sticky, prepared=FEW)
    kind.TestCase.settings = settings(max_examples=50, stateful_step_count=10, phases=PHASES)
    with pytest.raises(Nonconformance) as caught:
        kind.TestCase("runTest").debug()
    assert "A8" == caught.value.rule


def test_without_prepared_histories_chance_begins_with_nothing():
    quietly(Mirror, examples=2, steps=3, prepared=())


def test_without_hypothesis_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    spec = importlib.util.spec_from_file_location("kit", linkgraph.testing.__file__)
    with pytest.raises(ImportError, match=r"pip install 'linkgraph\[strategies\]'"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_times_are_whole_seconds_and_never_run_backwards():
    times = []

    class Clock(Bare):
        def reset(self, members):
            super().reset(members)
            times.append([START])

        def act(self, action):
            times[-1].append(action.at)
            super().act(action)

    quietly(Clock, examples=10, steps=10, prepared=FEW)
    for told in times:
        assert sorted(told) == told
        assert all(not at.microsecond and at.utcoffset() == timedelta(0) for at in told)
