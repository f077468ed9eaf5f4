"""Reports of the progress of long work: calls of ``(done, total, what)``, a few for each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, TypeAlias

from linkgraph.errors import InvalidInput

Tell: TypeAlias = Callable[[int, int, str], object]
Progress: TypeAlias = bool | Tell | None


def silent(done: int, total: int, what: str) -> None:
    """Ignore a report."""


@contextmanager
def telling(progress: object) -> Iterator[Tell]:
    """Give the function that work calls with its progress.

    Parameters
    ----------
    progress
        True for a bar, a function to call, or `None` or False to show nothing. An error that the
        function raises ends the work.

    Raises
    ------
    InvalidInput
        For any other value.
    ImportError
        If a bar is wanted and tqdm is not installed.

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
    """A bar of tqdm, which starts again when a step has another total."""

    def __init__(self) -> None:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            message = "a progress bar needs tqdm: pip install 'linkgraph[progress]'"
            raise ImportError(message) from None
        self._bar: Any = tqdm(leave=False)

    def __call__(self, done: int, total: int, what: str) -> None:
        bar = self._bar
        if bar.total != total or done < bar.n:
            bar.reset(total)
        bar.set_description(what, refresh=False)
        bar.update(done - bar.n)

    def close(self) -> None:
        self._bar.close()
