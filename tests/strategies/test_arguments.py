"""What strategies refuse to be called with, in one sentence, and how they are shown."""

from __future__ import annotations

import sys
from datetime import datetime
from fractions import Fraction
from importlib import import_module

import numpy as np
import pytest
from hypothesis import find
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.strategies.arguments import share, sizes
from tests.strategies.walks import every

CONNECTED = lg.LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])

WRONG = [
    (
        lambda: lgst.graphs(["ana"]),
        "`['ana']` is no `members`; give a strategy such as `st.integers()`",
    ),
    (
        lambda: lgst.graphs(profiles=lg.Profile()),
        "`Profile()` is no `profiles`; give a strategy such as `profiles()`",
    ),
    (lambda: lgst.graphs(min_size=-1), "`-1` is no `min_size`; use a whole number of 0 or more"),
    (
        lambda: lgst.graphs(min_size=3, max_size=2),
        "`2` is a `max_size` below the `min_size` of 3; raise it",
    ),
    (
        lambda: lgst.graphs(min_size=True),
        "`True` is no `min_size`; use a whole number of 0 or more",
    ),
    (lambda: lgst.graphs(min_size="2"), "`'2'` is no `min_size`; use a whole number of 0 or more"),
    (lambda: lgst.graphs(max_size=2.0), "`2.0` is no `max_size`; use a whole number of 0 or more"),
    (lambda: lgst.members("ana"), "`'ana'` is no `graph`; give a `LinkGraph`"),
    (lambda: lgst.moments(None), "`None` is no `graph`; give a `LinkGraph`"),
    (
        lambda: lgst.moments(CONNECTED, since="now"),
        "`'now'` is no `since`; give an aware datetime",
    ),
    (lambda: lgst.actions(lgst.graphs()), "a strategy is no `graph`; give a `LinkGraph`"),
    (
        lambda: lgst.actions(CONNECTED, policy="E5"),
        "`'E5'` is no `policy`; give a `Policy` such as `linkgraph.CURRENT`",
    ),
    (
        lambda: lgst.actions(CONNECTED, allowed="both"),
        "`'both'` is no `allowed`; use True, False or None",
    ),
    (
        lambda: lgst.actions(CONNECTED, at="now"),
        "`'now'` is no `at`; give an aware datetime, or a strategy for one",
    ),
    (
        lambda: lgst.actions(CONNECTED, joiners=["zoe"]),
        "`['zoe']` is no `joiners`; give a strategy such as `st.integers()`",
    ),
    (
        lambda: lgst.histories([]),
        "`[]` is no `start`; give a `LinkGraph`, or a strategy for one",
    ),
    (
        lambda: lgst.engagements(CONNECTED, []),
        "`[]` holds no posts; draw `engagements` only where there is one",
    ),
    (lambda: lgst.engagements("ana", []), "`'ana'` is no `graph`; give a `LinkGraph`"),
    (
        lambda: lgst.engagements(CONNECTED, 7),
        "`7` is no `posts`; give a list of `Post`",
    ),
    (
        lambda: lgst.engagements(CONNECTED, [lg.Post(1, "ana"), "ana"]),
        "`'ana'` is no `posts`; give a list of `Post`",
    ),
    (
        lambda: lgst.posts(CONNECTED, ids=7),
        "`7` is no `ids`; give a strategy such as `st.integers()`",
    ),
    (
        lambda: lgst.moments(CONNECTED, policy="E5"),
        "`'E5'` is no `policy`; give a `Policy` such as `linkgraph.CURRENT`",
    ),
    (
        lambda: lgst.histories(CONNECTED, min_size=None),
        "`None` is no `min_size`; use a whole number of 0 or more",
    ),
    (
        lambda: lgst.profiles(tier=lg.Tier.PREMIUM),
        "`Tier.PREMIUM` is no `tier`; give a strategy such as `st.just` of a value",
    ),
    (
        lambda: lgst.profiles(colour=st.none()),
        (
            "`'colour'` is no field of a profile; use one of primary_button, follow_audience, "
            "invitations_from, tier, open_profile, influencer, hibernated, name_shown, "
            "connections_shown, contact_shown, groups, employer, joined"
        ),
    ),
    *(
        (
            lambda eras=eras: lgst.policies(eras),
            f"{shown} is no `eras`; give a list of policies such as `linkgraph.CURRENT`",
        )
        for eras, shown in [(lg.CURRENT, "`Policy()`"), (5, "`5`"), (iter([]), "an iterator")]
    ),
    *(
        (
            lambda most=most: lgst.policies(max_changes=most),
            f"`{most}` is no `max_changes`; use a whole number of 0 or more",
        )
        for most in (-1, 1.5, None)
    ),
    (lambda: lgst.graphs(past="x"), "`'x'` is no `past`; use True or False"),
    (
        lambda: lgst.moments(CONNECTED, since=datetime(2026, 1, 5)),  # noqa: DTZ001  # is refused
        (
            "`datetime.datetime(2026, 1, 5, 0, 0)` is a naive `since`; "
            "give it a time zone, such as `tzinfo=datetime.UTC`"
        ),
    ),
    (
        lambda: lgst.actions(CONNECTED, at=datetime(2026, 1, 5)),  # noqa: DTZ001  # is refused
        (
            "`datetime.datetime(2026, 1, 5, 0, 0)` is a naive `at`; "
            "give it a time zone, such as `tzinfo=datetime.UTC`"
        ),
    ),
    (
        lambda: lgst.engagements(CONNECTED, iter([lg.Post(1, "ana")])),
        "an iterator is no `posts`; give a list of `Post`",
    ),
    *(
        (
            lambda make=make: make(lg.LinkGraph()),
            (
                "`LinkGraph(0 members, 0 connections, 0 follows)` is a graph without members; "
                "draw it with a `min_size` of 1 or more"
            ),
        )
        for make in (
            lgst.members,
            lgst.posts,
            lambda graph: lgst.engagements(graph, [lg.Post(1, "ana")]),
        )
    ),
    (lambda: lgst.mixed_graphs(density=True), "`True` is no `density`; use a number from 0 to 1"),
    (lambda: lgst.policies([]), "`[]` are no `eras`; give at least one policy"),
    (
        lambda: lgst.policies(["E5"]),
        "`'E5'` is no `eras`; give a list of policies such as `linkgraph.CURRENT`",
    ),
    (
        lambda: lgst.pairs(["ana", "bo"]),
        "`['ana', 'bo']` is no `graph`; give a `LinkGraph`, or a strategy for one",
    ),
    (
        lambda: lgst.pairs(st.just("ana")),
        "`'ana'` is no `graph`; give a `LinkGraph`, or a strategy for one",
    ),
    *(
        (
            lambda name=name: getattr(lgst, name)(lg.LinkGraph().with_members("ana")),
            (
                "`LinkGraph(1 member, 0 connections, 0 follows)` is a graph without "
                f"{whom}; leave it out to draw one"
            ),
        )
        for name, whom in {
            "pairs": "two different members",
            "connected_pairs": "two who are connected (F1)",
            "second_degree_pairs": "a viewer and a member at the second degree (D1)",
            "third_degree_pairs": "a viewer and a member at the third degree (D1)",
            "out_of_network_pairs": "a viewer and a member beyond the third degree (D1)",
            "following_pairs": "a follower and whom they follow, connected or not (F2)",
            "pending_pairs": "a sender and the recipient of their pending invitation (F4)",
            "blocked_pairs": "a member and whom they have blocked (F5)",
        }.items()
    ),
    (
        lambda: lgst.pairs(members=["ana"]),
        "`['ana']` is no `members`; give a strategy such as `st.integers()`",
    ),
    (
        lambda: lgst.pairs(CONNECTED, members=st.integers()),
        "a strategy for `members` goes with no `graph`; give one of the two",
    ),
    (
        lambda: lgst.mixed_graphs(min_size=2, components=9),
        "`'members 2 to 8, components 9'` is no shape that a graph can have; loosen one of these",
    ),
    (
        lambda: lgst.mixed_graphs(min_size=1, component_size=0),
        (
            "`'members 1 to 7, component_size 0'` is no shape that a graph can have; "
            "loosen one of these"
        ),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=4, max_size=4, connections=3, density=(0, 0.4)),
        (
            "`'members 4, connections 3, density 0 to 2/5'` is no shape that a graph can have; "
            "loosen one of these"
        ),
    ),
    (
        lambda: lgst.histories(CONNECTED, allowed="both"),
        "`'both'` is no `allowed`; use True, False or None",
    ),
    (lambda: lgst.actions("ana", at=lgst.DAY), "`'ana'` is no `graph`; give a `LinkGraph`"),
    (
        lambda: lgst.actions(CONNECTED, policy="E5", at=lgst.DAY),
        "`'E5'` is no `policy`; give a `Policy` such as `linkgraph.CURRENT`",
    ),
    (
        lambda: lgst.mixed_graphs(components=(1, 2, 3)),
        "`(1, 2, 3)` is no `components`; use a whole number of 0 or more",
    ),
    (
        lambda: lgst.mixed_graphs(component_size=[1, 2]),
        "`[1, 2]` is no `component_size`; use a whole number of 0 or more",
    ),
    (
        lambda: lgst.mixed_graphs(connections=(1, -1)),
        "`-1` is no `connections`; use a whole number of 0 or more",
    ),
    (
        lambda: lgst.mixed_graphs(density="half"),
        "`'half'` is no `density`; use a number from 0 to 1",
    ),
    (lambda: lgst.mixed_graphs(density=-0.1), "`-0.1` is no `density`; use a number from 0 to 1"),
    (
        lambda: lgst.mixed_graphs(follow_share=(0, 1.01)),
        "`1.01` is no `follow_share`; use a number from 0 to 1",
    ),
    (
        lambda: lgst.mixed_graphs(max_size=3, components=4),
        ("`'members 0 to 3, components 4'` is no shape that a graph can have; loosen one of these"),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=5, max_size=5, component_size=2),
        ("`'members 5, component_size 2'` is no shape that a graph can have; loosen one of these"),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=4, max_size=4, components=1, connections=2),
        (
            "`'members 4, components 1, connections 2'` is no shape that a graph can have; "
            "loosen one of these"
        ),
    ),
    (
        lambda: lgst.mixed_graphs(connections=2, density=(0, 0)),
        (
            "`'members 0 to 6, connections 2, density 0'` is no shape that a graph can have; "
            "loosen one of these"
        ),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=3, max_size=3, follows=7),
        ("`'members 3, follows 7'` is no shape that a graph can have; loosen one of these"),
    ),
    (lambda: lgst.mixed_graphs(density=1.5), ("`1.5` is no `density`; use a number from 0 to 1")),
    (
        lambda: lgst.mixed_graphs(components=(3, 2)),
        ("`(3, 2)` is no `components`; give the least before the most"),
    ),
    (
        lambda: lgst.mixed_graphs(follows=0.5),
        ("`0.5` is no `follows`; use a whole number of 0 or more"),
    ),
    (
        lambda: lgst.mixed_graphs(members=[1, 2]),
        ("`[1, 2]` is no `members`; give a strategy such as `st.integers()`"),
    ),
]


