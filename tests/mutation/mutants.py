"""Every mutant of a module: its source with one small change.

Mutation tools change the code inside functions. This library keeps its rules in tables at module
level, so the operators below are applied to the whole module, and two of them are about tables: a
row is dropped, and two neighbouring rows change places.

Some code is left alone, because no test should pin it: docstrings and other texts with a space in
them, f-strings, `__repr__` and `__str__`, imports, annotations, decorators, base classes and
`__slots__`. The arguments of a symmetric question such as `is_connected(a, b)` keep their order.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import attrs

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.Div, ast.Pow: ast.Mult, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd,
}  # fmt: skip
# Functions that give the same answer when their first two arguments change places.
SYMMETRIC = set(
    "array_equal blocked degree_between either_at_cap has intersection is_connected max maximum min"
    " minimum mutual mutual_connections same_employer shared_group symmetric_difference".split()
)
UNTOUCHED = set(
    "cast TypeVar NewType ParamSpec TYPE_CHECKING __repr__ __str__ __all__ __slots__".split()
)


@attrs.frozen
class Mutant:
    """One mutant: the line of the change, the whole source, and the lines that differ."""

    line: int
    text: str
    diff: str


def mutants_of(source: str) -> list[Mutant]:
    """Return every mutant of a module's source, in the order of the source."""
    walk = _Walk(source)
    walk.visit(walk.tree, in_function=False)
    return sorted(walk.mutants, key=lambda mutant: mutant.line)


def replacements(node: Any) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    match node:
        case ast.Compare(ops=operators):
            for place, operator in enumerate(operators):
                other = COMPARISONS[type(operator)]()
                changed = [*operators[:place], other, *operators[place + 1 :]]
                yield ast.Compare(node.left, changed, node.comparators)
        case ast.BinOp(op=operator) if type(operator) in ARITHMETIC:
            yield ast.BinOp(node.left, ARITHMETIC[type(operator)](), node.right)
        case ast.AugAssign(op=operator):
            if type(operator) in ARITHMETIC:
                yield ast.AugAssign(node.target, ARITHMETIC[type(operator)](), node.value)
            yield ast.Assign([node.target], node.value, lineno=node.lineno)
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for place in range(len(values)):
                operands = values[:place] + values[place + 1 :]
                yield operands[0] if len(operands) == 1 else ast.BoolOp(operator, operands)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str(value)):
            yield ast.Constant(f"XX{value}XX")
        case ast.Expr():
            yield ast.Pass()
        case ast.Break() | ast.Continue():
            yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def negated(node: Any) -> ast.expr | None:
    """Return the answer or condition in a node of which to try the opposite."""
    match node:
        case ast.Lambda(body=body):
            return body
        case ast.If(test=test) | ast.IfExp(test=test):
            is_not = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
            return None if is_not else test
    return None


def is_prose(node: ast.AST) -> bool:
    """Return whether a node is a text for people."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    )


def is_untouched(node: ast.AST) -> bool:
    """Return whether a node and all below it are left as they are."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.FunctionDef(name=name):
            return name in UNTOUCHED
        case ast.Call(func=named) | ast.If(test=named) | ast.Assign(targets=[named]):
            return last_name(named) in UNTOUCHED
    return is_prose(node)


def is_term(node: Any) -> bool:
    """Return whether a node names a member of an enum, as `Code.BLOCKED` does."""
    return (
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr.isupper()
    )


def last_name(node: ast.AST) -> str:
    """Return `c` of `a.b.c`, the name itself, or an empty text."""
    return getattr(node, "attr", getattr(node, "id", ""))


def children_of(node: Any) -> list[ast.AST]:
    """Return the nodes below one that are evaluated as values when the code runs."""
    match node:
        case ast.FunctionDef(args=arguments) | ast.Lambda(args=arguments):
            defaults = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
            return [*defaults, *(node.body if isinstance(node.body, list) else [node.body])]
        case ast.ClassDef():
            return node.body
        case ast.AnnAssign():
            return [node.value] if node.value else []
    return list(ast.iter_child_nodes(node))


