"""Opening an archive: a zip, a zip in a zip, a folder, or one CSV file.

An archive may come from anybody, so it is opened with care. Files are only read, and links are not
followed; a path inside a zip is only a name. Bytes are counted while they are read, because the
sizes that a zip states may be false, and an archive that exceeds its `Limits` is refused. Any
other problem, such as a damaged or locked file, costs that file.
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
from typing import IO, TypeAlias

import attrs

from linkgraph.archive.export_format import FileKind, kind_of
from linkgraph.archive.problems import Problem
from linkgraph.archive.results import Limits
from linkgraph.errors import ArchiveError

_CHUNK = 64 * 2**10
# The other methods of compression unpack without bound.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# These are the errors that `zipfile` raises for a damaged zip.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError,
    OverflowError, LookupError,
)  # fmt: skip
_ENCRYPTED_FLAG, _LINK_MODE = 0x1, 0xA000
_REMEDY = "use a zip, a folder or a CSV file of a data export"


@attrs.frozen
class UnpackedFile:
    """A file of a known kind, and its content."""

    name: str
    kind: FileKind
    data: bytes


@attrs.frozen
class UnreadFile:
    """A file that was not read, and why."""

    name: str
    problem: Problem


_Files: TypeAlias = Iterator[UnpackedFile | UnreadFile]


def open_archive(path: str, limits: Limits) -> _Files:
    """Yield every file of an archive, in order of name.

    Raises
    ------
    ArchiveError
        If the path does not exist, if it is not an archive, or if it exceeds `limits`.
    """
    opener, place = _Opener(path, limits), Path(path)
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        raise ArchiveError(path, "does not exist", "use the path of an archive") from None
    except (OSError, ValueError) as error:
        raise _cannot_be_opened(path, error) from None
    try:
        if stat.S_ISDIR(mode):
            yield from opener.folder(place)
        elif not stat.S_ISREG(mode):
            raise ArchiveError(path, "is not a regular file", _REMEDY)
        elif path.casefold().endswith(".csv"):
            yield from opener.single_csv(place)
        else:
            yield from opener.outer_zip(place)
    except OSError as error:
        raise _cannot_be_opened(path, error) from None


def _cannot_be_opened(path: str, error: Exception) -> ArchiveError:
    reason = getattr(error, "strerror", None) or "the path is not valid"
    return ArchiveError(path, f"cannot be opened ({reason.lower()})", "use a path you may read")


class _Opener:
    """Opens an archive, and counts its files and bytes."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.files = 0
        self.unpacked = 0

    # -- the forms of an archive ----------------------------------------------------------------

    def single_csv(self, path: Path) -> _Files:
        if kind_of(path.name) is None:
            problem = "does not have the name of a file of an export"
            raise ArchiveError(self.path, problem, "name it Connections.csv or the like")
        with path.open("rb") as file:
            yield from self._file(path.name, self._drained(file, None), 0)

    def outer_zip(self, path: Path) -> _Files:
        with path.open("rb") as file:
            archive = self._zip(file)
            if archive is None:
                raise ArchiveError(self.path, "is not a zip, a folder or a CSV file", _REMEDY)
            yield from self._members(archive, "", 1, path.stat().st_size)

    def folder(self, top: Path) -> _Files:
        errors: list[OSError] = []
        for place, folders, names in os.walk(top, onerror=errors.append):
            folders.sort()  # in place: the order in which they are walked
            links = [name for name in folders if Path(place, name).is_symlink()]
            self._count(len(folders) + len(names))
            for path in sorted(Path(place, name) for name in [*names, *links]):
                name = path.relative_to(top).as_posix()
                if problem := _problem_of_path(path):
                    yield UnreadFile(name, problem)
                    continue
                try:
                    with path.open("rb") as file:
                        content = self._drained(file, None)
                except OSError:
                    yield UnreadFile(name, Problem.UNREADABLE)
                else:
                    yield from self._file(name, content, 0)
        for error in errors:
            closed = Path(error.filename)
            if closed == top:
                raise error
            yield UnreadFile(closed.relative_to(top).as_posix(), Problem.UNREADABLE)

    def _members(self, archive: zipfile.ZipFile, prefix: str, depth: int, size: int) -> _Files:
        """Yield the files in a zip of this size that lies `depth` zips deep, itself counted."""
        if depth > self.limits.depth:
            raise self._exceeded(f"nests more than {self.limits.depth:,} zips", "depth")
        members = sorted(archive.infolist(), key=lambda member: member.filename)
        self._count(len(members))
        for member in members:
            name = f"{prefix}{member.filename}"
            if member.filename.endswith("/"):  # `is_dir` fails for an empty name
                continue
            if problem := _problem_of_member(member):
                yield UnreadFile(name, problem)
                continue
            try:
                with archive.open(member) as stream:
                    content = self._drained(stream, min(member.compress_size, size))
            except ArchiveError:  # a limit was exceeded
                raise
            except _DAMAGE:
                yield UnreadFile(name, Problem.CORRUPT)
            else:
                yield from self._file(name, content, depth)

    def _file(self, name: str, content: bytes, depth: int) -> _Files:
        """Yield a file of a known kind, or the files in a zip."""
        if (kind := kind_of(name)) is not None:
            yield UnpackedFile(name, kind, content)
        elif (archive := self._zip(io.BytesIO(content))) is not None:
            yield from self._members(archive, f"{name}/", depth + 1, len(content))
        else:
            yield UnreadFile(name, Problem.NOT_A_ZIP)

    # -- reading within the limits --------------------------------------------------------------

    def _zip(self, file: IO[bytes]) -> zipfile.ZipFile | None:
        """Return the zip in a file, or `None` if it is not one."""
        # Enough for the end of a zip with its comment and for 512 bytes about each file.
        longest = 2**16 + 22 + self.limits.files * 512
        try:
            return zipfile.ZipFile(_BoundedFile(file, longest))
        except _DirectoryTooLong:
            problem = f"holds more than {self.limits.files:,} files"
            raise self._exceeded(problem, "files") from None
        except _DAMAGE:
            return None

    def _drained(self, stream: IO[bytes], packed: int | None) -> bytes:
        """Return the content of a stream that was packed into so many bytes."""
        limits, chunks, size = self.limits, [], 0
        # A short file may consist of repetitions, so it may always unpack to 1 MiB.
        by_ratio = None if packed is None else max(2**20, packed * limits.ratio)
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            self.unpacked += len(chunk)
            if self.unpacked > limits.unpacked_bytes:
                problem = f"unpacks to more than {limits.unpacked_bytes:,} bytes"
                raise self._exceeded(problem, "unpacked_bytes")
            if size > limits.file_bytes:
                problem = f"holds a file of more than {limits.file_bytes:,} bytes"
                raise self._exceeded(problem, "file_bytes")
            if by_ratio is not None and size > by_ratio:
                problem = f"unpacks to more than {limits.ratio:,} times its size"
                raise self._exceeded(problem, "ratio")
            chunks.append(chunk)
        return b"".join(chunks)

    def _count(self, number: int) -> None:
        self.files += number
        if self.files > self.limits.files:
            raise self._exceeded(f"holds more than {self.limits.files:,} files", "files")

    def _exceeded(self, problem: str, limit: str) -> ArchiveError:
        remedy = f"if you trust it, pass `Limits` with a higher `{limit}`"
        return ArchiveError(self.path, problem, remedy)


