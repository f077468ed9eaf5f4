"""The tables of `peers.py`, from its results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.tables import duration, mark, table, three, times
from benchmarks.targets import Check, summary

OURS, KERNEL = "linkgraph", "Numba"
NAMES = (OURS, "networkx", "igraph", "rustworkx", "NetworKit", "GraphBLAS", "SciPy", KERNEL)
ARRAYS = "SciPy"  # no graph library: what NumPy does over the same two arrays
_JUDGED = (
    "speed, best peer = 1",
    "… best graph library = 1",
    "target",
    "met",
    KERNEL,
    "time, kernel = 1",
)
_SCIPY, _IGRAPH = 0.8, 5.0  # build: parts of their speed
_CONNECTION, _FOLLOW = 12.0, 8.0  # bytes
_EDIT, _SLACK = 20e-6, 1.5  # "about" 20 µs; "no dearer" within the noise of two runs
_BULK = 50.0
_BESIDE = 8_000.0  # bytes of a version beside the rows it changed


def report(results: dict[str, Any]) -> str:
    """Return everything as Markdown."""
    worlds: dict[str, Any] = results["worlds"]
    generated = {name: world for name, world in worlds.items() if name.startswith("generated")}
    real = {name: world for name, world in worlds.items() if name not in generated}
    checks: list[Check] = []
    parts = [_setting(results)]
    for world in generated.values():
        text = f"{_title(world)}:"
        parts += [text, _questions(world, checks)]
        if world["left out"]:
            parts.append(_left_out(world))
    if real:
        parts += ["Real networks, each against the fastest of its peers:", _compact(real, checks)]
    parts += ["Building from an array:", _builds(worlds, checks)]
    parts += ["Memory that building leaves in the process, bytes a connection:", _memory(worlds)]
    parts += ["This library alone:", _own(generated, checks)]
    parts += ["How each was asked; the fastest counts, size by size:", _forms(worlds)]
    parts += ["The targets, and how many cells meet each:", summary(checks)]
    return "\n\n".join(parts)


def _setting(results: dict[str, Any]) -> str:
    setting = results["setting"]
    versions = dict(setting["versions"])
    for world in results["worlds"].values():
        versions |= {n: b["version"] for n, b in world["build"].items() if n != OURS}
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    took = sum(world["took"] for world in results["worlds"].values())
    return (
        f"Printed by `{setting['command']}` on {setting['machine']}; {listed}."
        f" Measuring took {took / 60:.0f} minutes; the load before was {setting['load']:.1f}."
    )


def _title(world: dict[str, Any]) -> str:
    return f"{_short(world['members'])} members, {_short(world['connections'])} connections"


# -- questions --------------------------------------------------------------------------------


def _questions(world: dict[str, Any], checks: list[Check]) -> str:
    names = _names({"": world})
    rows = []
    for result in world["results"]:
        least = _least(result)
        if OURS not in least:
            continue
        cells = [duration(least[name]) if name in least else "–" for name in names]
        cells[names.index(OURS)] = f"**{duration(least[OURS])}**"
        row = [result["text"], result["size"], *cells]
        rows.append(row + _judged(_title(world), result, least, checks))
    head = ["question", "size", *names, *_JUDGED]
    return table(head, rows, left=2)


def _compact(worlds: dict[str, Any], checks: list[Check]) -> str:
    rows = []
    for name, world in worlds.items():
        for result in world["results"]:
            least = _least(result)
            peers = {n: took for n, took in least.items() if n not in {OURS, KERNEL}}
            best = duration(min(peers.values())) if peers else "–"
            row = [name, result["text"], result["size"], f"**{duration(least[OURS])}**", best]
            rows.append(row + _judged(name, result, least, checks))
    return table(["network", "question", "size", OURS, "best peer", *_JUDGED], rows, left=3)


def _judged(
    network: str, result: dict[str, Any], least: dict[str, float], checks: list[Check]
) -> list[str]:
    """Return the cells under `_JUDGED`, and note in `checks` what was held against a target."""
    peers = {name: took for name, took in least.items() if name not in {OURS, KERNEL}}
    ratio, other, target, met = "–", "–", "", True
    where = f"{network}, {result['size']}"
    if peers:
        best = min(peers, key=lambda name: peers[name])
        speed = peers[best] / least[OURS]
        ratio = f"{times(speed)} {best}"
        graphs = {name: took for name, took in peers.items() if name != ARRAYS}
        if graphs:
            second = min(graphs, key=lambda name: graphs[name])
            other = f"{times(graphs[second] / least[OURS])} {second}"
        if result["target"]:
            target, met = f"≥ {result['target']:g}×", speed >= result["target"]
            share = speed / result["target"]
            checks.append(Check(result["text"], target, ratio, share, best, where))
    kernel = ["", ""]
    if KERNEL in least:
        slower = least[OURS] / least[KERNEL]
        most = _kernel_target(result["connections"])
        kernel = [duration(least[KERNEL]), times(slower)]
        if most:
            limit = f"≤ {most:g}× the kernel"
            target += f", {limit}" if target else limit
            met = met and slower <= most
            share = most / slower
            checks.append(Check(result["text"], limit, times(slower), share, KERNEL, where))
    return [ratio, other, target, mark(met) if target else "", *kernel]


def _kernel_target(connections: int) -> float | None:
    return 1.5 if connections >= 500 else 3.0 if connections >= 100 else None


def _least(result: dict[str, Any]) -> dict[str, float]:
    return {
        name: min(min(took) for took in forms.values()) for name, forms in result["found"].items()
    }


def _left_out(world: dict[str, Any]) -> str:
    return "Left out: " + "; ".join(f"{n} ({why})" for n, why in world["left out"].items()) + "."


# -- builds, memory, what this library has alone ---------------------------------------------------


def _builds(worlds: dict[str, Any], checks: list[Check]) -> str:
    names = _names(worlds)
    rows = []
    for title, world in _each(worlds):
        took = {name: min(built["seconds"]) for name, built in world["build"].items()}
        cells = [duration(took[name]) if name in took else "–" for name in names]
        cells[names.index(OURS)] = f"**{duration(took[OURS])}**"
        ratios, met = [], True
        for peer, least in (("SciPy", _SCIPY), ("igraph", _IGRAPH)):
            speed = took[peer] / took[OURS] if peer in took else None
            ratios.append("–" if speed is None else times(speed))
            if speed is not None:
                met = met and speed >= least
                target, share = f"≥ {least:g}× {peer}'s speed", speed / least
                checks.append(Check("build", target, times(speed), share, peer, title))
        rows.append([title, *cells, *ratios, mark(met)])
    head = ["network", *names, "SciPy = 1 (≥ 0.8×)", "igraph = 1 (≥ 5×)", "met"]
    return table(head, rows)


def _memory(worlds: dict[str, Any]) -> str:
    names = _names(worlds)
    rows = []
    for title, world in _each(worlds):
        sizes = {name: built["bytes"] for name, built in world["build"].items()}
        many = max(1, world["connections"])
        if many < 1_000_000:  # the noise of a process weighs more
            continue
        cells = [f"{three(sizes[name] / many)} B" if name in sizes else "–" for name in names]
        rows.append([title, *cells])
    return table(["network", *names], rows) if rows else "No network is large enough to tell."


def _own(worlds: dict[str, Any], checks: list[Check]) -> str:
    """Return what is measured of this library alone, a column for each world."""
    columns = [world["own"] | {"members": world["members"]} for world in worlds.values()]
    rows = []
    for text, key, show, target, met in _ALONE:
        some = [own for own in columns if key in own]
        if not some:
            continue
        good = met is None or all(met(own, some[0]) for own in some)
        if met is not None:
            checks.append(Check(text, target, ", ".join(map(show, some)), float(good), "", "all"))
        cells = [show(own) if key in own else "–" for own in columns]
        rows.append([text, *cells, target, mark(good) if target else ""])
    return table(["", *map(_title, worlds.values()), "target", "met"], rows)


Own = dict[str, float]


def _bulk(own: Own) -> float:
    return own["buttons, each"] * own["members"] / own["buttons, all"]


def _quick(key: str) -> Any:
    """Return whether an edit takes about 20 µs, and no more than in the smallest network."""
    return lambda own, first: own[key] <= _SLACK * min(_EDIT, max(first[key], _EDIT / 2))


# text, the figure in it, how it is shown, the target, and whether it is met beside the first world
_ALONE: tuple[
    tuple[str, str, Callable[[Own], str], str, Callable[[Own, Own], bool] | None], ...
] = (
    (
        "`profile_buttons`, all owners",
        "buttons, all",
        lambda own: duration(own["buttons, all"]),
        "",
        None,
    ),
    (
        "… speed, `profile_actions` in a loop = 1",
        "buttons, all",
        lambda own: times(_bulk(own)),
        "≥ 50×",
        lambda own, _: _bulk(own) >= _BULK,
    ),
    (
        "one edit, members of 500",
        "edit",
        lambda own: duration(own["edit"]),
        "about 20 µs in all",
        _quick("edit"),
    ),
    (
        "10,000 edits in a row, each",
        "edit in a row",
        lambda own: duration(own["edit in a row"]),
        "about 20 µs in all",
        _quick("edit in a row"),
    ),
    (
        "1,000 versions held, each: bytes of the rows it changed",
        "version rows",
        lambda own: f"{own['version rows']:,.0f} B",
        "",
        None,
    ),
    (
        "… bytes it takes, shared arrays left out",
        "version",
        lambda own: f"{own['version']:,.0f} B",
        "≤ 8 kB beside the rows",
        lambda own, _: own["version"] <= own["version rows"] + _BESIDE,
    ),
    (
        "bytes a connection, two follows and row offsets included",
        "bytes a connection",
        lambda own: f"{own['bytes a connection']:.2f} B",
        "≤ 12 B",
        lambda own, _: own["bytes a connection"] <= _CONNECTION,
    ),
    (
        "bytes a follow, beside row offsets",
        "bytes a follow",
        lambda own: f"{own['bytes a follow']:.2f} B",
        "≤ 8 B",
        lambda own, _: own["bytes a follow"] <= _FOLLOW,
    ),
)


def _forms(worlds: dict[str, Any]) -> str:
    wins: dict[tuple[str, str, str], int] = {}
    for world in worlds.values():
        for result in world["results"]:
            for name, forms in result["found"].items():
                least = min(forms, key=lambda form: min(forms[form]))
                for form in forms:
                    key = (result["key"], name, form)
                    wins[key] = wins.get(key, 0) + (form == least)
    places = list(dict.fromkeys((key, name) for key, name, _ in wins))
    ordered = sorted(wins.items(), key=lambda entry: places.index(entry[0][:2]))
    rows = [
        [key, name, form if "`" in form else f"`{form}`", str(count)]
        for (key, name, form), count in ordered
    ]
    return table(["question", "who", "asked as", "fastest in"], rows, left=3)


def _names(worlds: dict[str, Any]) -> list[str]:
    """Return who was built somewhere, in one order."""
    found = {name for world in worlds.values() for name in world["build"]}
    return [name for name in NAMES if name in found and name != KERNEL]


def _each(worlds: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, world in worlds.items():
        yield (_title(world) if name.startswith("generated") else name), world


def _short(number: int) -> str:
    """Return 100 k for 100,000 and the like."""
    for unit, name in ((10**6, "M"), (10**3, "k")):
        if number >= unit:
            return f"{number / unit:.3g} {name}"
    return str(number)
