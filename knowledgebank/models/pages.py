"""The works of the knowledge bank, one page type for each way of reading."""

from itertools import count
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.fields import StreamField

from cms.blocks import HeadingBlock, WarningBlock
from knowledgebank.blocks import ChecklistGroupBlock, RiskFactorBlock, RoutineStepBlock, WorkReferenceBlock
from knowledgebank.models.plans import Plan, PlanEdition
from knowledgebank.models.shared import KnowledgePage


def _tabs(*parts: Panel) -> TabbedInterface:
    """Return the editor of a work: text, review, where it is found, settings."""
    return TabbedInterface(
        [
            ObjectList([*KnowledgePage.text_panels, *parts, FieldPanel("body")], heading=_("Text")),
            ObjectList([*KnowledgePage.responsible_panels, *KnowledgePage.review_panels], heading=_("Review")),
            ObjectList(KnowledgePage.promote_panels, heading=_("Found by")),
            ObjectList(KnowledgePage.settings_panels, heading=_("Publishing")),
        ]
    )


class GuidancePage(KnowledgePage):
    """Guidance: running text with headings, checklists, contacts and sources."""

    search_kind = "guidance"
    edit_handler = _tabs()
    template = "knowledgebank/guidance_page.html"

    class Meta(KnowledgePage.Meta):
        verbose_name = _("guidance")
        verbose_name_plural = _("guidance")


class RoutinePage(KnowledgePage):
    """A routine: numbered steps, each with who, what, by when, with which form, then what."""

    steps = StreamField(
        [("routine_step", RoutineStepBlock()), ("heading", HeadingBlock()), ("warning", WarningBlock())],
        verbose_name=_("steps"),
    )

    search_kind = "routine"
    schema_type = "HowTo"
    edit_handler = _tabs(FieldPanel("steps"))
    template = "knowledgebank/routine_page.html"

    class Meta(KnowledgePage.Meta):
        verbose_name = _("routine")
        verbose_name_plural = _("routines")

    def own_streams(self) -> list[Any]:
        return [self.steps, self.body]

    @property
    def numbered_steps(self) -> list[tuple[int | None, Any]]:
        """The blocks of the routine in order; steps with their number from 1, headings and warnings without."""
        numbers = count(1)
        return [(next(numbers) if block.block_type == "routine_step" else None, block) for block in self.steps]


class ChecklistPage(KnowledgePage):
    """A checklist: groups of items; works on paper; ticks stay on the reader's device."""

    groups = StreamField([("checklist_group", ChecklistGroupBlock())], verbose_name=_("groups"))

    search_kind = "checklist"
    schema_type = "HowTo"
    edit_handler = _tabs(FieldPanel("groups"))
    template = "knowledgebank/checklist_page.html"

    class Meta(KnowledgePage.Meta):
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")

    def own_streams(self) -> list[Any]:
        return [self.groups, self.body]


class RiskFactorsPage(KnowledgePage):
    """Risk factors: what to look for, what to do, whom to call. ``emergency`` is shown first."""

    emergency = StreamField([("warning", WarningBlock())], blank=True, max_num=1, verbose_name=_("in an emergency"))
    factors = StreamField([("risk_factor", RiskFactorBlock()), ("heading", HeadingBlock())], verbose_name=_("factors"))

    search_kind = "risk_factors"
    edit_handler = _tabs(FieldPanel("emergency"), FieldPanel("factors"))
    template = "knowledgebank/risk_factors_page.html"

    class Meta(KnowledgePage.Meta):
        verbose_name = _("risk factors")
        verbose_name_plural = _("risk factors")

    def own_streams(self) -> list[Any]:
        return [self.emergency, self.factors, self.body]


class CollectionPage(KnowledgePage):
    """A support document: works in their reading order, each with a sentence of its own."""

    works = StreamField([("work", WorkReferenceBlock())], verbose_name=_("works"))

    search_kind = "collection"
    schema_type = "CollectionPage"
    edit_handler = _tabs(FieldPanel("works"))
    template = "knowledgebank/collection_page.html"

    class Meta(KnowledgePage.Meta):
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def own_streams(self) -> list[Any]:
        return [self.works, self.body]


class PlanPage(KnowledgePage):
    """The words of a plan. Editions, and who has joined, are rows without language, found by the translation key."""

    search_kind = "plan"
    schema_type = "DigitalDocument"
    edit_handler = _tabs()
    template = "knowledgebank/plan_page.html"
    parent_page_types: ClassVar[list[str]] = ["knowledgebank.KnowledgeIndexPage"]

    class Meta(KnowledgePage.Meta):
        verbose_name = _("collaboration plan")
        verbose_name_plural = _("collaboration plans")

    @property
    def plan(self) -> Plan | None:
        if not hasattr(self, "_plan"):
            self._plan = Plan.objects.select_related("owner").filter(content_id=self.translation_key).first()
        return self._plan

    @property
    def edition(self) -> PlanEdition | None:
        """The edition in force: the last one adopted."""
        if not hasattr(self, "_edition"):
            self._edition = self.plan.editions.order_by("number").last() if self.plan else None
        return self._edition

    def review_day(self) -> Any:
        return self.edition.review_due_on if self.edition else self.review_by


WORK_TYPES: tuple[type[KnowledgePage], ...] = (
    GuidancePage,
    RoutinePage,
    ChecklistPage,
    RiskFactorsPage,
    CollectionPage,
    PlanPage,
)
"""Every page type that an index of works lists."""
