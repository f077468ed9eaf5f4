"""What a team writes: an adapter from its own backend to the questions of the kit.

Two methods are required. Every other one is a question that the backend may be able to
answer; a method that is not overridden is not asked, and the report says so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.profiles import Profile
from linkgraph.graph.validation import listed
from linkgraph.rules.actions import Action, UpdateProfile
from linkgraph.rules.posts import Engagement, Post
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.testing.answers import done

# what an action may carry beside members and time, with the value that says nothing
OPTIONS: dict[str, object] = {
    "note": None,
    "knows_email": False,
    "unknown": False,
    "unfollow": False,
}
KINDS = tuple(kind.__name__ for kind in REQUIREMENTS)
SETTINGS = tuple(field.name for field in attrs.fields(Profile))


class Backend:
    """The adapter: derive from it, write `reset` and `act`, and override what you can answer.

    Members and posts go by short texts such as ``"ana"``; map them to your own keys in
    `reset`, `act` (Join) and `publish`. Times come with the actions, in whole seconds of UTC,
    and never run backwards; there is no clock. Sets may be given as any collection, of the
    texts that you were given, not of your own keys.

    Attributes
    ----------
    lacks
        What the backend does not know, so that the kit never does it: kinds of action
        (``"Expire"``), options (``"note"``, ``"knows_email"``, ``"unknown"``, ``"unfollow"``)
        and settings of a profile (``"hibernated"``).
    refusals
        A tuple of the exceptions by which `act` says no, such as a `ValidationError` of your
        framework. Any other exception is a failure.

    Examples
    --------
    >>> class Notebook(Backend):
    ...     lacks = {"Expire", "note", "hibernated"}
    ...     refusals = (PermissionError,)
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

    lacks: ClassVar[Collection[str]] = ()
    refusals: ClassVar[tuple[type[Exception], ...]] = ()

    # -- required ---------------------------------------------------------------------------

    def reset(self, members: Sequence[str]) -> None:
        """Start anew with these members, no tie between them, and every setting at its default."""
        raise NotImplementedError

    def act(self, action: Action[str]) -> bool | None:
        """Do what `action` says, or refuse it and change nothing.

        `action` is one of the frozen values `linkgraph.Invite`, `linkgraph.Follow` …: read
        its attributes, such as ``action.sender`` and ``action.at``.

        Returns
        -------
        bool or None
            `False`: refused. `True` or `None`: done. Or raise one of `refusals`. Anything
            else, such as a count of rows, is a failure.
        """
        raise NotImplementedError

    # -- facts, as stored -------------------------------------------------------------------

    def members(self) -> Collection[str]:
        """Return everybody (A14)."""
        raise NotImplementedError

    def connections_of(self, member: str) -> Collection[str]:
        """Return whom `member` is connected to (F1)."""
        raise NotImplementedError

    def following(self, member: str) -> Collection[str]:
        """Return whom `member` follows, by stored follows, in force or not (F2, F8)."""
        raise NotImplementedError

    def invitations_from(self, member: str) -> Collection[str]:
        """Return who has a pending invitation from `member` (F4)."""
        raise NotImplementedError

    def invitations_to(self, member: str) -> Collection[str]:
        """Return whose invitations to `member` are pending (F4)."""
        raise NotImplementedError

    def blocked_by(self, member: str) -> Collection[str]:
        """Return whom `member` blocks now (F5)."""
        raise NotImplementedError

    # -- distance ---------------------------------------------------------------------------

    def degree(self, viewer: str, member: str) -> int | None:
        """Return how far away `member` is: 0, 1, 2 or 3; beyond, `None` or 4 (D1)."""
        raise NotImplementedError

    def mutual_connections(self, one: str, other: str) -> Collection[str]:
        """Return who is connected to both (D3)."""
        raise NotImplementedError

    def people_you_may_know(self, viewer: str) -> Sequence[str]:
        """Return everybody worth suggesting, once, most mutual connections first (D5).

        Of equally many, any order will do.
        """
        raise NotImplementedError

    # -- profiles ---------------------------------------------------------------------------

    def connection_count(self, viewer: str, owner: str) -> str | int | None:
        """Return the connections as `viewer` reads them: ``"12"``, ``"500+"`` (P1, P3).

        `None` across a block.
        """
        raise NotImplementedError

    def follower_count(self, viewer: str, owner: str) -> int | None:
        """Return the followers as `viewer` reads them (P2, P3); `None` across a block."""
        raise NotImplementedError

    def buttons(
        self, viewer: str, owner: str, at: datetime
    ) -> tuple[str | None, str | None, Sequence[str]]:
        """Return the buttons on `owner`'s profile: in front, beside it, in the menu (B1 to B14).

        By name: ``("CONNECT", "MESSAGE", ["FOLLOW", "BLOCK"])``; the names are those of
        `linkgraph.ProfileButton`, whose members will do, too, as will those of your own.
        """
        raise NotImplementedError

    # -- posts ------------------------------------------------------------------------------

    def publish(self, posts: Sequence[Post[str]], engagements: Sequence[Engagement[str]]) -> None:
        """Store the posts, and what members did with them; called once after each `reset`.

        `can_see` and `feed` need it. Who leaves takes along their posts and engagements.
        """
        raise NotImplementedError

    def can_see(self, viewer: str, post: str) -> bool:
        """Return whether `viewer` may see the post with this id (V1 to V5)."""
        raise NotImplementedError

    def feed(self, viewer: str) -> Collection[str]:
        """Return the ids of the posts that are fed to `viewer` (W1 to W7).

        Each once, in any order.
        """
        raise NotImplementedError


def offers(backend: Backend, method: str) -> bool:
    """Return whether the adapter answers a question: its class has a method of its own."""
    return getattr(type(backend), method) is not getattr(Backend, method)


def answer(backend: Backend, action: Action[str]) -> tuple[bool, str]:
    """Let the backend do an action; return whether it did, and what it said."""
    try:
        said = backend.act(action)
    except backend.refusals as error:
        return False, f"refused ({error})"
    return (True, "done") if done(said) else (False, "refused")


def lacked(backend: Backend) -> tuple[str, ...]:
    """Return what the adapter says it lacks, sorted; raise `InvalidInput` for unknown words."""
    known = {*KINDS, *OPTIONS, *SETTINGS}
    words = listed(backend.lacks, "is no collection of words", "set `lacks` to a set or a tuple")
    for word in words:
        if not isinstance(word, str) or word not in known:
            raise InvalidInput(
                word,
                "is nothing that a backend can lack",
                "name an action, an option of one or a setting of a profile",
            )
    return tuple(sorted(words))


def refusals_of(backend: Backend) -> tuple[type[Exception], ...]:
    """Return what is caught as a refusal; raise `InvalidInput` for what cannot be."""
    said: Any = backend.refusals
    kinds = said if isinstance(said, tuple) else (said,)
    for kind in kinds:
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            remedy = "set `refusals` to a tuple of such classes"
            raise InvalidInput(kind, "is no class of exceptions", remedy)
    return kinds


def within_reach(action: Action[Any], lacks: Collection[str]) -> bool:
    """Return whether an action uses nothing of what a backend lacks."""
    used = {type(action).__name__}
    used.update(name for name, idle in OPTIONS.items() if getattr(action, name, idle) != idle)
    if isinstance(action, UpdateProfile):
        used.update(name for name, _ in action.changes)
    return used.isdisjoint(lacks)
