"""Answers of every library in one plain form, so that they can be compared across processes."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np


def digest(key: str, answers: list[Any]) -> str:
    """Return a digest that is equal for equal answers, in whatever form they come."""
    summed = hashlib.sha256()
    for answer in answers:
        if key == "degrees":
            plain = repr([int(degree) for degree in answer])
        elif key == "people":
            plain = repr([(int(member), int(count)) for member, count in answer])
        elif key == "reach":
            split = {rule: _sorted(found) for rule, found in sorted(answer.items())}
            plain = repr([(rule, found.tobytes()) for rule, found in split.items() if len(found)])
        else:
            plain = repr(_sorted(answer).tobytes())
        summed.update(plain.encode())
    return summed.hexdigest()


def _sorted(answer: Any) -> np.ndarray:
    """Return ids as a sorted array without repeats."""
    if hasattr(answer, "to_coo"):  # a vector of GraphBLAS
        answer = answer.to_coo(values=False)[0]
    elif hasattr(answer, "to_numpy"):  # a `MemberSet`
        answer = answer.to_numpy()
    elif not isinstance(answer, (np.ndarray, list)):
        answer = list(answer)
    ids = np.asarray(answer, dtype=np.int64)
    ids = np.sort(ids)
    if len(ids) > 1 and not (ids[1:] > ids[:-1]).all():
        raise AssertionError("an answer names a member twice")
    return ids
