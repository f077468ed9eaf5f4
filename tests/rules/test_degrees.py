"""D1 to D6: how far apart, and who stands between."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import Degree
from linkgraph.rules import degrees as degrees_module
from linkgraph.rules.degrees import _least_of, second_mask
from tests.rules.drawing import DAY, FEW, SOME, T0, World, acted, between, crowds, of, worlds

CHAIN = of(*"abcdef", connections="a-b b-c c-d d-e")  # f is alone
DIAMOND = of(*"azyxwb", connections="a-z a-y z-b y-b a-x x-w")


def of_connections(graph: lg.LinkGraph) -> nx.Graph:
    """The connections as networkx knows them."""
    found = nx.Graph()
    found.add_nodes_from(graph)
    found.add_edges_from((a, b) for a in graph for b in graph.connections_of(a))
    return found


def capped(distance: float) -> int:
    return int(min(distance, Degree.OUT_OF_NETWORK))


def distances(graph: lg.LinkGraph, viewer: object) -> dict:
    """What `degrees` should say, by breadth-first search."""
    near = nx.single_source_shortest_path_length(of_connections(graph), viewer, cutoff=3)
    return {member: capped(near.get(member, np.inf)) for member in graph}


# -- D1, D2 -------------------------------------------------------------------------------------


@given(worlds(least=2, most=8))
def test_a_degree_is_the_shortest_distance_over_connections(world: World):
    """D1."""
    for viewer in world.members:
        expected = distances(world.graph, viewer)
        single = {member: lg.degree(world.graph, viewer, member) for member in world.members}
        assert expected == single
        assert list(expected.values()) == lg.degrees(world.graph, viewer).tolist()


# rows are read in other ways when they are short, few or sparse among all: at and beside each bound
@pytest.mark.parametrize("near", [1, 12, 13, 48, 49])
@pytest.mark.parametrize("beyond", [0, 1, 47, 48, 49])
@pytest.mark.parametrize("strangers", [0, 1200])
def test_degrees_are_the_same_however_rows_are_read(near, beyond, strangers):
    """D1, D5: a hub with `near` connections, the first of whom has `beyond` more."""
    spokes = [("hub", f"near {n}") for n in range(near)]
    rim = [("near 0", f"beyond {n}") for n in range(beyond)]
    last = [(f"near {near - 1}", "beyond 0"), ("beyond 0", "far")] if beyond else []
    rest = [f"stranger {n}" for n in range(strangers)]
    graph = lg.LinkGraph.from_edges(connections=spokes + rim + last, members=rest)
    expected = [0 if m == "hub" else 1 + ["near", "beyond", "far", "stranger"].index(m.split()[0])
                for m in graph]  # fmt: skip
    assert expected == lg.degrees(graph, "hub").tolist()
    assert expected == [lg.degree(graph, "hub", member) for member in graph]
    assert expected == [lg.degree(graph, member, "hub") for member in graph]
    twice = {"beyond 0": 2 if near > 1 else 1}
    suggested = [(member, twice.get(member, 1)) for _, member in rim]
    assert suggested == lg.people_you_may_know(graph, "hub", None)
    facts = graph._facts
    for index in range(len(graph)):
        beyond_first = degrees_module.second(facts, index)
        assert beyond_first.tolist() == np.flatnonzero(second_mask(facts, index)).tolist()


@pytest.mark.parametrize("many", [0, 10**9], ids=["looked for by each", "marked"])
@FEW
@given(crowds(), st.data())
def test_degrees_agree_whichever_side_looks(many: int, graph: lg.LinkGraph, data):
    """D1: few members look for the SECOND degree themselves, for many it is marked."""
    viewer = data.draw(st.sampled_from(list(graph)))
    some = data.draw(st.lists(st.sampled_from(list(graph)), max_size=60))
    expected = distances(graph, viewer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(degrees_module, "_MANY", many)
        assert [expected[member] for member in some] == lg.degrees(graph, viewer, some).tolist()


def test_who_is_far_off_is_looked_for_until_marking_costs_less():
    """D1: an island of many connections has nobody to offer, however long one looks."""
    island = [(f"i{a}", f"i{b}") for a, b in combinations(range(40), 2)]
    spokes = [("hub", f"s{n}") for n in range(30)]
    tail = [("s0", "t"), ("t", "u"), ("u", "w")]
    graph = lg.LinkGraph.from_edges(connections=island + spokes + tail)
    asked = ["i0", "u", "w"]
    assert [4, 3, 4] == lg.degrees(graph, "hub", asked).tolist()
    # u's way to the hub comes last of many
    busy = graph.update(connect=[("u", f"i{n}") for n in range(40)])
    assert [4, 3, 4] == lg.degrees(busy.compact(), "hub", asked).tolist()


def test_whose_way_comes_late_among_their_connections_is_found_as_well():
    """D1: a few are looked at, then a few more, each time of oneself alone."""
    spokes = [f"s{n}" for n in range(40)]
    order = ["hub", *spokes, "a", "b", "c", "t", "p", "m", "n", "q"]
    ties = [("hub", spoke) for spoke in spokes]
    ties += [("s0", "t"), ("t", "p"), ("m", "n"), ("a", "q"), ("b", "q"), ("c", "q"), ("t", "q")]
    graph = lg.LinkGraph.from_edges(connections=ties, members=order)
    assert order == list(graph)  # the row of m follows that of p, and q's way out comes last
    assert [3, 4, 3] == lg.degrees(graph, "hub", ["p", "m", "q"]).tolist()


def test_ids_beyond_int64_are_looked_for_one_by_one():
    """D1, F6: any integer can be an id."""
    graph = of(1, 2**70, connections=[(1, 2**70)])
    assert [1, 0] == lg.degrees(graph, 1, [2**70, 1]).tolist()
    with pytest.raises(lg.UnknownMember) as caught:
        lg.degrees(of(1, 2), 1, [2, 2**70])
    assert lg.UnknownMember(2**70) == caught.value


@FEW
@given(crowds(), st.data())
def test_degrees_in_a_crowd_are_those_of_breadth_first_search(graph: lg.LinkGraph, data):
    """D1: the bulk ways, on hundreds of members and edited rows."""
    for viewer in data.draw(st.lists(st.sampled_from(list(graph)), min_size=3, max_size=3)):
        expected = distances(graph, viewer)
        found = lg.degrees(graph, viewer)
        assert (np.int8, (len(graph),)) == (found.dtype, found.shape)
        assert expected == dict(zip(graph, found.tolist(), strict=True))
        assert expected == {member: lg.degree(graph, viewer, member) for member in graph}
        for some in (list(graph)[:7], list(graph)[::-3], [viewer] * 3, []):
            expected_some = [expected[member] for member in some]
            assert expected_some == lg.degrees(graph, viewer, some).tolist()


@SOME
@given(worlds(most=8))
def test_a_degree_is_the_same_from_either_side(world: World):
    """D1."""
    for a, b in world.pairs:
        assert lg.degree(world.graph, a, b) is lg.degree(world.graph, b, a)


@SOME
@given(worlds(), st.data())
def test_what_is_no_connection_changes_no_degree(world: World, data):
    """D2: a graph with the same connections and nothing else has the same degrees."""
    bare = lg.LinkGraph.from_edges(
        connections=list(of_connections(world.graph).edges), members=world.members
    )
    viewer = data.draw(st.sampled_from(world.members))
    assert lg.degrees(bare, viewer).tolist() == lg.degrees(world.graph, viewer).tolist()


def test_follows_invitations_and_blocks_change_no_degree():
    """D2: but through the connection that a block ends."""
    busy = acted(
        CHAIN,
        lg.Follow("a", "f", at=T0),
        lg.Invite("a", "c", at=T0),
        lg.Invite("f", "a", at=T0),
        lg.Block("a", "e", at=T0),
        lg.Block("d", "b", at=T0),
    )
    assert lg.degrees(CHAIN, "a").tolist() == lg.degrees(busy, "a").tolist() == [0, 1, 2, 3, 4, 4]
    cut = acted(busy, lg.Block("b", "c", at=T0))
    assert [0, 1, 4, 4, 4, 4] == lg.degrees(cut, "a").tolist()


def test_degrees_have_names_and_numbers():
    """D1."""
    assert ["SELF", "FIRST", "SECOND", "THIRD", "OUT_OF_NETWORK"] == [d.name for d in Degree]
    assert [0, 1, 2, 3, 4] == list(Degree)
    assert "Degree.SECOND" == repr(lg.degree(CHAIN, "a", "c"))


def test_degrees_of_members_in_any_order_with_repeats():
    """D1."""
    assert [4, 2, 2, 0] == lg.degrees(CHAIN, "a", ["e", "c", "c", "a"]).tolist()
    assert [2, 0] == lg.degrees(CHAIN, "a", (m for m in "ca")).tolist()
    assert [0, 2] == lg.degrees(CHAIN, "a", CHAIN.connections_of("b")).tolist()
    assert [1, 0] == lg.degrees(of(1, 2, connections=[(1, 2)]), 1, np.array([2, 1])).tolist()


# -- network ------------------------------------------------------------------------------------


@SOME
@given(worlds(most=8))
def test_the_networks_of_the_five_degrees_share_everybody_out(world: World):
    """D1."""
    for viewer in world.members:
        split = {degree: lg.network(world.graph, viewer, degree) for degree in Degree}
        for degree, found in split.items():
            expected = [m for m in world.members if lg.degree(world.graph, viewer, m) is degree]
            assert expected == list(found)


@FEW
@given(crowds(), st.data())
def test_the_networks_of_a_crowd_are_its_degrees(graph: lg.LinkGraph, data):
    """D1."""
    viewer = data.draw(st.sampled_from(list(graph)))
    expected = distances(graph, viewer)
    for degree in Degree:
        found = [member for member in graph if expected[member] == degree]
        assert found == list(lg.network(graph, viewer, degree))


def test_the_network_of_oneself_and_of_nobody_knows_whom():
    """Corners: SELF is the viewer; OUT_OF_NETWORK everybody else."""
    assert {"a"} == lg.network(CHAIN, "a", Degree.SELF)
    assert {"e", "f"} == lg.network(CHAIN, "a", Degree.OUT_OF_NETWORK)
    assert {"c"} == lg.network(CHAIN, "a", 2)  # an IntEnum is a number


# -- D3 -----------------------------------------------------------------------------------------


@SOME
@given(worlds(most=8))
def test_mutual_connections_are_connected_to_both(world: World):
    """D3: symmetric."""
    graph = world.graph
    for a, b in product(world.members, repeat=2):
        expected = frozenset(graph.connections_of(a)) & frozenset(graph.connections_of(b))
        assert expected == lg.mutual_connections(graph, a, b)
        assert expected == lg.mutual_connections(graph, b, a)


@FEW
@given(crowds(), st.data())
def test_mutual_connections_in_a_crowd(graph: lg.LinkGraph, data):
    """D3: rows short and long, also of a hub that is connected to all."""
    hub = next(iter(graph))
    tied = graph.update(connect=[(hub, m) for m in graph if not blocked(graph, hub, m)])
    for a in data.draw(st.lists(st.sampled_from(list(graph)), min_size=2, max_size=2)):
        for b in [hub, *list(graph)[::9]]:
            expected = set(tied.connections_of(a)) & set(tied.connections_of(b))
            assert expected == lg.mutual_connections(tied, a, b)
            assert expected == lg.mutual_connections(tied, b, a)


def blocked(graph: lg.LinkGraph, a: object, b: object) -> bool:
    return a == b or any("!" in tie for tie in between(graph, a, b))


def test_mutual_connections_with_oneself_are_ones_connections():
    """Corners."""
    assert {"a", "c"} == lg.mutual_connections(CHAIN, "b", "b")
    assert set() == lg.mutual_connections(CHAIN, "f", "f")


# -- D4 -----------------------------------------------------------------------------------------


@given(worlds(least=2, most=8))
def test_introductions_are_all_shortest_chains_in_member_order(world: World):
    """D4."""
    place = {member: number for number, member in enumerate(world.members)}
    plain = of_connections(world.graph)
    for viewer, member in product(world.members, repeat=2):
        expected = []
        if lg.degree(world.graph, viewer, member) in {1, 2, 3}:
            expected = [tuple(c) for c in nx.all_shortest_paths(plain, viewer, member)]
        expected.sort(key=lambda chain: [place[m] for m in chain])
        assert expected == lg.introductions(world.graph, viewer, member)


@FEW
@given(crowds(), st.data())
def test_introductions_in_a_crowd(graph: lg.LinkGraph, data):
    """D4: here the ids ascend, so member order is the order of the chains."""
    viewer = data.draw(st.sampled_from(list(graph)))
    plain = of_connections(graph)
    for member in list(graph)[::25]:
        near = 1 <= lg.degree(graph, viewer, member) <= 3
        chains = nx.all_shortest_paths(plain, viewer, member) if near else []
        assert sorted(map(tuple, chains)) == lg.introductions(graph, viewer, member)


def test_an_introduction_names_both_ends():
    """D4."""
    assert [("a", "b")] == lg.introductions(CHAIN, "a", "b")
    assert [("a", "b", "c", "d")] == lg.introductions(CHAIN, "a", "d")
    assert [("a", "z", "b"), ("a", "y", "b")] == lg.introductions(DIAMOND, "a", "b")


def test_nobody_introduces_one_to_oneself_or_to_who_is_out_of_network():
    """D4, Corners."""
    assert [] == lg.introductions(CHAIN, "a", "a")
    assert [] == lg.introductions(CHAIN, "a", "e")
    assert [] == lg.introductions(CHAIN, "a", "f")


# -- D5 -----------------------------------------------------------------------------------------


def suggested(graph: lg.LinkGraph, viewer: object) -> list:
    """Whom D5 should suggest, in its order."""
    found = []
    for member in graph:
        pending = graph.invitation(viewer, member) or graph.invitation(member, viewer)
        second = lg.degree(graph, viewer, member) is Degree.SECOND
        if second and not pending and not blocked(graph, viewer, member):
            found.append((member, len(lg.mutual_connections(graph, viewer, member))))
    return sorted(found, key=lambda suggestion: -suggestion[1])  # stable: member order stays


def barred(world: World, a: object, b: object) -> bool:
    """Whether either may never invite the other again (A4)."""
    verdicts = [lg.check(world.graph, lg.Invite(*p, at=world.at)) for p in ((a, b), (b, a))]
    return any("A4" in {reason.rule for reason in verdict.reasons} for verdict in verdicts)


@given(worlds(most=8))
def test_people_you_may_know_are_second_degree_by_mutual_connections(world: World):
    """D5: blocked, pending and barred either way are left out, ties go by member order."""
    for viewer in world.members:
        expected = [
            (member, mutual)
            for member, mutual in suggested(world.graph, viewer)
            if not barred(world, viewer, member)
        ]
        assert expected == lg.people_you_may_know(world.graph, viewer, None)
        assert expected[:10] == lg.people_you_may_know(world.graph, viewer)
        for limit in range(4):
            assert expected[:limit] == lg.people_you_may_know(world.graph, viewer, limit)


@FEW
@given(crowds(), st.data())
def test_people_you_may_know_in_a_crowd(graph: lg.LinkGraph, data):
    """D5: whatever the limit, the first are the same."""
    viewer = data.draw(st.sampled_from(list(graph)))
    expected = suggested(graph, viewer)
    assert expected == lg.people_you_may_know(graph, viewer, limit=None)
    for limit in (0, 1, 2, 10, len(expected) - 1, len(expected), len(expected) + 1):
        found = lg.people_you_may_know(graph, viewer, max(limit, 0))
        assert expected[: max(limit, 0)] == found


def test_ties_in_people_you_may_know_go_by_member_order():
    """D5: w and b are found in the order of the graph, not of their ids."""
    graph = of(*"azyxwb", connections="a-z z-w z-b a-y y-x y-b")
    assert [("b", 2), ("x", 1), ("w", 1)] == lg.people_you_may_know(graph, "a")
    assert [("b", 2), ("x", 1)] == lg.people_you_may_know(graph, "a", 2)
    assert [("b", 2)] == lg.people_you_may_know(graph, "a", limit=1)


def test_ten_people_are_suggested_unless_more_are_asked_for():
    """D5."""
    star = of(connections=[("a", "hub"), *(("hub", n) for n in range(12))])
    found = [lg.people_you_may_know(star, "a", *limit) for limit in [(), (11,), (None,)]]
    assert [10, 11, 12] == [len(people) for people in found]


@pytest.mark.parametrize("ends", [("a", "b"), ("b", "a")], ids=["by the viewer", "by the other"])
@pytest.mark.parametrize("tie", ["block", "invitation", "bar"])
def test_who_is_blocked_pending_or_barred_is_not_suggested(tie: str, ends: tuple[str, str]):
    """D5."""
    one, other = ends
    doings = {
        "block": [lg.Block(one, other, at=T0)],
        "invitation": [lg.Invite(one, other, at=T0)],
        "bar": [lg.Invite(one, other, at=T0), lg.Ignore(other, one, at=T0, unknown=True)],
    }
    assert [("b", 2), ("w", 1)] == lg.people_you_may_know(DIAMOND, "a")
    assert [("w", 1)] == lg.people_you_may_know(acted(DIAMOND, *doings[tie]), "a")


def test_who_is_cooling_down_or_followed_is_suggested():
    """D5 names three exclusions and no others."""
    graph = acted(
        DIAMOND,
        lg.Invite("a", "b", at=T0),
        lg.Withdraw("a", "b", at=T0),
        lg.Invite("w", "a", at=T0),
        lg.Ignore("a", "w", at=T0 + DAY),
        lg.Follow("a", "w", at=T0 + DAY),
    )
    assert [("b", 2), ("w", 1)] == lg.people_you_may_know(graph, "a")


def test_who_knows_nobody_is_suggested_nobody():
    """D5."""
    assert [] == lg.people_you_may_know(CHAIN, "f")


# -- D6 -----------------------------------------------------------------------------------------


@given(worlds(most=8))
def test_followed_by_connections_are_ones_connections_who_count_as_followers(world: World):
    """D6, F8: in force, and not hibernated."""
    graph = world.graph
    for viewer, member in world.pairs:
        restricted = graph.profile(member).follow_audience is lg.FollowAudience.CONNECTIONS
        expected = [
            other
            for other in graph.connections_of(viewer)
            if graph.is_following(other, member)
            and not (restricted and not graph.is_connected(other, member))
            and not graph.profile(other).hibernated
        ]
        assert expected == list(lg.followed_by_connections(graph, viewer, member))


def test_hibernated_followers_and_follows_out_of_force_do_not_count():
    """D6, F8."""
    graph = of(*"abcde", connections="a-b a-c a-d d-e", follows="b>e c>e")
    assert {"b", "c", "d"} == lg.followed_by_connections(graph, "a", "e")
    asleep = graph.with_profile("b", lg.Profile(hibernated=True))
    assert {"c", "d"} == lg.followed_by_connections(asleep, "a", "e")
    closed = asleep.with_profile("e", lg.Profile(follow_audience=lg.FollowAudience.CONNECTIONS))
    assert {"d"} == lg.followed_by_connections(closed, "a", "e")


def test_a_hibernated_followee_is_followed_all_the_same():
    """D6: hibernating takes a member out of the counts of others alone (F8)."""
    graph = of(*"abc", connections="a-b", follows="b>c").with_profile(
        "c", lg.Profile(hibernated=True)
    )
    assert {"b"} == lg.followed_by_connections(graph, "a", "c")


def test_nobody_follows_oneself():
    """Corners."""
    assert set() == lg.followed_by_connections(CHAIN, "b", "b")


# -- bad input ----------------------------------------------------------------------------------

QUESTIONS = {
    "degree": lambda graph, a, b: lg.degree(graph, a, b),
    "degrees": lambda graph, a, b: lg.degrees(graph, a, [b]),
    "mutual_connections": lambda graph, a, b: lg.mutual_connections(graph, a, b),
    "introductions": lambda graph, a, b: lg.introductions(graph, a, b),
    "followed_by_connections": lambda graph, a, b: lg.followed_by_connections(graph, a, b),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("ends", [("a", "zoe"), ("zoe", "a"), ("zoe", "zoe")])
def test_a_question_about_a_stranger_says_who_is_unknown(question, ends):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        question(CHAIN, *ends)
    assert lg.UnknownMember("zoe") == caught.value


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("bad", [1.0, True, None, ["a"]], ids=repr)
def test_a_question_about_what_is_no_id_says_so(question, bad):
    """F6."""
    with pytest.raises(lg.InvalidInput) as caught:
        question(CHAIN, "a", bad)
    assert bad == caught.value.value


@pytest.mark.parametrize(
    "question",
    [
        lambda viewer: lg.degrees(CHAIN, viewer),
        lambda viewer: lg.network(CHAIN, viewer, Degree.FIRST),
        lambda viewer: lg.people_you_may_know(CHAIN, viewer),
    ],
    ids=["degrees", "network", "people_you_may_know"],
)
def test_an_unknown_viewer_is_named(question):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        question("zoe")
    assert lg.UnknownMember("zoe") == caught.value


@pytest.mark.parametrize("bad", [-1, 5, True, 1.0, None, "FIRST", [1]], ids=repr)
def test_what_is_no_degree_is_refused(bad):
    """D1."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.network(CHAIN, "a", bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("bad", [-1, True, 1.0, "10"], ids=repr)
