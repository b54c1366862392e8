"""Queue a mail as a row, and render it in its reader's language when it is sent; sending is ``cms/domain/outbox.py``.

A row keeps the template's name and plain values, frozen when it was queued: it says what was true then, and an act does
not wait for its words to be put together.

Template names: ``events/mail/confirmed`` stands for ``events/mail/confirmed.subject.txt`` and ``.txt``. The latter
holds the parts of the mail (``{% load mail %}``: paragraph, facts, action) and is rendered twice: as plain text,
without escaping, and as HTML, escaped, in the frame ``cms/mail/base.html``. No word stands in two places.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString

from cms import languages
from cms.domain.prepared import insert_row
from cms.field_encryption import decrypt, encrypt, keyed_hash
from cms.mail_addresses import email_key
from cms.models import OutgoingMail
from cms.own_settings import own_settings
from cms.tokens import new_token

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
ZERO_WIDTH_NON_JOINER = "\u200c"
MAX_SUBJECT_LENGTH = 200
MANY_LINE_ENDS = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True)
class CalendarPart:
    """An iCalendar object for the mail: ``method`` REQUEST or CANCEL, ``content`` its bytes (RFC 5546)."""

    method: str
    content: bytes


@dataclass(frozen=True)
class RenderedMail:
    """What the outbox needs to build the message."""

    subject: str
    text: str
    html: str
    calendar: CalendarPart | None = None


@dataclass(frozen=True)
class QueuedMail:
    """A mail before it is rendered; kept encrypted until it is sent."""

    template: str
    language: str
    context: Mapping[str, object]
    calendar: CalendarPart | None = None

    def to_bytes(self) -> bytes:
        """Return the mail as JSON bytes. Errors: TypeError for a value that is not plain."""
        values: dict[str, Any] = {"template": self.template, "language": self.language, "context": self.context}
        if self.calendar:
            values["calendar"] = {"method": self.calendar.method, "content": self.calendar.content.decode()}
        return json.dumps(values, ensure_ascii=False, default=_moment_to_json).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> "QueuedMail":
        """Return the mail of JSON bytes."""
        values = json.loads(stored, object_hook=_moment_from_json)
        part = values.get("calendar")
        calendar = CalendarPart(part["method"], part["content"].encode()) if part else None
        return cls(values["template"], values["language"], values["context"], calendar)


def queue_mail(
    *,
    kind: str,
    template: str,
    to_address: str,
    language: str,
    dedup_key: str,
    context: Mapping[str, object],
    now: datetime,
    send_before: datetime | None = None,
    calendar: CalendarPart | None = None,
) -> OutgoingMail | None:
    """Queue one mail in the caller's transaction; return its row, ``None`` when ``dedup_key`` was there already.

    ``dedup_key``: kind, subject row, version (``reminder/7d/registration/512/seq3``). ``send_before``: not sent from
    then on. ``context``: plain values alone (text, numbers, moments, lists and dicts of them), for it is rendered when
    it is sent, in ``language``; the template also gets ``language`` (own name, ``html_lang``, ``direction``),
    ``public_url``, ``mail_format`` and ``subject``.
    Errors: TypeError for a value that is not plain; TemplateDoesNotExist; ValidationError for an address that is no
    address. Nothing has been written by then.
    """
    get_template(f"{template}.txt")
    reader = languages.get_language(language)
    queued = QueuedMail(template, reader.code, context, calendar)
    row = OutgoingMail(
        dedup_key=dedup_key,
        kind=kind,
        language=reader.code,
        to_address=to_address,
        to_hash=address_hash(to_address),
        payload=encrypt(queued.to_bytes()),
        message_id=f"<{new_token()}@{message_id_domain()}>",
        created_at=now,
        next_at=now,
        send_before=send_before,
    )
    return row if insert_row(row, unless_there=True) else None


def read_mail(row: OutgoingMail) -> RenderedMail:
    """Return what a waiting mail says. Errors: UnreadableField when no key opens it."""
    queued = QueuedMail.from_bytes(decrypt(bytes(row.payload)))
    return render_mail(
        template=queued.template, language=queued.language, context=queued.context, calendar=queued.calendar
    )


def render_mail(
    *, template: str, language: str, context: Mapping[str, object], calendar: CalendarPart | None = None
) -> RenderedMail:
    """Return the mail in a language; subject on one line, without control characters."""
    reader = languages.get_language(language)
    with translation.override(reader.code):
        values = {**context, "language": reader, "public_url": own_settings.PUBLIC_URL}
        values["subject"] = clean_subject(_render(f"{template}.subject.txt", values, "text"))
        text, html = (_render_body(f"{template}.txt", values, mail_format) for mail_format in ("text", "html"))
    return RenderedMail(str(values["subject"]), MANY_LINE_ENDS.sub("\n\n", text).strip() + "\n", html, calendar)


def _render_body(name: str, values: Mapping[str, object], mail_format: str) -> str:
    """Return the parts of a mail in the frame of a format; what the parts say is escaped by then."""
    suffix = "html" if mail_format == "html" else "txt"
    parts = {
        "body": SafeString(_render(name, values, mail_format)),
        "foot": SafeString(_render("cms/mail/foot.txt", values, mail_format)),
    }
    return _render(f"cms/mail/base.{suffix}", {**values, **parts}, mail_format)


def _render(name: str, values: Mapping[str, object], mail_format: str) -> str:
    template: Any = get_template(name)
    context = Context({**values, "mail_format": mail_format}, autoescape=mail_format == "html")
    return str(template.template.render(context))


def clean_subject(text: str) -> str:
    """Return a subject on one line, at most 200 characters, no control or format character but ZWNJ."""
    line = " ".join(text.split())
    kept = [
        letter
        for letter in line
        if letter == ZERO_WIDTH_NON_JOINER or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    ]
    return "".join(kept)[:MAX_SUBJECT_LENGTH]


def isolate_text(value: object) -> str:
    """Return a value between FSI and PDI, so that Latin items keep their order in a plain text in Dari."""
    text = str(value).replace(FIRST_STRONG_ISOLATE, "").replace(POP_ISOLATE, "")
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def address_hash(address: str) -> str:
    """Return the keyed hash under which mails to an address are found after the address itself is wiped."""
    return keyed_hash("mail_address", email_key(address))


def message_id_domain() -> str:
    """Return the domain of our Message-IDs: that of the sender's address."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _moment_to_json(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    raise TypeError(f"A mail keeps plain values alone, not {type(value).__name__}.")


def _moment_from_json(values: dict[str, Any]) -> Any:
    return datetime.fromisoformat(values["$moment"]) if values.keys() == {"$moment"} else values
