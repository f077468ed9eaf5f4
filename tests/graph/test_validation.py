"""The checks of arguments, one by one; `tests/test_arguments.py` tries them at every entrance."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Generic, TypeAlias, TypeVar

import attrs
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph import validation
from linkgraph.graph.field_types import typed
from linkgraph.graph.validation import (
    boolean,
    count,
    grouped,
    instance_of,
    listed,
    naming,
    one_of_texts,
    utc,
)
from tests.odd_values import OWN, SCALARS, OwnError

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def refused(check: Callable[..., object], *arguments: Any, **named: Any) -> lg.InvalidInput:
    with pytest.raises(lg.InvalidInput) as caught:
        check(*arguments, **named)
    return caught.value


# -- one value ----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_is_one_of_pythons(value: bool) -> None:
    assert value is boolean(value, "verify")


@pytest.mark.parametrize("label", [label for label in SCALARS if label not in ("True", "False")])
def test_nothing_else_is_a_boolean(label: str) -> None:
    """As in `Policy` and `Profile`, also one of NumPy."""
    value = SCALARS[label]()
    expected = lg.InvalidInput(value, "`True` or `False` as `verify`")
    assert expected.expected == refused(boolean, value, "verify").expected


@given(st.integers(0, 2**70), st.integers(0, 2**63 - 1))
def test_a_count_is_an_integer_of_python_or_numpy(number: int, small: int) -> None:
    assert number == count(number, "limit")
    assert small == count(np.int64(small), "limit")
    assert type(count(np.uint8(small % 256), "limit")) is int


@pytest.mark.parametrize(
    ("least", "expected"),
    [(0, "a non-negative integer"), (1, "a positive integer"), (3, "an integer from 3 on")],
)
def test_a_count_has_a_least(least: int, expected: str) -> None:
    for value in (least - 1, float(least), True, None, "7", np.timedelta64(9, "D")):
        assert lg.InvalidInput(value, f"{expected} as `n`") == refused(count, value, "n", least)


def test_an_instance_is_told_by_its_type() -> None:
    profile = lg.Profile()
    assert profile is instance_of(profile, lg.Profile, "profile")
    assert instance_of(None, lg.Profile, "profile", optional=True) is None
    error = refused(instance_of, 7, lg.Assumptions, "assume", optional=True)
    assert lg.InvalidInput(7, "an `Assumptions` or `None` as `assume`") == error
    lookalike = SCALARS["lookalike"]()
    assert isinstance(lookalike, lg.LinkGraph)
    refused(instance_of, lookalike, lg.LinkGraph, "graph")


def test_a_text_is_one_of_few() -> None:
    one_of_texts("skip", ("raise", "skip"), "refused")
    error = refused(one_of_texts, "drop", ("raise", "skip"), "refused")
    assert lg.InvalidInput("drop", '"raise" or "skip" as `refused`') == error
    assert refused(one_of_texts, np.array(["skip"]), ("raise", "skip"), "refused")


def test_an_enormous_number_is_shown_in_words() -> None:
    assert "12,345" == grouped(12_345)
    assert "<int that cannot be shown>" == grouped(10**5000)


# -- times --------------------------------------------------------------------------------------


@given(st.datetimes(), st.integers(-23, 23), st.integers(0, 1))
def test_equal_times_have_the_same_bytes(naive: datetime, hours: int, fold: int) -> None:
    zone = timezone(timedelta(hours=hours))
    for moment in (naive.replace(tzinfo=UTC, fold=fold), naive.replace(tzinfo=zone, fold=fold)):
        try:
            actual = utc(moment)
        except lg.InvalidInput:  # before the year 1 or after 9999
            continue
        assert moment == actual
        assert pickle.dumps(actual) == pickle.dumps(utc(actual.replace(fold=1)))
        assert (datetime, UTC, 0) == (type(actual), actual.tzinfo, actual.fold)


def test_graphs_with_equal_times_have_the_same_bytes() -> None:
    g = lg.LinkGraph.from_edges(members=["ana", "bo"])
    one, other = (lg.apply(g, lg.Invite("ana", "bo", at=NOW.replace(fold=fold))) for fold in (0, 1))
    assert pickle.dumps(one) == pickle.dumps(other)


class Zone(tzinfo):
    def __init__(self, answer: Callable[[], Any]) -> None:
        self.answer = answer

    def utcoffset(self, _: datetime | None) -> Any:
        return self.answer()


def _raise() -> Any:
    raise OWN


@pytest.mark.parametrize("answer", [_raise, lambda: "later", lambda: timedelta(days=9)])
def test_a_time_in_a_zone_of_nonsense_is_refused_when_it_comes_in(answer: Any) -> None:
    moment = NOW.replace(tzinfo=Zone(answer))
    expected = "a datetime with a time zone as `since` that tells its offset"
    assert expected == refused(utc, moment, "since").expected


def test_a_time_of_pandas_becomes_one_of_python() -> None:
    moment = utc(pd.Timestamp("2026-01-05", tz="Europe/Berlin"))  # type: ignore[arg-type]
    assert (datetime, NOW - timedelta(hours=1)) == (type(moment), moment)
    refused(utc, pd.NaT)


# -- iterables ----------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(validation, "MOST_ITEMS", 5)
    return 5


def test_an_iterable_of_unknown_length_has_a_limit(few: int) -> None:
    assert [*range(few)] == listed(iter(range(few)), "numbers as `n`")
    for endless in (itertools.count(), range(few + 1), iter(range(few + 1))):
        with pytest.raises(lg.TooLarge) as caught:
            listed(endless, "numbers as `n`")
        assert lg.TooLarge("numbers as `n`", None, few) == caught.value
    assert "numbers as `n` goes on after 5 items: collect it" in str(caught.value)


@pytest.mark.parametrize("make", [list, tuple, set, dict.fromkeys, np.array, pd.Series])
@pytest.mark.usefixtures("few")
def test_a_collection_that_is_all_there_has_no_limit(make: Callable[[Any], Any]) -> None:
    assert [*range(9)] == sorted(listed(make([*range(9)]), "numbers"))


def test_the_error_of_an_iterable_passes_as_it_is() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise OWN

    for use in (
        lambda: listed(failing(), "numbers"),
        lambda: lg.LinkGraph.from_edges(connections=failing()),
        lambda: lg.History(failing()),  # type: ignore[arg-type]  # what is tested
    ):
        with pytest.raises((OwnError, lg.InvalidInput)) as caught:
            use()
    with pytest.raises(OwnError) as raised:
        listed(failing(), "numbers")
    assert OWN is raised.value
    assert caught


@pytest.mark.parametrize(
    "values", [None, 7, "ana", b"ana", bytearray(b"a"), np.void(b"ab"), pd.DataFrame({"a": [1]})],
    ids=["None", "number", "text", "bytes", "bytearray", "void", "frame"],
)  # fmt: skip
def test_what_holds_no_items_is_refused(values: Any) -> None:
    assert lg.InvalidInput(values, "ids as `groups`", "a set") == refused(
        listed, values, "ids as `groups`", "a set"
    )


@pytest.mark.usefixtures("few")
def test_a_set_of_members_meets_no_endless_operand() -> None:
    members = lg.LinkGraph.from_edges(members=["ana", "bo"]).members
    for endless in (itertools.repeat("ana"), range(10**18), itertools.count()):
        for use in (
            lambda other: members & other,
            lambda other: members | other,
            lambda other: members - other,
            lambda other: members ^ other,
            members.isdisjoint,
        ):
            with pytest.raises(lg.TooLarge):
                use(endless)
    assert {"ana"} == members & ["ana"]
    assert not members.isdisjoint(["ana"])
    assert members.isdisjoint(["zoe"])
    with pytest.raises(TypeError):
        members & 7


# -- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (lg.InvalidInput(1, "an id"), lg.InvalidInput(1, "an id as `edges`")),
        (lg.InvalidInput(1, "an id", "", 3), lg.InvalidInput(1, "an id in `edges`", "", 3)),
        (lg.InvalidInput(1, "`edges`"), lg.InvalidInput(1, "`edges`")),
        (lg.TooLarge("pairs", None, 3), lg.TooLarge("pairs as `edges`", None, 3)),
        (lg.TooLarge("pairs as `edges`", None, 3), lg.TooLarge("pairs as `edges`", None, 3)),
        (lg.TooLarge("building", 9, 3), lg.TooLarge("building", 9, 3)),
    ],
    ids=str,
)
def test_an_error_about_the_content_of_an_argument_gets_its_name(
    error: lg.LinkGraphError, expected: lg.LinkGraphError
) -> None:
    with pytest.raises(type(error)) as caught, naming("edges"):
        raise error
    assert expected == caught.value


# -- enums --------------------------------------------------------------------------------------


def test_a_member_of_an_enum_is_found_by_a_value_of_its_type() -> None:
    assert lg.Degree.SECOND is lg.Degree(2) is lg.Degree(np.int8(2))
    assert lg.Tier.FREE is lg.Tier("FREE") is lg.Tier(lg.Tier.FREE)
    assert lg.Source.GUIDE | lg.Source.RESEARCHED == lg.Source(3)
    for kind, values in {lg.Degree: (1.0, True, 9), lg.Tier: ("GOLD", 1), lg.Source: (99,)}.items():
        for value in values:
            assert refused(kind, value).expected.startswith("one of ")
    assert ["X"] == [one.name for one in validation.Term("New", "X")]


# -- fields -------------------------------------------------------------------------------------


N = TypeVar("N", bound=int)
Owner: TypeAlias = lg.Profile


@attrs.frozen(field_transformer=typed)
class Row(Generic[N]):
    number: float = 1
    texts: tuple[str, ...] = ()
    day: Any = None
    owner: Owner | None = None
    _alias: int | None = None
    fixed: int = attrs.field(default=1, init=False)
    size: N = 0  # type: ignore[assignment]  # a default for any


def test_a_field_is_checked_by_its_annotation() -> None:
    assert Row(2.5, ("a",), object(), alias=3) != Row()
    for name, value in [
        *(("number", odd) for odd in (True, "1", float("nan"), ())),
        *(("size", odd) for odd in ("1", True)),
        *(("owner", odd) for odd in (1, lg.Policy())),
        *(("texts", odd) for odd in (["a"], ("a", 1), "a")),
        *(("alias", odd) for odd in (1.0, False, "")),
    ]:
        assert f" as `{name}`" in refused(Row, **{name: value}).expected


def test_a_signature_shows_the_value_of_a_fact_by_its_name() -> None:
    assert "FactValue('a positive integer')" == repr(lg.FactKind.FLAGS.value)


# -- repr ---------------------------------------------------------------------------------------


class Mute:
    def __repr__(self) -> str:
        raise OWN


@pytest.mark.parametrize("make", [lambda: 10**5000, Mute], ids=["10**5000", "raises"])
def test_a_repr_never_raises(make: Callable[[], Any]) -> None:
    member = make()
    g: lg.LinkGraph[Any] = lg.LinkGraph.from_edges(connections=[(member, "bo")])
    fact: lg.Fact[Any] = lg.Fact(lg.FactKind.MEMBER, (member,))
    values = [
        lg.Join(member, at=NOW), lg.UpdateProfile(member, at=NOW, employer=member),
        lg.Profile(groups=[member], employer=member), lg.Group(member), lg.Post(member, member),
        lg.Engagement(member, member, lg.EngagementKind.COMMENT), fact, lg.Diff((fact,)),
        lg.Reason("A1", lg.Code.ALLOWED, (member,)), g.members, g.connections_of("bo"),
        lg.Verdict(True, (lg.Reason("A1", lg.Code.ALLOWED, (member,)),)),
        lg.History([lg.Join(member, at=NOW)]), lg.UnknownMember(member),
        lg.profile_buttons(g, member, at=NOW), lg.profile_view(g, "bo", member),
        lg.feed(g, "bo", [lg.Post(1, member)])[0], lg.draw(g, member), g,
    ]  # fmt: skip
    for value in values:
        assert repr(value)
        assert str(value)
        if hasattr(value, "_repr_html_"):
            assert value._repr_html_()
