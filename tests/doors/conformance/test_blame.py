"""Which rule a difference is blamed on, and how it is told, where no classic bug shows it."""

from __future__ import annotations

import pytest

import linkgraph as lg
from linkgraph.testing import PREPARED, Backend, Nonconformance, Prepared, conformance
from linkgraph.testing.blame import BLAME
from linkgraph.testing.questions import QUESTIONS
from linkgraph.testing.stories import START
from tests.doors.conformance.mirror import Mirror

HISTORIES = {prepared.name: prepared for prepared in PREPARED}


class KeepsAccepted(Mirror):
    def reset(self, members):
        super().reset(members)
        self.accepted = set()

    def act(self, action):
        super().act(action)
        if isinstance(action, lg.Accept):
            self.accepted.add(action.members)

    def invitations_to(self, member):
        return super().invitations_to(member) | {b for a, b in self.accepted if a == member}


class ShowsBothWays(Mirror):
    def invitations_to(self, member):
        return super().invitations_to(member) | super().invitations_from(member)


class NobodyIsFar(Mirror):
    def degree(self, viewer, member):
        return min(super().degree(viewer, member), lg.Degree.THIRD)


class HidesCounts(Mirror):
    def connection_count(self, viewer, owner):
        return super().connection_count(viewer, owner) if viewer == owner else None


class CountsAcrossBlocks(Mirror):
    def follower_count(self, viewer, owner):
        return super().follower_count(viewer, owner) or 0


class CountsOneMore(Mirror):
    def follower_count(self, _, owner):
        return super().follower_count(owner, owner) + 1


class HidesFromOwner(Mirror):
    def connection_count(self, viewer, owner):
        return "9+" if viewer == owner else super().connection_count(viewer, owner)


class FeedsEveryKind(Mirror):
    def feed(self, viewer):
        following = self.graph.following(viewer)
        more = {f"{author}'s new job" for author in following if author in "ana bo cy di ed"}
        return super().feed(viewer) | more


class FeedsNothing(Mirror):
    def feed(self, _):
        return ()


class FeedsTheDead(Mirror):
    def publish(self, posts, engagements):
        super().publish(posts, engagements)
        self.all = {post.id: post.author for post in posts}

    def feed(self, viewer):
        gone = {name for name, author in self.all.items() if author not in self.graph}
        return super().feed(viewer) | gone


class RanksUpsideDown(Mirror):
    def people_you_may_know(self, viewer):
        return super().people_you_may_know(viewer)[::-1]


class MenuUpsideDown(Mirror):
    def buttons(self, viewer, owner, at):
        primary, secondary, menu = super().buttons(viewer, owner, at)
        return primary, secondary, menu[::-1]


class NoMessage(Mirror):
    def buttons(self, viewer, owner, at):
        shown = super().buttons(viewer, owner, at)
        return (None, *shown[1:]) if shown[0] == "MESSAGE" else shown


class FeedsTwice(Mirror):
    def feed(self, viewer):
        return [*super().feed(viewer), *sorted(super().feed(viewer))[:1]]


class SuggestsTwice(Mirror):
    def people_you_may_know(self, viewer):
        return super().people_you_may_know(viewer) * 2


class HearsTheBlocked(Mirror):
    """A comment by a member who is blocked feeds as any other."""

    def feed(self, viewer):
        graph, self.graph = self.graph, self.graph
        for other in graph:
            if graph.has_blocked(viewer, other):
                self.graph = lg.apply(self.graph, lg.Unblock(viewer, other, at=self.at))
        fed = super().feed(viewer)
        self.graph = graph
        return {post for post in fed if lg.can_see(graph, viewer, self.posts[post])}

    def act(self, action):
        self.at = action.at
        super().act(action)


class FeedsAcrossBlocks(Mirror):
    def feed(self, viewer):
        blocked = {name for name, post in self.posts.items() if self.apart(viewer, post.author)}
        return super().feed(viewer) | blocked

    def apart(self, viewer, author):
        return viewer != author and (
            self.graph.has_blocked(viewer, author) or self.graph.has_blocked(author, viewer)
        )


class BarsBothWays(Mirror):
    """Who has said “I don't know this person” can invite no more, either."""

    def reset(self, members):
        super().reset(members)
        self.said = set()  # by whom, and of whom

    def act(self, action):
        if isinstance(action, lg.Invite) and action.members in self.said:
            return False
        super().act(action)
        if isinstance(action, lg.Ignore) and action.unknown:
            self.said.add((action.recipient, action.sender))
        return True

    buttons = Backend.buttons


class DiesOfBlocks(Mirror):
    """Has no button for what it crashes of when it is pressed."""

    def act(self, action):
        if isinstance(action, lg.Block):
            raise ZeroDivisionError
        super().act(action)

    def buttons(self, viewer, owner, at):
        primary, secondary, menu = super().buttons(viewer, owner, at)
        return primary, secondary, [each for each in menu if each != "BLOCK"]


