"""What a clean row would write: new rows, changed fields, a row replaced by another. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from networks.domain.dates import PartialDate
from networks.domain.names import municipality_code
from networks.enums import Function, ImportTarget, MemberRole, Outcome
from networks.importing.cleaning import CleanRow
from networks.importing.matching import Directory
from networks.importing.reasons import Reason
from networks.models import Engagement, Membership, Network, Organization, Person
from networks.models.rows import PeriodRow, Row
from networks.name_keys import name_key

PeriodT = TypeVar("PeriodT", bound=PeriodRow)
NEW = "new:"


@dataclass
class Record:
    """One entity to write: new when ``target`` is None, else the fields of ``diff`` of that row.

    References in ``clean`` are public ids, or ``new:<match key>`` for a row that the same import creates.
    """

    entity: str
    match_key: str
    clean: dict[str, Any]
    target: Row | None = None
    diff: dict[str, list[Any]] = field(default_factory=dict)

    def as_fields(self) -> dict[str, Any]:
        return {
            "entity": self.entity,
            "match_key": self.match_key[:300],
            "clean": self.clean,
            "target": self.target.public_id if self.target else None,
            "seen_version": self.target.row_version if self.target else None,
            "diff": self.diff,
        }


@dataclass
class Plan:
    """How a row ends, and what it writes. ``key``: what must not stand twice in one file."""

    outcome: Outcome = Outcome.UNCHANGED
    reasons: list[Reason] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    key: str = ""

    def add(self, record: Record, outcome: Outcome = Outcome.NEW) -> None:
        self.records.append(record)
        if self.outcome != Outcome.NEW or outcome == Outcome.NEW:
            self.outcome = outcome

    @property
    def changed_fields(self) -> set[str]:
        return {name for record in self.records for name in record.diff}


def conflict(code: str, column: str = "") -> Plan:
    return Plan(outcome=Outcome.CONFLICT, reasons=[Reason(code, column)])


def period_values(start: PartialDate | None, end: PartialDate | None) -> dict[str, Any]:
    """Return the fields of a period that the file gives."""
    values: dict[str, Any] = {}
    if start:
        values |= {"valid_from": start.day.isoformat(), "valid_from_precision": start.precision.value}
    if end:
        values |= {"valid_to": end.day.isoformat(), "valid_to_precision": end.precision.value}
    return values


def differences(row: Row, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Return ``{field: [stored, given]}`` of the given values that differ from the stored ones."""
    diff = {}
    for name, value in values.items():
        stored = getattr(row, name)
        plain = stored.isoformat() if hasattr(stored, "isoformat") else stored
        if plain != value:
            diff[name] = [plain, value]
    # a date that did not move keeps how exactly it is known
    for edge in ("valid_from", "valid_to"):
        if edge not in diff:
            diff.pop(f"{edge}_precision", None)
    return diff


def plan_change(plan: Plan, entity: str, stored: PeriodRow, values: dict[str, Any]) -> None:
    """Plan the given values that differ from the stored ones; a row that would then end before it starts is wrong."""
    diff = differences(stored, values)
    if not diff:
        return
    start = values.get("valid_from", stored.valid_from.isoformat())
    end = values.get("valid_to", stored.valid_to.isoformat() if stored.valid_to else None)
    if end is not None and end <= start:
        plan.outcome, plan.records, plan.reasons = Outcome.INVALID, [], [Reason("ends_before_start", "valid_to")]
        return
    clean = {name: values[name] for name in diff}
    plan.add(Record(entity, str(stored.public_id), clean, stored, diff), Outcome.CHANGED)


