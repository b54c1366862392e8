"""One plain factory per model of networks; each makes what it must point at, unless it is given."""

from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission, User

from networks.enums import (
    Function,
    GrantRole,
    LinkKind,
    MemberRole,
    NetworkKind,
    OrganizationKind,
    RuleKind,
)
from networks.models import (
    CoverageRule,
    Engagement,
    KeyPersonAssignment,
    Membership,
    Network,
    NetworkGrant,
    NetworkSeat,
    Organization,
    OrganizationLink,
    Person,
)

START = date(2020, 1, 1)
_numbers = count(1)


def municipality_organization(code: str) -> Organization:
    """Return the organization of a municipality; all 290 are in every database."""
    return Organization.objects.get(kind=OrganizationKind.MUNICIPALITY, municipality_id=code)


def make_organization(**values: Any) -> Organization:
    values.setdefault("name", f"Förening {next(_numbers)}")
    values.setdefault("kind", OrganizationKind.NGO)
    values.setdefault("valid_from", START)
    return Organization.objects.create(**values)


def make_organization_link(**values: Any) -> OrganizationLink:
    values.setdefault("kind", LinkKind.MEMBER_OF)
    values.setdefault("valid_from", START)
    return OrganizationLink.objects.create(**values)


def make_person(**values: Any) -> Person:
    number = next(_numbers)
    values.setdefault("given_name", "Kim")
    values.setdefault("family_name", f"Exempel {number}")
    values.setdefault("email", f"person{number}@example.org")
    return Person.objects.create(**values)


def make_engagement(**values: Any) -> Engagement:
    if "person" not in values:
        values["person"] = make_person()
    if "organization" not in values:
        values["organization"] = make_organization()
    values.setdefault("function", Function.UNIT_MANAGER)
    values.setdefault("valid_from", START)
    return Engagement.objects.create(**values)


def make_network(**values: Any) -> Network:
    values.setdefault("name", f"Nätverk {next(_numbers)}")
    values.setdefault("kind", NetworkKind.NETWORK)
    values.setdefault("valid_from", START)
    return Network.objects.create(**values)


def make_seat(**values: Any) -> NetworkSeat:
    if "network" not in values:
        values["network"] = make_network()
    if "organization" not in values and "member_network" not in values:
        values["organization"] = make_organization()
    values.setdefault("valid_from", START)
    return NetworkSeat.objects.create(**values)


def make_membership(**values: Any) -> Membership:
    if "network" not in values:
        values["network"] = make_network()
    if "engagement" not in values:
        values["engagement"] = make_engagement(**({"person": values["person"]} if "person" in values else {}))
    values.setdefault("person", values["engagement"].person)
    values.setdefault("role", MemberRole.MEMBER)
    values.setdefault("valid_from", START)
    return Membership.objects.create(**values)


def make_key_person(**values: Any) -> KeyPersonAssignment:
    if "network" not in values:
        values["network"] = make_network()
    if "for_organization" not in values:
        values["for_organization"] = make_organization()
    if "engagement" not in values:
        values["engagement"] = make_engagement(organization=values["for_organization"])
    values.setdefault("valid_from", START)
    return KeyPersonAssignment.objects.create(**values)


def make_rule(**values: Any) -> CoverageRule:
    if "network" not in values:
        values["network"] = make_network()
    values.setdefault("name", "Varje kommun har en nyckelperson")
    values.setdefault("kind", RuleKind.KEY_PERSON)
    return CoverageRule.objects.create(**values)


def make_grant(**values: Any) -> NetworkGrant:
    values.setdefault("role", GrantRole.COORDINATOR)
    values.setdefault("valid_from", START)
    return NetworkGrant.objects.create(**values)


def make_user(*permissions: str, **values: Any) -> User:
    """Return a user who may sign in to the admin and has these permissions (``app.codename``)."""
    values.setdefault("username", f"user{next(_numbers)}")
    user = User.objects.create_user(**values)
    for permission in ("wagtailadmin.access_admin", *permissions):
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def make_county_coordinator(**values: Any) -> User:
    return make_user("networks.view_directory", "networks.manage_directory", **values)


def make_network_coordinator(*networks: Network, role: str = GrantRole.COORDINATOR, **values: Any) -> User:
    user = make_user("networks.view_directory", "networks.manage_own_networks", **values)
    for network in networks:
        make_grant(user=user, network=network, role=role)
    return user
