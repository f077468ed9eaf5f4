"""Answers about posts, buttons, messages, profiles and advice (V, W, B, M, P, G)."""

from __future__ import annotations

from itertools import pairwise

import linkgraph as lg
from tests.model.actions import ERAS, era_on, failed, may_be, room
from tests.model.world import (
    degree,
    followed_by_connections,
    introductions,
    mutual_connections,
    name_shown,
)


def can_see(w, viewer, post) -> tuple:
    """V1-V5: the first row that matches, and its verdict."""
    author, audience = post.author, post.audience
    if viewer == author:
        return "V1", True
    if w.blocked(viewer, author):
        return "V2", False
    if audience == lg.Audience.ANYONE:
        return "V3", True
    if audience == lg.Audience.CONNECTIONS:
        return "V4", w.connected(viewer, author)
    return "V5", audience.id in w.profile(viewer).groups


def audience(w, post) -> set:
    """W7."""
    return {m for m in w.members if can_see(w, m, post)[1]}


def can_comment(w, viewer, post) -> bool:
    """W8."""
    control = post.comments.name
    narrowed = control == "ALL" or (control == "CONNECTIONS" and w.connected(viewer, post.author))
    return viewer == post.author or (can_see(w, viewer, post)[1] and narrowed)


def feeds(w, viewer, post, engagements, policy) -> dict:
    """W1-W7: the rules that feed the post, in order, each with its evidence (W3-W5)."""
    author, kind, how = post.author, post.kind.name, policy.second_degree_feed.name
    second, following = degree(w, viewer, author) == 2, w.in_force(viewer, author)

    def near(m):
        return w.connected(viewer, m) and (policy.connection_feeds or w.in_force(viewer, m))

    def counts(e):
        seen = e.member != author and can_see(w, e.member, post)[1]
        return e.post_id == post.id and seen and not w.blocked(viewer, e.member)

    def follows_without_connection(m):
        return w.in_force(viewer, m) and not w.connected(viewer, m)

    engaged = {e.member for e in engagements if counts(e)}
    reposted = {e.member for e in engagements if counts(e) and e.kind.name == "REPOST"}
    commented = {e.member for e in engagements if counts(e) and e.kind.name == "COMMENT"}
    spread = {m for m in reposted if follows_without_connection(m)}
    w3 = {m for m in engaged if near(m)} | (spread if policy.reposts_reach_followers else set())
    w3 = set() if how == "OFF" and second and not following else w3
    w5 = [m for m in commented if degree(w, viewer, m) == 2 and how == "DIRECT"]
    ties = {
        "W1": near(author),
        "W2": following and not w.connected(viewer, author) and kind in ("POST", "ARTICLE"),
        "W3": w.ordered(w3),
        "W4": second
        and how == "DIRECT"
        and kind in ("POST", "JOB_CHANGE")
        and w.ordered(mutual_connections(w, viewer, author)),
        "W5": w.ordered(w5),
        "W6": getattr(post.audience, "id", None) in w.profile(viewer).groups,
    }
    fed = viewer != author and can_see(w, viewer, post)[1]
    return {rule: evidence for rule, evidence in ties.items() if fed and evidence}


def codes(w, viewer, post, fed, policy) -> dict:
    """The codes of W1 and W3, which say how these ties hold or fail."""
    near = w.connected(viewer, post.author)
    w1 = "NOT_CONNECTED" if not near else "CONNECTED_NOT_FOLLOWING"
    if "W1" in fed:
        w1 = "FROM_CONNECTION_ALONE" if policy.connection_feeds else "FROM_CONNECTION"
    if not any(w.connected(viewer, m) for m in fed.get("W3", ())):
        w3 = "FOLLOWED_REPOSTED"
    else:
        w3 = "CONNECTION_ALONE_ENGAGED" if policy.connection_feeds else "CONNECTION_ENGAGED"
    return {"W1": w1} | ({"W3": w3} if "W3" in fed else {})


