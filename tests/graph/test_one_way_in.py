"""One id, whatever it comes in: the same plain member everywhere, or refused everywhere (F6)."""

from __future__ import annotations

import pickle
import sys
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, SafeUUID

import duckdb
import narwhals.stable.v2 as nw
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.nx import connections_view, from_networkx
from linkgraph.stores.history_files import load_history, save_history

F = lg.LinkGraph.from_edges
AT = datetime(2026, 1, 5, tzinfo=UTC)


class Text(str):
    """A subclass of text that adds nothing."""


class Integer(int):
    """A subclass of integers that adds nothing."""


class Bytes(bytes):
    """A subclass of bytes that adds nothing."""


class Uuid(UUID):
    """A subclass of UUIDs, as drivers of databases have them."""


class Frozen(frozenset[Any]):
    """A subclass of frozensets that adds nothing."""


class Colour(StrEnum):
    """Text with a name."""

    RED = "red"


class Number(IntEnum):
    """An integer with a name."""

    SEVEN = 7


Point = namedtuple("Point", "x y")

# -- the same id in many spellings ----------------------------------------------------------------

INT64 = st.integers(-(2**63), 2**63 - 1)
LEAVES = st.one_of(
    st.text(max_size=3) | st.just("red"),
    st.integers(-3, 9) | INT64 | st.sampled_from([2**63, 2**64, -(10**30), 2**126]),
    st.binary(max_size=3),
    st.uuids(),
    st.dates(),
)
IDS = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.tuples(parts | st.none(), parts),
        st.tuples(parts),
        st.frozensets(parts, max_size=2),
    ),
    max_leaves=4,
)


def spelt(plain: Any, pick: Callable[[int], int], *, arrow: bool = False) -> Any:
    """Return `plain` in another spelling that equals it; `pick` chooses below a number.

    Scalars of Arrow do not equal the value that they hold, so sets must do without them.
    """
    spellings: list[Callable[[Any], Any]] = [lambda same: same]
    match plain:
        case str():
            spellings += [Text, np.str_]
            if plain == "red":
                spellings.append(Colour)
            if arrow and "\ud800" > max(plain, default=""):
                spellings.append(pa.scalar)
        case int():
            spellings.append(Integer)
            if -(2**63) <= plain < 2**63:
                spellings += [np.int64, pa.scalar] if arrow else [np.int64]
            if 0 <= plain < 2**64:
                spellings.append(np.uint64)
            if plain == 7:
                spellings.append(Number)
        case bytes():
            spellings += [Bytes, np.bytes_]
        case UUID():
            spellings.append(lambda same: Uuid(int=same.int))
            spellings.append(lambda same: UUID(int=same.int, is_safe=SafeUUID.safe))
        case tuple():
            plain = tuple(spelt(part, pick, arrow=arrow) for part in plain)
            if len(plain) == 2:
                spellings.append(lambda same: Point(*same))
        case frozenset():
            plain = frozenset(spelt(part, pick, arrow=arrow) for part in plain)
            spellings.append(Frozen)
    return spellings[pick(len(spellings))](plain)


def looks(value: Any) -> Any:
    """Return a value with the exact type of every part, to compare spellings."""
    if isinstance(value, tuple):
        return type(value), [looks(part) for part in value]
    if isinstance(value, frozenset):
        return type(value), sorted(repr(looks(part)) for part in value)
    return type(value), getattr(value, "is_safe", None), value


def _digraph(a: Any, b: Any) -> Any:
    graph = nx.DiGraph()
    graph.add_edge(a, b)
    return graph


