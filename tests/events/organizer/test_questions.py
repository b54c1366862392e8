"""The organizer builds the form of an event: adds, changes, orders, takes out and tries questions, without scripts."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from events.domain.questions import questions_of
from events.domain.ready_questions import ready_questions
from events.models import Answer, Question, Registration
from tests.factories.events import make_occasion, make_organizer, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    user = make_organizer()
    client.force_login(user)
    return user


def address(occasion, name="s", *more):
    return reverse(f"events_admin_question{name}", args=[occasion.code, *more])


def sent(choices=(), **values):
    rows = {f"choices-{number}-{name}": text for number, row in enumerate(choices) for name, text in row.items()}
    count = {"choices-TOTAL_FORMS": str(len(choices)), "choices-INITIAL_FORMS": "0"}
    words = {"label-sv": "Vilken färg?", "purpose-sv": "För att måla"}
    return {"type": "short", "stage": "registration", "retention_days": "30"} | words | count | rows | values


def keys(occasion):
    occasion.refresh_from_db()
    return [question.key for question in questions_of(occasion)]


def test_a_question_with_choices_is_made_in_three_languages(client, organizer):
    occasion = make_occasion()
    assert client.get(address(occasion, "_new")).status_code == 200
    choices = [
        {"sv": "Röd", "en": "Red", "fa-af": "سرخ", "ORDER": "2"},
        {"sv": "Grön", "ORDER": "1"},
        {"sv": "", "en": "Nothing"},
    ]
    words = {"label-en": "Which colour?", "label-fa-af": "کدام رنگ؟"}

    answer = client.post(address(occasion, "_new"), sent(choices, type="one_of", required="on", **words))

    assert (answer.status_code, answer.headers["Location"]) == (302, address(occasion))
    row = Question.objects.get()
    assert (row.key, row.required, row.retention_days, row.purpose) == ("vilken-farg", True, 30, "För att måla")
    assert row.translations["en"]["label"] == "Which colour?"
    assert row.choices == [
        {"key": "gron", "sv": "Grön", "en": "", "fa-af": ""},
        {"key": "rod", "sv": "Röd", "en": "Red", "fa-af": "سرخ"},
    ]
    html = client.get(address(occasion)).content.decode()
    assert "Ord saknas på: <bdi" in html
    assert ModelLogEntry.objects.filter(action="events.change_form", user=organizer).count() == 1


@pytest.mark.parametrize(
    "mistake",
    [
        {"purpose-sv": ""},
        {"retention_days": ""},
        {"retention_days": "30", "sensitive": "on"},
        {"type": "one_of"},
        {"label-sv": "Barnet 20120131-1238?"},
        {"type": "file"},
    ],
)
def test_mistakes_are_told_keep_what_was_typed_and_make_nothing(client, organizer, mistake):
    occasion = make_occasion()

    answer = client.post(address(occasion, "_new"), sent(**({"help_text-sv": "Skrivet"} | mistake)))

    assert (answer.status_code, Question.objects.count()) == (422, 0)
    assert 'value="Skrivet"' in answer.content.decode()


def test_a_question_is_changed_and_keeps_its_key_and_its_choices_theirs(client, organizer):
    occasion = make_occasion()
    source = make_question(occasion, "yes_no", label="Mat?")
    row = make_question(occasion, "one_of", label="Vilken?", show_if=[["mat", "yes"]])
    page = client.get(address(occasion, "", row.key)).content.decode()
    assert 'name="show_if" value="mat=yes"' in page.replace(' type="checkbox"', "").replace("  ", " ")
    choices = [{"key": "rod", "sv": "Vinröd", "ORDER": "1"}, {"key": "gron", "sv": "Grön", "ORDER": "2"}]

    client.post(address(occasion, "", row.key), sent(choices, type="one_of", show_if=["mat=no"]))

    row.refresh_from_db()
    assert (row.key, row.label, row.show_if) == ("vilken", "Vilken färg?", [["mat", "no"]])
    assert [(choice["key"], choice["sv"]) for choice in row.choices] == [("rod", "Vinröd"), ("gron", "Grön")]
    assert keys(occasion) == [source.key, row.key]


def test_questions_are_moved_by_buttons_and_a_refusal_is_said(client, organizer):
    occasion = make_occasion()
    first, second = make_question(occasion, "yes_no"), make_question(occasion, "short")
    client.post(address(occasion, "_move", second.key), {"to": "up"})
    assert keys(occasion) == [second.key, first.key]
    client.post(address(occasion, "_move", second.key), {"to": "down"})
    assert keys(occasion) == [first.key, second.key]
    Question.objects.filter(pk=second.pk).update(show_if=[[first.key, "yes"]])

    page = client.post(address(occasion, "_move", second.key), {"to": "up"}, follow=True).content.decode()

    assert "En fråga kan bara bero på svaret" in page
    assert keys(occasion) == [first.key, second.key]


def test_a_question_is_taken_out_with_its_answers_when_asked_again(client, organizer):
    occasion = make_occasion()
    row = make_question(occasion)
    person = Registration.objects.create(
        occasion=occasion, state="confirmed", arrival_number=1, name="A", language="sv", registered_at="2027-01-01T00Z"
    )
    Answer.objects.create(registration=person, question=row, value="x", answered_at="2027-01-01T00Z")

    page = client.get(address(occasion, "_remove", row.key)).content.decode()
    assert "1 svar raderas" in page
    assert Question.objects.count() == 1
    client.post(address(occasion, "_remove", row.key))

    assert (Question.objects.count(), Answer.objects.count(), keys(occasion)) == (0, 0, [])


@pytest.mark.parametrize("code", ["food", "access", "interpreter"])
def test_ready_made_questions_are_sensitive_short_lived_and_complete_in_all_languages(client, organizer, code):
    occasion = make_occasion()

    client.post(address(occasion, "_ready"), {"ready": code})

    rows = list(Question.objects.order_by("position"))
    assert len(rows) == len(ready_questions()[code])
    assert {(row.sensitive, row.retention_days) for row in rows} == {(True, 7)}
    assert "Ord saknas" not in client.get(address(occasion)).content.decode()
    if code == "food":
        assert rows[1].show_if == [[rows[0].key, "allergi-eller-annat"]]


@pytest.mark.parametrize("language", ["sv", "en", "fa-af"])
def test_the_form_is_tried_in_a_language_and_nothing_is_kept(client, organizer, language):
    occasion = make_occasion()
    make_question(occasion, "yes_no", label="Mat?", translations={"en": {"label": "Food?"}, "fa-af": {"label": "غذا؟"}})
    make_question(occasion, "short", label="Vad?", required=True, show_if=[["mat", "yes"]])
    tried = address(occasion, "_try", language)

    page = client.get(tried).content.decode()
    assert {"sv": '<html lang="sv"', "en": '<html lang="en"', "fa-af": '<html lang="fa-AF" dir="rtl"'}[language] in page
    assert {"sv": "Mat?", "en": "Food?", "fa-af": "غذا؟"}[language] in page
    assert client.post(tried, {"q-mat": "yes"}).status_code == 422
    done = client.post(tried, {"q-mat": "no", "q-vad": "Soppa"}).content.decode()
    assert 'id="kept"' in done
    assert "Soppa" not in done.split("</section>")[0].split('id="kept"')[1]
    assert (Answer.objects.count(), Registration.objects.count()) == (0, 0)


def test_who_may_only_read_sees_the_questions_and_changes_none(client):
    occasion = make_occasion()
    row = make_question(occasion)
    client.force_login(make_organizer("lasare", ["view_occasion"]))

    page = client.get(address(occasion)).content.decode()
    assert row.label in page
    assert address(occasion, "_new") not in page
    for name, more in [("_new", []), ("_ready", []), ("_move", [row.key]), ("", [row.key]), ("_remove", [row.key])]:
        answer = client.post(address(occasion, name, *more), sent() | {"ready": "food", "to": "up"})
        assert answer.status_code in {302, 403}
        assert answer.headers.get("Location") in {None, "/admin/"}
    assert keys(occasion) == [row.key]
