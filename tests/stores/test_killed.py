"""Wherever `save` ends, the old store or the new one is there, whole; the next one clears up."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

import linkgraph as lg
from linkgraph.stores import store as saving
from linkgraph.stores.manifest import MANIFEST, OURS, read_manifest
from tests.stores.altered import contents_of, file_of, free_handles, new_folder
from tests.stores.killing import NEW, OLD, Ending, steps_of

ROOT = Path(__file__).parents[2]
THIRD = NEW.disconnect("ana", "bo")


def ours(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if OURS.fullmatch(path.name)}


def named(folder: Path) -> set[str]:
    return {file_of(folder, name).name for name in read_manifest(folder).files}


def assert_one_of_both(folder: Path) -> bool:
    """Return whether the new graph is there; if not, the old one is."""
    actual = lg.load(folder, verify=True)
    assert actual in (OLD, NEW)
    return actual == NEW


def assert_cleared_up(folder: Path) -> None:
    lg.save(THIRD, folder)
    assert THIRD == lg.load(folder, verify=True)
    assert named(folder) == ours(folder)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder on no disk: nothing here waits for one."""
    with new_folder() as folder:
        yield Path(folder)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    lg.save(OLD, tmp_path / "old")
    (tmp_path / "old" / "notes.txt").write_text("not ours")
    return tmp_path / "old"


def _killed(old: Path | str, target: Path, steps: int) -> list[Path]:
    quiet = "ignore::DeprecationWarning"  # NumPy may have threads, which no save uses
    module = "tests.stores.killing"
    command = [sys.executable, "-W", quiet, "-m", module, str(old), str(target)]
    target.mkdir()
    done = subprocess.run([*command, str(steps)], cwd=ROOT, capture_output=True, check=False)
    assert (b"", 0) == (done.stderr, done.returncode)
    return [target / f"{number}-{after}" for number in range(steps) for after in (0, 1)]


def test_the_steps_are_in_an_order_that_survives_a_power_cut(tmp_path: Path):
    """Data is on the disk before it is named, and named on the disk before the old one goes."""
    first = steps_of(OLD, tmp_path / "new")
    names = read_manifest(tmp_path / "new").files
    again = steps_of(NEW, tmp_path / "new")
    names_of_new = read_manifest(tmp_path / "new").files
    assert ["mkdir", "open", "fsync"] == first[:3]  # the folder's own name
    steps = [name for name in again if name != "write"]
    file = ["create", "fsync"]
    removed = ["unlink"] * len(names)
    expected = ["mkdir", "open", *file * len(names_of_new), "fsync", *file, "replace"]
    expected += ["open", "fsync", "fsync"]  # the folder, by the replacing and by the saving
    assert [*expected, *removed] == steps


def test_a_process_that_dies_at_any_step_leaves_one_of_both(old: Path, tmp_path: Path):
    steps = len(steps_of(NEW, _copy(old, tmp_path / "counted")))
    ends = [assert_one_of_both(item) for item in _killed(old, tmp_path / "killed", steps)]
    assert ends == sorted(ends)  # first the old one, then the new one
    assert {False, True} == {*ends}
    for folder in (tmp_path / "killed").iterdir():
        assert_cleared_up(folder)
        assert "not ours" == (folder / "notes.txt").read_text()


def test_a_process_that_dies_while_it_makes_a_store_leaves_none_or_one(tmp_path: Path):
    steps = len(steps_of(NEW, tmp_path / "counted"))
    actual = []
    for folder in _killed("", tmp_path / "killed", steps):
        there = (folder / MANIFEST).exists()
        if there:
            assert NEW == lg.load(folder, verify=True)
        actual.append(there)
        assert_cleared_up(folder)
    assert actual == sorted(actual)
    assert {False, True} == {*actual}


@pytest.mark.parametrize("kind", [OSError, KeyboardInterrupt])
def test_an_error_at_any_step_leaves_one_of_both_and_nothing_else(
    kind: type[BaseException], old: Path, tmp_path: Path
):
    """A full disk, an interruption: files that are not needed are removed at once."""

    def fail() -> None:
        raise kind("no space left")

    steps = steps_of(NEW, _copy(old, tmp_path / "counted"))
    for number, name in enumerate(steps):
        for after in (False, True):
            folder = _copy(old, tmp_path / f"{number}-{after}")
            try:
                Ending(number, fail, after=after).save(NEW, folder)
            except kind:
                pass
            else:  # the next save removes the rest, or brings the names to the disk
                assert kind is OSError
                assert name in {"open", "fsync", "unlink"}
            replaced = (number, after) >= (steps.index("replace"), True)
            assert replaced == assert_one_of_both(folder), (number, name)
            if not replaced:
                assert named(folder) == ours(folder), (number, name)
            assert_cleared_up(folder)


def _copy(store: Path, folder: Path) -> Path:
    lg.save(lg.load(store), folder)
    (folder / "notes.txt").write_text("not ours")
    return folder


def test_what_an_id_forbids_is_known_before_anything_is_written(old: Path):
    before = sorted(old.iterdir())
    with pytest.raises(lg.InvalidInput):
        lg.save(OLD.with_members(Ellipsis), old)
    assert before == sorted(old.iterdir())
    assert OLD == lg.load(old, verify=True)


