"""The search index: what a published page gives is written in the transaction that publishes it.

Rows: one document per page and language, its facets, its postings (key -> weight), and the counts of keys and word
forms. What is asked of it stands in ``query.py``. Restricted pages are indexed and marked, so that those who may read
them find them; their words never become suggestions.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from cms.domain.search.analyzer import KEY_LANGUAGES, analyzer_version, key_language, keys_of_text
from cms.domain.search.letters import joined, normalize, words_in
from cms.languages import BY_CODE
from cms.models import SearchablePage, SearchDocument, SearchFacet, SearchForm, SearchKey, SearchParts, SearchPosting

FIELD_WEIGHTS: Final = {"title": 8.0, "headings": 4.0, "body": 1.0, "attachments": 0.5}
TYPE_GROUP: Final = "type"
SHORTEST_SUGGESTION, LONGEST_SUGGESTION = 3, 40
WRITER_LOCK: Final = 7_315_001
CHUNK: Final = 500
COMPARED: Final = ("type", "url", "title", "text", "normalized_text", "restricted", "updated_on", "analyzer_version")
Item = TypeVar("Item")


@dataclass(frozen=True)
class CheckReport:
    """What ``check`` found: ids of pages that are missing from the index, old in it, or should not be there."""

    missing: Sequence[int]
    outdated: Sequence[int]
    surplus: Sequence[int]

    @property
    def is_sound(self) -> bool:
        return not (self.missing or self.outdated or self.surplus)


def refresh(page: Page) -> None:
    """Write the index rows of a page as it is published now; remove them if it is not public.

    Called in the transaction that publishes, moves or restricts; joins it. A page of a type that is not searched, or
    of a language that is not ours, leaves nothing.
    """
    page = page.specific
    locale_code = page.locale.language_code
    if locale_code not in BY_CODE:
        return
    url = page.url if _is_searched(page) and page.live else None
    if not url:
        remove(page.translation_key, locale_code)
        return
    parts = page.search_parts()
    with transaction.atomic():
        _wait_for_other_writers()
        document = _find(page.translation_key, locale_code)
        old_forms = _suggestible(document) if document else set()
        document = document or SearchDocument(content_id=page.translation_key, locale=locale_code)
        _fill(document, page, url, parts)
        document.save()
        _write_facets(document, page, parts)
        _write_postings(document, _weights(parts, locale_code))
        _count_forms(locale_code, old_forms, _suggestible(document))


def refresh_branch(page: Page) -> None:
    """Write the rows of a page and of all pages below it: after a move or a new slug."""
    for below in page.get_descendants(inclusive=True).select_related("locale").specific():
        refresh(below)


def mark_restrictions(page: Page) -> None:
    """Note on the rows of a page and of all pages below it whether they are restricted now; texts are left alone."""
    branch = {below.pk: below for below in page.get_descendants(inclusive=True)}
    with transaction.atomic():
        _wait_for_other_writers()
        for document in SearchDocument.objects.filter(page_id__in=branch):
            restricted = branch[document.page_id].get_view_restrictions().exists()
            if document.restricted == restricted:
                continue
            old_forms = _suggestible(document)
            document.restricted = restricted
            document.save(update_fields=["restricted"])
            _count_forms(document.locale, old_forms, _suggestible(document))


def remove(content_id: UUID, locale_code: str) -> None:
    """Take a page out of the index, in the caller's transaction; nothing happens if it is not there."""
    with transaction.atomic():
        _wait_for_other_writers()
        document = _find(content_id, locale_code)
        if document is None:
            return
        _count_forms(locale_code, _suggestible(document), set())
        _write_postings(document, {})
        document.delete()


def rebuild() -> int:
    """Write the whole index anew in one transaction, and return the number of documents.

    Readers see the old one until then.
    """
    with transaction.atomic():
        _wait_for_other_writers()
        for model in (SearchPosting, SearchFacet, SearchDocument, SearchKey, SearchForm):
            model.objects.all().delete()
        for page in _live_pages():
            refresh(page)
        return SearchDocument.objects.count()


def check() -> CheckReport:
    """Compare the index with the live pages; writes nothing. Pages are named by their database id, in order."""
    wanted = {page.pk: page for page in _live_pages() if page.url}
    rows = {row.page_id: row for row in SearchDocument.objects.all()}
    outdated = [page_id for page_id, page in wanted.items() if page_id in rows and _is_outdated(rows[page_id], page)]
    return CheckReport(
        missing=sorted(wanted.keys() - rows.keys()),
        outdated=sorted(outdated),
        surplus=sorted(rows.keys() - wanted.keys()),
    )


def repair() -> CheckReport:
    """Bring every row that ``check`` names up to date, and return what was found: the nightly job.

    A changed analyzer or word list makes all rows outdated; the old ones answer until each is written.
    """
    report = check()
    for page in Page.objects.filter(pk__in=[*report.missing, *report.outdated]).specific():
        refresh(page)
    for row in SearchDocument.objects.filter(page_id__in=report.surplus).values_list("content_id", "locale"):
        remove(*row)
    return report


def _live_pages() -> Iterator[Page]:
    for page in Page.objects.live().filter(depth__gt=1).select_related("locale").order_by("path").specific():
        if _is_searched(page) and page.locale.language_code in BY_CODE:
            yield page


def _is_searched(page: Page) -> bool:
    return isinstance(page, SearchablePage)


def _is_outdated(row: SearchDocument, page: Page) -> bool:
    fresh = SearchDocument()
    _fill(fresh, page, page.url, page.search_parts())
    return any(getattr(row, name) != getattr(fresh, name) for name in COMPARED)


