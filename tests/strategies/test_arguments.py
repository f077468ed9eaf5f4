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
from linkgraph.graph.validation import utc
from linkgraph.strategies.arguments import share, sizes
from tests.strategies.walks import every

CONNECTED = lg.LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])

NONE = iter([])  # an iterator, which can be read only once


def no_shape(wanted):
    return f"expected a shape that a graph can have, got `'{wanted}'`: loosen one of these"


def of_utc(value, name):
    """Return what is said of a wrong time everywhere in the library."""
    with pytest.raises(lg.InvalidInput) as caught:
        utc(value, name)
    return caught.value.message


WRONG = [
    (
        lambda: lgst.graphs(["ana"]),
        "expected a strategy such as `st.integers()` as `members`, got `['ana']`",
    ),
    (
        lambda: lgst.graphs(profiles=lg.Profile()),
        "expected a strategy such as `profiles()` as `profiles`, got `Profile()`",
    ),
    (lambda: lgst.graphs(min_size=-1), "expected a non-negative integer as `min_size`, got `-1`"),
    (
        lambda: lgst.graphs(min_size=3, max_size=2),
        "expected a `max_size` of at least 3, got `2`: raise it",
    ),
    (
        lambda: lgst.graphs(min_size=True),
        "expected a non-negative integer as `min_size`, got `True`",
    ),
    (lambda: lgst.graphs(min_size="2"), "expected a non-negative integer as `min_size`, got `'2'`"),
    (lambda: lgst.graphs(max_size=2.0), "expected a non-negative integer as `max_size`, got `2.0`"),
    (lambda: lgst.members("ana"), "expected a `LinkGraph` as `graph`, got `'ana'`"),
    (lambda: lgst.moments(None), "expected a `LinkGraph` as `graph`, got `None`"),
    (
        lambda: lgst.moments(CONNECTED, since="now"),
        of_utc("now", "since"),
    ),
    (lambda: lgst.actions(lgst.graphs()), "expected a `LinkGraph` as `graph`, got a strategy"),
    (
        lambda: lgst.actions(CONNECTED, policy="E5"),
        "expected a `Policy` as `policy`, got `'E5'`",
    ),
    (
        lambda: lgst.actions(CONNECTED, allowed="both"),
        "expected True, False or None as `allowed`, got `'both'`",
    ),
    (
        lambda: lgst.actions(CONNECTED, at="now"),
        "expected a datetime or a strategy for one as `at`, got `'now'`",
    ),
    (
        lambda: lgst.actions(CONNECTED, joiners=["zoe"]),
        "expected a strategy such as `st.integers()` as `joiners`, got `['zoe']`",
    ),
    (
        lambda: lgst.histories([]),
        "expected a `LinkGraph` or a strategy for one as `start`, got `[]`",
    ),
    (
        lambda: lgst.engagements(CONNECTED, []),
        "expected one or more `Post` as `posts`, got `[]`",
    ),
    (lambda: lgst.engagements("ana", []), "expected a `LinkGraph` as `graph`, got `'ana'`"),
    (
        lambda: lgst.engagements(CONNECTED, 7),
        "expected one or more `Post` as `posts`, got `7`",
    ),
    (
        lambda: lgst.engagements(CONNECTED, [lg.Post(1, "ana"), "ana"]),
        "expected one or more `Post` as `posts`, got `'ana'`",
    ),
    (
        lambda: lgst.posts(CONNECTED, ids=7),
        "expected a strategy such as `st.integers()` as `ids`, got `7`",
    ),
    (
        lambda: lgst.moments(CONNECTED, policy="E5"),
        "expected a `Policy` as `policy`, got `'E5'`",
    ),
    (
        lambda: lgst.histories(CONNECTED, min_size=None),
        "expected a non-negative integer as `min_size`, got `None`",
    ),
    (
        lambda: lgst.profiles(tier=lg.Tier.PREMIUM),
        "expected a strategy such as `st.just(…)` as `tier`, got `Tier.PREMIUM`",
    ),
    (
        lambda: lgst.profiles(colour=st.none()),
        (
            "expected a field of a profile, got `'colour'`: use one of primary_button, "
            "follow_audience, invitations_from, tier, open_profile, influencer, hibernated, "
            "name_shown, connections_shown, contact_shown, groups, employer, joined"
        ),
    ),
    *(
        (
            lambda eras=eras: lgst.policies(eras),
            f"expected one or more `Policy` as `eras`, got {shown}",
        )
        for eras, shown in [(lg.CURRENT, "`Policy()`"), (5, "`5`"), (NONE, f"`{NONE}`")]
    ),
    *(
        (
            lambda most=most: lgst.policies(max_changes=most),
            f"expected a non-negative integer as `max_changes`, got `{most}`",
        )
        for most in (-1, 1.5, None)
    ),
    (lambda: lgst.graphs(past="x"), "expected True or False as `past`, got `'x'`"),
    (
        lambda: lgst.moments(CONNECTED, since=datetime(2026, 1, 5)),  # noqa: DTZ001  # is refused
        of_utc(datetime(2026, 1, 5), "since"),  # noqa: DTZ001,
    ),
    (
        lambda: lgst.actions(CONNECTED, at=datetime(2026, 1, 5)),  # noqa: DTZ001  # is refused
        of_utc(datetime(2026, 1, 5), "at"),  # noqa: DTZ001,
    ),
    (
        lambda: lgst.engagements(CONNECTED, NONE),
        f"expected one or more `Post` as `posts`, got `{NONE}`",
    ),
    *(
        (
            lambda make=make: make(lg.LinkGraph()),
            (
                "expected a graph with members as `graph`, got `LinkGraph(0 members, "
                "0 connections, 0 follows)`: draw it with a `min_size` of 1 or more"
            ),
        )
        for make in (
            lgst.members,
            lgst.posts,
            lambda graph: lgst.engagements(graph, [lg.Post(1, "ana")]),
        )
    ),
    (
        lambda: lgst.mixed_graphs(density=True),
        "expected a number from 0 to 1 as `density`, got `True`",
    ),
    (lambda: lgst.policies([]), "expected one or more `Policy` as `eras`, got `[]`"),
    (
        lambda: lgst.policies(["E5"]),
        "expected one or more `Policy` as `eras`, got `'E5'`",
    ),
    (
        lambda: lgst.pairs(["ana", "bo"]),
        "expected a `LinkGraph` or a strategy for one as `graph`, got `['ana', 'bo']`",
    ),
    (
        lambda: lgst.pairs(st.just("ana")),
        "expected a `LinkGraph` or a strategy for one as `graph`, got `'ana'`",
    ),
    *(
        (
            lambda name=name: getattr(lgst, name)(lg.LinkGraph().with_members("ana")),
            (
                f"expected a graph with {two} as `graph`, got `LinkGraph(1 member, "
                "0 connections, 0 follows)`: leave it out to draw one"
            ),
        )
        for name, two in {
            "pairs": "two different members",
            "connected_pairs": "two connected members (F1)",
            "second_degree_pairs": "a viewer and a member at the second degree (D1)",
            "third_degree_pairs": "a viewer and a member at the third degree (D1)",
            "out_of_network_pairs": "a viewer and a member beyond the third degree (D1)",
            "following_pairs": "a follower and a member that they follow, connected or not (F2)",
            "pending_pairs": "a sender and the recipient of their pending invitation (F4)",
            "blocked_pairs": "a member and another that they have blocked (F5)",
        }.items()
    ),
    (
        lambda: lgst.pairs(members=["ana"]),
        "expected a strategy such as `st.integers()` as `members`, got `['ana']`",
    ),
    (
        lambda: lgst.third_degree_pairs(max_size=3),
        "expected a `max_size` of at least 4, got `3`: raise it",
    ),
    (
        lambda: lgst.pairs(min_size="2"),
        "expected a non-negative integer as `min_size`, got `'2'`",
    ),
    (
        lambda: lgst.pairs(CONNECTED, members=st.integers()),
        (
            "expected no `graph` together with arguments that say how to draw one, got "
            "`LinkGraph(3 members, 1 connection, 2 follows)`: leave out one of the two"
        ),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=2, components=9),
        no_shape("`members` 2 to 8, `components` 9"),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=1, component_size=0),
        no_shape("`members` 1 to 7, `component_size` 0"),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=4, max_size=4, connections=3, density=(0, 0.4)),
        no_shape("`members` 4, `connections` 3, `density` 0 to 2/5"),
    ),
    (
        lambda: lgst.histories(CONNECTED, allowed="both"),
        "expected True, False or None as `allowed`, got `'both'`",
    ),
    (lambda: lgst.actions("ana", at=lgst.DAY), "expected a `LinkGraph` as `graph`, got `'ana'`"),
    (
        lambda: lgst.actions(CONNECTED, policy="E5", at=lgst.DAY),
        "expected a `Policy` as `policy`, got `'E5'`",
    ),
    (
        lambda: lgst.mixed_graphs(components=(1, 2, 3)),
        "expected a non-negative integer as `components`, got `(1, 2, 3)`",
    ),
    (
        lambda: lgst.mixed_graphs(component_size=[1, 2]),
        "expected a non-negative integer as `component_size`, got `[1, 2]`",
    ),
    (
        lambda: lgst.mixed_graphs(connections=(1, -1)),
        "expected a non-negative integer as `connections`, got `-1`",
    ),
    (
        lambda: lgst.mixed_graphs(density="half"),
        "expected a number from 0 to 1 as `density`, got `'half'`",
    ),
    (
        lambda: lgst.mixed_graphs(density=-0.1),
        "expected a number from 0 to 1 as `density`, got `-0.1`",
    ),
    (
        lambda: lgst.mixed_graphs(follow_share=(0, 1.01)),
        "expected a number from 0 to 1 as `follow_share`, got `1.01`",
    ),
    (
        lambda: lgst.mixed_graphs(max_size=3, components=4),
        no_shape("`members` 0 to 3, `components` 4"),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=5, max_size=5, component_size=2),
        no_shape("`members` 5, `component_size` 2"),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=4, max_size=4, components=1, connections=2),
        no_shape("`members` 4, `components` 1, `connections` 2"),
    ),
    (
        lambda: lgst.mixed_graphs(connections=2, density=(0, 0)),
        no_shape("`members` 0 to 6, `connections` 2, `density` 0"),
    ),
    (
        lambda: lgst.mixed_graphs(min_size=3, max_size=3, follows=7),
        no_shape("`members` 3, `follows` 7"),
    ),
    (
        lambda: lgst.mixed_graphs(density=1.5),
        ("expected a number from 0 to 1 as `density`, got `1.5`"),
    ),
    (
        lambda: lgst.mixed_graphs(components=(3, 2)),
        ("expected the least `components` before the most, got `(3, 2)`"),
    ),
    (
        lambda: lgst.mixed_graphs(follows=0.5),
        ("expected a non-negative integer as `follows`, got `0.5`"),
    ),
    (
        lambda: lgst.mixed_graphs(members=[1, 2]),
        ("expected a strategy such as `st.integers()` as `members`, got `[1, 2]`"),
    ),
]


@pytest.mark.parametrize(("make", "sentence"), WRONG, ids=range(len(WRONG)))
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
