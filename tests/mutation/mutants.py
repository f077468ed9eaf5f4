"""Every mutant of a module: its text with one small thing changed.

mutmut knows how to change an expression, but changes nothing outside of plain functions. This
library keeps its rules in tables at module level, so its operators are walked over the whole
module here, and `OPERATORS` adds what can go wrong with a table.

Left out by rule, as no test should pin it: docstrings and prose (a text with a space in it),
`__repr__` and `__str__`, what only a type checker reads, imports, bases, decorators, slots. Left
out, too, is `None` in the place of an argument or a value, which all but always crashes and
would only flatter the score: two arguments change places instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import attrs
import libcst as cst
from libcst import matchers as m
from libcst.metadata import MetadataWrapper, WhitespaceInclusivePositionProvider
from mutmut.mutation import mutators

# -- what is left out ---------------------------------------------------------------------------

_TYPE_ONLY = m.Name("TypeAlias") | m.Name("TypeVar") | m.Name("NewType") | m.Name("ParamSpec")

UNTOUCHED = (
    m.Import()
    | m.ImportFrom()
    | m.Annotation()
    | m.Decorator()
    | m.FunctionDef(name=m.Name("__repr__") | m.Name("__str__"))
    | m.If(test=m.Name("TYPE_CHECKING"))
    | m.AnnAssign(annotation=m.Annotation(_TYPE_ONLY))
    | m.Assign(value=m.Call(func=_TYPE_ONLY))
    | m.Assign(targets=[m.AssignTarget(m.Name("__all__") | m.Name("__slots__"))])
    | m.Call(func=m.Name("cast"))
    | m.Arg(keyword=m.Name("strict"))  # of `zip`: a guard against what the lines above rule out
)

# whose arguments may change places: what they ask has no direction (D1, D3, F1, F5, L1, M1)
SYMMETRIC = (
    m.Attribute(attr=m.Name("blocked") | m.Name("is_connected"))
    | m.Attribute(attr=m.Name("union1d") | m.Name("array_equal"))
    | m.Attribute(attr=m.Name("minimum") | m.Name("not_equal"))
    | m.Attribute(m.Attribute(attr=m.Name("connections")) | m.Name("connections"), m.Name("has"))
    | m.Attribute(attr=m.Name("apart") | m.Name("are_friends") | m.Name("befriend"))
    | m.Attribute(attr=m.Name("unfriend") | m.Name("distance") | m.Name("is_full"))
    | m.Name("either_at_cap")
    | m.Name("degree_between")
    | m.Name("same_employer")
    | m.Name("shared_group")
    | m.Name("common")
    | m.Name("exactly_one")
    | m.Name("mutual")
    | m.Name("mutual_connections")
    | m.Name("same")
    | m.Name("max")
    | m.Name("min")
)


def is_prose(node: cst.CSTNode) -> bool:
    """Return whether a node is text for people: it has a space in it."""
    if isinstance(node, cst.SimpleString):
        return " " in node.value
    if isinstance(node, cst.FormattedString):
        return any(m.matches(part, m.FormattedStringText()) and " " in part.value  # type: ignore[attr-defined]
                   for part in node.parts)  # fmt: skip
    if isinstance(node, cst.ConcatenatedString):
        return is_prose(node.left) or is_prose(node.right)
    return False


# -- what is changed ----------------------------------------------------------------------------


def _arguments(node: cst.Call) -> Iterator[cst.CSTNode]:
    """One argument by name gone, so that its default holds; two neighbours changing places."""
    args = list(node.args)
    for i, arg in enumerate(args):
        if arg.keyword and arg.keyword.value != "strict" and not is_prose(arg.value):
            yield node.with_changes(args=[*args[:i], *args[i + 1 :]])
    if m.matches(node.func, SYMMETRIC):
        return
    for i, (one, other) in enumerate(pairwise(args)):
        texts = is_prose(one.value) or is_prose(other.value)
        if not (one.keyword or other.keyword or one.star or other.star or texts):
            swapped = [other.with_changes(comma=one.comma), one.with_changes(comma=other.comma)]
            yield node.with_changes(args=[*args[:i], *swapped, *args[i + 2 :]])


def _string(node: cst.BaseString) -> Iterator[cst.CSTNode]:
    """Another text; mutmut's upper and lower case tell no more."""
    if not is_prose(node):
        yield from list(mutators.operator_string(node))[:1]


