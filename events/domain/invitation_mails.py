"""The mails of an invitation, each with a personal link of its own; queued in the caller's transaction."""

from datetime import datetime

from cms.domain.mail import queue_mail
from cms.domain.outbox import cancel_mails
from cms.domain.signed_links import issue_link
from cms.models import MailState, OutgoingMail
from events.domain.calendar_items import ToldOccasion, told_occasion
from events.domain.guests import Guest
from events.domain.link_times import LINK_KEPT
from events.domain.occasion_days import held_days
from events.domain.personal_mails import TEMPLATES, TOKEN, occasion_context
from events.domain.registration import closing_time
from events.domain.words import absolute_address
from events.models import Invitation, Occasion

LINK_PURPOSE = "invitation"
INVITATION = "invitation"
REMINDER = "invitation_reminder"
KINDS = (INVITATION, REMINDER)


class InvitationMails:
    """Queues the mails of one occasion's invitations; its words are read once for each language."""

    def __init__(self, occasion: Occasion, *, now: datetime) -> None:
        self.occasion = occasion
        self.now = now
        self._told: dict[str, ToldOccasion] = {}

    def send(self, guest: Guest, *, kind: str = INVITATION, from_name: str = "", is_first: bool = False) -> None:
        """Queue a mail of a kind under the invitation's ``mail_version``; not sent once the event has begun.

        ``from_name``: the colleague who passed the invitation on. ``is_first``: the row was made in this transaction.
        """
        row, days = guest.invitation, held_days(self.occasion)
        queue_mail(
            kind=kind,
            template=f"{TEMPLATES}/{kind}",
            to_address=guest.address,
            language=guest.language,
            dedup_key=f"{kind}/invitation/{row.pk}/{row.mail_version}",
            context={
                **occasion_context(self.occasion, self._told_in(guest.language)),
                **invitation_context(guest, from_name=from_name),
                "answer_by": closing_time(self.occasion),
                "link": self._link(guest, kind=kind, is_first=is_first),
            },
            now=self.now,
            send_before=days[0].start if days else None,
        )

    def _told_in(self, language: str) -> ToldOccasion:
        if language not in self._told:
            self._told[language] = told_occasion(self.occasion, language=language)
        return self._told[language]

    def _link(self, guest: Guest, *, kind: str, is_first: bool) -> str:
        """Return a new address, good until 30 days after the event; those of earlier mails go on working."""
        row = guest.invitation
        last = max([self.now, *(day.end for day in held_days(self.occasion))])
        token = issue_link(
            purpose=LINK_PURPOSE,
            subject=f"invitation/{row.public_id}/{kind}/{row.mail_version}",
            expires_at=last + LINK_KEPT,
            now=self.now,
            is_first=is_first,
        )
        return absolute_address("events_invitation_link", TOKEN, language=guest.language).replace(TOKEN, token)


def invitation_context(guest: Guest, *, from_name: str = "") -> dict[str, object]:
    """Return the plain values of a mail that say who is invited, and by whom it was passed on, if so."""
    row = guest.invitation
    return {
        "registration": {"name": guest.name or (guest.organization.name if guest.organization else "")},
        "network": row.network.name if row.network else "",
        "for_organization": not guest.is_person,
        "from_name": from_name,
        "delegable": row.delegable,
        "join_url": "",
    }


def cancel_invitation_mails(row: Invitation) -> None:
    """Keep back the mails of an invitation that were not sent yet."""
    for kind in KINDS:
        cancel_mails(f"{kind}/invitation/{row.pk}/")


def undelivered() -> set[tuple[int, int]]:
    """Return id and mail version of the invitations whose mail could not be sent."""
    keys = OutgoingMail.objects.filter(state=MailState.DEAD, kind__in=KINDS).values_list("dedup_key", flat=True)
    parts = [key.split("/") for key in keys]
    return {(int(row_id), int(version)) for _kind, _subject, row_id, version in parts}
