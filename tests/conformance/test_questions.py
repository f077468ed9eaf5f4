"""What is asked after every step, what the rules answer, and how a difference is told."""

from __future__ import annotations

from textwrap import dedent

import attrs
import pytest

import linkgraph as lg
from linkgraph.testing import SMALL
from linkgraph.testing.adapter import WrongAnswer
from linkgraph.testing.questions import QUESTIONS, Difference, first, press
from linkgraph.testing.stories import START
from tests.conformance.mirror import Mirror
from tests.conformance.moments import ROWS, acts, answers, run

STORY = [
    *acts("ana invites bo, bo accepts ana, bo invites cy, cy accepts bo, ana invites cy"),
    *acts("cy invites m1, m1 accepts cy, bo invites m1, m1 accepts bo, cy invites m2"),
    *acts("m2 accepts cy, cy unfollows bo, ana blocks m3"),
    lg.UpdateProfile("m1", hibernated=True, at=START),
    lg.UpdateProfile("bo", groups={"chess"}, at=START),
    lg.UpdateProfile("cy", groups={"chess"}, at=START),
]
CAST, CROWD = "ana bo cy", "m1 m2 m3"


def written(value):
    """Return a plain answer in words: sets by a comma, what is in order by an angle."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "-"
    if isinstance(value, list):
        return " > ".join(map(written, value)) or "-"
    if isinstance(value, tuple):
        return " | ".join(map(written, value))
    return str(value)


ANSWERS = """\
    members (A14): members
      = ana, bo, cy, m1, m2, m3
    connections_of (F1): connections
      ana = bo
      bo = ana, cy, m1
      cy = bo, m1, m2
    following (F2): follows
      ana = bo, cy
      bo = ana, cy, m1
      cy = m1, m2
    invitations_from (F4): invitations sent
      ana = cy
      bo = -
      cy = -
    invitations_to (F4): invitations received
      ana = -
      bo = -
      cy = ana
    blocked_by (F5): blocks
      ana = m3
      bo = -
      cy = -
    degree (D1): degrees
      ana ana = you
      bo bo = you
      cy cy = you
      ana bo = 1st
      ana cy = 2nd
      bo ana = 1st
      bo cy = 1st
      cy ana = 2nd
      cy bo = 1st
    mutual_connections (D3): mutual connections
      ana bo = -
      ana cy = bo
      bo ana = -
      bo cy = m1
      cy ana = bo
      cy bo = m1
    people_you_may_know (D5): people you may know
      ana = -
      bo = m2
      cy = -
    connection_count (P1): connection counts as shown
      ana ana = 1
      bo bo = 2
      cy cy = 2
      ana bo = 2
      ana cy = 2
      bo ana = 1
      bo cy = 2
      cy ana = 1
      cy bo = 2
    follower_count (P2): follower counts as shown
      ana ana = 1
      bo bo = 1
      cy cy = 3
      ana bo = 1
      ana cy = 3
      bo ana = 1
      bo cy = 3
      cy ana = 1
      cy bo = 1
    can_see (V4): visibility of posts
      ana ana's new job = True
      ana ana's post for connections = True
      ana ana's post in the group chess = True
      ana bo's new job = True
      ana bo's post for connections = True
      ana bo's post in the group chess = False
      ana cy's new job = True
      ana cy's post for connections = False
      ana cy's post in the group chess = False
      bo ana's new job = True
      bo ana's post for connections = True
      bo ana's post in the group chess = True
      bo bo's new job = True
      bo bo's post for connections = True
      bo bo's post in the group chess = True
      bo cy's new job = True
      bo cy's post for connections = True
      bo cy's post in the group chess = True
      cy ana's new job = True
      cy ana's post for connections = False
      cy ana's post in the group chess = True
      cy bo's new job = True
      cy bo's post for connections = True
      cy bo's post in the group chess = True
      cy cy's new job = True
      cy cy's post for connections = True
      cy cy's post in the group chess = True
    feed (W9): feeds
      ana = bo's article, bo's new job, bo's old article, bo's post, bo's post for connections, \
cy's article, cy's new job, cy's old article, cy's post, m1's post
      bo = ana's article, ana's new job, ana's old article, ana's post, \
