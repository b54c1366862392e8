"""What a participant changes: details, a colleague instead, room or online; at once, or as a request once frozen."""

from datetime import timedelta

import pytest

from events.domain import clock, occasions, own_changes, registration, seats, waiting_list
from events.domain.occasions import DayPlan, EarmarkPlan, OccasionPlan, create_occasion
from events.domain.transitions import COMMAND, Agent
from events.enums import Act, Actor, OccasionStatus
from events.exceptions import (
    AlreadyAsked,
    OccasionFull,
    OrganizationMissing,
    ReasonMissing,
    RefusedTransition,
    SeatIsKept,
    SubstituteRefused,
    TooLateToChange,
)
from events.models import ChangeRequest, Registration, SeatClaim, SentCalendarItem
from networks.models import Municipality
from tests.events.acts import fresh, mails, reasons, register, states, told
from tests.factories.events import NOW, START, make_occasion, make_pages

pytestmark = pytest.mark.django_db
ORGANIZER = Agent(Actor.ORGANIZER)
FROZEN = START - timedelta(days=7)


def change_details(row, *, now=NOW, **values):
    wanted = {"name": row.name, "organization_name": row.organization_name, "function": row.function, **values}
    return own_changes.change(row, act=Act.CHANGE_DETAILS, wanted=wanted, now=now)


def substitute(row, *, now=NOW, **values):
    wanted = {"name": "Kollega", "email": "kollega@example.org", "language": "en", "function": "lärare", **values}
    own_changes.change(row, act=Act.SUBSTITUTE, wanted=wanted, now=now)
    return Registration.objects.filter(replaces=row).select_related("occasion").first()


def switch(row, mode, *, now=NOW):
    return own_changes.change(row, act=Act.SWITCH_MODE, wanted={"mode": mode}, now=now)


def make_earmarked(*, capacity=1):
    """An occasion with open seats and one seat kept for Falköping."""
    return create_occasion(
        OccasionPlan(days=[DayPlan(START, START + timedelta(hours=7))]),
        content_id=make_pages({"sv": "Prov"}).translation_key,
        capacity=capacity,
        earmarks=[EarmarkPlan(Municipality.objects.get(code="1499").pk, 1, None)],
        status=OccasionStatus.CONFIRMED,
        now=NOW,
    )


def test_details_are_changed_with_a_reason_and_without_counting_anew():
    occasion = make_occasion(capacity=1)
    row = register(occasion, 1)

    change_details(row, name="Anna Ny", organization_name="Skövde kommun", function="god man")

    row = fresh(row)
    assert (row.name, row.organization_name, row.function) == ("Anna Ny", "Skövde kommun", "god man")
    assert (row.state, occasion.pools.get().taken) == ("confirmed", 1)
    assert reasons(row, "change_details") == ["by_person"]


def test_unchanged_details_leave_no_trace():
    row = register(make_occasion(), 1)

    change_details(row)

    assert reasons(row, "change_details") == []


def test_a_seat_kept_for_a_function_is_not_kept_by_somebody_else():
    occasion = make_occasion(capacity=1)
    pool = occasion.pools.get()
    occasion.pools.create(kind="earmark", parent=pool, function="god man", capacity=1)
    row = register(occasion, 1, function="God man")
    assert row.claims.get().pool.kind == "earmark"

    with pytest.raises(SeatIsKept):
        change_details(row, function="lärare")
    with pytest.raises(SeatIsKept):
        substitute(row, function="lärare")

    assert fresh(row).function == "God man"
    assert substitute(row, function="god man").state == "confirmed"


def test_who_waits_goes_on_waiting_for_the_seats_that_suit():
    occasion = make_occasion(capacity=1)
    pool = occasion.pools.get()
    kept = occasion.pools.create(kind="earmark", parent=pool, function="god man", capacity=1)
    register(occasion, 1)
    waiting = register(occasion, 2)
    assert waiting.state == "waitlisted"

    change_details(waiting, function="god man")

    assert states(waiting) == ["confirmed"]
    assert SeatClaim.objects.get(registration=waiting).pool == kept
    assert seats.seat_differences() == []