class _Walk:
    """Visits the nodes of a module and notes their mutants, as edits of its bytes."""

    def __init__(self, source: str) -> None:
        self.source, self.bytes, self.tree = source, source.encode(), ast.parse(source)
        self.starts = [0]
        for line in self.bytes.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.texts = {source}
        self.mutants: list[Mutant] = []
        self.terms: dict[str, list[str]] = {}
        for term in filter(is_term, ast.walk(self.tree)):
            names = self.terms.setdefault(term.value.id, [])
            names += [term.attr] * (term.attr not in names)

    def visit(self, node: Any, *, in_function: bool) -> None:
        """Note the mutants of a node and of the nodes below it."""
        if is_untouched(node):
            return
        for new in replacements(node):
            text = ast.unparse(ast.fix_missing_locations(new))
            is_compound = isinstance(new, ast.expr) and not isinstance(new, ast.Constant)
            self.note((self.span(node), f"({text})" if is_compound else text))
        if opposite := negated(node):
            span = self.span(opposite)
            self.note((span, f"not ({self.bytes[slice(*span)].decode()})"))
        if isinstance(node, ast.Call):
            self.drop([*node.args, *node.keywords], len(node.args))
            if last_name(node.func) not in SYMMETRIC:
                self.swap(node.args)
        if not in_function and not isinstance(getattr(node, "ctx", None), ast.Store):
            if isinstance(node, ast.Tuple | ast.List | ast.Set):
                self.drop(node.elts)
                self.swap(node.elts)
            elif isinstance(node, ast.Dict) and None not in node.keys:
                self.drop(list(zip(node.keys, node.values, strict=True)))
                self.swap(node.values)
        if is_term(node):
            names = self.terms[node.value.id]
            other = names[(names.index(node.attr) + 1) % len(names)]
            self.note((self.span(node), f"{node.value.id}.{other}"))
        inside = in_function or isinstance(node, ast.FunctionDef | ast.Lambda)
        for child in children_of(node):
            self.visit(child, in_function=inside)

    def drop(self, rows: Sequence[Any], first: int = 0) -> None:
        """Note a mutant without each of some rows or arguments, from the `first` on."""
        spans = [self.span(row) for row in rows]
        for place in range(first, len(rows)):
            # `strict` of `zip` guards against a mistake that the lines before rule out.
            if getattr(rows[place], "arg", "") in {None, "strict"}:
                continue
            begin = spans[place - 1][1] if place else spans[0][0]
            end = spans[place][1] if place or len(spans) == 1 else spans[1][0]
            self.note(((begin, end), ""))

    def swap(self, rows: Sequence[ast.expr]) -> None:
        """Note a mutant with each two neighbouring rows or arguments in the other order."""
        for row, other in pairwise(rows):
            if not isinstance(row, ast.Starred) and not isinstance(other, ast.Starred):
                spans = self.span(row), self.span(other)
                texts = [self.bytes[slice(*span)].decode() for span in spans]
                self.note((spans[0], texts[1]), (spans[1], texts[0]))

    def span(self, node: Any) -> tuple[int, int]:
        """Return where the source of a node, or of a pair of key and value, begins and ends."""
        first, last = node if isinstance(node, tuple) else (node, node)
        begin = self.starts[first.lineno - 1] + first.col_offset  # `ast` counts bytes
        return begin, self.starts[last.end_lineno - 1] + last.end_col_offset

    def note(self, *edits: tuple[tuple[int, int], str]) -> None:
        """Note a mutant, if the text is valid and new."""
        changed = self.bytes
        for (begin, end), text in sorted(edits, reverse=True):
            changed = changed[:begin] + text.encode() + changed[end:]
        text = changed.decode()
        if text in self.texts:
            return
        self.texts.add(text)
        try:
            compile(text, "mutant", "exec", dont_inherit=True)
        except SyntaxError:  # such as a `break` that is no longer in a loop
            return
        before, after = self.source.splitlines(), text.splitlines()
        lines = list(difflib.unified_diff(before, after, lineterm="", n=0))[2:]
        line = self.bytes.count(b"\n", 0, min(edits)[0][0]) + 1
        self.mutants.append(Mutant(line, text, "\n".join(lines)))