def test_a_name_that_is_taken_is_not_written_over(old: Path, monkeypatch: pytest.MonkeyPatch):
    """As good as never are two names alike; if they are, what is there is kept."""
    token = read_manifest(old).token
    monkeypatch.setattr(saving.secrets, "token_hex", lambda _: token)
    with pytest.raises(FileExistsError):
        lg.save(NEW, old)
    monkeypatch.undo()
    assert OLD == lg.load(old, verify=True)


def test_files_get_the_modes_that_the_user_asks_for(tmp_path: Path):
    """And are closed when `save` ends."""
    free = free_handles()
    (tmp_path / "plain").write_text("mine")
    for graph in (OLD, NEW):
        lg.save(graph, tmp_path)
    for name in (MANIFEST, *named(tmp_path)):
        assert (tmp_path / "plain").stat().st_mode == (tmp_path / name).stat().st_mode
    assert free == free_handles()


def test_a_store_is_made_in_a_folder_that_is_being_saved_into(old: Path):
    """A lock is of one store, and not of those within its folder."""
    with saving._opened_folder(old, lock=True):
        lg.save(NEW, old / "within")
    assert NEW == lg.load(old / "within", verify=True)


def test_progress_is_told_in_bytes(tmp_path: Path):
    """File by file, to the last byte."""
    told: list[tuple[int, int, str]] = []
    lg.save(NEW, tmp_path, progress=lambda *item: told.append(item))
    lengths = [len(content) for content in contents_of(tmp_path).values()]
    assert [(done, sum(lengths), "writing") for done in accumulate(lengths)] == told
    told.clear()
    lg.load(tmp_path, verify=True, progress=lambda *item: told.append(item))
    steps = ["members", "relations", "ties"]
    assert told == [
        *((done, sum(lengths), "checking bytes") for done in accumulate(lengths)),
        *((number, 3, f"checking {step}") for number, step in enumerate(steps)),
        (1, 1, "done"),
    ]


@pytest.mark.parametrize(
    "error",
    [FileNotFoundError(errno.ENOENT, "gone"), lg.InvalidInput(7, "another")],
    ids=lambda error: type(error).__name__,
)
def test_an_error_of_the_progress_function_comes_through_as_itself(old: Path, error: Exception):
    def fail(*_: Any) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        lg.save(NEW, old, progress=fail)
    assert error is caught.value
    assert OLD == lg.load(old, verify=True)
    assert named(old) == ours(old)


def test_a_folder_that_goes_away_while_it_is_saved_into_is_refused(
    old: Path, monkeypatch: pytest.MonkeyPatch
):
    def write(*_: Any) -> Any:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(saving, "write_new", write)
    with pytest.raises(lg.StoreError) as caught:
        lg.save(NEW, old)
    assert "cannot be written" == caught.value.problem


def test_two_savers_are_kept_apart(old: Path):
    """Otherwise each would remove what the other is writing."""
    with saving._opened_folder(old, lock=True), pytest.raises(lg.StoreError) as caught:
        lg.save(NEW, old)
    problem = "is being saved into by another process"
    assert lg.StoreError(str(old), problem, "wait until it has finished") == caught.value
    assert OLD == lg.load(old, verify=True)
    assert_cleared_up(old)


def test_a_file_system_without_locks_is_saved_to(old: Path, monkeypatch: pytest.MonkeyPatch):
    def flock(*_: Any) -> None:
        raise OSError("no locks available")

    monkeypatch.setattr(saving.fcntl, "flock", flock)
    assert_cleared_up(old)


def test_a_system_without_locks_and_handles_of_folders_is_saved_to(
    old: Path, monkeypatch: pytest.MonkeyPatch
):
    """As Windows is."""
    monkeypatch.setattr(saving, "fcntl", None)
    assert_cleared_up(old)


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path):
    path = tmp_path / "file"
    path.write_text("mine")
    with pytest.raises(lg.StoreError) as caught:
        lg.save(OLD, path)
    remedy = "name a folder, which is made if it does not exist"
    assert lg.StoreError(str(path), "is not a folder", remedy) == caught.value
    assert "mine" == path.read_text()


@pytest.mark.parametrize(
    ("place", "remedy"),
    [
        ("not/there", "make the folder that it is in first"),
        ("file/there", "a part of the path is a file, not a folder"),
        ("x" * 256, "use a shorter name"),
    ],
    ids=["missing", "file", "long"],
)
def test_a_folder_that_has_no_place_is_refused(tmp_path: Path, place: str, remedy: str):
    (tmp_path / "file").write_text("mine")
    path = tmp_path / place
    with pytest.raises(lg.StoreError) as caught:
        lg.save(OLD, path)
    assert lg.StoreError(str(path), "cannot be made", remedy) == caught.value
    assert ["file"] == [item.name for item in tmp_path.iterdir()]


def test_a_reader_that_comes_between_manifest_and_data_finds_the_new_ones(
    old: Path, monkeypatch: pytest.MonkeyPatch
):
    """The manifest it has read names what a saver has removed since."""

    def read_late(folder: Path) -> Any:
        actual = read_manifest(folder)
        if not saved:
            saved.append(True)
            lg.save(NEW, folder)
        return actual

    saved: list[bool] = []
    monkeypatch.setattr(saving, "read_manifest", read_late)
    assert NEW == lg.load(old)
    assert [True] == saved
    assert (old / MANIFEST).exists()
