"""Every era and quirk of an export that was ever seen, each with invented people.

The names of the tests are the list: what is here is read, or its loss is told.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

import linkgraph as lg
from linkgraph.archive import AS_IT_HAPPENED, EventKind, Note, Outcome, Person, Problem
from tests.archive.exports import (
    COMMENTS,
    COMPANIES,
    CONNECTIONS,
    CONNECTIONS_2021,
    FOLLOWS,
    INVITATIONS,
    INVITATIONS_2021,
    ME,
    MESSAGES,
    NOTE,
    OWNER,
    POSITIONS,
    PREAMBLE,
    PROFILE,
    REACTIONS,
    SHARES,
    SITE,
    account,
    at,
    facts,
    lines,
    lost,
    noted,
    read,
    table,
)

BO = "Bo,Li,https://www.linkedin.com/in/bo-li,bo@example.com,Acme,Engineer,22 Feb 2021"
CY = "Cy,Ode,https://www.linkedin.com/in/cy-ode,,Bolt,Nurse,23 Feb 2021"
BO_ALONE = ["in/bo-li"]
PROFILE_ADA = lines(PROFILE, "Ada,Example,,,,Maker,,Tools,,Utrecht,,,")


def ids(archive):
    return [person.id for person in archive.people]


def connections(*rows, header=CONNECTIONS, before="", end="\n", **options):
    return read({"Connections.csv": before + lines(header, *rows, end=end)}, **options)


# -- Connections.csv ----------------------------------------------------------------------------


def test_a_connection_today():
    """F1: the address makes the id, the date the timeline."""
    archive = connections(BO)
    bo = Person("in/bo-li", "Bo Li", "in/bo-li", "Acme", "Engineer", "bo@example.com",
                True, date(2021, 2, 22))  # fmt: skip
    assert (bo,) == archive.people
    assert ["in/bo-li"] == list(archive.graph.connections_of(archive.owner))
    assert [(at(2021, 2, 22), EventKind.CONNECTED, "in/bo-li", True)] == [
        (event.at, event.kind, event.subject, event.day_only) for event in archive.timeline
    ]
    assert "acme" == archive.graph.profile("in/bo-li").employer


def test_connections_before_2023_have_no_address():
    """Name and date make the id, so that namesakes are two; said once for the file."""
    archive = connections(
        "Bo,Li,,Acme,Engineer,22 Feb 2021", "Bo,Li,,Bolt,Nurse,23 Feb 2021", header=CONNECTIONS_2021
    )
    assert ["name/bo li/2021-02-22", "name/bo li/2021-02-23"] == ids(archive)
    assert 2 == archive.graph.connection_count(archive.owner)
    assert [
        (None, Problem.OWNER_ASSUMED),
        (None, Problem.COLUMN_MISSING),
        (2, Problem.NAMESAKE),
        (3, Problem.NAMESAKE),
    ] == noted(archive)


def test_namesakes_of_one_day_without_an_address_are_two_if_anything_differs():
    """In whatever order they stand."""
    rows = "Bo,Li,,Acme,Engineer,22 Feb 2021", "Bo,Li,,Bolt,Nurse,22 Feb 2021"
    archive = connections(*rows, header=CONNECTIONS_2021)
    assert ["name/bo li/2021-02-22/1", "name/bo li/2021-02-22/2"] == ids(archive)
    again = connections(*reversed(rows), header=CONNECTIONS_2021)
    assert facts(archive) == facts(again)
    same = connections(rows[0], rows[0], header=CONNECTIONS_2021)
    assert ["name/bo li/2021-02-22"] == ids(same)
    assert (3, Problem.TWICE) in noted(same)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\ufeff",
        PREAMBLE,
        f"\ufeff{PREAMBLE}",
        f"Notes:\n{NOTE}\n\n\n\n\n\n",
        f"{NOTE}\n",
        'Notes:\nWhen exporting your connection data, you may notice, that "some\n\n',
        '"Notes:\nWhen exporting, you may notice\nthat some are missing."\n\n',
        'Notes: "\n\n',
        "\n\n\n",
    ],
)
def test_a_preamble_of_any_length_is_passed_over(before):
    """The header is looked for, never counted to; a stray quote there swallows nothing."""
    archive = connections(BO, '"Cy",Ode,,,,,23 Feb 2021', before=before)
    assert 2 == archive.graph.connection_count(archive.owner)
    assert before.count("\n") == account(archive, "Connections.csv").before
    assert [] == lost(archive)


def test_a_bom_may_stand_before_the_header_itself():
    assert BO_ALONE == ids(connections(BO, before=f"{PREAMBLE}\ufeff"))
    quoted = ",".join(f'"{name}"' for name in CONNECTIONS.split(","))
    assert BO_ALONE == ids(connections(BO, header=quoted, before="\ufeff"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_none_after_the_last_row(end):
    text = lines(CONNECTIONS, BO, CY, end=end).removesuffix(end)
    assert ["in/bo-li", "in/cy-ode"] == ids(read({"Connections.csv": text}))


def test_cells_may_hold_commas_quotes_and_line_ends():
    archive = read(
        {
            "Connections.csv": table(
                CONNECTIONS,
                ("Jo", "Doe, Ph.D.", f"{SITE}jo", "", 'The "Big"\nOne', "a\r\nb", "22 Feb 2021"),
                ("Cy", "Ode", f"{SITE}cy-ode", "", "", "", "23 Feb 2021"),
            )
        }
    )
    jo = archive.people[0]
    assert ("Jo Doe, Ph.D.", 'The "Big" One', "a b") == (jo.name, jo.company, jo.position)
    assert [] == lost(archive)


def test_dates_that_a_spreadsheet_saved_again():
    """4-Apr-21 is no other day than 04 Apr 2021."""
    archive = connections(BO.replace("22 Feb 2021", "4-Apr-21"))
    assert date(2021, 4, 4) == archive.people[0].connected_on


@pytest.mark.parametrize(
    "header",
    [
        "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am",
        "Förnamn,Efternamn,URL,E-post,Företag,Befattning,Ansluten",
    ],
)
def test_a_header_in_another_language_is_shown_and_the_remedy_told(header):
    """No real export had one; the reader says how to get an export that it can read."""
    archive = connections(BO, header=header)
    (note,) = archive.account.skipped
    assert (Problem.NO_HEADER, None) == (note.problem, note.row)
    assert header.replace(",", ", ") == note.value
    assert "set the language to English" in note.problem.sentence
    assert Problem.NO_HEADER == account(archive, "Connections.csv").problem


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("x,y,z\nFirst Name,q\nFirst Name,Last Name\nFirst Name,q,r\n", "First Name, Last Name"),
        ("URL,a\nx,y,z\nURL,b,c\nURL,d,e\n", "URL, b, c"),
        ("x,y\n\nx,z,z\n", "x, z, z"),
        ("\n", ""),
    ],
)
def test_of_rows_that_are_no_header_the_nearest_is_shown(text, nearest):
    """The one that names most columns, then the longest, then the first."""
    assert [(Problem.NO_HEADER, nearest)] == [
        (note.problem, note.value) for note in read({"Connections.csv": text}).account.skipped
    ]


def test_a_month_in_another_language_costs_its_row():
    """No real export had one either."""
    archive = connections(BO, CY.replace("23 Feb", "23. März"))
    assert BO_ALONE == ids(archive)
    assert [(3, Problem.UNREADABLE_DATE)] == lost(archive)


def test_rows_with_only_a_date_are_counted_and_name_nobody():
    archive = connections(BO, ",,,,,,07 Jun 2026", ",,,,,,08 Jun 2026")
    assert [(3, Problem.NOBODY), (4, Problem.NOBODY)] == lost(archive)
    assert ["07 Jun 2026", "08 Jun 2026"] == [note.value for note in archive.account.skipped]
    assert (3, 1, 2) == (
        account(archive, "Connections.csv").rows,
        account(archive, "Connections.csv").read,
        account(archive, "Connections.csv").skipped,
    )


def test_a_namesake_of_an_owner_who_is_known_by_name_is_a_connection():
    twin = f"Ada,Example,{SITE}ada-too,,,,22 Feb 2021"
    assert ["in/ada-too"] == ids(connections(twin, owner="name/ada example"))


def test_two_people_of_one_name_are_two():
    archive = connections(BO, BO.replace("bo-li", "bo-li-7"))
    assert ["in/bo-li", "in/bo-li-7"] == ids(archive)
    assert [(2, Problem.NAMESAKE), (3, Problem.NAMESAKE)] == [
        note for note in noted(archive) if note[1] is Problem.NAMESAKE
    ]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.linkedin.com/in/zo%C3%AB-li",
        "HTTP://LINKEDIN.COM/in/ZO%C3%8B-LI/",
        "www.linkedin.com/in/zoë-li?trk=people",
        "https://nl.linkedin.com/in/zoe%CC%88-li/en#about",
        "linkedin.com/in/zo%c3%ab-li//",
        "/in/zoë-li",
    ],
)
def test_one_address_however_it_is_spelled(address):
    archive = connections(f"Zoë,Li,{address},,,,22 Feb 2021")
    assert ["in/zoë-li"] == ids(archive)


def test_two_names_at_one_address_are_kept_apart_and_told():
    archive = connections(BO, BO.replace("Bo,Li", "Cy,Ode"))
    assert ["in/bo-li/bo li", "in/bo-li/cy ode"] == ids(archive)
    assert [(2, Problem.SHARED_ADDRESS), (3, Problem.SHARED_ADDRESS)] == [
        note for note in noted(archive) if note[1] is Problem.SHARED_ADDRESS
    ]


def test_the_same_person_twice_is_one_and_told():
    archive = connections(BO, BO.replace("22 Feb", "20 Feb"))
    assert [("in/bo-li", date(2021, 2, 20))] == [
        (person.id, person.connected_on) for person in archive.people
    ]
    assert (2, Problem.TWICE) in noted(archive)


def test_what_is_no_address_leaves_the_name():
    archive = connections("Bo,Li,https://example.com/in/bo-li,,,,22 Feb 2021")
    assert ["name/bo li/2021-02-22"] == ids(archive)
    assert (2, Problem.BAD_ADDRESS) in noted(archive)


def test_somebody_with_an_address_and_no_name_is_known_by_it():
    archive = connections(f",,{SITE}bo-li,,,,22 Feb 2021")
    assert [("in/bo-li", "")] == [(person.id, person.name) for person in archive.people]


def test_a_blank_date_is_none_and_never_1970():
    """And 1970 is a date that cannot be."""
    archive = connections(
        BO.replace("22 Feb 2021", ""), CY.replace("23 Feb 2021", "01 Jan 1970"), "Di,Wu,,,,,"
    )
    assert [("in/bo-li", None), ("name/di wu", None)] == [
        (person.id, person.connected_on) for person in archive.people
    ]
    assert () == archive.timeline
    assert [(3, Problem.TOO_EARLY)] == lost(archive)
    assert {(2, Problem.NO_DATE), (4, Problem.NO_DATE)} <= set(noted(archive))


def test_formulas_are_kept_as_text_and_disarmed_for_spreadsheets():
    archive = connections('"=HYPERLINK(""http://example.com"")",Li,,,,,someday')
    (note,) = archive.account.skipped
    assert (Problem.UNREADABLE_DATE, "someday") == (note.problem, note.value)
    hostile = connections("Bo,Li,,,,,=1+1")
    assert "'=1+1" in hostile.account.to_csv()
    assert ",=1+1" not in hostile.account.to_csv()


def test_names_cannot_move_a_terminal():
    archive = connections("B\x1b[31mo,\u202eLi,,,,,22 Feb 2021")
    assert "B [31mo Li" == archive.people[0].name


# -- Invitations.csv ----------------------------------------------------------------------------


def invited(*rows, header=INVITATIONS, **others):
    return read({"Invitations.csv": lines(header, *rows), **others})


OUT = f'Ada Example,Bo Li,"9/27/25, 8:41 AM",Hello,OUTGOING,{ME},{SITE}bo-li'
IN = f'Cy Ode,Ada Example,"9/28/25, 8:41 PM",,INCOMING,{SITE}cy-ode,{ME}'


def test_invitations_today():
    """F4: the owner's address is theirs; those without a connection stand as pending."""
    archive = invited(OUT, IN)
    assert OWNER == archive.owner
    assert (lg.Invitation(OWNER, "in/bo-li", at(2025, 9, 27, 8, 41), "Hello"),) == (
        archive.graph.invitations_from(OWNER)
    )
    assert (lg.Invitation("in/cy-ode", OWNER, at(2025, 9, 28, 20, 41)),) == (
        archive.graph.invitations_to(OWNER)
    )
    assert [Outcome.UNKNOWN] * 2 == [each.outcome for each in archive.invitations]
    assert [(EventKind.INVITED, "in/bo-li"), (EventKind.WAS_INVITED, "in/cy-ode")] == [
        (event.kind, event.subject) for event in archive.timeline
    ]