ana's post for connections, ana's post in the group chess, cy's article, cy's new job, \
cy's old article, cy's post, cy's post for connections, cy's post in the group chess, \
m1's post, m2's post
      cy = ana's new job, ana's post, ana's post in the group chess, bo's post for connections, \
bo's post in the group chess, m1's post, m2's post
    people_in_groups (D7): people in groups
      ana = -
      bo = -
      cy = -
    buttons (B12): buttons
      ana ana = EDIT_PROFILE | None | -
      bo bo = EDIT_PROFILE | None | -
      cy cy = EDIT_PROFILE | None | -
      ana bo = MESSAGE | None | UNFOLLOW > REMOVE_CONNECTION > BLOCK
      ana cy = PENDING | MESSAGE | UNFOLLOW > BLOCK
      bo ana = MESSAGE | None | UNFOLLOW > REMOVE_CONNECTION > BLOCK
      bo cy = MESSAGE | None | UNFOLLOW > REMOVE_CONNECTION > BLOCK
      cy ana = ACCEPT | IGNORE | I_DONT_KNOW > FOLLOW > BLOCK
      cy bo = MESSAGE | None | FOLLOW > REMOVE_CONNECTION > BLOCK
"""


def test_every_question_is_asked_about_the_cast_and_answered_by_the_rules():
    """Nothing is asked of a crowd, which only counts; the order is the order of asking."""
    now = run(CAST, CROWD, actions=STORY).now
    lines = []
    for row in QUESTIONS:
        lines.append(f"{row.method} ({row.rule}): {row.topic}")
        lines += [
            f"  {' '.join((*asked, '='))} {written(answer)}"
            for asked, answer in answers(now, row.method).items()
        ]
    assert dedent(ANSWERS).splitlines() == lines


def test_the_library_gives_its_own_answers_when_asked_as_a_backend():
    """Every question reaches its method, with the time where one is wanted."""
    story = run(CAST, CROWD, actions=STORY)
    for row in QUESTIONS:
        expected = answers(story.now, row.method)
        assert expected == {
            asked: row.ask(story.trial.backend, story.now, asked) for asked in expected
        }


def test_the_policy_decides_the_answers():
    """L1, L6 and E3: two connections are shown as 2+, and are all that one may have."""
    policy = attrs.evolve(
        SMALL, connection_cap=2, second_degree_feed=lg.SecondDegreeFeed.OFF, follow_on_invite=False
    )

    class Small(Mirror):
        pass

    Small.policy = policy
    story = list(acts("ana invites bo, bo accepts ana, bo invites cy, cy accepts bo"))
    now = run("ana bo cy di", actions=story, policy=policy, backend=Small).now
    assert ("2", "2+") == tuple(
        answers(now, "connection_count")[pair] for pair in (("bo", "bo"), ("ana", "bo"))
    )
    assert ("FOLLOW", "MESSAGE", ["BLOCK"]) == answers(now, "buttons")["di", "bo"]
    kinds = ("post", "article", "old article", "new job", "post for connections")
    assert {f"bo's {kind}" for kind in kinds} == {
        each for each in answers(now, "feed")["ana",] if "bo" in each
    }
    assert not any("cy" in each for each in answers(now, "feed")["ana",])


def test_only_buttons_are_asked_at_a_time():
    calls = []

    class Clock(Mirror):
        def buttons(self, *asked):
            calls.append(asked)
            return super().buttons(*asked)

        def degree(self, *asked):
            calls.append(asked)
            return 1

    begun = run("ana bo", backend=Clock)
    for method in ("buttons", "degree"):
        ROWS[method].ask(begun.trial.backend, begun.now, ("ana", "bo"))
    assert [("ana", "bo", START), ("ana", "bo")] == calls


# -- plain values -------------------------------------------------------------------------------


def plain(method, value, *asked, now=None):
    row = ROWS[method]
    return row.arrange(now or run("ana bo cy").now, asked, row.read(value))


def test_answers_are_brought_into_one_form():
    assert frozenset({"bo"}) == plain("following", ["bo", "bo"], "ana")
    degrees = [plain("degree", value, "ana", "bo") for value in (0, 1, 2, 3, 4, None)]
    assert ["you", "1st", "2nd", "3rd", "out of network", "out of network"] == degrees
    with pytest.raises(ValueError, match="7"):
        plain("degree", 7, "ana", "bo")
    counts = [plain("connection_count", value, "ana", "bo") for value in (12, "500+", None)]
    assert ["12", "500+", None] == counts
    assert [7, None] == [plain("follower_count", value, "ana", "bo") for value in (7, None)]
    assert [True, False] == [plain("can_see", value, "ana", "bo's post") for value in (1, None)]


def test_keys_that_were_not_mapped_back_are_refused_with_the_method_that_gave_the_texts():
    for method, noun, given in [
        ("following", "member", "reset"),
        ("feed", "post id", "publish"),
    ]:
        with pytest.raises(WrongAnswer) as caught:
            plain(method, [7], "ana")
        remedy = f"use the texts of `{given}`"
        assert WrongAnswer(7, f"a {noun}", remedy) == caught.value


def test_people_of_one_rank_may_come_in_any_order():
    """D5; who is no member has no rank but the last."""
    ties = "ana invites bo, bo accepts ana, ana invites cy, cy accepts ana, bo invites di"
    more = "di accepts bo, cy invites di, di accepts cy, cy invites ed, ed accepts cy"
    now = run("ana bo cy di ed", "m1", actions=acts(f"{ties}, {more}")).now
    ranks = plain("people_you_may_know", ["di", "ed", "m1", "zoe"], "ana", now=now)
    assert [{"di"}, {"ed"}, {"m1", "zoe"}] == ranks
    twice = plain("people_you_may_know", ["di", "zoe", "m1", "zoe"], "ana", now=now)
    assert [{"di"}, ["m1", "zoe", "zoe"]] == twice


def test_what_is_fed_twice_equals_no_feed():
    assert {"bo's post"} == plain("feed", iter(["bo's post"]), "ana")
    assert ["a", "b", "b"] == plain("feed", ["b", "a", "b"], "ana")


@pytest.mark.parametrize(
    ("method", "value", "odd", "problem"),
    [
        ("members", {"ana", 1}, 1, "a member"),
        ("connections_of", None, None, "a collection of members"),
        ("following", "ana, bo", "ana, bo", "a collection of members"),
        ("invitations_from", [["bo"]], ["bo"], "a member"),
        ("people_you_may_know", [("cy", 1)], ("cy", 1), "a member"),
        ("people_you_may_know", {"cy"}, {"cy"}, "members in order"),
        ("degree", "1st", "1st", "a degree"),
        ("follower_count", "0", "0", "a number"),
        ("feed", [7], 7, "a post id"),
        (
            "buttons",
            {"primary": "CONNECT"},
            {"primary": "CONNECT"},
            "the three parts of a profile's buttons",
        ),
        ("buttons", ("CONNECT", None, [3]), 3, "a button"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_none(method, value, odd, problem):
    """The first mistake of most adapters: keys, rows or objects of their own."""
    with pytest.raises(WrongAnswer) as caught:
        plain(method, value, "ana", "bo")
    assert (odd, problem) == (caught.value.value, caught.value.expected)


def test_a_button_whose_action_the_backend_lacks_is_not_compared():
    """The others stay, and so does what is no action: a message, an edit, a name of its own."""
    unsupported = ("Block", "unknown", "Withdraw")
    shown = ("CONNECT", "PENDING", ["BLOCK", "I_DONT_KNOW", "IGNORE", "FOLLOW", "MESSAGE", "WAVE"])
    now = run("ana bo", unsupported=unsupported).now
    assert ("CONNECT", None, ["IGNORE", "FOLLOW", "MESSAGE", "WAVE"]) == (
        plain("buttons", shown, "ana", "bo", now=now)
    )
    own = plain("buttons", (None, "BLOCK", ["FOLLOW"]), "ana", "ana", now=now)
    assert (None, "BLOCK", ["FOLLOW"]) == own
    assert ("BLOCK", None, []) == plain("buttons", ("BLOCK", None, []), "ana", "ana", now=now)


def test_pressing_a_button_is_an_action_of_the_viewer():
    """B12: the names stand for actions; one's own profile has none, nor has a message."""
    now = run("ana bo").now
    assert lg.Invite("ana", "bo", at=START) == press(now, ("ana", "bo"), "CONNECT")
    assert lg.Unfollow("bo", "ana", at=START) == press(now, ("bo", "ana"), "UNFOLLOW")
    assert [None] * 5 == [
        press(now, asked, name)
        for asked, name in [
            (("ana", "ana"), "BLOCK"), (("ana", "bo"), "MESSAGE"), (("ana", "bo"), "WAVE"),
            (("ana", "bo"), None), (("ana", "bo"), "EDIT_PROFILE"),
        ]
    ]  # fmt: skip


