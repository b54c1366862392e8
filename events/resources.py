"""The rows of an export of participants: one column each, headings in the reader's language; written as files by
``networks.importing.exports``."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms import languages
from events.domain.queries import RegistrationRow
from events.models import Party

COLUMNS: Final[tuple[tuple[Promise, Callable[[RegistrationRow], Any]], ...]] = (
    (_("Arrival"), lambda row: row.registration.arrival_number),
    (_("Name"), lambda row: row.registration.shown_name),
    (_("E-mail"), lambda row: row.registration.email),
    (_("Organization"), lambda row: row.registration.organization_name),
    (_("Municipality"), lambda row: row.registration.municipality or ""),
    (_("Function"), lambda row: row.registration.function),
    (_("Form of participation"), lambda row: row.registration.get_mode_display()),
    (_("Status"), lambda row: row.registration.get_state_display()),
    (_("Place on the waiting list"), lambda row: row.place or ""),
    (_("Language of the mails"), lambda row: languages.get_language(row.registration.language).own_name),
    (_("Registered"), lambda row: _minute(row.registration.registered_at)),
    (_("Registered by"), lambda row: row.registration.get_source_display()),
    (_("Group and contact"), lambda row: _contact(row.registration.party)),
)


def participant_table(rows: Iterable[RegistrationRow]) -> Iterator[list[str]]:
    """Yield the headings in the active language, then a row of text cells for each registration."""
    listed = list(rows)
    columns = COLUMNS
    if listed and listed[0].registration.occasion.has_parts:
        columns = (*COLUMNS, (_("Workshops"), _workshops))
    yield [str(heading) for heading, _value in columns]
    for row in listed:
        yield [str(value(row)) for _heading, value in columns]


def _workshops(row: RegistrationRow) -> str:
    return "; ".join(part.label for part in row.registration.parts.all())


def _contact(party: Party | None) -> str:
    return f"{party.pk}: {party.contact_name} <{party.contact_email}>" if party is not None else ""


def _minute(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
