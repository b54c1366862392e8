"""What participants of an event will read: each kind of mail, put together for somebody who does not exist."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from cms import languages
from cms.domain.language_links import public_base
from cms.domain.mail import RenderedMail, render_mail
from events.domain.calendar_items import told_occasion
from events.domain.mail_kinds import KINDS
from events.domain.meeting_links import shown_from
from events.domain.occasion_days import held_days
from events.domain.personal_mails import TEMPLATES, mail_context
from events.domain.words import latin_line
from events.enums import Actor, LapsedOffer, Mode, RegistrationState
from events.models import Occasion, Registration

FOLDER = Path(__file__).parents[1] / "templates" / TEMPLATES
WITH_CALENDAR = {
    "confirmed": "REQUEST",
    "promoted": "REQUEST",
    "changed": "REQUEST",
    "calendar_day": "REQUEST",
    "resumed": "REQUEST",
    "meeting_link": "REQUEST",
    "cancelled": "CANCEL",
    "occasion_cancelled": "CANCEL",
    "named": "REQUEST",
}


@dataclass(frozen=True)
class MailPreview:
    """A kind of mail in one language. ``calendar``: REQUEST, CANCEL or empty."""

    kind: str
    language: languages.Language
    mail: RenderedMail
    calendar: str


def mail_kinds() -> list[str]:
    """Return the kinds of mail that have words, in the order of ``mail_kinds``; others last."""
    there = {path.name.removesuffix(".subject.txt") for path in FOLDER.glob("*.subject.txt")}
    return [kind for kind in KINDS if kind in there] + sorted(there - set(KINDS))


def preview_mail(occasion: Occasion, kind: str, *, language: str, now: datetime) -> MailPreview:
    """Return a kind of mail as a participant who reads ``language`` would get it now; nothing is written.

    Name, place, reason and link are examples. Errors: KeyError for an unknown kind or language.
    """
    if kind not in mail_kinds() or language not in languages.CODES:
        raise KeyError(kind)
    reader = languages.get_language(language)
    with translation.override(language):
        told = told_occasion(occasion, language=language)
        example = _example(occasion, language, now=now)
        somebody, at = _somebody(occasion, reader, now=now), now
        if kind == "offer_lapsed":
            example["place"] = 1 if occasion.lapsed_offer == LapsedOffer.LAST else None
        if kind == "meeting_link":
            somebody.mode, at = Mode.ONLINE, max(now, shown_from(occasion) or now)
        context = {**mail_context(somebody, told, now=at), **example}
    mail = render_mail(template=f"{TEMPLATES}/{kind}", language=language, context=context)
    return MailPreview(kind, reader, mail, WITH_CALENDAR.get(kind, ""))


def _somebody(occasion: Occasion, reader: languages.Language, *, now: datetime) -> Registration:
    """Return a registration that is never saved."""
    return Registration(
        occasion=occasion,
        name=_("Given name Family name"),
        email="",
        language=reader.code,
        mode=Mode.ONLINE if occasion.mode in (Mode.ONLINE, Mode.SELF_PACED) else Mode.ONSITE,
        state=RegistrationState.CONFIRMED,
        hold_expires_at=now + timedelta(minutes=occasion.hold_minutes),
        ended_by=Actor.ORGANIZER,
        ended_reason=_("Your reason stands here."),
        registered_at=now,
        arrival_number=1,
    )


def _example(occasion: Occasion, language: str, *, now: datetime) -> dict[str, object]:
    """Return the values that only some kinds of mail have."""
    days = held_days(occasion)
    first = {"start": days[0].start, "end": days[0].end, "all_day": days[0].all_day} if days else {}
    return {
        "link": f"{public_base()}/…",
        "place": 1,
        "asks_to_confirm": False,
        "reason": _("Your reason stands here."),
        "before": [latin_line(occasion, day) for day in days],
        "invited": True,
        "day": first,
        "number": 2,
        "total": 3,
        "method": "REQUEST",
        "network": str(occasion.network or ""),
        "for_organization": False,
        "from_name": "",
        "delegable": True,
        "answer_by": now + timedelta(hours=24),
        "waits_on": occasion.lapsed_offer == LapsedOffer.LAST,
        "by_name": _("Given name Family name"),
        "released": 2,
        "party": {
            "wanted": 5,
            "seated": 3,
            "unnamed": 2,
            "waiting": 2,
            "place": 4,
            "comes_whole": False,
            "names_due_at": now + timedelta(days=7),
            "hold_expires_at": None,
        },
        "message": {
            "subject": _("About the event"),
            "paragraphs": [_("Your words stand here.")],
            "language": language,
        },
    }
