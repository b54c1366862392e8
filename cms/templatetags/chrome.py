"""What every public page shows round its text: menu, breadcrumbs, settings, icons.

Menu and breadcrumbs come from the frame of the page, read once a request (``cms/domain/page_frame.py``); the settings
cost one query, and none where there is no request or site (error pages).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language as active_code
from django.utils.translation import gettext
from wagtail.models import Page, Site

from cms import languages
from cms.blocks import LocalizedPageChooserBlock
from cms.domain.page_frame import HOME_DEPTH, frame_of
from cms.icons import ICONS
from cms.models import ListingItem, ListingPage, SiteSettings

register = template.Library()


@dataclass(frozen=True)
class MenuItem:
    """One link of the menu or the breadcrumbs; ``current`` is "page", "true" (an ancestor) or empty."""

    title: str
    url: str
    current: str = ""


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""


@register.simple_tag(takes_context=True)
def menu_items(context: template.Context) -> list[MenuItem]:
    """Return the menu pages right under the start page of the active language that anybody may read, in tree order."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    page: Any = context.get("page")
    frame = frame_of(request, page if isinstance(page, Page) and page.pk else None)
    pages = frame.menu(languages.get_language(active_code()).code)
    items = [(page.title, page.get_url(request)) for page in pages]
    return [MenuItem(title, url, _current(path, url)) for title, url in items if url]


@register.simple_tag(takes_context=True)
def breadcrumb_items(context: template.Context) -> list[MenuItem]:
    """Return the live ancestors of the page in the context, from the start page down; empty without a deep page."""
    page: Any = context.get("page")
    if not isinstance(page, Page) or page.pk is None or page.depth <= HOME_DEPTH:
        return []
    request: HttpRequest | None = context.get("request")
    items = [
        (gettext("Start page") if ancestor.depth == HOME_DEPTH else ancestor.title, ancestor.get_url(request))
        for ancestor in frame_of(request, page).way_to(page)[:-1]
        if ancestor.live
    ]
    return [MenuItem(title, url) for title, url in items if url]


@register.simple_tag(takes_context=True)
def site_settings(context: template.Context) -> SiteSettings | None:
    """Return the site's settings, or None where there is no request or no site."""
    request: HttpRequest | None = context.get("request")
    if request is None or Site.find_for_request(request) is None:
        return None
    return SiteSettings.for_request(request)


@register.filter
def organization_name(site: SiteSettings | None) -> str:
    """Return the name of the operator's organization in the active language, or nothing."""
    return site.organization_name(languages.get_language(active_code()).code) if site else ""


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """Return an icon of ``cms.icons``, decorative: the words stand beside it. Errors: KeyError for an unknown name."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        f"icon {css_class}".strip(),
        mark_safe(ICONS[name]),  # noqa: S308 - our own constant
    )


@register.simple_tag(takes_context=True)
def in_active_language(context: template.Context, page: Page | None) -> Page | None:
    """Return the page that a chooser leads to in the language being read; None where there is nothing to show."""
    return LocalizedPageChooserBlock.localized(page, linked_from=context.get("page"))


@register.simple_tag
def listing_items(index: Page | None, limit: int) -> list[ListingItem]:
    """Return the newest or next items of an index page; empty for any other page."""
    specific = index.specific if index else None
    if not isinstance(specific, ListingPage):
        return []
    return specific.listing_items(limit=limit, now=timezone.now())


@register.filter
def has_clock(moment: object) -> bool:
    """Return whether a moment has a time of day, which is then shown."""
    return isinstance(moment, datetime)


@register.simple_tag
def html_language_code(code: str) -> str:
    """Return the code that HTML uses for a language of ours."""
    return languages.get_language(code).html_lang


@register.simple_tag
def own_language_note(code: str) -> SafeString:
    """Return the language's own name where it is not the one being read: a file in another language says so."""
    language = languages.get_language(code)
    if language == languages.get_language(active_code()):
        return SafeString("")
    return format_html(
        ' · <span lang="{}" dir="{}">{}</span>', language.html_lang, language.direction, language.own_name
    )


@register.filter
def breakable(address: object) -> SafeString:
    """Return an address that may break after its @ and before its dots, where a narrow column needs it."""
    escaped = conditional_escape(str(address))
    return mark_safe(escaped.replace("@", "@<wbr>").replace(".", "<wbr>."))  # noqa: S308 - escaped above


@register.filter
def in_reading_language(terms: Any) -> list[Any]:
    """Return topics or audiences (a query set) in the language being read, in one query; one without it is left out."""
    keys = terms.values_list("translation_key", flat=True)
    code = languages.get_language(active_code()).code
    return list(terms.model.objects.filter(translation_key__in=keys, locale__language_code=code, live=True))
