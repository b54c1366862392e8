"""Key persons of municipalities, and the rules that say where there should be one."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.identity_numbers import refuse_identity_numbers
from networks.enums import OrganizationKind, RuleKind
from networks.models.constraints import NoOverlap
from networks.models.memberships import InNetworkQuerySet
from networks.models.networks import Network
from networks.models.organizations import Organization
from networks.models.persons import Engagement
from networks.models.rows import PeriodRow, Row, period_check


class KeyPersonAssignment(PeriodRow):
    """Somebody is the key person of an organization within a network. Several at once are allowed."""

    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="key_persons", verbose_name=_("network")
    )
    for_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="key_persons", verbose_name=_("key person of")
    )
    engagement = models.ForeignKey(
        Engagement,
        on_delete=models.PROTECT,
        related_name="key_person_assignments",
        verbose_name=_("person and function"),
    )
    mandate = models.CharField(
        _("task"),
        max_length=300,
        blank=True,
        validators=[refuse_identity_numbers],
        help_text=_("What the key person speaks for, in a few words. Name no child."),
    )

    objects = InNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("key person")
        verbose_name_plural = _("key persons")
        constraints = [
            period_check("networks_keypersonassignment_period"),
            NoOverlap(
                keys=["network", "for_organization", "engagement"], name="networks_keypersonassignment_no_overlap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.for_organization}: {self.engagement.function_label}"


def municipality_kinds() -> list[str]:
    """Return the default of a rule: it asks every municipality."""
    return [OrganizationKind.MUNICIPALITY.value]


class CoverageRuleQuerySet(models.QuerySet["CoverageRule"]):
    def for_user(self, user: Any) -> "CoverageRuleQuerySet":
        return self.filter(network__in=Network.objects.for_user(user))


class CoverageRule(Row):
    """Each organization of these kinds in the area should have a seat, a key person or a function."""

    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, related_name="coverage_rules", verbose_name=_("network")
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("what is expected"), max_length=20, choices=RuleKind)
    area_county = models.ForeignKey(
        "networks.County",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in the county"),
    )
    area_organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("among the members of"),
    )
    organization_kinds = models.JSONField(_("kinds of organization"), default=municipality_kinds)
    functions = models.JSONField(_("functions"), default=list, blank=True)
    minimum = models.PositiveSmallIntegerField(_("at least"), default=1, validators=[MinValueValidator(1)])

    objects = CoverageRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("coverage rule")
        verbose_name_plural = _("coverage rules")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(minimum__gte=1), name="networks_coveragerule_minimum_is_positive"),
            models.CheckConstraint(
                condition=Q(area_county__isnull=True) | Q(area_organization__isnull=True),
                name="networks_coveragerule_one_area",
            ),
        ]

    def __str__(self) -> str:
        return self.name
