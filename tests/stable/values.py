"""One value of every public kind, built the same on every run and in every release.

The pickles of a release are compared with these. A value that a release has stored is not
changed any more; new values get new names.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import attrs

import linkgraph as lg
from linkgraph import archive
from linkgraph.display import Picture
from linkgraph.graph.fact_kinds import FACT_KINDS
from linkgraph.nx import ReadOnlyView
from linkgraph.rules.verdicts import Verdicts
from linkgraph.stores import HistoryFileError
from tests.rules.drawing import acted, of

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
PREMIUM = lg.Profile(
    primary_button=lg.Button.FOLLOW,
    follow_audience=lg.FollowAudience.CONNECTIONS,
    invitations_from=lg.InvitationsFrom.KNOWN,
    tier=lg.Tier.PREMIUM,
    open_profile=True,
    influencer=True,
    hibernated=True,
    name_shown=lg.NameShown.INITIAL,
    connections_shown=False,
    contact_shown=False,
    groups={"chess", "go", "tea", 7, ("eu", 7), UUID(int=7), date(2020, 2, 29)},
    employer=("acme", 1),
    joined=date(2012, 1, 1),
)


def lived_in(a: Any, b: Any, c: Any, d: Any, e: Any, f: Any) -> lg.LinkGraph[Any]:
    """Build a graph of six that holds every kind of fact (F1 to F9), in an overlay too."""
    start = of(a, b, c, d, e, f, connections=[(a, b), (b, c), (c, d)], follows=[(e, a), (f, c)])
    return acted(
        start.with_profile(a, PREMIUM)
        .with_profile(c, lg.Profile(groups={"chess", "tea"}))
        .unfollow(b, a),
        lg.Invite(b, e, at=T0, note="é\n“quoted”"),
        lg.Invite(c, e, at=T0),
        lg.Ignore(e, c, at=T0, unknown=True),
        lg.Withdraw(b, e, at=T0),
        lg.Invite(d, a, at=T0, note="again", knows_email=True),
        lg.Invite(f, d, at=T0 + DAY),
        lg.Block(e, d, at=T0),
        lg.Block(f, b, at=T0),
        lg.Unblock(f, b, at=T0),
    )


RANGE = lived_in(*range(-2, 4))
TEXT = lived_in("ana", "bo", "cy", "di", "eve", "flo")
ODD_IDS = ("ana", ("eu", (7, "x")), UUID(int=1), date(2020, 2, 29), b"\xff", -(10**30))
ODD = lived_in(*ODD_IDS)

ACTIONS: list[lg.Action[str]] = [
    lg.Invite("di", "bo", at=T0 + DAY, note="hi", knows_email=True),
    lg.Accept("bo", "di", at=T0 + DAY),
    lg.Ignore("di", "flo", at=T0 + DAY, unknown=True),
    lg.Withdraw("di", "ana", at=T0 + DAY, unfollow=True),
    lg.Expire(at=T0 + DAY),
    lg.Follow("flo", "bo", at=T0 + DAY),
    lg.Unfollow("flo", "bo", at=T0 + DAY),
    lg.RemoveFollower("ana", "eve", at=T0 + DAY),
    lg.Disconnect("bo", "cy", at=T0 + DAY),
    lg.Block("ana", "bo", at=T0 + DAY),
    lg.Unblock("ana", "bo", at=T0 + DAY),
    lg.UpdateProfile("bo", at=T0 + DAY, groups={"go", "chess", "tea", 7}, employer=None),
    lg.Join("zoe", at=T0 + DAY),
    lg.Leave("zoe", at=T0 + 2 * DAY),
]
HISTORY = lg.History(ACTIONS, start=TEXT)
POSTS = [
    lg.Post("p1", "bo", kind=lg.PostKind.ARTICLE, at=T0),
    lg.Post(2, "cy", audience=lg.Audience.CONNECTIONS, comments=lg.CommentControl.CONNECTIONS),
    lg.Post(("p", 3), "ana", audience=lg.Group("chess"), comments=lg.CommentControl.NONE),
    lg.Post(4, "di", kind=lg.PostKind.JOB_CHANGE, at=T0),
]
ENGAGEMENTS = [
    lg.Engagement("bo", 4, lg.EngagementKind.COMMENT, at=T0),
    lg.Engagement("cy", "p1", lg.EngagementKind.REACTION),
    lg.Engagement("eve", "p1", lg.EngagementKind.REPOST, at=T0),
]
REFUSED = lg.Verdict(False, (lg.Reason("A7", lg.Code.ALREADY_FOLLOWING),))
ROUTE = lg.Verdict(True, (lg.Reason("M1", lg.Code.GROUP_REQUEST),))
# written out, since what the rules answer may change from one release to the next
ANSWERS = {
    "feed-item": lg.FeedItem(POSTS[3], (lg.Reason("W3", lg.Code.CONNECTION_ENGAGED, ("bo",)),)),
    "profile-actions": lg.ProfileActions(
        primary=lg.ProfileButton.MESSAGE,
        secondary=None,
        menu=(lg.ProfileButton.UNFOLLOW, lg.ProfileButton.BLOCK),
        row="B8",
        missing=Verdicts(((lg.ProfileButton.CONNECT, REFUSED),)),
        message=ROUTE,
    ),
    "profile-view": lg.ProfileView(
        degree=lg.Degree.FIRST,
        label="1st",
        connections="500+",
        followers=3,
        sections=Verdicts(((lg.Section.CONTACT_DETAILS, ROUTE), (lg.Section.LAST_NAME, REFUSED))),
        mutual_connections=TEXT.connections_of("bo"),
        followed_by=TEXT.followers("ana"),
    ),
    "advice": lg.Advice(
        recommendation=lg.Recommendation.FOLLOW_FIRST,
        reasons=(lg.Reason("G9", lg.Code.STRANGER),),
        refused=REFUSED,
        attach_note=True,
        introduction=("ana", "bo", "cy"),
        flags=1,
        flag_limit=5,
        clues=(lg.Reason("G10", lg.Code.ENGAGING_HELPS),),
        era="E3",
        follower_ratio=1.5,
    ),
    "health": lg.Health(
        connections=9,
        engaged_connections=8,
        unengaged_connections=TEXT.connections_of("bo"),
        followers=7,
        active_share=0.5,
        posts=6,
        weeks_with_a_post=5,
        longest_gap=timedelta(days=4),
        reached_beyond=3,
        reached_by_comments=2,
        may_notice=4,
        notes_used=1,
        flags=2,
    ),
    "rule": lg.Rule("A8", "Unfollow ends one's own follow.", lg.Source.GUIDE, "Actions"),
}

PEOPLE = (
    archive.Person(
        "in/bo", "Bo Li", address="in/bo", company="Acme", position="Cook", email="bo@example.org",
        connected=True, connected_on=date(2021, 2, 22),
    ),
    archive.Person("name/eve", "Eve"),
)  # fmt: skip
NOTE = archive.Note("Connections.csv", 62, "URL", archive.Problem.NOBODY, "07 Jun 2025")
ARCHIVE = archive.Archive(
    owner="in/ada",
    graph=of("in/ada", "in/bo", "name/eve", connections=[("in/ada", "in/bo")]),
    people=PEOPLE,
    invitations=(
        archive.ArchivedInvitation("in/ada", "in/bo", T0, "hi", archive.Outcome.ACCEPTED),
    ),
    history=lg.History([lg.Invite("in/ada", "in/bo", at=T0), lg.Accept("in/bo", "in/ada", at=T0)],
                       start=of("in/ada", "in/bo")),
    timeline=(archive.Event(T0, archive.EventKind.CONNECTED, "in/bo", day_only=True),),
    engagements=(lg.Engagement("in/ada", 4, lg.EngagementKind.COMMENT, at=T0),),
    posts=(lg.Post(4, "in/ada", at=T0),),
    messages=(archive.Correspondence("in/bo", "Bo Li", 2, 1, T0, T0 + DAY),),
    companies=("Acme",),
    profile=archive.OwnProfile("Ada", "Abel", headline="Cook"),
    positions=(archive.Position("Acme", "Cook", "Bonn", date(2020, 1, 1), None),),
    account=archive.ReadingAccount(
        (archive.FileRead("Connections.csv", "Connections", rows=2, read=1, skipped=1),),
        (NOTE,),
        ("a time without a zone is in UTC",),
    ),
)  # fmt: skip

_ENUMS = (
    lg.Audience, lg.Button, lg.Code, lg.CommentControl, lg.Degree, lg.EngagementKind,
    lg.FollowAudience, lg.InvitationsFrom, lg.NameShown, lg.PostKind, lg.ProfileButton,
    lg.Recommendation, lg.Relation, lg.SecondDegreeFeed, lg.Section, lg.Source, lg.StatedPolicy,
    lg.Tier, lg.Who, archive.Cost, archive.EventKind, archive.Outcome, archive.Problem,
)  # fmt: skip

VALUES: dict[str, Any] = {
    "graph-empty": lg.LinkGraph(),
    "graph-range": RANGE,
    "graph-text": TEXT,
    "graph-odd": ODD,
    "members": TEXT.members,
    "members-few": TEXT.connections_of("bo"),
    "members-none": TEXT.connections_of("flo"),
    "members-odd": ODD.members,
    "profile-usual": lg.Profile(),
    "profile": PREMIUM,
    "invitation": TEXT.invitation("di", "ana"),
    **{f"action-{type(action).__name__}": action for action in ACTIONS},
    "history": HISTORY,
    "history-empty": lg.History([]),
    "policy-changed": attrs.evolve(lg.CURRENT, weekly_invitations=200, followable=lg.Who.NOBODY),
    **{
        f"policy-{number}": policy
        for number, policy in enumerate(
            (lg.CONNECT_ONLY, lg.INFLUENCERS, lg.OPEN_FOLLOW, lg.FOLLOW_FIRST, lg.CURRENT)
        )
    },
    "verdict": REFUSED,
    "reason": lg.Reason("W3", lg.Code.CONNECTION_ENGAGED, ("ana", "bo")),
    "verdicts": Verdicts(((lg.ProfileButton.CONNECT, REFUSED),)),
    "posts": POSTS,
    "group": lg.Group(("eu", 7)),
    "engagements": ENGAGEMENTS,
    **ANSWERS,
    "profile-buttons": lg.profile_buttons(TEXT, "flo", at=T0),
    "signals": lg.Signals(
        relation=lg.Relation.PEER,
        stated_policy=lg.StatedPolicy.INDUSTRY,
        goal=lg.Goal.CONTACT,
        industry_matches=True,
        replies_to_strangers=True,
        engagements=3,
    ),
    "diff": lg.diff(lg.LinkGraph(), TEXT),
    "fact": lg.Fact(lg.FactKind.PROFILE, ("ana",), PREMIUM),
    "error-UnknownMember": lg.UnknownMember(("zoe", 1)),
    "error-SelfTie": lg.SelfTie("ana", 3),
    "error-Blocked": lg.Blocked("ana", "bo"),
    "error-InvalidInput": lg.InvalidInput(1.5, "a member id", "use text", 7),
    "error-Refused": lg.Refused(ACTIONS[11], REFUSED, 11),
    "error-HistoryFileError": HistoryFileError("old.jsonl", 3, "at", "is missing"),
    "error-ReadOnlyView": ReadOnlyView("add_edge", "connect them instead"),
    "error-ArchiveError": lg.ArchiveError("old.zip", "is not a zip file", "give a zip"),
    "error-StoreError": lg.StoreError("old", "is not a store", "name a folder that `save` wrote"),
    "error-TooLarge": lg.TooLarge("building this graph", 2 * 10**12, 10**9),
    "archive": ARCHIVE,
    "archive-limits": archive.Limits(files=7),
    "picture": Picture("<svg/>", "ana, showing all 1 member"),
    "assumptions": lg.Assumptions(mean_connections=12, premium_share=0.5),
    "assumptions-usual": lg.Assumptions(),
    "fact-kinds": tuple(FACT_KINDS),
    **{f"enum-{kind.__name__}": tuple(kind) for kind in _ENUMS},
}
