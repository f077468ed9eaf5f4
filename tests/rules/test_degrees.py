"""D1 to D6: how far apart two members are, and which members connect them."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import Degree
from linkgraph.rules import degree_search
from tests.rules.drawing import DAY, FEW, SOME, T0, World, acted, between, crowds, of, worlds

CHAIN = of(*"abcdef", connections="a-b b-c c-d d-e")  # f is alone
DIAMOND = of(*"azyxwb", connections="a-z a-y z-b y-b a-x x-w")


def of_connections(graph: lg.LinkGraph) -> nx.Graph:
    """The connections as networkx knows them."""
    plain = nx.Graph()
    plain.add_nodes_from(graph)
    plain.add_edges_from((a, b) for a in graph for b in graph.connections_of(a))
    return plain


def capped(distance: float) -> int:
    return int(min(distance, Degree.OUT_OF_NETWORK))


def distances(graph: lg.LinkGraph, viewer: object) -> dict:
    """The degrees as seen by `viewer`, by breadth-first search."""
    lengths = nx.single_source_shortest_path_length(of_connections(graph), viewer, cutoff=3)
    return {member: capped(lengths.get(member, np.inf)) for member in graph}


# -- D1, D2 -------------------------------------------------------------------------------------


@given(worlds(least=2, most=8))
def test_a_degree_is_the_shortest_distance_over_connections(world: World):
    """D1."""
    for viewer in world.members:
        expected = distances(world.graph, viewer)
        single = {member: lg.degree(world.graph, viewer, member) for member in world.members}
        assert expected == single
        assert list(expected.values()) == lg.degrees(world.graph, viewer).tolist()


# Rows are read in other ways when they are short, few or sparse among all members.
@pytest.mark.parametrize("spokes", [1, 32, 33, 65])
@pytest.mark.parametrize("rim", [0, 1, 64, 65])
@pytest.mark.parametrize("strangers", [0, 1200])
def test_degrees_are_the_same_however_rows_are_read(spokes, rim, strangers):
    """D1, D5: a hub with some spokes, the first of which is connected to the rim."""
    ties = [("hub", f"spoke {n}") for n in range(spokes)]
    ties += [("spoke 0", f"rim {n}") for n in range(rim)]
    ties += [(f"spoke {spokes - 1}", "rim 0"), ("rim 0", "far")] if rim else []
    graph = lg.LinkGraph.from_edges(
        connections=ties, members=[f"stranger {n}" for n in range(strangers)]
    )
    degree_of = {"hub": 0, "spoke": 1, "rim": 2, "far": 3, "stranger": 4}
    expected = [degree_of[member.split()[0]] for member in graph]
    assert expected == lg.degrees(graph, "hub").tolist()
    assert expected == [lg.degree(graph, "hub", member) for member in graph]
    assert expected == [lg.degree(graph, member, "hub") for member in graph]
    assert {f"rim {n}" for n in range(rim)} == lg.network(graph, "hub", Degree.SECOND)
    mutual = {"rim 0": 2 if spokes > 1 else 1}
    suggested = [(f"rim {n}", mutual.get(f"rim {n}", 1)) for n in range(rim)]
    assert suggested == lg.people_you_may_know(graph, "hub", None)


# Constants of `degree_search` that decide which way a search goes, and their extremes.
WAYS = {
    "always mark": {"_SPARSE": 10**9, "_LOOK_BACK_FROM": 10**9, "_POPULAR": 10**9},
    "sort when possible": {"_SPARSE": 1, "_POPULAR": 10**9},
    "look back": {"_LOOK_BACK_FROM": 0},
    "search from both sides": {"_POPULAR": 0},
}


@pytest.mark.parametrize("constants", WAYS.values(), ids=WAYS)
@FEW
@given(crowds(), st.data())
def test_every_way_to_search_gives_the_same_answers(constants, graph: lg.LinkGraph, data):
    """D1, D5: in a crowd, whichever side looks and however entries are brought together."""
    viewer = data.draw(st.sampled_from(list(graph)))
    some = data.draw(st.lists(st.sampled_from(list(graph)), max_size=60))
    expected = distances(graph, viewer)
    second = [member for member, distance in expected.items() if distance == 2]
    suggestions = {limit: suggested(graph, viewer)[:limit] for limit in (1, 5, None)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in constants.items():
            patch.setattr(degree_search, name, value)
        assert second == list(lg.network(graph, viewer, Degree.SECOND))
        for targets in (some, list(graph)[::3], [viewer] * 3, []):
            answer = lg.degrees(graph, viewer, targets).tolist()
            assert [expected[member] for member in targets] == answer
        for limit, people in suggestions.items():
            assert people == lg.people_you_may_know(graph, viewer, limit)


def test_members_far_away_are_told_from_members_out_of_network():
    """D1: on an island of many connections nobody is in the network, however long one searches."""
    island = [(f"i{a}", f"i{b}") for a, b in combinations(range(40), 2)]
    spokes = [("hub", f"s{n}") for n in range(30)]
    tail = [("s0", "t"), ("t", "u"), ("u", "w")]
    graph = lg.LinkGraph.from_edges(connections=island + spokes + tail)
    targets = ["i0", "u", "w"]
    assert [4, 3, 4] == lg.degrees(graph, "hub", targets).tolist()
    # The way from u to the hub is the last of many that u has.
    busy = graph.update(connect=[("u", f"i{n}") for n in range(40)])
    assert [4, 3, 4] == lg.degrees(busy.compact(), "hub", targets).tolist()


def test_ids_beyond_int64_are_members_as_well():
    """D1, F6: any integer can be an id."""
    graph = of(1, 2**70, connections=[(1, 2**70)])
    assert [1, 0] == lg.degrees(graph, 1, [2**70, 1]).tolist()
    with pytest.raises(lg.UnknownMember) as caught:
        lg.degrees(of(1, 2), 1, [2, 2**70])
    assert lg.UnknownMember(2**70) == caught.value


@FEW
@given(crowds(), st.data())
def test_degrees_in_a_crowd_are_those_of_breadth_first_search(graph: lg.LinkGraph, data):
    """D1: on hundreds of members and edited rows."""
    for viewer in data.draw(st.lists(st.sampled_from(list(graph)), min_size=3, max_size=3)):
        expected = distances(graph, viewer)
        degrees = lg.degrees(graph, viewer)
        assert (np.int8, (len(graph),)) == (degrees.dtype, degrees.shape)
        assert expected == dict(zip(graph, degrees.tolist(), strict=True))
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
def test_only_connections_change_a_degree(world: World, data):
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
def test_every_member_is_in_the_network_of_one_degree(world: World):
    """D1."""
    for viewer in world.members:
        split = {degree: lg.network(world.graph, viewer, degree) for degree in Degree}
        for degree, members in split.items():
            expected = [m for m in world.members if lg.degree(world.graph, viewer, m) is degree]
            assert expected == list(members)


@FEW
@given(crowds(), st.data())
def test_the_networks_of_a_crowd_are_its_degrees(graph: lg.LinkGraph, data):
    """D1."""
    viewer = data.draw(st.sampled_from(list(graph)))
    expected = distances(graph, viewer)
    for degree in Degree:
        members = [member for member in graph if expected[member] == degree]
        assert members == list(lg.network(graph, viewer, degree))


def test_the_networks_of_the_viewer_and_of_strangers():
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


def test_mutual_connections_of_one_member_are_their_connections():
    """Corners."""
    assert {"a", "c"} == lg.mutual_connections(CHAIN, "b", "b")
    assert set() == lg.mutual_connections(CHAIN, "f", "f")


# -- D4 -----------------------------------------------------------------------------------------


def can_be_asked(graph: lg.LinkGraph, chain: tuple) -> bool:
    """Whether no two members of a chain have a block, and its middle is awake (D4)."""
    blocked = any(graph.has_blocked(a, b) for a, b in permutations(chain, 2))
    return not blocked and not any(graph.profile(m).hibernated for m in chain[1:-1])


@given(worlds(least=2, most=8))
def test_introductions_are_all_shortest_chains_in_member_order(world: World):
    """D4."""
    place = {member: number for number, member in enumerate(world.members)}
    plain = of_connections(world.graph)
    for viewer, member in product(world.members, repeat=2):
        expected = []
        if lg.degree(world.graph, viewer, member) in {1, 2, 3}:
            chains = map(tuple, nx.all_shortest_paths(plain, viewer, member))
            expected = [chain for chain in chains if can_be_asked(world.graph, chain)]
        expected.sort(key=lambda chain: [place[m] for m in chain])
        assert expected == lg.introductions(world.graph, viewer, member)


@FEW
@given(crowds(), st.data())
def test_introductions_in_a_crowd(graph: lg.LinkGraph, data):
    """D4: here the ids ascend, so member order is the order of the chains."""
    viewer = data.draw(st.sampled_from(list(graph)))
    plain = of_connections(graph)
    for member in list(graph)[::25]:
        in_network = 1 <= lg.degree(graph, viewer, member) <= 3
        chains = nx.all_shortest_paths(plain, viewer, member) if in_network else []
        expected = [chain for chain in sorted(map(tuple, chains)) if can_be_asked(graph, chain)]
        assert expected == lg.introductions(graph, viewer, member)


def test_nobody_is_asked_along_a_block():
    """D4: of two chains the one past the member who blocked the viewer is left out."""
    graph = of(*"vmnxyz", connections="v-m m-x x-z v-n n-y y-z")
    assert [tuple("vmxz"), tuple("vnyz")] == lg.introductions(graph, "v", "z")
    for action in (lg.Block("x", "v", at=T0), lg.Block("v", "x", at=T0), lg.Block("z", "m", at=T0)):
        assert [tuple("vnyz")] == lg.introductions(acted(graph, action), "v", "z")
    assert [] == lg.introductions(acted(graph, lg.Block("v", "z", at=T0)), "v", "z")
    assert [] == lg.introductions(acted(graph, lg.Block("v", "x", at=T0)), "v", "x")
    asleep = graph.with_profile("m", lg.Profile(hibernated=True))
    assert [tuple("vnyz")] == lg.introductions(asleep, "v", "z")
    ends = graph.with_profile("z", lg.Profile(hibernated=True))
    assert [tuple("vmxz"), tuple("vnyz")] == lg.introductions(ends, "v", "z")


def test_an_introduction_names_both_ends():
    """D4."""
    assert [("a", "b")] == lg.introductions(CHAIN, "a", "b")
    assert [("a", "b", "c", "d")] == lg.introductions(CHAIN, "a", "d")
    assert [("a", "z", "b"), ("a", "y", "b")] == lg.introductions(DIAMOND, "a", "b")


def test_there_is_no_introduction_to_oneself_or_out_of_the_network():
    """D4, Corners."""
    assert [] == lg.introductions(CHAIN, "a", "a")
    assert [] == lg.introductions(CHAIN, "a", "e")
    assert [] == lg.introductions(CHAIN, "a", "f")


# -- D5 -----------------------------------------------------------------------------------------


def suggested(graph: lg.LinkGraph, viewer: object) -> list:
    """The suggestions that D5 describes, in its order."""
    suggestions = []
    for member in graph:
        pending = graph.invitation(viewer, member) or graph.invitation(member, viewer)
        second = lg.degree(graph, viewer, member) is Degree.SECOND
        asleep = graph.profile(member).hibernated
        if second and not pending and not asleep and not blocked(graph, viewer, member):
            suggestions.append((member, len(lg.mutual_connections(graph, viewer, member))))
    return sorted(suggestions, key=lambda suggestion: -suggestion[1])  # stable: member order stays


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
    """D5: a smaller limit gives the first of the same suggestions."""
    viewer = data.draw(st.sampled_from(list(graph)))
    expected = suggested(graph, viewer)
    assert expected == lg.people_you_may_know(graph, viewer, limit=None)
    for limit in (0, 1, 2, 10, len(expected) - 1, len(expected), len(expected) + 1):
        suggestions = lg.people_you_may_know(graph, viewer, max(limit, 0))
        assert expected[: max(limit, 0)] == suggestions


def test_ties_in_people_you_may_know_go_by_member_order():
    """D5: w and b are found in the order of the graph, not of their ids."""
    graph = of(*"azyxwb", connections="a-z z-w z-b a-y y-x y-b")
    assert [("b", 2), ("x", 1), ("w", 1)] == lg.people_you_may_know(graph, "a")
    assert [("b", 2), ("x", 1)] == lg.people_you_may_know(graph, "a", 2)
    assert [("b", 2)] == lg.people_you_may_know(graph, "a", limit=1)


def test_ten_people_are_suggested_by_default():
    """D5."""
    star = of(connections=[("a", "hub"), *(("hub", n) for n in range(12))])
    answers = [lg.people_you_may_know(star, "a", *limit) for limit in [(), (11,), (None,)]]
    assert [10, 11, 12] == [len(people) for people in answers]


@pytest.mark.parametrize("ends", [("a", "b"), ("b", "a")], ids=["by the viewer", "by the other"])
@pytest.mark.parametrize("tie", ["block", "invitation", "bar"])
def test_blocked_invited_and_barred_members_are_not_suggested(tie: str, ends: tuple[str, str]):
    """D5."""
    one, other = ends
    actions = {
        "block": [lg.Block(one, other, at=T0)],
        "invitation": [lg.Invite(one, other, at=T0)],
        "bar": [lg.Invite(one, other, at=T0), lg.Ignore(other, one, at=T0, unknown=True)],
    }
    assert [("b", 2), ("w", 1)] == lg.people_you_may_know(DIAMOND, "a")
    assert [("w", 1)] == lg.people_you_may_know(acted(DIAMOND, *actions[tie]), "a")


def test_members_in_a_cool_down_and_followed_members_are_suggested():
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


def test_a_member_without_connections_gets_no_suggestions():
    """D5."""
    assert [] == lg.people_you_may_know(CHAIN, "f")


# -- D6 -----------------------------------------------------------------------------------------


@given(worlds(most=8))
def test_followed_by_connections_are_connections_that_count_as_followers(world: World):
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


def test_no_connection_is_named_as_a_follower_of_the_viewer():
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
def test_a_question_about_a_stranger_names_the_stranger(question, ends):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        question(CHAIN, *ends)
    assert lg.UnknownMember("zoe") == caught.value


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("bad", [1.0, True, None, ["a"]], ids=repr)
def test_a_question_about_an_invalid_id_names_it(question, bad):
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
def test_an_invalid_degree_is_refused(bad):
    """D1."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.network(CHAIN, "a", bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("bad", [-1, True, 1.0, "10"], ids=repr)
