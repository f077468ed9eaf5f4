"""Follow or connect? The guide's advice, as one table (G1 to G11).

`ADVICE` lists situations in order. The first row that holds decides the recommendation, and
every other row that holds is reported after it. If no row holds, the member is a stranger
(`STRANGER`). Two columns narrow what is reported: advice on oneself stands alone, and the
viewer's goal is reported only where it decides.

Advice never leads to an action that is refused: if `check` refuses the recommended action, the
advice becomes NOTHING and carries the verdict. A recommendation to connect comes with further
facts: whether a note is left this month, the best introduction, and the number of flags of the
viewer. Clues never decide but are reported (G10).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import auto
from typing import Any, Generic

import attrs

from linkgraph.graph.fact_kinds import FLAGS
from linkgraph.graph.field_types import shown_safely, typed
from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.graph.validation import Term, instance_of, one_of, utc
from linkgraph.rules import actions
from linkgraph.rules.buttons import CAN_FOLLOW, CAN_INVITE
from linkgraph.rules.conditions import ALWAYS, Condition, Is, PairFact, compiled, derived
from linkgraph.rules.degree_search import introduction_chains
from linkgraph.rules.degrees import introductions, mutual_connections
from linkgraph.rules.followers import effective_followers
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.policy import CURRENT, ERAS, Policy, at_least_zero, known_policy
from linkgraph.rules.profile_view import public_connections
from linkgraph.rules.requirements import CHECKS
from linkgraph.rules.verdicts import Code, Reason, Verdict


class Relation(Term):
    """How the viewer knows a member; a graph does not hold this (G4)."""

    CLIENT = auto()
    COLLEAGUE = auto()
    PEER = auto()


class StatedPolicy(Term):
    """A member's own statement about invitations, as on their profile (G5, G8)."""

    OPEN = auto()
    KNOWN_ONLY = auto()
    FOLLOW_FIRST = auto()
    INDUSTRY = auto()


class Goal(Term):
    """What the viewer wants of a member: their content, an audience, or contact (G11)."""

    CONTENT = auto()
    AUDIENCE = auto()
    CONTACT = auto()


@attrs.frozen(kw_only=True, field_transformer=shown_safely)
class Signals:
    """Facts about a viewer and a member that no graph holds (G4, G5, G8, G10, G11).

    Raises `InvalidInput` if a field has a value of the wrong kind.

    Attributes
    ----------
    relation, stated_policy
        How the viewer knows the member, and the member's own statement; `None` if unknown.
    replies_to_strangers
        Whether the member replies to comments by strangers; `None` if unknown.
    engagements
        How often the viewer has engaged with the member's posts.
    goal
        What the viewer wants: to read the member, to be read by them, or to talk to them; `None`
        if the viewer has not said.
    industry_matches
        Whether the viewer works in the industry that the member connects with, where the stated
        policy is INDUSTRY; `None` if unknown.
    """

    relation: Relation | None = attrs.field(default=None, validator=one_of(Relation, optional=True))
    stated_policy: StatedPolicy | None = attrs.field(
        default=None, validator=one_of(StatedPolicy, optional=True)
    )
    replies_to_strangers: bool | None = attrs.field(
        default=None, validator=one_of(bool, optional=True)
    )
    engagements: int = attrs.field(default=0, validator=[one_of(int), at_least_zero])
    goal: Goal | None = attrs.field(default=None, validator=one_of(Goal, optional=True))
    industry_matches: bool | None = attrs.field(default=None, validator=one_of(bool, optional=True))


class Recommendation(Term):
    """The possible recommendations."""

    CONNECT = auto()
    FOLLOW = auto()
    FOLLOW_FIRST = auto()
    ACCEPT = auto()
    NOTHING = auto()


