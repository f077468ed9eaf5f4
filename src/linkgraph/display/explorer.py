"""`explore`, and the interface of the widget that it returns.

The widget itself needs the extra ``linkgraph[notebook]``, so its module is imported on a call.
"""

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
    """An interactive picture: a widget that a notebook shows, and that Python can control.

    Attributes
    ----------
    step
        The moment of a history that is shown, from 0 (the start) to `moments`. It can be set.
    moments
        The number of distinct moments of the history; 0 for a graph.
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

    def center_on(self, member: Any) -> None:
        """Put another member in the middle, as a click on them does."""

    def picture(self) -> Picture:
        """Return a still picture of the current view."""
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

    It looks like the picture of `draw`. Click a member to put them in the middle. Point at a
    member to see all their ties and to read about them: the degree, possible introductions,
    follows, the buttons on their profile, and why others are missing (D1, D4, F2, B1 to B14).
    Zoom with the wheel, drag the picture, find members by name, switch kinds of tie off and on,
    and colour members by degree, group or employer. For a `History`, a slider moves through its
    moments; actions that the policy refuses are left out.

    Parameters
    ----------
    source, ego
        A graph or a history, and the member in the middle.
    limit
        The maximum number of members to show, as for `draw`.
    at
        The time for which buttons are shown (time-zone aware). By default the moment of the
        history that is shown, or now for a graph.
    policy
        Limits and era. Defaults to today's rules.

    Returns
    -------
    Explorer
        A widget. Where no kernel runs, its still picture is shown instead.

    Raises
    ------
    ImportError
        If the extra ``linkgraph[notebook]`` is not installed.
    UnknownMember
        If `ego` is not in the graph, or has left it at the end of the history.
    InvalidInput
        If an argument has the wrong type, `limit` is below 1, or `at` has no time zone.

    Examples
    --------
    >>> import linkgraph as lg
    >>> explorer = explore(lg.LinkGraph.from_edges(connections=[("ana", "bo")]), "ana")
    >>> explorer.center_on("bo")
    >>> explorer.picture()
    Picture(bo, showing all 2 members)
    """
    from linkgraph.display._explorer_widget import ExplorerWidget

    widget: Any = ExplorerWidget(source, ego, limit=limit, at=at, policy=policy)
    return cast("Explorer", widget)