class Planner:
    """What all files of persons in networks share: organization, person and function of a row."""

    target = ""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def start_of(self, row: CleanRow) -> PartialDate:
        return row.start or PartialDate(self.directory.day)

    def organization_ref(self, plan: Plan, row: CleanRow, organization: Organization | None) -> str:
        if organization is not None:
            return str(organization.public_id)
        plan.add(self.organization_record(row))
        return NEW + self.organization_key(row)

    @staticmethod
    def organization_key(row: CleanRow) -> str:
        return f"organization/{name_key(row.get('organization'))}"

    def organization_record(self, row: CleanRow) -> Record:
        clean = {
            "kind": row.kind,
            "name": row.get("organization"),
            "number": row.get("organization_number"),
            "municipality_id": municipality_code(row.get("municipality_code")),
            **period_values(self.start_of(row), None),
        }
        return Record("organization", self.organization_key(row), clean, diff=as_new(clean))

    def person_ref(self, plan: Plan, row: CleanRow, person: Person | None, organization_ref: str) -> str:
        if person is None:
            key = f"person/{row.get('email').lower() or organization_ref}/{row.name_key}"
            clean = {name: row.get(name) for name in ("given_name", "family_name", "email", "phone")}
            plan.add(Record("person", key, clean, diff=as_new(clean)))
            return NEW + key
        given = {name: row.get(name) for name in ("email", "phone") if row.get(name)}
        if diff := differences(person, given):
            if person.protected_identity:
                diff = {name: [None, value] for name, (_stored, value) in diff.items()}  # rule 40: never shown
            plan.add(Record("person", str(person.public_id), given, person, diff), Outcome.CHANGED)
        return str(person.public_id)

    def engagement_of(
        self, row: CleanRow, person: Person | None, organization: Organization | None
    ) -> Engagement | None:
        """Return the function in which the person acts: the one named, else any held there on the first day."""
        if person is None or organization is None:
            return None
        start = self.start_of(row).day
        held = [
            item
            for item in self.directory.engagements[person.pk]
            if item.organization_id == organization.pk and item.is_on(start)
        ]
        return next((item for item in held if same_function(item, row)), None)

    def engagement_ref(
        self,
        plan: Plan,
        row: CleanRow,
        engagement: Engagement | None,
        person_ref: str,
        organization: Organization | None,
        organization_ref: str,
    ) -> str:
        if engagement is not None:
            return str(engagement.public_id)
        function = row.function or Function.OTHER.value
        key = f"engagement/{person_ref}/{organization_ref}/{function}"
        ended = row.end if row.end and row.end.day <= self.directory.day else None
        clean = {
            "person": person_ref,
            "organization": organization_ref,
            "function": function,
            "function_text": row.function_text,
            **period_values(self.start_of(row), ended),
        }
        plan.add(Record("engagement", key, clean, diff={**known(organization), "function": [None, function]}))
        return NEW + key

    def find(self, row: CleanRow, organization: Organization | None) -> tuple[Network, Person | None] | Plan:
        """Return the network and the person of a row (None for somebody new), or the plan that says why not."""
        network = self.directory.find_network(row)
        if isinstance(network, Reason):
            return Plan(outcome=Outcome.INVALID, reasons=[network])
        person = self.directory.find_person(row, organization)
        if isinstance(person, Reason):
            return Plan(outcome=Outcome.CONFLICT, reasons=[person])
        return network, person

    def overlapping(self, rows: Iterable[PeriodT], row: CleanRow) -> list[PeriodT]:
        """Return those of the rows that hold on a day of the row's period (without dates: today)."""
        start = self.start_of(row).day
        last = row.end.day if row.end else None
        if row.start is None and row.end is not None:
            return [item for item in rows if item.valid_to is None or item.valid_to >= row.end.day][:1] or list(rows)[
                -1:
            ]
        return [
            item
            for item in rows
            if (item.valid_to is None or item.valid_to > start)
            and (last is None or item.valid_from < last)
            and (row.start is not None or item.valid_from <= start)
        ]


def same_function(engagement: Engagement, row: CleanRow) -> bool:
    """Return whether the row names this function: by its code, by the person's own words, or not at all."""
    if row.function in ("", engagement.function):
        return True
    return bool(engagement.function_text) and name_key(row.get("function")) == name_key(engagement.function_text)


