"""The pages of the app: lists, counts, buttons and the feed. Nothing of linkgraph is used here."""

from __future__ import annotations

from datetime import datetime

from examples.sqlite_backend.app import App

# a condition: ?1 is the author, or is not blocked and belongs to the audience
VISIBLE = """
    (posts.author = ?1 OR (
        NOT EXISTS (
            SELECT 1 FROM blocks WHERE lifted_at IS NULL
            AND (blocker, blocked) IN (VALUES (?1, posts.author), (posts.author, ?1))
        )
        AND CASE posts.audience
            WHEN 'ANYONE' THEN 1
            WHEN 'CONNECTIONS' THEN EXISTS (
                SELECT 1 FROM friendships WHERE member = ?1 AND friend = posts.author
            )
            ELSE EXISTS (
                SELECT 1 FROM member_groups WHERE member = ?1 AND name = posts.in_group
            )
        END
    ))
"""


class Pages(App):
    """The app with the pages that members look at."""

    def friends(self, member: str) -> set[str]:
        """Return a member's connections."""
        return set(self.column("SELECT friend FROM friendships WHERE member = ?", member))

    def followed_by(self, member: str) -> set[str]:
        """Return the members that a member follows, by stored follows."""
        return set(self.column("SELECT followee FROM follows WHERE follower = ?", member))

    def outbox(self, member: str) -> set[str]:
        """Return the recipients of open requests from a member."""
        query = "SELECT recipient FROM requests WHERE sender = ? AND status = 'pending'"
        return set(self.column(query, member))

    def inbox(self, member: str) -> set[str]:
        """Return the senders of open requests to a member."""
        query = "SELECT sender FROM requests WHERE recipient = ? AND status = 'pending'"
        return set(self.column(query, member))

    def block_list(self, member: str) -> set[str]:
        """Return the members that a member blocks."""
        query = "SELECT blocked FROM blocks WHERE blocker = ? AND lifted_at IS NULL"
        return set(self.column(query, member))

    def in_common(self, one: str, other: str) -> set[str]:
        """Return the connections that two members share."""
        return self.friends(one) & self.friends(other)

    def second_circle(self, member: str) -> dict[str, int]:
        """Return connections of connections, with the number of mutual ones."""
        rows = self.rows(
            """
            SELECT far.friend, COUNT(*) FROM friendships AS near
            JOIN friendships AS far ON far.member = near.friend
            WHERE near.member = ?1 AND far.friend <> ?1
            AND far.friend NOT IN (SELECT friend FROM friendships WHERE member = ?1)
            GROUP BY far.friend ORDER BY COUNT(*) DESC
            """,
            member,
        )
        return dict(rows.fetchall())

    def suggestions(self, member: str) -> list[str]:
        """Return people a member may know, most mutual connections first."""
        return [other for other in self.second_circle(member) if self.may_suggest(member, other)]

    def may_suggest(self, member: str, other: str) -> bool:
        """Return whether nothing stands between two members, and the other is awake."""
        ways = ((member, other), (other, member))
        return not (
            self.setting(other, "hibernated")
            or self.apart(member, other)
            or any(self.is_pending(*way) or self.is_unwanted(*way) for way in ways)
        )

    def group_fellows(self, member: str) -> list[str]:
        """Return people in the groups of a member, most shared groups first."""
        shared = self.rows(
            """
            SELECT theirs.member, COUNT(*) FROM member_groups AS own
            JOIN member_groups AS theirs ON theirs.name = own.name
            WHERE own.member = ?1 AND theirs.member <> ?1
            AND theirs.member NOT IN (SELECT friend FROM friendships WHERE member = ?1)
            GROUP BY theirs.member
            """,
            member,
        )
        ranked = sorted(
            (-number, -len(self.in_common(member, other)), other)
            for other, number in shared.fetchall()
            if self.may_suggest(member, other)
        )
        return [other for _, _, other in ranked]

    # -- counts -----------------------------------------------------------------------------

    def connections_counted(self, member: str) -> int:
        """Return the number of connections, less the hibernated ones."""
        query = """
            SELECT COUNT(*) FROM friendships JOIN members ON members.id = friendships.friend
            WHERE friendships.member = ? AND NOT members.hibernated
        """
        return int(self.one(query, member))

    def count_shown(self, number: int) -> str:
        """Return a count of connections as others read it."""
        most = self.limits.count_shown_up_to
        return f"{most}+" if number >= most else str(number)

    def connections_line(self, viewer: str, owner: str) -> str | None:
        """Return the number of connections on a profile."""
        if self.apart(viewer, owner):
            return None
        number = self.connections_counted(owner)
        return str(number) if viewer == owner else self.count_shown(number)

    def followers_counted(self, member: str) -> int:
        """Return the number of followers in force, less the hibernated ones."""
        query = """
            SELECT COUNT(*) FROM follows JOIN members ON members.id = follows.follower
            WHERE follows.followee = ?1 AND NOT members.hibernated AND (
                (SELECT follow_audience FROM members WHERE id = ?1) = 'EVERYONE'
                OR follows.follower IN (SELECT friend FROM friendships WHERE member = ?1)
            )
        """
        return int(self.one(query, member))

    def followers_line(self, viewer: str, owner: str) -> int | None:
        """Return the number of followers on a profile."""
        return None if self.apart(viewer, owner) else self.followers_counted(owner)

    # -- posts ------------------------------------------------------------------------------

    def sees(self, viewer: str, post: str) -> bool:
        """Return whether a viewer may see a post."""
        query = f"SELECT 1 FROM posts WHERE id = ?2 AND {VISIBLE}"  # noqa: S608 RUF100  # a constant
        return self.one(query, viewer, post) is not None

    def home(self, viewer: str) -> set[str]:
        """Return the posts in a viewer's feed."""
        query = f"SELECT id, author, kind, audience FROM posts WHERE author <> ?1 AND {VISIBLE}"  # noqa: S608 RUF100  # a constant
        second = self.second_circle(viewer)
        return {
            post
            for post, author, kind, audience in self.rows(query, viewer).fetchall()
            if audience == "GROUP" or self.is_fed(viewer, post, author, kind, second)
        }

    def is_fed(
        self, viewer: str, post: str, author: str, kind: str, second: dict[str, int]
    ) -> bool:
        """Return whether a post outside groups that the viewer may see is in their feed."""
        following, friend = self.gets(viewer, author), self.are_friends(viewer, author)
        if following and (friend or kind != "JOB_CHANGE"):
            return True
        if author in second and kind != "ARTICLE":
            return True
        engaged = "SELECT member, kind FROM engagements WHERE post = ? AND member <> ?"
        return any(
            self.counts(viewer, member, post, did, second)
            for member, did in self.rows(engaged, post, author).fetchall()
        )

    def gets(self, viewer: str, author: str) -> bool:
        """Return whether the viewer's follow of the author is in force."""
        return self.follows(viewer, author) and self.admits(author, viewer)

    def counts(self, viewer: str, member: str, post: str, did: str, second: dict[str, int]) -> bool:
        """Return whether an engagement of a member brings a post to the viewer."""
        if self.apart(viewer, member) or not self.sees(member, post):
            return False
        reposted = did == "REPOST" and self.limits.reposts_reach_followers
        spreads = self.are_friends(viewer, member) or reposted
        carried = self.gets(viewer, member) and spreads
        return carried or (did == "COMMENT" and member in second)

    # -- buttons ----------------------------------------------------------------------------

    def profile_buttons(  # one return for each state of a profile
        self, viewer: str, owner: str, at: datetime
    ) -> tuple[str | None, str | None, list[str]]:
        """Return the primary button of a profile, the secondary one, and the menu."""
        if viewer == owner:
            return "EDIT_PROFILE", None, []
        if self.apart(viewer, owner):
            return "UNAVAILABLE", None, ["UNBLOCK"] if self.blocks(viewer, owner) else []
        block = ["BLOCK"] if self.may_block(viewer, owner, at) else []
        followed = self.follows(viewer, owner)
        followable = self.admits(owner, viewer)
        follow = ["UNFOLLOW"] if followed else ["FOLLOW"] if followable else []
        in_front = "FOLLOWING" if followed else "FOLLOW" if followable else None
        full = self.is_full(viewer, owner)
        follow_first = full or self.setting(owner, "primary_button") == "FOLLOW"
        if self.are_friends(viewer, owner):
            return "MESSAGE", None, [*follow, "REMOVE_CONNECTION", *block]
        if self.is_pending(owner, viewer):
            menu = ["I_DONT_KNOW", *follow, *block]
            return ("IGNORE", None, menu) if full else ("ACCEPT", "IGNORE", menu)
        if self.is_pending(viewer, owner):
            if follow_first and in_front:
                return in_front, "MESSAGE", ["PENDING", *block]
            return "PENDING", "MESSAGE", [*follow, *block]
        if not self.may_invite(viewer, owner, at, None, knows_email=False):
            return (in_front, "MESSAGE", block) if in_front else ("MESSAGE", None, block)
        if in_front and follow_first:
            return in_front, "MESSAGE", ["CONNECT", *block]
        return "CONNECT", "MESSAGE", [*follow, *block]
