"""Wagtail's signals after which a public page may look different: each raises the generation, nothing else.

Connected once by ``cms/apps.py``. Our own rules call ``bump_generation`` themselves; these are events from outside.
"""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, published, unpublished

from cms.domain.generation import bump_generation

DISPATCH_UID = "samverka_generation"
SHOWN_ON_PUBLIC_PAGES = (
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.CollectionViewRestriction",
    "wagtailredirects.Redirect",
    "wagtailimages.Image",
    "wagtaildocs.Document",
    "cms.SiteSettings",
    "cms.Topic",
    "cms.Audience",
    "cms.AccessibilityFinding",
)


def public_content_changed(sender: Any, **kwargs: Any) -> None:
    """Raise the generation in the transaction of the change; a fixture being loaded has no readers yet."""
    if not kwargs.get("raw"):
        bump_generation()


def connect() -> None:
    """Connect the signals, once. A page is saved as a draft too, so only its publishing and deleting count."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move, published, unpublished):
        signal.connect(public_content_changed, dispatch_uid=DISPATCH_UID)
    # a host project may do without redirects, images or documents
    shown = [name for name in SHOWN_ON_PUBLIC_PAGES if name.split(".")[0] in apps.app_configs]
    for name in shown:
        post_save.connect(public_content_changed, sender=apps.get_model(name), dispatch_uid=DISPATCH_UID)
    for name in ("wagtailcore.Page", *shown):
        post_delete.connect(public_content_changed, sender=apps.get_model(name), dispatch_uid=DISPATCH_UID)
