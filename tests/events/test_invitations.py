"""Answering an invitation: no, a colleague instead, an invitation that was withdrawn."""

import pytest

from cms.models import MailState, OutgoingMail
from events.domain import invitations
from events.domain.guests import same_workplace
from events.exceptions import (
    DelegationRefused,
    InvitationAnswered,
    InvitationWithdrawn,
)
from events.models import Invitation, Registration
from tests.events.acts import mails, register, told
from tests.events.guests import ORGANIZER, come, invite, invited, member, pass_on, state
from tests.factories.events import NOW
from tests.factories.networks import (
    make_engagement,
    make_person,
)

pytestmark = pytest.mark.django_db


def test_no_is_kept_with_its_words_and_can_become_yes():
    _occasion, _person, row = invited()
    for _time in range(2):
        invitations.decline(row, words=" Jag är på resa. ", now=NOW)
    assert (state(row), row.words, row.answered_at) == ("declined", "Jag är på resa.", NOW)

    come(row)
    assert state(row) == "accepted"
    with pytest.raises(InvitationAnswered):
        invitations.decline(row, now=NOW)


def test_a_withdrawn_invitation_refuses_and_its_unsent_mail_is_kept_back():
    _occasion, _person, row = invited()
    for _time in range(2):
        invitations.withdraw(row, now=NOW, by=ORGANIZER)

    assert OutgoingMail.objects.get(kind="invitation").state == MailState.CANCELED
    for act in (lambda: come(row), lambda: invitations.decline(row, now=NOW)):
        with pytest.raises(InvitationWithdrawn):
            act()


def test_an_accepted_invitation_is_not_withdrawn():
    _occasion, _person, row = invited()
    come(row)
    with pytest.raises(InvitationAnswered):
        invitations.withdraw(row, now=NOW, by=ORGANIZER)
    assert state(row) == "accepted"


def test_a_withdrawn_invitation_is_sent_again():
    _occasion, _person, row = invited()
    invitations.withdraw(row, now=NOW, by=ORGANIZER)

    invitations.send_again(row, now=NOW, by=ORGANIZER)

    assert (state(row), row.mail_version) == ("sent", 2)
    assert list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True)) == ["canceled", "ready"]
    come(row)
    assert state(row) == "accepted"


def test_a_colleague_gets_an_invitation_and_comes_for_the_same_organization():
    _occasion, person, row = invited(delegable=True)

    new = pass_on(row)

    assert (state(row), row.delegated_to) == ("delegated", new)
    assert told("invitation")[1:] == [("ali@falkoping.example", None)]
    assert "Eva Ek" in mails("invitation")[1][1]
    come(new, email="other@elsewhere.example")
    seated = Registration.objects.get()
    assert (seated.name, seated.email) == ("Ali Amiri", "ali@falkoping.example")
    assert (seated.organization, seated.function) == (person.engagements.get().organization, "Handläggare")
    with pytest.raises(InvitationAnswered):
        come(row)


@pytest.mark.parametrize("address", ["ali@elsewhere.example", "ali@notfalkoping.example"])
def test_an_outsider_gets_no_invitation(address):
    _occasion, _person, row = invited(delegable=True)
    with pytest.raises(DelegationRefused):
        pass_on(row, address)
    assert (state(row), Invitation.objects.count()) == ("sent", 1)


def test_a_colleague_by_the_directory_may_have_any_address():
    _occasion, person, row = invited(delegable=True)
    other = make_person(email="Ali@private.example")
    make_engagement(person=other, organization=person.engagements.get().organization)

    assert pass_on(row, "ali@private.example").state == "sent"


def test_nothing_is_passed_on_unless_the_organizer_allows_it_nor_a_second_time():
    _occasion, _person, row = invited(delegable=False)
    with pytest.raises(DelegationRefused):
        pass_on(row)

    Invitation.objects.update(delegable=True)
    new = pass_on(row)
    with pytest.raises(DelegationRefused):
        pass_on(new, "tredje@falkoping.example")


def test_who_is_invited_or_registered_gets_no_second_invitation_and_the_refusal_does_not_say_why():
    occasion, _person, row = invited(delegable=True)
    member(row.network, "Nils")
    invite(occasion, row.network)
    register(occasion, 1, email="anna@falkoping.example")

    said = set()
    for address in ("nils@falkoping.example", "anna@falkoping.example", "ute@elsewhere.example"):
        with pytest.raises(DelegationRefused) as refusal:
            pass_on(row, address)
        said.add(str(refusal.value))
    assert len(said) == 1


def test_a_colleague_who_got_it_is_not_missing_later():
    occasion, _person, row = invited(delegable=True)
    pass_on(row, "ali@falkoping.example")
    member(row.network, "Ali")

    assert invite(occasion, row.network).new == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a@falkoping.se", "b@FALKOPING.se", True),
        ("a@edu.falkoping.se", "b@falkoping.se", True),
        ("a@falkoping.se", "b@xfalkoping.se", False),
        ("a@falkoping.se", "", False),
        ("", "", False),
    ],
)
def test_a_workplace_is_the_end_of_an_address(one, other, same):
    assert same_workplace(one, other) is same
