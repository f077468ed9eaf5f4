"""Conditions as data: expressions over named facts, and the readers that evaluate them.

Every table of the rules has a column `condition`. A condition is not a function but a small tree
such as ``Is("connected") & ~Is("blocked")``, so that documentation can print it, tests can
enumerate it, and one tree can be evaluated in several ways:

- `compiled` builds one Python function from the tree. It reads the facts of a single pair from a
  `PairContext`, in order, and stops as soon as the answer is known.
- `set_reader` evaluates the tree as set algebra: it gives all members with that condition, from
  the sorted array of members with each fact. The cost depends on the size of these sets, not on
  the size of the network.
- `masks` evaluates the tree on boolean arrays, one entry for each of many members.

A tree has five kinds of node: `Is` (a leaf that names a fact), `AllOf`, `AnyOf`, `Negation`, and
`Constant`. The facts themselves are defined in `pair_context.py`. A fact that is the same for
every member, such as a setting of the policy, may be given to `matching` and `masks` as a plain
bool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import attrgetter
from typing import Any, TypeAlias, TypeGuard, TypeVar, cast, final

import attrs
import numpy as np

from linkgraph.graph.sorted_arrays import (
    NO_INDICES,
    Indices,
    Mask,
    difference,
    indices_of,
    intersection,
)

Row = TypeVar("Row")
# the members for which a fact holds: sorted, as a mask over all, or all of them or none
Members: TypeAlias = Indices | Mask | bool


class Condition:
    """A node of a condition; combine nodes with ``&``, ``|`` and ``~``."""

    parts: tuple[Condition, ...]  # of the two kinds of node that have several

    def __and__(self, other: Condition) -> AllOf:
        return AllOf((*_parts(self, AllOf), *_parts(other, AllOf)))

    def __or__(self, other: Condition) -> AnyOf:
        return AnyOf((*_parts(self, AnyOf), *_parts(other, AnyOf)))

    def __invert__(self) -> Negation:
        return Negation(self)


@final
@attrs.frozen
class Is(Condition):
    """Holds where the named fact is true."""

    name: str = attrs.field(validator=attrs.validators.matches_re(r"[a-z_]+"))

    def __str__(self) -> str:
        return self.name.replace("_", " ")


@final
@attrs.frozen
class AllOf(Condition):
    """Holds where every part holds; may have a label, which is printed instead of the parts."""

    parts: tuple[Condition, ...]
    label: str = attrs.field(default="", eq=False)

    def __str__(self) -> str:
        return self.label or _joined(self.parts, " and ", AnyOf)


@final
@attrs.frozen
class AnyOf(Condition):
    """Holds where at least one part holds."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return _joined(self.parts, " or ", AllOf)


@final
@attrs.frozen
class Negation(Condition):
    """Holds where its part does not."""

    part: Condition

    def __str__(self) -> str:
        return f"not {_joined((self.part,), '', (AllOf, AnyOf))}"


@final
@attrs.frozen
class Constant(Condition):
    """Holds always, or never."""

    value: bool

    def __str__(self) -> str:
        return "always" if self.value else "never"


ALWAYS = Constant(True)
NEVER = Constant(False)


def _parts(condition: Condition, kind: type[AllOf | AnyOf]) -> tuple[Condition, ...]:
    """Return the parts of a node that may be joined with another node of its kind."""
    plain = isinstance(condition, kind) and not getattr(condition, "label", "")
    return condition.parts if plain else (condition,)


def _joined(parts: Iterable[Condition], word: str, in_brackets: Any) -> str:
    """Return the parts in words; unlabelled nodes of the kind `in_brackets` get brackets."""
    return word.join(
        f"({part})"
        if isinstance(part, in_brackets) and not getattr(part, "label", "")
        else str(part)
        for part in parts
    )


def fact_names(condition: Condition) -> set[str]:
    """Return the names of all facts that a condition reads."""
    match condition:
        case Is(name):
            return {name}
        case Constant():
            return set()
        case Negation(part):
            return fact_names(part)
        case _:
            return set().union(*map(fact_names, condition.parts))


# -- one pair: a compiled function --------------------------------------------------------------


def compiled(condition: Condition) -> Callable[[Any], bool]:
    """Return a function that evaluates the condition on an object with the facts as attributes.

    The function is built from the source text of the tree, as attrs builds `__init__`. Walking
    the tree instead takes 12 times as long (measured on the rows of the buttons).
    """
    return _function(_source(condition))


# Functions that look a fact up, by its name. The readers below call these instead of reading
# attributes, for contexts that are used once: without keeping the facts, `check` of an invitation
# takes 60 % of the time (measured).
LookUps: TypeAlias = Mapping[str, Callable[[Any], Any]]


def compiled_together(
    conditions: Iterable[Condition], look_ups: LookUps | None = None
) -> Callable[[Any], tuple[bool, ...]]:
    """Return one function that evaluates several conditions and gives a bool for each."""
    sources = (f"{_source(condition, look_ups)}, " for condition in conditions)
    return _function(f"({''.join(sources)})", look_ups)