def _is_wanted(name: str) -> bool:
    return kind_of(name) is not None or name.casefold().endswith(".zip")


def _problem_of_path(path: Path) -> Problem | None:
    """Return why a file in a folder is not read, or `None`."""
    if path.is_symlink():
        return Problem.LINK
    if not _is_wanted(path.name):
        return Problem.UNKNOWN_FILE
    return None if path.is_file() else Problem.NOT_A_FILE


def _problem_of_member(member: zipfile.ZipInfo) -> Problem | None:
    """Return why a file in a zip is not read, or `None`."""
    if (member.external_attr >> 16) & 0xF000 == _LINK_MODE:
        return Problem.LINK
    if not _is_wanted(member.filename):
        return Problem.UNKNOWN_FILE
    if member.flag_bits & _ENCRYPTED_FLAG:
        return Problem.ENCRYPTED
    return None if member.compress_type in _METHODS else Problem.ODDLY_PACKED


class _DirectoryTooLong(Exception):
    """Raised when `zipfile` asks for more bytes at once than an honest directory takes."""


class _BoundedFile:
    """A file that gives at most so many bytes at once.

    `zipfile` reads the directory of a zip in one piece, and makes an object of each entry. Without
    a bound, a directory of 100 MB would become gigabytes before anybody could count its files.
    """

    def __init__(self, file: IO[bytes], longest: int) -> None:
        self._file = file
        self._longest = longest
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        most = self._longest + 1
        data = self._file.read(most if size < 0 else min(size, most))
        if len(data) > self._longest:
            raise _DirectoryTooLong
        return data

    def seekable(self) -> bool:
        return True
