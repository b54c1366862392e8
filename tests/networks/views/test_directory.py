"""The directory in the admin: who sees what, list and detail and export and import; and the forms that write."""

import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from networks import admin_urls
from networks.domain.dates import PartialDate
from networks.domain.seats import open_seat
from networks.enums import GrantRole, MemberRole
from networks.models import Act, Membership, Network, NetworkGrant, NetworkSeat, Organization, Person
from networks.views.base import DirectoryView
from tests.factories.networks import (
    make_county_coordinator,
    make_engagement,
    make_key_person,
    make_membership,
    make_network,
    make_network_coordinator,
    make_organization,
    make_person,
    make_rule,
    make_seat,
    make_user,
    municipality_organization,
)

pytestmark = pytest.mark.django_db

LISTS = ["networks_networks", "networks_organizations", "networks_persons", "networks_key_persons", "networks_gaps"]


def status(answer):
    """Return the status; the language middleware answers "not found" by asking for the same address under /sv/."""
    elsewhere = answer.status_code == 302 and answer["Location"].startswith("/sv/admin/")
    return 404 if elsewhere else answer.status_code


def html(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_view_without_permissions_refuses_to_start():
    with pytest.raises(ImproperlyConfigured):
        DirectoryView.as_view()


def _addresses():
    for pattern in admin_urls.urlpatterns:
        names = pattern.pattern.regex.groupindex
        values = {"public_id": uuid.uuid4(), "target": "memberships", "kind": "csv"}
        yield pattern.name, {name: values[name] for name in names}


@pytest.mark.parametrize(
    ("name", "values"), list(_addresses()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_address_refuses_admin_users_without_a_permission(client, name, values):
    client.force_login(make_user())
    address = reverse(name, kwargs=values)

    for answer in (client.get(address), client.post(address)):
        assert status(answer) in (302, 404, 405)
        if status(answer) == 302:
            assert answer["Location"] == reverse("wagtailadmin_home")
    assert Act.objects.count() == 0


@pytest.mark.parametrize("name", LISTS)
def test_lists_with_one_and_with_three_need_the_same_queries(client, name):
    client.force_login(make_county_coordinator())
    network = make_network()
    make_rule(network=network, area_county_id="18")
    counts = []
    for number in (1, 2):
        for _each in range(number):
            organization = make_organization(parent=make_organization(), county_id="18")
            make_network(owner=organization, county_id="18")
            make_key_person(network=network, for_organization=organization)
        html(client, name)
        with CaptureQueriesContext(connection) as seen:
            html(client, name)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_network_detail_with_one_and_with_three_needs_the_same_queries(client):
    client.force_login(make_county_coordinator())
    network = make_network()
    counts = []
    for number in (1, 2):
        for _each in range(number):
            seat = make_seat(network=network)
            engagement = make_engagement(organization=seat.organization)
            make_membership(network=network, engagement=engagement, seat=seat)
            make_membership(network=network, valid_to=date(2021, 1, 1))
            make_seat(network=network, valid_to=date(2021, 1, 1))
            make_key_person(network=network)
        html(client, "networks_network", network.public_id)
        with CaptureQueriesContext(connection) as seen:
            html(client, "networks_network", network.public_id)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_network_detail_on_a_day_shows_who_sat_there_and_who_has_left(client):
    client.force_login(make_county_coordinator())
    network = make_network()
    police = make_organization(name="Polisen")
    make_seat(network=network, organization=police, valid_to=date(2024, 1, 1), reason="Omorganisation")
    make_seat(network=network, organization=municipality_organization("1881"), valid_from=date(2024, 1, 1))

    before = html(client, "networks_network", network.public_id, day="2023-12-31")
    after = html(client, "networks_network", network.public_id, day="2024-01-01")

    assert '<time datetime="2023-12-31">2023-12-31</time>' in after  # the last day, as in files
    assert ("Polisen" in before, "Kumla kommun" in before, "Omorganisation" in before) == (True, False, False)
    assert ("Omorganisation" in after, "Kumla kommun" in after) == (True, True)


def test_organization_list_is_searched_by_name_with_swedish_letters(client):
    client.force_login(make_county_coordinator())

    found = html(client, "networks_organizations", q="ÖREBRO")

    assert "Örebro kommun" in found
    assert "Håbo kommun" not in html(client, "networks_organizations", q="habo")


def test_gaps_are_named_by_rule_and_day(client):
    client.force_login(make_county_coordinator())
    network = make_network()
    rule = make_rule(network=network, area_county_id="22")
    make_key_person(network=network, for_organization=municipality_organization("2262"), valid_to=date(2026, 1, 1))

    assert html(client, "networks_gaps", rule=str(rule.public_id), day="2025-12-31").count("<li><a href=") >= 7
    page = html(client, "networks_gaps", rule=str(rule.public_id), day="2025-12-31")
    assert "1 av 7" in page
    assert "0 av 7" in html(client, "networks_gaps", day="2026-01-01")


class TestCoordinatorOfOneNetwork:
    """A coordinator of network A meets nothing of network B."""

    @pytest.fixture
    def world(self, client):
        a, b = make_network(name="Nätverk A"), make_network(name="Nätverk B")
        rows = {}
        for key, network in (("a", a), ("b", b)):
            person = make_person(given_name="Person", family_name=f"Kanarie{key}", email=f"{key}@example.org")
            engagement = make_engagement(person=person)
            seat = make_seat(network=network, organization=engagement.organization)
            rows[key] = {
                "network": network,
                "person": person,
                "seat": seat,
                "engagement": engagement,
                "membership": make_membership(network=network, engagement=engagement, seat=seat),
                "key_person": make_key_person(network=network, engagement=engagement),
                "rule": make_rule(network=network, name=f"Regel {key}"),
            }
        client.force_login(make_network_coordinator(a))
        return rows

    def test_lists(self, client, world):
        for name in ("networks_persons", "networks_key_persons"):
            page = html(client, name)
            assert ("Kanariea" in page, "Kanarieb" in page) == (True, False)
        gaps = html(client, "networks_gaps")
        assert ("Regel a" in gaps, "Regel b" in gaps) == (True, False)
        networks = html(client, "networks_networks")
        assert ("Nätverk A" in networks, "Nätverk B" in networks) == (True, True)
        assert str(world["b"]["network"].public_id) not in networks

    def test_a_right_that_has_ended_opens_no_past_day(self, client, world):
        NetworkGrant.objects.update(valid_to=date(2025, 1, 1))

        for name in ("networks_persons", "networks_key_persons", "networks_organization"):
            args = [world["a"]["engagement"].organization.public_id] if name == "networks_organization" else []
            assert "Kanariea" not in html(client, name, *args, day="2024-06-01")
        assert str(world["a"]["network"].public_id) not in html(client, "networks_networks", day="2024-06-01")

    def test_a_right_given_now_shows_how_it_was_before(self, client, world):
        NetworkGrant.objects.update(valid_from=date(2026, 1, 1))

        for name in ("networks_persons", "networks_key_persons"):
            page = html(client, name, day="2024-06-01")
            assert ("Kanariea" in page, "Kanarieb" in page) == (True, False)

    def test_who_left_long_ago_is_shown_and_exported_without_a_name(self, client, world):
        network = world["a"]["network"]
        for name, end in (("Nyss", date.today() - timedelta(days=30)), ("Länge", date(2022, 1, 1))):
            engagement = make_engagement(person=make_person(family_name=name), function="head_teacher", valid_to=end)
            make_membership(network=network, engagement=engagement, valid_to=end)

        page = html(client, "networks_network", network.public_id)
        answer = client.get(reverse("networks_export", args=["memberships", "csv"]), {"all": "1"})
        text = b"".join(answer.streaming_content).decode()

        assert ("Nyss" in page, "Länge" in page, page.count("rektor")) == (True, False, 2)
        assert ("Nyss" in text, "Länge" in text) == (True, False)

    def test_details(self, client, world):
        for key, expected in (("a", 200), ("b", 404)):
            row = world[key]
            addresses = [
                reverse("networks_network", args=[row["network"].public_id]),
                reverse("networks_person", args=[row["person"].public_id]),
                reverse("networks_seat_end", args=[row["seat"].public_id]),
                reverse("networks_membership_end", args=[row["membership"].public_id]),
                reverse("networks_membership_role", args=[row["membership"].public_id]),
                reverse("networks_key_person_end", args=[row["key_person"].public_id]),
                reverse("networks_membership_new", args=[row["network"].public_id]),
                reverse("networks_seat_new", args=[row["network"].public_id]),
                reverse("networks_key_person_new", args=[row["network"].public_id]),
            ]
            assert [status(client.get(address)) for address in addresses] == [expected] * len(addresses)

    def test_organization_page_hides_the_other_person(self, client, world):
        page = html(client, "networks_organization", world["b"]["engagement"].organization.public_id)

        assert "Kanarieb" not in page
        assert "b@example.org" not in page

    def test_export(self, client, world):
        for target in ("memberships", "key_persons"):
            answer = client.get(reverse("networks_export", args=[target, "csv"]))
            text = b"".join(answer.streaming_content).decode()
            assert ("Kanariea" in text, "Kanarieb" in text) == (True, False)
        other = {"network": str(world["b"]["network"].public_id)}
        assert status(client.get(reverse("networks_export", args=["memberships", "csv"]), other)) == 404

    def test_choices_of_forms(self, client, world):
        page = html(client, "networks_membership_new", world["a"]["network"].public_id)

        assert ("Kanariea" in page, "Kanarieb" in page) == (True, False)

    def test_writing_elsewhere_changes_nothing(self, client, world):
        row = world["b"]
        for name, public_id in (
            ("networks_seat_end", row["seat"].public_id),
            ("networks_membership_end", row["membership"].public_id),
        ):
            assert status(client.post(reverse(name, args=[public_id]), {"day": "2026-01-01"})) == 404
        assert Act.objects.count() == 0


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("odd", ["\0", "²", "’ OR 1=1", "0001-01-01", "9999-12-31", "9" * 5000])
def test_lists_take_odd_choices_calmly(client, name, odd):
    network = make_network()
    make_key_person(network=network)
    client.force_login(make_network_coordinator(network))

    html(client, name, q=odd, county=odd, kind=odd, function=odd, day=odd, p=odd, rule=odd)


def test_export_of_a_network_that_is_no_identifier_is_not_found(client):
    make_network()
    client.force_login(make_county_coordinator())

    assert status(client.get(reverse("networks_export", args=["memberships", "csv"]), {"network": "x"})) == 404


def _opened_seat(user, network):
    return open_seat(
        network, holder=make_organization(), start=PartialDate(date(2026, 1, 1)), actor=user, now=timezone.now()
    )


def test_undo_of_an_act_of_somebody_else_is_for_the_county_coordinator(client):
    network = make_network()
    _opened_seat(make_county_coordinator(), network)
    reader_of_acts = make_network_coordinator(make_network())
    reader_of_acts.user_permissions.add(Permission.objects.get(codename="view_acts"))
    address = reverse("networks_act_revert", args=[Act.objects.get().public_id])

    client.force_login(reader_of_acts)
    shown = html(client, "networks_act", Act.objects.get().public_id)
    client.post(address)
    assert (address in shown, NetworkSeat.objects.count()) == (False, 1)

    client.force_login(make_county_coordinator())
    client.post(address)
    assert NetworkSeat.objects.count() == 0


def test_auditor_reads_an_act_without_the_right_to_the_directory(client):
    _opened_seat(make_county_coordinator(), make_network())
    address = reverse("networks_act", args=[Act.objects.get().public_id])

    client.force_login(make_user("networks.view_acts"))
    assert status(client.get(address)) == 200
    client.force_login(make_user())
    assert status(client.get(address)) != 200


def test_undo_of_an_own_act_needs_the_right_to_the_network_still(client):
    network = make_network()
    user = make_network_coordinator(network)
    _opened_seat(user, network)
    address = reverse("networks_act_revert", args=[Act.objects.get().public_id])
    client.force_login(user)

    NetworkGrant.objects.update(valid_to=date(2025, 1, 1))
    client.post(address)
    assert NetworkSeat.objects.count() == 1

    NetworkGrant.objects.update(valid_to=None)
    client.post(address)
    assert NetworkSeat.objects.count() == 0


def test_network_reader_reads_and_never_writes(client):
    network = make_network()
    seat = make_seat(network=network)
    client.force_login(make_network_coordinator(network, role=GrantRole.READER))

    page = html(client, "networks_network", network.public_id)
    answer = client.post(reverse("networks_seat_end", args=[seat.public_id]), {"day": "2026-01-01"})

    assert seat.organization.name in page
    assert reverse("networks_seat_end", args=[seat.public_id]) not in page
    assert answer.status_code == 302
    assert NetworkSeat.objects.get().valid_to is None


def test_grant_reaches_the_networks_under_it(client):
    parent = make_network()
    child = make_network(parent=make_network(parent=parent))
    user = make_network_coordinator(parent)

    assert set(Network.objects.for_user(user)) == {parent, child, child.parent}


def test_register_an_organization_by_form(client):
    client.force_login(make_county_coordinator())
    nacka = municipality_organization("0182")

    answer = client.post(
        reverse("networks_organization_new"),
        {"kind": "committee", "name": "Socialnämnden", "parent": nacka.pk, "valid_from": "2026-01-01", "reason": "Ny"},
    )

    made = Organization.objects.get(name="Socialnämnden")
    assert answer["Location"] == reverse("networks_organization", args=[made.public_id])
    assert (made.municipality_id, made.county_id) == ("0182", "01")
    assert (Act.objects.get().reason, Act.objects.get().changes.get().object) == ("Ny", made.public_id)


def test_correct_by_form_when_somebody_was_quicker_says_so(client):
    client.force_login(make_county_coordinator())
    organization = make_organization(name="Före")
    Organization.objects.filter(pk=organization.pk).update(row_version=2)

    answer = client.post(
        reverse("networks_organization_edit", args=[organization.public_id]),
        {"kind": "ngo", "name": "Efter", "valid_from": "2020-01-01", "seen_version": "1"},
    )

    assert answer.status_code == 422
    assert "Någon annan har ändrat" in answer.content.decode()
    assert Organization.objects.get(pk=organization.pk).name == "Före"


def test_person_function_member_and_leaving_by_forms(client):
    network = make_network()
    organization = make_organization()
    client.force_login(make_county_coordinator())

    client.post(
        reverse("networks_person_new"),
        {"given_name": "Kim", "family_name": "Ny", "email": "kim@example.se", "language": "sv"},
    )
    person = Person.objects.get()
    client.post(
        reverse("networks_engagement_new", args=[person.public_id]),
        {"organization": organization.pk, "function": "head_teacher", "valid_from": "2026-01-01"},
    )
    engagement = person.engagements.get()
    client.post(
        reverse("networks_membership_new", args=[network.public_id]),
        {"engagement": engagement.pk, "role": "member", "valid_from": "2026-02-01"},
    )
    membership = Membership.objects.get()
    client.post(
        reverse("networks_membership_role", args=[membership.public_id]), {"role": "chair", "day": "2026-03-01"}
    )
    chair = Membership.objects.get(role=MemberRole.CHAIR)
    client.post(reverse("networks_membership_end", args=[chair.public_id]), {"day": "2026-04-01"})

    assert list(Membership.objects.order_by("valid_from").values_list("role", "valid_from", "valid_to")) == [
        ("member", date(2026, 2, 1), date(2026, 3, 1)),
        ("chair", date(2026, 3, 1), date(2026, 4, 1)),
    ]
    assert Act.objects.count() == 5


def test_end_by_form_shows_what_ends_with_it_first(client):
    client.force_login(make_county_coordinator())
    seat = make_seat()

    page = html(client, "networks_organization_end", seat.organization.public_id)
    client.post(reverse("networks_organization_end", args=[seat.organization.public_id]), {"day": "2026-01-01"})

    assert "Det här avslutas samtidigt" in page
    assert NetworkSeat.objects.get().valid_to == date(2026, 1, 1)


def test_protected_person_is_shown_by_function_only(client):
    client.force_login(make_county_coordinator())
    person = make_person(given_name="Hemlig", family_name="Kanarie", protected_identity=True, email="k@example.org")
    membership = make_membership(engagement=make_engagement(person=person))

    for name, args in (
        ("networks_persons", []),
        ("networks_person", [person.public_id]),
        ("networks_network", [membership.network.public_id]),
    ):
        page = html(client, name, *args)
        assert "Kanarie" not in page
        assert "k@example.org" not in page


def test_menu_is_shown_to_those_who_may(client):
    client.force_login(make_county_coordinator())
    assert reverse("networks_gaps") in client.get("/admin/").content.decode()

    client.force_login(make_user())
    assert reverse("networks_gaps") not in client.get("/admin/").content.decode()
