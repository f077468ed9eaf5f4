"""The interactive picture as a Jupyter widget: state here, drawing in `explore.js`."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, cast

from linkgraph.display.about import about
from linkgraph.display.labels import font_size, names, width
from linkgraph.display.layout import place
from linkgraph.display.picture import Picture, draw
from linkgraph.display.scene import RINGS, Scene, look
from linkgraph.display.svg import tie_counts
from linkgraph.display.text import counted, label
from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import utc
from linkgraph.rules.history import History, as_of
from linkgraph.rules.policy import Policy, known_policy

try:
    import anywidget
    import traitlets
except ImportError as _missing:
    raise ImportError(
        "exploring a network needs anywidget: pip install 'linkgraph[notebook]'"
    ) from _missing

_HERE = files("linkgraph.display")
_MARGIN = 14.0
_TIES = ("connections", "stopped", "follows", "pending", "blocks")


class ExplorerWidget(anywidget.AnyWidget):
    """The widget behind `Explorer`."""

    _esm = _HERE.joinpath("explore.js").read_text("utf-8")
    _css = _HERE.joinpath("explore.css").read_text("utf-8")

    scene = traitlets.Dict().tag(sync=True)
    moments = traitlets.Int().tag(sync=True)
    step = traitlets.Int().tag(sync=True)

    def __init__(
        self,
        source: LinkGraph[Any] | History[Any],
        ego: Any,
        *,
        limit: int,
        at: datetime | None,
        policy: Policy,
    ) -> None:
        self._source = source
        self._times = _times(source)
        self._policy = known_policy(policy)
        self._at = None if at is None else utc(at)
        self._limit = limit
        self._ego = ego
        self._turn = 0
        self._shown: Scene | None = None
        last = len(self._times)
        super().__init__(scene=self._drawn(last, ego), moments=last, step=last)
        self.on_msg(self._hear)
        self.observe(self._moved, names="step")

    def __repr__(self) -> str:
        return f"Explorer({self.scene['summary']})"

    @property
    def graph(self) -> LinkGraph[Any]:
        """The graph at the moment that is shown."""
        return self._graph_at(self.step)

    @property
    def ego(self) -> Any:
        """The member in the middle."""
        return self._ego

    def center_on(self, member: Any) -> None:
        """Put another member in the middle, as a click on them does."""
        scene = self._drawn(self.step, member)  # or an error, before anything changes
        self._ego = member
        self.scene = scene

    def picture(self) -> Picture:
        """Return what is shown as a still picture."""
        return draw(self.graph, self._ego, limit=self._limit)

    # -- what is shown ----------------------------------------------------------------------

    def _graph_at(self, step: int) -> LinkGraph[Any]:
        if isinstance(self._source, LinkGraph):
            return self._source
        if step == 0:
            return self._source.start
        return as_of(self._source, self._times[step - 1], self._policy, refused="skip")

    def _drawn(self, step: int, ego: Any) -> dict[str, Any]:
        """Return the scene as the widget draws it; the next turn, so that old clicks are void."""
        graph = self._graph_at(step)
        self._shown = look(graph, ego, self._limit)
        return self._numbered(_plain(self._shown), step, graph)

    def _numbered(self, scene: dict[str, Any], step: int, graph: LinkGraph[Any]) -> dict[str, Any]:
        self._turn += 1
        return {**scene, "turn": self._turn, "moment": self._moment(step, graph)}

    def _moved(self, _: Any) -> None:
        """Show another moment of a history (H1)."""
        graph = self._graph_at(self.step)
        if self._ego in graph:
            self.scene = self._drawn(self.step, self._ego)
        else:
            self._shown = None
            absent = f"{label(self._ego)} is no member at this moment"
            self.scene = self._numbered({**_NOBODY, "summary": absent}, self.step, graph)

    @traitlets.validate("step")
    def _within(self, proposal: Any) -> int:
        return min(max(int(proposal["value"]), 0), len(self._times))

    def _moment(self, step: int, graph: LinkGraph[Any]) -> str:
        if not self._times:
            return ""
        when = f"{self._times[step - 1]:%Y-%m-%d %H:%M}" if step else "the start"
        of_all = counted(len(self._times), "moment")
        return f"{when} · {step:,} of {of_all} · {repr(graph)[10:-1]}"

    # -- what is clicked --------------------------------------------------------------------

    def _hear(self, _: Any, message: Any, __: Any) -> None:
        """Answer a click or a pointer; what is not understood, or came too late, is nothing."""
        match message:
            case {"kind": kind, "place": int(number), "turn": self._turn} if self._shown:
                members = self._shown.members
            case _:
                return
        if 0 <= number < len(members):
            if kind == "focus":
                self.center_on(members[number])
            elif kind == "about":
                said = about(self.graph, self._ego, members[number], self._when(), self._policy)
                self.send({"kind": "about", "place": number, "turn": self._turn, "said": said})

    def _when(self) -> datetime:
        """Return when buttons are looked at: as given, at the moment shown, or now."""
        if self._at is not None:
            return self._at
        if self._times:
            return self._times[max(self.step, 1) - 1]
        return datetime.now(UTC)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        # the live view, and what is said about it; the class has a view, so it is never `None`
        live, extra = cast("tuple[Any, Any]", super()._repr_mimebundle_(**options))
        if self._shown is None:
            return live, extra
        # where no kernel runs, the still picture stays
        return {**live, **self.picture()._repr_mimebundle_()}, extra


def _times(source: LinkGraph[Any] | History[Any]) -> tuple[datetime, ...]:
    """Return the distinct moments of a history, in order; none of a graph."""
    if isinstance(source, LinkGraph):
        return ()
    if isinstance(source, History):
        return tuple(dict.fromkeys(action.at for action in source))
    raise InvalidInput(source, "is nothing to explore", "give a `LinkGraph` or a `History`")


_NOBODY: dict[str, Any] = {
    "members": [],
    "ties": {kind: [] for kind in _TIES},
    "rings": [],
    "dot": 1.0,
    "font": 1.0,
    "width": 300.0,
    "height": 40.0,
}


def _plain(scene: Scene) -> dict[str, Any]:
    """Return a scene as what JSON can say."""
    layout = place(scene)
    named = names(scene, layout, tie_counts(scene))
    size = font_size(layout.dot)
    members: list[dict[str, Any]] = []
    wide = high = layout.radius + layout.dot
    for number, ((x, y), far) in enumerate(zip(layout.points, scene.degrees, strict=True)):
        member = {"label": label(scene.members[number]), "x": x, "y": y, "degree": int(far)}
        name = named.get(number)
        if name is not None:
            member["name"] = {
                "text": name.text,
                "x": round(name.x, 1),
                "y": round(name.y, 1),
                "anchor": name.anchor,
            }
            share = 0.5 if name.anchor == "middle" else 1.0
            wide = max(wide, abs(name.x) + share * width(name.text, size))
            high = max(high, abs(name.y) + size)
        members.append(member)
    return {
        "summary": f"{label(scene.ego)}, {scene.summary()}",
        "members": members,
        "ties": {kind: [list(pair) for pair in getattr(scene, kind)] for kind in _TIES},
        "rings": [
            {
                "degree": int(ring.degree),
                "radius": (ring.inner + ring.outer) / 2,
                "name": RINGS[ring.degree],
            }
            for ring in layout.rings
        ],
        "dot": layout.dot,
        "font": size,
        "width": round(wide + _MARGIN, 1),
        "height": round(high + _MARGIN, 1),
    }
