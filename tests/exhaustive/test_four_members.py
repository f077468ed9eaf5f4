"""Every state of four members with default profiles, for the questions that reach beyond three.

Nineteen ways for each of six pairs make 47,045,881 graphs, about two million up to renaming.
So each question gets every state of what it reads, and all of it:

- degrees read connections: all 64 graphs of them;
- `can_see` and similar questions read connections and blocks: 5 ways for a pair (neither,
  connected, blocked by one, the other, both), all 15,625 graphs;
- a feed reads connections, follows and whether a block stands: 9 ways (connected or not × follows
  each way, or blocked), all 531,441 graphs up to renaming. Every post with everybody's comment
  under CURRENT; posts of one kind, in turn, with nobody's, and under each other policy in turn;
- buttons on a profile read the ties of the two and, as the name of a default profile shows to all,
  of the others only how many connections each of the two has (L1): all 19 ways × all connections
  of the others × every cap, and for all owners at once every three ways in which others
  can stand to a viewer.

This leaves out questions that read more than the rule book says. They are looked for in a random
sample of the 47 million graphs, which is asked everything.
"""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement, permutations, product
from random import Random

import linkgraph as lg
from tests.exhaustive.naming import all_graphs, up_to_renaming
from tests.exhaustive.spaces import holding, policy, scopes, taken
from tests.exhaustive.test_three_members import OTHER_FEEDS
from tests.exhaustive.test_two_members import either_way
from tests.model.compare import (
    assert_same_advice,
    assert_same_bulk_buttons,
    assert_same_buttons,
    assert_same_distance,
    assert_same_feed,
    assert_same_network,
    assert_same_reach,
    assert_same_sight,
    assert_same_view,
)
from tests.model.same import assert_same_action, assert_same_facts, pairs
from tests.rules.drawing import ERAS
from tests.rules.standings import TIES, TURNED, between
from tests.rules.witnesses import NOW, K, connected, members

FOUR = ("ana", "bo", "cy", "di")
PLACES = [*combinations(FOUR, 2)]


def ways_with(*kinds):
    """The places in TIES of the standings that have only ties of these kinds."""
    return [way for way, ties in enumerate(TIES) if {fact.kind for fact in ties} <= {*kinds}]


CONNECTED = [0, *(w for w in ways_with(K.CONNECTION) if w)]
SEEN = ways_with(K.BLOCK) + CONNECTED[1:]
FED = ways_with(K.CONNECTION, K.FOLLOW)
FED += [way for way in ways_with(K.BLOCK) if len(TIES[way]) == 2]  # one block stands for the others


def graph(stands):
    """The state in which each pair of the four stands in its way."""
    ties = [between(*pair, TIES[way]) for pair, way in zip(PLACES, stands, strict=True)]
    return holding.__wrapped__(*members(*FOUR), *(fact for facts in ties for fact in facts))


def graphs(ways):
    """Every graph in which each pair stands in one of these ways."""
    return ([ways[place] for place in stands] for stands in all_graphs(4, len(ways)).tolist())


def classes(ways):
    """The same, up to renaming."""
    turned = [ways.index(TURNED[way]) for way in ways]
    return ([ways[place] for place in row] for row in up_to_renaming(4, turned).tolist())


def ask_of_distance(w, g):
    """D1-D6."""
    for a, b in pairs(FOUR):
        assert_same_distance(w, g, a, b)
    for m in FOUR:
        assert_same_network(w, g, m)


@scopes(7)
def test_degrees_of_four_members(every, count):
    """D1-D6."""
    for stands in taken(graphs(CONNECTED), every):
        ask_of_distance(*graph(stands))
        count("four members, degrees")


PUBLIC = [lg.Post((m, kind), m, kind=kind) for m in FOUR for kind in lg.PostKind]
CLOSE = [
    lg.Post((m, control), m, audience=audience, comments=control)
    for m in FOUR
    for audience, control in zip(lg.Audience, [*lg.CommentControl][:2], strict=True)
]


