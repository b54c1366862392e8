"""Who reaches an event in the admin: by permission, by the network's grants, by being course responsible."""

import pytest
from django.urls import reverse

from events.admin_urls import urlpatterns
from events.domain import registration
from events.models import Occasion
from networks.enums import GrantRole
from tests.factories.events import NOW, make_applicant, make_occasion, make_organizer
from tests.factories.networks import make_grant, make_network

pytestmark = pytest.mark.django_db


def make_event(**values):
    occasion = make_occasion(**values)
    registration.register(occasion, applicant=make_applicant(1), now=NOW)
    return occasion


def addresses(occasion):
    """Return every address of the desk that speaks of one event, by its name."""
    known = {
        "code": occasion.code,
        "public_id": occasion.registrations.first().public_id,
        "pool_id": occasion.pools.first().pk,
        "kind": "csv",
        "mail": "confirmed",
        "language": "sv",
        "key": "en-fraga",
        "request_id": 1,
        "reminder_id": 1,
    }
    found = {}
    for pattern in urlpatterns:
        wanted = pattern.pattern.converters
        if "code" in wanted:
            found[pattern.name] = reverse(pattern.name, kwargs={name: known[name] for name in wanted})
    return found


def test_every_page_of_an_event_is_closed_to_an_organizer_of_another_network(client):
    occasion = make_event(network_id=make_network().pk)
    user = make_organizer()
    make_grant(user=user, network=make_network(name="Ett annat nätverk"))
    client.force_login(user)

    answers = {name: client.get(path).status_code for name, path in addresses(occasion).items()}
    posted = {name: client.post(path, {"reason": "x"}).status_code for name, path in addresses(occasion).items()}

    assert len(answers) > 5
    assert set(answers.values()) == set(posted.values()) == {404}
    assert not Occasion.objects.for_user(user).exists()


def test_every_page_of_an_event_is_closed_to_a_user_without_permissions(client):
    occasion = make_event()
    client.force_login(make_organizer("redaktor", []))

    found = {name: client.get(path).status_code for name, path in addresses(occasion).items()}

    assert set(found.values()) == {302}  # Wagtail sends a user who may not on to the start page


def test_a_coordinator_of_the_network_reads_and_changes(client, desk):
    network = make_network()
    occasion = make_event(network_id=network.pk)
    user = make_organizer()
    make_grant(user=user, network=network)
    client.force_login(user)

    assert client.get(desk("", occasion)).status_code == 200
    assert client.get(desk("change", occasion)).status_code == 200


def test_a_grant_to_read_opens_the_event_but_no_act(client, desk):
    network = make_network()
    occasion = make_event(network_id=network.pk)
    user = make_organizer()
    make_grant(user=user, network=network, role=GrantRole.READER)
    client.force_login(user)

    assert client.get(desk("", occasion)).status_code == 200
    assert client.get(desk("change", occasion)).status_code == 302
    client.post(desk("cancel", occasion), {"reason": "Sjukdom"})
    occasion.refresh_from_db()
    assert occasion.status == "confirmed"


def test_a_grant_on_the_network_above_reaches_the_event(client, desk):
    above = make_network(name="Länet")
    occasion = make_event(network_id=make_network(name="Delen", parent=above).pk)
    user = make_organizer()
    make_grant(user=user, network=above)
    client.force_login(user)

    assert client.get(desk("", occasion)).status_code == 200


def test_the_course_responsible_reaches_the_event_without_a_grant(client, desk):
    user = make_organizer()
    occasion = make_event(network_id=make_network().pk, course_responsible_id=user.pk)
    client.force_login(user)

    assert client.get(desk("change", occasion)).status_code == 200


def test_an_event_cannot_be_given_to_a_network_of_others(client, organizer, desk):
    other = make_network(name="Ett annat nätverk")
    own = make_network(name="Vårt nätverk")
    make_grant(user=organizer, network=own)

    form = client.get(reverse("events_admin_new")).context["form"]

    assert list(form.fields["network"].queryset) == [own]
    assert other.pk != own.pk
