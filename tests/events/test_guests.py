"""Who may come by an invitation: the person, the membership on the day, an organization; frozen as of that day."""

from datetime import date, timedelta

import pytest

from events.domain import invitations, occasions, registration
from events.domain.own_data import own_data_file
from events.domain.transitions import COMMAND
from events.exceptions import (
    AddressOfOrganization,
    InvitationAnswered,
    InvitationNeeded,
    MembershipEnded,
)
from events.models import Invitation, Registration
from tests.events.acts import register, told
from tests.events.guests import (
    EVENT_DAY,
    FALKOPING,
    ORGANIZER,
    come,
    invitation_of,
    invite,
    invited,
    member,
    state,
)
from tests.factories.events import NOW, START, make_applicant, make_occasion
from tests.factories.networks import (
    make_engagement,
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_seat,
    municipality_organization,
)

pytestmark = pytest.mark.django_db


def test_a_guest_is_registered_as_the_directory_says_for_the_day_whatever_the_form_says():
    _occasion, person, row = invited()

    answer = come(row, name="Någon Annan", email="annan@elsewhere.example", organization_name="X", function="Y")

    seated = Registration.objects.get(pk=answer.registration_id)
    assert (seated.name, seated.email, seated.state) == ("Eva Ek", person.email, "confirmed")
    assert seated.organization == municipality_organization(FALKOPING)
    assert (seated.organization_name, seated.municipality_id) == (seated.organization.name, FALKOPING)
    assert seated.function == person.engagements.get().function_label
    assert state(row) == "accepted"
    assert row.registration == seated


def test_the_file_of_ones_data_tells_of_the_invitation():
    _occasion, person, row = invited()
    come(row)

    data = own_data_file(Registration.objects.get())

    function = person.engagements.get().function_label
    assert data["invited"] == [{"at": NOW.isoformat(), "function": function, "words": ""}]


def test_what_is_frozen_is_the_function_on_the_day_and_not_that_of_today():
    occasion, network = make_occasion(), make_network()
    person = make_person(email="eva@falkoping.example")
    before = make_engagement(person=person, organization=municipality_organization("1496"))
    make_membership(network=network, engagement=before, valid_to=date(2027, 3, 1))
    after = make_engagement(person=person, organization=municipality_organization(FALKOPING))
    make_membership(network=network, engagement=after, valid_from=date(2027, 3, 1))
    invite(occasion, network)

    come(invitation_of(person))

    assert Registration.objects.get().municipality_id == FALKOPING


def test_an_event_by_invitation_takes_guests_alone_and_those_whom_the_organizer_adds():
    occasion, _person, row = invited(invitation_only=True)
    with pytest.raises(InvitationNeeded):
        register(occasion, 1)
    assert not Registration.objects.exists()

    come(row)
    by_hand = registration.register(occasion, applicant=make_applicant(2), now=NOW, by=COMMAND)

    assert Registration.objects.count() == 2
    assert Registration.objects.get(pk=by_hand.registration_id).state == "confirmed"


def test_the_same_invitation_registers_once():
    _occasion, _person, row = invited()
    come(row)

    with pytest.raises(InvitationAnswered):
        come(row)
    assert Registration.objects.count() == 1


def test_the_same_form_sent_twice_gets_the_same_answer():
    occasion, _person, row = invited()
    values = {"applicant": make_applicant(9), "now": NOW, "invitation": row, "idempotency_key": "one"}
    first, second = (registration.register(occasion, **values) for _time in range(2))
    assert (first.receipt_id, Registration.objects.count()) == (second.receipt_id, 1)


def test_an_invitation_leads_to_its_own_event_alone():
    _occasion, _person, row = invited()
    with pytest.raises(Invitation.DoesNotExist):
        registration.register(make_occasion(), applicant=make_applicant(), now=NOW, invitation=row)
    assert not Registration.objects.exists()


def test_a_person_who_registered_without_the_link_has_accepted_when_using_it():
    occasion, person, row = invited()
    seated = register(occasion, 1, email=person.email)

    come(row)

    assert (state(row), row.registration) == ("accepted", seated)
    assert Registration.objects.count() == 1


def test_of_two_in_one_mailbox_the_second_does_not_take_over_the_firsts_registration():
    occasion, network = make_occasion(), make_network()
    people = [member(network, name, email="funktion@falkoping.example") for name in ("Eva", "Ali")]
    invite(occasion, network)
    first, second = (invitation_of(person) for person in people)
    come(first)

    come(second)

    assert (state(first), state(second), Registration.objects.count()) == ("accepted", "sent", 1)
    assert len(told("second_try")) == 1


