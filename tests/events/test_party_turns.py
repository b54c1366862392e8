"""A group's turn on the waiting list: passed so many times, then seats are saved for it, until the cut-off is near."""

from datetime import timedelta

import pytest

from events.domain import clock, occasions, parties, registration
from events.domain.transitions import COMMAND
from tests.events.acts import fresh, mails, no_difference, party_states, reasons, register, rows_of, states, told
from tests.factories.events import NOW, START, make_occasion, make_party

pytestmark = pytest.mark.django_db

WHOLE = "all_or_none"


def make(**settings):
    return make_occasion(**{"group_registration": True, **settings})


def cancel(row, now=NOW):
    registration.cancel(fresh(row), now=now)


class TestMovingUp:
    def test_a_group_that_splits_is_seated_one_by_one(self):
        occasion = make(capacity=2)
        first = register(occasion, 1)
        party = make_party(occasion, seats=3)
        assert party_states(party) == ["confirmed", "waitlisted", "waitlisted"]

        cancel(first)

        assert party_states(party) == ["confirmed", "confirmed", "waitlisted"]
        assert len(mails("party_seats")) == 2

    def test_three_seats_go_past_a_group_then_seats_are_saved_for_it(self):
        occasion = make(capacity=6)
        seated = [register(occasion, number) for number in range(1, 6)]
        party = make_party(occasion, seats=3, rule=WHOLE)
        newcomers = [register(occasion, number) for number in range(11, 16)]
        # One seat was free, and went past the group; the others wait behind it.
        assert states(*newcomers) == ["confirmed"] + ["waitlisted"] * 4
        served_after = None
        for number, row in enumerate(seated, start=1):
            cancel(row)
            if party_states(party) == ["confirmed"] * 3:
                served_after = number
                break

        assert served_after == 5  # two more went past it, three were saved
        assert states(*newcomers) == ["confirmed"] * 3 + ["waitlisted"] * 2
        party.refresh_from_db()
        assert party.passed == 3
        assert {tuple(reasons(row, "promote")) for row in rows_of(party)} == {
            ("group_does_not_fit",) * 3 + ("next_in_order",)
        }
        assert "seats_saved" in reasons(newcomers[3], "promote")
        no_difference(occasion)

    @pytest.mark.parametrize("limit", [0, 1, 3])
    @pytest.mark.parametrize("size", [1, 2, 4])
    def test_a_group_of_n_is_served_within_so_many_and_n_releases(self, limit, size):
        occasion = make(capacity=8, seats_past_party=limit)
        seated = [register(occasion, number) for number in range(1, 9)]
        party = make_party(occasion, seats=size, rule=WHOLE)
        for number in range(20, 30):
            register(occasion, number)
        releases = 0
        while party_states(party)[0] != "confirmed":
            cancel(seated.pop())
            releases += 1

        assert releases <= limit + size
        assert party_states(party) == ["confirmed"] * size

    def test_two_days_before_the_cut_off_no_seat_is_saved(self):
        occasion = make(capacity=3, seats_past_party=0, cut_off_at=START)
        seated = [register(occasion, number) for number in range(1, 4)]
        make_party(occasion, seats=2, rule=WHOLE)
        behind = register(occasion, 11)
        cancel(seated[0])
        assert states(behind) == ["waitlisted"]

        clock.run_due_acts(START - timedelta(hours=48))

        assert states(behind) == ["confirmed"]
        no_difference(occasion)

    def test_a_group_that_leaves_the_list_frees_what_was_saved_for_it(self):
        occasion = make(capacity=2, seats_past_party=0)
        seated = [register(occasion, number) for number in (1, 2)]
        party = make_party(occasion, seats=2, rule=WHOLE)
        behind = register(occasion, 11)
        cancel(seated[0])
        assert states(behind) == ["waitlisted"]

        parties.cancel_party(party, now=NOW)

        assert states(behind) == ["confirmed"]

    def test_a_group_that_becomes_smaller_gets_the_seats_it_fits_in(self):
        occasion = make(capacity=2)
        register(occasion, 1)
        party = make_party(occasion, seats=2, rule=WHOLE)
        assert party_states(party) == ["waitlisted"] * 2

        parties.release_seats(party, chosen=[rows_of(party)[1].public_id], now=NOW)

        assert party_states(party) == ["confirmed", "cancelled"]

    def test_no_seats_are_saved_for_a_group_the_event_has_no_longer_seats_for(self):
        occasion = make(capacity=4, seats_past_party=0)
        seated = [register(occasion, number) for number in (1, 2)]
        party = make_party(occasion, seats=4, rule=WHOLE)
        occasions.change_capacity(occasion.pools.get(), capacity=3, now=NOW, by=COMMAND)
        newcomer = register(occasion, 11)

        assert states(newcomer) == ["confirmed"]
        assert party_states(party) == ["waitlisted"] * 4
        assert states(*seated) == ["confirmed"] * 2

    def test_a_group_is_never_offered_seats_but_given_them(self):
        occasion = make(capacity=1, promotion="offer")
        first = register(occasion, 1)
        party = make_party(occasion, seats=2)

        cancel(first)

        assert party_states(party) == ["confirmed", "waitlisted"]

    def test_nobody_of_a_group_moves_up_after_the_cut_off(self):
        occasion = make(capacity=1, cut_off_at=START - timedelta(days=1))
        first = register(occasion, 1)
        party = make_party(occasion, seats=2, rule="split")
        cancel(first, now=START - timedelta(days=1))
        assert party_states(party) == ["waitlisted"] * 2

        clock.run_due_acts(START - timedelta(days=1))

        assert party_states(party) == ["expired"] * 2
        assert told("list_closed") == [("kontakt1@example.org", None)]

    def test_fewest_seats_first_counts_all_seats_of_a_group(self):
        occasion = make(capacity=4, order="fewest_seats_first")
        seated = [register(occasion, number, municipality_id="1490") for number in range(1, 5)]
        party = make_party(occasion, seats=2, rule=WHOLE, municipality_id="1499")
        others = [register(occasion, number, municipality_id="1488") for number in (11, 12, 13)]
        occasions.change_capacity(occasion.pools.get(), capacity=7, now=NOW, by=COMMAND)

        # The group came first among equals; with its two seats, the next of the other municipality came before a third.
        assert party_states(party) == ["confirmed"] * 2
        assert states(*others) == ["confirmed", "waitlisted", "waitlisted"]
        cancel(seated[0])
        assert states(*others) == ["confirmed", "confirmed", "waitlisted"]
        no_difference(occasion)
