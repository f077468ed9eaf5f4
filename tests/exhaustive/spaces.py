"""States that are built twice, as a world and as a graph, and samples of spaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import attrs
import pytest

import linkgraph as lg
from tests.model.same import graph_with, world_with
from tests.model.world import World
from tests.rules.drawing import ERAS
from tests.rules.witnesses import NOW

TICK = timedelta.resolution


def scopes(sample: int):
    """Run a test on its whole space in the exhaustive tier, otherwise on one state in `sample`.

    `sample` is a prime that divides no axis, so that a sample meets every value of every axis.
    """
    whole = pytest.param(1, id="whole", marks=pytest.mark.exhaustive)
    return pytest.mark.parametrize("every", [pytest.param(sample, id="sample"), whole])


def taken(states: Iterable[Any], every: int) -> Iterator[Any]:
    """Yield every `every`-th state, starting in the middle of the first `every`."""
    return islice(states, every // 2, None, every)


class State(NamedTuple):
    """The same facts twice: for the specification and for the library."""

    w: World
    g: lg.LinkGraph[Any]

    def holding(self, facts: Iterable[lg.Fact[Any]]) -> State:
        """This state with more facts."""
        facts = tuple(facts)
        return State(world_with(self.w, facts), graph_with(self.g, facts)) if facts else self

    def settled(self, member: Any, **settings: Any) -> State:
        """This state with a member's settings."""
        profile = lg.Profile(**settings)
        w = self.w.__class__(**{**vars(self.w), "profiles": {**self.w.profiles, member: profile}})
        return State(w, self.g.with_profile(member, profile))


@cache
def holding(*facts: lg.Fact[Any]) -> State:
    """A state with these facts; a repeated fact counts once."""
    return State(World(), lg.LinkGraph()).holding(dict.fromkeys(facts))


@cache
def policy(era: str, cap: int, **changes: Any) -> lg.Policy:
    """An era with a cap that a small graph can reach."""
    return attrs.evolve(ERAS[era], connection_cap=cap, **changes)


def ago(kind: lg.FactKind, *ages: timedelta, of: tuple[str, ...] = ("ana", "bo")):
    """A remembered fact with times so long before NOW."""
    return (lg.Fact(kind, of, tuple(sorted(NOW - age for age in ages))),)