def test_what_is_no_limit_is_refused(bad):
    """D5."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.people_you_may_know(CHAIN, "a", bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("bad", ["ab", b"ab", 5], ids=repr)
def test_what_is_no_collection_of_members_is_refused(bad):
    """D1: above all a text, which is a collection of its letters."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.degrees(CHAIN, "a", bad)
    assert bad == caught.value.value


def test_counting_mutual_connections_agrees_with_asking_for_them():
    """D3, D5."""
    counted = Counter(dict(lg.people_you_may_know(DIAMOND, "a", None)))
    assert {m: len(lg.mutual_connections(DIAMOND, "a", m)) for m in counted} == counted


def test_few_among_many_members_are_found_without_a_look_at_all(monkeypatch):
    """D1: a second degree that is small beside the graph, found by sorting, not by a mask."""
    friends = [(0, friend) for friend in range(1, 31)]
    beyond = [(friend, 1000 + friend % 7) for friend in range(1, 31)] + [(1, 2), (3, 1500)]
    graph = lg.LinkGraph.from_edges(connections=[*friends, *beyond], members=range(40_000))

    def masked(*_: object) -> None:
        raise AssertionError("looked at everybody")

    monkeypatch.setattr(degrees_module, "_marked", masked)
    found = lg.network(graph, 0, Degree.SECOND)
    assert [*range(1000, 1007), 1500] == list(found)


