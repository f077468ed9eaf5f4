"""The questions that are compared after every action: one table, cheap questions first.

A row of `QUESTIONS` says with which arguments a question is asked, how the library answers it, how
both answers become plain values that can be compared, and how a `Difference` is put into words.
`blame` then finds the rule at stake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, permutations
from typing import Any, TypeAlias

import attrs

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.actions import Action, Join, Leave
from linkgraph.rules.buttons import BUTTON_ACTIONS, ProfileButton, action_of, profile_actions
from linkgraph.rules.check_and_apply import apply
from linkgraph.rules.degrees import (
    degree,
    mutual_connections,
    people_in_groups,
    people_you_may_know,
)
from linkgraph.rules.feed import feed
from linkgraph.rules.policy import Policy
from linkgraph.rules.posts import Engagement, Post, can_see
from linkgraph.rules.profile_view import ProfileView, profile_view
from linkgraph.testing import adapter
from linkgraph.testing.stories import START, legible

Arguments: TypeAlias = tuple[str, ...]
Shown: TypeAlias = tuple[str | None, str | None, Sequence[str | None]]


@attrs.frozen(eq=False)
class Moment:
    """A moment of a story: the library's graph before and after the last action, and the past."""

    graph: LinkGraph[str]
    before: LinkGraph[str]
    policy: Policy
    unsupported: tuple[str, ...]
    cast: tuple[str, ...]  # the questions are about them; a crowd is only counted
    posts: dict[str, Post[str]]
    engagements: tuple[Engagement[str], ...]
    board: tuple[Engagement[str], ...] = ()  # the engagements when the story began
    past: tuple[Action[str], ...] = ()  # the actions that were allowed
    last: Action[str] | None = None  # the last action, allowed or not
    _views: dict[Arguments, ProfileView[str]] = attrs.field(factory=dict, alias="views")

    @property
    def at(self) -> datetime:
        """The time of the last action."""
        return self.last.at if self.last else START

    def view(self, viewer: str, owner: str) -> ProfileView[str]:
        """Return what `viewer` sees on a profile; two questions are about it."""
        if (viewer, owner) not in self._views:
            self._views[viewer, owner] = profile_view(self.graph, viewer, owner, policy=self.policy)
        return self._views[viewer, owner]

    @property
    def pair(self) -> tuple[str, ...]:
        """The members of the last allowed action between two, if both are still here."""
        for action in reversed(self.past):
            members = action.members
            if len(members) == 2 and members[0] in self.graph and members[1] in self.graph:
                return members
        return self.here[:2]

    @property
    def here(self) -> tuple[str, ...]:
        """The members of the cast, less those that have left."""
        return tuple(member for member in self.cast if member in self.graph)

    def after(self, action: Action[str]) -> Moment:
        """Return the moment after an allowed action."""
        graph, cast = apply(self.graph, action, self.policy), self.cast
        if isinstance(action, Join):
            cast = tuple(dict.fromkeys((*cast, action.member)))
        posts, engagements = self.posts, self.engagements
        if isinstance(action, Leave):  # they take along their posts and engagements (A14)
            gone = action.member
            posts = {name: post for name, post in posts.items() if post.author != gone}
            engagements = tuple(done for done in engagements if done.member != gone)
        return attrs.evolve(
            self,
            graph=graph,
            before=self.graph,
            cast=cast,
            posts=posts,
            engagements=engagements,
            past=(*self.past, action),
            views={},
            last=action,
        )


@attrs.frozen(eq=False)
class Comparison:
    """One row: a question that the backend and the library both answer."""

    method: str  # of the adapter
    topic: str  # for the report
    rule: str  # at stake where the story points to no other
    calls: Callable[[Moment], Iterable[Arguments]]  # the arguments of each call
    expected: Callable[..., Any]  # the library's answer
    # For sets, the meaning of one element in words; otherwise returns the wrong answer in words.
    about: str | Callable[[Difference], str]
    # Two steps that bring both answers into one form; the second knows the story.
    read: Callable[[Any], Any] = lambda answer: frozenset(adapter.texts(answer, "member", "reset"))
    arrange: Callable[[Moment, Arguments, Any], Any] = lambda _, __, answer: answer

    def plain_answer(self, now: Moment, arguments: Arguments) -> Any:
        """Return the library's answer as a plain value."""
        answer = self.expected(now, *arguments)
        return self.arrange(now, arguments, self.read(answer))

    def ask(self, backend: adapter.Backend, now: Moment, arguments: Arguments) -> Any:
        """Return the backend's answer as a plain value."""
        timed = (now.at,) if self.method == "buttons" else ()
        answer = getattr(backend, self.method)(*arguments, *timed)
        return self.arrange(now, arguments, self.read(answer))


