"""One command: `python -m tests.fuzz [TARGET] --seconds N`.

With atheris (`pip install atheris`) libFuzzer looks for bytes that reach new branches, and changes
them itself or by `mutations.py`. Without it a loop draws mutations of the seeds and of every input
that was accepted. Hypothesis is not the fallback: it counts examples instead of seconds, has no
corpus, and shrinks the numbers that choose the bytes instead of the bytes.

To see the branches of a parser that were reached: `coverage run --branch -m tests.fuzz history
--seconds 0`, then `coverage report --include='*/history_files.py'`.

`.fuzz/TARGET` holds the corpus, with which the next run begins, and each distinct finding once. A
finding that is fixed becomes a row of `findings.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import time
import traceback
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from random import Random

SLOWEST = 5  # seconds that any bytes may take
MEMORY = 1024  # MiB that a run may hold


class Findings:
    """Runs inputs, counts them, and keeps each distinct failure once."""

    def __init__(self, name: str) -> None:
        # Imported here, so that libFuzzer sees the branches of their imports.
        from tests.fuzz import findings, targets

        self.target, self.check = targets.TARGETS[name], targets.check
        self.seeds = [*self.target.seeds(), *findings.FINDINGS.get(name, ())]
        self.folder = Path(".fuzz") / name
        self.corpus = self.folder / "corpus"
        self.corpus.mkdir(parents=True, exist_ok=True)
        self.accepted, self.runs, self.slowest = 0, 0, 0.0
        self.failures: Counter[str] = Counter()

    def run(self, data: bytes) -> bool:
        """Run one input; return whether the parser accepted it."""
        began = time.perf_counter()
        is_accepted = False
        try:
            is_accepted = self.check(self.target, data)
        except Exception as error:
            self._keep(data, error)
        took = time.perf_counter() - began
        if took > SLOWEST:
            self._keep(data, TimeoutError(f"took {took:.1f} s"))
        self.slowest = max(self.slowest, took)
        self.runs += 1
        self.accepted += is_accepted
        return is_accepted

    def forget_the_fixed(self) -> None:
        """Run the findings of earlier searches, and keep only those that still fail."""
        for file in self.folder.glob("finding-*"):
            data = file.read_bytes()
            file.unlink()
            self.run(data)

    def _keep(self, data: bytes, error: Exception) -> None:
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if "linkgraph" in frame.filename or "fuzz" in frame.filename
        ]
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        about = f"{type(error).__name__} at {where}"
        self.failures[about] += 1
        if self.failures[about] == 1:
            name = f"finding-{hashlib.sha256(data).hexdigest()[:12]}"
            (self.folder / name).write_bytes(data)
            report = f"{about}: {ascii(str(error))[:200]}\n  {data[-300:]!r}\n  kept as {name}\n"
            sys.stdout.write(report)

    def __str__(self) -> str:
        return (
            f"{self.target.name}: {self.runs:,} executions, {self.accepted:,} accepted, slowest "
            f"{self.slowest:.3f} s, {len(self.failures)} distinct findings "
            f"({sum(self.failures.values()):,} in all)"
        )


def plain(findings: Findings, seconds: float, random: Random) -> None:
    """Run the seeds and the corpus once, then mutations of them until the time is up."""
    until = time.monotonic() + seconds
    pool = [*findings.seeds, *(file.read_bytes() for file in sorted(findings.corpus.iterdir()))]
    for data in pool:
        findings.run(data)
    while time.monotonic() < until:
        data = findings.target.mutate(random.choice(pool), random)[: findings.target.longest]
        if findings.run(data) and len(pool) < 5000:
            pool.append(data)


def guided(findings: Findings, seconds: int, seed: int) -> None:
    """Let libFuzzer choose; it ends the process."""
    import atheris

    def mutate(data: bytes, longest: int, number: int) -> bytes:
        random = Random(number)
        if random.random() < 0.25:
            return bytes(atheris.Mutate(data, longest))
        return findings.target.mutate(data, random)[:longest]

    def run(data: bytes) -> None:
        findings.run(data)
        if not findings.runs % 1000:
            (findings.folder / "figures").write_text(f"{findings}\n")

    for place, data in enumerate(findings.seeds):
        (findings.corpus / f"seed-{place:03}").write_bytes(data)
    options = {
        "max_total_time": seconds,
        "max_len": findings.target.longest,
        "timeout": 2 * SLOWEST,
        "rss_limit_mb": MEMORY,
        "seed": seed,
        "artifact_prefix": f"{findings.folder}/finding-",
        "print_final_stats": 1,
        "verbosity": 0,
    }
    arguments = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *arguments, str(findings.corpus)], run, custom_mutator=mutate)
    atheris.Fuzz()


def main() -> int:
    """Fuzz one target, or each in turn for an equal share of the time."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", nargs="?")
    parser.add_argument("--seconds", type=int, default=60, help="0: the seeds and the corpus")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        _instrument()
        guided(Findings(options.target), options.seconds, options.seed)
    from tests.fuzz.targets import TARGETS

    names = [options.target] if options.target else list(TARGETS)
    count = 0
    for name in names:
        findings, share = Findings(name), options.seconds // len(names)
        findings.forget_the_fixed()
        if share and not options.plain and find_spec("atheris"):
            arguments = ["--inside", f"--seconds={share}", f"--seed={options.seed}"]
            subprocess.run([sys.executable, "-m", "tests.fuzz", name, *arguments], check=False)
            report = (findings.folder / "figures").read_text()
        else:
            plain(findings, share, Random(options.seed))
            report = f"{findings}\n"
        sys.stdout.write(report)
        count += len(list(findings.folder.glob("finding-*")))
    return bool(count)


def _instrument() -> None:
    """Import the parsers so that atheris sees their branches."""
    import atheris

    with atheris.instrument_imports(include=["linkgraph", "json"]):
        import linkgraph.archive
        import linkgraph.stores  # noqa: F401  # imported to be instrumented


if __name__ == "__main__":
    sys.exit(main())
