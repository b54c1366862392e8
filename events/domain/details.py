"""Name, organization and function of a registration: changed without touching the seat."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from events.domain import seats, waiting_list
from events.domain.parts import chosen_parts
from events.domain.transitions import Agent, record_reason
from events.enums import Act, Actor, EntryState, PoolKind, ReasonCode
from events.exceptions import RefusedTransition, SeatIsKept
from events.models import Registration, SeatPool


@dataclass(frozen=True)
class Details:
    """What a person may correct about themselves; ``organization_id``: its row in the directory, if it has one."""

    name: str
    organization_name: str = ""
    function: str = ""
    organization_id: int | None = None


FIELDS = ("name", "organization_name", "function", "organization_id")


def change_details(row: Registration, details: Details, *, now: datetime, by: Agent) -> bool:
    """Write new details; return whether anything changed. The municipality stays: seats are counted by it.

    Who waits goes on waiting for the seats that suit the new details, under the same arrival number. Expects the
    occasion's lock. Errors: RefusedTransition when the registration has ended, SeatIsKept when the seat is kept for
    what the person was; nothing is written then.
    """
    if not row.is_active:
        raise RefusedTransition
    changed = [name for name in FIELDS if getattr(row, name) != getattr(details, name)]
    if not changed:
        return False
    for name in changed:
        setattr(row, name, getattr(details, name))
    pools = seats.wanted_pools(row)
    check_keeps_seat(row, pools)
    row.save(update_fields=changed)
    _wait_for(row, pools, now=now, by=by)
    reason = ReasonCode.BY_PERSON if by.actor == Actor.PERSON else ReasonCode.BY_ORGANIZER
    numbers = {"fields": changed}
    record_reason(
        row.occasion, act=Act.CHANGE_DETAILS, reason=reason, now=now, by=by, registration=row, numbers=numbers
    )
    return True


def check_keeps_seat(row: Registration, pools: list[SeatPool]) -> None:
    """Check that the seat is not one kept for others than ``row`` says now. Errors: SeatIsKept.

    ``pools``: what suits the row now. Seats kept once, and released to all since, are anybody's.
    """
    for claim in row.claims.select_related("pool"):
        if claim.pool.kind == PoolKind.EARMARK and claim.pool.released_at is None and claim.pool not in pools:
            raise SeatIsKept


def _wait_for(row: Registration, pools: list[SeatPool], *, now: datetime, by: Agent) -> None:
    """Let a waiting entry wait for other pools, and take a seat that is free there."""
    entry = waiting_list.open_entry(row)
    if entry is None or entry.state != EntryState.WAITING or entry.from_pool_id is not None or not pools:
        return
    pools = [*pools, *chosen_parts(row)]
    before = set(entry.pools.values_list("pk", flat=True))
    after = {pool.pk for pool in pools}
    if before == after:
        return
    SeatPool.objects.filter(pk__in=before - after).update(waiting=F("waiting") - 1)
    SeatPool.objects.filter(pk__in=after - before).update(waiting=F("waiting") + 1)
    entry.pools.set(after)
    waiting_list.promote(row.occasion, pools=pools, now=now, by=by, same_seat=True)
