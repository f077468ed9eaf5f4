"""A backend that is the library itself: right by definition, and easy to break or to cut down."""

from __future__ import annotations

import linkgraph as lg
from linkgraph.testing import Backend


class Mirror(Backend):
    refusals = (lg.Refused,)
    policy = lg.CURRENT

    def reset(self, members):
        self.graph = lg.LinkGraph.from_edges(members=members)
        self.posts, self.engagements = {}, []

    def act(self, action):
        self.graph = lg.apply(self.graph, action, self.policy)
        if isinstance(action, lg.Leave):
            gone = action.member
            self.posts = {name: post for name, post in self.posts.items() if post.author != gone}
            self.engagements = [each for each in self.engagements if each.member != gone]

    def members(self):
        return list(self.graph)

    def connections_of(self, member):
        return list(self.graph.connections_of(member))

    def following(self, member):
        return set(self.graph.following(member))

    def invitations_from(self, member):
        return {sent.recipient for sent in self.graph.invitations_from(member)}

    def invitations_to(self, member):
        return {sent.sender for sent in self.graph.invitations_to(member)}

    def blocked_by(self, member):
        return {other for other in self.graph if self.graph.has_blocked(member, other)}

    def degree(self, viewer, member):
        return lg.degree(self.graph, viewer, member)

    def mutual_connections(self, one, other):
        return set(lg.mutual_connections(self.graph, one, other))

    def people_you_may_know(self, viewer):
        return [member for member, _ in lg.people_you_may_know(self.graph, viewer, None)]

    def people_in_groups(self, viewer):
        return [member for member, _ in lg.people_in_groups(self.graph, viewer, None)]

    def connection_count(self, viewer, owner):
        return lg.profile_view(self.graph, viewer, owner, policy=self.policy).connections

    def follower_count(self, viewer, owner):
        return lg.profile_view(self.graph, viewer, owner, policy=self.policy).followers

    def buttons(self, viewer, owner, at):
        shown = lg.profile_actions(self.graph, viewer, owner, at=at, policy=self.policy)
        primary, secondary = (each and each.name for each in (shown.primary, shown.secondary))
        return primary, secondary, tuple(each.name for each in shown.menu)

    def publish(self, posts, engagements):
        self.posts = {post.id: post for post in posts}
        self.engagements = engagements

    def can_see(self, viewer, post):
        return lg.can_see(self.graph, viewer, self.posts[post]).allowed

    def feed(self, viewer):
        posts = self.posts.values()
        fed = lg.feed(self.graph, viewer, posts, self.engagements, policy=self.policy)
        return {item.post.id for item in fed}
