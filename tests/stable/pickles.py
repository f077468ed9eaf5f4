"""`python -m tests.stable.pickles` stores what this release writes, for later releases to read.

It fills `tests/data/VERSION`: a pickle of all values for each protocol, a store, and a history
file. Run it when a value or a format changes before a release; afterwards the folder stays as it
is for good.
"""

from __future__ import annotations

import pickle
import shutil
import sys
from pathlib import Path

import linkgraph as lg
from linkgraph.stores import save_history
from tests.stable.values import HISTORY, ODD, VALUES

ROOT = Path(__file__).parents[1] / "data"
PROTOCOLS = (2, 3, 4, 5)


def main() -> None:
    """Replace the folder of this release."""
    folder = ROOT / lg.__version__
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for protocol in PROTOCOLS:
        (folder / f"protocol{protocol}.pickle").write_bytes(pickle.dumps(VALUES, protocol))
    lg.save(ODD, folder / "store")
    save_history(HISTORY, folder / "history.jsonl")
    sys.stdout.write(f"{folder}: {len(VALUES)} values in {len(PROTOCOLS)} protocols\n")


if __name__ == "__main__":
    main()
