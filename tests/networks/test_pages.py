"""The public pages of networks: who takes part, by kind and function; never a person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, Site

from cms.models import HomePage
from networks.models import NetworkIndexPage, NetworkPage
from tests.factories.networks import (
    make_engagement,
    make_membership,
    make_network,
    make_seat,
    municipality_organization,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():

    locale = Locale.objects.get(language_code="sv")
    root = Page.objects.filter(depth=1).first()
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        home = root.add_child(instance=HomePage(title="Start", slug="sv-start", locale=locale))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return home.add_child(instance=NetworkIndexPage(title="Nätverk", slug="networks", locale=locale))


def test_network_page_shows_organizations_and_functions_and_no_person(client, index):
    network = make_network(public=True)
    seat = make_seat(network=network, organization=municipality_organization("1881"))
    engagement = make_engagement(organization=seat.organization, function="residence_manager")
    make_membership(network=network, engagement=engagement, seat=seat)
    make_seat(network=network, member_network=make_network(public=False, name="Hemligt nätverk"))
    page = index.add_child(instance=NetworkPage(title="Boendenätverket", slug="boende", network=network))

    html = client.get(page.url).content.decode()

    assert "Kumla kommun" in html
    assert engagement.person.family_name not in html
    assert engagement.person.email not in html
    assert "Hemligt nätverk" not in html


def test_network_page_of_a_network_no_longer_public_shows_no_participants(client, index):
    network = make_network(public=True)
    make_seat(network=network, organization=municipality_organization("1881"))
    page = index.add_child(instance=NetworkPage(title="Boendenätverket", slug="boende", network=network))
    type(network).objects.filter(pk=network.pk).update(public=False)

    assert "Kumla" not in client.get(page.url).content.decode()
    assert "Boendenätverket" not in client.get(index.url).content.decode()


def test_network_index_with_one_and_three_needs_the_same_queries(client, index):
    counts = []
    for number in (1, 2):
        for _each in range(number):
            network = make_network(public=True)
            index.add_child(instance=NetworkPage(title=network.name, slug=f"n{network.pk}", network=network))
        client.get(index.url)
        with CaptureQueriesContext(connection) as seen:
            client.get(index.url, headers={"cache-control": "no-cache"})
        counts.append(len(seen))

    assert counts[0] == counts[1]
