"""The interactive picture as a Jupyter widget.

Python decides everything that is true: the figure, which `draw` shows too, and the texts.
`explore.js` shows the figure and reports clicks. The two share the traits `scene`, `moments` and
`step`.

Every scene has a number, its turn. A message from the browser names the turn that it is about,
so a click on an old scene, which may arrive late, is ignored.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, cast

import attrs

from linkgraph.display.figure import Figure, Stroke, figure_of
from linkgraph.display.picture import Picture, degrees_of, draw, legend_of, standing
from linkgraph.display.scene import CROWD, RINGS, scene_of
from linkgraph.display.text import button_name, counted, label, labels
from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import utc
from linkgraph.rules.buttons import profile_actions
from linkgraph.rules.degrees import Degree, degree, introductions
from linkgraph.rules.followers import effective_followers
from linkgraph.rules.history import History, as_of
from linkgraph.rules.policy import Policy, known_policy

try:
    import anywidget
    import traitlets
except ImportError as error:
    raise ImportError(
        "exploring a network needs anywidget: pip install 'linkgraph[notebook]'"
    ) from error

_FOLDER = files("linkgraph.display")
_MARGIN = 14.0
COLOURS = 8  # for the largest groups or employers; the others share one


class ExplorerWidget(anywidget.AnyWidget):
    """The widget behind `Explorer`."""

    _esm = _FOLDER.joinpath("explore.js").read_text("utf-8")
    _css = _FOLDER.joinpath("explore.css").read_text("utf-8")

    scene = traitlets.Dict().tag(sync=True)
    moments = traitlets.Int().tag(sync=True)
    step = traitlets.Int().tag(sync=True)

    def __init__(
        self, source: object, ego: Any, *, limit: int, at: datetime | None, policy: Policy
    ) -> None:
        if type(source) is LinkGraph:
            source = History((), start=source)
        if type(source) is not History:
            raise InvalidInput(source, "a `LinkGraph` or a `History` as `source`")
        self._source = source
        self._times = tuple(dict.fromkeys(action.at for action in source))
        self._policy = known_policy(policy)
        self._at = None if at is None else utc(at)
        self._limit = limit
        self._ego = ego
        self._turn = 0
        self._members: tuple[Any, ...] = ()  # of the current scene
        last = len(self._times)
        super().__init__(scene=self._scene(last, ego), moments=last, step=last)
        self.on_msg(self._receive)
        self.observe(self._show_step, names="step")

    def __repr__(self) -> str:
        return f"Explorer({self.scene['summary']})"

    @property
    def graph(self) -> LinkGraph[Any]:
        return self._graph_at(self.step)

    @property
    def ego(self) -> Any:
        return self._ego

    def center_on(self, member: Any) -> None:
        scene = self._scene(self.step, member)  # raises before anything changes
        self._ego = member
        self.scene = scene

    def picture(self) -> Picture:
        return draw(self.graph, self._ego, limit=self._limit)

    # -- scenes -----------------------------------------------------------------------------

    def _graph_at(self, step: int) -> LinkGraph[Any]:
        if step == 0:
            return self._source.start
        return as_of(self._source, self._times[step - 1], self._policy, refused="skip")

    def _scene(self, step: int, ego: Any, *, may_be_absent: bool = False) -> dict[str, Any]:
        """Return the next scene as JSON, with its turn."""
        graph = self._graph_at(step)
        moment = ""
        if self._times:
            time = f"{self._times[step - 1]:%Y-%m-%d %H:%M}" if step else "the start"
            of_all = counted(len(self._times), "moment")
            moment = f"{time} · {step:,} of {of_all} · {repr(graph)[10:-1]}"
        if may_be_absent and ego not in graph:
            self._members = ()
            json = {**_EMPTY, "summary": f"{label(ego)} is not a member at this moment"}
        else:
            scene = scene_of(graph, ego, self._limit)
            self._members = scene.members
            json = _json_of(figure_of(scene, with_hidden=True), graph)
        self._turn += 1
        return {**json, "turn": self._turn, "moment": moment}

    def _show_step(self, _: Any) -> None:
        """Show another moment of a history (H1), at which the ego may be absent."""
        self.scene = self._scene(self.step, self._ego, may_be_absent=True)

    @traitlets.validate("step")
    def _step_within_history(self, proposal: Any) -> int:
        return min(max(int(proposal["value"]), 0), len(self._times))

    # -- messages ---------------------------------------------------------------------------

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        """Answer a click or a pointer; ignore messages that are invalid or too late."""
        match message:
            case {"kind": kind, "place": int(number), "turn": self._turn} if (
                0 <= number < len(self._members)
            ):
                member = self._members[number]
            case _:
                return
        if kind == "focus":
            self.center_on(member)
        elif kind == "about":
            texts = about(self.graph, self._ego, member, self._button_time(), self._policy)
            self.send({**message, "texts": texts})

    def _button_time(self) -> datetime:
        """Return the time for which buttons are shown: as given, the moment shown, or now."""
        if self._at is not None:
            return self._at
        return self._times[max(self.step, 1) - 1] if self._times else datetime.now(UTC)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        # The result is always a pair, because this widget has a view.
        live, metadata = cast("tuple[Any, Any]", super()._repr_mimebundle_(**options))
        # Where no kernel runs, the still picture is shown.
        still = self.picture()._repr_mimebundle_() if self._members else {}
        return {**live, **still}, metadata


# -- scenes as JSON -----------------------------------------------------------------------------

_EMPTY: dict[str, Any] = {
    "members": [],
    "ties": [],
    "grounds": [],
    "legend": [],
    "degrees": [],
    "employers": [],
    "box": [-150, -20, 300, 40],
}


def _json_of(figure: Figure, graph: LinkGraph[Any]) -> dict[str, Any]:
    scene, layout = figure.scene, figure.layout
    groups = _ranks([group if member else None for member, group in enumerate(scene.groups)])
    employers = [graph.profile(member).employer for member in scene.members]
    ranks = _ranks(employers)
    largest = {rank: employer for employer, rank in zip(employers, ranks, strict=True)}
    members: list[dict[str, Any]] = []
    for number, (x, y) in enumerate(layout.points):
        member = {
            "label": scene.labels[number],
            "standing": standing(scene, number),
            "x": x,
            "y": y,
            "radius": layout.radii[number],
            "degree": int(scene.degrees[number]),
            "group": groups[number],
            "employer": ranks[number],
        }
        if number in figure.names:
            name = figure.names[number]
            at = {"x": round(name.x, 1), "y": round(name.y, 1)}
            member["name"] = {"text": name.text, **at, "anchor": name.anchor, "turn": name.turn}
        members.append(member)
    left, top, right, bottom = figure.box
    connected = scene.degrees.count(Degree.FIRST)
    return {
        "summary": f"{scene.labels[0]}, {figure.caption}",
        "members": members,
        "ties": [
            *(_tie(stroke, is_hidden=False) for stroke in figure.strokes),
            *(_tie(stroke, is_hidden=True) for stroke in figure.hidden),
        ],
        "grounds": [attrs.asdict(ground) for ground in figure.grounds],
        "legend": [list(item) for item in legend_of(figure).items()],
        "degrees": [[text, *dot] for text, dot in degrees_of(scene, layout).items()],
        "employers": labels([largest[rank] for rank in range(COLOURS) if rank in largest]),
        "connected": f"connected to all {connected:,}" if connected > CROWD else "",
        "font": layout.font,
        "width": figure.width,
        "opacity": figure.opacity,
        "box": [
            round(length, 1)
            for length in (
                left - _MARGIN,
                top - _MARGIN,
                right - left + 2 * _MARGIN,
                bottom - top + 2 * _MARGIN,
            )
        ],
    }


def _tie(stroke: Stroke, *, is_hidden: bool) -> dict[str, Any]:
    return {
        "kind": stroke.kind,
        "ends": [*stroke.ends],
        "path": stroke.path,
        "tip": stroke.tip,
        "hidden": is_hidden,
    }


def _ranks(values: list[Any]) -> list[int | None]:
    """Return the rank of each value by how often it appears; `None` has none.

    Values that appear once, and those after the first `COLOURS`, share the last rank.
    """
    counts = Counter(value for value in values if value is not None)
    common = [value for value, count in counts.most_common(COLOURS) if count > 1]
    ranks = {value: rank for rank, value in enumerate(common)}
    return [None if value is None else ranks.get(value, COLOURS) for value in values]


# -- texts about a member -----------------------------------------------------------------------


def about(
    graph: LinkGraph[Any], ego: Any, member: Any, at: datetime, policy: Policy
) -> list[tuple[str, str]]:
    """Return (heading, text) pairs about `member` as the ego sees them, all plain text."""
    facts = graph._facts
    followers = len(effective_followers(facts, facts.member_index.index(member)))
    connections = counted(graph.connection_count(member), "connection")
    counts = f"{connections}, {counted(followers, 'follower')}"
    if member == ego:
        return [("in the middle", counts)]
    texts = [("distance", f"{RINGS[degree(graph, ego, member)]} (D1)"), ("network", counts)]
    chains = introductions(graph, ego, member)
    if chains and len(chains[0]) > 2:
        more = f"\nand {counted(len(chains) - 1, 'other way')}" if len(chains) > 1 else ""
        texts.append(("introduction (D4)", " – ".join(labels(chains[0])) + more))
    follows: list[str] = []
    others: list[tuple[str, str]] = []
    pair, names = (ego, member), labels((ego, member))
    for one, other, name, other_name in ((*pair, *names), (*pair[::-1], *names[::-1])):
        verb = "follows" if graph.is_following(one, other) else "does not follow"
        follows.append(f"{name} {verb} {other_name}")
        invitation = graph.invitation(one, other)
        if invitation is not None:
            sent = f"{name} to {other_name}, {invitation.sent_at:%Y-%m-%d}"
            others.append(("invitation (F4)", sent))
        if graph.has_blocked(one, other):
            others.append(("block (F5)", f"{name} has blocked {other_name}"))
    texts += [("follows (F2)", "\n".join(follows)), *others]
    actions = profile_actions(graph, ego, member, at=at, policy=policy)
    buttons = ", ".join(button_name(button.name) for button in actions.buttons)
    texts.append((f"buttons ({actions.row})", buttons))
    for button, verdict in actions.missing.items():
        reasons = "\n".join(map(str, verdict.reasons))
        texts.append((f"not shown: {button_name(button.name)}", reasons))
    return texts