class AdviceContext(PairContext):
    """A viewer, the member that the advice is about, and signals."""

    signals: Signals

    @PairFact
    def known_personally(self) -> bool:
        """The member is a client, a colleague or a peer of the viewer (G4)."""
        return self.signals.relation is not None

    @PairFact
    def says_known_only(self) -> bool:
        """The member says that they connect only with people they know (G5)."""
        return self.signals.stated_policy is StatedPolicy.KNOWN_ONLY

    @PairFact
    def says_follow_first(self) -> bool:
        """The member says that they want to be followed first (G5)."""
        return self.signals.stated_policy is StatedPolicy.FOLLOW_FIRST

    @PairFact
    def says_open(self) -> bool:
        """The member says that they connect with anybody (G8)."""
        return self.signals.stated_policy is StatedPolicy.OPEN

    @PairFact
    def says_viewers_industry(self) -> bool:
        """The member says that they connect with the viewer's industry (G8)."""
        return self._says_industry and self.signals.industry_matches is True

    @PairFact
    def says_other_industry(self) -> bool:
        """The member says that they connect with an industry that is not the viewer's (G5)."""
        return self._says_industry and self.signals.industry_matches is False

    @property
    def _says_industry(self) -> bool:
        return self.signals.stated_policy is StatedPolicy.INDUSTRY

    @PairFact
    def wants_content(self) -> bool:
        """The viewer wants to read the member (G11)."""
        return self.signals.goal is Goal.CONTENT

    @PairFact
    def wants_audience(self) -> bool:
        """The viewer wants to be read by the member (G11)."""
        return self.signals.goal is Goal.AUDIENCE

    @PairFact
    def wants_contact(self) -> bool:
        """The viewer wants to talk to the member (G11)."""
        return self.signals.goal is Goal.CONTACT

    @PairFact
    def introduction_possible(self) -> bool:
        """Somebody can introduce the viewer to the member (D4)."""
        chains = introduction_chains(self.facts, self.viewer, self.other)
        return any(len(chain) > 2 for chain in chains)

    @PairFact
    def replies_to_strangers(self) -> bool:
        """The member replies to comments by strangers (G8)."""
        return self.signals.replies_to_strangers is True

    @PairFact
    def engaged_often(self) -> bool:
        """The viewer has engaged with the member often enough (G8)."""
        return self.signals.engagements >= self.policy.advice_engagements

    @PairFact
    def many_mutual_connections(self) -> bool:
        """The two have many mutual connections (G8)."""
        return len(self.mutual_connections) >= self.policy.advice_mutuals

    @PairFact
    def followers(self) -> int:
        """The number of effective followers of the member (P2)."""
        return len(effective_followers(self.facts, self.other))

    @PairFact
    def connections(self) -> int:
        """The number of connections of the member, hibernated ones left out (P3)."""
        return len(public_connections(self.facts, self.other))

    @PairFact
    def many_followers(self) -> bool:
        """The member has at least the policy's ratio of followers to connections (G7)."""
        enough = self.policy.advice_ratio * self.connections
        return self.followers > 0 and self.followers >= enough


# -- the table ----------------------------------------------------------------------------------


@attrs.frozen
class AdviceRow:
    """One situation, by rule and condition, with its recommendation and reason.

    A row that is `alone` is the only one reported. One that is `only_deciding` is reported only
    where it decides.
    """

    rule: str
    condition: Condition
    recommendation: Recommendation
    code: Code
    alone: bool = False
    only_deciding: bool = False
    holds: Callable[[AdviceContext], bool] = derived(lambda row: compiled(row.condition))


_R = Recommendation
_CANNOT_INVITE = ~Is("same_member") & ~CAN_INVITE

