"""The same page in other languages: for the language switcher, ``hreflang`` links and the site map."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from wagtail.models import Page

from cms import languages
from cms.domain.page_frame import PageFrame
from cms.domain.visibility import viewable_by


@dataclass(frozen=True)
class LanguageLink:
    """One entry of the language switcher.

    ``language``: own_name, html_lang, direction (``cms.languages``). ``url``: where it leads, ``""`` when that language
    has no page to lead to. ``is_current``: the language being read. ``is_nearest``: the page is not translated and the
    link leads to the nearest page above it that is: say so.
    """

    language: languages.Language
    url: str
    is_current: bool
    is_nearest: bool


@dataclass(frozen=True)
class AlternateLink:
    """One ``<link rel="alternate" hreflang href>`` of the head; ``url`` is absolute."""

    hreflang: str
    url: str


@dataclass(frozen=True)
class SitemapEntry:
    """One page of the site map; ``alternates`` name the page itself too."""

    url: str
    changed_at: datetime | None
    alternates: list[AlternateLink]


def public_translations(page: Page, frame: PageFrame) -> dict[str, Page]:
    """Return the translations of a page, itself included, that anybody may read, by code. ``frame``: the page's."""
    return {code: other for code, other in frame.translations(page).items() if frame.is_public(other)}


def switcher(
    page: Page, *, frame: PageFrame, current_code: str | None, request: HttpRequest | None = None
) -> list[LanguageLink]:
    """Return one link per language, in their order: to the page's translation, else to the nearest page above it."""
    upwards = [public_translations(above, frame) for above in reversed(frame.way_to(page))]
    links = []
    for language in languages.LANGUAGES:
        nearest = next((found[language.code] for found in upwards if language.code in found), None)
        url = (nearest.get_url(request) or "") if nearest else ""
        is_nearest = nearest is None or nearest.translation_key != page.translation_key
        links.append(LanguageLink(language, url, language is languages.get_language(current_code), is_nearest))
    return links


def same_address(address: str, *, current_code: str | None) -> list[LanguageLink]:
    """Return one link per language to the same address under its prefix, else to its start page.

    For views that are no pages: search, forms, error pages. ``address`` is path and query.
    """
    links = []
    for language in languages.LANGUAGES:
        home = f"/{language.code}/"
        translated = translate_url(address, language.code) if address else home
        url = translated if translated.startswith(home) else home
        links.append(LanguageLink(language, url, language is languages.get_language(current_code), False))
    return links


def alternates(translations: Mapping[str, Page]) -> list[AlternateLink]:
    """Return the hreflang links of a page's public translations by code; ``x-default`` is the source language."""
    links = [
        AlternateLink(language.html_lang, absolute_url(translations[language.code]))
        for language in languages.LANGUAGES
        if language.code in translations
    ]
    if source := translations.get(languages.SOURCE_LANGUAGE.code):
        links.append(AlternateLink("x-default", absolute_url(source)))
    return links


def absolute_url(page: Page) -> str:
    """Return the page's address with the public host of the settings, never the host of a request."""
    parts = page.get_url_parts()
    return f"{public_base()}{parts[2]}" if parts else ""


def public_base() -> str:
    """Return scheme and host of the site, without a slash at the end (a host project may set the admin's alone)."""
    return str(getattr(settings, "PUBLIC_URL", "") or settings.WAGTAILADMIN_BASE_URL).rstrip("/")


def sitemap_entries() -> list[SitemapEntry]:
    """Return every page that anybody may read, in the order of the tree. Three queries for any number of pages."""
    pages = viewable_by(Page.objects.filter(depth__gt=1, locale__language_code__in=languages.CODES), None)
    family: dict[UUID, dict[str, Page]] = {}
    for page in pages.select_related("locale").order_by("path"):
        if page.get_url_parts():
            family.setdefault(page.translation_key, {})[page.locale.language_code] = page
    return [
        SitemapEntry(absolute_url(page), page.last_published_at, alternates(translations))
        for translations in family.values()
        for page in translations.values()
    ]
