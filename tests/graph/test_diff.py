"""A diff lists exactly the changes between two graphs, and turns one into the other (H3)."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta, timezone
from itertools import combinations, product
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph.fact_kinds import FACT_KINDS
from linkgraph.graph.profiles import InvitationDetails
from tests.graph.drawing import T0, edits, fewer, twins
from tests.graph.plain import (
    Plain,
    Twin,
    answers,
    check_storage,
    value_of,
    with_block,
    with_invitation,
)

K = lg.FactKind


def _facts(plain: Plain) -> set[tuple[Any, ...]]:
    """Return every fact as a kind, whom it is about, and a value; for a connection a set."""
    actual: set[tuple[Any, ...]] = {(K.MEMBER, (member,), None) for member in plain.members}
    actual |= {(K.PROFILE, (member,), profile) for member, profile in plain.profiles.items()}
    actual |= {(K.CONNECTION, pair, None) for pair in plain.connections}
    for kind, pairs in ((K.FOLLOW, plain.follows), (K.BLOCK, plain.blocks), (K.BAR, plain.bars)):
        actual |= {(kind, pair, None) for pair in pairs}
    for pair, letter in plain.invitation_details.items():
        actual.add((K.INVITATION, pair, (letter.sent_at, letter.note)))
    for kind, of_members in (
        (K.FLAGS, plain.flags),
        (K.INVITED, plain.invited),
        (K.NOTED, plain.noted),
    ):
        actual |= {(kind, (member,), value) for member, value in of_members.items()}
    for kind, of_pairs in ((K.WITHDRAWN, plain.withdrawn), (K.UNBLOCKED, plain.unblocked)):
        actual |= {(kind, pair, value) for pair, value in of_pairs.items()}
    return actual


def _listed(facts: tuple[lg.Fact[Any], ...]) -> list[tuple[Any, ...]]:
    return [
        (
            fact.kind,
            frozenset(fact.members) if fact.kind is K.CONNECTION else fact.members,
            fact.value,
        )
        for fact in facts
    ]


@st.composite
def befores_and_afters(draw: st.DrawFn) -> tuple[Twin, Twin]:
    """Draw two graphs: one and itself some edits later, or two that may share members."""
    before = draw(twins())
    if draw(st.booleans()):
        return before, draw(twins())
    after = Twin(before.graph, copy.deepcopy(before.plain))
    for _ in range(draw(st.integers(0, 3))):
        name, given_, options = draw(edits(after.plain))
        getattr(after, name)(*given_, **options)
    return before, after


@fewer
@given(both=befores_and_afters())
@pytest.mark.usefixtures("thresholds")
def test_a_diff_lists_exactly_the_facts_gained_and_lost(both: tuple[Twin, Twin]):
    """H3."""
    before, after = both
    was, now = _facts(before.plain), _facts(after.plain)
    actual = lg.diff(before.graph, after.graph)
    for expected, listed in ((now - was, actual.gained), (was - now, actual.lost)):
        assert expected == set(_listed(listed))
        assert len(expected) == len(listed)
    assert len(now ^ was) == len(actual)
    assert bool(now ^ was) == bool(actual)
    assert (before.graph == after.graph) == (not actual)


@st.composite
def branches(draw: st.DrawFn) -> list[lg.LinkGraph[Any]]:
    """Draw two versions of one graph, each some edits later."""
    start = draw(twins())
    versions = []
    for _ in range(2):
        version = Twin(start.graph, copy.deepcopy(start.plain))
        for _ in range(draw(st.integers(0, 4))):
            name, given_, options = draw(edits(version.plain))
            getattr(version, name)(*given_, **options)
        versions.append(version.graph)
    return versions


@fewer
@given(versions=branches())
@pytest.mark.usefixtures("thresholds")
def test_versions_are_compared_like_unrelated_graphs(versions: list[lg.LinkGraph[Any]]) -> None:
    """H3: the same facts in the same order as for copies that share no storage with them."""
    before, after = versions
    expected = lg.diff(pickle.loads(pickle.dumps(before)), after)
    assert expected == lg.diff(before, after)
    assert (before == after) is (not expected)
    assert (before == after) is (before == pickle.loads(pickle.dumps(after)))


def test_a_member_that_left_and_joined_again_is_the_same_member() -> None:
    """H3, A14: at another index, in only one of two versions, or in both."""
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")], members=["di"])
    again = graph.without_member("bo").with_members("bo").connect("bo", "ana").connect("bo", "cy")
    assert graph == again
    assert not lg.diff(graph, again)
    profile = lg.Profile(influencer=True)  # one object, so that maps see the same value
    eve_first = graph.with_members("eve", "flo").with_profile("eve", profile)
    flo_first = graph.with_members("flo", "eve").with_profile("flo", profile)
    found = lg.diff(eve_first, flo_first)
    assert (lg.Fact(K.PROFILE, ("flo",), profile),) == found.gained
    assert (lg.Fact(K.PROFILE, ("eve",), profile),) == found.lost


@fewer
@given(both=befores_and_afters())
@pytest.mark.usefixtures("thresholds")
def test_a_diff_applied_to_the_one_gives_the_other(both: tuple[Twin, Twin]):
    """H3."""
    before, after = both
    content = answers(before.graph)
    actual = lg.diff(before.graph, after.graph)
    applied = actual.apply(before.graph)
    assert after.graph == applied
    assert after.plain.value() == value_of(applied)
    check_storage(applied._facts)
    assert content == answers(before.graph)
    assert before.graph == lg.diff(after.graph, before.graph).apply(applied)


@fewer
@given(both=befores_and_afters())
def test_a_diff_is_in_the_order_of_kinds_then_of_members(both: tuple[Twin, Twin]):
    """H3, F10: those before, then joiners."""
    before, after = both
    order = list(dict.fromkeys([*before.graph, *after.graph]))
    kinds = FACT_KINDS
    actual = lg.diff(before.graph, after.graph)
    for facts in (actual.gained, actual.lost):
        keys = [
            (kinds.index(fact.kind), [order.index(member) for member in fact.members])
            for fact in facts
        ]
        assert sorted(keys) == keys
        for fact in facts:
            assert fact.kind.width == len(fact.members)
            if fact.kind is K.CONNECTION:
                one, other = (order.index(member) for member in fact.members)
                assert one < other


@fewer
@given(both=befores_and_afters())
def test_a_diff_is_a_value(both: tuple[Twin, Twin]):
    """H3."""
    before, after = both
    actual = lg.diff(before.graph, after.graph)
    assert actual == lg.diff(before.graph.compact(), after.graph.compact())
    assert actual == pickle.loads(pickle.dumps(actual))
    assert hash(actual) == hash(lg.diff(before.graph, after.graph))
    assert lg.Diff() == lg.diff(before.graph, before.graph)


@fewer
@given(both=befores_and_afters())
def test_a_diff_of_other_graphs_is_refused_where_it_does_not_fit(both: tuple[Twin, Twin]):
    """H3: a fact to lose is not there, or one to gain is."""
    before, after = both
    actual = lg.diff(before.graph, after.graph)
    if not actual:
        assert before.graph == actual.apply(after.graph)
        return
    with pytest.raises((lg.InvalidInput, lg.UnknownMember)):
        actual.apply(after.graph)


CAST = ("ana", "bo", "cy")
VALUES: dict[lg.FactKind, Any] = {
    K.PROFILE: st.sampled_from([lg.Profile(influencer=True), lg.Profile(hibernated=True)]),
    K.FLAGS: st.integers(1, 2),
    K.INVITATION: st.tuples(st.just(T0), st.sampled_from([None, "Hello"])),
    **dict.fromkeys((K.WITHDRAWN, K.UNBLOCKED, K.INVITED, K.NOTED), st.just((T0,))),
}


@st.composite
def made_up(draw: st.DrawFn) -> lg.Fact[str]:
    """Draw a fact that some graph of three could hold."""
    kind = draw(st.sampled_from(FACT_KINDS))
    members = draw(st.permutations(CAST))[: kind.width]
    return lg.Fact(kind, tuple(members), draw(VALUES.get(kind, st.none())))


def held(graph: lg.LinkGraph[Any]) -> set[tuple[Any, ...]]:
    return set(_listed(lg.diff(lg.LinkGraph(), graph).gained))


def _stands(facts: set[tuple[Any, ...]]) -> bool:
    """Return whether a graph can hold the facts: F4 and F5 hold, and all members are known."""
    there = {members[0] for kind, members, _ in facts if kind is K.MEMBER}
    if not all(there.issuperset(members) for _, members, _ in facts):
        return False
    for one, other in combinations(sorted(there), 2):
        kinds = [kind for kind, members, _ in facts if set(members) == {one, other}]
        standing = kinds.count(K.CONNECTION) + kinds.count(K.INVITATION)
        if standing > 1 or (K.BLOCK in kinds and (standing or K.FOLLOW in kinds)):
            return False
    return True


@given(st.lists(made_up(), max_size=12), st.lists(made_up(), max_size=3), st.data())
def test_a_diff_made_by_hand_gives_what_it_says_or_is_refused(before, gained, data):
    """H3, F3 to F6: facts less those lost and with those gained, if a graph can hold them."""
    graph = lg.LinkGraph.from_edges(members=CAST[: data.draw(st.sampled_from([3, 3, 3, 2, 0]))])
    for fact in before:  # as many of them as fit
        try:
            graph = lg.Diff((fact,)).apply(graph)
        except (lg.InvalidInput, lg.UnknownMember):
            continue
    facts = lg.diff(lg.LinkGraph(), graph).gained
    lost = data.draw(st.lists(st.sampled_from(facts), max_size=2)) if facts else []
    if data.draw(st.booleans()):  # with some care, so that it is not refused as a rule
        lost = [fact for fact in dict.fromkeys(lost) if fact.kind is not K.MEMBER]
        keys = {item[:2] for item in held(graph) - set(_listed(tuple(lost)))}
        by_key = {_listed((fact,))[0][:2]: fact for fact in gained}
        gained = [fact for key, fact in by_key.items() if key not in keys]
    old, less, more = held(graph), _listed(tuple(lost)), _listed(tuple(gained))
    assume(not set(less) & set(more))  # to lose and to gain the same says nothing
    new = (old - set(less)) | set(more)
    once = len(set(less)) == len(less) and len(set(more)) == len(more)
    fits = set(less) <= old and not (old - set(less)) & set(more)
    values = [item[:2] for item in new]
    if once and fits and len(set(values)) == len(values) and _stands(new):
        after = lg.Diff(tuple(gained), tuple(lost)).apply(graph)
        assert new == held(after)
        check_storage(after._facts)
    else:
        with pytest.raises((lg.InvalidInput, lg.UnknownMember)):
            lg.Diff(tuple(gained), tuple(lost)).apply(graph)
    assert old == held(graph)


# -- examples -------------------------------------------------------------------------------


@pytest.fixture
def graph() -> lg.LinkGraph[str]:
    """Ana and Bo are connected; Cy is there."""
    return lg.LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])


def test_a_changed_value_is_lost_as_it_was_and_gained_as_it_is(graph: lg.LinkGraph[str]):
    """H3."""
    one, other = lg.Profile(influencer=True), lg.Profile(hibernated=True)
    actual = lg.diff(graph.with_profile("ana", one), graph.with_profile("ana", other))
    assert (lg.Fact(K.PROFILE, ("ana",), other),) == actual.gained
    assert (lg.Fact(K.PROFILE, ("ana",), one),) == actual.lost


def test_a_fact_shows_its_kind_members_and_value():
    assert "Fact(FOLLOW, 'ana', 'bo')" == repr(lg.Fact(K.FOLLOW, ("ana", "bo")))
    assert "Fact(FLAGS, 'ana', 2)" == repr(lg.Fact(K.FLAGS, ("ana",), 2))


@pytest.mark.parametrize(
    ("gained", "lost"),
    [
        ([lg.Fact(K.FOLLOW, ("ana", "bo"))], []),
        ([lg.Fact(K.CONNECTION, ("bo", "ana"))], []),
        ([lg.Fact(K.MEMBER, ("ana",))], []),
        ([], [lg.Fact(K.FOLLOW, ("ana", "cy"))]),
        ([], [lg.Fact(K.CONNECTION, ("ana", "cy"))]),
        ([], [lg.Fact(K.BLOCK, ("ana", "cy"))]),
        ([], [lg.Fact(K.BAR, ("ana", "cy"))]),
        ([], [lg.Fact(K.INVITATION, ("ana", "cy"), (T0, None))]),
        ([], [lg.Fact(K.FLAGS, ("ana",), 1)]),
        ([], [lg.Fact(K.PROFILE, ("ana",), lg.Profile(influencer=True))]),
    ],
    ids=repr,
)
def test_a_fact_that_does_not_fit_is_named(graph: lg.LinkGraph[str], gained: Any, lost: Any):
    """H3."""
    before = answers(graph)
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Diff(tuple(gained), tuple(lost)).apply(graph)
    assert (gained or lost)[0] == caught.value.value
    assert before == answers(graph)


@pytest.mark.parametrize("bad", [None, "FOLLOW", ("ana", "bo"), K.FOLLOW], ids=repr)
def test_what_is_no_fact_is_refused(bad: Any):
    """H3."""
    for side in ("gained", "lost"):
        with pytest.raises(lg.InvalidInput) as caught:
            lg.Diff(**{side: (bad,)})
        assert lg.InvalidInput((bad,), f"a tuple of `Fact` as `{side}`") == caught.value


@pytest.mark.parametrize(
    "gained",
    [
        [lg.Fact(K.BLOCK, ("ana", "bo"))],
        [lg.Fact(K.CONNECTION, ("cy", "bo"))],
        [lg.Fact(K.FOLLOW, ("bo", "cy"))],
        [lg.Fact(K.INVITATION, ("bo", "cy"), (T0, None))],
        [lg.Fact(K.INVITATION, ("bo", "ana"), (T0, None))],
        [lg.Fact(K.INVITATION, ("cy", "ana"), (T0, None))],
        [lg.Fact(K.CONNECTION, ("ana", "cy"))],
    ],
    ids=repr,
)
def test_a_diff_makes_no_tie_that_may_not_stand(graph: lg.LinkGraph[str], gained: Any):
    """F4, F5: across a block, beside a connection, or crossing."""
    world = with_block(graph, "cy", "bo")
    world = with_invitation(world, "ana", "cy", InvitationDetails(T0, None))
    before = answers(world)
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Diff(tuple(gained)).apply(world)
    assert gained[0] == caught.value.value
    assert before == answers(world)


@pytest.mark.parametrize(
    "gained",
    [
        [lg.Fact(K.MEMBER, ("zoe",))] * 2,
        [lg.Fact(K.BLOCK, ("ana", "cy"))] * 2,
        [lg.Fact(K.BAR, ("ana", "cy"))] * 2,
        [lg.Fact(K.CONNECTION, ("ana", "cy")), lg.Fact(K.CONNECTION, ("cy", "ana"))],
    ],
    ids=repr,
)
def test_a_diff_made_by_hand_says_each_fact_once(graph: lg.LinkGraph[str], gained: Any):
    """F1, F2, F6: of a connection, in either order."""
    before = answers(graph)
    with pytest.raises(lg.LinkGraphError):
        lg.Diff(tuple(gained)).apply(graph)
    assert before == answers(graph)


@pytest.mark.parametrize(
    ("kind", "members", "value"),
    [
        *((kind, ("ana", "ana"), None) for kind in (K.CONNECTION, K.FOLLOW, K.BLOCK, K.BAR)),
        (K.INVITATION, ("ana", "ana"), (T0, None)),
        *((K.MEMBER, (member,), None) for member in (1.0, True, None, float("nan"))),
        (K.PROFILE, ("ana",), lg.Profile()),
    ],
)
def test_what_no_graph_holds_is_no_fact(kind: Any, members: Any, value: Any):
    """F1, F2, F6, F7: self ties, floats as ids, the default profile."""
    with pytest.raises(lg.InvalidInput):
        lg.Fact(kind, members, value)


def test_a_time_that_is_told_twice_is_no_value_of_a_fact():
    """F9: `fold` means nothing in UTC, and equal graphs have the same bytes."""
    with pytest.raises(lg.InvalidInput):
        lg.Fact(K.INVITED, ("ana",), (T0.replace(fold=1),))


def test_a_diff_names_who_is_no_member(graph: lg.LinkGraph[str]):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        lg.Diff((lg.Fact(K.FOLLOW, ("ana", "zoe")),)).apply(graph)
    assert lg.UnknownMember("zoe") == caught.value


def test_a_bar_stays_whatever_a_diff_has_put_beside_it(graph: lg.LinkGraph[str]):
    """A4, F9: an invitation across a bar is refused, or ignoring it leaves the bar."""
    gained = (lg.Fact(K.BAR, ("bo", "cy")), lg.Fact(K.INVITATION, ("cy", "bo"), (T0, None)))
    try:
        beside = lg.Diff(gained).apply(graph)
    except lg.InvalidInput:
        return
    after = lg.apply(beside, lg.Ignore("bo", "cy", at=T0, unknown=True))
    assert (K.BAR, ("bo", "cy"), None) in held(after)


ONE_OF_EACH = {
    kind: lg.Fact(kind, ("ana", "bo")[: kind.width], value)
    for kind, value in {
        **dict.fromkeys((K.CONNECTION, K.FOLLOW, K.BLOCK, K.BAR)),
        K.PROFILE: lg.Profile(influencer=True),
        K.INVITATION: (T0, "Hello"),
        K.FLAGS: 1,
        **dict.fromkeys((K.WITHDRAWN, K.UNBLOCKED, K.INVITED, K.NOTED), (T0, T0)),
    }.items()
}


@pytest.mark.parametrize("fact", ONE_OF_EACH.values(), ids=repr)
def test_who_is_in_any_fact_cannot_be_lost_and_who_is_in_none_can(fact: lg.Fact[str]):
    """H3, F9: ties, settings and memories go before their member does."""
    alone = lg.LinkGraph.from_edges(members=["ana", "bo", "cy"])
    graph = lg.Diff((fact,)).apply(alone)
    assert (fact,) == lg.diff(alone, graph).gained
    for member in alone:
        leaving = lg.Fact(K.MEMBER, (member,))
        if member in fact.members:
            with pytest.raises(lg.InvalidInput) as caught:
                lg.Diff(lost=(leaving,)).apply(graph)
            assert leaving == caught.value.value
            assert alone.without_member(member) == graph.without_member(member)
        else:
            left = lg.Diff(lost=(leaving,)).apply(graph)
            assert (fact,) == lg.diff(alone.without_member(member), left).gained
            assert graph.without_member(member) == left
        assert alone.without_member(member) == lg.Diff(lost=(fact, leaving)).apply(graph)


REMEDY = "apply a diff to the graph it was taken from"
LATE = T0 + timedelta(days=1)
NAIVE, ELSEWHERE = T0.replace(tzinfo=None), T0.astimezone(timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *((kind, 1) for kind in (K.MEMBER, K.CONNECTION, K.FOLLOW, K.BLOCK, K.BAR)),
        *((K.PROFILE, value) for value in (None, 1, lg.Profile())),
        *((K.FLAGS, value) for value in (None, 0, -1, True, 1.0, "1")),
        *((K.INVITATION, value) for value in (
            None, T0, (T0,), (T0, None, None), [T0, None], (None, None), (NAIVE, None),
            (ELSEWHERE, None), (T0, 1),
        )),
        *((kind, value) for kind in (K.WITHDRAWN, K.UNBLOCKED, K.INVITED, K.NOTED) for value in (
            None, T0, (), [T0], (LATE, T0), (NAIVE,), (ELSEWHERE,), (T0, None), (T0, "late"),
        )),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused(kind: lg.FactKind, value: Any):
    """H3, F4, F7, F9."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Fact(kind, ("ana", "bo")[: kind.width], value)
    assert lg.InvalidInput(value, f"{kind.value.name} as `value`") == caught.value


