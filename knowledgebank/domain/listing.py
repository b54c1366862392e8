"""Lists of works and news: what a reader may view, narrowed by topic and audience.

Facets are a plain GET form: OR inside a group, AND between the groups; the counts of a group ignore its own choice, so
that they tell what one more tick would give. Six queries, however many works there are. ``barriers`` are the site's
view restrictions, as read for the same request.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Value
from django.http import QueryDict
from django.utils.translation import get_language
from wagtail.models import Page

from cms.domain.visibility import Barrier, viewable_by
from cms.languages import SOURCE_LANGUAGE
from cms.languages import get_language as our_language
from cms.models import Audience, Topic
from knowledgebank.enums import ScopeLevel
from knowledgebank.models import (
    CollectionPage,
    KnowledgeIndexPage,
    KnowledgePage,
    KnowledgeText,
    NewsIndexPage,
    NewsPage,
    PageAudience,
    PageTopic,
    with_summaries,
)
from networks.models import County, Municipality

PAGE_SIZE = 20
Reader = AbstractBaseUser | AnonymousUser | None


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how many works it would give, and whether it is ticked."""

    slug: str
    title: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A group of choices; ``name`` is its parameter in the address."""

    name: str
    choices: list[Choice]


@dataclass(frozen=True)
class KnowledgeListing:
    """Works of one list page, newest first, with the facets. ``query``: the choices as an encoded query string."""

    works: ListPage[Any]
    facets: list[Facet]
    query: str
    narrowed: bool


@dataclass(frozen=True)
class Tag:
    """A word a page is found by; ``url`` leads to the index narrowed by it, ``""`` where there is none."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Tags:
    """Topics and audiences of one page, in the reader's language and the vocabulary's order."""

    topics: list[Tag] = field(default_factory=list)
    audiences: list[Tag] = field(default_factory=list)


def list_works(
    index: KnowledgeIndexPage, *, choices: QueryDict, user: Reader, barriers: Sequence[Barrier]
) -> KnowledgeListing:
    """Return the works under an index that ``user`` may view. Unknown choices and page numbers do no harm."""
    works = viewable_by(with_summaries(Page.objects.descendant_of(index)), user, barriers=barriers)
    viewable = set(works.values_list("pk", flat=True))
    tagged = {
        "topic": _slugs(PageTopic.objects.filter(page__in=viewable).values_list("page_id", "topic__slug")),
        "audience": _slugs(PageAudience.objects.filter(page__in=viewable).values_list("page_id", "audience__slug")),
    }
    titles = {"topic": _titles(Topic), "audience": _titles(Audience)}
    chosen = {name: [slug for slug in titles[name] if slug in choices.getlist(name)] for name in tagged}
    matching = {name: _with_any(viewable, tagged[name], chosen[name]) for name in tagged}
    found = matching["topic"] & matching["audience"]
    facets = [
        _facet("topic", titles["topic"], tagged["topic"], matching["audience"], chosen["topic"]),
        _facet("audience", titles["audience"], tagged["audience"], matching["topic"], chosen["audience"]),
    ]
    narrowed = any(chosen.values())
    shown = works.filter(pk__in=found) if narrowed else works
    pages = Paginator(shown.order_by("-last_published_at", "pk"), PAGE_SIZE)
    pages.count = len(found)  # known already: spares a query
    query = urlencode([(name, slug) for name in chosen for slug in chosen[name]])
    return KnowledgeListing(pages.get_page(choices.get("page")), facets, query, narrowed)


def list_news(
    index: NewsIndexPage, *, number: str | None, user: Reader, day: date, barriers: Sequence[Barrier]
) -> ListPage[NewsPage]:
    """Return one page of the news listed on ``day`` that ``user`` may view, newest first."""
    return Paginator(viewable_by(index.news(day=day), user, barriers=barriers), PAGE_SIZE).get_page(number)


@dataclass(frozen=True)
class CollectedWork:
    """One work of a collection: the page in the reader's language, its kind in words, the collection's sentence."""

    page: Any
    kind: str
    sentence: str


def works_of(collection: CollectionPage, *, user: Reader, barriers: Sequence[Barrier]) -> list[CollectedWork]:
    """Return a collection's works in its order, in the reader's language where they are live; one query.

    A work that ``user`` may not view, or that is not public, is left out.
    """
    chosen = [(block.value["page"], block.value["sentence"]) for block in collection.works if block.value["page"]]
    wanted = our_language(get_language()).code
    keys = [page.translation_key for page, _sentence in chosen]
    pages = with_summaries(Page.objects.filter(translation_key__in=keys))
    found: dict[UUID, Any] = {}
    for page in viewable_by(pages, user, barriers=barriers):
        code = page.locale.language_code
        if code == wanted or (code == SOURCE_LANGUAGE.code and page.translation_key not in found):
            found[page.translation_key] = page
    return [
        CollectedWork(found[page.translation_key], kind_of(found[page.translation_key]), sentence)
        for page, sentence in chosen
        if page.translation_key in found
    ]