def test_an_invitation_to_a_connection_was_accepted():
    """H1: and it is in the history, acceptance and all."""
    early = OUT.replace("9/27/25", "2/20/21")
    archive = invited(early, **{"Connections.csv": lines(CONNECTIONS, BO)})
    assert [Outcome.ACCEPTED] == [each.outcome for each in archive.invitations]
    assert None is archive.graph.invitation(OWNER, "in/bo-li")
    assert (
        lg.Invite(OWNER, "in/bo-li", at=at(2021, 2, 20, 8, 41), note="Hello"),
        lg.Accept("in/bo-li", OWNER, at=at(2021, 2, 22)),
    ) == archive.history.actions


def test_invitations_before_2024_have_no_addresses():
    """A name is enough where one person has it; the owner is called by name."""
    archive = invited(
        'Ada Example,Bo Li,"2/20/21, 8:41 AM",,OUTGOING',
        'Ada Example,Eve Nu,"2/21/21, 8:41 AM",,OUTGOING',
        header=INVITATIONS_2021,
        **{"Connections.csv": lines(CONNECTIONS, BO)},
    )
    assert "name/ada example" == archive.owner
    assert [("in/bo-li", Outcome.ACCEPTED), ("name/eve nu", Outcome.UNKNOWN)] == [
        (each.recipient, each.outcome) for each in archive.invitations
    ]
    assert (3, Problem.BY_NAME_ALONE) in noted(archive)


