"""Hypothesis strategies for everything that users give to linkgraph.

There are strategies for ids, profiles and policies, for graphs (`graphs`, and `mixed_graphs` for
control of the shape), for pairs of members in a given relation, for actions and histories, times,
posts and engagements. Failures shrink to a story about ana and bo. A strategy looks at its
arguments when it is first drawn from, and raises the `InvalidArgument` of Hypothesis for one of
the wrong kind.

Needs Hypothesis (the extra ``linkgraph[strategies]``). Where it is installed,
``st.from_type(LinkGraph)`` works without an import of this package.

Examples
--------
>>> from hypothesis import given
>>> import linkgraph as lg
>>> @given(second_degree_pairs())
... def test_there_is_an_introduction(drawn):
...     graph, viewer, member = drawn
...     assert lg.mutual_connections(graph, viewer, member)
>>> test_there_is_an_introduction()
"""

try:
    import hypothesis as _hypothesis  # noqa: F401  # before the modules below, for this error
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
