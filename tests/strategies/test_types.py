"""``st.from_type`` knows the types of linkgraph, with no import of the strategies."""

from __future__ import annotations

import subprocess
import sys
from ast import literal_eval
from collections.abc import Collection, Set, Sized
from importlib.metadata import entry_points
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
import linkgraph._hypothesis_plugin
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.strategies.by_type import INPUTS

FEW = settings(max_examples=max(10, settings.default.max_examples // 10))


def run(code: str) -> str:
    """Run code in a Python of its own; the last line that it printed."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "imports",
    [
        "import hypothesis, linkgraph as lg",
        "import hypothesis; from linkgraph import LinkGraph; import linkgraph as lg",
        "import linkgraph as lg, hypothesis",
        "import linkgraph as lg; lg.LinkGraph; import hypothesis",
        "from linkgraph.graph.linkgraph import LinkGraph; import hypothesis, linkgraph as lg",
    ],
)
def test_the_types_are_known_whichever_is_imported_last(imports):
    code = f"""{imports}
import sys
assert "linkgraph.strategies" not in sys.modules
from hypothesis import find, strategies as st
print(find(st.from_type(lg.LinkGraph), lambda graph: len(graph) > 1).members)
"""
    assert "MemberSet({'ana', 'bo'})" == run(code)


def test_hypothesis_alone_loads_the_package_of_the_plugin_but_not_the_library():
    """The plugin lives in the package, and so loads what every import of linkgraph loads."""
    code = """import sys
import hypothesis
loaded = {name for name in sys.modules if name.split(".")[0] == "linkgraph"}
loaded |= {"numpy", "networkx", "attrs"} & sys.modules.keys()
print(sorted(loaded))
"""
    assert [
        "linkgraph",
        "linkgraph._hypothesis_plugin",
        "linkgraph._notebook",
        "linkgraph.graph",
        "linkgraph.graph.rendering",
    ] == literal_eval(run(code))


def test_linkgraph_alone_does_not_import_hypothesis():
    assert "False" == run("import sys, linkgraph; print('hypothesis' in sys.modules)")


def test_hypothesis_loads_the_entry_point():
    (entry,) = entry_points(group="hypothesis", name="linkgraph")
    assert linkgraph._hypothesis_plugin.register is entry.load()
    entry.load()()  # once more changes nothing


def test_every_registered_type_has_a_strategy():
    assert {getattr(lg, name) for name in linkgraph._hypothesis_plugin.TYPES} == {*INPUTS}
    assert {*REQUIREMENTS} <= {*INPUTS}


def test_answers_are_left_to_hypothesis():
    """They are asked for: a test draws the arguments."""
    for kind in (lg.Verdict, lg.Advice, lg.ProfileActions, lg.Diff, lg.MemberSet):
        assert "linkgraph" not in repr(st.from_type(kind)).replace("linkgraph.", "")
        assert kind not in INPUTS


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