def test_a_name_that_two_connections_have_costs_the_row():
    archive = invited(
        'Ada Example,Bo Li,"2/20/21, 8:41 AM",,OUTGOING',
        header=INVITATIONS_2021,
        **{"Connections.csv": lines(CONNECTIONS, BO, BO.replace("bo-li", "bo-li-7"))},
    )
    assert [(2, Problem.SEVERAL_SO_NAMED)] == lost(archive)


@pytest.mark.parametrize("name", ["LinkedIn Member", "LINKEDIN  MEMBER", ""])
def test_a_member_who_left_is_nobody(name):
    archive = invited(f'Ada Example,{name},"2/20/21, 8:41 AM",,OUTGOING,{ME},')
    assert [(2, Problem.NOBODY)] == lost(archive)


def test_an_invitation_finds_its_owner_at_a_shared_address_by_name():
    archive = invited(
        OUT, **{"Connections.csv": lines(CONNECTIONS, BO, BO.replace("Bo,Li", "Cy,Ode"))}
    )
    assert ["in/bo-li/bo li"] == [each.recipient for each in archive.invitations]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (OUT.replace("OUTGOING", "SIDEWAYS"), Problem.UNKNOWN_DIRECTION),
        (OUT.replace("9/27/25", "27/9/25"), Problem.UNREADABLE_DATE),
        (OUT.replace('"9/27/25, 8:41 AM"', ""), Problem.DATE_MISSING),
        (OUT.replace('"9/27/25, 8:41 AM"', '"9/27/25, 13:41 PM"'), Problem.UNREADABLE_DATE),
        (OUT.replace(f"{SITE}bo-li", ME), Problem.OWNER),
        (OUT.replace(f"{SITE}bo-li", "").replace("Bo Li", ""), Problem.NOBODY),
        (OUT.replace(ME, f"{SITE}cy-ode"), Problem.NOT_THE_OWNER),
        (IN.replace(ME, f"{SITE}cy-ode"), Problem.NOT_THE_OWNER),
    ],
)
def test_an_invitation_that_cannot_be_read_costs_its_row(row, problem):
    archive = invited(IN, IN, row, **{"Connections.csv": lines(CONNECTIONS, CY)})
    assert [(4, problem)] == lost(archive)


def test_the_owner_is_not_the_other_side_at_any_address_or_by_name():
    old = OUT.replace(ME, f"{SITE}ada-old")
    archive = invited(OUT, OUT, old, OUT.replace(f"{SITE}bo-li", f"{SITE}ada-old"))
    assert [(5, Problem.OWNER)] == lost(archive)
    row = 'Ada Example,ADA EXAMPLE,"2/20/21, 8:41 AM",,OUTGOING'
    archive = invited(row, header=INVITATIONS_2021)
    assert [(2, Problem.OWNER)] == lost(archive)


def test_another_name_or_address_is_told():
    """People marry and change their address; the owner may have had two."""
    second = OUT.replace(ME, f"{SITE}ada-old").replace("Bo Li", "Bo Lindqvist")
    archive = invited(OUT, OUT, second, **{"Connections.csv": lines(CONNECTIONS, BO)})
    assert OWNER == archive.owner
    assert {(4, Problem.OTHER_NAME), (None, Problem.ANOTHER_ADDRESS)} <= set(noted(archive))
    assert {"in/bo-li"} == {each.recipient for each in archive.invitations}


