"""Answers with reasons: a verdict, its reasons, and the code of each reason.

A `Verdict` is a yes or no with `Reason` values in a fixed order. A reason cites a rule and has a
`Code`; its value is the sentence that a reader sees. The sentences of all answers are made here.
Reasons and verdicts that are the same for every pair are made once, when a table is made.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from enum import unique
from typing import Any, Generic, TypeVar, final

import attrs

from linkgraph.errors import LinkGraphError, as_text, safe_repr, shown
from linkgraph.graph.field_types import typed
from linkgraph.graph.rendering import html_of
from linkgraph.graph.validation import Term
from linkgraph.rules.actions import Action
from linkgraph.rules.conditions import Condition, derived

M_co = TypeVar("M_co", bound=Hashable, covariant=True)
K = TypeVar("K", bound=Hashable)


@unique
class Code(Term):
    """The kinds of reason; the value of each is its sentence."""

    # whether an action is allowed
    ALLOWED = "all requirements of the action hold"
    BLOCKED = "one of the two has blocked the other"
    ALREADY_CONNECTED = "the two are already connected"
    ALREADY_PENDING = "the invitation is already pending"
    ACCEPT_INSTEAD = "the other member has already sent an invitation: accept it instead"
    BARRED = "the recipient has said that they do not know the sender"
    COOLING_DOWN = "the sender withdrew an invitation to the recipient too recently"
    CONNECTION_CAP = "one of the two has as many connections as a member may have"
    WEEKLY_LIMIT = "the sender has sent as many invitations as a week allows"
    EMAIL_NEEDED = "the sender has so many flags that they must know the recipient's e-mail"
    NOTE_TOO_LONG = "the note is longer than the sender's tier allows"
    NOTES_USED_UP = "the sender has attached as many notes as a month allows for free"
    KNOWN_ONLY = "the recipient accepts invitations only from people who know their e-mail"
    NAME_HIDDEN = "the recipient's name is hidden from the sender, who does not know their e-mail"
    NOT_PENDING = "this invitation is not pending"
    NONE_EXPIRED = "no pending invitation is old enough to expire"
    ALREADY_FOLLOWING = "the follow already exists"
    NOT_FOLLOWING = "the follow does not exist"
    NOT_FOLLOWABLE = "the era does not let this member be followed"
    CONNECTIONS_ONLY = "the member lets only connections follow"
    NOT_CONNECTED = "the two are not connected"
    UNBLOCKED_RECENTLY = "the member unblocked the other too recently to block again"
    NOT_BLOCKED = "the member has not blocked the other"
    NOTHING_CHANGES = "the profile already has these settings"
    ALREADY_MEMBER = "the member is already in the network"
    NOT_A_MEMBER = "the member is not in the network"
    # whether a post can be seen and commented on
    AUTHOR = "the viewer is the author"
    PUBLIC = "the post is visible to anyone"
    CONNECTED = "the two are connected"
    IN_GROUP = "the viewer is in the group"
    NOT_IN_GROUP = "the viewer is not in the group"
    MAY_COMMENT = "the author lets the viewer comment"
    COMMENTS_OFF = "the author has switched comments off"
    COMMENTS_FOR_CONNECTIONS = "the author lets only connections comment"
    # why a post is in a feed, or why a tie does not bring it there
    FROM_CONNECTION = "the viewer is connected to the author and follows them"
    FROM_CONNECTION_ALONE = "the viewer is connected to the author"
    FROM_FOLLOWED = "the viewer follows the author without being connected"
    CONNECTION_ENGAGED = "a connection that the viewer follows engaged with the post"
    CONNECTION_ALONE_ENGAGED = "a connection of the viewer engaged with the post"
    FOLLOWED_REPOSTED = "a member that the viewer follows without being connected reposted the post"
    FROM_SECOND_DEGREE = "the author is a 2nd-degree connection"
    SECOND_DEGREE_COMMENTED = "a 2nd-degree connection commented on the post"
    FROM_GROUP = "the post is in a group of the viewer"
    CONNECTED_NOT_FOLLOWING = "the viewer is connected to the author but does not follow them"
    NOT_FOLLOWED = "the viewer does not follow the author, or is connected to them"
    NO_CONNECTION_ENGAGED = (
        "no connection that the viewer follows engaged with the post, and no repost reaches them"
    )
    NO_CONNECTION_AT_ALL_ENGAGED = "no connection of the viewer engaged with the post"
    NOT_SECOND_DEGREE = "the author is not a 2nd-degree connection"
    NO_SECOND_DEGREE_COMMENT = "no 2nd-degree connection commented on the post"
    NO_GROUP = "the post is not in a group"
    KIND_NOT_CARRIED = "this tie does not carry posts of this kind"
    OFF_BY_POLICY = "the policy has switched this tie off"
    OWN_POST = "the author's own posts are not in their feed"
    # parts of a profile
    SHOWN_TO_ALL = "the owner shows this section to everyone"
    NEAR_ENOUGH = "this section is shown at this degree"
    TOO_FAR = "this section is not shown at this degree"
    SWITCHED_OFF = "a setting of the owner hides this section"
    # message routes (M1)
    DIRECT = "connections can message each other"
    OPEN_PROFILE = "the recipient is a premium member with an open profile"
    GROUP_REQUEST = "the two share a group"
    COWORKER_REQUEST = "the two have the same employer"
    INMAIL = "the sender's premium tier includes InMail"
    ONESELF = "members cannot message themselves"
    NO_ROUTE = "no route is open: a follow gives no right to message"
    # advice
    ADVISED_ON_ONESELF = "members cannot connect to themselves or follow themselves"
    NOTHING_TO_ADD = "the two are connected, and the viewer follows them"
    THEY_INVITED = "they have invited the viewer"
    NOT_INVITABLE = "the viewer cannot invite them now without a note and their e-mail"
    KNOWN_PERSON = "they are a client, a colleague or a peer"
    COLLEAGUE = "they work for the same employer"
    WANTS_KNOWN_ONLY = "they say that they connect only with people they know"
    WANTS_FOLLOW_FIRST = "they say that they want to be followed first"
    WANTS_OTHER_INDUSTRY = "they say that they connect with an industry other than the viewer's"
    GOAL_CONTENT = "the viewer wants to read them: a follow is enough"
    GOAL_AUDIENCE = "the viewer wants to be read by them: follow and engage first"
    GOAL_CONTACT_INTRODUCED = "the viewer wants to talk to them, and somebody can introduce the two"
    GOAL_CONTACT = "the viewer wants to talk to them, and nobody can introduce them yet"
    FOLLOW_IN_FRONT = "FOLLOW is their primary button"
    FAR_MORE_FOLLOWERS = "they have many times more followers than connections"
    ENGAGED_ENOUGH = "the viewer has engaged with them often enough"
    SHARED_GROUP = "they are in the same group as the viewer"
    MANY_MUTUALS = "the two have many mutual connections"
    REPLIES_TO_STRANGERS = "they reply to comments by strangers"
    WANTS_ALL = "they say that they connect with anybody"
    WANTS_THIS_INDUSTRY = "they say that they connect with the viewer's industry"
    STRANGER = "they are a stranger: follow and engage first, then connect"
    JOINED_BEFORE_FOLLOWS = "they joined before follows existed, and may prefer to connect"
    JOINED_SINCE_FOLLOWS = "they joined when members could already be followed"
    WANTS_AN_INDUSTRY = "they say that they connect with an industry, maybe not the viewer's"
    LEAVES_STRANGERS_UNANSWERED = "they do not reply to comments by strangers"
    ENGAGING_HELPS = "the guide claims that engaging before inviting raises acceptance"


# the word between a sentence and the members that it rests on
_EVIDENCE_WORDS = {
    Code.CONNECTION_ENGAGED: "; it comes through ",
    Code.CONNECTION_ALONE_ENGAGED: "; it comes through ",
    Code.FROM_SECOND_DEGREE: ", through ",
    Code.MANY_MUTUALS: ", such as ",
}


@attrs.frozen(field_transformer=typed)
class Reason(Generic[M_co]):
    """One reason: the rule that it comes from, a code, and the evidence.

    Attributes
    ----------
    rule, code
        The id in the rule book, such as ``"A1"``, and the kind of reason.
    members
        The evidence: further members that the reason rests on, in member order, such as the
        connections that engaged with a post.
    """

    rule: str
    code: Code
    members: tuple[M_co, ...] = ()

    def __str__(self) -> str:
        text = self.code.value
        if self.members:
            *names, last = map(as_text, self.members)
            listed = f"{', '.join(names)} and {last}" if names else last
            text += f"{_EVIDENCE_WORDS.get(self.code, ': ')}{listed}"
        return f"{text} ({self.rule})"


# How a verdict begins, if allowed and if not, by the chapter or the rule of its first reason.
_BEGINNINGS = {
    "": ("allowed", "not allowed"),
    "W8": ("allowed", "not allowed"),
    "V": ("visible", "not visible"),
    "W": ("in the feed", "not in the feed"),
    "P": ("shown", "not shown"),
}


@attrs.frozen(field_transformer=typed)
class Verdict(Generic[M_co]):
    """Yes or no, with the reasons in a fixed order; true if allowed.

    Attributes
    ----------
    allowed, reasons
        The answer, and its reasons in the order of the rule book.

    Examples
    --------
    >>> verdict = Verdict(False, (Reason("A8", Code.NOT_FOLLOWING),))
    >>> bool(verdict)
    False
    >>> print(verdict)
    not allowed: the follow does not exist (A8)
    """

    allowed: bool
    reasons: tuple[Reason[M_co], ...]

    def __bool__(self) -> bool:
        return self.allowed

    def __str__(self) -> str:
        rule = self.reasons[0].rule if self.reasons else ""
        yes, no = _BEGINNINGS.get(rule) or _BEGINNINGS.get(rule[:1]) or _BEGINNINGS[""]
        return f"{yes if self.allowed else no}: {'; '.join(map(str, self.reasons))}"

    _repr_html_ = html_of


@attrs.frozen
class VerdictRow:
    """A row of a table in which the first matching row gives the verdict.

    It holds the id in the rule book, the situation in words and as a condition, the answer and its
    one reason; `verdict` is made of these two.
    """

    rule: str
    description: str
    condition: Condition
    allowed: bool
    code: Code
    verdict: Verdict[Any] = derived(lambda row: verdict(row.allowed, row.rule, row.code))


@attrs.define(eq=False, repr=False, slots=False, field_transformer=typed)
class Refused(LinkGraphError):
    """The rules refuse the action that `apply` was given.

    It carries the `action`, the `verdict` of `check` on it, and the `position` of the action if it
    came from a history.
    """

    action: Action[Any]
    verdict: Verdict[Any]
    position: int | None = None

    @property
    def message(self) -> str:
        """One sentence: which action is refused, and why."""
        place = "" if self.position is None else f"action {safe_repr(self.position)}: "
        why = "; ".join(map(str, self.verdict.reasons))
        return f"{place}{shown(self.action)} is refused: {why}"


@final
@attrs.frozen(eq=False, repr=False)
class Verdicts(Mapping[K, Verdict[Any]]):
    """An immutable mapping to verdicts: hashable, in a fixed order, equal to a dict."""

    _entries: tuple[tuple[K, Verdict[Any]], ...] = attrs.field(alias="entries")

    def __getitem__(self, key: K) -> Verdict[Any]:
        return dict(self._entries)[key]

    def __iter__(self) -> Iterator[K]:
        return (key for key, _ in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries))

    def __repr__(self) -> str:
        return safe_repr(dict(self._entries))


def verdict(allowed: bool, rule: str, code: Code) -> Verdict[Any]:
    """Return a verdict with one reason and no evidence."""
    return Verdict(allowed, (Reason(rule, code),))
