"""Which row of the directory a file's row means: the first that decides; never by a name alone (rule 24)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from networks.domain.names import municipality_code, names_county_and_municipality, similar_municipalities
from networks.enums import ImportTarget, OrganizationKind
from networks.importing.cleaning import CleanRow
from networks.importing.reasons import Reason
from networks.models import (
    Engagement,
    KeyPersonAssignment,
    Membership,
    Network,
    NetworkSeat,
    Organization,
    Person,
)
from networks.name_keys import name_key


def number_key(number: str) -> str:
    """Return an organization number as its ten digits."""
    return number.replace("-", "").replace(" ", "")


def read_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class Directory:
    """The part of the directory that a file may mean, read once: few queries, however many rows."""

    def __init__(self, rows: Iterable[CleanRow], *, user: Any, day: date, network: Network | None) -> None:
        self.user, self.day, self.network = user, day, network
        self.manages_all = user.has_perm("networks.manage_directory")
        self._read_organizations()
        self._read_networks()
        rows = list(rows)
        self._read_persons([row for row in rows if row.name_key or row.get("email")])
        ids = [public_id for row in rows if (public_id := read_uuid(row.get("public_id")))]
        in_networks = {"network__in": self.network_ids}
        self.membership_by_id: dict[uuid.UUID, Membership] = {}
        self.assignment_by_id: dict[uuid.UUID, KeyPersonAssignment] = {}
        for part in parts(ids):
            memberships = Membership.objects.filter(public_id__in=part, **in_networks)
            for membership in memberships.select_related("network", "person", "engagement"):
                self.membership_by_id[membership.public_id] = membership
            tasks = KeyPersonAssignment.objects.filter(public_id__in=part, **in_networks)
            for task in tasks.select_related("network", "engagement__person"):
                self.assignment_by_id[task.public_id] = task

    def membership_of(self, row: CleanRow) -> Membership | None:
        """Return the membership whose public id the row gives."""
        public_id = read_uuid(row.get("public_id"))
        return self.membership_by_id.get(public_id) if public_id else None

    def assignment_of(self, row: CleanRow) -> KeyPersonAssignment | None:
        """Return the key person's task whose public id the row gives."""
        public_id = read_uuid(row.get("public_id"))
        return self.assignment_by_id.get(public_id) if public_id else None

    def _read_organizations(self) -> None:
        self.by_code: dict[str, Organization] = {}
        self.by_number: dict[str, list[Organization]] = defaultdict(list)
        self.by_name: dict[str, list[Organization]] = defaultdict(list)
        self.by_public_id: dict[uuid.UUID, Organization] = {}
        rows = Organization.objects.for_user(self.user).live()
        for row in sorted(rows, key=lambda row: not row.is_on(self.day)):  # those that exist today go before
            self.by_public_id[row.public_id] = row
            self.by_name[row.name_key].append(row)
            if row.number:
                self.by_number[number_key(row.number)].append(row)
            if row.kind == OrganizationKind.MUNICIPALITY and row.municipality_id:
                self.by_code.setdefault(row.municipality_id, row)

    def _read_networks(self) -> None:
        self.networks: dict[str, list[Network]] = defaultdict(list)
        for row in Network.objects.writable_by(self.user, day=self.day):
            self.networks[row.name_key].append(row)
            self.networks[str(row.public_id)].append(row)
        self.network_ids = {row.pk for rows in self.networks.values() for row in rows}

    def _read_persons(self, rows: list[CleanRow]) -> None:
        self.persons: dict[int, Person] = {}
        self.persons_by_name: dict[str, list[Person]] = defaultdict(list)
        self.persons_by_email: dict[str, list[Person]] = defaultdict(list)
        names = sorted({row.name_key for row in rows if row.name_key})
        emails = sorted({row.get("email").lower() for row in rows if row.get("email")})
        for person in [*_in_parts("name_key__in", names), *_in_parts("email__in", emails)]:
            if person.pk not in self.persons:
                self.persons[person.pk] = person
                self.persons_by_name[person.name_key].append(person)
                if person.email:
                    self.persons_by_email[person.email.lower()].append(person)
        ids = list(self.persons)
        self.visible = set(
            Person.objects.for_user(self.user, day=self.day).filter(pk__in=ids).values_list("pk", flat=True)
        )
        self.engagements: dict[int, list[Engagement]] = defaultdict(list)
        for engagement in Engagement.objects.filter(person__in=ids).select_related("organization"):
            self.engagements[engagement.person_id].append(engagement)
        self.memberships: dict[tuple[int, int], list[Membership]] = defaultdict(list)
        found = Membership.objects.filter(person__in=ids, network__in=self.network_ids)
        for membership in found.select_related("engagement", "person").order_by("valid_from"):
            self.memberships[membership.network_id, membership.person_id].append(membership)
        self.assignments: dict[tuple[int, int, int], list[KeyPersonAssignment]] = defaultdict(list)
        tasks = KeyPersonAssignment.objects.filter(engagement__person__in=ids, network__in=self.network_ids)
        for task in tasks.select_related("engagement").order_by("valid_from"):
            self.assignments[task.network_id, task.for_organization_id, task.engagement.person_id].append(task)
        self.seats: dict[int, list[NetworkSeat]] = defaultdict(list)
        for seat in NetworkSeat.objects.filter(network__in=self.network_ids, organization__isnull=False):
            self.seats[seat.network_id].append(seat)

    def find_network(self, row: CleanRow) -> Network | Reason:
        """Return the row's network: of its own column, else the one chosen for the file."""
        text = row.get("network")
        if not text:
            if self.network is None:
                return Reason("no_network", "network")
            return self.network if self.network.pk in self.network_ids else Reason("outside_scope", "network")
        found = self.networks.get(text.lower(), []) or self.networks.get(name_key(text), [])
        return found[0] if len(found) == 1 else Reason("outside_scope", "network", text)

    def find_organization(self, row: CleanRow, *, target: str = "") -> Organization | Reason | None:
        """Return the organization a row means, a reason, or None when it is named but not in the directory."""
        if target == ImportTarget.ORGANIZATIONS and (public_id := read_uuid(row.get("public_id"))):
            return self.by_public_id.get(public_id) or Reason("unknown_organization", "public_id", str(public_id))
        if number := row.get("organization_number"):
            found = self.by_number.get(number_key(number), [])
            if len(found) == 1:
                return found[0]
        name = row.get("organization")
        if name and (found := self.by_name.get(name_key(name), [])):
            existing = [item for item in found if item.is_on(self.day)] or found
            return existing[0] if len(existing) == 1 else Reason("several_organizations", "organization", name)
        if name and row.kind not in ("", OrganizationKind.MUNICIPALITY):
            return None
        if text := row.get("municipality_code"):
            code = municipality_code(text)
            if code is None:
                return Reason("unknown_municipality", "municipality_code", text)
            if not name or municipality_code(name) == code:
                return self.by_code.get(code) or Reason("unknown_municipality", "municipality_code", text)
            return None
        if not name:
            return Reason("no_organization", "organization")
        code = municipality_code(name)
        if code is not None and names_county_and_municipality(name) and row.kind != OrganizationKind.MUNICIPALITY:
            return Reason("county_or_municipality", "organization", name)
        return self.by_code.get(code) if code else None

    def find_person(self, row: CleanRow, organization: Organization | None) -> Person | Reason | None:
        """Return the person a row means: by e-mail and name, by name and organization; None for somebody new."""
        if known := self.membership_of(row):
            return known.person
        if task := self.assignment_of(row):
            return task.engagement.person
        name, email = row.name_key, row.get("email").lower()
        if email:
            found = [person for person in self.persons_by_email.get(email, []) if not name or person.name_key == name]
            if len(found) > 1:
                return Reason("several_persons", "email", email)
            if found:
                return self._in_scope(found[0])
        if organization is None or not name:
            return None
        found = [
            person
            for person in self.persons_by_name.get(name, [])
            if any(item.organization_id == organization.pk for item in self.engagements[person.pk])
            and not (email and person.email and person.email.lower() != email)
        ]
        if len(found) > 1:
            return Reason("several_persons", "family_name", row.get("family_name"))
        return self._in_scope(found[0]) if found else None

    def _in_scope(self, person: Person) -> Person | Reason:
        if self.manages_all or person.pk in self.visible:
            return person
        return Reason("outside_scope", "email")  # reveals nothing of the person


def organization_hint(name: str) -> Reason:
    """Return the reason for an unknown organization, with a municipality whose name is near as a proposal."""
    proposals = similar_municipalities(name)
    if proposals:
        return Reason("perhaps", "organization", name, hint=proposals[0].name)
    return Reason("unknown_organization", "organization", name)


def parts(values: list[Any], size: int = 500) -> Iterable[list[Any]]:
    """Yield the values in lists short enough for one query."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _in_parts(lookup: str, values: list[str]) -> Iterable[Person]:
    for part in parts(values):
        yield from Person.objects.live().filter(**{lookup: part})
