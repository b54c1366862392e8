"""``manage.py event``: data on stdout, remarks on stderr, exit codes."""

import json
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from events.domain import registration
from events.models import EventPage, Occasion, SeatPool
from tests.factories.events import make_applicant, make_calendars, make_occasion

pytestmark = pytest.mark.django_db


def event(*arguments):
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("event", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def create(*more):
    make_calendars()
    times = ("--starts", "2027-03-11T09:00", "--ends", "2027-03-11T16:00")
    return event("create", "--kind", "seminar", "--title", "Våren i nätverket", *times, *more)


def test_create_opens_an_event_at_once():
    code, out, _err = create("--capacity", "30", "--place", "Falköping", "--format", "json")
    assert code == 0
    made = json.loads(out)
    occasion = Occasion.objects.get(code=made["code"])
    assert made["form_url"].endswith(f"/sv/events/{made['code']}/register/")
    assert made["uid"] == str(occasion.days.get().uid)
    assert made["page_urls"]["sv"].startswith("http")
    assert made["page_urls"]["en"] is None
    assert [pool["capacity"] for pool in made["pools"]] == [30]
    assert (occasion.status, occasion.cut_off_at) == ("confirmed", occasion.days.get().start)
    client = Client()
    for language in ("sv", "en", "fa-af"):
        assert client.get(f"/{language}/events/{made['code']}/register/").status_code == 200
    pages = EventPage.objects.filter(translation_key=occasion.content_id)
    assert {page.locale.language_code: page.live for page in pages} == {"sv": True, "en": False, "fa-af": False}


def test_create_prints_the_address_of_the_form_alone():
    code, out, err = create()
    assert code == 0
    assert out.startswith("http")
    assert out.count("\n") == 1
    assert "is made" in err


def test_a_draft_is_not_public():
    _code, out, _err = create("--draft", "--format", "json")
    assert Client().get(f"/sv/events/{json.loads(out)['code']}/register/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_titles_in_three_languages_make_three_live_pages():
    _code, out, _err = create(
        "--title-en", "Spring in the network", "--title-fa-af", "بهار در شبکه", "--format", "json"
    )
    made = json.loads(out)
    assert all(made["page_urls"].values())
    html = Client().get(f"/fa-af/events/{made['code']}/register/").content.decode()
    assert "بهار در شبکه" in html


@pytest.mark.django_db(transaction=True)
def test_another_language_needs_the_swedish_title():
    code, _out, err = create("--lang", "en")
    assert code == 2
    assert "--title-sv" in err
    code, out, _err = create("--lang", "en", "--title-sv", "Våren", "--format", "json")
    assert code == 0
    assert json.loads(out)["form_url"].count("/en/events/") == 1
    assert json.loads(out)["page_urls"]["en"]


def test_all_settings():
    code, out, _err = create(
        *("--capacity", "20", "--online-capacity", "50", "--earmark", "1499=2", "--no-waiting-list"),
        *("--confirmation", "by-mail", "--closes", "2027-03-01T12:00", "--format", "json"),
        *("--promotion", "offer", "--order", "fewest"),
    )
    assert code == 0
    occasion = Occasion.objects.get(code=json.loads(out)["code"])
    assert (occasion.promotion, occasion.order) == ("offer", "fewest_seats_first")
    assert (occasion.mode, occasion.waiting_list, occasion.confirmation) == ("hybrid", False, "by_mail")
    assert timezone.localtime(occasion.closes_at).hour == 12
    pools = SeatPool.objects.order_by("pk").values_list("kind", "mode", "capacity")
    assert list(pools) == [("seats", "onsite", 20), ("seats", "online", 50), ("earmark", "onsite", 2)]


def test_several_days_become_several_items():
    make_calendars()
    times = ("--starts", "2027-03-26T09:00", "--ends", "2027-03-29T16:00")
    _code, out, _err = event("create", "--title", "Konferens", *times, "--format", "json")
    days = Occasion.objects.get(code=json.loads(out)["code"]).days.all()
    assert [timezone.localtime(day.start).hour for day in days] == [9, 9, 9, 9]


@pytest.mark.parametrize("wrong", [("--earmark", "9999=2"), ("--network", "finns inte"), ("--capacity", "-1")])
def test_a_usage_error_is_exit_2_and_writes_nothing(wrong):
    code, _out, err = create(*wrong)
    assert (code, bool(err)) == (2, True)
    assert Occasion.objects.count() == EventPage.objects.count() == 0


def test_an_end_before_the_start_is_refused():
    make_calendars()
    code, _out, err = event("create", "--title", "X", "--starts", "2027-03-11T09:00", "--ends", "2027-03-11T08:00")
    assert code == 1
    assert "day_ends_before_start" in err
    assert EventPage.objects.count() == 0


def test_an_hour_that_does_not_exist_is_refused():
    make_calendars()
    with pytest.raises(CommandError):
        event("create", "--title", "X", "--starts", "2027-03-28T02:30", "--ends", "2027-03-28T08:00")
    assert Occasion.objects.count() == 0


def test_registrations_by_arrival_with_place():
    occasion = make_occasion(capacity=1)
    for number in (1, 2, 3):
        registration.register(occasion, applicant=make_applicant(number), now=timezone.now())
    code, out, _err = event("registrations", occasion.code, "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert [(row["status"], row["position"], row["arrival"]) for row in rows] == [
        ("confirmed", None, 1),
        ("waitlisted", 1, 2),
        ("waitlisted", 2, 3),
    ]
    assert list(rows[0]) == [
        *("id", "email", "status", "position", "arrival", "name", "organization", "mode", "language", "registered_at")
    ]
    assert event("registrations", occasion.code, "--status", "waitlisted", "--count")[1] == "2\n"
    assert (
        len(
            json.loads(
                event("registrations", occasion.code, "--email", "DELTAGARE2@example.org", "--format", "json")[1]
            )
        )
        == 1
    )
    table = event("registrations", occasion.code, "--format", "csv")[1]
    assert table.splitlines()[0].startswith("id,email,status")


def test_seats_finds_and_repairs_a_wrong_counter():
    occasion = make_occasion(capacity=3)
    registration.register(occasion, applicant=make_applicant(1), now=timezone.now())
    assert event("seats", occasion.code)[0] == 0
    occasion.pools.update(taken=2)
    code, _out, err = event("seats", occasion.code)
    assert code == 1
    assert "taken" in err
    event("seats", occasion.code, "--repair")
    assert event("seats", occasion.code)[0] == 0
    assert occasion.pools.get().taken == 1


def test_the_other_sub_commands():
    occasion = make_occasion(capacity=1)
    for number in (1, 2):
        registration.register(occasion, applicant=make_applicant(number), now=timezone.now())
    assert occasion.code in event("list")[1]
    shown = json.loads(event("show", occasion.code.lower(), "--format", "json")[1])
    assert shown["pools"][0]["waiting"] == 1
    assert len(json.loads(event("explain", occasion.code, "--format", "json")[1])) == 2
    assert (
        len(json.loads(event("explain", occasion.code, "--email", "deltagare2@example.org", "--format", "json")[1]))
        == 1
    )
    occasion.pools.update(capacity=2)
    assert event("promote", occasion.code, "--dry-run")[1].startswith("2 ")
    assert event("promote", occasion.code)[1].startswith("2 ")
    assert event("promote", occasion.code)[1] == ""
    assert event("cancel", occasion.code, "--reason", "Sjukdom")[0] == 0
    assert event("cancel", occasion.code, "--reason", "Sjukdom")[0] == 1
    assert event("show", "ZZZZZZZZ")[0] == 1


def test_registrations_as_a_workbook_whose_cells_run_no_formula():
    occasion = make_occasion(capacity=1)
    applicant = make_applicant(1, name="=HYPERLINK(A1)")
    registration.register(occasion, applicant=applicant, now=timezone.now())
    out = TextIOWrapper(BytesIO())

    call_command("event", "registrations", occasion.code, "--format", "xlsx", stdout=out)

    sheet = load_workbook(BytesIO(out.buffer.getvalue())).active
    assert [cell.value for cell in sheet[1]][:3] == ["id", "email", "status"]
    assert (sheet["F2"].value, sheet["F2"].data_type, sheet.max_row) == ("'=HYPERLINK(A1)", "s", 2)
