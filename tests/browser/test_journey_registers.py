"""Journey 2: a person registers without an account, waits, moves up, cancels. With real mails in three languages."""

import json
import re
import secrets

import icalendar
import pytest

from tests.browser.mail_files import letters_to, wait_for_letters
from tests.browser.public_pages import LANGUAGES, PublicPages
from tests.browser.test_accessibility import RULES

OPEN_EVENT = "calendar/guardians-regional-day-orebro/"
FULL_EVENT = "calendar/when-a-child-disappears-seminar/"
CONFIRMED = {"sv": "Bekräftad", "en": "Confirmed", "fa-af": "تأیید شد"}
CANCELLED = {"sv": "Avbokad", "en": "Cancelled", "fa-af": "لغو شد"}
WAITING = {"sv": "Väntelista, plats {}", "en": "Waiting list, place {}", "fa-af": "لیست انتظار، نوبت {}"}
MOVED_UP = {"sv": "Du har fått en plats: ", "en": "You have a seat now: ", "fa-af": "حالا شما جای دارید: "}
DARI_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
LONGER_THAN_A_ROBOT_MS = 3_500
DOMAIN = f"resa-{secrets.token_hex(3)}.example.org"

MAKE_ONE_SEAT_EACH = f"""
import json
from datetime import timedelta
from django.utils import timezone
from events.domain.occasions import DayPlan, OccasionPlan, create_occasion
from events.enums import OccasionStatus
from events.models import EventPage
now = timezone.now()
page = EventPage.objects.get(slug="{OPEN_EVENT.split("/")[1]}", locale__language_code="sv")
codes = {{}}
for number, language in enumerate({LANGUAGES!r}):
    start = now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=60 + number)
    plan = OccasionPlan(days=[DayPlan(start=start, end=start + timedelta(hours=4))], location="Göteborg")
    occasion = create_occasion(
        plan, content_id=page.translation_key, capacity=1, status=OccasionStatus.CONFIRMED, now=now
    )
    codes[language] = occasion.code
print("CODES" + json.dumps(codes))
"""


@pytest.fixture(scope="module")
def one_seat(site) -> dict[str, str]:
    """The code of an occasion with one seat and a waiting list, for each language one."""
    return json.loads(site.manage("shell", "-c", MAKE_ONE_SEAT_EACH).split("CODES", 1)[1].splitlines()[0])


def register(page, event: str, link: str, *, name: str, email: str) -> str:
    """Go from the event page to the receipt; return its heading."""
    page.goto(event)
    page.click(link)
    page.fill("#id_name", name)
    page.fill("#id_email", email)
    page.wait_for_timeout(LONGER_THAN_A_ROBOT_MS)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/events/receipt/**")
    return page.inner_text("main h1")


def open_link(page, letter) -> None:
    page.goto(letter.path_of_link())
    page.click("main form button[type=submit]")
    page.wait_for_url("**/my/")


