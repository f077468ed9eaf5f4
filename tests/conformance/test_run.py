"""A story side by side with the rules: who has posted what, where it fails, how it is shortened."""

from __future__ import annotations

from random import Random
from typing import Any

import attrs
import pytest
from hypothesis.errors import UnsatisfiedAssumption

import linkgraph as lg
from linkgraph.testing import Backend, Nonconformance, Step
from linkgraph.testing.questions import QUESTIONS
from linkgraph.testing.stories import START
from linkgraph.testing.trial import POSTS, Run, Trial
from tests.conformance.mirror import Mirror
from tests.conformance.moments import ROWS, acts, run, trial

INVITES, ACCEPTS = acts("ana invites bo, bo accepts ana")
FOLLOWS, BACK = acts("ana follows bo, bo follows ana")


# -- the stage ----------------------------------------------------------------------------------


def test_everybody_of_the_cast_has_posted_and_the_next_ones_have_engaged() -> None:
    """V1 to V5, W1 to W7 read the rows; each member of a crowd has one post, for anyone."""
    published: list[Any] = []

    class Keeps(Mirror):
        def publish(self, posts: Any, engagements: Any) -> None:
            published.append((posts, engagements))

    now = run("ana bo cy di", "m1 m2", backend=Keeps).now
    own = [post for post in now.posts.values() if post.author == "bo"]
    assert [
        ("bo's post", lg.PostKind.POST, lg.Audience.ANYONE),
        ("bo's article", lg.PostKind.ARTICLE, lg.Audience.ANYONE),
        ("bo's old article", lg.PostKind.ARTICLE, lg.Audience.ANYONE),
        ("bo's new job", lg.PostKind.JOB_CHANGE, lg.Audience.ANYONE),
        ("bo's post for connections", lg.PostKind.POST, lg.Audience.CONNECTIONS),
        ("bo's post in the group chess", lg.PostKind.POST, lg.Group("chess")),
    ] == [(post.id, post.kind, post.audience) for post in own]
    assert [lg.Post("m1's post", "m1"), lg.Post("m2's post", "m2")] == [*now.posts.values()][-2:]
    assert 4 * len(POSTS) + 2 == len(now.posts)
    did = [(each.member, each.post_id, each.kind.name) for each in now.engagements]
    assert [
        ("di", "bo's post", "REPOST"),
        ("cy", "bo's article", "COMMENT"),
        ("bo", "bo's old article", "COMMENT"),
        ("cy", "bo's old article", "REPOST"),
        ("ana", "bo's old article", "REACTION"),
        ("ana", "bo's new job", "REACTION"),
        ("cy", "bo's post for connections", "REACTION"),
        ("di", "bo's post for connections", "COMMENT"),
        ("cy", "bo's post in the group chess", "REPOST"),
        ("di", "bo's post in the group chess", "COMMENT"),
    ] == [each for each in did if each[1].startswith("bo's")]
    assert now.board == now.engagements
    assert 40 == len(did)
    assert [(tuple(now.posts.values()), now.engagements)] == published


def test_a_story_begins_with_the_members_and_no_tie():
    given = []

    class Keeps(Mirror):
        def reset(self, members):
            given.append(members)
            super().reset(members)

    begun = run("ana bo", "m1 m2", backend=Keeps, unsupported=("Expire",))
    assert [("ana", "bo", "m1", "m2")] == given
    assert begun.now.graph == begun.now.before == lg.LinkGraph.from_edges(members=given[0])
    assert (("ana", "bo"), ("Expire",), lg.CURRENT) == (
        begun.now.cast, begun.now.unsupported, begun.now.policy,
    )  # fmt: skip
    assert ((), None, [], []) == (begun.now.past, begun.now.last, begun.steps, begun.refused)


def test_who_leaves_takes_along_their_posts_and_what_they_did():
    """A14; who joins is asked about, once."""
    now = run("ana bo cy", actions=[lg.Leave("bo", at=START)]).now
    assert {"ana", "cy"} == {post.author for post in now.posts.values()}
    assert {"ana", "cy"} == {each.member for each in now.engagements}
    assert (12, 20) == (len(now.posts), len(now.engagements))
    assert ("ana", "bo", "cy") == now.cast
    back = run("ana bo", actions=[lg.Leave("bo", at=START), lg.Join("bo", at=START)]).now
    assert ("ana", "bo") == back.cast
    assert ("ana", "bo", "zoe") == run("ana bo", actions=[lg.Join("zoe", at=START)]).now.cast


