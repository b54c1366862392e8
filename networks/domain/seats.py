"""Open an organization's, or another network's, seat in a network. Closing stands in ``endings.py``."""

from datetime import datetime
from typing import Any

from networks.domain.acts import record
from networks.domain.dates import PartialDate
from networks.domain.endings import close_seat
from networks.enums import ActKind
from networks.exceptions import EndsBeforeStart, OwnAncestor
from networks.models import Network, NetworkSeat, Organization

__all__ = ["close_seat", "open_seat"]


def open_seat(
    network: Network,
    *,
    holder: Organization | Network,
    start: PartialDate,
    end: PartialDate | None = None,
    observer: bool = False,
    max_persons: int | None = None,
    actor: Any,
    now: datetime,
    reason: str = "",
) -> NetworkSeat:
    """Give the holder a seat. Units: ``end`` is the first day without it.

    Errors: PeriodsOverlap when it has one then; OwnAncestor when a network would sit in itself; EndsBeforeStart.
    """
    if end is not None and end.day <= start.day:
        raise EndsBeforeStart
    if isinstance(holder, Network) and holder.pk == network.pk:
        raise OwnAncestor
    seat = NetworkSeat(
        network=network,
        organization=holder if isinstance(holder, Organization) else None,
        member_network=holder if isinstance(holder, Network) else None,
        observer=observer,
        max_persons=max_persons,
        reason=reason,
        valid_from=start.day,
        valid_from_precision=start.precision,
    )
    if end is not None:
        seat.valid_to, seat.valid_to_precision = end.day, end.precision
    seat.clean_fields()
    with record(ActKind.SEAT_OPENED, actor=actor, now=now, reason=reason) as recorder:
        return recorder.create(seat)
