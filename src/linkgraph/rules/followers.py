"""The follows that are in force, and the followers that count (F8).

A member can open their audience to connections alone. Follows by others stay stored then, but they
are not in force: they feed nothing and count nowhere until the audience opens again, or the two
members connect.
"""

from __future__ import annotations

from linkgraph.graph.facts import Facts
from linkgraph.graph.profiles import FollowAudience
from linkgraph.graph.sorted_arrays import Indices, intersection, isin


def following_in_force(facts: Facts, index: int) -> Indices:
    """Return the members that `index` follows, in force, sorted (F8)."""
    following = facts.following(index)
    restricted = facts.profiles.has(following, "follow_audience", FollowAudience.CONNECTIONS)
    if not restricted.any():
        return following
    return following[~restricted | isin(following, facts.connections.row(index))]


def followers_in_force(facts: Facts, index: int) -> Indices:
    """Return the members that follow `index`, in force, sorted (F8)."""
    followers = facts.followers(index)
    if facts.profiles.get(index).follow_audience is FollowAudience.EVERYONE:
        return followers
    return intersection(followers, facts.connections.row(index))


def effective_followers(facts: Facts, index: int) -> Indices:
    """Return the followers in force, without hibernated members, sorted (F8, P2, P3)."""
    return awake(facts, followers_in_force(facts, index))


def awake(facts: Facts, members: Indices) -> Indices:
    """Return `members` without the hibernated ones (P3)."""
    hibernated = facts.profiles.has(members, "hibernated", True)
    return members[~hibernated] if hibernated.any() else members
