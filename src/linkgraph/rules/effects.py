"""The effects of allowed actions on the facts (A1 to A14).

`EFFECTS` has one function for each action class. It gets the context in which the action was
found to be allowed, and returns the new facts. An invitation is pending or it is not (F4); every
way in which it can end is a row of `OUTCOMES`, which says what it leaves behind and when the
same sender may invite the same recipient again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

import attrs
import numpy as np

from linkgraph.graph import fact_kinds
from linkgraph.graph.facts import Facts, with_time
from linkgraph.graph.persistent_map import Pair
from linkgraph.graph.profiles import InvitationDetails
from linkgraph.rules import actions
from linkgraph.rules.conditions import AllOf, compiled
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.requirements import ERA_ADMITS_FOLLOW

Effect: TypeAlias = Callable[[PairContext], Facts]

# -- how an invitation ends ---------------------------------------------------------------------


@attrs.frozen
class Ending:
    """One way in which a pending invitation ends."""

    rule: str
    action: str
    state: str  # of the invitation afterwards
    connects: bool = False
    bars: bool = False  # leaves a bar and a flag (A4)
    cools: bool = False  # starts a cool-down (A5)
    again: str = "at once"  # when the sender may invite the recipient again


OUTCOMES = {
    outcome.rule: outcome
    for outcome in (
        Ending("A2", "Accept", "accepted", connects=True, again="once disconnected"),
        Ending("A3", "Ignore", "ignored"),
        Ending("A4", "Ignore as unknown", "barred", bars=True, again="never"),
        Ending("A5", "Withdraw", "withdrawn", cools=True, again="after the cool-down"),
        Ending("A6", "Expire", "expired"),
        Ending("A11", "Block", "void", again="once unblocked"),
        Ending("A14", "Leave", "gone", again="once both are members"),
    )
}


_era_admits_follow = compiled(AllOf(tuple(row.condition for row in ERA_ADMITS_FOLLOW)))


def _end_invitation(context: PairContext, facts: Facts, invitation: Pair) -> Facts:
    """Return facts in which a pending invitation has ended by the action of the context."""
    sender, recipient = invitation
    outcome = OUTCOMES[context.action.rule]
    facts = facts.without_invitation(sender, recipient)
    if outcome.connects:
        follow, back = [
            context.policy.follow_on_accept
            and _era_admits_follow(PairContext(facts, *pair, context.policy))
            for pair in (invitation, (recipient, sender))
        ]
        facts = facts.with_ties(
            *invitation, connected=True, follows=follow or None, followed=back or None
        )
    if outcome.bars:
        flags, bars = facts.memory[fact_kinds.FLAGS], facts.memory[fact_kinds.BARS]
        if not bars.has(recipient, sender):  # applying a `Diff` may have added this bar
            bars = bars.flip((recipient, sender))
        flags = flags.set(sender, (flags.get(sender) or 0) + 1)
        facts = facts.with_stored({fact_kinds.FLAGS: flags, fact_kinds.BARS: bars})
    if outcome.cools:
        facts = _with_time(facts, fact_kinds.WITHDRAWN, invitation, context.at)
    return facts


# -- the effects --------------------------------------------------------------------------------


def _with_time(facts: Facts, kind: fact_kinds.FactKind[Any], key: Any, at: datetime) -> Facts:
    """Return facts that remember one more time of a member or a pair."""
    remembered = facts.memory[kind]
    return facts.with_stored({kind: remembered.set(key, with_time(remembered.get(key), at))})


def _invite(context: PairContext) -> Facts:
    sender, recipient, at = context.viewer, context.other, context.at
    note = context.action.note
    facts = context.facts.with_invitation(sender, recipient, InvitationDetails(at, note))
    follows = context.policy.follow_on_invite and context.follow_admitted
    if follows and _era_admits_follow(context):
        facts = facts.with_ties(sender, recipient, follows=True)
    facts = _with_time(facts, fact_kinds.INVITED, sender, at)
    return facts if note is None else _with_time(facts, fact_kinds.NOTED, sender, at)


def _accept_or_ignore(context: PairContext) -> Facts:
    return _end_invitation(context, context.facts, (context.other, context.viewer))


def _withdraw(context: PairContext) -> Facts:
    invitation = context.viewer, context.other
    facts = _end_invitation(context, context.facts, invitation)
    return facts.with_ties(*invitation, follows=False) if context.action.unfollow else facts


def _expire(context: PairContext) -> Facts:
    # All at once: the row of a sender with many invitations is copied once.
    senders, recipients = np.array(context.expired_invitations, np.int32).T
    return context.facts.without_invitations(senders, recipients)


def _tie_setter(**ties: bool) -> Effect:
    """Return an effect that sets ties between the two members."""
    return lambda context: context.facts.with_ties(context.viewer, context.other, **ties)


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
    facts = attrs.evolve(facts, blocks=facts.blocks.flip(pair))
    return _with_time(facts, fact_kinds.UNBLOCKED, pair, context.at)


def _join(context: PairContext) -> Facts:
    members = context.facts.member_index.with_members(context.action.members)
    return attrs.evolve(context.facts, member_index=members)


EFFECTS: dict[type[actions.Action[Any]], Effect] = {
    actions.Invite: _invite,
    actions.Accept: _accept_or_ignore,
    actions.Ignore: _accept_or_ignore,
    actions.Withdraw: _withdraw,
    actions.Expire: _expire,
    actions.Follow: _tie_setter(follows=True),
    actions.Unfollow: _tie_setter(follows=False),
    actions.RemoveFollower: _tie_setter(followed=False),
    actions.Disconnect: _disconnect,
    actions.Block: _block,
    actions.Unblock: _unblock,
    actions.UpdateProfile: lambda c: c.facts.with_profile(c.viewer, c.new_profile),
    actions.Join: _join,
    actions.Leave: lambda c: c.facts.without_member(c.viewer),
}
