"""Accessibility rules on the public pages that only an act, a refusal or a fault brings about, in each language."""

import json
import re

import pytest

from tests.browser.public_pages import LANGUAGES, VIEWS
from tests.browser.test_accessibility import RULES

FAULTS = """
import json
from django.test import RequestFactory
from cms.views import errors
made = {}
for language in ("sv", "en", "fa-af"):
    request = RequestFactory().get(f"/{language}/broken/")
    made[language] = [errors.bad_request(request).text, errors.server_error(request).text]
print("MADE" + json.dumps(made))
"""

PEOPLE = """
import json
from datetime import timedelta
from urllib.parse import urlsplit
from django.utils import timezone
from events.domain.occasions import DayPlan, OccasionPlan, create_occasion
from events.domain.personal_mails import personal_link
from events.domain.registration import Applicant, register
from events.enums import Confirmation, OccasionStatus, RegistrationState, Source
from events.models import EventPage, Registration
now = timezone.now()
coming = Registration.objects.filter(occasion__days__start__gt=now).select_related("occasion").order_by("pk")
asked = coming.filter(state=RegistrationState.CONFIRMED, occasion__questions__isnull=False).first()
waiting = coming.filter(state=RegistrationState.WAITLISTED).first()
start = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=90)
plan = OccasionPlan(
    days=[DayPlan(start=start, end=start + timedelta(hours=2))], location="Örebro", confirmation=Confirmation.BY_MAIL
)
page = EventPage.objects.filter(locale__language_code="sv", live=True).first()
occasion = create_occasion(
    plan, content_id=page.translation_key, capacity=2, status=OccasionStatus.CONFIRMED, now=now
)
applicant = Applicant(name="Mika Exempel", email="mika@example.org", language="sv", mode="onsite")
held = Registration.objects.get(
    pk=register(occasion, applicant=applicant, now=now, source=Source.FORM).registration_id
)
rows = {"asked": asked, "waiting": waiting, "held": held}
links = {name: urlsplit(personal_link(row, kind="my_link", now=now)).path for name, row in rows.items()}
print("MADE" + json.dumps(links))
"""

OWN_PAGES = ("", "answers/", "details/", "substitute/", "data/", "calendar/sent/")


def made(site, script: str):
    """Run a script beside the site and return what it says it made."""
    return json.loads(site.manage("shell", "-c", script).split("MADE", 1)[1].splitlines()[0])


@pytest.fixture(scope="module")
def faults(site) -> dict[str, list[str]]:
    """The pages of a bad request and of a fault, by language, as the server would send them."""
    return made(site, FAULTS)


@pytest.fixture(scope="module")
def links(site) -> dict[str, str]:
    """The paths of personal links: of somebody who was asked questions, who waits, whose address is not confirmed."""
    return made(site, PEOPLE)


@pytest.fixture(params=[(320, True), (1280, False)], ids=["phone, dark", "desktop, light"])
def reader(request, open_page):
    width, dark = request.param
    return open_page(width=width, dark=dark)


def in_language(path: str, language: str) -> str:
    return re.sub(r"^/[a-z-]+/", f"/{language}/", path)


def show_as_answer(page, path: str, content: str) -> None:
    """Open a path that the browser is answered with the content, as if the server had sent it."""
    page.route(f"**{path}", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=content))
    page.goto(path)
    page.unroute(f"**{path}")


def press(page, path: str) -> None:
    page.goto(path)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/my/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_fault_have_no_accessibility_violation(reader, faults, axe, language):
    for content in faults[language]:
        show_as_answer(reader, f"/{language}/broken/", content)

        assert reader.locator("main h1").count() == 1
        assert axe(reader, RULES) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_have_no_accessibility_violation(reader, site, axe, language):
    occasions = json.loads(site.manage("event", "list", "--format", "json"))
    cancelled = next(row["code"] for row in occasions if row["status"] == "cancelled")

    reader.goto(f"/{language}/events/{cancelled}/register/")
    assert reader.locator("main form").count() == 0
    assert axe(reader, RULES) == []

    reader.goto(f"/{language}/{VIEWS['complaint form']}")
    reader.context.clear_cookies()
    reader.click("main form button[type=submit]")
    reader.wait_for_load_state()
    assert reader.locator("main h1").count() == 1
    assert axe(reader, RULES) == []

    reader.goto(f"/{language}/accessibility/tell/received/")
    assert axe(reader, RULES) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_pages_have_no_accessibility_violation(reader, links, axe, language):
    reader.goto(in_language(links["held"], language))
    assert reader.locator("main form").count() >= 1
    assert axe(reader, RULES) == []

    press(reader, in_language(links["waiting"], language))
    assert axe(reader, RULES) == []

    press(reader, in_language(links["asked"], language))
    for path in OWN_PAGES:
        answer = reader.goto(f"/{language}/my/{path}")
        assert answer.status == 200
        assert reader.url.endswith(f"/my/{path}")
        assert axe(reader, RULES) == [], path
