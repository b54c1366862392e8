"""What a pool of seats is called where people read of it."""

from django.utils.translation import gettext as _

from events.enums import Mode, PoolKind
from events.models import Occasion, SeatPool


def pool_name(pool: SeatPool) -> str:
    """Return the name in the active language: its label, else whom it is kept for, else on site or online.

    Reads the organization and the municipality of an earmark (``pools_of`` has them ready).
    """
    if pool.label:
        return pool.label
    mode = str(Mode(pool.mode).label)
    if pool.kind != PoolKind.EARMARK:
        return mode
    holder = str(pool.organization or pool.municipality or pool.function)
    return _("%(mode)s, kept for %(holder)s") % {"mode": mode, "holder": holder}


def pools_of(occasion: Occasion) -> list[SeatPool]:
    """Return the pools of an occasion in order, ready to be named. One query."""
    return list(occasion.pools.select_related("organization", "municipality").order_by("pk"))
