"""Everything that can be wrong or unusual in an export, and the loss that it causes.

Most problems cost a row or nothing; only a file that makes no sense at all costs the file. There is
a problem for each way in which information is lost or assumed, so nothing is lost silently.
"""

from __future__ import annotations

from linkgraph.graph.validation import Term


class Cost(Term):
    """The loss that a problem causes."""

    FILE = "the file was not read"
    ROW = "the row was not read"
    NOTHING = "nothing was lost"


_FILE, _ROW, _NOTHING = Cost.FILE, Cost.ROW, Cost.NOTHING


class Problem(Term):
    """Something that is wrong or unusual in an export.

    Attributes
    ----------
    cost
        The loss that it causes.
    sentence
        The problem in words.
    """

    UNKNOWN_FILE = _NOTHING, "the file is not one that this library reads"
    ENCRYPTED = _FILE, "the file is locked with a password: unpack it first"
    CORRUPT = _FILE, "the file is damaged: download the archive again"
    ODDLY_PACKED = _FILE, "the file is compressed by a method that exports do not use"
    NOT_A_ZIP = _FILE, "the file has the name of a zip but is not one"
    LINK = _FILE, "the file is a link, and links are not followed"
    NOT_A_FILE = _FILE, "the file is not a regular file"
    UNREADABLE = _FILE, "the file cannot be opened"
    NOT_UTF8_FILE = _FILE, "the file is not in UTF-8: save it as CSV in UTF-8"
    NO_HEADER = _FILE, "no English header was found: set the language to English and export again"

    NOT_UTF8 = _ROW, "the cell is not in UTF-8"
    BROKEN_QUOTES = _ROW, "the quotes do not pair up, or a cell is too long"
    WRONG_CELLS = _ROW, "the row has more or fewer cells than the header"
    UNREADABLE_DATE = _ROW, "the date has an unknown format"
    TOO_EARLY = _ROW, "the date is before the network opened"
    DATE_MISSING = _ROW, "the date is missing and cannot be left out"
    NOBODY = _ROW, "the row names nobody (the member may have left)"
    OWNER = _ROW, "the row is a tie of the owner with themselves"
    SEVERAL_SO_NAMED = _ROW, "the row gives only a name, and several people have it"
    UNKNOWN_DIRECTION = _ROW, "the direction is neither OUTGOING nor INCOMING"
    NOT_THE_OWNER = _ROW, "the row has another member where the owner should be"
    UNKNOWN_STATUS = _ROW, "the status is neither Active nor Unfollow"
    NO_LINK = _ROW, "the link is missing, so the post is unknown"
    DRAFT = _ROW, "the message is a draft and was not sent"
    OWNER_UNKNOWN = _ROW, "it is unknown whether the owner sent the message: pass `owner`"

    UNKNOWN_COLUMN = _NOTHING, "the column is unknown and was ignored"
    COLUMN_MISSING = _NOTHING, "a column of newer exports is missing"
    COLUMN_TWICE = _NOTHING, "the column occurs twice: the first filled cell counts"
    CELLS_DIFFER = _NOTHING, "the second cell of a column that occurs twice was ignored"
    NO_DATE = _NOTHING, "the date is missing: the row is not on the timeline"
    BAD_ADDRESS = _NOTHING, "this is not the address of a profile: the name is used instead"
    SHARED_ADDRESS = _NOTHING, "several people have this address: they are told apart by name"
    RENAMED = _NOTHING, "two names have the same address and date: they are one person"
    OTHER_NAME = _NOTHING, "another row gives the member with this address another name"
    NAMESAKE = _NOTHING, "several people have this name: they are kept apart"
    TWICE = _NOTHING, "another row is about the same person and is used instead"
    BY_NAME_ALONE = _NOTHING, "the person is known by name only: namesakes would be one person"
    UNNAMED_RECIPIENT = _NOTHING, "a recipient cannot be identified by name"
    ANOTHER_ADDRESS = _NOTHING, "the owner has this address as well"
    EARLIER_INVITATION = _NOTHING, "a newer invitation between the two replaces this one"
    LATER_INVITATION = (
        _NOTHING,
        "the invitation is newer than the connection: it is not in the history",
    )
    UNKNOWN_VISIBILITY = _NOTHING, "the visibility is unknown: the post counts as for connections"
    OWNER_ASSUMED = _NOTHING, "the owner is unknown and gets this id"

    def __init__(self, cost: Cost, sentence: str) -> None:
        self.cost = cost
        self.sentence = sentence
