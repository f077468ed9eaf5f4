"""The page of synthetic networks lists every step, assumption and difference."""

from __future__ import annotations

import json
import re

import attrs
from _build_rules.markdown import DOCS
from _build_rules.synthetic import FIGURES, HEADS, synthetic_page

import linkgraph as lg
from linkgraph.synthetic import STEPS

PAGE = synthetic_page()


def rows(first: str) -> list[list[str]]:
    """Return the cells of the rows whose first cell matches."""
    lines = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line[:1] == "|"]
    return [line for line in lines if re.fullmatch(first, line[0])]


def test_every_assumption_has_its_row():
    actual = [cells[:3] for cells in rows("`[a-z_]+`")]
    fields = attrs.fields(lg.Assumptions)
    assert [[f"`{f.name}`", f"{f.default:,}", f.metadata["unit"]] for f in fields] == actual


def test_every_step_is_described_in_order():
    assert list(STEPS) == re.findall(r"^\d\. \*\*(\w+)\*\*: ", PAGE, re.MULTILINE)


def test_every_network_has_its_row_and_every_statistic_a_head():
    stored = json.loads((DOCS / FIGURES).read_text("utf-8"))
    for networks in stored.values():
        for name, figures in networks.items():
            assert len(figures) + 1 in map(len, rows(re.escape(name)))
            assert figures.keys() <= HEADS.keys()


def test_figures_outside_the_range_are_bold_and_explained():
    """The page explains these; it would have to explain any other."""
    bold = [cell for cells in rows("synthetic, .*") for cell in cells if "**" in cell]
    assert ["**0.998**", "**0.9999**", "**0.107**"] == bold
    assert "is one component, as it was published" in PAGE
    assert not any("**" in cell for cells in rows("org_.*|gowalla") for cell in cells)


def test_the_committed_page_is_current():
    assert (DOCS / "synthetic_networks.md").read_text("utf-8") == PAGE
