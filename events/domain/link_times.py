"""Until when the links in mails about an event work."""

from datetime import datetime, timedelta

from events.domain.occasion_days import held_days
from events.models import Occasion

LINK_KEPT = timedelta(days=30)


def link_ends_at(occasion: Occasion, *, now: datetime) -> datetime:
    """Return until when a link to a registration works: 30 days after the event."""
    return max([now, *(day.end for day in held_days(occasion))]) + LINK_KEPT
