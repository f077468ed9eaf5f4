"""Ids of members and posts, and the forms in which texts are kept and compared.

An export has no ids. The address of a profile is the best substitute, so every spelling of an
address gives one id (`profile_id`). Where a row has no address, the name must do; where two
people share an address, the name is added to it. People are never merged by name alone, unless
only one person can be meant.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from linkgraph.errors import InvalidInput

# A terminal or a browser would act on these: control characters, and marks that reverse text.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]+")


def cleaned(text: str) -> str:
    """Return a cell as one line of plain text, without blanks at the ends."""
    if text.isascii() and text.isprintable():  # true of most cells, and four times as fast
        return " ".join(text.split())
    return " ".join(_UNSEEN.sub(" ", unicodedata.normalize("NFC", text)).split())


def folded(text: str) -> str:
    """Return a name in the form in which names are compared: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split())


_HOST = re.compile(r"([a-z0-9-]+\.)*linkedin\.com")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
# The number of segments of a path that belong to the address: /in/name, or the old /pub/name/1/2/3.
_SEGMENTS = {"in": 2, "pub": 5}


def profile_id(address: str) -> str | None:
    """Return the member id in the address of a profile, or `None` if it is another address.

    Scheme, host, case, query, a trailing slash and percent-encoding are ignored.

    Examples
    --------
    >>> profile_id("HTTPS://de.LinkedIn.com/in/Zo%C3%AB-Brandt/?trk=x")
    'in/zoë-brandt'
    >>> profile_id("linkedin.com/in/zoë-brandt") == profile_id("in/zoe%CC%88-brandt")
    True
    """
    if type(address) is not str:
        raise InvalidInput(address, "text as `address`")
    return _profile_id(address)


@lru_cache(4096)  # a few people write most messages
def _profile_id(address: str) -> str | None:
    segments = _path_segments(address)
    if len(segments) < 2 or segments[0] not in _SEGMENTS:
        return None
    return "/".join(segments[: _SEGMENTS[segments[0]]])


def post_id(link: str) -> str:
    """Return the id of a post: its address without scheme, host, query and encoding."""
    return "/".join(_path_segments(link, keep_case=True)) or cleaned(link)


def is_post(link: str) -> bool:
    """Return whether a link is the address of a post on the network."""
    return _path_segments(link)[:1] in (["feed"], ["posts"], ["pulse"])


def name_id(name: str, *details: str) -> str:
    """Return the id of a person without an address; the details tell namesakes apart."""
    return "/".join(quoted(part) for part in ("name", folded(name), *details))


def _path_segments(address: str, *, keep_case: bool = False) -> list[str]:
    """Return the segments of the path of an address; empty if it is on another site."""
    address = cleaned(address)
    if not _SCHEME.match(address):
        bare = address.lstrip("/")
        path_only = bare.casefold().startswith(tuple(f"{first}/" for first in _SEGMENTS))
        address = f"https://{'www.linkedin.com/' if path_only else ''}{bare}"
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:  # such as brackets that hold no IP address
        return []
    if parts.scheme not in ("http", "https") or host is None or not _HOST.fullmatch(host):
        return []
    segments = (_segment(text, keep_case) for text in parts.path.split("/"))
    return [segment for segment in segments if segment]


def _segment(text: str, keep_case: bool) -> str:
    with suppress(UnicodeDecodeError):  # a segment in another encoding stays as it is
        text = unquote(text, errors="strict")
    text = unicodedata.normalize("NFC", cleaned(text))
    if not keep_case:
        text = unicodedata.normalize("NFC", text.casefold())
    return quoted(text)


def quoted(text: str) -> str:
    """Return a segment of an id with the characters encoded that would end it or begin another."""
    return re.sub(r"[/?#%\\]", lambda match: f"%{ord(match[0]):02x}", text)