@pytest.mark.parametrize("fact", ONE_OF_EACH.values(), ids=repr)
def test_a_fact_names_as_many_members_as_its_kind_does(fact: Any):
    """H3."""
    number = {1: "one member", 2: "two members"}[fact.kind.width]
    for members in ((), fact.members[1:], (*fact.members, "cy"), [*fact.members], "ab", None):
        with pytest.raises(lg.InvalidInput) as caught:
            lg.Fact(fact.kind, members, fact.value)
        assert lg.InvalidInput(members, f"a tuple of {number} as `members`") == caught.value


@pytest.mark.parametrize("fact", ONE_OF_EACH.values(), ids=repr)
def test_a_fact_is_told_once_gained_where_it_is_not_and_lost_where_it_is(fact: lg.Fact[str]):
    """H3."""
    alone = lg.LinkGraph.from_edges(members=["ana", "bo", "cy"])
    there = lg.Diff((fact,)).apply(alone)
    assert alone == lg.Diff(lost=(fact,)).apply(there)
    for change, graph, problem in (
        (lg.Diff(gained=(fact, fact)), alone, "each fact once"),
        (lg.Diff(gained=(fact,)), there, "a fact that the graph does not hold yet"),
        (lg.Diff(lost=(fact, fact)), there, "each fact once"),
        (lg.Diff(lost=(fact,)), alone, "a fact that the graph holds"),
    ):
        with pytest.raises(lg.InvalidInput) as caught:
            change.apply(graph)
        assert lg.InvalidInput(fact, problem, REMEDY) == caught.value


