"""The page of synthetic networks: steps and assumptions from the code, figures from a run."""

from __future__ import annotations

import json
from typing import Any

import attrs

from linkgraph.synthetic import NOW, STEPS, Assumptions

from .markdown import DOCS, code, page, section, table

FIGURES = "synthetic_networks.json"
LIKENESS = "LINKGRAPH_DATA=FOLDER python -m tests.real.likeness --write"

LEAD = f"""\
`linkgraph.professional_network(n, seed=7)` invents a network of `n` members, the integers from 0. \
Use it to try things out where no data is at hand ([the README](../README.md) shows how). The same \
`n`, seed and assumptions give the same network, byte for byte when pickled, on every machine and \
with every Python and NumPy. Its moment is {NOW:%Y-%m-%d %H:%M} UTC: nothing in it is later. It is \
not a sample of the real product, and all its members are invented."""

KEEPS = """\
The network keeps F1 to F9. A block rules out every other tie. Of two members, at most one invites \
the other; every invitation is recent enough to be pending (A6), and the limits L2 and L5 hold. \
Nobody exceeds the connection limit (L1). Members that allow only connections to follow have no \
other followers (F8). Of the past, the network remembers only the pending invitations: flags, \
withdrawals and bars are absent."""

STEPS_LEAD = """\
Each step has its own random numbers. An assumption that only a later step reads leaves all \
earlier steps alone: with other follows, the connections stay the same. Only integers, + - × ÷ and \
square roots are used, which every machine rounds alike."""

ASSUMED = """\
The defaults are guesses, chosen so that the figures below come near those of real networks. None \
of them is a figure of the real product. To use other figures, write \
`professional_network(n, seed=7, assume=linkgraph.Assumptions(mean_connections=12))`. The shares \
of connections add up to 1 at most; the remaining connections are between people who met by \
chance. If a team or a year is too small for its share, closure makes up for it."""

BESIDE = """\
The tables compare synthetic networks (seed 7, default assumptions) with real ones of 300 members \
or more; the sources are named below. A bold figure lies outside the range of the real networks. \
Members and means are not compared, since they are inputs."""

HEADS = {
    "members": "members",
    "mean": "mean",
    "top": "held by top 1%",
    "exponent": "tail exponent",
    "local": "local clustering",
    "transitivity": "transitivity",
    "assortativity": "assortativity",
    "largest": "largest component",
    "distance": "mean distance",
    "reciprocity": "reciprocity",
}
NOT_COMPARED = ("members", "mean")

MEANT = """\
Members without a tie of the kind are left out. *Held by top 1%*: the share of all ends of \
connections, or of all follows, that belong to the 1% of members with most of them. *Tail \
exponent*: of the density, by Hill's estimator over the top 5%. *Local clustering*: the share of \
pairs of a member's connections that are connected to each other, averaged over members with at \
least two connections. *Mean distance*: from 32 members of the largest component to all of it. \
Follows include those that connecting creates."""

HONEST = """\
The synthetic networks differ in these ways. Each real network of connections is one component, as \
it was published; of 100,000 synthetic members, about ten are connected apart from the others. A \
network of 1,000 is too small for the tail of followers of the larger real ones. The mean number \
of followers is higher than in the real networks, since every connection brings two follows and a \
member has 25. Transitivity is lower than in the three companies (`org_employees_…`), while local \
clustering lies between theirs: colleagues close more of the triangles around well-connected \
members than this model does. There are only three real networks of follows, of quite different \
kinds, and their range is wide. The source of `twitter_bofa_careers` does not say which end is the \
follower."""

SOURCES = """\
None of the real networks is shipped here. Companies: Fire and Puzis, Organization mining using \
online social networks (2016). Facebook and Twitter circles: McAuley and Leskovec (2012). \
Co-authors: Leskovec, Kleinberg and Faloutsos (2007). Gowalla: Cho, Myers and Leskovec (2011). \
GitHub: Rozemberczki, Allen and Sarkar (2021). LastFM: Rozemberczki and Sarkar (2020). \
BlogCatalog: Tang and Liu (2009). Careers account on Twitter: Anwar, Saveski and Roy (2021). Votes \
on Wikipedia: Leskovec, Huttenlocher and Kleinberg (2010). Slashdot: Leskovec, Lang, Dasgupta and \
Mahoney (2009)."""


def synthetic_page() -> str:
    figures = json.loads((DOCS / FIGURES).read_text("utf-8"))
    steps = [f"{place}. **{name}**: {text}" for place, (name, text) in enumerate(STEPS.items(), 1)]
    return page(
        "Synthetic networks",
        LEAD,
        KEEPS,
        section("The steps, in order", STEPS_LEAD, "\n".join(steps)),
        section("The assumptions", ASSUMED, _assumptions()),
        section(
            "Beside real networks",
            BESIDE,
            "### Connections",
            _beside(figures["ConnectionStatistics"]),
            "### Follows",
            _beside(figures["FollowStatistics"]),
            MEANT,
            HONEST,
            f"`{LIKENESS}` computes the figures again, prints them and stores them for this page. "
            "`LINKGRAPH_DATA=FOLDER pytest -m real tests/real/test_likeness.py` fails if a network "
            "of 10,000 members lies outside a range. [The code of the "
            "statistics](../tests/real/statistics.py).",
            SOURCES,
        ),
    )


def _assumptions() -> str:
    rows = [
        [
            code(field.name),
            f"{field.default:,}",
            field.metadata["unit"],
            f"{field.metadata['low']:,} to {field.metadata['high']:,}",
            field.metadata["description"],
        ]
        for field in attrs.fields(Assumptions)
    ]
    return table(["field of `Assumptions`", "default", "unit", "range", "description"], rows)


def _beside(networks: dict[str, dict[str, Any]]) -> str:
    real = {name: row for name, row in networks.items() if not name.startswith("synthetic")}
    names = list(next(iter(real.values())))
    spans = {name: [row[name] for row in real.values()] for name in names}

    def cell(name: str, value: float, *, is_real: bool) -> str:
        outside = not min(spans[name]) <= value <= max(spans[name])
        text = _figure(name, value)
        return f"**{text}**" if outside and not is_real and name not in NOT_COMPARED else text

    rows = [
        [name, *(cell(key, value, is_real=name in real) for key, value in row.items())]
        for name, row in networks.items()
    ]
    span = ["*real, from … to*"]
    span += [
        f"{_figure(name, min(values))} … {_figure(name, max(values))}"
        for name, values in spans.items()
    ]
    rows.insert(len(real), span)
    return table(["network", *(HEADS[name] for name in names)], rows)


def _figure(name: str, value: float) -> str:
    if name == "members":
        return f"{value:,.0f}"
    return f"{value:.4f}" if 0.999 < value < 1 else f"{value:.3g}"
