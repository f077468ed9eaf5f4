"""Parsers for HTML and SVG, and hostile names that try to be more than text."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

# What MathJax and the mathtext of matplotlib would typeset.
MATH = (
    r"$\mathrm{bo}$",
    r"$\kern999em x$",
    "pay $5 or $6",
    "$$x$$",
    r"\(x\)",
    r"\[x\]",
    r"\begin{align}x\end{align}",
)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "]]><b>",
    "<!--",
    "</svg></style></table>",
    "&lt;b&gt;&amp;",
    "{{7*7}}${7*7}`",
    "javascript:alert(1)",
    *MATH,
    "line\nbreak\tand\x00null\x7f\x1b[31m",
    "\u202eevil\u2066",
    "שלום עולם",
    "\ud800 half",
    "\ufffe\uffff",
    "👩\u200d💻",
    "  ",
    "x" * 10_000,
)

hostile_names = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.text("<>&\"'/=]! \n\x00\ud800\u202e", max_size=12),
)


class Page(HTMLParser):
    """The tags, attributes and text of a piece of HTML, without its style sheets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.cells: list[str] = []
        self.text = ""
        self.invalid: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self._open.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag):
        if self._open.pop() != tag:
            self.invalid.append(f"</{tag}>")

    def handle_data(self, data):
        if "style" not in self._open:
            self.text += data
            if "td" in self._open:
                self.cells[-1] += data

    def handle_comment(self, data):
        self.invalid.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    @property
    def is_valid(self) -> bool:
        return not self._open and not self.invalid


def drawing(svg: str) -> ET.Element:
    """Parse an SVG document as XML; it must also be valid UTF-8."""
    return ET.fromstring(svg.encode())
