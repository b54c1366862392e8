"""Workshops with seats of their own: taken together with the seat or not at all, waited for together, explained."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.admin_forms import PartsField
from events.domain import approval, occasions, offers, own_changes, queries, registration, seats, series, waiting_list
from events.domain.explain import explain
from events.domain.occasions import PartPlan
from events.domain.participants import ParticipantFilter, participant_ids, participant_rows
from events.domain.series import SeriesRule
from events.domain.transitions import COMMAND
from events.domain.wishes import Wishes
from events.enums import Act
from events.exceptions import OccasionFull, PartFull, RefusedTransition
from events.models import Occasion, Registration
from events.resources import participant_table
from tests.events.acts import fresh, mails, reasons, states
from tests.events.test_command import create, event
from tests.events.test_own_page import sign_in, soon
from tests.factories.events import NOW, make_applicant, make_occasion

pytestmark = pytest.mark.django_db


def with_parts(occasion, *capacities):
    """Give an occasion workshops A, B, … with so many seats each; return it as it is then, and them."""
    parts = [
        occasions.add_part(occasion, PartPlan(f"Workshop {letter}", number), mode="onsite")
        for letter, number in zip("ABCD", capacities, strict=False)
    ]
    return Occasion.objects.get(pk=occasion.pk), parts


def enrol(occasion, number, *parts, waits=False, now=NOW, **values):
    wishes = Wishes(parts=tuple(part.pk for part in parts), waits_for_parts=waits)
    answer = registration.register(occasion, applicant=make_applicant(number, **values), now=now, wishes=wishes)
    return Registration.objects.select_related("occasion").get(pk=answer.registration_id)


def claimed(row):
    return sorted(claim.pool.label or claim.pool.kind for claim in row.claims.select_related("pool"))


def well(occasion):
    return seats.seat_differences([occasion.pk]) == [] and seats.seatless_registrations(occasion) == []


def test_a_seat_and_one_in_each_workshop_are_taken_together():
    occasion, (a, b) = with_parts(make_occasion(capacity=5), 2, 2)

    row = enrol(occasion, 1, a, b)

    assert (row.state, claimed(row)) == ("confirmed", ["Workshop A", "Workshop B", "seats"])
    assert list(occasion.pools.order_by("pk").values_list("taken", flat=True)) == [1, 1, 1]
    assert list(row.parts.order_by("pk")) == [a, b]
    assert "Workshop A, Workshop B" in mails("confirmed")[0][1].translate({0x2068: None, 0x2069: None})
    assert well(occasion)


def test_a_full_workshop_is_refused_by_name_and_nothing_is_taken():
    occasion, (a, b) = with_parts(make_occasion(capacity=5), 1, 5)
    enrol(occasion, 1, a)

    with pytest.raises(PartFull, match="Workshop A"):
        enrol(occasion, 2, a, b)

    assert list(occasion.pools.order_by("pk").values_list("taken", "waiting")) == [(1, 0), (1, 0), (0, 0)]
    assert Registration.objects.count() == 1


def test_who_wants_to_wait_waits_for_all_and_holds_nothing():
    occasion, (a, b) = with_parts(make_occasion(capacity=5), 1, 5)
    enrol(occasion, 1, a)

    row = enrol(occasion, 2, a, b, waits=True)

    assert (row.state, claimed(row), waiting_list.place_of(row)) == ("waitlisted", [], 1)
    assert list(occasion.pools.order_by("pk").values_list("taken", "waiting")) == [(1, 1), (1, 1), (0, 1)]
    assert reasons(row, "register") == ["part_full"]
    assert well(occasion)


def test_who_waits_for_a_full_workshop_stands_in_nobodys_way():
    occasion, (a, b) = with_parts(make_occasion(capacity=5), 1, 5)
    enrol(occasion, 1, a)
    waits = enrol(occasion, 2, a, waits=True)

    assert [enrol(occasion, 3).state, enrol(occasion, 4, b).state] == ["confirmed", "confirmed"]
    assert reasons(waits, "promote") == ["part_full", "part_full"]
    state = queries.seat_state(Occasion.objects.get(pk=occasion.pk), now=NOW)
    assert (state.code, state.left) == ("few_seats", 2)


def test_a_workshop_that_comes_free_goes_to_the_first_who_waits_for_it():
    occasion, (a,) = with_parts(make_occasion(capacity=5), 1)
    first = enrol(occasion, 1, a)
    second, third = (enrol(occasion, number, a, waits=True) for number in (2, 3))

    registration.cancel(first, now=NOW)

    assert states(second, third) == ["confirmed", "waitlisted"]
    assert claimed(second) == ["Workshop A", "seats"]
    assert well(occasion)


def test_a_seat_alone_is_no_use_to_who_waits_for_a_full_workshop():
    occasion, (a,) = with_parts(make_occasion(capacity=2), 1)
    enrol(occasion, 1, a)
    leaves = enrol(occasion, 2)
    wants_both, wants_seat = enrol(occasion, 3, a, waits=True), enrol(occasion, 4)

    registration.cancel(leaves, now=NOW)

    assert states(wants_both, wants_seat) == ["waitlisted", "confirmed"]
    assert reasons(wants_both, "promote") == ["part_full"]
    assert well(occasion)


def test_more_seats_in_a_workshop_move_people_up():
    occasion, (a,) = with_parts(make_occasion(capacity=5), 1)
    enrol(occasion, 1, a)
    row = enrol(occasion, 2, a, waits=True)

    promoted = occasions.change_capacity(a, capacity=2, now=NOW, by=COMMAND)

    assert (promoted, fresh(row).state) == ([row], "confirmed")


def test_an_offer_keeps_the_workshop_too_and_passing_gives_both_to_the_next():
    occasion, (a,) = with_parts(make_occasion(capacity=5, promotion="offer"), 1)
    first = enrol(occasion, 1, a)
    second, third = (enrol(occasion, number, a, waits=True) for number in (2, 3))
    registration.cancel(first, now=NOW)
    assert (states(second, third), claimed(second)) == (["offered", "waitlisted"], ["Workshop A", "seats"])

    offers.pass_offer(second, now=NOW)

    assert (states(second, third), claimed(second)) == (["waitlisted", "offered"], [])
    assert well(occasion)


def test_approval_gives_what_was_chosen():
    occasion, (a,) = with_parts(make_occasion(capacity=5, approval_required=True), 1)
    first, second = enrol(occasion, 1, a), enrol(occasion, 2, a)

    approval.approve(first, now=NOW, by=COMMAND)
    approval.approve(second, now=NOW, by=COMMAND)

    assert (states(first, second), claimed(first)) == (["confirmed", "waitlisted"], ["Workshop A", "seats"])
    assert well(occasion)


def test_a_known_address_is_told_what_a_newcomer_would_be():
    occasion, (a,) = with_parts(make_occasion(capacity=5), 1)
    enrol(occasion, 1, a)
    with pytest.raises(PartFull):
        enrol(occasion, 1, a)
    with pytest.raises(PartFull):
        enrol(occasion, 9, a)


def test_without_a_list_a_full_workshop_cannot_be_waited_for():
    occasion, (a,) = with_parts(make_occasion(capacity=5, waiting_list=False), 1)
    enrol(occasion, 1, a)
    with pytest.raises(OccasionFull):
        enrol(occasion, 2, a, waits=True)


def test_a_workshop_of_another_event_is_none():
    occasion, _parts = with_parts(make_occasion(), 1)
    _other, (foreign,) = with_parts(make_occasion(), 1)
    with pytest.raises(RefusedTransition):
        enrol(occasion, 1, foreign)


def test_the_reconciler_finds_a_workshop_without_its_claim():
    occasion, (a,) = with_parts(make_occasion(capacity=5), 2)
    row = enrol(occasion, 1, a)
    row.claims.filter(pool=a).delete()

    assert [difference.pool_id for difference in seats.seat_differences([occasion.pk])] == [a.pk]
    assert seats.seatless_registrations(occasion) == [row]


def test_explain_names_the_workshops_and_the_desk_filters_and_exports_them():
    occasion, (a, b) = with_parts(make_occasion(capacity=5), 1, 1)
    row, other = enrol(occasion, 1, a, b), enrol(occasion, 2)

    assert "Workshop A, Workshop B" in explain(occasion, registration=row)[0].details
    assert participant_ids(occasion, ParticipantFilter(pool=str(a.pk))) == [row.pk]
    table = list(participant_table(participant_rows(occasion, [row.pk, other.pk])))
    assert [line[-1] for line in table[1:]] == ["Workshop A; Workshop B", ""]


def test_the_command_makes_workshops_and_shows_their_seats():
    code, out, _err = create(
        "--capacity", "30", "--option", "Workshop A=12", "--option", "Två = tre=3", "--format", "json"
    )

    made = json.loads(out)
    assert code == 0
    assert [(pool["kind"], pool["label"], pool["capacity"]) for pool in made["pools"]] == [
        ("seats", "", 30),
        ("option", "Workshop A", 12),
        ("option", "Två = tre", 3),
    ]
    assert "Workshop A: 0 of 12, 0 waiting" in event("seats", made["code"])[1]


def test_the_form_says_what_is_left_and_lets_one_choose_another_or_wait(client):
    occasion, (a, b) = with_parts(soon(capacity=5), 1, 3)
    enrol(occasion, 1, a, now=timezone.now())
    path = f"/sv/events/{occasion.code}/register/"
    page = client.get(path).text
    assert ("<bdi>Workshop A</bdi>, full" in page, "<bdi>Workshop B</bdi>, 3 platser kvar" in page) == (True, True)
    given = {"name": "Åsa Öberg", "email": "asa@example.org", "mode": "onsite", "parts": [a.pk]}

    refused = client.post(path, given)
    assert (refused.status_code, "Nu är det fullt: Workshop A" in refused.text) == (422, True)
    assert client.post(path, {**given, "waits_for_parts": "on"}).status_code == 303

    assert Registration.objects.get(email="asa@example.org").state == "waitlisted"
    assert client.post(path, {**given, "email": "bo@example.org", "parts": [b.pk]}).status_code == 303
    assert claimed(Registration.objects.get(email="bo@example.org")) == ["Workshop B", "seats"]


def test_an_event_without_workshops_asks_nothing_about_them(client):
    page = client.get(f"/sv/events/{soon().code}/register/").text
    assert ('name="parts"' in page, 'name="waits_for_parts"' in page) == (False, False)


def change(row, *parts, now=NOW):
    own_changes.change(row, act=Act.CHANGE_PARTS, wanted={"parts": [part.pk for part in parts]}, now=now)


def test_a_change_takes_the_new_workshop_first_and_the_old_one_goes_to_the_next():
    occasion, (a, b) = with_parts(make_occasion(capacity=5), 1, 1)
    row = enrol(occasion, 1, a)
    waits = enrol(occasion, 2, a, waits=True)

    change(row, b)

    assert (claimed(row), list(fresh(row).parts.all())) == (["Workshop B", "seats"], [b])
    assert (fresh(waits).state, claimed(waits)) == ("confirmed", ["Workshop A", "seats"])
    assert reasons(row, "change_parts") == ["by_person"]
    assert well(occasion)


def test_a_change_to_a_full_workshop_leaves_all_as_it_was():
    occasion, (a, b) = with_parts(make_occasion(capacity=5), 1, 1)
    row = enrol(occasion, 1, a)
    enrol(occasion, 2, b)

    with pytest.raises(PartFull, match="Workshop B"):
        change(row, b)

    assert (claimed(row), list(row.parts.all())) == (["Workshop A", "seats"], [a])
    assert well(occasion)


def test_who_waits_may_choose_what_has_seats_and_moves_up_at_once():
    occasion, (a, b) = with_parts(make_occasion(capacity=5), 1, 1)
    enrol(occasion, 1, a)
    row = enrol(occasion, 2, a, waits=True)

    change(row, b)

    assert (fresh(row).state, claimed(row)) == ("confirmed", ["Workshop B", "seats"])
    assert well(occasion)


def test_a_colleague_takes_the_workshops_over():
    occasion, (a,) = with_parts(make_occasion(capacity=5), 1)
    row = enrol(occasion, 1, a)
    colleague = {"name": "Bo", "email": "bo@example.org", "language": "sv"}

    own_changes.change(row, act=Act.SUBSTITUTE, wanted=colleague, now=NOW)

    assert claimed(Registration.objects.get(email="bo@example.org")) == ["Workshop A", "seats"]
    assert well(occasion)


def test_who_goes_online_keeps_the_workshop():
    occasion, (a,) = with_parts(make_occasion(capacity=5, online_capacity=5, mode="hybrid"), 1)
    row = enrol(occasion, 1, a)

    own_changes.change(row, act=Act.SWITCH_MODE, wanted={"mode": "online"}, now=NOW)

    assert (fresh(row).mode, claimed(row)) == ("online", ["Workshop A", "seats"])
    assert well(occasion)


def test_workshops_are_changed_on_the_personal_page(client):
    occasion, (a, b) = with_parts(soon(capacity=5), 1, 1)
    row = enrol(occasion, 1, a, now=timezone.now())
    sign_in(client, row)
    assert "/sv/my/workshops/" in client.get("/sv/my/").text
    assert f'value="{a.pk}" id="id_parts_0" checked' in client.get("/sv/my/workshops/").text

    assert client.post("/sv/my/workshops/", {"parts": [b.pk]}).status_code == 303

    assert claimed(row) == ["Workshop B", "seats"]
    enrol(occasion, 2, a, now=timezone.now())
    refused = client.post("/sv/my/workshops/", {"parts": [a.pk]})
    assert (refused.status_code, "Nu är det fullt: Workshop A" in refused.text) == (409, True)


def test_the_events_of_a_series_offer_the_same_workshops():
    occasion, _parts = with_parts(make_occasion(), 4, 2)

    made = series.make_series(occasion, SeriesRule("weekly", 1, 2), now=NOW)

    second = made.occasions.get(series_on="2027-03-18")
    assert second.has_parts
    workshops = second.pools.filter(kind="option").order_by("pk").values_list("label", "capacity", "taken")
    assert list(workshops) == [("Workshop A", 4, 0), ("Workshop B", 2, 0)]


def test_the_organizer_writes_one_workshop_on_a_line():
    field = PartsField()

    assert field.clean("Workshop A, 13:00 = ۱۲\n\n Utan gräns \n") == [
        PartPlan("Workshop A, 13:00", 12),
        PartPlan("Utan gräns", None),
    ]
    assert field.clean("") == []
    with pytest.raises(ValidationError):
        field.clean("Workshop A = tolv")
