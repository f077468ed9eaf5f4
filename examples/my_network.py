"""What a member's own data export says about their network; an invented one without an argument.

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
from linkgraph.archive import SAYINGS, Correspondence, spreadsheet_cell

try:
    from examples.tables import show
except ImportError:  # run as a script, from whatever folder
    from tables import show

SILENCE = timedelta(days=365)  # after which one might write again
MOST = 12  # rows of a table
SITE = "https://www.linkedin.com/in/"


# -- the tables -----------------------------------------------------------------------------------


def growth(archive: lg.Archive) -> str:
    """Return how many connections each year brought."""
    years = Counter(person.connected_on.year for person in archive.people if person.connected_on)
    if not years:
        return "How did the network grow?\n\nNo connection has a date."
    rows, total, most = [], 0, max(years.values())
    for year in range(min(years), max(years) + 1):
        total += years[year]
        rows.append((year, years[year], total, "█" * -(-30 * years[year] // most)))
    return show("How did the network grow?", ("year", "new", "total", ""), rows)


def reconnect(archive: lg.Archive, now: datetime) -> str:
    """Return the connections who were written with most and not for a year."""
    people = {person.id: person for person in archive.people}
    connected = archive.graph.connections_of(archive.owner)
    rows = []
    for each in archive.messages:
        both = min(each.sent, each.received) > 0
        if each.member in connected and both and each.last and now - each.last > SILENCE:
            person = people[each.member]
            work = " at ".join(filter(None, (person.position, person.company)))
            rows.append((person.name, work, each.sent + each.received, f"{each.last:%Y-%m-%d}"))
    title = "Whom to write to again?"
    if not archive.messages:
        return f"{title}\n\nThe archive holds no messages; the Complete one does."
    if not rows:
        return f"{title}\n\nNobody: whoever you wrote with, you did within a year."
    head = ("whom", "who is", "messages", "last one")
    return show(f"{title} (a year of silence)", head, rows[:MOST])


def invitations(archive: lg.Archive, now: datetime) -> str:
    """Return the advice about each open invitation (G1 to G10)."""
    people = {person.id: person for person in archive.people}
    letters = {each.member: each for each in archive.messages}
    waiting = [
        (each.sender, "from them", each)
        for each in archive.graph.invitations_to(archive.owner)
    ] + [
        (each.recipient, "from you", each)
        for each in archive.graph.invitations_from(archive.owner)
    ]  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for member, side, invitation in sorted(waiting, key=lambda row: row[2].sent_at)[-MOST:]:
        signals = lg.Signals(relation=_relation(letters.get(member)))
        advice = lg.follow_or_connect(archive.graph, archive.owner, member, signals, at=now)
        days = (now - invitation.sent_at).days
        what = advice.recommendation.name.replace("_", " ").lower()
        old = now - invitation.sent_at >= lg.CURRENT.expire_after
        why = f"{advice.reasons[0]}{'; old enough to expire (A6)' if old else ''}"
        rows.append((people[member].name, side, f"{days:,} days", what, why))
    title = "Follow or connect? Invitations that seem open"
    if not rows:
        return f"{title}\n\nNone."
    return show(title, ("whom", "sent", "ago", "advice", "why"), rows)


def _relation(letters: Correspondence | None) -> lg.Relation | None:
    """Take who wrote both ways for somebody whom one knows."""
    return lg.Relation.PEER if letters and min(letters.sent, letters.received) else None


def introductions(archive: lg.Archive) -> str:
    """Return who could introduce the owner where: followed companies first, then large ones."""
    there: defaultdict[str, list[str]] = defaultdict(list)
    for person in archive.people:
        if person.company and person.connected:
            there[person.company].append(person.name)
    followed = [name for name in archive.companies if name in there]
    others = sorted(set(there) - set(followed), key=lambda name: (-len(there[name]), name))
    rows = []
    for company in [*followed, *others][:MOST]:
        names = there[company]
        told = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        rows.append((company, "yes" if company in followed else "", len(names), told))
    title = "Who could introduce you, and where?"
    if not rows:
        return f"{title}\n\nNo connection has a company."
    return show(title, ("at", "you follow it", "people", "such as"), rows)


def account(archive: lg.Archive) -> str:
    """Return what was read, and what was not."""
    rows = [
        (file.name, file.rows, file.read, file.repeated, file.skipped)
        for file in archive.report.files
        if file.kind
    ]
    head = ("file", "rows", "read", "repeated", "skipped")
    parts = [show(f"{archive!r}: what was read", head, rows)]
    reasons = Counter(SAYINGS[note.problem].sentence for note in archive.report.skipped)
    parts += [f"Not read: {number:,} × {why}." for why, number in reasons.most_common()]
    return "\n".join(parts)


CANNOT = """What an export cannot tell

- Who follows you, and whether your connections still do.
- Whom your connections know: it is a star round you. Each of them can introduce you to
  colleagues; whether one of them knows a certain person, only they can say.
- What became of an invitation to somebody who is no connection: answered, expired or open."""


def report(archive: lg.Archive) -> str:
    """Return what the example prints."""
    now = archive.ends_at or datetime.now(UTC)
    parts = [
        account(archive),
        growth(archive),
        reconnect(archive, now),
        invitations(archive, now),
        introductions(archive),
        CANNOT,
    ]
    return "\n\n\n".join(parts)


def spreadsheet(archive: lg.Archive) -> str:
    """Return the people as CSV; what other people typed cannot run there as a formula."""
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
    """Return a zip in the form of a real export; the people in it are made up."""
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
        ends = you, (f"{first} {last}", address)
        sender, recipient = ends if number % 3 else ends[::-1]
        when = f"{2018 + number % 7}-0{1 + number % 9}-10 09:00:00 UTC"
        messages.append((*sender, *recipient, when))
    met = "We met at the fair"
    rows = {
        "Connections": [*people, *[("",) * 6 + ("07 Jun 2025",)] * 2],
        "messages": messages,
        "Invitations": [
            ("You", "Zoe Roe", "11/2/24, 9:15 AM", met, "OUTGOING", you[1], f"{SITE}zoe-roe"),
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
    """Read the archive that is named, or an invented one."""
    parser = argparse.ArgumentParser(description="What a data export says about one's network.")
    parser.add_argument("archive", nargs="?", help="a zip, a folder or a CSV file")
    parser.add_argument("--owner", help="the address of your profile, if it cannot be told")
    parser.add_argument("--csv", metavar="FILE", help="write the people for a spreadsheet, too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(given.archive) if given.archive else Path(folder, "invented.zip")
        if not given.archive:
            path.write_bytes(invented())
        try:
            archive = lg.read_archive(path, owner=given.owner)
        except lg.ArchiveError as error:
            parser.error(str(error))
    print(report(archive))
    if given.csv:
        Path(given.csv).write_text(spreadsheet(archive), "utf-8-sig", newline="")


if __name__ == "__main__":
    main()
