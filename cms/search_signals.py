"""Wagtail's events that change what search may show; each calls one function of ``cms/domain/search/index.py``.

Publishing, moving, restricting and deleting happen inside Wagtail: these handlers join its transaction.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.domain.search import index


def connect() -> None:
    """Connect the handlers, once, when Django has loaded all apps."""
    page_published.connect(_published, dispatch_uid="search_published")
    page_unpublished.connect(_unpublished, dispatch_uid="search_unpublished")
    post_page_move.connect(_moved, dispatch_uid="search_moved")
    page_slug_changed.connect(_slug_changed, dispatch_uid="search_slug_changed")
    post_delete.connect(_deleted, sender=Page, dispatch_uid="search_deleted")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="search_restricted")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="search_unrestricted")


def _published(instance: Page, **kwargs: Any) -> None:
    index.refresh(instance)


def _unpublished(instance: Page, **kwargs: Any) -> None:
    index.remove(instance.translation_key, instance.locale.language_code)


def _moved(instance: Page, **kwargs: Any) -> None:
    index.refresh_branch(instance)


def _slug_changed(instance: Page, **kwargs: Any) -> None:
    index.refresh_branch(instance)


def _deleted(instance: Page, **kwargs: Any) -> None:
    index.remove(instance.translation_key, instance.locale.language_code)


def _restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    index.mark_restrictions(instance.page)