@pytest.mark.parametrize(("make", "sentence"), WRONG)
def test_wrong_arguments_are_named_when_drawn_from(make, sentence):
    strategy = make()  # as Hypothesis, which looks no earlier
    with pytest.raises(InvalidArgument) as caught:
        find(strategy, lambda _: True)
    assert sentence == str(caught.value)


@pytest.mark.parametrize(
    ("strategy", "shown"),
    [
        (lgst.graphs(st.integers(), max_size=3), "graphs(members=integers(), max_size=3)"),
        (lgst.mixed_graphs(components=2), "mixed_graphs(components=2)"),
        (lgst.second_degree_pairs(), "second_degree_pairs()"),
        (lgst.histories(policy=lg.CURRENT), "histories()"),
        (lgst.profiles(), "profiles()"),
        (
            lgst.actions(CONNECTED, allowed=True),
            (
                "actions(LinkGraph.from_edges(members=['ana', 'bo', 'cy'], "
                "connections=[('ana', 'bo')]), allowed=True)"
            ),
        ),
    ],
)
def test_a_strategy_is_shown_as_it_was_called(strategy, shown):
    assert shown == repr(strategy)


def test_without_hypothesis_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "linkgraph.strategies")
    with pytest.raises(ImportError) as caught:
        import_module("linkgraph.strategies")
    assert "strategies need Hypothesis: pip install 'linkgraph[strategies]'" == str(caught.value)


