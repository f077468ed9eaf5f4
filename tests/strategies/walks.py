"""All that a strategy can draw, where that is little: Hypothesis draws nothing twice."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

_WALK = settings(
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def every(strategy: st.SearchStrategy[Any], most: int = 5000) -> list[Any]:
    """Return every draw, or the first of them; the very first is what failures shrink to."""
    drawn: list[Any] = []
    with suppress(NoSuchExample):  # since the answer is never true, it looks on
        find(strategy, drawn.append, settings=settings(_WALK, max_examples=most))
    return drawn


def simplest(strategy: st.SearchStrategy[Any]) -> Any:
    """Return what failures shrink to when every draw fails."""
    return find(strategy, lambda _: True, settings=_WALK)
