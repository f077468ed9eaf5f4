"""Figures about the network of a member (G12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import EngagementKind as Kind
from tests.rules.drawing import T0, acted, of, worlds

EARLIER = T0 - timedelta(microseconds=1)
# ana – bo – cy, and di follows bo; ana – ed, who sleeps
GRAPH = of("ana", connections="ana-bo bo-cy ana-ed", follows="di>bo", ed={"hibernated": True})


def health(graph=GRAPH, posts=(), engagements=(), *, of="ana", since=T0, **options):
    return lg.network_health(graph, of, posts, engagements, since=since, **options)


def did(member, post_id, kind=Kind.REACTION, at=T0):
    return lg.Engagement(member, post_id, kind, at=at)


def test_connections_are_counted_beside_those_who_engaged():
    """P3: hibernated members count on neither side; one engagement is as good as many."""
    posts = [lg.Post(1, "ana", at=T0), lg.Post(2, "cy", at=T0)]
    engagements = [did("bo", 1), did("bo", 1, Kind.COMMENT), did("ed", 1), did("di", 1)]
    figures = health(posts=posts, engagements=engagements)
    assert (1, 1, 1.0) == (figures.connections, figures.engaged_connections, figures.engaged_share)
    assert 0 == health(posts=posts, engagements=[did("bo", 2)]).engaged_connections


def test_a_share_and_a_ratio_are_for_each_connection():
    """P2, P3."""
    graph = of("ana", connections="ana-bo ana-cy", follows="di>ana")
    figures = health(graph, [lg.Post(1, "ana", at=T0)], [did("bo", 1)])
    assert (2, 1, 3) == (figures.connections, figures.engaged_connections, figures.followers)
    assert (0.5, 1.5) == (figures.engaged_share, figures.follower_ratio)


def test_without_connections_there_is_no_share():
    """P3."""
    figures = health(of("ana"))
    assert (0, None, None) == (figures.connections, figures.engaged_share, figures.follower_ratio)


def test_followers_are_counted_beside_connections():
    """P2: effective ones."""
    figures = health(of("ana", connections="ana-bo", follows="cy>ana di>ana").unfollow("bo", "ana"))
    assert (2, 1, 2.0) == (figures.followers, figures.connections, figures.follower_ratio)


def test_the_window_takes_in_its_first_moment_and_nothing_without_a_time():
    """G12: posts and engagements alike."""
    posts = [lg.Post(1, "ana", at=T0), lg.Post(2, "ana", at=EARLIER), lg.Post(3, "ana")]
    engagements = [did("bo", 1, at=EARLIER), did("bo", 1, at=None)]
    figures = health(posts=posts, engagements=engagements)
    assert (1, 0, 0) == (figures.posts, figures.engaged_connections, figures.reached_beyond)


@pytest.mark.parametrize("written", [T0, EARLIER, None])
def test_a_post_counts_that_was_engaged_with_in_the_window(written):
    """G12: whenever it was written."""
    graph = of("ana", connections="ana-bo bo-cy ana-di")
    figures = health(graph, [lg.Post(1, "ana", at=written)], [did("bo", 1)])
    assert (0.5, {"di"}) == (figures.engaged_share, figures.unengaged_connections)
    assert (1, int(written == T0)) == (figures.reached_beyond, figures.posts)


def test_posting_is_counted_in_weeks_and_gaps():
    """G12: ISO weeks in UTC; T0 is a Monday."""
    assert (0, None) == (health().weeks_with_a_post, health().longest_gap)
    days = (0, 1, 6, 7, 20)
    posts = [lg.Post(day, "ana", at=T0 + timedelta(days=day)) for day in days]
    figures = health(posts=posts)
    assert (5, 3, timedelta(days=13)) == (
        figures.posts,
        figures.weeks_with_a_post,
        figures.longest_gap,
    )
    assert health(posts=posts[::-1]) == figures
    assert health(posts=[*posts, *posts]) == figures
    only = health(posts=posts[:1])
    assert (1, None) == (only.weeks_with_a_post, only.longest_gap)


def test_followers_are_active_if_they_engaged_with_any_post():
    """W11."""
    graph = of("ana", "zoe", follows="bo>ana cy>ana")
    assert health(graph).active_share == 0
    assert health(graph, engagements=[did("bo", 9), did("zoe", 9)]).active_share == 0.5
    assert health(graph, of="zoe").active_share is None


def test_readers_of_a_post_may_notice_a_comment():
    """G12: who is fed the post anyway, without own followers, blocks and the member."""
    graph = of("ana", "star", follows="bo>star cy>star di>star ana>star bo>ana")
    graph = acted(graph, lg.Block("cy", "ana", at=T0))
    comment = did("ana", 1, Kind.COMMENT)
    figures = health(graph, [lg.Post(1, "star")], [comment])
    assert (0, 1) == (figures.reached_by_comments, figures.may_notice)
    assert 0 == health(graph, [lg.Post(1, "star")], [did("ana", 1)]).may_notice


def test_events_of_members_who_have_left_raise_or_are_skipped():
    """F6: an error by default; skipped, the figures are those without them."""
    posts = [lg.Post(1, "ana", at=T0), lg.Post(2, "left", at=T0)]
    engagements = [did("bo", 1), did("left", 1), did("ana", 2, Kind.COMMENT)]
    with pytest.raises(lg.UnknownMember) as unknown:
        health(posts=posts, engagements=engagements)
    assert "left" == unknown.value.member
    skipped = health(posts=posts, engagements=engagements, unknown="skip")
    assert health(posts=posts[:1], engagements=[did("bo", 1), did("ana", 2)]) == skipped
    with pytest.raises(lg.UnknownMember):
        health(of="left", unknown="skip")


def test_engagement_of_others_carries_posts_beyond_the_first_degree():
    """W3: bo carries the post to cy. Connections of ana are not counted; di is a stranger."""
    posts = [lg.Post(1, "ana", at=T0)]
    assert 1 == health(posts=posts, engagements=[did("bo", 1)]).reached_beyond
    assert 0 == health(posts=posts, engagements=[did("di", 1)]).reached_beyond
    twice = [*posts, lg.Post(2, "ana", at=T0)]
    both = [did("bo", 1), did("bo", 2)]
    assert 1 == health(posts=twice, engagements=both).reached_beyond
    off = lg.Policy(second_degree_feed=lg.SecondDegreeFeed.OFF)
    assert 0 == health(posts=posts, engagements=[did("bo", 1)], policy=off).reached_beyond


def test_own_comments_carry_posts_of_others():
    """W3, W5: reactions and comments under own posts do not count here."""
    graph = of("ana", "zoe", connections="ana-bo bo-cy")
    posts = [lg.Post(1, "zoe"), lg.Post(2, "ana", at=T0), lg.Post(3, "zoe")]
    comment = did("ana", 1, Kind.COMMENT)
    assert 2 == health(graph, posts, [comment, did("ana", 2, Kind.COMMENT)]).reached_by_comments
    assert 0 == health(graph, posts, [did("ana", 1)]).reached_by_comments
    assert 0 == health(graph, posts, [did("bo", 1, Kind.COMMENT)]).reached_by_comments
    off = lg.Policy(second_degree_feed=lg.SecondDegreeFeed.OFF)
    assert 1 == health(graph, posts, [comment], policy=off).reached_by_comments


def test_notes_and_flags_are_the_risk():
    """L3, L5."""
    graph = acted(
        of("ana", "bo", "cy"),
        lg.Invite("ana", "cy", at=EARLIER, note="early"),
        lg.Invite("ana", "bo", at=T0, note="hello"),
        lg.Ignore("bo", "ana", at=T0, unknown=True),
    )
    figures = health(graph)
    assert (1, 1) == (figures.notes_used, figures.flags)
    assert 2 == health(graph, since=EARLIER).notes_used
    untouched = health(graph, of="bo")
    assert (0, 0) == (untouched.notes_used, untouched.flags)


@given(world=worlds(), data=st.data())
def test_figures_are_parts_of_what_they_are_taken_from(world, data):
    """P2, P3, W3: no figure is larger than the number of members that it counts among."""
    member = data.draw(st.sampled_from(world.members))
    posts = [lg.Post(number, author, at=T0) for number, author in enumerate(world.members)]
    engagements = [did(other, post.id, Kind.COMMENT) for other in world.members for post in posts]
    figures = health(world.graph, posts, engagements, of=member)
    assert (
        figures.engaged_connections <= figures.connections <= world.graph.connection_count(member)
    )
    assert figures.followers <= world.graph.follower_count(member)
    assert max(figures.reached_beyond, figures.reached_by_comments) < len(world.members) + 1
    view = lg.profile_view(world.graph, member, member)
    assert (str(figures.connections), figures.followers) == (view.connections, view.followers)


def test_progress_is_reported_after_each_post():
    """By any author and at any time."""
    steps = []
    posts = [lg.Post(1, "ana", at=T0), lg.Post(2, "cy", at=T0), lg.Post(3, "ana", at=EARLIER)]
    health(posts=posts, progress=lambda *step: steps.append(step))
    assert [(done, 3, "following posts") for done in (1, 2, 3)] == steps


def test_invalid_questions_are_refused():
    """F6."""
    with pytest.raises(lg.UnknownMember) as unknown:
        health(of="zed")
    assert "zed" == unknown.value.member
    with pytest.raises(lg.InvalidInput) as invalid:
        health(posts=["hello"])
    assert ("hello", 0) == (invalid.value.value, invalid.value.row)
    for name in ("posts", "engagements"):
        with pytest.raises(lg.InvalidInput) as invalid:
            health(**{name: 7})
        assert 7 == invalid.value.value
    with pytest.raises(lg.InvalidInput) as invalid:
        health(since=7)
    assert 7 == invalid.value.value
    with pytest.raises(lg.InvalidInput) as invalid:
        health(policy="CURRENT")
    assert "CURRENT" == invalid.value.value
