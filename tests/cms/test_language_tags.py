"""Dates, digits and isolation in templates, in all three languages."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

DAY = date(2026, 3, 21)


def render(source: str, code: str, /, **context: object) -> str:
    with translation.override(code):
        return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("code", "style", "text"),
    [
        ("sv", "date", "21 mars 2026"),
        ("sv", "weekday", "lördag 21 mars 2026"),
        ("sv", "month", "mars 2026"),
        ("en", "date", "21 March 2026"),
        ("en", "weekday", "Saturday 21 March 2026"),
        ("en", "month", "March 2026"),
        ("fa-af", "date", "شنبه ۱ حمل ۱۴۰۵ (۲۱ مارچ ۲۰۲۶)"),
        ("fa-af", "weekday", "شنبه ۱ حمل ۱۴۰۵ (۲۱ مارچ ۲۰۲۶)"),
        ("fa-af", "month", "حوت ۱۴۰۴ – حمل ۱۴۰۵ (مارچ ۲۰۲۶)"),
    ],
)
def test_date_is_written_as_its_readers_do(code, style, text):
    assert render(f'{{{{ day|local_date:"{style}" }}}}', code, day=DAY) == text


def test_month_within_one_solar_year_names_the_year_once():
    assert render('{{ day|local_date:"month" }}', "fa-af", day=date(2026, 9, 30)) == "سنبلهٔ – میزان ۱۴۰۵ (سپتمبر ۲۰۲۶)"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("sv", "lördag 21 mars 2026, 00:30"),
        ("en", "Saturday 21 March 2026, 00:30"),
        ("fa-af", "شنبه ۱ حمل ۱۴۰۵ (۲۱ مارچ ۲۰۲۶)، 00:30"),
    ],
)
def test_moment_is_shown_in_stockholm_with_weekday_and_24_hours(code, text):
    moment = datetime(2026, 3, 20, 23, 30, tzinfo=UTC)

    assert render('{{ moment|local_date:"moment" }}', code, moment=moment) == text


def test_time_keeps_latin_digits_in_dari():
    moment = datetime(2026, 7, 1, 11, 5, tzinfo=UTC)

    assert render('{{ moment|local_date:"time" }}', "fa-af", moment=moment) == "13:05"


def test_no_date_is_no_text():
    assert render("{{ day|local_date }}", "fa-af", day=None) == ""


@pytest.mark.parametrize(("code", "text"), [("sv", "12"), ("en", "12"), ("fa-af", "۱۲")])
def test_counts_have_local_digits(code, text):
    assert render("{{ count|local_digits }}", code, count=12) == text


def test_isolation_escapes_what_people_typed():
    assert render("{{ name|isolate }}", "sv", name="<b>Å & Ö</b>") == "<bdi>&lt;b&gt;Å &amp; Ö&lt;/b&gt;</bdi>"
    assert render("{{ code|ltr }}", "fa-af", code="KS 2026/1") == '<bdi dir="ltr">KS 2026/1</bdi>'


@pytest.mark.parametrize(
    ("code", "text"),
    [("sv", 'lang="sv" dir="ltr"'), ("en", 'lang="en" dir="ltr"'), ("fa-af", 'lang="fa-AF" dir="rtl"')],
)
def test_html_attributes_follow_the_language(code, text):
    assert render("{% html_language_attributes %}", code) == text
    assert render("{% language_attributes code %}", "sv", code=code) == text