def kind_of(page: Page) -> str:
    """Return what kind of work a page from ``with_summaries`` is, in words of the reader's language."""
    model = page.content_type.model_class()
    return str(model._meta.verbose_name).capitalize() if model else ""


def tags_of(page: KnowledgeText, *, preview: bool = False) -> Tags:
    """Return a page's topics and audiences in the vocabulary's order. One query.

    ``preview``: the tags as they stand on the object, not yet saved (four queries).
    """
    topics: Any = [link.topic_id for link in page.knowledge_topics.all()] if preview else None
    audiences: Any = [link.audience_id for link in page.knowledge_audiences.all()] if preview else None
    if topics is None:
        topics = PageTopic.objects.filter(page=page.pk).values("topic_id")
        audiences = PageAudience.objects.filter(page=page.pk).values("audience_id")
    rows = _words(Topic, topics).union(_words(Audience, audiences), all=True)
    index_url = _index_url(page)
    return Tags(
        topics=_in_reading_language([row for row in rows if row["kind"] == "topic"], index_url),
        audiences=_in_reading_language([row for row in rows if row["kind"] == "audience"], index_url),
    )


def scope_of(page: KnowledgeText) -> str:
    """Return where a text holds, in words; ``""`` when it does not say which county or municipality."""
    if page.scope_level == ScopeLevel.NATION:
        return str(ScopeLevel.NATION.label)
    code = page.county_code if page.scope_level == ScopeLevel.COUNTY else page.municipality_code
    return _area_names().get(code, "")


@cache
def _area_names() -> dict[str, str]:
    """Return code → name of counties and municipalities: reference data, read once in a process."""
    counties = dict(County.objects.values_list("code", "name"))
    return counties | dict(Municipality.objects.values_list("code", "name"))


def _index_url(page: KnowledgeText) -> str:
    """Return the address of the index that a work stands under; nothing for news, whose list has no facets."""
    url = page.get_url() if isinstance(page, KnowledgePage) and page.pk else None
    return url.removesuffix(f"{page.slug}/") if url else ""


def _slugs(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    slugs: dict[int, set[str]] = {}
    for page_id, slug in pairs:
        slugs.setdefault(page_id, set()).add(slug)
    return slugs


def _with_any(pages: set[int], slugs: dict[int, set[str]], chosen: list[str]) -> set[int]:
    if not chosen:
        return pages
    return {page for page in pages if not slugs.get(page, set()).isdisjoint(chosen)}


def _facet(name: str, titles: dict[str, str], slugs: dict[int, set[str]], pages: set[int], chosen: list[str]) -> Facet:
    counts = Counter(slug for page in pages for slug in slugs.get(page, ()))
    return Facet(
        name,
        [
            Choice(slug, title, counts[slug], slug in chosen)
            for slug, title in titles.items()
            if counts[slug] or slug in chosen
        ],
    )


def _titles(model: type[Topic] | type[Audience]) -> dict[str, str]:
    """Return slug → title in the reader's language, else in the source language, in the vocabulary's order."""
    wanted = our_language(get_language()).code
    titles: dict[str, str] = {}
    rows = model.objects.order_by("order", "slug").values_list("slug", "title", "live", "locale__language_code")
    for slug, title, live, code in rows:
        if code == wanted and live:
            titles[slug] = title
        elif code == SOURCE_LANGUAGE.code:
            titles.setdefault(slug, title)
    return titles


def _words(model: type[Topic] | type[Audience], source_ids: Any) -> Any:
    """Return the rows, in the source and the reader's language, of the words with these ids in the source language."""
    codes = [SOURCE_LANGUAGE.code, our_language(get_language()).code]
    keys: Any = model.objects.filter(pk__in=source_ids).values("translation_key")
    return (
        model.objects.filter(translation_key__in=keys, locale__language_code__in=codes)
        .order_by()
        .values("translation_key", "title", "slug", "live", "order", "locale__language_code")
        .annotate(kind=Value(model._meta.model_name))
    )


def _in_reading_language(rows: list[dict[str, Any]], index_url: str) -> list[Tag]:
    """Return one tag for each word, in the reader's language where it is live there, in the vocabulary's order."""
    wanted = our_language(get_language()).code
    chosen: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        if row["locale__language_code"] == wanted and row["live"]:
            chosen[row["translation_key"]] = row
        else:
            chosen.setdefault(row["translation_key"], row)
    return [
        Tag(row["title"], f"{index_url}?{urlencode({row['kind']: row['slug']})}" if index_url else "")
        for row in sorted(chosen.values(), key=lambda row: (row["order"], row["slug"]))
    ]