def test_without_a_date_there_is_no_acceptance_to_replay():
    """H1: the tie stands in the graph, the history leaves it out."""
    bare = BO.replace("22 Feb 2021", "")
    archive = invited(OUT, **{"Connections.csv": lines(CONNECTIONS, bare)})
    assert [Outcome.ACCEPTED] == [each.outcome for each in archive.invitations]
    assert () == archive.history.actions


@pytest.mark.parametrize("day", ["2/22/21", "2/23/21"])
def test_an_acceptance_is_never_before_its_invitation(day):
    """H1: a day and a minute may be told in two zones."""
    archive = invited(OUT.replace("9/27/25", day), **{"Connections.csv": lines(CONNECTIONS, BO)})
    invite, accept = archive.history
    assert (lg.Invite, lg.Accept) == (type(invite), type(accept))
    assert invite.at == accept.at == archive.invitations[0].sent_at
    assert lg.replay(archive.history, AS_IT_HAPPENED).is_connected(OWNER, "in/bo-li")


def test_of_several_invitations_one_stands():
    """F4, H1: the newest, or the newest before the two were connected; the others are told."""
    rows = [OUT.replace("9/27/25", day) for day in ("2/19/21", "2/20/21", "3/1/22")]
    back = f'Bo Li,Ada Example,"2/18/21, 8:41 AM",,INCOMING,{SITE}bo-li,{ME}'
    archive = invited(*rows, back, **{"Connections.csv": lines(CONNECTIONS, BO)})
    assert [at(2021, 2, 20, 8, 41), at(2021, 2, 22)] == [each.at for each in archive.history]
    assert [
        (2, Problem.EARLIER_INVITATION), (4, Problem.LATER_INVITATION),
        (5, Problem.EARLIER_INVITATION),
    ] == noted(archive)  # fmt: skip
    pending = invited(*rows, back)
    assert (at(2022, 3, 1, 8, 41),) == tuple(
        each.sent_at for each in pending.graph.invitations_from(OWNER)
    )
    assert () == pending.graph.invitations_to(OWNER)
    assert 4 == len(pending.invitations)


def test_whoever_has_an_address_is_met_before_a_bare_name():
    """And what is told of them does not hang on the order of rows."""
    bare = 'Ada Example,BO LI,"9/26/25, 8:41 AM",,OUTGOING,,'
    other = OUT.replace("Bo Li", "Bo LI").replace("9/27", "9/28")
    expected = None
    for rows in ((bare, OUT, other), (other, bare, OUT), (OUT, other, bare)):
        archive = invited(*rows)
        assert [("in/bo-li", "Bo LI")] == [(each.id, each.name) for each in archive.people]
        assert {"in/bo-li"} == {each.recipient for each in archive.invitations}
        expected = expected or facts(archive)
        assert expected == facts(archive)
    half = [bare.replace("OUTGOING,,", f"OUTGOING,{ME},"), f"{bare}{SITE}bo-li"]
    for rows in (half, half[::-1]):
        assert ["in/bo-li"] == ids(invited(*rows))


@pytest.mark.parametrize(("notes", "stands"), [(("", "A"), "A"), (("A", "B"), "B"), ("ba", "b")])
def test_of_two_invitations_of_one_minute_the_last_by_its_note_stands(notes, stands):
    """F4: in whatever order the rows come."""
    rows = [OUT.replace("Hello", note) for note in notes]
    for each in (rows, rows[::-1]):
        assert [stands] == [one.note for one in invited(*each).graph.invitations_from(OWNER)]
    bare = min(rows).replace(ME, "").replace(f"{SITE}bo-li", "")
    assert [stands] == [one.note for one in invited(bare, max(rows)).graph.invitations_from(OWNER)]


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("2/23/21, 11:59 PM", [lg.Invite, lg.Accept]),
        ("2/24/21, 12:00 AM", []),
    ],
)
def test_an_invitation_may_be_two_days_younger_than_its_connection(when, told):
    """H1: a day and a minute, each in a zone that nobody knows."""
    row = OUT.replace("9/27/25, 8:41 AM", when)
    archive = invited(row, **{"Connections.csv": lines(CONNECTIONS, BO)})
    assert told == [type(action) for action in archive.history]


def test_what_happened_met_no_limit():
    """H1: the policy of a history is today's, but for limits that an owner may not have had."""
    none = 1_000_000_000
    expected = attrs.evolve(
        lg.CURRENT,
        weekly_invitations=None, connection_cap=none, free_notes_per_month=none,
        note_length_free=none,
    )  # fmt: skip
    assert expected == AS_IT_HAPPENED


# -- the other files ----------------------------------------------------------------------------


def test_follows_are_joined_by_name():
    """F2, F3: the newest row counts; one stopped following a connection, or follows a stranger."""
    archive = read(
        {
            "Profile.csv": PROFILE_ADA,
            "Connections.csv": lines(CONNECTIONS, BO, CY),
            "Member_Follows.csv": lines(
                FOLLOWS,
                "2025-06-14 23:19:14,Active,bo li",
                "2025-07-14 23:19:14,Unfollow,Bo Li",
                ",Unfollow,Eve Nu",
                "2024-07-14 23:19:14,Active,Eve Nu",
                "2024-06-14 23:19:14,Unfollow,Eve Nu",
                "2024-07-15 23:19:14,Maybe,Eve Nu",
                "2024-07-15 23:19:14,Active,",
            ),
        }
    )
    owner = archive.owner
    assert "name/ada example" == owner
    assert {"in/cy-ode", "name/eve nu"} == set(archive.graph.following(owner))
    assert {"in/bo-li", "in/cy-ode"} == set(archive.graph.followers(owner))
    assert [(7, Problem.UNKNOWN_STATUS), (8, Problem.NOBODY)] == lost(archive)
    kinds = [event.kind for event in archive.timeline if event.subject == "name/eve nu"]
    assert [EventKind.UNFOLLOWED, EventKind.FOLLOWED] == kinds


def test_follows_have_had_another_heading():
    archive = read(
        {"Member_Follows.csv": lines("Date,Status,Full Name", "2025-06-14 23:19:14,Active,Eve Nu")}
    )
    assert {"name/eve nu"} == set(archive.graph.following(archive.owner))


