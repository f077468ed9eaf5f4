"""Pending invitations: pairs, times and notes (F4, A1).

Three of four invitations go to a connection of a connection, the others to anybody. Only
pending invitations are remembered, so the limits L2 and L5 are kept by counting them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

import numpy as np

from linkgraph.graph.csr import Adjacency
from linkgraph.graph.fact_kinds import Times
from linkgraph.graph.persistent_map import MemberMap, Pair
from linkgraph.graph.profiles import InvitationDetails
from linkgraph.graph.sorted_arrays import Keys, difference, distinct, isin, pack, unpack
from linkgraph.rules.policy import CURRENT
from linkgraph.synthetic.assumptions import Assumptions
from linkgraph.synthetic.connections import at_most, both, reverse, walk
from linkgraph.synthetic.draws import Draws, Integers
from linkgraph.synthetic.settings import NOW

Details: TypeAlias = dict[Pair, InvitationDetails]

NOTES = (
    "We met at the fair last week, and I would like to stay in touch.",
    "I liked your talk. Shall we connect?",
    "We have worked with the same people for years.",
    "Your article helped me a lot, thank you.",
)
_SECOND = timedelta(seconds=1)
_TO_ANYBODY = 4  # one in four invitations


def invite(
    connections: Keys, barred: Keys, activity: Integers, assume: Assumptions, draws: Draws
) -> tuple[Keys, Details]:
    """Return the pending invitations as (sender, recipient) pairs, and their details.

    Senders are drawn by activity. Nobody exceeds the weekly invitations (L2) or the monthly
    notes (L5).
    """
    size = len(activity)
    senders = draws.weighted(np.cumsum(activity), round(size * assume.mean_pending))
    to_anybody = len(senders) // _TO_ANYBODY
    ties = both(connections)
    starts, ends = walk(Adjacency.from_keys(size, ties), senders[to_anybody:], draws)
    sources = np.concatenate((senders[:to_anybody], starts))
    targets = np.concatenate((draws.below(size, to_anybody), ends))
    keys = distinct(pack(sources, targets)[sources != targets])
    # If two members invited each other, only one of the two invitations is pending.
    upwards = keys[(keys >> 32) < (keys & 0xFFFFFFFF)]
    keys = difference(keys, np.sort(reverse(upwards)))
    keys = difference(difference(keys, ties), both(barred))
    keys = at_most(CURRENT.weekly_invitations or 0, keys)
    number = len(keys)
    ages = draws.below(CURRENT.expire_after // _SECOND, number).tolist()
    texts = draws.below(len(NOTES), number).tolist()
    noted = at_most(CURRENT.free_notes_per_month, keys[draws.chance(assume.note_share, number)])
    has_note = isin(keys, noted).tolist()
    pairs = zip(*(ends.tolist() for ends in unpack(keys)), strict=True)
    details = {
        pair: InvitationDetails(NOW - _SECOND * age, NOTES[text] if note else None)
        for pair, age, text, note in zip(pairs, ages, texts, has_note, strict=True)
    }
    return keys, details


def sending_times(details: Details, *, with_note: bool = False) -> MemberMap[Times]:
    """Return the times at which each sender sent invitations, or only those with a note (F9)."""
    times: dict[int, list[datetime]] = {}
    for (sender, _), invitation in details.items():
        if invitation.note or not with_note:
            times.setdefault(sender, []).append(invitation.sent_at)
    return MemberMap({sender: tuple(sorted(own)) for sender, own in times.items()})
