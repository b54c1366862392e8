"""Tags of the knowledge bank's templates: dates not known to the day, lists, JSON-LD, who has joined a plan."""

import json
from datetime import date
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from wagtail.models import Page

from cms import languages
from cms.domain.page_frame import frame_of
from cms.templatetags.languages import language_attributes, local_date, local_digits
from knowledgebank.domain import listing
from knowledgebank.domain.queries import Joined, joined_on
from knowledgebank.domain.structured_data import structured_data
from knowledgebank.models import CollectionPage, KnowledgeIndexPage, KnowledgeText, NewsIndexPage, PlanPage
from networks.enums import DatePrecision

register = template.Library()

_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.filter
def as_known(day: date | None, precision: str = DatePrecision.DAY) -> str:
    """Return a day in words, never finer than it is known: ``december 2017``, ``no later than 8 November 2017``."""
    if day is None:
        return ""
    if precision == DatePrecision.MONTH:
        return local_date(day, "month")
    if precision == DatePrecision.YEAR:
        return local_digits(day.year)
    if precision == DatePrecision.HALF:
        words = gettext("spring %(year)s") if day.month <= 6 else gettext("autumn %(year)s")
        return words % {"year": local_digits(day.year)}
    if precision == DatePrecision.NOT_AFTER:
        return gettext("no later than %(day)s") % {"day": local_date(day)}
    return local_date(day)


@register.simple_tag(takes_context=True)
def knowledge_listing(context: template.Context, page: KnowledgeIndexPage) -> listing.KnowledgeListing:
    """Return works and facets of the index, for the reader and the choices in the address."""
    request: HttpRequest = context["request"]
    barriers = frame_of(request, page).barriers
    return listing.list_works(page, choices=request.GET, user=request.user, barriers=barriers)


@register.simple_tag(takes_context=True)
def news_listing(context: template.Context, page: NewsIndexPage) -> Any:
    """Return one page (of a paginator) of the news that are listed today, for the reader."""
    request: HttpRequest = context["request"]
    number, barriers = request.GET.get("page"), frame_of(request, page).barriers
    return listing.list_news(page, number=number, user=request.user, day=timezone.localdate(), barriers=barriers)


@register.simple_tag(takes_context=True)
def tags_of(context: template.Context, page: KnowledgeText) -> listing.Tags:
    """Return a page's topics and audiences in the reader's language."""
    return listing.tags_of(page, preview=getattr(context.get("request"), "is_preview", False))


@register.simple_tag(takes_context=True)
def collection_works(context: template.Context, page: CollectionPage) -> list[listing.CollectedWork]:
    """Return a collection's works that the reader may view, in its order."""
    request: HttpRequest | None = context.get("request")
    return listing.works_of(page, user=getattr(request, "user", None), barriers=frame_of(request, page).barriers)


@register.simple_tag(takes_context=True)
def link_language(context: template.Context, target: Page) -> SafeString:
    """Return ``lang dir hreflang`` for a link whose title is in another language than the page; else nothing."""
    page = context.get("page")
    if not isinstance(page, Page) or page.locale_id == target.locale_id:
        return mark_safe("")
    code = target.locale.language_code
    return format_html('{} hreflang="{}"', language_attributes(code), languages.get_language(code).html_lang)


@register.filter
def kind_of(page: Any) -> str:
    """Return what kind of work a listed page is, in words."""
    return listing.kind_of(page)


@register.simple_tag
def scope_of(page: KnowledgeText) -> str:
    """Return where a text holds, in words: the county's or the municipality's name, or the whole country."""
    return listing.scope_of(page)


@register.simple_tag
def joined_today(page: PlanPage) -> list[Joined]:
    """Return who has joined the plan of a page today. A proposal is never among them."""
    return joined_on(page.plan, day=timezone.localdate()) if page.plan else []


@register.simple_tag
def json_ld(page: KnowledgeText) -> SafeString:
    """Return the page's JSON-LD as a data block: no script runs, and ``<`` is escaped."""
    text = json.dumps(structured_data(page), ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
