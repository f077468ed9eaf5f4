"""Ask the library and the specification the same question: the answers must be the same.

Each function asks about the members it is given, bulk and single, and fails at the first answer
that differs. The random tests here and the exhaustive ones share them.
"""

from __future__ import annotations

import linkgraph as lg
from tests.model import answers as model
from tests.model import world
from tests.model.same import rules

# -- degrees ------------------------------------------------------------------------------------


def assert_same_distance(w, g, a, b):
    """D1-D4, D6."""
    assert world.degree(w, a, b) == lg.degree(g, a, b)
    assert w.ordered(world.mutual_connections(w, a, b)) == list(lg.mutual_connections(g, a, b))
    assert world.introductions(w, a, b) == lg.introductions(g, a, b)
    followers = w.ordered(world.followed_by_connections(w, a, b))
    assert followers == list(lg.followed_by_connections(g, a, b))


def assert_same_network(w, g, viewer):
    """D1, D5, D7."""
    far = [world.degree(w, viewer, m) for m in w.members]
    assert far == lg.degrees(g, viewer).tolist()
    assert far[::-1] == lg.degrees(g, viewer, w.members[::-1]).tolist()
    for degree in lg.Degree:
        there = [m for m, steps in zip(w.members, far, strict=True) if steps == degree]
        assert there == list(lg.network(g, viewer, degree))
    suggesting = {
        lg.people_you_may_know: world.people_you_may_know,
        lg.people_in_groups: world.people_in_groups,
    }
    for ask, expect in suggesting.items():
        people = expect(w, viewer)
        for limit in (0, 1, 10, None):
            assert people[:limit] == ask(g, viewer, limit=limit)
        dismissed = [m for m, _ in people[::2]]
        remaining = expect(w, viewer, dismissed)
        assert remaining == ask(g, viewer, None, exclude=[*dismissed, "nobody", -1])


# -- posts --------------------------------------------------------------------------------------


def assert_same_sight(w, g, post):
    """V1-V5, W7, W8."""
    assert w.ordered(model.audience(w, post)) == list(lg.audience(g, post))
    for m in w.members:
        rule, seen = model.can_see(w, m, post)
        assert (seen, [rule]) == rules(lg.can_see(g, m, post))
        comment = lg.can_comment(g, m, post)
        assert model.can_comment(w, m, post) == comment.allowed
        assert [rule if not seen else "W8"] == rules(comment)[1]


def assert_same_feed(w, g, viewer, posts, engaged, policy):
    """W1-W6, W9, W10: every tie with its evidence and every reason against, bulk and single."""
    items = {item.post: item.reasons for item in lg.feed(g, viewer, posts, engaged, policy=policy)}
    fed = {}
    for post in posts:
        on = [
            e for e in engaged if e.post_id == post.id
        ]  # engagements with other posts are ignored, and take time
        ties = model.feeds(w, viewer, post, on, policy)
        why = lg.feed_verdict(g, viewer, post, on, policy=policy)
        assert model.feed_verdict(w, viewer, post, on, policy) == rules(why)
        codes = {reason.rule: reason.code.name for reason in why.reasons}
        expected = model.codes(w, viewer, post, ties, policy)
        assert {rule: codes[rule] for rule in expected if rule in codes} == {
            rule: code for rule, code in expected.items() if rule in codes
        }
        if ties:
            evidence = [found if tie in CARRIED else [] for tie, found in ties.items()]
            assert evidence == [[*reason.members] for reason in why.reasons]
            fed[post] = why.reasons
    assert [*fed.items()] == [*items.items()]


CARRIED = ("W3", "W4", "W5")  # with the members that engaged or stand in between


def assert_same_reach(w, g, post, engaged, policy):
    """W7."""
    expected = {rule: w.ordered(fed) for rule, fed in model.reach(w, post, engaged, policy).items()}
    reached = lg.reach(g, post, engaged, policy=policy)
    assert expected == {rule: list(fed) for rule, fed in reached.items()}


# -- buttons, messages, profiles ----------------------------------------------------------------


def assert_same_buttons(w, g, viewer, owner, policy, at):
    """B1-B14, M1; return what the library shows."""
    got = lg.profile_actions(g, viewer, owner, at=at, policy=policy)
    shown = [button and button.name for button in (got.primary, got.secondary)]
    menu = [button.name for button in got.menu]
    missing = {button.name: rules(verdict)[1] for button, verdict in got.missing.items()}
    assert model.profile_actions(w, viewer, owner, policy, at) == (got.row, *shown, menu, missing)
    assert_same_route(w, g, viewer, owner, got.message)
    return got


