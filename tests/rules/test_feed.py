"""W1 to W7 and W9 to W11: what is fed to whom, by which ties, and why not."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import Audience, Code, EngagementKind, PostKind
from linkgraph.graph.sorted_arrays import intersection
from linkgraph.rules import degree_search, fact_sets, followers
from linkgraph.rules import feed as feeds
from linkgraph.rules.feed_ties import TIES
from tests.rules.drawing import (
    DAY,
    FEW,
    POLICIES,
    SOME,
    T0,
    TICK,
    World,
    acted,
    crowds,
    no,
    of,
    offending,
    why,
    worlds,
)
from tests.rules.test_posts import CHESS, posts

RULES = ["W1", "W2", "W3", "W4", "W5", "W6"]
# what is said of a tie that does not hold
NO_TIE = {
    "W1": Code.NOT_CONNECTED,
    "W2": Code.NOT_FOLLOWED,
    "W3": Code.NO_CONNECTION_ENGAGED,
    "W4": Code.NOT_SECOND_DEGREE,
    "W5": Code.NO_SECOND_DEGREE_COMMENT,
    "W6": Code.NO_GROUP,
}
REACTION, COMMENT, REPOST = EngagementKind


def policy(**changes):
    return attrs.evolve(lg.CURRENT, **changes)


VIA_ENGAGEMENT = policy(second_degree_feed=lg.SecondDegreeFeed.VIA_ENGAGEMENT)
OFF = policy(second_degree_feed=lg.SecondDegreeFeed.OFF)
CONNECTION_FEEDS = policy(connection_feeds=True)

# di is two steps from the viewer, eve three; fay is followed, and gil nothing at all
VIEWER = "ana"
GRAPH = of(
    *("ana", "bo", "cy", "di", "eve", "fay", "gil"),
    connections="ana-bo ana-cy bo-di cy-di di-eve",
    follows="ana>fay",
)
GRAPH = acted(GRAPH, lg.Unfollow("ana", "cy", at=T0))


def told(graph, post, engagements=(), policy=lg.CURRENT):
    """The reasons for which a post is fed to Ana, or nothing; its reach says the first of them."""
    fed = lg.feed(graph, VIEWER, [post], engagements, policy=policy)
    reasons = [(reason.rule, *reason.members) for item in fed for reason in item.reasons]
    split = lg.reach(graph, post, engagements, policy=policy)
    assert [rule for rule, *_ in reasons[:1]] == [rule for rule in split if VIEWER in split[rule]]
    return reasons


def on(post_id, **doings):
    """Engagements with a post: who did what."""
    return [lg.Engagement(who, post_id, kind) for who, kind in doings.items()]


# -- each tie and what it carries ---------------------------------------------------------------

GROUPED = GRAPH.with_profile("ana", lg.Profile(groups={"chess"}))
# graph, author, audience, engagements, what the tie carries, and the reason it gives
CARRIES = {
    "W1": (GRAPH, "bo", Audience.ANYONE, [], set(PostKind), ("W1",)),
    "W2": (GRAPH, "fay", Audience.ANYONE, [], {PostKind.POST, PostKind.ARTICLE}, ("W2",)),
    "W3": (GRAPH, "gil", Audience.ANYONE, on(1, bo=REACTION), set(PostKind), ("W3", "bo")),
    "W4": (
        GRAPH,
        "di",
        Audience.ANYONE,
        [],
        {PostKind.POST, PostKind.JOB_CHANGE},
        ("W4", "bo", "cy"),
    ),
    "W5": (GRAPH, "gil", Audience.ANYONE, on(1, di=COMMENT), set(PostKind), ("W5", "di")),
    "W6": (GROUPED, "gil", CHESS, [], set(PostKind), ("W6",)),
}


@pytest.mark.parametrize("kind", PostKind, ids=str)
@pytest.mark.parametrize("rule", CARRIES)
def test_a_tie_carries_some_kinds_and_not_others(rule, kind):
    """W1 to W6: each alone, so what it does not carry is not fed at all."""
    graph, author, audience, engagements, carried, reason = CARRIES[rule]
    post = lg.Post(1, author, kind=kind, audience=audience)
    assert ([reason] if kind in carried else []) == told(graph, post, engagements)
    verdict = lg.feed_verdict(graph, VIEWER, post, engagements)
    if kind not in carried:
        expected = NO_TIE | {rule: Code.KIND_NOT_CARRIED}
        assert no(*expected.items()) == verdict


def test_the_table_of_ties_says_the_same():
    """W1 to W6."""
    assert RULES == list(CARRIES) == [tie.rule for tie in TIES]
    assert [carried for *_, carried, _ in CARRIES.values()] == [set(tie.carries) for tie in TIES]


NOT_HELD = {
    "W1: a stranger": ("gil", []),
    "W3: who engaged is connected but not followed": ("gil", on(1, cy=COMMENT)),
    "W3: who engaged is followed but not connected": ("gil", on(1, fay=COMMENT)),
    "W4: the author is third degree": ("eve", []),
    "W5: a second-degree member only reacted": ("gil", on(1, di=REACTION)),
    "W5: a second-degree member only reposted": ("gil", on(1, di=REPOST)),
    "W5: who commented is third degree": ("gil", on(1, eve=COMMENT)),
    "W5: who commented is a stranger": ("eve", on(1, gil=COMMENT)),
    "W7: the author's own comment": ("eve", on(1, eve=COMMENT)),
}


@pytest.mark.parametrize(("author", "engagements"), NOT_HELD.values(), ids=NOT_HELD)
def test_a_post_without_a_tie_is_not_fed_and_says_that_none_holds(author, engagements):
    """W1 to W6, W9."""
    post = lg.Post(1, author)
    assert [] == told(GRAPH, post, engagements)
    expected = no(*NO_TIE.items())
    assert expected == lg.feed_verdict(GRAPH, VIEWER, post, engagements)


@pytest.mark.parametrize("kind", EngagementKind, ids=str)
def test_a_connection_brings_a_post_by_any_engagement(kind):
    """W3."""
    assert [("W3", "bo")] == told(GRAPH, lg.Post(1, "eve"), on(1, bo=kind))


def test_every_tie_that_holds_is_reported_in_order_with_its_evidence_in_member_order():
    """W1 to W6, F10."""
    graph = of(
        *("ana", "zoe", "bo", "di", "cy", "gil"),
        connections="ana-zoe ana-bo ana-cy zoe-di bo-di cy-gil",
        follows="ana>di",
        ana={"groups": {"chess"}},
        zoe={"groups": {"chess"}},
        bo={"groups": {"chess"}},
        gil={"groups": {"chess"}},
    )
    engagements = [
        *on(1, gil=COMMENT, bo=COMMENT, zoe=REACTION),
        *on(1, bo=REPOST, gil=COMMENT),
    ]
    post = lg.Post(1, "di", audience=CHESS)
    expected = [("W2",), ("W3", "zoe", "bo"), ("W4", "zoe", "bo"), ("W5", "gil"), ("W6",)]
    assert expected == told(graph, post, engagements)
    own = lg.Post(1, "zoe", audience=CHESS)
    assert [("W1",), ("W3", "bo"), ("W5", "gil"), ("W6",)] == told(graph, own, engagements)
    codes = [reason.code for reason in lg.feed_verdict(graph, VIEWER, post, engagements).reasons]
    assert [
        Code.FROM_FOLLOWED,
        Code.CONNECTION_ENGAGED,
        Code.FROM_SECOND_DEGREE,
        Code.SECOND_DEGREE_COMMENTED,
        Code.FROM_GROUP,
    ] == codes
    assert Code.FROM_CONNECTION is lg.feed(graph, VIEWER, [own])[0].reasons[0].code


def test_a_connection_of_a_connection_who_is_a_connection_is_at_the_first_degree():
    """W4, W5, D1: whichever side has fewer rows to read."""
    graph = of(*"abcd", connections="a-b a-c a-d b-c")
    for few in ([], [lg.Post(2, "b"), lg.Post(3, "d")]):
        fed = lg.feed(graph, "a", [lg.Post(1, "c"), *few], on(1, b=COMMENT))
        assert ["W1", "W3"] == [reason.rule for reason in fed[0].reasons]
    fed = lg.feed(graph, "a", [lg.Post(1, "d")], on(1, c=COMMENT))
    assert ["W1", "W3"] == [reason.rule for reason in fed[0].reasons]


def test_everybody_near_one_of_several_who_commented_is_reached():
    """W5."""
    graph = of("zoe", connections="ann-abe abe-al bea-ben ben-bo cy-cid cid-col")
    comments = on(1, al=COMMENT, bo=COMMENT, col=COMMENT)
    for some in (comments, comments[::-1]):
        assert {"ann", "bea", "cy"} == lg.reach(graph, lg.Post(1, "zoe"), some)["W5"]


def test_everybody_beyond_popular_commenters_is_reached_but_for_who_is_blocked():
    """W5, F5: those beyond many connections are no others than those beyond few."""
    hubs = [("hub", "near"), ("hob", "by")]
    ties = [(hub, f"{near} {n}") for hub, near in hubs for n in range(20)]
    ties += [(f"{near} {n}", f"far from {hub} {n}") for hub, near in hubs for n in range(20)]
    graph = lg.LinkGraph.from_edges(connections=ties, members=["zoe"])
    graph = lg.apply(graph, lg.Block("far from hub 3", "hub", at=T0))
    found = lg.reach(graph, lg.Post(1, "zoe"), on(1, hub=COMMENT, hob=COMMENT))["W5"]
    expected = {f"far from {hub} {n}" for hub, _ in hubs for n in range(20)}
    assert expected - {"far from hub 3"} == found


@pytest.mark.parametrize("block", [("cy", "zoe"), ("zoe", "cy")], ids=["by them", "by one"])
def test_who_is_blocked_is_not_reached_by_what_others_do(block):
    """W3, W5, V2: near somebody who engaged or commented, and yet out of sight."""
    graph = of("zoe", connections="bo-cy bo-di cy-ed")
    graph = lg.apply(graph, lg.Block(*block, at=T0))
    split = lg.reach(graph, lg.Post(1, "zoe"), on(1, bo=REACTION, ed=COMMENT))
    assert {"W3": {"di"}, "W5": {"bo"}} == {rule: found for rule, found in split.items() if found}


# -- which engagements count --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("graph", "post", "engagements"),
    [
        (GRAPH, lg.Post(1, "bo"), on(1, bo=REPOST)),
        (GRAPH, lg.Post(1, "di"), on(1, di=COMMENT)),
    ],
    ids=["a connection", "a second-degree member"],
)
def test_the_authors_own_engagement_counts_for_nothing(graph, post, engagements):
    """W3, W5."""
    fed_by = {rule for rule, *_ in told(graph, post, engagements)}
    assert fed_by == {rule for rule, *_ in told(graph, post)}
    assert fed_by <= {"W1", "W4"}


@pytest.mark.parametrize("block", [("di", "ana"), ("ana", "di")], ids=["by them", "by one"])
def test_who_is_blocked_either_way_brings_nothing(block):
    """W5: a connection cannot be blocked, a second-degree member can."""
    blocked = acted(GRAPH, lg.Block(*block, at=T0))
    assert lg.Degree.SECOND is lg.degree(blocked, "ana", "di")
    assert [("W5", "di")] == told(GRAPH, lg.Post(1, "gil"), on(1, di=COMMENT))
    assert [] == told(blocked, lg.Post(1, "gil"), on(1, di=COMMENT))


@pytest.mark.parametrize("who", ["bo", "di"])
def test_who_cannot_see_the_post_brings_nothing(who):
    """W3, W5: no leak through a second path."""
    fellow = {"groups": {"chess"}}
    graph = of(*"abcd", connections="a-b b-d", a=fellow, c=fellow)
    viewer, author = "a", "c"
    names = {"bo": "b", "di": "d"}
    post = lg.Post(1, author, audience=CHESS)
    engagement = [lg.Engagement(names[who], 1, COMMENT)]

    def fed_by(graph):
        return [reason.rule for reason in lg.feed_verdict(graph, viewer, post, engagement).reasons]

    assert ["W6"] == fed_by(graph)
    joined = graph.with_profile(names[who], lg.Profile(**fellow))
    assert ["W3" if who == "bo" else "W5", "W6"] == fed_by(joined)
    blocked = acted(joined, lg.Block(author, names[who], at=T0))
    assert ["W6"] == fed_by(blocked)


def test_engagements_on_other_posts_are_ignored():
    """API: even of people who are no members, for they may be on posts of another graph."""
    stray = [lg.Engagement("bo", 2, COMMENT), lg.Engagement("zoe", "1", COMMENT)]
    assert [] == told(GRAPH, lg.Post(1, "gil"), stray)
    assert [("W3", "bo")] == told(GRAPH, lg.Post(2, "gil"), stray)
    assert lg.reach(GRAPH, lg.Post(1, "gil")) == lg.reach(GRAPH, lg.Post(1, "gil"), stray)


def test_repeated_engagements_name_their_member_once():
    """W3: a collection of any kind will do."""
    post = lg.Post(1, "gil")
    thrice = 3 * on(1, bo=COMMENT)
    assert [("W3", "bo")] == told(GRAPH, post, thrice)
    (item,) = lg.feed(GRAPH, VIEWER, [post], iter(thrice))
    assert (lg.Reason("W3", Code.CONNECTION_ENGAGED, ("bo",)),) == item.reasons


# -- follows in force ---------------------------------------------------------------------------


def test_a_follow_out_of_force_feeds_nothing():
    """W2, F8: between the unconnected; connections are admitted always."""
    shy = lg.Profile(follow_audience=lg.FollowAudience.CONNECTIONS)
    for author, expected in (("fay", []), ("bo", [("W1",)])):
        graph = GRAPH.with_profile(author, shy)
        assert expected == told(graph, lg.Post(1, author))
        fed = {"W1": "ana" in lg.reach(graph, lg.Post(1, author))["W1"]}
        assert bool(expected) == fed["W1"]
        assert set() == lg.reach(graph, lg.Post(1, author))["W2"]


def test_hibernation_does_not_touch_the_feed():
    """F8: it touches counts alone."""
    asleep = lg.Profile(hibernated=True)
    for who in GRAPH:
        graph = GRAPH.with_profile(who, asleep)
        for author in GRAPH:
            post, engagements = lg.Post(1, author), on(1, bo=REACTION, di=COMMENT)
            assert told(GRAPH, post, engagements) == told(graph, post, engagements)


# -- switches of the policy ---------------------------------------------------------------------


def test_before_2014_a_connection_feeds_without_a_follow():
    """W1, W3, E3: and a follow without a connection goes on feeding by W2."""
    assert [] == told(GRAPH, lg.Post(1, "cy"))
    assert [("W1",)] == told(GRAPH, lg.Post(1, "cy"), policy=CONNECTION_FEEDS)
    assert [("W1",)] == told(GRAPH, lg.Post(1, "cy"), policy=lg.INFLUENCERS)
    assert [] == told(GRAPH, lg.Post(1, "cy"), policy=lg.OPEN_FOLLOW)
    by_cy = on(1, cy=REACTION)
    assert [] == told(GRAPH, lg.Post(1, "gil"), by_cy)
    assert [("W3", "cy")] == told(GRAPH, lg.Post(1, "gil"), by_cy, CONNECTION_FEEDS)
    assert [("W2",)] == told(GRAPH, lg.Post(1, "fay"), policy=CONNECTION_FEEDS)


def test_before_2014_no_reason_speaks_of_a_follow_with_a_connection():
    """W1, W3, E3."""
    fed = lg.feed(GRAPH, VIEWER, [lg.Post(1, "cy")], on(1, bo=REACTION), policy=lg.INFLUENCERS)
    expected = (
        lg.Reason("W1", Code.FROM_CONNECTION_ALONE),
        lg.Reason("W3", Code.CONNECTION_ALONE_ENGAGED, ("bo",)),
    )
    assert [expected] == [item.reasons for item in fed]
    found = lg.feed_verdict(GRAPH, VIEWER, lg.Post(1, "gil"), policy=CONNECTION_FEEDS)
    alone = {"W1": Code.NOT_CONNECTED, "W3": Code.NO_CONNECTION_AT_ALL_ENGAGED}
    assert no(*(NO_TIE | alone).items()) == found


def test_via_engagement_the_second_degree_feeds_nothing_of_itself():
    """W4, W5: but W3 brings its posts."""
    post = lg.Post(1, "di")
    assert [("W4", "bo", "cy")] == told(GRAPH, post)
    assert [] == told(GRAPH, post, policy=VIA_ENGAGEMENT)
    assert [] == told(GRAPH, lg.Post(1, "gil"), on(1, di=COMMENT), VIA_ENGAGEMENT)
    assert [("W3", "bo")] == told(GRAPH, post, on(1, bo=REPOST), VIA_ENGAGEMENT)
    expected = NO_TIE | {"W4": Code.OFF_BY_POLICY, "W5": Code.OFF_BY_POLICY}
    assert no(*expected.items()) == lg.feed_verdict(GRAPH, VIEWER, post, policy=VIA_ENGAGEMENT)


def test_off_an_engagement_does_not_bring_what_a_stranger_at_the_second_degree_wrote():
    """W3, W4, W5: a followed author's post comes all the same, and a third-degree one's too."""
    by_bo = on(1, bo=COMMENT)
    assert [] == told(GRAPH, lg.Post(1, "di"), by_bo, OFF)
    assert [("W3", "bo")] == told(GRAPH, lg.Post(1, "eve"), by_bo, OFF)
    assert [("W3", "bo")] == told(GRAPH, lg.Post(1, "cy"), by_bo, OFF)
    followed = acted(GRAPH, lg.Follow("ana", "di", at=T0))
    assert [("W2",), ("W3", "bo")] == told(followed, lg.Post(1, "di"), by_bo, OFF)
    shy = lg.Profile(follow_audience=lg.FollowAudience.CONNECTIONS)
    dormant = followed.with_profile("di", shy)
    assert [] == told(dormant, lg.Post(1, "di"), by_bo, OFF), "a follow not in force is none"
    assert [] == told(GRAPH, lg.Post(1, "gil"), on(1, di=COMMENT), OFF)


def test_off_a_post_of_a_stranger_comes_through_a_group_all_the_same():
    """W6: the switch is about W3 to W5."""
    graph = GRAPH.with_profile(VIEWER, lg.Profile(groups={"chess"}))
    post = lg.Post(1, "di", audience=CHESS)
    assert [("W6",)] == told(graph, post, policy=OFF)


def test_what_the_switch_takes_away_is_said_to_be_off():
    """W9: that a connection engaged is not denied."""
    off = dict.fromkeys(("W3", "W4", "W5"), Code.OFF_BY_POLICY)
    found = lg.feed_verdict(GRAPH, VIEWER, lg.Post(1, "di"), on(1, bo=COMMENT), policy=OFF)
    assert no(*(NO_TIE | off).items()) == found
    found = lg.feed_verdict(GRAPH, VIEWER, lg.Post(1, "di"), on(1, cy=COMMENT), policy=OFF)
    assert no(*(NO_TIE | off | {"W3": Code.NO_CONNECTION_ENGAGED}).items()) == found


@pytest.mark.parametrize("rules", [lg.CURRENT, VIA_ENGAGEMENT, OFF], ids=["DIRECT", "VIA", "OFF"])
def test_the_switch_touches_no_other_tie(rules):
    """W1, W2, W6."""
    assert [("W1",)] == told(GRAPH, lg.Post(1, "bo"), policy=rules)
    assert [("W2",)] == told(GRAPH, lg.Post(1, "fay"), policy=rules)
    assert [("W6",)] == told(GROUPED, lg.Post(1, "gil", audience=CHESS), policy=rules)


# -- W7, W9, W10 --------------------------------------------------------------------------------


def test_ones_own_post_is_not_fed_and_says_so():
    """W7: whoever engages with it."""
    post = lg.Post(1, VIEWER)
    engagements = on(1, bo=COMMENT, di=COMMENT)
    assert [] == lg.feed(GRAPH, VIEWER, [post], engagements)
    assert no(("W7", Code.OWN_POST)) == lg.feed_verdict(GRAPH, VIEWER, post, engagements)


@pytest.mark.parametrize(
    ("audience", "author", "reason"),
    [
        (Audience.CONNECTIONS, "fay", ("V4", Code.NOT_CONNECTED)),
        (CHESS, "bo", ("V5", Code.NOT_IN_GROUP)),
        (Audience.ANYONE, "gil", ("V2", Code.BLOCKED)),
    ],
)
def test_a_post_that_may_not_be_seen_says_that_alone(audience, author, reason):
    """W9: as `can_see` does, whatever ties there are."""
    graph = acted(GRAPH, lg.Block("gil", "ana", at=T0))
    post = lg.Post(1, author, audience=audience)
    engagements = on(1, bo=COMMENT, di=COMMENT)
    assert no(reason) == lg.can_see(graph, VIEWER, post)
    assert no(reason) == lg.feed_verdict(graph, VIEWER, post, engagements)


def test_being_followed_feeds_nothing_back():
    """W10: a follows b puts b's posts before a, never a's before b."""
    graph = of("ana", "bo", follows="ana>bo")
    assert ["W2"] == [r for r, _ in why(lg.feed_verdict(graph, "ana", lg.Post(1, "bo")))]
    expected = no(*NO_TIE.items())
    assert expected == lg.feed_verdict(graph, "bo", lg.Post(1, "ana"))


@SOME
@given(worlds(most=8), st.data())
def test_a_follow_changes_nothing_for_the_followed(world: World, data):
    """W10: whatever else stands between the two."""
    a, b = data.draw(st.sampled_from(world.pairs))
    if world.graph.has_blocked(a, b) or world.graph.has_blocked(b, a):
        return
    post = data.draw(posts(world))
    with_follow, without = world.graph.follow(a, b), world.graph.unfollow(a, b)
    for viewer in world.members:
        if viewer != a:
            first, second = (
                lg.feed_verdict(graph, viewer, post, policy=world.policy)
                for graph in (with_follow, without)
            )
            assert first == second


# -- laws ---------------------------------------------------------------------------------------

ENGAGED = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 3), st.sampled_from(EngagementKind)), max_size=8
)


@st.composite
def wires(draw: st.DrawFn, world: World) -> tuple[list[lg.Post], list[lg.Engagement]]:
    """Draw posts of the world and engagements with them, some with others."""
    wall = [draw(posts(world, name)) for name in range(3)]
    engaged = [
        lg.Engagement(world.members[who % len(world.graph)], name, kind)
        for who, name, kind in draw(ENGAGED)
    ]
    return wall, engaged


@given(worlds(most=8), POLICIES, st.data())
def test_a_feed_is_the_posts_that_are_fed_with_every_reason(world: World, rules, data):
    """W1 to W9: in the order given, and `can_see` comes first."""
    wall, engaged = data.draw(wires(world))
    for viewer in world.members:
        verdicts = {
            post: lg.feed_verdict(world.graph, viewer, post, engaged, policy=rules) for post in wall
        }
        expected = [lg.FeedItem(post, found.reasons) for post, found in verdicts.items() if found]
        assert expected == lg.feed(world.graph, viewer, wall, engaged, policy=rules)
        for post, found in verdicts.items():
            seen = lg.can_see(world.graph, viewer, post)
            rules_told = [rule for rule, _ in why(found)]
            if viewer == post.author:
                assert no(("W7", Code.OWN_POST)) == found
            elif not seen:
                assert seen == found
            elif found:
                assert rules_told == [rule for rule in RULES if rule in rules_told] != []
            else:
                assert RULES == rules_told


@given(worlds(most=8), POLICIES, st.data())
def test_members_looked_up_all_at_once_give_the_same_feed(world: World, rules, data):
    wall, engaged = data.draw(wires(world))
    for viewer in world.members:
        expected = lg.feed(world.graph, viewer, wall, engaged, policy=rules)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(feeds, "_MANY", 1)
            assert expected == lg.feed(world.graph, viewer, wall, engaged, policy=rules)


@given(worlds(most=8), POLICIES, st.data())
def test_the_reach_of_a_post_is_all_it_is_fed_to_by_first_rule(world: World, rules, data):
    """W7: bulk equals single, the sets do not overlap, and every rule is there."""
    wall, engaged = data.draw(wires(world))
    for post in wall:
        expected = {rule: [] for rule in RULES}
        for member in world.members:
            found = lg.feed_verdict(world.graph, member, post, engaged, policy=rules)
            if found:
                expected[found.reasons[0].rule].append(member)
        split = lg.reach(world.graph, post, engaged, policy=rules)
        assert expected == {rule: list(members) for rule, members in split.items()}
        assert list(split) == RULES


@FEW
@given(crowds(), st.sampled_from([lg.CURRENT, VIA_ENGAGEMENT, OFF, lg.CONNECT_ONLY]), st.data())
def test_the_reach_in_a_crowd(graph: lg.LinkGraph, rules, data):
    """W7: the bulk ways, on hundreds of members."""
    world = World(graph, rules, T0)
    members = world.members
    post = data.draw(posts(world))
    fans = [*graph.connections_of(post.author)][:5]
    engaged = [lg.Engagement(fan, post.id, REACTION) for fan in fans]
    engaged += [
        lg.Engagement(members[who * 20 % len(members)], post.id, kind)
        for who, _, kind in data.draw(ENGAGED)
    ]
    expected = {rule: [] for rule in RULES}
    for member in members:
        found = lg.feed_verdict(graph, member, post, engaged, policy=rules)
        if found:
            expected[found.reasons[0].rule].append(member)
    split = lg.reach(graph, post, engaged, policy=rules)
    assert expected == {rule: list(found) for rule, found in split.items()}
    with pytest.MonkeyPatch.context() as patch:  # as in a graph where few are near
        patch.setattr(degree_search, "_SPARSE", 1)
        assert split == lg.reach(graph, post, engaged, policy=rules)


@SOME
@given(worlds(most=8), st.data())
def test_everybody_whom_a_post_reaches_may_see_it_and_is_not_its_author(world: World, data):
    """W7."""
    wall, engaged = data.draw(wires(world))
    for post in wall:
        audience = lg.audience(world.graph, post)
        for found in lg.reach(world.graph, post, engaged, policy=world.policy).values():
            assert found <= audience
            assert post.author not in found


@SOME
@given(worlds(most=8), st.data())
def test_an_engagement_never_takes_a_post_out_of_a_feed(world: World, data):
    """W3, W5: more engagement, more reach."""
    wall, engaged = data.draw(wires(world))
    for viewer in world.members:
        without = [item.post for item in lg.feed(world.graph, viewer, wall, policy=world.policy)]
        fed = lg.feed(world.graph, viewer, wall, engaged, policy=world.policy)
        assert [] == [post for post in without if post not in [item.post for item in fed]]


@SOME
@given(worlds(most=8), st.data())
def test_the_evidence_of_a_reason_is_in_member_order_and_holds(world: World, data):
    """W3, W4, W5."""
    wall, engaged = data.draw(wires(world))
    graph, place = world.graph, world.members.index
    for viewer in world.members:
        for item in lg.feed(graph, viewer, wall, engaged, policy=world.policy):
            for reason in item.reasons:
                assert sorted(set(reason.members), key=place) == list(reason.members)
                assert bool(reason.members) == (reason.rule in {"W3", "W4", "W5"})
                degrees = {lg.degree(graph, viewer, member) for member in reason.members}
                assert degrees <= {lg.Degree.SECOND if reason.rule == "W5" else lg.Degree.FIRST}
                if reason.rule == "W4":
                    mutual = lg.mutual_connections(graph, viewer, item.post.author)
                    assert list(mutual) == list(reason.members)


# -- W11 ----------------------------------------------------------------------------------------

STARS = of(
    *("ana", "bo", "cy", "di", "ed"),
    connections="ana-bo",
    follows="cy>ana di>ana ana>ed",
    di={"hibernated": True},
)


def active(graph, *engagements, since=T0):
    return lg.active_followers(graph, "ana", list(engagements), since=since)


def test_active_followers_are_effective_followers_who_engaged_since():
    """W11: with anything; each once; hibernated and out of force do not count (F8)."""
    doings = [lg.Engagement(who, who, REACTION, at=T0) for who in ("bo", "cy", "di", "ed", "ana")]
    assert 2 == active(STARS, *doings)
    assert 2 == active(STARS, *doings, *doings)
    closed = STARS.with_profile("ana", lg.Profile(follow_audience=lg.FollowAudience.CONNECTIONS))
    assert 1 == active(closed, *doings)
    assert 0 == active(STARS)


def test_the_window_of_active_followers_begins_at_since():
    """W11: half-open on neither side but the first; without a time in no window."""

    def liked(at):
        return lg.Engagement("cy", 1, REACTION, at=at)

    assert 1 == active(STARS, liked(T0))
    assert 1 == active(STARS, liked(T0 + 999 * DAY))
    assert 0 == active(STARS, liked(T0 - TICK))
    assert 0 == active(STARS, liked(None))
    assert 1 == active(STARS, liked(T0 - TICK), liked(None), liked(T0))


@SOME
@given(worlds(most=8), st.data())
def test_active_followers_are_counted_among_those_whose_post_would_come(world: World, data):
    """W11: as many as connections and strangers who follow in force, less hibernated ones."""
    author = data.draw(st.sampled_from(world.members))
    graph, everybody = world.graph, [lg.Engagement(m, 1, COMMENT, at=T0) for m in world.members]
    reach = lg.reach(graph, lg.Post(1, author))
    awake = [m for m in reach["W1"] | reach["W2"] if not graph.profile(m).hibernated]
    assert len(awake) == lg.active_followers(graph, author, everybody, since=T0)


def test_active_followers_may_stand_anywhere_in_the_graph():
    """W11: among many members, whichever of them engaged, and in any order."""
    graph = lg.LinkGraph.from_edges(follows=[(n, 0) for n in range(1, 40)])
    for some in ([8, 1], [1, 8], [16, 3, 8, 39], [39, 32], [*range(39, 0, -2)]):
        doings = [lg.Engagement(n, 1, REACTION, at=T0) for n in some]
        assert len(some) == lg.active_followers(graph, 0, doings, since=T0)


# -- bad input ----------------------------------------------------------------------------------

ASKED = {
    "feed": lambda post, engagements: lg.feed(GRAPH, VIEWER, [post], engagements),
    "feed_verdict": lambda post, engagements: lg.feed_verdict(GRAPH, VIEWER, post, engagements),
    "reach": lambda post, engagements: lg.reach(GRAPH, post, engagements),
}
asked = pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)


@asked
@pytest.mark.parametrize(
    ("post", "engagements"),
    [
        (lg.Post(1, "zoe"), []),
        (lg.Post(1, "bo"), [lg.Engagement("zoe", 1, COMMENT)]),
    ],
    ids=["author", "engaged"],
)
def test_an_unknown_author_or_engaged_member_is_named(ask, post, engagements):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        ask(post, engagements)
    assert lg.UnknownMember("zoe") == caught.value


def test_an_unknown_viewer_or_author_of_the_question_is_named():
    """F6: even where there is nothing to show."""
    for ask in (
        lambda: lg.feed(GRAPH, "zoe", []),
        lambda: lg.feed_verdict(GRAPH, "zoe", lg.Post(1, "bo")),
        lambda: lg.active_followers(GRAPH, "zoe", [], since=T0),
        lambda: active(GRAPH, lg.Engagement("zoe", 1, COMMENT, at=T0)),
    ):
        with pytest.raises(lg.UnknownMember) as caught:
            ask()
        assert lg.UnknownMember("zoe") == caught.value


@asked
@pytest.mark.parametrize("bad", [None, 1, "post", lg.Engagement("bo", 1, COMMENT)], ids=str)
def test_what_is_no_post_is_refused(ask, bad):
    with pytest.raises(lg.InvalidInput) as caught:
        ask(bad, [])
    assert bad == caught.value.value


def test_what_is_no_collection_of_engagements_is_named_when_followers_are_counted():
    """W11."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.active_followers(GRAPH, "ana", 1, since=T0)
    assert (1, None) == offending(caught.value)


