"""Step 1: where members work and went to school."""

from __future__ import annotations

import attrs
import numpy as np

from linkgraph.synthetic.assumptions import Assumptions
from linkgraph.synthetic.draws import Draws, Whole


@attrs.frozen(eq=False)
class Communities:
    """A partition of the members: who is in which community.

    Attributes
    ----------
    of
        int64, shape (members,): the community of each member.
    members
        int64, shape (members,): the members, those of one community side by side.
    bounds
        int64, shape (communities + 1,): where each community starts and ends there.
    """

    of: Whole
    members: Whole
    bounds: Whole

    @classmethod
    def from_labels(cls, of: Whole) -> Communities:
        """Sort the members by their community."""
        members = np.argsort(of, kind="stable")
        numbers = np.arange(int(of.max(initial=-1)) + 2)
        return cls(of, members, of[members].searchsorted(numbers))

    @property
    def sizes(self) -> Whole:
        """How many members each community has."""
        return np.diff(self.bounds)


@attrs.frozen(eq=False)
class Places:
    """All communities of one network."""

    employers: Communities
    teams: Communities  # each part of one employer
    classes: Communities  # one year of one school
    anywhere: Communities  # everybody


def settle(size: int, assume: Assumptions, draws: Draws) -> Places:
    """Give every member an employer and a team there, a school and a year there."""
    employers, teams = _jobs(size, assume, draws)
    school = scattered(size, assume.school_size, draws)
    years = int(assume.school_years)
    year = draws.below(years, size)
    return Places(
        employers,
        teams,
        Communities.from_labels(school * years + year),
        Communities.from_labels(np.zeros(size, np.int64)),
    )


def _jobs(size: int, assume: Assumptions, draws: Draws) -> tuple[Communities, Communities]:
    """Return employers and their teams."""
    employer = scattered(size, assume.employer_size, draws)
    employers = Communities.from_labels(employer)
    teams = np.ceil(employers.sizes / assume.team_size).astype(np.int64)
    first = np.cumsum(teams) - teams
    team = first[employer] + draws.below(teams[employer], size)
    return employers, Communities.from_labels(team)


def scattered(size: int, mean: float, draws: Draws) -> Whole:
    """Return for each of so many members a community, of this mean size and a heavy tail."""
    sums = np.cumsum(draws.tailed(max(1, round(size / mean))))
    return draws.weighted(sums, size)
