"""Names as text, whatever is in them: one line, short, and safe inside HTML and SVG."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from html import escape
from uuid import UUID

from linkgraph.errors import shown

_LONGEST = 40
_JOINERS = "\u200c\u200d"  # within words of Persian and Hindi, and within emoji


def label(member: Hashable, longest: int = _LONGEST) -> str:
    r"""Return a member's id as one short line that any page shows.

    What cannot be seen – line breaks, controls, marks that turn the direction of text, half
    of a surrogate pair – stands as its escape, so that no two ids look alike for lack of it.

    Examples
    --------
    >>> label("ana"), label(7), label(("eu", 7)), label("a\nb"), label("")
    ('ana', '7', "('eu', 7)", 'a\\nb', "''")
    """
    if isinstance(member, str) and member and not member.isspace():
        return line(member, longest)
    if isinstance(member, (UUID, date)):
        return line(str(member), longest)
    return line(shown(member)[1:-1], longest)


def line(text: str, longest: int = _LONGEST) -> str:
    """Return `text` in one line of at most `longest` characters, before escapes."""
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    if text.isprintable():
        return text
    return "".join(map(_seen, text))


def _seen(sign: str) -> str:
    if sign.isprintable() or sign in _JOINERS:
        return sign
    return sign.encode("unicode_escape").decode()


def markup(text: str) -> str:
    r"""Return `text` as it stands between tags or quotes in HTML and XML.

    Examples
    --------
    >>> markup("<b>'&\"")
    '&lt;b&gt;&#x27;&amp;&quot;'
    """
    return escape(text)


def button_name(name: str) -> str:
    """Return what stands on a button.

    Examples
    --------
    >>> button_name("REMOVE_CONNECTION"), button_name("I_DONT_KNOW")
    ('remove connection', "I don't know")
    """
    return "I don't know" if name == "I_DONT_KNOW" else name.lower().replace("_", " ")


def counted(number: int, word: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "member"), counted(12_345, "member"), counted(0, "reply")
    ('1 member', '12,345 members', '0 replies')
    """
    if number != 1:
        word = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return f"{number:,} {word}"
