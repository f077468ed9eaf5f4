"""How many of the targets are met, and how far off the others are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from benchmarks.tables import table


@dataclass(frozen=True)
class Check:
    """One target, held against one figure."""

    what: str
    target: str
    figure: str
    share: float  # of the target that is reached: 1 and more is met
    against: str
    where: str

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.share >= 1


def summary(checks: list[Check]) -> str:
    """Return a table with a row for each target, from the one that is missed most often."""
    groups: dict[tuple[str, str], list[Check]] = {}
    for check in checks:
        groups.setdefault((check.what, check.target), []).append(check)

    def often(group: list[Check]) -> float:
        return sum(check.met for check in group) / len(group)

    rows = []
    for (what, target), group in sorted(groups.items(), key=lambda entry: often(entry[1])):
        missed = [check for check in group if not check.met]
        against = Counter(check.against for check in missed if check.against)
        worst = min(group, key=lambda check: check.share)
        rows.append([
            what,
            target,
            f"{len(group) - len(missed)} of {len(group)}",
            ", ".join(f"{name} {count}" for name, count in against.most_common()),
            f"{worst.figure} ({worst.where})",
        ])  # fmt: skip
    return table(["what", "target", "met", "missed against", "furthest off"], rows, left=2)
