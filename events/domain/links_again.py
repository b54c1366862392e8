"""The personal link by mail once more: asked for by address, or sent by an organizer."""

from datetime import datetime

from django.db import transaction

from cms.mail_addresses import email_key
from events.domain import notifications
from events.models import Registration


def find_and_send_links(address: str, *, now: datetime) -> None:
    """Mail the personal links of all that an address is registered for and has not ended, a mail each.

    Nobody learns from the answer whether there were any.

    Errors: ValidationError for an address that is no address.
    """
    key = email_key(address)
    with transaction.atomic(durable=True):
        rows = Registration.objects.active().filter(email_key=key, occasion__days__end__gt=now)
        for registration in rows.select_related("occasion").distinct().order_by("pk"):
            notifications.send_my_link(registration, now=now)


def send_link_again(registration: Registration, *, now: datetime) -> None:
    """Mail one person's link again, at most once an hour; their earlier links end then."""
    with transaction.atomic(durable=True):
        notifications.send_my_link(registration, now=now)
