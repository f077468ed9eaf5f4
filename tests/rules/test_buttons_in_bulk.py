"""B1 to B14 for everybody at once: the mapping of `profile_buttons`."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from tests.rules.drawing import DAY, ERAS, FEW, POLICIES, T0, World, acted, crowds, of, worlds

GRAPH = acted(of("ana", "bo", "cy", connections="ana-bo"), lg.Invite("ana", "cy", at=T0))
BUTTONS = lg.profile_buttons(GRAPH, "ana", at=T0)


# -- bulk equals single -------------------------------------------------------------------------


def one_by_one(world: World, viewer, policy):
    return {
        owner: lg.profile_actions(world.graph, viewer, owner, at=world.at, policy=policy)
        for owner in world.graph
    }


@given(worlds(past=20), POLICIES)
def test_all_buttons_at_once_are_those_of_each(world: World, other: lg.Policy):
    """B1 to B14: in member order, under the policy of the past and under another."""
    for viewer in world.members[:3]:
        for policy in (world.policy, other):
            expected = one_by_one(world, viewer, policy)
            found = lg.profile_buttons(world.graph, viewer, at=world.at, policy=policy)
            assert list(expected.items()) == list(found.items())
            assert list(expected.values()) == list(found.values())


@FEW
@given(crowds(), st.sampled_from(list(ERAS.values())), st.integers(0, 80), st.data())
def test_all_buttons_in_a_crowd(graph: lg.LinkGraph, era: lg.Policy, cap: int, data):
    """B1 to B14: caps in the range of what people have."""
    policy = attrs.evolve(era, connection_cap=cap)
    viewer = data.draw(st.sampled_from(list(graph)))
    world = World(graph, policy, T0 + DAY)
    found = lg.profile_buttons(graph, viewer, at=T0 + DAY, policy=policy)
    assert one_by_one(world, viewer, policy) == dict(found.items())


# one thing that sets an owner apart from another stranger: each must have an answer of its own
APART = {
    "employer": lambda g: g.with_profile("ana", lg.Profile(employer="acme")).with_profile(
        "cy", lg.Profile(employer="acme")
    ),
    "another employer": lambda g: g.with_profile("ana", lg.Profile(employer="acme")).with_profile(
        "bo", lg.Profile(employer="acme")
    ),
    "a group": lambda g: g.with_profile("ana", lg.Profile(groups={"chess", "go"})).with_profile(
        "cy", lg.Profile(groups={"go"})
    ),
    "an open profile": lambda g: g.with_profile(
        "cy", lg.Profile(tier=lg.Tier.PREMIUM, open_profile=True)
    ).with_profile("bo", lg.Profile(tier=lg.Tier.PREMIUM)),
    "the tier of an open profile": lambda g: g.with_profile(
        "cy", lg.Profile(tier=lg.Tier.PREMIUM, open_profile=True)
    ).with_profile("bo", lg.Profile(open_profile=True)),
    "the primary button": lambda g: g.with_profile(
        "cy", lg.Profile(primary_button=lg.Button.FOLLOW)
    ),
    "the follow audience": lambda g: g.with_profile(
        "cy", lg.Profile(follow_audience=lg.FollowAudience.CONNECTIONS)
    ),
    "invitations from": lambda g: g.with_profile(
        "cy", lg.Profile(invitations_from=lg.InvitationsFrom.KNOWN)
    ),
    "the name": lambda g: g.with_profile("cy", lg.Profile(name_shown=lg.NameShown.INITIAL)),
    "a connection": lambda g: g.connect("ana", "cy"),
    "a connection that is not followed": lambda g: g.connect("ana", "cy").unfollow("ana", "cy"),
    "a follow": lambda g: g.follow("ana", "cy"),
    "an invitation": lambda g: acted(g, lg.Invite("ana", "cy", at=T0)),
    "an invitation back": lambda g: acted(g, lg.Invite("cy", "ana", at=T0)),
    "a block": lambda g: acted(g, lg.Block("ana", "cy", at=T0)),
    "a block back": lambda g: acted(g, lg.Block("cy", "ana", at=T0)),
    "an unblock": lambda g: acted(g, lg.Block("ana", "cy", at=T0), lg.Unblock("ana", "cy", at=T0)),
    "a withdrawal": lambda g: acted(
        g, lg.Invite("ana", "cy", at=T0), lg.Withdraw("ana", "cy", at=T0, unfollow=True)
    ),
    "a bar": lambda g: acted(
        g,
        lg.Invite("ana", "cy", at=T0),
        lg.Ignore("cy", "ana", at=T0, unknown=True),
        lg.Unfollow("ana", "cy", at=T0),
    ),
}


@pytest.mark.parametrize("story", APART.values(), ids=APART)
def test_an_owner_who_stands_apart_has_their_own_buttons(story):
    """B1 to B14: between two strangers who are alike."""
    graph = story(of("ana", "bo", "cy", "di"))
    found = dict(lg.profile_buttons(graph, "ana", at=T0).items())
    expected = {owner: lg.profile_actions(graph, "ana", owner, at=T0) for owner in graph}
    assert expected == found
    assert found["bo"] != found["cy"]


@pytest.mark.parametrize("policy", [lg.INFLUENCERS, lg.OPEN_FOLLOW], ids=["E2", "E3"])
def test_an_influencer_stands_apart_in_the_eras_of_influencers(policy):
    """E2, E3."""
    graph = of("ana", "bo", "cy", cy={"influencer": True})
    found = dict(lg.profile_buttons(graph, "ana", at=T0, policy=policy).items())
    assert ["B1", "B9" if policy is lg.INFLUENCERS else "B11", "B10"] == [
        shown.row for shown in found.values()
    ]


def test_whose_name_shows_at_the_second_degree_stands_apart_from_who_is_farther():
    """P6."""
    shy = {"name_shown": lg.NameShown.INITIAL}
    graph = of(*"abcd", connections="a-b b-c", c=shy, d=shy)
    found = lg.profile_buttons(graph, "a", at=T0)
    assert ["B1", "B3", "B11", "B8"] == [shown.row for shown in found.values()]


def test_who_is_at_the_cap_stands_apart():
    """L1."""
    graph = of("ana", "bo", "cy", "di", connections="cy-di")
    policy = attrs.evolve(lg.CURRENT, connection_cap=1)
    found = lg.profile_buttons(graph, "ana", at=T0, policy=policy)
    assert ["B1", "B11", "B8", "B8"] == [shown.row for shown in found.values()]


def test_what_was_remembered_of_others_is_no_business_of_the_viewers():
    """A5, A11: withdrawals and unblocks of others, and towards the viewer."""
    graph = acted(
        of("ana", "bo", "cy"),
        lg.Invite("bo", "cy", at=T0),
        lg.Withdraw("bo", "cy", at=T0),
        lg.Block("bo", "ana", at=T0),
        lg.Unblock("bo", "ana", at=T0),
    )
    found = lg.profile_buttons(graph, "ana", at=T0)
    assert ["B1", "B11", "B11"] == [shown.row for shown in found.values()]
    assert found["bo"] == found["cy"]


# -- as a mapping -------------------------------------------------------------------------------


def test_it_is_a_mapping_of_everybody_in_member_order():
    """The viewer included (B1)."""
    assert isinstance(BUTTONS, Mapping)
    assert (["ana", "bo", "cy"], 3) == (list(BUTTONS), len(BUTTONS))
    assert ["ana", "bo", "cy"] == list(BUTTONS.keys())
    assert ["B1", "B3", "B6"] == [shown.row for shown in BUTTONS.values()]
    for owner in GRAPH:
        assert lg.profile_actions(GRAPH, "ana", owner, at=T0) == BUTTONS[owner]
        assert BUTTONS[owner] == BUTTONS.get(owner)


def test_who_is_in_it_is_who_is_in_the_graph():
    """F6."""
    assert "bo" in BUTTONS
    assert [False, False, False] == [who in BUTTONS for who in ("zoe", 1.0, ["bo"])]
    assert BUTTONS.get("zoe") is None
    assert "zoe" not in BUTTONS.keys()  # noqa: SIM118  # the view is what is tested
    with pytest.raises(lg.UnknownMember) as caught:
        BUTTONS["zoe"]
    assert lg.UnknownMember("zoe") == caught.value


def test_it_equals_what_it_maps():
    assert dict(BUTTONS) == BUTTONS == lg.profile_buttons(GRAPH, "ana", at=T0)
    assert BUTTONS != lg.profile_buttons(GRAPH, "bo", at=T0)
    assert BUTTONS == pickle.loads(pickle.dumps(BUTTONS))


def test_it_prints_how_many_and_for_whom():
    assert "ProfileButtons(of 3 members, seen by 'ana')" == repr(BUTTONS)


def test_asking_again_gives_the_same():
    """What was worked out is kept."""
    found = lg.profile_buttons(GRAPH, "ana", at=T0)
    first = dict(found.items())
    assert first == dict(found.items())
    assert all(first[owner] is shown for owner, shown in found.items())


def test_alone_one_sees_oneself():
    """B1."""
    found = lg.profile_buttons(of("ana"), "ana", at=T0)
    assert ["B1"] == [shown.row for shown in found.values()]


# -- bad input ----------------------------------------------------------------------------------


def test_bad_input_is_refused_before_anybody_is_asked_about():
    with pytest.raises(lg.UnknownMember) as unknown:
        lg.profile_buttons(GRAPH, "zoe", at=T0)
    assert lg.UnknownMember("zoe") == unknown.value
    naive = datetime(2026, 3, 2)  # noqa: DTZ001  # naive on purpose
    for options in ({"at": naive}, {"at": T0, "policy": None}):
        with pytest.raises(lg.InvalidInput) as caught:
            lg.profile_buttons(GRAPH, "ana", **options)
        assert caught.value.value in (naive, None)
