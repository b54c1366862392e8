import io
import json

import pytest
from django.core.management import call_command

from networks.domain.areas import municipality_title, read_areas
from networks.enums import OrganizationKind
from networks.models import County, Municipality, Organization

COUNTS = {
    "01": 26, "03": 8, "04": 9, "05": 13, "06": 13, "07": 8, "08": 12, "09": 1, "10": 5, "12": 33, "13": 6,
    "14": 49, "17": 16, "18": 12, "19": 10, "20": 15, "21": 10, "22": 7, "23": 8, "24": 15, "25": 14,
}  # fmt: skip


@pytest.mark.django_db
def test_areas_after_migrating_have_every_county_and_municipality():
    counts = {county.code: county.municipalities.count() for county in County.objects.all()}

    assert counts == COUNTS
    assert sum(counts.values()) == Municipality.objects.count() == 290


def test_areas_file_is_ordered_and_has_no_name_twice():
    municipalities = read_areas()["municipalities"]

    assert [row["code"] for row in municipalities] == sorted({row["code"] for row in municipalities})
    assert len({row["name"] for row in municipalities}) == 290


@pytest.mark.django_db
def test_each_municipality_has_one_organization():
    organizations = Organization.objects.filter(kind=OrganizationKind.MUNICIPALITY)

    assert organizations.count() == organizations.values("municipality").distinct().count() == 290
    assert list(organizations.filter(acts_as_region=True).values_list("name", flat=True)) == ["Region Gotland"]


@pytest.mark.parametrize(
    ("code", "name", "title"),
    [
        ("1861", "Hallsberg", "Hallsbergs kommun"),
        ("1880", "Örebro", "Örebro kommun"),
        ("2080", "Falun", "Falu kommun"),
        ("1490", "Borås", "Borås kommun"),
        ("0980", "Gotland", "Region Gotland"),
    ],
)
def test_municipality_title_is_what_people_write(code, name, title):
    assert municipality_title(code, name) == title


@pytest.mark.django_db(transaction=True)
def test_load_areas_repeated_writes_only_what_differs():
    Municipality.objects.filter(code="0180").update(name="Stokholm")

    first, second = io.StringIO(), io.StringIO()
    call_command("load_areas", "--format", "json", stdout=first)
    call_command("load_areas", "--format", "json", stdout=second)

    assert json.loads(first.getvalue()) == {"counties": 0, "municipalities": 1, "organizations": 0}
    assert json.loads(second.getvalue()) == {"counties": 0, "municipalities": 0, "organizations": 0}
