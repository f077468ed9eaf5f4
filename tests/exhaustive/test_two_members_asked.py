"""Every state of two members × every question: buttons, messages, views, posts, advice.

Again the product is over the facts that an answer reads:

- Buttons (B1-B14) read every condition of A1, A2, A7 and A11, and the reasons that put FOLLOW
  first. The reasons against an invitation are compared in every state beside A1, with the
  buttons of each. Here every condition, and every two together, meet every primary button in
  every era, from both sides, one by one and for all owners at once.
- Messages (M1) read ties, tiers, `open_profile`, groups and employers: all together.
- Views (P1-P7) read the degree, four settings of the owner, hibernation, and the count.
- Posts (V1-V5, W1-W6, W8) read ties, groups, audiences and kinds, the ties of a third member who
  engaged, and two switches of the policy: whether a connection feeds, and how the second degree
  feeds.
- Advice (G1-G10) reads the ties, whether the member can be invited and followed, the primary
  button, and the clues: all together without signals, and all signals together beside few clues.
"""

from __future__ import annotations

from itertools import combinations, product

import attrs

import linkgraph as lg
from tests.exhaustive.spaces import holding, policy, scopes, taken
from tests.exhaustive.test_two_members import (
    BARS,
    FIVE,
    FLAGS,
    NAMES,
    NEAR,
    ROOM,
    UNBLOCKED,
    WEEKS,
    WITHDRAWN,
    standing,
)
from tests.model.compare import (
    assert_same_advice,
    assert_same_bulk_buttons,
    assert_same_buttons,
    assert_same_feed,
    assert_same_reach,
    assert_same_route,
    assert_same_sight,
    assert_same_view,
)
from tests.model.drawing import EITHER
from tests.rules.drawing import ERAS
from tests.rules.standings import ENGAGED, FEED_POLICIES, FRONTS, POSTS, SEES, TIES
from tests.rules.witnesses import NOW, connected, follows, members

BOTH_WAYS = [("ana", "bo"), ("bo", "ana")]
KNOWN = {"invitations_from": lg.InvitationsFrom.KNOWN}
CLOSED = {"follow_audience": lg.FollowAudience.CONNECTIONS}

# -- buttons ------------------------------------------------------------------------------------

# conditions against an invitation; those of one line exclude each other
CONDITIONS = [
    [{"settings": KNOWN}],
    [{"settings": NAMES[1], "near": near} for near in NEAR],
    [{"facts": facts} for facts in BARS[1:]],
    [{"facts": facts} for facts in WITHDRAWN[1:]],
    [{"room": room} for room in ROOM[1:]],
    [{"facts": facts} for facts in WEEKS[1:]],
    [{"facts": facts} for facts in FLAGS],
]
SINGLE = [({},), *((each,) for group in CONDITIONS for each in group)]
DOUBLE = [pair for one, other in combinations(CONDITIONS, 2) for pair in product(one, other)]


def conditioned(ties, conditions, unblocked, front):
    """The state with these conditions, and the cap that they ask for."""
    asked = {"near": (), "room": ROOM[0]}
    for each in conditions:
        asked |= each
    state, cap = standing(ties, asked["near"], asked["room"])
    facts = tuple(fact for each in conditions for fact in each.get("facts", ()))
    settings = dict(front)
    for each in conditions:
        settings |= each.get("settings", {})
    return state.holding((*facts, *unblocked)).settled("bo", **settings), cap


@scopes(101)
def test_the_buttons_of_each_and_of_all_beside_every_condition(every, count):
    """B1-B14, A1, A2, A7, A11, L1-L3, P6, E1-E5: the unblocks, read by BLOCK alone, take turns."""
    for turn, (ties, each, front) in enumerate(taken(product(TIES, SINGLE, FRONTS), every)):
        state, cap = conditioned(ties, each, UNBLOCKED[turn % len(UNBLOCKED)], front)
        for era, viewer in product(ERAS, ("ana", "bo")):
            assert_same_bulk_buttons(*state, viewer, policy(era, cap), NOW)
            count("two members, buttons of all five", len(state.w.members))