def _wait_for_other_writers() -> None:
    """One writer of the index at a time, so that counts stay right and two publishers never lock each other out.

    SQLite has one writer anyway (every write transaction is IMMEDIATE); PostgreSQL holds this lock until the commit.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])


def _find(content_id: UUID, locale_code: str) -> SearchDocument | None:
    return SearchDocument.objects.filter(content_id=content_id, locale=locale_code).first()


def _fill(document: SearchDocument, page: Page, url: str, parts: SearchParts) -> None:
    document.page_id = page.pk
    document.type = page.search_kind
    document.url = url
    document.title = parts.title[:255]
    document.text = " ".join(parts.body.replace("\x00", " ").split())
    fields = (parts.title, *parts.headings, parts.body, *parts.attachments)
    # words between single spaces, a bar between fields: a phrase is found by one plain comparison
    document.normalized_text = " | ".join(
        f" {' '.join(joined(word) for word in words_in(normalize(field)))} " for field in fields
    )
    document.restricted = page.get_view_restrictions().exists()
    document.updated_on = _published_on(page)
    document.analyzer_version = analyzer_version()


def _published_on(page: Page) -> date:
    moment = page.last_published_at or page.first_published_at or page.latest_revision_created_at or timezone.now()
    return timezone.localtime(moment).date()


def _write_facets(document: SearchDocument, page: Page, parts: SearchParts) -> None:
    wanted = {(group, value) for group, values in parts.facets.items() for value in values}
    wanted.add((TYPE_GROUP, page.search_kind))
    held = {(facet.group, facet.value): facet for facet in document.facets.all()}
    SearchFacet.objects.filter(pk__in=[facet.pk for pair, facet in held.items() if pair not in wanted]).delete()
    SearchFacet.objects.bulk_create(
        SearchFacet(document=document, group=group, value=value) for group, value in sorted(wanted - held.keys())
    )


def _weights(parts: SearchParts, locale_code: str) -> dict[str, float]:
    """Key -> weight: class weight × field weight × how often (each further time counts less), summed over the fields.

    Rounded to whole thousandths, so that sums are the same on every database.
    """
    fields = {
        "title": parts.title,
        "headings": "\n".join(parts.headings),
        "body": parts.body,
        "attachments": "\n".join(parts.attachments),
    }
    total: dict[str, float] = {}
    for field, text in fields.items():
        counts = Counter((key.key, key.weight) for key in keys_of_text(text, locale_code))
        for (key, weight), count in counts.items():
            total[key] = total.get(key, 0.0) + weight * FIELD_WEIGHTS[field] * (1 + math.log(count))
    return {key: float(round(weight * 1000)) for key, weight in total.items()}


def _write_postings(document: SearchDocument, weights: Mapping[str, float]) -> None:
    """Change only what differs: an edit of one sentence writes a few rows."""
    held = {posting.key.key: posting for posting in document.postings.select_related("key")}
    gone = [posting for key, posting in held.items() if key not in weights]
    SearchPosting.objects.filter(pk__in=[posting.pk for posting in gone]).delete()
    changed = [posting for key, posting in held.items() if key in weights and posting.weight != weights[key]]
    for posting in changed:
        posting.weight = weights[posting.key.key]
    SearchPosting.objects.bulk_update(changed, ["weight"], batch_size=CHUNK)
    new = sorted(weights.keys() - held.keys())
    ids = _key_ids(new)
    SearchPosting.objects.bulk_create(
        (SearchPosting(key_id=ids[key], document=document, weight=weights[key]) for key in new), batch_size=CHUNK
    )
    _count_keys([posting.key_id for posting in gone], -1)
    _count_keys(ids.values(), 1)


def _key_ids(keys: Sequence[str]) -> dict[str, int]:
    SearchKey.objects.bulk_create((SearchKey(key=key) for key in keys), ignore_conflicts=True, batch_size=CHUNK)
    ids: dict[str, int] = {}
    for chunk in _chunks(keys):
        ids.update(SearchKey.objects.filter(key__in=chunk).values_list("key", "pk"))
    return ids


def _count_keys(key_ids: Iterable[int], step: int) -> None:
    for chunk in _chunks(key_ids):
        SearchKey.objects.filter(pk__in=chunk).update(document_count=F("document_count") + step)
        if step < 0:
            SearchKey.objects.filter(pk__in=chunk, document_count=0).delete()


def _suggestible(document: SearchDocument) -> set[str]:
    """The word forms of a document that may be suggested to anybody: those of its own language, none if restricted."""
    if document.restricted:
        return set()
    language = KEY_LANGUAGES[document.locale]
    return {
        word
        for word in document.normalized_text.split()
        if SHORTEST_SUGGESTION <= len(word) <= LONGEST_SUGGESTION
        and word.isalpha()
        and key_language(word, document.locale) == language
    }


def _count_forms(locale_code: str, old: set[str], new: set[str]) -> None:
    """Move the number of documents of each form from the old set to the new."""
    language = KEY_LANGUAGES[locale_code]
    for forms, step in ((sorted(new - old), 1), (sorted(old - new), -1)):
        for chunk in _chunks(forms):
            if step > 0:
                rows = (SearchForm(language=language, form=form) for form in chunk)
                SearchForm.objects.bulk_create(rows, ignore_conflicts=True)
            SearchForm.objects.filter(language=language, form__in=chunk).update(count=F("count") + step)
    SearchForm.objects.filter(language=language, count=0).delete()


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
