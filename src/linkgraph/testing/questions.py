"""The questions that are compared after every action: one table, cheap questions first.

A row of `QUESTIONS` says which arguments a question is asked with, how the library answers it, how
both answers become plain values that can be compared, and how a difference is put into a sentence.
`blame` then finds the rule at stake.
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
from linkgraph.testing.adapter import (
    Backend,
    buttons,
    degree_of,
    in_order,
    is_supported,
    number,
    repeated,
    texts,
)
from linkgraph.testing.stories import START

Graph: TypeAlias = LinkGraph[str]
Arguments: TypeAlias = tuple[str, ...]
Shown: TypeAlias = tuple[str | None, str | None, Sequence[str]]


@attrs.frozen(eq=False)
class Moment:
    """A moment of a story: the library's graph before and after the last action, and the past."""

    graph: Graph
    before: Graph
    policy: Policy
    unsupported: tuple[str, ...]
    cast: tuple[str, ...]  # the questions are about them; a crowd is only counted
    posts: dict[str, Post[str]]
    engagements: tuple[Engagement[str], ...]
    past: tuple[Action[str], ...] = ()  # the actions that were allowed
    last: Action[str] | None = None  # the last action, allowed or not

    @property
    def at(self) -> datetime:
        """The time of the last action."""
        return self.last.at if self.last else START

    @property
    def pair(self) -> tuple[str, ...]:
        """The two members of the last allowed action that names two who are still here."""
        for action in reversed(self.past):
            members = action.members
            if len(members) == 2 and members[0] in self.graph and members[1] in self.graph:
                return members
        return self.here[:2]

    @property
    def here(self) -> tuple[str, ...]:
        """The members of the cast who have not left."""
        return tuple(member for member in self.cast if member in self.graph)

    @property
    def earlier(self) -> Moment:
        """The moment before the last action."""
        return attrs.evolve(self, graph=self.before)


@attrs.frozen(eq=False)
class Comparison:
    """One row: a question that the backend and the library both answer.

    Attributes
    ----------
    method
        The adapter's method.
    topic
        The subject in words, for the report.
    rule
        The rule it is about, where the story points to no other.
    calls
        Returns the arguments that it is asked with, a tuple for each call.
    expected
        Returns the library's answer.
    sentence
        For sets, the meaning of one element, in words; otherwise returns the whole sentence.
    plain
        Brings both answers into one form.
    """

    method: str
    topic: str
    rule: str
    calls: Callable[[Moment], Iterable[Arguments]]
    expected: Callable[..., Any]
    sentence: str | Callable[[Moment, Arguments, Any, Any], str]
    plain: Callable[[Moment, Arguments, Any], Any]

    def ask(self, backend: Backend, now: Moment, arguments: Arguments) -> Any:
        """Return the backend's answer."""
        timed = (now.at,) if self.method == "buttons" else ()
        return getattr(backend, self.method)(*arguments, *timed)

    def difference(self, now: Moment, arguments: Arguments, expected: Any, got: Any) -> str:
        """Return what is wrong with the backend's answer, in a sentence."""
        if not isinstance(self.sentence, str):
            return self.sentence(now, arguments, expected, got)
        twice = repeated(got)
        if twice is not None:
            return f"The backend shows {self.sentence.format(*arguments, item=twice)} twice."
        item = first(expected, got)
        # "still" and "no longer" compare with the library's answer before the last action
        earlier = now.earlier
        was_there = arguments in [*self.calls(earlier)] and item in self.expected(
            earlier, *arguments
        )
        verb = {
            (True, True): "still shows",
            (True, False): "shows",
            (False, True): "no longer shows",
            (False, False): "does not show",
        }[item in got, was_there]
        return f"The backend {verb} {self.sentence.format(*arguments, item=item)}."


def first(expected: Any, got: Any) -> str:
    """Return the element to talk about: one too many, otherwise one too few."""
    item: str = min(got - expected or expected - got)
    return item


# -- the arguments of questions -----------------------------------------------------------------


def _once(_: Moment) -> Iterator[Arguments]:
    yield ()


def _members(now: Moment) -> Iterator[Arguments]:
    return ((member,) for member in now.here)


