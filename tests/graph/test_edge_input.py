"""Edges in whatever people keep them in, and what is said of bad ones (F1, F2, F6)."""

from __future__ import annotations

import sys
from collections import OrderedDict, UserString
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import linkgraph as lg
from linkgraph.graph.edge_input import read_members
from linkgraph.graph.member_ids import plain_id
from tests.graph.drawing import fewer
from tests.graph.plain import Plain, answers

Pairs = list[tuple[Any, Any]]
Form = Callable[[Pairs], Any]
F = lg.LinkGraph.from_edges

# for what is asked of each of many forms, of which frames take their time
few = settings(max_examples=max(5, settings.default.max_examples // 10))


def _array(kind: Any) -> Form:
    return lambda pairs: np.array(pairs, kind).reshape(-1, 2)


def _objects(pairs: Pairs) -> Any:
    array = np.empty((len(pairs), 2), object)
    for row, pair in enumerate(pairs):
        array[row] = pair
    return array


def _columns(pairs: Pairs) -> dict[str, list[Any]]:
    return {"from": [a for a, _ in pairs], "to": [b for _, b in pairs]}


def _pandas(kind: Any) -> Form:
    return lambda pairs: pd.DataFrame(_columns(pairs), dtype=kind)


def _polars(kind: Any) -> Form:
    return lambda pairs: pl.DataFrame(_columns(pairs), schema={"from": kind, "to": kind})


def _arrow(kind: Any) -> Form:
    schema = pa.schema([("from", kind), ("to", kind)])
    return lambda pairs: pa.table(_columns(pairs), schema=schema)


def _duckdb(kind: Any) -> Form:
    return lambda pairs: duckdb.from_arrow(_arrow(kind)(pairs))


def _digraph(pairs: Pairs) -> Any:
    graph = nx.DiGraph()
    graph.add_edges_from(pairs)
    return graph


ANY_IDS: dict[str, Form] = {
    "list of tuples": list,
    "list of lists": lambda pairs: [list(pair) for pair in pairs],
    "tuple of tuples": tuple,
    "generator": lambda pairs: (pair for pair in pairs),
    "set": set,
    "frozenset": frozenset,
    "dict keys": lambda pairs: dict.fromkeys(pairs).keys(),
    "dict items": lambda pairs: [*dict(pairs).items(), *pairs],
    "two columns zipped": lambda pairs: zip(*_columns(pairs).values(), strict=True),
    "networkx edges": lambda pairs: _digraph(pairs).edges,
    "networkx edges, called": lambda pairs: _digraph(pairs).edges(),
    "networkx multigraph edges": lambda pairs: nx.MultiDiGraph(_digraph(pairs)).edges(),
    "object array": _objects,
    "pandas objects": _pandas(object),
}
WHOLE: dict[str, Form] = {
    **{f"{np.dtype(kind).name} array": _array(kind) for kind in "bhilBHIL"},
    "big-endian array": _array(">i4"),
    "column-wise array": lambda pairs: np.asfortranarray(_array(int)(pairs)),
    "array of a larger one": lambda pairs: np.repeat(_array(int)(pairs), 2, axis=0)[::2],
    "read-only array": lambda pairs: np.broadcast_to(_array(int)(pairs), (len(pairs), 2)),
    "masked array without a mask": lambda pairs: np.ma.array(_array(int)(pairs)),
    "list of arrays": lambda pairs: list(_array(int)(pairs)),
    "NumPy's integers": lambda pairs: [(np.int8(a), np.uint64(b)) for a, b in pairs],
    "pandas int64": _pandas("int64"),
    "pandas uint8": _pandas("uint8"),
    "pandas Int64": _pandas("Int64"),
    "pandas int64[pyarrow]": _pandas("int64[pyarrow]"),
    "pandas, columns numbered": lambda pairs: pd.DataFrame(_array(int)(pairs)),
    "pandas, rows labelled": lambda pairs: pd.DataFrame(_columns(pairs), dtype=int)[::-1],
    "polars Int64": _polars(pl.Int64),
    "polars UInt8": _polars(pl.UInt8),
    "polars Int128": _polars(pl.Int128),
    "polars lazy": lambda pairs: _polars(pl.Int64)(pairs).lazy(),
    "Arrow int64": _arrow(pa.int64()),
    "Arrow uint16": _arrow(pa.uint16()),
    "DuckDB integers": _duckdb(pa.int32()),
    "narwhals frame": lambda pairs: nw.from_native(_polars(pl.Int64)(pairs)),
}
TEXT: dict[str, Form] = {
    "text array": _array("U4"),
    "pandas text": _pandas("string"),
    "pandas categories": _pandas("category"),
    "polars text": _polars(pl.String),
    "polars categories": _polars(pl.Categorical),
    "Arrow text": _arrow(pa.string()),
    "Arrow dictionary": _arrow(pa.dictionary(pa.int32(), pa.string())),
    "DuckDB text": _duckdb(pa.string()),
}


def forms(*given_: dict[str, Form]) -> pytest.MarkDecorator:
    named = {name: form for item in given_ for name, form in item.items()}
    return pytest.mark.parametrize("form", named.values(), ids=named)


NUMBERS = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]),
    max_size=6,
)
NAMES = NUMBERS.map(lambda pairs: [(f"m{a}", f"m{b}") for a, b in pairs])


