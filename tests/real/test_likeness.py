"""Every statistic of a synthetic network lies within the range of the real ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.real.likeness import (
    SHAPES,
    Figures,
    ranges,
    real_networks,
    synthetic,
    table_row,
)

FOLDER = os.environ.get("LINKGRAPH_DATA")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(FOLDER is None, reason="set LINKGRAPH_DATA to a folder of networks"),
]


@pytest.fixture(scope="module")
def networks() -> Figures:
    """Return the statistics of the real networks."""
    return real_networks(Path(FOLDER or ""))


@pytest.mark.parametrize("seed", [7, 8])
def test_a_synthetic_network_lies_within_the_range_of_real_ones(seed, networks):
    """The ranges are computed from the real networks; docs/synthetic_networks.md prints them.

    Two statistics of the page are not compared: the mean is an assumption, and every real
    network was published as one component.
    """
    spans = ranges(networks)
    outside = [
        (name, getattr(statistics, name))
        for statistics in synthetic(10_000, seed)
        for name in SHAPES[type(statistics)]
        if not spans[type(statistics)][name][0]
        <= getattr(statistics, name)
        <= spans[type(statistics)][name][1]
    ]
    assert [] == outside


def test_the_page_has_the_figures_of_the_real_networks(networks):
    page = Path(__file__).parents[2] / "docs" / "synthetic_networks.md"
    rows = {table_row(name, statistics) for name, statistics in networks.items()}
    assert rows
    assert set() == rows - {*page.read_text("utf-8").splitlines()}


def test_nearly_everybody_is_in_one_component():
    connections, _ = synthetic(10_000)
    assert connections.largest >= 0.999
