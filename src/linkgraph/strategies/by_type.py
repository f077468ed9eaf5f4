"""Strategies for ``st.from_type``: one for each type of value that users give to linkgraph.

`_hypothesis_plugin` registers these strategies when Hypothesis and the library are loaded. With
an id type, as in ``from_type(LinkGraph[int])``, the members' ids are of that type. Values other
than graphs, settings and histories are drawn on a graph that is drawn first.

Answers, such as `Verdict`, are not registered: a test draws the arguments and asks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial
from types import UnionType
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.profiles import Invitation, Profile
from linkgraph.rules.actions import Action, UpdateProfile
from linkgraph.rules.advice import Relation, Signals, StatedPolicy
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
    (id_type,) = get_args(requested) or (str,)
    default = id_type in (str, Any) or isinstance(id_type, TypeVar)
    return INPUTS[kind](None if default else _ids_of(id_type))


_NO_IDS = (type(None), bool, float, complex)
_ANY_ID = members() | st.integers() | st.uuids() | st.tuples(members(), st.integers())


def _ids_of(id_type: Any) -> SearchStrategy[Any]:
    """Return a strategy for those values of a type that can be ids (F6)."""
    if id_type in (Hashable, object):
        return _ANY_ID
    if get_origin(id_type) in (Union, UnionType):
        id_types = [part for part in get_args(id_type) if part not in _NO_IDS]
        return st.one_of(*map(_ids_of, id_types or get_args(id_type)))
    values = st.from_type(id_type)
    return values.filter(_is_id) if get_args(id_type) else values


def _is_id(value: object) -> bool:
    try:
        plain_id(value)
    except InvalidInput:
        return False
    return True


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
    Action: _on_a_graph(actions),
    **{kind: _on_a_graph(partial(_of_kind, kind)) for kind in KINDS},
}