@scopes(1009)
def test_the_buttons_beside_every_two_conditions(every, count):
    """B1-B14."""
    for turn, (ties, pair, front) in enumerate(taken(product(TIES, DOUBLE, FRONTS), every)):
        state, cap = conditioned(ties, pair, UNBLOCKED[turn % len(UNBLOCKED)], front)
        for era, (viewer, owner) in product(ERAS, BOTH_WAYS):
            assert_same_buttons(*state, viewer, owner, policy(era, cap), NOW)
            count("two members, buttons beside two conditions")


# -- messages and views -------------------------------------------------------------------------

GROUPS = [frozenset(), frozenset({"chess"}), frozenset({"chess", "go"}), frozenset({"go"})]
EMPLOYERS = [None, "acme", "coop"]


@scopes(97)
def test_every_route_of_a_message(every, count):
    """M1, B13."""
    theirs = product(lg.Tier, EITHER, GROUPS, EMPLOYERS)
    ours = product(lg.Tier, EITHER, [*GROUPS[:2]], EMPLOYERS[:2])
    names = ("tier", "open_profile", "groups", "employer")
    for ties, bo, ana in taken(product(TIES, theirs, ours), every):
        state = holding(*FIVE, *ties).settled("bo", **dict(zip(names, bo, strict=True)))
        state = state.settled("ana", **dict(zip(names, ana, strict=True)))
        for pair in (*BOTH_WAYS, ("ana", "ana")):
            assert_same_route(*state, *pair)
            count("two members, messages")


@scopes(151)
def test_every_view_of_a_profile(every, count):
    """P1-P7, L6, D6, F5, F8: the count at, below and above the one that shows as "500+"."""
    settings = product(lg.NameShown, EITHER, EITHER, lg.FollowAudience)
    names = ("name_shown", "contact_shown", "connections_shown", "follow_audience")
    sleepers = [(), ("ana",), ("cy",), ("ana", "cy")]
    helped = [(), (connected("bo", "ed"), follows("cy", "bo"))]
    for ties, near, more, chosen, asleep in taken(
        product(TIES, NEAR, helped, settings, sleepers), every
    ):
        state = holding(*FIVE, *ties, *near, *more)
        state = state.settled("bo", **dict(zip(names, chosen, strict=True)))
        for member in asleep:
            state = state.settled(member, hibernated=True)
        for viewer, top in product(("ana", "bo", "cy"), range(5)):
            now = policy("E5", 100, count_shown_up_to=top)
            assert_same_view(*state, viewer, "bo", now)
            count("two members, views")


# -- posts --------------------------------------------------------------------------------------

CHESS = {"groups": {"chess"}}


@scopes(7)
def test_who_sees_and_comments(every, count):
    """V1-V5, W7, W8."""
    posts = [
        attrs.evolve(post, id=(post.id, comments), comments=comments)
        for post, comments in product(POSTS, lg.CommentControl)
        if post.kind is lg.PostKind.POST
    ]
    for ties, ours, theirs in taken(product(TIES, GROUPS, GROUPS), every):
        state = holding(*FIVE, *ties).settled("ana", groups=ours).settled("bo", groups=theirs)
        for post in posts:
            assert_same_sight(*state, post)
            count("two members, posts seen and commented on", len(state.w.members))


MUTUAL = (connected("ana", "di"), connected("bo", "di"))
ENGAGEMENTS = {
    "nobody": [],
    **{kind.name: [lg.Engagement("cy", p.id, kind) for p in POSTS] for kind in lg.EngagementKind},
    "the author": [lg.Engagement("bo", post.id, lg.EngagementKind.COMMENT) for post in POSTS],
}


