"""What a type checker knows of the answers: degrees, feed, buttons."""

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


def test_who_stands_between() -> None:
    """D3 to D6."""
    graph = graph_of_text()
    assert_type(lg.mutual_connections(graph, "ana", "cy"), lg.MemberSet[str])
    assert_type(lg.introductions(graph, "ana", "cy"), list[tuple[str, ...]])
    assert_type(lg.people_you_may_know(graph, "ana"), list[tuple[str, int]])
    assert_type(lg.people_you_may_know(graph, "ana", limit=3), list[tuple[str, int]])
    assert_type(lg.followed_by_connections(graph, "ana", "cy"), lg.MemberSet[str])
    assert [("cy", 1)] == lg.people_you_may_know(graph, "ana")


def test_posts_may_be_numbered_while_members_are_named() -> None:
    """V1 to V5, W1 to W11: the id of a post is its own matter."""
    graph = graph_of_text()
    post = lg.Post(1, "bo", kind=lg.PostKind.ARTICLE, audience=lg.Group("chess"), at=NOW)
    liked = lg.Engagement("bo", 1, lg.EngagementKind.REACTION, at=NOW)
    assert_type(post, lg.Post[str])
    assert_type(post.id, Hashable)
    assert_type(liked, lg.Engagement[str])
    assert_type(lg.can_see(graph, "ana", post), lg.Verdict[str])
    assert_type(lg.can_comment(graph, "ana", post), lg.Verdict[str])
    assert_type(lg.audience(graph, post), lg.MemberSet[str])
    assert_type(lg.feed_verdict(graph, "ana", post, [liked]), lg.Verdict[str])
    assert_type(lg.reach(graph, post, [liked]), dict[str, lg.MemberSet[str]])
    assert_type(lg.active_followers(graph, "bo", [liked], since=NOW), int)
    assert {"bo"} == lg.audience(graph, post)


def test_posts_and_engagements_may_be_data_frames() -> None:
    """W1: as one keeps them; what is neither is refused before it runs."""
    graph = graph_of_text()
    posts = pd.DataFrame({"id": [1], "author": ["bo"]})
    did = pl.DataFrame({"member": ["bo"], "post_id": [1], "kind": ["COMMENT"]})
    assert_type(lg.feed(graph, "ana", posts, did), list[lg.FeedItem[str]])
    assert_type(lg.reach(graph, lg.Post(1, "bo"), did), dict[str, lg.MemberSet[str]])
    assert_type(lg.feed_verdict(graph, "ana", lg.Post(1, "bo"), did.lazy()), lg.Verdict[str])
    assert_type(lg.active_followers(graph, "bo", did.with_columns(at=NOW), since=NOW), int)
    assert_type(lg.network_health(graph, "bo", posts.assign(at=NOW), did, since=NOW), lg.Health)
    with pytest.raises(lg.InvalidInput):
        lg.feed(graph, "ana", 5)  # type: ignore[arg-type]  # what is tested


def test_doors_are_known_without_an_import_of_their_own() -> None:
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
    shown = lg.profile_actions(graph, "ana", "cy", at=NOW)
    assert_type(shown, lg.ProfileActions[str])
    assert_type(shown.primary, lg.ProfileButton | None)
    assert_type(shown.secondary, lg.ProfileButton | None)
    assert_type(shown.menu, tuple[lg.ProfileButton, ...])
    assert_type(shown.row, str)
    assert_type(shown.message, lg.Verdict[str])
    assert_type(lg.can_message(graph, "ana", "cy"), lg.Verdict[str])
    assert lg.ProfileButton.CONNECT == shown.primary


def test_buttons_of_everybody_are_a_mapping() -> None:
    graph = graph_of_text()
    everybody: Mapping[str, lg.ProfileActions[str]] = lg.profile_buttons(graph, "ana", at=NOW)
    missing: Mapping[lg.ProfileButton, lg.Verdict[str]] = everybody["bo"].missing
    for owner, shown in everybody.items():
        assert_type(owner, str)
        assert_type(shown, lg.ProfileActions[str])
    assert [lg.ProfileButton.CONNECT] == list(missing)


def test_a_question_is_asked_with_ids_of_the_graph() -> None:
    """F6."""
    graph = graph_of_text()
    with pytest.raises(lg.UnknownMember) as caught:
        lg.degree(graph, "ana", 7)  # type: ignore[misc]
    assert lg.UnknownMember(7) == caught.value