def test_the_past_is_what_was_allowed_and_the_last_is_whatever_came_last():
    (refused,) = acts("bo accepts ana")
    first = run("ana bo", actions=[FOLLOWS]).now
    assert (first.graph, BACK) == (
        run("ana bo", actions=[FOLLOWS, BACK]).now.before,
        run("ana bo", actions=[FOLLOWS, BACK]).now.last,
    )
    begun = run("ana bo", actions=[FOLLOWS, refused])
    assert ((FOLLOWS,), refused) == (begun.now.past, begun.now.last)
    assert [False, True] == begun.refused
    assert [Step.of(FOLLOWS), Step.of(refused)] == begun.steps
    step = Step((INVITES, refused := INVITES, ACCEPTS), "they connect")
    begun = run("ana bo")
    begun.take(step)
    assert (False, (INVITES, ACCEPTS)) == (*begun.refused, begun.now.past)
    assert (refused, ACCEPTS) == (step.actions[1], begun.now.last)
    assert not begun.now.before.is_connected("ana", "bo")
    assert begun.now.graph.is_connected("ana", "bo")


# -- what is asked ------------------------------------------------------------------------------


class Bare(Backend):
    """Nothing but what is required."""

    refusals = (lg.Refused,)
    policy = lg.CURRENT
    reset, act = Mirror.reset, Mirror.act


def test_questions_are_those_that_an_adapter_answers():
    """`can_see` and `feed` only where posts can be published."""

    class Some(Bare):
        unsupported = ("note", "Expire")
        can_see, degree = Mirror.can_see, Mirror.degree

    begun = Trial(Some, lg.CURRENT, ())
    assert [ROWS["degree"]] == begun.questions
    skipped = tuple(row.topic for row in QUESTIONS if row.method != "degree")
    assert skipped == begun.report().skipped
    assert ("Expire", "note") == begun.unsupported
    Some.publish = Mirror.publish
    assert [ROWS["degree"], ROWS["can_see"]] == Trial(Some, lg.CURRENT, ()).questions
    everything = Trial(Mirror, lg.CURRENT, ())
    assert ([*QUESTIONS], ()) == (everything.questions, everything.report().skipped)


def test_a_value_that_is_no_exception_is_refused_before_anything_is_asked():
    class Odd(Mirror):
        refusals = ("no",)

    with pytest.raises(lg.InvalidInput) as caught:
        Trial(Odd, lg.CURRENT, ())
    remedy = "set `refusals` to a tuple of these"
    assert lg.InvalidInput("no", "a class of exceptions", remedy) == caught.value


def test_unsupported_actions_are_out_of_the_steps():
    """A step that has nothing else is gone; a crowd keeps its sentence."""
    noted = attrs.evolve(INVITES, note="Hi")
    steps = [Step.of(noted), Step((noted, FOLLOWS), "all follow"), Step.of(BACK)]
    begun = run("ana bo", unsupported=("note",))
    for step in steps:
        begun.take(step)
    assert [Step((FOLLOWS,), "all follow"), Step.of(BACK)] == begun.steps
    assert [False, False] == begun.refused


def test_questions_are_asked_at_the_beginning_and_after_every_step():
    asked = []

    class Notes(Mirror):
        def degree(self, *pair):
            asked.append(pair)
            return super().degree(*pair)

        def following(self, member):
            asked.append(member)
            return super().following(member)

    rows = ROWS["following"], ROWS["degree"]
    once = ["ana", "bo", ("ana", "ana"), ("bo", "bo"), ("ana", "bo"), ("bo", "ana")]
    begun = run("ana bo", "m1", backend=Notes, asked=rows)
    assert (once, 6) == (asked, begun.trial.asked)
    begun.take(Step.of(FOLLOWS))
    assert (once * 2, 12) == (asked, begun.trial.asked)
    asked.clear()
    focused = run("ana bo", backend=Notes, asked=rows, focus="following")
    focused.take(Step.of(FOLLOWS))
    assert (["ana", "bo"] * 2, 4) == (asked, focused.trial.asked)
    asked.clear()
    assert 0 == run("ana", backend=Notes, asked=rows, focus="act").trial.asked


def test_a_correct_backend_answers_all_that_is_asked():
    story = run("ana bo cy", asked=QUESTIONS, actions=[INVITES, ACCEPTS, *acts("cy blocks ana")])
    assert 4 * 94 == story.trial.asked  # after each step, and before the first


