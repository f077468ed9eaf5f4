"""Step 7: follows (F2), those that connecting and inviting brought and those begun besides."""

from __future__ import annotations

import numpy as np

from linkgraph.graph.csr import Adjacency
from linkgraph.graph.sorted_arrays import Keys, difference, distinct, pack, unpack
from linkgraph.synthetic.assumptions import Assumptions
from linkgraph.synthetic.connections import both, turned, walk
from linkgraph.synthetic.draws import Draws, Whole
from linkgraph.synthetic.settings import Settings


def follow(
    connections: Keys,
    barred: Keys,
    invited: Keys,
    *,
    activity: Whole,
    settings: Settings,
    assume: Assumptions,
    draws: Draws,
) -> Keys:
    """Return all follows: follower and followee, packed and sorted.

    Whom connections alone may follow, nobody else follows (A7, F8); across a block nobody
    follows anybody (F5).
    """
    size = len(activity)
    ties = both(connections)
    kept = ties[~draws.chance(assume.unfollowed_share, len(ties))]
    sums = np.cumsum(activity)
    number = round(size * assume.mean_follows)
    loud = round(number * assume.to_influencers_share) if len(settings.influencers) else 0
    fame = np.cumsum(draws.tailed(len(settings.influencers)))
    stars = settings.influencers[draws.weighted(fame, loud)]
    to_stars = pack(draws.weighted(sums, loud), stars)
    near = walk(Adjacency.from_keys(size, ties), draws.weighted(sums, number - loud), draws)
    to_near = pack(*near)
    back = turned(to_near[draws.chance(assume.follow_back_share, len(to_near))])
    begun = distinct(np.concatenate((to_stars, to_near, back, invited)))
    sources, targets = unpack(begun)
    begun = difference(begun[(sources != targets) & ~settings.closed[targets]], ties)
    return distinct(np.concatenate((kept, difference(begun, both(barred)))))