def test_a_name_spelled_in_two_ways_is_told_in_one():
    """In whatever order the rows come."""
    rows = "2025-06-14 23:19:14,Active,Eve Nu", "2025-06-15 23:19:14,Active,EVE NU"
    for each in (rows, rows[::-1]):
        archive = read({"Member_Follows.csv": lines(FOLLOWS, *each)})
        assert [("name/eve nu", "Eve Nu")] == [(one.id, one.name) for one in archive.people]


def test_columns_may_come_in_another_order():
    """And the newest follow is the newest in time, not the last in the file."""
    rows = "Active,2025-06-14 23:19:14,Eve Nu", "Unfollow,2024-06-14 23:19:14,Eve Nu"
    for each in (rows, rows[::-1]):
        archive = read({"Member_Follows.csv": lines("Status,Date,FullName", *each)})
        assert {"name/eve nu"} == set(archive.graph.following(archive.owner))


@pytest.mark.parametrize("name", ["Company Follows.csv", "Company_Follows.csv"])
def test_companies(name):
    archive = read(
        {name: lines(COMPANIES, "Acme,Wed Oct 01 16:02:32 UTC 2025", "Bolt,", ",", ",2025-01-01")}
    )
    assert ("Acme", "Bolt") == archive.companies
    assert [(at(2025, 10, 1, 16, 2, 32), "Acme")] == [
        (event.at, event.subject) for event in archive.timeline
    ]
    assert [(5, Problem.NOBODY)] == lost(archive)


def message(sender, to, when="2025-10-06 23:49:02 UTC", more="", people=None):
    urls = {"Ada Example": ME, "Bo Li": f"{SITE}bo-li", "Cy Ode": f"{SITE}cy-ode"}
    recipients = ",".join(urls[name] for name in (people or [to]))
    return f'c1,,{sender},{urls.get(sender, "")},"{to}","{recipients}",{when},,"a\nb",INBOX{more}'


INVITED = lines(INVITATIONS, OUT)


def test_messages_of_10_11_and_12_columns_in_one_file():
    """The header may say fewer than the rows have; drafts were never sent."""
    archive = read(
        {
            "Invitations.csv": INVITED,
            "messages.csv": lines(
                MESSAGES,
                message("Bo Li", "Ada Example"),
                message("Ada Example", "Bo Li", "2025-10-07 23:49:02 UTC", ",a.png"),
                message("Ada Example", "Bo Li", "", ",a.png,No"),
                message("Ada Example", "Bo Li", more=",,Yes"),
                message("Ada Example", "Bo Li", more=",,,Yes,more"),
                message("", "Ada Example"),
                message("LinkedIn Member", "Ada Example"),
            ),
        }
    )
    (bo,) = archive.messages
    assert ("in/bo-li", "Bo Li", 2, 1) == (bo.member, bo.name, bo.sent, bo.received)
    assert (at(2025, 10, 6, 23, 49, 2), at(2025, 10, 7, 23, 49, 2)) == (bo.first, bo.last)
    assert [
        (8, Problem.DRAFT),
        (10, Problem.BROKEN_QUOTES),
        (11, Problem.WRONG_CELLS),
        (12, Problem.NOBODY),
        (14, Problem.NOBODY),
    ] == lost(archive)
    assert at(2025, 10, 7, 23, 49, 2) == archive.ends_at


@pytest.mark.parametrize(
    ("more", "sent"),
    [
        ("", 1), (",", 1), (",No", 1), (",,No", 1), (",x,No", 1), (",yes", 0), (", YES ", 0),
        (",true", 0), (",1", 0), (",,Yes", 0), (",No,True", 0),
    ],
)  # fmt: skip
def test_a_draft_is_no_message_whatever_the_header_has(more, sent):
    """Cells beyond the header are the columns that came later, in their order."""
    header = f"{MESSAGES},ATTACHMENTS"
    rows = {"messages.csv": lines(header, message("Ada Example", "Bo Li", more=f",{more}"))}
    rows = {name: text.replace("a\nb", "a") for name, text in rows.items()}
    archive = read({"Invitations.csv": INVITED, **rows})
    assert sent == sum(each.sent for each in archive.messages)
    assert (not sent) == (Problem.DRAFT in [problem for _, problem in lost(archive)])


@pytest.mark.parametrize(
    ("written", "members"),
    [
        ("Jo Doe, Ph.D., MBA", {"in/jo-2"}),
        ("Jo Doe, Ph.D., Jo Doe", {"in/jo-1", "name/ph.d."}),
        ("Jo Doe, Ph.D.", {"in/jo-1", "name/ph.d."}),
        ("Ph.D., Jo Doe, Ph.D., MBA, Eve Nu", {"name/ph.d.", "in/jo-2", "name/eve nu"}),
        (", Jo Doe, ", {"in/jo-1"}),
    ],
)
def test_the_longest_name_that_somebody_has_is_meant(written, members):
    people = [("Jo", "Doe", f"{SITE}jo-1"), ("Jo", "Doe, Ph.D., MBA", f"{SITE}jo-2")]
    rows = [(*person, "", "", "", "22 Feb 2021") for person in people]
    row = ("c1", "", "Ada Example", ME, written, "", "", "", "a", "INBOX")
    archive = read(
        {
            "Invitations.csv": INVITED,
            "Connections.csv": table(CONNECTIONS, *rows),
            "messages.csv": table(MESSAGES, row),
        }
    )
    assert members == {each.member for each in archive.messages}
    assert {1} == {each.sent for each in archive.messages}


