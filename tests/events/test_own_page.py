"""The personal page by its link: what it shows, that POST alone changes, that nothing is kept or passed on."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cms.domain.mail import read_mail
from cms.models import OutgoingMail
from events.domain import registration
from events.enums import Mode
from events.models import ChangeRequest, Registration, WaitingEntry
from tests.events.acts import fresh, mails, register, states
from tests.factories.events import make_occasion

pytestmark = pytest.mark.django_db
ACTS = [
    "events_cancel",
    "events_confirm",
    "events_accept_offer",
    "events_pass_offer",
    "events_switch",
    "events_withdraw",
    "events_short_notice",
    "events_renew_link",
]


def address(name):
    with translation.override("sv"):
        return reverse(name)


def soon(**settings):
    """An occasion 30 days from now: the pages go by the real clock."""
    now = timezone.now()
    start = now + timedelta(days=30)
    return make_occasion(days=[(start, start + timedelta(hours=2))], now=now, **settings)


def link_of(row):
    mail = OutgoingMail.objects.filter(to_address=row.email).order_by("pk").last()
    return re.search(r"/\w+(-\w+)?/link/[\w-]+/", read_mail(mail).text).group()


def sign_in(client, row):
    answer = client.post(link_of(row))
    assert (answer.status_code, answer.url) == (303, address("events_my"))
    return client


def test_the_page_shows_what_is_registered_and_is_never_kept(client):
    row = register(soon(), 1, now=timezone.now())
    sign_in(client, row)

    for name in ("events_my", "events_details", "events_substitute", "events_my_data", "events_my_data_file"):
        answer = client.get(address(name))
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "strict-origin"
    page = client.get(address("events_my")).content.decode()
    assert "Bekräftad" in page
    assert "Falköpings kommun" in page


def test_no_act_answers_to_get_and_none_without_the_link(client):
    row = register(soon(capacity=1), 1, now=timezone.now())
    for name in ACTS:
        assert client.post(address(name)).status_code == 303
        assert states(row) == ["confirmed"]
    sign_in(client, row)
    for name in ACTS:
        assert client.get(address(name)).status_code == 405
    assert states(row) == ["confirmed"]


def test_details_are_changed_on_the_page(client):
    row = register(soon(), 1, now=timezone.now())
    sign_in(client, row)

    refused = client.post(address("events_details"), {"name": ""})
    done = client.post(
        address("events_details"), {"name": "Ny\r\nRad", "organization_name": "Skövde", "function": "lärare"}
    )

    assert (refused.status_code, done.status_code) == (422, 303)
    row = fresh(row)
    assert (row.name, row.organization_name, row.function) == ("Ny Rad", "Skövde", "lärare")


def test_a_colleague_takes_over_on_the_page_and_the_old_link_changes_nothing_more(client):
    row = register(soon(), 1, now=timezone.now())
    sign_in(client, row)
    colleague = {"name": "Kollega", "email": "kollega@example.org", "function": "", "language": "fa-af"}

    assert client.post(address("events_substitute"), colleague).status_code == 303

    new = Registration.objects.get(replaces=row)
    assert states(row, new) == ["replaced", "confirmed"]
    page = client.get(address("events_my")).content.decode()
    assert "En kollega har din plats nu" in page
    assert "kollega@example.org" not in page
    again = client.post(address("events_substitute"), {**colleague, "email": "tredje@example.org"})
    assert again.status_code == 409
    assert Registration.objects.count() == 2


def test_addresses_cannot_be_tried_one_after_the_other(client):
    occasion = soon()
    row, other = register(occasion, 1, now=timezone.now()), register(occasion, 2, now=timezone.now())
    sign_in(client, row)
    colleague = {"name": "Kollega", "email": other.email, "function": "", "language": "sv"}

    answers = [client.post(address("events_substitute"), colleague).status_code for _time in range(10)]
    last = client.post(address("events_substitute"), {**colleague, "email": "ny@example.org"})

    assert set(answers) == {409}
    assert last.status_code == 409
    assert states(row) == ["confirmed"]


def test_one_switches_on_the_page(client):
    row = register(soon(mode=Mode.HYBRID, online_capacity=1), 1, now=timezone.now())
    sign_in(client, row)
    assert "Delta på nätet i stället" in client.get(address("events_my")).content.decode()

    assert client.post(address("events_switch"), {"mode": "online"}).status_code == 303

    assert fresh(row).mode == "online"
    assert client.post(address("events_switch"), {"mode": "online"}).status_code == 409


def test_an_offer_is_answered_on_the_page(client):
    occasion = soon(capacity=1, promotion="offer")
    first, second, third = (register(occasion, number, now=timezone.now()) for number in (1, 2, 3))
    registration.cancel(first, now=timezone.now())
    sign_in(client, second)
    assert "Ja, jag tar platsen" in client.get(address("events_my")).content.decode()

    assert client.post(address("events_pass_offer")).status_code == 303
    assert states(second, third) == ["waitlisted", "offered"]
    assert client.post(address("events_accept_offer")).status_code == 409
    client.post(address("events_short_notice"), {"short_notice": "yes"})
    assert WaitingEntry.objects.get(registration=second).short_notice is True
    sign_in(client, third)
    assert client.post(address("events_accept_offer")).status_code == 303
    assert states(third) == ["confirmed"]


def test_after_the_freeze_the_page_asks_the_organizer_and_takes_it_back(client):
    row = register(soon(frozen_at=timezone.now() - timedelta(hours=1)), 1, now=timezone.now())
    sign_in(client, row)

    client.post(address("events_details"), {"name": "Ny"})

    assert (fresh(row).name, ChangeRequest.objects.get().state) == ("Deltagare 1", "open")
    assert "Arrangören avgör" in client.get(address("events_my")).content.decode()
    assert client.post(address("events_withdraw")).status_code == 303
    assert ChangeRequest.objects.get().state == "withdrawn"


def test_a_new_link_ends_the_old_ones_and_the_page(client):
    row = register(soon(), 1, now=timezone.now())
    old = link_of(row)
    sign_in(client, row)

    assert client.post(address("events_renew_link")).url == address("events_link_sent")

    assert client.get(address("events_my")).status_code == 302
    assert client.get(old).status_code == 410
    assert client.get(link_of(row)).status_code == 200
    assert len(mails("my_link")) == 1


def test_my_data_says_what_why_and_how_long_and_is_a_file(client):
    row = register(soon(), 1, now=timezone.now())
    sign_in(client, row)

    page = client.get(address("events_my_data")).content.decode()
    answer = client.get(address("events_my_data_file"))

    data = json.loads(answer.content)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert {field["name"]: field["value"] for field in data["fields"]} == {
        "name": "Deltagare 1",
        "email": row.email,
        "language": "sv",
        "organization_name": "Falköpings kommun",
    }
    assert all(field["purpose"] and field["kept_until"] for field in data["fields"])
    assert (data["state"], data["registration"]) == ("confirmed", str(row.public_id))
    assert row.email in page
    assert "Tills den ansvariga myndigheten har beslutat" in page


def test_the_link_of_a_held_seat_confirms_or_holds_it_longer(client):
    row = register(soon(confirmation="by_mail"), 1, now=timezone.now())
    link = link_of(row)
    assert "Håll platsen längre" in client.get(link).content.decode()

    answer = client.post(link, {"act": "prolong"})

    assert (answer.status_code, answer.url) == (303, link)
    assert fresh(row).hold_expires_at == row.hold_expires_at + timedelta(minutes=30)
    assert "Håll platsen längre" not in client.get(link).content.decode()
    assert client.post(link).status_code == 303
    assert states(row) == ["confirmed"]


def test_pressed_twice_an_act_leads_to_the_page_like_the_first_time(client):
    row = register(soon(), 1, now=timezone.now())
    sign_in(client, row)

    answers = [client.post(address("events_cancel")) for _time in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(303, address("events_my"))] * 2
    assert states(row) == ["cancelled"]
    assert client.post(address("events_switch"), {"mode": "online"}).status_code == 409
