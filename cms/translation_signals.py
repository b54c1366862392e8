"""Events of Wagtail and wagtail-localize that concern translations: each handler calls one function."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished
from wagtail_localize.models import StringTranslation

from cms.domain.restrictions import mirror_view_restrictions
from cms.domain.translations import record_publication, record_translated_string, withdraw_translations


def connect() -> None:
    """Connect the handlers, once in a process (each has its own id)."""
    page_published.connect(publication, dispatch_uid="cms.translations.publication")
    page_unpublished.connect(withdrawal, dispatch_uid="cms.translations.withdrawal")
    post_save.connect(restriction, sender=PageViewRestriction, dispatch_uid="cms.translations.restriction")
    post_delete.connect(lifted_restriction, sender=PageViewRestriction, dispatch_uid="cms.translations.lifted")
    post_save.connect(translated_string, sender=StringTranslation, dispatch_uid="cms.translations.string")
    post_delete.connect(removed_string, sender=StringTranslation, dispatch_uid="cms.translations.removed_string")
    m2m_changed.connect(
        restriction_groups,
        sender=PageViewRestriction.groups.through,
        dispatch_uid="cms.translations.restriction_groups",
    )


def publication(sender: Any, instance: Page, **kwargs: Any) -> None:
    record_publication(instance, now=timezone.now())


def withdrawal(sender: Any, instance: Page, **kwargs: Any) -> None:
    withdraw_translations(instance, reason="source withdrawn")


def restriction(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None and not kwargs.get("raw"):
        mirror_view_restrictions(page)


def lifted_restriction(sender: Any, instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    # A restriction that goes with its deleted page must not open that page's translations.
    if getattr(origin, "model", type(origin)) is PageViewRestriction:
        restriction(sender, instance)


def restriction_groups(sender: Any, instance: Any, action: str, **kwargs: Any) -> None:
    if action.startswith("post_") and isinstance(instance, PageViewRestriction):
        restriction(sender, instance)


def translated_string(sender: Any, instance: StringTranslation, **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        record_translated_string(instance, now=timezone.now())


def removed_string(sender: Any, instance: StringTranslation, origin: Any = None, **kwargs: Any) -> None:
    # Strings that go with a deleted page or language have nothing left to count.
    if getattr(origin, "model", type(origin)) is StringTranslation:
        record_translated_string(instance, now=timezone.now())
