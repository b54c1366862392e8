"""Who sits on a group's seats: named by the contact, changed, and given back when nobody was named in time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from events.domain import clock, occasions, party_names, registration
from events.domain.party_names import Member
from events.domain.series import plan_of
from events.domain.transitions import COMMAND
from events.enums import OccasionStatus
from events.exceptions import NameRefused, SameAddressTwice, TooLateToChange
from events.models import Occasion, Party
from tests.events.acts import fresh, mails, no_difference, party_states, reasons, register, rows_of, states, told
from tests.factories.events import NOW, START, make_occasion, make_party

pytestmark = pytest.mark.django_db


def make(**settings):
    return make_occasion(**{"group_registration": True, **settings})


class TestNaming:
    def test_a_named_person_has_a_mail_an_invitation_and_a_link_of_their_own(self):
        occasion = make()
        party = make_party(occasion, seats=2)
        one, two = rows_of(party)

        changed = party_names.name_members(
            party,
            named={one.public_id: Member("Åsa Berg", "asa@example.org", "god man"), two.public_id: Member("Bo Ek")},
            now=NOW,
        )

        assert changed == 2
        assert told("named") == [("asa@example.org", "REQUEST")]
        (address, text, _method) = mails("named")[0]
        assert "Kontakt 1" in text
        assert "/link/" in text
        assert fresh(one).arrival_number == one.arrival_number
        assert fresh(two).email_key is None
        assert occasion.pools.get().taken == 2
        assert reasons(one, "name_member") == ["by_contact"]
        assert address == fresh(one).email

    def test_naming_twice_changes_nothing_the_second_time(self):
        occasion = make()
        party = make_party(occasion, seats=1)
        named = {rows_of(party)[0].public_id: Member("Åsa Berg", "asa@example.org")}

        assert [party_names.name_members(party, named=named, now=NOW) for _time in range(2)] == [1, 0]

        assert len(mails("named")) == 1
        assert Occasion.objects.get(pk=occasion.pk).next_arrival == 2

    def test_another_address_hands_the_seat_over_and_takes_the_invitation_back(self):
        occasion = make()
        party = make_party(occasion, seats=1)
        first = rows_of(party)[0]
        party_names.name_members(party, named={first.public_id: Member("Åsa", "asa@example.org")}, now=NOW)

        party_names.name_members(party, named={first.public_id: Member("Bo", "bo@example.org")}, now=NOW)

        assert [(row.state, row.email) for row in rows_of(party)] == [
            ("replaced", "asa@example.org"),
            ("confirmed", "bo@example.org"),
        ]
        assert told("replaced") == [("asa@example.org", "CANCEL")]
        assert told("substituted") == [("bo@example.org", "REQUEST")]
        assert Party.objects.get().ended_at is None
        no_difference(occasion)

    def test_a_corrected_name_is_the_same_person(self):
        occasion = make()
        party = make_party(occasion, seats=1)
        row = rows_of(party)[0]
        party_names.name_members(party, named={row.public_id: Member("Assa", "asa@example.org")}, now=NOW)

        party_names.name_members(party, named={row.public_id: Member("Åsa", "asa@example.org")}, now=NOW)

        assert [(row.name, row.state) for row in rows_of(party)] == [("Åsa", "confirmed")]

    def test_mails_about_a_member_without_an_address_go_to_the_contact_once_for_all(self):
        occasion = make()
        party = make_party(occasion, seats=3)
        rows = rows_of(party)
        party_names.name_members(party, named={rows[0].public_id: Member("Åsa", "asa@example.org")}, now=NOW)

        occasions.cancel_occasion(occasion, reason="Sjukdom", now=NOW, by=COMMAND)

        assert told("occasion_cancelled") == [("asa@example.org", "CANCEL"), ("kontakt1@example.org", None)]
        text = mails("occasion_cancelled")[1][1]
        assert "Kontakt 1" in text

    def test_an_address_that_is_registered_is_refused_and_nothing_is_written(self):
        occasion = make()
        register(occasion, 1)
        party = make_party(occasion, seats=2)
        one, two = rows_of(party)
        named = {one.public_id: Member("Bo", "bo@example.org"), two.public_id: Member("X", "deltagare1@example.org")}

        with pytest.raises(NameRefused) as refusal:
            party_names.name_members(party, named=named, now=NOW)

        assert "Deltagare" not in str(refusal.value)
        assert [row.name for row in rows_of(party)] == ["", ""]
        named[two.public_id] = Member("Y", "BO@example.org")
        with pytest.raises(SameAddressTwice):
            party_names.name_members(party, named=named, now=NOW)

    def test_seats_of_others_and_seats_that_wait_cannot_be_named(self):
        occasion = make(capacity=1)
        party = make_party(occasion, seats=2)
        other = register(make(), 5)
        waits = rows_of(party)[1]

        named = {other.public_id: Member("Bo"), waits.public_id: Member("Cia")}
        assert party_names.name_members(party, named=named, now=NOW) == 0

        assert fresh(other).name == "Deltagare 5"

    def test_names_can_be_given_until_the_event_begins_and_changed_until_things_are_frozen(self):
        occasion = make(frozen_at=START - timedelta(days=5))
        party = make_party(occasion, seats=2)
        one, two = rows_of(party)
        party_names.name_members(party, named={one.public_id: Member("Åsa", "asa@example.org")}, now=NOW)
        frozen = START - timedelta(days=4)

        party_names.name_members(party, named={two.public_id: Member("Bo")}, now=frozen)
        with pytest.raises(TooLateToChange):
            party_names.name_members(party, named={one.public_id: Member("Cia", "cia@example.org")}, now=frozen)
        with pytest.raises(TooLateToChange):
            party_names.name_members(party, named={two.public_id: Member("Cia")}, now=START)


class TestNamesDue:
    DUE = START - timedelta(days=14)

    def test_seats_without_a_name_go_to_the_next_when_names_are_due(self):
        occasion = make(capacity=3)
        party = make_party(occasion, seats=3)
        waits = register(occasion, 1)
        party_names.name_members(party, named={rows_of(party)[0].public_id: Member("Åsa")}, now=NOW)

        clock.run_due_acts(self.DUE - timedelta(minutes=1))
        assert party_states(party) == ["confirmed"] * 3
        clock.run_due_acts(self.DUE)
        clock.run_due_acts(self.DUE + timedelta(minutes=1))

        assert party_states(party) == ["confirmed", "expired", "expired"]
        assert reasons(rows_of(party)[1], "release_unnamed") == ["not_named_in_time"]
        assert states(waits) == ["confirmed"]
        assert told("party_released") == [("kontakt1@example.org", None)]
        no_difference(occasion)

    def test_the_contact_is_reminded_seven_and_two_days_before_once_each(self):
        party = make_party(make(), seats=2)
        sent = []
        for hours in range(10 * 24, 0, -6):
            clock.run_due_acts(self.DUE - timedelta(hours=hours))
            sent.append(len(mails("names_due")))

        assert sent.count(0) == 12  # until seven days before
        assert sent.count(1) == 20  # until two days before
        assert sent[-1] == 2
        assert Party.objects.get(pk=party.pk).reminded_days == 2

    def test_who_has_named_all_is_not_reminded(self):
        party = make_party(make(), seats=1)
        party_names.name_members(party, named={rows_of(party)[0].public_id: Member("Åsa")}, now=NOW)

        clock.run_due_acts(self.DUE - timedelta(days=2))

        assert mails("names_due") == []

    def test_a_group_that_gets_seats_late_has_two_days_to_name(self):
        occasion = make(capacity=1)
        first = register(occasion, 1)
        party = make_party(occasion, seats=1)
        late = self.DUE + timedelta(days=3)

        registration.cancel(first, now=late)

        assert Party.objects.get(pk=party.pk).names_due_at == late + timedelta(days=2)
        clock.run_due_acts(late + timedelta(days=1))
        assert party_states(party) == ["confirmed"]
        clock.run_due_acts(late + timedelta(days=2))
        assert party_states(party) == ["expired"]

    def test_nothing_goes_back_while_the_event_is_postponed(self):
        occasion = make()
        party = make_party(occasion, seats=1)
        occasions.set_status(occasion, status=OccasionStatus.POSTPONED, now=NOW, by=COMMAND)

        clock.run_due_acts(self.DUE + timedelta(days=1))

        assert party_states(party) == ["confirmed"]

    def test_the_day_follows_the_event(self):
        occasion = make()
        party = make_party(occasion, seats=1)
        plan = plan_of(occasion)
        day = plan.days[0]
        moved = occasions.DayPlan(day.start + timedelta(days=10), day.end + timedelta(days=10), day_id=day.day_id)
        occasions.change_occasion(occasion, replace(plan, days=[moved]), now=NOW, by=COMMAND)

        assert Party.objects.get(pk=party.pk).names_due_at == self.DUE + timedelta(days=10)
