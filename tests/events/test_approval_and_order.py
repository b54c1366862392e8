"""Registrations that the organizer approves, holds that are prolonged, and the order by fewest seats."""

from datetime import timedelta

import pytest

from events.domain import address_confirmation, approval, clock, registration, seats, waiting_list
from events.domain.transitions import Agent
from events.enums import Actor
from events.exceptions import HoldExpired, OccasionFull, ReasonMissing, RefusedTransition
from events.models import Receipt
from networks.models import Municipality
from tests.events.acts import fresh, mails, reasons, register, states, told
from tests.factories.events import NOW, make_applicant, make_occasion

pytestmark = pytest.mark.django_db
ORGANIZER = Agent(Actor.ORGANIZER)


def test_a_registration_waits_for_approval_without_seat_or_place():
    occasion = make_occasion(capacity=5, approval_required=True)

    row = register(occasion, 1)

    pool = occasion.pools.get()
    assert (row.state, pool.taken, pool.waiting) == ("awaiting_approval", 0, 0)
    assert told("awaiting") == [(row.email, None)]
    assert Receipt.objects.get().state == "awaiting_approval"
    assert reasons(row, "register") == ["needs_approval"]


def test_a_known_address_gets_the_same_answer_where_approval_is_needed():
    occasion = make_occasion(capacity=5, approval_required=True)
    row = register(occasion, 1)

    registration.register(occasion, applicant=make_applicant(1), now=NOW)

    assert list(Receipt.objects.values_list("state", "place")) == [("awaiting_approval", None)] * 2
    assert occasion.registrations.get() == row


def test_an_approved_registration_gets_a_seat_and_an_invitation():
    occasion = make_occasion(capacity=1, approval_required=True)
    row = register(occasion, 1)

    approval.approve(row, now=NOW, by=ORGANIZER)

    assert states(row) == ["confirmed"]
    assert told("approved") == [(row.email, "REQUEST")]
    assert seats.seatless_registrations(occasion) == []
    with pytest.raises(RefusedTransition):
        approval.approve(row, now=NOW, by=ORGANIZER)


def test_who_is_approved_when_all_is_taken_waits_by_the_day_of_registering():
    occasion = make_occasion(capacity=1, approval_required=True)
    early, late, seated = (register(occasion, number) for number in (1, 2, 3))
    approval.approve(seated, now=NOW, by=ORGANIZER)

    approval.approve(late, now=NOW, by=ORGANIZER)
    approval.approve(early, now=NOW, by=ORGANIZER)

    assert states(early, late) == ["waitlisted", "waitlisted"]
    assert [waiting_list.place_of(fresh(row)) for row in (early, late)] == [1, 2]
    assert [fresh(row).arrival_number for row in (early, late)] == [1, 2]


def test_without_seat_and_list_nothing_is_approved():
    occasion = make_occasion(capacity=0, approval_required=True, waiting_list=False)
    row = register(occasion, 1)

    with pytest.raises(OccasionFull):
        approval.approve(row, now=NOW, by=ORGANIZER)

    assert states(row) == ["awaiting_approval"]


def test_who_is_declined_is_told_why_and_an_organizer_gives_a_reason():
    occasion = make_occasion(capacity=1, approval_required=True)
    row = register(occasion, 1)
    with pytest.raises(ReasonMissing):
        approval.decline(row, reason=" ", now=NOW, by=ORGANIZER)

    approval.decline(row, reason="Bara för kommuner", now=NOW, by=ORGANIZER)

    assert states(row) == ["declined"]
    (mail,) = mails("declined")
    assert "Bara för kommuner" in mail[1]
    assert mail[2] is None


def test_a_hold_is_prolonged_once():
    occasion = make_occasion(capacity=1, confirmation="by_mail", hold_minutes=30)
    row = register(occasion, 1)

    address_confirmation.prolong_hold(row, now=NOW + timedelta(minutes=29))

    assert fresh(row).hold_expires_at == NOW + timedelta(minutes=60)
    with pytest.raises(RefusedTransition):
        address_confirmation.prolong_hold(row, now=NOW + timedelta(minutes=29))
    clock.run_due_acts(NOW + timedelta(minutes=59))
    assert states(row) == ["held"]
    clock.run_due_acts(NOW + timedelta(minutes=60))
    assert states(row) == ["expired"]


def test_a_hold_that_ran_out_is_not_prolonged():
    row = register(make_occasion(capacity=1, confirmation="by_mail"), 1)

    with pytest.raises(HoldExpired):
        address_confirmation.prolong_hold(row, now=NOW + timedelta(minutes=30))


@pytest.fixture
def towns():
    return [Municipality.objects.get(code=code).pk for code in ("1499", "1490", "1480")]


@pytest.mark.parametrize(
    ("order", "served", "places"),
    [("arrival", [3, 4], {5: 1, 6: 2}), ("fewest_seats_first", [5, 6], {3: 1, 4: 2})],
)
def test_the_municipality_with_fewest_seats_comes_first_if_so_chosen(towns, order, served, places):
    occasion = make_occasion(capacity=2, order=order)
    home = {1: towns[0], 2: towns[0], 3: towns[0], 4: towns[0], 5: towns[1], 6: towns[2]}
    rows = {number: register(occasion, number, municipality_id=town) for number, town in home.items()}

    pool = occasion.pools.get()
    seats.lock_occasion(occasion.pk)
    pool.capacity = 4
    pool.save()
    moved = waiting_list.promote(occasion, pools=[pool], now=NOW, by=ORGANIZER)

    assert moved == [rows[number] for number in served]
    assert {number: waiting_list.place_of(fresh(rows[number])) for number in places} == places
    reason = "next_by_fewest_seats" if order == "fewest_seats_first" else "next_in_order"
    assert [reasons(row, "promote") for row in moved] == [[reason], [reason]]


def test_seats_are_shared_in_turn_and_places_say_so(towns):
    occasion = make_occasion(capacity=1, order="fewest_seats_first")
    register(occasion, 1, municipality_id=towns[0])
    waiting = [register(occasion, number, municipality_id=towns[number // 4]) for number in (2, 3, 4, 5)]

    assert [waiting_list.place_of(row) for row in waiting] == [2, 4, 1, 3]
    assert "Platserna kan ändras" in mails("waitlisted")[0][1]
    assert "Platserna kan ändras" not in mails("confirmed")[0][1]
