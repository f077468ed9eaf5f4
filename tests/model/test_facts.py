"""The library and the specification build the same graphs, and refuse the same ones."""

from __future__ import annotations

from itertools import permutations, product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from tests.model import world
from tests.model.drawing import MEMBERS, MORE, START, situations
from tests.model.same import assert_same_facts, facts_of, world_of

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6)


@MORE
@given(PAIRS, PAIRS, st.lists(st.integers(0, 6), max_size=3), st.booleans(), st.booleans())
def test_a_graph_is_built_from_edges(connections, follows, members, auto_follow, as_arrays):
    """F1, F2, F3, F6, F10: whole numbers in arrays come in ascending order."""
    edges = {"connections": connections, "follows": follows}
    ids = range(5) if as_arrays else MEMBERS
    named = {kind: [(ids[a], ids[b]) for a, b in pairs] for kind, pairs in edges.items()}
    given_to = {kind: np.array(p, int).reshape(-1, 2) for kind, p in edges.items()}
    extra = [*members] if as_arrays else [(*MEMBERS, "x", "y")[m] for m in members]

    def build():
        ties = given_to if as_arrays else named
        first = np.array(extra, int) if as_arrays else extra
        return lg.LinkGraph.from_edges(**ties, members=first, auto_follow=auto_follow)

    if any(a == b for pairs in named.values() for a, b in pairs):
        with pytest.raises(lg.SelfTie):
            build()
    else:
        order = world.member_order(named.values(), extra, as_arrays)
        assert_same_facts(
            world.from_edges(**named, members=order, auto_follow=auto_follow), build()
        )


FACTS = [
    lg.Fact(kind, pair, (START, None) if kind is lg.FactKind.INVITATION else None)
    for kind in (lg.FactKind.FOLLOW, lg.FactKind.INVITATION, lg.FactKind.BLOCK)
    for pair in permutations(("ana", "bo"))
]
FACTS.append(lg.Fact(lg.FactKind.CONNECTION, ("ana", "bo")))


def test_of_all_sets_of_ties_a_graph_holds_the_lawful_ones():
    """F1-F5: between two members there are 128 sets of ties, of which 19 may stand."""
    both = [lg.Fact(lg.FactKind.MEMBER, (m,)) for m in ("ana", "bo")]
    lawful = 0
    for chosen in product((False, True), repeat=len(FACTS)):
        facts = [*both, *(fact for fact, taken in zip(FACTS, chosen, strict=True) if taken)]
        w, diff = world_of(facts), lg.Diff(tuple(facts))
        lawful += w.lawful()
        if w.lawful():
            assert_same_facts(w, diff.apply(lg.LinkGraph()))
        else:
            with pytest.raises(lg.InvalidInput):
                diff.apply(lg.LinkGraph())
    assert 19 == lawful


@MORE
@given(situations())
def test_whatever_happens_the_ties_stay_lawful(situation):
    """F1-F5."""
    w, g, *_ = situation
    assert w.lawful()
    assert w.facts() == facts_of(g)


def test_a_profile_has_its_defaults():
    """F7."""
    usual = lg.Profile()
    names = [field.name for field in type(usual).__attrs_attrs__]
    found = {name: getattr(usual, name) for name in names}
    assert world.DEFAULTS == {n: v.name if hasattr(v, "name") else v for n, v in found.items()}


POST = lg.Post(1, "bo")
QUESTIONS = {  # each names ana, then bo
    "degree": lambda g: lg.degree(g, "ana", "bo"),
    "degrees": lambda g: lg.degrees(g, "ana", ["bo"]),
    "mutual connections": lambda g: lg.mutual_connections(g, "ana", "bo"),
    "introductions": lambda g: lg.introductions(g, "ana", "bo"),
    "followed by": lambda g: lg.followed_by_connections(g, "ana", "bo"),
    "can see": lambda g: lg.can_see(g, "ana", POST),
    "can comment": lambda g: lg.can_comment(g, "ana", POST),
    "feed": lambda g: lg.feed(g, "ana", [POST]),
    "feed verdict": lambda g: lg.feed_verdict(g, "ana", POST),
    "buttons": lambda g: lg.profile_actions(g, "ana", "bo", at=START),
    "message": lambda g: lg.can_message(g, "ana", "bo"),
    "profile": lambda g: lg.profile_view(g, "ana", "bo"),
    "advice": lambda g: lg.follow_or_connect(g, "ana", "bo", at=START),
    "connected": lambda g: g.is_connected("ana", "bo"),
    "following": lambda g: g.is_following("ana", "bo"),
    "blocked": lambda g: g.has_blocked("ana", "bo"),
    "invitation": lambda g: g.invitation("ana", "bo"),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("members", [["ana"], ["bo"]], ids="".join)
def test_a_question_that_names_a_stranger_is_an_error(members, question):
    """F6."""
    (stranger,) = {"ana", "bo"} - {*members}
    with pytest.raises(lg.UnknownMember) as caught:
        question(lg.LinkGraph.from_edges(members=members))
    assert lg.UnknownMember(stranger) == caught.value


@given(situations(), st.integers(0, 2**20))
def test_only_ids_of_members_are_in_a_graph(situation, seed):
    """F6: `in` and `with_members` may name anybody; only `with_members` adds members."""
    w, g, *_ = situation
    for member in (*MEMBERS, "nobody", 1.0, True):
        known = any(member == m and type(member) is type(m) for m in w.members)
        assert known == (member in g)
    newcomers = Random(seed).sample((*MEMBERS, "nobody"), 3)
    joined = (*w.members, *(m for m in newcomers if m not in w.members))
    assert list(joined) == list(g.with_members(*newcomers).members)
