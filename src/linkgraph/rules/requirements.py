"""The requirements of each action (A1 to A14, L1 to L5): the table that `check` walks.

An action is allowed if every requirement holds. A requirement is a condition with the code of the
reason that is given where it does not hold, and the rule that the reason cites: the rule in
brackets in the rule book, or else the rule of the action itself.

The order of the requirements is the order of the rule book, and the order of the reasons in a
verdict. Other tables build on this one: `allowed(Invite)` is the condition that an invitation is
allowed, which the buttons and the advice use instead of repeating it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from linkgraph.rules.actions import (
    Accept,
    Action,
    Block,
    Disconnect,
    Expire,
    Follow,
    Ignore,
    Invite,
    Join,
    Leave,
    RemoveFollower,
    Unblock,
    Unfollow,
    UpdateProfile,
    Withdraw,
)
from linkgraph.rules.conditions import AllOf, Condition, Is, compiled, compiled_together
from linkgraph.rules.pair_context import PairContext, look_ups
from linkgraph.rules.verdicts import Code, Reason, Verdict


@attrs.frozen
class Requirement:
    """One requirement of an action.

    Attributes
    ----------
    condition
        The condition that must hold.
    otherwise
        The code of the reason that is given where it does not hold.
    rule
        The rule that this reason cites; empty for the rule of the action.
    """

    condition: Condition
    otherwise: Code
    rule: str = ""


NOT_BLOCKED = Requirement(~Is("blocked"), Code.BLOCKED)
UNDER_CONNECTION_LIMIT = ~Is("connection_limit_reached")
KNOWS_EMAIL = Is("knows_email")

REQUIREMENTS: dict[type[Action[Any]], tuple[Requirement, ...]] = {
    Invite: (
        NOT_BLOCKED,
        Requirement(~Is("connected"), Code.ALREADY_CONNECTED),
        Requirement(~Is("invitation_sent"), Code.ALREADY_PENDING),
        Requirement(~Is("invitation_received"), Code.ACCEPT_INSTEAD),
        Requirement(~Is("sender_barred"), Code.BARRED, "A4"),
        Requirement(~Is("cooling_down"), Code.COOLING_DOWN, "A5"),
        Requirement(UNDER_CONNECTION_LIMIT, Code.CONNECTION_CAP, "L1"),
        Requirement(~Is("weekly_limit_reached"), Code.WEEKLY_LIMIT, "L2"),
        Requirement(~Is("flag_limit_reached") | KNOWS_EMAIL, Code.EMAIL_NEEDED, "L3"),
        Requirement(~Is("note_too_long"), Code.NOTE_TOO_LONG, "L4"),
        Requirement(~Is("notes_used_up"), Code.NOTES_USED_UP, "L5"),
        Requirement(~Is("invitations_from_known_only") | KNOWS_EMAIL, Code.KNOWN_ONLY),
        Requirement(KNOWS_EMAIL | ~Is("name_hidden"), Code.NAME_HIDDEN, "P6"),
    ),
    Accept: (
        Requirement(Is("invitation_received"), Code.NOT_PENDING),
        Requirement(UNDER_CONNECTION_LIMIT, Code.CONNECTION_CAP),
    ),
    Ignore: (Requirement(Is("invitation_received"), Code.NOT_PENDING),),
    Withdraw: (Requirement(Is("invitation_sent"), Code.NOT_PENDING),),
    Expire: (Requirement(Is("any_invitation_expired"), Code.NONE_EXPIRED),),
    Follow: (
        Requirement(~Is("viewer_follows"), Code.ALREADY_FOLLOWING),
        NOT_BLOCKED,
        Requirement(~Is("nobody_can_be_followed"), Code.NOT_FOLLOWABLE, "E1"),
        Requirement(
            ~Is("only_influencers_can_be_followed") | Is("other_is_influencer"),
            Code.NOT_FOLLOWABLE,
            "E2",
        ),
        Requirement(Is("follow_admitted"), Code.CONNECTIONS_ONLY),
    ),
    Unfollow: (Requirement(Is("viewer_follows"), Code.NOT_FOLLOWING),),
    RemoveFollower: (Requirement(Is("other_follows"), Code.NOT_FOLLOWING),),
    Disconnect: (Requirement(Is("connected"), Code.NOT_CONNECTED),),
    Block: (
        NOT_BLOCKED,
        Requirement(~Is("unblocked_recently"), Code.UNBLOCKED_RECENTLY),
    ),
    Unblock: (Requirement(Is("viewer_has_blocked"), Code.NOT_BLOCKED),),
    UpdateProfile: (Requirement(Is("profile_changes"), Code.NOTHING_CHANGES),),
    Join: (Requirement(~Is("member_exists"), Code.ALREADY_MEMBER),),
    Leave: (Requirement(Is("member_exists"), Code.NOT_A_MEMBER),),
}


def allowed(action: type[Action[Any]]) -> Condition:
    """Return the condition that an action of this class is allowed: every requirement holds."""
    parts = tuple(requirement.condition for requirement in REQUIREMENTS[action])
    return AllOf(parts, label=f"{action.__name__} is allowed")


class ActionCheck:
    """The requirements of one rule, ready to be checked: reasons and verdicts are made once.

    Attributes
    ----------
    is_allowed
        Whether every requirement holds for a `PairContext`; stops at the first that does not.
    """

    def __init__(self, action: type[Action[Any]], rule: str) -> None:
        requirements = REQUIREMENTS[action]
        conditions = [requirement.condition for requirement in requirements]
        self.is_allowed: Callable[[PairContext], bool] = compiled(allowed(action))
        self._hold = compiled_together(conditions)
        self._hold_once = compiled_together(conditions, look_ups(conditions))
        self._reasons: list[Reason[Any]] = [
            Reason(requirement.rule or rule, requirement.otherwise) for requirement in requirements
        ]
        self._yes: Verdict[Any] = Verdict(True, (Reason(rule, Code.ALLOWED),))

    def verdict(self, context: PairContext, *, once: bool = False) -> Verdict[Any]:
        """Return the verdict, with a reason for each requirement that does not hold.

        With `once`, the context is not asked again, and no fact is kept in it.
        """
        hold = self._hold_once(context) if once else self._hold(context)
        if all(hold):
            return self._yes
        pairs = zip(self._reasons, hold, strict=True)
        return Verdict(False, tuple([reason for reason, holds in pairs if not holds]))


# One check for each action class and rule; Ignore has two rules: A4 with `unknown`, else A3.
CHECKS: dict[tuple[type[Action[Any]], str], ActionCheck] = {
    (action, rule): ActionCheck(action, rule)
    for action in REQUIREMENTS
    for rule in (("A3", "A4") if action is Ignore else (action.rule,))
}
