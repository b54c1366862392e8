"""Who sits in a network: the organization's seat, and the person in it."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.identity_numbers import refuse_identity_numbers
from networks.enums import LegalBasis, MemberRole
from networks.models.constraints import NoOverlap
from networks.models.networks import Network
from networks.models.organizations import Organization
from networks.models.persons import Engagement, Person
from networks.models.rows import PeriodQuerySet, PeriodRow, period_check


class InNetworkQuerySet(PeriodQuerySet):
    """Rows that hang on a network: visible where the network is."""

    def for_user(self, user: Any, *, day: date | None = None) -> Self:
        return self.filter(network__in=Network.objects.for_user(user, day=day))


class NetworkSeat(PeriodRow):
    """The place of an organization, or of another network, in a network; it stays open without its person."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="seats", verbose_name=_("network"))
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("organization"),
    )
    member_network = models.ForeignKey(
        Network,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats_elsewhere",
        verbose_name=_("network that is a member"),
    )
    observer = models.BooleanField(_("observer"), default=False)
    max_persons = models.PositiveSmallIntegerField(_("persons at most"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True, validators=[refuse_identity_numbers])

    objects = InNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            period_check("networks_networkseat_period"),
            models.CheckConstraint(
                condition=Q(organization__isnull=True, member_network__isnull=False)
                | Q(organization__isnull=False, member_network__isnull=True),
                name="networks_networkseat_one_holder",
            ),
            NoOverlap(keys=["network", "organization"], name="networks_networkseat_organization_no_overlap"),
            NoOverlap(keys=["network", "member_network"], name="networks_networkseat_network_no_overlap"),
        ]

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def holder(self) -> Organization | Network | None:
        return self.organization or self.member_network


class Membership(PeriodRow):
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("network")
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person"))
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("for the organization")
    )
    seat = models.ForeignKey(
        NetworkSeat,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("seat"),
    )
    role = models.CharField(_("role"), max_length=30, choices=MemberRole, default=MemberRole.MEMBER)
    legal_basis = models.CharField(
        _("legal basis"), max_length=20, choices=LegalBasis, default=LegalBasis.PUBLIC_INTEREST
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, validators=[refuse_identity_numbers])

    objects = InNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            period_check("networks_membership_period"),
            NoOverlap(keys=["network", "person", "role"], name="networks_membership_no_overlap"),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_role_display()}"
