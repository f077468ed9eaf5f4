"""V1 to V5 and W8: who may see a post, and who may comment on it."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import Audience, Code, CommentControl
from linkgraph.rules.posts import VISIBILITY
from tests.rules.drawing import FEW, SOME, T0, World, acted, crowds, no, of, worlds

CHESS = lg.Group("chess")
AUDIENCES = st.sampled_from(
    [Audience.ANYONE, Audience.CONNECTIONS, CHESS, lg.Group("go"), lg.Group(7), lg.Group("empty")]
)


@st.composite
def posts(draw: st.DrawFn, world: World, name: object = 1) -> lg.Post:
    """Draw a post of somebody in the world."""
    return lg.Post(
        name,
        draw(st.sampled_from(world.members)),
        kind=draw(st.sampled_from(lg.PostKind)),
        audience=draw(AUDIENCES),
        comments=draw(st.sampled_from(CommentControl)),
    )


def sees(rule: str, code: Code) -> lg.Verdict:
    return lg.Verdict(True, (lg.Reason(rule, code),))


# ana's connection, follower, stranger, and fellow of a group; who has blocked her, and whom she has
GRAPH = acted(
    of(
        *("ana", "bo", "cy", "di", "ed", "flo", "gil"),
        connections="ana-bo",
        follows="cy>ana",
        ed={"groups": {"chess"}},
        flo={"groups": {"chess"}},
        gil={"groups": {"chess"}},
    ),
    lg.Unfollow("bo", "ana", at=T0),
    lg.Block("flo", "ana", at=T0),
    lg.Block("ana", "gil", at=T0),
)
WHO = ("ana", "bo", "cy", "di", "ed", "flo", "gil")
YES, NO = True, False


def seen_by(verdicts):
    return {who: sees(*v[1:]) if v[0] else no(v[1:]) for who, v in verdicts.items()}


BLOCKED = {"flo": (NO, "V2", Code.BLOCKED), "gil": (NO, "V2", Code.BLOCKED)}
OWN = {"ana": (YES, "V1", Code.AUTHOR)}
VISIBLE = {
    Audience.ANYONE: OWN
    | dict.fromkeys(("bo", "cy", "di", "ed"), (YES, "V3", Code.PUBLIC))
    | BLOCKED,
    Audience.CONNECTIONS: OWN
    | {"bo": (YES, "V4", Code.CONNECTED)}
    | dict.fromkeys(("cy", "di", "ed"), (NO, "V4", Code.NOT_CONNECTED))
    | BLOCKED,
    CHESS: OWN
    | dict.fromkeys(("bo", "cy", "di"), (NO, "V5", Code.NOT_IN_GROUP))
    | {"ed": (YES, "V5", Code.IN_GROUP)}
    | BLOCKED,
}


@pytest.mark.parametrize("audience", VISIBLE, ids=str)
@pytest.mark.parametrize("who", WHO)
def test_whether_a_post_is_seen_is_decided_by_the_first_rule_that_matches(audience, who):
    """V1 to V5: an author sees their group post outside the group, a fellow who is blocked not."""
    post = lg.Post(1, "ana", audience=audience)
    assert seen_by(VISIBLE[audience])[who] == lg.can_see(GRAPH, who, post)


def test_a_follower_alone_does_not_see_what_is_for_connections():
    """V4: and a connection sees it whether or not following."""
    post = lg.Post(1, "ana", audience=Audience.CONNECTIONS)
    assert not GRAPH.is_following("bo", "ana")
    assert (True, False) == tuple(bool(lg.can_see(GRAPH, who, post)) for who in ("bo", "cy"))


def test_every_rule_of_the_table_is_reached():
    """V1 to V5."""
    reached = {rule for table in VISIBLE.values() for _, rule, _ in table.values()}
    assert list(dict.fromkeys(row.rule for row in VISIBILITY)) == sorted(reached)


@given(worlds(most=8), st.data())
def test_the_audience_of_a_post_is_all_who_may_see_it(world: World, data):
    """W7: bulk equals single, in member order, the author always included."""
    for _ in range(4):
        post = data.draw(posts(world))
        found = lg.audience(world.graph, post)
        assert [m for m in world.members if lg.can_see(world.graph, m, post)] == list(found)
        assert post.author in found


@FEW
@given(crowds(), st.data())
def test_the_audience_in_a_crowd(graph: lg.LinkGraph, data):
    """W7."""
    post = data.draw(posts(World(graph, lg.CURRENT, T0)))
    expected = [member for member in graph if lg.can_see(graph, member, post)]
    assert expected == list(lg.audience(graph, post))


def test_a_post_for_a_group_is_for_its_author_too_in_it_or_not():
    """V1, V5."""
    for author in ("bo", "ed"):
        found = lg.audience(GRAPH, lg.Post(1, author, audience=CHESS))
        assert {author, "ed", "flo", "gil"} == found


def test_a_public_post_is_for_all_who_are_here_but_for_who_is_blocked():
    """V2, V3: those who have left are in no audience."""
    graph = lg.LinkGraph.from_edges(members=range(6)).without_member(3)
    graph = lg.apply(graph, lg.Block(1, 0, at=T0))
    found = lg.audience(graph, lg.Post(1, 0))
    assert (4, [0, 2, 4, 5]) == (len(found), list(found))
    found = lg.audience(graph, lg.Post(1, 0))
    assert [True, False, True, False] == [member in found for member in (0, 1, 2, 3)]
    assert [0, 1, 2, 4, 5] == list(lg.audience(graph, lg.Post(1, 2)))


@SOME
@given(worlds(most=8), st.data())
def test_who_is_blocked_either_way_never_sees_a_post(world: World, data):
    """V2: in no audience."""
    post = data.draw(posts(world))
    for member in world.members:
        graph = world.graph
        if graph.has_blocked(member, post.author) or graph.has_blocked(post.author, member):
            assert no(("V2", Code.BLOCKED)) == lg.can_see(graph, member, post)
            assert member not in lg.audience(graph, post)


# -- W8 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comments", "expected"),
    [
        (CommentControl.ALL, {"ana", "bo", "cy", "di", "ed"}),
        (CommentControl.CONNECTIONS, {"ana", "bo"}),
        (CommentControl.NONE, {"ana"}),
    ],
)
def test_the_comment_control_narrows_who_may_comment(comments, expected):
    """W8: the author always may."""
    post = lg.Post(1, "ana", comments=comments)
    assert expected == {who for who in WHO if lg.can_comment(GRAPH, who, post)}


def test_who_may_not_see_a_post_may_not_comment_and_hears_why():
    """W8, V5: the viewer must be in the group; the author, who is not, may all the same."""
    post = lg.Post(1, "ana", audience=CHESS)
    assert {"ana", "ed"} == {who for who in WHO if lg.can_comment(GRAPH, who, post)}
    for who in set(WHO) - {"ana", "ed"}:
        assert lg.can_see(GRAPH, who, post) == lg.can_comment(GRAPH, who, post)


def test_who_may_comment_is_told_by_which_rule():
    """W8."""

    def told(who, **options):
        return lg.can_comment(GRAPH, who, lg.Post(1, "ana", **options))

    assert sees("W8", Code.MAY_COMMENT) == told("di")
    assert sees("W8", Code.MAY_COMMENT) == told("ana", comments=CommentControl.NONE)
    assert sees("W8", Code.MAY_COMMENT) == told("bo", comments=CommentControl.CONNECTIONS)
    nobody = no(("W8", Code.COMMENTS_OFF))
    assert nobody == told("bo", comments=CommentControl.NONE)
    connections = no(("W8", Code.COMMENTS_FOR_CONNECTIONS))
    assert connections == told("cy", comments=CommentControl.CONNECTIONS)


@SOME
@given(worlds(), st.data())
def test_who_may_comment_may_see(world: World, data):
    """W8: who may not see gets the reason of `can_see`."""
    post = data.draw(posts(world))
    for member in world.members:
        seen = lg.can_see(world.graph, member, post)
        found = lg.can_comment(world.graph, member, post)
        if not seen:
            assert seen == found
        elif member == post.author or post.comments is CommentControl.ALL:
            assert found
        else:
            for_connections = post.comments is CommentControl.CONNECTIONS
            connected = world.graph.is_connected(member, post.author)
            assert (for_connections and connected) == bool(found)


# -- as values ----------------------------------------------------------------------------------

VALUES = [
    lg.Post(1, "ana"),
    lg.Post("1", "ana"),
    lg.Post(1, "bo"),
    lg.Post(1, "ana", kind=lg.PostKind.ARTICLE),
    lg.Post(1, "ana", audience=CHESS),
    lg.Post(1, "ana", audience=Audience.CONNECTIONS),
    lg.Post(1, "ana", comments=CommentControl.NONE),
    lg.Post(1, "ana", at=T0),
    CHESS,
    lg.Group(("eu", 7)),
    lg.Engagement("ana", 1, lg.EngagementKind.COMMENT),
    lg.Engagement("ana", 1, lg.EngagementKind.REPOST),
    lg.Engagement("ana", 1, lg.EngagementKind.REPOST, at=T0),
]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_posts_and_engagements_are_values(value):
    again = pickle.loads(pickle.dumps(value))
    assert (value, hash(value), repr(value)) == (again, hash(again), repr(again))
    assert 1 == sum(value == other for other in VALUES)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, attrs.fields(type(value))[0].name, "else")


def test_a_post_has_these_defaults():
    post = lg.Post(1, "ana")
    assert (
        lg.Post(
            1,
            "ana",
            kind=lg.PostKind.POST,
            audience=Audience.ANYONE,
            comments=CommentControl.ALL,
            at=None,
        )
        == post
    )


def test_options_of_posts_and_engagements_go_by_name():
    with pytest.raises(TypeError):
        lg.Post(1, "ana", lg.PostKind.ARTICLE)
    with pytest.raises(TypeError):
        lg.Engagement("ana", 1, lg.EngagementKind.COMMENT, T0)
    for value, by_name in (
        (lg.Post, ["kind", "audience", "comments", "at"]),
        (lg.Engagement, ["at"]),
    ):
        assert by_name == [field.name for field in attrs.fields(value) if field.kw_only]


def test_ids_are_plain_and_times_are_utc():
    """F6: of members, posts and groups."""
    east = T0.astimezone(timezone(timedelta(hours=9)))
    post = lg.Post(np.int64(1), np.str_("ana"), audience=lg.Group(np.int64(7)), at=east)
    assert (1, "ana", lg.Group(7), T0) == (post.id, post.author, post.audience, post.at)
    assert [int, str, int] == [type(post.id), type(post.author), type(post.audience.id)]
    assert UTC is post.at.tzinfo
    engagement = lg.Engagement(np.int64(3), np.int64(1), lg.EngagementKind.COMMENT, at=east)
    expected = (3, 1, T0)
    assert expected == (engagement.member, engagement.post_id, engagement.at)


def make_post(**changes):
    return lg.Post(**{"id": 1, "author": "ana"} | changes)


def make_engagement(**changes):
    usual = {"member": "ana", "post_id": 1, "kind": lg.EngagementKind.COMMENT}
    return lg.Engagement(**usual | changes)


@pytest.mark.parametrize(
    ("make", "field", "bad"),
    [
        (make_post, "id", 1.0),
        (make_post, "id", None),
        (make_post, "id", [1]),
        (make_post, "author", True),
        (make_post, "author", None),
        (make_post, "kind", "ARTICLE"),
        (make_post, "kind", lg.EngagementKind.REPOST),
        (make_post, "audience", "ANYONE"),
        (make_post, "audience", "chess"),
        (make_post, "audience", lg.Group),
        (make_post, "audience", None),
        (make_post, "audience", lg.FollowAudience.EVERYONE),
        (make_post, "comments", True),
        (make_post, "comments", Audience.CONNECTIONS),
        (make_post, "at", datetime(2026, 3, 2)),  # noqa: DTZ001  # naive on purpose
        (make_post, "at", "2026-03-02"),
        (make_engagement, "member", 1.5),
        (make_engagement, "post_id", None),
        (make_engagement, "kind", "COMMENT"),
        (make_engagement, "kind", None),
        (make_engagement, "at", T0.date()),
    ],
)
def test_what_no_post_or_engagement_can_hold_is_refused(make, field, bad):
    with pytest.raises(lg.InvalidInput) as caught:
        make(**{field: bad})
    assert bad == caught.value.value


@pytest.mark.parametrize("bad", [1.0, None, True, ["chess"]], ids=repr)
def test_what_is_no_id_of_a_group_is_refused(bad):
    """F7."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Group(bad)
    assert bad == caught.value.value
    assert "a group id" in caught.value.expected


