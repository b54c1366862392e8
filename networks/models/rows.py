"""What every table of this app shares: a public identifier, a version, and where it holds over time, a period."""

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from networks.enums import DatePrecision


class Row(models.Model):
    """``public_id`` is the only identifier in files and addresses; ``row_version`` rises by one with every write."""

    public_id = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def period_check(name: str) -> models.CheckConstraint:
    """Return the constraint that a period ends after it starts (an empty one would slip past NoOverlap)."""
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name)


class PeriodQuerySet(models.QuerySet[Any]):
    """Rows that hold over time."""

    def on(self, day: date) -> Self:
        """Return the rows in force on ``day``: valid_from <= day < valid_to."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def overlapping(self, start: date, end: date | None) -> Self:
        """Return the rows in force on any day of ``start`` (inclusive) to ``end`` (exclusive, None = open)."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start))
        return rows if end is None else rows.filter(valid_from__lt=end)


class PeriodRow(Row):
    """A row with a half-open period; ``valid_to`` is the first day on which it no longer holds, NULL = open."""

    valid_from = models.DateField(_("from"))
    valid_from_precision = models.CharField(
        _("precision of the start"), max_length=10, choices=DatePrecision, default=DatePrecision.DAY
    )
    valid_to = models.DateField(_("until, not including"), null=True, blank=True)
    valid_to_precision = models.CharField(
        _("precision of the end"), max_length=10, choices=DatePrecision, default=DatePrecision.DAY
    )

    class Meta:
        abstract = True

    def is_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
