"""What the public strategies meet within 10,000 draws: every row, tie, code and kind of fact.

And how often they meet what a bug is likely to be about.

Where a draw is random the seed is Hypothesis' own (derandomised), so these tests repeat.
"""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.graph.fact_kinds import FACT_KINDS
from linkgraph.rules.buttons import ROWS
from linkgraph.rules.feed_ties import TIES
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.strategies.settings import SETTINGS

DRAWS = settings(
    max_examples=10_000,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
EACH = 5  # posts or actions on one graph, which takes longer to draw than they do
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
        verdicts += [lg.feed_verdict(graph, viewer, post, done, policy=policy) for viewer in graph]
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
    tried = draw(st.lists(lgst.actions(graph, policy=policy, allowed=False), max_size=EACH))
    return [reason.code for action in tried for reason in lg.check(graph, action, policy).reasons]


def test_every_reason_to_refuse_an_action_is_met():
    """A1 to A14, L1 to L5."""
    codes = {each.otherwise for rows in REQUIREMENTS.values() for each in rows}
    assert_met(refused(), codes, iter)


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
    kinds = {(kind, allowed) for kind in REQUIREMENTS for allowed in (True, False)}
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
    assert_met(lgst.graphs(), {*FACT_KINDS, *settings_}, seen)


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


# -- how often ----------------------------------------------------------------------------------


def unconnected(graph):
    """Return the pairs of a graph without those who are connected."""
    return [pair for pair in permutations(graph, 2) if not graph.is_connected(*pair)]


def follow_each_other_unconnected(graph):
    """A backend that takes a mutual follow for a connection (F3)."""
    pairs = unconnected(graph)
    return any(graph.is_following(a, b) and graph.is_following(b, a) for a, b in pairs)


def a_follow_rests(graph):
    """A backend that counts a follow which is not in force (F8)."""
    closed = lg.FollowAudience.CONNECTIONS
    pairs = unconnected(graph)
    return any(
        graph.is_following(a, b) and closed is graph.profile(b).follow_audience for a, b in pairs
    )


def is_invited_and_premium(graph):
    """A backend that looks up the note limit of the recipient (L4)."""
    invited = [letter.recipient for member in graph for letter in graph.invitations_from(member)]
    return any(graph.profile(member).tier is lg.Tier.PREMIUM for member in invited)


def third_degree(graph):
    return any(lg.network(graph, member, lg.Degree.THIRD) for member in graph)


def a_block(graph):
    return any(graph.has_blocked(a, b) for a, b in unconnected(graph))


def connected_and_not_following(graph):
    return any(graph.connections_of(member) - graph.following(member) for member in graph)


OFTEN = (
    follow_each_other_unconnected,
    a_follow_rests,
    third_degree,
    a_block,
    connected_and_not_following,
)


def test_what_bugs_are_about_is_in_three_of_a_hundred_graphs_or_more():
    """F2 to F5, F8, D1: and three of ten, or fewer, are without any connection."""
    draws, alone, met = 400, 0, Counter[Any]()

    @settings(DRAWS, max_examples=draws)
    @given(lgst.graphs())
    def look(graph):
        nonlocal alone
        alone += not any(map(graph.connection_count, graph))
        met.update(state for state in OFTEN if state(graph))

    look()
    assert alone <= 0.3 * draws
    assert [] == [state.__name__ for state in OFTEN if met[state] < 0.03 * draws]


@pytest.mark.parametrize(
    ("strategy", "bug"),
    [
        (lgst.graphs(), follow_each_other_unconnected),
        (lgst.graphs(), a_follow_rests),
        (lgst.pending_pairs().map(lambda drawn: drawn[0]), is_invited_and_premium),
    ],
)
def test_a_bug_about_what_is_easily_mistaken_is_found_with_as_many_examples_as_usual(strategy, bug):
    """F3, F8, L4."""
    assert find(strategy, bug, settings=settings(DRAWS, max_examples=100))
