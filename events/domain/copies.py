"""What an occasion that is made like another takes over besides its plan: seats, questions, reminders."""

from datetime import datetime

from django.db.models import F

from events.domain.occasions import PartPlan, add_part
from events.domain.parts import parts_of
from events.domain.questions import questions_of
from events.enums import PoolKind
from events.models import Occasion, Question, Reminder, SeatPool


def copy_kept_seats(like: Occasion, to: Occasion, *, releases: dict[int, datetime | None]) -> None:
    """Keep the same seats for the same holders in another occasion, whose open seats are there already.

    ``releases``: when each is released, by the id of the earmark it is like. What was released is open there too.
    """
    parents = {pool.mode: pool for pool in to.pools.filter(kind=PoolKind.SEATS)}
    for earmark in like.pools.filter(kind=PoolKind.EARMARK, mode__in=parents).order_by("pk"):
        parent = parents[earmark.mode]
        if earmark.released_at is not None:
            SeatPool.objects.filter(pk=parent.pk, capacity__isnull=False).update(
                capacity=F("capacity") + (earmark.capacity or 0)
            )
            continue
        SeatPool.objects.create(
            occasion=to,
            kind=PoolKind.EARMARK,
            mode=earmark.mode,
            parent=parent,
            organization_id=earmark.organization_id,
            municipality_id=earmark.municipality_id,
            function=earmark.function,
            label=earmark.label,
            capacity=earmark.capacity,
            releases_at=releases[earmark.pk],
        )


def copy_parts(like: Occasion, to: Occasion) -> None:
    """Offer the same workshops with as many seats."""
    for part in parts_of(like):
        add_part(to, PartPlan(part.label, part.capacity), mode=part.mode)


def copy_questions(like: Occasion, to: Occasion) -> None:
    """Ask the same questions, in the same order and on the same conditions; no answers."""
    for question in questions_of(like):
        values = {
            field.attname: getattr(question, field.attname)
            for field in Question._meta.concrete_fields
            if field.attname not in {"id", "occasion_id"}
        }
        Question.objects.create(occasion=to, **values)
    if like.asks_questions:
        to.asks_questions = True
        to.save(update_fields=["asks_questions"])


def copy_reminders(like: Occasion, to: Occasion) -> None:
    """Remind as many days before, at the same time of day, the same people."""
    for reminder in like.reminders.order_by("pk"):
        Reminder.objects.create(occasion=to, days_before=reminder.days_before, at=reminder.at, segment=reminder.segment)
