from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from networks.domain.acts import revert
from networks.domain.dates import PartialDate
from networks.domain.directory import correct, register
from networks.domain.endings import close_seat, end, leave, rows_hanging_on
from networks.domain.key_persons import appoint_key_person, end_key_person
from networks.domain.memberships import change_role, join
from networks.domain.queries import members_on
from networks.domain.seats import open_seat
from networks.enums import ActKind, MemberRole, OrganizationKind
from networks.exceptions import (
    AlreadyMember,
    CannotRevert,
    ChangedMeanwhile,
    EndsBeforeStart,
    NotEngaged,
    OwnAncestor,
    PeriodsOverlap,
)
from networks.models import Act, Change, Engagement, Membership, NetworkSeat, Organization
from tests.factories.networks import (
    make_engagement,
    make_membership,
    make_network,
    make_organization,
    make_seat,
    make_user,
)

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
DAY = date(2026, 5, 4)
by_nobody = {"actor": None, "now": NOW}

pytestmark = pytest.mark.django_db


def test_join_takes_the_seat_of_the_organization():
    seat = make_seat()
    engagement = make_engagement(organization=seat.organization)

    membership = join(seat.network, engagement=engagement, start=PartialDate(DAY), **by_nobody)

    assert (membership.seat, membership.person) == (seat, engagement.person)


def test_join_twice_in_the_same_role_is_refused():
    membership = make_membership()

    with pytest.raises(AlreadyMember):
        join(membership.network, engagement=membership.engagement, start=PartialDate(DAY), **by_nobody)

    assert Membership.objects.count() == 1
    assert Act.objects.count() == 0


def test_join_without_a_function_that_day_is_refused():
    engagement = make_engagement(valid_to=DAY)

    with pytest.raises(NotEngaged):
        join(make_network(), engagement=engagement, start=PartialDate(DAY), **by_nobody)


def test_leave_closes_and_never_deletes():
    membership = make_membership(seat=make_seat())

    leave(membership, day=DAY, reason="Ny tjänst", **by_nobody)

    kept = Membership.objects.get()
    assert (kept.valid_to, kept.row_version) == (DAY, 2)
    assert NetworkSeat.objects.get().valid_to is None


def test_leave_before_the_first_day_is_refused():
    membership = make_membership(valid_from=DAY)

    with pytest.raises(EndsBeforeStart):
        leave(membership, day=DAY, **by_nobody)


def test_change_role_keeps_the_old_row_and_opens_a_new_one_the_same_day():
    membership = make_membership(valid_to=date(2027, 1, 1))

    changed = change_role(membership, role=MemberRole.CHAIR, day=DAY, **by_nobody)

    assert list(Membership.objects.order_by("valid_from").values_list("role", "valid_from", "valid_to")) == [
        ("member", date(2020, 1, 1), DAY),
        ("chair", DAY, date(2027, 1, 1)),
    ]
    assert [row.role for row in members_on(changed.network, day=DAY)] == ["chair"]


def test_every_act_has_one_log_entry_titled_by_its_public_id():
    user = make_user()
    seat = make_seat()
    engagement = make_engagement(organization=seat.organization)

    join(seat.network, engagement=engagement, start=PartialDate(DAY), actor=user, now=NOW, reason="Ny")

    act = Act.objects.get()
    entry = ModelLogEntry.objects.get()
    assert (entry.label, entry.action, entry.user) == (str(act.public_id), "networks.act", user)
    assert engagement.person.family_name not in str(entry.data)
    assert (act.kind, act.reason, act.changes.count()) == (ActKind.JOIN, "Ny", 1)


def test_close_seat_closes_its_memberships_in_the_same_act():
    seat = make_seat()
    member = make_membership(network=seat.network, seat=seat)
    elsewhere = make_membership(engagement=member.engagement)

    assert rows_hanging_on(seat, day=DAY) == [member]
    close_seat(seat, day=DAY, **by_nobody)

    member.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (member.valid_to, elsewhere.valid_to) == (DAY, None)
    assert Act.objects.get().changes.count() == 2


def test_end_of_an_organization_ends_all_that_hangs_on_it_but_not_what_has_ended():
    organization = make_organization()
    unit = make_organization(parent=organization, kind=OrganizationKind.UNIT)
    seat = make_seat(organization=organization)
    member = make_membership(network=seat.network, engagement=make_engagement(organization=unit))
    former = make_engagement(organization=unit, valid_to=date(2021, 1, 1))
    future = make_engagement(organization=unit, valid_from=date(2027, 1, 1))

    end(organization, day=DAY, **by_nobody)

    for row in (organization, unit, seat, member, member.engagement):
        row.refresh_from_db()
        assert row.valid_to == DAY
    former.refresh_from_db()
    assert former.valid_to == date(2021, 1, 1)
    assert not Engagement.objects.filter(pk=future.pk).exists()


def test_revert_restores_exactly_and_can_be_reverted():
    organization = make_organization()
    seat = make_seat(organization=organization)
    future = make_engagement(organization=organization, valid_from=date(2027, 1, 1))
    act = end(organization, day=DAY, **by_nobody)

    undone = revert(act, **by_nobody)

    organization.refresh_from_db()
    seat.refresh_from_db()
    assert (organization.valid_to, seat.valid_to, undone.kept) == (None, None, [])
    assert Engagement.objects.get(public_id=future.public_id).person == future.person
    with pytest.raises(CannotRevert):
        revert(act, **by_nobody)

    again = revert(undone.act, **by_nobody)

    organization.refresh_from_db()
    assert (organization.valid_to, again.kept) == (DAY, [])
    assert not Engagement.objects.filter(public_id=future.public_id).exists()


