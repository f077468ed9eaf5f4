"""The types of generated networks, as a type checker infers them."""

from __future__ import annotations

from typing import assert_type

import linkgraph as lg


def test_members_are_integers() -> None:
    graph = lg.professional_network(10, seed=1)
    assert_type(graph, lg.LinkGraph[int])
    assert_type(graph.connections_of(0), lg.MemberSet[int])
    assert_type(lg.Assumptions(note_share=1).note_share, float)


def test_the_seed_is_given_by_name() -> None:
    def never_called() -> None:
        lg.professional_network(10, 1)  # type: ignore[call-arg]
        lg.professional_network(10)  # type: ignore[call-arg]

    assert callable(never_called)
