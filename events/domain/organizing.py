"""Making an event as a whole, pages and occasion in one transaction: for the command and the admin."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from events.codes import new_code
from events.domain.event_pages import PageWords, create_event_pages
from events.domain.occasions import EarmarkPlan, OccasionPlan, PartPlan, create_occasion
from events.domain.reminders import add_usual_reminder
from events.enums import OccasionStatus
from events.models import Occasion


def create_event(
    words: Mapping[str, PageWords],
    plan: OccasionPlan,
    *,
    capacity: int | None,
    online_capacity: int | None = None,
    earmarks: Sequence[EarmarkPlan] = (),
    parts: Sequence[PartPlan] = (),
    draft: bool = False,
    now: datetime,
) -> Occasion:
    """Make the pages and the occasion of an event, with the usual reminder, and return the occasion.

    ``words``: by language code. Not a draft: those pages go live (translations when the transaction has ended), the
    others wait for translation, and registration is open by its settings.
    Errors: ParentPageMissing, SwedishWordsMissing, NoDays, DayEndsBeforeStart; nothing is written then.
    """
    with transaction.atomic(durable=True):
        code = new_code()
        content_id = create_event_pages(words, live=not draft, code=code)
        occasion = create_occasion(
            plan,
            content_id=content_id,
            capacity=capacity,
            online_capacity=online_capacity,
            earmarks=earmarks,
            parts=parts,
            status=OccasionStatus.DRAFT if draft else OccasionStatus.CONFIRMED,
            code=code,
            now=now,
        )
        add_usual_reminder(occasion)
    return occasion