def test_revert_of_a_changed_role_frees_the_period_first():
    membership = make_membership()
    change_role(membership, role=MemberRole.CHAIR, day=DAY, **by_nobody)

    revert(Act.objects.get(), **by_nobody)

    assert list(Membership.objects.values_list("role", "valid_to")) == [("member", None)]


def test_revert_keeps_and_names_what_has_been_changed_since():
    organization = register(
        Organization(name="Ny förening", kind=OrganizationKind.NGO, valid_from=DAY), actor=None, now=NOW
    )
    act = Act.objects.get()
    correct(organization, values={"phone": "010-000"}, seen_version=1, **by_nobody)

    undone = revert(act, **by_nobody)

    assert [(kept.model, kept.public_id) for kept in undone.kept] == [("organization", organization.public_id)]
    assert undone.act is None
    assert Organization.objects.get(pk=organization.pk).phone == "010-000"


def test_revert_keeps_what_something_newer_points_at():
    organization = register(
        Organization(name="Ny förening", kind=OrganizationKind.NGO, valid_from=DAY), actor=None, now=NOW
    )
    make_seat(organization=organization, valid_from=DAY)

    undone = revert(Act.objects.get(), **by_nobody)

    assert len(undone.kept) == 1
    assert Organization.objects.filter(pk=organization.pk).exists()


def test_revert_after_thirty_days_is_refused():
    make = register(Organization(name="Ny", kind=OrganizationKind.NGO, valid_from=DAY), actor=None, now=NOW)

    with pytest.raises(CannotRevert):
        revert(Act.objects.get(), actor=None, now=datetime(2026, 6, 4, 9, 0, tzinfo=UTC))

    assert Organization.objects.filter(pk=make.pk).exists()


def test_correct_when_somebody_was_quicker_is_refused():
    organization = make_organization(name="Före")
    first, second = Organization.objects.get(pk=organization.pk), Organization.objects.get(pk=organization.pk)
    correct(first, values={"name": "Först"}, seen_version=1, **by_nobody)

    with pytest.raises(ChangedMeanwhile):
        correct(second, values={"name": "Sist"}, seen_version=1, **by_nobody)

    assert Organization.objects.get(pk=organization.pk).name == "Först"
    assert Change.objects.get().after["name"] == "Först"


def test_correct_when_nothing_differs_keeps_no_act():
    organization = make_organization(name="Samma")

    correct(organization, values={"name": "Samma"}, seen_version=1, **by_nobody)

    assert (Act.objects.count(), Organization.objects.get(pk=organization.pk).row_version) == (0, 1)


def test_correct_never_puts_an_organization_under_itself():
    top = make_organization()
    child = make_organization(parent=top)

    with pytest.raises(OwnAncestor):
        correct(top, values={"parent": child}, seen_version=1, **by_nobody)


def test_correct_never_edits_the_role_of_a_membership():
    membership = make_membership()

    with pytest.raises(ValidationError) as caught:
        correct(membership, values={"role": MemberRole.CHAIR}, seen_version=1, **by_nobody)

    assert list(caught.value.error_dict) == ["role"]
    assert Membership.objects.get().role == MemberRole.MEMBER


def test_open_seat_once_per_holder_and_never_in_itself():
    network, holder = make_network(), make_network()
    open_seat(network, holder=holder, start=PartialDate(DAY), **by_nobody)

    with pytest.raises(PeriodsOverlap):
        open_seat(network, holder=holder, start=PartialDate(DAY), **by_nobody)
    with pytest.raises(OwnAncestor):
        open_seat(network, holder=network, start=PartialDate(DAY), **by_nobody)


def test_key_persons_may_be_several_and_one_may_serve_two():
    network, first, second = make_network(), make_organization(), make_organization()
    engagement = make_engagement(organization=first)

    one = appoint_key_person(
        network, for_organization=first, engagement=engagement, start=PartialDate(DAY), **by_nobody
    )
    appoint_key_person(network, for_organization=second, engagement=engagement, start=PartialDate(DAY), **by_nobody)
    appoint_key_person(
        network, for_organization=first, engagement=make_engagement(), start=PartialDate(DAY), **by_nobody
    )
    end_key_person(one, day=date(2026, 6, 1), **by_nobody)

    assert list(network.key_persons.on(date(2026, 6, 1)).values_list("for_organization", flat=True)) == [
        second.pk,
        first.pk,
    ]


def test_end_of_an_organization_when_a_seated_member_has_not_begun_deletes_member_and_function():
    organization = make_organization()
    seat = make_seat(organization=organization)
    later = date(2026, 9, 1)
    engagement = make_engagement(organization=organization, valid_from=later)
    make_membership(network=seat.network, engagement=engagement, seat=seat, valid_from=later)

    end(organization, day=DAY, **by_nobody)

    assert (Membership.objects.count(), Engagement.objects.count()) == (0, 0)
    assert NetworkSeat.objects.get().valid_to == DAY
