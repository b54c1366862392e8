"""Registering, waiting, moving up, cancelling: states, seats, mails and reasons."""

import hashlib
from datetime import timedelta

import pytest

from cms.domain.mail import read_mail
from cms.exceptions import IdempotencyKeyReused
from cms.models import OutgoingMail
from events.domain import address_confirmation, clock, links_again, occasions, registration, seats, waiting_list
from events.domain.occasions import DayPlan, OccasionPlan
from events.domain.transitions import COMMAND, Agent
from events.enums import Act, Actor, ReasonCode, RegistrationState
from events.exceptions import (
    AlreadyRegistered,
    CapacityBelowTaken,
    HoldExpired,
    OccasionFull,
    OccasionIsCancelled,
    ReasonMissing,
    RefusedTransition,
    RegistrationClosed,
    RegistrationNotOpen,
    StatusRefused,
    TooLateToCancel,
)
from events.models import ActReason, Receipt, Registration
from tests.factories.events import NOW, START, make_applicant, make_occasion

pytestmark = pytest.mark.django_db


def register(occasion, number=1, **values):
    options = {
        name: values.pop(name) for name in ("doubtful", "idempotency_key", "now", "by", "source") if name in values
    }
    applicant = make_applicant(number, **values)
    answer = registration.register(occasion, applicant=applicant, **{"now": NOW, **options})
    return Registration.objects.filter(pk=answer.registration_id).first(), answer


def mails(kind=None):
    rows = OutgoingMail.objects.order_by("pk")
    return list(rows.filter(kind=kind) if kind else rows)


def body(mail):
    return read_mail(mail)


def test_a_free_seat_is_confirmed_at_once_with_an_invitation():
    occasion = make_occasion(capacity=2)
    row, answer = register(occasion)
    assert (row.state, row.arrival_number) == (RegistrationState.CONFIRMED, 1)
    assert row.claims.count() == occasion.pools.get().taken == 1
    receipt = Receipt.objects.get(public_id=answer.receipt_id)
    assert (receipt.state, receipt.place) == ("confirmed", None)
    (mail,) = mails()
    assert (mail.kind, mail.to_address, body(mail).calendar.method) == (
        "confirmed",
        "deltagare1@example.org",
        "REQUEST",
    )
    assert "/sv/link/" in body(mail).text


def test_when_all_seats_are_taken_one_waits_and_has_no_invitation():
    occasion = make_occasion(capacity=1)
    register(occasion, 1)
    second, _ = register(occasion, 2)
    third, answer = register(occasion, 3)
    assert [second.state, third.state] == ["waitlisted", "waitlisted"]
    assert [waiting_list.place_of(second), waiting_list.place_of(third)] == [1, 2]
    assert Receipt.objects.get(public_id=answer.receipt_id).place == 2
    assert body(mails("waitlisted")[0]).calendar is None
    assert occasion.pools.get().waiting == 2


def test_a_cancelled_seat_goes_to_the_first_in_the_same_transaction():
    occasion = make_occasion(capacity=1)
    first, _ = register(occasion, 1)
    second, _ = register(occasion, 2)
    third, _ = register(occasion, 3)
    registration.cancel(first, now=NOW)
    second.refresh_from_db()
    assert second.state == RegistrationState.CONFIRMED
    assert waiting_list.place_of(third) == 1
    assert seats.seat_differences() == []
    assert body(mails("cancelled")[0]).calendar.method == "CANCEL"
    assert body(mails("promoted")[0]).calendar.method == "REQUEST"
    reason = ActReason.objects.get(registration=second, act=Act.PROMOTE)
    assert reason.reason_code == ReasonCode.NEXT_IN_ORDER


def test_nobody_passes_a_queue():
    occasion = make_occasion(capacity=1, cut_off_at=START - timedelta(days=1))
    first, _ = register(occasion, 1)
    register(occasion, 2)
    late = START - timedelta(hours=3)
    registration.cancel(first, now=late)  # after the cut-off nobody moves up
    assert occasion.pools.get().taken == 0
    with pytest.raises(OccasionFull):
        register(occasion, 3, now=late)
    assert ActReason.objects.filter(reason_code=ReasonCode.AFTER_CUT_OFF).exists()


