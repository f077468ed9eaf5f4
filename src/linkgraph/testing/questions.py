"""What is compared after every action: one table, cheap questions first.

A row says how the library answers, in plain values, and how a difference is told. Which
rule is at stake then is looked up in `blame`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, permutations
from typing import Any, TypeAlias

import attrs

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.actions import Action
from linkgraph.rules.buttons import BUTTON_ACTIONS, ProfileButton, action_of, profile_actions
from linkgraph.rules.degrees import degree, mutual_connections, people_you_may_know
from linkgraph.rules.feed import feed
from linkgraph.rules.policy import Policy
from linkgraph.rules.posts import Engagement, Post, can_see
from linkgraph.rules.profile_view import profile_view
from linkgraph.testing.adapter import Backend, within_reach
from linkgraph.testing.answers import buttons, degree_of, in_order, number, repeated, texts
from linkgraph.testing.stories import START

Graph: TypeAlias = LinkGraph[str]
Asked: TypeAlias = tuple[str, ...]
Shown: TypeAlias = tuple[str | None, str | None, Sequence[str]]


@attrs.frozen(eq=False)
class Now:
    """A moment of a story: the library's graph, the one before, and what came between."""

    graph: Graph
    before: Graph
    policy: Policy
    lacks: tuple[str, ...]
    cast: tuple[str, ...]  # whom the questions are about; a crowd is only counted
    posts: dict[str, Post[str]]
    engagements: tuple[Engagement[str], ...]
    past: tuple[Action[str], ...] = ()  # those that were allowed
    last: Action[str] | None = None  # the last one, allowed or not

    @property
    def at(self) -> datetime:
        """When the last action happened."""
        return self.last.at if self.last else START

    @property
    def two(self) -> tuple[str, ...]:
        """The two of whom the story is: the last that an action named, if both are still here."""
        for action in reversed(self.past):
            pair = action.members
            if len(pair) == 2 and pair[0] in self.graph and pair[1] in self.graph:
                return pair[0], pair[1]
        return self.here[:2]

    @property
    def here(self) -> tuple[str, ...]:
        """Those of the cast who are members now."""
        return tuple(member for member in self.cast if member in self.graph)

    @property
    def earlier(self) -> Now:
        """The moment before the last action."""
        return attrs.evolve(self, graph=self.before)


@attrs.frozen(eq=False)
class Question:
    """One row.

    Attributes
    ----------
    method
        The adapter's method.
    what
        What is compared, in words for the report.
    rule
        The rule it is about, where the story says nothing more exact.
    each
        The arguments it is asked with, one tuple for each asking.
    expected
        The library's answer.
    tells
        For sets, what one element says of those asked; else the whole sentence.
    plain
        Brings both answers into one form.
    """

    method: str
    what: str
    rule: str
    each: Callable[[Now], Iterable[Asked]]
    expected: Callable[..., Any]
    tells: str | Callable[[Now, Asked, Any, Any], str]
    plain: Callable[[Now, Asked, Any], Any]

    def ask(self, backend: Backend, now: Now, asked: Asked) -> Any:
        """Return the backend's answer."""
        timed = (now.at,) if self.method == "buttons" else ()
        return getattr(backend, self.method)(*asked, *timed)

    def difference(self, now: Now, asked: Asked, expected: Any, got: Any) -> str:
        """Tell in a sentence what is wrong with the backend's answer."""
        if not isinstance(self.tells, str):
            return self.tells(now, asked, expected, got)
        twice = repeated(got)
        if twice is not None:
            return f"The backend shows {self.tells.format(*asked, item=twice)} twice."
        item = first(expected, got)
        extra = item in got
        was = self._held(now, asked, item)
        verb = {
            (True, True): "still shows",
            (True, False): "shows",
            (False, True): "no longer shows",
            (False, False): "does not show",
        }[extra, was]
        return f"The backend {verb} {self.tells.format(*asked, item=item)}."

    def _held(self, now: Now, asked: Asked, item: str) -> bool:
        earlier = now.earlier
        return asked in [*self.each(earlier)] and item in self.expected(earlier, *asked)


def first(expected: Any, got: Any) -> str:
    """Return the element to talk about: one too many, else one too few."""
    item: str = min(got - expected or expected - got)
    return item


