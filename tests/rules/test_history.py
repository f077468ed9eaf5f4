"""H1, H2, E7: histories, their replay, and any moment of them."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import datetime, timedelta
from itertools import combinations
from math import log2
from threading import Barrier
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.rules import history as history_module
from tests.rules.drawing import DAY, ERAS, FIRST, HOUR, LAST, POLICIES, SOME, STEPS, T0, TICK, of

TRIO = of("ana", "bo", "cy")
INVITE = lg.Invite("ana", "bo", at=T0)
ACCEPT = lg.Accept("bo", "ana", at=T0 + DAY)
AGAIN = lg.Accept("bo", "ana", at=T0 + 2 * DAY)  # refused: nothing is pending any more
FOLLOW = lg.Follow("cy", "ana", at=T0 + 3 * DAY)


def back_and_forth(number: int) -> lg.History[str]:
    """Make a history in which ana follows and unfollows bo, an action every hour."""
    kinds = [lg.Follow, lg.Unfollow]
    return lg.History(
        [kinds[place % 2]("ana", "bo", at=T0 + place * HOUR) for place in range(number)], start=TRIO
    )


@st.composite
def histories(draw: st.DrawFn) -> lg.History[str]:
    """Draw steps that the rules may refuse; several may happen at the same time."""
    at, actions = T0, []
    for step in draw(st.lists(STEPS, max_size=14)):
        at += step.gap
        # Join and Leave change which members later actions may name; they have their own test.
        acts = (act for act in step.acts(TRIO, at) if not isinstance(act, lg.Join | lg.Leave))
        actions.append(next(acts))
    return lg.History(actions, start=TRIO)


def plainly(
    history: lg.History[str], policy: lg.Policy = lg.CURRENT, until: datetime = LAST
) -> lg.LinkGraph[str]:
    """Apply the allowed actions one after the other, as the rule book says."""
    graph = history.start
    for action in history:
        if action.at <= until and lg.check(graph, action, policy):
            graph = lg.apply(graph, action, policy)
    return graph


# -- laws ---------------------------------------------------------------------------------------


@given(histories(), POLICIES)
def test_a_replay_applies_every_allowed_action_in_order(history, policy):
    """H1: refused actions are left out."""
    assert plainly(history, policy) == lg.replay(history, policy, refused="skip")


@given(histories(), POLICIES)
def test_the_first_refused_action_stops_a_replay(history, policy):
    """H1: the error names the action, its verdict and its position; nothing else is raised."""
    graph, refusal = history.start, None
    for place, action in enumerate(history):
        verdict = lg.check(graph, action, policy)
        if not verdict:
            refusal = lg.Refused(action, verdict, place)
            break
        graph = lg.apply(graph, action, policy)
    if refusal is None:
        assert graph == lg.replay(history, policy)
    else:
        for _ in range(2):  # the snapshots of the first replay change nothing
            with pytest.raises(lg.Refused) as caught:
                lg.replay(history, policy)
            assert refusal == caught.value


@given(histories(), POLICIES)
def test_any_moment_is_the_replay_of_the_actions_before(history, policy):
    """H1: actions at exactly that moment are included."""
    times = [action.at for action in history]
    for at in [FIRST, LAST, *times, *(time - TICK for time in times)]:
        prefix = lg.History((a for a in history if a.at <= at), start=history.start)
        expected = lg.replay(prefix, policy, refused="skip")
        assert expected == lg.as_of(history, at, policy, refused="skip")


@SOME
@given(histories(), POLICIES, st.randoms(use_true_random=False))
def test_questions_under_several_policies_do_not_mix(history, policy, random):
    """H1, E7: with refusals skipped and raised, in any order, on one history."""

    def answer(past, at, rules, refused):
        try:
            return lg.as_of(past, at, rules, refused=refused)
        except lg.Refused as error:
            return error

    questions = [
        (action.at + shift, rules, refused)
        for action in history
        for shift in (0 * TICK, -TICK)
        for rules in (policy, lg.CURRENT)
        for refused in ("raise", "skip")
    ]
    random.shuffle(questions)
    for question in questions:
        assert answer(attrs.evolve(history), *question) == answer(history, *question)


@given(st.integers(0, 200), st.lists(st.integers(-1, 200), max_size=8))
def test_questions_about_a_long_history_agree_in_any_order(number, places):
    """H1: the snapshots of earlier questions change nothing."""
    history = back_and_forth(number)
    for place in places:
        moment = T0 + place * HOUR
        assert plainly(history, until=moment) == lg.as_of(history, moment)
    assert plainly(history) == lg.replay(history)


@SOME
@given(histories(), POLICIES)
def test_replays_are_deterministic(history, policy):
    """H2: again, on an equal history, and on one that was pickled."""
    graph = lg.replay(history, policy, refused="skip")
    for same in (history, attrs.evolve(history), pickle.loads(pickle.dumps(history))):
        assert graph == lg.replay(same, policy, refused="skip")


@SOME
@given(histories())
def test_one_history_under_any_two_eras_is_compared_by_a_diff(history):
    """E7, H3: a diff of two eras leads from the one to the other."""
    graphs = [lg.replay(history, era, refused="skip") for era in ERAS.values()]
    assert [plainly(history, era) for era in ERAS.values()] == graphs
    for before, after in combinations(graphs, 2):
        assert after == lg.diff(before, after).apply(before)


@given(histories())
def test_histories_are_values(history):
    """H1: equal actions and start make an equal history, whatever was replayed."""
    fresh = attrs.evolve(history)
    lg.replay(history, refused="skip")
    assert pickle.dumps(fresh) == pickle.dumps(history)
    for same in (fresh, pickle.loads(pickle.dumps(history)), deepcopy(history)):
        assert history == same
        assert (hash(history), repr(history)) == (hash(same), repr(same))
    assert history != lg.History(history.actions)
    assert history != lg.History([*history, lg.Join("dee", at=LAST)], start=history.start)
    assert len(history) == len(list(history)) == len(history.actions)
    assert tuple(history) == history.actions


STORY = [
    lg.Join("dee", at=T0),
    lg.UpdateProfile("dee", at=T0, groups={"chess", "go", 7, "art"}, influencer=True),
    lg.Follow("bo", "dee", at=T0),
    lg.Follow("bo", "cy", at=T0),
    lg.Invite("ana", "cy", at=T0, note="Shall we?"),
    lg.Invite("dee", "bo", at=T0),
    lg.Ignore("cy", "ana", at=T0 + DAY, unknown=True),
    lg.Accept("bo", "dee", at=T0 + DAY),
    lg.Block("cy", "dee", at=T0 + DAY),
    lg.Unblock("cy", "dee", at=T0 + DAY),
    lg.Leave("bo", at=T0 + 2 * DAY),
    lg.Invite("dee", "ana", at=T0 + 2 * DAY),
]
PRINT_STORY = """
import linkgraph as lg
from tests.rules.test_history import ERAS, STORY, TRIO
for era in ERAS.values():
    end = lg.replay(lg.History(STORY, start=TRIO), era, refused="skip")
    print(list(end), end, lg.diff(lg.LinkGraph(), end), lg.diff(TRIO, end))
