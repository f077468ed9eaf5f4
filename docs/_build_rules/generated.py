"""The page of generated networks: steps and assumptions from the code, figures from a run."""

from __future__ import annotations

import json
from typing import Any

import attrs

from linkgraph.synthetic import NOW, STEPS, Assumptions

from .markdown import DOCS, code, page, section, table

FIGURES = "generated_networks.json"
LIKENESS = "LINKGRAPH_DATA=FOLDER python -m tests.real.likeness --write"

LEAD = f"""\
`linkgraph.professional_network(n, seed=7)` invents a network of `n` members, the whole numbers \
from 0, for trying things out where no data is at hand ([the README](../README.md) shows it). The \
same `n`, seed and assumptions give the same network, byte for byte when pickled, on every machine \
and with every Python and NumPy. Its moment is {NOW:%Y-%m-%d %H:%M} UTC: nothing in it is later. \
It is no sample of the real product, and nobody in it exists."""

KEEPS = """\
What it keeps: F1 to F9; across a block there is no tie; of two members at most one invites the \
other, and no invitation is as old as to expire (A6) or goes beyond the limits L2 and L5; nobody \
has more connections than L1; whom connections alone may follow, nobody else follows (F8). Of the \
past it remembers the invitations that are pending, and no others: no flags, withdrawals or bars."""

STEPS_LEAD = """\
Each step has random numbers of its own, so that an assumption which only a later step reads \
changes nothing that came before: with other follows the connections stay the same. Only whole \
numbers, + - × ÷ and square roots are used, which every machine rounds alike."""

ASSUMED = """\
Guesses, chosen so that the figures below come near those of real networks, and none of them a \
figure of the real product. Give others as \
`professional_network(n, seed=7, assume=linkgraph.Assumptions(mean_connections=12))`. The shares \
of connections add up to 1 at most; what they leave is people who met by chance. What a team or a \
year has no room for is made up for by closure."""

BESIDE = """\
Statistics of the generated networks (seed 7, usual assumptions) beside those of real ones with \
300 members or more, whose sources are named below. A figure in bold lies outside of what the real \
ones span; members and means are not compared, since they are what one asks for."""

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
connections, or of all follows, that the 1% of members with most of them hold. *Tail exponent*: \
of the density, by Hill's estimator over the top 5%. *Local clustering*: the mean over members \
with two connections or more of the share of pairs of their connections who are connected. \
*Mean distance*: from 32 members of the largest component to all of it. Follows count those that \
connecting brings."""

HONEST = """\
What differs: the real networks of connections are one component each, as they were published; of \
100,000 generated members some ten are connected apart from the others. A network of 1,000 is too \
small for the tail of followers that the larger real ones have. The mean number of followers is \
above that of the real networks, since every connection brings two follows and a member has 25. \
Transitivity is below that of the three \
companies (`org_employees_…`), local clustering between theirs: colleagues really close more of \
the triangles around well-connected members than this model does. The real networks of follows are \
three, of quite different kinds, and their span is wide; of `twitter_bofa_careers` the source does \
not say which end is the follower."""

SOURCES = """\
None of the real networks is shipped here. Companies: Fire and Puzis, Organization mining using \
online social networks (2016). Facebook and Twitter circles: McAuley and Leskovec (2012). \
Co-authors: Leskovec, Kleinberg and Faloutsos (2007). Gowalla: Cho, Myers and Leskovec (2011). \
GitHub: Rozemberczki, Allen and Sarkar (2021). LastFM: Rozemberczki and Sarkar (2020). \
BlogCatalog: Tang and Liu (2009). Careers account on Twitter: Anwar, Saveski and Roy (2021). Votes \
on Wikipedia: Leskovec, Huttenlocher and Kleinberg (2010). Slashdot: Leskovec, Lang, Dasgupta and \
Mahoney (2009)."""


def generated_page() -> str:
    found = json.loads((DOCS / FIGURES).read_text("utf-8"))
    steps = [f"{place}. **{name}**: {says}" for place, (name, says) in enumerate(STEPS.items(), 1)]
    return page(
        "Generated networks",
        LEAD,
        KEEPS,
        section("The steps, in order", STEPS_LEAD, "\n".join(steps)),
        section("What is assumed", ASSUMED, _assumptions()),
        section(
            "Beside real networks",
            BESIDE,
            "### Connections",
            _beside(found["OfConnections"]),
            "### Follows",
            _beside(found["OfFollows"]),
            MEANT,
            HONEST,
            f"`{LIKENESS}` takes the figures anew, prints them and keeps them for this page; "
            "`LINKGRAPH_DATA=FOLDER pytest -m real tests/real/test_likeness.py` fails where a "
            "network of 10,000 members lies outside of a range. [How they are "
            "taken](../tests/real/statistics.py).",
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
            field.metadata["says"],
        ]
        for field in attrs.fields(Assumptions)
    ]
    return table(["field of `Assumptions`", "usual", "unit", "range", "what"], rows)


def _beside(networks: dict[str, dict[str, Any]]) -> str:
    real = {name: row for name, row in networks.items() if not name.startswith("generated")}
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
