"""What changes on public pages by the date alone: reviews fall due, news leave the lists, plans show who has joined."""

from datetime import datetime

from django.utils import timezone

from cms.domain.generation import bump_generation

HOURLY_SECONDS = 3600


def renew_pages_at_midnight(now: datetime) -> None:
    """Make cached public pages new in the first hour of a day in Sweden. Run hourly; twice does no harm."""
    if timezone.localtime(now).hour == 0:
        bump_generation()
