"""Teaches Hypothesis the types of linkgraph, as soon as a process has imported both.

Hypothesis loads this module by its entry point, in every environment that has linkgraph, so
it stands beside the package: nothing of linkgraph is imported that the process does not use.
Whichever of the two is imported last calls `register`. Strategies are made when asked for.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

# what `linkgraph.strategies.by_type` knows
TYPES = (
    *("Accept", "Action", "Advice", "Block", "Diff", "Disconnect", "Engagement", "Expire"),
    *("Fact", "FeedItem", "Follow", "Group", "Health", "History", "Ignore", "Invitation"),
    *("Invite", "Join", "Leave", "LinkGraph", "MemberSet", "Policy", "Post", "Profile"),
    *("ProfileActions", "ProfileView", "Reason", "RemoveFollower", "Signals", "Unblock"),
    *("Unfollow", "UpdateProfile", "Verdict", "Withdraw"),
)


def register() -> None:
    """Register a strategy for each type, if Hypothesis and linkgraph are both there."""
    linkgraph: Any = sys.modules.get("linkgraph")
    if sys.modules.get("hypothesis") and hasattr(linkgraph, "__version__"):  # and imported whole
        from hypothesis import strategies as st

        for name in TYPES:
            st.register_type_strategy(getattr(linkgraph, name), partial(_strategy, name))


def _strategy(name: str, thing: Any) -> Any:
    from linkgraph.strategies.by_type import strategy_for

    return strategy_for(name, thing)
