"""Every file of the library is written in one way, and only regular files are read or replaced.

The laws hold for all writers alike: histories, pictures and stores.
"""

from __future__ import annotations

import ast
import errno
import os
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import linkgraph as lg
from linkgraph.display import draw
from linkgraph.graph import files
from linkgraph.stores import load_history, save_history
from linkgraph.stores.manifest import MANIFEST
from tests.rules.drawing import T0

PACKAGE = Path(lg.__file__).parent
GRAPH = lg.LinkGraph.from_edges(connections=[("ana", "bo")])
HISTORY = lg.History([lg.Join("ana", at=T0)])
PICTURE = draw(GRAPH, "ana")

# Each writer, called with a path of its file. The file of a store is its manifest.
WRITERS: dict[str, Callable[[Path], Any]] = {
    "history.svg": lambda path: save_history(HISTORY, path),
    "picture.svg": PICTURE.save,
    MANIFEST: lambda path: lg.save(GRAPH, path.parent),
}
SINGLE_FILES = [name for name in WRITERS if name != MANIFEST]
REFUSED = (lg.InvalidInput, lg.StoreError)


@pytest.fixture(params=WRITERS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / str(request.param)


def write(path: Path) -> None:
    WRITERS[path.name](path)


def names(folder: Path) -> set[str]:
    return {item.name for item in folder.iterdir()}


@contextmanager
def umask(mask: int) -> Iterator[None]:
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)


# -- what may be replaced -----------------------------------------------------------------------


def make_socket(path: Path) -> None:
    # The path of a socket has at most some 100 characters, so it is named from its folder.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


def make_loop(path: Path) -> None:
    path.symlink_to(path)


def make_link_to_pipe(path: Path) -> None:
    (path.parent / "pipe").mkdir()
    os.mkfifo(path.parent / "pipe" / "pipe")
    path.symlink_to(path.parent / "pipe" / "pipe")


OTHERS: dict[str, Callable[[Path], Any]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "socket": make_socket,
    "loop": make_loop,
    "link to a pipe": make_link_to_pipe,
}


@pytest.mark.parametrize("make", OTHERS.values(), ids=OTHERS)
def test_what_is_not_a_regular_file_is_refused_and_left_as_it_is(
    path: Path, make: Callable[[Path], Any]
) -> None:
    make(path)
    before, kind = names(path.parent), stat.S_IFMT(path.lstat().st_mode)
    with pytest.raises(REFUSED):
        write(path)
    assert (before, kind) == (names(path.parent), stat.S_IFMT(path.lstat().st_mode))


@pytest.mark.parametrize("make", OTHERS.values(), ids=OTHERS)
def test_what_is_not_a_regular_file_is_not_read(
    tmp_path: Path, make: Callable[[Path], Any]
) -> None:
    """Opening a pipe would wait for its other end."""
    make(tmp_path / "history")
    with pytest.raises(lg.InvalidInput):
        load_history(tmp_path / "history")
    (tmp_path / "store").mkdir()
    make(tmp_path / "store" / MANIFEST)
    with pytest.raises(lg.StoreError):
        lg.load(tmp_path / "store")


@pytest.mark.parametrize("name", SINGLE_FILES)
@pytest.mark.parametrize("is_there", [False, True])
def test_a_link_stays_a_link_and_its_target_is_written(
    name: str, is_there: bool, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "target"
    if is_there:
        target.write_bytes(b"old")
        target.chmod(0o640)
    (tmp_path / name).symlink_to(Path("elsewhere", "target"))
    write(tmp_path / name)
    write(tmp_path / "elsewhere" / name)
    assert (tmp_path / name).is_symlink()
    assert target.read_bytes() == (tmp_path / "elsewhere" / name).read_bytes()
    assert not is_there or stat.S_IMODE(target.stat().st_mode) == 0o640
    assert {"target", name} == names(tmp_path / "elsewhere")


def test_a_linked_manifest_is_refused_as_it_is_when_it_is_loaded(tmp_path: Path) -> None:
    store = tmp_path / "store"
    lg.save(GRAPH, store)
    (store / MANIFEST).rename(tmp_path / "moved")
    (store / MANIFEST).symlink_to(tmp_path / "moved")
    before = names(store)
    for function in (lg.load, lambda folder: lg.save(GRAPH, folder)):
        with pytest.raises(lg.StoreError):
            function(store)
    assert before == names(store)


# -- modes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o000], ids=oct)
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o444], ids=oct)
def test_a_file_keeps_its_mode_and_a_new_one_has_the_usual(
    path: Path, mask: int, mode: int
) -> None:
    """All files of a store have the mode of its manifest."""
    with umask(mask):
        write(path)
        made = {stat.S_IMODE(item.stat().st_mode) for item in path.parent.iterdir()}
        assert {0o666 & ~mask} == made
        path.chmod(mode)
        write(path)
    assert {mode} == {stat.S_IMODE(item.stat().st_mode) for item in path.parent.iterdir()}


