"""Graphs in a folder: written whole or not at all, and mapped into memory instead of read.

`save` writes one data file under a new name and then replaces the manifest that names it, so
that a reader sees the old graph or the new one. `load` maps the data file: processes that
load the same store share its pages. Nothing in a store is code, and nothing is run.
"""

from linkgraph.stores.loading import load
from linkgraph.stores.store import save

__all__ = ["load", "save"]
