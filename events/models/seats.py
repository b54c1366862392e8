"""Seats: pools that are counted by conditional UPDATE, and the claims that hold a seat each."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.enums import Mode, PoolKind


class SeatPool(models.Model):
    """``taken`` and ``waiting`` are counters kept by ``domain/seats.py`` alone; ``capacity`` null is unlimited.

    ``mode``: ``onsite`` or ``online``. An earmark is a pool whose ``parent`` gets its unused seats at ``releases_at``.
    """

    occasion = models.ForeignKey("events.Occasion", on_delete=models.CASCADE, related_name="pools")
    kind = models.CharField(_("kind"), max_length=10, choices=PoolKind.choices, default=PoolKind.SEATS)
    mode = models.CharField(_("form of participation"), max_length=12, choices=Mode.choices, default=Mode.ONSITE)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="earmarks")
    organization = models.ForeignKey(
        "networks.Organization",
        verbose_name=_("kept for the organization"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    municipality = models.ForeignKey(
        "networks.Municipality",
        verbose_name=_("kept for the municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    function = models.CharField(_("function"), max_length=60, blank=True)
    label = models.CharField(_("label"), max_length=120, blank=True)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, editable=False)
    waiting = models.PositiveIntegerField(default=0, editable=False)
    releases_at = models.DateTimeField(_("released to all"), null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("seats")
        verbose_name_plural = _("seats")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PoolKind.values), name="seat_pool_kind_known"),
            models.CheckConstraint(condition=Q(mode__in=[Mode.ONSITE, Mode.ONLINE]), name="seat_pool_mode_known"),
            models.CheckConstraint(condition=Q(taken__gte=0), name="seat_pool_taken_not_negative"),
            models.CheckConstraint(condition=Q(waiting__gte=0), name="seat_pool_waiting_not_negative"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity")), name="seat_pool_never_oversold"
            ),
            models.CheckConstraint(
                condition=Q(kind=PoolKind.EARMARK, parent__isnull=False)
                | (~Q(kind=PoolKind.EARMARK) & Q(parent__isnull=True)),
                name="seat_pool_earmark_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.label or self.mode}"

    @property
    def free(self) -> int | None:
        """Seats that a newcomer could take now: none while others wait; None without a limit."""
        if self.waiting:
            return 0
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class SeatClaim(models.Model):
    """One claim is one seat; rows exist exactly while the registration's state holds a seat."""

    registration = models.ForeignKey("events.Registration", on_delete=models.CASCADE, related_name="claims")
    pool = models.ForeignKey(SeatPool, on_delete=models.PROTECT, related_name="claims")

    class Meta:
        verbose_name = _("claimed seat")
        verbose_name_plural = _("claimed seats")
        constraints = [models.UniqueConstraint(fields=["registration", "pool"], name="seat_claim_once_per_pool")]

    def __str__(self) -> str:
        return f"{self.registration_id} in {self.pool_id}"
