"""The waiting list: places in it, and the seats that were offered to those who wait."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import EntryState, OfferState

OPEN_ENTRIES = (EntryState.WAITING, EntryState.OFFERED)


class WaitingEntry(models.Model):
    """A place in the queue. A seat in any one of ``pools`` serves it, and one in each workshop among
    them. Order is the registration's arrival number.

    ``from_pool``: set for somebody who has a seat there, keeps it meanwhile, and waits to take part in another form.
    ``passed``: an offer was passed on, and no other seat has come free since. ``short_notice``: may be seated without
    being asked when there is no time left for an offer.
    """

    registration = models.ForeignKey("events.Registration", on_delete=models.CASCADE, related_name="waiting_entries")
    pools = models.ManyToManyField("events.SeatPool", related_name="waiting_entries")
    state = models.CharField(_("status"), max_length=10, choices=EntryState.choices, default=EntryState.WAITING)
    from_pool = models.ForeignKey(
        "events.SeatPool", null=True, blank=True, on_delete=models.SET_NULL, related_name="leaving_entries"
    )
    short_notice = models.BooleanField(_("can come at short notice"), default=False)
    passed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("place on the waiting list")
        verbose_name_plural = _("places on the waiting list")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="waiting_entry_state_known"),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state__in=sorted(OPEN_ENTRIES)), name="waiting_entry_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.state}"


class Offer(models.Model):
    """A seat that is kept for somebody on the list until ``answer_by``. All states but ``open`` are final."""

    entry = models.ForeignKey(WaitingEntry, on_delete=models.CASCADE, related_name="offers")
    pool = models.ForeignKey("events.SeatPool", null=True, on_delete=models.SET_NULL, related_name="offers")
    state = models.CharField(_("status"), max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    answer_by = models.DateTimeField(_("answer by"))
    offered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("offered seat")
        verbose_name_plural = _("offered seats")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state_known"),
            models.UniqueConstraint(fields=["entry"], condition=Q(state=OfferState.OPEN), name="offer_open_once"),
            models.CheckConstraint(
                condition=Q(state=OfferState.OPEN, ended_at__isnull=True)
                | (~Q(state=OfferState.OPEN) & Q(ended_at__isnull=False)),
                name="offer_closed_has_end",
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="offer_due")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"
