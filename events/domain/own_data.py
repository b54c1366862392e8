"""What is stored about one registration: shown to the person with purpose and time, and given as a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from events.domain.explain import explain
from events.domain.given_answers import answers_of
from events.domain.personal_data import personal_fields
from events.domain.questions import questions_of
from events.models import Invitation, Registration

MODEL = "events.Registration"
UNSHOWN = {"email_key"}  # the address once more, as it is compared


@dataclass(frozen=True)
class StoredField:
    """One value about a person. ``kept_until``: in words, for as long as no period is decided."""

    name: str
    label: str
    value: str
    purpose: str
    basis: str
    recipients: str
    kept_until: str


@dataclass(frozen=True)
class OwnData:
    """All that is stored about a registration; acts by time, each with moment, words and reason."""

    fields: list[StoredField]
    acts: list[tuple[datetime, str, str]]


def own_data(row: Registration) -> OwnData:
    """Return what is stored about a registration in the active language; empty values are left out."""
    fields = []
    for declared in personal_fields():
        if declared.model != MODEL or declared.field in UNSHOWN:
            continue
        field: Any = Registration._meta.get_field(declared.field)
        value = str(getattr(row, declared.field) or "")
        if value:
            label = str(field.verbose_name)
            fields.append(
                StoredField(
                    name=declared.field,
                    label=label[:1].upper() + label[1:],
                    value=value,
                    purpose=declared.purpose,
                    basis=declared.basis,
                    recipients=declared.recipients,
                    kept_until=_("Until the responsible authority has decided a period; nothing is removed before."),
                )
            )
    acts = [(one.at, one.act, one.why) for one in explain(row.occasion, registration=row)]
    return OwnData(fields, acts)


def own_data_file(row: Registration) -> dict[str, Any]:
    """Return the same as plain values for a JSON file, with state, times and what was asked for."""
    data = own_data(row)
    questions = questions_of(row.occasion)
    answers = answers_of(row, questions)
    return {
        "event": row.occasion.code,
        "registration": str(row.public_id),
        "state": row.state,
        "arrival": row.arrival_number,
        "mode": row.mode,
        "municipality": row.municipality_id,
        "registered_at": row.registered_at.isoformat(),
        "source": row.source,
        "fields": [vars(field) for field in data.fields],
        "answers": [
            {"question": question.key, "answer": answers[question.key], "days_kept": question.retention_days}
            for question in questions
            if question.key in answers
        ],
        "invited": [
            {"at": one.invited_at.isoformat(), "function": one.function, "words": one.words}
            for one in Invitation.objects.filter(registration=row)
        ],
        "acts": [{"at": at.isoformat(), "act": act, "why": why} for at, act, why in data.acts],
        "asked_for": [
            {"at": asked.asked_at.isoformat(), "act": asked.act, "wanted": asked.wanted, "state": asked.state}
            for asked in row.change_requests.all()
        ],
    }
