"""Group registrations: seats for several at once, by the group's rule; confirmed, given back, cancelled."""

from datetime import timedelta

import pytest

from cms.exceptions import IdempotencyKeyReused
from cms.models import OutgoingMail
from events.domain import clock, parties, party_names, waiting_list
from events.domain.occasions import DayPlan, EarmarkPlan, OccasionPlan, create_occasion
from events.domain.party_names import Member
from events.domain.transitions import COMMAND
from events.enums import OccasionStatus
from events.exceptions import GroupsNotOffered, PartyTooLarge, ReasonMissing, RefusedTransition, TooLateToCancel
from events.models import Occasion, Party, Receipt, Registration
from tests.events.acts import mails, no_difference, party_states, reasons, register, rows_of, states, told
from tests.factories.events import NOW, START, make_occasion, make_pages, make_party, make_party_wish

pytestmark = pytest.mark.django_db

WHOLE = "all_or_none"


def make(**settings):
    return make_occasion(**{"group_registration": True, **settings})


class TestRegistering:
    def test_a_group_takes_all_its_seats_at_once_under_numbers_in_a_row(self):
        occasion = make(capacity=5)
        register(occasion, 1)
        party = make_party(occasion, seats=3)

        assert [(row.arrival_number, row.state, row.name, row.email_key) for row in rows_of(party)] == [
            (2, "confirmed", "", None),
            (3, "confirmed", "", None),
            (4, "confirmed", "", None),
        ]
        assert occasion.pools.get().taken == 4
        assert Occasion.objects.get(pk=occasion.pk).next_arrival == 5
        assert [reasons(row, "register") for row in rows_of(party)] == [["seat_free"]] * 3
        assert told("party_seats") == [("kontakt1@example.org", None)]
        assert [mail.kind for mail in OutgoingMail.objects.order_by("pk")] == ["confirmed", "party_seats"]
        no_difference(occasion)

    def test_a_group_that_splits_takes_what_there_is_and_waits_for_the_rest(self):
        occasion = make(capacity=3)
        party = make_party(occasion, seats=5)

        assert party_states(party) == ["confirmed"] * 3 + ["waitlisted"] * 2
        assert [waiting_list.place_of(row) for row in rows_of(party)] == [None, None, None, 1, 2]
        receipt = Receipt.objects.get()
        assert (receipt.state, receipt.wanted, receipt.seated, receipt.place) == ("confirmed", 5, 3, 1)
        pool = occasion.pools.get()
        assert (pool.taken, pool.waiting) == (3, 2)
        no_difference(occasion)

    def test_a_group_that_comes_whole_waits_whole(self):
        occasion = make(capacity=4)
        register(occasion, 1)
        party = make_party(occasion, seats=4, rule=WHOLE)

        assert party_states(party) == ["waitlisted"] * 4
        assert occasion.pools.get().taken == 1
        assert {tuple(reasons(row, "register")) for row in rows_of(party)} == {("group_does_not_fit",)}
        no_difference(occasion)

    def test_a_group_larger_than_the_event_cannot_wait_for_all(self):
        occasion = make(capacity=3)

        with pytest.raises(PartyTooLarge):
            parties.register_party(occasion, wish=make_party_wish(seats=4, rule=WHOLE), now=NOW)

        assert not Registration.objects.exists()
        assert Occasion.objects.get(pk=occasion.pk).next_arrival == 1

    @pytest.mark.parametrize("settings", [{"group_registration": False}, {"approval_required": True}])
    def test_no_group_is_taken_where_groups_are_not_offered(self, settings):
        occasion = make(**{"group_registration": False, **settings})

        with pytest.raises(GroupsNotOffered):
            parties.register_party(occasion, wish=make_party_wish(), now=NOW)

        assert not Party.objects.exists()

    def test_one_key_is_one_group_and_one_answer(self):
        occasion = make()
        wish = make_party_wish(seats=3)
        answers = [
            parties.register_party(occasion, wish=wish, now=NOW + timedelta(days=day), idempotency_key="k")
            for day in range(3)
        ]

        assert len({answer.receipt_id for answer in answers}) == 1
        assert (Registration.objects.count(), OutgoingMail.objects.count()) == (3, 1)
        with pytest.raises(IdempotencyKeyReused):
            parties.register_party(occasion, wish=make_party_wish(seats=4), now=NOW, idempotency_key="k")

    def test_a_second_group_of_the_same_contact_is_told_the_same_and_changes_nothing(self):
        occasion = make(capacity=6)
        make_party(occasion, seats=3)
        first = Receipt.objects.get()
        again = parties.register_party(occasion, wish=make_party_wish(seats=3), now=NOW)

        second = Receipt.objects.get(public_id=again.receipt_id)
        assert (second.state, second.wanted, second.seated, second.place) == (first.state, 3, 3, None)
        assert Registration.objects.count() == 3
        assert Occasion.objects.get(pk=occasion.pk).next_arrival == 4
        assert told("party_link") == [("kontakt1@example.org", None)]
        parties.cancel_party(Party.objects.get(), now=NOW)
        assert party_states(make_party(occasion, seats=2)) == ["confirmed"] * 2

    def test_kept_seats_of_the_municipality_come_first(self):
        occasion = create_occasion(
            OccasionPlan(days=[DayPlan(START, START + timedelta(hours=7))], group_registration=True),
            content_id=make_pages({"sv": "Prov"}).translation_key,
            capacity=3,
            earmarks=[EarmarkPlan("1499", 2)],
            status=OccasionStatus.CONFIRMED,
            now=NOW,
        )
        party = make_party(occasion, seats=4, rule=WHOLE, municipality_id="1499")

        assert [row.claims.get().pool.kind for row in rows_of(party)] == ["earmark", "earmark", "seats", "seats"]
        no_difference(occasion)