# Each takes two different ids in any spelling, and returns the members that they became.
ENTRANCES: dict[str, Callable[[Any, Any], list[Any]]] = {
    "members": lambda a, b: [*F(members=[a, b])],
    "members in a set": lambda a, b: [*F(members={a, b})],
    "members as keys": lambda a, b: [*F(members={a: 1, b: 2})],
    "connections": lambda a, b: [*F(connections=[(a, b)])],
    "follows": lambda a, b: [*F(follows=[[a, b]])],
    "with_members": lambda a, b: [*lg.LinkGraph().with_members(a, b)],
    "Join": lambda a, b: [
        *lg.apply(lg.apply(lg.LinkGraph(), lg.Join(a, at=AT)), lg.Join(b, at=AT))
    ],
    "Follow": lambda a, b: [*lg.Follow(a, b, at=AT).members],
    "Post": lambda a, b: [lg.Post(a, b).id, lg.Post(a, b).author],
    "Engagement": lambda a, b: [
        lg.Engagement(a, b, lg.EngagementKind.COMMENT).member,
        lg.Engagement(a, b, lg.EngagementKind.COMMENT).post_id,
    ],
    "Group": lambda a, b: [lg.Group(a).id, lg.Group(b).id],
    "groups": lambda a, b: [*lg.Profile(groups=[a, b]).groups],
    "employer": lambda a, b: [lg.Profile(employer=one).employer for one in (a, b)],
    "UpdateProfile": lambda a, b: [
        lg.UpdateProfile(a, at=AT, employer=b).member,
        dict(lg.UpdateProfile(a, at=AT, employer=b).changes)["employer"],
    ],
    "networkx": lambda a, b: [*from_networkx(_digraph(a, b))],
    "union with a set": lambda a, b: [*(F(members=[a]).members | {a, b})],
    "diff": lambda a, b: [
        *lg.Diff(gained=(lg.Fact(lg.FactKind.MEMBER, (a,)), lg.Fact(lg.FactKind.MEMBER, (b,))))
        .apply(lg.LinkGraph())
    ],
}  # fmt: skip


@given(ids=st.lists(IDS, min_size=2, max_size=2, unique=True), data=st.data())
def test_an_id_in_any_spelling_is_the_same_plain_member_everywhere(
    ids: list[Any], data: st.DataObject
) -> None:
    """F6: at every depth."""
    choices = data.draw(st.randoms(use_true_random=False))
    plain = sorted(map(repr, map(looks, ids)))
    for name, entrance in ENTRANCES.items():
        arrow = name not in ("networkx", "members as keys", "members in a set", "union with a set")
        a, b = (spelt(one, choices.randrange, arrow=arrow) for one in ids)
        assert plain == sorted(map(repr, map(looks, entrance(a, b)))), name


@given(ids=st.lists(IDS, min_size=3, max_size=3, unique=True), data=st.data())
def test_equal_graphs_behave_alike_whatever_the_spelling(
    ids: list[Any], data: st.DataObject
) -> None:
    """F6: in every look-up, and in stores, history files, pickles and pictures too."""
    choices = data.draw(st.randoms(use_true_random=False))
    other = [spelt(one, choices.randrange) for one in ids]
    a, b, c = ids
    graphs = []
    for x, y, z in (ids, other):
        graph = F(connections=[(x, y)], follows=[(z, x)])
        profile = lg.Profile(groups={"chess"}, employer="acme")
        graphs.append(lg.apply(graph.with_profile(y, profile), lg.Invite(x, z, at=AT)))
    one, two = graphs
    assert one == two
    assert hash(one) == hash(two)
    assert repr(list(one)) == repr(list(two))
    # Their bytes may differ by which parts of ids are one object.
    back = [pickle.loads(pickle.dumps(graph)) for graph in graphs]
    assert one == back[0] == back[1]
    assert list(map(looks, back[0])) == list(map(looks, back[1]))
    for spelling in (ids, other):
        x, y, z = spelling
        assert one.is_connected(x, y)
        assert two.is_following(z, x)
        assert x in one
        assert [*one.connections_of(x)] == [b]
        assert lg.degree(one, y, x) is lg.Degree.FIRST
        assert [1, 0] == lg.degrees(one, y, [x, y]).tolist()
        assert lg.profile_view(two, z, y) == lg.profile_view(one, c, b)
        assert repr(lg.profile_buttons(one, x, at=AT)) == repr(lg.profile_buttons(one, a, at=AT))
        gone = one.without_member(x)
        with pytest.raises(lg.UnknownMember) as caught:
            gone.profile(x)
        assert looks(a) == looks(caught.value.member)
        assert x not in gone
    for spelling in (ids, other):
        assert spelling[0] in two.members
        assert b in connections_view(two)[spelling[0]]
        assert one.members == set(spelling)
        assert one.members & spelling[:1] == {a}
        assert looks(a) == looks(next(iter(one.members & spelling[:1])))
    with TemporaryDirectory() as folder:
        files = []
        for number, graph in enumerate(graphs):
            store, history = Path(folder, f"store{number}"), Path(folder, f"{number}.jsonl")
            lg.save(graph, store)
            assert graph == lg.load(store, verify=True)
            assert lg.load(store).is_connected(other[0], other[1])
            save_history(lg.History([], start=graph), history)
            assert graph == load_history(history).start
            arrays = {
                path.name.partition("-")[2].partition("-")[2]: path.read_bytes()
                for path in store.glob("linkgraph-*")
            }
            files.append((history.read_bytes(), arrays))
        assert files[0] == files[1]