def test_many_among_all_members_are_kept_as_a_mask_until_somebody_looks():
    """D1: its length and what is in it need no list."""
    ties = [(hub, member) for hub in range(3) for member in range(3, 60)]
    graph = lg.LinkGraph.from_edges(connections=[*ties, *((60, hub) for hub in range(3))])
    found = lg.network(graph, 60, Degree.SECOND)
    assert 57 == len(found)
    assert (True, False, False) == (3 in found, 0 in found, 60 in found)
    assert frozenset(range(3, 60)) == found


@pytest.mark.parametrize("dearer", [0, 10**9], ids=["who is left looks", "all is marked"])
@FEW
@given(crowds(), st.data())
def test_the_second_degree_is_the_same_from_either_end(dearer: int, graph: lg.LinkGraph, data):
    """D1: who is not reached by the best connected may look from their own side."""
    viewer = data.draw(st.sampled_from(list(graph)))
    expected = {member for member, far in distances(graph, viewer).items() if far == 2}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("_POPULAR", 10**9), ("_OFTEN", 1), ("_DEARER", dearer)):
            patch.setattr(degrees_module, name, value)
        assert expected == lg.network(graph, viewer, Degree.SECOND)


@pytest.mark.parametrize("islands", [0, 300])
def test_a_popular_viewer_reaches_everybody_many_times_over(islands: int):
    """D1: with few left to look from their side, or with many who look in vain."""
    crowd = [(f"c{a}", f"c{b}") for a, b in combinations(range(120), 2)]
    friends = [("viewer", f"c{n}") for n in range(60)]
    best = [(f"c{n}", f"b{n}{m}") for n in range(4) for m in range(3)]  # who are marked first
    last = [(f"c{n}", f"d{n}") for n in range(30, 40)]
    far = [(f"i{a}", f"i{b}") for a, b in combinations(range(islands), 2) if b - a < 60]
    ties = [*crowd, *friends, *best, *last, ("d30", "e"), *far]
    graph = lg.LinkGraph.from_edges(connections=ties)
    expected = {f"c{n}" for n in range(60, 120)} | {other for _, other in best + last}
    assert expected == lg.network(graph, "viewer", Degree.SECOND)
    assert expected == lg.network(graph.disconnect("d30", "e"), "viewer", Degree.SECOND)


