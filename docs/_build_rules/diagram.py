"""The state diagram of an invitation, as an SVG drawn from `OUTCOMES` alone.

Same table, same bytes: positions are computed from the rows, and nothing is measured.
The picture brings its own background, so that it reads on a light page and on a dark one.
"""

from __future__ import annotations

from html import escape

from linkgraph.rules.invitations import OUTCOMES, Outcome
from linkgraph.rules.policy import CURRENT

WIDTH, MARGIN, TOP, ROW = 890, 24, 56, 62
BOX_HEIGHT = 38
NONE_X, NONE_WIDTH = MARGIN, 104
PENDING_X, PENDING_WIDTH = 224, 108
TRUNK = 352  # where the ways out part
STATE_X, STATE_WIDTH = 540, 112
TEXT_X = STATE_X + STATE_WIDTH + 16
BEND = 10

# class, fill, line: light, then dark
COLOURS = {
    "plain": ("#f1f4f7", "#94a1ae", "#2b333b", "#76838f"),
    "open": ("#e4eefa", "#5b8cc0", "#1f3449", "#6f9fd0"),
    "good": ("#e3f3e8", "#5a9d74", "#1e3a2a", "#68ad83"),
    "hard": ("#fae8e6", "#c0716a", "#44262a", "#cf8680"),
    "slow": ("#fcf1d9", "#b9924a", "#40341c", "#c8a55f"),
}

STYLE = """\
text { font: 14px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2933; }
.state { font-weight: 600; text-anchor: middle; }
.id { font-weight: 600; }
.quiet { font-size: 13px; fill: #56636f; }
.head { font-size: 12px; letter-spacing: 0.04em; fill: #56636f; }
.card { fill: #fcfdfe; stroke: #d7dee5; }
.way { fill: none; stroke: #84919d; stroke-width: 1.5; }
.tip { fill: #84919d; }
"""

DARK = """\
text { fill: #e3e8ed; }
.quiet, .head { fill: #a6b1bc; }
.card { fill: #171c22; stroke: #333c46; }
.way { stroke: #84919d; }
"""


def invitation_diagram() -> str:
    """Return the SVG."""
    rows = list(OUTCOMES.values())
    height = TOP + ROW * len(rows) + MARGIN
    middle = TOP + ROW * len(rows) / 2
    parts = [
        _head(height, rows),
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="10"/>',
        *_columns(),
        _box("plain", NONE_X, middle, NONE_WIDTH, "none"),
        _arrow(f"M{NONE_X + NONE_WIDTH} {middle:g}H{PENDING_X - 8}"),
        _label(NONE_X + NONE_WIDTH + 14, middle, "A1", "Invite"),
        _box("open", PENDING_X, middle, PENDING_WIDTH, "pending"),
    ]
    for place, row in enumerate(rows):
        parts += _way_out(row, TOP + ROW * (place + 0.5), middle)
    return "\n".join([*parts, "</svg>"]) + "\n"


def leaves_behind(row: Outcome) -> str:
    """Return in words what an outcome leaves behind, or nothing."""
    left = {
        "a connection": row.connects,
        "a bar and a flag": row.bars,
        f"a cool-down of {CURRENT.withdraw_cooldown.days} days": row.cools,
    }
    return " and ".join(words for words, is_left in left.items() if is_left)


def _columns() -> list[str]:
    heads = {
        NONE_X: "BEFORE",
        PENDING_X: "OPEN",
        TRUNK + 16: "ENDS BY",
        STATE_X: "BECOMES",
        TEXT_X: "LEAVES BEHIND",
    }
    return [f'<text class="head" x="{x}" y="34">{title}</text>' for x, title in heads.items()]


def _way_out(row: Outcome, y: float, middle: float) -> list[str]:
    kind = "good" if row.connects else "hard" if row.bars else "slow" if row.cools else "plain"
    left = leaves_behind(row)
    below = y + (14 if left else 5)
    return [
        _arrow(_bent(PENDING_X + PENDING_WIDTH, middle, y)),
        _label(TRUNK + 16, y, row.rule, row.action),
        _box(kind, STATE_X, y, STATE_WIDTH, row.state),
        *([f'<text x="{TEXT_X}" y="{y - 4:g}">{left}</text>'] if left else []),
        f'<text class="quiet" x="{TEXT_X}" y="{below:g}">again: {escape(row.again)}</text>',
    ]


def _bent(start: float, middle: float, y: float) -> str:
    """Return a path right, up or down the trunk, and right again to a state."""
    end = STATE_X - 8
    if y == middle:
        return f"M{start} {y:g}H{end}"
    turn = BEND if y > middle else -BEND
    return (
        f"M{start} {middle:g}H{TRUNK - BEND}Q{TRUNK} {middle:g} {TRUNK} {middle + turn:g}"
        f"V{y - turn:g}Q{TRUNK} {y:g} {TRUNK + BEND} {y:g}H{end}"
    )


def _arrow(path: str) -> str:
    return f'<path class="way" d="{path}" marker-end="url(#tip)"/>'


def _label(x: float, y: float, rule: str, action: str) -> str:
    return f'<text x="{x}" y="{y - 8:g}"><tspan class="id">{rule}</tspan> {escape(action)}</text>'


def _box(kind: str, x: float, y: float, width: float, state: str) -> str:
    rect = (
        f'<rect class="{kind}" x="{x}" y="{y - BOX_HEIGHT / 2:g}" '
        f'width="{width}" height="{BOX_HEIGHT}" rx="{BOX_HEIGHT / 2:g}"/>'
    )
    return f'{rect}<text class="state" x="{x + width / 2:g}" y="{y + 5:g}">{escape(state)}</text>'


def _head(height: float, rows: list[Outcome]) -> str:
    told = ", ".join(f"{row.rule} {row.action}: {row.state}" for row in rows)
    light = "".join(f".{k} {{ fill: {f}; stroke: {s}; }}\n" for k, (f, s, _, _) in COLOURS.items())
    dark = "".join(f".{k} {{ fill: {f}; stroke: {s}; }}\n" for k, (_, _, f, s) in COLOURS.items())
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" \
height="{height}" role="img" aria-labelledby="title told">
<title id="title">What can become of an invitation</title>
<desc id="told">From none by A1 Invite to pending, and from there by {escape(told)}.</desc>
<style>
{STYLE}{light}@media (prefers-color-scheme: dark) {{
{DARK}{dark}}}
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="8" markerHeight="8" \
markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>"""