def known(organization: Organization | None) -> dict[str, list[Any]]:
    """Return which organization of the directory a row was found to mean, so that a wrong one is seen; {} for a new."""
    return {"organization": [None, organization.name]} if organization is not None else {}


def as_new(clean: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [None, value] for name, value in clean.items() if value and not name.endswith("_precision")}


class MembershipPlanner(Planner):
    target = ImportTarget.MEMBERSHIPS

    def plan(self, row: CleanRow, organization: Organization | None) -> Plan:
        found = self.find(row, organization)
        if isinstance(found, Plan):
            return found
        network, person = found
        plan = Plan()
        organization_ref = self.organization_ref(plan, row, organization)
        current = self.directory.membership_of(row)
        if current is None and not row.name_key:
            self._seat(plan, row, network, organization, organization_ref)
            if row.get("email"):
                return Plan(outcome=Outcome.INVALID, reasons=[Reason("no_person", "family_name")])
            plan.key = f"{network.pk}/{organization_ref}"
            return plan
        role = row.role or MemberRole.MEMBER.value
        person_ref = self.person_ref(plan, row, person, organization_ref)
        current = current or self._current(row, network, person)
        if current is None:
            self._seat(plan, row, network, organization, organization_ref)
            engagement = self.engagement_of(row, person, organization)
            engagement_ref = self.engagement_ref(plan, row, engagement, person_ref, organization, organization_ref)
            self._new(plan, row, network, person_ref, engagement_ref, role, self.start_of(row))
        elif current.engagement.organization_id != (organization.pk if organization else None):
            return conflict("other_organization", "organization")
        elif (row.role and current.role != row.role) or not same_function(current.engagement, row):
            self._replace(plan, row, network, current, person, organization, person_ref, organization_ref)
        else:
            self._change(plan, row, current)
            role = current.role
        plan.key = f"{network.pk}/{person_ref}/{role}/{row.start.day if row.start else ''}"
        return plan

    def _current(self, row: CleanRow, network: Network, person: Person | None) -> Membership | None:
        """Return the membership that the row means: in the same role, else the only one the person then has."""
        held = self.directory.memberships[network.pk, person.pk] if person else []
        existing = self.overlapping(held, row)
        same = [item for item in existing if row.role in ("", item.role)]
        if same or len(existing) == 1:
            return (same or existing)[0]
        return None

    def _seat(
        self, plan: Plan, row: CleanRow, network: Network, organization: Organization | None, organization_ref: str
    ) -> None:
        """Plan a seat for an organization that has none; a unit sits on the seat of what it is part of."""
        start = self.start_of(row).day
        if organization is not None:
            holders = {organization.pk, organization.parent_id}
            for seat in self.directory.seats[network.pk]:
                ends_later = seat.valid_to is None or seat.valid_to > start
                if seat.organization_id in holders and ends_later:
                    return
        ended = row.end if row.end and row.end.day <= self.directory.day else None
        clean = {
            "network": str(network.public_id),
            "organization": organization_ref,
            **period_values(self.start_of(row), ended),
        }
        diff = {"seat": [None, network.name], **known(organization)}
        plan.add(Record("seat", f"seat/{network.pk}/{organization_ref}", clean, diff=diff))

    def _new(
        self,
        plan: Plan,
        row: CleanRow,
        network: Network,
        person_ref: str,
        engagement_ref: str,
        role: str,
        start: PartialDate,
        replaces: Membership | None = None,
    ) -> None:
        clean = {
            "network": str(network.public_id),
            "person": person_ref,
            "engagement": engagement_ref,
            "role": role,
            "reason": row.get("reason"),
            **period_values(start, row.end),
        }
        key = f"membership/{network.pk}/{person_ref}/{role}/{start.day}"
        diff = {"role": [replaces.role if replaces else None, role], "valid_from": [None, start.day.isoformat()]}
        if row.end:
            diff["valid_to"] = [None, row.end.day.isoformat()]
        plan.add(Record("membership", key, clean, replaces, diff), Outcome.CHANGED if replaces else Outcome.NEW)
        if replaces:
            clean["replaces"] = True

    def _replace(
        self,
        plan: Plan,
        row: CleanRow,
        network: Network,
        current: Membership,
        person: Person | None,
        organization: Organization | None,
        person_ref: str,
        organization_ref: str,
    ) -> None:
        """End the row and open one with the new role or function: on the file's first day if later, else today."""
        day = row.start if row.start and row.start.day > current.valid_from else PartialDate(self.directory.day)
        engagement = current.engagement
        wanted = self.engagement_of(row, person, organization)
        outcome = plan.outcome
        if not same_function(engagement, row):
            engagement_ref = self.engagement_ref(plan, row, wanted, person_ref, organization, organization_ref)
        else:
            engagement_ref = str(engagement.public_id)
        self._new(plan, row, network, person_ref, engagement_ref, row.role or current.role, day, replaces=current)
        plan.outcome = Outcome.NEW if outcome == Outcome.NEW else Outcome.CHANGED

    def _change(self, plan: Plan, row: CleanRow, current: Membership) -> None:
        values = period_values(row.start, row.end)
        if row.get("reason"):
            values["reason"] = row.get("reason")
        plan_change(plan, "membership", current, values)


