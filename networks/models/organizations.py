"""Organizations: municipalities, their committees and units, agencies, associations; and links between them."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.sort_keys import sort_key
from networks.enums import LinkKind, OrganizationKind
from networks.models.constraints import NoOverlap
from networks.models.rows import PeriodQuerySet, PeriodRow, period_check
from networks.models.sort_keys import SortKeyField
from networks.name_keys import clean_name, name_key


def check_organization_number(number: str) -> None:
    """Validate a Swedish organization number: ten digits, third digit at least 2, check digit right (Luhn).

    Errors: ValidationError. The check digit is no proof that the organization exists.
    """
    digits = number.replace("-", "")
    total = 0
    for index, digit in enumerate(digits if digits.isascii() and digits.isdigit() else ""):
        product = int(digit) * (2 if index % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or digits[2] < "2" or total % 10:
        raise ValidationError(_("This is not an organization number; write it as 212000-1234."), code="number")


class OrganizationQuerySet(PeriodQuerySet):
    def for_user(self, user: Any) -> Self:
        """Return what ``user`` may read: the whole directory, or nothing."""
        if user.has_perm("networks.view_directory") or user.has_perm("networks.manage_directory"):
            return self
        return self.none()

    def live(self) -> Self:
        """Return the rows that have not been merged into another."""
        return self.filter(merged_into__isnull=True)


class Organization(PeriodRow):
    kind = models.CharField(_("kind"), max_length=30, choices=OrganizationKind)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=250, editable=False, db_index=True)
    sort_key = SortKeyField()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    municipality = models.ForeignKey(
        "networks.Municipality",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name=_("municipality"),
    )
    county = models.ForeignKey(
        "networks.County",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name=_("county"),
    )
    number = models.CharField(
        _("organization number"), max_length=11, blank=True, validators=[check_organization_number]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    acts_as_region = models.BooleanField(_("has the tasks of a region"), default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from"
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["sort_key", "name", "id"]
        permissions = [
            ("view_directory", "Read the directory of organizations and networks"),
            ("manage_directory", "Write the whole directory: organizations, persons, networks, key persons"),
            ("manage_own_networks", "Write seats and members of own networks"),
            ("view_acts", "Read who changed what in the directory"),
        ]
        constraints = [
            period_check("networks_organization_period"),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(kind=OrganizationKind.MUNICIPALITY, merged_into__isnull=True, valid_to__isnull=True),
                name="networks_organization_one_live_per_municipality",
            ),
            models.CheckConstraint(
                condition=~Q(kind=OrganizationKind.MUNICIPALITY) | Q(municipality__isnull=False),
                name="networks_organization_municipality_has_code",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="networks_organization_not_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="networks_organization_not_merged_into_itself",
            ),
        ]
        indexes = [models.Index(fields=["county", "kind"], name="networks_org_county_kind")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean_name(self.name)
        self.name_key, self.sort_key = name_key(self.name), sort_key(self.name)
        super().save(*args, **kwargs)


class OrganizationLinkQuerySet(PeriodQuerySet):
    def for_user(self, user: Any) -> Self:
        return self.filter(organization__in=Organization.objects.for_user(user))


class OrganizationLink(PeriodRow):
    """``organization`` is a member of, or cooperates with, ``other``."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="links", verbose_name=_("organization")
    )
    other = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="links_from", verbose_name=_("other organization")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind)

    objects = OrganizationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between organizations")
        verbose_name_plural = _("links between organizations")
        constraints = [
            period_check("networks_organizationlink_period"),
            NoOverlap(keys=["organization", "other", "kind"], name="networks_organizationlink_no_overlap"),
            models.CheckConstraint(
                condition=~Q(organization=F("other")), name="networks_organizationlink_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} – {self.get_kind_display()} – {self.other}"
