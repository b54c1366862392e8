"""The entrance to the knowledge bank, and the one query that lists works of all types."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.models import SYNCHRONIZED_SLUG, ListingItem, ListingPage, SearchablePage, SearchParts
from knowledgebank.models.pages import WORK_TYPES


def with_summaries(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Return works among ``pages`` with ``summary``, whatever their type, in one query."""
    names = [model._meta.model_name for model in WORK_TYPES]
    return (
        pages.type(*WORK_TYPES)
        .annotate(summary=Coalesce(*[F(f"{name}__summary") for name in names], Value("")))
        .select_related("content_type", "locale")
    )


class KnowledgeIndexPage(ListingPage, SearchablePage, Page):
    """The index by topic and audience."""

    intro = models.CharField(_("introduction"), max_length=400, blank=True)

    show_in_menus_default = True
    search_kind = "page"
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = [f"knowledgebank.{model.__name__}" for model in WORK_TYPES]
    max_count_per_parent = 1
    override_translatable_fields: ClassVar[list[SynchronizedField]] = [SYNCHRONIZED_SLUG]
    template = "knowledgebank/knowledge_index_page.html"

    class Meta:
        verbose_name = _("knowledge bank")
        verbose_name_plural = _("knowledge banks")

    def search_parts(self) -> SearchParts:
        return SearchParts(title=self.title, body=self.intro)

    def listing_items(self, *, limit: int, now: datetime) -> list[ListingItem]:
        works = with_summaries(Page.objects.descendant_of(self).live().public())
        return [
            ListingItem(
                title=work.title,
                url=work.get_url() or "",
                text=work.summary,
                kicker=str(work.content_type.model_class()._meta.verbose_name),
                moment=work.last_published_at,
            )
            for work in works.order_by("-last_published_at", "pk")[:limit]
        ]
