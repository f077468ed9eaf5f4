"""A professional network with two kinds of tie: symmetric connections, asymmetric follows.

`LinkGraph` is an immutable graph of both; pure functions on top answer how far apart two
members are, which posts reach whom and why, and which buttons a profile shows.

Examples
--------
>>> import linkgraph as lg
>>> g = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
>>> lg.degree(g, "ana", "cy")
Degree.SECOND
"""

import importlib
from typing import TYPE_CHECKING

import _linkgraph_hypothesis
from linkgraph.errors import (
    ArchiveError,
    Blocked,
    InvalidInput,
    LinkGraphError,
    SelfTie,
    StoreError,
    UnknownMember,
)
from linkgraph.facts.diff import Diff, Fact, FactKind, diff
from linkgraph.facts.graph import LinkGraph
from linkgraph.facts.memberset import MemberSet
from linkgraph.facts.values import (
    Button,
    FollowAudience,
    Invitation,
    InvitationsFrom,
    NameShown,
    Profile,
    Tier,
)
from linkgraph.rules.actions import (
    Accept,
    Action,
    Block,
    Disconnect,
    Expire,
    Follow,
    Ignore,
    Invite,
    Join,
    Leave,
    RemoveFollower,
    Unblock,
    Unfollow,
    UpdateProfile,
    Withdraw,
)
from linkgraph.rules.advice import (
    Advice,
    Recommendation,
    Relation,
    Signals,
    StatedPolicy,
    follow_or_connect,
)
from linkgraph.rules.all_buttons import ProfileButtons, profile_buttons
from linkgraph.rules.book import RULES, Rule, Source
from linkgraph.rules.buttons import ProfileActions, ProfileButton, profile_actions
from linkgraph.rules.changes import apply, check
from linkgraph.rules.degrees import (
    Degree,
    degree,
    degrees,
    followed_by_connections,
    introductions,
    mutual_connections,
    network,
    people_you_may_know,
)
from linkgraph.rules.feed import FeedItem, active_followers, feed, reach, why_not_fed
from linkgraph.rules.health import Health, network_health
from linkgraph.rules.history import History, as_of, replay
from linkgraph.rules.messages import can_message
from linkgraph.rules.policy import (
    CONNECT_ONLY,
    CURRENT,
    FOLLOW_FIRST,
    INFLUENCERS,
    OPEN_FOLLOW,
    Policy,
    SecondDegreeFeed,
    Who,
    policy_on,
)
from linkgraph.rules.posts import (
    Audience,
    CommentControl,
    Engagement,
    EngagementKind,
    Group,
    Post,
    PostKind,
    audience,
    can_comment,
    can_see,
)
from linkgraph.rules.profile_view import ProfileView, Section, profile_view
from linkgraph.rules.verdicts import Code, Reason, Refused, Verdict

__version__ = "0.1.0"

__all__ = [
    "CONNECT_ONLY",
    "CURRENT",
    "FOLLOW_FIRST",
    "INFLUENCERS",
    "OPEN_FOLLOW",
    "RULES",
    "Accept",
    "Action",
    "Advice",
    "Archive",
    "ArchiveError",
    "Audience",
    "Block",
    "Blocked",
    "Button",
    "Code",
    "CommentControl",
    "Degree",
    "Diff",
    "Disconnect",
    "Engagement",
    "EngagementKind",
    "Expire",
    "Fact",
    "FactKind",
    "FeedItem",
    "Follow",
    "FollowAudience",
    "Group",
    "Health",
    "History",
    "Ignore",
    "InvalidInput",
    "Invitation",
    "InvitationsFrom",
    "Invite",
    "Join",
    "Leave",
    "LinkGraph",
    "LinkGraphError",
    "MemberSet",
    "NameShown",
    "Policy",
    "Post",
    "PostKind",
    "Profile",
    "ProfileActions",
    "ProfileButton",
    "ProfileButtons",
    "ProfileView",
    "Reason",
    "Recommendation",
    "Refused",
    "Relation",
    "RemoveFollower",
    "Rule",
    "SecondDegreeFeed",
    "Section",
    "SelfTie",
    "Signals",
    "Source",
    "StatedPolicy",
    "StoreError",
    "Tier",
    "Unblock",
    "Unfollow",
    "UnknownMember",
    "UpdateProfile",
    "Verdict",
    "Who",
    "Withdraw",
    "active_followers",
    "apply",
    "as_of",
    "audience",
    "can_comment",
    "can_message",
    "can_see",
    "check",
    "degree",
    "degrees",
    "diff",
    "feed",
    "follow_or_connect",
    "followed_by_connections",
    "introductions",
    "load",
    "mutual_connections",
    "network",
    "network_health",
    "people_you_may_know",
    "policy_on",
    "profile_actions",
    "profile_buttons",
    "profile_view",
    "reach",
    "read_archive",
    "replay",
    "save",
    "why_not_fed",
]

# doors that are imported when somebody asks for them
if TYPE_CHECKING:
    from linkgraph.archive import Archive, read_archive
    from linkgraph.stores import load, save
else:
    _DOORS = {
        "Archive": "linkgraph.archive",
        "load": "linkgraph.stores",
        "read_archive": "linkgraph.archive",
        "save": "linkgraph.stores",
    }

    def __getattr__(name: str) -> object:
        if name not in _DOORS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(_DOORS[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


# where Hypothesis is there already; where it comes later, it calls this by its entry point
_linkgraph_hypothesis.register()
