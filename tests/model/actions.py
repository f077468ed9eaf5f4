"""The actions that a world allows, and their effects (A1-A14, L1-L5, E1-E6, H1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, timedelta

import linkgraph as lg
from tests.model.world import name_shown

# fmt: off
IDS = {
    "Invite": "A1", "Accept": "A2", "Ignore": "A3", "Withdraw": "A5", "Expire": "A6",
    "Follow": "A7", "Unfollow": "A8", "RemoveFollower": "A9", "Disconnect": "A10",
    "Block": "A11", "Unblock": "A12", "UpdateProfile": "A13", "Join": "A14", "Leave": "A14",
}
# fmt: on


def action_id(action) -> str:
    return "A4" if getattr(action, "unknown", False) else IDS[type(action).__name__]


def within(t, at, window) -> bool:
    """An event at t counts for an `at` in [t, t + window)."""
    return timedelta(0) <= at - t < window


def same_month(t, at) -> bool:
    """L5: a calendar month in UTC; never for an earlier `at`."""
    t, at = t.astimezone(UTC), at.astimezone(UTC)
    return t <= at and (t.year, t.month) == (at.year, at.month)


def room(w, policy, *members) -> bool:
    """L1: all of these are below the cap."""
    return all(len(w.connections_of(m)) < policy.connection_cap for m in members)


def may_be(who, profile) -> bool:
    """Whether NOBODY, INFLUENCERS or EVERYONE, as a policy's field says, includes a member."""
    return {"NOBODY": False, "INFLUENCERS": profile.influencer, "EVERYONE": True}[who.name]


def expired(w, action, policy) -> dict:
    """A6."""
    return {k: v for k, v in w.pending.items() if action.at - v[0] >= policy.expire_after}


def conditions(w, action, policy):
    """The cells "allowed when" of section 2, each condition with its id and whether it holds."""
    own, at = action_id(action), action.at
    match action:
        case lg.Invite(sender=s, recipient=r, note=note, knows_email=email):
            premium, them = w.profile(s).tier.name == "PREMIUM", w.profile(r)
            length = policy.note_length_premium if premium else policy.note_length_free
            invited = sum(a == s and within(t, at, timedelta(days=7)) for a, t in w.invited)
            noted = sum(a == s and same_month(t, at) for a, t in w.noted)
            cooling = [t for a, b, t in w.withdrawals if (a, b) == (s, r)]
            weekly = policy.weekly_invitations
            yield "A1", not w.blocked(s, r)
            yield "A1", not w.connected(s, r)
            yield "A1", not {(s, r), (r, s)} & w.pending.keys()
            yield "A4", (r, s) not in w.bars
            yield "A5", not any(within(t, at, policy.withdraw_cooldown) for t in cooling)
            yield "L1", room(w, policy, s, r)
            yield "L2", weekly is None or invited < weekly
            yield "L3", email or w.flags[s] < policy.flag_limit
            yield "L4", not note or len(note) <= length
            yield "L5", not note or premium or noted < policy.free_notes_per_month
            yield "A1", email or them.invitations_from.name == "EVERYONE"
            yield "P6", email or name_shown(w, s, r)
        case lg.Accept(recipient=r, sender=s):
            yield own, (s, r) in w.pending
            yield own, room(w, policy, s, r)
        case lg.Ignore(recipient=r, sender=s) | lg.Withdraw(sender=s, recipient=r):
            yield own, (s, r) in w.pending
        case lg.Expire():
            yield own, bool(expired(w, action, policy))
        case lg.Follow(follower=a, followee=b):
            yield own, (a, b) not in w.follows
            yield own, not w.blocked(a, b)
            era = "E1" if policy.followable.name == "NOBODY" else "E2"
            yield era, may_be(policy.followable, w.profile(b))
            yield own, w.admits(a, b)
        case lg.Unfollow(follower=a, followee=b) | lg.RemoveFollower(followee=b, follower=a):
            yield own, (a, b) in w.follows
        case lg.Disconnect(member=a, other=b):
            yield own, w.connected(a, b)
        case lg.Block(member=a, other=b):
            times = [t for m, other, t in w.unblocks if (m, other) == (a, b)]
            yield own, not w.blocked(a, b)
            yield own, not any(within(t, at, policy.reblock_cooldown) for t in times)
        case lg.Unblock(member=a, other=b):
            yield own, (a, b) in w.blocks
        case lg.UpdateProfile(member=a):
            yield own, changed(w, action) != w.profile(a)
        case lg.Join(member=a):
            yield own, a not in w.members
        case lg.Leave(member=a):
            yield own, a in w.members


def failed(w, action, policy) -> list:
    """The ids of every failed condition, in the order of the cell."""
    return [rule for rule, holds in conditions(w, action, policy) if not holds]


def verdict(w, action, policy) -> tuple:
    """Whether the action is allowed, and the rules that say so."""
    refused = failed(w, action, policy)
    return not refused, refused or [action_id(action)]


def accept_instead(w, action) -> bool:
    """A1: whether an invitation by the other member is pending."""
    return isinstance(action, lg.Invite) and (action.recipient, action.sender) in w.pending


def strangers(w, action) -> list:
    """F6: the named ids that are not members; Join and Leave may name anybody."""
    anybody = isinstance(action, lg.Join | lg.Leave)
    return [] if anybody else [m for m in action.members if m not in w.members]


def changed(w, action):
    """The profile after an UpdateProfile."""
    old = w.profile(action.member)
    names = [a.name for a in type(old).__attrs_attrs__]
    return lg.Profile(**{n: getattr(old, n) for n in names} | dict(action.changes))


