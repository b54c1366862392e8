"""The gate: nothing untranslated goes live, and what is live stays whole (G2, G4, G5, G7 of the languages design)."""

import inspect

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_object

from cms.domain import translation_gate
from cms.domain.translation_gate import IncompleteTranslation
from cms.models import StandardPage, Topic
from tests.factories.cms import (
    locale,
    make_home,
    make_standard_page,
    make_translated_page,
    source_of,
    submit,
    translate_texts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def capture(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def without_the_gate(monkeypatch):
    """Wagtail-localize and Wagtail as they are: shows that each remedy is needed."""
    for owner, name in (
        (TranslationSource, "create_or_update_translation"),
        (PublishPageRevisionAction, "check"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name).samverka_original)


def row(page: Page) -> dict:
    return StandardPage.objects.filter(pk=page.pk).values("title", "intro", "body", "live", "slug").get()


def change_source(page: Page, intro: str) -> None:
    page = page.specific
    page.intro = intro
    page.save_revision().publish()


# --- signatures ---------------------------------------------------------------------------------------------------


def test_wrapped_methods_have_the_signatures_that_we_wrap():
    writing = TranslationSource.create_or_update_translation.samverka_original
    publishing = PublishPageRevisionAction.check.samverka_original

    assert str(inspect.signature(writing)) == (
        "(self, locale, user=None, publish=True, copy_parent_pages=False, fallback=False)"
    )
    assert list(inspect.signature(publishing).parameters) == ["self", "skip_permission_checks"]


def test_installing_twice_wraps_once():
    before = TranslationSource.create_or_update_translation

    translation_gate.install()

    assert TranslationSource.create_or_update_translation is before


# --- G2: what "translate" leaves behind ---------------------------------------------------------------------------


def test_translate_makes_drafts_that_nobody_can_read(capture):
    page = make_standard_page()

    with capture(execute=True):
        translations = submit(page)

    for translation in translations.values():
        target = translation.get_target_instance()
        assert (target.live, target.title) == (False, "Om Samverka")
        assert Client().get(target.get_url()).status_code == 404
    assert Client().get(page.get_url()).status_code == 200


def test_translate_publishes_nothing_even_with_localizes_own_default(capture, settings):
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True
    page = make_standard_page()

    with capture(execute=True):
        submit(page)

    assert list(page.get_translations().values_list("live", flat=True)) == [False, False]


@pytest.mark.usefixtures("without_the_gate")
def test_translate_would_publish_swedish_as_dari_without_setting_and_gate(capture, settings):
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True
    page = make_standard_page()

    with capture(execute=True):
        submit(page, "fa-af")

    assert page.get_translations().get().live is True


def test_parents_are_begun_as_translations_and_never_as_aliases(capture):
    home = make_home()
    section = make_standard_page("Avdelning")
    page = make_standard_page("Undersida", parent=section)

    with capture(execute=True):
        submit(page)

    above = Page.objects.filter(translation_key__in=[home.translation_key, section.translation_key])
    others = above.exclude(locale=locale("sv"))
    assert others.count() == 4
    assert set(others.values_list("alias_of", "live")) == {(None, False)}


@pytest.mark.usefixtures("without_the_gate")
def test_parents_would_be_live_aliases_without_the_gate(capture):
    section = make_standard_page("Avdelning")
    page = make_standard_page("Undersida", parent=section)

    with capture(execute=True):
        submit(page, "fa-af")

    assert section.get_translations().get().alias_of_id == section.pk


# --- G4: what is live stays whole ---------------------------------------------------------------------------------


def sync_by_publishing(translation):
    translation.save_target(publish=True)


def sync_as_draft(translation):
    translation.save_target(publish=False)


def sync_by_submitting_again(translation):
    translate_object(translation.source.get_source_instance(), [translation.target_locale])
    raise ValidationError("translate_object keeps the refusal to itself")


def sync_without_fallback(translation):
    translation.source.create_or_update_translation(translation.target_locale, publish=True, fallback=True)


@pytest.mark.parametrize("sync", [sync_by_publishing, sync_as_draft, sync_by_submitting_again, sync_without_fallback])
def test_partial_sync_leaves_the_live_translation_as_it_was(capture, sync):
    pages = make_translated_page(capture)
    before = row(pages["fa-af"])
    change_source(pages["sv"], "En ny mening på svenska.")
    translation = source_of(pages["sv"]).translations.get(target_locale=locale("fa-af"))

    with capture(execute=True), pytest.raises(ValidationError):
        sync(translation)

    assert row(pages["fa-af"]) == before
    assert before["live"] is True


@pytest.mark.usefixtures("without_the_gate")
def test_partial_sync_would_put_swedish_into_the_live_page_without_the_gate(capture):
    pages = make_translated_page(capture)
    change_source(pages["sv"], "En ny mening på svenska.")
    translation = source_of(pages["sv"]).translations.get(target_locale=locale("fa-af"))

    with capture(execute=True):
        translation.save_target(publish=False)

    assert row(pages["fa-af"])["intro"] == "En ny mening på svenska."


def test_refusal_says_how_many_texts_are_missing(capture):
    pages = make_translated_page(capture)
    change_source(pages["sv"], "En ny mening på svenska.")
    translation = source_of(pages["sv"]).translations.get(target_locale=locale("en"))

    with pytest.raises(IncompleteTranslation) as caught:
        translation.save_target(publish=True)

    assert caught.value.code == "incomplete_translation"
    assert "1 av 2" in caught.value.messages[0]


def test_complete_translation_replaces_the_live_one_when_published(capture):
    pages = make_translated_page(capture)
    change_source(pages["sv"], "En ny mening på svenska.")
    translation = source_of(pages["sv"]).translations.get(target_locale=locale("en"))
    translate_texts(translation, intro="A new sentence.")

    with capture(execute=True):
        translation.save_target(publish=True)

    assert (row(pages["en"])["intro"], row(pages["en"])["live"]) == ("A new sentence.", True)


def test_complete_translation_changes_nothing_live_when_it_is_not_published(capture):
    pages = make_translated_page(capture)
    change_source(pages["sv"], "En ny mening på svenska.")
    translation = source_of(pages["sv"]).translations.get(target_locale=locale("en"))
    translate_texts(translation)
    before = row(pages["en"])

    with pytest.raises(IncompleteTranslation) as caught:
        translation.save_target(publish=False)

    assert caught.value.code == "only_by_publishing"
    assert row(pages["en"]) == before


def test_incomplete_translation_is_saved_as_a_draft_when_asked_to_publish(capture):
    page = make_standard_page()
    translation = submit(page, "en")["en"]
    translate_texts(translation, leave_out=1)

    with capture(execute=True):
        translation.save_target(publish=True)

    assert (translation.get_target_instance().live, page.live) == (False, True)


def test_text_with_an_error_counts_as_not_translated(capture):
    page = make_standard_page()
    translation = submit(page, "en")["en"]
    translate_texts(translation)
    translation.source.stringsegment_set.get_translations(locale("en")).update(has_error=True)

    with capture(execute=True):
        translation.save_target(publish=True)

    assert translation.get_target_instance().live is False


def test_translation_of_a_page_that_is_not_live_is_refused(capture):
    page = make_standard_page()
    translation = submit(page, "en")["en"]
    translate_texts(translation)
    page.unpublish()

    with pytest.raises(IncompleteTranslation) as caught, capture(execute=True):
        translation.save_target(publish=True)

    assert caught.value.code == "source_not_live"


# --- Wagtail's own ways to publish --------------------------------------------------------------------------------


def test_bulk_publishing_an_untranslated_draft_is_refused(capture, admin_user):
    page = make_standard_page()
    target = submit(page, "fa-af")["fa-af"].get_target_instance()

    with pytest.raises(PermissionDenied):
        target.get_latest_revision().publish(user=admin_user)

    target.refresh_from_db()
    assert target.live is False


def test_publishing_an_older_swedish_draft_of_a_complete_translation_is_refused(capture, admin_user):
    page = make_standard_page()
    translation = submit(page, "fa-af")["fa-af"]
    translate_texts(translation)
    old_draft = translation.get_target_instance().get_latest_revision()

    with pytest.raises(PermissionDenied):
        old_draft.publish(user=admin_user, skip_permission_checks=True)

    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish(user=admin_user)
    assert translation.get_target_instance().live is True


def test_page_outside_translation_in_swedish_words_is_refused(admin_user):
    page = make_standard_page()
    make_home().copy_for_translation(locale("en"))
    copy = page.copy_for_translation(locale("en"))

    with pytest.raises(PermissionDenied):
        copy.save_revision().publish(user=admin_user)

    copy.title, copy.intro = "About", "A page about the work."
    copy.save_revision().publish(user=admin_user)
    assert Page.objects.get(pk=copy.pk).live is True


@pytest.mark.usefixtures("without_the_gate")
def test_bulk_publishing_would_put_swedish_under_dari_without_the_gate(capture, admin_user):
    page = make_standard_page()
    target = submit(page, "fa-af")["fa-af"].get_target_instance()

    target.get_latest_revision().publish(user=admin_user)

    target.refresh_from_db()
    assert (target.live, target.title) == (True, "Om Samverka")


# --- G5: inline children ------------------------------------------------------------------------------------------


def test_inline_child_that_is_too_long_is_refused_with_its_field_named():
    child = Topic(title="x" * 101, slug="topic", locale=locale("en"))

    with pytest.raises(IncompleteTranslation) as caught:
        translation_gate._refuse_invalid_child(child, exclude={"locale", "translation_key"})

    assert caught.value.code == "invalid_child"
    assert str(Topic._meta.get_field("title").verbose_name) in caught.value.messages[0]


def test_inline_child_that_contradicts_itself_is_refused_with_its_kind_named(monkeypatch):
    def clean(self):
        raise ValidationError("No.")

    monkeypatch.setattr(Topic, "clean", clean)

    with pytest.raises(IncompleteTranslation) as caught:
        translation_gate._refuse_invalid_child(Topic(title="Topic", slug="topic", locale=locale("en")), exclude=set())

    assert caught.value.messages == [f"{Topic._meta.verbose_name}: No."]


# --- G10: the slug ------------------------------------------------------------------------------------------------


def test_slug_is_no_segment_and_the_same_in_all_languages(capture):
    pages = make_translated_page(capture, title="Stöd åt god man")
    source = source_of(pages["sv"])

    assert {page.slug for page in pages.values()} == {"stod-at-god-man"}
    assert sorted(source.stringsegment_set.values_list("context__path", flat=True)) == ["intro", "title"]
    assert not source.overridablesegment_set.filter(context__path="slug").exists()
