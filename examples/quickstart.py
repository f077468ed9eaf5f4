"""A network with two kinds of tie, and the three questions that people ask about it.

    python examples/quickstart.py            the characters of Les Misérables
    python examples/quickstart.py FILE.gz    an edge list of your own

`les_miserables` and `read_network` decide which ties are connections and which are follows.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import networkx as nx

import linkgraph as lg

try:
    from examples.tables import show, words
except ImportError:  # run as a script
    from tables import show, words

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
HOSTILE_LAYERS = {"arguments", "antagonist"}  # ties that nobody would ask for
STARS = 3  # the number of members that all others follow, if an edge list has no one-way tie


def les_miserables() -> lg.LinkGraph[str]:
    """Return the characters of the novel, from networkx.

    Characters with three or more chapters in common are connected. With fewer chapters, the one
    that meets fewer characters follows the other.
    """
    novel = nx.les_miserables_graph()
    connections, follows = [], []
    for one, other, together in novel.edges(data="weight"):
        if together >= 3:
            connections.append((one, other))
        else:
            minor, major = sorted((one, other), key=lambda name: (novel.degree[name], name))
            follows.append((minor, major))
    return lg.LinkGraph.from_edges(connections=connections, follows=follows, members=novel)


def read_network(path: Path) -> lg.LinkGraph[str]:
    """Return the network of an edge list, gzip or plain.

    Lines are ``u v``, or ``layer u v weight`` for several kinds of tie. Comments at the beginning
    say which ties are directed (``# kind: directed``, ``# layer NAME directed``). An undirected
    tie, or a mutual pair of directed ones, is a connection. A one-way tie is a follow. If there is
    no one-way tie, all members follow the three with the most connections.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    directed: set[str] = set()
    connections: list[tuple[str, str]] = []
    arrows: set[tuple[str, str]] = set()
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.split()
            if line.startswith("# layer") and cells[3] == "directed":
                directed.add(cells[2])
            elif line.startswith("# kind: directed"):
                directed.add("")
            elif cells and not line.startswith("#"):
                layer, one, other = ("", *cells) if len(cells) == 2 else cells[:3]
                if one != other and layer not in HOSTILE_LAYERS:
                    if layer in directed:
                        arrows.add((one, other))
                    else:
                        connections.append((one, other))
    connections += [(one, other) for one, other in arrows if (other, one) in arrows]
    follows = sorted(pair for pair in arrows if pair[::-1] not in arrows)
    graph = lg.LinkGraph.from_edges(connections=sorted(connections), follows=follows)
    if follows:
        return graph
    stars = best_connected(graph)
    fans = [(member, star) for member in graph for star in stars if member != star]
    return graph.update(follow=fans)


def choose_roles(graph: lg.LinkGraph[str]) -> dict[str, str]:
    """Return a viewer with a median number of connections, and a member for each kind of tie."""
    connected = sorted((m for m in graph if graph.connections_of(m)), key=graph.connection_count)
    if not connected:
        raise SystemExit("this network has no connections")
    candidates = [*connected[len(connected) // 2 :], *connected]
    viewer = next((m for m in candidates if lg.people_you_may_know(graph, m, 1)), candidates[0])
    roles = {"viewer": viewer, "connection": next(iter(graph.connections_of(viewer)))}
    for member, _ in lg.people_you_may_know(graph, viewer, limit=1):
        roles["second degree"] = member
    followed_only = graph.following(viewer) - graph.connections_of(viewer)
    for member in [m for m in followed_only if m not in roles.values()][:1]:
        roles["followed only"] = member
    far = lg.network(graph, viewer, lg.Degree.THIRD) - graph.following(viewer)
    for member in [m for m in far if m not in roles.values()][:1]:
        roles["third degree"] = member
    return roles


def best_connected(graph: lg.LinkGraph[str]) -> list[str]:
    """Return the members with the most connections, in descending order."""
    return sorted(graph, key=graph.connection_count, reverse=True)[:STARS]


def report(name: str, graph: lg.LinkGraph[str]) -> str:
    """Return the text that the example prints."""
    roles = choose_roles(graph)
    viewer = roles.pop("viewer")
    connections, follows = graph.connection_count(viewer), graph.following_count(viewer)
    sections = [
        f"{name}: {graph!r}\n{viewer} has {connections} connections and follows {follows} members"
    ]

    sections.append(
        show(
            "How far apart are we?",
            ("member", "chosen as", "degree", "mutual connections"),
            (
                (
                    member,
                    role,
                    lg.degree(graph, viewer, member).name,
                    len(lg.mutual_connections(graph, viewer, member)),
                )
                for role, member in roles.items()
            ),
        )
    )

    posts = [lg.Post(f"by {member}", member) for member in roles.values()]
    last = posts[-1].author
    posts.append(lg.Post(f"of {last} for connections", last, audience=lg.Audience.CONNECTIONS))
    engagements = [lg.Engagement(roles["connection"], f"by {last}", lg.EngagementKind.REACTION)]
    lines: list[tuple[object, ...]] = []
    for post in posts:
        verdict = lg.feed_verdict(graph, viewer, post, engagements)
        for position, reason in enumerate(verdict.reasons):
            answer = "yes" if verdict else "no"
            lines.append(("" if position else post.id, "" if position else answer, reason))
    sections.append(
        show(
            f"Does this post reach me?  ({roles['connection']} reacted to the post by {last})",
            ("post", "fed", "why, or why not"),
            lines,
        )
    )

    sections.append(
        show(
            "Which button do I see?",
            ("on the profile of", "rule", "primary", "secondary", "menu"),
            (
                (member, b.row, words([b.primary]), words([b.secondary]), words(b.menu))
                for member in roles.values()
                for b in [lg.profile_actions(graph, viewer, member, at=MONDAY)]
            ),
        )
    )

    strangers = [member for role, member in roles.items() if role != "connection"]
    other = strangers[0] if strangers else roles["connection"]
    actions: list[lg.Action[str]] = [
        lg.Invite(viewer, other, at=MONDAY, note="Shall we connect?"),
        lg.Accept(other, viewer, at=MONDAY + timedelta(hours=2)),
    ]
    steps = []
    for action in actions:
        verdict = lg.check(graph, action)
        if verdict:
            graph = lg.apply(graph, action)
        buttons = lg.profile_actions(graph, viewer, other, at=action.at)
        steps.append(
            (
                type(action).__name__,
                "done" if verdict else str(verdict),
                lg.degree(graph, viewer, other).name,
                words([buttons.primary]),
            )
        )
    sections.append(
        show(
            f"{viewer} invites {other}, who accepts",
            ("action", "outcome", "degree", "button then"),
            steps,
        )
    )
    return "\n\n\n".join(sections)


def main(arguments: Sequence[str]) -> str:
    """Return the report about a file, or about the novel."""
    if arguments:
        path = Path(arguments[0])
        return report(path.name, read_network(path))
    return report("Les Misérables", les_miserables())


if __name__ == "__main__":
    print(main(sys.argv[1:]))
