"""What people answer: kept with the registration, dropped when not asked, changed until frozen, removed in time.

Needs (food, access, interpreter) are written encrypted to a table of their own and read here alone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from cms.domain.prepared import insert_row
from cms.field_encryption import UnreadableField, decrypt, encrypt, keyed_hash
from events.domain import seats
from events.domain.answer_values import AnswerValue, chosen_keys
from events.domain.occasion_days import held_days
from events.domain.questions import questions_of
from events.domain.transitions import PERSON, Agent
from events.enums import ACTIVE, TERMINAL, Actor, QuestionStage, RegistrationState
from events.exceptions import AnswerMissing, AnswersFrozen, RefusedTransition
from events.models import Answer, Occasion, Question, Registration, SensitiveAnswer

Values = Mapping[str, AnswerValue]


@dataclass(frozen=True)
class GivenAnswers:
    """The questions of a form that was sent, in order, and the clean values by the question's key."""

    questions: Sequence[Question]
    values: Values

    def fingerprint(self) -> str:
        """Return a hash that tells two forms apart and gives no answer away to who lacks the secret key."""
        return keyed_hash("answers", json.dumps(self.values, sort_keys=True, ensure_ascii=True))


@dataclass(frozen=True)
class PersonAnswers:
    """The answers of one registration by the question's key."""

    registration: Registration
    values: Values


def asked(questions: Sequence[Question], values: Values) -> list[Question]:
    """Return the questions that are asked, given the answers: a condition on a question not asked never holds."""
    shown: list[Question] = []
    keys: dict[str, set[str]] = {}
    for question in questions:
        if not question.show_if or any(value in keys.get(key, ()) for key, value in question.show_if):
            shown.append(question)
            keys[question.key] = chosen_keys(values.get(question.key)) if question.is_closed else set()
    return shown


def missing(questions: Sequence[Question], values: Values) -> list[Question]:
    """Return the questions that must be answered, are asked, and are not."""
    return [question for question in asked(questions, values) if question.required and question.key not in values]


def stages_of(registration: Registration, *, by: Agent) -> frozenset[str]:
    """Return the stages that are asked now: of a person more when the seat is confirmed; of an organizer all."""
    if by.actor != Actor.PERSON:
        return frozenset(QuestionStage)
    if registration.state == RegistrationState.CONFIRMED:
        return frozenset({QuestionStage.REGISTRATION, QuestionStage.AFTER_APPROVAL})
    return frozenset({QuestionStage.REGISTRATION})


def last_time_to_change(occasion: Occasion) -> datetime | None:
    """Return until when a participant may change answers: as set, else the start of the first day; None without."""
    days = held_days(occasion)
    return occasion.frozen_at or (days[0].start if days else None)


def check_complete(given: GivenAnswers) -> None:
    """Check that all that must be answered is. Errors: AnswerMissing."""
    if missing(given.questions, given.values):
        raise AnswerMissing


def save_answers(registration: Registration, given: GivenAnswers, *, now: datetime) -> None:
    """Write the answers of a new registration in the caller's transaction; what was not asked is dropped."""
    for question in asked(given.questions, given.values):
        if question.key in given.values:
            _write(registration, question, given.values[question.key], now=now)


def change_answers(registration: Registration, given: GivenAnswers, *, now: datetime, by: Agent = PERSON) -> None:
    """Take new answers to the given questions; answers to others stay as long as they are still asked.

    Errors: AnswersFrozen for a participant after the last time, AnswerMissing for a participant,
    RefusedTransition when the registration has ended; nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(registration.occasion_id)
        registration = Registration.objects.get(pk=registration.pk)
        if registration.state not in ACTIVE:
            raise RefusedTransition
        until = last_time_to_change(occasion)
        if by.actor == Actor.PERSON and until is not None and now >= until:
            raise AnswersFrozen
        questions = questions_of(occasion)
        stored = answers_of(registration, questions)
        answered_now = {question.key for question in given.questions}
        values = {key: value for key, value in stored.items() if key not in answered_now} | dict(given.values)
        stages = {question.stage for question in given.questions}
        if by.actor == Actor.PERSON:
            check_complete(GivenAnswers([row for row in questions if row.stage in stages], values))
        kept = {question.key for question in asked(questions, values) if question.key in values}
        for question in questions:
            if stored.get(question.key) != values.get(question.key) or question.key not in kept:
                _delete(registration, question)
                if question.key in kept:
                    _write(registration, question, values[question.key], now=now)


def answers_of(
    registration: Registration, questions: Iterable[Question], *, with_needs: bool = True
) -> dict[str, AnswerValue]:
    """Return the stored answers of a registration by key; ``with_needs``: also the encrypted ones.

    A need that no key opens any more is left out.
    """
    (person,) = answers_of_all([registration], questions, with_needs=with_needs)
    return dict(person.values)


def answers_of_all(
    registrations: Sequence[Registration], questions: Iterable[Question], *, with_needs: bool
) -> list[PersonAnswers]:
    """Return the answers of registrations in their order, by two queries at most."""
    keys = {question.pk: question.key for question in questions}
    values: dict[int, dict[str, AnswerValue]] = {row.pk: {} for row in registrations}
    if keys:
        for answer in Answer.objects.filter(registration__in=registrations, question__in=keys):
            values[answer.registration_id][keys[answer.question_id]] = answer.value
    if keys and with_needs:
        for need in SensitiveAnswer.objects.filter(registration__in=registrations, question__in=keys):
            with suppress(UnreadableField):
                values[need.registration_id][keys[need.question_id]] = json.loads(decrypt(bytes(need.sealed)))
    return [PersonAnswers(row, values[row.pk]) for row in registrations]


def remove_due_answers(now: datetime) -> None:
    """Delete answers whose days after the event have passed, and needs of those who no longer come.

    The event ends with its last day, or when it is called off. Days are counted as 24 hours.
    """
    SensitiveAnswer.objects.filter(registration__state__in=TERMINAL).delete()
    answered = Q(Exists(Answer.objects.filter(question=OuterRef("pk"))))
    answered |= Q(Exists(SensitiveAnswer.objects.filter(question=OuterRef("pk"))))
    end = Coalesce(F("occasion__cancelled_at"), Max("occasion__days__end"))
    for question in Question.objects.filter(answered).annotate(ended_at=end):
        if question.ended_at is not None and question.ended_at + question.kept_for <= now:
            question.answers.all().delete()
            question.sensitive_answers.all().delete()


# --- parts --------------------------------------------------------------------------------------------------------


def _write(registration: Registration, question: Question, value: AnswerValue, *, now: datetime) -> None:
    if question.sensitive:
        sealed = encrypt(json.dumps(value, ensure_ascii=False).encode())
        insert_row(SensitiveAnswer(registration=registration, question=question, sealed=sealed, answered_at=now))
    else:
        insert_row(Answer(registration=registration, question=question, value=value, answered_at=now))


def _delete(registration: Registration, question: Question) -> None:
    table = SensitiveAnswer if question.sensitive else Answer
    table.objects.filter(registration=registration, question=question).delete()
