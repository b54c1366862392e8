"""What people answered: counted and listed, as a file, changed for one person (also at check-in). No rules."""

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.spreadsheets import safe_cell
from events.domain.audit import log_act
from events.domain.given_answers import answers_of, answers_of_all, change_answers
from events.domain.occasion_days import remember_days
from events.domain.registration_table import choice_counts, readable_questions, registration_table
from events.enums import ACTIVE, Planning, QuestionStage
from events.models import Registration
from events.permissions import READ_REGISTRATIONS, WRITE_REGISTRATIONS, may_read_needs
from events.question_forms import QuestionsForm
from events.templatetags.questions import day_words
from events.views.organizer.base import ActView, OrganizerView


class AnswersView(OrganizerView):
    """Base: needs are read by organizers of the event alone."""

    @property
    def with_needs(self) -> bool:
        return may_read_needs(self.request.user, self.occasion)


class AnswerList(AnswersView):
    permissions = READ_REGISTRATIONS
    page_title = _("Answers")
    template_name = "events/admin/answers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remember_days(self.occasion)
        questions = readable_questions(self.occasion, with_needs=self.with_needs)
        rows = list(self.occasion.registrations.filter(state__in=ACTIVE).order_by("arrival_number"))
        people = answers_of_all(rows, questions, with_needs=self.with_needs)
        lines = [
            (person.registration, [(question, person.values.get(question.key)) for question in questions])
            for person in people
        ]
        counts = [(question, choice_counts(question, people)) for question in questions]
        return super().get_context_data(
            **kwargs,
            questions=questions,
            lines=lines,
            counts=[(question, keys) for question, keys in counts if keys],
            with_needs=self.with_needs,
        )


class AnswerFile(AnswersView):
    """The same as a file for a spreadsheet, with everybody; that it was taken stands in the audit log."""

    permissions = READ_REGISTRATIONS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        table = registration_table(self.occasion, self.occasion.registrations.all(), with_needs=self.with_needs)
        log_act(self.occasion, Planning.DOWNLOAD, by=self.by)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{self.occasion.code}.csv"'
        response.headers["Cache-Control"] = "no-store, private"
        response.write("\ufeff")  # without it Excel takes the letters for another encoding
        writer = csv.DictWriter(response, fieldnames=table.columns)
        writer.writeheader()
        writer.writerows({name: safe_cell(cell) for name, cell in row.items()} for row in table.rows)
        return response


class ChangeAnswers(AnswersView, ActView):
    """The answers of one person, of all stages; an organizer may leave out what must be answered."""

    permissions = WRITE_REGISTRATIONS
    changes = True
    page_title = _("Answers")
    submit_label = _("Save the answers")

    def registration(self) -> Registration:
        return get_object_or_404(Registration, occasion=self.occasion, public_id=self.kwargs["public_id"])

    def make_form(self, data: Any = None) -> QuestionsForm:
        questions = readable_questions(self.occasion, with_needs=self.with_needs)
        standing = answers_of(self.registration(), questions)
        return QuestionsForm(
            data, questions=questions, stages=set(QuestionStage), standing=standing, must=False, day_words=day_words
        )

    def perform(self, form: Any) -> None:
        given = form.given()
        if given is not None:
            change_answers(self.registration(), given, now=self.now, by=self.by)

    def own_url(self) -> str:
        return reverse("events_admin_answers", args=[self.occasion.code])
