"""What all tests share: how hard Hypothesis looks, and the folder of real networks."""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, settings

collect_ignore = ["mutation"]  # a command of its own, with a need of its own

# thousands of tests and their libraries are alive to the end: to look through them at every
# turn finds nothing, and takes a tenth of the run
gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later look for garbage."""
    gc.collect()
    gc.freeze()


# `default`, `full` and `quick` repeat exactly, so that a red run stays red until it is mended;
# `thorough` looks elsewhere each time. No deadline: a slow machine is not a wrong answer.
settings.register_profile(
    "linkgraph",
    deadline=None,
    derandomize=True,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],  # it reads a clock, too
)
_PROFILE = settings.get_profile("linkgraph")
settings.register_profile("default", _PROFILE)
settings.register_profile("quick", _PROFILE, max_examples=15)
settings.register_profile("full", _PROFILE, max_examples=100)
settings.register_profile("thorough", _PROFILE, derandomize=False, max_examples=2000)

settings.load_profile(os.environ.get("LINKGRAPH_PROFILE", "default"))
