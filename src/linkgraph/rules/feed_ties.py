"""The ties that bring a post into a feed (W1 to W6), as a table.

A tie is asked of the author of a post, of a member engaged with it, or of the post itself. Its
condition is about the viewer and that subject. A tie carries some kinds of post, and some ties
count only some kinds of engagement.

The policy can switch a tie off in two ways. `enabled` is a condition of the policy alone: where
it does not hold, the tie is off for everybody (W4, W5). `muted` is about the viewer and the
author: where it holds, a tie that would bring the post does not (W3).

`feed.py` walks the table for one viewer, for all viewers of one post, and for many posts at once.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import auto
from typing import Any

import attrs

from linkgraph.graph.validation import Term
from linkgraph.rules.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Is,
    Members,
    compiled,
    derived,
    set_reader,
)
from linkgraph.rules.fact_sets import FactSets
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.posts import EngagementKind, PostKind
from linkgraph.rules.verdicts import Code, Reason

# Tuples, since the hash of an enum's member takes longer than looking through three.
EVERY_KIND = tuple(PostKind)
ANY_ENGAGEMENT = tuple(EngagementKind)


class AskedOf(Term):
    """The subject of a tie: a member beside the viewer, or the post itself."""

    AUTHOR = auto()
    ENGAGED = auto()
    POST = auto()


def _reasons(tie: FeedTie) -> tuple[tuple[Reason[Any], ...], ...]:
    codes = tie.code, tie.otherwise
    pairs = codes, tie.without_follows or codes
    return tuple(tuple(Reason(tie.rule, code) for code in pair) for pair in pairs)


@attrs.frozen(eq=False)
class FeedTie:
    """One row of the table.

    Attributes
    ----------
    rule, description
        The id in the rule book, and the tie in words.
    asked_of, condition
        The subject of the tie, and when it holds for the viewer and this subject.
    carries, engagements
        The kinds of post that it carries, and the kinds of engagement that count.
    code, otherwise, without_follows
        The codes of the reason where it holds and where it does not, and the two codes in eras in
        which a connection feeds without a follow (before E3).
    evidence
        The name of a fact that lists the evidence, for a tie that is asked of the author.
    enabled, muted
        The two ways to switch the tie off; see above.
    """

    rule: str
    description: str
    asked_of: AskedOf
    condition: Condition
    carries: tuple[PostKind, ...]
    code: Code
    otherwise: Code
    engagements: tuple[EngagementKind, ...] = ANY_ENGAGEMENT
    evidence: str | None = None
    enabled: Condition = ALWAYS
    muted: Condition = NEVER
    without_follows: tuple[Code, Code] | None = None
    # The conditions, ready for one pair and for sets of members.
    holds: Callable[[PairContext], bool] = derived(lambda tie: compiled(tie.condition))
    is_enabled: Callable[[PairContext], bool] = derived(lambda tie: compiled(tie.enabled))
    is_muted: Callable[[PairContext], bool] = derived(lambda tie: compiled(tie.muted))
    members: Callable[[FactSets], Members] = derived(lambda tie: set_reader(tie.condition))
    muted_viewers: Callable[[FactSets], Members] = derived(lambda tie: set_reader(tie.muted))
    # The reasons without evidence, made once: where the tie holds and where it does not, first for
    # a policy with `connection_feeds` off, then for one with it on.
    reasons: tuple[tuple[Reason[Any], ...], ...] = derived(_reasons)
    off: Reason[Any] = derived(lambda tie: Reason(tie.rule, Code.OFF_BY_POLICY))
    not_carried: Reason[Any] = derived(lambda tie: Reason(tie.rule, Code.KIND_NOT_CARRIED))


# A connection feeds if the viewer follows it, and before E3 in any case.
_CONNECTION_FEEDS = Is("connected_and_following") | (Is("connection_feeds") & Is("connected"))
_FOLLOWED_STRANGER = Is("follow_in_force") & ~Is("connected")
_SECOND_DEGREE = Is("second_degree")

TIES = (
    FeedTie("W1", "connected to the author and following them",
        AskedOf.AUTHOR, _CONNECTION_FEEDS, EVERY_KIND,
        Code.FROM_CONNECTION, Code.NO_CONNECTION,
        without_follows=(Code.FROM_CONNECTION_ALONE, Code.NOT_CONNECTED)),
    FeedTie("W2", "following the author, not connected",
        AskedOf.AUTHOR, _FOLLOWED_STRANGER, (PostKind.POST, PostKind.ARTICLE),
        Code.FROM_FOLLOWED, Code.NOT_FOLLOWED),
    FeedTie("W3", "connected to, and following, a member who engaged with it",
        AskedOf.ENGAGED, _CONNECTION_FEEDS, EVERY_KIND,
        Code.CONNECTION_ENGAGED, Code.NO_CONNECTION_ENGAGED,
        muted=Is("second_degree_feed_off") & _SECOND_DEGREE & ~Is("follow_in_force"),
        without_follows=(Code.CONNECTION_ALONE_ENGAGED, Code.NO_CONNECTION_AT_ALL_ENGAGED)),
    FeedTie("W4", "the author is a 2nd-degree connection",
        AskedOf.AUTHOR, _SECOND_DEGREE, (PostKind.POST, PostKind.JOB_CHANGE),
        Code.FROM_SECOND_DEGREE, Code.NOT_SECOND_DEGREE,
        evidence="mutual_connections", enabled=Is("second_degree_feeds")),
    FeedTie("W5", "a 2nd-degree connection commented on it",
        AskedOf.ENGAGED, _SECOND_DEGREE & ~Is("blocked"), EVERY_KIND,
        Code.SECOND_DEGREE_COMMENTED, Code.NO_SECOND_DEGREE_COMMENT,
        engagements=(EngagementKind.COMMENT,), enabled=Is("second_degree_feeds")),
    FeedTie("W6", "a post in a group of the viewer",
        AskedOf.POST, Is("viewer_in_group"), EVERY_KIND,
        Code.FROM_GROUP, Code.NO_GROUP),
)  # fmt: skip
