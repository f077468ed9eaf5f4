"""A graph as a value: equality, hash, pickle, copies, and nothing that can be changed (F9, F10)."""

from __future__ import annotations

import copy
import gc
import pickle
import random
import subprocess
import sys
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph.equality import _mixed, state_of
from linkgraph.graph.profiles import InvitationDetails
from tests.graph.drawing import T0, edits, fewer, twins
from tests.graph.plain import (
    KINDS,
    REMEMBERED,
    Plain,
    Twin,
    answers,
    value_of,
    with_block,
    with_invitation,
    with_memory,
)


def rebuilt(plain: Plain, seed: int) -> lg.LinkGraph[Any]:
    """Return a graph of the same facts with members in another order and another past."""
    members = list(plain.members)
    random.Random(seed).shuffle(members)
    twin = Twin.of(
        connections=[tuple(pair) for pair in plain.connections],
        follows=list(plain.follows),
        members=members,
        auto_follow=False,
    )
    for (sender, recipient), letter in plain.invitation_details.items():
        twin.invite(sender, recipient, letter)
    for a, b in plain.blocks:
        twin.block(a, b)
    for member, profile in plain.profiles.items():
        twin.with_profile(member, profile)
    for a, b in plain.bars:
        twin.remember("bars", a, b, T0)
    graph = twin.graph
    places = {member: index for index, member in enumerate(members)}
    for kind in ("flags", "invited", "noted"):
        by_member = {places[m]: value for m, value in getattr(plain, kind).items()}
        graph = _with_map(graph, kind, by_member)
    for kind in ("withdrawn", "unblocked"):
        by_pair = {(places[a], places[b]): at for (a, b), at in getattr(plain, kind).items()}
        graph = _with_map(graph, kind, by_pair)
    return graph


def _with_map(graph: lg.LinkGraph[Any], kind: str, values: dict[Any, Any]) -> lg.LinkGraph[Any]:
    facts = graph._facts
    changed = facts.memory[REMEMBERED[kind]].set_many(values.items())
    return lg.LinkGraph(facts=facts.with_stored({REMEMBERED[kind]: changed}))


# -- equality and hash ----------------------------------------------------------------------


@fewer
@given(twin=twins(), seed=st.integers(0, 9))
@pytest.mark.usefixtures("thresholds")
def test_equal_facts_are_equal_graphs_whatever_their_past_or_order(twin: Twin, seed: int):
    """F9, F10; the hash agrees, on the overlay as on what was laid flat."""
    other = rebuilt(twin.plain, seed)
    assert twin.plain.value() == value_of(other)
    assert twin.graph == other
    assert other == twin.graph
    assert hash(twin.graph) == hash(other)
    compacted = twin.graph.compact()
    assert twin.graph == compacted
    assert hash(twin.graph) == hash(compacted)
    assert answers(twin.graph) == answers(compacted)


@fewer
@given(twin=twins(least=1), data=st.data())
@pytest.mark.usefixtures("thresholds")
def test_graphs_are_equal_exactly_if_their_facts_are(twin: Twin, data: st.DataObject):
    """F9, F10: one more edit tells them apart, if it changes a fact."""
    before, value = twin.graph, copy.deepcopy(twin.plain.value())
    name, given_, options = data.draw(edits(twin.plain))
    getattr(twin, name)(*given_, **options)
    assert (value == twin.plain.value()) == (before == twin.graph)
    assert (value == twin.plain.value()) == (before == rebuilt(twin.plain, 1))


