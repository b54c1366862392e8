"""One plain factory per model of knowledgebank; each makes what it must point at, unless it is given."""

import uuid
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from wagtail.models import Locale

from cms.models import Audience, Topic
from knowledgebank.domain.editions import adopt_edition
from knowledgebank.domain.spreading import Entry
from knowledgebank.models import (
    Adoption,
    ChecklistPage,
    CollectionPage,
    GuidancePage,
    KnowledgeIndexPage,
    NewsIndexPage,
    NewsPage,
    PageAudience,
    PageTopic,
    Plan,
    PlanEdition,
    PlanPage,
    RiskFactorsPage,
    RoutinePage,
)
from networks.enums import OrganizationKind
from networks.models import Organization
from tests.factories.cms import make_home
from tests.factories.networks import make_organization

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_numbers = count(1)


def entry(now: datetime = NOW, **values: Any) -> Entry:
    return Entry(now=now, **values)


def make_plan(**values: Any) -> Plan:
    values.setdefault("content_id", uuid.uuid4())
    if "owner" not in values:
        values["owner"] = county_board()
    return Plan.objects.create(**values)


def make_edition(plan: Plan, *, adopted_on: date = date(2025, 6, 1), **values: Any) -> PlanEdition:
    values.setdefault("body", plan.owner)
    return adopt_edition(plan, adopted_on=adopted_on, entry=entry(), **values)


def adoption_of(plan: Plan, organization: Organization) -> Adoption:
    return Adoption.objects.get(plan=plan, organization=organization)


def county_board() -> Organization:
    return make_organization(name="Länsstyrelsen i Stockholms län", kind=OrganizationKind.COUNTY_BOARD, county_id="01")


def swedish() -> Locale:
    return Locale.objects.get(language_code="sv")


def make_topic(slug: str = "boende", title: str = "Boende", **values: Any) -> Topic:
    values.setdefault("locale", swedish())
    return Topic.objects.create(slug=slug, title=title, **values)


def make_audience(slug: str = "socialtjanst", title: str = "Socialtjänst", **values: Any) -> Audience:
    values.setdefault("locale", swedish())
    return Audience.objects.create(slug=slug, title=title, **values)


def make_knowledge_index(**values: Any) -> KnowledgeIndexPage:
    existing = KnowledgeIndexPage.objects.filter(locale=swedish()).first()
    if existing:
        return existing
    page = KnowledgeIndexPage(**{"title": "Kunskapsbank", "slug": "knowledge", "locale": swedish(), **values})
    return make_home().add_child(instance=page)


def make_news_index(**values: Any) -> NewsIndexPage:
    existing = NewsIndexPage.objects.filter(locale=swedish()).first()
    if existing:
        return existing
    page = NewsIndexPage(**{"title": "Nyheter", "slug": "news", "locale": swedish(), **values})
    return make_home().add_child(instance=page)


def _make_work(model: type, index: Any, topics: Any, audiences: Any, values: dict[str, Any]) -> Any:
    number = next(_numbers)
    defaults = {
        "title": f"Text {number}",
        "slug": f"text-{number}",
        "summary": "Kort om vad texten säger.",
        "locale": swedish(),
        "contact_function": "Länssamordnare",
        "contact_email": "samordnare@example.org",
    }
    if "responsible_organization" not in values:
        values["responsible_organization"] = make_organization()
    page = model(**{**defaults, **values})
    for topic in topics:
        page.knowledge_topics.add(PageTopic(topic=topic, locale=page.locale))
    for audience in audiences:
        page.knowledge_audiences.add(PageAudience(audience=audience, locale=page.locale))
    index.add_child(instance=page)
    page.save_revision().publish()
    return model.objects.get(pk=page.pk)


def make_guidance(*, topics: Any = (), audiences: Any = (), **values: Any) -> GuidancePage:
    return _make_work(GuidancePage, make_knowledge_index(), topics, audiences, values)


def make_routine(*, topics: Any = (), audiences: Any = (), **values: Any) -> RoutinePage:
    step = {"title": "Anmäl", "who": "Personal på boendet", "what": "<p>Ring polisen.</p>", "by_when": "Genast"}
    values.setdefault("steps", [("routine_step", {**step, "form": "", "then": ""})])
    return _make_work(RoutinePage, make_knowledge_index(), topics, audiences, values)


def make_checklist(*, topics: Any = (), audiences: Any = (), **values: Any) -> ChecklistPage:
    items = [{"text": "Ring barnets telefon", "why": "Ofta är förklaringen enkel."}]
    values.setdefault("groups", [("checklist_group", {"title": "Den första timmen", "intro": "", "items": items})])
    return _make_work(ChecklistPage, make_knowledge_index(), topics, audiences, values)


def make_risk_factors(*, topics: Any = (), audiences: Any = (), **values: Any) -> RiskFactorsPage:
    factor = {
        "factor": "Nya kontakter",
        "signs": ["Ny telefon"],
        "action": "<p>Fråga.</p>",
        "call": "Socialjouren",
        "phone": "010-123 45 67",
    }
    values.setdefault("factors", [("risk_factor", factor)])
    return _make_work(RiskFactorsPage, make_knowledge_index(), topics, audiences, values)


def make_collection(*works: Any, topics: Any = (), audiences: Any = (), **values: Any) -> CollectionPage:
    values.setdefault("works", [("work", {"page": work, "sentence": "Läs den först."}) for work in works])
    return _make_work(CollectionPage, make_knowledge_index(), topics, audiences, values)


def make_plan_page(*, topics: Any = (), audiences: Any = (), **values: Any) -> PlanPage:
    return _make_work(PlanPage, make_knowledge_index(), topics, audiences, values)


def make_news(*, topics: Any = (), audiences: Any = (), **values: Any) -> NewsPage:
    return _make_work(NewsPage, make_news_index(), topics, audiences, values)
