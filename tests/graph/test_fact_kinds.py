"""The table of fact kinds: a new row is all that a new kind of fact needs (F9).

Each test adds a row of one shape to the table and does with its facts what is done with all
others. Nothing else of the graph or of the stores knows the new kind.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import linkgraph as lg
from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import (
    FACT_KINDS,
    NOTHING,
    NUMBER,
    TIMES,
    FactKind,
    FactValue,
    stored_kinds,
)
from linkgraph.graph.persistent_map import MemberMap, PairMap
from linkgraph.stores import load, save
from tests.stores.altered import replace_file

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = (T0, T0 + timedelta(days=1))
PAIR, BACK, OTHER = ("ana", "bo"), ("bo", "ana"), ("cy", "di")

# For each shape: the empty storage, the kind of value, and facts.
SHAPES: dict[str, tuple[Any, FactValue, dict[tuple[str, ...], Any]]] = {
    "symmetric relation": (Adjacency(), NOTHING, {PAIR: None, OTHER: None}),
    "directed relation": (Directed(), NOTHING, {PAIR: None, BACK: None, OTHER: None}),
    "member to number": (MemberMap(), NUMBER, {("ana",): 1, ("cy",): 7}),
    "member to times": (MemberMap(), TIMES, {("ana",): (T0,), ("cy",): LATER}),
    "pair to times": (PairMap(), TIMES, {PAIR: (T0,), BACK: LATER, OTHER: (T0, T0)}),
}
BARE = lg.LinkGraph.from_edges(members=["ana", "bo", "cy", "di"], connections=[("bo", "cy")])


@pytest.fixture(params=SHAPES)
def shape(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def kind(shape: str) -> Iterator[FactKind[Any]]:
    """Add a row to the table, and remove it again."""
    empty, value, _ = SHAPES[shape]
    row: FactKind[Any] = FactKind("PRAISED", "X1", "praise", empty, value, noun="praise")
    FACT_KINDS.append(row)
    FactKind.PRAISED = row  # type: ignore[attr-defined]  # as for every row
    yield row
    FACT_KINDS.remove(row)
    del FactKind.PRAISED  # type: ignore[attr-defined]  # as above


@pytest.fixture
def facts(kind: FactKind[Any], shape: str) -> tuple[lg.Fact[str], ...]:
    return tuple(lg.Fact(kind, members, value) for members, value in SHAPES[shape][2].items())


@pytest.fixture
def graph(facts: tuple[lg.Fact[str], ...]) -> lg.LinkGraph[str]:
    return lg.Diff(gained=facts).apply(BARE)


def test_the_facts_of_a_new_kind_make_another_graph(graph: Any, facts: Any):
    """With another hash, whichever of them is missing; and the same one in another order."""
    assert graph != BARE
    for missing in facts:
        without = lg.Diff(gained=tuple(fact for fact in facts if fact is not missing)).apply(BARE)
        assert without != graph
        assert hash(without) != hash(graph)
    turned = lg.Diff(gained=facts[::-1]).apply(
        lg.LinkGraph.from_edges(members=["di", "cy", "bo", "ana"], connections=[("cy", "bo")])
    )
    assert turned == graph
    assert hash(turned) == hash(graph)


def test_a_diff_has_the_facts_of_a_new_kind_and_applies_them(graph: Any, facts: Any):
    """H3."""
    assert facts == lg.diff(BARE, graph).gained
    assert facts == lg.diff(graph, BARE).lost
    assert BARE == lg.diff(graph, BARE).apply(graph)
    for change, start in ((lg.Diff(gained=facts[:1]), graph), (lg.Diff(lost=facts[:1]), BARE)):
        with pytest.raises(lg.InvalidInput) as caught:
            change.apply(start)
        assert facts[0] == caught.value.value
    with pytest.raises(lg.InvalidInput):
        lg.Diff(gained=(lg.Fact(facts[0].kind, facts[0].members, "praise"),)).apply(BARE)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_new_kind_is_pickled(graph: Any, kind: FactKind[Any], protocol: int):
    """F9: a graph with its facts, and the kind by its name."""
    assert graph == pickle.loads(pickle.dumps(graph, protocol))
    assert kind is pickle.loads(pickle.dumps(kind, protocol))
    assert "FactKind.PRAISED" == repr(kind)


def test_a_pickle_without_the_new_kind_is_read(kind: FactKind[Any]):
    """F9: such as that of an earlier release."""
    FACT_KINDS.remove(kind)
    packed = pickle.dumps(BARE)
    FACT_KINDS.append(kind)
    assert BARE == pickle.loads(packed)


def test_a_new_kind_is_saved_and_loaded(graph: Any, kind: FactKind[Any], tmp_path: Path):
    """F9: verified or not, in files of its own."""
    save(graph, tmp_path)
    assert graph == load(tmp_path) == load(tmp_path, verify=True)
    names = [path.name for path in tmp_path.iterdir()]
    assert any(f"-{kind.key}." in name for name in names)
    save(BARE, tmp_path)
    assert not any(f"-{kind.key}." in path.name for path in tmp_path.iterdir())


def test_an_altered_store_of_a_new_kind_is_refused(graph: Any, kind: FactKind[Any], tmp_path: Path):
    save(graph, tmp_path)
    name = next(path.name for path in tmp_path.iterdir() if f"-{kind.key}." in path.name)
    replace_file(tmp_path, name.split("-")[2], b"[[0,[0]]]")
    with pytest.raises(lg.StoreError):
        load(tmp_path, verify=True)


def test_repr_counts_a_new_kind_that_has_a_noun(graph: Any, facts: Any):
    assert f"LinkGraph(4 members, 1 connection, 2 follows, {len(facts)} praises)" == repr(graph)
    assert "LinkGraph(4 members, 1 connection, 2 follows)" == repr(BARE)


def test_a_new_kind_is_compacted_and_renumbered(graph: Any, facts: Any):
    """F10."""
    assert graph == graph.compact()
    longer = graph.with_members("eve").without_member("eve").compact()
    assert facts == lg.diff(BARE, longer).gained
    turned = graph._facts.renumbered(
        lg.LinkGraph.from_edges(members=["di", "cy", "bo", "ana"])._facts.member_index,
        np.array([3, 2, 1, 0]),
    )
    assert graph == lg.LinkGraph(facts=turned)


def test_who_leaves_takes_the_facts_of_a_new_kind_along(graph: Any, facts: Any):
    """A14."""
    ana = graph._facts.member_index.index("ana")
    assert not graph._facts.knows_nothing_of(ana)
    left = graph.without_member("ana")
    assert left._facts.knows_nothing_of(ana)
    remaining = tuple(fact for fact in facts if "ana" not in fact.members)
    assert remaining == lg.diff(BARE.without_member("ana"), left).gained
    leaving = lg.Diff(lost=(lg.Fact(FactKind.MEMBER, ("ana",)),))
    with pytest.raises(lg.InvalidInput):
        leaving.apply(graph)
    removed = tuple(fact for fact in facts if "ana" in fact.members)
    assert left == lg.Diff(lost=(*removed, *leaving.lost)).apply(graph)


# -- the table itself -----------------------------------------------------------------------------


def test_a_row_is_an_attribute_and_equal_only_to_itself():
    names = [kind.name for kind in FACT_KINDS]
    assert len(names) == len(set(names)) == len(set(FACT_KINDS)) == 12
    assert [getattr(FactKind, name) for name in names] == FACT_KINDS
    assert len({kind.key for kind in stored_kinds()}) == len(FACT_KINDS)  # with the index


def test_a_fact_of_no_kind_in_the_table_is_refused():
    for odd in ("FOLLOW", None, *(kind.index for kind in FACT_KINDS if kind.index is not None)):
        with pytest.raises(lg.InvalidInput) as caught:
            lg.Fact(odd, PAIR)  # type: ignore[arg-type]  # what is tested
        assert lg.InvalidInput(odd, "a kind of fact such as `FactKind.FOLLOW` as `kind`") == (
            caught.value
        )


def test_the_reference_has_the_table():
    """It is written by hand, so that nobody reads of a row that is another by now."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "graph.md").read_text("utf-8")
    for kind in FACT_KINDS:
        row = [f"`{kind.name}`", str(kind.width), kind.value.name, kind.rule, kind.description]
        assert f"| {' | '.join(row)} |" in page
