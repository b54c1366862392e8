"""News: they leave the lists by date, never their address."""

from datetime import date, datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.models import SYNCHRONIZED_SLUG, ListingItem, ListingPage, SearchablePage, SearchParts
from knowledgebank.models.shared import KnowledgeText


class NewsPage(KnowledgeText):
    """One piece of news."""

    published_on = models.DateField(_("date of the news"), default=timezone.localdate)
    listed_until = models.DateField(
        _("in lists until"),
        null=True,
        blank=True,
        help_text=_("The last day it stands in lists and on the start page. The page itself stays."),
    )

    search_kind = "news"
    schema_type = "NewsArticle"
    template = "knowledgebank/news_page.html"
    parent_page_types: ClassVar[list[str]] = ["knowledgebank.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    override_translatable_fields: ClassVar[list[SynchronizedField]] = [
        *KnowledgeText.override_translatable_fields,
        SynchronizedField("published_on", overridable=False),
        SynchronizedField("listed_until", overridable=False),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *KnowledgeText.text_panels,
                    MultiFieldPanel(
                        [FieldRowPanel([FieldPanel("published_on"), FieldPanel("listed_until")])], heading=_("Dates")
                    ),
                    FieldPanel("body"),
                ],
                heading=_("Text"),
            ),
            ObjectList([*KnowledgeText.responsible_panels, *KnowledgeText.promote_panels], heading=_("Found by")),
            ObjectList(KnowledgeText.settings_panels, heading=_("Publishing")),
        ]
    )

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        constraints = [
            models.CheckConstraint(
                condition=Q(listed_until__isnull=True) | Q(listed_until__gte=models.F("published_on")),
                name="newspage_listed_from_its_date",
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.listed_until and self.published_on and self.listed_until < self.published_on:
            raise ValidationError({"listed_until": _("This day is before the date of the news.")})


class NewsIndexPage(ListingPage, SearchablePage, Page):
    """The list of news, with its feed."""

    intro = models.CharField(_("introduction"), max_length=400, blank=True)

    show_in_menus_default = True
    search_kind = "page"
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["knowledgebank.NewsPage"]
    max_count_per_parent = 1
    override_translatable_fields: ClassVar[list[SynchronizedField]] = [SYNCHRONIZED_SLUG]
    template = "knowledgebank/news_index_page.html"

    class Meta:
        verbose_name = _("news list")
        verbose_name_plural = _("news lists")

    def news(self, *, day: date) -> QuerySet[NewsPage]:
        """Return the live news of this list that are listed on ``day``, newest first. Asks nobody who may view them."""
        return (
            NewsPage.objects.child_of(self)
            .live()
            .filter(Q(listed_until__isnull=True) | Q(listed_until__gte=day), published_on__lte=day)
            .select_related("locale")
            .order_by("-published_on", "-pk")
        )

    def search_parts(self) -> SearchParts:
        return SearchParts(title=self.title, body=self.intro)

    def listing_items(self, *, limit: int, now: datetime) -> list[ListingItem]:
        return [
            ListingItem(title=item.title, url=item.get_url() or "", text=item.summary, moment=item.published_on)
            for item in self.news(day=timezone.localdate(now)).public()[:limit]
        ]