# -- the same id in many containers ---------------------------------------------------------------


def _objects(ids: list[Any]) -> Any:
    array = np.empty(len(ids), object)
    for place, one in enumerate(ids):
        array[place] = one
    return array


def _arrow(kind: Any, content: Callable[[Any], Any] = lambda one: one) -> Any:
    return lambda ids: pa.array([content(one) for one in ids], kind)


def _duckdb(kind: str) -> Any:
    def relation(ids: list[Any]) -> Any:
        rows = ", ".join(f"({place}, '{one}'::{kind})" for place, one in enumerate(ids))
        table = f"(VALUES {rows}) AS t(place, id)"
        return duckdb.sql(f"SELECT id FROM {table} ORDER BY place")

    return relation


# For each kind of id, the columns that can hold it, made of a list of ids.
COLUMNS: dict[str, dict[str, Callable[[list[Any]], Any]]] = {
    "any": {
        "list": list,
        "array of objects": _objects,
        "pandas of objects": lambda ids: pd.Series(_objects(ids)),
        "pandas index": lambda ids: pd.Series(_objects(ids)).array,
        "Polars of objects": lambda ids: pl.Series("id", ids, dtype=pl.Object),
    },
    "text": {
        "array": lambda ids: np.array(ids, "U4"),
        "pandas": lambda ids: pd.Series(ids, dtype="string"),
        "pandas categories": lambda ids: pd.Series(ids, dtype="category"),
        "Polars": lambda ids: pl.Series("id", ids),
        "Polars categories": lambda ids: pl.Series("id", ids, pl.Categorical),
        "Arrow": _arrow(pa.string()),
        "Arrow large": _arrow(pa.large_string()),
        "Arrow dictionary": _arrow(pa.dictionary(pa.int8(), pa.string())),
        "DuckDB": _duckdb("VARCHAR"),
    },
    "integer": {
        "array": np.array,
        "array of bytes": lambda ids: np.array(ids, np.int8),
        "pandas": pd.Series,
        "pandas Int64": lambda ids: pd.Series(ids, dtype="Int64"),
        "Polars": lambda ids: pl.Series("id", ids),
        "Polars Int128": lambda ids: pl.Series("id", ids, pl.Int128),
        "Polars decimal": lambda ids: pl.Series("id", ids, pl.Decimal(38, 0)),
        "Arrow": _arrow(pa.int32()),
        "Arrow decimal": _arrow(pa.decimal128(38, 0), Decimal),
        "Arrow long decimal": _arrow(pa.decimal256(76, 0), Decimal),
        "pandas Arrow decimal": lambda ids: pd.Series(
            pd.arrays.ArrowExtensionArray(_arrow(pa.decimal128(38, 0), Decimal)(ids))
        ),
        "DuckDB": _duckdb("BIGINT"),
        "DuckDB HUGEINT": _duckdb("HUGEINT"),
        "DuckDB decimal": _duckdb("DECIMAL(18, 0)"),
    },
    "huge": {
        "DuckDB HUGEINT": _duckdb("HUGEINT"),
        "DuckDB UHUGEINT": _duckdb("UHUGEINT"),
        "Arrow long decimal": _arrow(pa.decimal256(76, 0), Decimal),
    },
    "bytes": {
        "Polars": lambda ids: pl.Series("id", ids),
        "Arrow": _arrow(pa.binary()),
        "Arrow of one size": _arrow(pa.binary(2)),
    },
    "uuid": {
        "Arrow": _arrow(pa.uuid(), lambda one: one.bytes),
        "pandas Arrow": lambda ids: pd.Series(
            pd.arrays.ArrowExtensionArray(_arrow(pa.uuid(), lambda one: one.bytes)(ids))
        ),
        "DuckDB": _duckdb("UUID"),
    },
}
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(["ana", "bo", "cy", "dee", "é"]),
    "integer": st.integers(-100, 100),
    "huge": st.integers(2**90, 2**127 - 1),
    "bytes": st.binary(min_size=2, max_size=2),
    "uuid": st.uuids(),
    "any": IDS,
}
HELD = [
    pytest.param(kind, column, id=f"{kind}: {name}")
    for kind in KINDS
    for name, column in {**COLUMNS["any"], **COLUMNS[kind]}.items()
]


