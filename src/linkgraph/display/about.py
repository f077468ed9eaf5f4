"""What the interactive picture says about a member: how far, through whom, which button."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linkgraph.display.text import button_name, counted, label
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.buttons import profile_actions
from linkgraph.rules.degrees import Degree, degree, introductions
from linkgraph.rules.followers import effective_followers
from linkgraph.rules.policy import Policy

_FAR = {
    Degree.FIRST: "1st degree (D1)",
    Degree.SECOND: "2nd degree (D1)",
    Degree.THIRD: "3rd degree (D1)",
    Degree.OUT_OF_NETWORK: "out of network (D1)",
}


def about(
    graph: LinkGraph[Any], ego: Any, member: Any, at: datetime, policy: Policy
) -> list[tuple[str, str]]:
    """Return (what, sentence) pairs about `member` as the ego sees them, all plain text."""
    facts = graph._facts
    followers = len(effective_followers(facts, facts.member_index.index(member)))
    figures = (
        f"{counted(graph.connection_count(member), 'connection')}, {counted(followers, 'follower')}"
    )
    if member == ego:
        return [("in the middle", figures)]
    found = [("distance", _FAR[degree(graph, ego, member)]), ("network", figures)]
    chains = introductions(graph, ego, member)
    if chains and len(chains[0]) > 2:
        more = f"\nand {counted(len(chains) - 1, 'other way')}" if len(chains) > 1 else ""
        found.append(("introduction (D4)", " – ".join(map(label, chains[0])) + more))
    found.append(("follows (F2)", "\n".join(_follows(graph, ego, member))))
    found += _standing(graph, ego, member)
    actions = profile_actions(graph, ego, member, at=at, policy=policy)
    shown = [button_name(button.name) for button in actions.buttons]
    found.append((f"buttons ({actions.row})", ", ".join(shown)))
    for button, verdict in actions.missing.items():
        why = "\n".join(map(str, verdict.reasons))
        found.append((f"no {button.name.lower()}", why))
    return found


def _follows(graph: LinkGraph[Any], ego: Any, member: Any) -> list[str]:
    return [
        f"{label(one)} {'follows' if graph.is_following(one, other) else 'does not follow'} "
        f"{label(other)}"
        for one, other in ((ego, member), (member, ego))
    ]


def _standing(graph: LinkGraph[Any], ego: Any, member: Any) -> list[tuple[str, str]]:
    """Return what is pending or blocked between the two."""
    found: list[tuple[str, str]] = []
    for one, other in ((ego, member), (member, ego)):
        invitation = graph.invitation(one, other)
        if invitation is not None:
            sent = f"{label(one)} to {label(other)}, {invitation.sent_at:%Y-%m-%d}"
            found.append(("invitation (F4)", sent))
        if graph.has_blocked(one, other):
            found.append(("block (F5)", f"{label(one)} has blocked {label(other)}"))
    return found
