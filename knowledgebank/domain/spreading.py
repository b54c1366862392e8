"""Record what happened on an organization's way to a plan: the only writer of adoptions, events, editions and letters.

Each act writes one event and nothing that is there is changed; where somebody stands is derived (``stages.py``).
Joining proposes a seat in the plan's network (``queries.seats_to_propose``); it never opens one.
Every act joins the caller's transaction, is written to the audit log under the row's public id, and makes cached
public pages new.
"""

import unicodedata
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.domain.generation import bump_generation
from knowledgebank.domain.stages import effective_events, standing_on
from knowledgebank.enums import EventKind, Outcome
from knowledgebank.exceptions import (
    CaseNumberTaken,
    CorrectsForeignEvent,
    DecisionWithoutBody,
    EditionMissing,
    EditionOfAnotherPlan,
    EvidenceMissing,
    FutureEvent,
    NotYetJoined,
)
from knowledgebank.models import Adoption, AdoptionEvent, Dispatch, Plan, PlanEdition
from networks.enums import DatePrecision
from networks.models import Organization


@dataclass(frozen=True)
class Entry:
    """What all acts share: who records it and when, the key that makes a double click one entry, what it corrects.

    ``key``: chosen by the caller when the act may be repeated; a new one otherwise. ``corrects``: an earlier event of
    the same adoption that this one replaces, with ``reason`` in words.
    """

    now: datetime
    by: User | None = None
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    corrects: AdoptionEvent | None = None
    reason: str = ""


def record_informed(
    plan: Plan,
    *,
    organization: Organization,
    on: date,
    function_reached: str,
    entry: Entry,
    dispatch: Dispatch | None = None,
    evidence: str = "",
    precision: str = DatePrecision.DAY,
) -> AdoptionEvent:
    """Record that an organization was told of the plan, by a letter (``dispatch``) or at a meeting (``evidence``).

    Errors: EvidenceMissing, and those of every act: FutureEvent, CorrectsForeignEvent. Nothing is written then.
    """
    if dispatch is None and not evidence.strip():
        raise EvidenceMissing
    values = {"function_reached": function_reached, "dispatch": dispatch, "evidence": evidence.strip()}
    return _record(plan, organization, EventKind.INFORMED, on, precision, entry, values)


def record_received(
    plan: Plan,
    *,
    organization: Organization,
    on: date,
    registry: Organization,
    case_number: str,
    entry: Entry,
    dispatch: Dispatch | None = None,
    precision: str = DatePrecision.DAY,
) -> AdoptionEvent:
    """Record that the request is registered as a case at ``registry`` (a committee or the organization itself).

    Errors: CaseNumberTaken when that registry's number is another organization's; those of every act.
    """
    values = {"registry": registry, "case_number": clean_case_number(case_number), "dispatch": dispatch}
    return _record(plan, organization, EventKind.RECEIVED, on, precision, entry, values)


def record_proposed(
    plan: Plan,
    *,
    organization: Organization,
    on: date,
    body: Organization,
    proposed_outcome: Outcome,
    entry: Entry,
    case_number: str = "",
    precision: str = DatePrecision.DAY,
) -> AdoptionEvent:
    """Record an official's proposal to ``body``; ``on`` is the day of the memorandum, which is no decision date."""
    values = {"body": body, "proposed_outcome": proposed_outcome, **_case_of_body(case_number, body)}
    return _record(plan, organization, EventKind.PROPOSED, on, precision, entry, values)


def record_decided(
    plan: Plan,
    *,
    organization: Organization,
    decision_date: date,
    body: Organization | None,
    edition: PlanEdition | None,
    outcome: Outcome,
    entry: Entry,
    case_number: str = "",
) -> AdoptionEvent:
    """Record what a committee or board decided, and when.

    Errors: DecisionWithoutBody, EditionMissing, EditionOfAnotherPlan, CaseNumberTaken; those of every act.
    """
    if body is None:
        raise DecisionWithoutBody
    if edition is None:
        raise EditionMissing
    values = {
        "body": body,
        "edition": edition,
        "outcome": outcome,
        "decision_date": decision_date,
        **_case_of_body(case_number, body),
    }
    return _record(plan, organization, EventKind.DECIDED, decision_date, DatePrecision.DAY, entry, values)


def record_replied(
    plan: Plan, *, organization: Organization, on: date, entry: Entry, evidence: str = ""
) -> AdoptionEvent:
    """Record that the organization's answer to the letter came."""
    return _record(plan, organization, EventKind.REPLIED, on, DatePrecision.DAY, entry, {"evidence": evidence.strip()})


def record_renewed(
    plan: Plan, *, organization: Organization, on: date, edition: PlanEdition, entry: Entry
) -> AdoptionEvent:
    """Record that who has joined an older edition now works by ``edition``.

    Errors: NotYetJoined, EditionOfAnotherPlan; those of every act.
    """
    return _record(plan, organization, EventKind.RENEWED, on, DatePrecision.DAY, entry, {"edition": edition})


