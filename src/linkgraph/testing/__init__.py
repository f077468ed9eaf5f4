"""A conformance kit for follow/connect backends: does yours keep the rules.

Write a small adapter, a `Backend`, and give it to `conformance` in a test. Needs Hypothesis
(the extra ``linkgraph[strategies]``), imported when this module is.
"""

try:
    import hypothesis as _hypothesis  # noqa: F401  # before the modules below, for one sentence
except ImportError as _missing:
    raise ImportError(
        "the conformance kit needs Hypothesis: pip install 'linkgraph[strategies]'"
    ) from _missing

from linkgraph.testing.adapter import SETTINGS, Backend
from linkgraph.testing.conformance_kit import conformance
from linkgraph.testing.machine import PHASES, machine
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