def test_an_invalid_limit_is_refused(bad):
    """D5."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.people_you_may_know(CHAIN, "a", bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("bad", ["ab", b"ab", 5], ids=repr)
def test_members_must_be_a_collection_of_ids(bad):
    """D1: a text is refused, although it is a collection of its letters."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.degrees(CHAIN, "a", bad)
    assert bad == caught.value.value


def test_counting_mutual_connections_agrees_with_asking_for_them():
    """D3, D5."""
    counted = Counter(dict(lg.people_you_may_know(DIAMOND, "a", None)))
    assert {m: len(lg.mutual_connections(DIAMOND, "a", m)) for m in counted} == counted


def test_a_large_second_degree_is_counted_and_searched_like_a_small_one():
    """D1: it is a mask at first, and becomes a list of members when somebody iterates over it."""
    ties = [(hub, member) for hub in range(3) for member in range(3, 60)]
    graph = lg.LinkGraph.from_edges(connections=[*ties, *((60, hub) for hub in range(3))])
    second = lg.network(graph, 60, Degree.SECOND)
    assert 57 == len(second)
    assert (True, False, False) == (3 in second, 0 in second, 60 in second)
    assert frozenset(range(3, 60)) == second


@pytest.mark.parametrize("islands", [0, 300])
def test_a_popular_viewer_reaches_everybody_many_times_over(islands: int):
    """D1: few members look back, or many who find nobody."""
    crowd = [(f"c{a}", f"c{b}") for a, b in combinations(range(120), 2)]
    friends = [("viewer", f"c{n}") for n in range(60)]
    best_connected = [(f"c{n}", f"b{n}{m}") for n in range(4) for m in range(3)]
    last = [(f"c{n}", f"d{n}") for n in range(30, 40)]
    far = [(f"i{a}", f"i{b}") for a, b in combinations(range(islands), 2) if b - a < 60]
    ties = [*crowd, *friends, *best_connected, *last, ("d30", "e"), *far]
    graph = lg.LinkGraph.from_edges(connections=ties)
    expected = {f"c{n}" for n in range(60, 120)} | {other for _, other in best_connected + last}
    assert expected == lg.network(graph, "viewer", Degree.SECOND)
    assert expected == lg.network(graph.disconnect("d30", "e"), "viewer", Degree.SECOND)


