"""The words of an occasion in a language: from its page there, or from the page it has; and its times in figures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from cms import languages
from cms.domain.language_links import public_base
from cms.domain.visibility import viewable_by
from events.models import EventPage, Occasion, OccasionDay

BLOCK_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")


@dataclass(frozen=True)
class OccasionWords:
    """Title and texts, plain; ``language`` is theirs, which may be another than was asked for.

    ``path``: where the page is on the site, empty when nobody may read it.
    """

    title: str
    intro: str
    practical: str
    path: str
    language: str

    @property
    def url(self) -> str:
        """Return the absolute address of the page, or nothing."""
        return f"{public_base()}{self.path}" if self.path else ""


def public_pages(content_ids: Iterable[UUID]) -> dict[UUID, dict[str, EventPage]]:
    """Return the pages that anybody may read: content_id -> language code -> page."""
    pages = viewable_by(EventPage.objects.filter(translation_key__in=list(content_ids)).select_related("locale"), None)
    found: dict[UUID, dict[str, EventPage]] = {}
    for page in pages:
        found.setdefault(page.translation_key, {})[page.locale.language_code] = page
    return found


def words_of(occasion: Occasion, *, language: str) -> OccasionWords:
    """Return the words of an occasion for a reader of ``language``.

    First the public page in that language, then one in another (in the order of ``cms.languages``), then a page that
    is not public: someone registered must always be told what it is about. The code stands in for a missing page.
    """
    pages = public_pages([occasion.content_id]).get(occasion.content_id, {})
    for code in (language, *languages.CODES):
        if code in pages:
            return words_of_page(pages[code])
    hidden = EventPage.objects.filter(translation_key=occasion.content_id).select_related("locale").order_by("pk")
    page = hidden.filter(locale__language_code=language).first() or hidden.first()
    if page is None:
        return OccasionWords(occasion.code, "", "", "", language)
    words = words_of_page(page)
    return OccasionWords(words.title, words.intro, words.practical, "", words.language)


def words_of_page(page: EventPage) -> OccasionWords:
    """Return the plain words of one page."""
    practical = " ".join(unescape(strip_tags(BLOCK_END.sub(" ", page.practical))).split())
    parts = page.get_url_parts()
    return OccasionWords(page.title, page.intro, practical, parts[2] if parts else "", page.locale.language_code)


def local_time(moment: datetime, occasion: Occasion) -> datetime:
    """Return a moment in the occasion's own time zone."""
    return moment.astimezone(ZoneInfo(occasion.time_zone))


def latin_line(occasion: Occasion, day: OccasionDay) -> str:
    """Return day, hours and place in figures and Latin letters, on one line: ``2027-03-11 09:00–16:00, Falköping``.

    Mails in Dari repeat it, to be shown at a door.
    """
    start, end = local_time(day.start, occasion), local_time(day.end, occasion)
    when = f"{start:%Y-%m-%d}" if day.all_day else f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"
    return ", ".join(part for part in (when, occasion.location) if part)


def form_url(occasion: Occasion, *, language: str) -> str:
    """Return the absolute address of the registration form in a language."""
    return absolute_address("events_register", occasion.code, language=language)


def absolute_address(name: str, *args: str, language: str) -> str:
    """Return the absolute address of one of our URL names, with the language's prefix."""
    with translation.override(language):
        return f"{public_base()}{reverse(name, args=args)}"
