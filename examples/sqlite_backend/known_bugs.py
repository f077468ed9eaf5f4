"""Bugs that users of real apps report, each as the smallest change of the correct app.

A row of `KNOWN_BUGS` has the rule that is broken, the report of a user, and the methods that the
bug replaces. `KnownBug.backend` returns the adapter of the app with the bug. The conformance kit
must find every one and name its rule; the stories that it tells are in `tests/conformance`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

import attrs

from examples.sqlite_backend.adapter import SqliteBackend
from examples.sqlite_backend.app import WEEK, seconds
from examples.sqlite_backend.pages import Pages
from linkgraph import CURRENT, Policy
from linkgraph.testing import SMALL


@attrs.frozen(eq=False)
class KnownBug:
    """One row.

    Attributes
    ----------
    name, rule
        The bug, and the rule it breaks.
    shown_by
        The prepared history that shows it soonest; others may show it, too.
    report
        The words of a user.
    replaces
        The methods of the app that the bug replaces.
    policy
        The limits under which it shows.
    """

    name: str
    rule: str
    shown_by: str
    report: str
    replaces: dict[str, Callable[..., Any]]
    policy: Policy = CURRENT

    def backend(self) -> SqliteBackend:
        """Return the adapter of the app with this bug."""
        app = type("Faulty", (Pages,), dict(self.replaces))
        return SqliteBackend(self.policy, app=app)


ACCEPTED = """
    SELECT 1 FROM requests
    WHERE status = 'accepted' AND ? IN (sender, recipient) AND ? IN (sender, recipient)
