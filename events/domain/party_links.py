"""The link by which the contact of a group sees and names its seats."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation

from cms.domain.language_links import public_base
from cms.domain.signed_links import issue_link
from events.domain.link_times import link_ends_at
from events.models import Occasion, Party

PARTY_PURPOSE = "party"


def party_link(party: Party, occasion: Occasion, *, kind: str, now: datetime) -> str:
    """Return a new address of the contact's page; the links of other kinds of mail go on working."""
    token = issue_link(
        purpose=PARTY_PURPOSE,
        subject=f"party/{party.public_id}/{kind}",
        expires_at=link_ends_at(occasion, now=now),
        now=now,
    )
    with translation.override(party.language):
        return f"{public_base()}{reverse('events_group_link', args=[token])}"
