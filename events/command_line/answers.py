"""What several sub-commands say in the same way, and what they refuse."""

import json
from datetime import datetime
from typing import Any, TextIO

from django.utils import timezone

from cms import languages
from cms.exceptions import SamverkaError
from events.codes import clean_code
from events.domain.occasion_days import held_days
from events.domain.words import words_of
from events.models import Occasion


class UsageError(Exception):
    """The arguments make no sense together: exit 2."""


class Refused(SamverkaError):
    """Nothing was done: exit 1."""

    code = "not_found"


def find_occasion(code: str) -> Occasion:
    occasion = Occasion.objects.filter(code=clean_code(code) or "").first()
    if occasion is None:
        raise Refused(f"There is no event with the code {code}.")
    return occasion


def summary_of(occasion: Occasion) -> dict[str, Any]:
    days = held_days(occasion)
    words = words_of(occasion, language=languages.SOURCE_LANGUAGE.code)
    return {
        "code": occasion.code,
        "kind": occasion.kind,
        "status": occasion.status,
        "title": words.title,
        "starts": iso(days[0].start) if days else "",
        "ends": iso(days[-1].end) if days else "",
    }


def pools_of(occasion: Occasion) -> list[dict[str, Any]]:
    columns = ("kind", "mode", "label", "capacity", "taken", "waiting", "municipality_id")
    return [{"id": pool.pk, **{name: getattr(pool, name) for name in columns}} for pool in occasion.pools.all()]


def iso(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat()


def write_json(out: TextIO, data: Any) -> None:
    out.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def write_bytes(out: TextIO, content: bytes) -> None:
    """Write a file that is no text. Errors: UsageError at a terminal, where nobody could read it."""
    if out.isatty():
        raise UsageError("This is a workbook, no text: send it to a file, with > list.xlsx.")
    out.buffer.write(content)  # type: ignore[attr-defined]
