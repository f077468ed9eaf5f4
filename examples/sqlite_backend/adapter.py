"""An app over the standard library's `sqlite3`, and its adapter for the conformance kit.

The app is written as most apps of its kind are: tables (`schema.py`), actions of members
(`app.py`), and pages that they look at (`pages.py`). It has its own implementation of the rules;
of linkgraph it knows only the numbers in a `Policy`. So this is an example of an adapter with all
questions answered, and it shows that the kit passes a correct backend. `known_bugs.py` breaks the
app in ways that users of real apps report; the tests check that the kit finds every bug.

Run it from the root of a checkout: ``python -m examples.sqlite_backend.adapter``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

import linkgraph as lg
from examples.sqlite_backend.pages import Pages
from linkgraph.testing import Backend, conformance


class SqliteBackend(Backend):
    """The adapter of the app.

    Parameters
    ----------
    policy
        The settings of the app: `CURRENT`, or a policy that differs from it in limits, spans, and
        the follows that an invitation or a connection brings.
    app
        The class of the app, or a subclass with a bug.
    """

    def __init__(self, policy: lg.Policy = lg.CURRENT, *, app: type[Pages] = Pages) -> None:
        self.app: Pages = app(policy)

    def reset(self, members: Sequence[str]) -> None:
        """Empty all tables and sign the members up."""
        self.app.start(members)

    def act(self, action: lg.Action[str]) -> bool:  # noqa: C901, PLR0912  # one case for each action
        """Call the method of the app for an action."""
        app, at = self.app, action.at
        if not isinstance(action, (lg.Join, lg.Leave)) and not app.know(action.members):
            return False
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
        """Return all members."""
        return self.app.column("SELECT id FROM members")

    def connections_of(self, member: str) -> Collection[str]:
        """Return a member's connections."""
        return self.app.friends(member)

    def following(self, member: str) -> Collection[str]:
        """Return the members that a member follows."""
        return self.app.followed_by(member)

    def invitations_from(self, member: str) -> Collection[str]:
        """Return a member's outbox."""
        return self.app.outbox(member)

    def invitations_to(self, member: str) -> Collection[str]:
        """Return a member's inbox."""
        return self.app.inbox(member)

    def blocked_by(self, member: str) -> Collection[str]:
        """Return the members on the block list."""
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

    def people_in_groups(self, viewer: str) -> Sequence[str]:
        """Return people in the same groups."""
        return self.app.group_fellows(viewer)

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
        """Fill the tables of posts and engagements."""
        rows = [
            (post.id, post.author, post.kind.name, "GROUP", post.audience.id)
            if isinstance(post.audience, lg.Group)
            else (post.id, post.author, post.kind.name, post.audience.name, None)
            for post in posts
        ]
        events = [(done.post_id, done.member, done.kind.name) for done in engagements]
        self.app.db.executemany("INSERT INTO posts VALUES (?, ?, ?, ?, ?)", rows)
        self.app.db.executemany("INSERT INTO engagements VALUES (?, ?, ?)", events)

    def can_see(self, viewer: str, post: str) -> bool:
        """Return whether a member may see a post."""
        return self.app.sees(viewer, post)

    def feed(self, viewer: str) -> Collection[str]:
        """Return the home page."""
        return self.app.home(viewer)


def stored(value: Any) -> Any:
    """Return a setting as it is stored in its column."""
    if isinstance(value, Enum):
        return value.name
    return value.isoformat() if isinstance(value, date) else value


if __name__ == "__main__":
    conformance(SqliteBackend)
