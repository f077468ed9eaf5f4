"""The rule book: every rule id with its rule in one or two sentences, and its source.

Code, tests, reasons and documentation cite these ids. `_BOOK` is a text: a chapter has a title and
a lead, and each rule follows as its id, its sources in brackets, and its sentences. Limits, ties
and rows of buttons, as everything with a table in the code, are put in from there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from enum import Flag, auto
from functools import reduce
from operator import or_

import attrs

from linkgraph.graph.field_types import typed
from linkgraph.graph.validation import Terms
from linkgraph.rules.advice import ADVICE, STRANGER
from linkgraph.rules.buttons import ROWS, ButtonRow
from linkgraph.rules.effects import OUTCOMES
from linkgraph.rules.feed_ties import TIES
from linkgraph.rules.messages import ROUTES
from linkgraph.rules.policy import CURRENT, ERAS, WEEK
from linkgraph.rules.posts import VISIBILITY, PostKind


class Source(Flag, metaclass=Terms):
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


@attrs.frozen(field_transformer=typed)
class Rule:
    """One rule, with the id that code, tests and reasons cite, such as ``"A5"``.

    The limits in its sentence are those of `CURRENT`. Its chapter is a key of `CHAPTERS`.
    """

    id: str
    sentence: str
    source: Source
    chapter: str


# -- sentences that are read from the tables ----------------------------------------------------


def _again(rule: str) -> str:
    return f"The sender may invite again {OUTCOMES[rule].again}."


def _visibility(rule: str) -> str:
    rows = [row for row in VISIBILITY if row.rule == rule]
    cases = [f"{row.description}: {'visible' if row.allowed else 'not visible'}" for row in rows]
    return f"{_capitalized('; '.join(cases))}."


def _tie(rule: str) -> str:
    tie = next(tie for tie in TIES if tie.rule == rule)
    kinds = ", ".join(kind.name for kind in PostKind if kind in tie.carries)
    return f"Brings {kinds}: {tie.description}."


def _button_row(row: ButtonRow) -> str:
    text = f"{row.rule} [none] {_capitalized(row.description)}"
    for place, word in (("primary", " or "), ("secondary", " or "), ("menu", ", ")):
        names = word.join(button.name for button in getattr(row, place))
        text += f"{':' if place == 'primary' else ','} {place} {names}" if names else ""
    return f"{text}."


def _advice(rule: str) -> str:
    codes: dict[str, list[str]] = defaultdict(list)
    for row in (*ADVICE, STRANGER):
        if row.rule == rule:
            codes[row.recommendation.name].append(row.code.value)
    advice: dict[str, list[str]] = defaultdict(list)  # by the reasons, which two may share
    for name, reasons in codes.items():
        advice["; or ".join(reasons)].append(name)
    return " ".join(f"{' or '.join(names)} if {text}." for text, names in advice.items())


def _capitalized(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


_ROUTE_NAMES = ", ".join(route.code.name for route in ROUTES if route.allowed)
_BUTTON_ROWS = "\n".join(map(_button_row, ROWS))
_ERA_ROWS = "\n".join(
    f"{era.rule} [researched] {era.name}, from {era.since:%Y-%m}: {era.differs_by}." for era in ERAS
)

# -- the book -----------------------------------------------------------------------------------

_BOOK = f"""
# Facts
The facts in a graph.
F1 [guide] A connection is symmetric: a–b is b–a, stored and compared as one thing. No member
connects to themselves.
F2 [guide] A follow is asymmetric: a→b says nothing about b→a. No member follows themselves.
F3 [researched] Connection, follow and invitation are independent facts: connected members may not
follow each other, and followers may not be connected.
F4 [researched] At most one invitation is pending between two members, in one direction, and none
between connected members.
F5 [researched] A block is asymmetric. A block by either member excludes any connection, follow or
invitation between the two.
F6 [none] A member is any hashable id except floats and bools. Naming an unknown member raises an
error that names it, except where unknown members are skipped or left out on request. Connecting a
member to themselves raises an error.
F7 [guide, researched] A member has a profile: settings, groups, an employer and a date of joining,
each with a default.
F8 [researched] A follow is in force if the followee's audience is everyone, or if the two are
connected. Effective followers are the members with a follow in force, less hibernated members.
Hibernation affects this, P3, D4, D5 and D7, and nothing else.
F9 [none] Bars, withdrawals, unblocks, flags and the times of invitations and notes are remembered
as facts. They are forgotten only when the member leaves.
F10 [none] Members have one order: as given, then by first appearance in connections, then in
follows; joiners last; integer arrays ascending.