def test_a_message_to_several():
    """By address where there is one; names in a list may hold commas themselves."""
    doe = 'Jo,"Doe, Ph.D.",https://www.linkedin.com/in/jo,,,,22 Feb 2021'
    old = MESSAGES.replace("RECIPIENT PROFILE URLS,", "")
    files = {"Invitations.csv": INVITED, "Connections.csv": lines(CONNECTIONS, BO, doe)}
    new_row = message("Ada Example", "Bo Li, Cy Ode, Ada Example",
                      people=["Bo Li", "Cy Ode", "Ada Example"])  # fmt: skip
    vague = message("Ada Example", "Bo Li, Cy", people=["Bo Li", "Cy Ode", "Ada Example"])
    archive = read({**files, "messages.csv": lines(MESSAGES, new_row, vague)})
    assert [("in/bo-li", "Bo Li", 2), ("in/cy-ode", "Cy Ode", 2)] == [
        (each.member, each.name, each.sent) for each in archive.messages
    ]
    listed = f'c1,,Ada Example,{ME},"Bo Li, Jo Doe, Ph.D., Eve Nu, Ada Example",,,,INBOX'
    nobody = f'c1,,Ada Example,{ME},"LinkedIn Member, ",,,,INBOX'
    archive = read({**files, "messages.csv": lines(old, listed, nobody)})
    assert {"in/bo-li", "in/jo", "name/eve nu"} == {each.member for each in archive.messages}
    assert [(3, Problem.NOBODY)] == lost(archive)
    assert (3, Problem.UNNAMED_RECIPIENT) in noted(archive)
    assert {None} == {each.last for each in archive.messages}


@pytest.mark.parametrize(
    ("written", "urls", "names"),
    [
        ("Jo Doe, Ph.D.", f"{SITE}jo", {"in/jo": "Jo Doe, Ph.D."}),
        ("Jo, Cy", f"{SITE}jo,{SITE}cy", {"in/jo": "Jo", "in/cy": "Cy"}),
        ("Jo, Cy, Ph.D.", f"{SITE}jo, {SITE}cy", {"in/jo": "", "in/cy": ""}),
        ("B. Li", f"{SITE}bo-li", {"in/bo-li": "Bo Li"}),
    ],
)
def test_names_belong_to_addresses_where_there_are_as_many(written, urls, names):
    """Who is known already has their name; who is not and cannot be told has none."""
    row = ("c1", "", "Ada Example", ME, written, urls, "", "", "a", "INBOX")
    archive = read({"Invitations.csv": INVITED, "messages.csv": table(MESSAGES, row)})
    assert names == {each.member: each.name for each in archive.messages}


def test_an_owner_without_an_address_is_known_by_name():
    rows = [("c1", "", "ADA  EXAMPLE", "", "Bo", "", "", "", "a", ""),
            ("c1", "", "Bo", "", "Ada Example", "", "", "", "a", "")]  # fmt: skip
    archive = read({"Profile.csv": PROFILE_ADA, "messages.csv": table(MESSAGES, *rows)})
    assert [("name/bo", 1, 1)] == [
        (each.member, each.sent, each.received) for each in archive.messages
    ]


def test_a_recipient_without_an_address_is_told():
    archive = read(
        {
            "Invitations.csv": INVITED,
            "messages.csv": lines(
                MESSAGES, f'c,,Ada Example,{ME},Bo Li,"{SITE}bo-li,none",2025-10-06 23:49:02,,x,'
            ),
        }
    )
    assert ["in/bo-li"] == [each.member for each in archive.messages]
    assert (2, Problem.BAD_ADDRESS) in noted(archive)


def test_a_namesake_of_the_owner_is_not_the_owner():
    twin = "Ada,Example,https://www.linkedin.com/in/ada-too,,,,22 Feb 2021"
    row = f"c,,Ada Example,{SITE}ada-too,Ada Example,{ME},2025-10-06 23:49:02,,x,INBOX"
    moved = f"c,,Ada Example,{SITE}ada-new,Cy Ode,{SITE}cy-ode,2025-10-06 23:49:02,,x,INBOX"
    archive = read(
        {
            "Invitations.csv": INVITED,
            "Connections.csv": lines(CONNECTIONS, twin),
            "messages.csv": lines(MESSAGES, row, moved),
        }
    )
    assert [("in/ada-too", 0, 1), ("in/cy-ode", 1, 0)] == [
        (each.member, each.sent, each.received) for each in archive.messages
    ]


def test_messages_of_nobody_known_cannot_be_told_sent_from_received():
    archive = read({"messages.csv": lines(MESSAGES, message("Bo Li", "Ada Example"))})
    assert [(2, Problem.OWNER_UNKNOWN)] == lost(archive)
    own = read({"messages.csv": lines(MESSAGES, message("Bo Li", "Ada Example"))}, owner="me")
    assert [(2, Problem.OWNER_UNKNOWN)] == lost(own)
    rows = [message("Bo Li", "Ada Example"), message("", "Ada Example"),
            message("Ada Example", "both", people=["Bo Li", "Cy Ode"])]  # fmt: skip
    told = read({"messages.csv": lines(MESSAGES, *rows)}, owner=ME)
    assert [("in/bo-li", 1, 1), ("in/cy-ode", 1, 0)] == [
        (each.member, each.sent, each.received) for each in told.messages
    ]
    assert [(4, Problem.NOBODY)] == lost(told)


def test_every_field_of_the_messages_may_be_quoted_header_and_all():
    quoted = ",".join(f'"{name}"' for name in MESSAGES.split(","))
    row = f'"c1","","Bo Li","{SITE}bo-li","Ada Example","{ME}","2026-03-01 10:00:00 UTC","","",""'
    archive = read({"Invitations.csv": INVITED, "messages.csv": lines(quoted, row)})
    assert 1 == archive.messages[0].received


POST = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7"
POST_ID = "feed/update/urn:li:activity:7"


def test_reactions_are_an_open_set():
    """W3: engagements of the owner."""
    archive = read(
        {
            "Reactions.csv": lines(
                REACTIONS,
                f"2025-10-06 23:04:46,LIKE,{POST}",
                f"2025-10-07 23:04:46,BRAND_NEW,{POST}",
                "2025-10-07 23:04:46,LIKE,",
            )
        }
    )
    assert ["LIKE", "BRAND_NEW"] == [event.detail for event in archive.timeline]
    assert (
        lg.Engagement(
            archive.owner, POST_ID, lg.EngagementKind.REACTION, at=at(2025, 10, 6, 23, 4, 46)
        )
        == archive.engagements[0]
    )
    assert [(4, Problem.NO_LINK)] == lost(archive)


