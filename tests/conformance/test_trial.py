"""One backend under test: what is begun, what is counted, what is kept of a failure."""

from __future__ import annotations

import attrs
import pytest

import linkgraph as lg
from linkgraph.testing import PREPARED, SMALL, Prepared, Report, Step
from linkgraph.testing.prepared import CAST
from linkgraph.testing.stories import START
from linkgraph.testing.trial import Trial
from tests.conformance.mirror import Mirror
from tests.conformance.moments import acts

INVITES, ACCEPTS, FOLLOWS = acts("ana invites bo, bo accepts ana, ana follows bo")
STAGE = ("ana", "bo"), ()


def history(name, *actions, crowd=0):
    return Prepared(name, "why", lambda _: iter(actions), lambda _: crowd)


def trial(prepared=(), backend=Mirror, policy=lg.CURRENT):
    return Trial(backend, policy, prepared)


class Follower(Mirror):
    """Follows nobody, and answers two questions."""

    unsupported = ("note",)

    def following(self, _):
        return ()


def test_a_history_is_prepared_for_its_stage():
    noted = attrs.evolve(INVITES, note="Hi")
    rows = [history("a", noted, FOLLOWS, crowd=2), history("b", noted), history("c", crowd=1_001),
            history("d", crowd=1_000), history("e", crowd=None)]  # fmt: skip
    begun = trial(rows, Follower)
    assert [
        ("a", (("ana", "bo", "cy"), ("m1", "m2")), (Step.of(noted), Step.of(FOLLOWS))),
        ("b", (("ana", "bo", "cy"), ()), (Step.of(noted),)),
    ] == begun.prepared[:2]
    name, (_, crowd), _ = begun.prepared[2]
    assert ("d", 1_000, ["c", "e"]) == (name, len(crowd), begun.left_out)


def test_chance_begins_with_nothing_or_where_it_is_quick_to_get_to():
    """Not where a history has no step, nor behind a crowd of twenty."""
    rows = [history("none"), history("a", FOLLOWS, crowd=19), history("b", FOLLOWS, crowd=20)]
    begun = trial(rows)
    assert [begun.prepared[1][1:]] == begun.beginnings
    today, small = trial(PREPARED), trial(PREPARED, policy=SMALL)
    assert (33, 38) == (len(today.beginnings), len(small.beginnings))
    assert {
        "weeks and a change of clocks", "week full", "a week left behind", "more than a page",
        "many connections",
    } == {
        name for name, *beginning in today.prepared
        if beginning[1] and tuple(beginning) not in today.beginnings
    }  # fmt: skip
    assert CAST[:2] == today.prepared[0][1][0]


