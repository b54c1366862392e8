"""The gap report, with what five counties told in 2017: which municipalities have a key person."""

from datetime import date

import pytest

from networks.domain.coverage import gap_report
from networks.domain.queries import municipality_organizations
from networks.enums import Function, OrganizationKind, RuleKind
from tests.factories.networks import (
    make_engagement,
    make_key_person,
    make_network,
    make_organization,
    make_organization_link,
    make_rule,
    make_seat,
    municipality_organization,
)

DAY = date(2026, 5, 4)

COUNTIES = {
    "18": (
        ["1881", "1880", "1860", "1864", "1863", "1883", "1862", "1882"],
        ["Hallsberg", "Lekeberg", "Lindesberg", "Nora"],
    ),
    "22": (["2262", "2283", "2280"], ["Kramfors", "Sundsvall", "Ånge", "Örnsköldsvik"]),
    "24": (
        ["2422", "2463", "2482", "2480"],
        [
            "Bjurholm", "Dorotea", "Lycksele", "Malå", "Nordmaling", "Norsjö", "Robertsfors", "Storuman", "Vilhelmina",
            "Vindeln", "Vännäs",
        ],
    ),
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("county", COUNTIES)
def test_gap_report_names_each_municipality_without_a_key_person(county):
    codes, missing = COUNTIES[county]
    network = make_network(county_id=county)
    rule = make_rule(network=network, area_county_id=county)
    for organization in municipality_organizations(codes, day=DAY).values():
        make_key_person(network=network, for_organization=organization)
    board = make_organization(kind=OrganizationKind.COUNTY_BOARD, county_id=county)
    make_key_person(network=network, for_organization=board)

    report = gap_report(rule, day=DAY)

    assert len(report.covered) == len(codes)
    assert [gap.name for gap in report.missing] == missing
    assert report.expected == len(codes) + len(missing)


def test_gap_report_follows_the_day():
    network = make_network()
    rule = make_rule(network=network, area_county_id="09")
    make_key_person(network=network, for_organization=municipality_organization("0980"), valid_to=DAY)

    assert [gap.name for gap in gap_report(rule, day=DAY).missing] == ["Gotland"]
    assert gap_report(rule, day=date(2026, 5, 3)).missing == []


def test_gap_report_of_seats_among_the_members_of_a_federation():
    federation = make_organization(kind=OrganizationKind.FEDERATION)
    network = make_network()
    rule = make_rule(network=network, kind=RuleKind.SEAT, area_organization=federation)
    for code in ("1401", "1384"):
        make_organization_link(organization=municipality_organization(code), other=federation)
    make_seat(network=network, organization=municipality_organization("1401"))
    make_seat(network=network, organization=municipality_organization("1480"))

    report = gap_report(rule, day=DAY)

    assert [gap.name for gap in report.covered] == ["Härryda"]
    assert [gap.name for gap in report.missing] == ["Kungsbacka"]


def test_gap_report_of_a_function_counts_the_units_of_the_municipality():
    unit = make_organization(kind=OrganizationKind.UNIT, municipality_id="0980", county_id="09")
    make_engagement(organization=unit, function=Function.CHIEF_GUARDIAN)
    rule = make_rule(kind=RuleKind.FUNCTION, functions=["chief_guardian"], area_county_id="09")
    strict = make_rule(kind=RuleKind.FUNCTION, functions=["chief_guardian"], area_county_id="09", minimum=2)

    assert gap_report(rule, day=DAY).missing == []
    assert [gap.number for gap in gap_report(strict, day=DAY).missing] == [1]


def test_gap_report_with_one_and_with_three_needs_the_same_queries(django_assert_num_queries):
    network = make_network()
    rule = make_rule(network=network, area_county_id="18")
    codes = iter(["1881", "1880", "1860"])
    counts = []
    for number in (1, 2):
        for _each in range(number):
            make_key_person(network=network, for_organization=municipality_organization(next(codes)))
        with django_assert_num_queries(2) as seen:
            gap_report(rule, day=DAY)
        counts.append(len(seen))

    assert counts == [2, 2]
