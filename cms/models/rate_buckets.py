"""Token buckets for bursts; the key is an HMAC, never an address."""

from django.db import models


class RateBucket(models.Model):
    """``full_at``: when the bucket is full again, in seconds since 1970; the later, the more has been taken."""

    scope = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64)
    full_at = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key_hash"], name="rate_bucket_once")]
        indexes = [models.Index(fields=["full_at"], name="rate_bucket_idle")]

    def __str__(self) -> str:
        return f"{self.scope} {self.pk}"
