"""What the upper floors ask: who is where on a day. Each takes ``day``; none returns the name of a protected person."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from networks.enums import OrganizationKind
from networks.models import (
    County,
    Engagement,
    KeyPersonAssignment,
    Membership,
    Network,
    NetworkSeat,
    Organization,
    Person,
)

NETWORK_HOLDER = "network"
MAX_DEPTH = 10  # of parents and merges: a guard against a loop, far above any real tree


@dataclass(frozen=True)
class ContactPoint:
    """Where an organization is reached in a function. ``name`` is empty where it must not be shown."""

    organization: Organization
    function: str
    function_label: str
    name: str
    email: str
    phone: str
    language: str
    person_id: uuid.UUID


@dataclass(frozen=True)
class Member:
    """One member of a network on a day; ``contact.name`` is empty where it must not be shown."""

    membership_id: uuid.UUID
    role: str
    role_label: str
    valid_from: date
    valid_to: date | None
    contact: ContactPoint


@dataclass(frozen=True)
class KeyPerson:
    """One key person on a day; ``contact.name`` is empty where it must not be shown."""

    assignment_id: uuid.UUID
    for_organization: Organization
    network: Network
    mandate: str
    contact: ContactPoint


def organizations_on(
    day: date, *, county: County | str | None = None, kinds: Sequence[str] | None = None
) -> QuerySet[Organization]:
    """Return the organizations that exist on ``day``, ordered as a register.

    Shapes: ``county`` a row or its code; ``kinds`` codes of ``OrganizationKind``; merged rows are left out.
    """
    rows = Organization.objects.on(day).live()
    if county is not None:
        rows = rows.filter(county_id=county.code if isinstance(county, County) else county)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    return rows


def networks_of(organization: Organization, *, day: date) -> QuerySet[Network]:
    """Return the networks in which the organization has a seat on ``day``."""
    seats = NetworkSeat.objects.on(day).filter(organization=organization)
    return Network.objects.on(day).filter(pk__in=seats.values("network"))


def seats_on(network: Network, *, day: date) -> QuerySet[NetworkSeat]:
    """Return the network's seats on ``day``, holders fetched along, organizations in the order of a register."""
    return (
        NetworkSeat.objects.on(day)
        .filter(network=network)
        .select_related("organization__municipality", "member_network")
        .order_by("organization__sort_key", "member_network__sort_key", "id")
    )


def members_on(network: Network, *, day: date) -> list[Member]:
    """Return the members of the network on ``day``, by organization and name. Who leaves tomorrow is a member today."""
    rows = (
        Membership.objects.on(day)
        .filter(network=network)
        .select_related("person", "engagement__organization")
        .order_by("engagement__organization__sort_key", "person__sort_key", "id")
    )
    return [
        Member(
            membership_id=row.public_id,
            role=row.role,
            role_label=row.get_role_display(),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            contact=_contact(row.engagement, row.person),
        )
        for row in rows
    ]


def key_persons_on(
    day: date,
    *,
    network: Network | None = None,
    county: County | str | None = None,
    organization: Organization | None = None,
) -> list[KeyPerson]:
    """Return the key persons in force on ``day``, by the organization they are for."""
    rows = KeyPersonAssignment.objects.on(day)
    if network is not None:
        rows = rows.filter(network=network)
    if county is not None:
        rows = rows.filter(for_organization__county_id=county.code if isinstance(county, County) else county)
    if organization is not None:
        rows = rows.filter(for_organization=organization)
    rows = rows.select_related("for_organization__municipality", "network", "engagement__person")
    rows = rows.select_related("engagement__organization").order_by("for_organization__sort_key", "id")
    return [
        KeyPerson(
            assignment_id=row.public_id,
            for_organization=row.for_organization,
            network=row.network,
            mandate=row.mandate,
            contact=_contact(row.engagement, row.engagement.person),
        )
        for row in rows
    ]


