"""The view of a profile, and whose last name it shows: P1 to P7."""

from __future__ import annotations

import pickle
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.rules.profile_view import LABELS, PARTS
from tests.rules.drawing import SOME, T0, World, of, worlds

S = lg.Section
# ana – bo – cy – di – ed, and fay alone
CHAIN = lg.LinkGraph.from_edges(
    connections=[("ana", "bo"), ("bo", "cy"), ("cy", "di"), ("di", "ed")], members=["ana", "fay"]
)


def sections_seen(graph: lg.LinkGraph[str], viewer: str, owner: str) -> set[lg.Section]:
    view = lg.profile_view(graph, viewer, owner)
    return {section for section in view.sections if view.shows(section)}


@given(world=worlds(), data=st.data())
def test_a_view_is_made_of_the_single_answers(world, data):
    """P5, D1, D3, D6: degree, mutual connections and followers among connections."""
    graph = world.graph
    viewer, owner = (
        data.draw(st.sampled_from(world.members)),
        data.draw(st.sampled_from(world.members)),
    )
    view = lg.profile_view(graph, viewer, owner)
    assert lg.degree(graph, viewer, owner) == view.degree
    assert LABELS[view.degree] == view.label
    assert [part.section for part in PARTS] == list(view.sections)
    if graph.has_blocked(viewer, owner) or graph.has_blocked(owner, viewer):
        assert (None, None, set(), set()) == (
            view.connections, view.followers, view.mutual_connections, view.followed_by
        )  # fmt: skip
        reason = (lg.Reason("F5", lg.Code.BLOCKED),)
        assert all(reason == verdict.reasons for verdict in view.sections.values())
        assert not any(view.shows(section) for section in S)
    else:
        assert lg.mutual_connections(graph, viewer, owner) == view.mutual_connections
        assert lg.followed_by_connections(graph, viewer, owner) == view.followed_by
    assert view == pickle.loads(pickle.dumps(view))
    assert hash(view) == hash(lg.profile_view(graph, viewer, owner))


@given(world=worlds(), data=st.data())
def test_nearer_viewers_see_no_less(world, data):
    """P4 to P7: a section that shows at a degree shows at every nearer one."""
    owner = data.draw(st.sampled_from(world.members))
    by_degree: dict[lg.Degree, set[lg.Section]] = {}
    for viewer in world.members:
        graph = world.graph
        if not graph.has_blocked(viewer, owner) and not graph.has_blocked(owner, viewer):
            by_degree[lg.degree(graph, viewer, owner)] = sections_seen(graph, viewer, owner)
    degrees = sorted(by_degree)
    for nearer, farther in pairwise(degrees):
        assert by_degree[farther] <= by_degree[nearer]


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        ("ana", set(S)),
        ("bo", set(S) - {S.EXACT_CONNECTION_COUNT, S.FOLLOWERS_LIST}),
        ("cy", {S.COMPLETE_PROFILE, S.MUTUAL_CONNECTIONS, S.LAST_NAME}),
        ("di", {S.MUTUAL_CONNECTIONS, S.LAST_NAME}),
        ("ed", {S.LAST_NAME}),
        ("fay", {S.LAST_NAME}),
    ],
)
def test_each_degree_sees_its_sections(viewer, expected):
    """P1, P4, P5, P6, P7 with default settings."""
    assert expected == sections_seen(CHAIN, viewer, "ana")


@pytest.mark.parametrize(
    ("viewer", "label"),
    [
        ("ana", "you"),
        ("bo", "1st"),
        ("cy", "2nd"),
        ("di", "3rd"),
        ("ed", "out of network"),
        ("fay", "out of network"),
    ],
)
def test_each_degree_has_its_label(viewer, label):
    """D1: in both directions."""
    assert label == lg.profile_view(CHAIN, viewer, "ana").label
    assert label == lg.profile_view(CHAIN, "ana", viewer).label


def test_sections_come_in_the_order_of_their_rules():
    """P1, P4 to P7."""
    rules = {
        S.EXACT_CONNECTION_COUNT: "P1",
        S.COMPLETE_PROFILE: "P4",
        S.CONTACT_DETAILS: "P4",
        S.CONNECTIONS_LIST: "P5",
        S.MUTUAL_CONNECTIONS: "P5",
        S.LAST_NAME: "P6",
        S.FOLLOWERS_LIST: "P7",
    }
    sections = lg.profile_view(CHAIN, "ana", "ana").sections
    pairs = [(section, verdict.reasons[0].rule) for section, verdict in sections.items()]
    assert [*rules.items()] == pairs


@pytest.mark.parametrize(
    ("setting", "section", "rule"),
    [
        ({"contact_shown": False}, S.CONTACT_DETAILS, "P4"),
        ({"connections_shown": False}, S.CONNECTIONS_LIST, "P5"),
    ],
)
def test_a_setting_hides_a_section_from_all_but_the_owner(setting, section, rule):
    """P4, P5: mutual connections show whatever the setting."""
    graph = CHAIN.with_profile("ana", lg.Profile(**setting))
    hidden = lg.Verdict(False, (lg.Reason(rule, lg.Code.SWITCHED_OFF),))
    view = lg.profile_view(graph, "bo", "ana")
    assert hidden == view.sections[section]
    assert view.shows(S.MUTUAL_CONNECTIONS)
    assert lg.profile_view(graph, "ana", "ana").shows(section)