@pytest.mark.parametrize(
    "make", [lambda: make_post(id=None), lambda: make_engagement(post_id=None)]
)
def test_what_is_no_id_of_a_post_is_called_so(make):
    """F7."""
    with pytest.raises(lg.InvalidInput) as caught:
        make()
    assert caught.value.expected.startswith("a post id as `")


def test_what_is_no_list_of_posts_is_told_with_what_to_give():
    for bad, told in ((7, (7, None)), (["hi"], ("hi", 0))):
        with pytest.raises(lg.InvalidInput) as caught:
            lg.feed(GRAPH, "ana", bad)
        assert told == (caught.value.value, caught.value.row)


ASKED = {
    "can_see": lambda graph, viewer, post: lg.can_see(graph, viewer, post),
    "can_comment": lambda graph, viewer, post: lg.can_comment(graph, viewer, post),
    "audience": lambda graph, _, post: lg.audience(graph, post),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("bad", [None, 1, "post", lg.Post, VALUES[-1]], ids=str)
def test_what_is_no_post_is_refused(ask, bad):
    with pytest.raises(lg.InvalidInput) as caught:
        ask(GRAPH, "ana", bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_an_unknown_author_is_named(ask):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        ask(GRAPH, "ana", lg.Post(1, "zoe"))
    assert lg.UnknownMember("zoe") == caught.value


@pytest.mark.parametrize("ask", [lg.can_see, lg.can_comment])
def test_an_unknown_viewer_is_named(ask):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        ask(GRAPH, "zoe", lg.Post(1, "ana"))
    assert lg.UnknownMember("zoe") == caught.value