@asked
@pytest.mark.parametrize("bad", [None, 1, "comments", lg.Engagement("bo", 1, COMMENT)], ids=str)
def test_what_is_no_collection_of_engagements_is_refused(ask, bad):
    with pytest.raises(lg.InvalidInput) as caught:
        ask(lg.Post(1, "bo"), bad)
    assert (bad, None) == offending(caught.value)


@asked
def test_what_is_no_engagement_is_refused_with_its_row(ask):
    with pytest.raises(lg.InvalidInput) as caught:
        ask(lg.Post(1, "bo"), [*on(1, bo=COMMENT), "liked"])
    assert ("liked", 1) == (caught.value.value, caught.value.row)


@pytest.mark.parametrize("bad", [None, "posts", lg.Post(1, "bo")], ids=str)
def test_what_is_no_collection_of_posts_is_refused(bad):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(GRAPH, VIEWER, bad)
    assert (bad, None) == offending(caught.value)


@pytest.mark.parametrize("bad", [None, "CURRENT", lg.Policy], ids=str)
@pytest.mark.parametrize("ask", ["feed", "feed_verdict", "reach"])
def test_what_is_no_policy_is_refused(ask, bad):
    questions = {
        "feed": lambda: lg.feed(GRAPH, VIEWER, [], policy=bad),
        "feed_verdict": lambda: lg.feed_verdict(GRAPH, VIEWER, lg.Post(1, "bo"), policy=bad),
        "reach": lambda: lg.reach(GRAPH, lg.Post(1, "bo"), policy=bad),
    }
    with pytest.raises(lg.InvalidInput) as caught:
        questions[ask]()
    assert bad == caught.value.value


