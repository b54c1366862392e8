"""The form of an occasion: which questions it asks, in which words and order; organizers make and change them here.

How people answer stands in ``given_answers``, what an answer may be in ``answer_values``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField
from django.utils.text import slugify

from cms import languages
from cms.domain.prepared import Bind, Prepared
from events.domain import seats
from events.domain.answer_values import chosen_keys, option_keys
from events.domain.audit import log_act
from events.domain.transitions import Agent
from events.enums import WITH_CHOICES, Planning, QuestionStage
from events.exceptions import (
    AnsweredAlready,
    ChoicesMissing,
    ConditionNotBefore,
    PurposeMissing,
    QuestionIsNeeded,
    RetentionRefused,
)
from events.models import Answer, Occasion, Question, SensitiveAnswer
from events.models.questions import LONGEST_KEPT_DAYS, NEEDS_KEPT_DAYS

KEY_LENGTH = 40
STAGES = list(QuestionStage)


@dataclass(frozen=True)
class QuestionPlan:
    """A question as it shall be; fields as in the table. A choice without ``key`` is new and gets one."""

    type: str
    label: str
    purpose: str
    retention_days: int | None
    stage: str = QuestionStage.REGISTRATION
    required: bool = False
    sensitive: bool = False
    help_text: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    choices: Sequence[Mapping[str, str]] = field(default_factory=list)
    show_if: Sequence[Sequence[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Words:
    """A text and the language it is in, which may be another than was asked for."""

    text: str
    language: str


_QUESTIONS = Prepared(
    lambda: Question.objects.filter(occasion_id=Bind("occasion", BigIntegerField())).order_by("position", "pk")
)


def questions_of(occasion: Occasion) -> list[Question]:
    """Return the questions of an occasion in order, by one query; may be empty, and then asks nothing."""
    return _read_questions(occasion) if occasion.asks_questions else []


def _read_questions(occasion: Occasion) -> list[Question]:
    questions = _QUESTIONS.instances(occasion=occasion.pk)
    for question in questions:
        question.occasion = occasion
    return questions


def words_of_question(question: Question, name: str, *, language: str) -> Words:
    """Return ``label``, ``help_text`` or ``purpose`` for a reader: in their language, else in the first that has it."""
    source = languages.SOURCE_LANGUAGE.code
    for code in (language, *languages.CODES):
        text = getattr(question, name) if code == source else question.translations.get(code, {}).get(name, "")
        if text:
            return Words(text, code)
    return Words("", language)


def words_of_choice(question: Question, key: str, *, language: str) -> Words:
    """Return the words of a choice for a reader; the key itself when the choice is gone."""
    choice: dict[str, str] = next((choice for choice in question.choices if choice["key"] == key), {})
    found = (Words(choice[code], code) for code in (language, *languages.CODES) if choice.get(code))
    return next(found, Words(key, language))


def missing_translations(question: Question) -> list[str]:
    """Return the codes of the languages in which some words of the question are missing."""
    names = [name for name in ("label", "help_text", "purpose") if getattr(question, name)]
    return [
        code
        for code in languages.CODES
        if code != languages.SOURCE_LANGUAGE.code
        and not (
            all(question.translations.get(code, {}).get(name) for name in names)
            and all(choice.get(code) for choice in question.choices)
        )
    ]


def add_question(occasion: Occasion, plan: QuestionPlan, *, by: Agent) -> Question:
    """Add a question at the end of the form; its key is made of the Swedish words.

    Errors: PurposeMissing, RetentionRefused, ChoicesMissing, ConditionNotBefore; nothing is written then.
    """
    with transaction.atomic(durable=True):
        locked = seats.lock_occasion(occasion.pk)
        others = _read_questions(locked)
        question = Question(
            occasion=locked,
            key=free_key(plan.label, taken={other.key for other in others}, otherwise="q"),
            position=others[-1].position + 1 if others else 1,
        )
        _apply(question, plan, before=others)
        question.save(force_insert=True)
        _note_questions(locked, there_are=True)
        log_act(locked, Planning.FORM, by=by)
    occasion.asks_questions = True
    return question


def change_question(question: Question, plan: QuestionPlan, *, by: Agent) -> Question:
    """Change a question to the plan; its key stays. Once answered, type, sensitivity and used choices stay too.

    Errors: as of ``add_question``; AnsweredAlready; QuestionIsNeeded when another question depends on what is taken
    away. Nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(question.occasion_id)
        ordered = _read_questions(occasion)
        question = next(other for other in ordered if other.pk == question.pk)
        was = (question.type, question.sensitive)
        place = ordered.index(question)
        _apply(question, plan, before=ordered[:place])
        if was != (question.type, question.sensitive) and has_answers(question):
            raise AnsweredAlready
        if not _answered_keys(question) <= set(option_keys(question)) and question.type in WITH_CHOICES:
            raise AnsweredAlready
        _check_conditions(ordered)
        question.save()
        log_act(occasion, Planning.FORM, by=by)
    return question