def _check_form(form: Form, pairs: Pairs, auto_follow: bool) -> None:
    assert F(connections=pairs, auto_follow=auto_follow) == F(
        connections=form(pairs), auto_follow=auto_follow
    )
    assert F(follows=pairs) == F(follows=form(pairs))
    members = {member for pair in pairs for member in pair}
    assert members == set(F(connections=form(pairs)))
    assert set(map(type, members)) == set(map(type, F(connections=form(pairs))))
    empty = F(members=members)
    assert empty.update(connect=pairs) == empty.update(connect=form(pairs))
    full = F(connections=pairs)
    assert full.update(disconnect=pairs) == full.update(disconnect=form(pairs))


# -- every form says the same ---------------------------------------------------------------


@forms(ANY_IDS, WHOLE)
@few
@given(pairs=NUMBERS, auto_follow=st.booleans())
def test_whole_numbers_in_any_form_make_the_same_graph(form: Form, pairs: Pairs, auto_follow: bool):
    """F1, F2, F6: and NumPy's integers become plain ones."""
    _check_form(form, pairs, auto_follow)


@forms(ANY_IDS, TEXT)
@few
@given(pairs=NAMES, auto_follow=st.booleans())
def test_names_in_any_form_make_the_same_graph(form: Form, pairs: Pairs, auto_follow: bool):
    """F1, F2, F6."""
    _check_form(form, pairs, auto_follow)


@given(
    connections=NUMBERS,
    follows=NUMBERS,
    members=st.lists(st.integers(-3, 12), max_size=4, unique=True),
    auto_follow=st.booleans(),
)
def test_edges_make_the_facts_they_say(
    connections: Pairs, follows: Pairs, members: list[Any], auto_follow: bool
):
    """F1, F2, F3."""
    plain = Plain.of(connections, follows, members, auto_follow=auto_follow)
    for form in (list, _array(int)):
        graph = F(
            connections=form(connections),
            follows=form(follows),
            members=plain.members,
            auto_follow=auto_follow,
        )
        assert plain.answers() == answers(graph)


@given(pairs=NUMBERS, data=st.data(), form=st.sampled_from([list, _array(np.int16), _objects]))
def test_order_and_repeats_do_not_matter(pairs: Pairs, data: st.DataObject, form: Form):
    """F1, F2."""
    shuffled = data.draw(st.permutations(pairs))
    repeated = [*shuffled, *data.draw(st.lists(st.sampled_from(pairs)) if pairs else st.just([]))]
    assert F(connections=form(pairs)) == F(connections=form(repeated))
    assert F(follows=form(pairs)) == F(follows=form(repeated))
    reversed_ = [(b, a) for a, b in shuffled]
    assert F(connections=form(pairs)) == F(connections=form([*shuffled, *reversed_]))


