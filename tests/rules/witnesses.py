"""For every reason a smallest graph and question that show it; `docs/witnesses.md` lists them.

A question is text, so that the page can show what a test has asked. In it `g` is the graph,
`now` the moment, and every public name of linkgraph is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import attrs

import linkgraph as lg

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
K = lg.FactKind

# -- graphs, fact by fact -----------------------------------------------------------------------


def graph_of(facts: Any) -> lg.LinkGraph[str]:
    """Return the graph that holds these facts and no other."""
    return lg.Diff(tuple(facts)).apply(lg.LinkGraph())


def facts_of(graph: lg.LinkGraph[Any]) -> tuple[lg.Fact[Any], ...]:
    """Return every fact of a graph."""
    return lg.diff(lg.LinkGraph(), graph).gained


def members(*names: str) -> list[lg.Fact[str]]:
    return [lg.Fact(K.MEMBER, (name,)) for name in names]


def profile(member: str, **changes: Any) -> lg.Fact[str]:
    return lg.Fact(K.PROFILE, (member,), lg.Profile(**changes))


def connected(a: str, b: str) -> lg.Fact[str]:
    return lg.Fact(K.CONNECTION, (a, b))


def follows(a: str, b: str) -> lg.Fact[str]:
    return lg.Fact(K.FOLLOW, (a, b))


def invited(a: str, b: str, at: datetime = NOW) -> lg.Fact[str]:
    return lg.Fact(K.INVITATION, (a, b), (at, None))


def blocked(a: str, b: str) -> lg.Fact[str]:
    return lg.Fact(K.BLOCK, (a, b))


ANA, PAIR, TRIO = members("ana"), members("ana", "bo"), members("ana", "bo", "cy")
MUTUAL = [*TRIO, connected("ana", "bo"), connected("bo", "cy")]
CHESS = {"groups": {"chess"}}
ACME = {"employer": "acme"}


# -- the witnesses ------------------------------------------------------------------------------


@attrs.frozen
class Witness:
    """A reason, a graph, and a question whose answer gives the reason."""

    code: lg.Code
    graph: lg.LinkGraph[str]
    question: str

    def reasons(self, graph: lg.LinkGraph[str] | None = None) -> list[lg.Reason[str]]:
        """Return all reasons in the answer, of this graph or of another."""
        names = {
            **{name: getattr(lg, name) for name in lg.__all__},
            "g": self.graph if graph is None else graph,
            "now": NOW,
        }
        return list(reasons_in(eval(self.question, names)))

    @property
    def reason(self) -> lg.Reason[str]:
        """The first reason of the code in the answer."""
        return next(reason for reason in self.reasons() if reason.code is self.code)

    @property
    def told(self) -> str:
        """The graph in one line."""
        return told(self.graph)


def reasons_in(answer: Any) -> Iterator[lg.Reason[Any]]:
    """Yield every reason in an answer."""
    if isinstance(answer, lg.Verdict):
        yield from answer.reasons
    elif isinstance(answer, lg.ProfileView):
        for verdict in answer.sections.values():
            yield from verdict.reasons
    elif isinstance(answer, lg.Advice):
        yield from answer.reasons
        yield from answer.clues
    else:
        raise TypeError(f"no reasons are looked for in a {type(answer).__name__}")


def _invite(options: str = "", policy: str = "") -> str:
    return f'check(g, Invite("ana", "bo", at=now{options}){policy})'


def _why(post: str = "", more: str = "") -> str:
    return f'feed_verdict(g, "ana", Post(1, "bo"{post}){more})'


def _engaged(kind: str, author: str, who: str, policy: str = "") -> str:
    engagement = f'Engagement("{who}", 1, EngagementKind.{kind})'
    return f'feed_verdict(g, "ana", Post(1, "{author}"), [{engagement}]{policy})'


def _advice(signals: str = "", policy: str = "") -> str:
    asked = f", Signals({signals})" if signals else ""
    return f'follow_or_connect(g, "ana", "bo"{asked}, at=now{policy})'


_VIEW = 'profile_view(g, "ana", "bo")'
_MESSAGE = 'can_message(g, "ana", "bo")'
_OFF = ", policy=Policy(second_degree_feed=SecondDegreeFeed.OFF)"
_E2 = ", policy=INFLUENCERS"

_SMALLEST: dict[str, tuple[list[lg.Fact[str]], str]] = {
    # an action
    "ALLOWED": ([], 'check(g, Join("ana", at=now))'),
    "BLOCKED": ([*PAIR, blocked("bo", "ana")], _invite()),
    "ALREADY_CONNECTED": ([*PAIR, connected("ana", "bo")], _invite()),
    "ALREADY_PENDING": ([*PAIR, invited("ana", "bo")], _invite()),
    "ACCEPT_INSTEAD": ([*PAIR, invited("bo", "ana")], _invite()),
    "BARRED": ([*PAIR, lg.Fact(K.BAR, ("bo", "ana"))], _invite()),
    "COOLING_DOWN": ([*PAIR, lg.Fact(K.WITHDRAWN, ("ana", "bo"), (NOW,))], _invite()),
    "CONNECTION_CAP": (
        [*PAIR, connected("ana", "bo")],
        _invite(policy=", Policy(connection_cap=1)"),
    ),
    "WEEKLY_LIMIT": (
        [*PAIR, lg.Fact(K.INVITED, ("ana",), (NOW,))],
        _invite(policy=", Policy(weekly_invitations=1)"),
    ),
    "EMAIL_NEEDED": (
        [*PAIR, lg.Fact(K.FLAGS, ("ana",), 1)],
        _invite(policy=", Policy(flag_limit=1)"),
    ),
    "NOTE_TOO_LONG": (PAIR, _invite(', note="!" * 201')),
    "NOTES_USED_UP": (
        [*PAIR, lg.Fact(K.NOTED, ("ana",), (NOW,))],
        _invite(', note="Hello"', ", Policy(free_notes_per_month=1)"),
    ),
    "KNOWN_ONLY": ([*PAIR, profile("bo", invitations_from=lg.InvitationsFrom.KNOWN)], _invite()),
    "NAME_HIDDEN": ([*PAIR, profile("bo", name_shown=lg.NameShown.INITIAL)], _invite()),
    "NOT_PENDING": (PAIR, 'check(g, Accept("ana", "bo", at=now))'),
    "NONE_EXPIRED": ([], "check(g, Expire(at=now))"),
    "ALREADY_FOLLOWING": ([*PAIR, follows("ana", "bo")], 'check(g, Follow("ana", "bo", at=now))'),
    "NOT_FOLLOWING": (PAIR, 'check(g, Unfollow("ana", "bo", at=now))'),
    "NOT_FOLLOWABLE": (PAIR, 'check(g, Follow("ana", "bo", at=now), CONNECT_ONLY)'),
    "CONNECTIONS_ONLY": (
        [*PAIR, profile("bo", follow_audience=lg.FollowAudience.CONNECTIONS)],
        'check(g, Follow("ana", "bo", at=now))',
    ),
    "NOT_CONNECTED": (PAIR, 'check(g, Disconnect("ana", "bo", at=now))'),
    "UNBLOCKED_RECENTLY": (
        [*PAIR, lg.Fact(K.UNBLOCKED, ("ana", "bo"), (NOW,))],
        'check(g, Block("ana", "bo", at=now))',
    ),
    "NOT_BLOCKED": (PAIR, 'check(g, Unblock("ana", "bo", at=now))'),
    "NOTHING_CHANGES": (ANA, 'check(g, UpdateProfile("ana", at=now, tier=Tier.FREE))'),
    "ALREADY_MEMBER": (ANA, 'check(g, Join("ana", at=now))'),
    "NOT_A_MEMBER": ([], 'check(g, Leave("ana", at=now))'),
    # seeing a post, and commenting on it
    "AUTHOR": (ANA, 'can_see(g, "ana", Post(1, "ana"))'),
    "PUBLIC": (PAIR, 'can_see(g, "ana", Post(1, "bo"))'),
    "CONNECTED": (
        [*PAIR, connected("ana", "bo")],
        'can_see(g, "ana", Post(1, "bo", audience=Audience.CONNECTIONS))',
    ),
    "IN_GROUP": (
        [*PAIR, profile("ana", **CHESS)],
        'can_see(g, "ana", Post(1, "bo", audience=Group("chess")))',
    ),
    "NOT_IN_GROUP": (PAIR, 'can_see(g, "ana", Post(1, "bo", audience=Group("chess")))'),
    "MAY_COMMENT": (ANA, 'can_comment(g, "ana", Post(1, "ana"))'),
    "COMMENTS_OFF": (PAIR, 'can_comment(g, "ana", Post(1, "bo", comments=CommentControl.NONE))'),
    "COMMENTS_FOR_CONNECTIONS": (
        PAIR,
        'can_comment(g, "ana", Post(1, "bo", comments=CommentControl.CONNECTIONS))',
    ),
    # why a post is fed, or by which tie it is not
    "FROM_CONNECTION": ([*PAIR, connected("ana", "bo"), follows("ana", "bo")], _why()),
    "FROM_CONNECTION_ALONE": ([*PAIR, connected("ana", "bo")], _why(more=_E2)),
    "FROM_FOLLOWED": ([*PAIR, follows("ana", "bo")], _why()),
    "CONNECTION_ENGAGED": (
        [*TRIO, connected("ana", "bo"), follows("ana", "bo")],
        _engaged("REACTION", "cy", "bo"),
    ),
    "CONNECTION_ALONE_ENGAGED": (
        [*TRIO, connected("ana", "bo")],
        _engaged("REACTION", "cy", "bo", _E2),
    ),
    "FOLLOWED_REPOSTED": ([*TRIO, follows("ana", "bo")], _engaged("REPOST", "cy", "bo")),
    "FROM_SECOND_DEGREE": (MUTUAL, 'feed_verdict(g, "ana", Post(1, "cy"))'),
    "SECOND_DEGREE_COMMENTED": (MUTUAL, _engaged("COMMENT", "bo", "cy")),
    "FROM_GROUP": ([*PAIR, profile("ana", **CHESS)], _why(', audience=Group("chess")')),
    "CONNECTED_NOT_FOLLOWING": ([*PAIR, connected("ana", "bo")], _why()),
    "NOT_FOLLOWED": (PAIR, _why()),
    "NO_CONNECTION_ENGAGED": (PAIR, _why()),
    "NO_CONNECTION_AT_ALL_ENGAGED": (PAIR, _why(more=_E2)),
    "NOT_SECOND_DEGREE": (PAIR, _why()),
    "NO_SECOND_DEGREE_COMMENT": (PAIR, _why()),
    "NO_GROUP": (PAIR, _why()),
    "KIND_NOT_CARRIED": ([*PAIR, follows("ana", "bo")], _why(", kind=PostKind.JOB_CHANGE")),
    "OFF_BY_POLICY": (PAIR, _why(more=_OFF)),
    "OWN_POST": (ANA, 'feed_verdict(g, "ana", Post(1, "ana"))'),
    # parts of a profile
    "SHOWN_TO_ALL": (ANA, 'profile_view(g, "ana", "ana")'),
    "NEAR_ENOUGH": (ANA, 'profile_view(g, "ana", "ana")'),
    "TOO_FAR": (PAIR, _VIEW),
    "SWITCHED_OFF": ([*PAIR, connected("ana", "bo"), profile("bo", contact_shown=False)], _VIEW),
    # message routes
    "DIRECT": ([*PAIR, connected("ana", "bo")], _MESSAGE),
    "OPEN_PROFILE": ([*PAIR, profile("bo", tier=lg.Tier.PREMIUM, open_profile=True)], _MESSAGE),
    "GROUP_REQUEST": ([*PAIR, profile("ana", **CHESS), profile("bo", **CHESS)], _MESSAGE),
    "COWORKER_REQUEST": ([*PAIR, profile("ana", **ACME), profile("bo", **ACME)], _MESSAGE),
    "INMAIL": ([*PAIR, profile("ana", tier=lg.Tier.PREMIUM)], _MESSAGE),
    "ONESELF": (ANA, 'can_message(g, "ana", "ana")'),
    "NO_ROUTE": (PAIR, _MESSAGE),
    # advice
    "ADVISED_ON_ONESELF": (ANA, 'follow_or_connect(g, "ana", "ana", at=now)'),
    "NOTHING_TO_ADD": ([*PAIR, connected("ana", "bo"), follows("ana", "bo")], _advice()),
    "THEY_INVITED": ([*PAIR, invited("bo", "ana")], _advice()),
    "NOT_INVITABLE": ([*PAIR, connected("ana", "bo")], _advice()),
    "KNOWN_PERSON": (PAIR, _advice("relation=Relation.PEER")),
    "COLLEAGUE": ([*PAIR, profile("ana", **ACME), profile("bo", **ACME)], _advice()),
    "WANTS_KNOWN_ONLY": (PAIR, _advice("stated_policy=StatedPolicy.KNOWN_ONLY")),
    "WANTS_FOLLOW_FIRST": (PAIR, _advice("stated_policy=StatedPolicy.FOLLOW_FIRST")),
    "WANTS_OTHER_INDUSTRY": (
        PAIR,
        _advice("stated_policy=StatedPolicy.INDUSTRY, industry_matches=False"),
    ),
    "GOAL_CONTENT": (PAIR, _advice("goal=Goal.CONTENT")),
    "GOAL_AUDIENCE": (PAIR, _advice("goal=Goal.AUDIENCE")),
    "GOAL_CONTACT_INTRODUCED": (
        [*TRIO, connected("ana", "cy"), connected("bo", "cy")],
        _advice("goal=Goal.CONTACT"),
    ),
    "GOAL_CONTACT": (PAIR, _advice("goal=Goal.CONTACT")),
    "FOLLOW_IN_FRONT": ([*PAIR, profile("bo", primary_button=lg.Button.FOLLOW)], _advice()),
    "FAR_MORE_FOLLOWERS": ([*PAIR, follows("ana", "bo")], _advice()),
    "ENGAGED_ENOUGH": (PAIR, _advice("engagements=3")),
    "SHARED_GROUP": ([*PAIR, profile("ana", **CHESS), profile("bo", **CHESS)], _advice()),
    "MANY_MUTUALS": (
        [*TRIO, connected("ana", "cy"), connected("bo", "cy")],
        _advice(policy=", policy=Policy(advice_mutuals=1)"),
    ),
    "REPLIES_TO_STRANGERS": (PAIR, _advice("replies_to_strangers=True")),
    "WANTS_ALL": (PAIR, _advice("stated_policy=StatedPolicy.OPEN")),
    "WANTS_THIS_INDUSTRY": (
        PAIR,
        _advice("stated_policy=StatedPolicy.INDUSTRY, industry_matches=True"),
    ),
    "STRANGER": (PAIR, _advice()),
    "JOINED_BEFORE_FOLLOWS": ([*PAIR, profile("bo", joined=date(2005, 1, 1))], _advice()),
    "JOINED_SINCE_FOLLOWS": ([*PAIR, profile("bo", joined=date(2015, 1, 1))], _advice()),
    "WANTS_AN_INDUSTRY": (PAIR, _advice("stated_policy=StatedPolicy.INDUSTRY")),
    "LEAVES_STRANGERS_UNANSWERED": (PAIR, _advice("replies_to_strangers=False")),
    "ENGAGING_HELPS": (PAIR, _advice()),
}

WITNESSES = {
    lg.Code[name]: Witness(lg.Code[name], graph_of(facts), question)
    for name, (facts, question) in _SMALLEST.items()
}


# -- a graph in one line ------------------------------------------------------------------------

_SAID = {
    K.CONNECTION: "{} – {}",
    K.FOLLOW: "{} → {}",
    K.INVITATION: "{} invited {}",
    K.BLOCK: "{} blocked {}",
    K.BAR: "{} does not know {}",
    K.FLAGS: "{} has {value} flag",
    K.WITHDRAWN: "{} withdrew from {} just now",
    K.UNBLOCKED: "{} unblocked {} just now",
    K.INVITED: "{} has just sent an invitation",
    K.NOTED: "{} has just sent a note",
}


def told(graph: lg.LinkGraph[str]) -> str:
    """Return a graph in one line: "ana – bo" are connected, "ana → bo" is a follow."""
    facts = facts_of(graph)
    settings = {fact.members[0]: fact.value for fact in facts if fact.kind is K.PROFILE}
    tied = {member for fact in facts if fact.kind in _SAID for member in fact.members}
    alone = [
        f"{member} ({_settings(settings[member])})" if member in settings else member
        for member in graph
        if member in settings or member not in tied
    ]
    said = [
        _SAID[fact.kind].format(*fact.members, value=fact.value)
        for fact in facts
        if fact.kind in _SAID
    ]
    return "; ".join([*filter(None, [", ".join(alone)]), *said]) or "nobody"


def _settings(profile: lg.Profile) -> str:
    usual = attrs.asdict(lg.Profile(), recurse=False)
    own = attrs.asdict(profile, recurse=False)
    return ", ".join(f"{name} {_value(own[name])}" for name in own if own[name] != usual[name])


def _value(value: Any) -> str:
    if isinstance(value, frozenset):
        return " ".join(sorted(map(str, value)))
    return value.name if isinstance(value, Enum) else str(value)
