"""The adapter that a team writes between its own backend and the kit, and how it is read.

`Backend` is the class to derive from. Two of its methods are required. Each of the others is a
question that a backend may be able to answer. The kit asks the questions that are overridden, and
its report lists the rest.

The first mistake of most adapters is to answer in keys or objects of their own. The functions
below read each kind of answer. They raise `WrongAnswer`, with advice, before anything compares,
sorts or prints the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import islice
from numbers import Integral
from typing import Any, ClassVar

import attrs
import numpy as np

from linkgraph.errors import InvalidInput
from linkgraph.graph.profiles import Profile
from linkgraph.graph.validation import listed
from linkgraph.rules.actions import Action, UpdateProfile
from linkgraph.rules.buttons import ProfileButton
from linkgraph.rules.degrees import Degree
from linkgraph.rules.posts import Engagement, Post
from linkgraph.rules.profile_view import LABELS
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.testing.stories import legible

MOST_ITEMS = 100_000  # of an answer
OPTIONS = ("note", "knows_email", "unknown", "unfollow")  # of actions
KINDS = tuple(kind.__name__ for kind in REQUIREMENTS)
SETTINGS = tuple(field.name for field in attrs.fields(Profile))


class Backend:
    """The adapter: derive from it, write `reset` and `act`, and override the questions you answer.

    Members and posts have short texts as ids, such as ``"ana"``; map them to your own keys in
    `reset`, `act` (Join) and `publish`. Two ids are the same only if they are the same text: there
    are ``"ana"`` and ``"Ana"``, and names with the same accents written in two ways. Times come
    with the actions, in whole seconds of UTC, and never run backwards; never ask a clock. A set may
    be any collection of the texts that you were given, not of your own keys.

    Attributes
    ----------
    unsupported
        Features that the backend lacks and that the kit shall not use: kinds of action
        (``"Expire"``), options (``"note"``, ``"knows_email"``, ``"unknown"``, ``"unfollow"``)
        and settings of a profile (``"hibernated"``).
    refusals
        A tuple of the exceptions by which `act` refuses, such as the `ValidationError` of your
        framework. Any other exception is a failure.

    Examples
    --------
    >>> class Notebook(Backend):
    ...     unsupported = {"Expire", "note", "hibernated"}
    ...
    ...     def reset(self, members):
    ...         self.follows = set()
    ...
    ...     def act(self, action):
    ...         return False
    ...
    ...     def following(self, member):
    ...         return {b for a, b in self.follows if a == member}
    """

    unsupported: ClassVar[Collection[str]] = ()
    refusals: ClassVar[tuple[type[Exception], ...]] = ()

    def reset(self, members: Sequence[str]) -> None:
        """Start again with these members, without any tie, every setting at its default."""
        raise NotImplementedError

    def act(self, action: Action[str]) -> bool | None:
        """Do an action, or refuse it and change nothing.

        `action` is one of the frozen values `linkgraph.Invite`, `linkgraph.Follow` …: read
        its attributes, such as ``action.sender`` and ``action.at``. Return `False` for refused,
        `True` or `None` for done; or raise one of `refusals`. Any other answer, such as a count of
        rows, is a failure. Refuse an action that names somebody who is not a member; for this
        any exception will do.
        """
        raise NotImplementedError

    def members(self) -> Collection[str]:
        """Return all members (A14)."""
        raise NotImplementedError

    def connections_of(self, member: str) -> Collection[str]:
        """Return the connections of `member` (F1)."""
        raise NotImplementedError

    def following(self, member: str) -> Collection[str]:
        """Return the members that `member` follows, with the follow in force or not (F2, F8)."""
        raise NotImplementedError

    def invitations_from(self, member: str) -> Collection[str]:
        """Return the recipients of pending invitations from `member` (F4)."""
        raise NotImplementedError

    def invitations_to(self, member: str) -> Collection[str]:
        """Return the senders of pending invitations to `member` (F4)."""
        raise NotImplementedError

    def blocked_by(self, member: str) -> Collection[str]:
        """Return the members that `member` has blocked (F5)."""
        raise NotImplementedError

    def degree(self, viewer: str, member: str) -> int | None:
        """Return the degree of `member`: 0, 1, 2 or 3; beyond that `None` or 4 (D1)."""
        raise NotImplementedError

    def mutual_connections(self, one: str, other: str) -> Collection[str]:
        """Return the members connected to both (D3)."""
        raise NotImplementedError

    def people_you_may_know(self, viewer: str) -> Sequence[str]:
        """Return members to suggest, once each, by mutual connections; equals in any order (D5)."""
        raise NotImplementedError

    def people_in_groups(self, viewer: str) -> Sequence[str]:
        """Return members who share a group with `viewer`, once each, by shared groups (D7).

        Among equals those with more mutual connections come first; equals in both in any order.
        """
        raise NotImplementedError

    def connection_count(self, viewer: str, owner: str) -> str | int | None:
        """Return connections as `viewer` reads them ("500+"); `None` across a block (P1, P3)."""
        raise NotImplementedError

    def follower_count(self, viewer: str, owner: str) -> int | None:
        """Return followers as `viewer` reads them; `None` across a block (P2, P3)."""
        raise NotImplementedError

    def buttons(
        self, viewer: str, owner: str, at: datetime
    ) -> tuple[str | None, str | None, Sequence[str]]:
        """Return the buttons of `owner`'s profile: primary, secondary, and the menu (B1 to B14).

        By the names of `linkgraph.ProfileButton`: ``("CONNECT", "MESSAGE", ["FOLLOW", "BLOCK"])``.
        Members of that enumeration, or of one of your own with the same names, will do, too.
        """
        raise NotImplementedError

    def publish(self, posts: Sequence[Post[str]], engagements: Sequence[Engagement[str]]) -> None:
        """Store posts and engagements; called once after each `reset`.

        `can_see` and `feed` need it. A member that leaves takes along posts and engagements.
        """
        raise NotImplementedError

    def can_see(self, viewer: str, post: str) -> bool:
        """Return whether `viewer` may see the post with this id (V1 to V5)."""
        raise NotImplementedError

    def feed(self, viewer: str) -> Collection[str]:
        """Return the post ids in the feed of `viewer`, each once, in any order (W1 to W7)."""
        raise NotImplementedError


def offers(backend: Backend, method: str) -> bool:
    """Return whether the adapter answers a question: its class has a method of its own."""
    return getattr(type(backend), method) is not getattr(Backend, method)


def unsupported_by(backend: Backend) -> tuple[str, ...]:
    """Check the declarations of an adapter; return its unsupported features, sorted."""
    remedy = "set `unsupported` to a set or a tuple"
    features = listed(backend.unsupported, "a collection of features", remedy)
    for feature in features:
        if not isinstance(feature, str) or feature not in (*KINDS, *OPTIONS, *SETTINGS):
            expected = "an action, an option of an action, or a setting of a profile"
            raise InvalidInput(feature, expected, "correct `unsupported`")
    # a mistake in `refusals` would only show at the first refusal
    refusals: Any = backend.refusals
    for kind in refusals if isinstance(refusals, tuple) else (refusals,):
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            raise InvalidInput(kind, "a class of exceptions", "set `refusals` to a tuple of these")
    return tuple(sorted(features))


def is_supported(action: Action[Any], unsupported: Collection[str]) -> bool:
    """Return whether an action uses none of the unsupported features."""
    features = {type(action).__name__}
    features.update(name for name in OPTIONS if getattr(action, name, None) not in {None, False})
    if isinstance(action, UpdateProfile):
        features.update(name for name, _ in action.changes)
    return features.isdisjoint(unsupported)


@attrs.define(eq=False, repr=False, slots=False)
class WrongAnswer(InvalidInput):
    """An answer of the wrong kind; the remedy says how to return the right kind."""


def answer(backend: Backend, action: Action[str]) -> tuple[bool, str]:
    """Let the backend do an action; return whether it did, and its answer in words."""
    try:
        outcome: Any = backend.act(action)
    except backend.refusals as error:
        return False, f"refused ({legible(error)})"
    if outcome is None:
        outcome = True
    if not isinstance(outcome, (bool, np.bool_)):
        remedy = "return `True` or `None` for done, `False` for refused"
        raise WrongAnswer(outcome, "whether the action was done", remedy)
    return bool(outcome), "done" if outcome else "refused"


def _items(value: Any, expected: str, remedy: str) -> list[Any]:
    """Return the items of a collection; errors of a lazy answer are the backend's own."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise WrongAnswer(value, expected, remedy)
    items = list(islice(value, MOST_ITEMS + 1))  # a lazy answer may have no end
    if len(items) > MOST_ITEMS:
        remedy = "no history has so many members; end the answer"
        raise WrongAnswer(value, f"{expected}, of {MOST_ITEMS:,} items at most", remedy)
    return items


