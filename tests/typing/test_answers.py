"""The types of degrees, feeds and buttons, as a type checker infers them."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from typing import Any, assert_type

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.typing import NDArray

import linkgraph as lg

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def graph_of_text() -> lg.LinkGraph[str]:
    return lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])


def test_degrees() -> None:
    """D1."""
    graph = graph_of_text()
    assert_type(lg.degree(graph, "ana", "cy"), lg.Degree)
    assert_type(lg.degrees(graph, "ana"), NDArray[np.int8])
    assert_type(lg.degrees(graph, "ana", ["cy", "ana"]), NDArray[np.int8])
    assert_type(lg.network(graph, "ana", lg.Degree.SECOND), lg.MemberSet[str])
    assert [2, 0] == lg.degrees(graph, "ana", ["cy", "ana"]).tolist()


def test_members_between_two() -> None:
    """D3 to D6."""
    graph = graph_of_text()
    assert_type(lg.mutual_connections(graph, "ana", "cy"), lg.MemberSet[str])
    assert_type(lg.introductions(graph, "ana", "cy"), list[tuple[str, ...]])
    assert_type(lg.people_you_may_know(graph, "ana"), list[tuple[str, int]])
    assert_type(lg.people_you_may_know(graph, "ana", limit=3), list[tuple[str, int]])
    assert_type(lg.followed_by_connections(graph, "ana", "cy"), lg.MemberSet[str])
    assert [("cy", 1)] == lg.people_you_may_know(graph, "ana")


def test_the_id_of_a_post_may_have_another_type_than_members() -> None:
    """V1 to V5, W1 to W11."""
    graph = graph_of_text()
    post = lg.Post(1, "bo", kind=lg.PostKind.ARTICLE, audience=lg.Group("chess"), at=NOW)
    engagement = lg.Engagement("bo", 1, lg.EngagementKind.REACTION, at=NOW)
    assert_type(post, lg.Post[str])
    assert_type(post.id, Hashable)
    assert_type(engagement, lg.Engagement[str])
    assert_type(lg.can_see(graph, "ana", post), lg.Verdict[str])
    assert_type(lg.can_comment(graph, "ana", post), lg.Verdict[str])
    assert_type(lg.audience(graph, post), lg.MemberSet[str])
    assert_type(lg.feed_verdict(graph, "ana", post, [engagement]), lg.Verdict[str])
    assert_type(lg.reach(graph, post, [engagement]), dict[str, lg.MemberSet[str]])
    assert_type(lg.active_followers(graph, "bo", [engagement], since=NOW), int)
    assert {"bo"} == lg.audience(graph, post)


def test_posts_and_engagements_may_be_data_frames() -> None:
    """W1. A type checker refuses other values."""
    graph = graph_of_text()
    posts = pd.DataFrame({"id": [1], "author": ["bo"]})
    engagements = pl.DataFrame({"member": ["bo"], "post_id": [1], "kind": ["COMMENT"]})
    assert_type(lg.feed(graph, "ana", posts, engagements), list[lg.FeedItem[str]])
    assert_type(lg.reach(graph, lg.Post(1, "bo"), engagements), dict[str, lg.MemberSet[str]])
    assert_type(
        lg.feed_verdict(graph, "ana", lg.Post(1, "bo"), engagements.lazy()), lg.Verdict[str]
    )
    assert_type(lg.active_followers(graph, "bo", engagements.with_columns(at=NOW), since=NOW), int)
    assert_type(
        lg.network_health(graph, "bo", posts.assign(at=NOW), engagements, since=NOW),
        lg.Health[str],
    )
    with pytest.raises(lg.InvalidInput):
        lg.feed(graph, "ana", 5)  # type: ignore[arg-type]  # neither posts nor a data frame


def test_public_modules_need_no_import_of_their_own() -> None:
    graph = graph_of_text()
    assert_type(lg.display.draw(graph, "ana"), lg.display.Picture)
    assert_type(lg.nx.from_networkx(lg.nx.connections_view(graph)), lg.LinkGraph[Any])
    assert graph == lg.nx.from_networkx(lg.nx.connections_view(graph))


def test_a_feed_is_a_list_of_posts_with_reasons() -> None:
    """W1."""
    graph = graph_of_text()
    items = lg.feed(graph, "ana", [lg.Post("p", "bo")], policy=lg.CURRENT)
    assert_type(items, list[lg.FeedItem[str]])
    for item in items:
        assert_type(item.post, lg.Post[str])
        assert_type(item.reasons, tuple[lg.Reason[str], ...])
    assert ["W1"] == [reason.rule for item in items for reason in item.reasons]


def test_buttons() -> None:
    """B1 to B14."""
    graph = graph_of_text()
    buttons = lg.profile_actions(graph, "ana", "cy", at=NOW)
    assert_type(buttons, lg.ProfileActions[str])
    assert_type(buttons.primary, lg.ProfileButton | None)
    assert_type(buttons.secondary, lg.ProfileButton | None)
    assert_type(buttons.menu, tuple[lg.ProfileButton, ...])
    assert_type(buttons.row, str)
    assert_type(buttons.message, lg.Verdict[str])
    assert_type(lg.can_message(graph, "ana", "cy"), lg.Verdict[str])
    assert lg.ProfileButton.CONNECT == buttons.primary


def test_the_buttons_of_all_owners_are_a_mapping() -> None:
    graph = graph_of_text()
    all_buttons: Mapping[str, lg.ProfileActions[str]] = lg.profile_buttons(graph, "ana", at=NOW)
    missing: Mapping[lg.ProfileButton, lg.Verdict[str]] = all_buttons["bo"].missing
    for owner, buttons in all_buttons.items():
        assert_type(owner, str)
        assert_type(buttons, lg.ProfileActions[str])
    assert [lg.ProfileButton.CONNECT] == list(missing)


def test_a_type_checker_refuses_ids_of_another_type() -> None:
    """F6."""
    graph = graph_of_text()
    with pytest.raises(lg.UnknownMember) as caught:
        lg.degree(graph, "ana", 7)  # type: ignore[misc]
    assert lg.UnknownMember(7) == caught.value
