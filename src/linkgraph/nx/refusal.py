"""What a view says to those who would change it."""

from __future__ import annotations

from typing import Any, NoReturn

import attrs
from networkx import NetworkXError

from linkgraph.errors import LinkGraphError, shown


@attrs.define(eq=False, repr=False, slots=False)
class ReadOnlyView(LinkGraphError, NetworkXError):
    """Something would have changed a view: what, and what to do instead.

    It is a `networkx.NetworkXError`, which is what any frozen graph of networkx raises.

    Examples
    --------
    >>> import linkgraph as lg
    >>> from linkgraph.nx import connections_view
    >>> view = connections_view(lg.LinkGraph.from_edges(members=["ana", "bo"]))
    >>> view.add_edge("ana", "bo")
    Traceback (most recent call last):
    ...
    linkgraph.nx.refusal.ReadOnlyView: `add_edge` would change a view of a graph that never
    changes; make a new graph with `g.connect(a, b)` and take a view of that, or change your
    own `view.copy()`
    """

    what: str
    remedy: str

    @property
    def message(self) -> str:
        """The one sentence."""
        return (
            f"`{self.what}` would change a view of a graph that never changes; {self.remedy}, "
            "or change your own `view.copy()`"
        )


def refuse(what: str, instead: str, *_: object, **__: object) -> NoReturn:
    """Stand in for a method of networkx that changes a graph."""
    raise ReadOnlyView(what, f"make a new graph with `{instead}` and take a view of that")


class NoAttributes(dict[Any, Any]):
    """The attributes of every member and tie of a view: none, and none can be set.

    It is a `dict` because networkx and its users expect one. A copy of it, shallow, deep or
    pickled, is a plain empty `dict` that belongs to whoever made it.
    """

    __slots__ = ()

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        _refuse_attribute(key)

    def setdefault(self, key: Any, default: Any = None, /) -> NoReturn:  # noqa: ARG002  # dict's
        """Refuse, as every way to set an attribute."""
        _refuse_attribute(key)

    def update(self, *others: Any, **more: Any) -> None:
        """Refuse, as every way to set an attribute, unless there is nothing to set."""
        for key in dict[Any, Any](*others, **more):
            _refuse_attribute(key)

    def __ior__(self, other: Any) -> NoAttributes:  # type: ignore[misc]  # of one shape
        self.update(other)
        return self

    def __reduce__(self) -> tuple[type[dict[Any, Any]], tuple[()]]:
        return dict, ()


def _refuse_attribute(key: object) -> NoReturn:
    raise ReadOnlyView(
        f"[{shown(key).strip('`')}] = …",
        "keep what you know of members and ties in a dictionary of your own",
    )


NO_ATTRIBUTES = NoAttributes()
