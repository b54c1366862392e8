"""The public pages: the list of networks, and one page for each public network. Persons are never shown."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.blocks import text_blocks
from cms.models import SYNCHRONIZED_SLUG, ListingItem, ListingPage, SearchablePage, SearchParts, plain_text
from networks.models.networks import Network

NETWORKS_SLUG = "networks"


class NetworkIndexPage(SearchablePage, ListingPage, Page):
    """The list of public networks in one language."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    show_in_menus_default = True
    search_kind = "index"
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types: ClassVar[list[str]] = ["networks.NetworkPage"]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    override_translatable_fields = [SYNCHRONIZED_SLUG, TranslatableField("intro")]
    template = "networks/network_index_page.html"

    class Meta:
        verbose_name = _("list of networks")
        verbose_name_plural = _("lists of networks")

    def search_parts(self) -> SearchParts:
        return SearchParts(title=self.title, body=self.intro)

    def network_pages(self) -> models.QuerySet["NetworkPage"]:
        """Return the live public pages of this list, in tree order."""
        pages = NetworkPage.objects.child_of(self).live().public().filter(network__public=True)
        return pages.select_related("network__county").order_by("path")

    def listing_items(self, *, limit: int, now: datetime) -> list[ListingItem]:
        return [
            ListingItem(title=page.title, url=page.url or "", text=page.intro, kicker=page.network.get_kind_display())
            for page in self.network_pages()[:limit]
        ]


class NetworkPage(SearchablePage, Page):
    """The words on one network; who takes part is read from the directory, on the day the page is read."""

    read_with = ("locale", "network")

    network = models.ForeignKey(
        Network,
        on_delete=models.PROTECT,
        related_name="pages",
        limit_choices_to={"public": True},
        verbose_name=_("network"),
        help_text=_("Only networks marked as shown on the public site can be chosen."),
    )
    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(text_blocks(), blank=True, verbose_name=_("content"))

    search_kind = "network"
    content_panels = [*Page.content_panels, FieldPanel("network"), FieldPanel("intro"), FieldPanel("body")]
    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["networks.NetworkIndexPage"]
    override_translatable_fields = [
        SYNCHRONIZED_SLUG,
        SynchronizedField("network", overridable=False),
        TranslatableField("intro"),
    ]
    template = "networks/network_page.html"

    class Meta:
        verbose_name = _("network page")
        verbose_name_plural = _("network pages")

    def search_parts(self) -> SearchParts:
        headings = [str(block.value["text"]) for block in self.body if block.block_type == "heading"]
        return SearchParts(title=self.title, headings=headings, body=" ".join([self.intro, *plain_text(self.body)]))