@pytest.mark.parametrize("bad", [datetime(2026, 3, 2), None, "monday", timedelta(7)], ids=str)  # noqa: DTZ001  # naive on purpose
def test_what_is_no_aware_time_is_refused(bad):
    """W11."""
    with pytest.raises(lg.InvalidInput) as caught:
        active(STARS, since=bad)
    assert bad == caught.value.value
    assert "`since`" in caught.value.expected


def test_a_feed_keeps_the_order_of_its_posts():
    authors = ("fay", "gil", "bo", "fay")
    wall = [lg.Post(name, author) for name, author in zip((3, 1, 4, 2), authors, strict=True)]
    expected = [post for post in wall if post.author != "gil"]
    assert expected == [item.post for item in lg.feed(GRAPH, VIEWER, iter([*wall, wall[0]]))]


# -- what comes in ------------------------------------------------------------------------------


def test_a_muted_connection_is_told_from_a_stranger():
    """W1, W9."""
    graph = of("ana", "zed", connections="ana-bo").unfollow("ana", "bo")
    for author, code in (("bo", Code.CONNECTED_NOT_FOLLOWING), ("zed", Code.NOT_CONNECTED)):
        reasons = lg.feed_verdict(graph, "ana", lg.Post(1, author)).reasons
        assert ("W1", code) == (reasons[0].rule, reasons[0].code)
    before = lg.feed_verdict(graph, "ana", lg.Post(1, "zed"), policy=CONNECTION_FEEDS)
    assert before.reasons[0].code is Code.NOT_CONNECTED


