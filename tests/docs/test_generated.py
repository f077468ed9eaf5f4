"""The page of generated networks tells every step and assumption, and what differs, plainly."""

from __future__ import annotations

import json
import re

import attrs
from _build_rules.generated import FIGURES, HEADS, generated_page
from _build_rules.markdown import DOCS

import linkgraph as lg
from linkgraph.synthetic import STEPS

PAGE = generated_page()


def rows(first: str) -> list[list[str]]:
    """Return the cells of the rows whose first cell matches."""
    lines = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line[:1] == "|"]
    return [line for line in lines if re.fullmatch(first, line[0])]


def test_every_assumption_has_its_row():
    told = [cells[:3] for cells in rows("`[a-z_]+`")]
    fields = attrs.fields(lg.Assumptions)
    assert [[f"`{f.name}`", f"{f.default:,}", f.metadata["unit"]] for f in fields] == told


def test_every_step_is_told_in_order():
    assert list(STEPS) == re.findall(r"^\d\. \*\*(\w+)\*\*: ", PAGE, re.MULTILINE)


def test_every_network_has_its_row_and_every_statistic_a_head():
    kept = json.loads((DOCS / FIGURES).read_text("utf-8"))
    for networks in kept.values():
        for name, figures in networks.items():
            assert len(figures) + 1 in map(len, rows(re.escape(name)))
            assert figures.keys() <= HEADS.keys()


def test_what_lies_outside_of_the_real_ones_is_bold_and_said():
    """The page explains these; others would have to be explained too."""
    bold = [cell for cells in rows("generated, .*") for cell in cells if "**" in cell]
    assert ["**0.998**", "**0.9999**", "**0.107**"] == bold
    assert "are one component each, as they were published" in PAGE
    assert not any("**" in cell for cells in rows("org_.*|gowalla") for cell in cells)


def test_the_committed_page_is_what_the_code_says():
    assert (DOCS / "generated_networks.md").read_text("utf-8") == PAGE
