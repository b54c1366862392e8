"""What an export holds, and for whom; that it can be read again is tested with the imports."""

import pytest

from networks.importing.exports import csv_lines, exported_rows, table, xlsx_bytes
from tests.factories.networks import (
    make_county_coordinator,
    make_engagement,
    make_membership,
    make_network,
    make_network_coordinator,
    make_organization,
    make_person,
)

pytestmark = pytest.mark.django_db


def test_export_never_writes_a_live_formula_and_hides_the_protected():
    user, network = make_county_coordinator(), make_network(name="=1+1")
    hidden = make_person(protected_identity=True, given_name="Hemlig", email="hemlig@example.org")
    make_membership(network=network, engagement=make_engagement(person=hidden))

    text = "".join(csv_lines(table("memberships", exported_rows("memberships", user=user))))

    assert text.startswith("\ufeff")
    assert ";'=1+1;" in text
    assert "Hemlig" not in text
    assert "hemlig@" not in text


def test_export_to_excel_of_text_with_control_characters_writes_the_rest():
    make_organization(name="Fören\x01ingen")
    rows = table("organizations", exported_rows("organizations", user=make_county_coordinator()))

    assert xlsx_bytes(rows, title="x").startswith(b"PK")


def test_export_of_a_network_coordinator_has_own_networks_only():
    own, other = make_network(), make_network()
    mine = make_membership(network=own)
    make_membership(network=other)

    rows = exported_rows("memberships", user=make_network_coordinator(own))

    assert list(rows) == [mine]