@pytest.mark.parametrize(
    ("kind", "value"),
    [(K.PROFILE, lg.Profile(hibernated=True)), (K.INVITATION, (T0, None)), (K.FLAGS, 2),
     *((kind, (T0,)) for kind in (K.WITHDRAWN, K.UNBLOCKED, K.INVITED, K.NOTED))],
)  # fmt: skip
def test_a_fact_of_another_value_is_not_the_one_that_is_there(kind: lg.FactKind, value: Any):
    """H3: neither to lose nor to gain beside it, but the one may go as the other comes."""
    fact = ONE_OF_EACH[kind]
    other = attrs.evolve(fact, value=value)
    alone = lg.LinkGraph.from_edges(members=["ana", "bo"])
    there = lg.Diff((fact,)).apply(alone)
    for change in (lg.Diff(gained=(other,)), lg.Diff(lost=(other,))):
        with pytest.raises(lg.InvalidInput) as caught:
            change.apply(there)
        assert other == caught.value.value
    assert lg.Diff((other,)).apply(alone) == lg.Diff((other,), (fact,)).apply(there)


@pytest.mark.parametrize("first", [K.CONNECTION, K.FOLLOW, K.INVITATION, K.BLOCK])
@pytest.mark.parametrize("second", [K.CONNECTION, K.FOLLOW, K.INVITATION, K.BLOCK])
def test_of_two_facts_that_cannot_both_stand_the_later_is_named(
    first: lg.FactKind, second: lg.FactKind
):
    """F4, F5: in either direction."""
    alone = lg.LinkGraph.from_edges(members=["ana", "bo"])
    kinds = {first, second}
    for turn, turned in product((1, -1), repeat=2):
        one, other = (
            attrs.evolve(ONE_OF_EACH[kind], members=ONE_OF_EACH[kind].members[::step])
            for kind, step in ((first, turn), (second, turned))
        )
        if len(kinds) == 1 and (turn == turned or first is K.CONNECTION):
            continue  # told twice
        across = K.BLOCK in kinds and len(kinds) == 2
        if across or kinds in ({K.CONNECTION, K.INVITATION}, {K.INVITATION}):
            with pytest.raises(lg.InvalidInput) as caught:
                lg.Diff((one, other)).apply(alone)
            assert other == caught.value.value
        else:
            after = lg.Diff((one, other)).apply(alone)
            assert held(alone) | set(_listed((one, other))) == held(after)


