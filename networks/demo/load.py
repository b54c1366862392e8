"""Load the demo directory: organizations, networks with their history, key persons and what is expected of each area.

Everything goes through the domain's acts, so that the demo has the history a real directory would have. What is there
already is left alone.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from cms.demo.texts import read_json
from cms.hooks import DemoStep
from networks.demo.public_pages import load_pages
from networks.domain.dates import Edge, PartialDate, read_date
from networks.domain.directory import register, register_person
from networks.domain.key_persons import appoint_key_person
from networks.domain.memberships import join
from networks.domain.seats import open_seat
from networks.enums import GrantRole, OrganizationKind
from networks.models import (
    CoverageRule,
    Engagement,
    KeyPersonAssignment,
    Membership,
    Network,
    NetworkGrant,
    NetworkSeat,
    NetworkTargetGroup,
    Organization,
    OrganizationLink,
    Person,
)

HERE = Path(__file__).resolve().parent
SINCE = date(2007, 1, 1)
REASON = "Demo"
AUTHOR = "editor"
COORDINATED = {
    "netcoordinator": ("platform-gr", "pilot-orebro"),
    "organizer": ("platform-gr", "housing-gr", "pilot-orebro", "working-group-kronoberg"),
}

# Invented, so that nobody is meant by them: no given name says more than the next, no family name is one.
GIVEN_NAMES = [
    "Alex",
    "Kim",
    "Robin",
    "Sam",
    "Charlie",
    "Noor",
    "Sasha",
    "Eli",
    "Mika",
    "Jona",
    "Lo",
    "Kai",
    "Ariel",
    "Nima",
    "Love",
    "Mio",
    "Vanja",
    "Andrea",
    "Billie",
    "Inge",
    "Vide",
]
FAMILY_NAMES = [
    "Exempel",
    "Påhitt",
    "Provfält",
    "Demoskog",
    "Fiktiv",
    "Övning",
    "Låtsas",
    "Mallberg",
    "Testlund",
    "Skisshed",
    "Utkast",
    "Försök",
    "Modell",
]
ADDRESS_LETTERS = str.maketrans("åäö", "aao")


def demo_step() -> DemoStep:
    """Answer the hook of demo content."""
    return DemoStep(order=20, name="networks", load=load)


def load(now: datetime) -> None:
    """Load what is missing: rows in one transaction, then pages, each of which commits for itself."""
    with transaction.atomic():
        _load_rows(now)
    pages = read_json(HERE / "pages.json")
    words = [(row, find_network(row["network"])) for row in pages["networks"]]
    load_pages(pages["index"], words, user=get_user_model().objects.filter(username=AUTHOR).first())


def _load_rows(now: datetime) -> None:
    for row in read_json(HERE / "organizations.json")["organizations"]:
        _ensure_organization(row, now=now)
    for row in read_json(HERE / "organizations.json")["links"]:
        _ensure_link(row, now=now)
    numbers = count()
    for row in read_json(HERE / "networks.json"):
        _ensure_network(row, numbers, now=now)
    for username, keys in COORDINATED.items():
        for key in keys:
            _ensure_grant(username, find_network(key), now=now)


def find_organization(key: str) -> Organization:
    """Return an organization by its key in the demo files: a municipality code, or a word of ``organizations.json``.

    Errors: KeyError, Organization.DoesNotExist.
    """
    rows = Organization.objects.live()
    if key.isdigit():
        return rows.get(kind=OrganizationKind.MUNICIPALITY, municipality_id=key)
    row = _organization_rows()[key]
    parent = find_organization(row["parent"]) if "parent" in row else None
    return rows.get(kind=row["kind"], name=row["name"], parent=parent)


def find_network(key: str) -> Network:
    """Return a network by its key in ``networks.json``. Errors: KeyError, Network.DoesNotExist."""
    row = _network_rows()[key]
    return Network.objects.get(kind=row["kind"], name=row["name"])


def invented_person(number: int) -> tuple[str, str, str]:
    """Return given name, family name and address of the invented person ``number``; all differ below 273."""
    given, family = GIVEN_NAMES[number % len(GIVEN_NAMES)], FAMILY_NAMES[number % len(FAMILY_NAMES)]
    return given, family, f"{given}.{family}@example.org".lower().translate(ADDRESS_LETTERS)


@cache
def _organization_rows() -> dict[str, Any]:
    return {row["key"]: row for row in read_json(HERE / "organizations.json")["organizations"]}


@cache
def _network_rows() -> dict[str, Any]:
    return {row["key"]: row for row in read_json(HERE / "networks.json")}


def _ensure_organization(row: dict[str, Any], *, now: datetime) -> None:
    try:
        find_organization(row["key"])
    except Organization.DoesNotExist:
        parent = find_organization(row["parent"]) if "parent" in row else None
        organization = Organization(
            kind=row["kind"],
            name=row["name"],
            parent=parent,
            municipality_id=parent.municipality_id if parent else None,
            county_id=parent.county_id if parent else row.get("county"),
            valid_from=SINCE,
        )
        register(organization, actor=None, now=now, reason=REASON)


def _ensure_link(row: dict[str, Any], *, now: datetime) -> None:
    ends = {"organization": find_organization(row["organization"]), "other": find_organization(row["other"])}
    if not OrganizationLink.objects.filter(kind=row["kind"], **ends).exists():
        register(OrganizationLink(kind=row["kind"], valid_from=SINCE, **ends), actor=None, now=now, reason=REASON)


def _ensure_network(row: dict[str, Any], numbers: Iterator[int], *, now: datetime) -> None:
    try:
        network = find_network(row["key"])
    except Network.DoesNotExist:
        network = Network(
            kind=row["kind"],
            name=row["name"],
            owner=find_organization(row["owner"]),
            parent=find_network(row["parent"]) if "parent" in row else None,
            county_id=row["county"],
            public=True,
            **_period(row),
        )
        register(network, actor=None, now=now, reason=REASON)
    for part in row.get("target_groups", []):
        if not network.target_groups.filter(target_group=part["group"]).exists():
            group = NetworkTargetGroup(network=network, target_group=part["group"], **_period(part))
            register(group, actor=None, now=now, reason=REASON)
    for part in row.get("seats", []):
        _ensure_seat(network, part, next(numbers), now=now)
    for part in row.get("key_persons", []):
        _ensure_key_person(network, part, next(numbers), now=now)
    for part in row.get("rules", []):
        _ensure_rule(network, part, now=now)


def _ensure_seat(network: Network, row: dict[str, Any], number: int, *, now: datetime) -> None:
    holder = find_organization(row["holder"])
    start, end = _dates(row)
    seat = NetworkSeat.objects.filter(network=network, organization=holder).first()
    if seat is None:
        seat = open_seat(network, holder=holder, start=start, end=end, actor=None, now=now, reason=REASON)
    if "person" in row:
        engagement = _ensure_engagement(holder, row["person"], number, since=start, now=now)
        if not Membership.objects.filter(network=network, engagement=engagement).exists():
            join(
                network,
                engagement=engagement,
                role=row["person"]["role"],
                start=start,
                end=end,
                seat=seat,
                actor=None,
                now=now,
                reason=REASON,
            )


def _ensure_key_person(network: Network, row: dict[str, Any], number: int, *, now: datetime) -> None:
    organization = find_organization(row["for"])
    start = PartialDate(network.valid_from, network.valid_from_precision)
    engagement = _ensure_engagement(organization, row, number, since=start, now=now)
    if not KeyPersonAssignment.objects.filter(network=network, engagement=engagement).exists():
        appoint_key_person(
            network, for_organization=organization, engagement=engagement, start=start, actor=None, now=now
        )


def _ensure_engagement(
    organization: Organization, row: dict[str, Any], number: int, *, since: PartialDate, now: datetime
) -> Engagement:
    given, family, address = invented_person(number)
    person = Person.objects.filter(email=address).first()
    if person is None:
        engagement = Engagement(
            organization=organization,
            function=row["function"],
            function_text=row.get("function_text", ""),
            valid_from=since.day,
            valid_from_precision=since.precision,
        )
        person = Person(given_name=given, family_name=family, email=address)
        register_person(person, engagement, actor=None, now=now, reason=REASON)
    return person.engagements.get(organization=organization)


def _ensure_rule(network: Network, row: dict[str, Any], *, now: datetime) -> None:
    if network.coverage_rules.filter(name=row["name"]).exists():
        return
    members_of = row.get("among_members_of")
    rule = CoverageRule(
        network=network,
        name=row["name"],
        kind=row["kind"],
        area_county_id=row.get("county"),
        area_organization=find_organization(members_of) if members_of else None,
    )
    register(rule, actor=None, now=now, reason=REASON)


def _ensure_grant(username: str, network: Network, *, now: datetime) -> None:
    user = get_user_model().objects.filter(username=username).first()
    if user is None or NetworkGrant.objects.filter(user=user, network=network).exists():
        return
    grant = NetworkGrant(user=user, network=network, role=GrantRole.COORDINATOR, valid_from=network.valid_from)
    register(grant, actor=None, now=now, reason=REASON)


def _dates(row: dict[str, Any]) -> tuple[PartialDate, PartialDate | None]:
    start = read_date(row["since"], edge=Edge.START)
    if start is None:
        raise ValueError(f"No start: {row}")
    return start, read_date(row.get("until"), edge=Edge.END)


def _period(row: dict[str, Any]) -> dict[str, Any]:
    start, _end = _dates(row)
    return {"valid_from": start.day, "valid_from_precision": start.precision}
