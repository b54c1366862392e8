"""Wagtail's signals about event pages: each brings the calendars up to date, by one function of ``domain/``.

Connected once by ``apps.py``. Our own rules call ``refresh_calendar`` themselves; these are events from outside.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from events.domain.occasions import words_changed
from events.models import EventPage

DISPATCH_UID = "samverka_events_calendar"


def words_of_page_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Follow a page that was published, withdrawn, renamed, moved or deleted."""
    if not kwargs.get("raw"):
        words_changed(instance.translation_key, now=timezone.now())


def access_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Follow a branch that was closed to readers, or opened: what is restricted leaves the public calendar."""
    if kwargs.get("raw"):
        return
    for content_id in EventPage.objects.descendant_of(instance.page, inclusive=True).values_list(
        "translation_key", flat=True
    ):
        words_changed(content_id, now=timezone.now())


def connect() -> None:
    """Connect the signals, once."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move, post_delete):
        signal.connect(words_of_page_changed, sender=EventPage, dispatch_uid=DISPATCH_UID)
    for signal in (post_save, post_delete):
        signal.connect(access_changed, sender=PageViewRestriction, dispatch_uid=DISPATCH_UID)
