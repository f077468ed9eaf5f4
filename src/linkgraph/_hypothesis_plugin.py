"""Teaches Hypothesis the types of linkgraph in a process that uses both.

Hypothesis imports this module and calls `register` (its entry point) in every environment that has
linkgraph, whether or not a test uses linkgraph. So importing this module loads nothing else of the
library, and a type is registered only when somebody has used its name: `register` takes those used
before Hypothesis was imported, and `linkgraph.__getattr__` calls `register_type` for later ones.
The strategies themselves are made when they are asked for.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

# the types for which `linkgraph.strategies.by_type` has a strategy
_NAMES = """
    Accept Action Assumptions Block Disconnect Engagement Expire Follow Group History Ignore
    Invitation Invite Join Leave LinkGraph Policy Post Profile ProfileButtons RemoveFollower Signals
    Unblock Unfollow UpdateProfile Withdraw
"""
TYPES = frozenset(_NAMES.split())
# types without one: Hypothesis would make them of parts that do not fit together
UNDRAWN = frozenset({"Archive"})


def register() -> None:
    """Register a strategy for each type that has been used so far."""
    for name in (TYPES | UNDRAWN) & vars(sys.modules["linkgraph"]).keys():
        register_type(name)


def register_type(name: str) -> None:
    """Register a strategy for the type of this name, if it has one and Hypothesis is there."""
    if name in TYPES | UNDRAWN and "hypothesis" in sys.modules:
        from hypothesis import strategies as st

        kind = getattr(sys.modules["linkgraph"], name)
        st.register_type_strategy(kind, partial(_strategy, kind))


def _strategy(kind: type, wanted: Any) -> Any:
    """Return the strategy for a registered type, made when it is first asked for."""
    from linkgraph.strategies.by_type import strategy_for

    return strategy_for(kind, wanted)
