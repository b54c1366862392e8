"""Start pages, standard pages and translations made as an editor makes them, through wagtail-localize."""

from typing import Any

from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from cms.models import HomePage, StandardPage


def locale(code: str) -> Locale:
    return Locale.objects.get(language_code=code)


def make_home(title: str = "Samverka") -> HomePage:
    """Return the live Swedish start page, made with its site if need be."""
    home = HomePage.objects.filter(locale=locale("sv")).first()
    if home is None:
        home = HomePage(title=title, slug="home-sv", locale=locale("sv"))
        Page.get_first_root_node().add_child(instance=home)
        home.save_revision().publish()
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def make_standard_page(title: str = "Om Samverka", *, parent: Page | None = None, **fields: Any) -> StandardPage:
    """Return a live Swedish page of running text under the start page (or ``parent``)."""
    page = StandardPage(title=title, locale=locale("sv"), **{"intro": "En sida om arbetet.", **fields})
    (parent or make_home()).add_child(instance=page)
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def submit(page: Page, *codes: str) -> dict[str, Translation]:
    """Send a Swedish page to translation, as the button does; return the translations by language."""
    translate_object(page.specific, [locale(code) for code in codes or ("en", "fa-af")])
    return {
        translation.target_locale.language_code: translation
        for translation in Translation.objects.filter(source__object_id=page.translation_key)
    }


def translate_texts(translation: Translation, *, leave_out: int = 0, **words: str) -> None:
    """Translate every text of a translation but the last ``leave_out``: ``title="…"`` by field, else "<text> [en]"."""
    code = translation.target_locale.language_code
    segments = StringSegment.objects.filter(source=translation.source).order_by("order")
    for segment in list(segments)[: segments.count() - leave_out]:
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={
                "data": words.get(segment.context.path, f"{segment.string.data} [{code}]"),
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            },
        )


def publish_translation(translation: Translation) -> Page:
    """Publish a complete translation and return the live page (call inside captured on-commit callbacks)."""
    translation.save_target(publish=True)
    return translation.get_target_instance()


def make_translated_page(capture: Any, *codes: str, title: str = "Om Samverka", **fields: Any) -> dict[str, Page]:
    """Return a page live in Swedish and in ``codes`` (both others by default), with its start pages, by language.

    ``capture`` is pytest-django's ``django_capture_on_commit_callbacks``: publishing happens on commit.
    """
    home, page = make_home(), make_standard_page(title, **fields)
    for made in (home, page):
        if not Translation.objects.filter(source__object_id=made.translation_key).exists():
            submit(made, *codes)
        for translation in Translation.objects.filter(source__object_id=made.translation_key):
            translate_texts(translation)
            with capture(execute=True):
                translation.save_target(publish=True)
    family = StandardPage.objects.filter(translation_key=page.translation_key)
    return {member.locale.language_code: member for member in family}


def source_of(page: Page) -> TranslationSource:
    return TranslationSource.objects.get(object_id=page.translation_key)
