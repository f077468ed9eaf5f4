"""Makes pages of files elsewhere in the repository: notebooks, CHANGELOG.md and others.

Links in these files are written for people who read the repository. On the site, a link to a file
with a page leads to that page, and a link to any other file becomes the name of the file.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# pages whose text is another file of the repository
TEXTS = {
    "changelog": "CHANGELOG.md",
    "contributing": "CONTRIBUTING.md",
    "tests": "tests/README.md",
}
_PAGES = {path: f"docs/{page}.md" for page, path in TEXTS.items()} | {
    "README.md": "docs/index.md",
}
_LINK = re.compile(r"(?<!\!)\[([^\]]+)\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def relinked(text: str, path: str, page: str) -> str:
    """Return the text of the repository's file `path` for the page in file `page`.

    Both paths are from the root of the repository. Fenced code keeps its text.
    """

    def link(match: re.Match[str]) -> str:
        label, target = match.groups()
        if re.match(r"[a-z]+:|#", target):
            return match[0]
        file, mark, anchor = target.partition("#")
        there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        there = _PAGES.get(there, there)
        if there.startswith("examples/") and there.endswith(".ipynb"):
            there = f"docs/notebooks/{posixpath.basename(there)}"
        if not there.startswith("docs/") or not there.endswith((".md", ".ipynb")):
            return label if label.startswith("`") else f"`{label}`"
        return f"[{label}]({posixpath.relpath(there, posixpath.dirname(page))}{mark}{anchor})"

    parts, end = [], 0
    for fence in _FENCE.finditer(text):
        # the empty line at the end of a doctest is for its parser
        parts += [_LINK.sub(link, text[end : fence.start()]), fence[0].replace("\n\n```", "\n```")]
        end = fence.end()
    return "".join([*parts, _LINK.sub(link, text[end:])])


def notebooks(into: Path) -> list[Path]:
    """Copy the notebooks of `examples/` into a folder, and return the copies."""
    into.mkdir(exist_ok=True)
    sources = sorted((ROOT / "examples").glob("*.ipynb"))
    for stale in {path.name for path in into.glob("*.ipynb")} - {path.name for path in sources}:
        (into / stale).unlink()
    # `copy2` keeps the times of files, so that only changed notebooks run again
    return [Path(shutil.copy2(source, into / source.name)) for source in sources]


def relinked_cells(text: str, path: str, page: str) -> str:
    """Return the notebook `path`, its text relinked and its code as it is."""
    book = json.loads(text)
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = relinked("".join(cell["source"]), path, page)
    return json.dumps(book, ensure_ascii=False)


def _read(app: Any, page: str, source: list[str]) -> None:
    if str(app.env.doc2path(page)).endswith(".ipynb"):
        path = f"examples/{posixpath.basename(page)}.ipynb"
        source[0] = relinked_cells(source[0], path, f"docs/{page}.ipynb")
        return
    path = TEXTS.get(page, f"docs/{page}.md")
    if page in TEXTS:
        app.env.note_dependency(str(ROOT / path))
        source[0] = (ROOT / path).read_text("utf-8")
    source[0] = relinked(source[0], path, f"docs/{page}.md")


def setup(app: Any) -> dict[str, bool]:
    notebooks(Path(app.srcdir) / "notebooks")
    app.connect("source-read", _read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
