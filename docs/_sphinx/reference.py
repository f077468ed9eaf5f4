"""The reference has every public name, once; types link to where users import them from."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import linkgraph

CORE = {"errors", "graph", "rules"}  # users import their names from `linkgraph`


@cache
def modules() -> list[str]:
    """Return `linkgraph` and its public modules, which list their names in `__all__`."""
    names = sorted(module.name for module in iter_modules(linkgraph.__path__))
    paths = [f"linkgraph.{name}" for name in names if name not in CORE and name[0] != "_"]
    return ["linkgraph", *(path for path in paths if hasattr(import_module(path), "__all__"))]


@cache
def public() -> dict[str, str]:
    """Return the path under which users import each public name."""
    return {name: f"{module}.{name}" for module in reversed(modules()) for name in offered(module)}


def offered(module: str) -> list[str]:
    """Return the names that a module offers."""
    return list(import_module(module).__all__)


def _missing(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Resolve `linkgraph.rules.degrees.Degree`, and `lg.Degree`, to `linkgraph.Degree`.

    The longest end of the path that is documented counts, because modules re-export names.
    """
    from sphinx.util.nodes import make_refnode

    if node.get("refdomain") != "py":
        return None
    known = env.get_domain("py").objects
    names = node["reftarget"].removeprefix("lg.").removeprefix("linkgraph.").split(".")
    for start in range(len(names)):
        tail = ".".join(names[start:])
        for path in (f"linkgraph.{tail}", public().get(tail)):
            if path in known:
                to = known[path]
                return make_refnode(
                    app.builder, node["refdoc"], to.docname, to.node_id, content, path
                )
    return None


def _complete(_: Any, env: Any) -> None:
    from sphinx.util import logging

    known = {*env.get_domain("py").objects}
    for module in modules():
        for name in offered(module):
            if not {f"{module}.{name}", f"linkgraph.{name}"} & known:
                logging.getLogger(__name__).warning("%s.%s is not in the reference", module, name)


def setup(app: Any) -> dict[str, bool]:
    app.connect("missing-reference", _missing)
    app.connect("env-check-consistency", _complete)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
