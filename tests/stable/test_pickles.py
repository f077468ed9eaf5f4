"""The files of every release are read back, with every supported Python and NumPy (F9)."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import pytest

import linkgraph as lg
from linkgraph.graph.equality import from_state, state_of
from linkgraph.stores import load_history
from tests.stable.pickles import PROTOCOLS, ROOT
from tests.stable.values import HISTORY, ODD, TEXT, VALUES

RELEASES = sorted(ROOT.iterdir()) if ROOT.exists() else []
STORED = sorted(ROOT.glob("*/*.pickle"))
# bases, and an archive, which the tests of its door pickle
ABSTRACT = {lg.Action, lg.LinkGraphError}


def _assert_same(expected: Any, actual: Any) -> None:
    """Equal, of one type, hashed and shown alike; a graph can be gone on with."""
    assert expected == actual
    assert type(expected) is type(actual)
    assert repr(expected) == repr(actual)
    if type(expected).__hash__ is not None and not isinstance(expected, tuple | Mapping):
        assert hash(expected) == hash(actual)
    if isinstance(expected, lg.LinkGraph):
        assert list(expected) == list(actual)
        empty = lg.LinkGraph()
        assert expected == lg.diff(empty, actual).apply(empty)
    if isinstance(expected, lg.History):
        assert lg.replay(expected, refused="skip") == lg.replay(actual, refused="skip")


def _assert_stored(name: str, value: Any) -> None:
    if name.startswith("enum-") or name == "fact-kinds":  # of which there may be more by now
        assert set(value) <= set(VALUES[name])
    else:
        _assert_same(VALUES[name], value)


@pytest.mark.parametrize("path", STORED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_stored_pickles_are_the_values_built_today(path: Path):
    """F9: of the values that there were then."""
    for name, value in pickle.loads(path.read_bytes()).items():
        _assert_stored(name, value)


@pytest.mark.parametrize("folder", RELEASES, ids=lambda folder: folder.name)
def test_a_stored_graph_and_a_stored_history_are_read(folder: Path):
    """F9, H1: verified."""
    _assert_same(ODD, lg.load(folder / "store", verify=True))
    _assert_same(HISTORY, load_history(folder / "history.jsonl"))


def test_this_release_has_stored_one_of_each():
    """Otherwise `python -m tests.stable.pickles` was not run."""
    paths = [path for path in STORED if path.parent.name == lg.__version__]
    assert [f"protocol{number}" for number in PROTOCOLS] == [path.stem for path in paths]
    for path in paths:
        assert set(VALUES) == set(pickle.loads(path.read_bytes()))


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_read_back_in_every_protocol(name: str, protocol: int):
    """F9."""
    _assert_same(VALUES[name], pickle.loads(pickle.dumps(VALUES[name], protocol)))


def _kinds(value: Any) -> Iterator[type]:
    yield type(value)
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    elif attrs.has(type(value)) and not isinstance(value, lg.LinkGraph):
        value = attrs.astuple(value, recurse=False)
    if isinstance(value, list | tuple):
        for item in value:
            yield from _kinds(item)


def test_every_public_kind_of_value_is_there():
    kinds = {kind for value in VALUES.values() for kind in _kinds(value)}
    public = {item for item in (getattr(lg, name) for name in lg.__all__) if inspect.isclass(item)}
    assert set() == public - kinds - ABSTRACT


class _Named(pickle.Unpickler):
    """Reads a pickle and notes what it names."""

    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        self.modules: set[str] = set()

    def find_class(self, module: str, name: str) -> Any:
        self.modules.add(module.partition(".")[0])
        return super().find_class(module, name)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_names_the_library_and_the_standard_one(protocol: int):
    """NumPy's names differ from one major version to the next, so none is in there."""
    reader = _Named(pickle.dumps(VALUES, protocol))
    reader.load()
    allowed = {"linkgraph", "builtins", "__builtin__", "datetime", "uuid", "_codecs", "copyreg"}
    assert set() == reader.modules - allowed


@pytest.mark.parametrize("format_", [0, 2, None, "1"])
def test_a_graph_of_another_format_is_refused_in_words(format_: Any):
    """F9: such as one of a later release."""
    with pytest.raises(lg.InvalidInput) as caught:
        from_state({**state_of(TEXT._facts), "format": format_})
    expected, remedy = "a pickled graph of format 1", "read it with the release that wrote it"
    assert lg.InvalidInput(format_, expected, remedy) == caught.value


class _Shy:
    """An id that cannot be shown."""

    def __repr__(self) -> str:
        raise ValueError("never")

    def __eq__(self, other: object) -> bool:
        return type(other) is _Shy

    def __hash__(self) -> int:
        return 7


def test_settings_are_pickled_whatever_the_repr_of_a_group_does():
    """F7: a number of so many digits has none, either."""
    profile = lg.Profile(groups={_Shy(), 10**5000, "chess"})
    assert profile == pickle.loads(pickle.dumps(profile))
    update = lg.UpdateProfile("ana", at=VALUES["invitation"].sent_at, groups=profile.groups)
    assert update == pickle.loads(pickle.dumps(update))


def test_an_enum_is_pickled_by_name():
    """A value may be a sentence, which may be reworded."""
    data = pickle.dumps(lg.Code.NOT_FOLLOWING)
    assert b"NOT_FOLLOWING" in data
    assert lg.Code.NOT_FOLLOWING.value.encode() not in data


def test_a_pickle_of_buttons_holds_no_answers():
    """B1: the cache is not pickled."""
    buttons = lg.profile_buttons(TEXT, "ana", at=VALUES["invitation"].sent_at)
    before = pickle.dumps(buttons)
    assert buttons == pickle.loads(before)
    assert before == pickle.dumps(buttons)
