"""Answers kept so that a repeated act gives the same answer and no second effect."""

from django.db import models


class IdempotencyKey(models.Model):
    """Key, hash of the body and the minimal answer (state, place, id: no names), kept 90 days."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    response = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once_per_scope")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.pk}"