"""


def test_replays_are_the_same_whatever_the_hash_seed():
    """H2: facts and their order, in every era."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PRINT_STORY],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert 1 == len(outputs)
    assert len(ERAS) == outputs.pop().count(b"['ana', 'cy', 'dee'] LinkGraph(3 members")


# -- snapshots -----------------------------------------------------------------------------------


def test_snapshots_do_not_belong_to_the_value():
    """H1: a replayed history equals one that was not."""
    replayed, fresh = back_and_forth(200), back_and_forth(200)
    lg.replay(replayed)
    assert replayed._snapshots
    assert (fresh, hash(fresh)) == (replayed, hash(replayed))
    assert pickle.dumps(fresh) == pickle.dumps(replayed)


def test_the_start_goes_by_name():
    """H1."""
    with pytest.raises(TypeError):
        lg.History([], lg.LinkGraph())


class Applied:
    """A history of so many actions, and how many of them a question applies."""

    def __init__(self, number: int, patch: pytest.MonkeyPatch) -> None:
        self.history = back_and_forth(number)
        self.calls: list[lg.Action[str]] = []

        def counted(*args: Any) -> lg.LinkGraph[str]:
            self.calls.append(args[1])
            return lg.apply(*args)

        patch.setattr(history_module, "apply", counted)

    def asking(self, place: int, policy: lg.Policy = lg.CURRENT) -> int:
        """Return how many actions the question about the graph after `place` of them applies."""
        self.calls.clear()
        lg.as_of(self.history, T0 + (place - 1) * HOUR, policy)
        assert list(self.history.actions[place - len(self.calls) : place]) == self.calls
        return len(self.calls)

    def kept(self) -> list[int]:
        """Return after how many actions the graphs are kept that were asked about last."""
        return sorted([0, *[*self.history._snapshots.values()][-1]])


