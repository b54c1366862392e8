"""Send the mails that wait as rows: claim by lease, send outside any transaction, mark (trust.md rules 7–9).

At least once: a crash between the server's yes and our commit sends one duplicate, with the same Message-ID and the
same bytes. Nothing is sent from ``send_before`` on.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from cms import languages
from cms.domain.mail import read_mail
from cms.field_encryption import UnreadableField
from cms.mail_addresses import clean_address
from cms.models import MailState, OutgoingMail
from cms.tokens import new_token

LEASE = timedelta(seconds=45)
BATCH = 20
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
    timedelta(hours=24),
)
KEPT_FOR = timedelta(days=90)
LONGEST_PLAIN_WORD = 60  # a longer one cannot be folded; encoded it can

Clock = Callable[[], datetime]
logger = logging.getLogger("samverka.outbox")


@dataclass
class OutboxCounts:
    """What one pass did, in mails."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    canceled: int = 0
    lost: int = 0

    def __bool__(self) -> bool:
        return any((self.sent, self.retried, self.dead, self.canceled, self.lost))


class PermanentRefusal(Exception):
    """Sending again cannot help: ``str`` is a short reason without any address."""


def send_due_mails(*, clock: Clock, owner: str, most: int = 1000) -> OutboxCounts:
    """Send the due mails in batches of 20 until none is due or ``most`` were claimed; return the counts.

    ``clock`` is asked before every step, for a pass may take minutes. ``owner`` names the worker (30 characters).
    """
    counts = OutboxCounts()
    counts.canceled = cancel_overdue(now=clock())
    claimed = 0
    server: Any = None
    try:
        while claimed < most:
            rows, claim = claim_due(now=clock(), owner=owner)
            if not rows:
                break
            claimed += len(rows)
            server = server or get_connection()
            for place, row in enumerate(rows):
                if not _server_is_open(server):
                    _put_back(rows[place:], claim=claim, clock=clock, counts=counts)
                    return counts
                _send_claimed(row, claim=claim, server=server, clock=clock, counts=counts)
    finally:
        if server is not None:
            server.close()
    return counts


def claim_due(*, now: datetime, owner: str, most: int = BATCH) -> tuple[list[OutgoingMail], str]:
    """Take the lease of up to ``most`` due mails in one UPDATE; return them, oldest first, and the claim's name.

    Due: ready and its time has come, or sending with its lease over. The condition stands in the outer WHERE too: on
    PostgreSQL the row may have changed between the subquery and the update.
    """
    claim = f"{owner[:30]}/{new_token()[:20]}"
    due = _due(now)
    if not OutgoingMail.objects.filter(due).exists():
        return [], claim
    with transaction.atomic(durable=_is_outermost()):
        candidates = OutgoingMail.objects.filter(due).order_by("next_at", "id")
        if connection.vendor == "postgresql":
            candidates = candidates.select_for_update(skip_locked=True)
        OutgoingMail.objects.filter(due, pk__in=candidates.values("pk")[:most]).update(
            state=MailState.SENDING, locked_by=claim, locked_until=now + LEASE, attempts=F("attempts") + 1
        )
    return list(_held(claim).order_by("next_at", "id")), claim


def renew_lease(mail_id: int, *, claim: str, now: datetime) -> bool:
    """Begin the lease of a claimed mail anew; ``False`` when another worker has taken it over."""
    return bool(_held(claim).filter(pk=mail_id).update(locked_until=now + LEASE))


def mark_sent(mail_id: int, *, claim: str, now: datetime) -> bool:
    """Note that the server took the mail; body and address are wiped. ``False`` when the lease was lost."""
    return bool(
        _held(claim)
        .filter(pk=mail_id)
        .update(
            state=MailState.SENT,
            sent_at=now,
            payload=b"",
            to_address="",
            locked_by="",
            locked_until=None,
            last_error="",
        )
    )


def mark_failed(mail: OutgoingMail, *, claim: str, reason: str, now: datetime, permanent: bool = False) -> bool:
    """Put a mail back with the next waiting time, or make it dead; return whether it is dead now.

    ``reason``: short, without addresses. Dead: ``permanent``, or all six waiting times are used up.
    """
    dead = permanent or mail.attempts > len(BACKOFF)
    values: dict[str, Any] = {"locked_by": "", "locked_until": None, "last_error": reason[:200]}
    if dead:
        values["state"] = MailState.DEAD
    else:
        values |= {"state": MailState.READY, "next_at": now + BACKOFF[mail.attempts - 1]}
    _held(claim).filter(pk=mail.pk).update(**values)
    return dead


def cancel_overdue(*, now: datetime) -> int:
    """Cancel unsent mails whose ``send_before`` has come; return how many. Their bodies are wiped."""
    waiting = Q(state=MailState.READY) | Q(state=MailState.SENDING, locked_until__lte=now)
    overdue = OutgoingMail.objects.filter(waiting, send_before__lte=now)
    if not overdue.exists():
        return 0
    return overdue.update(
        state=MailState.CANCELED, payload=b"", to_address="", locked_by="", locked_until=None, last_error="too late"
    )


