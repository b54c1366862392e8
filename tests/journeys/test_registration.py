"""Journey 2, registers, and journey 3, subscribes: with Django's client, in three languages."""

import re
from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from cms.domain.mail import read_mail
from cms.exceptions import Busy
from cms.models import OutgoingMail
from events.models import Registration
from tests.factories.events import TITLES, make_occasion

pytestmark = pytest.mark.django_db

CONFIRMED = {"sv": "Bekräftad", "en": "Confirmed", "fa-af": "تأیید شد"}
WAITING = {"sv": "Väntelista, plats 1", "en": "Waiting list, place 1", "fa-af": "لیست انتظار، نوبت ۱"}
SUBJECTS = {"sv": "Bekräftad: ", "en": "Confirmed: ", "fa-af": "تأیید شد: "}
PROMOTED = {"sv": "Du har fått en plats: ", "en": "You have a seat now: ", "fa-af": "حالا شما جای دارید: "}
LANGUAGES = ["sv", "en", "fa-af"]


@pytest.fixture
def patient(monkeypatch):
    """A person who reads the form for a minute."""
    monkeypatch.setattr("events.forms.QUICKEST_SECONDS", 0)


@pytest.fixture
def occasion():
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    return make_occasion(capacity=1, days=[(start, start + timedelta(hours=7))], now=timezone.now())


def fields_of(html):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def main_text(response):
    main = response.content.decode().partition('<main id="main"')[2].partition(">")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def open_form(client, occasion, language):
    response = client.get(f"/{language}/events/{occasion.code}/register/")
    assert response.status_code == 200
    return response


def send(client, occasion, language, number, **values):
    hidden = fields_of(open_form(client, occasion, language).content.decode())
    data = {**hidden, "name": f"Deltagare {number}", "email": f"deltagare{number}@example.org", **values}
    return client.post(f"/{language}/events/{occasion.code}/register/", data)


def mail_to(address, kind):
    row = OutgoingMail.objects.filter(to_address=address, kind=kind).latest("pk")
    return read_mail(row)


def link_in(mail):
    return re.search(r"https?://[^/\s]+(/[^\s]+/link/[^\s]+/)", mail.text)[1]


