"""Which buttons a profile shows (B1 to B14).

A profile has a primary button, sometimes a secondary one, and a menu. Which buttons appear
depends on how the viewer and the owner stand to each other. `ROWS` lists the situations in order;
the first row with a condition that holds decides.

A button stands for an action (`BUTTON_ACTIONS`) and is shown only if that action is allowed right
now, so a button never leads nowhere (B12). The conditions below are therefore built from the
requirements of the actions instead of repeating them. Where a row names several buttons for one
place, the first that may be shown takes it.

Three buttons stand for no action: EDIT_PROFILE, UNAVAILABLE and MESSAGE. MESSAGE is the awkward
one: it is shown even if no message can be sent, because the real product uses it to sell an
upgrade (B13).
"""

from __future__ import annotations

from datetime import datetime
from enum import auto
from typing import Any, Generic, TypeAlias

import attrs

from linkgraph.graph.field_types import typed
from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.graph.rendering import html_of
from linkgraph.graph.validation import Term, utc
from linkgraph.rules import actions
from linkgraph.rules.conditions import ALWAYS, Condition, Is, first_match
from linkgraph.rules.messages import route
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.requirements import CHECKS, allowed
from linkgraph.rules.verdicts import Verdict, Verdicts


class ProfileButton(Term):
    """The buttons that a profile can show."""

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

BUTTON_ACTIONS: dict[ProfileButton, type[actions.Action[Any]]] = {
    _B.CONNECT: actions.Invite,
    _B.PENDING: actions.Withdraw,
    _B.ACCEPT: actions.Accept,
    _B.IGNORE: actions.Ignore,
    _B.I_DONT_KNOW: actions.Ignore,
    _B.FOLLOW: actions.Follow,
    _B.FOLLOWING: actions.Unfollow,
    _B.UNFOLLOW: actions.Unfollow,
    _B.REMOVE_CONNECTION: actions.Disconnect,
    _B.BLOCK: actions.Block,
    _B.UNBLOCK: actions.Unblock,
}

_CHECKS = {
    button: CHECKS[action, "A3" if action is actions.Ignore else action.rule]
    for button, action in BUTTON_ACTIONS.items()
}


def action_of(button: ProfileButton, viewer: Any, owner: Any, at: datetime) -> actions.Action[Any]:
    """Return the action that `viewer` takes by pressing a button on the profile of `owner`."""
    if button is _B.I_DONT_KNOW:
        return actions.Ignore(viewer, owner, at=at, unknown=True)
    make: Any = BUTTON_ACTIONS[button]
    action: actions.Action[Any] = make(viewer, owner, at=at)
    return action


# -- conditions ---------------------------------------------------------------------------------

CAN_INVITE = allowed(actions.Invite)  # with neither a note nor the e-mail
CAN_FOLLOW = allowed(actions.Follow)
CAN_FOLLOW_OR_FOLLOWS = Is("viewer_follows") | CAN_FOLLOW

# Following comes first at the connection limit (L1), or if the owner or the era say so (E2 to E4).
FOLLOW_FIRST = Is("connection_limit_reached") | Is("other_prefers_follow")

# -- the table ----------------------------------------------------------------------------------

Slot: TypeAlias = tuple[ProfileButton, ...]

_FOLLOWING_OR_FOLLOW: Slot = (_B.FOLLOWING, _B.FOLLOW)
_FOLLOW_OR_UNFOLLOW: Slot = (_B.FOLLOW, _B.UNFOLLOW)


@attrs.frozen
class ButtonRow:
    """One situation, by rule, in words and as a condition, and its buttons.

    Of the candidates for `primary` and `secondary` the first that may be shown takes the place; of
    `menu`, every button that may be shown is shown.
    """

    rule: str
    description: str
    condition: Condition
    primary: Slot
    secondary: Slot = ()
    menu: Slot = ()