def _pairs(now: Moment) -> Iterator[Arguments]:
    return permutations(now.here, 2)


def _pairs_and_oneself(now: Moment) -> Iterator[Arguments]:
    yield from ((member, member) for member in now.here)
    yield from _pairs(now)


def _posts(now: Moment) -> Iterator[Arguments]:
    # one post for each author and audience: the kind of a post makes no difference
    different = {(post.author, post.audience): name for name, post in now.posts.items()}
    return ((viewer, name) for viewer in now.here for name in different.values())


# -- plain values -------------------------------------------------------------------------------


def _set(_: Moment, __: Arguments, value: Any) -> frozenset[str]:
    return frozenset(texts(value, "member", "reset"))


def _post_ids(_: Moment, __: Arguments, value: Any) -> frozenset[str] | list[str]:
    return _once_each(texts(value, "post id", "publish"))


def _once_each(items: list[str]) -> frozenset[str] | list[str]:
    """Return a set, or a sorted list if an item is repeated: that is equal to no set."""
    return frozenset(items) if repeated(items) is None else sorted(items)


def _text(_: Moment, __: Arguments, value: Any) -> str | None:
    return None if value is None else str(value)


def _ranked(now: Moment, arguments: Arguments, value: Any) -> list[frozenset[str] | list[str]]:
    """Return the members of each rank together, in order of rank: equals come in any order."""

    def rank(member: str) -> int:
        known = member in now.graph
        return len(mutual_connections(now.graph, arguments[0], member)) if known else 0

    return [_once_each([*equals]) for _, equals in groupby(in_order(value), key=rank)]


def _shown(
    now: Moment, arguments: Arguments, value: Any
) -> tuple[str | None, str | None, list[str]]:
    """Return the buttons, less those whose action the backend does not support."""

    def supported(name: str | None) -> str | None:
        action = press(now, arguments, name)
        return name if action is None or is_supported(action, now.unsupported) else None

    primary, secondary, menu = buttons(value)
    entries = [name for name in map(supported, menu) if name]
    return supported(primary), supported(secondary), entries


def press(now: Moment, arguments: Arguments, name: str | None) -> Action[str] | None:
    """Return the action of a button, or `None` if it is not tied to one between two members."""
    button = ProfileButton.__members__.get(name or "")
    if button not in BUTTON_ACTIONS or arguments[0] == arguments[1]:
        return None
    viewer, owner = arguments
    return action_of(button, viewer, owner, now.at)


# -- a difference in words ----------------------------------------------------------------------

_DEGREES = {
    "you": "oneself",
    "1st": "a direct connection",
    "2nd": "at the second degree",
    "3rd": "at the third degree",
    "out of network": "out of network",
}


def _about_degree(_: Moment, arguments: Arguments, __: Any, got: str) -> str:
    viewer, member = arguments
    return f"The backend tells {viewer} that {member} is {_DEGREES[got]}."


def _about_suggestions(_: Moment, arguments: Arguments, expected: Any, got: Any) -> str:
    viewer = arguments[0]
    twice = repeated(member for equals in got for member in equals)
    if twice is not None:
        return f"The backend suggests to {viewer} twice that they may know {twice}."
    suggested, correct = frozenset().union(*got), frozenset().union(*expected)
    if suggested == correct:
        return f"The backend ranks the people {viewer} may know wrongly."
    verb = "suggests" if suggested - correct else "does not suggest"
    member = first(correct, suggested)
    name = "themself" if member == viewer else member
    return f"The backend {verb} to {viewer} that they may know {name}."


def _about_count(noun: str) -> Callable[[Moment, Arguments, Any, Any], str]:
    def sentence(_: Moment, arguments: Arguments, __: Any, got: Any) -> str:
        number = f"“{got}”" if got is not None else "no number"
        shown = f"{number} as {_possessive(arguments)} number of {noun}"
        return f"The backend shows {arguments[0]} {shown}."

    return sentence


def _possessive(arguments: Arguments) -> str:
    viewer, owner = arguments
    return "their own" if viewer == owner else f"{owner}'s"


