"""A backend of the usual kind, over the standard library's `sqlite3`, with its adapter.

It shows what an adapter looks like and proves that the kit lets a correct backend pass. It
is written the way such apps usually are, knows its rules by itself and calls none of the
library's. `examples.sqlite_backend.known_bugs` breaks it in the ways that users report.
"""

from examples.sqlite_backend.adapter import SqliteBackend

__all__ = ["SqliteBackend"]
