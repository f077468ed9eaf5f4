"""Opening an archive: a zip, a zip in a zip, a folder, or one CSV file.

An archive may come from anybody, so it is opened with care. Files are only read, and links are not
followed; a path inside a zip is only a name. An archive that exceeds its `Limits` is refused: by
the sizes that a zip states before anything is read, and by the bytes that are read, because those
sizes may be false. So is a zip whose entries overlap, as a few bytes could be unpacked many times.
Any other problem, such as a damaged or locked file, costs that file.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeAlias

from linkgraph.archive.account import Note, Problem
from linkgraph.archive.csv_rows import CsvTable, read_table
from linkgraph.archive.export_format import FileKind, kind_of
from linkgraph.archive.results import Limits
from linkgraph.errors import ArchiveError

_CHUNK = 64 * 2**10
_SHORT = 2**20  # bytes that anything may unpack to: a short file may consist of repetitions
_HEADER = 30  # bytes that stand before each entry of a zip, at least
# The other methods of compression unpack without bound.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The errors that `zipfile` raises for a damaged zip, and a folder for a file that is closed to us.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError,
    OverflowError, LookupError,
)  # fmt: skip
_REMEDY = "use a zip, a folder or a CSV file of a data export"

# The files of an archive, with a note in place of each one that was not read.
_Files: TypeAlias = Iterator[CsvTable | Note]


def open_tables(path: str, limits: Limits) -> _Files:
    """Yield every file of an archive, in order of name; raise `ArchiveError` if it has none."""
    opener, top = _Opener(path, limits), Path(path)
    try:
        mode = top.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from opener.folder(top)
        elif not stat.S_ISREG(mode):
            raise ArchiveError(path, "is not a regular file", _REMEDY)
        else:
            with top.open("rb") as file:
                yield from opener.single_file(top.name, file)
    except ArchiveError:
        raise
    except FileNotFoundError:
        raise ArchiveError(path, "does not exist", "use the path of an archive") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        problem = f"cannot be opened ({reason.lower()})"
        raise ArchiveError(path, problem, "use a path you may read") from None


class _Opener:
    """Opens an archive, and counts its files, bytes and lines."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.files = 0
        self.lines = 0
        self.packed = 0  # bytes on the disk, of a zip or of all files that were read from a folder
        self.unpacked = 0

    def single_file(self, name: str, file: IO[bytes]) -> _Files:
        if not name.casefold().endswith(".csv"):
            archive = self._zip(file)
            if archive is None:
                raise ArchiveError(self.path, "is not a zip, a folder or a CSV file", _REMEDY)
            self.packed = os.fstat(file.fileno()).st_size
            yield from self._members(archive, "", 1, self.packed)
        elif (kind := kind_of(name)) is not None:
            yield self._table(kind, name, self._drained(file, None))
        else:
            problem = "does not have the name of a file of an export"
            raise ArchiveError(self.path, problem, "name it Connections.csv or the like")

    def folder(self, top: Path) -> _Files:
        errors: list[OSError] = []
        for place, folders, names in os.walk(top, onerror=errors.append):
            folders.sort()  # in place: the order in which they are walked
            links = [name for name in folders if Path(place, name).is_symlink()]
            self._count(len(folders) + len(names))
            for path in sorted(Path(place, name) for name in [*names, *links]):
                name, problem = path.relative_to(top).as_posix(), None
                if path.is_symlink():
                    problem = Problem.LINK
                elif not path.is_file():
                    problem = Problem.NOT_A_FILE
                yield from self._file(name, problem, partial(path.open, "rb"), None, 0)
        for error in errors:
            closed = Path(error.filename)
            if closed == top:
                raise error
            yield Note(closed.relative_to(top).as_posix(), None, None, Problem.UNREADABLE)

    def _members(self, archive: zipfile.ZipFile, prefix: str, depth: int, size: int) -> _Files:
        """Yield the files in a zip of this size that lies `depth` zips deep, itself counted."""
        if depth > self.limits.depth:
            raise self._exceeded("depth")
        members = sorted(archive.infolist(), key=lambda member: member.filename)
        self._count(len(members))
        self._refuse_overlaps(archive)
        self._expect(sum(member.file_size for member in members if _is_read(member.filename)))
        for member in members:
            if member.filename.endswith("/"):  # `is_dir` fails for an empty name
                continue
            problem = None
            if stat.S_ISLNK(member.external_attr >> 16):
                problem = Problem.LINK
            elif member.flag_bits & 0x1:  # it is encrypted
                problem = Problem.ENCRYPTED
            elif member.compress_type not in _METHODS:
                problem = Problem.ODDLY_PACKED
            name, opener = f"{prefix}{member.filename}", partial(archive.open, member)
            yield from self._file(name, problem, opener, min(member.compress_size, size), depth)

    def _file(
        self,
        name: str,
        problem: Problem | None,
        opener: Callable[[], Any],
        packed: int | None,
        depth: int,
    ) -> _Files:
        """Yield a file that was packed into so many bytes, or the files in it if it is a zip."""
        kind = kind_of(name)
        if problem is not Problem.LINK and not _is_read(name):
            problem = Problem.UNKNOWN_FILE
        if problem is None:
            try:
                with opener() as stream:
                    content = self._drained(stream, packed)
            except ArchiveError:  # a limit was exceeded
                raise
            except _DAMAGE:
                problem = Problem.UNREADABLE if packed is None else Problem.CORRUPT
            else:
                if kind is not None:
                    yield self._table(kind, name, content)
                    return
                if (archive := self._zip(io.BytesIO(content))) is not None:
                    yield from self._members(archive, f"{name}/", depth + 1, len(content))
                    return
                problem = Problem.NOT_A_ZIP
        yield Note(name, None, None, problem)

    def _zip(self, file: IO[bytes]) -> zipfile.ZipFile | None:
        """Return the zip in a file, or `None` if it is not one."""
        # Enough for the end of a zip with its comment and for 512 bytes about each file.
        longest = 2**16 + 22 + self.limits.files * 512
        try:
            return zipfile.ZipFile(_BoundedFile(file, longest, self._exceeded("files")))
        except ArchiveError:
            raise
        except _DAMAGE:
            return None

    def _drained(self, stream: IO[bytes], packed: int | None) -> bytes:
        """Return the content of a stream that was packed into so many bytes."""
        limits, chunks, size = self.limits, [], 0
        by_ratio = None if packed is None else max(_SHORT, packed * limits.ratio)
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            self.unpacked += len(chunk)
            self.packed += len(chunk) if packed is None else 0
            self._expect(0)
            if size > limits.file_bytes:
                raise self._exceeded("file_bytes")
            if by_ratio is not None and size > by_ratio:
                raise self._exceeded("ratio")
            chunks.append(chunk)
        return b"".join(chunks)

    def _expect(self, number: int) -> None:
        """Refuse an archive with so many more bytes to unpack, if they are too many."""
        expected = self.unpacked + number
        if expected > self.limits.unpacked_bytes:
            raise self._exceeded("unpacked_bytes")
        if expected > max(_SHORT, self.packed * self.limits.ratio):
            raise self._exceeded("ratio")

    def _refuse_overlaps(self, archive: zipfile.ZipFile) -> None:
        """Refuse a zip in which two entries, or an entry and the list of entries, share bytes."""
        members = archive.infolist()
        begins = sorted((member.header_offset, member.compress_size) for member in members)
        ends = [*(begin for begin, _ in begins[1:]), archive.start_dir]
        for (begin, size), end in zip(begins, ends, strict=True):
            if begin + _HEADER + size > end:
                raise ArchiveError(self.path, "is a zip whose entries overlap", _REMEDY)

    def _table(self, kind: FileKind, name: str, content: bytes) -> CsvTable | Note:
        # Counted while they are bytes: each line becomes an object.
        ends = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
        self.lines += ends
        if self.lines > self.limits.lines:
            raise self._exceeded("lines")
        return read_table(kind, name, content)

    def _count(self, number: int) -> None:
        self.files += number
        if self.files > self.limits.files:
            raise self._exceeded("files")

    def _exceeded(self, limit: str) -> ArchiveError:
        problem = f"exceeds the limit of {getattr(self.limits, limit):,} for `{limit}`"
        return ArchiveError(self.path, problem, f"if you trust it, raise `Limits.{limit}`")


def _is_read(name: str) -> bool:
    return kind_of(name) is not None or name.casefold().endswith(".zip")


class _BoundedFile:
    """A file that gives at most so many bytes at once, and raises an error if asked for more.

    `zipfile` reads the directory of a zip in one piece, and makes an object of each entry. Without
    a bound, a directory of 100 MB would become gigabytes before anybody could count its files.
    """

    def __init__(self, file: IO[bytes], longest: int, error: ArchiveError) -> None:
        self._file = file
        self._longest = longest
        self._error = error
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        most = self._longest + 1
        data = self._file.read(most if size < 0 else min(size, most))
        if len(data) > self._longest:
            raise self._error
        return data
