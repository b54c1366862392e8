"""Join a network and change role in it. A change ends one row and opens another the same day: history is kept.

Leaving stands in ``endings.py``, with the other endings.
"""

from datetime import date, datetime
from typing import Any

from networks.domain.acts import Recorder, record
from networks.domain.dates import PartialDate
from networks.domain.endings import close, leave
from networks.enums import ActKind, LegalBasis, MemberRole
from networks.exceptions import AlreadyMember, EndsBeforeStart, NotEngaged, NotOpenOnDay, PeriodsOverlap
from networks.models import Engagement, Membership, Network, NetworkSeat

__all__ = ["change_role", "join", "leave", "open_membership", "seat_for"]


def seat_for(network: Network, engagement: Engagement, *, day: date) -> NetworkSeat | None:
    """Return the seat that the engagement's organization, or the one it is part of, has in the network on ``day``."""
    holders = [engagement.organization_id, engagement.organization.parent_id]
    seats = {
        seat.organization_id: seat
        for seat in NetworkSeat.objects.on(day).filter(network=network, organization__in=[id for id in holders if id])
    }
    return next((seats[holder] for holder in holders if holder in seats), None)


def open_membership(
    recorder: Recorder,
    network: Network,
    *,
    engagement: Engagement,
    role: str = MemberRole.MEMBER,
    start: PartialDate,
    end: PartialDate | None = None,
    seat: NetworkSeat | None = None,
    legal_basis: str = LegalBasis.PUBLIC_INTEREST,
    reason: str = "",
) -> Membership:
    """Open a membership inside an act that is already being recorded. Errors: as :func:`join`."""
    if end is not None and end.day <= start.day:
        raise EndsBeforeStart
    if not engagement.is_on(start.day):
        raise NotEngaged
    membership = Membership(
        network=network,
        person_id=engagement.person_id,
        engagement=engagement,
        seat=seat or seat_for(network, engagement, day=start.day),
        role=role,
        legal_basis=legal_basis,
        reason=reason,
        valid_from=start.day,
        valid_from_precision=start.precision,
    )
    if end is not None:
        membership.valid_to, membership.valid_to_precision = end.day, end.precision
    membership.clean_fields()
    try:
        return recorder.create(membership)
    except PeriodsOverlap as error:
        raise AlreadyMember from error


def join(
    network: Network,
    *,
    engagement: Engagement,
    role: str = MemberRole.MEMBER,
    start: PartialDate,
    end: PartialDate | None = None,
    seat: NetworkSeat | None = None,
    legal_basis: str = LegalBasis.PUBLIC_INTEREST,
    actor: Any,
    now: datetime,
    reason: str = "",
) -> Membership:
    """Let a person sit in a network, for the organization of the engagement.

    Units: ``end`` is the first day no longer a member. ``seat``: by default the organization's seat on the first day.
    Errors: NotEngaged (no function there on the first day), AlreadyMember, EndsBeforeStart; nothing is written then.
    """
    with record(ActKind.JOIN, actor=actor, now=now, reason=reason) as recorder:
        return open_membership(
            recorder,
            network,
            engagement=engagement,
            role=role,
            start=start,
            end=end,
            seat=seat,
            legal_basis=legal_basis,
            reason=reason,
        )


def change_role(
    membership: Membership, *, role: str, day: date, actor: Any, now: datetime, reason: str = ""
) -> Membership:
    """End the membership on ``day`` and open one with the new role on the same day, with the old one's end.

    Errors: NotOpenOnDay when it is not in force on ``day``; EndsBeforeStart when it began that day; AlreadyMember.
    """
    if not membership.is_on(day):
        raise NotOpenOnDay
    if membership.valid_from >= day:
        raise EndsBeforeStart
    until = PartialDate(membership.valid_to) if membership.valid_to else None
    with record(ActKind.CHANGE_ROLE, actor=actor, now=now, reason=reason) as recorder:
        close(recorder, membership, day=day)
        return open_membership(
            recorder,
            membership.network,
            engagement=membership.engagement,
            role=role,
            start=PartialDate(day),
            end=until,
            seat=membership.seat,
            legal_basis=membership.legal_basis,
            reason=reason,
        )