def _all_different() -> dict[str, lg.LinkGraph[Any]]:
    """Return graphs of three members, no two of which hold the same facts."""
    bare = lg.LinkGraph.from_edges(members=["ana", "bo", "cy"])
    connected = bare.connect("ana", "bo")
    graphs = {
        "nothing": bare,
        "one more member": bare.with_members("di"),
        "another member": lg.LinkGraph.from_edges(members=["ana", "bo", "di"]),
        "connected": connected,
        "connected, no follow": bare.connect("ana", "bo", auto_follow=False),
        "connected, one follow": connected.unfollow("ana", "bo"),
        "connected, the other follow": connected.unfollow("bo", "ana"),
        "others connected": bare.connect("ana", "cy"),
        "both follow": bare.follow("ana", "bo").follow("bo", "ana"),
        "follows": bare.follow("ana", "bo"),
        "follows back": bare.follow("bo", "ana"),
        "follows another": bare.follow("ana", "cy"),
        "another follows": bare.follow("cy", "bo"),
        "invited": with_invitation(bare, "ana", "bo", InvitationDetails(T0, None)),
        "invited back": with_invitation(bare, "bo", "ana", InvitationDetails(T0, None)),
        "another invited": with_invitation(bare, "cy", "bo", InvitationDetails(T0, None)),
        "invited with a note": with_invitation(bare, "ana", "bo", InvitationDetails(T0, "hi")),
        "invited later": with_invitation(
            bare, "ana", "bo", InvitationDetails(T0.replace(hour=1), None)
        ),
        "blocked": with_block(bare, "ana", "bo"),
        "blocked back": with_block(bare, "bo", "ana"),
        "blocked by another": with_block(bare, "cy", "bo"),
        "profile": bare.with_profile("ana", lg.Profile(influencer=True)),
        "another's profile": bare.with_profile("bo", lg.Profile(influencer=True)),
        "another profile": bare.with_profile("ana", lg.Profile(hibernated=True)),
    }
    for kind in KINDS:
        graphs[f"remembers {kind}"] = with_memory(bare, kind, "ana", "bo", T0)
        graphs[f"remembers {kind} back"] = with_memory(bare, kind, "bo", "ana", T0)
        if kind != "bars":
            twice = with_memory(with_memory(bare, kind, "ana", "bo", T0), kind, "ana", "bo", T0)
            graphs[f"remembers {kind} twice"] = twice
    return graphs


def test_every_kind_of_fact_tells_graphs_apart():
    """F9."""
    graphs = list(_all_different().items())
    for place, (name, graph) in enumerate(graphs):
        for other_name, other in graphs[:place]:
            assert graph != other, (name, other_name)
    assert len(graphs) == len({hash(graph) for _, graph in graphs})
    assert len(graphs) == len({graph for _, graph in graphs})


def test_hashes_are_scrambled_by_splitmix64():
    """Sums over ties would meet by chance without; the values are of its reference in C."""
    states = np.array([0, 0x9E3779B97F4A7C15, 1234567], np.uint64)
    expected = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 6457827717110365317]
    assert expected == _mixed(states).tolist()


def test_graphs_of_other_ids_are_different_graphs():
    runs = [lg.LinkGraph.from_edges(connections=[(n, n + 1)]) for n in range(3)]
    names = lg.LinkGraph.from_edges(connections=[("0", "1")])
    assert 4 == len({*runs, names})
    assert runs[0] != runs[1]
    assert runs[0] != names
    assert names != runs[0]


def test_a_graph_is_no_other_thing():
    graph = lg.LinkGraph.from_edges(connections=[(1, 2)])
    assert graph != "graph"
    assert graph != {1, 2}
    assert NotImplemented is graph.__eq__([1, 2])


def test_orders_that_differ_with_ties_that_look_alike_are_told_apart():
    """F10: the same arrays under other names are another graph."""
    one = lg.LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])
    other = lg.LinkGraph.from_edges(connections=[("cy", "bo")], members=["cy", "bo", "ana"])
    assert one != other
    assert one == other.disconnect("bo", "cy").unfollow("bo", "cy").unfollow("cy", "bo").connect(
        "ana", "bo"
    )


# -- pickles and copies ---------------------------------------------------------------------


@fewer
@given(twin=twins(), protocol=st.integers(0, pickle.HIGHEST_PROTOCOL))
@pytest.mark.usefixtures("thresholds")
def test_a_pickled_graph_comes_back_equal_and_in_order(twin: Twin, protocol: int):
    """F9, F10."""
    back = pickle.loads(pickle.dumps(twin.graph, protocol))
    assert twin.graph == back
    assert hash(twin.graph) == hash(back)
    assert answers(twin.graph) == answers(back)
    Twin(back, twin.plain).check()


