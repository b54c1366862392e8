"""Random acts on one occasion: seats, queue and reasons agree after each, and nothing outside the table happens."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cms.exceptions import SamverkaError
from events.domain import (
    address_confirmation,
    approval,
    clock,
    occasions,
    offers,
    own_changes,
    parties,
    party_names,
    registration,
    seats,
    waiting_list,
    waiting_order,
)
from events.domain.occasions import PartPlan
from events.domain.parts import parts_of
from events.domain.party_names import Member
from events.domain.transitions import COMMAND
from events.domain.wishes import Wishes
from events.enums import SEAT_HOLDING, TERMINAL, TRANSITIONS, Act, EntryState, RegistrationState
from events.models import ActReason, Occasion, Offer, Party, Registration, SeatClaim, WaitingEntry
from tests.factories.events import NOW, START, make_applicant, make_occasion, make_pages, make_party_wish

pytestmark = pytest.mark.django_db

PEOPLE = st.integers(0, 7)
ACTS = st.one_of(
    st.tuples(st.just("register"), PEOPLE, st.booleans()),
    st.tuples(st.just("cancel"), PEOPLE, st.just(0)),
    st.tuples(st.just("confirm"), PEOPLE, st.just(0)),
    st.tuples(st.just("approve"), PEOPLE, st.just(0)),
    st.tuples(st.just("decline"), PEOPLE, st.just(0)),
    st.tuples(st.just("prolong"), PEOPLE, st.just(0)),
    st.tuples(st.just("accept"), PEOPLE, st.just(0)),
    st.tuples(st.just("pass"), PEOPLE, st.just(0)),
    st.tuples(st.just("switch"), PEOPLE, st.just(0)),
    st.tuples(st.just("withdraw"), PEOPLE, st.just(0)),
    st.tuples(st.just("substitute"), PEOPLE, st.just(0)),
    st.tuples(st.just("short_notice"), PEOPLE, st.just(0)),
    st.tuples(st.just("details"), PEOPLE, st.just(0)),
    st.tuples(st.just("whole"), st.integers(0, 3), st.integers(1, 4)),
    st.tuples(st.just("split"), st.integers(0, 3), st.integers(1, 4)),
    st.tuples(st.just("confirm_party"), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("name"), st.integers(0, 3), st.integers(1, 3)),
    st.tuples(st.just("give_back"), st.integers(0, 3), st.integers(1, 3)),
    st.tuples(st.just("cancel_party"), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("capacity"), st.integers(0, 5), st.sampled_from(["onsite", "online"])),
    st.tuples(st.just("parts"), PEOPLE, st.just(0)),
    st.tuples(st.just("workshop"), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("wait"), st.integers(1, 90), st.just(0)),
    st.tuples(st.just("days"), st.integers(1, 20), st.just(0)),
)
SETTINGS = st.fixed_dictionaries(
    {
        "promotion": st.sampled_from(["direct", "offer"]),
        "order": st.sampled_from(["arrival", "fewest_seats_first"]),
        "approval_required": st.booleans(),
        "seats_past_party": st.integers(0, 3),
        "offer_hours": st.sampled_from([1, 24]),
        "lapsed_offer": st.sampled_from(["ends", "last"]),
    }
)
WORKSHOPS = st.lists(st.integers(0, 2), max_size=2)
PLAIN = {
    "promotion": "direct",
    "order": "arrival",
    "approval_required": False,
    "seats_past_party": 1,
    "offer_hours": 24,
    "lapsed_offer": "ends",
}
OFFERS = {**PLAIN, "promotion": "offer"}
TOWNS = ["1499", "1490", None]


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr("events.domain.personal_mails.queue_mail", lambda **values: None)
    return make_pages({"sv": "Prov"})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(ACTS, max_size=25),
    capacity=st.integers(0, 3),
    online=st.integers(0, 2),
    rules=SETTINGS,
    workshops=WORKSHOPS,
)
@example(
    acts=[("register", 0, True), ("capacity", 1, "onsite"), ("register", 1, False)],
    capacity=0,
    online=0,
    rules=PLAIN,
    workshops=[],
)
@example(
    acts=[
        ("register", 0, 0),
        ("register", 1, 0),
        ("cancel", 0, 0),
        ("pass", 1, 0),
        ("register", 2, 0),
        ("wait", 60, 0),
    ],
    capacity=1,
    online=0,
    rules=OFFERS,
    workshops=[],
)
@example(
    acts=[("register", 0, 0), ("register", 1, 0), ("register", 2, 0), ("cancel", 0, 0), ("days", 1, 0), ("days", 1, 0)],
    capacity=1,
    online=0,
    rules={**OFFERS, "lapsed_offer": "last"},
    workshops=[],
)
@example(
    acts=[("register", 0, 0), ("register", 2, 0), ("switch", 0, 0), ("substitute", 0, 0), ("capacity", 2, "online")],
    capacity=2,
    online=0,
    rules=PLAIN,
    workshops=[],
)
@example(
    acts=[("register", 0, 0), ("register", 1, 0), ("switch", 0, 0), ("switch", 1, 0), ("capacity", 2, "online")],
    capacity=2,
    online=1,
    rules=OFFERS,
    workshops=[],
)
@example(
    acts=[
        ("register", 1, 0),
        ("register", 5, 0),
        ("register", 3, 0),
        ("register", 7, 0),
        ("switch", 1, 0),
        ("cancel", 1, 0),
        ("workshop", 2, 0),
        ("days", 1, 0),
    ],
    capacity=3,
    online=1,
    rules=OFFERS,
    workshops=[1, 1],
)
@example(
    acts=[
        ("register", 0, 0),
        ("register", 1, 0),
        ("whole", 0, 2),
        ("register", 2, 0),
        ("cancel", 0, 0),
        ("register", 4, 0),
        ("cancel", 1, 0),
        ("give_back", 0, 1),
        ("days", 20, 0),
    ],
    capacity=2,
    online=0,
    rules=PLAIN,
    workshops=[],
)
def test_counters_rows_and_reasons_agree_after_every_act(page, acts, capacity, online, rules, workshops):
    groups = not rules["approval_required"]
    occasion = make_occasion(
        capacity=capacity, online_capacity=online, mode="hybrid", page=page, group_registration=groups, **rules
    )
    for number, seats_in_it in enumerate(workshops):
        occasions.add_part(occasion, PartPlan(f"Workshop {number}", seats_in_it), mode="onsite")
    occasion = Occasion.objects.get(pk=occasion.pk)
    now = NOW
    for name, number, more in acts:
        if name in ("wait", "days"):
            now += timedelta(minutes=number) if name == "wait" else timedelta(days=number)
            clock.run_due_acts(now)
        with suppress(SamverkaError):
            perform(occasion, name, number, more, now)
        check(occasion, now)


def perform(occasion, name, number, more, now):
    rows = Registration.objects.active().filter(occasion=occasion, name=f"Deltagare {number}")
    row = rows.select_related("occasion").first()
    if name == "register":
        mode = "online" if number % 4 == 3 else "onsite"
        applicant = make_applicant(number, municipality_id=TOWNS[number % 3], mode=mode)
        wishes = Wishes(parts=chosen_of(occasion, number), waits_for_parts=number % 2 == 1)
        registration.register(occasion, applicant=applicant, now=now, doubtful=bool(more), wishes=wishes)
    elif name == "workshop":
        for part in parts_of(occasion)[:1]:
            occasions.change_capacity(part, capacity=number, now=now, by=COMMAND)
    elif name in PARTY_ACTS:
        perform_for_party(occasion, name, number, more, now)
    elif name == "capacity":
        occasions.change_capacity(occasion.pools.get(mode=more, kind="seats"), capacity=number, now=now, by=COMMAND)
    elif row is not None and name in OWN_ACTS:
        OWN_ACTS[name](row, now)


def chosen_of(occasion, number):
    """Return the workshops that somebody wants: none, the first, or all."""
    return tuple(part.pk for part in parts_of(occasion)[: number % 3])


def perform_for_party(occasion, name, number, more, now):
    party = Party.objects.filter(occasion=occasion, contact_name=f"Kontakt {number}", ended_at__isnull=True).first()
    if name in ("whole", "split"):
        rule = "all_or_none" if name == "whole" else "split"
        mode = "online" if number == 3 else "onsite"
        wish = make_party_wish(number, seats=more, rule=rule, municipality_id=TOWNS[number % 3], mode=mode)
        parties.register_party(occasion, wish=wish, now=now, doubtful=number == 2)
    elif party is not None:
        members = [row.public_id for row in party.registrations.active().order_by("-arrival_number")[:more]]
        PARTY_ACTS[name](party, members, now)


def name_all(party, members, now):
    named = {member: Member(f"Namn {now:%d}", f"{member}.{now:%d}@example.org") for member in members}
    party_names.name_members(party, named=named, now=now)


PARTY_ACTS = {
    "whole": None,
    "split": None,
    "confirm_party": lambda party, members, now: parties.confirm_party(party, now=now),
    "name": name_all,
    "give_back": lambda party, members, now: parties.release_seats(party, chosen=members, now=now),
    "cancel_party": lambda party, members, now: parties.cancel_party(party, now=now),
}


def change(act, wanted):
    return lambda row, now: own_changes.change(row, act=act, wanted=wanted(row), now=now)


def colleague_of(row):
    return {"name": row.name, "email": f"kollega{row.arrival_number}@example.org", "language": "sv"}


OWN_ACTS = {
    "cancel": lambda row, now: registration.cancel(row, now=now),
    "confirm": lambda row, now: address_confirmation.confirm_address(row, now=now),
    "prolong": lambda row, now: address_confirmation.prolong_hold(row, now=now),
    "approve": lambda row, now: approval.approve(row, now=now, by=COMMAND),
    "decline": lambda row, now: approval.decline(row, reason="Nej", now=now, by=COMMAND),
    "accept": lambda row, now: offers.accept_offer(row, now=now),
    "pass": lambda row, now: offers.pass_offer(row, now=now),
    "withdraw": lambda row, now: own_changes.withdraw_wishes(row, now=now),
    "short_notice": lambda row, now: own_changes.set_short_notice(row, short_notice=True, now=now),
    "switch": change(Act.SWITCH_MODE, lambda row: {"mode": "online" if row.mode == "onsite" else "onsite"}),
    "substitute": change(Act.SUBSTITUTE, colleague_of),
    "parts": change(Act.CHANGE_PARTS, lambda row: {"parts": chosen_of(row.occasion, row.arrival_number + 1)}),
    "details": change(Act.CHANGE_DETAILS, lambda row: {"name": row.name, "organization_name": "Ny kommun"}),
}


def check(occasion, now):
    occasion.refresh_from_db()
    assert seats.seat_differences([occasion.pk]) == []
    assert seats.seatless_registrations(occasion) == []
    rows = list(occasion.registrations.order_by("arrival_number"))
    claims = SeatClaim.objects.filter(pool__occasion=occasion)
    holding = {row.pk: row.mode for row in rows if row.state in SEAT_HOLDING}
    in_event = claims.exclude(pool__kind="option")
    assert dict(in_event.values_list("registration_id", "pool__mode")) == holding
    assert in_event.count() == len(holding)
    check_workshops(rows, claims)
    assert len({row.arrival_number for row in rows}) == len(rows)
    for pool in occasion.pools.all():
        check_queue(occasion, pool, now)
    waiting = WaitingEntry.objects.filter(registration__in=rows, state=EntryState.WAITING, from_pool=None)
    queue = {row.pk for row in rows if row.state == RegistrationState.WAITLISTED}
    assert set(waiting.values_list("registration_id", flat=True)) == queue
    open_offers = Offer.objects.filter(entry__registration__in=rows, state="open", entry__state="offered")
    assert sorted(open_offers.values_list("entry__registration_id", flat=True)) == sorted(
        row.pk for row in rows if row.state == RegistrationState.OFFERED
    )
    assert all(offer.answer_by <= occasion.cut_off_at for offer in open_offers)
    assert Offer.objects.filter(entry__registration__in=rows, state="open").count() == open_offers.count()
    assert all((row.ended_at is not None) == (row.state in TERMINAL) for row in rows)
    check_reasons(rows)
    check_parties(occasion)
    with transaction.atomic():
        pools = list(occasion.pools.all())
        assert waiting_list.promote(occasion, pools=pools, now=now, by=COMMAND, same_seat=True) == []
        transaction.set_rollback(True)


def check_parties(occasion):
    """A group that comes whole has a seat for each member or for none; a group without members has ended."""
    for party in Party.objects.filter(occasion=occasion):
        states = {row.state for row in party.registrations.active()}
        assert (party.ended_at is None) == bool(states)
        if party.comes_whole:
            assert not (RegistrationState.WAITLISTED in states and states & SEAT_HOLDING)


def check_workshops(rows, claims):
    """Who has a seat has one in each workshop chosen and in no other; who waits, waits for each of them."""
    for row in rows:
        chosen = set(row.parts.values_list("pk", flat=True))
        held = set(claims.filter(registration=row, pool__kind="option").values_list("pool_id", flat=True))
        assert held == (chosen if row.state in SEAT_HOLDING else set())
        for entry in row.waiting_entries.filter(state=EntryState.WAITING, from_pool=None):
            assert set(entry.pools.filter(kind="option").values_list("pk", flat=True)) == chosen


def check_queue(occasion, pool, now):
    """Nobody who could have a free seat waits, and the places are those of the order in force."""
    entries = waiting_order.waiting_for([pool])
    before_cut_off = now < occasion.cut_off_at
    servable = [entry for entry in entries if waiting_order.passed_over(occasion, entry, now=now) is None]
    # A seat comes into reach by the clock alone only in the last 48 hours, and then to fewer, never to more.
    # A group that comes whole may leave seats free: whether those behind it may have them, the dry run says.
    whole = any(entry.registration.party and entry.registration.party.comes_whole for entry in entries)
    assert whole or not (servable and before_cut_off and pool.taken < pool.capacity)
    if occasion.has_parts:  # who waits for a workshop competes with others than those who wait for this pool
        return
    places = [waiting_list.place_of(entry.registration) for entry in waiting_order.in_order(occasion, entries)]
    assert places == list(range(1, len(entries) + 1))
    if occasion.order == "arrival":
        arrivals = [entry.registration.arrival_number for entry in entries]
        assert arrivals == sorted(arrivals)


def check_reasons(rows):
    """Every change of state has its reason: replayed through the table, they lead to the state there is."""
    for row in rows:
        states = {""}
        for act in ActReason.objects.filter(registration=row).order_by("pk").values_list("act", flat=True):
            if act in TRANSITIONS:
                moved = {end for start in states for end in TRANSITIONS[act].get(start, ())}
                # A row for somebody who was passed over, or whose wish was noted, changes no state.
                stays = act in (Act.PROMOTE, Act.SWITCH_MODE, Act.CLOSE_LIST)
                states = moved | states if stays else moved
        assert row.state in states


def test_every_step_outside_the_table_is_refused():
    from events.domain.transitions import check_transition
    from events.exceptions import RefusedTransition

    states = ["", *RegistrationState.values]
    allowed = {(act, start, end) for act, steps in TRANSITIONS.items() for start, ends in steps.items() for end in ends}
    for act in Act.values:
        for start in states:
            for end in RegistrationState.values:
                if (act, start, end) in allowed:
                    check_transition(act, start, end)
                else:
                    with pytest.raises(RefusedTransition):
                        check_transition(act, start, end)
    assert not any(start in TERMINAL for _act, start, _end in allowed)


def test_earmarked_seats_are_taken_first_and_released_once():
    from events.domain.occasions import DayPlan, EarmarkPlan, OccasionPlan, create_occasion
    from events.enums import OccasionStatus
    from networks.models import Municipality

    falkoping, other = Municipality.objects.get(code="1499"), Municipality.objects.get(code="1490")
    release = START - timedelta(days=14)
    occasion = create_occasion(
        OccasionPlan(days=[DayPlan(START, START + timedelta(hours=7))]),
        content_id=make_pages({"sv": "Prov"}).translation_key,
        capacity=1,
        earmarks=[EarmarkPlan(falkoping.pk, 2, release)],
        status=OccasionStatus.CONFIRMED,
        now=NOW,
    )

    def register(number, municipality):
        applicant = make_applicant(number, municipality_id=municipality.pk)
        answer = registration.register(occasion, applicant=applicant, now=NOW)
        return Registration.objects.get(pk=answer.registration_id)

    own = register(1, falkoping)
    assert own.claims.get().pool.kind == "earmark"
    register(2, other)
    waits = register(3, other)
    assert waits.state == "waitlisted"
    clock.run_due_acts(release)
    clock.run_due_acts(release + timedelta(minutes=1))
    waits.refresh_from_db()
    assert waits.state == "confirmed"
    assert list(occasion.pools.order_by("pk").values_list("capacity", "taken")) == [(2, 2), (1, 1)]
    registration.cancel(own, now=release + timedelta(minutes=2))
    assert list(occasion.pools.order_by("pk").values_list("capacity", "taken")) == [(3, 2), (0, 0)]
    assert seats.seat_differences() == []
