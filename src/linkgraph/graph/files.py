"""Opening files to read, and replacing files: every file of the library passes through here.

`replace_file` decides what may be replaced, and replaces it all or nothing. Stores, history files
and pictures use it. It writes a temporary file beside the old one, brings it to the disk, and puts
it in the place of the old one in one step. So a reader, a crash or a full disk finds the old
content or the new one. The new file has the mode of the old one.

Only regular files are replaced, and only regular files are read: a pipe would wait for its other
end, and a device may do anything. A symbolic link is followed, so it stays a link and its target is
replaced.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

import attrs

from linkgraph.errors import InvalidInput

_DEFAULT_MODE = 0o666  # of a new file, without the bits of the umask, as `open` has it
# The errors of the system for a path at which a file cannot be, each with a remedy.
PATH_ERRORS = {
    errno.ENOENT: "make the folder that it is in first",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.ENAMETOOLONG: "use a shorter name",
    errno.ELOOP: "its symbolic links lead back to themselves",
    errno.ENXIO: "name a regular file",  # a socket
    errno.EINVAL: "use a name that the system allows",
}


@attrs.frozen
class Target:
    """A path at which a file may be written: with links followed, and the mode of the old file."""

    path: Path
    mode: int | None = None  # `None` for a new file


def target_of(path: Path) -> Target:
    """Return where a file is written; raise `InvalidInput` if a file cannot be there."""
    with _path_errors(path):
        real = Path(os.path.realpath(path)) if path.is_symlink() else path
        try:
            status = path.stat()
        except FileNotFoundError:  # a new file
            real.parent.stat()
            return Target(real)
        if not stat.S_ISREG(status.st_mode):
            raise _not_regular(path)
        return Target(real, stat.S_IMODE(status.st_mode))


def replace_file(path: Path, pieces: Iterable[Any], draft: str | None = None) -> None:
    """Write a file of these bytes, all or nothing; `draft` is the name of the temporary file.

    Raises
    ------
    InvalidInput
        If the path is not that of a regular file or of a new one, before anything is written.
    OSError
        If writing fails, such as on a full disk. The old file is unchanged.
    """
    target = target_of(path)
    # The name of the file may be as long as the system allows, so it is not part of this one.
    beside = target.path.parent / (draft or f".linkgraph-{secrets.token_hex(8)}.tmp")
    try:
        with _path_errors(path):
            write_new(beside, pieces, target.mode)
        os.replace(beside, target.path)  # noqa: PTH105  # `os`, as all steps here
    except FileExistsError:  # the temporary file of somebody else
        raise
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)  # noqa: PTH108
        raise
    with suppress(OSError):  # the file is in its place, and some systems cannot sync a folder
        _sync_folder(target.path.parent)


def write_new(path: Path, pieces: Iterable[Any], mode: int | None = None) -> tuple[int, int]:
    """Write a file that does not exist yet, to the disk; return its length and its checksum.

    At no time does the file have more permissions than `mode`.
    """
    length = crc = 0
    opener = partial(os.open, mode=_DEFAULT_MODE if mode is None else mode)
    with open(path, "xb", opener=opener) as file:  # tests end each of these steps
        if mode is not None and os.name != "nt":
            os.fchmod(file.fileno(), mode)  # the umask may have taken some bits away
        for piece in pieces:
            crc = zlib.crc32(piece, crc)
            length += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return length, crc


def open_regular(path: Path) -> tuple[IO[bytes], int]:
    """Return a regular file, opened to read, and its length.

    Raises
    ------
    InvalidInput
        If there is anything else at the path.
    OSError
        If there is nothing, or if it cannot be opened.
    """
    with _path_errors(path, errno.ENOENT):
        opened = handle_of(path)
    if opened is None:
        raise _not_regular(path)
    handle, length = opened
    return os.fdopen(handle, "rb"), length


def handle_of(path: Path, *, follow_links: bool = True) -> tuple[int, int] | None:
    """Return a handle of a regular file, which the caller closes, and its length; else `None`."""
    # A device is not even opened. Should one take the place of the file after this look, or a
    # pipe, whose opening would wait for its other end, the flags help.
    if not stat.S_ISREG(os.stat(path, follow_symlinks=follow_links).st_mode):  # noqa: PTH116
        return None
    names = ["O_NONBLOCK", "O_BINARY"] + ["O_NOFOLLOW"] * (not follow_links)
    handle = os.open(path, os.O_RDONLY | sum(getattr(os, name, 0) for name in names))
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode):
        return handle, status.st_size
    os.close(handle)
    return None


def _not_regular(path: Path) -> InvalidInput:
    remedy = "folders, pipes, sockets and devices are neither read nor replaced"
    return InvalidInput(str(path), "the path of a regular file as `path`", remedy)


@contextmanager
def _path_errors(path: Path, *allowed: int) -> Iterator[None]:
    """Raise `InvalidInput` where the system says that a file cannot be at this path."""
    try:
        yield
    except OSError as error:
        if error.errno not in PATH_ERRORS or error.errno in allowed:
            raise
        remedy = PATH_ERRORS[error.errno]
        raise InvalidInput(str(path), "the path of a file as `path`", remedy) from None


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
