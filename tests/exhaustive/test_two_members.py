"""Every state of two members × every action × every actor × every era (A1-A14, L1-L5, P6).

A state is how ana and bo, and two or three helpers, stand to each other. The product is not over
everything at once, but over the facts that a rule reads, as its cell of the rule book lists them:

- An invitation without a note reads the ties, the bars, earlier withdrawals, both members' room
  under the cap, the week, the flags, the recipient's `invitations_from`, `name_shown` and, for
  the follow that may come with it, `follow_audience`; `name_shown` reads the degree. All of
  these are taken together, each limit at, just below and just beyond it, and each window at
  its first moment, its last, the moment after it, and before it began.
- A note adds the sender's tier, its length and the notes of the month. None of the conditions
  reads another's outcome, so these are taken with each of the others met and failed once.
- The other actions read the ties, the age of an invitation, room (Accept), the members that the era
  and the audience admit (Follow), and unblocks (Block); their effects read the remembered facts.

Every action is tried in every state of its product, in both directions and in every era. If it is
allowed, all facts after it are compared. Limits are the real ones, with two exceptions: the cap is
as high as the state makes it, and in the largest product a week allows two invitations. A
hundred are counted beside the notes, and beside the buttons.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations, product

import attrs

import linkgraph as lg
from tests.exhaustive.spaces import TICK, ago, holding, policy, scopes, taken
from tests.model.compare import assert_same_buttons
from tests.model.drawing import SETTINGS
from tests.model.same import assert_same_action, assert_same_verdict
from tests.rules.drawing import ERAS
from tests.rules.standings import FRONTS, TIES
from tests.rules.witnesses import NOW, K, connected, members

WEEK, COOL, REBLOCK = timedelta(days=7), timedelta(days=21), timedelta(hours=48)
AGED = timedelta(days=180)
MONTH = NOW - datetime(2026, 3, 1, tzinfo=UTC)  # the time since it began
ZERO = timedelta(0)
FIVE = members("ana", "bo", "cy", "di", "ed")

# -- the axes -----------------------------------------------------------------------------------

NEAR = [  # how far the two are apart but for their own connection; both have as many of these
    (),
    (connected("ana", "cy"), connected("bo", "cy")),
    (connected("ana", "cy"), connected("cy", "di"), connected("bo", "di")),
]
ROOM = [  # connections beside, and the cap for ana's and bo's counts
    ((), lambda ana, bo: ana + 1),  # below
    ((), lambda ana, bo: ana),  # both at it
    ((), lambda ana, bo: max(0, ana - 1)),  # both beyond
    ((connected("ana", "ed"),), lambda ana, bo: ana),
    ((connected("bo", "ed"),), lambda ana, bo: bo),
]
_BAR, _BARRED = lg.Fact(K.BAR, ("bo", "ana")), lg.Fact(K.BAR, ("ana", "bo"))
BARS = [(), (_BAR,), (_BARRED,), (_BAR, _BARRED)]


def window(kind, length):
    """Nothing; the first and last moment inside; the first after; later; by the other member."""
    ages = [[ZERO], [length - TICK], [length], [-TICK], [length, -TICK, ZERO]]
    mine = [ago(kind, *each) for each in ages]
    return [(), *mine, ago(kind, ZERO, of=("bo", "ana"))]


WITHDRAWN, UNBLOCKED = window(K.WITHDRAWN, COOL), window(K.UNBLOCKED, REBLOCK)
BESIDE = [WEEK, -TICK]  # outside the week
WEEKS = [
    (),
    ago(K.INVITED, *BESIDE, ZERO, *[WEEK - TICK] * 98, of=("ana",)),
    ago(K.INVITED, *BESIDE, ZERO, *[WEEK - TICK] * 99, of=("ana",)),
    ago(K.INVITED, ZERO, *[WEEK - TICK] * 100, of=("ana",)),
]
FEW = [  # the same where the week allows two, as 766,080 states need not look at a hundred times
    (),
    ago(K.INVITED, *BESIDE, WEEK - TICK, of=("ana",)),
    ago(K.INVITED, *BESIDE, WEEK - TICK, ZERO, of=("ana",)),
    ago(K.INVITED, ZERO, ZERO, WEEK - TICK, of=("ana",)),
]
FLAGS = [(lg.Fact(K.FLAGS, ("ana",), number),) for number in (4, 5, 6)]
NOTED = [
    (),
    ago(K.NOTED, ZERO, *[MONTH] * 3, MONTH + TICK, -TICK, of=("ana",)),
    ago(K.NOTED, ZERO, *[MONTH] * 4, MONTH + TICK, of=("ana",)),
    ago(K.NOTED, ZERO, *[MONTH] * 5, of=("ana",)),
]
NOTES = [None, "", "🙂" * 200, "🙂" * 201, "🙂" * 300, "🙂" * 301]
FROM = [{"invitations_from": setting} for setting in lg.InvitationsFrom]
NAMES = [{"name_shown": setting} for setting in lg.NameShown]
ADMITS = [{"follow_audience": setting} for setting in lg.FollowAudience]

# -- the actions --------------------------------------------------------------------------------


def either_way(a, b):
    """Every action that ana or bo may try, with its options."""
    named = [
        (lg.Invite, {}, {"knows_email": True}, {"note": "hello"}),
        (lg.Accept, {}),
        (lg.Ignore, {}, {"unknown": True}),
        (lg.Withdraw, {}, {"unfollow": True}),
        *((kind, {}) for kind in (lg.Follow, lg.Unfollow, lg.RemoveFollower)),
        *((kind, {}) for kind in (lg.Disconnect, lg.Block, lg.Unblock)),
    ]
    pair = [kind(a, b, at=NOW, **chosen) for kind, *options in named for chosen in options]
    return [*pair, lg.Join(a, at=NOW), lg.Leave(a, at=NOW)]


EVERY_ACTION = [
    *either_way("ana", "bo"),
    *either_way("bo", "ana"),
    lg.Expire(at=NOW),
    lg.Join("zoe", at=NOW),
    lg.Leave("zoe", at=NOW),
    lg.UpdateProfile("ana", at=NOW, influencer=True),
]
INVITES = [lg.Invite("ana", "bo", at=NOW, knows_email=email) for email in (False, True)]
INVITES_BACK = lg.Invite("bo", "ana", at=NOW)
WITH_NOTES = [
    lg.Invite("ana", "bo", at=NOW, knows_email=email, note=note)
    for email, note in product((False, True), NOTES)
]


def standing(ties, near, room):
    """The state of the ties, and the cap that it asks for."""
    beside, cap = room
    state = holding(*FIVE, *ties, *near, *beside)
    return state, cap(len(state.w.connections_of("ana")), len(state.w.connections_of("bo")))


def remembering(*axes):
    """Each combination of remembered facts, as one tuple."""
    return [tuple(fact for facts in each for fact in facts) for each in product(*axes)]


# -- the comparisons ----------------------------------------------------------------------------


def try_all(state, actions, policies):
    """Compare every action under every policy; return how many that were."""
    for now in policies:
        for action in actions:
            assert_same_action(*state, action, now)
    return len(actions) * len(policies)


def eras(cap):
    """The eras under this cap, in their order."""
    return [policy(era, cap) for era in ERAS]


@scopes(6007)
def test_every_invitation_is_allowed_or_refused_for_its_reasons(every, count):
    """A1, A4, A5, L1, L2, L3, P6, E5, B7-B11, B14: and shown, or not, as a button."""
    remembered = remembering(BARS, WITHDRAWN, FEW, FLAGS)
    profiles = [{**a, **b, **c} for a, b, c in product(FROM, NAMES, ADMITS)]
    now, before = None, None
    states = taken(product(TIES, NEAR, ROOM, remembered, profiles), every)
    for *place, facts, settings in states:
        base, cap = standing(*place)
        if (place, facts) != before:
            now, before = base.holding(facts), (place, facts)
        state, shown = now.settled("bo", **settings), policy("E5", cap, weekly_invitations=2)
        number = try_all(state, INVITES, [*eras(cap)[:-1], shown])
        assert_same_verdict(*state, INVITES_BACK, shown)
        assert_same_buttons(*state, "ana", "bo", shown, NOW)
        count("two members, invitations", number + 1)
        count("two members, buttons of every invitation")


@scopes(499)
def test_every_note_is_allowed_or_refused_for_its_reasons(every, count):
    """A1, L4, L5: code points, tiers and months, beside every other condition."""
    remembered = remembering(BARS[:2], WITHDRAWN[:2], WEEKS[::2], FLAGS[:2], NOTED)
    axes = TIES, NEAR[1:2], ROOM[:2], remembered, lg.Tier, FROM
    for ties, near, room, facts, tier, settings in taken(product(*axes), every):
        base, cap = standing(ties, near, room)
        state = base.holding(facts).settled("ana", tier=tier).settled("bo", **settings)
        count("two members, notes", try_all(state, WITH_NOTES, eras(cap)))


def aged(ties):
    """The ties, with every age of an invitation that Expire tells apart."""
    if not any(fact.kind is K.INVITATION for fact in ties):
        return [ties]
    return [
        tuple(
            attrs.evolve(fact, value=(NOW - age, None)) if fact.kind is K.INVITATION else fact
            for fact in ties
        )
        for age in (ZERO, AGED - TICK, AGED, -TICK)
    ]


@scopes(31)
def test_every_action_in_every_state_of_now(every, count):
    """A1-A14, E1-E5, L1, F8: ties, ages, room, and the members that era and audience admit."""
    ties = [each for one in TIES for each in aged(one)]
    fronts = [front for front in FRONTS if front["primary_button"] is lg.Button.CONNECT]
    for one, room, front in taken(product(ties, ROOM, fronts), every):
        state, cap = standing(one, (), room)
        state = state.settled("bo", **front)
        count("two members, actions now", try_all(state, EVERY_ACTION, eras(cap)))


@scopes(307)
def test_every_action_in_every_state_of_the_past(every, count):
    """A1-A14, F9: bars, flags, withdrawals, unblocks, with notes and invitations beside."""
    more = [(*WEEKS[1], *NOTED[1])]
    remembered = remembering(BARS, FLAGS[:2], WITHDRAWN[::3], UNBLOCKED, more)
    for ties, facts in taken(product(TIES, remembered), every):
        state, cap = standing(ties, (), ROOM[0])
        state = state.holding(facts)
        tried = try_all(state, EVERY_ACTION, eras(cap))
        count("two members, actions with a past", tried)


@scopes(29)
def test_every_change_of_a_profile(every, count):
    """A13, F7: from every value of every setting to every other, and to itself."""
    changes = [
        (name, *values)
        for name, options in SETTINGS.items()
        for values in [*permutations(options, 2), *((value, value) for value in options)]
    ]
    for ties, (name, old, new) in taken(product(TIES, changes), every):
        state, _ = standing(ties, (), ROOM[0])
        state = state.settled("bo", **{name: old})
        for action in (
            lg.UpdateProfile("bo", at=NOW, **{name: new}),
            lg.UpdateProfile("bo", at=NOW, **{name: new, "influencer": True}),
            lg.UpdateProfile("bo", at=NOW),
        ):
            assert_same_action(*state, action, lg.CURRENT)
            count("two members, profiles")
