"""Graphs of `linkgraph.strategies` from what happens in them, and two members of such a graph."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import find
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.strategies.drawing_graphs import (
    _CHANGE,
    _UNMENTIONED,
    BAR,
    BLOCK,
    CONNECT,
    CONNECT_ALONE,
    FLAG,
    FOLLOW,
    FOLLOW_CLOSED_PROFILE,
    FOLLOW_EACH_OTHER,
    FORMS,
    FREQUENCIES,
    INVITE,
    INVITE_FOLLOW_FIRST,
    INVITE_WITH_NOTE,
    REACH_FLAG_LIMIT,
    REACH_WEEKLY_LIMIT,
    SEND,
    SEND_NOTE,
    UNBLOCK,
    UNFOLLOW,
    USE_NOTES_UP,
    WITHDRAW,
    Plan,
    drawn_plan,
    pair_at,
)
from linkgraph.strategies.member_ids import different_ids
from linkgraph.strategies.settings import CHANGES
from tests.strategies.test_strategies import STANDS, UNSHRUNK
from tests.strategies.walks import every, simplest

DAY, NEXT, K = lgst.DAY, lgst.DAY + timedelta(days=1), lg.FactKind
THERE, BACK = (0, 1), (1, 0)
AB, BA = ("ana", "bo"), ("bo", "ana")


def plan(*events, form=FORMS[0]):
    names = ["ana", "bo", "cy"]
    return Plan(names, names, {}, list(events), form)


def plans(bounds, *, past=True, **planted):
    strategy = st.composite(
        lambda draw: drawn_plan(draw, None, *bounds, None, past=past, **planted)
    )
    return strategy()


def told(*events):
    """Return all that is told by some events, but who the members are."""
    graph = plan(*events).graph()
    return {each for each in lg.diff(lg.LinkGraph(), graph).gained if each.kind is not K.MEMBER}


def fact(kind, who, value=None):
    return lg.Fact(kind, who, value)


# -- one event after the other ------------------------------------------------------------------

CONNECTED = {fact(K.CONNECTION, AB), fact(K.FOLLOW, AB), fact(K.FOLLOW, BA)}
FOLLOWS, FOLLOWED = fact(K.FOLLOW, AB), fact(K.FOLLOW, BA)


@pytest.mark.parametrize(
    ("happens", "facts"),
    [
        (CONNECT, CONNECTED),
        (FOLLOW, {FOLLOWS}),
        (FOLLOW_EACH_OTHER, {FOLLOWS, FOLLOWED}),
        (FOLLOW_CLOSED_PROFILE, {FOLLOWS}),
        (UNFOLLOW, set()),
        (CONNECT_ALONE, {fact(K.CONNECTION, AB)}),
        (INVITE, {fact(K.INVITATION, AB, (DAY, None))}),
        (INVITE_WITH_NOTE, {fact(K.INVITATION, AB, (DAY, "Hello"))}),
        (INVITE_FOLLOW_FIRST, {fact(K.INVITATION, AB, (DAY, None))}),
        (BLOCK, {fact(K.BLOCK, AB)}),
        (BAR, {fact(K.BAR, AB), fact(K.FLAGS, ("bo",), 1)}),
        (FLAG, {fact(K.FLAGS, ("ana",), 1)}),
        (WITHDRAW, {fact(K.WITHDRAWN, AB, (DAY,))}),
        (UNBLOCK, {fact(K.UNBLOCKED, AB, (DAY,))}),
        (SEND, {fact(K.INVITED, ("ana",), (DAY,))}),
        (SEND_NOTE, {fact(K.INVITED, ("ana",), (DAY,)), fact(K.NOTED, ("ana",), (DAY,))}),
        (REACH_FLAG_LIMIT, {fact(K.FLAGS, ("ana",), 5)}),
        (REACH_WEEKLY_LIMIT, {fact(K.INVITED, ("ana",), (DAY,) * 100)}),
        (
            USE_NOTES_UP,
            {fact(K.INVITED, ("ana",), (DAY,) * 5), fact(K.NOTED, ("ana",), (DAY,) * 5)},
        ),
    ],
)
def test_an_event_tells_this(happens, facts):
    """F1 to F5, F8, F9."""
    assert facts == told((happens, THERE, DAY))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (CONNECT, (INVITE, BLOCK)),
        (FOLLOW, (BLOCK,)),
        (INVITE, (INVITE, CONNECT, BLOCK)),
        (
            BLOCK,
            (CONNECT, FOLLOW, FOLLOW_EACH_OTHER, FOLLOW_CLOSED_PROFILE, INVITE),
        ),
    ],
)
@pytest.mark.parametrize("pair", [THERE, BACK])
def test_what_contradicts_an_earlier_event_is_left_out(first, then, pair):
    """F4, F5: whichever of the two does it."""
    for happens in then:
        assert told((first, THERE, DAY)) == told((first, THERE, DAY), (happens, pair, NEXT))


@pytest.mark.parametrize("happens", [CONNECT, FOLLOW, INVITE, BLOCK])
def test_what_is_between_two_says_nothing_of_a_third(happens):
    """F4, F5."""
    for then in (CONNECT, FOLLOW, INVITE, BLOCK):
        for pair in ((0, 2), (2, 1)):
            alone = told((happens, THERE, DAY)) | told((then, pair, DAY))
            assert alone == told((happens, THERE, DAY), (then, pair, DAY))


@pytest.mark.parametrize(
    ("events", "facts"),
    [
        ([(CONNECT, BACK), (UNFOLLOW, THERE)], CONNECTED - {FOLLOWS}),
        ([(UNFOLLOW, BACK), (CONNECT, THERE)], CONNECTED - {FOLLOWED}),
        ([(CONNECT_ALONE, THERE), (FOLLOW, BACK)], CONNECTED - {FOLLOWS}),
        ([(REACH_FLAG_LIMIT, THERE), (FLAG, THERE)], {fact(K.FLAGS, ("ana",), 6)}),
        ([(FOLLOW, THERE), (CONNECT, THERE), (UNFOLLOW, THERE)], CONNECTED),
        ([(FOLLOW, THERE), (FOLLOW, BACK)], {FOLLOWS, FOLLOWED}),
        ([(BLOCK, THERE), (BLOCK, BACK)], {fact(K.BLOCK, AB), fact(K.BLOCK, BA)}),
        (
            [(BAR, THERE), (BAR, THERE), (FLAG, BACK)],
            {fact(K.BAR, AB), fact(K.FLAGS, ("bo",), 3)},
        ),
    ],
)
def test_events_that_go_together_add_up(events, facts):
    """F2, F5, F9."""
    assert facts == told(*((happens, pair, DAY) for happens, pair in events))


def test_times_are_remembered_in_order():
    """F9."""
    late, early = (SEND_NOTE, THERE, NEXT), (SEND, THERE, DAY)
    expected = {fact(K.INVITED, ("ana",), (DAY, NEXT)), fact(K.NOTED, ("ana",), (NEXT,))}
    assert expected == told(late, early) == told(early, late)


def test_pairs_are_numbered_along_a_chain():
    pairs = "01 10 12 21 02 20 23 32 13 31 03 30 34 43 24 42 14 41 04 40".split()
    assert [(int(one), int(other)) for one, other in pairs] == [*map(pair_at, range(20))]


def test_events_shrink_in_this_order_and_are_drawn_so_often():
    """F1 to F5, F8, F9: every third event is a connection, or more, so that some are far apart."""
    ties = [CONNECT, FOLLOW, FOLLOW_EACH_OTHER, FOLLOW_CLOSED_PROFILE, UNFOLLOW, CONNECT_ALONE]
    past = [
        *(INVITE, INVITE_WITH_NOTE, INVITE_FOLLOW_FIRST, BLOCK, BAR, FLAG, REACH_FLAG_LIMIT),
        *(WITHDRAW, UNBLOCK, SEND, REACH_WEEKLY_LIMIT, SEND_NOTE, USE_NOTES_UP),
    ]
    once, drawn = dict.fromkeys([*ties, *past], 1), FREQUENCIES
    assert 19 == len(once)
    assert dict.fromkeys(ties, 1) | {CONNECT: 5, FOLLOW: 2} == Counter(drawn[False])
    assert once | {CONNECT: 13, SEND_NOTE: 3} == Counter(drawn[True])
    assert ties == list(dict.fromkeys(drawn[False]))
    assert [*ties, *past] == list(dict.fromkeys(drawn[True]))


# -- how a graph comes about --------------------------------------------------------------------


def test_a_graph_is_the_same_however_it_comes_about():
    """F10."""
    events = (CONNECT, THERE, DAY), (UNFOLLOW, THERE, DAY), (FOLLOW, (2, 0), DAY)
    flat, *others = (plan(*events, form=form).graph() for form in FORMS)
    ties = lg.LinkGraph.from_edges(
        members=["ana", "bo", "cy"],
        connections=[AB],
        follows=[BA, ("cy", "ana")],
        auto_follow=False,
    )
    assert [ties, ties] == others
    assert ties == flat
    assert [["ana", "bo", "cy"]] * 2 == [list(graph) for graph in others]


def test_where_nobody_can_be_named_none_has_been_there_before():
    """F6, F10: of such ids no other is known."""
    for form in FORMS:
        complete = Plan([(1, 2), (3, 4)], [(1, 2), (3, 4)], {}, [(CONNECT, THERE, DAY)], form)
        assert lg.LinkGraph.from_edges(connections=[((1, 2), (3, 4))]) == complete.graph()


def test_graphs_come_compact_then_edited_then_after_a_leave():
    indices = [plan(form=form).graph()._facts.member_index.active.tolist() for form in FORMS]
    assert [[0, 1, 2], [0, 1, 2], [1, 2, 3]] == indices


def test_only_the_first_form_is_compact():
    """F10: with edits nothing else is."""
    events = (CONNECT, THERE, DAY), (BLOCK, (0, 2), DAY)
    graphs = [plan(*events, form=form).graph()._facts for form in FORMS]
    assert [True, False, False] == [facts.connections.changed is None for facts in graphs]
    assert [True, False, False] == [facts.blocks.out.changed is None for facts in graphs]


@pytest.mark.parametrize("size", [2, 4])
def test_so_much_happens_at_most(size):
    """F7: to four events a member between any two, and settings of any member.

    Of one, or none, nothing is told: `test_who_is_alone_is_connected_to_nobody`.
    """
    drawn = every(plans((size, size)), 300)
    assert max(len(each.events) for each in drawn) <= 4 * size
    pairs = {pair for each in drawn for _, pair, _ in each.events}
    assert {*permutations(range(size), 2)} == pairs
    assert {*range(size)} == {index for each in drawn for index in each.profiles}


@pytest.fixture(scope="module")
def drawn():
    """Plans of two members."""
    return every(plans((2, 2)), 160)


def test_anything_happens_between_any_two_at_any_time(drawn):
    """F1 to F5, F9."""
    events = [event for each in drawn for event in each.events]
    assert {THERE, BACK} == {pair for _, pair, _ in events}
    later = [timedelta(days=days) for days in (0, 1, 2, 7, 21, 180)] + [timedelta(hours=1)]
    assert {DAY + span for span in later} == {at for _, _, at in events}
    assert {*FREQUENCIES[True]} == {happens for happens, _, _ in events}


def test_a_follow_that_rests_is_of_one_whom_only_connections_may_follow(drawn):
    """F8."""
    closed = [
        each.profiles[other].follow_audience
        for each in drawn
        for happens, (_, other), _ in each.events
        if happens is FOLLOW_CLOSED_PROFILE
    ]
    assert {lg.FollowAudience.CONNECTIONS} == set(closed)
    assert any(each.events and not each.profiles for each in drawn)


def test_ids_are_any_so_many_different_ones():
    """F6."""
    ids = st.composite(lambda draw: different_ids(draw, st.sampled_from("abc"), (1, 2)))
    drawn = every(ids())
    expected = {*permutations("abc", 1), *permutations("abc", 2)}
    assert expected == {tuple(ids) for ids in drawn}


def test_up_to_two_members_are_of_whom_nothing_is_told():
    """F6."""
    alone = set()
    for each in every(plans((2, 8)), 60):
        named = {one for _, pair, _ in each.events for one in pair} | set(each.profiles)
        assert set(range(len(named))) == named  # in the order in which they come up
        alone.add(len(each.members) - len(named))
    assert {0, 1, 2} == alone == set(every(_UNMENTIONED))


def test_the_order_begins_with_anybody(drawn):
    """F10."""
    assert {AB, BA} == {tuple(each.order) for each in drawn}
    assert set(FORMS) == {each.form for each in drawn}


def test_settings_are_of_anybody_and_several(drawn):
    """F7."""
    assert {0, 1} == {who for each in drawn for who in each.profiles}


def test_who_is_alone_is_connected_to_nobody():
    """F6."""
    drawn = every(plans((1, 1)), 20)
    assert [] == [event for each in drawn for event in each.events]
    assert {(), (0,)} == {tuple(each.profiles) for each in drawn}


@pytest.mark.parametrize("asked", [{}, {"past": True}, {"past": False}])
def test_a_graph_has_a_past_unless_none_is_wanted(asked):
    """F9."""
    drawn = every(lgst.graphs(min_size=2, max_size=2, **asked), 25)
    kinds = {each.kind for graph in drawn for each in lg.diff(lg.LinkGraph(), graph).gained}
    ties = {K.MEMBER, K.PROFILE, K.CONNECTION, K.FOLLOW}
    assert asked.get("past", True) == bool(kinds - ties)


def test_settings_are_any_and_a_tier_more_often():
    """F7."""
    drawn = every(_CHANGE)
    assert CHANGES[0] == drawn[0]
    more = {("tier", lg.Tier.PREMIUM): 3}
    assert Counter(CHANGES) + Counter(more) == Counter(drawn)


# -- what is planted ----------------------------------------------------------------------------


@pytest.mark.parametrize(("event", "kind"), [(FOLLOW, K.FOLLOW), (BLOCK, K.BLOCK)])
def test_planted_events_happen_first_and_none_is_drawn_that_contradicts_them(event, kind):
    """F2, F5: among the members who are reserved for them, and also where there is no past."""
    asked = {"past": False, "planted": ((event, (0, 2), DAY),), "reserved": 3}
    for plan in every(plans((3, 5), **asked), 40):
        assert fact(kind, (plan.members[0], plan.members[2])) in everything(plan.graph())
        assert not {e[0] for e in plan.events[1:]} - {*FREQUENCIES[False]}
    smallest = simplest(plans((3, 5), **asked)).graph()
    assert (["ana", "bo", "cy"], {fact(kind, ("ana", "cy"))}) == (
        list(smallest),
        {each for each in everything(smallest) if each.kind is not K.MEMBER},
    )


def everything(graph):
    return set(lg.diff(lg.LinkGraph(), graph).gained)


# -- two members --------------------------------------------------------------------------------

TWO = lg.LinkGraph.from_edges(members=AB)
INVITED = fact(K.INVITATION, AB, (DAY, None))


def chain(*names):
    return lg.LinkGraph.from_edges(connections=list(pairwise(names)), members=names)


# a chain of five, two of whom follow each other far away, and two who are in no network
MANY = lg.Diff(
    (
        fact(K.FOLLOW, ("eve", "ana")),
        fact(K.BLOCK, ("gus", "fay")),
        fact(K.INVITATION, ("ana", "cy"), (DAY, None)),
        fact(K.INVITATION, ("fay", "ana"), (DAY, None)),
        *(fact(K.MEMBER, (name,)) for name in ("fay", "gus")),
    )
).apply(chain("ana", "bo", "cy", "di", "eve"))


@pytest.mark.parametrize("name", STANDS)
def test_every_two_who_stand_so_are_drawn(name):
    """D1, F1, F2, F4, F5."""
    expected = [pair for pair in permutations(MANY, 2) if STANDS[name](MANY, *pair)]
    drawn = every(getattr(lgst, name)(MANY))
    assert sorted(expected) == sorted(drawn)
    assert expected[0] == drawn[0]
    assert (MANY, *drawn[0]) == simplest(getattr(lgst, name)(st.just(MANY)))


@pytest.mark.parametrize(
    ("name", "graph", "other"),
    [
        ("pairs", TWO, "bo"),
        ("connected_pairs", chain("ana", "bo"), "bo"),
        ("second_degree_pairs", chain("ana", "bo", "cy"), "cy"),
        ("third_degree_pairs", chain("ana", "bo", "cy", "di"), "di"),
        ("out_of_network_pairs", TWO, "bo"),
        ("following_pairs", lg.Diff((FOLLOWS,)).apply(TWO), "bo"),
        ("pending_pairs", lg.Diff((INVITED,)).apply(TWO), "bo"),
        ("blocked_pairs", lg.Diff((fact(K.BLOCK, AB),)).apply(TWO), "bo"),
    ],
)
def test_the_simplest_two_are_ana_and_whoever_is_as_near_as_asked(name, graph, other):
    """D1, F1, F2, F4, F5: nobody else is there, but who is between."""
    assert (graph, "ana", other) == simplest(getattr(lgst, name)())


@pytest.mark.parametrize(("name", "least"), [("connected_pairs", 2), ("second_degree_pairs", 3)])
def test_two_stand_as_asked_and_in_either_order(name, least):
    """D1, F10: whatever else was drawn, and where nobody else is there, too."""

    def the_other_way(drawn):
        graph, one, other = drawn
        assert STANDS[name](*drawn)
        return len(graph) == least and list(graph).index(other) < list(graph).index(one)

    assert find(getattr(lgst, name)(), the_other_way, settings=UNSHRUNK)


def test_there_are_up_to_six_others_than_those_who_must_be_there():
    """F6."""
    sizes = {len(graph) for graph, _, _ in every(lgst.pairs(), 50)}
    assert {2, 7} <= sizes <= set(range(2, 9))
