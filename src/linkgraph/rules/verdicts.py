"""Answers that say why: a verdict, its reasons, and the code of each reason."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from enum import unique
from typing import Any, Generic, TypeVar, final

import attrs

from linkgraph.errors import LinkGraphError, shown
from linkgraph.graph.rendering import html_of
from linkgraph.graph.validation import Term
from linkgraph.rules.actions import Action

M_co = TypeVar("M_co", bound=Hashable, covariant=True)
K = TypeVar("K", bound=Hashable)


@unique
class Code(Term):
    """What a reason says; the value is the sentence."""

    # an action
    ALLOWED = "every condition of the action holds"
    BLOCKED = "one of the two has blocked the other"
    ALREADY_CONNECTED = "the two are connected already"
    ALREADY_PENDING = "the invitation is pending already"
    ACCEPT_INSTEAD = "the other has invited: accept instead"
    BARRED = "the recipient has said they do not know the sender"
    COOLING_DOWN = "the sender withdrew an invitation to the recipient too recently"
    CONNECTION_CAP = "one of the two has as many connections as a member may have"
    WEEKLY_LIMIT = "the sender has sent as many invitations as a week allows"
    EMAIL_NEEDED = "the sender has so many flags that they must know the e-mail"
    NOTE_TOO_LONG = "the note is longer than the sender's tier allows"
    NOTES_USED_UP = "the sender has attached as many notes as a month allows for free"
    KNOWN_ONLY = "the recipient takes invitations only from who knows their e-mail"
    NAME_HIDDEN = "the recipient's name is not shown to the sender, who lacks the e-mail"
    NOT_PENDING = "no such invitation is pending"
    NONE_EXPIRED = "no pending invitation is old enough"
    ALREADY_FOLLOWING = "the follow stands already"
    NOT_FOLLOWING = "there is no such follow"
    NOT_FOLLOWABLE = "in this era the member cannot be followed"
    CONNECTIONS_ONLY = "the member lets only connections follow"
    NOT_CONNECTED = "the two are not connected"
    UNBLOCKED_RECENTLY = "the member unblocked the other too recently to block again"
    NOT_BLOCKED = "the member has not blocked the other"
    NOTHING_CHANGES = "the profile is so already"
    ALREADY_MEMBER = "the member is there already"
    NOT_A_MEMBER = "the member is not there"
    # seeing a post, and commenting on it
    AUTHOR = "the viewer is the author"
    PUBLIC = "the post is for anyone"
    CONNECTED = "the two are connected"
    IN_GROUP = "the viewer is in the group"
    NOT_IN_GROUP = "the viewer is not in the group"
    MAY_COMMENT = "the author lets the viewer comment"
    COMMENTS_OFF = "the author lets nobody comment"
    COMMENTS_FOR_CONNECTIONS = "the author lets only connections comment"
    # why a post is fed, or by which tie it is not
    FROM_CONNECTION = "the viewer is connected to the author and follows them"
    FROM_CONNECTION_ALONE = "the viewer is connected to the author"
    FROM_FOLLOWED = "the viewer follows the author without a connection"
    CONNECTION_ENGAGED = "a connection whom the viewer follows engaged with the post"
    CONNECTION_ALONE_ENGAGED = "a connection of the viewer's engaged with the post"
    FROM_SECOND_DEGREE = "the author is a connection of the viewer's connections"
    SECOND_DEGREE_COMMENTED = "a member at the second degree commented on the post"
    FROM_GROUP = "the post is in a group of the viewer's"
    NO_CONNECTION = "the viewer is not connected to the author and following them"
    NOT_FOLLOWED = "the viewer does not follow the author without a connection"
    NO_CONNECTION_ENGAGED = "no connection whom the viewer follows engaged with the post"
    NO_CONNECTION_AT_ALL_ENGAGED = "no connection of the viewer's engaged with the post"
    NOT_SECOND_DEGREE = "the author is not at the second degree"
    NO_SECOND_DEGREE_COMMENT = "nobody at the second degree commented on the post"
    NO_GROUP = "the post is in no group"
    KIND_NOT_CARRIED = "the tie holds but does not carry posts of this kind"
    OFF_BY_POLICY = "the policy does not feed by this tie"
    OWN_POST = "an author's own post is not fed to them"
    # parts of a profile
    SHOWN_TO_ALL = "the owner shows the section to all"
    NEAR_ENOUGH = "the section shows at this degree"
    TOO_FAR = "the section does not show at this degree"
    SWITCHED_OFF = "the owner's setting hides the section"
    # message routes (M1)
    DIRECT = "connections write to each other"
    OPEN_PROFILE = "a premium member lets anybody write"
    GROUP_REQUEST = "the two share a group"
    COWORKER_REQUEST = "the two have the same employer"
    INMAIL = "the sender's premium tier includes InMail"
    ONESELF = "nobody writes to themself"
    NO_ROUTE = "no route is open: following gives no right to message"
    # advice
    ADVISED_ON_ONESELF = "nobody connects to themself or follows themself"
    NOTHING_TO_ADD = "the two are connected, and the viewer follows"
    THEY_INVITED = "they have invited the viewer: accept"
    NOT_INVITABLE = "the viewer cannot invite them now without a note and their e-mail"
    KNOWN_PERSON = "they are a client, a colleague or a peer"
    COLLEAGUE = "they work for the same employer"
    WANTS_KNOWN_ONLY = "they say that they connect only with people they know"
    WANTS_FOLLOW_FIRST = "they say that they want to be followed first"
    FOLLOW_IN_FRONT = "follow is their primary button"
    FAR_MORE_FOLLOWERS = "they have many times more followers than connections"
    ENGAGED_ENOUGH = "the viewer has engaged with them often enough"
    SHARED_GROUP = "they are in a group of the viewer's"
    MANY_MUTUALS = "the two have many mutual connections"
    REPLIES_TO_STRANGERS = "they reply to comments of strangers"
    WANTS_ALL = "they say that they connect with anybody"
    STRANGER = "they are a stranger: follow and engage, then connect"
    JOINED_BEFORE_FOLLOWS = "they joined when there were only connections, and may lean to them"
    JOINED_SINCE_FOLLOWS = "they joined when members could be followed"
    LEAVES_STRANGERS_UNANSWERED = "they do not reply to comments of strangers"
    ENGAGING_HELPS = "the guide claims that engaging before inviting raises acceptance"


@attrs.frozen
class Reason(Generic[M_co]):
    """One reason: the rule it comes from, what it says, and the evidence.

    Attributes
    ----------
    rule
        The id in the rule book, such as ``"A1"``, ``"V4"``, ``"L2"``.
    code
        What it says.
    members
        The members on whom it rests beside the two who were asked about, in member
        order: who engaged, which mutual connections.
    """

    rule: str
    code: Code
    members: tuple[M_co, ...] = ()

    def __str__(self) -> str:
        by = f" ({', '.join(map(str, self.members))})" if self.members else ""
        return f"{self.rule}: {self.code.value}{by}"


@attrs.frozen
class Verdict(Generic[M_co]):
    """Yes or no, with the reasons in a fixed order; true when allowed.

    Examples
    --------
    >>> verdict = Verdict(False, (Reason("A8", Code.NOT_FOLLOWING),))
    >>> bool(verdict)
    False
    >>> print(verdict)
    no – A8: there is no such follow
    """

    allowed: bool
    reasons: tuple[Reason[M_co], ...]

    def __bool__(self) -> bool:
        return self.allowed

    def __str__(self) -> str:
        answer = "yes" if self.allowed else "no"
        return f"{answer} – {'; '.join(map(str, self.reasons))}"

    _repr_html_ = html_of


@attrs.define(eq=False, repr=False, slots=False)
class Refused(LinkGraphError):
    """`apply` was given an action that the rules refuse; the graph is untouched.

    `position` is the action's place in a replayed history, if it came from one.
    """

    action: Action[Any]
    verdict: Verdict[Any]
    position: int | None = None

    @property
    def message(self) -> str:
        """The one sentence."""
        place = "" if self.position is None else f"action {self.position}: "
        why = "; ".join(map(str, self.verdict.reasons))
        return f"{place}{shown(self.action)} is refused: {why}"


@final
@attrs.frozen(eq=False, repr=False)
class Verdicts(Mapping[K, Verdict[Any]]):
    """A small frozen mapping to verdicts: hashable, in a fixed order, equal to a dict."""

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
        return repr(dict(self._entries))


def verdict(allowed: bool, rule: str, code: Code) -> Verdict[Any]:
    """Return a verdict with one reason that needs no evidence."""
    return Verdict(allowed, (Reason(rule, code),))