def texts(value: object, noun: str, method: str) -> list[str]:
    """Return a collection of texts as a list; each is a `noun` that was given to a method."""
    items = _items(value, f"a collection of {noun}s", "return a list or a set, empty for none")
    for item in items:
        if not isinstance(item, str):
            raise WrongAnswer(item, f"a {noun}", f"use the texts of `{method}`")
    return [_plain_text(item) for item in items]


def _plain_text(text: str) -> str:
    """Return a text without what a subclass adds, such as an `__eq__` of its own."""
    return text if type(text) is str else str.__str__(text)


def in_order(value: object) -> list[str]:
    """Return members in the order of the answer; a set has none."""
    if isinstance(value, (set, frozenset)):
        raise WrongAnswer(value, "members in order", "return a list")
    return texts(value, "member", "reset")


def repeated(items: Iterable[str]) -> str | None:
    """Return the first item, by name, that occurs more than once, or `None`."""
    return min((item for item, times in Counter(items).items() if times > 1), default=None)


def degree_of(value: Any) -> str:
    """Return a degree in words."""
    try:
        return LABELS[Degree.OUT_OF_NETWORK if value is None else Degree(value)]
    except ValueError:
        raise WrongAnswer(value, "a degree", "return 0 to 3, and `None` or 4 beyond") from None


