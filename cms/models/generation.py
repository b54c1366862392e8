"""The number that rises whenever something public changes; the page cache compares it."""

from django.db import models


class Generation(models.Model):
    """One row (id 1)."""

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="generation_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)
