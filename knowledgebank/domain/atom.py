"""The news as an Atom feed (RFC 4287): same data, same bytes.

Ids are ``urn:uuid:`` of the work, never an address. Nothing in it depends on the request or the clock.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from xml.etree import ElementTree as Xml
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation

from cms.domain.language_links import absolute_url, public_base
from cms.languages import Language
from knowledgebank.models import NewsIndexPage, NewsPage

ATOM = "http://www.w3.org/2005/Atom"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
MOST_ENTRIES = 50
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Xml.register_namespace("", ATOM)


def news_feed(index: NewsIndexPage, news: Sequence[NewsPage], *, language: Language) -> bytes:
    """Return the feed of one language as UTF-8 bytes.

    Shapes: ``news`` newest first, with their responsible organization, already chosen for who may view them; at most
    ``MOST_ENTRIES`` are taken. Units: times in UTC; a news item's date counts from midnight in Stockholm.
    """
    items = list(news)[:MOST_ENTRIES]
    feed = Xml.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language.html_lang})
    _text(feed, "id", f"urn:uuid:{index.translation_key}")
    _text(feed, "title", index.title)
    if index.intro:
        _text(feed, "subtitle", index.intro)
    _text(feed, "updated", _moment(max([_updated(index), *(_updated(item) for item in items)])))
    _link(feed, "self", feed_address(language), "application/atom+xml")
    _link(feed, "alternate", absolute_url(index), "text/html")
    for item in items:
        _add_entry(feed, item, language)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(feed, encoding="utf-8")


def feed_address(language: Language) -> str:
    """Return the absolute address of a language's feed."""
    with translation.override(language.code):
        return f"{public_base()}{reverse('news_feed')}"


def _add_entry(feed: Xml.Element, item: NewsPage, language: Language) -> None:
    entry = Xml.SubElement(feed, f"{{{ATOM}}}entry")
    _text(entry, "id", f"urn:uuid:{item.translation_key}")
    _text(entry, "title", item.title)
    _text(entry, "published", _moment(_midnight(item.published_on)))
    _text(entry, "updated", _moment(_updated(item)))
    _link(entry, "alternate", absolute_url(item), "text/html", language.html_lang)
    author = Xml.SubElement(entry, f"{{{ATOM}}}author")
    _text(author, "name", item.responsible_organization.name)
    _text(entry, "summary", item.summary)


def _text(parent: Xml.Element, name: str, value: str) -> None:
    Xml.SubElement(parent, f"{{{ATOM}}}{name}").text = _NOT_IN_XML.sub("", value)


def _link(parent: Xml.Element, rel: str, href: str, media_type: str, hreflang: str = "") -> None:
    attributes = {"rel": rel, "href": href, "type": media_type}
    if hreflang:
        attributes["hreflang"] = hreflang
    Xml.SubElement(parent, f"{{{ATOM}}}link", attributes)


def _updated(page: NewsIndexPage | NewsPage) -> datetime:
    return page.last_published_at or page.first_published_at or datetime(1970, 1, 1, tzinfo=UTC)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=STOCKHOLM)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