def _frame_of(**columns: Any) -> Any:
    """Return the columns in a data frame of their library."""
    first = next(iter(columns.values()))
    match first:
        case pl.Series():
            return pl.DataFrame(columns)
        case pa.Array():
            return pa.record_batch(columns)
        case duckdb.DuckDBPyRelation():
            names = ", ".join(f"c{place}.id AS {name}" for place, name in enumerate(columns))
            tables = " POSITIONAL JOIN ".join(
                f"({column.sql_query()}) AS c{place}"
                for place, column in enumerate(columns.values())
            )
            return duckdb.sql(f"SELECT {names} FROM {tables}")
        case _:
            return pd.DataFrame(columns)


@pytest.mark.parametrize(("kind", "column"), HELD)
@given(data=st.data())
def test_an_id_in_any_container_is_the_same_plain_member_everywhere(
    kind: str, column: Callable[[list[Any]], Any], data: st.DataObject
) -> None:
    """F6: as members, groups, edges, posts and engagements."""
    ids = data.draw(st.lists(KINDS[kind], min_size=2, max_size=3, unique=True))
    expected = [looks(one) for one in ids]
    values, one_column = column(ids), _frame_of(id=column(ids))
    assert expected == [looks(one) for one in F(members=one_column)]
    if not isinstance(values, duckdb.DuckDBPyRelation):
        assert expected == [looks(one) for one in F(members=values)]
        groups = lg.Profile(groups=column(ids)).groups
        assert sorted(map(repr, expected)) == sorted(map(repr, map(looks, groups)))
        graph = F(members=ids)
        assert [0] + [4] * (len(ids) - 1) == lg.degrees(graph, ids[0], column(ids)).tolist()
        assert [] == lg.people_you_may_know(graph, ids[0], exclude=column(ids))
    edges = _frame_of(a=column(ids[:1]), b=column(ids[1:2]))
    for source in (F(connections=edges), F(follows=edges)):
        assert sorted(map(repr, expected[:2])) == sorted(map(repr, map(looks, source)))
        assert F(members=ids[:2]).update(follow=[(ids[0], ids[1])]) == F(
            members=ids[:2], follows=[(ids[0], ids[1])]
        )
    if kind == "any":
        return  # a cell of a frame that holds a tuple is no id of a post in every library
    graph = F(members=ids, follows=[(ids[1], ids[0])])
    posts = _frame_of(id=column(ids[:1]), author=column(ids[:1]), group=column(ids[:1]))
    member = graph.with_profile(ids[1], lg.Profile(groups=ids[:1]))
    item = lg.feed(member, ids[1], posts)[0]
    group: Any = item.post.audience
    got = item.post.id, item.post.author, group.id
    assert [expected[0]] * 3 == [looks(one) for one in got]


@pytest.mark.parametrize("form", ["pandas", "Polars", "Arrow", "DuckDB"])
@given(ids=st.lists(st.uuids(), min_size=2, max_size=2, unique=True))
def test_engagements_find_their_posts_in_other_containers(form: str, ids: list[UUID]) -> None:
    """F6: the ids of the posts are of Python, those of the engagements of a data frame."""
    author, engaged = ids
    graph = F(connections=[(engaged, "viewer")], members=[author])
    columns: dict[str, Callable[[list[Any]], Any]] = {
        "pandas": lambda ids: pd.Series(ids),
        "Polars": lambda ids: pl.Series("id", ids, dtype=pl.Object),
        **{name: COLUMNS["uuid"][name] for name in ("Arrow", "DuckDB")},
    }
    column = columns[form]
    kinds = {"pandas": pd.Series, "Polars": pl.Series, "Arrow": pa.array}.get(
        form, _duckdb("VARCHAR")
    )
    frame = _frame_of(member=column([engaged]), post_id=column([author]), kind=kinds(["COMMENT"]))
    item = lg.feed(graph, "viewer", [lg.Post(author, author)], frame)[0]
    assert (engaged,) == item.reasons[0].members


def test_a_uuid_is_one_member_whatever_names_it() -> None:
    """F6."""
    u, v = UUID(int=1), UUID(int=2)
    edges = duckdb.sql(f"SELECT '{u}'::UUID AS a, '{v}'::UUID AS b")
    assert 2 == len(F(connections=edges, follows=[(u, v)]))


