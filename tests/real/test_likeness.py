"""Generated networks lie among the real ones, statistic by statistic."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.real.likeness import (
    FIGURES,
    SHAPES,
    Figures,
    by_kind,
    generated,
    ranges,
    real_networks,
)

FOLDER = os.environ.get("LINKGRAPH_DATA")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(FOLDER is None, reason="LINKGRAPH_DATA names no folder of networks"),
]


@pytest.fixture(scope="module")
def networks() -> Figures:
    """Return the statistics of the real networks."""
    return real_networks(Path(FOLDER or ""))


@pytest.mark.parametrize("seed", [7, 8])
def test_a_generated_network_lies_within_what_real_ones_span(seed, networks):
    """The ranges are taken anew from the networks; docs/generated_networks.md prints them.

    Of the statistics of the page these are not held to a range: the mean is an assumption, and
    every real network is one component, as it was published.
    """
    spans = ranges(networks)
    outside = [
        (name, getattr(statistics, name))
        for statistics in generated(10_000, seed)
        for name in SHAPES[type(statistics)]
        if not spans[type(statistics)][name][0]
        <= getattr(statistics, name)
        <= spans[type(statistics)][name][1]
    ]
    assert [] == outside


def test_the_page_has_the_figures_of_the_real_networks(networks):
    kept = json.loads(FIGURES.read_text("utf-8"))
    for kind, rows in by_kind(networks).items():
        assert rows
        assert rows == {name: kept[kind].get(name) for name in rows}


def test_nearly_everybody_is_in_one_component():
    connections, _ = generated(10_000)
    assert connections.largest >= 0.999
