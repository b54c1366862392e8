"""Token buckets for bursts; the key is an HMAC, never an address."""

from django.db import models


class RateBucket(models.Model):
    scope = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64)
    tokens = models.FloatField()
    refreshed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key_hash"], name="rate_bucket_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.pk}"