def test_comments_escape_quotes_with_a_backslash_and_may_have_no_date():
    """W3: undated ones come first, and are not on the timeline."""
    archive = read(
        {
            "Comments.csv": lines(
                COMMENTS,
                f'2026-06-10 18:53:49,{POST}?commentUrn=1,"I said \\"no, never\\",\nand \\"so\\""',
                f',{POST},"He said ""fine"""',
                f"2026-06-11 18:53:49,{POST},plain",
            )
        }
    )
    assert [] == lost(archive)
    comment = lg.EngagementKind.COMMENT
    assert [
        lg.Engagement(archive.owner, POST_ID, comment),
        lg.Engagement(archive.owner, POST_ID, comment, at=at(2026, 6, 10, 18, 53, 49)),
        lg.Engagement(archive.owner, POST_ID, comment, at=at(2026, 6, 11, 18, 53, 49)),
    ] == list(archive.engagements)
    assert 2 == len(archive.timeline)
    assert [(4, Problem.NO_DATE)] == [n for n in noted(archive) if n[1] is Problem.NO_DATE]


def test_a_backslash_that_ends_a_comment_swallows_nothing():
    r"""Whichever way of quoting breaks fewer rows is the file's: "C:\" is no escape."""
    rows = [f'2026-06-1{number} 18:53:49,{POST},"in C:\\"' for number in range(3)]
    archive = read({"Comments.csv": lines(COMMENTS, *rows)})
    assert 3 == len(archive.engagements)
    assert [] == lost(archive)


def test_shares_of_both_eras():
    """V3, V4: quotes are doubled, and every line of a commentary may be in quotes."""
    new = lines(
        SHARES,
        f'2025-09-22 21:06:44,{POST},"Line one""\n""\n""said ""three""",,,MEMBER_NETWORK',
        f"2025-09-23 21:06:44,{SITE}x/8,text,{POST},,PUBLIC",
        f"2025-09-24 21:06:44,{POST}9,text,https://example.com/feed/1,,FRIENDS",
        ",,text,,,PUBLIC",
    )
    old = lines(
        "Date,ShareLink,ShareCommentary,SharedURL,MediaURL",
        "2015-09-22 21:06:44,https://www.linkedin.com/feed/update/old,text,,",
    )
    archive = read({"Shares.csv": new, "Shares_123456.csv": old})
    assert [lg.Audience.ANYONE, lg.Audience.CONNECTIONS, lg.Audience.ANYONE,
            lg.Audience.CONNECTIONS] == [post.audience for post in archive.posts]  # fmt: skip
    assert [(2015, "feed/update/old"), (2025, POST_ID)] == [
        (post.at.year, post.id) for post in archive.posts[:2]
    ]
    assert [(POST_ID, lg.EngagementKind.REPOST)] == [
        (each.post_id, each.kind) for each in archive.engagements
    ]
    assert [(7, Problem.NO_LINK)] == lost(archive)
    assert Problem.UNKNOWN_VISIBILITY in [problem for _, problem in noted(archive)]


def test_a_share_that_two_archives_have_is_read_from_the_one_that_says_more():
    """V4: whose visibility the older columns lack."""
    new = lines(SHARES, f"2025-09-22 21:06:44,{POST},a,,,MEMBER_NETWORK")
    old = lines("Date,ShareLink,ShareCommentary,SharedURL", f"2025-09-22 21:06:44,{POST},a,")
    for names in (("a", "b"), ("b", "a")):
        first, other = (f"{name}/Shares.csv" for name in names)
        archive = read({first: old, other: new})
        assert [lg.Audience.CONNECTIONS] == [post.audience for post in archive.posts]
        assert (1, 0) == (account(archive, first).repeated, account(archive, other).repeated)


def test_who_has_no_position_works_nowhere():
    """F7."""
    ended = lines(POSITIONS, "Acme,Maker,,,2019,Jul 2023")
    for archive in (connections(BO), read({"Positions.csv": ended})):
        assert None is archive.graph.profile(archive.owner).employer


def test_profile_and_positions():
    """F7: today's employer is the owner's."""
    archive = read(
        {
            "Profile.csv": lines(
                PROFILE, "Ada,Example,,,,Maker,,Tools,,Utrecht,,,", "Ada,Old,,,,,,,,,,,"
            ),
            "Positions.csv": lines(
                POSITIONS,
                "Bolt,Lead,,Utrecht,Aug 2023,",
                "Acme,Maker,,Utrecht,2019,Jul 2023",
                "Acme,Intern,,,Aug 1999,Sep 1999",
                "Acme,Boss,,,whenever,",
                "Club,Member,,,,",
            ),
        }
    )
    assert ("Ada", "Maker", "Tools", "Utrecht") == (
        archive.profile.first_name,
        archive.profile.headline,
        archive.profile.industry,
        archive.profile.location,
    )
    assert [date(1999, 8, 1), date(2019, 1, 1), date(2023, 8, 1), None] == [
        each.started_on for each in archive.positions
    ]
    assert "club" == archive.graph.profile(archive.owner).employer
    assert [(5, Problem.UNREADABLE_DATE)] == lost(archive)
    assert (3, Problem.TWICE) in noted(archive)


# -- rows and columns ---------------------------------------------------------------------------


def test_latin_1_is_never_guessed_but_costs_its_row():
    text = lines(CONNECTIONS, BO, CY.replace("Ode", "Öde")).encode("latin-1")
    archive = read({"Connections.csv": text})
    assert BO_ALONE == ids(archive)
    (note,) = archive.account.skipped
    assert (3, "Last Name", Problem.NOT_UTF8) == (note.row, note.column, note.problem)
    assert str(note).isprintable()


