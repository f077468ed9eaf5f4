"""The values that can be ids, and the errors for unknown ids (F6)."""

from __future__ import annotations

import datetime as dt
from collections import namedtuple
from collections.abc import Callable
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph.member_ids import plain_id, whole_numbers
from linkgraph.graph.profiles import InvitationDetails
from tests.graph.drawing import IDS, T0, fewer, twins
from tests.graph.plain import (
    KINDS,
    Twin,
    answers,
    with_block,
    with_invitation,
    with_memory,
)

F = lg.LinkGraph.from_edges

Point = namedtuple("Point", "x y")  # ids may be of the untyped kind, too


class Seat(Enum):
    """An id that is a member of an enum."""

    FIRST = "first"


class Number(IntEnum):
    """An id that is an integer by birth."""

    SEVEN = 7


class Unhashable:
    """Raises where an id is hashed."""

    def __hash__(self) -> int:
        raise RuntimeError


class Incomparable:
    """Raises where an id is compared."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        raise RuntimeError


def _nested(depth: int) -> Any:
    value: Any = "ana"
    for _ in range(depth):
        value = (value,)
    return value


REFUSED: dict[str, Any] = {
    "float": 1.5,
    "float that is whole": 1.0,
    "infinity": float("inf"),
    "NaN": float("nan"),
    "True": True,
    "False": False,
    "None": None,
    "complex": 1j,
    "Decimal": Decimal(1),
    "Decimal NaN": Decimal("nan"),
    "Fraction": Fraction(1),
    "NumPy float": np.float64(1),
    "NumPy half": np.float16(1),
    "NumPy NaN": np.float32("nan"),
    "NumPy bool": np.True_,
    "NumPy complex": np.complex64(1),
    "NumPy time": np.datetime64("2020-01-01"),
    "NumPy no time": np.datetime64("NaT", "s"),
    "NumPy time span": np.timedelta64(5, "D"),
    "NumPy time span in ns": np.timedelta64(5, "ns"),
    "NumPy no time span": np.timedelta64("NaT", "s"),
    "pandas.NA": pd.NA,
    "pandas.NaT": pd.NaT,
    "list": [1],
    "dict": {},
    "set": {1},
    "array": np.array([1, 2]),
    "array of one": np.array(1),
    "data frame": pd.DataFrame({"a": [1]}),
    "tuple with a float": ("ana", 1.0),
    "tuple with a bool": (True,),
    "tuple with a NaN": (float("nan"),),
    "tuple with a NumPy float": (np.float64(2),),
    "tuple with a list": (["ana"],),
    "tuple with pandas.NA": (pd.NA, 1),
    "deep tuple with a float": ((("ana", (0.5,)),),),
    "deeper than the limit": _nested(33),
    "tuple nested without end": _nested(3000),
    "frozenset with a float": frozenset({1.0}),
    "named tuple with a float": Point(1, 2.0),
    "hash raises": Unhashable(),
    "comparison raises": Incomparable(),
}
refused = pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)

TAKEN: dict[str, Any] = {
    "text": "ana",
    "empty text": "",
    "a lone surrogate": "\ud800",
    "zero": 0,
    "negative": -7,
    "beyond int64": 2**64,
    "far below": -(10**30),
    "bytes": b"ana",
    "tuple": ("eu", 7),
    "as deep as the limit": _nested(32),
    "tuple with NumPy's integer": ("eu", np.int64(7)),
    "tuple with a gap": ("eu", None),
    "empty tuple": (),
    "nested tuple": (("eu", 7), ("us", (8,))),
    "named tuple": Point(1, 2),
    "frozenset": frozenset({"a", 1}),
    "UUID": UUID(int=7),
    "date": dt.date(2020, 1, 1),
    "time": T0,
    "time span": dt.timedelta(1),
    "enum": Seat.FIRST,
    "integer enum": Number.SEVEN,
    "a class": Seat,
    "timestamp": pd.Timestamp("2020-01-01"),
}
taken = pytest.mark.parametrize("value", TAKEN.values(), ids=TAKEN)


# -- which values are ids -------------------------------------------------------------------


@given(value=IDS)
def test_a_hashable_is_its_own_id(value: Any):
    """F6."""
    actual = plain_id(value)
    assert value == actual
    assert value is actual or isinstance(value, frozenset)  # which is made anew, in a steady order


@taken
def test_any_other_hashable_is_an_id(value: Any):
    """F6."""
    graph = lg.LinkGraph().with_members(value, "another").connect(value, "another")
    assert value in graph
    assert [value] == list(graph.connections_of("another"))
    assert graph == lg.LinkGraph.from_edges(connections=[(value, "another")])


@given(
    number=st.integers(-(2**63), 2**64 - 1),
    kind=st.sampled_from("bhilqBHILQ").map(np.dtype),
)
def test_numpys_integers_become_plain_ones(number: int, kind: np.dtype[Any]):
    """F6."""
    info = np.iinfo(kind)
    expected = max(info.min, min(info.max, number))
    actual = plain_id(kind.type(expected))
    assert expected == actual
    assert int is type(actual)
    assert kind.type(expected) in lg.LinkGraph().with_members(expected)


def test_whole_numbers_are_an_array_where_int64_holds_them_all():
    """F6."""
    ids = [2**63 - 1, 0, -(2**63), 0]
    actual = whole_numbers(ids)
    assert (np.int64, ids) == (actual.dtype, actual.tolist())
    for far in ([1, 2**63], [-(2**63) - 1]):
        assert far is whole_numbers(far)


def test_numpys_text_becomes_plain():
    """F6."""
    assert [str, bytes] == [type(plain_id(np.str_("ana"))), type(plain_id(np.bytes_(b"ana")))]


@refused
def test_what_cannot_be_an_id_is_refused(value: Any):
    """F6: 1 == 1.0 == True would be one member."""
    with pytest.raises(lg.InvalidInput) as caught:
        plain_id(value)
    assert caught.value.row is None


def test_the_error_holds_the_value_and_what_it_was_for():
    """F6."""
    value = [1]
    with pytest.raises(lg.InvalidInput) as caught:
        plain_id(value, "group")
    assert value is caught.value.value
    assert "group" in caught.value.expected


def test_a_part_is_refused_in_the_name_of_the_whole():
    """F6: the error shows the value of the caller."""
    value = ("ana", (1, 0.5))
    with pytest.raises(lg.InvalidInput) as caught:
        plain_id(value)
    assert value is caught.value.value


# -- every method that takes an id ----------------------------------------------------------

METHODS: dict[str, Callable[[lg.LinkGraph[Any], Any], object]] = {
    "connections_of": lambda g, m: g.connections_of(m),
    "following": lambda g, m: g.following(m),
    "followers": lambda g, m: g.followers(m),
    "connection_count": lambda g, m: g.connection_count(m),
    "follower_count": lambda g, m: g.follower_count(m),
    "following_count": lambda g, m: g.following_count(m),
    "profile": lambda g, m: g.profile(m),
    "invitations_to": lambda g, m: g.invitations_to(m),
    "invitations_from": lambda g, m: g.invitations_from(m),
    "without_member": lambda g, m: g.without_member(m),
    "with_profile": lambda g, m: g.with_profile(m, lg.Profile()),
    "is_connected to": lambda g, m: g.is_connected(1, m),
    "is_connected from": lambda g, m: g.is_connected(m, 1),
    "is_following to": lambda g, m: g.is_following(1, m),
    "is_following from": lambda g, m: g.is_following(m, 1),
    "has_blocked to": lambda g, m: g.has_blocked(1, m),
    "has_blocked from": lambda g, m: g.has_blocked(m, 1),
    "invitation to": lambda g, m: g.invitation(1, m),
    "invitation from": lambda g, m: g.invitation(m, 1),
    "connect to": lambda g, m: g.connect(1, m),
    "connect from": lambda g, m: g.connect(m, 1),
    "disconnect to": lambda g, m: g.disconnect(1, m),
    "disconnect from": lambda g, m: g.disconnect(m, 1),
    "follow to": lambda g, m: g.follow(1, m),
    "follow from": lambda g, m: g.follow(m, 1),
    "unfollow to": lambda g, m: g.unfollow(1, m),
    "unfollow from": lambda g, m: g.unfollow(m, 1),
    "update": lambda g, m: g.update(connect=[(m, 1)]),
}
methods = pytest.mark.parametrize("ask", METHODS.values(), ids=METHODS)

GRAPHS = {
    "a run of integers": lg.LinkGraph.from_edges(connections=[(1, 2), (2, 3)]),
    "names and a number": lg.LinkGraph.from_edges(connections=[(1, "ana"), ("ana", "bo")]),
    "one who joined, one who left": lg.LinkGraph.from_edges(connections=[(1, 2), (2, "ana")])
    .without_member("ana")
    .with_members("bo"),
}
graphs = pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)


@graphs
@methods
def test_naming_an_unknown_member_is_an_error_that_says_which(
    graph: lg.LinkGraph[Any], ask: Callable[[lg.LinkGraph[Any], Any], object]
):
    """F6: everywhere but in `in`, Join, Leave and `with_members`."""
    before = answers(graph)
    for stranger in ("zoe", 0, 99, -1, 2**70, ("eu", 7)):
        with pytest.raises(lg.UnknownMember) as caught:
            ask(graph, stranger)
        assert lg.UnknownMember(stranger) == caught.value
    assert before == answers(graph)


@methods
def test_naming_what_cannot_be_a_member_is_refused(
    ask: Callable[[lg.LinkGraph[Any], Any], object],
):
    """F6: 1.0 and True are not the member 1."""
    graph = GRAPHS["a run of integers"]
    for value in (1.0, True, None, float("nan"), pd.NA, [1]):
        with pytest.raises(lg.InvalidInput):
            ask(graph, value)


@refused
@graphs
def test_in_is_false_of_what_cannot_be_a_member(graph: lg.LinkGraph[Any], value: Any):
    """F6."""
    assert value not in graph


@graphs
def test_in_is_false_of_strangers(graph: lg.LinkGraph[Any]):
    """F6."""
    for stranger in ("zoe", 0, 99, -1, 2**70, ("eu", 7)):
        assert stranger not in graph
        assert stranger not in graph.members
    assert 1 in graph
    assert np.uint8(1) in graph


@refused
def test_no_way_in_for_what_cannot_be_a_member(value: Any):
    """F6: the graph stays as it was."""
    graph = GRAPHS["a run of integers"]
    for add in (
        lambda: graph.with_members("dee", value),
        lambda: lg.LinkGraph.from_edges(members=["dee", value]),
    ):
        with pytest.raises(lg.InvalidInput):
            add()
    for at_row, pair in enumerate(((value, "dee"), ("dee", value))):
        edges = [("ana", "bo")] * at_row + [pair]
        for build in (
            lambda: lg.LinkGraph.from_edges(connections=edges),  # noqa: B023  # called at once
            lambda: lg.LinkGraph.from_edges(follows=edges),  # noqa: B023  # called at once
        ):
            with pytest.raises(lg.InvalidInput) as caught:
                build()
            assert at_row == caught.value.row
            assert value is caught.value.value
    assert [1, 2, 3] == list(graph)


# -- joining and leaving --------------------------------------------------------------------


@fewer
@given(twin=twins(), ids=st.lists(IDS, max_size=4))
@pytest.mark.usefixtures("thresholds")
def test_with_members_adds_exactly_those_and_no_tie(twin: Twin, ids: list[Any]):
    """F6."""
    after = twin.graph.with_members(*ids)
    assert set(twin.graph) | set(ids) == set(after)
    for member in set(ids) - set(twin.graph):
        assert (0, 0, 0) == (
            after.connection_count(member),
            after.follower_count(member),
            after.following_count(member),
        )
        assert lg.Profile() == after.profile(member)


@fewer
@given(twin=twins(least=1), data=st.data())
@pytest.mark.usefixtures("thresholds")
def test_leaving_takes_every_tie_and_memory_along(twin: Twin, data: st.DataObject):
    """F9: one who comes back is a stranger."""
    member = data.draw(st.sampled_from(list(twin.graph)))
    removed = twin.graph.without_member(member)
    assert member not in removed
    assert removed == removed.with_members(member).without_member(member)
    twin.plain.without_member(member)
    twin.plain.with_members(member)
    assert twin.plain.answers() == answers(removed.with_members(member))


@pytest.mark.parametrize("kind", ["tie", "invitation", "block", "profile", *KINDS])
@pytest.mark.parametrize("ends", [("ana", "bo"), ("bo", "ana")])
@pytest.mark.usefixtures("thresholds")
def test_leaving_leaves_no_fact_of_any_kind(kind: str, ends: tuple[str, str]):
    """F9: at either end; facts between other members stay."""
    others = with_memory(F(connections=[("bo", "cy")]), "withdrawn", "bo", "cy", T0)
    graph = others.with_members("ana")
    match kind:
        case "tie":
            graph = graph.connect(*ends).unfollow(*ends)
        case "invitation":
            graph = with_invitation(graph, *ends, InvitationDetails(T0, "hi"))
        case "block":
            graph = with_block(graph, *ends)
        case "profile":
            graph = graph.with_profile("ana", lg.Profile(influencer=True))
        case _:
            graph = with_memory(graph, kind, *ends, T0)
    if kind not in {"flags", "invited", "noted"} or ends[0] == "ana":
        assert others == graph.without_member("ana")
    assert set(others) == set(graph.without_member("ana").compact())


def test_a_graph_without_members_has_nothing():
    graph = lg.LinkGraph()
    assert "LinkGraph(0 members, 0 connections, 0 follows)" == repr(graph)
    assert (0, [], False) == (len(graph), list(graph), "ana" in graph)
    assert graph == lg.LinkGraph.from_edges()
    assert graph == lg.LinkGraph().with_members("ana").without_member("ana").compact()
