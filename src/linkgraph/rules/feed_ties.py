"""The ties that bring a post into a feed (W1 to W6), as a table.

A tie is asked of one of two members: the author of the post, or a member who engaged with it. Its
condition is about the viewer and that member. A tie carries some kinds of post, and some ties
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
from linkgraph.rules.conditions import ALWAYS, NEVER, Condition, Is, Members, compiled, set_reader
from linkgraph.rules.fact_sets import FactSets
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.posts import EngagementKind, PostKind
from linkgraph.rules.verdicts import Code, Reason

EVERY_KIND = frozenset(PostKind)
ANY_ENGAGEMENT = frozenset(EngagementKind)


class AskedOf(Term):
    """The member that the condition of a tie is about, beside the viewer."""

    AUTHOR = auto()
    ENGAGED = auto()


@attrs.frozen(eq=False)
class FeedTie:
    """One row of the table.

    Attributes
    ----------
    rule, description
        The id in the rule book, and the tie in words.
    asked_of
        The member that `condition` is about, beside the viewer.
    condition
        When the tie holds.
    carries
        The kinds of post that it carries.
    code, otherwise
        The codes of the reason where it holds and where it does not.
    engagements
        The kinds of engagement that count, for a tie that is asked of members who engaged.
    evidence
        The name of a fact that lists the evidence, for a tie that is asked of the author.
    enabled
        The condition of the policy under which the tie exists.
    muted
        When a tie that holds does not bring the post: a condition of viewer and author.
    without_follows
        The two codes in eras in which a connection feeds without a follow (before E3).
    """

    rule: str
    description: str
    asked_of: AskedOf
    condition: Condition
    carries: frozenset[PostKind]
    code: Code
    otherwise: Code
    engagements: frozenset[EngagementKind] = ANY_ENGAGEMENT
    evidence: str | None = None
    enabled: Condition = ALWAYS
    muted: Condition = NEVER
    without_follows: tuple[Code, Code] | None = None
    # The conditions, ready for one pair and for sets of members.
    holds: Callable[[PairContext], bool] = attrs.field(init=False)
    is_enabled: Callable[[PairContext], bool] = attrs.field(init=False)
    is_muted: Callable[[PairContext], bool] = attrs.field(init=False)
    viewers: Callable[[FactSets], Members] = attrs.field(init=False)
    muted_viewers: Callable[[FactSets], Members] = attrs.field(init=False)
    # The reasons without evidence, made once. `reasons` has two pairs, for a policy with
    # `connection_feeds` off and on; each has the reason where the tie holds and where it does not.
    off: Reason[Any] = attrs.field(init=False)
    not_carried: Reason[Any] = attrs.field(init=False)
    reasons: tuple[tuple[Reason[Any], Reason[Any]], ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        codes = self.code, self.otherwise
        derived = {
            "holds": compiled(self.condition),
            "is_enabled": compiled(self.enabled),
            "is_muted": compiled(self.muted),
            "viewers": set_reader(self.condition),
            "muted_viewers": set_reader(self.muted),
            "off": Reason(self.rule, Code.OFF_BY_POLICY),
            "not_carried": Reason(self.rule, Code.KIND_NOT_CARRIED),
            "reasons": tuple(
                (Reason(self.rule, held), Reason(self.rule, otherwise))
                for held, otherwise in (codes, self.without_follows or codes)
            ),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


# A connection feeds if the viewer follows it, and before E3 in any case.
_CONNECTION_FEEDS = Is("connected_and_following") | (Is("connection_feeds") & Is("connected"))
_FOLLOWED_STRANGER = Is("follow_in_force") & ~Is("connected")
_SECOND_DEGREE = Is("second_degree")

TIES = (
    FeedTie(
        "W1", "connected to the author and following them",
        AskedOf.AUTHOR, _CONNECTION_FEEDS, EVERY_KIND,
        Code.FROM_CONNECTION, Code.NO_CONNECTION,
        without_follows=(Code.FROM_CONNECTION_ALONE, Code.NOT_CONNECTED),
    ),
    FeedTie(
        "W2", "following the author, not connected",
        AskedOf.AUTHOR, _FOLLOWED_STRANGER, frozenset({PostKind.POST, PostKind.ARTICLE}),
        Code.FROM_FOLLOWED, Code.NOT_FOLLOWED,
    ),
    FeedTie(
        "W3", "connected to, and following, a member who engaged with it",
        AskedOf.ENGAGED, _CONNECTION_FEEDS, EVERY_KIND,
        Code.CONNECTION_ENGAGED, Code.NO_CONNECTION_ENGAGED,
        muted=Is("second_degree_feed_off") & _SECOND_DEGREE & ~Is("follow_in_force"),
        without_follows=(Code.CONNECTION_ALONE_ENGAGED, Code.NO_CONNECTION_AT_ALL_ENGAGED),
    ),
    FeedTie(
        "W4", "the author is a 2nd-degree connection",
        AskedOf.AUTHOR, _SECOND_DEGREE, frozenset({PostKind.POST, PostKind.JOB_CHANGE}),
        Code.FROM_SECOND_DEGREE, Code.NOT_SECOND_DEGREE,
        evidence="mutual_connections", enabled=Is("second_degree_feeds"),
    ),
    FeedTie(
        "W5", "a 2nd-degree connection commented on it",
        AskedOf.ENGAGED, _SECOND_DEGREE & ~Is("blocked"), EVERY_KIND,
        Code.SECOND_DEGREE_COMMENTED, Code.NO_SECOND_DEGREE_COMMENT,
        engagements=frozenset({EngagementKind.COMMENT}), enabled=Is("second_degree_feeds"),
    ),
    FeedTie(
        "W6", "a post in a group of the viewer",
        AskedOf.AUTHOR, Is("viewer_in_group"), EVERY_KIND,
        Code.FROM_GROUP, Code.NO_GROUP,
    ),
)  # fmt: skip
