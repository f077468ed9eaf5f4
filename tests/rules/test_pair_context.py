"""Named facts: one vocabulary, looked up once, the same for one pair and for many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.rules.advice import ADVICE
from linkgraph.rules.buttons import ROWS
from linkgraph.rules.buttons_in_bulk import FACTS_OF_BUTTONS
from linkgraph.rules.conditions import (
    FACTS,
    PairFact,
    as_indices,
    compiled,
    fact_names,
    is_mask,
    set_reader,
)
from linkgraph.rules.fact_sets import OF_OTHERS, OF_VIEWERS, FactSets, engagement_sets
from linkgraph.rules.feed_ties import TIES
from linkgraph.rules.messages import ROUTES
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.policy import CURRENT
from linkgraph.rules.posts import (
    COMMENTING,
    VISIBILITY,
    EngagementContext,
    EngagementKind,
    PostContext,
)
from linkgraph.rules.requirements import REQUIREMENTS
from tests.rules.drawing import DAY, World, of, worlds
from tests.rules.test_posts import posts

REQUIRED = [(r.otherwise, r.condition) for every in REQUIREMENTS.values() for r in every]
CONDITIONS = [
    *(row.condition for table in (ROWS, ROUTES, VISIBILITY, COMMENTING, ADVICE) for row in table),
    *(condition for _, condition in REQUIRED),
    *(condition for tie in TIES for condition in (tie.condition, tie.enabled, tie.muted)),
]
FACTS_OF_ENGAGEMENTS = {"reposted", "commented"}
FACTS_OF_FEED = (
    set().union(*(fact_names(c) for tie in TIES for c in (tie.condition, tie.enabled, tie.muted)))
    - FACTS_OF_ENGAGEMENTS
)


def sets_of(viewer: int, world: World) -> FactSets:
    own = PairContext(world.graph._facts, viewer, viewer, world.policy, at=world.at + DAY)
    return FactSets(OF_OTHERS, viewer, own)


def holds_for(members, index: int) -> bool:
    """Return whether a fact given as a set holds for a member."""
    if isinstance(members, bool):
        return members
    return bool(members[index]) if is_mask(members) else index in as_indices(members)


def test_every_fact_that_a_table_reads_is_in_the_vocabulary():
    assert set().union(*map(fact_names, CONDITIONS)) <= FACTS.keys()


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_has_a_description(name):
    assert FACTS[name].__doc__.endswith(".")


def test_a_fact_is_looked_up_once():
    looked_up = []

    class Context:
        @PairFact
        def counted_fact(self) -> int:
            """Count the look-ups."""
            looked_up.append(self)
            return len(looked_up)

    try:
        context = Context()
        assert [1, 1, 1] == [context.counted_fact for _ in range(3)]
        assert isinstance(FACTS["counted_fact"], PairFact)
    finally:
        del FACTS["counted_fact"]


@given(worlds())
def test_the_facts_of_a_viewer_are_those_of_each_pair(world: World):
    facts = world.graph._facts
    at = world.at + DAY
    for viewer in facts.member_index.active.tolist():
        sets = sets_of(viewer, world)
        for name in {*FACTS_OF_BUTTONS, *FACTS_OF_FEED} - {"viewer_in_group"}:
            members = sets[name]
            for other in facts.member_index.active.tolist():
                pair = PairContext(facts, viewer, other, world.policy, at=at)
                assert holds_for(members, other) == getattr(pair, name), (name, viewer, other)


@given(worlds(), st.data())
def test_the_facts_of_another_are_those_of_each_pair(world: World, data):
    facts = world.graph._facts
    post = data.draw(posts(world))
    other = facts.member_index.index(post.author)
    own = PostContext(facts, other, other, world.policy, post)
    sets = FactSets(OF_VIEWERS, other, own)
    for name in FACTS_OF_FEED:
        members = sets[name]
        for viewer in facts.member_index.active.tolist():
            context = PostContext(facts, viewer, other, world.policy, post)
            assert holds_for(members, viewer) == getattr(context, name), (name, viewer)


@pytest.mark.parametrize("kind", EngagementKind)
@pytest.mark.parametrize("table", [OF_OTHERS, OF_VIEWERS], ids=["others", "viewers"])
def test_the_facts_of_an_engagement_are_those_of_each_pair(kind, table):
    """W3, W5."""
    pair = EngagementContext(of("ana")._facts, 0, 0, CURRENT)
    pair.engagement = kind
    sets = engagement_sets(table, 0, pair, kind)
    for name in FACTS_OF_ENGAGEMENTS:
        assert sets[name] is getattr(pair, name)


@given(worlds())
def test_every_condition_of_the_buttons_is_the_same_on_masks(world: World):
    facts = world.graph._facts
    at = world.at + DAY
    others = facts.member_index.active
    for viewer in others.tolist():
        sets = sets_of(viewer, world)
        columns = {name: sets.among(others, sets[name]) for name in FACTS_OF_BUTTONS}
        pairs = [PairContext(facts, viewer, i, world.policy, at=at) for i in others.tolist()]
        for row in (*ROWS, *ROUTES):
            holds = compiled(row.condition)
            column = np.broadcast_to(set_reader(row.condition)(columns), len(others))
            assert list(map(holds, pairs)) == column.tolist(), row