@attrs.frozen(eq=False)
class Difference:
    """A question, and the two answers to it: of the library and of the backend."""

    now: Moment
    question: Comparison
    arguments: Arguments
    expected: Any
    got: Any
    backend: adapter.Backend

    @property
    def item(self) -> str:
        """The element of a set to talk about: repeated, or one too many, or one too few."""
        return adapter.repeated(self.got) or first(self.expected, self.got)

    @property
    def sentence(self) -> str:
        """The wrong answer in a sentence."""
        about = self.question.about
        if not isinstance(about, str):
            return f"The backend {about(self)}."
        element = about.format(*self.arguments, item=self.item)
        if adapter.repeated(self.got):
            return f"The backend shows {element} twice."
        # "still" and "no longer" compare with the library's answer before the last action
        now, question = attrs.evolve(self.now, graph=self.now.before, views={}), self.question
        asked_before = self.arguments in [*question.calls(now)]
        was_there = asked_before and self.item in question.expected(now, *self.arguments)
        if self.item in self.got:
            verb = "still shows" if was_there else "shows"
        else:
            verb = "no longer shows" if was_there else "does not show"
        return f"The backend {verb} {element}."


def first(expected: Any, got: Any) -> str:
    """Return the first element that is too much, otherwise the first that is missing."""
    item: str = min(got - expected or expected - got)
    return item


def _members(number: int) -> Callable[[Moment], Iterable[Arguments]]:
    """Return a function that returns all tuples of so many different members."""
    return lambda now: permutations(now.here, number)


def _pairs_and_oneself(now: Moment) -> Iterator[Arguments]:
    yield from ((member, member) for member in now.here)
    yield from permutations(now.here, 2)


def _posts(now: Moment) -> Iterator[Arguments]:
    # one post for each author and audience: the kind of a post makes no difference
    different = {
        (post.author, post.audience): name
        for name, post in now.posts.items()
        if post.author in now.cast
    }
    return ((viewer, name) for viewer in now.here for name in different.values())


def _once_each(items: list[str]) -> frozenset[str] | list[str]:
    """Return a set, or a sorted list if an item is repeated: that is equal to no set."""
    return frozenset(items) if adapter.repeated(items) is None else sorted(items)


def _mutuals(graph: LinkGraph[str], viewer: str, member: str) -> Any:
    return len(mutual_connections(graph, viewer, member)) if member in graph else 0


def _groups_and_mutuals(graph: LinkGraph[str], viewer: str, member: str) -> Any:
    theirs = graph.profile(member).groups if member in graph else frozenset[Any]()
    return len(graph.profile(viewer).groups & theirs), _mutuals(graph, viewer, member)


def _ranked(rank: Callable[[LinkGraph[str], str, str], Any]) -> Callable[..., list[Any]]:
    """Return a function that puts the members of each rank together: equals come in any order."""

    def arrange(now: Moment, arguments: Arguments, suggested: list[str]) -> list[Any]:
        groups = groupby(suggested, key=lambda member: rank(now.graph, arguments[0], member))
        return [_once_each([*equals]) for _, equals in groups]

    return arrange


def _supported_buttons(now: Moment, arguments: Arguments, shown: Shown) -> Shown:
    """Return the buttons, less those for actions that the backend does not support."""

    def supported(name: str | None) -> str | None:
        action = press(now, arguments, name)
        return name if action is None or adapter.is_supported(action, now.unsupported) else None

    primary, secondary, menu = shown
    if not now.unsupported:
        return primary, secondary, [*filter(None, menu)]
    return supported(primary), supported(secondary), [*filter(None, map(supported, menu))]


def press(now: Moment, arguments: Arguments, name: str | None) -> Action[str] | None:
    """Return the action of a button, or `None` if it is not tied to one between two members."""
    button = ProfileButton.__members__.get(name or "")
    viewer, owner = arguments
    if button not in BUTTON_ACTIONS or viewer == owner:
        return None
    return action_of(button, viewer, owner, now.at)


def _about_suggestions(it: Difference) -> str:
    viewer, in_groups = it.arguments[0], it.question.method == "people_in_groups"
    relation = "share a group with" if in_groups else "may know"
    twice = adapter.repeated(member for equals in it.got for member in equals)
    if twice is not None:
        return f"suggests to {viewer} twice that they {relation} {twice}"
    suggested, correct = frozenset().union(*it.got), frozenset().union(*it.expected)
    if suggested == correct:
        people = f"in {viewer}'s groups" if in_groups else f"{viewer} may know"
        return f"ranks the people {people} wrongly"
    verb = "suggests" if suggested - correct else "does not suggest"
    member = first(correct, suggested)
    return f"{verb} to {viewer} that they {relation} {'themself' if member == viewer else member}"