def test_a_private_file_is_private_while_it_is_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path)
    path.chmod(0o600)
    modes = set()

    def create(name: Any, mode: str, opener: Any) -> Any:
        file = open(name, mode, opener=opener)  # noqa: SIM115
        modes.add(stat.S_IMODE(os.fstat(file.fileno()).st_mode))
        return file

    monkeypatch.setattr(files, "open", create, raising=False)
    with umask(0):
        write(path)
    assert {0o600} == modes


# -- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SINGLE_FILES)
def test_a_name_may_be_as_long_as_the_system_allows(name: str, tmp_path: Path) -> None:
    longest = os.pathconf(tmp_path, "PC_NAME_MAX")
    for length in (250, longest):
        path = tmp_path / f"{'x' * (length - 4)}.svg"
        WRITERS[name](path)
        WRITERS[name](path)
        assert {path.name} == names(tmp_path)
        path.unlink()
    with pytest.raises(lg.InvalidInput):
        WRITERS[name](tmp_path / f"{'x' * (longest - 3)}.svg")
    assert set() == names(tmp_path)


@pytest.mark.parametrize("name", SINGLE_FILES)
@pytest.mark.parametrize("place", ["missing/x.svg", "file/x.svg", "y" * 5000 + "/x.svg"], ids=len)
def test_a_path_without_a_folder_is_refused(name: str, place: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(lg.InvalidInput):
        WRITERS[name](tmp_path / place)
    assert {"file"} == names(tmp_path)


# -- failures -----------------------------------------------------------------------------------


def failing(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


STEPS = ("fsync", "replace", "fchmod")


@pytest.mark.parametrize(
    "error",
    [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device"), MemoryError()],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("step", STEPS)
def test_a_failure_leaves_the_old_file_and_no_other(
    path: Path, step: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path)
    before = {item.name: item.read_bytes() for item in path.parent.iterdir()}
    monkeypatch.setattr(files.os, step, failing(error))
    with pytest.raises(type(error)):
        write(path)
    monkeypatch.undo()
    assert before == {item.name: item.read_bytes() for item in path.parent.iterdir()}


def test_an_error_of_what_is_written_leaves_no_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"first"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.replace_file(tmp_path / "file", pieces())
    assert set() == names(tmp_path)


def test_a_temporary_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "draft").write_bytes(b"theirs")
    with pytest.raises(FileExistsError):
        files.replace_file(tmp_path / "file", [b"mine"], "draft")
    assert {"draft"} == names(tmp_path)
    assert b"theirs" == (tmp_path / "draft").read_bytes()


def test_a_system_that_cannot_bring_a_folder_to_the_disk_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_sync_folder", failing(OSError(errno.EINVAL, "Invalid argument")))
    files.replace_file(tmp_path / "file", [b"content"])
    assert b"content" == (tmp_path / "file").read_bytes()


def test_windows_has_neither_modes_nor_handles_of_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    steps: list[str] = []
    monkeypatch.setattr(files.os, "fchmod", lambda *_: steps.append("fchmod"))
    monkeypatch.setattr(files.os, "fsync", lambda *_: steps.append("fsync"))
    monkeypatch.setattr(files.os, "name", "nt")
    files.replace_file(path, [b"new"])
    monkeypatch.undo()
    assert (["fsync"], b"new") == (steps, path.read_bytes())


def test_a_pipe_that_takes_the_place_of_a_file_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content")
    plain_open = os.open

    def open_late(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return plain_open(name, flags)

    monkeypatch.setattr(files.os, "open", open_late)
    with pytest.raises(lg.InvalidInput):
        files.open_regular(path)


# -- one place ----------------------------------------------------------------------------------

MODES = {"w", "wb", "x", "xb", "a", "ab", "r+", "r+b", "w+b"}


WRITING = {"write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "TemporaryDirectory"}
WRITING |= {"os.replace", "os.rename", "os.mkdir"}


def _writes(path: Path) -> Iterator[str]:
    """Yield each call of a file that may write to disk."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            full_name = ast.unparse(node.func)
            name = full_name.rpartition(".")[2]
            texts = {item.value for item in node.args if isinstance(item, ast.Constant)}
            if {full_name, name} & WRITING or (name == "open" and texts & MODES):
                yield name


def test_no_other_module_writes_files() -> None:
    actual = {
        path.relative_to(PACKAGE).as_posix(): sorted(_writes(path))
        for path in sorted(PACKAGE.rglob("*.py"))
    }
    expected = {"graph/files.py": ["open", "replace"], "stores/store.py": ["mkdir"]}
    assert expected == {name: writes for name, writes in actual.items() if writes}
