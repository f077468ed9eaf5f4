"""Which functions of a module a mutant changes.

The code of a live function can be replaced, whoever imported it. Whatever else differs between
two texts of a module – a table, a default, what runs while importing – can not.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType

_FUNCTION = 1  # inspect.CO_OPTIMIZED: neither a module nor the body of a class
_RUN_AT_ONCE = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}

Key = tuple[object, ...]


def key_of(code: CodeType) -> Key:
    """Return what tells a function of a file from the others."""
    return code.co_qualname, code.co_firstlineno, hash(tuple(code.co_positions()))


def _inner(code: CodeType) -> list[CodeType]:
    return [const for const in code.co_consts if isinstance(const, CodeType)]


def all_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in _inner(code):
        yield from all_inner(inner)


def _shape(code: CodeType) -> tuple[object, ...]:
    """Return all there is to a code object, but for places in the text and what is inside."""
    consts = [
        "code" if isinstance(const, CodeType) else (type(const).__name__, repr(const))
        for const in code.co_consts
    ]
    return (
        code.co_name, code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars,
        code.co_cellvars, code.co_flags, code.co_argcount, code.co_kwonlyargcount,
        code.co_posonlyargcount, code.co_exceptiontable,
    )  # fmt: skip


def _same(old: CodeType, new: CodeType) -> bool:
    return _shape(old) == _shape(new) and all(map(_same, _inner(old), _inner(new)))


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield a changed function, and those inside it that may live on their own."""
    yield old, new
    if len(_inner(old)) == len(_inner(new)):
        for one, other in zip(_inner(old), _inner(new), strict=True):
            yield from _pairs(one, other)


def changed_functions(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """Return the functions that differ, as they were and as they are; `None` if more differs."""
    if _shape(old) != _shape(new):
        return None
    found: list[tuple[CodeType, CodeType]] = []
    for one, other in zip(_inner(old), _inner(new), strict=True):
        if one.co_flags & _FUNCTION and one.co_name not in _RUN_AT_ONCE:
            found += [] if _same(one, other) else _pairs(one, other)
        elif one.co_name in _RUN_AT_ONCE:
            if not _same(one, other):
                return None
        else:
            below = changed_functions(one, other)
            if below is None:
                return None
            found += below
    return found
