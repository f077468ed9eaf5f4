"""Every public callable × every argument × odd values: nothing is taken for what it is not.

The callables come from `__all__` of every public module: functions, classes, and the public methods
of classes. The arguments that are left as they are come from `VALID`, by name, or from the
annotation (`_example`). A new public name that cannot be called with these fails the test.

A call with an odd value may end in an error of the library, which names the argument if the value
is of the wrong kind, or in the error that the value itself raised. It may succeed only if the
annotation of the parameter allows the value (`_allows`).
"""

from __future__ import annotations

import importlib
import inspect
import pickle
import sys
import types
import typing
import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from numbers import Number
from os import PathLike
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, ClassVar, NamedTuple

import attrs
import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

import linkgraph as lg
from linkgraph.graph import validation
from tests.odd_values import BARE, ODD, OWN

NOW = datetime(2026, 1, 5, tzinfo=UTC)
GRAPH: lg.LinkGraph[Any] = lg.LinkGraph.from_edges(
    members=["ana", "bo", "cy", "di"], connections=[("ana", "bo")], follows=[("cy", "ana")]
)
COPY = pickle.loads(pickle.dumps(GRAPH))


# -- what there is to call ----------------------------------------------------------------------


class Target(NamedTuple):
    """A public callable, and the class of the object that it is called on, if it is a method."""

    name: str
    function: Callable[..., Any]
    owner: type | None = None


def _public_modules() -> Iterator[Any]:
    yield lg
    for found in iter_modules(lg.__path__):
        module = importlib.import_module(f"linkgraph.{found.name}")
        if found.name[0] != "_" and hasattr(module, "__all__"):
            yield module


def _targets() -> Iterator[Target]:
    modules, seen = list(_public_modules()), set()
    for module in modules:
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.ismodule(value):
                modules += [] if value in modules else [value]
            elif callable(value) and id(value) not in seen:
                seen.add(id(value))
                path = f"{module.__name__}.{name}"
                if not inspect.isclass(value):
                    yield Target(path, value)
                    continue
                if not getattr(value, "_is_protocol", False):
                    yield Target(path, value)
                yield from _methods(path, value)


_OPERATORS = ("__contains__", "__eq__", "__getitem__")


def _methods(path: str, owner: type) -> Iterator[Target]:
    """Return the methods of a class that the library, or a mixin of `collections.abc`, gives it."""
    for name in dir(owner):
        home = next(base for base in owner.__mro__ if name in vars(base) or base is object)
        ours = home.__module__.partition(".")[0] in ("linkgraph", "collections", "_collections_abc")
        method = getattr(owner, name)
        if ours and callable(method) and (name[0] != "_" or name in _OPERATORS):
            is_bound = inspect.ismethod(method) or isinstance(
                inspect.getattr_static(owner, name), staticmethod
            )
            yield Target(f"{path}.{name}", method, None if is_bound else owner)


TARGETS = {target.name: target for target in _targets()}


# -- how to call it -----------------------------------------------------------------------------


class Silent(lg.testing.Backend):
    unsupported: ClassVar[set[str]] = {"Expire"}

    def reset(self, members: Sequence[str]) -> None:
        pass

    def act(self, action: object) -> bool:  # noqa: ARG002  # the interface
        return True


@cache
def _axes() -> Any:
    from matplotlib.figure import Figure

    return Figure().subplots()


def _reason() -> lg.Reason[Any]:
    return lg.Reason("A1", lg.Code.ALLOWED)


