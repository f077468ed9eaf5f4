"""The table of files and columns, spelled out as real exports were seen to write them."""

from __future__ import annotations

import pytest

from linkgraph.archive.export_format import KINDS, columns_of, kind_of
from linkgraph.archive.ids import folded
from tests.archive import exports

DRAFTS = "ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT"

# file -> its header; the columns it must have, those that make two rows the same, those that
# tell such rows apart, and those whose cells may follow
FILES = {
    "Connections": (
        exports.CONNECTIONS, "First Name,Last Name,Connected On",
        "First Name,Last Name,Connected On", "URL", "",
    ),
    "Invitations": (
        exports.INVITATIONS, "From,To,Sent At,Direction", "From,To,Sent At,Direction,Message",
        "inviterProfileUrl,inviteeProfileUrl", "",
    ),
    "Member Follows": (exports.FOLLOWS, exports.FOLLOWS, exports.FOLLOWS, "", ""),
    "Company Follows": (exports.COMPANIES, exports.COMPANIES, exports.COMPANIES, "", ""),
    "messages": (
        f"{exports.MESSAGES},{DRAFTS}", "FROM,TO,DATE",
        "CONVERSATION ID,FROM,TO,DATE,SUBJECT,CONTENT", "SENDER PROFILE URL", DRAFTS,
    ),
    "Reactions": (exports.REACTIONS, exports.REACTIONS, exports.REACTIONS, "", ""),
    "Comments": (exports.COMMENTS, exports.COMMENTS, exports.COMMENTS, "", ""),
    "Shares": (exports.SHARES, "Date,ShareLink", "Date,ShareLink", "", ""),
    "Profile": (exports.PROFILE, "First Name,Last Name", "First Name,Last Name", "", ""),
    "Positions": (
        exports.POSITIONS, "Company Name,Title,Started On", "Company Name,Title,Started On", "", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_an_export_has_these_columns(name):
    kind = KINDS[name]
    assert [part.split(",") if part else [] for part in FILES[name]] == [
        [*part]
        for part in (kind.columns, kind.required, kind.identity, kind.address, kind.trailing)
    ]
    assert [*kind.columns] == columns_of(kind, [f" {column.upper()}" for column in kind.columns])
    assert kind == kind_of(f"x/{name}.csv")


def test_no_file_is_left_out():
    assert [*FILES] == [*KINDS] == [kind.name for kind in KINDS.values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoë  van\tDÜREN ", "zoe van duren"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("Ω한", "ω한"),
        ("", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_blanks(text, expected):
    """Hangul comes apart with its accents and is put together again."""
    assert expected == folded(text)


@pytest.mark.parametrize(
    "text", ["Email Address", "\ufeffE-mail_ADDRESS", "EmailAddress", "Email", "E-Mail"]
)
def test_columns_are_compared_without_case_dashes_and_blanks(text):
    assert ["Email Address"] == columns_of(KINDS["Connections"], [text])


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/b.c/messages.csv", "messages"),
        ("a\\b\\messages.CSV", "messages"),
        ("Connections(12).csv", "Connections"),
        ("Connections_12_34.csv", None),
        ("Company_ Follows.csv", "Company Follows"),
        ("messages.txt", None),
        ("messages.csv/", None),
        ("messages", None),
        (".csv", None),
        ("csv", None),
    ],
)
def test_only_the_last_part_of_a_path_names_a_file(path, name):
    found = kind_of(path)
    assert name == (found and found.name)
