"""Do an act again when the database was busy with another: locked, deadlock, serialization."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

from cms.exceptions import Busy

TRIES = 3
RETRIED_STATES = {"40001", "40P01", "55P03"}
Result = TypeVar("Result")


def with_retries(act: Callable[[], Result]) -> Result:
    """Return the result of an act, tried up to three times with a short random pause between.

    Errors: Busy when it was still in the way the third time (nothing is written then); whatever else the act raises.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return act()
        except OperationalError as error:
            if connection.in_atomic_block or not _is_passing(error):
                raise
            if attempt == TRIES:
                raise Busy from error
            time.sleep(random.uniform(0.02, 0.1) * attempt)  # noqa: S311 - a pause, no secret
    raise Busy


def _is_passing(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return state in RETRIED_STATES or "locked" in str(error)
