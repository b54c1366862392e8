"""A server with the guard off: it counts seats, then takes them, as a careless product would. Only for the control."""

import threading
import time
from typing import Any

from django.apps import AppConfig

THINKING_SECONDS = 0.05


class Unguarded(AppConfig):
    """Replaces the conditional UPDATE by a count that is made before the transaction."""

    name = "tests.crowd.unguarded"

    def ready(self) -> None:
        from events.domain import registration, waiting_list
        from events.models import SeatClaim

        register = registration.register
        counted = threading.local()

        def count_then_register(occasion: Any, **values: Any) -> Any:
            pool = occasion.pools.get()
            counted.free = SeatClaim.objects.filter(pool=pool).count() < pool.capacity
            time.sleep(THINKING_SECONDS)
            return register(occasion, **values)

        registration.register = count_then_register
        waiting_list.take_seat = lambda _occasion, *, pools, **_values: pools[0] if counted.free else None
