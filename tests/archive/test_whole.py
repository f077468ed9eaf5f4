"""One export with something odd in every file, and all that is read and said of it, spelled out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import attrs

from linkgraph.archive import Archive
from tests.archive.exports import (
    COMMENTS,
    COMPANIES,
    CONNECTIONS,
    CONNECTIONS_2021,
    FOLLOWS,
    INVITATIONS,
    ME,
    MESSAGES,
    POSITIONS,
    PREAMBLE,
    PROFILE,
    REACTIONS,
    SHARES,
    SITE,
    lines,
    read,
)

POST = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A"
BO, CY, JO, EVE = (f"{SITE}{slug}" for slug in ("bo-li", "cy-ode", "jo", "eve"))


def letter(sender: str, url: str, to: str, urls: str, when: str, more: str = "") -> str:
    return f'c1,,{sender},{url},"{to}","{urls}",{when},,"a\nb",INBOX{more}'


FILES: dict[str, str | bytes] = {
    "basic/Connections.csv": lines(
        CONNECTIONS_2021,
        "Bo,Li,bo@example.com,Acme,Engineer,22-Feb-21",
        "Di,Wu,,Acme,Maker,24 Feb 2021",
        "Di,Wu,,Bolt,Nurse,24 Feb 2021",
        "Di,Wu,,Bolt,Nurse,23 Feb 2021",
    ),
    "full/Connections.csv": PREAMBLE
    + lines(
        f"{CONNECTIONS},Shoe Size,Company",
        f"Bo,Li,{BO}/?x=1,bo@example.com,Acme,Engineer,22 Feb 2021,44,Acme",
        f'Jo,"Doe, Ph.D.",{JO},,  The  Co. ,"a\nb",1 Jan 2020,,',
        f"Cy,Ode,{CY},,,Nurse,,,Bolt",
        f"Cy,Ode,{CY},,Acme,Boss,25 Feb 2021,,Bolt",
        f"Ed,Ek,{SITE}shared,,,,26 Feb 2021,,",
        f"Flo,Ek,{SITE}shared,,,,27 Feb 2021,,",
        "Gus,Ott,https://example.com/gus,,,,,,",
        ",,,,,,07 Jun 2026,,",
        "Hal,Ib,,,,,30 Feb 2021,,",
        "Ida,Jet,,,,,01 Jan 1970,,",
        'Kim,"Lot,,,,,21 Feb 2021,,',
        "Lea,Moe,,",
    ),
    "full/Invitations.csv": lines(
        INVITATIONS,
        f'Ada Example,Bo Li,"2/19/21, 8:41 AM",,OUTGOING,{ME},{BO}',
        f'Bo Li,Ada Example,"2/20/21, 8:41 PM", Hello ,incoming,{BO},{ME}',
        f'Ada Example,Bo Lindqvist,"3/1/22, 8:41 AM",,OUTGOING,{ME},{BO}',
        f'Ada Example,Jo Doe,"1/1/20, 12:30 AM",Hi,OUTGOING,{ME},{JO}',
        f'Ada Example,Cy Ode,"9/27/25, 8:41 AM",,OUTGOING,{SITE}ada-old,{CY}',
        f'Eve Nu,Ada Example,"9/26/25, 8:41 AM",,INCOMING,{EVE},{ME}',
        f'Eve Nu,Ada Example,"9/28/25, 8:41 AM",Hi,INCOMING,{EVE},{ME}',
        f'Ada Example,Eve Nu,"9/28/25, 8:41 AM",Ho,OUTGOING,{ME},{EVE}',
        'Ada Example,Flo Ek,"2/26/21, 8:41 AM",,OUTGOING,,',
        'Ada Example,Di Wu,"2/26/21, 8:41 AM",,OUTGOING,,',
        'Ada Example,Quo Vadis,"2/26/21, 8:41 AM",,OUTGOING,,none',
        f'Ada Example,LinkedIn Member,"2/26/21, 8:41 AM",,OUTGOING,{ME},',
        f'Ada Example,Ada Example,"2/26/21, 8:41 AM",,OUTGOING,{ME},{ME}',
        f'Bo Li,Eve Nu,"2/26/21, 8:41 AM",,OUTGOING,{BO},{EVE}',
        f'Ada Example,Eve Nu,"2/26/21, 8:41 AM",,SIDEWAYS,{ME},{EVE}',
        f"Ada Example,Eve Nu,,,OUTGOING,{ME},{EVE}",
    ),
    "full/Member_Follows.csv": lines(
        FOLLOWS,
        "2025-06-14 23:19:14,Active,BO  li",
        "2025-07-14 23:19:14,Unfollow,Bo Li",
        "2025-07-14 23:19:14,unfollow,Tie Break",
        "2025-07-14 23:19:14,Active,Tie Break",
        ",Active,Una Volt",
        "2025-07-14 23:19:14,Maybe,Eve Nu",
        "2025-07-14 23:19:14,Active,di wu",
        "2025-07-14 23:19:14,Active,Ada Example",
        "2025-07-14 23:19:14,Active,",
    ),
    "full/Company Follows.csv": lines(
        COMPANIES, "Bolt,", " Acme ,Wed Oct 01 16:02:32 UTC 2025", ",2025-01-01", "Acme,soon"
    ),
    "full/messages.csv": lines(
        MESSAGES,
        letter("Bo Li", BO, "Ada Example", ME, "2025-10-06 23:49:02 UTC"),
        letter("Ada Example", ME, "Bo Li, Cy Ode", f"{BO},{CY}", "2025-10-07 23:49:02 UTC", ",a"),
        letter("Ada Example", ME, "Bo", BO, "", ",a.png,No"),
        letter("Ada Example", ME, "Bo Li", BO, "2025-10-08 23:49:02 UTC", ",,Yes"),
        letter("Ada Example", ME, "Bo Li", BO, "2025-10-08 23:49:02 UTC", ",,,TRUE"),
        letter("ada example", "", "Jo Doe, Ph.D., Una Volt, Di Wu, Ada Example", "",
               "2025-10-08 23:49:02 UTC"),
        letter("Una Volt", "none", "Ada Example", ME, "2025-10-05 23:49:02 UTC"),
        letter("Flo Ek", f"{SITE}shared", "Ada Example", ME, "2025-10-04 23:49:02 UTC"),
        letter("Xi", f"{SITE}xi", "Ada Example", ME, "2025-10-04 23:49:02 UTC"),
        letter("Ada Example", f"{SITE}ada-old", "?", f"{SITE}xi,none,,{ME}", "2025-10-03"),
        letter("Ada Example", ME, "Ada Example", ME, "2025-10-03"),
        letter("Di Wu", "", "Ada Example", ME, "2025-10-03"),
        letter("LinkedIn Member", "", "Ada Example", ME, "2025-10-03"),
    ),
    "full/Reactions.csv": lines(
        REACTIONS,
        f"2025-10-06 23:04:46,LIKE,{POST}7",
        f"2025-10-06 23:04:46,EMPATHY,{POST}7",
        f",LIKE,{POST}8",
        "2025-10-07 23:04:46,LIKE, ",
    ),
    "full/Comments.csv": lines(
        COMMENTS,
        f'2026-06-10 18:53:49,{POST}7?commentUrn=1,"I said \\"no, never\\""',
        f",{POST}7,fine",
        ",,fine",
    ),
    "full/Shares.csv": lines(
        SHARES,
        f"2025-09-22 21:06:44,{POST}9,a,,,MEMBER_NETWORK",
        f"2025-09-23 21:06:44,{POST}10,a,{POST}7,,public",
        f"2025-09-24 21:06:44,{POST}11,a,https://example.com/feed/1,,FRIENDS",
        f",{POST}12,a,{POST}8,,CONNECTIONS",
        f"2025-09-21 21:06:44,{POST}13,a,,,",
        ",,a,,,PUBLIC",
    ),
    "full/Profile.csv": lines(
        PROFILE, "Ada,Example,,,,Maker ,,Tools,,Utrecht,,,", "Ada,Old,,,,,,,,,,,"
    ),
    "full/Positions.csv": lines(
        POSITIONS,
        "Bolt,Lead,,Utrecht,Aug 2023,",
        "Acme,Maker,, Utrecht ,2019,Jul 2023",
        "Acme,Intern,,,Aug 1999,Sep 1999",
        "Acme,Boss,,,whenever,",
        "Club,Member,,,,2001",
        "Bund,Member,,,,2001",
    ),
    "full/Skills.csv": "Name\nJuggling\n",
    "full/Shares_2.csv": "Name\nJuggling,Date\n",
    "full/Shares_3.csv": "Date,ShareLink\n".encode("utf-16"),
    "full/Comments_4.csv": lines(COMMENTS, f"2026-06-10,{POST}7,a").encode() + b"2026,x,\xff",
}  # fmt: skip


def cell(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else repr(value)


def row(value: Any) -> str:
    """Return a value on a line: its type, and its fields."""
    cells = attrs.astuple(value, recurse=False)
    return f"{type(value).__name__}: {' | '.join(map(cell, cells))}"


def told(archive: Archive) -> str:
    """Return all that an archive tells, a line for each thing."""
    graph = archive.graph
    members = [
        f"{member!r} works for {graph.profile(member).employer!r}" for member in sorted(graph)
    ]
    follows = sorted(f"{archive.owner!r} follows {member!r}"
                     for member in graph.following(archive.owner))  # fmt: skip
    parts: list[list[str]] = [
        [repr(archive), repr(archive.companies), f"ends at {archive.ends_at}"],
        members,
        follows,
        *(
            [row(each) for each in values]
            for values in (
                archive.people, archive.invitations, archive.history, archive.timeline,
                archive.engagements, archive.posts, archive.messages, [archive.profile],
                archive.positions, archive.account.files, archive.account.notes,
            )
        ),
        [str(archive.account)],
        archive.account.to_csv().splitlines(),
    ]  # fmt: skip
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def test_all_that_an_odd_export_tells_is_what_a_person_read_in_it():
    """`whole.txt` was read line by line against the files above; so must be what changes it."""
    expected = Path(__file__).with_name("whole.txt").read_text("utf-8")
    assert expected.splitlines() == told(read(FILES)).splitlines()
