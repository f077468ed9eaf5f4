"""The rule book: every rule id, in one sentence, with its source.

Code, tests, reasons and docs cite these ids. What another table already says – a limit, a
button row, a tie, an era – is read from that table, so that it stands in one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from enum import Flag, auto
from typing import Any, NamedTuple

import attrs

from linkgraph.rules.advice import ADVICE, STRANGER, AdviceRow, Recommendation
from linkgraph.rules.buttons import ROWS, Row, Slot
from linkgraph.rules.degrees import Degree
from linkgraph.rules.feed_ties import TIES, Tie
from linkgraph.rules.invitations import OUTCOMES
from linkgraph.rules.messages import ROUTES
from linkgraph.rules.policy import CURRENT, ERAS, WEEK, Era, SecondDegreeFeed
from linkgraph.rules.posts import VISIBILITY, PostKind, VisibilityRow
from linkgraph.rules.profile_view import PARTS, Part


class Source(Flag):
    """Where a rule comes from; one rule may have several sources.

    None of them is a promise about the real product: it changes without notice, and
    what was researched was true where and when somebody looked.

    Examples
    --------
    >>> RULES["A1"].source.words
    'guide, researched, conflicting'
    """

    NONE = 0
    GUIDE = auto()
    RESEARCHED = auto()
    CONFLICTING = auto()

    @property
    def words(self) -> str:
        """The sources in words."""
        return ", ".join(str(source.name).lower() for source in self) or "none"


SOURCES = {
    Source.GUIDE: "said by the guide to following and connecting that the project implements; "
    "where it speaks, it is the default",
    Source.RESEARCHED: "reported of the real product, where the guide is silent",
    Source.CONFLICTING: "sources conflict, so it is a field of `Policy` with a default",
    Source.NONE: "no source is named: it follows from rules that have one, or it is the "
    "project's own and makes answers well defined",
}


@attrs.frozen
class Rule:
    """One rule.

    Attributes
    ----------
    id
        What code, tests and reasons cite, such as ``"A5"``.
    sentence
        The rule in plain words; limits in it are those of `CURRENT`.
    source
        Where it comes from.
    chapter
        The chapter it stands in, a key of `CHAPTERS`.
    """

    id: str
    sentence: str
    source: Source
    chapter: str


class Entry(NamedTuple):
    """A rule before it has a chapter."""

    id: str
    source: Source
    sentence: str


_NONE, _GUIDE, _RESEARCHED, _CONFLICTING = (
    Source.NONE, Source.GUIDE, Source.RESEARCHED, Source.CONFLICTING,
)  # fmt: skip
_BOTH = _GUIDE | _RESEARCHED


# -- what other tables say ----------------------------------------------------------------------


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _days(span: timedelta) -> str:
    return f"{span.days} days"


def _again(rule: str) -> str:
    return f" Inviting again: {OUTCOMES[rule].again}."


def _visible(row: VisibilityRow) -> Entry:
    source = _SEEING[row.rule]
    if row.yes is not row.no:
        return Entry(row.rule, source, _sentence(f"{row.when}: seen if {row.yes.value}"))
    anybody: Any = None  # a row with one code answers without looking
    seen = "seen" if row.sees(anybody) else "not seen"
    return Entry(row.rule, source, _sentence(f"{row.when}: {seen}"))


_SEEING = {
    "V1": _NONE, "V2": _RESEARCHED, "V3": _GUIDE, "V4": _GUIDE, "V5": _RESEARCHED,
}  # fmt: skip


def _tie(tie: Tie) -> Entry:
    kinds = ", ".join(kind.name for kind in PostKind if kind in tie.carries)
    text = f"Feeds {kinds}: {tie.when}."
    if tie.only_direct:
        text += f" Only with `second_degree_feed` {SecondDegreeFeed.DIRECT.name}."
    source, more = _FEEDING[tie.rule]
    return Entry(tie.rule, source, text + more)


_BEFORE_E3 = " Where `connection_feeds` (before E3), connected is enough."
_STRANGERS_OFF = (
    f" With `second_degree_feed` {SecondDegreeFeed.OFF.name}, not where the author is at the "
    "second degree and the viewer does not follow them."
)

_FEEDING = {
    "W1": (_GUIDE, _BEFORE_E3),
    "W2": (_GUIDE, ""),
    "W3": (_RESEARCHED, _BEFORE_E3 + _STRANGERS_OFF),
    "W4": (_GUIDE | _CONFLICTING, ""),
    "W5": (_GUIDE | _CONFLICTING, ""),
    "W6": (_RESEARCHED, ""),
}


def _button_row(row: Row) -> Entry:
    def either(slot: Slot) -> str:
        return " or ".join(button.name for button in slot)

    text = f"{row.when}: {either(row.primary)} in front"
    if row.secondary:
        text += f", {either(row.secondary)} beside it"
    if row.menu:
        text += f"; in the menu {', '.join(button.name for button in row.menu)}"
    return Entry(row.rule, _NONE, _sentence(text))


def _shown(rule: str) -> str:
    parts = "; ".join(_part(part) for part in PARTS if part.rule == rule)
    return f"Shown: {parts}."


def _part(part: Part) -> str:
    text = f"{part.section.name.lower().replace('_', ' ')} {_TO[part.up_to]}"
    if part.needs is not None:
        text += f" where `{part.needs}`"
    if part.opens is not None:
        setting, value = part.opens
        text += f", to everybody where `{setting}` is {getattr(value, 'name', value)}"
    return text


_TO = {
    Degree.SELF: "to the owner alone",
    Degree.FIRST: "to connections",
    Degree.SECOND: "up to the second degree",
    Degree.THIRD: "up to the third degree",
}


def _advised(rule: str) -> Entry:
    rows = [row for row in (*ADVICE, STRANGER) if row.rule == rule]
    advised = dict.fromkeys(map(recommended, rows))
    why = "; or ".join(row.code.value for row in rows)
    sentence = f"{' or '.join(advised)} – {why}.{_THRESHOLDS.get(rule, '')}"
    return Entry(rule, _GUIDE, sentence)


def recommended(row: AdviceRow) -> str:
    """Return in words what a row of advice recommends."""
    if isinstance(row.recommends, Recommendation):
        return row.recommends.name
    return "FOLLOW where that is allowed, else NOTHING"


_THRESHOLDS = {
    "G7": f" Many times: {CURRENT.advice_ratio} or more.",
    "G8": f" Often enough: {CURRENT.advice_engagements} or more; many: "
    f"{CURRENT.advice_mutuals} or more.",
}


def _era(era: Era) -> Entry:
    text = f"{era.name}, from {era.since:%Y-%m}: {era.differs_by}."
    return Entry(era.rule, _RESEARCHED, text)


# -- the book -----------------------------------------------------------------------------------

CHAPTERS = {
    "Facts": "What a graph holds.",
    "Actions": "How a graph changes. Every change goes through one door: `check` says whether an "
    "action is allowed and why, `apply` gives the next graph or raises `Refused`. An action that "
    "would change nothing is refused, so that allowed always means that it does something. "
    "A window is half-open: what happened at t counts for an `at` in [t, t + window). "
    "Nothing lapses by the clock alone: an invitation stands until an action ends it.",
    "Limits": "How much is too much. Each is a field of `Policy`; the figures are the defaults.",
    "Degrees": "How far apart two members are.",
    "Seeing a post": "May a viewer see a post at all? The first rule that matches decides.",
    "Being fed a post": "Does a post come to a viewer? They must be allowed to see it, and one of "
    "the ties W1 to W6 must hold; all that hold are reported, in this order. An engagement counts "
    "for W3 and W5 only if its member is not the author, is not blocked either way with the "
    "viewer, and can see the post.",
    "Buttons": "What a profile offers to its viewer. The first of B1 to B11 that matches decides, "
    "and of what it names only buttons that do something are shown. Invitable: A1 allows it now, "
    "without a note and without the e-mail. Followable: A7 allows it now. Follow-first: either of "
    "the two is at the cap (L1), or the era and the owner put FOLLOW in front (E2 to E4). "
    "FOLLOWING stands where a follow is stored; pressing it unfollows. PENDING is the viewer's own "
    "invitation; pressing it withdraws.",
    "Messages and profiles": "Who may write to whom, and what a profile shows to whom.",
    "Advice": "Follow or connect? The first of G1 to G9 that matches decides, and every one that "
    "matched is reported.",
    "Eras": "What the rules were when. Each era differs from `CURRENT` in fields of `Policy`.",
    "History": "Actions in a row, and the graphs between them.",
}

_ENTRIES: dict[str, tuple[Entry, ...]] = {
    "Facts": (
        Entry("F1", _GUIDE,
            "A connection is symmetric, stored and compared as one thing; no member connects to "
            "themself."),
        Entry("F2", _GUIDE,
            "A follow is asymmetric and says nothing about the way back; no member follows "
            "themself."),
        Entry("F3", _RESEARCHED,
            "Connection, follow and invitation are three independent facts: connected members may "
            "not follow each other, and followers may not be connected."),
        Entry("F4", _RESEARCHED,
            "At most one invitation is pending between two members, in one direction, and none "
            "between connected members."),
        Entry("F5", _RESEARCHED,
            "A block is asymmetric; while either has blocked the other, no connection, follow or "
            "invitation stands between the two."),
        Entry("F6", _NONE,
            "A member is any hashable id but a float or a bool; naming an unknown member is an "
            "error that says which, and a tie to oneself is one when it is made."),
        Entry("F7", _BOTH,
            "A member has a profile: settings, groups, an employer and a date of joining, each "
            "with a default."),
        Entry("F8", _RESEARCHED,
            "A stored follow is in force unless the followee lets only connections follow and the "
            "two are not connected; effective followers are those in force who are not "
            "hibernated."),
        Entry("F9", _NONE,
            "What is remembered (bars, withdrawals, unblocks, times of invitations and notes, "
            "flags) is fact too, and is forgotten only of a member who leaves."),
        Entry("F10", _NONE,
            "Members are listed in one order: as given, then by first appearance in connections, "
            "then in follows, joiners last; integer arrays ascending."),
    ),
    "Actions": (
        Entry("A1", _BOTH | _CONFLICTING,
            "Invite asks another member to connect: the invitation is pending and, by policy, the "
            "sender follows the recipient if the recipient's audience admits them."),
        Entry("A2", _GUIDE,
            "Accept turns a pending invitation into a connection and, by policy, follows both ways."
            f"{_again('A2')}"),
        Entry("A3", _RESEARCHED,
            "Ignore ends a pending invitation without telling the sender, whose follow stays."
            f"{_again('A3')}"),
        Entry("A4", _BOTH,
            "Ignore with \"I don't know this person\" bars the sender from inviting the recipient "
            f"and gives the sender a flag.{_again('A4')}"),
        Entry("A5", _RESEARCHED,
            "Withdraw ends one's own pending invitation and starts a cool-down of "
            f"{_days(CURRENT.withdraw_cooldown)} for this sender and recipient; the follow stays "
            f"unless asked otherwise.{_again('A5')}"),
        Entry("A6", _CONFLICTING,
            f"Expire ends every invitation that has been pending for {_days(CURRENT.expire_after)} "
            f"or longer.{_again('A6')}"),
        Entry("A7", _GUIDE,
            "Follow follows at once and without consent, where the era and the followee's audience "
            "admit it."),
        Entry("A8", _RESEARCHED,
            "Unfollow ends one's own follow; a connection and the follow the other way stay."),
        Entry("A9", _RESEARCHED,
            "RemoveFollower ends another member's follow of oneself."),
        Entry("A10", _CONFLICTING,
            "Disconnect ends a connection and, by policy, the follows of the two."),
        Entry("A11", _RESEARCHED,
            "Block ends every tie between the two; it is refused within "
            f"{_days(CURRENT.reblock_cooldown)} of the member's own unblock of the other."),
        Entry("A12", _RESEARCHED,
            "Unblock lifts one's own block, and nothing else comes back."),
        Entry("A13", _GUIDE,
            "UpdateProfile changes settings of one's own profile."),
        Entry("A14", _NONE,
            "Join adds a member; Leave removes one with every tie and all that is remembered of "
            "them."),
    ),
    "Limits": (
        Entry("L1", _RESEARCHED,
            f"A member has at most {CURRENT.connection_cap:,} connections; at the cap they neither "
            "send nor accept, and following comes first on their profile and on those they visit."),
        Entry("L2", _RESEARCHED,
            f"A member sends at most {CURRENT.weekly_invitations} invitations in any "
            f"{_days(WEEK)}; withdrawing gives none back."),
        Entry("L3", _GUIDE | _CONFLICTING,
            f"From {CURRENT.flag_limit} \"I don't know\" flags on, a sender must know the "
            "recipient's e-mail."),
        Entry("L4", _RESEARCHED,
            f"A note has at most {CURRENT.note_length_free} code points from a FREE member, "
            f"{CURRENT.note_length_premium} from a PREMIUM one."),
        Entry("L5", _CONFLICTING,
            f"A FREE member attaches at most {CURRENT.free_notes_per_month} notes in a calendar "
            "month (UTC); without a note the invitation may go."),
        Entry("L6", _GUIDE,
            f"A public connection count of {CURRENT.count_shown_up_to} or more shows as "
            f"\"{CURRENT.count_shown_up_to}+\"."),
    ),
    "Degrees": (
        Entry("D1", _BOTH,
            "A degree is the shortest distance over connections: SELF, FIRST, SECOND, THIRD, else "
            "OUT_OF_NETWORK."),
        Entry("D2", _GUIDE,
            "Follows, invitations and blocks never change a degree, save by a connection that a "
            "block ends."),
        Entry("D3", _GUIDE,
            "Mutual connections are the members connected to both, whichever of the two asks."),
        Entry("D4", _GUIDE,
            "Introductions are all shortest chains of connections to a member up to the third "
            "degree, in member order, and none to oneself."),
        Entry("D5", _RESEARCHED,
            "People you may know are members at the second degree by number of mutual connections, "
            "then member order, without those blocked, pending or barred either way."),
        Entry("D6", _RESEARCHED,
            "\"Followed by people you know\" are the viewer's connections who are effective "
            "followers of the member."),
    ),
    "Seeing a post": (*map(_visible, VISIBILITY),),
    "Being fed a post": (
        *map(_tie, TIES),
        Entry("W7", _NONE,
            "A post is not fed to its author, though its audience includes them; its reach counts "
            "everybody once, under the first tie that feeds them."),
        Entry("W8", _NONE,
            "Who may see a post may comment on it, narrowed by the author's comment control, which "
            "never shuts out the author."),
        Entry("W9", _NONE,
            "A post that is not fed says why: that it cannot be seen, or which ties failed."),
        Entry("W10", _NONE,
            "Being followed feeds nothing back: a follow brings the followee's posts to the "
            "follower alone."),
        Entry("W11", _GUIDE,
            "The more of an author's effective followers were active of late, the wider a post's "
            "first wave: shown as a count, no promise of ranking."),
    ),
    "Buttons": (
        *map(_button_row, ROWS),
        Entry("B12", _NONE,
            "No dead buttons: every button that stands for an action is allowed now, and every "
            "action the viewer may take towards the owner is on some button, RemoveFollower "
            "aside."),
        Entry("B13", _NONE,
            "The answer says whether and how a message may go; MESSAGE shows even where it may "
            "not."),
        Entry("B14", _NONE,
            "Where CONNECT or FOLLOW is missing, the answer holds the verdict that says why."),
    ),
    "Messages and profiles": (
        Entry("M1", _BOTH,
            "A message goes by the first route that is open ("
            f"{', '.join(route.code.name for route in ROUTES if route.allowed)}), never to oneself "
            "or across a block; following gives no right to message."),
        Entry("P1", _GUIDE,
            f"{_shown('P1')} Everybody else sees the public figure (L6)."),
        Entry("P2", _GUIDE,
            "The follower count is exact and public: effective followers, connections among them."),
        Entry("P3", _RESEARCHED,
            "Hibernated members are left out of both counts, whoever looks."),
        Entry("P4", _BOTH, _shown("P4")),
        Entry("P5", _RESEARCHED, _shown("P5")),
        Entry("P6", _RESEARCHED, _shown("P6")),
        Entry("P7", _RESEARCHED, _shown("P7")),
    ),
    "Advice": (
        *map(_advised, dict.fromkeys(row.rule for row in (*ADVICE, STRANGER))),
        Entry("G10", _GUIDE,
            "Clues that never decide are reported all the same: the era they joined in, the "
            "follower ratio, replies to strangers, and that engaging first raises acceptance."),
    ),
    "Eras": (
        *map(_era, ERAS),
        Entry("E6", _NONE,
            f"The policy of a date is that of the era it lies in; before {ERAS[0].since} is an "
            "error."),
        Entry("E7", _NONE,
            "One history replays under any two policies, and the graphs compare."),
    ),
    "History": (
        Entry("H1", _NONE,
            "A history is an immutable sequence of actions, none earlier than the one before, over "
            "a start graph; it gives the graph at its end or as of any time, and a refusal names "
            "its position."),
        Entry("H2", _NONE,
            "Replay is deterministic: the same history gives an equal graph on every run and "
            "machine."),
        Entry("H3", _NONE,
            "The difference of two graphs lists exactly the facts gained and lost, and applied to "
            "the first gives the second."),
    ),
}  # fmt: skip


def _rules() -> Iterator[Rule]:
    for chapter in CHAPTERS:
        for rule, source, sentence in _ENTRIES[chapter]:
            yield Rule(rule, sentence, source, chapter)


RULES = {rule.id: rule for rule in _rules()}
