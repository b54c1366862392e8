"""The tables and page types of the knowledge bank. Rules are in ``knowledgebank/domain/``."""

from knowledgebank.models.adoptions import Adoption, AdoptionEvent, Dispatch
from knowledgebank.models.index_pages import KnowledgeIndexPage, with_summaries
from knowledgebank.models.news import NewsIndexPage, NewsPage
from knowledgebank.models.pages import (
    WORK_TYPES,
    ChecklistPage,
    CollectionPage,
    GuidancePage,
    PlanPage,
    RiskFactorsPage,
    RoutinePage,
)
from knowledgebank.models.plans import Plan, PlanEdition
from knowledgebank.models.shared import KnowledgePage, KnowledgeText
from knowledgebank.models.tags import PageAudience, PageTopic

__all__ = [
    "WORK_TYPES",
    "Adoption",
    "AdoptionEvent",
    "ChecklistPage",
    "CollectionPage",
    "Dispatch",
    "GuidancePage",
    "KnowledgeIndexPage",
    "KnowledgePage",
    "KnowledgeText",
    "NewsIndexPage",
    "NewsPage",
    "PageAudience",
    "PageTopic",
    "Plan",
    "PlanEdition",
    "PlanPage",
    "RiskFactorsPage",
    "RoutinePage",
    "with_summaries",
]
