"""A1 to A6, A11, A14: the table of what an invitation can become, against what `apply` does."""

from __future__ import annotations

import attrs
import pytest

import linkgraph as lg
from linkgraph import Code
from linkgraph.rules.effects import OUTCOMES
from tests.rules.drawing import DAY, T0, TICK, acted, between, of

TRIO = of("ana", "bo", "cy")
INVITED = acted(TRIO, lg.Invite("ana", "bo", at=T0))
LATER = T0 + 180 * DAY

# the rule, and how Ana's invitation to Bo ends by it
ENDINGS = {
    "A2": [lg.Accept("bo", "ana", at=LATER)],
    "A3": [lg.Ignore("bo", "ana", at=LATER)],
    "A4": [lg.Ignore("bo", "ana", at=LATER, unknown=True)],
    "A5": [lg.Withdraw("ana", "bo", at=LATER)],
    "A6": [lg.Expire(at=LATER)],
    "A11": [lg.Block("ana", "bo", at=LATER)],
    "A14": [lg.Leave("ana", at=LATER)],
}


def test_the_table_has_a_row_for_every_rule_that_ends_an_invitation():
    """A2 to A6, A11, A14: no more and no fewer."""
    assert list(ENDINGS) == list(OUTCOMES) == [row.rule for row in OUTCOMES.values()]


def test_no_other_action_ends_an_invitation():
    """F4: follows, profiles and what others do leave it pending."""
    graph = acted(
        INVITED,
        lg.Unfollow("ana", "bo", at=T0),
        lg.Follow("bo", "ana", at=T0),
        lg.RemoveFollower("ana", "bo", at=T0),
        lg.UpdateProfile("bo", at=T0, invitations_from=lg.InvitationsFrom.KNOWN),
        lg.UpdateProfile("bo", at=T0, name_shown=lg.NameShown.INITIAL),
        lg.Block("ana", "cy", at=T0),
        lg.Leave("cy", at=T0),
    )
    assert lg.Invitation("ana", "bo", T0) == graph.invitation("ana", "bo")


@pytest.mark.parametrize("rule", ENDINGS)
def test_an_ending_leaves_behind_what_its_row_says(rule):
    """A2 to A6, A11, A14."""
    row = OUTCOMES[rule]
    ended = acted(INVITED, *ENDINGS[rule])
    assert () == ended.invitations_to("bo")
    if "ana" not in ended:
        ended = acted(ended, lg.Join("ana", at=LATER))
    assert row.connects == ("ana-bo" in between(ended, "ana", "bo"))
    verdict = lg.check(ended, lg.Invite("ana", "bo", at=LATER))
    assert row.bars == (Code.BARRED in [reason.code for reason in verdict.reasons])
    assert row.cools == (Code.COOLING_DOWN in [reason.code for reason in verdict.reasons])
    one_flag = attrs.evolve(lg.CURRENT, flag_limit=1)
    assert row.bars == (not lg.check(ended, lg.Invite("ana", "cy", at=LATER), one_flag))


# what Ana's invitation has become
BECOMES = {
    "A2": "accepted",
    "A3": "ignored",
    "A4": "barred",
    "A5": "withdrawn",
    "A6": "expired",
    "A11": "void",
    "A14": "gone",
}


@pytest.mark.parametrize("rule", ENDINGS)
def test_a_row_names_the_action_and_what_the_invitation_becomes(rule):
    """A2 to A6, A11, A14."""
    (action,) = ENDINGS[rule]
    as_unknown = " as unknown" if getattr(action, "unknown", False) else ""
    assert f"{type(action).__name__}{as_unknown}" == OUTCOMES[rule].action
    assert BECOMES[rule] == OUTCOMES[rule].state


@pytest.mark.parametrize("bars", [[], ["ana"], ["bo"], ["ana", "bo"]], ids=" and ".join)
def test_ignoring_as_unknown_leaves_the_recipients_bar_and_no_other(bars):
    """A4, F9: whichever bars a diff has put there; each was put by one of the two."""
    other = {"ana": "bo", "bo": "ana"}
    stood = [lg.Fact(lg.FactKind.BAR, (one, other[one])) for one in bars]
    across = lg.Diff(tuple(stood)).apply(INVITED)
    ended = acted(across, *ENDINGS["A4"])
    found = {fact.members for fact in lg.diff(lg.LinkGraph(), ended).gained
             if fact.kind is lg.FactKind.BAR}  # fmt: skip
    assert {(one, other[one]) for one in {*bars, "bo"}} == found


# what must happen first, and when, for the words in the column "again"
AGAIN = {
    "at once": ([], LATER),
    "once disconnected": ([lg.Disconnect("bo", "ana", at=LATER)], LATER),
    "never": ([], None),
    "after the cool-down": ([], LATER + lg.CURRENT.withdraw_cooldown),
    "once unblocked": ([lg.Unblock("ana", "bo", at=LATER)], LATER),
    "once both are members": ([lg.Join("ana", at=LATER)], LATER),
}


def test_the_column_again_has_these_words():
    assert set(AGAIN) == {row.again for row in OUTCOMES.values()}


def may_invite(graph, at):
    return "ana" in graph and bool(lg.check(graph, lg.Invite("ana", "bo", at=at)))


@pytest.mark.parametrize("rule", ENDINGS)
def test_the_sender_may_invite_again_when_the_row_says(rule):
    """A2 to A6, A11, A14: then, and not before."""
    first, when = AGAIN[OUTCOMES[rule].again]
    ended = acted(INVITED, *ENDINGS[rule])
    if first:
        assert not may_invite(ended, LATER)
    ready = acted(ended, *first)
    if when is None:
        assert not any(may_invite(ready, at) for at in (T0 - DAY, LATER, LATER + 9999 * DAY))
    else:
        assert may_invite(ready, when)
        if when > LATER:
            assert not may_invite(ready, when - TICK)


def test_the_recipient_may_invite_whom_they_turned_down():
    """A3, A4: the bar is one-sided."""
    for rule in ("A3", "A4", "A5", "A6"):
        ended = acted(INVITED, *ENDINGS[rule])
        assert lg.check(ended, lg.Invite("bo", "ana", at=LATER))
