"""The link to an online meeting: who may have it, and from when. In public pages and calendars it never stands.

It is mailed when its time comes: ``meeting_link_mails.py``.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.domain.occasion_days import held_days
from events.enums import Mode, RegistrationState
from events.models import Occasion, Registration


def shown_from(occasion: Occasion) -> datetime | None:
    """Return from when the link is shown: ``join_hours`` before the first day, on the wall clock; None for at once."""
    days = held_days(occasion)
    if occasion.join_hours is None or not days:
        return None
    return days[0].start.astimezone(ZoneInfo(occasion.time_zone)) - timedelta(hours=occasion.join_hours)


def meeting_link(registration: Registration, *, now: datetime) -> str:
    """Return the link for somebody who has a seat and takes part online, from its time on; else nothing."""
    opens = shown_from(registration.occasion)
    is_shown = opens is None or now >= opens
    return registration.occasion.join_url if is_shown and takes_part_online(registration) else ""


def link_comes_at(registration: Registration, *, now: datetime) -> datetime | None:
    """Return when the link comes to somebody who will get one and may not see it yet; else None."""
    opens = shown_from(registration.occasion)
    waits = opens is not None and now < opens and bool(registration.occasion.join_url)
    return opens if waits and takes_part_online(registration) else None


def takes_part_online(registration: Registration) -> bool:
    return registration.state == RegistrationState.CONFIRMED and registration.mode == Mode.ONLINE
