"""The rule book: every rule id with its rule in one or two sentences, and its source.

Code, tests, reasons and documentation cite these ids. Limits, rows of the buttons, ties and eras
stand in tables of their own; their sentences are read from there.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Flag, auto
from typing import NamedTuple

import attrs

from linkgraph.rules.advice import ADVICE, STRANGER
from linkgraph.rules.buttons import ROWS, ButtonRow, Slot
from linkgraph.rules.conditions import ALWAYS
from linkgraph.rules.degrees import Degree
from linkgraph.rules.effects import OUTCOMES
from linkgraph.rules.feed_ties import TIES, FeedTie
from linkgraph.rules.messages import ROUTES
from linkgraph.rules.policy import CURRENT, ERAS, WEEK, Era, SecondDegreeFeed
from linkgraph.rules.posts import VISIBILITY, PostKind
from linkgraph.rules.profile_view import PARTS, SectionRow


class Source(Flag):
    """The sources of a rule; one rule may have several.

    The real product changes without notice: a source is not a promise about it.

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
    Source.GUIDE: "the guide to following and connecting that the project implements; where it "
    "speaks, it is the default",
    Source.RESEARCHED: "reports about the real product, where the guide is silent",
    Source.CONFLICTING: "sources conflict, so it is a field of `Policy` with a default",
    Source.NONE: "it follows from rules that have a source, or it is the project's own and makes "
    "answers well defined",
}


@attrs.frozen
class Rule:
    """One rule.

    Attributes
    ----------
    id
        The id that code, tests and reasons cite, such as ``"A5"``.
    sentence
        The rule in words; limits are those of `CURRENT`.
    source
        The sources of the rule.
    chapter
        The chapter, a key of `CHAPTERS`.
    """

    id: str
    sentence: str
    source: Source
    chapter: str


class Entry(NamedTuple):
    """A rule without its chapter."""

    id: str
    source: Source
    sentence: str


_NONE, _GUIDE, _RESEARCHED, _CONFLICTING = (
    Source.NONE, Source.GUIDE, Source.RESEARCHED, Source.CONFLICTING,
)  # fmt: skip
_BOTH = _GUIDE | _RESEARCHED


# -- sentences that are read from other tables --------------------------------------------------


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _days(span: timedelta) -> str:
    return f"{span.days} days"


def _again(rule: str) -> str:
    return f" The sender may invite again {OUTCOMES[rule].again}."


_SOURCES_OF_VISIBILITY = {
    "V1": _NONE, "V2": _RESEARCHED, "V3": _GUIDE, "V4": _GUIDE, "V5": _RESEARCHED,
}  # fmt: skip


def _visibility(rule: str) -> Entry:
    rows = [row for row in VISIBILITY if row.rule == rule]
    cases = [f"{row.description}: {'visible' if row.allowed else 'not visible'}" for row in rows]
    return Entry(rule, _SOURCES_OF_VISIBILITY[rule], _sentence("; ".join(cases)))


_SOURCES_OF_TIES = {
    "W1": _GUIDE, "W2": _GUIDE, "W3": _RESEARCHED,
    "W4": _GUIDE | _CONFLICTING, "W5": _GUIDE | _CONFLICTING, "W6": _RESEARCHED,
}  # fmt: skip


def _tie(tie: FeedTie) -> Entry:
    kinds = ", ".join(kind.name for kind in PostKind if kind in tie.carries)
    text = f"Brings {kinds}: {tie.description}."
    if tie.enabled is not ALWAYS:
        text += f" Only with `second_degree_feed` {SecondDegreeFeed.DIRECT.name}."
    if tie.without_follows is not None:
        text += " Where `connection_feeds` is on (before E3), a connection is enough."
    if tie.rule == "W3":
        text += (
            f" With `second_degree_feed` {SecondDegreeFeed.OFF.name}, posts of a 2nd-degree author "
            "come only to members who follow the author."
        )
    return Entry(tie.rule, _SOURCES_OF_TIES[tie.rule], text)


def _button_row(row: ButtonRow) -> Entry:
    def either(slot: Slot) -> str:
        return " or ".join(button.name for button in slot)

    text = f"{row.description}: primary {either(row.primary)}"
    if row.secondary:
        text += f", secondary {either(row.secondary)}"
    if row.menu:
        text += f", menu {', '.join(button.name for button in row.menu)}"
    return Entry(row.rule, _NONE, _sentence(text))