def move_question(question: Question, *, up: bool, by: Agent) -> None:
    """Change places with the question before or after it; the first and last stay where they are.

    Errors: ConditionNotBefore when a question would come before the one it depends on.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(question.occasion_id)
        ordered = _read_questions(occasion)
        place = next(index for index, other in enumerate(ordered) if other.pk == question.pk)
        goal = place - 1 if up else place + 1
        if not 0 <= goal < len(ordered):
            return
        ordered[place], ordered[goal] = ordered[goal], ordered[place]
        _check_conditions(ordered, refusal=ConditionNotBefore)
        for position, other in enumerate(ordered, start=1):
            other.position = position
        Question.objects.bulk_update(ordered, ["position"])
        log_act(occasion, Planning.FORM, by=by)


def remove_question(question: Question, *, by: Agent) -> int:
    """Remove a question with its answers; return how many answers went with it.

    Errors: QuestionIsNeeded when another question depends on it.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(question.occasion_id)
        others = [other for other in _read_questions(occasion) if other.pk != question.pk]
        _check_conditions(others)
        answers = question.answers.count() + question.sensitive_answers.count()
        question.delete()
        _note_questions(occasion, there_are=bool(others))
        log_act(occasion, Planning.FORM, by=by)
    return answers


def has_answers(question: Question) -> bool:
    """Return whether anybody has answered."""
    return question.answers.exists() or question.sensitive_answers.exists()


def free_key(text: str, *, taken: set[str], otherwise: str) -> str:
    """Return a key made of words: ``vegansk-kost``, with a number behind it when that one is taken."""
    base = slugify(text)[: KEY_LENGTH - 4].strip("-") or otherwise
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


# --- parts --------------------------------------------------------------------------------------------------------


def _note_questions(occasion: Occasion, *, there_are: bool) -> None:
    if occasion.asks_questions != there_are:
        Occasion.objects.filter(pk=occasion.pk).update(asks_questions=there_are)


def _apply(question: Question, plan: QuestionPlan, *, before: Sequence[Question]) -> None:
    """Write the plan on the row, checked, without saving it."""
    if not plan.purpose.strip():
        raise PurposeMissing
    most = NEEDS_KEPT_DAYS if plan.sensitive else LONGEST_KEPT_DAYS
    if plan.retention_days is None or not 1 <= plan.retention_days <= most:
        raise RetentionRefused(params={"most": most})
    for name, value in asdict(plan).items():
        setattr(question, name, value)
    question.choices = _with_keys(plan.choices) if plan.type in WITH_CHOICES else []
    question.show_if = [[key, value] for key, value in plan.show_if]
    if plan.type in WITH_CHOICES and not question.choices:
        raise ChoicesMissing
    _check_conditions([*before, question], refusal=ConditionNotBefore)


def _with_keys(choices: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    taken = {choice["key"] for choice in choices if choice.get("key")}
    kept: list[dict[str, str]] = []
    for choice in choices:
        words = {code: choice.get(code, "").strip() for code in languages.CODES}
        if not words[languages.SOURCE_LANGUAGE.code]:
            continue
        key = choice.get("key") or free_key(words[languages.SOURCE_LANGUAGE.code], taken=taken, otherwise="choice")
        taken.add(key)
        kept.append({"key": key, **words})
    return kept


def _check_conditions(
    ordered: Sequence[Question], *, refusal: type[ConditionNotBefore] | type[QuestionIsNeeded] = QuestionIsNeeded
) -> None:
    """Check that each condition names a closed question above it, asked no later, and one of its answers."""
    above: dict[str, Question] = {}
    for question in ordered:
        for key, value in question.show_if:
            source = above.get(key)
            if source is None or not source.is_closed or value not in option_keys(source):
                raise refusal
            if STAGES.index(QuestionStage(source.stage)) > STAGES.index(QuestionStage(question.stage)):
                raise refusal
        above[question.key] = question


def _answered_keys(question: Question) -> set[str]:
    """Return the keys that open answers hold; those about needs are counted as using every choice they were given."""
    keys: set[str] = set()
    values: list[Any] = list(Answer.objects.filter(question=question).values_list("value", flat=True))
    if SensitiveAnswer.objects.filter(question=question).exists():
        stored = Question.objects.get(pk=question.pk)
        keys.update(option_keys(stored) if stored.type in WITH_CHOICES else [])
    return keys.union(*(chosen_keys(value) for value in values)) if question.type in WITH_CHOICES else keys