def number(value: Any) -> Any:
    """Return a number, or `None`, as it is; a text of digits is not a number."""
    if isinstance(value, Integral):
        return int(value)
    if value is None or type(value) in (float, Decimal, Fraction):
        return value
    raise WrongAnswer(value, "a number", "return an integer, or `None` across a block")


def button(value: Any) -> str | None:
    """Return the name of a button; for a member of an enumeration its own name."""
    # a text that is also an enum member may hold the name as its value
    is_name = isinstance(value, str) and value in ProfileButton.__members__
    if isinstance(value, Enum) and not is_name:
        value = value.name
    if value is None or isinstance(value, str):
        return None if value is None else _plain_text(value)
    remedy = "return its name, such as 'CONNECT', or `None` for no button"
    raise WrongAnswer(value, "a button", remedy)


def buttons(value: Any) -> tuple[str | None, str | None, list[str | None]]:
    """Return the names of the primary button, of the secondary one, and of those in the menu."""
    if not isinstance(value, (tuple, list)) or len(value) != 3:
        remedy = "return the primary button, the secondary one, and a list for the menu"
        raise WrongAnswer(value, "the three parts of a profile's buttons", remedy)
    primary, secondary, menu = value
    entries = _items(menu, "the menu of a profile", "return a list of names, empty for none")
    return button(primary), button(secondary), [button(entry) for entry in entries]
