"""What templates show of questions and answers: words in the reader's language, dates in theirs."""

from datetime import date

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.digits import to_local_digits
from cms.templatetags.languages import local_date, ltr
from events.domain.answer_values import NO, YES, AnswerValue
from events.domain.occasion_days import held_days
from events.enums import WITH_CHOICES, QuestionType
from events.models import OccasionDay, Question
from events.question_forms import choice_words, kept_words, question_words
from networks.models import Municipality

register = template.Library()

LEFT_TO_RIGHT = frozenset({QuestionType.TIME, QuestionType.EMAIL, QuestionType.PHONE})


def day_words(day: OccasionDay) -> str:
    """Return a day of an occasion in words, as one chooses it in a form."""
    words = local_date(day.start, "weekday")
    if day.all_day:
        return words
    hours = f"{local_date(day.start, 'time')}\u2060–\u2060{local_date(day.end, 'time')}"  # kept on one line
    return format_html('<span>{}{}<bdi dir="ltr">{}</bdi></span>', words, _(", "), hours)


@register.filter
def question_label(question: Question) -> SafeString:
    """Return the question's words for the reader."""
    return question_words(question)


@register.filter
def question_purpose(question: Question) -> SafeString:
    """Return why it is asked and how long answers are kept."""
    return format_html("{} <span>{}</span>", question_words(question, "purpose"), kept_words(question))


@register.simple_tag(takes_context=True)
def answer_text(context: Context, question: Question, value: AnswerValue | None) -> SafeString:
    """Return an answer in words: ``{% answer_text question value %}``; a dash when there is none."""
    if question.type == QuestionType.MUNICIPALITY and value is not None:
        return format_html("<bdi>{}</bdi>", _municipalities(context).get(str(value), value))
    return _words(question, value)


def _municipalities(context: Context) -> dict[str, str]:
    """Return the names by code, read once for a template: a list may have hundreds of answers."""
    kept = context.render_context
    if "municipalities" not in kept:
        kept["municipalities"] = dict(Municipality.objects.values_list("code", "name"))
    names: dict[str, str] = kept["municipalities"]
    return names


def _words(question: Question, value: AnswerValue | None) -> SafeString:
    if value is None:
        return format_html('<span aria-label="{}">–</span>', _("No answer"))
    if question.type == QuestionType.SESSION:
        days = {str(day.uid): day for day in held_days(question.occasion)}
        chosen = [day_words(days[key]) for key in _as_list(value) if key in days]
        return format_html_join(mark_safe("<br>"), "{}", ((words,) for words in chosen))
    if isinstance(value, bool):
        return choice_words(question, YES if value else NO)
    if question.type in WITH_CHOICES:
        parts = ((choice_words(question, key),) for key in _as_list(value))
        return format_html_join(_(", "), "{}", parts)
    return _plain(question, value)


@register.simple_tag
def choice_text(question: Question, key: str) -> SafeString:
    """Return one choice in words: ``{% choice_text question key %}``; a day for the days of the event."""
    return _words(question, key == YES if question.type == QuestionType.YES_NO else [key])


def _as_list(value: AnswerValue) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


def _plain(question: Question, value: AnswerValue) -> SafeString:
    if question.type == QuestionType.DATE:
        return format_html("{}", local_date(date.fromisoformat(str(value))))
    if question.type == QuestionType.NUMBER:
        return format_html("{}", to_local_digits(value, get_language()))
    if question.type in LEFT_TO_RIGHT:
        return ltr(value)
    return format_html("<bdi>{}</bdi>", linebreaksbr(str(value), autoescape=True))
