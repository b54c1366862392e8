"""The builder of an occasion's form: its questions in order, one of them, taking one out, trying the form. No rules."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms import languages
from cms.exceptions import SamverkaError
from events.builder_forms import ChoiceFormSet, QuestionForm, choices_of
from events.domain import questions as rules
from events.domain.given_answers import asked
from events.domain.ready_questions import add_ready_questions
from events.domain.words import words_of
from events.enums import QuestionStage
from events.models import Question
from events.permissions import READ, WRITE
from events.question_forms import QuestionsForm, condition_words
from events.templatetags.questions import day_words
from events.views.organizer.base import OrganizerView

READY = {
    "food": _("Food"),
    "access": _("Access needs"),
    "interpreter": _("Interpreter"),
}


class BuilderView(OrganizerView):
    """Base: the way back leads to the list of questions."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": self.list_url(), "label": _("Questions")}]

    def list_url(self) -> str:
        return reverse("events_admin_questions", args=[self.occasion.code])

    def question(self) -> Question:
        return get_object_or_404(self.occasion.questions, key=self.kwargs["key"])

    def done(self, act: Callable[[], object], words: Any) -> HttpResponse:
        """Do an act, say so, and go back to the list; a refusal is said in its own words."""
        try:
            act()
        except SamverkaError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, words)
        return redirect(self.list_url())


class QuestionList(BuilderView):
    permissions = READ
    page_title = _("Questions")
    template_name = "events/admin/questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = rules.questions_of(self.occasion)
        by_key = {question.key: question for question in found}
        rows = [
            {
                "question": question,
                "conditions": condition_words(question, by_key),
                "untranslated": [languages.BY_CODE[code] for code in rules.missing_translations(question)],
            }
            for question in found
        ]
        return super().get_context_data(
            **kwargs, rows=rows, ready=READY.items(), languages=languages.LANGUAGES, stages=QuestionStage
        )


class AddReady(BuilderView):
    permissions = WRITE
    changes = True

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        chosen = request.POST.get("ready", "")
        if chosen not in READY:
            raise Http404
        return self.done(lambda: add_ready_questions(self.occasion, chosen, by=self.by), _("The question is added."))


class MoveQuestion(BuilderView):
    permissions = WRITE
    changes = True

    def post(self, request: HttpRequest, code: str, key: str) -> HttpResponse:
        question, up = self.question(), request.POST.get("to") == "up"
        return self.done(lambda: rules.move_question(question, up=up, by=self.by), _("The order is changed."))


class EditQuestion(BuilderView):
    """One question with its choices; without a key a new one."""

    permissions = WRITE
    changes = True
    page_title = _("Question")
    template_name = "events/admin/question_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, choices = kwargs.pop("forms", None) or self.forms()
        return super().get_context_data(**kwargs, form=form, choices=choices)

    def forms(self, data: Any = None) -> tuple[QuestionForm, Any]:
        question = self.question() if "key" in self.kwargs else None
        before = rules.questions_of(self.occasion)
        if question is not None:
            before = [other for other in before if other.position < question.position]
        initial = question.choices if question else []
        form = QuestionForm(data, question=question, before=before)
        return form, ChoiceFormSet(data, initial=initial, prefix="choices")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, choices = self.forms(request.POST)
        if form.is_valid() and choices.is_valid():
            plan = form.plan(choices_of(choices))
            try:
                if "key" in kwargs:
                    rules.change_question(self.question(), plan, by=self.by)
                else:
                    rules.add_question(self.occasion, plan, by=self.by)
            except SamverkaError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect(self.list_url())
        return self.render_to_response(self.get_context_data(forms=(form, choices)), status=422)


class RemoveQuestion(BuilderView):
    permissions = WRITE
    changes = True
    page_title = _("Take a question out")
    template_name = "events/admin/question_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question()
        answers = question.answers.count() + question.sensitive_answers.count()
        return super().get_context_data(**kwargs, question=question, answers=answers)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.done(lambda: rules.remove_question(self.question(), by=self.by), _("The question is taken out."))


class TryForm(BuilderView):
    """The form as participants see it, in a language; what is sent is checked, shown and not kept."""

    permissions = READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(request.POST)

    def show(self, data: Any = None) -> HttpResponse:
        language = languages.get_language(self.kwargs["language"])
        found = rules.questions_of(self.occasion)
        with translation.override(language.code):
            form = QuestionsForm(data, questions=found, stages=set(QuestionStage), day_words=day_words)
            given = form.given() if data is not None and form.is_valid() else None
            kept = asked(given.questions, given.values) if given else []
            context = {
                "form": form,
                "occasion": self.occasion,
                "words": words_of(self.occasion, language=language.code),
                "languages": languages.LANGUAGES,
                "language": language,
                "kept": [(question, given.values.get(question.key)) for question in kept] if given else [],
                "list_url": self.list_url(),
            }
            status = 422 if form.errors else 200
            return render(self.request, "events/question_preview.html", context, status=status)
