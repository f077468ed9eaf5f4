"""Follow or connect? The guide's advice, as one table (G1 to G10).

The first row that holds decides; every other row that holds is reported after it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from enum import auto
from typing import Any, Generic, TypeVar, final

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import Term, one_of, utc
from linkgraph.rules.buttons import Encounter, ProfileButton, prefers_follow
from linkgraph.rules.check_and_apply import notes_left
from linkgraph.rules.degrees import introductions, mutual_connections
from linkgraph.rules.followers import effective_followers
from linkgraph.rules.messages import same_employer, shared_group
from linkgraph.rules.policy import CURRENT, ERAS, Policy, at_least_zero, known_policy
from linkgraph.rules.profile_view import public_connections
from linkgraph.rules.verdicts import Code, Reason, Verdict

M = TypeVar("M", bound=Hashable)


class Relation(Term):
    """How the viewer knows somebody, as no graph can tell (G4)."""

    CLIENT = auto()
    COLLEAGUE = auto()
    PEER = auto()


class StatedPolicy(Term):
    """What somebody says about invitations, as on their profile (G5, G8)."""

    OPEN = auto()
    KNOWN_ONLY = auto()
    FOLLOW_FIRST = auto()


@attrs.frozen(kw_only=True)
class Signals:
    """What the graph cannot know about a viewer and somebody (G4, G5, G8, G10).

    Attributes
    ----------
    relation
        How the viewer knows them, or `None`.
    stated_policy
        What they say about invitations, or `None`.
    replies_to_strangers
        Whether they reply to comments of strangers; `None` where unknown.
    engagements
        How often the viewer has engaged with them.
    """

    relation: Relation | None = attrs.field(default=None, validator=one_of(Relation, optional=True))
    stated_policy: StatedPolicy | None = attrs.field(
        default=None, validator=one_of(StatedPolicy, optional=True)
    )
    replies_to_strangers: bool | None = attrs.field(
        default=None, validator=one_of(bool, optional=True)
    )
    engagements: int = attrs.field(default=0, validator=[one_of(int), at_least_zero])


class Recommendation(Term):
    """What the advice comes to."""

    CONNECT = auto()
    FOLLOW = auto()
    FOLLOW_FIRST = auto()
    ACCEPT = auto()
    NOTHING = auto()


@final
class Question:
    """A viewer who wonders about a member: what the rows of the table ask about."""

    def __init__(self, encounter: Encounter, signals: Signals) -> None:
        self.encounter: Encounter = encounter
        self.signals: Signals = signals
        self.facts: Facts = encounter.facts
        self.policy: Policy = encounter.policy
        self.one: int = encounter.one
        self.other: int = encounter.other
        self.followers: int = len(effective_followers(self.facts, self.other))
        self.connections: int = len(public_connections(self.facts, self.other))
        self.mutuals: tuple[Any, ...] = tuple(
            mutual_connections(encounter.graph, encounter.viewer, encounter.owner)
        )

    @property
    def follows(self) -> bool:
        """Whether the viewer follows them."""
        return self.facts.follows(self.one, self.other)

    @property
    def many_more_followers(self) -> bool:
        """Whether they have followers, and the policy's ratio of them to connections."""
        enough = self.followers >= self.policy.advice_ratio * self.connections
        return self.followers > 0 and enough


@attrs.frozen
class AdviceRow:
    """One row: when it holds, what it recommends, and what is said."""

    rule: str
    holds: Callable[[Question], bool]
    recommends: Callable[[Question], Recommendation] | Recommendation
    code: Code


def _follow_or_nothing(question: Question) -> Recommendation:
    followable = question.encounter.live(ProfileButton.FOLLOW)
    return Recommendation.FOLLOW if followable else Recommendation.NOTHING


_R = Recommendation

ADVICE = (
    AdviceRow("G1", lambda q: q.encounter.own, _R.NOTHING, Code.ADVISED_ON_ONESELF),
    AdviceRow("G1", lambda q: q.encounter.blocked, _R.NOTHING, Code.BLOCKED),
    AdviceRow("G1", lambda q: q.encounter.connected and q.follows,
              _R.NOTHING, Code.NOTHING_TO_ADD),
    AdviceRow("G2", lambda q: q.encounter.invites, _R.ACCEPT, Code.THEY_INVITED),
    AdviceRow("G3", lambda q: not q.encounter.own and not q.encounter.invitable,
              _follow_or_nothing, Code.NOT_INVITABLE),
    AdviceRow("G4", lambda q: q.signals.relation is not None, _R.CONNECT, Code.KNOWN_PERSON),
    AdviceRow("G4", lambda q: same_employer(q.facts, q.one, q.other), _R.CONNECT, Code.COLLEAGUE),
    AdviceRow("G5", lambda q: q.signals.stated_policy is StatedPolicy.KNOWN_ONLY,
              _R.FOLLOW_FIRST, Code.WANTS_KNOWN_ONLY),
    AdviceRow("G5", lambda q: q.signals.stated_policy is StatedPolicy.FOLLOW_FIRST,
              _R.FOLLOW_FIRST, Code.WANTS_FOLLOW_FIRST),
    AdviceRow("G6", lambda q: prefers_follow(q.facts.profiles.get(q.other), q.policy),
              _R.FOLLOW, Code.FOLLOW_IN_FRONT),
    AdviceRow("G7", lambda q: q.many_more_followers, _R.FOLLOW, Code.FAR_MORE_FOLLOWERS),
    AdviceRow("G8", lambda q: q.signals.engagements >= q.policy.advice_engagements,
              _R.CONNECT, Code.ENGAGED_ENOUGH),
    AdviceRow("G8", lambda q: shared_group(q.facts, q.one, q.other),
              _R.CONNECT, Code.SHARED_GROUP),
    AdviceRow("G8", lambda q: len(q.mutuals) >= q.policy.advice_mutuals,
              _R.CONNECT, Code.MANY_MUTUALS),
    AdviceRow("G8", lambda q: q.signals.replies_to_strangers is True,
              _R.CONNECT, Code.REPLIES_TO_STRANGERS),
    AdviceRow("G8", lambda q: q.signals.stated_policy is StatedPolicy.OPEN,
              _R.CONNECT, Code.WANTS_ALL),
)  # fmt: skip
STRANGER = AdviceRow("G9", lambda _: True, _R.FOLLOW_FIRST, Code.STRANGER)  # if no row holds


