"""`professional_network` keeps its promises for every seed, and the networks of old releases."""

from __future__ import annotations

import pickle
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph.fact_kinds import INVITED, NOTED
from linkgraph.graph.sorted_arrays import pack
from linkgraph.synthetic import NOW, STEPS, network
from linkgraph.synthetic.ties import at_most, capped
from tests.synthetic.contents import digest

SOME = lg.professional_network(3_000, seed=1)
SEEDS = st.integers(0, 2**70)
SIZES = st.integers(0, 35)
WILD = lg.Assumptions(
    mean_blocks=3, mean_pending=20, mean_follows=20, note_share=1, closed_share=0.5
)
ASSUMED = st.sampled_from([lg.Assumptions(), WILD])


def share(condition) -> float:
    return sum(bool(condition(SOME.profile(member))) for member in SOME) / len(SOME)


# -- laws ---------------------------------------------------------------------------------------


@given(SIZES, SEEDS, ASSUMED)
def test_the_same_seed_gives_the_same_network(size, seed, assume):
    one = lg.professional_network(size, seed=seed, assume=assume)
    other = lg.professional_network(size, seed=seed, assume=assume)
    assert one == other
    assert pickle.dumps(one, 4) == pickle.dumps(other, 4)
    assert list(range(size)) == list(one)


@given(SIZES, SEEDS, ASSUMED)
def test_ties_keep_the_facts(size, seed, assume):
    """F1 to F5, F8: public methods could have made the same network."""
    graph = lg.professional_network(size, seed=seed, assume=assume)
    pairs = [(a, b) for a in graph for b in graph if a != b]
    for a, b in pairs:
        assert graph.is_connected(a, b) == graph.is_connected(b, a)
        blocked = graph.has_blocked(a, b)
        if blocked:
            assert not graph.has_blocked(b, a)
        pending = graph.invitation(a, b)
        if blocked or graph.has_blocked(b, a):
            assert (False, False, None) == (
                graph.is_connected(a, b), graph.is_following(a, b), pending
            )  # fmt: skip
        if pending:
            assert not graph.is_connected(a, b)
            assert graph.invitation(b, a) is None
        audience = graph.profile(b).follow_audience
        if graph.is_following(a, b) and audience is lg.FollowAudience.CONNECTIONS:
            assert graph.is_connected(a, b)
    empty = lg.LinkGraph.from_edges(members=range(size))
    assert graph == lg.diff(empty, graph).apply(empty)
    assert graph == pickle.loads(pickle.dumps(graph)) == graph.compact()


@given(SIZES, SEEDS, ASSUMED)
def test_the_rules_would_have_allowed_every_invitation(size, seed, assume):
    """A1, A6, L2, L4, L5, F9."""
    graph = lg.professional_network(size, seed=seed, assume=assume)
    assert not lg.check(graph, lg.Expire(at=NOW))
    for member in graph:
        sent = graph.invitations_from(member)
        notes = [invitation.note for invitation in sent if invitation.note is not None]
        assert len(sent) <= lg.CURRENT.weekly_invitations
        assert len(notes) <= lg.CURRENT.free_notes_per_month
        assert all(len(note) <= lg.CURRENT.note_length_free for note in notes)
        memory = graph._facts.memory
        times = sorted(invitation.sent_at for invitation in sent)
        assert times == list(memory[INVITED].get(member) or ())
        noted = sorted(invitation.sent_at for invitation in sent if invitation.note)
        assert noted == list(memory[NOTED].get(member) or ())
        for invitation in sent:
            assert NOW - lg.CURRENT.expire_after < invitation.sent_at <= NOW
            assert graph.profile(member).joined < invitation.sent_at.date()
            open_to_all = lg.FollowAudience.EVERYONE
            if graph.profile(invitation.recipient).follow_audience is open_to_all:
                assert graph.is_following(member, invitation.recipient)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.integers(0, 4))
