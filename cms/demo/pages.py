"""Make demo pages: once, live in Swedish, then in the other languages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms import languages
from cms.demo.texts import PhraseBook, StreamMaker
from cms.demo.translating import is_translated, publish_translations
from cms.models import HomePage

TRANSLATOR = "translator"


def home_page() -> HomePage:
    """Return the Swedish start page. Errors: HomePage.DoesNotExist."""
    return HomePage.objects.get(locale__language_code=languages.SOURCE_LANGUAGE.code)


def page_id(slug: str) -> int:
    """Return the primary key of a Swedish page by its slug. Errors: Page.DoesNotExist."""
    return int(Page.objects.get(slug=slug, locale__language_code=languages.SOURCE_LANGUAGE.code, depth__gt=1).pk)


def document_id(title: str) -> int:
    """Return the primary key of a document by its title. Errors: Document.DoesNotExist."""
    return int(get_document_model().objects.get(title=title).pk)


def stream_maker(book: PhraseBook, name: str) -> StreamMaker:
    return StreamMaker(book=book, name=name, page_id=page_id, document_id=document_id)


def ensure_page(
    parent: Page, slug: str, build: Callable[[PhraseBook], Page], *, user: Any = None, dated: datetime | None = None
) -> Page:
    """Return the page of that slug under ``parent``, made and translated if it is not there in all languages.

    ``build``: returns the unsaved Swedish page and fills the book; also asked when only translations are missing.
    ``dated``: when the page was last published, for a site that looks as if it had been in use.
    """
    page = Page.objects.child_of(parent).filter(slug=slug).first()
    if page is not None and is_translated(page):
        return page.specific
    with disable_reference_index_auto_update():  # once for each page below, not at each of its many saves
        page = _make_page(parent, slug, page, build, user=user)
    family = Page.objects.filter(translation_key=page.translation_key)
    for member in family.specific():
        ReferenceIndex.create_or_update_for_object(member)
    if dated is not None:
        family.update(first_published_at=dated, last_published_at=dated, latest_revision_created_at=dated)
    return page


def _make_page(
    parent: Page, slug: str, page: Page | None, build: Callable[[PhraseBook], Page], *, user: Any = None
) -> Page:
    """Return the page, made or completed: live in Swedish, then in the other languages."""
    book = PhraseBook()
    draft = build(book)
    if page is None:
        page = draft
        page.slug, page.live, page.locale, page.owner = slug, False, parent.locale, user
        parent.add_child(instance=page)
    if not page.live:
        page.specific.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    page = Page.objects.get(pk=page.pk).specific
    publish_translations(page, book, user=_translator() or user)
    return page


def _translator() -> Any:
    return get_user_model().objects.filter(username=TRANSLATOR).first()
