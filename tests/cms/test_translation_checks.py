"""The checks refuse models, rows and settings that would leak one language into another (G8 to G10, G16; rule 7)."""

import pytest
from django.core.checks import run_checks
from django.core.checks.registry import registry
from django.db import models
from django.test.utils import isolate_apps
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Orderable, Page, RevisionMixin, TranslatableMixin, get_page_models
from wagtail.models.pages import PAGE_MODEL_CLASSES
from wagtail_localize.fields import SynchronizedField, TranslatableField, get_translatable_fields
from wagtail_localize.models import LocaleSynchronization

from cms import translation_checks
from cms.blocks import LocalizedPageChooserBlock
from cms.models import SYNCHRONIZED_SLUG, StandardPage
from cms.translation_checks import (
    check_no_copies_between_languages,
    check_no_external_translator,
    page_model_faults,
    snippet_model_faults,
)
from tests.factories.cms import locale, make_home, make_standard_page, source_of, submit


def ids(messages) -> list[str]:
    return sorted(message.id for message in messages)


OWN_PAGE_MODELS = [
    model for model in get_page_models() if model._meta.app_label in translation_checks.OWN_APPS and model.is_creatable
]


def test_every_check_is_asked_when_the_site_starts():
    checks = {getattr(translation_checks, name) for name in vars(translation_checks) if name.startswith("check_")}

    assert len(checks) == 4
    assert checks <= registry.registered_checks


def test_our_own_models_pass():
    found = run_checks(tags=["models"])

    assert [message for message in found if (message.id or "").startswith("samverka.")] == []


@pytest.fixture
def isolate_models():
    """Models made in a test leave no trace in Django's and Wagtail's registries."""
    registry = list(PAGE_MODEL_CLASSES)
    with isolate_apps("cms", "wagtail"):
        yield
    PAGE_MODEL_CLASSES[:] = registry


@pytest.mark.usefixtures("isolate_models")
def test_bad_page_model_is_refused_for_slug_children_raw_html_and_plain_page_chooser():
    class LeakingPage(Page):
        box = blocks.StructBlock([("html", blocks.RawHTMLBlock()), ("page", blocks.PageChooserBlock())])
        body = StreamField([("box", blocks.ListBlock(box))])

        class Meta:
            app_label = "cms"

    class LeakingChild(Orderable):
        page = ParentalKey(LeakingPage, related_name="children_of_ours")
        text = models.CharField(max_length=10)

        class Meta:
            app_label = "cms"

    assert ids(page_model_faults(LeakingPage)) == ["samverka.E201", "samverka.E202", "samverka.E203", "samverka.E207"]


@pytest.mark.usefixtures("isolate_models")
def test_children_of_children_are_looked_at_too():
    class DeepPage(Page):
        override_translatable_fields = [SYNCHRONIZED_SLUG]

        class Meta:
            app_label = "cms"

    class Part(TranslatableMixin, ClusterableModel):
        page = ParentalKey(DeepPage, related_name="parts")

        class Meta(TranslatableMixin.Meta):
            app_label = "cms"

    class Line(Orderable):
        part = ParentalKey(Part, related_name="lines")
        text = models.CharField(max_length=10)

        class Meta:
            app_label = "cms"

    assert [(message.id, message.obj) for message in page_model_faults(DeepPage)] == [("samverka.E202", Line)]


@pytest.mark.usefixtures("isolate_models")
def test_bad_snippet_model_is_refused_for_drafts_children_and_raw_html():
    class LeakingTerm(TranslatableMixin, ClusterableModel):
        body = StreamField([("html", blocks.RawHTMLBlock())])

        class Meta(TranslatableMixin.Meta):
            app_label = "cms"

    class LeakingTermLine(Orderable):
        term = ParentalKey(LeakingTerm, related_name="lines")
        text = models.CharField(max_length=10)

        class Meta:
            app_label = "cms"

    class SafeTerm(DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
        class Meta(TranslatableMixin.Meta):
            app_label = "cms"

    assert ids(snippet_model_faults(LeakingTerm)) == ["samverka.E202", "samverka.E203", "samverka.E204"]
    assert snippet_model_faults(SafeTerm) == []


@pytest.mark.usefixtures("isolate_models")
def test_good_page_model_passes():
    class SafePage(Page):
        override_translatable_fields = [SYNCHRONIZED_SLUG]
        body = StreamField([("text", blocks.RichTextBlock()), ("page", LocalizedPageChooserBlock())])

        class Meta:
            app_label = "cms"

    class SafeChild(TranslatableMixin, Orderable):
        page = ParentalKey(SafePage, related_name="children_of_ours")
        text = models.CharField(max_length=10)
        translatable_fields = [TranslatableField("text")]

        class Meta(TranslatableMixin.Meta):
            app_label = "cms"

    assert page_model_faults(SafePage) == []


@pytest.mark.django_db
def test_alias_pages_and_copying_languages_are_refused():
    page = make_standard_page()
    assert check_no_copies_between_languages(None, databases=["default"]) == []

    page.create_alias(update_slug="alias", parent=make_home())
    LocaleSynchronization.objects.bulk_create([LocaleSynchronization(locale=locale("en"), sync_from=locale("sv"))])

    assert ids(check_no_copies_between_languages(None, databases=["default"])) == ["samverka.E205", "samverka.E206"]


def test_machine_translator_is_refused(settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = None
    assert check_no_external_translator(None) == []

    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.deepl.DeepLTranslator"
    }

    assert ids(check_no_external_translator(None)) == ["samverka.E208"]


# --- G10: the slug ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", OWN_PAGE_MODELS, ids=lambda model: model._meta.label)
def test_slug_is_synchronized_in_every_page_type(model):
    slug = next(field for field in get_translatable_fields(model) if field.field_name == "slug")

    assert (type(slug), slug.overridable) == (SynchronizedField, False)


@pytest.mark.django_db
def test_slug_would_be_a_text_to_translate_by_default(monkeypatch):
    monkeypatch.setattr(StandardPage, "override_translatable_fields", [])
    page = make_standard_page()

    submit(page, "en")

    assert source_of(page).stringsegment_set.filter(context__path="slug").exists()
