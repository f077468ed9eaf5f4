"""Dates as exports write them: a table of formats for each column, and the function that reads it.

Nothing is guessed: a date in none of its column's formats is unreadable, whatever else it may
look like. A time without a zone is UTC, by assumption; a date without a time is its midnight.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

import attrs

from linkgraph.archive.export_format import MONTH_NUMBERS, folded

_ISO = "YYYY-MM-DD hh:mm:ss | YYYY-MM-DD hh:mm:ss UTC | YYYY-MM-DD"
_MONTHLY = "Mon YYYY | YYYY | D Mon YYYY"

# file and column -> formats, `|` between them; no text is in two of them. `Mon` is a month in any
# language of the table, short or long; `Wdy` any word; `D`, `M` and `h` have one digit or two,
# `YY` is of this century
FORMATS: dict[tuple[str, str], str] = {
    ("Connections", "Connected On"):
        "D Mon YYYY | D Mon YY | D-Mon-YY | D-Mon-YYYY | Mon D, YYYY | YYYY-MM-DD",
    ("Invitations", "Sent At"):
        f"M/D/YY, h:mm AM | M/D/YYYY, h:mm AM | Mon D YYYY h:mm AM | {_ISO}",
    ("Member Follows", "Date"): _ISO,
    ("Company Follows", "Followed On"): f"Wdy Mon D hh:mm:ss UTC YYYY | {_ISO}",
    ("messages", "DATE"): _ISO,
    ("Reactions", "Date"): _ISO,
    ("Comments", "Date"): _ISO,
    ("Shares", "Date"): _ISO,
    ("Positions", "Started On"): _MONTHLY,
    ("Positions", "Finished On"): _MONTHLY,
}  # fmt: skip

# positions begin whenever they began; ties and posts cannot be older than the network
_NETWORK_BEGAN = datetime(2003, 5, 1, tzinfo=UTC)
_ANY_AGE = "Positions"

_PARTS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short>[0-9]{2})",
    "Mon": r"(?P<word>[^\W\d_]+)",
    "Wdy": r"[^\W\d_]+",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "hh": r"(?P<hour>[0-9]{2})",
    "h": r"(?P<hour>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2})",
    "AM": r"(?P<half>am|pm)",
}
_PART = re.compile(f"({'|'.join(sorted(_PARTS, reverse=True))})")  # `YYYY` before `YY`


def _compiled(template: str) -> re.Pattern[str]:
    pieces = _PART.split(template)
    return re.compile("".join(_PARTS.get(each, re.escape(each.casefold())) for each in pieces))


_PATTERNS = {column: [*map(_compiled, each.split(" | "))] for column, each in FORMATS.items()}
_FILLING = re.compile(r"(?<=\w)\.(?=[\s\-]|$)|\b(de|of)\b|(?<=[0-9])((st|er|o)\b|°)")  # o: º


@attrs.frozen
class Moment:
    """When something happened: in UTC, and whether only the day is known."""

    at: datetime
    day_only: bool


def moment(file: str, column: str, text: str) -> Moment | None:
    """Return when a cell says, or `None` where it says so in no format of its column.

    Raises
    ------
    TooEarly
        For a moment before the network began, such as an empty clock's 1970.

    Examples
    --------
    >>> moment("Connections", "Connected On", "22. Feb. 2021")
    Moment(at=datetime.datetime(2021, 2, 22, 0, 0, tzinfo=datetime.timezone.utc), day_only=True)
    >>> moment("Invitations", "Sent At", "9/27/25, 8:41 PM").at.hour
    20
    """
    plain = _plain(text)
    for pattern in _PATTERNS[file, column]:
        found = pattern.fullmatch(plain)
        if found is not None:
            read = _built(found.groupdict())
            if read is not None and file != _ANY_AGE and read.at < _NETWORK_BEGAN:
                raise TooEarly
            return read
    return None


class TooEarly(Exception):
    """A date before the network began."""


def _plain(text: str) -> str:
    """Return a date less what languages fill it with: dots of short words, `de`, odd blanks."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("a.m.", "am")
    text = _FILLING.sub("", text.replace("p.m.", "pm"))
    return " ".join(text.split())


def _built(parts: dict[str, str]) -> Moment | None:
    numbers = {name: int(value) for name, value in parts.items() if value.isdecimal()}
    year = numbers["year"] if "year" in numbers else 2000 + numbers["short"]
    month: int | None = numbers.get("month", 1)
    if "word" in parts:
        month = MONTH_NUMBERS.get(folded(parts["word"]))
    hour = _hour(numbers.get("hour", 0), parts.get("half"))
    if month is None or hour is None:
        return None
    clock = hour, numbers.get("minute", 0), numbers.get("second", 0)
    try:
        at = datetime(year, month, numbers.get("day", 1), *clock, tzinfo=UTC)
    except ValueError:  # 31 February
        return None
    return Moment(at, day_only="hour" not in parts)


def _hour(hour: int, half: str | None) -> int | None:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half == "pm" else 0)
