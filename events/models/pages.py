"""The words of events: the calendar and one page per event and language. No clock and no number: see ``occasions``.

What a template shows of occasions comes by the tags in ``events/templatetags/events.py``; ``serve`` is left alone.
"""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.blocks import text_blocks
from cms.languages import SOURCE_LANGUAGE
from cms.models import SYNCHRONIZED_SLUG, ListingItem, ListingPage, SearchablePage, SearchParts, plain_text
from events.models.occasions import OccasionDay

CALENDAR_SLUG = "calendar"
# The words are chosen once, in the source language; readers see them in their own by the slug.
IN_SOURCE_LANGUAGE = {"locale__language_code": SOURCE_LANGUAGE.code}


class EventIndexPage(SearchablePage, ListingPage, Page):
    """The calendar of one language."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    show_in_menus_default = True
    search_kind = "index"
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types: ClassVar[list[str]] = ["events.EventPage"]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    override_translatable_fields = [SYNCHRONIZED_SLUG]
    template = "events/event_index_page.html"

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")

    def search_parts(self) -> SearchParts:
        return SearchParts(title=self.title, body=self.intro)

    def listing_items(self, *, limit: int, now: datetime) -> list[ListingItem]:
        days = OccasionDay.objects.public().filter(end__gt=now).select_related("occasion")
        pages = {page.translation_key: page for page in EventPage.objects.child_of(self).live().public()}
        items: dict[int, ListingItem] = {}
        for day in days.iterator(chunk_size=100):
            page = pages.get(day.occasion.content_id)
            if page is not None and day.occasion_id not in items:
                items[day.occasion_id] = ListingItem(
                    title=page.title,
                    url=page.url or "",
                    text=page.intro,
                    kicker=day.occasion.get_kind_display(),
                    moment=day.start,
                    state=day.occasion.get_status_display() if day.occasion.has_changed_plans else "",
                )
            if len(items) == limit:
                break
        return list(items.values())


class EventPage(SearchablePage, Page):
    """The words of one event in one language; its occasions are found by ``content_id`` = translation key."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(text_blocks(), blank=True, verbose_name=_("content"))
    practical = RichTextField(_("practical"), blank=True, features=["bold", "ul", "link"])
    topics = ParentalManyToManyField(
        "cms.Topic", verbose_name=_("topics"), blank=True, related_name="+", limit_choices_to=IN_SOURCE_LANGUAGE
    )
    audiences = ParentalManyToManyField(
        "cms.Audience", verbose_name=_("audiences"), blank=True, related_name="+", limit_choices_to=IN_SOURCE_LANGUAGE
    )

    search_kind = "event"
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("practical"),
        InlinePanel("program_sessions", heading=_("Programme"), label=_("Session")),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("audiences", widget=CheckboxSelectMultiple),
    ]
    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["events.EventIndexPage"]
    override_translatable_fields = [
        SYNCHRONIZED_SLUG,
        SynchronizedField("topics", overridable=False),
        SynchronizedField("audiences", overridable=False),
        TranslatableField("intro"),
        TranslatableField("practical"),
    ]
    template = "events/event_page.html"

    class Meta:
        verbose_name = _("event page")
        verbose_name_plural = _("event pages")

    def search_parts(self) -> SearchParts:
        headings = [str(block.value["text"]) for block in self.body if block.block_type == "heading"]
        return SearchParts(
            title=self.title,
            headings=headings,
            body=" ".join([self.intro, *plain_text(self.body), *plain_text(RichText(self.practical))]),
            facets={
                "topic": [topic.slug for topic in self.topics.all()],
                "audience": [audience.slug for audience in self.audiences.all()],
            },
        )
