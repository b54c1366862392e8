"""What calendars were given: ready bytes for feeds, and which invitations went out by mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms import languages


class CalendarFragment(models.Model):
    """The VEVENT of one day in one language, serialized once (``domain/ical.py``): feeds and invitations use its bytes.

    A row exists from the moment the day was public in that language. ``title``: of the page, empty once that is not
    public any more. ``withdrawn_at``: since when it says CANCELLED.
    """

    day = models.ForeignKey("events.OccasionDay", on_delete=models.CASCADE, related_name="fragments")
    language = models.CharField(max_length=10, choices=languages.CHOICES)
    title = models.CharField(max_length=255, blank=True)
    content = models.BinaryField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar item")
        verbose_name_plural = _("calendar items")
        constraints = [models.UniqueConstraint(fields=["day", "language"], name="calendar_fragment_once")]

    def __str__(self) -> str:
        return f"{self.day_id} {self.language}"


class SentCalendarItem(models.Model):
    """A calendar mail that was queued to a person: the next one to the same address and uid has a higher sequence."""

    registration = models.ForeignKey("events.Registration", on_delete=models.CASCADE, related_name="sent_items")
    day = models.ForeignKey("events.OccasionDay", on_delete=models.CASCADE, related_name="sent_items")
    method = models.CharField(max_length=7, choices=[("REQUEST", "REQUEST"), ("CANCEL", "CANCEL")])
    sequence = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sent calendar item")
        verbose_name_plural = _("sent calendar items")
        ordering = ["sequence", "pk"]

    def __str__(self) -> str:
        return f"{self.method} {self.sequence}"
