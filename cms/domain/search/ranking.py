"""Order of hits: best class per word × rarity of the word, summed; then the newest; then the content id.

All numbers are whole, so that SQLite, PostgreSQL and the phone give the same order (rule 21).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cms.models import SearchPosting

RARITY_UNIT: Final = 1000

Weights = dict[int, int]
"""Document id -> weight of its best key for one word or term."""


@dataclass(frozen=True)
class Facts:
    """What the order and the filters need to know of a document."""

    id: int
    content_id: str
    locale: str
    page_id: int
    updated_on: date


def best_weights(asked: Sequence[Sequence[str]]) -> list[Weights]:
    """Return for each asked word (its keys) the documents that hold one of the keys, each with its best weight.

    One query for all words together.
    """
    words_of_key: dict[str, list[int]] = {}
    for number, keys in enumerate(asked):
        for key in keys:
            words_of_key.setdefault(key, []).append(number)
    found: list[Weights] = [{} for _ in asked]
    rows = SearchPosting.objects.filter(key__key__in=list(words_of_key)).values_list("key__key", "document", "weight")
    for key, document_id, weight in rows.iterator(chunk_size=5000):
        for number in words_of_key[key]:
            held = found[number]
            if weight > held.get(document_id, 0):
                held[document_id] = int(weight)
    return found


def together(words: Sequence[Weights]) -> Weights:
    """Return the documents that hold every one of the words, with the sum of the weights."""
    rarest = min(words, key=len)
    return {document: sum(word[document] for word in words) for document in rarest if all(document in w for w in words)}


def counts_of_terms(terms: Sequence[Weights]) -> dict[int, int]:
    """Return document id -> how many of the terms it holds."""
    counts: dict[int, int] = {}
    for term in terms:
        for document in term:
            counts[document] = counts.get(document, 0) + 1
    return counts


def rarity(document_count: int, total: int) -> int:
    """Return how much a term counts that ``document_count`` of ``total`` documents hold."""
    return round(RARITY_UNIT * math.log(1 + total / max(document_count, 1)))


def in_order(hits: Iterable[Facts], terms: Sequence[Weights], *, totals: Mapping[str, int]) -> list[Facts]:
    """Return the hits, best first. ``totals``: language -> number of documents, for the rarity."""

    def score(hit: Facts) -> int:
        total = totals.get(hit.locale, 1)
        return sum(term[hit.id] * rarity(len(term), total) for term in terms if hit.id in term)

    return sorted(hits, key=lambda hit: (-score(hit), -hit.updated_on.toordinal(), hit.content_id))
