"""NoOverlap on both databases: alone, under schema changes, and with writers at the same time."""

import threading
from datetime import date

import pytest
from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, connections, models, transaction

from networks.exceptions import PeriodsOverlap
from networks.models import Membership, NetworkSeat, NoOverlap, refuse_overlaps
from tests.factories.networks import make_engagement, make_membership, make_network, make_organization, make_seat


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "allowed"),
    [
        (date(2020, 1, 1), date(2020, 6, 1), True),
        (date(2021, 1, 1), None, True),
        (date(2020, 1, 1), date(2020, 6, 2), False),
        (date(2020, 12, 31), None, False),
        (date(2020, 7, 1), date(2020, 8, 1), False),
        (date(2019, 1, 1), None, False),
    ],
)
def test_no_overlap_lets_periods_touch_but_not_share_a_day(start, end, allowed):
    first = make_membership(valid_from=date(2020, 6, 1), valid_to=date(2021, 1, 1))
    second = Membership(
        network=first.network, person=first.person, engagement=first.engagement, valid_from=start, valid_to=end
    )

    refused = False
    try:
        with refuse_overlaps():
            second.save()
    except PeriodsOverlap:
        refused = True

    assert refused is not allowed


@pytest.mark.django_db
def test_no_overlap_when_a_row_is_moved_over_another_is_refused():
    first = make_membership(valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    second = make_membership(
        network=first.network, person=first.person, engagement=first.engagement, valid_from=date(2021, 1, 1)
    )

    second.valid_from = date(2020, 12, 1)
    with pytest.raises(PeriodsOverlap), refuse_overlaps():
        second.save()

    second.valid_from = date(2021, 2, 1)
    second.save()
    assert Membership.objects.get(pk=second.pk).valid_from == date(2021, 2, 1)


@pytest.mark.django_db
def test_no_overlap_of_seats_knows_both_holders():
    network, organization, other = make_network(), make_organization(), make_network()
    make_seat(network=network, organization=organization)
    make_seat(network=network, member_network=other)

    make_seat(network=network)
    for holder in ({"organization": organization}, {"member_network": other}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_seat(network=network, **holder)
    assert NetworkSeat.objects.filter(network=network).count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("end", [date(2020, 1, 1), date(2019, 12, 31)])
def test_period_when_empty_or_reversed_is_refused(end):
    with pytest.raises(DatabaseError), transaction.atomic():
        make_organization(valid_from=date(2020, 1, 1), valid_to=end)


@pytest.mark.django_db
def test_no_overlap_in_a_form_is_a_message():
    first = make_membership()
    second = Membership(
        network=first.network, person=first.person, engagement=first.engagement, valid_from=date(2022, 1, 1)
    )

    with pytest.raises(ValidationError) as caught:
        second.validate_constraints()

    assert "periods_overlap" in {error.code for error in caught.value.error_dict["__all__"]}


def _probe(name: str, **fields: models.Field) -> type[models.Model]:
    """Return an unregistered model with a period and the constraint."""
    apps = Apps()
    meta = type(
        "Meta",
        (),
        {
            "app_label": "probes",
            "db_table": "probe_periods",
            "apps": apps,
            "constraints": [NoOverlap(keys=["key"], name="probe_no_overlap")],
        },
    )
    body = {
        "__module__": __name__,
        "Meta": meta,
        "key": models.IntegerField(),
        "valid_from": models.DateField(),
        "valid_to": models.DateField(null=True),
        **fields,
    }
    return type(name, (models.Model,), body)


@pytest.mark.django_db(transaction=True)
def test_no_overlap_survives_schema_changes():
    before = _probe("Probe")
    after = _probe("Probe", note=models.CharField(max_length=10, null=True))
    note = after._meta.get_field("note")
    wider = models.CharField(max_length=20, null=True)
    wider.set_attributes_from_name("note")
    wider.model = after
    day = date(2020, 1, 1)

    def refused() -> bool:
        try:
            with transaction.atomic():
                before.objects.create(key=1, valid_from=day)
                before.objects.create(key=1, valid_from=day)
        except IntegrityError as error:
            return "probe_no_overlap" in str(error)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM probe_periods")
        return False

    seen = []
    for change in (
        lambda editor: editor.create_model(before),
        lambda editor: editor.add_field(after, note),
        lambda editor: editor.alter_field(after, note, wider),
        lambda editor: editor.remove_field(after, note),
    ):
        with connection.schema_editor() as editor:
            change(editor)
        seen.append(refused())

    constraint = before._meta.constraints[0]
    before._meta.constraints = []
    with connection.schema_editor() as editor:
        editor.remove_constraint(before, constraint)
    without = refused()
    before._meta.constraints = [constraint]
    with connection.schema_editor() as editor:
        editor.add_constraint(before, constraint)
    again = refused()

    assert (seen, without, again) == ([True] * 4, False, True)


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_no_overlap_with_eight_writers_lets_one_in():
    engagement, network = make_engagement(), make_network()
    barrier, results = threading.Barrier(8), []

    def write() -> None:
        try:
            barrier.wait()
            with transaction.atomic():
                Membership.objects.create(
                    network=network, person=engagement.person, engagement=engagement, valid_from=date(2020, 1, 1)
                )
            results.append("in")
        except IntegrityError:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["in", *["refused"] * 7]
    assert Membership.objects.count() == 1