# Arguments by name; a name with a dot is for one callable, or for the object of a method.
VALID: dict[str, Callable[[], Any]] = {
    **dict.fromkeys(["graph", "before", "after", "source", "start"], lambda: GRAPH),
    **dict.fromkeys(["viewer", "member", "author", "sender", "ego", "a"], lambda: "ana"),
    **dict.fromkeys(["follower", "blocker", "owner"], lambda: "ana"),
    **dict.fromkeys(["recipient", "other", "b", "followee", "blocked"], lambda: "bo"),
    "id": lambda: 1,
    "post": lambda: lg.Post(1, "ana"),
    "posts": lambda: [lg.Post(1, "ana")],
    "engagements": list,
    "action": lambda: lg.Follow("ana", "di", at=NOW),
    "actions": list,
    "history": lambda: lg.History([]),
    "day": lambda: NOW.date(),
    "since": lambda: NOW,
    "path": lambda: "graph",
    "changes": lambda: {"tier": lg.Tier.PREMIUM},
    "fields": lambda: {"tier": st.just(lg.Tier.PREMIUM)},
    "graphs": lambda: nx.Graph([("ana", "bo")]),
    "ids": lambda: "zoe",
    "make_backend": lambda: Silent,
    "linkgraph.testing.conformance.examples": lambda: 0,
    "linkgraph.testing.conformance.prepared": list,
    "linkgraph.testing.conformance.report_to": lambda: str,
    **{f"linkgraph.display.plots.{name}.ax": _axes for name in lg.display.plots.__all__},
    "member_index": lambda: GRAPH._facts.member_index,
    "indices": lambda: np.array([0], np.int32),
    "empty": lambda: lg.FactKind.BLOCK.empty,
    "missing": lambda: lg.profile_actions(GRAPH, "ana", "di", at=NOW).missing,
    "sections": lambda: lg.profile_view(GRAPH, "ana", "di").sections,
    "n": lambda: 3,
    "seed": lambda: 7,
    "rule": lambda: "A1",
    "default": lambda: None,
    "key": lambda: "ana",
    "iterable": list,
    "it": list,
    "other_set": set,
    "members": lambda: ("ana",),
    "linkgraph.strategies.actions.graph": lambda: GRAPH,
    "linkgraph.strategies.graphs.members": st.text,
    "linkgraph.strategies.mixed_graphs.members": st.text,
    "linkgraph.strategies.posts.ids": st.integers,
    "linkgraph.archive.profile_id.address": lambda: "https://www.linkedin.com/in/ana",
    "linkgraph.Fact.kind": lambda: lg.FactKind.MEMBER,
    "linkgraph.read_archive.path": lambda: "Connections.csv",
    "linkgraph.read_archive.owner": lambda: "ana",
    "linkgraph.stores.save_history.path": lambda: "history.jsonl",
    "linkgraph.stores.load_history.path": lambda: "history.jsonl",
    "linkgraph.display.Picture.save.path": lambda: "ana.svg",
    "linkgraph.LinkGraph": lambda: GRAPH,
    "linkgraph.MemberSet": lambda: GRAPH.members,
    "linkgraph.ProfileView": lambda: lg.profile_view(GRAPH, "ana", "bo"),
    "linkgraph.testing.Prepared": lambda: lg.testing.PREPARED[0],
    "linkgraph.ProfileButtons": lambda: lg.profile_buttons(GRAPH, "ana", at=NOW),
    "linkgraph.display.Explorer": lambda: lg.explore(GRAPH, "ana"),
    "linkgraph.testing.Backend": Silent,
}


def _valid(target: Target, name: str, hint: Any) -> Any:
    """Return a value for a parameter: by its name if the annotation allows that."""
    if f"{target.name}.{name}" in VALID:
        return VALID[f"{target.name}.{name}"]()
    if name in VALID and _allows(hint, value := VALID[name]()):
        return value
    return _example(hint)


def _example(hint: Any) -> Any:
    """Return a value that an annotation allows."""
    origin, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _example(arguments[0])
    if isinstance(hint, typing.TypeVar) or hint in (Any, Hashable, object):
        return "ana"
    simple = {str: "A1", int: 1, float: 1.0, bool: True, type(None): None, datetime: NOW}
    simple |= {date: NOW.date(), timedelta: timedelta(1), Callable: len, lg.LinkGraph: GRAPH}
    if origin in simple:
        return simple[origin]
    if origin is typing.Literal:
        return arguments[0]
    if origin in (tuple, Iterable, Sequence):
        return ()
    if origin is Set:
        return frozenset()
    if origin is st.SearchStrategy:
        return st.just("ana")
    if issubclass(origin, Enum):
        return next(iter(origin))
    return _made(origin)


def _made(kind: type) -> Any:
    """Return an object of a public class."""
    path = next(
        name.rpartition(".")[0] if target.owner is kind else name
        for name, target in TARGETS.items()
        if kind in (target.function, target.owner)
    )
    if path in VALID:
        return VALID[path]()
    return _call(TARGETS[path], _arguments(TARGETS[path]))


class Parameter(NamedTuple):
    """A parameter: its kind, its annotation, and a value of its own."""

    name: str
    kind: Any
    hint: Any
    default: Any


def _hints(target: Target) -> dict[str, Any]:
    """Return the annotations; for a field of attrs with a converter, what that converts."""
    function = target.function
    if not attrs.has(function):
        own = function.__init__ if inspect.isclass(function) else inspect.unwrap(function)
        names = vars(sys.modules[function.__module__]) | {"Axes": _axes().__class__}
        return typing.get_type_hints(own, names)
    hints = typing.get_type_hints(function)
    if inspect.isfunction(inspect.getattr_static(function, "__init__")) and not _is_generated(
        function
    ):
        hints |= typing.get_type_hints(function.__init__)
    for field in attrs.fields(function):
        with suppress(NameError, TypeError):
            taken = typing.get_type_hints(field.converter)
            taken.pop("return", None)
            hints[field.name] = next(iter(taken.values()))
    return hints


