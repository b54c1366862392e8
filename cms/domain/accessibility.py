"""The accessibility statement's facts, and complaints as cases with a due date.

Source: lagen (2018:1937) om tillgänglighet till digital offentlig service 9, 12, 13 §§; MDFFS 2019:2.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cms import languages
from cms.domain.idempotency import request_hash, take_key
from cms.models import AccessibilityComplaint, AccessibilityFinding, AccessibilityStatementPage
from cms.models.accessibility import FindingKind

ANSWER_DAYS = 30
STATEMENT_LIFETIME_DAYS = 366
SUPERVISOR_URL = "https://www.digg.se/tdosanmalan"
SCOPE = "cms.accessibility_complaint"


@dataclass(frozen=True)
class Finding:
    """One thing known to fail, in the reader's language."""

    where: str
    criterion: str
    what: str
    reason: str


@dataclass(frozen=True)
class StatementFacts:
    """What the statement says besides its own fields: open findings by kind, and whether it is older than a year."""

    failing: list[Finding]
    burden: list[Finding]
    outside: list[Finding]
    is_outdated: bool
    supervisor_url: str


def statement_facts(page: AccessibilityStatementPage, *, language_code: str, today: date) -> StatementFacts:
    """Return the facts of a statement on a day. One query."""
    by_kind: dict[str, list[Finding]] = {kind: [] for kind in FindingKind.values}
    for row in AccessibilityFinding.objects.filter(fixed_on__isnull=True).order_by("criterion", "where", "pk"):
        what = row.what(languages.get_language(language_code).code)
        by_kind[row.kind].append(Finding(row.where, row.criterion, what, row.reason))
    return StatementFacts(
        failing=by_kind[FindingKind.FAILING],
        burden=by_kind[FindingKind.BURDEN],
        outside=by_kind[FindingKind.OUTSIDE],
        is_outdated=(today - page.updated_on).days > STATEMENT_LIFETIME_DAYS,
        supervisor_url=SUPERVISOR_URL,
    )


def record_complaint(*, text: str, page: str, email: str, language: str, key: str, now: datetime) -> date:
    """Record what somebody could not use and return the day by which it is answered, 30 days on (Stockholm's day).

    Idempotent by ``key``: the same form sent twice is one case with one answer.
    Errors: IdempotencyKeyReused when the key came with other words; nothing is written then.
    """
    values = {"text": text, "page": page, "email": email, "language": language}
    due_on = timezone.localdate(now) + timedelta(days=ANSWER_DAYS)
    response = {"due_on": due_on.isoformat()}
    with transaction.atomic(durable=True):
        earlier = take_key(key, scope=SCOPE, request_hash=request_hash(values), status=303, response=response, now=now)
        if earlier is not None:
            return date.fromisoformat(str(earlier["due_on"]))
        AccessibilityComplaint.objects.create(created_at=now, due_on=due_on, **values)
    return due_on