def test_the_list_closes_at_the_cut_off_and_says_so():
    occasion = make_occasion(capacity=1, cut_off_at=START - timedelta(days=1))
    register(occasion, 1)
    second, _ = register(occasion, 2)
    clock.run_due_acts(START - timedelta(days=1, minutes=1))
    second.refresh_from_db()
    assert second.state == "waitlisted"
    clock.run_due_acts(START - timedelta(days=1))
    second.refresh_from_db()
    assert second.state == "expired"
    assert [mail.to_address for mail in mails("list_closed")] == [second.email]
    assert seats.seat_differences() == []


def test_without_a_waiting_list_a_full_event_refuses():
    occasion = make_occasion(capacity=0, waiting_list=False)
    with pytest.raises(OccasionFull):
        register(occasion)
    assert Registration.objects.count() == Receipt.objects.count() == len(mails()) == 0


@pytest.mark.parametrize(
    ("settings", "moment", "refusal"),
    [
        ({"opens_at": NOW + timedelta(days=1)}, NOW, RegistrationNotOpen),
        ({"closes_at": NOW}, NOW, RegistrationClosed),
        ({}, START, RegistrationClosed),
        ({"status": "draft"}, NOW, RegistrationNotOpen),
    ],
)
def test_the_window_is_kept(settings, moment, refusal):
    occasion = make_occasion(**settings)
    with pytest.raises(refusal):
        register(occasion, now=moment)


def test_a_second_try_changes_nothing_and_tells_the_owner():
    occasion = make_occasion(capacity=2)
    first, answer = register(occasion, 1)
    row, second = register(occasion, 1, email="DELTAGARE1@Example.org", name="Någon annan")
    assert row is None
    assert Registration.objects.count() == 1
    assert second.receipt_id != answer.receipt_id
    receipts = Receipt.objects.values_list("state", "place", "asks_to_confirm")
    assert len(set(receipts)) == 1
    assert [mail.to_address for mail in mails("second_try")] == [first.email]
    register(occasion, 1)
    assert len(mails("second_try")) == 1  # once an hour


def test_a_second_try_at_a_full_event_looks_like_a_newcomers():
    occasion = make_occasion(capacity=1)
    register(occasion, 1)
    _, known = register(occasion, 1)
    _, unknown = register(occasion, 2)
    known, unknown = (Receipt.objects.get(public_id=answer.receipt_id) for answer in (known, unknown))
    assert (known.state, known.place) == (unknown.state, unknown.place) == ("waitlisted", 1)


def test_who_cancelled_may_come_back_as_a_new_row_with_a_higher_sequence():
    occasion = make_occasion()
    first, _ = register(occasion, 1)
    registration.cancel(first, now=NOW)
    back, _ = register(occasion, 1)
    assert back.pk != first.pk
    sequences = [body(mail).calendar.content for mail in mails() if body(mail).calendar]
    assert [f"SEQUENCE:{number}".encode() in content for number, content in enumerate(sequences)] == [True] * 3


def test_a_hold_becomes_a_seat_when_the_address_is_confirmed():
    occasion = make_occasion(capacity=1, confirmation="by_mail")
    row, answer = register(occasion, 1)
    assert (row.state, row.hold_expires_at) == ("held", NOW + timedelta(minutes=30))
    assert Receipt.objects.get(public_id=answer.receipt_id).asks_to_confirm
    assert body(mails("hold")[0]).calendar is None
    row = address_confirmation.confirm_address(row, now=NOW + timedelta(minutes=29))
    assert (row.state, row.email_confirmed_at) == ("confirmed", NOW + timedelta(minutes=29))
    assert body(mails("confirmed")[0]).calendar.method == "REQUEST"
    with pytest.raises(RefusedTransition):
        address_confirmation.confirm_address(row, now=NOW)


