"""The world and the graph hold the same facts."""

from __future__ import annotations


def pairs(members):
    return [(a, b) for a in members for b in members]


def assert_same_facts(w, g):
    """F1-F8, F10."""
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
