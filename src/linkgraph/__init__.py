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

from linkgraph import _hypothesis_plugin as _hypothesis_plugin
from linkgraph import _notebook as _notebook

if TYPE_CHECKING:
    from linkgraph import archive as archive
    from linkgraph import display as display
    from linkgraph import nx as nx
    from linkgraph import stores as stores
    from linkgraph import strategies as strategies
    from linkgraph import synthetic as synthetic
    from linkgraph import testing as testing
    from linkgraph.archive import Archive, read_archive
    from linkgraph.errors import (
        ArchiveError,
        Blocked,
        InvalidInput,
        LinkGraphError,
        SelfTie,
        StoreError,
        TooLarge,
        UnknownMember,
    )
    from linkgraph.graph.diff import Diff, Fact, diff
    from linkgraph.graph.fact_kinds import FactKind
    from linkgraph.graph.linkgraph import LinkGraph
    from linkgraph.graph.member_set import MemberSet
    from linkgraph.graph.profiles import (
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
    from linkgraph.rules.buttons import ProfileActions, ProfileButton, profile_actions
    from linkgraph.rules.buttons_in_bulk import ProfileButtons, profile_buttons
    from linkgraph.rules.check_and_apply import apply, check
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
    from linkgraph.rules.feed import FeedItem, active_followers, feed, feed_verdict, reach
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
    from linkgraph.rules.rule_book import RULES, Rule, Source
    from linkgraph.rules.verdicts import Code, Reason, Refused, Verdict
    from linkgraph.stores import load, save
    from linkgraph.synthetic import Assumptions, professional_network

__version__ = "0.2.0.dev0"

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
    "Assumptions",
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
    "TooLarge",
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
    "feed_verdict",
    "follow_or_connect",
    "followed_by_connections",
    "introductions",
    "load",
    "mutual_connections",
    "network",
    "network_health",
    "people_you_may_know",
    "policy_on",
    "professional_network",
    "profile_actions",
    "profile_buttons",
    "profile_view",
    "reach",
    "read_archive",
    "replay",
    "save",
]

# A name is imported when somebody asks for it: whoever counts connections does not wait for
# the feed, nor anybody for networkx. What type checkers read above is the same list, tested.
_HOMES = {
    "archive": "Archive read_archive",
    "errors": (
        "ArchiveError Blocked InvalidInput LinkGraphError SelfTie StoreError TooLarge UnknownMember"
    ),
    "graph.diff": "Diff Fact diff",
    "graph.fact_kinds": "FactKind",
    "graph.linkgraph": "LinkGraph",
    "graph.member_set": "MemberSet",
    "graph.profiles": "Button FollowAudience Invitation InvitationsFrom NameShown Profile Tier",
    "synthetic": "Assumptions professional_network",
    "rules.actions": (
        "Accept Action Block Disconnect Expire Follow Ignore Invite Join Leave RemoveFollower "
        "Unblock Unfollow UpdateProfile Withdraw"
    ),
    "rules.advice": "Advice Recommendation Relation Signals StatedPolicy follow_or_connect",
    "rules.buttons_in_bulk": "ProfileButtons profile_buttons",
    "rules.rule_book": "RULES Rule Source",
    "rules.buttons": "ProfileActions ProfileButton profile_actions",
    "rules.check_and_apply": "apply check",
    "rules.degrees": (
        "Degree degree degrees followed_by_connections introductions mutual_connections network "
        "people_you_may_know"
    ),
    "rules.feed": "FeedItem active_followers feed reach feed_verdict",
    "rules.health": "Health network_health",
    "rules.history": "History as_of replay",
    "rules.messages": "can_message",
    "rules.policy": (
        "CONNECT_ONLY CURRENT FOLLOW_FIRST INFLUENCERS OPEN_FOLLOW Policy SecondDegreeFeed Who "
        "policy_on"
    ),
    "rules.posts": (
        "Audience CommentControl Engagement EngagementKind Group Post PostKind audience "
        "can_comment can_see"
    ),
    "rules.profile_view": "ProfileView Section profile_view",
    "rules.verdicts": "Code Reason Refused Verdict",
    "stores": "load save",
}
# doors that are asked for as modules
_MODULES = frozenset(["archive", "display", "nx", "stores", "strategies", "synthetic", "testing"])

if TYPE_CHECKING:
    ...  # a checker shall find a misspelt name
else:
    _HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            value = importlib.import_module(f"linkgraph.{name}")
        elif name in _HOME_OF:
            value = getattr(importlib.import_module(f"linkgraph.{_HOME_OF[name]}"), name)
            globals()[name] = value  # asked once
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        _hypothesis_plugin.register()  # the library is in use, so Hypothesis shall know its types
        return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
