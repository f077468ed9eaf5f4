"""Every public question, so that the same can be asked in threads and under hash seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import attrs
import numpy as np

import linkgraph as lg

Questions = dict[str, Callable[[], Any]]


@attrs.frozen(eq=False)
class Scene:
    """The subjects of the questions."""

    graph: lg.LinkGraph[Any]
    history: lg.History[Any]
    posts: list[lg.Post[Any]]
    engagements: list[lg.Engagement[Any]]
    at: datetime
    some: list[Any]  # the members who are asked about, each with each


def questions(scene: Scene) -> Questions:
    """Return every question, by a name."""
    found: Questions = {}
    for kind in (_of_the_whole, _of_one, _of_two, _of_posts, _of_time):
        found |= kind(scene)
    return found


def answered(value: Any) -> Any:
    """Return an answer as plain data that keeps order and type."""
    if isinstance(value, lg.MemberSet):
        return "members", list(value)
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.tolist()
    if isinstance(value, Mapping):
        return type(value).__name__, [(key, answered(each)) for key, each in value.items()]
    if isinstance(value, lg.LinkGraph):
        return repr(value), list(value), lg.diff(lg.LinkGraph(), value)
    return repr(value), value


def _of_the_whole(scene: Scene) -> Questions:
    graph = scene.graph
    return {
        "members": lambda: graph.members,
        "iter": lambda: list(graph),
        "len": lambda: len(graph),
        "repr": lambda: repr(graph),
        "hash": lambda: hash(graph) == hash(graph.compact()),
        "==": lambda: graph == graph.compact(),
        "diff": lambda: lg.diff(scene.history.start, graph),
        "compact": lambda: graph.compact(),
        "RULES": lambda: [str(rule) for rule in lg.RULES.values()],
    }


def _of_one(scene: Scene) -> Questions:
    graph, at = scene.graph, scene.at
    since, posts, engagements = at - timedelta(days=30), scene.posts, scene.engagements
    asked: dict[str, Callable[[Any], Any]] = {
        "connections_of": graph.connections_of,
        "following": graph.following,
        "followers": graph.followers,
        "counts": lambda m: [
            count(m)
            for count in (graph.connection_count, graph.follower_count, graph.following_count)
        ],
        "invitations": lambda m: (graph.invitations_to(m), graph.invitations_from(m)),
        "profile": graph.profile,
        "degrees": lambda m: lg.degrees(graph, m),
        "network": lambda m: [list(lg.network(graph, m, degree)) for degree in lg.Degree],
        "people_you_may_know": lambda m: lg.people_you_may_know(graph, m),
        "feed": lambda m: lg.feed(graph, m, posts, engagements),
        "profile_buttons": lambda m: lg.profile_buttons(graph, m, at=at),
        "active_followers": lambda m: lg.active_followers(graph, m, engagements, since=since),
        "network_health": lambda m: lg.network_health(graph, m, posts, engagements, since=since),
    }
    return _each(asked, [(member,) for member in scene.some])


def _of_two(scene: Scene) -> Questions:
    graph, at = scene.graph, scene.at
    asked: dict[str, Callable[[Any, Any], Any]] = {
        "ties": lambda a, b: (
            graph.is_connected(a, b), graph.is_following(a, b), graph.has_blocked(a, b),
            graph.invitation(a, b),
        ),
        "degree": lambda a, b: lg.degree(graph, a, b),
        "mutual_connections": lambda a, b: lg.mutual_connections(graph, a, b),
        "introductions": lambda a, b: lg.introductions(graph, a, b),
        "followed_by_connections": lambda a, b: lg.followed_by_connections(graph, a, b),
        "profile_actions": lambda a, b: lg.profile_actions(graph, a, b, at=at),
        "profile_view": lambda a, b: lg.profile_view(graph, a, b),
        "can_message": lambda a, b: lg.can_message(graph, a, b),
        "follow_or_connect": lambda a, b: lg.follow_or_connect(graph, a, b, at=at),
        "check": lambda a, b: [lg.check(graph, action) for action in _actions(a, b, at)],
        "apply": lambda a, b: [
            lg.apply(graph, action) for action in _actions(a, b, at) if lg.check(graph, action)
        ],
    }  # fmt: skip
    return _each(asked, list(permutations(scene.some, 2)))


def _actions(a: Any, b: Any, at: datetime) -> list[lg.Action[Any]]:
    return [
        lg.Invite(a, b, at=at),
        lg.Accept(a, b, at=at),
        lg.Follow(a, b, at=at),
        lg.Unfollow(a, b, at=at),
        lg.Disconnect(a, b, at=at),
        lg.Block(a, b, at=at),
        lg.UpdateProfile(a, at=at, groups={"chess", "go", b}),
    ]


def _of_posts(scene: Scene) -> Questions:
    graph, engagements = scene.graph, scene.engagements
    asked: dict[str, Callable[[Any], Any]] = {
        "audience": lambda post: lg.audience(graph, post),
        "reach": lambda post: lg.reach(graph, post, engagements),
        "seen by": lambda post: [
            (lg.can_see(graph, m, post), lg.can_comment(graph, m, post)) for m in scene.some
        ],
        "feed_verdict": lambda post: [
            lg.feed_verdict(graph, member, post, engagements) for member in scene.some
        ],
    }
    return _each(asked, [(post,) for post in scene.posts])


def _of_time(scene: Scene) -> Questions:
    history = scene.history
    times = sorted({action.at for action in history})
    policies = [lg.CURRENT, lg.CONNECT_ONLY, lg.policy_on(scene.at.date())]
    return {
        f"as_of {at} {number}": lambda at=at, policy=policy: lg.as_of(  # type: ignore[misc]
            history, at, policy, refused="skip"
        )
        for at in times[:: max(1, len(times) // 12)]
        for number, policy in enumerate(policies)
    } | {
        f"replay {number}": lambda policy=policy: lg.replay(history, policy, refused="skip")  # type: ignore[misc]
        for number, policy in enumerate(policies)
    }


def _each(asked: dict[str, Callable[..., Any]], cases: list[tuple[Any, ...]]) -> Questions:
    return {
        f"{name} {case!r}": lambda ask=ask, case=case: ask(*case)  # type: ignore[misc]
        for name, ask in asked.items()
        for case in cases
    }