def step(w, action, policy):
    """The world after an allowed action: the column "effect" of section 2."""
    at = action.at
    match action:
        case lg.Invite(sender=s, recipient=r, note=note):
            admitted = w.admits(s, r) and may_be(policy.followable, w.profile(r))
            follow = policy.follow_on_invite and admitted
            return replace(
                w,
                pending=w.pending | {(s, r): (at, note or None)},
                follows=w.follows | ({(s, r)} if follow else set()),
                invited=(*w.invited, (s, at)),
                noted=(*w.noted, (s, at)) if note else w.noted,
            )
        case lg.Accept(recipient=r, sender=s):
            pairs = {(s, r), (r, s)} if policy.follow_on_accept else set()
            follow = {(a, b) for a, b in pairs if may_be(policy.followable, w.profile(b))}
            w = replace(w, pending=drop(w.pending, (s, r)), follows=w.follows | follow)
            return replace(w, connections=w.connections | {frozenset({s, r})})
        case lg.Ignore(recipient=r, sender=s, unknown=unknown):
            w = replace(w, pending=drop(w.pending, (s, r)))
            said = replace(w, bars=w.bars | {(r, s)}, flags=w.flags + Counter([s]))
            return said if unknown else w
        case lg.Withdraw(sender=s, recipient=r, unfollow=unfollow):
            follows = w.follows - {(s, r)} if unfollow else w.follows
            w = replace(w, pending=drop(w.pending, (s, r)), follows=follows)
            return replace(w, withdrawals=(*w.withdrawals, (s, r, at)))
        case lg.Expire():
            return replace(w, pending=drop(w.pending, *expired(w, action, policy)))
        case lg.Follow(follower=a, followee=b):
            return replace(w, follows=w.follows | {(a, b)})
        case lg.Unfollow(follower=a, followee=b) | lg.RemoveFollower(followee=b, follower=a):
            return replace(w, follows=w.follows - {(a, b)})
        case lg.Disconnect(member=a, other=b):
            gone = {(a, b), (b, a)} if policy.unfollow_on_disconnect else set()
            w = replace(w, follows=w.follows - gone)
            return replace(w, connections=w.connections - {frozenset({a, b})})
        case lg.Block(member=a, other=b):
            ways = {(a, b), (b, a)}
            w = replace(w, blocks=w.blocks | {(a, b)}, pending=drop(w.pending, *ways))
            w = replace(w, connections=w.connections - {frozenset({a, b})})
            return replace(w, follows=w.follows - ways)
        case lg.Unblock(member=a, other=b):
            return replace(w, blocks=w.blocks - {(a, b)}, unblocks=(*w.unblocks, (a, b, at)))
        case lg.UpdateProfile(member=a):
            return replace(w, profiles=w.profiles | {a: changed(w, action)})
        case lg.Join(member=a):
            return replace(w, members=(*w.members, a))
        case lg.Leave(member=a):
            ties = "connections follows blocks bars withdrawals unblocks invited noted".split()
            kept = {name: without(a, getattr(w, name)) for name in ties}
            pending = drop(w.pending, *(key for key in w.pending if a in key))
            w = replace(w, pending=pending, profiles=drop(w.profiles, a), **kept)
            members = tuple(m for m in w.members if m != a)
            return replace(w, members=members, flags=Counter(drop(w.flags, a)))


def drop(mapping, *keys) -> dict:
    return {k: v for k, v in mapping.items() if k not in keys}


def without(member, ties):
    """The ties that do not name a member, as the same kind of collection."""
    return type(ties)(tie for tie in ties if member not in tie)


def replay(w, actions, policy) -> tuple:
    """H1: the world with refused="skip", and the position of the first that is refused."""
    refused = []
    for position, action in enumerate(actions):
        if failed(w, action, policy):
            refused.append(position)
        else:
            w = step(w, action, policy)
    return w, (refused or [None])[0]


# E1-E5: the fields that differ; all others are those of CURRENT.
ERA_FIELDS = (
    "followable follow_on_accept follow_on_invite connection_feeds primary_choice"
    " weekly_invitations reposts_reach_followers"
).split()
ERAS = {
    "CONNECT_ONLY": (date(2003, 5, 1), "NOBODY", False, False, True, "NOBODY", None, False),
    "INFLUENCERS": (
        date(2012, 10, 1),
        "INFLUENCERS",
        False,
        False,
        True,
        "INFLUENCERS",
        None,
        False,
    ),
    "OPEN_FOLLOW": (date(2014, 2, 1), "EVERYONE", True, False, False, "INFLUENCERS", None, True),
    "FOLLOW_FIRST": (date(2018, 10, 1), "EVERYONE", True, False, False, "EVERYONE", None, True),
    "CURRENT": (date(2021, 4, 1), "EVERYONE", True, True, False, "EVERYONE", 100, True),
}
DEFAULTS = {
    "connection_cap": 30_000,
    "flag_limit": 5,
    "note_length_free": 200,
    "note_length_premium": 300,
    "free_notes_per_month": 5,
    "count_shown_up_to": 500,
    "withdraw_cooldown": timedelta(days=21),
    "reblock_cooldown": timedelta(hours=48),
    "expire_after": timedelta(days=180),
    "unfollow_on_disconnect": True,
    "second_degree_feed": "DIRECT",
    "advice_ratio": 10,
    "advice_engagements": 3,
    "advice_mutuals": 5,
}


def era_on(day) -> str | None:
    """E6: the name of the policy in force; None before there was one."""
    return ([None] + [name for name, (since, *_) in ERAS.items() if since <= day])[-1]
