"""What the knowledge bank shows in other apps' views, through the hooks of ``cms/hooks.py``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Page

from cms.domain.visibility import viewable_by
from cms.hooks import Cell, CoverageLayer, OfflineUrls, OrganizationPanel, PanelRow
from knowledgebank.domain.queries import standings_on
from knowledgebank.domain.titles import plan_titles
from knowledgebank.enums import Stage
from knowledgebank.models import KnowledgeIndexPage, NewsIndexPage, Plan, with_summaries
from networks.models import Organization

OFFLINE_LATEST = 20
"""How many works of a language are worth keeping on the device after the first visit."""


def organization_panel(organization: Organization, *, day: date, user: Any) -> OrganizationPanel | None:
    """Return where an organization stands towards each plan, for users who may read adoptions; newest first."""
    if not user.has_perm("knowledgebank.view_adoption"):
        return None
    plans = list(Plan.objects.filter(adoptions__organization=organization))
    standings = standings_on(plans, day=day, organization_ids=[organization.pk])
    titles = plan_titles(plans)
    rows = [
        PanelRow(
            title=titles[plan.pk],
            url=reverse("spreading_organization", args=[plan.public_id, organization.public_id]),
            state=str(standing.stage.label),
            day=standing.since.occurred_on if standing.since else None,
        )
        for plan in plans
        if (standing := standings[plan.pk].get(organization.pk))
    ]
    rows.sort(key=lambda row: row.day or date.min, reverse=True)
    return OrganizationPanel(title=gettext("Plans"), rows=rows)


def coverage_layers() -> list[CoverageLayer]:
    """Return one layer for each plan: the stage of every organization on a day."""
    plans = list(Plan.objects.order_by("pk"))
    titles = plan_titles(plans)
    return [
        CoverageLayer(
            code=f"adoption-{plan.public_id}",
            title=titles[plan.pk],
            states={stage.value: str(stage.label) for stage in Stage},
            states_on=_states_of(plan),
        )
        for plan in plans
    ]


def _states_of(plan: Plan) -> Any:
    def states_on(day: date, organization_ids: Sequence[int]) -> Mapping[int, Cell]:
        standings = standings_on([plan], day=day, organization_ids=organization_ids)[plan.pk]
        return {
            organization_id: Cell(
                state=standing.stage.value,
                label=str(standing.stage.label),
                date=standing.since.occurred_on if standing.since else None,
            )
            for organization_id, standing in standings.items()
        }

    return states_on


def references() -> dict[str, str]:
    """Return what a merge of organizations or networks does to our rows: it keeps them, and reads follow the merge.

    History names who it was on the day; texts and plans are shown under the name of the organization merged into.
    """
    kept = (
        "Adoption",
        "AdoptionEvent",
        "Plan",
        "PlanEdition",
        "GuidancePage",
        "RoutinePage",
        "ChecklistPage",
        "RiskFactorsPage",
        "CollectionPage",
        "PlanPage",
        "NewsPage",
    )
    return {f"knowledgebank.{model}": "keep" for model in kept}


def offline_urls(language: str) -> OfflineUrls:
    """Return the public addresses worth keeping in a language: the two indexes and the latest works."""
    anybody = AnonymousUser()
    indexes = viewable_by(
        Page.objects.type(KnowledgeIndexPage, NewsIndexPage).filter(locale__language_code=language), anybody
    )
    works = viewable_by(with_summaries(Page.objects.filter(locale__language_code=language)), anybody)
    pages = [*indexes.order_by("path"), *works.order_by("-last_published_at", "pk")[:OFFLINE_LATEST]]
    return OfflineUrls(urls=tuple(url for page in pages if (url := page.get_url())))
