"""Start page, standard page and what all page types share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.blocks import EntranceBlock, HeadingBlock, ListingBlock, text_blocks
from cms.models.searchable import SearchablePage, SearchParts, plain_text

SYNCHRONIZED_SLUG = SynchronizedField("slug", overridable=False)


@dataclass(frozen=True)
class ListingItem:
    """One item that an index page offers to the start page. ``moment`` is shown as a date, with ``label`` before it."""

    title: str
    url: str
    text: str = ""
    kicker: str = ""
    moment: Any = None
    state: str = ""


class ListingPage(models.Model):
    """Mixin of index pages whose newest or next items may be shown elsewhere, without knowing their type."""

    class Meta:
        abstract = True

    def listing_items(self, *, limit: int, now: datetime) -> list[ListingItem]:
        """Return at most ``limit`` public items of this page's language, in the order of the index page."""
        raise NotImplementedError


class HomePage(SearchablePage, Page):
    """The start page of one language."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    entrances = StreamField([("entrance", EntranceBlock())], blank=True, verbose_name=_("entrances"))
    body = StreamField(
        [
            ("heading", HeadingBlock()),
            ("paragraph", blocks.RichTextBlock(features=["bold", "ul", "link"], label=_("Text"))),
            ("listing", ListingBlock()),
        ],
        blank=True,
        verbose_name=_("content"),
    )

    search_kind = "start"
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("entrances"), FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    override_translatable_fields = [SYNCHRONIZED_SLUG]
    template = "cms/home_page.html"

    class Meta:
        verbose_name = _("start page")
        verbose_name_plural = _("start pages")

    def search_parts(self) -> SearchParts:
        return SearchParts(title=self.title, body=" ".join([self.intro, *plain_text(self.body)]))


class StandardPage(SearchablePage, Page):
    """A page of running text: about, privacy, how to read offline."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(text_blocks(), blank=True, verbose_name=_("content"))

    search_kind = "page"
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    override_translatable_fields = [SYNCHRONIZED_SLUG]
    template = "cms/standard_page.html"

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    def search_parts(self) -> SearchParts:
        headings = [str(block.value["text"]) for block in self.body if block.block_type == "heading"]
        return SearchParts(title=self.title, headings=headings, body=" ".join([self.intro, *plain_text(self.body)]))
