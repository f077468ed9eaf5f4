"""``st.from_type`` knows the types of linkgraph, with no import of the strategies."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Set, Sized
from importlib.metadata import entry_points
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
import linkgraph._hypothesis_plugin
from linkgraph.rules.check_and_apply import NEEDS
from linkgraph.strategies.by_type import ON_A_GRAPH, WHOLE

FEW = settings(max_examples=max(10, settings.default.max_examples // 10))


def run(code: str) -> str:
    """Run code in a Python of its own; the last line that it printed."""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return told.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "imports", ["import hypothesis, linkgraph as lg", "import linkgraph as lg, hypothesis"]
)
def test_whichever_is_imported_last_the_types_are_known(imports):
    code = f"""{imports}
import sys
assert "linkgraph.strategies" not in sys.modules
from hypothesis import find, strategies as st
print(find(st.from_type(lg.LinkGraph), lambda graph: len(graph) > 1).members)
"""
    assert "MemberSet({'ana', 'bo'})" == run(code)


def test_hypothesis_alone_imports_nothing_of_linkgraph():
    code = """import sys
import hypothesis
print({"linkgraph", "numpy", "networkx", "attrs"} & sys.modules.keys())
"""
    assert "set()" == run(code)


def test_linkgraph_alone_does_not_import_hypothesis():
    assert "False" == run("import sys, linkgraph; print('hypothesis' in sys.modules)")


def test_hypothesis_loads_the_entry_point():
    (entry,) = entry_points(group="hypothesis", name="linkgraph")
    assert linkgraph._hypothesis_plugin.register is entry.load()


def test_every_registered_type_has_a_strategy():
    assert set(linkgraph._hypothesis_plugin.TYPES) == {*WHOLE, *ON_A_GRAPH}
    assert {kind.__name__ for kind in NEEDS} <= set(linkgraph._hypothesis_plugin.TYPES)


@pytest.mark.parametrize(("ids", "kind"), [(int, int), (UUID, UUID), (str, str)])
@FEW
@given(st.data())
def test_ids_are_of_the_type_that_is_named(ids, kind, data):
    """F6."""
    graph = data.draw(st.from_type(lg.LinkGraph[ids]))
    action = data.draw(st.from_type(lg.Action[ids]))
    invite = data.draw(st.from_type(lg.Invite[ids]))
    history = data.draw(st.from_type(lg.History[ids]))
    members = [*graph, *action.members, *invite.members, *history.start]
    members += [member for each in history for member in each.members]
    assert all(isinstance(member, kind) for member in members)


@pytest.mark.parametrize("wider", [Sized, Collection[int], Set[int]])
def test_who_asks_for_less_than_a_graph_gets_none(wider):
    """Registering must not change what other people's tests draw."""
    shown = repr(st.from_type(wider))
    assert "graphs(" not in shown
    assert "MemberSet" not in shown
    assert "histories" not in shown