def _about_count(it: Difference) -> str:
    number = "no number" if it.got is None else f"“{legible(it.got)}”"
    noun = it.question.method.partition("_")[0]
    return f"shows {it.arguments[0]} {number} as {_possessive(it)} number of {noun}s"


def _possessive(it: Difference) -> str:
    viewer, owner = it.arguments
    return "their own" if viewer == owner else f"{owner}'s"


def _about_sight(it: Difference) -> str:
    viewer, post = it.arguments
    return f"{'lets' if it.got else 'does not let'} {viewer} see {post}"


def _about_buttons(it: Difference) -> str:
    primary, secondary, menu = it.got
    visible = " and ".join(filter(None, (primary, secondary))) or "no button"
    hidden = f"; in the menu: {', '.join(menu)}" if menu else ""
    return f"shows {it.arguments[0]} {visible} on {_possessive(it)} profile{hidden}"


def _fed(now: Moment, viewer: str) -> Iterator[str]:
    items = feed(now.graph, viewer, now.posts.values(), now.engagements, policy=now.policy)
    return (str(item.post.id) for item in items)


def _buttons(now: Moment, viewer: str, owner: str) -> tuple[Any, Any, tuple[Any, ...]]:
    shown = profile_actions(now.graph, viewer, owner, at=now.at, policy=now.policy)
    return shown.primary, shown.secondary, shown.menu


# -- the table ----------------------------------------------------------------------------------

QUESTIONS = (
    Comparison("members", "members", "A14", _members(0), lambda now: now.graph.members,
               "{item} as a member"),
    Comparison("connections_of", "connections", "F1", _members(1),
               lambda now, member: now.graph.connections_of(member),
               "{item} among the connections of {0}"),
    Comparison("following", "follows", "F2", _members(1),
               lambda now, member: now.graph.following(member),
               "that {0} follows {item}"),
    Comparison("invitations_from", "invitations sent", "F4", _members(1),
               lambda now, member: {sent.recipient for sent in now.graph.invitations_from(member)},
               "a pending invitation from {0} to {item}"),
    Comparison("invitations_to", "invitations received", "F4", _members(1),
               lambda now, member: {sent.sender for sent in now.graph.invitations_to(member)},
               "{0} a pending invitation from {item}"),
    Comparison("blocked_by", "blocks", "F5", _members(1),
               lambda now, member: now.graph.blocking(member),
               "that {0} blocks {item}"),
    Comparison("degree", "degrees", "D1", _pairs_and_oneself,
               lambda now, *pair: degree(now.graph, *pair),
               lambda it: f"shows {it.arguments[0]} “{it.got}” as the degree of {it.arguments[1]}",
               read=adapter.degree_of),
    Comparison("mutual_connections", "mutual connections", "D3", _members(2),
               lambda now, *pair: mutual_connections(now.graph, *pair),
               "{item} as a mutual connection of {0} and {1}"),
    Comparison("people_you_may_know", "people you may know", "D5", _members(1),
               lambda now, viewer: dict(people_you_may_know(now.graph, viewer, None)),
               _about_suggestions, read=adapter.in_order, arrange=_ranked(_mutuals)),
    Comparison("connection_count", "connection counts as shown", "P1", _pairs_and_oneself,
               lambda now, *pair: now.view(*pair).connections,
               _about_count,
               read=lambda answer: None if answer is None else str(answer)),
    Comparison("follower_count", "follower counts as shown", "P2", _pairs_and_oneself,
               lambda now, *pair: now.view(*pair).followers,
               _about_count, read=adapter.number),
    Comparison("can_see", "visibility of posts", "V4", _posts,
               lambda now, viewer, post: can_see(now.graph, viewer, now.posts[post]),
               _about_sight, read=bool),
    Comparison("feed", "feeds", "W9", _members(1),
               _fed, "{item} in the feed of {0}",
               read=lambda answer: _once_each(adapter.texts(answer, "post id", "publish"))),
    Comparison("people_in_groups", "people in groups", "D7", _members(1),
               lambda now, viewer: dict(people_in_groups(now.graph, viewer, None)),
               _about_suggestions, read=adapter.in_order, arrange=_ranked(_groups_and_mutuals)),
    Comparison("buttons", "buttons", "B12", _pairs_and_oneself,
               _buttons, _about_buttons, read=adapter.buttons, arrange=_supported_buttons),
)  # fmt: skip
