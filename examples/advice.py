"""Follow or connect? The guide's advice to one member about nine others (G1 to G10).

python examples/advice.py
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import linkgraph as lg

try:
    from examples.tables import show
except ImportError:  # run as a script
    from tables import show

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
VIEWER = "Ana"
CIRCLE = ["Bo", "Cy", "Di", "Ed", "Flo"]  # Ana's connections, all connected to Gus

# Facts that are not in any graph.
SIGNALS = {
    "Ivy": lg.Signals(relation=lg.Relation.CLIENT),
    "Jo": lg.Signals(stated_policy=lg.StatedPolicy.KNOWN_ONLY, replies_to_strangers=False),
    "Kim": lg.Signals(engagements=4, replies_to_strangers=True),
}


def a_network() -> lg.LinkGraph[str]:
    """Return Ana's circle, and the people she asks about."""
    connections = [(VIEWER, friend) for friend in CIRCLE]
    connections += [(friend, "Gus") for friend in CIRCLE]
    connections += [("Bo", "Cy"), ("Bo", "Ivy"), ("Cy", "Ivy"), ("Lou", "Max")]
    fans = [(f"fan {number}", "Hal") for number in range(1, 25)]
    graph = lg.LinkGraph.from_edges(
        connections=[*connections, ("Hal", "Max")],
        follows=fans,
        members=[VIEWER, *CIRCLE, "Gus", "Hal", "Ivy", "Jo", "Kim", "Lou", "Max"],
    )
    profiles = {
        "Lou": lg.Profile(primary_button=lg.Button.FOLLOW, joined=date(2019, 6, 1)),
        "Ivy": lg.Profile(joined=date(2008, 3, 1)),
        VIEWER: lg.Profile(employer="Acme"),
        "Max": lg.Profile(employer="Acme", joined=date(2015, 9, 1)),
    }
    for member, profile in profiles.items():
        graph = graph.with_profile(member, profile)
    actions = [
        lg.Invite("Max", VIEWER, at=NOW),
        lg.Invite(VIEWER, "fan 1", at=NOW, note="Have we met?"),
        lg.Ignore("fan 1", VIEWER, at=NOW, unknown=True),
    ]
    for action in actions:
        graph = lg.apply(graph, action)
    return graph


def report() -> str:
    """Return the text that the example prints."""
    graph = a_network()
    reasons: list[tuple[object, ...]] = []
    introductions: list[tuple[object, ...]] = []
    for member in ["Bo", "Max", "Ivy", "Jo", "Lou", "Hal", "Gus", "Kim", "fan 2"]:
        signals = SIGNALS.get(member, lg.Signals())
        advice = lg.follow_or_connect(graph, VIEWER, member, signals, at=NOW)
        recommendation = advice.recommendation.name.replace("_", " ").lower()
        for position, reason in enumerate(advice.reasons):
            reasons.append(("" if position else member, "" if position else recommendation, reason))
        for position, clue in enumerate(advice.clues[:-1]):
            reasons.append(("", "", f"{'' if position else 'clue: '}{clue}"))
        if advice.recommendation is lg.Recommendation.CONNECT:
            chain = " → ".join(advice.introduction or ()) or "none"
            note = "attach one" if advice.attach_note else "none left this month"
            introductions.append((member, note, chain, f"{advice.flags} of {advice.flag_limit}"))
    closing = lg.follow_or_connect(graph, VIEWER, "Kim", at=NOW).clues[-1].code.value
    return "\n\n\n".join(
        [
            f"{graph!r}, as {VIEWER} sees it",
            show(
                "Follow or connect?",
                ("member", "advice", "reasons, the deciding one first"),
                reasons,
            ),
            show("How to connect", ("with", "note", "introduction", "flags"), introductions),
            f"In any case: {closing}.",
        ]
    )


if __name__ == "__main__":
    print(report())
