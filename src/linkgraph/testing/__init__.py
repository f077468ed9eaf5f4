"""A conformance kit: compares your own backend with the rules of linkgraph.

Write a small adapter, a `Backend`, and pass it to `conformance` in a test. The kit acts out
histories on your backend and on the library, and raises `Nonconformance` with the shortest story in
which the two differ. Needs Hypothesis (the extra ``linkgraph[strategies]``).
"""

try:
    import hypothesis as _hypothesis  # noqa: F401  # before the modules below, for this error
except ImportError as _missing:
    raise ImportError(
        "the conformance kit needs Hypothesis: pip install 'linkgraph[strategies]'"
    ) from _missing

from linkgraph.testing.adapter import SETTINGS, Backend
from linkgraph.testing.conformance_kit import PHASES, conformance, machine
from linkgraph.testing.prepared import PREPARED, SMALL, Prepared
from linkgraph.testing.stories import Nonconformance, Step
from linkgraph.testing.trial import Report

__all__ = [
    "PHASES",
    "PREPARED",
    "SETTINGS",
    "SMALL",
    "Backend",
    "Nonconformance",
    "Prepared",
    "Report",
    "Step",
    "conformance",
    "machine",
]