def _is_generated(kind: type) -> bool:
    return "attrs" in kind.__init__.__code__.co_filename  # type: ignore[misc]  # of its own


@cache
def _parameters(target: Target) -> list[Parameter]:
    if inspect.isclass(target.function) and issubclass(target.function, Enum):
        kind, empty = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.empty
        return [Parameter("value", kind, target.function, empty)]
    parameters = list(inspect.signature(target.function).parameters.values())
    if target.owner is not None:
        parameters = parameters[1:]
    hints = {name.lstrip("_"): hint for name, hint in _hints(target).items()}
    return [
        Parameter(one.name, one.kind, hints.get(one.name, Any), one.default) for one in parameters
    ]


def _arguments(target: Target) -> dict[str, Any]:
    """Return an argument for each parameter without a default, and for those with one of ours."""
    return {
        one.name: _valid(target, one.name, Any if _keys(one) else one.hint)
        for one in _parameters(target)
        if one.default is inspect.Parameter.empty or f"{target.name}.{one.name}" in VALID
    }


def _call(target: Target, arguments: Mapping[str, Any]) -> Any:
    """Call with these arguments, on an object of the owner."""
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for one in _parameters(target):
        if one.kind is one.kind.VAR_KEYWORD:
            named |= arguments.get(one.name, {})
        elif one.name in arguments:
            by_name = (
                one.kind is one.kind.KEYWORD_ONLY or one.default is not inspect.Parameter.empty
            )
            if by_name and one.kind is not one.kind.POSITIONAL_ONLY:
                named[one.name] = arguments[one.name]
            else:
                positional.append(arguments[one.name])
    if target.owner is not None:
        positional.insert(0, _made(target.owner))
    return target.function(*positional, **named)


# -- what may be accepted -----------------------------------------------------------------------

_TEXT = (str, bytes, bytearray, memoryview)


def _allows(hint: Any, value: Any) -> bool:
    """Return whether the annotation of a parameter allows a value.

    Types are compared, never asked: the value may lie about its class, and may raise when it is
    compared. Of an iterable only a list, a tuple or a set is looked into.
    """
    kind = type(value)
    origin, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
    if hasattr(origin, "__value__"):  # an alias, as NumPy's types are from Python 3.12 on
        return _allows(typing.get_origin(origin.__value__), value)
    if hint in (Any, object, inspect.Parameter.empty):
        return True
    if isinstance(hint, typing.TypeVar):
        bound = hint.__bound__ or Hashable
        return _allows(bound, value)
    if origin in (typing.Union, types.UnionType):
        return any(_allows(one, value) for one in arguments)
    if origin is typing.Literal:
        return kind is str and value in arguments
    if hint is Hashable:
        return _can_be_an_id(value)
    if origin is bool:
        return kind is bool
    if origin is int:
        return issubclass(kind, (int, np.integer)) and kind not in (bool, np.timedelta64)
    if origin is float:
        is_number = issubclass(kind, (int, float)) and kind is not bool
        return is_number and not (issubclass(kind, float) and np.isnan(value))
    if origin is datetime:
        return issubclass(kind, datetime) and _is_aware(value)
    if origin is date:
        return issubclass(kind, date)
    if origin is type(None):
        return value is None
    if origin is Callable:
        return callable(value)
    if origin is PathLike:
        return issubclass(kind, PathLike)
    if inspect.isclass(origin) and issubclass(origin, Enum):
        values = {type(member.value) for member in origin}
        return issubclass(kind, origin) or (int in values and issubclass(kind, (int, np.integer)))
    if inspect.isclass(origin) and issubclass(origin, tuple) and len(arguments) == 2:
        return kind is tuple and all(_allows(arguments[0], item) for item in value)
    if origin in (Iterable, Sequence, Set):
        if not hasattr(kind, "__iter__") or issubclass(kind, _TEXT):
            return False
        return kind not in (list, tuple, set) or all(_allows(arguments[0], one) for one in value)
    if origin.__name__ == "Frame":
        return hasattr(kind, "columns")
    return issubclass(kind, origin)


def _is_aware(value: datetime) -> bool:
    try:
        return value.utcoffset() is not None
    except Exception:  # of its time zone
        return False