def first_match(
    rows: Sequence[Row], conditions: Iterable[Condition], look_ups: LookUps | None = None
) -> Callable[[Any], Row]:
    """Return a function that gives the first row whose condition holds; the last must always."""
    *choices, last = enumerate(_source(condition, look_ups) for condition in conditions)
    branches = (f"rows[{number}] if {source} else " for number, source in choices)
    return _function(f"{''.join(branches)}rows[{last[0]}]", look_ups, rows)


def _function(
    source: str, look_ups: LookUps | None = None, rows: Sequence[Any] = ()
) -> Callable[[Any], Any]:
    # `Is` accepts identifiers only, so the source can do nothing but look up facts.
    function: Callable[[Any], Any] = eval(
        f"lambda pair: {source}", {**(look_ups or {}), "rows": rows}
    )
    return function


def _source(condition: Condition, look_ups: LookUps | None = None) -> str:
    """Return the condition as a Python expression about `pair`."""
    match condition:
        case Is(name):
            return f"pair.{name}" if look_ups is None else f"{name}(pair)"
        case Constant(value):
            return str(value)
        case Negation(part):
            return f"(not {_source(part, look_ups)})"
        case AllOf(parts):
            return f"({' and '.join(_source(part, look_ups) for part in parts)})"
        case _:
            return f"({' or '.join(_source(part, look_ups) for part in condition.parts)})"


# -- many members: sets and masks ---------------------------------------------------------------


def set_reader(condition: Condition) -> Callable[[Any], Members]:
    """Return a function that gives the members for which the condition holds.

    The function takes an object whose attributes are the facts: sorted int32 indices, a mask over
    all members, or a bool where the fact is the same for all. It returns sorted indices, a mask
    (where a part was given as one), or a bool for all or none.

    A negation may stand only beside another part, from which its members are removed: "everyone
    else" is never listed.
    """
    match condition:
        case Is(name):
            return attrgetter(name)
        case Constant(value):
            return lambda _: value
        case Negation(part):
            return _removing([], [set_reader(part)])
        case AnyOf(parts):
            first, *more = map(set_reader, parts)
            return lambda sets: reduce(_union, (read(sets) for read in more), first(sets))
        case _:
            negated = [
                set_reader(part.part) for part in condition.parts if isinstance(part, Negation)
            ]
            others = [
                set_reader(part) for part in condition.parts if not isinstance(part, Negation)
            ]
            return _removing(others, negated)


def _removing(
    readers: list[Callable[[Any], Members]], negated: list[Callable[[Any], Members]]
) -> Callable[[Any], Members]:
    """Return a function that intersects the sets of some readers and removes those of others."""

    def read(sets: Any) -> Members:
        members: Members = True
        for reader in readers:
            members = _intersection(members, reader(sets))
            if members is False:
                return False
        for reader in negated:
            members = _difference(members, reader(sets))
        return members

    return read


def is_mask(members: Members) -> TypeGuard[Mask]:
    """Return whether members are given as a mask over all."""
    return isinstance(members, np.ndarray) and members.dtype == bool


def as_indices(members: Members) -> Indices:
    """Return members as sorted indices; all members, given as `True`, cannot be listed."""
    if is_mask(members):
        return indices_of(members)
    if members is True:
        raise ValueError("expected a condition that holds for some members, not for all")
    return NO_INDICES if members is False else cast("Indices", members)


def _union(left: Members, right: Members) -> Members:
    if isinstance(left, bool):
        return left or right
    if isinstance(right, bool):
        return right or left
    return np.union1d(as_indices(left), as_indices(right))


def _intersection(left: Members, right: Members) -> Members:
    if isinstance(left, bool):
        return left and right
    if isinstance(right, bool):
        return right and left
    return intersection(as_indices(left), as_indices(right))


def _difference(left: Members, right: Members) -> Members:
    if isinstance(right, bool):
        return False if right else left
    if left is False or not len(right):
        return left
    if is_mask(left):
        remaining = left.copy()
        remaining[as_indices(right)] = False
        return remaining
    return difference(as_indices(left), as_indices(right))


def masks(condition: Condition, columns: Any) -> Mask | bool:
    """Return for each of many members whether the condition holds.

    Parameters
    ----------
    condition
        The tree.
    columns
        An object whose attributes are the facts: boolean arrays of one shape, or a bool where the
        fact is the same for all.

    Returns
    -------
    numpy.ndarray or bool
        bool, of that shape; one bool if no array was read.
    """
    match condition:
        case Is(name):
            column: Mask | bool = getattr(columns, name)
            return column
        case Constant(value):
            return value
        case Negation(part):
            return np.logical_not(masks(part, columns))
        case AllOf(parts):
            return reduce(np.logical_and, (masks(part, columns) for part in parts))
        case _:
            return reduce(np.logical_or, (masks(part, columns) for part in condition.parts))
