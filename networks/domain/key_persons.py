"""Appoint key persons. Several per municipality are allowed, and one person may serve two organizations."""

from datetime import datetime
from typing import Any

from networks.domain.acts import Recorder, record
from networks.domain.dates import PartialDate
from networks.domain.endings import end_key_person
from networks.enums import ActKind
from networks.exceptions import EndsBeforeStart, NotEngaged
from networks.models import Engagement, KeyPersonAssignment, Network, Organization

__all__ = ["appoint_key_person", "end_key_person", "open_assignment"]


def open_assignment(
    recorder: Recorder,
    network: Network,
    *,
    for_organization: Organization,
    engagement: Engagement,
    mandate: str = "",
    start: PartialDate,
    end: PartialDate | None = None,
) -> KeyPersonAssignment:
    """Open an assignment inside an act that is already being recorded. Errors: as :func:`appoint_key_person`."""
    if end is not None and end.day <= start.day:
        raise EndsBeforeStart
    if not engagement.is_on(start.day):
        raise NotEngaged
    assignment = KeyPersonAssignment(
        network=network,
        for_organization=for_organization,
        engagement=engagement,
        mandate=mandate,
        valid_from=start.day,
        valid_from_precision=start.precision,
    )
    if end is not None:
        assignment.valid_to, assignment.valid_to_precision = end.day, end.precision
    assignment.clean_fields()
    return recorder.create(assignment)


def appoint_key_person(
    network: Network,
    *,
    for_organization: Organization,
    engagement: Engagement,
    mandate: str = "",
    start: PartialDate,
    end: PartialDate | None = None,
    actor: Any,
    now: datetime,
    reason: str = "",
) -> KeyPersonAssignment:
    """Make the person of the engagement a key person of an organization.

    Units: ``end`` is the first day no longer key person. Errors: NotEngaged, EndsBeforeStart, PeriodsOverlap.
    """
    with record(ActKind.KEY_PERSON_APPOINTED, actor=actor, now=now, reason=reason) as recorder:
        return open_assignment(
            recorder,
            network,
            for_organization=for_organization,
            engagement=engagement,
            mandate=mandate,
            start=start,
            end=end,
        )
