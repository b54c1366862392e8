"""Rights in networks and rules of coverage are kept in the admin by those who may."""

import pytest
from django.contrib.auth.models import Permission

from networks.models import NetworkGrant
from tests.factories.networks import make_network

RIGHTS = ("add_networkgrant", "change_networkgrant", "view_networkgrant", "view_coveragerule")


@pytest.fixture
def county_coordinator(django_user_model, client):
    user = django_user_model.objects.create_user("county", "county@example.org", "a long password")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *RIGHTS]))
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_grant_when_given_in_the_admin_then_it_holds_and_a_second_one_is_explained(client, county_coordinator):
    network = make_network()
    values = {
        "user": county_coordinator.pk,
        "network": network.pk,
        "role": "coordinator",
        "include_children": "on",
        "valid_from": "2026-01-01",
        "valid_to": "",
    }

    first = client.post("/admin/networks/grants/new/", values)
    again = client.post("/admin/networks/grants/new/", values)

    assert first.status_code == 302
    assert again.status_code == 200
    assert NetworkGrant.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/networks/grants/", "/admin/networks/coverage-rules/"])
def test_lists_are_for_those_who_have_the_permission(client, django_user_model, county_coordinator, address):
    stranger = django_user_model.objects.create_user("stranger", "stranger@example.org", "a long password")
    stranger.user_permissions.set(Permission.objects.filter(codename="access_admin"))

    allowed = client.get(address)
    client.force_login(stranger)
    refused = client.get(address)

    assert allowed.status_code == 200
    assert refused.status_code == 302
