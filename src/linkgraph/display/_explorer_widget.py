"""The interactive picture as a Jupyter widget.

Python decides everything that is true: the scene, the positions and the texts. `explore.js`
draws the scene and reports clicks. The two share the traits `scene`, `moments` and `step`.

Every scene has a number, its turn. A message from the browser names the turn that it is about,
so a click on an old scene, which may arrive late, is ignored.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, cast

from linkgraph.display.labels import font_size, names, reach
from linkgraph.display.layout import place
from linkgraph.display.picture import Picture, draw
from linkgraph.display.scene import RINGS, Scene, scene_of
from linkgraph.display.text import button_name, counted, label
from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import utc
from linkgraph.rules.buttons import profile_actions
from linkgraph.rules.degrees import degree, introductions
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
_TIES = ("connections", "stopped", "follows", "pending", "blocks")


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
        if isinstance(source, LinkGraph):
            source = History((), start=source)
        if not isinstance(source, History):
            raise InvalidInput(source, "a `LinkGraph` or a `History`")
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
            json = _json_of(scene)
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
    "ties": dict.fromkeys(_TIES, ()),
    "rings": [],
    "width": 300,
    "height": 40,
}


def _json_of(scene: Scene) -> dict[str, Any]:
    layout = place(scene)
    named = names(scene, layout, scene.tie_counts())
    members: list[dict[str, Any]] = []
    for number, ((x, y), own) in enumerate(zip(layout.points, scene.degrees, strict=True)):
        member = {"label": label(scene.members[number]), "x": x, "y": y, "degree": int(own)}
        if number in named:
            name = named[number]
            at = {"x": round(name.x, 1), "y": round(name.y, 1)}
            member["name"] = {"text": name.text, **at, "anchor": name.anchor}
        members.append(member)
    width, height = reach(layout, named)
    return {
        "summary": f"{label(scene.ego)}, {scene.summary()}",
        "members": members,
        "ties": {kind: [list(pair) for pair in getattr(scene, kind)] for kind in _TIES},
        "rings": [{"degree": int(ring.degree), "radius": ring.middle} for ring in layout.rings],
        "dot": layout.dot,
        "font": font_size(layout.dot),
        "width": round(width + _MARGIN, 1),
        "height": round(height + _MARGIN, 1),
    }


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
        texts.append(("introduction (D4)", " – ".join(map(label, chains[0])) + more))
    follows: list[str] = []
    others: list[tuple[str, str]] = []
    for one, other in ((ego, member), (member, ego)):
        name, other_name = label(one), label(other)
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
