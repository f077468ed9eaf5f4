"""Stories that crowd around the limits, for the differential tests.

Hypothesis draws (and shrinks) the list of seeds, one for each step. A step is made from its seed
alone, which costs a tenth of drawing it and keeps rare states as likely as others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise, permutations, product
from random import Random

import attrs
from hypothesis import note, settings
from hypothesis import strategies as st

import linkgraph as lg
from tests.model.actions import failed, step
from tests.model.world import from_edges

# one example is a whole story; CI runs enough to find every planted bug (`test_coverage.py`)
_EXAMPLES = settings.default.max_examples
MORE = settings(max_examples=(5 if _EXAMPLES >= 100 else 2) * _EXAMPLES)

SEEDS = st.integers(0, 2**20)
STORIES = st.lists(SEEDS) | st.lists(SEEDS, min_size=8, max_size=32)

MEMBERS = ("eve", 7, "bo", ("cy", 1), "ana")  # ids of several kinds, not sorted
JOINERS = ("eve", "zoe")
ERAS = [lg.CURRENT, lg.FOLLOW_FIRST, lg.OPEN_FOLLOW, lg.INFLUENCERS, lg.CONNECT_ONLY]
TICK = timedelta(microseconds=1)
START = datetime(2024, 1, 31, 23, 59, 59, 999_999, tzinfo=UTC)  # the last moment of a month
ZONES = [UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))]

TIMES = [None, START - TICK, START, START + TICK]

EITHER = [False, True]
FEW = [0, 1, 1, 2, 2]
SPANS = [timedelta(0), TICK, timedelta(hours=1), timedelta(days=7), timedelta(days=21)]
LIMITS = {
    "connection_cap": [0, 1, 2, 3, 30_000],
    "weekly_invitations": [None, *FEW],
    "flag_limit": FEW,
    "note_length_free": FEW,
    "note_length_premium": FEW,
    "free_notes_per_month": FEW,
    "withdraw_cooldown": SPANS,
    "reblock_cooldown": SPANS,
    "expire_after": SPANS,
}
FIELDS = LIMITS | {
    "count_shown_up_to": FEW,
    "follow_on_invite": EITHER,
    "follow_on_accept": EITHER,
    "unfollow_on_disconnect": EITHER,
    "followable": [*lg.Who],
    "primary_choice": [*lg.Who],
    "connection_feeds": EITHER,
    "reposts_reach_followers": EITHER,
    "second_degree_feed": [*lg.SecondDegreeFeed],
    "advice_ratio": [0, 0.5, 1, 2],
    "advice_engagements": FEW,
    "advice_mutuals": FEW,
}
SETTINGS = {
    "primary_button": [*lg.Button],
    "follow_audience": [*lg.FollowAudience],
    "invitations_from": [*lg.InvitationsFrom],
    "tier": [*lg.Tier],
    "open_profile": EITHER,
    "influencer": EITHER,
    "hibernated": EITHER,
    "name_shown": [*lg.NameShown],
    "connections_shown": EITHER,
    "contact_shown": EITHER,
    "groups": [frozenset(), frozenset("g"), frozenset("h"), frozenset("gh")],
    "employer": [None, "acme"],
    "joined": [None, date(2003, 4, 30), date(2012, 9, 30), date(2012, 10, 1), date(2021, 4, 1)],
}
KINDS = """Invite Accept Ignore Withdraw Expire Follow Unfollow RemoveFollower Disconnect
    Block Unblock UpdateProfile Join Leave""".split()
OFTEN = [*KINDS, *3 * ["Invite"], *2 * ["Accept", "Ignore", "Withdraw"], "Block", "Unblock"]


def some_of(rng, options, at_most, always=()):
    """Values for at most so many of the options, and for the named ones."""
    names = [*rng.sample([*options], rng.randint(0, at_most)), *always]
    return {name: rng.choice(options[name]) for name in names}


def policy_near(rng, always=()):
    """An era with some fields changed."""
    limited = rng.choice([(), LIMITS])
    return attrs.evolve(rng.choice(ERAS), **some_of(rng, FIELDS, 6, (*limited, *always)))


def time_near(rng, policy, past):
    """At, or a microsecond beside, the end of a window that opened in the past; or before."""
    windows = (policy.withdraw_cooldown, policy.reblock_cooldown, policy.expire_after)
    days = [timedelta(days=n) for n in (0, 0, 0, 1, 7, 29)]
    t, span, beside = rng.choice(past), rng.choice([*days, *windows]), rng.choice([0, 1, -1])
    at = t - span if rng.random() < 0.2 else t + span + beside * TICK
    return at.astimezone(rng.choice(ZONES))


def candidates(rng, w, policy, past, kinds=KINDS):
    """Every action of these kinds at one time; joiners are strangers until they join."""
    at, changes = time_near(rng, policy, past), some_of(rng, SETTINGS, 2)
    length = rng.choice([policy.note_length_free, policy.note_length_premium]) + rng.choice([0, 1])
    text = rng.choice(["", "🙂", "🙂" * length])  # L4 counts code points
    named = [(m,) for m in dict.fromkeys([*w.members, *JOINERS])]
    alone = {"Expire": [()], "UpdateProfile": [(m,) for m in w.members]}
    alone |= {"Join": named, "Leave": named if len(w.members) > 2 else []}
    options = {
        "Invite": [{}, {"note": text}, {"note": text, "knows_email": True}],
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


def turns(story, start, policy, past):
    """After each allowed action: the world, the graph and the action; `past` grows."""
    w, g = start
    for rng in map(Random, story):
        actions = candidates(rng, w, policy, past, [rng.choice(OFTEN)])
        if allowed := [action for action in actions if not failed(w, action, policy)]:
            action = rng.choice(allowed)
            note(str(action))
            w, g = step(w, action, policy), lg.apply(g, action, policy)
            past.append(action.at)
            yield w, g, action


def beginning(rng, most=4):
    """The same random graph twice: as a world, and as the library's."""
    members = rng.sample(MEMBERS, rng.randint(2, most))
    pairs = [*permutations(members, 2)]
    chain = [pair for pair in pairwise(members) if rng.random() < 0.6]  # for distance
    edges = {
        "connections": chain + rng.choices(pairs, k=rng.randint(0, 2)),
        "follows": rng.choices(pairs, k=rng.randint(0, 2 * most)),
        "members": rng.sample(members, rng.randint(1, len(members))),
    }
    auto = rng.choice(EITHER)
    w, g = from_edges(**edges, auto_follow=auto), lg.LinkGraph.from_edges(**edges, auto_follow=auto)
    profiles = {m: lg.Profile(**some_of(rng, SETTINGS, 6)) for m in w.members}
    for m, profile in profiles.items():
        g = g.with_profile(m, profile)
    w = replace(w, profiles=profiles)
    note(str(w))
    return w, g


def situation(seed, story, always):
    """(world, graph, policy, at, rng): a random graph after a few allowed actions."""
    rng, past = Random(seed), [START]
    start, policy = beginning(rng, 5), policy_near(rng, always)
    note(str(policy))
    w, g, _ = [(*start, None), *turns(story, start, policy, past)][-1]
    return w, g, policy, time_near(rng, policy, past), rng


def situations(always=()):
    return st.builds(situation, SEEDS, STORIES, st.just(always))


def posts(rng, members):
    audiences = [*lg.Audience, lg.Audience.ANYONE, lg.Group("g"), lg.Group("h")]
    return [
        lg.Post(
            n,
            rng.choice(members),
            kind=rng.choice([*lg.PostKind]),
            audience=rng.choice(audiences),
            comments=rng.choice([*lg.CommentControl]),
            at=rng.choice(TIMES),
        )
        for n in range(4)
    ]


def engagements(rng, members):
    """Up to a dozen, on `posts` and on one post that is not given."""
    kinds = [*lg.EngagementKind]
    return [
        lg.Engagement(rng.choice(members), n, rng.choice(kinds), at=rng.choice(TIMES))
        for n in rng.choices(range(5), k=rng.randint(0, 12))
    ]
