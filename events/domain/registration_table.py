"""Registrations as a table: the fixed columns, then one for each question; and how often each choice was taken."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from events.domain import queries
from events.domain.answer_values import Cell, cell_of, chosen_keys, option_keys
from events.domain.given_answers import PersonAnswers, answers_of_all
from events.domain.questions import questions_of
from events.enums import ACTIVE, QuestionType
from events.models import Occasion, Question, Registration

COLUMNS = (
    "id",
    "email",
    "status",
    "position",
    "arrival",
    "name",
    "organization",
    "mode",
    "language",
    "registered_at",
)
COUNTED = frozenset({QuestionType.ONE_OF, QuestionType.MANY_OF, QuestionType.YES_NO, QuestionType.SESSION})


@dataclass(frozen=True)
class RegistrationTable:
    """``columns``: the names in order; a question's is ``answers.`` and its key. ``rows``: a cell for each column."""

    columns: Sequence[str]
    rows: Sequence[dict[str, Cell]]


def readable_questions(occasion: Occasion, *, with_needs: bool) -> list[Question]:
    """Return the questions in order; without those about needs for who may not read them."""
    return [question for question in questions_of(occasion) if with_needs or not question.sensitive]


def registration_table(occasion: Occasion, chosen: "QuerySet[Registration]", *, with_needs: bool) -> RegistrationTable:
    """Return registrations by arrival with their answers. ``with_needs``: for those alone who may read them.

    Cells are values; who writes them to a file makes them formula-safe (``cms/spreadsheets.py``).
    """
    listed = queries.registration_rows(chosen)
    questions = readable_questions(occasion, with_needs=with_needs)
    people = answers_of_all([row.registration for row in listed], questions, with_needs=with_needs)
    rows: list[dict[str, Cell]] = []
    for row, person in zip(listed, people, strict=True):
        registration = row.registration
        fixed: dict[str, Cell] = {
            "id": str(registration.public_id),
            "email": registration.email,
            "status": registration.state,
            "position": row.place,
            "arrival": registration.arrival_number,
            "name": registration.name,
            "organization": registration.organization_name,
            "mode": registration.mode,
            "language": registration.language,
            "registered_at": registration.registered_at.isoformat(),
        }
        answers = {column_of(question): cell_of(question, person.values.get(question.key)) for question in questions}
        rows.append(fixed | answers)
    return RegistrationTable([*COLUMNS, *(column_of(question) for question in questions)], rows)


def column_of(question: Question) -> str:
    """Return the name of a question's column; no fixed column has a full stop in its name."""
    return f"answers.{question.key}"


def choice_counts(question: Question, people: Sequence[PersonAnswers]) -> list[tuple[str, int]]:
    """Return each choice of a question with the number of people who took it and have not ended; else empty."""
    if question.type not in COUNTED:
        return []
    taken = Counter(
        key
        for person in people
        if person.registration.state in ACTIVE
        for key in chosen_keys(person.values.get(question.key))
    )
    return [(key, taken[key]) for key in option_keys(question)]
