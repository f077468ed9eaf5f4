"""What an export looks like, as tables: its files, their columns, and other languages' words.

None of this is official; it is what real exports were seen to hold. `KINDS` says which file has
which columns; `LANGUAGES` what Connections.csv calls its columns elsewhere, and the months.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import attrs


def _parts(header: str) -> tuple[str, ...]:
    return tuple(filter(None, header.split(",")))


_NO_COLUMNS: Any = ""  # before it is converted


@attrs.frozen
class FileKind:
    """One file of an export; columns are given as a header has them, with commas between.

    Attributes
    ----------
    name
        Its name, less ``.csv``; `kind_of` matches it as exports spell it.
    columns
        All columns it was ever seen with, in their order; others are reported.
    required
        Columns without which a header is none, and a row is no row.
    same
        Cells by which a row is known again when another archive repeats the file.
    apart
        Cells that tell two such rows apart after all, where both rows have them.
    after
        Columns whose cells may follow in a row though the header does not name them.
    """

    name: str
    columns: tuple[str, ...] = attrs.field(converter=_parts)
    required: tuple[str, ...] = attrs.field(converter=_parts)
    same: tuple[str, ...] = attrs.field(converter=_parts)
    apart: tuple[str, ...] = attrs.field(converter=_parts, default=_NO_COLUMNS)
    after: tuple[str, ...] = attrs.field(converter=_parts, default=_NO_COLUMNS)


KINDS = {
    kind.name: kind
    for kind in (
        FileKind(
            "Connections",
            columns="First Name,Last Name,URL,Email Address,Company,Position,Connected On",
            required="First Name,Last Name,Connected On",
            same="First Name,Last Name,Connected On",
            apart="URL",
        ),
        FileKind(
            "Invitations",
            columns="From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl",
            required="From,To,Sent At,Direction",
            same="From,To,Sent At,Direction,Message",
            apart="inviterProfileUrl,inviteeProfileUrl",
        ),
        FileKind(
            "Member Follows",
            columns="Date,Status,FullName",
            required="Date,Status,FullName",
            same="Date,Status,FullName",
        ),
        FileKind(
            "Company Follows",
            columns="Organization,Followed On",
            required="Organization,Followed On",
            same="Organization,Followed On",
        ),
        FileKind(
            "messages",
            columns=(
                "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,"
                "RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS,"
                "IS MESSAGE DRAFT,IS CONVERSATION DRAFT"
            ),
            required="FROM,TO,DATE",
            same="CONVERSATION ID,FROM,TO,DATE,SUBJECT,CONTENT",
            apart="SENDER PROFILE URL",
            after="ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT",
        ),
        FileKind(
            "Reactions",
            columns="Date,Type,Link",
            required="Date,Type,Link",
            same="Date,Type,Link",
        ),
        FileKind(
            "Comments",
            columns="Date,Link,Message",
            required="Date,Link,Message",
            same="Date,Link,Message",
        ),
        FileKind(
            "Shares",
            columns="Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility",
            required="Date,ShareLink",
            same="Date,ShareLink",
        ),
        FileKind(
            "Profile",
            columns=(
                "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,"
                "Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers"
            ),
            required="First Name,Last Name",
            same="First Name,Last Name",
        ),
        FileKind(
            "Positions",
            columns="Company Name,Title,Description,Location,Started On,Finished On",
            required="Company Name,Title,Started On",
            same="Company Name,Title,Started On",
        ),
    )
}

# what Connections.csv calls its columns: by folded name, accents and all; German was seen in real
# exports, the rest is pieced together from other readers. Whatever is not here is reported by name
LANGUAGES: dict[str, str] = {
    "de": (
        "Vorname,Nachname,URL / Profil-URL,E-Mail-Adresse / E-Mail,Unternehmen / Firma,"
        "Position / Berufsbezeichnung,Verbunden am / Vernetzt am"
    ),
    "fr": (
        "Prénom,Nom / Nom de famille,URL / URL du profil,Adresse e-mail / E-mail,"
        "Entreprise / Société,Poste / Fonction,"
        "Connecté le / Date de connexion / En relation depuis le"
    ),
    "es": (
        "Nombre,Apellidos / Apellido,URL / URL del perfil,"
        "Dirección de correo electrónico / Correo electrónico / Email,Empresa / Compañía,"
        "Cargo / Puesto,Conectado el / Fecha de conexión"
    ),
    "pt": (
        "Nome / Primeiro nome,Sobrenome / Apelido,URL / URL do perfil,"
        "Endereço de e-mail / E-mail,Empresa,Cargo / Posição,Conectado em / Data de conexão"
    ),
    "it": (
        "Nome,Cognome,URL / URL del profilo,Indirizzo e-mail / E-mail,Azienda / Società,"
        "Posizione / Qualifica,Collegato il / Connesso il / Data di collegamento"
    ),
    "nl": (
        "Voornaam,Achternaam,URL / Profiel-URL,E-mailadres / E-mail,Bedrijf,Functie / Positie,"
        "Verbonden op / Connectie sinds"
    ),
}

# from January on: every word for a month, `|` between months; accents and dots do not matter
MONTHS: dict[str, str] = {
    "en": "jan january | feb february | mar march | apr april | may | jun june | jul july "
    "| aug august | sep sept september | oct october | nov november | dec december",
    "de": "jan januar jänner | feb februar | mär märz mrz | apr april | mai | jun juni | jul juli "
    "| aug august | sep sept september | okt oktober | nov november | dez dezember",
    "fr": "jan janv janvier | fév févr février | mar mars | avr avril | mai | juin | juil juillet "
    "| aoû août | sep sept septembre | oct octobre | nov novembre | déc décembre",
    "es": "ene enero | feb febrero | mar marzo | abr abril | may mayo | jun junio | jul julio "
    "| ago agosto | sep sept septiembre | oct octubre | nov noviembre | dic diciembre",
    "pt": "jan janeiro | fev fevereiro | mar março | abr abril | mai maio | jun junho | jul julho "
    "| ago agosto | set setembro | out outubro | nov novembro | dez dezembro",
    "it": "gen gennaio | feb febbraio | mar marzo | apr aprile | mag maggio | giu giugno "
    "| lug luglio | ago agosto | set sett settembre | ott ottobre | nov novembre | dic dicembre",
    "nl": "jan januari | feb februari | mrt maart | apr april | mei | jun juni | jul juli "
    "| aug augustus | sep sept september | okt oktober | nov november | dec december",
}


# -- the functions that read the tables ---------------------------------------------------------


def folded(text: str) -> str:
    """Return a text by which names are compared: no case, accents, or runs of blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split())


