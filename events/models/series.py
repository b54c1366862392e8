"""A series: a rule that made occasions, and the dates on which it was not followed. Each occasion has its own uids."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.codes import new_code
from events.enums import SeriesException as ExceptionKind
from events.enums import SeriesFrequency

MOST_OCCASIONS = 60


class OccasionSeries(models.Model):
    """``first_on`` is the local date of the first occasion; hours and settings are those of the occasions.

    ``monthly`` means the same weekday of the month as ``first_on`` (the second Tuesday; a fifth one is the last).
    """

    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    content_id = models.UUIDField(_("page"), db_index=True, editable=False)
    frequency = models.CharField(_("repeated"), max_length=10, choices=SeriesFrequency.choices)
    every = models.PositiveSmallIntegerField(_("every"), default=1, validators=[MinValueValidator(1)])
    count = models.PositiveSmallIntegerField(
        _("number of events"), validators=[MinValueValidator(2), MaxValueValidator(MOST_OCCASIONS)]
    )
    first_on = models.DateField(_("first date"))
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")
        constraints = [
            models.CheckConstraint(condition=Q(frequency__in=SeriesFrequency.values), name="series_frequency_known"),
            models.CheckConstraint(condition=Q(every__gte=1, count__gte=2), name="series_repeats"),
        ]

    def __str__(self) -> str:
        return self.code


class SeriesDate(models.Model):
    """A date on which the rule was not followed. ``moved``: ``moved_to`` is where the occasion went."""

    series = models.ForeignKey(OccasionSeries, on_delete=models.CASCADE, related_name="exceptions")
    on = models.DateField(_("date"))
    kind = models.CharField(_("exception"), max_length=10, choices=ExceptionKind.choices)
    moved_to = models.DateField(_("moved to"), null=True, blank=True)

    class Meta:
        verbose_name = _("exception of a series")
        verbose_name_plural = _("exceptions of series")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["series", "on"], name="series_exception_once"),
            models.CheckConstraint(condition=Q(kind__in=ExceptionKind.values), name="series_exception_known"),
            models.CheckConstraint(
                condition=Q(kind=ExceptionKind.MOVED, moved_to__isnull=False)
                | (~Q(kind=ExceptionKind.MOVED) & Q(moved_to__isnull=True)),
                name="series_moved_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.on}"
