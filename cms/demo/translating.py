"""Translate demo pages and terms the way an editor does: through wagtail-localize's segments and the gate."""

from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from cms import languages
from cms.demo.texts import DemoTextError, PhraseBook


def publish_translations(source: Any, book: PhraseBook, *, user: Any = None) -> None:
    """Publish a live Swedish page or term in the other languages, with every segment stored as a translation.

    An editor finds the segments translated and can go on from there.
    Errors: DemoTextError when a segment has no translation; nothing is written for that language then.
    """
    record, _created = TranslationSource.update_or_create_from_instance(source)
    segments = list(StringSegment.objects.filter(source=record).select_related("string", "context").order_by("order"))
    for language in languages.LANGUAGES:
        if language == languages.SOURCE_LANGUAGE:
            continue
        _refuse_missing(source, segments, book.phrases[language.code], language.code)
        locale = Locale.objects.get(language_code=language.code)
        with transaction.atomic():
            translation, _created = Translation.objects.get_or_create(source=record, target_locale=locale)
            _store(segments, book.phrases[language.code], locale=locale, user=user)
        translation.save_target(user=user, publish=True)


def _refuse_missing(source: Any, segments: list[StringSegment], phrases: dict[str, str], code: str) -> None:
    missing = [segment for segment in segments if segment.string.data not in phrases]
    if missing:
        first = missing[0]
        raise DemoTextError(
            f"{len(missing)} segments of {source} are not translated into {code}; the first is "
            f"{first.context.path}: {first.string.data!r}"
        )


def _store(segments: list[StringSegment], phrases: dict[str, str], *, locale: Locale, user: Any) -> None:
    """Store one translation for each segment; those that are there stay."""
    rows = {
        (segment.string_id, segment.context_id): StringTranslation(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            data=phrases[segment.string.data],
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            last_translated_by=user,
        )
        for segment in segments
    }
    StringTranslation.objects.bulk_create(rows.values(), ignore_conflicts=True)


def is_translated(source: Page) -> bool:
    """Return whether the page is live in every language."""
    live = Page.objects.filter(translation_key=source.translation_key, live=True).count()
    return live == len(languages.LANGUAGES)
