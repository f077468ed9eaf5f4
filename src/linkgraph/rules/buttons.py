"""Which buttons a profile shows (B1 to B14): one table, every button backed by `check`.

A button stands for an action (`ACTIONS`) and is shown only where that action is allowed
now, so a dead button cannot exist (B12). `ROWS` says which buttons are candidates, in
which order; the first row that matches wins.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from enum import auto
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar, final

import attrs

from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Button, Profile
from linkgraph.graph.rendering import html_of
from linkgraph.graph.validation import Term, utc
from linkgraph.rules.actions import (
    Accept,
    Action,
    Block,
    Disconnect,
    Follow,
    Ignore,
    Invite,
    Unblock,
    Unfollow,
    Withdraw,
)
from linkgraph.rules.check_and_apply import check, either_at_cap
from linkgraph.rules.messages import route
from linkgraph.rules.policy import CURRENT, Policy, Who, known_policy
from linkgraph.rules.verdicts import Verdict, Verdicts

M = TypeVar("M", bound=Hashable)


class ProfileButton(Term):
    """The buttons a profile can show."""

    EDIT_PROFILE = auto()
    UNAVAILABLE = auto()
    MESSAGE = auto()
    CONNECT = auto()
    PENDING = auto()
    ACCEPT = auto()
    IGNORE = auto()
    I_DONT_KNOW = auto()
    FOLLOW = auto()
    FOLLOWING = auto()
    UNFOLLOW = auto()
    REMOVE_CONNECTION = auto()
    BLOCK = auto()
    UNBLOCK = auto()


_B = ProfileButton

Act: TypeAlias = Callable[[Any, Any, datetime], Action[Any]]

# what pressing a button does; the others are no relationship buttons
ACTIONS: dict[ProfileButton, Act] = {
    _B.CONNECT: lambda viewer, owner, at: Invite(viewer, owner, at=at),
    _B.PENDING: lambda viewer, owner, at: Withdraw(viewer, owner, at=at),
    _B.ACCEPT: lambda viewer, owner, at: Accept(viewer, owner, at=at),
    _B.IGNORE: lambda viewer, owner, at: Ignore(viewer, owner, at=at),
    _B.I_DONT_KNOW: lambda viewer, owner, at: Ignore(viewer, owner, at=at, unknown=True),
    _B.FOLLOW: lambda viewer, owner, at: Follow(viewer, owner, at=at),
    _B.FOLLOWING: lambda viewer, owner, at: Unfollow(viewer, owner, at=at),
    _B.UNFOLLOW: lambda viewer, owner, at: Unfollow(viewer, owner, at=at),
    _B.REMOVE_CONNECTION: lambda viewer, owner, at: Disconnect(viewer, owner, at=at),
    _B.BLOCK: lambda viewer, owner, at: Block(viewer, owner, at=at),
    _B.UNBLOCK: lambda viewer, owner, at: Unblock(viewer, owner, at=at),
}


def prefers_follow(profile: Profile, policy: Policy) -> bool:
    """Return whether FOLLOW is the owner's primary button by the era (E2 to E4)."""
    if policy.primary_choice is Who.EVERYONE:
        return profile.primary_button is Button.FOLLOW
    return policy.primary_choice is Who.INFLUENCERS and profile.influencer


