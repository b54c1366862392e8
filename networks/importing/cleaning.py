"""From the cells of a row to clean values: text, codes, dates. What is wrong is a reason; nothing is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.core.exceptions import ValidationError

from cms.digits import to_ascii_digits
from cms.identity_numbers import find_identity_number
from cms.mail_addresses import clean_address
from cms.spreadsheets import unsafe_cell
from networks.domain.dates import Edge, PartialDate, read_date
from networks.enums import Function, MemberRole, OrganizationKind
from networks.importing.columns import coded_values
from networks.importing.reasons import Reason
from networks.models.organizations import check_organization_number
from networks.name_keys import clean_name, name_key

MAX_LENGTHS: Final = {
    "organization": 200, "given_name": 100, "family_name": 100, "email": 254, "phone": 40, "function": 120,
    "mandate": 300, "reason": 300, "network": 200,
}  # fmt: skip
FUNCTION_WORDS: Final = {
    "boendechef": Function.RESIDENCE_MANAGER,
    "föreståndare": Function.RESIDENCE_MANAGER,
    "rektor": Function.HEAD_TEACHER,
    "överförmyndaren": Function.CHIEF_GUARDIAN,
    "överförmyndarhandläggare": Function.CHIEF_GUARDIAN,
    "god man": Function.GUARDIAN,
    "socialchef": Function.HEAD_OF_SOCIAL_SERVICES,
    "enhetschef ekb": Function.UNIT_MANAGER,
    "socialsekreterare": Function.SOCIAL_WORKER,
    "integrationsutvecklare": Function.INTEGRATION_COORDINATOR,
    "integrationssamordnare": Function.INTEGRATION_COORDINATOR,
    "samordnare språkintroduktion": Function.SCHOOL_COORDINATOR,
    "polis": Function.POLICE_OFFICER,
    "projektledare": Function.PROJECT_MANAGER,
    "länssamordnare": Function.COUNTY_COORDINATOR,
    "registrator": Function.REGISTRY,
}
ROLE_WORDS: Final = {"ordf": MemberRole.CHAIR, "suppleant": MemberRole.SUBSTITUTE, "ersättare": MemberRole.SUBSTITUTE}


@cache
def functions() -> dict[str, str]:
    return coded_values(Function, extra=FUNCTION_WORDS)


@cache
def roles() -> dict[str, str]:
    return coded_values(MemberRole, extra=ROLE_WORDS)


@cache
def organization_kinds() -> dict[str, str]:
    return coded_values(OrganizationKind, extra={"förvaltning": "department", "nämnd": "committee"})


@dataclass
class CleanRow:
    """What a row says; a None or empty value was not given, and keeps what is stored."""

    text: dict[str, str] = field(default_factory=dict)
    function: str = ""
    function_text: str = ""
    role: str = ""
    kind: str = ""
    start: PartialDate | None = None
    end: PartialDate | None = None
    reasons: list[Reason] = field(default_factory=list)

    def get(self, key: str) -> str:
        return self.text.get(key, "")

    @property
    def name_key(self) -> str:
        return name_key(f"{self.get('given_name')} {self.get('family_name')}")


def clean_row(cells: Mapping[str, Any]) -> CleanRow:
    """Return the clean values of a row's named cells, with all reasons at once."""
    row = CleanRow()
    for key, cell in cells.items():
        if key in ("valid_from", "valid_to"):
            _read_period(row, key, cell)
            continue
        text = _text(cell)
        if not text:
            continue
        if find_identity_number(text) and key != "organization_number":
            row.reasons.append(Reason("identity_number", key))
        elif len(text) > MAX_LENGTHS.get(key, 300):
            row.reasons.append(Reason("too_long", key, text[:40]))
        else:
            row.text[key] = text
    _split_name(row)
    _read_codes(row)
    if row.start and row.end and row.end.day <= row.start.day:
        row.reasons.append(Reason("ends_before_start", "valid_to"))
    return row


def _text(cell: Any) -> str:
    return "" if cell is None else clean_name(str(unsafe_cell(cell)))


def _read_period(row: CleanRow, key: str, cell: Any) -> None:
    try:
        if key == "valid_from":
            row.start = read_date(unsafe_cell(cell), edge=Edge.START)
        else:
            row.end = read_date(unsafe_cell(cell), edge=Edge.END)  # inclusive in files, exclusive from here on
    except ValueError:
        row.reasons.append(Reason("bad_date", key, _text(cell)[:40]))


def _split_name(row: CleanRow) -> None:
    """Part a whole name at its last space, or at the comma of "Family, Given"; separate columns go before it."""
    whole = row.text.pop("name", "")
    if not whole or row.get("given_name") or row.get("family_name"):
        return
    family, comma, given = whole.partition(",")
    if not comma:
        given, _space, family = whole.rpartition(" ")
    row.text["given_name"], row.text["family_name"] = given.strip(), family.strip()


def _read_codes(row: CleanRow) -> None:
    if word := row.get("function"):
        row.function = functions().get(name_key(word), Function.OTHER)
        labels = functions().get(name_key(word)) is not None
        row.function_text = "" if labels and name_key(word) not in FUNCTION_WORDS else word
    if word := row.get("role"):
        row.role = roles().get(name_key(word), "")
        if not row.role:
            row.reasons.append(Reason("unknown_role", "role", word))
    if word := row.get("organization_kind"):
        row.kind = organization_kinds().get(name_key(word), "")
        if not row.kind:
            row.reasons.append(Reason("unknown_kind", "organization_kind", word))
    if address := row.get("email"):
        try:
            row.text["email"] = clean_address(address)
        except ValidationError:
            row.reasons.append(Reason("bad_email", "email", address[:60]))
    if number := row.get("organization_number"):
        row.text["organization_number"] = number = to_ascii_digits(number).removeprefix("16")
        try:
            check_organization_number(number)
        except ValidationError:
            row.reasons.append(Reason("bad_number", "organization_number", number[:20]))