class KeyPersonPlanner(Planner):
    target = ImportTarget.KEY_PERSONS

    def plan(self, row: CleanRow, organization: Organization | None) -> Plan:
        found = self.find(row, organization)
        if isinstance(found, Plan):
            return found
        network, person = found
        current = self.directory.assignment_of(row)
        if current is None and not row.name_key:
            return Plan(outcome=Outcome.INVALID, reasons=[Reason("no_person", "family_name")])
        plan = Plan()
        organization_ref = self.organization_ref(plan, row, organization)
        person_ref = self.person_ref(plan, row, person, organization_ref)
        if current is None and person is not None and organization is not None:
            held = self.directory.assignments[network.pk, organization.pk, person.pk]
            current = next((item for item in self.overlapping(held, row) if same_function(item.engagement, row)), None)
        plan.key = f"{network.pk}/{organization_ref}/{person_ref}/{row.start.day if row.start else ''}"
        if current is not None:
            values = period_values(row.start, row.end)
            if row.get("mandate"):
                values["mandate"] = row.get("mandate")
            plan_change(plan, "key_person", current, values)
            return plan
        engagement = self.engagement_of(row, person, organization)
        engagement_ref = self.engagement_ref(plan, row, engagement, person_ref, organization, organization_ref)
        clean = {
            "network": str(network.public_id),
            "for_organization": organization_ref,
            "engagement": engagement_ref,
            "mandate": row.get("mandate"),
            **period_values(self.start_of(row), row.end),
        }
        key = f"key_person/{network.pk}/{organization_ref}/{engagement_ref}"
        plan.add(
            Record("key_person", key, clean, diff=as_new({"key_person": network.name, "mandate": row.get("mandate")}))
        )
        return plan


class OrganizationPlanner(Planner):
    target = ImportTarget.ORGANIZATIONS

    def plan(self, row: CleanRow, organization: Organization | None) -> Plan:
        if not self.directory.manages_all:
            return Plan(outcome=Outcome.INVALID, reasons=[Reason("only_coordinator")])
        if organization is None:
            record = self.organization_record(row)
            given = {name: row.get(name) for name in ("email", "phone")}
            record.clean |= {**given, **period_values(None, row.end)}
            record.diff = as_new(record.clean)
            plan = Plan(key=record.match_key)
            plan.add(record)
            return plan
        plan = Plan(key=str(organization.public_id))
        values = {name: row.get(name) for name in ("email", "phone") if row.get(name)}
        if row.get("organization_number"):
            values["number"] = row.get("organization_number")
        if row.get("public_id") and row.get("organization"):
            values["name"] = row.get("organization")
        values |= period_values(row.start, row.end)
        plan_change(plan, "organization", organization, values)
        return plan