def record_withdrawn(
    plan: Plan, *, organization: Organization, on: date, body: Organization | None, entry: Entry
) -> AdoptionEvent:
    """Record that a body decided to leave the plan. Errors: DecisionWithoutBody, NotYetJoined; those of every act."""
    if body is None:
        raise DecisionWithoutBody
    return _record(plan, organization, EventKind.WITHDRAWN, on, DatePrecision.DAY, entry, {"body": body})


def retract(event: AdoptionEvent, *, reason: str, entry: Entry) -> AdoptionEvent:
    """Take an entry back that should not have been made. It stays in the history, marked, with the reason."""
    entry = replace(entry, corrects=event, reason=reason)
    adoption = event.adoption
    return _record(
        adoption.plan, adoption.organization, EventKind.RETRACTED, event.occurred_on, event.precision, entry, {}
    )


def clean_case_number(text: str) -> str:
    """Return a case number as typed, in NFC and without space around it."""
    return unicodedata.normalize("NFC", text).strip()


def case_key(case_number: str) -> str:
    """Return what two spellings of one case number share: ``AFN 2017/74`` and ``afn2017/74`` are the same."""
    return "".join(clean_case_number(case_number).casefold().split())


def _case_of_body(case_number: str, body: Organization) -> dict[str, Any]:
    number = clean_case_number(case_number)
    return {"case_number": number, "registry": body} if number else {}


@transaction.atomic
def _record(
    plan: Plan,
    organization: Organization,
    kind: EventKind,
    on: date,
    precision: str,
    entry: Entry,
    values: dict[str, Any],
) -> AdoptionEvent:
    if on > timezone.localdate(entry.now):
        raise FutureEvent
    edition = values.get("edition")
    if edition is not None and edition.plan_id != plan.pk:
        raise EditionOfAnotherPlan
    Plan.objects.select_for_update().get(pk=plan.pk)  # one writer for each plan: case numbers and keys are checked once
    if earlier := AdoptionEvent.objects.filter(key=entry.key).first():
        return earlier
    adoption, _created = Adoption.objects.get_or_create(plan=plan, organization=organization)
    _check_correction(adoption, entry)
    _check_standing(adoption, kind, on, entry)
    body = values.get("body")
    event = AdoptionEvent.objects.create(
        adoption=adoption,
        kind=kind,
        occurred_on=on,
        precision=precision,
        organization_name=organization.name,
        body_name=body.name if body else "",
        key=entry.key,
        corrects=entry.corrects,
        reason=entry.reason.strip(),
        recorded_at=entry.now,
        recorded_by=entry.by,
        **values,
    )
    _refresh_case(adoption)
    _log(adoption, f"knowledgebank.adoption.{kind.value}", entry, {"event": str(event.public_id), "on": on.isoformat()})
    bump_generation()
    return event


def _check_correction(adoption: Adoption, entry: Entry) -> None:
    corrected = entry.corrects
    if corrected is None:
        return
    if corrected.adoption_id != adoption.pk or AdoptionEvent.objects.filter(corrects=corrected).exists():
        raise CorrectsForeignEvent


def _check_standing(adoption: Adoption, kind: EventKind, on: date, entry: Entry) -> None:
    if kind not in (EventKind.WITHDRAWN, EventKind.RENEWED):
        return
    events = adoption.events.select_related("edition", "dispatch")
    if entry.corrects is not None:
        events = events.exclude(pk=entry.corrects.pk)  # as it was without the entry that is replaced
    if not standing_on(on, events, adoption.plan.editions.all()).joined:
        raise NotYetJoined


def _refresh_case(adoption: Adoption) -> None:
    """Let the adoption hold the case of its newest counting event that names one."""
    events = [event for event in effective_events(adoption.events.all()) if event.case_number]
    registry_id, number = (events[-1].registry_id, events[-1].case_number) if events else (None, "")
    key = case_key(number)
    taken = (
        Adoption.objects.filter(plan=adoption.plan_id, registry=registry_id, case_key=key)
        .exclude(pk=adoption.pk)
        .select_related("organization")
        .first()
    )
    if key and taken:
        raise CaseNumberTaken(params={"case_number": number, "organization": taken.organization.name})
    if (adoption.registry_id, adoption.case_number) != (registry_id, number):
        adoption.registry_id, adoption.case_number, adoption.case_key = registry_id, number, key
        adoption.save(update_fields=["registry", "case_number", "case_key"])


def _log(instance: Adoption | Plan, action: str, entry: Entry, data: dict[str, str]) -> None:
    """Write one line to the audit log, titled by public id: names must not outlive their erasure there."""
    log(instance, action, user=entry.by, title=str(instance.public_id), data=data)
