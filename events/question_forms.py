"""The questions of an occasion as fields of a form that works without scripts. Rules: ``domain/answer_values.py``."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cms import languages
from cms.digits import to_local_digits
from events.domain.answer_values import NO, YES, AnswerValue, clean_value
from events.domain.given_answers import GivenAnswers, Values, missing
from events.domain.occasion_days import held_days
from events.domain.questions import Words, words_of_choice, words_of_question
from events.enums import QuestionType
from events.models import OccasionDay, Question
from events.widgets import LongSelect
from networks.models import Municipality

DayWords = Callable[[OccasionDay], str]
_INPUTS: dict[str, dict[str, str]] = {
    QuestionType.NUMBER: {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"},
    QuestionType.DATE: {"type": "date", "dir": "ltr"},
    QuestionType.TIME: {"type": "time", "dir": "ltr"},
    QuestionType.EMAIL: {"type": "email", "dir": "ltr", "spellcheck": "false"},
    QuestionType.PHONE: {"type": "tel", "dir": "ltr"},
}


def worded(words: Words) -> SafeString:
    """Return an organizer's words as HTML; in another language than the page's they say so."""
    if words.language == languages.get_language(get_language()).code:
        return format_html("{}", words.text)
    language = languages.get_language(words.language)
    return format_html('<span lang="{}" dir="{}">{}</span>', language.html_lang, language.direction, words.text)


def question_words(question: Question, name: str = "label") -> SafeString:
    """Return label, help or purpose of a question for the reader."""
    return worded(words_of_question(question, name, language=_reader()))


def choice_words(question: Question, key: str) -> SafeString:
    """Return the words of one answer to a closed question for the reader."""
    if question.type == QuestionType.YES_NO:
        return format_html("{}", _("Yes") if key == YES else _("No"))
    return worded(words_of_choice(question, key, language=_reader()))


def kept_words(question: Question) -> str:
    """Return for how long the answers are kept, in words."""
    days = question.retention_days
    shown = to_local_digits(days, get_language())
    return ngettext("Deleted %(shown)s day after the event.", "Deleted %(shown)s days after the event.", days) % {
        "shown": shown
    }


def condition_words(question: Question, questions: Mapping[str, Question]) -> list[SafeString]:
    """Return when the question is to be answered, a sentence for each question it depends on."""
    by_source: dict[str, list[SafeString]] = {}
    for key, value in question.show_if:
        if key in questions:
            by_source.setdefault(key, []).append(choice_words(questions[key], value))
    return [
        format_html(
            _("Answer only if you chose {choices} under “{question}”."),
            choices=format_html_join(_(", "), "<bdi>{}</bdi>", ((choice,) for choice in choices)),
            question=question_words(questions[key]),
        )
        for key, choices in by_source.items()
    ]


class AnswerField(forms.Field):
    """One question. Whether it must be answered is for the form to say: that depends on the other answers."""

    def __init__(self, question: Question, *, questions: Mapping[str, Question], day_words: DayWords) -> None:
        self.question = question
        conditions = condition_words(question, questions)
        widget = _widget(question, day_words)
        if conditions:
            widget.use_required_attribute = lambda initial: False  # type: ignore[method-assign]
        super().__init__(
            required=question.required,
            label=question_words(question),
            help_text=_help(question, conditions),
            widget=widget,
        )

    def clean(self, value: Any) -> AnswerValue | None:
        return clean_value(self.question, value or "")

    def prepare_value(self, value: Any) -> Any:
        return (YES if value else NO) if isinstance(value, bool) else value


class QuestionsForm(forms.Form):
    """Fields for the questions of ``stages``. ``standing``: answers already given to the others, for conditions.

    ``must``: whether what must be answered is asked for (not of an organizer).
    """

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question] = (),
        stages: Collection[str] = (),
        standing: Values | None = None,
        must: bool = True,
        day_words: DayWords = str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.all_questions = questions
        self.questions = [question for question in questions if question.stage in stages]
        self.standing = dict(standing or {})
        self.must = must
        by_key = {question.key: question for question in questions}
        for question in self.questions:
            field = AnswerField(question, questions=by_key, day_words=day_words)
            field.required = field.required and must
            self.fields[field_name(question)] = field
            if question.key in self.standing:
                self.initial.setdefault(field_name(question), self.standing.pop(question.key))

    def question_fields(self) -> list[forms.BoundField]:
        """Return the fields of the questions, in order."""
        return [self[field_name(question)] for question in self.questions]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.must:
            unanswered = {question.key for question in missing(self.all_questions, self.standing | self._values())}
            for question in self.questions:
                if question.key in unanswered and field_name(question) not in self.errors:
                    message = forms.Field.default_error_messages["required"]
                    self.add_error(field_name(question), ValidationError(message, code="required"))
        return values

    def given(self) -> GivenAnswers | None:
        """Return the clean answers; None for a form without questions."""
        return GivenAnswers(self.questions, self._values()) if self.questions else None

    def _values(self) -> dict[str, AnswerValue]:
        found = {question.key: self.cleaned_data.get(field_name(question)) for question in self.questions}
        return {key: value for key, value in found.items() if value is not None}


def field_name(question: Question) -> str:
    """Return the name of a question's field; no field of our own begins so."""
    return f"q-{question.key}"


# --- parts --------------------------------------------------------------------------------------------------------


def _reader() -> str:
    return languages.get_language(get_language()).code


def _help(question: Question, conditions: Sequence[SafeString]) -> SafeString:
    parts: list[Any] = [*conditions]
    if question.help_text:
        parts.append(question_words(question, "help_text"))
    if question.is_free_text:
        parts.append(_("Do not write personal identity numbers or names of children."))
    if question.sensitive:
        parts.append(_("Only the organizer sees your answer.") + " " + kept_words(question))
    return format_html_join(mark_safe("<br>"), "{}", ((part,) for part in parts))


def _widget(question: Question, day_words: DayWords) -> forms.Widget:
    if question.type == QuestionType.MANY_OF:
        return forms.CheckboxSelectMultiple(choices=_choices(question))
    if question.type == QuestionType.SESSION:
        days = [(str(day.uid), day_words(day)) for day in held_days(question.occasion)]
        return forms.CheckboxSelectMultiple(choices=days)
    if question.type in (QuestionType.ONE_OF, QuestionType.YES_NO):
        # Without a script a chosen circle cannot be emptied again: an answer of its own does it.
        none = [] if question.required and not question.show_if else [("", _("No answer"))]
        return forms.RadioSelect(choices=[*_choices(question), *none])
    if question.type == QuestionType.MUNICIPALITY:
        rows = Municipality.objects.order_by("sort_key", "code").values_list("code", "name")
        return LongSelect(choices=[("", _("Choose, if any")), *rows])
    if question.type == QuestionType.LONG:
        return forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    return forms.TextInput(attrs=dict(_INPUTS.get(question.type, {"dir": "auto"})))


def _choices(question: Question) -> list[tuple[str, SafeString]]:
    keys = [YES, NO] if question.type == QuestionType.YES_NO else [choice["key"] for choice in question.choices]
    return [(key, choice_words(question, key)) for key in keys]
