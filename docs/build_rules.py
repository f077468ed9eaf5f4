"""Write the pages of the rules, `rules.md` and `tables.md`, from the tables in the code.

`python docs/build_rules.py` writes them. With `--check` it writes nothing, and fails if one
is stale.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from _build_rules.markdown import COMMAND, DOCS
from _build_rules.pages import rules_page, tables_page

PAGES = {"rules.md": rules_page, "tables.md": tables_page}


def stale(folder: Path = DOCS) -> list[str]:
    """Return the pages that are missing or differ from the tables."""
    return [
        name
        for name, build in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != build()
    ]


def main(arguments: list[str] | None = None, folder: Path = DOCS) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one is stale")
    if parser.parse_args(arguments).check:
        for name in (names := stale(folder)):
            print(f"docs/{name} is stale: run `{COMMAND}`")
        return 1 if names else 0
    for name, build in PAGES.items():
        (folder / name).write_text(build(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