def _can_be_an_id(value: Any) -> bool:
    """F6: hashable and equal to itself; neither a number other than an integer, nor a null."""
    kind = type(value)
    if value is None or issubclass(kind, (bool, np.bool_, np.timedelta64, np.void)):
        return False
    if issubclass(kind, (Number, np.generic)) and not issubclass(
        kind, (int, np.integer, np.str_, np.bytes_)
    ):
        return False
    try:
        hash(value)
        is_itself = bool(value == value)  # noqa: PLR0124
        if issubclass(kind, (tuple, frozenset)):
            parts = tuple.__iter__(value) if issubclass(kind, tuple) else frozenset.__iter__(value)
            return is_itself and all(one is None or _can_be_an_id(one) for one in parts)
    except Exception:  # of its own methods
        return False
    return is_itself


# -- the walk -----------------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files to read, a folder to write into, and a low limit for iterables without end."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(validation, "MOST_ITEMS", 1_000)
    lg.save(GRAPH, "graph")
    lg.stores.save_history(lg.History([]), "history.jsonl")
    Path("Connections.csv").write_text(
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Bo,Li,https://www.linkedin.com/in/bo-li/,,Acme,Engineer,22 Feb 2021\n"
    )


def _problem(
    data: st.DataObject, target: Target, one: Parameter, arguments: Mapping[str, Any], value: Any
) -> str:
    """Return what is wrong with the end of a call, or an empty text."""
    try:
        result = _call(target, arguments)
        if isinstance(result, st.SearchStrategy):
            result = _drawn(data, result)
    except UnsatisfiedAssumption:
        return ""
    except lg.LinkGraphError as error:
        sentence = f"{error} {error!r}"
        # A mixin of `collections.abc` has names of its own.
        ours = target.function.__module__.startswith("linkgraph")
        wrong_kind = ours and isinstance(error, (lg.InvalidInput, lg.TooLarge))
        named = any(f"`{name}`" in sentence for name in (one.name, *_keys(one)))
        return "" if named or not wrong_kind else f"does not name `{one.name}`: {sentence[:150]}"
    except OSError as error:
        return "" if PathLike in _parts(one.hint) else f"{error!r}"
    except BaseException as error:
        is_own = error is OWN or (Callable in _parts(one.hint) and callable(value))
        return "" if is_own else f"{type(error).__name__}: {str(error)[:150]}"
    try:
        _show(result)
    except BaseException as error:
        return f"cannot be shown: {type(error).__name__}: {str(error)[:150]}"
    return "" if _allows(one.hint, value) else "accepted"


def _drawn(data: st.DataObject, strategy: st.SearchStrategy[Any]) -> Any:
    """Draw from a strategy, which looks at its arguments then."""
    try:
        return data.draw(strategy)
    except RecursionError as error:  # Hypothesis notes what it drew from, also of a deep argument
        while error.__context__ is not None and not isinstance(error, lg.LinkGraphError):
            error = error.__context__
        raise error


def _keys(one: Parameter) -> Iterable[str]:
    return VALID[one.name]() if one.kind is inspect.Parameter.VAR_KEYWORD else ()


# Annotations of parameters that hold other values: these get the odd values in containers, too.
HOLDS_OTHERS = {Any, Iterable, Sequence, tuple}


def _parts(hint: Any) -> set[Any]:
    """Return an annotation and all that it is made of."""
    if isinstance(hint, list):  # the parameters of a function
        return set()
    return {typing.get_origin(hint) or hint}.union(*map(_parts, typing.get_args(hint)))


def _show(result: Any) -> None:
    """Show a result in each way in which it can be shown."""
    repr(result), str(result)
    if hasattr(type(result), "_repr_html_"):
        result._repr_html_()
    if type(result) is lg.LinkGraph:
        repr(result.members)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("name", TARGETS)
@settings(
    max_examples=1,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_odd_arguments_end_in_an_error_that_names_them(name: str, data: st.DataObject) -> None:
    """Nothing warns, and no graph is changed."""
    target = TARGETS[name]
    try:
        _call(target, _arguments(target))
    except NotImplementedError:
        return  # a method that the user writes
    problems: list[str] = []
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for one in _parameters(target):
            for label, make in (ODD if _parts(one.hint) & HOLDS_OTHERS else BARE).items():
                value = make()
                odd = dict.fromkeys(_keys(one), value) if _keys(one) else value
                arguments = {**_arguments(target), one.name: odd}
                problem = _problem(data, target, one, arguments, value)
                problems += [f"{one.name} = {label}: {problem}"] if problem else []
                assert GRAPH == COPY
    assert not problems, "\n".join(["", *problems])
