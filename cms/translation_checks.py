"""System checks on models and rows that would leak one language into another (languages design, section 5).

Errors for our own apps; a project that uses ours is warned about its own models.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection
from django.db.models import Model
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Page, TranslatableMixin, get_page_models
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.fields import SynchronizedField, get_translatable_fields
from wagtail_localize.models import LocaleSynchronization

from cms.blocks import LocalizedPageChooserBlock

OWN_APPS = frozenset({"cms", "networks", "events", "knowledgebank"})
WAGTAIL_RELATIONS = "wagtail"

Messages = list[CheckMessage]


@register(Tags.models)
def check_page_models(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Messages:
    """E201 slug not synchronized; E202, E203, E207 as :func:`content_faults` says."""
    return [message for model in get_page_models() if not _is_wagtails(model) for message in page_model_faults(model)]


@register(Tags.models)
def check_snippet_models(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Messages:
    """E204: a translatable snippet that cannot be a draft goes live untranslated; the rest as for pages."""
    return [
        message
        for model in get_snippet_models()
        if issubclass(model, TranslatableMixin) and not _is_wagtails(model)
        for message in snippet_model_faults(model)
    ]


@register(Tags.translation)
def check_no_external_translator(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Messages:
    """E208: wagtail-localize asks a translator inside the request, without a time limit (G16)."""
    if getattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR", None) is None:
        return []
    return [
        Error(
            "WAGTAILLOCALIZE_MACHINE_TRANSLATOR is set: texts would go to a machine outside and come back unread.",
            hint="Remove it: translations are written by people (docs/how-to/edit.md).",
            id="samverka.E208",
        )
    ]


@register(Tags.database)
def check_no_copies_between_languages(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> Messages:
    """E205 alias pages, E206 locale synchronization: Swedish text under another language's address."""
    if not databases or not _has_tables():
        return []
    found: Messages = []
    if aliases := list(Page.objects.filter(alias_of__isnull=False).values_list("pk", flat=True)[:5]):
        found.append(
            Error(
                f"There are alias pages (ids {', '.join(map(str, aliases))}).",
                hint="Delete them or convert them to pages, and send the source to translation instead.",
                id="samverka.E205",
            )
        )
    if LocaleSynchronization.objects.exists():
        found.append(
            Error(
                "A language copies the tree of another (“Sync from” of a locale).",
                hint="Remove it under Settings > Locales: it shows Swedish text under another language's address.",
                id="samverka.E206",
            )
        )
    return found


def page_model_faults(model: type[Page]) -> Messages:
    """Return what is wrong with one page model."""
    by_name = {field.field_name: field for field in get_translatable_fields(model)}
    slug = by_name.get("slug")
    if isinstance(slug, SynchronizedField) and not slug.overridable:
        return content_faults(model)
    hint = 'Add SynchronizedField("slug", overridable=False) to override_translatable_fields.'
    return [_message(model, "samverka.E201", "lets each language have its own slug", hint), *content_faults(model)]


def snippet_model_faults(model: type[Model]) -> Messages:
    """Return what is wrong with one translatable snippet model."""
    if issubclass(model, DraftStateMixin):
        return content_faults(model)
    hint = "Add DraftStateMixin (and RevisionMixin)."
    return [_message(model, "samverka.E204", "is translatable and can be no draft", hint), *content_faults(model)]


def content_faults(model: type[Model]) -> Messages:
    """Return E202 inline children that stay Swedish, E203 raw HTML, E207 choosers that lead to the Swedish page."""
    return [*_child_faults(model), *_block_faults(model)]


def _child_faults(model: type[Model]) -> Messages:
    found: Messages = []
    if not issubclass(model, ClusterableModel):
        return found
    for relation in get_all_child_relations(model):
        child = relation.related_model
        if _is_wagtails(child):
            continue
        if not issubclass(child, TranslatableMixin):
            hint = "Make it TranslatableMixin, Orderable with translatable_fields."
            found.append(_message(child, "samverka.E202", "is an inline child and stays Swedish in translations", hint))
        found += content_faults(child)
    return found


def _block_faults(model: type[Model]) -> Messages:
    found: Messages = []
    for field in model._meta.get_fields():
        if not isinstance(field, StreamField):
            continue
        for name, block in _blocks(field.stream_block):
            if isinstance(block, blocks.RawHTMLBlock):
                hint = f"Remove the block {name!r}."
                found.append(_message(model, "samverka.E203", f"has raw HTML in {field.name}", hint))
            if isinstance(block, blocks.PageChooserBlock) and not isinstance(block, LocalizedPageChooserBlock):
                hint = f"Make the block {name!r} a cms.blocks.LocalizedPageChooserBlock."
                fault = f"leads to the Swedish page from every language in {field.name}"
                found.append(_message(model, "samverka.E207", fault, hint))
    return found


def _blocks(block: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    yield name, block
    for child_name, child in getattr(block, "child_blocks", {}).items():
        yield from _blocks(child, f"{name}.{child_name}".strip("."))
    if hasattr(block, "child_block"):
        yield from _blocks(block.child_block, name)


def _message(model: type[Model], code: str, fault: str, hint: str) -> CheckMessage:
    text = f"{model._meta.label} {fault}."
    if model._meta.app_label in OWN_APPS:
        return Error(text, hint=hint, obj=model, id=code)
    return Warning(text, hint=hint, obj=model, id=code.replace(".E", ".W"))


def _is_wagtails(model: type[Model]) -> bool:
    return (apps.get_app_config(model._meta.app_label).name).partition(".")[0].startswith(WAGTAIL_RELATIONS)


def _has_tables() -> bool:
    return LocaleSynchronization._meta.db_table in connection.introspection.table_names()