def _negated(test: cst.BaseExpression) -> cst.BaseExpression:
    inner = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), inner)


def _condition(node: cst.If | cst.CompIf) -> Iterator[cst.CSTNode]:
    """The opposite condition, where no operator of mutmut's makes just that."""
    one = m.Comparison(comparisons=[m.ComparisonTarget(
        m.Equal() | m.NotEqual() | m.Is() | m.IsNot() | m.In() | m.NotIn())])  # fmt: skip
    if not m.matches(node.test, one | m.UnaryOperation(m.Not())):
        test = _negated(node.test)
        if isinstance(node, cst.If):
            test = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        yield node.with_changes(test=test)


def _lambda(node: cst.Lambda) -> Iterator[cst.CSTNode]:
    """The opposite answer."""
    yield node.with_changes(body=_negated(node.body))


def _operand(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    """One of two conditions gone."""
    for side in (node.left, node.right):
        yield side.with_changes(
            lpar=[cst.LeftParen(), *side.lpar], rpar=[*side.rpar, cst.RightParen()]
        )


def _statement(node: cst.Expr) -> Iterator[cst.CSTNode]:
    """A statement gone."""
    if not m.matches(node.value, m.SimpleString()):
        yield cst.Expr(cst.Name("None"))


_Rows = cst.Tuple | cst.List | cst.Set | cst.Dict


def _rows(node: _Rows) -> Iterator[cst.CSTNode]:
    """A table without one of its rows, or with two neighbours changing places."""
    rows = list(node.elements)
    for i in range(len(rows)):
        if isinstance(node, cst.Set) and len(rows) == 1:
            continue  # `{}` is no set
        yield node.with_changes(elements=[*rows[:i], *rows[i + 1 :]])
    for i, (one, other) in enumerate(pairwise(rows)):
        if isinstance(one, cst.DictElement) and isinstance(other, cst.DictElement):
            swapped = [one.with_changes(value=other.value), other.with_changes(value=one.value)]
        elif isinstance(node, cst.Tuple | cst.List):
            swapped = [other.with_changes(comma=one.comma), one.with_changes(comma=other.comma)]
        else:
            continue
        yield node.with_changes(elements=[*rows[:i], *swapped, *rows[i + 2 :]])


_REPLACED = {
    mutators.operator_arg_removal, mutators.operator_string, mutators.operator_assignment,
}  # fmt: skip

Operator = Callable[..., Iterator[cst.CSTNode]]

OPERATORS: list[tuple[type, Operator]] = [
    *(pair for pair in mutators.mutation_operators if pair[1] not in _REPLACED),
    (cst.Call, _arguments),
    (cst.BaseString, _string),
    (cst.If, _condition),
    (cst.CompIf, _condition),
    (cst.Lambda, _lambda),
    (cst.BooleanOperation, _operand),
    (cst.Expr, _statement),
]  # fmt: skip

_TERM = m.Attribute(m.Name(), m.Name(m.MatchRegex(r"[A-Z][A-Z_]+")))


def _others(tree: cst.Module) -> Callable[[cst.CSTNode], Iterator[cst.CSTNode]]:
    """Return the operator that puts, for `Code.X`, the next term of the module's `Code.…`."""
    used: dict[str, list[str]] = {}
    for node in m.findall(tree, _TERM):
        used.setdefault(node.value.value, []).append(node.attr.value)
    terms = {name: list(dict.fromkeys(found)) for name, found in used.items()}

    def operator(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        if m.matches(node, _TERM):
            names = terms[node.value.value]
            other = names[(names.index(node.attr.value) + 1) % len(names)]
            yield node.with_changes(attr=cst.Name(other))

    return operator


# -- the walk -----------------------------------------------------------------------------------


@attrs.frozen
class Mutant:
    """One mutant: `key` says what was changed and where, in a line."""

    key: str
    line: int
    text: str


def mutants_of(source: str) -> list[Mutant]:
    """Return every mutant of a module's source, in the order of the source."""
    walk = _Walk(source)
    walk.visit(walk.tree, (), inside=False)
    return walk.found


class _Walk:
    def __init__(self, source: str) -> None:
        self.source = source
        wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
        self.tree = wrapper.module
        self.places = wrapper.resolve(WhitespaceInclusivePositionProvider)
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.other_term = _others(self.tree)
        self.found: list[Mutant] = []
        self.texts = {source}
        self.keys: dict[str, int] = {}

    def visit(self, node: cst.CSTNode, scope: tuple[str, ...], *, inside: bool) -> None:
        """Note the mutants of a node and below; `inside` a function there are no tables."""
        if m.matches(node, UNTOUCHED) or is_prose(node):
            return
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                self._note(node, operator(node), scope)
        self._note(node, self.other_term(node), scope)
        if isinstance(node, _Rows) and not inside:
            self._note(node, _rows(node), scope)
        scope, inside, children = self._below(node, scope, inside)
        for child in children:
            self.visit(child, scope, inside=inside)

    @staticmethod
    def _below(
        node: cst.CSTNode, scope: tuple[str, ...], inside: bool
    ) -> tuple[tuple[str, ...], bool, list[cst.CSTNode]]:
        if isinstance(node, cst.ClassDef):
            return (*scope, node.name.value), inside, [node.body]
        if isinstance(node, cst.FunctionDef):
            return (*scope, node.name.value), True, [node.params, node.body]
        if isinstance(node, cst.Assign) and not scope:
            return (cst.Module([]).code_for_node(node.targets[0].target),), inside, [node.value]
        if isinstance(node, cst.AnnAssign) and node.value:
            named = (*scope, cst.Module([]).code_for_node(node.target)) if not inside else scope
            return named, inside, [node.value]
        if isinstance(node, cst.Attribute):
            return scope, inside, [node.value]
        if isinstance(node, cst.Arg):
            return scope, inside, [node.value]
        return scope, inside, list(node.children)

    def _note(self, node: cst.CSTNode, news: Iterator[cst.CSTNode], scope: tuple[str, ...]) -> None:
        for new in news:
            text = self._replaced(node, new)
            if text in self.texts:
                continue
            try:
                compile(text, "mutant", "exec", dont_inherit=True)
            except SyntaxError:
                continue
            self.texts.add(text)
            key, line = self._key(text, scope)
            count = self.keys[key] = self.keys.get(key, 0) + 1
            self.found.append(Mutant(f"{key} #{count}" if count > 1 else key, line, text))

    def _replaced(self, node: cst.CSTNode, new: cst.CSTNode) -> str:
        place = self.places.get(node)
        if place:
            start = self.starts[place.start.line - 1] + place.start.column
            end = self.starts[place.end.line - 1] + place.end.column
            if self.source[start:end] == self.tree.code_for_node(node):  # far faster
                return self.source[:start] + self.tree.code_for_node(new) + self.source[end:]
        return self.tree.deep_replace(node, new).code

    def _key(self, text: str, scope: tuple[str, ...]) -> tuple[str, int]:
        old = self.source
        start = next(i for i in range(len(old)) if old[i : i + 1] != text[i : i + 1])
        tail = next(
            i for i in range(1, len(old) + 1)
            if old[-i] != text[-i] or i > min(len(old), len(text)) - start
        ) - 1  # fmt: skip
        end, end_new = len(old) - tail, len(text) - tail
        while start and _wordy(old[start - 1]):
            start -= 1
        while end < len(old) and _wordy(old[end]):
            end, end_new = end + 1, end_new + 1
        line_start = old.rfind("\n", 0, start) + 1
        line_end = old.find("\n", end)
        changed = f"[{_short(old[start:end])} → {_short(text[start:end_new])}]"
        rest = old[end:line_end].partition("  #")[0]  # a comment is no part of the name
        line = re.sub(r"\s+", " ", old[line_start:start] + changed + rest).strip()
        return f"{'.'.join(scope) or 'module'}: {line}", old.count("\n", 0, start) + 1


def _short(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= 80 else f"{text[:60]} … {text[-18:]}"


def _wordy(char: str) -> bool:
    return char.isalnum() or char in "_."
