"""Step 6: which invitations are pending, since when and with which note (F4, A1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs
import numpy as np

from linkgraph.graph.csr import Adjacency
from linkgraph.graph.fact_kinds import Times
from linkgraph.graph.persistent_map import MemberMap, Pair
from linkgraph.graph.profiles import InvitationDetails
from linkgraph.graph.sorted_arrays import Keys, difference, distinct, isin, pack, unpack
from linkgraph.rules.policy import CURRENT
from linkgraph.synthetic.assumptions import Assumptions
from linkgraph.synthetic.connections import at_most, both, turned, walk
from linkgraph.synthetic.draws import Draws, Whole
from linkgraph.synthetic.moment import NOW

NOTES = (
    "We met at the fair last week, and I would like to stay in touch.",
    "I liked your talk. Shall we connect?",
    "We have worked with the same people for years.",
    "Your article helped me a lot, thank you.",
)
_SECOND = timedelta(seconds=1)
_ELSEWHERE = 4  # one of so many invitations goes to anybody


@attrs.frozen(eq=False)
class Pending:
    """The pending invitations.

    Attributes
    ----------
    keys
        Sender and recipient of each, packed and sorted.
    invitation_details
        What each holds.
    """

    keys: Keys
    invitation_details: dict[Pair, InvitationDetails]

    def sent(self) -> MemberMap[Times]:
        """Return when each sender invited, which is remembered (F9, L2)."""
        return _times((pair[0], letter) for pair, letter in self.invitation_details.items())

    def noted(self) -> MemberMap[Times]:
        """Return when each sender sent a note, which is remembered (F9, L5)."""
        noted = (
            (pair[0], letter) for pair, letter in self.invitation_details.items() if letter.note
        )
        return _times(noted)


def invite(
    connections: Keys, barred: Keys, activity: Whole, assume: Assumptions, draws: Draws
) -> Pending:
    """Invite, most of the time a connection of a connection; the active invite more.

    Nobody has sent more than a week allows (L2) or attached more notes than a month (L5).
    """
    size = len(activity)
    senders = draws.weighted(np.cumsum(activity), round(size * assume.mean_pending))
    far = len(senders) // _ELSEWHERE
    ties = both(connections)
    near = walk(Adjacency.from_keys(size, ties), senders[far:], draws)
    one = np.concatenate((senders[:far], near[0]))
    other = np.concatenate((draws.below(size, far), near[1]))
    keys = distinct(pack(one, other)[one != other])
    upwards = keys[(keys >> 32) < (keys & 0xFFFFFFFF)]
    keys = difference(keys, np.sort(turned(upwards)))  # of two that cross, one is pending
    keys = difference(difference(keys, ties), both(barred))
    keys = at_most(CURRENT.weekly_invitations or 0, keys)
    return Pending(keys, _letters(keys, assume, draws))


def _letters(keys: Keys, assume: Assumptions, draws: Draws) -> dict[Pair, InvitationDetails]:
    number = len(keys)
    ages = draws.below(CURRENT.expire_after // _SECOND, number).tolist()
    words = draws.below(len(NOTES), number).tolist()
    noted = at_most(CURRENT.free_notes_per_month, keys[draws.chance(assume.note_share, number)])
    with_note = isin(keys, noted).tolist()
    pairs = zip(*(ends.tolist() for ends in unpack(keys)), strict=True)
    return {
        pair: InvitationDetails(NOW - _SECOND * age, NOTES[word] if note else None)
        for pair, age, word, note in zip(pairs, ages, words, with_note, strict=True)
    }


def _times(letters: Iterable[tuple[int, InvitationDetails]]) -> MemberMap[Times]:
    found: dict[int, list[datetime]] = {}
    for sender, letter in letters:
        found.setdefault(sender, []).append(letter.sent_at)
    return MemberMap({sender: tuple(sorted(times)) for sender, times in found.items()})
