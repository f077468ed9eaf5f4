"""What the public strategies meet within 10,000 draws: every row, tie, code and kind of fact.

Where a draw is random the seed is Hypothesis' own (derandomised), so these tests repeat.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.rules.buttons import ROWS
from linkgraph.rules.changes import NEEDS
from linkgraph.rules.feed_ties import TIES
from linkgraph.strategies.settings import SETTINGS

DRAWS = settings(
    max_examples=10_000,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
EACH = 5  # posts of one graph, which takes longer to draw than they do
OF_A_GRAPH = settings(DRAWS, max_examples=DRAWS.max_examples // EACH)


def assert_met(
    strategy: st.SearchStrategy[Any], wanted: set[Any], seen: Any, draws: settings = DRAWS
) -> None:
    """Assert that draws show, by what `seen` returns of each, all that is wanted."""
    left = set(wanted)

    def all_met(drawn: Any) -> bool:
        left.difference_update(seen(drawn))
        return not left

    find(strategy, all_met, settings=draws)


@st.composite
def shown(draw):
    graph, policy = draw(lgst.graphs(min_size=2)), draw(lgst.policies())
    at = draw(lgst.moments(graph, policy=policy))
    seen = [lg.profile_buttons(graph, viewer, at=at, policy=policy).values() for viewer in graph]
    return [actions.row for buttons in seen for actions in buttons]


def test_every_row_of_the_buttons_is_met():
    """B1 to B11."""
    assert_met(shown(), {row.rule for row in ROWS}, iter)


@st.composite
def fed(draw):
    graph, policy = draw(lgst.graphs(min_size=2)), draw(lgst.policies())
    verdicts = []
    for _ in range(EACH):
        post = draw(lgst.posts(graph))
        done = draw(st.lists(lgst.engagements(graph, [post]), max_size=3))
        verdicts += [lg.why_not_fed(graph, viewer, post, done, policy=policy) for viewer in graph]
    return verdicts


def test_every_tie_of_the_feed_is_met():
    """W1 to W6."""
    ties = {tie.rule for tie in TIES}
    assert_met(
        fed(),
        ties,
        lambda verdicts: [reason.rule for yes in verdicts if yes for reason in yes.reasons],
        OF_A_GRAPH,
    )


@st.composite
def refused(draw):
    graph, policy = draw(lgst.graphs()), draw(lgst.policies())
    return lg.check(graph, draw(lgst.actions(graph, policy=policy, allowed=False)), policy)


def test_every_reason_to_refuse_an_action_is_met():
    """A1 to A14, L1 to L5."""
    codes = {need.code for needs in NEEDS.values() for need in needs}
    assert_met(refused(), codes, lambda verdict: [reason.code for reason in verdict.reasons])


@st.composite
def tried(draw):
    graph = draw(lgst.graphs(min_size=2))
    action = draw(lgst.actions(graph))
    options = [name for name in OPTIONS if getattr(action, name, False)]
    return [(type(action), bool(lg.check(graph, action))), *options]


OPTIONS = {"note", "knows_email", "unknown", "unfollow"}


@pytest.mark.slow
def test_every_kind_of_action_is_met_allowed_and_refused():
    """A1 to A14."""
    kinds = {(kind, allowed) for kind in NEEDS for allowed in (True, False)}
    assert_met(tried(), kinds | OPTIONS, iter)


def test_every_kind_of_fact_and_every_setting_is_met():
    """F1 to F9."""

    def seen(graph):
        for fact in lg.diff(lg.LinkGraph(), graph).gained:
            yield fact.kind
            if fact.kind is lg.FactKind.PROFILE:
                for field in SETTINGS:
                    yield field, getattr(fact.value, field)

    settings_ = {(field, value) for field, values in SETTINGS.items() for value in values}
    assert_met(lgst.graphs(), {*lg.FactKind, *settings_}, seen)


def test_every_degree_is_met_on_any_graph():
    """D1."""
    assert_met(lgst.pairs(), {*lg.Degree} - {lg.Degree.SELF}, lambda drawn: [lg.degree(*drawn)])


@pytest.mark.slow
def test_histories_meet_whatever_ends_an_invitation():
    """A2 to A6, A11: accepted, ignored, barred, withdrawn, expired, void."""

    def seen(history):
        graph = history.start
        for action in history:
            if isinstance(action, lg.Block) and graph.invitation(*action.members):
                yield "void"
            yield action.rule
            graph = lg.apply(graph, action)

    assert_met(lgst.histories(), {"A2", "A3", "A4", "A5", "A6", "void"}, seen)