def test_a_colleague_takes_over_the_claim_and_nobody_waiting_is_passed():
    occasion = make_occasion(capacity=1)
    row, waiting = register(occasion, 1), register(occasion, 2)
    claim = SeatClaim.objects.get().pk

    new = substitute(row)

    assert states(row, new, waiting) == ["replaced", "confirmed", "waitlisted"]
    assert SeatClaim.objects.get(pk=claim).registration == new
    assert (new.organization_name, new.function, new.source, new.arrival_number) == (
        "Falköpings kommun",
        "lärare",
        "substitute",
        3,
    )
    assert told("replaced") == [(row.email, "CANCEL")]
    assert told("substituted") == [("kollega@example.org", "REQUEST")]
    assert "/en/link/" in mails("substituted")[0][1]
    assert [reasons(one, "substitute") for one in (row, new)] == [["seat_taken_over"]] * 2
    assert list(SentCalendarItem.objects.filter(registration=new).values_list("method", flat=True)) == ["REQUEST"]
    assert seats.seat_differences() == []


def test_a_colleague_keeps_the_seat_of_an_earmark():
    occasion = make_earmarked()
    row = register(occasion, 1, municipality_id="1499")
    pool = row.claims.get().pool

    new = substitute(row)

    assert new.claims.get().pool == pool
    assert pool.kind == "earmark"


def test_no_colleague_without_an_organization():
    row = register(make_occasion(), 1, organization_name="")

    with pytest.raises(OrganizationMissing):
        substitute(row)

    assert states(row) == ["confirmed"]


def test_an_address_that_is_registered_cannot_take_over_and_nothing_is_written():
    occasion = make_occasion()
    row, other = register(occasion, 1), register(occasion, 2)

    with pytest.raises(SubstituteRefused):
        substitute(row, email=other.email.upper())

    assert states(row, other) == ["confirmed", "confirmed"]
    assert fresh(row).occasion.next_arrival == 3


@pytest.mark.parametrize("act", ["waitlisted", "cancelled"])
def test_only_a_confirmed_seat_is_handed_over(act):
    occasion = make_occasion(capacity=1)
    first, second = register(occasion, 1), register(occasion, 2)
    if act == "cancelled":
        registration.cancel(first, now=NOW)
    with pytest.raises(RefusedTransition):
        substitute(second if act == "waitlisted" else first)


def test_one_switches_to_a_free_seat_and_the_old_one_goes_to_the_next():
    occasion = make_occasion(capacity=1, mode="hybrid", online_capacity=1)
    row, waiting = register(occasion, 1), register(occasion, 2)

    switch(row, "online")

    assert states(row, waiting) == ["confirmed", "confirmed"]
    assert (fresh(row).mode, fresh(row).claims.get().pool.mode) == ("online", "online")
    assert told("switched") == [(row.email, "REQUEST")]
    assert told("promoted") == [(waiting.email, "REQUEST")]
    assert reasons(row, "switch_mode") == ["by_person"]
    assert seats.seat_differences() == []


def test_who_wants_to_switch_to_what_is_taken_waits_and_keeps_the_old_seat():
    occasion = make_occasion(capacity=1, mode="hybrid", online_capacity=1)
    row, online, waiting = register(occasion, 1), register(occasion, 2, mode="online"), register(occasion, 3)

    switch(row, "online")
    assert (states(row), fresh(row).mode, waiting_list.place_of(row)) == (["confirmed"], "onsite", 1)
    assert reasons(row, "switch_mode") == ["all_taken"]
    registration.cancel(online, now=NOW)

    assert (fresh(row).mode, states(waiting)) == ("online", ["confirmed"])
    assert reasons(row, "switch_mode") == ["all_taken", "next_in_order"]
    assert waiting_list.open_entry(row) is None
    assert seats.seat_differences() == []


def test_a_switch_is_not_asked_about_where_seats_are_offered():
    occasion = make_occasion(capacity=1, mode="hybrid", online_capacity=1, promotion="offer")
    row, online, waiting = register(occasion, 1), register(occasion, 2, mode="online"), register(occasion, 3)
    switch(row, "online")

    registration.cancel(online, now=NOW)

    assert states(row, waiting) == ["confirmed", "offered"]
    assert fresh(row).mode == "online"


def test_the_wish_to_switch_is_taken_back_or_ends_with_the_list():
    occasion = make_occasion(capacity=2, mode="hybrid", online_capacity=0, cut_off_at=START - timedelta(days=1))
    first, second = register(occasion, 1), register(occasion, 2)
    switch(first, "online")
    switch(second, "online")
    with pytest.raises(RefusedTransition):
        switch(first, "online")

    own_changes.withdraw_wishes(first, now=NOW)
    assert [waiting_list.place_of(row) for row in (first, second)] == [None, 1]
    clock.run_due_acts(START - timedelta(days=1))

    assert states(first, second) == ["confirmed", "confirmed"]
    assert told("switch_closed") == [(second.email, None)]
    assert seats.seat_differences() == []
    with pytest.raises(OccasionFull):
        switch(first, "online", now=START - timedelta(hours=20))
    with pytest.raises(RefusedTransition):
        own_changes.withdraw_wishes(first, now=NOW)


