"""Give a repeated act its first answer: a double click, a form sent again by a device that was offline.

The key, a hash of the body and a minimal answer are kept 90 days (removed by the job ``remove_expired_rows``).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cms.domain.prepared import insert_row
from cms.exceptions import IdempotencyKeyReused
from cms.models import IdempotencyKey

KEPT_FOR = timedelta(days=90)
MAX_KEY_LENGTH = 255


def request_hash(values: Mapping[str, object]) -> str:
    """Return the SHA-256 of cleaned values, equal for equal values in any order."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def take_key(
    key: str, *, scope: str, request_hash: str, status: int, response: dict[str, Any], now: datetime
) -> dict[str, Any] | None:
    """Begin an act under a key, with the answer it will give; return the answer of an earlier one, ``None`` when new.

    Call it first in the act's transaction: a second act with the same key waits in the database until the first has
    committed, and finds its answer; when the first is rolled back, the second is the first.
    ``response``: JSON values only, row ids and states, no names.
    Errors: IdempotencyKeyReused when the key came with another body; nothing has been written by then.
    """
    row = IdempotencyKey(
        scope=scope,
        key=key[:MAX_KEY_LENGTH],
        request_hash=request_hash,
        status=status,
        response=response,
        created_at=now,
    )
    if insert_row(row, unless_there=True):
        return None
    kept = IdempotencyKey.objects.get(scope=row.scope, key=row.key)
    if kept.request_hash != request_hash:
        raise IdempotencyKeyReused()
    return dict(kept.response)


def was_answered(key: str, *, scope: str) -> bool:
    """Return whether an act under this key has been done: a repeat of it costs nothing and is refused by no limit."""
    return bool(key) and IdempotencyKey.objects.filter(scope=scope, key=key[:MAX_KEY_LENGTH]).exists()


def remove_old_answers(*, now: datetime) -> int:
    """Delete answers older than 90 days; return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]
