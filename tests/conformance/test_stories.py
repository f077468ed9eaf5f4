"""How a history is told: a sentence for every action, times where time passes."""

from __future__ import annotations

from datetime import timedelta
from textwrap import fill

import attrs
import pytest

import linkgraph as lg
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.testing import PREPARED, SMALL, Nonconformance, Step
from linkgraph.testing.prepared import CAST, LOOKALIKES
from linkgraph.testing.stories import SENTENCES, START, sentence, story_of

AT = {"at": START}
KNOWN = "I don't know this person"

TOLD = [
    (lg.Invite("ana", "bo", **AT), "ana invites bo"),
    (lg.Invite("ana", "bo", note="Hi", **AT), "ana invites bo with the note “Hi”"),
    (lg.Invite("ana", "bo", note="a", **AT), "ana invites bo with the note “a”"),
    (lg.Invite("ana", "bo", note="aa", **AT), "ana invites bo with the note “aa”"),
    (lg.Invite("ana", "bo", note="aaa", **AT), "ana invites bo with the note “aaa”"),
    (
        lg.Invite("ana", "bo", note="ab" * 19 + "c", **AT),
        f"ana invites bo with the note “{'ab' * 19}c”",
    ),
    (
        lg.Invite("ana", "bo", note="ab" * 20, **AT),
        "ana invites bo with the note “ababababab…” of 40 characters",
    ),
    (lg.Invite("ana", "bo", note="é" * 9, **AT), "ana invites bo with the note “ééééééééé”"),
    (
        lg.Invite("ana", "bo", note="ab" * 30, knows_email=True, **AT),
        "ana invites bo with the note “ababababab…” of 60 characters, knowing the e-mail address",
    ),
    (lg.Accept("bo", "ana", **AT), "bo accepts the invitation of ana"),
    (lg.Ignore("bo", "ana", **AT), "bo ignores the invitation of ana"),
    (
        lg.Ignore("bo", "ana", unknown=True, **AT),
        f"bo ignores the invitation of ana: “{KNOWN}”",
    ),
    (lg.Withdraw("ana", "bo", **AT), "ana withdraws the invitation to bo"),
    (
        lg.Withdraw("ana", "bo", unfollow=True, **AT),
        "ana withdraws the invitation to bo and unfollows them",
    ),
    (lg.Expire(**AT), "invitations that are old enough expire"),
    (lg.Follow("ana", "bo", **AT), "ana follows bo"),
    (lg.Unfollow("ana", "bo", **AT), "ana stops following bo"),
    (lg.RemoveFollower("ana", "bo", **AT), "ana removes bo from the followers"),
    (lg.Disconnect("ana", "bo", **AT), "ana ends the connection with bo"),
    (lg.Block("ana", "bo", **AT), "ana blocks bo"),
    (lg.Unblock("ana", "bo", **AT), "ana unblocks bo"),
    (
        lg.UpdateProfile("ana", tier=lg.Tier.PREMIUM, hibernated=True, **AT),
        "ana sets hibernated to yes and tier to PREMIUM",
    ),
    (
        lg.UpdateProfile("ana", groups={"go", "chess"}, open_profile=False, **AT),
        "ana sets groups to chess, go and open_profile to no",
    ),
    (lg.UpdateProfile("ana", groups=(), **AT), "ana sets groups to none"),
    (lg.Join("ana", **AT), "ana joins"),
    (lg.Leave("ana", **AT), "ana leaves"),
]


@pytest.mark.parametrize(("action", "expected"), TOLD)
def test_every_action_has_a_sentence(action, expected):
    assert expected == sentence(action)


def test_no_action_is_without_a_sentence():
    kinds = [kind.__name__ for kind in REQUIREMENTS]
    assert kinds == [*SENTENCES]
    assert {*kinds} == {type(action).__name__ for action, _ in TOLD}


SPANS = [
    (timedelta(seconds=1), "0:00:01 later (20 January 2026, 12:00:01), ana joins."),
    (timedelta(hours=23), "23:00:00 later (21 January 2026, 11:00:00), ana joins."),
    (timedelta(days=1), "1 day later (21 January 2026, 12:00:00), ana joins."),
    (timedelta(days=21), "21 days later (10 February 2026, 12:00:00), ana joins."),
    (
        timedelta(days=2, seconds=-1),
        "1 day, 23:59:59 later (22 January 2026, 11:59:59), ana joins.",
    ),
]


@pytest.mark.parametrize(("span", "expected"), SPANS)
def test_a_step_says_how_much_later_it_is(span, expected):
    assert (expected,) == story_of([Step.of(lg.Join("ana", at=START + span))], [False])


