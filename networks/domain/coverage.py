"""The gap report: what a rule expects, minus what exists on the day; each missing one by name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cms.sort_keys import sort_key
from networks.domain.queries import organizations_on
from networks.enums import LinkKind, OrganizationKind, RuleKind
from networks.models import CoverageRule, Engagement, KeyPersonAssignment, NetworkSeat, Organization, OrganizationLink

Key = tuple[str, str | int]


@dataclass(frozen=True)
class Covered:
    """One organization of a rule's area, and how many it has of what is expected."""

    organization: Organization
    name: str
    number: int


@dataclass(frozen=True)
class GapReport:
    """A rule on a day; both lists in the order of a register. ``expected`` counts both."""

    rule: CoverageRule
    day: date
    covered: list[Covered]
    missing: list[Covered]

    @property
    def expected(self) -> int:
        return len(self.covered) + len(self.missing)


def gap_report(rule: CoverageRule, *, day: date) -> GapReport:
    """Return which organizations of the rule's area have what it expects on ``day``, and which do not.

    What a municipality's committees and units have counts for the municipality; what the county board has does not.
    """
    numbers = Counter(key for organization in _evidence(rule, day) for key in _keys(organization))
    covered: list[Covered] = []
    missing: list[Covered] = []
    for organization in _expected(rule, day):
        number = numbers[_key(organization)]
        line = Covered(organization, _short_name(organization), number)
        (covered if number >= rule.minimum else missing).append(line)
    return GapReport(rule, day, covered, missing)


def _expected(rule: CoverageRule, day: date) -> Iterable[Organization]:
    rows = organizations_on(day, county=rule.area_county_id, kinds=rule.organization_kinds).select_related(
        "municipality"
    )
    if rule.area_organization_id is not None:
        links = OrganizationLink.objects.on(day).filter(other=rule.area_organization_id, kind=LinkKind.MEMBER_OF)
        rows = rows.filter(pk__in=links.values("organization"))
    return sorted(rows, key=lambda row: sort_key(_short_name(row)))


def _evidence(rule: CoverageRule, day: date) -> Iterable[Organization]:
    """Return, once for each seat, key person or function in force, the organization it counts for."""
    if rule.kind == RuleKind.SEAT:
        seats = NetworkSeat.objects.on(day).filter(
            network_id=rule.network_id, organization__isnull=False, observer=False
        )
        return [seat.organization for seat in seats.select_related("organization") if seat.organization]
    if rule.kind == RuleKind.KEY_PERSON:
        assignments = KeyPersonAssignment.objects.on(day).filter(network_id=rule.network_id)
        if rule.functions:
            assignments = assignments.filter(engagement__function__in=rule.functions)
        return [row.for_organization for row in assignments.select_related("for_organization")]
    engagements = Engagement.objects.on(day).filter(function__in=rule.functions, person__is_erased=False)
    if rule.area_county_id:
        engagements = engagements.filter(organization__county=rule.area_county_id)
    return [row.organization for row in engagements.select_related("organization")]


def _is_municipality(organization: Organization) -> bool:
    return organization.kind == OrganizationKind.MUNICIPALITY


def _key(organization: Organization) -> Key:
    if _is_municipality(organization) and organization.municipality_id:
        return ("municipality", organization.municipality_id)
    return ("organization", organization.pk)


def _keys(organization: Organization) -> list[Key]:
    keys: list[Key] = [("organization", organization.pk)]
    if organization.municipality_id:
        keys.append(("municipality", organization.municipality_id))
    return keys


def _short_name(organization: Organization) -> str:
    if _is_municipality(organization) and organization.municipality:
        return organization.municipality.name
    return organization.name
