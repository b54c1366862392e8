"""Rows of an import in words: how each ends, why, and what would be written, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import models

from networks.importing.applying import ENTITIES
from networks.importing.reasons import titles_of, words
from networks.models import ImportRow

HIDDEN_FIELDS: Final = ("valid_from_precision", "valid_to_precision", "municipality_id")


@dataclass(frozen=True)
class Difference:
    """One field that would be written; ``before`` is empty for a new row."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowPreview:
    """One row of the preview."""

    sheet: str
    number: int
    outcome: str
    outcome_label: str
    cells: list[str]
    reasons: list[str]
    differences: list[Difference]


def preview_rows(rows: Iterable[ImportRow], *, mapping: Mapping[str, Any]) -> list[RowPreview]:
    """Return the rows in words, in their order. The records should be fetched along. ``mapping``: that of the job."""
    titles = {sheet: titles_of(header) for sheet, header in mapping.items()}
    return [
        RowPreview(
            sheet=row.sheet,
            number=row.number,
            outcome=row.outcome,
            outcome_label=row.get_outcome_display(),
            cells=["" if cell is None else str(cell) for cell in row.raw],
            reasons=words(row.reasons, titles=titles.get(row.sheet)),
            differences=[found for record in row.records.all() for found in _differences(record)],
        )
        for row in rows
    ]


def _differences(record: Any) -> list[Difference]:
    model = ENTITIES[record.entity]
    entity = str(model._meta.verbose_name)
    found = []
    for name, (before, after) in record.diff.items():
        if name in HIDDEN_FIELDS:
            continue
        item = next((item for item in model._meta.concrete_fields if item.name == name), None)
        label = f"{entity}, {item.verbose_name}" if item is not None else entity
        found.append(Difference(label, _shown(item, before), _shown(item, after)))
    return found


def _shown(item: models.Field | None, value: Any) -> str:
    if value is None:
        return ""
    choices = dict(item.flatchoices) if item is not None else {}
    return str(choices.get(value, value))
