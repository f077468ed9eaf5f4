"""Policies, times, actions and posts that crowd around the limits, for the differential tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise, permutations, product

import attrs
from hypothesis import strategies as st

import linkgraph as lg
from tests.model.actions import failed, step
from tests.model.world import from_edges

MEMBERS = ("eve", 7, "bo", ("cy", 1), "ana")  # ids of several kinds, in no sorted order
JOINERS = ("eve", "zoe")
ERAS = [lg.CURRENT, lg.FOLLOW_FIRST, lg.OPEN_FOLLOW, lg.INFLUENCERS, lg.CONNECT_ONLY]
TICK = timedelta(microseconds=1)
START = datetime(2024, 1, 31, 23, 59, 59, 999_999, tzinfo=UTC)  # the last moment of a month
ZONES = [UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))]

few = st.sampled_from([1, 2, 2, 1, 0])
brief = st.sampled_from([timedelta(0), TICK, timedelta(hours=1), timedelta(days=7)])
LIMITS = {
    "connection_cap": st.sampled_from([3, 2, 1, 0, 30_000]),
    "weekly_invitations": few,
    "flag_limit": few,
    "note_length_free": few,
    "note_length_premium": st.integers(0, 3),
    "free_notes_per_month": few,
    "withdraw_cooldown": brief,
    "reblock_cooldown": brief,
    "expire_after": brief,
}
FIELDS = LIMITS | {
    "count_shown_up_to": few,
    "follow_on_invite": st.booleans(),
    "follow_on_accept": st.booleans(),
    "unfollow_on_disconnect": st.booleans(),
    "followable": st.sampled_from(lg.Who),
    "primary_choice": st.sampled_from(lg.Who),
    "connection_feeds": st.booleans(),
    "second_degree_feed": st.sampled_from(lg.SecondDegreeFeed),
    "advice_ratio": st.sampled_from([0, 0.5, 1, 2]),
    "advice_engagements": few,
    "advice_mutuals": few,
}
SETTINGS = {
    "primary_button": st.sampled_from(lg.Button),
    "follow_audience": st.sampled_from(lg.FollowAudience),
    "invitations_from": st.sampled_from(lg.InvitationsFrom),
    "tier": st.sampled_from(lg.Tier),
    "open_profile": st.booleans(),
    "influencer": st.booleans(),
    "hibernated": st.booleans(),
    "name_shown": st.sampled_from(lg.NameShown),
    "connections_shown": st.booleans(),
    "contact_shown": st.booleans(),
    "groups": st.frozensets(st.sampled_from("gh")),
    "employer": st.sampled_from([None, "acme"]),
    "joined": st.sampled_from([None, date(2012, 9, 30), date(2012, 10, 1)]),
}


@st.composite
def some_of(draw, options, at_most):
    """A dict of at most so many of the options, with drawn values."""
    names = draw(st.permutations(sorted(options)))[: draw(st.sampled_from(range(at_most + 1)))]
    return {name: draw(options[name]) for name in names}


def policies(always=()):
    """An era with some fields changed; those named are always drawn."""
    return st.builds(
        lambda era, some, rest: attrs.evolve(era, **some | rest),
        st.sampled_from(ERAS),
        some_of(FIELDS, 8),
        st.fixed_dictionaries({name: FIELDS[name] for name in always}),
    )


def times(policy, past):
    """Times at, and a microsecond beside, the ends of every window that opened in the past."""
    days = [timedelta(days=n) for n in (0, 1, 7, 29)]
    spans = [*days, policy.withdraw_cooldown, policy.reblock_cooldown, policy.expire_after]
    return st.builds(
        lambda t, span, beside, back, zone: (t - span if back else t + span + beside).astimezone(
            zone
        ),
        st.sampled_from(past),
        st.sampled_from(spans),
        st.sampled_from([timedelta(0), TICK, -TICK]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from(ZONES),
    )


def notes(policy):
    limits = (policy.note_length_free, policy.note_length_premium)
    lengths = st.sampled_from([1, *(n + more for n in limits for more in (0, 1))])
    return st.sampled_from([None, ""]) | lengths.map("🙂".__mul__)  # L4 counts code points


KINDS = """Invite Accept Ignore Withdraw Expire Follow Unfollow RemoveFollower Disconnect
    Block Unblock UpdateProfile Join Leave""".split()
OFTEN = [*KINDS, *3 * ["Invite"], *2 * ["Accept", "Ignore", "Withdraw"], "Block", "Unblock"]


def candidates(w, at, note, changes, kinds=KINDS):
    """Every action of these kinds on the members; joiners are strangers until they join."""
    named = [(m,) for m in dict.fromkeys([*w.members, *JOINERS])]
    alone = {"Expire": [()], "UpdateProfile": [(m,) for m in w.members]}
    alone |= {"Join": named, "Leave": named if len(w.members) > 2 else []}
    options = {
        "Invite": [{"note": note}, {}, {"note": note, "knows_email": True}],
        "Ignore": [{}, {"unknown": True}],
        "Withdraw": [{}, {"unfollow": True}],
        "UpdateProfile": [changes],
    }
    return [
        getattr(lg, kind)(*who, at=at, **chosen)
        for kind in kinds
        for who, chosen in product(
            alone.get(kind, permutations(w.members, 2)), options.get(kind, [{}])
        )
    ]


def moments(policy, past):
    """What `candidates` needs: a time, a note and changes."""
    return st.tuples(times(policy, past), notes(policy), some_of(SETTINGS, 2))


@st.composite
def steps(draw, w, policy, past):
    """An allowed action of a drawn kind; None if there is none."""
    actions = candidates(w, *draw(moments(policy, past)), kinds=[draw(st.sampled_from(OFTEN))])
    allowed = [action for action in actions if not failed(w, action, policy)]
    return draw(st.sampled_from(allowed)) if allowed else None


@st.composite
def beginnings(draw, most=4):
    """The same random graph twice: as a world, and as the library's."""
    members = list(draw(st.permutations(MEMBERS)))[: draw(st.integers(2, most))]
    pairs = [(a, b) for a in members for b in members if a != b]
    chain = [pair for pair in pairwise(members) if draw(st.booleans())]  # for distance
    connections = chain + draw(st.lists(st.sampled_from(pairs), max_size=3))
    follows = draw(st.lists(st.sampled_from(pairs), max_size=2 * most))
    first = draw(st.lists(st.sampled_from(members), min_size=1, unique=True))
    auto = draw(st.booleans())
    edges = {"connections": connections, "follows": follows, "members": first}
    w = from_edges(**edges, auto_follow=auto)
    g = lg.LinkGraph.from_edges(**edges, auto_follow=auto)
    tiers = st.fixed_dictionaries({"tier": SETTINGS["tier"]})
    profiles = {m: lg.Profile(**draw(some_of(SETTINGS, 6)) | draw(tiers)) for m in w.members}
    for m, profile in profiles.items():
        g = g.with_profile(m, profile)
    return replace(w, profiles=profiles), g


