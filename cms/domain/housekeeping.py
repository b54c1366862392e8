"""Remove rows that only a technical limit keeps (docs/decisions: technical limits are no disposals)."""

from datetime import datetime

from django.contrib.sessions.models import Session

from cms.domain import idempotency, outbox, rate_limits, signed_links


def remove_expired_rows(now: datetime) -> None:
    """Delete old idempotency answers, links, mails, idle rate buckets and ended sessions."""
    idempotency.remove_old_answers(now=now)
    signed_links.remove_old_links(now=now)
    outbox.remove_old_mails(now=now)
    rate_limits.remove_idle_buckets(now=now)
    Session.objects.filter(expire_date__lt=now).delete()
