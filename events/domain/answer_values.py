"""What one answer may be, a rule for each type of question: from text to a value, to a cell of a table and back.

A value is plain JSON. Choices and days are kept as keys, so that words may change; text is NFC without control signs.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.digits import to_ascii_digits
from cms.identity_numbers import find_identity_number
from cms.mail_addresses import clean_address
from events.domain.occasion_days import held_days
from events.enums import QuestionType
from events.models import Question
from networks.models import Municipality

AnswerValue = str | bool | int | float | list[str]
Cell = str | int | float | date | time | None

LINE_LENGTH = 200
TEXT_LENGTH = 2000
YES, NO = "yes", "no"
SEPARATOR = ", "
YEARS = range(1900, 2200)
IDENTITY_MESSAGE = _(
    "This looks like a personal identity number. No such numbers are kept here, for they point a person out. "
    "Remove the number, and names of children too; a function or a case number is enough."
)

_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,4})?")
_TIME = re.compile(r"(\d{1,2})[:.](\d\d)(?:[:.]\d\d)?")
_PHONE = re.compile(r"\+?[\d ()/-]+")
_NUMBER_SIGNS = str.maketrans({",": ".", "٫": ".", "−": "-", " ": None, "\u00a0": None, "\u202f": None, "٬": None})


def clean_value(question: Question, raw: str | Sequence[str]) -> AnswerValue | None:
    """Return the value of what was typed or ticked; None when nothing was.

    ``raw``: one text, or several for a question with several answers. Digits of any script are taken.
    Errors: ValidationError with words for the person (codes ``identity_number``, ``invalid``, ``too_long``).
    """
    texts = [plain_text(text) for text in ([raw] if isinstance(raw, str) else raw)]
    texts = [text for text in texts if text]
    if not texts:
        return None
    if question.type in _SEVERAL:
        return _several(question, texts)
    if len(texts) > 1:
        raise ValidationError(_("Give one answer."), code="invalid")
    return _CLEANERS[QuestionType(question.type)](question, texts[0])


def option_keys(question: Question) -> list[str]:
    """Return the keys one may choose among, in order; empty for a question that is answered in words."""
    if question.type == QuestionType.YES_NO:
        return [YES, NO]
    if question.type == QuestionType.SESSION:
        return [str(day.uid) for day in held_days(question.occasion)]
    return [str(choice["key"]) for choice in question.choices]


def chosen_keys(value: AnswerValue | None) -> set[str]:
    """Return the keys that an answer to a closed question holds."""
    if value is None:
        return set()
    if isinstance(value, bool):
        return {YES if value else NO}
    return set(value) if isinstance(value, list) else {str(value)}


def cell_of(question: Question, value: AnswerValue | None) -> Cell:
    """Return the value as a cell: dates, times and numbers as such, several keys in one text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return SEPARATOR.join(value)
    if question.type == QuestionType.DATE:
        return date.fromisoformat(str(value))
    if question.type == QuestionType.TIME:
        return time.fromisoformat(str(value))
    return value


def value_of_cell(question: Question, cell: Any) -> AnswerValue | None:
    """Return the value of a cell that ``cell_of`` wrote, also when it comes back as text. Errors: ValidationError."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date | time):
        return clean_value(question, cell.isoformat())
    if question.type in _SEVERAL:
        return clean_value(question, str(cell).split(SEPARATOR))
    return clean_value(question, str(cell))


def plain_text(text: str) -> str:
    """Return text in NFC, stripped, with line breaks as ``\\n`` and without other control signs and lone surrogates."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs", "Cn"})
    return unicodedata.normalize("NFC", kept).strip()


# --- one rule for each type ---------------------------------------------------------------------------------------


def _checked(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValidationError(_("Write at most %(most)d characters."), code="too_long", params={"most": longest})
    if find_identity_number(text):
        raise ValidationError(IDENTITY_MESSAGE, code="identity_number")
    return text


def _line(question: Question, text: str) -> str:
    return _checked(" ".join(text.split()), LINE_LENGTH)


def _text(question: Question, text: str) -> str:
    return _checked(text, TEXT_LENGTH)


def _one_of(question: Question, text: str) -> str:
    if text not in option_keys(question):
        raise ValidationError(_("Choose one of the answers that are offered."), code="invalid")
    return text


def _several(question: Question, texts: Sequence[str]) -> list[str]:
    offered = option_keys(question)
    if not set(texts) <= set(offered):
        raise ValidationError(_("Choose among the answers that are offered."), code="invalid")
    return [key for key in offered if key in texts]


def _yes_no(question: Question, text: str) -> bool:
    return _one_of(question, text) == YES


def _number(question: Question, text: str) -> int | float:
    plain = to_ascii_digits(text).translate(_NUMBER_SIGNS)
    if not _NUMBER.fullmatch(plain):
        raise ValidationError(_("Write a number, such as 12 or 2.5."), code="invalid")
    number = float(plain)
    return int(number) if number.is_integer() else number


def _date(question: Question, text: str) -> str:
    try:
        day = datetime.strptime(to_ascii_digits(text), "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no moment
        if day.year not in YEARS:
            raise ValueError("no year of ours")
    except ValueError as error:
        raise ValidationError(_("Write the day as year-month-day, such as 2027-03-11."), code="invalid") from error
    return day.isoformat()


def _time(question: Question, text: str) -> str:
    match = _TIME.fullmatch(to_ascii_digits(text))
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValidationError(_("Write the time as hours and minutes, such as 09:30."), code="invalid")
    return f"{int(match[1]):02}:{match[2]}"


def _email(question: Question, text: str) -> str:
    return clean_address(_checked(text, LINE_LENGTH))


def _phone(question: Question, text: str) -> str:
    number = _line(question, to_ascii_digits(text))
    if not _PHONE.fullmatch(number) or not 5 <= sum(sign.isdigit() for sign in number) <= 15:
        raise ValidationError(_("Write a phone number, such as 070-123 45 67 or +46 70 123 45 67."), code="invalid")
    return number


def _municipality(question: Question, text: str) -> str:
    code = to_ascii_digits(text)
    if not Municipality.objects.filter(code=code).exists():
        raise ValidationError(_("Choose a municipality in the list."), code="invalid")
    return code


_SEVERAL = frozenset({QuestionType.MANY_OF, QuestionType.SESSION})
_CLEANERS: dict[QuestionType, Callable[[Question, str], AnswerValue]] = {
    QuestionType.SHORT: _line,
    QuestionType.LONG: _text,
    QuestionType.ONE_OF: _one_of,
    QuestionType.YES_NO: _yes_no,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.TIME: _time,
    QuestionType.EMAIL: _email,
    QuestionType.PHONE: _phone,
    QuestionType.ORGANIZATION: _line,
    QuestionType.MUNICIPALITY: _municipality,
    QuestionType.FUNCTION: _line,
}
