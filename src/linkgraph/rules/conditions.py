"""Conditions as data: expressions over named facts, and the readers that evaluate them.

Every table of the rules has a column `condition`. A condition is not a function but a small tree
such as ``Is("connected") & ~Is("blocked")``. Documentation prints it, tests enumerate it, and one
tree can be evaluated on a pair or on many members:

- `compiled`, `compiled_together` and `first_match` build one Python function from trees. It reads
  the facts of a single pair from a `PairContext`, in order, and stops when the answer is known.
- `set_reader` evaluates a tree as set algebra: it gives all members with that condition, from the
  members with each fact. These are sorted arrays or masks. With sorted arrays the cost depends on
  their size, not on the size of the network.

A tree has five kinds of node: `Is` (a leaf that names a fact), `AllOf`, `AnyOf`, `Negation` and
`Constant`. A fact is a method of a context, marked with `PairFact`; see `pair_context.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Generic, TypeAlias, TypeGuard, TypeVar, cast

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

T = TypeVar("T")
# the members for which a fact holds: sorted, as a mask over all, or all of them or none
Members: TypeAlias = Indices | Mask | bool
SetReader: TypeAlias = Callable[[Any], Members]


# -- the tree -----------------------------------------------------------------------------------


class Condition:
    """A node of a condition; combine nodes with ``&``, ``|`` and ``~``."""

    parts: tuple[Condition, ...]  # of the two kinds of node that have several

    def __and__(self, other: Condition) -> AllOf:
        return AllOf((*_parts(self, AllOf), *_parts(other, AllOf)))

    def __or__(self, other: Condition) -> AnyOf:
        return AnyOf((*_parts(self, AnyOf), *_parts(other, AnyOf)))

    def __invert__(self) -> Negation:
        return Negation(self)


@attrs.frozen
class Is(Condition):
    """Holds where the named fact is true."""

    name: str = attrs.field(validator=attrs.validators.matches_re(r"[a-z_]+"))

    def __str__(self) -> str:
        return self.name.replace("_", " ")


@attrs.frozen
class AllOf(Condition):
    """Holds where every part holds; may have a label, which is printed instead of the parts."""

    parts: tuple[Condition, ...]
    label: str = attrs.field(default="", eq=False)

    def __str__(self) -> str:
        return self.label or _joined(self.parts, " and ", AnyOf)


@attrs.frozen
class AnyOf(Condition):
    """Holds where at least one part holds."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return _joined(self.parts, " or ", (AllOf, Negation))


@attrs.frozen
class Negation(Condition):
    """Holds where its part does not."""

    part: Condition

    def __str__(self) -> str:
        return f"not {self.part}" if isinstance(self.part, Is) else f"not ({self.part})"


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
    can_join = isinstance(condition, kind) and not getattr(condition, "label", "")
    return condition.parts if can_join else (condition,)


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
    return set(re.findall(r"pair\.(\w+)", _source(condition, _KEPT)))


# -- named facts --------------------------------------------------------------------------------

FACTS: dict[str, PairFact[Any]] = {}  # every named fact


class PairFact(Generic[T]):
    """A method that becomes a named fact: it is called on first reading, and the value is kept.

    `functools.cached_property` does the same with a lock, which costs more than most look-ups.
    """

    def __init__(self, look_up: Callable[[Any], T]) -> None:
        self.look_up = look_up
        self.__doc__: str | None = look_up.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name
        FACTS[name] = self

    def __get__(self, context: object, owner: type) -> T:
        value = self.look_up(context)
        setattr(context, self._name, value)  # this attribute now hides the descriptor
        return value


class ViewerFact(PairFact[T]):
    """A fact about the viewer, the time and the policy: the same for every other member."""


class PolicyFact(ViewerFact[T]):
    """A fact about the policy alone."""


# -- one pair: a compiled function --------------------------------------------------------------

# How a compiled function reads a fact: as an attribute of the context, which keeps it, or by a
# call, for a context that is used once. Keeping the facts of those would make `check` of an
# invitation take 1.5 times as long (measured).
_KEPT, _CALLED = "pair.{}", "{}(pair)"


