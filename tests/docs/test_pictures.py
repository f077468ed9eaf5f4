"""The committed pictures are what the code draws, now."""

from __future__ import annotations

import build_pictures


def test_the_committed_pictures_are_what_the_code_draws():
    for name, picture in build_pictures.PICTURES.items():
        drawn = (build_pictures.IMAGES / name).read_text("utf-8")
        assert picture.svg == drawn, "run `python docs/build_pictures.py`"
