"""The site has every page and every public name, and loads nothing from other servers.

`.ci/run` builds the site. These tests need no Sphinx.
"""

from __future__ import annotations

import doctest
import json
import posixpath
import re
from pathlib import Path

import pytest
from _sphinx import docstrings, offline, reference, repository, rule_links

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROOT = DOCS.parent
PAGES = sorted(
    path.relative_to(DOCS).with_suffix("").as_posix()
    for path in [*DOCS.glob("*.md"), *DOCS.glob("*/*.md")]
)
TOCTREE = re.compile(r"^```\{toctree\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def listed(page: str) -> list[str]:
    """Return the pages in the toctrees of one."""
    text = (DOCS / f"{page}.md").read_text("utf-8")
    lines = [
        line
        for tree in TOCTREE.findall(text)
        for line in tree.splitlines()
        if line and line[0] != ":"
    ]
    return [posixpath.normpath(posixpath.join(posixpath.dirname(page), line)) for line in lines]


def test_every_page_is_in_one_toctree():
    found = sorted(page for parent in PAGES for page in listed(parent))
    assert sorted({*PAGES} - {"index"} | {"notebooks/*"}) == found, (
        "list the page in a toctree of docs/index.md or docs/how_to/index.md"
    )


def test_every_public_name_is_in_the_reference():
    text = "\n".join(path.read_text("utf-8") for path in sorted((DOCS / "reference").iterdir()))
    documented = set(re.findall(r"^\.\. (?:auto|py:)\w+:: ([\w.]+)", text, re.MULTILINE))
    missing = [
        f"{module}.{name}"
        for module in reference.modules()
        for name in reference.offered(module)
        if not {f"{module}.{name}", f"linkgraph.{name}"} & documented
    ]
    assert [] == missing, "add them to a page of docs/reference/"


@pytest.mark.parametrize(
    "module", [docstrings, offline, rule_links], ids=lambda module: module.__name__
)
def test_the_examples_of_an_extension_hold(module):
    assert 0 == doctest.testmod(module).failed


@pytest.mark.parametrize(
    "path",
    ["README.md", *repository.TEXTS.values(), *(f"docs/{page}.md" for page in PAGES)],
)
def test_every_link_leads_to_a_file(path):
    fences = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
    text = fences.sub("", (ROOT / path).read_text("utf-8"))
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [target for target in targets if target and ":" not in target]
    there = (ROOT / path).parent
    built = {"notebooks"}  # copied by the build
    assert [] == [
        target
        for target in local
        if not (there / target).exists() and target.partition("/")[0] not in built
    ]


# -- rule ids -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("(A1 to A14)", ["A1", "A14"]),
        ("A5: withdrawn. B11, W3.", ["A5", "B11", "W3"]),
        ("Z1, A15, A1B, UTF-8, L2/L3, v1.2, XA1", []),
        ("E5.1 is a section", []),
    ],
)
def test_whole_ids_of_rules_become_links(text, ids):
    pieces = rule_links.pieces(text)
    assert ids == [part for part, is_id in pieces if is_id]
    assert text == "".join(part for part, _ in pieces)


# -- files of the repository --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path", "page", "shown"),
    [
        ("[a](docs/archive.md)", "CHANGELOG.md", "docs/changelog.md", "[a](archive.md)"),
        ("[a](../../CHANGELOG.md)", "docs/x/y.md", "docs/x/y.md", "[a](../changelog.md)"),
        ("[a](tests/README.md#b)", "CONTRIBUTING.md", "docs/contributing.md", "[a](tests.md#b)"),
        ("[a](../src/a.py)", "docs/rules.md", "docs/rules.md", "`a`"),
        ("[`a`](../src/a.py)", "docs/rules.md", "docs/rules.md", "`a`"),
        ("[a](https://a.example)", "README.md", "docs/index.md", "[a](https://a.example)"),
        ("[a](#there)", "docs/rules.md", "docs/rules.md", "[a](#there)"),
        ("![a](a.svg)", "docs/rules.md", "docs/rules.md", "![a](a.svg)"),
        ("```\n>>> a\n\n```\n\nb", "README.md", "docs/index.md", "```\n>>> a\n```\n\nb"),
        (
            "[a](../examples/a.ipynb)",
            "docs/archive.md",
            "docs/archive.md",
            "[a](notebooks/a.ipynb)",
        ),
        (
            "[a](b.py)\n```sh\n[a](b.py)\n```\n[a](b.py)",
            "README.md",
            "docs/index.md",
            "`a`\n```sh\n[a](b.py)\n```\n`a`",
        ),
    ],
)
def test_links_lead_to_pages_and_other_files_become_their_names(text, path, page, shown):
    assert shown == repository.relinked(text, path, page)


def test_in_a_notebook_the_text_is_relinked_and_the_code_is_not():
    source = "[a](../docs/archive.md) [b](02.ipynb)"
    cells = [{"cell_type": kind, "source": [source]} for kind in ("markdown", "code")]
    made = repository.relinked_cells(
        json.dumps({"cells": cells}), "examples/01.ipynb", "docs/notebooks/01.ipynb"
    )
    text, code = json.loads(made)["cells"]
    assert "[a](../archive.md) [b](02.ipynb)" == text["source"]
    assert [source] == code["source"]


def test_notebooks_are_copied_and_stale_copies_removed(tmp_path):
    (tmp_path / "stale.ipynb").touch()
    copies = repository.notebooks(tmp_path)
    assert copies == sorted(tmp_path.iterdir())
    assert [path.name for path in copies] == sorted(
        path.name for path in (ROOT / "examples").glob("*.ipynb")
    )


def test_notebooks_are_committed_without_outputs():
    """The site runs them, so their outputs are always up to date."""
    for path in (ROOT / "examples").glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        assert [] == [c["id"] for c in cells if c.get("outputs") or c.get("execution_count")]


# -- other servers ------------------------------------------------------------------------------

FAR = "https://far.example/a"


@pytest.mark.parametrize(
    "html",
    [
        f'<script src="{FAR}"></script>',
        f'<script src="{FAR.removeprefix("https:")}"></script>',
        f'<link rel="stylesheet" href="{FAR}">',
        f'<link rel="preconnect" href="{FAR}">',
        f'<img src="{FAR}">',
        f'<p style="background: url({FAR})">',
        f"<style>@font-face {{ src: url('{FAR}') }}</style>",
        f'<style>@import "{FAR}";</style>',
        f'<script type="module">import a from "{FAR}"</script>',
        f"<script>fetch('{FAR}')</script>",
        f'<svg><image xlink:href="{FAR}"/></svg>',
    ],
)
def test_addresses_that_a_browser_would_load_are_found(html, tmp_path):
    (tmp_path / "a.html").write_text(f"<!doctype html><body>{html}")
    ((page, address),) = offline.requests(tmp_path)
    assert "a.html" == page
    assert address.removeprefix("https:") == FAR.removeprefix("https:")


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{FAR}">read on</a>',
        f"<p>{FAR}</p><pre>&lt;script src=&quot;{FAR}&quot;&gt;</pre>",
        f'<link rel="canonical" href="{FAR}">',
        '<script src="_static/a.js"></script><img src="a.png">',
        '<img src="data:image/png;base64,AA==">',
        f'<script>const home = "{FAR}"</script>',
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    ],
)
def test_links_that_a_reader_may_follow_are_fine(html, tmp_path):
    (tmp_path / "a.html").write_text(f"<!doctype html><body>{html}")
    assert [] == offline.requests(tmp_path)
