"""Answers and bytes are the same on every run, whatever PYTHONHASHSEED (H2, F10).

Promised for graphs whose ids have a `repr` that is the same on every run: text, integers,
bytes, dates, UUIDs, and tuples of these. An id that is itself a `frozenset` of text is
pickled by Python in the order of its hash, and so is what a caller gives as a set.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.stable.questions import Scene, questions
from tests.stable.values import ENGAGEMENTS, HISTORY, POSTS, T0, TEXT

ROOT = Path(__file__).parents[2]


def _digests(seed: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.stable.digests"],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return run.stdout.decode("utf-8").splitlines()


def test_answers_files_and_pickles_are_the_same_under_every_hash_seed():
    """H2, F10: to the byte."""
    first = _digests("0")
    scene = Scene(TEXT, HISTORY, POSTS, ENGAGEMENTS, T0, list(TEXT))
    assert len(first) > 3 * len(questions(scene))
    assert first == _digests("1")