# Actions
The ways to change a graph. `check` says whether an action is allowed and why; `apply` gives the
next graph or raises `Refused`. An allowed action always changes something. A window is half-open:
what happened at t counts for an `at` in [t, t + window). Time alone ends nothing: an invitation
stays pending until an action ends it.
A1 [guide, researched, conflicting] Invite asks another member to connect. The invitation is pending
and, by policy, the sender follows the recipient if the era and the recipient's audience admit it.
A2 [guide] Accept turns a pending invitation into a connection and, by policy, each of the two
follows the other if the era admits it.
{_again("A2")}
A3 [researched] Ignore ends a pending invitation; the sender is not told, and their follow
stays.
{_again("A3")}
A4 [guide, researched] Ignore with "I don't know this person" bars the sender from inviting the
recipient and gives the sender a flag. {_again("A4")}
A5 [researched] Withdraw ends the sender's own pending invitation and starts a cool-down of
{CURRENT.withdraw_cooldown.days} days for this sender and recipient; the follow stays unless
`unfollow` is given. {_again("A5")}
A6 [conflicting] Expire ends every invitation that has been pending for
{CURRENT.expire_after.days} days or longer. {_again("A6")}
A7 [guide] Follow takes effect at once and needs no consent; the era and the followee's audience
must admit it.
A8 [researched] Unfollow ends the member's own follow; a connection and the follow in the other
direction stay.
A9 [researched] RemoveFollower ends another member's follow of the member.
A10 [conflicting] Disconnect ends a connection and, by policy, the follows of the two.
A11 [researched] Block ends every tie between the two. It is refused within
{CURRENT.reblock_cooldown.days} days of the member's own unblock of the other.
A12 [researched] Unblock lifts the member's own block and restores nothing else.
A13 [guide] UpdateProfile changes settings of the member's own profile.
A14 [none] Join adds a member. Leave removes one with every tie and everything remembered about
them.

# Limits
The limits. Each is a field of `Policy`; the figures are the defaults.
L1 [researched] A member has at most {CURRENT.connection_cap:,} connections. At the limit they
neither send nor accept invitations, and following comes first on their profile and on those they
visit.
L2 [researched] A member sends at most {CURRENT.weekly_invitations} invitations in any
{WEEK.days} days; withdrawing gives none back.
L3 [guide, conflicting] From {CURRENT.flag_limit} "I don't know" flags on, a sender must know the
recipient's e-mail.
L4 [researched] A note has at most {CURRENT.note_length_free} code points from a FREE member, and
{CURRENT.note_length_premium} from a PREMIUM member.
L5 [conflicting] A FREE member attaches at most {CURRENT.free_notes_per_month} notes in a calendar
month (UTC). An invitation without a note is still allowed.
L6 [guide] A public connection count of {CURRENT.count_shown_up_to} or more is shown as
"{CURRENT.count_shown_up_to}+".

# Degrees
How far apart two members are.
D1 [guide, researched] The degree is the shortest distance over connections: SELF, FIRST, SECOND,
THIRD, or else OUT_OF_NETWORK.
D2 [guide] Follows, invitations and blocks never change a degree, except that a block ends the
connection of the two.
D3 [guide] Mutual connections are the members connected to both.
D4 [guide, researched] Introductions are all shortest chains of connections to a member up to the
3rd degree, in member order; there are none to the viewer. A chain is left out if a block stands
between any two of its members, or if somebody in its middle is hibernated. The best introduction
begins with the connection who has most mutual connections with the viewer.
D5 [researched] People you may know are the members at the 2nd degree, by number of mutual
connections, then member order. Hibernated members are left out, members with a block, a pending
invitation or a bar in either direction, and suggestions that the viewer has dismissed.
D6 [researched] "Followed by people you know" are the viewer's connections who are effective
followers of the member.
D7 [guide] People in your groups are the members beyond the 1st degree who share a group with the
viewer, by number of shared groups, then mutual connections, then member order. The same members are
left out as in D5.

# Seeing a post
Can a viewer see a post at all? The first rule that matches decides.
V1 [none] {_visibility("V1")}
V2 [researched] {_visibility("V2")}
V3 [guide] {_visibility("V3")}
V4 [guide] {_visibility("V4")}
V5 [researched] {_visibility("V5")}

# The feed
Is a post in the feed of a viewer? The viewer must be able to see it, and at least one of the ties
W1 to W6 must hold; all that hold are reported, in this order. An engagement counts for W3 and W5
only if its member can see the post, differs from the author, and has no block from or to the
viewer. A post id identifies a post: the same post given twice counts once, and two different posts
with one id are an error.
W1 [guide] {_tie("W1")} Where `connection_feeds` is on (before E3), a connection is enough.
W2 [guide] {_tie("W2")}
W3 [guide, researched] {_tie("W3")} Where `connection_feeds` is on (before E3), a connection is
enough. Reposts reach followers where `reposts_reach_followers` is on (from E3). With
`second_degree_feed` OFF, posts of a 2nd-degree author come only to members who follow the author.
W4 [guide, conflicting] {_tie("W4")} Only with `second_degree_feed` DIRECT.
W5 [guide, conflicting] {_tie("W5")} Only with `second_degree_feed` DIRECT.
W6 [researched] {_tie("W6")}
W7 [none] The author's own post is not in their feed, although its audience includes them. Its reach
counts every member once, under the first tie that brings it.
W8 [none] Members who can see a post can comment on it, within the author's comment control, which
never excludes the author.
W9 [none] A post that is not in a feed comes with the reason: it cannot be seen, or none of the ties
holds. The reason tells a member who is not connected to the author from one who is connected but
does not follow them, which is how members mute each other.
W10 [none] A follow works in one direction: it brings the followee's posts to the follower, and none
of the follower's posts to the followee.
W11 [guide] The more of an author's effective followers were recently active, the wider the first
wave of a post: a figure about your data that promises no ranking.