def test_every_sum_of_duckdb_is_an_integer() -> None:
    """F6: also where Arrow's decimals would give another number."""
    sums = duckdb.sql("SELECT sum(a) AS a, sum(b) AS b FROM (VALUES (1, 2), (3, 4)) AS t(a, b)")
    assert [4, 6] == [*F(connections=sums)]
    widest = duckdb.sql(f"SELECT {2**128 - 1}::UHUGEINT AS a, '{-(2**127)}'::HUGEINT AS b")
    assert [2**128 - 1, -(2**127)] == [*F(connections=widest)]
    empty = duckdb.sql('SELECT 1::HUGEINT AS "a""b", uuid() AS b WHERE false')
    assert 0 == len(F(connections=empty))
    null = duckdb.sql("SELECT NULL::UUID AS a, 1::HUGEINT AS b")
    with pytest.raises(lg.InvalidInput) as caught:
        F(connections=null)
    assert 0 == caught.value.row


# -- what is refused ------------------------------------------------------------------------------


class CaseInsensitive(str):
    """Equals other text than it holds."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.lower() == other.lower()

    def __hash__(self) -> int:
        return hash(self.lower())


class Odd(Enum):
    """An enum with a value that cannot be an id."""

    HALF = 0.5


REFUSED: dict[str, Any] = {
    "float": 1.0,
    "bool": True,
    "decimal": Decimal(7),
    "NaN": float("nan"),
    "null of pandas": pd.NA,
    "masked": np.ma.masked,
    "null of Arrow": pa.scalar(None),
    "float of Arrow": pa.scalar(1.5),
    "void": np.void(b"ab"),
    "record": np.zeros(1, [("a", int)])[0],
    "time of NumPy": np.datetime64(1, "s"),
    "bytearray": bytearray(b"ab"),
    "view of bytes": memoryview(b"ab"),
    "array": np.array(1),
    "list": ["ana"],
    "data frame": pd.DataFrame({"a": [1]}),
    "text that equals other text": CaseInsensitive("Ana"),
    "float in a named tuple": Point(1, 2.0),
    "bool in a frozenset": frozenset({True}),
    "nanosecond": pd.Timestamp(1),
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("name", ENTRANCES)
def test_a_value_that_cannot_be_an_id_is_refused_everywhere(name: str, value: Any) -> None:
    """F6."""
    try:
        hash(value)
        unhashable = False
    except TypeError:
        unhashable = True
    if name == "union with a set" or (
        name in ("networkx", "members as keys", "members in a set") and unhashable
    ):
        return  # Python refuses it first; a union holds whatever the other set holds
    with pytest.raises(lg.InvalidInput):
        ENTRANCES[name](value, "bo")


@pytest.mark.parametrize("value", [*REFUSED.values(), None], ids=[*REFUSED, "null"])
def test_a_column_with_such_a_value_is_refused(value: Any) -> None:
    """F6: in the same words, with its row."""
    column = _objects(["ana", value])
    for use in (
        lambda: F(members=column),
        lambda: F(members=list(column)),
        lambda: F(members=pd.Series(column, dtype=object)),
        lambda: F(connections=[("bo", "cy"), ("ana", value)]),
        lambda: lg.Profile(groups=column),
    ):
        with pytest.raises(lg.InvalidInput) as caught:
            use()
        assert 1 == caught.value.row
    graph = F(members=["ana"])
    for look_up in (
        lambda: lg.degrees(graph, "ana", column),
        lambda: lg.people_you_may_know(graph, "ana", exclude=column),
    ):
        with pytest.raises(lg.InvalidInput):
            look_up()


GRAPH = F(connections=[(("a", 1), ("b", 2))])
TUPLES = nx.Graph([(("a", 1), ("b", 2))])
NO_PAIRS: dict[str, Any] = {
    "networkx graph": TUPLES,
    "networkx digraph": nx.DiGraph(TUPLES),
    "view of a graph": connections_view(GRAPH),
    "nodes": TUPLES.nodes,
    "nodes with data": TUPLES.nodes(data="colour"),
    "degrees": TUPLES.degree,
    "degrees of a digraph": nx.DiGraph(TUPLES).in_degree,
    "graph": GRAPH,
    "set of members": GRAPH.members,
    "dictionary": {("a", 1): ("b", 2)},
    "adjacency": TUPLES.adj,
    "range": range(2),
}


@pytest.mark.parametrize("edges", NO_PAIRS.values(), ids=NO_PAIRS)
def test_graphs_and_collections_of_members_are_no_pairs(edges: Any) -> None:
    """F6: their members would be read as pairs if they are tuples of two."""
    for use in (
        lambda: F(connections=edges),
        lambda: F(follows=edges),
        lambda: GRAPH.update(follow=edges),
    ):
        with pytest.raises(lg.InvalidInput) as caught:
            use()
        assert edges is caught.value.value


def test_pairs_that_only_look_like_them_are_taken() -> None:
    """F6: edges of networkx, items of a dictionary, sets of pairs, lists of Arrow."""
    expected = F(connections=[(("a", 1), ("b", 2))])
    assert expected == F(connections=TUPLES.edges)
    assert expected == F(connections={("a", 1): ("b", 2)}.items())
    assert expected == F(connections={(("a", 1), ("b", 2))})
    assert F(connections=[(1, 2)]) == F(connections=pa.array([[1, 2]]))


@pytest.mark.parametrize(
    "groups",
    [pd.DataFrame({"chess": [1]}), pl.DataFrame({"chess": [1]}), np.array([["chess"]]), b"chess",
     bytearray(b"chess"), np.void(b"ab"), np.ma.masked],
    ids=lambda groups: type(groups).__name__,
)  # fmt: skip
def test_groups_are_a_collection_of_ids(groups: Any) -> None:
    """F7: not the names of the columns of a data frame, nor bytes one by one."""
    with pytest.raises(lg.InvalidInput):
        lg.Profile(groups=groups)


@pytest.mark.parametrize("columns", [0, 2, 3])
def test_members_in_a_frame_stand_in_one_column(columns: int) -> None:
    """F6: the remedy selects one in the words of the library."""
    content = {name: [1] for name in "abc"[:columns]}
    remedies = set()
    for frame in (pd.DataFrame(content), pl.DataFrame(content), pa.table(content)):
        with pytest.raises(lg.InvalidInput) as caught:
            F(members=frame)
        remedies.add(caught.value.remedy)
    assert (3 if columns else 1) == len(remedies)


# -- errors of the caller's own query -------------------------------------------------------------


def test_an_error_of_the_callers_query_comes_through() -> None:
    lazy = pl.LazyFrame({"a": ["x"], "b": ["y"]})
    for query, error in (
        (lazy.select(pl.col("a").cast(pl.Int64), "b"), pl.exceptions.InvalidOperationError),
        (lazy.select("zz", "a"), pl.exceptions.ColumnNotFoundError),
    ):
        for use in (
            lambda: F(connections=query),  # noqa: B023  # called at once
            lambda: F(members=query),  # noqa: B023  # called at once
            lambda: lg.feed(GRAPH, ("a", 1), query),  # noqa: B023  # called at once
        ):
            with pytest.raises(error):
                use()
    relation = duckdb.sql("SELECT 'x' AS a, uuid() AS b").select("CAST(a AS INTEGER) AS a, b")
    with pytest.raises(duckdb.Error):
        F(connections=relation)


# -- what libraries change or lack ----------------------------------------------------------------


@pytest.mark.parametrize("kind", [pl.Datetime, pl.Duration])
def test_times_finer_than_those_of_python_are_refused(kind: Any) -> None:
    """F6: Polars would round them, so that two ids were one."""
    for numbers, is_whole in (([1000, 2000], True), ([1000, 2001], False)):
        series = pl.Series("id", numbers).cast(kind("ns"))
        for values in (series, series.to_arrow(), series.to_pandas(), series.to_frame()):
            if is_whole:
                assert series.to_list() == [*F(members=values)]
                continue
            with pytest.raises(lg.InvalidInput) as caught:
                F(members=values)
            assert 1 == caught.value.row


def test_frames_and_columns_of_narwhals_are_those_of_their_libraries() -> None:
    """F6: also in the words of a remedy."""
    relation = duckdb.sql("SELECT uuid() AS a, 1::HUGEINT AS b")
    for native in (
        relation,
        pl.LazyFrame({"a": [1], "b": [2]}),
        pd.DataFrame({"a": [1], "b": [2]}),
    ):
        assert 2 == len(F(connections=nw.from_native(native)))
        with pytest.raises(lg.InvalidInput) as wrapped:
            F(members=nw.from_native(native))
        with pytest.raises(lg.InvalidInput) as plain:
            F(members=native)
        assert plain.value == wrapped.value
    assert [1] == [*F(members=nw.from_native(pl.Series([1]), series_only=True))]


def test_columns_are_read_without_narwhals_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """F6."""
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    for values in (pd.Series([1, 2]), pl.Series([1, 2]), pa.array([1, 2])):
        assert [1, 2] == [*F(members=values)]
