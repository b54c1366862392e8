"""The organizer in the admin: makes, changes, opens and cancels an event; adds and cancels people; sees why."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.domain import registration
from events.models import Occasion, Registration
from tests.factories.events import NOW, START, make_applicant, make_calendars, make_occasion, make_organizer

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    user = make_organizer()
    client.force_login(user)
    return user


def address(name, occasion, *more):
    return reverse(f"events_admin_{name}" if name else "events_admin_occasion", args=[occasion.code, *more])


def form_of(occasion=None, **values):
    data = {
        "kind": "seminar",
        "mode": "onsite",
        "location": "Rådhuset, Falköping",
        "waiting_list": "on",
        "confirmation": "direct",
        "hold_minutes": "30",
        "promotion": "direct",
        "offer_hours": "24",
        "lapsed_offer": "ends",
        "order": "arrival",
        "days-TOTAL_FORMS": "3",
        "days-INITIAL_FORMS": "0",
        "days-0-start": "2027-03-11T09:00",
        "days-0-end": "2027-03-11T16:00",
    }
    if occasion is not None:
        data |= {"days-INITIAL_FORMS": "1", "days-0-day_id": str(occasion.days.get().pk)}
    return data | values


def test_a_new_event_is_a_draft_that_becomes_open(client, organizer):
    make_calendars()
    answer = client.post(reverse("events_admin_new"), form_of(title="Ny dag", capacity="12"))
    occasion = Occasion.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == address("", occasion)
    assert (occasion.status, occasion.pools.get().capacity, occasion.days.get().start) == ("draft", 12, START)
    assert occasion.cut_off_at == START
    assert client.post(address("status", occasion), {"status": "confirmed"}).status_code == 302
    occasion.refresh_from_db()
    assert occasion.status == "confirmed"


@pytest.mark.parametrize(
    "mistake",
    [
        {"days-0-end": "2027-03-11T08:00"},
        {"days-0-end": ""},
        {"days-0-start": "", "days-0-end": ""},
        {"days-0-start": "2027-03-28T02:30", "days-0-end": "2027-03-28T12:00"},
        {"opens_at": "2027-03-02T09:00", "closes_at": "2027-03-01T09:00"},
    ],
)
def test_mistakes_are_told_and_nothing_is_made(client, organizer, mistake):
    make_calendars()
    answer = client.post(reverse("events_admin_new"), form_of(title="Ny dag", **mistake))
    assert answer.status_code == 422
    assert Occasion.objects.count() == 0


def test_a_moved_event_tells_those_who_have_a_seat(client, organizer):
    occasion = make_occasion()
    registration.register(occasion, applicant=make_applicant(1), now=NOW)
    changed = form_of(occasion, **{"days-0-start": "2027-03-12T09:00", "days-0-end": "2027-03-12T16:00"})
    assert client.get(address("change", occasion)).status_code == 200
    assert client.post(address("change", occasion), changed).status_code == 302
    day = occasion.days.get()
    assert (day.sequence, timezone.localtime(day.start).day) == (1, 12)
    mail = registration_mail("changed")
    assert "SEQUENCE:1" in mail.calendar.content.decode()
    assert "2027-03-11" in mail.text


def registration_mail(kind):
    from cms.domain.mail import read_mail
    from cms.models import OutgoingMail

    return read_mail(OutgoingMail.objects.get(kind=kind))


def test_the_organizer_adds_and_cancels_a_person(client, organizer):
    occasion = make_occasion(capacity=1)
    person = {"way": "telephone", "name": "Utan adress", "email": "", "language": "sv", "mode": "onsite"}
    assert client.post(address("add", occasion), person).status_code == 302
    row = Registration.objects.get()
    assert (row.state, row.source, row.email_key) == ("confirmed", "telephone", None)
    path = address("cancel_registration", occasion, row.public_id)
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Ringde återbud"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.ended_by, row.act_reasons.last().actor_user) == ("cancelled", "organizer", organizer)


@pytest.mark.parametrize(
    "slip",
    [{"capacity": "99999999999999999999"}, {"days-0-end": "9999-12-31T23:59"}, {"days-0-start": "0001-01-01T00:00"}],
)
def test_a_number_or_year_that_cannot_be_is_told_and_nothing_is_made(client, organizer, slip):
    make_calendars()

    response = client.post(reverse("events_admin_new"), form_of(title="Seminarium", capacity="20") | slip)

    assert response.status_code == 422
    assert not Occasion.objects.exists()


def test_who_may_not_read_registrations_is_not_told_that_there_are_none(client):
    occasion = make_occasion()
    registration.register(occasion, applicant=make_applicant(1), now=NOW)
    client.force_login(make_organizer("lasare", ["view_occasion"]))

    html = client.get(address("", occasion)).content.decode()

    assert occasion.code in html
    assert "Deltagare 1" not in html
    assert "desk-counts" not in html
    assert "desk-curve" not in html


def test_acts_of_an_organizer_are_in_the_audit_log_without_a_name(client, organizer):
    occasion = make_occasion(capacity=1)
    registration.register(occasion, applicant=make_applicant(1), now=NOW)
    pool = occasion.pools.get()

    client.post(address("seats", occasion, pool.pk), {f"pool-{pool.pk}-capacity": "2", "confirmed": "1"})
    client.post(
        address("add", occasion),
        {"way": "telephone", "name": "Utan adress", "email": "", "language": "sv", "mode": "onsite"},
    )
    row = Registration.objects.get(name="Utan adress")
    client.post(address("cancel_registration", occasion, row.public_id), {"reason": "Utan adress ringde"})
    client.post(address("status", occasion), {"status": "postponed"})
    client.post(address("cancel", occasion), {"reason": "Sjukdom"})

    entries = ModelLogEntry.objects.filter(action__startswith="events.").order_by("pk")
    assert [(entry.action, entry.label, entry.user, entry.data) for entry in entries] == [
        ("events.set_capacity", occasion.code, organizer, {}),
        ("events.register", str(row.public_id), organizer, {}),
        ("events.cancel", str(row.public_id), organizer, {}),
        ("events.set_status", occasion.code, organizer, {"from": "confirmed", "to": "postponed"}),
        ("events.cancel_occasion", occasion.code, organizer, {}),
    ]


def test_the_organizer_calls_an_event_off(client, organizer):
    occasion = make_occasion()
    registration.register(occasion, applicant=make_applicant(1), now=NOW)
    assert client.post(address("cancel", occasion), {"reason": "Sjukdom"}).status_code == 302
    occasion.refresh_from_db()
    assert occasion.status == "cancelled"


def test_others_events_and_others_users_are_refused(client):
    own = make_occasion(course_responsible_id=make_organizer("annan").pk)
    client.force_login(make_organizer())
    assert client.get(address("", own), follow=True).status_code == 404
    client.force_login(make_organizer("samordnare", ["view_occasion", "view_registration"]))
    assert client.get(address("", own)).status_code == 200
    for name in ("change", "cancel", "add"):
        assert client.post(address(name, own)).status_code in (302, 403)
    assert client.get(reverse("events_admin_new")).status_code in (302, 403)
    client.force_login(make_organizer("redaktor", []))
    assert client.get(reverse("events_admin")).status_code in (302, 403)
    assert not Registration.objects.exists()
