"""What the public templates show of the directory: who takes part today. Names of persons never come here."""

from datetime import date, timedelta

from django import template
from django.utils import timezone

from networks.domain.dates import today
from networks.domain.queries import ParticipantGroup, public_participants
from networks.models import Network

register = template.Library()


@register.filter
def last_day(end: date) -> date:
    """Return the last day of a period as people say it; stored is the first day on which it no longer holds."""
    return end - timedelta(days=1)


@register.simple_tag
def current_day() -> date:
    """Return today's date in Stockholm, so that the page can say on which day it holds."""
    return today(timezone.now())


@register.simple_tag
def participants(network: Network, day: date) -> list[ParticipantGroup]:
    """Return who takes part in the network on ``day``, by kind of organization."""
    return public_participants(network, day=day)