def feed_verdict(w, viewer, post, engagements, policy) -> tuple:
    """W9: whether it is fed, and the rules that say why."""
    fed, (rule, seen) = feeds(w, viewer, post, engagements, policy), can_see(w, viewer, post)
    if fed:
        return True, list(fed)
    if viewer == post.author:
        return False, ["W7"]
    return False, ["W1", "W2", "W3", "W4", "W5", "W6"] if seen else [rule]


def reach(w, post, engagements, policy) -> dict:
    """W7: the members that are fed, by the first rule."""
    first = {m: list(feeds(w, m, post, engagements, policy))[:1] for m in w.members}
    return {f"W{n}": {m for m in w.members if first[m] == [f"W{n}"]} for n in range(1, 7)}


def active_followers(w, author, engagements, since) -> int:
    """W11."""
    active = {e.member for e in engagements if e.at is not None and e.at >= since}
    return len(active & w.effective_followers(author))


def can_message(w, viewer, owner) -> str | None:
    """M1: the route, or None."""
    me, them = w.profile(viewer), w.profile(owner)
    if viewer == owner or w.blocked(viewer, owner):
        return None
    if w.connected(viewer, owner):
        return "DIRECT"
    if them.tier.name == "PREMIUM" and them.open_profile:
        return "OPEN_PROFILE"
    if me.groups & them.groups:
        return "GROUP_REQUEST"
    if me.employer is not None and me.employer == them.employer:
        return "COWORKER_REQUEST"
    return "INMAIL" if me.tier.name == "PREMIUM" else None


def follow_is_primary(w, owner, policy) -> bool:
    """E2-E5: the owner's own primary button, in this era, is FOLLOW."""
    chosen = w.profile(owner).primary_button.name == "FOLLOW"
    everyone = policy.primary_choice.name == "EVERYONE"
    return chosen if everyone else may_be(policy.primary_choice, w.profile(owner))


def profile_actions(w, viewer, owner, policy, at) -> tuple:
    """B1-B14: (row, primary, secondary, menu, {missing button: failed rules})."""
    if viewer == owner:
        return "B1", "EDIT_PROFILE", None, [], {}
    actions = {
        "CONNECT": lg.Invite(viewer, owner, at=at),
        "ACCEPT": lg.Accept(viewer, owner, at=at),
        "I_DONT_KNOW": lg.Ignore(viewer, owner, at=at, unknown=True),
        "PENDING": lg.Withdraw(viewer, owner, at=at),
        "FOLLOW": lg.Follow(viewer, owner, at=at),
        "UNFOLLOW": lg.Unfollow(viewer, owner, at=at),
        "REMOVE_CONNECTION": lg.Disconnect(viewer, owner, at=at),
        "BLOCK": lg.Block(viewer, owner, at=at),
        "UNBLOCK": lg.Unblock(viewer, owner, at=at),
    }
    allowed = {name for name, action in actions.items() if not failed(w, action, policy)}
    invitable, followed = "CONNECT" in allowed, (viewer, owner) in w.follows
    followish = "FOLLOW" in allowed or followed
    first = not room(w, policy, viewer, owner) or follow_is_primary(w, owner, policy)
    follow = "FOLLOWING" if followed else "FOLLOW"
    answer = ("ACCEPT", "IGNORE") if "ACCEPT" in allowed else ("IGNORE", None)
    theirs, mine = (owner, viewer) in w.pending, (viewer, owner) in w.pending
    # fmt: off
    rows = [
        ("B2", w.blocked(viewer, owner), "UNAVAILABLE", None, "UNBLOCK"),
        ("B3", w.connected(viewer, owner), "MESSAGE", None,
         "FOLLOW UNFOLLOW REMOVE_CONNECTION BLOCK"),
        ("B4", theirs, *answer, "I_DONT_KNOW FOLLOW UNFOLLOW BLOCK"),
        ("B5", mine and first and followish, follow, "MESSAGE", "PENDING BLOCK"),
        ("B6", mine, "PENDING", "MESSAGE", "FOLLOW UNFOLLOW BLOCK"),
        ("B7", not invitable and not followish, "MESSAGE", None, "BLOCK"),
        ("B8", not invitable, follow, "MESSAGE", "BLOCK"),
        ("B9", not followish, "CONNECT", "MESSAGE", "BLOCK"),
        ("B10", first, follow, "MESSAGE", "CONNECT BLOCK"),
        ("B11", True, "CONNECT", "MESSAGE", "FOLLOW UNFOLLOW BLOCK"),
    ]
    # fmt: on
    row, _, primary, secondary, entries = next(r for r in rows if r[1])
    menu = [entry for entry in entries.split() if entry in allowed]
    there = {primary, secondary, *menu} | ({"FOLLOW"} if followed else set())
    missing = {b: failed(w, actions[b], policy) for b in ("CONNECT", "FOLLOW") if b not in there}
    return row, primary, secondary, menu, missing


