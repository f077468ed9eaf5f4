"""Fails the build if a page would load anything from another server.

Readers may be offline, or may not want others to know what they read. After the build, every page,
style sheet and script is searched for addresses that a browser would load without being asked.
Links that a reader may follow are fine.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

# Tags and attributes whose address a browser loads by itself.
_LOADED = {
    ("audio", "src"), ("embed", "src"), ("iframe", "src"), ("image", "href"), ("img", "src"),
    ("img", "srcset"), ("input", "src"), ("link", "href"), ("object", "data"), ("script", "src"),
    ("source", "src"), ("source", "srcset"), ("track", "src"), ("use", "href"), ("video", "poster"),
    ("video", "src"),
}  # fmt: skip
_ELSEWHERE = re.compile(r"\s*(https?:)?//", re.IGNORECASE)
_IN_STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
_IN_SCRIPT = re.compile(
    r"""(?:import\s*\(?|from|fetch\(|importScripts\()\s*["'`]((?:https?:)?//[^"'`]+)"""
)
_ONLY_NAMED = {"canonical", "license", "author", "search", "next", "prev", "index"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        for name, value in attrs:
            plain = name.removeprefix("xlink:")
            if (tag, plain) in _LOADED and value and _ELSEWHERE.match(value):
                if not (tag == "link" and values.get("rel") in _ONLY_NAMED):
                    self.addresses.append(value)
            elif name == "style" and value:
                self.addresses += in_style(value)
        self._inside = tag

    def handle_endtag(self, _: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.addresses += in_style(data)
        elif self._inside == "script":
            self.addresses += in_script(data)


def in_page(html: str) -> list[str]:
    """Return the addresses elsewhere that a browser loads to show a page.

    >>> in_page('<a href="https://a.example">b</a><script src="https://c.example/d.js"></script>')
    ['https://c.example/d.js']
    """
    page = _Page()
    page.feed(html)
    page.close()
    return page.addresses


def in_style(css: str) -> list[str]:
    """Return the addresses elsewhere that a style sheet loads, such as fonts."""
    return _IN_STYLE.findall(css)


def in_script(script: str) -> list[str]:
    """Return the addresses elsewhere that a script imports or fetches."""
    return _IN_SCRIPT.findall(script)


SEARCHES = {".html": in_page, ".css": in_style, ".js": in_script, ".svg": in_page}


def requests(site: Path) -> list[tuple[str, str]]:
    """Return pairs of a file of the site and an address elsewhere that it loads."""
    return [
        (path.relative_to(site).as_posix(), address)
        for path in sorted(site.rglob("*"))
        if path.suffix in SEARCHES and path.is_file()
        for address in SEARCHES[path.suffix](path.read_text("utf-8"))
    ]


def _check(app: Any, exception: Exception | None) -> None:
    from sphinx.errors import ExtensionError

    if exception is not None or app.builder.format != "html":
        return
    if loaded := requests(Path(app.outdir)):
        lines = "\n".join(f"  {path}: {address}" for path, address in loaded)
        raise ExtensionError(f"the site would load from other servers:\n{lines}")


def setup(app: Any) -> dict[str, bool]:
    app.connect("build-finished", _check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
