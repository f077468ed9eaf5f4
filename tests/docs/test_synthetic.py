"""The page of synthetic networks lists every step and every assumption."""

from __future__ import annotations

import re

import attrs
from _build_rules.markdown import DOCS

import linkgraph as lg
from linkgraph.synthetic import STEPS

PAGE = (DOCS / "synthetic_networks.md").read_text("utf-8")


def test_every_assumption_has_its_row():
    rows = re.findall(r"^\| (`[a-z_]+`) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", PAGE, re.MULTILINE)
    expected = [
        (
            f"`{field.name}`",
            f"{field.default:,}",
            field.metadata["unit"],
            f"{field.metadata['low']:,} to {field.metadata['high']:,}",
        )
        for field in attrs.fields(lg.Assumptions)
    ]
    assert expected == rows


def test_every_step_is_described_in_order():
    steps = re.findall(r"^\d\. \*\*(\w+)\*\*: (.*)$", PAGE, re.MULTILINE)
    assert STEPS == dict(steps)
