"""The forms in which organizers build an occasion's questions. Rules are in ``domain/questions.py``."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cms import languages
from cms.identity_numbers import refuse_identity_numbers
from events.domain.answer_values import option_keys
from events.domain.questions import QuestionPlan
from events.enums import WITH_CHOICES, QuestionStage, QuestionType
from events.models import Question
from events.models.questions import LONGEST_KEPT_DAYS, NEEDS_KEPT_DAYS
from events.question_forms import choice_words, question_words

EMPTY_CHOICES = 4
MOST_CHOICES = 30
OTHERS = tuple(language for language in languages.LANGUAGES if language is not languages.SOURCE_LANGUAGE)
TEXTS = ("label", "help_text", "purpose")
LENGTHS = {"label": 200, "help_text": 300, "purpose": 200}
TITLES = {"label": _("Question"), "help_text": _("Help under the question"), "purpose": _("Why it is asked")}


def _words(name: str, language: languages.Language, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=format_html("{} (<bdi>{}</bdi>)", TITLES[name], language.own_name),
        max_length=LENGTHS[name],
        required=required,
        validators=[refuse_identity_numbers],
        widget=forms.TextInput(attrs={"lang": language.html_lang, "dir": language.direction}),
    )


class QuestionForm(forms.Form):
    """One question; its choices are in ``ChoiceFormSet``."""

    type = forms.ChoiceField(label=_("Type of answer"), choices=QuestionType.choices)
    stage = forms.ChoiceField(label=_("Asked"), choices=QuestionStage.choices, initial=QuestionStage.REGISTRATION)
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    show_if = forms.MultipleChoiceField(
        label=_("Asked only if one of these was answered"),
        help_text=_("Choose nothing, and everybody is asked."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sensitive = forms.BooleanField(
        label=_("About food, access or an interpreter"),
        help_text=_("The answers are encrypted, only organizers see them, and they are kept for 7 days at most."),
        required=False,
    )
    retention_days = forms.IntegerField(
        label=_("Days the answers are kept after the event"),
        min_value=1,
        max_value=LONGEST_KEPT_DAYS,
        initial=30,
        help_text=_("They are deleted after that; those who answer are told."),
    )

    def __init__(self, *args: Any, question: Question | None, before: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(question) if question else None, **kwargs)
        self.fields["show_if"].choices = _conditions(before)  # type: ignore[attr-defined]
        if not self.fields["show_if"].choices:  # type: ignore[attr-defined]
            del self.fields["show_if"]
        for language in languages.LANGUAGES:
            for name in TEXTS:
                required = language is languages.SOURCE_LANGUAGE and name != "help_text"
                self.fields[f"{name}-{language.code}"] = _words(name, language, required=required)

    def words_by_language(self) -> list[tuple[languages.Language, list[forms.BoundField]]]:
        """Return the fields for words, language by language, the source first."""
        return [(language, [self[f"{name}-{language.code}"] for name in TEXTS]) for language in languages.LANGUAGES]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("sensitive") and (values.get("retention_days") or 0) > NEEDS_KEPT_DAYS:
            self.add_error("retention_days", _("Answers about needs are kept for 7 days at most."))
        return values

    def plan(self, choices: Sequence[dict[str, str]]) -> QuestionPlan:
        """Return the clean values as a plan."""
        values = self.cleaned_data
        source = languages.SOURCE_LANGUAGE.code
        return QuestionPlan(
            type=values["type"],
            stage=values["stage"],
            required=values["required"],
            sensitive=values["sensitive"],
            retention_days=values["retention_days"],
            choices=choices if values["type"] in WITH_CHOICES else [],
            show_if=[pair.split("=", 1) for pair in values.get("show_if", [])],
            translations={
                language.code: {name: values[f"{name}-{language.code}"] for name in TEXTS} for language in OTHERS
            },
            label=values[f"label-{source}"],
            help_text=values[f"help_text-{source}"],
            purpose=values[f"purpose-{source}"],
        )


class ChoiceForm(forms.Form):
    """One choice in the three languages; emptied in Swedish it is taken out. ``key`` keeps what answers mean."""

    key = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in languages.LANGUAGES:
            self.fields[language.code] = forms.CharField(
                label=language.own_name,
                max_length=120,
                required=False,
                validators=[refuse_identity_numbers],
                widget=forms.TextInput(attrs={"lang": language.html_lang, "dir": language.direction}),
            )

    def words(self) -> list[forms.BoundField]:
        """Return the fields for words, in the order of the languages."""
        return [self[language.code] for language in languages.LANGUAGES]


ChoiceFormSet = forms.formset_factory(
    ChoiceForm, extra=EMPTY_CHOICES, can_order=True, max_num=MOST_CHOICES, absolute_max=MOST_CHOICES
)


def choices_of(formset: Any) -> list[dict[str, str]]:
    """Return the choices that have Swedish words, in the order that was given."""
    rows = [(form.cleaned_data.get("ORDER") or MOST_CHOICES + number, form) for number, form in enumerate(formset)]
    chosen = [form.cleaned_data for _order, form in sorted(rows, key=lambda row: row[0]) if form.cleaned_data]
    texts = [{name: values.get(name, "") for name in ("key", *languages.CODES)} for values in chosen]
    return [words for words in texts if words[languages.SOURCE_LANGUAGE.code]]


def _initial(question: Question) -> dict[str, Any]:
    values = {name: getattr(question, name) for name in ("type", "stage", "required", "sensitive", "retention_days")}
    values["show_if"] = ["=".join(pair) for pair in question.show_if]
    for name in TEXTS:
        values[f"{name}-{languages.SOURCE_LANGUAGE.code}"] = getattr(question, name)
        for language in OTHERS:
            values[f"{name}-{language.code}"] = question.translations.get(language.code, {}).get(name, "")
    return values


def _conditions(before: Sequence[Question]) -> list[tuple[str, str]]:
    return [
        (f"{source.key}={key}", format_html("{}: {}", question_words(source), choice_words(source, key)))
        for source in before
        if source.is_closed
        for key in option_keys(source)
    ]
