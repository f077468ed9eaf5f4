"""The tables of files, columns and words, spelled out as exports were seen to write them."""

from __future__ import annotations

import pytest

from linkgraph.archive.export_format import (
    KINDS,
    LANGUAGES,
    MONTH_NUMBERS,
    MONTHS,
    column_key,
    columns_of,
    folded,
    kind_of,
)
from tests.archive import exports

DRAFTS = "ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT"

# file -> its header; the columns it must have, those that make two rows the same, those that
# tell such rows apart, and those whose cells may follow
FILES = {
    "Connections": (
        exports.CONNECTIONS, "First Name,Last Name,Connected On",
        "First Name,Last Name,Connected On", "URL", "",
    ),
    "Invitations": (
        exports.INVITATIONS, "From,To,Sent At,Direction", "From,To,Sent At,Direction,Message",
        "inviterProfileUrl,inviteeProfileUrl", "",
    ),
    "Member Follows": (exports.FOLLOWS, exports.FOLLOWS, exports.FOLLOWS, "", ""),
    "Company Follows": (exports.COMPANIES, exports.COMPANIES, exports.COMPANIES, "", ""),
    "messages": (
        f"{exports.MESSAGES},{DRAFTS}", "FROM,TO,DATE",
        "CONVERSATION ID,FROM,TO,DATE,SUBJECT,CONTENT", "SENDER PROFILE URL", DRAFTS,
    ),
    "Reactions": (exports.REACTIONS, exports.REACTIONS, exports.REACTIONS, "", ""),
    "Comments": (exports.COMMENTS, exports.COMMENTS, exports.COMMENTS, "", ""),
    "Shares": (exports.SHARES, "Date,ShareLink", "Date,ShareLink", "", ""),
    "Profile": (exports.PROFILE, "First Name,Last Name", "First Name,Last Name", "", ""),
    "Positions": (
        exports.POSITIONS, "Company Name,Title,Started On", "Company Name,Title,Started On", "", "",
    ),
}  # fmt: skip

# language -> headers of Connections.csv, with each name that a column was given
HEADERS = {
    "de": """\
Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am
Vorname,Nachname,Profil-URL,E-Mail,Firma,Berufsbezeichnung,Vernetzt am""",
    "fr": """\
Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Connecté le
Prénom,Nom de famille,URL du profil,E-mail,Société,Fonction,Date de connexion
Prénom,Nom,URL,E-mail,Société,Fonction,En relation depuis le""",
    "es": """\
Nombre,Apellidos,URL,Dirección de correo electrónico,Empresa,Cargo,Conectado el
Nombre,Apellido,URL del perfil,Correo electrónico,Compañía,Puesto,Fecha de conexión
Nombre,Apellidos,URL,Email,Empresa,Cargo,Conectado el""",
    "pt": """\
Nome,Sobrenome,URL,Endereço de e-mail,Empresa,Cargo,Conectado em
Primeiro nome,Apelido,URL do perfil,E-mail,Empresa,Posição,Data de conexão""",
    "it": """\
Nome,Cognome,URL,Indirizzo e-mail,Azienda,Posizione,Collegato il
Nome,Cognome,URL del profilo,E-mail,Società,Qualifica,Connesso il
Nome,Cognome,URL,E-mail,Azienda,Posizione,Data di collegamento""",
    "nl": """\
Voornaam,Achternaam,URL,E-mailadres,Bedrijf,Functie,Verbonden op
Voornaam,Achternaam,Profiel-URL,E-mail,Bedrijf,Positie,Connectie sinds""",
}


# language -> its months, in full
YEARS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio "
    "julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho "
    "julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno "
    "luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_an_export_has_these_columns(name):
    kind = KINDS[name]
    assert [part.split(",") if part else [] for part in FILES[name]] == [
        [*part] for part in (kind.columns, kind.required, kind.same, kind.apart, kind.after)
    ]
    assert [*kind.columns] == columns_of(kind, [f" {column.upper()}" for column in kind.columns])
    assert kind == kind_of(f"x/{name}.csv")


def test_no_file_is_left_out():
    assert [*FILES] == [*KINDS] == [kind.name for kind in KINDS.values()]


@pytest.mark.parametrize("language", HEADERS)
def test_a_header_of_another_language_is_that_of_connections(language):
    for header in HEADERS[language].splitlines():
        assert exports.CONNECTIONS.split(",") == columns_of(KINDS["Connections"], header.split(","))


def test_no_name_of_a_column_is_left_out():
    assert [*HEADERS] == [*LANGUAGES]
    for language, names in LANGUAGES.items():
        columns = zip(*(h.split(",") for h in HEADERS[language].splitlines()), strict=True)
        assert ",".join(" / ".join(dict.fromkeys(column)) for column in columns) == names


@pytest.mark.parametrize("language", YEARS)
def test_the_months_are_numbered(language):
    words = YEARS[language].casefold().split()
    assert [*range(1, 13)] == [MONTH_NUMBERS[folded(word)] for word in words]
    months = [each.split() for each in MONTHS[language].split(" | ")]
    assert words == [w for w, each in zip(words, months, strict=True) if w in each]


def test_a_language_has_its_months_and_its_headers():
    assert ["en", *LANGUAGES] == [*MONTHS] == [*YEARS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoë  van\tDÜREN ", "zoe van duren"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("Ω한", "ω한"),
        ("", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_blanks(text, expected):
    """Hangul comes apart with its accents and is put together again."""
    assert expected == folded(text)


def test_columns_are_compared_without_dashes_dots_and_blanks():
    assert (
        "emailadresse" == column_key("\ufeffE-Mail_Adresse.:") == column_key("e–mail'adresse\u2019")
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/b.c/messages.csv", "messages"),
        ("a\\b\\messages.CSV", "messages"),
        ("Connections(12).csv", "Connections"),
        ("Connections_12_34.csv", None),
        ("Company_ Follows.csv", "Company Follows"),
        ("messages.txt", None),
        ("messages.csv/", None),
        ("messages", None),
        (".csv", None),
        ("csv", None),
    ],
)
def test_only_the_last_part_of_a_path_names_a_file(path, name):
    found = kind_of(path)
    assert name == (found and found.name)