def test_a_popular_viewer_may_reach_everybody():
    """D1: the best connected of the viewer's connections knows all other members."""
    ties = [*combinations(range(60), 2), *(("viewer", n) for n in range(30))]
    graph = lg.LinkGraph.from_edges(connections=ties)
    assert {*range(30, 60)} == lg.network(graph, "viewer", Degree.SECOND)


def test_a_popular_viewer_may_have_short_rows_in_a_dense_graph():
    """D1: the viewer's connections know nobody else, while strangers all know each other."""
    ties = [*combinations(range(100), 2), *(("viewer", f"leaf {n}") for n in range(100))]
    graph = lg.LinkGraph.from_edges(connections=[*ties, ("leaf 0", 0)])
    assert {0} == lg.network(graph, "viewer", Degree.SECOND)


def test_a_limit_takes_the_members_with_most_mutual_connections():
    """D5: also if nobody has a number of mutual connections in between."""
    friends = [f"friend {n}" for n in range(5)]
    ties = [(member, friend) for member in ("ana", "zoe") for friend in friends]
    graph = lg.LinkGraph.from_edges(connections=ties + [(friends[0], n) for n in range(3)])
    expected = [("zoe", 5), (0, 1), (1, 1), (2, 1)]
    for limit in range(6):
        assert expected[:limit] == lg.people_you_may_know(graph, "ana", limit=limit)