def test_a_popular_viewer_may_leave_nobody_out_of_reach():
    """D1: the one best connected knows everybody."""
    ties = [*combinations(range(60), 2), *(("viewer", n) for n in range(30))]
    graph = lg.LinkGraph.from_edges(connections=ties)
    assert {*range(30, 60)} == lg.network(graph, "viewer", Degree.SECOND)


@FEW
@given(crowds(), st.data())
def test_few_are_found_by_sorting_as_they_are_by_a_mask(graph: lg.LinkGraph, data):
    """D1: which of the two it is depends on the size of the graph."""
    viewer = data.draw(st.sampled_from(list(graph)))
    expected = {member for member, far in distances(graph, viewer).items() if far == 2}
    assert expected == lg.network(graph, viewer, Degree.SECOND)
    for sparse in (1, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in (("_SMALL", 0), ("_POPULAR", 0), ("_SPARSE", sparse)):
                patch.setattr(degrees_module, name, value)
            assert expected == lg.network(graph, viewer, Degree.SECOND)


def test_a_limit_takes_those_with_the_most_and_then_the_first_of_the_others():
    """D5: also where nobody has a number of mutual connections in between."""
    near = [f"near {n}" for n in range(5)]
    ties = [("ana", each) for each in near] + [("zoe", each) for each in near]
    graph = lg.LinkGraph.from_edges(connections=ties + [(near[0], n) for n in range(3)])
    found = [("zoe", 5), (0, 1), (1, 1), (2, 1)]
    for limit in range(6):
        assert found[:limit] == lg.people_you_may_know(graph, "ana", limit=limit)


@pytest.mark.parametrize("limit", [0, 2, 57, 58, 61, 62, 63, 1000])
def test_among_few_members_with_many_ties_a_limit_takes_the_same(limit: int):
    """D5: also where it is more than there are, and never who has no mutual connection."""
    ties = [(hub, member) for hub in range(3) for member in range(3, 61)]
    graph = lg.LinkGraph.from_edges(connections=[*ties, (0, "late")])
    expected = [*((member, 3) for member in range(4, 61)), ("late", 1)]
    assert 62 == len(graph)
    assert expected[:limit] == lg.people_you_may_know(graph, 3, limit)


def test_the_least_of_the_largest_counts_is_found_by_counting_them():
    """D5: who has fewer mutual connections is not looked at."""
    counts = np.array([0, 5, 3, 1, 3, 0])
    assert [5, 3, 3, 1, 0, 0] == [_least_of(number, counts) for number in range(1, 7)]


@pytest.mark.parametrize("sought", [1, 10**9], ids=["searched for", "looked up in a mask"])
def test_which_of_some_are_at_the_second_degree_is_asked_from_either_side(sought, monkeypatch):
    """D1: of more members than the viewer has connections, and of fewer."""
    monkeypatch.setattr(degrees_module, "_SOUGHT", sought)
    graph = lg.professional_network(60, seed=4, assume=lg.Assumptions(mean_connections=4))
    everybody = np.arange(60, dtype=np.int32)
    for viewer in range(0, 60, 3):
        far = lg.degrees(graph, viewer) == Degree.SECOND
        for some in (everybody, everybody[::-2], everybody[:3], everybody[[viewer]], everybody[:0]):
            found = degrees_module.are_second(graph._facts, viewer, some)
            assert far[some].tolist() == found.tolist()