@scopes(199)
def test_every_tie_of_a_feed(every, count):
    """W1-W7, W9, W10, V1-V5, F8: every post × all ties of an engaged member × every policy."""
    audiences = product(({}, CLOSED), repeat=2)
    axes = TIES, ENGAGED.values(), SEES.values(), ((), MUTUAL), audiences
    for ties, to_ana, (to_bo, settings), mutual, (bo, cy) in taken(product(*axes), every):
        state = holding(*FIVE, *ties, *to_ana, *to_bo, *mutual).settled("ana", **CHESS)
        state = state.settled("bo", **bo).settled("cy", **settings, **cy)
        for turn, (now, did) in enumerate(product(FEED_POLICIES, ENGAGEMENTS.values())):
            assert_same_feed(*state, "ana", POSTS, did, now)
            assert_same_reach(*state, POSTS[turn % len(POSTS)], did, now)
            count("two members, posts fed or not", len(POSTS))
        assert_same_feed(*state, "bo", POSTS, [], now)


# -- advice -------------------------------------------------------------------------------------

SIX = [*FIVE, *members("flo")]
DOORS = [({}, ROOM[0]), (KNOWN, ROOM[0]), *(({}, room) for room in ROOM[1:])]
FOLLOWERS = [  # one connection, and for a ratio of 2 none to three followers
    (connected("bo", "ed"), *(follows(m, "bo") for m in ("cy", "di", "flo")[:number]))
    for number in range(4)
]
CLUES = [
    (employer, group, mutual, facts)
    for employer, group, mutual, facts in product(EITHER, EITHER, EITHER, [(), *FOLLOWERS])
]
SIGNALS = [
    lg.Signals(relation=relation, stated_policy=stated, replies_to_strangers=replies, engagements=n)
    for relation, stated, replies, n in product(
        [None, *lg.Relation], [None, *lg.StatedPolicy], [None, *EITHER], (2, 3, 4)
    )
]
SIGNALS += [
    lg.Signals(goal=goal, stated_policy=stated, industry_matches=matches)
    for goal, stated, matches in product(
        [None, *lg.Goal], [None, *lg.StatedPolicy], [None, *EITHER]
    )
]


def clued(ties, room, settings, clues):
    """The state with these clues, and the cap that its room asks for."""
    employer, group, mutual, facts = clues
    beside, cap = room
    state = holding(*SIX, *ties, *beside, *(MUTUAL if mutual else ()), *facts)
    ours = {"employer": "acme"} if employer else {}
    ours |= CHESS if group else {}
    state = state.settled("ana", **ours).settled("bo", **ours, **settings)
    return state, cap(*(len(state.w.connections_of(m)) for m in ("ana", "bo")))


def advise(count, space, state, cap, signals):
    for era, (viewer, member) in product(ERAS, BOTH_WAYS):
        now = policy(era, cap, advice_mutuals=1, advice_ratio=2)
        assert_same_advice(*state, viewer, member, signals, now, NOW)
        count(space)


@scopes(199)
def test_the_advice_on_every_clue_of_the_graph(every, count):
    """G1-G10: ties × ways in × primary button × clues."""
    for ties, (door, room), front, clues in taken(product(TIES, DOORS, FRONTS, CLUES), every):
        state, cap = clued(ties, room, {**front, **door}, clues)
        advise(count, "two members, advice from the graph", state, cap, lg.Signals())


@scopes(101)
def test_the_advice_on_every_signal(every, count):
    """G1-G11: facts beyond the graph, beside none of its clues, and beside all."""
    fronts = [{}, CLOSED, {"primary_button": lg.Button.FOLLOW}]
    few = [CLUES[0], CLUES[-1]]
    for ties, front, clues, signals in taken(product(TIES, fronts, few, SIGNALS), every):
        advise(
            count, "two members, advice on signals", *clued(ties, ROOM[0], front, clues), signals
        )
