"""Moving up by offer: who is asked, until when, and what becomes of the seat on yes, no and silence."""

from datetime import timedelta

import pytest

from events.domain import clock, occasions, offers, registration, seats, waiting_list
from events.domain.transitions import COMMAND
from events.exceptions import OfferLapsed, RefusedTransition
from events.models import Offer, SeatClaim, WaitingEntry
from tests.events.acts import fresh, mails, reasons, register, states, told
from tests.factories.events import NOW, START, make_occasion

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def queue():
    """An occasion with one seat, taken, and three people who wait for an offer."""
    occasion = make_occasion(capacity=1, promotion="offer", offer_hours=24)
    return occasion, [register(occasion, number) for number in range(1, 5)]


def test_a_free_seat_is_offered_to_the_first_and_kept_without_an_invitation(queue):
    occasion, (first, second, third, _fourth) = queue

    registration.cancel(first, now=NOW)

    assert states(second, third) == ["offered", "waitlisted"]
    offer = Offer.objects.get()
    assert (offer.state, offer.answer_by, offer.entry.state) == ("open", NOW + DAY, "offered")
    assert SeatClaim.objects.get().registration == second
    assert told("offer") == [(second.email, None)]
    assert "/sv/link/" in mails("offer")[0][1]
    assert told("promoted") == []
    assert waiting_list.place_of(fresh(third)) == 1
    assert seats.seat_differences() == []
    assert reasons(second, "promote") == ["next_in_order"]


def test_an_accepted_offer_is_a_confirmed_seat_with_an_invitation(queue):
    _occasion, (first, second, *_rest) = queue
    registration.cancel(first, now=NOW)

    offers.accept_offer(second, now=NOW + DAY - timedelta(seconds=1))

    assert states(second) == ["confirmed"]
    assert told("confirmed")[-1] == (second.email, "REQUEST")
    assert list(Offer.objects.values_list("state", "entry__state")) == [("accepted", "granted")]
    assert reasons(second, "accept_offer") == ["offer_accepted"]
    with pytest.raises(RefusedTransition):
        offers.accept_offer(second, now=NOW)


def test_who_passes_keeps_the_place_and_is_not_asked_for_the_same_seat_again(queue):
    occasion, (first, second, third, fourth) = queue
    registration.cancel(first, now=NOW)

    offers.pass_offer(second, now=NOW)
    assert states(second, third, fourth) == ["waitlisted", "offered", "waitlisted"]
    assert [waiting_list.place_of(fresh(row)) for row in (second, fourth)] == [1, 2]
    offers.pass_offer(third, now=NOW)
    offers.pass_offer(fourth, now=NOW)

    assert states(second, third, fourth) == ["waitlisted"] * 3
    assert occasion.pools.get().taken == 0
    assert Offer.objects.filter(entry__registration=second).count() == 1
    assert "passed_this_seat" in reasons(second, "promote")
    assert seats.seat_differences() == []


def test_a_seat_that_all_passed_on_goes_to_a_newcomer(queue):
    occasion, (first, *waiting) = queue
    registration.cancel(first, now=NOW)
    for row in waiting:
        offers.pass_offer(row, now=NOW)

    newcomer = register(occasion, 9)

    assert newcomer.state == "confirmed"
    assert seats.seat_differences() == []


def test_who_passed_is_asked_again_when_another_seat_comes_free(queue):
    occasion, (first, second, third, _fourth) = queue
    registration.cancel(first, now=NOW)
    offers.pass_offer(second, now=NOW)

    occasions.change_capacity(occasion.pools.get(), capacity=2, now=NOW, by=COMMAND)

    assert states(second, third) == ["offered", "offered"]
    assert list(Offer.objects.filter(entry__registration=second).values_list("state", flat=True)) == [
        "declined",
        "open",
    ]


def test_an_offer_without_answer_ends_and_the_next_one_is_asked(queue):
    _occasion, (first, second, third, _fourth) = queue
    registration.cancel(first, now=NOW)
    with pytest.raises(OfferLapsed):
        offers.accept_offer(second, now=NOW + DAY)
    with pytest.raises(OfferLapsed):
        offers.pass_offer(second, now=NOW + DAY)

    clock.run_due_acts(NOW + DAY - timedelta(seconds=1))
    assert states(second, third) == ["offered", "waitlisted"]
    clock.run_due_acts(NOW + DAY)

    assert states(second, third) == ["expired", "offered"]
    assert told("offer_lapsed") == [(second.email, None)]
    assert list(Offer.objects.values_list("state", flat=True)) == ["lapsed", "open"]
    assert WaitingEntry.objects.get(registration=second).state == "lapsed"
    assert reasons(second, "expire_offer") == ["offer_not_answered"]
    assert seats.seat_differences() == []


def test_nothing_arms_an_old_offer_again(queue):
    _occasion, (first, second, *_rest) = queue
    registration.cancel(first, now=NOW)
    clock.run_due_acts(NOW + DAY)

    for act in (offers.accept_offer, offers.pass_offer):
        with pytest.raises(RefusedTransition):
            act(second, now=NOW)
    assert offers.expire_offer(second, now=NOW + 2 * DAY) is False
    assert Offer.objects.filter(entry__registration=second).get().state == "lapsed"


