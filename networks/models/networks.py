"""Networks of organizations, whom they are for, and which users look after them."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.sort_keys import sort_key
from networks.enums import GrantRole, NetworkKind, TargetGroup
from networks.models.constraints import NoOverlap
from networks.models.organizations import Organization
from networks.models.rows import PeriodQuerySet, PeriodRow, period_check
from networks.models.sort_keys import SortKeyField
from networks.name_keys import clean_name, name_key


class NetworkQuerySet(PeriodQuerySet):
    def for_user(self, user: Any, *, day: date | None = None) -> Self:
        """Return the networks whose seats and members ``user`` may read on ``day`` (default: today)."""
        if user.has_perm("networks.manage_directory"):
            return self
        return self.filter(pk__in=granted_networks(user, day=day))

    def writable_by(self, user: Any, *, day: date | None = None) -> Self:
        """Return the networks whose seats and members ``user`` may write on ``day`` (default: today)."""
        if user.has_perm("networks.manage_directory"):
            return self
        if not user.has_perm("networks.manage_own_networks"):
            return self.none()
        return self.filter(pk__in=granted_networks(user, day=day, roles=[GrantRole.COORDINATOR]))


class Network(PeriodRow):
    kind = models.CharField(_("kind"), max_length=30, choices=NetworkKind)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=250, editable=False, db_index=True)
    sort_key = SortKeyField()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    owner = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_networks",
        verbose_name=_("organization that leads it"),
    )
    county = models.ForeignKey(
        "networks.County",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="networks",
        verbose_name=_("county"),
    )
    public = models.BooleanField(_("shown on the public site"), default=False)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["sort_key", "name", "id"]
        constraints = [
            period_check("networks_network_period"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="networks_network_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean_name(self.name)
        self.name_key, self.sort_key = name_key(self.name), sort_key(self.name)
        super().save(*args, **kwargs)


class NetworkTargetGroup(PeriodRow):
    """Whom a network worked for, and when: a network that widens its group keeps its history."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="target_groups")
    target_group = models.CharField(_("target group"), max_length=30, choices=TargetGroup)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("target group of a network")
        verbose_name_plural = _("target groups of networks")
        constraints = [
            period_check("networks_networktargetgroup_period"),
            NoOverlap(keys=["network", "target_group"], name="networks_networktargetgroup_no_overlap"),
        ]

    def __str__(self) -> str:
        return self.get_target_group_display()


class NetworkGrant(PeriodRow):
    """A user looks after, or may read, one network (and the networks under it)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="network_grants")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="grants", verbose_name=_("network"))
    role = models.CharField(pgettext_lazy("right in a network", "may"), max_length=20, choices=GrantRole)
    include_children = models.BooleanField(_("the networks under it too"), default=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("right in a network")
        verbose_name_plural = _("rights in networks")
        constraints = [
            period_check("networks_networkgrant_period"),
            NoOverlap(keys=["user", "network", "role"], name="networks_networkgrant_no_overlap"),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_role_display()}"


def granted_networks(user: Any, *, day: date | None = None, roles: list[str] | None = None) -> set[int]:
    """Return the ids of the networks that a user's grants reach on ``day`` (default: today), children included."""
    if not user.is_authenticated:
        return set()
    grants = NetworkGrant.objects.on(day or timezone.localdate()).filter(user=user)
    if roles is not None:
        grants = grants.filter(role__in=roles)
    reached: set[int] = set()
    level: set[int] = set()
    for network_id, include_children in grants.values_list("network_id", "include_children"):
        reached.add(network_id)
        if include_children:
            level.add(network_id)
    while level:
        children = Network.objects.filter(parent__in=level).exclude(pk__in=reached).values_list("pk", flat=True)
        level = set(children)
        reached |= level
    return reached
