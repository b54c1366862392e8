"""A participant's own answers: seen on the personal page, changed until they are frozen. Rules: ``given_answers``."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from cms.domain.retries import with_retries
from cms.exceptions import SamverkaError
from events.domain.answer_values import AnswerValue
from events.domain.given_answers import (
    answers_of,
    asked,
    change_answers,
    last_time_to_change,
    missing,
    stages_of,
)
from events.domain.questions import questions_of
from events.domain.transitions import PERSON
from events.domain.words import words_of
from events.models import Question, Registration
from events.question_forms import QuestionsForm
from events.templatetags.questions import day_words


@dataclass(frozen=True)
class OwnAnswers:
    """What the personal page shows. A person sees their own needs too: they are theirs."""

    pairs: list[tuple[Question, AnswerValue | None]]
    can_change: bool
    new_questions: bool


def own_answers(row: Registration) -> OwnAnswers:
    """Return the questions a person is asked now with their answers, and whether they can change them."""
    questions = questions_of(row.occasion)
    values = answers_of(row, questions)
    stages = stages_of(row, by=PERSON)
    shown = [question for question in asked(questions, values) if question.stage in stages]
    can_change = _can_change(row)
    unanswered = [question for question in missing(questions, values) if question.stage in stages]
    pairs = [(question, values.get(question.key)) for question in shown]
    return OwnAnswers(pairs, can_change=can_change, new_questions=can_change and bool(unanswered))


def change_own_answers(request: HttpRequest, row: Registration) -> HttpResponse:
    """Show the form with what was answered, or take what is sent."""
    questions = questions_of(row.occasion)
    stages = stages_of(row, by=PERSON)
    if not _can_change(row) or not any(question.stage in stages for question in questions):
        return HttpResponseRedirect(reverse("events_my"), status=303)
    form = QuestionsForm(
        request.POST if request.method == "POST" else None,
        questions=questions,
        stages=stages,
        standing=answers_of(row, questions),
        day_words=day_words,
    )
    if request.method != "POST" or not form.is_valid():
        return _render(request, row, form, status=422 if request.method == "POST" else 200)
    given = form.given()
    try:
        if given is not None:
            with_retries(lambda: change_answers(row, given, now=timezone.now()))
    except SamverkaError as refusal:
        return _render(request, row, form, status=409, refusal=refusal)
    return HttpResponseRedirect(reverse("events_my"), status=303)


def _can_change(row: Registration) -> bool:
    until = last_time_to_change(row.occasion)
    return row.is_active and (until is None or timezone.now() < until)


def _render(
    request: HttpRequest, row: Registration, form: QuestionsForm, *, status: int, refusal: SamverkaError | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "occasion": row.occasion,
        "words": words_of(row.occasion, language=get_language() or "sv"),
        "until": last_time_to_change(row.occasion),
        "refusal": refusal,
    }
    return render(request, "events/my_answers.html", context, status=status)