_FILE_NOISE = re.compile(r"[\s_]+")
_SUFFIX = re.compile(r"(_[0-9]+|\s*\([0-9]+\))$")  # a member id; a browser's second download
_COLUMN_NOISE = re.compile(r"[\s_\-–.:'\u2019\ufeff]+")


def _file_key(name: str) -> str:
    return _FILE_NOISE.sub("", _SUFFIX.sub("", name)).casefold()


def column_key(name: str) -> str:
    """Return a column's name as headers are compared: case, accents, dashes do not matter."""
    return _COLUMN_NOISE.sub("", folded(name))


_BY_NAME = {_file_key(name): kind for name, kind in KINDS.items()}
_WORDS: dict[str, dict[str, str]] = {
    name: {column_key(column): column for column in kind.columns} for name, kind in KINDS.items()
}
for _header in LANGUAGES.values():
    for _column, _names in zip(KINDS["Connections"].columns, _parts(_header), strict=True):
        for _name in _names.split(" / "):
            _WORDS["Connections"].setdefault(column_key(_name), _column)

MONTH_NUMBERS: dict[str, int] = {
    folded(word): number
    for months in MONTHS.values()
    for number, words in enumerate(months.split(" | "), 1)
    for word in words.split()
}


def kind_of(path: str) -> FileKind | None:
    """Return which file of an export a path names, or `None`.

    Case, spaces, underscores and a trailing ``_digits`` (or a browser's ``(1)``) do not matter;
    anything else does: ``guide_messages.csv`` is not ``messages.csv``.

    Examples
    --------
    >>> kind_of("export/SHARES_123456.csv").name
    'Shares'
    >>> kind_of("guide_messages.csv") is None
    True
    """
    name = re.split(r"[/\\]", path)[-1].casefold()
    return _BY_NAME.get(_file_key(name.removesuffix(".csv"))) if name.endswith(".csv") else None


def columns_of(kind: FileKind, cells: list[str]) -> list[str | None]:
    """Return the column that each cell of a header names; `None` for an unknown one."""
    words = _WORDS[kind.name]
    return [words.get(column_key(cell)) for cell in cells]
