"""A professional network with two kinds of tie: symmetric connections, asymmetric follows.

`LinkGraph` is an immutable graph of both. Functions answer questions about it: how far apart two
members are, which posts reach a member and why, and which buttons a profile shows.

A name is imported when it is first used, so `import linkgraph` does not even load NumPy. The names
are listed once, in `__init__.pyi`: type checkers read that file, and so does this module.

Examples
--------
>>> import linkgraph as lg
>>> g = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
>>> lg.degree(g, "ana", "cy")
Degree.SECOND
"""

from importlib import import_module

from linkgraph import _hypothesis_plugin, _notebook  # noqa: F401  # _notebook registers itself

__version__ = "0.2.0.dev0"


def _read_stub() -> dict[str, str]:
    """Return the module of each public name; for a public module, the module itself.

    Every line of the stub that lists a name has the form ``from MODULE import NAME as NAME``.
    """
    text = __loader__.get_data(f"{__file__}i").decode()
    lines = [line.split() for line in text.splitlines() if line.startswith("from ")]
    return {name: module for _, module, _, name, _, _ in lines}


_MODULE_OF = _read_stub()

# Type checkers do not look here, but into the stub.
__all__ = [name for name in sorted(_MODULE_OF) if _MODULE_OF[name] != __name__]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if module == __name__:
        return import_module(f"{module}.{name}")
    value = getattr(import_module(module), name)
    globals()[name] = value  # Python calls this function only for names that it does not find
    _hypothesis_plugin.register_type(name)
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
