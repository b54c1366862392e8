"""Adopt an edition of a plan and send it out."""

import hashlib
from datetime import date

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.log_actions import log

from cms.domain.generation import bump_generation
from knowledgebank.domain.spreading import Entry, clean_case_number
from knowledgebank.exceptions import EditionOfAnotherPlan, FutureEvent, ReviewTooLate
from knowledgebank.models import Dispatch, Plan, PlanEdition
from knowledgebank.models.history import REVIEW_MONTHS_MOST
from knowledgebank.months import add_months
from networks.enums import DatePrecision
from networks.models import Organization


@transaction.atomic
def adopt_edition(
    plan: Plan,
    *,
    adopted_on: date,
    body: Organization,
    entry: Entry,
    review_due_on: date | None = None,
    case_number: str = "",
    document: Document | None = None,
) -> PlanEdition:
    """Record the next edition of a plan, numbered from 1; it supersedes the last one and is frozen from then on.

    Units: ``review_due_on`` at most 24 months after ``adopted_on``, which is the default.
    Errors: ReviewTooLate, FutureEvent. Nothing is written then.
    """
    if adopted_on > timezone.localdate(entry.now):
        raise FutureEvent
    latest = add_months(adopted_on, REVIEW_MONTHS_MOST)
    due = review_due_on or latest
    if due > latest:
        raise ReviewTooLate(params={"latest": latest.isoformat()})
    Plan.objects.select_for_update().get(pk=plan.pk)
    previous = plan.editions.order_by("number").last()
    edition = PlanEdition.objects.create(
        plan=plan,
        number=previous.number + 1 if previous else 1,
        adopted_on=adopted_on,
        body=body,
        body_name=body.name,
        case_number=clean_case_number(case_number),
        review_due_on=due,
        supersedes=previous,
        document=document,
        document_sha256=_sha256(document.file) if document else "",
        recorded_at=entry.now,
        recorded_by=entry.by,
    )
    data = {"edition": str(edition.public_id), "number": str(edition.number)}
    log(plan, "knowledgebank.plan.adopt_edition", user=entry.by, title=str(plan.public_id), data=data)
    bump_generation()
    return edition


@transaction.atomic
def send_out(
    plan: Plan,
    *,
    edition: PlanEdition,
    letter: str,
    sent_on: date,
    entry: Entry,
    sent_on_precision: str = DatePrecision.DAY,
    reply_due_on: date | None = None,
    reply_due_precision: str = DatePrecision.DAY,
) -> Dispatch:
    """Record a letter about an edition.

    Units: ``reply_due_on`` is the last possible day. Errors: EditionOfAnotherPlan.
    """
    if edition.plan_id != plan.pk:
        raise EditionOfAnotherPlan
    dispatch = Dispatch.objects.create(
        edition=edition,
        letter=letter,
        sent_on=sent_on,
        sent_on_precision=sent_on_precision,
        reply_due_on=reply_due_on,
        reply_due_precision=reply_due_precision,
    )
    data = {"dispatch": str(dispatch.public_id)}
    log(plan, "knowledgebank.plan.send_out", user=entry.by, title=str(plan.public_id), data=data)
    return dispatch


def _sha256(file: FieldFile) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
