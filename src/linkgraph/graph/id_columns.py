"""Ids in whatever holds many of them: arrays, columns of data frames, and any other collection.

A column of integers that int64 holds is an array, since arrays are fast; any other column is a list
of plain ids (F6). Data frames of every library are opened through narwhals. Three kinds need care:

- DuckDB gives UUIDs to Arrow as text, and integers of 128 bits as decimals that cannot hold them
  all. Both are read as text and converted here.
- Integers that are stored as decimals without decimal places are integers.
- A lazy frame is computed by its own library, so that an error of the caller's query comes through.
"""

from __future__ import annotations

import sys
from collections import UserString
from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import Any, Protocol, TypeAlias, cast
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput
from linkgraph.graph.member_ids import plain_ids
from linkgraph.graph.validation import listed

# Integers from an array, as int64, or plain ids from anything else.
Column: TypeAlias = NDArray[np.int64] | list[Hashable]

FILL_IN = "drop the row or fill in its ids"
# They can be iterated over, but what comes is characters, bytes or fields.
_NO_COLLECTIONS = (str, bytes, bytearray, memoryview, UserString, np.generic)
# One of these is a method of every column of pandas, Polars and Arrow.
_METHODS_OF_COLUMNS = ("isnull", "is_null", "to_pylist")
# The types that DuckDB cannot give to Arrow as they are, and how their text is read.
_FROM_TEXT: dict[str, type[Any]] = {"UUID": UUID, "HUGEINT": int, "UHUGEINT": int}


# -- collections --------------------------------------------------------------------------------


def ids_in(values: Any, what: str, expected: str, remedy: str) -> list[Hashable]:
    """Return the ids of a collection of any kind but a data frame, in its order, with repeats."""
    kind = type(values)
    if issubclass(kind, np.ndarray):
        if values.ndim != 1:
            raise InvalidInput(values, expected, remedy)
        refuse_masked(values)
        return as_list(column_of(np.asarray(values), what))
    if is_frame(values):
        raise InvalidInput(values, expected, remedy)
    if any(hasattr(kind, method) for method in _METHODS_OF_COLUMNS):
        series = _series(values)
        if series is not None:
            return as_list(ids_of(series, what))
    return plain_ids(items_of(values, expected, remedy), what)


def items_of(values: Any, expected: str, remedy: str) -> list[Any]:
    """Return the items of a collection, or raise `InvalidInput`."""
    if issubclass(type(values), _NO_COLLECTIONS):
        raise InvalidInput(values, expected, remedy)
    return listed(values, expected, remedy)


def as_list(column: Column) -> list[Hashable]:
    """Return a column of ids as a list of plain values."""
    return column if isinstance(column, list) else cast("list[Hashable]", column.tolist())


def _series(values: Any) -> Any:
    """Return a column of any library as one of narwhals, or `None` if it is not one."""
    try:
        import narwhals.stable.v2 as nw
    except ImportError:
        return None  # its items will do
    if hasattr(type(values), "to_pylist") and not hasattr(type(values), "chunks"):
        values = sys.modules["pyarrow"].chunked_array([values])
    series = nw.from_native(values, series_only=True, pass_through=True)
    return series if isinstance(series, nw.Series) else None


# -- arrays -------------------------------------------------------------------------------------


def refuse_masked(array: NDArray[Any]) -> None:
    """Raise `InvalidInput` for the first row with a masked entry."""
    if isinstance(array, np.ma.MaskedArray):
        masked = np.argwhere(np.ma.getmaskarray(array))
        if len(masked):
            raise InvalidInput(None, "a member id", FILL_IN, int(masked[0][0]))


def column_of(values: NDArray[Any], what: str = "member") -> Column:
    """Return one column of an array, integers as int64."""
    kind = values.dtype.kind
    if kind in "iu":
        if kind == "u" and len(values) and int(values.max()) > np.iinfo(np.int64).max:
            return cast("list[Hashable]", values.tolist())
        return values.astype(np.int64, copy=False)
    if kind == "f" and np.isnan(values).any():
        row = int(np.isnan(values).argmax())
        raise InvalidInput(float("nan"), f"a {what} id", FILL_IN, row)
    if kind == "U" and values.dtype.itemsize:
        _refuse_beyond_unicode(values)
    return plain_ids(values.tolist() if kind in "US" else list(values), what)