def test_a_crowd_has_a_sentence_of_its_own():
    joins = tuple(lg.Join(name, at=START + timedelta(days=day)) for day, name in enumerate("abc"))
    steps = [Step(joins, "three join"), Step.of(lg.Leave("a", at=START + timedelta(days=3)))]
    assert (
        "2 days later (22 January 2026, 12:00:00), three join.",
        "1 day later (23 January 2026, 12:00:00), a leaves.",
    ) == story_of(steps, [False, False])


def test_a_refused_step_says_so():
    steps = [Step.of(lg.Join("ana", at=START))] * 2
    assert ("ana joins.", "ana joins, which is refused.") == story_of(steps, [False, True])


def test_a_failure_prints_what_it_holds_and_compares_as_a_value():
    def failure(**changes):
        values = {
            "story": ("ana joins.",), "difference": "The backend refuses.", "rule": "A14",
            "question": "act", "asked": (), "expected": True, "got": ["FOLLOW", None],
        }  # fmt: skip
        return Nonconformance(**values | changes)

    assert failure() == failure()
    assert failure() != failure(got=False)
    lines = str(failure()).splitlines()
    assert ["  1. ana joins.", "  The backend refuses."] == lines[2:4]
    assert ["  expected  yes", "  got       FOLLOW, none"] == lines[-2:]
    assert failure().steady
    unsteady = failure(steady=False)
    assert unsteady != failure()
    assert [
        "  1. ana joins.",
        "  The backend refuses.",
        "",
        "  The same steps were done again, and the failure did not come back in the same way: the",
        "  backend is not deterministic, reads a clock, or keeps something when it is reset.",
        "",
    ] == str(unsteady).splitlines()[2:8]
    odd = failure(expected=frozenset(), got=frozenset({"b", 1, "a"}))
    assert ["  expected  none", "  got       1, a, b"] == str(odd).splitlines()[-2:]
    asked = failure(question="buttons", asked=("ana", "bo"), got=("CONNECT", None, ["BLOCK"]))
    assert ["  asked     buttons('ana', 'bo')", "  got       CONNECT | none | BLOCK"] == [
        line for line in str(asked).splitlines() if line[2:5] in {"ask", "got"}
    ]


WORD = "x" * 90
RULE = fill(f"  rule      A14: {lg.RULES['A14'].sentence}", 88, subsequent_indent=" " * 12)
PRINTED = f"""\
the backend disagrees with the rules

  1. {"ana " * 20}jo.
  2. {"bo " * 26}bo
     sit down.
  3.
     {WORD}
     {WORD}.
  It does
     {WORD}.

{RULE}
  asked     buttons('ana', 'bo')
  expected  none | CONNECT, MESSAGE
  got       none | yes | no | ana, bo | 5"""


def test_a_failure_is_printed_in_lines_of_88_that_hang_under_their_beginning():
    """Words that are longer stay whole; for `act` the last step is what was asked."""
    story = ("ana " * 20 + "jo.", "bo " * 27 + "sit down.", f"{WORD} {WORD}.")
    failure = Nonconformance(
        story, f"It does {WORD}.", "A14", "buttons", ("ana", "bo"),
        (frozenset(), ["CONNECT", "MESSAGE"]), ([], True, False, frozenset({"bo", "ana"}), 5),
    )  # fmt: skip
    assert PRINTED == str(failure)
    failure = attrs.evolve(failure, question="act")
    assert PRINTED.replace("  asked     buttons('ana', 'bo')\n", "") == str(failure)


def test_the_actions_of_a_failure_count_when_it_is_compared():
    acts = (lg.Join("ana", **AT),)
    failure = Nonconformance(("ana joins.",), "No.", "A14", "act", (), "done", "refused", acts)
    assert acts == failure.actions
    assert failure != attrs.evolve(failure, actions=())


@pytest.mark.parametrize("policy", [lg.CURRENT, SMALL])
def test_prepared_histories_are_in_order_of_time_and_named_once(policy):
    """H1: `History` refuses anything else."""
    for prepared in PREPARED:
        steps = prepared.steps(policy) if prepared.crowd(policy) != 30_000 else ()
        actions = [action for step in steps for action in step.actions]
        assert len(actions) == len(lg.History(actions))
        named = {name for action in actions for name in action.members if name[0] != "m"}
        assert named <= {*CAST, *LOOKALIKES}
        assert prepared.why
    assert len(PREPARED) == len({prepared.name for prepared in PREPARED})