@scopes(607)
def test_posts_that_four_members_see(every, count):
    """V1-V4, W7, W8."""
    for stands in taken(graphs(SEEN), every):
        state = graph(stands)
        for post in CLOSE:
            assert_same_sight(*state, post)
        count("four members, posts seen")


ENGAGED = [lg.Engagement(m, p.id, lg.EngagementKind.COMMENT) for p in PUBLIC for m in FOUR]
ON = {post: [e for e in ENGAGED if e.post_id == post.id] for post in PUBLIC}


@scopes(1511)
def test_feeds_of_four_members(every, count):
    """W1-W5, W7, W9, W10, E1, E5."""
    for turn, stands in enumerate(taken(classes(FED), every)):
        state = graph(stands)
        now, one_kind = OTHER_FEEDS[turn % len(OTHER_FEEDS)], PUBLIC[turn % 3 :: 3]
        for m in FOUR:
            assert_same_feed(*state, m, PUBLIC, ENGAGED, lg.CURRENT)
            assert_same_feed(*state, m, one_kind, [], lg.CURRENT)
            assert_same_feed(*state, m, one_kind, ENGAGED, now)
        for post in one_kind:
            assert_same_reach(*state, post, ON[post], (now, lg.CURRENT)[turn % 2])
        count("four members, classes of feeds")


OTHERS = [connected(*pair) for pair in PLACES[1:]]


def some_of(facts):
    """Every subset."""
    for chosen in product((False, True), repeat=len(facts)):
        yield [fact for fact, taken_in in zip(facts, chosen, strict=True) if taken_in]


@scopes(31)
def test_the_buttons_of_one_of_four_members(every, count):
    """B1-B14, L1, M1, E1-E5: each way to stand × connections of the others × every cap."""
    for ties, others in taken(product(TIES, some_of(OTHERS)), every):
        state = holding(*members(*FOUR), *ties, *others)
        for cap, era in product(range(5), ERAS):
            assert_same_buttons(*state, "ana", "bo", policy(era, cap), NOW)
            count("four members, buttons of one")


@scopes(499)
def test_the_buttons_of_all_others(every, count):
    """B1-B14, L1: bulk, under every cap; the others stand to ana in any three ways."""
    trios = combinations_with_replacement(TIES, 3)
    for stands, others in taken(product(trios, some_of(OTHERS[2:])), every):
        ties = [between("ana", m, each) for m, each in zip(FOUR[1:], stands, strict=True)]
        state = holding.__wrapped__(*members(*FOUR), *(f for each in ties for f in each), *others)
        for cap in range(1, 5):
            assert_same_bulk_buttons(*state, "ana", policy("E5", cap), NOW)
            count("four members, buttons of all", 4)


ACTIONS = [action for pair in permutations(FOUR, 2) for action in either_way(*pair)]


@scopes(97)
def test_a_sample_of_all_graphs_on_four_members_answers_everything(every, count):
    """D1-D6, V1-V4, W1-W10, B1-B14, M1, P1-P7, G1-G9, A1-A14: 1,000 of 47 million graphs."""
    for seed in taken(range(1000), every):
        rng = Random(seed)
        state = graph(rng.choices(range(len(TIES)), k=6))
        now = policy(rng.choice([*ERAS]), rng.choice([1, 2, 3, 30_000]))
        assert_same_facts(*state)
        ask_of_distance(*state)
        for post in CLOSE:
            assert_same_sight(*state, post)
        for post in PUBLIC:
            assert_same_reach(*state, post, ON[post], now)
        for m in FOUR:
            assert_same_feed(*state, m, PUBLIC, ENGAGED, now)
            assert_same_bulk_buttons(*state, m, now, NOW)
        for pair in pairs(FOUR):
            assert_same_view(*state, *pair, now)
            assert_same_advice(*state, *pair, lg.Signals(), now, NOW)
        for action in rng.sample(ACTIONS, 20):
            assert_same_action(*state, action, now)
        count("four members, graphs drawn at random and asked everything")
