"""The thresholds of the storage, as shipped and so low that tiny graphs reach beyond them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.graph.drawing import tiny_thresholds


@pytest.fixture(scope="module", params=["shipped", "tiny"])
def thresholds(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test with the shipped thresholds, then with ones that tiny graphs cross."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "tiny":
            tiny_thresholds(patch)
        yield request.param
