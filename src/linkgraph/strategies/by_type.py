"""Strategies for ``st.from_type``: one for each type of value that users give to linkgraph.

`_hypothesis_plugin` registers these strategies when Hypothesis and the library are loaded. With
an id type, as in ``from_type(LinkGraph[int])``, the members' ids are of that type. Values other
than graphs, settings and histories are drawn on a graph that is drawn first.

Answers, such as `Verdict`, are not registered: a test draws the arguments and asks. The exception
is `ProfileButtons`, which Hypothesis would make of a graph and a viewer that is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial
from numbers import Number
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NewType,
    NoReturn,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

import attrs
from hypothesis import strategies as st
from hypothesis.errors import ResolutionFailed
from hypothesis.strategies import SearchStrategy

from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_ids import is_id
from linkgraph.graph.profiles import Invitation, Profile
from linkgraph.rules.actions import Action, UpdateProfile
from linkgraph.rules.advice import Relation, Signals, StatedPolicy
from linkgraph.rules.buttons_in_bulk import ProfileButtons, profile_buttons
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, Policy
from linkgraph.rules.posts import Engagement, Group, Post
from linkgraph.strategies.drawing_actions import KINDS, ActionNumbers, actions, histories
from linkgraph.strategies.drawing_graphs import graphs
from linkgraph.strategies.member_ids import members
from linkgraph.strategies.posting import engagements, posts
from linkgraph.strategies.related_members import pairs
from linkgraph.strategies.settings import policies, profiles
from linkgraph.strategies.times import DAY, LATER
from linkgraph.synthetic.assumptions import Assumptions

Ids: TypeAlias = SearchStrategy[Any] | None
OfIds: TypeAlias = Callable[[Ids], SearchStrategy[Any]]
OnGraph: TypeAlias = Callable[[LinkGraph[Any]], SearchStrategy[Any]]


def strategy_for(kind: type, requested: Any) -> Any:
    """Return the strategy for `kind`, one of `INPUTS`; `requested` may name the type of its ids.

    Hypothesis also asks when a test wants a wider type, such as any `Sized`. A test that means
    any `Sized` does not expect a graph, so the answer is then `NotImplemented`.
    """
    if (get_origin(requested) or requested) is not kind:
        return NotImplemented
    if kind not in INPUTS:
        raise ResolutionFailed(f"linkgraph draws no `{kind.__name__}`: make one as a user would")
    (id_type,) = get_args(requested) or (str,)
    return INPUTS[kind](None if _is_open(id_type) else _ids_of(id_type))


# -- ids of a type ------------------------------------------------------------------------------

_ANY_ID = members() | st.integers() | st.uuids() | st.tuples(members(), st.integers())


def _is_open(id_type: Any) -> bool:
    """Return whether a type leaves it to the library which ids to draw: short names."""
    if isinstance(id_type, TypeVar):
        return id_type.__bound__ is None and not id_type.__constraints__
    return id_type in (str, Any)


def _ids_of(id_type: Any) -> SearchStrategy[Any]:
    """Return a strategy for those values of a type that can be ids (F6).

    A type that combines others is taken apart: a filter on tuples of floats would reject every
    draw. If no value of a type can be an id, each draw raises `InvalidInput`.
    """
    if not _has_ids(id_type):
        return st.integers().map(lambda _: _refuse(id_type))
    origin, parts = get_origin(id_type) or id_type, get_args(id_type)
    if isinstance(id_type, TypeVar):
        return _one_of(id_type.__constraints__ or (id_type.__bound__,))
    if origin in (Hashable, object, Any):
        return _ANY_ID
    if origin in (Union, UnionType):
        return _one_of(parts)
    if origin is Literal:
        return st.sampled_from([value for value in parts if is_id(value)])
    if origin is tuple and parts[1:] == (...,):
        return st.lists(_parts_of(parts[0])).map(tuple)
    if origin is tuple and parts:
        return st.tuples(*map(_parts_of, parts))
    if origin is frozenset and parts:
        return st.frozensets(_parts_of(parts[0]))
    return st.from_type(id_type).filter(is_id) if parts else st.from_type(id_type)


def _one_of(id_types: tuple[Any, ...]) -> SearchStrategy[Any]:
    return st.one_of(*[_ids_of(part) for part in id_types if _has_ids(part)])


def _may_be_none(part: Any) -> bool:
    """Return whether a part of a tuple or a set may be `None`, though that alone is not an id."""
    is_union = get_origin(part) in (Union, UnionType)
    return NoneType in get_args(part) if is_union else part in (None, NoneType)


def _parts_of(part: Any) -> SearchStrategy[Any]:
    """Return a strategy for those values of a part of a tuple or a set that an id may hold."""
    strategies = [st.none()] if _may_be_none(part) else []
    return st.one_of(*strategies, *([_ids_of(part)] if _has_ids(part) else []))


def _has_ids(id_type: Any) -> bool:
    """Return whether a value of a type can be an id, as far as the type tells."""
    origin, parts = get_origin(id_type) or id_type, get_args(id_type)
    if isinstance(id_type, NewType):
        return _has_ids(id_type.__supertype__)
    if isinstance(id_type, TypeVar):
        return any(map(_has_ids, id_type.__constraints__ or (id_type.__bound__,)))
    if origin in (Union, UnionType):
        return any(map(_has_ids, parts))
    if origin is Annotated:
        return _has_ids(parts[0])
    if origin is Literal:
        return any(map(is_id, parts))
    if origin in (tuple, frozenset):
        return all(part is ... or _may_be_none(part) or _has_ids(part) for part in parts)
    if not isinstance(origin, type):
        return id_type is not None
    is_other_number = issubclass(origin, Number) and not issubclass(origin, int)
    return origin.__hash__ is not None and not (is_other_number or origin in (bool, NoneType))


def _refuse(id_type: Any) -> NoReturn:
    expected = "a type with values that can be ids"
    raise InvalidInput(id_type, expected, "use `str`, `int`, `UUID`, or tuples of these")


# -- one strategy for each type -----------------------------------------------------------------

_NOTES = st.sampled_from([None, "Hello"])
_TIMES = st.sampled_from([DAY + later for later in LATER])


def _on_a_graph(strategy: OnGraph) -> OfIds:
    """Return how to draw a graph with ids, and then a value on it."""
    return lambda ids: graphs(ids, min_size=2).flatmap(strategy)


def _of_kind(kind: type[Action[Any]], graph: LinkGraph[Any]) -> SearchStrategy[Action[Any]]:
    """Return a strategy for actions of one kind, whether or not they are allowed."""
    changes = kind is UpdateProfile  # an update that is refused would change nothing

    def action(at: datetime, place: int, option: int) -> Any:
        numbers = ActionNumbers(graph, CURRENT, at, changes, list(graph), place, option)
        return next(KINDS[kind](numbers))

    return st.builds(action, _TIMES, st.integers(0, 99), st.integers(0, 99))


def _figure(field: attrs.Attribute[Any]) -> SearchStrategy[tuple[str, float]]:
    """Return a strategy for a figure of `Assumptions`: its name, and a value in its range.

    The shares of connections are at most their defaults, since they add up to 1 at most.
    """
    low, high, unit = (field.metadata[key] for key in ("low", "high", "unit"))
    if unit == "share of connections":
        high = field.default
    values = st.integers(low, high) if "int" in str(field.type) else st.floats(low, high)
    return st.tuples(st.just(field.name), values)


_FIGURES = st.one_of([_figure(field) for field in attrs.fields(Assumptions)])


INPUTS: dict[type, OfIds] = {
    LinkGraph: graphs,
    History: lambda ids: (
        histories() if ids is None else histories(graphs(ids, past=False), joiners=ids)
    ),
    Profile: lambda _: profiles(),
    Policy: lambda _: policies(),
    Signals: lambda _: st.builds(
        Signals,
        relation=st.sampled_from([None, *Relation]),
        stated_policy=st.sampled_from([None, *StatedPolicy]),
        replies_to_strangers=st.sampled_from([None, False, True]),
        engagements=st.integers(0, 5),
    ),
    Assumptions: lambda _: st.lists(_FIGURES, max_size=4).map(
        lambda figures: Assumptions(**dict[str, Any](figures))
    ),
    Group: lambda _: st.builds(Group, st.sampled_from(["chess", "go"])),
    Invitation: _on_a_graph(
        lambda graph: st.builds(
            lambda pair, at, note: Invitation(pair[0], pair[1], at, note),
            pairs(graph),
            _TIMES,
            _NOTES,
        )
    ),
    Post: _on_a_graph(posts),
    Engagement: _on_a_graph(
        lambda graph: posts(graph).flatmap(lambda post: engagements(graph, [post]))
    ),
    ProfileButtons: _on_a_graph(
        lambda graph: st.builds(
            lambda viewer, at: profile_buttons(graph, viewer, at=at), members(graph), _TIMES
        )
    ),
    Action: _on_a_graph(actions),
    **{kind: _on_a_graph(partial(_of_kind, kind)) for kind in KINDS},
}
