"""What an invitation can become: one table, walked by `apply` and drawn in the docs (A1 to A6).

An invitation is pending or it is not (F4). Every way out of "pending" is a row here; the
row says what it leaves behind and when the same sender may invite the same recipient again.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

import attrs

from linkgraph.graph.facts import Facts, with_time
from linkgraph.rules.policy import Policy


@attrs.frozen
class Outcome:
    """One way for a pending invitation to end.

    Attributes
    ----------
    rule, action
        The rule, and the action by which it ends.
    state
        What the invitation has become.
    connects, bars, cools
        What it leaves behind: a connection, a bar and a flag (A4), a cool-down (A5).
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
    row.rule: row
    for row in (
        Outcome("A2", "Accept", "accepted", connects=True, again="once disconnected"),
        Outcome("A3", "Ignore", "ignored"),
        Outcome("A4", "Ignore as unknown", "barred", bars=True, again="never"),
        Outcome("A5", "Withdraw", "withdrawn", cools=True, again="after the cool-down"),
        Outcome("A6", "Expire", "expired"),
        Outcome("A11", "Block", "void", again="once unblocked"),
        Outcome("A14", "Leave", "gone", again="once both are members"),
    )
}

Ended: TypeAlias = tuple[int, int]  # sender, recipient


def settle(
    facts: Facts, invitation: Ended, outcome: Outcome, at: datetime, policy: Policy
) -> Facts:
    """Return facts in which a pending invitation has ended as the row says."""
    sender, recipient = invitation
    facts = facts.without_invitation(sender, recipient)
    if outcome.connects:
        follow = True if policy.follow_on_accept else None
        facts = facts.with_ties(*invitation, connected=True, follows=follow, followed=follow)
    memory = facts.memory
    if outcome.bars:
        flags = (memory.flags.get(sender) or 0) + 1
        memory = attrs.evolve(memory, flags=memory.flags.set(sender, flags))
        if not memory.bars.has(recipient, sender):  # a diff may have put one there
            memory = attrs.evolve(memory, bars=memory.bars.flip((recipient, sender)))
    if outcome.cools:
        times = with_time(memory.withdrawn.get(invitation), at)
        memory = attrs.evolve(memory, withdrawn=memory.withdrawn.set(invitation, times))
    return attrs.evolve(facts, memory=memory)
