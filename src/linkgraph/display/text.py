"""Texts of pictures and tables: member ids as one safe line, numbers with nouns, button names.

Ids may contain anything. Invisible characters are shown as escapes, so that different ids look
different. Escaping for HTML and SVG (`html.escape`) is left to the modules that write those.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
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
    r"""Return a member's id as one short line.

    Line breaks, control characters, marks that change the direction of text, and halves of
    surrogate pairs are shown as escapes.

    Examples
    --------
    >>> label("ana"), label(7), label(("eu", 7)), label("a\nb"), label("")
    ('ana', '7', "('eu', 7)", 'a\\nb', "''")
    """
    if isinstance(member, str) and member and not member.isspace():
        return line(member, max_length)
    if isinstance(member, (UUID, date)):
        return line(str(member), max_length)
    return line(shown(member)[1:-1], max_length)


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


def button_name(name: str) -> str:
    """Return the text of a button, such as "remove connection" for REMOVE_CONNECTION."""
    return "I don't know" if name == "I_DONT_KNOW" else name.lower().replace("_", " ")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as "12,345 members"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
