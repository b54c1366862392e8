"""Writing to participants: whom, in which words, seen before it is sent, and sent to each person once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cms import languages
from cms.domain.mail import RenderedMail, queue_mail, render_mail
from events.domain.audit import log_act
from events.domain.calendar_items import told_occasion
from events.domain.personal_mails import TEMPLATES, mail_address, mail_context, mail_key
from events.domain.transitions import Agent
from events.enums import Planning, Recipients, RegistrationState
from events.exceptions import NobodyToWriteTo
from events.models import Occasion, Registration

KIND = "message"


@dataclass(frozen=True)
class Words:
    """Subject and text of a message in one language; blank lines part the paragraphs."""

    subject: str
    text: str


@dataclass(frozen=True)
class Message:
    """A message by language code; ``sv`` is always there. Who reads another language gets it, or else the Swedish."""

    words: Mapping[str, Words]

    def language_for(self, reader: str) -> str:
        return reader if reader in self.words else languages.SOURCE_LANGUAGE.code


@dataclass(frozen=True)
class LanguageShare:
    """How many will read the message in one language, the language of its words, and the mail as the first gets it."""

    reader: languages.Language
    number: int
    written_in: languages.Language
    mail: RenderedMail


def recipients_of(occasion: Occasion, recipients: Recipients, *, municipality: str = "") -> "QuerySet[Registration]":
    """Return the registrations of a choice by arrival, those without an address too."""
    rows = occasion.registrations.active().order_by("arrival_number")
    if recipients == Recipients.CONFIRMED:
        rows = rows.filter(state=RegistrationState.CONFIRMED)
    elif recipients == Recipients.WAITING:
        rows = rows.filter(state=RegistrationState.WAITLISTED)
    elif recipients == Recipients.SILENT:
        rows = rows.filter(hold_expires_at__isnull=False)
    return rows.filter(municipality_id=municipality) if municipality else rows


def preview_message(
    occasion: Occasion, message: Message, rows: "QuerySet[Registration]", *, now: datetime
) -> list[LanguageShare]:
    """Return the message in each language that its recipients read, as the first of them gets it; writes nothing."""
    by_language: dict[str, list[Registration]] = {}
    for row in _readers(rows):
        by_language.setdefault(row.language, []).append(row)
    shares = []
    for code in languages.CODES:
        if code in by_language:
            first = by_language[code][0]
            first.occasion = occasion
            mail = render_mail(template=f"{TEMPLATES}/{KIND}", language=code, context=_context(first, message, now=now))
            written_in = languages.get_language(message.language_for(code))
            shares.append(LanguageShare(languages.get_language(code), len(by_language[code]), written_in, mail))
    return shares


def send_message(
    occasion: Occasion,
    message: Message,
    *,
    recipients: Recipients,
    municipality: str = "",
    message_id: UUID,
    now: datetime,
    by: Agent,
) -> int:
    """Queue a message to each person of a choice who has an address; return how many mails are new.

    ``message_id``: the same message sent again under the same id reaches only those it has not reached.
    Errors: NobodyToWriteTo; nothing is written then.
    """
    queued = 0
    with transaction.atomic(durable=True):
        rows = _readers(recipients_of(occasion, recipients, municipality=municipality))
        if not rows:
            raise NobodyToWriteTo
        for row in rows:
            row.occasion = occasion
            mail = queue_mail(
                kind=KIND,
                template=f"{TEMPLATES}/{KIND}",
                to_address=mail_address(row),
                language=row.language,
                dedup_key=mail_key(KIND, row, str(message_id)),
                context=_context(row, message, now=now),
                now=now,
            )
            queued += mail is not None
        if queued:
            log_act(occasion, Planning.WRITE, by=by, data={"recipients": recipients.value})
    return queued


def _readers(rows: "QuerySet[Registration]") -> list[Registration]:
    """Return those who can be written to, by arrival; one seat without an address stands for its group."""
    readers: list[Registration] = []
    groups: set[int] = set()
    for row in rows.select_related("party"):
        if row.email_key:
            readers.append(row)
        elif row.party_id is not None and row.party_id not in groups:
            groups.add(row.party_id)
            readers.append(row)
    return readers


def _context(row: Registration, message: Message, *, now: datetime) -> dict[str, object]:
    code = message.language_for(row.language)
    words = message.words[code]
    paragraphs = [part.strip() for part in words.text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    told = told_occasion(row.occasion, language=row.language)
    return {
        **mail_context(row, told, now=now),
        "message": {"subject": words.subject, "paragraphs": paragraphs, "language": code},
    }
