"""Which mails an event has sent to a participant, and whether they have left."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cms.domain.mail import address_hash
from cms.models import OutgoingMail
from events.domain.mail_kinds import kind_in_words
from events.models import Registration


@dataclass(frozen=True)
class SentMail:
    """One mail: its kind and that in words, when it was queued, its state in words, when it left (None: not yet)."""

    kind: str
    title: str
    queued_at: datetime
    state: str
    sent_at: datetime | None


def mails_to(registration: Registration) -> list[SentMail]:
    """Return the mails about a registration, oldest first; may be empty. One query."""
    by_row = Q(dedup_key__contains=f"/registration/{registration.pk}/")
    by_address = Q(pk__in=[])
    if registration.email:
        mark = f"/address/{registration.occasion_id}/{address_hash(registration.email)[:32]}/"
        by_address = Q(dedup_key__contains=mark)
    rows = OutgoingMail.objects.filter(by_row | by_address).order_by("created_at", "pk")
    return [
        SentMail(row.kind, kind_in_words(row.kind), row.created_at, str(row.get_state_display()), row.sent_at)
        for row in rows
    ]
