"""Graphs in a folder, and histories in a file.

`save` and `load` keep a graph as NumPy arrays (`.npy`) and JSON, with a manifest that names them.
A save is all or nothing: it writes new files beside the old ones and then replaces the manifest,
so a reader sees the old graph or the new one. `load` maps the arrays instead of reading them, so
processes that load the same store share its memory.

`save_history` and `load_history` keep a history as one JSON object per line. Reading a store or a
history file runs no code.
"""

from typing import TYPE_CHECKING

from linkgraph.stores.store import load, save

if TYPE_CHECKING:
    from linkgraph.stores.history_files import HistoryFileError, load_history, save_history

__all__ = ["HistoryFileError", "load", "load_history", "save", "save_history"]


def __getattr__(name: str) -> object:
    # A program that only loads graphs does not wait for the rules, which histories need.
    if name in __all__:
        from linkgraph.stores import history_files

        return getattr(history_files, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