@final
class Encounter:
    """A viewer on a profile: what the rows of the table ask about."""

    def __init__(
        self, graph: LinkGraph[Any], viewer: Any, owner: Any, at: datetime, policy: Policy
    ) -> None:
        self.graph: LinkGraph[Any] = graph
        self.viewer: Any = viewer
        self.owner: Any = owner
        self.at: datetime = at
        self.policy: Policy = policy
        self.facts: Facts = graph._facts
        self.one: int = self.facts.member_index.index(viewer)
        self.other: int = self.facts.member_index.index(owner)
        self._verdicts: dict[ProfileButton, Verdict[Any]] = {}

    def verdict(self, button: ProfileButton) -> Verdict[Any]:
        """Return what `check` says of the button's action."""
        if button not in self._verdicts:
            action = ACTIONS[button](self.viewer, self.owner, self.at)
            self._verdicts[button] = check(self.graph, action, self.policy)
        return self._verdicts[button]

    def live(self, button: ProfileButton) -> bool:
        """Return whether the button may be shown: it does something, or is no action."""
        return button not in ACTIONS or self.verdict(button).allowed

    @property
    def own(self) -> bool:
        """Whether the viewer is the owner."""
        return self.one == self.other

    @property
    def blocked(self) -> bool:
        """Whether either has blocked the other."""
        return self.facts.blocked(self.one, self.other)

    @property
    def connected(self) -> bool:
        """Whether the two are connected."""
        return self.facts.connections.has(self.one, self.other)

    @property
    def invited(self) -> bool:
        """Whether the viewer's invitation to the owner is pending."""
        return self.facts.pending.has(self.one, self.other)

    @property
    def invites(self) -> bool:
        """Whether the owner's invitation to the viewer is pending."""
        return self.facts.pending.has(self.other, self.one)

    @cached_property
    def follow_first(self) -> bool:
        """Whether FOLLOW comes before CONNECT: at the cap (L1), or by the era (E2 to E4)."""
        at_cap = either_at_cap(self.facts, self.policy, self.one, self.other)
        return at_cap or prefers_follow(self.facts.profiles.get(self.other), self.policy)

    @property
    def invitable(self) -> bool:
        """Whether A1 allows an invitation now, without a note and without the e-mail."""
        return self.verdict(_B.CONNECT).allowed

    @property
    def followable_or_followed(self) -> bool:
        """Whether A7 allows a follow now, or one is stored."""
        return self.verdict(_B.FOLLOW).allowed or self.followed

    @property
    def followed(self) -> bool:
        """Whether the viewer's follow of the owner is stored."""
        return self.facts.follows(self.one, self.other)


Slot: TypeAlias = tuple[ProfileButton, ...]

_FOLLOW_OR_FOLLOWING: Slot = (_B.FOLLOWING, _B.FOLLOW)
_FOLLOW_OR_UNFOLLOW: Slot = (_B.FOLLOW, _B.UNFOLLOW)


@attrs.frozen
class Row:
    """One row of the table.

    `primary` and `secondary` are candidates of which the first live one is shown;
    `menu` shows every live one. A button is never shown twice.
    """

    rule: str
    when: str
    matches: Callable[[Encounter], bool]
    primary: Slot
    secondary: Slot = ()
    menu: Slot = ()


ROWS = (
    Row("B1", "the viewer is the owner",
        lambda e: e.own,
        (_B.EDIT_PROFILE,)),
    Row("B2", "blocked either way",
        lambda e: e.blocked,
        (_B.UNAVAILABLE,), (), (_B.UNBLOCK,)),
    Row("B3", "connected",
        lambda e: e.connected,
        (_B.MESSAGE,), (), (*_FOLLOW_OR_UNFOLLOW, _B.REMOVE_CONNECTION, _B.BLOCK)),
    Row("B4", "invitation pending from the owner",
        lambda e: e.invites,
        (_B.ACCEPT, _B.IGNORE), (_B.IGNORE,),
        (_B.I_DONT_KNOW, *_FOLLOW_OR_UNFOLLOW, _B.BLOCK)),
    Row("B5", "invitation pending to the owner; follow-first; followable or followed",
        lambda e: e.invited and e.follow_first and e.followable_or_followed,
        _FOLLOW_OR_FOLLOWING, (_B.MESSAGE,), (_B.PENDING, _B.BLOCK)),
    Row("B6", "invitation pending to the owner",
        lambda e: e.invited,
        (_B.PENDING,), (_B.MESSAGE,), (*_FOLLOW_OR_UNFOLLOW, _B.BLOCK)),
    Row("B7", "neither invitable nor followable nor followed",
        lambda e: not e.invitable and not e.followable_or_followed,
        (_B.MESSAGE,), (), (_B.BLOCK,)),
    Row("B8", "not invitable",
        lambda e: not e.invitable,
        _FOLLOW_OR_FOLLOWING, (_B.MESSAGE,), (_B.BLOCK,)),
    Row("B9", "invitable; neither followable nor followed",
        lambda e: not e.followable_or_followed,
        (_B.CONNECT,), (_B.MESSAGE,), (_B.BLOCK,)),
    Row("B10", "invitable; follow-first",
        lambda e: e.follow_first,
        _FOLLOW_OR_FOLLOWING, (_B.MESSAGE,), (_B.CONNECT, _B.BLOCK)),
    Row("B11", "invitable",
        lambda _: True,
        (_B.CONNECT,), (_B.MESSAGE,), (*_FOLLOW_OR_UNFOLLOW, _B.BLOCK)),
)  # fmt: skip


