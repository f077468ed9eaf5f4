"""The main job on every real network in the folder that LINKGRAPH_DATA names.

Unset, the tests are skipped and say so; set to a folder without networks, they fail.
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
    pytest.mark.skipif(FOLDER is None, reason="LINKGRAPH_DATA names no folder of networks"),
]


def test_the_folder_holds_networks() -> None:
    """A folder that is named but holds nothing is a mistake, not a pass."""
    assert NETWORKS, f"no *.txt.gz in {FOLDER}"


@pytest.fixture(scope="module", params=NETWORKS, ids=lambda path: path.name.split(".")[0])
def network(request: pytest.FixtureRequest) -> tuple[str, lg.LinkGraph[str]]:
    """Return each network with its name."""
    return request.param.name, read_network(request.param)


def some(graph: lg.LinkGraph[str], number: int) -> list[str]:
    """Return members spread over the whole order of the graph, always the same."""
    members = list(graph)
    places = np.random.default_rng(7).choice(len(members), min(number, len(members)), False)
    return [members[place] for place in places]


def test_the_main_job_runs(network: tuple[str, lg.LinkGraph[str]]) -> None:
    """The three questions and an edit through `apply` are answered in tables."""
    text = report(*network)
    assert "Accept  done     FIRST   Message" in text
    assert text.count("───") > 8


def test_degrees_agree_with_networkx(network: tuple[str, lg.LinkGraph[str]]) -> None:
    """D1: a degree is the shortest distance over connections, up to three."""
    _, graph = network
    plain = nx.Graph((m, other) for m in graph for other in graph.connections_of(m))
    for viewer in some(graph, 3):
        near = {viewer: 0}
        if viewer in plain:
            near = nx.single_source_shortest_path_length(plain, viewer, cutoff=3)
        expected = [near.get(member, 4) for member in graph]
        assert expected == lg.degrees(graph, viewer).tolist()


def test_bulk_buttons_agree_with_single_ones(network: tuple[str, lg.LinkGraph[str]]) -> None:
    """B1 to B14: the buttons of all owners are those of each owner."""
    _, graph = network
    viewer, *owners = some(graph, 40)
    everybody = dict(lg.profile_buttons(graph, viewer, at=AT).items())
    expected = {owner: lg.profile_actions(graph, viewer, owner, at=AT) for owner in owners}
    assert expected == {owner: everybody[owner] for owner in owners}


def test_reach_agrees_with_each_feed(network: tuple[str, lg.LinkGraph[str]]) -> None:
    """W7: whom a post is fed to, by the first rule, is what each viewer's feed says."""
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