# -- who is asked about -------------------------------------------------------------------------


def _once(_: Now) -> Iterator[Asked]:
    yield ()


def _members(now: Now) -> Iterator[Asked]:
    return ((member,) for member in now.here)


def _pairs(now: Now) -> Iterator[Asked]:
    return permutations(now.here, 2)


def _pairs_and_oneself(now: Now) -> Iterator[Asked]:
    for member in now.here:
        yield member, member
    yield from _pairs(now)


def _posts(now: Now) -> Iterator[Asked]:
    # one post for each audience: the kind makes no difference
    kept = {(post.author, post.audience): name for name, post in now.posts.items()}
    return ((viewer, name) for viewer in now.here for name in kept.values())


# -- plain values -------------------------------------------------------------------------------


def _set(_: Now, __: Asked, value: Any) -> frozenset[str]:
    return frozenset(texts(value, "member", "reset"))


def _posted(_: Now, __: Asked, value: Any) -> frozenset[str] | list[str]:
    return _once_each(texts(value, "id of a post", "publish"))


def _once_each(items: list[str]) -> frozenset[str] | list[str]:
    """Return a set, or a sorted list where something is there twice: it equals no set."""
    return frozenset(items) if repeated(items) is None else sorted(items)


def _number(_: Now, __: Asked, value: Any) -> Any:
    return number(value)


def _bool(_: Now, __: Asked, value: Any) -> bool:
    return bool(value)


def _text(_: Now, __: Asked, value: Any) -> str | None:
    return None if value is None else str(value)


def _steps(_: Now, __: Asked, value: Any) -> str:
    return degree_of(value)


def _ranked(now: Now, asked: Asked, value: Any) -> list[frozenset[str] | list[str]]:
    """Return the members of one rank together, in order of rank: equals come in any order."""

    def rank(member: str) -> int:
        known = member in now.graph
        return len(mutual_connections(now.graph, asked[0], member)) if known else 0

    return [_once_each([*equals]) for _, equals in groupby(in_order(value), key=rank)]


def _shown(now: Now, asked: Asked, value: Any) -> tuple[str | None, str | None, list[str]]:
    """Return the buttons without those whose action the backend lacks."""

    def known(name: str | None) -> str | None:
        act = press(now, asked, name)
        return name if act is None or within_reach(act, now.lacks) else None

    primary, secondary, menu = buttons(value)
    return known(primary), known(secondary), [name for name in map(known, menu) if name]


def press(now: Now, asked: Asked, name: str | None) -> Action[str] | None:
    """Return what pressing a button does, if it is one that does something between two."""
    button = ProfileButton.__members__.get(name or "")
    if button not in BUTTON_ACTIONS or asked[0] == asked[1]:
        return None
    viewer, owner = asked
    return action_of(button, viewer, owner, now.at)


# -- how a difference is told -------------------------------------------------------------------

_PLACES = {
    "you": "oneself",
    "1st": "a direct connection",
    "2nd": "at the second degree",
    "3rd": "at the third degree",
    "out of network": "out of network",
}


def _tell_degree(_: Now, asked: Asked, __: Any, got: str) -> str:
    viewer, member = asked
    return f"The backend tells {viewer} that {member} is {_PLACES[got]}."


def _tell_people(_: Now, asked: Asked, expected: Any, got: Any) -> str:
    twice = repeated(member for equals in got for member in equals)
    if twice is not None:
        return f"The backend suggests to {asked[0]} twice that they may know {twice}."
    suggested, wanted = frozenset().union(*got), frozenset().union(*expected)
    if suggested == wanted:
        return f"The backend ranks the people {asked[0]} may know wrongly."
    verb = "suggests" if suggested - wanted else "does not suggest"
    member = first(wanted, suggested)
    whom = "themself" if member == asked[0] else member
    return f"The backend {verb} to {asked[0]} that they may know {whom}."


def _tell_count(noun: str) -> Callable[[Now, Asked, Any, Any], str]:
    def tell(_: Now, asked: Asked, __: Any, got: Any) -> str:
        viewer, owner = asked
        number = f"“{got}”" if got is not None else "no number"
        whose = "their own" if viewer == owner else f"{owner}'s"
        return f"The backend shows {viewer} {number} as {whose} number of {noun}."

    return tell


