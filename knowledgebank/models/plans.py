"""A collaboration plan and its editions. The words of a plan are a ``PlanPage``, found by ``content_id``."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledgebank.models.history import HistoryRow, TwentyFourMonthsLater


class Plan(models.Model):
    """What organizations are invited to join. Language-free: the title is that of the page in the reader's language."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_id = models.UUIDField(_("page"), unique=True, help_text=_("Translation key of the plan's page."))
    owner = models.ForeignKey(
        "networks.Organization",
        on_delete=models.PROTECT,
        related_name="owned_plans",
        verbose_name=_("owner"),
        help_text=_("Who sends the plan out and answers for it, as a rule the county administrative board."),
    )
    network = models.ForeignKey(
        "networks.Network",
        on_delete=models.PROTECT,
        related_name="plans",
        null=True,
        blank=True,
        verbose_name=_("network"),
        help_text=_("Who joins the plan is proposed a seat in this network. Nobody gets a seat by joining alone."),
    )

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")

    def __str__(self) -> str:
        return str(self.public_id)


class PlanEdition(HistoryRow):
    """One adopted edition, frozen: a correction is a new edition. Reviewed within 24 months, or visibly overdue."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="editions", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    adopted_on = models.DateField(_("adopted on"))
    body = models.ForeignKey(
        "networks.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("adopted by")
    )
    body_name = models.CharField(max_length=255, editable=False, help_text=_("Name of the body on that day."))
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    review_due_on = models.DateField(_("to be reviewed at the latest on"))
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    document = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, editable=False
    )

    class Meta:
        verbose_name = _("edition of a plan")
        verbose_name_plural = _("editions of plans")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_edition_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="plan_edition_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(review_due_on__gt=models.F("adopted_on"))
                & models.Q(review_due_on__lte=TwentyFourMonthsLater("adopted_on")),
                name="plan_edition_review_within_24_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"
