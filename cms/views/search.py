"""The public search page: a plain GET form, its answer, and help where there is none. Rules: ``cms/domain/search/``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language as active_code
from django.utils.translation import gettext, gettext_lazy, override
from django.views.decorators.http import require_safe
from wagtail.models import Page, get_page_models

from cms.digits import to_ascii_digits
from cms.domain.search.facets import topics_in_use
from cms.domain.search.query import FACET_GROUPS, PAGE_SIZE, FacetValue, Hit, SearchAnswer, search
from cms.domain.search.trails import trails
from cms.languages import BY_CODE, Language, get_language
from cms.models import Audience, SearchablePage, SearchDocument, Topic
from cms.permissions import viewable_by

GROUP_TITLES = {
    "topic": gettext_lazy("Topic"),
    "audience": gettext_lazy("For whom"),
    "type": gettext_lazy("Kind of page"),
}
SHARED_KINDS = {"page": gettext_lazy("Page"), "start": gettext_lazy("Start page")}
MOST_VALUES, LONGEST_VALUE = 20, 80
LONGEST_NUMBER = 6


@dataclass(frozen=True)
class Choice:
    """One checkbox: ``count`` pages would be left."""

    value: str
    title: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Group:
    """One fieldset of checkboxes."""

    name: str
    title: str
    choices: Sequence[Choice]

    @property
    def is_chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Result:
    """One line of the list: the hit, the words for its kind, the titles above it."""

    hit: Hit
    kind: str
    trail: Sequence[str]


@dataclass(frozen=True)
class Elsewhere:
    """So many pages in another language."""

    language: Language
    url: str
    count: int


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Answer a search; with no words, how to search and what there is."""
    language = get_language(active_code())
    text = request.GET.get("q", "")
    filters = _filters(request.GET)
    answer = search(
        text,
        locale_code=language.code,
        filters=filters,
        readable_pages=_readable_pages(request),
        page_number=_page_number(request.GET.get("page", "")),
    )
    response = render(request, "cms/search.html", _context(answer, filters, language))
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _filters(values: QueryDict) -> dict[str, list[str]]:
    return {
        group: [value[:LONGEST_VALUE] for value in values.getlist(group)[:MOST_VALUES] if value]
        for group in FACET_GROUPS
    }


def _page_number(text: str) -> int:
    digits = to_ascii_digits(text.strip())[:LONGEST_NUMBER]
    return int(digits) if digits.isascii() and digits.isdigit() else 1


def _readable_pages(request: HttpRequest) -> frozenset[int]:
    """Ids of the restricted pages in the index that this reader may open; none for those who are not signed in."""
    if not request.user.is_authenticated:
        return frozenset()
    restricted = SearchDocument.objects.filter(restricted=True).values("page_id")
    return frozenset(viewable_by(Page.objects.filter(pk__in=restricted), request.user).values_list("pk", flat=True))


def _context(answer: SearchAnswer, filters: Mapping[str, Sequence[str]], language: Language) -> dict[str, Any]:
    parameters = _parameters(answer, filters)
    return {
        "answer": answer,
        "results": _results(answer.hits),
        "groups": _groups(answer.facets, language),
        "page_obj": Paginator(range(answer.total), PAGE_SIZE).page(answer.page_number),
        "query": parameters.urlencode(),
        "suggestions": [{"title": text, "url": _search_url(language, text)} for text in answer.suggestions],
        "elsewhere": [
            Elsewhere(BY_CODE[code], _search_url(BY_CODE[code], answer.query.text), count)
            for code, count in answer.elsewhere.items()
        ],
        "topics": _topics(language) if not answer.hits else [],
        "has_searched": bool(answer.query.text or parameters),
    }


def _parameters(answer: SearchAnswer, filters: Mapping[str, Sequence[str]]) -> QueryDict:
    """The address of this search without its page number, always in the same order."""
    parameters = QueryDict(mutable=True)
    if answer.query.text:
        parameters["q"] = answer.query.text
    for group in FACET_GROUPS:
        if filters[group]:
            parameters.setlist(group, sorted(filters[group]))
    return parameters


def _search_url(language: Language, text: str) -> str:
    parameters = QueryDict(mutable=True)
    parameters["q"] = text
    with override(language.code):
        return f"{reverse('search')}?{parameters.urlencode()}"


def _results(hits: Sequence[Hit]) -> list[Result]:
    above = trails([hit.page_id for hit in hits])
    kinds = _kinds()
    return [
        Result(hit, kinds.get(hit.type, gettext("Page")), above[hit.page_id]) for hit in hits if hit.page_id in above
    ]


def _kinds() -> dict[str, str]:
    """Search kind -> its words in the active language: the name of the page type, unless several share the kind."""
    kinds = {
        model.search_kind: capfirst(str(model._meta.verbose_name))
        for model in get_page_models()
        if issubclass(model, SearchablePage)
    }
    return kinds | {kind: str(words) for kind, words in SHARED_KINDS.items()}


def _groups(facets: Mapping[str, Sequence[FacetValue]], language: Language) -> list[Group]:
    titles = {
        "topic": _term_titles(Topic, facets.get("topic", ()), language),
        "audience": _term_titles(Audience, facets.get("audience", ()), language),
        "type": _kinds() if facets.get("type") else {},
    }
    groups = [
        Group(
            group,
            str(GROUP_TITLES[group]),
            [
                Choice(choice.value, titles[group][choice.value], choice.count, choice.chosen)
                for choice in facets.get(group, ())
                if choice.value in titles[group]
            ],
        )
        for group in FACET_GROUPS
    ]
    return [group for group in groups if group.choices]


def _term_titles(
    model: type[Topic] | type[Audience], values: Sequence[FacetValue], language: Language
) -> dict[str, str]:
    if not values:
        return {}
    slugs = [choice.value for choice in values if "\x00" not in choice.value]
    terms = model.objects.filter(locale__language_code=language.code, slug__in=slugs, live=True)
    return dict(terms.values_list("slug", "title"))


def _topics(language: Language) -> list[dict[str, str]]:
    """Topics that have public pages in the language, with the address of their list."""
    terms = Topic.objects.filter(locale__language_code=language.code, slug__in=topics_in_use(language.code), live=True)
    return [{"title": term.title, "url": f"{reverse('search')}?topic={term.slug}"} for term in terms]
