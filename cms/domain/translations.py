"""How far each translation has come, when one may go live, and what happens to it when its source changes.

The gate before all writing to a target is ``cms/domain/translation_gate.py``; restrictions are mirrored by
``cms/domain/restrictions.py``. Handlers of Wagtail's signals call the ``record_`` functions here.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms import languages
from cms.domain.generation import bump_generation
from cms.domain.restrictions import mirror_view_restrictions
from cms.models import TranslationStatus

__all__ = ["mirror_view_restrictions"]


class State(StrEnum):
    """States of a translation (languages design 2.3)."""

    MISSING = "missing"
    DRAFT = "draft"
    READY = "ready"
    LIVE = "live"
    STALE = "stale"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    State.MISSING: _("not begun"),
    State.DRAFT: _("being translated"),
    State.READY: _("ready to publish"),
    State.LIVE: _("published"),
    State.STALE: _("published, the Swedish text has changed"),
    State.WITHDRAWN: _("withdrawn"),
}


@dataclass(frozen=True)
class Readiness:
    """How complete a translation is; true when it may go live. ``segments`` of the source, ``translated`` of them."""

    segments: int
    translated: int
    errors: int
    source_is_live: bool

    @property
    def is_complete(self) -> bool:
        return self.segments == self.translated and self.errors == 0

    def __bool__(self) -> bool:
        return self.is_complete and self.source_is_live


@dataclass(frozen=True)
class TranslationState:
    """One target language of a page. ``page`` is the target or None; ``translation_id`` opens the segment editor."""

    language: languages.Language
    state: State
    segments: int
    translated: int
    errors: int
    stale_since: datetime | None
    page: Page | None
    translation_id: int | None

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self.state])

    @property
    def is_counted(self) -> bool:
        """Whether n of m says something: a manual page, and one not begun, have no count."""
        return self.translation_id is not None and self.segments > 0


def text_hash(instance: TranslatableMixin) -> str:
    """Return the SHA-256 of all translatable values of an object, with their places."""
    digest = hashlib.sha256()
    for segment in sorted(extract_segments(instance), key=lambda item: (item.path, item.order)):
        if isinstance(segment, StringSegmentValue):
            digest.update(f"{segment.path}\0{segment.string.data}\0".encode())
        elif isinstance(segment, TemplateSegmentValue):
            digest.update(f"{segment.path}\0{segment.template}\0".encode())
    return digest.hexdigest()


def may_go_live(source: TranslationSource | Page, locale: Locale) -> Readiness:
    """Return whether the translation of a source into a language may be published, with the counts behind the answer.

    A page without a translation source has nothing to count and is not ready. Four queries.
    """
    if isinstance(source, TranslationSource):
        record: TranslationSource | None = source
    else:
        record = TranslationSource.objects.get_for_instance_or_none(source)
    if record is None:
        return Readiness(0, 0, 0, source_is_live=False)
    segments = StringSegment.objects.filter(source=record)
    counts = segments.annotate_translation(locale).aggregate(
        segments=Count("pk"), translated=Count("pk", filter=Q(translation__isnull=False) & ~Q(translation=""))
    )
    errors = segments.get_translations(locale).filter(has_error=True).count()
    original = record.object.get_instance_or_none(record.locale)
    return Readiness(counts["segments"], counts["translated"], errors, bool(getattr(original, "live", original)))


# --- states -------------------------------------------------------------------------------------------------------


def translation_states(page: Page) -> list[TranslationState]:
    """Return the state of each target language of a page (of its source, when it is itself a translation)."""
    return translation_overview([page])[page.translation_key]


def translation_overview(pages: Iterable[Page]) -> dict[UUID, list[TranslationState]]:
    """Return the states of many pages by translation key, target languages in their order.

    Three queries for any number of pages; reads the rows of ``TranslationStatus``.
    """
    keys = {page.translation_key for page in pages}
    family: dict[UUID, dict[str, Page]] = defaultdict(dict)
    for member in Page.objects.filter(translation_key__in=keys).select_related("locale", "latest_revision__user"):
        family[member.translation_key][member.locale.language_code] = member
    statuses = {
        (row.translation_key, row.locale.language_code): row
        for row in TranslationStatus.objects.filter(translation_key__in=keys).select_related("locale")
    }
    translations = {
        (key, code): pk
        for pk, key, code in Translation.objects.filter(source__object_id__in=keys, enabled=True).values_list(
            "pk", "source__object_id", "target_locale__language_code"
        )
    }
    return {
        key: [
            _state(family[key], language, statuses.get((key, language.code)), translations.get((key, language.code)))
            for language in languages.LANGUAGES
            if language is not languages.SOURCE_LANGUAGE
        ]
        for key in keys
    }


def _state(
    family: dict[str, Page], language: languages.Language, status: TranslationStatus | None, translation_id: int | None
) -> TranslationState:
    target = family.get(language.code)
    source = family.get(languages.SOURCE_LANGUAGE.code)
    segments, translated, errors = (status.segments, status.translated, status.errors) if status else (0, 0, 0)
    complete = segments == translated and errors == 0
    if target is None:
        state = State.MISSING
    elif target.live:
        state = State.STALE if status and status.stale_since else State.LIVE
    elif target.first_published_at and not (source and source.live):
        state = State.WITHDRAWN
    else:
        state = State.READY if status and segments and complete else State.DRAFT
    stale_since = status.stale_since if status else None
    return TranslationState(language, state, segments, translated, errors, stale_since, target, translation_id)


# --- what happened ------------------------------------------------------------------------------------------------


def record_publication(page: Page, *, now: datetime) -> None:
    """Note that a page went live: a source makes its translations stale, a translation is fresh again.

    A new source text is given to the translators at once; the live translations keep their older, complete text.
    """
    if page.locale.language_code != languages.SOURCE_LANGUAGE.code:
        _record_translation_published(page, now=now)
        return
    if TranslationSource.objects.get_for_instance_or_none(page) is not None:
        TranslationSource.update_or_create_from_instance(page)
    source_hash = text_hash(page)
    for locale in Locale.objects.filter(pk__in=page.get_translations().values("locale_id")):
        refresh_status(page.translation_key, locale, now=now, source_hash=source_hash)


def refresh_status(
    key: UUID, locale: Locale, *, now: datetime, source_hash: str | None = None, published_hash: str | None = None
) -> TranslationStatus:
    """Count a translation anew and keep the counts; hashes not given stay as they were. Safe to repeat."""
    status, _created = TranslationStatus.objects.get_or_create(translation_key=key, locale=locale)
    source = TranslationSource.objects.filter(object_id=key, translations__target_locale=locale).first()
    if source is not None:
        ready = may_go_live(source, locale)
        status.segments, status.translated, status.errors = ready.segments, ready.translated, ready.errors
    if source_hash is not None:
        status.source_hash = source_hash
    if published_hash is not None:
        status.source_hash_at_publish = published_hash
    is_behind = bool(status.source_hash_at_publish) and status.source_hash != status.source_hash_at_publish
    status.stale_since = (status.stale_since or now) if is_behind else None
    status.save()
    return status


def record_translated_string(string: StringTranslation, *, now: datetime) -> None:
    """Note that a translator wrote or removed the translation of one text."""
    refresh_status(string.context.object_id, string.locale, now=now)


def _record_translation_published(page: Page, *, now: datetime) -> None:
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, translations__target_locale=page.locale, translations__enabled=True
    ).first()
    original = Page.objects.filter(
        translation_key=page.translation_key, locale__language_code=languages.SOURCE_LANGUAGE.code
    ).first()
    if original is None:
        return
    current = text_hash(original.specific)
    published = text_hash(source.as_instance()) if source else current
    refresh_status(page.translation_key, page.locale, now=now, source_hash=current, published_hash=published)


def withdraw_translations(page: Page, *, reason: str) -> list[Page]:
    """Unpublish every live translation of a source page, and say why in each one's history (G3).

    Joins the caller's transaction; nothing happens for a page that is itself a translation. Returns those withdrawn.
    """
    if page.locale.language_code != languages.SOURCE_LANGUAGE.code:
        return []
    withdrawn = []
    for translation in page.get_translations().live().specific():
        translation.unpublish(log_action=False)
        log(translation, "wagtail.unpublish", data={"reason": reason})
        withdrawn.append(translation)
    if withdrawn:
        bump_generation()
    return withdrawn