def test_an_initial_is_all_that_people_beyond_the_second_degree_see():
    """P6."""
    graph = CHAIN.with_profile("ana", lg.Profile(name_shown=lg.NameShown.INITIAL))
    shown = [lg.profile_view(graph, viewer, "ana").shows(S.LAST_NAME) for viewer in graph]
    assert [True, False, True, True, False, False] == shown


def test_reasons_say_why_a_section_shows_or_not():
    """P4, P6: nearness, the owner's choice, and distance."""
    view = lg.profile_view(CHAIN, "di", "ana")
    assert (
        lg.Verdict(False, (lg.Reason("P4", lg.Code.TOO_FAR),)) == view.sections[S.COMPLETE_PROFILE]
    )
    assert lg.Verdict(True, (lg.Reason("P6", lg.Code.SHOWN_TO_ALL),)) == view.sections[S.LAST_NAME]
    assert (
        lg.Verdict(True, (lg.Reason("P5", lg.Code.NEAR_ENOUGH),))
        == view.sections[S.MUTUAL_CONNECTIONS]
    )


@pytest.mark.parametrize(("count", "to_others"), [(499, "499"), (500, "500+"), (501, "500+")])
def test_five_hundred_and_more_connections_show_as_a_figure_with_a_plus(count, to_others):
    """P1, L6: to everyone but the owner, connected or not."""
    graph = lg.LinkGraph.from_edges(
        connections=[("ana", number) for number in range(count)], members=["ana", "zoe"]
    )
    assert str(count) == lg.profile_view(graph, "ana", "ana").connections
    assert to_others == lg.profile_view(graph, 0, "ana").connections
    assert to_others == lg.profile_view(graph, "zoe", "ana").connections


def test_the_limit_of_the_public_figure_is_the_policys():
    """L6."""
    policy = attrs.evolve(lg.CURRENT, count_shown_up_to=2)
    assert "2+" == lg.profile_view(CHAIN, "ana", "bo", policy=policy).connections


def test_followers_are_counted_exactly_and_hibernated_members_nowhere():
    """P2, P3, F8: the owner's own count included."""
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("ana", "cy")],
                                    follows=[("di", "ana"), ("ed", "ana")])  # fmt: skip
    view = lg.profile_view(graph, "di", "ana")
    assert ("2", 4) == (view.connections, view.followers)
    asleep = lg.Profile(hibernated=True)
    graph = graph.with_profile("bo", asleep).with_profile("di", asleep)
    for viewer in ("ana", "ed"):
        view = lg.profile_view(graph, viewer, "ana")
        assert ("1", 2) == (view.connections, view.followers)
    closed = lg.Profile(follow_audience=lg.FollowAudience.CONNECTIONS)
    assert 1 == lg.profile_view(graph.with_profile("ana", closed), "ed", "ana").followers


def test_followed_by_names_connections_of_the_viewer():
    """D6: not of the owner."""
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("bo", "cy")])
    assert {"bo"} == lg.profile_view(graph, "ana", "cy").followed_by
    assert set() == lg.profile_view(graph, "cy", "ana").followed_by


def test_invalid_questions_are_refused():
    """F6."""
    with pytest.raises(lg.UnknownMember) as unknown:
        lg.profile_view(CHAIN, "ana", "zed")
    assert "zed" == unknown.value.member
    with pytest.raises(lg.InvalidInput) as invalid:
        lg.profile_view(CHAIN, "ana", "bo", policy="today")
    assert "today" == invalid.value.value


# -- P6 for invitations -------------------------------------------------------------------------

SHY = {"name_shown": lg.NameShown.INITIAL}
SHY_CHAIN = of(*"abcdef", connections="a-b b-c c-d d-e", c=SHY, d=SHY, e=SHY, f=SHY)


def is_hidden(graph: lg.LinkGraph, viewer: object, owner: object, **options: object) -> bool:
    verdict = lg.check(graph, lg.Invite(viewer, owner, at=T0, **options))
    return "P6" in {reason.rule for reason in verdict.reasons}


@pytest.mark.parametrize(
    ("owner", "expected"), [("b", False), ("c", False), ("d", True), ("e", True), ("f", True)]
)
def test_a_hidden_name_is_a_reason_against_an_invitation(owner, expected):
    """P6, A1: b, who shows the name, is at the first degree, f out of network."""
    assert expected == is_hidden(SHY_CHAIN, "a", owner)
    assert not is_hidden(SHY_CHAIN, "a", owner, knows_email=True)


def test_only_the_setting_of_the_recipient_counts():
    """P6."""
    assert not is_hidden(SHY_CHAIN, "f", "a")


@SOME
@given(worlds(most=8))
def test_a_name_is_hidden_by_its_owner_from_the_third_degree_on(world: World):
    """P6, D1: follows and remembered facts do not matter."""
    for viewer, owner in world.pairs:
        is_shy = world.graph.profile(owner).name_shown is lg.NameShown.INITIAL
        is_far = lg.degree(world.graph, viewer, owner) > lg.Degree.SECOND
        assert (is_shy and is_far) == is_hidden(world.graph, viewer, owner)