def test_utf_16_costs_the_file_and_says_so():
    for bom, encoding in ((b"", "utf-16"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        content = bom + lines(CONNECTIONS, BO).encode(encoding)
        archive = read({"Connections.csv": content})
        assert [(None, Problem.NOT_UTF8_FILE)] == lost(archive)


def test_a_stray_quote_costs_its_row_and_no_other():
    archive = connections('Di,"Wu,,,,,21 Feb 2021', BO, '"x"y,,,,,,', CY, 'Ed,"Ek')
    assert ["in/bo-li", "in/cy-ode"] == ids(archive)
    assert [(2, Problem.BROKEN_QUOTES), (4, Problem.BROKEN_QUOTES), (6, Problem.BROKEN_QUOTES)] == (
        lost(archive)
    )


def test_a_backslash_is_one_unless_rows_break_without():
    """A row that is broken either way does not make it an escape."""
    archive = connections(BO.replace("Acme", "A\\c"), f"{CY},more")
    assert ["A\\c"] == [person.company for person in archive.people]
    assert [(3, Problem.WRONG_CELLS)] == lost(archive)


def test_a_backslash_that_ends_the_name_of_a_column_is_none():
    archive = connections(f"44,{BO}", "44,Cy", header=f"Shoe\\,{CONNECTIONS}")
    assert BO_ALONE == ids(archive)
    assert [(3, Problem.WRONG_CELLS)] == lost(archive)


def test_a_row_is_as_long_as_its_header_or_filled_with_blanks():
    archive = connections(f"{BO},,", f"{CY},more", "Di,Wu,,,")
    assert BO_ALONE == ids(archive)
    assert [(3, Problem.WRONG_CELLS), (4, Problem.WRONG_CELLS)] == lost(archive)


def test_columns_of_one_name_do_not_collapse():
    """The first that is filled counts; what it hides is told."""
    archive = connections(
        "Bo,Li,,,Acme,,22 Feb 2021,Bolt",
        "Cy,Ode,,,,,23 Feb 2021,Bolt",
        "Di,Wu,,,Acme,,24 Feb 2021,Acme",
        header=f"{CONNECTIONS},Company",
    )
    assert ["Acme", "Bolt", "Acme"] == [person.company for person in archive.people]
    assert [(None, "Company")] == [
        (n.row, n.column) for n in archive.account.notes if n.problem is Problem.COLUMN_TWICE
    ]
    assert [(2, "Company", "Bolt")] == [
        (n.row, n.column, n.value)
        for n in archive.account.notes
        if n.problem is Problem.CELLS_DIFFER
    ]


def test_an_unknown_column_is_told_by_name():
    archive = connections(f"{BO},x,,y,", header=f"{CONNECTIONS},Shoe Size,,Hat Size,")
    assert [
        (Problem.OWNER_ASSUMED, None),
        (Problem.UNKNOWN_COLUMN, "Shoe Size"),
        (Problem.UNKNOWN_COLUMN, "Hat Size"),
    ] == [(note.problem, note.column) for note in archive.account.notes]
    assert BO_ALONE == ids(archive)


def test_blank_lines_are_no_rows():
    archive = connections("", BO, ",,,,,,", " , ,,,,,", CY)
    assert 2 == account(archive, "Connections.csv").rows


def test_the_owner_is_no_connection_of_their_own():
    own = "Ada,Example,https://www.linkedin.com/in/ada-example,,,,22 Feb 2021"
    bare = "Ada,Example,,,,,"
    for row, owner, column, value in (
        (own, ME, "URL", OWNER), (bare, "name/ada example", None, "Ada Example")
    ):  # fmt: skip
        archive = connections(row, BO, owner=owner)
        note = Note("Connections.csv", 2, column, Problem.OWNER, value)
        assert (note,) == archive.account.skipped
        assert BO_ALONE == ids(archive)


def test_who_is_named_most_often_on_the_owners_side_is_the_owner():
    """The profile before all invitations; of those that come as often, the first by name."""

    def row(name: str, slug: str, number: int) -> str:
        url = slug and f"{SITE}{slug}"
        return f'{name},P{number},"9/27/25, 8:41 AM",,OUTGOING,{url},{SITE}p{number}'

    def owner(*rows, **others):
        mine = [row(*each, number) for number, each in enumerate(rows)]
        found = read({"Invitations.csv": lines(INVITATIONS, *mine), **others})
        notes = [note.value for note in found.account.notes
                 if note.problem is Problem.ANOTHER_ADDRESS]  # fmt: skip
        return found.owner, notes

    zed, ada, cy = ("Zed", ""), ("Ada", ""), ("Cy", "")
    assert ("name/zed", []) == owner(zed, ada, zed)
    assert ("name/ada", []) == owner(zed, ada, cy)
    assert ("name/ada example", []) == owner(zed, zed, **{"Profile.csv": PROFILE_ADA})
    z, a, b = ("Zed", "zed"), ("Ada", "ada"), ("Ada", "bea")
    assert ("in/zed", ["in/ada", "in/bea"]) == owner(z, b, a, z)
    assert ("in/ada", ["in/bea", "in/zed"]) == owner(z, b, a)
    incoming = 'Bo,Ada,"9/27/25, 8:41 AM",,INCOMING,{},{}'
    for urls, found in ((("", ""), "name/ada"), ((f"{SITE}bo", f"{SITE}ada"), "in/ada")):
        assert found == invited(incoming.format(*urls)).owner
    bo = {"Connections.csv": lines(CONNECTIONS, BO)}
    assert ("in/ada", []) == owner(a, ("Bo", "bo-li"), ("Bo", "bo-li"), **bo)


def test_the_owner_may_be_given_in_any_way():
    """F6: an address in any spelling, or an id of one's own."""
    assert OWNER == connections(BO, owner=f"{ME}/?x=1").owner
    assert "me" == connections(BO, owner="me").owner
    unknown = connections(BO)
    assert "owner" == unknown.owner
    assert Note("", None, None, Problem.OWNER_ASSUMED, "owner") == unknown.account.notes[0]
