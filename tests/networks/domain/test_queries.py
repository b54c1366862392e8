from datetime import date, timedelta

import pytest

from networks.domain.queries import (
    contact_points,
    key_persons_on,
    members_on,
    municipality_of,
    networks_of,
    organizations_on,
    resolve_organization,
    seats_on,
)
from networks.enums import Function, OrganizationKind
from networks.models import Organization
from tests.factories.networks import (
    make_engagement,
    make_key_person,
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_seat,
    municipality_organization,
)

DAY = date(2026, 5, 4)

pytestmark = pytest.mark.django_db


def test_organizations_on_a_day_knows_county_and_kind_and_leaves_out_the_ended():
    committee = make_organization(kind=OrganizationKind.COMMITTEE, county_id="18", valid_to=DAY)

    municipalities = organizations_on(DAY, county="18", kinds=[OrganizationKind.MUNICIPALITY])

    assert [row.municipality_id for row in municipalities] == [
        "1882", "1862", "1861", "1863", "1883", "1881", "1860", "1814", "1885", "1864", "1884", "1880",
    ]  # fmt: skip
    assert committee not in organizations_on(DAY, county="18")
    assert committee in organizations_on(DAY - timedelta(days=1), county="18")


def test_members_on_the_last_day_still_has_who_leaves_tomorrow():
    network = make_network()
    leaving = make_membership(network=network, valid_to=DAY + timedelta(days=1))

    assert [member.membership_id for member in members_on(network, day=DAY)] == [leaving.public_id]
    assert members_on(network, day=DAY + timedelta(days=1)) == []


def test_members_on_never_gives_a_protected_name():
    person = make_person(protected_identity=True, given_name="Hemlig", phone="070")
    member = make_membership(engagement=make_engagement(person=person, function=Function.GUARDIAN))

    [found] = members_on(member.network, day=DAY)

    assert (found.contact.name, found.contact.email, found.contact.phone) == ("", "", "")
    assert found.contact.function == Function.GUARDIAN
    assert "Hemlig" not in str(person)


def test_networks_of_an_organization_are_those_with_its_seat_that_day():
    seat = make_seat(valid_to=DAY)

    assert list(networks_of(seat.organization, day=DAY - timedelta(days=1))) == [seat.network]
    assert list(networks_of(seat.organization, day=DAY)) == []
    assert list(seats_on(seat.network, day=DAY - timedelta(days=1))) == [seat]


def test_key_persons_on_are_found_by_county():
    nacka = make_key_person(for_organization=municipality_organization("0182"))
    make_key_person(for_organization=municipality_organization("1880"))

    assert [row.assignment_id for row in key_persons_on(DAY, county="01")] == [nacka.public_id]


def test_municipality_of_a_unit_climbs_to_the_municipality():
    nacka = municipality_organization("0182")
    committee = make_organization(kind=OrganizationKind.COMMITTEE, parent=nacka)
    unit = make_organization(kind=OrganizationKind.UNIT, parent=committee)
    by_code = make_organization(kind=OrganizationKind.UNIT, municipality_id="0182")

    assert [municipality_of(row, day=DAY) for row in (unit, by_code, nacka)] == [nacka] * 3
    assert municipality_of(make_organization(), day=DAY) is None


def test_resolve_organization_follows_merges():
    kept = make_organization()
    middle = make_organization(merged_into=kept)
    lost = make_organization(merged_into=middle)

    assert resolve_organization(lost.public_id) == kept
    with pytest.raises(Organization.DoesNotExist):
        resolve_organization("00000000-0000-4000-8000-000000000000")


def test_contact_points_are_by_function():
    manager = make_engagement(function=Function.RESIDENCE_MANAGER)
    make_engagement(organization=manager.organization, function=Function.HEAD_TEACHER)

    points = contact_points(manager.organization, functions=[Function.RESIDENCE_MANAGER], day=DAY)

    assert [(point.function, point.email) for point in points] == [("residence_manager", manager.person.email)]
