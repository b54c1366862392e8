"""The last seat and the double click, with real threads on a real database; an unguarded twin must fail."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection, transaction

from cms.domain.retries import with_retries
from cms.models import OutgoingMail
from events.domain import invitations, parties, registration, seats
from events.domain.invitations import Colleague
from events.domain.transitions import COMMAND
from events.exceptions import DelegationRefused, InvitationAnswered
from events.models import Invitation, Registration, SeatClaim, SeatPool
from tests.factories.events import NOW, make_applicant, make_occasion, make_party_wish
from tests.factories.networks import (
    make_engagement,
    make_membership,
    make_network,
    make_organization,
    make_person,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]
WRITERS = 8


def at_once(act, count=WRITERS):
    """Run ``act(number)`` in as many threads, started together; return the results in order."""
    barrier = threading.Barrier(count)

    def one(number):
        close_old_connections()
        try:
            barrier.wait(timeout=20)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result(timeout=60) for future in [pool.submit(one, number) for number in range(count)]]


def register(occasion, number, **options):
    applicant = make_applicant(number)
    return with_retries(lambda: registration.register(occasion, applicant=applicant, now=NOW, **options))


def test_the_last_seats_are_sold_once_and_the_rest_queue_by_arrival():
    occasion = make_occasion(capacity=3)
    at_once(lambda number: register(occasion, number))
    rows = list(Registration.objects.order_by("arrival_number"))
    assert [row.arrival_number for row in rows] == list(range(1, WRITERS + 1))
    assert [row.state for row in rows] == ["confirmed"] * 3 + ["waitlisted"] * (WRITERS - 3)
    assert seats.seat_differences() == []
    assert OutgoingMail.objects.count() == WRITERS


def test_count_then_insert_oversells():
    """The control: without lock and conditional UPDATE the same race takes more seats than there are."""
    occasion = make_occasion(capacity=1)
    pool = occasion.pools.get()
    rows = [_row(occasion, number) for number in range(WRITERS)]
    counted = threading.Barrier(WRITERS)

    def naive(number):
        free = SeatPool.objects.get(pk=pool.pk).capacity - SeatClaim.objects.filter(pool=pool).count()
        counted.wait(timeout=20)
        if free > 0:
            with transaction.atomic():
                SeatClaim.objects.create(registration=rows[number], pool=pool)

    at_once(naive)
    assert SeatClaim.objects.filter(pool=pool).count() > 1


def _row(occasion, number):
    applicant = make_applicant(number)
    return Registration.objects.create(
        occasion=occasion,
        state="waitlisted",
        arrival_number=100 + number,
        name=applicant.name,
        language="sv",
        registered_at=NOW,
    )


def test_one_key_eight_times_at_once_is_one_registration_and_one_answer():
    occasion = make_occasion(capacity=30)
    answers = at_once(lambda number: register(occasion, 1, idempotency_key="one-click"))
    assert len({answer.receipt_id for answer in answers}) == 1
    assert Registration.objects.count() == OutgoingMail.objects.count() == 1


def test_one_address_eight_times_at_once_is_one_registration():
    occasion = make_occasion(capacity=30)
    answers = at_once(lambda number: register(occasion, 1, idempotency_key=f"key-{number}"))
    assert len({answer.receipt_id for answer in answers}) == WRITERS
    assert Registration.objects.count() == 1
    assert seats.seat_differences() == []


def test_one_invitation_eight_times_at_once_is_one_registration():
    occasion = make_occasion(capacity=30, invitation_only=True)
    invitations.invite_one(occasion, make_person(), delegable=True, now=NOW, by=COMMAND)
    invitation = Invitation.objects.get()

    def act(number):
        try:
            return register(occasion, number, invitation=invitation, idempotency_key=f"key-{number}")
        except InvitationAnswered:
            return None

    assert sum(answer is not None for answer in at_once(act)) == 1
    assert Registration.objects.count() == OutgoingMail.objects.filter(kind="confirmed").count() == 1
    assert seats.seat_differences() == []


def test_a_network_invited_eight_times_at_once_gets_one_mail_each():
    occasion, network = make_occasion(), make_network()
    for _number in range(3):
        make_membership(network=network)

    def act(_number):
        return with_retries(
            lambda: invitations.invite_network(occasion, network, delegable=False, now=NOW, by=COMMAND)
        ).new

    assert sorted(at_once(act)) == [0] * (WRITERS - 1) + [3]
    assert OutgoingMail.objects.count() == Invitation.objects.count() == 3


def test_accepting_passing_on_and_declining_at_once_leave_one_answer():
    occasion = make_occasion()
    organization = make_organization()
    person = make_engagement(organization=organization).person
    invitations.invite_one(occasion, person, delegable=True, now=NOW, by=COMMAND)
    invitation = Invitation.objects.get()
    colleague = Colleague(name="Ali", email="ali@example.org", language="sv")

    def act(number):
        acts = [
            lambda: register(occasion, number, invitation=invitation),
            lambda: with_retries(lambda: invitations.delegate(invitation, colleague, now=NOW)),
        ]
        try:
            acts[number % 2]()
        except (InvitationAnswered, DelegationRefused):
            return 0
        return 1

    assert sum(at_once(act)) == 1
    invitation.refresh_from_db()
    assert Registration.objects.count() == (invitation.state == "accepted")
    assert Invitation.objects.count() == 1 + (invitation.state == "delegated")


def test_groups_and_persons_at_once_take_each_seat_once():
    occasion = make_occasion(capacity=7, group_registration=True)

    def act(number):
        if number % 2:
            return register(occasion, number)
        wish = make_party_wish(number, seats=3, rule="all_or_none" if number % 4 else "split")
        return with_retries(lambda: parties.register_party(occasion, wish=wish, now=NOW))

    at_once(act)
    rows = list(Registration.objects.select_related("party").order_by("arrival_number"))
    assert [row.arrival_number for row in rows] == list(range(1, 4 * 3 + 4 + 1))
    assert sum(row.state == "confirmed" for row in rows) == occasion.pools.get().taken <= 7
    for row in rows:
        if row.party is not None and row.party.comes_whole:
            assert {other.state for other in rows if other.party_id == row.party_id} == {row.state}
    assert seats.seat_differences() == []


def test_one_group_sent_eight_times_at_once_is_one_group():
    occasion = make_occasion(capacity=5, group_registration=True)
    wish = make_party_wish(seats=3)

    def ask(key):
        return with_retries(lambda: parties.register_party(occasion, wish=wish, now=NOW, idempotency_key=key))

    same = at_once(lambda number: ask("one-click"))
    others = at_once(lambda number: ask(f"key-{number}"))

    assert len({answer.receipt_id for answer in same}) == 1
    assert len({answer.receipt_id for answer in others}) == WRITERS
    assert (Registration.objects.count(), occasion.pools.get().taken) == (3, 3)
    assert seats.seat_differences() == []


def test_a_cancel_between_newcomers_leaves_no_free_seat_beside_a_queue():
    occasion = make_occasion(capacity=1)
    first = Registration.objects.get(pk=register(occasion, 0).registration_id)

    def act(number):
        if number == 0:
            return with_retries(lambda: registration.cancel(first, now=NOW))
        return register(occasion, number)

    at_once(act)
    pool = occasion.pools.get()
    assert (pool.taken, pool.waiting) == (1, WRITERS - 2)
    assert seats.seat_differences() == []
