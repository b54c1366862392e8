"""Limit bursts with token buckets in the database; keys are kept as HMAC only."""

from datetime import datetime, timedelta

from django.db.models import F

from cms.field_encryption import keyed_hash
from cms.models import RateBucket

TRIES = 10
FORGOTTEN_AFTER = timedelta(days=2)


def take(scope: str, key: str, *, limit: int, per_seconds: int, now: datetime) -> bool:
    """Take one token from the bucket of a key; return whether there was one.

    A bucket holds ``limit`` tokens and fills evenly, ``limit`` in ``per_seconds``: a burst of ``limit`` passes at once.
    Two takers never get the same token (compare and swap). A clock that goes back adds nothing.
    """
    digest = keyed_hash(f"rate:{scope}", key)
    for _attempt in range(TRIES):
        bucket = RateBucket.objects.filter(scope=scope, key_hash=digest).first()
        if bucket is None:
            full = RateBucket(scope=scope, key_hash=digest, tokens=float(limit), refreshed_at=now)
            RateBucket.objects.bulk_create([full], ignore_conflicts=True)
            continue
        passed = max(0.0, (now - bucket.refreshed_at).total_seconds())
        tokens = min(float(limit), bucket.tokens + passed * limit / per_seconds)
        if tokens < 1:
            return False
        swapped = RateBucket.objects.filter(
            pk=bucket.pk, tokens=bucket.tokens, refreshed_at=bucket.refreshed_at
        ).update(tokens=tokens - 1, refreshed_at=max(now, bucket.refreshed_at))
        if swapped:
            return True
    return False


def give_back(scope: str, key: str, *, limit: int) -> None:
    """Put one token back, for an act that was counted but did nothing."""
    RateBucket.objects.filter(scope=scope, key_hash=keyed_hash(f"rate:{scope}", key), tokens__lte=limit - 1).update(
        tokens=F("tokens") + 1
    )


def remove_idle_buckets(*, now: datetime) -> int:
    """Delete buckets untouched for two days; return how many."""
    return RateBucket.objects.filter(refreshed_at__lt=now - FORGOTTEN_AFTER).delete()[0]
