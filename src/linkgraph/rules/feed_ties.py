"""The ties that bring a post into a feed (W1 to W6), as a table.

A tie is asked of the author of a post, of an engagement with it, or of the post itself. Its
condition is about the viewer and that subject: the author, or the engaged member and the kind of
their engagement. A tie carries some kinds of post.

A tie that holds can do so in several ways, and so can one that does not. `codes` and `otherwise`
are small tables of their own for that: the first condition that holds gives the code of the reason.

The policy can switch a tie off in two ways. `enabled` is a condition of the policy alone: where
it does not hold, the tie is off for everybody (W4, W5). `muted` is about the viewer and the
author: where it holds, a tie that would bring the post does not (W3).

`feed.py` walks the table for one viewer, for all viewers of one post, and for many posts at once.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import auto
from typing import Any, TypeAlias

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
    first_match,
    set_reader,
)
from linkgraph.rules.fact_sets import FactSets
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.posts import PostKind
from linkgraph.rules.verdicts import Code, Reason

Codes: TypeAlias = tuple[tuple[Condition, Code], ...]
ReasonReader: TypeAlias = Callable[[PairContext], Reason[Any]]

# A tuple, since the hash of an enum's member takes longer than looking through three.
EVERY_KIND = tuple(PostKind)


class AskedOf(Term):
    """The subject of a tie: the author, a member who engaged with the post, or the post itself."""

    AUTHOR = auto()
    ENGAGED = auto()
    POST = auto()


@attrs.frozen
class _Choice:
    condition: Condition
    reason: Reason[Any]


def _reason_reader(rule: str, codes: Codes) -> ReasonReader:
    """Return a function that gives the reason with the first code that fits a context."""
    choices = [_Choice(condition, Reason(rule, code)) for condition, code in codes]
    if len(choices) == 1:
        only = choices[0].reason
        return lambda _: only
    choose = first_match(choices)
    return lambda pair: choose(pair).reason


def _place_in(codes: Codes) -> Callable[[Reason[Any]], int]:
    """Return a function that gives the place of a reason's code in a table of codes."""
    in_order = [code for _, code in codes]
    return lambda reason: in_order.index(reason.code)


@attrs.frozen(eq=False)
class FeedTie:
    """One row of the table.

    Attributes
    ----------
    rule, description
        The id in the rule book, and the tie in words.
    asked_of, condition
        The subject of the tie, and when it holds for the viewer and this subject.
    carries
        The kinds of post that it carries.
    codes, otherwise
        The codes of the reason where the tie holds, by a condition about the subject, and where it
        does not, by a condition about the author. Of several engaged members, the one whose code
        stands first in `codes` decides.
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
    codes: Codes
    otherwise: Codes
    evidence: str | None = None
    enabled: Condition = ALWAYS
    muted: Condition = NEVER
    # The conditions, ready for one pair and for sets of members.
    holds: Callable[[PairContext], bool] = derived(lambda tie: compiled(tie.condition))
    is_enabled: Callable[[PairContext], bool] = derived(lambda tie: compiled(tie.enabled))
    is_muted: Callable[[PairContext], bool] = derived(lambda tie: compiled(tie.muted))
    members: Callable[[FactSets], Members] = derived(lambda tie: set_reader(tie.condition))
    muted_viewers: Callable[[FactSets], Members] = derived(lambda tie: set_reader(tie.muted))
    # The reasons without evidence, made once.
    reason: ReasonReader = derived(lambda tie: _reason_reader(tie.rule, tie.codes))
    reason_against: ReasonReader = derived(lambda tie: _reason_reader(tie.rule, tie.otherwise))
    order: Callable[[Reason[Any]], int] = derived(lambda tie: _place_in(tie.codes))
    off: Reason[Any] = derived(lambda tie: Reason(tie.rule, Code.OFF_BY_POLICY))
    not_carried: Reason[Any] = derived(lambda tie: Reason(tie.rule, Code.KIND_NOT_CARRIED))


# A connection feeds if the viewer follows it, and before E3 in any case.
_CONNECTION_FEEDS = Is("connected_and_following") | (Is("connection_feeds") & Is("connected"))
_FOLLOWED_STRANGER = Is("follow_in_force") & ~Is("connected")
_FOLLOWED_REPOSTED = Is("reposts_reach_followers") & Is("reposted") & _FOLLOWED_STRANGER
_SECOND_DEGREE = Is("second_degree")

TIES = (
    FeedTie("W1", "connected to the author and following them",
        AskedOf.AUTHOR, _CONNECTION_FEEDS, EVERY_KIND,
        codes=((Is("connection_feeds"), Code.FROM_CONNECTION_ALONE),
            (ALWAYS, Code.FROM_CONNECTION)),
        otherwise=((Is("connected"), Code.CONNECTED_NOT_FOLLOWING),
            (ALWAYS, Code.NOT_CONNECTED))),
    FeedTie("W2", "following the author, not connected",
        AskedOf.AUTHOR, _FOLLOWED_STRANGER, (PostKind.POST, PostKind.ARTICLE),
        codes=((ALWAYS, Code.FROM_FOLLOWED),),
        otherwise=((ALWAYS, Code.NOT_FOLLOWED),)),
    FeedTie("W3", "connected to, and following, a member who engaged with it; or following a "
        "member, not connected, who reposted it",
        AskedOf.ENGAGED, _CONNECTION_FEEDS | _FOLLOWED_REPOSTED, EVERY_KIND,
        codes=((Is("connection_feeds") & Is("connected"), Code.CONNECTION_ALONE_ENGAGED),
            (Is("connected"), Code.CONNECTION_ENGAGED),
            (ALWAYS, Code.FOLLOWED_REPOSTED)),
        otherwise=((Is("connection_feeds"), Code.NO_CONNECTION_AT_ALL_ENGAGED),
            (ALWAYS, Code.NO_CONNECTION_ENGAGED)),
        muted=Is("second_degree_feed_off") & _SECOND_DEGREE & ~Is("follow_in_force")),
    FeedTie("W4", "the author is a 2nd-degree connection",
        AskedOf.AUTHOR, _SECOND_DEGREE, (PostKind.POST, PostKind.JOB_CHANGE),
        codes=((ALWAYS, Code.FROM_SECOND_DEGREE),),
        otherwise=((ALWAYS, Code.NOT_SECOND_DEGREE),),
        evidence="mutual_connections", enabled=Is("second_degree_feeds")),
    FeedTie("W5", "a 2nd-degree connection commented on it",
        AskedOf.ENGAGED, Is("commented") & _SECOND_DEGREE & ~Is("blocked"), EVERY_KIND,
        codes=((ALWAYS, Code.SECOND_DEGREE_COMMENTED),),
        otherwise=((ALWAYS, Code.NO_SECOND_DEGREE_COMMENT),),
        enabled=Is("second_degree_feeds")),
    FeedTie("W6", "a post in a group of the viewer",
        AskedOf.POST, Is("viewer_in_group"), EVERY_KIND,
        codes=((ALWAYS, Code.FROM_GROUP),),
        otherwise=((ALWAYS, Code.NO_GROUP),)),
)  # fmt: skip
