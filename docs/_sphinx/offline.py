"""A page that is read offline, or by who wants no third party told, asks for nothing elsewhere.

After the build every page and style sheet is searched for what a browser would fetch by
itself. Links that a reader may follow are no matter.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

# what a browser fetches unasked: tag, attribute
_FETCHED = {
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
_TO_READ = {"canonical", "license", "author", "search", "next", "prev", "index"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        for name, value in attrs:
            plain = name.removeprefix("xlink:")
            if (tag, plain) in _FETCHED and value and _ELSEWHERE.match(value):
                if not (tag == "link" and values.get("rel") in _TO_READ):
                    self.found.append(value)
            elif name == "style" and value:
                self.found += in_style(value)
        self._inside = tag

    def handle_endtag(self, _: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.found += in_style(data)
        elif self._inside == "script":
            self.found += in_script(data)


def in_page(html: str) -> list[str]:
    """Return what a browser would fetch from elsewhere to show a page.

    >>> in_page('<a href="https://a.example">b</a><script src="https://c.example/d.js"></script>')
    ['https://c.example/d.js']
    """
    page = _Page()
    page.feed(html)
    page.close()
    return page.found


def in_style(css: str) -> list[str]:
    """Return what a style sheet would fetch from elsewhere, fonts among it."""
    return _IN_STYLE.findall(css)


def in_script(script: str) -> list[str]:
    """Return what a script imports or fetches from an address in its text."""
    return _IN_SCRIPT.findall(script)


LOOKING = {".html": in_page, ".css": in_style, ".js": in_script, ".svg": in_page}


def requests(site: Path) -> list[tuple[str, str]]:
    """Return each file of a site with what it would fetch from elsewhere."""
    return [
        (path.relative_to(site).as_posix(), address)
        for path in sorted(site.rglob("*"))
        if path.suffix in LOOKING and path.is_file()
        for address in LOOKING[path.suffix](path.read_text("utf-8"))
    ]


def _check(app: Any, exception: Exception | None) -> None:
    from sphinx.errors import ExtensionError

    if exception is None and app.builder.format == "html" and (found := requests(Path(app.outdir))):
        told = "\n".join(f"  {path}: {address}" for path, address in found)
        raise ExtensionError(f"the site would ask others for:\n{told}")


def setup(app: Any) -> dict[str, bool]:
    app.connect("build-finished", _check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
