"""Importing one of networkx and this library does not load the other."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import linkgraph
assert "networkx" not in sys.modules
import linkgraph.nx
assert "networkx" in sys.modules
"""


def test_only_the_integration_imports_networkx():
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_networkx_alone_does_not_import_numpy_or_this_library():
    """It reads the names of the backend's functions, which takes no other module."""
    program = (
        "import sys, networkx\n"
        "assert not {'numpy', 'linkgraph.nx', 'linkgraph.graph.linkgraph'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