@pytest.mark.parametrize("limit", [0, 2, 57, 58, 61, 62, 63, 1000])
def test_a_limit_may_be_larger_than_the_number_of_suggestions(limit: int):
    """D5: every suggestion has a mutual connection."""
    ties = [(hub, member) for hub in range(3) for member in range(3, 61)]
    graph = lg.LinkGraph.from_edges(connections=[*ties, (0, "late")])
    expected = [*((member, 3) for member in range(4, 61)), ("late", 1)]
    assert 62 == len(graph)
    assert expected[:limit] == lg.people_you_may_know(graph, 3, limit)


def test_suggestions_that_were_dismissed_stay_away():
    """D5: ids of nobody, or of members who have left, change nothing."""
    graph = of("a", connections="a-b b-c b-d b-e")
    assert [("c", 1), ("d", 1), ("e", 1)] == lg.people_you_may_know(graph, "a")
    left = lg.people_you_may_know(graph, "a", 2, exclude=iter(["d", "zed", ("t", 1)]))
    assert [("c", 1), ("e", 1)] == left
    for wrong in ("d", 7, [1.5], [None]):
        with pytest.raises(lg.InvalidInput):
            lg.people_you_may_know(graph, "a", exclude=wrong)


def test_hibernated_members_are_not_suggested():
    """D5, D7: but they count as mutual connections."""
    graph = of("a", connections="a-b b-c a-x x-d", c={"hibernated": True}, x={"hibernated": True})
    assert [("d", 1)] == lg.people_you_may_know(graph, "a")


# -- D7 -----------------------------------------------------------------------------------------


def test_people_in_groups_are_ranked_by_groups_then_mutual_connections_then_order():
    """D7: members without a shared group, connections and hibernated members are left out."""
    both, one = {"groups": {"chess", "go"}}, {"groups": {"go", "ski"}}
    graph = of(
        *("a", "late", "far", "near", "best", "friend", "asleep", "other"),
        connections="a-friend friend-near",
        a=both, late=one, far=one, near=one, best=both, friend=both,
        asleep={**both, "hibernated": True}, other={"groups": {"ski"}},
    )  # fmt: skip
    expected = [("best", 2), ("near", 1), ("late", 1), ("far", 1)]
    assert expected == lg.people_in_groups(graph, "a")
    assert expected[:2] == lg.people_in_groups(graph, "a", 2)
    assert expected[1:3] == lg.people_in_groups(graph, "a", 2, exclude=["best", "nobody"])
    assert [] == lg.people_in_groups(of("a", "b", b=both), "a")
    with pytest.raises(lg.UnknownMember):
        lg.people_in_groups(graph, "nobody")