@given(
    number=st.integers(1, 300),
    places=st.lists(st.floats(0, 1), min_size=1, max_size=12),
    replays=st.booleans(),
)
def test_a_history_keeps_few_graphs_spaced_by_doubling(
    number: int, places: list[float], replays: bool
) -> None:
    """H1: at most 2 log2(N); a question applies no more than the distance between two."""
    with pytest.MonkeyPatch.context() as patch:
        applied = Applied(number, patch)
        if replays:
            assert applied.asking(number) == number
        for place in [round(share * number) for share in places]:
            before = applied.kept() if applied.history._snapshots else [0]
            nearest = max(kept for kept in before if kept <= place)
            assert applied.asking(place) == place - nearest
            assert applied.asking(place) == 0
            after = applied.kept()
            assert len(after) - 1 <= max(2 * log2(number), 1)
            assert place in after
            assert all(after[0] <= kept <= number for kept in after)
        end = applied.asking(number)
        assert end <= number
        assert applied.asking(number) == 0


@pytest.mark.parametrize("number", [100, 1000])
@pytest.mark.parametrize("step", [1, -1], ids=["forwards", "backwards"])
def test_asking_about_every_moment_applies_few_actions(
    number: int, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H1: O(N log N) together, in either direction of time."""
    applied = Applied(number, monkeypatch)
    lg.replay(applied.history)
    counts = [applied.asking(place) for place in range(1, number + 1)[::step]]
    assert sum(counts) <= number * log2(number)


def test_each_of_the_last_policies_has_its_own_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """H1, E6: those of earlier policies are not kept."""
    applied = Applied(20, monkeypatch)
    policies = [lg.Policy(connection_cap=cap) for cap in range(100, 109)]
    assert [20] * 9 == [applied.asking(20, policy) for policy in policies]
    assert [0] * 8 == [applied.asking(20, policy) for policy in policies[1:]]
    assert 20 == applied.asking(20, policies[0])
    assert 8 == len(applied.history._snapshots)


def test_a_refused_replay_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """H1: the action that was refused is the only one that is tried again."""
    applied = Applied(50, monkeypatch)
    again = lg.Unfollow("ana", "bo", at=LAST)
    applied.history = lg.History([*applied.history, again], start=TRIO)
    for expected in (51, 1):
        applied.calls.clear()
        with pytest.raises(lg.Refused):
            lg.replay(applied.history)
        assert expected == len(applied.calls)


def test_snapshots_go_when_their_history_goes() -> None:
    """H1: nothing else holds on to them."""
    history = back_and_forth(100)
    lg.replay(history)
    (snapshots,) = history._snapshots.values()
    graphs = [weakref.ref(graph) for graph in snapshots.values()]
    last = weakref.ref(history)
    assert all(graph() is not None for graph in graphs)
    del history, snapshots
    gc.collect()
    assert last() is None
    assert all(graph() is None for graph in graphs)


def test_ten_threads_may_ask_about_one_history():
    """H1: each gets the answer that it would get alone."""
    history = back_and_forth(400)
    places = [399, 0, 63, 64, 65, 127, 128, 200, 320, 390]
    expected = [lg.as_of(back_and_forth(400), T0 + place * HOUR) for place in places]
    together = Barrier(len(places))

    def ask(place: int) -> lg.LinkGraph[str]:
        together.wait()
        return lg.as_of(history, T0 + place * HOUR)

    with ThreadPoolExecutor(len(places)) as pool:
        for _ in range(3):
            assert expected == list(pool.map(ask, places))


# -- examples -----------------------------------------------------------------------------------


def test_a_refused_action_names_its_position():
    """H1: by default a replay stops there."""
    history = lg.History([INVITE, ACCEPT, AGAIN, FOLLOW], start=TRIO)
    with pytest.raises(lg.Refused) as caught:
        lg.replay(history)
    refused = lg.Verdict(False, (lg.Reason("A2", lg.Code.NOT_PENDING),))
    assert lg.Refused(AGAIN, refused, 2) == caught.value
    connected = of("ana", "bo", "cy", connections="ana-bo")
    with_fan = connected.follow("cy", "ana")
    skipped = lg.replay(history, refused="skip")
    assert (set(with_fan), True) == (set(skipped), skipped.is_following("cy", "ana"))
    assert skipped.is_connected("ana", "bo")
    before = lg.as_of(history, ACCEPT.at)
    assert before.is_connected("ana", "bo")
    assert not before.is_following("cy", "ana")


def test_a_refusal_beyond_a_snapshot_names_its_place_in_the_history():
    """H1: the position counts from the first action, not from the snapshot."""
    long = back_and_forth(130)
    again = lg.Unfollow("ana", "bo", at=LAST)
    history = lg.History([*long, again], start=TRIO)
    for _ in range(2):
        with pytest.raises(lg.Refused) as caught:
            lg.replay(history)
        assert (again, 130) == (caught.value.action, caught.value.position)
    assert lg.replay(long) == lg.replay(history, refused="skip")


def test_naming_an_unknown_member_is_an_error_and_not_a_refusal():
    """F6: with refusals raised, and with refusals skipped."""
    history = lg.History([lg.Leave("bo", at=T0), lg.Follow("ana", "bo", at=T0)], start=TRIO)
    for refused in ("raise", "skip"):
        with pytest.raises(lg.UnknownMember) as caught:
            lg.replay(history, refused=refused)
        assert lg.UnknownMember("bo") == caught.value


def test_members_come_and_go():
    """H1, A14: a history starts without members by default."""
    history = lg.History([lg.Join("ana", at=T0), lg.Leave("ana", at=T0 + DAY)])
    counts = [len(lg.as_of(history, T0 + shift)) for shift in (-TICK, 0 * TICK, DAY - TICK, DAY)]
    assert [0, 1, 1, 0] == counts


def test_eras_differ_by_what_follows():
    """E1 to E5, E7: one invitation and its acceptance, era by era."""
    history = lg.History([INVITE, ACCEPT, FOLLOW], start=TRIO)
    follows = {
        rule: [
            (one, other)
            for one in graph
            for other in graph
            if one != other and graph.is_following(one, other)
        ]
        for rule, era in ERAS.items()
        for graph in [lg.replay(history, era, refused="skip")]
    }
    everyone = [("ana", "bo"), ("bo", "ana"), ("cy", "ana")]
    expected = {"E1": [], "E2": [], "E3": everyone, "E4": everyone, "E5": everyone}
    assert expected == follows


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([], "History(0 actions)"),
        ([INVITE], "History(1 action, 2026-03-02 to 2026-03-02)"),
        ([INVITE, ACCEPT], "History(2 actions, 2026-03-02 to 2026-03-03)"),
        ([lg.Expire(at=T0)] * 1234, "History(1,234 actions, 2026-03-02 to 2026-03-02)"),
    ],
)
def test_a_history_shows_how_many_actions_from_when_to_when(actions, expected):
    """H1."""
    assert expected == repr(lg.History(actions))


# -- bad input ----------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 5), min_size=2, max_size=8))
def test_actions_must_come_in_order_of_time(days):
    """H1: the error names the first action that is earlier than the one before, and its row."""
    actions = [lg.Expire(at=T0 + timedelta(days=day)) for day in days]
    late = next((row for row in range(1, len(days)) if days[row] < days[row - 1]), None)
    if late is None:
        assert tuple(actions) == lg.History(actions).actions
    else:
        with pytest.raises(lg.InvalidInput) as caught:
            lg.History(actions)
        assert (actions[late], late) == (caught.value.value, caught.value.row)


@pytest.mark.parametrize("bad", [None, "Invite", lg.Invite, ("ana", "bo"), T0])
def test_an_invalid_action_is_refused_by_row(bad):
    """H1."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.History([INVITE, bad])
    assert (bad, 1) == (caught.value.value, caught.value.row)


@pytest.mark.parametrize("bad", [None, 7, "INVITE", INVITE])
def test_actions_must_be_a_collection(bad):
    """H1."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.History(bad)
    assert (bad, None) == (caught.value.value, caught.value.row)


@pytest.mark.parametrize("bad", [None, {}, [], "graph", lg.LinkGraph])
def test_a_history_starts_from_a_graph(bad):
    """H1."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.History([], start=bad)
    assert bad == caught.value.value


QUESTIONS = {
    "replay": lg.replay,
    "as_of": lambda history, *rest, **options: lg.as_of(history, T0, *rest, **options),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
@pytest.mark.parametrize("bad", ["ignore", None, True, "", ["skip"]])
def test_refused_actions_raise_or_are_skipped_and_nothing_else(question, bad):
    """H1: also in a history without actions."""
    with pytest.raises(lg.InvalidInput) as caught:
        question(lg.History([]), refused=bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
@pytest.mark.parametrize("bad", [None, "CURRENT", 2014, {}, lg.Policy])
def test_a_policy_is_a_policy(question, bad):
    """E6: also in a history without actions."""
    with pytest.raises(lg.InvalidInput) as caught:
        question(lg.History([]), bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("bad", [None, "2026-03-02", T0.date(), T0.replace(tzinfo=None)])
def test_a_moment_is_an_aware_datetime(bad):
    """H1."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.as_of(lg.History([INVITE], start=TRIO), bad)
    assert bad == caught.value.value
