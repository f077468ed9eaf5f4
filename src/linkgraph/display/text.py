"""Texts of pictures and tables: member ids as one safe line, numbers with nouns, button names.

Ids may contain anything. Invisible characters are shown as escapes, and `labels` tells apart the
ids that are shown together. Escaping for HTML and SVG (`html.escape`) is left to the modules that
write those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date
from unicodedata import east_asian_width, normalize
from uuid import UUID

from linkgraph.errors import shown

# For the elements of a page that hold text from outside. MathJax typesets what stands between
# dollar signs in every page and output, but not in elements of these classes: versions 3 and 4
# (JupyterLab, Sphinx, Quarto) honour the second, and version 2 (older notebooks, Colab) the first.
NO_MATH = "tex2jax_ignore mathjax_ignore"

_MAX_LENGTH = 40
# Zero-width joiners belong to words of Persian and Hindi, and to emoji.
_JOINERS = "\u200c\u200d"


def label(member: Hashable, max_length: int = _MAX_LENGTH) -> str:
    r"""Return a member's id as one short line, cut in the middle.

    Line breaks, control characters, marks that change the direction of text, and halves of
    surrogate pairs are shown as escapes. Two members may have the same label: see `labels`.

    Examples
    --------
    >>> label("ana"), label(7), label(("eu", 7)), label("a\nb"), label("")
    ('ana', '7', "('eu', 7)", 'a\\nb', "''")
    """
    return _name(_plain(member), max_length)


def labels(members: Iterable[Hashable], max_length: int = _MAX_LENGTH) -> list[str]:
    """Return a label for each of some different members, so that all labels look different.

    Labels that look alike are made longer until they differ. Where whole ids look alike, text is
    shown in quotes, with escapes for all but ASCII; if other ids still look alike, they are
    numbered.

    Examples
    --------
    >>> labels([1, "1", "ana"])
    ['1', "'1'", 'ana']
    >>> labels(["University of Bern", "University of Brno"], 12)
    ['Univer… Bern', 'Univer… Brno']
    """
    plain = [_plain(member) for member in members]
    result = [_name(text, max_length) for text in plain]
    length = max_length
    while any(len(plain[number]) > length for number in _alike(result)):
        length *= 2
        for number in _alike(result):
            result[number] = _name(plain[number], length)
    members = list(members)
    for number in _alike(result):
        if isinstance(members[number], str):
            result[number] = ascii(members[number]).replace("  ", r"\x20\x20")
    while alike := _alike(result):
        for count, number in enumerate(alike, 1):
            result[number] += f" ({count})"
    return result


def _plain(member: Hashable) -> str:
    """Return an id as text: as it is, or else as code."""
    if isinstance(member, str) and member and not member.isspace():
        return member
    if isinstance(member, (UUID, date)):
        return str(member)
    try:
        return repr(member)
    except Exception:  # a picture must not fail on somebody's `__repr__`
        return shown(member)[1:-1]


def _alike(texts: list[str]) -> list[int]:
    """Return the positions of the texts that look like another one.

    A reader cannot see how an accent is composed, zero-width joiners, or the length of a space.
    """
    looks = [
        " ".join(normalize("NFC", text).translate(dict.fromkeys(map(ord, _JOINERS))).split())
        for text in texts
    ]
    counts = Counter(looks)
    return [number for number, look in enumerate(looks) if counts[look] > 1]


def line(text: str, max_length: int = _MAX_LENGTH) -> str:
    """Return `text` as one line of at most `max_length` characters, not counting escapes."""
    if len(text) > max_length:
        text = text[: max_length - 1] + "…"
    return "".join(
        character
        if character.isprintable() or character in _JOINERS
        else character.encode("unicode_escape").decode()
        for character in text
    )


def _name(text: str, max_length: int) -> str:
    """Return `text` as one line, cut in the middle: names often differ at their end."""
    if len(text) > max_length:
        start, end = max_length // 2, len(text) - (max_length - 1) // 2
        text = f"{text[:start]}…{text[end:]}"
    return line(text, max_length)


def text_width(text: str, size: float) -> float:
    """Return the approximate width of a text in a common sans-serif font."""
    return size * sum(1.0 if east_asian_width(sign) in {"W", "F"} else 0.58 for sign in text)


def button_name(name: str) -> str:
    """Return the text of a button, such as "remove connection" for REMOVE_CONNECTION."""
    return "I don't know" if name == "I_DONT_KNOW" else name.lower().replace("_", " ")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as "12,345 members"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