def _shown(rule: str) -> str:
    return f"Shown: {'; '.join(_part(part) for part in PARTS if part.rule == rule)}."


def _part(part: SectionRow) -> str:
    text = f"{part.section.name.lower().replace('_', ' ')} {_SHOWN_TO[part.up_to]}"
    if part.needs is not None:
        text += f" if `{part.needs}`"
    if part.opens is not None:
        setting, value = part.opens
        text += f", to everyone if `{setting}` is {getattr(value, 'name', value)}"
    return text


_SHOWN_TO = {
    Degree.SELF: "to the owner only",
    Degree.FIRST: "to connections",
    Degree.SECOND: "up to the 2nd degree",
    Degree.THIRD: "up to the 3rd degree",
}

_THRESHOLDS = {
    "G7": f" Many times means at least {CURRENT.advice_ratio}.",
    "G8": f" Often enough means at least {CURRENT.advice_engagements}, many at least "
    f"{CURRENT.advice_mutuals}.",
}


def _advice(rule: str) -> Entry:
    rows = [row for row in (*ADVICE, STRANGER) if row.rule == rule]
    advice = " or ".join(dict.fromkeys(row.recommendation.name for row in rows))
    reasons = "; or ".join(dict.fromkeys(row.code.value for row in rows))
    return Entry(rule, _GUIDE, f"{advice} if {reasons}.{_THRESHOLDS.get(rule, '')}")


def _era(era: Era) -> Entry:
    text = f"{era.name}, from {era.since:%Y-%m}: {era.differs_by}."
    return Entry(era.rule, _RESEARCHED, text)


# -- the book -----------------------------------------------------------------------------------

CHAPTERS = {
    "Facts": "The facts in a graph.",
    "Actions": "The ways to change a graph. `check` says whether an action is allowed and why; "
    "`apply` gives the next graph or raises `Refused`. An allowed action always changes "
    "something. A window is half-open: what happened at t counts for an `at` in [t, t + window). "
    "Time alone ends nothing: an invitation stays pending until an action ends it.",
    "Limits": "The limits. Each is a field of `Policy`; the figures are the defaults.",
    "Degrees": "How far apart two members are.",
    "Seeing a post": "Can a viewer see a post at all? The first rule that matches decides.",
    "The feed": "Is a post in the feed of a viewer? The viewer must be able to see it, and at "
    "least one of the ties W1 to W6 must hold; all that hold are reported, in this order. An "
    "engagement counts for W3 and W5 only if its member can see the post, differs from the "
    "author, and has no block from or to the viewer.",
    "Buttons": "The buttons on a profile. The first of B1 to B11 that matches decides, and only "
    "buttons with an allowed action are shown. To invite means A1 with neither a note nor the "
    "e-mail. Following comes first if either member has reached the connection limit (L1), or if "
    "the era and the owner say so (E2 to E4). FOLLOWING stands for an existing follow; pressing "
    "it unfollows. PENDING is the viewer's own invitation; pressing it withdraws.",
    "Messages and profiles": "Messages between members, and the parts of a profile that a viewer "
    "sees.",
    "Advice": "Follow or connect? The first of G1 to G9 that matches decides, and every rule "
    "that matches is reported.",
    "Eras": "The rules over time. Each era differs from `CURRENT` in fields of `Policy`.",
    "History": "Sequences of actions, and the graphs between them.",
}