def assert_same_bulk_buttons(w, g, viewer, policy, at):
    """B1-B14: of everybody at once."""
    each = {owner: assert_same_buttons(w, g, viewer, owner, policy, at) for owner in w.members}
    assert [*each.items()] == [*lg.profile_buttons(g, viewer, at=at, policy=policy).items()]


def assert_same_route(w, g, viewer, owner, got=None):
    """M1, B13: `got` is the verdict beside the buttons."""
    message = lg.can_message(g, viewer, owner)
    route = message.reasons[0].code.name if message.allowed else None
    assert model.can_message(w, viewer, owner) == route
    assert ["M1"] == [reason.rule for reason in message.reasons]
    assert got in (None, message)


SECTIONS = {  # the specification's word for each section
    "COMPLETE_PROFILE": "complete",
    "CONTACT_DETAILS": "contact",
    "LAST_NAME": "name",
    "EXACT_CONNECTION_COUNT": "exact",
    "CONNECTIONS_LIST": "connections",
    "MUTUAL_CONNECTIONS": "mutual_shown",
    "FOLLOWERS_LIST": "followers",
}


def assert_same_view(w, g, viewer, owner, policy):
    """P1-P7, L6, F5."""
    view = lg.profile_view(g, viewer, owner, policy=policy)
    expected = model.profile_view(w, viewer, owner, policy)
    shown = {section.name: verdict.allowed for section, verdict in view.sections.items()}
    if expected is None:
        assert dict.fromkeys(SECTIONS, False) == shown
        assert (None, None, set()) == (view.connections, view.followers, view.followed_by)
        assert {("F5",)} == {tuple(rules(v)[1]) for v in view.sections.values()}
        return
    assert {name: expected[key] for name, key in SECTIONS.items()} == shown
    counts = expected["connection_count"], expected["follower_count"]
    assert counts == (view.connections, view.followers)
    assert expected["mutual"] == view.mutual_connections
    assert expected["followed_by"] == view.followed_by


# -- advice -------------------------------------------------------------------------------------


def assert_same_advice(w, g, viewer, member, signals, policy, at):
    """G1-G11."""
    got = lg.follow_or_connect(g, viewer, member, signals, at=at, policy=policy)
    recommendation, reasons = model.advice(w, viewer, member, signals, policy, at)
    assert recommendation == got.recommendation.name
    assert reasons == list(dict.fromkeys(reason.rule for reason in got.reasons))
    assert viewer != member or len(got.reasons) == 1
    if recommendation == "CONNECT":
        noted, flags = model.risk(w, viewer, member, policy, at)
        assert (noted, flags, policy.flag_limit) == (got.attach_note, got.flags, got.flag_limit)
        assert got.introduction in model.best_introductions(w, viewer, member)
    else:
        assert (False, None, None) == (got.attach_note, got.introduction, got.flags)
    assert_same_clues(w, viewer, member, signals, policy, got)


def assert_same_clues(w, viewer, member, signals, policy, got):
    """G10: in the order of the rule."""
    clues = model.clues(w, viewer, member, signals, policy)
    assert (clues["era"], clues["ratio"]) == (got.era, got.follower_ratio)
    if viewer == member:
        assert not got.clues
        return
    joined = {None: [], True: ["JOINED_BEFORE_FOLLOWS"], False: ["JOINED_SINCE_FOLLOWS"]}
    replies = {None: [], True: ["REPLIES_TO_STRANGERS"], False: ["LEAVES_STRANGERS_UNANSWERED"]}
    assert [
        *joined[clues["leans"]],
        *["FAR_MORE_FOLLOWERS"][: clues["many"]],
        *replies[clues["replies"]],
        *["WANTS_AN_INDUSTRY"][: clues["industry"]],
        "ENGAGING_HELPS",
    ] == [clue.code.name for clue in got.clues]
    assert {"G10"} == {clue.rule for clue in got.clues}


def assert_same_health(w, g, member, posts, engaged, since, policy):
    """G12: the figures of `network_health`."""
    got = lg.network_health(g, member, posts, engaged, since=since, policy=policy)
    expected = model.health(w, member, posts, engaged, since, policy)
    assert expected == {name: getattr(got, name) for name in expected}