@pytest.mark.parametrize("mode", ["onsite", "self_paced", ""])
def test_one_switches_only_to_another_form_that_there_is(mode):
    row = register(make_occasion(mode="hybrid", online_capacity=1), 1)

    with pytest.raises(RefusedTransition):
        switch(row, mode)


def test_after_the_freeze_a_change_is_a_request_that_the_organizer_approves():
    occasion = make_occasion(capacity=1, frozen_at=FROZEN)
    row = register(occasion, 1)
    assert substitute(row, now=FROZEN) is None
    request = ChangeRequest.objects.get()
    assert (states(row), request.act, request.state) == (["confirmed"], "substitute", "open")
    assert reasons(row, "ask_change") == ["after_freeze"]
    with pytest.raises(AlreadyAsked):
        change_details(row, name="Ny", now=FROZEN)

    own_changes.approve_change(request, now=FROZEN, by=ORGANIZER)

    new = Registration.objects.get(replaces=row)
    assert (states(row, new), new.arrival_number) == (["replaced", "confirmed"], 2)
    assert new.act_reasons.get().actor == "organizer"
    with pytest.raises(RefusedTransition):
        own_changes.approve_change(request, now=FROZEN, by=ORGANIZER)
    assert seats.seat_differences() == []


def test_before_the_freeze_and_for_one_with_a_later_date_a_change_is_done_at_once():
    row = register(make_occasion(capacity=1, frozen_at=FROZEN), 1)
    assert change_details(row, name="Före", now=FROZEN - timedelta(seconds=1)) is None
    own_changes.allow_changes_until(row, until=FROZEN + timedelta(days=1), now=FROZEN, by=ORGANIZER)

    assert change_details(row, name="Efter", now=FROZEN) is None
    assert fresh(row).name == "Efter"
    assert change_details(row, name="För sent", now=FROZEN + timedelta(days=1)) is not None
    assert fresh(row).name == "Efter"
    assert reasons(row, "change_later") == ["by_organizer"]


def test_a_refused_request_changes_nothing_and_says_why():
    row = register(make_occasion(frozen_at=FROZEN), 1)
    change_details(row, name="Ny", now=FROZEN)
    request = ChangeRequest.objects.get()
    with pytest.raises(ReasonMissing):
        own_changes.refuse_change(request, reason="", now=FROZEN, by=ORGANIZER)

    own_changes.refuse_change(request, reason="Maten är beställd", now=FROZEN, by=ORGANIZER)

    assert fresh(row).name == "Deltagare 1"
    assert "Maten är beställd" in mails("change_refused")[0][1]
    assert reasons(row, "refuse_change") == ["by_organizer"]


def test_a_request_that_cannot_be_done_stays_open():
    occasion = make_occasion(frozen_at=FROZEN)
    row = register(occasion, 1)
    change_details(row, name="Ny", now=FROZEN)
    registration.cancel(row, now=FROZEN)

    with pytest.raises(RefusedTransition):
        own_changes.approve_change(ChangeRequest.objects.get(), now=FROZEN, by=ORGANIZER)

    assert ChangeRequest.objects.get().state == "open"


def test_nothing_is_changed_once_it_has_begun_but_while_it_is_postponed():
    occasion = make_occasion()
    row = register(occasion, 1)
    with pytest.raises(TooLateToChange):
        change_details(row, name="Ny", now=START)

    occasions.set_status(occasion, status=OccasionStatus.POSTPONED, now=NOW, by=COMMAND)
    change_details(row, name="Ny", now=START)

    assert fresh(row).name == "Ny"


def test_short_notice_seats_the_person_that_a_free_seat_waited_for():
    occasion = make_occasion(capacity=1, promotion="offer", cut_off_at=START)
    first, second = register(occasion, 1), register(occasion, 2)
    late = START - timedelta(hours=20)
    registration.cancel(first, now=late)
    assert states(second) == ["waitlisted"]

    own_changes.set_short_notice(second, short_notice=True, now=late)

    assert states(second) == ["confirmed"]
    with pytest.raises(RefusedTransition):
        own_changes.set_short_notice(second, short_notice=True, now=late)