def test_a_repost_reaches_the_followers_of_its_member():
    """W3: not in E1 and E2; reactions and comments do not; nor do follows out of force."""
    graph = of("ana", "zed", connections="ana-bo", follows="ana>fay ana>gil")
    graph = graph.with_profile("gil", lg.Profile(follow_audience=lg.FollowAudience.CONNECTIONS))
    for kind, expected in {REPOST: [("W3", "fay")], REACTION: [], COMMENT: []}.items():
        done = [lg.Engagement(member, 1, kind) for member in ("fay", "gil")]
        assert expected == told(graph, lg.Post(1, "zed"), done)
    both = [lg.Engagement("fay", 1, REPOST), lg.Engagement("bo", 1, REACTION)]
    assert [("W3", "bo", "fay")] == told(graph, lg.Post(1, "zed"), both)
    off = policy(reposts_reach_followers=False)
    assert [("W3", "bo")] == told(graph, lg.Post(1, "zed"), both, off)
    codes = {
        tuple(lg.feed_verdict(graph, "ana", lg.Post(1, "zed"), done).reasons[0].members): (
            lg.feed_verdict(graph, "ana", lg.Post(1, "zed"), done).reasons[0].code
        )
        for done in (both, both[:1])
    }
    assert {("bo", "fay"): Code.CONNECTION_ENGAGED, ("fay",): Code.FOLLOWED_REPOSTED} == codes
    assert [] == told(graph, lg.Post(1, "zed"), both, lg.INFLUENCERS)[1:]


