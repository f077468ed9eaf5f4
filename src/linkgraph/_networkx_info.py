"""The description of the networkx backend `linkgraph`, which every import of networkx reads.

It is a module without imports, because networkx needs only the names of a few functions here.
Python imports `linkgraph/__init__.py` on the way, which is small; NumPy is not imported.
"""

FUNCTIONS = {
    "average_clustering": "all members; without weights",
    "clustering": "all members of an undirected view; without weights",
    "connected_components": "",
    "degree_centrality": "",
    "in_degree_centrality": "",
    "is_connected": "",
    "is_weakly_connected": "",
    "number_connected_components": "",
    "number_weakly_connected_components": "",
    "out_degree_centrality": "",
    "pagerank": "without personalization, starting values and a dangling dictionary",
    "shortest_path_length": "from one source or to one target; without weights",
    "single_source_shortest_path_length": "",
    "to_scipy_sparse_array": "all members, in member order",
    "transitivity": "an undirected view",
    "triangles": "all members",
    "weakly_connected_components": "",
}


def info() -> dict[str, object]:
    """Return the description of the backend, as `networkx.backend_info` documents it."""
    return {
        "backend_name": "linkgraph",
        "project": "linkgraph",
        "package": "linkgraph",
        "short_summary": "Faster functions on views of a LinkGraph, computed on its arrays.",
        "functions": {
            name: {"additional_docs": f"On views of a LinkGraph: {limits}." if limits else ""}
            for name, limits in FUNCTIONS.items()
        },
    }
