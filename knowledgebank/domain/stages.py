"""Where an organization stands towards a plan on a day, derived from events. Pure: asks no database and no clock.

Which events move the stage (the contract between the network register and the knowledge bank):

* *informed* moves only who stood at nothing;
* *received* and *proposed* open a round: they move whoever has not joined, also after a no or a leave;
* *decided* sets the outcome, *withdrawn* ends it; while joined nothing else moves the stage.

A proposal is not a decision, and silence is not a refusal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledgebank.enums import JOINED_STAGES, EventKind, Stage
from knowledgebank.models import AdoptionEvent, PlanEdition

REPLY_REMINDER_OFFSETS = (-30, -7, 0, 14)
"""Days before (negative) and after the day by which a reply is asked for."""

_ORDER_WITHIN_A_DAY = {kind: rank for rank, kind in enumerate(EventKind)}


@dataclass(frozen=True)
class Standing:
    """An organization's stage and facets on a day.

    ``since``: the event that set the stage; ``None`` when nothing is recorded. ``decision``: the decision in force,
    only while joined. ``edition``: the newest one joined or renewed, only while joined.
    """

    stage: Stage
    since: AdoptionEvent | None = None
    decision: AdoptionEvent | None = None
    edition: PlanEdition | None = None
    case_number: str = ""
    reply_due_on: date | None = None
    reply_due_precision: str = ""
    reply_awaited: bool = False
    reply_late: bool = False
    adapted: bool = False
    older_edition: bool = False

    @property
    def joined(self) -> bool:
        return self.stage in JOINED_STAGES


def effective_events(events: Iterable[AdoptionEvent]) -> list[AdoptionEvent]:
    """Return the events that count, oldest first: without those corrected and without the acts of taking back.

    A correction that is itself taken back does not bring the first entry back: what is right is recorded anew.
    """
    known = list(events)
    corrected = {event.corrects_id for event in known if event.corrects_id}
    counting = [event for event in known if event.pk not in corrected and event.kind != EventKind.RETRACTED]
    return sorted(counting, key=lambda event: (event.occurred_on, _ORDER_WITHIN_A_DAY[EventKind(event.kind)], event.pk))


def standing_on(day: date, events: Iterable[AdoptionEvent], editions: Iterable[PlanEdition]) -> Standing:
    """Derive where one organization stands.

    Shapes: ``events`` of one adoption in any order, corrected ones too; ``editions`` of its plan in any order.
    Units: ``day`` inclusive: what happened on it counts.
    Source: the event table of the adoption contract.
    """
    past = [event for event in effective_events(events) if event.occurred_on <= day]
    stage, since, decision = Stage.NOT_CONTACTED, None, None
    for event in past:
        moved = _stage_after(stage, event)
        if moved is None:
            continue
        stage, since = moved, event
        decision = event if moved in JOINED_STAGES else None
    edition = _joined_edition(past, decision)
    current = current_edition(day, editions)
    request = next((event.dispatch for event in reversed(past) if event.dispatch), None)
    reply_due_on = request.reply_due_on if request else None
    return Standing(
        stage=stage,
        since=since,
        decision=decision,
        edition=edition,
        case_number=next((event.case_number for event in reversed(past) if event.case_number), ""),
        reply_due_on=reply_due_on,
        reply_due_precision=request.reply_due_precision if request else "",
        reply_awaited=request is not None and not any(event.kind in _ANSWERS for event in past),
        reply_late=_reply_late(day, past, reply_due_on),
        adapted=any(event.kind == EventKind.ADAPTED for event in past),
        older_edition=bool(edition and current and edition.number < current.number),
    )


def current_edition(day: date, editions: Iterable[PlanEdition]) -> PlanEdition | None:
    """Return the edition with the highest number adopted on or before ``day``, ``None`` if there is none."""
    return max(
        (edition for edition in editions if edition.adopted_on <= day), key=lambda edition: edition.number, default=None
    )


def reply_reminders(reply_due_on: date, events: Iterable[AdoptionEvent]) -> list[date]:
    """Return the days on which a reply is asked for again, oldest first; the answer stops those that have not come.

    A recorded decision is an answer we know of: nobody is reminded of it, though the reply itself may still be late.
    """
    answers = [event.occurred_on for event in effective_events(events) if event.kind in _ANSWERS]
    days = [reply_due_on + timedelta(days=offset) for offset in REPLY_REMINDER_OFFSETS]
    return [day for day in days if not answers or day < min(answers)]


_ANSWERS = (EventKind.REPLIED, EventKind.DECIDED)


def _stage_after(stage: Stage, event: AdoptionEvent) -> Stage | None:
    """Return the stage that an event leads to, ``None`` when it leaves the stage as it is."""
    if event.kind == EventKind.DECIDED:
        return Stage(event.outcome)
    if stage in JOINED_STAGES:
        return Stage.WITHDRAWN if event.kind == EventKind.WITHDRAWN else None
    if event.kind == EventKind.PROPOSED:
        return Stage.UNDER_PREPARATION
    if event.kind == EventKind.RECEIVED and stage != Stage.UNDER_PREPARATION:
        return Stage.RECEIVED
    if event.kind == EventKind.INFORMED and stage == Stage.NOT_CONTACTED:
        return Stage.INFORMED
    return None


def _joined_edition(past: Sequence[AdoptionEvent], decision: AdoptionEvent | None) -> PlanEdition | None:
    if decision is None:
        return None
    editions = [decision.edition] + [
        event.edition for event in past if event.kind == EventKind.RENEWED and event.occurred_on >= decision.occurred_on
    ]
    return max((edition for edition in editions if edition), key=lambda edition: edition.number, default=None)


def _reply_late(day: date, past: Sequence[AdoptionEvent], reply_due_on: date | None) -> bool:
    if reply_due_on is None or day <= reply_due_on:
        return False
    replies = [event.occurred_on for event in past if event.kind == EventKind.REPLIED]
    return not replies or min(replies) > reply_due_on
