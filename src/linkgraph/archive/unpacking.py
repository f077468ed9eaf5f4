"""Opening an archive: a zip, a zip in a zip, a folder, or one CSV – and no more than it may hold.

What is read is counted as it comes, whatever headers say. Nothing is written, no link is
followed, and a file that cannot be read costs that file.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import attrs

from linkgraph.archive.export_format import kind_of
from linkgraph.archive.report import Problem
from linkgraph.archive.results import Limits
from linkgraph.errors import ArchiveError

_CHUNK = 64 * 2**10
_RATIO_FROM = 2**20  # a short file may repeat itself
_DIRECTORY_ENTRY = 512  # bytes for each file that a zip's list of files may take
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack without bound
# what `zipfile` lets through of a damaged zip
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError,
    OverflowError, LookupError,
)  # fmt: skip
_LOCKED, _LINK_MODE = 0x1, 0xA000


@attrs.frozen
class Found:
    """A file of an archive: its content, or why there is none."""

    name: str
    data: bytes | None = None
    problem: Problem | None = None


def open_archive(path: str, limits: Limits) -> Iterator[Found]:
    """Yield every file of an archive, in order of name; the content of those that are known.

    Raises
    ------
    ArchiveError
        For what does not exist, is no archive, or holds more than it may.
    """
    opening = _Opening(path, limits)
    try:
        mode = Path(path).stat().st_mode
    except FileNotFoundError:
        raise ArchiveError(path, "does not exist", "give the path of an archive") from None
    except (OSError, ValueError) as error:
        raise _unopened(path, error) from None
    if stat.S_ISDIR(mode):
        yield from opening.folder(Path(path))
    elif not stat.S_ISREG(mode):
        raise ArchiveError(path, "is no regular file", _REMEDY)
    elif path.casefold().endswith(".csv"):
        yield opening.lone_csv(Path(path))
    else:
        yield from opening.lone_zip(Path(path))


_REMEDY = "give a zip, a folder or a CSV file of a data export"


def _unopened(path: str, error: Exception) -> ArchiveError:
    reason = getattr(error, "strerror", None) or "no such path can be"
    return ArchiveError(path, f"cannot be opened ({reason.lower()})", "give a path you may read")


class _Opening:
    """An archive being opened: its path, its limits, and what was read so far."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.files = 0
        self.unpacked = 0

    # -- the ways an archive comes --------------------------------------------------------------

    def lone_csv(self, path: Path) -> Found:
        if kind_of(path.name) is None:
            problem = "is named like no file of an export"
            raise ArchiveError(self.path, problem, "call it Connections.csv or what it is")
        try:
            return Found(path.name, self._content(path))
        except OSError as error:
            raise _unopened(self.path, error) from None

    def lone_zip(self, path: Path) -> Iterator[Found]:
        try:
            with path.open("rb") as file:
                archive = self._zip(file)
                if archive is None:
                    raise ArchiveError(self.path, "is no zip, folder or CSV file", _REMEDY)
                yield from self._members(archive, "", 1, path.stat().st_size)
        except OSError as error:
            raise _unopened(self.path, error) from None

    def folder(self, top: Path) -> Iterator[Found]:
        unread: list[OSError] = []
        for place, folders, names in os.walk(top, onerror=unread.append):
            folders.sort()
            links = [name for name in folders if Path(place, name).is_symlink()]
            self._count(len(folders) - len(links))
            for name in sorted([*names, *links]):
                self._count(1)
                path = Path(place, name)
                yield from self._entry(path, path.relative_to(top).as_posix())
        for error in unread:
            closed = Path(error.filename)
            if closed == top:
                raise _unopened(self.path, error)
            yield Found(closed.relative_to(top).as_posix(), problem=Problem.UNREADABLE)

    def _entry(self, path: Path, name: str) -> Iterator[Found]:
        """Yield what a file of a folder holds."""
        if path.is_symlink():
            yield Found(name, problem=Problem.LINK)
        elif not _wanted(name):
            yield Found(name, problem=Problem.UNKNOWN_FILE)
        elif not path.is_file():
            yield Found(name, problem=Problem.NOT_A_FILE)
        else:
            try:
                content = self._content(path)
            except OSError:
                yield Found(name, problem=Problem.UNREADABLE)
            else:
                yield from self._known(name, content, 0)

    def _members(
        self, archive: zipfile.ZipFile, prefix: str, depth: int, size: int
    ) -> Iterator[Found]:
        """Yield what the members of a zip hold, `depth` zips down; `size` is the zip's."""
        if depth > self.limits.depth:
            raise self._exceeded(f"nests more than {self.limits.depth:,} zips", "depth")
        members = sorted(archive.infolist(), key=lambda member: member.filename)
        self._count(len(members))
        for member in members:
            name = f"{prefix}{member.filename}"
            problem = _refused(member)
            if member.filename.endswith("/"):  # `is_dir` wants a name that is not empty
                continue
            if problem is not None:
                yield Found(name, problem=problem)
                continue
            try:
                with archive.open(member) as stream:
                    content = self._drained(stream, min(member.compress_size, size))
            except ArchiveError:
                raise
            except _DAMAGE:
                yield Found(name, problem=Problem.CORRUPT)
            else:
                yield from self._known(name, content, depth)

    def _known(self, name: str, content: bytes, depth: int) -> Iterator[Found]:
        """Yield a file that is wanted, or what it holds where it is a zip."""
        if not _is_zip(name):
            yield Found(name, content)
            return
        inner = self._zip(io.BytesIO(content))
        if inner is None:
            yield Found(name, problem=Problem.NOT_A_ZIP)
        else:
            yield from self._members(inner, f"{name}/", depth + 1, len(content))

    # -- reading no more than one may -----------------------------------------------------------

    def _zip(self, file: IO[bytes]) -> zipfile.ZipFile | None:
        most = _CHUNK + 22 + self.limits.files * _DIRECTORY_ENTRY
        try:
            return zipfile.ZipFile(_Bounded(file, most))
        except _TooMuch:
            raise self._exceeded(f"holds more than {self.limits.files:,} files", "files") from None
        except _DAMAGE:
            return None

    def _content(self, path: Path) -> bytes:
        with path.open("rb") as file:
            return self._drained(file, None)

    def _drained(self, stream: IO[bytes], packed: int | None) -> bytes:
        """Return all that a stream gives, counted as it comes."""
        limits, parts, size = self.limits, [], 0
        while part := stream.read(_CHUNK):
            size += len(part)
            self.unpacked += len(part)
            if self.unpacked > limits.unpacked_bytes:
                most = f"{limits.unpacked_bytes:,}"
                raise self._exceeded(f"unpacks to more than {most} bytes", "unpacked_bytes")
            if size > limits.file_bytes:
                most = f"{limits.file_bytes:,}"
                raise self._exceeded(f"holds a file of more than {most} bytes", "file_bytes")
            if packed is not None and size > max(_RATIO_FROM, packed * limits.ratio):
                problem = f"unpacks to more than {limits.ratio:,} times its size"
                raise self._exceeded(problem, "ratio")
            parts.append(part)
        return b"".join(parts)

    def _count(self, number: int) -> None:
        self.files += number
        if self.files > self.limits.files:
            raise self._exceeded(f"holds more than {self.limits.files:,} files", "files")

    def _exceeded(self, problem: str, limit: str) -> ArchiveError:
        remedy = f"if you trust it, give `Limits` with a higher `{limit}`"
        return ArchiveError(self.path, problem, remedy)


def _wanted(name: str) -> bool:
    return kind_of(name) is not None or _is_zip(name)


def _is_zip(name: str) -> bool:
    return name.casefold().endswith(".zip")


def _refused(member: zipfile.ZipInfo) -> Problem | None:
    """Return why a member of a zip is not read, or `None`."""
    if (member.external_attr >> 16) & 0xF000 == _LINK_MODE:
        return Problem.LINK
    if not _wanted(member.filename):
        return Problem.UNKNOWN_FILE
    if member.flag_bits & _LOCKED:
        return Problem.ENCRYPTED
    return None if member.compress_type in _PACKED else Problem.ODDLY_PACKED


class _TooMuch(Exception):
    """Somebody asked for more bytes at once than an honest zip's list of files takes."""


class _Bounded:
    """A file that gives no more than so many bytes at once; `zipfile` asks for whole lists."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file = file
        self._most = most

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._most + 1 if size < 0 else min(size, self._most + 1))
        if len(data) > self._most:
            raise _TooMuch
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True
