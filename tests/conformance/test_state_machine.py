"""The state machine: where a random history begins, what is drawn, what is noted."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest
from hypothesis import Phase, settings, stateful
from hypothesis import strategies as st
from hypothesis.errors import Flaky, UnsatisfiedAssumption
from hypothesis.stateful import run_state_machine_as_test

import linkgraph as lg
from linkgraph.strategies import actions, moments
from linkgraph.testing import PHASES, PREPARED, SMALL, Nonconformance, Prepared, Step, machine
from linkgraph.testing.conformance_kit import between, machine_of
from linkgraph.testing.stories import START
from linkgraph.testing.trial import Trial
from tests.conformance.mirror import Mirror
from tests.conformance.moments import acts

INVITES, ACCEPTS, FOLLOWS = acts("ana invites bo, bo accepts ana, ana follows bo")
LATER = START + timedelta(days=1)


class Script:
    """Draws what it is told to: values, or what a function makes of the strategy."""

    def __init__(self, *values):
        self.values, self.asked = [*values], []

    def draw(self, strategy):
        self.asked.append(repr(strategy))
        value = self.values.pop(0)
        return value(strategy) if callable(value) else value


class Small(Mirror):
    policy = SMALL


def history(*steps, crowd=0):
    return Prepared("prepared", "why", lambda _: iter(steps), lambda _: crowd)


def begun(*steps, place=0, backend=Small):
    """A machine whose story has begun: with a prepared history, or with two members."""
    trial = Trial(backend, SMALL, [history(*steps, crowd=1)] if steps else ())
    story = machine_of(trial)()
    story.begin(Script(1) if steps else Script(place, 2))
    return story


# -- the beginning ------------------------------------------------------------------------------


def test_a_history_begins_with_a_prepared_one():
    trial = Trial(Small, SMALL, [history(INVITES, FOLLOWS), history(ACCEPTS), history(FOLLOWS)])
    story, data = machine_of(trial)(), Script(3)
    story.begin(data)
    assert [repr(st.integers(0, 3))] == data.asked
    assert (("ana", "bo", "cy"), ()) == story.run.stage
    assert [Step.of(FOLLOWS)] == story.run.steps
    assert story.run.now.graph.is_following("ana", "bo")


@pytest.mark.parametrize(("number", "cast"), [(2, "ana bo"), (3, "ana bo cy"), (4, "ana bo cy di")])
def test_or_with_a_few_members_and_nothing_between_them(number, cast):
    trial = Trial(Small, SMALL, [history(FOLLOWS)])
    story, data = machine_of(trial)(), Script(0, number)
    story.begin(data)
    assert [repr(st.integers(0, 1)), repr(st.integers(2, 4))] == data.asked
    assert (tuple(cast.split()), ()) == story.run.stage
    assert lg.LinkGraph.from_edges(members=cast.split()) == story.run.now.graph
    assert ([], SMALL) == (story.run.steps, story.run.now.policy)


# -- what is drawn ------------------------------------------------------------------------------


def test_all_that_two_can_do_to_each_other():
    def way(*pair):
        return [
            lg.Invite(*pair, at=LATER), lg.Accept(*pair, at=LATER), lg.Ignore(*pair, at=LATER),
            lg.Withdraw(*pair, at=LATER), lg.Follow(*pair, at=LATER), lg.Unfollow(*pair, at=LATER),
            lg.RemoveFollower(*pair, at=LATER), lg.Disconnect(*pair, at=LATER),
            lg.Block(*pair, at=LATER), lg.Unblock(*pair, at=LATER),
            lg.Ignore(*pair, at=LATER, unknown=True), lg.Withdraw(*pair, at=LATER, unfollow=True),
        ]  # fmt: skip

    assert [*way("ana", "bo"), *way("bo", "ana")] == [*between(("ana", "bo"), LATER)]


def test_three_times_in_four_it_is_now_else_when_something_starts_or_stops_to_count():
    story = begun(attrs.evolve(INVITES, at=LATER))
    for lot in (0, 1, 2):
        assert story.time(Script(lot)) == LATER
    data = Script(3, LATER.replace(microsecond=7))
    assert story.time(data) == LATER
    drawn = moments(story.run.now.graph, policy=SMALL, since=LATER)
    assert [repr(st.integers(0, 3)), repr(drawn)] == data.asked


def test_anybody_does_whatever_could_be_tried():
    story, data = begun(INVITES), Script(0, ACCEPTS)
    drawn = actions(story.run.now.graph, policy=SMALL, at=START)
    story.anybody_acts(data)
    assert [repr(st.integers(0, 3)), repr(drawn)] == data.asked
    assert [Step.of(INVITES), Step.of(ACCEPTS)] == story.run.steps


def test_the_two_of_the_story_go_on_with_what_is_allowed():
    story, options = begun(INVITES), []
    data = Script(2, 0, lambda found: (options.extend(found.elements), ACCEPTS)[1])
    story.two_go_on(data)
    assert [
        *acts("ana withdraws bo, ana unfollows bo, ana blocks bo"),
        lg.Withdraw("ana", "bo", at=START, unfollow=True),
        *acts("bo accepts ana, bo ignores ana, bo follows ana"),
        lg.RemoveFollower("bo", "ana", at=START), *acts("bo blocks ana"),
        lg.Ignore("bo", "ana", at=START, unknown=True),
    ] == options  # fmt: skip
    assert [Step.of(INVITES), Step.of(ACCEPTS)] == story.run.steps


def test_one_of_the_two_is_refused_what_a_lax_backend_lets_through():
    """Of all that is refused, an invitation, a follow and a block alone."""
    story, options = begun(INVITES), []
    refused = Script(0, lambda found: options.extend(found.elements) or options[0])
    story.one_of_them_is_refused(refused)
    assert [*acts("ana invites bo, ana follows bo, bo invites ana")] == options
    assert ([False, True], 2) == (story.run.refused, len(story.run.steps))


def test_across_a_block_all_three_are_refused():
    story, options = begun(*acts("ana blocks bo")), []
    refused = Script(0, lambda found: options.extend(found.elements) or options[0])
    story.one_of_them_is_refused(refused)
    ways = "ana invites bo, ana follows bo, ana blocks bo"
    assert [*acts(f"{ways}, bo invites ana, bo follows ana, bo blocks ana")] == options


def third(*steps, chosen):
    """What a third may be asked by, or asked, and the story after one of it was chosen."""
    story, options = begun(*steps), []
    data = Script(3, lambda found: (options.extend(found.elements), *acts(chosen))[1])
    story.two_go_on(data)
    assert repr(st.integers(0, 3)) == data.asked[0]
    return options, story


def test_once_in_four_times_a_third_connects_with_one_of_the_two():
    options, story = third(FOLLOWS, chosen="bo invites cy")
    assert [*acts("ana invites cy, bo invites cy")] == options
    assert [Step.of(each) for each in acts("bo invites cy, cy accepts bo")] == story.run.steps[1:]
    assert story.run.now.graph.is_connected("bo", "cy")
    assert ("cy", "bo") == story.run.now.pair


def test_a_third_is_asked_by_whom_the_rules_allow():
    """Not by one whom they have blocked; where nobody may ask them, nothing is done."""
    story = machine_of(Trial(Small, SMALL, ()))()
    story.begin(Script(0, 3))
    for action in (*acts("cy blocks ana"), FOLLOWS):
        story.run.take(Step.of(action))
    options = []
    story.a_third_connects(Script(lambda found: options.extend(found.elements) or options[0]))
    assert [*acts("bo invites cy")] == options
    assert story.run.now.graph.is_connected("bo", "cy")
    for action in (*acts("cy blocks bo"), *acts("ana unfollows bo")):
        story.run.take(Step.of(action))
    story.a_third_connects(Script())
    assert 6 == len(story.run.steps)


def test_without_a_third_nobody_is_asked():
    story = begun()
    story.a_third_connects(Script())
    assert [] == story.run.steps


def test_a_third_connects_now():
    later = attrs.evolve(FOLLOWS, at=LATER)
    story = begun(later)
    story.a_third_connects(Script(lambda found: found.elements[0]))
    assert [LATER] * 3 == [step.at for step in story.run.steps]


def test_where_nothing_can_be_refused_nothing_is_drawn():
    story, data = begun(), Script(0)
    story.one_of_them_is_refused(data)
    assert ([], 1) == (story.run.steps, len(data.asked))


def test_what_the_backend_lacks_is_not_done():
    class Lacks(Small):
        unsupported = ("Block",)

    story = begun(backend=Lacks)
    story.run.take(Step.of(*acts("ana blocks bo")))
    assert [] == story.run.steps
    story.run.take(Step.of(FOLLOWS))
    assert [Step.of(FOLLOWS)] == story.run.steps


# -- what is noted ------------------------------------------------------------------------------


class Sticky(Small):
    """Never stops following."""

    def act(self, action):
        if not isinstance(action, lg.Unfollow):
            super().act(action)


def test_a_failure_is_noted_with_its_stage_and_all_steps():
    story = begun(FOLLOWS, backend=Sticky)
    (unfollows,) = acts("ana unfollows bo")
    with pytest.raises(Nonconformance) as caught:
        story.run.take(Step.of(unfollows))
    expected = caught.value, story.run.stage, [Step.of(FOLLOWS), Step.of(unfollows)]
    assert expected == story.trial.failure


def test_a_failure_at_the_very_beginning_is_noted_too():
    class Remembers(Small):
        def reset(self, members):
            super().reset((*members, "zoe"))

    trial = Trial(Remembers, SMALL, ())
    with pytest.raises(Nonconformance) as caught:
        machine_of(trial)().begin(Script(0, 2))
    assert (caught.value, (("ana", "bo"), ()), []) == trial.failure


def test_a_story_that_fails_elsewhere_is_rejected():
    """Hypothesis draws another one, as after `reject`: this trial is about follows."""
    story = begun(FOLLOWS, backend=Sticky)
    with pytest.raises(Nonconformance):
        story.run.take(Step.of(*acts("ana unfollows bo")))
    again = machine_of(story.trial)()
    again.begin(Script(1))
    story.trial.backend.refusals = ()  # now a refusal is a crash
    with pytest.raises(UnsatisfiedAssumption):
        again.run.take(Step.of(FOLLOWS))


def test_stories_are_counted_when_they_begin():
    story = begun(INVITES, ACCEPTS)
    assert (1, 2) == (story.trial.stories, story.trial.actions)
    assert story.trial.asked > 0
    machine_of(story.trial)()  # one that did not begin
    assert 1 == story.trial.stories
    machine_of(story.trial)().begin(Script(1))
    assert (2, 4) == (story.trial.stories, story.trial.actions)


def test_hypothesis_runs_the_machine():
    kind = machine_of(Trial(Small, SMALL, ()))
    chosen = settings(max_examples=2, stateful_step_count=2, database=None, phases=PHASES)
    run_state_machine_as_test(kind, settings=chosen)
    assert kind.trial.stories > 0


# -- the machine as a Hypothesis user gets it ---------------------------------------------------


def test_the_phases_are_all_but_the_one_that_explains():
    assert (
        Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink,
    ) == PHASES  # fmt: skip


def test_each_run_of_the_machine_starts_without_a_failure():
    kind = machine(Small, policy=SMALL, prepared=[history(FOLLOWS)])
    trial = kind.trial
    assert ("Conformance", SMALL, 1) == (kind.__name__, trial.policy, len(trial.prepared))
    assert PHASES == kind.TestCase.settings.phases
    kind.TestCase.settings = settings(max_examples=1, stateful_step_count=1, database=None)
    case = kind.TestCase("runTest")
    trial.failure = "an old one"
    case.debug()
    assert trial.failure is None
    assert ("TestCase", machine_of(trial).__doc__) == (type(case).__name__, kind.__doc__)
    assert len(machine(Mirror).trial.prepared) == len(PREPARED) - 1
    assert machine(Mirror).trial.policy is lg.CURRENT
    assert kind.__doc__


def raised(case):
    with pytest.raises((Nonconformance, Flaky)) as caught:
        case("runTest").debug()
    return caught.value


@pytest.fixture
def case(monkeypatch):
    """A machine's test case, and a list of what its run does in Hypothesis' place."""
    does = []
    monkeypatch.setattr(stateful, "run_state_machine_as_test", lambda kind, **_: does[0](kind))
    return machine(Sticky, policy=SMALL, prepared=()).TestCase, does


BACK, UNFOLLOWS = acts("bo follows ana, ana unfollows bo")


def play(*actions):
    def run(kind):
        story = kind()
        story.begin(Script(0, 2))
        for action in actions:
            story.run.take(Step.of(action))

    return run


def test_the_test_case_raises_the_shortest_story_from_what_hypothesis_found(case):
    kind, does = case
    does.append(play(FOLLOWS, BACK, UNFOLLOWS))
    found = raised(kind)
    assert (FOLLOWS, UNFOLLOWS) == found.actions
    assert (FOLLOWS, BACK, UNFOLLOWS) == found.__cause__.actions
    assert found.steady
    assert kind.runTest.is_hypothesis_test


def test_a_story_that_is_as_short_as_can_be_is_raised_as_it_is(case):
    kind, does = case
    does.append(play(FOLLOWS, UNFOLLOWS))
    found = raised(kind)
    assert (FOLLOWS, UNFOLLOWS) == found.actions
    assert found.__cause__ is None


def test_what_hypothesis_finds_flaky_is_told_as_a_story_where_there_is_one(case):
    kind, does = case
    flaky = Flaky("not again")

    def finds(kind):
        with pytest.raises(Nonconformance):
            play(FOLLOWS, UNFOLLOWS)(kind)
        raise flaky

    def fails(_):
        raise flaky

    does.append(finds)
    found = raised(kind)
    assert ((FOLLOWS, UNFOLLOWS), False) == (found.actions, found.steady)
    assert flaky is found.__cause__
    does[0] = fails
    assert flaky is raised(kind)
    does[0] = play(FOLLOWS, BACK, UNFOLLOWS)
    assert raised(kind).steady
