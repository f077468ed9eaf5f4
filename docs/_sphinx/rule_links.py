"""Links every rule id in running text to its row in the rule book.

Text such as A5 becomes a link. Its tooltip is the rule and its source, and its target is the row of
the rule book, which gets an anchor. Code, headings and existing links stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from linkgraph import RULES

if TYPE_CHECKING:
    from docutils import nodes

BOOK = "rules"
_ID = re.compile(r"(?<![\w./-])([A-Z]\d{1,2})(?![\w/-]|\.\d)")


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return the text in pieces; the flag of a piece says whether it is the id of a rule.

    >>> pieces("as A5 says, not Z9")
    [('as ', False), ('A5', True), (' says, not Z9', False)]
    """
    parts: list[tuple[str, bool]] = []
    end = 0
    for match in _ID.finditer(text):
        if match[1] in RULES:
            parts += [(text[end : match.start()], False), (match[1], True)]
            end = match.end()
    return [(part, is_id) for part, is_id in [*parts, (text[end:], False)] if part]


def _keeps_text(text: nodes.Text) -> bool:
    """Return whether a text is inside a node in which no links are made."""
    from docutils import nodes
    from sphinx import addnodes

    closed = (
        nodes.literal, nodes.literal_block, nodes.reference, nodes.title, nodes.raw, nodes.term,
        nodes.rubric, addnodes.desc_signature, addnodes.toctree, nodes.comment,
    )  # fmt: skip
    node = text.parent
    while node is not None:
        if isinstance(node, closed):
            return True
        node = node.parent
    return False


def _anchor(document: nodes.document) -> None:
    """Give the first mention of each rule in the rule book, its row, the rule's anchor."""
    from docutils import nodes

    seen: set[str] = set()
    for strong in list(document.findall(nodes.strong)):
        if (rule := strong.astext()) in RULES and rule not in seen:
            seen.add(rule)
            strong["ids"].append(rule)
            strong["classes"].append("rule-id")
    if missing := RULES.keys() - seen:
        raise RuntimeError(f"the rule book lacks {sorted(missing)}")


def _link(app: Any, document: nodes.document, page: str) -> None:
    from docutils import nodes

    if page == BOOK:
        _anchor(document)
    to = app.builder.get_relative_uri(page, BOOK)
    for text in list(document.findall(nodes.Text)):
        parts = pieces(text.astext())
        if all(not is_id for _, is_id in parts) or _keeps_text(text):
            continue
        if isinstance(text.parent, nodes.strong) and text.parent["ids"]:
            continue  # the row itself
        text.parent.replace(text, [_node(part, is_id, to) for part, is_id in parts])


def _node(part: str, is_id: bool, to: str) -> nodes.Node:
    from docutils import nodes

    if not is_id:
        return nodes.Text(part)
    rule = RULES[part]
    tooltip = f"{rule.sentence} (source: {rule.source.words})"
    return nodes.reference(
        "", part, refuri=f"{to}#{part}", reftitle=tooltip, internal=True, classes=["rule"]
    )


def setup(app: Any) -> dict[str, bool]:
    app.connect("doctree-resolved", _link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
