"""Answers for organizers: counted, listed, as a file, changed; needs are for the organizers of the event alone."""

import csv
import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from events.domain import registration
from events.domain.given_answers import GivenAnswers, answers_of
from events.domain.questions import questions_of
from events.models import Registration
from networks.models import Municipality
from tests.factories.events import NOW, ORGANIZER, make_applicant, make_occasion, make_organizer, make_question

pytestmark = pytest.mark.django_db
WITH_NEEDS = (*ORGANIZER, "view_sensitiveanswer")
READERS = ("view_occasion", "view_registration", "view_sensitiveanswer")


@pytest.fixture
def occasion():
    """Two who come and one who cancelled have said what they eat and how they come."""
    occasion = make_occasion()
    make_question(occasion, "many_of", label="Mat", sensitive=True)
    make_question(occasion, "yes_no", label="Tåg?")
    make_question(occasion, "long", label="Något mer?")
    answers = [
        {"mat": ["gron", "rod"], "tag": True, "nagot-mer": "=1+1"},
        {"mat": ["rod"], "tag": False},
        {"mat": ["bla"], "tag": True},
    ]
    for number, values in enumerate(answers, start=1):
        given = GivenAnswers(questions_of(occasion), values)
        done = registration.register(occasion, applicant=make_applicant(number), now=NOW, given=given)
    registration.cancel(Registration.objects.get(pk=done.registration_id), now=NOW)
    return occasion


def page(client, occasion, permissions, name="events_admin_answers"):
    client.force_login(make_organizer("nagon", permissions))
    return client.get(reverse(name, args=[occasion.code])).content.decode()


def table(text):
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_choices_are_counted_for_those_who_come(client, occasion):
    html = page(client, occasion, WITH_NEEDS)

    for words, number in [("Grön", 1), ("Röd", 2), ("Blå", 0), ("Ja", 1), ("Nej", 1)]:
        assert f"<li>{words}: <strong>{number}</strong></li>" in html
    assert html.count('<th scope="row"><bdi>Deltagare') == 2


@pytest.mark.parametrize(("permissions", "sees"), [(WITH_NEEDS, True), (ORGANIZER, False), (READERS, False)])
def test_needs_are_shown_and_exported_to_organizers_with_the_right_alone(client, occasion, permissions, sees):
    html = page(client, occasion, permissions)
    assert ("Grön" in html) is sees
    assert "Något mer?" in html
    rows = table(client.get(reverse("events_admin_answer_file", args=[occasion.code])).content.decode())

    assert ("answers.mat" in rows[0]) is sees
    assert [row.get("answers.mat") for row in rows] == (["gron, rod", "rod", "bla"] if sees else [None] * 3)
    assert [row["answers.tag"] for row in rows] == ["yes", "no", "yes"]


def test_the_file_is_safe_for_spreadsheets_and_its_taking_is_in_the_audit_log(client, occasion):
    text = page(client, occasion, ORGANIZER, "events_admin_answer_file")

    assert table(text)[0]["answers.nagot-mer"] == "'=1+1"
    assert ModelLogEntry.objects.filter(action="events.download_answers", user__username="nagon").count() == 1


def test_without_the_right_to_registrations_there_are_no_answers(client, occasion):
    client.force_login(make_organizer("nagon", ["view_occasion"]))

    for name in ("events_admin_answers", "events_admin_answer_file"):
        assert client.get(reverse(name, args=[occasion.code])).status_code in {302, 403}


@pytest.mark.parametrize(("flags", "needs"), [([], False), (["--needs"], True)])
def test_the_command_has_a_column_for_each_question_and_needs_when_asked(occasion, flags, needs):
    out = io.StringIO()
    call_command("event", "registrations", occasion.code, "--format", "csv", *flags, stdout=out)

    rows = table(out.getvalue())
    assert ("answers.mat" in rows[0]) is needs
    assert (rows[0]["answers.tag"], rows[0]["answers.nagot-mer"]) == ("yes", "'=1+1")


def test_an_organizer_changes_answers_of_all_stages_without_losing_needs_they_may_not_read(client, occasion):
    make_question(occasion, "short", label="Bricka", stage="check_in", required=True)
    row = Registration.objects.get(arrival_number=1)
    client.force_login(make_organizer("nagon", ORGANIZER))
    address = reverse("events_admin_change_answers", args=[occasion.code, row.public_id])

    html = client.get(address).content.decode()
    assert 'name="q-bricka"' in html
    assert 'name="q-mat"' not in html
    answer = client.post(address, {"q-tag": "no", "q-nagot-mer": "", "q-bricka": "17"})

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("events_admin_answers", args=[occasion.code]),
    )
    assert answers_of(row, questions_of(occasion)) == {"mat": ["gron", "rod"], "tag": False, "bricka": "17"}


def test_the_list_asks_the_database_as_often_for_three_as_for_one(client):
    occasion = make_occasion()
    make_question(occasion, "municipality", label="Kommun?")
    make_question(occasion, "session", label="Dagar?")
    make_question(occasion, "one_of", label="Mat", sensitive=True)
    Municipality.objects.get_or_create(code="1499", defaults={"name": "Falköping", "county_id": "14"})
    values = {"kommun": "1499", "dagar": [str(occasion.days.get().uid)], "mat": "rod"}
    client.force_login(make_organizer("nagon", WITH_NEEDS))
    asked = []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            given = GivenAnswers(questions_of(occasion), values)
            registration.register(occasion, applicant=make_applicant(number), now=NOW, given=given)
        client.get(reverse("events_admin_answers", args=[occasion.code]))
        with CaptureQueriesContext(connection) as seen:
            html = client.get(reverse("events_admin_answers", args=[occasion.code])).content.decode()
        assert html.count("<bdi>Falköping</bdi>") == len(numbers) + (numbers != [1])
        asked.append(len(seen))

    assert asked[0] == asked[1]
