"""The app's own rules: invitations, connections, follows, blocks and settings in one database.

Of linkgraph the app knows only the numbers in a `Policy`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from examples.sqlite_backend.schema import SCHEMA
from linkgraph import Policy

WEEK = 7 * 24 * 3600


def seconds(moment: datetime) -> int:
    """Return a time as the app stores it."""
    return int(moment.timestamp())


class App:
    """Members, friendships, requests, follows and blocks in one database.

    A method for an action returns whether the action was done; `limits` holds the numbers.
    """

    def __init__(self, limits: Policy) -> None:
        self.db: sqlite3.Connection = sqlite3.connect(":memory:", isolation_level=None)
        self.limits: Policy = limits

    def __del__(self) -> None:
        self.db.close()  # it is in memory: nothing is left to keep

    def start(self, members: Iterable[str]) -> None:
        """Empty every table and sign these members up."""
        self.db.executescript(SCHEMA)
        self.db.executemany("INSERT INTO members (id) VALUES (?)", [(name,) for name in members])

    # -- queries ----------------------------------------------------------------------------

    def rows(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement with values for its marks: ``?`` in turn, or ``?1``, ``?2`` by number."""
        if "?1" not in statement:
            return self.db.execute(statement, values)
        # a numbered mark is a name to Python, which wants names by name from 3.12 on
        return self.db.execute(statement, {str(at): value for at, value in enumerate(values, 1)})

    def run(self, statement: str, *values: Any) -> int:
        """Change rows and return their number."""
        return self.rows(statement, *values).rowcount

    def one(self, query: str, *values: Any) -> Any:
        """Return the first column of the first row, or `None`."""
        row = self.rows(query, *values).fetchone()
        return None if row is None else row[0]

    def column(self, query: str, *values: Any) -> list[Any]:
        """Return the first column of every row."""
        return [row[0] for row in self.rows(query, *values)]

    # -- facts ------------------------------------------------------------------------------

    def setting(self, member: str, name: str) -> Any:
        """Return a setting of a member's profile."""
        return self.one(f"SELECT {name} FROM members WHERE id = ?", member)  # noqa: S608 RUF100  # `name` is a column

    def know(self, members: Iterable[str]) -> bool:
        """Return whether all of these are members."""
        query = "SELECT 1 FROM members WHERE id = ?"
        return all(self.one(query, member) is not None for member in members)

    def are_friends(self, one: str, other: str) -> bool:
        """Return whether two members are connected."""
        query = "SELECT 1 FROM friendships WHERE member = ? AND friend = ?"
        return self.one(query, one, other) is not None

    def follows(self, follower: str, followee: str) -> bool:
        """Return whether a follow is stored."""
        query = "SELECT 1 FROM follows WHERE follower = ? AND followee = ?"
        return self.one(query, follower, followee) is not None

    def is_pending(self, sender: str, recipient: str) -> bool:
        """Return whether a request is open."""
        query = "SELECT 1 FROM requests WHERE sender = ? AND recipient = ? AND status = 'pending'"
        return self.one(query, sender, recipient) is not None

    def blocks(self, blocker: str, blocked: str) -> bool:
        """Return whether a block stands."""
        query = "SELECT 1 FROM blocks WHERE blocker = ? AND blocked = ? AND lifted_at IS NULL"
        return self.one(query, blocker, blocked) is not None

    def apart(self, one: str, other: str) -> bool:
        """Return whether either blocks the other."""
        return self.blocks(one, other) or self.blocks(other, one)

    def admits(self, followee: str, follower: str) -> bool:
        """Return whether the followee's audience admits a follower."""
        everyone = self.setting(followee, "follow_audience") == "EVERYONE"
        return everyone or self.are_friends(followee, follower)

    def friend_count(self, member: str) -> int:
        """Return the number of connections of a member, hibernated ones included."""
        return int(self.one("SELECT COUNT(*) FROM friendships WHERE member = ?", member))

    def is_full(self, *members: str) -> bool:
        """Return whether one of these members is at the connection cap."""
        return any(self.friend_count(member) >= self.limits.connection_cap for member in members)

    def distance(self, viewer: str, member: str) -> int | None:
        """Return the steps between two members, up to three, or `None`."""
        steps: int | None = self.one(
            """
            WITH RECURSIVE reached (member, steps) AS (
                SELECT ?, 0
                UNION
                SELECT friendships.friend, reached.steps + 1
                FROM reached JOIN friendships ON friendships.member = reached.member
                WHERE reached.steps < 3
            )
            SELECT MIN(steps) FROM reached WHERE member = ?
            """,
            viewer,
            member,
        )
        return steps

    # -- writing ----------------------------------------------------------------------------

    def befriend(self, one: str, other: str) -> None:
        """Store a friendship, both rows."""
        self.run("INSERT INTO friendships VALUES (?, ?), (?, ?)", one, other, other, one)

    def unfriend(self, one: str, other: str) -> bool:
        """Delete a friendship, both rows."""
        delete = "DELETE FROM friendships WHERE (member, friend) IN (VALUES (?, ?), (?, ?))"
        return self.run(delete, one, other, other, one) > 0

    def add_follow(self, follower: str, followee: str) -> None:
        """Store a follow, unless it is there."""
        self.run("INSERT OR IGNORE INTO follows VALUES (?, ?)", follower, followee)

    def drop_follow(self, follower: str, followee: str) -> bool:
        """Delete a follow."""
        delete = "DELETE FROM follows WHERE follower = ? AND followee = ?"
        return self.run(delete, follower, followee) > 0

    def close_request(self, sender: str, recipient: str, status: str, at: datetime) -> bool:
        """End an open request."""
        close = """
            UPDATE requests SET status = ?, ended_at = ?
            WHERE sender = ? AND recipient = ? AND status = 'pending'
        """
        return self.run(close, status, seconds(at), sender, recipient) > 0

    # -- whether an invitation may be sent --------------------------------------------------

    def is_open(self, sender: str, recipient: str) -> bool:
        """Return whether the two are unrelated: no block, friendship or open request."""
        return not (
            self.apart(sender, recipient)
            or self.are_friends(sender, recipient)
            or self.is_pending(sender, recipient)
            or self.is_pending(recipient, sender)
        )

    def is_unwanted(self, sender: str, recipient: str) -> bool:
        """Return whether the recipient has said that they do not know the sender."""
        query = "SELECT 1 FROM requests WHERE sender = ? AND recipient = ? AND status = 'unknown'"
        return self.one(query, sender, recipient) is not None

    def is_cooling_down(self, sender: str, recipient: str, at: datetime) -> bool:
        """Return whether the sender withdrew a request to the recipient too recently."""
        query = """
            SELECT 1 FROM requests
            WHERE sender = ? AND recipient = ? AND status = 'withdrawn' AND ended_at > ?
        """
        since = seconds(at - self.limits.withdraw_cooldown)
        return self.one(query, sender, recipient, since) is not None

    def sent_lately(self, sender: str, at: datetime) -> int:
        """Return the number of requests that count for the week."""
        query = "SELECT COUNT(*) FROM sent WHERE sender = ? AND sent_at > ?"
        return int(self.one(query, sender, seconds(at) - WEEK))

    def notes_lately(self, sender: str, at: datetime) -> int:
        """Return the number of notes that count for the month."""
        month = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        query = "SELECT COUNT(*) FROM sent WHERE sender = ? AND with_note AND sent_at >= ?"
        return int(self.one(query, sender, seconds(month)))

    def note_fits(self, sender: str, note: str) -> bool:
        """Return whether a note is short enough."""
        premium = self.setting(sender, "tier") == "PREMIUM"
        limits = self.limits
        return len(note) <= (limits.note_length_premium if premium else limits.note_length_free)

    def may_write(self, sender: str, note: str, at: datetime) -> bool:
        """Return whether a note may go along."""
        if not self.note_fits(sender, note):
            return False
        premium = self.setting(sender, "tier") == "PREMIUM"
        return premium or self.notes_lately(sender, at) < self.limits.free_notes_per_month

    def week_is_full(self, sender: str, at: datetime) -> bool:
        """Return whether the sender has used up the week's invitations."""
        limit = self.limits.weekly_invitations
        return limit is not None and self.sent_lately(sender, at) >= limit

    def can_be_named(self, sender: str, recipient: str) -> bool:
        """Return whether the sender sees the recipient's full name."""
        if self.setting(recipient, "name_shown") == "FULL":
            return True
        steps = self.distance(sender, recipient)
        return steps is not None and steps <= 2

    def may_invite(
        self, sender: str, recipient: str, at: datetime, note: str | None, knows_email: bool
    ) -> bool:
        """Return whether an invitation may go."""
        if not self.is_open(sender, recipient) or self.is_unwanted(sender, recipient):
            return False
        if self.is_cooling_down(sender, recipient, at) or self.is_full(sender, recipient):
            return False
        if self.week_is_full(sender, at):
            return False
        if note and not self.may_write(sender, note, at):
            return False
        return knows_email or (
            self.setting(sender, "flags") < self.limits.flag_limit
            and self.setting(recipient, "invitations_from") == "EVERYONE"
            and self.can_be_named(sender, recipient)
        )

    # -- actions ----------------------------------------------------------------------------

    def invite(
        self, sender: str, recipient: str, at: datetime, note: str | None, knows_email: bool
    ) -> bool:
        """Ask to connect."""
        if not self.may_invite(sender, recipient, at, note, knows_email):
            return False
        now = seconds(at)
        new = "INSERT INTO requests (sender, recipient, sent_at) VALUES (?, ?, ?)"
        self.run(new, sender, recipient, now)
        self.run("INSERT INTO sent VALUES (?, ?, ?)", sender, now, bool(note))
        if self.limits.follow_on_invite and self.admits(recipient, sender):
            self.add_follow(sender, recipient)
        return True

    def accept(self, recipient: str, sender: str, at: datetime) -> bool:
        """Turn a request into a friendship."""
        if self.is_full(recipient, sender):
            return False
        if not self.close_request(sender, recipient, "accepted", at):
            return False
        self.befriend(recipient, sender)
        if self.limits.follow_on_accept:
            self.add_follow(recipient, sender)
            self.add_follow(sender, recipient)
        return True

    def ignore(self, recipient: str, sender: str, at: datetime, unknown: bool) -> bool:
        """End a request without an answer, or say that the sender is unknown."""
        status = "unknown" if unknown else "ignored"
        if not self.close_request(sender, recipient, status, at):
            return False
        self.run("UPDATE members SET flags = flags + ? WHERE id = ?", unknown, sender)
        return True

    def withdraw(self, sender: str, recipient: str, at: datetime, unfollow: bool) -> bool:
        """Take a request back."""
        if not self.close_request(sender, recipient, "withdrawn", at):
            return False
        if unfollow:
            self.drop_follow(sender, recipient)
        return True

    def expire(self, at: datetime) -> bool:
        """End every request that is old enough."""
        expire = """
            UPDATE requests SET status = 'expired', ended_at = ?
            WHERE status = 'pending' AND sent_at <= ?
        """
        return self.run(expire, seconds(at), seconds(at - self.limits.expire_after)) > 0

    def follow(self, follower: str, followee: str) -> bool:
        """Follow somebody."""
        if self.follows(follower, followee) or self.apart(follower, followee):
            return False
        if not self.admits(followee, follower):
            return False
        self.add_follow(follower, followee)
        return True

    def unfollow(self, follower: str, followee: str) -> bool:
        """Stop following somebody."""
        return self.drop_follow(follower, followee)

    def remove_follower(self, followee: str, follower: str) -> bool:
        """Make somebody stop following."""
        return self.drop_follow(follower, followee)

    def disconnect(self, member: str, other: str) -> bool:
        """End a friendship."""
        if not self.unfriend(member, other):
            return False
        if self.limits.unfollow_on_disconnect:
            self.drop_follow(member, other)
            self.drop_follow(other, member)
        return True

    def may_block(self, member: str, other: str, at: datetime) -> bool:
        """Return whether somebody may be blocked now."""
        lifted = "SELECT 1 FROM blocks WHERE blocker = ? AND blocked = ? AND lifted_at > ?"
        since = seconds(at - self.limits.reblock_cooldown)
        recently = self.one(lifted, member, other, since) is not None
        return not self.apart(member, other) and not recently

    def block(self, member: str, other: str, at: datetime) -> bool:
        """Block a member, and end every tie between the two."""
        if not self.may_block(member, other, at):
            return False
        self.unfriend(member, other)
        for one, two in ((member, other), (other, member)):
            self.drop_follow(one, two)
            self.close_request(one, two, "void", at)
        self.run("INSERT INTO blocks (blocker, blocked) VALUES (?, ?)", member, other)
        return True

    def unblock(self, member: str, other: str, at: datetime) -> bool:
        """Lift a block."""
        lift = """
            UPDATE blocks SET lifted_at = ?
            WHERE blocker = ? AND blocked = ? AND lifted_at IS NULL
        """
        return self.run(lift, seconds(at), member, other) > 0

    def update_profile(self, member: str, changes: Mapping[str, Any]) -> bool:
        """Change settings; `groups` is a set of names, the others are columns."""
        changed = 0
        for name, value in changes.items():
            if name == "groups":
                changed += self.set_groups(member, value)
            else:
                changed += self.run(
                    f"UPDATE members SET {name} = ? WHERE id = ? AND {name} IS NOT ?",  # noqa: S608 RUF100  # `name` is a column
                    value,
                    member,
                    value,
                )
        return changed > 0

    def set_groups(self, member: str, groups: Iterable[str]) -> bool:
        """Put a member in exactly these groups."""
        before = self.column("SELECT name FROM member_groups WHERE member = ?", member)
        if set(before) == set(groups):
            return False
        self.run("DELETE FROM member_groups WHERE member = ?", member)
        rows = [(member, name) for name in groups]
        self.db.executemany("INSERT INTO member_groups VALUES (?, ?)", rows)
        return True

    def sign_up(self, member: str) -> bool:
        """Add a member."""
        return self.run("INSERT OR IGNORE INTO members (id) VALUES (?)", member) > 0

    def sign_off(self, member: str) -> bool:
        """Delete a member and every row that names them."""
        for table, columns in (
            ("friendships", "member, friend"),
            ("requests", "sender, recipient"),
            ("sent", "sender"),
            ("follows", "follower, followee"),
            ("blocks", "blocker, blocked"),
            ("member_groups", "member"),
            ("posts", "author"),
            ("engagements", "member"),
        ):
            self.run(f"DELETE FROM {table} WHERE ? IN ({columns})", member)  # noqa: S608 RUF100  # from the list above
        return self.run("DELETE FROM members WHERE id = ?", member) > 0
