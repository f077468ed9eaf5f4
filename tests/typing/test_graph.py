"""The types of a graph, as a type checker infers them: members have the type of the ids given."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any, assert_type
from uuid import UUID, uuid4

import attrs
import numpy as np
import pytest
from numpy.typing import NDArray

import linkgraph as lg


def graph_of_text() -> lg.LinkGraph[str]:
    return lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])


def test_a_declaration_states_the_type_of_ids_in_an_array() -> None:
    """F6."""
    edges = np.array([[0, 1], [1, 2]])
    numbered: lg.LinkGraph[int] = lg.LinkGraph.from_edges(connections=edges)
    assert_type(numbered.members, lg.MemberSet[int])
    assert_type(lg.LinkGraph.from_edges(follows=edges), lg.LinkGraph[Any])
    assert [0, 1, 2] == list(numbered.members)


def test_an_empty_graph_has_the_ids_it_is_declared_with() -> None:
    """F6."""
    key = uuid4()
    graph = lg.LinkGraph[UUID]().with_members(key)
    assert_type(graph, lg.LinkGraph[UUID])
    assert [key] == list(graph)


def test_members_have_the_type_of_the_ids() -> None:
    """F1, F2, F10."""
    graph = graph_of_text()
    assert_type(graph.connections_of("ana"), lg.MemberSet[str])
    assert_type(graph.following("ana"), lg.MemberSet[str])
    assert_type(graph.followers("ana"), lg.MemberSet[str])
    assert_type(iter(graph), Iterator[str])
    for member in graph.connections_of("bo"):
        assert_type(member, str)
    assert ["ana", "cy"] == list(graph.connections_of("bo"))


def test_a_member_set_is_a_set() -> None:
    graph = graph_of_text()

    def longest(names: Set[str]) -> str:
        return max(names, key=len)

    assert_type(longest(graph.connections_of("cy")), str)
    assert_type(graph.members.to_numpy(), NDArray[np.int64] | NDArray[np.object_])
    assert "bo" == longest(graph.connections_of("cy"))


def test_a_member_set_is_covariant() -> None:
    members: lg.MemberSet[str | int] = graph_of_text().members
    assert 3 == len(members)


def test_facts_are_plain_values() -> None:
    graph = graph_of_text()
    assert_type(graph.is_connected("ana", "bo"), bool)
    assert_type(graph.is_following("ana", "bo"), bool)
    assert_type(graph.has_blocked("ana", "bo"), bool)
    assert_type(graph.connection_count("ana"), int)
    assert_type(graph.follower_count("ana"), int)
    assert_type(graph.following_count("ana"), int)
    assert_type(graph.profile("ana"), lg.Profile)
    assert_type(graph.invitation("ana", "cy"), lg.Invitation[str] | None)
    assert_type(graph.invitations_to("ana"), tuple[lg.Invitation[str], ...])
    assert_type(graph.invitations_from("ana"), tuple[lg.Invitation[str], ...])
    assert (1, None, ()) == (
        graph.connection_count("ana"),
        graph.invitation("ana", "cy"),
        graph.invitations_to("ana"),
    )


def test_an_edit_keeps_the_type_of_the_ids() -> None:
    graph = graph_of_text()
    edited = (
        graph.with_members("di", "eve")
        .connect("ana", "di", auto_follow=False)
        .follow("ana", "eve")
        .unfollow("ana", "bo")
        .disconnect("ana", "bo")
        .with_profile("ana", lg.Profile(tier=lg.Tier.PREMIUM))
        .update(connect=[("di", "eve")], unfollow=[("ana", "eve")])
        .without_member("cy")
        .compact()
    )
    assert_type(edited, lg.LinkGraph[str])
    assert ["ana", "bo", "di", "eve"] == list(edited)


def test_a_profile_is_changed_with_attrs() -> None:
    """F7."""
    profile = lg.Profile(groups={"chess"}, employer="acme")
    changed = attrs.evolve(profile, primary_button=lg.Button.FOLLOW)
    assert_type(changed, lg.Profile)
    assert_type(changed.primary_button, lg.Button)
    assert_type(changed.hibernated, bool)
    assert lg.Button.FOLLOW == changed.primary_button


def test_a_type_checker_refuses_an_id_of_another_type() -> None:
    """F6. If the call were allowed, mypy would report an unused `type: ignore`."""
    graph = graph_of_text()
    with pytest.raises(lg.UnknownMember) as caught:
        graph.connections_of(7)  # type: ignore[arg-type]
    assert lg.UnknownMember(7) == caught.value


def test_a_graph_cannot_be_changed_in_place() -> None:
    """A type checker refuses it, and so does Python."""
    profile = lg.Profile()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        profile.hibernated = True  # type: ignore[misc]
    assert lg.Profile() == profile
