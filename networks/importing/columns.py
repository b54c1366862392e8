"""The columns of import and export files: key, heading, and the words by which a column is known (sv, en, fa, key)."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from cms import languages
from networks.enums import ImportTarget
from networks.name_keys import name_key


@dataclass(frozen=True)
class ColumnKind:
    """A column that a file may have. ``words``: headings seen in the wild, besides the key and its translations."""

    key: str
    heading: Promise
    words: tuple[str, ...] = ()


COLUMNS: Final[dict[str, ColumnKind]] = {
    column.key: column
    for column in (
        ColumnKind("public_id", _("Identifier"), ("id", "public id")),
        ColumnKind("municipality_code", _("Municipality code"), ("kommunkod", "kommun kod", "kod", "knr", "lkf")),
        ColumnKind(
            "organization",
            _("Organization"),
            ("organisation", "kommun", "ort", "aktör", "myndighet", "arbetsgivare", "verksamhet", "municipality"),
        ),
        ColumnKind("organization_kind", _("Kind of organization"), ("typ", "organisationstyp", "slag", "kind")),
        ColumnKind("organization_number", _("Organization number"), ("organisationsnummer", "org nr", "orgnr")),
        ColumnKind("name", _("Name"), ("namn", "person", "kontaktperson", "deltagare", "nyckelperson", "ledamot")),
        ColumnKind("given_name", _("Given name"), ("förnamn", "first name")),
        ColumnKind("family_name", _("Family name"), ("efternamn", "last name", "surname")),
        ColumnKind("email", _("E-mail"), ("e post", "epost", "mejl", "mail", "email", "e postadress", "mejladress")),
        ColumnKind("phone", _("Phone"), ("telefon", "tel", "mobil", "mobiltelefon", "telefonnummer")),
        ColumnKind("function", _("Function"), ("funktion", "titel", "befattning", "yrkesroll", "title")),
        ColumnKind("network", _("Network"), ("nätverk", "grupp", "arbetsgrupp", "group")),
        ColumnKind("role", pgettext_lazy("in a network", "Role"), ("roll", "uppdrag i nätverket")),
        ColumnKind("mandate", _("Task"), ("uppdrag", "mandat")),
        ColumnKind("valid_from", _("From"), ("från", "from", "fr o m", "startdatum", "start", "datum från")),
        ColumnKind("valid_to", _("Until and including"), ("till och med", "t o m", "tom", "till", "slutdatum", "slut")),
        ColumnKind("reason", _("Reason"), ("orsak", "anledning")),
        ColumnKind("language", _("Language"), ("språk", "mejlspråk")),
        ColumnKind("mode", _("Form of participation"), ("deltar", "deltagandeform", "plats eller digitalt", "form")),
    )
}

_ORGANIZATION: Final = ("municipality_code", "organization", "organization_kind", "organization_number")
_PERSON: Final = ("name", "given_name", "family_name", "email", "phone", "function")
PARTICIPANTS: Final = "participants"
"""A list of people for an event: read by ``events``, which declares no columns of its own."""
_PERIOD: Final = ("valid_from", "valid_to", "reason")
TARGET_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    ImportTarget.MEMBERSHIPS: ("public_id", *_ORGANIZATION, *_PERSON, "network", "role", *_PERIOD),
    ImportTarget.KEY_PERSONS: ("public_id", *_ORGANIZATION, *_PERSON, "network", "mandate", *_PERIOD),
    PARTICIPANTS: ("municipality_code", "organization", *_PERSON, "language", "mode"),
    ImportTarget.ORGANIZATIONS: ("public_id", *_ORGANIZATION, "email", "phone", "valid_from", "valid_to"),
}


@cache
def _aliases(target: str) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for key in TARGET_COLUMNS[target]:
        column = COLUMNS[key]
        words = {key, *column.words}
        for code in languages.CODES:
            with override(code):
                words.add(str(column.heading))
        for word in words:
            aliases.setdefault(name_key(word), key)
    if target == ImportTarget.ORGANIZATIONS:
        aliases[name_key("namn")] = aliases[name_key("name")] = "organization"
    return aliases


def column_for(heading: Any, target: str) -> str:
    """Return the key of the column that a heading names, or nothing."""
    if not isinstance(heading, str):
        return ""
    return _aliases(target).get(name_key(heading.strip().rstrip(":*")), "")


def coded_values(choices: Any, *, extra: dict[str, str] | None = None) -> dict[str, str]:
    """Return ``{key of the words: code}`` of an enumeration in all three languages, and of its codes themselves."""
    found = {name_key(word): code for word, code in (extra or {}).items()}
    for code in choices.values:
        found[name_key(code)] = code
    for language in languages.CODES:
        with override(language):
            for code, label in choices.choices:
                found.setdefault(name_key(str(label)), code)
    return found
