"""The main questions on every real network in the folder that LINKGRAPH_DATA names.

The tests are skipped if it is unset, and fail if the folder has no networks.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

import linkgraph as lg
from examples.quickstart import read_network, report

FOLDER = os.environ.get("LINKGRAPH_DATA")
NETWORKS = sorted(Path(FOLDER).glob("*.txt.gz")) if FOLDER else []
AT = datetime(2026, 1, 5, tzinfo=UTC)

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(FOLDER is None, reason="set LINKGRAPH_DATA to a folder of networks"),
]


def test_the_folder_holds_networks() -> None:
    """A folder without networks is a mistake and must not pass."""
    assert NETWORKS, f"no *.txt.gz in {FOLDER}"


@pytest.fixture(scope="module", params=NETWORKS, ids=lambda path: path.name.split(".")[0])
def network(request: pytest.FixtureRequest) -> tuple[str, lg.LinkGraph[str]]:
    """Return the name of each network and its graph."""
    return request.param.name, read_network(request.param)


def some(graph: lg.LinkGraph[str], number: int) -> list[str]:
    """Return a fixed random choice of members."""
    members = list(graph)
    indices = np.random.default_rng(7).choice(len(members), min(number, len(members)), False)
    return [members[index] for index in indices]


def test_the_main_questions_are_answered(network: tuple[str, lg.LinkGraph[str]]) -> None:
    """The three questions and an edit through `apply` are answered in tables."""
    text = report(*network)
    assert "Accept  done     FIRST   Message" in text
    assert text.count("───") > 8


def test_degrees_agree_with_networkx(network: tuple[str, lg.LinkGraph[str]]) -> None:
    """D1: a degree is the shortest distance over connections, up to three."""
    _, graph = network
    plain = nx.Graph((m, other) for m in graph for other in graph.connections_of(m))
    for viewer in some(graph, 3):
        distances = {viewer: 0}
        if viewer in plain:
            distances = nx.single_source_shortest_path_length(plain, viewer, cutoff=3)
        expected = [distances.get(member, 4) for member in graph]
        assert expected == lg.degrees(graph, viewer).tolist()


def test_bulk_buttons_agree_with_single_ones(network: tuple[str, lg.LinkGraph[str]]) -> None:
    """B1 to B14: buttons in bulk equal the buttons of each owner."""
    _, graph = network
    viewer, *owners = some(graph, 40)
    everybody = dict(lg.profile_buttons(graph, viewer, at=AT).items())
    expected = {owner: lg.profile_actions(graph, viewer, owner, at=AT) for owner in owners}
    assert expected == {owner: everybody[owner] for owner in owners}


def test_reach_agrees_with_each_feed(network: tuple[str, lg.LinkGraph[str]]) -> None:
    """W7: the members that each rule reaches agree with the feed of each viewer."""
    _, graph = network
    author, *viewers = some(graph, 40)
    viewers += list(graph.connections_of(author))[:20]
    post = lg.Post(1, author)
    engagements = [lg.Engagement(viewers[0], 1, lg.EngagementKind.COMMENT)]
    split = lg.reach(graph, post, engagements)
    for viewer in viewers:
        verdict = lg.feed_verdict(graph, viewer, post, engagements)
        expected = verdict.reasons[0].rule if verdict else None
        assert expected == next((rule for rule, fed in split.items() if viewer in fed), None)
