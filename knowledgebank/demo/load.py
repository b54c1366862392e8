"""Load the demo works, news and attachments: pages live in three languages."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms.demo.pages import ensure_page, home_page, stream_maker
from cms.demo.texts import PhraseBook, read_json
from cms.hooks import DemoStep
from cms.languages import LANGUAGES, SOURCE_LANGUAGE
from cms.models import Audience, Topic
from knowledgebank.demo.papers import checklist_paper
from knowledgebank.demo.plan import load_plan
from knowledgebank.enums import ScopeLevel
from knowledgebank.models import (
    ChecklistPage,
    CollectionPage,
    GuidancePage,
    KnowledgeIndexPage,
    NewsIndexPage,
    NewsPage,
    PageAudience,
    PageTopic,
    PlanPage,
    RiskFactorsPage,
    RoutinePage,
)
from networks.demo.load import find_organization

HERE = Path(__file__).resolve().parent
PAGE_TYPES: dict[str, type[Page]] = {
    "guidance": GuidancePage,
    "routine": RoutinePage,
    "checklist": ChecklistPage,
    "risk_factors": RiskFactorsPage,
    "collection": CollectionPage,
    "plan": PlanPage,
}
STREAMS = ("emergency", "steps", "groups", "factors", "works", "body")
PRINTED = "checklist-for-the-residence"
AUTHOR = "editor"
NATION = "nation"


def demo_step() -> DemoStep:
    """Answer the hook of demo content."""
    return DemoStep(order=40, name="knowledge bank", load=load)


def load(now: datetime) -> None:
    """Load what is missing. A collection comes after the works that it names."""
    works = sorted((read_json(path) for path in sorted((HERE / "works").glob("*.json"))), key=_reading_order)
    _load_papers(next(row for row in works if row["slug"] == PRINTED))
    indexes = read_json(HERE / "indexes.json")
    knowledge = _ensure_index(KnowledgeIndexPage, indexes["knowledge"])
    news = _ensure_index(NewsIndexPage, indexes["news"])
    for row in works:
        _ensure_work(knowledge, row, now=now)
    load_plan(read_json(HERE / "plan.json"), now=now)
    for path in sorted((HERE / "news").glob("*.json")):
        _ensure_news(news, read_json(path), now=now)


def _ensure_work(parent: Page, row: dict[str, Any], *, now: datetime) -> None:
    reviewed = now - timedelta(days=row["review"]["reviewed_days_ago"])
    ensure_page(parent, row["slug"], lambda book: _work(row, book, reviewed=reviewed), user=_author(), dated=reviewed)


def _ensure_news(parent: Page, row: dict[str, Any], *, now: datetime) -> None:
    day = now - timedelta(days=row["days_ago"])
    ensure_page(parent, row["slug"], lambda book: _news(row, book, day=day), user=_author(), dated=day)


def _reading_order(row: dict[str, Any]) -> tuple[bool, str]:
    return row["kind"] == "collection", row["slug"]


def _author() -> Any:
    return get_user_model().objects.filter(username=AUTHOR).first()


def _ensure_index(model: type[Page], row: dict[str, Any]) -> Page:
    def build(book: PhraseBook) -> Page:
        return model(title=book.plain(row["title"]), intro=book.plain(row["intro"]))

    return ensure_page(home_page(), row["slug"], build, user=_author())


def _work(row: dict[str, Any], book: PhraseBook, *, reviewed: datetime) -> Page:
    page = PAGE_TYPES[row["kind"]](
        last_reviewed_on=timezone.localdate(reviewed),
        review_interval_months=row["review"]["months"],
        **_shared(row, book),
    )
    _fill_streams(page, row, book)
    return page


def _news(row: dict[str, Any], book: PhraseBook, *, day: datetime) -> Page:
    page = NewsPage(published_on=timezone.localdate(day), **_shared(row, book))
    _fill_streams(page, row, book)
    return page


def _shared(row: dict[str, Any], book: PhraseBook) -> dict[str, Any]:
    """Return the fields that works and news have in common."""
    county = "" if row["scope"] == NATION else row["scope"]
    return {
        "title": book.plain(row["title"]),
        "summary": book.plain(row["summary"]),
        "responsible_organization": find_organization(row["responsible"]),
        "contact_function": book.plain(row["contact"]["function"]),
        "contact_email": row["contact"]["email"],
        "scope_level": ScopeLevel.COUNTY if county else ScopeLevel.NATION,
        "county_code": county,
        "knowledge_topics": [PageTopic(topic=term, locale=term.locale) for term in _terms(Topic, row["topics"])],
        "knowledge_audiences": [
            PageAudience(audience=term, locale=term.locale) for term in _terms(Audience, row["audiences"])
        ],
    }


def _terms(model: Any, slugs: list[str]) -> list[Any]:
    """Return the Swedish terms in the order of ``slugs``. Errors: KeyError for one that is not there."""
    terms = model.objects.filter(locale__language_code=SOURCE_LANGUAGE.code, slug__in=slugs).select_related("locale")
    found = {term.slug: term for term in terms}
    return [found[slug] for slug in slugs]


def _fill_streams(page: Page, row: dict[str, Any], book: PhraseBook) -> None:
    maker = stream_maker(book, row["slug"])
    for name in STREAMS:
        if name in row:
            field = type(page)._meta.get_field(name)
            setattr(page, name, field.to_python(maker.stream(field.stream_block, name, row[name])))


def _load_papers(row: dict[str, Any]) -> None:
    """Make one Word file of a checklist in each language, as an attachment that a municipality may adapt."""
    model = get_document_model()
    for language in LANGUAGES:
        title = f"{row['slug']}.{language.code}"
        if not model.objects.filter(title=title).exists():
            content = ContentFile(checklist_paper(row, language), name=f"{title}.docx")
            model.objects.create(title=title, file=content, uploaded_by_user=_author())