def place_in(heading: str, language: str) -> int:
    pattern = re.escape(WAITING[language]).replace(r"\{\}", r"(\d+)")
    return int(re.fullmatch(pattern, heading.translate(DARI_DIGITS))[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_registration_when_sent_then_receipt_mail_and_personal_page_say_confirmed(open_page, mails, axe, language):
    page = open_page(width=320)
    address = f"klar.{language}@{DOMAIN}"

    heading = register(
        page, f"/{language}/{OPEN_EVENT}", ".occasion >> nth=0 >> a.button", name="Sam Exempel", email=address
    )

    assert heading == CONFIRMED[language]
    assert "Sam Exempel" not in page.inner_text("main")
    assert axe(page, RULES) == []
    title = page.inner_text(".outcome__lead")
    [letter] = wait_for_letters(address, 1, mails)
    assert letter.subject == f"{CONFIRMED[language]}: {title}"
    assert letter.calendar_method == "REQUEST"
    invitation = icalendar.Calendar.from_ical(letter.calendar)
    assert (invitation["METHOD"], invitation.events[0]["SUMMARY"]) == ("REQUEST", title)
    assert letter.path_of_link().startswith(f"/{language}/link/")
    assert f'lang="{page.get_attribute("html", "lang")}"' in letter.html

    guest = open_page(width=320, dark=True)
    guest.goto(letter.path_of_link())
    assert axe(guest, RULES) == []
    open_link(guest, letter)
    assert guest.inner_text("main h1") == CONFIRMED[language]
    assert axe(guest, RULES) == []
    assert guest.get_attribute("html", "lang") == page.get_attribute("html", "lang")
    assert "Sam Exempel" in guest.inner_text("main")
    with guest.expect_download() as download:
        guest.click("main a[href$='.ics']")
    occasion = icalendar.Calendar.from_ical(download.value.path().read_bytes())
    assert "METHOD" not in occasion
    assert {str(event["SUMMARY"]) for event in occasion.events} == {title}
    assert [page.watch.errors, guest.watch.errors] == [[], []]


@pytest.mark.parametrize("language", LANGUAGES)
def test_registration_when_the_event_is_full_then_the_place_on_the_list_is_said(open_page, mails, language):
    page = open_page()
    address = f"lista.{language}@{DOMAIN}"

    heading = register(
        page, f"/{language}/{FULL_EVENT}", ".occasion >> nth=0 >> a.button", name="Kim Exempel", email=address
    )

    place = place_in(heading, language)
    assert place >= 4
    [letter] = wait_for_letters(address, 1, mails)
    assert letter.calendar_method == ""
    assert place_in(letter.subject.partition(": ")[0], language) == place
    guest = open_page()
    open_link(guest, letter)
    assert guest.inner_text("main h1") == heading


@pytest.mark.parametrize("language", LANGUAGES)
def test_seat_when_given_up_by_the_button_then_the_next_moves_up_and_is_told(open_page, mails, one_seat, language):
    first, second = f"forst.{language}@{DOMAIN}", f"sedan.{language}@{DOMAIN}"
    event, link = f"/{language}/{OPEN_EVENT}", f"a[href$='/events/{one_seat[language]}/register/']"
    assert register(open_page(), event, link, name="Robin Ett", email=first) == CONFIRMED[language]
    assert place_in(register(open_page(), event, link, name="Robin Två", email=second), language) == 1
    [confirmed], [waitlisted] = wait_for_letters(first, 1, mails), wait_for_letters(second, 1, mails)
    page = open_page()

    for _again in range(2):
        page.goto(confirmed.path_of_link())
        page.goto(waitlisted.path_of_link())
    refusals = [page.request.get(f"/{language}/my/{act}/").status for act in ("cancel", "confirm")]
    assert refusals == [405, 405]
    open_link(page, confirmed)
    assert page.inner_text("main h1") == CONFIRMED[language]  # looking at links, as mail filters do, changed nothing

    page.click("main form[action$='/my/cancel/'] button")
    page.wait_for_load_state()

    assert page.inner_text("main h1") == CANCELLED[language]
    assert page.locator("main form[action$='/my/cancel/']").count() == 0
    moved_up = wait_for_letters(second, 2, mails)[-1]
    assert moved_up.subject.startswith(MOVED_UP[language])
    assert moved_up.calendar_method == "REQUEST"
    assert [letter.calendar_method for letter in wait_for_letters(first, 2, mails)] == ["REQUEST", "CANCEL"]
    other = open_page()
    open_link(other, moved_up)
    assert other.inner_text("main h1") == CONFIRMED[language]
    assert len(letters_to(second, mails)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_when_answers_are_wrong_then_they_stay_and_errors_are_tied_to_fields(
    open_page, public_pages: PublicPages, language
):
    page = open_page()
    page.goto(public_pages.one("registration", language))
    page.fill("#id_name", "Alex Exempel")
    page.fill("#id_email", "alex(at)example")
    page.fill("#id_function", "Lärare")
    page.select_option("#id_municipality", "1480")

    page.click("main form button[type=submit]")

    page.wait_for_selector("#form-errors")
    kept = {name: page.input_value(f"#id_{name}") for name in ("name", "email", "function", "municipality")}
    assert kept == {
        "name": "Alex Exempel",
        "email": "alex(at)example",
        "function": "Lärare",
        "municipality": "1480",
    }
    assert page.get_attribute("#id_email", "aria-invalid") == "true"
    described = page.get_attribute("#id_email", "aria-describedby").split()
    assert "id_email_error" in described
    assert all(page.locator(f"#{name}").count() == 1 for name in described)
    assert page.get_attribute("#id_name", "aria-invalid") is None
    assert page.evaluate("document.activeElement.id") == "form-errors"
    page.click("#form-errors a")
    assert page.evaluate("document.activeElement.id") == "id_email"


def test_registration_when_sent_without_scripts_then_it_is_confirmed(open_page, mails):
    page = open_page(scripts=False)
    address = f"utan.skript@{DOMAIN}"

    heading = register(page, f"/sv/{OPEN_EVENT}", ".occasion >> nth=0 >> a.button", name="Lo Exempel", email=address)

    assert heading == CONFIRMED["sv"]
    [letter] = wait_for_letters(address, 1, mails)
    guest = open_page(scripts=False)
    open_link(guest, letter)
    assert guest.inner_text("main h1") == CONFIRMED["sv"]