# -- a moment -----------------------------------------------------------------------------------


def test_the_two_of_a_story_are_those_of_the_last_action_between_two():
    """Without one, or when one of them has left, the first two who are here."""
    story = [
        *acts("bo invites cy, cy follows ana"),
        lg.UpdateProfile("di", hibernated=True, at=START),
    ]
    now = run("ana bo cy di", actions=story).now
    assert ("cy", "ana") == now.pair
    assert ("ana", "bo") == run("ana bo cy").now.pair
    left = run("ana bo cy di", actions=[*story, lg.Leave("cy", at=START)]).now
    assert ("ana", "bo") == left.pair
    assert ("ana", "bo", "di") == left.here
    gone = run("ana bo cy di", actions=[*story, lg.Leave("ana", at=START)]).now
    assert ("bo", "cy") == gone.pair


def test_a_moment_is_when_its_last_action_happened_allowed_or_not():
    assert START == run("ana bo").now.at
    later = START.replace(year=2027)
    refused = lg.Accept("ana", "bo", at=later)
    now = run("ana bo", actions=[*acts("ana follows bo"), refused]).now
    assert (later, refused) == (now.at, now.last)
    assert not now.before.is_following("ana", "bo")
    assert now.graph.is_following("ana", "bo")


# -- how a difference is told -------------------------------------------------------------------