def test_the_link_proves_the_address_so_that_no_second_mail_asks_for_it():
    _occasion, _person, row = invited(confirmation="by_mail")
    come(row)
    assert Registration.objects.get().state == "confirmed"


def test_a_guest_who_cancelled_comes_back_by_the_same_invitation_but_not_one_whom_the_organizer_took_off():
    _occasion, _person, row = invited()
    come(row)
    registration.cancel(Registration.objects.get(), now=NOW)
    come(row)
    assert [one.state for one in Registration.objects.order_by("pk")] == ["cancelled", "confirmed"]

    registration.cancel(Registration.objects.get(state="confirmed"), now=NOW, by=COMMAND, reason="Fel person")
    with pytest.raises(InvitationAnswered):
        come(row)


def test_a_membership_that_ends_before_the_event_closes_the_invitation():
    _occasion, person, row = invited()
    person.memberships.update(valid_to=EVENT_DAY)

    with pytest.raises(MembershipEnded) as refusal:
        come(row)
    assert "Länsnätverket" in str(refusal.value)
    assert not Registration.objects.exists()


def test_who_leaves_the_day_after_the_event_is_still_a_guest():
    _occasion, person, row = invited()
    person.memberships.update(valid_to=EVENT_DAY + timedelta(days=1))
    come(row)
    assert state(row) == "accepted"


def test_a_new_day_asks_for_the_membership_of_that_day():
    occasion, person, row = invited()
    person.memberships.update(valid_to=EVENT_DAY + timedelta(days=10))
    day = occasion.days.get()
    later = occasions.DayPlan(START + timedelta(days=20), START + timedelta(days=20, hours=2), day_id=day.pk)
    occasions.change_occasion(occasion, occasions.OccasionPlan(days=[later]), now=NOW, by=COMMAND)

    with pytest.raises(MembershipEnded):
        come(row)


def test_a_seat_kept_for_the_municipality_is_the_guests():
    occasion = make_occasion(capacity=1)
    pool = occasion.pools.get()
    occasion.pools.create(kind="earmark", mode="onsite", parent=pool, municipality_id=FALKOPING, capacity=1)
    register(occasion, 1)
    network = make_network()
    person = member(network)
    invite(occasion, network)

    come(invitation_of(person))

    assert Registration.objects.get(email=person.email).claims.get().pool.kind == "earmark"


def test_an_organization_sends_one_person_from_an_address_of_its_own():
    occasion = make_occasion()
    organization = make_organization(name="Röda Korset", email="info@redcross.example")
    invitations.invite_one(occasion, organization, delegable=False, now=NOW, by=ORGANIZER)
    row = Invitation.objects.get()
    assert told("invitation") == [("info@redcross.example", None)]

    with pytest.raises(AddressOfOrganization):
        come(row, email="kim@elsewhere.example")
    come(row, name="Kim Karlsson", email="kim@vast.redcross.example", organization_name="Annat")

    seated = Registration.objects.get()
    assert (seated.name, seated.organization, seated.organization_name) == ("Kim Karlsson", organization, "Röda Korset")
    with pytest.raises(InvitationAnswered):
        come(row, name="Två", email="tva@redcross.example")


def test_an_organization_confirms_the_address_of_whom_it_sends():
    occasion = make_occasion(confirmation="by_mail")
    organization = make_organization(email="info@redcross.example")
    invitations.invite_one(occasion, organization, delegable=False, now=NOW, by=ORGANIZER)

    come(Invitation.objects.get(), email="kim@redcross.example")

    assert Registration.objects.get().state == "held"


def test_one_person_is_invited_without_any_network():
    occasion, person = make_occasion(), make_person(email="kim@ngo.example")
    organization = make_engagement(person=person).organization

    counts = [
        invitations.invite_one(occasion, person, delegable=False, now=NOW, by=ORGANIZER).new for _time in range(2)
    ]
    come(invitation_of(person))

    assert counts == [1, 0]
    assert Registration.objects.get().organization == organization


def test_an_organization_without_a_seat_on_the_day_has_no_invitation_through_the_network():
    occasion, network, organization = make_occasion(), make_network(), make_organization(email="info@a.example")
    seat = make_seat(network=network, organization=organization)
    row = Invitation.objects.create(occasion=occasion, organization=organization, network=network, invited_at=NOW)
    type(seat).objects.filter(pk=seat.pk).update(valid_to=EVENT_DAY)

    with pytest.raises(MembershipEnded):
        come(row, email="kim@a.example")
