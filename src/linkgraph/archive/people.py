"""Whom a row is about: one id for every spelling of a profile's address, none for two people.

An address is the best id there is. Where a row has none, its name must do; where two share one,
the name is added. Nobody is merged by name alone unless one person only can be meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from linkgraph.archive.export_format import folded
from linkgraph.archive.results import Person

_HOST = re.compile(r"([a-z0-9-]+\.)*linkedin\.com")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_DEPTH = {"in": 2, "pub": 5}  # the parts of a path that are the address: /in/name, /pub/name/1/2/3
# what a terminal or a browser would act on: control characters, and marks that turn text around
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]+")


def cleaned(text: str) -> str:
    """Return a cell as one line of plain text, blanks trimmed."""
    if text.isascii() and text.isprintable():  # most cells: four times as fast
        return " ".join(text.split())
    return " ".join(_UNSEEN.sub(" ", unicodedata.normalize("NFC", text)).split())


@lru_cache(4096)  # the same few people write most messages
def profile_id(address: str) -> str | None:
    """Return the member id in the address of a profile, or `None` where it is no such address.

    Scheme, host, case, query, a trailing slash and percent-encoding do not matter.

    Examples
    --------
    >>> profile_id("HTTPS://de.LinkedIn.com/in/Zo%C3%AB-Brandt/?trk=x")
    'in/zoë-brandt'
    >>> profile_id("linkedin.com/in/zoë-brandt") == profile_id("in/zoe%CC%88-brandt")
    True
    """
    segments = _segments(address)
    if len(segments) < 2 or segments[0] not in _DEPTH:
        return None
    return "/".join(segments[: _DEPTH[segments[0]]])


def post_id(link: str) -> str:
    """Return the id of a post: its address less scheme, host, query and encoding."""
    segments = _segments(link, keep_case=True)
    return "/".join(segments) or cleaned(link)


def is_post(link: str) -> bool:
    """Return whether an address is that of a post on the network."""
    return _segments(link)[:1] in (["feed"], ["posts"], ["pulse"])


def _segments(address: str, *, keep_case: bool = False) -> list[str]:
    """Return the path of an address on the network's site, part by part; empty for others."""
    address = cleaned(address)
    if not _SCHEME.match(address):
        bare = address.lstrip("/")
        path_only = bare.casefold().startswith(tuple(f"{first}/" for first in _DEPTH))
        address = f"https://{'www.linkedin.com/' if path_only else ''}{bare}"
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:  # brackets that hold no address
        return []
    if parts.scheme not in ("http", "https") or host is None or not _HOST.fullmatch(host):
        return []
    return [part for raw in parts.path.split("/") if (part := _part(raw, keep_case))]


def _part(raw: str, keep_case: bool) -> str:
    try:
        text = unquote(raw, errors="strict")
    except UnicodeDecodeError:  # encoded, but no UTF-8: left as it stands
        text = raw
    text = unicodedata.normalize("NFC", cleaned(text))
    if not keep_case:
        text = unicodedata.normalize("NFC", text.casefold())
    return quoted(text)


def quoted(text: str) -> str:
    """Return a part of an id, with what would end it or start another encoded."""
    return re.sub(r"[/?#%\\]", lambda found: f"%{ord(found[0]):02x}", text)


def name_id(name: str, *more: str) -> str:
    """Return the id of somebody without an address: the name, and what tells namesakes apart."""
    return "/".join(quoted(part) for part in ("name", folded(name), *more))


class People:
    """Everybody met so far, by id, by name and by address."""

    def __init__(self) -> None:
        self.by_id: dict[str, Person] = {}
        self._by_name: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.shared: set[str] = set()  # addresses that several people have

    def add(self, person: Person) -> str:
        """Add somebody, unless their id is known."""
        if person.id not in self.by_id:
            self.by_id[person.id] = person
            if person.name:
                self._by_name[folded(person.name)][person.id] = None
        return person.id

    def named(self, name: str) -> list[str]:
        """Return the ids of all who have this name."""
        return list(self._by_name.get(folded(name), ()))

    def id_at(self, address: str, name: str) -> str:
        """Return the id of who is at an address; the name counts where several are."""
        return f"{address}/{quoted(folded(name))}" if address in self.shared else address

    def namesakes(self) -> Iterable[list[str]]:
        """Return the ids of each group of people with one name."""
        return (list(ids) for ids in self._by_name.values() if len(ids) > 1)
