"""Generated networks lie among the real ones, statistic by statistic."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.real.likeness import SHAPES, generated, ranges, real_networks

FOLDER = os.environ.get("LINKGRAPH_DATA")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(FOLDER is None, reason="LINKGRAPH_DATA names no folder of networks"),
]


@pytest.mark.parametrize("seed", [7, 8])
def test_a_generated_network_lies_within_what_real_ones_span(seed):
    """The ranges are taken anew from the networks; docs/generated_networks.md prints them.

    Of the statistics of the page these are not held to a range: the mean is an assumption, and
    the largest component is all there is of every real network, which is how they were published.
    """
    spans = ranges(real_networks(Path(FOLDER or "")))
    outside = [
        (name, getattr(statistics, name))
        for statistics in generated(10_000, seed)
        for name in SHAPES[type(statistics)]
        if not spans[type(statistics)][name][0]
        <= getattr(statistics, name)
        <= spans[type(statistics)][name][1]
    ]
    assert [] == outside


def test_nearly_everybody_is_in_one_component():
    connections, _ = generated(10_000)
    assert connections.largest >= 0.999
