"""The seats of an event when its form changes between on site, online and both: nobody loses one."""

from django.db.models import Q

from events.enums import ACTIVE, MODES_OF_SEATS, Mode, PoolKind
from events.exceptions import SeatsInUse
from events.models import Occasion, SeatPool


def fit_seats_to_mode(occasion: Occasion, mode: str) -> None:
    """Make the pools of an occasion those of ``mode``. Expects the occasion's lock; mails are the caller's.

    A form that takes the place of the other takes its seats, its people and its queue along. A form that is added
    begins without a limit. A form that falls away must be empty. Errors: SeatsInUse; nothing is written then.
    """
    have = set(occasion.pools.filter(kind=PoolKind.SEATS).values_list("mode", flat=True))
    wanted = set(MODES_OF_SEATS[mode])
    added, gone = wanted - have, have - wanted
    if added and gone:
        _turn(occasion, gone.pop(), added.pop())
    for lost in gone:
        _remove(occasion, lost)
    for new in added if have else ():
        SeatPool.objects.create(occasion=occasion, mode=new, capacity=None)


def _turn(occasion: Occasion, before: str, after: str) -> None:
    occasion.pools.filter(mode=before).update(mode=after)
    occasion.registrations.filter(mode=before, state__in=ACTIVE).update(mode=after)


def _remove(occasion: Occasion, mode: str) -> None:
    pools = occasion.pools.filter(mode=mode).exclude(kind=PoolKind.OPTION)
    people = occasion.registrations.filter(mode=mode, state__in=ACTIVE).count()
    if people or pools.filter(Q(taken__gt=0) | Q(waiting__gt=0)).exists():
        raise SeatsInUse(params={"count": people, "form": Mode(mode).label})
    pools.filter(parent__isnull=False).delete()
    pools.delete()
