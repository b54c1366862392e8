"""Which column of the file is which: the header row is found and guessed by its words; a person may overrule it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from networks.importing.columns import column_for
from networks.importing.files import TableRow

HEADER_SEARCH_ROWS: Final = 20


@dataclass(frozen=True)
class Header:
    """The header row of a sheet: its number in the file, its words, and the guessed key of each column ("" = none)."""

    sheet: str
    number: int
    headings: list[str]
    keys: list[str]


def find_headers(rows: Sequence[TableRow], *, target: str) -> dict[str, Header]:
    """Return the header of each sheet that has one: of its first 20 rows the one with most known headings.

    A sheet without a single known heading is left out; title rows above the header are passed over.
    """
    headers: dict[str, Header] = {}
    hits: dict[str, int] = {}
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.sheet] = seen.get(row.sheet, 0) + 1
        if seen[row.sheet] > HEADER_SEARCH_ROWS:
            continue
        keys = _without_repeats([column_for(cell, target) for cell in row.cells])
        number = sum(bool(key) for key in keys)
        if number > hits.get(row.sheet, 0):
            hits[row.sheet] = number
            headings = ["" if cell is None else str(cell).strip() for cell in row.cells]
            headers[row.sheet] = Header(row.sheet, row.number, headings, keys)
    return headers


def _without_repeats(keys: list[str]) -> list[str]:
    """Keep the first column of each key: a second "Organisation" is for a person to decide."""
    kept: set[str] = set()
    result = []
    for key in keys:
        result.append("" if key in kept else key)
        if key:
            kept.add(key)
    return result


def named_cells(cells: Sequence[Any], keys: Sequence[str]) -> dict[str, Any]:
    """Return ``{key: cell}`` of a row; a short row is padded with nothing, cells of ignored columns are left out."""
    padded = [*cells, *([None] * (len(keys) - len(cells)))]
    return {key: cell for key, cell in zip(keys, padded, strict=False) if key}
