"""Changing bytes at random: anywhere, or with an eye for lines of JSON.

Every change is a function of the bytes and a `random.Random`. So one number repeats it, and
libFuzzer, Hypothesis and a loop can all choose the number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

# Texts and values that break parsers, as they are written in a file.
_ODD_TEXT: list[bytes] = [
    b"NaN", b"-Infinity", b"1e999", b"-0", b"0.0", b"9" * 5000, b"9" * 4300, b"-" + b"7" * 40,
    b"18446744073709551616", b"true", b"null", b'""', b"[]", b"{}", b"[[[[]]]]",
    b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\u0000"', b'"\\u2028"', b'"a\\nb"', b'"a\\u0085b"',
    b"\x00", b"\xef\xbb\xbf", b"\r\n", b"\r", b"\n", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xa8",
    b'{"x":1' + b"".join(b',"%d":1' % n for n in range(5000)) + b',"4999":1}',
    b"[" * 2000, b'{"tuple":[' * 150, b'"' + b"x" * 20_000 + b'"', b" " * 5000,
]  # fmt: skip
_ODD_VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2**31, 2**63, 10**40, 0.5, "", "x", "ana", "a\nb", "\u2028",
    "\ud800", "\x00", "no @ place", [], [[]], ["x"], ["x", "y"], ["x", "x"], {}, {"x": 1},
    {"tuple": []}, {"tuple": ["x", 7]}, {"tuple": "ab"}, {"tuple": [{"tuple": [{"tuple": []}]}]},
    {"uuid": "a4b6437f-6dfe-4ac9-9b21-313c63db7ae6"}, {"uuid": 5},
    {"uuid": "{a4b6437f6dfe4ac99b21313c63db7ae6}"}, {"date": "2020-02-29"},
    {"date": "20200229"}, {"date": "2020-W09-6"}, {"date": ""},
    "2026-03-02T09:00:00+00:00", "2026-03-02T09:00:00", "2026-03-02", "2026-03-02T09:00:00Z",
    "2026-03-02T09:00:00+05:30", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-12:00",
    "2026-03-02T09:00:00+00:00:00.000001", "2026-03-02T24:00:00+00:00", "20260302T09+00",
]  # fmt: skip


def mutated_bytes(data: bytes, random: Random) -> bytes:
    """Return other bytes: a piece removed, inserted, repeated, reversed or overwritten."""
    start = random.randrange(len(data) + 1)
    end = min(len(data), start + random.choice((0, 1, 1, 2, 4, 8, 40)))
    piece = data[start:end]
    new = random.choice(
        (
            b"",
            piece * 2,
            piece[::-1],
            random.randbytes(max(1, len(piece))),
            bytes(byte ^ (1 << random.randrange(8)) for byte in piece),
            random.choice(_ODD_TEXT),
        )
    )
    return data[:start] + new + data[end:]


def mutated_lines(data: bytes, random: Random) -> bytes:
    """Return other bytes: lines swapped, dropped, repeated, or one value of a line changed."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        way = random.choices(_WAYS, _WEIGHTS)[0]
        try:
            data = way(data, random)
        except (ValueError, RecursionError):  # not JSON, or a value that JSON cannot hold
            data = mutated_bytes(data, random)
    return data


def _other_lines(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(4):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(one, lines[other])
        case 2:
            del lines[one]
        case _:
            lines.insert(one, lines.pop(other))
    return b"\n".join(lines)


def _other_value(data: bytes, random: Random) -> bytes:
    """Change one value, key or entry of one line."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    record = json.loads(lines[at])
    places = list(_places(record))
    holder, key = random.choice(places) if places else (None, None)
    if holder is None:
        record = random.choice(_ODD_VALUES)
    else:
        _change(holder, key, random, places)
    lines[at] = json.dumps(record).encode()
    return b"\n".join(lines)


def _change(holder: Any, key: Any, random: Random, places: list[tuple[Any, Any]]) -> None:
    other, other_key = random.choice(places)
    match random.randrange(6):
        case 0:
            del holder[key]
        case 1:
            holder[key] = _copied(other[other_key])
        case 2 if isinstance(holder, dict):
            name = random.choice(("x", "a\nb", "\ud800", "at", "value", "member", str(other_key)))
            holder[name] = holder.pop(key)
        case 2:
            holder.insert(key, _copied(other[other_key]))
        case 3:
            for _ in range(random.choice((1, 2, 30, 90, 200))):
                holder[key] = {"tuple": [holder[key]]}
        case _:
            holder[key] = random.choice(_ODD_VALUES)


def _copied(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _odd_text(data: bytes, random: Random) -> bytes:
    """Put odd text in the place of one token."""
    starts = [at for at, byte in enumerate(data) if byte in b':,[{"'] or [0]
    start = random.choice(starts) + 1
    ends = [at for at in range(start, min(len(data), start + 60)) if data[at] in b',]}"'] or [start]
    return data[:start] + random.choice(_ODD_TEXT) + data[random.choice((start, ends[0])) :]


def _key_twice(data: bytes, random: Random) -> bytes:
    """Repeat a key of one line, with another value."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    record = json.loads(lines[at])
    if not isinstance(record, dict) or not record:
        return mutated_bytes(data, random)
    key = json.dumps(random.choice(list(record))).encode()
    value = json.dumps(random.choice(_ODD_VALUES)).encode()
    lines[at] = b"{" + key + b": " + value + b", " + lines[at].lstrip()[1:]
    return b"\n".join(lines)


def _frame(data: bytes, random: Random) -> bytes:
    """Change what is between the lines: byte order mark, line ends, the end of the file."""
    ways = (
        b"\xef\xbb\xbf" + data,
        data.replace(b"\n", b"\r\n"),
        data.replace(b"\n", b"\r"),
        data.rstrip(b"\n"),
        data + b"\n",
        data + b"\x00",
        data[: random.randrange(len(data) + 1)],
        data.replace(b"\n", b" "),
    )
    return random.choice(ways)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a JSON value: its container, and the key or index."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict | list):
            for key in holder if isinstance(holder, dict) else range(len(holder)):
                yield holder, key
                waiting.append(holder[key])


_WAYS: list[Callable[[bytes, Random], bytes]] = [
    _other_value, _other_lines, _odd_text, _key_twice, _frame, mutated_bytes,
]  # fmt: skip
_WEIGHTS = [8, 3, 3, 1, 1, 2]