_ENTRIES: dict[str, tuple[Entry, ...]] = {
    "Facts": (
        Entry("F1", _GUIDE,
            "A connection is symmetric: a–b is b–a, stored and compared as one thing. No member "
            "connects to themselves."),
        Entry("F2", _GUIDE,
            "A follow is asymmetric: a→b says nothing about b→a. No member follows themselves."),
        Entry("F3", _RESEARCHED,
            "Connection, follow and invitation are independent facts: connected members may not "
            "follow each other, and followers may not be connected."),
        Entry("F4", _RESEARCHED,
            "At most one invitation is pending between two members, in one direction, and none "
            "between connected members."),
        Entry("F5", _RESEARCHED,
            "A block is asymmetric. A block by either member excludes any connection, "
            "follow or invitation between the two."),
        Entry("F6", _NONE,
            "A member is any hashable id except floats and bools. Naming an unknown member raises "
            "an error that names it. Connecting a member to themselves raises an error."),
        Entry("F7", _BOTH,
            "A member has a profile: settings, groups, an employer and a date of joining, each "
            "with a default."),
        Entry("F8", _RESEARCHED,
            "A follow is in force if the followee's audience is everyone, or if the two are "
            "connected. Effective followers are the members with a follow in force, less "
            "hibernated members."),
        Entry("F9", _NONE,
            "Bars, withdrawals, unblocks, flags and the times of invitations and notes are "
            "remembered as facts. They are forgotten only when the member leaves."),
        Entry("F10", _NONE,
            "Members have one order: as given, then by first appearance in connections, then in "
            "follows; joiners last; integer arrays ascending."),
    ),
    "Actions": (
        Entry("A1", _BOTH | _CONFLICTING,
            "Invite asks another member to connect. The invitation is pending and, by policy, the "
            "sender follows the recipient if the recipient's audience admits it."),
        Entry("A2", _GUIDE,
            "Accept turns a pending invitation into a connection and, by policy, follows both ways."
            f"{_again('A2')}"),
        Entry("A3", _RESEARCHED,
            "Ignore ends a pending invitation; the sender is not told, and their follow stays."
            f"{_again('A3')}"),
        Entry("A4", _BOTH,
            "Ignore with \"I don't know this person\" bars the sender from inviting the recipient "
            f"and gives the sender a flag.{_again('A4')}"),
        Entry("A5", _RESEARCHED,
            "Withdraw ends the sender's own pending invitation and starts a cool-down of "
            f"{_days(CURRENT.withdraw_cooldown)} for this sender and recipient; the follow stays "
            f"unless `unfollow` is given.{_again('A5')}"),
        Entry("A6", _CONFLICTING,
            f"Expire ends every invitation that has been pending for {_days(CURRENT.expire_after)} "
            f"or longer.{_again('A6')}"),
        Entry("A7", _GUIDE,
            "Follow takes effect at once and needs no consent; the era and the followee's audience "
            "must admit it."),
        Entry("A8", _RESEARCHED,
            "Unfollow ends the member's own follow; a connection and the follow in the other "
            "direction stay."),
        Entry("A9", _RESEARCHED,
            "RemoveFollower ends another member's follow of the member."),
        Entry("A10", _CONFLICTING,
            "Disconnect ends a connection and, by policy, the follows of the two."),
        Entry("A11", _RESEARCHED,
            "Block ends every tie between the two. It is refused within "
            f"{_days(CURRENT.reblock_cooldown)} of the member's own unblock of the other."),
        Entry("A12", _RESEARCHED,
            "Unblock lifts the member's own block and restores nothing else."),
        Entry("A13", _GUIDE,
            "UpdateProfile changes settings of the member's own profile."),
        Entry("A14", _NONE,
            "Join adds a member. Leave removes one with every tie and everything remembered about "
            "them."),
    ),
    "Limits": (
        Entry("L1", _RESEARCHED,
            f"A member has at most {CURRENT.connection_cap:,} connections. At the limit they "
            "neither send nor accept invitations, and following comes first on their profile and "
            "on those they visit."),
        Entry("L2", _RESEARCHED,
            f"A member sends at most {CURRENT.weekly_invitations} invitations in any "
            f"{_days(WEEK)}; withdrawing gives none back."),
        Entry("L3", _GUIDE | _CONFLICTING,
            f"From {CURRENT.flag_limit} \"I don't know\" flags on, a sender must know the "
            "recipient's e-mail."),
        Entry("L4", _RESEARCHED,
            f"A note has at most {CURRENT.note_length_free} code points from a FREE member, and "
            f"{CURRENT.note_length_premium} from a PREMIUM member."),
        Entry("L5", _CONFLICTING,
            f"A FREE member attaches at most {CURRENT.free_notes_per_month} notes in a calendar "
            "month (UTC). An invitation without a note is still allowed."),
        Entry("L6", _GUIDE,
            f"A public connection count of {CURRENT.count_shown_up_to} or more is shown as "
            f"\"{CURRENT.count_shown_up_to}+\"."),
    ),
    "Degrees": (
        Entry("D1", _BOTH,
            "The degree is the shortest distance over connections: SELF, FIRST, SECOND, THIRD, or "
            "else OUT_OF_NETWORK."),
        Entry("D2", _GUIDE,
            "Follows, invitations and blocks never change a degree, except that a block ends the "
            "connection of the two."),
        Entry("D3", _GUIDE,
            "Mutual connections are the members connected to both."),
        Entry("D4", _GUIDE,
            "Introductions are all shortest chains of connections to a member up to the 3rd "
            "degree, in member order; there are none to the viewer."),
        Entry("D5", _RESEARCHED,
            "People you may know are the members at the 2nd degree, by number of mutual "
            "connections, then member order. Members with a block, a pending invitation or a bar "
            "in either direction are left out."),
        Entry("D6", _RESEARCHED,
            "\"Followed by people you know\" are the viewer's connections who are effective "
            "followers of the member."),
    ),
    "Seeing a post": (*map(_visibility, _SOURCES_OF_VISIBILITY),),
    "The feed": (
        *map(_tie, TIES),
        Entry("W7", _NONE,
            "The author's own post is not in their feed, although its audience includes them. Its "
            "reach counts every member once, under the first tie that brings it."),
        Entry("W8", _NONE,
            "Members who can see a post can comment on it, within the author's comment control, "
            "which never excludes the author."),
        Entry("W9", _NONE,
            "A post that is not in a feed comes with the reason: it cannot be seen, or none of the "
            "ties holds."),
        Entry("W10", _NONE,
            "A follow works in one direction: it brings the followee's posts to the follower, and "
            "none of the follower's posts to the followee."),
        Entry("W11", _GUIDE,
            "The more of an author's effective followers were recently active, the wider the first "
            "wave of a post: a figure about your data that promises no ranking."),
    ),
    "Buttons": (
        *map(_button_row, ROWS),
        Entry("B12", _NONE,
            "Every button that stands for an action is allowed now, and every action that the "
            "viewer may take towards the owner is on some button, except RemoveFollower."),
        Entry("B13", _NONE,
            "The answer says whether a message can be sent and by which route; MESSAGE is shown "
            "even if none is open."),
        Entry("B14", _NONE,
            "Where CONNECT or FOLLOW is missing, the answer holds the verdict that says why."),
    ),
    "Messages and profiles": (
        Entry("M1", _BOTH,
            "A message takes the first open route ("
            f"{', '.join(route.code.name for route in ROUTES if route.allowed)}), never to the "
            "sender or across a block. A follow opens none of them."),
        Entry("P1", _GUIDE,
            f"{_shown('P1')} Everyone else sees the public figure (L6)."),
        Entry("P2", _GUIDE,
            "The follower count is exact and public: effective followers, including connections."),
        Entry("P3", _RESEARCHED,
            "Hibernated members are left out of both counts for every viewer."),
        Entry("P4", _BOTH, _shown("P4")),
        Entry("P5", _RESEARCHED, _shown("P5")),
        Entry("P6", _RESEARCHED, _shown("P6")),
        Entry("P7", _RESEARCHED, _shown("P7")),
    ),
    "Advice": (
        *map(_advice, dict.fromkeys(row.rule for row in (*ADVICE, STRANGER))),
        Entry("G10", _GUIDE,
            "Clues that never decide are reported too: the era in which the member joined, the "
            "follower ratio, replies to strangers, and that engaging first raises acceptance."),
    ),
    "Eras": (
        *map(_era, ERAS),
        Entry("E6", _NONE,
            f"The policy of a date is that of its era; a date before {ERAS[0].since} is an error."),
        Entry("E7", _NONE,
            "One history can be replayed under any two policies, and the graphs compared."),
    ),
    "History": (
        Entry("H1", _NONE,
            "A history is an immutable sequence of actions in the order of time, over a start "
            "graph. It gives the graph at its end or at any time, and a refusal names its "
            "position."),
        Entry("H2", _NONE,
            "Replay is deterministic: the same history gives an equal graph on every run and "
            "machine."),
        Entry("H3", _NONE,
            "The difference of two graphs lists exactly the facts gained and lost, and applied to "
            "the first gives the second."),
    ),
}  # fmt: skip


RULES = {
    entry.id: Rule(entry.id, entry.sentence, entry.source, chapter)
    for chapter in CHAPTERS
    for entry in _ENTRIES[chapter]
}
