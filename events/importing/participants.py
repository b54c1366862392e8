"""A list of participants from CSV or XLSX: read, checked row by row, and registered when somebody has confirmed.

Files are read with the guards, column words and cleaning of ``networks.importing``. Nothing is stored meanwhile: what
is carried from the preview to the confirmation is the clean rows (:func:`as_values`, :func:`from_values`).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from cms import languages
from cms.exceptions import SamverkaError
from cms.mail_addresses import email_key
from events.domain.participant_lists import register_list
from events.domain.registration import Applicant
from events.domain.seats import seat_modes
from events.domain.transitions import Agent
from events.enums import Mode, RegistrationState
from events.exceptions import AlreadyRegistered, ListTooLong
from events.models import Occasion, Registration
from networks.importing.cleaning import CleanRow, clean_row
from networks.importing.columns import PARTICIPANTS, coded_values
from networks.importing.files import Table, read_table, refused
from networks.importing.mapping import Header, find_headers, named_cells
from networks.importing.reasons import Reason, words
from networks.models import Municipality, Organization
from networks.name_keys import name_key

MOST_ROWS: Final = 5_000
MOST_NAME: Final = 120


class Outcome(StrEnum):
    NEW = "new"
    KNOWN = "known"
    WRONG = "wrong"


@dataclass(frozen=True)
class ListedPerson:
    """One row: its number in the file, who it means, how it ends, and why when it is wrong."""

    number: int
    applicant: Applicant
    outcome: Outcome
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """What came of a list: registrations by state, rows that were known, and refusals as (row, words)."""

    confirmed: int
    waiting: int
    known: int
    refused: list[tuple[int, str]]


def read_participants(occasion: Occasion, content: bytes) -> list[ListedPerson]:
    """Return the persons of a file in its order, each new, known or wrong; writes nothing.

    Words are in the active language. Errors: FileRefused (a limit, no table, no known heading), ListTooLong.
    """
    table = read_table(content)
    headers = find_headers(table.rows, target=PARTICIPANTS)
    if not headers:
        raise refused("no_heading")
    rows = list(_cleaned(table, headers))
    if len(rows) > MOST_ROWS:
        raise ListTooLong(params={"most": MOST_ROWS})
    return _with_outcomes(occasion, _listed(occasion, rows, headers))


def register_participants(occasion: Occasion, people: Iterable[ListedPerson], *, now: datetime, by: Agent) -> Result:
    """Register the new persons of a list, in the order of the file (``domain/participant_lists.py``).

    Who was registered meanwhile counts as known. They get the mails that any participant gets.
    """
    new = [person for person in people if person.outcome == Outcome.NEW]
    results = register_list(occasion, [person.applicant for person in new], now=now, by=by)
    outcomes = list(zip(new, results, strict=True))
    known = sum(isinstance(result, AlreadyRegistered) for result in results)
    refusals = [
        (person.number, str(result))
        for person, result in outcomes
        if isinstance(result, SamverkaError) and not isinstance(result, AlreadyRegistered)
    ]
    ids = [result for result in results if isinstance(result, int)]
    waiting = Registration.objects.filter(pk__in=ids, state=RegistrationState.WAITLISTED).count()
    return Result(len(ids) - waiting, waiting, known, refusals)


def as_values(people: Iterable[ListedPerson]) -> list[Any]:
    """Return the new persons as plain values, to be signed and carried to the confirmation."""
    return [[person.number, asdict(person.applicant)] for person in people if person.outcome == Outcome.NEW]


def from_values(values: Iterable[Any]) -> list[ListedPerson]:
    """Return the persons of :func:`as_values`."""
    return [ListedPerson(number, Applicant(**applicant), Outcome.NEW) for number, applicant in values]


# --- parts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    number: int
    sheet: str
    clean: CleanRow


def _cleaned(table: Table, headers: dict[str, Header]) -> Iterable[_Row]:
    for row in table.rows:
        header = headers.get(row.sheet)
        if header is not None and row.number > header.number:
            yield _Row(row.number, row.sheet, clean_row(named_cells(row.cells, header.keys)))


def _listed(occasion: Occasion, rows: list[_Row], headers: dict[str, Header]) -> list[ListedPerson]:
    modes = seat_modes(occasion)
    mode_words, language_words = coded_values(Mode), _language_words()
    keys = {name_key(row.clean.get("organization")) for row in rows} - {""}
    by_key: dict[str, list[Organization]] = {}
    for organization in Organization.objects.live().filter(name_key__in=keys):
        by_key.setdefault(organization.name_key, []).append(organization)
    codes = set(Municipality.objects.values_list("code", flat=True))
    people = []
    for row in rows:
        clean = row.clean
        titles = dict(zip(headers[row.sheet].keys, headers[row.sheet].headings, strict=False))
        found = by_key.get(name_key(clean.get("organization")), [])
        organization = found[0] if len(found) == 1 else None
        mode = mode_words.get(name_key(clean.get("mode")), "") if clean.get("mode") else modes[0]
        code = clean.get("municipality_code")
        reasons = [*clean.reasons]
        name = f"{clean.get('given_name')} {clean.get('family_name')}".strip()
        if not name:
            reasons.append(Reason("no_person"))
        if len(name) > MOST_NAME:
            reasons.append(Reason("too_long", "name", name[:40]))
        if code and code not in codes:
            reasons.append(Reason("unknown_municipality", "municipality_code", code))
        sentences = words([reason.as_json() for reason in reasons], titles=titles)
        if mode not in modes:
            sentences.append(_("“%(value)s” is no form of participation of this event.") % {"value": clean.get("mode")})
        applicant = Applicant(
            name=name,
            email=clean.get("email"),
            language=language_words.get(name_key(clean.get("language")), languages.SOURCE_LANGUAGE.code),
            mode=mode,
            organization_name=clean.get("organization"),
            function=clean.get("function"),
            organization_id=organization.pk if organization else None,
            municipality_id=code or (organization.municipality_id if organization else None),
        )
        people.append(ListedPerson(row.number, applicant, Outcome.WRONG if sentences else Outcome.NEW, sentences))
    return people


def _with_outcomes(occasion: Occasion, people: list[ListedPerson]) -> list[ListedPerson]:
    """Mark who is registered already and who stands twice in the file."""
    active = occasion.registrations.active().values_list("email_key", "name", "organization_name")
    known = {_identity(key or "", name, organization) for key, name, organization in active}
    seen: set[tuple[str, str]] = set()
    marked = []
    for person in people:
        if person.outcome == Outcome.NEW:
            applicant = person.applicant
            key = email_key(applicant.email) if applicant.email else ""
            identity = _identity(key, applicant.name, applicant.organization_name)
            if identity in known:
                person = replace(person, outcome=Outcome.KNOWN)
            elif identity in seen:
                person = replace(person, outcome=Outcome.WRONG, reasons=words([{"code": "twice"}]))
            seen.add(identity)
        marked.append(person)
    return marked


def _identity(key: str, name: str, organization: str) -> tuple[str, str]:
    """Return by what a person is known again: the address, else name and organization."""
    return ("address", key) if key else (name_key(name), name_key(organization))


def _language_words() -> dict[str, str]:
    found = {name_key(code): code for code in languages.CODES}
    for language in languages.LANGUAGES:
        found[name_key(language.own_name)] = language.code
        found |= {name_key(alias): language.code for alias in language.aliases}
    return found | {"dari": languages.DARI.code, "engelska": "en", "swedish": "sv"}
