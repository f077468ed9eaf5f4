"""The adapter: each question of the kit in the app's own words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

import linkgraph as lg
from examples.sqlite_backend.pages import Pages
from linkgraph.testing.adapter import Backend


class SqliteBackend(Backend):
    """The app under the kit.

    Parameters
    ----------
    policy
        Read for its numbers alone, as an app reads its settings: `CURRENT`, or one that
        differs from it in limits, spans and what an invitation or a connection follows.
    app
        The app, or one that differs from it.
    """

    def __init__(self, policy: lg.Policy = lg.CURRENT, *, app: type[Pages] = Pages) -> None:
        self.app: Pages = app(policy)

    def reset(self, members: Sequence[str]) -> None:
        """Start anew."""
        self.app.start(members)

    def act(self, action: lg.Action[str]) -> bool:  # noqa: C901, PLR0912  # one case for each action
        """Call what the app has for the action."""
        app, at = self.app, action.at
        match action:
            case lg.Invite(sender=sender, recipient=recipient, note=note, knows_email=email):
                return app.invite(sender, recipient, at, note, email)
            case lg.Accept(recipient=recipient, sender=sender):
                return app.accept(recipient, sender, at)
            case lg.Ignore(recipient=recipient, sender=sender, unknown=unknown):
                return app.ignore(recipient, sender, at, unknown)
            case lg.Withdraw(sender=sender, recipient=recipient, unfollow=unfollow):
                return app.withdraw(sender, recipient, at, unfollow)
            case lg.Follow(follower=follower, followee=followee):
                return app.follow(follower, followee)
            case lg.Unfollow(follower=follower, followee=followee):
                return app.unfollow(follower, followee)
            case lg.RemoveFollower(followee=followee, follower=follower):
                return app.remove_follower(followee, follower)
            case lg.Disconnect(member=member, other=other):
                return app.disconnect(member, other)
            case lg.Block(member=member, other=other):
                return app.block(member, other, at)
            case lg.Unblock(member=member, other=other):
                return app.unblock(member, other, at)
            case lg.UpdateProfile(member=member, changes=changes):
                return app.update_profile(member, {key: stored(value) for key, value in changes})
            case lg.Join(member=member):
                return app.sign_up(member)
            case lg.Leave(member=member):
                return app.sign_off(member)
            case _:
                return app.expire(at)

    def members(self) -> Collection[str]:
        """Return everybody."""
        return self.app.column("SELECT id FROM members")

    def connections_of(self, member: str) -> Collection[str]:
        """Return a member's connections."""
        return self.app.friends(member)

    def following(self, member: str) -> Collection[str]:
        """Return whom a member follows."""
        return self.app.followed_by(member)

    def invitations_from(self, member: str) -> Collection[str]:
        """Return a member's outbox."""
        return self.app.outbox(member)

    def invitations_to(self, member: str) -> Collection[str]:
        """Return a member's inbox."""
        return self.app.inbox(member)

    def blocked_by(self, member: str) -> Collection[str]:
        """Return whom a member blocks."""
        return self.app.block_list(member)

    def degree(self, viewer: str, member: str) -> int | None:
        """Return the steps between two."""
        return self.app.distance(viewer, member)

    def mutual_connections(self, one: str, other: str) -> Collection[str]:
        """Return common friends."""
        return self.app.in_common(one, other)

    def people_you_may_know(self, viewer: str) -> Sequence[str]:
        """Return suggestions."""
        return self.app.suggestions(viewer)

    def connection_count(self, viewer: str, owner: str) -> str | None:
        """Return the line on the profile."""
        return self.app.connections_line(viewer, owner)

    def follower_count(self, viewer: str, owner: str) -> int | None:
        """Return the line on the profile."""
        return self.app.followers_line(viewer, owner)

    def buttons(
        self, viewer: str, owner: str, at: datetime
    ) -> tuple[str | None, str | None, Sequence[str]]:
        """Return the buttons on the profile."""
        return self.app.profile_buttons(viewer, owner, at)

    def publish(
        self, posts: Sequence[lg.Post[str]], engagements: Sequence[lg.Engagement[str]]
    ) -> None:
        """Fill both tables."""
        rows = [
            (post.id, post.author, post.kind.name, "GROUP", post.audience.id)
            if isinstance(post.audience, lg.Group)
            else (post.id, post.author, post.kind.name, post.audience.name, None)
            for post in posts
        ]
        did = [(each.post_id, each.member, each.kind.name) for each in engagements]
        self.app.db.executemany("INSERT INTO posts VALUES (?, ?, ?, ?, ?)", rows)
        self.app.db.executemany("INSERT INTO engagements VALUES (?, ?, ?)", did)

    def can_see(self, viewer: str, post: str) -> bool:
        """Return whether a post shows."""
        return self.app.sees(viewer, post)

    def feed(self, viewer: str) -> Collection[str]:
        """Return the home page."""
        return self.app.home(viewer)


def stored(value: Any) -> Any:
    """Return a setting as its column holds it."""
    if isinstance(value, Enum):
        return value.name
    return value.isoformat() if isinstance(value, date) else value
