"""What the public strategies meet within 10,000 draws: every row, tie, code and kind of fact.

And how often they meet what a bug is likely to be about.

Where a draw is random the seed is Hypothesis' own (derandomised), so these tests repeat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations, pairwise, permutations
from typing import Any, TypeAlias

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.graph.fact_kinds import FACT_KINDS, FactKind
from linkgraph.rules.buttons import ROWS
from linkgraph.rules.feed_ties import TIES
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.strategies.settings import SETTINGS

State: TypeAlias = Callable[[lg.LinkGraph[Any]], bool]
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


def connected_without_any_follow(graph: lg.LinkGraph[Any]) -> bool:
    follows = {m: graph.following(m) for m in graph}
    return any(
        a not in follows[b] and b not in follows[a] for a in graph for b in graph.connections_of(a)
    )


def remembers(kind: lg.FactKind[Any], least: int = 1) -> State:
    """Return whether a graph remembers something of a kind, of one member so many times."""

    def state(graph: lg.LinkGraph[Any]) -> bool:
        values = dict(graph._facts.memory[kind].items()).values()
        return any((value if type(value) is int else len(value)) >= least for value in values)

    state.__name__ = f"{kind.name} of {least} or more"
    return state


def a_bar(graph: lg.LinkGraph[Any]) -> bool:
    return bool(len(graph._facts.keys(FactKind.BAR)))


def invited_a_member_who_is_followed_first(graph: lg.LinkGraph[Any]) -> bool:
    """Row B5."""
    sent = [invitation for member in graph for invitation in graph.invitations_from(member)]
    return any(
        lg.profile_actions(graph, each.sender, each.recipient, at=lgst.DAY).row == "B5"
        for each in sent
    )


def connected_to_a_hibernated_member(graph: lg.LinkGraph[Any]) -> bool:
    return any(graph.profile(m).hibernated and graph.connection_count(m) for m in graph)


def two_share_a_group(graph: lg.LinkGraph[Any]) -> bool:
    groups = [graph.profile(member).groups for member in graph]
    return any(one & other for one, other in combinations(groups, 2))


def two_share_an_employer(graph: lg.LinkGraph[Any]) -> bool:
    employers = [graph.profile(member).employer for member in graph]
    return any(one == other is not None for one, other in combinations(employers, 2))


OFTEN: tuple[State, ...] = (
    follow_each_other_unconnected,
    a_follow_rests,
    third_degree,
    a_block,
    connected_and_not_following,
    connected_without_any_follow,
    remembers(FactKind.FLAGS, lg.CURRENT.flag_limit),
    remembers(FactKind.INVITED, lg.CURRENT.weekly_invitations or 0),
    remembers(FactKind.NOTED, lg.CURRENT.free_notes_per_month),
    remembers(FactKind.WITHDRAWN),
    remembers(FactKind.UNBLOCKED),
    a_bar,
    invited_a_member_who_is_followed_first,
    connected_to_a_hibernated_member,
    two_share_a_group,
    two_share_an_employer,
)
DRAWN = 2_000
MANY = settings(DRAWS, max_examples=DRAWN)


def test_what_bugs_are_about_is_in_three_of_a_hundred_graphs_or_more() -> None:
    """F2 to F5, F8, F9, D1, B5: and three of ten, or fewer, are without any connection."""
    alone, met = 0, Counter[str]()

    @MANY
    @given(st.from_type(lg.LinkGraph))
    def look(graph: lg.LinkGraph[Any]) -> None:
        nonlocal alone
        alone += not any(map(graph.connection_count, graph))
        met.update(state.__name__ for state in OFTEN if state(graph))

    look()
    assert alone <= 0.3 * DRAWN
    rare = {state.__name__: met[state.__name__] for state in OFTEN}
    assert {} == {name: times for name, times in rare.items() if times < 0.03 * DRAWN}


def test_limits_are_at_their_edge_in_three_of_a_hundred_graphs_with_a_policy_or_more() -> None:
    """L1, L2, L3, L5: a limit stands in the way of an invitation, under a policy that is drawn."""
    met = Counter[str]()

    @MANY
    @given(
        lgst.graphs(), lgst.policies(), st.sampled_from([lgst.DAY, lgst.DAY + timedelta(days=1)])
    )
    def look(graph: lg.LinkGraph[Any], policy: lg.Policy, at: datetime) -> None:
        pairs = [(one, other) for one, other in pairwise([*graph, *list(graph)[:1]])]
        verdicts = [
            lg.check(graph, lg.Invite(one, other, at=at, note="Hi"), policy)
            for one, other in pairs
            if one != other
        ]
        met.update({reason.rule for verdict in verdicts for reason in verdict.reasons})

    look()
    assert [] == [rule for rule in ("L1", "L2", "L3", "L5") if met[rule] < 0.03 * DRAWN]


def test_each_limit_and_switch_differs_in_three_of_a_hundred_policies_or_more() -> None:
    """L1 to L6, A5, A6, A10, A11, E1 to E5, W4, G7, G8."""
    met = Counter[str]()

    @MANY
    @given(st.from_type(lg.Policy))
    def look(policy: lg.Policy) -> None:
        fields = attrs.asdict(policy, recurse=False).items()
        met.update(name for name, value in fields if value != getattr(lg.CURRENT, name))

    look()
    names = [field.name for field in attrs.fields(lg.Policy)]
    assert {} == {name: met[name] for name in names if met[name] < 0.03 * DRAWN}


@pytest.mark.parametrize(
    ("strategy", "bug"),
    [
        (lgst.graphs(), follow_each_other_unconnected),
        (lgst.graphs(), a_follow_rests),
        (lgst.pending_pairs().map(lambda drawn: drawn[0]), is_invited_and_premium),
    ],
)
def test_a_bug_about_what_is_easily_mistaken_is_found_with_some_hundred_examples(strategy, bug):
    """F3, F8, L4: each state is in 3 of 100 graphs or more."""
    assert find(strategy, bug, settings=settings(DRAWS, max_examples=500))