def test_off_silences_reposts_too():
    """W3, W4: of a 2nd-degree author whom the viewer does not follow."""
    graph = of("ana", connections="ana-bo bo-zed", follows="ana>fay")
    done = [lg.Engagement("fay", 1, REPOST)]
    assert [("W3", "fay")] == told(graph, lg.Post(1, "zed"), done)[:1]
    assert [] == told(graph, lg.Post(1, "zed"), done, OFF)
    verdict = lg.feed_verdict(graph, "ana", lg.Post(1, "zed"), done, policy=OFF)
    assert verdict.reasons[2].code is Code.OFF_BY_POLICY


def frames_of(values):
    """Posts or engagements as a data frame."""
    rows = [
        {
            "id": value.id, "author": value.author, "kind": value.kind.name, "at": value.at,
        }
        if isinstance(value, lg.Post)
        else {"member": value.member, "post_id": value.post_id, "kind": value.kind.name}
        for value in values
    ]  # fmt: skip
    return pl.DataFrame(rows)


IN_FORMS = pytest.mark.parametrize("form", [list, tuple, iter, frames_of], ids=lambda f: f.__name__)


@IN_FORMS
@pytest.mark.parametrize("ids", [(1, 2), ("p", "q"), (2**70, 1)], ids=["small", "text", "large"])
def test_the_same_post_twice_is_one_post(form, ids):
    """Post ids: listed at its first position, and counted once."""
    first, second = (lg.Post(name, "bo") for name in ids)
    items = lg.feed(GRAPH, VIEWER, form([first, second, first, second, second]))
    assert [first, second] == [item.post for item in items]


