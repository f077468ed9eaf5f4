"""Invented exports: the headers of every era, and short ways to write and read an archive."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import linkgraph as lg
from linkgraph.archive import Archive, FileRead, Problem

CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
CONNECTIONS_2021 = "First Name,Last Name,Email Address,Company,Position,Connected On"
INVITATIONS = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
INVITATIONS_2021 = "From,To,Sent At,Message,Direction"
FOLLOWS = "Date,Status,FullName"
COMPANIES = "Organization,Followed On"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    "DATE,SUBJECT,CONTENT,FOLDER"
)
REACTIONS = "Date,Type,Link"
COMMENTS = "Date,Link,Message"
SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility"
PROFILE = (
    "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,"
    "Geo Location,Twitter Handles,Websites,Instant Messengers"
)
POSITIONS = "Company Name,Title,Description,Location,Started On,Finished On"
NOTE = (
    '"When exporting your connection data, you may notice that some of the email addresses are '
    "missing. You will only see email addresses for connections who have allowed their "
    'connections to see or download their email address."'
)
PREAMBLE = f"Notes:\n{NOTE}\n\n"
SITE = "https://www.linkedin.com/in/"
ME = f"{SITE}ada-example"
OWNER = "in/ada-example"


def lines(header: str, *rows: str, end: str = "\n") -> str:
    """Return a file of a header and rows."""
    return "".join(line + end for line in (header, *rows))


def table(header: str, *rows: Any) -> str:
    """Return a file of a header and rows of cells, quoted where they must be."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()


def zipped(files: dict[str, str | bytes], **options: Any) -> bytes:
    """Return a zip of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content, **options)
    return packed.getvalue()


def nameless(files: dict[str, str | bytes]) -> bytes:
    """Return a zip of these files and one that the list of files has no name for."""
    packed = zipped({**files, "x": "Notes"})
    at = packed.rindex(b"PK\1\2") + 28  # how long the name is, and what follows it
    return packed[:at] + b"\0\0\1\0" + packed[at + 4 :]


def unpacked(files: dict[str, str | bytes], folder: Path) -> Path:
    """Write these files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read_bytes(content: bytes, name: str = "export.zip", **options: Any) -> Archive:
    """Read an archive of these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        return lg.read_archive(path, **options)


def read(files: dict[str, str | bytes], **options: Any) -> Archive:
    """Read a zip of these files."""
    return read_bytes(zipped(files), **options)


def facts(archive: Archive) -> tuple[Any, ...]:
    """Return all that an archive tells, but where it was read."""
    names = "owner graph people invitations history timeline engagements posts messages companies"
    return tuple(getattr(archive, name) for name in f"{names} profile positions".split())


def noted(archive: Archive, *, skipped: bool = False) -> list[tuple[int | None, Problem]]:
    """Return the row and the problem of each note, or of those on what was not read."""
    notes = archive.account.skipped if skipped else archive.account.notes
    return [(note.row, note.problem) for note in notes]


def lost(archive: Archive) -> list[tuple[int | None, Problem]]:
    """Return the row and the problem of whatever was not read."""
    return noted(archive, skipped=True)


def account(archive: Archive, name: str) -> FileRead:
    """Return what came of one file."""
    (found,) = [file for file in archive.account.files if file.name == name]
    return found


def at(*parts: int) -> datetime:
    """Return a moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year, month, day …
