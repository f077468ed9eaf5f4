"""networkx: graphs of theirs that read ours in place, and ours from theirs.

`connections_view` and `follows_view` are a real `networkx.Graph` and `networkx.DiGraph` over
the arrays of a `LinkGraph`: nothing is copied, and what networkx can compute runs on them
unchanged. `from_networkx` reads graphs of networkx. Installed beside networkx, the library
also is one of its backends: ``nx.triangles(view, backend="linkgraph")``.

Examples
--------
>>> import networkx as nx
>>> import linkgraph as lg
>>> from linkgraph.nx import connections_view, follows_view, from_networkx
>>> g = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
>>> nx.shortest_path(connections_view(g), "ana", "cy")
['ana', 'bo', 'cy']
>>> from_networkx(connections_view(g), follows_view(g)) == g
True
"""

from linkgraph.nx.networkx_reader import from_networkx
from linkgraph.nx.refusal import ReadOnlyView
from linkgraph.nx.views import connections_view, follows_view

__all__ = ["ReadOnlyView", "connections_view", "follows_view", "from_networkx"]
