"""Making the pages of an event: live in the languages that have words, drafts to be translated in the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import TranslationCreator
from wagtail_localize.strings import StringValue

from cms import languages
from cms.models import HomePage
from events.exceptions import ParentPageMissing, SwedishWordsMissing
from events.models import EventIndexPage, EventPage
from events.models.pages import CALENDAR_SLUG


@dataclass(frozen=True)
class PageWords:
    """What a new page says, in plain text; the rest is written in the page editor."""

    title: str
    intro: str = ""


def create_event_pages(words: Mapping[str, PageWords], *, live: bool, code: str) -> UUID:
    """Make the pages of an event and return their content_id, in the caller's transaction.

    ``words``: by language code, at least one. If told, the page of each language that has words goes live; every other
    one waits as a draft in its translation editor. A translation is never live without the Swedish page.
    Errors: ParentPageMissing when the site has no calendar and no start page to put one under, SwedishWordsMissing when
    pages shall be live and there are no Swedish words; nothing is written then.
    """
    source = languages.SOURCE_LANGUAGE.code
    if live and source not in words:
        raise SwedishWordsMissing
    first = words.get(source) or next(iter(words.values()))
    page = EventPage(title=first.title, intro=first.intro, slug=_slug(first.title, code), live=False)
    calendar_page(source).add_child(instance=page)
    page.save_revision()
    if live:
        page.save_revision().publish()
    others = [other for other in languages.CODES if other != source and _has_calendar(other)]
    creator = TranslationCreator(user=None, target_locales=list(Locale.objects.filter(language_code__in=others)))
    creator.create_translations(page)
    for other in others:
        if other in words:
            _translate(page, other, words[other], live=live)
    return page.translation_key


def _translate(page: EventPage, language: str, words: PageWords, *, live: bool) -> None:
    """Give the page's texts in another language, as its translation editor would."""
    job = Translation.objects.get(source__object_id=page.translation_key, target_locale__language_code=language)
    given = {"title": words.title, "intro": words.intro}
    for segment in StringSegment.objects.filter(source=job.source).select_related("string", "context"):
        text = given.get(segment.context.path)
        if text:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=job.target_locale,
                context=segment.context,
                defaults={"data": str(StringValue.from_plaintext(text).data)},
            )
    job.save_target(publish=live)


def calendar_page(language: str) -> EventIndexPage:
    """Return the calendar of a language, made under the start page if there is none.

    Errors: ParentPageMissing when that language has no start page.
    """
    found = EventIndexPage.objects.filter(locale__language_code=language).order_by("path").first()
    if found is not None:
        return found
    home = HomePage.objects.filter(locale__language_code=language).order_by("path").first()
    if home is None:
        raise ParentPageMissing
    with translation.override(language):
        title = _("Calendar")
    original = EventIndexPage.objects.order_by("path").first()
    page = EventIndexPage(title=title, slug=CALENDAR_SLUG, locale=home.locale)
    if original is not None:
        page.translation_key = original.translation_key
    home.add_child(instance=page)
    return page


def _has_calendar(language: str) -> bool:
    try:
        calendar_page(language)
    except ParentPageMissing:
        return False
    return True


def _slug(title: str, code: str) -> str:
    """Return an address for the page; the code keeps two events of one name apart."""
    return f"{slugify(title)[:60].strip('-') or 'event'}-{code.lower()}"
