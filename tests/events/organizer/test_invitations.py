"""The organizer's invitations: whom a network reaches is shown first, then sent; the list, its acts, and the rights."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.models import OutgoingMail
from events.domain import invitations
from events.domain.transitions import COMMAND
from events.models import Invitation
from networks.enums import GrantRole
from tests.events.acts import register, told
from tests.factories.events import make_occasion, make_organizer
from tests.factories.networks import (
    make_engagement,
    make_grant,
    make_membership,
    make_network,
    make_organization,
    make_person,
)
from tests.query_counts import query_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(organizer):
    made = make_network(name="Länsnätverket")
    make_grant(user=organizer, network=made)
    return made


@pytest.fixture
def occasion(network):
    return soon(network_id=network.pk)


def soon(**settings):
    now = timezone.now()
    start = now + timedelta(days=30)
    return make_occasion(days=[(start, start + timedelta(hours=2))], now=now, **settings)


def member(network, name, **values):
    person = make_person(given_name=name, family_name="Ek", email=f"{name.lower()}@falkoping.example")
    make_membership(network=network, engagement=make_engagement(person=person), **values)
    return person


def invite(occasion, network):
    invitations.invite_network(occasion, network, delegable=True, now=timezone.now(), by=COMMAND)


def test_whom_a_network_reaches_is_shown_and_nothing_is_sent_before_it_is_confirmed(client, desk, network, occasion):
    there = member(network, "Eva")
    register(occasion, 1, email=there.email, now=timezone.now())
    member(network, "Ali")
    member(network, "Slutar", valid_to=timezone.localdate() + timedelta(days=5))
    unreached = member(network, "Utan")
    type(unreached).objects.filter(pk=unreached.pk).update(email="")
    assert client.get(desk("invite", occasion)).context["form"].initial["network"] == network.pk

    shown = client.post(desk("invite", occasion), {"network": network.pk, "delegable": "on"})

    counts = shown.context["plan"].counts
    assert (counts.new, counts.already, counts.registered, counts.unreached, counts.not_on_day) == (1, 0, 1, 1, 1)
    assert "Skicka 1 inbjudan" in shown.content.decode()
    assert not Invitation.objects.exists()

    sent = client.post(desk("invite", occasion), {"network": network.pk, "delegable": "on", "confirmed": "1"})

    assert sent.status_code == 302
    assert told("invitation") == [("ali@falkoping.example", None)]
    assert Invitation.objects.get().delegable is True
    entry = ModelLogEntry.objects.get(action="events.invite")
    assert (entry.label, entry.data) == (occasion.code, {"count": "1"})


def test_one_click_invites_the_missing_of_the_networks_invited_before(client, desk, network, occasion):
    member(network, "Eva")
    invite(occasion, network)
    assert client.get(desk("invitations", occasion)).context["missing"] == 0
    member(network, "Ny")

    assert "Bjud in den som saknas (1)" in client.get(desk("invitations", occasion)).content.decode()
    for _time in range(2):
        client.post(desk("invite_missing", occasion))

    assert [address for address, _method in told("invitation")] == ["eva@falkoping.example", "ny@falkoping.example"]
    assert Invitation.objects.filter(delegable=True).count() == 2


def test_those_who_have_not_answered_are_reminded_by_one_click(client, desk, network, occasion):
    member(network, "Eva")
    invite(occasion, network)
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=2))
    assert client.get(desk("invitations", occasion)).context["to_remind"] == 1

    for _time in range(2):
        client.post(desk("remind_invited", occasion))

    assert told("invitation_reminder") == [("eva@falkoping.example", None)]
    assert client.get(desk("invitations", occasion)).context["to_remind"] == 0


def test_the_list_says_what_became_of_each_and_is_narrowed_by_state(client, desk, network, occasion):
    people = [member(network, name) for name in ("Eva", "Ali", "Nils")]
    invite(occasion, network)
    rows = [Invitation.objects.get(person=person) for person in people]
    now = timezone.now()
    invitations.decline(rows[0], words="På resa", now=now)
    colleague = invitations.Colleague(name="Sara Svensson", email="sara@falkoping.example", language="sv")
    invitations.delegate(rows[1], colleague, now=now)
    register(occasion, 1, email=people[2].email, now=now)
    people[2].memberships.update(valid_to=timezone.localdate())

    page = client.get(desk("invitations", occasion))

    shown = page.content.decode()
    for words in ("På resa", "till Sara Svensson", "anmäld utan inbjudan", "inte medlem i nätverket den dag"):
        assert words in shown
    assert [(state, number) for state, _label, number in page.context["counts"]] == [
        ("sent", 2),
        ("declined", 1),
        ("delegated", 1),
    ]
    narrowed = client.get(desk("invitations", occasion), {"state": "declined"})
    assert [row.invitation for row in narrowed.context["invitations"]] == [rows[0]]
    assert len(client.get(desk("invitations", occasion), {"state": "x"}).context["invitations"]) == 4


def test_the_list_asks_the_database_as_often_for_five_as_for_one(client, desk, network, occasion):
    member(network, "Eva")
    invite(occasion, network)
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=2))
    address = desk("invitations", occasion)
    one = query_count(client, address)
    for number in range(4):
        member(network, f"Person{number}")
    invite(occasion, network)
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=2))

    assert query_count(client, address) == one


def test_an_invitation_is_withdrawn_sent_again_and_marked(client, desk, network, occasion):
    member(network, "Eva")
    invite(occasion, network)
    row = Invitation.objects.get()

    states = []
    for act in ("withdraw_invitation", "invitation_again", "invitation_bounced"):
        client.post(desk(act, occasion, row.public_id))
        row.refresh_from_db()
        states.append(row.state)

    assert states == ["withdrawn", "sent", "bounced"]
    logged = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"events.withdraw_invitation", "events.invite", "events.mark_bounced"} <= logged
    assert "Eva" not in str(list(ModelLogEntry.objects.values_list("label", "data")))


def test_another_events_invitation_is_not_touched_here(client, desk, network, occasion):
    member(network, "Eva")
    invite(occasion, network)

    answer = client.post(desk("withdraw_invitation", soon(network_id=network.pk), Invitation.objects.get().public_id))

    assert answer.status_code == 404
    assert Invitation.objects.get().state == "sent"


@pytest.mark.parametrize("who", ["kim@ngo.example", "Kim Karlsson", "Röda Korset"])
def test_one_person_or_organization_is_invited_by_address_or_name(client, desk, network, occasion, who):
    person = make_person(given_name="Kim", family_name="Karlsson", email="kim@ngo.example")
    make_membership(network=network, engagement=make_engagement(person=person))
    make_organization(name="Röda Korset", email="info@redcross.example")

    client.post(desk("invite_one", occasion), {"who": who})

    assert len(told("invitation")) == 1


def test_who_is_unknown_or_called_like_others_is_refused(client, desk, network, occasion):
    for _number in range(2):
        person = make_person(given_name="Kim", family_name="Karlsson")
        make_membership(network=network, engagement=make_engagement(person=person))

    for who in ("Ingen Alls", "Kim Karlsson"):
        assert client.post(desk("invite_one", occasion), {"who": who}).status_code == 422
    assert not OutgoingMail.objects.exists()


def test_a_draft_says_that_nobody_can_be_invited_yet(client, desk, network):
    draft = soon(network_id=network.pk, status="draft")
    member(network, "Eva")

    page = client.get(desk("invitations", draft))
    refused = client.post(desk("invite", draft), {"network": network.pk, "confirmed": "1"})

    assert "Inbjudningar kan skickas när evenemanget är preliminärt" in page.content.decode()
    assert page.context["may_invite"] is False
    assert refused.status_code == 422
    assert not Invitation.objects.exists()


def test_only_networks_that_the_user_may_see_can_be_invited(client, desk, network, occasion):
    other = make_network(name="Ett annat nätverk")
    member(other, "Hemlig")

    answer = client.post(desk("invite", occasion), {"network": other.pk, "confirmed": "1"})
    unseen = client.post(desk("invite_one", occasion), {"who": "hemlig@falkoping.example"})

    assert (answer.status_code, unseen.status_code) == (422, 422)
    assert "Hemlig" not in answer.content.decode()
    assert not Invitation.objects.exists()


def test_who_may_read_alone_sees_the_list_and_sends_nothing(client, desk):
    network = make_network()
    occasion = soon(network_id=network.pk)
    member(network, "Eva")
    invite(occasion, network)
    reader = make_organizer("lasare")
    make_grant(user=reader, network=network, role=GrantRole.READER)
    client.force_login(reader)

    page = client.get(desk("invitations", occasion))
    row = Invitation.objects.get()
    for address in (
        desk("invite", occasion),
        desk("invite_one", occasion),
        desk("invite_missing", occasion),
        desk("remind_invited", occasion),
        desk("withdraw_invitation", occasion, row.public_id),
        desk("invitation_again", occasion, row.public_id),
        desk("invitation_bounced", occasion, row.public_id),
    ):
        client.post(address, {"network": network.pk, "confirmed": "1", "who": "eva@falkoping.example"})

    assert page.status_code == 200
    assert page.context["may_act"] is False
    assert "<form" not in page.content.decode().partition('class="desk"')[2].partition("</main>")[0]
    row.refresh_from_db()
    assert (row.state, row.mail_version, OutgoingMail.objects.count()) == ("sent", 1, 1)


def test_the_form_of_an_event_asks_whether_it_is_by_invitation(client, desk, network, occasion):
    form = client.get(desk("change", occasion)).context["form"]

    assert form.fields["invitation_only"].label == "Bara för inbjudna"
    assert form.initial["invitation_only"] is False
