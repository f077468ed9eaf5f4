"""What fuzzing found: the bytes, shortened by hand, that each mended fault was about.

They are run by the tests and are seeds of the next search.
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
        # half a surrogate pair was let in, and could not be written again
        _HEAD + b'{"action": "Join", "member": "\\ud800", ' + _AT + b"}",
        _HEAD + b'{"fact": "MEMBER", "members": ["\\udc00\\ud800"]}',
        # the name of an unknown field broke the message: two lines, or none that prints
        _HEAD + _UPDATE + b'"a\\nb": 1}',
        _HEAD + _UPDATE + b'"\\u2028": 1}',
        _HEAD + _UPDATE + b'"\\ud800": 1}',
        _HEAD + b'{"action": "Withdraw", "sender": 1, "recipient": 7, ' + _AT + b', "a\\nb": 1}',
        # the first of two fields with one name was dropped in silence
        _HEAD + b'{"action": "Join", "member": 1, "member": 2, ' + _AT + b"}",
        # the stack of whoever read or wrote it decided how deep an id may be
        _HEAD + b'{"action": "Join", "member": ' + _nested(32) + b", " + _AT + b"}",
        _HEAD + b'{"action": "Join", "member": ' + _nested(33) + b", " + _AT + b"}",
        _HEAD + b'{"action": "Join", "member": ' + _nested(150) + b", " + _AT + b"}",
    ],
    "archive": [
        # a member of a zip without a name: an IndexError came out
        nameless({}),
    ],
    "edges": [
        # NumPy takes any four bytes for a character: a SystemError came out
        b'["<U1", [-1, 2]]\n' + b"\xff\xff\xff\x7f" * 4,
        b'[">U2", [-1, 2]]\n' + b"\x01\x00\x00\x00" * 8,
    ],
}
