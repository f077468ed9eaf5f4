"""Conversions between a world and a graph, and comparisons of their facts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import linkgraph as lg
from tests.model import actions as model
from tests.model.world import World

K = lg.FactKind


def pairs(members):
    return [(a, b) for a in members for b in members]


def told(facts) -> frozenset:
    """The facts of the library in the form of the specification (F1: without direction)."""
    found = frozenset(
        (f.kind.name, frozenset(f.members) if f.kind is K.CONNECTION else f.members, f.value)
        for f in facts
    )
    assert len(found) == len(facts)
    return found


def facts_of(g) -> frozenset:
    """Every fact of a graph (F9)."""
    return told(lg.diff(lg.LinkGraph(), g).gained)


def graph_with(g, facts):
    """The graph that holds these facts too."""
    return lg.Diff(tuple(facts)).apply(g) if facts else g


def world_with(w, facts):
    """The world that holds these facts too: `graph_with` for the specification."""
    for fact in facts:
        who = fact.members
        match fact.kind:
            case K.MEMBER:
                w = replace(w, members=(*w.members, *who))
            case K.CONNECTION:
                w = replace(w, connections=w.connections | {frozenset(who)})
            case K.FOLLOW:
                w = replace(w, follows=w.follows | {who})
            case K.INVITATION:
                w = replace(w, pending=w.pending | {who: fact.value})
            case K.BLOCK:
                w = replace(w, blocks=w.blocks | {who})
            case K.BAR:
                w = replace(w, bars=w.bars | {who})
            case K.FLAGS:
                w = replace(w, flags=w.flags + Counter({who[0]: fact.value}))
            case K.PROFILE:
                w = replace(w, profiles=w.profiles | {who[0]: fact.value})
            case K.WITHDRAWN:
                w = replace(w, withdrawals=(*w.withdrawals, *((*who, t) for t in fact.value)))
            case K.UNBLOCKED:
                w = replace(w, unblocks=(*w.unblocks, *((*who, t) for t in fact.value)))
            case K.INVITED:
                w = replace(w, invited=(*w.invited, *((*who, t) for t in fact.value)))
            case K.NOTED:
                w = replace(w, noted=(*w.noted, *((*who, t) for t in fact.value)))
    return w


def world_of(facts) -> World:
    return world_with(World(), facts)


def assert_same_facts(w, g):
    """F1-F10: fact by fact, and as the methods of a graph answer."""
    assert w.facts() == facts_of(g)
    assert list(w.members) == list(g.members)
    for m in w.members:
        assert w.profile(m) == g.profile(m)
        assert w.ordered(w.connections_of(m)) == list(g.connections_of(m))
        assert w.ordered({b for a, b in w.follows if a == m}) == list(g.following(m))
        assert w.ordered({a for a, b in w.follows if b == m}) == list(g.followers(m))
    for a, b in pairs(w.members):
        assert w.connected(a, b) == g.is_connected(a, b)
        assert ((a, b) in w.follows) == g.is_following(a, b)
        assert ((a, b) in w.blocks) == g.has_blocked(a, b)
        sent = g.invitation(a, b) if a != b else None
        assert w.pending.get((a, b)) == (sent and (sent.sent_at, sent.note))


def rules(verdict):
    return verdict.allowed, [reason.rule for reason in verdict.reasons]


def assert_same_verdict(w, g, action, policy) -> bool:
    """Section 2: allowed or refused for the same reasons, in order; return whether allowed."""
    verdict = lg.check(g, action, policy)
    assert model.verdict(w, action, policy) == rules(verdict), action
    instead = lg.Code.ACCEPT_INSTEAD in [reason.code for reason in verdict.reasons]
    assert model.accept_instead(w, action) == instead
    return verdict.allowed


def assert_same_action(w, g, action, policy) -> tuple:
    """The same verdict and, if allowed, the same changed facts afterwards; return both results."""
    if not assert_same_verdict(w, g, action, policy):
        return w, g
    after, graph = model.step(w, action, policy), lg.apply(g, action, policy)
    assert after.facts() == facts_of(graph), action
    assert after.facts() != w.facts(), action
    assert list(after.members) == list(graph.members)
    return after, graph
