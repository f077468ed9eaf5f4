"""Print a member's own data export as tables, or an invented export if no argument is arguments.

python examples/my_network.py [ARCHIVE] [--owner ADDRESS] [--csv FILE]
"""

from __future__ import annotations

import argparse
import csv
import io
import tempfile
import zipfile
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import linkgraph as lg
from linkgraph.archive import Correspondence, spreadsheet_cell

try:
    from examples.tables import show
except ImportError:  # run as a script, from any folder
    from tables import show

SILENCE = timedelta(days=365)  # a conversation that rests for longer is worth a new message
LONGEST = 12  # rows of a table
SITE = "https://www.linkedin.com/in/"


# -- the tables -----------------------------------------------------------------------------------


def growth(archive: lg.Archive) -> str:
    """Return how many connections each year added."""
    title = "How did the network grow?"
    years = Counter(person.connected_on.year for person in archive.people if person.connected_on)
    if not years:
        return f"{title}\n\nNo connection has a date."
    rows, total = [], 0
    for year in range(min(years), max(years) + 1):
        total += years[year]
        bar = "█" * -(-30 * years[year] // max(years.values()))
        rows.append((year, years[year], total, bar))
    return show(title, ("year", "new", "total", ""), rows)


def reconnect(archive: lg.Archive, now: datetime) -> str:
    """Return the connections with most messages both ways, but none for a year."""
    title = "Whom to write to again?"
    if not archive.messages:
        return f"{title}\n\nThis archive holds no messages; the Complete one does."
    people = {person.id: person for person in archive.people if person.connected}
    rows = []
    for messages in archive.messages:
        person = people.get(messages.member)
        if person is None or not messages.sent or not messages.received:
            continue
        if messages.last and now - messages.last > SILENCE:
            work = " at ".join(filter(None, (person.position, person.company)))
            number = messages.sent + messages.received
            rows.append((person.name, work, number, f"{messages.last:%Y-%m-%d}"))
    if not rows:
        return f"{title}\n\nNobody: there was a message in each conversation within a year."
    header = ("name", "work", "messages", "last one")
    return show(f"{title} (no message for a year)", header, rows[:LONGEST])


def invitations(archive: lg.Archive, now: datetime) -> str:
    """Return the advice about each open invitation (G1 to G10)."""
    title = "Follow or connect? Invitations that seem open"
    names = {person.id: person.name for person in archive.people}
    messages = {row.member: row for row in archive.messages}
    graph, owner = archive.graph, archive.owner
    pending = [(row.sender, "from them", row) for row in graph.invitations_to(owner)]
    pending += [(row.recipient, "from you", row) for row in graph.invitations_from(owner)]
    pending.sort(key=lambda row: row[2].sent_at)
    rows: list[tuple[object, ...]] = []
    for member, side, invitation in pending[-LONGEST:]:
        signals = lg.Signals(relation=_relation(messages.get(member)))
        advice = lg.follow_or_connect(graph, owner, member, signals, at=now)
        age = now - invitation.sent_at
        reason = str(advice.reasons[0])
        if age >= lg.CURRENT.expire_after:
            reason += "; old enough to expire (A6)"
        recommendation = advice.recommendation.name.replace("_", " ").lower()
        rows.append((names[member], side, f"{age.days:,} days", recommendation, reason))
    if not rows:
        return f"{title}\n\nNone."
    return show(title, ("name", "sent", "age", "advice", "reason"), rows)


def _relation(messages: Correspondence | None) -> lg.Relation | None:
    """Return PEER if there were messages both ways: the two know each other."""
    return lg.Relation.PEER if messages and messages.sent and messages.received else None


def introductions(archive: lg.Archive) -> str:
    """Return the companies where connections work: followed ones first, then large ones."""
    title = "Who could introduce you, and where?"
    names: defaultdict[str, list[str]] = defaultdict(list)
    for person in archive.people:
        if person.company and person.connected:
            names[person.company].append(person.name)
    if not names:
        return f"{title}\n\nNo connection has a company."
    followed = [company for company in archive.companies if company in names]
    others = sorted(set(names) - {*followed}, key=lambda company: (-len(names[company]), company))
    rows = []
    for company in [*followed, *others][:LONGEST]:
        number = len(names[company])
        examples = ", ".join(names[company][:3]) + (f" and {number - 3} more" * (number > 3))
        rows.append((company, "yes" if company in followed else "", number, examples))
    return show(title, ("at", "you follow it", "people", "such as"), rows)


def account(archive: lg.Archive) -> str:
    """Return how much was read of each file, and why rows were skipped."""
    rows = [
        (file.name, file.rows, file.read, file.repeated, file.skipped)
        for file in archive.account.files
        if file.kind
    ]
    header = ("file", "rows", "read", "repeated", "skipped")
    parts = [show(f"{archive!r}: the files", header, rows)]
    problems = Counter(note.problem for note in archive.account.skipped)
    parts += [f"Not read: {n:,} × {problem.sentence}." for problem, n in problems.most_common()]
    return "\n".join(parts)


UNKNOWN = """Things that an export does not say

- Who follows you, and whether your connections still do.
- Which members your connections know. Each of them can introduce you to colleagues, but only
  they can say whether one of them knows a certain person.
- How an invitation to another member ended: it may be answered, expired or open."""


def report(archive: lg.Archive) -> str:
    """Return everything that the example prints."""
    now = archive.ends_at or datetime.now(UTC)
    parts = [
        account(archive),
        growth(archive),
        reconnect(archive, now),
        invitations(archive, now),
        introductions(archive),
        UNKNOWN,
    ]
    return "\n\n\n".join(parts)


def spreadsheet(archive: lg.Archive) -> str:
    """Return the people as CSV. Cells that begin like a formula cannot run in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("id", "name", "company", "position", "connected on"))
    for person in archive.people:
        cells = person.id, person.name, person.company, person.position, person.connected_on
        writer.writerow(map(spreadsheet_cell, cells))
    return text.getvalue()


# -- an invented export ---------------------------------------------------------------------------

FIRST = ["Ada", "Bo", "Cy", "Di", "Eve", "Fay", "Gus", "Hal", "Ivy", "Jo", "Kim", "Lou", "Max"]
LAST = ["Abel", "Birch", "Coe", "Dorn", "Ek", "Frost", "Gale", "Hull"]
HEADERS = {
    "Connections": "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "Invitations": "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl",
    "messages": "FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE",
    "Company Follows": "Organization,Followed On",
    "Skills": "Name",
}
COMPANIES = ["Acme", "Bolt & Sons", "Cobalt", "=Delta()", ""]


def invented() -> bytes:
    """Return a zip in the form of a real export, with invented people."""
    you = ("You", f"{SITE}you-example")
    people = []
    for number in range(60):
        first, last = FIRST[number % len(FIRST)], LAST[3 * number % len(LAST)]
        address = f"{SITE}{first}-{last}-{number}".lower()
        on = date(2012, 3, 1) + timedelta(days=int(1.43 * number**2))
        company = COMPANIES[(number + number // 7) % len(COMPANIES)]
        people.append((first, last, address, "", company, "Engineer", f"{on:%d %b %Y}"))
    messages = []
    for number in range(40):
        first, last, address, *_ = people[7 * number % 10]
        pair = you, (f"{first} {last}", address)
        sender, recipient = pair if number % 3 else pair[::-1]
        when = f"{2018 + number % 7}-0{1 + number % 9}-10 09:00:00 UTC"
        messages.append((*sender, *recipient, when))
    note = "We met at the fair"
    rows = {
        "Connections": [*people, *[("",) * 6 + ("07 Jun 2025",)] * 2],
        "messages": messages,
        "Invitations": [
            ("You", "Zoe Roe", "11/2/24, 9:15 AM", note, "OUTGOING", you[1], f"{SITE}zoe-roe"),
            ("You", "Yul Penn", "5/2/25, 4:40 PM", "", "OUTGOING", you[1], f"{SITE}yul-penn"),
            ("Wim Orr", "You", "6/1/25, 8:05 AM", "", "INCOMING", f"{SITE}wim-orr", you[1]),
            ("You", "Ada Abel", "2/20/12, 9:15 AM", "", "OUTGOING", you[1], people[0][2]),
        ],
        "Company Follows": [("Cobalt", "Wed Oct 02 16:02:32 UTC 2024")],
        "Skills": [("Juggling",)],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, header in HEADERS.items():
            text = io.StringIO(newline="")
            csv.writer(text).writerows([header.split(","), *rows[name]])
            archive.writestr(f"{name}.csv", text.getvalue())
    return packed.getvalue()


def main() -> None:
    """Read the archive given on the command line, or an invented one."""
    parser = argparse.ArgumentParser(description="Print a data export as tables.")
    parser.add_argument("archive", nargs="?", help="a zip, a folder or a CSV file")
    parser.add_argument(
        "--owner", help="the address of your profile, if the export does not contain it"
    )
    parser.add_argument("--csv", metavar="FILE", help="also write the people to a spreadsheet")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(arguments.archive) if arguments.archive else Path(folder, "invented.zip")
        if not arguments.archive:
            path.write_bytes(invented())
        try:
            archive = lg.read_archive(path, owner=arguments.owner)
        except lg.ArchiveError as error:
            parser.error(str(error))
    print(report(archive))
    if arguments.csv:
        Path(arguments.csv).write_text(spreadsheet(archive), "utf-8-sig", newline="")


if __name__ == "__main__":
    main()
