"""Reminders of an occasion: how many days before, at what time of day, to whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import Segment

MOST_DAYS_BEFORE = 90


class Reminder(models.Model):
    """``at`` is a time on the occasion's wall clock. ``done_for``: the moment for which it was queued last."""

    occasion = models.ForeignKey("events.Occasion", on_delete=models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField(_("days before"))
    at = models.TimeField(_("time of day"))
    segment = models.CharField(_("to whom"), max_length=12, choices=Segment.choices, default=Segment.SEATED)
    done_for = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-days_before", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(segment__in=Segment.values), name="reminder_segment_known"),
            models.CheckConstraint(condition=Q(days_before__lte=MOST_DAYS_BEFORE), name="reminder_days_are_few"),
            models.UniqueConstraint(fields=["occasion", "days_before", "at", "segment"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.days_before} {self.segment}"
