"""`explore`: the interactive picture, imported with what it needs once somebody calls it."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from linkgraph.display.picture import Picture
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, Policy

M = TypeVar("M", bound=Hashable)


class Explorer(Protocol):
    """What `explore` returns: a widget, which a notebook shows, steered from Python.

    Attributes
    ----------
    step
        Which moment of a history is shown: 0 is the start, `moments` the end. Set it to
        show another; it stays within the history.
    moments
        How many distinct moments the history has; 0 for a graph.
    """

    step: int
    moments: int

    @property
    def graph(self) -> LinkGraph[Any]:
        """The graph at the moment that is shown."""
        raise NotImplementedError

    @property
    def ego(self) -> Any:
        """The member in the middle."""
        raise NotImplementedError

    def center_on(self, member: Any) -> None:
        """Put another member in the middle, as a click on them does."""
        raise NotImplementedError

    def picture(self) -> Picture:
        """Return what is shown as a still picture."""
        raise NotImplementedError


def explore(
    source: LinkGraph[M] | History[M],
    ego: M,
    *,
    limit: int = 150,
    at: datetime | None = None,
    policy: Policy = CURRENT,
) -> Explorer:
    """Return an interactive picture of the network around a member, for a notebook.

    Click a member to put them in the middle; point at one to read how far they are, who
    could introduce them, who follows whom, which buttons their profile shows and why others
    are missing (D1, D4, F2, B1 to B14). Switch kinds of tie off and on. Of a `History`, slide
    through its moments; actions that the policy refuses are left out.

    Parameters
    ----------
    source, ego
        A graph or a history, and the member in the middle.
    limit
        Show at most so many members, as `draw` does.
    at
        When the buttons are looked at, aware; unless given, the moment shown of a history,
        and now of a graph.
    policy
        The limits and the era.

    Returns
    -------
    Explorer
        A widget; where no kernel runs, its still picture stays. `center_on` puts a member in
        the middle, `step` chooses a moment, `picture` gives the still picture.

    Raises
    ------
    ImportError
        Without the extra ``linkgraph[notebook]``.
    UnknownMember
        When `ego` is not in the graph, or not at the end of the history.
    InvalidInput
        When `source` is neither, or `limit`, `at` or `policy` is none.

    Examples
    --------
    >>> import linkgraph as lg
    >>> explorer = explore(lg.LinkGraph.from_edges(connections=[("ana", "bo")]), "ana")
    >>> explorer.center_on("bo")
    >>> explorer.picture()
    Picture(bo, showing all 2 members)
    """
    from linkgraph.display.explorer_widget import ExplorerWidget

    widget: Any = ExplorerWidget(source, ego, limit=limit, at=at, policy=policy)
    return cast("Explorer", widget)
