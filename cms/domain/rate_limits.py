"""Limit bursts with token buckets in the database; keys are kept as HMAC only.

A bucket is one number: the moment at which it is full again. Taking a token moves it on, by one statement that is
atomic on both databases; nothing is read first, so two takers never get the same token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final

from django.db import connection
from django.db.models import F

from cms.field_encryption import keyed_hash
from cms.models import RateBucket

FORGOTTEN_AFTER: Final = timedelta(days=2)
ROUNDING: Final = 0.001

_TAKE: Final = """
    INSERT INTO cms_ratebucket (scope, key_hash, full_at) VALUES {rows}
    ON CONFLICT (scope, key_hash) DO UPDATE SET full_at = excluded.full_at
        + CASE WHEN cms_ratebucket.full_at > %s THEN cms_ratebucket.full_at - %s ELSE 0 END
    WHERE cms_ratebucket.full_at + (excluded.full_at - %s) <= %s
    RETURNING scope, key_hash
"""


@dataclass(frozen=True)
class Bucket:
    """``limit`` tokens that fill evenly in ``per_seconds``: a burst of ``limit`` passes at once."""

    scope: str
    key: str
    limit: int
    per_seconds: int = 3600

    @property
    def digest(self) -> str:
        return keyed_hash(f"rate:{self.scope}", self.key)

    @property
    def token_seconds(self) -> float:
        """How long one token takes to fill in."""
        return self.per_seconds / self.limit


def take(scope: str, key: str, *, limit: int, per_seconds: int, now: datetime) -> bool:
    """Take one token from the bucket of a key; return whether there was one. A clock that goes back adds nothing."""
    bucket = Bucket(scope, key, limit, per_seconds)
    return take_each([bucket], now=now) == {bucket}


def take_each(buckets: Sequence[Bucket], *, now: datetime) -> set[Bucket]:
    """Take a token from each of several buckets that fill in the same time; return those that had one. One statement.

    Give them in the same order everywhere: on PostgreSQL each waits for the one before.
    """
    (per_seconds,) = {bucket.per_seconds for bucket in buckets}
    moment = now.timestamp()
    rows: list[str | float] = []
    for bucket in buckets:
        rows += [bucket.scope, bucket.digest, moment + bucket.token_seconds]
    sql = _TAKE.format(rows=", ".join(["(%s, %s, %s)"] * len(buckets)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*rows, moment, moment, moment, moment + per_seconds + ROUNDING])
        taken = set(cursor.fetchall())
    return {bucket for bucket in buckets if (bucket.scope, bucket.digest) in taken}


def next_token_at(bucket: Bucket, *, now: datetime) -> datetime:
    """Return when the bucket has a token again, to the next whole second; ``now`` when it has one."""
    full_at = RateBucket.objects.filter(scope=bucket.scope, key_hash=bucket.digest).values_list("full_at", flat=True)
    free_at = next(iter(full_at), 0.0) + bucket.token_seconds - bucket.per_seconds
    return max(now, datetime.fromtimestamp(ceil(free_at - ROUNDING), UTC))


def take_ahead(bucket: Bucket) -> None:
    """Take a token that the bucket gets later (:func:`next_token_at`); for its owner only, under a lock."""
    RateBucket.objects.filter(scope=bucket.scope, key_hash=bucket.digest).update(
        full_at=F("full_at") + bucket.token_seconds
    )


def remove_idle_buckets(*, now: datetime) -> int:
    """Delete buckets that have been full for two days; return how many."""
    return RateBucket.objects.filter(full_at__lt=(now - FORGOTTEN_AFTER).timestamp()).delete()[0]
