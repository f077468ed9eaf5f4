"""Values that are hardly ever what a function expects, for `test_arguments.py`.

Every row makes its value anew, because iterators can be read only once. A value whose methods raise
does so with the one `OWN` error, so a test can tell it from errors of the library.
"""

from __future__ import annotations

import itertools
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

import numpy as np
import pandas as pd
import polars as pl

import linkgraph as lg


class OwnError(Exception):
    """The error of a value of the caller."""


OWN = OwnError("raised by the caller's own value")


class EndlessError(BaseException):
    """Something has read more of an endless iterable than it should."""


def _raise(*_: Any, **__: Any) -> NoReturn:
    raise OWN


def _hostile(*methods: str, base: type = object, **more: Any) -> Callable[[], Any]:
    """Return a class of values with methods that raise `OWN`."""
    return type("Hostile", (base,), dict.fromkeys(methods, _raise) | more)


def _endless(item: Any = "ana") -> Iterator[Any]:
    for number in itertools.count():
        if number > 5_000:
            raise EndlessError
        yield item


def _failing() -> Iterator[str]:
    yield "ana"
    raise OWN


class _Zone(tzinfo):
    """A time zone that answers nonsense, or raises."""

    def __init__(self, offset: Any) -> None:
        self.offset = offset

    def utcoffset(self, _: datetime | None) -> Any:
        return self.offset() if callable(self.offset) else self.offset

    def dst(self, _: datetime | None) -> None:
        return None

    def tzname(self, _: datetime | None) -> str:
        return "nowhere"


def _deep(make: Callable[[Any], Any], depth: int = 2_000) -> Any:
    value: Any = ()
    for _ in range(depth):
        value = make(value)
    return value


def _recursive() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


class _Text(str):
    __slots__ = ()


class _Number(int):
    pass


class _Pair(NamedTuple):
    first: Any
    second: Any


class _LinkGraphLookalike:
    """Claims to be a graph."""

    __class__ = lg.LinkGraph  # type: ignore[assignment]  # what is tested
    _facts = None


_AT = datetime(2026, 1, 5, tzinfo=UTC)
_HASHABLE = {"__hash__": object.__hash__}

