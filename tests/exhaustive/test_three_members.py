"""Every mixed graph on three members × every question × every action (D, V, W, B, M, P, G, A).

Two members stand in one of nineteen ways, so that three make 19³ = 6,859 graphs. Under CURRENT
every one of them is asked everything: degrees, networks and introductions, who sees, is fed
and reached by every post, with and without engagements of the other two, every profile with its
buttons, messages and advice; and every action is applied once. The answers that depend on the era
(buttons, feed, advice, and inviting, accepting and following) are compared in the other eras too,
for one graph of each class that renaming makes equal. Renaming changes only the member order
(F10), and no era reads that.
"""

from __future__ import annotations

from itertools import combinations, permutations

import linkgraph as lg
from tests.exhaustive.naming import all_graphs, up_to_renaming
from tests.exhaustive.spaces import holding, policy, scopes, taken
from tests.exhaustive.test_two_members import either_way
from tests.model.compare import (
    assert_same_advice,
    assert_same_bulk_buttons,
    assert_same_distance,
    assert_same_feed,
    assert_same_network,
    assert_same_reach,
    assert_same_sight,
    assert_same_view,
)
from tests.model.same import assert_same_action, facts_of, pairs
from tests.rules.drawing import ERAS
from tests.rules.standings import TIES, TURNED, between
from tests.rules.witnesses import NOW, members

TRIO = ("ana", "bo", "cy")
PLACES = [*combinations(TRIO, 2)]
GRAPHS, CLASSES = all_graphs(3, 19), up_to_renaming(3, TURNED)


def graph(stands):
    """The state in which each pair of the three stands in its way; two of them share a group."""
    ties = [between(*pair, TIES[way]) for pair, way in zip(PLACES, stands, strict=True)]
    state = holding(*members(*TRIO), *(fact for facts in ties for fact in facts))
    return state.settled("ana", groups={"chess"}).settled("bo", groups={"chess"})


ACTIONS = [action for pair in permutations(TRIO, 2) for action in either_way(*pair)]
ACTIONS = [*dict.fromkeys(ACTIONS), lg.Expire(at=NOW)]
OF_AN_ERA = [a for a in ACTIONS if isinstance(a, lg.Invite | lg.Accept | lg.Follow)]
SORTS = [  # every kind, and every audience
    *({"kind": kind} for kind in lg.PostKind),
    {"audience": lg.Audience.CONNECTIONS, "comments": lg.CommentControl.CONNECTIONS},
    {"audience": lg.Group("chess"), "comments": lg.CommentControl.NONE},
]
POSTS = [lg.Post((author, n), author, **sort) for author in TRIO for n, sort in enumerate(SORTS)]
# the other two engage in some way; the author's own engagement does not count
ENGAGED = [
    [],
    [lg.Engagement(m, post.id, lg.EngagementKind.COMMENT) for post in POSTS for m in TRIO],
    [lg.Engagement(TRIO[2], post.id, lg.EngagementKind.REPOST) for post in POSTS],
]
OTHERS = [era for era in ERAS if era != "E5"]
OTHER_FEEDS = [  # a feed reads one thing of an era: whether a connection feeds, as before E3
    *(policy("E1", 30_000, second_degree_feed=how) for how in lg.SecondDegreeFeed),
    *(policy("E5", 30_000, second_degree_feed=how) for how in [*lg.SecondDegreeFeed][1:]),
]


def ask_of_distance(w, g):
    """D1-D6."""
    for a, b in pairs(TRIO):
        assert_same_distance(w, g, a, b)
    for m in TRIO:
        assert_same_network(w, g, m)


def ask_of_posts(w, g, now, engagements):
    """W1-W7, W9, W10."""
    for did in engagements:
        for m in TRIO:
            assert_same_feed(w, g, m, POSTS, did, now)
        for post in POSTS:
            assert_same_reach(w, g, post, [e for e in did if e.post_id == post.id], now)


def ask_of_profiles(w, g, now):
    """B1-B14, M1, G1-G10."""
    for viewer in TRIO:
        assert_same_bulk_buttons(w, g, viewer, now, NOW)
        for owner in TRIO:
            assert_same_advice(w, g, viewer, owner, lg.Signals(), now, NOW)


def renamed(stands, names):
    """The same graph with its members renamed."""
    at = {frozenset(pair): way for pair, way in zip(PLACES, stands, strict=True)}
    called = dict(zip(TRIO, names, strict=True))
    ways = [(called[a], called[b], at[frozenset({called[a], called[b]})]) for a, b in PLACES]
    return tuple(way if a < b else TURNED[way] for a, b, way in ways)


def test_renaming_three_members_makes_these_classes():
    """F1-F5: no graph is in two classes, and each of the 6,859 is in one."""
    found = [
        {renamed(stands, names) for names in permutations(TRIO)} for stands in CLASSES.tolist()
    ]
    assert 6859 == len(GRAPHS) == sum(map(len, found)) == len(set().union(*found))


@scopes(199)
def test_every_graph_on_three_members_answers(every, count):
    """D1-D6, V1-V5, W1-W10, B1-B14, M1, P1-P7, G1-G10, F3-F5."""
    for stands in taken(GRAPHS.tolist(), every):
        state = graph(stands)
        ask_of_distance(*state)
        for post in POSTS:
            assert_same_sight(*state, post)
        ask_of_posts(*state, lg.CURRENT, ENGAGED)
        ask_of_profiles(*state, lg.CURRENT)
        for pair in pairs(TRIO):
            assert_same_view(*state, *pair, lg.CURRENT)
        count("three members, graphs asked every question")


@scopes(199)
def test_every_action_on_three_members(every, count):
    """A1-A14, F9, H3: every action once; a diff lists exactly the facts that it changes."""
    for stands in taken(GRAPHS.tolist(), every):
        w, g = graph(stands)
        assert w.facts() == facts_of(g)
        for action in ACTIONS:
            assert_same_action(w, g, action, lg.CURRENT)
        count("three members, actions", len(ACTIONS))


@scopes(397)
def test_every_graph_on_three_members_in_other_eras(every, count):
    """E1-E4, W1, W3-W5, B1-B14, G1-G9: one graph of each class."""
    for stands in taken(CLASSES.tolist(), every):
        state = graph(stands)
        for era in OTHERS:
            ask_of_profiles(*state, ERAS[era])
            for action in OF_AN_ERA:
                assert_same_action(*state, action, ERAS[era])
            count("three members, classes in another era")
        for now in OTHER_FEEDS:
            ask_of_posts(*state, now, ENGAGED[1:])
            count("three members, classes under another feed")