ADVICE = (
    AdviceRow("G1", Is("same_member"), _R.NOTHING, Code.ADVISED_ON_ONESELF, alone=True),
    AdviceRow("G1", Is("blocked"), _R.NOTHING, Code.BLOCKED),
    AdviceRow("G1", Is("connected_and_following"), _R.NOTHING, Code.NOTHING_TO_ADD),
    AdviceRow("G2", Is("invitation_received"), _R.ACCEPT, Code.THEY_INVITED),
    AdviceRow("G3", _CANNOT_INVITE & CAN_FOLLOW, _R.FOLLOW, Code.NOT_INVITABLE),
    AdviceRow("G3", _CANNOT_INVITE & ~CAN_FOLLOW, _R.NOTHING, Code.NOT_INVITABLE),
    AdviceRow("G4", Is("known_personally"), _R.CONNECT, Code.KNOWN_PERSON),
    AdviceRow("G4", Is("same_employer"), _R.CONNECT, Code.COLLEAGUE),
    AdviceRow("G5", Is("says_known_only"), _R.FOLLOW_FIRST, Code.WANTS_KNOWN_ONLY),
    AdviceRow("G5", Is("says_follow_first"), _R.FOLLOW_FIRST, Code.WANTS_FOLLOW_FIRST),
    AdviceRow("G5", Is("says_other_industry"), _R.FOLLOW_FIRST, Code.WANTS_OTHER_INDUSTRY),
    AdviceRow("G11", Is("wants_content"), _R.FOLLOW, Code.GOAL_CONTENT, only_deciding=True),
    AdviceRow("G11", Is("wants_audience"), _R.FOLLOW_FIRST, Code.GOAL_AUDIENCE, only_deciding=True),
    AdviceRow("G11", Is("wants_contact") & Is("introduction_possible"),
        _R.CONNECT, Code.GOAL_CONTACT_INTRODUCED, only_deciding=True),
    AdviceRow("G11", Is("wants_contact"), _R.FOLLOW_FIRST, Code.GOAL_CONTACT, only_deciding=True),
    AdviceRow("G6", Is("other_prefers_follow"), _R.FOLLOW, Code.FOLLOW_IN_FRONT),
    AdviceRow("G7", Is("many_followers"), _R.FOLLOW, Code.FAR_MORE_FOLLOWERS),
    AdviceRow("G8", Is("engaged_often"), _R.CONNECT, Code.ENGAGED_ENOUGH),
    AdviceRow("G8", Is("shared_group"), _R.CONNECT, Code.SHARED_GROUP),
    AdviceRow("G8", Is("many_mutual_connections"), _R.CONNECT, Code.MANY_MUTUALS),
    AdviceRow("G8", Is("replies_to_strangers"), _R.CONNECT, Code.REPLIES_TO_STRANGERS),
    AdviceRow("G8", Is("says_open"), _R.CONNECT, Code.WANTS_ALL),
    AdviceRow("G8", Is("says_viewers_industry"), _R.CONNECT, Code.WANTS_THIS_INDUSTRY),
)  # fmt: skip
STRANGER = AdviceRow("G9", ALWAYS, _R.FOLLOW_FIRST, Code.STRANGER)  # if no other row holds

_FOLLOW_CHECK = CHECKS[actions.Follow, "A7"]
# Recommendations that stand for an action. An invitation needs no check: G3 comes before CONNECT.
_CHECKS = {
    _R.ACCEPT: CHECKS[actions.Accept, "A2"],
    _R.FOLLOW: _FOLLOW_CHECK,
    _R.FOLLOW_FIRST: _FOLLOW_CHECK,
}


@attrs.frozen(field_transformer=typed)
class Advice(Generic[M]):
    """A recommendation about a member, with every reason.

    Attributes
    ----------
    recommendation
        CONNECT, FOLLOW, FOLLOW_FIRST, ACCEPT or NOTHING.
    reasons
        The deciding reason first, then every other that applied (G1 to G9, G11).
    refused
        The verdict of `check`, if a refusal turned the advice into NOTHING; else `None`.
    attach_note
        With CONNECT: whether a note is left to attach (L5); else `False`.
    introduction
        With CONNECT: the best chain of connections for an introduction (D4), or `None`.
    flags, flag_limit
        With CONNECT: the viewer's flags so far, and the limit (L3); else `None`.
    clues, era, follower_ratio
        Worth knowing, although they never decide (G10): further reasons, the id of the era in
        which the member joined, and their followers for each connection; `None` if unknown.
        There are none about oneself.
    """

    recommendation: Recommendation
    reasons: tuple[Reason[M], ...]
    refused: Verdict[M] | None
    attach_note: bool
    introduction: tuple[M, ...] | None
    flags: int | None
    flag_limit: int | None
    clues: tuple[Reason[M], ...]
    era: str | None
    follower_ratio: float | None