# Buttons
The buttons on a profile. The first of B1 to B11 that matches decides, and only buttons with an
allowed action are shown. To invite means A1 with neither a note nor the e-mail. Following comes
first if either member has reached the connection limit (L1), or if the era and the owner say so (E2
to E4). FOLLOWING stands for an existing follow; pressing it unfollows. PENDING is the viewer's own
invitation; pressing it withdraws.
{_BUTTON_ROWS}
B12 [none] Every button that stands for an action is allowed now, and every action that the viewer
may take towards the owner is on some button, except RemoveFollower.
B13 [none] The answer says whether a message can be sent and by which route; MESSAGE is shown even
if none is open.
B14 [none] Where CONNECT or FOLLOW is missing, the answer holds the verdict that says why.

# Messages and profiles
Messages between members, and the parts of a profile that a viewer sees.
M1 [guide, researched] A message takes the first open route
({_ROUTE_NAMES}), never to the sender or across a block. A follow opens none of them.
P1 [guide] The exact connection count is shown to the owner only. Everyone else sees the public
figure (L6).
P2 [guide] The follower count is exact and public: effective followers, including connections.
P3 [researched] Hibernated members are left out of both counts for every viewer.
P4 [guide, researched] The complete profile is shown up to the 2nd degree, and contact details to
connections if `contact_shown`.
P5 [researched] The connections list is shown to connections if `connections_shown`, and mutual
connections up to the 3rd degree.
P6 [researched] The last name is shown up to the 2nd degree, and to everyone if `name_shown` is
FULL.
P7 [researched] The followers list is shown to the owner only.

# Advice
Follow or connect? The first of G1 to G9 that matches decides, and every rule that matches is
reported. G11 is asked between G5 and G6.
G1 [guide] {_advice("G1")} Advice on oneself reports nothing else.
G2 [guide] {_advice("G2")}
G3 [guide] {_advice("G3")}
G4 [guide] {_advice("G4")}
G5 [guide] {_advice("G5")}
G6 [guide] {_advice("G6")}
G7 [guide] {_advice("G7")} Many times means at least {CURRENT.advice_ratio}.
G8 [guide] {_advice("G8")} Often enough means at least {CURRENT.advice_engagements}, many at least
{CURRENT.advice_mutuals}.
G9 [guide] {_advice("G9")}
G10 [guide] Clues that never decide are reported too: the era in which the member joined, the
follower ratio, replies to strangers, an industry that the member connects with and that may not be
the viewer's, and that engaging first raises acceptance.
G11 [guide] {_advice("G11")} A goal is reported only where it decides.
G12 [guide] The health of a network is counted in posts and engagements of a time: connections that
engaged and those that did not, active followers, weeks with a post and the longest gap, and the
people that engagement and comments brought posts to.

# Eras
The rules over time. Each era differs from `CURRENT` in fields of `Policy`.
{_ERA_ROWS}
E6 [none] The policy of a date is that of its era; a date before {ERAS[0].since} is an error.
E7 [none] One history can be replayed under any two policies, and the graphs compared.

# History
Sequences of actions, and the graphs between them.
H1 [none] A history is an immutable sequence of actions in the order of time, over a start graph. It
gives the graph at its end or at any time, and a refusal names its position.
H2 [none] Replay is deterministic: the same history gives an equal graph on every run and machine.
H3 [none] The difference of two graphs lists exactly the facts gained and lost, and applied to the
first gives the second.
"""

CHAPTERS: dict[str, str] = {}  # the leads by title
RULES: dict[str, Rule] = {}


def _read() -> None:
    for part in _BOOK.split("\n# ")[1:]:
        chapter, _, text = part.partition("\n")
        lead, *entries = re.split(r"\n(?=[A-Z]\d+ \[)", text)
        CHAPTERS[chapter] = " ".join(lead.split())
        for entry in entries:
            rule, _, text = " ".join(entry.split()).partition(" [")
            names, _, sentence = text.partition("] ")
            source = reduce(or_, (Source[name.upper()] for name in names.split(", ")))
            RULES[rule] = Rule(rule, sentence, source, chapter)


_read()
