"""What ``st.from_type`` draws for the types of linkgraph, registered as Hypothesis is imported.

With an id type, as in ``from_type(LinkGraph[int])``, ids are of that type. Values are drawn,
answers are asked for: a `Verdict` is what `check` says of some action on some graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import linkgraph
from linkgraph.facts.diff import Diff, Fact, diff
from linkgraph.facts.graph import LinkGraph
from linkgraph.facts.memberset import MemberSet
from linkgraph.facts.values import Invitation
from linkgraph.rules.actions import Action, UpdateProfile
from linkgraph.rules.advice import Relation, Signals, StatedPolicy
from linkgraph.rules.changes import check
from linkgraph.rules.degrees import Degree, network
from linkgraph.rules.history import replay
from linkgraph.rules.policy import CURRENT
from linkgraph.rules.posts import Group
from linkgraph.rules.verdicts import Reason, Verdict
from linkgraph.strategies.acting import KINDS, Scene, actions, histories
from linkgraph.strategies.member_ids import members
from linkgraph.strategies.past import graphs
from linkgraph.strategies.posting import engagements, posts
from linkgraph.strategies.settings import policies, profiles
from linkgraph.strategies.times import DAY, LATER

Ids: TypeAlias = SearchStrategy[Any] | None
Draws: TypeAlias = Callable[[st.DrawFn, LinkGraph[Any]], Any]


def strategy_for(name: str, thing: Any) -> Any:
    """Return the strategy for a type by its name; `thing` may say what the ids are.

    Asked for something wider, such as any `Sized`, there is no reason to think of a graph.
    """
    if (get_origin(thing) or thing) is not getattr(linkgraph, name):
        return NotImplemented
    (kind,) = get_args(thing) or (str,)
    ids = None if kind in (str, Any) or isinstance(kind, TypeVar) else st.from_type(kind)
    return WHOLE[name](ids) if name in WHOLE else a(name, ids)


@st.composite
def a(draw: st.DrawFn, name: str, ids: Ids = None) -> Any:
    """Draw a value of a type, by its name, over a graph that is drawn first."""
    return ON_A_GRAPH[name](draw, draw(graphs(ids, min_size=2)))


# -- values -------------------------------------------------------------------------------------

_TIMES = st.sampled_from([DAY + later for later in LATER])
_NOTES = st.sampled_from([None, "Hello"])


def _signals(_: Ids) -> SearchStrategy[Signals]:
    return st.builds(
        Signals,
        relation=st.sampled_from([None, *Relation]),
        stated_policy=st.sampled_from([None, *StatedPolicy]),
        replies_to_strangers=st.sampled_from([None, False, True]),
        engagements=st.integers(0, 5),
    )


def _member_set(draw: st.DrawFn, graph: LinkGraph[Any]) -> MemberSet[Any]:
    member = draw(members(graph))
    sets = [
        graph.members,
        graph.connections_of(member),
        graph.following(member),
        graph.followers(member),
        *(network(graph, member, degree) for degree in Degree),
    ]
    return draw(st.sampled_from(sets))


def _invitation(draw: st.DrawFn, graph: LinkGraph[Any]) -> Invitation[Any]:
    one, other, *_ = graph
    return Invitation(one, other, draw(_TIMES), draw(_NOTES))


def _of_kind(kind: type[Action[Any]]) -> Draws:
    """Return how to draw an action of one kind, whether or not it would be allowed."""

    def draws(draw: st.DrawFn, graph: LinkGraph[Any]) -> Action[Any]:
        numbers = st.integers(0, 99)
        changes = kind is UpdateProfile  # where what is refused would change nothing
        scene = Scene(
            graph, CURRENT, draw(_TIMES), changes, list(graph), draw(numbers), draw(numbers)
        )
        return next(KINDS[kind](scene))

    return draws


# -- answers ------------------------------------------------------------------------------------


def _verdict(draw: st.DrawFn, graph: LinkGraph[Any]) -> Verdict[Any]:
    return check(graph, draw(actions(graph)))


def _reason(draw: st.DrawFn, graph: LinkGraph[Any]) -> Reason[Any]:
    return draw(st.sampled_from(_verdict(draw, graph).reasons))


def _diff(draw: st.DrawFn, graph: LinkGraph[Any]) -> Diff[Any]:
    return diff(graph, replay(draw(histories(graph))))


def _fact(draw: st.DrawFn, graph: LinkGraph[Any]) -> Fact[Any]:
    return draw(st.sampled_from(diff(LinkGraph(), graph).gained))


# -- the tables ---------------------------------------------------------------------------------

WHOLE: dict[str, Callable[[Ids], SearchStrategy[Any]]] = {
    "LinkGraph": graphs,
    "History": lambda ids: (
        histories() if ids is None else histories(graphs(ids, past=False), joiners=ids)
    ),
    "Profile": lambda _: profiles(),
    "Policy": lambda _: policies(),
    "Signals": _signals,
    "Group": lambda _: st.builds(Group, st.sampled_from(["chess", "go"])),
}

ON_A_GRAPH: dict[str, Draws] = {
    "MemberSet": _member_set,
    "Invitation": _invitation,
    "Post": lambda draw, graph: draw(posts(graph)),
    "Engagement": lambda draw, graph: draw(engagements(graph, [draw(posts(graph))])),
    "Action": lambda draw, graph: draw(actions(graph)),
    **{kind.__name__: _of_kind(kind) for kind in KINDS},
    "Verdict": _verdict,
    "Reason": _reason,
    "Diff": _diff,
    "Fact": _fact,
}