@IN_FORMS
@pytest.mark.parametrize("ids", [(1, 2), ("p", "q")], ids=["small", "text"])
def test_two_posts_with_one_id_are_refused(form, ids):
    """Post ids: whatever brings them, and whether or not they would be fed."""
    for other in (lg.Post(ids[0], "gil"), lg.Post(ids[0], "bo", kind=lg.PostKind.ARTICLE)):
        with pytest.raises(lg.InvalidInput) as caught:
            lg.feed(GRAPH, VIEWER, form([lg.Post(ids[0], "bo"), lg.Post(ids[1], "bo"), other]))
        assert (ids[0], 2) == (caught.value.value, caught.value.row)


@IN_FORMS
def test_posts_and_engagements_of_unknown_members_raise_or_are_skipped(form):
    """F6: an unknown viewer always raises."""
    posts = [lg.Post(1, "left"), lg.Post(2, "bo"), lg.Post(3, "gil")]
    done = [lg.Engagement("left", 3, COMMENT), lg.Engagement("bo", 3, COMMENT)]
    skipped = lg.feed(GRAPH, VIEWER, form(posts), form(done), unknown="skip")
    assert lg.feed(GRAPH, VIEWER, posts[1:], done[1:]) == skipped
    assert lg.reach(GRAPH, posts[2], done[1:]) == lg.reach(
        GRAPH, posts[2], form(done), unknown="skip"
    )
    count = lg.active_followers(GRAPH, "bo", form(done), since=T0, unknown="skip")
    assert 0 == count
    for ask in (
        lambda: lg.feed(GRAPH, VIEWER, form(posts), form(done)),
        lambda: lg.feed(GRAPH, VIEWER, form(posts[1:]), form(done)),
        lambda: lg.reach(GRAPH, posts[2], form(done)),
        lambda: lg.active_followers(GRAPH, "bo", form(done), since=T0),
    ):
        with pytest.raises(lg.UnknownMember) as caught:
            ask()
        assert "left" == caught.value.member
    with pytest.raises(lg.UnknownMember):
        lg.feed(GRAPH, "left", form(posts), unknown="skip")
    for wrong in ("ignore", None, True, 7, ["skip"]):
        with pytest.raises(lg.InvalidInput):
            lg.feed(GRAPH, VIEWER, form(posts), unknown=wrong)


def test_a_post_by_a_member_who_has_left_reaches_nobody_if_skipped():
    """W7."""
    reached = lg.reach(GRAPH, lg.Post(1, "left"), unknown="skip")
    assert {rule: set() for rule in RULES} == reached
    with pytest.raises(lg.UnknownMember):
        lg.reach(GRAPH, lg.Post(1, "left"))


@pytest.mark.parametrize("followed", [True, False])
def test_a_feed_brings_the_two_kinds_of_tie_together_once(followed, monkeypatch):
    """W1: not once for each post, so that N posts by N connections take O(N)."""
    entries = []

    def counted(left, right):
        entries.append(len(left) + len(right))
        return intersection(left, right)

    for module in (fact_sets, degree_search, followers):
        monkeypatch.setattr(module, "intersection", counted)
    work = {}
    for size in (50, 400):
        graph = lg.LinkGraph.from_edges(
            connections=[(0, n) for n in range(1, size + 1)], auto_follow=followed
        )
        entries.clear()
        items = lg.feed(graph, 0, [lg.Post(n, n) for n in range(1, size + 1)])
        assert len(items) == (size if followed else 0)
        work[size] = sum(entries)
    assert work[400] <= 8 * work[50]
