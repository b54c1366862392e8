"""Counties, municipalities and the municipalities' organizations, loaded from ``networks/data/areas.json``."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from cms.sort_keys import sort_key
from networks.enums import OrganizationKind
from networks.name_keys import name_key

AREAS_FILE = Path(__file__).resolve().parent.parent / "data" / "areas.json"
DIVISION_SINCE = date(2007, 1, 1)  # the day from which the division into 290 has stood: Heby moved to county 03
REGION_GOTLAND = "0980"
IRREGULAR_NAMES = {"0880": "Kalmar kommun", "0980": "Region Gotland", "2080": "Falu kommun"}
_VOWELS = "aeiouyåäö"


@dataclass(frozen=True)
class AreasLoaded:
    """How many rows were written; all zero when nothing was missing or different."""

    counties: int
    municipalities: int
    organizations: int


@cache
def read_areas() -> dict[str, list[dict[str, str]]]:
    """Return the file: ``counties`` (code, name) and ``municipalities`` (code, county, name), ordered by code."""
    areas: dict[str, list[dict[str, str]]] = json.loads(AREAS_FILE.read_text(encoding="utf-8"))
    return areas


def municipality_title(code: str, name: str) -> str:
    """Return the name of the municipality as an organization: "Hallsbergs kommun", "Örebro kommun", "Falu kommun"."""
    if code in IRREGULAR_NAMES:
        return IRREGULAR_NAMES[code]
    genitive = name if name[-1].lower() in _VOWELS + "sxz" else f"{name}s"
    return f"{genitive} kommun"


def load_areas(county_model: Any, municipality_model: Any, organization_model: Any) -> AreasLoaded:
    """Write what is missing or named differently, and nothing else; repeated, it writes nothing.

    Shapes: the three model classes, so that a migration can pass its historical ones. Organizations are only added:
    a municipality that was renamed by hand keeps its name. Joins the caller's transaction.
    """
    data = read_areas()
    counties = {row["code"]: row["name"] for row in data["counties"]}
    known_counties = dict(county_model.objects.values_list("code", "name"))
    changed = [
        county_model(code=code, name=name, name_key=name_key(name), sort_key=sort_key(name))
        for code, name in counties.items()
        if known_counties.get(code) != name
    ]
    county_model.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["code"], update_fields=["name", "name_key", "sort_key"]
    )
    known = {
        code: (name, county) for code, name, county in municipality_model.objects.values_list("code", "name", "county")
    }
    rows = [
        municipality_model(
            code=row["code"],
            county_id=row["county"],
            name=row["name"],
            name_key=name_key(row["name"]),
            sort_key=sort_key(row["name"]),
        )
        for row in data["municipalities"]
        if known.get(row["code"]) != (row["name"], row["county"])
    ]
    municipality_model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "name_key", "sort_key", "county"]
    )
    return AreasLoaded(len(changed), len(rows), _add_organizations(data, organization_model))


def _add_organizations(data: dict[str, list[dict[str, str]]], organization_model: Any) -> int:
    present = set(
        organization_model.objects.filter(kind=OrganizationKind.MUNICIPALITY).values_list("municipality_id", flat=True)
    )
    missing = []
    for row in data["municipalities"]:
        if row["code"] not in present:
            title = municipality_title(row["code"], row["name"])
            missing.append(
                organization_model(
                    kind=OrganizationKind.MUNICIPALITY,
                    name=title,
                    name_key=name_key(title),
                    sort_key=sort_key(title),
                    municipality_id=row["code"],
                    county_id=row["county"],
                    acts_as_region=row["code"] == REGION_GOTLAND,
                    valid_from=DIVISION_SINCE,
                )
            )
    organization_model.objects.bulk_create(missing)
    return len(missing)
