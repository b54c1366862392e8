"""The gate before every way in which a translation is written or goes live (languages design, section 5).

wagtail-localize writes all targets through one method; :func:`install` wraps it, and Wagtail's publish action too. Both
are wrapped once, at start; a test asserts that their signatures are still those.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail.actions.publish_page_revision import PublishPagePermissionError, PublishPageRevisionAction
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail_localize.models import MissingTranslationError, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms import languages
from cms.domain.translations import may_go_live, refresh_status, text_hash

INCOMPLETE = _(
    "The translation is not complete: %(translated)d of %(segments)d texts are translated, %(errors)d have errors. "
    "The published page stays as it is."
)
SOURCE_NOT_LIVE = _("Publish the Swedish page first: a translation is never live without it.")
ONLY_BY_PUBLISHING = _("A published translation is changed only by publishing it anew.")
INVALID_CHILD = _("%(field)s: %(error)s")


class IncompleteTranslation(ValidationError):
    """The translation may not go live, or may not replace the live one; nothing live was changed."""


class UntranslatedPublishRefused(PublishPagePermissionError):  # type: ignore[misc] # Wagtail has no types
    """A draft of a translation may not be published as it is; the admin shows a refusal, nothing was written."""


def install() -> None:
    """Wrap the two methods, once in a process."""
    _wrap(TranslationSource, "create_or_update_translation", _guard_writing)
    _wrap(PublishPageRevisionAction, "check", _guard_publishing)


def _wrap(owner: type, name: str, guard: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    original = getattr(owner, name)
    if not hasattr(original, "samverka_original"):
        guarded = guard(original)
        guarded.samverka_original = original  # type: ignore[attr-defined]
        setattr(owner, name, guarded)


def _guard_writing(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def create_or_update_translation(
        self: TranslationSource,
        locale: Locale,
        user: Any = None,
        publish: bool = True,
        copy_parent_pages: bool = False,
        fallback: bool = False,
    ) -> Any:
        publish = _may_publish(self, locale, publish=publish)
        instance = self.as_instance()
        if copy_parent_pages and isinstance(instance, Page):
            _translate_parents(instance, locale, user=user)
        write = partial(original, self, locale, user=user, copy_parent_pages=copy_parent_pages, fallback=fallback)
        is_new = publish and isinstance(instance, DraftStateMixin) and _target(self, locale) is None
        if is_new:  # a draft first: only of what is there can it be said whether its children are valid
            write(publish=False)
        if publish:
            _refuse_invalid_children(self, locale)
        target, created = write(publish=publish)
        refresh_status(self.object_id, locale, now=timezone.now(), source_hash=text_hash(self.get_source_instance()))
        return target, created or is_new

    return create_or_update_translation


def _may_publish(source: TranslationSource, locale: Locale, *, publish: bool) -> bool:
    """Return whether the target is to be published. Errors: IncompleteTranslation, before anything is written (G4)."""
    target = _target(source, locale)
    if target is not None and not isinstance(target, DraftStateMixin):
        return publish
    ready = may_go_live(source, locale)
    is_live = bool(target is not None and target.live)
    if not ready.is_complete:
        if is_live:
            params = {"translated": ready.translated, "segments": ready.segments, "errors": ready.errors}
            raise IncompleteTranslation(INCOMPLETE, code="incomplete_translation", params=params)
        return False
    if is_live and not publish:
        raise IncompleteTranslation(ONLY_BY_PUBLISHING, code="only_by_publishing")
    if publish and not ready.source_is_live:
        raise IncompleteTranslation(SOURCE_NOT_LIVE, code="source_not_live")
    return publish


def _target(source: TranslationSource, locale: Locale) -> Any:
    try:
        return source.get_translated_instance(locale)
    except ObjectDoesNotExist:
        return None


def _translate_parents(page: Page, locale: Locale, *, user: Any) -> None:
    """Begin translations of the pages above, top first: Wagtail would make aliases, live in the wrong language."""
    for ancestor in page.get_ancestors().filter(depth__gt=1).specific():
        if ancestor.has_translation(locale):
            continue
        source, _created = TranslationSource.get_or_create_from_instance(ancestor)
        Translation.objects.get_or_create(source=source, target_locale=locale)
        source.create_or_update_translation(locale, user=user, publish=False, fallback=True)


def _refuse_invalid_children(source: TranslationSource, locale: Locale) -> None:
    """Validate every inline child as it would be written: Wagtail's copy skips that (G5). Errors: ValidationError."""
    if _target(source, locale) is None:
        return
    instance = source.get_ephemeral_translated_instance(locale, fallback=True)
    for relation in get_all_child_relations(type(instance)):
        parent_field = relation.field.name
        for child in getattr(instance, relation.get_accessor_name()).all():
            child._state.adding = child.pk is None  # a copy of a row that is there is no second one
            _refuse_invalid_child(child, exclude={parent_field, "locale", "translation_key"})


def _refuse_invalid_child(child: Model, *, exclude: set[str]) -> None:
    try:
        child.full_clean(exclude=exclude)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        named = child._meta if name == NON_FIELD_ERRORS else child._meta.get_field(name)
        params = {"field": getattr(named, "verbose_name", name), "error": messages[0]}
        raise IncompleteTranslation(INVALID_CHILD, code="invalid_child", params=params) from error


# --- Wagtail's own ways to publish --------------------------------------------------------------------------------


def _guard_publishing(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def check(self: PublishPageRevisionAction, skip_permission_checks: bool = False) -> None:
        original(self, skip_permission_checks=skip_permission_checks)
        _refuse_untranslated(self.object, by_hand=self.user is not None)

    return check


def _refuse_untranslated(draft: Page, *, by_hand: bool) -> None:
    """Refuse a draft that is not the whole translation: by bulk publishing, workflow, schedule or the page editor.

    A page in no translation of wagtail-localize's is refused when a person publishes it in the words of its source.
    """
    if draft.locale.language_code == languages.SOURCE_LANGUAGE.code:
        return
    source = TranslationSource.objects.filter(
        object_id=draft.translation_key, translations__target_locale=draft.locale, translations__enabled=True
    ).first()
    if source is None:
        if by_hand and _is_word_for_word_its_source(draft):
            raise UntranslatedPublishRefused(
                str(_("This page is not translated: it has the words of the Swedish one."))
            )
        return
    try:
        translated = source.get_ephemeral_translated_instance(draft.locale, fallback=False)
    except MissingTranslationError as error:
        raise UntranslatedPublishRefused(str(_("This translation is not complete."))) from error
    if text_hash(translated) != text_hash(draft):
        raise UntranslatedPublishRefused(str(_("Publish this translation from its translation view.")))


def _is_word_for_word_its_source(draft: Page) -> bool:
    source = Page.objects.filter(
        translation_key=draft.translation_key, locale__language_code=languages.SOURCE_LANGUAGE.code
    ).first()
    if source is None:
        return False
    own, others = _words(draft.specific), _words(source.specific)
    return len(own) > 1 and own == others


def _words(page: Page) -> list[str]:
    return sorted(segment.string.data for segment in extract_segments(page) if isinstance(segment, StringSegmentValue))