# -- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("density", [0, 1, 0.0, 1.0, Fraction(1, 3), 1 / 3, np.float32(0.4)])
def test_a_share_is_a_number_of_any_kind_from_none_to_all(density):
    """F1: a third is the third that is meant, as a fraction or as a decimal."""
    three = lgst.mixed_graphs(min_size=3, max_size=3, density=density, follows=0)
    counts = [[graph.connection_count(member) for member in graph] for graph in every(three)]
    assert {round(3 * density)} == {sum(each) // 2 for each in counts}


def test_a_decimal_stands_for_the_share_that_was_meant():
    """F1: to nine places, so that half a connection is rounded up."""
    assert (Fraction(1, 10), Fraction(1, 3)) == (share(0.1, "density"), share(1 / 3, "density"))
    assert Fraction(1, 10**9) == share(1e-9, "density")
    assert Fraction(0) == share(4e-10, "density")


def test_a_size_of_numpy_is_a_whole_number():
    """F6."""
    assert (2, 3) == sizes(np.int64(2), np.uint8(3), 12)
    assert [int, int] == [type(size) for size in sizes(np.int64(2), np.uint8(3), 12)]


@pytest.mark.parametrize(
    ("asked", "met"),
    [({}, {0, 1, 2, 3}), ({"min_size": 2}, {2, 3}), ({"component_size": 2}, {0, 2})],
)
def test_a_shape_has_no_more_members_than_there_are_ids(asked, met):
    """F6: as of `graphs`."""
    drawn = every(lgst.mixed_graphs(st.sampled_from("abc"), connections=(0, 1), follows=0, **asked))
    assert met == {len(graph) for graph in drawn}
    with pytest.raises(InvalidArgument):  # and Hypothesis says how many there are
        find(lgst.mixed_graphs(st.sampled_from("abc"), min_size=4), lambda _: True)


def test_without_a_most_there_are_some_more_than_the_least():
    """H1."""
    assert (2, 14) == sizes(2, None, 12)
    assert (2, 2) == sizes(2, 2, 12)
    assert 12 == max(map(len, every(lgst.histories(CONNECTED), 12)))