class TestConfirmingTheAddress:
    def test_seats_are_held_until_the_contact_confirms(self):
        occasion = make(capacity=3, confirmation="by_mail")
        party = make_party(occasion, seats=2)
        assert party_states(party) == ["held"] * 2
        assert told("party_hold") == [("kontakt1@example.org", None)]

        parties.confirm_party(party, now=NOW + timedelta(minutes=29))

        assert party_states(party) == ["confirmed"] * 2
        assert told("party_seats") == [("kontakt1@example.org", None)]
        with pytest.raises(RefusedTransition):
            parties.confirm_party(party, now=NOW)

    def test_seats_that_nobody_confirms_go_to_the_next(self):
        occasion = make(capacity=2)
        party = make_party(occasion, seats=2, doubtful=True)
        waits = register(occasion, 1)

        clock.run_due_acts(NOW + timedelta(minutes=30))

        assert party_states(party) == ["expired"] * 2
        assert states(waits) == ["confirmed"]
        assert Party.objects.get().ended_at is not None
        no_difference(occasion)

    def test_an_address_gets_one_mail_to_confirm_an_hour_for_person_and_group_together(self):
        occasion = make()
        register(occasion, 1, doubtful=True, email="kontakt1@example.org")
        make_party(occasion, seats=2, doubtful=True)

        assert OutgoingMail.objects.count() == 1


class TestGivingBack:
    def test_seats_given_back_go_to_the_next_and_who_was_named_is_told(self):
        occasion = make(capacity=3)
        party = make_party(occasion, seats=3)
        waits = register(occasion, 1)
        row = rows_of(party)[0]
        party_names.name_members(party, named={row.public_id: Member("Åsa", "asa@example.org")}, now=NOW)

        assert parties.release_seats(party, chosen=[row.public_id], now=NOW) == 1
        assert parties.release_seats(party, chosen=[row.public_id], now=NOW) == 0

        assert states(waits) == ["confirmed"]
        assert told("cancelled") == [("asa@example.org", "CANCEL")]
        assert party_states(party) == ["cancelled", "confirmed", "confirmed"]

    def test_the_contact_cannot_give_back_seats_of_others_or_too_late(self):
        occasion = make(capacity=3)
        party = make_party(occasion, seats=1)
        other = register(occasion, 1)

        assert parties.release_seats(party, chosen=[other.public_id], now=NOW) == 0
        assert states(other) == ["confirmed"]
        with pytest.raises(TooLateToCancel):
            parties.release_seats(party, chosen=[rows_of(party)[0].public_id], now=START)

    def test_the_whole_group_is_cancelled_in_one_act(self):
        occasion = make(capacity=2)
        party = make_party(occasion, seats=4)
        waits = [register(occasion, number) for number in (1, 2)]

        assert parties.cancel_party(party, now=NOW) == 4

        assert party_states(party) == ["cancelled"] * 4
        assert states(*waits) == ["confirmed"] * 2
        assert told("party_cancelled") == [("kontakt1@example.org", None)]
        assert told("cancelled") == []
        with pytest.raises(RefusedTransition):
            parties.cancel_party(party, now=NOW)
        no_difference(occasion)

    def test_an_organizer_says_why(self):
        party = make_party(make(), seats=2)
        with pytest.raises(ReasonMissing):
            parties.cancel_party(party, now=NOW, by=COMMAND)

        parties.cancel_party(party, now=NOW, by=COMMAND, reason="Salen är mindre")

        assert "Salen är mindre" in mails("party_cancelled")[0][1]