SCALARS: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "Ellipsis": lambda: ...,
    "NotImplemented": lambda: NotImplemented,
    "NaN": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "1.0": lambda: 1.0,
    "complex": lambda: 1j,
    "decimal NaN": lambda: Decimal("sNaN"),
    "fraction": lambda: Fraction(1, 2),
    "0": lambda: 0,
    "-1": lambda: -1,
    "2**31": lambda: 2**31,
    "2**63": lambda: 2**63,
    "10**30": lambda: 10**30,
    "10**5000": lambda: 10**5000,
    "-(10**5000)": lambda: -(10**5000),
    "True": lambda: True,
    "False": lambda: False,
    "bytes": lambda: b"ana",
    "bytearray": lambda: bytearray(b"ana"),
    "memoryview": lambda: memoryview(b"ana"),
    "no text": str,
    "text": lambda: "zoe",
    "blank": lambda: " \n",
    "NUL": lambda: "a\0b",
    "surrogate": lambda: "\ud800",
    "long text": lambda: "x" * 10_000,
    "subclass of str": lambda: _Text("zoe"),
    "subclass of int": lambda: _Number(7),
    "named tuple": lambda: _Pair("ana", "bo"),
    "np.bool_": lambda: np.True_,
    "np.int64": lambda: np.int64(3),
    "np.float64": lambda: np.float64(0.5),
    "np.str_": lambda: np.str_("zoe"),
    "np.datetime64": lambda: np.datetime64("2026-01-05"),
    "np.timedelta64": lambda: np.timedelta64(1, "D"),
    "np.void": lambda: np.void(b"ab"),
    "np.ma.masked": lambda: np.ma.masked,
    "datetime.min": lambda: datetime.min.replace(tzinfo=UTC),
    "datetime.max": lambda: datetime.max.replace(tzinfo=timezone(-timedelta(hours=23))),
    "naive datetime": lambda: datetime(2026, 1, 5),  # noqa: DTZ001  # what is tested
    "fold": lambda: _AT.replace(fold=1),
    "date": lambda: date(2026, 1, 5),
    "timedelta": lambda: timedelta(days=-1),
    "NaT": lambda: pd.NaT,
    "pd.NA": lambda: pd.NA,
    "Timestamp": lambda: pd.Timestamp("2026-01-05", tz="UTC"),
    "zone that raises": lambda: _AT.replace(tzinfo=_Zone(_raise)),
    "zone of nonsense": lambda: _AT.replace(tzinfo=_Zone("later")),
    "zone without offset": lambda: _AT.replace(tzinfo=_Zone(None)),
    "UUID": lambda: UUID(int=7),
    "path": lambda: Path("zoe"),
    "object": object,
    "type": lambda: int,
    "function": lambda: len,
    "module": lambda: np,
    "lookalike": _LinkGraphLookalike,
    "hostile eq": _hostile("__eq__", "__ne__", **_HASHABLE),
    "hostile hash": _hostile("__hash__"),
    "hostile bool": _hostile("__bool__"),
    "hostile len": _hostile("__len__"),
    "hostile iter": _hostile("__iter__"),
    "hostile index": _hostile("__index__", "__int__", "__float__"),
    "hostile repr": _hostile("__repr__", "__str__", "__format__"),
    "hostile order": _hostile("__lt__", "__le__", "__gt__", "__ge__"),
    "hostile class": _hostile(__class__=property(_raise)),
    "hostile attributes": _hostile("__getattr__"),
    "hostile path": _hostile("__fspath__"),
    "hostile call": _hostile("__call__"),
    "hostile text": _hostile("__eq__", "__repr__", "__len__", "__hash__", base=str),
    "hostile number": _hostile("__eq__", "__lt__", "__repr__", "__hash__", "__index__", base=int),
    "hostile tuple": _hostile("__eq__", "__len__", "__iter__", "__hash__", "__repr__", base=tuple),
    "hostile list": _hostile("__len__", "__iter__", "__repr__", "__bool__", base=list),
    "hostile dict": _hostile("__len__", "__iter__", "__getitem__", "__repr__", base=dict),
    "hostile datetime": lambda: type(
        "Hostile", (datetime,), dict.fromkeys(["__eq__", "__ne__", "astimezone"], _raise)
    )(2026, 1, 5, tzinfo=UTC),
}
LIBRARY: dict[str, Callable[[], Any]] = {
    "a graph": lambda: lg.LinkGraph.from_edges(members=["zoe"]),
    "a history": lambda: lg.History([]),
    "a policy": lg.Policy,
    "a profile": lg.Profile,
    "a post": lambda: lg.Post(1, "ana"),
    "an engagement": lambda: lg.Engagement("ana", 1, lg.EngagementKind.REACTION),
    "an action": lambda: lg.Follow("ana", "bo", at=_AT),
    "a member set": lambda: lg.LinkGraph.from_edges(members=["zoe"]).members,
    "a diff": lg.Diff,
    "a fact": lambda: lg.Fact(lg.FactKind.FOLLOW, ("ana", "bo")),
    "a verdict": lambda: lg.Verdict(True, ()),
    "a tier": lambda: lg.Tier.FREE,
    "a degree": lambda: lg.Degree.FIRST,
    "an error": lambda: lg.UnknownMember("ana"),
}
CONTAINERS: dict[str, Callable[[], Any]] = {
    "a class": lambda: lg.LinkGraph,
    "an empty list": list,
    "an empty dict": dict,
    "a list of text": lambda: ["zoe", "yan"],
    "a list of numbers": lambda: [1, 2],
    "a list of None": lambda: [None],
    "a list of pairs": lambda: [("zoe", "yan")],
    "a set": lambda: {"zoe"},
    "a dict": lambda: {"zoe": "yan"},
    "a deque": lambda: deque(["zoe"]),
    "an array of C": lambda: array("q", [1, 2]),
    "a range": lambda: range(3),
    "a range of 10**18": lambda: range(10**18),
    "an iterator": lambda: iter(["zoe"]),
    "a generator that raises": _failing,
    "an endless generator": _endless,
    "endless pairs": lambda: _endless(("zoe", "yan")),
    "itertools.count": itertools.count,
    "itertools.repeat": lambda: itertools.repeat("zoe"),
    "endless, of length 1": lambda: type(
        "Endless", (), {"__iter__": lambda _: _endless(), "__len__": lambda _: 1}
    )(),
    "a pair that is endless": lambda: [
        type("Pair", (list,), {"__iter__": lambda _: _endless()})(["zoe", "yan"])
    ],
    "a tuple that is endless": lambda: type("Row", (tuple,), {"__iter__": lambda _: _endless()})(
        ["zoe", "yan"]
    ),
    "a recursive list": _recursive,
    "a deep list": lambda: _deep(lambda inner: [inner]),
    "a deep tuple": lambda: _deep(lambda inner: (inner,)),
    "a 0-d array": lambda: np.array(7),
    "an array of bool": lambda: np.array([True, False]),
    "an array of int": lambda: np.array([[1, 2], [2, 3]]),
    "an array of NaN": lambda: np.array([[np.nan, 1.0]]),
    "an array of text": lambda: np.array(["zoe", "yan"]),
    "an array of objects": lambda: np.array([None, object()], object),
    "a structured array": lambda: np.zeros(2, [("a", "i8"), ("b", "f8")]),
    "a masked array": lambda: np.ma.array([[1, 2]], mask=[[True, False]]),
    "an array of 3 dimensions": lambda: np.zeros((1, 2, 3)),
    "an array of times": lambda: np.array(["NaT"], "datetime64[s]"),
    "a frame": lambda: pd.DataFrame({"a": ["zoe"], "b": ["yan"]}),
    "a frame with nulls": lambda: pd.DataFrame({"a": ["zoe", None], "b": [1.0, float("nan")]}),
    "a frame without columns": pd.DataFrame,
    "a frame with one name twice": lambda: pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "a series": lambda: pd.Series(["zoe", None]),
    "a Polars frame": lambda: pl.DataFrame({"a": ["zoe", None], "b": [[1], []]}),
    "a Polars series": lambda: pl.Series([1.5, None]),
    "a lazy frame": lambda: pl.LazyFrame({"a": [1]}),
}
BARE = SCALARS | LIBRARY | CONTAINERS
WRAPPED: dict[str, Callable[[], Any]] = {
    f"{name} in {wrapping}": partial(lambda wrap, make: wrap(make()), wrap, make)
    for wrapping, wrap in {
        "a list": lambda value: [value],
        "a tuple": lambda value: (value,),
        "a pair": lambda value: [("ana", value)],
    }.items()
    for name, make in SCALARS.items()
}
ODD = BARE | WRAPPED
