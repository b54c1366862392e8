"""The box "I can come at short notice": shown where it matters, kept for who waits, changed on the personal page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from events.domain import address_confirmation, registration
from events.models import Registration, WaitingEntry
from tests.events.acts import fresh, reasons, register
from tests.events.test_own_page import address, sign_in, soon

pytestmark = pytest.mark.django_db
BOX = 'name="short_notice"'


def form_of(occasion):
    with translation.override("sv"):
        return reverse("events_register", args=[occasion.code])


def full(**settings):
    occasion = soon(capacity=1, **settings)
    return occasion, register(occasion, 1, now=timezone.now())


def fill(client, occasion, **values):
    given = {"name": "Åsa Öberg", "email": "asa@example.org", "mode": "onsite", **values}
    client.post(form_of(occasion), given)
    return Registration.objects.get(email="asa@example.org")


def test_the_form_of_a_full_event_that_offers_seats_has_the_box(client):
    occasion, _first = full(promotion="offer")
    assert BOX in client.get(form_of(occasion)).text


@pytest.mark.parametrize("settings", [{"promotion": "direct"}, {"promotion": "offer", "waiting_list": False}])
def test_where_it_would_change_nothing_there_is_no_box(client, settings):
    occasion, _first = full(**settings)
    assert BOX not in client.get(form_of(occasion)).text


def test_there_is_no_box_while_seats_are_free(client):
    assert BOX not in client.get(form_of(soon(promotion="offer"))).text


@pytest.mark.parametrize("ticked", [True, False])
def test_what_was_ticked_is_kept_with_the_place_and_can_be_changed_while_waiting(client, ticked):
    occasion, _first = full(promotion="offer")
    row = fill(client, occasion, **({"short_notice": "on"} if ticked else {}))
    assert WaitingEntry.objects.get(registration=row).short_notice is ticked

    sign_in(client, row)
    client.post(address("events_short_notice"), {"short_notice": "no" if ticked else "yes"})

    assert WaitingEntry.objects.get(registration=row).short_notice is not ticked


def test_a_box_that_was_not_asked_for_is_not_kept(client):
    occasion, _first = full(promotion="direct")
    row = fill(client, occasion, short_notice="on")
    assert WaitingEntry.objects.get(registration=row).short_notice is False


def test_in_the_last_48_hours_the_seat_goes_at_once_to_who_ticked_it(client):
    occasion, first = full(promotion="offer")
    patient = register(occasion, 2, now=timezone.now())
    ready = fill(client, occasion, short_notice="on")
    address_confirmation.confirm_address(ready, now=timezone.now())

    registration.cancel(first, now=occasion.cut_off_at - timedelta(hours=47))

    assert (fresh(patient).state, fresh(ready).state) == ("waitlisted", "confirmed")
    assert reasons(ready, "promote") == ["short_notice"]
    assert reasons(patient, "promote") == ["not_at_short_notice"]


def test_another_tick_under_the_same_key_is_another_form(client):
    occasion, _first = full(promotion="offer")
    row = fill(client, occasion, idempotency_key="a-key")
    given = {"name": row.name, "email": row.email, "mode": "onsite", "idempotency_key": "a-key"}

    assert client.post(form_of(occasion), given).status_code == 303
    assert client.post(form_of(occasion), {**given, "short_notice": "on"}).status_code == 422