def cancel_mails(dedup_prefix: str) -> int:
    """Cancel the waiting mails whose key begins with a prefix (``reminder/7d/registration/512/``); return how many."""
    waiting = OutgoingMail.objects.filter(state=MailState.READY, dedup_key__startswith=dedup_prefix)
    return waiting.update(state=MailState.CANCELED, payload=b"", to_address="")


def oldest_due_since(*, now: datetime) -> datetime | None:
    """Return since when the oldest due mail waits, ``None`` when none is due."""
    return OutgoingMail.objects.filter(_due(now)).order_by("next_at").values_list("next_at", flat=True).first()


def remove_old_mails(*, now: datetime) -> int:
    """Delete sent, canceled and dead mails older than 90 days; return how many."""
    ended = [MailState.SENT, MailState.CANCELED, MailState.DEAD]
    return OutgoingMail.objects.filter(state__in=ended, created_at__lt=now - KEPT_FOR).delete()[0]


class FoldedMessage(EmailMultiAlternatives):
    """A message whose subject is folded as RFC 5322 asks.

    Django folds it without counting ``Subject:``, and the generator then leaves the first line empty: readers show a
    space before the first word, and some servers refuse a line of white space.
    """

    def message(self, **options: Any) -> Any:
        message: Any = super().message(**options)
        subject = str(self.subject)
        longest = max(map(len, subject.split()), default=0)
        charset = "us-ascii" if subject.isascii() and longest <= LONGEST_PLAIN_WORD else "utf-8"
        message.replace_header("Subject", Header(subject, charset, header_name="Subject"))
        return message


def build_message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Return the message of a row, each time the same but for MIME boundaries: its values are frozen in the row.

    Errors: PermanentRefusal for a body that no key opens or an address that no server can take.
    """
    try:
        rendered = read_mail(mail)
        address = clean_address(mail.to_address)
    except UnreadableField as error:
        raise PermanentRefusal("no key opens the body") from error
    except ValidationError as error:
        raise PermanentRefusal("malformed address") from error
    message = FoldedMessage(
        subject=rendered.subject,
        body=rendered.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.created_at),
            "Content-Language": languages.get_language(mail.language).html_lang,
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(rendered.html, "text/html")
    if rendered.calendar:
        part = rendered.calendar
        message.attach_alternative(part.content.decode("utf-8"), f"text/calendar; method={part.method}")
        message.attach("invite.ics", part.content, "application/ics")
    return message


def _send_claimed(mail: OutgoingMail, *, claim: str, server: Any, clock: Clock, counts: OutboxCounts) -> None:
    now = clock()
    if mail.send_before is not None and now >= mail.send_before:
        _held(claim).filter(pk=mail.pk).update(locked_until=now)
        counts.canceled += cancel_overdue(now=now)
        return
    if not renew_lease(mail.pk, claim=claim, now=now):
        counts.lost += 1
        return
    try:
        if mail.attempts > len(BACKOFF) + 1:
            raise PermanentRefusal("claimed too often: the worker may die of it")
        message = build_message(mail)
        server.send_messages([message])
    except Exception as error:
        reason, permanent = _explain(error)
        dead = mark_failed(mail, claim=claim, reason=reason, now=clock(), permanent=permanent)
        counts.dead += dead
        counts.retried += not dead
        level = logging.ERROR if dead else logging.WARNING
        logger.log(level, "mail dead" if dead else "mail not sent", extra={"row_id": mail.pk, "kind": mail.kind})
        _forget_connection(server)
        return
    if mark_sent(mail.pk, claim=claim, now=clock()):
        counts.sent += 1
    else:
        counts.lost += 1


def _explain(error: Exception) -> tuple[str, bool]:
    """Return a reason without addresses, and whether sending again cannot help."""
    name = type(error).__name__
    if isinstance(error, PermanentRefusal):
        return str(error), True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _text in error.recipients.values()})
        return f"{name} {codes}", bool(codes) and all(code >= 500 for code in codes)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{name} {error.smtp_code}", False
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{name} {error.smtp_code}", error.smtp_code in {550, 551, 552, 553, 554}
    if isinstance(error, ValueError):
        return name, True
    return name, False


def _server_is_open(server: Any) -> bool:
    """Open the connection unless it is open; ``False`` when the server cannot be reached."""
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("mail server not reached: %s", type(error).__name__)
        return False
    return True


def _put_back(rows: list[OutgoingMail], *, claim: str, clock: Clock, counts: OutboxCounts) -> None:
    """Put the rest of a batch back with its waiting times: asking a dead server once per mail would take minutes."""
    for row in rows:
        dead = mark_failed(row, claim=claim, reason="mail server not reached", now=clock())
        counts.dead += dead
        counts.retried += not dead


def _forget_connection(server: Any) -> None:
    """Close the connection after an error, so that the next mail opens a new one."""
    try:
        server.close()
    except (OSError, smtplib.SMTPException):
        logger.warning("mail server did not close")


def _due(now: datetime) -> Q:
    return Q(state=MailState.READY, next_at__lte=now) | Q(state=MailState.SENDING, locked_until__lte=now)


def _held(claim: str) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(locked_by=claim, state=MailState.SENDING)


def _is_outermost() -> bool:
    return not connection.in_atomic_block
