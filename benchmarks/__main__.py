"""Measure the figures of the pages.

    python -m benchmarks                       everything, each table into its page
    python -m benchmarks startup               print one table
    python -m benchmarks peers --quick         small networks, to see whether it runs
    python -m benchmarks peers --networks 5M   measure one network, and print all that are known

Everything takes an hour and a half of an idle machine. LINKGRAPH_DATA names the folder of networks.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.runner import say
from benchmarks.tables import put, setting

ROOT = Path(__file__).parents[1]
OF_PEERS = "networkx igraph rustworkx networkit python-graphblas scipy"
# name: module and function, page, packages (their versions are printed), and a description
TABLES = {
    "startup": ("alone.startup", "performance.md", "networkx", "the cost of imports"),
    "peers": ("peers.report", "performance.md", OF_PEERS, "this library beside six peers"),
    "edits": ("edits.report", "performance.md", "networkx igraph", "edits beside two peers"),
    "alone": ("alone.alone", "performance.md", "", "bulk questions, versions and bytes"),
    "maps": ("alone.maps", "performance.md", "", "the persistent map under the edits"),
    "feeds": ("alone.feeds", "performance.md", "polars", "a feed from data frames"),
    "views": ("views.report", "networkx.md", "networkx scipy", "views and the networkx backend"),
    "stores": ("stores.report", "stores.md", "", "saving and loading"),
    "curves": ("curves.report", "cost_curves.md", "", "how cost grows, with two pictures"),
    "slopes": ("slopes.report", "cost_curves.md", "", "costs at a size and at eight times that"),
}


def main() -> None:
    rows = "\n".join(f"  {name:8} {about}" for name, (*_, about) in TABLES.items())
    raw, prog = argparse.RawDescriptionHelpFormatter, "python -m benchmarks"
    parser = argparse.ArgumentParser(prog, None, __doc__, f"tables:\n{rows}", formatter_class=raw)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help="all, without one")
    parser.add_argument("--quick", action="store_true", help="small networks, few rounds")
    parser.add_argument("--write", action="store_true", help="put the tables into their pages")
    parser.add_argument("--seconds", type=float, help="for the rounds of one case")
    networks = "for `peers`: ten, 5k, 100k, 1M, 5M, real, or a file of LINKGRAPH_DATA; or none"
    parser.add_argument("--networks", nargs="*", metavar="NAME", help=networks)
    parser.add_argument("--results", type=Path, metavar="FILE", help="of `peers`")
    options = parser.parse_args()
    if unknown := set(options.tables) - set(TABLES):
        parser.error(f"expected one of {', '.join(TABLES)}, got {', '.join(sorted(unknown))}")
    file = "linkgraph-peers-quick" if options.quick else "linkgraph-peers"
    options.results = options.results or Path(tempfile.gettempdir()) / file
    options.seconds = options.seconds or (0.1 if options.quick else 1.0)
    options.data = Path(os.environ["LINKGRAPH_DATA"]) if "LINKGRAPH_DATA" in os.environ else None
    options.write |= not options.tables
    for name in options.tables or TABLES:
        path, page, packages, _ = TABLES[name]
        say(name)
        module, function = path.split(".")
        text = getattr(import_module(f"benchmarks.{module}"), function)(options)
        command = f"{name} --quick" if options.quick else name
        text = f"{setting(command, packages.split())}\n\n{text}"
        print(text)
        if options.write:
            put(ROOT / "docs" / page, name, text)


if __name__ == "__main__":
    main()
