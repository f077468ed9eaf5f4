"""`Facts`: every state of two members and every edit of their ties, and all that one can lose."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations, product
from typing import Any

import attrs
import numpy as np
import pytest

import linkgraph as lg
from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import (
    BARS,
    FLAGS,
    INVITED,
    NOTED,
    UNBLOCKED,
    WITHDRAWN,
    FactKind,
    stored_kinds,
)
from linkgraph.graph.facts import NO_ENDS, Ends, Facts, Memory, with_time
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.persistent_map import MemberMap, PairMap, PersistentMap
from linkgraph.graph.profiles import InvitationDetails, Profiles
from linkgraph.graph.sorted_arrays import Indices, pack
from tests.graph.drawing import T0
from tests.graph.plain import check_storage

Ties = tuple[bool, bool, bool]  # connected, follows, followed
EVERY = list(product([False, True], repeat=3))
WANTED = list(product([None, False, True], repeat=3))
LATER = T0 + timedelta(days=1)
NOTE, BARE = InvitationDetails(T0, "hello"), InvitationDetails(LATER, None)


def ends(*pairs: tuple[int, int]) -> Ends:
    actual: Indices = np.array(pairs, np.int32).reshape(-1, 2)
    return actual[:, 0].copy(), actual[:, 1].copy()


def of_states(states: list[Ties], *, auto_follow: bool = False) -> Facts:
    """Return facts of two members for each state, side by side."""
    pairs = [(2 * place, 2 * place + 1, state) for place, state in enumerate(states)]
    return Facts.of_ties(
        MemberIndex.of(range(2 * len(states))),
        ends(*((a, b) for a, b, state in pairs if state[0])),
        ends(*((a, b) for a, b, state in pairs if state[1]),
             *((b, a) for a, b, state in pairs if state[2])),
        auto_follow,
    )  # fmt: skip


def ties_of(facts: Facts, one: int, other: int) -> Ties:
    """Return what stands between two members, after checking that all answers agree."""
    connected = facts.connections.has(one, other)
    follows, followed = facts.follows(one, other), facts.follows(other, one)
    assert connected == (other in facts.connections.row(one)) == facts.connections.has(other, one)
    assert follows == (other in facts.following(one)) == (one in facts.followers(other))
    assert (connected and followed) == (other in facts.following_connections(one))
    return connected, follows, followed


def test_every_state_of_two_members_is_built_as_it_is_given():
    """F1 to F3."""
    facts = of_states(EVERY)
    assert EVERY == [ties_of(facts, 2 * place, 2 * place + 1) for place in range(8)]
    assert (4, 8) == (facts.connection_total, facts.follow_total)
    check_storage(facts)
    friendly = of_states(EVERY, auto_follow=True)
    expected = [(connected, a or connected, b or connected) for connected, a, b in EVERY]
    assert expected == [ties_of(friendly, 2 * place, 2 * place + 1) for place in range(8)]
    assert (4, 12) == (friendly.connection_total, friendly.follow_total)
    check_storage(friendly)


@pytest.mark.parametrize("state", EVERY)
def test_every_edit_of_two_members_gives_the_ties_it_asks_for(state: Ties):
    """F1 to F3: ties that are not named stay unchanged."""
    before = of_states([state])
    for wanted in WANTED:
        connected, follows, followed = wanted
        after = before.with_ties(0, 1, connected=connected, follows=follows, followed=followed)
        expected = tuple(
            was if now is None else now for was, now in zip(state, wanted, strict=True)
        )
        assert expected == ties_of(after, 0, 1)
        assert (expected == state) == (after is before)
        check_storage(after)


@pytest.mark.parametrize("auto_follow", [False, True])
def test_many_edits_at_once_give_each_pair_the_ties_it_asks_for(auto_follow: bool):
    """F1 to F3: bulk, for every state and every request."""
    cases = list(product(EVERY, WANTED))
    before = of_states([state for state, _ in cases])
    asked: dict[tuple[int, bool], list[tuple[int, int]]] = {}
    expected = []
    for place, (state, wanted) in enumerate(cases):
        for at, value in enumerate(wanted):
            if value is not None:
                pair = (2 * place, 2 * place + 1)
                asked.setdefault((min(at, 1), value), []).append(pair[:: -1 if at == 2 else 1])
        made = wanted[0] and not state[0] and auto_follow
        now = [made or was if ask is None else ask for was, ask in zip(state, wanted, strict=True)]
        expected.append(tuple(now))
    after = before.with_many_ties(
        connect=ends(*asked[0, True]),
        disconnect=ends(*asked[0, False]),
        follow=ends(*asked[1, True]),
        unfollow=ends(*asked[1, False]),
        auto_follow=auto_follow,
    )
    assert expected == [ties_of(after, 2 * place, 2 * place + 1) for place in range(len(cases))]
    check_storage(after)


def test_many_follows_begin_and_end_without_a_connection():
    """F2."""
    facts = of_states([(False, False, True), (True, True, True)])
    after = facts.with_many_ties(follow=ends((0, 1)), unfollow=ends((3, 2)), auto_follow=True)
    assert [(False, True, True), (True, True, False)] == [
        ties_of(after, 0, 1),
        ties_of(after, 2, 3),
    ]
    check_storage(after)


@pytest.mark.parametrize("auto_follow", [False, True])
def test_edits_that_change_nothing_give_the_facts_themselves(auto_follow: bool):
    facts = of_states([(True, True, False), (False, True, False)])
    for same in (
        {"connect": ends((1, 0))},
        {"disconnect": ends((2, 3), (0, 3))},
        {"follow": ends((0, 1), (2, 3))},
        {"unfollow": ends((1, 0), (3, 2))},
        {},
    ):
        assert facts is facts.with_many_ties(**same, auto_follow=auto_follow)
    assert facts is facts.without_invitation(0, 1)
    assert facts is facts.without_invitations(*NO_ENDS)


def full(gone: int = -1) -> Facts:
    """Return facts in which each of six members has every tie and memory, except one who left."""
    pairs = [pair for pair in permutations(range(6), 2) if gone not in pair]

    def directed(step: int) -> Directed:
        some = [(a, b) for a, b in pairs if (b - a) % 6 == step]
        return Directed.from_keys(6, np.sort(pack(*ends(*some))))

    def of_each(kind: Any) -> MemberMap[Any]:
        return MemberMap({a: kind(a) for a in range(6) if a != gone})

    def of_pairs(step: int, kind: Any) -> PairMap[Any]:
        return PairMap({(a, b): kind(a) for a, b in pairs if (b - a) % 6 == step})

    near = [(a, b) for a, b in pairs if (b - a) % 6 in {1, 5}]
    far = [(a, b) for a, b in pairs if (b - a) % 6 == 2]
    member_index = MemberIndex.of(range(6))
    facts = Facts.of_ties(member_index, ends(*near), ends(*far), False)
    return attrs.evolve(
        facts,
        member_index=member_index if gone < 0 else member_index.without(gone),
        pending=directed(3),
        invitation_details=of_pairs(
            3, lambda a: InvitationDetails(T0 + timedelta(hours=a), f"from {a}")
        ),
        blocks=directed(4),
        profiles=Profiles(of_each(lambda a: lg.Profile(employer=f"employer {a}")).to_dict()),
        memory=Memory(
            {
                BARS: directed(5),
                FLAGS: of_each(lambda a: a + 1),
                WITHDRAWN: of_pairs(1, lambda a: (T0 + timedelta(days=a),)),
                UNBLOCKED: of_pairs(2, lambda a: (T0 - timedelta(days=a),)),
                INVITED: of_each(lambda a: (T0 + timedelta(weeks=a),)),
                NOTED: of_each(lambda a: (T0 - timedelta(weeks=a),)),
            }
        ),
    )


def content(facts: Facts) -> dict[str, Any]:
    """Return everything that facts hold, by ids."""
    member_index, memory = facts.member_index, facts.memory

    def named(relation: Adjacency) -> list[tuple[Any, Any]]:
        actual = relation.keys()
        return [(member_index[key >> 32], member_index[key & 0xFFFF]) for key in actual.tolist()]

    def by_id(values: PersistentMap[Any, Any]) -> dict[Any, Any]:
        return {
            tuple(member_index[item] for item in key)
            if isinstance(key, tuple)
            else member_index[key]: value
            for key, value in values.items()
        }

    return {
        "members": list(member_index),
        "connections": named(facts.connections),
        "exceptions": named(facts.exceptions.out),
        "follows": facts.follow_total,
        "pending": named(facts.pending.out),
        "letters": by_id(facts.invitation_details),
        "blocks": named(facts.blocks.out),
        "profiles": {id_: facts.profiles.get(member_index.index(id_)) for id_ in member_index},
        "bars": named(memory[BARS].out),
        "maps": [
            by_id(memory[kind]) for kind in (FLAGS, WITHDRAWN, UNBLOCKED, INVITED, NOTED)
        ],
    }  # fmt: skip


@pytest.mark.parametrize("gone", range(6))
def test_who_leaves_takes_every_tie_and_memory_of_theirs_along(gone: int):
    """A14."""
    left = full().without_member(gone)
    assert content(full(gone)) == content(left)
    assert left.knows_nothing_of(gone)
    assert not any(left.knows_nothing_of(other) for other in range(6) if other != gone)
    check_storage(left)
    assert content(left) == content(left.compact())
    assert 0 == left.compact().member_index.gaps
    check_storage(left.compact())


def test_facts_laid_flat_or_in_another_order_are_the_same():
    """F10: the order of the member_index is another one, and nothing else."""
    facts = full()
    edited = facts.with_ties(0, 3, connected=True).with_ties(0, 3, connected=False)
    assert content(facts) == content(edited.compact())
    turned = facts.renumbered(MemberIndex.of([5, 4, 3, 2, 1, 0]), np.arange(5, -1, -1))
    check_storage(turned)
    there, back = content(facts), content(turned)
    assert there["members"] == back["members"][::-1]
    for name in ("connections", "exceptions", "pending", "blocks", "bars"):
        assert there[name] == sorted(back[name])
    for name in ("follows", "letters", "profiles", "maps"):
        assert there[name] == back[name]


def test_facts_laid_flat_hold_no_edited_row():
    """F10: in any relation, and members who joined or left are part of the base."""
    edited = attrs.evolve(full(2), member_index=MemberIndex.of(range(6)).with_members(["new"]))
    pair = ends((0, 1))
    bars = edited.memory[BARS].flip_many(*pair)
    edited = attrs.evolve(
        edited.with_ties(0, 1, connected=False, follows=True),
        pending=edited.pending.flip_many(*pair),
        blocks=edited.blocks.flip_many(*pair),
    ).with_stored({BARS: bars})

    def changed(facts: Facts) -> list[bool]:
        relations = (facts.exceptions, facts.pending, facts.blocks, facts.memory[BARS])
        sides = [side for item in relations for side in (item.out, item.into)]
        return [item.changed is not None for item in (facts.connections, *sides)]

    assert ([True] * 9, False) == (changed(edited), edited.member_index.is_compact)
    flat = edited.compact()
    assert ([False] * 9, True) == (changed(flat), flat.member_index.is_compact)
    assert content(edited) == content(flat)


def test_nothing_is_between_two_who_are_untied():
    """F5: neither a tie nor an invitation, whoever sent it."""
    for state in EVERY:
        assert (False,) * 3 == ties_of(of_states([state]).without_ties(0, 1), 0, 1)
    for pair in ((0, 1), (1, 0)):
        waiting = of_states([(False, True, True)]).with_invitation(*pair, NOTE)
        assert [(pair, NOTE)] == list(waiting.invitation_details.items())
        free = waiting.without_ties(0, 1)
        assert ((False,) * 3, []) == (ties_of(free, 0, 1), list(free.invitation_details.items()))
        check_storage(free)


def test_an_invitation_of_many_goes_and_the_others_stay():
    """F4: one that becomes a connection, or a few that end."""
    facts = of_states([(False, False, False)] * 3)
    for pair, letter in {(0, 1): NOTE, (3, 2): BARE, (4, 5): NOTE}.items():
        facts = facts.with_invitation(*pair, letter)
    made = facts.with_many_ties(connect=ends((1, 0), (2, 3)), auto_follow=True)
    assert [((4, 5), NOTE)] == list(made.invitation_details.items())
    ended = facts.without_invitations(*ends((3, 2), (4, 5)))
    assert [((0, 1), NOTE)] == list(ended.invitation_details.items())
    check_storage(made)
    check_storage(ended)


def test_a_profile_is_that_of_one_member():
    """F7."""
    facts = of_states([(True, True, True)]).with_profile(1, lg.Profile(hibernated=True))
    assert [lg.Profile(), lg.Profile(hibernated=True)] == list(map(facts.profiles.get, range(2)))


def test_times_ascend_whenever_they_are_added():
    """F9: repeats included."""
    assert (T0,) == with_time(None, T0)
    assert (T0, LATER) == with_time((LATER,), T0)
    assert (T0, T0, LATER) == with_time((T0, LATER), T0)


@pytest.mark.parametrize("kind", list(stored_kinds()))
def test_of_whom_anything_is_held_something_is_known(kind: FactKind[Any]):
    """A14: and nothing of anybody else."""
    samples: dict[type, Any] = {
        Adjacency: Adjacency.from_keys(3, pack(*ends((0, 1), (1, 0)))),
        Directed: Directed.from_keys(3, pack(*ends((0, 1)))),
        MemberMap: MemberMap({0: (T0,)}),
        PairMap: PairMap({(0, 1): (T0,)}),
        Profiles: Profiles({0: lg.Profile(influencer=True)}),
    }
    facts = Facts(MemberIndex.of(range(3)))
    changed = facts.with_stored({kind: samples[type(kind.empty)]})
    expected = [False, kind.width == 1, True]
    assert expected == [changed.knows_nothing_of(index) for index in range(3)]
    assert [True] * 3 == [facts.knows_nothing_of(index) for index in range(3)]
