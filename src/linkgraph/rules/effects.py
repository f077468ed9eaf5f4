"""The effects of allowed actions on the facts (A1 to A14).

`EFFECTS` has one function for each action class. It gets the context in which the action was
found to be allowed, and returns the new facts. An invitation is pending or it is not (F4); every
way in which it can end is a row of `OUTCOMES`, which says what the ending leaves behind and when
the same sender may invite the same recipient again. The documentation draws that table as a
diagram.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from linkgraph.graph.fact_kinds import BARS, FLAGS, INVITED, NOTED, UNBLOCKED, WITHDRAWN
from linkgraph.graph.facts import Facts, with_time
from linkgraph.graph.persistent_map import Pair
from linkgraph.graph.profiles import InvitationDetails
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
from linkgraph.rules.followers import admits
from linkgraph.rules.pair_context import PairContext

# -- how an invitation ends ---------------------------------------------------------------------


@attrs.frozen
class Outcome:
    """One way in which a pending invitation ends.

    Attributes
    ----------
    rule, action
        The rule, and the action by which it ends.
    state
        The state of the invitation afterwards.
    connects, bars, cools
        The consequences: a connection, a bar and a flag (A4), a cool-down (A5).
    again
        When the sender may invite the recipient again.
    """

    rule: str
    action: str
    state: str
    connects: bool = False
    bars: bool = False
    cools: bool = False
    again: str = "at once"


OUTCOMES = {
    outcome.rule: outcome
    for outcome in (
        Outcome("A2", "Accept", "accepted", connects=True, again="once disconnected"),
        Outcome("A3", "Ignore", "ignored"),
        Outcome("A4", "Ignore as unknown", "barred", bars=True, again="never"),
        Outcome("A5", "Withdraw", "withdrawn", cools=True, again="after the cool-down"),
        Outcome("A6", "Expire", "expired"),
        Outcome("A11", "Block", "void", again="once unblocked"),
        Outcome("A14", "Leave", "gone", again="once both are members"),
    )
}


def _end_invitation(context: PairContext, facts: Facts, invitation: Pair) -> Facts:
    """Return facts in which a pending invitation has ended by the action of the context."""
    sender, recipient = invitation
    outcome = OUTCOMES[context.action.rule]
    facts = facts.without_invitation(sender, recipient)
    if outcome.connects:
        follow = True if context.policy.follow_on_accept else None
        facts = facts.with_ties(*invitation, connected=True, follows=follow, followed=follow)
    if outcome.bars:
        flags, bars = facts.memory[FLAGS], facts.memory[BARS]
        if not bars.has(recipient, sender):  # applying a `Diff` may have added this bar
            bars = bars.flip((recipient, sender))
        flags = flags.set(sender, (flags.get(sender) or 0) + 1)
        facts = facts.with_memory({FLAGS: flags, BARS: bars})
    if outcome.cools:
        withdrawn = facts.memory[WITHDRAWN]
        times = with_time(withdrawn.get(invitation), context.time)
        facts = facts.with_memory({WITHDRAWN: withdrawn.set(invitation, times)})
    return facts


# -- one function for each action ---------------------------------------------------------------


def _invite(context: PairContext) -> Facts:
    facts, action = context.facts, context.action
    sender, recipient, at = context.viewer, context.other, context.time
    facts = facts.with_invitation(sender, recipient, InvitationDetails(at, action.note))
    if context.policy.follow_on_invite and admits(facts, recipient, sender):
        facts = facts.with_ties(sender, recipient, follows=True)
    invited = facts.memory[INVITED]
    remembered: dict[Any, Any] = {INVITED: invited.set(sender, with_time(invited.get(sender), at))}
    if action.note is not None:
        noted = facts.memory[NOTED]
        remembered[NOTED] = noted.set(sender, with_time(noted.get(sender), at))
    return facts.with_memory(remembered)


def _accept_or_ignore(context: PairContext) -> Facts:
    return _end_invitation(context, context.facts, (context.other, context.viewer))


def _withdraw(context: PairContext) -> Facts:
    invitation = context.viewer, context.other
    facts = _end_invitation(context, context.facts, invitation)
    return facts.with_ties(*invitation, follows=False) if context.action.unfollow else facts


def _expire(context: PairContext) -> Facts:
    facts = context.facts
    for invitation in context.expired_invitations:
        facts = _end_invitation(context, facts, invitation)
    return facts


def _follow(context: PairContext) -> Facts:
    return context.facts.with_ties(context.viewer, context.other, follows=True)


def _unfollow(context: PairContext) -> Facts:
    return context.facts.with_ties(context.viewer, context.other, follows=False)


def _remove_follower(context: PairContext) -> Facts:
    return context.facts.with_ties(context.viewer, context.other, followed=False)


def _disconnect(context: PairContext) -> Facts:
    follow = False if context.policy.unfollow_on_disconnect else None
    return context.facts.with_ties(
        context.viewer, context.other, connected=False, follows=follow, followed=follow
    )


def _block(context: PairContext) -> Facts:
    facts = context.facts.without_ties(context.viewer, context.other)
    return attrs.evolve(facts, blocks=facts.blocks.flip((context.viewer, context.other)))


def _unblock(context: PairContext) -> Facts:
    facts, pair = context.facts, (context.viewer, context.other)
    unblocked = facts.memory[UNBLOCKED]
    times = with_time(unblocked.get(pair), context.time)
    facts = attrs.evolve(facts, blocks=facts.blocks.flip(pair))
    return facts.with_memory({UNBLOCKED: unblocked.set(pair, times)})


def _update_profile(context: PairContext) -> Facts:
    return context.facts.with_profile(context.viewer, context.new_profile)


def _join(context: PairContext) -> Facts:
    members = context.facts.member_index.with_members(context.action.members)
    return attrs.evolve(context.facts, member_index=members)


def _leave(context: PairContext) -> Facts:
    return context.facts.without_member(context.viewer)


EFFECTS: dict[type[Action[Any]], Callable[[PairContext], Facts]] = {
    Invite: _invite,
    Accept: _accept_or_ignore,
    Ignore: _accept_or_ignore,
    Withdraw: _withdraw,
    Expire: _expire,
    Follow: _follow,
    Unfollow: _unfollow,
    RemoveFollower: _remove_follower,
    Disconnect: _disconnect,
    Block: _block,
    Unblock: _unblock,
    UpdateProfile: _update_profile,
    Join: _join,
    Leave: _leave,
}