def test_what_was_done_is_counted_and_reported():
    begun = trial([history("a", FOLLOWS), history("b", crowd=None)], Follower)
    assert Report(
        begun.report().compared, (), ("note",), ("a",), ("b",), 0, 0, 0,
    ) == begun.report()  # fmt: skip
    assert ("members", "connections") == begun.report().compared[:2]
    correct = trial([history("a", FOLLOWS)])
    once = correct.attempt(STAGE, [Step.of(FOLLOWS), Step((INVITES, ACCEPTS), "they connect")])
    assert once is None
    asked = correct.asked
    assert (0, 3) == (correct.stories, correct.actions)
    assert asked > 100
    correct.attempt(STAGE, [])
    assert (3, asked // 3) == (correct.actions, correct.asked - asked)
    correct.stories = 7
    report = correct.report()
    assert (7, 3, correct.asked) == (report.stories, report.actions, report.asked)
    assert ((), ("a",), ()) == (report.skipped, report.prepared, report.left_out)


def test_a_report_reads_in_five_lines():
    report = Report(
        ("degrees",), ("buttons", "counts"), (), ("a", "b"), ("c",), 1_234, 5_678, 9_999
    )
    assert [
        "2 prepared and 1,234 random histories, 5,678 actions, 9,999 questions",
        "compared: refusals, degrees",
        "not compared: buttons, counts",
        "never done: nothing",
        "histories left out: c",
    ] == str(report).splitlines()


def test_a_failure_is_kept_and_all_later_stories_are_about_it():
    begun = trial((), Follower)
    steps = [Step.of(INVITES), Step.of(ACCEPTS)]
    found = begun.attempt(STAGE, steps)
    assert ("following", ("ana",)) == (found.question, found.asked)
    assert (found, STAGE, steps[:1]) == begun.failure
    assert "following" == begun.focus
    assert trial().focus is None


def test_the_shortest_story_is_the_one_that_is_told():
    begun = trial((), Follower)
    begun.attempt(STAGE, [Step.of(each) for each in (ACCEPTS, *acts("bo follows ana"), INVITES)])
    found = begun.shortest()
    assert (("bo follows ana.",), True) == (found.story, found.steady)
    assert trial().shortest() is None


def test_a_failure_that_does_not_come_back_is_told_as_it_was_found():
    class Once(Mirror):
        done = 0

        def following(self, member):
            Once.done += 1
            return () if Once.done == 3 else super().following(member)

    begun = trial((), Once)
    found = begun.attempt(STAGE, [Step.of(FOLLOWS), Step.of(INVITES)])
    assert found.steady
    assert found is begun.shortest()
    assert not found.steady


def failing_at(*times):
    """A backend that answers wrongly when it is asked for the first, the third … time."""

    class Sometimes(Mirror):
        asked = 0
        lies = times

        def members(self):
            Sometimes.asked += 1
            return ["zoe"] if Sometimes.asked in self.lies else super().members()

    return Sometimes


@pytest.mark.parametrize(
    ("times", "steady"),
    [((1, 2, 3), True), ((1, 2), False), ((1,), False), ((1, 3), False), (range(99), True)],
)
def test_the_shortest_story_is_done_once_more(times, steady):
    """A backend that is not deterministic can fail twice, and not a third time."""
    begun = trial((), failing_at(*times))
    begun.attempt(STAGE, [])
    assert steady is begun.shortest().steady


def test_a_failure_is_the_same_if_it_is_told_the_same():
    """Two errors of one kind are, whatever they say; two answers are not."""

    class Crashes(Mirror):
        def members(self):
            raise KeyError(object())

    begun = trial((), Crashes)
    begun.attempt(STAGE, [])
    assert begun.shortest().steady

    class Wanders(Mirror):
        asked = 0

        def members(self):
            Wanders.asked += 1
            return [f"m{Wanders.asked}"]

    other = trial((), Wanders)
    other.attempt(STAGE, [])
    assert not other.shortest().steady


def test_what_was_unsteady_before_stays_so():
    begun = trial((), Follower)
    begun.steady = False
    begun.attempt(STAGE, [Step.of(FOLLOWS)])
    assert not begun.shortest().steady


def test_a_story_that_names_nobody_known_is_no_failure():
    """Who joined in a step that was left out; nor is one that fails elsewhere."""
    begun = trial()
    step = Step.of(lg.Follow("zoe", "ana", at=START))
    assert begun.attempt(STAGE, [step]) is None
    assert (None, 1) == (begun.failure, begun.actions)

    class Two(Follower):
        def blocked_by(self, member):
            return {*self.graph} - {member}

    other = trial((), Two)
    assert "blocked_by" == other.attempt(STAGE, []).question
    assert other.attempt(STAGE, [Step.of(FOLLOWS)]).question == "blocked_by"

    class Late(Follower):
        def act(self, action):
            super().act(action)
            return not isinstance(action, lg.Follow)

    late = trial((), Late)
    assert "following" == late.attempt(STAGE, [Step.of(INVITES)]).question
    assert late.attempt(STAGE, [Step.of(FOLLOWS)]) is None


@pytest.mark.parametrize(
    ("prepared", "odd", "expected", "row"),
    [
        (None, None, "a collection of `Prepared` as `prepared`", None),
        ("ab", "ab", "a collection of `Prepared` as `prepared`", None),
        ([history("a"), "b"], "b", "a `Prepared` in `prepared`", 1),
    ],
)
def test_what_are_no_prepared_histories_is_refused(prepared, odd, expected, row):
    with pytest.raises(lg.InvalidInput) as caught:
        trial(prepared)
    remedy = "use a list" if row is None else ""
    assert lg.InvalidInput(odd, expected, remedy, row) == caught.value


def test_what_is_no_policy_or_no_adapter_is_refused():
    with pytest.raises(lg.InvalidInput) as caught:
        trial(policy="today")
    assert "today" == caught.value.value
    for odd in (None, Mirror()):
        with pytest.raises(lg.InvalidInput) as caught:
            trial(backend=odd)
        expected = (
            "the class of an adapter, or a function that returns an adapter, as `make_backend`"
        )
        assert lg.InvalidInput(odd, expected) == caught.value
    with pytest.raises(lg.InvalidInput) as caught:
        trial(backend=dict)
    assert (
        lg.InvalidInput({}, "an adapter from `make_backend`", "derive it from `Backend`")
        == caught.value
    )
