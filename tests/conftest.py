"""Settings of all tests: the profiles of Hypothesis, and the garbage collector."""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, settings

from linkgraph.graph import sorted_arrays

collect_ignore = ["mutation"]  # a command, which needs a package that the tests do not

# In tests, sorted arrays of every length are checked for repeats, not only long ones.
sorted_arrays._CHECKED_FROM = 0

# Thousands of tests and their libraries stay alive until the end. Looking through them for garbage
# again and again finds nothing, and takes a tenth of the time of all tests.
gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """Exclude the collected tests from garbage collection."""
    gc.collect()
    gc.freeze()


# `default`, `full` and `quick` draw the same examples in every run, so that a failing test keeps
# failing until it is fixed; `thorough` draws other ones each time. There is no deadline, because a
# slow machine is not a wrong answer.
settings.register_profile(
    "linkgraph",
    deadline=None,
    derandomize=True,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],  # it depends on a clock, too
)
_PROFILE = settings.get_profile("linkgraph")
settings.register_profile("default", _PROFILE)
settings.register_profile("quick", _PROFILE, max_examples=15)
settings.register_profile("full", _PROFILE, max_examples=100)
settings.register_profile("thorough", _PROFILE, derandomize=False, max_examples=2000)

settings.load_profile(os.environ.get("LINKGRAPH_PROFILE", "default"))
