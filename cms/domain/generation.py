"""The generation of the public site: a number that rises with every change that a public page shows.

The page cache keeps an answer only as long as this number stands. With ``REDIS_URL`` the number is also a Redis key, so
that workers on several hosts read it without the database.
"""

from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from cms.domain.prepared import Prepared
from cms.models import Generation
from cms.own_settings import own_settings

REDIS_KEY = "samverka:generation"
_NEXT = Prepared(lambda: Generation.objects.filter(id=1), lambda: {"number": F("number") + 1})


class OwnWrites:
    """Counts the bumps that this process has committed, so that it looks again at once after its own."""

    def __init__(self) -> None:
        self.count = 0

    def add(self) -> None:
        self.count += 1


own_writes = OwnWrites()


def bump_generation() -> None:
    """Raise the generation, in the caller's transaction: call it with every change that a public page shows.

    Rolled back with the change. One UPDATE; call it once for a batch.
    """
    if not _NEXT.update():
        Generation.objects.bulk_create([Generation(id=1, number=2)], ignore_conflicts=True)
    transaction.on_commit(_after_commit, robust=True)


def _after_commit() -> None:
    if own_settings.REDIS_URL:
        _redis_number(raise_it=True)
    own_writes.add()


def current_generation(connection: Any = None) -> int | None:
    """Return the generation as committed now; ``None`` when it cannot be read (then nothing may be served from memory).

    ``connection``: the Django database connection to read with, by default this thread's.
    """
    try:
        if own_settings.REDIS_URL:
            return _redis_number(raise_it=False)
        connection = connection or transaction.get_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM cms_generation WHERE id = 1")
            row = cursor.fetchone()
    except Exception:
        if connection is not None:
            connection.close()
        return None
    return int(row[0]) if row else None


def _redis_number(*, raise_it: bool) -> int:
    if raise_it:
        try:
            return int(cache.incr(REDIS_KEY))
        except ValueError:
            pass
    number = cache.get(REDIS_KEY)
    if number is None:
        # a lost key must never come back with an old number: begin at one that no worker has seen
        number = Generation.objects.values_list("number", flat=True).get(id=1) * 1_000_000
        cache.add(REDIS_KEY, number, timeout=None)
        number = cache.get(REDIS_KEY, number)
    return int(number)