"""

# -- invitations --------------------------------------------------------------------------------


def _crossing(app: Pages, sender: str, recipient: str) -> bool:
    return not (
        app.apart(sender, recipient)
        or app.are_friends(sender, recipient)
        or app.is_pending(sender, recipient)
    )


def _no_cooldown(_: Pages, __: str, ___: str, ____: datetime) -> bool:
    return False


def _cooldown_for_both(app: Pages, sender: str, recipient: str, at: datetime) -> bool:
    return Pages.is_cooling_down(app, sender, recipient, at) or Pages.is_cooling_down(
        app, recipient, sender, at
    )


def _cooldown_a_second_longer(app: Pages, sender: str, recipient: str, at: datetime) -> bool:
    return Pages.is_cooling_down(app, sender, recipient, at - timedelta(seconds=1))


def _ignore_unfollows(app: Pages, recipient: str, sender: str, at: datetime, unknown: bool) -> bool:
    app.drop_follow(sender, recipient)
    return Pages.ignore(app, recipient, sender, at, unknown)


def _unblock_forgets(app: Pages, member: str, other: str, at: datetime) -> bool:
    gone = "DELETE FROM requests WHERE sender = ? AND recipient = ?"
    return Pages.unblock(app, member, other, at) and app.run(gone, other, member) >= 0


def _withdraw_gives_back(
    app: Pages, sender: str, recipient: str, at: datetime, unfollow: bool
) -> bool:
    return Pages.withdraw(app, sender, recipient, at, unfollow) and _given_back(app, sender)


def _ignored_gives_back(
    app: Pages, recipient: str, sender: str, at: datetime, unknown: bool
) -> bool:
    return Pages.ignore(app, recipient, sender, at, unknown) and _given_back(app, sender)


def _given_back(app: Pages, sender: str) -> bool:
    newest = "SELECT MAX(rowid) FROM sent WHERE sender = ?"
    return app.run(f"DELETE FROM sent WHERE rowid = ({newest})", sender) > 0  # noqa: S608 RUF100  # as above


def _week_by_day(app: Pages, sender: str, at: datetime) -> int:
    midnight = at.replace(hour=0, minute=0, second=0)
    query = "SELECT COUNT(*) FROM sent WHERE sender = ? AND sent_at > ?"
    return int(app.one(query, sender, seconds(midnight) - WEEK))


def _bytes_counted(app: Pages, sender: str, note: str) -> bool:
    return Pages.note_fits(app, sender, "." * len(note.encode()))


def _notes_in_30_days(app: Pages, sender: str, at: datetime) -> int:
    query = "SELECT COUNT(*) FROM sent WHERE sender = ? AND with_note AND sent_at > ?"
    return int(app.one(query, sender, seconds(at - timedelta(days=30))))


def _notes_in_local_month(app: Pages, sender: str, at: datetime) -> int:
    return Pages.notes_lately(app, sender, at.astimezone(timezone(timedelta(hours=9))))


def _never_flagged(app: Pages, recipient: str, sender: str, at: datetime, unknown: bool) -> bool:
    return app.close_request(sender, recipient, "unknown" if unknown else "ignored", at)


def _flags_leave(app: Pages, member: str) -> bool:
    query = "SELECT sender FROM requests WHERE recipient = ? AND status = 'unknown'"
    for sender in app.column(query, member):
        app.run("UPDATE members SET flags = flags - 1 WHERE id = ?", sender)
    return Pages.sign_off(app, member)


def _sender_full(app: Pages, sender: str, *_: str) -> bool:
    return app.friend_count(sender) >= app.limits.connection_cap


def _expires_late(app: Pages, at: datetime) -> bool:
    return Pages.expire(app, at - timedelta(seconds=1))


def _first_date_kept(app: Pages, sender: str, recipient: str, *rest: Any) -> bool:
    first = "SELECT MIN(sent_at) FROM requests WHERE sender = ?1 AND recipient = ?2"
    kept = f"UPDATE requests SET sent_at = ({first}) WHERE sender = ?1 AND recipient = ?2"  # noqa: S608 RUF100  # as above
    invited = Pages.invite(app, sender, recipient, *rest)
    return invited and app.run(kept, sender, recipient) > 0


# -- connections and follows --------------------------------------------------------------------


def _one_row(app: Pages, one: str, other: str) -> None:
    # the process died before the second row, and nothing put the two in one transaction
    app.run("INSERT INTO friendships VALUES (?, ?)", one, other)


def _unfollow_unfriends(app: Pages, follower: str, followee: str) -> bool:
    app.unfriend(follower, followee)
    return Pages.unfollow(app, follower, followee)


def _follows_stay(app: Pages, member: str, other: str) -> bool:
    return app.unfriend(member, other)


def _both_removed(app: Pages, followee: str, follower: str) -> bool:
    return app.drop_follow(follower, followee) and app.drop_follow(followee, follower) is not None


def _follows_pruned(app: Pages, member: str, changes: dict[str, Any]) -> bool:
    strangers = """
        DELETE FROM follows WHERE followee = ?1 AND ?2 = 'CONNECTIONS'
        AND follower NOT IN (SELECT friend FROM friendships WHERE member = ?1)
    """
    app.run(strangers, member, changes.get("follow_audience"))
    return Pages.update_profile(app, member, changes)


def _ghost_requests(app: Pages, member: str) -> bool:
    return app.run("DELETE FROM members WHERE id = ?", member) > 0


# -- blocks -------------------------------------------------------------------------------------


def _requests_stay(app: Pages, sender: str, recipient: str, status: str, at: datetime) -> bool:
    return status != "void" and Pages.close_request(app, sender, recipient, status, at)


def _unblock_reconnects(app: Pages, member: str, other: str, at: datetime) -> bool:
    lifted = Pages.unblock(app, member, other, at)
    if lifted and app.one(ACCEPTED, member, other):
        app.befriend(member, other)
    return lifted


def _blocks_at_once(app: Pages, member: str, other: str, _: datetime) -> bool:
    return not app.apart(member, other)


def _blocks_outlive(app: Pages, member: str) -> bool:
    blocks = app.rows("SELECT * FROM blocks WHERE blocked = ?", member).fetchall()
    gone = Pages.sign_off(app, member)
    app.db.executemany("INSERT INTO blocks VALUES (?, ?, ?)", blocks)
    return gone


def _blocked_members(app: Pages, member: str) -> set[str]:
    members = app.column("SELECT id FROM members")
    return Pages.block_list(app, member).intersection(members)


# -- degrees ------------------------------------------------------------------------------------


def _pending_is_first(app: Pages, viewer: str, member: str) -> int | None:
    if app.is_pending(viewer, member) or app.is_pending(member, viewer):
        return 1
    return Pages.distance(app, viewer, member)


def _ever_accepted(app: Pages, viewer: str, member: str) -> int | None:
    if viewer != member and app.one(ACCEPTED, viewer, member):
        return 1
    return Pages.distance(app, viewer, member)


def _suggests_oneself(app: Pages, member: str) -> list[str]:
    return [*Pages.suggestions(app, member), *([member] if app.friends(member) else [])]


def _suggests_blockers(app: Pages, member: str) -> list[str]:
    circle = app.second_circle(member)
    blockers = [other for other in circle if app.blocks(other, member)]
    return [*Pages.suggestions(app, member), *blockers]


def _suggests_by_name(app: Pages, member: str) -> list[str]:
    return sorted(Pages.suggestions(app, member))


def _awake_in_common(app: Pages, one: str, other: str) -> set[str]:
    found = Pages.in_common(app, one, other)
    return {member for member in found if not app.setting(member, "hibernated")}


# -- counts, posts, buttons ---------------------------------------------------------------------


def _plus_too_late(app: Pages, number: int) -> str:
    most = app.limits.count_shown_up_to
    return f"{most}+" if number > most else str(number)


def _plus_too_early(app: Pages, number: int) -> str:
    most = app.limits.count_shown_up_to
    return f"{most}+" if number >= most - 1 else str(number)


def _everybody_counted(app: Pages, member: str) -> int:
    return app.friend_count(member)


def _resting_follows_count(app: Pages, member: str) -> int:
    query = """
        SELECT COUNT(*) FROM follows JOIN members ON members.id = follows.follower
        WHERE follows.followee = ? AND NOT members.hibernated
    """
    return int(app.one(query, member))


def _followers_see(app: Pages, viewer: str, post: str) -> bool:
    query = "SELECT author FROM posts WHERE id = ? AND audience = 'CONNECTIONS'"
    author = app.one(query, post)
    return Pages.sees(app, viewer, post) or (author is not None and app.follows(viewer, author))


def _own_posts_fed(app: Pages, viewer: str) -> set[str]:
    own = app.column("SELECT id FROM posts WHERE author = ?", viewer)
    return Pages.home(app, viewer) | set(own)


def _follow_feeds_back(app: Pages, viewer: str, author: str) -> bool:
    return Pages.gets(app, viewer, author) or app.follows(author, viewer)


def _hears_the_blocked(app: Pages, viewer: str, member: str, post: str, *rest: Any) -> bool:
    did, second = rest
    commented = did == "COMMENT" and member in second and app.sees(member, post)
    return commented or Pages.counts(app, viewer, member, post, did, second)


def _groups_added(app: Pages, member: str, groups: Iterable[str]) -> bool:
    before = app.column("SELECT name FROM member_groups WHERE member = ?", member)
    rows = [(member, name) for name in groups]
    app.db.executemany("INSERT OR IGNORE INTO member_groups VALUES (?, ?)", rows)
    return set(before) != set(groups)


def _always_connect(
    app: Pages, viewer: str, owner: str, at: datetime
) -> tuple[str | None, str | None, list[str]]:
    shown = Pages.profile_buttons(app, viewer, owner, at)
    stranger = viewer != owner and app.is_open(viewer, owner)
    return ("CONNECT", *shown[1:]) if stranger else shown


KNOWN_BUGS = (
    KnownBug("crossing invitations", "A1", "crossing invitations",
          "Both had invited the other, and both invitations stayed pending.",
          {"is_open": _crossing}),
    KnownBug("no cool-down", "A5", "withdrawn",
          "Somebody withdrew and invited again, every day.",
          {"is_cooling_down": _no_cooldown}),
    KnownBug("cool-down for both", "A5", "withdrawn",
          "She withdrew her invitation, and now he cannot invite her.",
          {"is_cooling_down": _cooldown_for_both}),
    KnownBug("cool-down a second longer", "A5", "withdrawn",
          "It said three weeks, and after three weeks to the second it still said no.",
          {"is_cooling_down": _cooldown_a_second_longer}),
    KnownBug("follow lost on ignore", "A3", "ignored",
          "My invitation was ignored, and their posts are gone from my feed.",
          {"ignore": _ignore_unfollows}),
    KnownBug("“I don't know” forgotten", "A4", "unknown",
          "I had said that I don't know him; after a block and an unblock he invited me again.",
          {"unblock": _unblock_forgets}),
    KnownBug("withdrawal gives an invitation back", "L2", "week full",
          "Bots invite and withdraw all week and never reach the limit.",
          {"withdraw": _withdraw_gives_back}),
    KnownBug("ignored invitations do not count", "L2", "week full",
          "The more people ignore his invitations, the more he may send.",
          {"ignore": _ignored_gives_back}),
    KnownBug("week counted from midnight", "L2", "week full",
          "A week after my invitations I was still told to wait, until the next day.",
          {"sent_lately": _week_by_day}),
    KnownBug("note counted in bytes", "L4", "long notes",
          "My note of 150 letters in Greek is too long, they say.",
          {"note_fits": _bytes_counted}),
    KnownBug("notes counted over 30 days", "L5", "notes used up",
          "It is the first of the month, and my notes are still used up.",
          {"notes_lately": _notes_in_30_days}),
    KnownBug("notes counted by the local month", "L5", "notes used up",
          "Members in Tokyo get their notes back nine hours before everybody else.",
          {"notes_lately": _notes_in_local_month}),
    KnownBug("no flags", "L3", "flagged",
          "Dozens say that they don't know him, and he goes on inviting.",
          {"ignore": _never_flagged}),
    KnownBug("a flag leaves with the member who set it", "L3", "flagged",
          "One of those who don't know him deleted her account, and he invites strangers again.",
          {"sign_off": _flags_leave}),
    KnownBug("only the sender's cap", "L1", "at the cap",
          "My profile is full and invitations still come in.",
          {"is_full": _sender_full}, SMALL),
    KnownBug("expires a second late", "A6", "expiring",
          "The nightly job leaves those from exactly half a year ago for the next night.",
          {"expire": _expires_late}),
    KnownBug("first date kept", "A6", "expiring",
          "I had invited him before, and my second invitation expired after a few days.",
          {"invite": _first_date_kept}),
    KnownBug("half a friendship", "F1", "crossing invitations",
          "She is in my list, I am not in hers.",
          {"befriend": _one_row}),
    KnownBug("unfollow disconnects", "A8", "parting",
          "I only wanted to see less of him, and we are no longer connected.",
          {"unfollow": _unfollow_unfriends}),
    KnownBug("follows outlive the connection", "A10", "parting",
          "I removed the connection and still get all her posts.",
          {"disconnect": _follows_stay}),
    KnownBug("removing a follower unfollows", "A9", "follows alone",
          "I removed him from my followers and stopped following him, too.",
          {"remove_follower": _both_removed}),
    KnownBug("resting follow forgotten", "F8", "audience",
          "I let only connections follow for a day, and all my followers were gone for good.",
          {"update_profile": _follows_pruned}),
    KnownBug("ghost of a member", "A14", "leaving",
          "Somebody who left is still in my list.",
          {"sign_off": _ghost_requests}),
    KnownBug("block of a name", "A14", "leaving",
          "I deleted my account, came back, and somebody had already blocked me.",
          {"sign_off": _blocks_outlive, "block_list": _blocked_members}),
    KnownBug("dead request after a block", "F5", "blocked while pending",
          "I blocked him, and his invitation is still there with a button that does nothing.",
          {"close_request": _requests_stay}),
    KnownBug("unblock reconnects", "A12", "blocked while connected",
          "I unblocked an old contact, and we were connected again without a word.",
          {"unblock": _unblock_reconnects}),
    KnownBug("block at once again", "A11", "blocked while pending",
          "He blocks and unblocks me all day, and I get a message each time.",
          {"may_block": _blocks_at_once}),
    KnownBug("pending counts as connected", "D2", "crossing invitations",
          "She is shown as 1st, but has not accepted.",
          {"distance": _pending_is_first}),
    KnownBug("ended ties count", "D2", "blocked while connected",
          "The one who blocked me is still shown as 1st.",
          {"distance": _ever_accepted}),
    KnownBug("oneself suggested", "D5", "crossing invitations",
          "The app thinks that I may know myself.",
          {"suggestions": _suggests_oneself}),
    KnownBug("blocker suggested", "D5", "second degree",
          "The app suggests that I may know the one who blocked me.",
          {"suggestions": _suggests_blockers}),
    KnownBug("suggestions by name", "D5", "ranked",
          "We have twelve contacts in common, and she is on the last page of my suggestions.",
          {"suggestions": _suggests_by_name}),
    KnownBug("hibernated not mutual", "D3", "second degree",
          "He paused his account, and she and I have no contact in common any more.",
          {"in_common": _awake_in_common}),
    KnownBug("500 shown as 500", "L6", "many connections",
          "With 500 connections I see “500”, with 501 “500+”.",
          {"count_shown": _plus_too_late}),
    KnownBug("499 shown as 500+", "L6", "many connections",
          "I have 499 connections and others see “500+”.",
          {"count_shown": _plus_too_early}),
    KnownBug("hibernated counted", "P3", "hibernated",
          "My number of connections includes people whose accounts are asleep.",
          {"connections_counted": _everybody_counted}),
    KnownBug("resting follows counted", "F8", "audience",
          "I let only connections follow, and my number of followers stayed as it was.",
          {"followers_counted": _resting_follows_count}),
    KnownBug("followers see posts for connections", "V4", "follows alone",
          "A post for my connections was read by somebody who just follows me.",
          {"sees": _followers_see}),
    KnownBug("group left in name only", "V5", "settings",
          "He left our group a year ago and still reads what we post there.",
          {"set_groups": _groups_added}),
    KnownBug("comments across a block", "W5", "blocked commenter",
          "I blocked him, and my feed is full of what he comments on.",
          {"counts": _hears_the_blocked}),
    KnownBug("own posts fed", "W7", "nobody has done anything",
          "My feed is full of my own posts.",
          {"home": _own_posts_fed}),
    KnownBug("a follow feeds back", "W10", "follows alone",
          "Somebody followed me, and now I get their posts.",
          {"gets": _follow_feeds_back}),
    KnownBug("a dead CONNECT button", "B12", "withdrawn",
          "There is a Connect button, but pressing it gives an error.",
          {"profile_buttons": _always_connect}),
)  # fmt: skip
