"""Hypothesis strategies for graphs, what happens on them, and members who are related.

Needs Hypothesis (the extra ``linkgraph[strategies]``), imported when this module is. With it
installed, ``st.from_type(LinkGraph)`` and the like work without importing this module.

Examples
--------
>>> from hypothesis import given
>>> import linkgraph as lg
>>> @given(second_degree_pairs())
... def test_somebody_can_introduce_them(drawn):
...     graph, viewer, member = drawn
...     assert lg.mutual_connections(graph, viewer, member)
>>> test_somebody_can_introduce_them()
"""

try:
    import hypothesis as _hypothesis  # noqa: F401  # before the modules below, for one sentence
except ImportError as _missing:
    raise ImportError(
        "strategies need Hypothesis: pip install 'linkgraph[strategies]'"
    ) from _missing

from linkgraph.strategies.drawing_actions import actions, histories
from linkgraph.strategies.drawing_graphs import graphs
from linkgraph.strategies.graph_shapes import mixed_graphs
from linkgraph.strategies.member_ids import members
from linkgraph.strategies.posting import engagements, posts
from linkgraph.strategies.related_members import (
    blocked_pairs,
    connected_pairs,
    following_pairs,
    out_of_network_pairs,
    pairs,
    pending_pairs,
    second_degree_pairs,
    third_degree_pairs,
)
from linkgraph.strategies.settings import policies, profiles
from linkgraph.strategies.times import DAY, moments

__all__ = [
    "DAY",
    "actions",
    "blocked_pairs",
    "connected_pairs",
    "engagements",
    "following_pairs",
    "graphs",
    "histories",
    "members",
    "mixed_graphs",
    "moments",
    "out_of_network_pairs",
    "pairs",
    "pending_pairs",
    "policies",
    "posts",
    "profiles",
    "second_degree_pairs",
    "third_degree_pairs",
]
