"""Who does not ask for networkx does not wait for it."""

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


def test_networkx_is_imported_with_its_door_and_not_before():
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_networkx_alone_does_not_wait_for_this_library():
    """It reads the names of the backend's functions, and no more."""
    program = 'import sys, networkx\nassert "linkgraph" not in sys.modules'
    subprocess.run([sys.executable, "-c", program], check=True)