def _tell_sight(_: Now, asked: Asked, __: Any, got: bool) -> str:
    viewer, post = asked
    return f"The backend {'lets' if got else 'does not let'} {viewer} see {post}."


def _tell_buttons(_: Now, asked: Asked, __: Any, got: Any) -> str:
    viewer, owner = asked
    primary, secondary, menu = got
    front = " and ".join(button for button in (primary, secondary) if button) or "no button"
    rest = f"; in the menu: {', '.join(menu)}" if menu else ""
    whose = "their own" if viewer == owner else f"{owner}'s"
    return f"The backend shows {viewer} {front} on {whose} profile{rest}."


# -- how the library answers --------------------------------------------------------------------


def _people(now: Now, viewer: str) -> list[str]:
    everybody = len(now.graph)
    return [member for member, _ in people_you_may_know(now.graph, viewer, everybody)]


def _fed(now: Now, viewer: str) -> Iterator[str]:
    items = feed(now.graph, viewer, now.posts.values(), now.engagements, policy=now.policy)
    return (str(item.post.id) for item in items)


def _buttons(now: Now, viewer: str, owner: str) -> tuple[str | None, str | None, list[str]]:
    shown = profile_actions(now.graph, viewer, owner, at=now.at, policy=now.policy)
    primary, secondary = (button and button.name for button in (shown.primary, shown.secondary))
    return primary, secondary, [button.name for button in shown.menu]


# -- the table ----------------------------------------------------------------------------------

QUESTIONS = (
    Question(
        "members", "who is a member", "A14", _once,
        lambda now: now.graph.members,
        "{item} as a member", _set,
    ),
    Question(
        "connections_of", "who is connected", "F1", _members,
        lambda now, member: now.graph.connections_of(member),
        "{item} among the connections of {0}", _set,
    ),
    Question(
        "following", "who follows whom", "F2", _members,
        lambda now, member: now.graph.following(member),
        "that {0} follows {item}", _set,
    ),
    Question(
        "invitations_from", "which invitations are pending, to their senders", "F4", _members,
        lambda now, member: {sent.recipient for sent in now.graph.invitations_from(member)},
        "a pending invitation from {0} to {item}", _set,
    ),
    Question(
        "invitations_to", "which invitations are pending, to their recipients", "F4", _members,
        lambda now, member: {sent.sender for sent in now.graph.invitations_to(member)},
        "{0} a pending invitation from {item}", _set,
    ),
    Question(
        "blocked_by", "who blocks whom", "F5", _members,
        lambda now, member: {m for m in now.graph if now.graph.has_blocked(member, m)},
        "that {0} blocks {item}", _set,
    ),
    Question(
        "degree", "degrees", "D1", _pairs_and_oneself,
        lambda now, viewer, member: degree(now.graph, viewer, member),
        _tell_degree, _steps,
    ),
    Question(
        "mutual_connections", "mutual connections", "D3", _pairs,
        lambda now, one, other: mutual_connections(now.graph, one, other),
        "{item} as a mutual connection of {0} and {1}", _set,
    ),
    Question(
        "people_you_may_know", "people you may know", "D5", _members,
        _people, _tell_people, _ranked,
    ),
    Question(
        "connection_count", "connection counts as shown", "P1", _pairs_and_oneself,
        lambda now, *pair: profile_view(now.graph, *pair, policy=now.policy).connections,
        _tell_count("connections"), _text,
    ),
    Question(
        "follower_count", "follower counts as shown", "P2", _pairs_and_oneself,
        lambda now, *pair: profile_view(now.graph, *pair, policy=now.policy).followers,
        _tell_count("followers"), _number,
    ),
    Question(
        "can_see", "who may see which post", "V4", _posts,
        lambda now, viewer, post: can_see(now.graph, viewer, now.posts[post]),
        _tell_sight, _bool,
    ),
    Question(
        "feed", "what is fed", "W9", _members,
        _fed, "{item} in the feed of {0}", _posted,
    ),
    Question(
        "buttons", "buttons", "B12", _pairs_and_oneself,
        _buttons, _tell_buttons, _shown,
    ),
)  # fmt: skip

NEEDS_POSTS = ("can_see", "feed")
