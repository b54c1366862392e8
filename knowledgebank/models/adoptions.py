"""How a plan spreads: letters, one adoption for each organization, and the events that its stage is derived from."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.identity_numbers import refuse_identity_numbers
from knowledgebank.enums import EventKind, Outcome
from knowledgebank.models.history import HistoryRow
from knowledgebank.models.plans import Plan, PlanEdition
from networks.enums import DatePrecision


class Dispatch(models.Model):
    """A letter by which an edition was sent out, with the day by which replies are asked for."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(
        PlanEdition, on_delete=models.PROTECT, related_name="dispatches", verbose_name=_("edition")
    )
    letter = models.CharField(_("letter"), max_length=200, help_text=_("Its heading, and its case number if any."))
    sent_on = models.DateField(_("sent on"))
    sent_on_precision = models.CharField(
        _("how exact"), max_length=10, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    reply_due_on = models.DateField(
        _("reply at the latest"), null=True, blank=True, help_text=_("For a month: its last day.")
    )
    reply_due_precision = models.CharField(
        _("how exact"), max_length=10, choices=DatePrecision.choices, default=DatePrecision.DAY
    )

    class Meta:
        verbose_name = _("letter sent out")
        verbose_name_plural = _("letters sent out")
        ordering = ["sent_on", "pk"]

    def __str__(self) -> str:
        return self.letter


class Adoption(models.Model):
    """The matter of one plan at one organization. It holds the case; where it stands is derived from its events."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="adoptions", verbose_name=_("plan"))
    organization = models.ForeignKey(
        "networks.Organization", on_delete=models.PROTECT, related_name="adoptions", verbose_name=_("organization")
    )
    registry = models.ForeignKey(
        "networks.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("whose register"),
    )
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    case_key = models.CharField(max_length=180, blank=True, editable=False)

    class Meta:
        verbose_name = _("adoption of a plan")
        verbose_name_plural = _("adoptions of plans")
        permissions = [("record_adoption", "Can record who was informed of and who joined a plan")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "organization"], name="adoption_once_per_plan_and_organization"),
            models.UniqueConstraint(
                fields=["registry", "case_key", "plan"],
                condition=~Q(case_key=""),
                name="adoption_case_once_per_registry_and_plan",
            ),
            models.CheckConstraint(
                condition=Q(case_key="") | Q(registry__isnull=False), name="adoption_case_has_registry"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


def _only_for(kinds: list[EventKind], condition: Q) -> Q:
    """Return the rule that ``condition`` holds for rows of ``kinds``."""
    return ~Q(kind__in=[kind.value for kind in kinds]) | condition


class AdoptionEvent(HistoryRow):
    """One thing that happened, as it was recorded. Append-only: an error is put right by an event that ``corrects`` it.

    ``key`` makes recording idempotent. Names are those of the day. A proposal has no decision date, whatever its
    memorandum is dated: that is a constraint, so that no import and no form can make it look like a decision.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=80, unique=True, editable=False)
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    occurred_on = models.DateField()
    precision = models.CharField(max_length=10, choices=DatePrecision.choices, default=DatePrecision.DAY)
    organization_name = models.CharField(max_length=255)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="events", null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True, validators=[refuse_identity_numbers])
    function_reached = models.CharField(max_length=120, blank=True)
    registry = models.ForeignKey(
        "networks.Organization", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    case_number = models.CharField(max_length=60, blank=True)
    body = models.ForeignKey("networks.Organization", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    body_name = models.CharField(max_length=255, blank=True)
    decision_date = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=30, choices=Outcome.choices, blank=True)
    proposed_outcome = models.CharField(max_length=30, choices=Outcome.choices, blank=True)
    edition = models.ForeignKey(PlanEdition, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True
    )
    reason = models.CharField(max_length=300, blank=True, validators=[refuse_identity_numbers])
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        verbose_name = _("adoption event")
        verbose_name_plural = _("adoption events")
        ordering = ["occurred_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_only_for(
                    [EventKind.INFORMED], ~Q(function_reached="") & (Q(dispatch__isnull=False) | ~Q(evidence=""))
                ),
                name="adoption_event_informed_has_evidence",
            ),
            models.CheckConstraint(
                condition=_only_for([EventKind.RECEIVED], Q(registry__isnull=False) & ~Q(case_number="")),
                name="adoption_event_received_has_case",
            ),
            models.CheckConstraint(
                condition=_only_for(
                    [EventKind.PROPOSED],
                    Q(decision_date__isnull=True, body__isnull=False, outcome="") & ~Q(proposed_outcome=""),
                ),
                name="adoption_event_proposal_is_no_decision",
            ),
            models.CheckConstraint(
                condition=_only_for(
                    [EventKind.DECIDED],
                    Q(body__isnull=False, edition__isnull=False, decision_date=models.F("occurred_on"))
                    & Q(precision=DatePrecision.DAY)
                    & ~Q(outcome=""),
                ),
                name="adoption_event_decision_has_body_and_date",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[EventKind.DECIDED, EventKind.PROPOSED])
                | Q(decision_date__isnull=True, outcome=""),
                name="adoption_event_only_decisions_decide",
            ),
            models.CheckConstraint(
                condition=_only_for([EventKind.WITHDRAWN], Q(body__isnull=False)),
                name="adoption_event_leaving_has_body",
            ),
            models.CheckConstraint(
                condition=_only_for([EventKind.RENEWED], Q(edition__isnull=False)),
                name="adoption_event_renewal_has_edition",
            ),
            models.CheckConstraint(
                condition=_only_for([EventKind.RETRACTED], Q(corrects__isnull=False) & ~Q(reason="")),
                name="adoption_event_retraction_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_on}"
