"""Reports of the progress of long work: calls of ``(done, total, what)``, a few for each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeAlias

from linkgraph.errors import InvalidInput

Tell: TypeAlias = Callable[[int, int, str], object]
Progress: TypeAlias = bool | Tell | None


@contextmanager
def telling(progress: object) -> Iterator[Tell]:
    """Give the function that work calls with its progress.

    True shows a bar, a function is called, and `None` or False show nothing. An error that the
    function raises ends the work.
    """
    if progress is None or progress is False:
        yield lambda _done, _total, _what: None
    elif progress is True:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            message = "a progress bar needs tqdm: pip install 'linkgraph[progress]'"
            raise ImportError(message) from None
        with tqdm(leave=False) as bar:
            yield partial(_show, bar)
    elif callable(progress):
        yield progress
    else:
        expected = "`True`, `False` or a function of `(done, total, what)` as `progress`"
        raise InvalidInput(progress, expected)


def _show(bar: Any, done: int, total: int, what: str) -> None:
    # A bar starts again when a step has another total.
    if bar.total != total or done < bar.n:
        bar.reset(total)
    bar.set_description(what, refresh=False)
    bar.update(done - bar.n)