def connection_count(w, m) -> int:
    """P3."""
    return sum(not w.profile(n).hibernated for n in w.connections_of(m))


def profile_view(w, viewer, owner, policy) -> dict | None:
    """P1-P7, or None across a block."""
    count, top = connection_count(w, owner), policy.count_shown_up_to
    own, near, settings = viewer == owner, w.connected(viewer, owner), w.profile(owner)
    if w.blocked(viewer, owner):
        return None
    return {
        "name": name_shown(w, viewer, owner),
        "connection_count": f"{top}+" if count >= top and not own else str(count),
        "follower_count": len(w.effective_followers(owner)),
        "complete": degree(w, viewer, owner) <= 2,
        "exact": own,
        "contact": own or (near and settings.contact_shown),
        "connections": own or (near and settings.connections_shown),
        "followers": own,
        "mutual_shown": degree(w, viewer, owner) <= 3,
        "mutual": mutual_connections(w, viewer, owner),
        "followed_by": followed_by_connections(w, viewer, owner),
    }


def advice(w, viewer, member, signals, policy, at) -> tuple:
    """G1-G9 and G11: the recommendation and the rules of every reason, the deciding one first."""
    if viewer == member:
        return "NOTHING", ["G1"]
    me, them, known = w.profile(viewer), w.profile(member), mutual_connections(w, viewer, member)
    stated = signals.stated_policy.name if signals.stated_policy else None
    follows, connections = (viewer, member) in w.follows, connection_count(w, member)
    followers = len(w.effective_followers(member))
    invitable = not failed(w, lg.Invite(viewer, member, at=at), policy)
    followable = not failed(w, lg.Follow(viewer, member, at=at), policy)
    acceptable = not failed(w, lg.Accept(viewer, member, at=at), policy)
    follow = "FOLLOW" if followable else "NOTHING"
    follow_first = "FOLLOW_FIRST" if followable or follows else "NOTHING"
    nothing = w.blocked(viewer, member) or (w.connected(viewer, member) and follows)
    colleagues = me.employer is not None and me.employer == them.employer
    # fmt: off
    goal = signals.goal.name if signals.goal else None
    introduced = any(len(chain) > 2 for chain in introductions(w, viewer, member))
    industry = signals.industry_matches if stated == "INDUSTRY" else None
    rows = [
        ("G1", nothing, "NOTHING"),
        ("G2", (member, viewer) in w.pending, "ACCEPT" if acceptable else "NOTHING"),
        ("G3", not invitable, follow),
        ("G4", signals.relation or colleagues, "CONNECT"),
        ("G5", stated in ("KNOWN_ONLY", "FOLLOW_FIRST") or industry is False, follow_first),
        ("G11", goal == "CONTENT", follow),
        ("G11", goal == "AUDIENCE", follow_first),
        ("G11", goal == "CONTACT", "CONNECT" if introduced else follow_first),
        ("G6", follow_is_primary(w, member, policy), follow),
        ("G7", followers and followers >= policy.advice_ratio * connections, follow),
        ("G8", signals.engagements >= policy.advice_engagements or me.groups & them.groups
               or len(known) >= policy.advice_mutuals or signals.replies_to_strangers
               or stated == "OPEN" or industry is True, "CONNECT"),
    ]
    # fmt: on
    applied = [row for row in rows if row[1]] or [("G9", True, follow_first)]
    rules = [rule for rule, *_ in applied]
    return applied[0][2], rules[:1] + [rule for rule in rules[1:] if rule != "G11"]


