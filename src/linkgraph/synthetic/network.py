"""`professional_network`: the steps in order, and what they come to as a graph."""

from __future__ import annotations

import operator

import attrs
import numpy as np

from linkgraph.errors import InvalidInput
from linkgraph.graph.csr import Directed
from linkgraph.graph.fact_kinds import INVITED, NOTED
from linkgraph.graph.facts import Facts, Memory
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.memory_check import demand_room
from linkgraph.graph.persistent_map import PairMap
from linkgraph.graph.profiles import DEFAULT_PROFILE, Profiles
from linkgraph.graph.progress import Progress, Tell, telling
from linkgraph.graph.sorted_arrays import unpack
from linkgraph.rules.policy import CURRENT
from linkgraph.synthetic.assumptions import USUAL, Assumptions
from linkgraph.synthetic.communities import settle
from linkgraph.synthetic.connections import block, capped, close, meet, undirected
from linkgraph.synthetic.draws import Draws
from linkgraph.synthetic.follows import follow
from linkgraph.synthetic.invitations import invite
from linkgraph.synthetic.settings import choose

_MOST = 2**31 - 1  # what a graph holds

#: The steps in their order; each has random numbers of its own, so that what one draws moves no
#: other. The page of the docs prints them.
STEPS = {
    "communities": "Every member gets an employer, a team there, a school and a year there. "
    "Sizes of employers and schools have a heavy tail.",
    "blocks": "A few members block somebody at their employer; nothing below ties the two.",
    "connections": "Members have an activity, about log-normal. Pairs are drawn by it within "
    "teams, employers and years of a school, and a few among all members.",
    "closure": "In five rounds, members connect to a connection of a connection, the active ones "
    "more; each round builds on the one before. It also makes up for pairs that were drawn twice.",
    "settings": "Every member fills in a profile: groups, a date of joining, and settings each by "
    "its share. Some members are influencers; most of these ask to be followed.",
    "invitations": "Members invite, the active ones more: three of four times a connection of a "
    "connection. None is older than the time after which it would have expired.",
    "follows": "Connected members follow each other but for those who stopped, and who invited "
    "follows. Beyond that, members follow influencers, whose fame has a heavy tail, and "
    "connections of connections, of whom some follow back.",
}


def professional_network(
    n: int, *, seed: int, assume: Assumptions = USUAL, progress: Progress = None
) -> LinkGraph[int]:
    """Return a believable network of `n` invented members, the same for a seed everywhere.

    It has employers and schools as communities, closed triangles, heavy tails of connections
    and followers, influencers, pending invitations, blocks and settings, and keeps F1 to F9 and
    the limits L1, L2 and L5. Its moment is 2026-01-01 00:00 UTC: nothing in it is later, and no
    invitation is old enough to expire (A6). It is no sample of the real product.

    Parameters
    ----------
    n
        How many members; they are the whole numbers from 0.
    seed
        Any whole number from 0. The same `n`, seed and assumptions give the same network, byte
        for byte when pickled, on every machine and with every Python and NumPy.
    assume
        What to assume (`Assumptions`), such as how many connections a member has.
    progress
        True shows a bar (needs the `progress` extra); a function is called with
        ``(done, total, what)`` after each step, and what it raises ends the work.

    Raises
    ------
    InvalidInput
        For an `n` or a seed that is no whole number or negative, or assumptions that are none.
    TooLarge
        When it needs more memory than there is; nothing was drawn.

    Notes
    -----
    O(n log n) in members and ties: 100,000 members with 1.25 million connections take some
    four seconds.

    Examples
    --------
    >>> g = professional_network(1_000, seed=7)
    >>> g
    LinkGraph(1,000 members, 12,500 connections, 29,265 follows, 430 invitations, 19 blocks)
    >>> g == professional_network(1_000, seed=7)
    True
    """
    size = _whole(n, "number of members")
    if size > _MOST:
        raise InvalidInput(n, "is more than a graph holds", "stay below 2**31 members")
    if not isinstance(assume, Assumptions):
        raise InvalidInput(assume, "are no assumptions", "give an `Assumptions`")
    seed = _whole(seed, "seed")
    demand_room(size * bytes_a_member(assume), "generating this network")
    with telling(progress) as tell:
        return _drawn(size, seed, assume, tell)


def _drawn(size: int, seed: int, assume: Assumptions, tell: Tell) -> LinkGraph[int]:
    """Take the steps."""
    draws = {step: Draws(seed, number) for number, step in enumerate(STEPS)}

    def took(step: str) -> None:
        tell(1 + list(STEPS).index(step), len(STEPS), step)

    places = settle(size, assume, draws["communities"])
    took("communities")
    blocks = block(size, places, assume, draws["blocks"])
    barred = undirected(*unpack(blocks))
    took("blocks")
    met, activity = meet(size, places, barred, assume, draws["connections"])
    took("connections")
    connections = capped(
        close(met, barred, activity, assume, draws["closure"]), CURRENT.connection_cap
    )
    took("closure")
    settings = choose(size, places, assume, draws["settings"])
    took("settings")
    pending = invite(connections, barred, activity, assume, draws["invitations"])
    took("invitations")
    follows = follow(
        connections,
        barred,
        pending.keys,
        activity=activity,
        settings=settings,
        assume=assume,
        draws=draws["follows"],
    )
    took("follows")
    facts = Facts.of_ties(MemberIndex.of(range(size)), unpack(connections), unpack(follows), False)
    profiles = {
        member: profile
        for member, profile in enumerate(settings.profiles)
        if profile != DEFAULT_PROFILE
    }
    return LinkGraph(
        facts=attrs.evolve(
            facts,
            pending=Directed.from_keys(size, pending.keys),
            invitation_details=PairMap(pending.invitation_details),
            blocks=Directed.from_keys(size, blocks),
            profiles=Profiles(profiles),
            memory=Memory({INVITED: pending.sent(), NOTED: pending.noted()}),
        )
    )


def bytes_a_member(assume: Assumptions) -> int:
    """Return about how much memory a member takes at most, as measured."""
    ties = 70 * assume.mean_connections + 35 * assume.mean_follows + 15 * assume.mean_blocks
    return int(450 + ties + 300 * assume.mean_pending + 100 * assume.mean_groups)


def _whole(value: object, what: str) -> int:
    """Return a whole number from 0 as an `int`, or raise `InvalidInput`."""
    remedy = "use a whole number from 0"
    if isinstance(value, (bool, np.bool_)):
        raise InvalidInput(value, f"is no {what}", remedy)
    try:
        whole = operator.index(value)  # type: ignore[arg-type]  # whether it is one is the question
    except TypeError:
        raise InvalidInput(value, f"is no {what}", remedy) from None
    if whole < 0:
        raise InvalidInput(value, f"is negative and no {what}", remedy)
    return whole
