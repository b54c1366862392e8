"""Find a municipality or a county by what people write: a code, a name, "kommun", "stad", "län".

Nothing is guessed: a name one letter away is a proposal that a person must accept (Alvesta is not Avesta).
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from cms.digits import to_ascii_digits
from networks.domain.areas import municipality_title, read_areas
from networks.name_keys import clean_name, name_key

__all__ = [
    "Proposal",
    "clean_name",
    "county_code",
    "municipality_aliases",
    "municipality_code",
    "name_key",
    "names_county_and_municipality",
    "similar_municipalities",
]

PROPOSAL_SCORE = 0.75


@dataclass(frozen=True)
class Proposal:
    """A municipality that might be meant; ``score`` below 1.0 needs a click."""

    code: str
    name: str
    score: float


def _code_aliases(code: str) -> set[str]:
    """Return how a code arrives from a spreadsheet: as text, as a number without its zero, as a decimal number."""
    return {code, str(int(code)), f"{int(code)}.0"}


def _name_aliases(name: str, title: str) -> set[str]:
    key = name_key(name)
    with_s = key if key.endswith("s") else f"{key}s"
    forms = {key, name_key(title)}
    return forms | {f"{form} {word}" for form in (key, with_s) for word in ("kommun", "stad")}


@cache
def municipality_aliases() -> dict[str, str]:
    """Return ``{alias: code}`` of all 290 municipalities.

    Errors: ValueError when two municipalities share an alias; the data test keeps that from happening.
    """
    aliases: dict[str, str] = {}
    for row in read_areas()["municipalities"]:
        code, name = row["code"], row["name"]
        for alias in _code_aliases(code) | _name_aliases(name, municipality_title(code, name)):
            if aliases.setdefault(alias, code) != code:
                raise ValueError(f"{alias!r} names both {aliases[alias]} and {code}")
    return aliases


@cache
def _county_aliases() -> dict[str, str]:
    aliases: dict[str, str] = {}
    for row in read_areas()["counties"]:
        code, name = row["code"], name_key(row["name"])
        bare = name.removesuffix(" län")
        for alias in (code, str(int(code)), name, bare, bare.removesuffix("s"), f"{bare.removesuffix('s')} län"):
            aliases.setdefault(alias, code)
    return aliases


def _lookup_key(value: object) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else ""
    text = to_ascii_digits(str(value)).strip()
    return text if text.replace(".", "", 1).isdigit() else name_key(text)


def _find(value: object, aliases: Callable[[], dict[str, str]]) -> str | None:
    key = _lookup_key(value)
    return aliases().get(key) if key else None


def municipality_code(value: object) -> str | None:
    """Return the four-digit code for ``0180``, ``"180"``, ``180.0``, ``"Hallsbergs kommun"``; None if it is none.

    For a column that holds municipalities: "Örebro" is the municipality here. Digits of any script are read.
    """
    return _find(value, municipality_aliases)


def county_code(value: object) -> str | None:
    """Return the two-digit code for ``"18"``, ``"Örebro län"``, ``"Örebro"``; for a column that holds counties."""
    return _find(value, _county_aliases)


def names_county_and_municipality(text: str) -> bool:
    """Return whether the bare word is both a county and a municipality (six are): then somebody must be asked."""
    key = name_key(text)
    return key in municipality_aliases() and key in _county_aliases() and not key.isdigit()


def similar_municipalities(text: str, *, limit: int = 3) -> list[Proposal]:
    """Return the municipalities whose names are most like the text, best first; empty when none is near."""
    key = name_key(text)
    for word in (" kommun", " stad"):
        key = key.removesuffix(word)
    names = {name_key(row["name"]): row for row in read_areas()["municipalities"]}
    near = difflib.get_close_matches(key, names, n=limit, cutoff=PROPOSAL_SCORE)
    return [
        Proposal(names[name]["code"], names[name]["name"], difflib.SequenceMatcher(None, key, name).ratio())
        for name in near
    ]