def risk(w, viewer, member, policy, at) -> tuple:
    """The risk beside CONNECT: whether L5 leaves a note, and the flags so far (L3)."""
    noted = lg.Invite(viewer, member, at=at, note="x")
    return "L5" not in failed(w, noted, policy), w.flags[viewer]


def best_introductions(w, viewer, member) -> list:
    """The introductions beside CONNECT: shortest chains through the member with most in common."""
    chains = introductions(w, viewer, member)
    common = [len(mutual_connections(w, viewer, first)) for _, first, *_ in chains]
    return [c for c, n in zip(chains, common, strict=True) if n == max(common)] or [None]


def clues(w, viewer, member, signals, policy) -> dict:
    """G10: the clues that are reported and never decide; none about oneself (G1)."""
    if viewer == member:
        return dict.fromkeys(("era", "leans", "ratio", "many", "replies", "industry"))
    joined, stated = w.profile(member).joined, signals.stated_policy
    followers, connections = len(w.effective_followers(member)), connection_count(w, member)
    return {
        "era": joined and f"E{max(1, [None, *ERAS].index(era_on(joined)))}",
        "leans": joined and joined < ERAS["INFLUENCERS"][0],
        "ratio": followers / connections if connections else None,
        "many": bool(followers) and followers >= policy.advice_ratio * connections,
        "replies": signals.replies_to_strangers,
        "industry": bool(stated) and stated.name == "INDUSTRY" and signals.industry_matches is None,
    }


def health(w, member, posts, engagements, since, policy) -> dict:
    """G12; events without a time are outside every window."""

    def recent(things):
        return [thing for thing in things if thing.at is not None and thing.at >= since]

    def on(post, by=None):
        return [e for e in recent(engagements) if e.post_id == post.id and by in (None, e.member)]

    def comments(post):
        return [e for e in on(post, member) if e.kind.name == "COMMENT"]

    def carried(post, by, rules):
        reached = reach(w, post, by, policy)
        return set().union(*(reached[rule] for rule in rules))

    mine = [post for post in posts if post.author == member]
    own = sorted(recent(mine), key=lambda post: post.at)
    gaps = [b.at - a.at for a, b in pairwise(own)]
    others = [post for post in posts if post.author != member]
    near, awake = w.connections_of(member), {m for m in w.members if not w.profile(m).hibernated}
    beyond = set().union(*(carried(post, on(post), ["W3"]) for post in mine)) - near
    commented = [post for post in others if comments(post)]
    by_comments = set().union(*(carried(post, comments(post), ["W3", "W5"]) for post in commented))
    every = ["W1", "W2", "W3", "W4", "W5", "W6"]
    fed = set()
    for post in commented:
        fed |= carried(post, [e for e in on(post) if e not in comments(post)], every)
    notices = {
        m for m in fed - {member} if not w.blocked(m, member) and (m, member) not in w.follows
    }
    engaged = {e.member for post in mine for e in on(post)}
    followers = w.effective_followers(member)
    active = followers & {e.member for e in recent(engagements)}
    return {
        "connections": connection_count(w, member),
        "engaged_connections": len(engaged & near & awake),
        "unengaged_connections": (near & awake) - engaged,
        "followers": len(followers),
        "active_share": len(active) / len(followers) if followers else None,
        "posts": len(own),
        "weeks_with_a_post": len({post.at.strftime("%G-%V") for post in own}),
        "longest_gap": max(gaps, default=None),
        "may_notice": len(notices),
        "reached_beyond": len(beyond),
        "reached_by_comments": len(by_comments),
        "notes_used": sum(m == member and at >= since for m, at in w.noted),
        "flags": w.flags[member],
    }
