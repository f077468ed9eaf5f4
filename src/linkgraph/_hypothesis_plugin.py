"""Teaches Hypothesis to draw what users give to linkgraph, once a process has loaded both.

Hypothesis loads this module by its entry point, in every environment that has linkgraph. So
nothing of the library is imported here until it is in use: `register` does nothing before
`LinkGraph` has been loaded. It is called twice, since either of the two may be imported first: by
Hypothesis, at the end of its import, and by `linkgraph` whenever a name is asked of it.
"""

from __future__ import annotations

import sys
from functools import cache, partial
from importlib import import_module
from typing import Any

# where the types live that `linkgraph.strategies.by_type` knows
TYPES = {
    "graph.linkgraph": "LinkGraph",
    "graph.profiles": "Invitation Profile",
    "rules.actions": (
        "Accept Action Block Disconnect Expire Follow Ignore Invite Join Leave RemoveFollower "
        "Unblock Unfollow UpdateProfile Withdraw"
    ),
    "rules.advice": "Signals",
    "rules.history": "History",
    "rules.policy": "Policy",
    "rules.posts": "Engagement Group Post",
}


def register() -> None:
    """Register a strategy for each type, if Hypothesis and the library are both loaded."""
    if sys.modules.get("hypothesis") and "linkgraph.graph.linkgraph" in sys.modules:
        _register_types()


@cache  # once a process
def _register_types() -> None:
    from hypothesis import strategies as st

    for module, names in TYPES.items():
        home = import_module(f"linkgraph.{module}")
        for name in names.split():
            kind = getattr(home, name)
            st.register_type_strategy(kind, partial(_strategy, kind))


def _strategy(kind: type, wanted: Any) -> Any:
    """Return the strategy for a registered type, made when it is first asked for."""
    from linkgraph.strategies.by_type import strategy_for

    return strategy_for(kind, wanted)