@st.composite
def situations(draw, always=()):
    """(world, graph, policy, at): a random graph after a few allowed actions."""
    (w, g), policy, past = draw(beginnings(5)), draw(policies(always)), [START]
    for _ in range(draw(st.sampled_from([0, 4, 12]))):
        if action := draw(steps(w, policy, past)):
            w, g, past = step(w, action, policy), lg.apply(g, action, policy), [*past, action.at]
    return w, g, policy, draw(times(policy, past))


@st.composite
def posts(draw, members):
    audiences = [*lg.Audience, *2 * [lg.Audience.ANYONE], lg.Group("g"), lg.Group("h")]
    return [
        lg.Post(
            n,
            draw(st.sampled_from(members)),
            kind=draw(st.sampled_from(lg.PostKind)),
            audience=draw(st.sampled_from(audiences)),
            comments=draw(st.sampled_from(lg.CommentControl)),
        )
        for n in range(3)
    ]


def engagements(members):
    engagement = st.builds(
        lg.Engagement,
        st.sampled_from(members),
        st.integers(0, 3),  # of post 3 there is none
        st.sampled_from(lg.EngagementKind),
        at=st.none() | st.sampled_from([START - TICK, START, START + TICK]),
    )
    sizes = st.sampled_from([1, 4, 16])
    return sizes.flatmap(lambda n: st.lists(engagement, min_size=n - 1, max_size=n))