@fewer
@given(
    numbers=st.lists(
        st.sampled_from([0, 1, 2**31, 2**63 - 1, 2**63, 2**64 - 1]), min_size=2, unique=True
    )
)
def test_integers_beyond_int64_stay_exact(numbers: list[int]):
    """F6: in either column alone, or both."""
    pairs = list(pairwise(numbers))
    expected = F(connections=pairs)
    assert set(numbers) == set(expected)
    for form in (_array(np.uint64), _objects, _polars(pl.UInt64), _arrow(pa.uint64())):
        actual = F(connections=form(pairs))
        assert expected == actual
        assert {int} == set(map(type, actual))
        assert expected == F(members=numbers).update(connect=form(pairs))


@few
@given(pairs=st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc")), max_size=5))
def test_a_frame_may_hold_numbers_in_one_column_and_text_in_the_other(pairs: Pairs):
    """F6."""
    expected = F(follows=pairs)
    turned = [(b, a) for a, b in pairs]
    for form in (pd.DataFrame, pl.DataFrame, pa.table):
        assert expected == F(follows=form(_columns(pairs)))
        assert F(follows=turned) == F(follows=form(_columns(turned)))


def test_sources_of_different_forms_go_together():
    """F6."""
    array = np.array([[5, 3]])
    expected = F(connections=[(5, 3)], follows=[("ana", 5), ("ana", "bo")])
    for follows in (
        [("ana", 5), ("ana", "bo")],
        _objects([("ana", 5), ("ana", "bo")]),
        pd.DataFrame({"from": ["ana", "ana"], "to": [5, "bo"]}),
    ):
        actual = F(connections=array, follows=follows)
        assert expected == actual
        assert [3, 5, "ana", "bo"] == list(actual)


@pytest.mark.parametrize(
    "nothing",
    [
        (),
        [],
        iter(()),
        np.empty((0, 2)),
        np.empty((0, 2), int),
        np.empty((0, 2), np.uint64),
        np.empty((0, 2), "U3"),
        np.empty((0, 2), object),
        np.array([]),
        pd.DataFrame({"a": [], "b": []}),
        pl.DataFrame({"a": [], "b": []}),
        pa.table({"a": [], "b": []}),
        nx.Graph().edges,
    ],
    ids=lambda nothing: type(nothing).__name__,
)
def test_no_edges_in_any_form_are_no_edges(nothing: Any):
    assert lg.LinkGraph() == F(connections=nothing)
    graph = F(connections=[(1, 2)])
    assert graph is graph.update(connect=nothing, unfollow=nothing)


# -- members --------------------------------------------------------------------------------


@given(pairs=NUMBERS, start=st.integers(-3, 3), length=st.integers(0, 120))
@example(pairs=[(0, 1)], start=0, length=2)
@example(pairs=[(0, 2)], start=0, length=2)
def test_a_range_of_members_is_the_same_as_a_list(pairs: Pairs, start: int, length: int):
    """F6, F10: with ids inside it, and outside."""
    run = range(start, start + length)
    for form in (list, _array(np.int8)):
        expected = F(connections=form(pairs), members=list(run))
        actual = F(connections=form(pairs), members=run)
        assert expected == actual
        assert list(expected) == list(actual)


@pytest.mark.parametrize(
    "members",
    [
        ["ana", "bo", "ana"],
        ("ana", "bo"),
        iter(["ana", "bo"]),
        OrderedDict(ana=1, bo=2),
        np.array(["ana", "bo"]),
        np.array(["ana", "bo"], object),
        pd.Series(["ana", "bo"]),
        pl.Series(["ana", "bo"]),
        pa.array(["ana", "bo"]),
        pa.chunked_array([["ana"], ["bo"]]),
        F(members=["ana", "bo"]).members,
        F(members=["ana", "bo"]),
        pd.Index(["ana", "bo"]),
        pd.DataFrame({"id": ["ana", "bo"]}),
        pl.DataFrame({"id": ["ana", "bo"]}),
        pl.LazyFrame({"id": ["ana", "bo"]}),
        pa.table({"id": ["ana", "bo"]}),
        pa.record_batch({"id": ["ana", "bo"]}),
        duckdb.sql("SELECT * FROM (VALUES ('ana'), ('bo')) AS t(id) ORDER BY id"),
        nx.path_graph(["ana", "bo"]),
        nx.path_graph(["ana", "bo"]).nodes,
    ],
    ids=lambda members: f"{type(members).__module__}.{type(members).__name__}",
)
def test_members_come_in_any_collection(members: Any):
    """F6."""
    actual = F(members=members)
    assert ["ana", "bo"] == list(actual)
    assert {str} == set(map(type, actual))


@pytest.mark.parametrize(
    "members", [range(5, 0, -1), range(0, 10, 3), range(0, 2**40, 2**38), range(3, 3), range(9, 3)]
)
def test_any_range_of_members_is_taken_in_its_order(members: range):
    """F6, F10."""
    assert list(members) == list(F(members=members))
    assert F(members=list(members)) == F(members=members)


@pytest.mark.parametrize(
    "members",
    [
        None,
        5,
        "ana",
        b"ana",
        np.array(5),
        bytearray(b"ana"),
        memoryview(b"ana"),
        UserString("ana"),
        np.void(b"ab"),
        np.str_("ana"),
        np.ma.masked,
        np.array([[1, 2]]),
        object,
        range(2**31),
        range(10**18),
        range(2**64),
        range(0, 2**65, 2),
        range(-(2**30), 2**30),
        range(2**31, 0, -1),
    ],
    ids=lambda value: f"{type(value).__name__} {getattr(value, 'shape', value)!s:.24}".split(" <")[
        0
    ],
)
def test_what_is_no_collection_of_members_is_refused(members: Any):
    """F6; nor are more than an index can number."""
    with pytest.raises(lg.InvalidInput) as caught:
        F(members=members)
    assert members is caught.value.value


@pytest.mark.parametrize(
    "run", [range(2**31 - 1), range(-5, 2**31 - 6), range(2**80, 2**80 + 3), range(7, 8)], ids=repr
)
def test_a_run_of_as_many_members_as_an_index_can_number_stays_one(run: range):
    """F6: nobody lays two thousand million ids out."""
    assert run is read_members(run)


def test_a_range_that_no_float_can_measure_is_refused_like_any_other():
    """F6."""
    members = range(2**1100)
    with pytest.raises(lg.InvalidInput) as caught:
        read_members(members)
    assert members is caught.value.value


# -- rows that cannot be --------------------------------------------------------------------

NULLS: dict[str, Form] = {
    "pairs": list,
    "object array": _objects,
    "masked floats": lambda pairs: np.ma.masked_invalid(_array(float)(pairs)),
    "masked whole numbers": lambda pairs: np.ma.array(
        [[item or 0 for item in pair] for pair in pairs],
        mask=[[item is None for item in pair] for pair in pairs],
    ),
    "pandas objects": _pandas(object),
    "pandas, one column of floats": lambda pairs: pd.DataFrame(_columns(pairs)),
    "pandas Int64": _pandas("Int64"),
    "pandas int64[pyarrow]": _pandas("int64[pyarrow]"),
    "polars": _polars(pl.Int64),
    "polars lazy": lambda pairs: _polars(pl.Int64)(pairs).lazy(),
    "Arrow": _arrow(pa.int64()),
    "DuckDB": _duckdb(pa.int64()),
}
HOLES = {
    "None": None,
    "NaN": float("nan"),
    "NumPy's NaN": np.float64("nan"),
    "pandas.NA": pd.NA,
    "pandas.NaT": pd.NaT,
    "no time": np.datetime64("NaT", "s"),
}


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[Pairs, int, int]:
    """Draw pairs, and the row and the column to spoil."""
    pairs = draw(NUMBERS.filter(bool))
    return pairs, draw(st.integers(0, len(pairs) - 1)), draw(st.integers(0, 1))


def _spoil(given_: tuple[Pairs, int, int], value: Any) -> Pairs:
    pairs, row, side = given_
    other = pairs[row][1 - side]
    return [*pairs[:row], (value, other) if side == 0 else (other, value), *pairs[row + 1 :]]


@forms(NULLS)
@few
@given(given_=spoilt())
def test_a_null_is_refused_and_its_row_named(form: Form, given_: tuple[Pairs, int, int]):
    """F6."""
    graph = F(members=range(101))
    before = answers_of_few(graph)
    for use in (
        lambda edges: F(connections=edges),
        lambda edges: F(follows=edges, members=range(200)),
        lambda edges: graph.update(connect=edges),
        lambda edges: graph.update(unfollow=edges),
    ):
        with pytest.raises(lg.InvalidInput) as caught:
            use(form(_spoil(given_, None)))
        assert given_[1] == caught.value.row
        assert caught.value.value is None or caught.value.value != caught.value.value
        assert caught.value.expected.startswith("a member id in `")
    assert before == answers_of_few(graph)


def answers_of_few(graph: lg.LinkGraph[Any]) -> Any:
    return repr(graph), list(graph), hash(graph)


@pytest.mark.parametrize("hole", HOLES.values(), ids=HOLES)
@few
@given(given_=spoilt())
def test_any_kind_of_null_among_pairs_is_refused(given_: tuple[Pairs, int, int], hole: Any):
    """F6."""
    for form in (list, _objects):
        with pytest.raises(lg.InvalidInput) as caught:
            F(connections=form(_spoil(given_, hole)))
        assert given_[1] == caught.value.row
        assert hole is caught.value.value


def test_a_float_that_is_no_number_is_called_null():
    """F6: it is what NumPy makes of a hole; other floats are only no ids."""
    for pairs, row in ([[1.0, 2.0], [np.nan, 3.0]], 1), ([[np.nan, 1.0]], 0):
        with pytest.raises(lg.InvalidInput) as caught:
            F(connections=np.array(pairs))
        assert np.isnan(caught.value.value)
        expected = ("a member id in `connections`", "drop the row or fill in its ids", row)
        assert expected == (caught.value.expected, caught.value.remedy, caught.value.row)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("place", [(0, 0, 0), (1, 0, 1), (2, 1, 0), (2, 1, 1)])
def test_text_beyond_unicode_is_refused_and_its_row_named(order: str, place: tuple[int, int, int]):
    """F6: to NumPy any four bytes are a character."""
    codes = np.arange(65, 77, dtype=f"{order}u4").reshape(3, 2, 2)
    codes[2, 1, 1] = sys.maxunicode
    text = codes.view(f"{order}U2")[..., 0]
    assert ["AB", "CD", "EF", "GH", "IJ", "K\U0010ffff"] == list(F(connections=text))
    codes[place] = sys.maxunicode + 1
    with pytest.raises(lg.InvalidInput) as caught:
        F(connections=text)
    expected = lg.InvalidInput("0x110000", "a character of Unicode in `connections`", row=place[0])
    assert expected == caught.value


def test_text_without_letters_is_text():
    """F6: an array of empty text has no characters to look at."""
    empty = np.zeros((1, 2), [("text", "U0"), ("number", "i4")])["text"]
    with pytest.raises(lg.SelfTie) as caught:
        F(connections=empty)
    assert lg.SelfTie("", 0) == caught.value


@pytest.mark.parametrize("form", [list, _array(int), _pandas("int64"), _arrow(pa.int64())])
@few
@given(given_=spoilt())
def test_a_tie_to_oneself_is_refused_and_its_row_named(form: Form, given_: tuple[Pairs, int, int]):
    """F1, F2."""
    pairs, row, side = given_
    member = pairs[row][1 - side]
    expected = lg.SelfTie(member, row)
    edges = form(_spoil(given_, member))
    graph = F(members=range(101))
    for use in (
        lambda: F(connections=edges),
        lambda: F(follows=edges),
        lambda: F(follows=edges, members=range(101), auto_follow=False),
        lambda: graph.update(connect=edges),
        lambda: graph.update(follow=edges),
    ):
        with pytest.raises(lg.SelfTie) as caught:
            use()
        assert expected == caught.value
        assert int is type(caught.value.member)


@pytest.mark.parametrize(
    ("edges", "row"),
    [
        (["ab"], 0),
        ([(1, 2), "ab"], 1),
        ([b"ab"], 0),
        ([(1, 2), bytearray(b"ab")], 1),
        ([memoryview(b"ab")], 0),
        ([(1, 2), (1, 2, 3)], 1),
        ([(1,)], 0),
        ([()], 0),
        ([[1, 2], [1, 2, 3]], 1),
        ([(1, 2), {1, 2}], 1),
        ([(1, 2), {1: 2, 3: 4}], 1),
        ([(1, 2), 5], 1),
        ([(1, 2), None], 1),
        ([np.array(5)], 0),
        ([np.array([1, 2, 3])], 0),
        ([np.array([[1, 2], [3, 4]])], 0),
        (nx.MultiGraph([(1, 2)]).edges, 0),
        (nx.path_graph(2).edges(data=True), 0),
        ({"ana", "bo"}, 0),
        ([UserString("ab")], 0),
        ([frozenset({1, 2})], 0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_row_that_is_no_pair_is_refused_and_named(edges: Any, row: int):
    with pytest.raises(lg.InvalidInput) as caught:
        F(connections=edges)
    assert row == caught.value.row


@pytest.mark.parametrize(
    "edges",
    [
        None,
        5,
        "ana",
        b"ana",
        {},
        {"ana": "bo"},
        {("ana", "bo"): 1},
        nx.path_graph(2).adj,
        object(),
        pd.DataFrame,
        np.array(5),
        np.array([1, 2]),
        np.zeros((2, 3), int),
        np.zeros((2, 1), int),
        np.zeros((2, 2, 2), int),
        np.zeros((0, 3), int),
        np.zeros((0, 2, 0), int),
        np.array([(1, 2)], dtype=[("a", int), ("b", int)]),
        pd.DataFrame({"a": [1]}),
        pd.DataFrame({"a": [1], "b": [2], "c": [3]}),
        pd.DataFrame(),
        pd.DataFrame([[1, 2]], columns=["a", "a"]),
        pl.DataFrame({"a": [1]}),
        pl.LazyFrame({"a": [1], "b": [2], "c": [3]}),
        pa.table({"a": [1]}),
        np.void(b"ab"),
        np.ma.masked,
        np.ma.array(5, mask=True),
        range(2),
        range(10**18),
        bytearray(b"ab"),
        UserString("ab"),
    ],
    ids=lambda edges: type(edges).__name__,
)
def test_what_holds_no_pairs_is_refused(edges: Any):
    graph = F(connections=[(1, 2)])
    for use in (
        lambda: F(connections=edges),
        lambda: F(follows=edges),
        lambda: graph.update(connect=edges),
        lambda: graph.update(unfollow=edges),
    ):
        with pytest.raises(lg.InvalidInput) as caught:
            use()
        assert caught.value.row is None


class NoFrame:
    """Has columns, but is not a data frame."""

    columns = ("a", "b")


@pytest.mark.parametrize("edges", [NoFrame(), pd.DataFrame([[1, 2]], columns=["a", "a"])])
def test_what_only_looks_like_a_frame_of_two_columns_is_refused(edges: Any):
    with pytest.raises(lg.InvalidInput) as caught:
        F(connections=edges)
    problem = "a data frame with two columns of different names as `connections`"
    remedy = "give pairs, an (m, 2) array, or a data frame with two columns"
    assert lg.InvalidInput(type(edges).__name__, problem, remedy) == caught.value


@pytest.mark.parametrize(
    "edges",
    [
        np.array([[1.0, 2.0]]),
        np.array([[True, False]]),
        np.array([[1j, 2j]]),
        np.array([["2020-01-01", "2020-01-02"]], "M8[D]"),
        np.array([["2020-01-01", "2020-01-02"]], "M8[ns]"),
        np.array([["NaT", "2020-01-02"]], "M8[ns]"),
        np.array([[1, 2]], "m8[ns]"),
        np.array([[1, 2]], "m8[D]"),
        pd.DataFrame({"a": [1.0], "b": [2]}),
        pd.DataFrame({"a": [1], "b": [True]}),
        pl.DataFrame({"a": [1.0], "b": [float("nan")]}),
        pl.DataFrame({"a": [[1]], "b": [2]}),
        pa.table({"a": [1.5], "b": ["ana"]}),
        [(1, 2.0)],
        [(1, [2])],
        [((1, 0.5), 2)],
    ],
    ids=lambda edges: f"{type(edges).__name__} {getattr(edges, 'dtype', '')}",
)
def test_what_cannot_be_an_id_is_refused_and_its_row_named(edges: Any):
    """F6: floats, bools and their kin, times of NumPy's among them."""
    with pytest.raises(lg.InvalidInput) as caught:
        F(connections=edges)
    assert 0 == caught.value.row


@pytest.mark.parametrize("kind", ["DOUBLE", "DECIMAL(4, 1)", "BOOLEAN"])
def test_what_duckdb_has_beside_integers_is_no_id_either(kind: str):
    """F6."""
    with pytest.raises(lg.InvalidInput) as caught:
        F(connections=duckdb.sql(f"SELECT 1::{kind} AS a, 2 AS b"))
    assert 0 == caught.value.row


@pytest.mark.parametrize("kind", [float, np.float16, complex])
@pytest.mark.parametrize("cell", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_floats_are_no_ids_with_or_without_a_null(kind: Any, cell: tuple[int, int]):
    """F6."""
    array = np.array([[1, 2], [2, 3]], kind)
    array[cell] = np.nan
    with pytest.raises(lg.InvalidInput) as caught:
        F(connections=array)
    assert caught.value.row in {0, cell[0]}


def test_days_of_a_frame_are_the_ids_that_they_are_in_python():
    """F6: as dates, although NumPy would make them integers."""
    days = [date(2020, 1, 1), date(2020, 1, 2)]
    actual = F(connections=pl.DataFrame({"a": days[:1], "b": days[1:]}))
    assert [(day, date) for day in days] == [(member, type(member)) for member in actual]


def test_a_matrix_is_an_array_like_any_other():
    matrix = np.array([[1, 2], [2, 3]]).view(np.matrix)
    assert F(connections=[(1, 2), (2, 3)]) == F(connections=matrix)


def test_a_frame_without_narwhals_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    with pytest.raises(lg.InvalidInput) as caught:
        F(connections=pd.DataFrame({"a": [1], "b": [2]}))
    assert "DataFrame" == caught.value.value
    assert "linkgraph[frames]" in caught.value.remedy
    assert 2 == len(F(connections=[(1, 2)]))


def test_what_a_generator_raises_is_the_callers():
    def rows() -> Any:
        yield (1, 2)
        raise TypeError("mine")

    with pytest.raises(TypeError, match="mine"):
        F(connections=rows())


# -- anything at all ------------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([2**31, 2**63, -(2**64)]),
    st.floats(),
    st.text(max_size=2),
    st.binary(max_size=2),
    st.sampled_from(list(HOLES.values())),
    st.sampled_from([np.int8(1), np.float32(1), np.True_, np.str_("a"), np.timedelta64(1, "ns")]),
)
JUNK = st.one_of(
    SCALARS,
    st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.tuples(inner, inner),
            st.dictionaries(st.integers(0, 3), inner, max_size=2),
        ),
        max_leaves=6,
    ),
    st.lists(st.tuples(SCALARS, SCALARS), max_size=3),
    npst.arrays(
        npst.scalar_dtypes(),
        st.one_of(
            st.tuples(st.integers(0, 3), st.just(2)),
            npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
        ),
    ),
    npst.arrays(object, st.tuples(st.integers(0, 3), st.integers(1, 3)), elements=SCALARS),
    st.tuples(st.lists(SCALARS, max_size=2), st.lists(SCALARS, max_size=2)).map(
        lambda columns: pd.DataFrame(dict(zip("ab", map(pd.Series, columns), strict=True)))
    ),
)


@given(junk=JUNK, place=st.sampled_from(["connections", "follows", "members"]), ours=st.booleans())
def test_anything_at_all_makes_a_graph_or_is_an_error_of_ours(junk: Any, place: str, ours: bool):
    """F6: without internal errors or warnings."""
    given_ = {"connections": [(1, 2)] if ours else np.array([[1, 2]]), place: junk}
    try:
        graph = F(**given_)
    except lg.LinkGraphError as error:
        graph, said = lg.LinkGraph(), error.message
    else:
        said = ""
    assert said.splitlines() == [said][: len(said)]
    for member in graph:
        assert member == plain_id(member)
        assert not isinstance(member, (np.generic, float, bool))
    answers(graph)


@given(junk=JUNK, side=st.sampled_from(["connect", "disconnect", "follow", "unfollow"]))
def test_an_update_by_anything_at_all_leaves_the_graph_as_it_was(junk: Any, side: str):
    """F6."""
    graph = F(connections=[(1, 2)], follows=[(3, 2)], members=["a"])
    before = answers(graph)
    try:
        updated = graph.update(**{side: junk})
    except lg.LinkGraphError:
        updated = graph
    assert before == answers(graph)
    assert list(graph) == list(updated)


def test_who_is_unknown_is_named_whoever_stands_before_them():
    """F6: also after the first member of the graph, and in either column."""
    graph = F(members=["ana", "bo", "cy"])
    for pairs in ([("ana", "bo"), ("zoe", "bo")], [("bo", "ana"), ("bo", "cy"), ("bo", "zoe")]):
        with pytest.raises(lg.UnknownMember) as caught:
            graph.update(connect=pairs)
        assert lg.UnknownMember("zoe") == caught.value


@pytest.mark.parametrize("form", [list, _array(int)])
def test_numbers_below_zero_are_members_like_others(form: Form):
    """F7, F10."""
    for pairs in ([(-3, -1), (2, -2)], [(-5, -4)], [(-9000, 9000), (0, -1)]):
        graph = F(connections=form(pairs))
        assert {member for pair in pairs for member in pair} == {*graph}
        assert all(graph.is_connected(a, b) for a, b in pairs)


@pytest.mark.parametrize("kind", [np.int8, np.uint64, float, object, "U1"])
def test_no_rows_of_any_kind_are_no_ties(kind: Any):
    assert F() == F(connections=np.empty((0, 2), kind), follows=np.empty((0, 2), kind))


def test_members_come_by_first_appearance_in_rows_then_in_follows():
    """F10."""
    graph = F(connections=[("bo", "ana"), ("di", "bo")], follows=[("ed", "cy"), ("ana", "fi")])
    assert ["bo", "ana", "di", "ed", "cy", "fi"] == list(graph)
