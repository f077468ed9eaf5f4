"""A graph printed by Hypothesis or IPython is the code that builds it."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis.vendor.pretty import pretty

import linkgraph as lg
from linkgraph import strategies as lgst

DAY = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
NAMES = {name: getattr(lg, name) for name in lg.__all__} | {"datetime": dt}


@given(lgst.graphs())
def test_the_printed_code_builds_the_graph_in_member_order(graph):
    """F1 to F10."""
    again = eval(f"({pretty(graph)})", NAMES)
    assert (graph, list(graph)) == (again, list(again))


@given(lgst.histories(allowed=None))
def test_a_history_with_its_start_is_printed_as_code_too(history):
    """H1."""
    assert history == eval(pretty(history), NAMES)


@pytest.mark.parametrize("value", [lg.Profile(groups={"go"}), lg.FOLLOW_FIRST])
def test_settings_are_printed_without_defaults(value):
    assert repr(value) == pretty(value)


@pytest.mark.parametrize(
    ("graph", "code"),
    [
        (lg.LinkGraph(), "LinkGraph.from_edges()"),
        (
            lg.LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")]),
            (
                "LinkGraph.from_edges(members=['ana', 'bo', 'cy'], connections=[('ana', 'bo')], "
                "follows=[('cy', 'ana')])"
            ),
        ),
        (
            lg.LinkGraph.from_edges(connections=[(1, 2)]).unfollow(2, 1),
            (
                "LinkGraph.from_edges(members=[1, 2], connections=[(1, 2)], follows=[(1, 2)], "
                "auto_follow=False)"
            ),
        ),
        (
            lg.apply(
                lg.LinkGraph.from_edges(members=["ana", "bo"]).with_profile(
                    "bo", lg.Profile(open_profile=True)
                ),
                lg.Block("ana", "bo", at=DAY),
            ),
            (
                "Diff((\n"
                "    Fact(FactKind.BLOCK, ('ana', 'bo')),\n"
                ")).apply(LinkGraph.from_edges(members=['ana', 'bo'])\n"
                "    .with_profile('bo', Profile(open_profile=True)))"
            ),
        ),
        (
            lg.apply(lg.LinkGraph.from_edges(members=["ana", "bo"]), lg.Block("ana", "bo", at=DAY)),
            (
                "Diff((\n"
                "    Fact(FactKind.BLOCK, ('ana', 'bo')),\n"
                ")).apply(LinkGraph.from_edges(members=['ana', 'bo']))"
            ),
        ),
        (
            lg.LinkGraph.from_edges(members=range(101)),
            "LinkGraph(101 members, 0 connections, 0 follows)",
        ),
    ],
)
def test_a_small_graph_is_printed_fact_by_fact(graph, code):
    assert code == pretty(graph)


def test_a_graph_of_a_hundred_entries_is_code_and_a_larger_one_is_not():
    """Entries are members, connections from both sides, and follows that differ from defaults."""

    def chain(members, **options):
        ties = pairwise(range(members))
        return pretty(lg.LinkGraph.from_edges(connections=list(ties), **options))

    assert chain(34).startswith("LinkGraph.from_edges(")
    assert "LinkGraph(35 members, 34 connections, 68 follows)" == chain(35)
    assert chain(20, auto_follow=False).startswith("LinkGraph.from_edges(")
    assert "LinkGraph(21 members, 20 connections, 0 follows)" == chain(21, auto_follow=False)


@given(lgst.histories(allowed=None))
def test_a_history_is_printed_one_action_after_the_other(history):
    """H1: IPython uses the same hook."""
    lines = pretty(history).splitlines()
    starts = [line for line in lines if re.match(r"    [A-Z]\w+\(", line)]
    assert [f"    {type(action).__name__}(" for action in history] == [
        line[: line.index("(") + 1] for line in starts
    ]


@pytest.mark.parametrize(
    ("history", "code"),
    [
        (lg.History([]), "History([])"),
        (
            lg.History([], start=lg.LinkGraph.from_edges(members=["ana"])),
            "History([], start=LinkGraph.from_edges(members=['ana']))",
        ),
        (
            lg.History([lg.Join(1, at=DAY)], start=lg.LinkGraph.from_edges(members=["ana"])),
            (
                "History([\n    Join(member=1,\n     at=datetime.datetime(2026, 1, 5, 9, 0, "
                "tzinfo=datetime.timezone.utc)),\n], start=LinkGraph.from_edges(members=['ana']))"
            ),
        ),
        (
            lg.History([lg.Join(n, at=DAY) for n in range(101)]),
            "History(101 actions, 2026-01-05 to 2026-01-05)",
        ),
    ],
)
def test_a_small_history_is_printed_action_by_action(history, code):
    assert code == pretty(history)


def test_the_largest_small_history_is_code():
    assert pretty(lg.History([lg.Join(n, at=DAY) for n in range(100)])).startswith("History([\n")
