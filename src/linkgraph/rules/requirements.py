"""The requirements of each action (A1 to A14, L1 to L5): the table that `check` walks.

An action is allowed if every requirement holds. The order of the requirements is the order of the
rule book, and the order of the reasons in a verdict. Other tables build on this one:
`allowed(Invite)` is the condition that an invitation is allowed, which the buttons and the advice
use instead of repeating it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from linkgraph.rules import actions
from linkgraph.rules.conditions import AllOf, Condition, Is, compiled, compiled_together
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.verdicts import Code, Reason, Verdict


@attrs.frozen
class Requirement:
    """One requirement of an action: a condition, and the reason that is given where it fails."""

    condition: Condition
    otherwise: Code
    rule: str = ""  # the rule that the reason cites, if it is not that of the action


NOT_BLOCKED = Requirement(~Is("blocked"), Code.BLOCKED)
UNDER_CONNECTION_LIMIT = ~Is("connection_limit_reached")
KNOWS_EMAIL = Is("knows_email")

# The era lets the other member be followed (A7); automatic follows need it too (A1, A2).
ERA_ADMITS_FOLLOW = (
    Requirement(~Is("nobody_can_be_followed"), Code.NOT_FOLLOWABLE, "E1"),
    Requirement(
        ~Is("only_influencers_can_be_followed") | Is("other_is_influencer"),
        Code.NOT_FOLLOWABLE,
        "E2",
    ),
)

REQUIREMENTS: dict[type[actions.Action[Any]], tuple[Requirement, ...]] = {
    actions.Invite: (
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
    actions.Accept: (
        Requirement(Is("invitation_received"), Code.NOT_PENDING),
        Requirement(UNDER_CONNECTION_LIMIT, Code.CONNECTION_CAP),
    ),
    actions.Ignore: (Requirement(Is("invitation_received"), Code.NOT_PENDING),),
    actions.Withdraw: (Requirement(Is("invitation_sent"), Code.NOT_PENDING),),
    actions.Expire: (Requirement(Is("any_invitation_expired"), Code.NONE_EXPIRED),),
    actions.Follow: (
        Requirement(~Is("viewer_follows"), Code.ALREADY_FOLLOWING),
        NOT_BLOCKED,
        *ERA_ADMITS_FOLLOW,
        Requirement(Is("follow_admitted"), Code.CONNECTIONS_ONLY),
    ),
    actions.Unfollow: (Requirement(Is("viewer_follows"), Code.NOT_FOLLOWING),),
    actions.RemoveFollower: (Requirement(Is("other_follows"), Code.NOT_FOLLOWING),),
    actions.Disconnect: (Requirement(Is("connected"), Code.NOT_CONNECTED),),
    actions.Block: (NOT_BLOCKED, Requirement(~Is("unblocked_recently"), Code.UNBLOCKED_RECENTLY)),
    actions.Unblock: (Requirement(Is("viewer_has_blocked"), Code.NOT_BLOCKED),),
    actions.UpdateProfile: (Requirement(Is("profile_changes"), Code.NOTHING_CHANGES),),
    actions.Join: (Requirement(~Is("member_exists"), Code.ALREADY_MEMBER),),
    actions.Leave: (Requirement(Is("member_exists"), Code.NOT_A_MEMBER),),
}


def allowed(action: type[actions.Action[Any]]) -> Condition:
    """Return the condition that an action of this class is allowed: every requirement holds."""
    parts = tuple(requirement.condition for requirement in REQUIREMENTS[action])
    return AllOf(parts, label=f"{action.__name__} is allowed")


class ActionCheck:
    """The requirements of one rule, ready to be checked: reasons and verdicts are made once.

    `is_allowed` takes a `PairContext`, which keeps the facts, and stops at the first requirement
    that does not hold.
    """

    def __init__(self, action: type[actions.Action[Any]], rule: str) -> None:
        requirements = REQUIREMENTS[action]
        self.is_allowed: Callable[[PairContext], bool] = compiled(allowed(action))
        self._hold = compiled_together([requirement.condition for requirement in requirements])
        self._reasons: list[Reason[Any]] = [
            Reason(requirement.rule or rule, requirement.otherwise) for requirement in requirements
        ]
        self._yes: Verdict[Any] = Verdict(True, (Reason(rule, Code.ALLOWED),))

    def verdict(self, context: PairContext) -> Verdict[Any]:
        """Return the verdict, with a reason for each requirement that does not hold."""
        hold = self._hold(context)
        if all(hold):
            return self._yes
        pairs = zip(self._reasons, hold, strict=True)
        return Verdict(False, tuple([reason for reason, holds in pairs if not holds]))


# One check for each action class and rule; Ignore has two rules: A4 with `unknown`, else A3.
CHECKS: dict[tuple[type[actions.Action[Any]], str], ActionCheck] = {
    (action, rule): ActionCheck(action, rule)
    for action in REQUIREMENTS
    for rule in (("A3", "A4") if action is actions.Ignore else (action.rule,))
}
