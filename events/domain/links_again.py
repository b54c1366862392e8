"""The personal link by mail once more: asked for by address, or sent by an organizer.

What is asked for by address waits as a row, the same for a known and an unknown address, and is answered by a job: the
page takes as long for both.
"""

from datetime import datetime

from django.db import transaction

from cms.domain.mail import address_hash
from cms.domain.prepared import insert_row
from cms.field_encryption import decrypt, encrypt
from cms.mail_addresses import clean_address, email_key
from events.domain import notifications, party_mails
from events.domain.pace import take_mail_turn
from events.models import LinkRequest, Party, Registration


def ask_for_links(address: str, *, now: datetime) -> None:
    """Note that the links of an address are asked for; once for each address until it is answered.

    Errors: ValidationError for an address that is no address.
    """
    address = clean_address(address)
    insert_row(
        LinkRequest(to_hash=address_hash(address), sealed=encrypt(address.encode()), asked_at=now), unless_there=True
    )


def answer_link_requests(now: datetime) -> None:
    """Answer what was asked for, each in a transaction of its own. The job ``events.links``."""
    for request in LinkRequest.objects.order_by("pk"):
        with transaction.atomic(durable=True):
            if LinkRequest.objects.filter(pk=request.pk).delete()[0]:
                _send_links(decrypt(bytes(request.sealed)).decode(), now=now)


def send_link_again(registration: Registration, *, now: datetime) -> None:
    """Mail one person's link again, at most once an hour; their earlier links end then."""
    with transaction.atomic(durable=True):
        notifications.send_my_link(registration, now=now)


def _send_links(address: str, *, now: datetime) -> None:
    """Mail the links of all that an address is registered for, or the contact of, and has not ended, at its pace."""
    key = email_key(address)
    parties = Party.objects.filter(contact_email_key=key, ended_at__isnull=True, occasion__days__end__gt=now)
    for party in parties.select_related("occasion").distinct().order_by("pk"):
        turn = take_mail_turn(address, key=key, now=now)
        party_mails.send_link(party, party.occasion, now=now)
        if turn is not None:
            turn.apply()
    rows = Registration.objects.active().filter(email_key=key, occasion__days__end__gt=now)
    for registration in rows.select_related("occasion").distinct().order_by("pk"):
        turn = take_mail_turn(address, key=key, now=now)
        notifications.send_my_link(registration, now=now)
        if turn is not None:
            turn.apply()
