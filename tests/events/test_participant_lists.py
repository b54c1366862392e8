"""A list that was read in is undone: as if it had never been, but for what somebody has changed since."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.models import MailState, OutgoingMail, SignedLink
from events.domain import registration
from events.domain.own_changes import change
from events.domain.participant_lists import Kept, plan_undoing, register_list, undo_list
from events.domain.seats import seat_differences
from events.domain.transitions import Agent
from events.enums import Act, Actor
from events.exceptions import AlreadyRegistered, AlreadyUndone, OccasionFull
from events.models import ActReason, Answer, ParticipantList, Registration, SeatPool, WaitingEntry
from tests.events.acts import mails, register
from tests.factories.events import NOW, make_applicant, make_occasion, make_organizer, make_question

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
DESK = Agent(Actor.ORGANIZER)


def read_in(occasion, *numbers, by=DESK, now=NOW, **values):
    results = register_list(occasion, [make_applicant(number, **values) for number in numbers], now=now, by=by)
    return results, ParticipantList.objects.first()


def everything():
    """Return all that a list writes for its persons, without the numbers that only count up."""
    return {
        "people": sorted(Registration.objects.values_list("name", "email", "state")),
        "pools": sorted(SeatPool.objects.values_list("pk", "capacity", "taken", "waiting")),
        "queue": sorted(WaitingEntry.objects.values_list("registration", "state")),
        "mails": sorted(OutgoingMail.objects.values_list("dedup_key", "state")),
        "links": SignedLink.objects.count(),
        "reasons": ActReason.objects.count(),
    }


def test_undoing_leaves_everything_as_it_was_when_nobody_was_told():
    occasion = make_occasion(capacity=3)
    for number in (1, 2):
        register(occasion, number)
    before = everything()

    results, the_list = read_in(occasion, 3, 4, 5)
    assert all(isinstance(result, int) for result in results)
    assert everything()["pools"] != before["pools"]
    done = undo_list(the_list, reason="Fel fil", now=LATER, by=DESK)

    assert everything() == before
    assert (len(done.removed), done.ended, done.kept) == (3, [], [])
    assert seat_differences() == []
    assert [isinstance(result, int) for result in read_in(occasion, 3, 4, 5)[0]] == [True] * 3


def test_who_had_a_mail_is_cancelled_with_a_mail_and_the_seat_goes_on():
    occasion = make_occasion(capacity=1)
    _results, the_list = read_in(occasion, 1)
    waiting = register(occasion, 2)
    OutgoingMail.objects.filter(kind="confirmed").update(state=MailState.SENT)

    done = undo_list(the_list, reason="Fel fil", now=LATER, by=DESK)

    assert [row.state for row in done.ended] == ["cancelled"]
    ((_address, text, method),) = mails("cancelled")
    assert (method, "Fel fil" in text) == ("CANCEL", True)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert seat_differences() == []


def test_what_was_changed_since_stays_and_is_named():
    occasion = make_occasion()
    results, the_list = read_in(occasion, 1, 2, 3, 4, 5)
    rows = [Registration.objects.get(pk=pk) for pk in results]
    registration.cancel(rows[0], now=LATER)
    wanted = {"name": "Nytt Namn", "organization_name": "Falköpings kommun", "function": "", "organization_id": None}
    change(rows[1], act=Act.CHANGE_DETAILS, wanted=wanted, now=LATER)
    Answer.objects.create(registration=rows[2], question=make_question(occasion), value="Ja", answered_at=LATER)
    Registration.objects.filter(pk=rows[3].pk).update(email_confirmed_at=LATER)

    done = undo_list(the_list, reason="Fel fil", now=LATER, by=DESK)

    why = [(row.pk, reason) for row, reason in done.kept]
    assert why == list(zip(results, [Kept.ENDED, Kept.CHANGED, Kept.ANSWERED, Kept.OPENED], strict=False))
    assert [row.arrival_number for row in done.removed] == [5]
    assert Registration.objects.count() == 4
    assert seat_differences() == []


def test_list_is_undone_once():
    occasion = make_occasion()
    _results, the_list = read_in(occasion, 1)
    undo_list(the_list, reason="Fel fil", now=LATER, by=DESK)
    with pytest.raises(AlreadyUndone):
        undo_list(the_list, reason="Fel fil", now=LATER, by=DESK)


def test_refusal_leaves_nothing_of_its_person_and_the_others_stay():
    occasion = make_occasion(capacity=1, waiting_list=False)
    register(occasion, 9)
    arrivals = type(occasion).objects.get(pk=occasion.pk).next_arrival

    results, the_list = read_in(occasion, 9, 1)

    assert [type(result) for result in results] == [AlreadyRegistered, OccasionFull]
    assert the_list is None
    assert type(occasion).objects.get(pk=occasion.pk).next_arrival == arrivals


def test_preview_costs_as_much_for_thirty_as_for_three(django_assert_num_queries):
    occasion = make_occasion(capacity=None)
    _results, few = read_in(occasion, *range(3))
    _results, many = read_in(occasion, *range(10, 40), now=LATER)

    for the_list, count in ((few, 3), (many, 30)):
        with django_assert_num_queries(5):
            assert len(plan_undoing(the_list).removed) == count


def test_organizer_sees_the_lists_and_undoes_one_after_a_look(client):
    user, occasion = make_organizer(), make_occasion()
    client.force_login(user)
    _results, the_list = read_in(occasion, 1, 2, by=Agent(Actor.ORGANIZER, user))
    page = client.get(reverse("events_admin_import", args=[occasion.code])).content.decode()
    address = reverse("events_admin_undo_list", args=[occasion.code, the_list.public_id])
    assert address in page

    shown = client.get(address)
    assert len(shown.context["plan"].removed) == Registration.objects.count() == 2
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Fel fil"})

    assert Registration.objects.count() == 0
    logged = ModelLogEntry.objects.filter(action="events.undo_list").get()
    assert logged.data == {"removed": "2", "ended": "0", "kept": "0"}
    assert ModelLogEntry.objects.filter(action="events.read_list").count() == 1


def test_list_of_another_event_is_not_undone_here(client):
    occasion, other = make_occasion(), make_occasion()
    client.force_login(make_organizer())
    _results, the_list = read_in(occasion, 1)

    answer = client.post(reverse("events_admin_undo_list", args=[other.code, the_list.public_id]), {"reason": "x"})

    assert answer.status_code == 404
    assert Registration.objects.count() == 1
