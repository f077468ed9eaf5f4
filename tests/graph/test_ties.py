"""Connections and follows: two kinds of tie, kept apart (F1, F2, F3, F5), and one edit each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph import facts as state
from linkgraph.graph.profiles import InvitationDetails
from tests.graph.drawing import LETTERS, T0, edges, fewer, twins, updates
from tests.graph.plain import Plain, Twin, answers, check_storage, with_block, with_invitation
from tests.rules.drawing import acted, of

PAIRED = twins(least=2)


def _pair(data: st.DataObject, graph: lg.LinkGraph[Any]) -> tuple[Any, Any]:
    return data.draw(st.sampled_from(list(permutations(graph, 2))))


def _free_pair(data: st.DataObject, twin: Twin) -> tuple[Any, Any]:
    a, b = _pair(data, twin.graph)
    assume(not twin.plain.blocked(a, b))
    return a, b


# -- laws -----------------------------------------------------------------------------------


@fewer
@given(twin=PAIRED, data=st.data())
def test_a_connection_is_the_same_from_both_ends(twin: Twin, data: st.DataObject):
    """F1."""
    a, b = _pair(data, twin.graph)
    assert twin.graph.is_connected(a, b) == twin.graph.is_connected(b, a)
    assert (b in twin.graph.connections_of(a)) == (a in twin.graph.connections_of(b))


@fewer
@given(twin=PAIRED, data=st.data(), auto_follow=st.booleans())
def test_connecting_either_way_round_gives_the_same_graph(
    twin: Twin, data: st.DataObject, auto_follow: bool
):
    """F1."""
    a, b = _free_pair(data, twin)
    one = twin.graph.connect(a, b, auto_follow=auto_follow)
    other = twin.graph.connect(b, a, auto_follow=auto_follow)
    assert one == other
    assert one.disconnect(a, b) == one.disconnect(b, a)
    assert one.is_connected(b, a)


@given(given=edges(), data=st.data())
def test_reversing_connections_changes_nothing(given: dict[str, Any], data: st.DataObject):
    """F1."""
    turned = [pair[:: data.draw(st.sampled_from([1, -1]))] for pair in given["connections"]]
    expected = lg.LinkGraph.from_edges(**given)
    assert expected == lg.LinkGraph.from_edges(**{**given, "connections": turned})


@fewer
@given(twin=PAIRED, data=st.data())
def test_a_follow_says_nothing_about_the_other_direction(twin: Twin, data: st.DataObject):
    """F2."""
    a, b = _free_pair(data, twin)
    back = twin.graph.is_following(b, a)
    followed, not_followed = twin.graph.follow(a, b), twin.graph.unfollow(a, b)
    assert followed.is_following(a, b)
    assert not not_followed.is_following(a, b)
    assert back == followed.is_following(b, a)
    assert back == not_followed.is_following(b, a)


@fewer
@given(twin=PAIRED, data=st.data())
def test_following_and_followers_are_two_views_of_one_thing(twin: Twin, data: st.DataObject):
    """F2."""
    a, b = _pair(data, twin.graph)
    follows = twin.graph.is_following(a, b)
    assert follows == (b in twin.graph.following(a))
    assert follows == (a in twin.graph.followers(b))


@fewer
@given(twin=twins())
def test_nobody_is_tied_to_themself(twin: Twin):
    """F1, F2."""
    for member in twin.graph:
        assert not twin.graph.is_connected(member, member)
        assert not twin.graph.is_following(member, member)


@fewer
@given(twin=PAIRED, data=st.data(), wanted=st.tuples(*[st.booleans()] * 3))
def test_connection_and_both_follows_stand_in_any_combination(
    twin: Twin, data: st.DataObject, wanted: tuple[bool, bool, bool]
):
    """F3: each of the eight states is reached by three edits that leave each other alone."""
    a, b = _free_pair(data, twin)
    graph = twin.graph
    steps = data.draw(st.permutations([0, 1, 2]))
    for step in steps:
        if step == 0:
            graph = graph.connect(a, b, auto_follow=False) if wanted[0] else graph.disconnect(a, b)
        else:
            ends = (a, b) if step == 1 else (b, a)
            graph = graph.follow(*ends) if wanted[step] else graph.unfollow(*ends)
    assert wanted == (graph.is_connected(a, b), graph.is_following(a, b), graph.is_following(b, a))


@fewer
@given(twin=PAIRED, data=st.data())
def test_an_edit_of_one_pair_leaves_all_others_alone(twin: Twin, data: st.DataObject):
    """F3."""
    a, b = _free_pair(data, twin)
    method = data.draw(st.sampled_from(["connect", "disconnect", "follow", "unfollow"]))
    after = getattr(twin.graph, method)(a, b)
    for c, d in permutations(twin.graph, 2):
        if {a, b} != {c, d}:
            assert twin.graph.is_connected(c, d) == after.is_connected(c, d)
            assert twin.graph.is_following(c, d) == after.is_following(c, d)


@fewer
@given(twin=PAIRED, data=st.data())
def test_disconnecting_leaves_the_follows(twin: Twin, data: st.DataObject):
    """F3."""
    a, b = _pair(data, twin.graph)
    after = twin.graph.disconnect(a, b)
    for ends in ((a, b), (b, a)):
        assert twin.graph.is_following(*ends) == after.is_following(*ends)


@fewer
@given(twin=PAIRED, data=st.data())
def test_connecting_who_is_connected_changes_nothing(twin: Twin, data: st.DataObject):
    a, b = _free_pair(data, twin)
    once = twin.graph.connect(a, b).unfollow(b, a)
    assert once is once.connect(b, a)


@fewer
@given(twin=PAIRED, data=st.data(), auto_follow=st.booleans())
def test_connecting_brings_the_follows_it_is_asked_to(
    twin: Twin, data: st.DataObject, auto_follow: bool
):
    """F3."""
    a, b = _free_pair(data, twin)
    before = twin.graph.disconnect(a, b)
    after = before.connect(a, b, auto_follow=auto_follow)
    for ends in ((a, b), (b, a)):
        assert (auto_follow or before.is_following(*ends)) == after.is_following(*ends)


@pytest.mark.usefixtures("thresholds")
@fewer
@given(twin=twins(), data=st.data())
def test_an_edit_that_would_change_nothing_gives_the_graph_itself(twin: Twin, data: st.DataObject):
    graph = twin.graph
    assert graph is graph.with_members()
    assert graph is graph.with_members(*graph)
    assert graph is graph.update()
    for a, b in permutations(graph, 2):
        if graph.is_connected(a, b):
            assert graph is graph.connect(a, b)
            assert graph is graph.update(connect=[(b, a)], auto_follow=data.draw(st.booleans()))
        else:
            assert graph is graph.disconnect(a, b)
            assert graph is graph.update(disconnect=[(a, b)])
        if graph.is_following(a, b):
            assert graph is graph.follow(a, b)
            assert graph is graph.update(follow=[(a, b)])
        else:
            assert graph is graph.unfollow(a, b)
            assert graph is graph.update(unfollow=[(a, b)])
    for member in graph:
        assert graph is graph.with_profile(member, graph.profile(member))


@pytest.mark.usefixtures("thresholds")
@fewer
@given(twin=PAIRED, data=st.data())
def test_edits_leave_the_graph_they_were_made_on_untouched(twin: Twin, data: st.DataObject):
    before, hashed = answers(twin.graph), hash(twin.graph)
    a, b = _free_pair(data, twin)
    twin.graph.connect(a, b).unfollow(a, b).disconnect(b, a).follow(b, a)
    twin.graph.without_member(a).with_members(a, "newcomer")
    twin.graph.update(connect=[(a, b)], unfollow=[(b, a)]).compact()
    twin.graph.with_profile(b, lg.Profile(influencer=True))
    assert before == answers(twin.graph)
    assert hashed == hash(twin.graph)


@fewer
@given(twin=PAIRED, data=st.data())
def test_an_edit_and_its_reverse_give_an_equal_graph(twin: Twin, data: st.DataObject):
    """F9: the edits that led to a graph are not part of it."""
    a, b = _free_pair(data, twin)
    graph = twin.graph
    assume(twin.plain.invitable(a, b))
    assert graph == graph.connect(a, b, auto_follow=False).disconnect(a, b)
    if not graph.is_following(a, b):
        assert graph == graph.follow(a, b).unfollow(a, b)


@pytest.mark.usefixtures("thresholds")
@fewer
@given(twin=PAIRED, data=st.data())
def test_no_tie_is_made_across_a_block(twin: Twin, data: st.DataObject):
    """F5: in either direction."""
    a, b = _pair(data, twin.graph)
    assume(not twin.plain.blocked(a, b))
    graph = with_block(twin.graph, a, b)
    before = answers(graph)
    for ends in ((a, b), (b, a)):
        for make in (
            lambda ends: graph.connect(*ends),
            lambda ends: graph.connect(*ends, auto_follow=False),
            lambda ends: graph.follow(*ends),
            lambda ends: graph.update(connect=[ends]),
            lambda ends: graph.update(follow=[ends]),
        ):
            with pytest.raises(lg.Blocked) as caught:
                make(ends)
            assert lg.Blocked(a, b) == caught.value
        assert graph is graph.disconnect(*ends)
        assert graph is graph.unfollow(*ends)
    assert before == answers(graph)
    assert graph.has_blocked(a, b)
    assert not graph.has_blocked(b, a)


@fewer
@given(twin=PAIRED, data=st.data(), letter=LETTERS)
def test_connecting_takes_a_pending_invitation_away(twin: Twin, data: st.DataObject, letter: Any):
    """F4, whichever of the two sent it, and however the connection is made."""
    a, b = _pair(data, twin.graph)
    assume(twin.plain.invitable(a, b))
    waiting = with_invitation(twin.graph, a, b, letter)
    assert lg.Invitation(a, b, letter.sent_at, letter.note) == waiting.invitation(a, b)
    for connected in (
        waiting.connect(a, b),
        waiting.connect(b, a),
        waiting.update(connect=[(a, b)]),
        waiting.update(connect=[(b, a)]),
    ):
        assert connected.invitation(a, b) is None
        assert connected == twin.graph.connect(a, b)
        check_storage(connected._facts)


# -- examples -------------------------------------------------------------------------------


@pytest.fixture
def graph() -> lg.LinkGraph[str]:
    """Ana and Bo are connected; Cy follows Ana."""
    return lg.LinkGraph.from_edges(
        connections=[("ana", "bo")], follows=[("cy", "ana")], members=["ana", "bo", "cy"]
    )


def test_connected_members_follow_each_other_unless_told_otherwise(graph: lg.LinkGraph[str]):
    """F3."""
    assert ["ana"] == list(graph.connections_of("bo"))
    assert ["bo", "cy"] == list(graph.followers("ana"))
    assert ["bo"] == list(graph.following("ana"))
    quiet = lg.LinkGraph.from_edges(connections=[("ana", "bo")], auto_follow=False)
    assert quiet.is_connected("ana", "bo")
    assert (0, 0) == (quiet.follower_count("ana"), quiet.following_count("ana"))


def test_a_follow_stated_beside_a_connection_stands_without_auto_follow():
    """F3."""
    g = lg.LinkGraph.from_edges(connections=[(1, 2)], follows=[(1, 2)], auto_follow=False)
    assert (True, False) == (g.is_following(1, 2), g.is_following(2, 1))


def test_repr_counts_members_and_ties(graph: lg.LinkGraph[str]):
    assert "LinkGraph(3 members, 1 connection, 3 follows)" == repr(graph)
    blocked = with_block(graph, "cy", "ana")
    assert "LinkGraph(3 members, 1 connection, 2 follows, 1 block)" == repr(blocked)
    many = lg.LinkGraph.from_edges(members=range(1234))
    assert "LinkGraph(1,234 members, 0 connections, 0 follows)" == repr(many)


@pytest.mark.parametrize("method", ["connect", "disconnect", "follow", "unfollow"])
def test_a_tie_to_oneself_is_an_error(graph: lg.LinkGraph[str], method: str):
    """F1, F2, F6."""
    with pytest.raises(lg.SelfTie) as caught:
        getattr(graph, method)("ana", "ana")
    assert lg.SelfTie("ana") == caught.value


@pytest.mark.parametrize("side", ["connect", "disconnect", "follow", "unfollow"])
def test_a_tie_to_oneself_among_many_names_its_row(graph: lg.LinkGraph[str], side: str):
    """F1, F2, F6."""
    with pytest.raises(lg.SelfTie) as caught:
        graph.update(**{side: [("ana", "bo"), ("cy", "cy")]})
    assert lg.SelfTie("cy", 1) == caught.value


def test_invitations_come_by_time_sent_then_in_member_order(graph: lg.LinkGraph[str]):
    """F4, F10."""
    late = T0.replace(month=3)
    times = {("di", "bo"): late, ("cy", "bo"): T0, ("ed", "bo"): T0, ("cy", "di"): late}
    waiting = graph.with_members("ed", "di")
    for (sender, recipient), at in times.items():
        waiting = with_invitation(waiting, sender, recipient, InvitationDetails(at, None))
    assert ["cy", "ed", "di"] == [item.sender for item in waiting.invitations_to("bo")]
    assert ["bo", "di"] == [item.recipient for item in waiting.invitations_from("cy")]
    assert () == waiting.invitations_to("cy")
    assert waiting.invitation("bo", "cy") is None


def test_gaps_are_closed_once_they_are_many(monkeypatch: pytest.MonkeyPatch):
    """F10: two, and one in eight of twenty; the order stays."""
    monkeypatch.setattr(state, "is_outgrown", lambda gaps, size: gaps > 2 + size // 8)
    graph, gaps = lg.LinkGraph.from_edges(members=range(20)), []
    for member in (3, 0, 19, 7, 8):
        graph = graph.without_member(member)
        gaps.append(graph._facts.member_index.gaps)
    assert [1, 2, 3, 4, 0] == gaps
    assert [1, 2, 4, 5, 6, *range(9, 19)] == list(graph)


# -- update ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("thresholds")
@fewer
@given(twin=PAIRED, data=st.data())
def test_many_ties_at_once_are_the_same_as_one_by_one(twin: Twin, data: st.DataObject):
    """Bulk equals single."""
    changes = data.draw(updates(twin.plain))
    one_by_one = twin.graph
    for a, b in changes["connect"]:
        one_by_one = one_by_one.connect(a, b, auto_follow=changes["auto_follow"])
    for name in ("disconnect", "follow", "unfollow"):
        for a, b in changes[name]:
            one_by_one = getattr(one_by_one, name)(a, b)
    at_once = twin.graph.update(**changes)
    assert one_by_one == at_once
    check_storage(at_once._facts)


def test_what_is_asked_of_a_follow_wins_over_auto_follow(graph: lg.LinkGraph[str]):
    after = graph.update(connect=[("cy", "bo")], unfollow=[("bo", "cy")])
    assert after.is_connected("bo", "cy")
    assert (True, False) == (after.is_following("cy", "bo"), after.is_following("bo", "cy"))


@pytest.mark.parametrize(
    ("changes", "pair"),
    [
        ({"connect": [("ana", "cy")], "disconnect": [("cy", "ana")]}, ("ana", "cy")),
        ({"connect": [("cy", "bo")], "disconnect": [("cy", "bo")]}, ("bo", "cy")),
        ({"follow": [("cy", "bo")], "unfollow": [("ana", "bo"), ("cy", "bo")]}, ("cy", "bo")),
    ],
)
def test_a_pair_on_both_sides_of_an_update_is_refused(
    graph: lg.LinkGraph[str], changes: Any, pair: Any
):
    before = answers(graph)
    with pytest.raises(lg.InvalidInput) as caught:
        graph.update(**changes)
    assert (pair, None) == (caught.value.value, caught.value.row)
    assert before == answers(graph)


def test_following_one_way_and_unfollowing_the_other_is_no_contradiction(
    graph: lg.LinkGraph[str],
):
    """F2."""
    after = graph.update(follow=[("cy", "bo")], unfollow=[("bo", "cy")])
    assert (True, False) == (after.is_following("cy", "bo"), after.is_following("bo", "cy"))


@pytest.mark.parametrize("side", ["connect", "disconnect", "follow", "unfollow"])
def test_an_update_names_who_is_no_member(graph: lg.LinkGraph[str], side: str):
    """F6: nothing but Join and `with_members` adds a member."""
    before = answers(graph)
    with pytest.raises(lg.UnknownMember) as caught:
        graph.update(**{side: [("ana", "bo"), ("cy", "zoe")]})
    assert lg.UnknownMember("zoe") == caught.value
    assert before == answers(graph)


def test_an_update_of_several_blocked_pairs_names_one_of_them(graph: lg.LinkGraph[str]):
    """F5."""
    blocked = with_block(with_block(graph, "cy", "bo"), "cy", "ana")
    with pytest.raises(lg.Blocked) as caught:
        blocked.update(connect=[("bo", "cy"), ("ana", "cy")])
    assert caught.value in (lg.Blocked("cy", "bo"), lg.Blocked("cy", "ana"))


def test_an_update_leaves_blocks_elsewhere_alone(graph: lg.LinkGraph[str]):
    """F5."""
    blocked = with_block(graph, "cy", "bo")
    assert blocked.update(connect=[("ana", "cy")]).is_connected("cy", "ana")
    assert blocked.update(connect=[("ana", "cy")]).has_blocked("cy", "bo")


def test_many_ties_at_once_in_a_large_graph():
    """Bulk equals single where the whole is merged instead of edited row by row."""
    n = 1500
    ring = [(i, (i + 1) % n) for i in range(n)]
    chords = [(i, (i + 7) % n) for i in range(n)]
    graph = lg.LinkGraph.from_edges(connections=ring)
    expected = Plain.of(connections=[*ring[700:], *chords], members=range(n))
    expected.update(follow=[*ring[:700], *((b, a) for a, b in ring[:700])], unfollow=chords)
    after = graph.update(connect=chords, disconnect=ring[:700], unfollow=chords)
    rebuilt = lg.LinkGraph.from_edges(
        connections=[tuple(pair) for pair in expected.connections],
        follows=expected.follows,
        members=range(n),
        auto_follow=False,
    )
    assert rebuilt == after
    assert rebuilt.follower_count(7) == after.follower_count(7)


@pytest.mark.parametrize("edit", ["connect", "disconnect", "follow", "unfollow"])
def test_of_two_unknown_members_the_first_is_named(edit: str):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        getattr(lg.LinkGraph(), edit)("zoe", "yan")
    assert lg.UnknownMember("zoe") == caught.value


def test_where_each_has_blocked_the_other_the_first_named_blocks():
    """F5: a diff may put both blocks there."""
    names = [lg.Fact(lg.FactKind.MEMBER, (name,)) for name in ("ana", "bo")]
    blocks = [lg.Fact(lg.FactKind.BLOCK, pair) for pair in (("ana", "bo"), ("bo", "ana"))]
    graph = lg.Diff((*names, *blocks)).apply(lg.LinkGraph())
    for a, b in (("ana", "bo"), ("bo", "ana")):
        for edit in (graph.connect, graph.follow):
            with pytest.raises(lg.Blocked) as caught:
                edit(a, b)
            assert lg.Blocked(a, b) == caught.value
        for edits in ({"connect": [(a, b)]}, {"follow": [(a, b)]}):
            with pytest.raises(lg.Blocked) as caught:
                graph.update(**edits)
            assert lg.Blocked("ana", "bo") == caught.value


def test_invitations_come_by_time_and_then_in_member_order():
    """F4, F10."""
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    sent = {"bo": 2, "cy": 1, "di": 2, "ed": 0}
    names = [lg.Fact(lg.FactKind.MEMBER, (name,)) for name in ("ana", *sent)]
    letters = [
        lg.Fact(lg.FactKind.INVITATION, pair, (monday + timedelta(days=days), None))
        for name, days in sent.items()
        for pair in (("ana", name), (name, "zoe"))
    ]
    zoe = lg.Fact(lg.FactKind.MEMBER, ("zoe",))
    graph = lg.Diff((*names, zoe, *letters)).apply(lg.LinkGraph())
    expected = ["ed", "cy", "bo", "di"]
    assert expected == [item.recipient for item in graph.invitations_from("ana")]
    assert expected == [item.sender for item in graph.invitations_to("zoe")]


def test_a_graph_is_made_of_edges_and_nothing_else():
    """The facts are private."""
    with pytest.raises(TypeError):
        lg.LinkGraph([("ana", "bo")])


@pytest.mark.parametrize("odd", [1.0, True, None, [], {}, float("nan")], ids=repr)
def test_what_can_be_no_id_is_no_member(odd: object):
    """F6: asking raises no error."""
    assert odd not in lg.LinkGraph.from_edges(members=[1, 2])


def test_the_empty_graph_counts_nothing():
    """F1, F2, F6: and is the graph of no edges."""
    assert "LinkGraph(0 members, 0 connections, 0 follows)" == repr(lg.LinkGraph())
    assert lg.LinkGraph.from_edges() == lg.LinkGraph()
    assert lg.LinkGraph.from_edges(members=["ana"]) == lg.LinkGraph().with_members("ana")


def test_blocks_are_read_from_both_ends():
    """F5."""
    graph = acted(of("ana", "bo", "cy"), lg.Block("ana", "bo", at=T0), lg.Block("cy", "bo", at=T0))
    for member in graph:
        assert {m for m in graph if graph.has_blocked(member, m)} == graph.blocking(member)
        assert {m for m in graph if graph.has_blocked(m, member)} == graph.blockers(member)
    assert ({"bo"}, {"ana", "cy"}) == (graph.blocking("ana"), graph.blockers("bo"))
    with pytest.raises(lg.UnknownMember):
        graph.blockers("zoe")


@pytest.mark.parametrize("number", [1, 255, 3000])
@pytest.mark.parametrize("side", ["connect", "disconnect", "follow", "unfollow"])
def test_repeats_in_an_update_do_not_matter(number: int, side: str):
    """F1, F2: as in `from_edges`; also beside the reverse side with more pairs."""
    others = range(1, number + 1)
    graph = lg.LinkGraph.from_edges(
        connections=[(0, other) for other in range(2 * number, 4 * number + 3)],
        members=range(4 * number + 3),
    )
    pairs = [(0, other) for other in others]
    more = [(0, number + other) for other in range(1, number + 3)]
    reverse = {"connect": "disconnect", "follow": "unfollow"}
    reverse |= {value: key for key, value in reverse.items()}
    expected = graph.update(**{side: pairs, reverse[side]: more})
    assert expected == graph.update(**{side: [*pairs, pairs[0]], reverse[side]: [*more, *more]})
    assert expected == graph.update(**{side: pairs * 2, reverse[side]: more})