def municipality_of(organization: Organization, *, day: date) -> Organization | None:
    """Return the municipality that an organization belongs to: itself, a parent, or the one of its municipality code.

    None for organizations of no municipality (agencies, federations). Errors: none.
    """
    current: Organization | None = organization
    for _step in range(MAX_DEPTH):
        if current is None:
            break
        if current.kind == OrganizationKind.MUNICIPALITY:
            return current
        if current.parent_id is None:
            break
        current = current.parent
    if organization.municipality_id is None:
        return None
    return (
        organizations_on(day, kinds=[OrganizationKind.MUNICIPALITY])
        .filter(municipality_id=organization.municipality_id)
        .first()
    )


def resolve_organization(public_id: uuid.UUID | str) -> Organization:
    """Return the organization of a public id; one that was merged resolves to the row it lives on in.

    Errors: Organization.DoesNotExist; ValueError for text that is no uuid.
    """
    found = Organization.objects.get(public_id=uuid.UUID(str(public_id)))
    for _step in range(MAX_DEPTH):
        if found.merged_into is None:
            return found
        found = found.merged_into
    raise Organization.DoesNotExist


def contact_points(organization: Organization, *, functions: Iterable[str] = (), day: date) -> list[ContactPoint]:
    """Return who can be reached at the organization on ``day``, by function; no ``functions`` means all."""
    rows = Engagement.objects.on(day).filter(organization=organization, person__is_erased=False)
    wanted = list(functions)
    if wanted:
        rows = rows.filter(function__in=wanted)
    rows = rows.select_related("person", "organization").order_by("function", "person__sort_key", "id")
    return [_contact(row, row.person) for row in rows]


@dataclass(frozen=True)
class Participant:
    """One holder of a seat as the public sees it: its name and the functions that take part, never a person."""

    name: str
    functions: list[str]
    observer: bool


@dataclass(frozen=True)
class ParticipantGroup:
    """The participants of one kind, under the words for that kind."""

    kind: str
    label: str
    participants: list[Participant]


def public_participants(network: Network, *, day: date) -> list[ParticipantGroup]:
    """Return who takes part in a public network on ``day``, by kind of organization; member networks come last.

    Empty for a network that is not public. Two queries, however many take part.
    """
    if not network.public:
        return []
    functions: dict[int, set[str]] = {}
    members = Membership.objects.on(day).filter(network=network).select_related("engagement", "seat")
    for member in members:
        holder = member.seat.organization_id if member.seat else member.engagement.organization_id
        if holder is not None:
            functions.setdefault(holder, set()).add(str(member.engagement.get_function_display()))
    groups: dict[str, list[Participant]] = {kind: [] for kind in [*OrganizationKind.values, NETWORK_HOLDER]}
    for seat in seats_on(network, day=day):
        if seat.organization is not None:
            words = sorted(functions.get(seat.organization.pk, ()))
            groups[seat.organization.kind].append(Participant(seat.organization.name, words, seat.observer))
        elif seat.member_network is not None and seat.member_network.public:
            groups[NETWORK_HOLDER].append(Participant(seat.member_network.name, [], seat.observer))
    labels = {**dict(OrganizationKind.choices), NETWORK_HOLDER: _("networks")}
    return [ParticipantGroup(kind, str(labels[kind]), found) for kind, found in groups.items() if found]


def municipality_organizations(codes: Iterable[str], *, day: date) -> dict[str, Organization]:
    """Return ``{code: organization}`` of the municipalities with these codes, in one query."""
    rows = organizations_on(day, kinds=[OrganizationKind.MUNICIPALITY]).filter(municipality_id__in=list(codes))
    return {row.municipality_id: row for row in rows.filter(~Q(municipality=None)) if row.municipality_id}


def _contact(engagement: Engagement, person: Person) -> ContactPoint:
    hidden = person.protected_identity or person.is_erased
    return ContactPoint(
        organization=engagement.organization,
        function=engagement.function,
        function_label=engagement.function_label,
        name="" if hidden else person.full_name,
        email="" if hidden else person.email,
        phone="" if hidden else person.phone,
        language=person.language,
        person_id=person.public_id,
    )