def follow_or_connect(
    graph: LinkGraph[M],
    viewer: M,
    member: M,
    signals: Signals | None = None,
    *,
    at: datetime,
    policy: Policy = CURRENT,
) -> Advice[M]:
    """Recommend to follow or to connect, with every reason that applied.

    Rules G1 to G11 (guide). O(connections of the two members), and with CONNECT the cost of
    `introductions`.

    Parameters
    ----------
    graph, viewer, member
        The network, the member asking, and the member that the advice is about.
    signals
        Facts about the two that the graph does not hold.
    at, policy
        As for `profile_actions`.

    Raises
    ------
    UnknownMember
        If either member is not in the graph.
    InvalidInput
        If an argument is of the wrong kind, or `at` has no time zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> g = LinkGraph.from_edges(members=["ana", "bo"])
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> advice = follow_or_connect(g, "ana", "bo", Signals(relation=Relation.CLIENT), at=now)
    >>> advice.recommendation, advice.reasons[0].rule, advice.attach_note
    (Recommendation.CONNECT, 'G4', True)
    """
    facts = facts_of(graph)
    instance_of(signals, Signals, "signals", optional=True)
    index = facts.member_index.index
    one, other = index(viewer, "viewer"), index(member, "member")
    context = AdviceContext(facts, one, other, known_policy(policy), at=utc(at))
    context.signals = signals or Signals()
    rows = _applying(context)
    refused = _refusal(context, rows[0].recommendation)
    recommendation = rows[0].recommendation if refused is None else Recommendation.NOTHING
    connect = recommendation is Recommendation.CONNECT
    about_other = not context.same_member
    era = _era(context) if about_other else None
    return Advice(
        recommendation,
        tuple(_reason(row, context) for row in rows),
        refused,
        connect and context.notes_left != 0,
        _best_introduction(graph, viewer, member) if connect else None,
        (facts.memory[FLAGS].get(context.viewer) or 0) if connect else None,
        policy.flag_limit if connect else None,
        _clues(context, era) if about_other else (),
        era,
        context.followers / context.connections if about_other and context.connections else None,
    )


def _applying(context: AdviceContext) -> list[AdviceRow]:
    """Return the rows to report, the deciding one first."""
    holding = [row for row in ADVICE if row.holds(context)] or [STRANGER]
    deciding, *others = holding
    if deciding.alone:
        return [deciding]
    return [deciding, *(row for row in others if not row.only_deciding)]


def _reason(row: AdviceRow, context: AdviceContext) -> Reason[Any]:
    members: tuple[Any, ...] = ()
    if row.code is Code.MANY_MUTUALS:
        members = tuple(context.facts.member_index.ids(context.mutual_connections))
    return Reason(row.rule, row.code, members)


def _refusal(context: AdviceContext, recommendation: Recommendation) -> Verdict[Any] | None:
    """Return the verdict that refuses a recommendation, or `None` if it can be carried out."""
    check = _CHECKS.get(recommendation)
    if check is None or (recommendation is _R.FOLLOW_FIRST and context.viewer_follows):
        return None
    verdict = check.verdict(context)
    return None if verdict.allowed else verdict


def _best_introduction(graph: LinkGraph[M], viewer: M, member: M) -> tuple[M, ...] | None:
    """Return the shortest chain whose first link has most in common with the viewer (D4)."""
    chains = introductions(graph, viewer, member)
    in_common = {chain: len(mutual_connections(graph, viewer, chain[1])) for chain in chains}
    return max(in_common, key=in_common.__getitem__, default=None)


def _era(context: AdviceContext) -> str | None:
    """Return the id of the era in which the member joined; the first one also before it began."""
    joined = context.other_profile.joined
    if joined is None:
        return None
    return [era.rule for era in ERAS if era is ERAS[0] or era.since <= joined][-1]


def _clues(context: AdviceContext, era: str | None) -> tuple[Reason[Any], ...]:
    """Return the reasons that never decide (G10)."""
    codes: list[Code] = []
    if era is not None:
        before_follows = era == ERAS[0].rule
        codes.append(Code.JOINED_BEFORE_FOLLOWS if before_follows else Code.JOINED_SINCE_FOLLOWS)
    if context.many_followers:
        codes.append(Code.FAR_MORE_FOLLOWERS)
    replies = context.signals.replies_to_strangers
    if replies is not None:
        codes.append(Code.REPLIES_TO_STRANGERS if replies else Code.LEAVES_STRANGERS_UNANSWERED)
    signals = context.signals
    if signals.stated_policy is StatedPolicy.INDUSTRY and signals.industry_matches is None:
        codes.append(Code.WANTS_AN_INDUSTRY)
    codes.append(Code.ENGAGING_HELPS)
    return tuple(Reason("G10", code) for code in codes)
