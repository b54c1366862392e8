"""Scheduled work: one row per job, run by lease."""

from django.db import models


class Job(models.Model):
    """A job declared by the hook ``register_samverka_job``."""

    name = models.CharField(max_length=80, unique=True)
    every_seconds = models.PositiveIntegerField()
    next_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)
    locked_by = models.CharField(max_length=60, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