ROWS = (
    ButtonRow("B1", "viewing your own profile", Is("same_member"), primary=(_B.EDIT_PROFILE,)),
    ButtonRow("B2", "one of the two has blocked the other", Is("blocked"),
        primary=(_B.UNAVAILABLE,), menu=(_B.UNBLOCK,)),
    ButtonRow("B3", "the two are connected", Is("connected"),
        primary=(_B.MESSAGE,), menu=(*_FOLLOW_OR_UNFOLLOW, _B.REMOVE_CONNECTION, _B.BLOCK)),
    ButtonRow("B4", "the owner has invited you", Is("invitation_received"),
        primary=(_B.ACCEPT, _B.IGNORE), secondary=(_B.IGNORE,),
        menu=(_B.I_DONT_KNOW, *_FOLLOW_OR_UNFOLLOW, _B.BLOCK)),
    ButtonRow("B5", "you have invited the owner, and following comes first",
        Is("invitation_sent") & FOLLOW_FIRST & CAN_FOLLOW_OR_FOLLOWS,
        primary=_FOLLOWING_OR_FOLLOW, secondary=(_B.MESSAGE,), menu=(_B.PENDING, _B.BLOCK)),
    ButtonRow("B6", "you have invited the owner", Is("invitation_sent"),
        primary=(_B.PENDING,), secondary=(_B.MESSAGE,), menu=(*_FOLLOW_OR_UNFOLLOW, _B.BLOCK)),
    ButtonRow("B7", "you can neither invite nor follow the owner",
        ~CAN_INVITE & ~CAN_FOLLOW_OR_FOLLOWS,
        primary=(_B.MESSAGE,), menu=(_B.BLOCK,)),
    ButtonRow("B8", "you cannot invite the owner, but you can follow them or already do",
        ~CAN_INVITE,
        primary=_FOLLOWING_OR_FOLLOW, secondary=(_B.MESSAGE,), menu=(_B.BLOCK,)),
    ButtonRow("B9", "you can invite the owner, but not follow them", ~CAN_FOLLOW_OR_FOLLOWS,
        primary=(_B.CONNECT,), secondary=(_B.MESSAGE,), menu=(_B.BLOCK,)),
    ButtonRow("B10", "you can invite the owner, and following comes first", FOLLOW_FIRST,
        primary=_FOLLOWING_OR_FOLLOW, secondary=(_B.MESSAGE,), menu=(_B.CONNECT, _B.BLOCK)),
    ButtonRow("B11", "you can invite the owner", ALWAYS,
        primary=(_B.CONNECT,), secondary=(_B.MESSAGE,), menu=(*_FOLLOW_OR_UNFOLLOW, _B.BLOCK)),
)  # fmt: skip

_first_row = first_match(ROWS, keep=True)


@attrs.frozen(field_transformer=typed)
class ProfileActions(Generic[M]):
    """The buttons that a viewer sees on a profile.

    Attributes
    ----------
    primary, secondary, menu
        The buttons in front, or `None`, and those in the menu, in order.
    row
        The row of the table that decided, ``"B1"`` to ``"B11"``.
    missing
        For CONNECT and FOLLOW where they are not shown: the verdict that says why (B14).
    message
        The verdict of `can_message`; MESSAGE is shown even if no route is open (B13).
    """

    primary: ProfileButton | None
    secondary: ProfileButton | None
    menu: tuple[ProfileButton, ...]
    row: str
    missing: Verdicts[ProfileButton]
    message: Verdict[M]

    @property
    def buttons(self) -> tuple[ProfileButton, ...]:
        """All buttons that are shown: primary, secondary, menu."""
        front = (button for button in (self.primary, self.secondary) if button is not None)
        return (*front, *self.menu)

    _repr_html_ = html_of


def profile_actions(
    graph: LinkGraph[M], viewer: M, owner: M, *, at: datetime, policy: Policy = CURRENT
) -> ProfileActions[M]:
    """Return the buttons that `viewer` sees on the profile of `owner`.

    Rules B1 to B14 (guide, researched). O(log connections), and O(connections) where the owner
    shows only an initial of the last name (P6).

    Parameters
    ----------
    graph, viewer, owner
        The network, the member looking, and the member with this profile. They may be the same.
    at
        The time of the visit (time-zone aware). Cool-downs and weekly limits depend on it.
    policy
        Limits and era. Defaults to today's rules.

    Raises
    ------
    UnknownMember
        If either member is not in the graph.
    InvalidInput
        If an argument is of the wrong kind, or `at` has no time zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> g = LinkGraph.from_edges(members=["ana", "bo"])
    >>> profile = profile_actions(g, "ana", "bo", at=datetime(2026, 1, 5, tzinfo=UTC))
    >>> profile.row, profile.primary, profile.secondary
    ('B11', ProfileButton.CONNECT, ProfileButton.MESSAGE)
    >>> profile.menu
    (ProfileButton.FOLLOW, ProfileButton.BLOCK)
    """
    facts = facts_of(graph)
    index = facts.member_index.index
    one, other = index(viewer, "viewer"), index(owner, "owner")
    pair = PairContext(facts, one, other, known_policy(policy), at=utc(at))
    row = _first_row(pair)
    primary = next((button for button in row.primary if _may_be_shown(button, pair)), None)
    secondary = next(
        (b for b in row.secondary if b is not primary and _may_be_shown(b, pair)), None
    )
    menu = tuple([button for button in row.menu if _may_be_shown(button, pair)])
    missing = _missing(pair, (primary, secondary, *menu))
    return ProfileActions(primary, secondary, menu, row.rule, missing, route(pair).verdict)


def _may_be_shown(button: ProfileButton, pair: PairContext) -> bool:
    check = _CHECKS.get(button)
    return check is None or check.is_allowed(pair)


def _missing(pair: PairContext, shown: tuple[ProfileButton | None, ...]) -> Verdicts[ProfileButton]:
    """Return why CONNECT and FOLLOW are not shown, unless FOLLOW is because of a follow (B14)."""
    buttons = [] if pair.same_member else [_B.CONNECT]
    if not (pair.same_member or pair.viewer_follows):
        buttons.append(_B.FOLLOW)
    return Verdicts(tuple((b, _CHECKS[b].verdict(pair)) for b in buttons if b not in shown))
