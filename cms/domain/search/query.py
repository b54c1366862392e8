"""Ask the index: what is found, in which order, with which facets; and what to offer when nothing is found.

Knows no request and no user: the caller says which restricted pages the asker may read.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from django.db.models import Count, Q
from django.utils.safestring import SafeString

from cms.domain.search.analyzer import FORM, LEMMA, key_language, query_keys
from cms.domain.search.letters import joined
from cms.domain.search.ranking import Facts, Weights, best_weights, counts_of_terms, in_order, together
from cms.domain.search.snippets import marked, snippet
from cms.domain.search.suggestions import suggested_queries
from cms.domain.search.terms import ParsedQuery, Term, parse
from cms.languages import CODES
from cms.models import SearchDocument, SearchFacet

FACET_GROUPS: Final = ("topic", "audience", "type")
PAGE_SIZE: Final = 10
IDS_AT_ONCE: Final = 5_000

Filters = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Hit:
    """One found page. ``title`` and ``snippet`` are safe HTML with ``<mark>``; ``type`` is the page's search kind."""

    content_id: str
    page_id: int
    locale: str
    type: str
    url: str
    title: SafeString
    snippet: SafeString
    updated_on: date


@dataclass(frozen=True)
class FacetValue:
    """One choice of a facet group, how many hits it would leave, and whether it is chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class SearchAnswer:
    """``hits``: one page of the list. ``words_left_out``: nothing had all the words, these lack one.

    ``elsewhere``: other language -> number of pages there. ``suggestions``: whole queries, likeliest first.
    """

    query: ParsedQuery
    hits: Sequence[Hit] = ()
    total: int = 0
    page_number: int = 1
    page_count: int = 1
    words_left_out: bool = False
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    suggestions: Sequence[str] = ()


@dataclass(frozen=True)
class _Matches:
    """The documents per term, in all languages, and those that an excluded word takes away."""

    terms: Sequence[Weights]
    excluded: frozenset[int]


def search(
    text: str,
    *,
    locale_code: str,
    filters: Filters | None = None,
    readable_pages: Collection[int] = (),
    page_number: int = 1,
    page_size: int = PAGE_SIZE,
) -> SearchAnswer:
    """Return the answer to a query on a page in ``locale_code``; never raises for any text, filter or page number.

    ``filters``: facet group -> chosen values, OR inside a group, AND between groups; unknown ones find nothing,
    unknown groups are passed over. Without words, the filters alone list pages, newest first. ``readable_pages``:
    database ids of restricted pages that the asker may read. ``page_number`` counts from 1 and is moved into range.
    """
    query = parse(text, locale_code)
    chosen = {group: frozenset(values) for group, values in (filters or {}).items() if group in FACET_GROUPS and values}
    if not query.terms and (query.excluded or not chosen):
        return SearchAnswer(query)
    readable = frozenset(readable_pages)
    matches = _match(query)
    found = _visible(query, _with_at_least(matches, len(query.terms)), chosen, locale_code, readable)
    here = [facts for facts in found if facts.locale == locale_code]
    words_left_out = not here and len(query.terms) > 1
    if words_left_out:
        fewer = _visible(query, _with_at_least(matches, len(query.terms) - 1), chosen, locale_code, readable)
        here = [facts for facts in fewer if facts.locale == locale_code]
    held = _facets_of(here)
    ordered = in_order(_chosen_only(here, held, chosen), matches.terms, totals=_totals())
    page_count = max(1, -(-len(ordered) // page_size))
    page_number = min(max(page_number, 1), page_count)
    window = ordered[(page_number - 1) * page_size : page_number * page_size]
    return SearchAnswer(
        query=query,
        hits=_hits(window, query),
        total=len(ordered),
        page_number=page_number,
        page_count=page_count,
        words_left_out=words_left_out and bool(ordered),
        facets={group: _facet_values(group, here, held, chosen) for group in FACET_GROUPS},
        elsewhere=_elsewhere(found, locale_code) if query.terms else {},
        suggestions=_suggestions(query, matches, locale_code) if words_left_out or not here else (),
    )


def _match(query: ParsedQuery) -> _Matches:
    wanted = [[_keys(word, term) for word in term.words] for term in query.terms]
    unwanted = [_exclusion_keys(term.words[0]) for term in query.excluded if not term.is_phrase]
    weights = iter(best_weights([*(keys for words in wanted for keys in words), *unwanted]))
    terms = [together(list(islice(weights, len(words)))) for words in wanted]
    return _Matches(terms, frozenset(document for word in weights for document in word))


def _keys(word: str, term: Term) -> list[str]:
    """The keys of a word in every language; a word of a phrase asks for its very form."""
    asked = []
    for language in dict.fromkeys(key_language(word, code) for code in CODES):
        if term.is_phrase:
            asked.append(f"{language}{FORM}{joined(word)}")
        else:
            asked += query_keys(word, language)
    return asked


def _exclusion_keys(word: str) -> list[str]:
    """An exclusion takes away the word in its forms, not the words that it is a part of."""
    languages = dict.fromkeys(key_language(word, code) for code in CODES)
    kinds = tuple(f"{language}{kind}" for language in languages for kind in (FORM, LEMMA))
    return [key for language in languages for key in query_keys(word, language) if key.startswith(kinds)]


def _with_at_least(matches: _Matches, count: int) -> list[int] | None:
    """Ids of documents that hold at least so many terms; ``None`` when the query has no terms (all documents)."""
    if not matches.terms:
        return None
    counted = counts_of_terms(matches.terms)
    return sorted(document for document, held in counted.items() if held >= count and document not in matches.excluded)


def _visible(
    query: ParsedQuery, ids: list[int] | None, filters: Filters, locale_code: str, readable: frozenset[int]
) -> list[Facts]:
    """Facts of the documents that the asker may read and that hold the phrases."""
    documents = SearchDocument.objects.filter(Q(restricted=False) | Q(page_id__in=readable))
    for term in query.terms:
        if term.is_phrase:
            documents = documents.filter(normalized_text__contains=term.spelled)
    for term in query.excluded:
        if term.is_phrase:
            documents = documents.exclude(normalized_text__contains=term.spelled)
    columns = ("id", "content_id", "locale", "page_id", "updated_on")
    if ids is None:
        rows: Iterable[tuple[int, object, str, int, date]] = documents.filter(locale=locale_code).values_list(*columns)
    else:
        chunks = [ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE)]
        rows = [row for chunk in chunks for row in documents.filter(pk__in=chunk).values_list(*columns)]
    return [Facts(pk, str(content_id), locale, page, day) for pk, content_id, locale, page, day in rows]


def _facets_of(documents: Sequence[Facts]) -> dict[int, set[tuple[str, str]]]:
    held: dict[int, set[tuple[str, str]]] = {facts.id: set() for facts in documents}
    ids = list(held)
    for start in range(0, len(ids), IDS_AT_ONCE):
        chunk = ids[start : start + IDS_AT_ONCE]
        rows = SearchFacet.objects.filter(document__in=chunk, group__in=FACET_GROUPS)
        for document, group, value in rows.values_list("document", "group", "value"):
            held[document].add((group, value))
    return held


def _fits(held: set[tuple[str, str]], filters: Filters, *, but: str = "") -> bool:
    return all(any((group, value) in held for value in values) for group, values in filters.items() if group != but)


def _chosen_only(documents: Sequence[Facts], held: Mapping[int, set[tuple[str, str]]], filters: Filters) -> list[Facts]:
    return [facts for facts in documents if _fits(held[facts.id], filters)]


def _facet_values(
    group: str, documents: Sequence[Facts], held: Mapping[int, set[tuple[str, str]]], filters: Filters
) -> list[FacetValue]:
    """The choices of a group, counted as if nothing were chosen in it (rule 27); most hits first."""
    chosen = filters.get(group, ())
    counts = Counter(
        value
        for facts in documents
        if _fits(held[facts.id], filters, but=group)
        for held_group, value in held[facts.id]
        if held_group == group
    )
    values = sorted({*counts, *chosen}, key=lambda value: (-counts[value], value))
    return [FacetValue(value, counts[value], value in chosen) for value in values]


def _totals() -> dict[str, int]:
    rows = SearchDocument.objects.order_by().values_list("locale").annotate(number=Count("pk"))
    return dict(rows)


def _hits(window: Sequence[Facts], query: ParsedQuery) -> list[Hit]:
    documents = SearchDocument.objects.defer("normalized_text").in_bulk([facts.id for facts in window])
    return [_hit(documents[facts.id], query) for facts in window]


def _hit(document: SearchDocument, query: ParsedQuery) -> Hit:
    keys = {key for term in query.terms for word in term.words for key in _keys(word, term)}
    return Hit(
        content_id=str(document.content_id),
        page_id=document.page_id,
        locale=document.locale,
        type=document.type,
        url=document.url,
        title=marked(document.title, keys, document.locale),
        snippet=snippet(document.text, keys, document.locale),
        updated_on=document.updated_on,
    )


def _elsewhere(found: Sequence[Facts], locale_code: str) -> dict[str, int]:
    counts = Counter(facts.locale for facts in found)
    return {code: counts[code] for code in CODES if code != locale_code and counts[code]}


def _suggestions(query: ParsedQuery, matches: _Matches, locale_code: str) -> list[str]:
    """Suggestions for the words that no page open to all has, in any language, so that they tell nothing of others."""
    public = SearchDocument.objects.filter(restricted=False)
    unknown = tuple(
        term
        for term, documents in zip(query.terms, matches.terms, strict=True)
        if not public.filter(pk__in=list(documents)[:IDS_AT_ONCE]).exists()
    )
    return suggested_queries(query.terms, unknown, locale_code)
