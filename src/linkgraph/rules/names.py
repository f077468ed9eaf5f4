"""Whose full name is shown to whom (P6)."""

from __future__ import annotations

from linkgraph.graph.facts import Facts
from linkgraph.graph.profiles import NameShown
from linkgraph.rules.degrees import Degree, degree_between


def name_is_shown(facts: Facts, viewer: int, owner: int) -> bool:
    """Return whether `viewer` sees the owner's last name in full (P6; researched)."""
    if facts.profiles.get(owner).name_shown is NameShown.FULL:
        return True
    return degree_between(facts, viewer, owner) <= Degree.SECOND