def test_who_is_connected_and_followed_cannot_be_lost(graph: lg.LinkGraph[str]):
    """H3: the storage does not keep the follows that come with a connection."""
    leaving = lg.Fact(K.MEMBER, ("ana",))
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Diff(lost=(leaving,)).apply(graph)
    assert (
        lg.InvalidInput(leaving, "the loss of all other facts about the member", REMEDY)
        == caught.value
    )


def test_accepting_an_invitation_loses_it_and_gains_a_connection():
    """H3, A2, F4: connecting ends what was pending, and a diff says so itself."""
    alone = lg.LinkGraph.from_edges(members=["ana", "bo"])
    asked = with_invitation(alone, "bo", "ana", InvitationDetails(T0, "Hello"))
    after = lg.apply(asked, lg.Accept("ana", "bo", at=T0))
    actual = lg.diff(asked, after)
    assert (lg.Fact(K.INVITATION, ("bo", "ana"), (T0, "Hello")),) == actual.lost
    assert lg.Fact(K.CONNECTION, ("ana", "bo")) == actual.gained[0]
    assert after == actual.apply(asked)


def test_what_is_remembered_is_told_by_its_name():
    """H3, F9."""
    alone = lg.LinkGraph.from_edges(members=["ana", "bo"])
    pair = ("ana", "bo")
    asked = lg.apply(alone, lg.Invite(*pair, at=T0))
    withdrawn = lg.diff(asked, lg.apply(asked, lg.Withdraw(*pair, at=T0))).gained
    assert (lg.Fact(K.WITHDRAWN, pair, (T0,)),) == withdrawn
    unblocked = lg.apply(lg.apply(alone, lg.Block(*pair, at=T0)), lg.Unblock(*pair, at=T0))
    assert (lg.Fact(K.UNBLOCKED, pair, (T0,)),) == lg.diff(alone, unblocked).gained


def test_who_joins_comes_in_the_order_told():
    """F10."""
    names = ("cy", "ana", "bo")
    gained = tuple(lg.Fact(K.MEMBER, (name,)) for name in names)
    after = lg.Diff(gained).apply(lg.LinkGraph())
    assert names == tuple(after)
    assert gained == lg.diff(lg.LinkGraph(), after).gained


def test_the_length_of_a_diff_counts_both_sides(graph: lg.LinkGraph[str]):
    """H3."""
    actual = lg.diff(graph, graph.follow("cy", "ana").disconnect("ana", "bo"))
    assert (1, 1, 2) == (len(actual.gained), len(actual.lost), len(actual))
    assert [True, True, True, False] == [
        bool(item) for item in (actual, lg.Diff(actual.gained), lg.Diff((), actual.lost), lg.Diff())
    ]
