"""The occasion's own questions in the public form and on the personal page, in three languages, without scripts."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cms.domain.mail import read_mail
from cms.models import OutgoingMail
from events.domain import registration
from events.domain.given_answers import GivenAnswers, answers_of
from events.domain.questions import questions_of
from events.models import Registration
from tests.factories.events import make_applicant, make_occasion, make_question

pytestmark = pytest.mark.django_db
LANGUAGES = ("sv", "en", "fa-af")
FOOD = {
    "label": "Äter du lunch?",
    "help_text": "Vi bjuder på <mat>.",
    "purpose": "För att beställa mat",
    "translations": {
        "en": {"label": "Do you eat lunch?", "help_text": "We pay <food>.", "purpose": "To order food"},
        "fa-af": {"label": "نان چاشت می‌خورید؟", "help_text": "<غذا> رایگان است.", "purpose": "برای فرمایش غذا"},
    },
}


def soon(**settings):
    now = timezone.now()
    start = now + timedelta(days=30)
    return make_occasion(now=now, days=[(start, start + timedelta(hours=7))], **settings)


def lunch_form():
    """An occasion that asks about lunch, and about the kind of it when one has lunch."""
    occasion = soon()
    lunch = make_question(occasion, "yes_no", required=True, **FOOD)
    make_question(
        occasion,
        "one_of",
        label="Vilken mat?",
        sensitive=True,
        required=True,
        choices=[{"sv": "Kött", "en": "Meat", "fa-af": "گوشت"}, {"sv": "Vego"}],
        show_if=[[lunch.key, "yes"]],
    )
    make_question(occasion, "long", label="Något mer?")
    return occasion


def address(occasion, language="sv"):
    with translation.override(language):
        return reverse("events_register", args=[occasion.code])


def sent(**answers):
    return {
        "name": "Anna Exempel",
        "email": "anna@example.org",
        **{f"q-{key}": value for key, value in answers.items()},
    }


def stored():
    row = Registration.objects.get()
    return answers_of(row, questions_of(row.occasion))


class Fields(HTMLParser):
    """Collects ids, and what labels, ``aria-describedby`` and links point to."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.targets, self.inputs = set(), set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids.add(values.get("id"))
        self.targets.update((values.get("aria-describedby") or "").split())
        self.targets.update([values["for"]] if "for" in values else [])
        if tag == "a" and (values.get("href") or "").startswith("#"):
            self.targets.add(values["href"][1:])
        if tag in {"input", "textarea", "select"}:
            self.inputs.append(values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_asks_in_the_readers_language(client, language):
    occasion = lunch_form()

    html = client.get(address(occasion, language)).content.decode()

    words = {"label": FOOD["label"], "purpose": FOOD["purpose"], "help_text": FOOD["help_text"]}
    words = words if language == "sv" else FOOD["translations"][language]
    assert words["label"] in html
    assert words["purpose"] in html
    assert words["help_text"].replace("<", "&lt;").replace(">", "&gt;") in html
    others = [FOOD["label"], *(texts["label"] for texts in FOOD["translations"].values())]
    assert [text for text in others if text in html] == [words["label"]]
    # What is not translated is there in Swedish, and says that it is.
    marked = '<span lang="sv" dir="ltr">Vilken mat?</span>'
    assert html.count(marked) == (0 if language == "sv" else 2)
    assert {"sv": "Kött", "en": "Meat", "fa-af": "گوشت"}[language] in html
    condition = {"sv": "Svara bara om du valde", "en": "Answer only if you chose", "fa-af": "تنها در صورتی جواب بدهید"}
    assert condition[language] in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_keeps_all_that_was_typed_and_ties_it_to_its_field(client, language):
    occasion = lunch_form()
    values = sent(**{"ater-du-lunch": "yes", "nagot-mer": "Barnet 20120131-1238 <b>"})

    answer = client.post(address(occasion, language), values)

    html = answer.content.decode()
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert "Barnet 20120131-1238 &lt;b&gt;" in html
    found = Fields(html)
    ticked = [(field["name"], field["value"]) for field in found.inputs if "checked" in field]
    assert ("q-ater-du-lunch", "yes") in ticked
    assert found.targets - found.ids == set()
    assert html.count('class="field__errors"') == 2
    words = {"sv": "namn på barn", "en": "names of children", "fa-af": "نام اطفال"}[language]
    assert re.search(rf'class="field__errors" id="id_q-nagot-mer_error"><li>[^<]*{words}', html)
    assert 'id="id_q-vilken-mat_error"' in html


def test_answers_are_taken_with_the_registration_and_hidden_ones_dropped(client):
    occasion = lunch_form()

    answer = client.post(address(occasion), sent(**{"ater-du-lunch": "no", "vilken-mat": "vego", "nagot-mer": "Hej"}))

    assert answer.status_code == 303
    assert stored() == {"ater-du-lunch": False, "nagot-mer": "Hej"}


def test_one_key_with_other_answers_asks_whether_to_register_one_more(client):
    occasion = lunch_form()
    values = sent(**{"ater-du-lunch": "no"}) | {"idempotency_key": "k1"}

    first, again = client.post(address(occasion), values), client.post(address(occasion), values)
    other = client.post(address(occasion), values | {"q-nagot-mer": "Hej"})

    assert (first.status_code, again.status_code, other.status_code) == (303, 303, 422)
    assert first.headers["Location"] == again.headers["Location"]
    assert 'value="k1"' not in other.content.decode()
    assert ">Hej</textarea>" in other.content.decode().replace("\n", "")
    assert stored() == {"ater-du-lunch": False}


def test_questions_for_later_are_not_asked_when_registering(client):
    occasion = soon()
    for stage in ("registration", "after_approval", "check_in"):
        make_question(occasion, "short", label=f"Fråga {stage}", stage=stage)

    html = client.get(address(occasion)).content.decode()

    assert re.findall(r'name="(q-[^"]+)"', html) == ["q-fraga-registration"]


@pytest.fixture
def own_page(client):
    """Open the personal page of someone who answered, as the mailed link does."""

    def open_page(occasion, **values):
        first = [question for question in questions_of(occasion) if question.stage == "registration"]
        given = GivenAnswers(first, values)
        registration.register(occasion, applicant=make_applicant(1), now=timezone.now(), given=given)
        token = read_mail(OutgoingMail.objects.get()).text.split("/link/")[1].split("/")[0]
        client.post(f"/sv/link/{token}/")

    return open_page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_sees_and_changes_their_answers_until_they_are_frozen(client, own_page, language):
    occasion = lunch_form()
    own_page(occasion, **{"ater-du-lunch": True, "vilken-mat": "kott", "nagot-mer": "<i>Hej</i>"})

    html = client.get(f"/{language}/my/").content.decode()
    assert {"sv": "Kött", "en": "Meat", "fa-af": "گوشت"}[language] in html
    assert "&lt;i&gt;Hej&lt;/i&gt;" in html
    form = Fields(client.get(f"/{language}/my/answers/").content.decode())
    ticked = [(field["name"], field["value"]) for field in form.inputs if "checked" in field]
    assert ticked == [("q-ater-du-lunch", "yes"), ("q-vilken-mat", "kott")]
    refused = client.post(f"/{language}/my/answers/", {"q-ater-du-lunch": "yes"})
    assert refused.status_code == 422
    done = client.post(f"/{language}/my/answers/", {"q-ater-du-lunch": "no", "q-vilken-mat": "kott"})
    assert (done.status_code, done.headers["Location"]) == (303, f"/{language}/my/")
    assert stored() == {"ater-du-lunch": False}

    type(occasion).objects.update(frozen_at=timezone.now())

    assert f"/{language}/my/answers/" not in client.get(f"/{language}/my/").content.decode()
    late = client.post(f"/{language}/my/answers/", {"q-ater-du-lunch": "yes", "q-vilken-mat": "kott"})
    assert (late.status_code, stored()) == (303, {"ater-du-lunch": False})


def test_more_is_asked_on_the_personal_page_when_the_seat_is_confirmed(client, own_page):
    occasion = soon()
    make_question(occasion, "yes_no", label="Kommer du med tåg?")
    make_question(
        occasion,
        "short",
        label="Vilken station?",
        stage="after_approval",
        required=True,
        show_if=[["kommer-du-med-tag", "yes"]],
    )
    own_page(occasion, **{"kommer-du-med-tag": True})

    assert "Arrangören har några frågor till dig" in client.get("/sv/my/").content.decode()
    client.post("/sv/my/answers/", {"q-kommer-du-med-tag": "yes", "q-vilken-station": "Falköping C"})
    assert "Arrangören har några frågor till dig" not in client.get("/sv/my/").content.decode()
    assert stored() == {"kommer-du-med-tag": True, "vilken-station": "Falköping C"}


def test_days_are_chosen_in_words(client):
    now = timezone.now()
    days = [(now + timedelta(days=number), now + timedelta(days=number, hours=2)) for number in (30, 31)]
    occasion = make_occasion(now=now, days=days)
    make_question(occasion, "session", label="Vilka dagar?")
    uids = [str(day.uid) for day in occasion.days.order_by("start")]

    html = client.get(address(occasion, "fa-af")).content.decode()
    client.post(address(occasion), sent() | {"q-vilka-dagar": uids})

    assert re.findall(r'name="q-vilka-dagar" value="([^"]+)"', html) == uids
    assert re.search(r"[۰-۹]{4}", html)
    assert stored() == {"vilka-dagar": uids}
