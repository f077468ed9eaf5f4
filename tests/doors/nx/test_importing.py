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
