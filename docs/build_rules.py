"""Write the pages of the rule book, and of verification, from the tables in the code.

`python docs/build_rules.py` writes them; with `--check` it fails if one is stale.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from _build_rules.diagram import invitation_diagram
from _build_rules.markdown import COMMAND, DOCS
from _build_rules.pages import invitations_page, rules_page, tables_page
from _build_rules.synthetic import synthetic_page
from _build_rules.verification import verification_page

PAGES = {
    "rules.md": rules_page,
    "tables.md": tables_page,
    "invitations.md": invitations_page,
    "invitations.svg": invitation_diagram,
    "synthetic_networks.md": synthetic_page,
    "verification.md": verification_page,
}


def stale(folder: Path = DOCS) -> list[str]:
    """Return the pages that are missing or not what the code says now."""
    return [
        name
        for name, build in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != build()
    ]


def write(folder: Path = DOCS) -> None:
    for name, build in PAGES.items():
        (folder / name).write_text(build(), encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None, folder: Path = DOCS) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one is stale")
    if not parser.parse_args(arguments).check:
        write(folder)
        return 0
    for name in (found := stale(folder)):
        print(f"docs/{name} is stale: run `{COMMAND}`")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