@fewer
@given(twin=twins(least=2), data=st.data())
def test_a_pickled_graph_goes_on_like_the_first(twin: Twin, data: st.DataObject):
    """F9."""
    back = Twin(pickle.loads(pickle.dumps(twin.graph)), copy.deepcopy(twin.plain))
    for _ in range(3):
        name, given_, options = data.draw(edits(twin.plain))
        for item in (twin, back):
            getattr(item, name)(*given_, **options)
    assert twin.graph == back.graph
    assert answers(twin.graph) == answers(back.graph)


@fewer
@given(twin=twins())
def test_a_pickle_holds_no_cache_and_no_overlay(twin: Twin):
    """Reading, hashing and the layout of rows leave no trace in a pickle."""
    fresh = pickle.loads(pickle.dumps(twin.graph))
    before = pickle.dumps(fresh)
    answers(fresh)
    hash(fresh)
    assert before == pickle.dumps(fresh)
    used = len(pickle.dumps(twin.graph))
    assert used == len(pickle.dumps(twin.graph.compact()))


def test_a_pickle_of_a_run_of_integers_lists_no_ids():
    graph = lg.LinkGraph.from_edges(members=range(10**5))
    assert range(10**5) == state_of(graph._facts)["members"]
    assert range(10**5) == state_of(pickle.loads(pickle.dumps(graph))._facts)["members"]


def test_a_pickle_is_read_where_text_hashes_otherwise():
    """The hash is computed again, because the hash of text differs between processes."""
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")])
    hash(graph)
    program = (
        "import pickle, sys; import linkgraph as lg\n"
        "graph = pickle.loads(sys.stdin.buffer.read())\n"
        "again = lg.LinkGraph.from_edges(follows=[('cy', 'ana')], connections=[('bo', 'ana')])\n"
        "assert graph == again and hash(graph) == hash(again)\n"
        "sys.stdout.buffer.write(pickle.dumps(graph))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(graph), capture_output=True, check=True
    )
    assert graph == pickle.loads(run.stdout)


def test_copies_are_the_graph_itself():
    graph = lg.LinkGraph.from_edges(connections=[(1, 2)])
    assert graph is copy.copy(graph)
    assert graph is copy.deepcopy(graph)
    assert graph is copy.deepcopy([graph])[0]


# -- nothing to change ----------------------------------------------------------------------


@fewer
@given(twin=twins(least=1))
@pytest.mark.usefixtures("thresholds")
def test_no_array_can_be_written_to(twin: Twin):
    facts = twin.graph._facts
    relations = [facts.connections]
    for directed in (facts.exceptions, facts.pending, facts.blocks, facts.memory[lg.FactKind.BAR]):
        relations += [directed.out, directed.into]
    for relation in relations:
        assert not relation.base.offsets.flags.writeable
        assert not relation.base.neighbours.flags.writeable
        assert not any(
            relation.row(index).flags.writeable for index in range(facts.member_index.size)
        )
    assert not facts.member_index.active.flags.writeable


@fewer
@given(twin=twins(least=1))
def test_ids_handed_out_as_an_array_are_the_callers_own(twin: Twin):
    before = answers(twin.graph)
    for member in twin.graph:
        for answer in (twin.graph.members, twin.graph.followers(member)):
            ids = answer.to_numpy()
            ids[:] = 0
            assert list(answer) != [0] * len(answer) or set(answer) <= {0}
    assert before == answers(twin.graph)


def test_arrays_given_stay_the_callers_own():
    array = np.array([[1, 2], [2, 3]])
    graph = lg.LinkGraph.from_edges(connections=array, follows=array)
    before = answers(graph)
    assert array.flags.writeable
    array[:] = 7
    assert before == answers(graph)


def test_a_graph_has_nothing_to_set():
    graph = lg.LinkGraph.from_edges(connections=[(1, 2)])
    for name in ("members", "_facts", "anything"):
        with pytest.raises(AttributeError):
            setattr(graph, name, ())


def test_a_graph_can_be_referred_to_weakly():
    graph = lg.LinkGraph.from_edges(connections=[(1, 2)])
    reference = weakref.ref(graph)
    assert graph is reference()
    del graph
    gc.collect()
    assert reference() is None
