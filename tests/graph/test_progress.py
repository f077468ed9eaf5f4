"""Long work tells how far it is, shows a bar if asked to, and can be ended at any call."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tqdm import auto

import linkgraph as lg
from linkgraph.graph.progress import telling
from tests.graph.drawing import edges, fewer

AT = datetime(2026, 1, 5, tzinfo=UTC)
GRAPH = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")], follows=[("cy", "ana")])
ACTIONS = [lg.Join(f"m{number}", at=AT + timedelta(seconds=number)) for number in range(200)]
BUILDING = [
    "reading edges",
    "finding members",
    "sorting connections",
    "sorting follows",
    "laying out rows",
    "done",
]
Told = list[tuple[int, int, str]]


def _history(progress: Any) -> lg.LinkGraph[Any]:
    return lg.replay(lg.History(ACTIONS, start=GRAPH), progress=progress)


def _moment(progress: Any) -> lg.LinkGraph[Any]:
    return lg.as_of(lg.History(ACTIONS, start=GRAPH), AT + timedelta(days=1), progress=progress)


def _build(progress: Any) -> lg.LinkGraph[Any]:
    return lg.LinkGraph.from_edges(
        connections=np.array([[1, 2], [2, 3]]), follows=[(3, 1)], progress=progress
    )


def _generate(progress: Any) -> lg.LinkGraph[int]:
    return lg.professional_network(9, seed=1, progress=progress)


def _figures(progress: Any) -> lg.Health:
    posts = [lg.Post(1, "ana", at=AT), lg.Post(2, "bo", at=AT), lg.Post(3, "cy")]
    done = [lg.Engagement("ana", 2, lg.EngagementKind.COMMENT, at=AT)]
    return lg.network_health(GRAPH, "ana", posts, done, since=AT, progress=progress)


@pytest.fixture
def works(tmp_path: Path) -> dict[str, Callable[[Any], Any]]:
    lg.save(GRAPH, tmp_path / "store")
    return {
        "build": _build,
        "replay": _history,
        "as_of": _moment,
        "save": lambda progress: lg.save(GRAPH, tmp_path / "new", progress=progress),
        "load": lambda progress: lg.load(tmp_path / "store", progress=progress),
        "verify": lambda progress: lg.load(tmp_path / "store", verify=True, progress=progress),
        "generate": _generate,
        "health": _figures,
    }


WORKS = ["build", "replay", "as_of", "save", "load", "verify", "generate", "health"]
works_each = pytest.mark.parametrize("name", WORKS)


@works_each
def test_work_tells_how_far_it_is(works: dict[str, Any], name: str):
    """Done never falls within one piece of work, and reaches what there is to do."""
    content: Told = []
    works[name](lambda *step: content.append(step))
    assert content
    assert content[-1][0] == content[-1][1] or "replaying" == content[-1][2]
    for (done, total, _), (later, same, _) in pairwise(content):
        assert 0 <= done <= total
        assert total != same or done <= later


@works_each
@pytest.mark.parametrize("quiet", [None, False])
def test_work_is_silent_unless_asked(
    works: dict[str, Any], name: str, quiet: Any, capfd: pytest.CaptureFixture[str]
):
    assert works[name](None) == works[name](quiet)
    assert ("", "") == capfd.readouterr()


@works_each
def test_true_shows_a_bar_that_goes_away(works: dict[str, Any], name: str):
    shown = io.StringIO()
    expected = works[name](None)
    with redirect_stderr(shown):
        assert expected == works[name](True)
    assert "%" in shown.getvalue()
    assert shown.getvalue().endswith("\r")
    assert "" == shown.getvalue().rpartition("\r")[0].rpartition("\r")[2].strip()


@works_each
def test_an_interruption_at_any_call_does_no_harm(works: dict[str, Any], name: str, tmp_path: Path):
    """Nothing is half done: the next time is as the first."""
    calls: Told = []
    expected = works[name](lambda *step: calls.append(step))
    files = len(list((tmp_path / "store").iterdir()))
    for last in range(len(calls)):
        content: Told = []

        def tell(*step: Any, content: Told = content, last: int = last) -> None:
            content.append(step)
            if len(content) > last:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            works[name](tell)
        assert calls[: last + 1] == content
        assert expected == works[name](None)
        assert GRAPH == lg.load(tmp_path / "store", verify=True)
        assert files == len(list((tmp_path / "store").iterdir()))


def test_an_interrupted_save_leaves_the_old_store(tmp_path: Path):
    lg.save(GRAPH, tmp_path)
    files = set(tmp_path.iterdir())

    def tell(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lg.save(GRAPH.with_members("zoe"), tmp_path, progress=tell)
    assert GRAPH == lg.load(tmp_path, verify=True)
    assert files == set(tmp_path.iterdir())


def test_an_interrupted_replay_goes_on_where_it_was():
    """H1: the part that was cached is right."""
    history = lg.History(ACTIONS, start=GRAPH)

    def tell(done: int, *_: Any) -> None:
        if done > 64:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lg.replay(history, progress=tell)
    content: Told = []
    assert _history(None) == lg.replay(history, progress=lambda *step: content.append(step))
    assert [(192, 200, "replaying")] == content


@fewer
@given(given_=edges())
def test_whoever_watches_sees_the_same_graph(given_: dict[str, Any]):
    content: Told = []
    watched = lg.LinkGraph.from_edges(**given_, progress=lambda *step: content.append(step))
    assert lg.LinkGraph.from_edges(**given_) == watched
    assert [(step, 5, what) for step, what in enumerate(BUILDING)] == content


@works_each
@given(odd=st.sampled_from(["yes", 1, 0, 2.5, [print]]))
def test_what_shows_nothing_is_refused_before_any_work(
    name: str, odd: Any, tmp_path_factory: pytest.TempPathFactory
):
    folder = tmp_path_factory.getbasetemp() / "never"
    ways: dict[str, Callable[[Any], Any]] = {
        "build": _build,
        "replay": _history,
        "as_of": _moment,
        "save": lambda progress: lg.save(GRAPH, folder, progress=progress),
        "load": lambda progress: lg.load(folder, progress=progress),
        "verify": lambda progress: lg.load(folder, verify=True, progress=progress),
        "generate": _generate,
        "health": _figures,
    }
    with pytest.raises(lg.InvalidInput) as caught:
        ways[name](odd)
    expected = "`True`, `False` or a function of `(done, total, what)` as `progress`"
    assert lg.InvalidInput(odd, expected) == caught.value
    assert not folder.exists()


def test_a_bar_stands_where_the_work_is(monkeypatch: pytest.MonkeyPatch):
    """It starts again when a step has another total or goes back, and disappears at the end."""
    bars: list[Any] = []
    resets: list[int] = []

    class Watched(auto.tqdm):
        def __init__(self, **given_: Any) -> None:
            super().__init__(**given_)
            bars.append(self)

        def reset(self, total: Any = None) -> None:
            resets.append(total)
            super().reset(total)

    monkeypatch.setattr(auto, "tqdm", Watched)
    work = [(0, 5, "a"), (2, 5, "a"), (2, 5, "b"), (5, 5, "b"), (1, 5, "c"), (1, 4, "d")]
    with redirect_stderr(io.StringIO()), telling(True) as tell:
        (bar,) = bars
        for step in work:
            tell(*step)
            assert step == (bar.n, bar.total, bar.desc.removesuffix(": "))
        assert not bar.disable
    assert bar.disable
    assert [5, 5, 4] == resets


def test_a_bar_without_tqdm_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ImportError) as caught:
        _build(True)
    assert "a progress bar needs tqdm: pip install 'linkgraph[progress]'" == str(caught.value)
    assert _build(None) == _build(False)
