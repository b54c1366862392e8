"""What an organizer does with one person, and with the number of seats: each act, each refusal."""

import pytest

from cms.models import OutgoingMail
from events.domain import registration
from events.domain.seats import seat_differences
from events.domain.transitions import COMMAND
from events.enums import PoolKind, Source
from events.models import ActReason, Registration, SeatPool
from tests.factories.events import NOW, make_applicant, make_occasion

pytestmark = pytest.mark.django_db
PERSON = {"way": "telephone", "name": "Ringer Själv", "email": "", "language": "sv", "mode": "onsite"}


def register(occasion, number, **values):
    applicant = make_applicant(number, **values)
    answer = registration.register(occasion, applicant=applicant, now=NOW, source=Source.COMMAND, by=COMMAND)
    return Registration.objects.get(pk=answer.registration_id)


def test_who_calls_gets_a_seat_with_the_way_noted(client, organizer, desk):
    occasion = make_occasion(capacity=1)

    answer = client.post(desk("add", occasion), PERSON, follow=True)

    row = Registration.objects.get()
    assert (row.state, row.source, row.act_reasons.get().actor_user) == ("confirmed", "telephone", organizer)
    assert "Ringer Själv har en plats." in answer.content.decode()


def test_who_calls_when_all_is_taken_comes_last_in_line(client, organizer, desk):
    occasion = make_occasion(capacity=1)
    register(occasion, 1)
    register(occasion, 2)

    answer = client.post(desk("add", occasion), PERSON, follow=True)

    assert Registration.objects.get(name="Ringer Själv").state == "waitlisted"
    assert "plats 2" in answer.content.decode()


def test_who_calls_when_there_is_no_waiting_list_is_refused_with_words(client, organizer, desk):
    occasion = make_occasion(capacity=0, waiting_list=False)

    answer = client.post(desk("add", occasion), PERSON)

    assert answer.status_code == 422
    assert "Alla platser är tagna" in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_second_registration_of_an_address_is_told(client, organizer, desk):
    occasion = make_occasion()
    row = register(occasion, 1)

    answer = client.post(desk("add", occasion), PERSON | {"email": row.email.upper()})

    assert answer.status_code == 422
    assert Registration.objects.count() == 1


def test_link_is_sent_again_once_an_hour_and_never_to_who_has_left(client, organizer, desk):
    occasion = make_occasion()
    row = register(occasion, 1)
    path = desk("resend", occasion, row.public_id)

    client.post(path)
    client.post(path)
    registration.cancel(row, now=NOW)
    client.post(path)

    assert OutgoingMail.objects.filter(kind="my_link").count() == 1
    assert client.get(path).status_code == 405


def test_moving_to_kept_seats_gives_the_old_seat_to_the_next(client, organizer, desk):
    occasion = make_occasion(capacity=1)
    open_seats = occasion.pools.get()
    kept = SeatPool.objects.create(
        occasion=occasion, kind=PoolKind.EARMARK, parent=open_seats, label="Vikta", capacity=1, mode="onsite"
    )
    row, waiting = register(occasion, 1), register(occasion, 2)
    path = desk("move", occasion, row.public_id)

    assert client.post(path, {"pool": kept.pk}).status_code == 422
    assert client.post(path, {"pool": kept.pk, "reason": "by_organizer"}).status_code == 302

    waiting.refresh_from_db()
    assert (row.claims.get().pool, waiting.state) == (kept, "confirmed")
    reason = ActReason.objects.get(act="move_seat")
    assert (reason.reason_code, reason.actor_user, reason.registration) == ("by_organizer", organizer, row)
    assert not seat_differences([occasion.pk])


def test_moving_to_the_online_seats_sends_a_new_invitation(client, organizer, desk):
    occasion = make_occasion(capacity=1, online_capacity=1, mode="hybrid")
    row = register(occasion, 1)
    online = occasion.pools.get(mode="online")

    client.post(desk("move", occasion, row.public_id), {"pool": online.pk, "reason": "by_person"})

    row.refresh_from_db()
    assert row.mode == "online"
    assert OutgoingMail.objects.filter(kind="switched").count() == 1
    assert not seat_differences([occasion.pk])


@pytest.mark.parametrize("online_capacity", [0, 1])
def test_nobody_is_moved_past_those_who_wait_or_into_full_seats(client, organizer, desk, online_capacity):
    occasion = make_occasion(capacity=2, online_capacity=online_capacity, mode="hybrid")
    row = register(occasion, 1)
    online = occasion.pools.get(mode="online")
    if online_capacity:
        SeatPool.objects.filter(pk=online.pk).update(waiting=1)  # a seat free for those in line alone

    answer = client.post(desk("move", occasion, row.public_id), {"pool": online.pk, "reason": "by_organizer"})

    assert answer.status_code == 422
    assert "Ingen flyttas förbi dem som väntar." in answer.content.decode()
    assert row.claims.get().pool.mode == "onsite"
    assert not ActReason.objects.filter(act="move_seat").exists()


def test_who_waits_cannot_be_moved(client, organizer, desk):
    occasion = make_occasion(capacity=0, online_capacity=1, mode="hybrid")
    row = register(occasion, 1)
    online = occasion.pools.get(mode="online")

    answer = client.post(desk("move", occasion, row.public_id), {"pool": online.pk, "reason": "by_organizer"})

    assert answer.status_code == 422
    row.refresh_from_db()
    assert (row.state, row.mode) == ("waitlisted", "onsite")


def test_effect_of_more_seats_is_shown_then_done(client, organizer, desk):
    occasion = make_occasion(capacity=1)
    rows = [register(occasion, number) for number in range(4)]
    pool = occasion.pools.get()
    path, field = desk("seats", occasion, pool.pk), f"pool-{pool.pk}-capacity"
    mails = OutgoingMail.objects.count()

    shown = client.post(path, {field: "3"})

    assert [row.pk for row in shown.context["effect"]] == [rows[1].pk, rows[2].pk]
    pool.refresh_from_db()
    assert (pool.capacity, pool.taken, OutgoingMail.objects.count()) == (1, 1, mails)
    assert not ActReason.objects.filter(act="set_capacity").exists()

    client.post(path, {field: "3", "confirmed": "1"})

    assert list(Registration.objects.filter(state="confirmed").order_by("pk")) == rows[:3]


def test_fewer_seats_than_are_taken_are_refused_already_in_the_preview(client, organizer, desk):
    occasion = make_occasion(capacity=2)
    register(occasion, 1)
    register(occasion, 2)
    pool = occasion.pools.get()

    for more in ({}, {"confirmed": "1"}):
        answer = client.post(desk("seats", occasion, pool.pk), {f"pool-{pool.pk}-capacity": "1", **more})
        assert answer.status_code == 422
        assert "2 platser är tagna" in answer.content.decode()
