"""Register and correct organizations, persons, functions and networks.

Person, network, role and organization of a row that holds over time are never edited: end it and open another.
"""

from datetime import datetime
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from networks.domain.acts import record
from networks.enums import ActKind
from networks.exceptions import OwnAncestor
from networks.models import Engagement, KeyPersonAssignment, Membership, Network, NetworkSeat, Organization, Person
from networks.models.rows import Row

RowT = TypeVar("RowT", bound=Row)

FROZEN: Final[dict[type[Row], frozenset[str]]] = {
    Engagement: frozenset({"person", "organization", "function"}),
    KeyPersonAssignment: frozenset({"network", "for_organization", "engagement"}),
    Membership: frozenset({"network", "person", "engagement", "role"}),
    NetworkSeat: frozenset({"network", "organization", "member_network"}),
}
MAX_DEPTH: Final = 10


def register(row: RowT, *, actor: Any, now: datetime, reason: str = "") -> RowT:
    """Insert a new row of the directory as one act. Errors: ValidationError by field, PeriodsOverlap, OwnAncestor."""
    _refuse_own_ancestor(row)
    if isinstance(row, Organization):
        complete_area(row)
    row.full_clean()
    with record(ActKind.CREATE, actor=actor, now=now, reason=reason) as recorder:
        return recorder.create(row)


def register_person(
    person: Person, engagement: Engagement | None, *, actor: Any, now: datetime, reason: str = ""
) -> Person:
    """Insert a person and, if given, what they do there, as one act. Errors: ValidationError by field."""
    person.full_clean()
    with record(ActKind.CREATE, actor=actor, now=now, reason=reason) as recorder:
        recorder.create(person)
        if engagement is not None:
            engagement.person = person
            engagement.full_clean()
            recorder.create(engagement)
    return person


def correct(
    row: RowT, *, values: dict[str, Any], seen_version: int, actor: Any, now: datetime, reason: str = ""
) -> RowT:
    """Correct fields of a row that its editor saw at ``seen_version``.

    Errors: ChangedMeanwhile when somebody was quicker; ValidationError by field, also for a field that is never
    edited; OwnAncestor. Nothing is written then.
    """
    frozen = FROZEN.get(type(row), frozenset()) & {name for name in values if getattr(row, name) != values[name]}
    if frozen:
        message = _("This is never edited: end this row and open another.")
        raise ValidationError(dict.fromkeys(sorted(frozen), message))
    fresh = type(row)._default_manager.get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    _refuse_own_ancestor(row)
    row.full_clean()
    with record(ActKind.CHANGE, actor=actor, now=now, reason=reason) as recorder:
        return recorder.change(fresh, seen_version=seen_version, **values)


def complete_area(organization: Organization) -> None:
    """Fill in the county and municipality that follow from the municipality or from what it is part of."""
    parent = organization.parent
    if organization.municipality_id is None and parent is not None:
        organization.municipality_id = parent.municipality_id
    if organization.county_id is None:
        if organization.municipality_id is not None:
            organization.county_id = organization.municipality_id[:2]
        elif parent is not None:
            organization.county_id = parent.county_id


def _refuse_own_ancestor(row: Row) -> None:
    if not isinstance(row, Organization | Network) or row.pk is None:
        return
    ancestor: Any = row.parent
    for _step in range(MAX_DEPTH):
        if ancestor is None:
            return
        if ancestor.pk == row.pk:
            raise OwnAncestor
        ancestor = ancestor.parent
    raise OwnAncestor
