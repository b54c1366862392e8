"""What waits for the organizer: approvals, changes asked for, later dates, reminders."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.domain import own_changes
from events.enums import Act
from events.models import ChangeRequest
from tests.events.acts import fresh, register, states
from tests.factories.events import make_occasion

pytestmark = pytest.mark.django_db


def soon(**settings):
    now = timezone.now()
    start = now + timedelta(days=30)
    return make_occasion(days=[(start, start + timedelta(hours=2))], now=now, **settings)


def frozen_request():
    occasion = soon(frozen_at=timezone.now() - timedelta(hours=1))
    row = register(occasion, 1, now=timezone.now())
    wanted = {"name": "Nytt Namn", "organization_name": "Skövde", "function": ""}
    own_changes.change(row, act=Act.CHANGE_DETAILS, wanted=wanted, now=timezone.now())
    return occasion, row, ChangeRequest.objects.get()


def test_registrations_are_approved_and_declined(client, organizer, desk):
    occasion = soon(approval_required=True)
    first, second = register(occasion, 1, now=timezone.now()), register(occasion, 2, now=timezone.now())
    page = client.get(desk("decisions", occasion)).content.decode()
    assert first.email in page
    assert second.email in page

    client.post(desk("approve", occasion, first.public_id))
    refused = client.post(desk("decline", occasion, second.public_id), {"reason": ""})
    client.post(desk("decline", occasion, second.public_id), {"reason": "Fullt i år"})

    assert refused.status_code == 422
    assert states(first, second) == ["confirmed", "declined"]
    assert fresh(first).act_reasons.get(act="approve").actor_user == organizer
    assert first.email not in client.get(desk("decisions", occasion)).content.decode()


def test_a_change_is_shown_and_approved(client, organizer, desk):
    occasion, row, asked = frozen_request()
    assert "Nytt Namn" in client.get(desk("decisions", occasion)).content.decode()

    client.post(desk("approve_change", occasion, asked.pk))

    assert fresh(row).name == "Nytt Namn"
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("approved", organizer)


def test_a_change_is_refused_with_a_reason(client, organizer, desk):
    occasion, row, asked = frozen_request()

    client.post(desk("refuse_change", occasion, asked.pk), {"reason": "Maten är beställd"})

    asked.refresh_from_db()
    assert (fresh(row).name, asked.state) == ("Deltagare 1", "refused")


def test_one_person_gets_a_later_date(client, organizer, desk):
    occasion, row, _asked = frozen_request()

    client.post(desk("later_date", occasion, row.public_id), {"until": "2099-01-02T12:00"})

    assert timezone.localtime(fresh(row).change_until).isoformat() == "2099-01-02T12:00:00+01:00"
    assert own_changes.is_frozen(fresh(row), now=timezone.now()) is False


def test_reminders_are_added_once_and_removed(client, organizer, desk):
    occasion = soon()
    values = {"days_before": "7", "at": "08:30", "segment": "online"}

    for _time in range(2):
        client.post(desk("add_reminder", occasion), values)

    reminder = occasion.reminders.get()
    assert (reminder.days_before, reminder.at.isoformat(), reminder.segment) == (7, "08:30:00", "online")
    client.post(desk("remove_reminder", occasion, reminder.pk))
    assert not occasion.reminders.exists()


def test_another_events_request_is_not_decided_here(client, organizer, desk):
    _occasion, row, asked = frozen_request()

    assert client.post(desk("approve_change", soon(), asked.pk)).status_code == 404

    assert fresh(row).name == "Deltagare 1"
