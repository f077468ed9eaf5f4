"""networkx graphs that read a `LinkGraph` in place, and a reader for networkx graphs.

`connections_view` and `follows_view` return a real `networkx.Graph` and `networkx.DiGraph` over
the arrays of a `LinkGraph`. They copy nothing, and all algorithms of networkx run on them.
`from_networkx` builds a `LinkGraph` from networkx graphs. The library is also a networkx
backend, which computes some functions faster: ``nx.triangles(view, backend="linkgraph")``.

`mappings` has the dictionaries that the views put in the place of networkx's own. `backend`
computes on `tie_arrays`.

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

from linkgraph.nx.mappings import ReadOnlyView
from linkgraph.nx.views import connections_view, follows_view, from_networkx

__all__ = ["ReadOnlyView", "connections_view", "follows_view", "from_networkx"]
