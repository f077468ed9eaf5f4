"""`linkgraph.strategies`: what is drawn is what was asked for, and wrong arguments say so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.rules.policy import ERAS
from tests.strategies.walks import every

TICK = timedelta.resolution
DAY = lgst.DAY
TIES = {lg.FactKind.MEMBER, lg.FactKind.PROFILE, lg.FactKind.CONNECTION, lg.FactKind.FOLLOW}
CONNECTED = lg.LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])
IDS = st.uuids() | st.integers() | st.tuples(st.integers(), st.text(max_size=1))
UNSHRUNK = settings(derandomize=True, database=None, max_examples=1000, phases=[Phase.generate])
FEW = settings(max_examples=max(10, settings.default.max_examples // 3))


def kinds_of(graph):
    """Return the kinds of fact that a graph holds."""
    return {fact.kind for fact in lg.diff(lg.LinkGraph(), graph).gained}


# -- ids, settings ------------------------------------------------------------------------------


@FEW
@given(lgst.members())
def test_an_id_is_a_short_name(name):
    assert isinstance(name, str)
    assert name.isalpha()
    assert len(name) <= 4


@FEW
@given(st.data(), lgst.graphs(IDS, min_size=1))
def test_a_member_of_a_graph_is_one(data, graph):
    assert data.draw(lgst.members(graph)) in graph.members


@FEW
@given(lgst.profiles(tier=st.just(lg.Tier.PREMIUM)))
def test_a_field_of_a_profile_is_as_given(profile):
    """F7."""
    assert lg.Tier.PREMIUM is profile.tier


@FEW
@given(lgst.policies(max_changes=0))
def test_policies_without_changes_are_the_eras(policy):
    """E1 to E5."""
    assert policy in [era.policy for era in ERAS]


@FEW
@given(lgst.policies([lg.OPEN_FOLLOW], max_changes=1))
def test_policies_start_from_those_given(policy):
    """E3."""
    fields = attrs.fields_dict(lg.Policy)
    assert 1 >= sum(getattr(policy, name) != getattr(lg.OPEN_FOLLOW, name) for name in fields)


# -- graphs -------------------------------------------------------------------------------------


@FEW
@given(st.data(), st.integers(0, 4), st.integers(0, 4))
def test_a_graph_has_as_many_members_as_asked(data, least, more):
    """F6."""
    asked = {"min_size": least, "max_size": least + more}
    assert least <= len(data.draw(lgst.graphs(**asked))) <= least + more
    assert least <= len(data.draw(lgst.graphs(IDS, **asked))) <= least + more


@FEW
@given(lgst.graphs(st.sampled_from([7, "bo", (1, 2)])))
def test_ids_come_from_the_strategy(graph):
    """F6."""
    assert set(graph) <= {7, "bo", (1, 2)}


@FEW
@given(lgst.graphs())
def test_facts_tell_all_of_a_graph_however_it_came_about(graph):
    """F3 to F5, F9: a diff refuses facts that contradict each other."""
    facts = lg.diff(lg.LinkGraph(), graph)
    assert graph == facts.apply(lg.LinkGraph()) == graph.compact()


@FEW
@given(lgst.graphs(past=False))
def test_a_graph_without_a_past_has_ties_and_settings(graph):
    assert kinds_of(graph) <= TIES


@FEW
@given(lgst.graphs(profiles=st.just(lg.Profile(influencer=True))))
def test_profiles_are_as_given(graph):
    """F7."""
    assert {lg.Profile(influencer=True)} >= set(map(graph.profile, graph))


# -- times, actions, histories ------------------------------------------------------------------


@FEW
@given(st.data(), lgst.graphs())
def test_moments_keep_to_their_beginning(data, graph):
    since = DAY + timedelta(days=3)
    assert since <= data.draw(lgst.moments(graph, since=since))


@FEW
@given(st.data())
def test_moments_stay_in_the_calendar(data):
    last = datetime.max.replace(tzinfo=UTC)
    graph = lg.apply(CONNECTED, lg.Invite("ana", "cy", at=last, note="Hi"))
    assert data.draw(lgst.moments(graph)) <= last


@FEW
@given(st.data(), lgst.graphs(), lgst.policies(), st.sampled_from([True, False]))
def test_actions_are_allowed_or_refused_as_asked(data, graph, policy, allowed):
    """A1 to A14."""
    action = data.draw(lgst.actions(graph, policy=policy, allowed=allowed))
    assert allowed == lg.check(graph, action, policy).allowed


@FEW
@given(st.data(), lgst.graphs(IDS), st.sampled_from([True, False, None]))
def test_actions_name_members_and_nobody_else_but_who_joins(data, graph, allowed):
    """F6, A14."""
    action = data.draw(lgst.actions(graph, allowed=allowed, joiners=IDS))
    stranger = isinstance(action, lg.Join | lg.Leave)
    assert stranger or set(action.members) <= set(graph)


@FEW
@given(st.data(), lgst.graphs(st.integers(), min_size=1))
def test_who_joins_has_an_id_like_the_others(data, graph):
    """F6, A14."""
    for member in data.draw(lgst.actions(graph)).members:
        assert isinstance(member, int)


@FEW
@given(st.data(), lgst.graphs(st.uuids()))
def test_ids_that_cannot_be_guessed_need_a_strategy_to_join(data, graph):
    """F6, A14."""
    allowed = data.draw(lgst.actions(graph, allowed=True)) if graph else None
    assert not isinstance(allowed, lg.Join)
    joining = data.draw(lgst.actions(graph, joiners=st.uuids()))
    assert all(isinstance(member, UUID) for member in joining.members)


@FEW
@given(st.data(), lgst.graphs(), st.sampled_from([DAY, DAY + TICK]))
def test_an_action_happens_when_it_is_said_to(data, graph, at):
    assert at == data.draw(lgst.actions(graph, at=at)).at
    assert at == data.draw(lgst.actions(graph, at=st.just(at))).at


@pytest.mark.parametrize("extra", [0, 1])
def test_notes_reach_the_limit_and_one_beyond(extra):
    """L4, in code points."""
    policy = lg.Policy(note_length_free=7)
    tried = lgst.actions(CONNECTED, policy=policy, allowed=not extra)
    assert find(tried, lambda action: len(getattr(action, "note", None) or "") == 7 + extra)


@FEW
@given(st.data(), lgst.policies())
def test_an_allowed_history_replays(data, policy):
    """H1."""
    history = data.draw(lgst.histories(policy=policy))
    lg.replay(history, policy)


@FEW
@given(lgst.histories(allowed=None))
def test_a_mixed_history_replays_when_refused_actions_are_skipped(history):
    """H1."""
    lg.replay(history, refused="skip")


@FEW
@given(lgst.histories(allowed=False))
def test_a_refused_history_changes_nothing(history):
    """H1."""
    assert history.start == lg.replay(history, refused="skip")


@FEW
@given(st.data(), st.integers(0, 3), st.integers(0, 3))
def test_a_history_has_as_many_actions_as_asked(data, least, more):
    """H1."""
    history = data.draw(lgst.histories(CONNECTED, min_size=least, max_size=least + more))
    assert least <= len(history) <= least + more
    assert CONNECTED == history.start


# -- posts --------------------------------------------------------------------------------------


@FEW
@given(st.data(), lgst.graphs(min_size=1))
def test_posts_and_engagements_are_by_members_and_on_those_posts(data, graph):
    """V5: a group is one that somebody is in, or chess."""
    unlike = st.lists(lgst.posts(graph), min_size=1, max_size=3, unique_by=lambda post: post.id)
    posts = data.draw(unlike)
    done = data.draw(lgst.engagements(graph, posts))
    groups = {group for member in graph for group in graph.profile(member).groups} | {"chess"}
    assert {post.author for post in posts} | {done.member} <= set(graph)
    assert done.post_id in {post.id for post in posts}
    assert all(post.audience.id in groups for post in posts if isinstance(post.audience, lg.Group))


# -- two members --------------------------------------------------------------------------------

STANDS = {
    "pairs": lambda graph, a, b: a != b,
    "connected_pairs": lambda graph, a, b: graph.is_connected(a, b),
    "second_degree_pairs": lambda *each: lg.degree(*each) is lg.Degree.SECOND,
    "third_degree_pairs": lambda *each: lg.degree(*each) is lg.Degree.THIRD,
    "out_of_network_pairs": lambda *each: lg.degree(*each) is lg.Degree.OUT_OF_NETWORK,
    "following_pairs": lambda graph, a, b: graph.is_following(a, b),
    "pending_pairs": lambda graph, a, b: graph.invitation(a, b) is not None,
    "blocked_pairs": lambda graph, a, b: graph.has_blocked(a, b),
}


@pytest.mark.parametrize("name", STANDS)
@FEW
@given(st.data())
def test_two_members_stand_as_asked(name, data):
    """D1, F1, F2, F4, F5."""
    graph, a, b = data.draw(getattr(lgst, name)())
    assert STANDS[name](graph, a, b)
    assert STANDS[name](graph, *data.draw(getattr(lgst, name)(graph)))


@pytest.mark.parametrize("name", STANDS)
@FEW
@given(st.data())
def test_two_members_stand_as_asked_whatever_their_ids_and_no_draw_is_lost(name, data):
    """D1, F1, F2, F4, F5, F6: Hypothesis fails a test that loses too many."""
    graph, a, b = data.draw(getattr(lgst, name)(members=st.uuids()))
    assert STANDS[name](graph, a, b)
    assert {UUID} == {type(member) for member in graph}


def assert_never_drawn(strategy):
    """Assert that Hypothesis gives up, since every draw is thrown away."""

    @given(strategy)
    def drawn(_):
        pytest.fail("there is one")

    with pytest.raises(FailedHealthCheck):
        drawn()


GRAPHS = {
    "any": lgst.graphs(),
    "of other ids": lgst.graphs(st.uuids()),
    "mapped": st.tuples(st.none(), lgst.graphs()).map(lambda drawn: drawn[1]),
    "filtered": lgst.graphs().filter(lambda graph: len(graph) < 7),
    "by type": st.from_type(lg.LinkGraph[int]),
}


@pytest.mark.parametrize("kind", GRAPHS)
@pytest.mark.parametrize("name", ["third_degree_pairs", "blocked_pairs"])
@FEW
@given(st.data())
def test_there_are_such_two_in_what_comes_of_graphs(name, kind, data):
    """D1, F5: seldom so by chance."""
    graph, a, b = data.draw(getattr(lgst, name)(GRAPHS[kind]))
    assert STANDS[name](graph, a, b)


INFLUENCERS = st.just(lg.Profile(influencer=True))


@pytest.mark.parametrize(
    "strategy",
    [
        lgst.second_degree_pairs(max_size=3, past=False, profiles=INFLUENCERS),
        lgst.second_degree_pairs(lgst.graphs(max_size=3, past=False, profiles=INFLUENCERS)),
    ],
)
@FEW
@given(st.data())
def test_graphs_are_as_asked_where_two_are_wanted_in_them(strategy, data):
    """D1, F7."""
    graph, a, b = data.draw(strategy)
    assert lg.Degree.SECOND is lg.degree(graph, a, b)
    assert (3, TIES) == (len(graph), kinds_of(graph) | TIES)
    assert all(graph.profile(member).influencer for member in graph)


@FEW
@given(lgst.blocked_pairs(past=False, min_size=4, max_size=5))
def test_without_a_past_there_is_no_more_of_it_than_the_two_need(drawn):
    """F5."""
    graph, a, b = drawn
    assert graph.has_blocked(a, b)
    assert lg.FactKind.BLOCK in kinds_of(graph) <= TIES | {lg.FactKind.BLOCK}
    assert 4 <= len(graph) <= 5


@pytest.mark.parametrize(
    "graphs", [lgst.graphs(max_size=3), lgst.graphs(max_size=3).map(lambda graph: graph)]
)
def test_where_no_such_two_have_room_no_draw_is_forced(graphs):
    """D1: four are needed."""
    assert_never_drawn(lgst.third_degree_pairs(graphs))


@pytest.mark.parametrize("name", ["pairs", "third_degree_pairs"])
def test_the_two_may_come_in_either_order_among_the_others(name):
    """F10."""

    def last_first(drawn):
        graph, a, b = drawn
        order = list(graph)
        return order.index(a) > order.index(b) == 1

    assert find(getattr(lgst, name)(), last_first, settings=UNSHRUNK)


@FEW
@given(lgst.connected_pairs(lgst.mixed_graphs(st.integers(), min_size=2, components=1)))
def test_two_members_come_with_a_graph_of_the_given_kind(drawn):
    """D1."""
    graph, a, b = drawn
    assert graph.is_connected(a, b)
    assert isinstance(a, int)


def test_a_graph_without_such_two_is_drawn_again():
    assert_never_drawn(lgst.blocked_pairs(lgst.graphs(past=False)))
    rare = st.integers(0, 3).map(lambda n: CONNECTED if n else lg.LinkGraph())  # never the simplest
    assert {(CONNECTED, "ana", "bo"), (CONNECTED, "bo", "ana")} == {
        *every(lgst.connected_pairs(rare), 20)
    }