@attrs.frozen
class Advice(Generic[M]):
    """What to do about somebody, and why.

    Attributes
    ----------
    recommendation
        CONNECT, FOLLOW, FOLLOW_FIRST, ACCEPT or NOTHING.
    reasons
        The deciding one first, then every other that applied (G1 to G9).
    refused
        Where a refusal turned the advice into NOTHING: the verdict of `check`.
    attach_note
        With CONNECT: whether to attach a note, which L5 may not leave; else `False`.
    introduction
        With CONNECT: the best chain of connections to ask along (D4), or `None`.
    flags, flag_limit
        With CONNECT: the risk, flags so far against L3; else `None`.
    clues
        What never decides but is worth knowing (G10).
    era
        Id of the era in which they joined, or `None` where unknown (G10).
    follower_ratio
        Their followers for each connection; `None` without connections (G10).
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
    """Recommend whether to follow or to connect, with every reason that applied (G1 to G10; guide).

    Parameters
    ----------
    graph, viewer, member
        The graph, who asks, and about whom.
    signals
        What the graph cannot know; `None` for nothing.
    at
        When, aware.
    policy
        The limits and thresholds.

    Examples
    --------
    >>> from datetime import UTC
    >>> g = LinkGraph.from_edges(members=["ana", "bo"])
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> advice = follow_or_connect(g, "ana", "bo", Signals(relation=Relation.CLIENT), at=now)
    >>> advice.recommendation, advice.reasons[0].rule, advice.attach_note
    (Recommendation.CONNECT, 'G4', True)
    """
    signals = Signals() if signals is None else signals
    if not isinstance(signals, Signals):
        raise InvalidInput(signals, "are no signals", "give `Signals(...)`")
    encounter = Encounter(graph, viewer, member, utc(at), known_policy(policy))
    question = Question(encounter, signals)
    rows = [row for row in ADVICE if row.holds(question)] or [STRANGER]
    decided = rows[0].recommends
    wanted = decided if isinstance(decided, Recommendation) else decided(question)
    refused = _refusal(encounter, wanted)
    recommendation = wanted if refused is None else Recommendation.NOTHING
    connect = recommendation is Recommendation.CONNECT
    facts = encounter.facts
    return Advice(
        recommendation,
        tuple(_reason(row, question) for row in rows),
        refused,
        connect and notes_left(facts, encounter.one, encounter.at, policy) != 0,
        _best_introduction(graph, viewer, member) if connect else None,
        (facts.memory.flags.get(encounter.one) or 0) if connect else None,
        policy.flag_limit if connect else None,
        _clues(question),
        _era(question),
        question.followers / question.connections if question.connections else None,
    )


def _reason(row: AdviceRow, question: Question) -> Reason[Any]:
    evidence = question.mutuals if row.code is Code.MANY_MUTUALS else ()
    return Reason(row.rule, row.code, evidence)


def _refusal(encounter: Encounter, wanted: Recommendation) -> Verdict[Any] | None:
    """Return the verdict that makes a recommendation a dead end, or `None`."""
    if wanted is Recommendation.ACCEPT:
        found = encounter.verdict(ProfileButton.ACCEPT)
    elif wanted is Recommendation.FOLLOW or (
        wanted is Recommendation.FOLLOW_FIRST and not encounter.followable_or_followed
    ):
        found = encounter.verdict(ProfileButton.FOLLOW)
    else:
        return None
    return None if found else found


def _best_introduction(graph: LinkGraph[M], viewer: M, member: M) -> tuple[M, ...] | None:
    """Return the shortest chain whose first link has most in common with the viewer (D4)."""
    chains = introductions(graph, viewer, member)
    return max(
        chains,
        key=lambda chain: len(mutual_connections(graph, viewer, chain[1])),
        default=None,
    )


def _era(question: Question) -> str | None:
    joined = question.facts.profiles.get(question.other).joined
    if joined is None:
        return None
    eras = [era.rule for era in ERAS if era.since <= joined]
    return eras[-1] if eras else ERAS[0].rule


def _clues(question: Question) -> tuple[Reason[Any], ...]:
    """Return what never decides (G10)."""
    codes: list[Code] = []
    era = _era(question)
    if era is not None:
        first = era == ERAS[0].rule
        codes.append(Code.JOINED_BEFORE_FOLLOWS if first else Code.JOINED_SINCE_FOLLOWS)
    if question.many_more_followers:
        codes.append(Code.FAR_MORE_FOLLOWERS)
    replies = question.signals.replies_to_strangers
    if replies is not None:
        codes.append(Code.REPLIES_TO_STRANGERS if replies else Code.LEAVES_STRANGERS_UNANSWERED)
    codes.append(Code.ENGAGING_HELPS)
    return tuple(Reason("G10", code) for code in codes)