def _refuse_beyond_unicode(values: NDArray[np.str_]) -> None:
    """Refuse text that cannot become a `str`: NumPy takes any four bytes for a character."""
    native = np.array(values, values.dtype.newbyteorder("="))
    codes = native.view(np.uint32).reshape(len(values), values.dtype.itemsize // 4)
    beyond = np.argwhere(codes > sys.maxunicode)
    if len(beyond):
        row, place = beyond[0].tolist()
        raise InvalidInput(hex(codes[row, place]), "a character of Unicode", row=row)


# -- data frames --------------------------------------------------------------------------------


class Frame(Protocol):
    """A data frame of any library, for type checkers."""

    @property
    def columns(self) -> Any:
        """The names of the columns, or the columns."""
        raise NotImplementedError


def is_frame(value: Any) -> bool:
    """Return whether `value` looks like a data frame."""
    # A lazy frame would compute its schema if the instance were asked instead of the class.
    return hasattr(type(value), "columns")


def opened(frame: Any, expected: str, remedy: str = "") -> Any:
    """Return a data frame of any library as one of narwhals, or raise `InvalidInput`.

    If the frame is lazy, an error of its own query is raised as it is.
    """
    kind = type(frame).__name__
    try:
        import narwhals.stable.v2 as nw
    except ImportError:
        plain = "plain Python or NumPy values, because narwhals is not installed"
        raise InvalidInput(kind, plain, "pip install 'linkgraph[frames]'") from None
    native = nw.to_native(frame, pass_through=True)
    library = library_of(native)
    if library == "polars" and type(native).__name__ == "LazyFrame":
        native = native.collect()  # narwhals would replace its errors
    elif library == "pyarrow" and type(native).__name__ == "RecordBatch":
        native = sys.modules["pyarrow"].Table.from_batches([native])
    elif library == "duckdb":
        native = _of_duckdb(native, nw)
    try:
        table: Any = nw.from_native(native)
        if not isinstance(table, nw.LazyFrame):
            table.columns  # noqa: B018  # raises if two columns have one name
    except (TypeError, nw.exceptions.NarwhalsError):
        raise InvalidInput(kind, expected, remedy) from None
    return table.collect() if isinstance(table, nw.LazyFrame) else table


def library_of(frame: Any) -> str:
    """Return the package that a data frame comes from, also if it is one of narwhals."""
    if str(type(frame).__module__).startswith("narwhals"):
        frame = frame.to_native()
    return str(type(frame).__module__).partition(".")[0].lstrip("_")


def selecting(frame: Any, names: Iterable[str]) -> str:
    """Return the code that selects columns, in the words of the library of the data frame."""
    columns = ", ".join(map(repr, names))
    library = library_of(frame)
    if library == "pandas":
        return f"df[[{columns}]]"
    return f"df.select([{columns}])" if library == "pyarrow" else f"df.select({columns})"


def _of_duckdb(relation: Any, nw: Any) -> Any:
    """Return a relation of DuckDB as a table of Arrow that holds every id as it is."""
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    if not _FROM_TEXT.keys() & {*kinds.values()}:
        return relation
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in kinds}
    columns = [
        f"CAST({quoted[name]} AS VARCHAR) AS {quoted[name]}" if kind in _FROM_TEXT else quoted[name]
        for name, kind in kinds.items()
    ]
    table = nw.from_native(relation.project(", ".join(columns))).collect().to_native()
    arrow = sys.modules["pyarrow"]
    for place, (name, kind) in enumerate(kinds.items()):
        if kind == "UUID":
            content = [
                None if text is None else UUID(text).bytes for text in table[name].to_pylist()
            ]
            table = table.set_column(place, name, arrow.array(content, arrow.uuid()))
        elif kind in _FROM_TEXT:
            table = table.set_column(place, name, table[name].cast(arrow.decimal256(39, 0)))
    return table


def ids_of(series: Any, what: str = "member") -> Column:
    """Return a column of ids of `what`, or raise `InvalidInput` for the first invalid one."""
    nulls = np.flatnonzero(series.is_null().to_numpy())
    if len(nulls):
        raise InvalidInput(None, f"a {what} id", FILL_IN, int(nulls[0]))
    if series.dtype.is_integer() and "128" not in str(series.dtype):
        return column_of(series.to_numpy(), what)
    if getattr(series.dtype, "time_unit", None) == "ns":
        _refuse_nanoseconds(series, what)
    return plain_ids(values_of(series), what)


def _refuse_nanoseconds(series: Any, what: str) -> None:
    """Refuse times that Python's have no room for; Polars would round them, and merge ids."""
    import narwhals.stable.v2 as nw

    numbers = series.cast(nw.Int64).to_numpy()
    finer = np.flatnonzero(numbers % 1000)
    if len(finer):
        row = int(finer[0])
        raise InvalidInput(f"{numbers[row]} ns", f"a {what} id", "round times to microseconds", row)


def values_of(series: Any) -> list[Any]:
    """Return the values of a column, those of decimals without decimal places as integers."""
    values: list[Any] = series.to_list()
    # narwhals does not know the long decimals of Arrow.
    if not series.dtype.is_decimal() and str(series.dtype) != "Unknown":
        return values
    return [int(value) if _is_whole(value) else value for value in values]


def _is_whole(value: Any) -> bool:
    return isinstance(value, Decimal) and value.as_tuple().exponent == 0