@attrs.frozen
class ProfileActions(Generic[M]):
    """What a viewer can do on a profile.

    Attributes
    ----------
    primary, secondary
        The buttons in front, or `None`.
    menu
        The buttons under "More", in order.
    row
        The row of the table that decided, ``"B1"`` to ``"B11"``.
    missing
        For CONNECT and FOLLOW where they are not shown: the verdict that says why (B14).
    message
        The verdict of `can_message` (B13): MESSAGE shows even where no route is open.
    """

    primary: ProfileButton | None
    secondary: ProfileButton | None
    menu: tuple[ProfileButton, ...]
    row: str
    missing: Verdicts[ProfileButton]
    message: Verdict[M]

    @property
    def buttons(self) -> tuple[ProfileButton, ...]:
        """Every button shown: primary, secondary, menu."""
        front = (button for button in (self.primary, self.secondary) if button is not None)
        return (*front, *self.menu)

    _repr_html_ = html_of


def profile_actions(
    graph: LinkGraph[M], viewer: M, owner: M, *, at: datetime, policy: Policy = CURRENT
) -> ProfileActions[M]:
    """Return the buttons that `viewer` sees on the profile of `owner` (B1 to B14).

    Parameters
    ----------
    graph, viewer, owner
        The graph, who looks, and whose profile it is.
    at
        When, aware: cool-downs and limits depend on it.
    policy
        The limits and the era.

    Examples
    --------
    >>> from datetime import UTC
    >>> g = LinkGraph.from_edges(members=["ana", "bo"])
    >>> shown = profile_actions(g, "ana", "bo", at=datetime(2026, 1, 5, tzinfo=UTC))
    >>> shown.row, shown.primary, shown.secondary
    ('B11', ProfileButton.CONNECT, ProfileButton.MESSAGE)
    >>> shown.menu
    (ProfileButton.FOLLOW, ProfileButton.BLOCK)
    """
    return _shown(Encounter(graph, viewer, owner, utc(at), known_policy(policy)))


def _shown(encounter: Encounter) -> ProfileActions[Any]:
    """Walk the table."""
    row = next(row for row in ROWS if row.matches(encounter))
    primary = next((button for button in row.primary if encounter.live(button)), None)
    secondary = next((b for b in row.secondary if b is not primary and encounter.live(b)), None)
    menu = tuple(button for button in row.menu if encounter.live(button))
    message = route(encounter.facts, encounter.one, encounter.other)
    missing: list[tuple[ProfileButton, Verdict[Any]]] = []
    if not encounter.own:
        shown = {primary, secondary, *menu}
        for button in (_B.CONNECT, _B.FOLLOW):
            if button not in shown and not (button is _B.FOLLOW and encounter.followed):
                missing.append((button, encounter.verdict(button)))
    return ProfileActions(primary, secondary, menu, row.rule, Verdicts(tuple(missing)), message)