def test_nothing_is_published_to_a_backend_that_cannot_take_it():
    assert 0 == Run(Trial(Bare, lg.CURRENT, ()), (("ana", "bo"), ())).trial.asked


# -- where it fails -----------------------------------------------------------------------------


class Broken(Mirror):
    """Refuses or allows or does what it is told to, whatever the rules say."""

    refuses = allows = crashes = ()

    def act(self, action):
        if action in self.crashes:
            raise ZeroDivisionError("by zero")
        if action in self.refuses:
            return False
        return None if action in self.allows else super().act(action)


def failing(backend, *actions, focus=None, asked=(), stage=("ana", "bo")):
    with pytest.raises(Nonconformance) as caught:
        run(" ".join(stage), backend=backend, asked=asked, focus=focus, actions=actions)
    return caught.value


def test_a_refusal_that_the_rules_do_not_know_is_a_failure():
    class Refuses(Broken):
        refuses = (INVITES,)

    found = failing(Refuses, FOLLOWS, INVITES)
    assert Nonconformance(
        ("ana follows bo.", "ana invites bo."),
        "The backend refuses the last step, which the rules allow.",
        "A1", "act", (), "done", "refused", (FOLLOWS, INVITES),
    ) == found  # fmt: skip
    assert found.__cause__ is None


def test_an_action_that_the_rules_refuse_is_a_failure_too():
    class Allows(Broken):
        allows = (ACCEPTS,)

    (reason,) = lg.check(run("ana bo").now.graph, ACCEPTS).reasons
    assert Nonconformance(
        ("bo accepts the invitation of ana.",),
        f"The backend allows the last step, although {reason.code.value}.",
        "A2", "act", (), f"refused – {reason}", "done", (ACCEPTS,),
    ) == failing(Allows, ACCEPTS)  # fmt: skip


def test_all_reasons_are_told():
    """A1, L4: two who are connected, and a note that is too long."""
    noted = attrs.evolve(INVITES, note="x" * 201)

    class Allows(Broken):
        allows = (noted,)

    found = failing(Allows, INVITES, ACCEPTS, noted)
    reasons = lg.check(run("ana bo", actions=[INVITES, ACCEPTS]).now.graph, noted).reasons
    assert ["A1", "L4"] == [reason.rule for reason in reasons]
    assert f"refused – {'; '.join(map(str, reasons))}" == found.expected
    why = "; ".join(reason.code.value for reason in reasons)
    assert f"The backend allows the last step, although {why}." == found.difference
    assert "A1" == found.rule


def test_a_crash_is_a_failure_with_its_cause():
    class Crashes(Broken):
        crashes = (FOLLOWS,)

    found = failing(Crashes, FOLLOWS)
    assert Nonconformance(
        ("ana follows bo.",), "The backend raises an exception.",
        "A7", "act", (), "done", "ZeroDivisionError: by zero", (FOLLOWS,),
    ) == found  # fmt: skip
    assert isinstance(found.__cause__, ZeroDivisionError)


def test_a_question_that_crashes_or_answers_otherwise_is_a_failure():
    class Crashes(Mirror):
        def degree(self, *asked):
            raise KeyError(asked[1])

        def following(self, member):
            return super().following(member) - {"bo"}

    found = failing(Crashes, asked=[ROWS["degree"]])
    assert Nonconformance(
        (), "The backend raises an exception.",
        "D1", "degree", ("ana", "ana"), "you", "KeyError: 'ana'", (),
    ) == found  # fmt: skip
    assert isinstance(found.__cause__, KeyError)
    assert Nonconformance(
        ("ana follows bo.",), "The backend does not show that ana follows bo.",
        "A7", "following", ("ana",), frozenset({"bo"}), frozenset(), (FOLLOWS,),
    ) == failing(Crashes, FOLLOWS, asked=[ROWS["following"]])  # fmt: skip


