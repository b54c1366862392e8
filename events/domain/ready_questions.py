"""Questions that many events ask, in all three languages, from ``events/data/ready_questions.json``."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cms.languages import SOURCE_LANGUAGE
from events.domain.questions import QuestionPlan, add_question
from events.domain.transitions import Agent
from events.models import Occasion, Question

READY_FILE = Path(__file__).resolve().parent.parent / "data" / "ready_questions.json"
WORDS = ("label", "help_text", "purpose")


@cache
def ready_questions() -> dict[str, list[dict[str, Any]]]:
    """Return the ready-made questions: code -> one or several in order."""
    found: dict[str, list[dict[str, Any]]] = json.loads(READY_FILE.read_text(encoding="utf-8"))
    return found


def add_ready_questions(occasion: Occasion, code: str, *, by: Agent) -> list[Question]:
    """Add the ready-made questions of a code at the end of the form. Errors: KeyError for a code there is not."""
    added: list[Question] = []
    for row in ready_questions()[code]:
        condition = [[added[-1].key, added[-1].choices[-1]["key"]]] if row.get("show_if_last") else []
        added.append(add_question(occasion, plan_of_row(row, show_if=condition), by=by))
    return added


def plan_of_row(row: dict[str, Any], *, show_if: Sequence[Sequence[str]] = ()) -> QuestionPlan:
    """Return the plan of a question written as data: each text is language code -> words."""
    source = SOURCE_LANGUAGE.code
    texts: dict[str, dict[str, str]] = {name: row.get(name, {}) for name in WORDS}
    others = {code for words in texts.values() for code in words} - {source}
    return QuestionPlan(
        type=row["type"],
        required=row.get("required", False),
        sensitive=row.get("sensitive", False),
        retention_days=row["retention_days"],
        choices=row.get("choices", []),
        show_if=show_if,
        translations={code: {name: texts[name].get(code, "") for name in WORDS} for code in sorted(others)},
        label=texts["label"][source],
        help_text=texts["help_text"].get(source, ""),
        purpose=texts["purpose"][source],
    )