def test_nobody_has_more_connections_than_the_cap(pairs, cap):
    """L1."""
    undirected = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    ends = np.array(undirected, np.int64).reshape(-1, 2)
    keys = pack(ends[:, 0], ends[:, 1])
    result = capped(keys, cap)
    assert set(result.tolist()) <= set(keys.tolist())
    counts = np.bincount(np.concatenate((result >> 32, result & 0xFF)), minlength=1)
    assert counts.max() <= cap
    if np.bincount(ends.ravel(), minlength=1).max() <= cap:
        assert keys.tolist() == result.tolist()


def test_each_source_keeps_its_first_pairs():
    keys = pack(np.array([1, 1, 1, 2, 4, 4]), np.array([0, 2, 3, 0, 0, 1]))
    assert keys[[0, 1, 3, 4, 5]].tolist() == at_most(2, keys).tolist()


# -- the same everywhere ------------------------------------------------------------------------


def test_a_network_is_what_it_has_always_been():
    """A release that changes the networks of a seed says so in its changelog."""
    digests = {size: digest(lg.professional_network(size, seed=7)) for size in (0, 10, 1_000)}
    expected = {0: "e3b0c44298fc1c14", 10: "d6fa49926297e756", 1_000: "4751ae3a62e19d55"}
    assert expected == {size: full[:16] for size, full in digests.items()}


def test_seeds_give_different_networks():
    assert 5 == len({lg.professional_network(50, seed=seed) for seed in range(5)})


def test_numpy_integers_are_integers():
    expected = lg.professional_network(20, seed=3)
    graph = lg.professional_network(np.int64(20), seed=np.uint8(3))  # type: ignore[arg-type]
    assert expected == graph
    assert {int} == {*map(type, graph)}


def test_figures_of_a_later_step_leave_earlier_steps_alone():
    other = lg.professional_network(
        3_000, seed=1, assume=lg.Assumptions(mean_follows=1, mean_pending=0, premium_share=0.9)
    )
    for member in range(0, 3_000, 100):
        assert set(SOME.connections_of(member)) == set(other.connections_of(member))
        assert SOME.profile(member).employer == other.profile(member).employer


# -- properties ---------------------------------------------------------------------------------


def test_the_number_of_connections_is_the_assumed_one():
    assume = lg.Assumptions(mean_connections=12)
    graph = lg.professional_network(3_000, seed=1, assume=assume)
    assert 12 == sum(map(graph.connection_count, graph)) / 3_000
    assert 25 == sum(map(SOME.connection_count, SOME)) / 3_000


def test_settings_have_the_assumed_shares():
    """F7."""
    default = lg.Assumptions()
    assert default.premium_share == pytest.approx(
        share(lambda own: own.tier is lg.Tier.PREMIUM), abs=0.02
    )
    assert default.hidden_connections_share == pytest.approx(
        share(lambda own: not own.connections_shown), abs=0.02
    )
    assert default.unemployed_share == pytest.approx(
        share(lambda own: own.employer is None), abs=0.02
    )
    assert default.influencer_share == share(lambda own: own.influencer)
    assert default.mean_groups == pytest.approx(
        sum(len(SOME.profile(member).groups) for member in SOME) / len(SOME), abs=0.1
    )
    for open_only in (own for own in map(SOME.profile, SOME) if own.open_profile):
        assert lg.Tier.PREMIUM is open_only.tier


def test_influencers_have_many_followers():
    stars = [member for member in SOME if SOME.profile(member).influencer]
    mean = sum(map(SOME.follower_count, SOME)) / len(SOME)
    assert 15 == len(stars)
    assert sum(map(SOME.follower_count, stars)) / len(stars) > 10 * mean
    chosen = [SOME.profile(star).primary_button is lg.Button.FOLLOW for star in stars]
    assert sum(chosen) > len(chosen) / 2