def compiled(condition: Condition) -> Callable[[Any], bool]:
    """Return a function that evaluates the condition on a context, which keeps the facts.

    The function is built from the source text of the tree, as attrs builds `__init__`. Walking
    the tree instead takes 12 times as long (measured on the rows of the buttons).
    """
    return _function(_source(condition, _KEPT))


def compiled_together(conditions: Iterable[Condition]) -> Callable[[Any], tuple[bool, ...]]:
    """Return a function that evaluates several conditions on a context; it keeps no fact."""
    return _function(f"({''.join(f'{_source(part, _CALLED)}, ' for part in conditions)})")


def first_match(rows: Sequence[T], *, keep: bool = False) -> Callable[[Any], T]:
    """Return a function that gives the first row with a condition that holds for a context.

    The last row must always match. With `keep`, the context keeps the facts.
    """
    form = _KEPT if keep else _CALLED
    choices: Any = enumerate(rows[:-1])
    branches = (f"rows[{n}] if {_source(row.condition, form)} else " for n, row in choices)
    return _function(f"{''.join(branches)}rows[-1]", rows)


def _function(source: str, rows: Sequence[Any] = ()) -> Callable[[Any], Any]:
    # `Is` accepts identifiers only, so the source can do nothing but look up facts.
    look_ups = {name: fact.look_up for name, fact in FACTS.items()}
    function: Callable[[Any], Any] = eval(f"lambda pair: {source}", {**look_ups, "rows": rows})
    return function


def _source(condition: Condition, form: str) -> str:
    """Return the condition as a Python expression about `pair`; `form` reads a fact."""
    match condition:
        case Is(name):
            return form.format(name)
        case Constant(value):
            return str(value)
        case Negation(part):
            return f"(not {_source(part, form)})"
        case _:
            word = " and " if isinstance(condition, AllOf) else " or "
            return f"({word.join(_source(part, form) for part in condition.parts)})"


def derived(make: Callable[[Any], Any]) -> Any:
    """Return the attrs field of a row that is made from its other fields, once."""
    factory = attrs.Factory(make, takes_self=True)
    return attrs.field(default=factory, init=False, repr=False, eq=False)


# -- many members: sets and masks ---------------------------------------------------------------


def set_reader(condition: Condition) -> SetReader:
    """Return a function that gives the members for which the condition holds.

    The function takes the facts by name: each is sorted int32 indices, a mask over all members, or
    a bool where the fact is the same for all. It returns one of the three.

    A negated fact that is given as indices may stand only beside another part, from which its
    members are removed: "everyone else" is never listed.
    """
    match condition:
        case Is(name):
            return itemgetter(name)
        case Constant(value):
            return lambda _: value
        case AnyOf(parts):
            return _read_any([set_reader(part) for part in parts])
        case _:
            parts = condition.parts if isinstance(condition, AllOf) else (condition,)
            negated = [set_reader(part.part) for part in parts if isinstance(part, Negation)]
            others = [set_reader(part) for part in parts if not isinstance(part, Negation)]
            return _read_all(others, negated)


def _read_any(readers: list[SetReader]) -> SetReader:
    def read_any(sets: Any) -> Members:
        members: Members = False
        for read in readers:
            members = _union(members, read(sets))
        return members

    return read_any


def _read_all(readers: list[SetReader], negated: list[SetReader]) -> SetReader:
    def read_all(sets: Any) -> Members:
        members: Members = True
        for read in readers:
            members = _intersection(members, read(sets))
            if members is False:
                return False
        for read in negated:
            members = _difference(members, read(sets))
        return members

    return read_all


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
    if is_mask(left) and is_mask(right):
        return left | right
    return np.union1d(as_indices(left), as_indices(right))


def _intersection(left: Members, right: Members) -> Members:
    if isinstance(left, bool):
        return left and right
    if isinstance(right, bool):
        return right and left
    if is_mask(left) and is_mask(right):
        return left & right
    return intersection(as_indices(left), as_indices(right))


def _difference(left: Members, right: Members) -> Members:
    if isinstance(right, bool):
        return False if right else left
    if left is False or not len(right):
        return left
    if left is True and is_mask(right):
        return ~right
    if is_mask(left):
        remaining = left.copy()
        remaining[right] = False
        return remaining
    return difference(as_indices(left), as_indices(right))
