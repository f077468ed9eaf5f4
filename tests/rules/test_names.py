"""P6: whose last name is hidden from whom, as far as an invitation needs it."""

from __future__ import annotations

import pytest
from hypothesis import given

import linkgraph as lg
from tests.rules.drawing import SOME, T0, World, of, worlds

SHY = {"name_shown": lg.NameShown.INITIAL}
CHAIN = of(*"abcdef", connections="a-b b-c c-d d-e", c=SHY, d=SHY, e=SHY, f=SHY)


def hidden(graph: lg.LinkGraph, viewer: object, owner: object, **options: object) -> bool:
    verdict = lg.check(graph, lg.Invite(viewer, owner, at=T0, **options))
    return "P6" in {reason.rule for reason in verdict.reasons}


@pytest.mark.parametrize(
    ("owner", "expected"), [("b", False), ("c", False), ("d", True), ("e", True), ("f", True)]
)
def test_an_initial_is_all_that_shows_beyond_the_second_degree(owner, expected):
    """P6: b, who shows the name, is at the first degree, f out of network."""
    assert expected == hidden(CHAIN, "a", owner)
    assert not hidden(CHAIN, "a", owner, knows_email=True)


def test_only_the_setting_of_who_is_invited_counts():
    """P6."""
    assert not hidden(CHAIN, "f", "a")


@SOME
@given(worlds(most=8))
def test_a_name_is_hidden_by_its_owner_from_the_third_degree_on(world: World):
    """P6, D1: follows and what was remembered do not matter."""
    for viewer, owner in world.pairs:
        shy = world.graph.profile(owner).name_shown is lg.NameShown.INITIAL
        far = lg.degree(world.graph, viewer, owner) > lg.Degree.SECOND
        assert (shy and far) == hidden(world.graph, viewer, owner)
