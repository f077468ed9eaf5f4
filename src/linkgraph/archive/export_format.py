"""The format of a data export: its files, their columns, and the forms of dates in each column.

Nobody documents this format. The table `KINDS` is taken from real exports and has one row for each
file that is read. Files, columns and dates that are not in the table are reported
and never guessed at: translated headers and month names, for example, are missing because no real
export was seen to have any.

Two things are assumed about dates. Times are in UTC if they have no zone. A date alone stands for
its midnight.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter

import attrs

# Connections and posts cannot be older than the network, which opened in this month.
NETWORK_OPENED = datetime(2003, 5, 1, tzinfo=UTC)


def _split(columns: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(columns.split(",")) if isinstance(columns, str) else columns


@attrs.frozen
class FileKind:
    """A file of an export. Columns are given as in its header, with commas between them."""

    # The name of the file without ``.csv``.
    name: str
    # All columns that the file was seen with, in their order.
    columns: tuple[str, ...] = attrs.field(converter=_split)
    # The columns that every header has. A row must have cells up to the last of them.
    required: tuple[str, ...] = attrs.field(
        converter=_split, default=attrs.Factory(attrgetter("columns"), takes_self=True)
    )
    # The cells that are equal if two archives repeat the same row.
    identity: tuple[str, ...] = attrs.field(
        converter=_split, default=attrs.Factory(attrgetter("required"), takes_self=True)
    )
    # The columns with addresses. Older archives lack them, so a row may be repeated without them.
    address: tuple[str, ...] = attrs.field(converter=_split, default=())
    # The columns that rows may have after those that the header names.
    trailing: tuple[str, ...] = attrs.field(converter=_split, default=())
    # The formats of each column with dates, with ``|`` between them.
    dates: dict[str, str] = attrs.field(factory=dict)
    # Dates before this one are errors, such as the year 1970 of an empty clock.
    earliest: datetime = NETWORK_OPENED


# `Mon` stands for the name of a month, `Wdy` for any word. `D`, `M` and `h` have one digit or two.
# `YY` is a year of this century. No text fits two formats of one column.
_ISO = "YYYY-MM-DD hh:mm:ss | YYYY-MM-DD hh:mm:ss UTC | YYYY-MM-DD"
_MONTHLY = "Mon YYYY | YYYY | D Mon YYYY"

KINDS = {
    kind.name: kind
    for kind in (
        FileKind(
            "Connections",
            columns="First Name,Last Name,URL,Email Address,Company,Position,Connected On",
            required="First Name,Last Name,Connected On",
            address="URL",
            dates={
                "Connected On": "D Mon YYYY | D Mon YY | D-Mon-YY | D-Mon-YYYY | Mon D, YYYY"
                " | YYYY-MM-DD"
            },
        ),
        FileKind(
            "Invitations",
            columns="From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl",
            required="From,To,Sent At,Direction",
            identity="From,To,Sent At,Direction,Message",
            address="inviterProfileUrl,inviteeProfileUrl",
            dates={"Sent At": "M/D/YY, h:mm AM | M/D/YYYY, h:mm AM | Mon D YYYY h:mm AM | " + _ISO},
        ),
        FileKind("Member Follows", columns="Date,Status,FullName", dates={"Date": _ISO}),
        FileKind(
            "Company Follows",
            columns="Organization,Followed On",
            dates={"Followed On": "Wdy Mon D hh:mm:ss UTC YYYY | " + _ISO},
        ),
        FileKind(
            "messages",
            columns=(
                "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,"
                "RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS,"
                "IS MESSAGE DRAFT,IS CONVERSATION DRAFT"
            ),
            required="FROM,TO,DATE",
            identity="CONVERSATION ID,FROM,TO,DATE,SUBJECT,CONTENT",
            address="SENDER PROFILE URL",
            trailing="ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT",
            dates={"DATE": _ISO},
        ),
        FileKind("Reactions", columns="Date,Type,Link", dates={"Date": _ISO}),
        FileKind("Comments", columns="Date,Link,Message", dates={"Date": _ISO}),
        FileKind(
            "Shares",
            columns="Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility",
            required="Date,ShareLink",
            dates={"Date": _ISO},
        ),
        FileKind(
            "Profile",
            columns=(
                "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,"
                "Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers"
            ),
            required="First Name,Last Name",
        ),
        FileKind(
            "Positions",
            columns="Company Name,Title,Description,Location,Started On,Finished On",
            required="Company Name,Title,Started On",
            dates={"Started On": _MONTHLY, "Finished On": _MONTHLY},
            earliest=datetime.min.replace(tzinfo=UTC),
        ),
    )
}


# The suffix is a member id, or the number that a browser gives to a second download.
# Blanks before it are removed later: a pattern for them too would try each of a million blanks.
_SUFFIX = re.compile(r"(_[0-9]+|\([0-9]+\))$")


def _file_key(name: str) -> str:
    return re.sub(r"[\s_]+", "", _SUFFIX.sub("", name)).casefold()


def _column_key(name: str) -> str:
    return re.sub(r"[\s_\-\ufeff]+", "", name).casefold()


_KIND_BY_KEY = {_file_key(name): kind for name, kind in KINDS.items()}
_COLUMN_BY_KEY = {
    (kind.name, _column_key(column)): column for kind in KINDS.values() for column in kind.columns
}
_COLUMN_BY_KEY["Connections", "email"] = "Email Address"  # as some exports call it


def kind_of(path: str) -> FileKind | None:
    """Return the kind of the file at a path, or `None` if it is not one that is read.

    Case, spaces, underscores and a trailing ``_digits`` (or a browser's ``(1)``) are ignored.
    Everything else counts: ``guide_messages.csv`` is not ``messages.csv``.
    """
    name = re.split(r"[/\\]", path)[-1].casefold()
    if not name.endswith(".csv"):
        return None
    return _KIND_BY_KEY.get(_file_key(name.removesuffix(".csv")))


def columns_of(kind: FileKind, header: list[str]) -> list[str | None]:
    """Return the column that each cell of a header names, `None` for an unknown one.

    Case, spaces, underscores and dashes are ignored.
    """
    return [_COLUMN_BY_KEY.get((kind.name, _column_key(cell))) for cell in header]


# -- dates --------------------------------------------------------------------------------------

_FORMAT_PARTS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short_year>[0-9]{2})",
    "Mon": r"(?P<month_name>[^\W\d_]+)",
    "Wdy": r"[^\W\d_]+",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "hh": r"(?P<hour>[0-9]{2})",
    "h": r"(?P<hour>0?[1-9]|1[0-2])",
    "mm": r"(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2})",
    "AM": r"(?P<half>am|pm)",
}
# In reverse order, `YYYY` is tried before `YY`.
_FORMAT_PART = re.compile(f"({'|'.join(sorted(_FORMAT_PARTS, reverse=True))})")

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


@attrs.frozen
class ExportDate:
    """A time in UTC, and whether the export gives only its day."""

    at: datetime
    day_only: bool


@cache
def _patterns(formats: str) -> list[re.Pattern[str]]:
    """Return a pattern for each of the formats."""
    return [
        re.compile(
            "".join(
                _FORMAT_PARTS.get(part, re.escape(part.casefold()))
                for part in _FORMAT_PART.split(text)
            )
        )
        for text in formats.split(" | ")
    ]


def parse_date(formats: str, text: str) -> ExportDate | None:
    """Return the date that a text has in one of the formats, or `None`."""
    # Some exports put a narrow no-break space before AM; NFKC makes it a blank.
    text = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _patterns(formats))), None)
    if match is None:
        return None
    parts = match.groupdict()
    numbers = {name: int(part) for name, part in parts.items() if part.isdecimal()}
    numbers = {"month": 1, "day": 1, **numbers}
    if "short_year" in numbers:
        numbers["year"] = 2000 + numbers.pop("short_year")
    if name := parts.get("month_name"):
        # In full or abbreviated to three letters or more; any other word gives the invalid month 0.
        months = (number for number, full in enumerate(_MONTHS, 1) if full.startswith(name))
        numbers["month"] = next(months, 0) if len(name) >= 3 else 0
    if "half" in parts:
        numbers["hour"] = numbers["hour"] % 12 + 12 * (parts["half"] == "pm")
    try:
        at = datetime(**numbers, tzinfo=UTC)
    except ValueError:  # such as 31 February
        return None
    return ExportDate(at, day_only="hour" not in numbers)
