"""How long work shows itself: calls of ``(done, total, what)``, a few for each piece of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, TypeAlias

from linkgraph.errors import InvalidInput

Tell: TypeAlias = Callable[[int, int, str], object]
Progress: TypeAlias = bool | Tell | None


def silent(done: int, total: int, what: str) -> None:
    """Show nothing."""


@contextmanager
def telling(progress: object) -> Iterator[Tell]:
    """Give what is to be told how far the work is.

    Parameters
    ----------
    progress
        `None` or False shows nothing, True a bar, and a function is called itself. What it
        raises ends the work, of which nothing is kept.

    Raises
    ------
    InvalidInput
        For anything else.
    ImportError
        When a bar is asked for and tqdm is not there.

    Examples
    --------
    >>> with telling(lambda done, total, what: print(f"{what}: {done} of {total}")) as tell:
    ...     tell(1, 2, "sorting")
    sorting: 1 of 2
    """
    if progress is None or progress is False:
        yield silent
    elif progress is True:
        with closing(_Bar()) as bar:
            yield bar
    elif callable(progress):
        yield progress
    else:
        expected = "`True`, `False` or a function of `(done, total, what)` as `progress`"
        raise InvalidInput(progress, expected)


class _Bar:
    """A bar of tqdm; work of another kind or size begins it anew."""

    def __init__(self) -> None:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            needed = "a progress bar needs tqdm: pip install 'linkgraph[progress]'"
            raise ImportError(needed) from None
        self._bar: Any = tqdm(leave=False)

    def __call__(self, done: int, total: int, what: str) -> None:
        bar = self._bar
        if bar.total != total or done < bar.n:
            bar.reset(total)
        bar.set_description(what, refresh=False)
        bar.update(done - bar.n)

    def close(self) -> None:
        self._bar.close()