def test_a_hold_runs_out_and_the_seat_goes_on():
    occasion = make_occasion(capacity=1)
    held, _ = register(occasion, 1, doubtful=True)
    waiting, _ = register(occasion, 2)
    assert held.state == "held"
    with pytest.raises(HoldExpired):
        address_confirmation.confirm_address(held, now=NOW + timedelta(minutes=30))
    clock.run_due_acts(NOW + timedelta(minutes=30))
    held.refresh_from_db()
    waiting.refresh_from_db()
    assert [held.state, waiting.state] == ["expired", "confirmed"]
    assert seats.seat_differences() == []


def test_an_unconfirmed_address_is_passed_over_with_a_reason_and_served_when_confirmed():
    occasion = make_occasion(capacity=1)
    first, _ = register(occasion, 1)
    doubtful, _ = register(occasion, 2, doubtful=True)
    registration.cancel(first, now=NOW)
    doubtful.refresh_from_db()
    assert doubtful.state == "waitlisted"
    assert ActReason.objects.get(registration=doubtful, act=Act.PROMOTE).reason_code == "address_not_confirmed"
    doubtful = address_confirmation.confirm_address(doubtful, now=NOW)
    assert doubtful.state == "confirmed"


def test_a_seat_kept_free_by_the_unconfirmed_goes_to_the_newcomer_who_is_confirmed():
    occasion = make_occasion(capacity=1)
    first, _ = register(occasion, 1)
    doubtful, _ = register(occasion, 2, doubtful=True)
    registration.cancel(first, now=NOW)

    as_doubtful, _ = register(occasion, 3, doubtful=True)
    behind, answer = register(occasion, 4)

    assert [as_doubtful.state, behind.state] == ["waitlisted", "confirmed"]
    reasons = ActReason.objects.filter(act=Act.PROMOTE, reason_code="address_not_confirmed")
    assert sorted(reasons.values_list("registration__arrival_number", flat=True)) == [2, 2, 3]
    address_confirmation.confirm_address(doubtful, now=NOW)
    doubtful.refresh_from_db()
    assert doubtful.state == "waitlisted"
    assert seats.seat_differences() == []


def test_one_act_that_fails_does_not_keep_the_others_from_being_done(monkeypatch):
    occasion = make_occasion(capacity=2)
    broken, _ = register(occasion, 1, doubtful=True)
    whole, _ = register(occasion, 2, doubtful=True)
    expire_hold = address_confirmation.expire_hold

    def fail_for_one(row, *, now):
        if row.pk == broken.pk:
            raise ValueError("cannot be ended")
        return expire_hold(row, now=now)

    monkeypatch.setattr(address_confirmation, "expire_hold", fail_for_one)
    with pytest.raises(ExceptionGroup):
        clock.run_due_acts(NOW + timedelta(hours=1))

    whole.refresh_from_db()
    assert whole.state == "expired"


def test_a_cut_off_at_the_first_day_moves_with_it_and_one_that_was_chosen_stays():
    following, chosen = make_occasion(), make_occasion(cut_off_at=NOW)
    for occasion in (following, chosen):
        day = occasion.days.get()
        moved = DayPlan(START + timedelta(days=7), START + timedelta(days=7, hours=7), day_id=day.pk)
        plan = OccasionPlan(days=[moved], cut_off_at=occasion.cut_off_at)
        occasions.change_occasion(occasion, plan, now=NOW, by=COMMAND)
        occasion.refresh_from_db()

    assert following.cut_off_at == START + timedelta(days=7)
    assert chosen.cut_off_at == NOW


def test_keys_of_mails_do_not_give_an_address_away():
    occasion = make_occasion(capacity=1)
    row, _ = register(occasion, 1, doubtful=True)

    (key,) = [mail.dedup_key for mail in mails("hold")]

    assert hashlib.sha256(row.email_key.encode()).hexdigest()[:32] not in key