def enter(client, link):
    page = client.get(link)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "strict-origin"
    answer = client.post(link)
    assert answer.status_code == 303
    return answer.headers["Location"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_registers_cancels_and_the_next_moves_up(client, occasion, patient, language):
    answer = send(client, occasion, language, 1)
    assert answer.status_code == 303
    assert re.fullmatch(rf"/{language}/events/receipt/[0-9a-f]{{32}}/", answer.headers["Location"])
    receipt = client.get(answer.headers["Location"])
    assert main_text(receipt).startswith(CONFIRMED[language])
    assert "Deltagare 1" not in receipt.content.decode()
    assert receipt.headers["Cache-Control"] == "no-store, private"

    waiting = client.get(send(client, occasion, language, 2).headers["Location"])
    assert main_text(waiting).startswith(WAITING[language])

    mail = mail_to("deltagare1@example.org", "confirmed")
    assert mail.subject == SUBJECTS[language] + TITLES[language]
    invitation = icalendar.Calendar.from_ical(mail.calendar.content)
    assert (invitation["METHOD"], invitation.events[0]["SUMMARY"]) == ("REQUEST", TITLES[language])
    assert f'lang="{"fa-AF" if language == "fa-af" else language}"' in mail.html

    guest = Client()
    my = enter(guest, link_in(mail))
    assert my == f"/{language}/my/"
    page = guest.get(my)
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store, private", "strict-origin")
    assert CONFIRMED[language] in main_text(page)
    assert f"/{language}/calendar/{occasion.code}.ics" in page.content.decode()
    assert guest.get(f"/{language}/my/cancel/").status_code == 405
    cancelled = guest.post(f"/{language}/my/cancel/", follow=True)
    assert cancelled.status_code == 200
    assert Registration.objects.get(email="deltagare1@example.org").state == "cancelled"
    assert guest.post(f"/{language}/my/cancel/", follow=True).status_code == 200  # once more changes nothing

    promoted = mail_to("deltagare2@example.org", "promoted")
    assert promoted.subject == PROMOTED[language] + TITLES[language]
    assert promoted.calendar.method == "REQUEST"
    withdrawn = icalendar.Calendar.from_ical(mail_to("deltagare1@example.org", "cancelled").calendar.content)
    assert (withdrawn["METHOD"], withdrawn.events[0]["SEQUENCE"]) == ("CANCEL", 1)
    assert Registration.objects.get(email="deltagare2@example.org").state == "confirmed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quick_form_is_held_and_confirmed_by_one_button(client, occasion, language):
    answer = send(client, occasion, language, 1)
    receipt = main_text(client.get(answer.headers["Location"]))
    assert not receipt.startswith(CONFIRMED[language])
    assert Registration.objects.get().state == "held"
    guest = Client()
    link = link_in(mail_to("deltagare1@example.org", "hold"))
    for _scanner in range(3):
        guest.get(link)
    assert Registration.objects.get().state == "held"
    page = guest.get(enter(guest, link))
    assert CONFIRMED[language] in main_text(page)
    assert Registration.objects.get().state == "confirmed"
    assert mail_to("deltagare1@example.org", "confirmed").calendar.method == "REQUEST"


def test_the_same_form_sent_twice_is_one_registration(client, occasion, patient):
    hidden = fields_of(open_form(client, occasion, "sv").content.decode())
    data = {**hidden, "name": "Deltagare", "email": "deltagare@example.org"}
    path = f"/sv/events/{occasion.code}/register/"
    first, again = client.post(path, data), client.post(path, data)
    assert first.headers["Location"] == again.headers["Location"]
    other = client.post(path, {**data, "email": "annan@example.org"})
    assert other.status_code == 422
    assert fields_of(other.content.decode())["idempotency_key"] != hidden["idempotency_key"]
    assert "annan@example.org" in other.content.decode()
    assert Registration.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_mistakes_are_told_at_the_field_and_the_answers_stay(client, occasion, patient, language):
    answer = send(client, occasion, language, 1, email="inte en adress", function="840101-1234 850709-9805")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in html
    assert 'id="id_email_error"' in html
    assert 'id="id_function_error"' in html
    assert 'value="inte en adress"' in html
    assert Registration.objects.count() == 0


def test_a_name_is_one_line_and_cannot_pass_for_words_of_ours(client, occasion, patient):
    send(client, occasion, "sv", 1, name="Anna\r\n\r\nDin plats är borta", organization_name="En\nkommun")

    row = Registration.objects.get()

    assert (row.name, row.organization_name) == ("Anna Din plats är borta", "En kommun")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dead_link_leads_to_send_my_link_again(client, language):
    response = client.get(f"/{language}/link/{'x' * 43}/")

    assert response.status_code == 410
    assert f'<a class="button" href="/{language}/my/link/">' in response.content.decode()


def test_asking_for_the_link_when_the_database_is_busy_says_so(client, occasion, monkeypatch):
    def refuse(act):
        raise Busy

    monkeypatch.setattr("events.views.my.with_retries", refuse)
    response = client.post("/sv/my/link/", {"email": "anna@example.org"})

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Väldigt många är här just nu." in main_text(response)


def test_a_filled_trap_registers_nobody(client, occasion, patient):
    assert send(client, occasion, "sv", 1, website="https://spam.example").status_code == 422
    assert Registration.objects.count() == 0


def test_known_and_unknown_addresses_get_the_same_answers(client, occasion, patient):
    send(client, occasion, "sv", 1)
    pages = []
    for number in (1, 2):
        receipt = client.get(send(client, occasion, "sv", number).headers["Location"])
        pages.append(re.sub(r"[0-9a-f]{32}", "", receipt.content.decode()))
        asked = client.post("/sv/my/link/", {"email": f"deltagare{number * 1}@example.org"}, follow=True)
        unknown = client.post("/sv/my/link/", {"email": "okand@example.org"}, follow=True)
        assert asked.content == unknown.content
    assert main_text_of(pages[0]) == main_text_of(pages[1])
    assert OutgoingMail.objects.filter(kind="second_try").count() == 1
    assert not OutgoingMail.objects.filter(to_address="okand@example.org").exists()


def main_text_of(html):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html.partition("<main")[2].partition("</main>")[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("change", ["closed", "cancelled", "draft", "full", "not_open"])
def test_a_form_that_cannot_be_used_says_why(client, occasion, language, change):
    now = timezone.now()
    changes = {
        "closed": {"closes_at": now - timedelta(days=1)},
        "cancelled": {"status": "cancelled", "cancelled_at": now},
        "draft": {"status": "draft"},
        "full": {"waiting_list": False},
        "not_open": {"opens_at": now + timedelta(days=1)},
    }
    type(occasion).objects.filter(pk=occasion.pk).update(**changes[change])
    occasion.pools.update(capacity=0)
    path = f"/{language}/events/{occasion.code}/register/"
    page = client.get(path)
    assert page.status_code == (404 if change == "draft" else 200)
    if change == "draft":
        return
    assert "<form class" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
    posted = client.post(path, {"name": "A", "email": "a@example.org"})
    assert posted.status_code == 409
    assert Registration.objects.count() == 0


def test_a_receipt_ends_after_24_hours(client, occasion, patient, monkeypatch):
    path = send(client, occasion, "sv", 1).headers["Location"]
    later = timezone.now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr("events.views.registration.timezone.now", lambda: later)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_subscribes_to_the_calendar_of_a_language(client, occasion, language):
    calendar = client.get(f"/{language}/calendar/").content.decode()
    assert TITLES[language] in calendar
    assert re.search(rf'href="webcal://[^"]+/{language}/calendar/all\.ics"', calendar)
    path = f"/{language}/calendar/all.ics"
    feed = client.get(path)
    assert feed.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert feed.headers["Cache-Control"] == "public, max-age=900"
    assert "Accept-Encoding" in feed.headers["Vary"]
    assert not feed.cookies
    event = icalendar.Calendar.from_ical(feed.content).events[0]
    assert event["SUMMARY"] == TITLES[language]
    again = client.get(path, headers={"If-None-Match": feed.headers["ETag"]})
    head = client.head(path)
    assert (again.status_code, again.content) == (304, b"")
    for answer in (again, head):
        assert [answer.headers[name] for name in ("ETag", "Cache-Control", "Vary")] == [
            feed.headers[name] for name in ("ETag", "Cache-Control", "Vary")
        ]
    since = client.get(path, headers={"If-Modified-Since": feed.headers["Last-Modified"]})
    assert since.status_code == 304
    one = client.get(f"/{language}/calendar/{occasion.code.lower()}.ics")
    assert icalendar.Calendar.from_ical(one.content).events[0]["UID"] == event["UID"]
    assert client.get(f"/{language}/calendar/00000000.ics").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_event_page_says_when_where_and_how_many_seats(client, occasion, language):
    page = client.get(f"/{language}/calendar/")
    path = re.search(rf'href="(/{language}/calendar/[^"/]+/)"[^>]*>{TITLES[language]}', page.content.decode())[1]
    html = client.get(path).content.decode()
    assert f'href="/{language}/events/{occasion.code}/register/"' in html
    assert f"/{language}/calendar/{occasion.code}.ics" in html
    assert '<script type="application/ld+json">{"@context": "https://schema.org"' in html
    assert "Falköping" in html


def test_the_calendar_is_narrowed_and_turned_by_month(client, occasion):
    shown = client.get("/sv/calendar/?kind=seminar").content.decode()
    hidden = client.get("/sv/calendar/?kind=conference").content.decode()
    assert TITLES["sv"] in shown
    assert TITLES["sv"] not in hidden
    month = occasion.days.get().start
    assert TITLES["sv"] in client.get(f"/sv/calendar/?from={month:%Y-%m}").content.decode()
    assert TITLES["sv"] not in client.get("/sv/calendar/?from=2020-01").content.decode()
    odd = ["from=2020-13", "from=abc", "from=9999-12", "kind=%00", "topic=%00", "county=%00", "topic='", "county=xx"]
    for query in [*odd, "network=-1", "network=²", f"network={'9' * 30}"]:
        assert client.get(f"/sv/calendar/?{query}").status_code == 200