TIED = [*acts("ana invites bo, bo accepts ana")]
TOLD = [
    ("members", (), {"ana", "bo"}, {"ana", "bo", "zoe"}, "shows zoe as a member"),
    ("members", (), {"ana", "bo"}, {"ana"}, "no longer shows bo as a member"),
    ("connections_of", ("ana",), {"bo"}, set(), "does not show bo among the connections of ana"),
    ("connections_of", ("ana",), set(), {"cy"}, "shows cy among the connections of ana"),
    ("following", ("ana",), set(), {"bo"}, "still shows that ana follows bo"),
    ("following", ("ana",), {"bo"}, set(), "no longer shows that ana follows bo"),
    ("following", ("bo",), {"ana"}, set(), "does not show that bo follows ana"),
    ("invitations_from", ("ana",), set(), {"bo"},
     "still shows a pending invitation from ana to bo"),
    ("invitations_to", ("bo",), set(), {"ana"}, "still shows bo a pending invitation from ana"),
    ("invitations_to", ("zoe",), set(), {"ana"}, "shows zoe a pending invitation from ana"),
    ("blocked_by", ("bo",), set(), {"cy", "ana"}, "shows that bo blocks ana"),
    ("blocked_by", ("bo",), {"di", "cy"}, set(), "does not show that bo blocks cy"),
    ("blocked_by", ("bo",), {"cy"}, {"di"}, "shows that bo blocks di"),
    ("degree", ("ana", "bo"), "2nd", "1st", "shows ana “1st” as the degree of bo"),
    ("degree", ("ana", "bo"), "1st", "2nd", "shows ana “2nd” as the degree of bo"),
    ("degree", ("ana", "bo"), "1st", "3rd", "shows ana “3rd” as the degree of bo"),
    ("degree", ("ana", "bo"), "1st", "you", "shows ana “you” as the degree of bo"),
    ("degree", ("bo", "ana"), "1st", "out of network",
     "shows bo “out of network” as the degree of ana"),
    ("mutual_connections", ("ana", "bo"), set(), {"cy"},
     "shows cy as a mutual connection of ana and bo"),
    ("people_you_may_know", ("ana",), [{"bo"}], [{"bo"}, {"cy"}],
     "suggests to ana that they may know cy"),
    ("people_you_may_know", ("ana",), [{"cy"}, {"bo"}], [{"cy"}],
     "does not suggest to ana that they may know bo"),
    ("people_you_may_know", ("ana",), [{"bo"}], [{"cy"}],
     "suggests to ana that they may know cy"),
    ("people_you_may_know", ("ana",), [], [{"ana"}],
     "suggests to ana that they may know themself"),
    ("people_you_may_know", ("ana",), [{"cy"}, {"bo"}], [{"bo"}, {"cy"}],
     "ranks the people ana may know wrongly"),
    ("people_you_may_know", ("ana",), [{"bo", "cy"}], [],
     "does not suggest to ana that they may know bo"),
    ("people_you_may_know", ("ana",), [{"cy"}], [{"di", "cy"}, ["bo", "bo"]],
     "suggests to ana twice that they may know bo"),
    ("people_you_may_know", ("ana",), [{"cy"}, {"bo"}], [{"cy"}, {"bo"}, {"cy"}],
     "suggests to ana twice that they may know cy"),
    ("connection_count", ("ana", "bo"), "1", "500+",
     "shows ana “500+” as bo's number of connections"),
    ("connection_count", ("bo", "bo"), "1", "2", "shows bo “2” as their own number of connections"),
    ("connection_count", ("ana", "bo"), "1", None,
     "shows ana no number as bo's number of connections"),
    ("follower_count", ("ana", "bo"), 1, 0, "shows ana “0” as bo's number of followers"),
    ("can_see", ("ana", "bo's post"), False, True, "lets ana see bo's post"),
    ("can_see", ("ana", "bo's post"), True, False, "does not let ana see bo's post"),
    ("feed", ("ana",), {"bo's post"}, set(), "no longer shows bo's post in the feed of ana"),
    ("feed", ("ana",), {"a", "b"}, ["a", "b", "b"], "shows b in the feed of ana twice"),
    ("buttons", ("ana", "bo"), (), ("CONNECT", "MESSAGE", ["FOLLOW", "BLOCK"]),
     "shows ana CONNECT and MESSAGE on bo's profile; in the menu: FOLLOW, BLOCK"),
    ("buttons", ("ana", "bo"), (), ("CONNECT", None, []), "shows ana CONNECT on bo's profile"),
    ("buttons", ("bo", "bo"), (), (None, "MESSAGE", []), "shows bo MESSAGE on their own profile"),
    ("buttons", ("ana", "bo"), (), (None, None, []), "shows ana no button on bo's profile"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "asked", "expected", "got", "told"), TOLD)
def test_a_difference_is_told_in_a_sentence(method, asked, expected, got, told):
    """“Still” and “no longer” where the moment before was otherwise."""
    now = run("ana bo cy", actions=TIED).now
    it = Difference(now, ROWS[method], asked, expected, got, Mirror())
    assert f"The backend {told}." == it.sentence


def test_the_element_talked_about_is_one_too_many_else_one_too_few():
    assert "bo" == first({"ana", "cy"}, {"cy", "bo", "di"})
    assert "ana" == first({"ana", "bo", "cy"}, {"cy"})


def test_what_is_published_decides_what_is_asked_of_posts():
    now = attrs.evolve(run("ana").now, posts={})
    assert {} == answers(now, "can_see")
