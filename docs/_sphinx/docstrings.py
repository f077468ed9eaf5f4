"""What autodoc and napoleon make of this library's values is said as a reader would say it."""

from __future__ import annotations

import re
from typing import Any

import attrs

_UNDERLINE = re.compile(r"-{3,}$")


def one_each(lines: list[str]) -> list[str]:
    """Give each of several attributes that share a description an entry of its own.

    napoleon takes all but the last name for a type.

    >>> one_each(["Attributes", "----------", "a, b : int", "    Two.", "c", "    One."])
    ['Attributes', '----------', 'a : int', '    Two.', 'b : int', '    Two.', 'c', '    One.']
    """
    done: list[str] = []
    inside, place = False, 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if place < len(lines) and _UNDERLINE.match(lines[place]):
            inside = line == "Attributes"
        names, colon, kind = line.partition(" : ")
        if inside and re.match(r"\w+(, \w+)+$", names):
            end = place
            while end < len(lines) and (not lines[end] or lines[end].startswith(" ")):
                end += 1
            for name in names.split(", "):
                done += [f"{name}{colon}{kind}", *lines[place:end]]
            place = end
        else:
            done.append(line)
    return done


def _split(*event: Any) -> None:
    event[-1][:] = one_each(event[-1])


def _defaults(*event: Any) -> tuple[str, str] | None:
    """Show the defaults of fields as they are; the code that attrs writes names its own."""
    _, _, _, thing, _, shown, returns = event
    if not (isinstance(thing, type) and attrs.has(thing) and shown):
        return None
    defaults = {field.name: repr(field.default) for field in attrs.fields(thing)}
    shown = re.sub(r"attr_dict\['(\w+)'\]\.default", lambda found: defaults[found[1]], shown)
    return shown.replace("NOTHING", "..."), returns


def _heading(*event: Any) -> None:
    """Call attributes so, and not variables."""
    from docutils import nodes

    for name in event[-1].findall(nodes.field_name):
        if name.astext() == "Variables":
            name.children = [nodes.Text("Attributes")]


def setup(app: Any) -> dict[str, bool]:
    app.connect("autodoc-process-docstring", _split, priority=400)  # before napoleon
    app.connect("autodoc-process-signature", _defaults)
    app.connect("object-description-transform", _heading)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
