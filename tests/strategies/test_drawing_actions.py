"""Actions and histories of `linkgraph.strategies`: which numbers mean which action."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import find
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.strategies.drawing_actions import (
    _KIND,
    _OPTION,
    KINDS,
    ActionNumbers,
    fitting_action,
)
from linkgraph.strategies.settings import SETTINGS
from tests.strategies.test_strategies import UNSHRUNK
from tests.strategies.walks import every, simplest

DAY = lgst.DAY
NAMES = ["ana", "bo", "cy", "di"]
PAIRS = 12  # of four members
OPTIONS = sum(map(len, SETTINGS.values()))

# ana and bo are connected, who do not follow each other both ways; the rest is of one pair each
GRAPH = lg.Diff(
    tuple(
        lg.Fact(getattr(lg.FactKind, kind), who, value)
        for kind, who, value in [
            *(("MEMBER", (name,), None) for name in NAMES),
            ("CONNECTION", ("ana", "bo"), None),
            ("FOLLOW", ("bo", "ana"), None),
            ("FOLLOW", ("di", "ana"), None),
            ("INVITATION", ("cy", "ana"), (DAY, None)),
            ("BLOCK", ("di", "cy"), None),
            ("BAR", ("ana", "di"), None),
            ("WITHDRAWN", ("bo", "cy"), (DAY,)),
            ("UNBLOCKED", ("di", "bo"), (DAY,)),
        ]
    )
).apply(lg.LinkGraph())
PAST = {("cy", "ana"), ("di", "cy"), ("ana", "di"), ("bo", "cy"), ("di", "bo")}


def meant(kind, place, option=0, *, allowed=True, graph=GRAPH, policy=lg.CURRENT, new=()):
    """Return what an action of a kind is, by its numbers."""
    numbers = ActionNumbers(graph, policy, DAY, allowed, list(new), place, option)
    return list(KINDS[kind](numbers))


def named(kind, places, *, allowed=True):
    return [each.members for place in places for each in meant(kind, place, allowed=allowed)]


BETWEEN = [*KINDS][:10]
BACKWARD = {lg.Accept, lg.Ignore, lg.RemoveFollower}
ORDER = [
    *(("ana", "bo"), ("bo", "ana"), ("bo", "cy"), ("cy", "bo"), ("ana", "cy"), ("cy", "ana")),
    *(("cy", "di"), ("di", "cy"), ("bo", "di"), ("di", "bo"), ("ana", "di"), ("di", "ana")),
]


# -- what numbers mean --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BETWEEN)
@pytest.mark.parametrize("allowed", [True, False])
def test_an_action_between_two_names_any_two_along_a_chain(kind, allowed):
    """A1 to A11."""
    expected = [pair[::-1] if kind in BACKWARD else pair for pair in ORDER]
    assert expected == named(kind, range(PAIRS), allowed=allowed)


@pytest.mark.parametrize(
    ("kind", "tied"),
    [
        (lg.Accept, {("ana", "cy")}),
        (lg.Ignore, {("ana", "cy")}),
        (lg.Withdraw, {("cy", "ana")}),
        (lg.Unfollow, {("bo", "ana"), ("di", "ana")}),
        (lg.RemoveFollower, {("ana", "bo"), ("ana", "di")}),
        (lg.Disconnect, {("bo", "ana"), ("di", "ana")}),
        (lg.Unblock, {("di", "cy")}),
    ],
)
def test_an_action_that_ends_something_is_as_often_about_what_it_would_end(kind, tied):
    """A2 to A11."""
    assert tied == set(named(kind, range(PAIRS, 2 * PAIRS)))


@pytest.mark.parametrize("kind", BETWEEN)
def test_what_is_to_be_refused_or_to_begin_is_as_often_about_two_with_a_past(kind):
    """A1, A4, A5, A7, A11: either way."""
    past = PAST | {pair[::-1] for pair in PAST}
    assert past == set(named(kind, range(PAIRS, 2 * PAIRS), allowed=False))
    if kind in {lg.Invite, lg.Follow, lg.Block}:
        assert past == set(named(kind, range(PAIRS, 2 * PAIRS)))


@pytest.mark.parametrize("kind", BETWEEN)
@pytest.mark.parametrize("members", [[], ["ana"]])
def test_who_is_alone_does_nothing_to_others(kind, members):
    """F6."""
    assert [] == meant(kind, 0, graph=lg.LinkGraph.from_edges(members=members))


def test_where_nothing_is_tied_any_two_are_named():
    two = lg.LinkGraph.from_edges(members=["ana", "bo"])
    (accept,) = meant(lg.Accept, 3, graph=two)
    assert lg.Accept("ana", "bo", at=DAY) == accept


@pytest.mark.parametrize(("kind", "option"), [(lg.Ignore, "unknown"), (lg.Withdraw, "unfollow")])
def test_every_second_option_is_the_unusual_one(kind, option):
    """A4, A5."""
    found = [getattr(action, option) for n in range(4) for action in meant(kind, 0, n)]
    assert [False, True, False, True] == found


@pytest.mark.parametrize(("sender", "limit"), [("ana", 3), ("bo", 5)])
def test_invitations_have_no_note_one_as_long_as_may_be_and_one_longer(sender, limit):
    """A1, L3, L4: in code points of four bytes."""
    policy = lg.Policy(note_length_free=3, note_length_premium=5)
    graph = GRAPH.with_profile("bo", lg.Profile(tier=lg.Tier.PREMIUM))
    place = [one for one, _ in ORDER].index(sender)
    options = range(16)
    invites = [
        invite for n in options for invite in meant(lg.Invite, place, n, graph=graph, policy=policy)
    ]
    notes = [None, "Hello", "🙂" * limit, "🙂" * (limit + 1)]
    assert 4 * notes == [invite.note for invite in invites]
    assert 2 * ([False] * 4 + [True] * 4) == [invite.knows_email for invite in invites]
    assert {DAY} == {invite.at for invite in invites}


CHANGES = [(field, value) for field, values in SETTINGS.items() for value in values[1:]]
DEFAULTS = [(field, values[0]) for field, values in SETTINGS.items()]


def test_an_update_sets_any_value_that_is_not_set_yet():
    """A13, F7: the defaults last, and where one is set already the next."""
    usual = [meant(lg.UpdateProfile, 1, n)[0] for n in range(OPTIONS)]
    expected = [*CHANGES, *[CHANGES[0]] * len(DEFAULTS)]
    assert [lg.UpdateProfile("bo", at=DAY, **dict([change])) for change in expected] == usual
    other = GRAPH.with_profile("bo", lg.Profile(**dict(reversed(CHANGES))))
    after = [meant(lg.UpdateProfile, 1, n, graph=other)[0] for n in range(OPTIONS)]
    assert lg.UpdateProfile("bo", at=DAY, joined=None) == after[-1]
    assert {field for field, _ in DEFAULTS} == {
        field for each in after for field, _ in each.changes
    }


def test_an_update_that_is_refused_sets_what_is_set():
    """A13."""
    refused = [meant(lg.UpdateProfile, 1, n, allowed=False)[0] for n in range(OPTIONS)]
    fields = [field for field, _ in [*CHANGES, *DEFAULTS]]
    usual = dict(DEFAULTS)
    expected = [lg.UpdateProfile("bo", at=DAY, **{field: usual[field]}) for field in fields]
    assert expected == refused


def test_anybody_leaves_and_who_is_new_joins_or_else_is_refused():
    """A12, A14."""
    for place, name in enumerate(NAMES):
        assert [lg.Leave(name, at=DAY)] == meant(lg.Leave, place)
        assert [lg.Join(name, at=DAY)] == meant(lg.Join, place, allowed=False)
    for place, name in enumerate(["eve", "fay", "eve"]):
        new = ["eve", "fay"]
        assert [lg.Join(name, at=DAY)] == meant(lg.Join, place, new=new)
        assert [lg.Leave(name, at=DAY)] == meant(lg.Leave, place, new=new, allowed=False)
    assert [] == meant(lg.Join, 0) == meant(lg.Leave, 0, allowed=False)
    assert [lg.Expire(at=DAY)] == meant(lg.Expire, 5)


# -- how often ----------------------------------------------------------------------------------

SHRINKS = (
    "Invite Accept Follow Ignore Withdraw Unfollow RemoveFollower Disconnect Block Unblock "
    "UpdateProfile Join Leave Expire"
).split()
MORE = "Invite Invite Accept Accept Ignore Withdraw Follow Block Unblock".split()


def test_failures_shrink_to_the_first_of_these_kinds():
    """A1 to A14."""
    assert SHRINKS == [kind.__name__ for kind in KINDS]
    assert set(REQUIREMENTS) == set(KINDS)


@pytest.mark.parametrize("which", [(True,), (False,), (True, False)])
def test_every_kind_is_tried_and_those_of_stories_more_often(which):
    """A1 to A14: half of what is allowed is whatever fits, and a fifth of what is refused."""
    kinds = Counter([*SHRINKS, *MORE])
    drawn = every(_KIND[which])
    assert (lg.Invite, which[0]) == drawn[0]
    for allowed in which:
        of = [kind for kind, wanted in drawn if wanted is allowed]
        assert kinds == Counter(kind.__name__ for kind in of if kind)
        assert (23 if allowed else 6) == of.count(None)
    assert {*which} == {wanted for _, wanted in drawn}


def fitting(graph, allowed, option, place=0):
    numbers = ActionNumbers(graph, lg.CURRENT, DAY, allowed, ["eve"], place, option)
    return fitting_action(numbers, None)


def names_of(action):
    return type(action).__name__, action.members


@pytest.mark.parametrize(
    ("place", "allowed", "found"),
    [
        (0, True, [("Follow", "ana bo"), ("Disconnect", "ana bo")]),
        (3, True, [("Invite", "cy bo"), ("Follow", "cy bo")]),
        (
            5,
            True,
            [
                ("Accept", "ana cy"),
                ("Ignore", "ana cy"),
                ("Withdraw", "cy ana"),
                ("Follow", "cy ana"),
            ],
        ),
        (
            18,
            True,
            [
                *(("Invite", "di bo"), ("Accept", "ana cy"), ("Ignore", "ana cy")),
                *(("Withdraw", "cy ana"), ("Follow", "di bo"), ("Unfollow", "bo ana")),
                *(("Disconnect", "bo ana"), ("Unblock", "di cy")),
            ],
        ),
        (0, False, [("Invite", "ana bo")]),
        (7, False, [("Invite", "di cy"), ("Follow", "di cy"), ("Block", "di cy")]),
    ],
)
def test_whatever_fits_is_what_leads_on_or_is_refused_for_several_reasons(place, allowed, found):
    """A1 to A11: one after the other, by the option."""
    expected = [(kind, tuple(names.split())) for kind, names in found]
    for option in range(2 * len(found)):
        too_long = allowed and option % 4 == 3  # a note that no invitation may have
        fits = [each for each in expected if not (too_long and each[0] == "Invite")]
        action = fitting(GRAPH, allowed, option, place)
        assert fits[option % len(fits)] == names_of(action)


ALONE = lg.LinkGraph.from_edges(members=["ana"])


@pytest.mark.parametrize(
    ("graph", "allowed", "found"),
    [
        (ALONE, True, "UpdateProfile Join Leave"),
        (ALONE, False, "UpdateProfile Join Leave Expire"),
        (lg.LinkGraph(), True, "Join"),
        (lg.LinkGraph(), False, "Leave Expire"),
    ],
)
def test_where_nobody_has_company_any_kind_fits(graph, allowed, found):
    """A12 to A14."""
    kinds = found.split() * 2
    tried = [type(fitting(graph, allowed, n)).__name__ for n in range(len(kinds))]
    assert kinds == tried


# -- what is drawn ------------------------------------------------------------------------------

TWO = lg.LinkGraph.from_edges(members=["ana", "bo"])
INVITE, ACCEPT = lg.Invite("ana", "bo", at=DAY), lg.Accept("bo", "ana", at=DAY)


@pytest.mark.parametrize(
    ("allowed", "action", "history"),
    [
        (True, INVITE, [INVITE, ACCEPT]),
        (False, ACCEPT, [ACCEPT, ACCEPT]),
        (None, INVITE, [INVITE, ACCEPT]),
    ],
)
def test_the_simplest_is_an_invitation_or_to_accept_what_is_none(allowed, action, history):
    """A1, A2, H1."""
    assert action == simplest(lgst.actions(TWO, allowed=allowed))
    story = simplest(lgst.histories(TWO, allowed=allowed, min_size=2))
    assert (TWO, history) == (story.start, list(story))
    assert [] == list(simplest(lgst.histories(allowed=allowed)))


@pytest.mark.parametrize("allowed", [True, False])
def test_anything_between_two_and_of_the_two_next_names_is_drawn(allowed):
    """A1 to A14."""
    drawn = [names_of(each) for each in every(lgst.actions(TWO, at=DAY, allowed=allowed), 40)]
    assert set(permutations(["ana", "bo"])) <= {names for _, names in drawn}
    assert "Block" in {kind for kind, _ in drawn} or not allowed
    alone = {names_of(each) for each in every(lgst.actions(ALONE, at=DAY, allowed=allowed), 80)}
    new = {("Join" if allowed else "Leave", (name,)) for name in ("bo", "cy")}
    there = {("Leave" if allowed else "Join", ("ana",)), ("UpdateProfile", ("ana",))}
    nothing = set() if allowed else {("Expire", ())}  # none has expired
    assert new | there | nothing == alone


def test_who_joins_is_nobody_who_is_there():
    """A14: a Leave that is refused names somebody else."""
    strategy = lgst.actions(ALONE, at=DAY, allowed=True, joiners=st.sampled_from(["ana", "zoe"]))
    joined = {each.member for each in every(strategy, 80) if isinstance(each, lg.Join)}
    assert {"zoe"} == joined


def test_actions_happen_around_the_windows_of_their_policy():
    """A5."""
    cooldown = timedelta(hours=5, minutes=7)  # to which no other times add up
    policy = lg.Policy(withdraw_cooldown=cooldown)
    graph = lg.apply(lg.apply(TWO, INVITE), lg.Withdraw("ana", "bo", at=DAY))
    end = DAY + cooldown
    strategy = lgst.actions(graph, policy=policy, allowed=True)
    assert end == find(strategy, lambda action: action.at == end, settings=UNSHRUNK).at
    stories = lgst.histories(graph, policy=policy, max_size=1)
    first = find(stories, lambda story: [end] == [each.at for each in story], settings=UNSHRUNK)
    assert 1 == len(first)


def test_a_history_has_no_more_actions_than_asked():
    """H1."""
    assert {0, 1, 2} == {len(story) for story in every(lgst.histories(TWO, max_size=2), 30)}


def test_every_option_is_drawn():
    """A13."""
    assert list(range(OPTIONS)) == sorted(every(_OPTION))


@pytest.fixture(scope="module")
def stories():
    return every(lgst.histories(), 20)


def test_a_history_begins_with_two_to_four_members_and_no_past(stories):
    """H1."""
    assert {2, 3, 4} == {len(story.start) for story in stories}
    kinds = {fact.kind for s in stories for fact in lg.diff(lg.LinkGraph(), s.start).gained}
    assert kinds <= {
        getattr(lg.FactKind, name) for name in ("MEMBER", "PROFILE", "CONNECTION", "FOLLOW")
    }


def test_time_goes_on_in_a_history(stories):
    """H1."""
    times = [[action.at for action in story] for story in stories]
    assert [sorted(each) for each in times] == times
    assert any(each and each[-1] > DAY + timedelta(days=1) for each in times)


def test_an_action_of_a_history_meets_what_came_before(stories):
    """H1: so that stories go on."""
    kinds = {type(action) for story in stories for action in story}
    assert {lg.Accept, lg.Unfollow, lg.Disconnect} <= kinds