def _about_sight(_: Moment, arguments: Arguments, __: Any, got: bool) -> str:
    viewer, post = arguments
    return f"The backend {'lets' if got else 'does not let'} {viewer} see {post}."


def _about_buttons(_: Moment, arguments: Arguments, __: Any, got: Any) -> str:
    primary, secondary, menu = got
    visible = " and ".join(button for button in (primary, secondary) if button) or "no button"
    hidden = f"; in the menu: {', '.join(menu)}" if menu else ""
    return (
        f"The backend shows {arguments[0]} {visible} on {_possessive(arguments)} profile{hidden}."
    )


# -- the library's answers ----------------------------------------------------------------------


def _suggestions(now: Moment, viewer: str) -> list[str]:
    return [member for member, _ in people_you_may_know(now.graph, viewer, len(now.graph))]


def _fed(now: Moment, viewer: str) -> Iterator[str]:
    items = feed(now.graph, viewer, now.posts.values(), now.engagements, policy=now.policy)
    return (str(item.post.id) for item in items)


def _buttons(now: Moment, viewer: str, owner: str) -> tuple[str | None, str | None, list[str]]:
    shown = profile_actions(now.graph, viewer, owner, at=now.at, policy=now.policy)
    primary, secondary = (button and button.name for button in (shown.primary, shown.secondary))
    return primary, secondary, [button.name for button in shown.menu]


# -- the table ----------------------------------------------------------------------------------

QUESTIONS = (
    Comparison(
        "members", "members", "A14", _once,
        lambda now: now.graph.members,
        "{item} as a member", _set,
    ),
    Comparison(
        "connections_of", "connections", "F1", _members,
        lambda now, member: now.graph.connections_of(member),
        "{item} among the connections of {0}", _set,
    ),
    Comparison(
        "following", "follows", "F2", _members,
        lambda now, member: now.graph.following(member),
        "that {0} follows {item}", _set,
    ),
    Comparison(
        "invitations_from", "invitations sent", "F4", _members,
        lambda now, member: {sent.recipient for sent in now.graph.invitations_from(member)},
        "a pending invitation from {0} to {item}", _set,
    ),
    Comparison(
        "invitations_to", "invitations received", "F4", _members,
        lambda now, member: {sent.sender for sent in now.graph.invitations_to(member)},
        "{0} a pending invitation from {item}", _set,
    ),
    Comparison(
        "blocked_by", "blocks", "F5", _members,
        lambda now, member: {m for m in now.graph if now.graph.has_blocked(member, m)},
        "that {0} blocks {item}", _set,
    ),
    Comparison(
        "degree", "degrees", "D1", _pairs_and_oneself,
        lambda now, viewer, member: degree(now.graph, viewer, member),
        _about_degree, lambda _, __, value: degree_of(value),
    ),
    Comparison(
        "mutual_connections", "mutual connections", "D3", _pairs,
        lambda now, one, other: mutual_connections(now.graph, one, other),
        "{item} as a mutual connection of {0} and {1}", _set,
    ),
    Comparison(
        "people_you_may_know", "people you may know", "D5", _members,
        _suggestions, _about_suggestions, _ranked,
    ),
    Comparison(
        "connection_count", "connection counts as shown", "P1", _pairs_and_oneself,
        lambda now, *pair: profile_view(now.graph, *pair, policy=now.policy).connections,
        _about_count("connections"), _text,
    ),
    Comparison(
        "follower_count", "follower counts as shown", "P2", _pairs_and_oneself,
        lambda now, *pair: profile_view(now.graph, *pair, policy=now.policy).followers,
        _about_count("followers"), lambda _, __, value: number(value),
    ),
    Comparison(
        "can_see", "visibility of posts", "V4", _posts,
        lambda now, viewer, post: can_see(now.graph, viewer, now.posts[post]),
        _about_sight, lambda _, __, value: bool(value),
    ),
    Comparison(
        "feed", "feeds", "W9", _members,
        _fed, "{item} in the feed of {0}", _post_ids,
    ),
    Comparison(
        "buttons", "buttons", "B12", _pairs_and_oneself,
        _buttons, _about_buttons, _shown,
    ),
)  # fmt: skip

NEEDS_POSTS = ("can_see", "feed")