def test_an_answer_of_the_wrong_kind_is_told_as_one():
    """What is wrong stands where the answer would; nothing of the kit is its cause."""

    class Keys(Mirror):
        def act(self, action):
            super().act(action)
            return 0 if isinstance(action, lg.Accept) else None

        def following(self, member):
            return {len(each) for each in super().following(member)}

    found = failing(Keys, FOLLOWS, asked=[ROWS["following"]])
    assert Nonconformance(
        ("ana follows bo.",), "The backend's answer is of the wrong kind.",
        "F2", "following", ("ana",), frozenset({"bo"}),
        "expected a member, got `2`: use the texts of `reset`", (FOLLOWS,),
    ) == found  # fmt: skip
    assert found.__cause__ is None
    assert "got       expected a member, got `2`: use the texts of `reset`" in str(found)
    done = (
        "expected whether the action was done, got `0`: "
        "return `True` or `None` for done, `False` for refused"
    )
    assert Nonconformance(
        ("ana invites bo.", "bo accepts the invitation of ana."),
        "The backend's answer is of the wrong kind.",
        "A2", "act", (), "done", done, (INVITES, ACCEPTS),
    ) == failing(Keys, INVITES, ACCEPTS)  # fmt: skip


def test_a_difference_is_blamed_on_the_rule_that_it_breaks():
    """F5: a follow too much, and not one too few, across a block."""

    class Haunted(Mirror):
        def following(self, member):
            haunts = member == "bo" and self.graph.has_blocked("ana", "bo")
            return super().following(member) | ({"ana"} if haunts else set())

    (blocks,) = acts("ana blocks bo")
    found = failing(Haunted, BACK, blocks, asked=[ROWS["following"]])
    assert ("F5", "The backend still shows that bo follows ana.") == (found.rule, found.difference)


def test_of_one_too_many_and_one_too_few_the_first_is_blamed_and_told():
    """F5, not the block itself."""

    class Swaps(Mirror):
        def following(self, member):
            kept = super().following(member)
            return {"cy"} if self.graph.has_blocked("ana", "cy") and kept else kept

    follows, blocks = acts("ana follows bo, ana blocks cy")
    stage = ("ana", "bo", "cy")
    found = failing(Swaps, follows, blocks, asked=[ROWS["following"]], stage=stage)
    assert ("F5", "The backend shows that ana follows cy.") == (found.rule, found.difference)


def test_a_story_about_one_question_leaves_off_where_another_fails():
    class Crashes(Broken):
        crashes = (FOLLOWS,)

        def degree(self, *_):
            return 1

    for focus, fails in [("degree", True), (None, True), ("following", False), ("act", False)]:
        options = {"backend": Crashes, "asked": [ROWS["degree"]], "focus": focus}
        if fails:
            with pytest.raises(Nonconformance):
                run("ana bo", **options)
        else:
            begun = run("ana bo", **options)
            with pytest.raises(Nonconformance if focus == "act" else UnsatisfiedAssumption):
                begun.take(Step.of(FOLLOWS))


# -- the shortest story -------------------------------------------------------------------------


def tried(fails, steps):
    """Shorten steps that fail as soon as what `fails` says has been done; return also the tries."""
    tries = []

    def attempt(_, steps):
        tries.append("".join(steps))
        for end in range(1, len(steps) + 1):
            if fails(steps[:end]):
                return Nonconformance(tuple(steps[:end]), "", "A1", "act", (), "", "")
        return None

    begun = trial()
    begun.attempt, begun.failure = (
        attempt,
        (Nonconformance((), "", "A1", "act", (), "", ""), "", [*steps]),
    )
    return "".join(begun.shortest().story), tries


def test_a_story_is_shortened_from_its_end():
    """Steps after the failure go at once; what is left is tried again after each that went."""
    found, tries = tried(lambda done: {"a", "c"} <= {*done}, "abcd")
    assert "ac" == found
    assert ["abcd", "ab", "ac", "a", "c", "ac", "ac"] == tries


def test_a_story_that_does_not_fail_again_is_tried_once():
    assert ("", ["ab"]) == tried(lambda _: False, "ab")


def test_what_goes_only_after_another_went_is_gone_in_the_end():
    """`b` is needed while `c` is there."""
    found, _ = tried(lambda done: "d" in done and ("c" not in done or "b" in done), "abcd")
    assert "d" == found


@pytest.mark.parametrize("seed", range(30))
def test_from_the_shortest_story_no_step_can_go(seed):
    """Whatever fails: here any set of subsequences, by lot."""
    lots = Random(seed)
    failing = {"abcde"} | {"".join(lots.choices("abcde", k=lots.randint(1, 4))) for _ in range(9)}
    found, _ = tried(lambda done: "".join(done) in failing, "abcde")
    fewer = [found[:place] + found[place + 1 :] for place in range(len(found))]
    assert found in failing
    assert not any(each[:end] in failing for each in fewer for end in range(1, len(each) + 1))
