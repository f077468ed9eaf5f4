"""What ``st.from_type`` draws for the types of linkgraph, registered as Hypothesis is imported.

With an id type, as in ``from_type(LinkGraph[int])``, ids are of that type. Values are drawn,
answers are asked for: a `Verdict` is what `check` says of some action on some graph.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from types import UnionType
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import linkgraph
from linkgraph.errors import InvalidInput
from linkgraph.graph.diff import Diff, Fact, diff
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.profiles import Invitation
from linkgraph.rules.actions import Action, UpdateProfile
from linkgraph.rules.advice import Relation, Signals, StatedPolicy, follow_or_connect
from linkgraph.rules.buttons import profile_actions
from linkgraph.rules.check_and_apply import check
from linkgraph.rules.degrees import Degree, network
from linkgraph.rules.feed import FeedItem, feed
from linkgraph.rules.health import Health, network_health
from linkgraph.rules.history import replay
from linkgraph.rules.policy import CURRENT
from linkgraph.rules.posts import Group, Post
from linkgraph.rules.profile_view import profile_view
from linkgraph.rules.verdicts import Reason, Verdict
from linkgraph.strategies.drawing_actions import KINDS, Scene, actions, histories
from linkgraph.strategies.drawing_graphs import graphs
from linkgraph.strategies.member_ids import members
from linkgraph.strategies.posting import engagements, posts
from linkgraph.strategies.related_members import following_pairs, pairs
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
    ids = None if kind in (str, Any) or isinstance(kind, TypeVar) else _ids_of(kind)
    return WHOLE[name](ids) if name in WHOLE else a(name, ids)


_NO_IDS = (type(None), bool, float, complex)
_ANY_ID = members() | st.integers() | st.uuids() | st.tuples(members(), st.integers())


def _ids_of(kind: Any) -> SearchStrategy[Any]:
    """Return a strategy for ids of a type: for such of its values as can be ids."""
    if kind in (Hashable, object):
        return _ANY_ID
    if get_origin(kind) in (Union, UnionType):
        fit = [part for part in get_args(kind) if part not in _NO_IDS]
        return st.one_of(*map(_ids_of, fit or get_args(kind)))
    values = st.from_type(kind)
    return values.filter(_is_id) if get_args(kind) else values


def _is_id(value: object) -> bool:
    try:
        plain_id(value)
    except InvalidInput:
        return False
    return True


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


def _of_a_pair(
    answer: Callable[..., Any], *more: SearchStrategy[Any], **at: SearchStrategy[Any]
) -> Draws:
    """Return how to ask about one member, of another."""

    def draws(draw: st.DrawFn, graph: LinkGraph[Any]) -> Any:
        one, other = draw(pairs(graph))
        options = {name: draw(values) for name, values in at.items()}
        return answer(graph, one, other, *map(draw, more), **options)

    return draws


def _health(draw: st.DrawFn, graph: LinkGraph[Any]) -> Health:
    written = draw(_several_posts(graph))
    done = draw(st.lists(engagements(graph, written), max_size=4)) if written else []
    return network_health(graph, draw(members(graph)), written, done, since=DAY)


def _several_posts(graph: LinkGraph[Any]) -> SearchStrategy[list[Post[Any]]]:
    return st.lists(posts(graph), max_size=3, unique_by=lambda post: post.id)


@st.composite
def _feed_item(draw: st.DrawFn, ids: Ids) -> FeedItem[Any]:
    """Draw what a follower is fed, as far as the settings of the two let anything through."""
    graph, viewer, author = draw(following_pairs(members=ids))
    written = [Post(0, author), *draw(_several_posts(graph))]
    items = feed(graph, viewer, written)
    return draw(st.sampled_from(items)) if items else reject()


# -- the tables ---------------------------------------------------------------------------------

WHOLE: dict[str, Callable[[Ids], SearchStrategy[Any]]] = {
    "LinkGraph": cast("Callable[[Ids], SearchStrategy[Any]]", graphs),
    "History": lambda ids: (
        histories() if ids is None else histories(graphs(ids, past=False), joiners=ids)
    ),
    "Profile": lambda _: profiles(),
    "Policy": lambda _: policies(),
    "Signals": _signals,
    "FeedItem": _feed_item,
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
    "ProfileActions": _of_a_pair(profile_actions, at=_TIMES),
    "ProfileView": _of_a_pair(profile_view),
    "Advice": _of_a_pair(follow_or_connect, _signals(None), at=_TIMES),
    "Health": _health,
    "Diff": _diff,
    "Fact": _fact,
}