def test_cancelling_has_a_last_time_for_participants_alone():
    occasion = make_occasion(cancel_until=NOW)
    row, _ = register(occasion)
    with pytest.raises(TooLateToCancel):
        registration.cancel(row, now=NOW)
    with pytest.raises(ReasonMissing):
        registration.cancel(row, now=NOW, by=COMMAND)
    ended = registration.cancel(row, now=NOW, by=Agent(Actor.ORGANIZER), reason="Dubbelbokad")
    assert (ended.state, ended.ended_by, ended.ended_reason) == ("cancelled", "organizer", "Dubbelbokad")
    with pytest.raises(RefusedTransition):
        registration.cancel(row, now=NOW, by=COMMAND, reason="igen")


def test_an_organizer_is_told_of_a_known_address():
    occasion = make_occasion(closes_at=NOW)
    register(occasion, by=COMMAND, source="command")  # also after closing
    with pytest.raises(AlreadyRegistered):
        register(occasion, by=COMMAND, source="command")


def test_capacity_never_goes_below_taken_and_raising_it_promotes():
    occasion = make_occasion(capacity=2)
    for number in range(4):
        register(occasion, number)
    pool = occasion.pools.get()
    with pytest.raises(CapacityBelowTaken) as refused:
        occasions.change_capacity(pool, capacity=1, now=NOW, by=COMMAND)
    assert "2" in str(refused.value)
    promoted = occasions.change_capacity(pool, capacity=3, now=NOW, by=COMMAND)
    assert [row.arrival_number for row in promoted] == [3]
    assert [row.arrival_number for row in occasions.change_capacity(pool, capacity=None, now=NOW, by=COMMAND)] == [4]
    assert seats.seat_differences() == []


def test_a_cancelled_event_ends_all_and_promotes_nobody():
    occasion = make_occasion(capacity=1)
    register(occasion, 1)
    register(occasion, 2)
    with pytest.raises(ReasonMissing):
        occasions.cancel_occasion(occasion, reason=" ", now=NOW, by=COMMAND)
    assert occasions.cancel_occasion(occasion, reason="Föreläsaren är sjuk", now=NOW, by=COMMAND) == 2
    assert set(Registration.objects.values_list("state", flat=True)) == {"cancelled"}
    told = mails("occasion_cancelled")
    assert [body(mail).calendar is not None for mail in told] == [True, False]
    assert "Föreläsaren är sjuk" in body(told[0]).text
    assert not mails("promoted")
    with pytest.raises(OccasionIsCancelled):
        register(occasion, 3)
    with pytest.raises(StatusRefused):
        occasions.cancel_occasion(occasion, reason="x", now=NOW, by=COMMAND)


def test_one_key_gives_one_answer_and_another_body_is_refused():
    occasion = make_occasion()
    _, first = register(occasion, 1, idempotency_key="a")
    row, again = register(occasion, 1, idempotency_key="a", now=NOW + timedelta(hours=72))
    assert (row, again.receipt_id) == (None, first.receipt_id)
    assert len(mails()) == Registration.objects.count() == 1
    with pytest.raises(IdempotencyKeyReused):
        register(occasion, 2, idempotency_key="a")


def test_arrival_numbers_have_no_gaps_for_second_tries():
    occasion = make_occasion()
    register(occasion, 1)
    register(occasion, 1)
    row, _ = register(occasion, 2)
    assert row.arrival_number == 2


def test_on_site_and_online_are_counted_apart():
    occasion = make_occasion(mode="hybrid", capacity=1, online_capacity=1, join_url="https://mote.example.org/abc")
    assert seats.seat_modes(occasion) == ["onsite", "online"]
    register(occasion, 1)
    online, _ = register(occasion, 2, mode="online")
    waits, _ = register(occasion, 3, mode="online")
    assert [online.state, waits.state] == ["confirmed", "waitlisted"]
    assert "https://mote.example.org/abc" in body(mails("confirmed")[1]).text
    assert "https://mote.example.org/abc" not in body(mails("confirmed")[0]).text


def test_the_link_mail_goes_to_known_addresses_alone():
    occasion = make_occasion()
    register(occasion, 1)
    for address in ("Deltagare1@example.org", "okand@example.org"):
        links_again.ask_for_links(address, now=NOW)
    links_again.answer_link_requests(NOW)
    assert [mail.to_address for mail in mails("my_link")] == ["deltagare1@example.org"]
