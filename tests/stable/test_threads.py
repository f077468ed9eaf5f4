"""One graph, and whatever it keeps, between ten threads: each gets what one alone would (F9).

The caches, and the reason why no thread sees one half done, with or without a GIL:

- `LinkGraph._hash`, `MemberIndex._active`, `Large.index`: `None` until the finished value is put in
  place. Two threads may both compute it; the values are equal.
- `MemberSet._indices`: replaced whole by an array of the same members. A reader takes it
  into a name once, so what it looks at stays one thing.
- `History._snapshots`: replaced whole and never changed. A thread may overwrite the snapshots of
  another; each is the graph after as many actions as its key says.
- `ProfileButtons._answers`: built aside and put in place whole.
- `PersistentMap`, `Csr`, tuples, frozen values: never written to once they are made.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event, Semaphore, Thread
from types import FrameType, ModuleType
from typing import Any, TypeVar

import attrs
import numpy as np
import pytest

import linkgraph as lg
from linkgraph.graph import linkgraph as graphs
from linkgraph.graph import member_index, persistent_map, profiles
from linkgraph.graph import member_set as memberset
from linkgraph.rules import buttons_in_bulk as all_buttons
from linkgraph.rules import history as histories
from linkgraph.stores import load_history, save_history
from tests.rules.drawing import T0, crowd
from tests.stable.questions import Scene, answered, questions
from tests.stable.values import TEXT

THREADS = 10
T = TypeVar("T")


@pytest.fixture(autouse=True)
def _switching() -> Iterator[None]:
    """Switch threads as often as the interpreter can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(work: Callable[[int], T]) -> list[T]:
    """Return what each of ten threads makes of its number, all let go at once."""
    waiting, failures = Semaphore(0), list[BaseException]()
    here: list[int] = []
    actual: dict[int, T] = {}

    def run(number: int) -> None:
        try:
            waiting.acquire()
            here.append(number)
            while len(here) < THREADS:  # awake, so that all begin at one moment
                pass
            actual[number] = work(number)
        except BaseException as error:  # the thread that asked must hear of it
            failures.append(error)

    threads = [Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    waiting.release(THREADS)
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return [actual[number] for number in range(THREADS)]


def interrupted(module: ModuleType, at: int, work: Callable[[], T]) -> tuple[list[T], int]:
    """Return what `work` answers, interrupted once by another that runs to its end.

    The interruption is before bytecode number `at` of those that are run in `module`: the
    finest that threads interleave under a GIL. Also returns how many bytecodes there were.
    """
    actual: list[T] = []
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != module.__file__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            if count == at:
                actual.append(work())  # nothing is traced in here
            count += 1
        return trace

    sys._getframe().f_trace_opcodes = True  # 3.12 looks for one when tracing begins
    before = sys.gettrace()  # that of a measurement of coverage
    sys.settrace(trace)
    try:
        last = work()
    finally:
        sys.settrace(before)
    return [*actual, last], count


# -- scenes: each call builds one anew, with nothing kept yet ------------------------------------


def many() -> Scene:
    """Return hundreds of members with an overlay, and a long history."""
    graph = crowd(11, 300, 6.0)
    members = list(graph)
    assert graph._facts.connections.changed is not None, "there is an overlay"
    random = Random(5)
    actions: list[lg.Action[Any]] = []
    for number in range(200):
        one, other = random.sample(members[:40], 2)
        kind = (lg.Invite, lg.Accept, lg.Follow, lg.Disconnect, lg.Unfollow)[number % 5]
        actions.append(kind(one, other, at=T0 + timedelta(hours=number)))
    posts = [lg.Post(number, members[number * 3]) for number in range(3)]
    engaged = [
        lg.Engagement(member, member % 3, lg.EngagementKind.COMMENT, at=T0)
        for member in members[5:60:5]
    ]
    history = lg.History(actions, start=graph)
    return Scene(graph, history, posts, engaged, T0 + timedelta(days=9), members[:4])


def test_every_question_has_one_answer_in_ten_threads():
    """F9, F10, H1: all mixed, each thread in an order of its own, nothing kept before."""
    expected = {name: answered(ask()) for name, ask in questions(many()).items()}
    asked = list(questions(many()).items())

    def ask_all(thread: int) -> dict[str, Any]:
        mine = Random(thread).sample(asked, len(asked) // 12)
        return {name: answered(ask()) for name, ask in mine}

    for actual in in_threads(ask_all):
        assert {name: expected[name] for name in actual} == actual


def small() -> Scene:
    """Return a few members, one of them gone, with settings and a short history."""
    graph = TEXT.with_members("x", "y").without_member("flo")
    actions = [lg.Join(number, at=T0 + timedelta(days=number)) for number in range(7)]
    return Scene(graph, lg.History(actions, start=graph), [], [], T0, ["ana"])


@pytest.mark.parametrize("form", ["mask", "list"])
def test_one_lazy_set_in_ten_threads(form: str):
    """D1, F10: a set stays a mask, or a list of indices, until somebody looks."""
    graph = crowd(3, 400, 12.0)
    members = list(graph)
    expected = members[1::3]
    indices = graph._facts.member_index.find_many(expected)
    mask = np.zeros(graph._facts.member_index.size, bool)
    mask[indices] = True
    asks: list[tuple[Callable[[lg.MemberSet[Any]], Any], Any]] = [
        (len, len(expected)),
        (list, expected),
        (lambda actual: expected[-1] in actual, True),
        (lambda actual: members[0] in actual, False),
        (lambda actual: actual.to_numpy().tolist(), expected),
        (hash, hash(frozenset(expected))),
        (lambda actual: actual == frozenset(expected), True),
        (lambda actual: list(actual & graph.members), expected),
        (lambda actual: len(graph.members - actual), len(graph) - len(expected)),
        (lambda actual: list(pickle.loads(pickle.dumps(actual))), expected),
    ]
    for number in range(0, THREADS, 2):
        lazy = lg.MemberSet(graph._facts.member_index, mask if form == "mask" else indices)
        turned = [*asks[number:], *asks[:number]]
        actual = in_threads(lambda thread, turned=turned, lazy=lazy: turned[thread][0](lazy))  # type: ignore[misc]
        assert [answer for _, answer in turned] == actual


# For each cache: its module, how to make a value with an empty cache, and a question.
_LAZY = np.array([False, True] * 4)
KEPT: dict[str, tuple[ModuleType, Callable[[Scene], Any], Callable[[Any], Any]]] = {
    "a mask (F10)": (
        memberset,
        lambda s: lg.MemberSet(s.graph._facts.member_index, _LAZY),
        lambda item: (len(item), list(item), 1 in item),
    ),
    "hash of a graph (F9)": (graphs, lambda s: lg.LinkGraph(facts=s.graph._facts), hash),
    "active members (F10)": (
        member_index,
        lambda s: attrs.evolve(s.graph._facts.member_index),
        lambda item: item.active.tolist(),
    ),
    "settings (F7)": (
        profiles,
        lambda s: profiles.Profiles(s.graph._facts.profiles.to_dict()),
        lambda item: item.having("tier", lg.Tier.PREMIUM).tolist(),
    ),
    "pairs of a member (A5)": (
        persistent_map,
        lambda s: persistent_map.PairMap({(1, 2): 3, (2, 0): 4}),
        lambda item: item.pairs_of(2),
    ),
    "buttons (B1)": (
        all_buttons,
        lambda s: lg.profile_buttons(s.graph, s.some[0], at=s.at),
        lambda item: list(item.items()),
    ),
    "moments of a history (H1)": (
        histories,
        lambda s: lg.History(s.history.actions, start=s.graph),
        lambda item: repr(lg.as_of(item, item.actions[-2].at, refused="skip")),
    ),
}


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("most", [60, pytest.param(10**6, marks=pytest.mark.slow)])
def test_what_is_kept_is_never_seen_half_done(name: str, most: int):
    """F7, F9, F10, B1, H1: whichever bytecode another thread comes before."""
    module, fresh, ask = KEPT[name]
    scene = small()
    expected = ask(fresh(scene))
    first = fresh(scene)
    _, bytecodes = interrupted(module, -1, lambda: ask(first))
    assert bytecodes > 5
    for at in range(0, bytecodes, 1 + bytecodes // most):
        shared = fresh(scene)
        actual, _ = interrupted(module, at, lambda shared=shared: ask(shared))  # type: ignore[misc]
        assert [expected, expected] == actual, at
        assert expected == ask(shared), at


class HalfDone:
    """A wrong cache: the list is stored before it is complete."""

    def __init__(self) -> None:
        self.kept: list[int] | None = None

    def ask(self) -> tuple[int, ...]:
        if self.kept is None:
            self.kept = []
            self.kept += range(3)
        return tuple(self.kept)


def test_a_cache_that_can_be_seen_half_done_is_found():
    """Before one of its bytecodes, so the test above can fail."""
    module = sys.modules[HalfDone.__module__]
    _, bytecodes = interrupted(module, -1, HalfDone().ask)
    actual = [interrupted(module, at, HalfDone().ask)[0] for at in range(bytecodes)]
    assert [(), (0, 1, 2)] in actual


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_is_alike_in_ten_threads(name: str):
    """F7, F9, F10, B1, H1: in any order of the threads."""
    _, fresh, ask = KEPT[name]
    scene = many()
    expected = ask(fresh(scene))
    for _ in range(3):
        shared = fresh(scene)
        assert [expected] * THREADS == in_threads(lambda _, shared=shared: ask(shared))  # type: ignore[misc]


def test_the_snapshots_of_a_history_are_what_their_keys_say():
    """H1: whoever kept them."""
    scene = many()
    moments = [action.at for action in scene.history]
    expected = [scene.history.start]
    for number in range(1, len(moments) + 1):
        actions = scene.history.actions[number - 1 : number]
        expected.append(lg.replay(lg.History(actions, start=expected[-1]), refused="skip"))

    def look(thread: int) -> bool:
        for at in Random(thread).sample(moments, 30):
            lg.as_of(scene.history, at, refused="skip")
            (snapshots,) = scene.history._snapshots.values()
            if any(graph != expected[number] for number, graph in snapshots.items()):
                return False
        return True

    assert [True] * THREADS == in_threads(look)


def test_edits_in_threads_are_independent_graphs():
    """F9: each as if it were alone, and what they began from stays as it was."""
    shared, alone = many(), many()
    before = pickle.dumps(shared.graph)

    def edited(graph: lg.LinkGraph[Any], thread: int) -> list[lg.LinkGraph[Any]]:
        actual, random = [graph], Random(thread)
        members = list(graph)
        for step in range(30):
            one, other = random.sample(members, 2)
            acts = (
                lg.Invite(one, other, at=T0),
                lg.Accept(other, one, at=T0),
                lg.Block(one, other, at=T0),
                lg.UpdateProfile(one, at=T0, groups={step}),
                lg.Join(f"new {step}", at=T0),
                lg.Unfollow(one, other, at=T0),
            )
            for action in acts:
                if lg.check(actual[-1], action):
                    actual.append(lg.apply(actual[-1], action))
        return [actual[1], actual[-1], actual[-1].compact()]

    for thread, actual in enumerate(in_threads(lambda thread: edited(shared.graph, thread))):
        expected = edited(alone.graph, thread)
        assert expected == actual
        assert list(map(list, expected)) == list(map(list, actual))
    assert before == pickle.dumps(shared.graph)
    assert alone.graph == shared.graph


def test_histories_are_read_and_written_in_ten_threads(tmp_path: Path):
    """H1: also one file that all write."""
    written = [
        lg.History([lg.Join(f"member {thread}", at=T0)], start=TEXT) for thread in range(THREADS)
    ]
    path = tmp_path / "one.jsonl"
    save_history(written[0], path)

    def write_and_read(thread: int) -> lg.History[Any]:
        own = tmp_path / f"{thread}.jsonl"
        save_history(written[thread], own)
        save_history(written[thread], path)
        assert load_history(path) in written
        return load_history(own)

    assert written == in_threads(write_and_read)
    assert THREADS + 1 == len(list(tmp_path.iterdir()))


def test_the_threads_meet_and_a_fault_in_one_is_heard():
    """The check can fail: a set that is filled in place shows half of itself."""

    cached: list[int] = []
    looked = Event()

    def careless(_: int) -> int:
        if cached:
            looked.set()
        else:
            cached.append(1)
            assert looked.wait(timeout=60), "no other thread is awake"
            cached.append(2)
        return len(cached)

    assert 1 in in_threads(careless)
    with pytest.raises(ZeroDivisionError):
        in_threads(lambda thread: 1 // (thread - 3))
