"""What a page gives to the search index: an abstract mixin, not a custom base page model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any, ClassVar

from django.db import models
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from cms.models.page_forms import PageForm

NOT_PROSE = (blocks.RegexBlock, blocks.ChoiceBlock, blocks.URLBlock)
"""Fields of a block that hold a code (an anchor, a language), not words."""


@dataclass(frozen=True)
class SearchParts:
    """Plain text of a page by field; ``facets`` maps a group (topic, audience, type ...) to its codes."""

    title: str
    headings: list[str] = field(default_factory=list)
    body: str = ""
    attachments: list[str] = field(default_factory=list)
    facets: Mapping[str, list[str]] = field(default_factory=dict)


def plain_text(value: Any) -> Iterable[str]:
    """Yield the texts of a StreamField value, block by block, without markup, choosers and codes left out."""
    if isinstance(value, RichText):
        yield unescape(strip_tags(value.source.replace("<", " <")))
    elif isinstance(value, str):
        yield value
    elif isinstance(value, blocks.StreamValue.StreamChild):
        yield from plain_text(value.value)
    elif isinstance(value, blocks.StreamValue | blocks.list_block.ListValue | list | tuple):
        for item in value:
            yield from plain_text(item)
    elif isinstance(value, blocks.StructValue):
        for name, item in value.items():
            if not isinstance(value.block.child_blocks[name], NOT_PROSE):
                yield from plain_text(item)


class RoutedPage(models.Model):
    """What ``cms/views/pages.py`` needs of a page type, and tells the page that it has just read for a request.

    ``read_with``: foreign keys that the page's template shows, read in the same query as the page.
    ``is_known_open``: no restriction stands on the page or above it, as read after the page itself.
    """

    read_with: ClassVar[tuple[str, ...]] = ("locale",)
    is_known_open = False

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Return what Wagtail asks for before serving; no query for a page that is known to be open."""
        if self.is_known_open:
            return PageViewRestriction.objects.none()
        restrictions: models.QuerySet[PageViewRestriction] = super().get_view_restrictions()
        return restrictions


class SearchablePage(RoutedPage):
    """A page that is found by the public search.

    Each page type answers ``search_parts`` and ``search_kind``; the index is written in the same transaction as
    publishing (``cms/domain/search/index.py``).
    """

    search_kind = "page"
    base_form_class = PageForm

    class Meta:
        abstract = True

    def search_parts(self) -> SearchParts:
        """Return what is indexed of this page; the default is the title alone."""
        return SearchParts(title=str(getattr(self, "title", "")))
