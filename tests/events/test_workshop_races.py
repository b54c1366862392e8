"""The last seats of a workshop with real threads: with the seat in the event, or none at all."""

import pytest

from events.domain import occasions, seats
from events.domain.occasions import PartPlan
from events.domain.parts import why_no_room
from events.domain.wishes import Wishes
from events.models import Registration, WaitingEntry
from tests.events.test_races import WRITERS, at_once, register
from tests.factories.events import make_occasion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]


def test_the_last_seats_of_workshops_are_taken_once_with_the_seat_or_not_at_all():
    occasion = make_occasion(capacity=WRITERS)
    plans = [PartPlan("A", 3), PartPlan("B", 2)]
    first, second = (occasions.add_part(occasion, plan, mode="onsite") for plan in plans)
    choices = ((first.pk,), (second.pk,), (first.pk, second.pk))

    at_once(lambda number: register(occasion, number, wishes=Wishes(parts=choices[number % 3], waits_for_parts=True)))

    assert seats.seat_differences() == []
    occasion.refresh_from_db()
    assert seats.seatless_registrations(occasion) == []
    for row in Registration.objects.all():
        assert row.claims.count() == (1 + row.parts.count() if row.state == "confirmed" else 0)
    assert {why_no_room(entry) for entry in WaitingEntry.objects.all()} == {"part_full"}
    assert sorted(occasion.pools.filter(kind="option").values_list("capacity", "taken"))[-1] == (3, 3)
