"""What `import linkgraph as lg` offers, and that each of its functions says by which rule."""

from __future__ import annotations

import ast
import importlib
import inspect
import pickle
import re
import subprocess
import sys
from enum import Enum
from pathlib import Path

import attrs
import pytest

import linkgraph as lg

PUBLIC = """
Accept Action Audience Block Blocked Button CONNECT_ONLY CURRENT Code CommentControl Degree
Disconnect Engagement EngagementKind Expire FOLLOW_FIRST FeedItem Follow FollowAudience Group
INFLUENCERS Ignore InvalidInput Invitation InvitationsFrom Invite Join Leave LinkGraph
LinkGraphError MemberSet NameShown OPEN_FOLLOW Policy Post PostKind Profile ProfileActions
ProfileButton Reason Refused RemoveFollower SelfTie Tier Unblock Unfollow UnknownMember
UpdateProfile Verdict Withdraw
active_followers apply audience can_comment can_message can_see check degree degrees feed
followed_by_connections introductions mutual_connections network people_you_may_know policy_on
profile_actions profile_buttons reach feed_verdict
""".split()
RULE = re.compile(r"\b[A-Z]\d{1,2}\b")
FUNCTIONS = [name for name in lg.__all__ if inspect.isfunction(getattr(lg, name))]
ENUMS = [
    name
    for name in (*PUBLIC, "SecondDegreeFeed", "Who")
    if inspect.isclass(getattr(lg, name)) and issubclass(getattr(lg, name), Enum)
]
CLASSES = [name for name in lg.__all__ if inspect.isclass(getattr(lg, name))]


def test_every_promised_name_is_there():
    assert [] == [name for name in PUBLIC if name not in lg.__all__]
    assert [] == [name for name in lg.__all__ if not hasattr(lg, name)]


def test_names_are_listed_once_and_in_order():
    assert sorted({*lg.__all__}) == lg.__all__


def test_completion_shows_the_public_names_and_nothing_else():
    assert sorted([*lg.__all__, "__version__"]) == dir(lg)


def test_a_star_import_brings_what_is_listed():
    found: dict[str, object] = {}
    exec("from linkgraph import *", found)
    assert {*lg.__all__} == {*found} - {"__builtins__"}


def test_what_a_type_checker_reads_is_what_one_gets():
    """`__init__.pyi` is read twice: by type checkers as Python, by `__init__.py` line by line."""
    stub = ast.parse(Path(f"{lg.__file__}i").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    assert {*lg.__all__, *MODULES} == {node.names[0].name for node in imports}
    for node in imports:
        (alias,) = node.names
        assert alias.name == alias.asname
        module = importlib.import_module(node.module)
        assert getattr(lg, alias.name) is getattr(module, alias.name)


def test_an_import_loads_what_is_asked_for_and_no_more():
    """Nobody who counts connections waits for the feed, and nobody at all for networkx."""
    code = """
import sys
import linkgraph as lg
loaded = {*sys.modules}
g = lg.LinkGraph.from_edges(connections=[("ana", "bo")])
print({"numpy", "attrs"} & loaded, lg.degree(g, "ana", "bo").name)
print([name for name in sys.modules if "feed" in name or name in ("networkx", "narwhals")])
"""
    command = [sys.executable, "-W", "error", "-c", code]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert ["set() FIRST", "[]"] == printed.splitlines()


MODULES = "archive display nx stores strategies synthetic testing".split()


def test_public_modules_need_no_import_of_their_own():
    """In a new process, where no module is imported before it is asked for."""
    code = """
import sys
import linkgraph as lg
for module in sys.argv[1:]:
    name = f"linkgraph.{module}"
    print(name in sys.modules, getattr(lg, module) is sys.modules[name])
"""
    command = [sys.executable, "-W", "error", "-c", code, *MODULES]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert ["False True"] * len(MODULES) == printed.splitlines()
    for module in MODULES:
        assert sys.modules[f"linkgraph.{module}"] is lg.__getattr__(module)


def test_a_function_of_a_public_module_is_the_one_at_the_top():
    assert lg.archive.read_archive is lg.read_archive


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="conect"):
        lg.conect  # noqa: B018  # asked for, that is all


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_says_by_which_rules_it_goes(name):
    assert RULE.search(inspect.getdoc(getattr(lg, name)) or "")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_shows_an_example(name):
    assert ">>> " in (inspect.getdoc(getattr(lg, name)) or "")


@pytest.mark.parametrize("name", CLASSES)
def test_a_public_class_says_what_it_is(name):
    own = getattr(lg, name).__dict__.get("__doc__") or ""
    assert own.strip().endswith((".", ")")) or "\n" in own


@pytest.mark.parametrize("name", ["at", "policy", "since"])
def test_what_depends_on_time_or_policy_takes_it_by_name(name):
    """The policy is today's unless given; a time is never guessed, except to show buttons."""
    takes = {
        function: inspect.signature(getattr(lg, function)).parameters[name]
        for function in FUNCTIONS
        if name in inspect.signature(getattr(lg, function)).parameters
    }
    assert takes
    for function, parameter in takes.items():
        by_position = function in {"check", "apply", "as_of", "replay"}
        kind = parameter.POSITIONAL_OR_KEYWORD if by_position else parameter.KEYWORD_ONLY
        assert (function, kind) == (function, parameter.kind)
        default = lg.CURRENT if name == "policy" else parameter.empty
        if function == "explore" and name == "at":
            default = None
        assert (function, default) == (function, parameter.default)


@pytest.mark.parametrize("name", ENUMS)
def test_enums_print_as_one_types_them_and_pickle(name):
    kind = getattr(lg, name)
    for member in kind:
        assert f"{name}.{member.name}" == repr(member)
        assert member is pickle.loads(pickle.dumps(member))


@pytest.mark.parametrize("name", CLASSES)
def test_values_are_frozen_and_hashable(name):
    kind = getattr(lg, name)
    if attrs.has(kind) and not issubclass(kind, Exception):
        assert kind.__hash__ is not None
        with pytest.raises(AttributeError):
            kind.__setattr__(kind.__new__(kind), attrs.fields(kind)[0].name, None)


def test_errors_are_the_builtins_one_would_catch():
    expected = {
        "LinkGraphError": Exception,
        "UnknownMember": KeyError,
        "SelfTie": ValueError,
        "Blocked": lg.LinkGraphError,
        "InvalidInput": ValueError,
        "Refused": lg.LinkGraphError,
    }
    for name, base in expected.items():
        assert issubclass(getattr(lg, name), base)
        assert issubclass(getattr(lg, name), lg.LinkGraphError)
