"""Sixteen years of one small network under the rules of each era (E1 to E5, E7).

    python examples/eras.py

The members do the same things on the same days under every policy. Each era allows a different part
of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import linkgraph as lg

try:
    from examples.tables import show, words
except ImportError:  # run as a script
    from tables import show, words

ERAS = {
    "2003 connect only": lg.CONNECT_ONLY,
    "2012 influencers": lg.INFLUENCERS,
    "2014 open follow": lg.OPEN_FOLLOW,
    "2018 follow first": lg.FOLLOW_FIRST,
    "2021 current": lg.CURRENT,
}
VIEWER = "Ana"
POSTS = [
    lg.Post("by Bo", "Bo"),  # a colleague
    lg.Post("by Cy", "Cy"),  # invited, has not answered
    lg.Post("by Dee", "Dee"),  # an influencer
    lg.Post("by Eve", "Eve"),  # an expert who asks to be followed
]
AUDIENCE = 120  # the number of members that a recruiter invites in one week


def on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=UTC)


def story() -> lg.History[str]:
    """Return the actions of sixteen years."""
    strangers = [f"Stranger {number}" for number in range(1, AUDIENCE + 1)]
    graph: lg.LinkGraph[str] = lg.LinkGraph.from_edges(
        members=["Ana", "Bo", "Cy", "Dee", "Eve", "Rex", *strangers]
    )
    monday = on(2021, 5, 3)
    return lg.History(
        [
            lg.Invite("Ana", "Bo", at=on(2005, 4, 4), note="We share an office!"),
            lg.Accept("Bo", "Ana", at=on(2005, 4, 5)),
            lg.UpdateProfile("Dee", at=on(2012, 10, 2), influencer=True),
            lg.Follow("Ana", "Dee", at=on(2012, 10, 3)),
            lg.Follow("Ana", "Eve", at=on(2014, 3, 3)),
            lg.UpdateProfile("Eve", at=on(2018, 11, 5), primary_button=lg.Button.FOLLOW),
            *(
                lg.Invite("Rex", name, at=monday + timedelta(minutes=number))
                for number, name in enumerate(strangers)
            ),
            lg.Invite("Ana", "Cy", at=on(2021, 6, 7)),
        ],
        start=graph,
    )


def in_words(action: lg.Action[str]) -> str:
    """Return an action in words."""
    return " ".join([type(action).__name__.lower(), *action.members])


def refusals(history: lg.History[str], policy: lg.Policy) -> list[tuple[str, str]]:
    """Return the actions that the policy refuses, grouped by the reasons."""
    actions: dict[str, list[str]] = {}
    graph = history.start
    for action in history:
        verdict = lg.check(graph, action, policy)
        if verdict:
            graph = lg.apply(graph, action, policy)
        else:
            actions.setdefault("; ".join(map(str, verdict.reasons)), []).append(in_words(action))
    return [(shortened(texts), reasons) for reasons, texts in actions.items()]


def shortened(texts: list[str]) -> str:
    """Return the first two of several texts, and the number of the others."""
    more = f" and {len(texts) - 2} more" if len(texts) > 2 else ""
    return ", ".join(texts[:2]) + more


def by_era(rows: Mapping[str, Iterable[tuple[object, ...]]]) -> list[tuple[object, ...]]:
    """Return the rows of all eras, each with its name on the first row."""
    return [
        ("" if position else era, *row)
        for era, group in rows.items()
        for position, row in enumerate(group)
    ]


def report(history: lg.History[str]) -> str:
    """Return the text that the example prints."""
    at = history.actions[-1].at + timedelta(days=1)
    graphs = {era: lg.replay(history, policy, refused="skip") for era, policy in ERAS.items()}
    totals, refused, fed, buttons = [], {}, {}, []
    for era, policy in ERAS.items():
        graph = graphs[era]
        connections = sum(map(graph.connection_count, graph)) // 2
        follows = sum(map(graph.following_count, graph))
        pending = sum(len(graph.invitations_from(member)) for member in graph)
        followed = ", ".join(graph.following(VIEWER)) or "nobody"
        totals.append((era, connections, follows, pending, followed))

        refused[era] = refusals(history, policy) or [("nothing", "")]

        verdicts = {post: lg.feed_verdict(graph, VIEWER, post, policy=policy) for post in POSTS}
        fed[era] = [
            (post.id, "yes", verdict.reasons[0]) if verdict else (post.id, "no", "no tie brings it")
            for post, verdict in verdicts.items()
        ]

        profiles = [
            lg.profile_actions(graph, VIEWER, p.author, at=at, policy=policy) for p in POSTS
        ]
        buttons.append((era, *(words([profile.primary]) for profile in profiles)))

    before, after = "2012 influencers", "2014 open follow"
    change = lg.diff(graphs[before], graphs[after])
    facts = [*(("+", fact) for fact in change.gained), *(("-", fact) for fact in change.lost)]
    sections = [
        f"One history, five eras: {history!r}",
        show(
            "The network at the end",
            ("rules of", "connections", "follows", "invitations", f"{VIEWER} follows"),
            totals,
        ),
        show(
            "Refused actions",
            ("rules of", "action", "reason"),
            by_era(refused),
        ),
        show(
            f"Does this post reach {VIEWER}, and why?",
            ("rules of", "post", "fed", "why"),
            by_era(fed),
        ),
        show(
            f"Which primary button does {VIEWER} see?",
            ("rules of", *(f"on {post.author}" for post in POSTS)),
            buttons,
        ),
        show(
            f"Changes from {before} to {after}",
            ("", "fact", "of"),
            ((sign, fact.kind.name.lower(), " → ".join(fact.members)) for sign, fact in facts),
        ),
    ]
    return "\n\n\n".join(sections)


if __name__ == "__main__":
    print(report(story()))
