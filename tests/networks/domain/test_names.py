import pytest

from networks.domain.names import (
    county_code,
    municipality_aliases,
    municipality_code,
    names_county_and_municipality,
    similar_municipalities,
)
from networks.name_keys import clean_name, name_key


def test_municipality_aliases_of_all_names_never_collide():
    aliases = municipality_aliases()  # raises on a collision

    assert len(set(aliases.values())) == 290
    assert len(aliases) >= 1961


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("180", "0180"),
        (180, "0180"),
        (180.0, "0180"),
        ("180.0", "0180"),
        ("0180", "0180"),
        ("۰۱۸۰", "0180"),
        ("Stockholms stad", "0180"),
        ("STOCKHOLM", "0180"),
        (" hallsbergs  kommun ", "1861"),
        ("Örebro kommun", "1880"),
        ("Falu kommun", "2080"),
        ("Region Gotland", "0980"),
        ("Upplands Bro", "0139"),
        ("Habo", "0643"),
        ("Håbo", "0305"),
        ("Alvesta", "0764"),
        ("Avesta", "2084"),
        ("Örebro län", None),
        ("Linkoping", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_municipality_code_reads_codes_and_names(value, code):
    assert municipality_code(value) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("Örebro län", "18"),
        ("Örebro", "18"),
        ("Västernorrlands län", "22"),
        ("Västernorrland", "22"),
        ("1", "01"),
        (18, "18"),
        ("Nacka", None),
    ],
)
def test_county_code_reads_codes_and_names(value, code):
    assert county_code(value) == code


@pytest.mark.parametrize("name", ["Stockholm", "Uppsala", "Jönköping", "Kalmar", "Gotland", "Örebro"])
def test_six_names_are_both_county_and_municipality(name):
    assert names_county_and_municipality(name)
    assert not names_county_and_municipality(f"{name} kommun")


def test_similar_municipalities_are_proposals_below_one():
    proposals = similar_municipalities("Linkjöping kommun")

    assert proposals[0].name == "Linköping"
    assert proposals[0].score < 1.0
    assert similar_municipalities("Migrationsverket") == []


def test_names_are_composed_and_keys_keep_swedish_letters():
    assert clean_name(" A\u030astorps   kommun ") == "Åstorps kommun"
    assert name_key("Åstorps Kommun!") == "åstorps kommun"
    assert name_key("علي") == name_key("علی")
