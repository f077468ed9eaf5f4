"""The findings of fuzzing: the bytes that showed each fault, shortened by hand. All are fixed.

The tests run them, and they are seeds of the next search.
"""

from __future__ import annotations

from tests.archive.exports import nameless

_HEAD = b'{"linkgraph": "history", "version": 1}\n'
_AT = b'"at": "2026-03-03T09:00:00+00:00"'
_UPDATE = b'{"action": "UpdateProfile", "member": 7, ' + _AT + b', "changes": {}, '


def _nested(depth: int) -> bytes:
    return b'{"tuple": [' * depth + b"7" + b"]}" * depth


FINDINGS: dict[str, list[bytes]] = {
    "history": [
        # Half a surrogate pair was accepted, and could not be written again.
        _HEAD + b'{"action": "Join", "member": "\\ud800", ' + _AT + b"}",
        _HEAD + b'{"fact": "MEMBER", "members": ["\\udc00\\ud800"]}',
        # The name of an unknown field broke the message into two lines, or made it unprintable.
        _HEAD + _UPDATE + b'"a\\nb": 1}',
        _HEAD + _UPDATE + b'"\\u2028": 1}',
        _HEAD + _UPDATE + b'"\\ud800": 1}',
        _HEAD + b'{"action": "Withdraw", "sender": 1, "recipient": 7, ' + _AT + b', "a\\nb": 1}',
        # The first of two fields with one name was dropped silently.
        _HEAD + b'{"action": "Join", "member": 1, "member": 2, ' + _AT + b"}",
        # The stack of the reader or writer limited the depth of an id.
        _HEAD + b'{"action": "Join", "member": ' + _nested(32) + b", " + _AT + b"}",
        _HEAD + b'{"action": "Join", "member": ' + _nested(33) + b", " + _AT + b"}",
        _HEAD + b'{"action": "Join", "member": ' + _nested(150) + b", " + _AT + b"}",
    ],
    "archive": [
        # A member of a zip without a name raised an IndexError.
        nameless({}),
    ],
    "edges": [
        # NumPy accepts any four bytes as a character, which raised a SystemError.
        b'["<U1", [-1, 2]]\n' + b"\xff\xff\xff\x7f" * 4,
        b'[">U2", [-1, 2]]\n' + b"\x01\x00\x00\x00" * 8,
    ],
}
