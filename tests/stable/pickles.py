"""`python -m tests.stable.pickles` stores the pickles of this release that are not there yet.

What a release has stored is kept for good: every later one reads it back. Each value has a
file of its own in protocol 4; all of them together are in a file for each other protocol.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import linkgraph as lg
from tests.stable.values import VALUES

ROOT = Path(__file__).parents[1] / "data" / "pickles"
PROTOCOLS = (2, 3, 5)


def main() -> None:
    """Write what is not there."""
    folder = ROOT / lg.__version__
    folder.mkdir(parents=True, exist_ok=True)
    contents = {name: pickle.dumps(value, 4) for name, value in VALUES.items()}
    contents |= {f"all.protocol{number}": pickle.dumps(VALUES, number) for number in PROTOCOLS}
    for name, data in contents.items():
        path = folder / f"{name}.pickle"
        if not path.exists():
            path.write_bytes(data)
            sys.stdout.write(f"{path.name}: {len(data):,} bytes\n")


if __name__ == "__main__":
    main()