def test_without_influencers_follows_go_to_connections_of_connections():
    assume = lg.Assumptions(influencer_share=0, mean_connections=10)
    graph = lg.professional_network(500, seed=1, assume=assume)
    unconnected = [
        (member, other)
        for member in graph
        for other in graph.following(member)
        if not graph.is_connected(member, other) and not graph.invitation(member, other)
    ]
    assert unconnected
    assert {lg.Degree.SECOND} == {lg.degree(graph, *pair) for pair in unconnected}


def test_colleagues_are_connected_far_more_often_than_others():
    employers: dict[object, list[int]] = {}
    for member in SOME:
        employers.setdefault(SOME.profile(member).employer, []).append(member)
    del employers[None]
    staff = next(some for some in employers.values() if 20 <= len(some) <= 40)
    strangers = range(0, 3_000, 90)

    def density(members) -> float:
        return sum(SOME.is_connected(a, b) for a in members for b in members if a < b) / (
            len(members) * (len(members) - 1) / 2
        )

    assert density(staff) > 10 * density(strangers)


def test_friends_of_friends_are_connected_more_often_than_by_chance():
    """Closed triangles alone make clusters, without any community."""
    alone = {"team_share": 0, "colleague_share": 0, "schoolmate_share": 0}
    counts = []
    for closure in (0, 0.7):
        assume = lg.Assumptions(mean_connections=8, closure_share=closure, **alone)
        graph = lg.professional_network(800, seed=1, assume=assume)
        mutual = [len(lg.mutual_connections(graph, a, b)) for a in graph
                for b in graph.connections_of(a)]  # fmt: skip
        counts.append(sum(mutual))
    assert counts[1] > 1.5 * counts[0]


def test_means_of_zero_give_members_without_ties():
    names = ("mean_connections", "mean_follows", "mean_pending", "mean_blocks")
    graph = lg.professional_network(50, seed=1, assume=lg.Assumptions(**dict.fromkeys(names, 0)))
    assert "LinkGraph(50 members, 0 connections, 0 follows)" == repr(graph)


def test_members_joined_before_they_sent_invitations():
    """G10, A6."""
    joined = [SOME.profile(member).joined for member in SOME]
    assert min(joined).year < 2008
    assert max(joined) < (NOW - timedelta(days=180)).date()


@pytest.mark.parametrize("size", [0, 1, 2, 10])
def test_small_networks_have_no_self_ties(size):
    graph = lg.professional_network(size, seed=7)
    assert size == len(graph)
    assert [] == [m for m in graph if m in graph.connections_of(m) or m in graph.following(m)]


def test_every_step_is_described():
    assert ["communities", "blocks", "connections", "closure"] == list(STEPS)[:4]
    assert all(text.endswith(".") for text in STEPS.values())


# -- invalid input ------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1.0, True, np.True_, "3", None, 2.5, -1])
def test_only_non_negative_integers_are_accepted(value):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.professional_network(value, seed=1)
    expected = "a non-negative integer as `n`"
    assert lg.InvalidInput(value, expected) == caught.value
    with pytest.raises(lg.InvalidInput) as caught:
        lg.professional_network(3, seed=value)
    assert lg.InvalidInput(value, "a non-negative integer as `seed`") == caught.value


def test_more_members_than_a_graph_can_have_are_refused():
    with pytest.raises(lg.InvalidInput) as caught:
        lg.professional_network(2**31, seed=1)
    assert lg.InvalidInput(2**31, "at most 2,147,483,647 members as `n`") == caught.value


def test_the_largest_number_of_members_depends_on_memory_alone(monkeypatch):
    def full(needed: int, what: str) -> None:
        raise lg.TooLarge(what, needed, 0)

    monkeypatch.setattr(network, "demand_room", full)
    with pytest.raises(lg.TooLarge) as caught:
        lg.professional_network(2**31 - 1, seed=1)
    assert (2**31 - 1) * 2880 == caught.value.needed


def test_assumptions_have_their_own_class():
    with pytest.raises(lg.InvalidInput) as caught:
        lg.professional_network(1, seed=1, assume={})  # type: ignore[arg-type]
    assert lg.InvalidInput({}, "an `Assumptions` as `assume`") == caught.value