class KeysForOne(Mirror):
    """Loses a row of each connection, and answers the other side in keys of its own."""

    def connections_of(self, member):
        found = super().connections_of(member)
        return [] if member == "ana" else [*map(len, found)]


class NoUnfollow(Mirror):
    def buttons(self, viewer, owner, at):
        primary, secondary, menu = super().buttons(viewer, owner, at)
        return primary, secondary, [each for each in menu if each != "UNFOLLOW"]


def _ranked(_):
    for pair in ("ana bo", "ana cy", "bo di", "cy di", "bo ed"):
        one, other = pair.split()
        yield lg.Invite(one, other, at=START)
        yield lg.Accept(other, one, at=START)


RANKED = Prepared("ranked", "D5", _ranked)


def _commented(_):
    for one, other in (("ana", "bo"), ("bo", "di")):
        yield lg.Invite(one, other, at=START)
        yield lg.Accept(other, one, at=START)
    yield lg.Block("ana", "di", at=START)


def _barred(_):
    yield lg.Invite("ana", "bo", at=START)
    yield lg.Ignore("bo", "ana", at=START, unknown=True)
    yield lg.Unfollow("ana", "bo", at=START)
    yield lg.Invite("bo", "ana", at=START)


def _left_while_blocked(_):
    yield lg.Block("ana", "bo", at=START)
    yield lg.Block("ana", "cy", at=START)
    yield lg.Unblock("ana", "cy", at=START)
    yield lg.Leave("bo", at=START)
    yield lg.Follow("ana", "di", at=START)


COMMENTED = Prepared("commented", "W5", _commented)
BARRED = Prepared("barred", "A4", _barred)
LEFT = Prepared("left while blocked", "A14", _left_while_blocked)

# what is wrong, the history that shows it, the rule, what is told
TABLE = [
    (KeepsAccepted, "crossing invitations", "F4",
     "The backend still shows bo a pending invitation from ana."),
    (ShowsBothWays, "crossing invitations", "F4",
     "The backend shows ana a pending invitation from bo."),
    (NobodyIsFar, "crossing invitations", "D1",
     "The backend tells ana that bo is at the third degree."),
    (HidesCounts, "crossing invitations", "P1",
     "The backend shows ana no number as bo's number of connections."),
    (CountsAcrossBlocks, "blocked while pending", "F5",
     "The backend shows ana “0” as bo's number of followers."),
    (CountsOneMore, "crossing invitations", "P2",
     "The backend shows ana “1” as their own number of followers."),
    (HidesFromOwner, "crossing invitations", "P1",
     "The backend shows ana “9+” as their own number of connections."),
    (FeedsEveryKind, "follows alone", "W2",
     "The backend shows bo's new job in the feed of ana."),
    (FeedsNothing, "follows alone", "W2",
     "The backend does not show bo's article in the feed of ana."),
    (FeedsTheDead, "leaving", "A14",
     "The backend shows bo's article in the feed of ana."),
    (RanksUpsideDown, RANKED, "D5",
     "The backend ranks the people ana may know wrongly."),
    (MenuUpsideDown, "crossing invitations", "B11",
     "The backend shows ana CONNECT and MESSAGE on bo's profile; in the menu: BLOCK, FOLLOW."),
    (NoMessage, "parting", "B3",
     ("The backend shows ana no button on bo's profile; "
      "in the menu: UNFOLLOW, REMOVE_CONNECTION, BLOCK.")),
    (FeedsTwice, "follows alone", "W2",
     "The backend shows bo's article in the feed of ana twice."),
    (SuggestsTwice, "chain", "D5",
     "The backend suggests to ana twice that they may know cy."),
    (HearsTheBlocked, COMMENTED, "W5",
     "The backend still shows cy's article in the feed of ana."),
    (FeedsAcrossBlocks, COMMENTED, "V2",
     "The backend shows di's article in the feed of ana."),
    (FeedsEveryKind, LEFT, "W2",
     "The backend shows di's new job in the feed of ana."),
    (BarsBothWays, BARRED, "A4",
     "The backend refuses the last step, which the rules allow."),
    (DiesOfBlocks, "crossing invitations", "A11",
     "The backend shows ana CONNECT and MESSAGE on bo's profile; in the menu: FOLLOW."),
    (KeysForOne, "crossing invitations", "A2",
     "The backend does not show bo among the connections of ana."),
    (NoUnfollow, "parting", "B6",
     "The backend shows ana PENDING and MESSAGE on bo's profile; in the menu: BLOCK."),
]  # fmt: skip


@pytest.mark.parametrize(("backend", "history", "rule", "told"), TABLE)
def test_a_difference_is_blamed_on_its_rule_and_told(backend, history, rule, told):
    with pytest.raises(Nonconformance) as caught:
        conformance(backend, examples=0, prepared=[HISTORIES.get(history, history)], say=str)
    assert (rule, told) == (caught.value.rule, caught.value.difference)


def test_rules_are_looked_up_for_questions_that_are_asked():
    assert BLAME.keys() <= {question.method for question in QUESTIONS}
    assert {question.rule for question in QUESTIONS} <= lg.RULES.keys()
