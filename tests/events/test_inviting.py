"""Inviting: whom a network's invitation reaches on the day of the event, reminding, mails that did not arrive."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from cms.hooks import PERSONAL_DATA, REFERENCES, ask_strictly, flatten
from cms.models import MailState, OutgoingMail
from events.domain import invitations
from events.domain.invitations import Invited
from events.enums import InvitationState, OccasionStatus
from events.exceptions import (
    NotInvitable,
)
from events.models import Invitation, Registration
from tests.events.acts import fresh, mails, register, told
from tests.events.guests import EVENT_DAY, ORGANIZER, come, invitation_of, invite, invited, member, state
from tests.factories.events import NOW, START, make_occasion
from tests.factories.networks import (
    make_membership,
    make_network,
    make_organization,
    make_person,
)

pytestmark = pytest.mark.django_db


def test_members_on_the_day_of_the_event_are_invited_each_in_their_language():
    occasion, network = make_occasion(), make_network(name="Länsnätverket")
    member(network, "Eva")
    member(network, "Omid")
    dari = member(network, "Zahra")
    type(dari).objects.filter(pk=dari.pk).update(language="fa-af")
    member(network, "Slutar", valid_to=EVENT_DAY)
    member(network, "Kommer", valid_from=EVENT_DAY)
    member(network, "Senare", valid_from=EVENT_DAY + timedelta(days=1))

    counts = invite(occasion, network)

    assert counts == Invited(new=4, already=0, registered=0, unreached=0, not_on_day=1)
    sent = mails("invitation")
    assert sorted(address.partition("@")[0] for address, _text, _method in sent) == ["eva", "kommer", "omid", "zahra"]
    assert {method for _address, _text, method in sent} == {None}
    texts = {address.partition("@")[0]: text for address, text, _method in sent}
    assert "Som medlem i Länsnätverket är du inbjuden" in texts["eva"]
    assert "/sv/events/invitation/" in texts["eva"]
    assert "/fa-af/events/invitation/" in texts["zahra"]
    assert "Våren i nätverket" in texts["eva"]
    assert "بهار در شبکه" in texts["zahra"]


def test_inviting_again_reaches_the_missing_alone():
    occasion, network = make_occasion(), make_network()
    member(network, "Eva")
    invite(occasion, network)
    member(network, "Ny")

    counts = [invite(occasion, network) for _time in range(2)]

    assert [(one.new, one.already) for one in counts] == [(1, 1), (0, 2)]
    assert len(told("invitation")) == 2


def test_who_is_registered_has_no_address_or_is_protected_is_counted_and_not_invited():
    occasion, network = make_occasion(), make_network()
    there = member(network, "Eva")
    register(occasion, 1, email=there.email.upper())
    nobody = member(network, "Utan")
    type(nobody).objects.filter(pk=nobody.pk).update(email="")
    wrong = member(network, "Fel")
    type(wrong).objects.filter(pk=wrong.pk).update(email="ingen adress")
    hidden = member(network, "Skyddad")
    type(hidden).objects.filter(pk=hidden.pk).update(protected_identity=True)

    assert invite(occasion, network) == Invited(new=0, already=0, registered=1, unreached=3)
    assert not Invitation.objects.exists()


def test_a_member_in_two_roles_and_two_in_one_mailbox_get_a_mail_each_person():
    occasion, network = make_occasion(), make_network()
    person = member(network, "Eva", email="funktion@falkoping.example")
    make_membership(network=network, engagement=person.engagements.get(), role="deputy")
    member(network, "Ali", email="funktion@falkoping.example")

    assert invite(occasion, network).new == 2
    assert told("invitation") == [("funktion@falkoping.example", None)] * 2


@pytest.mark.parametrize("status", [OccasionStatus.DRAFT, OccasionStatus.POSTPONED])
def test_nobody_is_invited_to_what_is_not_going_to_be_held(status):
    occasion, network = make_occasion(status=status), make_network()
    member(network)

    with pytest.raises(NotInvitable):
        invite(occasion, network)
    assert not Invitation.objects.exists()


def test_nobody_is_invited_once_the_event_has_begun():
    occasion, network = make_occasion(), make_network()
    member(network)
    with pytest.raises(NotInvitable):
        invite(occasion, network, now=START)


def test_the_mail_is_not_sent_once_the_event_has_begun():
    invited()
    assert OutgoingMail.objects.get(kind="invitation").send_before == START


def test_the_database_keeps_one_invitation_for_each_person_and_one_invitee_for_each():
    occasion, person, _row = invited()
    for values in (
        {"person": person},
        {},
        {"person": make_person(), "organization": make_organization()},
        {"person": make_person(), "state": "lost"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(occasion=occasion, invited_at=NOW, **values)


def test_those_who_have_not_answered_are_reminded_at_most_once_a_day():
    occasion, network = make_occasion(), make_network()
    silent, declined, there, gone = (member(network, name) for name in ("Eva", "Nej", "Ja", "Slutat"))
    invite(occasion, network)
    invitations.decline(invitation_of(declined), now=NOW)
    register(occasion, 1, email=there.email)
    gone.memberships.update(valid_to=EVENT_DAY)
    day = timedelta(days=1)

    counts = [
        invitations.remind(occasion, now=NOW + wait, by=ORGANIZER)
        for wait in (timedelta(hours=1), day, day + timedelta(hours=1), 2 * day)
    ]

    assert counts == [0, 1, 0, 1]
    assert told("invitation_reminder") == [(silent.email, None)] * 2
    assert "har inte svarat än" in mails("invitation_reminder")[0][1]


def test_a_mail_that_could_not_be_sent_marks_its_invitation_and_an_older_one_does_not():
    _occasion, _person, row = invited()
    OutgoingMail.objects.update(state=MailState.DEAD)
    assert [invitations.note_undelivered(NOW) for _time in range(2)] == [1, 0]
    assert state(row) == "bounced"

    invitations.send_again(row, now=NOW, by=ORGANIZER)
    assert invitations.note_undelivered(NOW) == 0
    assert state(row) == "sent"


def test_an_invitation_that_seemed_lost_is_answered_all_the_same():
    _occasion, _person, row = invited()
    invitations.mark_bounced(row, now=NOW, by=ORGANIZER)
    come(row)
    assert state(row) == "accepted"


def test_a_button_opens_an_invitation_once_and_changes_no_answer():
    _occasion, _person, row = invited()
    invitations.open_invitation(row)
    assert state(row) == InvitationState.OPENED
    invitations.decline(row, now=NOW)
    invitations.open_invitation(row)
    assert state(row) == InvitationState.DECLINED


def test_each_field_that_holds_a_person_is_declared():
    declared = {one.field for one in flatten(ask_strictly(PERSONAL_DATA)) if one.model == "events.Invitation"}
    assert {"person", "name", "email", "email_key", "language", "function", "words"} <= declared


def test_every_table_that_points_at_networks_says_what_a_merge_does():
    answered = {model for answer in ask_strictly(REFERENCES) for model in answer}
    pointing = {
        model._meta.label
        for model in apps.get_app_config("events").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label == "networks"
    }
    assert pointing - answered == set()


def test_a_person_who_was_merged_is_invited_once_and_still_reminded():
    occasion, person, row = invited()
    kept = make_person(email="eva.ek-berg@falkoping.example")
    person.memberships.update(person=kept)
    type(person).objects.filter(pk=person.pk).update(merged_into=kept)

    assert invite(occasion, row.network).new == 0
    assert invitations.remind(occasion, now=NOW + timedelta(days=2), by=ORGANIZER) == 1
    assert told("invitation_reminder") == [(kept.email, None)]


def test_a_person_who_was_merged_comes_under_the_name_they_live_on_in():
    _occasion, person, row = invited()
    kept = make_person(given_name="Eva", family_name="Ek-Berg", email="eva.ek-berg@falkoping.example")
    person.memberships.update(person=kept)
    type(person).objects.filter(pk=person.pk).update(merged_into=kept)

    come(Invitation.objects.get(pk=row.pk))

    assert fresh(Registration.objects.get()).email == kept.email
