"""Every type of question: from the form to the database, to a spreadsheet and back; no identity number gets in."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import Workbook, load_workbook

from cms.spreadsheets import safe_cell, unsafe_cell
from events.domain.answer_values import cell_of, clean_value, option_keys, value_of_cell
from events.enums import QuestionType
from events.models import Answer, Question
from networks.models import Municipality
from tests.factories.events import NOW, make_applicant, make_occasion

IDENTITY_NUMBERS = ["20120131-1238", "120131-1238", "۱۲۰۱۳۱-۱۲۳۸", "201201311238", "1201311238", "120191-1235"]
OPEN_TYPES = ["short", "long", "organization", "function", "email", "phone", "number"]


def question_of(occasion, type):
    choices = [{"key": key, "sv": key} for key in ("gron", "rod", "bla-gul")] if type in ("one_of", "many_of") else []
    return Question(occasion=occasion, key="q", type=type, choices=choices, purpose="x", retention_days=7, position=1)


words = st.text(max_size=80)
moments = st.integers(min_value=0, max_value=24 * 60 - 1).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
numbers = st.one_of(
    st.integers(min_value=-999_999_999, max_value=999_999_999).map(str),
    st.decimals(min_value=-999_999, max_value=999_999, places=4).map(lambda number: f"{number:f}".replace(".", ",")),
)
phones = st.from_regex(r"\A\+?[1-9][0-9]{1,2}[- ][0-9]{2,3} [0-9]{2} [0-9]{2}\Z")
emails = st.from_regex(r"\A[a-z]{1,8}\.[a-z]{1,8}@[a-z]{2,10}\.(se|org)\Z")
RAW = {
    QuestionType.SHORT: words,
    QuestionType.LONG: words,
    QuestionType.ORGANIZATION: words,
    QuestionType.FUNCTION: words,
    QuestionType.ONE_OF: st.sampled_from(["gron", "rod", "bla-gul", ""]),
    QuestionType.MANY_OF: st.lists(st.sampled_from(["gron", "rod", "bla-gul"]), unique=True),
    QuestionType.YES_NO: st.sampled_from(["yes", "no", ""]),
    QuestionType.NUMBER: numbers,
    QuestionType.DATE: st.dates(min_value=datetime(1900, 1, 1).date(), max_value=datetime(2199, 1, 1).date()).map(str),
    QuestionType.TIME: moments,
    QuestionType.EMAIL: emails,
    QuestionType.PHONE: phones,
}


def through_csv(cell):
    file = io.StringIO(newline="")
    csv.writer(file).writerow([safe_cell(cell), "x"])
    file.seek(0)
    return unsafe_cell(next(csv.reader(file))[0]) or None


def through_xlsx(cell):
    file, book = io.BytesIO(), Workbook()
    book.active.append([safe_cell(cell), "x"])
    book.save(file)
    return unsafe_cell(load_workbook(io.BytesIO(file.getvalue())).active.cell(1, 1).value)


class RoundTrips(TestCase):
    @classmethod
    def setUpTestData(cls):
        days = [(NOW + timedelta(days=number), NOW + timedelta(days=number, hours=4)) for number in (30, 31)]
        cls.occasion = make_occasion(days=days)
        from events.domain.registration import register

        answer = register(cls.occasion, applicant=make_applicant(1), now=NOW)
        cls.registration_id = answer.registration_id

    def stored(self, question, value):
        """Return the value as the database gives it back."""
        question.pk = None
        question.save(force_insert=True)
        row = Answer.objects.create(
            registration_id=self.registration_id, question=question, value=value, answered_at=datetime.now(UTC)
        )
        kept = Answer.objects.get(pk=row.pk).value
        Question.objects.filter(pk=question.pk).delete()
        return kept

    def check(self, type, raw):
        question = question_of(self.occasion, type)
        try:
            value = clean_value(question, raw)
        except ValidationError as refusal:
            # Random words may look like an identity number; nothing else of what is drawn is wrong.
            if refusal.code != "identity_number":
                raise
            return
        if value is not None:
            value = self.stored(question, value)
        for way in (through_csv, through_xlsx):
            assert value_of_cell(question, way(cell_of(question, value))) == value

    @settings(max_examples=300, deadline=None)
    @given(st.data())
    def test_what_was_answered_comes_back_from_csv_and_xlsx(self, data):
        type = data.draw(st.sampled_from(sorted(RAW)))
        self.check(type, data.draw(RAW[type]))

    def test_days_and_municipalities_come_back_too(self):
        Municipality.objects.get_or_create(code="1499", defaults={"name": "Falköping", "county_id": "14"})
        self.check(QuestionType.MUNICIPALITY, "1499")
        keys = option_keys(question_of(self.occasion, QuestionType.SESSION))
        assert len(keys) == 2
        self.check(QuestionType.SESSION, keys)
        self.check(QuestionType.SESSION, keys[1:])

    def test_every_type_is_drawn(self):
        assert set(RAW) | {QuestionType.MUNICIPALITY, QuestionType.SESSION} == set(QuestionType)


@pytest.fixture
def occasion(db):
    return make_occasion()


@pytest.mark.parametrize("type", OPEN_TYPES)
@pytest.mark.parametrize("number", IDENTITY_NUMBERS)
@pytest.mark.parametrize("frame", ["{}", "nr {} ring"])
def test_no_identity_number_is_taken(occasion, type, number, frame):
    text = frame.format(number) + ("@example.org" if type == "email" else "")

    with pytest.raises(ValidationError):
        clean_value(question_of(occasion, type), text)


@pytest.mark.parametrize("type", ["short", "long", "organization", "function", "phone"])
def test_the_refusal_explains_itself_and_warns_of_names_of_children(occasion, type):
    with pytest.raises(ValidationError) as refusal:
        clean_value(question_of(occasion, type), "20120131-1238")

    assert refusal.value.code == "identity_number"
    assert "personnummer" in refusal.value.messages[0]
    assert "namn på barn" in refusal.value.messages[0]


@pytest.mark.parametrize(
    ("type", "raw", "value"),
    [
        ("number", "۱۲٫۵", 12.5),
        ("number", "1 200", 1200),
        ("number", "−3", -3),
        ("date", "۲۰۲۷-۰۳-۱۱", "2027-03-11"),
        ("time", "9.05", "09:05"),
        ("time", "۱۴:۳۰", "14:30"),
        ("email", " Anna@Exempel.SE ", "Anna@exempel.se"),
        ("phone", "۰۷۰-۱۲۳ ۴۵ ۶۷", "070-123 45 67"),
        ("short", "två\nrader\x00", "två rader"),
        ("long", "två\r\nrader", "två\nrader"),
        ("many_of", ["bla-gul", "gron"], ["gron", "bla-gul"]),
        ("yes_no", "no", False),
        ("short", "   ", None),
        ("many_of", [], None),
    ],
)
def test_a_value_has_one_form_however_it_was_typed(occasion, type, raw, value):
    assert clean_value(question_of(occasion, type), raw) == value


@pytest.mark.parametrize(
    ("type", "raw"),
    [
        ("one_of", "lila"),
        ("many_of", ["gron", "lila"]),
        ("one_of", ["gron", "rod"]),
        ("yes_no", "maybe"),
        ("number", "1e5"),
        ("number", "1012011234"),
        ("date", "2027-02-30"),
        ("date", "0207-01-01"),
        ("time", "24:00"),
        ("email", "anna"),
        ("phone", "ring mig"),
        ("municipality", "9999"),
        ("session", "00000000-0000-4000-8000-000000000000"),
        ("short", "x" * 201),
        ("long", "x" * 2001),
    ],
)
def test_what_is_no_answer_is_refused(occasion, type, raw):
    with pytest.raises(ValidationError):
        clean_value(question_of(occasion, type), raw)