def test_who_cancels_gives_the_offered_seat_to_the_next(queue):
    _occasion, (first, second, third, _fourth) = queue
    registration.cancel(first, now=NOW)

    registration.cancel(second, now=NOW)

    assert states(second, third) == ["cancelled", "offered"]
    assert list(Offer.objects.values_list("state", flat=True)) == ["withdrawn", "open"]
    assert seats.seat_differences() == []


def test_one_must_answer_before_the_cut_off():
    occasion = make_occasion(capacity=1, promotion="offer", offer_hours=72, cut_off_at=START)
    first, second = register(occasion, 1), register(occasion, 2)

    registration.cancel(first, now=START - timedelta(hours=60))

    assert fresh(second).state == "offered"
    assert Offer.objects.get().answer_by == START


@pytest.mark.parametrize(("short_notice", "after"), [(False, "waitlisted"), (True, "confirmed")])
def test_in_the_last_48_hours_only_short_notice_moves_up_and_at_once(short_notice, after):
    occasion = make_occasion(capacity=1, promotion="offer", cut_off_at=START)
    first, second = register(occasion, 1), register(occasion, 2)
    WaitingEntry.objects.filter(registration=second).update(short_notice=short_notice)

    registration.cancel(first, now=START - timedelta(hours=47))

    assert states(second) == [after]
    assert not Offer.objects.exists()
    assert reasons(second, "promote") == (["short_notice"] if short_notice else ["not_at_short_notice"])
    newcomer = register(occasion, 3, now=START - timedelta(hours=46))
    assert newcomer.state == ("waitlisted" if short_notice else "confirmed")


def test_the_dry_run_names_who_would_be_asked(queue):
    occasion, (_first, second, *_rest) = queue
    occasion.pools.update(capacity=2)

    assert occasions.next_in_line(occasion, now=NOW, by=COMMAND) == [second]
    assert occasions.promote_now(occasion, now=NOW, by=COMMAND) == [second]


@pytest.fixture
def patient_queue():
    """As ``queue``, where a lapsed offer goes last on the list instead of ending."""
    occasion = make_occasion(capacity=1, promotion="offer", offer_hours=24, lapsed_offer="last")
    return occasion, [register(occasion, number) for number in range(1, 5)]


def test_where_it_is_set_so_a_lapsed_offer_goes_last_on_the_list(patient_queue):
    occasion, (first, second, third, fourth) = patient_queue
    registration.cancel(first, now=NOW)

    clock.run_due_acts(NOW + DAY)

    assert states(second, third, fourth) == ["waitlisted", "offered", "waitlisted"]
    assert [waiting_list.place_of(fresh(row)) for row in (fourth, second)] == [1, 2]
    assert list(WaitingEntry.objects.filter(registration=second).order_by("pk").values_list("state", flat=True)) == [
        "lapsed",
        "waiting",
    ]
    assert reasons(second, "expire_offer") == ["last_in_line"]
    assert seats.seat_differences() == []
    assert register(occasion, 9).arrival_number > fresh(second).arrival_number > fourth.arrival_number


def test_who_waits_on_is_told_the_place_and_the_offer_said_so_before(patient_queue):
    _occasion, (first, second, *_rest) = patient_queue
    registration.cancel(first, now=NOW)
    clock.run_due_acts(NOW + DAY)

    assert "hamnar du sist på väntelistan" in mails("offer")[0][1]
    (address, text, method) = mails("offer_lapsed")[0]
    assert (address, method, "/sv/link/" in text) == (second.email, None, True)
    assert "plats 2 på väntelistan" in text


def test_who_does_not_answer_is_not_asked_for_the_same_seat_again(patient_queue):
    occasion, (first, second, third, fourth) = patient_queue
    registration.cancel(first, now=NOW)
    for days in (1, 2, 3, 4):
        clock.run_due_acts(NOW + days * DAY)

    assert states(second, third, fourth) == ["waitlisted"] * 3
    assert Offer.objects.count() == 3
    occasions.change_capacity(occasion.pools.get(), capacity=2, now=NOW + 5 * DAY, by=COMMAND)
    assert states(second, third, fourth) == ["offered", "offered", "waitlisted"]


def test_short_notice_goes_along_to_the_end_of_the_list(patient_queue):
    _occasion, (first, second, *_rest) = patient_queue
    WaitingEntry.objects.filter(registration=second).update(short_notice=True)
    registration.cancel(first, now=NOW)

    clock.run_due_acts(NOW + DAY)

    assert waiting_list.open_entry(second).short_notice


def test_an_offer_that_lapses_at_the_cut_off_ends_all_the_same():
    occasion = make_occasion(capacity=1, promotion="offer", offer_hours=72, cut_off_at=START, lapsed_offer="last")
    first, second = register(occasion, 1), register(occasion, 2)
    registration.cancel(first, now=START - timedelta(hours=60))

    clock.run_due_acts(START)

    assert states(second) == ["expired"]
    assert [kind for kind in ("offer_lapsed", "list_closed") if told(kind)] == ["offer_lapsed"]
